//! Which steps link to which criteria, in each language, and which steps lead to none.

use std::collections::{BTreeSet, HashMap, HashSet};

use rayon::prelude::*;

use super::Reader;
use crate::config::Contract;
use crate::diag::nearest;
use crate::link::url::{Url, read_url};
use crate::model::LinkKind;
use crate::model::criterion::{Criteria, Leads, Mark, Step};
use crate::model::site::{DocId, LocaleId, PageId, Place, Target, Variant, Why};

/// A page of more criteria than this is not searched for what a broken link may mean.
const MANY: usize = 200;

/// Fills in the links of steps.
pub fn link(reader: &Reader<'_>, contract: &Contract, criteria: &mut Criteria) {
    let finder = Finder::new(reader, contract, criteria);
    let of_page = |(number, step): (usize, &Option<Step>)| -> Vec<Read> {
        let (Some(_), Some(page)) = (step, reader.map.site.pages.get(number)) else {
            return Vec::new();
        };
        let variants = page
            .variants
            .iter()
            .enumerate()
            .filter_map(|(locale, variant)| match variant {
                Variant::Own(doc) => Some(finder.read(PageId(number as u32), LocaleId(locale as u8), *doc)),
                _ => None,
            });
        variants.collect()
    };
    let read: Vec<Read> = criteria.steps.par_iter().enumerate().flat_map_iter(of_page).collect();
    let mut leads: Vec<(PageId, LocaleId, Leads)> = Vec::with_capacity(read.len());
    for one in read {
        for number in one.found {
            let criterion = criteria.list.get_mut(number as usize);
            if let Some(from) = criterion.and_then(|criterion| criterion.linked_from.get_mut(one.locale.index())) {
                from.push(one.page);
            }
        }
        leads.push((one.page, one.locale, one.leads));
    }
    for (page, locale, leads) in leads {
        let step = criteria.steps.get_mut(page.index()).and_then(Option::as_mut);
        if let Some(variant) = step.and_then(|step| step.variants.get_mut(locale.index())) {
            variant.leads = leads;
        }
    }
    bind(reader, criteria);
}

/// What the links of a step say.
#[derive(PartialEq, Eq)]
pub struct Read {
    page: PageId,
    locale: LocaleId,
    leads: Leads,
    /// The criteria that it links to, each once.
    found: BTreeSet<u32>,
}

/// Puts down what the links of some steps say now, and forgets what they said.
pub fn replace(reader: &Reader<'_>, reads: Vec<Read>, criteria: &mut Criteria) {
    for one in reads {
        for (number, criterion) in criteria.list.iter_mut().enumerate() {
            let Some(from) = criterion.linked_from.get_mut(one.locale.index()) else {
                continue;
            };
            // In the order of pages, as `link` goes through them.
            match (from.binary_search(&one.page), one.found.contains(&(number as u32))) {
                (Ok(place), false) => _ = from.remove(place),
                (Err(place), true) => from.insert(place, one.page),
                _ => {}
            }
        }
        let step = criteria.steps.get_mut(one.page.index()).and_then(Option::as_mut);
        if let Some(variant) = step.and_then(|step| step.variants.get_mut(one.locale.index())) {
            variant.leads = one.leads;
        }
    }
    bind(reader, criteria);
}

/// Reads links.
pub struct Finder<'a> {
    reader: &'a Reader<'a>,
    contract: &'a Contract,
    criteria: &'a Criteria,
    /// The criterion of each heading that is one.
    of_heading: HashMap<(DocId, u32), u32>,
    /// The criteria of each page that has some, those that it shows by include too.
    of_page: HashMap<PageId, Vec<u32>>,
    /// The criteria whose sections link to each step.
    of_step: HashMap<PageId, Vec<u32>>,
    /// The pages that have criteria in a translation alone.
    strays: HashSet<PageId>,
}

impl<'a> Finder<'a> {
    /// Among these criteria.
    pub fn new(reader: &'a Reader<'a>, contract: &'a Contract, criteria: &'a Criteria) -> Self {
        let mut of_heading = HashMap::new();
        let mut of_page: HashMap<PageId, Vec<u32>> = HashMap::new();
        let mut of_step: HashMap<PageId, Vec<u32>> = HashMap::new();
        for (number, criterion) in criteria.list.iter().enumerate() {
            for section in criterion.presence.iter().filter_map(|presence| presence.section()) {
                if let Mark::Heading(heading) = section.mark {
                    of_heading.insert((section.doc, heading), number as u32);
                }
            }
            for link in criterion.source().into_iter().flat_map(|section| &section.steps) {
                of_step.entry(link.page).or_default().push(number as u32);
            }
            for page in std::iter::once(&criterion.page).chain(&criterion.also_on) {
                of_page.entry(*page).or_default().push(number as u32);
            }
        }
        Self {
            reader,
            contract,
            criteria,
            of_heading,
            of_page,
            of_step,
            strays: criteria.strays.iter().map(|stray| stray.page).collect(),
        }
    }

    /// Reads the links of a step.
    pub fn read(&self, page: PageId, locale: LocaleId, doc: DocId) -> Read {
        let mut read = Read {
            page,
            locale,
            leads: Leads::Nowhere,
            found: BTreeSet::new(),
        };
        let reader = self.reader;
        let (Some(from), Some(links)) = (reader.map.docs.get(doc.index()), reader.links.get(doc.index())) else {
            return read;
        };
        for (link, target) in from.document.links.iter().zip(links.targets.iter()) {
            if link.kind != LinkKind::Link {
                continue;
            }
            let dest = || from.document.str(link.dest);
            let found = match target {
                Target::Page { page: to, tail } if tail.contains('#') && self.has_criteria(*to) => {
                    let fragment = fragment(dest());
                    if self.contract.is_anchor(&fragment) {
                        // Also where only the translation has the criterion, which is told by itself.
                        read.leads = Leads::Somewhere;
                    }
                    self.on_page(*to, locale, &fragment).into_iter().collect()
                }
                Target::Broken(Why::NoAnchor { page: to, fragment, .. })
                    if self.of_page.contains_key(to) || self.contract.is_meant(fragment) =>
                {
                    read.leads = Leads::Somewhere;
                    self.meant(page, *to, fragment)
                }
                Target::Broken(Why::Empty | Why::Unsafe) => {
                    read.leads = Leads::Somewhere;
                    self.of_step.get(&page).cloned().unwrap_or_default()
                }
                Target::Broken(_) | Target::External | Target::Docset(_) | Target::Elsewhere(_) => {
                    let fragment = fragment(dest());
                    if !self.contract.is_meant(&fragment) {
                        continue;
                    }
                    // To where the site cannot tell; a criterion of that name is what is meant.
                    read.leads = Leads::Somewhere;
                    self.criteria
                        .by_name
                        .get(fragment.as_ref())
                        .copied()
                        .into_iter()
                        .collect()
                }
                _ => continue,
            };
            for number in found {
                read.leads = Leads::Somewhere;
                read.found.insert(number);
            }
        }
        read
    }

    fn has_criteria(&self, page: PageId) -> bool {
        self.of_page.contains_key(&page) || self.strays.contains(&page)
    }

    fn on_page(&self, page: PageId, locale: LocaleId, fragment: &str) -> Option<u32> {
        self.of_page.get(&page)?;
        if let Some(number) = self.criteria.by_name.get(fragment)
            && self.criteria.list.get(*number as usize)?.is_on(page)
        {
            return Some(*number);
        }
        let site = self.reader.map.site;
        let doc = site.pages.get(page.index())?.variants.get(locale.index())?.shown()?;
        let outline = &self.reader.map.docs.get(doc.index())?.outline;
        match site.anchors.get(doc.index())?.place(fragment)? {
            Place::Heading(heading) => self.of_heading.get(&(doc, heading)).copied(),
            Place::Spot(spot) => self.criteria.by_name.get(outline.places.get(spot as usize)?).copied(),
        }
    }

    /// What a link to an anchor that is not there most likely means: it is told by itself, and the criterion is not
    /// thought unreachable for it.
    fn meant(&self, step: PageId, page: PageId, fragment: &str) -> Vec<u32> {
        if let Some(number) = self.criteria.by_name.get(fragment) {
            return vec![*number];
        }
        let on_page = self.of_page.get(&page).map_or(&[][..], Vec::as_slice);
        if on_page.len() > MANY {
            return Vec::new();
        }
        let of = |number: &u32| self.criteria.list.get(*number as usize);
        let low = fragment.to_lowercase();
        let near = nearest(&low, on_page.iter().filter_map(of).map(|criterion| &*criterion.id));
        let near = near.and_then(|id| self.criteria.by_name.get(id).copied());
        let returning = self.of_step.get(&step).into_iter().flatten();
        let returning = returning.filter(|number| of(number).is_some_and(|criterion| criterion.is_on(page)));
        near.into_iter().chain(returning.copied()).collect()
    }
}

fn fragment(dest: &str) -> std::borrow::Cow<'_, str> {
    match read_url(dest) {
        Url::Relative { fragment, .. } | Url::Docroot { fragment, .. } => fragment.unwrap_or_default(),
        _ => dest.split_once('#').map_or("", |(_, fragment)| fragment).into(),
    }
}

/// A step is bound to lead to a criterion where criteria are near: in its folder, at another step of its folder, or
/// where one links to it. A step of a tutorial elsewhere on the site is not.
fn bind(reader: &Reader<'_>, criteria: &mut Criteria) {
    let pages = &reader.map.site.pages;
    let folder = |page: PageId| pages.get(page.index()).map(|page| page.key.parent());
    let mut folders: BTreeSet<&str> = BTreeSet::new();
    let mut linked: BTreeSet<PageId> = BTreeSet::new();
    let mut defining: BTreeSet<PageId> = BTreeSet::new();
    for criterion in &criteria.list {
        for page in std::iter::once(&criterion.page).chain(&criterion.also_on) {
            folders.extend(folder(*page));
            defining.insert(*page);
        }
        linked.extend(
            criterion
                .source()
                .into_iter()
                .flat_map(|section| &section.steps)
                .map(|link| link.page),
        );
        folders.extend(criterion.linked_from.iter().flatten().filter_map(|page| folder(*page)));
    }
    for (number, step) in criteria.steps.iter_mut().enumerate() {
        let page = PageId(number as u32);
        if let Some(step) = step {
            let is_near = folder(page).is_some_and(|folder| folders.contains(folder)) || linked.contains(&page);
            step.is_bound = is_near && !defining.contains(&page);
        }
    }
}
