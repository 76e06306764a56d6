//! The exit criteria of a site: what each language has of each, as a table for people and as JSON for machines.

use std::collections::BTreeMap;

use serde::Serialize;

use super::visible::{visible, width};
use crate::model::criterion::{Criterion, Naming, Presence, Section, Standing};
use crate::model::site::{PageId, Site};

/// The table: a row a criterion, a column a locale. A cell is the class that the heading gives there: `required`, with
/// `*` where it binds on a condition; or what is wrong.
pub fn table(site: &Site) -> String {
    let criteria = &site.criteria;
    if criteria.list.is_empty() && criteria.strays.is_empty() {
        return "no exit criteria\n".into();
    }
    let mut head = vec!["criterion".to_owned(), "page".to_owned()];
    head.extend(site.locales.iter().map(|locale| locale.slug.to_string()));
    head.push("step".into());
    let mut rows = vec![head];
    for criterion in &criteria.list {
        let mut row = vec![
            visible(&criterion.id).into_owned(),
            key(site, criterion.page).to_owned(),
        ];
        row.extend(
            criterion
                .presence
                .iter()
                .map(|presence| cell(criterion, presence).to_owned()),
        );
        row.push(steps(site, criterion).join(" "));
        rows.push(row);
    }
    for stray in &criteria.strays {
        let mut row = vec![visible(&stray.id).into_owned(), key(site, stray.page).to_owned()];
        let cells = (0..site.locales.len()).map(|locale| {
            if locale == stray.locale.index() {
                "only here"
            } else {
                "-"
            }
        });
        row.extend(cells.map(str::to_owned));
        row.push(String::new());
        rows.push(row);
    }
    let mut out = aligned(&rows);
    out.push_str(&sums(site));
    out
}

/// What each locale lacks, in a line each; nothing where all have everything.
fn sums(site: &Site) -> String {
    let all = site.criteria.list.len();
    let mut out = format!("\n{all} criteria\n");
    for (locale, facts) in site.locales.iter().enumerate() {
        let here = |criterion: &&Criterion| {
            criterion
                .presence
                .get(locale)
                .is_some_and(|presence| presence.section().is_some())
        };
        let has = site.criteria.list.iter().filter(here).count();
        out.push_str(&format!("{}: {has} of {all}\n", facts.slug));
    }
    out
}

fn cell(criterion: &Criterion, presence: &Presence) -> &'static str {
    let section = match presence {
        Presence::NoPage => return "untranslated",
        Presence::Lacking(..) => return "missing",
        Presence::Here(section) => section,
    };
    let source = criterion.source().and_then(|section| section.standing.as_ref());
    match (&section.standing, source) {
        _ if section.naming == Naming::Nothing => "no anchor",
        _ if section.naming != Naming::Own => "other anchor",
        (None, _) => "no class",
        (Some(own), Some(source)) if !own.agrees(source) => "changed",
        (Some(own), _) => class(own),
    }
}

fn class(standing: &Standing) -> &'static str {
    use crate::model::criterion::Class::{Optional, Required};
    match (standing.class, standing.condition.is_empty()) {
        (Required, true) => "required",
        (Required, false) => "required*",
        (Optional, true) => "optional",
        (Optional, false) => "optional*",
    }
}

fn key(site: &Site, page: PageId) -> &str {
    site.pages.get(page.index()).map_or("", |page| page.key.as_str())
}

/// The steps that the source's section links to, by key; in brackets those that do not link back.
fn steps(site: &Site, criterion: &Criterion) -> Vec<String> {
    let from = criterion.linked_from.get(criterion.owner.index());
    let links = criterion.source().into_iter().flat_map(|section| &section.steps);
    let mut steps: Vec<String> = Vec::new();
    for link in links {
        let key = key(site, link.page);
        let is_back = from.is_some_and(|from| from.contains(&link.page));
        let shown = if is_back { key.to_owned() } else { format!("({key})") };
        if !steps.contains(&shown) {
            steps.push(shown);
        }
    }
    steps
}

fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let widest = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| width(cell))
            .max()
    };
    let widths: Vec<usize> = (0..columns).map(|column| widest(column).unwrap_or_default()).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, wide) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(wide.saturating_sub(width(cell)) + 2));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[derive(Serialize)]
struct Line<'a> {
    criterion: &'a str,
    page: &'a str,
    also_on: Vec<&'a str>,
    class: Option<&'static str>,
    condition: Option<&'a str>,
    steps: Vec<&'a str>,
    linked_from: Vec<&'a str>,
    test_steps: u32,
    locales: BTreeMap<&'a str, Cell<'a>>,
}

#[derive(Serialize)]
struct Cell<'a> {
    state: &'static str,
    title: Option<&'a str>,
    class: Option<&'static str>,
    condition: Option<&'a str>,
}

/// One object a line: a criterion, and under `locales` what each language has of it. `state` is `present`, `unnamed`,
/// `renamed`, `missing`, `untranslated` or, with `absent` everywhere else, `only-here`.
pub fn json(site: &Site) -> String {
    let mut out = String::new();
    let lines = site.criteria.list.iter().map(|criterion| line(site, criterion));
    let strays = site.criteria.strays.iter().map(|stray| {
        let cells = site.locales.iter().enumerate().map(|(locale, facts)| {
            let state = if locale == stray.locale.index() {
                "only-here"
            } else {
                "absent"
            };
            (&*facts.slug, cell_of(state, None))
        });
        Line {
            criterion: &stray.id,
            page: key(site, stray.page),
            also_on: Vec::new(),
            class: None,
            condition: None,
            steps: Vec::new(),
            linked_from: Vec::new(),
            test_steps: 0,
            locales: cells.collect(),
        }
    });
    for line in lines.chain(strays) {
        // Writing plain structs to memory cannot fail.
        out.push_str(&serde_json::to_string(&line).unwrap_or_default());
        out.push('\n');
    }
    out
}

fn line<'a>(site: &'a Site, criterion: &'a Criterion) -> Line<'a> {
    let source = criterion.source();
    let standing = source.and_then(|section| section.standing.as_ref());
    let mut steps: Vec<&str> = source
        .into_iter()
        .flat_map(|section| &section.steps)
        .map(|link| key(site, link.page))
        .collect();
    steps.dedup();
    let from = criterion.linked_from.get(criterion.owner.index());
    let cells = site.locales.iter().zip(&criterion.presence).map(|(locale, presence)| {
        let state = match presence {
            Presence::NoPage => "untranslated",
            Presence::Lacking(..) => "missing",
            Presence::Here(section) => match section.naming {
                Naming::Own => "present",
                Naming::Nothing => "unnamed",
                Naming::Other(_) | Naming::Similar(_) => "renamed",
            },
        };
        (&*locale.slug, cell_of(state, presence.section()))
    });
    Line {
        criterion: &criterion.id,
        page: key(site, criterion.page),
        also_on: criterion.also_on.iter().map(|page| key(site, *page)).collect(),
        class: standing.map(|standing| standing.class.name()),
        condition: standing.and_then(condition),
        steps,
        linked_from: from.into_iter().flatten().map(|page| key(site, *page)).collect(),
        test_steps: source.and_then(|section| section.test).map_or(0, |test| test.steps),
        locales: cells.collect(),
    }
}

fn cell_of<'a>(state: &'static str, section: Option<&'a Section>) -> Cell<'a> {
    let standing = section.and_then(|section| section.standing.as_ref());
    Cell {
        state,
        title: section.map(|section| &*section.title),
        class: standing.map(|standing| standing.class.name()),
        condition: standing.and_then(condition),
    }
}

fn condition(standing: &Standing) -> Option<&str> {
    Some(&*standing.condition).filter(|condition| !condition.is_empty())
}
