//! A site as pages show it: everything that is known of it but what is wrong with it. A build that follows another one
//! takes over what cannot have changed, and gives what a build from nothing gives.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::change::Change;
use super::documents::Documents;
use super::folder::SiteFolder;
use super::judged::Judged;
use super::levels::Levels;
use super::plan::Options;
use super::verdict::{Verdict, owned};
use super::{allowances, inventory, plan, read_config, unread};
use crate::base::DocPath;
use crate::check::{self, Known, SiteView};
use crate::config::Config;
use crate::diag::Diagnostic;
use crate::docset::{self, Docsets};
use crate::link::checklists::Locks;
use crate::link::criteria::{Renewed, State};
use crate::link::outdated::Translations;
use crate::link::progress::linked;
use crate::link::renew::{self, is_alike, renewed};
use crate::link::resolve::Map;
use crate::link::{Spellings, catalog, checklists, criteria, own_links};
use crate::model::Output;
use crate::model::checklist::Shown as ShownList;
use crate::model::criterion::Criteria;
use crate::model::site::{Doc, DocId, Links, Nav, Site};
use crate::render::{self, KnowsTranslations, Made, Plan, Same, Words};
use crate::source::{SIDECAR, Snapshot};
use crate::theme::template::Theme;

/// A site as pages show it. Cheap to keep: what a later one has in common with it is shared.
pub struct Shown {
    folder: Arc<SiteFolder>,
    options: Options,
    /// The configuration.
    pub config: Arc<Config>,
    docsets: Arc<Docsets>,
    documents: Documents,
    /// The catalogue.
    pub site: Site,
    spellings: Arc<Spellings>,
    /// The links of each document.
    pub links: Vec<Links>,
    /// What keeps the names of checklists' items.
    pub locks: Arc<Locks>,
    theme: Arc<Theme>,
    words: Arc<Vec<Words>>,
    /// The files it was made from.
    pub snapshot: Arc<Snapshot>,
    judged: Judged,
    made: Made,
    told: Told,
}

/// What stages found on the way.
#[derive(Clone, Debug, Default)]
struct Told {
    docsets: Arc<Vec<Diagnostic>>,
    inventory: Arc<Vec<Diagnostic>>,
    checklists: Arc<Vec<Diagnostic>>,
    theme: Arc<Vec<Diagnostic>>,
    words: Arc<Vec<Diagnostic>>,
}

/// What is known before links are.
struct Catalog {
    site: Site,
    spellings: Arc<Spellings>,
    links: Vec<Links>,
    inventory: Arc<Vec<Diagnostic>>,
    /// The same files lie at the same places as before: the documents that changed.
    edited: Option<BTreeSet<DocId>>,
}

impl Shown {
    /// Every stage in order; each is a pure function of what it is given. `old` is of the same folder with the same
    /// options, and `change` leads from its snapshot to this one.
    pub fn new(
        folder: &Arc<SiteFolder>,
        options: &Options,
        snapshot: Arc<Snapshot>,
        old: Option<(&Shown, &Change)>,
    ) -> Self {
        let config = config(folder, &snapshot, old);
        // Which files there are says where a docset lies, and its files what its pages are.
        let (docsets, told_docsets) = match old {
            Some((old, change)) if change.keeps_pages() => (old.docsets.clone(), old.told.docsets.clone()),
            _ => {
                let (docsets, told) = docset::read(&snapshot, &folder.locales, folder.source);
                (Arc::new(docsets), Arc::new(told))
            }
        };
        let stands =
            |old: &Shown, change: &Change| !change.is_of_docsets() || (old.docsets.is_empty() && docsets.is_empty());
        let documents = old.filter(|(old, change)| stands(old, change));
        let documents = documents.map(|(old, change)| (&old.documents, change));
        let documents = Documents::new(folder, &snapshot, &docsets, documents);
        let Catalog {
            mut site,
            spellings,
            links,
            inventory,
            edited,
        } = catalogued(folder, &snapshot, &config, &docsets, &documents, old);
        let docs = documents.docs.as_slice();
        let map = Map {
            site: &site,
            docs,
            spellings: &spellings,
        };
        let is_same_set = edited.is_some();
        let before = old.zip(edited.as_ref());
        let before = before.map(|((old, change), edited)| Before { old, change, edited });
        let renewed = before
            .as_ref()
            .and_then(|before| before.criteria(&map, &links, &config));
        let criteria = renewed.unwrap_or_else(|| Arc::new(criteria::compile(&map, &links, &config.criteria)));
        let stands = |before: &&Before<'_>| {
            Arc::ptr_eq(&before.old.site.criteria, &criteria) && before.has_no_lists(docs, folder, &snapshot)
        };
        let (checklists, locks, told_checklists) = match before.as_ref().filter(stands) {
            Some(Before { old, .. }) => {
                let told = old.told.checklists.clone();
                (old.site.checklists.clone(), old.locks.clone(), told)
            }
            None => {
                let (checklists, locks, told) = checklists::compile(&map, &criteria, &snapshot);
                (Arc::new(checklists), Arc::new(locks), Arc::new(told))
            }
        };
        site.criteria = criteria;
        site.checklists = checklists;
        let (theme, told_theme) = match old {
            Some((old, change)) if !change.is_in("themes") && old.config.theme == config.theme => {
                (old.theme.clone(), old.told.theme.clone())
            }
            _ => {
                let mut told = Vec::new();
                let theme = Theme::load(&snapshot, &config.theme, &mut |sink| told.extend(sink.into_found()));
                (Arc::new(theme), Arc::new(told))
            }
        };
        let (words, told_words) = match old {
            Some((old, change)) if !change.is_in("locales") => (old.words.clone(), old.told.words.clone()),
            _ => {
                let mut told = Vec::new();
                let words = plan::words(options, &snapshot, &site, &mut told);
                (Arc::new(words), Arc::new(told))
            }
        };
        let made = old.map(|(old, _)| {
            let is_worded = Arc::ptr_eq(&old.words, &words) && Arc::ptr_eq(&old.config, &config);
            let is_dressed = is_worded && Arc::ptr_eq(&old.theme, &theme);
            // A table of contents names no style.
            let is_written = is_dressed || is_worded && old.theme.templates() == theme.templates();
            let navs = old.site.navs.iter().zip(&site.navs);
            let no_lists = old.site.checklists.lists.is_empty() && site.checklists.lists.is_empty();
            let same_progress = before
                .as_ref()
                .is_some_and(|before| before.keeps_progress(&site, docs, &links));
            // What an entry has to tick is told by the links of its page, too.
            let same_items = is_same_set && (no_lists || same_progress);
            let same_navs = navs.fold(same_items, |same, (a, b)| same && Arc::ptr_eq(a, b));
            // Each list has a place of its own, under its name, where its page is published.
            let same_lists = Arc::ptr_eq(&old.site.checklists, &site.checklists)
                || (old.site.checklists.lists == site.checklists.lists && same_progress);
            // A redirect is written with its target's anchor, and lies where it lay.
            let same_places = is_same_set && same_lists && same_tables(&old.site, &site);
            old.made.next(Same {
                navigation: is_written && same_navs,
                places: Arc::ptr_eq(&old.config, &config) && same_places,
                dress: is_dressed,
                progress: same_progress,
            })
        });
        Self {
            folder: folder.clone(),
            options: options.clone(),
            config,
            docsets,
            documents,
            site,
            spellings,
            links,
            locks,
            theme,
            words,
            snapshot,
            judged: old.map(|(old, _)| Judged::after(&old.judged)).unwrap_or_default(),
            made: made.unwrap_or_default(),
            told: Told {
                docsets: told_docsets,
                inventory,
                checklists: told_checklists,
                theme: told_theme,
                words: told_words,
            },
        }
    }

    /// The site of a folder as it is now, after `old`, which takes over from it what cannot have changed. `change` leads from
    /// the snapshot of `old` to this one.
    pub fn after(old: &Shown, folder: &Arc<SiteFolder>, snapshot: Arc<Snapshot>, change: &Change) -> Self {
        let is_same = old.folder.locales == folder.locales
            && old.folder.source == folder.source
            && old.folder.config_file == folder.config_file
            && old.folder.config.theme == folder.config.theme;
        Self::new(folder, &old.options, snapshot, is_same.then_some((old, change)))
    }

    /// Whether configuration, templates, styles and words are those of another one.
    pub fn is_dressed_as(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.theme, &other.theme)
            && Arc::ptr_eq(&self.words, &other.words)
            && Arc::ptr_eq(&self.config, &other.config)
    }

    /// What is wrong with these, and not allowed: found without a look at all pages.
    pub fn faults(&self) -> Vec<Diagnostic> {
        let snapshot = &*self.snapshot;
        let mut found = unread(snapshot);
        read_config(&self.folder, snapshot, &mut found);
        let levels = Levels::of(&self.config, self.folder.config_file.as_ref(), &mut found);
        found.extend_from_slice(&self.told.theme);
        found.extend_from_slice(&self.told.words);
        found.extend(plan::try_theme(self, &self.theme));
        let mut verdict = Verdict::new(levels, &allowances::outside_of_pages(snapshot), snapshot);
        let mut report = Vec::new();
        verdict.add(&mut report, found.into_iter().map(Arc::new).collect());
        // What an allowance is for may be found by a look at the pages alone.
        report.retain(|found| found.rule != &allowances::UNUSED_ALLOWANCE);
        owned(report)
    }

    /// All documents.
    pub fn docs(&self) -> &[Doc] {
        &self.documents.docs
    }

    /// What is known of translations; found out when it is first asked for.
    pub fn translations(&self) -> &Translations {
        let history = self.options.history.as_deref();
        self.judged.get(&self.site, self.docs(), &self.snapshot, history)
    }

    fn map(&self) -> Map<'_> {
        Map {
            site: &self.site,
            docs: self.docs(),
            spellings: &self.spellings,
        }
    }

    /// What rendering sees.
    pub fn plan(&self) -> Plan<'_> {
        Plan::new(
            &self.site,
            self.docs(),
            &self.links,
            self,
            &self.spellings,
            &self.snapshot,
            &self.config,
            &self.theme,
            &self.words,
            &self.made,
            self.options.frame,
        )
    }

    /// Hands the output at a place (`sv/a/index.html`) to `make`, without looking at the others; `None` if there is none.
    pub fn with_output<T>(&self, path: &DocPath, make: impl FnOnce(&Output<'_>) -> T) -> Option<T> {
        let plan = self.plan();
        render::output(&plan, path).map(|output| make(&output))
    }

    /// The places of all outputs, sorted.
    pub fn paths(&self) -> Vec<DocPath> {
        let mut paths = render::paths(&self.plan());
        paths.sort_unstable();
        paths
    }

    /// What is wrong and not allowed, in the order of a report, and what decided it. Looks at the whole site;
    /// [`super::Checked`] looks at what has changed.
    pub(super) fn judge(&self) -> (Vec<Arc<Diagnostic>>, Verdict) {
        self.report(self.viewed(&Known::default(), check::check))
    }

    /// Hands what rules see to `look`.
    pub(super) fn viewed<T>(&self, known: &Known, look: impl FnOnce(&SiteView<'_>) -> T) -> T {
        look(&SiteView {
            map: &self.map(),
            links: &self.links,
            translations: self.translations(),
            snapshot: &self.snapshot,
            config: &self.config,
            known,
            skeletons: Default::default(),
        })
    }

    /// What is wrong and not allowed, in the order of a report, and what decided it, if `checked` is what the rules found.
    pub(super) fn report(&self, checked: Vec<Arc<Diagnostic>>) -> (Vec<Arc<Diagnostic>>, Verdict) {
        let (snapshot, docs) = (&*self.snapshot, self.docs());
        let mut found = unread(snapshot);
        // Read again for what is wrong with it.
        read_config(&self.folder, snapshot, &mut found);
        let levels = Levels::of(&self.config, self.folder.config_file.as_ref(), &mut found);
        found.extend_from_slice(&self.told.docsets);
        let mut comments = allowances::outside_of_pages(snapshot);
        self.documents.tell(&mut comments, &mut found);
        found.extend_from_slice(&self.told.inventory);
        let of_locks = self.translations().told.iter();
        found.extend(of_locks.flat_map(|told| told.iter()).cloned());
        found.extend_from_slice(&self.told.checklists);
        let mut found: Vec<Arc<Diagnostic>> = found.into_iter().map(Arc::new).collect();
        found.extend(checked);
        let of_theme = self.told.theme.iter().chain(&*self.told.words).cloned();
        found.extend(of_theme.chain(plan::try_theme(self, &self.theme)).map(Arc::new));
        check::silence(&mut found, docs, snapshot);
        let mut verdict = Verdict::new(levels, &comments, snapshot);
        let mut report = Vec::new();
        verdict.add(&mut report, found);
        (report, verdict)
    }

    /// What is wrong and not allowed, in the order of a report.
    pub fn check(&self) -> Vec<Diagnostic> {
        owned(self.judge().0)
    }
}

impl KnowsTranslations for Shown {
    fn translations(&self) -> &Translations {
        self.translations()
    }
}

/// The configuration: that of `old` where its file is what it was.
fn config(folder: &SiteFolder, snapshot: &Snapshot, old: Option<(&Shown, &Change)>) -> Arc<Config> {
    let is_changed = |change: &Change| {
        let file = folder.config_file.as_ref();
        file.is_some_and(|file| change.files.contains(file))
    };
    match old {
        Some((old, change)) if !is_changed(change) => old.config.clone(),
        _ => Arc::new(read_config(folder, snapshot, &mut Vec::new())),
    }
}

fn catalogued(
    folder: &SiteFolder,
    snapshot: &Snapshot,
    config: &Arc<Config>,
    docsets: &Docsets,
    documents: &Documents,
    old: Option<(&Shown, &Change)>,
) -> Catalog {
    let docs = documents.docs.as_slice();
    if let Some((old, change)) = old
        && change.keeps_catalog(config, &folder.locales)
        && let Some(catalog) = taken_over(old, snapshot, docsets, docs)
    {
        return catalog;
    }
    let mut told = Vec::new();
    let xrefs = inventory(config, snapshot, &mut told);
    let site = catalog(folder.locales.clone(), folder.source, docs, snapshot, docsets, xrefs);
    let spellings = Spellings::default();
    let links = own_links(&site, docs, &spellings);
    Catalog {
        site,
        spellings: Arc::new(spellings),
        links,
        inventory: Arc::new(told),
        edited: None,
    }
}

/// The catalogue and the links of `old` with what edits of pages change about them; `None` if they concern others.
fn taken_over(old: &Shown, snapshot: &Snapshot, docsets: &Docsets, docs: &[Doc]) -> Option<Catalog> {
    let before = old.docs();
    if before.len() != docs.len() {
        return None;
    }
    let pairs = || before.iter().zip(docs).zip(0..);
    let mut changed = BTreeMap::new();
    for ((old, new), number) in pairs().filter(|((old, new), _)| !Arc::ptr_eq(&old.outline, &new.outline)) {
        if !is_alike(&old.outline, &new.outline) {
            return None;
        }
        changed.insert(DocId(number), old.outline.clone());
    }
    let edited = pairs().filter(|((old, new), _)| !Arc::ptr_eq(&old.document, &new.document));
    let edited: BTreeSet<DocId> = edited.map(|(_, number)| DocId(number)).collect();
    let renewed = renewed(&old.site, docs, &changed, snapshot, docsets);
    let map = Map {
        site: &renewed.site,
        docs,
        spellings: &old.spellings,
    };
    let links = match renewed.is_all {
        true => own_links(&renewed.site, docs, &old.spellings),
        false => renew::renewed_links(&map, &old.links, |doc| edited.contains(&doc), &renewed.pages),
    };
    Some(Catalog {
        site: renewed.site,
        spellings: old.spellings.clone(),
        links,
        inventory: old.told.inventory.clone(),
        edited: Some(edited),
    })
}

/// The site before edits of pages.
struct Before<'a> {
    old: &'a Shown,
    change: &'a Change,
    /// The documents that changed.
    edited: &'a BTreeSet<DocId>,
}

impl Before<'_> {
    /// The documents that have other text or other links.
    fn changed<'b>(&'b self, links: &'b [Links]) -> impl Iterator<Item = DocId> + 'b {
        let pairs = self.old.links.iter().zip(links).zip(0..);
        let other = pairs.filter(|((a, b), _)| !Arc::ptr_eq(&a.targets, &b.targets) && a.targets != b.targets);
        self.edited
            .iter()
            .copied()
            .chain(other.map(|(_, number)| DocId(number)))
    }

    /// The criteria and the steps, where these edits tell what became of them.
    fn criteria(&self, map: &Map<'_>, links: &[Links], config: &Config) -> Option<Arc<Criteria>> {
        let old = self.old.map();
        let states = (
            State {
                map: &old,
                links: &self.old.links,
            },
            State { map, links },
        );
        let changed = self.changed(links);
        match criteria::renewed(&config.criteria, states.0, states.1, changed)? {
            Renewed::Same => Some(self.old.site.criteria.clone()),
            Renewed::Other(criteria) => Some(Arc::new(*criteria)),
        }
    }

    /// Whether what progress is counted of is what it was.
    fn keeps_progress(&self, site: &Site, docs: &[Doc], links: &[Links]) -> bool {
        let before = &self.old.site;
        let linked = |site: &Site, docs: &[Doc], links: &[Links], id: DocId| -> BTreeSet<u32> {
            let known = docs.get(id.index()).zip(links.get(id.index()));
            known
                .into_iter()
                .flat_map(|(doc, links)| linked(site, doc, links))
                .collect()
        };
        let owners = |site: &Site| -> Vec<_> {
            let all = site.criteria.list.iter();
            all.map(|criterion| (criterion.page, criterion.also_on.clone()))
                .collect()
        };
        let shown = |site: &Site, id: DocId| -> Vec<_> {
            let all = site.checklists.shown_on(id).iter();
            let items = |shown: &ShownList| shown.items.iter().map(|(_, item)| *item).collect::<Vec<_>>();
            let lacking = |shown: &ShownList| shown.lacking.iter().map(|(item, _)| *item).collect::<Vec<_>>();
            all.map(|shown| (shown.list, items(shown), lacking(shown))).collect()
        };
        let same_criteria = Arc::ptr_eq(&before.criteria, &site.criteria)
            || (before.criteria.by_name == site.criteria.by_name && owners(before) == owners(site));
        let lists = (&before.checklists, &site.checklists);
        let same_lists = Arc::ptr_eq(lists.0, lists.1)
            || (lists.0.lists == lists.1.lists
                && lists.0.of_criterion == lists.1.of_criterion
                && lists.0.of_doc.len() == lists.1.of_doc.len());
        let is_alike = |id| {
            shown(before, id) == shown(site, id)
                && linked(before, self.old.docs(), &self.old.links, id) == linked(site, docs, links, id)
        };
        same_criteria
            && same_lists
            && (site.criteria.list.is_empty() && site.checklists.lists.is_empty() || self.changed(links).all(is_alike))
    }

    /// Whether the lists are those that were, where the criteria are: no page that changed has one in any language, and
    /// no other file says what one is.
    fn has_no_lists(&self, docs: &[Doc], folder: &SiteFolder, snapshot: &Snapshot) -> bool {
        let source = folder
            .locales
            .get(folder.source)
            .map_or("", |locale| locale.folder.as_str());
        let sidecars = [DocPath::new(SIDECAR), DocPath::below(source, SIDECAR)];
        let has_sidecar = sidecars.iter().flatten().any(|file| snapshot.files.contains_key(file));
        let site = &self.old.site;
        let has_tasks = |docs: &[Doc], id: DocId| docs.get(id.index()).is_none_or(|doc| !doc.document.tasks.is_empty());
        let has_list = |id: &DocId| {
            let page = site
                .homes
                .get(id.index())
                .and_then(|(page, _)| site.pages.get(page.index()));
            let variants = page.map(|page| page.variants.iter().filter_map(|variant| variant.shown()));
            let mut all = variants.into_iter().flatten().chain([*id]);
            all.any(|id| has_tasks(docs, id) || has_tasks(self.old.docs(), id))
        };
        let is_lock = |path: &DocPath| path.extension() == "lock";
        !has_sidecar && !self.change.files.iter().any(is_lock) && !self.edited.iter().any(has_list)
    }
}

/// Whether the tables of contents have pages of their own at the same places.
fn same_tables(old: &Site, new: &Site) -> bool {
    type Sizes = Vec<(u32, Vec<(Box<str>, usize, bool)>)>;
    let sizes = |site: &Site| -> Sizes {
        let of = |nav: &Nav| (nav.folder.clone(), nav.entries.len(), nav.home.is_some());
        let all = site.navs.iter();
        all.map(|navs| (navs.overview, navs.list.iter().map(of).collect()))
            .collect()
    };
    sizes(old) == sizes(new)
}
