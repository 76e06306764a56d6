//! `sitemap.xml`, with the other languages of each page. Fallbacks, drafts and pages without an index are left out.

use std::borrow::Cow;
use std::fmt::Write;

use pulldown_cmark_escape::escape_html;

use super::inputs::Plan;
use crate::base::{DocPath, Hash};
use crate::model::site::LocaleId;
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
            let name = format!("sitemap-{}.xml", number + 1);
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

/// The addresses of each page's own variants, one group a page.
fn addresses(plan: &Plan<'_>) -> Vec<String> {
    let mut all = Vec::new();
    for (number, page) in plan.site.pages.iter().enumerate() {
        let id = crate::model::site::PageId(number as u32);
        let own: Vec<(usize, String)> = (0..plan.site.locales.len())
            .filter(|&locale| plan.is_own(id, LocaleId(locale as u8)))
            .filter(|&locale| {
                let shown = plan.shown(id, LocaleId(locale as u8));
                shown.is_some_and(|(_, doc)| !doc.outline.no_index && !doc.outline.draft)
            })
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
