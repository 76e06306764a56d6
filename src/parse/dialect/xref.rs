//! Names of other documentation in a page: `@uid` in text, and the element `<xref href="uid">`
//! (or `uid="uid"`). `<xref:uid>` and
//! `[text](xref:uid)` are links to Markdown already. What a name means is `link`'s to tell.

use std::ops::Range;

use crate::model::{Document, Link};

/// A name in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The byte of the `@`.
    pub start: usize,
    /// One past its last byte. What lies between, `@` included, is the destination of its link.
    pub end: usize,
}

/// The names in a part of `text`, in order: `@uid`, `@uid?displayProperty=fullName`, `@'uid with spaces'`,
/// `@"uid with spaces"`.
///
/// DocFX's rule: a letter follows the `@`, and no letter or digit stands before it, so addresses of mail are none. A
/// name ends before white space, a quote, `<` or `>`, and before two of `.,;:!?~` or one at the end of a word; and
/// here also before a bracket that it did not open, and behind an `@` or a `/` it does not begin (`npmjs.com/@x/y`).
pub fn find(text: &str, part: Range<usize>) -> impl Iterator<Item = Found> {
    let mut behind = 0;
    let first = part.start;
    let text = text.get(..part.end).unwrap_or_default();
    memchr::memchr_iter(b'@', text.as_bytes().get(first..).unwrap_or_default()).filter_map(move |at| {
        let start = first + at;
        let before = text[..start].chars().next_back();
        let is_inside = before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '@' | '/' | '_' | '-' | '\\'));
        if start < behind || is_inside {
            return None;
        }
        let rest = &text[start + 1..];
        let length = match rest.chars().next()? {
            quote @ ('\'' | '"') => quoted(rest, quote)?,
            c if c.is_ascii_alphabetic() => length(rest),
            _ => return None,
        };
        let end = start + 1 + length;
        behind = end;
        Some(Found { start, end })
    })
}

/// What a link asks for that is written `@uid`. A link in brackets to a file of such a name begins otherwise.
pub fn shorthand<'a>(document: &'a Document, link: &Link) -> Option<&'a str> {
    let asked = document.str(link.dest).strip_prefix('@')?;
    let written = document.text.parsed.get(link.span.range())?;
    written.starts_with('@').then_some(asked)
}

/// A quoted name stands on one line, and is not much longer than any that there is: a text full of quotes is not
/// searched from each of them.
const LONGEST_QUOTED: usize = 1024;

fn quoted(rest: &str, quote: char) -> Option<usize> {
    let mut bytes = rest.bytes().enumerate().skip(1).take(LONGEST_QUOTED);
    let (end, found) = bytes.find(|(_, byte)| *byte == quote as u8 || matches!(byte, b'\n' | b'\r'))?;
    (found == quote as u8 && end > 1).then_some(end + 1)
}

fn length(rest: &str) -> usize {
    let is_pause = |c: char| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '~');
    let is_end = |c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '<' | '>' | '`' | '|' | '\u{200b}');
    let mut open = 0usize;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            _ if is_end(c) => return at,
            _ if is_pause(c) && chars.peek().is_none_or(|(_, next)| is_pause(*next) || is_end(*next)) => return at,
            '(' | '[' | '{' => open += 1,
            ')' | ']' | '}' if open == 0 => return at,
            ')' | ']' | '}' => open -= 1,
            _ => {}
        }
    }
    rest.len()
}

/// The attributes of `<xref>` that say what to show.
const SHOWN: [&str; 3] = ["displayproperty", "text", "alt"];

/// The destination of an element `<xref>` with these attributes, as `<xref:…>` would write it; `None` without `href` and
/// `uid`.
pub fn dest<'a>(attributes: impl Iterator<Item = (&'a str, &'a str)>) -> Option<String> {
    let mut uid = None;
    let mut query = String::new();
    for (name, value) in attributes {
        if name == "href" || name == "uid" && uid.is_none() {
            uid = Some(value.trim());
        } else if SHOWN.contains(&name) && !value.is_empty() {
            query.push_str(if query.is_empty() { "?" } else { "&" });
            query.push_str(name);
            query.push('=');
            for byte in value.bytes() {
                if byte.is_ascii_alphanumeric() {
                    query.push(byte.into());
                } else {
                    query.push_str(&format!("%{byte:02X}"));
                }
            }
        }
    }
    let uid = uid.filter(|uid| !uid.is_empty())?;
    if uid.contains('?') {
        query = query.replacen('?', "&", 1);
    }
    Some(match uid.split_once('#') {
        Some((before, fragment)) => format!("xref:{before}{query}#{fragment}"),
        None => format!("xref:{uid}{query}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(text: &str) -> Vec<&str> {
        let found = find(text, 0..text.len());
        found.map(|found| &text[found.start..found.end]).collect()
    }

    #[test]
    fn names_begin_and_end_as_docfx_says() {
        for (text, expected) in [
            ("@one @two__3 @four!5", &["@one", "@two__3", "@four!5"][..]),
            ("@'a b ';@\"c!d\",@e...@f", &["@'a b '", "@\"c!d\"", "@e", "@f"]),
            (
                "see @A.B.C. And @D.E?displayProperty=fullName, or @F??x",
                &["@A.B.C", "@D.E?displayProperty=fullName", "@F"],
            ),
            (
                "(@A.B) [@C.D(System.Int32,E[])] {@F}",
                &["@A.B", "@C.D(System.Int32,E[])", "@F"],
            ),
            ("@List`1", &["@List"]),
            ("@a@b", &["@a@b"]),
        ] {
            assert_eq!(names(text), expected, "{text}");
        }
    }

    #[test]
    fn mail_packages_and_lone_signs_are_none() {
        for text in [
            "kim@example.com",
            "@1abc",
            "@ a",
            "\"@\" @",
            "npm.example/@scope/name",
            "@'open",
            "@''",
            "@\"a\nb\"",
            "å@b",
            r"\@a",
        ] {
            assert_eq!(names(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn what_stands_before_the_part_counts() {
        let text = "a@b c";
        assert_eq!(find(text, 1..5).count(), 0);
        assert_eq!(find(text, 0..1).count(), 0);
        assert_eq!(find("*@b* c", 1..3).next(), Some(Found { start: 1, end: 3 }));
    }

    #[test]
    fn names_are_links_in_text_alone() {
        let shape = |text: &str| crate::parse::testing::shape(text).0;
        assert_eq!(
            shape("see @a.b, *@c* and kim@d.example https://e.example/@f \\@g\n"),
            "P(see Link:@a.b(@a.b), Emphasis(Link:@c(@c)) and kim@d.example Link:https://e.example/@f(https://e.example/@f) @g)"
        );
        assert_eq!(
            shape("`@a` [@b](c.md) ![@d](e.png)\n"),
            "P(`@a`() Link:c.md(@b) Image(1)(@d))"
        );
        assert_eq!(
            shape("https://a.example?@b @c\n"),
            "P(Link:https://a.example?@b(https://a.example?@b) Link:@c(@c))"
        );
    }

    #[test]
    fn names_are_no_part_of_a_slug() {
        let (document, _) =
            crate::parse::document_of("# Use @a.b *here* {#x}\n\n# c@d\n\n# [@e](f.md)\n\n# <a name=\"g\"></a> H @i\n");
        let of = |number: usize| {
            let heading = document.headings[number];
            (document.str(heading.text), heading.slug.map(|slug| document.str(slug)))
        };
        assert_eq!(of(0), ("Use @a.b here", Some("Use  here")));
        assert_eq!(of(1), ("c@d", None));
        assert_eq!(of(2), ("@e", None));
        assert_eq!(of(3), ("H @i", Some("H ")));
    }

    #[test]
    fn an_element_is_written_as_a_link_would_be() {
        let of = |attributes: &[(&'static str, &'static str)]| dest(attributes.iter().copied());
        assert_eq!(of(&[("href", "A.B")]).as_deref(), Some("xref:A.B"));
        assert_eq!(
            of(&[("text", "a b"), ("href", "A#x"), ("class", "c")]).as_deref(),
            Some("xref:A?text=a%20b#x")
        );
        assert_eq!(
            of(&[("href", "A?alt=b"), ("text", "c")]).as_deref(),
            Some("xref:A?alt=b&text=c")
        );
        assert_eq!(of(&[("uid", "A")]).as_deref(), Some("xref:A"));
        assert_eq!(of(&[("href", " "), ("text", "c")]), None);
    }

    proptest! {
        #[test]
        fn places_are_in_order(text in "[@a-c'\".,?!() \n\u{e5}]{0,30}") {
            let mut at = 0;
            for found in find(&text, 0..text.len()) {
                prop_assert!(found.start >= at && found.end > found.start + 1);
                prop_assert!(text[found.start..found.end].starts_with('@'));
                at = found.end;
            }
        }
    }
}
