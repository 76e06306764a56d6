//! A tickable line that the source ticks.

use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::Kind;

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "ticked-task",
    severity: Severity::Warning,
    summary: "tickable line that is ticked in the source",
    explain: "\
What is ticked belongs to readers: a line that its author ticks is shown as done to everybody, and nobody can untick it.

Wrong: `- [x] The lamps are lit`

Right: `- [ ] The lamps are lit`, or a plain list item for what is always so",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    let document = &variant.doc().document;
    if !document.tasks.iter().any(|task| task.done) {
        return;
    }
    for node in &document.nodes {
        if let Kind::Task(number) = node.kind
            && document.tasks.get(number as usize).is_some_and(|task| task.done)
        {
            found
                .report(
                    &INFO,
                    document.text.in_file(node.span),
                    "this line is ticked in the source",
                )
                .help("write `[ ]`: readers tick it themselves");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::INFO;
    use crate::check::testing::check_of;

    #[test]
    fn lines_that_are_ticked_are_told_where_they_stand() {
        check_of(
            INFO.id,
            &[("en/a.md", "# A\n\n- [ ] b\n- [x] c\n  - [X] d\n")],
            &[
                "en/a.md:4:3 this line is ticked in the source; write `[ ]`: readers tick it themselves",
                "en/a.md:5:5 this line is ticked in the source; write `[ ]`: readers tick it themselves",
            ],
        );
    }
}
