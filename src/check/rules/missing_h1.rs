//! A page with a title, and no heading of the first level.

use crate::check::place;
use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::Document;
use crate::parse::yaml_page::is_named_so;

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "missing-h1",
    severity: Severity::Warning,
    summary: "page without a heading of the first level",
    explain: "\
A reader finds out at the top of a page where they are, and screen readers jump there. Stegvis shows the title in the \
place of a heading that is not there; other tools show none, and no link can lead to it.

Wrong: a page with `title: Pack` that begins with `## What you need`

Right: `# Pack` above it

Learn: h1-missing.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    let document = &variant.doc().document;
    let Some(title) = &document.front.title else { return };
    if document.front.is_malformed || is_named_so(&document.file) || has_h1(document) {
        return;
    }
    found
        .report(
            &INFO,
            place::beginning(document),
            "the page has no heading of the first level",
        )
        .label("the page begins here")
        .help(format!("begin it with `# {title}`"));
}

/// Whether a page has a heading of the first level, in Markdown or HTML.
pub fn has_h1(document: &Document) -> bool {
    document.headings.iter().any(|heading| heading.level == 1)
        || document.tags.iter().any(|tag| place::raw_level(tag.name) == Some(1))
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    const WHAT: &str = "the page has no heading of the first level; begin it with `# A`";

    #[test]
    fn told_where_the_text_begins() {
        check_of(
            "missing-h1",
            &[
                (
                    "en/a.md",
                    "---\ntitle: A\n---\n\n<!-- note -->\n\n## Two\n\n# [T](#tab/x)\ntext\n\n---\n",
                ),
                ("en/b.md", "---\ntitle: A\n---\n"),
                (
                    "en/c.md",
                    "---\ntitle: A\n---\n\n[!INCLUDE [x](includes/x.md)]\n\ntext\n",
                ),
                ("en/includes/x.md", "\n## X\n"),
                ("sv/a.md", "\u{feff}---\r\ntitle: A\r\n---\r\nen rad\r\ntill\r\n"),
            ],
            &[
                &format!("en/a.md:7:1 {WHAT}"),
                &format!("en/b.md:3:1 {WHAT}"),
                &format!("en/c.md:5:1 {WHAT}"),
                &format!("sv/a.md:4:1 {WHAT}"),
            ],
        );
    }

    #[test]
    fn a_heading_of_any_form_will_do_and_without_a_title_that_is_told() {
        check_of(
            "missing-h1",
            &[
                ("en/a.md", "---\ntitle: A\n---\nA\n=\n"),
                ("en/b.md", "---\ntitle: A\n---\n<h1>B</h1>\n"),
                ("en/c.md", "---\ntitle: A\n---\n[!INCLUDE [x](includes/x.md)]\n"),
                ("en/includes/x.md", "# X\n"),
                ("en/d.md", "text\n"),
                ("en/e.yml", "### YamlMime:Hub\nmetadata:\n  title: A\n"),
                ("en/f.md", "---\ntitle: A\n---\n# \n"),
            ],
            &[],
        );
    }
}
