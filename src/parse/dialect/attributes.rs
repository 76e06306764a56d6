//! The attributes of directives: `name="value"`, with `\"` for a quotation mark inside.

use std::borrow::Cow;
use std::ops::Range;

/// An attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute<'t> {
    /// Its name, case and all.
    pub name: &'t str,
    /// Its value, `\"` decoded.
    pub value: Cow<'t, str>,
    /// The value without its quotes, as a range of the text read.
    pub place: Range<usize>,
}

/// Why attributes cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// Where, in the text read.
    pub place: Range<usize>,
}

/// What lies between byte `at` and the three colons that close a directive, and the length up to their end. Colons in
/// a value do not close it, unless its quote is never closed.
pub fn up_to_colons(line: &str, at: usize) -> Option<(&str, usize)> {
    let rest = line.get(at..)?;
    let bytes = rest.as_bytes();
    let mut in_value = false;
    let mut place = 0;
    let mut end = None;
    while let Some(&byte) = bytes.get(place) {
        match byte {
            b'\\' if in_value => place += 1,
            b'"' => in_value = !in_value,
            b':' if !in_value && bytes[place..].starts_with(b":::") => {
                end = Some(place);
                break;
            }
            _ => {}
        }
        place += 1;
    }
    let end = end.or_else(|| rest.find(":::"))?;
    Some((&rest[..end], at + end + 3))
}

/// Reads all attributes of a text.
///
/// # Errors
/// A name without a value, a value without a quote on either side, or a name that stands twice.
pub fn read(text: &str) -> Result<Vec<Attribute<'_>>, Error> {
    let mut all: Vec<Attribute<'_>> = Vec::new();
    let bytes = text.as_bytes();
    let mut at = skip_blanks(bytes, 0);
    while at < bytes.len() {
        let start = at;
        at += bytes[at..]
            .iter()
            .take_while(|&&b| !b.is_ascii_whitespace() && b != b'=' && b != b'"')
            .count();
        let name = &text[start..at];
        let error = |message: String, end: usize| Error {
            message,
            place: start..end.max(start + 1).min(text.len()),
        };
        at = skip_blanks(bytes, at);
        if name.is_empty() || bytes.get(at) != Some(&b'=') {
            let shown = if name.is_empty() { &text[start..] } else { name };
            return Err(error(format!("the attribute `{}` has no value", shown.trim()), at));
        }
        at = skip_blanks(bytes, at + 1);
        if bytes.get(at) != Some(&b'"') {
            return Err(error(
                format!("the value of `{name}` does not begin with a quotation mark"),
                at,
            ));
        }
        let open = at + 1;
        let Some(close) = closing_quote(bytes, open) else {
            return Err(error(
                format!("the value of `{name}` does not end with a quotation mark"),
                text.len(),
            ));
        };
        // Few attributes a directive, so looking through them all is nothing; a hostile line is cut short.
        if all.iter().any(|known| known.name == name) || all.len() > 100 {
            return Err(error(format!("the attribute `{name}` stands twice"), close + 1));
        }
        let written = &text[open..close];
        all.push(Attribute {
            name,
            value: if written.contains("\\\"") {
                written.replace("\\\"", "\"").into()
            } else {
                written.into()
            },
            place: open..close,
        });
        at = skip_blanks(bytes, close + 1);
    }
    Ok(all)
}

fn closing_quote(bytes: &[u8], open: usize) -> Option<usize> {
    let mut at = open;
    loop {
        at += memchr::memchr(b'"', bytes.get(at..)?)?;
        if at > open && bytes[at - 1] == b'\\' {
            at += 1;
        } else {
            return Some(at);
        }
    }
}

fn skip_blanks(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|b| b.is_ascii_whitespace()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match read(text) {
            Ok(all) => all.iter().map(|a| format!("{}={};", a.name, a.value)).collect(),
            Err(error) => format!("{} at {:?}", error.message, error.place),
        }
    }

    #[test]
    fn values_and_faults() {
        assert_eq!(shown(" a=\"1 2\"  b-c = \"say \\\"hi\\\"\" "), "a=1 2;b-c=say \"hi\";");
        assert_eq!(shown(""), "");
        assert_eq!(shown("a"), "the attribute `a` has no value at 0..1");
        assert_eq!(
            shown("a=x\""),
            "the value of `a` does not begin with a quotation mark at 0..2"
        );
        assert_eq!(
            shown("a=\"x"),
            "the value of `a` does not end with a quotation mark at 0..4"
        );
        assert_eq!(shown("a=\"1\" a=\"2\""), "the attribute `a` stands twice at 6..11");
    }

    #[test]
    fn colons_in_a_value_do_not_close() {
        assert_eq!(up_to_colons("x a=\"b:::c\"::: d", 1), Some((" a=\"b:::c\"", 14)));
        assert_eq!(up_to_colons("x a=\"b::: d", 1), Some((" a=\"b", 9)));
        assert_eq!(up_to_colons("x a", 1), None);
    }

    proptest::proptest! {
        #[test]
        fn never_fails(text in "[a=\"\\\\ :é]{0,40}") {
            let _ = read(&text);
            let _ = up_to_colons(&text, text.len().min(2));
        }
    }
}
