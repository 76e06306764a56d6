//! The groups that rules are listed in, by what they look after.

/// A name for people, and the ids of its rules, sorted.
type Group = (&'static str, &'static [&'static str]);

/// In the order of a list. Rules that look at one thing stand side by side, wherever they are checked.
static GROUPS: [Group; 10] = [
    (
        "links",
        &[
            "absolute-docs-link",
            "bad-address",
            "broken-asset",
            "broken-link",
            "empty-link",
            "external-broken",
            "external-redirected",
            "external-unchecked",
            "left-out-link",
            "link-to-unpublished",
            "malformed-xref-map",
            "out-of-docset-link",
            "out-of-scope-link",
            "redirected-link",
            "unsafe-link",
            "wrong-case-link",
            "wrong-locale-link",
            "xref-not-found",
        ],
    ),
    (
        "anchors",
        &[
            "anchor-parity",
            "broken-anchor",
            "dropped-alias",
            "duplicate-anchor",
            "untranslatable-anchor",
        ],
    ),
    (
        "exit criteria",
        &[
            "broken-criterion",
            "criterion-class-changed",
            "criterion-class-missing",
            "criterion-missing-in-locale",
            "criterion-only-in-translation",
            "criterion-order",
            "criterion-without-step",
            "duplicate-criterion",
            "orphan-criterion",
            "step-number-mismatch",
            "step-without-criterion",
        ],
    ),
    (
        "checklists",
        &[
            "bad-checklists",
            "duplicate-item",
            "duplicate-item-number",
            "malformed-checklist-lock",
            "stale-checklist-lock",
            "ticked-task",
            "vanished-item",
        ],
    ),
    (
        "parity",
        &[
            "altered-code",
            "altered-placeholder",
            "message-variables",
            "missing-message",
            "missing-translation",
            "orphan-translation",
            "structure-parity",
            "unpinned-task",
            "untranslated-block",
            "unused-message",
        ],
    ),
    (
        "outdated",
        &["malformed-lock", "outdated-block", "outdated-page", "unknown-staleness"],
    ),
    (
        "pages",
        &[
            "bad-date",
            "bidi-control",
            "disallowed-html",
            "duplicate-key",
            "duplicate-title",
            "empty-heading",
            "file-name-alt-text",
            "invalid-utf8",
            "malformed-front-matter",
            "malformed-yaml-page",
            "merge-conflict",
            "missing-alt-text",
            "missing-description",
            "missing-h1",
            "missing-title",
            "orphan-page",
            "several-h1",
            "skipped-heading",
            "table-without-header-text",
            "too-deep",
            "unused-asset",
        ],
    ),
    (
        "directives",
        &[
            "alert-text-on-marker",
            "bad-progress",
            "circular-include",
            "codesnippet-not-found",
            "duplicate-tag",
            "empty-progress",
            "invalid-code",
            "invalid-directive",
            "invalid-tabs",
            "missing-include",
            "tag-not-found",
            "too-many-includes",
            "unbalanced-directive",
            "unclosed-block",
            "unknown-directive",
            "wrong-case-include",
        ],
    ),
    (
        "output",
        &[
            "duplicate-redirect",
            "redirect-chain",
            "redirect-conflict",
            "redirect-loop",
            "redirect-without-target",
            "redirected-file-not-removed",
            "reserved-name",
            "route-conflict",
        ],
    ),
    (
        "the site's own files",
        &[
            "allowance-without-reason",
            "bad-configuration",
            "bad-messages",
            "bad-template",
            "malformed-docset-file",
            "malformed-toc",
            "nested-toc",
            "unreadable-file",
            "unused-allowance",
        ],
    ),
];

/// Where rules are listed that no group names.
const OTHERS: &str = "others";

/// The names of the groups, in the order of a list.
pub fn groups() -> impl Iterator<Item = &'static str> {
    GROUPS.iter().map(|(name, _)| *name).chain([OTHERS])
}

/// The name of a rule's group.
pub fn group_of(id: &str) -> &'static str {
    let home = GROUPS.iter().find(|(_, ids)| ids.contains(&id));
    home.map_or(OTHERS, |(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_rule_has_one_group() {
        let all: Vec<&str> = GROUPS.iter().flat_map(|(_, ids)| ids.iter().copied()).collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        for (name, ids) in &GROUPS {
            assert!(ids.is_sorted(), "{name}");
        }
        for rule in crate::build::rules() {
            assert_ne!(
                group_of(rule.id),
                OTHERS,
                "put `{}` into a group of src/build/groups.rs",
                rule.id
            );
        }
    }
}
