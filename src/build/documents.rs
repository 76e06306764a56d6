//! All documents of a site: pages, and what they include. A file is parsed again only if it changed, a page made again
//! only if a file that it is made of did.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::SiteFolder;
use super::allowances::Comments;
use super::change::Change;
use super::finder::Finder;
use crate::base::{DocPath, Span};
use crate::diag::Diagnostic;
use crate::docset::Docsets;
use crate::expand::{Found, Library, expand, outline};
use crate::link::catalog::is_page;
use crate::model::Document;
use crate::model::site::Doc;
use crate::parse::front_matter::default_values;
use crate::parse::parse;
use crate::source::{Snapshot, SourceFile};

/// The documents of a site, with what the next build needs to know of how they were made.
#[derive(Clone, Debug, Default)]
pub struct Documents {
    /// The pages, by path.
    pub docs: Vec<Doc>,
    /// Of each page.
    origins: Vec<Arc<Origin>>,
    /// The files that pages include, without what those include.
    files: BTreeMap<DocPath, Arc<Document>>,
    /// Of each of these files.
    file_origins: BTreeMap<DocPath, Arc<Origin>>,
}

/// How a document was made.
#[derive(Debug, Default)]
struct Origin {
    /// It includes other files, or shows code of them, or would if they were there.
    is_made_of_others: bool,
    /// The files that its includes may mean, whichever page it is put into.
    wanted: Vec<DocPath>,
    /// The files that it was made of besides its own.
    used: BTreeSet<DocPath>,
    /// What is wrong with its own file.
    told: Vec<Diagnostic>,
    /// What was found when it was put together.
    told_later: Vec<Diagnostic>,
    /// Comments that allow a finding.
    allowances: Vec<Span>,
}

impl Origin {
    /// Whether a document is what it was. Which file an include means depends on which files there are.
    fn holds(&self, file: &DocPath, change: &Change) -> bool {
        let is_other = change.files.contains(file) || (self.is_made_of_others && change.is_set_changed);
        !is_other && self.used.is_disjoint(&change.files)
    }
}

/// The parsed file of a page.
struct Parsed {
    document: Document,
    origin: Origin,
}

impl Documents {
    /// All pages with all that belongs to them, several at a time. What `old` has is taken over where it holds.
    pub fn new(
        folder: &SiteFolder,
        snapshot: &Snapshot,
        docsets: &Docsets,
        old: Option<(&Documents, &Change)>,
    ) -> Self {
        let locales = &folder.locales;
        let home = |path: &DocPath| {
            let mut folders = locales.iter().enumerate();
            folders.find_map(|(locale, facts)| Some((locale, path.strip(facts.folder.as_str())?)))
        };
        let is_page = |path: &DocPath, file: &SourceFile| {
            home(path).is_some_and(|(locale, key)| is_page(&key, file) && docsets.is_content(locale, key.as_str()))
        };
        let names: Vec<&DocPath> = match old {
            Some((old, change)) if change.keeps_pages() => old.docs.iter().map(|doc| &doc.document.file).collect(),
            _ => {
                let files = snapshot.files.iter().filter(|(path, file)| is_page(path, file));
                files.map(|(path, _)| path).collect()
            }
        };
        let kept = |place: usize, path: &DocPath| {
            let (old, change) = old?;
            let is_here = |place: &usize| old.docs.get(*place).is_some_and(|doc| doc.document.file == *path);
            let place = Some(place).filter(is_here).or_else(|| old.place(path))?;
            let origin = old.origins.get(place).filter(|origin| origin.holds(path, change))?;
            Some((old.docs.get(place)?.clone(), origin.clone()))
        };
        let finder = Finder::new(snapshot, docsets, locales, folder.source);
        let mut docs: Vec<Option<Doc>> = Vec::with_capacity(names.len());
        let mut origins: Vec<Arc<Origin>> = Vec::with_capacity(names.len());
        let mut fresh: Vec<(usize, &DocPath)> = Vec::new();
        for (place, path) in names.into_iter().enumerate() {
            match kept(place, path) {
                Some((doc, origin)) => {
                    docs.push(Some(doc));
                    origins.push(origin);
                }
                None => {
                    fresh.push((docs.len(), path));
                    docs.push(None);
                    origins.push(Arc::default());
                }
            }
        }
        let parsed = fresh.into_par_iter().with_min_len(8).filter_map(|(place, path)| {
            let (document, origin) = parsed(path, snapshot.files.get(path)?, &finder);
            Some((place, Parsed { document, origin }))
        });
        let parsed: Vec<(usize, Parsed)> = parsed.collect();
        let wanted = origins.iter().flat_map(|origin| &origin.wanted);
        let fresh = parsed.iter().flat_map(|(_, page)| &page.origin.wanted);
        let wanted: BTreeSet<DocPath> = wanted.chain(fresh).cloned().collect();
        let (files, file_origins) = included(wanted, &finder, snapshot, old);
        let made = parsed.into_par_iter().with_min_len(8).map(|(place, page)| {
            let (doc, origin) = made(page, &files, &finder, |document| {
                if let Some((locale, key)) = home(&document.file) {
                    default_values(document, docsets.metadata_of(locale, key.as_str()));
                }
            });
            (place, doc, origin)
        });
        let made: Vec<(usize, Doc, Origin)> = made.collect();
        for (place, mut doc, origin) in made {
            // An outline that is what it was is the same one: whoever compares it need not look into it.
            let before = old.and_then(|(old, _)| old.docs.get(old.place(&doc.document.file)?));
            if let Some(before) = before.filter(|before| before.outline == doc.outline) {
                doc.outline = before.outline.clone();
            }
            if let (Some(to), Some(of)) = (docs.get_mut(place), origins.get_mut(place)) {
                (*to, *of) = (Some(doc), Arc::new(origin));
            }
        }
        Self {
            docs: docs.into_iter().flatten().collect(),
            origins,
            files,
            file_origins,
        }
    }

    fn place(&self, path: &DocPath) -> Option<usize> {
        self.docs.binary_search_by(|doc| doc.document.file.cmp(path)).ok()
    }

    /// Whether a file is a page of these.
    pub fn is_page(&self, path: &DocPath) -> bool {
        self.place(path).is_some()
    }

    /// What was found in the files, and what when they were put together. Comments that allow a finding go to `comments`.
    pub fn tell(&self, comments: &mut Comments, found: &mut Vec<Diagnostic>) {
        let pages = self.docs.iter().map(|doc| &doc.document.file).zip(&self.origins);
        for (file, origin) in pages.clone().chain(&self.file_origins) {
            if !origin.allowances.is_empty() {
                comments.entry(file.clone()).or_default().extend(&origin.allowances);
            }
        }
        for (_, origin) in pages.clone() {
            found.extend_from_slice(&origin.told);
        }
        // A page that others include was told of.
        let others = self.file_origins.iter().filter(|(file, _)| !self.is_page(file));
        for (_, origin) in others {
            found.extend_from_slice(&origin.told);
        }
        for (_, origin) in pages {
            found.extend_from_slice(&origin.told_later);
        }
    }
}

fn parsed(path: &DocPath, file: &SourceFile, finder: &Finder<'_>) -> (Document, Origin) {
    let (document, told) = parse(path, file);
    let origin = Origin {
        is_made_of_others: !document.includes.is_empty() || !document.snippets.is_empty(),
        wanted: finder.wanted(&document),
        told,
        allowances: document.allowances.clone(),
        ..Origin::default()
    };
    (document, origin)
}

/// A page of its own file and all that it includes and shows.
fn made(
    page: Parsed,
    files: &BTreeMap<DocPath, Arc<Document>>,
    finder: &Finder<'_>,
    complete: impl Fn(&mut Document),
) -> (Doc, Origin) {
    let Parsed { document, mut origin } = page;
    let used = Mutex::new(BTreeSet::new());
    let note = |file: &DocPath| {
        used.lock().unwrap_or_else(PoisonError::into_inner).insert(file.clone());
    };
    let find = |page: &DocPath, from: &DocPath, dest: &str| {
        let found = finder.find(page, from, dest);
        if let Found::File(file) | Found::Spelled(file, _) = &found {
            note(file);
        }
        found
    };
    let code = |page: &DocPath, from: &DocPath, dest: &str| {
        let found = finder.code(page, from, dest);
        if let Ok((file, _)) = &found {
            note(file);
        }
        found
    };
    let library = Library {
        files,
        find: &find,
        code: &code,
    };
    let (mut document, told) = expand(document, &library);
    complete(&mut document);
    let outline = outline(&document);
    origin.told_later = told;
    origin.used = used.into_inner().unwrap_or_else(PoisonError::into_inner);
    let doc = Doc {
        document: Arc::new(document),
        outline: Arc::new(outline),
    };
    (doc, origin)
}

type Files = (BTreeMap<DocPath, Arc<Document>>, BTreeMap<DocPath, Arc<Origin>>);

/// The files that pages include, and those again.
fn included(
    mut wanted: BTreeSet<DocPath>,
    finder: &Finder<'_>,
    snapshot: &Snapshot,
    old: Option<(&Documents, &Change)>,
) -> Files {
    let (mut files, mut origins) = Files::default();
    let kept = |path: &DocPath| {
        let (old, change) = old?;
        let origin = old.file_origins.get(path).filter(|origin| origin.holds(path, change))?;
        Some((old.files.get(path)?.clone(), origin.clone()))
    };
    while !wanted.is_empty() {
        let names: Vec<DocPath> = std::mem::take(&mut wanted).into_iter().collect();
        let read = names.into_par_iter().with_min_len(8).filter_map(|path| {
            let (document, origin) = match kept(&path) {
                Some(known) => known,
                None => {
                    let (document, origin) = parsed(&path, snapshot.files.get(&path)?, finder);
                    (Arc::new(document), Arc::new(origin))
                }
            };
            Some((path, document, origin))
        });
        let read: Vec<(DocPath, Arc<Document>, Arc<Origin>)> = read.collect();
        let mut next: Vec<DocPath> = Vec::new();
        for (path, document, origin) in read {
            next.extend(origin.wanted.iter().cloned());
            files.insert(path.clone(), document);
            origins.insert(path, origin);
        }
        wanted = next.into_iter().filter(|path| !files.contains_key(path)).collect();
    }
    (files, origins)
}
