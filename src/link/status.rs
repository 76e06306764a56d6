//! How each language is doing.

use super::outdated::Translations;
use crate::model::freshness::{Freshness, Silence};
use crate::model::front_matter::Translation;
use crate::model::site::{Doc, Page, Site, Variant};
use crate::model::status::{Cell, Column, Matrix, State, Totals};

/// Where the page about it lies, below the URL of a locale.
pub const ROUTE: &str = "status/";

/// The matrix of all pages and the locales that somebody writes in.
pub fn matrix(site: &Site, docs: &[Doc], translations: &Translations) -> Matrix {
    // A locale of accented words has no pages of its own, and nobody to do anything about it.
    let has_pages = |locale: &usize| {
        let own = |page: &Page| matches!(page.variants.get(*locale), Some(Variant::Own(_)));
        *locale == site.source || site.pages.iter().any(own)
    };
    let locales: Vec<usize> = (0..site.locales.len()).filter(has_pages).collect();
    let row = |page: &Page| {
        let cells = locales
            .iter()
            .map(|&locale| cell(site, docs, translations, page, locale));
        (page.key.clone(), cells.collect::<Vec<Cell>>())
    };
    let rows: Vec<_> = site.pages.iter().map(row).collect();
    let column = |(at, &locale): (usize, &usize)| {
        let facts = &site.locales[locale];
        Column {
            slug: facts.slug.clone(),
            tag: facts.tag.clone(),
            is_source: locale == site.source,
            totals: totals(rows.iter().filter_map(|(_, cells)| cells.get(at))),
        }
    };
    Matrix {
        columns: locales.iter().enumerate().map(column).collect(),
        rows,
    }
}

fn cell(site: &Site, docs: &[Doc], translations: &Translations, page: &Page, locale: usize) -> Cell {
    let empty = |state| Cell {
        state,
        machine: false,
        known: None,
        is_kept: false,
    };
    let id = match page.variants.get(locale) {
        Some(Variant::Own(id)) => *id,
        Some(Variant::Fallback(_)) => return empty(State::Fallback),
        _ => return empty(State::Missing),
    };
    if locale == site.source {
        return empty(State::Source);
    }
    let (state, known) = match translations.get(id) {
        Some(Freshness::Current(known)) => (State::Current, Some(*known)),
        Some(Freshness::Outdated(known, outdated)) => {
            let front = usize::from(outdated.title || outdated.description);
            (State::Outdated(outdated.blocks() + front), Some(*known))
        }
        Some(Freshness::Unknown(_)) | None => (State::Unknown, None),
    };
    Cell {
        state,
        machine: docs.get(id.index()).and_then(|doc| doc.outline.translation) == Some(Translation::Machine),
        known,
        is_kept: !matches!(translations.get(id), None | Some(Freshness::Unknown(Silence::Never))),
    }
}

fn totals<'a>(cells: impl Iterator<Item = &'a Cell>) -> Totals {
    let mut totals = Totals::default();
    for cell in cells {
        totals.pages += 1;
        totals.machine += usize::from(cell.machine);
        *match cell.state {
            State::Source => &mut totals.source,
            State::Current => &mut totals.current,
            State::Outdated(_) => &mut totals.outdated,
            State::Unknown => &mut totals.unknown,
            State::Fallback => &mut totals.fallback,
            State::Missing => &mut totals.missing,
        } += 1;
    }
    totals
}
