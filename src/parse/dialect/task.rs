//! Tickable lines: their explicit id, pinned at the end of the line (`- [ ] Groups are chosen {#groups-chosen}`).

use super::explicit_id;
use crate::model::{Document, Kind};

/// Gives each tickable line its explicit id.
pub fn apply(document: &mut Document) {
    if document.tasks.is_empty() {
        return;
    }
    // With the end of the item or paragraph that holds each box.
    let mut boxes: Vec<(u32, u32, u32)> = Vec::with_capacity(document.tasks.len());
    let mut end = 0;
    for (index, node) in document.nodes.iter().enumerate() {
        match node.kind {
            Kind::Item | Kind::Paragraph => end = node.end,
            Kind::Task(number) => boxes.push((index as u32, number, end)),
            _ => {}
        }
    }
    for (index, number, end) in boxes {
        if let Some(last) = last_of_line(document, index, end)
            && let Some((id, _)) = explicit_id::take(document, last)
        {
            document.tasks[number as usize].id = id;
        }
    }
}

/// The last text beside a box, before the blocks that the item may hold.
fn last_of_line(document: &Document, task: u32, end: u32) -> Option<u32> {
    let mut last = None;
    let mut next = document.nodes[task as usize].end;
    while let Some(node) = document.nodes.get(next as usize).filter(|_| next < end) {
        match node.kind {
            Kind::Text(_) => last = Some(next),
            Kind::Code(_)
            | Kind::Emphasis
            | Kind::Strong
            | Kind::Strike
            | Kind::Link(_)
            | Kind::Image(_)
            | Kind::SoftBreak
            | Kind::HardBreak
            | Kind::Anchor(_)
            | Kind::Element(_) => last = None,
            _ => break,
        }
        next = node.end;
    }
    last
}

#[cfg(test)]
mod tests {
    use crate::parse::document_of;

    #[test]
    fn what_follows_the_list_does_not_matter() {
        for after in ["<div>y</div>", "text {#not}", "<b>b</b>"] {
            let (document, _) = document_of(&format!("- [ ] a {{#x}}\n\n{after}\n"));
            assert_eq!(document.str(document.tasks[0].id), "x", "{after}");
        }
    }

    #[test]
    fn ids_at_the_end_of_the_line_and_nowhere_else() {
        let text = "- [ ] Groups *are* chosen. {#chosen}\n- [x] Plain\n\n1. [ ] In a `{#code}`\n   - [ ] inner {#in}\n";
        let (document, _) = document_of(text);
        let tasks: Vec<_> = document
            .tasks
            .iter()
            .map(|task| (document.str(task.id), task.done))
            .collect();
        assert_eq!(tasks, [("chosen", false), ("", true), ("", false), ("in", false)]);
        assert!(!document.plain_text(0).contains("{#chosen}"));
    }
}
