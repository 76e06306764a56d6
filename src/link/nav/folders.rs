//! Tables of contents that nobody wrote: pages by their folders, and the way into other tables.

use std::collections::BTreeMap;

use super::maker::{Below, Maker};
use crate::model::site::{Nav, NavTarget, PageId};
use crate::theme::format::Order;

enum Item<'a> {
    Page(PageId),
    Folder(&'a Folder<'a>),
}

#[derive(Default)]
struct Folder<'a> {
    index: Option<PageId>,
    pages: Vec<PageId>,
    below: BTreeMap<&'a str, Folder<'a>>,
}

impl Maker<'_> {
    /// These pages by their folders, the first page of each folder for its name, then by title as the language sorts.
    pub fn add_folders(&mut self, pages: &[PageId]) {
        let order = Order::new(&self.site.locales[self.locale.index()].tag);
        let mut root = Folder::default();
        let site = self.site;
        for &id in pages {
            if self.shown(id).is_none() {
                continue;
            }
            let key = &site.pages[id.index()].key;
            let mut folder = &mut root;
            for part in key.parent().split('/').filter(|part| !part.is_empty()) {
                folder = folder.below.entry(part).or_default();
            }
            if key.stem().eq_ignore_ascii_case("index") && folder.index.is_none() {
                folder.index = Some(id);
            } else {
                folder.pages.push(id);
            }
        }
        let top = Below { depth: 0, parent: None };
        if let Some(index) = root.index {
            self.push(self.title(index), NavTarget::Page(index), top);
        }
        self.add_folder(&root, &order, top);
    }

    fn add_folder(&mut self, folder: &Folder<'_>, order: &Order, at: Below) {
        let mut items: Vec<(Box<str>, Item<'_>)> = Vec::new();
        items.extend(folder.pages.iter().map(|&page| (self.title(page), Item::Page(page))));
        items.extend(folder.below.iter().map(|(name, below)| {
            let title = below.index.map_or_else(|| (*name).into(), |page| self.title(page));
            (title, Item::Folder(below))
        }));
        items.sort_by(|a, b| order.compare(&a.0, &b.0));
        for (title, item) in items {
            match item {
                Item::Page(page) => _ = self.push(title, NavTarget::Page(page), at),
                Item::Folder(below) => {
                    let target = below.index.map_or(NavTarget::Nothing, NavTarget::Page);
                    let number = self.push(title, target, at);
                    let deeper = Below {
                        depth: at.depth.saturating_add(1),
                        parent: Some(number),
                    };
                    self.add_folder(below, order, deeper);
                    self.nav.entries[number as usize].end = self.nav.entries.len() as u32;
                }
            }
        }
    }

    /// An entry that leads into another table, and its first levels below.
    pub fn add_table(&mut self, nav: &Nav, levels: u16) {
        let mut first = nav.entries.iter().map(|entry| &entry.target);
        let home = nav.home.filter(|home| self.shown(*home).is_some());
        let (title, target) = match home {
            Some(home) => (self.title(home), NavTarget::Page(home)),
            None => (
                nav.folder.clone(),
                first
                    .find(|target| matches!(target, NavTarget::Page(_)))
                    .cloned()
                    .unwrap_or_default(),
            ),
        };
        let top = Below { depth: 0, parent: None };
        let number = self.push(title, target, top);
        // Where the entries of `nav` come to stand.
        let mut moved: Vec<u32> = Vec::with_capacity(nav.entries.len());
        for entry in &nav.entries {
            // The folder's page leads here already.
            let is_home = home.is_some_and(|home| entry.target == NavTarget::Page(home)) && entry.tail.is_empty();
            let is_shown =
                entry.depth < levels && !(is_home && entry.depth == 0 && entry.end == moved.len() as u32 + 1);
            let now = self.nav.entries.len() as u32;
            moved.push(now);
            if !is_shown {
                continue;
            }
            let parent = entry.parent.and_then(|parent| moved.get(parent as usize).copied());
            self.nav.entries.push(crate::model::site::NavEntry {
                depth: entry.depth.saturating_add(1),
                parent: Some(parent.unwrap_or(number)),
                end: now + 1,
                ..entry.clone()
            });
        }
        let end = self.nav.entries.len() as u32;
        for (entry, &now) in nav.entries.iter().zip(&moved) {
            if entry.depth < levels
                && let Some(made) = self.nav.entries.get_mut(now as usize)
            {
                made.end = moved.get(entry.end as usize).copied().unwrap_or(end);
            }
        }
        self.nav.entries[number as usize].end = end;
    }
}
