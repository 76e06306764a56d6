//! What is wrong with the site: looked for behind what is shown, so that no page waits for it.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::time::Duration;

use super::stage::Job;
use super::{Speaker, Told};
use crate::base::DocPath;
use crate::build::Shown;
use crate::diag::Diagnostic;
use crate::model::freshness::Freshness;

/// What was found in a build.
pub struct Findings {
    /// The build.
    pub build: Arc<Shown>,
    /// In the order of a report.
    pub list: Vec<Diagnostic>,
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

/// Looks at one build after the other, and lets go of those that a newer one has followed.
pub fn run(work: &Receiver<Work>, stage: &Sender<Job>, speaker: &dyn Speaker) {
    // Of its own, and small: whoever waits for a page comes first.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().ok();
    let mut before: Option<Arc<Findings>> = None;
    let mut next = work.recv().ok();
    while let Some(mut now) = next {
        while let Ok(newer) = work.try_recv() {
            now = newer.after(now);
        }
        let check = || now.build.check();
        let list = pool.as_ref().map_or_else(check, |pool| pool.install(check));
        if let Ok(newer) = work.try_recv() {
            next = Some(newer.after(now));
            continue;
        }
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
        next = work.recv().ok();
    }
}
