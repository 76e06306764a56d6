//! Old addresses that lead to pages: `redirect_from` of the front matter.

use crate::base::DocPath;
use crate::model::site::{Doc, LocaleId, PageId, Site, Variant};

use super::catalog::route;

/// An old address and the page it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The locale whose page asked for it.
    pub locale: LocaleId,
    /// Below the output, as a folder: `en/old/`.
    pub from: String,
    /// Where it leads.
    pub page: PageId,
    /// The document that asked for it, by number.
    pub doc: usize,
    /// As it is written there.
    pub written: Box<str>,
}

/// All of them, in the order of the documents. An address is written as a path of the site (`/en/old/`), or as the
/// file that the page was (`old.md`), relative to the page.
pub fn redirects(site: &Site, docs: &[Doc]) -> Vec<Redirect> {
    let mut all = Vec::new();
    for (number, doc) in docs.iter().enumerate() {
        let (page, locale) = site.homes[number];
        for written in &doc.outline.redirect_from {
            let slug = &site.locales[locale.index()].slug;
            let from = match written.strip_prefix('/') {
                Some(path) => DocPath::new(path).map(|path| path.to_string()),
                None => site.pages[page.index()]
                    .key
                    .join(written)
                    .map(|key| format!("{slug}/{}", route(&key))),
            };
            let Some(from) = from.filter(|from| !from.is_empty()) else {
                continue;
            };
            let from = format!("{}/", from.trim_end_matches("index.html").trim_end_matches('/'));
            all.push(Redirect {
                locale,
                from,
                page,
                doc: number,
                written: written.clone(),
            });
        }
    }
    all
}

/// The page that is published at an address below the output, if any.
pub fn page_at(site: &Site, address: &str) -> Option<(PageId, LocaleId)> {
    let (slug, route) = address.split_once('/')?;
    let locale = site.locales.iter().position(|locale| *locale.slug == *slug)?;
    let is_there = |page: &crate::model::site::Page| *page.route == *route && page.variants[locale] != Variant::Missing;
    let page = site.pages.iter().position(is_there)?;
    Some((PageId(page as u32), LocaleId(locale as u8)))
}
