//! The heading of an exit criterion that does not say whether it is required.

use crate::check::criteria;
use crate::check::rule::{Check, Rule, SiteView};
use crate::config::criteria::of_locale;
use crate::diag::{Diagnostic, RuleInfo, Severity};
use crate::link::criteria::words_of;
use crate::model::criterion::{Class, Mark, Presence};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "criterion-class-missing",
    severity: Severity::Warning,
    summary: "heading of an exit criterion without `Required:` or `Optional:`",
    explain: "\
The heading of a criterion begins with how much it binds: `Required:`, `Optional:`, or `Required for …:`. Without the \
word, a reader cannot tell what must be done and what may be left. `criteria.classes` in the configuration names the \
words of each language; a language without any is not asked for them. Criteria that are list items or table rows need \
none, and neither do those of a site that never says it. Where the source lacks the word, it is told there alone.

Wrong: `## Lamps are lit`

Right: `## Required: Lamps are lit`",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Site(check),
};

fn check(site: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    let criteria = &site.map.site.criteria;
    if criteria.list.is_empty() {
        return;
    }
    let contract = &site.config.criteria;
    // Where no heading in any language says it, the site does not tell criteria apart.
    let says = |presence: &Presence| presence.section().is_some_and(|section| section.standing.is_some());
    if !criteria
        .list
        .iter()
        .any(|criterion| criterion.presence.iter().any(says))
    {
        return;
    }
    let words = words_of(site.map.site, contract, true);
    for criterion in &criteria.list {
        let source = criterion.owner.index();
        let in_source = criterion.source().is_some_and(|section| section.standing.is_some());
        for (locale, presence) in criterion.presence.iter().enumerate() {
            let Some(section) = presence.section().filter(|section| section.standing.is_none()) else {
                continue;
            };
            let is_asked = words.get(locale).is_some_and(|words| words.has_classes) && (in_source || locale == source);
            if !is_asked || !matches!(section.mark, Mark::Heading(_)) {
                continue;
            }
            let (Some((document, at)), Some(tag)) = (site.section(section), site.map.site.locales.get(locale)) else {
                continue;
            };
            let message = format!(
                "the heading of the criterion `{}` does not say whether it is required",
                criterion.id
            );
            let word = |class| {
                of_locale(contract.words(class), &tag.tag)
                    .first()
                    .map_or("", String::as_str)
            };
            criteria::tell(found, document, &INFO, at, message, |report| {
                let (required, optional) = (word(Class::Required), word(Class::Optional));
                report.help(format!("begin it with `{required}:` or `{optional}:`"));
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn a_site_that_never_says_it_need_not() {
        check_of(
            "criterion-class-missing",
            &[("en/done.md", "# C\n\n## A {#crit-a}\n\n## B {#crit-b}\n")],
            &[],
        );
    }

    #[test]
    fn a_heading_without_the_word() {
        check_of(
            "criterion-class-missing",
            &[
                ("de/done.md", "# C\n\n## A {#crit-a}\n\n## B {#crit-b}\n"),
                (
                    "en/done.md",
                    "# C\n\n## A {#crit-a}\n\n## Required: B {#crit-b}\n\n- <a name=\"crit-c\"></a>c\n",
                ),
                (
                    "sv/done.md",
                    "# C\n\n## A {#crit-a}\n\n## B {#crit-b}\n\n- <a name=\"crit-c\"></a>c\n",
                ),
            ],
            &[
                "en/done.md:3:1 the heading of the criterion `crit-a` does not say whether it is required; begin it with `Required:` or `Optional:`",
                "sv/done.md:5:1 the heading of the criterion `crit-b` does not say whether it is required; begin it with `Obligatoriskt:` or `Valfritt:`",
            ],
        );
    }
}
