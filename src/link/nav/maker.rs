//! Entries as written to entries that lead somewhere.

use std::collections::BTreeSet;

use super::{Files, TocFile, folder_page};
use crate::base::{DocPath, Span};
use crate::link::catalog::{Spellings, folded};
use crate::link::resolve::{carried, moved_tail, tail};
use crate::link::url::{Url, read_url};
use crate::link::xref::{self, Form};
use crate::model::docset::Destination;
use crate::model::site::{
    Doc, LocaleId, Nav, NavEntry, NavTarget, PageId, Site, Target, TocFault, TocFaultKind as Kind, Variant, Why,
};
use crate::model::toc::{TocEntry, TocHref};

/// Files brought in by files, at most.
const FILES_DEEP: usize = 12;

/// Entries deeper than this are shown at this depth: no reader tells them apart, and browsers stop at 512 elements.
const DEEPEST: u16 = 32;

/// Makes one table.
pub struct Maker<'a> {
    pub site: &'a Site,
    docs: &'a [Doc],
    files: &'a Files<'a>,
    spellings: &'a Spellings,
    pub locale: LocaleId,
    pub nav: Nav,
    /// What is wrong with where entries lead, each once however often its file is brought in.
    pub faults: BTreeSet<TocFault>,
    /// How many more entries of nested files there may be.
    pub budget: usize,
    /// The files that the entry at hand lies in, outermost first.
    inside: Vec<&'a DocPath>,
}

/// Where an entry goes.
#[derive(Clone, Copy)]
pub struct Below {
    pub depth: u16,
    pub parent: Option<u32>,
}

/// The file that entries stand in.
#[derive(Clone, Copy)]
struct Source<'a> {
    file: &'a DocPath,
    /// Its folder below the locale's root.
    folder: &'a str,
    /// The file is the source's: names of translated pages are their titles, and what is wrong with it is told there.
    borrowed: bool,
}

impl<'a> Maker<'a> {
    pub fn new(
        site: &'a Site,
        docs: &'a [Doc],
        files: &'a Files<'a>,
        spellings: &'a Spellings,
        locale: LocaleId,
    ) -> Self {
        Self {
            site,
            docs,
            files,
            spellings,
            locale,
            nav: Nav::default(),
            faults: BTreeSet::new(),
            budget: 0,
            inside: Vec::new(),
        }
    }

    /// All entries of a file at the top.
    pub fn add_file(&mut self, file: TocFile<'a>) {
        let top = Below { depth: 0, parent: None };
        self.add_nested(file, top);
    }

    fn add_nested(&mut self, file: TocFile<'a>, below: Below) {
        let TocFile {
            file, toc, borrowed, ..
        } = file;
        let home = if borrowed {
            self.site.source
        } else {
            self.locale.index()
        };
        let root = self.site.locales.get(home).map_or("", |locale| locale.folder.as_str());
        let folder = file.strip(root).map(|key| key.parent().to_owned()).unwrap_or_default();
        self.inside.push(file);
        let source = Source {
            file,
            folder: &folder,
            borrowed,
        };
        self.add_entries(&toc.entries, source, below);
        self.inside.pop();
    }

    // A file nests at most fifty levels, and files twelve.
    fn add_entries(&mut self, entries: &'a [TocEntry], source: Source<'_>, at: Below) {
        for entry in entries {
            if self.inside.len() > 1 {
                let Some(left) = self.budget.checked_sub(1) else {
                    let place = entry.page.as_ref().or(entry.nested.as_ref());
                    return self.fault(
                        source,
                        place.map_or_else(Span::default, |href| href.span),
                        Kind::TooMany,
                    );
                };
                self.budget = left;
            }
            let (mut target, mut tail) = match &entry.page {
                Some(href) => self.target(href, source),
                None => Default::default(),
            };
            let nested = entry.nested.as_ref().and_then(|href| self.nested(href, source));
            if let (None, NavTarget::Nothing, Some(href)) = (nested, &target, &entry.nested) {
                (target, tail) = (self.folder_target(href, source), Box::default());
            }
            let title = self.name(entry, &target, source.borrowed);
            let number = self.push(title, target, at);
            let made = &mut self.nav.entries[number as usize];
            made.tail = tail;
            made.expanded = entry.expanded;
            made.display_name = entry.display_name.clone();
            let below = if at.depth < DEEPEST {
                Below {
                    depth: at.depth + 1,
                    parent: Some(number),
                }
            } else {
                at
            };
            self.add_entries(&entry.items, source, below);
            if let Some(file) = nested {
                self.add_nested(file, below);
            }
            self.close(number, below);
        }
    }

    /// Says that all entries since `number` lie below it, if they do.
    fn close(&mut self, number: u32, below: Below) {
        if below.parent == Some(number) {
            self.nav.entries[number as usize].end = self.nav.entries.len() as u32;
        }
    }

    pub fn push(&mut self, title: Box<str>, target: NavTarget, at: Below) -> u32 {
        let number = self.nav.entries.len() as u32;
        // Rendering marks places in the navigation with control characters, which no title may forge.
        let is_clean = !title.contains(char::is_control);
        let title = if is_clean {
            title
        } else {
            title.replace(char::is_control, "\u{fffd}").into()
        };
        self.nav.entries.push(NavEntry {
            title,
            display_name: Box::default(),
            target,
            tail: Box::default(),
            expanded: false,
            depth: at.depth,
            parent: at.parent,
            end: number + 1,
        });
        number
    }

    fn fault(&mut self, source: Source<'_>, span: Span, kind: Kind) {
        if !source.borrowed {
            self.faults.insert(TocFault {
                file: source.file.clone(),
                span,
                kind,
            });
        }
    }

    /// The file that an entry brings in; nothing, with its reason told, where there is none or it must not be.
    fn nested(&mut self, href: &TocHref, source: Source<'_>) -> Option<TocFile<'a>> {
        let (folder, name) = self.files.named(&href.text, source.folder)?;
        let found = self.files.of(&folder, &name)?;
        let other = found.file;
        if self.inside.contains(&other) {
            self.fault(source, href.span, Kind::Circle(other.clone()));
            return None;
        }
        if self.inside.len() >= FILES_DEEP {
            self.fault(source, href.span, Kind::TooDeep(other.clone()));
            return None;
        }
        Some(found)
    }

    /// A folder without a table of contents may have a first page.
    fn folder_target(&mut self, href: &TocHref, source: Source<'_>) -> NavTarget {
        let named = self.files.named(&href.text, source.folder);
        if let Some((folder, name)) = &named {
            if self.files.of(folder, name).is_some() {
                return NavTarget::Nothing;
            }
            let page = folder_page(self.site, folder).filter(|page| self.shown(*page).is_some());
            if let (Some(page), true) = (page, name.is_empty()) {
                return NavTarget::Page(page);
            }
        }
        let path = named.map_or_else(
            || href.text.to_string(),
            |(folder, name)| match folder.as_str() {
                "" => name,
                folder => format!("{folder}/{name}"),
            },
        );
        self.fault(source, href.span, Kind::NoToc(path.into()));
        NavTarget::Nothing
    }

    /// Where an entry leads, and `?query#fragment`.
    fn target(&mut self, href: &TocHref, source: Source<'_>) -> (NavTarget, Box<str>) {
        let (path, query, fragment, from) = match read_url(&href.text) {
            Url::Xref(asked) => return (self.xref(asked, href, source), Box::default()),
            Url::External => return (NavTarget::External(href.text.clone()), Box::default()),
            Url::Docset(path) => {
                let path: Box<str> = path.replace('\\', "/").into();
                self.fault(source, href.span, Kind::Docset(path.clone()));
                return (NavTarget::Docset(path), Box::default());
            }
            Url::Unsafe => {
                self.fault(source, href.span, Kind::Unsafe);
                return Default::default();
            }
            Url::Empty => return Default::default(),
            Url::Relative { path, query, fragment } => (path, query, fragment, source.folder),
            Url::Docroot { path, query, fragment } => (path, query, fragment, self.files.docroot(source.folder)),
        };
        if path.is_empty() {
            return Default::default();
        }
        let missing = |key: &str| Kind::NoPage(key.into());
        let Some(key) = DocPath::below(from, &path) else {
            self.fault(source, href.span, missing(&path));
            return Default::default();
        };
        if let Some(page) = self.page(&key, href, source) {
            if self.is_missing(page) {
                self.fault(source, href.span, missing(key.as_str()));
            }
            // A draft is no fault, and is not shown.
            return match self.shown(page) {
                Some(doc) => {
                    let fragment = self.anchor(page, doc, fragment.as_deref(), href, source);
                    (NavTarget::Page(page), tail(query, fragment))
                }
                None => Default::default(),
            };
        }
        let asset = [self.locale.index(), self.site.source].into_iter().find_map(|locale| {
            let file = DocPath::below(self.site.locales.get(locale)?.folder.as_str(), key.as_str())?;
            self.site.asset_of.get(&file).copied()
        });
        if let Some(asset) = asset {
            let tail = tail(query, fragment.as_deref().unwrap_or(""));
            return (NavTarget::Asset(asset), tail);
        }
        let tail = (query, fragment.as_deref().unwrap_or(""));
        if let Some(found) = self.moved(&key, tail, href, source) {
            return found;
        }
        let kind = match self.site.left_out(key.as_str(), 0..self.site.locales.len()) {
            Some(why) => Kind::LeftOut(key.as_str().into(), why),
            None => missing(key.as_str()),
        };
        self.fault(source, href.span, kind);
        Default::default()
    }

    /// Where a file leads that is not there because it has moved.
    fn moved(
        &mut self,
        key: &DocPath,
        (query, fragment): (&str, &str),
        href: &TocHref,
        source: Source<'_>,
    ) -> Option<(NavTarget, Box<str>)> {
        let site = self.site;
        let moved = site.moved(self.locale.index(), &folded(key.as_str()))?;
        let (target, tail, written) = match &moved.to {
            Destination::Page(page, to) => {
                let tail = moved_tail((site, self.docs), (*page, self.locale), to, (query, fragment))?;
                let own = DocPath::below(source.folder, "toc.yml")?;
                let written = own.link_to(site.pages.get(page.index())?.key.as_str()) + &tail;
                // A draft is no fault, and is not shown.
                let target = self.shown(*page).map_or(NavTarget::Nothing, |_| NavTarget::Page(*page));
                (target, tail, written.into())
            }
            Destination::Docset(path) => {
                let path = carried(path, query, fragment);
                self.fault(source, href.span, Kind::Docset(path.clone()));
                (NavTarget::Docset(path.clone()), Box::default(), path)
            }
            Destination::External(url) => {
                let url = carried(url, query, fragment);
                (NavTarget::External(url.clone()), Box::default(), url)
            }
            Destination::Nothing(_) | Destination::Circle | Destination::NoAddress => return None,
        };
        self.fault(source, href.span, Kind::Moved(written));
        Some((target, tail))
    }

    /// Where a name of other documentation leads; the text stays where nobody knows it.
    fn xref(&mut self, asked: &str, href: &TocHref, source: Source<'_>) -> NavTarget {
        match xref::resolve(&self.site.xrefs, asked, Form::Text) {
            Target::Xref { url, .. } if url.starts_with('/') => NavTarget::Docset(url),
            Target::Xref { url, .. } => NavTarget::External(url),
            Target::Broken(Why::NoXref { uid, .. }) => {
                self.fault(source, href.span, Kind::NoXref(uid));
                NavTarget::Nothing
            }
            _ => NavTarget::Nothing,
        }
    }

    /// The page at a key, as it is written or nearly so.
    fn page(&mut self, key: &DocPath, href: &TocHref, source: Source<'_>) -> Option<PageId> {
        let exact = self.site.page_of.get(key).copied();
        let bare = || {
            let ends = [".md", ".yml"].into_iter();
            let named = ends.filter_map(|end| DocPath::new(&format!("{key}{end}")));
            named.filter_map(|key| self.site.page_of.get(&key).copied()).next()
        };
        let folder = || folder_page(self.site, key.as_str());
        if let Some(page) = exact.or_else(bare).or_else(folder) {
            return Some(page);
        }
        let page = self.spellings.page(self.site, key.as_str())?;
        if self.shown(page).is_some() {
            let real = self.site.pages[page.index()].key.as_str().into();
            self.fault(source, href.span, Kind::Case(real));
        }
        Some(page)
    }

    /// The anchor that a fragment means on a page; nothing where it has none.
    fn anchor(
        &mut self,
        page: PageId,
        doc: &'a Doc,
        fragment: Option<&str>,
        href: &TocHref,
        source: Source<'_>,
    ) -> &'a str {
        let site = self.site;
        let Some(fragment) = fragment.filter(|fragment| !matches!(*fragment, "" | "top")) else {
            return "";
        };
        let variant = site.pages[page.index()].variants[self.locale.index()].shown();
        let anchors = variant.and_then(|doc| site.anchors.get(doc.index()));
        let found = anchors.and_then(|anchors| anchors.find(&doc.outline, fragment));
        if found.is_none() {
            let fragment = fragment.into();
            self.fault(source, href.span, Kind::NoAnchor { page, fragment });
        }
        found.unwrap_or("")
    }

    /// A destination as it is shown where nothing else is: the name of a thing, or what is written.
    fn written(&self, href: &TocHref) -> Box<str> {
        let Url::Xref(asked) = read_url(&href.text) else {
            return href.text.clone();
        };
        match xref::resolve(&self.site.xrefs, asked, Form::Bare) {
            Target::Xref { text, .. } => text,
            Target::Broken(Why::NoXref { shown, .. }) => shown,
            _ => href.text.clone(),
        }
    }

    fn is_missing(&self, page: PageId) -> bool {
        self.site.pages[page.index()].variants[self.locale.index()] == Variant::Missing
    }

    pub fn shown(&self, page: PageId) -> Option<&'a Doc> {
        let doc = self.site.pages[page.index()].variants[self.locale.index()].shown()?;
        self.docs.get(doc.index()).filter(|doc| !doc.outline.draft)
    }

    /// The title of what a reader finds at a page; empty where there is nothing.
    pub fn title(&self, page: PageId) -> Box<str> {
        self.shown(page)
            .map(|doc| doc.outline.title.clone())
            .unwrap_or_default()
    }

    fn name(&self, entry: &TocEntry, target: &NavTarget, borrowed: bool) -> Box<str> {
        let title = match target {
            NavTarget::Page(page) => {
                let variant = self.site.pages[page.index()].variants[self.locale.index()];
                let translated = borrowed && matches!(variant, Variant::Own(_));
                (entry.name.is_none() || translated).then(|| self.title(*page))
            }
            _ => None,
        };
        let href = || entry.page.as_ref().or(entry.nested.as_ref());
        let written = || href().map(|href| self.written(href));
        title
            .or_else(|| entry.name.clone())
            .or_else(written)
            .unwrap_or_default()
    }
}
