//! The graph of criteria after edits of some documents: what concerns none of them is taken over.
//!
//! Which criteria there are, who owns them, and which pages are steps has to stay as it is; then only the sections of the
//! pages that changed are read again, and the links of the steps that changed or that lead to such a page.

use std::collections::BTreeSet;

use super::backlinks::{self, Read};
use super::registry::written_in;
use super::steps::said;
use super::words::{Words, words_of};
use super::{Named, NamedOf, Reader, named, names_any, translation};
use crate::config::Contract;
use crate::link::resolve::Map;
use crate::model::criterion::{Criteria, Mark, Naming, Presence, Section};
use crate::model::site::{DocId, Links, LocaleId, PageId, Target, Variant, Why};

/// A site at one moment: its catalogue, and the links of each document.
#[derive(Clone, Copy)]
pub struct State<'a> {
    /// The catalogue.
    pub map: &'a Map<'a>,
    /// The links of each document.
    pub links: &'a [Links],
}

/// What became of the graph.
pub enum Renewed {
    /// It is what it was, and no page of a criterion changed.
    Same,
    /// This one.
    Other(Box<Criteria>),
}

/// The graph of `old`, whose criteria are known, after it became `new`, where the same files lie at the same places and no
/// documents but `changed` have other text or other links. `None` if that cannot be told from these documents.
pub fn renewed(
    contract: &Contract,
    old: State<'_>,
    new: State<'_>,
    changed: impl Iterator<Item = DocId>,
) -> Option<Renewed> {
    let before = &*old.map.site.criteria;
    let changed: BTreeSet<DocId> = changed.collect();
    let words = words_of(new.map.site, contract, before.is_named);
    let mut edit = Edit {
        contract,
        old,
        new,
        words: &words,
        pages: BTreeSet::new(),
    };
    for id in &changed {
        edit.look_at(*id)?;
    }
    if !before.is_named || (edit.pages.is_empty() && before.steps.is_empty()) {
        return Some(Renewed::Same);
    }
    if !edit.is_plain(before) {
        return None;
    }
    let mut next = None;
    if !edit.pages.is_empty() {
        next = Some(edit.sections(before)?);
    }
    let reads = edit.reads(before, next.as_ref().unwrap_or(before), &changed);
    if !reads.is_empty() {
        let reader = edit.reader(new);
        backlinks::replace(&reader, reads, next.get_or_insert_with(|| before.clone()));
    }
    Some(next.map_or(Renewed::Same, |next| Renewed::Other(Box::new(next))))
}

struct Edit<'a> {
    contract: &'a Contract,
    old: State<'a>,
    new: State<'a>,
    words: &'a [Words],
    /// The pages that have criteria in some language, and changed in one.
    pages: BTreeSet<PageId>,
}

impl<'a> Edit<'a> {
    fn reader(&self, state: State<'a>) -> Reader<'a> {
        Reader {
            map: state.map,
            links: state.links,
            words: self.words,
        }
    }

    /// Notes what a document has to do with criteria; `None` where it is not what it was.
    fn look_at(&mut self, id: DocId) -> Option<()> {
        let (page, locale) = *self.new.map.site.homes.get(id.index())?;
        let facts = self.new.map.site.pages.get(page.index())?;
        let words = self.words.get(locale.index())?;
        let (before, after) = (self.old.map.docs.get(id.index())?, self.new.map.docs.get(id.index())?);
        if said(before, words, self.contract) != said(after, words, self.contract) {
            return None;
        }
        let read = |state: State<'_>| -> Option<Vec<_>> {
            let document = &state.map.docs.get(id.index())?.document;
            let named = named(document, self.contract, facts.key.as_str()).into_iter();
            Some(named.map(|one| (written_in(state.map, id, &one), one.names)).collect())
        };
        if read(self.old)? != read(self.new)? {
            return None;
        }
        let names = |id: DocId| {
            let doc = self.new.map.docs.get(id.index());
            doc.is_none_or(|doc| names_any(&doc.document, self.contract))
        };
        let mut all = facts.variants.iter().filter_map(|variant| variant.shown()).chain([id]);
        if all.any(names) {
            self.pages.insert(page);
        }
        Some(())
    }

    /// Whether nothing odd is known of the pages that changed: what is told of them stands in lists of the whole site.
    fn is_plain(&self, criteria: &Criteria) -> bool {
        let site = self.new.map.site;
        let is_one = |page: Option<PageId>| page.is_none_or(|page| self.pages.contains(&page));
        let home = |doc: DocId| site.homes.get(doc.index()).map(|(page, _)| *page);
        let of_disorder = |number: u32| criteria.list.get(number as usize).map(|criterion| criterion.page);
        !criteria.strays.iter().any(|stray| is_one(Some(stray.page)))
            && !criteria.twice.iter().any(|twice| is_one(home(twice.doc)))
            && !criteria
                .disorders
                .iter()
                .any(|disorder| is_one(of_disorder(disorder.criterion)))
    }

    /// The graph with the sections of the pages that changed read again.
    fn sections(&self, before: &Criteria) -> Option<Criteria> {
        let mut next = before.clone();
        let reader = self.reader(self.new);
        let odd = |criteria: &Criteria| (criteria.strays.len(), criteria.twice.len(), criteria.disorders.len());
        for &page in &self.pages {
            let facts = self.new.map.site.pages.get(page.index())?;
            let Some(Variant::Own(owner)) = facts.variants.get(facts.owner.index()).copied() else {
                continue;
            };
            let named = self.named_around(page, before);
            let first = next.list.partition_point(|criterion| criterion.page < page);
            let end = next.list.partition_point(|criterion| criterion.page <= page);
            let mut marks: Vec<(Mark, Naming)> = Vec::with_capacity(end - first);
            for criterion in next.list.get_mut(first..end)? {
                let mut own = named.get(&owner)?.iter();
                let mark = own.find(|one| one.names.first() == Some(&criterion.id))?.mark;
                marks.push((mark, Naming::Own));
                criterion.presence.fill(Presence::NoPage);
                criterion.place(criterion.owner, Section::blank(owner, mark));
            }
            let read = reader.read(owner, &marks, &next.steps);
            for (criterion, section) in next.list.get_mut(first..end)?.iter_mut().zip(read) {
                criterion.place(criterion.owner, section);
            }
            translation::translate_page(&reader, &named, &mut next, page, first..end);
            // Where a criterion leads is asked for by others.
            for (old, new) in before.list.get(first..end)?.iter().zip(next.list.get(first..end)?) {
                let steps = |section: Option<&Section>| -> Vec<PageId> {
                    let steps = section.into_iter().flat_map(|section| &section.steps);
                    steps.map(|step| step.page).collect()
                };
                if steps(old.source()) != steps(new.source()) {
                    return None;
                }
            }
        }
        (odd(before) == odd(&next)).then_some(next)
    }

    /// What the variants of a page name, and the owners of the criteria that they name.
    fn named_around(&self, page: PageId, criteria: &Criteria) -> NamedOf {
        let site = self.new.map.site;
        let read = |id: DocId| -> Option<Vec<Named>> {
            let (page, _) = site.homes.get(id.index())?;
            let key = &site.pages.get(page.index())?.key;
            let document = &self.new.map.docs.get(id.index())?.document;
            Some(named(document, self.contract, key.as_str()))
        };
        let mut all = NamedOf::new();
        let mut wanted: Vec<DocId> = Vec::new();
        if let Some(page) = site.pages.get(page.index()) {
            wanted.extend(page.variants.iter().filter_map(|variant| variant.shown()));
        }
        while let Some(id) = wanted.pop() {
            if all.contains_key(&id) {
                continue;
            }
            let found = read(id).unwrap_or_default();
            if site.homes.get(id.index()).is_some_and(|(home, _)| *home == page) {
                let names = found.iter().flat_map(|one| &one.names);
                let others = names.filter_map(|name| criteria.named(name)?.source());
                wanted.extend(others.map(|section| section.doc));
            }
            all.insert(id, found);
        }
        all.retain(|_, found| !found.is_empty());
        all
    }

    /// What links of steps say now and did not say before.
    fn reads(&self, before: &Criteria, after: &Criteria, changed: &BTreeSet<DocId>) -> Vec<Read> {
        let site = self.new.map.site;
        let anchors = |state: State<'a>, doc: DocId| state.map.site.anchors.get(doc.index());
        let has_moved = |page: &&PageId| {
            let facts = site.pages.get(page.index()).into_iter();
            let mut shown = facts.flat_map(|facts| facts.variants.iter().filter_map(|variant| variant.shown()));
            shown.any(|doc| anchors(self.old, doc) != anchors(self.new, doc))
        };
        let moved: BTreeSet<PageId> = self.pages.iter().filter(has_moved).copied().collect();
        let leads_there = |target: &Target| match target {
            Target::Page { page, .. } | Target::Broken(Why::NoAnchor { page, .. }) => moved.contains(page),
            _ => false,
        };
        let mut docs = changed.clone();
        if !moved.is_empty() {
            let all = self.new.links.iter().zip(0..);
            let there = all.filter(|(links, _)| links.targets.iter().any(leads_there));
            docs.extend(there.map(|(_, number)| DocId(number)));
        }
        let is_step = |doc: &DocId| -> Option<(PageId, LocaleId, DocId)> {
            let (page, locale) = *site.homes.get(doc.index())?;
            after.step(page)?;
            let variant = site.pages.get(page.index())?.variants.get(locale.index())?;
            (*variant == Variant::Own(*doc)).then_some((page, locale, *doc))
        };
        let steps: Vec<(PageId, LocaleId, DocId)> = docs.iter().filter_map(is_step).collect();
        if steps.is_empty() {
            return Vec::new();
        }
        let (old, new) = (self.reader(self.old), self.reader(self.new));
        let known = backlinks::Finder::new(&old, self.contract, before);
        let finder = backlinks::Finder::new(&new, self.contract, after);
        let read = steps.into_iter().filter_map(|(page, locale, doc)| {
            let now = finder.read(page, locale, doc);
            (now != known.read(page, locale, doc)).then_some(now)
        });
        read.collect()
    }
}
