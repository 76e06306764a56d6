//! A place in a text, and the line and column a person would call it by.

/// A half-open range of bytes in one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range `start..end`; swapped ends give an empty range at `start`.
    pub fn new(start: usize, end: usize) -> Self {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        Self {
            start,
            end: end.max(start),
        }
    }

    /// The empty range at `at`.
    pub fn at(at: usize) -> Self {
        Self::new(at, at)
    }

    /// The range of `length` bytes that begins where this one does.
    pub fn to(self, length: usize) -> Self {
        Self::new(self.start as usize, self.start as usize + length)
    }

    /// As a `Range<usize>`, for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Moved `by` bytes towards the end.
    pub fn shifted(self, by: usize) -> Self {
        Self::new(self.start as usize + by, self.end as usize + by)
    }

    /// Cut to what `text` has, on character boundaries, so that slicing never panics.
    pub fn clamped(self, text: &str) -> Self {
        let floor = |mut at: usize| {
            at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        Self::new(floor(self.start as usize), floor(self.end as usize))
    }
}

/// A line and a column, both from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// The position of byte `at` in `text`. Lines end with LF, CRLF or a lone CR, as in CommonMark 2.1.
/// A byte order mark is no column: no editor counts it.
pub fn position(text: &str, at: usize) -> Position {
    let at = Span::at(at).clamped(text).start as usize;
    let bytes = &text.as_bytes()[..at];
    let mut line = 1;
    let mut begin = if text.starts_with('\u{feff}') && at >= 3 { 3 } else { 0 };
    for end in memchr::memchr2_iter(b'\n', b'\r', bytes) {
        let crlf = bytes[end] == b'\r' && text.as_bytes().get(end + 1) == Some(&b'\n');
        if !crlf {
            line += 1;
            begin = end + 1;
        }
    }
    Position {
        line,
        column: 1 + text[begin..at].chars().count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_end_three_ways() {
        let text = "\u{feff}å日é\r\nb\rc\nd";
        let at = |needle: &str| {
            let p = position(text, text.find(needle).unwrap());
            (p.line, p.column)
        };
        assert_eq!(at("å"), (1, 1));
        assert_eq!(at("é"), (1, 3));
        assert_eq!(at("b"), (2, 1));
        assert_eq!(at("c"), (3, 1));
        assert_eq!(at("d"), (4, 1));
    }

    #[test]
    fn a_wild_span_is_cut_to_the_text() {
        let text = "åb";
        assert_eq!(Span::new(1, 99).clamped(text), Span::new(0, 3));
        assert_eq!(position(text, 99).column, 3);
    }
}
