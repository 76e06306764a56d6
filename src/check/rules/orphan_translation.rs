//! A translation without a source.

use super::missing_translation::first_line;
use crate::base::DocPath;
use crate::check::parity::pages::orphans;
use crate::check::rule::{Check, Rule, SiteView};
use crate::diag::{Diagnostic, RuleInfo, Severity, Sink};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "orphan-translation",
    severity: Severity::Warning,
    summary: "translated page whose source is not there",
    explain: "\
The source language has no page of this path. Either the source was renamed or deleted and the translation was left \
behind, or the translation's file is misspelled. Nothing tells its readers that it is old.

Wrong: `sv/movin.md` beside `en/moving.md`

Right: `sv/moving.md` beside `en/moving.md`",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Site(check),
};

fn check(view: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    let site = view.map.site;
    for orphan in orphans(view) {
        let (Some(page), Some(doc), Some(locale)) = (
            site.pages.get(orphan.page.index()),
            view.map.docs.get(orphan.doc.index()),
            site.locales.get(orphan.locale.index()),
        ) else {
            continue;
        };
        if doc.outline.draft {
            continue;
        }
        let meant = orphan.meant.and_then(|meant| site.pages.get(meant.index()));
        let right = meant.and_then(|meant| DocPath::below(locale.folder.as_str(), meant.key.as_str()));
        let mut sink = Sink::new(doc.document.file.clone());
        let message = format!("the source has no page `{}`", page.key);
        let report = sink.report(&INFO, first_line(&doc.document.text.file), message);
        match right {
            Some(right) => {
                report.help(format!(
                    "rename it to `{right}`, or delete it where its source was deleted"
                ));
            }
            None => {
                report.help("delete it where its source was deleted, or write the source");
            }
        }
        found.extend(sink.into_found());
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn the_nearest_page_that_the_language_lacks() {
        check_of(
            "orphan-translation",
            &[
                ("en/a.md", "# A\n"),
                ("en/b/pots.md", "# B\n"),
                ("sv/a.md", "# A\n"),
                ("sv/pots.md", "# B\n"),
                ("sv/old.md", "# O\n"),
                ("sv/draft.md", "---\ndraft: true\n---\n# O\n"),
            ],
            &[
                "sv/old.md:1:1 the source has no page `old.md`; delete it where its source was deleted, or write the source",
                "sv/pots.md:1:1 the source has no page `pots.md`; rename it to `sv/b/pots.md`, or delete it where its source was deleted",
            ],
        );
    }
}
