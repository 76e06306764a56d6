//! A destination, taken apart: what kind it is, and its path, query and fragment.

use std::borrow::Cow;

/// A destination as an author may write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Url<'a> {
    /// Nothing.
    Empty,
    /// `#fragment`, or `page.md?query#fragment`: relative to the file. Decoded, except for the query.
    Relative {
        /// With `/` between its parts; empty for the page itself.
        path: Cow<'a, str>,
        /// After `?`.
        query: &'a str,
        /// After `#`.
        fragment: Option<Cow<'a, str>>,
    },
    /// `~/page.md`: relative to the docset's root; the parts as above.
    Docroot {
        /// After `~/`.
        path: Cow<'a, str>,
        /// After `?`.
        query: &'a str,
        /// After `#`.
        fragment: Option<Cow<'a, str>>,
    },
    /// `/path`: another docset.
    Docset(&'a str),
    /// Another site, an address of mail, and the like.
    External,
    /// `xref:uid`, a name of other documentation: what follows the colon, as written.
    Xref(&'a str),
    /// Runs or loads what no author can mean: `javascript:`, `data:`, `vbscript:`, `file:`, `c:\…`.
    Unsafe,
}

/// Takes `dest` apart, as `learn-markdown` says: trimmed, and so are its path and its
/// fragment; `\` is `/`; the fragment from the first `#`, the query from
/// the first `?` before it.
pub fn read_url(dest: &str) -> Url<'_> {
    let dest = dest.trim_matches(is_blank);
    if dest.is_empty() {
        return Url::Empty;
    }
    if let Some(scheme) = scheme(dest) {
        return match scheme.as_str() {
            "xref" => Url::Xref(dest.split_once(':').map_or("", |(_, uid)| uid)),
            scheme if is_unsafe(scheme) => Url::Unsafe,
            _ => Url::External,
        };
    }
    if starts_with_two_slashes(dest) {
        return Url::External;
    }
    if dest.starts_with(['/', '\\']) {
        return Url::Docset(dest);
    }
    let (before, fragment) = match dest.split_once('#') {
        Some((before, fragment)) => (before, Some(percent_decode(fragment.trim_start_matches(is_blank)))),
        None => (dest, None),
    };
    let (path, query) = before.split_once('?').unwrap_or((before, ""));
    let path = path.trim_end_matches(is_blank);
    let path = match path.contains('\\') {
        true => Cow::Owned(percent_decode(&path.replace('\\', "/")).into_owned()),
        false => percent_decode(path),
    };
    match path.strip_prefix("~/") {
        Some(rest) => Url::Docroot {
            path: Cow::Owned(rest.to_owned()),
            query,
            fragment,
        },
        None => Url::Relative { path, query, fragment },
    }
}

/// Shows nothing: translation tools leave no-break and zero-width spaces around what they put in.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || c == '\u{200b}'
}

/// The scheme in lower case. Browsers drop tabs and line ends inside it, so `java\nscript:` is one too.
fn scheme(dest: &str) -> Option<String> {
    let (head, _) = dest.split_once(':')?;
    if head.contains(['/', '?', '#', '\\']) {
        return None;
    }
    let scheme: String = head.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let mut chars = scheme.chars();
    let named = chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    named.then(|| scheme.to_ascii_lowercase())
}

fn is_unsafe(scheme: &str) -> bool {
    // A single letter is a Windows drive.
    scheme.len() == 1
        || matches!(
            scheme,
            "javascript" | "data" | "vbscript" | "file" | "blob" | "filesystem"
        )
}

/// `//host` and `\\host`, in any mixture: browsers take them all for another host.
fn starts_with_two_slashes(dest: &str) -> bool {
    let bytes = dest.as_bytes();
    bytes.len() >= 2 && matches!(bytes[0], b'/' | b'\\') && matches!(bytes[1], b'/' | b'\\')
}

/// The first character of an address's host that no host has; `None` of what is no address of the web, and of one
/// without such a character. WHATWG's URL standard, 3.5: what browsers refuse, after percent-decoding. Brackets are
/// those of IPv6, and what stands before `@` or behind a colon is no host.
pub fn bad_in_host(dest: &str) -> Option<char> {
    let dest = dest.trim_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{200b}');
    let rest = match dest.split_once(':') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") => rest,
        _ if starts_with_two_slashes(dest) => dest,
        _ => return None,
    };
    let rest = rest.trim_start_matches(['/', '\\']);
    let authority = &rest[..rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len())];
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    if host.starts_with('[') {
        return None;
    }
    let host = &host[..host.rfind(':').unwrap_or(host.len())];
    let is_bad = |c: &char| {
        c.is_control()
            || matches!(
                c,
                ' ' | '#' | '/' | ':' | '<' | '>' | '?' | '@' | '[' | '\\' | ']' | '^' | '|' | '%'
            )
    };
    percent_decode(host).chars().find(is_bad)
}

/// `%C3%A5` → `å`. What is no valid escape, or no valid UTF-8, stays as it is written.
pub fn percent_decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = |offset: usize| bytes.get(at + offset).and_then(|&b| (b as char).to_digit(16));
        match (bytes[at], hex(1), hex(2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, _, _) => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Writes `text` into a URL's path or fragment: letters, digits and `-._~!$&'()*+,;=:@/` stay, all else is `%XX`.
pub fn percent_encode(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|b| !stays(b)) {
        out.push_str(&rest[..at]);
        let c = rest[at..].chars().next().unwrap_or_default();
        let mut buffer = [0; 4];
        for byte in c.encode_utf8(&mut buffer).bytes() {
            out.push('%');
            out.extend([byte >> 4, byte & 15].map(|digit| char::from(b"0123456789ABCDEF"[digit as usize])));
        }
        rest = &rest[at + c.len_utf8()..];
    }
    out.push_str(rest);
}

fn stays(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'-' | b'_' | b'~' | b'!' | b'$' | b'&'..=b'/' | b':' | b';' | b'=' | b'@'
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn relative<'a>(path: &'a str, query: &'a str, fragment: Option<&'a str>) -> Url<'a> {
        Url::Relative {
            path: path.into(),
            query,
            fragment: fragment.map(Cow::Borrowed),
        }
    }

    #[test]
    fn taken_apart_as_learn_does() {
        for (dest, expected) in [
            ("", Url::Empty),
            (" \u{200b}", Url::Empty),
            ("a.md#b?c=d", relative("a.md", "", Some("b?c=d"))),
            ("a.md?b#c#d", relative("a.md", "b", Some("c#d"))),
            (r"..\m\a.md", relative("../m/a.md", "", None)),
            ("p%C3%A5.md#f%20g", relative("på.md", "", Some("f g"))),
            ("100%.md", relative("100%.md", "", None)),
            ("#x", relative("", "", Some("x"))),
            ("/azure/x", Url::Docset("/azure/x")),
            ("//host/x", Url::External),
            (r"\\host\x", Url::External),
            (r"/\host", Url::External),
            ("HTTPS://a.b", Url::External),
            ("mailto:a@b.c", Url::External),
            ("a/b:c.md", relative("a/b:c.md", "", None)),
            ("\u{a0}a.md\u{200b}#\u{a0}b\u{200b}", relative("a.md", "", Some("b"))),
            ("XREF:A.B?text=c#d", Url::Xref("A.B?text=c#d")),
        ] {
            assert_eq!(read_url(dest), expected, "{dest}");
        }
    }

    #[test]
    fn what_could_run_is_unsafe_however_it_hides() {
        for dest in [
            "javascript:alert(1)",
            " \u{1}JavaScript:x",
            "java\nscript:x",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            r"c:\x",
            "C:/x",
        ] {
            assert_eq!(read_url(dest), Url::Unsafe, "{dest:?}");
        }
    }

    #[test]
    fn characters_that_no_host_has() {
        for (dest, bad) in [
            ("http://a%20b.example/", Some(' ')),
            ("HTTPS://<tenant>.example/x", Some('<')),
            ("//a%zz.example", Some('%')),
            (r"http:\\a b\c", Some(' ')),
            ("https://a:b:80/", Some(':')),
            ("https://me%20you@a.example:80/b%20c?d e#f g", None),
            ("https://{tenant}.example", None),
            ("https://å-_.example", None),
            ("https://c%C3%A5.example", None),
            ("https://*.example", None),
            ("http://[::1]/", None),
            ("mailto:a b", None),
            ("a b.md", None),
            ("https://", None),
        ] {
            assert_eq!(bad_in_host(dest), bad, "{dest}");
        }
    }

    #[test]
    fn what_stays_in_an_address() {
        for byte in 0..=255 {
            let is_listed = b"-._~!$&'()*+,;=:@/".contains(&byte);
            assert_eq!(stays(byte), is_listed || byte.is_ascii_alphanumeric(), "{byte}");
        }
    }

    proptest! {
        #[test]
        fn encoding_is_undone_by_decoding(text in "\\PC{0,20}") {
            let mut url = String::new();
            percent_encode(&text, &mut url);
            prop_assert!(url.is_ascii() && !url.contains(['"', '<', '>', ' ']));
            prop_assert_eq!(percent_decode(&url), text);
        }

        #[test]
        fn reading_never_fails(dest in "[a-z:/\\\\#?%~. \u{e5}]{0,12}") {
            let _ = (read_url(&dest), bad_in_host(&dest));
        }
    }
}
