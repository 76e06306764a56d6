//! One address, asked to the end: `HEAD`, then `GET` where that is refused; again after a while where it may help;
//! and behind redirects, which are followed by hand.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use super::address::Address;
use super::answer::{Answer, Doubt, Fault};
use super::client::{Client, Failed, Method, NoName, Said};
use super::gates::{Entry, Gates};
use super::manners::{Manners, retry_after};
use super::offline::Net;

/// As many redirects as browsers and other clients follow, or fewer.
const REDIRECTS: usize = 10;
/// Addresses in a row that a server may have no answer for before it is left alone.
const STUMBLES: u32 = 2;

/// What one address says, before redirects are followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Good,
    Leads {
        /// `None`: nowhere that can be asked.
        to: Option<Address>,
        for_good: bool,
        has_cookie: bool,
    },
    Fault(Fault),
    Doubt(Doubt),
    /// Nothing was asked, since no network is there.
    Offline,
}

/// Asks; shared by all threads.
pub(super) struct Asker<'a> {
    pub client: Client,
    pub manners: &'a Manners,
    pub gates: Gates,
    pub net: Net,
    /// Whether an address may be asked that a redirect leads to.
    pub may_ask: &'a (dyn Fn(&Address) -> bool + Sync),
    /// Redirects lead to addresses that others lead to, or that are written elsewhere: each is asked once.
    pub known: Mutex<HashMap<Address, Step>>,
}

impl Asker<'_> {
    /// What `address` comes to; `None` without a network.
    pub(super) fn ask(&self, address: &Address) -> Option<Answer> {
        let mut way: Vec<Address> = vec![address.clone()];
        let mut has_cookie = false;
        let mut all_for_good = true;
        // As far as redirects for good lead, before the first that is not.
        let mut moved: Option<Address> = None;
        loop {
            let here = way.last()?.clone();
            let is_first = way.len() == 1;
            let at = (!is_first).then(|| here.to_string());
            let broken = |fault| Some(Answer::Broken { fault, at: at.clone() });
            let unchecked = |doubt| Some(Answer::Unchecked { doubt, at: at.clone() });
            let step = match is_first || (self.may_ask)(&here) {
                true => self.step(&here),
                // As far as may be looked, all is well; nothing unseen is written into pages.
                false => {
                    all_for_good = false;
                    Step::Good
                }
            };
            let to = match step {
                Step::Offline => return None,
                Step::Fault(fault) => return broken(fault),
                Step::Doubt(doubt) => return unchecked(doubt),
                Step::Good => {
                    return Some(match moved {
                        None => Answer::Good,
                        Some(to) => Answer::Moved {
                            is_sure: all_for_good && way.iter().all(Address::is_https),
                            to: to.to_string(),
                        },
                    });
                }
                Step::Leads { to: None, .. } => return broken(Fault::LeadsNowhere),
                Step::Leads {
                    to: Some(to),
                    for_good,
                    has_cookie: gives,
                } => {
                    has_cookie |= gives;
                    all_for_good &= for_good;
                    if all_for_good {
                        moved = Some(to.clone());
                    }
                    to
                }
            };
            if way.contains(&to) {
                return match has_cookie {
                    true => unchecked(Doubt::Cookies),
                    false => broken(Fault::Circle),
                };
            }
            if way.len() > REDIRECTS {
                return broken(Fault::TooManyRedirects);
            }
            way.push(to);
        }
    }

    fn step(&self, address: &Address) -> Step {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(step) = known().get(address) {
            return step.clone();
        }
        let step = self.try_step(address);
        if step != Step::Offline {
            known().insert(address.clone(), step.clone());
        }
        step
    }

    fn try_step(&self, address: &Address) -> Step {
        // Redirects into the neighbourhood end here, without even a question to the names of the net.
        if address.is_private() && !self.manners.allows_private(address.host()) {
            return Step::Doubt(Doubt::Private);
        }
        let mut method = Method::Head;
        let mut failures = 0;
        loop {
            if self.net.is_off() {
                return Step::Offline;
            }
            let pass = match self.gates.enter(address) {
                Entry::Closed(step) => return step,
                Entry::Open(pass) => pass,
            };
            if pass.wants_get {
                method = Method::Get;
            }
            let asked = self.client.ask(method, address);
            drop(pass);
            self.net.heard(address.host(), &asked);
            let (step, again) = match asked {
                // Servers answer HEAD with all kinds of errors; what a browser would see counts.
                Ok(said) if said.status >= 400 && said.status != 429 && method == Method::Head => {
                    if matches!(said.status, 405 | 501) {
                        self.gates.wants_get(address);
                    }
                    method = Method::Get;
                    continue;
                }
                Ok(said) => self.read(address, &said),
                Err(why) => {
                    // Some servers break off, or say nothing, or too much, where they are asked for headers alone.
                    let again = again_after(why, method);
                    method = Method::Get;
                    (self.comes_to(why), again)
                }
            };
            let wait = match again {
                Again::No => None,
                Again::Usual => Some(self.manners.back_off.saturating_mul(1 << failures.min(10))),
                Again::After(wait) => Some(wait),
            };
            match wait.filter(|wait| failures < self.manners.retries && *wait <= self.manners.longest_wait) {
                Some(wait) => self.gates.hold(address, wait),
                None => return self.settle(address, step),
            }
            failures += 1;
        }
    }

    /// Remembers what concerns all addresses of an origin, so that no more of them are asked.
    fn settle(&self, address: &Address, step: Step) -> Step {
        let is_of_all = match &step {
            Step::Fault(Fault::NoSuchName | Fault::Refused | Fault::Tls(_))
            | Step::Doubt(
                Doubt::NamesUnsure | Doubt::NoRoute | Doubt::Private | Doubt::TooMany | Doubt::NoConnection,
            ) => true,
            Step::Doubt(Doubt::Slow | Doubt::BrokenOff | Doubt::Status(500..=599)) => {
                self.gates.stumbled(address) >= STUMBLES
            }
            _ => {
                self.gates.walks(address);
                false
            }
        };
        if is_of_all {
            self.gates.close(address, step.clone());
        }
        step
    }

    /// What a response says, and whether asking again may help.
    fn read(&self, address: &Address, said: &Said) -> (Step, Again) {
        let wait = || {
            let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
            let now = now.map_or(0, |now| now.as_secs());
            let wait = said.retry_after.as_deref().and_then(|value| retry_after(value, now));
            wait.map_or(Again::Usual, Again::After)
        };
        let step = match said.status {
            301 | 302 | 303 | 307 | 308 => Step::Leads {
                to: said.location.as_deref().and_then(|location| address.join(location)),
                for_good: matches!(said.status, 301 | 308),
                has_cookie: said.has_cookie,
            },
            404 => Step::Fault(Fault::NotFound),
            410 => Step::Fault(Fault::Gone),
            429 => return (Step::Doubt(Doubt::TooMany), wait()),
            501 | 505 => Step::Doubt(Doubt::Status(said.status)),
            status @ 500..=599 => return (Step::Doubt(Doubt::Status(status)), wait()),
            // Some servers answer 999 where they want no programs.
            status @ 400.. => Step::Doubt(Doubt::Status(status)),
            _ => Step::Good,
        };
        (step, Again::No)
    }

    fn comes_to(&self, why: Failed) -> Step {
        match why {
            Failed::Name(NoName::Unsure) | Failed::NoRoute | Failed::NoConnection if self.net.is_off() => Step::Offline,
            Failed::Name(NoName::Unknown) => Step::Fault(Fault::NoSuchName),
            Failed::Name(NoName::Unsure) => Step::Doubt(Doubt::NamesUnsure),
            Failed::NoRoute => Step::Doubt(Doubt::NoRoute),
            Failed::Private => Step::Doubt(Doubt::Private),
            Failed::Refused => Step::Fault(Fault::Refused),
            Failed::BrokenOff => Step::Doubt(Doubt::BrokenOff),
            Failed::Tls(tls) => Step::Fault(Fault::Tls(tls)),
            Failed::NoConnection => Step::Doubt(Doubt::NoConnection),
            Failed::Slow => Step::Doubt(Doubt::Slow),
            Failed::TooLarge => Step::Doubt(Doubt::TooLarge),
            Failed::NoHttp => Step::Fault(Fault::NoHttp),
        }
    }
}

/// Whether asking again may help.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Again {
    No,
    /// After the usual wait, which grows.
    Usual,
    /// After the one that the server names.
    After(Duration),
}

fn again_after(why: Failed, method: Method) -> Again {
    let may_help = match why {
        Failed::Name(NoName::Unsure) | Failed::Refused | Failed::BrokenOff => true,
        // What only HEAD brings about.
        Failed::Slow | Failed::NoHttp | Failed::TooLarge => method == Method::Head,
        Failed::Name(NoName::Unknown) | Failed::Private | Failed::NoRoute | Failed::NoConnection | Failed::Tls(_) => {
            false
        }
    };
    if may_help { Again::Usual } else { Again::No }
}
