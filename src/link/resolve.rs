//! Where the links of a variant lead: judged against the variant, or the fallback, on which they land.

use super::catalog::Spellings;
use super::url::{Url, percent_encode, read_url};
use crate::base::DocPath;
use crate::model::site::{AssetId, Doc, Links, LocaleId, PageId, Remark, Site, Target, Why};
use crate::model::{Link, LinkKind};

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
    let document = &view.doc.document;
    let mut remarks = Vec::new();
    let targets = document.links.iter().enumerate().map(|(number, link)| {
        let mut remark = |said: Remark| remarks.push((number as u32, said));
        resolve(map, view, link, &mut remark)
    });
    let targets = targets.collect();
    Links {
        targets,
        remarks: remarks.into(),
    }
}

fn resolve(map: &Map<'_>, view: View<'_>, link: &Link, remark: &mut dyn FnMut(Remark)) -> Target {
    let document = &view.doc.document;
    let file = &document.file;
    let (path, query, fragment, from) = match read_url(document.str(link.dest)) {
        Url::Empty => return Target::Broken(Why::Empty),
        Url::External => return Target::External,
        Url::Unsafe => return Target::Broken(Why::Unsafe),
        Url::Docset(path) => return Target::Docset(path.replace('\\', "/").into()),
        Url::Relative { path, query, fragment } => (path, query, fragment, file.parent()),
        Url::Docroot { path, query, fragment } => (path, query, fragment, home_folder(map, view)),
    };
    let fragment = fragment.as_deref().unwrap_or("");
    if path.is_empty() && link.kind == LinkKind::Link {
        return on_page(map, view, view.page, query, fragment);
    }
    let Some(target) = DocPath::below(from, &path) else {
        return Target::Broken(Why::Outside(path.as_ref().into()));
    };
    let Some((locale, key)) = locale_of(map, view, &target, remark) else {
        return Target::Broken(Why::Outside(path.as_ref().into()));
    };
    let leads_to_page = link.kind == LinkKind::Link && is_page_path(&key, &path);
    if leads_to_page {
        to_page(map, view, &key, query, fragment, remark)
    } else {
        to_asset(map, view, locale, &key, query, fragment, remark)
    }
}

/// The folder of the locale that the document was written in.
fn home_folder<'a>(map: &'a Map<'_>, view: View<'_>) -> &'a str {
    let file = &view.doc.document.file;
    let home = map
        .site
        .locales
        .iter()
        .find(|locale| file.strip(locale.folder.as_str()).is_some());
    home.map_or("", |locale| locale.folder.as_str())
}

/// Splits a path of the site into the locale's folder and the path below it. A link that names another locale's
/// folder is told: the reader would change the language without asking.
fn locale_of(
    map: &Map<'_>,
    view: View<'_>,
    target: &DocPath,
    remark: &mut dyn FnMut(Remark),
) -> Option<(usize, DocPath)> {
    let home = home_folder(map, view);
    if let Some(key) = target.strip(home) {
        let own = map
            .site
            .locales
            .iter()
            .position(|locale| locale.folder.as_str() == home)?;
        return Some((own, key));
    }
    let (locale, key) = map
        .site
        .locales
        .iter()
        .enumerate()
        .find_map(|(number, locale)| Some((number, target.strip(locale.folder.as_str())?)))?;
    remark(Remark::NamesLocale(map.site.locales[locale].slug.clone()));
    Some((locale, key))
}

/// A page is a `.md` file, or a folder with an `index.md`.
fn is_page_path(key: &DocPath, written: &str) -> bool {
    key.extension().eq_ignore_ascii_case("md") || written.ends_with('/') || key.as_str().is_empty()
}

fn to_page(
    map: &Map<'_>,
    view: View<'_>,
    key: &DocPath,
    query: &str,
    fragment: &str,
    remark: &mut dyn FnMut(Remark),
) -> Target {
    let key = if key.extension().eq_ignore_ascii_case("md") {
        key.clone()
    } else {
        DocPath::below(key.as_str(), "index.md").unwrap_or_else(|| key.clone())
    };
    let page = match map.site.page_of.get(&key) {
        Some(page) => Some(*page),
        None => map.spellings.page(&key).inspect(|page| {
            remark(Remark::Case(map.site.pages[page.index()].key.as_str().into()));
        }),
    };
    match page {
        Some(page) => {
            if shown(map, view, page).is_some_and(|doc| doc.outline.draft) {
                remark(Remark::Draft);
            }
            on_page(map, view, page, query, fragment)
        }
        None => Target::Broken(Why::NoPage(key.as_str().into())),
    }
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
        }),
    }
}

fn to_asset(
    map: &Map<'_>,
    view: View<'_>,
    locale: usize,
    key: &DocPath,
    query: &str,
    fragment: &str,
    remark: &mut dyn FnMut(Remark),
) -> Target {
    // Translated trees hold almost no images: the reader's locale first, then the one it was written in, then the source.
    let candidates = [view.locale.index(), locale, map.site.source];
    let file_in = |locale: usize| DocPath::below(map.site.locales[locale].folder.as_str(), key.as_str());
    let exact = candidates
        .iter()
        .find_map(|&locale| map.site.asset_of.get(&file_in(locale)?).copied());
    let found = exact.or_else(|| {
        let asset = candidates
            .iter()
            .find_map(|&locale| map.spellings.asset(&file_in(locale)?))?;
        remark(Remark::Case(below_locale(map, asset)));
        Some(asset)
    });
    match found {
        Some(asset) => Target::Asset {
            asset,
            tail: tail(query, fragment),
        },
        None => Target::Broken(Why::NoAsset(key.as_str().into())),
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
fn tail(query: &str, fragment: &str) -> Box<str> {
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
