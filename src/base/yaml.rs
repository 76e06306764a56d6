//! The YAML readers, named here and nowhere else: saphyr for places, `serde_yaml` for values.
//!
//! Front matter is read by saphyr alone. It keeps every scalar as it was written (an untyped `956176e78` is a
//! float to `serde_yaml`), keeps duplicate keys, knows each place, and takes 10 µs for 18 keys against 15 µs.

mod plain;

use std::collections::BTreeMap;
use std::fmt;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};
use serde::de::DeserializeOwned;

use super::Span;

/// Lists and maps in each other, at most.
const DEPTH: usize = 100;
/// What anchors and aliases may copy, in bytes of text and [`NODE_WEIGHT`] for every node.
const COPIES: usize = 4 << 20;
const NODE_WEIGHT: usize = 64;

/// Why a text is not the YAML it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    /// For people; says no position.
    pub message: String,
    /// The bytes of the given text that are meant.
    pub span: Span,
}

impl fmt::Display for YamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for YamlError {}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its bytes in the given text, quotes and brackets included; an alias for what an alias stands for.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// A value without a guess at its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text, numbers and all else that is written as one piece; escapes and folds are resolved.
    Scalar(String),
    /// A list.
    List(Vec<Node>),
    /// Keys and values in the order they were written, duplicates included.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// The text, if this is one.
    pub fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// The last value under `key`, if this is a map.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let Value::Map(entries) = &self.value else { return None };
        let found = entries.iter().rev().find(|(name, _)| name.scalar() == Some(key));
        found.map(|(_, value)| value)
    }

    /// All nodes below this one, keys before their values.
    fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Node)) {
        visit(self);
        match &self.value {
            Value::Scalar(_) => {}
            Value::List(items) => items.iter().for_each(|item| item.walk(visit)),
            Value::Map(entries) => entries.iter().for_each(|(key, value)| {
                key.walk(visit);
                value.walk(visit);
            }),
        }
    }

    /// What a copy costs, and how deep it is.
    fn measure(&self) -> (usize, usize) {
        let add = |all: (usize, usize), node: &Node| {
            let (weight, depth) = node.measure();
            (all.0 + weight, all.1.max(depth + 1))
        };
        let own = (NODE_WEIGHT, 0);
        match &self.value {
            Value::Scalar(text) => (NODE_WEIGHT + text.len(), 0),
            Value::List(items) => items.iter().fold(own, add),
            Value::Map(entries) => entries.iter().fold(own, |all, (key, value)| add(add(all, key), value)),
        }
    }
}

/// Reads `text`, one document, with the place of everything. An empty text is an empty map.
///
/// # Errors
/// Text that is not YAML, nesting deeper than 100, and aliases that would copy more than 4 MB.
pub fn places(text: &str) -> Result<Node, YamlError> {
    plain::places(text).map_or_else(|| all_places(text), Ok)
}

/// [`places`] by the reader for all YAML.
fn all_places(text: &str) -> Result<Node, YamlError> {
    let body = without_mark(text);
    let mark = text.len() - body.len();
    // Everything behind a NUL would be taken for the end of the text.
    if let Some(at) = memchr::memchr(0, body.as_bytes()) {
        return Err(YamlError {
            message: "the text holds a NUL character".into(),
            span: Span::new(at, at + 1).shifted(mark),
        });
    }
    let mut builder = Builder::new(body);
    let built = builder.run();
    let shift = |span: &mut Span| *span = span.shifted(mark);
    match built {
        Ok(mut root) => {
            if mark > 0 {
                shift_all(&mut root, &shift);
            }
            Ok(root)
        }
        Err(mut error) => {
            shift(&mut error.span);
            Err(error)
        }
    }
}

/// Reads `text` into a type. A hash or a version must be declared as a string, or it may turn into a number.
///
/// # Errors
/// What [`places`] refuses, and what does not fit the type.
pub fn decode<T: DeserializeOwned>(text: &str) -> Result<T, YamlError> {
    // First, because 60 KB of nested brackets take serde_yaml more than a second, and for the better place.
    let tree = places(text)?;
    let body = without_mark(text);
    serde_yaml::from_str(body).map_err(|error| misfit(&error, text, text.len() - body.len(), &tree))
}

fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

fn shift_all(node: &mut Node, shift: &dyn Fn(&mut Span)) {
    shift(&mut node.span);
    match &mut node.value {
        Value::Scalar(_) => {}
        Value::List(items) => items.iter_mut().for_each(|item| shift_all(item, shift)),
        Value::Map(entries) => entries.iter_mut().for_each(|(key, value)| {
            shift_all(key, shift);
            shift_all(value, shift);
        }),
    }
}

/// Builds the tree out of events, without recursion.
struct Builder<'a> {
    text: &'a str,
    parser: Parser<'a, saphyr_parser::StrInput<'a>>,
    cursor: Cursor<'a>,
    open: Vec<Open>,
    root: Option<Node>,
    /// What the anchors name, with its cost and depth.
    anchors: BTreeMap<usize, (Node, usize, usize)>,
    budget: usize,
}

/// A list or map whose end has not been seen.
struct Open {
    start: usize,
    anchor: usize,
    value: Value,
    key: Option<Node>,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            parser: Parser::new_from_str(text),
            cursor: Cursor::new(text),
            open: Vec::new(),
            root: None,
            anchors: BTreeMap::new(),
            budget: COPIES,
        }
    }

    fn run(&mut self) -> Result<Node, YamlError> {
        let mut documents = 0;
        while let Some(event) = self.parser.next_event() {
            let (event, place) = event.map_err(|error| YamlError {
                message: in_plain_words(error.info()),
                span: self.one_character(error.marker()),
            })?;
            if matches!(event, Event::DocumentStart(_)) {
                documents += 1;
                if documents > 1 {
                    return Err(self.error(&place, "a second document begins here, and only one is read"));
                }
            }
            self.take(event, &place)?;
        }
        let nothing = || Node {
            span: Span::default(),
            value: Value::Map(Vec::new()),
        };
        let is_text = |node: &Node| !(node.scalar() == Some("") && self.text.get(node.span.range()) == Some(""));
        Ok(self.root.take().filter(is_text).unwrap_or_else(nothing))
    }

    fn take(&mut self, event: Event<'a>, place: &saphyr_parser::Span) -> Result<(), YamlError> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let span = self.scalar_span(place, style, &text);
                let value = Value::Scalar(text.into_owned());
                self.put(Node { span, value }, anchor, place)
            }
            Event::SequenceStart(anchor, _) => self.open(Value::List(Vec::new()), anchor, place),
            Event::MappingStart(anchor, _) => self.open(Value::Map(Vec::new()), anchor, place),
            Event::SequenceEnd | Event::MappingEnd => self.close(place),
            Event::Alias(anchor) => self.copy(anchor, place),
            _ => Ok(()),
        }
    }

    fn open(&mut self, value: Value, anchor: usize, place: &saphyr_parser::Span) -> Result<(), YamlError> {
        if self.open.len() >= DEPTH {
            return Err(self.error(place, &format!("lists and maps are nested deeper than {DEPTH}")));
        }
        let start = self.cursor.byte(place.start);
        self.open.push(Open {
            start,
            anchor,
            value,
            key: None,
        });
        Ok(())
    }

    fn close(&mut self, place: &saphyr_parser::Span) -> Result<(), YamlError> {
        let Some(Open {
            start, anchor, value, ..
        }) = self.open.pop()
        else {
            return Ok(());
        };
        // The end of an unbracketed list or map has no length and may lie lines below.
        let last = match &value {
            Value::List(items) => items.last(),
            Value::Map(entries) => entries.last().map(|(_, value)| value),
            Value::Scalar(_) => None,
        };
        let end = if place.is_empty() {
            last.map_or(start, |node| node.span.end as usize)
        } else {
            self.cursor.byte(place.end)
        };
        let span = Span::new(start, end);
        self.put(Node { span, value }, anchor, place)
    }

    fn copy(&mut self, anchor: usize, place: &saphyr_parser::Span) -> Result<(), YamlError> {
        let span = self.span(place);
        let Some((node, weight, depth)) = self.anchors.get(&anchor) else {
            return Err(self.error(place, "an alias inside of what it stands for"));
        };
        if self.open.len() + depth > DEPTH {
            return Err(self.error(place, &format!("aliases are nested deeper than {DEPTH}")));
        }
        let Some(left) = self.budget.checked_sub(*weight) else {
            return Err(self.error(place, "aliases would copy far more than the text holds"));
        };
        let mut node = node.clone();
        node.span = span;
        self.budget = left;
        self.put(node, 0, place)
    }

    /// Puts a finished node where it belongs, and remembers it if it has an anchor.
    fn put(&mut self, node: Node, anchor: usize, place: &saphyr_parser::Span) -> Result<(), YamlError> {
        if anchor > 0 {
            let (weight, depth) = node.measure();
            let Some(left) = self.budget.checked_sub(weight) else {
                return Err(self.error(place, "aliases would copy far more than the text holds"));
            };
            self.budget = left;
            self.anchors.insert(anchor, (node.clone(), weight, depth));
        }
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(open) => match &mut open.value {
                Value::List(items) => items.push(node),
                Value::Map(entries) => match open.key.take() {
                    None => open.key = Some(node),
                    Some(key) => entries.push((key, node)),
                },
                Value::Scalar(_) => {}
            },
        }
        Ok(())
    }

    fn span(&mut self, place: &saphyr_parser::Span) -> Span {
        Span::new(self.cursor.byte(place.start), self.cursor.byte(place.end))
    }

    /// Without the white space and comment that the reader counts to a scalar. An absent value stands behind its colon,
    /// not where the reader found the next thing.
    fn scalar_span(&mut self, place: &saphyr_parser::Span, style: ScalarStyle, value: &str) -> Span {
        if let (ScalarStyle::Plain, "", Some(Open { key: Some(key), .. })) = (style, value, self.open.last()) {
            let behind = self.text.get(key.span.end as usize..).unwrap_or("");
            let colon = behind.find(':').map_or(0, |at| at + 1);
            return Span::at(key.span.end as usize + colon);
        }
        let span = self.span(place);
        let text = self.text.get(span.range()).unwrap_or("");
        let length = closing_quote(text).unwrap_or_else(|| text.trim_ascii_end().len());
        Span::new(span.start as usize, span.start as usize + length)
    }

    fn one_character(&mut self, marker: &Marker) -> Span {
        let at = self.cursor.byte(*marker);
        let next = self.text.get(at..).and_then(|rest| rest.chars().next());
        let width = next.filter(|c| !matches!(c, '\n' | '\r')).map_or(0, char::len_utf8);
        Span::new(at, at + width)
    }

    fn error(&mut self, place: &saphyr_parser::Span, message: &str) -> YamlError {
        YamlError {
            message: message.into(),
            span: self.one_character(&place.start),
        }
    }
}

/// How long the quoted text is that `text` begins with, quotes included; `None` if none begins or none ends.
pub fn closing_quote(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let quote = *bytes.first().filter(|byte| matches!(byte, b'"' | b'\''))?;
    let mut at = 1;
    while let Some(&byte) = bytes.get(at) {
        let doubled = byte == b'\'' && quote == b'\'' && bytes.get(at + 1) == Some(&b'\'');
        if byte == quote && !doubled {
            return Some(at + 1);
        }
        let escape = byte == b'\\' && quote == b'"';
        at += if doubled || escape { 2 } else { 1 };
    }
    None
}

/// Turns saphyr's places, counted in characters, into bytes. They come nearly in order, so it walks from the last.
struct Cursor<'a> {
    text: &'a str,
    ascii: bool,
    characters: usize,
    byte: usize,
}

impl<'a> Cursor<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            ascii: text.is_ascii(),
            characters: 0,
            byte: 0,
        }
    }

    fn byte(&mut self, marker: Marker) -> usize {
        let wanted = marker.index();
        if self.ascii {
            return wanted.min(self.text.len());
        }
        let (before, behind) = self.text.split_at_checked(self.byte).unwrap_or((self.text, ""));
        if wanted >= self.characters {
            let step = behind.char_indices().nth(wanted - self.characters);
            self.byte += step.map_or(behind.len(), |(at, _)| at);
        } else {
            let step = before.char_indices().rev().nth(self.characters - wanted - 1);
            self.byte = step.map_or(0, |(at, _)| at);
        }
        self.characters = wanted;
        self.byte
    }
}

/// saphyr's commonest complaints, as one would say them to an author.
fn in_plain_words(info: &str) -> String {
    let words = match info {
        "mapping values are not allowed in this context" => "`:` with a space after it is not allowed here",
        "while scanning a quoted scalar, found unexpected end of stream"
        | "while scanning a quoted scalar, found unexpected document indicator" => "the quoted text is not closed",
        "recursion limit exceeded" => "lists and maps are nested deeper than is read",
        "invalid trailing content after double-quoted scalar" => "there is text behind the closing quote",
        "simple key expected" | "simple key expect ':'" => "expected `key: value`",
        "while parsing a block mapping, did not find expected key" => "expected a key in line with the others",
        "while parsing a block collection, did not find expected '-' indicator" => {
            "expected a `-` in line with the others"
        }
        "while parsing node, found unknown anchor" => "an alias of an anchor that is nowhere defined",
        "while parsing a node, did not find expected node content" => "expected a value here",
        "while parsing a flow sequence, expected ',' or ']'" => "expected `,` or `]`",
        "while parsing a flow mapping, did not find expected ',' or '}'" => "expected `,` or `}`",
        "tabs disallowed within this context (block indentation)"
        | "tabs disallowed in this context"
        | "tab cannot be used as indentation"
        | "while scanning a plain scalar, found a tab" => "a tab where YAML allows only spaces",
        "invalid indentation" | "invalid indentation in quoted scalar" | "invalid indentation in flow construct" => {
            "the line is indented less than what it belongs to"
        }
        "while parsing a quoted scalar, found unknown escape character" => "an unknown escape behind `\\`",
        other => {
            return match other.strip_prefix("unexpected character: ") {
                Some(quoted) => format!("a value cannot begin with `{}`", quoted.trim_matches(['`', '\''])),
                None => other.replace('\'', "`"),
            };
        }
    };
    words.into()
}

/// `serde_yaml`'s complaint about a text that is YAML but not the expected type.
fn misfit(error: &serde_yaml::Error, text: &str, mark: usize, tree: &Node) -> YamlError {
    let raw = error.to_string();
    let at = mark
        + error
            .location()
            .map_or_else(|| position_in(&raw), |location| location.index());
    let message = without_position(&raw);
    let span = duplicate(&message, tree).unwrap_or_else(|| deepest_at(tree, at));
    YamlError {
        message,
        span: span.clamped(text),
    }
}

/// The second key of a name that a type has only once: `serde_yaml` points at the map.
fn duplicate(message: &str, tree: &Node) -> Option<Span> {
    let name = message.split_once("duplicate field `")?.1.strip_suffix('`')?;
    let mut found = None;
    tree.walk(&mut |node| {
        if let (None, Value::Map(entries)) = (found, &node.value) {
            let named = entries.iter().filter(|(key, _)| key.scalar() == Some(name));
            found = named.map(|(key, _)| key.span).nth(1);
        }
    });
    found
}

/// The smallest node that begins at byte `at`.
fn deepest_at(tree: &Node, at: usize) -> Span {
    let mut found = Span::at(at);
    tree.walk(&mut |node| {
        if node.span.start as usize == at {
            found = node.span;
        }
    });
    found
}

/// `serde_yaml` names the place of an unreadable character only in its message.
fn position_in(message: &str) -> usize {
    let digits = message.rsplit_once(" at position ").map_or("", |(_, digits)| digits);
    digits.parse().unwrap_or(0)
}

fn without_position(message: &str) -> String {
    let positions = [" at line ", " at position "];
    let cut = positions.iter().filter_map(|position| message.find(position)).min();
    message[..cut.unwrap_or(message.len())].to_owned()
}

#[cfg(test)]
mod tests;
