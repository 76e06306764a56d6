//! An address of the web, taken apart and put together as it is sent; and which addresses are never asked.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use unicode_normalization::UnicodeNormalization as _;

use super::punycode;

/// Longer ones are not asked: servers refuse them, and a message that shows one helps nobody.
const LONGEST: usize = 4000;

/// An `http` or `https` address without its fragment. ASCII, whatever was written: it can be sent and shown as it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// `https://host:port/path?query`; the port is left out where it is the scheme's own.
    text: Box<str>,
    /// Where the host begins and ends, and where the path begins.
    host: (u16, u16),
    path: u16,
}

impl Address {
    /// Reads an address as an author may write it. `None`: of another scheme, longer than 4,000 bytes, with a user's
    /// name or password, or of a host that cannot be one.
    pub fn read(written: &str) -> Option<Self> {
        let trimmed = written.trim_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{200b}');
        // Browsers drop these wherever they stand, and read `\` as `/`.
        let before = trimmed.split('#').next().unwrap_or("");
        if before.len() > LONGEST {
            return None;
        }
        let clean: String = before.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
        let (scheme, rest) = match clean.split_once(':') {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => ("https", rest),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => ("http", rest),
            // `//host/path`: what is published is published with `https`.
            _ if clean.starts_with("//") || clean.starts_with(r"\\") => ("https", clean.as_str()),
            _ => return None,
        };
        let rest = rest
            .strip_prefix("//")
            .or_else(|| rest.strip_prefix(r"\\"))?
            .trim_start_matches(['/', '\\']);
        let end = rest.find(['/', '\\', '?']).unwrap_or(rest.len());
        let (authority, tail) = rest.split_at(end);
        let (host, port) = host_and_port(authority)?;
        let own = if scheme == "https" { 443 } else { 80 };
        let mut text = format!("{scheme}://");
        let start = text.len();
        text.push_str(&host);
        let end = text.len();
        if port.is_some_and(|port| port != own) {
            text.push_str(&format!(":{}", port.unwrap_or(own)));
        }
        let path = text.len();
        if !tail.starts_with(['/', '\\']) {
            text.push('/');
        }
        push_encoded(tail, &mut text);
        if text.len() > 3 * LONGEST {
            return None;
        }
        let place = |at: usize| u16::try_from(at).ok();
        Some(Self {
            host: (place(start)?, place(end)?),
            path: place(path)?,
            text: text.into(),
        })
    }

    /// Where a redirect leads that says `location`. `None`: nowhere that can be asked.
    pub fn join(&self, location: &str) -> Option<Self> {
        let location = location.trim();
        let before = location.split('#').next().unwrap_or("");
        let scheme = before.split_once(':').map(|(scheme, _)| scheme);
        let is_scheme = |scheme: &str| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        };
        if scheme.is_some_and(is_scheme) {
            return Self::read(before);
        }
        let written = if before.starts_with("//") || before.starts_with(r"\\") {
            format!("{}:{before}", self.scheme())
        } else {
            let path = match before.chars().next() {
                None => self.tail().to_owned(),
                Some('/' | '\\') => before.to_owned(),
                Some('?') => format!("{}{before}", self.path()),
                Some(_) => {
                    let folder = self.path().rfind('/').map_or("/", |end| &self.path()[..=end]);
                    format!("{folder}{before}")
                }
            };
            format!("{}{}", self.origin(), without_dots(&path))
        };
        Self::read(&written)
    }

    /// All of it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// `https` or `http`.
    pub fn scheme(&self) -> &str {
        if self.is_https() { "https" } else { "http" }
    }

    /// Whether nobody on the way can read or change what is asked and answered.
    pub fn is_https(&self) -> bool {
        self.text.starts_with("https:")
    }

    /// The name or number of the host, in small letters; a number of version 6 has its brackets.
    pub fn host(&self) -> &str {
        self.text.get(self.host.0 as usize..self.host.1 as usize).unwrap_or("")
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> &str {
        self.text.get(..self.path as usize).unwrap_or("")
    }

    /// Path and query.
    pub fn tail(&self) -> &str {
        self.text.get(self.path as usize..).unwrap_or("")
    }

    /// The path alone.
    pub fn path(&self) -> &str {
        self.tail().split('?').next().unwrap_or("")
    }

    /// The port, written or not.
    pub fn port(&self) -> u16 {
        let written = self.text.get(self.host.1 as usize..self.path as usize).unwrap_or("");
        let own = if self.is_https() { 443 } else { 80 };
        written
            .strip_prefix(':')
            .and_then(|port| port.parse().ok())
            .unwrap_or(own)
    }

    /// The host, if it is a number.
    pub fn number(&self) -> Option<IpAddr> {
        let host = self.host();
        match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
            Some(number) => number.parse().ok().map(IpAddr::V6),
            None => host.parse().ok().map(IpAddr::V4),
        }
    }

    /// Names that belong to nobody (RFC 2606, RFC 6761): whatever answers there, it is not what an author means.
    pub fn is_example(&self) -> bool {
        let host = self.host().trim_end_matches('.');
        [
            "example",
            "test",
            "invalid",
            "example.com",
            "example.net",
            "example.org",
        ]
        .iter()
        .any(|name| host == *name || host.strip_suffix(name).is_some_and(|before| before.ends_with('.')))
    }

    /// Names and numbers that mean this machine or the network that it stands in, as far as they can be told without
    /// looking them up.
    pub fn is_private(&self) -> bool {
        if let Some(number) = self.number() {
            return !is_public(number);
        }
        let host = self.host().trim_end_matches('.');
        // RFC 6761, RFC 6762, RFC 8375, RFC 7686, and the names that routers and clusters give.
        let local = [
            ".localhost",
            ".local",
            ".localdomain",
            ".internal",
            ".intranet",
            ".lan",
            ".home.arpa",
            ".onion",
        ];
        !host.contains('.') || local.iter().any(|end| host.ends_with(end))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn host_and_port(authority: &str) -> Option<(String, Option<u16>)> {
    // A user's name and password are nobody's to try.
    if authority.contains('@') {
        return None;
    }
    let (host, port) = match authority.find(']') {
        Some(end) => authority.split_at(end + 1),
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let port = match port.strip_prefix(':') {
        Some("") => None,
        Some(port) if port.bytes().all(|b| b.is_ascii_digit()) => Some(port.parse().ok().filter(|port| *port > 0)?),
        Some(_) => return None,
        None if port.is_empty() => None,
        None => return None,
    };
    if let Some(number) = host.strip_prefix('[') {
        let number: Ipv6Addr = number.strip_suffix(']')?.parse().ok()?;
        return Some((format!("[{number}]"), port));
    }
    let host: String = host.to_lowercase().nfc().collect();
    let host = match host.is_ascii() {
        true => host,
        false => punycode::host(&host)?,
    };
    let is_part = |part: &str| {
        (1..=63).contains(&part.len())
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    let whole = host.strip_suffix('.').unwrap_or(&host);
    let is_host = whole.len() <= 253 && whole.split('.').all(is_part);
    is_host.then_some((host, port))
}

/// Path and query as they may stand in a request: what is no character of an address is percent-encoded.
fn push_encoded(tail: &str, to: &mut String) {
    let mut in_query = false;
    for byte in tail.bytes() {
        in_query |= byte == b'?';
        match byte {
            b'\\' if !in_query => to.push('/'),
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' => to.push_str(&format!("%{byte:02X}")),
            0x21..=0x7e => to.push(byte as char),
            _ => to.push_str(&format!("%{byte:02X}")),
        }
    }
}

/// `/a/../b/./c` is `/b/c`; what follows `?` stays.
fn without_dots(path: &str) -> String {
    let (path, query) = path.split_at(path.find('?').unwrap_or(path.len()));
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').skip(1) {
        match part {
            "." => {}
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    if path.ends_with("/.") || path.ends_with("/..") {
        parts.push("");
    }
    format!("/{}{query}", parts.join("/"))
}

/// Whether a number is that of a host that anybody can reach: neither this machine nor its neighbours nor what is
/// set aside (the registries of IANA for special addresses, RFC 6890 and after).
pub fn is_public(number: IpAddr) -> bool {
    match number {
        IpAddr::V4(number) => is_public_v4(number),
        IpAddr::V6(number) => is_public_v6(number),
    }
}

fn is_public_v4(number: Ipv4Addr) -> bool {
    let [a, b, c, _] = number.octets();
    let is_special = matches!(
        (a, b, c),
        (0 | 10 | 127, ..)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18..=19, _)
            | (198, 51, 100)
            | (203, 0, 113)
            | (224..=255, ..)
    );
    !is_special
}

fn is_public_v6(number: Ipv6Addr) -> bool {
    let parts = number.segments();
    let low = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match parts {
        // A number of version 4, mapped or behind a translator.
        [0, 0, 0, 0, 0, 0xffff, high, end] | [0x64, 0xff9b, 0, 0, 0, 0, high, end] => is_public_v4(low(high, end)),
        // 6to4 carries one, too.
        [0x2002, high, end, ..] => is_public_v4(low(high, end)),
        // Protocol assignments and Teredo; documentation.
        [0x2001, 0..=0x01ff, ..] | [0x2001, 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => false,
        // All else that anybody can reach begins so.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<String> {
        Address::read(text).map(|address| address.to_string())
    }

    #[test]
    fn read_as_browsers_read_them() {
        for (written, sent) in [
            ("https://A.b.se", "https://a.b.se/"),
            (" HTTPS://a.se/x y#z ", "https://a.se/x%20y"),
            ("https://a.se?q=å", "https://a.se/?q=%C3%A5"),
            ("http://a.se:80/", "http://a.se/"),
            ("http://a.se:443/", "http://a.se:443/"),
            ("https://a.se:/x", "https://a.se/x"),
            ("//a.se/x", "https://a.se/x"),
            (r"https:\\a.se\x?y=\", "https://a.se/x?y=%5C"),
            ("https://[::1]:8080/", "https://[::1]:8080/"),
            ("https://räksmörgås.se/å", "https://xn--rksmrgs-5wao1o.se/%C3%A5"),
            ("https://a.se/%7Ex%2fy", "https://a.se/%7Ex%2fy"),
            ("https://a.se/\r\nx: y", "https://a.se/x:%20y"),
            ("https://a.se/\u{202e}", "https://a.se/%E2%80%AE"),
        ] {
            assert_eq!(read(written).as_deref(), Some(sent), "{written}");
        }
    }

    #[test]
    fn what_is_no_address_of_the_web() {
        for written in [
            "",
            "mailto:a@b.c",
            "ftp://a.se",
            "https:",
            "https://",
            "https:///",
            "https:a.se",
            "https://user:word@a.se/",
            "https://a.se:99999/",
            "https://a.se:x/",
            "https://a.se:0/",
            "https://a..se/",
            "https://a b.se/",
            "https://{host}/",
            "https://[::1/",
            "https://[x]/",
        ] {
            assert_eq!(read(written), None, "{written}");
        }
        assert_eq!(read(&format!("https://a.se/{}", "x".repeat(5000))), None);
    }

    #[test]
    fn where_a_redirect_leads() {
        let from = Address::read("https://a.se/b/c?d").unwrap();
        for (location, to) in [
            ("https://x.se/y#z", "https://x.se/y"),
            ("//x.se/y", "https://x.se/y"),
            ("/y?z", "https://a.se/y?z"),
            ("y", "https://a.se/b/y"),
            ("../y/./z", "https://a.se/y/z"),
            ("../../../y", "https://a.se/y"),
            ("..", "https://a.se/"),
            ("?y", "https://a.se/b/c?y"),
            ("", "https://a.se/b/c?d"),
            ("y:z/", "none"),
            ("./y:z", "https://a.se/b/y:z"),
            ("javascript:alert(1)", "none"),
            ("/å", "https://a.se/%C3%A5"),
        ] {
            let joined = from.join(location).map_or("none".to_owned(), |to| to.to_string());
            assert_eq!(joined, to, "{location}");
        }
    }

    #[test]
    fn parts() {
        let address = Address::read("http://A.se:8080/b?c").unwrap();
        assert_eq!(
            (address.scheme(), address.host(), address.port(), address.origin()),
            ("http", "a.se", 8080, "http://a.se:8080")
        );
        assert_eq!((address.tail(), address.path()), ("/b?c", "/b"));
        assert_eq!(Address::read("https://a.se").unwrap().port(), 443);
    }

    #[test]
    fn numbers_that_anybody_can_reach() {
        for number in [
            "8.8.8.8",
            "100.63.0.1",
            "172.32.0.1",
            "2606:4700::1",
            "2002:808:808::1",
            "::ffff:8.8.8.8",
        ] {
            assert!(is_public(number.parse().unwrap()), "{number}");
        }
        for number in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "ff02::1",
            "100::1",
        ] {
            assert!(!is_public(number.parse().unwrap()), "{number}");
        }
    }

    #[test]
    fn names_of_nobody_and_of_the_neighbourhood() {
        let of = |host: &str| Address::read(&format!("https://{host}/")).unwrap();
        for host in [
            "example.com",
            "a.example.org",
            "contoso.test",
            "x.invalid",
            "docs.example",
            "example.com.",
        ] {
            assert!(of(host).is_example(), "{host}");
        }
        assert!(!of("myexample.com").is_example() && !of("example.se").is_example());
        for host in [
            "localhost",
            "a.localhost",
            "nas.local",
            "wiki",
            "127.0.0.1",
            "[::1]",
            "10.0.0.1",
            "x.internal.",
        ] {
            assert!(of(host).is_private(), "{host}");
        }
        assert!(!of("local.se").is_private() && !of("8.8.8.8").is_private());
    }

    proptest! {
        /// Whatever is written, what is sent is printable ASCII, and reads as itself.
        #[test]
        fn what_is_sent_is_stable(text in "(https?:|)(//|\\\\)\\PC{0,40}", location in "\\PC{0,20}") {
            if let Some(address) = Address::read(&text) {
                prop_assert!(address.as_str().bytes().all(|b| b.is_ascii_graphic()));
                prop_assert_eq!(Address::read(address.as_str()), Some(address.clone()));
                prop_assert!(!address.host().is_empty() && address.tail().starts_with('/'));
                if let Some(to) = address.join(&location) {
                    prop_assert!(to.as_str().bytes().all(|b| b.is_ascii_graphic()));
                }
            }
        }
    }
}
