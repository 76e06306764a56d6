//! Text of a translation that is still in the source's language.

use std::collections::HashMap;

use crate::check::parity::walk::{Item, ItemKind, prose_of};
use crate::check::parity::{Parity, first_line, fresh, place};
use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::{Document, Kind};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "untranslated-block",
    severity: Severity::Warning,
    summary: "text of a translation that stands word for word as in the source",
    explain: "\
A paragraph, an item, a cell or a heading that is equal to one of the source was most likely forgotten. Only sentences \
count: names, commands and other code are the same in all languages. Blocks that follow each other are one finding.

Wrong: `Wait until the grass is dry before you mow it.` in `sv/lawn.md`

Right: `Vänta tills gräset är torrt innan du klipper det.`",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    let Some(parity) = fresh(variant) else { return };
    let (target, source) = parity.sums();
    if !meet(&target.prose, &source.prose) {
        return;
    }
    let (ours, theirs) = parity.items();
    let prose = |item: &&Item| item.kind == ItemKind::Prose && item.key != 0;
    let mut known: HashMap<u64, u32> = HashMap::new();
    for (_, item) in theirs.all().filter(|(_, item)| prose(item)) {
        known.entry(item.key).or_insert(item.node);
    }
    // The first block of a run, what it equals, and how many they are.
    let mut run: Option<(Item, u32, u32)> = None;
    for (_, item) in ours.all().filter(|(_, item)| prose(item)) {
        let equal = known
            .get(&item.key)
            .filter(|_| is_left(&parity.target.document, item.node));
        match (equal, &mut run) {
            (Some(_), Some((first, _, count))) if first.part == item.part => *count += 1,
            (Some(there), _) => {
                tell(parity, run.take(), found);
                run = Some((*item, *there, 1));
            }
            (None, _) => tell(parity, run.take(), found),
        }
    }
    tell(parity, run, found);
}

/// Whether two sorted lists share a key.
fn meet(ours: &[u64], theirs: &[u64]) -> bool {
    let mut theirs = theirs.iter().peekable();
    ours.iter().any(|key| {
        while theirs.next_if(|other| *other < key).is_some() {}
        theirs.peek() == Some(&key)
    })
}

fn tell(parity: &Parity<'_>, run: Option<(Item, u32, u32)>, found: &mut Sink) {
    let Some((item, there, count)) = run else { return };
    let (target, source) = (&parity.target.document, &parity.source.document);
    let (Some(here), Some(there)) = (target.nodes.get(item.node as usize), source.nodes.get(there as usize)) else {
        return;
    };
    let there = place(source, first_line(source, there.span));
    let message = match count {
        1 => format!("this text stands word for word as in `{}`", there.file),
        _ => format!("{count} blocks of text stand word for word as in `{}`", there.file),
    };
    found
        .report(&INFO, target.text.in_file(first_line(target, here.span)), message)
        .label(if count == 1 {
            "not translated"
        } else {
            "the first of them"
        })
        .related(there.file, there.span, "in the source")
        .help("translate it");
}

/// Whether a block that is equal on both sides was left, and is no name that all languages share.
fn is_left(document: &Document, node: u32) -> bool {
    let text = prose_of(document, node);
    let words = plain_words(&text);
    // A cell often holds what a program calls something: `Start moving the pots to the shed`. Sentences end.
    let is_cell = document
        .nodes
        .get(node as usize)
        .is_some_and(|node| node.kind == Kind::TableCell);
    words
        >= if is_cell && !text.trim_end().ends_with(['.', '!', '?', ':', '。']) {
            10
        } else {
            5
        }
}

/// How many words a text has that are no names, numbers, addresses or code; 0 where they are less than a third of it.
fn plain_words(text: &str) -> usize {
    let (mut plain, mut names) = (0, 0);
    let mut in_code = false;
    for word in text.split_whitespace() {
        if word.contains('\u{1}') {
            in_code = !in_code && word.matches('\u{1}').count() % 2 == 1;
            continue;
        }
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let is_word = word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'));
        let Some(first) = word.chars().next() else { continue };
        if is_word && (first.is_lowercase() || !first.is_uppercase()) && word.chars().count() > 1 {
            // Scripts without spaces: two characters are about a word.
            let dense = word.chars().filter(|c| ('\u{3000}'..='\u{d7ff}').contains(c)).count();
            plain += if dense > 0 { dense.div_ceil(2) } else { 1 };
        } else {
            names += 1;
        }
    }
    if 2 * plain > names { plain } else { 0 }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn sentences_and_no_names() {
        check_of(
            "untranslated-block",
            &[
                (
                    "en/a.md",
                    "# A\n\nWait until the grass is dry.\n\n## Menus\n\nUse `x` and `y` and `z` here.\n\n| A | B |\n|---|---|\n| Start moving the pots to the shed | Azure Active Directory Premium Plan Two |\n\n- Mow it when it is dry.\n- Rake it when it is wet.\n\nOne two.\n\n- The last of them is here.\n",
                ),
                (
                    "sv/a.md",
                    "# A\n\nWait until the grass is dry.\n\n## Menyer\n\nUse `x` and `y` and `z` here.\n\n| A | B |\n|---|---|\n| Start moving the pots to the shed | Azure Active Directory Premium Plan Two |\n\n- Mow it when it is dry.\n- Rake it when it is wet.\n\nEtt två.\n\n- Den sista av dem är den här.\n",
                ),
            ],
            &[
                "sv/a.md:3:1 this text stands word for word as in `en/a.md`; translate it",
                "sv/a.md:13:1 2 blocks of text stand word for word as in `en/a.md`; translate it",
            ],
        );
    }

    #[test]
    fn a_bilingual_page_is_judged_by_its_translation() {
        check_of(
            "untranslated-block",
            &[
                (
                    "en/a.md",
                    "# A\n\nWait until the grass is dry.\n\nThen mow it with the other one.\n",
                ),
                (
                    "sv/a.md",
                    "# A\n\n<span data-ttu-id=\"a1-101\">Vänta tills gräset är torrt.</span><span class=\"sxs-lookup\"><span data-stu-id=\"a1-101\">Wait until the grass is dry.</span></span>\n\n<span data-ttu-id=\"a1-102\">Then mow it with the other one.</span><span class=\"sxs-lookup\"><span data-stu-id=\"a1-102\">Then mow it with the other one.</span></span>\n",
                ),
            ],
            &["sv/a.md:5:28 this text stands word for word as in `en/a.md`; translate it"],
        );
    }
}
