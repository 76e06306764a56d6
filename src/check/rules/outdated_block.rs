//! A part of a translation whose source has changed since.

use crate::check::rule::{Check, Rule, VariantView};
use crate::check::rules::outdated_page::is_told_whole;
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::freshness::{Freshness, Run};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "outdated-block",
    severity: Severity::Warning,
    summary: "a part of a translation whose source has changed since",
    explain: "\
The source has changed since the page was translated, and the page still says what it said then. What it was translated \
from is known from its own bilingual pairs, from `translations.lock`, or from git at `ms.sourcegitcommit`; a page whose \
`ms.openlocfilehash` is the hash of today's source is never outdated. Neighbouring blocks are one finding, at their \
counterpart in the translation. Line breaks, white space, markup and addresses do not count: only words do.

Wrong: `Keep the log for 30 days.` in the source becomes `Keep the log for 90 days.`, and the translation stays as it is

Right: the translation brought up to date, then `stegvis accept PAGE`",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    let Some(Freshness::Outdated(_, outdated)) = variant.freshness() else {
        return;
    };
    let Some(source) = variant.source().filter(|_| !is_told_whole(outdated)) else {
        return;
    };
    for run in &outdated.runs {
        let (message, label, theirs) = words(run);
        let report = found.report(&INFO, run.target, message).label(label);
        let report = match run.source {
            Some(span) => {
                let (file, span) = source.place(span);
                report.related(file, span, theirs)
            }
            None => report.related(source.document.file.clone(), Default::default(), theirs),
        };
        report.help("bring the translation up to date, then `stegvis accept` the page");
    }
}

/// What is said of it, at its counterpart, and at the source.
fn words(run: &Run) -> (String, &'static str, &'static str) {
    let kind = run.kind;
    match (run.changed, run.added, run.removed, run.moved) {
        (1, 0, 0, 0) => (
            format!("the source of this {kind} has changed since it was translated"),
            "says what the source said",
            "the source today",
        ),
        (changed, 0, 0, 0) => (
            format!("the source of {changed} blocks that begin here has changed since they were translated"),
            "the first of them",
            "the source today",
        ),
        (0, 1, 0, 0) => (
            format!("the source has a new {kind}, which is not translated"),
            "it belongs behind this",
            "new in the source",
        ),
        (0, added, 0, 0) => (
            format!("the source has {added} new blocks, which are not translated"),
            "they belong behind this",
            "new in the source",
        ),
        (0, 0, 1, 0) => (
            "the source of this block is gone since it was translated".into(),
            "",
            "it stood behind this",
        ),
        (0, 0, removed, 0) => (
            format!("the source of {removed} blocks that begin here is gone since they were translated"),
            "the first of them",
            "they stood behind this",
        ),
        (0, 0, 0, moved) => (
            match moved {
                1 => format!("the source has moved a {kind} here since it was translated"),
                _ => format!("the source has moved {moved} blocks here since they were translated"),
            },
            "behind this",
            "moved to here",
        ),
        _ => {
            let parts = [
                (run.changed, "changed"),
                (run.added, "new"),
                (run.removed, "gone"),
                (run.moved, "moved"),
            ];
            let parts: Vec<String> = parts
                .into_iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, word)| format!("{count} {word}"))
                .collect();
            (
                format!(
                    "the source of the blocks that begin here has changed since they were translated: {}",
                    parts.join(", ")
                ),
                "the first of them",
                "the source today",
            )
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::check::testing::{found_of, lines_of};
    use crate::link::outdated::{entry, lock::Lock};
    use crate::parse::document_of;

    /// The lock of a locale that translated these pages of the source.
    pub(crate) fn lock_of(pages: &[(&str, &str)]) -> String {
        let entries = pages.iter().map(|(key, text)| {
            let (document, _) = document_of(text);
            (
                crate::base::DocPath::new(key).expect("a path"),
                entry(&document, &document),
            )
        });
        Lock {
            entries: entries.collect(),
        }
        .text()
    }

    /// What the rule finds in these files, a line each.
    pub(crate) fn checked(id: &str, files: &[(&str, &str)]) -> Vec<String> {
        lines_of(files, &found_of(id, files))
    }

    const WAS: &str = "# A\n\none\n\n## B\n\n- two\n- three\n\nfour\n\n## C\n\nfive\n";
    const SV: &str = "# Å\n\nett\n\n## Be\n\n- två\n- tre\n\nfyra\n\n## Ce\n\nfem\n";

    fn at(now: &str, sv: &str) -> Vec<String> {
        let lock = lock_of(&[("a.md", WAS)]);
        let found = checked(
            "outdated-block",
            &[("en/a.md", now), ("sv/a.md", sv), ("sv/translations.lock", &lock)],
        );
        let help = "; bring the translation up to date, then `stegvis accept` the page";
        found.iter().map(|line| line.replace(help, "")).collect()
    }

    #[test]
    fn a_changed_block_is_told_at_its_counterpart() {
        assert_eq!(at(WAS, SV), [""; 0]);
        assert_eq!(
            at(&WAS.replace("three", "3"), SV),
            ["sv/a.md:8:3 the source of this list item has changed since it was translated"]
        );
        assert_eq!(
            at(&WAS.replace("## C", "## See"), SV),
            ["sv/a.md:12:4 the source of this heading has changed since it was translated"]
        );
        assert_eq!(
            at(&WAS.replace("two", "2").replace("three", "3").replace("five", "5"), SV),
            [
                "sv/a.md:7:3 the source of 2 blocks that begin here has changed since they were translated",
                "sv/a.md:14:1 the source of this paragraph has changed since it was translated",
            ]
        );
    }

    #[test]
    fn what_came_and_went_is_told_where_it_belongs() {
        assert_eq!(
            at(&WAS.replace("four\n", "four\n\nmore\n"), SV),
            ["sv/a.md:10:1 the source has a new paragraph, which is not translated"]
        );
        assert_eq!(
            at(&WAS.replace("four\n\n", ""), SV),
            ["sv/a.md:10:1 the source of this block is gone since it was translated"]
        );
        assert_eq!(
            at(&WAS.replace("## C", "## New\n\nx\n\n## C"), SV),
            ["sv/a.md:10:1 the source has 2 new blocks, which are not translated"]
        );
        assert_eq!(
            at("# A\n\none\n\n## B\n\n- three\n- two\n\nfour\n\n## C\n\nfive\n", SV),
            ["sv/a.md:8:3 the source has moved a list item here since it was translated"]
        );
    }

    /// The translation has a paragraph of its own and lacks another: headings lead the way.
    #[test]
    fn a_translation_of_another_shape_is_followed_by_its_headings() {
        let sv = "# Å\n\nett\n\neget\n\n## Be\n\n- två\n- tre\n\n## Ce\n\nfem\n\nsex\n";
        assert_eq!(
            at(&WAS.replace("five", "5"), sv),
            ["sv/a.md:14:1 the source of this paragraph has changed since it was translated"]
        );
        // Four is not there: the last of its section is told.
        assert_eq!(
            at(&WAS.replace("four", "4"), sv),
            ["sv/a.md:10:3 the source of this paragraph has changed since it was translated"]
        );
    }

    #[test]
    fn what_only_an_editor_sees_is_nothing() {
        for same in [
            WAS.replace('\n', "\r\n"),
            format!("\u{feff}{WAS}"),
            WAS.replace("one", "*one*").replace("- ", "* "),
            format!("---\nms.date: 01/02/2020\n---\n{WAS}"),
            WAS.replace("four", "[four](b.md)"),
        ] {
            assert_eq!(at(&same, SV), [""; 0], "{same}");
        }
    }
}
