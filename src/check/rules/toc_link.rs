//! An entry of a table of contents that leads to no page. One meaning with a broken link, so one name.

use super::broken_link::INFO;
use crate::base::DocPath;
use crate::check::rule::{Check, Rule, SiteView};
use crate::diag::{Diagnostic, Sink, nearest};
use crate::link::nav::{self, Written};
use crate::link::{Url, read_url};
use crate::model::site::{SiteLocale, Variant};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Site(check),
};

fn check(view: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    let site = view.map.site;
    for (number, locale) in site.locales.iter().enumerate() {
        let Some(file) = nav::toc_file(site, view.snapshot, number) else {
            continue;
        };
        let mut sink = Sink::new(file.clone());
        let entries = nav::read(view.snapshot, file, &mut sink);
        check_entries(view, number, locale, file, &entries, &mut sink);
        found.extend(sink.into_found());
    }
}

fn check_entries(
    view: &SiteView<'_>,
    number: usize,
    locale: &SiteLocale,
    file: &DocPath,
    entries: &[Written],
    sink: &mut Sink,
) {
    let site = view.map.site;
    for entry in entries {
        check_entries(view, number, locale, file, &entry.items, sink);
        let Some((href, span)) = &entry.href else { continue };
        let (Url::Relative { path, .. } | Url::Docroot { path, .. }) = read_url(href) else {
            continue;
        };
        if path.is_empty() || !path.to_ascii_lowercase().ends_with(".md") {
            continue;
        }
        let key = file.join(&path).and_then(|path| path.strip(locale.folder.as_str()));
        let page = key.as_ref().and_then(|key| site.page_of.get(key));
        let is_there = page.is_some_and(|page| site.pages[page.index()].variants[number] != Variant::Missing);
        if !is_there {
            let keys = || site.pages.iter().map(|page| page.key.as_str());
            let name = path.rsplit('/').next().unwrap_or(&path);
            let moved = keys().find(|key| key.rsplit('/').next() == Some(name));
            sink.report(&INFO, *span, format!("there is no page `{path}`"))
                .label("the entry is shown without a link")
                .suggest(moved.or_else(|| nearest(&path, keys())));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn entries_must_lead_to_pages() {
        check_of(
            "broken-link",
            &[
                (
                    "en/toc.yml",
                    "- name: A\n  href: a.md\n- name: B\n  items:\n  - name: C\n    href: gone.md\n",
                ),
                ("en/a.md", "x"),
                ("sv/TOC.md", "# [A](a.md)\n# [B](b.md)\n# [X](https://x.y)\n"),
            ],
            &[
                "en/toc.yml:6:11 there is no page `gone.md`",
                "sv/TOC.md:2:7 there is no page `b.md`; did you mean `a.md`?",
            ],
        );
    }
}
