//! Whether there is a network at all: told by the first few hosts, and not by a hundred timeouts.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::client::{Failed, NoName, Said};

/// As many different hosts fail in a row of failures before it is believed.
const HOSTS: usize = 3;

/// The same where no connection comes about: a firewall that swallows everything, or as many slow hosts.
const SWALLOWED: usize = 8;

/// What is known of the network.
pub(super) struct Net {
    /// How many hosts there are to ask.
    hosts: usize,
    /// Something answered, or refused to.
    is_there: AtomicBool,
    is_off: AtomicBool,
    lost: Mutex<Lost>,
}

#[derive(Default)]
struct Lost {
    /// Hosts that have no name or no way.
    hosts: BTreeSet<String>,
    /// One of them failed in a way that a network with names does not fail in.
    is_unsure: bool,
    /// Hosts that no connection came about with.
    swallowed: BTreeSet<String>,
}

impl Net {
    pub(super) fn new(hosts: usize) -> Self {
        Self {
            hosts,
            is_there: AtomicBool::new(false),
            is_off: AtomicBool::new(false),
            lost: Mutex::default(),
        }
    }

    /// Whether asking is of no use.
    pub(super) fn is_off(&self) -> bool {
        self.is_off.load(Ordering::Relaxed)
    }

    /// Learns from what came of asking `host`.
    pub(super) fn heard(&self, host: &str, asked: &Result<Said, Failed>) {
        let mut lost = self.lost.lock().unwrap_or_else(PoisonError::into_inner);
        match asked {
            Err(Failed::Name(NoName::Unsure) | Failed::NoRoute) => {
                lost.hosts.insert(host.to_owned());
                lost.is_unsure = true;
            }
            Err(Failed::Name(NoName::Unknown)) => _ = lost.hosts.insert(host.to_owned()),
            Err(Failed::NoConnection) => _ = lost.swallowed.insert(host.to_owned()),
            // Decided here, without the network.
            Err(Failed::Private) => {}
            _ => self.is_there.store(true, Ordering::Relaxed),
        }
        let is_there = self.is_there.load(Ordering::Relaxed);
        // Names that are surely unknown are told at once, so all of them may be asked before it is believed.
        let is_lost = lost.is_unsure && lost.hosts.len() >= HOSTS.min(self.hosts);
        if !is_there && (is_lost || lost.swallowed.len() >= SWALLOWED) {
            self.is_off.store(true, Ordering::Relaxed);
        }
    }

    /// The last word: some systems say of every name that it is unknown when they are offline.
    pub(super) fn settle(&self) -> bool {
        let lost = self.lost.lock().unwrap_or_else(PoisonError::into_inner);
        let none = !self.is_there.load(Ordering::Relaxed) && lost.hosts.len() >= self.hosts;
        self.is_off() || none && lost.hosts.len() >= HOSTS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNSURE: Result<Said, Failed> = Err(Failed::Name(NoName::Unsure));
    const UNKNOWN: Result<Said, Failed> = Err(Failed::Name(NoName::Unknown));
    const REFUSED: Result<Said, Failed> = Err(Failed::Refused);

    fn net(hosts: usize, heard: &[(&str, Result<Said, Failed>)]) -> (bool, bool) {
        let net = Net::new(hosts);
        for (host, asked) in heard {
            net.heard(host, asked);
        }
        (net.is_off(), net.settle())
    }

    #[test]
    fn three_hosts_without_a_name_server_are_enough() {
        assert_eq!(net(9, &[("a", UNSURE), ("a", UNSURE), ("b", UNSURE)]), (false, false));
        assert_eq!(net(9, &[("a", UNSURE), ("b", UNKNOWN), ("c", UNKNOWN)]), (true, true));
        assert_eq!(net(1, &[("a", UNSURE)]), (true, true));
        assert_eq!(net(2, &[("a", Err(Failed::NoRoute)), ("b", UNSURE)]), (true, true));
    }

    #[test]
    fn names_that_are_unknown_need_all_hosts() {
        assert_eq!(
            net(4, &[("a", UNKNOWN), ("b", UNKNOWN), ("c", UNKNOWN)]),
            (false, false)
        );
        assert_eq!(net(3, &[("a", UNKNOWN), ("b", UNKNOWN), ("c", UNKNOWN)]), (false, true));
        assert_eq!(net(2, &[("a", UNKNOWN), ("b", UNKNOWN)]), (false, false));
    }

    #[test]
    fn one_that_answers_is_a_network() {
        assert_eq!(
            net(3, &[("x", REFUSED), ("a", UNSURE), ("b", UNSURE), ("c", UNSURE)]),
            (false, false)
        );
    }
}
