//! The rules in order. This list feeds the checks, `explain` and the printed forms.

mod bad_address;
mod broken_anchor;
mod broken_asset;
mod broken_link;
mod empty_link;
mod invalid_tabs;
mod left_out_link;
mod link_to_unpublished;
mod out_of_docset_link;
mod out_of_scope_link;
mod redirect_conflict;
mod redirected_link;
mod redirection;
mod route_conflict;
mod toc_link;
mod unsafe_link;
mod wrong_case_link;
mod wrong_locale_link;
mod xref_not_found;

use super::{Rule, external};
use crate::diag::RuleInfo;
use crate::parse;

/// All rules that look at the linked site.
pub static ALL: &[&Rule] = &[
    &broken_link::RULE,
    &broken_anchor::RULE,
    &broken_asset::RULE,
    &toc_link::RULE,
    &wrong_case_link::RULE,
    &wrong_locale_link::RULE,
    &out_of_docset_link::RULE,
    &unsafe_link::RULE,
    &empty_link::RULE,
    &bad_address::RULE,
    &link_to_unpublished::RULE,
    &left_out_link::RULE,
    &out_of_scope_link::RULE,
    &route_conflict::RULE,
    &redirect_conflict::RULE,
    &redirected_link::RULE,
    &redirection::RULE,
    &xref_not_found::RULE,
    &invalid_tabs::RULE,
];

/// What the earlier stages report by themselves.
pub static STAGES: &[&RuleInfo] = &[
    &parse::INVALID_UTF8,
    &parse::TOO_DEEP,
    &parse::DISALLOWED_HTML,
    &parse::front_matter::MALFORMED,
    &parse::yaml_page::MALFORMED_PAGE,
    &parse::front_matter::DUPLICATE_KEY,
    &parse::front_matter::BAD_DATE,
    &parse::dialect::alert::ALERT_TEXT_ON_MARKER,
    &parse::dialect::alert::UNKNOWN_DIRECTIVE,
    &parse::dialect::INVALID_DIRECTIVE,
    &parse::dialect::UNBALANCED_DIRECTIVE,
    &crate::expand::MISSING_INCLUDE,
    &crate::expand::CIRCULAR_INCLUDE,
    &crate::expand::TOO_MANY_INCLUDES,
    &crate::expand::WRONG_CASE_INCLUDE,
    &parse::dialect::snippet::INVALID_CODE,
    &crate::expand::snippet::CODESNIPPET_NOT_FOUND,
    &crate::expand::snippet::TAG_NOT_FOUND,
    &crate::expand::snippet::DUPLICATE_TAG,
    &crate::link::toc::MALFORMED_TOC,
    &toc_link::NESTED_TOC,
    &crate::link::xref::BAD_INVENTORY,
    &crate::config::BAD_CONFIGURATION,
    &crate::docset::MALFORMED,
    &redirection::LOOP,
    &redirection::CHAIN,
    &redirection::NOT_REMOVED,
    &redirection::TWICE,
    &external::BROKEN,
    &external::REDIRECTED,
    &external::UNCHECKED,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_explained_and_named_once() {
        let all: Vec<&RuleInfo> = ALL.iter().map(|rule| rule.info).chain(STAGES.iter().copied()).collect();
        let mut ids: Vec<&str> = all.iter().map(|info| info.id).collect();
        ids.sort_unstable();
        ids.dedup();
        // `toc_link` reports as `broken-link`: one meaning, one name.
        assert_eq!(ids.len(), all.len() - 1);
        for info in all {
            assert!(
                info.explain.contains("Wrong:") && info.explain.contains("Right:"),
                "{}",
                info.id
            );
            assert!(
                info.id
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            );
        }
    }
}
