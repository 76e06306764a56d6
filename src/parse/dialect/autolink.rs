//! Bare addresses in text become links, as in GFM's extended autolinks.

use std::borrow::Cow;

/// An address in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Found<'a> {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Where it leads: `https://` is put before a bare `www.`.
    pub dest: Cow<'a, str>,
}

/// The addresses in `text`, in order. GFM 6.9: they begin with `http://`, `https://` or `www.`, after a space or one
/// of `*_~(`, and end before a space or `<`, without trailing punctuation and unmatched parentheses. Of two ways to
/// reach `www.`, Learn takes the encrypted one.
pub fn find(text: &str) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = next_start(text, from) {
        let end = start + length(&text[start..]);
        from = end.max(start + 1);
        let address = &text[start..end];
        let is_www = address.starts_with("www.");
        let host = address.split_once("://").map_or(address, |(_, rest)| rest);
        if !is_host(host) {
            continue;
        }
        let dest = if is_www {
            Cow::Owned(format!("https://{address}"))
        } else {
            Cow::Borrowed(address)
        };
        found.push(Found { start, end, dest });
    }
    found
}

/// One pass for a colon or a `w` finds nothing in nearly all texts.
fn next_start(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let candidates = memchr::memchr2_iter(b':', b'w', &bytes[from..]).map(|at| from + at);
    for at in candidates {
        let start = if bytes[at] == b'w' {
            bytes[at..].starts_with(b"www.").then_some(at)
        } else if bytes[at..].starts_with(b"://") {
            ["https", "http"].iter().find_map(|scheme| {
                at.checked_sub(scheme.len())
                    .filter(|&s| s >= from && bytes[s..at] == *scheme.as_bytes())
            })
        } else {
            None
        };
        if let Some(start) = start
            && (start == 0 || matches!(bytes[start - 1], b' ' | b'\t' | b'\n' | b'*' | b'_' | b'~' | b'('))
        {
            return Some(start);
        }
    }
    None
}

fn length(text: &str) -> usize {
    let whole = text
        .find(|c: char| c.is_whitespace() || c == '<' || c == '\u{200b}')
        .unwrap_or(text.len());
    // Counted once and kept up to date, so that an address with a long tail of brackets is not quadratic.
    let surplus = |open: char, close: char| {
        let cut = &text[..whole];
        cut.matches(close).count() as isize - cut.matches(open).count() as isize
    };
    let (mut round, mut square) = (surplus('(', ')'), surplus('[', ']'));
    let mut end = whole;
    loop {
        let Some(last) = text[..end].chars().next_back() else {
            return 0;
        };
        let drop = match last {
            '?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' | '"' | ';' => true,
            ')' => round > 0,
            ']' => square > 0,
            _ => false,
        };
        if !drop {
            return end;
        }
        round -= isize::from(last == ')');
        square -= isize::from(last == ']');
        end -= last.len_utf8();
    }
}

fn is_host(rest: &str) -> bool {
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or("");
    host.contains('.')
        && host.split('.').all(|label| !label.is_empty())
        && host
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;
    use crate::parse::document_of;

    fn dests(text: &str) -> Vec<String> {
        find(text).into_iter().map(|found| found.dest.into_owned()).collect()
    }

    #[test]
    fn begins_and_ends_as_gfm_says() {
        assert_eq!(dests("see https://a.b/c_d?x=1. Then"), ["https://a.b/c_d?x=1"]);
        assert_eq!(dests("(www.a.se/x_(y))"), ["https://www.a.se/x_(y)"]);
        assert_eq!(dests("xhttps://a.b, wwww.a.b, https://, https://localhost"), [""; 0]);
        assert_eq!(dests("\"https://a.b\" 'www.a.b' http://*.a.b"), [""; 0]);
        assert_eq!(dests("https://a.b https://å.se"), ["https://a.b", "https://å.se"]);
    }

    #[test]
    fn not_in_code_nor_in_links() {
        let links = |text: &str| document_of(text).0.links.len();
        assert_eq!(links("at https://a.b/c_d_e now"), 1);
        assert_eq!(links("`https://a.b`\n\n    https://a.b\n\n```\nhttps://a.b\n```\n"), 0);
        assert_eq!(links("[https://a.b](c.md)"), 1);
    }

    #[test]
    fn its_text_lies_in_it() {
        let (document, _) = document_of("at https://a.b/c_d now");
        let link = document
            .nodes
            .iter()
            .position(|node| matches!(node.kind, Kind::Link(_)))
            .unwrap();
        assert_eq!(document.plain_text(link as u32), "https://a.b/c_d");
        assert_eq!(document.plain_text(0), "at https://a.b/c_d now");
    }
}
