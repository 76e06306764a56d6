//! What earlier runs were told, so that a server is not asked again every time. A text in, a text out: the file is the
//! caller's.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::address::Address;
use super::answer::{Answer, Doubt};

/// The form of the file. Another number is another program's.
const VERSION: u32 = 1;

/// How long answers count, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ages {
    /// Good ones.
    pub good: u64,
    /// All others, which may be mended by now.
    pub other: u64,
}

impl Ages {
    /// Good answers for so many days, others for an hour at most.
    pub fn days(days: u32) -> Self {
        let good = u64::from(days) * 24 * 60 * 60;
        Self {
            good,
            other: good.min(60 * 60),
        }
    }
}

/// Answers by address, with the time of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cache {
    answers: BTreeMap<String, Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    /// Seconds since 1970.
    at: u64,
    answer: Answer,
}

#[derive(Serialize, Deserialize)]
struct File {
    version: u32,
    answers: BTreeMap<String, Entry>,
}

impl Cache {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// In words, why it is none of ours.
    pub fn read(text: &str) -> Result<Self, &'static str> {
        let file: File = serde_json::from_str(text).map_err(|_| "it is not what this program writes")?;
        if file.version != VERSION {
            return Err("another version of this program wrote it");
        }
        let is_address = |text: &str| Address::read(text).is_some_and(|address| address.as_str() == text);
        // Somebody else may have written it: nothing of it is shown that is no address.
        let is_ours = |address: &str, answer: &Answer| {
            let other = match answer {
                Answer::Good => None,
                Answer::Moved { to, .. } => Some(to),
                Answer::Broken { at, .. } | Answer::Unchecked { at, .. } => at.as_ref(),
            };
            is_address(address) && other.is_none_or(|other| is_address(other)) && is_kept(answer)
        };
        let mut answers = file.answers;
        answers.retain(|address, entry| is_ours(address, &entry.answer));
        Ok(Self { answers })
    }

    /// The text of a file, without what is too old at `now`.
    pub fn write(&self, now: u64, ages: Ages) -> String {
        let answers = self.answers.iter().filter(|(_, entry)| entry.counts(now, ages));
        let file = File {
            version: VERSION,
            answers: answers
                .map(|(address, entry)| (address.clone(), entry.clone()))
                .collect(),
        };
        let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
        text.push('\n');
        text
    }

    /// What `address` said, if that still counts.
    pub fn get(&self, address: &Address, now: u64, ages: Ages) -> Option<&Answer> {
        let entry = self.answers.get(address.as_str())?;
        entry.counts(now, ages).then_some(&entry.answer)
    }

    /// Keeps what `address` says now, unless that must be asked each time.
    pub fn put(&mut self, address: &Address, answer: &Answer, now: u64) {
        if is_kept(answer) {
            let answer = answer.clone();
            self.answers.insert(address.to_string(), Entry { at: now, answer });
        } else {
            self.answers.remove(address.as_str());
        }
    }
}

/// A redirect that is written into pages comes from the server itself and not from a file; and what lies in a private
/// network depends on the arguments.
fn is_kept(answer: &Answer) -> bool {
    let is_private = matches!(
        answer,
        Answer::Unchecked {
            doubt: Doubt::Private,
            ..
        }
    );
    !is_private && !matches!(answer, Answer::Moved { is_sure: true, .. })
}

impl Entry {
    fn counts(&self, now: u64, ages: Ages) -> bool {
        let age = if self.answer.is_good() { ages.good } else { ages.other };
        // What comes from the future would count for ever.
        now.checked_sub(self.at).is_some_and(|since| since < age)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Fault;
    use proptest::prelude::*;

    const DAY: u64 = 24 * 60 * 60;

    fn address(text: &str) -> Address {
        Address::read(text).unwrap()
    }

    fn broken() -> Answer {
        Answer::Broken {
            fault: Fault::NotFound,
            at: Some("https://b.se/".into()),
        }
    }

    #[test]
    fn good_answers_count_for_days_and_others_for_an_hour() {
        let (good, bad) = (address("https://a.se/"), address("https://a.se/b"));
        let mut cache = Cache::default();
        cache.put(&good, &Answer::Good, 1000);
        cache.put(&bad, &broken(), 1000);
        let ages = Ages::days(7);
        let cache = Cache::read(&cache.write(1000, ages)).unwrap();
        for (now, has_good, has_bad) in [
            (1000, true, true),
            (1000 + 3599, true, true),
            (1000 + 3600, true, false),
            (1000 + 7 * DAY - 1, true, false),
            (1000 + 7 * DAY, false, false),
            (999, false, false),
        ] {
            assert_eq!(cache.get(&good, now, ages).is_some(), has_good, "{now}");
            assert_eq!(cache.get(&bad, now, ages).is_some(), has_bad, "{now}");
        }
        assert_eq!(cache.get(&bad, 1000, ages), Some(&broken()));
        assert_eq!(cache.get(&good, 1000, Ages::days(0)), None);
        assert_eq!(
            Cache::read(&cache.write(1000 + 8 * DAY, ages)).unwrap(),
            Cache::default()
        );
    }

    #[test]
    fn a_redirect_that_can_be_written_into_pages_is_asked_each_time() {
        let from = address("https://a.se/");
        let moved = |is_sure| Answer::Moved {
            to: "https://b.se/".into(),
            is_sure,
        };
        let mut cache = Cache::default();
        cache.put(&from, &Answer::Good, 5);
        cache.put(&from, &moved(true), 5);
        assert_eq!(cache.get(&from, 5, Ages::days(7)), None);
        cache.put(&from, &moved(false), 5);
        assert_eq!(cache.get(&from, 5, Ages::days(7)), Some(&moved(false)));
    }

    #[test]
    fn what_others_wrote_shows_nothing() {
        let entry = |address: &str, answer: &str| {
            Cache::read(&format!(
                r#"{{"version":1,"answers":{{"{address}":{{"at":5,"answer":{answer}}}}}}}"#
            ))
            .unwrap()
        };
        assert_ne!(entry("https://a.se/", r#""good""#), Cache::default());
        for (at, answer) in [
            ("https://a.se", r#""good""#),
            ("mailto:a", r#""good""#),
            ("https://a.se/", r#"{"moved":{"to":"https://b.se/","is_sure":true}}"#),
            ("https://a.se/", r#"{"moved":{"to":"javascript:x","is_sure":false}}"#),
            ("https://a.se/", r#"{"broken":{"fault":"gone","at":"\u001b[2J"}}"#),
        ] {
            assert_eq!(entry(at, answer), Cache::default(), "{at} {answer}");
        }
        for text in [
            "",
            "{}",
            "[]",
            r#"{"version":2,"answers":{}}"#,
            r#"{"version":1}"#,
            "{\"version\":1,\"answers\":[]}",
        ] {
            assert!(Cache::read(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn anything_may_lie_in_the_file(text in "\\PC*") {
            let _ = Cache::read(&text);
        }
    }
}
