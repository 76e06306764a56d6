//! Tells what happens on disk. Folders are watched, never files: most editors save by renaming, and a watch on a file
//! would stay with the old one.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, ModifyKind, RenameMode};
use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use crate::base::system::reason;

/// How often folders are looked at where the system tells of nothing.
pub const POLL: Duration = Duration::from_millis(400);
/// A write that is not told of after this long will never be.
const PROBE: Duration = Duration::from_millis(1000);
/// What the name of a file begins with that is written to see whether writes are told of.
pub const PROBE_NAME: &str = ".stegvis-probe-";

/// Something happened.
#[derive(Debug, Default)]
pub struct Seen {
    /// At these places.
    pub paths: Vec<PathBuf>,
    /// Those among them that were taken away, or bear another name.
    pub gone: Vec<PathBuf>,
    /// Events were lost: it may have happened anywhere.
    pub is_whole: bool,
    /// Whoever wrote there has closed the file, or put it there whole.
    pub is_closed: bool,
}

/// What is to be watched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Folders with all below them, free of symbolic links on the way to them.
    pub trees: BTreeSet<PathBuf>,
    /// Folders alone.
    pub folders: BTreeSet<PathBuf>,
    /// Not this one: the output.
    pub without: Option<PathBuf>,
}

/// Watches, by the system's own means or by looking again and again.
pub struct Watch {
    watcher: Option<Box<dyn Watcher + Send>>,
    send: Sender<Seen>,
    /// What is watched, as far as it is there.
    places: Places,
    /// Looking again and again.
    pub is_polling: bool,
}

impl Watch {
    /// Begins to watch. What is said is for the user: why folders are looked at again and again, if they are.
    pub fn new(send: Sender<Seen>, is_polling: bool, say: &dyn Fn(&str)) -> Self {
        let mut watch = Self {
            watcher: None,
            send,
            places: Places::default(),
            is_polling,
        };
        watch.start(say);
        watch
    }

    fn start(&mut self, say: &dyn Fn(&str)) {
        let send = self.send.clone();
        let handler = move |event: notify::Result<Event>| {
            if let Some(seen) = seen(event) {
                // Nobody listens when the program ends.
                let _ = send.send(seen);
            }
        };
        let made: notify::Result<Box<dyn Watcher + Send>> = match self.is_polling {
            true => {
                PollWatcher::new(handler, Config::default().with_poll_interval(POLL)).map(|made| Box::new(made) as _)
            }
            // What a link inside a tree leads to lies in the tree. Linux knows one watch a folder: watched behind the link
            // too, it would be watched no longer once the link is gone.
            false => RecommendedWatcher::new(handler, Config::default().with_follow_symlinks(false))
                .map(|made| Box::new(made) as _),
        };
        match made {
            Ok(made) => self.watcher = Some(made),
            Err(error) if !self.is_polling => self.poll(&format!("the system cannot watch folders: {error}"), say),
            Err(error) => say(&format!("warning: changes are not noticed: {error}")),
        }
    }

    /// From now on, looks again and again.
    fn poll(&mut self, why: &str, say: &dyn Fn(&str)) {
        say(&format!(
            "note: {why}; looking for changes every {} ms instead",
            POLL.as_millis()
        ));
        self.is_polling = true;
        self.watcher = None;
        self.start(say);
        let places = std::mem::take(&mut self.places);
        self.places(places, say);
    }

    /// Lets go of places that are not what they were. The system watches the folder that it was shown, wherever that is
    /// now, and not the one that bears its name after it. True if there are such: they are to be named again.
    pub fn lose(&mut self, seen: &Seen) -> bool {
        // Who looks again and again looks at names.
        if self.is_polling {
            return false;
        }
        let is_lost = |place: &PathBuf| seen.is_whole || seen.gone.iter().any(|gone| place.starts_with(gone));
        let all = self.places.trees.iter().chain(&self.places.folders);
        let lost: Vec<PathBuf> = all.filter(|place| is_lost(place)).cloned().collect();
        for place in &lost {
            self.places.trees.remove(place);
            self.places.folders.remove(place);
            if let Some(watcher) = &mut self.watcher {
                let _ = watcher.unwatch(place);
            }
        }
        !lost.is_empty()
    }

    /// Watches these places from now on. What is new is watched in addition, what is gone no longer. True if something is
    /// new: what happened there before is not told of.
    pub fn places(&mut self, places: Places, say: &dyn Fn(&str)) -> bool {
        if places == self.places {
            return false;
        }
        let old = std::mem::replace(&mut self.places, places.clone());
        let Some(watcher) = &mut self.watcher else { return false };
        for gone in old
            .trees
            .difference(&places.trees)
            .chain(old.folders.difference(&places.folders))
        {
            let _ = watcher.unwatch(gone);
        }
        let folders = places
            .folders
            .difference(&old.folders)
            .map(|folder| (folder, RecursiveMode::NonRecursive));
        let trees = places
            .trees
            .difference(&old.trees)
            .map(|tree| (tree, RecursiveMode::Recursive));
        let (mut failed, mut is_new) = (None, false);
        // A folder that is watched with all below it stays so: trees come last.
        for (folder, mode) in folders.chain(trees) {
            match watcher.watch(folder, mode) {
                Ok(()) => is_new = true,
                Err(error) if folder.exists() => failed = Some(error.to_string()),
                // Watched when it is there.
                Err(_) => {
                    self.places.trees.remove(folder);
                    self.places.folders.remove(folder);
                }
            }
        }
        if let (Some(error), false) = (failed, self.is_polling) {
            self.poll(&format!("the system cannot watch all folders: {error}"), say);
        }
        is_new
    }

    /// Writes a file and waits to be told of it. Some containers and network drives take watches and never tell.
    /// Returns what was told besides.
    pub fn probe(&mut self, folder: &Path, seen: &Receiver<Seen>, say: &dyn Fn(&str)) -> Vec<Seen> {
        let mut others = Vec::new();
        let place = folder.join(format!("{PROBE_NAME}{}", std::process::id()));
        // A folder that cannot be written to can be watched all the same.
        if self.is_polling || fs::write(&place, b"").is_err() {
            return others;
        }
        let end = Instant::now() + PROBE;
        let mut is_told = false;
        while !is_told {
            let Ok(mut next) = seen.recv_timeout(end.saturating_duration_since(Instant::now())) else {
                break;
            };
            let before = next.paths.len();
            next.paths.retain(|path| *path != place);
            is_told = before > next.paths.len();
            if !next.paths.is_empty() || next.is_whole {
                others.push(next);
            }
        }
        if let Err(error) = fs::remove_file(&place) {
            say(&format!(
                "warning: `{}` cannot be removed: {}",
                place.display(),
                reason(&error)
            ));
        }
        if !is_told {
            self.poll("a file was written and the system did not tell of it", say);
        }
        others
    }
}

/// What an event tells; nothing where something was only read, which is told of too and would never end.
fn seen(event: notify::Result<Event>) -> Option<Seen> {
    let event = match event {
        Ok(event) => event,
        Err(error) => {
            return Some(Seen {
                paths: error.paths,
                is_whole: true,
                ..Seen::default()
            });
        }
    };
    let is_closed = matches!(
        event.kind,
        EventKind::Access(AccessKind::Close(AccessMode::Write))
            | EventKind::Modify(ModifyKind::Name(RenameMode::To | RenameMode::Both))
    );
    let is_read = !is_closed && event.kind.is_access();
    let is_gone = matches!(
        event.kind,
        EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))
    );
    (!is_read).then(|| Seen {
        is_whole: event.need_rescan(),
        gone: if is_gone { event.paths.clone() } else { Vec::new() },
        paths: event.paths,
        is_closed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn reading_is_no_change() {
        let event = |kind| Ok(Event::new(kind).add_path("a".into()));
        assert!(seen(event(EventKind::Access(AccessKind::Read))).is_none());
        assert!(seen(event(EventKind::Access(AccessKind::Open(AccessMode::Any)))).is_none());
        assert!(seen(event(EventKind::Access(AccessKind::Close(AccessMode::Read)))).is_none());
        assert!(seen(event(EventKind::Access(AccessKind::Close(AccessMode::Write)))).is_some());
        assert!(seen(event(EventKind::Any)).is_some());
    }

    #[test]
    fn where_nothing_is_told_it_looks_by_itself_and_says_so() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("it is there");
        let (send, receive) = mpsc::channel();
        let said = std::sync::Mutex::new(Vec::new());
        let say = |line: &str| said.lock().expect("one thread").push(line.to_owned());
        let mut watch = Watch::new(send, false, &say);
        // Nothing is watched, so nothing is told: as on a drive that takes watches and stays silent.
        watch.probe(&root, &receive, &say);
        assert!(watch.is_polling);
        assert!(said.lock().expect("one thread")[0].contains("did not tell of it"));
        assert_eq!(fs::read_dir(&root).expect("a folder").count(), 0);
        let trees = BTreeSet::from([root.clone()]);
        watch.places(
            Places {
                trees,
                ..Places::default()
            },
            &say,
        );
        std::thread::sleep(POLL);
        fs::write(root.join("a.md"), "x").expect("a file");
        let found = receive.recv_timeout(Duration::from_secs(5)).expect("it is seen");
        assert!(found.paths.iter().any(|path| path.starts_with(&root)));
    }

    #[test]
    fn where_it_is_told_nothing_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("it is there");
        let (send, receive) = mpsc::channel();
        let say = |line: &str| assert_eq!(line, "");
        let mut watch = Watch::new(send, false, &say);
        let folders = BTreeSet::from([root.clone()]);
        watch.places(
            Places {
                folders,
                ..Places::default()
            },
            &say,
        );
        watch.probe(&root, &receive, &say);
        assert!(!watch.is_polling);
    }
}
