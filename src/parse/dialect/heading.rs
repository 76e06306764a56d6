//! Headings: their text, and the explicit id at their end (`## Title {#id}`).

use super::{explicit_id, xref};
use crate::model::{Anchor, AttrValue, Document, Kind};

/// Gives each heading its text, after taking off an explicit id.
pub fn apply(document: &mut Document) {
    let mut named: Vec<Anchor> = Vec::new();
    for number in 0..document.headings.len() {
        let node = document.headings[number].node;
        named.extend(take_id(document, number as u32, node));
        let text = document.plain_text(node).trim().to_owned();
        document.headings[number].slug = without_names(document, node).map(|slug| document.text.keep(&slug));
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
    merge(document, named);
}

/// Stands for a name, so that blanks beside it stay: on Learn, each is a hyphen.
const NAME: char = '\u{fffc}';

/// The text of a heading that holds names of other documentation (`@uid`), without them: they are no part of its slug.
fn without_names(document: &Document, node: u32) -> Option<String> {
    let end = document.nodes.get(node as usize)?.end;
    let is_name = |at: u32| match document.nodes[at as usize].kind {
        Kind::Link(number) => {
            let link = document.links.get(number as usize);
            link.is_some_and(|link| xref::shorthand(document, link).is_some())
        }
        _ => false,
    };
    if !(node..end).any(is_name) {
        return None;
    }
    let mut text = String::new();
    let mut at = node + 1;
    while at < end {
        let inside = document.nodes[at as usize];
        match inside.kind {
            _ if is_name(at) => {
                text.push(NAME);
                at = inside.end.max(at + 1);
                continue;
            }
            Kind::Text(part) | Kind::Code(part) | Kind::NoLoc(part) | Kind::Math(part) => {
                text.push_str(document.str(part));
            }
            Kind::SoftBreak | Kind::HardBreak => text.push(' '),
            _ => {}
        }
        at += 1;
    }
    Some(text.trim().replace(NAME, ""))
}

/// `{#id}` at the end of the heading's last text names the heading.
fn take_id(document: &mut Document, number: u32, node: u32) -> Option<Anchor> {
    let last = document.children(node).last()?;
    let (name, span) = explicit_id::take(document, last)?;
    Some(Anchor {
        name,
        span,
        heading: Some(number),
    })
}

/// Puts the names among the anchors, which are numbered in reading order: the numbers of those behind move, all at once.
fn merge(document: &mut Document, named: Vec<Anchor>) {
    if named.is_empty() {
        return;
    }
    let first = named.iter().map(|anchor| anchor.span.start).min().unwrap_or_default();
    let is_last = document.anchors.last().is_none_or(|anchor| anchor.span.start <= first);
    if is_last {
        document.anchors.extend(named);
        return;
    }
    let old = std::mem::take(&mut document.anchors).into_iter().enumerate();
    let mut all: Vec<(Option<u32>, Anchor)> = old.map(|(number, anchor)| (Some(number as u32), anchor)).collect();
    all.extend(named.into_iter().map(|anchor| (None, anchor)));
    all.sort_by_key(|(_, anchor)| anchor.span.start);
    let mut moved = vec![0; all.len()];
    for (now, (before, _)) in all.iter().enumerate() {
        if let Some(place) = before.and_then(|before| moved.get_mut(before as usize)) {
            *place = now as u32;
        }
    }
    document.anchors = all.into_iter().map(|(_, anchor)| anchor).collect();
    for node in &mut document.nodes {
        if let Kind::Anchor(number) = &mut node.kind {
            *number = moved[*number as usize];
        }
    }
    for (_, value) in document.tags.iter_mut().flat_map(|tag| &mut tag.attrs) {
        if let AttrValue::Anchor(number) = value {
            *number = moved[*number as usize];
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::parse::document_of;

    #[test]
    fn anchors_keep_their_reading_order() {
        let text = "<div id=\"first\"></div>\n\n# A {#a}\n\n<a name=\"m\"></a>x\n\n# B {#b}\n\n<a name=\"z\"></a>y\n";
        let (document, _) = document_of(text);
        let names: Vec<_> = document.anchors.iter().map(|a| document.str(a.name)).collect();
        assert_eq!(names, ["first", "a", "m", "b", "z"]);
        let shown = document.nodes.iter().filter_map(|node| match node.kind {
            crate::model::Kind::Anchor(n) => Some(document.str(document.anchors[n as usize].name)),
            _ => None,
        });
        assert_eq!(shown.collect::<Vec<_>>(), ["m", "z"]);
    }

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
