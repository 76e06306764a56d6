//! An exit criterion whose section leads to no step, or to one that does not lead back.

use super::orphan_criterion::orphan;
use crate::check::criteria;
use crate::check::rule::{Check, Rule, SiteView};
use crate::diag::{Diagnostic, RuleInfo, Severity};
use crate::model::criterion::{Criterion, Leads, StepLink};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "criterion-without-step",
    severity: Severity::Warning,
    summary: "exit criterion that links to no step, or to one that does not link back",
    explain: "\
A reader who does not meet a criterion looks for the way to meet it in its section. There is no link to a step, or none \
of the steps that it links to links back: most often the link leads to the wrong step. It is judged in the source \
language. One step that links back is enough; others may be mentioned.

Wrong: `If needed, read the guide.`

Right: `If needed, [Step 3](light-the-lamps.md) can help you meet this requirement.`",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Site(check),
};

fn check(site: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    let criteria = &site.map.site.criteria;
    if criteria.steps.is_empty() {
        return;
    }
    for criterion in &criteria.list {
        let Some(section) = criterion.source().filter(|section| !section.is_open) else {
            continue;
        };
        let Some((document, at)) = site.section(section) else {
            continue;
        };
        if section.steps.is_empty() {
            let message = format!("the criterion `{}` leads to no step", criterion.id);
            criteria::tell(found, document, &INFO, at, message, |report| {
                report.help("link to the step that helps to meet it");
            });
            continue;
        }
        let Some(first) = section.steps.first().filter(|first| is_one_way(site, criterion, first)) else {
            continue;
        };
        if section.steps.iter().any(|step| returns(criterion, step)) || orphan(criteria, criterion).is_some() {
            continue;
        }
        let key = site
            .map
            .site
            .pages
            .get(first.page.index())
            .map_or("", |page| page.key.as_str());
        let Some(link) = document.links.get(first.link as usize) else {
            continue;
        };
        let message = format!("`{key}` does not link back to the criterion `{}`", criterion.id);
        criteria::tell(found, document, &INFO, document.dest_in_file(link), message, |report| {
            let from = criterion
                .linked_from
                .get(criterion.owner.index())
                .and_then(|from| from.first());
            let meant = from.and_then(|page| site.map.site.pages.get(page.index()));
            let report = report.help("link from that step to the criterion, or to another step from here");
            if let Some(meant) = meant {
                report.help(format!("`{}` links to the criterion", meant.key));
            }
        });
    }
}

fn returns(criterion: &Criterion, step: &StepLink) -> bool {
    let from = criterion.linked_from.get(criterion.owner.index());
    from.is_some_and(|from| from.contains(&step.page))
}

/// Nothing else is told of the link: its number is right, and the step leads to a criterion, only not to this one.
fn is_one_way(site: &SiteView<'_>, criterion: &Criterion, link: &StepLink) -> bool {
    let step = site.map.site.criteria.step(link.page);
    let variant = step.and_then(|step| step.variants.get(criterion.owner.index()));
    let leads_on = variant.is_some_and(|variant| variant.leads == Leads::Somewhere);
    let may_lead_nowhere = step.is_some_and(|step| !step.is_bound);
    !link.is_misnumbered && (leads_on || may_lead_nowhere)
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    const ONE: (&str, &str) = ("en/one.md", "# Step 1\n\n[x](done.md#crit-a)\n");
    const TWO: (&str, &str) = ("en/two.md", "# Step 2\n\n[x](done.md#crit-b)\n");

    fn check(second: &str, expected: &[&str]) {
        let done = format!(
            "# Criteria\n\n## Required: A {{#crit-a}}\n\n[Step 1](one.md)\n\n## Required: B {{#crit-b}}\n\n{second}\n"
        );
        let files = [("en/done.md", &*done), ONE, TWO];
        check_of("criterion-without-step", &files, expected);
        for quiet in ["orphan-criterion", "step-without-criterion"] {
            check_of(quiet, &files, &[]);
        }
    }

    #[test]
    fn a_section_without_a_step_is_told_at_its_heading() {
        check("Read [on](other.md#x).", &[]);
        check(
            "Read.",
            &["en/done.md:7:1 the criterion `crit-b` leads to no step; link to the step that helps to meet it"],
        );
    }

    #[test]
    fn a_step_that_does_not_link_back_is_told_at_the_link() {
        check(
            "[Step 1](one.md#step-1)",
            &[
                "en/done.md:9:10 `one.md` does not link back to the criterion `crit-b`; link from that step to the criterion, or to another step from here; `two.md` links to the criterion",
            ],
        );
        check("After [Step 1](one.md), [Step 2](two.md) helps.", &[]);
        // The wrong number is told as such.
        check("[Step 2](one.md)", &[]);
    }
}
