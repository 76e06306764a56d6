//! Follows the disk and makes a build of every change.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use super::Speaker;
use super::checks::{Findings, Orders, Work};
use super::facts::is_of_site;
use super::gather::{Gather, QUIET};
use super::reader::{News, Reader};
use super::stage::{Job, Show};
use super::watch::{POLL, Seen, Watch};
use crate::base::DocPath;
use crate::build::{Change, FolderError, Options, Shown};
use crate::source::Snapshot;

/// A new folder's first files may have come before its watch: it is looked at again after this long.
const AGAIN: Duration = Duration::from_millis(150);

/// Who looks again and again tells files apart by seconds: another save within the same one is looked for after this long.
const SECOND: Duration = Duration::from_millis(1100);

/// A build, as it is told of.
pub struct Told<'a> {
    /// What was found in it.
    pub found: &'a Findings,
    /// In the one before that was told of; `None` for the first.
    pub before: Option<&'a Findings>,
    /// The files that changed.
    pub files: &'a [DocPath],
    /// How long it took from the first notice of a change until it could be shown.
    pub took: Duration,
    /// Why pages stay what they were, where they do.
    pub trouble: Option<&'a str>,
}

/// Makes one build after the other, each of what is left of the one before.
pub struct Updates {
    speaker: &'static dyn Speaker,
    checks: Orders,
    /// The last that can be shown.
    good: Arc<Shown>,
    /// The last.
    last: Arc<Shown>,
    /// What its own files say that keeps it from being shown.
    fault: Option<String>,
    /// Counts what loads open pages anew.
    look: u32,
    /// Files that changed since the last that can be shown.
    kept_back: BTreeSet<DocPath>,
}

impl Updates {
    /// Makes the first build, which is shown whatever it is.
    pub fn start(options: &Options, reader: &Reader, checks: Orders, speaker: &'static dyn Speaker) -> Self {
        let started = Instant::now();
        let build = Arc::new(Shown::new(&reader.folder, options, reader.snapshot.clone(), None));
        let updates = Self {
            speaker,
            checks,
            good: build.clone(),
            last: build,
            fault: None,
            look: 0,
            kept_back: BTreeSet::new(),
        };
        updates.check(Vec::new(), started, None);
        updates
    }

    /// The first, as it is shown.
    pub fn first(&self) -> Show {
        Show {
            build: self.good.clone(),
            trouble: None,
            files: Vec::new(),
            look: self.look,
        }
    }

    /// Has it looked at.
    fn check(&self, files: Vec<DocPath>, started: Instant, trouble: Option<String>) {
        self.checks.send(Work {
            build: self.last.clone(),
            files,
            took: started.elapsed(),
            trouble,
        });
    }

    /// Goes on until nobody looks any more.
    pub fn run(mut self, mut reader: Reader, is_polling: bool, stage: &Sender<Job>) {
        let (send, seen) = mpsc::channel();
        let speaker = self.speaker;
        let say = move |line: &str| speaker.say(line);
        let mut watch = Watch::new(send, is_polling, &say);
        watch.places(reader.places(), &say);
        let mut lost = false;
        let mut gather = Gather::default();
        for early in watch.probe(reader.root(), &seen, &say) {
            lost |= watch.lose(&early);
            gather.add(Instant::now(), early);
        }
        // What happened between the first reading and the first watch is not told of.
        gather.add_all(Instant::now());
        let mut trouble = None;
        let mut again = None;
        let mut is_first = true;
        while let Some(started) = next(&mut gather, &seen, again, &reader, &mut |seen| lost |= watch.lose(seen)) {
            if again.is_some_and(|at| at <= Instant::now()) {
                again = None;
                gather.add_all(Instant::now());
            }
            let gathered = gather.take();
            let is_folder = gathered.paths.iter().any(|path| path.is_dir());
            let looked = reader.look(&gathered);
            let is_refolded = |news: &Option<News>| news.as_ref().is_some_and(|news| news.is_refolded);
            let is_anew = lost || is_folder || gathered.is_whole || looked.as_ref().is_ok_and(is_refolded);
            let is_new = is_anew && watch.places(reader.places(), &say);
            lost = false;
            if is_folder || is_new {
                again = Some(Instant::now() + AGAIN);
            } else if looked.is_err() {
                // What would mend it may lie where nobody watches.
                again = Some(Instant::now() + POLL);
            } else if watch.is_polling && (is_first || !gathered.paths.is_empty()) {
                again = Some(Instant::now() + SECOND);
            }
            is_first = false;
            let shown = self.after(looked, &mut reader, &mut trouble, started);
            gather.done(Instant::now(), gathered.paths);
            if shown.is_some_and(|shown| stage.send(Job::Show(Box::new(shown))).is_err()) {
                return;
            }
        }
    }

    /// What is to be shown after looking at the disk.
    fn after(
        &mut self,
        looked: Result<Option<News>, FolderError>,
        reader: &mut Reader,
        trouble: &mut Option<String>,
        started: Instant,
    ) -> Option<Show> {
        let news = match looked {
            Ok(None) if *trouble == self.fault => return None,
            // A folder that can be understood again is news, though its files are what they were.
            Ok(None) => News::default(),
            Ok(Some(news)) => news,
            Err(error) => return self.keep(error.to_string(), trouble),
        };
        let is_since_last = |(since, _): &(Arc<Snapshot>, Change)| Arc::ptr_eq(since, &self.last.snapshot);
        let snapshot = reader.snapshot.clone();
        let change = news.change.filter(is_since_last).map(|(_, change)| change);
        let change = change.unwrap_or_else(|| Change::between(&self.last.snapshot, &snapshot));
        let build = Arc::new(Shown::after(&self.last, &reader.folder, snapshot, &change));
        let before = std::mem::replace(&mut self.last, build.clone());
        // A template or a file of messages that cannot be read changes none of those that can.
        if !build.is_dressed_as(&before) || build.snapshot.unread != before.snapshot.unread {
            let found = build.faults();
            let broken = found.iter().find(|found| is_of_site(found));
            self.fault =
                broken.map(|found| format!("pages stay what they were until `{}` is mended", found.primary.file));
        }
        trouble.clone_from(&self.fault);
        // A theme or words that are half there would be shown in place of pages that somebody reads.
        self.kept_back.extend(news.files.iter().cloned());
        let mut files = Vec::new();
        if trouble.is_none() {
            self.good = build;
            files.extend(std::mem::take(&mut self.kept_back));
        }
        self.check(news.files, started, trouble.clone());
        let is_of_theme = |file: &DocPath| file.as_str().starts_with("themes/") && file.extension() != "css";
        if files.iter().any(is_of_theme) {
            self.look += 1;
        }
        Some(Show {
            build: self.good.clone(),
            look: self.look,
            trouble: trouble.clone(),
            files,
        })
    }

    /// The folder cannot be understood: what was shown stays.
    fn keep(&self, why: String, trouble: &mut Option<String>) -> Option<Show> {
        if trouble.as_ref() == Some(&why) {
            return None;
        }
        self.speaker.say(&format!("error: {why}"));
        *trouble = Some(why.clone());
        Some(Show {
            build: self.good.clone(),
            trouble: Some(why),
            files: Vec::new(),
            look: self.look,
        })
    }
}

/// Waits until there is something to look at, and tells when it was noticed; `None` when nobody will tell any more.
fn next(
    gather: &mut Gather,
    seen: &Receiver<Seen>,
    again: Option<Instant>,
    reader: &Reader,
    lose: &mut dyn FnMut(&Seen),
) -> Option<Instant> {
    let mut noticed = None;
    let mut overdue = None;
    loop {
        let due = match (gather.due(), again) {
            (Some(due), Some(again)) => Some(due.min(again)),
            (due, again) => due.or(again),
        };
        let now = Instant::now();
        let told = match due.map(|due| due.saturating_duration_since(now)) {
            Some(Duration::ZERO) => {
                // It is not quiet while more is waiting to be heard, on a machine that let this thread wait.
                let since = *overdue.get_or_insert(now);
                let more = (now < since + QUIET).then(|| seen.try_recv());
                match more {
                    Some(Ok(told)) => Ok(told),
                    _ => return Some(noticed.unwrap_or(now)),
                }
            }
            Some(wait) => seen.recv_timeout(wait),
            None => seen.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match told {
            Ok(mut told) => {
                lose(&told);
                told.paths.retain(|path| reader.is_of_interest(path));
                gather.add(Instant::now(), told);
                // Most of what happens beside the site concerns nobody.
                if gather.due().is_some() {
                    noticed.get_or_insert_with(Instant::now);
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
}
