//! Lists that authors wrote as tickable, and lists that a sidecar names.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::places::{ItemPlace, ListPlace, line_of, lists};
use super::rules::BAD_CHECKLISTS;
use super::sidecar::{self, Sidecar};
use super::{Compiler, Draft, DraftItem, place_of_node, translation};
use crate::base::DocPath;
use crate::diag::{Sink, nearest};
use crate::link::resolve::Map;
use crate::model::checklist::{Role, Shown};
use crate::model::site::{Anchors, Doc, DocId, LocaleId, Page, PageId, Place, Variant};

impl<'a> Compiler<'a> {
    /// Lists that authors wrote as tickable, and those that a sidecar names.
    pub(super) fn add_lists(&mut self, sidecars: &'a [Sidecar]) {
        let site = self.map.site;
        let mut named: HashMap<PageId, Vec<(&DocPath, &sidecar::Entry)>> = HashMap::new();
        for sidecar in sidecars {
            let mut sink = Sink::new(sidecar.file.clone());
            for entry in &sidecar.entries {
                match page_named(self.map, &entry.page.text) {
                    Some(page) => named.entry(page).or_default().push((&sidecar.file, entry)),
                    None => {
                        let keys = site.pages.iter().map(|page| page.key.as_str());
                        sink.report(
                            &BAD_CHECKLISTS,
                            entry.page.span,
                            format!("there is no page `{}`", entry.page.text),
                        )
                        .help("name a page by its path below a language's folder, as steps/one.md")
                        .suggest(nearest(&entry.page.text, keys));
                    }
                }
            }
            self.told.extend(sink.into_found());
        }
        let has_list = |(number, page): (usize, &Page)| {
            let page_id = PageId(number as u32);
            let (doc, locale) = owner_of(page)?;
            let document = &self.map.docs.get(doc.index())?.document;
            let is_open = document.tasks.iter().any(|task| !task.done);
            (is_open || named.contains_key(&page_id)).then_some((page_id, doc, locale))
        };
        let pages: Vec<(PageId, DocId, LocaleId)> = site.pages.par_iter().enumerate().filter_map(has_list).collect();
        for (page, doc, owner) in pages {
            let entries = named.remove(&page).unwrap_or_default();
            self.add_page(page, doc, owner, &entries);
        }
    }

    fn add_page(&mut self, page: PageId, doc: DocId, owner: LocaleId, entries: &[(&DocPath, &'a sidecar::Entry)]) {
        let (Some(facts), Some(anchors), Some(page_facts)) = (
            self.map.docs.get(doc.index()),
            self.map.site.anchors.get(doc.index()),
            self.map.site.pages.get(page.index()),
        ) else {
            return;
        };
        let places = lists(&facts.document);
        let mut chosen: BTreeMap<u32, (&DocPath, &'a sidecar::Entry)> = BTreeMap::new();
        for (file, entry) in entries {
            let mut sink = Sink::new((*file).clone());
            if let Some(node) = meant(facts, anchors, &places, entry, &mut sink)
                && let Some((_, first)) = chosen.insert(node, (file, entry))
            {
                let message = format!("this is the list of `{}`", first.id.text);
                sink.report(&BAD_CHECKLISTS, entry.place, message);
                chosen.insert(node, (file, first));
            }
            self.told.extend(sink.into_found());
        }
        for place in &places {
            let side = chosen.get(&place.node);
            let items = if side.is_some() { &place.items } else { &place.tasks };
            if items.is_empty() {
                continue;
            }
            let name = match side {
                Some((_, entry)) => entry.id.text.clone(),
                None => list_name(&page_facts.key, anchors, place),
            };
            let list_at = match side {
                Some((file, entry)) => ((*file).clone(), entry.id.span),
                None => place_of_node(facts, place.node),
            };
            if !self.take_name(&name, &list_at) {
                continue;
            }
            let item = |(number, item): (usize, &ItemPlace)| {
                let written = side.and_then(|(_, entry)| entry.items.get(number));
                let pinned = || item.task.and_then(|task| facts.document.tasks.get(task as usize));
                let explicit = match (side, written) {
                    (Some(_), written) => written.map(|written| &*written.text),
                    (None, _) => pinned()
                        .map(|task| facts.document.str(task.id))
                        .filter(|id| !id.is_empty()),
                };
                DraftItem {
                    explicit,
                    words: line_of(&facts.document, item.node),
                    role: Role::Line,
                    class: None,
                    may_not_apply: false,
                    page,
                    owner,
                    place: match (side, written) {
                        (Some((file, _)), Some(written)) => ((*file).clone(), written.span),
                        _ => place_of_node(facts, item.node),
                    },
                }
            };
            let draft = Draft {
                name,
                page: Some(page),
                heading: place.heading,
                items: items.iter().enumerate().map(item).collect(),
                place: list_at,
            };
            let known: Vec<Option<String>> = draft
                .items
                .iter()
                .map(|item| item.explicit.map(str::to_owned))
                .collect();
            let groups = vec![String::new(); draft.items.len()];
            let numbers = self.settle(draft, &groups);
            let list = self.made.lists.len() as u32 - 1;
            self.show_list(page_facts, (doc, place, side.is_some()), list, &numbers, &known);
        }
    }

    /// A list in its source and in each translation.
    fn show_list(
        &mut self,
        page: &Page,
        (doc, place, is_sidecar): (DocId, &ListPlace, bool),
        list: u32,
        numbers: &[Option<u32>],
        known: &[Option<String>],
    ) {
        let items = if is_sidecar { &place.items } else { &place.tasks };
        let own = items.iter().zip(numbers).map(|(item, number)| (item.node, *number));
        let locale = self
            .map
            .site
            .homes
            .get(doc.index())
            .map(|(_, locale)| *locale)
            .unwrap_or_default();
        let shown = Shown {
            node: place.node,
            list,
            test_of: None,
            items: own.collect(),
            lacking: Box::default(),
        };
        self.show(doc, locale, shown);
        let numbered: Vec<u32> = numbers.iter().flatten().copied().collect();
        let known: Vec<Option<&str>> = numbers
            .iter()
            .zip(known)
            .filter(|(number, _)| number.is_some())
            .map(|(_, known)| known.as_deref().filter(|_| !is_sidecar))
            .collect();
        for (number, variant) in page.variants.iter().enumerate() {
            let Variant::Own(other) = variant else { continue };
            if *other == doc {
                continue;
            }
            let Some(facts) = self.map.docs.get(other.index()) else {
                continue;
            };
            let others = lists(&facts.document);
            let found = translation::counterpart(
                (place, self.map.site.anchors.get(doc.index()).map(AsRef::as_ref)),
                (&others, self.map.site.anchors.get(other.index()).map(AsRef::as_ref)),
                is_sidecar,
            );
            let Some(found) = found else { continue };
            let their_items = if is_sidecar { &found.items } else { &found.tasks };
            let ids: Vec<Option<&str>> = their_items
                .iter()
                .map(|item| {
                    let task = facts.document.tasks.get(item.task? as usize)?;
                    Some(facts.document.str(task.id)).filter(|id| !id.is_empty() && !is_sidecar)
                })
                .collect();
            let shown = translation::shown(found.node, list, (their_items, &ids), (&numbered, &known), None);
            self.show(*other, LocaleId(number as u8), shown);
        }
    }
}

/// The page that a sidecar names, with its extension or without.
fn page_named(map: &Map<'_>, name: &str) -> Option<PageId> {
    let find = |name: &str| map.site.page_of.get(name).copied();
    find(name).or_else(|| find(&format!("{name}.md")))
}

/// The node of the list that a sidecar means.
fn meant(facts: &Doc, anchors: &Anchors, places: &[ListPlace], entry: &sidecar::Entry, sink: &mut Sink) -> Option<u32> {
    let heading = match &entry.heading {
        None => None,
        Some(written) => match anchors.place(&written.text) {
            Some(Place::Heading(number)) => Some(number),
            _ => {
                sink.report(
                    &BAD_CHECKLISTS,
                    written.span,
                    format!("`{}` has no heading `{}`", entry.page.text, written.text),
                )
                .suggest(nearest(&written.text, anchors.names(&facts.outline)));
                return None;
            }
        },
    };
    let found = places.iter().find(|place| match heading {
        Some(_) => place.heading == heading && place.below == entry.list,
        None => place.on_page == entry.list,
    });
    let Some(found) = found else {
        let count = places
            .iter()
            .filter(|place| heading.is_none() || place.heading == heading)
            .count();
        let lists = if count == 1 { "list" } else { "lists" };
        let there = match &entry.heading {
            Some(written) => format!("{count} {lists} under `{}`", written.text),
            None => format!("{count} {lists}"),
        };
        let message = format!("`{}` has {there}, and no list {}", entry.page.text, entry.list);
        sink.report(&BAD_CHECKLISTS, entry.place, message)
            .help("count the lists from 1; those inside others do not count");
        return None;
    };
    if !found.tasks.is_empty() {
        sink.report(
            &BAD_CHECKLISTS,
            entry.place,
            "this list is tickable as it is written".to_owned(),
        )
        .help("take the entry out, and pin the lines with `{#id}` on the page");
        return None;
    }
    if !entry.items.is_empty() && entry.items.len() != found.items.len() {
        let message = format!(
            "{} for a list of {}",
            counted(entry.items.len(), "id"),
            counted(found.items.len(), "item")
        );
        sink.report(&BAD_CHECKLISTS, entry.id.span, message)
            .help("give each item its id, or leave `items` out to have them counted");
        return None;
    }
    Some(found.node)
}

/// The name of a list that its author gave none: its page, the heading it stands under, and its number there.
fn list_name(page: &DocPath, anchors: &Anchors, place: &ListPlace) -> Box<str> {
    let page = page.as_str().strip_suffix(".md").unwrap_or(page.as_str());
    let heading = place.heading.and_then(|number| anchors.ids.get(number as usize));
    let name = match (&place.named, heading, place.tickable) {
        (Some((id, 1)), ..) => id.clone(),
        (Some((id, number)), ..) => format!("{id}.{number}"),
        (None, heading, 1) => format!("{page}#{}", heading.map_or("", |id| id)),
        (None, heading, number) => format!("{page}#{}.{number}", heading.map_or("", |id| id)),
    };
    // Pages list the names of items with blanks between them.
    name.replace(char::is_whitespace, "_").into()
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// The document that owns a page, and its locale.
fn owner_of(page: &Page) -> Option<(DocId, LocaleId)> {
    match page.variants.get(page.owner.index())? {
        Variant::Own(doc) => Some((*doc, page.owner)),
        _ => None,
    }
}
