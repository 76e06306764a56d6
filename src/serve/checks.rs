//! What is wrong with the site: looked for behind what is shown, so that no page waits for it.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::stage::Job;
use super::{Speaker, Told};
use crate::base::DocPath;
use crate::build::{Checked, Shown};
use crate::diag::Diagnostic;
use crate::model::freshness::Freshness;

/// What was found in a build.
pub struct Findings {
    /// The build.
    pub build: Arc<Shown>,
    /// In the order of a report.
    pub list: Vec<Arc<Diagnostic>>,
    /// Somebody has looked.
    pub is_done: bool,
}

impl Findings {
    /// Before somebody has looked.
    pub fn none(build: Arc<Shown>) -> Self {
        Self {
            build,
            list: Vec::new(),
            is_done: false,
        }
    }

    /// What was found in some files of a new build, and what was known of the others.
    fn early(build: &Arc<Shown>, list: Vec<Arc<Diagnostic>>, first: &BTreeSet<DocPath>, before: Option<&Self>) -> Self {
        let is_first = |found: &Arc<Diagnostic>| first.contains(&found.primary.file);
        let mut all: Vec<Arc<Diagnostic>> = list.into_iter().filter(is_first).collect();
        let others = before.into_iter().flat_map(|before| &before.list);
        all.extend(others.filter(|found| !is_first(found)).cloned());
        all.sort_by(|a, b| a.compare(b));
        Self {
            build: build.clone(),
            list: all,
            is_done: before.is_some(),
        }
    }

    /// How the document that a file makes stands to its source. `None` where nobody has looked, or there is nothing to say.
    pub fn freshness(&self, file: &DocPath) -> Option<&Freshness> {
        let docs = self.build.docs();
        let place = docs.binary_search_by(|doc| doc.document.file.cmp(file)).ok()?;
        let translations = self.is_done.then(|| self.build.translations())?;
        translations.get(crate::model::site::DocId(place as u32))
    }
}

/// A build to be looked at.
pub struct Work {
    /// The build.
    pub build: Arc<Shown>,
    /// The files that changed since the one before.
    pub files: Vec<DocPath>,
    /// How long it took from the first notice of a change until it could be shown.
    pub took: Duration,
    /// Why pages stay what they were, where they do.
    pub trouble: Option<String>,
}

impl Work {
    /// After work that nobody waits for any more.
    fn after(mut self, older: Work) -> Self {
        let mut files = older.files;
        files.retain(|file| !self.files.contains(file));
        files.append(&mut self.files);
        Self { files, ..self }
    }
}

/// Hands builds to whoever looks at them.
#[derive(Clone)]
pub struct Orders {
    works: Sender<Work>,
    count: Arc<AtomicUsize>,
}

/// The builds that are to be looked at.
pub struct Wanted {
    works: Receiver<Work>,
    count: Arc<AtomicUsize>,
    taken: usize,
}

/// Both ends.
pub fn orders() -> (Orders, Wanted) {
    let (send, works) = mpsc::channel();
    let count = Arc::new(AtomicUsize::new(0));
    let orders = Orders {
        works: send,
        count: count.clone(),
    };
    (orders, Wanted { works, count, taken: 0 })
}

impl Orders {
    /// Has a build looked at, and the one before it no more. Nobody hears of findings any more where this fails.
    pub fn send(&self, work: Work) {
        if self.works.send(work).is_ok() {
            self.count.fetch_add(1, Ordering::Release);
        }
    }
}

impl Wanted {
    /// The newest, once there is one, with all that came since it was last asked for.
    fn next(&mut self, older: Option<Work>) -> Option<Work> {
        let mut now = match older {
            Some(older) => older,
            None => self.take(self.works.recv().ok()?),
        };
        while let Ok(newer) = self.works.try_recv() {
            now = self.take(newer).after(now);
        }
        Some(now)
    }

    fn take(&mut self, work: Work) -> Work {
        self.taken += 1;
        work
    }
}

/// Files of pages that are open: what is wrong with them is looked for first.
pub type Open = Arc<Mutex<BTreeSet<DocPath>>>;

/// For so long newer builds may keep what is wrong with the site from being told. After that it is told of a build that is
/// no longer the newest.
const LONGEST: Duration = Duration::from_millis(700);

/// Looks at one build after the other, and lets go of those that a newer one has followed.
pub fn run(mut wanted: Wanted, open: &Open, stage: &Sender<Job>, speaker: &dyn Speaker) {
    // Of its own, and small: whoever waits for a page comes first.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().ok();
    let mut checked = Checked::default();
    let mut before: Option<Arc<Findings>> = None;
    let mut left = None;
    let mut since = None;
    while let Some(now) = wanted.next(left.take()) {
        let begun = *since.get_or_insert_with(Instant::now);
        let (count, taken) = (&*wanted.count, wanted.taken);
        let is_late = || count.load(Ordering::Acquire) > taken && begun.elapsed() < LONGEST;
        let mut first = open.lock().unwrap_or_else(PoisonError::into_inner).clone();
        first.extend(now.files.iter().cloned());
        let mut early = |list: Vec<Arc<Diagnostic>>| {
            let found = Arc::new(Findings::early(&now.build, list, &first, before.as_deref()));
            // Nobody listens any more: that is noticed below.
            let _ = stage.send(Job::Found(found));
        };
        let mut check = || checked.check(&now.build, &first, &is_late, &mut early);
        let list = match &pool {
            Some(pool) => pool.install(check),
            None => check(),
        };
        let Some(list) = list else {
            left = Some(now);
            continue;
        };
        since = None;
        let found = Arc::new(Findings {
            build: now.build,
            list,
            is_done: true,
        });
        speaker.told(&Told {
            found: &found,
            before: before.as_deref(),
            files: &now.files,
            took: now.took,
            trouble: now.trouble.as_deref(),
        });
        before = Some(found.clone());
        if stage.send(Job::Found(found)).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::build::{Options, testing};
    use crate::source::Snapshot;

    /// What was told: of a build of how many pages, and of which files.
    #[derive(Default)]
    struct Heard(Mutex<Vec<(usize, Vec<DocPath>)>>);

    impl Speaker for Heard {
        fn say(&self, _: &str) {}

        fn told(&self, told: &Told<'_>) {
            let mut heard = self.0.lock().expect("nobody panics");
            heard.push((told.found.build.docs().len(), told.files.to_vec()));
        }

        fn answered(&self, _: &str, _: &str, _: u16) {}
    }

    /// A build of so many pages.
    fn build(pages: usize) -> Arc<Shown> {
        let names: Vec<String> = (0..pages).map(|page| format!("en/{page}.md")).collect();
        let files: Vec<(&str, &str)> = names
            .iter()
            .map(|name| (name.as_str(), "# A\n\n[x](gone.md)\n"))
            .collect();
        let folder = Arc::new(testing::engine(&files).folder);
        Arc::new(Shown::new(
            &folder,
            &Options::default(),
            Arc::new(Snapshot::of(&files)),
            None,
        ))
    }

    fn work(build: &Arc<Shown>, file: usize) -> Work {
        Work {
            build: build.clone(),
            files: DocPath::new(&format!("en/{file}.md")).into_iter().collect(),
            took: Duration::ZERO,
            trouble: None,
        }
    }

    /// What is told while `send` hands over builds.
    fn heard(send: impl FnOnce(&Orders) + Send) -> Vec<(usize, Vec<DocPath>)> {
        let heard = Heard::default();
        let (orders, wanted) = orders();
        let (stage, jobs) = mpsc::channel();
        thread::scope(|scope| {
            let heard = &heard;
            scope.spawn(move || run(wanted, &Open::default(), &stage, heard));
            scope.spawn(move || jobs.iter().for_each(drop));
            send(&orders);
            drop(orders);
        });
        heard.0.into_inner().expect("nobody panicked")
    }

    #[test]
    fn the_last_build_is_told_of_and_no_file_is_lost() {
        let builds = [build(1), build(2), build(3)];
        let told = heard(|orders| {
            for file in 0..60 {
                orders.send(work(&builds[file % 3], file));
                thread::sleep(Duration::from_micros(file as u64 * 40));
            }
        });
        assert_eq!(told.last().map(|(pages, _)| *pages), Some(3));
        let files: BTreeSet<&DocPath> = told.iter().flat_map(|(_, files)| files).collect();
        assert_eq!(files.len(), 60);
    }

    #[test]
    fn who_never_stops_editing_hears_all_the_same() {
        let builds = [build(2), build(3)];
        let told = heard(|orders| {
            let begun = Instant::now();
            for file in 0.. {
                if begun.elapsed() > LONGEST * 4 {
                    break;
                }
                // No look is over before the next one is wanted.
                orders.send(work(&builds[file % 2], 0));
                thread::sleep(Duration::from_micros(100));
            }
        });
        assert!(told.len() > 1, "{told:?}");
    }
}
