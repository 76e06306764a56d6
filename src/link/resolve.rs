//! Where the links of a variant lead: judged against the variant, or the fallback, on which they land.

use super::catalog::{Spellings, folded, route};
use super::url::{Url, percent_encode, read_url};
use super::xref::{self, Form};
use crate::base::DocPath;
use crate::base::path::join_into;
use crate::model::docset::Destination;
use crate::model::site::{AssetId, Doc, Links, LocaleId, PageId, Remark, Site, Target, Why};
use crate::model::{Document, Link, LinkKind};
use crate::parse::dialect::xref::shorthand;

/// Everything that links are resolved against. The same for all variants.
pub struct Map<'a> {
    /// The catalogue.
    pub site: &'a Site,
    /// All documents.
    pub docs: &'a [Doc],
    /// For names that are not found as they are spelled.
    pub spellings: &'a Spellings,
}

/// One variant: the page, the locale that shows it and the document that is shown.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The page.
    pub page: PageId,
    /// The locale whose URL shows it.
    pub locale: LocaleId,
    /// What is shown.
    pub doc: &'a Doc,
}

/// Resolves all links of a variant.
pub fn links(map: &Map<'_>, view: View<'_>) -> Links {
    let mut resolver = Resolver {
        map,
        view,
        home: home(map, view, &view.doc.document.file),
        path: String::new(),
        remarks: Vec::new(),
    };
    let document = &view.doc.document;
    let targets = document
        .links
        .iter()
        .enumerate()
        .map(|(number, link)| resolver.resolve(number as u32, link))
        .collect();
    Links {
        targets,
        remarks: resolver.remarks.into(),
    }
}

/// The locale whose folder holds a file: the view's own, where several do.
fn home(map: &Map<'_>, view: View<'_>, file: &DocPath) -> usize {
    let file = file.as_str();
    let holds = |folder: &str| below(file, folder).is_some();
    let own = &map.site.locales[view.locale.index()];
    if holds(own.folder.as_str()) {
        return view.locale.index();
    }
    map.site
        .locales
        .iter()
        .position(|locale| holds(locale.folder.as_str()))
        .unwrap_or(map.site.source)
}

/// Whether `path`, written in a file of the folder `from`, leads out of `folder` on its way.
fn climbs_out(from: &str, folder: &str, path: &str) -> bool {
    if !path.starts_with("..") {
        return false;
    }
    let parts = |path: &str| path.split('/').filter(|part| !part.is_empty()).count();
    let mut depth = parts(from).saturating_sub(parts(folder));
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if depth == 0 => return true,
            ".." => depth -= 1,
            _ => depth += 1,
        }
    }
    false
}

/// The rest of `path` below `folder`; `None` if it lies elsewhere. The folder itself is the empty path.
fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    if folder.is_empty() {
        return Some(path);
    }
    let rest = path.strip_prefix(folder)?;
    if rest.is_empty() {
        Some(rest)
    } else {
        rest.strip_prefix('/')
    }
}

struct Resolver<'a> {
    map: &'a Map<'a>,
    view: View<'a>,
    /// The locale that the file with the link was written in.
    home: usize,
    /// A path below the site's root, used again for every link.
    path: String,
    remarks: Vec<(u32, Remark)>,
}

/// Files that may be pages.
const PAGES: [&str; 3] = [".md", ".yml", ".yaml"];

/// What follows a path, and where to put what there is to say.
#[derive(Clone, Copy)]
struct Use<'a> {
    number: u32,
    query: &'a str,
    fragment: &'a str,
    /// The path leaves the locale's folder, be it that it comes back.
    climbs: bool,
}

impl Resolver<'_> {
    fn resolve(&mut self, number: u32, link: &Link) -> Target {
        let document = &self.view.doc.document;
        if let Some(asked) = shorthand(document, link) {
            return xref::resolve(&self.map.site.xrefs, asked, Form::Shorthand);
        }
        let file = document.file_of(link.span);
        if !document.text.parts.is_empty() {
            self.home = home(self.map, self.view, file);
        }
        let docroot;
        let (path, query, fragment, from) = match read_url(document.str(link.dest)) {
            Url::Empty => return Target::Broken(Why::Empty),
            Url::External => return Target::External,
            Url::Xref(_) if link.kind == LinkKind::Image => return Target::Broken(Why::Unsafe),
            Url::Xref(asked) => return xref::resolve(&self.map.site.xrefs, asked, Form::of(written(document, link))),
            Url::Unsafe => return Target::Broken(Why::Unsafe),
            Url::Docset(path) => return Target::Docset(path.replace('\\', "/").into()),
            Url::Relative { path, query, fragment } => (path, query, fragment, file.parent()),
            Url::Docroot { path, query, fragment } => {
                docroot = self.docroot(file);
                (path, query, fragment, docroot.as_str())
            }
        };
        let has_fragment = fragment.is_some();
        let fragment = fragment.as_deref().unwrap_or("");
        let is_top = has_fragment && matches!(fragment, "" | "top") && query.is_empty();
        if path.is_empty() && is_top && link.kind == LinkKind::Link {
            return Target::Page {
                page: self.view.page,
                tail: "#".into(),
            };
        }
        if path.is_empty() && link.kind == LinkKind::Link {
            return on_page(self.map, self.view, self.view.page, query, fragment);
        }
        let mut target = std::mem::take(&mut self.path);
        let found = if join_into(from, &path, &mut target) {
            let folder = self.map.site.locales[self.home].folder.as_str();
            let used = Use {
                number,
                query,
                fragment,
                climbs: climbs_out(from, folder, &path),
            };
            let is_link = link.kind == LinkKind::Link;
            let found = self.find(&target, used, is_link, &path);
            match found {
                Some(Target::Broken(Why::NoPage(_) | Why::NoAsset(_) | Why::LeftOut(..))) if is_link => {
                    self.moved(&target, used).or(found)
                }
                _ => found,
            }
        } else {
            None
        };
        self.path = target;
        found.unwrap_or_else(|| Target::Broken(Why::Outside(path.as_ref().into())))
    }

    /// The folder that `~/` means in this document: that of its docset, below the folder of its locale.
    fn docroot(&self, file: &DocPath) -> DocPath {
        let site = self.map.site;
        let folder = &site.locales[self.home].folder;
        let key = file.strip(folder.as_str());
        let root = key.as_ref().map_or("", |key| site.roots.of(self.home, key.as_str()));
        DocPath::below(folder.as_str(), root).unwrap_or_else(|| folder.clone())
    }

    /// Where a file leads that is not there because it has moved.
    fn moved(&mut self, target: &str, used: Use<'_>) -> Option<Target> {
        let site = self.map.site;
        let key = site
            .locales
            .iter()
            .find_map(|locale| below(target, locale.folder.as_str()))?;
        if let Some(page) = self.former(key) {
            let (target, written) = self.moved_to(page, "", used)?;
            self.remarks.push((used.number, Remark::Moved(written)));
            return Some(target);
        }
        if site.moved.iter().all(|moved| moved.all.is_empty()) {
            return None;
        }
        let moved = site.moved(self.view.locale.index(), &folded(key))?;
        let (target, written) = match &moved.to {
            Destination::Page(page, tail) => self.moved_to(*page, tail, used)?,
            Destination::Docset(path) => {
                let path = carried(path, used.query, used.fragment);
                (Target::Docset(path.clone()), path)
            }
            Destination::External(url) => {
                let url = carried(url, used.query, used.fragment);
                (Target::Elsewhere(url.clone()), url)
            }
            Destination::Nothing(_) | Destination::Circle | Destination::NoAddress => return None,
        };
        self.remarks.push((used.number, Remark::Moved(written)));
        Some(target)
    }

    /// The page that says of itself that it was the file at `key`: in the reader's locale, else in the source.
    fn former(&self, key: &str) -> Option<PageId> {
        let site = self.map.site;
        if site.former.is_empty() {
            return None;
        }
        let route = route(&DocPath::new(key)?);
        let locales = [self.view.locale.index(), site.source].into_iter();
        let mut slugs = locales.filter_map(|locale| site.locales.get(locale));
        slugs.find_map(|locale| site.former.get(format!("{}/{route}", locale.slug).as_str()).copied())
    }

    /// The page that a file moved to, at the place that the redirect names, else at the one that the link names.
    fn moved_to(&self, page: PageId, to: &str, used: Use<'_>) -> Option<(Target, Box<str>)> {
        let Map { site, docs, .. } = *self.map;
        let tail = moved_tail((site, docs), (page, self.view.locale), to, (used.query, used.fragment))?;
        let facts = &site.pages[page.index()];
        let own = &site.pages[self.view.page.index()].key;
        let written = own.link_to(facts.key.as_str()) + &tail;
        Some((Target::Page { page, tail }, written.into()))
    }

    /// What lies at a path of the site; nothing if it lies in no locale's folder.
    fn find(&mut self, target: &str, used: Use<'_>, is_link: bool, written: &str) -> Option<Target> {
        let (locale, key) = self.locale_of(target, used)?;
        // A page is a `.md` file, a `.yml` file that says so, or a folder with a first page.
        let is_folder = written.ends_with('/') || key.is_empty();
        Some(if is_link && is_folder {
            self.folder(key, used)
        } else if is_folder {
            Target::Broken(Why::NoAsset(format!("{key}/").into()))
        } else if is_link && has_extension(key, &PAGES) {
            self.page(key, used)
        } else if let (true, Some(key)) = (is_link && self.is_yaml_page(), self.bare(key)) {
            self.page(&key, used)
        } else {
            self.asset(locale, key, used)
        })
    }

    /// A folder's first page; `index.md` is the one that is missed, if there is none and a folder may be meant.
    fn folder(&mut self, key: &str, used: Use<'_>) -> Target {
        let page = |name: &str| match key {
            "" => name.to_owned(),
            key => format!("{key}/{name}"),
        };
        let (usual, other) = (page("index.md"), page("index.yml"));
        let has_other = |resolver: &Self| resolver.map.site.page_of.contains_key(other.as_str());
        if !self.map.site.page_of.contains_key(usual.as_str()) {
            if has_other(self) {
                return self.page(&other, used);
            }
            if has_extension(key, &PAGES) {
                return Target::Broken(Why::NoPage(format!("{key}/").into()));
            }
        }
        self.page(&usual, used)
    }

    /// Addresses in YAML pages may leave out the extension, and the slash behind a folder.
    fn is_yaml_page(&self) -> bool {
        has_extension(self.view.doc.document.file.as_str(), &PAGES[1..])
    }

    /// The page that a path without extension means.
    fn bare(&self, key: &str) -> Option<String> {
        let ends = [".md", ".yml", "/index.md", "/index.yml"].iter();
        let mut pages = ends.map(|end| format!("{key}{end}"));
        pages.find(|page| self.map.site.page_of.contains_key(page.as_str()))
    }

    /// Splits a path of the site into the locale and the path below its folder. A link that names another locale's
    /// folder is told: the reader would change the language without asking.
    fn locale_of<'t>(&mut self, target: &'t str, used: Use<'_>) -> Option<(usize, &'t str)> {
        let locales = &self.map.site.locales;
        if let Some(key) = below(target, locales[self.home].folder.as_str()) {
            if used.climbs {
                self.remarks
                    .push((used.number, Remark::NamesLocale(locales[self.home].slug.clone())));
            }
            return Some((self.home, key));
        }
        let mut all = locales.iter().enumerate();
        let (locale, key) = all.find_map(|(number, locale)| Some((number, below(target, locale.folder.as_str())?)))?;
        self.remarks
            .push((used.number, Remark::NamesLocale(locales[locale].slug.clone())));
        Some((locale, key))
    }

    fn page(&mut self, key: &str, used: Use<'_>) -> Target {
        let site = self.map.site;
        let exact = site.page_of.get(key).copied();
        if exact.is_none()
            && let Some(why) = site.left_out(key, [self.home, site.source])
        {
            return Target::Broken(Why::LeftOut(key.into(), why));
        }
        let Some(page) = exact.or_else(|| self.map.spellings.page(site, key)) else {
            return Target::Broken(Why::NoPage(key.into()));
        };
        if let Some(doc) = shown(self.map, self.view, page) {
            if exact.is_none() {
                let real = site.pages[page.index()].key.as_str().into();
                self.remarks.push((used.number, Remark::Case(real)));
            }
            if doc.outline.draft {
                self.remarks.push((used.number, Remark::Draft));
            }
        }
        on_page(self.map, self.view, page, used.query, used.fragment)
    }

    fn asset(&mut self, locale: usize, key: &str, used: Use<'_>) -> Target {
        let site = self.map.site;
        // Translated trees hold almost no images: the reader's locale first, then the one it was written in, then the
        // source.
        let candidates = [self.view.locale.index(), locale, site.source];
        let file_in = |locale: usize| DocPath::below(site.locales[locale].folder.as_str(), key);
        let exact = candidates
            .iter()
            .find_map(|&locale| site.asset_of.get(&file_in(locale)?).copied());
        let found = exact.or_else(|| {
            let asset = candidates
                .iter()
                .find_map(|&locale| self.map.spellings.asset(site, file_in(locale)?.as_str()))?;
            self.remarks
                .push((used.number, Remark::Case(below_locale(self.map, asset))));
            Some(asset)
        });
        match found {
            Some(asset) => Target::Asset {
                asset,
                tail: tail(used.query, used.fragment),
            },
            None => Target::Broken(Why::NoAsset(key.into())),
        }
    }
}

/// The `?query#fragment` of a link to a file that moved to `page` at `to`, which is a tail too: its own query goes along,
/// and its fragment where the redirect names none and the page has it. Nothing where a reader of the locale finds no
/// page.
pub(super) fn moved_tail(
    (site, docs): (&Site, &[Doc]),
    (page, locale): (PageId, LocaleId),
    to: &str,
    (query, fragment): (&str, &str),
) -> Option<Box<str>> {
    let shown = site.pages.get(page.index())?.variants.get(locale.index())?.shown()?;
    let outline = &docs.get(shown.index())?.outline;
    let id = site.anchors.get(shown.index())?.find(outline, fragment);
    Some(carried(to, query, id.unwrap_or("")))
}

/// The address of a redirect with the query of the link that names the file that was, and with its fragment unless the
/// address has its own.
pub(super) fn carried(address: &str, query: &str, fragment: &str) -> Box<str> {
    let mut own = String::new();
    if !address.contains('#') {
        percent_encode(fragment, &mut own);
    }
    if query.is_empty() && own.is_empty() {
        return address.into();
    }
    let query = tail(query, "");
    xref::with_tail(address, query.trim_start_matches('?'), &own).into()
}

/// A link as it stands in the file.
fn written<'a>(document: &'a Document, link: &Link) -> &'a str {
    document.text.parsed.get(link.span.range()).unwrap_or_default()
}

/// Whether a path ends with one of these, in any case, and has something before it.
fn has_extension(key: &str, extensions: &[&str]) -> bool {
    let bytes = key.as_bytes();
    let ends = |extension: &&str| {
        let split = bytes.len().checked_sub(extension.len()).filter(|at| *at > 0);
        split.is_some_and(|at| bytes[at..].eq_ignore_ascii_case(extension.as_bytes()))
    };
    extensions.iter().any(ends)
}

/// What a reader of `view` finds at `page`.
fn shown<'a>(map: &Map<'a>, view: View<'_>, page: PageId) -> Option<&'a Doc> {
    let doc = map.site.pages[page.index()].variants[view.locale.index()].shown()?;
    map.docs.get(doc.index())
}

fn on_page(map: &Map<'_>, view: View<'_>, page: PageId, query: &str, fragment: &str) -> Target {
    let facts = &map.site.pages[page.index()];
    let Some(number) = facts.variants[view.locale.index()].shown() else {
        return Target::Broken(Why::NoPage(facts.key.as_str().into()));
    };
    let doc = &map.docs[number.index()];
    let is_top = fragment.is_empty() || fragment == "top";
    if is_top {
        return Target::Page {
            page,
            tail: tail(query, ""),
        };
    }
    match map.site.anchors[number.index()].find(&doc.outline, fragment) {
        Some(id) => Target::Page {
            page,
            tail: tail(query, id),
        },
        None => Target::Broken(Why::NoAnchor {
            page,
            fragment: fragment.into(),
            tail: tail(query, ""),
        }),
    }
}

fn below_locale(map: &Map<'_>, asset: AssetId) -> Box<str> {
    let path = &map.site.assets[asset.0 as usize].path;
    path.as_str()
        .split_once('/')
        .map_or(path.as_str(), |(_, rest)| rest)
        .into()
}

/// `?query#fragment`, written so that it can stand in a URL.
pub(super) fn tail(query: &str, fragment: &str) -> Box<str> {
    if query.is_empty() && fragment.is_empty() {
        return Box::default();
    }
    let mut tail = String::with_capacity(query.len() + fragment.len() + 2);
    if !query.is_empty() {
        tail.push('?');
        // A query is kept as it is written; only what could end the attribute is encoded.
        for c in query.chars() {
            if c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}') {
                tail.push(c);
            } else {
                percent_encode(c.encode_utf8(&mut [0; 4]), &mut tail);
            }
        }
    }
    if !fragment.is_empty() {
        tail.push('#');
        percent_encode(fragment, &mut tail);
    }
    tail.into()
}
