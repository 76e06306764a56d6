//! `OUT/.stegvis`: what we wrote, so that the next build can tell ours from foreign and old from new.
//!
//! It holds nothing that depends on the time or the machine: two builds of one site are equal to the byte.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use super::error::WriteError;
use super::paths;
use crate::base::{DocPath, Hash};

/// The name of the state file in the output folder.
pub(super) const NAME: &str = ".stegvis";

/// The first word of the file, with the version of its form; the hash of all that follows comes after it.
const HEAD: &str = "stegvis-output 1 ";

/// One file that we wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub path: DocPath,
    /// Bytes.
    pub size: u64,
    /// Of the bytes.
    pub hash: Hash,
    /// Of all that the bytes depend on.
    pub key: Hash,
}

impl Record {
    /// Says that a file is ours, and nothing about its bytes.
    pub(super) fn unknown(path: DocPath) -> Self {
        Self {
            path,
            size: u64::MAX,
            hash: Hash(0),
            key: Hash(0),
        }
    }
}

/// How far the state can be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// There is no state file: nothing is known to be ours.
    Absent,
    /// The folder is ours, but what the records say has to be compared with the files.
    Damaged,
    /// Read as it was written.
    Whole,
}

/// What the last build left in the output folder.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// By path.
    pub records: Vec<Record>,
    pub trust: Trust,
    /// When the state file was written: after every file it lists.
    pub written: SystemTime,
}

impl State {
    /// Reads the state of the folder `out`, which need not exist. `shown` is its name in messages.
    pub(super) fn read(out: &Path, shown: &Path) -> Result<Self, WriteError> {
        let path = out.join(NAME);
        let fail = |error: &io::Error| WriteError::io("read", &shown.join(NAME), error);
        let facts = match path.symlink_metadata() {
            Ok(facts) => facts,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::absent()),
            Err(error) => return Err(fail(&error)),
        };
        if facts.is_dir() {
            let message = format!(
                "`{}` is a folder, and stegvis keeps a file there",
                shown.join(NAME).display()
            );
            return Err(WriteError::new(message, "move it away, then build again"));
        }
        let bytes = if facts.is_file() {
            fs::read(&path).map_err(|error| fail(&error))?
        } else {
            Vec::new()
        };
        let written = facts.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        let (records, whole) = parse(&String::from_utf8_lossy(&bytes));
        Ok(Self {
            records,
            trust: if whole { Trust::Whole } else { Trust::Damaged },
            written,
        })
    }

    fn absent() -> Self {
        Self {
            records: Vec::new(),
            trust: Trust::Absent,
            written: SystemTime::UNIX_EPOCH,
        }
    }

    /// The record of a file.
    pub(super) fn find(&self, path: &DocPath) -> Option<&Record> {
        let index = self.records.binary_search_by(|record| record.path.cmp(path)).ok()?;
        self.records.get(index)
    }
}

/// The text of the state file; `records` are ordered by path.
pub(super) fn text(records: &[Record]) -> String {
    let mut lines = String::with_capacity(records.len() * 128);
    for Record { path, size, hash, key } in records {
        // A tidy path holds no backslash, so that this can be undone.
        let path = path.as_str().replace('\n', "\\n");
        let _ = writeln!(lines, "{path}\t{size}\t{hash}\t{key}");
    }
    format!("{}\n{lines}", head(&lines))
}

fn head(lines: &str) -> String {
    format!("{HEAD}{}", Hash::of(lines.as_bytes()))
}

/// The records that can be read, by path, and whether the text is as it was written.
fn parse(text: &str) -> (Vec<Record>, bool) {
    let (head, lines) = text.split_once('\n').unwrap_or((text, ""));
    let whole = head == self::head(lines);
    let mut records: Vec<Record> = lines.split_terminator('\n').filter_map(parse_line).collect();
    let count = records.len();
    if !records.is_sorted_by(|a, b| a.path < b.path) {
        records.sort_by(|a, b| a.path.cmp(&b.path));
        records.dedup_by(|a, b| a.path == b.path);
    }
    let whole = whole && records.len() == count && count == lines.split_terminator('\n').count();
    (records, whole)
}

fn parse_line(line: &str) -> Option<Record> {
    let mut fields = line.rsplitn(4, '\t');
    let key = Hash::parse(fields.next()?)?;
    let hash = Hash::parse(fields.next()?)?;
    let size = fields.next()?.parse().ok()?;
    let text = fields.next()?.replace("\\n", "\n");
    // The file may come from anywhere: a path that climbs out of the folder must not lead a deletion there.
    let path = DocPath::new(&text).filter(|path| path.as_str() == text && paths::problem(path).is_none())?;
    Some(Record { path, size, hash, key })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn record(path: &str) -> Record {
        Record {
            path: DocPath::new(path).unwrap(),
            size: path.len() as u64,
            hash: Hash::of(path.as_bytes()),
            key: Hash(7),
        }
    }

    proptest! {
        #[test]
        fn reads_what_it_writes(names in proptest::collection::btree_set("[a-c\n\t /å]{1,9}", 0..9)) {
            let paths: std::collections::BTreeSet<DocPath> = names.iter().filter_map(|n| DocPath::new(n)).collect();
            let records: Vec<Record> = paths
                .iter()
                .filter(|path| paths::problem(path).is_none())
                .map(|path| record(path.as_str()))
                .collect();
            prop_assert_eq!(parse(&text(&records)), (records, true));
        }

        #[test]
        fn any_change_is_noticed(at in 0usize..300, byte in any::<u8>()) {
            let good = text(&[record("a"), record("b c/d"), record("e")]);
            let mut bytes = good.clone().into_bytes();
            let at = at % bytes.len();
            prop_assume!(bytes[at] != byte);
            bytes[at] = byte;
            prop_assert!(!parse(&String::from_utf8_lossy(&bytes)).1);
            prop_assert!(!parse(&good[..at]).1);
        }
    }

    #[test]
    fn a_record_cannot_lead_out_of_the_folder() {
        for path in ["/etc/passwd", "../up", "a/../../up", "a//b", "", ".stegvis", "a\\b"] {
            let line = format!("{path}\t1\t{}\t{}", Hash(1), Hash(2));
            assert_eq!(parse_line(&line), None, "{path}");
        }
    }
}
