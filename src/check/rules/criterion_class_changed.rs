//! An exit criterion that is required in one language and optional in another.

use crate::check::criteria;
use crate::check::rule::{Check, Rule, SiteView};
use crate::diag::{Diagnostic, RuleInfo, Severity};
use crate::model::criterion::Standing;

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "criterion-class-changed",
    severity: Severity::Error,
    summary: "exit criterion that binds otherwise in a translation than in its source",
    explain: "\
A translated heading says that a criterion is optional, and the source says that it is required, or the other way round; \
or one of them binds everybody, and the other only some (`Required for hybrid identity:`). Readers of that language skip \
what they must do. The source decides.

Wrong: `## Valfritt: Lamporna lyser` where the source has `## Required: Lamps are lit`

Right: `## Obligatoriskt: Lamporna lyser`",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Site(check),
};

fn check(site: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    for criterion in &site.map.site.criteria.list {
        let Some(source) = criterion.source() else { continue };
        let Some(right) = &source.standing else { continue };
        for section in criterion.presence.iter().filter_map(|presence| presence.section()) {
            let Some(wrong) = section.standing.as_ref().filter(|standing| !standing.agrees(right)) else {
                continue;
            };
            let Some((document, at)) = site.section(section) else {
                continue;
            };
            let message = format!(
                "the criterion `{}` is {} here, and {} in the source",
                criterion.id,
                words(wrong),
                words(right)
            );
            criteria::tell(found, document, &INFO, at, message, |report| {
                let report = report.help("the source decides: say the same as it does");
                if let Some((theirs, span)) = site.section(source) {
                    let (file, span) = criteria::label(theirs, span);
                    report.related(file, span, "the source");
                }
            });
        }
    }
}

fn words(standing: &Standing) -> String {
    match &*standing.condition {
        "" => standing.class.name().into(),
        condition => format!("{} on a condition (`{condition}`)", standing.class.name()),
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn required_here_and_optional_there() {
        let en = "# C\n\n## Required: A {#crit-a}\n\n## Optional: B {#crit-b}\n\n## Required for night shifts: C {#crit-c}\n\n## D {#crit-d}\n";
        check_of(
            "criterion-class-changed",
            &[
                ("en/done.md", en),
                (
                    "fr/done.md",
                    "# C\n\n## Facultatif\u{a0}: A {#crit-a}\n\n## En option : B {#crit-b}\n\n## Obligatoire : C {#crit-c}\n\n## Obligatoire : D {#crit-d}\n",
                ),
                (
                    "sv/done.md",
                    "# C\n\n## Krav: A {#crit-a}\n\n## Valfritt: B {#crit-b}\n\n## Obligatoriskt för nattskift: C {#crit-c}\n\n## D {#crit-d}\n",
                ),
            ],
            &[
                "fr/done.md:3:1 the criterion `crit-a` is optional here, and required in the source; the source decides: say the same as it does",
                "fr/done.md:7:1 the criterion `crit-c` is required here, and required on a condition (`night shifts`) in the source; the source decides: say the same as it does",
            ],
        );
    }

    #[test]
    fn bilingual_headings_are_read_in_their_own_language() {
        check_of(
            "criterion-class-changed",
            &[
                ("en/done.md", "# C\n\n<a name=\"crit-a\"></a>\n## Required: A\n"),
                (
                    "sv/done.md",
                    "# C\n\n<a name=\"crit-a\"></a>\n## <span data-ttu-id=\"h5-101\">Valfritt: A</span><span class=\"sxs-lookup\"><span data-stu-id=\"h5-101\">Required: A</span></span>\n",
                ),
            ],
            &[
                "sv/done.md:4:1 the criterion `crit-a` is optional here, and required in the source; the source decides: say the same as it does",
            ],
        );
    }
}
