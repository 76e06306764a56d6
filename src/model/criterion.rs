//! The exit criteria of a site: the criterion, the steps that meet it, its tests, and what each language has of it.

use std::collections::HashMap;

use super::site::{DocId, LocaleId, PageId};

/// How much a criterion binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// It must be met.
    Required,
    /// It deserves a decision.
    Optional,
}

impl Class {
    /// `required` or `optional`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Optional => "optional",
        }
    }
}

/// What a heading says before its colon.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Standing {
    /// How much it binds.
    pub class: Class,
    /// For whom: `hybrid identity` of `Required for hybrid identity`, in the heading's language. Empty: for all.
    pub condition: Box<str>,
}

impl Standing {
    /// Whether both bind the same, and for all or for some alike. In which words is not compared: they are of two
    /// languages.
    pub fn agrees(&self, other: &Self) -> bool {
        self.class == other.class && self.condition.is_empty() == other.condition.is_empty()
    }
}

/// What a criterion stands on, by number in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// A heading.
    Heading(u32),
    /// An anchor that names no heading: the block that it stands in is the criterion.
    Anchor(u32),
}

/// How a variant names a criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Naming {
    /// By an anchor of its own, or as the whole page does, by the order of headings alone.
    Own,
    /// Not at all, though other criteria of the page have their anchors.
    Nothing,
    /// Otherwise than its source: the anchor, by number.
    Other(u32),
    /// Nearly as its source does, in the same place: the anchor, by number.
    Similar(u32),
}

/// A link of a criterion to a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StepLink {
    /// The link, by number in the document.
    pub link: u32,
    /// The step.
    pub page: PageId,
    /// Its text names another number than the step's title.
    pub is_misnumbered: bool,
}

/// How a criterion is tested: the ordered list below a sub-heading of its section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Test {
    /// The sub-heading, by number in the document.
    pub heading: u32,
    /// The list, by its node.
    pub list: u32,
    /// How many steps the list has.
    pub steps: u32,
}

/// A criterion in one variant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Section {
    /// The document.
    pub doc: DocId,
    /// What it stands on there.
    pub mark: Mark,
    /// Whether its anchor is there.
    pub naming: Naming,
    /// The heading's text, or the beginning of the block's.
    pub title: Box<str>,
    /// What the title says of how much it binds, if it says so.
    pub standing: Option<Standing>,
    /// The steps that it links to, in reading order.
    pub steps: Box<[StepLink]>,
    /// It links to a page that the site does not have, which may be a step.
    pub is_open: bool,
    /// How it is tested.
    pub test: Option<Test>,
}

/// What a language has of a criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Presence {
    /// It is there.
    Here(Section),
    /// The page is translated, and the criterion is not on it. The heading after which it ought to stand, by number in
    /// the document.
    Lacking(DocId, Option<u32>),
    /// The page is not translated.
    #[default]
    NoPage,
}

impl Presence {
    /// The criterion, if it is there.
    pub fn section(&self) -> Option<&Section> {
        match self {
            Self::Here(section) => Some(section),
            _ => None,
        }
    }
}

/// One exit criterion.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Criterion {
    /// The anchor; one in the whole site.
    pub id: Box<str>,
    /// More anchors of the same heading.
    pub aliases: Box<[Box<str>]>,
    /// The page that owns it.
    pub page: PageId,
    /// The locale that its class is read from.
    pub owner: LocaleId,
    /// Pages that show it too, by including the same file.
    pub also_on: Box<[PageId]>,
    /// Its place among the criteria of its page, from 0.
    pub ordinal: u32,
    /// What each locale has of it.
    pub presence: Box<[Presence]>,
    /// The steps that link to it, by locale.
    pub linked_from: Box<[Vec<PageId>]>,
}

impl Criterion {
    /// The criterion as its owner wrote it.
    pub fn source(&self) -> Option<&Section> {
        self.presence.get(self.owner.index())?.section()
    }

    /// Whether a page shows it.
    pub fn is_on(&self, page: PageId) -> bool {
        self.page == page || self.also_on.contains(&page)
    }
}

/// A criterion of a translation that its source has not.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stray {
    /// The anchor.
    pub id: Box<str>,
    /// The page.
    pub page: PageId,
    /// The locale.
    pub locale: LocaleId,
    /// The document.
    pub doc: DocId,
    /// What it stands on there.
    pub mark: Mark,
}

/// A criterion whose id another has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Twice {
    /// The other, by number.
    pub first: u32,
    /// The document.
    pub doc: DocId,
    /// The anchor, by number.
    pub anchor: u32,
}

/// A criterion that a translation has in another order than its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Disorder {
    /// The criterion, by number.
    pub criterion: u32,
    /// The locale.
    pub locale: LocaleId,
    /// The one that it follows in the source, by number, of those that both have.
    pub after: Option<u32>,
}

/// What a step's links say of criteria.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Leads {
    /// Nobody wrote the step in this locale.
    #[default]
    NoPage,
    /// To a criterion, or to where the site cannot tell.
    Somewhere,
    /// To none.
    Nowhere,
}

/// A step in one locale.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct StepVariant {
    /// The numbers that its title and its first heading name, written for comparison: `12`, `2.1`, `3a`.
    pub numbers: Vec<Box<str>>,
    /// Nobody wrote it in this locale.
    pub is_fallback: bool,
    /// Whether it leads to a criterion.
    pub leads: Leads,
}

/// A page that is a step.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// The page in each locale.
    pub variants: Box<[StepVariant]>,
    /// A criterion is to be expected of it: there are some near it, and it defines none itself.
    pub is_bound: bool,
}

impl Step {
    /// The numbers that a reader of `locale` may call it by: those of the page that is shown.
    pub fn numbers(&self, locale: LocaleId, owner: Option<LocaleId>) -> &[Box<str>] {
        let of = |locale: LocaleId| {
            self.variants
                .get(locale.index())
                .map_or(&[][..], |variant| &variant.numbers)
        };
        match owner {
            Some(owner)
                if self
                    .variants
                    .get(locale.index())
                    .is_none_or(|variant| variant.is_fallback) =>
            {
                of(owner)
            }
            _ => of(locale),
        }
    }
}

/// All criteria of a site, and the steps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Criteria {
    /// Some document names one.
    pub is_named: bool,
    /// By page, in reading order.
    pub list: Vec<Criterion>,
    /// By id and alias.
    pub by_name: HashMap<Box<str>, u32>,
    /// What only translations have.
    pub strays: Vec<Stray>,
    /// What is there more than once.
    pub twice: Vec<Twice>,
    /// The first of each page that stands elsewhere than in its source.
    pub disorders: Vec<Disorder>,
    /// The steps by number of their page; empty where there is none.
    pub steps: Vec<Option<Step>>,
}

impl Criteria {
    /// The criterion of that anchor.
    pub fn named(&self, anchor: &str) -> Option<&Criterion> {
        self.list.get(*self.by_name.get(anchor)? as usize)
    }

    /// The step that a page is.
    pub fn step(&self, page: PageId) -> Option<&Step> {
        self.steps.get(page.index())?.as_ref()
    }
}
