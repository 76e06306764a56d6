//! A tick box whose id a translation has not.

use std::collections::HashSet;

use crate::base::Span;
use crate::check::parity::walk::{Item, ItemKind};
use crate::check::parity::{Parity, first_line, fresh, place};
use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::{Document, Kind};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "unpinned-task",
    severity: Severity::Warning,
    summary: "tick box whose id the translation has not",
    explain: "\
The source pins the line to an id, so that what a reader ticked stays ticked when lines move. A translation without that \
id shows the line unticked to a reader who changes the language.

Wrong: `- [ ] Nycklarna är inlämnade` beside `- [ ] The keys are handed in {#keys}`

Right: `- [ ] Nycklarna är inlämnade {#keys}`",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    let Some(parity) = fresh(variant) else { return };
    let (target, source) = (&parity.target.document, &parity.source.document);
    let is_pinned = |document: &Document| document.tasks.iter().any(|task| !document.str(task.id).is_empty());
    if !is_pinned(source) || (target.tasks.len() == source.tasks.len() && same_ids(target, source)) {
        return;
    }
    for (ours, theirs, ..) in parity.pairs() {
        for group in parity.groups(ours, theirs) {
            let (ours, theirs) = group.of_kind(ItemKind::Task);
            // A box that is missing is told by itself, and takes the order with it.
            if ours.len() == theirs.len() {
                compare(parity, &ours, &theirs, found);
            }
        }
    }
}

fn same_ids(target: &Document, source: &Document) -> bool {
    target
        .tasks
        .iter()
        .zip(&source.tasks)
        .all(|(ours, theirs)| target.str(ours.id) == source.str(theirs.id))
}

fn compare(parity: &Parity<'_>, ours: &[&Item], theirs: &[&Item], found: &mut Sink) {
    let (target, source) = (&parity.target.document, &parity.source.document);
    let ids = |document, items: &[&Item]| {
        items
            .iter()
            .map(|item| id_of(document, item).to_owned())
            .collect::<HashSet<String>>()
    };
    let (our_ids, their_ids) = (ids(target, ours), ids(source, theirs));
    for (here, there) in ours.iter().zip(theirs) {
        let (id, right) = (id_of(target, here), id_of(source, there));
        // Lines in another order agree by their ids.
        if right.is_empty() || our_ids.contains(right) || (!id.is_empty() && their_ids.contains(id)) {
            continue;
        }
        let line = line_of(target, here.node);
        let at = place(source, line_of(source, there.node));
        let message = match id {
            "" => format!("this tick box has no id, and `{right}` in `{}`", at.file),
            _ => format!("this tick box has the id `{id}`, and `{right}` in `{}`", at.file),
        };
        let report = found
            .report(&INFO, target.text.in_file(line), message)
            .related(at.file, at.span, "in the source")
            .help(format!("write `{{#{right}}}` at the end of the line"));
        let written = target.text.parsed.get(line.range()).unwrap_or("");
        let old = format!("{{#{id}}}");
        let end = line.end as usize;
        match written.strip_suffix(&old) {
            Some(rest) if !id.is_empty() => {
                let span = Span::new(line.start as usize + rest.len(), end);
                report.fix(target.text.in_file(span), format!("{{#{right}}}"));
            }
            _ if id.is_empty() && target.pairs.is_empty() && !written.is_empty() => {
                let end = target.text.in_file(line).end as usize;
                report.fix(Span::at(end), format!(" {{#{right}}}"));
            }
            _ => {}
        }
    }
}

fn id_of<'a>(document: &'a Document, item: &Item) -> &'a str {
    document
        .tasks
        .get(item.number as usize)
        .map_or("", |task| document.str(task.id))
}

/// The text beside a box, up to the end of its paragraph.
fn line_of(document: &Document, node: u32) -> Span {
    let Some(task) = document.nodes.get(node as usize) else {
        return Span::default();
    };
    let mut end = task.span.end;
    let mut at = task.end;
    while let Some(node) = document.nodes.get(at as usize) {
        let is_raw = matches!(node.kind, Kind::Element(_));
        if !(node.kind.is_in_line() || is_raw) || node.span.start < task.span.start {
            break;
        }
        end = end.max(node.span.end);
        at = node.end.max(at + 1);
    }
    let whole = Span {
        start: task.span.start,
        end,
    };
    let text = document.text.parsed.get(whole.range()).unwrap_or("");
    let lines = first_line(document, whole);
    // A line that goes on below keeps its id at its end.
    Span::new(lines.start as usize, whole.start as usize + text.trim_end().len())
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn ids_by_place_and_by_name() {
        check_of(
            "unpinned-task",
            &[
                (
                    "en/a.md",
                    "# A\n\n- [ ] One {#one}\n- [ ] Two {#two}\n- [ ] Three {#three}\n- [ ] Four\n\n## B\n\n- [ ] x {#x}\n- [ ] y {#y}\n",
                ),
                (
                    "sv/a.md",
                    "# A\n\n- [ ] Ett, och\n  mer\n- [ ] **Två**\n- [ ] Tre {#tre}\n- [ ] Fyra\n\n## B\n\n- [ ] y {#y}\n- [ ] x {#x}\n",
                ),
            ],
            &[
                "sv/a.md:3:3 this tick box has no id, and `one` in `en/a.md`; write `{#one}` at the end of the line => ` {#one}`",
                "sv/a.md:5:3 this tick box has no id, and `two` in `en/a.md`; write `{#two}` at the end of the line => ` {#two}`",
                "sv/a.md:6:3 this tick box has the id `tre`, and `three` in `en/a.md`; write `{#three}` at the end of the line => `{#three}`",
            ],
        );
    }
}
