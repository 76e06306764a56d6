//! What checks find out about a whole site, and what the next check of it need not find out again.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;

use super::parity::pages::Orphan;
use super::parity::walk::hash;
use super::rule::{Meaning, SiteView};
use super::rules::step_number_mismatch::Called;
use super::rules::unused_asset::Mentioned;
use crate::link::progress::Progress;
use crate::link::{Url, read_url};
use crate::model::LinkKind;
use crate::model::site::{Doc, DocId, Links, LocaleId, PageId, Target, Why};

/// It. What is asked for is found out once, by whoever asks first.
#[derive(Default)]
pub struct Known {
    /// What paths that are not there most likely mean.
    pub(super) meant: Meant,
    /// The same of tables of contents, which lead to pages alone.
    pub(super) meant_in_tocs: Meant,
    /// The places that links name.
    pub(super) named: Named,
    /// What progress is counted of.
    pub(super) progress: OnceLock<Progress>,
    /// The links that call steps by numbers.
    pub(super) calls: Calls,
    /// Translations whose source is not there.
    pub(super) orphans: OnceLock<Vec<Orphan>>,
    /// The pages that broken paths may mean.
    pub(super) likely_pages: Likely,
    /// The files that they may mean.
    pub(super) likely_files: Likely,
    /// The files that texts name.
    pub(super) mentioned: Mutex<Mentioned>,
}

/// What paths that are not there may mean. As long as there are the same pages and files, it stands.
#[derive(Default)]
pub struct Likely(Mutex<HashMap<Box<str>, Paths>>);

type Paths = Arc<[Box<str>]>;

impl Likely {
    /// All that some paths may mean; `find` tells it of one.
    pub(super) fn all(&self, paths: &[&str], find: &(dyn Fn(&str) -> Vec<Box<str>> + Sync)) -> HashSet<Box<str>> {
        let open = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let new: Vec<&str> = {
            let known = open();
            paths
                .iter()
                .copied()
                .filter(|path| !known.contains_key(*path))
                .collect()
        };
        // Looked for without the lock, so that others need not wait.
        let found: Vec<(Box<str>, Paths)> = new
            .into_par_iter()
            .map(|path| (path.into(), find(path).into()))
            .collect();
        let mut known = open();
        known.extend(found);
        let all = paths.iter().filter_map(|path| known.get(*path));
        all.flat_map(|all| all.iter().cloned()).collect()
    }
}

/// What paths that are not there most likely mean: `(locale, kind of link, path)` → path below the locale's root. A
/// broken link in a file that all pages include would else be compared with all pages once a page. As long as there are the
/// same pages and files, it stands.
#[derive(Default)]
pub struct Meant(Mutex<HashMap<Missing, Option<Meaning>>>);

type Missing = (LocaleId, LinkKind, Box<str>);

impl Meant {
    /// What is known, or what `look` finds.
    pub(super) fn get(&self, key: Missing, look: impl FnOnce() -> Option<Meaning>) -> Option<Meaning> {
        let open = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = open().get(&key) {
            return known.clone();
        }
        // Looked for without the lock, so that others need not wait; two that look at once find the same.
        let found = look();
        open().insert(key, found.clone());
        found
    }
}

/// A page, and the hash of a fragment.
type Name = (PageId, u64);

/// How many links name each place of each page by its fragment, as far as some rule asked.
#[derive(Default)]
pub struct Named(OnceLock<HashMap<Name, u32>>);

impl Named {
    /// Whether some link names this fragment of a page.
    pub(super) fn has(&self, site: &SiteView<'_>, page: PageId, fragment: &str) -> bool {
        let named = self.0.get_or_init(|| {
            let mut all = HashMap::new();
            for (doc, links) in site.map.docs.iter().zip(site.links) {
                for name in names(doc, links) {
                    *all.entry(name).or_default() += 1;
                }
            }
            all
        });
        named.contains_key(&(page, hash(fragment)))
    }

    /// Follows documents with other links, each as it was and as it is: the pages of which another place is named, or one
    /// is named no more.
    pub(super) fn follow<'a>(&mut self, changed: impl Iterator<Item = [(&'a Doc, &'a Links); 2]>) -> BTreeSet<PageId> {
        let mut pages = BTreeSet::new();
        let Some(all) = self.0.get_mut() else {
            return pages;
        };
        let mut more: HashMap<Name, i64> = HashMap::new();
        for [(doc, links), (new_doc, new_links)] in changed {
            for name in names(doc, links) {
                *more.entry(name).or_default() -= 1;
            }
            for name in names(new_doc, new_links) {
                *more.entry(name).or_default() += 1;
            }
        }
        for (name, more) in more.into_iter().filter(|(_, more)| *more != 0) {
            let before = all.get(&name).copied().unwrap_or_default();
            let after = u32::try_from(i64::from(before) + more).unwrap_or_default();
            if (before == 0) != (after == 0) {
                pages.insert(name.0);
            }
            match after {
                0 => _ = all.remove(&name),
                after => _ = all.insert(name, after),
            }
        }
        pages
    }
}

/// The places that the links of a document name.
fn names<'a>(doc: &'a Doc, links: &'a Links) -> impl Iterator<Item = Name> + 'a {
    let all = doc.document.links.iter().zip(links.targets.iter());
    all.filter_map(|(link, target)| match target {
        Target::Page { page, tail } if tail.contains('#') => match read_url(doc.document.str(link.dest)) {
            Url::Relative { fragment, .. } | Url::Docroot { fragment, .. } => Some((*page, hash(&fragment?))),
            _ => None,
        },
        Target::Broken(Why::NoAnchor { page, fragment, .. }) => Some((*page, hash(fragment))),
        _ => None,
    })
}

/// The links that call steps by numbers, by document.
#[derive(Default)]
pub struct Calls(OnceLock<Box<[OfDocument]>>);

type OfDocument = OnceLock<Box<[Called]>>;

impl Calls {
    /// All of them; `of` gives those of a document.
    pub(super) fn all(&self, docs: usize, of: &(dyn Fn(DocId) -> Vec<Called> + Sync)) -> Vec<&Called> {
        let all = self.0.get_or_init(|| (0..docs).map(|_| OnceLock::new()).collect());
        let get = |(number, calls): (usize, &OfDocument)| {
            calls.get_or_init(|| of(DocId(number as u32)).into_boxed_slice());
        };
        all.par_iter().enumerate().with_min_len(64).for_each(get);
        all.iter().filter_map(OnceLock::get).flatten().collect()
    }

    /// Whether somebody asked.
    pub(super) fn is_known(&self) -> bool {
        self.0.get().is_some()
    }

    /// Forgets those of the documents that `is_other` says.
    pub(super) fn forget(&mut self, is_other: impl Fn(DocId) -> bool) {
        for (number, calls) in self.0.get_mut().into_iter().flatten().enumerate() {
            if is_other(DocId(number as u32)) {
                calls.take();
            }
        }
    }
}
