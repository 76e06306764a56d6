//! A sum of progress that counts nothing.

use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::site::Variant;
use crate::model::{Document, Kind, Scope};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "empty-progress",
    severity: Severity::Warning,
    summary: "a `[!PROGRESS]` that has nothing to count",
    explain: "\
A sum of progress counts exit criteria and the lines of checklists: those that the page shows or links to, those of its \
phase, or those of the whole site. Where there are none, nothing is shown.

Wrong: `> [!PROGRESS]` on a page without a criterion, a link to one, or a list of `- [ ]` lines

Right: `> [!PROGRESS site]`, or a page with something to tick",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    let document = &variant.doc().document;
    let mut source = None;
    for node in &document.nodes {
        let Kind::Progress(scope) = node.kind else { continue };
        // A translation has what its source has, and there it is told.
        let source = source.get_or_insert_with(|| source_of(variant));
        if source.is_some_and(|source| has(source, scope))
            || !variant.progress().tally(variant.view.page, scope).is_empty()
        {
            continue;
        }
        let (message, help) = match scope {
            Scope::Page => (
                "this page has nothing to tick, so no progress is shown",
                "add a list of `- [ ]` lines or a link to an exit criterion, or count more: `[!PROGRESS site]`",
            ),
            Scope::Phase => (
                "this page belongs to no phase and has nothing to tick, so no progress is shown",
                "link to an exit criterion, or count more: `[!PROGRESS site]`",
            ),
            Scope::Site => (
                "this site has nothing to tick, so no progress is shown",
                "add a list of `- [ ]` lines or exit criteria, or take the quote out",
            ),
        };
        found
            .report(&INFO, document.text.in_file(node.span), message)
            .help(help);
    }
}

/// The text that owns the page, where that is another.
fn source_of<'a>(variant: &VariantView<'a>) -> Option<&'a Document> {
    let map = variant.site.map;
    let facts = map.site.pages.get(variant.view.page.index())?;
    if facts.owner == variant.view.locale {
        return None;
    }
    let Variant::Own(doc) = *facts.variants.get(facts.owner.index())? else {
        return None;
    };
    Some(&map.docs.get(doc.index())?.document)
}

fn has(document: &Document, scope: Scope) -> bool {
    document.nodes.iter().any(|node| node.kind == Kind::Progress(scope))
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn nothing_to_count_is_told_once_where_it_is_written() {
        check_of(
            "empty-progress",
            &[
                ("en/a.md", "# A\n\n> [!PROGRESS]\n"),
                ("sv/a.md", "# A\n\n> [!PROGRESS]\n"),
                ("en/b.md", "# B\n\n[!INCLUDE [x](includes/x.md)]\n"),
                ("en/includes/x.md", "- x\n\n  > [!PROGRESS phase]\n"),
            ],
            &[
                "en/a.md:3:3 this page has nothing to tick, so no progress is shown; add a list of `- [ ]` lines or a link to \
                 an exit criterion, or count more: `[!PROGRESS site]`",
                "en/includes/x.md:3:5 this page belongs to no phase and has nothing to tick, so no progress is shown; link to an \
                 exit criterion, or count more: `[!PROGRESS site]`",
            ],
        );
    }
}
