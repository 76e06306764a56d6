//! An explicit id at the end of a line: `… {#id}`.

use crate::base::Span;
use crate::model::{Document, Kind, Str};

/// Takes the id off the end of a text node, and says where in the parsed text it stood.
pub fn take(document: &mut Document, node: u32) -> Option<(Str, Span)> {
    let Kind::Text(part) = document.nodes.get(node as usize)?.kind else {
        return None;
    };
    let text = document.str(part).to_owned();
    let trimmed = text.trim_end();
    let open = trimmed.rfind("{#")?;
    let id = trimmed[open + 2..].strip_suffix('}')?;
    if id.is_empty() || id.contains(|c: char| c.is_whitespace() || matches!(c, '{' | '}' | '#')) {
        return None;
    }
    let name = document.text.keep(id);
    let span = document.nodes[node as usize].span;
    let rest = text[..open].trim_end();
    // Where the text is a slice of the file, so is what stays of it.
    let parsed = document.text.parsed.clone();
    let kept = match parsed.get(span.range()) {
        Some(slice) if slice == text => &slice[..rest.len()],
        _ => rest,
    };
    let part = document.text.keep(kept);
    document.nodes[node as usize].kind = Kind::Text(part);
    Some((name, Span::new(span.start as usize + open, span.end as usize)))
}
