//! Lists that authors wrote as tickable, and lists that a sidecar names.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use rayon::prelude::*;

use super::places::{ItemPlace, ListPlace, line_of, lists};
use super::rules::BAD_CHECKLISTS;
use super::sidecar::{self, Sidecar};
use super::{Compiler, Draft, DraftItem, Taken, adopt, item_id, place_of_node, translation};
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
        let mut lists = Vec::new();
        for (page, doc, owner) in pages {
            let entries = named.remove(&page).unwrap_or_default();
            lists.extend(self.lists_of(page, doc, owner, &entries));
        }
        adopt::names(&mut lists, &self.locks);
        for list in lists {
            self.add_list(list);
        }
    }

    /// The lists of a page, in reading order.
    fn lists_of(
        &mut self,
        page: PageId,
        doc: DocId,
        owner: LocaleId,
        entries: &[(&DocPath, &'a sidecar::Entry)],
    ) -> Vec<Found<'a>> {
        let (Some(facts), Some(anchors), Some(page_facts)) = (
            self.map.docs.get(doc.index()),
            self.map.site.anchors.get(doc.index()),
            self.map.site.pages.get(page.index()),
        ) else {
            return Vec::new();
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
        let translations: Rc<Vec<(DocId, LocaleId, Vec<ListPlace>)>> = {
            let own = self.own_documents(page).into_iter().filter(|(other, _)| *other != doc);
            let read = |(other, locale): (DocId, LocaleId)| {
                let facts = self.map.docs.get(other.index())?;
                Some((other, locale, lists(&facts.document)))
            };
            Rc::new(own.filter_map(read).collect())
        };
        let mut found = Vec::new();
        for place in places {
            let side = chosen.get(&place.node);
            let items = if side.is_some() { &place.items } else { &place.tasks };
            if items.is_empty() {
                continue;
            }
            let item = |(number, item): (usize, &ItemPlace)| {
                let written = side.and_then(|(_, entry)| entry.items.get(number));
                let explicit = match (side, written) {
                    (Some(_), written) => written.map(|written| item_id(&written.text)),
                    (None, _) => pin_of(facts, *item),
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
                name: match side {
                    Some((_, entry)) => entry.id.text.clone(),
                    None => list_name(&page_facts.key, anchors, &place),
                },
                page: Some(page),
                heading: place.heading,
                items: items.iter().enumerate().map(item).collect(),
                place: match side {
                    Some((file, entry)) => ((*file).clone(), entry.id.span),
                    None => place_of_node(facts, place.node),
                },
            };
            found.push(Found {
                is_named: side.is_some() || place.named.is_some(),
                is_sidecar: side.is_some(),
                draft,
                doc,
                locale: owner,
                place,
                translations: translations.clone(),
            });
        }
        found
    }

    fn add_list(&mut self, found: Found<'a>) {
        let known: Vec<Option<Cow<'a, str>>> = found.draft.items.iter().map(|item| item.explicit.clone()).collect();
        let (list, numbers) = match self.take_name(&found.draft.name, &found.draft.place) {
            Taken::Free => {
                let groups = vec![String::new(); found.draft.items.len()];
                let origin = found.draft.place.clone();
                let numbers = self.settle(found.draft, &groups);
                let list = self.made.lists.len() as u32 - 1;
                self.origins.insert(list, (origin, numbers.clone()));
                (list, numbers)
            }
            // A file that several pages include: one list, shown on each.
            Taken::Same(list, numbers) if numbers.len() == known.len() => (list, numbers),
            Taken::Same(..) | Taken::Not => return,
        };
        let place = &found.place;
        let items = if found.is_sidecar { &place.items } else { &place.tasks };
        let own = items.iter().zip(&numbers).map(|(item, number)| (item.node, *number));
        let shown = Shown {
            node: place.node,
            list,
            test_of: None,
            items: own.collect(),
            lacking: Box::default(),
        };
        self.show(found.doc, found.locale, shown);
        let numbered: Vec<u32> = numbers.iter().flatten().copied().collect();
        let known: Vec<Option<&str>> = numbers
            .iter()
            .zip(&known)
            .filter(|(number, _)| number.is_some())
            .map(|(_, known)| known.as_deref().filter(|_| !found.is_sidecar))
            .collect();
        for (other, locale, places) in found.translations.iter() {
            let Some(facts) = self.map.docs.get(other.index()) else {
                continue;
            };
            let counterpart = translation::counterpart(
                (place, self.map.site.anchors.get(found.doc.index()).map(AsRef::as_ref)),
                (places, self.map.site.anchors.get(other.index()).map(AsRef::as_ref)),
                found.is_sidecar,
            );
            let Some(counterpart) = counterpart else { continue };
            let their_items = if found.is_sidecar {
                &counterpart.items
            } else {
                &counterpart.tasks
            };
            let ids = their_items
                .iter()
                .map(|item| pin_of(facts, *item).filter(|_| !found.is_sidecar));
            let ids: Vec<Option<Cow<'_, str>>> = ids.collect();
            let ids: Vec<Option<&str>> = ids.iter().map(Option::as_deref).collect();
            let shown = translation::shown(counterpart.node, list, (their_items, &ids), (&numbered, &known), None);
            self.show(*other, *locale, shown);
        }
    }
}

/// A list where it was found, and before it is known which it is.
pub(super) struct Found<'a> {
    pub(super) draft: Draft<'a>,
    /// Its author gave it a name.
    pub(super) is_named: bool,
    is_sidecar: bool,
    doc: DocId,
    locale: LocaleId,
    place: ListPlace,
    /// The lists of the page's translations.
    translations: Rc<Vec<(DocId, LocaleId, Vec<ListPlace>)>>,
}

/// The id that an author pinned to a line.
fn pin_of(facts: &Doc, item: ItemPlace) -> Option<Cow<'_, str>> {
    let task = facts.document.tasks.get(item.task? as usize)?;
    let id = facts.document.str(task.id);
    (!id.is_empty()).then(|| item_id(id))
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
    name.replace(char::is_whitespace, "%20").into()
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
