//! What the boxes of a page stand for: the items of its checklists, its exit criteria, and criteria that it links to.

use std::collections::BTreeMap;

use super::inputs::Plan;
use crate::link::progress;
use crate::model::checklist::{CRITERIA, Checklist, Item, TextHash};
use crate::model::criterion::{Class, Mark};
use crate::model::site::{Doc, DocId, LocaleId, Target};

/// All of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Boxes {
    /// Lists, by their nodes.
    pub lists: BTreeMap<u32, ListBox>,
    /// Items of lists, by their nodes.
    pub items: BTreeMap<u32, ItemBox>,
    /// Items that the page lacks, by the node of the item that they follow, or of the list that they begin.
    pub lacking: BTreeMap<u32, Vec<LackingBox>>,
    /// Criteria, by the number of their heading.
    pub headings: BTreeMap<u32, CriterionBox>,
    /// Criteria, by the number of the anchor that they stand on.
    pub anchors: BTreeMap<u32, CriterionBox>,
    /// Criteria, by the number of the link that leads to them.
    pub links: BTreeMap<u32, CriterionBox>,
}

/// A list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListBox {
    /// Its name.
    pub name: Box<str>,
    /// The criterion whose test it is, by its permanent name.
    pub of: Option<Box<str>>,
}

/// An item.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ItemBox {
    /// `LIST/ITEM`, under which browsers keep its state.
    pub key: String,
    /// Its permanent number; none for an item that its source has not.
    pub number: Option<u32>,
    /// Of its words in the source.
    pub hash: Option<TextHash>,
}

/// An item in the words of its source.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LackingBox {
    /// The item.
    pub item: ItemBox,
    /// Its words.
    pub words: Box<str>,
    /// Their language.
    pub tag: String,
    /// How it runs.
    pub dir: &'static str,
}

/// An exit criterion.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CriterionBox {
    /// The item that it is.
    pub item: ItemBox,
    /// Its permanent name.
    pub anchor: Box<str>,
    /// Its title, in the reader's language where there is one.
    pub words: Box<str>,
    /// How much it binds.
    pub class: Class,
    /// A reader may say that it does not apply.
    pub may_not_apply: bool,
}

impl Boxes {
    /// What a reader of `locale` finds in this document, whose links lead to `targets`.
    pub fn new(plan: &Plan<'_>, locale: LocaleId, id: DocId, doc: &Doc, targets: &[Target]) -> Self {
        let mut boxes = Self::default();
        let checklists = &plan.site.checklists;
        for shown in checklists.shown_on(id) {
            if let Some(list) = checklists.list(shown.list) {
                boxes.add_list(plan, locale, list, shown);
            }
        }
        for (mark, number) in checklists.marks_on(id) {
            let Some(criterion) = criterion(plan, locale, *number) else {
                continue;
            };
            match mark {
                Mark::Heading(heading) => _ = boxes.headings.insert(*heading, criterion),
                Mark::Anchor(anchor) => _ = boxes.anchors.insert(*anchor, criterion),
            }
        }
        if !plan.site.criteria.list.is_empty() {
            let linked = |target: &Target| match target {
                Target::Page { page, tail } => progress::criterion(plan.site, *page, tail),
                _ => None,
            };
            for (number, target) in targets.iter().enumerate().take(doc.document.links.len()) {
                if let Some(criterion) = linked(target).and_then(|linked| criterion(plan, locale, linked)) {
                    boxes.links.insert(number as u32, criterion);
                }
            }
        }
        boxes
    }

    /// Whether the page has none.
    pub fn is_empty(&self) -> bool {
        self.lists.is_empty() && self.headings.is_empty() && self.anchors.is_empty() && self.links.is_empty()
    }

    fn add_list(
        &mut self,
        plan: &Plan<'_>,
        locale: LocaleId,
        list: &Checklist,
        shown: &crate::model::checklist::Shown,
    ) {
        let of = shown.test_of.and_then(|number| plan.site.checklists.criterion(number));
        let own = ListBox {
            name: list.name.clone(),
            of: of.map(|item| item.key.clone()),
        };
        self.lists.insert(shown.node, own);
        let mut extra = 0;
        for (node, item) in &shown.items {
            let known = item.and_then(|item| list.items.get(item as usize));
            let item = known.map(|item| ItemBox::new(list, item)).unwrap_or_else(|| {
                extra += 1;
                // No other language has it.
                let of = of.map_or(String::new(), |of| format!("{}.", of.key));
                let slug = plan.site.locales.get(locale.index()).map_or("", |locale| &locale.slug);
                ItemBox {
                    key: format!("{}/{of}+{slug}{extra}", list.name),
                    number: None,
                    hash: None,
                }
            });
            self.items.insert(*node, item);
        }
        for (before, item) in &shown.lacking {
            let Some(item) = list.items.get(*item as usize) else {
                continue;
            };
            let Some(source) = plan.site.locales.get(item.owner.index()) else {
                continue;
            };
            let after = before.checked_sub(1).and_then(|last| shown.items.get(last as usize));
            let lacking = LackingBox {
                item: ItemBox::new(list, item),
                words: item.words_for(item.owner).0.into(),
                tag: source.tag.to_string(),
                dir: source.tag.direction(),
            };
            let node = after.map_or(shown.node, |(node, _)| *node);
            self.lacking.entry(node).or_default().push(lacking);
        }
    }
}

impl ItemBox {
    /// An item of a list.
    pub fn new(list: &Checklist, item: &Item) -> Self {
        Self {
            key: format!("{}/{}", list.name, item.key),
            number: Some(item.number),
            hash: Some(item.hash),
        }
    }
}

/// What readers of a locale see of a criterion, by its number.
pub fn criterion(plan: &Plan<'_>, locale: LocaleId, number: u32) -> Option<CriterionBox> {
    let checklists = &plan.site.checklists;
    let item = checklists.criterion(number)?;
    let list = checklists.criteria()?;
    debug_assert_eq!(&*list.name, CRITERIA);
    Some(CriterionBox {
        item: ItemBox::new(list, item),
        anchor: item.key.clone(),
        words: item.words_for(locale).0.into(),
        class: item.class.unwrap_or(Class::Required),
        may_not_apply: item.may_not_apply,
    })
}
