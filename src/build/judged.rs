//! What is known of translations, found out when it is first asked for. Whoever asks for it first takes over what the last
//! answer, of whichever build, says of pages that nothing changed about.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::base::DocPath;
use crate::check::{Sees, sees};
use crate::link::outdated::{self, Earlier, Translations};
use crate::model::Document;
use crate::model::site::{Doc, DocId, LocaleId, Page, PageId, Site};
use crate::source::git::History;
use crate::source::{Snapshot, SourceFile};

/// The answer for one build.
#[derive(Debug, Default)]
pub struct Judged {
    own: OnceLock<Arc<Translations>>,
    /// The last answer, shared by all builds that follow one another.
    last: Arc<Mutex<Option<Arc<Answer>>>>,
}

/// An answer, and what it was found in. Documents are kept, so that an equal address is an equal text.
#[derive(Debug)]
struct Answer {
    translations: Arc<Translations>,
    source: usize,
    pages: Arc<Vec<Page>>,
    homes: Arc<Vec<(PageId, LocaleId)>>,
    docs: Vec<Arc<Document>>,
    locks: Vec<(DocPath, Option<SourceFile>)>,
}

impl Judged {
    /// For a build that follows another one, with the same history.
    pub fn after(old: &Self) -> Self {
        Self {
            own: OnceLock::new(),
            last: old.last.clone(),
        }
    }

    /// What is known.
    pub fn get(
        &self,
        site: &Site,
        docs: &[Doc],
        snapshot: &Snapshot,
        history: Option<&dyn History>,
    ) -> &Arc<Translations> {
        self.own.get_or_init(|| {
            let open = || self.last.lock().unwrap_or_else(PoisonError::into_inner);
            let last = open().clone();
            let last = last.as_deref().filter(|last| last.is_of(site));
            let translations = Arc::new(match last {
                Some(last) => last.renewed(site, docs, snapshot, history),
                None => outdated::translations(site, docs, snapshot, history, None),
            });
            *open() = Some(Arc::new(Answer::new(translations.clone(), site, docs, snapshot)));
            translations
        })
    }
}

/// The files that say what pages were made from, by locale.
fn locks<'a>(site: &'a Site, snapshot: &'a Snapshot) -> impl Iterator<Item = (DocPath, Option<&'a SourceFile>)> {
    let files = site.locales.iter().map(|locale| {
        let file = DocPath::below(locale.folder.as_str(), outdated::lock::FILE);
        file.unwrap_or_else(DocPath::root)
    });
    files.map(|file| {
        let content = snapshot.files.get(&file);
        (file, content)
    })
}

impl Answer {
    fn new(translations: Arc<Translations>, site: &Site, docs: &[Doc], snapshot: &Snapshot) -> Self {
        Self {
            translations,
            source: site.source,
            pages: site.pages.clone(),
            homes: site.homes.clone(),
            docs: docs.iter().map(|doc| doc.document.clone()).collect(),
            locks: locks(site, snapshot)
                .map(|(file, content)| (file, content.cloned()))
                .collect(),
        }
    }

    /// Whether a site has the same pages in the same languages.
    fn is_of(&self, site: &Site) -> bool {
        let same_pages = Arc::ptr_eq(&self.pages, &site.pages) || self.pages == site.pages;
        let same_homes = Arc::ptr_eq(&self.homes, &site.homes) || self.homes == site.homes;
        self.source == site.source && same_pages && same_homes && self.locks.len() == site.locales.len()
    }

    fn renewed(&self, site: &Site, docs: &[Doc], snapshot: &Snapshot, history: Option<&dyn History>) -> Translations {
        let sees = [Sees::Translation, Sees::Source, Sees::Line, Sees::Lock].map(sees);
        let is_lock = |file: &DocPath| {
            let known = self.locks.iter().find(|(known, _)| known == file);
            known.is_some_and(|(_, content)| content.as_ref() == snapshot.files.get(file)) || !sees[3]
        };
        // Ids are made of the outlines of the two.
        let is_same = |id: DocId| {
            let known = self.docs.get(id.index()).zip(docs.get(id.index()));
            known.is_some_and(|(before, now)| Arc::ptr_eq(before, &now.document))
        };
        let is_same = |own: DocId, source: DocId, is_same_line: bool| {
            (is_same(own) || !sees[0]) && (is_same(source) || !sees[1]) && (is_same_line || !sees[2])
        };
        let earlier = Earlier {
            translations: &self.translations,
            is_lock: &is_lock,
            is_same: &is_same,
        };
        outdated::translations(site, docs, snapshot, history, Some(&earlier))
    }
}
