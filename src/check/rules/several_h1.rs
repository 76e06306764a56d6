//! A second heading of the first level that the same reader sees.

use crate::check::place::{self, Level};
use crate::check::rule::{Check, Rule, VariantView};
use crate::check::shown::{Seen, Shown};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::Document;
use crate::parse::yaml_page::is_named_so;

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "several-h1",
    severity: Severity::Warning,
    summary: "second heading of the first level",
    explain: "\
The heading of the first level says what the whole page is about, so a page has one. Where zones, versions or tabs show \
one at a time, each may have its own.

Wrong: `# Pack` and further down `# Drive`

Right: `# Pack` and further down `## Drive`, or a page of its own

Learn: multiple-h1s.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

/// So many headings of the first level back is looked for one that the same reader sees.
const MOST: usize = 64;

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    let document = &variant.doc().document;
    for extra in extra(document) {
        let place = place::behind(document, Some(extra.other), extra.node);
        let other = place::of_node(document, extra.other);
        let report = found
            .report(&INFO, place, "the page has a heading of the first level already")
            .help("give this one the second level: `## …`");
        let (file, other) = place::in_its_file(document, other);
        let report = report.related(file, other, "the one above");
        let itself = place::of_node(document, extra.node);
        if itself != place {
            let (file, itself) = place::in_its_file(document, itself);
            report.related(file, itself, "the heading that is put in");
        }
    }
}

/// A heading of the first level that is one too many.
pub struct Extra {
    /// Its node.
    pub node: u32,
    /// The node of the one above that the same reader sees.
    pub other: u32,
}

/// The headings of the first level that readers see below another one. Empty for nearly all pages, at no cost.
pub fn extra(document: &Document) -> Vec<Extra> {
    let ones = place::markdown_levels(document)
        .filter(|heading| heading.level == 1)
        .count();
    if is_named_so(&document.file) || (ones < 2 && !place::has_raw_headings(document)) {
        return Vec::new();
    }
    let mut ones: Vec<Level> = place::levels(document);
    ones.retain(|heading| heading.level == 1);
    let shown = Shown::of(document, &ones);
    let mut extra: Vec<Extra> = Vec::new();
    for (number, heading) in ones.iter().enumerate() {
        if shown.is_elsewhere(number) {
            continue;
        }
        let is_seen_with = |other: &usize| {
            !shown.is_elsewhere(*other)
                && (shown.seen(*other, number) == Seen::Always || shown.seen(number, *other) == Seen::Always)
        };
        if let Some(other) = (0..number).rev().take(MOST).find(is_seen_with) {
            extra.push(Extra {
                node: heading.node,
                other: ones[other].node,
            });
        }
    }
    extra
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    const WHAT: &str = "the page has a heading of the first level already; give this one the second level: `## …`";

    #[test]
    fn each_but_the_first() {
        check_of(
            "several-h1",
            &[
                ("en/a.md", "# A\n\n# B\n\n## C\n\nD\n=\n\n<h1>E</h1>\n"),
                ("en/b.md", "## A\n\n# B\n\n> ```md\n> # C\n> ```\n"),
            ],
            &[
                &format!("en/a.md:3:1 {WHAT}"),
                &format!("en/a.md:7:1 {WHAT}"),
                &format!("en/a.md:10:1 {WHAT}"),
            ],
        );
    }

    #[test]
    fn one_for_each_reader() {
        let zone = |kind: &str, heading: &str| format!("::: zone {kind}\n{heading}\n::: zone-end\n\n");
        check_of(
            "several-h1",
            &[
                (
                    "en/a.md",
                    &(zone("pivot=\"x\"", "# X") + &zone("pivot=\"y\"", "# Y") + &zone("pivot=\"y,z\"", "# Z")),
                ),
                (
                    "en/b.md",
                    &("# B\n\n".to_owned() + &zone("target=\"pdf\"", "# P") + &zone("pivot=\"x\"", "# X")),
                ),
                ("en/c.md", "# [T](#tab/t)\n# A\n\n# [U](#tab/u)\n# B\n\n---\n"),
                (
                    "en/d.md",
                    "::: moniker range=\"a\"\n# A\n::: moniker-end\n::: moniker range=\"b\"\n# B\n::: moniker-end\n",
                ),
            ],
            &[&format!("en/a.md:10:1 {WHAT}"), &format!("en/b.md:8:1 {WHAT}")],
        );
    }

    #[test]
    fn what_a_file_brings_is_told_where_it_is_put_in() {
        check_of(
            "several-h1",
            &[
                ("en/a.md", "# A\n\n[!INCLUDE [x](includes/x.md)]\n"),
                ("en/b.md", "[!INCLUDE [x](includes/x.md)]\n"),
                ("en/includes/x.md", "# X\n\n[!INCLUDE [y](y.md)]\n\n# Z\n"),
                ("en/includes/y.md", "# Y\n"),
            ],
            &[
                &format!("en/a.md:3:1 {WHAT}"),
                &format!("en/includes/x.md:3:1 {WHAT}"),
                &format!("en/includes/x.md:5:1 {WHAT}"),
            ],
        );
    }
}
