//! All rules, wherever they are checked: for `explain`, for the printed forms and for the manual.

use super::allowances::{ALLOWANCE_WITHOUT_REASON, UNUSED_ALLOWANCE};
use super::folder::UNREADABLE_FILE;
use super::plan::BAD_MESSAGES;
use crate::check::{ALL, STAGES};
use crate::config::BAD_CONFIGURATION;
use crate::diag::RuleInfo;
use crate::theme::template::BAD_TEMPLATE;

/// What is reported while a site is put together, after the checks.
static DRESSING: [&RuleInfo; 5] = [
    &UNREADABLE_FILE,
    &BAD_MESSAGES,
    &BAD_TEMPLATE,
    &UNUSED_ALLOWANCE,
    &ALLOWANCE_WITHOUT_REASON,
];

/// What tells that the site cannot be built as it is meant: never switched off, allowed or put into a baseline.
pub static ALWAYS: [&RuleInfo; 4] = [&BAD_CONFIGURATION, &UNREADABLE_FILE, &BAD_MESSAGES, &BAD_TEMPLATE];

/// Rules that only look when they are asked to: an allowance of one is never told to be unused.
pub static ON_REQUEST: [&str; 3] = ["external-broken", "external-redirected", "external-unchecked"];

/// Every rule once, by id.
pub fn rules() -> Vec<&'static RuleInfo> {
    let checked = ALL.iter().map(|rule| rule.info);
    let mut rules: Vec<&RuleInfo> = checked.chain(STAGES.iter().copied()).chain(DRESSING).collect();
    rules.sort_by_key(|rule| rule.id);
    // Two checks may report as one rule.
    rules.dedup();
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_once_with_an_explanation() {
        let rules = rules();
        assert!(rules.is_sorted_by(|a, b| a.id < b.id));
        for id in [
            "broken-link",
            "bad-template",
            "bad-messages",
            "unreadable-file",
            "malformed-toc",
        ] {
            assert!(rules.iter().any(|rule| rule.id == id), "{id}");
        }
        for rule in rules {
            let both = rule.explain.contains("Wrong:") && rule.explain.contains("Right:");
            assert!(both && !rule.summary.contains(['\n', '|']), "{}", rule.id);
        }
    }
}
