//! A document's text, and pieces of it without a copy.

use std::sync::Arc;

use crate::base::{DocPath, Span};

/// A piece of a document's text, without a copy of it: a range of the parsed text or of the decoded strings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Str {
    at: u32,
    len: u32,
}

const DECODED: u32 = 1 << 31;

/// How far the names and places of a document move when its text is put behind others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shift {
    /// Bytes of parsed text before its own.
    pub parsed: u32,
    /// Bytes of decoded text before its own.
    pub decoded: u32,
}

impl Shift {
    /// The new name of a text.
    pub fn str(self, part: Str) -> Str {
        let by = if part.at & DECODED == 0 {
            self.parsed
        } else {
            self.decoded
        };
        Str {
            at: part.at + by,
            ..part
        }
    }

    /// The new place of a span of the parsed text.
    pub fn span(self, span: Span) -> Span {
        span.shifted(self.parsed as usize)
    }
}

/// A document's text: the file, what of it was parsed, and strings that stand nowhere literally
/// (entities, escapes, joined lines).
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// The file as it was read, byte order mark and front matter included.
    pub file: Arc<str>,
    /// What was parsed. The file itself, unless something was taken out of it first.
    pub parsed: Arc<str>,
    /// `(offset in parsed, offset in file)` at each place where the distance changes; empty if they are the same.
    pub moves: Box<[(u32, u32)]>,
    /// Where each file begins that was put in, after the document's own: by offset in `file`.
    pub parts: Box<[Part]>,
    decoded: String,
}

/// A file that was put into another: its text follows the text before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its first byte in [`Text::file`].
    pub at: u32,
    /// The file.
    pub file: DocPath,
}

impl Text {
    /// A text that was parsed as it stands.
    pub fn plain(file: Arc<str>) -> Self {
        Self {
            parsed: file.clone(),
            file,
            ..Self::default()
        }
    }

    /// A text that was parsed after parts of it were taken out.
    pub fn cleaned(file: Arc<str>, parsed: Arc<str>, moves: Vec<(u32, u32)>) -> Self {
        Self {
            file,
            parsed,
            moves: moves.into(),
            ..Self::default()
        }
    }

    /// Puts the texts of documents after each other: `all` are the documents' own texts and their files, the document
    /// that includes the others first. Returns how far the names and places of each moved.
    pub fn joined(all: &[(&Text, &DocPath)]) -> (Self, Vec<Shift>) {
        let is_plain = all.iter().all(|(text, _)| text.moves.is_empty());
        let mut file = String::with_capacity(all.iter().map(|(text, _)| text.file.len()).sum());
        let mut parsed = String::new();
        let mut decoded = String::with_capacity(all.iter().map(|(text, _)| text.decoded.len()).sum());
        let (mut moves, mut parts, mut shifts) = (Vec::new(), Vec::new(), Vec::new());
        for (number, (text, path)) in all.iter().enumerate() {
            let in_file = file.len() as u32;
            let in_parsed = if is_plain { in_file } else { parsed.len() as u32 };
            shifts.push(Shift {
                parsed: in_parsed,
                decoded: decoded.len() as u32,
            });
            if number > 0 {
                let file = (*path).clone();
                parts.push(Part { at: in_file, file });
            }
            file.push_str(&text.file);
            decoded.push_str(&text.decoded);
            if !is_plain {
                moves.push((in_parsed, in_file));
                let own = text.moves.iter();
                moves.extend(own.map(|(parsed, file)| (parsed + in_parsed, file + in_file)));
                parsed.push_str(&text.parsed);
            }
        }
        let file: Arc<str> = file.into();
        let joined = Self {
            parsed: if is_plain { file.clone() } else { parsed.into() },
            file,
            moves: moves.into(),
            parts: parts.into(),
            decoded,
        };
        (joined, shifts)
    }

    /// The file that byte `at` of [`Text::file`] was put in from, and where it begins; `None` for the document's own.
    pub fn part_at(&self, at: u32) -> Option<&Part> {
        let after = self.parts.partition_point(|part| part.at <= at);
        self.parts.get(after.checked_sub(1)?)
    }

    /// The text meant by `part`.
    pub fn get(&self, part: Str) -> &str {
        let buffer: &str = if part.at & DECODED == 0 {
            &self.parsed
        } else {
            &self.decoded
        };
        let at = (part.at & !DECODED) as usize;
        &buffer[at..at + part.len as usize]
    }

    /// Names `text`: by its place, if it is a slice of the parsed text, else by a copy.
    pub fn keep(&mut self, text: &str) -> Str {
        let (base, size) = (self.parsed.as_ptr() as usize, self.parsed.len());
        let at = (text.as_ptr() as usize).wrapping_sub(base);
        if at <= size && text.len() <= size - at {
            return Str {
                at: at as u32,
                len: text.len() as u32,
            };
        }
        let at = self.decoded.len() as u32 | DECODED;
        self.decoded.push_str(text);
        Str {
            at,
            len: text.len() as u32,
        }
    }

    /// Where `part` stands in the parsed text; `None` if it stands nowhere literally.
    pub fn place(&self, part: Str) -> Option<Span> {
        (part.at & DECODED == 0).then(|| Span::new(part.at as usize, (part.at + part.len) as usize))
    }

    /// Where a place of the parsed text lies in the file.
    pub fn in_file(&self, span: Span) -> Span {
        if self.moves.is_empty() {
            return span;
        }
        let start = self.offset_in_file(span.start);
        // An end belongs to the byte before it: what was taken out right after it is not part of the place.
        let end = if span.end > span.start {
            self.offset_in_file(span.end - 1) + 1
        } else {
            start
        };
        Span { start, end }
    }

    fn offset_in_file(&self, at: u32) -> u32 {
        let after = self.moves.partition_point(|&(parsed, _)| parsed <= at);
        match after.checked_sub(1).map(|i| self.moves[i]) {
            Some((parsed, file)) => file + (at - parsed),
            None => at,
        }
    }

    /// Gives back what was reserved and not used.
    pub fn shrink(&mut self) {
        self.decoded.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_is_named_by_its_place_and_a_foreign_text_is_copied() {
        let mut text = Text::plain("en sten".into());
        let parsed = text.parsed.clone();
        let slice = text.keep(&parsed[3..]);
        let copy = text.keep("sten");
        assert_eq!((text.get(slice), text.get(copy)), ("sten", "sten"));
        assert_ne!(slice, copy);
        assert_eq!(text.decoded, "sten");
    }

    #[test]
    fn places_survive_what_was_taken_out() {
        // file: ab[XX]cd, parsed: abcd
        let text = Text::cleaned("abXXcd".into(), "abcd".into(), vec![(2, 4)]);
        assert_eq!(text.in_file(Span::new(0, 2)), Span::new(0, 2));
        assert_eq!(text.in_file(Span::new(2, 4)), Span::new(4, 6));
        assert_eq!(text.in_file(Span::new(1, 3)), Span::new(1, 5));
    }
}
