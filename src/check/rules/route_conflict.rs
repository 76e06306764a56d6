//! Two pages, one URL, also by case and by Unicode form.

use std::collections::BTreeMap;

use crate::base::Span;
use crate::check::rule::{Check, Rule, SiteView};
use crate::diag::{Diagnostic, RuleInfo, Severity, Sink};
use crate::link::catalog::folded;
use crate::model::site::{Page, Variant};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "route-conflict",
    severity: Severity::Error,
    summary: "two pages with one URL",
    explain: "\
Two files would be published under the same URL, and one would overwrite the other. Names that differ only in case, or \
in how Unicode writes an accent, are one URL on many systems.

Wrong: `step.md` beside `step/index.md`, or `Step.md` beside `step.md`

Right: one of the two renamed",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Site(check),
};

fn check(view: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    let site = view.map.site;
    let mut by_route: BTreeMap<String, Vec<&Page>> = BTreeMap::new();
    for page in &site.pages {
        by_route.entry(folded(&page.route)).or_default().push(page);
    }
    for pages in by_route.values() {
        let [first, others @ ..] = &pages[..] else { continue };
        for other in others {
            // The pair is told once, at the first locale that has both.
            // Where only one of them is written, it is shown, and the fallback of the other is not: the source has become
            // another kind of file, and the translation has not followed yet.
            let has_both = |locale: &usize| {
                let mut both = [first, other].into_iter();
                both.all(|page| matches!(page.variants[*locale], Variant::Own(_)))
            };
            let Some(locale) = (0..site.locales.len()).find(has_both) else {
                continue;
            };
            let file = |page: &Page| {
                let doc = page.variants[locale].shown()?;
                Some(view.map.docs[doc.index()].document.file.clone())
            };
            let (Some(first_file), Some(other_file)) = (file(first), file(other)) else {
                continue;
            };
            let url = format!("/{}/{}", site.locales[locale].slug, other.route);
            let mut sink = Sink::new(other_file);
            sink.report(
                &INFO,
                Span::default(),
                format!("`{}` and `{}` have one URL, `{url}`", first.key, other.key),
            )
            .related(first_file, Span::default(), "the other page")
            .help("rename one of the two");
            found.extend(sink.into_found());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn a_source_of_another_kind_is_no_conflict() {
        let hub = "### YamlMime:Hub\ntitle: H\n";
        check_of(
            "route-conflict",
            &[
                ("en/index.yml", hub),
                ("sv/index.md", ""),
                ("en/a/index.md", ""),
                ("en/a/index.yml", hub),
            ],
            &["en/a/index.yml:1:1 `a/index.md` and `a/index.yml` have one URL, `/en/a/`; rename one of the two"],
        );
    }

    #[test]
    fn folders_case_and_unicode_forms() {
        check_of(
            "route-conflict",
            &[
                ("en/a.md", ""),
                ("en/a/index.md", ""),
                ("en/B.md", ""),
                ("en/b.md", ""),
                ("en/\u{e5}.md", ""),
                ("en/a\u{30a}.md", ""),
                ("sv/a.md", ""),
            ],
            &[
                "en/a/index.md:1:1 `a.md` and `a/index.md` have one URL, `/en/a/`; rename one of the two",
                "en/b.md:1:1 `B.md` and `b.md` have one URL, `/en/b/`; rename one of the two",
                "en/\u{e5}.md:1:1 `a\u{30a}.md` and `\u{e5}.md` have one URL, `/en/\u{e5}/`; rename one of the two",
            ],
        );
    }
}
