//! What one fault makes other rules say is not told besides the fault.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::place::in_its_file;
use super::rules::merge_conflict;
use crate::base::{DocPath, Span};
use crate::diag::Diagnostic;
use crate::model::Document;
use crate::model::document::Inclusion;
use crate::model::site::Doc;
use crate::source::Snapshot;

/// Rules whose fault makes a part of a page something else than its author wrote: whoever compares it with another
/// language finds differences that nobody made. Sorted.
const MISBUILT: [&str; 18] = [
    "alert-text-on-marker",
    "bidi-control",
    "circular-include",
    "codesnippet-not-found",
    "disallowed-html",
    "empty-heading",
    "empty-link",
    "invalid-directive",
    "invalid-tabs",
    "invalid-utf8",
    "missing-include",
    "several-h1",
    "skipped-heading",
    "table-without-header-text",
    "too-many-includes",
    "unbalanced-directive",
    "unclosed-block",
    "unknown-directive",
];

/// Rules that compare languages, sorted.
const COMPARING: [&str; 7] = [
    "altered-code",
    "altered-placeholder",
    "anchor-parity",
    "outdated-block",
    "structure-parity",
    "unpinned-task",
    "untranslated-block",
];

/// Faults that concern a file as a whole, and what follows from them in that file and in its translations.
const WHOLE_FILES: [(&[&str], &[&str]); 3] = [
    // A second page at an address is no page of its own, until one of the two has another name.
    (
        &["route-conflict"],
        &[
            "duplicate-title",
            "missing-translation",
            "orphan-page",
            "orphan-translation",
        ],
    ),
    // What stands below is code: its headings, links and anchors are gone.
    (
        &["unclosed-block"],
        &[
            "altered-code",
            "altered-placeholder",
            "anchor-parity",
            "criterion-missing-in-locale",
            "criterion-without-step",
            "outdated-block",
            "step-without-criterion",
            "structure-parity",
            "unpinned-task",
            "untranslated-block",
        ],
    ),
    // The criterion may stand in the file that is not found.
    (&["missing-include"], &["criterion-missing-in-locale"]),
];

/// Drops what follows from other findings.
pub fn silence(found: &mut Vec<Arc<Diagnostic>>, docs: &[Doc], snapshot: &Snapshot) {
    merge_conflict::silence(found);
    for (faults, followers) in WHOLE_FILES {
        followers_of(found, faults, followers);
    }
    let is_of = |rules: &[&str], found: &Diagnostic| rules.binary_search(&found.rule.id).is_ok();
    if !found.iter().any(|found| is_of(&COMPARING, found)) {
        return;
    }
    let mut sections = Sections::new(snapshot);
    let mut misbuilt: BTreeSet<(DocPath, usize)> = found
        .iter()
        .filter(|found| is_of(&MISBUILT, found))
        .map(|found| sections.of(&found.primary.file, found.primary.span))
        .collect();
    if misbuilt.is_empty() {
        return;
    }
    let files: BTreeSet<DocPath> = misbuilt.iter().map(|(file, _)| file.clone()).collect();
    let including = docs.iter().flat_map(|doc| including(&doc.document, &files));
    misbuilt.extend(
        including
            .map(|(file, place)| sections.of(&file, place))
            .collect::<Vec<_>>(),
    );
    found.retain(|found| {
        let mut labels = std::iter::once(&found.primary).chain(&found.related);
        !is_of(&COMPARING, found) || !labels.any(|label| misbuilt.contains(&sections.of(&label.file, label.span)))
    });
}

/// Drops the `followers` of `faults` that lie in the same file, or name it.
fn followers_of(found: &mut Vec<Arc<Diagnostic>>, faults: &[&str], followers: &[&str]) {
    let of_fault = found.iter().filter(|found| faults.contains(&found.rule.id));
    let files: BTreeSet<DocPath> = of_fault
        .flat_map(|found| std::iter::once(&found.primary).chain(&found.related))
        .map(|label| label.file.clone())
        .collect();
    if files.is_empty() {
        return;
    }
    found.retain(|found| {
        let mut labels = std::iter::once(&found.primary).chain(&found.related);
        !followers.contains(&found.rule.id) || !labels.any(|label| files.contains(&label.file))
    });
}

/// Where a page puts in one of `files`.
fn including(document: &Document, files: &BTreeSet<DocPath>) -> Vec<(DocPath, Span)> {
    if !document.text.parts.iter().any(|part| files.contains(&part.file)) {
        return Vec::new();
    }
    let brings = |inclusion: &&Inclusion| {
        let first = document.nodes.get(inclusion.start as usize);
        first.is_some_and(|first| files.contains(document.file_of(first.span)))
    };
    let place = |inclusion: &Inclusion| in_its_file(document, document.text.in_file(inclusion.span));
    document.inclusions.iter().filter(brings).map(place).collect()
}

/// Where the sections of files begin.
struct Sections<'a> {
    snapshot: &'a Snapshot,
    headings: BTreeMap<DocPath, Vec<usize>>,
}

impl<'a> Sections<'a> {
    fn new(snapshot: &'a Snapshot) -> Self {
        let headings = BTreeMap::new();
        Self { snapshot, headings }
    }

    /// The file, and the number of the section that a place lies in.
    fn of(&mut self, file: &DocPath, place: Span) -> (DocPath, usize) {
        let snapshot = self.snapshot;
        let headings = self
            .headings
            .entry(file.clone())
            .or_insert_with(|| snapshot.text(file).map_or_else(Vec::new, |text| headings(text)));
        let number = headings.partition_point(|heading| *heading <= place.start as usize);
        (file.clone(), number)
    }
}

/// Where lines begin that are headings, outside of fenced code.
fn headings(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut is_code = false;
    let mut at = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let written = line.trim_start();
        if written.starts_with("```") || written.starts_with("~~~") {
            is_code = !is_code;
        } else if !is_code && line.starts_with('#') {
            found.push(at);
        }
        at += line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::testing::found_in;

    #[test]
    fn the_lists_are_sorted_for_the_search() {
        assert!(MISBUILT.is_sorted() && COMPARING.is_sorted());
        let rules = crate::build::rules();
        for id in MISBUILT.iter().chain(&COMPARING) {
            assert!(rules.iter().any(|rule| rule.id == *id), "{id}");
        }
    }

    /// The rules of what is found in a site of which each page has a title, a description and a place in the table.
    fn rules_of(files: &[(&str, &str)]) -> Vec<String> {
        let found = found_in(&crate::build::testing::build_of(files));
        found
            .iter()
            .filter_map(|line| line.split(' ').nth(2).map(str::to_owned))
            .collect()
    }

    #[test]
    fn a_second_page_at_an_address_is_told_once() {
        let page = "---\ntitle: A\ndescription: B.\n---\n\n# A\n";
        let files = [
            ("en/index.md", page),
            ("sv/index.md", page),
            ("en/Index.md", page),
            ("sv/Index.md", page),
        ];
        for written in [2, 3] {
            let second = &files[written];
            assert_eq!(
                rules_of(&[files[0], files[1], *second]),
                ["route-conflict"],
                "{}",
                second.0
            );
        }
    }

    #[test]
    fn code_that_is_not_closed_is_told_and_not_what_it_swallows() {
        let page = |end: &str| {
            format!("---\ntitle: A\ndescription: B.\n---\n\n# A\n\n```sh\nls\n{end}\n## B\n\n- c\n\n## D\n")
        };
        let (whole, open) = (page("```\n"), page(""));
        assert_eq!(
            rules_of(&[("en/index.md", &whole), ("sv/index.md", &open)]),
            ["unclosed-block"]
        );
    }

    #[test]
    fn a_hidden_mark_in_code_is_told_and_not_that_the_code_differs() {
        let page = |code: &str| format!("---\ntitle: A\ndescription: B.\n---\n\n# A\n\n```sh\n{code}\n```\n");
        let (plain, marked) = (page("draw now"), page("draw\u{202E} now"));
        assert_eq!(
            rules_of(&[("en/index.md", &plain), ("sv/index.md", &marked)]),
            ["bidi-control"]
        );
    }

    #[test]
    fn a_criterion_that_the_source_lost_is_told_at_the_link_to_it() {
        let files = [
            ("en/step.md", "# Step 1: A\n\n[x](done.md#crit-a)\n"),
            ("sv/step.md", "# Steg 1: A\n\n[x](done.md#crit-a)\n"),
            ("en/done.md", "# Done\n\n## Required: A\n\n[Step 1](step.md)\n"),
            (
                "sv/done.md",
                "# Klart\n\n## Obligatoriskt: A {#crit-a}\n\n[Steg 1](step.md)\n\n## Valfritt: B {#crit-b}\n",
            ),
        ];
        let found = found_in(&crate::build::testing::build_of(&files));
        let told: Vec<_> = found
            .iter()
            .filter(|line| line.contains("only-in-translation"))
            .collect();
        assert!(found.iter().any(|line| line.contains("broken-criterion")), "{found:?}");
        assert!(told.len() == 1 && told[0].contains("`crit-b`"), "{found:?}");
    }

    #[test]
    fn sections_begin_at_headings_and_not_in_code() {
        assert_eq!(headings("a\n# b\n```\n# c\n```\r\n## d"), [2, 19]);
    }

    #[test]
    fn an_alert_that_is_none_is_told_alone_in_its_section() {
        let page = |marker: &str, item: &str| {
            format!("---\ntitle: A\ndescription: B.\n---\n\n# A\n\n> {marker}\n> c\n\n## D\n\n- e\n{item}")
        };
        let files = [
            ("en/index.md", page("[!NOTE]", "- f\n")),
            ("sv/index.md", page("[!NOTERA]", "")),
        ];
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let found = found_in(&crate::build::testing::build_of(&files));
        let rules: Vec<&str> = found.iter().filter_map(|line| line.split(' ').nth(2)).collect();
        // The other section is compared as always.
        assert_eq!(rules, ["unknown-directive", "structure-parity"], "{found:?}");
    }
}
