//! Headings: their text, and the explicit id at their end (`## Title {#id}`).

use super::explicit_id;
use crate::model::{Anchor, Document, Kind};

/// Gives each heading its text, after taking off an explicit id.
pub fn apply(document: &mut Document) {
    for number in 0..document.headings.len() {
        let node = document.headings[number].node;
        take_id(document, number as u32, node);
        let text = document.plain_text(node).trim().to_owned();
        // Nearly always one text node: then its place is kept, not a copy.
        let only_child = document.children(node).last();
        let kept = only_child.and_then(|child| match document.nodes[child as usize].kind {
            Kind::Text(part) if document.str(part).trim() == text => {
                let parsed = document.text.parsed.clone();
                let span = document.nodes[child as usize].span;
                let slice = parsed.get(span.range()).filter(|slice| slice.trim() == text)?;
                Some(document.text.keep(slice.trim()))
            }
            _ => None,
        });
        document.headings[number].text = kept.unwrap_or_else(|| document.text.keep(&text));
    }
}

/// `{#id}` at the end of the heading's last text names the heading.
fn take_id(document: &mut Document, number: u32, node: u32) {
    let Some(last) = document.children(node).last() else {
        return;
    };
    let Some((name, place)) = explicit_id::take(document, last) else {
        return;
    };
    let at = document
        .anchors
        .partition_point(|anchor| anchor.span.start < place.start);
    let anchor = Anchor {
        name,
        span: place,
        heading: Some(number),
    };
    if at == document.anchors.len() {
        document.anchors.push(anchor);
        return;
    }
    document.anchors.insert(at, anchor);
    renumber(document, at as u32);
}

/// Anchors from `at` on moved up by one.
fn renumber(document: &mut Document, at: u32) {
    use crate::model::AttrValue;
    for node in &mut document.nodes {
        if let Kind::Anchor(n) = &mut node.kind
            && *n >= at
        {
            *n += 1;
        }
    }
    for (_, value) in document.tags.iter_mut().flat_map(|tag| &mut tag.attrs) {
        if let AttrValue::Anchor(n) = value
            && *n >= at
        {
            *n += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::parse::document_of;

    #[test]
    fn an_id_at_the_end_is_taken_off() {
        let (document, _) = document_of("# <a name=\"b\"></a>A *b* `c` {#own}\n\n<a name=\"z\"></a>\n\n## {x} {#}\n");
        let names: Vec<_> = document.anchors.iter().map(|a| document.str(a.name)).collect();
        assert_eq!(names, ["b", "own", "z"]);
        assert_eq!(document.anchors[1].heading, Some(0));
        assert_eq!(document.str(document.headings[0].text), "A b c");
        assert_eq!(document.str(document.headings[1].text), "{x} {#}");
    }
}
