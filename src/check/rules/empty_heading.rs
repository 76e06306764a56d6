//! A heading with nothing in it.

use crate::check::place;
use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::{Document, Kind};
use crate::parse::yaml_page::is_named_so;

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "empty-heading",
    severity: Severity::Warning,
    summary: "heading without a text",
    explain: "\
A heading without a text shows nothing, and still stands in the list of headings that screen readers offer. Anchors and \
comments are no text; a picture is.

Wrong: `## <a name=\"boxes\"></a>`

Right: `## <a name=\"boxes\"></a>Boxes`

Learn: heading-empty, h1-empty.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    let document = &variant.doc().document;
    if is_named_so(&document.file) {
        return;
    }
    for heading in &document.headings {
        if document.str(heading.text).is_empty() && is_empty(document, heading.node) {
            let message = format!("this heading of level {} has no text", heading.level);
            found
                .report(&INFO, place::of_node(document, heading.node), message)
                .help("write one, or take the heading out");
        }
    }
}

/// Nothing shows. A no-break space is meant to.
fn is_empty(document: &Document, node: u32) -> bool {
    let end = document.nodes[node as usize].end as usize;
    let inside = document.nodes.get(node as usize + 1..end).unwrap_or_default();
    inside.iter().all(|node| match node.kind {
        Kind::Text(part) => document
            .str(part)
            .chars()
            .all(|c| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{200b}')),
        kind => matches!(
            kind,
            Kind::Anchor(_) | Kind::SoftBreak | Kind::HardBreak | Kind::Dropped
        ),
    })
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn anchors_and_comments_are_no_text_and_pictures_are() {
        let told = |place: &str, level: u32| {
            format!("{place} this heading of level {level} has no text; write one, or take the heading out")
        };
        check_of(
            "empty-heading",
            &[
                (
                    "en/a.md",
                    "# \n\n##\n\n### <a name=\"x\"></a>\n\n#### <!-- y -->\n\n## ![p](p.png)\n\n## &nbsp;\n\n## `c`\n\n## <kbd>k</kbd>\n\n## {#id}\n",
                ),
                ("en/p.png", ""),
                (
                    "en/b.md",
                    "[!INCLUDE [x](includes/x.md)]\n\n## [!INCLUDE [y](includes/y.md)]\n",
                ),
                ("en/includes/x.md", "##\n"),
                ("en/includes/y.md", "words\n"),
            ],
            &[
                &told("en/a.md:1:1", 1),
                &told("en/a.md:3:1", 2),
                &told("en/a.md:5:1", 3),
                &told("en/a.md:7:1", 4),
                &told("en/a.md:17:1", 2),
                &told("en/includes/x.md:1:1", 2),
            ],
        );
    }
}
