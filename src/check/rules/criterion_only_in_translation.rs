//! An exit criterion of a translation that its source has not.

use std::collections::HashSet;

use crate::check::criteria;
use crate::check::rule::{Check, Rule, SiteView};
use crate::diag::{Diagnostic, RuleInfo, Severity};
use crate::model::site::{PageId, Target, Why};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "criterion-only-in-translation",
    severity: Severity::Warning,
    summary: "exit criterion that a translated page has and its source has not",
    explain: "\
A translated page has an exit criterion that is not on the page that it translates. Most often the source has dropped or \
renamed it, and the translation is older: its readers still work for a goal that nobody else has.

Wrong: `<a name=\"crit-fax-tested\"></a>` in a translation, and nowhere in its source

Right: the section removed from the translation, or written in the source first",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Site(check),
};

fn check(site: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    let strays = &site.map.site.criteria.strays;
    if strays.is_empty() {
        return;
    }
    let lost = lost(site);
    for stray in strays {
        if lost.contains(&(stray.page, &*stray.id)) {
            continue;
        }
        let Some(doc) = site.doc(stray.doc) else { continue };
        let at = criteria::mark(&doc.document, stray.mark);
        let message = format!("the criterion `{}` is not in the source of this page", stray.id);
        criteria::tell(found, &doc.document, &INFO, at, message, |report| {
            report.help("remove its section, or write it in the source first");
        });
    }
}

/// Anchors that links of the source still lead to: what is missing there was lost there, and is told at these links.
fn lost<'a>(site: &SiteView<'a>) -> HashSet<(PageId, &'a str)> {
    let homes = site.map.site.homes.iter().zip(site.links);
    let of_source = homes.filter(|((_, locale), _)| locale.index() == site.map.site.source);
    let targets = of_source.flat_map(|(_, links)| links.targets.iter());
    let broken = |target: &'a Target| match target {
        Target::Broken(Why::NoAnchor { page, fragment, .. }) => Some((*page, &**fragment)),
        _ => None,
    };
    targets.filter_map(broken).collect()
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn a_section_that_the_source_lacks() {
        let files = [
            ("en/done.md", "# Criteria\n\n<a name=\"crit-a\"></a>\n## Required: A\n"),
            (
                "sv/done.md",
                "# Villkor\n\n<a name=\"crit-a\"></a>\n## Obligatoriskt: A\n\n<a name=\"crit-old\"></a>\n## Valfritt: Äldre\n\n- <a name=\"crit-item\"></a>x\n",
            ),
            ("nl/only.md", "# Los\n\n<a name=\"crit-nl\"></a>\n## Vereist: X\n"),
        ];
        check_of(
            "criterion-only-in-translation",
            &files,
            &[
                "sv/done.md:7:1 the criterion `crit-old` is not in the source of this page; remove its section, or write it in the source first",
                "sv/done.md:9:3 the criterion `crit-item` is not in the source of this page; remove its section, or write it in the source first",
            ],
        );
        for quiet in ["criterion-missing-in-locale", "criterion-class-missing"] {
            check_of(quiet, &files, &[]);
        }
    }
}
