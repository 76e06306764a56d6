//! A link to an exit criterion that the page does not have.

use super::broken_anchor::{home, locale_that_has};
use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink, nearest};
use crate::link::catalog::folded;
use crate::model::criterion::{Naming, Presence};
use crate::model::site::{PageId, Target, Why};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "broken-criterion",
    severity: Severity::Error,
    summary: "link to an exit criterion that the page does not have",
    explain: "\
A link names an exit criterion, an anchor such as `crit-…`, which is not on the page that it leads to. A reader who has \
done a step lands at the top of a long page and cannot tell which criterion the step was for. An id is one in the whole \
site, so a criterion that another page has is offered.

Wrong: `[exit criteria](exit-criteria.md#crit-lamp-lit)` where the page has `<a name=\"crit-lamps-lit\"></a>`

Right: `[exit criteria](exit-criteria.md#crit-lamps-lit)`

Learn: bookmark-not-found.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    for (link, target) in variant.links() {
        let Target::Broken(Why::NoAnchor { page, fragment, .. }) = target else {
            continue;
        };
        let site = variant.site.map.site;
        if !variant.site.config.criteria.is_meant(fragment) || is_told(variant, *page, fragment) {
            continue;
        }
        let (Some(facts), Some((number, doc))) = (site.pages.get(page.index()), variant.shown(*page)) else {
            continue;
        };
        let (whole, place) = (variant.dest_span(link), variant.dest_parts(link).1);
        let message = format!("`{}` has no criterion `{fragment}`", facts.key);
        let report = found.report(&INFO, place, message);
        let written = &variant.doc().document.text.file;
        if let Some(other) = site.criteria.named(fragment).filter(|other| !other.is_on(*page)) {
            let key = site.pages.get(other.page.index()).map_or("", |page| page.key.as_str());
            let right = format!("{}#{fragment}", variant.relative(link, key));
            let report = report.help(format!("`{key}` has it")).suggest(Some(&right));
            let is_literal = written.get(whole.range()) == Some(variant.dest(link));
            if is_literal && right.chars().all(is_plain) {
                report.fix(whole, right);
            }
            continue;
        }
        let Some(anchors) = site.anchors.get(number.index()) else {
            continue;
        };
        let names = || {
            let names = anchors.names(&doc.outline);
            names.filter(|name| variant.site.config.criteria.is_anchor(name))
        };
        // Of the same letters in another case, however many of them differ.
        let key = folded(fragment);
        let by_case = names().find(|name| folded(name) == key);
        let right = by_case
            .or_else(|| nearest(fragment, names()))
            .map(|name| format!("#{name}"));
        if let (None, Some(other)) = (by_case, locale_that_has(variant, *page, fragment)) {
            report.help(format!("it is there in {other}, and not in {}", home(variant, *page)));
            continue;
        }
        let report = report.suggest(right.as_deref());
        let is_literal = written.get(place.range()).and_then(|text| text.strip_prefix('#')) == Some(fragment);
        if let (true, Some(_), Some(right)) = (is_literal, by_case, right)
            && right.chars().skip(1).all(is_plain)
        {
            report.fix(place, right);
        }
    }
}

/// What can stand in a destination as it is.
fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '#')
}

/// The criterion is lacking in the translation that the reader sees, or has another name there, which is told there.
fn is_told(variant: &VariantView<'_>, page: PageId, fragment: &str) -> bool {
    let criteria = &variant.site.map.site.criteria;
    let criterion = criteria.named(fragment).filter(|criterion| criterion.page == page);
    let presence = criterion.and_then(|criterion| criterion.presence.get(variant.view.locale.index()));
    match presence {
        Some(Presence::Lacking(..)) => true,
        Some(Presence::Here(section)) => section.naming != Naming::Own,
        Some(Presence::NoPage) | None => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    const CRITERIA: &str = "# Criteria\n\n## Required: Lamps are lit {#crit-lamps-lit}\n\n[Step 1](step.md)\n";

    #[test]
    fn the_nearest_criterion_is_offered_and_not_told_twice() {
        let files = [
            (
                "en/step.md",
                "# Step 1: Lamps\n\n[x](done.md#crit-lamp-lit) [y](done.md#CRIT-LAMPS-LIT) [w](done.md#gone) [z](done.md#crit-Lamps-lit)\n",
            ),
            ("en/done.md", CRITERIA),
        ];
        check_of(
            "broken-criterion",
            &files,
            &[
                "en/step.md:3:12 `done.md` has no criterion `crit-lamp-lit`; did you mean `#crit-lamps-lit`?",
                "en/step.md:3:39 `done.md` has no criterion `CRIT-LAMPS-LIT`; did you mean `#crit-lamps-lit`? => `#crit-lamps-lit`",
                "en/step.md:3:85 `done.md` has no criterion `crit-Lamps-lit`; did you mean `#crit-lamps-lit`? => `#crit-lamps-lit`",
            ],
        );
        check_of(
            "broken-anchor",
            &files,
            &["en/step.md:3:67 `done.md` has no anchor `gone`"],
        );
        for quiet in ["orphan-criterion", "step-without-criterion"] {
            check_of(quiet, &files, &[]);
        }
    }

    #[test]
    fn the_page_that_has_it_is_offered() {
        let files = [
            ("en/a/step.md", "# Step 1: Lamps\n\n[x](other.md#crit-lamps-lit)\n"),
            ("en/a/other.md", "# Other\n"),
            (
                "en/done.md",
                "# Criteria\n\n## Required: Lamps are lit {#crit-lamps-lit}\n\n[Step 1](a/step.md)\n",
            ),
        ];
        check_of(
            "broken-criterion",
            &files,
            &[
                "en/a/step.md:3:13 `a/other.md` has no criterion `crit-lamps-lit`; `done.md` has it; did you mean `../done.md#crit-lamps-lit`? => `../done.md#crit-lamps-lit`",
            ],
        );
        check_of("orphan-criterion", &files, &[]);
    }

    #[test]
    fn a_criterion_that_a_translation_calls_otherwise_is_told_there() {
        let files = [
            ("en/step.md", "# Step 1: Lamps\n\n[x](done.md#crit-lamps-lit)\n"),
            ("sv/step.md", "# Steg 1: Lampor\n\n[x](done.md#crit-lamps-lit)\n"),
            ("en/done.md", CRITERIA),
            (
                "sv/done.md",
                "# Villkor\n\n## Obligatoriskt: Lamporna lyser {#crit-lamps-lift}\n\n[Steg 1](step.md)\n",
            ),
        ];
        check_of("broken-criterion", &files, &[]);
        check_of(
            "criterion-missing-in-locale",
            &files,
            &[
                "sv/done.md:3:34 the source calls this criterion `crit-lamps-lit`, and not `crit-lamps-lift`; anchors of criteria are the same in all languages; did you mean `crit-lamps-lit`?",
            ],
        );
    }

    #[test]
    fn what_only_translations_have_is_said() {
        let files = [
            ("en/step.md", "# Step 1: Lamps\n\n[x](done.md#crit-lamps-lit)\n"),
            ("sv/step.md", "# Steg 1: Lampor\n\n[x](done.md#crit-lamps-lit)\n"),
            (
                "en/done.md",
                "# Criteria\n\n## Required: Oil {#crit-lamps-let}\n\n[Step 1](step.md)\n",
            ),
            (
                "sv/done.md",
                "# Villkor\n\n## Krav: Olja {#crit-lamps-let}\n\n[Steg 1](step.md)\n\n## Krav: Lampor {#crit-lamps-lit}\n",
            ),
        ];
        check_of(
            "broken-criterion",
            &files,
            &["en/step.md:3:12 `done.md` has no criterion `crit-lamps-lit`; it is there in sv, and not in en"],
        );
        check_of("step-without-criterion", &files, &[]);
    }

    #[test]
    fn what_a_translation_lacks_is_told_in_the_translation() {
        let files = [
            ("en/step.md", "# Step 1: Lamps\n\n[x](done.md#crit-lamps-lit)\n"),
            ("sv/step.md", "# Steg 1: Lampor\n\n[x](done.md#crit-lamps-lit)\n"),
            ("en/done.md", CRITERIA),
            ("sv/done.md", "# Villkor\n"),
        ];
        check_of("broken-criterion", &files, &[]);
        check_of("broken-anchor", &files, &[]);
        check_of(
            "criterion-missing-in-locale",
            &files,
            &[
                "sv/done.md:1:1 the criterion `crit-lamps-lit` of the source is missing in sv; translate its section, and put it below this heading",
            ],
        );
        check_of("step-without-criterion", &files, &[]);
    }
}
