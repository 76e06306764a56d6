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
            let Some(from) = from else { continue };
            let folder = from.strip_suffix("index.html").unwrap_or(&from).trim_end_matches('/');
            // The root of the site is where languages are chosen.
            if folder.is_empty() {
                continue;
            }
            let from = format!("{folder}/");
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Locale;
    use crate::docset::Docsets;
    use crate::expand::outline;
    use crate::link::catalog;
    use crate::model::site::SiteLocale;
    use crate::parse::parse;
    use crate::source::Snapshot;

    #[test]
    fn old_addresses_and_old_files() {
        let front =
            "---\nredirect_from: [old.md, /en/gone/, /en/x/index.html, ../up.md, /../../etc/x, /index.html, /]\n---\n";
        let snapshot = Snapshot::of(&[("en/a/b.md", front)]);
        let docs: Vec<Doc> = snapshot
            .files
            .iter()
            .map(|(path, file)| {
                let (document, _) = parse(path, file);
                Doc {
                    outline: outline(&document).into(),
                    document: document.into(),
                }
            })
            .collect();
        let folder = DocPath::new("en").unwrap();
        let locale = SiteLocale {
            tag: Locale::parse("en").unwrap(),
            slug: "en".into(),
            folder,
        };
        let site = catalog(
            vec![locale],
            0,
            &docs,
            &snapshot,
            &Docsets::default(),
            Default::default(),
        );
        let from: Vec<String> = redirects(&site, &docs)
            .into_iter()
            .map(|redirect| redirect.from)
            .collect();
        assert_eq!(from, ["en/a/old/", "en/gone/", "en/x/", "en/up/"]);
        assert!(page_at(&site, "en/a/b/").is_some() && page_at(&site, "en/a/c/").is_none());
    }
}
