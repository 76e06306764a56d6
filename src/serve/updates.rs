//! Follows the disk and makes a build of every change.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use super::Speaker;
use super::facts::is_of_site;
use super::gather::Gather;
use super::reader::{News, Reader};
use super::stage::{Job, Shown};
use super::watch::{Seen, Watch};
use crate::base::DocPath;
use crate::build::{Build, Engine, FolderError, Options, SiteFolder};
use crate::source::Snapshot;

/// A new folder's first files may have come before its watch: it is looked at again after this long.
const AGAIN: Duration = Duration::from_millis(150);

/// Who looks again and again tells files apart by seconds: another save within the same one is looked for after this long.
const SECOND: Duration = Duration::from_millis(1100);

/// Makes builds of snapshots. The one place where a faster engine goes in.
pub trait Engines: Send + 'static {
    /// The build of a snapshot of a folder.
    fn next(&mut self, folder: &SiteFolder, snapshot: Snapshot) -> Arc<Build>;
}

/// Every build from the ground up.
pub struct Whole(pub Options);

impl Engines for Whole {
    fn next(&mut self, folder: &SiteFolder, snapshot: Snapshot) -> Arc<Build> {
        let engine = Engine {
            folder: folder.clone(),
            options: self.0.clone(),
        };
        Arc::new(engine.update(snapshot))
    }
}

/// A build, as it is told of.
pub struct Told<'a> {
    /// The new one.
    pub build: &'a Build,
    /// The one before; `None` for the first.
    pub before: Option<&'a Build>,
    /// The files that changed.
    pub files: &'a [DocPath],
    /// How long it took since the first of them was noticed.
    pub took: Duration,
    /// Why pages stay what they were, where they do.
    pub trouble: Option<&'a str>,
}

/// Makes one build after the other.
pub struct Updates<E> {
    engines: E,
    speaker: &'static dyn Speaker,
    /// The last that can be shown.
    good: Option<Arc<Build>>,
    /// The last.
    told: Option<Arc<Build>>,
}

impl<E: Engines> Updates<E> {
    /// Before the first.
    pub fn new(engines: E, speaker: &'static dyn Speaker) -> Self {
        Self {
            engines,
            speaker,
            good: None,
            told: None,
        }
    }

    /// The first build is shown whatever it is.
    pub fn first(&mut self, reader: &Reader) -> Shown {
        let started = Instant::now();
        let build = self.engines.next(&reader.folder, reader.snapshot.clone());
        self.speaker.told(&Told {
            build: &build,
            before: None,
            files: &[],
            took: started.elapsed(),
            trouble: None,
        });
        self.good = Some(build.clone());
        self.told = Some(build.clone());
        Shown {
            told: build.clone(),
            build,
            trouble: None,
            files: Vec::new(),
            is_reload: false,
        }
    }

    /// Goes on until nobody looks any more.
    pub fn run(mut self, mut reader: Reader, is_polling: bool, stage: &Sender<Job>) {
        let (send, seen) = mpsc::channel();
        let speaker = self.speaker;
        let say = move |line: &str| speaker.say(line);
        let mut watch = Watch::new(send, is_polling, &say);
        watch.places(reader.places(), &say);
        let mut gather = Gather::default();
        let root = reader.root();
        for early in watch.probe(&root, &seen, &say) {
            gather.add(Instant::now(), early.paths, early.is_whole);
        }
        // What happened between the first reading and the first watch is not told of.
        gather.add(Instant::now(), [], true);
        let mut trouble = None;
        let mut again = None;
        let mut is_first = true;
        while let Some(started) = next(&mut gather, &seen, again, &reader) {
            if again.is_some_and(|at| at <= Instant::now()) {
                again = None;
                gather.add(Instant::now(), [], true);
            }
            let gathered = gather.take();
            let is_folder = gathered.paths.iter().any(|path| path.is_dir());
            let looked = reader.look(&gathered);
            if looked
                .as_ref()
                .is_ok_and(|news| news.as_ref().is_some_and(|news| news.is_refolded))
                || is_folder
            {
                watch.places(reader.places(), &say);
            }
            if is_folder {
                again.get_or_insert(Instant::now() + AGAIN);
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
    ) -> Option<Shown> {
        let news = match looked {
            // A folder that can be understood again is news, though its files are what they were.
            Ok(None) if trouble.take().is_some() => News::default(),
            Ok(None) => return None,
            Ok(Some(news)) => news,
            Err(error) => return self.keep(error.to_string(), trouble),
        };
        let build = self.engines.next(&reader.folder, reader.snapshot.clone());
        let before = self.told.replace(build.clone());
        let broken = build.diagnostics.iter().find(|found| is_of_site(found));
        *trouble = broken.map(|found| {
            format!(
                "{}: {}; pages stay what they were until this is mended",
                found.primary.file, found.message
            )
        });
        self.speaker.told(&Told {
            build: &build,
            before: before.as_deref(),
            files: &news.files,
            took: started.elapsed(),
            trouble: trouble.as_deref(),
        });
        // A theme or words that are half there would be shown in place of pages that somebody reads.
        let good = match (&self.good, &trouble) {
            (Some(good), Some(_)) => good.clone(),
            _ => build.clone(),
        };
        self.good = Some(good.clone());
        let is_of_theme = |file: &DocPath| file.as_str().starts_with("themes/") && file.extension() != "css";
        Some(Shown {
            build: good,
            told: build,
            is_reload: trouble.is_none() && news.files.iter().any(is_of_theme),
            trouble: trouble.clone(),
            files: news.files,
        })
    }

    /// The folder cannot be understood: what was shown stays.
    fn keep(&mut self, why: String, trouble: &mut Option<String>) -> Option<Shown> {
        if trouble.as_ref() == Some(&why) {
            return None;
        }
        self.speaker.say(&format!("error: {why}"));
        *trouble = Some(why.clone());
        Some(Shown {
            build: self.good.clone()?,
            told: self.told.clone()?,
            trouble: Some(why),
            files: Vec::new(),
            is_reload: false,
        })
    }
}

/// Waits until there is something to look at, and tells when it was noticed; `None` when nobody will tell any more.
fn next(gather: &mut Gather, seen: &Receiver<Seen>, again: Option<Instant>, reader: &Reader) -> Option<Instant> {
    let mut noticed = None;
    loop {
        let due = match (gather.due(), again) {
            (Some(due), Some(again)) => Some(due.min(again)),
            (due, again) => due.or(again),
        };
        let told = match due {
            Some(due) => match due.checked_duration_since(Instant::now()) {
                Some(wait) if !wait.is_zero() => seen.recv_timeout(wait),
                _ => return Some(noticed.unwrap_or_else(Instant::now)),
            },
            None => seen.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match told {
            Ok(told) => {
                let paths = told.paths.into_iter().filter(|path| reader.is_of_interest(path));
                gather.add(Instant::now(), paths, told.is_whole);
                noticed.get_or_insert_with(Instant::now);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
}
