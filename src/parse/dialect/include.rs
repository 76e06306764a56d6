//! Includes: `[!INCLUDE [text](path.md)]`, alone on a line or within one.

use super::mask::{Directive, Mask, Read, Source};

/// An include as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The path, escapes taken off.
    pub path: String,
    /// Where the path stands in the parsed text.
    pub place: crate::base::Span,
    /// It stands alone on its line.
    pub is_block: bool,
}

/// Reads `[!INCLUDE [text](path "title")]`, in any case, with or without spaces between.
pub fn read(source: &Source<'_>) -> Option<Read> {
    let found = bracket(source.line, "[!include".len())?;
    let is_block = source.is_first && source.is_last(found.length);
    let written = Written {
        path: unescaped(found.path(source.line)),
        place: source.span(found.path.clone()),
        is_block,
    };
    let mask = if is_block { Mask::Block } else { Mask::Inline };
    Read::new(found.length, Directive::Include(written), mask)
}

/// The parts of `[!word [name](path "title")]`, as ranges of the line.
pub struct Bracket {
    /// Between the inner brackets.
    pub name: std::ops::Range<usize>,
    /// The destination, without angle brackets.
    pub path: std::ops::Range<usize>,
    /// Without its quotes; empty where there is none.
    pub title: std::ops::Range<usize>,
    /// Bytes in all.
    pub length: usize,
}

impl Bracket {
    fn path<'t>(&self, line: &'t str) -> &'t str {
        line.get(self.path.clone()).unwrap_or("")
    }
}

/// Reads on from byte `at`, where the word ends.
pub fn bracket(line: &str, at: usize) -> Option<Bracket> {
    let bytes = line.as_bytes();
    let open = skip_blanks(bytes, at);
    if bytes.get(open) != Some(&b'[') {
        return None;
    }
    let close = closing(bytes, open, b'[', b']')?;
    let paren = skip_blanks(bytes, close + 1);
    if bytes.get(paren) != Some(&b'(') {
        return None;
    }
    let start = skip_blanks(bytes, paren + 1);
    let (path, mut next) = destination(bytes, start)?;
    next = skip_blanks(bytes, next);
    let mut title = next..next;
    if let Some(quote @ (b'"' | b'\'')) = bytes.get(next) {
        title = next + 1..closing_quote(bytes, next + 1, *quote)?;
        next = skip_blanks(bytes, title.end + 1);
    }
    if bytes.get(next) != Some(&b')') {
        return None;
    }
    let last = skip_blanks(bytes, next + 1);
    (bytes.get(last) == Some(&b']')).then_some(Bracket {
        name: open + 1..close,
        path,
        title,
        length: last + 1,
    })
}

fn skip_blanks(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|b| matches!(b, b' ' | b'\t')).count()
}

/// The bracket that closes the one at `open`; pairs inside and escaped ones do not count.
fn closing(bytes: &[u8], open: usize, opening: u8, closing: u8) -> Option<usize> {
    let mut depth = 0u32;
    let mut at = open;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b if b == opening => depth += 1,
            b if b == closing => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The quotation mark that ends a title; escaped ones do not.
fn closing_quote(bytes: &[u8], mut at: usize, quote: u8) -> Option<usize> {
    loop {
        match bytes.get(at)? {
            b'\\' => at += 2,
            byte if *byte == quote => return Some(at),
            _ => at += 1,
        }
    }
}

/// A link's destination: in angle brackets, or up to white space or the bracket that closes the link.
fn destination(bytes: &[u8], start: usize) -> Option<(std::ops::Range<usize>, usize)> {
    if bytes.get(start) == Some(&b'<') {
        let length = memchr::memchr(b'>', bytes.get(start + 1..)?)?;
        let end = start + 1 + length;
        return Some((start + 1..end, end + 1));
    }
    let mut depth = 0u32;
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
            b'(' => depth += 1,
            b')' if depth == 0 => break,
            b')' => depth -= 1,
            b' ' | b'\t' => {
                // A path with spaces and without angle brackets is common in real pages: it ends at the title or the
                // bracket.
                let next = skip_blanks(bytes, at);
                if matches!(bytes.get(next), None | Some(b'"' | b'\'' | b')')) {
                    break;
                }
            }
            _ => {}
        }
        at += 1;
    }
    let at = at.min(bytes.len());
    Some((start..at, at))
}

/// `\(` is `(`: as in any destination. A backslash before a letter parts folders and stays.
pub fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letters.peek() {
            Some(next) if letter == '\\' && next.is_ascii_punctuation() => plain.extend(letters.next()),
            _ => plain.push(letter),
        }
    }
    plain
}
