//! The web outside: addresses that a site links to are asked, politely, whether they are there.
//!
//! The only floor that opens connections. What is asked is the caller's to say; what may be asked is decided here:
//! nothing in a private network, whatever a name or a redirect leads to, unless its host was named.

mod address;
mod answer;
mod ask;
mod cache;
mod client;
mod gates;
mod manners;
mod offline;
mod punycode;

pub use address::{Address, is_public};
pub use answer::{Answer, Doubt, Fault, Tls};
pub use cache::{Ages, Cache};
pub use client::{Lookup, NoName, SystemLookup};
pub use manners::Manners;

use std::collections::{BTreeMap, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use ask::Asker;
use client::Client;
use gates::Gates;
use offline::Net;

/// What came of asking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// By address; not all of them without a network.
    pub answers: BTreeMap<Address, Answer>,
    /// There is no network.
    pub is_offline: bool,
}

/// Asks each address once. `may_ask` says which addresses may be asked that redirects
/// lead to, which end there else; `each` hears of every
/// answer as it comes, on the caller's thread.
pub fn ask(
    addresses: &[Address],
    manners: &Manners,
    lookup: Arc<dyn Lookup>,
    may_ask: &(dyn Fn(&Address) -> bool + Sync),
    each: &mut dyn FnMut(&Address, &Answer),
) -> Asked {
    // All addresses of a host one after the other; the host with the most first, since it takes longest.
    let mut by_host: BTreeMap<&str, Vec<&Address>> = BTreeMap::new();
    for address in addresses {
        by_host.entry(address.host()).or_default().push(address);
    }
    let mut queue: Vec<Vec<&Address>> = by_host.into_values().collect();
    queue.sort_by_key(|all| std::cmp::Reverse(all.len()));
    let workers = manners.at_once.clamp(1, 64).min(queue.len());
    let asker = Asker {
        client: Client::new(manners, lookup),
        manners,
        gates: Gates::new(manners.per_host, manners.pause),
        net: Net::new(queue.len()),
        may_ask,
        known: Mutex::default(),
    };
    let queue = Mutex::new(VecDeque::from(queue));
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    let mut answers = BTreeMap::new();
    std::thread::scope(|scope| {
        let (said, heard) = mpsc::channel::<(&Address, Answer)>();
        for _ in 0..workers {
            let said = said.clone();
            let (asker, next) = (&asker, &next);
            scope.spawn(move || {
                while let Some(all) = next() {
                    for address in all {
                        // What a strange server makes the client stumble over must not end the check of all others.
                        let answer = std::panic::catch_unwind(AssertUnwindSafe(|| asker.ask(address)));
                        let strange = Answer::Broken {
                            fault: Fault::NoHttp,
                            at: None,
                        };
                        let Some(answer) = answer.unwrap_or(Some(strange)) else {
                            return;
                        };
                        if said.send((address, answer)).is_err() {
                            return;
                        }
                    }
                }
            });
        }
        drop(said);
        for (address, answer) in heard {
            each(address, &answer);
            answers.insert(address.clone(), answer);
        }
    });
    let is_offline = asker.net.settle();
    if is_offline {
        // Names that nobody could look up are not known to be wrong.
        let is_name = |answer: &Answer| {
            matches!(
                answer,
                Answer::Broken {
                    fault: Fault::NoSuchName,
                    ..
                } | Answer::Unchecked {
                    doubt: Doubt::NamesUnsure | Doubt::NoRoute | Doubt::NoConnection,
                    ..
                }
            )
        };
        answers.retain(|_, answer| !is_name(answer));
    }
    Asked { answers, is_offline }
}
