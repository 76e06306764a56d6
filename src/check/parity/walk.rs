//! One pass over a document: what stands in which section, and as little as is needed to compare it in two languages.

use super::placeholder;
use crate::base::Hash;
use crate::link::resolve::Map;
use crate::model::site::{Doc, Links, Target};
use crate::model::{AttrValue, Document, Kind};

/// What is counted in a section, in the order in which a difference is told. What comes behind [`COUNTED`] is compared
/// in other ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// An item of a list.
    ListItem,
    /// A table.
    Table,
    /// A row of a table, its head among them.
    Row,
    /// An alert.
    Alert,
    /// A tab.
    Tab,
    /// A code block, or code from a file.
    Code,
    /// A picture.
    Image,
    /// A video.
    Video,
    /// The box of a tickable line.
    Task,
    /// A link.
    Link,
    /// A paragraph, the text of a cell or that of a tight item.
    Prose,
    /// Inline code.
    InlineCode,
    /// A placeholder in a text.
    Placeholder,
}

/// How many kinds are counted.
pub const COUNTED: usize = ItemKind::Link as usize + 1;

/// How many kinds there are.
pub const KINDS: usize = ItemKind::Placeholder as usize + 1;

impl ItemKind {
    /// The kinds that are counted, in order.
    pub const ALL: [Self; COUNTED] = [
        Self::ListItem,
        Self::Table,
        Self::Row,
        Self::Alert,
        Self::Tab,
        Self::Code,
        Self::Image,
        Self::Video,
        Self::Task,
        Self::Link,
    ];

    /// What one or several are called.
    pub fn name(self, many: bool) -> &'static str {
        match (self, many) {
            (Self::ListItem, false) => "list item",
            (Self::ListItem, true) => "list items",
            (Self::Table, false) => "table",
            (Self::Table, true) => "tables",
            (Self::Row, false) => "table row",
            (Self::Row, true) => "table rows",
            (Self::Alert, false) => "alert",
            (Self::Alert, true) => "alerts",
            (Self::Tab, false) => "tab",
            (Self::Tab, true) => "tabs",
            (Self::Code, false) => "code block",
            (Self::Code, true) => "code blocks",
            (Self::Image, false) => "image",
            (Self::Image, true) => "images",
            (Self::Video, false) => "video",
            (Self::Video, true) => "videos",
            (Self::Task, false) => "tick box",
            (Self::Task, true) => "tick boxes",
            (Self::Link, false) => "link",
            (Self::Link, true) => "links",
            (_, false) => "block",
            (_, true) => "blocks",
        }
    }
}

/// Something that stands in a section.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// Its node.
    pub node: u32,
    /// The file that it was put in from, by its number in the text's parts, from 1; 0 is the document's own.
    pub part: u32,
    /// What must be equal on both sides: a hash of the code, of a link's target, of a text. 0 where there is no such thing.
    pub key: u64,
    /// The number of the link or of the tick box, the length of a text in bytes; else 0.
    pub number: u32,
}

/// What a walk tells.
pub trait Visitor {
    /// The section `number` begins: 0 before the first heading, else one more than the heading's number.
    fn section(&mut self, number: u32);
    /// Something stands in the section that began last.
    fn item(&mut self, item: Item);
}

/// A document, its links and the files in it that are the source's own.
pub struct Walk<'a> {
    document: &'a Document,
    links: &'a Links,
    /// Whether each file that was put in belongs to another locale than the page: it is not this page's to translate.
    borrowed: Vec<bool>,
    prose: String,
    /// The node of the block whose text is gathered, and the first bytes that stand for more than letters.
    block: Option<u32>,
    may_hold: bool,
}

impl<'a> Walk<'a> {
    /// Prepares to walk over a document of `map`.
    pub fn new(map: &Map<'_>, doc: &'a Doc, links: &'a Links, is_source: bool) -> Self {
        let document = &doc.document;
        let source = map.site.locales.get(map.site.source);
        let is_borrowed = |file: &crate::base::DocPath| {
            !is_source && source.is_some_and(|locale| file.strip(locale.folder.as_str()).is_some())
        };
        let parts = document.text.parts.iter();
        Self {
            document,
            links,
            borrowed: parts.map(|part| is_borrowed(&part.file)).collect(),
            prose: String::new(),
            block: None,
            may_hold: false,
        }
    }

    fn part(&self, node: u32) -> u32 {
        if self.borrowed.is_empty() {
            return 0;
        }
        let text = &self.document.text;
        let at = self
            .document
            .nodes
            .get(node as usize)
            .map_or(0, |node| text.in_file(node.span).start);
        text.parts.partition_point(|part| part.at <= at) as u32
    }

    /// Tells all of it. Linear in the size of the document.
    pub fn run(mut self, visitor: &mut impl Visitor) {
        visitor.section(0);
        let mut at = 0;
        while let Some(node) = self.document.nodes.get(at as usize) {
            at = if self.enter(at, node.kind, visitor) {
                at + 1
            } else {
                node.end.max(at + 1)
            };
        }
        self.flush(visitor);
    }

    /// Looks at a node; whether what lies in it counts too.
    fn enter(&mut self, at: u32, kind: Kind, visitor: &mut impl Visitor) -> bool {
        let tell = |this: &Self, kind: ItemKind, key: u64, number: u32, visitor: &mut dyn FnMut(Item)| {
            let part = this.part(at);
            visitor(Item {
                kind,
                node: at,
                part,
                key,
                number,
            });
        };
        match kind {
            Kind::Heading(number) => {
                self.flush(visitor);
                visitor.section(number + 1);
                self.block = Some(at);
            }
            Kind::Paragraph | Kind::TabTitle => self.begin(at, visitor),
            Kind::TableCell => self.begin(at, visitor),
            Kind::Item => {
                self.begin(at, visitor);
                tell(self, ItemKind::ListItem, 0, 0, &mut |item| visitor.item(item));
            }
            Kind::TableRow | Kind::TableHead => {
                self.flush(visitor);
                tell(self, ItemKind::Row, 0, 0, &mut |item| visitor.item(item));
            }
            Kind::Table(_) | Kind::LinkCards => {
                self.flush(visitor);
                tell(self, ItemKind::Table, 0, 0, &mut |item| visitor.item(item));
            }
            Kind::Alert(_) => {
                self.flush(visitor);
                tell(self, ItemKind::Alert, 0, 0, &mut |item| visitor.item(item));
            }
            Kind::Tab(_) => {
                self.flush(visitor);
                tell(self, ItemKind::Tab, 0, 0, &mut |item| visitor.item(item));
            }
            Kind::CodeBlock(_) | Kind::Snippet(_) => {
                self.flush(visitor);
                let key = self.code_key(at);
                tell(self, ItemKind::Code, key, 0, &mut |item| visitor.item(item));
                return false;
            }
            Kind::Link(number) => {
                let key = self.target_key(number);
                tell(self, ItemKind::Link, key, number, &mut |item| visitor.item(item));
            }
            Kind::Image(number) => {
                tell(self, ItemKind::Image, 0, number, &mut |item| visitor.item(item));
                return false;
            }
            Kind::Figure(number) => {
                let source = self
                    .document
                    .figures
                    .get(number as usize)
                    .map_or(0, |figure| figure.source);
                tell(self, ItemKind::Image, 0, source, &mut |item| visitor.item(item));
            }
            Kind::Video(number) => tell(self, ItemKind::Video, 0, number, &mut |item| visitor.item(item)),
            Kind::Task(number) => tell(self, ItemKind::Task, 0, number, &mut |item| visitor.item(item)),
            Kind::Element(number) => self.element(at, number, visitor),
            Kind::Text(part) => {
                let text = self.document.str(part);
                self.may_hold |= placeholder::may_hold(text);
                if self.block.is_some() {
                    self.prose.push_str(text);
                }
            }
            Kind::Code(part) => {
                let text = self.document.str(part);
                let key = hash(text);
                tell(self, ItemKind::InlineCode, key, 0, &mut |item| visitor.item(item));
                self.may_hold |= placeholder::may_hold(text);
                // Marked, so that what is code is no prose.
                self.prose.push_str(CODE);
                self.prose.push_str(text);
                self.prose.push_str(CODE);
            }
            Kind::NoLoc(part) => {
                self.prose.push_str(CODE);
                self.prose.push_str(self.document.str(part));
                self.prose.push_str(CODE);
            }
            Kind::SoftBreak | Kind::HardBreak => self.prose.push(' '),
            Kind::Dropped => return false,
            kind if kind.is_in_line() => {}
            _ => self.flush(visitor),
        }
        true
    }

    fn element(&mut self, at: u32, number: u32, visitor: &mut impl Visitor) {
        let Some(tag) = self.document.tags.get(number as usize) else {
            return;
        };
        let link = tag.attrs.iter().find_map(|(_, value)| match value {
            AttrValue::Link(link) => Some(*link),
            _ => None,
        });
        let (kind, key) = match (tag.name, link) {
            ("a", Some(link)) => (ItemKind::Link, self.target_key(link)),
            ("img", Some(_)) => (ItemKind::Image, 0),
            ("iframe" | "video", _) => (ItemKind::Video, 0),
            ("li", _) => (ItemKind::ListItem, 0),
            ("table", _) => (ItemKind::Table, 0),
            ("tr", _) => (ItemKind::Row, 0),
            _ => return self.inner(at, tag.name, visitor),
        };
        self.inner(at, tag.name, visitor);
        let part = self.part(at);
        visitor.item(Item {
            kind,
            node: at,
            part,
            key,
            number: link.unwrap_or(0),
        });
    }

    /// Raw blocks of text begin a block of their own.
    fn inner(&mut self, at: u32, name: &str, visitor: &mut impl Visitor) {
        if matches!(name, "p" | "li" | "td" | "th" | "dt" | "dd" | "div" | "summary") {
            self.begin(at, visitor);
        }
    }

    fn begin(&mut self, at: u32, visitor: &mut impl Visitor) {
        self.flush(visitor);
        self.block = Some(at);
    }

    /// Ends the block of text.
    fn flush(&mut self, visitor: &mut impl Visitor) {
        let Some(block) = self.block.take() else {
            self.prose.clear();
            return;
        };
        if !self.prose.is_empty() {
            let part = self.part(block);
            if std::mem::take(&mut self.may_hold) {
                for found in placeholder::placeholders(&self.prose) {
                    visitor.item(Item {
                        kind: ItemKind::Placeholder,
                        node: block,
                        part,
                        key: hash(found),
                        number: 0,
                    });
                }
            }
            let is_borrowed = part > 0 && self.borrowed.get(part as usize - 1) == Some(&true);
            // What has few words need not be compared.
            let key = if is_borrowed || !is_long(&self.prose) {
                0
            } else {
                hash(self.prose.trim())
            };
            visitor.item(Item {
                kind: ItemKind::Prose,
                node: block,
                part,
                key,
                number: self.prose.len() as u32,
            });
            self.prose.clear();
        }
    }

    fn code_key(&self, at: u32) -> u64 {
        let mut all = 0u64;
        for text in code_texts(self.document, at) {
            all = all.rotate_left(5).wrapping_mul(3) ^ hash(text.1);
        }
        all
    }

    /// A page's target, whichever locale; 0 for others.
    fn target_key(&self, link: u32) -> u64 {
        match self.links.targets.get(link as usize) {
            Some(Target::Page { page, tail }) => hash(tail) ^ u64::from(page.0 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15),
            _ => 0,
        }
    }
}

/// Stands around what is no prose in a gathered text.
const CODE: &str = "\u{1}";

/// The texts of a code block and their nodes.
pub fn code_texts(document: &Document, at: u32) -> impl Iterator<Item = (u32, &str)> {
    document
        .children(at)
        .filter_map(|child| match document.nodes.get(child as usize)?.kind {
            Kind::Text(part) => Some((child, document.str(part))),
            _ => None,
        })
}

/// Whether a text may hold five words, in a script with spaces or without.
fn is_long(text: &str) -> bool {
    let mut spaces = 0;
    let mut dense = 0;
    for byte in text.bytes() {
        spaces += u32::from(byte == b' ');
        dense += u32::from((0xe3..=0xed).contains(&byte));
    }
    spaces >= 4 || dense >= 8
}

/// 64 of 128 bits; never 0, which means nothing.
pub fn hash(text: &str) -> u64 {
    (Hash::of(text.as_bytes()).0 as u64).max(1)
}

/// The words of a block as they are gathered, what is no prose marked: for a look at one that is the same on both sides.
pub fn prose_of(document: &Document, block: u32) -> String {
    let mut prose = String::new();
    let Some(first) = document.nodes.get(block as usize) else {
        return prose;
    };
    let mut at = block + 1;
    while let Some(node) = document.nodes.get(at as usize).filter(|_| at < first.end) {
        let mut next = at + 1;
        match node.kind {
            Kind::Text(part) => prose.push_str(document.str(part)),
            Kind::Code(_) | Kind::NoLoc(_) | Kind::Math(_) => prose.push_str(CODE),
            Kind::SoftBreak | Kind::HardBreak => prose.push(' '),
            Kind::Image(_) => next = node.end,
            Kind::Element(_) | Kind::Task(_) => {}
            kind if kind.is_in_line() => {}
            _ => break,
        }
        at = next.max(at + 1);
    }
    prose
}
