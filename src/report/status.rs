//! How each language is doing, as a table for people and as lines for machines.

use std::fmt::Write as _;

use serde::Serialize;

use super::visible::{visible, width};
use crate::model::status::{Cell, Column, Matrix, State, Totals};

/// So many pages are listed, unless all are asked for: with the totals, one screen.
const MOST_ROWS: usize = 40;

/// The matrix as a table. Without `all`, only pages that somebody could do something about, and of those so many as fit
/// on a screen. The last lines count the pages of each locale.
pub fn status_table(matrix: &Matrix, all: bool) -> String {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut head = vec!["page".to_owned()];
    head.extend(matrix.columns.iter().map(|column| column.slug.to_string()));
    rows.push(head);
    let mut left_out = 0;
    for (key, cells) in &matrix.rows {
        if !all && !cells.iter().any(Cell::has_work) {
            continue;
        }
        if !all && rows.len() > MOST_ROWS {
            left_out += 1;
            continue;
        }
        let mut row = vec![visible(key.as_str()).into_owned()];
        row.extend(cells.iter().map(shown));
        rows.push(row);
    }
    let mut text = String::new();
    if rows.len() > 1 {
        text.push_str(&aligned(&rows));
        if left_out > 0 {
            let _ = writeln!(text, "… and {left_out} more; --all lists every page");
        }
        text.push('\n');
    }
    let mut totals = vec![
        [
            "", "pages", "current", "outdated", "unknown", "fallback", "missing", "machine",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    totals.extend(matrix.columns.iter().map(counted));
    text.push_str(&aligned(&totals));
    text
}

fn shown(cell: &Cell) -> String {
    let state = match cell.state {
        State::Outdated(1) => "outdated (1 block)".to_owned(),
        State::Outdated(blocks) => format!("outdated ({blocks} blocks)"),
        // Whoever reads "machine" knows that nobody has looked at it yet; how fresh it is comes second.
        State::Current | State::Unknown if cell.machine => return "machine".to_owned(),
        state => state.name().to_owned(),
    };
    if cell.machine {
        format!("{state}, machine")
    } else {
        state
    }
}

fn counted(column: &Column) -> Vec<String> {
    let totals = &column.totals;
    let name = match column.is_source {
        true => format!("{} (source)", column.slug),
        false => column.slug.to_string(),
    };
    let count = |count: usize| if count == 0 { "-".to_owned() } else { count.to_string() };
    let counts = [
        totals.current,
        totals.outdated,
        totals.unknown,
        totals.fallback,
        totals.missing,
        totals.machine,
    ];
    let mut row = vec![name, totals.pages.to_string()];
    row.extend(counts.into_iter().map(count));
    row
}

/// Rows of cells in columns, with two spaces between them.
fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| width(cell))
            .max()
    };
    let widths: Vec<usize> = (0..columns).map(|column| widest(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, &wide) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', wide.saturating_sub(width(cell)) + 2));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[derive(Serialize)]
struct PageLine<'a> {
    page: &'a str,
    locales: std::collections::BTreeMap<&'a str, CellFields>,
}

#[derive(Serialize)]
struct CellFields {
    state: &'static str,
    blocks: usize,
    machine: bool,
    known_by: Option<&'static str>,
}

#[derive(Serialize)]
struct TotalsLine<'a> {
    totals: std::collections::BTreeMap<&'a str, TotalFields>,
}

#[derive(Serialize)]
struct TotalFields {
    source: bool,
    pages: usize,
    current: usize,
    outdated: usize,
    unknown: usize,
    fallback: usize,
    missing: usize,
    machine: usize,
}

/// One JSON object a line: each page, and at the end the totals. Field names and their meaning are a promise to users.
pub fn status_json(matrix: &Matrix) -> String {
    let mut text = String::new();
    let mut line = |line: Result<String, serde_json::Error>| {
        // Writing plain structs to memory cannot fail.
        text.push_str(&line.unwrap_or_default());
        text.push('\n');
    };
    let slugs = || matrix.columns.iter().map(|column| &*column.slug);
    for (key, cells) in &matrix.rows {
        line(serde_json::to_string(&PageLine {
            page: key.as_str(),
            locales: slugs().zip(cells.iter().map(cell_fields)).collect(),
        }));
    }
    line(serde_json::to_string(&TotalsLine {
        totals: slugs().zip(matrix.columns.iter().map(total_fields)).collect(),
    }));
    text
}

fn cell_fields(cell: &Cell) -> CellFields {
    CellFields {
        state: cell.state.name(),
        blocks: match cell.state {
            State::Outdated(blocks) => blocks,
            _ => 0,
        },
        machine: cell.machine,
        known_by: cell.known.map(|known| known.name()),
    }
}

fn total_fields(column: &Column) -> TotalFields {
    let Totals {
        pages,
        current,
        outdated,
        unknown,
        fallback,
        missing,
        machine,
        ..
    } = column.totals;
    TotalFields {
        source: column.is_source,
        pages,
        current,
        outdated,
        unknown,
        fallback,
        missing,
        machine,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{DocPath, Locale};
    use crate::model::freshness::Known;

    fn cell(state: State, machine: bool) -> Cell {
        Cell {
            state,
            machine,
            known: matches!(state, State::Current | State::Outdated(_)).then_some(Known::Lock),
            is_kept: true,
        }
    }

    fn matrix() -> Matrix {
        let column = |slug: &str, is_source| Column {
            slug: slug.into(),
            tag: Locale::parse(slug).expect("a language"),
            is_source,
            totals: Totals {
                pages: 3,
                current: 2 * usize::from(!is_source),
                outdated: usize::from(!is_source),
                ..Totals::default()
            },
        };
        let row = |key: &str, state, machine| {
            (
                DocPath::new(key).expect("a path"),
                vec![cell(State::Source, false), cell(state, machine)],
            )
        };
        Matrix {
            columns: vec![column("en", true), column("sv", false)],
            rows: vec![
                row("a.md", State::Current, false),
                row("日/b.md", State::Outdated(2), true),
                row("c.md", State::Current, true),
            ],
        }
    }

    #[test]
    fn people_see_what_is_to_be_done_and_all_if_they_ask() {
        let totals = "             pages  current  outdated  unknown  fallback  missing  machine\n\
                      en (source)  3      -        -         -        -         -        -\n\
                      sv           3      2        1         -        -         -        -\n";
        assert_eq!(
            status_table(&matrix(), false),
            format!("page     en      sv\n日/b.md  source  outdated (2 blocks), machine\n\n{totals}")
        );
        assert_eq!(
            status_table(&matrix(), true),
            format!(
                "page     en      sv\na.md     source  current\n日/b.md  source  outdated (2 blocks), machine\n\
                 c.md     source  machine\n\n{totals}"
            )
        );
        let mut fresh = matrix();
        fresh.rows.truncate(1);
        assert_eq!(status_table(&fresh, false), totals);
    }

    #[test]
    fn a_long_list_ends_where_the_screen_does() {
        let mut long = matrix();
        long.rows = (0..100).map(|_| long.rows[1].clone()).collect();
        let text = status_table(&long, false);
        assert!(text.contains("… and 60 more; --all lists every page\n"), "{text}");
        assert_eq!(status_table(&long, true).lines().count(), 105);
    }

    #[test]
    fn machines_get_a_line_a_page_and_the_totals() {
        let text = status_json(&matrix());
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[1],
            r#"{"page":"日/b.md","locales":{"en":{"state":"source","blocks":0,"machine":false,"known_by":null},"sv":{"state":"outdated","blocks":2,"machine":true,"known_by":"lock"}}}"#
        );
        assert!(
            lines[3].starts_with(r#"{"totals":{"en":{"source":true,"pages":3,"#),
            "{text}"
        );
        assert_eq!(lines.len(), 4);
    }
}
