//! The site as the links between its pages make it. Nothing here is mutated once it is made, and nothing is a URL.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::checklist::Checklists;
use super::criterion::Criteria;
use super::docset::{DocsetCrumbs, Moved, MovedFiles, Roots};
use super::toc::Toc;
use super::{Document, Outline};
use crate::base::{DocPath, Locale, Span};

/// A locale, by its place in [`Site::locales`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocaleId(pub u8);

/// A page, by its place in [`Site::pages`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(pub u32);

/// A parsed file, by its place in the list of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocId(pub u32);

/// A file that is carried along, by its place in [`Site::assets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssetId(pub u32);

impl LocaleId {
    /// For indexing.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl PageId {
    /// For indexing.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl DocId {
    /// For indexing.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A file with its outline: shared, so that the next build of a site takes over what did not change.
#[derive(Clone, Debug)]
pub struct Doc {
    /// The tree.
    pub document: Arc<Document>,
    /// What others may know of it.
    pub outline: Arc<Outline>,
}

impl Doc {
    /// The file that a place of its text lies in, and where in that file.
    pub fn place(&self, span: Span) -> (DocPath, Span) {
        match self.document.text.part_at(span.start) {
            Some(part) => {
                let from = |at: u32| at.saturating_sub(part.at) as usize;
                (part.file.clone(), Span::new(from(span.start), from(span.end)))
            }
            None => (self.document.file.clone(), span),
        }
    }
}

/// A locale of the site.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SiteLocale {
    /// The language tag, for `lang` and `hreflang`.
    pub tag: Locale,
    /// The first part of its URLs: the folder's name.
    pub slug: Box<str>,
    /// The folder of its content, below the site's root.
    pub folder: DocPath,
}

/// The page in one locale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Variant {
    /// Written in this locale.
    Own(DocId),
    /// Not translated: the owner's text is shown.
    Fallback(DocId),
    /// Neither translated nor in the source.
    Missing,
}

impl Variant {
    /// The text that is shown, if any.
    pub fn shown(self) -> Option<DocId> {
        match self {
            Self::Own(doc) | Self::Fallback(doc) => Some(doc),
            Self::Missing => None,
        }
    }
}

/// One subject, without a locale.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Page {
    /// The path below the locale's root, with extension: the identity.
    pub key: DocPath,
    /// Below the locale's URL: `a/b/`, and empty for the locale's first page.
    pub route: Box<str>,
    /// The locale that owns its anchors: the source, else the first that has the page.
    pub owner: LocaleId,
    /// The page in every locale.
    pub variants: Box<[Variant]>,
}

/// What an anchor of a variant stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A heading, by its number in the outline.
    Heading(u32),
    /// A place that is no heading, by its number in [`Outline::places`].
    Spot(u32),
}

/// The ids of one document, after the page's owner had its say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Anchors {
    /// The id that each heading is rendered with.
    pub ids: Box<[Box<str>]>,
    /// More ids of a heading that links may use: `(heading, id)`, by heading.
    pub aliases: Box<[(u32, Box<str>)]>,
    /// Which of [`Outline::places`] keep their name; the others lost it to an earlier id.
    pub spots: Box<[bool]>,
    /// The owner's heading that each heading translates.
    pub source: Box<[Option<u32>]>,
    /// Every name that a fragment may use, hashed and sorted, and where it leads.
    pub lookup: Box<[(u64, Place)]>,
}

/// Where a link leads. It becomes a URL only when a page is rendered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// A page, in the locale of the reader; `tail` is `?query#fragment`, ready for a URL, often empty.
    Page {
        /// The page.
        page: PageId,
        /// `?query#fragment`.
        tail: Box<str>,
    },
    /// A file that is carried along.
    Asset {
        /// The file.
        asset: AssetId,
        /// `?query#fragment`.
        tail: Box<str>,
    },
    /// A path of another docset (`/azure/…`).
    Docset(Box<str>),
    /// Elsewhere, untouched.
    External,
    /// Elsewhere, at this address instead of the one that is written.
    Elsewhere(Box<str>),
    /// Other documentation, by a name that an inventory knows.
    Xref {
        /// An address, or a path of another docset.
        url: Box<str>,
        /// What is shown; empty where the author wrote a text.
        text: Box<str>,
    },
    /// Nowhere.
    Broken(Why),
}

/// Why a link is broken.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Why {
    /// No destination.
    Empty,
    /// No such page: the path below the locale's root, as far as it can be told.
    NoPage(Box<str>),
    /// The path climbs out of the content.
    Outside(Box<str>),
    /// The page has no such anchor.
    NoAnchor {
        /// The page.
        page: PageId,
        /// The fragment, decoded.
        fragment: Box<str>,
        /// `?query`, written for a URL: it is asked of the page all the same.
        tail: Box<str>,
    },
    /// No such file.
    NoAsset(Box<str>),
    /// A file that is there and no page: its path below the locale's root.
    LeftOut(Box<str>, LeftOut),
    /// No inventory knows the name.
    NoXref {
        /// The name, decoded.
        uid: Box<str>,
        /// What is shown as plain text; empty where the author wrote a text.
        shown: Box<str>,
        /// Written `@uid`, which may mean anything: nothing is said.
        is_silent: bool,
    },
    /// A scheme that could run or load what an author cannot mean.
    Unsafe,
}

/// Why a file that could be a page is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeftOut {
    /// A YAML file of a form that is not shown.
    Form,
    /// The files of its docset leave it out.
    Scope,
    /// By its name, or that of its folder: it is there for other files, or for those who write.
    Name,
}

/// Something about a link that is worth saying though it leads somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Remark {
    /// The file is spelled so on disk.
    Case(Box<str>),
    /// It names a locale's folder.
    NamesLocale(Box<str>),
    /// It leads to a draft.
    Draft,
    /// It names a file that has moved: where to, as an author of this file would write it.
    Moved(Box<str>),
}

/// The links of one variant, resolved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Links {
    /// In the order of [`Document::links`].
    pub targets: Arc<[Target]>,
    /// `(number of the link, what to say)`.
    pub remarks: Arc<[(u32, Remark)]>,
}

/// An entry of a table of contents.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NavEntry {
    /// Its text.
    pub title: Box<str>,
    /// `displayName`: words under which a search shall find it. Often empty.
    pub display_name: Box<str>,
    /// Where it leads.
    pub target: NavTarget,
    /// `?query#fragment` of a page or a file; often empty.
    pub tail: Box<str>,
    /// What lies below it is shown unasked.
    pub expanded: bool,
    /// How deep it lies; the first level is 0.
    pub depth: u16,
    /// The entry above it, by number.
    pub parent: Option<u32>,
    /// One past its last descendant.
    pub end: u32,
}

/// Where an entry of a table of contents leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum NavTarget {
    /// Nowhere: a heading for the entries below.
    #[default]
    Nothing,
    /// A page.
    Page(PageId),
    /// A file that is carried along.
    Asset(AssetId),
    /// A path of another docset (`/azure/…`).
    Docset(Box<str>),
    /// Elsewhere.
    External(Box<str>),
}

/// A table of contents in one locale, in reading order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Nav {
    /// The folder of its file, below the locale's root; empty for the root itself.
    pub folder: Box<str>,
    /// The page that the folder's own URL shows, if there is one.
    pub home: Option<PageId>,
    /// All entries.
    pub entries: Vec<NavEntry>,
    /// The first entry of each page that has one.
    pub entry_of: BTreeMap<PageId, u32>,
}

/// The tables of contents of one locale: at least one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Navs {
    /// By folder; the overview may be the last.
    pub list: Vec<Nav>,
    /// The table that each page shows, by number of the page.
    pub of: Box<[u32]>,
    /// What the locale's first page shows if nobody wrote one, and pages that are in no table: the way into all of
    /// them.
    pub overview: u32,
    /// Entries that lead nowhere, in the locale's own files.
    pub faults: Box<[TocFault]>,
}

impl Navs {
    /// The number of the table that a page shows.
    pub fn number_of(&self, page: PageId) -> u32 {
        self.of.get(page.index()).copied().unwrap_or(self.overview)
    }
}

/// What is wrong with where an entry of a table of contents leads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TocFault {
    /// The file that the entry stands in.
    pub file: DocPath,
    /// Its destination.
    pub span: Span,
    /// What it is.
    pub kind: TocFaultKind,
}

/// Why an entry of a table of contents leads nowhere, or not as written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TocFaultKind {
    /// No such page: its path below the locale's root.
    NoPage(Box<str>),
    /// No such table of contents: its path below the locale's root.
    NoToc(Box<str>),
    /// The page has no such anchor.
    NoAnchor {
        /// The page.
        page: PageId,
        /// The fragment, decoded.
        fragment: Box<str>,
    },
    /// The file is spelled so on disk.
    Case(Box<str>),
    /// A file that is there and no page.
    LeftOut(Box<str>, LeftOut),
    /// The file has moved: where to, as an author would write it.
    Moved(Box<str>),
    /// A path of another docset, which leads somewhere only where the configuration says where.
    Docset(Box<str>),
    /// No inventory knows the name.
    NoXref(Box<str>),
    /// A scheme that could run or load what an author cannot mean.
    Unsafe,
    /// The other file, which brings this one in.
    Circle(DocPath),
    /// Files bring each other in too deep to reach the other file.
    TooDeep(DocPath),
    /// Files bring each other in too often.
    TooMany,
}

/// A file that is carried along.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Asset {
    /// Below the site's root.
    pub file: DocPath,
    /// Below the output.
    pub path: DocPath,
}

/// A name that other documentation publishes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct XrefEntry {
    /// What is shown.
    pub name: Box<str>,
    /// With all that it lies in; empty where it is the same.
    pub full_name: Box<str>,
    /// With the type that it lies in; empty where it is the same.
    pub name_with_type: Box<str>,
    /// An address, or a path that begins with `/`.
    pub href: Box<str>,
}

/// The catalogue of a site: what there is, and where. Which links lead where is told by [`Links`]. What is large is
/// shared, so that the next catalogue takes over what did not change.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// In the order of the picker; the source is among them.
    pub locales: Vec<SiteLocale>,
    /// The locale that translations are made from.
    pub source: usize,
    /// By key.
    pub pages: Arc<Vec<Page>>,
    /// Each document's page and locale.
    pub homes: Arc<Vec<(PageId, LocaleId)>>,
    /// Each document's ids.
    pub anchors: Vec<Arc<Anchors>>,
    /// By path.
    pub assets: Arc<Vec<Asset>>,
    /// The files of all tables of contents, by path below the site's root.
    pub tocs: Arc<BTreeMap<DocPath, Toc>>,
    /// One a locale.
    pub navs: Vec<Arc<Navs>>,
    /// Markdown and YAML files that are no pages, by path below the site's root.
    pub left_out: Arc<HashMap<DocPath, LeftOut>>,
    /// Lookups.
    pub page_of: Arc<HashMap<DocPath, PageId>>,
    /// Lookups by path below the site's root.
    pub asset_of: Arc<HashMap<DocPath, AssetId>>,
    /// Where docsets lie.
    pub roots: Roots,
    /// Files that have moved, one table a locale.
    pub moved: Arc<Vec<MovedFiles>>,
    /// Where pages were, by an address below the output as a folder (`en/old/`), as their front matter tells.
    pub former: Arc<HashMap<Box<str>, PageId>>,
    /// What breadcrumb files say, one list a locale.
    pub crumbs: Arc<Vec<Vec<DocsetCrumbs>>>,
    /// The names of other documentation, as the inventories have them.
    pub xrefs: Arc<HashMap<Box<str>, XrefEntry>>,
    /// Exit criteria and steps, once the links are known.
    pub criteria: Arc<Criteria>,
    /// What readers tick, once the criteria are known.
    pub checklists: Arc<Checklists>,
}

impl Site {
    /// Why the file at `key`, a path below a locale's folder, is no page: in the first of `locales` that has the file.
    pub fn left_out(&self, key: &str, locales: impl IntoIterator<Item = usize>) -> Option<LeftOut> {
        locales.into_iter().find_map(|locale| {
            let file = DocPath::below(self.locales.get(locale)?.folder.as_str(), key)?;
            self.left_out.get(&file).copied()
        })
    }

    /// Where a file that has moved leads, by its path below the locale's folder, in lower case and composed: what the
    /// locale itself says, else what the source says.
    pub fn moved(&self, locale: usize, folded: &str) -> Option<&Moved> {
        let own = self.moved.get(locale).and_then(|moved| moved.get(folded));
        own.or_else(|| self.moved.get(self.source)?.get(folded))
    }
}
