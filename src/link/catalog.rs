//! The catalogue: which pages and files there are, in which locales, and under which URLs.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::outdated::lock;
use super::xref::Inventory;
use super::{anchors, checklists, moved, nav, redirects, toc};
use crate::base::DocPath;
use crate::docset::{self, Docsets};
use crate::model::site::{
    Anchors, Asset, AssetId, Doc, DocId, LeftOut, LocaleId, Page, PageId, Site, SiteLocale, Variant,
};
use crate::parse::yaml_page;
use crate::source::{Snapshot, SourceFile};

/// What a file below a locale's folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A page.
    Page,
    /// A page if its first line says so: see [`is_page`].
    Yaml,
    /// A table of contents.
    Toc,
    /// Carried along.
    Asset,
    /// Read by other files, or by nobody.
    Other,
}

/// What a file is, by its path below the locale's root. No pages: files in `includes/`, `README.md`, `TOC.md`, and
/// whatever lies in a folder that begins with `_`.
pub fn role(path: &DocPath) -> Role {
    let name = path.file_name();
    let extension = path.extension().to_ascii_lowercase();
    let hidden = path.as_str().split('/').any(|part| part.starts_with(['.', '_']));
    let lies_in = |names: &[&str]| {
        let mut folders = path.parent().split('/');
        folders.any(|part| names.iter().any(|name| part.eq_ignore_ascii_case(name)))
    };
    let in_includes = lies_in(&["includes"]);
    match extension.as_str() {
        _ if hidden => Role::Other,
        "md" if in_includes || name.eq_ignore_ascii_case("readme.md") => Role::Other,
        "yml" | "yaml" if docset::is_breadcrumb(path) => Role::Other,
        "lock" if name == lock::FILE => Role::Other,
        "yml" if path.as_str() == checklists::SIDECAR => Role::Other,
        "md" | "yml" | "yaml" if path.stem().eq_ignore_ascii_case("toc") => Role::Toc,
        "yml" | "yaml" if !in_includes => Role::Yaml,
        "md" => Role::Page,
        "yml" | "yaml" | "json" | "ftl" | "" => Role::Other,
        _ => Role::Asset,
    }
}

/// Whether a file is a page, by its path below the locale's root and, where that does not tell, by its first line.
pub fn is_page(path: &DocPath, file: &SourceFile) -> bool {
    match role(path) {
        Role::Page => true,
        Role::Yaml => yaml_page::is_page(file),
        _ => false,
    }
}

/// A name as a case-insensitive file system sees it: lower case, composed.
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        text.to_ascii_lowercase()
    } else if is_composed(text) {
        text.chars().flat_map(char::to_lowercase).collect()
    } else {
        text.nfc().flat_map(char::to_lowercase).collect()
    }
}

/// Whether a text is surely in NFC: below U+0300 no character combines with another.
fn is_composed(text: &str) -> bool {
    text.bytes().all(|byte| byte < 0xcc)
}

/// The URL of a page below its locale's: `a/b.md` → `a/b/`, `a/index.md` and `a/index.yml` → `a/`.
pub fn route(key: &DocPath) -> Box<str> {
    let folder = key.parent();
    let is_index = key.stem().eq_ignore_ascii_case("index");
    let parts: Vec<&str> = [folder, if is_index { "" } else { key.stem() }]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let mut route = parts.join("/");
    if !is_composed(&route) {
        route = route.nfc().collect();
    }
    if !route.is_empty() {
        route.push('/');
    }
    route.into()
}

/// Makes the catalogue. `docs` are the pages' documents in any order; each lies in the folder of a locale. `xrefs` are
/// the names of other documentation.
pub fn catalog(
    locales: Vec<SiteLocale>,
    source: usize,
    docs: &[Doc],
    snapshot: &Snapshot,
    docsets: &Docsets,
    xrefs: Inventory,
) -> Site {
    let mut site = Site {
        locales,
        source,
        xrefs: Arc::new(xrefs),
        roots: docsets.roots.clone(),
        crumbs: Arc::new(docsets.crumbs.clone()),
        ..Site::default()
    };
    place_pages(&mut site, docs);
    site.anchors = anchors_of(&site, docs);
    place_assets(&mut site, snapshot);
    site.left_out = Arc::new(left_out(&site, snapshot, docsets));
    site.moved = Arc::new(moved::moved(&site, docs, docsets, snapshot));
    let former = redirects::redirects(&site, docs).into_iter().rev();
    let former = former.map(|redirect| (redirect.from.into(), redirect.page)).collect();
    site.former = Arc::new(former);
    site.tocs = Arc::new(toc::read_all(&site.locales, snapshot));
    site.navs = (0..site.locales.len())
        .into_par_iter()
        .map(|locale| Arc::new(nav::navs(&site, docs, LocaleId(locale as u8))))
        .collect();
    site
}

fn place_pages(site: &mut Site, docs: &[Doc]) {
    let mut by_key: BTreeMap<DocPath, Vec<Option<DocId>>> = BTreeMap::new();
    let mut homes: Vec<Option<(DocPath, LocaleId)>> = vec![None; docs.len()];
    for (number, doc) in docs.iter().enumerate() {
        let home = site.locales.iter().enumerate().find_map(|(locale, facts)| {
            let key = doc.document.file.strip(facts.folder.as_str())?;
            Some((key, LocaleId(locale as u8)))
        });
        if let Some((key, locale)) = &home {
            let variants = by_key
                .entry(key.clone())
                .or_insert_with(|| vec![None; site.locales.len()]);
            variants[locale.index()] = Some(DocId(number as u32));
        }
        homes[number] = home;
    }
    let mut page_of = HashMap::with_capacity(by_key.len());
    let mut pages = Vec::with_capacity(by_key.len());
    for (number, (key, own)) in by_key.into_iter().enumerate() {
        page_of.insert(key.clone(), PageId(number as u32));
        pages.push(page(key, &own, site.source));
    }
    let homes: Vec<(PageId, LocaleId)> = homes
        .into_iter()
        .map(|home| {
            let (key, locale) = home.unwrap_or_else(|| (DocPath::root(), LocaleId(0)));
            (page_of.get(&key).copied().unwrap_or(PageId(0)), locale)
        })
        .collect();
    site.homes = Arc::new(homes);
    site.pages = Arc::new(pages);
    site.page_of = Arc::new(page_of);
}

fn page(key: DocPath, own: &[Option<DocId>], source: usize) -> Page {
    let in_source = own.get(source).copied().flatten();
    let first = own.iter().position(Option::is_some).unwrap_or(source);
    let variants = own.iter().map(|doc| match (doc, in_source) {
        (Some(doc), _) => Variant::Own(*doc),
        (None, Some(source)) => Variant::Fallback(source),
        (None, None) => Variant::Missing,
    });
    Page {
        route: route(&key),
        owner: LocaleId(if in_source.is_some() { source } else { first } as u8),
        variants: variants.collect(),
        key,
    }
}

/// Owners first, because translations take their ids from them.
fn anchors_of(site: &Site, docs: &[Doc]) -> Vec<Arc<Anchors>> {
    let owner_of = |number: usize| {
        let (page, locale) = site.homes[number];
        let page = &site.pages[page.index()];
        let owner = page.variants[page.owner.index()].shown();
        owner.filter(|_| page.owner != locale)
    };
    let owned: Vec<Option<Anchors>> = (0..docs.len())
        .into_par_iter()
        .map(|number| {
            owner_of(number)
                .is_none()
                .then(|| anchors::owned(&docs[number].outline))
        })
        .collect();
    let translated: Vec<Option<Anchors>> = (0..docs.len())
        .into_par_iter()
        .map(|number| {
            let owner = owner_of(number)?.index();
            let owner_anchors = owned[owner].as_ref()?;
            Some(anchors::translated(
                &docs[number].outline,
                &docs[owner].outline,
                owner_anchors,
            ))
        })
        .collect();
    owned
        .into_iter()
        .zip(translated)
        .map(|(a, b)| Arc::new(a.or(b).unwrap_or_default()))
        .collect()
}

fn place_assets(site: &mut Site, snapshot: &Snapshot) {
    let mut assets = Vec::new();
    for locale in &site.locales {
        for (path, file, _) in snapshot.below(locale.folder.as_str()) {
            if role(&path) == Role::Asset
                && let Some(path) = DocPath::below(&locale.slug, path.as_str())
            {
                assets.push(Asset {
                    file: file.clone(),
                    path,
                });
            }
        }
    }
    let numbers = assets.iter().enumerate();
    let asset_of = numbers.map(|(n, a)| (a.file.clone(), AssetId(n as u32))).collect();
    site.asset_of = Arc::new(asset_of);
    site.assets = Arc::new(assets);
}

/// The Markdown and YAML files that are no pages, and why.
fn left_out(site: &Site, snapshot: &Snapshot, docsets: &Docsets) -> HashMap<DocPath, LeftOut> {
    let mut all = HashMap::new();
    for (number, locale) in site.locales.iter().enumerate() {
        for (key, file, source) in snapshot.below(locale.folder.as_str()) {
            let is_page = |key: &DocPath| {
                let page = site.page_of.get(key).and_then(|page| site.pages.get(page.index()));
                page.is_some_and(|page| matches!(page.variants.get(number), Some(Variant::Own(_))))
            };
            let is_content = || docsets.is_content(number, key.as_str());
            let is_named = || matches!(key.extension().to_ascii_lowercase().as_str(), "md" | "yml" | "yaml");
            let why = match role(&key) {
                Role::Page if !is_page(&key) => LeftOut::Scope,
                Role::Yaml if !yaml_page::is_page(source) && is_content() => LeftOut::Form,
                Role::Yaml if !is_page(&key) => LeftOut::Scope,
                Role::Toc if !is_content() => LeftOut::Scope,
                Role::Toc => LeftOut::Name,
                Role::Other if is_named() => LeftOut::Name,
                _ => continue,
            };
            all.insert(file.clone(), why);
        }
    }
    all
}

/// Names as a case-insensitive file system sees them. Made when a name is first not found as it is spelled, which on
/// most sites is never.
#[derive(Default)]
pub struct Spellings {
    pages: OnceLock<HashMap<String, PageId>>,
    assets: OnceLock<HashMap<String, AssetId>>,
}

impl Spellings {
    /// The page of this site whose key differs from `key` at most in case or Unicode form.
    pub fn page(&self, site: &Site, key: &str) -> Option<PageId> {
        let pages = self.pages.get_or_init(|| {
            let keys = site.pages.iter().enumerate().rev();
            keys.map(|(number, page)| (folded(page.key.as_str()), PageId(number as u32)))
                .collect()
        });
        pages.get(&folded(key)).copied()
    }

    /// The file of this site whose path differs from `file` at most in case or Unicode form.
    pub fn asset(&self, site: &Site, file: &str) -> Option<AssetId> {
        let assets = self.assets.get_or_init(|| {
            let files = site.assets.iter().enumerate().rev();
            files
                .map(|(number, asset)| (folded(asset.file.as_str()), AssetId(number as u32)))
                .collect()
        });
        assets.get(&folded(file)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_and_routes() {
        let path = |text: &str| DocPath::new(text).unwrap();
        for (text, expected) in [
            ("a.md", Role::Page),
            ("a/A.MD", Role::Page),
            ("README.md", Role::Other),
            ("a/includes/b.md", Role::Other),
            ("_x/b.md", Role::Other),
            ("TOC.md", Role::Toc),
            ("toc.yml", Role::Toc),
            ("a/b/Toc.yaml", Role::Toc),
            ("a/breadcrumb/toc.yml", Role::Other),
            ("media/x.png", Role::Asset),
            ("docfx.json", Role::Other),
            ("a/index.yml", Role::Yaml),
            ("includes/x.yml", Role::Other),
            ("LICENSE", Role::Other),
            ("translations.lock", Role::Other),
            ("a/yarn.lock", Role::Asset),
        ] {
            assert_eq!(role(&path(text)), expected, "{text}");
        }
        assert_eq!(&*route(&path("a/b.md")), "a/b/");
        assert_eq!(&*route(&path("a/index.md")), "a/");
        assert_eq!(&*route(&path("a/index.yml")), "a/");
        assert_eq!(&*route(&path("index.md")), "");
        assert_eq!(&*route(&path("a\u{30a}.md")), "\u{e5}/");
    }
}
