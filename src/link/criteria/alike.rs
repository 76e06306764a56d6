//! Whether an edit leaves the graph of criteria what it is, told by the pages that it concerns alone.

use super::names_any;
use super::steps::said;
use super::words::{Words, words_of};
use crate::config::Contract;
use crate::link::resolve::Map;
use crate::model::criterion::Criteria;
use crate::model::site::{Doc, DocId, Links};

/// A site at one moment: its catalogue, and the links of each document.
pub type State<'a> = (&'a Map<'a>, &'a [Links]);

/// Whether the graph of `old` is that of `new`, too, where the same files lie at the same places, and no documents but
/// `changed` have other text or other links. A page that has criteria in some language is read whole and word by word;
/// of others it counts whether they are steps, and where those lead.
pub fn stands(
    contract: &Contract,
    criteria: &Criteria,
    old: State<'_>,
    new: State<'_>,
    mut changed: impl Iterator<Item = DocId>,
) -> bool {
    let words = words_of(new.0.site, contract, false);
    changed.all(|id| is_alike(contract, criteria, &words, old, new, id).unwrap_or(false))
}

fn is_alike(
    contract: &Contract,
    criteria: &Criteria,
    words: &[Words],
    old: State<'_>,
    new: State<'_>,
    id: DocId,
) -> Option<bool> {
    let (page, locale) = *new.0.site.homes.get(id.index())?;
    let variants = &new.0.site.pages.get(page.index())?.variants;
    let names = |docs: &[Doc], id: DocId| {
        let doc = docs.get(id.index());
        doc.is_none_or(|doc| names_any(&doc.document, contract))
    };
    let mut all = variants.iter().filter_map(|variant| variant.shown()).chain([id]);
    if all.any(|id| names(old.0.docs, id) || names(new.0.docs, id)) {
        return Some(false);
    }
    let (before, after) = (old.0.docs.get(id.index())?, new.0.docs.get(id.index())?);
    let words = words.get(locale.index())?;
    if said(before, words, contract) != said(after, words, contract) {
        return Some(false);
    }
    // Without criteria nobody asks where steps lead.
    if !criteria.is_named || criteria.step(page).is_none() {
        return Some(true);
    }
    let (from, to) = (old.1.get(id.index())?, new.1.get(id.index())?);
    let texts = |doc: &Doc| -> Vec<(crate::model::LinkKind, String)> {
        let links = doc.document.links.iter();
        links
            .map(|link| (link.kind, doc.document.str(link.dest).to_owned()))
            .collect()
    };
    Some(from.targets == to.targets && texts(before) == texts(after))
}
