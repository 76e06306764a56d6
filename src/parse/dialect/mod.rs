//! The Learn dialect: one extension a file. Some work on the text before Markdown is read, some while it is
//! read, and these, in this order, on the tree.

pub mod alert;
pub mod anchor;
pub mod attributes;
pub mod autolink;
pub mod bilingual;
pub mod blank;
pub mod column;
pub mod container;
pub mod cut;
pub mod div;
pub mod emoji;
mod explicit_id;
pub mod form;
pub mod heading;
pub mod headless_table;
pub mod image;
pub mod include;
pub mod mask;
pub mod math;
pub mod no_loc;
pub mod progress;
pub mod slug;
pub mod snippet;
pub mod tab;
pub mod task;
pub mod video;
pub mod xref;

use std::ops::Range;
use std::sync::Arc;

use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::{Document, Pair, Text};

/// Something that looks like a directive and is none.
pub static INVALID_DIRECTIVE: RuleInfo = RuleInfo {
    id: "invalid-directive",
    severity: Severity::Warning,
    summary: "a directive that cannot be read",
    explain: "\
Directives in three colons have attributes in quotation marks, stand where they may stand, and end where they began. \
What cannot be read is shown as it is written, so a reader sees the colons.

Wrong: `:::image source=\"media/plan.png\":::` (a picture that a screen reader cannot read out)

Right: `:::image source=\"media/plan.png\" alt-text=\"The plan on one page.\":::`

Learn: invalid-image, invalid-zone, invalid-moniker-range, invalid-video, invalid-form, invalid-column.",
};

/// A container that is opened and not closed, closed and not opened, or opened in one of its own kind.
pub static UNBALANCED_DIRECTIVE: RuleInfo = RuleInfo {
    id: "unbalanced-directive",
    severity: Severity::Warning,
    summary: "a `:::` container without its end, or an end without its container",
    explain: "\
Zones, monikers, rows, columns and complex images go from one line to another. One that is never closed goes on to the \
end of the page, or of the list item or quote that it stands in, which is rarely meant. Zones do not lie in zones.

Wrong: `::: zone pivot=\"portal\"` and nothing more

Right: `::: zone pivot=\"portal\"`, the text, and `::: zone-end`

Learn: invalid-zone, invalid-row, invalid-column.",
};

/// What is to be parsed of a file, whose body begins at byte `body`, after the extensions that take parts of it out.
pub fn clean(file: Arc<str>, body: usize) -> (Text, Vec<Pair>) {
    clean_without(file, body, &[])
}

/// As [`clean`], and without these lines, in their order.
pub fn clean_without(file: Arc<str>, body: usize, lines: &[Range<usize>]) -> (Text, Vec<Pair>) {
    let pairs = bilingual::find(&file, body);
    let indents = column::indents(&file, body);
    let blanks = blank::find(&file, body);
    if pairs.is_empty() && indents.is_empty() && blanks.is_empty() && lines.is_empty() {
        return (Text::plain(file), Vec::new());
    }
    let cuts = pairs.iter().flat_map(bilingual::Raw::cuts).chain(indents);
    let blanks = blanks.into_iter().map(|blank| (blank.range, blank.with));
    let mut cuts: Vec<_> = cuts.map(|cut| (cut, "")).chain(blanks).collect();
    if !lines.is_empty() {
        // Of two cuts that overlap the first counts, so nothing may be cut out of a line before the line itself.
        let is_inside = |at: usize| {
            let after = lines.partition_point(|line| line.start <= at);
            let line = after.checked_sub(1).and_then(|last| lines.get(last));
            line.is_some_and(|line| at < line.end)
        };
        cuts.retain(|(cut, _)| !is_inside(cut.start));
        cuts.extend(lines.iter().map(|line| (line.clone(), "")));
    }
    let cut = cut::cut(file, cuts);
    bilingual::keep(cut, &pairs)
}

/// Runs the extensions that work on the tree.
pub fn apply(document: &mut Document, sink: &mut Sink) {
    div::apply(document);
    alert::apply(document, sink);
    headless_table::apply(document);
    heading::apply(document);
    task::apply(document);
    anchor::apply(document);
}
