//! A translation of which it can no longer be told whether it is fresh.

use crate::base::Span;
use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::freshness::{Freshness, Silence};
use crate::parse::front_matter::place;

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "unknown-staleness",
    severity: Severity::Info,
    summary: "a translation that may be outdated, or not: nothing tells",
    explain: "\
`ms.openlocfilehash` names the source file that the page was translated from, and today's file is another. Whether \
readers would notice cannot be told: the page carries no bilingual pairs, `translations.lock` does not know it, and git \
has no such file at `ms.sourcegitcommit`. Or the language has a `translations.lock` that lacks the page.

Wrong: `ms.openlocfilehash: 0123…` of a file that is nowhere any more

Right: the translation compared with its source, then `stegvis accept PAGE`",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    let Some(Freshness::Unknown(silence)) = variant.freshness() else {
        return;
    };
    let Some(source) = variant.source() else { return };
    let document = &variant.doc().document;
    let source = &source.document.file;
    let report = match (silence, &document.front.source_hash) {
        (Silence::Never, _) => return,
        (Silence::Hash, Some(hash)) => {
            let at = place(&document.text.file, &document.front, "ms.openlocfilehash").unwrap_or_default();
            let message = format!("`{hash}` is not the hash of `{source}`, and what it was the hash of is not known");
            found.report(&INFO, at, message)
        }
        _ => {
            let message = format!("it is not known which text of `{source}` this page was translated from");
            found.report(&INFO, Span::default(), message)
        }
    };
    report
        .related(source.clone(), Span::default(), "the source")
        .help("compare the two, then `stegvis accept` the page");
}

#[cfg(test)]
mod tests {
    use crate::base::digest::Algorithm;
    use crate::check::rules::outdated_block::tests::{checked, lock_of};

    const EN: &str = "# A\n\none\n";

    fn at(front: &str) -> Vec<String> {
        let sv = format!("---\n{front}\n---\n# Å\n\nett\n");
        let found = checked("unknown-staleness", &[("en/a.md", EN), ("sv/a.md", &sv)]);
        found
            .iter()
            .map(|line| line.replace("; compare the two, then `stegvis accept` the page", ""))
            .collect()
    }

    #[test]
    fn a_hash_of_another_file_is_told_and_one_of_this_file_is_not() {
        for algorithm in [Algorithm::Sha1, Algorithm::Sha256] {
            for text in [EN.to_owned(), EN.replace('\n', "\r\n"), format!("\u{feff}{EN}")] {
                let hash = algorithm.of_crlf(text.as_bytes());
                assert_eq!(at(&format!("ms.openlocfilehash: {hash}")), [""; 0]);
                assert_eq!(at(&format!("ms.openlocfilehash: {}", hash.to_uppercase())), [""; 0]);
            }
        }
        let other = Algorithm::Sha1.of_crlf(b"x");
        assert_eq!(
            at(&format!("ms.openlocfilehash: {other}")),
            [format!(
                "sv/a.md:2:21 `{other}` is not the hash of `en/a.md`, and what it was the hash of is not known"
            )]
        );
        assert_eq!(
            at("ms.openlocfilehash: latest"),
            ["sv/a.md:2:21 `latest` is not the hash of `en/a.md`, and what it was the hash of is not known"]
        );
    }

    #[test]
    fn a_site_that_never_began_is_silent_and_a_lock_tells_what_it_lacks() {
        assert_eq!(at("title: x"), [""; 0]);
        let lock = lock_of(&[("b.md", EN)]);
        let files = [
            ("en/a.md", EN),
            ("en/b.md", EN),
            ("nl/a.md", "x"),
            ("sv/a.md", "x"),
            ("sv/b.md", "x"),
            ("sv/c.md", "x"),
            ("sv/translations.lock", &lock),
        ];
        assert_eq!(
            checked("unknown-staleness", &files),
            [
                "sv/a.md:1:1 it is not known which text of `en/a.md` this page was translated from; \
              compare the two, then `stegvis accept` the page"
            ]
        );
    }
}
