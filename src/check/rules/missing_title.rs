//! A page that says nowhere what it is called.

use super::missing_h1::has_h1;
use crate::check::place;
use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::parse::yaml_page::is_named_so;

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "missing-title",
    severity: Severity::Warning,
    summary: "page without a title",
    explain: "\
A page is called by the `title` of its front matter, or by its heading of the first level. Without both, tabs of the \
browser, navigation and search engines show a lesser heading, or the name of the file.

Wrong: a page that begins with `Pack the boxes first.` and has neither

Right: `# Pack`, or `title: Pack` in its front matter

Learn: title-missing, which wants a `title` of every page; h1-missing.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    let document = &variant.doc().document;
    let front = &document.front;
    if front.title.is_some() || front.is_malformed || has_h1(document) {
        return;
    }
    // One that does not parse shows nothing, and that is said.
    if is_named_so(&document.file) && document.nodes.is_empty() {
        return;
    }
    found
        .report(&INFO, place::value_or_head(document, "title"), "the page has no title")
        .help("write `title:` in its front matter, or begin it with a heading `# …`");
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    const WHAT: &str = "the page has no title; write `title:` in its front matter, or begin it with a heading `# …`";

    #[test]
    fn neither_a_title_nor_a_heading_of_the_first_level() {
        check_of(
            "missing-title",
            &[
                ("en/a.md", "## A\n"),
                ("en/b.md", "---\ndescription: d\ntitle:\n---\ntext\n"),
                ("en/c.md", "---\ndescription: d\n---\n\ntext\n"),
                ("en/d.md", ""),
                ("en/e.yml", "### YamlMime:Hub\nsummary: s\n"),
                ("sv/a.md", "\n\ntext\n"),
            ],
            &[
                &format!("en/a.md:1:1 {WHAT}"),
                &format!("en/b.md:3:1 {WHAT}"),
                &format!("en/c.md:1:1 {WHAT}"),
                &format!("en/d.md:1:1 {WHAT}"),
                &format!("en/e.yml:1:1 {WHAT}"),
                &format!("sv/a.md:3:1 {WHAT}"),
            ],
        );
    }

    #[test]
    fn one_of_them_is_enough_and_malformed_front_matter_is_told_by_itself() {
        check_of(
            "missing-title",
            &[
                ("en/a.md", "text\n\n# A\n"),
                ("en/b.md", "---\ntitle: B\n---\ntext\n"),
                ("en/c.md", "<h1>C</h1>\n"),
                ("en/d.md", "[!INCLUDE [x](includes/x.md)]\n"),
                ("en/includes/x.md", "# X\n"),
                ("en/e.md", "---\ntitle: [E]\n---\n\ntext\n"),
                ("en/f.md", "---\ntitle: F\n\ntext\n"),
                ("en/g.yml", "### YamlMime:Hub\ntitle: G\n"),
                ("en/h.yml", "### YamlMime:Hub\na: b: c\n"),
            ],
            &[],
        );
    }
}
