//! Which translations still say what their source says.
//!
//! A page's `ms.openlocfilehash` that is today's hash of the source file says that it does: of the file alone, whatever
//! that includes. So does a line of `translations.lock` that holds today's blocks, which are those of the page with all
//! that it includes, apart from files that the translation includes too: their text is the same in both languages.
//! Otherwise the text that the page was made from is looked for: in its own bilingual pairs and in the lock, of which the
//! one nearer to today's source is the later one, else in git at `ms.sourcegitcommit`. What is found is compared block by block with today's source, and by title and description
//! where they are known. What is not found is unknown, and never outdated.

pub mod blocks;
mod compare;
mod diff;
pub mod lock;

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use self::blocks::BlockHash;
use self::compare::{Old, Sides};
use self::lock::{Entry, Lock};
use crate::base::DocPath;
use crate::base::digest::Algorithm;
use crate::diag::{Diagnostic, Sink};
use crate::model::freshness::{Freshness, Known, Silence};
use crate::model::site::{Doc, DocId, Page, Site, Variant};
use crate::model::{Document, FrontMatter};
use crate::parse::dialect::bilingual::source_text;
use crate::parse::{front_matter, parse};
use crate::source::git::History;
use crate::source::{Content, Snapshot, SourceFile};

/// What is known of all translations.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Translations {
    /// Of each document; `None` for the source's own, and for pages that the source lacks.
    pub of: Vec<Option<Freshness>>,
    /// By locale; `None` where there is no file.
    pub locks: Vec<Option<Arc<Lock>>>,
    /// What is wrong with these files, by locale.
    pub told: Vec<Arc<[Diagnostic]>>,
}

/// What was known of the translations of a site at another time.
pub struct Earlier<'a> {
    /// It.
    pub translations: &'a Translations,
    /// Whether a locale's `translations.lock` is the file that it was.
    pub is_lock: &'a (dyn Fn(&DocPath) -> bool + Sync),
    /// Whether a document and its source are what they were, by their numbers, which are what they were, too; and whether
    /// that is to count where their line in the lock is the same, or is not.
    pub is_same: &'a (dyn Fn(DocId, DocId, bool) -> bool + Sync),
}

impl Translations {
    /// Of one document.
    pub fn get(&self, doc: DocId) -> Option<&Freshness> {
        self.of.get(doc.index())?.as_ref()
    }
}

/// What is known of all translations. What `earlier` knows of a page that nothing changed about is taken over: what
/// commits hold never changes.
pub fn translations(
    site: &Site,
    docs: &[Doc],
    snapshot: &Snapshot,
    history: Option<&dyn History>,
    earlier: Option<&Earlier<'_>>,
) -> Translations {
    let read = |locale| lock_of(site, snapshot, locale, earlier);
    let (locks, told): (Vec<_>, Vec<_>) = (0..site.locales.len()).map(read).unzip();
    let judge = Judge {
        site,
        docs,
        snapshot,
        history,
        locks: &locks,
        facts: docs.iter().map(|_| SourceFacts::default()).collect(),
    };
    let of = (0..docs.len())
        .into_par_iter()
        .with_min_len(64)
        .map(|number| match earlier.and_then(|earlier| judge.kept(number, earlier)) {
            Some(known) => known,
            None => judge.freshness(number),
        })
        .collect();
    Translations { of, locks, told }
}

/// The lock of a locale, and what is wrong with it.
fn lock_of(
    site: &Site,
    snapshot: &Snapshot,
    locale: usize,
    earlier: Option<&Earlier<'_>>,
) -> (Option<Arc<Lock>>, Arc<[Diagnostic]>) {
    let none = || (None, Vec::new().into());
    let folder = site.locales.get(locale).map_or("", |locale| locale.folder.as_str());
    // The source is translated from nothing.
    let Some(file) = DocPath::below(folder, lock::FILE).filter(|_| locale != site.source) else {
        return none();
    };
    if let Some(earlier) = earlier.filter(|earlier| (earlier.is_lock)(&file)) {
        let known = (
            earlier.translations.locks.get(locale),
            earlier.translations.told.get(locale),
        );
        if let (Some(lock), Some(told)) = known {
            return (lock.clone(), told.clone());
        }
    }
    let text = match snapshot.files.get(&file).map(|file| &file.content) {
        Some(Content::Text(text)) => text.to_string(),
        Some(Content::NotUtf8(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
        Some(Content::Media { .. }) | None => return none(),
    };
    let mut sink = Sink::new(file);
    let lock = Lock::read(&text, &mut sink);
    (Some(Arc::new(lock)), sink.into_found().into())
}

/// What of the source a page was made from today, as `translations.lock` keeps it.
pub fn entry(source: &Document, translation: &Document) -> Entry {
    let (title, description) = front_hashes(&source.front);
    Entry {
        title,
        description,
        blocks: compare::own_blocks(source, translation)
            .iter()
            .map(|block| block.hash)
            .collect(),
    }
}

/// The source's document of a page that is translated.
pub fn source_of(site: &Site, page: &Page) -> Option<DocId> {
    match page.variants.get(site.source)? {
        Variant::Own(doc) => Some(*doc),
        _ => None,
    }
}

/// Hashes of what readers see of the front matter: title and description.
fn front_hashes(front: &FrontMatter) -> (Option<BlockHash>, Option<BlockHash>) {
    let hash = |text: &Option<Box<str>>| text.as_deref().map(BlockHash::of);
    (hash(&front.title), hash(&front.description))
}

struct Judge<'a> {
    site: &'a Site,
    docs: &'a [Doc],
    snapshot: &'a Snapshot,
    history: Option<&'a dyn History>,
    locks: &'a [Option<Arc<Lock>>],
    /// Of each document that is a source, as far as something asked.
    facts: Vec<SourceFacts>,
}

/// What all translations of a page ask of its source.
#[derive(Default)]
struct SourceFacts {
    /// The hashes of the file, an algorithm each: as it is, and with a byte order mark that it has not, or without one that
    /// it has.
    digests: [[OnceLock<String>; 2]; 2],
    /// What a page was made from today, where nothing is included.
    entry: OnceLock<Entry>,
}

impl Judge<'_> {
    /// What is known already of a document whose page, source and line in the lock are what they were.
    fn kept(&self, number: usize, earlier: &Earlier<'_>) -> Option<Option<Freshness>> {
        let (page, locale) = *self.site.homes.get(number)?;
        let page = self.site.pages.get(page.index())?;
        let own = DocId(number as u32);
        let source = source_of(self.site, page).unwrap_or(own);
        let lock = self.locks.get(locale.index())?.as_deref();
        let before = earlier.translations.locks.get(locale.index())?.as_deref();
        let line = |lock: Option<&'_ Lock>| lock.map(|lock| lock.entries.get(&page.key).cloned());
        let is_same_line = match (lock, before) {
            (Some(now), Some(before)) if std::ptr::eq(now, before) => true,
            (now, before) => line(now) == line(before),
        };
        let known = earlier.translations.of.get(number)?;
        (earlier.is_same)(own, source, is_same_line).then(|| known.clone())
    }

    fn freshness(&self, number: usize) -> Option<Freshness> {
        let (page, locale) = *self.site.homes.get(number)?;
        let page = self.site.pages.get(page.index())?;
        if locale.index() == self.site.source {
            return None;
        }
        let source_id = source_of(self.site, page)?;
        let source = &self.docs.get(source_id.index())?.document;
        let translation = &self.docs.get(number)?.document;
        let front = &translation.front;
        if front
            .source_hash
            .as_deref()
            .is_some_and(|hash| self.is_hash_of(source_id, source, hash))
        {
            return Some(Freshness::Current(Known::Hash));
        }
        let lock = self.locks.get(locale.index()).and_then(Option::as_deref);
        let line = lock.and_then(|lock| lock.entries.get(&page.key));
        let sides = || Sides {
            source,
            translation,
            anchors: self.site.anchors.get(number).map(AsRef::as_ref),
        };
        if let Some(line) = line
            && self.is_entry(source_id, source, translation, line)
        {
            return Some(Freshness::Current(Known::Lock));
        }
        let by_pairs = || {
            let old = self.old_of_pairs(source, translation)?;
            let known = self.compared(Known::Pairs, &old, &sides());
            // Nothing says that the source has changed since: what the pairs lack may have been lost with its translation,
            // and is told as a difference between the two.
            Some(match front.source_hash {
                Some(_) => known,
                None => known.without_additions(),
            })
        };
        let by_lock = |line: &Entry| {
            let old = Old {
                front: Some((line.title, line.description)),
                blocks: line.blocks.clone(),
            };
            compare::compare(Known::Lock, &old, &sides(), None, front_hashes(&source.front))
        };
        match (by_pairs(), line.map(by_lock)) {
            // Both were the source once. The one that is nearer to today's is the later one.
            (Some(pairs), Some(lock)) => {
                return Some(if blocks_of(&lock) <= blocks_of(&pairs) {
                    lock
                } else {
                    pairs
                });
            }
            (Some(known), None) | (None, Some(known)) => return Some(known),
            (None, None) => {}
        }
        if let Some(old) = self.old_of_history(page, source, front) {
            return Some(self.compared(Known::History, &old, &sides()));
        }
        Some(Freshness::Unknown(match (&front.source_hash, lock) {
            (Some(_), _) => Silence::Hash,
            (None, Some(_)) => Silence::Lock,
            (None, None) => Silence::Never,
        }))
    }

    /// Whether a line of a lock holds today's source.
    fn is_entry(&self, id: DocId, source: &Document, translation: &Document, line: &Entry) -> bool {
        match self.facts.get(id.index()).filter(|_| source.text.parts.is_empty()) {
            Some(facts) => facts.entry.get_or_init(|| entry(source, translation)) == line,
            None => entry(source, translation) == *line,
        }
    }

    /// A byte order mark that came or went changes no text.
    fn is_hash_of(&self, id: DocId, source: &Document, hash: &str) -> bool {
        let Some(algorithm) = Algorithm::of(hash) else {
            return false;
        };
        let Some(facts) = self.facts.get(id.index()) else {
            return false;
        };
        let [sha1, sha256] = &facts.digests;
        let [as_is, with_other_mark] = if algorithm == Algorithm::Sha1 { sha1 } else { sha256 };
        let bytes: &[u8] = match self.snapshot.files.get(&source.file).map(|file| &file.content) {
            Some(Content::Text(text)) => text.as_bytes(),
            Some(Content::NotUtf8(bytes)) => bytes,
            _ => return false,
        };
        let is_same = |known: &String| known.eq_ignore_ascii_case(hash);
        let other = || {
            let mark = "\u{feff}".as_bytes();
            match bytes.strip_prefix(mark) {
                Some(rest) => algorithm.of_crlf(rest),
                None => algorithm.of_crlf(&[mark, bytes].concat()),
            }
        };
        is_same(as_is.get_or_init(|| algorithm.of_crlf(bytes))) || is_same(with_other_mark.get_or_init(other))
    }

    /// Compares with a text of the source's file alone.
    fn compared(&self, known: Known, old: &Old, sides: &Sides<'_>) -> Freshness {
        let alone = (!sides.source.text.parts.is_empty())
            .then(|| self.alone(&sides.source.file))
            .flatten();
        let text = alone.as_ref().unwrap_or(sides.source);
        let (front, _) = front_matter::read(&text.text.file, &mut Sink::new(text.file.clone()));
        compare::compare(known, old, sides, alone.as_ref(), front_hashes(&front))
    }

    /// A file without what it includes.
    fn alone(&self, file: &DocPath) -> Option<Document> {
        Some(parse(file, self.snapshot.files.get(file)?).0)
    }

    fn old_of_pairs(&self, source: &Document, translation: &Document) -> Option<Old> {
        if translation.pairs.is_empty() {
            return None;
        }
        let alone = (!translation.text.parts.is_empty())
            .then(|| self.alone(&translation.file))
            .flatten();
        let document = alone.as_ref().unwrap_or(translation);
        (!document.pairs.is_empty()).then(|| {
            // Its front matter is the translation's: what that was made from is not known.
            let old = parsed(&source.file, source_text(document));
            Old {
                front: None,
                blocks: blocks::blocks(&old).iter().map(|block| block.hash).collect(),
            }
        })
    }

    fn old_of_history(&self, page: &Page, source: &Document, front: &FrontMatter) -> Option<Old> {
        let commit = front.source_commit.as_deref()?;
        let locale = self.site.locales.get(self.site.source)?;
        let folder = self.snapshot.on_disk(&locale.folder);
        let bytes = self.history?.text(&folder, page.key.as_str(), commit)?;
        let old = parsed(&source.file, String::from_utf8_lossy(&bytes).into_owned());
        Some(Old {
            front: Some(front_hashes(&old.front)),
            blocks: blocks::blocks(&old).iter().map(|block| block.hash).collect(),
        })
    }
}

fn blocks_of(freshness: &Freshness) -> usize {
    match freshness {
        Freshness::Outdated(_, outdated) => outdated.blocks(),
        _ => 0,
    }
}

/// A text that stood in a file once.
fn parsed(file: &DocPath, text: String) -> Document {
    let source = SourceFile {
        hash: Default::default(),
        content: Content::Text(text.into()),
    };
    parse(file, &source).0
}
