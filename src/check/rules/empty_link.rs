//! A link or a picture without a destination, or a link that shows nothing.

use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::Kind;
use crate::model::site::{Target, Why};
use crate::parse::yaml_page::is_named_so;

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "empty-link",
    severity: Severity::Warning,
    summary: "link without a destination or without a text",
    explain: "\
A link that leads nowhere was most likely meant to be filled in later. One that shows nothing cannot be followed.

Wrong: `[licences]()`, `[](licences.md)`

Right: `[licences](licences.md)`

Learn: link-empty, link-text-missing.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    for (link, target) in variant.links() {
        if *target == Target::Broken(Why::Empty) {
            found
                .report(&INFO, variant.dest_span(link), "the link has no destination")
                .help("say where it leads, or leave the brackets out");
        }
    }
    without_text(variant, found);
}

/// Links of Markdown between whose brackets nothing stands. Names of other documentation bring their own text.
fn without_text(variant: &VariantView<'_>, found: &mut Sink) {
    let document = &variant.doc().document;
    if document.links.is_empty() || is_named_so(&document.file) {
        return;
    }
    for (index, node) in document.nodes.iter().enumerate() {
        let Kind::Link(number) = node.kind else { continue };
        let inside = document.nodes.get(index + 1..node.end as usize).unwrap_or_default();
        let is_empty = inside.iter().all(|node| match node.kind {
            Kind::Text(part) => document.str(part).trim().is_empty(),
            kind => kind == Kind::SoftBreak,
        });
        let Some((link, target)) = variant.link(number).filter(|_| is_empty) else {
            continue;
        };
        let is_told = matches!(target, Target::Xref { .. } | Target::Broken(_));
        let is_written = document.text.parsed.as_bytes().get(link.span.start as usize) == Some(&b'[');
        if is_written && !is_told {
            let place = document.text.in_file(link.span);
            found
                .report(&INFO, place, "the link has no text")
                .help("write between its brackets what a reader finds there");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn nothing_between_the_parentheses() {
        check_of(
            "empty-link",
            &[("en/a.md", "a [x]() [y](a.md)")],
            &["en/a.md:1:3 the link has no destination; say where it leads, or leave the brackets out"],
        );
    }

    #[test]
    fn nothing_between_the_brackets() {
        check_of(
            "empty-link",
            &[
                (
                    "en/a.md",
                    "a [](a.md) [ ](https://x.example/) [](gone.md) [![](p.png)](a.md) [`c`](a.md) <a href=\"a.md\"></a> [](xref:x)\n",
                ),
                ("en/p.png", ""),
            ],
            &[
                "en/a.md:1:3 the link has no text; write between its brackets what a reader finds there",
                "en/a.md:1:12 the link has no text; write between its brackets what a reader finds there",
            ],
        );
    }
}
