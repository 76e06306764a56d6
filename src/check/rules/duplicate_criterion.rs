//! One exit criterion on two pages that do not include the same file.

use crate::check::criteria;
use crate::check::rule::{Check, Rule, SiteView};
use crate::diag::{Diagnostic, RuleInfo, Severity};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "duplicate-criterion",
    severity: Severity::Error,
    summary: "one exit criterion written on two pages",
    explain: "\
A criterion has one id in the whole site: what a reader ticks is kept under it, on every page and in every language. Here \
two files define the same id, so two different goals would be ticked together. To show a criterion on several pages, \
include its file.

Wrong: `<a name=\"crit-lamps\"></a>` in `phase-1.md` and in `phase-2.md`

Right: `[!INCLUDE [Lamps](includes/lamps.md)]` in both",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Site(check),
};

fn check(site: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    let criteria = &site.map.site.criteria;
    for twice in &criteria.twice {
        let (Some(first), Some(doc)) = (criteria.list.get(twice.first as usize), site.doc(twice.doc)) else {
            continue;
        };
        let key = site
            .map
            .site
            .pages
            .get(first.page.index())
            .map_or("", |page| page.key.as_str());
        let at = criteria::anchor(&doc.document, twice.anchor);
        let message = format!("the criterion `{}` is already defined on `{key}`", first.id);
        criteria::tell(found, &doc.document, &INFO, at, message, |report| {
            let report = report.help("give this one an id of its own, or include the file of the other");
            if let Some((theirs, span)) = first.source().and_then(|section| site.section(section)) {
                let (file, span) = criteria::label(theirs, span);
                report.related(file, span, "defined here");
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    const EN: (&str, &str) = (
        "en/done.md",
        "# C\n\n## Required: A {#crit-a}\n\n## Required: B {#crit-b}\n",
    );

    #[test]
    fn the_page_of_more_criteria_keeps_the_id() {
        let files = [
            EN,
            ("en/another.md", "# X\n\n<a name=\"crit-b\"></a>\n## Optional: B\n"),
            ("sv/another.md", "# X\n\n<a name=\"crit-b\"></a>\n## Valfritt: B\n"),
        ];
        check_of(
            "duplicate-criterion",
            &files,
            &[
                "en/another.md:3:1 the criterion `crit-b` is already defined on `done.md`; give this one an id of its own, or include the file of the other",
            ],
        );
        for quiet in [
            "criterion-missing-in-locale",
            "criterion-class-changed",
            "criterion-only-in-translation",
        ] {
            check_of(quiet, &files, &[]);
        }
    }

    #[test]
    fn a_copy_in_one_translation_alone_is_told_there() {
        let files = [EN, ("en/x.md", "# X\n"), ("sv/x.md", "# X\n\n## Krav: A {#crit-a}\n")];
        check_of(
            "duplicate-criterion",
            &files,
            &[
                "sv/x.md:3:12 the criterion `crit-a` is already defined on `done.md`; give this one an id of its own, or include the file of the other",
            ],
        );
        check_of("criterion-only-in-translation", &files, &[]);
    }
}
