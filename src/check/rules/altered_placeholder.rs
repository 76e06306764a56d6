//! Placeholders that a translation changed, lost or made up.

use std::collections::HashSet;

use super::altered_code::differences;
use crate::base::Span;
use crate::check::parity::placeholder::placeholders;
use crate::check::parity::walk::{Item, ItemKind, hash};
use crate::check::parity::{Group, Parity, first_line, fresh, place};
use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::{Document, Kind};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "altered-placeholder",
    severity: Severity::Warning,
    summary: "placeholder that differs from the source's",
    explain: "\
`{name}`, `{{name}}`, `${name}`, `$name`, `%name%` and `YOUR_NAME` in a text stand for something that a program or a reader \
puts in. Programs know them by one name, in all languages. `<name>` is for people, and may be translated.

Wrong: `Spara den i mappen {mapp}.`

Right: `Spara den i mappen {folder}.`, as in the source",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

/// So many of one section are told; each is looked for in its block.
const MOST: usize = 20;

const HELP: &str = "write placeholders as the source does";

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    let Some(parity) = fresh(variant) else { return };
    for (ours, theirs, our_sum, their_sum) in parity.pairs() {
        if !our_sum.same(their_sum, ItemKind::Placeholder) {
            for group in parity.groups(ours, theirs) {
                compare(parity, ours, &group, found);
            }
        }
    }
}

fn compare(parity: &Parity<'_>, section: u32, group: &Group<'_>, found: &mut Sink) {
    let (target, source) = (&parity.target.document, &parity.source.document);
    let (ours, theirs) = group.of_kind(ItemKind::Placeholder);
    let (gained, lost) = differences(&ours, &theirs);
    // One that is only repeated more or less often is no fault: languages repeat differently.
    let keys = |items: &[&Item]| items.iter().map(|item| item.key).collect::<HashSet<u64>>();
    let (our_keys, their_keys) = (keys(&ours), keys(&theirs));
    let gained: Vec<&Item> = gained
        .into_iter()
        .filter(|item| !their_keys.contains(&item.key))
        .collect();
    let lost: Vec<&Item> = lost.into_iter().filter(|item| !our_keys.contains(&item.key)).collect();
    for (number, there) in lost.iter().enumerate().take(MOST) {
        let Some((their_span, right)) = written(source, there) else {
            continue;
        };
        let at = place(source, their_span);
        match gained
            .get(number)
            .filter(|_| gained.len() == lost.len())
            .and_then(|item| written(target, item))
        {
            Some((span, text)) => found
                .report(
                    &INFO,
                    target.text.in_file(span),
                    format!("`{text}` is `{right}` in `{}`", at.file),
                )
                .label("differs from the source")
                .related(at.file, at.span, "in the source")
                .help(HELP),
            None => found
                .report(
                    &INFO,
                    target.text.in_file(block(parity, section, group, there)),
                    format!("`{right}` of `{}` is missing here", at.file),
                )
                .related(at.file, at.span, "in the source")
                .help(HELP),
        };
    }
    if gained.len() > lost.len() {
        for item in gained.into_iter().take(MOST) {
            let Some((span, text)) = written(target, item) else {
                continue;
            };
            found
                .report(
                    &INFO,
                    target.text.in_file(span),
                    format!("the source has no `{text}` here"),
                )
                .help(HELP);
        }
    }
}

/// The placeholder that an item is, and where it stands.
fn written<'a>(document: &'a Document, item: &Item) -> Option<(Span, &'a str)> {
    let block = document.nodes.get(item.node as usize)?;
    let inside = document.nodes.get(item.node as usize..block.end as usize)?;
    inside.iter().find_map(|node| {
        let (Kind::Text(part) | Kind::Code(part)) = node.kind else {
            return None;
        };
        let text = document.str(part);
        let found = placeholders(text).find(|found| hash(found) == item.key)?;
        let at = document.text.place(part).map(|place| {
            let from = found.as_ptr() as usize - text.as_ptr() as usize;
            Span::new(place.start as usize + from, place.start as usize + from + found.len())
        });
        Some((at.unwrap_or(node.span), found))
    })
}

/// The block of the translation that a block of the source is, by place; else the section.
fn block(parity: &Parity<'_>, section: u32, group: &Group<'_>, there: &Item) -> Span {
    let target = &parity.target.document;
    let (ours, theirs) = group.of_kind(ItemKind::Prose);
    let at = theirs.iter().position(|item| item.node == there.node);
    let here = at.filter(|_| ours.len() == theirs.len()).and_then(|at| ours.get(at));
    match here.and_then(|item| target.nodes.get(item.node as usize)) {
        Some(node) => first_line(target, node.span),
        None => Parity::heading_span(target, section),
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn names_of_programs() {
        check_of(
            "altered-placeholder",
            &[
                (
                    "en/a.md",
                    "# A\n\nPut it in `{folder}/x` for <tenant>.\n\n## B\n\nThe {{host}} and %TEMP% and %TEMP%.\n",
                ),
                (
                    "sv/a.md",
                    "# A\n\nLägg den i `{mapp}/x` för <klient>.\n\n## B\n\nBara %TEMP% här.\n",
                ),
            ],
            &[
                "sv/a.md:3:13 `{mapp}` is `{folder}` in `en/a.md`; write placeholders as the source does",
                "sv/a.md:7:1 `{{host}}` of `en/a.md` is missing here; write placeholders as the source does",
            ],
        );
    }
}
