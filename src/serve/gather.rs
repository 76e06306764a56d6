//! When to look at what the disk told of: at once for the save of one file, after some quiet for a storm.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::watch::Seen;

/// One save comes as several events; where the last of them is not known for it, they are all here this much later.
pub const SAVE: Duration = Duration::from_millis(3);
/// The last event of a save was told: only the next file of a storm may follow, and that follows at once.
pub const CLOSED: Duration = Duration::from_micros(500);
/// A storm (a branch is checked out, a translation comes back) is over after this much quiet.
pub const QUIET: Duration = Duration::from_millis(50);
/// Under constant change of the same files, somebody wants to see something after this long all the same.
pub const BOUND: Duration = Duration::from_millis(1000);
/// A storm of files that were not yet in it goes on for longer: a thousand of them take over a second on a slow disk.
pub const LONGEST: Duration = Duration::from_millis(5000);

/// Gathers events until it is time to act on them.
#[derive(Debug, Default)]
pub struct Gather {
    paths: BTreeSet<PathBuf>,
    is_whole: bool,
    /// The last that happened was that a file was closed.
    is_closed: bool,
    first: Option<Instant>,
    last: Option<Instant>,
    /// When a file came that was not yet here.
    fresh: Option<Instant>,
    /// When something was acted on, and on which files.
    acted: Option<(Instant, BTreeSet<PathBuf>)>,
}

/// What there is to look at.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Gathered {
    /// Files and folders that something happened to.
    pub paths: BTreeSet<PathBuf>,
    /// Events were lost, or folders came: everything is to be read.
    pub is_whole: bool,
}

impl Gather {
    /// Everything may have changed.
    pub fn add_all(&mut self, now: Instant) {
        let is_whole = true;
        self.add(
            now,
            Seen {
                is_whole,
                ..Seen::default()
            },
        );
    }

    /// Something happened.
    pub fn add(&mut self, now: Instant, seen: Seen) {
        if seen.paths.is_empty() && !seen.is_whole {
            return;
        }
        self.is_closed = seen.is_closed && seen.paths.iter().any(|path| is_page(path));
        let before = self.paths.len();
        self.paths.extend(seen.paths);
        if self.first.is_none() || self.paths.len() > before {
            self.fresh = Some(now);
        }
        self.is_whole |= seen.is_whole;
        self.first.get_or_insert(now);
        self.last = Some(now);
    }

    /// When to act; `None` while there is nothing to act on.
    pub fn due(&self) -> Option<Instant> {
        let (first, last, fresh) = (self.first?, self.last?, self.fresh?);
        if self.is_save() {
            let soon = if self.is_closed { last + CLOSED } else { first + SAVE };
            return Some(soon.min(first + SAVE));
        }
        Some((last + QUIET).min(fresh + BOUND).min(first + LONGEST))
    }

    /// One file, and not one of a row of files that change one after the other.
    fn is_save(&self) -> bool {
        let is_row = |(when, paths): &(Instant, BTreeSet<PathBuf>)| {
            self.first.is_some_and(|first| first < *when + QUIET) && !self.paths.is_subset(paths)
        };
        !self.is_whole && self.files() <= 1 && !self.acted.as_ref().is_some_and(is_row)
    }

    /// How many files are concerned.
    fn files(&self) -> usize {
        self.paths.iter().filter(|path| is_page(path)).count()
    }

    /// Takes what was gathered.
    pub fn take(&mut self) -> Gathered {
        (self.first, self.last, self.fresh) = (None, None, None);
        Gathered {
            paths: std::mem::take(&mut self.paths),
            is_whole: std::mem::take(&mut self.is_whole),
        }
    }

    /// What was taken has been acted on.
    pub fn done(&mut self, now: Instant, paths: BTreeSet<PathBuf>) {
        self.acted = Some((now, paths));
    }
}

/// Whether a file is none of those that editors write beside the one that they save: `a.md~`, `.a.md.swp`, `4913`,
/// `a.md.tmp`.
fn is_page(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_other = name.starts_with(['.', '#']) || name.ends_with(['~', '#']) || name.ends_with(".tmp");
    !is_other && name.contains('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn add(gather: &mut Gather, at: Instant, names: &[&str]) {
        add_as(gather, at, names, false);
    }

    fn add_as(gather: &mut Gather, at: Instant, names: &[&str], is_closed: bool) {
        let seen = Seen {
            paths: names.iter().map(PathBuf::from).collect(),
            is_closed,
            ..Seen::default()
        };
        gather.add(at, seen);
    }

    #[test]
    fn a_file_that_is_closed_is_hardly_waited_for() {
        let start = Instant::now();
        let mut gather = Gather::default();
        add(&mut gather, start, &["a.md"]);
        add_as(&mut gather, start + MS, &["a.md"], true);
        assert_eq!(gather.due(), Some(start + MS + CLOSED));
        // Somebody goes on writing.
        add(&mut gather, start + MS, &["a.md"]);
        assert_eq!(gather.due(), Some(start + SAVE));
        gather.take();
        // What an editor keeps beside the file says nothing of the file.
        add_as(&mut gather, start, &["a.md.tmp"], true);
        add(&mut gather, start, &["a.md"]);
        assert_eq!(gather.due(), Some(start + SAVE));
        // Two files are a storm, closed or not.
        add_as(&mut gather, start, &["b.md"], true);
        assert_eq!(gather.due(), Some(start + QUIET));
    }

    #[test]
    fn a_save_is_acted_on_at_once() {
        let start = Instant::now();
        let mut gather = Gather::default();
        assert_eq!(gather.due(), None);
        add(&mut gather, start, &["a.md"]);
        // An editor saves by writing beside the file and renaming.
        add(&mut gather, start + MS, &["4913", "a.md~", ".a.md.swp", "a.md"]);
        assert_eq!(gather.due(), Some(start + SAVE));
        let taken = gather.take();
        assert_eq!(taken.paths.len(), 4);
        assert_eq!(gather.due(), None);
        // The same file again, right after: nothing to wait for.
        gather.done(start + 10 * MS, taken.paths);
        add(&mut gather, start + 11 * MS, &["a.md"]);
        assert_eq!(gather.due(), Some(start + 11 * MS + SAVE));
    }

    #[test]
    fn a_storm_is_gathered_and_bounded() {
        let start = Instant::now();
        let mut gather = Gather::default();
        for number in 0..1000u32 {
            add(&mut gather, start + MS * (number / 10), &[&format!("{number}.md")]);
        }
        assert_eq!(gather.due(), Some(start + 99 * MS + QUIET));
        // The same file, again and again.
        for number in 100..2000 {
            add(&mut gather, start + MS * number, &["again.md"]);
        }
        assert_eq!(gather.due(), Some(start + 100 * MS + BOUND));
        assert_eq!(gather.take().paths.len(), 1001);
    }

    #[test]
    fn a_storm_on_a_slow_disk_is_one() {
        let start = Instant::now();
        let mut gather = Gather::default();
        for number in 0..1000u32 {
            add(&mut gather, start + 4 * MS * number, &[&format!("{number}.md")]);
            assert!(gather.due() > Some(start + 4 * MS * number), "{number}");
        }
        assert_eq!(gather.due(), Some(start + 3996 * MS + QUIET));
        for number in 1000..2000u32 {
            add(&mut gather, start + 4 * MS * number, &[&format!("{number}.md")]);
        }
        assert_eq!(gather.due(), Some(start + LONGEST));
    }

    #[test]
    fn files_one_after_the_other_are_a_storm() {
        let start = Instant::now();
        let mut gather = Gather::default();
        add(&mut gather, start, &["a.md"]);
        let taken = gather.take();
        gather.done(start + 4 * MS, taken.paths);
        add(&mut gather, start + 8 * MS, &["b.md"]);
        assert_eq!(gather.due(), Some(start + 8 * MS + QUIET));
    }
}
