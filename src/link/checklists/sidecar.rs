//! `checklists.yml`: which lists of pages that nobody may edit are checklists, by their place on the page.

use super::rules::BAD_CHECKLISTS;
use crate::base::yaml::{self, Node, Value};
use crate::base::{DocPath, Span};
use crate::diag::{Sink, nearest};
use crate::source::{Content, Snapshot};

pub use crate::source::SIDECAR as FILE;

/// A text and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The text.
    pub text: Box<str>,
    /// Its bytes in the file.
    pub span: Span,
}

/// One list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The page, by its path below a language's folder.
    pub page: Written,
    /// The anchor of the heading that the list stands under; without one, lists are counted on the whole page.
    pub heading: Option<Written>,
    /// Its number, from 1.
    pub list: u32,
    /// Where that is written, else the whole entry.
    pub place: Span,
    /// The name of the checklist.
    pub id: Written,
    /// The ids of its items, in their order; empty where they are counted.
    pub items: Vec<Written>,
}

/// What a file says.
#[derive(Clone, Debug)]
pub struct Sidecar {
    /// The file, below the site's root.
    pub file: DocPath,
    /// Its lists.
    pub entries: Vec<Entry>,
}

const KEYS: [&str; 5] = ["page", "heading", "list", "id", "items"];

/// Reads a file, if it is there; what is wrong goes to `sink`, and the rest counts.
pub fn read(snapshot: &Snapshot, file: &DocPath, sink: &mut Sink) -> Option<Sidecar> {
    let text = match &snapshot.files.get(file)?.content {
        Content::Text(text) => text.to_string(),
        Content::NotUtf8(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Content::Media { .. } => return None,
    };
    let mut sidecar = Sidecar {
        file: file.clone(),
        entries: Vec::new(),
    };
    let root = match yaml::places(&text) {
        Ok(root) => root,
        Err(error) => {
            let message = format!("`{}` is not valid YAML: {}", file.file_name(), error.message);
            sink.report(&BAD_CHECKLISTS, error.span, message);
            return Some(sidecar);
        }
    };
    match &root.value {
        Value::List(items) => sidecar
            .entries
            .extend(items.iter().filter_map(|item| entry(item, sink))),
        Value::Map(pairs) if pairs.is_empty() => {}
        Value::Scalar(text) if text.trim().is_empty() => {}
        _ => {
            sink.report(&BAD_CHECKLISTS, root.span, "a list of checklists is expected here")
                .help("begin each with `- page: …`, `id: …`");
        }
    }
    Some(sidecar)
}

fn entry(node: &Node, sink: &mut Sink) -> Option<Entry> {
    let Value::Map(pairs) = &node.value else {
        sink.report(&BAD_CHECKLISTS, node.span, "this is no checklist")
            .help("write `page: …` and `id: …`");
        return None;
    };
    for (key, _) in pairs {
        let name = key.scalar().unwrap_or_default();
        if !KEYS.contains(&name) {
            let message = format!("a checklist has no `{name}`");
            sink.report(&BAD_CHECKLISTS, key.span, message)
                .suggest(nearest(name, KEYS.into_iter()));
        }
    }
    let page = required(node, "page", sink)?;
    let id = without_blanks(required(node, "id", sink)?, sink)?;
    let heading = match node.get("heading") {
        Some(node) => Some(text(node, "the anchor of a heading", sink)?),
        None => None,
    };
    let (list, place) = match node.get("list") {
        None => (1, node.span),
        Some(node) => match node
            .scalar()
            .and_then(|text| text.parse().ok())
            .filter(|list| *list > 0)
        {
            Some(list) => (list, node.span),
            None => {
                sink.report(&BAD_CHECKLISTS, node.span, "the number of a list is expected here")
                    .help("count the lists from 1; those inside others do not count");
                return None;
            }
        },
    };
    let items = match node.get("items") {
        None => Vec::new(),
        Some(Node {
            value: Value::List(items),
            ..
        }) => items
            .iter()
            .map(|item| without_blanks(text(item, "the id of an item", sink)?, sink))
            .collect::<Option<_>>()?,
        Some(node) => {
            sink.report(&BAD_CHECKLISTS, node.span, "a list of ids is expected here")
                .help("write `items: [first, second]`, or leave `items` out to have them counted");
            return None;
        }
    };
    Some(Entry {
        page,
        heading,
        list,
        place,
        id,
        items,
    })
}

fn required(node: &Node, key: &str, sink: &mut Sink) -> Option<Written> {
    match node.get(key) {
        Some(value) => text(value, &format!("the `{key}` of a checklist"), sink),
        None => {
            sink.report(&BAD_CHECKLISTS, node.span, format!("this checklist has no `{key}`"));
            None
        }
    }
}

/// Pages list the names of items with blanks between them.
fn without_blanks(id: Written, sink: &mut Sink) -> Option<Written> {
    if !id.text.contains(|c: char| c.is_whitespace() || c == '/') {
        return Some(id);
    }
    let right = id
        .text
        .split(|c: char| c.is_whitespace() || c == '/')
        .collect::<Vec<_>>()
        .join("-");
    sink.report(&BAD_CHECKLISTS, id.span, "an id is one word, without a slash")
        .suggest(Some(&right));
    None
}

/// A name of one word or more: nothing that could not stand in a key or a file's name.
fn text(node: &Node, what: &str, sink: &mut Sink) -> Option<Written> {
    let text = node
        .scalar()
        .map(str::trim)
        .filter(|text| !text.is_empty() && text.len() <= 200);
    match text {
        Some(text) if !text.chars().any(char::is_control) => Some(Written {
            text: text.into(),
            span: node.span,
        }),
        _ => {
            sink.report(&BAD_CHECKLISTS, node.span, format!("{what} is expected here"));
            None
        }
    }
}
