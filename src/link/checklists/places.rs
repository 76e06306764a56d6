//! The lists of a document: where they stand, and what their items are.

use std::collections::HashMap;

use crate::model::{AttrValue, Document, Kind};

/// An item of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemPlace {
    /// Its node.
    pub node: u32,
    /// Its box, by number in [`Document::tasks`], if it is a tickable line.
    pub task: Option<u32>,
}

/// A list that lies in no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListPlace {
    /// Its node.
    pub node: u32,
    /// The heading that it stands under, by number.
    pub heading: Option<u32>,
    /// Its number among the lists under that heading, from 1.
    pub below: u32,
    /// Its number among the tickable ones of those; 0 where it is none.
    pub tickable: u32,
    /// Its number on the page, from 1.
    pub on_page: u32,
    /// The id of the box that it stands in, and it is the how manieth list there.
    pub named: Option<(String, u32)>,
    /// Its own items, but for those that are ticked in the source.
    pub items: Vec<ItemPlace>,
    /// The tickable lines in it, however deep, but for those that are ticked in the source.
    pub tasks: Vec<ItemPlace>,
}

/// The lists of a document, in reading order.
pub fn lists(document: &Document) -> Vec<ListPlace> {
    let mut found: Vec<ListPlace> = Vec::new();
    let mut heading = None;
    let mut below: HashMap<Option<u32>, (u32, u32)> = HashMap::new();
    // The box with an id that the walk is in: its end, its id, the lists in it.
    let mut named: Option<(u32, String, u32)> = None;
    let mut index = 0;
    while let Some(node) = document.nodes.get(index as usize) {
        match node.kind {
            Kind::Heading(number) => heading = Some(number),
            Kind::Div(tag) => {
                if let Some(id) = checklist_id(document, tag) {
                    named = Some((node.end, id, 0));
                }
            }
            Kind::List | Kind::OrderedList(_) => {
                let (items, tasks) = items_of(document, index);
                let count = below.entry(heading).or_default();
                count.0 += 1;
                count.1 += u32::from(!tasks.is_empty());
                let name = named.as_mut().filter(|(end, ..)| index < *end && !tasks.is_empty());
                found.push(ListPlace {
                    node: index,
                    heading,
                    below: count.0,
                    tickable: if tasks.is_empty() { 0 } else { count.1 },
                    on_page: found.len() as u32 + 1,
                    named: name.map(|(_, id, lists)| {
                        *lists += 1;
                        (id.clone(), *lists)
                    }),
                    items,
                    tasks,
                });
                index = node.end.max(index + 1);
                continue;
            }
            _ => {}
        }
        index += 1;
    }
    found
}

/// The id of `[!div class="checklist" id="…"]`.
fn checklist_id(document: &Document, tag: u32) -> Option<String> {
    let tag = document.tags.get(tag as usize)?;
    let value = |name: &str| {
        let found = tag.attrs.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| match value {
            AttrValue::Text(text) => document.str(*text),
            AttrValue::Anchor(number) => document
                .anchors
                .get(*number as usize)
                .map_or("", |anchor| document.str(anchor.name)),
            AttrValue::Link(_) => "",
        })
    };
    let is_checklist = value("class")?
        .split_ascii_whitespace()
        .any(|class| class == "checklist");
    let id = value("id")?.trim();
    (is_checklist && !id.is_empty()).then(|| id.to_owned())
}

/// The items of the list at `node`, and the open tickable lines in it.
pub fn items_of(document: &Document, node: u32) -> (Vec<ItemPlace>, Vec<ItemPlace>) {
    let end = document.nodes.get(node as usize).map_or(node, |node| node.end);
    let mut items = Vec::new();
    let mut tasks = Vec::new();
    // The innermost item that the walk is in is the last that began.
    let mut open: Vec<(u32, u32)> = Vec::new();
    let mut after_own = node + 1;
    for index in node + 1..end {
        let Some(inner) = document.nodes.get(index as usize) else {
            break;
        };
        while open.pop_if(|(_, end)| *end <= index).is_some() {}
        match inner.kind {
            Kind::Item => {
                if index >= after_own {
                    items.push(ItemPlace {
                        node: index,
                        task: None,
                    });
                    after_own = inner.end;
                }
                open.push((index, inner.end));
            }
            Kind::Task(number) => {
                let Some((item, _)) = open.last() else { continue };
                let is_own = items.last_mut().filter(|last| last.node == *item);
                if let Some(own) = is_own {
                    own.task = Some(number);
                }
                let is_open = document.tasks.get(number as usize).is_some_and(|task| !task.done);
                if is_open && tasks.last().is_none_or(|last: &ItemPlace| last.node != *item) {
                    tasks.push(ItemPlace {
                        node: *item,
                        task: Some(number),
                    });
                }
            }
            _ => {}
        }
    }
    // A line that is ticked in the source is a mark, and no item.
    let is_done = |item: &ItemPlace| {
        item.task
            .and_then(|task| document.tasks.get(task as usize))
            .is_some_and(|task| task.done)
    };
    items.retain(|item| !is_done(item));
    (items, tasks)
}

/// The longest line that counts, in bytes.
const LONGEST: usize = 2000;

/// The words of an item's own line: what stands before the lists and other blocks in it.
pub fn line_of(document: &Document, item: u32) -> String {
    let mut text = String::new();
    let end = document.nodes.get(item as usize).map_or(item, |node| node.end);
    let mut is_begun = false;
    for index in item + 1..end {
        let Some(node) = document.nodes.get(index as usize) else {
            break;
        };
        match node.kind {
            Kind::Text(part) | Kind::Code(part) | Kind::NoLoc(part) | Kind::Math(part) => {
                text.push_str(document.str(part));
                is_begun = true;
            }
            Kind::SoftBreak | Kind::HardBreak => text.push(' '),
            Kind::Paragraph if !is_begun => {}
            kind if kind.is_in_line() || matches!(kind, Kind::Task(_) | Kind::Element(_)) => {}
            _ if is_begun => break,
            _ => {}
        }
        if text.len() > LONGEST {
            break;
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::document_of;

    fn read(text: &str) -> Vec<String> {
        let (document, _) = document_of(text);
        let words = |items: &[ItemPlace]| {
            let words = items.iter().map(|item| line_of(&document, item.node));
            words.collect::<Vec<_>>().join("|")
        };
        let one = |list: ListPlace| {
            let named = list.named.map_or(String::new(), |(id, nth)| format!(" {id}{nth}"));
            format!(
                "h{} {}.{}.{}{named}: {} / {}",
                list.heading.map_or("-".into(), |heading| heading.to_string()),
                list.on_page,
                list.below,
                list.tickable,
                words(&list.items),
                words(&list.tasks)
            )
        };
        lists(&document).into_iter().map(one).collect()
    }

    #[test]
    fn lists_are_counted_on_the_page_and_under_their_heading() {
        let text = "- a\n- b\n\n# H\n\n1. c\n\ntext\n\n- [ ] d\n  more\n\n  - [ ] e `f` [g](#h)\n\n    other\n- [x] done\n\n## I\n\n> - q\n";
        assert_eq!(
            read(text),
            [
                "h- 1.1.0: a|b / ",
                "h0 2.1.0: c / ",
                "h0 3.2.1: d more / d more|e f g",
                "h1 4.1.0: q / "
            ]
        );
    }

    #[test]
    fn a_list_in_a_box_with_an_id_has_its_name() {
        let text = "> [!div class=\"checklist\" id=\"x\"]\n> - [ ] a\n>\n> text\n>\n> - [ ] b\n\n- [ ] c\n\n> [!div class=\"checklist\" id=\"y\"]\n> - plain\n\n> [!div class=\"other\" id=\"z\"]\n> - [ ] d\n";
        assert_eq!(
            read(text),
            [
                "h- 1.1.1 x1: a / a",
                "h- 2.2.2 x2: b / b",
                "h- 3.3.3: c / c",
                "h- 4.4.0: plain / ",
                "h- 5.5.4: d / d"
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn items_lie_in_their_lists(text in "(- \\[ \\] a\n|  - \\[x\\] b\n|1\\. c\n|> - d\n|\n|# h\n|> \\[!div class=\"checklist\" id=\"x\"\\]\n){0,20}") {
            let (document, _) = document_of(&text);
            for list in lists(&document) {
                let end = document.nodes[list.node as usize].end;
                for item in list.items.iter().chain(&list.tasks) {
                    proptest::prop_assert!(item.node > list.node && item.node < end);
                    line_of(&document, item.node);
                }
            }
        }
    }
}
