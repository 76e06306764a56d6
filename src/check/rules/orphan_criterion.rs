//! An exit criterion to which no step links.

use crate::check::criteria;
use crate::check::rule::{Check, Rule, SiteView};
use crate::diag::{Diagnostic, RuleInfo, Severity};
use crate::model::criterion::{Criteria, Criterion, Section};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "orphan-criterion",
    severity: Severity::Warning,
    summary: "exit criterion to which no step links",
    explain: "\
No step page links to this criterion, so a reader who follows the steps never learns that it is waiting. It is judged in \
the source language. Where the site does not have the page that the criterion's section links to, nothing is said: the \
link back may stand there.

Wrong: `[exit criteria](exit-criteria.md)` at the end of the step

Right: `[exit criteria](exit-criteria.md#crit-lamps-lit)` at the end of the step",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Site(check),
};

/// The section of a criterion to which no step links, where that can be known.
pub(super) fn orphan<'a>(criteria: &Criteria, criterion: &'a Criterion) -> Option<&'a Section> {
    let section = criterion.source()?;
    let from = criterion.linked_from.get(criterion.owner.index())?;
    (from.is_empty() && !section.is_open && !criteria.steps.is_empty()).then_some(section)
}

fn check(site: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    let criteria = &site.map.site.criteria;
    for criterion in &criteria.list {
        let Some((document, at)) = orphan(criteria, criterion).and_then(|section| site.section(section)) else {
            continue;
        };
        let message = format!("no step links to the criterion `{}`", criterion.id);
        criteria::tell(found, document, &INFO, at, message, |report| {
            let step = criterion.source().and_then(|section| section.steps.first());
            let page = step.and_then(|step| site.map.site.pages.get(step.page.index()));
            report.help(match page {
                Some(page) => format!("link to it from `{}`, which helps to meet it", page.key),
                None => format!("link to `#{}` from the step that helps to meet it", criterion.id),
            });
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    const DONE: (&str, &str) = (
        "en/done.md",
        "# Criteria\n\n## Required: A {#crit-a}\n\n[Step 1](one.md)\n\n## Required: B {#crit-b}\n\n[Step 2](two.md)\n",
    );

    #[test]
    fn a_lost_link_is_told_at_the_criterion_and_at_a_step_that_leads_to_none() {
        let files = [
            DONE,
            ("en/one.md", "# Step 1\n\n[x](done.md#crit-a) [y](done.md)\n"),
            ("en/two.md", "# Step 2\n\n[x](done.md)\n"),
            ("en/other.md", "# Other\n\n[x](done.md#crit-b)\n"),
        ];
        check_of(
            "orphan-criterion",
            &files,
            &[
                "en/done.md:7:1 no step links to the criterion `crit-b`; link to it from `two.md`, which helps to meet it",
            ],
        );
        check_of(
            "step-without-criterion",
            &files,
            &[
                "en/two.md:1:1 this step leads to no exit criterion; link to the criterion that it helps to meet, as `done.md#crit-b`",
            ],
        );
        check_of("criterion-without-step", &files, &[]);
    }

    #[test]
    fn what_cannot_be_known_is_not_told() {
        check_of(
            "orphan-criterion",
            &[DONE, ("en/one.md", "# Step 1\n\n[x](done.md#crit-a)\n")],
            &[],
        );
        check_of(
            "orphan-criterion",
            &[DONE, ("en/one.md", "# One\n"), ("en/two.md", "# Two\n")],
            &[],
        );
        // A slug, a page that shows the same file, and a link that is broken and told as such, lead there too.
        let files = [
            ("en/a.md", "# A\n\n[!INCLUDE [x](includes/x.md)]\n"),
            ("en/step.md", "# Step 1\n\n[x](b.md#required-lamps)\n"),
            (
                "en/b.md",
                "# B\n\n<a name=\"crit-x\"></a>\n## Required: Lamps\n\n[Step 1](step.md)\n",
            ),
        ];
        check_of("orphan-criterion", &files, &[]);
        check_of("step-without-criterion", &files, &[]);
    }
}
