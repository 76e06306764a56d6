//! What a reader's progress is counted of: on a page, in a phase, on the site. It names items of the source, so it is the
//! same in every language.

use std::collections::{BTreeMap, HashMap};

use super::percent_decode;
use crate::model::Scope;
use crate::model::checklist::{CRITERIA, Checklist, Checklists, Item, Role};
use crate::model::site::{Doc, DocId, Links, LocaleId, PageId, Site, Target};

/// Where the page of progress lies, below the URL of a locale.
pub const ROUTE: &str = "progress/";

/// An item: the number of its list, and its own in that list.
pub type ItemRef = (u32, u32);

/// What is counted, each in the order of lists and once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tally {
    /// Exit criteria that must be met.
    pub required: Vec<ItemRef>,
    /// Those that deserve a decision.
    pub optional: Vec<ItemRef>,
    /// Lines of lists, and steps of tests.
    pub tasks: Vec<ItemRef>,
}

impl Tally {
    /// Nothing to count.
    pub fn is_empty(&self) -> bool {
        self.required.is_empty() && self.optional.is_empty() && self.tasks.is_empty()
    }

    fn of(lists: &[Checklist], mut items: Vec<ItemRef>) -> Self {
        items.sort_unstable();
        items.dedup();
        let mut tally = Self::default();
        for at in items {
            let Some(item) = item(lists, at) else { continue };
            match item.role {
                Role::Criterion(_) if item.is_optional() => tally.optional.push(at),
                Role::Criterion(_) => tally.required.push(at),
                Role::Line | Role::Step(_) => tally.tasks.push(at),
            }
        }
        tally
    }

    fn all(&self) -> impl Iterator<Item = ItemRef> + '_ {
        self.required.iter().chain(&self.optional).chain(&self.tasks).copied()
    }
}

/// What is counted where.
#[derive(Debug, Default)]
pub struct Progress {
    /// By page; empty on a site without checklists.
    pages: Vec<Tally>,
    /// The phase of each page, where there is one.
    phase_of: Vec<Option<PageId>>,
    /// By the page that owns the criteria, in their order.
    phases: Vec<(PageId, Tally)>,
    place_of: HashMap<PageId, usize>,
    site: Tally,
    none: Tally,
}

impl Progress {
    /// Counts. `is_shown` tells which pages are published at all.
    pub fn new(site: &Site, docs: &[Doc], links: &[Links], is_shown: &impl Fn(PageId) -> bool) -> Self {
        let lists = &site.checklists.lists;
        if lists.is_empty() {
            return Self::default();
        }
        let survey = Survey::new(site, docs, links);
        // One after the other: whoever asks for this first waits for it inside of work that is shared out, and would be
        // handed a piece of that work that asks for it again.
        let pages: Vec<(Vec<ItemRef>, Option<PageId>)> = (0..site.pages.len() as u32)
            .map(|page| match is_shown(PageId(page)) {
                true => survey.page(PageId(page)),
                false => Default::default(),
            })
            .collect();
        let published = |at: &ItemRef| item(lists, *at).is_some_and(|item| is_shown(item.page));
        let mut of_phase: BTreeMap<PageId, Vec<ItemRef>> = BTreeMap::new();
        for (items, phase) in &pages {
            if let Some(phase) = phase {
                let lines = items.iter().filter(|at| is_line(lists, **at));
                of_phase.entry(*phase).or_default().extend(lines);
            }
        }
        let mut order: Vec<PageId> = Vec::new();
        let mut everything: Vec<ItemRef> = Vec::new();
        for (list, items) in lists.iter().enumerate() {
            for (number, item) in items.items.iter().enumerate() {
                let at = (list as u32, number as u32);
                if !published(&at) {
                    continue;
                }
                everything.push(at);
                if item.role != Role::Line {
                    of_phase.entry(item.page).or_default().push(at);
                }
                if matches!(item.role, Role::Criterion(_)) && order.last() != Some(&item.page) {
                    order.push(item.page);
                }
            }
        }
        let mut place_of = HashMap::new();
        order.retain(|page| {
            let next = place_of.len();
            let is_new = !place_of.contains_key(page);
            place_of.entry(*page).or_insert(next);
            is_new
        });
        let phases = order.into_iter().map(|page| {
            let items = of_phase.remove(&page).unwrap_or_default();
            (page, Tally::of(lists, items))
        });
        Self {
            phases: phases.collect(),
            place_of,
            site: Tally::of(lists, everything),
            phase_of: pages.iter().map(|(_, phase)| *phase).collect(),
            pages: pages
                .into_iter()
                .map(|(items, _)| Tally::of(lists, items.into_iter().filter(published).collect()))
                .collect(),
            none: Tally::default(),
        }
    }

    /// What a sum on a page counts.
    pub fn tally(&self, page: PageId, scope: Scope) -> &Tally {
        let own = self.pages.get(page.index()).unwrap_or(&self.none);
        match scope {
            Scope::Page => own,
            Scope::Site => &self.site,
            Scope::Phase => {
                let phase = self.phase_of.get(page.index()).copied().flatten();
                let place = phase.and_then(|phase| self.place_of.get(&phase));
                place
                    .and_then(|place| self.phases.get(*place))
                    .map_or(own, |(_, tally)| tally)
            }
        }
    }

    /// What the mark of a page stands for: a criterion stands for the steps of its test.
    pub fn marked<'a>(&'a self, site: &'a Site, page: PageId) -> impl Iterator<Item = ItemRef> + 'a {
        let lists = &site.checklists.lists;
        let is_step = |at: &ItemRef| item(lists, *at).is_some_and(|item| matches!(item.role, Role::Step(_)));
        self.tally(page, Scope::Page).all().filter(move |at| !is_step(at))
    }

    /// The pages that own criteria, in the order of these, and what is counted of each phase.
    pub fn phases(&self) -> &[(PageId, Tally)] {
        &self.phases
    }

    /// All of the site.
    pub fn site(&self) -> &Tally {
        &self.site
    }

    /// Whether there is anything to tick.
    pub fn is_empty(&self) -> bool {
        self.site.is_empty()
    }
}

/// An item by its numbers.
pub fn item(lists: &[Checklist], (list, number): ItemRef) -> Option<&Item> {
    lists.get(list as usize)?.items.get(number as usize)
}

fn is_line(lists: &[Checklist], at: ItemRef) -> bool {
    item(lists, at).is_some_and(|item| item.role == Role::Line)
}

/// Looks at pages.
struct Survey<'a> {
    site: &'a Site,
    docs: &'a [Doc],
    links: &'a [Links],
    checklists: &'a Checklists,
    /// The number of the list of criteria.
    criteria: u32,
    /// The criteria that each page shows, by number.
    on_page: HashMap<PageId, Vec<u32>>,
}

impl<'a> Survey<'a> {
    fn new(site: &'a Site, docs: &'a [Doc], links: &'a [Links]) -> Self {
        let checklists = &site.checklists;
        let mut on_page: HashMap<PageId, Vec<u32>> = HashMap::new();
        for (number, criterion) in site.criteria.list.iter().enumerate() {
            for page in std::iter::once(&criterion.page).chain(&criterion.also_on) {
                on_page.entry(*page).or_default().push(number as u32);
            }
        }
        Self {
            site,
            docs,
            links,
            checklists,
            criteria: checklists.by_name.get(CRITERIA).copied().unwrap_or(u32::MAX),
            on_page,
        }
    }

    /// The items of a page, and its phase. All of it is read from the text that owns the page.
    fn page(&self, page: PageId) -> (Vec<ItemRef>, Option<PageId>) {
        let facts = self.site.pages.get(page.index());
        let owner = facts.and_then(|facts| facts.variants.get(facts.owner.index())?.shown());
        let mut criteria: Vec<u32> = self.on_page.get(&page).cloned().unwrap_or_default();
        let mut items = Vec::new();
        if let Some(doc) = owner {
            criteria.extend(self.linked(doc));
            for shown in self.checklists.shown_on(doc) {
                let here = shown.items.iter().filter_map(|(_, item)| *item);
                let lacking = shown.lacking.iter().map(|(item, _)| *item);
                items.extend(here.chain(lacking).map(|item| (shown.list, item)));
            }
        }
        // The page of most of them; of two with as many, the one whose criteria come first.
        let mut owners: BTreeMap<PageId, (usize, u32)> = BTreeMap::new();
        criteria.sort_unstable();
        criteria.dedup();
        for number in criteria {
            let Some(criterion) = self.site.criteria.list.get(number as usize) else {
                continue;
            };
            let Some(item) = self.checklists.of_criterion.get(number as usize) else {
                continue;
            };
            items.push((self.criteria, *item));
            owners.entry(criterion.page).or_insert((0, number)).0 += 1;
        }
        let most = owners
            .iter()
            .max_by_key(|(_, (count, first))| (*count, std::cmp::Reverse(*first)));
        let phase = match owners.contains_key(&page) && self.owns(page) {
            true => Some(page),
            false => most.map(|(page, _)| *page),
        };
        (items, phase)
    }

    fn owns(&self, page: PageId) -> bool {
        let on_page = self.on_page.get(&page).into_iter().flatten();
        let mut criteria = on_page.filter_map(|number| self.site.criteria.list.get(*number as usize));
        criteria.any(|criterion| criterion.page == page)
    }

    /// The criteria that a document links to.
    fn linked(&self, doc: DocId) -> impl Iterator<Item = u32> + '_ {
        let links = self.links.get(doc.index()).zip(self.docs.get(doc.index()));
        links.into_iter().flat_map(|(links, doc)| linked(self.site, doc, links))
    }
}

/// The criteria that a document links to, by number.
pub fn linked<'a>(site: &'a Site, doc: &'a Doc, links: &'a Links) -> impl Iterator<Item = u32> + 'a {
    let targets = doc.document.links.iter().zip(links.targets.iter());
    targets.filter_map(|(link, target)| match target {
        Target::Page { page, tail } if link.kind == crate::model::LinkKind::Link => criterion(site, *page, tail),
        _ => None,
    })
}

/// The criterion that a link to a page leads to, by number.
pub fn criterion(site: &Site, page: PageId, tail: &str) -> Option<u32> {
    let (_, fragment) = tail.split_once('#')?;
    let number = *site.criteria.by_name.get(&*percent_decode(fragment))?;
    site.criteria.list.get(number as usize)?.is_on(page).then_some(number)
}

/// The text that owns a page, if that is published.
pub fn is_published(site: &Site, docs: &[Doc], page: PageId, drafts: bool) -> bool {
    let shown = |facts: &crate::model::site::Page| facts.variants.get(facts.owner.index())?.shown();
    let doc = site.pages.get(page.index()).and_then(shown);
    let doc = doc.and_then(|doc| docs.get(doc.index()));
    doc.is_some_and(|doc| drafts || !doc.outline.draft)
}

/// The heading that a list stands under, as readers of a locale see it: its id, its words, and whose words they are.
pub fn heading_of<'a>(
    site: &Site,
    docs: &'a [Doc],
    list: &Checklist,
    locale: LocaleId,
) -> Option<(Box<str>, &'a str, LocaleId)> {
    let facts = site.pages.get(list.page?.index())?;
    let wanted = list.heading?;
    let of = |locale: LocaleId, wanted: &dyn Fn(usize) -> bool| {
        let doc = facts.variants.get(locale.index())?.shown()?;
        let document = &docs.get(doc.index())?.document;
        let anchors = site.anchors.get(doc.index())?;
        let number = (0..document.headings.len()).find(|number| wanted(*number))?;
        let heading = document.headings.get(number)?;
        Some((anchors.ids.get(number)?.clone(), document.str(heading.text), doc))
    };
    let owned = of(facts.owner, &|number| number == wanted as usize)?;
    let own = facts.variants.get(locale.index()).and_then(|variant| variant.shown());
    if own == Some(owned.2) || own.is_none() {
        return Some((owned.0, owned.1, facts.owner));
    }
    let anchors = own.and_then(|doc| site.anchors.get(doc.index()));
    let is_it = |number: usize| anchors.and_then(|anchors| *anchors.source.get(number)?) == Some(wanted);
    match of(locale, &is_it) {
        Some((id, words, _)) => Some((id, words, locale)),
        None => Some((owned.0, owned.1, facts.owner)),
    }
}
