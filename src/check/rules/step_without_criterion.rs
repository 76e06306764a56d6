//! A step that leads to no exit criterion.

use crate::check::criteria;
use crate::check::rule::{Check, Rule, SiteView};
use crate::diag::{Diagnostic, RuleInfo, Severity};
use crate::model::criterion::{Criteria, Leads};
use crate::model::site::{LocaleId, PageId, Variant};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "step-without-criterion",
    severity: Severity::Warning,
    summary: "step that leads to no exit criterion",
    explain: "\
A page is a step by its title, `Step 3: …`, or by `step: true` in its front matter, and links to no exit criterion: a \
reader cannot tell when the step is done. Steps far from any criterion are left alone, as those of a tutorial are; \
`step: false` leaves a page alone too. What no language links to is told in the source.

Wrong: `See the [exit criteria](exit-criteria.md) for this step.`

Right: `See the [exit criteria](exit-criteria.md#crit-lamps-lit) for this step.`",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Site(check),
};

fn check(site: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    let facts = site.map.site;
    if facts.criteria.list.is_empty() {
        return;
    }
    for (number, step) in facts.criteria.steps.iter().enumerate() {
        let (Some(step), Some(page)) = (step.as_ref().filter(|step| step.is_bound), facts.pages.get(number)) else {
            continue;
        };
        let is_nowhere = |locale: usize| {
            step.variants
                .get(locale)
                .is_some_and(|variant| variant.leads == Leads::Nowhere)
        };
        let source = page.owner.index();
        let in_source = is_nowhere(source);
        for (locale, variant) in page.variants.iter().enumerate() {
            // A translation that follows its source has no fault of its own.
            let is_told = is_nowhere(locale) && (locale == source || !in_source);
            let (true, Variant::Own(doc)) = (is_told, variant) else {
                continue;
            };
            let Some(doc) = site.doc(*doc) else { continue };
            let at = criteria::title(&doc.document);
            let message = "this step leads to no exit criterion".to_owned();
            criteria::tell(found, &doc.document, &INFO, at, message, |report| {
                let meant = meant(&facts.criteria, PageId(number as u32), page.owner, locale == source);
                let meant = meant.and_then(|(page, id)| Some((&facts.pages.get(page.index())?.key, id)));
                report.help(match meant {
                    Some((key, id)) => {
                        format!(
                            "link to the criterion that it helps to meet, as `{}#{id}`",
                            page.key.link_to(key.as_str())
                        )
                    }
                    None => "link to the criterion that it helps to meet".into(),
                });
            });
        }
    }
}

/// The criterion that the source's step links to, else one that links to the step.
fn meant(criteria: &Criteria, step: PageId, owner: LocaleId, is_source: bool) -> Option<(PageId, &str)> {
    let links_here = |section: &crate::model::criterion::Section| section.steps.iter().any(|link| link.page == step);
    let found = criteria.list.iter().find(|criterion| {
        let from = criterion.linked_from.get(owner.index());
        match is_source {
            true => criterion.source().is_some_and(links_here),
            false => from.is_some_and(|from| from.contains(&step)),
        }
    });
    found.map(|criterion| (criterion.page, &*criterion.id))
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    const EN_DONE: (&str, &str) = (
        "en/done.md",
        "# Criteria\n\n## Required: A {#crit-a}\n\n[Step 1](one.md)\n",
    );
    const SV_DONE: (&str, &str) = (
        "sv/done.md",
        "# Villkor\n\n## Obligatoriskt: A {#crit-a}\n\n[Steg 1](one.md)\n",
    );
    const EN: (&str, &str) = ("en/one.md", "# Step 1\n\n[x](done.md#crit-a)\n");

    #[test]
    fn a_translation_that_lost_its_link() {
        let sv = ("sv/one.md", "---\ntitle: Steg 1\n---\n\n## Ett\n\n[x](done.md)\n");
        check_of(
            "step-without-criterion",
            &[EN, EN_DONE, SV_DONE, sv],
            &[
                "sv/one.md:2:1 this step leads to no exit criterion; link to the criterion that it helps to meet, as `done.md#crit-a`",
            ],
        );
        check_of("orphan-criterion", &[EN, EN_DONE, SV_DONE, sv], &[]);
    }

    #[test]
    fn what_the_source_lacks_is_told_in_the_source_alone() {
        let (en, sv) = (("en/one.md", "# Step 1\n"), ("sv/one.md", "# Steg 1\n"));
        check_of(
            "step-without-criterion",
            &[en, sv, EN_DONE, SV_DONE],
            &[
                "en/one.md:1:1 this step leads to no exit criterion; link to the criterion that it helps to meet, as `done.md#crit-a`",
            ],
        );
    }

    #[test]
    fn front_matter_makes_a_step_and_unmakes_one() {
        let files = [
            EN,
            EN_DONE,
            ("en/two.md", "---\nstep: true # really\n---\n\n# Two\n"),
            ("en/three.md", "---\nstep: false\n---\n\n# Step 3\n"),
            ("en/far/four.md", "# Step 4\n"),
            ("en/five.md", "# Steps 5\n"),
        ];
        check_of(
            "step-without-criterion",
            &files,
            &["en/two.md:5:1 this step leads to no exit criterion; link to the criterion that it helps to meet"],
        );
    }

    #[test]
    fn a_site_without_criteria_has_steps_without_them() {
        check_of("step-without-criterion", &[("en/one.md", "# Step 1\n")], &[]);
    }

    #[test]
    fn the_site_says_what_a_step_is() {
        let files = [
            ("en/one.md", "---\nstage: 7\n---\n\n# One\n"),
            ("en/two.md", "# Part 2 of all\n"),
            ("en/three.md", "# Step 3\n"),
            ("en/done.md", "# Criteria\n\n## Must: A {#exit-a}\n\n[x](one.md)\n"),
            (
                "stegvis.yaml",
                "criteria:\n  anchors: exit-*\n  pages: done.md\n  classes: {required: {en: Must}}\n  steps: {titles: {en: \"Part {number} of\"}, key: stage}\n",
            ),
        ];
        check_of(
            "step-without-criterion",
            &files,
            &[
                "en/one.md:5:1 this step leads to no exit criterion; link to the criterion that it helps to meet, as `done.md#exit-a`",
                "en/two.md:1:1 this step leads to no exit criterion; link to the criterion that it helps to meet",
            ],
        );
        check_of("criterion-class-missing", &files, &[]);
    }
}
