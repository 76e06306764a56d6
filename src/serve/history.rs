//! What changed since the preview began, for pages that did not listen at the time: a hidden tab, a window too many.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::stage::Show;
use crate::base::{DocPath, Hash};
use crate::build::Shown;

/// Where pages went, and which files are others than they were.
#[derive(Default)]
pub struct History {
    files: BTreeSet<DocPath>,
    /// The paths of pages that are gone, by the folder of their locale and their text.
    gone: HashMap<(Box<str>, Hash), String>,
    /// From where a page was to where it is.
    moves: HashMap<String, String>,
}

impl History {
    /// Another build is shown than before.
    pub fn note(&mut self, old: &Shown, new: &Show) {
        self.files.extend(new.files.iter().cloned());
        if !Arc::ptr_eq(&old.site.pages, &new.build.site.pages) {
            self.move_pages(only_in(old, &new.build), only_in(&new.build, old));
        }
    }

    /// The files that changed, whether they are there or not.
    pub fn files(&self) -> impl Iterator<Item = &DocPath> {
        self.files.iter()
    }

    /// Where the page of a path went, which may be gone from there too.
    pub fn moved(&self, path: &str) -> Option<&str> {
        let path = path.strip_suffix("index.html").unwrap_or(path);
        self.moves.get(path).map(String::as_str)
    }

    /// A page that comes with the text of one that has gone is the same; it may come builds later.
    fn move_pages(&mut self, gone: Vec<View>, come: Vec<View>) {
        for View { path, text } in gone {
            self.moves.remove(&path);
            self.gone.insert(text, path);
        }
        let back: HashSet<&String> = come.iter().map(|view| &view.path).collect();
        self.gone.retain(|_, path| !back.contains(path));
        self.moves.retain(|path, _| !back.contains(path));
        for View { path, text } in come {
            let Some(from) = self.gone.remove(&text) else {
                continue;
            };
            for to in self.moves.values_mut().filter(|to| **to == from) {
                to.clone_from(&path);
            }
            self.moves.insert(from, path);
        }
    }
}

/// A page in a locale.
struct View {
    /// Below the base path.
    path: String,
    text: (Box<str>, Hash),
}

/// What one build shows at addresses that the other does not have.
fn only_in(one: &Shown, other: &Shown) -> Vec<View> {
    let known: HashSet<&str> = other.site.pages.iter().map(|page| &*page.route).collect();
    let docs = one.docs();
    let mut views = Vec::new();
    for page in one.site.pages.iter().filter(|page| !known.contains(&*page.route)) {
        for (locale, variant) in one.site.locales.iter().zip(&page.variants) {
            if let Some(doc) = variant.shown().and_then(|doc| docs.get(doc.index())) {
                views.push(View {
                    path: format!("{}/{}", locale.slug, page.route),
                    text: (locale.slug.clone(), doc.document.hash),
                });
            }
        }
    }
    views
}

#[cfg(test)]
mod tests {
    use super::*;

    fn views(all: &[(&str, &str)]) -> Vec<View> {
        let view = |(path, text): &(&str, &str)| View {
            path: (*path).to_owned(),
            text: ("en".into(), Hash::of(text.as_bytes())),
        };
        all.iter().map(view).collect()
    }

    #[test]
    fn a_page_is_followed_over_builds() {
        let mut history = History::default();
        history.move_pages(views(&[("en/a/", "text")]), views(&[("en/b/", "text")]));
        assert_eq!(history.moved("en/a/"), Some("en/b/"));
        assert_eq!(history.moved("en/a/index.html"), Some("en/b/"));
        // It goes, and comes elsewhere builds later.
        history.move_pages(views(&[("en/b/", "text")]), Vec::new());
        history.move_pages(Vec::new(), views(&[("en/other/", "words")]));
        assert_eq!(history.moved("en/b/"), None);
        history.move_pages(Vec::new(), views(&[("en/c/", "text")]));
        assert_eq!(history.moved("en/b/"), Some("en/c/"));
        assert_eq!(history.moved("en/a/"), Some("en/c/"));
    }

    #[test]
    fn a_page_that_is_there_again_has_not_moved() {
        let mut history = History::default();
        history.move_pages(views(&[("en/a/", "text")]), views(&[("en/b/", "text")]));
        history.move_pages(Vec::new(), views(&[("en/a/", "text")]));
        assert_eq!(history.moved("en/a/"), None);
        // Gone once more, with other words: nobody knows where to.
        history.move_pages(views(&[("en/a/", "others")]), Vec::new());
        assert_eq!(history.moved("en/a/"), None);
        // Both come in one build: a copy is no move.
        history.move_pages(Vec::new(), views(&[("en/a/", "others"), ("en/copy/", "others")]));
        assert_eq!(history.moved("en/a/"), None);
    }
}
