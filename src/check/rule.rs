//! What a rule is, and what it sees.

use std::cell::Cell;
use std::sync::OnceLock;

use super::known::Known;
use super::parity::{Parity, Skeletons};
use crate::base::{DocPath, Span};
use crate::config::Config;
use crate::diag::{Diagnostic, Report, RuleInfo, Sink};
use crate::link::outdated::{Translations, source_of};
use crate::link::progress::Progress;
use crate::link::resolve::{Map, View};
use crate::model::Link;
use crate::model::freshness::Freshness;
use crate::model::site::{Anchors, Doc, DocId, Links, LocaleId, PageId, Remark, Target, Variant};
use crate::source::{Snapshot, SourceFile};

/// A rule: what is known of it, and how it is checked.
pub struct Rule {
    /// What is known of it.
    pub info: &'static RuleInfo,
    /// How it is checked.
    pub check: Check,
}

/// What a rule looks at.
#[derive(Clone, Copy)]
pub enum Check {
    /// Each variant that somebody wrote, by itself; several at a time. Looked at again when something changed that such
    /// a rule can see: `kept.rs` says what that is.
    Variant(fn(&VariantView<'_>, &mut Sink)),
    /// The whole site, once.
    Site(fn(&SiteView<'_>, &mut Vec<Diagnostic>)),
    /// Which files and pages there are, and the configuration.
    Set(fn(&SiteView<'_>, &mut Vec<Diagnostic>)),
    /// What all pages say of themselves: their front matter and their first heading of the first level, and whether they
    /// are published.
    Titles(fn(&SiteView<'_>, &mut Vec<Diagnostic>)),
    /// Each file, by itself.
    File(fn(&DocPath, &SourceFile, &mut Sink)),
}

/// The whole site.
pub struct SiteView<'a> {
    /// The catalogue and all documents.
    pub map: &'a Map<'a>,
    /// The links of each document as its own locale shows it, by document.
    pub links: &'a [Links],
    /// What is known of translations.
    pub translations: &'a Translations,
    /// The files, for tables of contents.
    pub snapshot: &'a Snapshot,
    /// What the site's folder says about itself.
    pub config: &'a Config,
    /// What was found out so far.
    pub known: &'a Known,
    /// The documents in sum, for comparing languages.
    pub skeletons: Skeletons,
}

/// What a path that is not there most likely means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// A path below the locale's root.
    pub key: Box<str>,
    /// Nothing else can be meant: the file has moved.
    pub is_sure: bool,
}

impl Meaning {
    /// Of a file that is not there: the one of its name that lies elsewhere, if there is one, and for sure if there is no
    /// other. Names that every folder may have tell nothing.
    pub fn moved<'k>(path: &str, keys: impl Iterator<Item = &'k str>) -> Option<Self> {
        let name_of = |path: &'k str| path.rsplit('/').next().unwrap_or(path);
        let name = path.rsplit('/').next().unwrap_or(path);
        let mut found = keys.filter(|key| name_of(key) == name);
        let key = found.next()?;
        let stem = name.split('.').next().unwrap_or(name);
        let is_common = ["", "index", "readme", "toc"]
            .iter()
            .any(|common| stem.eq_ignore_ascii_case(common));
        let is_sure = !is_common && found.all(|other| other == key);
        let key = key.into();
        Some(Self { key, is_sure })
    }

    /// What is only likely.
    pub fn near(key: &str) -> Self {
        Self {
            key: key.into(),
            is_sure: false,
        }
    }
}

impl<'a> SiteView<'a> {
    /// What progress is counted of, drafts included.
    pub fn progress(&self) -> &Progress {
        let make = || Progress::new(self.map.site, self.map.docs, self.links, &|_| true);
        self.known.progress.get_or_init(make)
    }

    /// A variant that somebody wrote.
    pub fn own_variant(&'a self, id: DocId) -> Option<VariantView<'a>> {
        let (page, locale) = *self.map.site.homes.get(id.index())?;
        let doc = self.map.docs.get(id.index())?;
        Some(VariantView {
            site: self,
            view: View { page, locale, doc },
            links: self.links.get(id.index())?,
            alike: OnceLock::new(),
            parity: OnceLock::new(),
            asks_progress: Cell::new(false),
        })
    }
}

/// One variant that somebody wrote.
pub struct VariantView<'a> {
    /// The site it belongs to.
    pub site: &'a SiteView<'a>,
    /// Its page, locale and document.
    pub view: View<'a>,
    links: &'a Links,
    parity: OnceLock<Option<Parity<'a>>>,
    asks_progress: Cell<bool>,
    /// How many links at the beginning and at the end have the source's destinations; made when it is asked for.
    alike: OnceLock<(usize, usize)>,
}

/// The link of the source that a link of a translation translates, and leads somewhere.
pub struct Counterpart<'a> {
    doc: &'a Doc,
    link: &'a Link,
    /// Where it leads.
    pub target: &'a Target,
}

impl<'a> Counterpart<'a> {
    /// Its destination as it is written.
    pub fn dest(&self) -> &'a str {
        self.doc.document.str(self.link.dest)
    }

    /// Adds its place to what is told.
    pub fn told<'s>(&self, report: Report<'s>) -> Report<'s> {
        let document = &self.doc.document;
        let place = document.dest_in_file(self.link);
        let part = document.text.part_at(place.start);
        let base = part.map_or(0, |part| part.at);
        let file = part.map_or(&document.file, |part| &part.file);
        let place = Span {
            start: place.start.saturating_sub(base),
            end: place.end.saturating_sub(base),
        };
        report.related(file.clone(), place, format!("the source links to `{}`", self.dest()))
    }
}

impl<'a> VariantView<'a> {
    /// This translation beside its source; `None` for the source itself and for a page that the source has not.
    pub fn parity(&self) -> Option<&Parity<'a>> {
        self.parity.get_or_init(|| Parity::of(self)).as_ref()
    }

    /// What progress is counted of.
    pub fn progress(&self) -> &'a Progress {
        self.asks_progress.set(true);
        self.site.progress()
    }

    /// Whether some rule asked for that.
    pub(super) fn asks_progress(&self) -> bool {
        self.asks_progress.get()
    }

    /// Whether some rule asked which places of its page links name.
    pub(super) fn asks_names(&self) -> bool {
        let parity = self.parity.get();
        parity.and_then(Option::as_ref).is_some_and(Parity::asks_names)
    }

    /// Its document.
    pub fn doc(&self) -> &'a Doc {
        self.view.doc
    }

    /// Its ids.
    pub fn anchors(&self) -> Option<&'a Anchors> {
        let site = self.site.map.site;
        let page = site.pages.get(self.view.page.index())?;
        let number = page.variants.get(self.view.locale.index())?.shown()?;
        site.anchors.get(number.index()).map(AsRef::as_ref)
    }

    /// Its links and where they lead.
    pub fn links(&self) -> impl Iterator<Item = (&'a Link, &'a Target)> {
        self.view.doc.document.links.iter().zip(self.links.targets.iter())
    }

    /// The source's link in the place of this variant's link `number`, where that leads somewhere and it can be told
    /// which one it is: both have as many links, or all before it, or all behind it, are the same.
    pub fn counterpart(&self, number: usize) -> Option<Counterpart<'a>> {
        let site = self.site;
        let home = LocaleId(site.map.site.source as u8);
        let page = site.map.site.pages.get(self.view.page.index())?;
        let Variant::Own(doc) = *page.variants.get(home.index()).filter(|_| home != self.view.locale)? else {
            return None;
        };
        let (theirs, links) = (site.map.docs.get(doc.index())?, site.links.get(doc.index())?);
        let (own, other) = (&self.view.doc.document, &theirs.document);
        let &(before, behind) = self.alike.get_or_init(|| {
            let is_same = |(a, b): &(&Link, &Link)| own.str(a.dest) == other.str(b.dest);
            let before = own.links.iter().zip(&other.links).take_while(is_same).count();
            let behind = own.links.iter().rev().zip(other.links.iter().rev()).take_while(is_same);
            (before, behind.count())
        });
        let (ours, all) = (own.links.len(), other.links.len());
        let is_same = |here: usize, there: usize| {
            let pair = own.links.get(here).zip(other.links.get(there));
            pair.is_some_and(|(a, b)| own.str(a.dest) == other.str(b.dest))
        };
        let from_end = (number + all).checked_sub(ours);
        let is_next = number == before && is_same(number + 1, number + 1);
        let place = match from_end {
            _ if ours == all || number < before || is_next => number,
            Some(there) if number + behind >= ours => there,
            Some(there) if number + behind + 1 == ours && number > 0 && there > 0 && is_same(number - 1, there - 1) => {
                there
            }
            _ => return None,
        };
        let (link, target) = (other.links.get(place)?, links.targets.get(place)?);
        let is_same_kind = own.links.get(number).is_some_and(|own| own.kind == link.kind);
        (is_same_kind && !matches!(target, Target::Broken(_))).then_some(Counterpart {
            doc: theirs,
            link,
            target,
        })
    }

    /// A link by its number, and where it leads.
    pub fn link(&self, number: u32) -> Option<(&'a Link, &'a Target)> {
        let link = self.view.doc.document.links.get(number as usize)?;
        Some((link, self.links.targets.get(number as usize)?))
    }

    /// What there is to say about links that lead somewhere.
    pub fn remarks(&self) -> impl Iterator<Item = (&'a Link, &'a Target, &'a Remark)> {
        let remarks = self.links.remarks.iter();
        remarks.filter_map(|(number, remark)| {
            let (link, target) = self.link(*number)?;
            Some((link, target, remark))
        })
    }

    /// A link's destination as it is written.
    pub fn dest(&self, link: &Link) -> &'a str {
        self.view.doc.document.str(link.dest)
    }

    /// Where a link's destination lies in the file.
    pub fn dest_span(&self, link: &Link) -> Span {
        self.view.doc.document.dest_in_file(link)
    }

    /// The place of a destination's path, and of its fragment with the `#`.
    pub fn dest_parts(&self, link: &Link) -> (Span, Span) {
        let whole = self.dest_span(link);
        let dest = self.dest(link);
        let is_literal = (whole.end - whole.start) as usize == dest.len();
        match dest.find('#').filter(|_| is_literal) {
            Some(at) => {
                let middle = whole.start as usize + at;
                (
                    Span::new(whole.start as usize, middle),
                    Span::new(middle, whole.end as usize),
                )
            }
            None => (whole, whole),
        }
    }

    /// The document that this reader finds at `page`, and its number.
    pub fn shown(&self, page: PageId) -> Option<(DocId, &'a Doc)> {
        let map = self.site.map;
        let doc = map.site.pages[page.index()].variants[self.view.locale.index()].shown()?;
        Some((doc, &map.docs[doc.index()]))
    }

    /// The keys of the pages that this reader can see.
    pub fn page_keys(&self) -> impl Iterator<Item = &'a DocPath> {
        let locale = self.view.locale.index();
        let pages = self.site.map.site.pages.iter();
        pages
            .filter(move |page| page.variants[locale] != Variant::Missing)
            .map(|page| &page.key)
    }

    /// What the author of a link to `path`, which is not there, most likely meant; `look` finds it.
    pub fn meant(&self, link: &Link, path: &str, look: impl FnOnce() -> Option<Meaning>) -> Option<Meaning> {
        self.site
            .known
            .meant
            .get((self.view.locale, link.kind, path.into()), look)
    }

    /// The place of a destination that stands literally in the file, in brackets or in an attribute of raw HTML, so that
    /// another can take its place. One with escapes is for a person.
    pub fn literal_dest(&self, link: &Link) -> Option<Span> {
        let dest = self.dest(link);
        let whole = self.dest_span(link);
        let text = self.view.doc.document.text.file.get(whole.range())?;
        if text == dest {
            return (!dest.is_empty()).then_some(whole);
        }
        // Of a tag with two such attributes nobody knows which is meant.
        let tag = text.strip_prefix('<').filter(|_| !dest.is_empty())?;
        let value = |(at, _): (usize, &str)| {
            let quote = tag.get(..at)?.chars().next_back().filter(|c| matches!(c, '"' | '\''))?;
            tag.get(at + dest.len()..)?.starts_with(quote).then_some(at)
        };
        let mut values = tag.match_indices(dest).filter_map(value);
        let start = whole.start as usize + 1 + values.next().filter(|_| values.next().is_none())?;
        Some(Span::new(start, start + dest.len()))
    }

    /// The place of the path in it, without query and fragment.
    pub fn literal_path(&self, link: &Link) -> Option<Span> {
        let dest = self.dest(link);
        let path = dest.split(['#', '?']).next().unwrap_or(dest);
        (!path.is_empty()).then_some(self.literal_dest(link)?.to(path.len()))
    }

    /// Whether it still says what its source says; `None` for the source's own text, and where the source has no such
    /// page.
    pub fn freshness(&self) -> Option<&'a Freshness> {
        let (page, locale) = (self.view.page, self.view.locale);
        match self
            .site
            .map
            .site
            .pages
            .get(page.index())?
            .variants
            .get(locale.index())?
        {
            Variant::Own(doc) => self.site.translations.get(*doc),
            _ => None,
        }
    }

    /// The source's text of the page, if there is one.
    pub fn source(&self) -> Option<&'a Doc> {
        let site = self.site.map.site;
        let doc = source_of(site, site.pages.get(self.view.page.index())?)?;
        self.site.map.docs.get(doc.index())
    }

    /// How the author of a link would write it to the file at `key`, a path below the locale's root.
    pub fn relative(&self, link: &Link, key: &str) -> String {
        let file = self.view.doc.document.file_of(link.span);
        let mut locales = self.site.map.site.locales.iter();
        let own = locales.find_map(|locale| file.strip(locale.folder.as_str()));
        own.as_ref().unwrap_or(file).link_to(key)
    }
}

/// A path as Markdown takes it: what would end the destination, or mean something in it, is escaped.
pub fn as_dest(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for c in path.chars() {
        match c {
            ' ' | '(' | ')' | '<' | '>' | '%' | '#' | '?' | '\\' | '"' | '\'' => {
                text.push_str(&format!("%{:02X}", u32::from(c)))
            }
            _ => text.push(c),
        }
    }
    text
}

/// Whether a path with its query and fragment can stand in Markdown and in YAML as it is, quoted or not.
pub fn is_plain(dest: &str) -> bool {
    let is_plain = |c: char| {
        c.is_alphanumeric() || matches!(c, '.' | '/' | '-' | '_' | '~' | '#' | '?' | '=' | '&' | '+' | '%' | ':')
    };
    dest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '/' | '_')) && dest.chars().all(is_plain)
}
