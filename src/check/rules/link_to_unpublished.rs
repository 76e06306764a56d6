//! A link to a draft, which a build leaves out.

use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::site::Remark;

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "link-to-unpublished",
    severity: Severity::Warning,
    summary: "link to a page that is a draft",
    explain: "\
A page with `draft: true` is left out of a build, so a link to it leads nowhere once the site is published. The text of \
the link stays, without the link.

Wrong: a published page with `[news](news.md)` where `news.md` says `draft: true`

Right: the same once `draft` is taken out of `news.md`",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    if variant.doc().outline.draft {
        return;
    }
    for (link, _, remark) in variant.remarks() {
        if *remark == Remark::Draft {
            found
                .report(
                    &INFO,
                    variant.dest_parts(link).0,
                    "the page is a draft, so a build leaves it out",
                )
                .help("publish it by taking out `draft: true`, or take out the link");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn only_from_pages_that_are_published() {
        check_of(
            "link-to-unpublished",
            &[
                ("en/a.md", "[x](b.md)"),
                ("en/b.md", "---\ntitle: B\ndraft: true\n---\n[x](c.md)"),
                ("en/c.md", "---\ntitle: C\ndraft: true\n---\n"),
            ],
            &[
                "en/a.md:1:5 the page is a draft, so a build leaves it out; publish it by taking out `draft: true`, or take out the link",
            ],
        );
    }
}
