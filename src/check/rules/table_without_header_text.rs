//! A table of data whose head says nothing.

use crate::base::Span;
use crate::check::place;
use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::{Document, Kind};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "table-without-header-text",
    severity: Severity::Warning,
    summary: "table whose head is empty or missing",
    explain: "\
The head of a table says what its columns hold; a screen reader says it with each cell. A table with an empty head is \
shown without one, and a delimiter row makes no table at all without a head above it that has as many cells. Rows that begin with a picture set \
it beside a text, as link cards do, and are no data: they need no head.

Wrong: `| | |` above `|---|---|` and rows of data

Right: `| Box | Weight |` above `|---|---|`

Learn: column-header-missing, table-header-missing.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    let document = &variant.doc().document;
    for (index, node) in document.nodes.iter().enumerate() {
        let index = index as u32;
        match node.kind {
            Kind::Table(_) if is_headless(document, index) => {
                let place = place::first_line(document, place::of_node(document, index));
                found
                    .report(&INFO, place, "the table has no text in its head")
                    .help("say above each column what it holds");
            }
            Kind::Paragraph => no_table(document, node.span, found),
            _ => {}
        }
    }
}

/// Its head was taken off, because nothing stands in it; rows with text are left.
fn is_headless(document: &Document, table: u32) -> bool {
    let kind = |row: u32| document.nodes[row as usize].kind;
    let mut rows = document.children(table);
    if rows.next().is_none_or(|head| kind(head) != Kind::Dropped) {
        return false;
    }
    let mut filled = rows.filter(|row| kind(*row) == Kind::TableRow).peekable();
    filled.peek().is_some() && filled.any(|row| !begins_with_picture(document, row))
}

/// A row that sets a picture beside a text.
fn begins_with_picture(document: &Document, row: u32) -> bool {
    let Some(cell) = document.children(row).next() else {
        return false;
    };
    let mut inside = document.children(cell).map(|node| document.nodes[node as usize].kind);
    let is_blank = |kind: &Kind| matches!(kind, Kind::Text(part) if document.str(*part).trim().is_empty());
    inside.any(|kind| matches!(kind, Kind::Image(_) | Kind::Figure(_)))
        && document
            .children(cell)
            .map(|node| document.nodes[node as usize].kind)
            .all(|kind| matches!(kind, Kind::Image(_) | Kind::Figure(_)) || is_blank(&kind))
}

/// A paragraph with a delimiter row in it was meant to be a table.
fn no_table(document: &Document, paragraph: Span, found: &mut Sink) {
    let written = document.text.parsed.get(paragraph.range()).unwrap_or("");
    if memchr::memchr(b'|', written.as_bytes()).is_none() {
        return;
    }
    let mut above: Option<Span> = None;
    let mut at = paragraph.start as usize;
    for line in written.split_inclusive('\n') {
        let text = line.trim_end();
        let place = Span::new(at, at + text.len());
        at += line.len();
        if !is_delimiters(text) {
            above = text.contains('|').then_some(place);
            continue;
        }
        let (place, message, help) = match above {
            Some(head) => (
                head,
                "this row and the one below make no table",
                "give both as many cells, and let them stand apart from other text",
            ),
            None => (
                place,
                "this row has no head above it, and so it makes no table",
                "write a row above it that says what each column holds",
            ),
        };
        found.report(&INFO, document.text.in_file(place), message).help(help);
        return;
    }
}

/// `|---|---|`, with more than a wall and a line in it.
fn is_delimiters(line: &str) -> bool {
    line.starts_with(['|', ':', '-', ' ', '>'])
        && line
            .bytes()
            .all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t' | b'>'))
        && line.matches('|').count() > 1
        && line.contains('-')
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    const HEAD: &str = "the table has no text in its head; say above each column what it holds";
    const NONE: &str = "this row has no head above it, and so it makes no table; write a row above it that says what each column holds";

    const MISFIT: &str = "this row and the one below make no table; \
        give both as many cells, and let them stand apart from other text";

    #[test]
    fn empty_and_missing_heads() {
        check_of(
            "table-without-header-text",
            &[
                (
                    "en/a.md",
                    "| | |\n|---|---|\n| a | b |\n\n- |||\n  |-|-|\n  |c|d|\n\n> |  |\n> |--|\n> | e |\n",
                ),
                ("en/b.md", "|:--|--:|\n| a | b |\n\ntext\n"),
                (
                    "en/d.md",
                    "| a | b |\n|---|---|---|\n| c | d |\n\n> text\n|a|b|\n|-|-|\n",
                ),
                ("en/c.md", "[!INCLUDE [x](includes/x.md)]\n"),
                ("en/includes/x.md", "\n| &nbsp; | |\n|---|---|\n| a | b |\n"),
            ],
            &[
                &format!("en/a.md:1:1 {HEAD}"),
                &format!("en/a.md:5:3 {HEAD}"),
                &format!("en/a.md:9:3 {HEAD}"),
                &format!("en/b.md:1:1 {NONE}"),
                &format!("en/d.md:1:1 {MISFIT}"),
                &format!("en/d.md:6:1 {MISFIT}"),
                &format!("en/includes/x.md:2:1 {HEAD}"),
            ],
        );
    }

    #[test]
    fn heads_that_say_something_and_cards() {
        check_of(
            "table-without-header-text",
            &[
                (
                    "en/a.md",
                    "| | B |\n|---|---|\n| a | b |\n\n| ![p](p.png) | |\n|---|---|\n| a | b |\n",
                ),
                ("en/p.png", ""),
                (
                    "en/b.md",
                    "|||\n|-|-|\n|![](p.png)| [a](a.md) |\n\n|||\n|-|-|\n| ![](p.png) |text|\n",
                ),
                ("en/c.md", "text | text\n\n| |\n|-|\n\n--|\n\n```\n|-|-|\n```\n"),
            ],
            &[],
        );
    }
}
