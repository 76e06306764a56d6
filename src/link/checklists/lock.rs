//! `checklists/LIST.lock`: the permanent names and numbers of a list's items, so that no edit loses what readers ticked.
//!
//! A line is an item: its number, its id, the hash of its words in the source, then perhaps `was=` with the ids that it
//! had before, the first one first, and `retired`. Lines are sorted by number, so that branches merge; what begins with
//! `#` is a comment. White space, `%`, `,` and `=` in an id are written as in a URL.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;

use super::rules::{DUPLICATE_ITEM_NUMBER, MALFORMED_CHECKLIST_LOCK};
use crate::base::{DocPath, Span};
use crate::diag::{Diagnostic, Sink};
use crate::link::url::percent_decode;
use crate::model::checklist::{TextHash, file_stem};
use crate::source::{Content, Snapshot};

pub use crate::source::LOCK_FOLDER as FOLDER;

/// The largest number of an item: a link that is shared counts up to it.
const LARGEST: u32 = 65_535;

/// The lines that every file begins with.
const HEAD: &str = "\
# The items of a checklist: number, id, hash of the source's text. What readers tick is kept by them.
# Written by `stegvis accept`; version 1.
";

/// Numbers that no item has, the next one first.
pub struct Numbers {
    taken: HashSet<u32>,
    last: u32,
}

impl Numbers {
    /// After those of a lock.
    pub fn after(entries: &[Entry]) -> Self {
        Self {
            taken: entries.iter().map(|entry| entry.number).collect(),
            last: entries.iter().map(|entry| entry.number).max().unwrap_or(0),
        }
    }

    /// Takes the next; where the largest is taken, the smallest that is free.
    pub fn take(&mut self) -> u32 {
        self.last = match self.last {
            last if last < LARGEST => last + 1,
            _ => (1..=u32::MAX).find(|number| !self.taken.contains(number)).unwrap_or(1),
        };
        self.taken.insert(self.last);
        self.last
    }
}

/// One item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its permanent number, from 1.
    pub number: u32,
    /// As its source named it last.
    pub id: Box<str>,
    /// Of its words.
    pub hash: TextHash,
    /// Ids that it had before, the first one first.
    pub was: Vec<Box<str>>,
    /// It is gone for good. Its number and its ids stay taken.
    pub retired: bool,
}

impl Entry {
    /// Its permanent name.
    pub fn key(&self) -> &str {
        self.was.first().unwrap_or(&self.id)
    }

    /// Whether it has, or had, that id.
    pub fn is_called(&self, id: &str) -> bool {
        *self.id == *id || self.was.iter().any(|was| **was == *id)
    }
}

/// The items of one list, by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// All that were ever accepted.
    pub entries: Vec<Entry>,
}

/// A lock where it was read.
#[derive(Clone, Debug, Default)]
pub struct LockFile {
    /// The file, below the site's root.
    pub file: DocPath,
    /// What it says.
    pub lock: Lock,
    /// The line of each entry.
    pub lines: Vec<Span>,
}

/// The name of the file that keeps a list, below the site's root.
pub fn file_of(list: &str) -> DocPath {
    DocPath::below(FOLDER, &format!("{}.lock", file_stem(list))).unwrap_or_else(DocPath::root)
}

/// All locks of a site, by file.
pub fn read_all(snapshot: &Snapshot, told: &mut Vec<Diagnostic>) -> BTreeMap<DocPath, LockFile> {
    let mut all = BTreeMap::new();
    for (name, file, source) in snapshot.below(FOLDER) {
        if name.extension() != "lock" {
            continue;
        }
        let text = match &source.content {
            Content::Text(text) => text.to_string(),
            Content::NotUtf8(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Content::Media { .. } => continue,
        };
        let mut sink = Sink::new(file.clone());
        let (lock, lines) = Lock::read(&text, &mut sink);
        told.extend(sink.into_found());
        let file = file.clone();
        all.insert(file.clone(), LockFile { file, lock, lines });
    }
    all
}

impl Lock {
    /// Reads a file, with the line of each entry; what is wrong goes to `sink`, and the rest counts. Of two items with one
    /// number the later gets another, and a line for an id that is taken says nothing.
    pub fn read(text: &str, sink: &mut Sink) -> (Self, Vec<Span>) {
        let mut found: Vec<(Entry, Span, Span)> = Vec::new();
        let mut at = 0;
        for whole in text.split_inclusive(['\n', '\r']) {
            let bare = whole.trim_start_matches('\u{feff}').trim_start();
            let start = at + (whole.len() - bare.len());
            at += whole.len();
            let line = bare.trim_end();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let span = Span::new(start, start + line.len());
            match read_line(line) {
                Some(entry) => {
                    let digits = line.find(' ').unwrap_or(line.len());
                    found.push((entry, span, Span::new(start, start + digits)));
                }
                None => {
                    sink.report(
                        &MALFORMED_CHECKLIST_LOCK,
                        span,
                        "this line names no item of a checklist",
                    )
                    .help("take it out, or write it as `3 id 0123abcd`; `stegvis accept` writes new lines by itself");
                }
            }
        }
        let mut ids: HashMap<Box<str>, (u32, TextHash)> = HashMap::new();
        let mut last = found
            .iter()
            .filter_map(|(entry, ..)| entry.id.parse::<u32>().ok())
            .max()
            .unwrap_or(0);
        found.retain_mut(|(entry, span, place)| {
            let names = std::iter::once(&entry.id).chain(&entry.was);
            let taken = names.clone().find_map(|id| Some((id, *ids.get(id)?)));
            match taken {
                // Two branches added a line without an id each, and both counted on.
                Some((_, (number, hash)))
                    if number == entry.number
                        && hash != entry.hash
                        && entry.was.is_empty()
                        && entry.id.parse::<u32>().is_ok() =>
                {
                    last += 1;
                    // From the number to the id.
                    place.end += 1 + entry.id.len() as u32;
                    entry.id = last.to_string().into();
                }
                Some((id, _)) => {
                    let message = format!("an earlier line has the id `{id}`");
                    sink.report(&MALFORMED_CHECKLIST_LOCK, *span, message)
                        .help("take out one of the two lines: an item has one number for good");
                    return false;
                }
                None => {}
            }
            let known = (entry.number, entry.hash);
            ids.extend(
                std::iter::once(&entry.id)
                    .chain(&entry.was)
                    .map(|id| (id.clone(), known)),
            );
            true
        });
        let all: Vec<Entry> = found.iter().map(|(entry, ..)| entry.clone()).collect();
        let mut free = Numbers::after(&all);
        let mut numbers = HashSet::new();
        for (entry, _, place) in &mut found {
            if numbers.insert(entry.number) {
                continue;
            }
            let next = free.take();
            let message = format!("two items have the number {}", entry.number);
            let has_new_id = place.end - place.start > entry.number.to_string().len() as u32;
            let right = if has_new_id {
                format!("{next} {}", entry.id)
            } else {
                next.to_string()
            };
            sink.report(&DUPLICATE_ITEM_NUMBER, *place, message)
                .help(format!(
                    "give `{}`, which no release had yet, the next free number",
                    entry.id
                ))
                .fix(*place, right);
            entry.number = next;
        }
        let mut sorted: Vec<(Entry, Span)> = found.into_iter().map(|(entry, span, _)| (entry, span)).collect();
        sorted.sort_by_key(|(entry, _)| entry.number);
        let (entries, lines) = sorted.into_iter().unzip();
        (Self { entries }, lines)
    }

    /// The whole file.
    pub fn text(&self) -> String {
        let mut text = String::from(HEAD);
        for entry in &self.entries {
            // Writing to a string cannot fail.
            let _ = write!(text, "{} {} {}", entry.number, encoded(&entry.id), entry.hash);
            for (place, was) in entry.was.iter().enumerate() {
                let _ = write!(text, "{}{}", if place == 0 { " was=" } else { "," }, encoded(was));
            }
            text.push_str(if entry.retired { " retired\n" } else { "\n" });
        }
        text
    }
}

fn encoded(id: &str) -> String {
    let mut text = String::new();
    for letter in id.chars() {
        if letter.is_whitespace() || letter.is_control() || matches!(letter, '%' | ',' | '=' | '#') {
            let mut bytes = [0; 4];
            for byte in letter.encode_utf8(&mut bytes).bytes() {
                let _ = write!(text, "%{byte:02X}");
            }
        } else {
            text.push(letter);
        }
    }
    text
}

fn read_line(line: &str) -> Option<Entry> {
    let mut words = line.split(' ');
    let number: u32 = words
        .next()?
        .parse()
        .ok()
        .filter(|number| (1..=LARGEST).contains(number))?;
    let is_id = |id: &str| !id.is_empty() && !id.chars().any(char::is_control);
    let id = |text: &str| Some(percent_decode(text).into_owned().into_boxed_str()).filter(|id| is_id(id));
    let mut entry = Entry {
        number,
        id: id(words.next()?)?,
        hash: TextHash::parse(words.next()?)?,
        was: Vec::new(),
        retired: false,
    };
    for word in words {
        match word.strip_prefix("was=") {
            Some(list) if entry.was.is_empty() && !entry.retired => {
                entry.was = list.split(',').map(id).collect::<Option<_>>()?;
            }
            None if word == "retired" && !entry.retired => entry.retired = true,
            _ => return None,
        }
    }
    Some(entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Lock, Vec<String>) {
        let mut sink = Sink::new(DocPath::new("checklists/a.lock").expect("a path"));
        let (lock, lines) = Lock::read(text, &mut sink);
        assert_eq!(lock.entries.len(), lines.len());
        let told = sink.into_found();
        let told = told
            .iter()
            .map(|told| format!("{}: {}", &text[told.primary.span.range()], told.message));
        (lock, told.collect())
    }

    fn entry(number: u32, id: &str) -> Entry {
        Entry {
            number,
            id: id.into(),
            hash: TextHash(number),
            was: Vec::new(),
            retired: false,
        }
    }

    #[test]
    fn a_file_reads_as_it_was_written() {
        let mut entries = vec![entry(1, "a"), entry(2, "å b,c=d%#"), entry(3, "c")];
        entries[1].was = vec!["x y".into(), "z".into()];
        entries[2].retired = true;
        let lock = Lock { entries };
        let text = lock.text();
        assert!(
            text.ends_with("1 a 00000001\n2 å%20b%2Cc%3Dd%25%23 00000002 was=x%20y,z\n3 c 00000003 retired\n"),
            "{text}"
        );
        assert_eq!(read(&text), (lock.clone(), vec![]));
        assert_eq!(read(&format!("\u{feff}{}", text.replace('\n', "\r\n"))), (lock, vec![]));
    }

    #[test]
    fn two_branches_that_gave_one_number_are_told_and_both_items_stay() {
        let text = "1 a 00000001\n2 b 00000002\n2 c 00000003\n4 d 00000004\n";
        let (lock, told) = read(text);
        assert_eq!(told, ["2: two items have the number 2"]);
        let numbers: Vec<(u32, &str)> = lock.entries.iter().map(|entry| (entry.number, &*entry.id)).collect();
        assert_eq!(numbers, [(1, "a"), (2, "b"), (4, "d"), (5, "c")]);
    }

    #[test]
    fn two_branches_that_counted_on() {
        let (lock, told) = read("1 1 00000001\n2 2 00000002\n2 2 00000003\n");
        assert_eq!(told, ["2 2: two items have the number 2"]);
        let ids: Vec<(u32, &str, TextHash)> = lock
            .entries
            .iter()
            .map(|entry| (entry.number, &*entry.id, entry.hash))
            .collect();
        assert_eq!(
            ids,
            [(1, "1", TextHash(1)), (2, "2", TextHash(2)), (3, "3", TextHash(3))]
        );
    }

    #[test]
    fn what_is_past_the_largest_number_begins_anew() {
        let (lock, told) = read("65535 a 00000001\n65536 b 00000001\n1 %1b c\n");
        assert_eq!(told.len(), 2);
        let mut numbers = Numbers::after(&lock.entries);
        assert_eq!([numbers.take(), numbers.take()], [1, 2]);
    }

    #[test]
    fn damaged_lines_are_told_each_and_the_rest_counts() {
        let (lock, told) =
            read("<<<<<<< HEAD\n1 a 00000001\n0 b 00000001\n2 a 00000002\n3 c 12\n4 d 00000004 was= x\n");
        let no_item = "this line names no item of a checklist";
        assert_eq!(
            told,
            [
                format!("<<<<<<< HEAD: {no_item}"),
                format!("0 b 00000001: {no_item}"),
                format!("3 c 12: {no_item}"),
                format!("4 d 00000004 was= x: {no_item}"),
                "2 a 00000002: an earlier line has the id `a`".into(),
            ]
        );
        assert_eq!(lock.entries, [entry(1, "a")]);
    }

    proptest::proptest! {
        #[test]
        fn never_fails(text in "[0-3a-c=%,#was retird\r\n\u{feff}é]{0,80}") {
            let (lock, _) = read(&text);
            proptest::prop_assert_eq!(read(&lock.text()).0, lock);
        }
    }
}
