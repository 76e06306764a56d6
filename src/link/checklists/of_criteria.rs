//! Exit criteria and the steps of their tests, as one list.

use std::collections::{BTreeSet, HashMap};

use super::lock::file_of;
use super::places::{ItemPlace, items_of, line_of};
use super::settle::{Steps, Wanted, settle};
use super::{Compiler, Draft, DraftItem, in_file, item_id, place_of_node, translation};
use crate::base::{DocPath, Span};
use crate::link::criteria::{sections_of, test_in};
use crate::model::checklist::{CRITERIA, Item, Role};
use crate::model::criterion::{Class, Criterion, Mark};
use crate::model::site::{Anchors, Doc, DocId, LocaleId, PageId, Variant};

/// The items of the tests on a page, by number of the criterion.
type TestsOf = HashMap<u32, Vec<ItemPlace>>;

impl<'a> Compiler<'a> {
    /// Exit criteria and the steps of their tests: one list of the whole site.
    pub(super) fn add_criteria(&mut self) {
        if self.criteria.list.is_empty() {
            return;
        }
        self.mark_documents();
        let drafts: Vec<DraftItem<'a>> = self
            .criteria
            .list
            .iter()
            .enumerate()
            .map(|(number, criterion)| self.criterion(number as u32, criterion))
            .collect();
        let place = drafts.first().map(|first| first.place.clone()).unwrap_or_default();
        // A criterion is recognised first: its tests are named by what it is called for good.
        let list = Draft {
            name: CRITERIA.into(),
            page: None,
            heading: None,
            items: drafts,
            place,
        };
        let groups = self.groups_of_tests(&list);
        let mut with_steps = Vec::new();
        let mut of_group: Vec<String> = Vec::new();
        let mut places: Vec<usize> = Vec::new();
        let mut tests: HashMap<DocId, TestsOf> = HashMap::new();
        for (number, item) in list.items.into_iter().enumerate() {
            places.push(with_steps.len());
            let steps = self.steps(number as u32, &item, &mut tests);
            with_steps.push(item);
            of_group.push(String::new());
            of_group.extend(steps.iter().map(|_| groups.get(number).cloned().unwrap_or_default()));
            with_steps.extend(steps);
        }
        let list = Draft {
            items: with_steps,
            ..list
        };
        // One whose id an earlier one has is none of the list.
        let numbers = self.settle(list, &of_group);
        let number_at = |place: &usize| numbers.get(*place).copied().flatten().unwrap_or(u32::MAX);
        self.made.of_criterion = places.iter().map(number_at).collect();
        self.show_tests();
    }

    fn criterion(&self, number: u32, criterion: &'a Criterion) -> DraftItem<'a> {
        let source = criterion.source();
        let standing = source.and_then(|section| section.standing.as_ref());
        let class = standing.map(|standing| standing.class);
        DraftItem {
            explicit: Some(item_id(&criterion.id)),
            words: source.map_or("", |section| &section.title).to_owned(),
            role: Role::Criterion(number),
            class,
            may_not_apply: standing
                .is_some_and(|standing| standing.class == Class::Optional || !standing.condition.is_empty()),
            page: criterion.page,
            owner: criterion.owner,
            place: source
                .map(|section| self.place_of_mark(section.doc, section.mark))
                .unwrap_or_default(),
        }
    }

    /// What the ids of each criterion's test steps begin with.
    fn groups_of_tests(&self, list: &Draft<'_>) -> Vec<String> {
        let wanted: Vec<Wanted<'_>> = list.items.iter().map(|item| item.wanted("")).collect();
        let lock = self.locks.known.get(&file_of(&list.name)).map(|file| &file.lock);
        // Without the steps, so that a step is taken for no criterion.
        let mut alone = lock.cloned().unwrap_or_default();
        if let Some(lock) = lock {
            let steps = Steps::of(lock);
            alone.entries.retain(|entry| steps.group(&entry.id).is_none());
        }
        let settled = settle(&wanted, &alone);
        let entry = |place: &Option<usize>| place.and_then(|place| settled.lock.entries.get(place));
        settled
            .items
            .iter()
            .map(|place| entry(place).map_or(String::new(), |entry| format!("{}.", entry.key())))
            .collect()
    }

    /// Which criteria each document shows, whether they are its own or came by include.
    fn mark_documents(&mut self) {
        let pages: BTreeSet<PageId> = self
            .criteria
            .list
            .iter()
            .flat_map(|criterion| std::iter::once(criterion.page).chain(criterion.also_on.iter().copied()))
            .collect();
        for page in pages {
            for (doc, _) in self.own_documents(page) {
                let Some(facts) = self.map.docs.get(doc.index()) else {
                    continue;
                };
                let Some(anchors) = self.map.site.anchors.get(doc.index()) else {
                    continue;
                };
                let marks = self.marks(page, facts, anchors);
                if !marks.is_empty() {
                    self.made.marks_of_doc.insert(doc, marks);
                }
            }
        }
    }

    fn marks(&self, page: PageId, doc: &Doc, anchors: &Anchors) -> Vec<(Mark, u32)> {
        let number = |name: &str| {
            let number = *self.criteria.by_name.get(name)?;
            let criterion = self.criteria.list.get(number as usize)?;
            criterion.is_on(page).then_some(number)
        };
        let mut marks: Vec<(Mark, u32)> = Vec::new();
        let mut seen = BTreeSet::new();
        let names = anchors.ids.iter().zip(0u32..).map(|(id, heading)| (heading, id));
        let names = names.chain(anchors.aliases.iter().map(|(heading, id)| (*heading, id)));
        for (heading, name) in names {
            if let Some(number) = number(name)
                && seen.insert(number)
            {
                marks.push((Mark::Heading(heading), number));
            }
        }
        for (place, anchor) in doc.document.anchors.iter().enumerate() {
            if anchor.heading.is_none()
                && let Some(number) = number(doc.document.str(anchor.name))
                && seen.insert(number)
            {
                marks.push((Mark::Anchor(place as u32), number));
            }
        }
        marks
    }

    /// The list of a criterion's test in a document, if it has one.
    fn tests(&self, doc: DocId) -> Vec<(u32, u32, Vec<ItemPlace>)> {
        let Some(facts) = self.map.docs.get(doc.index()) else {
            return Vec::new();
        };
        let marks = self.made.marks_on(doc);
        let only: Vec<Mark> = marks.iter().map(|(mark, _)| *mark).collect();
        let sections = sections_of(&facts.document, &only);
        let test = |((mark, number), section): (&(Mark, u32), std::ops::Range<u32>)| {
            matches!(mark, Mark::Heading(_)).then_some(())?;
            let test = test_in(&facts.document, section)?;
            Some((*number, test.list, items_of(&facts.document, test.list).0))
        };
        marks.iter().zip(sections).filter_map(test).collect()
    }

    /// The steps of a criterion's test, as its source has them.
    fn steps(&self, number: u32, criterion: &DraftItem<'a>, tests: &mut HashMap<DocId, TestsOf>) -> Vec<DraftItem<'a>> {
        let source = self
            .criteria
            .list
            .get(number as usize)
            .and_then(|criterion| criterion.source());
        let Some(source) = source else { return Vec::new() };
        let Some(doc) = self.map.docs.get(source.doc.index()) else {
            return Vec::new();
        };
        // A page is looked through once, however many criteria it has.
        let of_page = tests.entry(source.doc).or_insert_with(|| {
            self.tests(source.doc)
                .into_iter()
                .map(|(of, _, items)| (of, items))
                .collect()
        });
        let Some(items) = of_page.remove(&number) else {
            return Vec::new();
        };
        let step = |item: ItemPlace| DraftItem {
            explicit: None,
            words: line_of(&doc.document, item.node),
            role: Role::Step(number),
            class: None,
            may_not_apply: false,
            page: criterion.page,
            owner: criterion.owner,
            place: place_of_node(doc, item.node),
        };
        items.into_iter().map(step).collect()
    }

    /// Where documents show tests, and what translations call criteria and steps.
    fn show_tests(&mut self) {
        for (number, criterion) in self.criteria.list.iter().enumerate() {
            let Some(item) = self.made.of_criterion.get(number).copied() else {
                continue;
            };
            for (locale, presence) in criterion.presence.iter().enumerate() {
                if let Some(section) = presence.section() {
                    self.say(0, item, LocaleId(locale as u8), section.title.to_string());
                }
            }
        }
        let mut docs: Vec<DocId> = self.made.marks_of_doc.keys().copied().collect();
        docs.sort();
        for doc in docs {
            let locale = self
                .map
                .site
                .homes
                .get(doc.index())
                .map(|(_, locale)| *locale)
                .unwrap_or_default();
            for (number, node, places) in self.tests(doc) {
                let Some(&criterion) = self.made.of_criterion.get(number as usize) else {
                    continue;
                };
                let items = self.made.list(0).map_or(&[][..], |list| &list.items);
                let is_step = |item: &&Item| item.role == Role::Step(number);
                let first = criterion.saturating_add(1);
                let count = items.iter().skip(first as usize).take_while(is_step).count() as u32;
                let numbers: Vec<u32> = (0..count).map(|step| first + step).collect();
                let known: Vec<Option<&str>> = vec![None; numbers.len()];
                let own: Vec<Option<&str>> = vec![None; places.len()];
                let shown = translation::shown(node, 0, (&places, &own), (&numbers, &known), Some(number));
                self.show(doc, locale, shown);
            }
        }
    }

    pub(super) fn own_documents(&self, page: PageId) -> Vec<(DocId, LocaleId)> {
        let Some(page) = self.map.site.pages.get(page.index()) else {
            return Vec::new();
        };
        let own = page
            .variants
            .iter()
            .enumerate()
            .filter_map(|(locale, variant)| match variant {
                Variant::Own(doc) => Some((*doc, LocaleId(locale as u8))),
                _ => None,
            });
        own.collect()
    }

    fn place_of_mark(&self, doc: DocId, mark: Mark) -> (DocPath, Span) {
        let Some(facts) = self.map.docs.get(doc.index()) else {
            return Default::default();
        };
        match mark {
            Mark::Heading(number) => match facts.document.headings.get(number as usize) {
                Some(heading) => place_of_node(facts, heading.node),
                None => (facts.document.file.clone(), Span::default()),
            },
            Mark::Anchor(number) => {
                let span = facts.document.anchors.get(number as usize).map(|anchor| anchor.span);
                in_file(facts, span.unwrap_or_default())
            }
        }
    }
}
