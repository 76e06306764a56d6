//! HTML as a browser sees it, made equal where two spellings mean the same. What makes things equal is a function with
//! its reason; nothing here knows any case.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use scraper::{ElementRef, Html, Node as Parsed};

use super::links::Target;

mod tests;

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    Element(Element),
    Text(String),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    pub name: String,
    pub attrs: BTreeMap<String, String>,
    pub children: Vec<Node>,
}

/// How a side of a comparison is read.
pub struct Reading<'a> {
    /// Where an address leads.
    pub target: &'a dyn Fn(&str) -> Target,
    /// Which blanks count.
    pub blanks: Blanks,
    /// On our side: the attributes and classes that the expectation speaks of.
    pub ours: Option<&'a Mentioned>,
}

/// Which blanks beside a tag count. Within a text every run of them is one blank, as in a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blanks {
    /// All but line ends: upstream takes those out on both sides before it compares.
    InLine,
    /// None: upstream trims every text before it compares.
    None,
}

/// What an expectation speaks of.
#[derive(Debug, Default)]
pub struct Mentioned {
    attributes: BTreeSet<String>,
    ids: BTreeSet<String>,
}

impl Mentioned {
    /// The names of all attributes, and all ids.
    pub fn of(nodes: &[Node]) -> Self {
        let mut names = Self::default();
        names.add(nodes);
        names
    }

    fn add(&mut self, nodes: &[Node]) {
        for node in nodes {
            if let Node::Element(element) = node {
                self.attributes.extend(element.attrs.keys().cloned());
                self.ids
                    .extend(["id", "name"].map(|name| element.attr(name).to_owned()));
                self.add(&element.children);
            }
        }
    }
}

impl Element {
    fn new(name: &str) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    pub fn attr(&self, name: &str) -> &str {
        self.attrs.get(name).map_or("", String::as_str)
    }

    fn has_class(&self, class: &str) -> bool {
        self.attr("class").split_ascii_whitespace().any(|one| one == class)
    }

    /// The level, of a heading.
    pub fn level(&self) -> Option<u32> {
        let level = self.name.strip_prefix('h')?;
        level.parse().ok().filter(|level| (1..=6).contains(level))
    }
}

/// Parses as a browser does, so what HTML forbids (a `div` in a `p`) comes out the same on both sides.
pub fn parse(html: &str) -> Vec<Node> {
    read(Html::parse_fragment(html).root_element())
}

/// Comments are no part of what is shown.
fn read(element: ElementRef<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    for child in element.children() {
        match child.value() {
            Parsed::Text(text) => nodes.push(Node::Text(text.to_string())),
            Parsed::Element(tag) => nodes.push(Node::Element(Element {
                name: tag.name().to_ascii_lowercase(),
                attrs: tag
                    .attrs()
                    .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
                    .collect(),
                children: ElementRef::wrap(child).map(read).unwrap_or_default(),
            })),
            _ => {}
        }
    }
    nodes
}

/// All text of a tree.
pub fn text(nodes: &[Node]) -> String {
    let one = |node: &Node| match node {
        Node::Text(text) => text.clone(),
        Node::Element(element) => text(&element.children),
    };
    nodes.iter().map(one).collect()
}

/// A tree as text, a line an element or a text, in which equal trees are equal.
pub fn normal(nodes: Vec<Node>, reading: &Reading<'_>) -> String {
    let nodes = rewritten(nodes, &|element| vec![Node::Element(element)]);
    let nodes = rewritten(nodes, &|element| linked(element, reading));
    let nodes = match reading.ours {
        Some(mentioned) => rewritten(nodes, &|element| own_forms(element, mentioned)),
        None => nodes,
    };
    let nodes = loose_text(rewritten(nodes, &both));
    let mut out = String::new();
    print(&nodes, reading.blanks, true, 0, &mut out);
    out
}

/// Text that stands between the blocks of a page without a paragraph of its own looks like one.
fn loose_text(nodes: Vec<Node>) -> Vec<Node> {
    if !nodes.iter().any(is_block) {
        return nodes;
    }
    let mut out: Vec<Node> = Vec::new();
    let mut line: Vec<Node> = Vec::new();
    for node in nodes {
        if is_block(&node) {
            end_line(&mut line, &mut out);
            out.push(node);
        } else {
            line.push(node);
        }
    }
    end_line(&mut line, &mut out);
    out
}

fn end_line(line: &mut Vec<Node>, out: &mut Vec<Node>) {
    let is_empty = line.iter().all(is_blank);
    let children = std::mem::take(line);
    if !is_empty {
        let mut paragraph = Element::new("p");
        paragraph.children = children;
        out.push(Node::Element(paragraph));
    }
}

/// Every element, from within, replaced by what `change` makes of it. Texts that come to lie side by side are one.
fn rewritten(nodes: Vec<Node>, change: &dyn Fn(Element) -> Vec<Node>) -> Vec<Node> {
    let mut out: Vec<Node> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let made = match node {
            Node::Element(mut element) => {
                element.children = rewritten(element.children, change);
                change(element)
            }
            text => vec![text],
        };
        for node in made {
            match (out.last_mut(), node) {
                (Some(Node::Text(before)), Node::Text(text)) => before.push_str(&text),
                (_, node) => out.push(node),
            }
        }
    }
    out
}

/// Attributes that hold an address.
const ADDRESSES: [&str; 4] = ["href", "src", "poster", "data"];

/// Addresses become the places that they lead to, and what leads nowhere its text: upstream leaves such a link as it is
/// written, we mark it, and neither takes a reader anywhere.
fn linked(mut element: Element, reading: &Reading<'_>) -> Vec<Node> {
    if reading.ours.is_some() && element.name == "span" && element.has_class("broken") {
        return lost(element.children);
    }
    for name in ADDRESSES {
        let Some(address) = element.attrs.get(name) else {
            continue;
        };
        match (reading.target)(address) {
            Target::Nowhere if element.name == "img" => {
                return lost(vec![Node::Text(element.attr("alt").to_owned())]);
            }
            Target::Nowhere => return lost(element.children),
            target => _ = element.attrs.insert(name.to_owned(), target.to_string()),
        }
    }
    vec![Node::Element(element)]
}

fn lost(children: Vec<Node>) -> Vec<Node> {
    if text(&children).trim().is_empty() && children.iter().all(|child| matches!(child, Node::Text(_))) {
        return Vec::new();
    }
    let mut element = Element::new("leads-nowhere");
    element.children = children;
    vec![Node::Element(element)]
}

/// Attributes of ours that make a page easier to use and change nothing in what it says; where the expectation speaks
/// of one, it counts.
const EXTRAS: [&str; 10] = [
    "tabindex",
    "loading",
    "decoding",
    "width",
    "height",
    "role",
    "scope",
    "rel",
    "translate",
    "aria-label",
];

/// Forms of our own markup that say no more than upstream's.
fn own_forms(mut element: Element, mentioned: &Mentioned) -> Vec<Node> {
    for name in EXTRAS {
        if !mentioned.attributes.contains(name) {
            element.attrs.remove(name);
        }
    }
    // A box around a table, which scrolls by itself.
    let is_table = |node: &Node| matches!(node, Node::Element(inner) if inner.name == "table");
    if element.name == "div" && element.attr("class") == "table" && element.children.iter().any(is_table) {
        return element.children;
    }
    // More ids do no harm to those that are expected.
    if is_empty_anchor(&element) && !mentioned.ids.contains(id_of(&element)) {
        return Vec::new();
    }
    // HTML lets no box into a paragraph: upstream puts it there all the same, and browsers end the paragraph before it.
    // Ours is a box in a line instead.
    let is_box =
        |node: &Node| matches!(node, Node::Element(inner) if inner.name == "span" && inner.has_class("embeddedvideo"));
    if element.name == "p"
        && element.children.iter().any(is_box)
        && element.children.iter().all(|node| is_box(node) || is_blank(node))
    {
        let mut boxes = element.children;
        for node in &mut boxes {
            if let Node::Element(inner) = node {
                inner.name = "div".into();
            }
        }
        return boxes;
    }
    vec![Node::Element(element)]
}

/// What is equal on both sides.
fn both(mut element: Element) -> Vec<Node> {
    element.attrs.retain(|name, _| !TOLD_OTHERWISE.contains(&name.as_str()));
    if NEVER_SHOWN.contains(&element.name.as_str()) {
        return Vec::new();
    }
    if is_empty_anchor(&element) {
        return vec![anchor(&element)];
    }
    named(&mut element);
    flags(&mut element);
    aligned(&mut element);
    match element.name.as_str() {
        // An empty paragraph shows nothing; browsers make them of a box that is wrongly put into a paragraph.
        "p" if element.children.iter().all(is_blank) => return Vec::new(),
        // No alternative text and an empty one are both "say nothing".
        "img" if element.attr("alt").is_empty() => _ = element.attrs.remove("alt"),
        "thead" => element.children = head_cells(element.children),
        "pre" => return vec![code(element)],
        "div" => untitle_alert(&mut element),
        _ => {}
    }
    vec![Node::Element(element)]
}

/// Attributes that repeat what is compared otherwise, or say where in the source something stood. `data-linktype` names
/// the kind of a link's target, which the targets themselves show.
const TOLD_OTHERWISE: [&str; 6] = [
    "data-linktype",
    "data-raw-source",
    "sourcefile",
    "sourcestartlinenumber",
    "sourceendlinenumber",
    "data-raw-html",
];

/// Upstream's engine passes these on and its site build takes them out again; we never let them in.
const NEVER_SHOWN: [&str; 3] = ["script", "style", "link"];

fn is_blank(node: &Node) -> bool {
    matches!(node, Node::Text(text) if text.trim().is_empty())
}

fn is_empty_anchor(element: &Element) -> bool {
    let is_named = element.attrs.contains_key("id") || element.attrs.contains_key("name");
    matches!(element.name.as_str(), "a" | "span")
        && is_named
        && !element.attrs.contains_key("href")
        && element.children.iter().all(is_blank)
}

/// `<a name>`, `<a id>` and `<span id>` are three ways to say: here.
fn anchor(element: &Element) -> Node {
    let mut anchor = Element::new("anchor");
    anchor.attrs.insert("id".into(), id_of(element).to_owned());
    Node::Element(anchor)
}

fn id_of(element: &Element) -> &str {
    match element.attr("id") {
        "" => element.attr("name"),
        id => id,
    }
}

/// A link's `name` is an id.
fn named(element: &mut Element) {
    if element.name == "a"
        && !element.attrs.contains_key("id")
        && let Some(name) = element.attrs.remove("name")
    {
        element.attrs.insert("id".into(), name);
    }
}

/// Attributes that are there or not, whatever they hold.
fn flags(element: &mut Element) {
    for name in ["hidden", "checked", "disabled", "controls", "allowfullscreen", "open"] {
        if let Some(value) = element.attrs.get_mut(name) {
            value.clear();
        }
    }
}

/// Three ways to align a cell: `align`, a style, and a class of ours.
fn aligned(element: &mut Element) {
    if !matches!(element.name.as_str(), "td" | "th") {
        return;
    }
    let style = element.attr("style").replace([' ', ';'], "");
    let by_style = style.strip_prefix("text-align:").map(str::to_owned);
    let by_class = ["left", "center", "right"]
        .into_iter()
        .find(|side| element.attr("class") == *side);
    let side = by_style.or_else(|| by_class.map(str::to_owned));
    if let Some(side) = side {
        element.attrs.remove("style");
        element.attrs.remove("class");
        element.attrs.insert("align".into(), side);
    }
}

/// An empty cell in the head names nothing, so it is no heading cell with us.
fn head_cells(nodes: Vec<Node>) -> Vec<Node> {
    rewritten(nodes, &|mut element| {
        if element.name == "td" {
            element.name = "th".into();
        }
        vec![Node::Element(element)]
    })
}

/// Code is its text: colours are no part of what it says. Attributes of `pre` and `code` count.
fn code(mut pre: Element) -> Node {
    let is_code = |node: &Node| matches!(node, Node::Element(inner) if inner.name == "code");
    let all = text(&pre.children);
    let inner = pre.children.into_iter().find(is_code);
    pre.children = match inner {
        Some(Node::Element(mut inner)) => {
            inner.children = vec![Node::Text(all)];
            vec![Node::Element(inner)]
        }
        _ => vec![Node::Text(all)],
    };
    Node::Element(pre)
}

const ALERTS: [&str; 5] = ["note", "tip", "important", "caution", "warning"];

/// The title of an alert is a word of the reader's language, which each side chooses for itself; that there is one, and
/// which alert it is, counts.
fn untitle_alert(element: &mut Element) {
    let class = element.attr("class").to_owned();
    let kind = class.strip_prefix("alert ").unwrap_or(&class).to_ascii_lowercase();
    if !ALERTS.contains(&kind.as_str()) {
        return;
    }
    let first = element.children.iter().position(|node| !is_blank(node));
    let is_title = |node: &Node| match node {
        Node::Element(title) => title.name == "h5" || title.attr("class") == "alert-title",
        Node::Text(_) => false,
    };
    if let Some(first) = first.filter(|&first| is_title(&element.children[first])) {
        element.children.remove(first);
        element.attrs.remove("class");
        element.attrs.insert("data-alert".into(), kind);
    }
}

/// Elements beside whose edges blanks do not show.
const BLOCKS: [&str; 38] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "ul",
    "video",
];
const TABLE_BLOCKS: [&str; 6] = ["thead", "tfoot", "tr", "td", "th", "iframe"];

fn is_block(node: &Node) -> bool {
    let Node::Element(element) = node else { return false };
    BLOCKS.contains(&element.name.as_str()) || TABLE_BLOCKS.contains(&element.name.as_str())
}

/// `edges`: the nodes are all that lies in a block.
fn print(nodes: &[Node], blanks: Blanks, edges: bool, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    for (place, node) in nodes.iter().enumerate() {
        match node {
            Node::Text(text) => {
                let at_block = |other: Option<&Node>| other.map_or(edges, is_block);
                let before = place.checked_sub(1).and_then(|place| nodes.get(place));
                let starts = edge(text, blanks, at_block(before), true);
                let ends = edge(text, blanks, at_block(nodes.get(place + 1)), false);
                let words = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
                match words.as_str() {
                    "" if starts || ends => _ = writeln!(out, "{indent}\u{2423}"),
                    "" => {}
                    words => {
                        let mark = |is: bool| if is { "\u{2423}" } else { "" };
                        _ = writeln!(out, "{indent}{}{words}{}", mark(starts), mark(ends));
                    }
                }
            }
            Node::Element(element) => {
                _ = write!(out, "{indent}<{}", element.name);
                for (name, value) in &element.attrs {
                    _ = write!(out, " {name}={value:?}");
                }
                out.push_str(">\n");
                if element.name == "pre" {
                    lines(&element.children, blanks, depth + 1, out);
                } else {
                    print(&element.children, blanks, is_block(node), depth + 1, out);
                }
            }
        }
    }
}

/// Whether a text shows a blank at an edge.
fn edge(text: &str, blanks: Blanks, at_block: bool, is_start: bool) -> bool {
    let inner = if is_start {
        text.trim_ascii_start()
    } else {
        text.trim_ascii_end()
    };
    let length = text.len() - inner.len();
    let run = if is_start {
        &text[..length]
    } else {
        &text[text.len() - length..]
    };
    blanks == Blanks::InLine && !at_block && run.contains([' ', '\t'])
}

/// Code, line by line. Where upstream takes line ends out before it compares, an empty line is nothing.
fn lines(nodes: &[Node], blanks: Blanks, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    for node in nodes {
        match node {
            Node::Element(element) => {
                _ = write!(out, "{indent}<{}", element.name);
                for (name, value) in &element.attrs {
                    _ = write!(out, " {name}={value:?}");
                }
                out.push_str(">\n");
                lines(&element.children, blanks, depth + 1, out);
            }
            Node::Text(text) => {
                for line in text.trim_end().lines() {
                    if !(blanks == Blanks::InLine && line.trim().is_empty()) {
                        _ = writeln!(out, "{indent}|{line}");
                    }
                }
            }
        }
    }
}
