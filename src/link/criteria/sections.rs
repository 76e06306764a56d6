//! Where a criterion begins and ends in its document, and what stands in it.

use std::collections::HashMap;
use std::ops::Range;

use super::words::plain;
use crate::model::criterion::{Mark, Test};
use crate::model::{AttrValue, Document, Kind};

/// The nodes of each criterion of a document, in the order of `marks`. A heading's section goes on to the next heading
/// of the same or a higher level, and ends with what it lies in, such as a tab. An anchor that names no heading stands
/// for its list item or table row, else for its block; alone on its line, for the block below.
pub fn sections(document: &Document, marks: &[Mark]) -> Vec<Range<u32>> {
    let ends = heading_ends(document);
    let blocks = if marks.iter().any(|mark| matches!(mark, Mark::Anchor(_))) {
        anchor_blocks(document)
    } else {
        HashMap::new()
    };
    let of = |mark: &Mark| match mark {
        Mark::Heading(number) => {
            let heading = document.headings.get(*number as usize)?;
            Some(heading.node..*ends.get(*number as usize)?)
        }
        Mark::Anchor(number) => {
            let block = *blocks.get(number)?;
            Some(block..document.nodes.get(block as usize)?.end)
        }
    };
    marks.iter().map(|mark| of(mark).unwrap_or(0..0)).collect()
}

/// One past the last node of each heading's section.
fn heading_ends(document: &Document) -> Vec<u32> {
    let all = document.nodes.len() as u32;
    let mut ends = vec![all; document.headings.len()];
    let mut open: Vec<u32> = Vec::new();
    for (index, node) in document.nodes.iter().enumerate() {
        while open.pop_if(|end| *end <= index as u32).is_some() {}
        if let Kind::Heading(number) = node.kind
            && let Some(end) = ends.get_mut(number as usize)
        {
            *end = open.last().copied().unwrap_or(all);
        }
        open.push(node.end);
    }
    let mut below: Vec<(u8, u32)> = Vec::new();
    for (number, heading) in document.headings.iter().enumerate().rev() {
        while below.pop_if(|(level, _)| *level > heading.level).is_some() {}
        if let (Some((_, next)), Some(end)) = (below.last(), ends.get_mut(number)) {
            *end = (*end).min(*next).max(heading.node);
        }
        below.push((heading.level, heading.node));
    }
    ends
}

/// Where each mark stands among the nodes. Anchors that came by include stand behind the others in their list, wherever
/// they are read.
pub fn positions(document: &Document, marks: &[Mark]) -> Vec<u32> {
    let mut of_anchor: HashMap<u32, u32> = HashMap::new();
    if marks.iter().any(|mark| matches!(mark, Mark::Anchor(_))) {
        for (index, node) in document.nodes.iter().enumerate() {
            for anchor in anchors_at(document, node.kind) {
                of_anchor.entry(anchor).or_insert(index as u32);
            }
        }
    }
    let of = |mark: &Mark| match mark {
        Mark::Heading(number) => document.headings.get(*number as usize).map(|heading| heading.node),
        Mark::Anchor(number) => of_anchor.get(number).copied(),
    };
    marks.iter().map(|mark| of(mark).unwrap_or_default()).collect()
}

/// The block of each anchor that names no heading.
fn anchor_blocks(document: &Document) -> HashMap<u32, u32> {
    let mut blocks = HashMap::new();
    let mut open: Vec<u32> = Vec::new();
    let end_of = |index: u32| document.nodes.get(index as usize).map_or(0, |node| node.end);
    for (index, node) in document.nodes.iter().enumerate() {
        let index = index as u32;
        while open.pop_if(|above| end_of(*above) <= index).is_some() {}
        open.push(index);
        for anchor in anchors_at(document, node.kind) {
            let names_heading = document
                .anchors
                .get(anchor as usize)
                .is_none_or(|anchor| anchor.heading.is_some());
            if !names_heading && !blocks.contains_key(&anchor) {
                blocks.insert(anchor, block(document, &open));
            }
        }
    }
    blocks
}

fn anchors_at(document: &Document, kind: Kind) -> impl Iterator<Item = u32> {
    let own = match kind {
        Kind::Anchor(number) => Some(number),
        _ => None,
    };
    let tag = match kind {
        Kind::Element(number) | Kind::Div(number) => document.tags.get(number as usize),
        _ => None,
    };
    let attrs = tag.into_iter().flat_map(|tag| &tag.attrs);
    own.into_iter().chain(attrs.filter_map(|(_, value)| match value {
        AttrValue::Anchor(number) => Some(*number),
        _ => None,
    }))
}

/// The block that the innermost of `open` stands for.
fn block(document: &Document, open: &[u32]) -> u32 {
    let kind = |index: u32| document.nodes.get(index as usize).map(|node| node.kind);
    let find = |is_it: fn(Kind) -> bool| open.iter().rev().copied().find(|index| kind(*index).is_some_and(is_it));
    if let Some(row) = find(|kind| matches!(kind, Kind::Item | Kind::TableRow | Kind::TableHead)) {
        return row;
    }
    let innermost = open.last().copied().unwrap_or_default();
    let own = find(|kind| !kind.is_in_line()).unwrap_or(innermost);
    if kind(own) != Some(Kind::AnchorLine) {
        return own;
    }
    // The line stands above what it names; a few such lines may follow each other.
    let parent = open.iter().rev().copied().find(|index| *index < own);
    let end = parent
        .and_then(|parent| document.nodes.get(parent as usize))
        .map_or(document.nodes.len() as u32, |node| node.end);
    let mut next = own;
    for _ in 0..8 {
        next = document.nodes.get(next as usize).map_or(end, |node| node.end);
        if next >= end {
            return own;
        }
        if kind(next) != Some(Kind::AnchorLine) {
            return next;
        }
    }
    own
}

/// The links among these nodes that lead somewhere when they are followed: the link's number, and the nodes of its text.
pub fn links_in(document: &Document, nodes: Range<u32>) -> impl Iterator<Item = (u32, Range<u32>)> {
    nodes.filter_map(|index| {
        let node = document.nodes.get(index as usize)?;
        let number = match node.kind {
            Kind::Link(number) => number,
            Kind::Figure(number) => document.figures.get(number as usize)?.link?,
            Kind::Element(number) => {
                let attrs = &document.tags.get(number as usize)?.attrs;
                attrs.iter().find_map(|(name, value)| match value {
                    AttrValue::Link(number) if *name == "href" => Some(*number),
                    _ => None,
                })?
            }
            _ => return None,
        };
        Some((number, index + 1..node.end))
    })
}

/// The text of these nodes on one line, a few words of it.
pub fn text_of(document: &Document, nodes: Range<u32>) -> String {
    let mut text = String::new();
    for index in nodes {
        let Some(node) = document.nodes.get(index as usize) else {
            break;
        };
        match node.kind {
            Kind::Text(part) | Kind::Code(part) | Kind::NoLoc(part) => text.push_str(document.str(part)),
            Kind::SoftBreak | Kind::HardBreak => text.push(' '),
            kind if !kind.is_in_line() => text.push(' '),
            _ => {}
        }
        if text.len() > 160 {
            break;
        }
    }
    plain(&text)
}

/// The first ordered list below a sub-heading of a section, before the next heading.
pub fn test_in(document: &Document, section: Range<u32>) -> Option<Test> {
    let mut heading = None;
    for index in section.skip(1) {
        match document.nodes.get(index as usize)?.kind {
            Kind::Heading(number) => heading = Some(number),
            Kind::OrderedList(_) => {
                let steps = document.children(index).count() as u32;
                if let Some(heading) = heading {
                    let list = index;
                    return Some(Test { heading, list, steps });
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::document_of;
    use proptest::prelude::*;

    /// The text of each criterion's section, by the anchors that begin with `crit-`.
    fn read(text: &str) -> Vec<String> {
        let document = document_of(text).0;
        let anchors = document
            .anchors
            .iter()
            .enumerate()
            .filter(|(_, anchor)| document.str(anchor.name).starts_with("crit-"));
        let marks: Vec<Mark> = anchors
            .map(|(number, anchor)| anchor.heading.map_or(Mark::Anchor(number as u32), Mark::Heading))
            .collect();
        let ranges = sections(&document, &marks);
        ranges.into_iter().map(|range| text_of(&document, range)).collect()
    }

    #[test]
    fn a_section_ends_at_the_next_heading_of_its_rank() {
        let text = "# T\n<a name=\"crit-a\"></a>\n## A\n\nx\n\n### Test\n\ny\n\n## B {#crit-b}\n\nz\n\n# C\n\nw\n";
        assert_eq!(read(text), ["A x Test y", "B z"]);
        assert_eq!(
            read("## A {#crit-a}\n\nx\n\n### B {#crit-b}\n\ny\n"),
            ["A x B y", "B y"]
        );
    }

    #[test]
    fn a_section_stays_in_its_tab() {
        let text = "# [One](#tab/one)\n\n## A {#crit-a}\n\nx\n\n# [Two](#tab/two)\n\ny\n\n---\n\nz\n";
        assert_eq!(read(text), ["A x"]);
    }

    #[test]
    fn an_anchor_without_a_heading_stands_for_its_block() {
        assert_eq!(read("- <a name=\"crit-a\"></a>one\n- two\n"), ["one"]);
        assert_eq!(read("- one\n\n  <a id=\"crit-a\"></a>more\n- two\n"), ["one more"]);
        assert_eq!(
            read("| a | b |\n|---|---|\n| <a name=\"crit-a\"></a>c | d |\n| e | f |\n"),
            ["c d"]
        );
        assert_eq!(read("x\n\n<a name=\"crit-a\"></a>\n\ny **z**\n\nw\n"), ["y z"]);
        assert_eq!(
            read("<a name=\"crit-a\"></a>\n<a name=\"crit-b\"></a>\n\ny\n"),
            ["y", "y"]
        );
        assert_eq!(read("x <a name=\"crit-a\"></a> y\n\nz\n"), ["x y"]);
        assert_eq!(read("<div id=\"crit-a\">\n\nx\n\ny\n\n</div>\n\nz\n"), ["x y"]);
        assert_eq!(read("x\n\n<a name=\"crit-a\"></a>\n"), [""]);
    }

    #[test]
    fn the_test_is_the_numbered_list_below_a_sub_heading() {
        let test = |text: &str| {
            let document = document_of(text).0;
            let range = sections(&document, &[Mark::Heading(0)]).remove(0);
            test_in(&document, range).map(|test| (test.heading, test.steps))
        };
        assert_eq!(test("## A\n\n1. x\n\n### Test\n\nText\n\n1. y\n2. z\n"), Some((1, 2)));
        assert_eq!(test("## A\n\n1. x\n\n## Test\n\n1. y\n"), None);
    }

    proptest! {
        #[test]
        fn sections_lie_in_their_document(parts in proptest::collection::vec(0usize..9, 0..20)) {
            let text: String = parts.iter().map(|part| [
                "# H {#crit-a}\n\n", "## <a name=\"crit-b\"></a>H\n\n", "<a id=\"crit-c\"></a>\n", "\n- x <a name=\"crit-d\"></a>\n",
                "  1. y\n", "> q <a name=\"crit-e\"></a>\n", "\n| a |\n|---|\n| <a name=\"crit-f\"></a> |\n", "# [T](#tab/t)\n\n", "\n---\n",
            ][*part]).collect();
            let document = document_of(&text).0;
            let mut marks: Vec<Mark> = (0..document.anchors.len() as u32).map(Mark::Anchor).collect();
            marks.extend((0..document.headings.len() as u32).map(Mark::Heading));
            for range in sections(&document, &marks) {
                prop_assert!(range.start <= range.end && range.end as usize <= document.nodes.len());
                test_in(&document, range);
            }
        }
    }
}
