//! A heading two levels or more below the one above it.

use super::several_h1::extra;
use crate::check::place::{self, Level};
use crate::check::rule::{Check, Rule, VariantView};
use crate::check::shown::{Seen, Shown};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::Document;
use crate::parse::yaml_page::is_named_so;

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "skipped-heading",
    severity: Severity::Warning,
    summary: "heading that skips a level",
    explain: "\
Levels tell what belongs to what. Readers who go from heading to heading with a screen reader look for the level that \
was left out. A heading in a zone, a version or a tab is compared with what its readers see above it. Where two files \
meet that are put in, it is told at the directive that puts the second one in.

Wrong: `## Pack` and below it `#### Boxes`

Right: `## Pack` and below it `### Boxes`

Learn: heading-skipped.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

/// So many headings back is looked for what a reader sees above.
const FARTHEST: usize = 64;

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    let document = &variant.doc().document;
    if is_named_so(&document.file) {
        return;
    }
    let has_parts = !document.zones.is_empty() || !document.tabs.is_empty();
    if !has_parts && !place::has_raw_headings(document) {
        let mut last = 6;
        let mut jumps = place::markdown_levels(document).filter(|heading| {
            let is_jump = heading.level > last + 1;
            last = heading.level;
            is_jump
        });
        if jumps.next().is_none() {
            return;
        }
    }
    let mut headings = place::levels(document);
    demote(document, &mut headings);
    let shown = Shown::of(document, &headings);
    for (number, heading) in headings.iter().enumerate() {
        let Some(above) = above(&headings, &shown, number) else {
            continue;
        };
        let message = format!(
            "a heading of level {} stands below one of level {}",
            heading.level, above.level
        );
        found
            .report(&INFO, place::behind(document, Some(above.node), heading.node), message)
            .help(format!("give it level {}", above.level + 1));
    }
}

/// A heading of the first level too many is told already, and mended by giving it the second: what stands right below
/// is judged as if that were done.
fn demote(document: &Document, headings: &mut [Level]) {
    for extra in extra(document) {
        let Some(at) = headings.iter().position(|heading| heading.node == extra.node) else {
            continue;
        };
        let below = headings.get(at + 1).map(|below| below.node);
        if below.is_some_and(|below| place::are_together(document, extra.node, below)) {
            headings[at].level = 2;
        }
    }
}

/// The heading above that makes this one skip a level for everybody who sees both. None if it skips none, or if nobody
/// can tell.
fn above(headings: &[Level], shown: &Shown<'_>, number: usize) -> Option<Level> {
    let heading = headings[number];
    if shown.is_elsewhere(number) {
        return None;
    }
    for other in (0..number).rev().take(FARTHEST) {
        let seen = shown.seen(other, number);
        if seen == Seen::Never || shown.is_elsewhere(other) {
            continue;
        }
        if heading.level <= headings[other].level + 1 {
            return None;
        }
        if seen == Seen::Always {
            return Some(headings[other]);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    fn told(place: &str, level: u32, above: u32) -> String {
        let right = above + 1;
        format!("{place} a heading of level {level} stands below one of level {above}; give it level {right}")
    }

    #[test]
    fn one_level_at_a_time_down_and_any_number_up() {
        check_of(
            "skipped-heading",
            &[
                ("en/a.md", "# A\n\n### B\n\n#### C\n\n## D\n\n#### E\n\n<h6>F</h6>\n"),
                ("en/b.md", "#### A\n\n## B\n\n### C\n\n#### D\n\n# E\n\n## F\n"),
            ],
            &[
                &told("en/a.md:3:1", 3, 1),
                &told("en/a.md:9:1", 4, 2),
                &told("en/a.md:11:1", 6, 4),
            ],
        );
    }

    #[test]
    fn a_second_first_level_is_told_alone() {
        check_of(
            "skipped-heading",
            &[("en/a.md", "# A\n\n## B\n\n### C\n\n# D\n\n### E\n\n# F\n\n#### G\n")],
            &[&told("en/a.md:13:1", 4, 2)],
        );
    }

    #[test]
    fn compared_with_what_the_same_reader_sees() {
        let zone = |kind: &str, heading: &str| format!("::: zone {kind}\n{heading}\n::: zone-end\n\n");
        let two = |a: &str, b: &str| zone(a, "## A") + &zone(b, "#### B");
        check_of(
            "skipped-heading",
            &[
                ("en/a.md", &("## A\n\n".to_owned() + &zone("target=\"docs\"", "#### B"))),
                ("en/b.md", &("## A\n\n".to_owned() + &zone("target=\"pdf\"", "#### B"))),
                ("en/c.md", &two("pivot=\"x\"", "pivot=\"y\"")),
                ("en/d.md", &two("pivot=\"x,y\"", "pivot=\"y\"")),
                ("en/e.md", &(zone("pivot=\"x\"", "### A") + "##### B\n")),
                (
                    "en/f.md",
                    "## A\n\n# [T](#tab/t)\n### B\n\n# [U](#tab/u)\n#### C\n\n---\n",
                ),
                (
                    "en/g.md",
                    "# [T](#tab/t)\n## B\n\n---\n\n# [V](#tab/v/t)\n#### C\n\n---\n",
                ),
                (
                    "en/i.md",
                    "# [T](#tab/t)\n## B\n\n---\n\n# [U](#tab/u)\n#### C\n\n---\n",
                ),
                (
                    "en/h.md",
                    "## A\n\n::: moniker range=\"m\"\n### B\n::: moniker-end\n\n::: moniker range=\"n\"\n#### C\n::: moniker-end\n",
                ),
            ],
            &[
                &told("en/a.md:4:1", 4, 2),
                &told("en/d.md:6:1", 4, 2),
                &told("en/f.md:7:1", 4, 2),
                &told("en/g.md:7:1", 4, 2),
            ],
        );
    }

    #[test]
    fn across_files_it_is_told_where_they_meet() {
        check_of(
            "skipped-heading",
            &[
                (
                    "en/a.md",
                    "# A\n\n[!INCLUDE [x](includes/x.md)]\n\n##### B\n\n## C\n\n[!INCLUDE [x](includes/x.md)]\n",
                ),
                ("en/b.md", "# B\n\n## C\n\n[!INCLUDE [z](includes/z.md)]\n"),
                ("en/includes/x.md", "### X\n"),
                ("en/includes/z.md", "### Z\n\n##### Y\n\n[!INCLUDE [w](w.md)]\n"),
                ("en/includes/w.md", "text\n"),
            ],
            &[
                &told("en/a.md:3:1", 3, 1),
                &told("en/a.md:5:1", 5, 3),
                &told("en/includes/z.md:3:1", 5, 3),
            ],
        );
    }
}
