//! The catalogue after edits that leave alone which files there are: what did not change is shared with the one before.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::resolve::{Map, View};
use super::{anchors, moved, nav, resolve};
use crate::docset::Docsets;
use crate::model::Outline;
use crate::model::site::{Doc, DocId, Links, LocaleId, PageId, Site, Target, Variant, Why};
use crate::source::Snapshot;

/// A catalogue, and what follows for links.
pub struct Renewed {
    /// The catalogue, without criteria and checklists.
    pub site: Site,
    /// Pages whose titles or anchors changed in some language.
    pub pages: BTreeSet<PageId>,
    /// All links are to be resolved again.
    pub is_all: bool,
}

/// Whether two outlines of one page differ at most in title, headings and anchors: what a catalogue takes of the rest
/// concerns other pages.
pub fn is_alike(old: &Outline, new: &Outline) -> bool {
    let facts = |outline: &Outline| (outline.draft, outline.no_index, outline.redirect_from.clone());
    facts(old) == facts(new)
}

/// The catalogue of the same files, of which the documents `changed`, each with its former outline, have other, but alike,
/// outlines.
pub fn renewed(
    old: &Site,
    docs: &[Doc],
    changed: &BTreeMap<DocId, Arc<Outline>>,
    snapshot: &Snapshot,
    docsets: &Docsets,
) -> Renewed {
    let mut site = old.clone();
    let pages: BTreeSet<PageId> = changed
        .keys()
        .filter_map(|doc| Some(site.homes.get(doc.index())?.0))
        .collect();
    for page in &pages {
        renew_anchors(&mut site, docs, *page);
    }
    let is_moved = old.moved.iter().any(|moved| !moved.all.is_empty());
    if is_moved && !pages.is_empty() {
        let moved = moved::moved(&site, docs, docsets, snapshot);
        if moved != *old.moved {
            site.moved = Arc::new(moved);
        }
    }
    let is_all = !Arc::ptr_eq(&site.moved, &old.moved);
    let shows = |locale: usize| {
        let shown = |page: &PageId| site.pages.get(page.index())?.variants.get(locale)?.shown();
        // A translation has the ids of its source.
        let has_moved = |doc: DocId| {
            let ids = old.anchors.get(doc.index()).zip(site.anchors.get(doc.index()));
            ids.is_none_or(|(before, now)| !Arc::ptr_eq(before, now))
        };
        is_all
            || pages
                .iter()
                .filter_map(shown)
                .any(|doc| changed.contains_key(&doc) || has_moved(doc))
    };
    // Headings and anchors reach no table that nobody wrote.
    let has_title =
        |(id, old): (&DocId, &Arc<Outline>)| docs.get(id.index()).is_some_and(|doc| doc.outline.title != old.title);
    let is_told = is_all || !site.tocs.is_empty() || changed.iter().any(has_title);
    let navs = old.navs.par_iter().enumerate().map(|(locale, known)| {
        if !is_told || !shows(locale) {
            return known.clone();
        }
        let navs = nav::navs(&site, docs, LocaleId(locale as u8));
        if navs == **known { known.clone() } else { Arc::new(navs) }
    });
    site.navs = navs.collect();
    Renewed { site, pages, is_all }
}

/// Makes the ids of a page's variants again: the owner's first, because translations take theirs from it.
fn renew_anchors(site: &mut Site, docs: &[Doc], page: PageId) {
    let Some(facts) = site.pages.get(page.index()) else {
        return;
    };
    let own = facts.variants.iter().filter_map(|variant| match variant {
        Variant::Own(doc) => Some(*doc),
        _ => None,
    });
    let owner = facts
        .variants
        .get(facts.owner.index())
        .and_then(|variant| variant.shown());
    let Some((owner, owner_doc)) = owner.and_then(|owner| Some((owner, docs.get(owner.index())?))) else {
        return;
    };
    let owned = anchors::owned(&owner_doc.outline);
    let mut made: Vec<(DocId, _)> = Vec::new();
    for id in own.filter(|id| *id != owner) {
        if let Some(doc) = docs.get(id.index()) {
            made.push((id, anchors::translated(&doc.outline, &owner_doc.outline, &owned)));
        }
    }
    made.push((owner, owned));
    for (id, anchors) in made {
        if let Some(place) = site.anchors.get_mut(id.index())
            && **place != anchors
        {
            *place = Arc::new(anchors);
        }
    }
}

/// The links of every document: those of `old`, but for documents that changed and those that lead to a page whose
/// anchors did.
pub fn renewed_links(
    map: &Map<'_>,
    old: &[Links],
    is_changed: impl Fn(DocId) -> bool + Sync,
    pages: &BTreeSet<PageId>,
) -> Vec<Links> {
    let leads_there = |target: &Target| match target {
        Target::Page { page, .. } | Target::Broken(Why::NoAnchor { page, .. }) => pages.contains(page),
        _ => false,
    };
    let stands = |number: usize, links: &Links| {
        !is_changed(DocId(number as u32)) && (pages.is_empty() || !links.targets.iter().any(leads_there))
    };
    let renew = |(number, doc): (usize, &Doc)| match old.get(number).filter(|links| stands(number, links)) {
        Some(links) => links.clone(),
        None => {
            let (page, locale) = map.site.homes[number];
            resolve::links(map, View { page, locale, doc })
        }
    };
    map.docs.par_iter().enumerate().with_min_len(256).map(renew).collect()
}
