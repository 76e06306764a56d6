//! The texts that a report's places lie in, each read and indexed once.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;

use super::Files;
use crate::base::span::Position;
use crate::base::{DocPath, Span};
use crate::diag::Diagnostic;

/// Bytes between two known counts of characters; a column is found by counting less than this.
const BLOCK: usize = 1024;

/// One text with an index of its lines. Answers as [`crate::base::span::position`] does, without reading from the
/// start: 5,000 findings in a file of one line of 50 MB stay cheap.
pub(super) struct Source<'a> {
    text: Cow<'a, str>,
    /// The byte where each line begins; never empty.
    starts: Vec<usize>,
    /// How many characters begin before each block.
    characters: Vec<usize>,
}

impl<'a> Source<'a> {
    /// Indexes a text.
    pub(super) fn new(text: Cow<'a, str>) -> Self {
        Self {
            starts: line_starts(&text),
            characters: running_count(&text),
            text,
        }
    }

    /// All of it.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The index, from 0, of the line that byte `at` lies in. A line break belongs to the line that it ends.
    pub(super) fn line_of(&self, at: usize) -> usize {
        self.starts.partition_point(|&start| start <= at).saturating_sub(1)
    }

    /// The bytes of a line without its break.
    pub(super) fn line(&self, index: usize) -> Range<usize> {
        let start = self.starts.get(index).copied().unwrap_or(self.text.len());
        let next = self.starts.get(index + 1).copied();
        let line = self
            .text
            .get(start..next.unwrap_or(self.text.len()))
            .unwrap_or_default();
        let line = match next {
            Some(_) => line.strip_suffix("\r\n").or_else(|| line.strip_suffix(['\n', '\r'])),
            None => None,
        }
        .unwrap_or(line);
        start..start + line.len()
    }

    /// Where a span begins and ends, as a person calls it. A wild span is cut to the text.
    pub(super) fn positions(&self, span: Span) -> (Position, Position) {
        let span = span.clamped(&self.text).range();
        (self.position(span.start), self.position(span.end))
    }

    /// A span without the line breaks at its end, which the spans of many blocks include.
    pub(super) fn without_line_end(&self, span: Span) -> Span {
        let range = span.clamped(&self.text).range();
        let text = self.text.get(range.clone()).unwrap_or_default();
        Span::new(range.start, range.start + text.trim_end_matches(['\r', '\n']).len())
    }

    fn position(&self, at: usize) -> Position {
        let line = self.line_of(at);
        let start = self.starts.get(line).copied().unwrap_or(0);
        Position {
            line: line + 1,
            column: 1 + self.characters_before(at).saturating_sub(self.characters_before(start)),
        }
    }

    fn characters_before(&self, at: usize) -> usize {
        let block = at / BLOCK;
        let rest = self.text.as_bytes().get(block * BLOCK..at).unwrap_or_default();
        self.characters.get(block).copied().unwrap_or(0) + characters(rest)
    }
}

fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    // No editor counts a byte order mark.
    let mut starts = vec![if text.starts_with('\u{feff}') { 3 } else { 0 }];
    let breaks = memchr::memchr2_iter(b'\n', b'\r', bytes);
    starts.extend(
        breaks
            .filter(|&end| bytes.get(end..end + 2) != Some(b"\r\n"))
            .map(|end| end + 1),
    );
    starts
}

fn running_count(text: &str) -> Vec<usize> {
    let mut counts = vec![0];
    let mut count = 0;
    for block in text.as_bytes().chunks(BLOCK) {
        count += characters(block);
        counts.push(count);
    }
    counts
}

/// How many characters begin in these bytes of UTF-8.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
}

/// A file that some diagnostic names.
struct Known<'a> {
    /// From the folder that machines count from.
    path: String,
    /// `None` if it has no text.
    source: Option<Source<'a>>,
}

/// A span as machines are told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place<'a> {
    /// From the folder that machines count from.
    pub(super) path: &'a str,
    /// The first character.
    pub(super) start: Position,
    /// Behind the last character.
    pub(super) end: Position,
}

/// The sources of all places that some diagnostics name.
pub(super) struct Sources<'a>(BTreeMap<&'a DocPath, Known<'a>>);

impl<'a> Sources<'a> {
    /// Reads them.
    pub(super) fn of(diagnostics: &'a [Diagnostic], files: &'a dyn Files) -> Self {
        let mut named: BTreeSet<&DocPath> = BTreeSet::new();
        let mut last = None;
        for diagnostic in diagnostics {
            let related = diagnostic.related.iter().map(|label| &label.file);
            let fix = diagnostic.fix.iter().map(|fix| &fix.file);
            named.extend(related.chain(fix));
            // Findings come file by file.
            if last.replace(&diagnostic.primary.file) != Some(&diagnostic.primary.file) {
                named.insert(&diagnostic.primary.file);
            }
        }
        let read = |file: &'a DocPath| {
            let known = Known {
                path: files.for_machines(file),
                source: files.text(file).map(Source::new),
            };
            (file, known)
        };
        let named: Vec<&DocPath> = named.into_iter().collect();
        let known: Vec<(&DocPath, Known<'_>)> = named.into_par_iter().map(read).collect();
        Self(known.into_iter().collect())
    }

    /// The source of a file; `None` if it has no text.
    pub(super) fn get(&self, file: &DocPath) -> Option<&Source<'a>> {
        self.0.get(file)?.source.as_ref()
    }

    /// Where a span lies; in a file without text at its first line and column.
    pub(super) fn place(&self, file: &'a DocPath, span: Span) -> Place<'_> {
        let first = Position { line: 1, column: 1 };
        let known = self.0.get(file);
        let source = known.and_then(|known| known.source.as_ref());
        let (start, end) = source.map_or((first, first), |source| source.positions(span));
        let path = known.map_or(file.as_str(), |known| &known.path);
        Place { path, start, end }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::span::position;
    use proptest::prelude::*;

    fn source(text: &str) -> Source<'_> {
        Source::new(Cow::Borrowed(text))
    }

    #[test]
    fn lines_end_three_ways_and_come_without_their_break() {
        let source = source("\u{feff}a\r\nb\rc\n\r\r\n");
        let lines: Vec<&str> = (0..6).map(|line| &source.text()[source.line(line)]).collect();
        assert_eq!(lines, ["a", "b", "c", "", "", ""]);
        assert_eq!(source.starts.len(), 6);
    }

    #[test]
    fn columns_are_right_far_into_a_long_line() {
        let text = format!("x\n{}y", "å日".repeat(5_000));
        let at = Span::at(text.len() - 1);
        assert_eq!(
            source(&text).positions(at).0,
            Position {
                line: 2,
                column: 10_001
            }
        );
    }

    proptest! {
        #[test]
        fn places_are_those_of_the_plain_count(text in "\u{feff}?([aå日👍]|\r|\n|\r\n){0,30}", pad in 0usize..3, at in 0usize..99) {
            let text = format!("{text}{}", "é".repeat(pad * 700));
            prop_assert_eq!(source(&text).positions(Span::at(at * (1 + pad * 10))).0, position(&text, at * (1 + pad * 10)));
        }
    }
}
