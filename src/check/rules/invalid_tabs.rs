//! Groups of tabs that do not go together.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::base::Span;
use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::{Document, Kind};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "invalid-tabs",
    severity: Severity::Warning,
    summary: "group of tabs that does not go with the groups above it",
    explain: "\
A reader chooses a tab once, and all groups of the page follow. So groups that share a tab have the same tabs, no tab stands \
twice in a group, and of tabs that depend on another one some can show: Learn opens a group with its first tab, and offers \
what depends on the first tab of a group above.

Wrong: `# [Linux](#tab/linux)` and `# [macOS](#tab/macos)` in one group, `# [Linux](#tab/linux)` alone in the next

Right: both in both, or other names in the second group

Learn: invalid-tab-group.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    let document = &variant.doc().document;
    if document.tabs.is_empty() {
        return;
    }
    let mut groups = Groups::default();
    for (index, node) in document.nodes.iter().enumerate() {
        if node.kind != Kind::TabGroup {
            continue;
        }
        let place = document.text.in_file(node.span);
        for fault in groups.add(document, index as u32) {
            let (place, message, help) = match fault {
                Fault::Twice(id, place) => (
                    document.text.in_file(place),
                    format!("the tab `{id}` stands twice in its group"),
                    "give one of them another id",
                ),
                Fault::Other => (
                    place,
                    "this group shares some of its tabs with a group above, and not all".to_owned(),
                    "give both the same ids, or give this one ids of its own",
                ),
                Fault::Hidden => (
                    place,
                    "no tab of this group shows at first: each depends on another that no group above begins with"
                        .to_owned(),
                    "let one of them depend on nothing, or on the first tab of a group above",
                ),
            };
            found.report(&INFO, place, message).help(help);
        }
    }
}

enum Fault<'a> {
    /// An id stands twice; where it does again.
    Twice(&'a str, Span),
    /// Its ids are some of those of a group above.
    Other,
    /// No tab can show.
    Hidden,
}

/// The groups so far. Which tabs show at first, and what is compared, is DocFX's way.
#[derive(Default)]
struct Groups<'a> {
    /// The ids of each group that shared none with those above it.
    sets: Vec<BTreeSet<&'a str>>,
    /// The first of `sets` that has an id.
    set_of: HashMap<&'a str, usize>,
    /// Ids that a group began with.
    chosen: HashSet<&'a str>,
}

impl<'a> Groups<'a> {
    fn add(&mut self, document: &'a Document, group: u32) -> Vec<Fault<'a>> {
        let mut faults = Vec::new();
        let mut ids = BTreeSet::new();
        let mut first = None;
        for node in document.children(group) {
            let Kind::Tab(number) = document.nodes[node as usize].kind else {
                continue;
            };
            let Some(tab) = document.tabs.get(number as usize) else {
                continue;
            };
            let condition = document.str(tab.condition).trim();
            if !condition.is_empty() && !self.chosen.contains(condition) {
                continue;
            }
            for id in document
                .str(tab.ids)
                .split('+')
                .map(str::trim)
                .filter(|id| !id.is_empty())
            {
                first = first.or(Some(id));
                if !ids.insert(id) {
                    faults.push(Fault::Twice(id, document.nodes[node as usize].span));
                }
            }
        }
        let shared: BTreeSet<usize> = ids.iter().filter_map(|id| self.set_of.get(id).copied()).collect();
        if !shared.is_empty() {
            if !shared.iter().any(|&set| self.sets[set] == ids) {
                faults.push(Fault::Other);
            }
            return faults;
        }
        let Some(first) = first else {
            faults.push(Fault::Hidden);
            return faults;
        };
        self.chosen.insert(first);
        self.set_of.extend(ids.iter().map(|&id| (id, self.sets.len())));
        self.sets.push(ids);
        faults
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    fn page(groups: &[&[&str]]) -> String {
        let tab = |id: &&str| format!("# [T](#tab/{id})\ntext\n");
        let group = |tabs: &&[&str]| tabs.iter().map(tab).collect::<String>() + "\n---\n\n";
        groups.iter().map(group).collect()
    }

    #[track_caller]
    fn is(groups: &[&[&str]], expected: &[&str]) {
        check_of("invalid-tabs", &[("en/a.md", &page(groups))], expected);
    }

    const OTHER: &str = "this group shares some of its tabs with a group above, and not all; \
        give both the same ids, or give this one ids of its own";

    #[test]
    fn groups_that_go_together() {
        is(
            &[
                &["a", "b"],
                &["b", "a"],
                &["c"],
                &["a+b"],
                &["x/a", "y/a", "x/b", "y/b"],
            ],
            &[],
        );
        is(&[&["a", "b/c"]], &[]);
    }

    #[test]
    fn groups_that_do_not() {
        is(&[&["a", "b"], &["a"]], &[&format!("en/a.md:8:1 {OTHER}")]);
        // The second tab of the first group never shows, and that of the second does.
        is(&[&["a", "b/c"], &["a", "b/a"]], &[&format!("en/a.md:8:1 {OTHER}")]);
        is(
            &[&["a", "a+b"]],
            &["en/a.md:3:1 the tab `a` stands twice in its group; give one of them another id"],
        );
        is(
            &[&["a/b"]],
            &[
                "en/a.md:1:1 no tab of this group shows at first: each depends on another that no group above begins with; \
                 let one of them depend on nothing, or on the first tab of a group above",
            ],
        );
    }
}
