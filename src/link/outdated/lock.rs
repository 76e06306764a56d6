//! `translations.lock`: which text of the source each page of a locale was translated from.
//!
//! A file lies in the folder of its locale. A line is a page: its key, the hash of the title and of the description in the
//! source's front matter, and those of the source's blocks, with spaces between. `-` stands for what is not there; white
//! space and `%` in a key are written as in a URL. Lines are sorted by key, so that branches merge; what begins with `#`
//! is a comment.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use rayon::prelude::*;

use super::blocks::BlockHash;
use crate::base::{DocPath, Span};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::link::url::percent_decode;

pub use crate::source::LOCK_FILE as FILE;

/// The lines that every file begins with.
const HEAD: &str = "\
# What each page was translated from, by hashes of the source's text. A line a page.
# Written by `stegvis accept`; version 1.
";

/// A line of a lock that cannot be read.
pub static MALFORMED_LOCK: RuleInfo = RuleInfo {
    id: "malformed-lock",
    severity: Severity::Warning,
    summary: "a line of `translations.lock` that cannot be read",
    explain: "\
`translations.lock` says which text of the source each page was translated from. `stegvis accept` writes it, a line a \
page. A line that a merge or a hand has damaged says nothing any more; the others count.

Wrong: `<<<<<<< HEAD`, or two lines for one page

Right: the lines of both branches, and `stegvis accept PAGE` for a page that has two",
};

/// What a page was translated from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Of the title in the front matter.
    pub title: Option<BlockHash>,
    /// Of the description in the front matter.
    pub description: Option<BlockHash>,
    /// Of the blocks, in order.
    pub blocks: Vec<BlockHash>,
}

/// What all pages of a locale were translated from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// By key.
    pub entries: BTreeMap<DocPath, Entry>,
}

impl Lock {
    /// Reads a file; what is wrong goes to `sink`, and the rest counts. Of two lines for a page the first counts.
    pub fn read(text: &str, sink: &mut Sink) -> Self {
        let mut lines: Vec<(usize, &str)> = Vec::new();
        let mut at = 0;
        for whole in text.split_inclusive(['\n', '\r']) {
            let line = whole.trim_start_matches('\u{feff}').trim();
            if !line.is_empty() && !line.starts_with('#') {
                lines.push((
                    at + (whole.len() - whole.trim_start_matches('\u{feff}').trim_start().len()),
                    line,
                ));
            }
            at += whole.len();
        }
        let read: Vec<Option<(DocPath, Entry)>> = lines
            .par_iter()
            .with_min_len(64)
            .map(|(_, line)| read_line(line))
            .collect();
        let mut lock = Self::default();
        for ((at, line), read) in lines.into_iter().zip(read) {
            let span = Span::new(at, at + line.len());
            let (key, entry) = match read {
                Some(read) => read,
                None => {
                    sink.report(
                        &MALFORMED_LOCK,
                        span,
                        "this line names no page and no hashes of its source",
                    )
                    .help("take it out; `stegvis accept PAGE` writes the line of a page anew");
                    continue;
                }
            };
            let message = format!("`{key}` has a second line here");
            match lock.entries.entry(key) {
                std::collections::btree_map::Entry::Vacant(place) => _ = place.insert(entry),
                // A merge may leave the same line twice: that is one answer.
                std::collections::btree_map::Entry::Occupied(place) if *place.get() == entry => {}
                std::collections::btree_map::Entry::Occupied(_) => {
                    sink.report(&MALFORMED_LOCK, span, message)
                        .help("take out the older of the two, or both and `stegvis accept` the page");
                }
            }
        }
        lock
    }

    /// The whole file.
    pub fn text(&self) -> String {
        let mut text = String::from(HEAD);
        let hash = |hash: &Option<BlockHash>| hash.map_or_else(|| "-".to_owned(), |hash| hash.to_string());
        for (key, entry) in &self.entries {
            write_key(&mut text, key.as_str());
            // Writing to a string cannot fail.
            let _ = write!(text, " {} {}", hash(&entry.title), hash(&entry.description));
            for block in &entry.blocks {
                let _ = write!(text, " {block}");
            }
            text.push('\n');
        }
        text
    }
}

fn write_key(text: &mut String, key: &str) {
    for (at, letter) in key.char_indices() {
        if letter.is_whitespace() || letter.is_control() || letter == '%' || (at == 0 && letter == '#') {
            let mut bytes = [0; 4];
            for byte in letter.encode_utf8(&mut bytes).bytes() {
                let _ = write!(text, "%{byte:02X}");
            }
        } else {
            text.push(letter);
        }
    }
}

fn read_line(line: &str) -> Option<(DocPath, Entry)> {
    let mut words = line.split(' ');
    let key = DocPath::new(&percent_decode(words.next()?)).filter(|key| !key.as_str().is_empty())?;
    let optional = |word: &str| match word {
        "-" => Some(None),
        word => BlockHash::parse(word).map(Some),
    };
    Some((
        key,
        Entry {
            title: optional(words.next()?)?,
            description: optional(words.next()?)?,
            blocks: words.map(BlockHash::parse).collect::<Option<_>>()?,
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> DocPath {
        DocPath::new(text).expect("a path")
    }

    fn read(text: &str) -> (Lock, Vec<String>) {
        let mut sink = Sink::new(path("sv/translations.lock"));
        let lock = Lock::read(text, &mut sink);
        let told = sink.into_found();
        let told = told
            .iter()
            .map(|told| format!("{}: {}", &text[told.primary.span.range()], told.message));
        (lock, told.collect())
    }

    #[test]
    fn a_file_reads_as_it_was_written() {
        let entry = Entry {
            title: Some(BlockHash(1)),
            description: None,
            blocks: vec![BlockHash(2), BlockHash(0xffff_ffff_ffff)],
        };
        let keys = ["a/b c%20.md", "#x.md", "å\u{a0}\t.md", "z.md"];
        let lock = Lock {
            entries: keys.map(|key| (path(key), entry.clone())).into(),
        };
        let text = lock.text();
        assert!(
            text.contains("\na/b%20c%2520.md 000000000001 - 000000000002 ffffffffffff\n"),
            "{text}"
        );
        assert_eq!(read(&text), (lock.clone(), vec![]));
        assert_eq!(read(&format!("\u{feff}{}", text.replace('\n', "\r\n"))), (lock, vec![]));
        let empty = Lock {
            entries: [(path("a.md"), Entry::default())].into(),
        };
        assert_eq!(read(&empty.text()), (empty, vec![]));
    }

    #[test]
    fn damaged_lines_are_told_each_and_the_rest_counts() {
        let text = "<<<<<<< HEAD\na.md - - 000000000001\n=======\na.md - - 000000000002\n>>>>>>> other\n\
                    b.md - -\nb.md - -\nc.md\nd.md - - 12\n  ../e.md - -\nf.md - - 000000000001  000000000001\n";
        let (lock, told) = read(text);
        let names = "this line names no page and no hashes of its source";
        assert_eq!(
            told,
            [
                format!("<<<<<<< HEAD: {names}"),
                format!("=======: {names}"),
                "a.md - - 000000000002: `a.md` has a second line here".into(),
                format!(">>>>>>> other: {names}"),
                format!("c.md: {names}"),
                format!("d.md - - 12: {names}"),
                format!("../e.md - -: {names}"),
                format!("f.md - - 000000000001  000000000001: {names}"),
            ]
        );
        assert_eq!(
            lock.entries.keys().map(DocPath::as_str).collect::<Vec<_>>(),
            ["a.md", "b.md"]
        );
        assert_eq!(lock.entries[&path("a.md")].blocks, [BlockHash(1)]);
    }

    proptest::proptest! {
        #[test]
        fn never_fails(text in "[ab<=/.%# \\-\r\n\u{feff}0-9é]{0,80}") {
            let (lock, _) = read(&text);
            proptest::prop_assert_eq!(read(&lock.text()).0, lock);
        }
    }
}
