//! `sitemap.xml`, with the other languages of each page. Fallbacks, drafts and pages without an index are left out.

use std::borrow::Cow;
use std::fmt::Write;

use pulldown_cmark_escape::escape_html;

use super::inputs::Plan;
use crate::base::{DocPath, Hash};
use crate::model::site::{LocaleId, PageId};
use crate::model::{Key, Output, OutputBody};

/// The protocol's limit for one file.
const MOST: usize = 50_000;

/// The sitemap, where the configuration says where the site lives. Beyond 50,000 addresses, several and an index.
pub fn outputs<'a>(plan: &'a Plan<'a>) -> Vec<Output<'a>> {
    let Some(url) = &plan.config.url else { return Vec::new() };
    let addresses = addresses(plan);
    let mut files: Vec<(String, String)> = Vec::new();
    if addresses.len() <= MOST {
        files.push(("sitemap.xml".into(), sitemap(&addresses)));
    } else {
        let mut index = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
        );
        for (number, part) in addresses.chunks(MOST).enumerate() {
            let name = part_name(number + 1);
            let _ = writeln!(index, "<sitemap><loc>{}{}{name}</loc></sitemap>", url.origin, url.base);
            files.push((name, sitemap(part)));
        }
        index.push_str("</sitemapindex>\n");
        files.push(("sitemap.xml".into(), index));
    }
    let output = |(name, text): (String, String)| {
        Some(Output {
            path: DocPath::new(&name)?,
            key: Key::of(Hash::of(text.as_bytes())),
            body: OutputBody::Render(Box::new(move |_| Ok(Cow::Owned(text.clone().into_bytes())))),
        })
    };
    files.into_iter().filter_map(output).collect()
}

/// What these files are called.
pub fn names(plan: &Plan<'_>) -> Vec<String> {
    if plan.config.url.is_none() {
        return Vec::new();
    }
    let pages = (0..plan.site.pages.len() as u32).map(PageId);
    let count: usize = pages.map(|page| own_variants(plan, page).count()).sum();
    let parts = if count <= MOST { 0 } else { count.div_ceil(MOST) };
    let parts = (1..=parts).map(part_name);
    parts.chain(["sitemap.xml".to_owned()]).collect()
}

fn part_name(number: usize) -> String {
    format!("sitemap-{number}.xml")
}

/// The locales that have a page in their own words, for everybody to find.
fn own_variants(plan: &Plan<'_>, page: PageId) -> impl Iterator<Item = usize> {
    let is_listed = move |locale: &usize| {
        let locale = LocaleId(*locale as u8);
        let shown = plan.shown(page, locale).filter(|_| plan.is_own(page, locale));
        shown.is_some_and(|(_, doc)| !doc.outline.no_index && !doc.outline.draft)
    };
    (0..plan.site.locales.len()).filter(is_listed)
}

/// The addresses of each page's own variants, one group a page.
fn addresses(plan: &Plan<'_>) -> Vec<String> {
    let mut all = Vec::new();
    for (number, page) in plan.site.pages.iter().enumerate() {
        let own: Vec<(usize, String)> = own_variants(plan, PageId(number as u32))
            .filter_map(|locale| Some((locale, plan.address(&plan.site.locales[locale].slug, &page.route)?)))
            .collect();
        for (_, address) in &own {
            let mut entry = String::from("<url><loc>");
            let _ = escape_html(&mut entry, address);
            entry.push_str("</loc>");
            for (locale, other) in &own {
                let tag = &plan.site.locales[*locale].tag;
                let _ = write!(entry, "<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"");
                let _ = escape_html(&mut entry, other);
                entry.push_str("\"/>");
            }
            entry.push_str("</url>\n");
            all.push(entry);
        }
    }
    all
}

fn sitemap(entries: &[String]) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    xml.extend(entries.iter().map(String::as_str));
    xml.push_str("</urlset>\n");
    xml
}
