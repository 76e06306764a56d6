//! When to look at what the disk told of: at once for the save of one file, after some quiet for a storm.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// One save comes as several events; this much later they are all here.
pub const SAVE: Duration = Duration::from_millis(3);
/// A storm (a branch is checked out, a translation comes back) is over after this much quiet.
pub const QUIET: Duration = Duration::from_millis(50);
/// Under constant change, somebody wants to see something after this long all the same.
pub const BOUND: Duration = Duration::from_millis(1000);

/// Gathers events until it is time to act on them.
#[derive(Debug, Default)]
pub struct Gather {
    paths: BTreeSet<PathBuf>,
    is_whole: bool,
    first: Option<Instant>,
    last: Option<Instant>,
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
    /// Something happened at `paths`.
    pub fn add(&mut self, now: Instant, paths: impl IntoIterator<Item = PathBuf>, is_whole: bool) {
        let before = self.paths.len();
        self.paths.extend(paths);
        self.is_whole |= is_whole;
        if before == self.paths.len() && before == 0 && !is_whole {
            return;
        }
        self.first.get_or_insert(now);
        self.last = Some(now);
    }

    /// When to act; `None` while there is nothing to act on.
    pub fn due(&self) -> Option<Instant> {
        let (first, last) = (self.first?, self.last?);
        if self.is_save() {
            return Some(first + SAVE);
        }
        Some((last + QUIET).min(first + BOUND))
    }

    /// One file, and not one of a row of files that change one after the other.
    fn is_save(&self) -> bool {
        let is_row = |(when, paths): &(Instant, BTreeSet<PathBuf>)| {
            self.first.is_some_and(|first| first < *when + QUIET) && !self.paths.is_subset(paths)
        };
        !self.is_whole && self.files() <= 1 && !self.acted.as_ref().is_some_and(is_row)
    }

    /// How many files are concerned, without those that editors write beside the one that they save: `a.md~`,
    /// `.a.md.swp`, `4913`, `a.md.tmp`.
    fn files(&self) -> usize {
        let is_page = |path: &&PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_other = name.starts_with(['.', '#']) || name.ends_with(['~', '#']) || name.ends_with(".tmp");
            !is_other && name.contains('.')
        };
        self.paths.iter().filter(is_page).count()
    }

    /// Takes what was gathered.
    pub fn take(&mut self) -> Gathered {
        self.first = None;
        self.last = None;
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

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn add(gather: &mut Gather, at: Instant, names: &[&str]) {
        gather.add(at, names.iter().map(PathBuf::from), false);
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
        for number in 0..2000 {
            add(&mut gather, start + MS * number, &["again.md"]);
        }
        assert_eq!(gather.due(), Some(start + BOUND));
        assert_eq!(gather.take().paths.len(), 1001);
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
