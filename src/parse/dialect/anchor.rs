//! Anchors alone on their line name the heading below. CommonMark reads such a line as a paragraph.

use crate::model::{Document, Kind};

/// Marks the lines that hold anchors alone, and gives those above a heading to it. From below, so that many such
/// lines after each other are each looked at once.
pub fn apply(document: &mut Document) {
    if document.anchors.is_empty() {
        return;
    }
    let mut below: Option<(u32, Option<u32>)> = None;
    for index in (0..document.nodes.len() as u32).rev() {
        if document.nodes[index as usize].kind == Kind::Paragraph && holds_anchors_alone(document, index) {
            document.nodes[index as usize].kind = Kind::AnchorLine;
            let heading = heading_below(document, index, below);
            name(document, index, heading);
            below = Some((index, heading));
        }
    }
}

fn holds_anchors_alone(document: &Document, paragraph: u32) -> bool {
    let mut anchors = 0;
    for child in document.children(paragraph) {
        match document.nodes[child as usize].kind {
            Kind::Anchor(_) => anchors += 1,
            Kind::SoftBreak | Kind::HardBreak => {}
            Kind::Text(part) if is_blank(document.str(part)) => {}
            _ => return false,
        }
    }
    anchors > 0
}

/// No-break and zero-width spaces are as blank to a reader as plain ones.
fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c == '\u{200b}')
}

/// The heading that follows the line, or that follows the line of anchors `below` it.
fn heading_below(document: &Document, line: u32, below: Option<(u32, Option<u32>)>) -> Option<u32> {
    let next = document.nodes[line as usize].end;
    match below {
        Some((start, heading)) if start == next => heading,
        _ => match document.nodes.get(next as usize)?.kind {
            Kind::Heading(heading) => Some(heading),
            _ => None,
        },
    }
}

fn name(document: &mut Document, line: u32, heading: Option<u32>) {
    if heading.is_none() {
        return;
    }
    let inside = line as usize..document.nodes[line as usize].end as usize;
    for index in inside {
        if let Kind::Anchor(anchor) = document.nodes[index].kind {
            document.anchors[anchor as usize].heading = heading;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Kind;
    use crate::parse::document_of;

    #[test]
    fn a_line_of_anchors_names_the_heading_below_and_no_other() {
        let text = "<a name=\"a\"></a>\n<a id=\"b\"></a>\n\n<a name=\"c\"></a>\n## H\n\nx <a name=\"d\"></a>\n\n## I\n\n<a name=\"e\"></a>\n\ny\n";
        let (document, _) = document_of(text);
        let owners: Vec<_> = document.anchors.iter().map(|a| a.heading).collect();
        assert_eq!(owners, [Some(0), Some(0), Some(0), None, None]);
        let lines = document.nodes.iter().filter(|n| n.kind == Kind::AnchorLine).count();
        assert_eq!(lines, 3);
    }
}
