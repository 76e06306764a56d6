//! A page that a locale has not.

use std::collections::BTreeSet;

use crate::base::{DocPath, Locale, Span};
use crate::check::parity::pages::orphans;
use crate::check::rule::{Check, Rule, SiteView};
use crate::diag::{Diagnostic, RuleInfo, Severity, Sink};
use crate::model::site::{Page, Site, Variant};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "missing-translation",
    severity: Severity::Warning,
    summary: "page that a language has not",
    explain: "\
The source language has the page, and this language has not: its readers are shown the page in the source language. One \
finding a page and language, at the source's file. Drafts need no translation.

Wrong: `en/moving.md` without `sv/moving.md`

Right: both",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Site(check),
};

fn check(view: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    let site = view.map.site;
    let is_whole = site
        .pages
        .iter()
        .all(|page| !page.variants.iter().any(|v| matches!(v, Variant::Fallback(_))));
    if is_whole {
        return;
    }
    // A file that was most likely renamed in one language is told there, and not again here.
    let renamed: BTreeSet<_> = orphans(view)
        .iter()
        .filter_map(|orphan| Some((orphan.meant?, orphan.locale.index())))
        .collect();
    for (number, page) in site.pages.iter().enumerate() {
        let Some(Variant::Own(source)) = page.variants.get(site.source) else {
            continue;
        };
        let Some(doc) = view.map.docs.get(source.index()).filter(|doc| !doc.outline.draft) else {
            continue;
        };
        for (locale, _) in page
            .variants
            .iter()
            .enumerate()
            .filter(|(_, v)| matches!(v, Variant::Fallback(_)))
        {
            let is_renamed = renamed.contains(&(crate::model::site::PageId(number as u32), locale));
            if let Some(path) = path_in(site, page, locale).filter(|_| !is_renamed) {
                let mut sink = Sink::new(doc.document.file.clone());
                let message = format!("`{path}` is missing: this page is not translated");
                sink.report(&INFO, first_line(&doc.document.text.file), message)
                    .label("of this page")
                    .help(format!(
                        "translate it to `{path}`, or mark the page with `draft: true` until it is ready"
                    ));
                found.extend(sink.into_found());
            }
        }
    }
}

/// Where the page would lie; `None` in a locale that nobody writes.
fn path_in(site: &Site, page: &Page, locale: usize) -> Option<DocPath> {
    let facts = site.locales.get(locale).filter(|facts| facts.tag != Locale::pseudo())?;
    DocPath::below(facts.folder.as_str(), page.key.as_str())
}

/// The first line of a file.
pub(super) fn first_line(text: &str) -> Span {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let line = text.get(start..).and_then(|text| text.lines().next()).unwrap_or("");
    Span::new(start, start + line.trim_end().len())
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn a_finding_a_page_and_language() {
        check_of(
            "missing-translation",
            &[
                ("en/a.md", "# A\n"),
                ("en/b.md", "---\ntitle: B\n---\n"),
                ("en/c.md", "---\ndraft: true\n---\n# C\n"),
                ("en/includes/d.md", "D\n"),
                ("fr/a.md", "# A\n"),
                ("sv/b.md", "# B\n"),
            ],
            &[
                "en/a.md:1:1 `sv/a.md` is missing: this page is not translated; translate it to `sv/a.md`, or mark the page with `draft: true` until it is ready",
                "en/b.md:1:1 `fr/b.md` is missing: this page is not translated; translate it to `fr/b.md`, or mark the page with `draft: true` until it is ready",
            ],
        );
    }

    #[test]
    fn a_renamed_file_is_told_where_it_lies() {
        let files = [("en/moving.md", "# A\n"), ("sv/movin.md", "# A\n")];
        check_of("missing-translation", &files, &[]);
        check_of(
            "orphan-translation",
            &files,
            &[
                "sv/movin.md:1:1 the source has no page `movin.md`; rename it to `sv/moving.md`, or delete it where its source was deleted",
            ],
        );
    }
}
