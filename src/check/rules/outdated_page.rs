//! A translation whose source has another title or description by now, or is another text.

use crate::base::Span;
use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::freshness::{Freshness, Outdated};
use crate::parse::front_matter::place;

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "outdated-page",
    severity: Severity::Warning,
    summary: "a translation whose source has a new title, description or text",
    explain: "\
The source has changed since the page was translated: the title or the description in its front matter, or more than \
half of its text. What it was translated from is known from its own bilingual pairs, from `translations.lock`, or from \
git at `ms.sourcegitcommit`; a page whose `ms.openlocfilehash` is the hash of today's source is never outdated. Where \
less has changed, each place is told as `outdated-block`.

Wrong: `title: Back up` in the source becomes `title: Back up and restore`, and the translation stays as it is

Right: the translation brought up to date, then `stegvis accept PAGE`",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

/// Whether all is told of the page, rather than of blocks.
pub fn is_told_whole(outdated: &Outdated) -> bool {
    outdated.title || outdated.description || outdated.is_whole_page()
}

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    let Some(Freshness::Outdated(_, outdated)) = variant.freshness() else {
        return;
    };
    let Some(source) = variant.source().filter(|_| is_told_whole(outdated)) else {
        return;
    };
    let document = &variant.doc().document;
    let keys = [("title", outdated.title), ("description", outdated.description)];
    let keys: Vec<&str> = keys
        .into_iter()
        .filter(|(_, is_old)| *is_old)
        .map(|(key, _)| key)
        .collect();
    let words = |key: &str| place(&document.text.file, &document.front, key);
    let heading = || {
        let heading = document.headings.first()?;
        let span = document.nodes.get(heading.node as usize)?.span;
        Some(document.text.in_file(span)).filter(|span| document.text.part_at(span.start).is_none())
    };
    let at = keys.first().and_then(|key| words(key));
    // Where the translation lacks the key, its front matter is where it belongs.
    let at = at.or_else(|| {
        document
            .front
            .block
            .filter(|_| !keys.is_empty())
            .map(|block| Span::at(block.start as usize))
    });
    let at = at.or_else(heading).unwrap_or_default();
    let blocks = outdated.blocks();
    let text = match (blocks, outdated.total) {
        (0, _) => None,
        (1, _) => Some("1 block of the text".to_owned()),
        (blocks, total) if outdated.is_whole_page() && blocks <= total => {
            Some(format!("{blocks} of {total} blocks of the text"))
        }
        (blocks, _) => Some(format!("{blocks} blocks of the text")),
    };
    let mut parts: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    parts.extend(text);
    let parts = match parts.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
        None => return,
    };
    let in_source = |key: &str| place(&source.document.text.file, &source.document.front, key);
    let theirs = keys.first().and_then(|key| in_source(key)).unwrap_or_default();
    let file = &source.document.file;
    let mut report = found
        .report(
            &INFO,
            at,
            format!("`{file}` has changed since this page was translated: {parts}"),
        )
        .related(file.clone(), theirs, "the source today");
    for run in outdated.runs.iter().take(MOST_RELATED) {
        if let Some(span) = run.source {
            let (file, span) = source.place(span);
            report = report.related(file, span, "changed");
        }
    }
    report.help("bring the translation up to date, then `stegvis accept` it");
}

/// So many changed blocks are shown with the page.
const MOST_RELATED: usize = 3;

#[cfg(test)]
mod tests {
    use crate::check::rules::outdated_block::tests::{checked, lock_of};

    #[test]
    fn a_new_title_or_description_is_told_at_the_translations_own() {
        let was = "---\ntitle: Plugs\ndescription: All of them\nauthor: me\n---\n# Plugs\n\na\n";
        let lock = lock_of(&[("a.md", was)]);
        let sv = "---\ntitle: Kontakter\ndescription: Alla\n---\n# Kontakter\n\na\n";
        let at = |now: &str, sv: &str| {
            checked(
                "outdated-page",
                &[("en/a.md", now), ("sv/a.md", sv), ("sv/translations.lock", &lock)],
            )
        };
        let help = "bring the translation up to date, then `stegvis accept` it";
        assert_eq!(at(&was.replace("author: me", "author: you"), sv), [""; 0]);
        assert_eq!(
            at(&was.replace("title: Plugs", "title: Wires"), sv),
            [format!(
                "sv/a.md:2:8 `en/a.md` has changed since this page was translated: `title`; {help}"
            )]
        );
        assert_eq!(
            at(&was.replace("All of them", "Some"), sv),
            [format!(
                "sv/a.md:3:14 `en/a.md` has changed since this page was translated: `description`; {help}"
            )]
        );
        // Where the key is not translated, the place is where it belongs; all is one finding.
        assert_eq!(
            at(
                &was.replace("All of them", "Some").replace("\na\n", "\nb\n"),
                "---\nms.date: 01/02/2020\n---\n# K\n\na\n"
            ),
            [format!(
                "sv/a.md:2:1 `en/a.md` has changed since this page was translated: `description` and 1 block of the text; {help}"
            )]
        );
    }

    #[test]
    fn another_text_is_told_once() {
        let was: String = (0..10).map(|n| format!("p{n}\n\n")).collect();
        let lock = lock_of(&[("a.md", &was)]);
        let now: String = (0..10).map(|n| format!("q{n}\n\n")).collect();
        let files = [
            ("en/a.md", now.as_str()),
            ("sv/a.md", "# Å\n\nx\n"),
            ("sv/translations.lock", &lock),
        ];
        assert_eq!(
            checked("outdated-page", &files),
            [
                "sv/a.md:1:1 `en/a.md` has changed since this page was translated: 10 of 10 blocks of the text; \
              bring the translation up to date, then `stegvis accept` it"
            ]
        );
        assert_eq!(checked("outdated-block", &files), [""; 0]);
    }
}
