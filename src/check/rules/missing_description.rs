//! A page that search engines find no description of.

use crate::check::place;
use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::parse::yaml_page::is_named_so;

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "missing-description",
    severity: Severity::Warning,
    summary: "published page without a description",
    explain: "\
Search engines show the `description` of a page below its title, and so do chats and social networks that link to it. \
Without one they show some words of the page. Drafts and pages with `robots: NOINDEX` need none.

Wrong: front matter with a `title` alone

Right: `description: Which boxes to buy, and how to pack them.`

Learn: description-missing.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    let document = &variant.doc().document;
    let front = &document.front;
    if front.description.is_some() || front.is_malformed || front.draft || front.no_index {
        return;
    }
    if is_named_so(&document.file) {
        return;
    }
    found
        .report(
            &INFO,
            place::value_or_head(document, "description"),
            "the page has no description",
        )
        .help("write `description:` in its front matter: a sentence or two about what a reader finds here");
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    const WHAT: &str = "the page has no description; \
        write `description:` in its front matter: a sentence or two about what a reader finds here";

    #[test]
    fn told_at_the_front_matter_of_each_language() {
        check_of(
            "missing-description",
            &[
                ("en/a.md", "---\ntitle: A\n---\n# A\n"),
                ("en/b.md", "---\ntitle: B\nDescription: ''\n---\n# B\n"),
                ("en/c.md", "\n# C\n"),
                ("sv/a.md", "---\ntitle: A\n---\n# A\n"),
                ("sv/b.md", "---\ndescription: Om B.\n---\n# B\n"),
            ],
            &[
                &format!("en/a.md:1:1 {WHAT}"),
                &format!("en/b.md:3:1 {WHAT}"),
                &format!("en/c.md:2:1 {WHAT}"),
                &format!("sv/a.md:1:1 {WHAT}"),
            ],
        );
    }

    #[test]
    fn who_needs_none() {
        check_of(
            "missing-description",
            &[
                ("en/a.md", "---\ndraft: true\n---\n# A\n"),
                ("en/b.md", "---\nROBOTS: NOINDEX, NOFOLLOW\n---\n# B\n"),
                ("en/c.md", "---\ndescription: Boxes: which\n---\n# C\n"),
                ("en/includes/d.md", "text\n"),
                ("en/e.yml", "### YamlMime:Hub\ntitle: G\n"),
            ],
            &[],
        );
    }
}
