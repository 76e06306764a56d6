//! Who may ask for what. Pages of other sites run in the same browser as the preview, and may neither read it nor make it
//! do anything: every request is judged here before anything else looks at it.

use std::net::IpAddr;

/// What is judged of a request.
#[derive(Clone, Debug, Default)]
pub struct Asked<'a> {
    /// `GET`
    pub method: &'a str,
    /// The host of an address that was asked for in full (`GET http://x/ HTTP/1.1`).
    pub full_host: Option<&'a str>,
    /// All `Host` headers.
    pub hosts: Vec<&'a [u8]>,
    /// All `Origin` headers.
    pub origins: Vec<&'a [u8]>,
    /// `Sec-Fetch-Site`, as browsers set it and scripts cannot.
    pub fetch_site: Option<&'a [u8]>,
    /// `Sec-Fetch-Mode`
    pub fetch_mode: Option<&'a [u8]>,
    /// `Sec-Fetch-Dest`
    pub fetch_dest: Option<&'a [u8]>,
}

/// Why a request is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The status.
    pub status: u16,
    /// What is said, as plain text.
    pub why: &'static str,
}

/// Who may ask.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    /// Names that `--host` brought.
    pub named: Vec<String>,
}

const METHOD: Refusal = Refusal {
    status: 405,
    why: "only GET and HEAD are answered",
};
const NO_HOST: Refusal = Refusal {
    status: 400,
    why: "the request names no host, or not one",
};
const OTHER_HOST: Refusal = Refusal {
    status: 403,
    why: "this preview answers to localhost, and to the names that --host gave it",
};
const OTHER_ORIGIN: Refusal = Refusal {
    status: 403,
    why: "the request comes from another site",
};

impl Gate {
    /// Judges a request. `local` is the address of this machine that the connection came to.
    ///
    /// # Errors
    /// It is not to be answered.
    pub fn judge(&self, asked: &Asked<'_>, local: Option<IpAddr>) -> Result<(), Refusal> {
        if !matches!(asked.method, "GET" | "HEAD") {
            return Err(METHOD);
        }
        let [host] = asked.hosts[..] else { return Err(NO_HOST) };
        let name = host_name(host).ok_or(NO_HOST)?;
        if !self.is_ours(&name, local) {
            return Err(OTHER_HOST);
        }
        if let Some(full) = asked.full_host {
            let full = host_name(full.as_bytes()).ok_or(NO_HOST)?;
            if !self.is_ours(&full, local) {
                return Err(OTHER_HOST);
            }
        }
        if asked.origins.iter().any(|origin| !is_origin_of(origin, host)) {
            return Err(OTHER_ORIGIN);
        }
        // Somebody follows a link to the preview: the page that has it sees nothing of what is answered.
        let is_visit =
            asked.fetch_mode == Some(b"navigate") && asked.fetch_dest == Some(b"document") && asked.method == "GET";
        match asked.fetch_site {
            None | Some(b"same-origin" | b"none") => Ok(()),
            Some(_) if is_visit && asked.origins.is_empty() => Ok(()),
            Some(_) => Err(OTHER_ORIGIN),
        }
    }

    /// Whether a name can only mean this preview. A name that anybody may point here (DNS rebinding) does not.
    fn is_ours(&self, name: &str, local: Option<IpAddr>) -> bool {
        let name = name.strip_suffix('.').unwrap_or(name);
        if name == "localhost" || name.strip_suffix(".localhost").is_some_and(|rest| !rest.is_empty()) {
            return true;
        }
        let bare = name
            .strip_prefix('[')
            .and_then(|name| name.strip_suffix(']'))
            .unwrap_or(name);
        if let Ok(address) = bare.parse::<IpAddr>() {
            // With `--host 0.0.0.0`, the address that the reader's machine knows this one by.
            let is_named = !self.named.is_empty() && local.map(canonical) == Some(canonical(address));
            return address.is_loopback() || is_named || self.named.iter().any(|known| known == bare);
        }
        self.named.iter().any(|known| known.eq_ignore_ascii_case(name))
    }
}

fn canonical(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

/// The name in a `Host` header, in lower case and without the port; `None` for anything that is none.
fn host_name(host: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(host).ok()?.trim();
    let (name, port) = match text.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, Some(port)),
        _ => (text, None),
    };
    if let Some(port) = port {
        let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
        if !is_port {
            return None;
        }
    }
    let is_v6 = name.starts_with('[') && name.ends_with(']');
    let is_fit = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte) || is_v6 && b"[:]".contains(&byte);
    (!name.is_empty() && name.len() < 256 && name.bytes().all(is_fit)).then(|| name.to_ascii_lowercase())
}

/// Whether an origin is the one that pages of this host have.
fn is_origin_of(origin: &[u8], host: &[u8]) -> bool {
    origin
        .strip_prefix(b"http://")
        .is_some_and(|rest| rest.eq_ignore_ascii_case(host.trim_ascii()))
}

/// Whether two secrets are one, in a time that does not tell how far they are alike.
pub fn is_same(given: &str, secret: &str) -> bool {
    let unlike = given
        .bytes()
        .zip(secret.bytes())
        .fold(0, |found, (a, b)| found | (a ^ b));
    given.len() == secret.len() && unlike == 0
}

/// The values of a cookie: a browser sends one for each path that it was given for.
pub fn cookies<'a>(header: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    let pairs = header.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(move |(known, _)| *known == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn asked(host: &str) -> Asked<'_> {
        Asked {
            method: "GET",
            hosts: vec![host.as_bytes()],
            ..Asked::default()
        }
    }

    #[test]
    fn only_names_that_cannot_be_pointed_elsewhere() {
        let gate = Gate::default();
        for ours in [
            "localhost",
            "LOCALHOST:8000",
            "a.localhost",
            "127.0.0.1:1",
            "127.9.9.9",
            "[::1]:80",
            "localhost.",
        ] {
            assert_eq!(gate.judge(&asked(ours), None), Ok(()), "{ours}");
        }
        for other in [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "192.168.1.2",
            "0.0.0.0",
            "[::2]",
        ] {
            assert_eq!(gate.judge(&asked(other), None), Err(OTHER_HOST), "{other}");
        }
        for bad in [
            "",
            "a b",
            "localhost:",
            "localhost:x",
            "localhost:99999",
            "a/b",
            "[::1",
            "\u{e5}",
            ".localhost/",
        ] {
            let judged = gate.judge(&asked(bad), None);
            assert!(judged.is_err(), "{bad}");
        }
        assert!(
            gate.judge(
                &Asked {
                    method: "GET",
                    ..Asked::default()
                },
                None
            )
            .is_err()
        );
        let mut twice = asked("localhost");
        twice.hosts.push(b"localhost");
        assert_eq!(gate.judge(&twice, None), Err(NO_HOST));
        let mut full = asked("localhost");
        full.full_host = Some("evil.example");
        assert_eq!(gate.judge(&full, None), Err(OTHER_HOST));
    }

    #[test]
    fn a_host_that_was_named_is_answered() {
        let gate = Gate {
            named: vec!["0.0.0.0".into(), "box.lan".into()],
        };
        let local = "192.168.1.2".parse().ok();
        assert_eq!(gate.judge(&asked("box.lan:8000"), local), Ok(()));
        assert_eq!(gate.judge(&asked("192.168.1.2:8000"), local), Ok(()));
        assert_eq!(gate.judge(&asked("192.168.1.3:8000"), local), Err(OTHER_HOST));
        assert_eq!(Gate::default().judge(&asked("192.168.1.2"), local), Err(OTHER_HOST));
    }

    #[test]
    fn other_sites_get_nothing_but_a_visit() {
        let gate = Gate::default();
        fn from<'a>(site: &'a [u8], mode: &'a [u8], dest: &'a [u8]) -> Asked<'a> {
            Asked {
                fetch_site: Some(site),
                fetch_mode: Some(mode),
                fetch_dest: Some(dest),
                ..asked("localhost:8000")
            }
        }
        for site in [b"cross-site".as_slice(), b"same-site", b"odd\xff"] {
            assert!(gate.judge(&from(b"same-origin", b"cors", b"empty"), None).is_ok());
            assert_eq!(gate.judge(&from(site, b"navigate", b"document"), None), Ok(()));
            for (mode, dest) in [
                ("no-cors", "script"),
                ("cors", "empty"),
                ("navigate", "iframe"),
                ("no-cors", "image"),
            ] {
                let judged = gate.judge(&from(site, mode.as_bytes(), dest.as_bytes()), None);
                assert_eq!(judged, Err(OTHER_ORIGIN), "{mode} {dest}");
            }
        }
        let mut origin = asked("localhost:8000");
        origin.origins = vec![b"http://localhost:8000"];
        assert_eq!(gate.judge(&origin, None), Ok(()));
        for other in [
            b"http://localhost:3000".as_slice(),
            b"https://localhost:8000",
            b"null",
            b"",
            b"\xff",
        ] {
            origin.origins = vec![other];
            assert_eq!(gate.judge(&origin, None), Err(OTHER_ORIGIN));
        }
    }

    #[test]
    fn nothing_is_written() {
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "get"] {
            let asked = Asked {
                method,
                ..asked("localhost")
            };
            assert_eq!(Gate::default().judge(&asked, None), Err(METHOD));
        }
    }

    proptest! {
        #[test]
        fn nothing_crashes_it(
            host in proptest::collection::vec(any::<u8>(), 0..40),
            origin in proptest::collection::vec(any::<u8>(), 0..40),
            method in ".{0,8}",
        ) {
            let asked = Asked { method: &method, hosts: vec![&host], origins: vec![&origin], ..Asked::default() };
            let _ = Gate::default().judge(&asked, None);
            let _ = cookies(&method, "a").count();
        }
    }
}
