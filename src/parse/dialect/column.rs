//! Columns: `:::column span="2":::` up to `:::column-end:::`, in a row. Authors indent them and what lies in them, which
//! Markdown would take for code, so the indentation is taken off first.

use std::ops::Range;

use super::mask::{Directive, Mask, Read, Source};
use super::{attributes, container};

/// More parts of the width than this no page has room for.
const MOST_PARTS: u8 = 12;

/// Reads `:::column span="…":::`, whose attributes begin at byte `at`.
pub fn read(source: &Source<'_>, at: usize) -> Option<Read> {
    if !source.is_first {
        return None;
    }
    let length = source.line.trim_end().len();
    let Some((inside, end)) = attributes::up_to_colons(source.line, at).filter(|(_, end)| *end >= length) else {
        let message = "this column is not closed by `:::` at the end of its line".into();
        return container::fault(source, "column", length, message);
    };
    let attributes = match attributes::read(inside) {
        Ok(attributes) => attributes,
        Err(error) => return container::fault(source, "column", end, error.message),
    };
    let span = attributes.iter().find(|attribute| attribute.name == "span");
    // An empty span is common in real pages, and means one part.
    let parts = span.map_or(Ok(1), |span| match span.value.trim() {
        "" => Ok(1),
        number => number.parse::<u8>().map(|parts| parts.clamp(1, MOST_PARTS)),
    });
    match parts {
        Ok(parts) => Read::new(end, Directive::Open(container::Written::Column(parts)), Mask::Block),
        Err(_) => container::fault(source, "column", end, "the `span` of a column is a number".into()),
    }
}

/// The indentation to be taken off lines in columns, as ranges of the text behind byte `body`.
pub fn indents(text: &str, body: usize) -> Vec<Range<usize>> {
    let mut cuts = Vec::new();
    let Some(source) = text.get(body..) else { return cuts };
    if memchr::memmem::find(source.as_bytes(), b":::column").is_none() {
        return cuts;
    }
    // The indentation of the row, and the lines of the column that is open.
    let mut base = 0;
    let mut lines: Option<Vec<(usize, usize)>> = None;
    let mut at = body;
    for line in source.split_inclusive('\n') {
        let trimmed = line.trim_start_matches([' ', '\t']);
        let indent = line.len() - trimmed.len();
        let start = at;
        at += line.len();
        if trimmed.starts_with(":::row") && lines.is_none() {
            base = indent;
        } else if trimmed.starts_with(":::column-end") {
            cut(&lines.take().unwrap_or_default(), base, &mut cuts);
            cut(&[(start, indent)], base, &mut cuts);
        } else if trimmed.starts_with(":::column") {
            cut(&lines.take().unwrap_or_default(), base, &mut cuts);
            cut(&[(start, indent)], base, &mut cuts);
            lines = Some(Vec::new());
        } else if let Some(lines) = &mut lines
            && !trimmed.trim_end().is_empty()
        {
            lines.push((start, indent));
        }
    }
    cut(&lines.unwrap_or_default(), base, &mut cuts);
    cuts
}

/// Takes off what all lines, given by start and indentation, share beyond `base`.
fn cut(lines: &[(usize, usize)], base: usize, cuts: &mut Vec<Range<usize>>) {
    let shared = lines.iter().map(|&(_, indent)| indent).min().unwrap_or(0);
    let off = shared.saturating_sub(base);
    if off > 0 {
        cuts.extend(lines.iter().map(|&(start, _)| start..start + off));
    }
}
