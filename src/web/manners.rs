//! How politely is asked, and how long is waited.

use std::time::Duration;

/// How addresses are asked. The default is for everybody; tests wait less.
#[derive(Clone, Debug)]
pub struct Manners {
    /// Who asks: name, version and where to read about it.
    pub user_agent: String,
    /// Requests under way at once, over all hosts.
    pub at_once: usize,
    /// Requests under way at once at one host.
    pub per_host: usize,
    /// Between the end of a request and the next one to the same host.
    pub pause: Duration,
    /// For a connection, with the handshake.
    pub connect: Duration,
    /// For a whole request.
    pub whole: Duration,
    /// How often a request is made again that failed for now.
    pub retries: u32,
    /// Before the first of these; each next one waits twice as long.
    pub back_off: Duration,
    /// A server that asks to wait longer is left alone.
    pub longest_wait: Duration,
    /// Hosts that may lie in a private network; `*` is all of them.
    pub private: Vec<String>,
    /// Certificates in PEM form that are trusted instead of the built-in ones.
    pub trusted: Option<Vec<u8>>,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            user_agent: concat!(
                "stegvis/",
                env!("CARGO_PKG_VERSION"),
                " (link check; +",
                env!("CARGO_PKG_REPOSITORY"),
                ")"
            )
            .into(),
            at_once: 8,
            per_host: 1,
            pause: Duration::from_millis(200),
            connect: Duration::from_secs(10),
            whole: Duration::from_secs(20),
            retries: 2,
            back_off: Duration::from_secs(1),
            longest_wait: Duration::from_secs(30),
            private: Vec::new(),
            trusted: None,
        }
    }
}

impl Manners {
    /// Whether a host may lie in a private network.
    pub fn allows_private(&self, host: &str) -> bool {
        self.private
            .iter()
            .any(|name| name == "*" || name.eq_ignore_ascii_case(host.trim_matches(['[', ']'])))
    }
}

/// `Retry-After`: seconds, or a date of HTTP (RFC 9110, 10.2.3), seen from `now`, in seconds since 1970. A date that
/// has passed is no wait at all.
pub(super) fn retry_after(value: &str, now: u64) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        // More digits than a number holds is for ever.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    if value.len() > 40 {
        return None;
    }
    let then = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(value).ok()?;
    let then = u64::try_from(then.as_second()).unwrap_or(0);
    Some(Duration::from_secs(then.saturating_sub(now)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_a_server_asks_to_wait() {
        // 784111777 is the date of the examples in RFC 9110.
        let now = 784_111_777 - 5;
        for (value, seconds) in [
            ("0", Some(0)),
            (" 120 ", Some(120)),
            ("99999999999999999999", Some(u64::MAX)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(5)),
            ("Sun, 06 Nov 1994 08:49:00 GMT", Some(0)),
            ("", None),
            ("-1", None),
            ("soon", None),
            ("Sun, 99 Nov 1994 08:49:37 GMT", None),
        ] {
            assert_eq!(retry_after(value, now).map(|wait| wait.as_secs()), seconds, "{value}");
        }
    }

    #[test]
    fn who_may_lie_in_a_private_network() {
        let manners = |name: &str| Manners {
            private: vec![name.into()],
            ..Manners::default()
        };
        assert!(
            manners("wiki.corp").allows_private("wiki.corp") && !manners("wiki.corp").allows_private("x.wiki.corp")
        );
        assert!(manners("*").allows_private("anything") && manners("::1").allows_private("[::1]"));
        assert!(!Manners::default().allows_private("localhost"));
    }

    #[test]
    fn says_who_asks() {
        let agent = Manners::default().user_agent;
        assert!(agent.starts_with("stegvis/") && agent.contains("+https://"), "{agent}");
    }
}
