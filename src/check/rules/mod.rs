//! The rules in order. This list feeds the checks, `explain` and the printed forms.

mod absolute_docs_link;
mod altered_code;
mod altered_placeholder;
mod anchor_parity;
mod bad_address;
mod bidi_control;
mod broken_anchor;
mod broken_asset;
mod broken_criterion;
mod broken_link;
mod criterion_class_changed;
mod criterion_class_missing;
mod criterion_missing_in_locale;
mod criterion_only_in_translation;
mod criterion_order;
mod criterion_without_step;
mod duplicate_anchor;
mod duplicate_criterion;
mod duplicate_title;
mod empty_heading;
mod empty_link;
mod empty_progress;
mod file_name_alt_text;
mod invalid_tabs;
mod left_out_link;
mod link_to_unpublished;
pub mod merge_conflict;
mod messages;
mod missing_alt_text;
mod missing_description;
mod missing_h1;
mod missing_title;
mod missing_translation;
mod orphan_criterion;
mod orphan_page;
mod orphan_translation;
mod out_of_docset_link;
mod out_of_scope_link;
mod outdated_block;
mod outdated_page;
mod redirect_conflict;
mod redirected_link;
mod redirection;
mod reserved_name;
mod route_conflict;
mod several_h1;
mod skipped_heading;
pub mod step_number_mismatch;
mod step_without_criterion;
mod structure_parity;
mod table_without_header_text;
mod ticked_task;
mod toc_link;
mod unclosed_block;
mod unknown_staleness;
mod unpinned_task;
mod unsafe_link;
mod untranslatable_anchor;
mod untranslated_block;
pub mod unused_asset;
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
    &broken_criterion::RULE,
    &broken_asset::RULE,
    &toc_link::RULE,
    &wrong_case_link::RULE,
    &wrong_locale_link::RULE,
    &wrong_locale_link::TOCS,
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
    &absolute_docs_link::RULE,
    &merge_conflict::RULE,
    &bidi_control::RULE,
    &bidi_control::FILES,
    &bidi_control::NAMES,
    &reserved_name::RULE,
    &unused_asset::RULE,
    &orphan_page::RULE,
    &messages::RULE,
    &missing_title::RULE,
    &missing_h1::RULE,
    &missing_description::RULE,
    &several_h1::RULE,
    &skipped_heading::RULE,
    &empty_heading::RULE,
    &duplicate_title::RULE,
    &missing_alt_text::RULE,
    &file_name_alt_text::RULE,
    &table_without_header_text::RULE,
    &unclosed_block::RULE,
    &criterion_missing_in_locale::RULE,
    &criterion_only_in_translation::RULE,
    &orphan_criterion::RULE,
    &criterion_without_step::RULE,
    &step_without_criterion::RULE,
    &criterion_class_changed::RULE,
    &criterion_class_missing::RULE,
    &criterion_order::RULE,
    &step_number_mismatch::RULE,
    &duplicate_criterion::RULE,
    &missing_translation::RULE,
    &orphan_translation::RULE,
    &anchor_parity::RULE,
    &duplicate_anchor::RULE,
    &untranslatable_anchor::RULE,
    &structure_parity::RULE,
    &untranslated_block::RULE,
    &altered_code::RULE,
    &altered_placeholder::RULE,
    &ticked_task::RULE,
    &unpinned_task::RULE,
    &empty_progress::RULE,
    &outdated_page::RULE,
    &outdated_block::RULE,
    &unknown_staleness::RULE,
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
    &parse::dialect::progress::BAD_PROGRESS,
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
    &duplicate_anchor::DROPPED,
    &crate::link::xref::BAD_INVENTORY,
    &crate::link::outdated::lock::MALFORMED_LOCK,
    &crate::link::checklists::rules::MALFORMED_CHECKLIST_LOCK,
    &crate::link::checklists::rules::DUPLICATE_ITEM_NUMBER,
    &crate::link::checklists::rules::STALE_CHECKLIST_LOCK,
    &crate::link::checklists::rules::VANISHED_ITEM,
    &crate::link::checklists::rules::DUPLICATE_ITEM,
    &crate::link::checklists::rules::BAD_CHECKLISTS,
    &crate::config::BAD_CONFIGURATION,
    &crate::docset::MALFORMED,
    &redirection::LOOP,
    &redirection::CHAIN,
    &redirection::NOT_REMOVED,
    &redirection::TWICE,
    &external::BROKEN,
    &external::REDIRECTED,
    &external::UNCHECKED,
    &messages::UNUSED,
    &messages::VARIABLES,
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
        // `toc_link` reports as `broken-link`, `bidi_control` looks at pages, at files and at their names, and `wrong_locale_link` at
        // tables of contents too: one meaning, one name.
        assert_eq!(ids.len(), all.len() - 4);
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
