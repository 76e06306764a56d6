//! A link or a picture without a destination.

use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::site::{Target, Why};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "empty-link",
    severity: Severity::Warning,
    summary: "link without a destination",
    explain: "\
A link that leads nowhere was most likely meant to be filled in later.

Wrong: `[licences]()`

Right: `[licences](licences.md)`

Learn: link-empty.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    for (link, target) in variant.links() {
        if *target == Target::Broken(Why::Empty) {
            found
                .report(&INFO, variant.dest_span(link), "the link has no destination")
                .help("say where it leads, or leave the brackets out");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn nothing_between_the_parentheses() {
        check_of(
            "empty-link",
            &[("en/a.md", "a [x]() [y](a.md)")],
            &["en/a.md:1:3 the link has no destination; say where it leads, or leave the brackets out"],
        );
    }
}
