//! What rules found, kept from one check of a site to the next: a rule looks again at what has changed, and at what it
//! could see of that from elsewhere.
//!
//! What a rule that looks at one variant sees is: the variant itself, its page's source and owner (text and links), how
//! fresh it is, the outlines of the pages that it links to, the ids that are made of these, which places any link names,
//! criteria and progress, and which pages and files there are. [`Kept::follow`] compares all of that, one of [`Sees`] after
//! the other. Whoever writes a rule that sees more adds it there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock, PoisonError};

use rayon::prelude::*;

use super::known::Known;
use super::rule::{Check, Rule, SiteView, VariantView};
use super::rules::ALL;
use crate::base::DocPath;
use crate::config::Config;
use crate::diag::{Diagnostic, Sink};
use crate::link::outdated::Translations;
use crate::link::progress::linked;
use crate::model::Document;
use crate::model::criterion::{Criteria, Step, StepVariant};
use crate::model::site::{Doc, DocId, Links, PageId, Site, Target, Variant, Why};
use crate::source::{Snapshot, SourceFile};

/// What is compared, each by itself: tests leave out one at a time, and have to notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sees {
    /// Which files there are.
    Set,
    /// Which pages there are.
    Pages,
    /// The names of other documentation.
    Xrefs,
    /// The configuration.
    Config,
    /// Other files than pages.
    Files,
    /// The files that other files name.
    Mentions,
    /// A document's text.
    Text,
    /// Its links.
    Links,
    /// How fresh it is.
    Freshness,
    /// Its page's source and owner.
    Kin,
    /// Which places of its page links name.
    Names,
    /// The outlines of the pages that it links to.
    Outlines,
    /// The outlines of pages that a broken link may mean.
    Meant,
    /// Criteria.
    Criteria,
    /// What progress is counted of.
    Progress,
    /// What pages say of themselves.
    Titles,
    /// The numbers of steps.
    Steps,
    /// The texts of headings.
    Headings,
    /// Of what is known of a translation: its text.
    Translation,
    /// Its source's text.
    Source,
    /// Its line in the lock.
    Line,
    /// The lock.
    Lock,
}

/// Whether that is compared: always, but in tests that leave it out.
#[cfg(not(test))]
pub const fn sees(_: Sees) -> bool {
    true
}

#[cfg(test)]
thread_local! {
    /// What a test leaves out.
    pub static BLIND: std::cell::Cell<&'static [Sees]> = const { std::cell::Cell::new(&[]) };
}

/// Whether that is compared.
#[cfg(test)]
pub fn sees(what: Sees) -> bool {
    !BLIND.get().contains(&what)
}

/// Whether somebody no longer wants to know.
pub type Stop<'a> = &'a (dyn Fn() -> bool + Sync);

/// What rules see of a site, at some time.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The catalogue.
    pub site: &'a Site,
    /// All documents.
    pub docs: &'a [Doc],
    /// Their links.
    pub links: &'a [Links],
    /// What is known of translations.
    pub translations: &'a Translations,
    /// The configuration.
    pub config: &'a Config,
}

/// What changed from one time to the next.
pub struct Moves<'a> {
    /// Files with other bytes.
    pub files: &'a BTreeSet<DocPath>,
    /// Files came or went.
    pub is_set_changed: bool,
}

/// What was found.
#[derive(Default)]
pub struct Kept {
    /// By document.
    variants: Vec<Looked>,
    /// By rule, for those that look at the site as a whole.
    rules: Vec<Option<Vec<Arc<Diagnostic>>>>,
    /// By file, for those that look at files by themselves. Only what was found.
    files: BTreeMap<DocPath, Vec<Arc<Diagnostic>>>,
    /// The files to be looked at; none: all.
    open_files: Option<BTreeSet<DocPath>>,
}

/// What was found in a variant.
#[derive(Default)]
struct Looked {
    found: Vec<Arc<Diagnostic>>,
    /// Somebody has looked, and nothing has changed since.
    is_done: bool,
    /// Some rule asked which places links name.
    asks_names: bool,
    /// Some rule asked what progress is counted of.
    asks_progress: bool,
}

/// Whether two are the same, or alike.
fn same<T: PartialEq + ?Sized>(a: &Arc<T>, b: &Arc<T>) -> bool {
    Arc::ptr_eq(a, b) || a == b
}

/// What rules see of the configuration. A key that is new is to be thought of here.
fn asked_of(config: &Config) -> impl PartialEq + '_ {
    let Config {
        url,
        docset_root,
        criteria,
        theme,
        status,
        // The locales and where they lie are the site's.
        title: _,
        id: _,
        source: _,
        locales: _,
        content: _,
        output: _,
        xref: _,
        checklists: _,
        markup: _,
        external: _,
        rules: _,
    } = config;
    (url, docset_root, criteria, theme, status)
}

/// Whether there are the same pages and files, so that numbers mean the same, and whatever else all rules can see.
fn is_same_ground(old: &Facts<'_>, new: &Facts<'_>) -> bool {
    let (before, after) = (old.site, new.site);
    let has_same_locales = before.locales == after.locales && before.source == after.source;
    let has_same_files = same(&before.homes, &after.homes) && same(&before.assets, &after.assets);
    has_same_locales
        && (same(&before.pages, &after.pages) && has_same_files || !sees(Sees::Pages))
        && (same(&before.xrefs, &after.xrefs) || !sees(Sees::Xrefs))
        && (asked_of(old.config) == asked_of(new.config) || !sees(Sees::Config))
}

impl Kept {
    /// Finds out what has to be looked at again. Where that is in doubt: everything.
    pub fn follow(&mut self, known: &mut Known, old: &Facts<'_>, new: &Facts<'_>, moves: &Moves<'_>) {
        let is_known = self.variants.len() == new.docs.len() && old.docs.len() == new.docs.len();
        if !is_known || moves.is_set_changed && sees(Sees::Set) || !is_same_ground(old, new) {
            *self = Self::default();
            *known = Known::default();
            return;
        }
        if let Some(open) = self.open_files.as_mut().filter(|_| sees(Sees::Files)) {
            open.extend(moves.files.iter().cloned());
        }
        if sees(Sees::Mentions) {
            let mentioned = known.mentioned.get_mut();
            mentioned.unwrap_or_else(PoisonError::into_inner).forget(moves.files);
        }
        let texts = self.follow_texts(old, new);
        self.follow_rules(old, new, &texts);
        follow_calls(known, old, new, &texts);
        self.follow_names(known, old, new, &texts.linked);
        self.follow_targets(new, &texts.pages);
        self.follow_criteria(known, old, new, &texts.linked);
    }

    /// Rules that look at the site as a whole, but for those that see nothing of what has changed.
    fn follow_rules(&mut self, old: &Facts<'_>, new: &Facts<'_>, texts: &Texts) {
        let times = [old.docs, new.docs].into_iter();
        let documents = times.flat_map(|docs| texts.linked.iter().filter_map(|id| docs.get(id.index())));
        let documents = documents.map(|doc| &doc.document);
        let own = documents.clone().map(|document| &document.file);
        let parts = documents.flat_map(|document| document.text.parts.iter().map(|part| &part.file));
        let files: BTreeSet<&DocPath> = own.chain(parts).collect();
        let names = |found: &Arc<Diagnostic>| {
            let mut labels = std::iter::once(&found.primary).chain(&found.related);
            labels.any(|label| files.contains(&label.file))
        };
        for (known, rule) in self.rules.iter_mut().zip(ALL) {
            let stands = match rule.check {
                Check::Site(_) => false,
                Check::Titles(_) => {
                    let is_told = known.iter().flatten().any(names);
                    !((texts.is_titled || is_told) && sees(Sees::Titles))
                }
                Check::Variant(_) | Check::Set(_) | Check::File(_) => true,
            };
            if !stands {
                *known = None;
            }
        }
    }

    fn open(&mut self, id: DocId) {
        if let Some(looked) = self.variants.get_mut(id.index()) {
            looked.is_done = false;
        }
    }

    /// Documents that changed, and those that are compared with them.
    fn follow_texts(&mut self, old: &Facts<'_>, new: &Facts<'_>) -> Texts {
        let mut texts = Texts::default();
        for number in 0..new.docs.len() {
            let id = DocId(number as u32);
            let (Some(before), Some(after)) = (old.docs.get(number), new.docs.get(number)) else {
                continue;
            };
            let has_same_text = Arc::ptr_eq(&before.document, &after.document);
            let links = old.links.get(number).zip(new.links.get(number));
            let has_same_links = links.is_some_and(|(before, after)| {
                same(&before.targets, &after.targets) && same(&before.remarks, &after.remarks)
            });
            let is_as_fresh = old.translations.get(id) == new.translations.get(id);
            let home = new.site.homes.get(number).copied();
            if !same(&before.outline, &after.outline) {
                texts.pages.extend(home.map(|(page, _)| page));
            }
            if !(has_same_text && has_same_links) {
                texts.linked.push(id);
            }
            if !has_same_text {
                let (before, after) = (&before.document, &after.document);
                texts.is_titled |= !titled(before).eq(&titled(after));
                if !headings(before).eq(headings(after)) {
                    texts.headed.extend(home.map(|(page, _)| page));
                }
            }
            let is_other = !has_same_text && sees(Sees::Text) || !has_same_links && sees(Sees::Links);
            if is_other || !is_as_fresh && sees(Sees::Freshness) {
                self.open(id);
            }
            if has_same_text && has_same_links || !sees(Sees::Kin) {
                continue;
            }
            let Some((page, locale)) = home else { continue };
            let Some(page) = new.site.pages.get(page.index()) else {
                continue;
            };
            if locale.index() == new.site.source || locale == page.owner {
                for variant in page.variants.iter() {
                    if let Variant::Own(id) = variant {
                        self.open(*id);
                    }
                }
            }
        }
        texts
    }

    /// Translations that lack a place, where another place is named now.
    fn follow_names(&mut self, known: &mut Known, old: &Facts<'_>, new: &Facts<'_>, changed: &[DocId]) {
        fn of<'a>(facts: &Facts<'a>, id: DocId) -> Option<(&'a Doc, &'a Links)> {
            facts.docs.get(id.index()).zip(facts.links.get(id.index()))
        }
        let pairs = changed.iter().filter_map(|id| Some([of(old, *id)?, of(new, *id)?]));
        let pages = known.named.follow(pairs);
        let pages = pages.iter().filter(|_| sees(Sees::Names));
        for page in pages.filter_map(|page| new.site.pages.get(page.index())) {
            for variant in page.variants.iter() {
                if let Variant::Own(id) = variant
                    && self.variants.get(id.index()).is_some_and(|looked| looked.asks_names)
                {
                    self.open(*id);
                }
            }
        }
    }

    /// Documents that link to a page whose outline changed, or to nothing, which could mean such a page.
    fn follow_targets(&mut self, new: &Facts<'_>, pages: &BTreeSet<PageId>) {
        if pages.is_empty() {
            return;
        }
        let sees = |target: &Target| match target {
            Target::Page { page, .. } | Target::Broken(Why::NoAnchor { page, .. }) => {
                pages.contains(page) && sees(Sees::Outlines)
            }
            Target::Broken(Why::NoPage(_)) => sees(Sees::Meant),
            _ => false,
        };
        for (looked, links) in self.variants.iter_mut().zip(new.links) {
            looked.is_done &= !links.targets.iter().any(sees);
        }
    }

    /// Documents that link to a place that is not there, which could be a criterion, and those that show progress.
    fn follow_criteria(&mut self, known: &mut Known, old: &Facts<'_>, new: &Facts<'_>, changed: &[DocId]) {
        let has_same_criteria = same(&old.site.criteria, &new.site.criteria);
        if !has_same_criteria && sees(Sees::Criteria) {
            let sees = |target: &Target| matches!(target, Target::Broken(Why::NoAnchor { .. }));
            for (looked, links) in self.variants.iter_mut().zip(new.links) {
                looked.is_done &= !links.targets.iter().any(sees);
            }
        }
        if known.progress.get().is_none() {
            return;
        }
        let linked = |facts: &Facts<'_>, id: DocId| -> Option<BTreeSet<u32>> {
            let (doc, links) = facts.docs.get(id.index()).zip(facts.links.get(id.index()))?;
            Some(linked(facts.site, doc, links).collect())
        };
        let has_same_progress = has_same_criteria
            && same(&old.site.checklists, &new.site.checklists)
            && changed.iter().all(|id| linked(old, *id) == linked(new, *id));
        if !has_same_progress && sees(Sees::Progress) {
            known.progress = OnceLock::new();
            for looked in self.variants.iter_mut().filter(|looked| looked.asks_progress) {
                looked.is_done = false;
            }
        }
    }

    /// Looks at what has to be looked at: at `first` before all else, and then tells `early`, if there is much else. Gives
    /// up when `stop` says so, and keeps what it found until then; tells whether it has looked at everything.
    pub fn look(
        &mut self,
        site: &SiteView<'_>,
        first: &BTreeSet<DocId>,
        stop: Stop<'_>,
        early: &mut dyn FnMut(&Self),
    ) -> bool {
        self.variants.resize_with(site.map.docs.len(), Looked::default);
        self.rules.resize_with(ALL.len(), || None);
        let open = (0..self.variants.len() as u32).map(DocId);
        let open = open.filter(|id| self.variants.get(id.index()).is_some_and(|looked| !looked.is_done));
        let (first, others): (Vec<DocId>, Vec<DocId>) = open.partition(|id| first.contains(id));
        let looked = look_at(site, &first, stop);
        self.take(looked);
        if !first.is_empty() && others.len() > MANY {
            early(self);
        }
        let by_variant = || look_at(site, &others, stop);
        let of_site = || {
            let rules = self.rules.par_iter().zip(ALL.par_iter()).with_max_len(1);
            rules
                .map(|(known, rule)| {
                    if known.is_some() {
                        None
                    } else {
                        look_by(site, rule, stop)
                    }
                })
                .collect::<Vec<_>>()
        };
        let (looked, (rules, files)) = rayon::join(by_variant, || {
            (of_site(), look_into(site.snapshot, self.open_files.as_ref(), stop))
        });
        self.take(looked);
        for (known, found) in self.rules.iter_mut().zip(rules) {
            if found.is_some() {
                *known = found;
            }
        }
        if let Some(files) = files {
            for file in self.open_files.iter().flatten() {
                self.files.remove(file);
            }
            self.files.extend(files);
            self.open_files = Some(BTreeSet::new());
        }
        self.is_done()
    }

    fn is_done(&self) -> bool {
        let has_all = self.open_files.as_ref().is_some_and(BTreeSet::is_empty);
        has_all && self.rules.iter().all(Option::is_some) && self.variants.iter().all(|looked| looked.is_done)
    }

    fn take(&mut self, all: Vec<(DocId, Looked)>) {
        for (id, looked) in all {
            if let Some(known) = self.variants.get_mut(id.index()) {
                *known = looked;
            }
        }
    }

    /// Everything that the rules found, always in the same order.
    pub fn found(&self) -> impl Iterator<Item = &Arc<Diagnostic>> {
        let variants = self.variants.iter().map(|looked| &looked.found);
        let rules = self.rules.iter().flatten();
        variants.chain(rules).chain(self.files.values()).flatten()
    }

    /// The same, where nobody asks again.
    pub fn into_found(self) -> Vec<Arc<Diagnostic>> {
        let variants = self.variants.into_iter().map(|looked| looked.found);
        let rules = self.rules.into_iter().flatten();
        variants
            .chain(rules)
            .chain(self.files.into_values())
            .flatten()
            .collect()
    }
}

/// How many documents take longer to look at than anyone waits gladly.
const MANY: usize = if cfg!(test) { 2 } else { 1_000 };

/// The documents that are other ones than before.
#[derive(Default)]
struct Texts {
    /// Pages that have another outline in some language.
    pages: BTreeSet<PageId>,
    /// Documents with another text or other links.
    linked: Vec<DocId>,
    /// Pages with other texts of headings in some language.
    headed: BTreeSet<PageId>,
    /// Some page says something else of itself.
    is_titled: bool,
}

/// What a page says of itself.
fn titled(document: &Document) -> impl PartialEq + '_ {
    let front = &document.front;
    let written = front.block.and_then(|block| document.text.file.get(block.range()));
    let heading = document.headings.iter().find(|heading| heading.level == 1);
    (written, front, heading.map(|heading| document.str(heading.text)))
}

fn headings(document: &Document) -> impl Iterator<Item = &str> {
    document.headings.iter().map(|heading| document.str(heading.text))
}

/// Whether the same pages are steps, with the same numbers in each language.
fn same_numbers(old: &Criteria, new: &Criteria) -> bool {
    let same_variants = |(a, b): (&StepVariant, &StepVariant)| a.numbers == b.numbers && a.is_fallback == b.is_fallback;
    let same_step = |(a, b): (&Option<Step>, &Option<Step>)| match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => {
            a.variants.len() == b.variants.len() && a.variants.iter().zip(&b.variants).all(same_variants)
        }
        _ => false,
    };
    old.steps.len() == new.steps.len() && old.steps.iter().zip(&new.steps).all(same_step)
}

/// The links of a document that call steps by numbers: they see the document itself, and of the steps their numbers, their
/// headings and their ids.
fn follow_calls(known: &mut Known, old: &Facts<'_>, new: &Facts<'_>, texts: &Texts) {
    if !known.calls.is_known() {
        return;
    }
    let is_same = Arc::ptr_eq(&old.site.criteria, &new.site.criteria);
    let is_other = !is_same && !same_numbers(&old.site.criteria, &new.site.criteria) && sees(Sees::Steps);
    let pages: BTreeSet<PageId> = texts
        .headed
        .union(&texts.pages)
        .copied()
        .filter(|_| sees(Sees::Headings))
        .collect();
    let changed: BTreeSet<DocId> = texts.linked.iter().copied().collect();
    let sees = |target: &Target| match target {
        Target::Page { page, .. } | Target::Broken(Why::NoAnchor { page, .. }) => pages.contains(page),
        _ => false,
    };
    let leads_there = |id: DocId| {
        let links = new.links.get(id.index());
        !pages.is_empty() && links.is_some_and(|links| links.targets.iter().any(sees))
    };
    known
        .calls
        .forget(|id| is_other || changed.contains(&id) || leads_there(id));
}

/// What the rules find in some documents, as far as they come.
fn look_at(site: &SiteView<'_>, open: &[DocId], stop: Stop<'_>) -> Vec<(DocId, Looked)> {
    let look = |id: &DocId| {
        let variant = site.own_variant(*id).filter(|_| !stop())?;
        let document = &variant.doc().document;
        let parts = document.text.parts.iter().map(|part| (part.at, part.file.clone()));
        let mut sink = Sink::of_parts(document.file.clone(), parts.collect());
        for rule in ALL {
            if let Check::Variant(check) = rule.check {
                check(&variant, &mut sink);
            }
        }
        Some((*id, looked(&variant, sink)))
    };
    open.par_iter().filter_map(look).collect()
}

fn looked(variant: &VariantView<'_>, sink: Sink) -> Looked {
    Looked {
        found: shared(sink.into_found()),
        is_done: true,
        asks_names: variant.asks_names(),
        asks_progress: variant.asks_progress(),
    }
}

/// What a rule finds in the site as a whole; nothing to be told apart where it looks at something else.
fn look_by(site: &SiteView<'_>, rule: &Rule, stop: Stop<'_>) -> Option<Vec<Arc<Diagnostic>>> {
    let mut found = Vec::new();
    if let Check::Site(check) | Check::Set(check) | Check::Titles(check) = rule.check {
        if stop() {
            return None;
        }
        check(site, &mut found);
    }
    Some(shared(found))
}

/// Reports take what was found, and so does the next one.
fn shared(found: Vec<Diagnostic>) -> Vec<Arc<Diagnostic>> {
    found.into_iter().map(Arc::new).collect()
}

/// What the rules find in files by themselves: in all, or in some.
fn look_into(
    snapshot: &Snapshot,
    open: Option<&BTreeSet<DocPath>>,
    stop: Stop<'_>,
) -> Option<Vec<(DocPath, Vec<Arc<Diagnostic>>)>> {
    let files: Vec<(&DocPath, &SourceFile)> = match open {
        None => snapshot.files.iter().collect(),
        Some(open) => open
            .iter()
            .filter_map(|file| snapshot.files.get_key_value(file))
            .collect(),
    };
    let look = |(file, source): (&DocPath, &SourceFile)| {
        let mut sink = Sink::new(file.clone());
        for rule in ALL {
            if let Check::File(check) = rule.check {
                check(file, source, &mut sink);
            }
        }
        let found = sink.into_found();
        (!found.is_empty()).then(|| (file.clone(), shared(found)))
    };
    if stop() {
        return None;
    }
    Some(files.into_par_iter().with_min_len(64).filter_map(look).collect())
}
