//! Documents made by hand, and the HTML that comes of them.

use super::{Body, Href, html};
use crate::base::{DocPath, Hash, Locale, Span};
use crate::config::Markup;
use crate::model::document::{Figure, Snippet, Tab};
use crate::model::site::Anchors;
use crate::model::{Document, Kind, Link, LinkKind, Node, Str};
use crate::render::highlight::Highlighter;
use crate::render::rollup::Rollups;
use crate::render::words::Words;
use crate::theme::message::Messages;

/// A document under construction.
pub struct Tree {
    pub document: Document,
    pub hrefs: Vec<Href>,
    pub markup: Markup,
    pub names_tag: Option<&'static str>,
    pub anchors: Anchors,
    pub originals: bool,
}

impl Tree {
    /// An empty one, whose parsed text is `text`.
    pub fn new(text: &str) -> Self {
        let (mut document, _) = crate::parse::document_of(text);
        document.nodes.clear();
        document.file = DocPath::new("en/page.md").expect("a path");
        document.hash = Hash::of(b"");
        Self {
            document,
            hrefs: Vec::new(),
            markup: Markup::Stegvis,
            names_tag: None,
            anchors: Anchors::default(),
            originals: false,
        }
    }

    /// What Markdown makes, every link leading where it is written.
    pub fn parsed(text: &str) -> Self {
        let (document, _) = crate::parse::document_of(text);
        let hrefs = document.links.iter().map(|_| Href::Same).collect();
        let ids = document
            .headings
            .iter()
            .map(|heading| document.str(heading.text).to_lowercase().replace(' ', "-").into());
        let anchors = Anchors {
            ids: ids.collect(),
            ..Anchors::default()
        };
        Self {
            hrefs,
            document,
            markup: Markup::Stegvis,
            names_tag: None,
            anchors,
            originals: false,
        }
    }

    /// A node and what lies in it.
    pub fn within(&mut self, kind: Kind, inside: impl FnOnce(&mut Self)) {
        let index = self.document.nodes.len();
        self.document.nodes.push(Node {
            kind,
            span: Span::default(),
            end: 0,
        });
        inside(self);
        self.document.nodes[index].end = self.document.nodes.len() as u32;
    }

    /// A node with nothing in it.
    pub fn leaf(&mut self, kind: Kind) {
        self.within(kind, |_| {});
    }

    pub fn str(&mut self, text: &str) -> Str {
        self.document.text.keep(text)
    }

    pub fn text(&mut self, text: &str) {
        let part = self.str(text);
        self.leaf(Kind::Text(part));
    }

    /// Registers a link that leads where it is written.
    pub fn link(&mut self, kind: LinkKind, dest: &str, title: &str) -> u32 {
        let (dest, title) = (self.str(dest), self.str(title));
        self.document.links.push(Link {
            kind,
            dest,
            title,
            span: Span::default(),
        });
        self.hrefs.push(Href::Same);
        self.hrefs.len() as u32 - 1
    }

    pub fn figure(&mut self, figure: Figure, description: impl FnOnce(&mut Self)) {
        self.document.figures.push(figure);
        let number = self.document.figures.len() as u32 - 1;
        self.within(Kind::Figure(number), description);
    }

    pub fn snippet(&mut self, snippet: Snippet, code: &str) {
        self.document.snippets.push(snippet);
        let number = self.document.snippets.len() as u32 - 1;
        self.within(Kind::Snippet(number), |tree| {
            if !code.is_empty() {
                tree.text(code);
            }
        });
    }

    pub fn tab(&mut self, ids: &str, condition: &str, title: &str, text: &str) {
        let (ids, condition) = (self.str(ids), self.str(condition));
        self.document.tabs.push(Tab { ids, condition });
        let number = self.document.tabs.len() as u32 - 1;
        self.within(Kind::Tab(number), |tree| {
            tree.within(Kind::TabTitle, |tree| tree.text(title));
            tree.within(Kind::Paragraph, |tree| tree.text(text));
        });
    }

    pub fn zone(&mut self, target: &str, pivots: &str, text: &str) {
        let (target, pivots) = (self.str(target), self.str(pivots));
        self.document
            .zones
            .push(crate::model::document::Zone { target, pivots });
        let number = self.document.zones.len() as u32 - 1;
        self.within(Kind::Zone(number), |tree| {
            tree.within(Kind::Paragraph, |tree| tree.text(text));
        });
    }

    /// The HTML of all of it.
    pub fn html(&self) -> String {
        let english = Locale::parse("en").expect("a tag");
        let words = Words::new(Messages::load(&english, &english, &[]));
        html(&Body {
            document: &self.document,
            anchors: &self.anchors,
            hrefs: &self.hrefs,
            boxes: &Default::default(),
            words_tag: None,
            highlighter: &Highlighter::default(),
            words: &words,
            markup: self.markup,
            names_tag: self.names_tag,
            originals: self.originals,
            rollups: &Rollups::default(),
        })
    }
}
