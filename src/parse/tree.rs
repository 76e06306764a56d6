//! Builds a document's tree from a stream of openings, closings and leaves, whatever their order.

mod directive;
mod tabs;

use std::ops::Range;

use super::dialect::container::Name;
use super::dialect::{autolink, emoji, xref};
use crate::base::Span;
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::{Anchor, Document, Heading, Kind, Link, LinkKind, Node, Str, Tag};

/// Blocks lie in each other deeper than any page means.
pub static TOO_DEEP: RuleInfo = RuleInfo {
    id: "too-deep",
    severity: Severity::Warning,
    summary: "blocks nested too deep",
    explain: "\
Quotes and lists that lie in each other more than 96 deep are shown without the inner boxes: no reader tells them apart, \
and browsers stop at 512.

Wrong: a line that begins with a hundred `>`.

Right: a line that begins with as many `>` as people were quoted.",
};

/// Deeper than this, boxes are left out and their content is kept. Browsers give up at 512 elements, and a
/// list takes three a level.
const DEEPEST: usize = 96;

/// So many openings back an end looks for what it ends. A page of nothing but openings and ends would be looked through
/// from its top for each end.
const FARTHEST: usize = 2048;

/// Who opened a node, and so who may close it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opened {
    Markdown,
    Raw(&'static str),
    /// `<a name>`: its end tag closes nothing that shows.
    RawAnchor,
    /// A container of the dialect.
    Container(Name),
    /// A group of tabs.
    TabGroup,
    /// One of its tabs.
    Tab,
}

struct Open {
    node: Option<u32>,
    by: Opened,
    /// A container that was closed from within what lies in it: it ends where that ends.
    ended: bool,
    span: Span,
}

/// A word of a text that stands for something else.
struct Word {
    start: usize,
    end: usize,
    means: Meaning,
}

enum Meaning {
    /// A link to there, around the word.
    Link(Box<str>),
    /// A character.
    Emoji(&'static str),
}

/// The tree under construction.
pub struct Builder<'a> {
    pub doc: &'a mut Document,
    pub sink: &'a mut Sink,
    open: Vec<Open>,
    /// Contiguous text not yet in the tree: a range of the parsed text.
    pending: Option<(usize, usize)>,
    /// How many links and code blocks are open: bare addresses in them stay text.
    unlinked: u32,
    in_code: bool,
    heading: Option<u32>,
    said_too_deep: bool,
    /// Containers of each name that ended with what they stand in, before their own end: it may still come.
    unclosed: [Vec<Span>; Name::ALL.len()],
    /// A zone has begun and not ended.
    in_zone: bool,
    /// Zones that began in a zone, and so are none: their ends end nothing.
    nested_zones: u32,
}

impl<'a> Builder<'a> {
    pub fn new(doc: &'a mut Document, sink: &'a mut Sink) -> Self {
        Self {
            doc,
            sink,
            open: Vec::new(),
            pending: None,
            unlinked: 0,
            in_code: false,
            heading: None,
            said_too_deep: false,
            unclosed: Default::default(),
            in_zone: false,
            nested_zones: 0,
        }
    }

    /// Opens a Markdown node.
    pub fn open(&mut self, kind: Kind, span: Span) {
        self.flush();
        if is_block(kind) {
            self.close_raw_phrases();
        }
        if matches!(kind, Kind::Link(_) | Kind::Image(_) | Kind::CodeBlock(_)) {
            self.unlinked += 1;
        }
        self.in_code = matches!(kind, Kind::CodeBlock(_));
        self.push_open(kind, span, Opened::Markdown);
    }

    /// Closes the Markdown node opened last, and raw elements left open inside it.
    pub fn close(&mut self) {
        self.flush();
        while let Some(open) = self.open.pop() {
            self.end(&open);
            if open.by == Opened::Markdown {
                break;
            }
        }
        self.close_ended();
        self.in_code = false;
    }

    /// A node without children.
    pub fn leaf(&mut self, kind: Kind, span: Span) {
        self.flush();
        self.push(kind, span);
    }

    /// A thematic break; it ends the tabs that it stands between.
    pub fn rule(&mut self, span: Span) {
        self.flush();
        if !self.close_tabs() {
            self.push(Kind::Rule, span);
        }
    }

    /// Text as it stands in the parsed text, at `span`, or as decoded from what stands there.
    pub fn text(&mut self, text: &str, span: Span) {
        let is_slice = self.doc.text.parsed.get(span.range()) == Some(text);
        match self.pending {
            Some((start, end)) if is_slice && end == span.start as usize => {
                self.pending = Some((start, span.end as usize));
            }
            _ => {
                self.flush();
                if is_slice {
                    self.pending = Some((span.start as usize, span.end as usize));
                } else {
                    let part = self.doc.text.keep(text);
                    self.push(Kind::Text(part), span);
                }
            }
        }
    }

    /// Opens a heading and gives its number to anchors inside.
    pub fn open_heading(&mut self, level: u8, span: Span) {
        let number = self.doc.headings.len() as u32;
        self.open(Kind::Heading(number), span);
        let node = self.open.last().and_then(|open| open.node).unwrap_or_default();
        self.doc.headings.push(Heading {
            node,
            level,
            text: Str::default(),
            slug: None,
        });
        self.heading = Some(number);
    }

    /// Closes the heading opened last. One that is nothing but a tab's link is the title of a tab.
    pub fn close_heading(&mut self) {
        self.close();
        self.heading = None;
        self.heading_to_tab();
    }

    /// Registers a link and gives its number.
    pub fn link(&mut self, kind: LinkKind, dest: &str, title: &str, span: Span) -> u32 {
        let dest = self.doc.text.keep(dest);
        let title = self.doc.text.keep(title);
        self.doc.links.push(Link {
            kind,
            dest,
            title,
            span,
        });
        self.doc.links.len() as u32 - 1
    }

    /// Registers an anchor and gives its number.
    pub fn anchor(&mut self, name: &str, span: Span) -> u32 {
        let name = self.doc.text.keep(name);
        self.doc.anchors.push(Anchor {
            name,
            span,
            heading: self.heading,
        });
        self.doc.anchors.len() as u32 - 1
    }

    /// Opens a raw element; a void one is a leaf.
    pub fn open_raw(&mut self, tag: Tag, span: Span) {
        self.flush();
        let (name, void) = (tag.name, tag.void);
        if super::raw_html::is_block(name) {
            self.close_raw_before(|open| super::raw_html::ends_before(open, name));
        }
        let number = self.doc.tags.len() as u32;
        self.doc.tags.push(tag);
        if void {
            self.push(Kind::Element(number), span);
        } else {
            if name == "a" {
                self.unlinked += 1;
            }
            self.push_open(Kind::Element(number), span, Opened::Raw(name));
        }
    }

    /// Notes an `<a name>` whose end tag shall close nothing.
    pub fn open_raw_anchor(&mut self) {
        self.flush();
        self.open.push(Open {
            node: None,
            by: Opened::RawAnchor,
            ended: false,
            span: Span::default(),
        });
    }

    /// Closes the raw element `name`, and raw elements left open inside it. False if none is open here.
    pub fn close_raw(&mut self, name: &str) -> bool {
        self.flush();
        let here = self.innermost(|open| match open.by {
            Opened::Raw(raw) => raw == name,
            Opened::RawAnchor => name == "a",
            _ => true,
        });
        match here {
            Some(index) if matches!(self.open[index].by, Opened::Raw(_) | Opened::RawAnchor) => {
                while self.open.len() > index {
                    if let Some(open) = self.open.pop() {
                        self.end(&open);
                    }
                }
                true
            }
            _ => false,
        }
    }

    /// The innermost opening of this kind, not too far back.
    fn innermost(&self, is_it: impl Fn(&Open) -> bool) -> Option<usize> {
        let first = self.open.len().saturating_sub(FARTHEST);
        let inner = self.open[first..].iter().rposition(is_it)?;
        Some(first + inner)
    }

    /// Closes whatever is still open.
    pub fn finish(mut self) {
        self.flush();
        while let Some(open) = self.open.pop() {
            self.end(&open);
        }
        self.tell_unclosed();
    }

    /// A raw `<p>` or `<b>` cannot hold a block: HTML would close it before the block too.
    fn close_raw_phrases(&mut self) {
        self.close_raw_before(super::raw_html::holds_phrases_only);
    }

    fn close_raw_before(&mut self, ends: impl Fn(&str) -> bool) {
        while let Some(open) = self.open.pop_if(|open| match open.by {
            Opened::Raw(name) => ends(name),
            Opened::RawAnchor => true,
            _ => false,
        }) {
            self.end(&open);
        }
    }

    fn push(&mut self, kind: Kind, span: Span) -> u32 {
        let index = self.doc.nodes.len() as u32;
        self.doc.nodes.push(Node {
            kind,
            span,
            end: index + 1,
        });
        index
    }

    fn push_open(&mut self, kind: Kind, span: Span, by: Opened) {
        let too_deep = self.open.len() >= DEEPEST && is_box(kind);
        if too_deep && !self.said_too_deep {
            self.said_too_deep = true;
            self.sink
                .report(
                    &TOO_DEEP,
                    self.doc.text.in_file(Span::at(span.start as usize)),
                    format!("blocks lie in each other more than {DEEPEST} deep; the inner boxes are left out"),
                )
                .help("nest less");
        }
        let node = (!too_deep).then(|| self.push(kind, span));
        self.open.push(Open {
            node,
            by,
            ended: false,
            span,
        });
    }

    fn end(&mut self, open: &Open) {
        if let Opened::Container(name) = open.by
            && !open.ended
        {
            self.unclosed[name as usize].push(open.span);
            self.in_zone &= name != Name::Zone;
        }
        let Some(index) = open.node else { return };
        let end = self.doc.nodes.len() as u32;
        let Some(node) = self.doc.nodes.get_mut(index as usize) else {
            return;
        };
        node.end = end;
        let is_unlinked = match node.kind {
            Kind::Link(_) | Kind::Image(_) | Kind::CodeBlock(_) => true,
            Kind::Element(tag) => self.doc.tags.get(tag as usize).is_some_and(|tag| tag.name == "a"),
            _ => false,
        };
        self.unlinked -= u32::from(is_unlinked && self.unlinked > 0);
    }

    fn flush(&mut self) {
        let Some((start, end)) = self.pending.take() else {
            return;
        };
        let parsed = self.doc.text.parsed.clone();
        let mut at = start;
        for word in self.words(&parsed, start..end) {
            let span = Span::new(start + word.start, start + word.end);
            if (span.start as usize) < at {
                continue;
            }
            self.push_text(&parsed, at, span.start as usize);
            match word.means {
                Meaning::Emoji(emoji) => {
                    let part = self.doc.text.keep(emoji);
                    self.push(Kind::Text(part), span);
                }
                Meaning::Link(dest) => {
                    let number = self.link(LinkKind::Link, &dest, "", span);
                    let link = self.push(Kind::Link(number), span);
                    self.push_text(&parsed, span.start as usize, span.end as usize);
                    self.doc.nodes[link as usize].end += 1;
                }
            }
            at = span.end as usize;
        }
        self.push_text(&parsed, at, end);
    }

    /// The words of a text that stand for something else, in order.
    fn words(&self, parsed: &str, part: Range<usize>) -> Vec<Word> {
        let mut words = Vec::new();
        let Some(text) = parsed.get(part.clone()) else {
            return words;
        };
        if self.in_code {
            return words;
        }
        if self.unlinked == 0 {
            words.extend(autolink::find(text).into_iter().map(|found| Word {
                start: found.start,
                end: found.end,
                means: Meaning::Link(found.dest.into()),
            }));
            words.extend(xref::find(parsed, part.clone()).map(|found| Word {
                start: found.start - part.start,
                end: found.end - part.start,
                means: Meaning::Link(parsed[found.start..found.end].into()),
            }));
        }
        words.extend(emoji::find(text).map(|found| Word {
            start: found.start,
            end: found.end,
            means: Meaning::Emoji(found.emoji),
        }));
        words.sort_by_key(|word| (word.start, std::cmp::Reverse(word.end)));
        words
    }

    fn push_text(&mut self, parsed: &str, start: usize, end: usize) {
        if start < end {
            let part = self.doc.text.keep(&parsed[start..end]);
            self.push(Kind::Text(part), Span::new(start, end));
        }
    }
}

fn is_block(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Paragraph
            | Kind::Heading(_)
            | Kind::List
            | Kind::OrderedList(_)
            | Kind::Quote
            | Kind::Alert(_)
            | Kind::CodeBlock(_)
            | Kind::Table(_)
    )
}

/// Boxes that can be left out without losing what lies in them.
fn is_box(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Quote
            | Kind::Alert(_)
            | Kind::List
            | Kind::OrderedList(_)
            | Kind::Item
            | Kind::FootnoteText(_)
            | Kind::Element(_)
            | Kind::Emphasis
            | Kind::Strong
            | Kind::Strike
            | Kind::Zone(_)
            | Kind::Moniker(_)
            | Kind::Row
            | Kind::Column(_)
            | Kind::TabGroup
            | Kind::Tab(_)
    )
}
