//! The tables of contents of each locale: those that were written, each for the pages it lists or lies above; else
//! the folders.

mod folders;
mod maker;

use std::collections::{BTreeMap, BTreeSet};

use super::catalog::Spellings;
use super::url::{Url, read_url};
use crate::base::DocPath;
use crate::model::docset::Roots;
use crate::model::site::{Doc, LeftOut, LocaleId, Nav, NavTarget, Navs, PageId, Site};
use crate::model::toc::{Toc, TocEntry};
use maker::Maker;

/// More entries than this are not brought in from nested files, in one locale: files that bring each other in twice
/// would grow without end.
const MOST_NESTED: usize = 100_000;

/// The overview of several tables shows all of their entries up to this many, beyond it the first level.
const WHOLE_OVERVIEW: usize = 300;

/// The tables of contents of a locale.
pub fn navs(site: &Site, docs: &[Doc], locale: LocaleId) -> Navs {
    let files = Files::new(site, locale);
    let spellings = Spellings::default();
    let mut faults = BTreeSet::new();
    let mut budget = MOST_NESTED;
    let mut list: Vec<Nav> = Vec::new();
    for folder in files.roots() {
        let Some(file) = files.of(&folder, "") else {
            continue;
        };
        let mut maker = Maker::new(site, docs, &files, &spellings, locale);
        maker.budget = budget;
        maker.add_file(file);
        budget = maker.budget;
        faults.append(&mut maker.faults);
        let nav = finished(site, folder, maker.nav);
        // What cannot be read, and what is empty, guides nobody.
        if !nav.entries.is_empty() {
            list.push(nav);
        }
    }
    let (of, mut left) = nearest_of_all(site, &list);
    let shower = Maker::new(site, docs, &files, &spellings, locale);
    left.retain(|page| shower.shown(*page).is_some());
    let mut navs = Navs {
        list,
        of,
        overview: 0,
        faults: faults.into_iter().collect(),
    };
    if navs.list.len() != 1 || !left.is_empty() {
        add_overview(&mut navs, site, docs, locale, &left);
    }
    navs
}

/// Completes a table with what is known of it as a whole.
fn finished(site: &Site, folder: String, mut nav: Nav) -> Nav {
    nav.home = folder_page(site, &folder);
    nav.folder = folder.into();
    // The page itself stands for it rather than a place in it.
    for whole in [true, false] {
        for (number, entry) in nav.entries.iter().enumerate() {
            if let NavTarget::Page(page) = entry.target
                && entry.tail.is_empty() == whole
            {
                nav.entry_of.entry(page).or_insert(number as u32);
            }
        }
    }
    nav
}

/// The page that a folder's own URL shows.
fn folder_page(site: &Site, folder: &str) -> Option<PageId> {
    let names = ["index.md", "index.yml"].into_iter();
    names
        .filter_map(|name| DocPath::below(folder, name))
        .find_map(|key| site.page_of.get(&key).copied())
}

/// The table of each page, as Learn chooses it: of those that list the page the nearest, else the nearest in a folder
/// above. Second, the pages that have none.
fn nearest_of_all(site: &Site, list: &[Nav]) -> (Box<[u32]>, Vec<PageId>) {
    let mut listed: BTreeMap<PageId, Vec<u32>> = BTreeMap::new();
    let mut by_folder: BTreeMap<&str, u32> = BTreeMap::new();
    for (number, nav) in list.iter().enumerate() {
        for page in nav.entry_of.keys() {
            listed.entry(*page).or_default().push(number as u32);
        }
        by_folder.insert(&nav.folder, number as u32);
    }
    let mut left = Vec::new();
    let mut of = Vec::with_capacity(site.pages.len());
    for (number, page) in site.pages.iter().enumerate() {
        let id = PageId(number as u32);
        let folder = page.key.parent();
        let nearest = match listed.get(&id) {
            Some(tables) => tables
                .iter()
                .copied()
                .min_by_key(|&table| distance(folder, &list[table as usize].folder)),
            None => ancestors(folder).find_map(|folder| by_folder.get(folder).copied()),
        };
        of.push(nearest.unwrap_or(list.len() as u32));
        if nearest.is_none() {
            left.push(id);
        }
    }
    (of.into(), left)
}

/// `a/b`, `a` and the root.
fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| {
        (!folder.is_empty()).then(|| folder.rsplit_once('/').map_or("", |(above, _)| above))
    })
}

/// From a page's folder to a table's: how many folders down, then how many up. Learn compares them in this order, so a
/// table in a folder above wins over one beside.
fn distance(page: &str, table: &str) -> (usize, usize) {
    let parts = |folder| str::split(folder, '/').filter(|part| !part.is_empty());
    let same = parts(page).zip(parts(table)).take_while(|(a, b)| a == b).count();
    (parts(table).count() - same, parts(page).count() - same)
}

/// For readers at the locale's first page, and at pages without a table: the way into each table, and the pages that
/// are in none by their folders.
fn add_overview(navs: &mut Navs, site: &Site, docs: &[Doc], locale: LocaleId, left: &[PageId]) {
    let files = Files::default();
    let spellings = Spellings::default();
    let mut maker = Maker::new(site, docs, &files, &spellings, locale);
    let all: usize = navs.list.iter().map(|nav| nav.entries.len()).sum();
    let root = navs.list.iter().find(|nav| nav.folder.is_empty());
    if let Some(root) = root {
        maker.nav.entries.clone_from(&root.entries);
    }
    maker.add_folders(left);
    for nav in &navs.list {
        let is_there = nav.home.is_some_and(|home| {
            let mut roots = root.into_iter();
            roots.any(|root| root.entry_of.contains_key(&home))
        });
        if !nav.folder.is_empty() && !is_there {
            let levels = if all > WHOLE_OVERVIEW { 1 } else { u16::MAX };
            maker.add_table(nav, levels);
        }
    }
    let mut nav = finished(site, String::new(), maker.nav);
    let left: BTreeSet<&PageId> = left.iter().collect();
    nav.entry_of.retain(|page, _| left.contains(page));
    navs.overview = navs.list.len() as u32;
    navs.list.push(nav);
}

/// A file that holds a table of contents.
#[derive(Clone, Copy)]
struct TocFile<'a> {
    file: &'a DocPath,
    toc: &'a Toc,
    /// It is the source's, and the locale another.
    borrowed: bool,
    /// The docset leaves it out: it is there for others that bring it in.
    is_left_out: bool,
}

/// Which files hold a locale's tables of contents: its own, and those of the source for folders that have none.
#[derive(Default)]
struct Files<'a> {
    /// By folder below the locale's root.
    by_folder: BTreeMap<String, Vec<TocFile<'a>>>,
    /// Where `~/` leads.
    roots: Option<(&'a Roots, usize)>,
}

impl<'a> Files<'a> {
    fn new(site: &'a Site, locale: LocaleId) -> Self {
        let mut files = Self {
            by_folder: BTreeMap::new(),
            roots: Some((&site.roots, locale.index())),
        };
        for number in [site.source, locale.index()] {
            let Some(facts) = site.locales.get(number) else {
                continue;
            };
            let mut own: BTreeMap<String, Vec<TocFile<'_>>> = BTreeMap::new();
            for (file, toc) in site.tocs.iter() {
                if let Some(key) = file.strip(facts.folder.as_str()) {
                    own.entry(key.parent().to_owned()).or_default().push(TocFile {
                        file,
                        toc,
                        borrowed: number != locale.index(),
                        is_left_out: site.left_out.get(file) == Some(&LeftOut::Scope),
                    });
                }
            }
            for all in own.values_mut() {
                all.sort_by_key(|toc| (toc.is_left_out, toc.file.extension().eq_ignore_ascii_case("md")));
            }
            files.by_folder.extend(own);
        }
        files
    }

    /// The file in a folder: the one of that name, else the first.
    fn of(&self, folder: &str, name: &str) -> Option<TocFile<'a>> {
        let all = self.by_folder.get(folder)?;
        let named = all.iter().find(|toc| toc.file.file_name().eq_ignore_ascii_case(name));
        named.or_else(|| all.first()).copied()
    }

    /// The folders whose tables stand by themselves: no other brings them in. Where they bring each other in, in a
    /// circle, the first of them does.
    fn roots(&self) -> Vec<String> {
        let nested = |folder: &String| -> Vec<String> {
            let mut found = Vec::new();
            if let Some(file) = self.of(folder, "") {
                self.nested_folders(&file.toc.entries, folder, &mut found);
            }
            found.retain(|below| below != folder && self.by_folder.contains_key(below));
            found
        };
        let below: BTreeMap<&String, Vec<String>> = self.by_folder.keys().map(|f| (f, nested(f))).collect();
        let brought_in: BTreeSet<&String> = below.values().flatten().collect();
        let stands = |folder: &&String| self.of(folder, "").is_some_and(|file| !file.is_left_out);
        let mut in_order: Vec<&String> = self.by_folder.keys().filter(stands).collect();
        in_order.sort_by_key(|folder| (brought_in.contains(folder), folder.matches('/').count(), *folder));
        let mut reached: BTreeSet<&String> = BTreeSet::new();
        let mut roots = Vec::new();
        for folder in in_order {
            if reached.contains(folder) {
                continue;
            }
            roots.push(folder.clone());
            let mut open = vec![folder];
            while let Some(next) = open.pop() {
                if reached.insert(next) {
                    open.extend(below.get(next).into_iter().flatten());
                }
            }
        }
        roots.sort();
        roots
    }

    // As deep as the files nest their entries, which the readers bound.
    fn nested_folders(&self, entries: &[TocEntry], folder: &str, found: &mut Vec<String>) {
        for entry in entries {
            if let Some(target) = entry.nested.as_ref().and_then(|href| self.named(&href.text, folder)) {
                found.push(target.0);
            }
            self.nested_folders(&entry.items, folder, found);
        }
    }

    /// The folder and the name, often empty, of the table of contents that a destination in `folder` names; both below
    /// the locale's root.
    fn named(&self, href: &str, folder: &str) -> Option<(String, String)> {
        nested_file(href, folder, self.docroot(folder))
    }

    /// The folder that `~/` means in a table of contents in `folder`.
    fn docroot(&self, folder: &str) -> &'a str {
        let Some((roots, locale)) = self.roots else { return "" };
        let file = DocPath::below(folder, "toc.yml");
        roots.of(locale, file.as_ref().map_or("", DocPath::as_str))
    }
}

fn nested_file(href: &str, folder: &str, docroot: &str) -> Option<(String, String)> {
    let (path, from) = match read_url(href) {
        Url::Relative { path, .. } => (path.into_owned(), folder),
        Url::Docroot { path, .. } => (path.into_owned(), docroot),
        _ => return None,
    };
    let (below, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let folder = DocPath::below(from, below)?;
    Some((folder.to_string(), name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn above_is_nearer_than_beside_and_below() {
        let from = |table| distance("a/b", table);
        let by_distance = ["a/b", "a", "", "a/c", "d", "a/b/c", "a/b/c/d"];
        let mut sorted = by_distance;
        sorted.sort_by_key(|table| from(table));
        assert_eq!(sorted[..3], by_distance[..3]);
        assert!(from("") < from("a/c") && from("a/b/c") < from("a/b/c/d"));
        assert_eq!(ancestors("a/b").collect::<Vec<_>>(), ["a/b", "a", ""]);
        assert_eq!(ancestors("").collect::<Vec<_>>(), [""]);
    }

    #[test]
    fn what_a_destination_names() {
        let named = |href, folder| nested_file(href, folder, "r").map(|(folder, name)| format!("{folder}|{name}"));
        assert_eq!(named("../c/toc.yml", "a/b").as_deref(), Some("a/c|toc.yml"));
        assert_eq!(named("c/", "a").as_deref(), Some("a/c|"));
        assert_eq!(named("~/c/TOC.md", "a").as_deref(), Some("r/c|TOC.md"));
        assert_eq!(named("../../x/", "a"), None);
        assert_eq!(named("/x/", "a"), None);
    }
}
