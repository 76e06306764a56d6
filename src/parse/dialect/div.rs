//! Boxes with a class: `> [!div class="nextstepaction"]`. They hold the rest of their quote, up to the next marker.

use super::attributes;
use super::mask::{Directive, Mask, Read, Source};
use crate::model::{Document, Kind};

/// A box as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Its classes.
    pub class: String,
    /// Its id.
    pub id: String,
    /// Names and values of its other attributes, which say nothing to a page of ours.
    pub extras: Vec<(String, String)>,
}

/// Reads `[!div class="…" id="…"]`, alone on its line in a quote.
pub fn read(source: &Source<'_>) -> Option<Read> {
    let rest = source.line.get("[!div".len()..)?;
    // Attributes hold no bracket outside quotes; the last on the line is the marker's.
    let close = rest.rfind(']')?;
    let length = "[!div".len() + close + 1;
    if !(source.is_first && source.in_quote && source.is_last(length)) {
        return None;
    }
    let mut written = Written::default();
    for attribute in attributes::read(&rest[..close]).unwrap_or_default() {
        match attribute.name {
            "class" => written.class = attribute.value.into_owned(),
            "id" => written.id = attribute.value.into_owned(),
            name if is_harmless(name) => written.extras.push((name.to_owned(), attribute.value.into_owned())),
            _ => {}
        }
    }
    Read::new(length, Directive::Div(written), Mask::Block)
}

/// What an element may carry without doing anything by it: no handler of events, no style.
fn is_harmless(name: &str) -> bool {
    let is_written_so = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(is_written_so)
        && !name.starts_with("on")
        && name != "style"
}

/// Markers in a quote part it: what stands before the first stays a quote, a box holds what follows it, and a video or a
/// sum holds nothing. No node moves.
pub fn apply(document: &mut Document) {
    // Nothing else was dropped yet: what is, is a sum that cannot be read.
    let is_mark = |kind: Kind| matches!(kind, Kind::Div(_) | Kind::Video(_) | Kind::Progress(_) | Kind::Dropped);
    if !document.nodes.iter().any(|node| is_mark(node.kind)) {
        return;
    }
    for quote in 0..document.nodes.len() as u32 {
        let node = document.nodes[quote as usize];
        if !matches!(node.kind, Kind::Quote | Kind::Alert(_)) {
            continue;
        }
        let children = document.children(quote);
        let marks: Vec<u32> = children
            .filter(|&child| is_mark(document.nodes[child as usize].kind))
            .collect();
        let Some(&first) = marks.first() else { continue };
        for (number, &mark) in marks.iter().enumerate() {
            if matches!(document.nodes[mark as usize].kind, Kind::Div(_)) {
                document.nodes[mark as usize].end = marks.get(number + 1).copied().unwrap_or(node.end);
            }
        }
        document.nodes[quote as usize].end = first;
        if first == quote + 1 && node.kind == Kind::Quote {
            document.nodes[quote as usize].kind = Kind::Dropped;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::parse::document_of;

    #[test]
    fn other_attributes_are_kept_where_they_do_nothing() {
        let text = "> [!div class=\"a\" data-x=\"1 \\\"2\\\"\" onclick=\"run()\" style=\"x\" Y=\"z\" why=\"é\"]\n> b\n";
        let (document, found) = document_of(text);
        assert!(found.is_empty());
        let extras = document.extras.iter();
        let extras: Vec<_> = extras
            .map(|extra| (document.str(extra.name), document.str(extra.value)))
            .collect();
        assert_eq!(extras, [("data-x", "1 \"2\""), ("why", "é")]);
    }
}
