//! Who may ask which host when: few at once, with a pause between, and not at all where it is of no use.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::address::Address;
use super::ask::Step;

/// One gate a host; what is known of its servers is kept by origin.
pub(super) struct Gates {
    known: Mutex<Known>,
    moved: Condvar,
    per_host: usize,
    pause: Duration,
}

#[derive(Default)]
struct Known {
    hosts: HashMap<String, Host>,
    origins: HashMap<String, Origin>,
}

#[derive(Default)]
struct Host {
    inside: usize,
    /// No request before this.
    next: Option<Instant>,
}

#[derive(Default)]
struct Origin {
    /// It answers `HEAD` wrongly.
    wants_get: bool,
    /// Times in a row that it gave no answer that says something.
    stumbles: u32,
    /// What all its addresses come to: nothing is asked any more.
    closed: Option<Step>,
}

/// What a gate says.
pub(super) enum Entry<'a> {
    /// Ask, and drop it afterwards.
    Open(Pass<'a>),
    /// This is what asking would come to.
    Closed(Step),
}

/// The right to ask one host once. Dropping it begins the pause.
pub(super) struct Pass<'a> {
    gates: &'a Gates,
    host: &'a str,
    /// The host is known to answer `HEAD` wrongly.
    pub wants_get: bool,
}

impl Gates {
    pub(super) fn new(per_host: usize, pause: Duration) -> Self {
        Self {
            known: Mutex::default(),
            moved: Condvar::new(),
            per_host: per_host.max(1),
            pause,
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the host of `address` may be asked.
    pub(super) fn enter<'a>(&'a self, address: &'a Address) -> Entry<'a> {
        let mut known = self.known();
        loop {
            let origin = known.origins.get(address.origin());
            if let Some(closed) = origin.and_then(|origin| origin.closed.as_ref()) {
                return Entry::Closed(closed.clone());
            }
            let wants_get = origin.is_some_and(|origin| origin.wants_get);
            let host = known.hosts.entry(address.host().to_owned()).or_default();
            let now = Instant::now();
            let wait = host
                .next
                .map_or(Duration::ZERO, |next| next.saturating_duration_since(now));
            if host.inside < self.per_host && wait.is_zero() {
                host.inside += 1;
                // Two that may be inside at once do not begin at once either.
                host.next = Some(now + self.pause);
                return Entry::Open(Pass {
                    gates: self,
                    host: address.host(),
                    wants_get,
                });
            }
            // One that leaves wakes the others; else the end of the pause does.
            let wait = if wait.is_zero() { Duration::from_secs(1) } else { wait };
            known = match self.moved.wait_timeout(known, wait) {
                Ok((known, _)) => known,
                Err(poisoned) => poisoned.into_inner().0,
            };
        }
    }

    /// Nobody asks the host of `address` before `wait` is over.
    pub(super) fn hold(&self, address: &Address, wait: Duration) {
        self.known()
            .hosts
            .entry(address.host().to_owned())
            .or_default()
            .hold(wait);
    }

    /// The origin of `address` is not asked any more; `step` is what all its addresses come to.
    pub(super) fn close(&self, address: &Address, step: Step) {
        self.known()
            .origins
            .entry(address.origin().to_owned())
            .or_default()
            .closed = Some(step);
        self.moved.notify_all();
    }

    /// The origin of `address` answers `HEAD` wrongly.
    pub(super) fn wants_get(&self, address: &Address) {
        self.known()
            .origins
            .entry(address.origin().to_owned())
            .or_default()
            .wants_get = true;
    }

    /// Counts how often in a row the origin of `address` gave no answer that says something, and says it.
    pub(super) fn stumbled(&self, address: &Address) -> u32 {
        let mut known = self.known();
        let origin = known.origins.entry(address.origin().to_owned()).or_default();
        origin.stumbles += 1;
        origin.stumbles
    }

    /// The origin of `address` gave an answer that says something.
    pub(super) fn walks(&self, address: &Address) {
        if let Some(origin) = self.known().origins.get_mut(address.origin()) {
            origin.stumbles = 0;
        }
    }
}

impl Host {
    fn hold(&mut self, wait: Duration) {
        let until = Instant::now() + wait;
        self.next = Some(self.next.map_or(until, |next| next.max(until)));
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        let mut known = self.gates.known();
        let host = known.hosts.entry(self.host.to_owned()).or_default();
        host.inside = host.inside.saturating_sub(1);
        host.hold(self.gates.pause);
        drop(known);
        self.gates.moved.notify_all();
    }
}
