//! Finds what includes point at.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::base::DocPath;
use crate::base::path::join_into;
use crate::diag::nearest;
use crate::docset::Docsets;
use crate::expand::{Found, FoundCode};
use crate::link::catalog::folded;
use crate::link::{Url, read_url};
use crate::model::Document;
use crate::model::site::SiteLocale;
use crate::source::Snapshot;

/// Finds it. What it finds depends on which files there are, and on none of their texts.
pub struct Finder<'a> {
    snapshot: &'a Snapshot,
    docsets: &'a Docsets,
    locales: &'a [SiteLocale],
    source: usize,
    /// The Markdown files by name as a case-insensitive file system sees them.
    spellings: OnceLock<HashMap<String, DocPath>>,
    /// The source's files by their last part; made when a file is first missing.
    names: OnceLock<HashMap<String, DocPath>>,
    /// What was most likely meant by a path that is not there: a broken line in a file that all pages include would be
    /// compared with all files once a page.
    meant: Mutex<HashMap<DocPath, Option<DocPath>>>,
}

/// How many names a missing one is compared with: pages by the thousand may miss the samples of another repository.
const MOST_COMPARED: usize = 200;

impl<'a> Finder<'a> {
    /// Among the files of a snapshot.
    pub fn new(snapshot: &'a Snapshot, docsets: &'a Docsets, locales: &'a [SiteLocale], source: usize) -> Self {
        Self {
            snapshot,
            docsets,
            locales,
            source,
            spellings: OnceLock::new(),
            names: OnceLock::new(),
            meant: Mutex::default(),
        }
    }
}

impl Finder<'_> {
    fn locale_of(&self, file: &DocPath) -> Option<usize> {
        let mut locales = self.locales.iter();
        locales.position(|locale| file.strip(locale.folder.as_str()).is_some())
    }

    fn in_locale(&self, locale: usize, key: &DocPath) -> Option<DocPath> {
        DocPath::below(self.locales.get(locale)?.folder.as_str(), key.as_str())
    }

    /// The path below a locale's root that an include means.
    fn key(&self, from: &DocPath, dest: &str) -> Option<DocPath> {
        let home = self.locale_of(from)?;
        let folder = self.locales.get(home)?.folder.as_str();
        let (path, base) = match read_url(dest) {
            Url::Relative { path, .. } => (path, DocPath::new(from.parent())?),
            Url::Docroot { path, .. } => (path, self.docset_root(home, folder, from)?),
            _ => return None,
        };
        let mut target = String::new();
        if path.is_empty() || !join_into(base.as_str(), &path, &mut target) {
            return None;
        }
        DocPath::new(&target)?.strip(folder)
    }

    fn docset_root(&self, home: usize, folder: &str, from: &DocPath) -> Option<DocPath> {
        let key = from.strip(folder)?;
        DocPath::below(folder, self.docsets.roots.of(home, key.as_str()))
    }

    /// Where a page looks: in its own language, in that of the file that includes, in the source's.
    fn candidates(&self, page: &DocPath, from: &DocPath, key: &DocPath) -> Vec<DocPath> {
        let mut locales: Vec<usize> = [self.locale_of(page), self.locale_of(from), Some(self.source)]
            .into_iter()
            .flatten()
            .collect();
        locales.dedup();
        locales
            .iter()
            .filter_map(|&locale| self.in_locale(locale, key))
            .collect()
    }

    /// The file that an include of `from`, put into `page`, means.
    pub fn find(&self, page: &DocPath, from: &DocPath, dest: &str) -> Found {
        let Some(key) = self.key(from, dest) else {
            return Found::Nothing(None);
        };
        let candidates = self.candidates(page, from, &key);
        let exact = candidates.iter().find(|file| self.snapshot.files.contains_key(*file));
        if !key.extension().eq_ignore_ascii_case("md") {
            return if exact.is_some() {
                Found::NotMarkdown
            } else {
                Found::Nothing(None)
            };
        }
        if let Some(file) = exact {
            return Found::File(file.clone());
        }
        let spellings = self.spellings();
        let spelled = candidates.iter().find_map(|file| spellings.get(&folded(file.as_str())));
        if let Some(file) = spelled {
            let home = self.locale_of(file).and_then(|locale| self.locales.get(locale));
            let own = home.and_then(|locale| file.strip(locale.folder.as_str()));
            let right = own.map_or_else(String::new, |own| self.from(from, &own));
            return Found::Spelled(file.clone(), right);
        }
        Found::Nothing(self.nearest(from, &key))
    }

    /// The file whose code a page shows.
    pub fn code(&self, page: &DocPath, from: &DocPath, dest: &str) -> FoundCode {
        let key = self.key(from, dest).ok_or(None)?;
        let candidates = self.candidates(page, from, &key);
        let found = candidates
            .iter()
            .find_map(|file| Some((file.clone(), self.snapshot.files.get(file)?.clone())));
        found.ok_or_else(|| self.nearest(from, &key))
    }

    fn spellings(&self) -> &HashMap<String, DocPath> {
        self.spellings.get_or_init(|| {
            let files = self.snapshot.files.keys().rev();
            let markdown = files.filter(|file| file.extension().eq_ignore_ascii_case("md"));
            markdown.map(|file| (folded(file.as_str()), file.clone())).collect()
        })
    }

    /// How the author of `from` writes what is most likely meant.
    fn nearest(&self, from: &DocPath, key: &DocPath) -> Option<String> {
        let mut known = self.meant.lock().unwrap_or_else(PoisonError::into_inner);
        let meant = match known.get(key) {
            Some(meant) => meant,
            None => known.entry(key.clone()).or_insert(self.meant(key)),
        };
        meant.as_ref().map(|meant| self.from(from, meant))
    }

    /// A file of the same name elsewhere is most likely meant; else one beside it whose name is nearly the same.
    fn meant(&self, key: &DocPath) -> Option<DocPath> {
        let folder = self.locales.get(self.source)?.folder.as_str();
        let names = self.names.get_or_init(|| {
            let files = self.snapshot.below(folder).map(|(key, _, _)| key);
            files.map(|key| (key.file_name().to_owned(), key)).collect()
        });
        if let Some(moved) = names.get(key.file_name()) {
            return Some(moved.clone());
        }
        let beside = DocPath::below(folder, key.parent())?;
        let files = self.snapshot.below(beside.as_str()).map(|(name, _, _)| name);
        let like = files.filter(|name| name.parent().is_empty() && name.extension() == key.extension());
        let like: Vec<DocPath> = like.take(MOST_COMPARED).collect();
        let found = nearest(key.file_name(), like.iter().map(DocPath::as_str))?;
        DocPath::below(key.parent(), found)
    }

    /// How the author of `from` writes the path of a file.
    fn from(&self, from: &DocPath, key: &DocPath) -> String {
        let home = self.locale_of(from).and_then(|locale| self.locales.get(locale));
        let own = home.and_then(|locale| from.strip(locale.folder.as_str()));
        own.as_ref().unwrap_or(from).link_to(key.as_str())
    }

    /// Every file that an include of this document may mean, whichever page it is put into.
    pub fn wanted(&self, document: &Document) -> Vec<DocPath> {
        let mut wanted = Vec::new();
        for include in &document.includes {
            let dest = document.str(include.dest);
            let Some(key) = self.key(&document.file, dest) else {
                continue;
            };
            let homes = (0..self.locales.len()).filter_map(|locale| self.in_locale(locale, &key));
            let is_there = |file: &DocPath| self.snapshot.files.contains_key(file);
            // What every page finds need not be looked for by each language, nor under another spelling.
            let shared = self.in_locale(self.source, &key);
            let is_plain = key.extension().eq_ignore_ascii_case("md") && shared.as_ref().is_some_and(is_there);
            if is_plain {
                wanted.extend(homes.filter(is_there));
                continue;
            }
            for page in homes {
                match self.find(&page, &document.file, dest) {
                    Found::File(file) | Found::Spelled(file, _) => wanted.push(file),
                    Found::Nothing(_) | Found::NotMarkdown => {}
                }
            }
        }
        wanted
    }
}
