//! Tickable lines: their explicit id, pinned at the end of the line (`- [ ] Groups are chosen {#groups-chosen}`).

use super::explicit_id;
use crate::model::{Document, Kind};

/// Gives each tickable line its explicit id.
pub fn apply(document: &mut Document) {
    if document.tasks.is_empty() {
        return;
    }
    let boxes: Vec<(u32, u32)> = document
        .nodes
        .iter()
        .enumerate()
        .filter_map(|(index, node)| match node.kind {
            Kind::Task(number) => Some((index as u32, number)),
            _ => None,
        })
        .collect();
    for (index, number) in boxes {
        if let Some(last) = last_of_line(document, index)
            && let Some((id, _)) = explicit_id::take(document, last)
        {
            document.tasks[number as usize].id = id;
        }
    }
}

/// The last text beside a box, before the blocks that the item may hold.
fn last_of_line(document: &Document, task: u32) -> Option<u32> {
    let mut last = None;
    let mut next = document.nodes[task as usize].end;
    while let Some(node) = document.nodes.get(next as usize) {
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
