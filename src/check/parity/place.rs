//! Places of an expanded document, in the files that they come from.

use crate::base::{DocPath, Span};
use crate::model::Document;

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, below the site's root.
    pub file: DocPath,
    /// From its beginning.
    pub span: Span,
}

/// Where a place of the parsed text lies.
pub fn place(document: &Document, span: Span) -> Place {
    let span = document.text.in_file(span);
    match document.text.part_at(span.start) {
        Some(part) => Place {
            file: part.file.clone(),
            span: Span {
                start: span.start.saturating_sub(part.at),
                end: span.end.saturating_sub(part.at),
            },
        },
        None => Place {
            file: document.file.clone(),
            span,
        },
    }
}

/// The first line of a piece of the parsed text: what is marked of something that takes many lines.
pub fn first_line(document: &Document, span: Span) -> Span {
    let text = document.text.parsed.get(span.range()).unwrap_or("");
    let skipped = text.len() - text.trim_start().len();
    let line = text.trim_start().lines().next().unwrap_or("").trim_end();
    Span::new(
        span.start as usize + skipped,
        span.start as usize + skipped + line.len(),
    )
}

/// The last line of a piece of the parsed text: after it something is missing.
pub fn last_line(document: &Document, span: Span) -> Span {
    let text = document.text.parsed.get(span.range()).unwrap_or("").trim_end();
    let line = text.lines().next_back().unwrap_or("");
    let end = span.start as usize + text.len();
    let start = end - line.trim_start().len();
    Span::new(start, end)
}
