//! Exit criteria in another order than the source's.

use crate::check::criteria;
use crate::check::rule::{Check, Rule, SiteView};
use crate::diag::{Diagnostic, RuleInfo, Severity};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "criterion-order",
    severity: Severity::Warning,
    summary: "exit criteria in another order than in the source",
    explain: "\
A translated page has its criteria in another order than its source. Two colleagues who go through the list in two \
languages lose each other, and the next translation is compared with the wrong section. It is told once a page, at the \
first criterion that has to move; criteria that one of the two lacks do not count.

Wrong: `crit-b`, `crit-a`, `crit-c` in a translation of `crit-a`, `crit-b`, `crit-c`

Right: `crit-a`, `crit-b`, `crit-c`",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Site(check),
};

fn check(site: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    let criteria = &site.map.site.criteria;
    for disorder in &criteria.disorders {
        let Some(criterion) = criteria.list.get(disorder.criterion as usize) else {
            continue;
        };
        let presence = criterion.presence.get(disorder.locale.index());
        let Some((document, at)) = presence
            .and_then(|presence| presence.section())
            .and_then(|section| site.section(section))
        else {
            continue;
        };
        let message = format!(
            "the criterion `{}` stands in another place than in the source",
            criterion.id
        );
        let after = disorder.after.and_then(|after| criteria.list.get(after as usize));
        criteria::tell(found, document, &INFO, at, message, |report| {
            let report = report.help(match after {
                Some(after) => format!("there it follows `{}`", after.id),
                None => "there it comes first".into(),
            });
            if let Some((source, span)) = criterion.source().and_then(|section| site.section(section)) {
                let (file, span) = criteria::label(source, span);
                report.related(file, span, "its place in the source");
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    fn page(ids: &str) -> String {
        let section = |id: char| format!("## Required: {id} {{#crit-{id}}}\n\n");
        format!("# C\n\n{}", ids.chars().map(section).collect::<String>())
    }

    #[test]
    fn told_once_at_the_first_that_moved() {
        let (en, fr, nl, sv) = (page("abcdef"), page("abdcfe"), page("bcdefa"), page("adf"));
        let files = [("en/c.md", &*en), ("fr/c.md", &fr), ("nl/c.md", &nl), ("sv/c.md", &sv)];
        check_of(
            "criterion-order",
            &files,
            &[
                "fr/c.md:7:1 the criterion `crit-d` stands in another place than in the source; there it follows `crit-c`",
                "nl/c.md:13:1 the criterion `crit-a` stands in another place than in the source; there it comes first",
            ],
        );
    }

    #[test]
    fn list_items_have_an_order_too() {
        check_of(
            "criterion-order",
            &[
                (
                    "en/c.md",
                    "# C\n\n- <a name=\"crit-a\"></a>a\n- <a name=\"crit-b\"></a>b\n",
                ),
                (
                    "sv/c.md",
                    "# C\n\n- <a name=\"crit-b\"></a>b\n- <a name=\"crit-a\"></a>a\n",
                ),
            ],
            &[
                "sv/c.md:3:3 the criterion `crit-b` stands in another place than in the source; there it follows `crit-a`",
            ],
        );
    }

    #[test]
    fn what_arrives_by_include_stands_where_it_is_read() {
        let files = [
            (
                "en/c.md",
                "# C\n\n## Required: a {#crit-a}\n\n- <a name=\"crit-m\"></a>m\n\n## Required: z {#crit-z}\n",
            ),
            (
                "sv/c.md",
                "# C\n\n## Krav: a {#crit-a}\n\n- <a name=\"crit-m\"></a>m\n\n## Krav: z {#crit-z}\n",
            ),
        ];
        check_of("criterion-order", &files, &[]);
    }
}
