//! Where the headings of a page stand, and which of them the same reader sees.

use crate::base::{DocPath, Span};
use crate::model::{AttrValue, Document, Kind};
use crate::parse::front_matter;
use crate::parse::yaml_page::is_named_so;

/// A heading of any form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    /// Its node.
    pub node: u32,
    /// 1 to 6.
    pub level: u8,
}

/// Whether a raw element of that name is a heading, and of which level.
pub fn raw_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

/// The level of each heading as it is written in Markdown, in reading order.
pub fn markdown_levels(document: &Document) -> impl Iterator<Item = Level> {
    document.headings.iter().map(|heading| Level {
        node: heading.node,
        level: heading.level,
    })
}

/// Whether headings are written as raw HTML.
pub fn has_raw_headings(document: &Document) -> bool {
    document.tags.iter().any(|tag| raw_level(tag.name).is_some())
}

/// All headings in reading order, raw ones among them.
pub fn levels(document: &Document) -> Vec<Level> {
    if !has_raw_headings(document) {
        return markdown_levels(document).collect();
    }
    let level = |(index, node): (usize, &crate::model::Node)| {
        let level = match node.kind {
            Kind::Heading(number) => document.headings.get(number as usize)?.level,
            Kind::Element(number) => raw_level(document.tags.get(number as usize)?.name)?,
            _ => return None,
        };
        Some(Level {
            node: index as u32,
            level,
        })
    };
    document.nodes.iter().enumerate().filter_map(level).collect()
}

/// Where a node lies in the file, without the line end behind it.
pub fn of_node(document: &Document, node: u32) -> Span {
    let span = document
        .nodes
        .get(node as usize)
        .map_or(Span::default(), |node| node.span);
    let written = document.text.parsed.get(span.range()).unwrap_or("");
    let length = written.trim_end().len();
    document
        .text
        .in_file(Span::new(span.start as usize, span.start as usize + length))
}

/// Where an author mends what `node` does after `before`: the node itself, or, if a file brought it that did not bring
/// what stands before, the directive that put the file there. `None` for `before` is the beginning of the page.
pub fn behind(document: &Document, before: Option<u32>, node: u32) -> Span {
    let between = document
        .inclusions
        .partition_point(|inclusion| before.is_some_and(|before| inclusion.start <= before));
    let candidates = document.inclusions.get(between..).unwrap_or_default().iter();
    let mut around = candidates.take_while(|inclusion| inclusion.start <= node);
    match around.find(|inclusion| inclusion.end > node) {
        Some(inclusion) => document.text.in_file(inclusion.span),
        None => of_node(document, node),
    }
}

/// Whether both nodes were brought by the same file at the same place, or both stand in the page itself.
pub fn are_together(document: &Document, before: u32, node: u32) -> bool {
    behind(document, Some(before), node) == of_node(document, node)
        && !document
            .inclusions
            .iter()
            .take_while(|inclusion| inclusion.start <= before)
            .any(|inclusion| before < inclusion.end && inclusion.end <= node)
}

/// The place where a page's text begins: its first node, else the end of its front matter.
pub fn beginning(document: &Document) -> Span {
    let is_blank = |node: u32| match document.nodes[node as usize].kind {
        Kind::Text(part) => document.str(part).trim().is_empty(),
        Kind::Dropped | Kind::AnchorLine | Kind::SoftBreak => true,
        _ => false,
    };
    match document.roots().find(|&root| !is_blank(root)) {
        Some(first) => first_line(document, behind(document, None, first)),
        None => Span::at(document.front.block.map_or(0, |block| block.end as usize)),
    }
}

/// The file that a place lies in, and the place counted from the beginning of that file.
pub fn in_its_file(document: &Document, span: Span) -> (DocPath, Span) {
    let Some(part) = document.text.part_at(span.start) else {
        return (document.file.clone(), span);
    };
    let from = |at: u32| at.saturating_sub(part.at) as usize;
    (part.file.clone(), Span::new(from(span.start), from(span.end)))
}

/// The first line of a place.
pub fn first_line(document: &Document, span: Span) -> Span {
    let text = document.text.file.get(span.range()).unwrap_or("");
    let length = text.find(['\n', '\r']).unwrap_or(text.len());
    Span::new(span.start as usize, span.start as usize + length)
}

/// The line that opens the front matter, else the beginning of the text.
pub fn head(document: &Document) -> Span {
    let start = if document.text.file.starts_with('\u{feff}') {
        3
    } else {
        0
    };
    match document.front.block {
        Some(_)
            if document
                .text
                .file
                .get(start..)
                .is_some_and(|text| text.starts_with("---")) =>
        {
            Span::new(start, start + 3)
        }
        Some(block) => first_line(document, block),
        None if is_named_so(&document.file) => first_line(document, Span::new(start, document.text.file.len())),
        None => beginning(document),
    }
}

/// The value of a plain attribute of a raw element.
pub fn attribute<'a>(document: &'a Document, tag: u32, name: &str) -> Option<&'a str> {
    let tag = document.tags.get(tag as usize)?;
    tag.attrs.iter().find_map(|(key, value)| match value {
        AttrValue::Text(part) if *key == name => Some(document.str(*part)),
        _ => None,
    })
}

/// The key of the front matter whose value is empty; without the key, where the page begins to speak of itself.
pub fn value_or_head(document: &Document, key: &str) -> Span {
    let text = &document.text.file;
    let value = front_matter::place(text, &document.front, key);
    let before = value.and_then(|value| text.get(..value.start as usize));
    before.map_or_else(
        || head(document),
        |before| {
            // The reader of YAML puts an absent value behind the line end.
            let name = before.trim_end();
            let line = name.rfind(['\n', '\r']).map_or(0, |end| end + 1);
            Span::new(line, name.len())
        },
    )
}
