//! What links and pages need to know of docsets: where `~/` leads, which files have moved, and what lies above a page.

use std::collections::HashMap;

use super::site::PageId;
use crate::base::{DocPath, Span};

/// Where docsets lie.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Roots {
    /// The folders of each locale's docsets, below the locale's folder, deepest first.
    pub by_locale: Vec<Vec<DocPath>>,
}

impl Roots {
    /// The folder that `~/` means in a file, both below the locale's folder: that of the file's docset, else that of
    /// the locale, which is empty.
    pub fn of(&self, locale: usize, key: &str) -> &str {
        let holds = |folder: &&DocPath| match folder.as_str() {
            "" => true,
            folder => key.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')),
        };
        let folders = self.by_locale.get(locale).map(Vec::as_slice).unwrap_or_default();
        folders.iter().find(holds).map_or("", DocPath::as_str)
    }
}

/// Where a file that has moved leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Destination {
    /// To a page; the tail is `?query#fragment`, ready for a URL.
    Page(PageId, Box<str>),
    /// To a path of another docset.
    Docset(Box<str>),
    /// To another site.
    External(Box<str>),
    /// To a file of this docset that is not there: its path below the locale's folder.
    Nothing(Box<str>),
    /// Round in a circle of files that have moved.
    Circle,
    /// To what is no address.
    NoAddress,
}

/// A file that has moved.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Moved {
    /// The file that was, below the locale's folder.
    pub from: DocPath,
    /// The file that says so, below the site's root.
    pub file: DocPath,
    /// Where it names the file that was.
    pub from_at: Span,
    /// Where it says where that leads.
    pub url_at: Span,
    /// As written there.
    pub url: Box<str>,
    /// Where it leads in the end.
    pub to: Destination,
    /// The file, moved too, that it leads through first.
    pub through: Option<DocPath>,
    /// The file that readers see at its URL: itself where it is still there, or another of that URL.
    pub still_there: Option<DocPath>,
    /// An earlier entry of the same file counts: its place in the table.
    pub first: Option<u32>,
}

/// The files of one locale that have moved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MovedFiles {
    /// In the order of the files that say so.
    pub all: Vec<Moved>,
    /// The entry that counts, by the path of the file that was, in lower case and composed.
    pub by_key: HashMap<String, u32>,
}

impl MovedFiles {
    /// The entry that counts for a path below the locale's folder, in lower case and composed.
    pub fn get(&self, folded: &str) -> Option<&Moved> {
        self.all.get(*self.by_key.get(folded)? as usize)
    }

    /// The entries that count.
    pub fn in_force(&self) -> impl Iterator<Item = &Moved> {
        self.all
            .iter()
            .filter(|moved| moved.first.is_none() && moved.still_there.is_none())
    }
}

/// An entry of a breadcrumb file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Crumb {
    /// What readers see.
    pub title: Box<str>,
    /// The path of the URL whose pages it stands above.
    pub above: Box<str>,
    /// Where it leads.
    pub url: Option<Box<str>>,
    /// The entries below.
    pub items: Vec<Crumb>,
}

/// What the breadcrumb file of a docset says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct DocsetCrumbs {
    /// The docset's folder, below the locale's.
    pub folder: DocPath,
    /// The path that URLs of the docset begin with, without a slash at its end.
    pub url: Box<str>,
    /// The entries.
    pub items: Vec<Crumb>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_docset_counts() {
        let path = |text| DocPath::new(text).unwrap();
        let roots = Roots {
            by_locale: vec![vec![path("a/b"), path("a")], vec![DocPath::root()]],
        };
        assert_eq!(roots.of(0, "a/b/c.md"), "a/b");
        assert_eq!(roots.of(0, "a/bc/d.md"), "a");
        assert_eq!(roots.of(0, "x/d.md"), "");
        assert_eq!((roots.of(1, "x.md"), roots.of(2, "x.md")), ("", ""));
    }
}
