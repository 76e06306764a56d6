//! What changed since the preview began, for pages that did not listen at the time: a hidden tab, a window too many.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::stage::Show;
use crate::base::{DocPath, Hash};
use crate::build::Shown;
use crate::model::site::Page;

/// A page that comes so many builds after another has gone is none that was moved.
const LATELY: u32 = 10;

/// Where pages went, and which files are others than they were.
#[derive(Default)]
pub struct History {
    /// How many builds were shown before the one that is.
    number: u32,
    /// Files that are carried along, and the build that has them as they are.
    files: BTreeMap<DocPath, u32>,
    /// The paths of pages that went lately, and the first build without them.
    gone: HashMap<Text, Vec<(String, u32)>>,
    /// From where a page was to where it is.
    moves: HashMap<String, String>,
}

impl History {
    /// Another build is shown than before.
    pub fn note(&mut self, old: &Show, new: &Show) {
        self.number += 1;
        let site = &new.build.site;
        let carried = new.files.iter().filter(|file| site.asset_of.contains_key(*file));
        self.files.extend(carried.map(|file| (file.clone(), self.number)));
        if !Arc::ptr_eq(&old.build.site.pages, &site.pages) {
            self.move_pages(only_in(&old.build, &new.build), only_in(&new.build, &old.build));
        }
    }

    /// How many builds were shown before the one that is.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The files that changed after so many builds, whether they are there or not.
    pub fn files_since(&self, number: u32) -> impl Iterator<Item = &DocPath> {
        let since = self.files.iter().filter(move |(_, at)| **at > number);
        since.map(|(file, _)| file)
    }

    /// Where the page of a path went, which may be gone from there too.
    pub fn moved(&self, path: &str) -> Option<&str> {
        let path = path.strip_suffix("index.html").unwrap_or(path);
        self.moves.get(path).map(String::as_str)
    }

    /// A page that comes with the text of one that has gone is the same; it may come builds later. Of several with one
    /// text, as that of a page that is only begun, the name tells which; else nobody knows.
    fn move_pages(&mut self, gone: Vec<View>, come: Vec<View>) {
        for View { path, text } in gone {
            self.moves.remove(&path);
            self.gone.entry(text).or_default().push((path, self.number));
        }
        let back: HashSet<&String> = come.iter().map(|view| &view.path).collect();
        let oldest = self.number.saturating_sub(LATELY);
        self.gone.retain(|_, all| {
            all.retain(|(path, at)| *at >= oldest && !back.contains(path));
            !all.is_empty()
        });
        self.moves.retain(|path, _| !back.contains(path));
        let mut counts: HashMap<&Text, usize> = HashMap::new();
        for view in &come {
            *counts.entry(&view.text).or_default() += 1;
        }
        for view in &come {
            let Some(all) = self.gone.get_mut(&view.text) else {
                continue;
            };
            let is_named_so = |(path, _): &(String, u32)| name(path) == name(&view.path);
            let is_only = all.len() == 1 && counts.get(&view.text) == Some(&1);
            let is_named = all.iter().filter(|gone| is_named_so(gone)).count() == 1;
            let at = all.iter().position(|gone| is_only || is_named && is_named_so(gone));
            let Some((from, _)) = at.map(|at| all.swap_remove(at)) else {
                continue;
            };
            for to in self.moves.values_mut().filter(|to| **to == from) {
                to.clone_from(&view.path);
            }
            self.moves.insert(from, view.path.clone());
        }
    }
}

/// The folder of a locale, and the hash of a page's file.
type Text = (Box<str>, Hash);

/// A page in a locale.
struct View {
    /// Below the base path.
    path: String,
    text: Text,
}

/// The last part of a path.
fn name(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

/// What one build shows where the other shows nothing.
fn only_in(one: &Shown, other: &Shown) -> Vec<View> {
    let pages: HashMap<&str, &Page> = other.site.pages.iter().map(|page| (&*page.route, page)).collect();
    let docs = one.docs();
    let mut views = Vec::new();
    for (at, locale) in one.site.locales.iter().enumerate() {
        let same = other.site.locales.iter().position(|known| known.slug == locale.slug);
        for page in one.site.pages.iter() {
            let known = pages.get(&*page.route).zip(same);
            let shown = |page: &Page, at: usize| page.variants.get(at).and_then(|variant| variant.shown());
            if known.is_some_and(|(page, at)| shown(page, at).is_some()) {
                continue;
            }
            if let Some(doc) = shown(page, at).and_then(|doc| docs.get(doc.index())) {
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
        // Pages that are only begun have one text.
        history.move_pages(views(&[("en/x/a/", "#"), ("en/x/b/", "#")]), Vec::new());
        history.move_pages(Vec::new(), views(&[("en/y/c/", "#"), ("en/y/b/", "#")]));
        assert_eq!(
            [history.moved("en/x/a/"), history.moved("en/x/b/")],
            [None, Some("en/y/b/")]
        );
        // Long after, it is another.
        history.number += LATELY + 1;
        history.move_pages(Vec::new(), views(&[("en/y/a/", "#")]));
        assert_eq!(history.moved("en/x/a/"), None);
    }
}
