//! A document's tree to HTML.

use std::collections::HashMap;

mod code;
mod element;
mod figure;
mod footnotes;
mod layout;
mod learn;
mod links;
pub mod pivots;
mod tables;
mod tabs;
mod tasks;
#[cfg(test)]
mod testing;
mod units;
pub mod video;

use pulldown_cmark_escape::{escape_html, escape_html_body_text};

use super::boxes::Boxes;
use super::highlight::Highlighter;
use super::rollup::Rollups;
use super::words::Words;
use crate::config::Markup;
use crate::model::document::{Align, FigureKind};
use crate::model::site::Anchors;
use crate::model::{Alert, Document, Kind, Owner, Scope, Str};
use crate::source::picture::Dimensions;

/// What a body is made of.
pub struct Body<'a> {
    /// The tree.
    pub document: &'a Document,
    /// The ids of its headings.
    pub anchors: &'a Anchors,
    /// Which of the outline's places keep their name, by number of the anchor: `None` shows nothing there.
    pub hrefs: &'a [Href],
    /// What can be ticked in it.
    pub boxes: &'a Boxes,
    /// Colours the code.
    pub highlighter: &'a Highlighter,
    /// Words that the page says itself.
    pub words: &'a Words,
    /// In whose markup.
    pub markup: Markup,
    /// The language of the page's own words and how it runs, where the text is in another.
    pub words_tag: Option<(&'a str, &'static str)>,
    /// The language of names that are not translated, where it is not the page's.
    pub names_tag: Option<&'a str>,
    /// Whether translated pieces carry what they were translated from.
    pub originals: bool,
    /// The sums that it shows.
    pub rollups: &'a Rollups,
}

/// A link's URL, made for the page that shows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Href {
    /// Leads somewhere.
    To(Box<str>),
    /// A picture whose width and height are known.
    Picture(Box<str>, Dimensions),
    /// As it is written in the source.
    Same,
    /// A name of other documentation: where it leads, if it is known, and what is shown in place of an author's text.
    Xref(Option<Box<str>>, Box<str>),
    /// Leads nowhere: the text stays.
    Broken,
}

/// The HTML of a document's body.
pub fn html(body: &Body<'_>) -> String {
    let mut writer = Writer {
        body,
        out: String::with_capacity(body.document.text.parsed.len() * 5 / 4),
        aligns: Vec::new(),
        column: 0,
        columns: 0,
        in_head: false,
        open_label: false,
        has_title: false,
        spots: spot_ids(body),
        notes: Vec::new(),
        in_checklist: false,
        in_item: None,
        waiting: None,
        in_heading: false,
        note_of: HashMap::new(),
        alias: 0,
        in_line: false,
        holder: "",
        in_link: false,
        groups: 0,
        descriptions: 0,
        pivots: pivots::names(body.document),
        tab_titles: tabs::titles(body.document),
        tabs_chosen: Vec::new(),
        cuts: if body.originals {
            units::cuts(body.document)
        } else {
            Vec::new()
        },
        extras: learn::extras(body),
    };
    writer.all(body.document.roots().collect());
    writer.footnotes();
    writer.out
}

/// The id that each anchor is rendered with where it stands; none for those that name a heading, which carries them
/// itself, and for those that an earlier id displaced.
fn spot_ids<'a>(body: &Body<'a>) -> Vec<Option<&'a str>> {
    let mut spot = 0;
    let document = body.document;
    let one = |anchor: &crate::model::Anchor| {
        if anchor.heading.is_some() {
            return None;
        }
        let kept = body.anchors.spots.get(spot).copied().unwrap_or(false);
        spot += 1;
        kept.then(|| document.str(anchor.name))
    };
    document.anchors.iter().map(one).collect()
}

struct Writer<'a> {
    body: &'a Body<'a>,
    out: String,
    aligns: Vec<Align>,
    column: usize,
    /// The cells of the longest row of the table.
    columns: usize,
    in_head: bool,
    /// A task's label waits to be closed.
    open_label: bool,
    /// The heading of the first level is written.
    has_title: bool,
    spots: Vec<Option<&'a str>>,
    /// Footnotes in the order in which they are first marked: name, and how often they are marked.
    notes: Vec<(&'a str, u32)>,
    /// A checklist is open: a list inside it belongs to it.
    in_checklist: bool,
    in_heading: bool,
    /// The innermost item of a list that is open.
    in_item: Option<u32>,
    /// An item whose box waits for its first paragraph.
    waiting: Option<u32>,
    /// The place of each name in `notes`.
    note_of: HashMap<&'a str, usize>,
    /// The next alias of [`Anchors::aliases`] to be written.
    alias: usize,
    /// In a paragraph or a heading, where HTML allows no box.
    in_line: bool,
    /// In raw HTML: the element that holds what is written next; empty where Markdown made it.
    holder: &'static str,
    /// In a link, where HTML allows no other.
    in_link: bool,
    /// How many groups of tabs were begun.
    groups: usize,
    /// How many long descriptions were begun.
    descriptions: usize,
    /// What the pivots of the page are called.
    pivots: Vec<(&'a str, String)>,
    /// What the tabs are called that others depend on.
    tab_titles: HashMap<&'a str, String>,
    /// The ids of the tabs that are chosen at first, in markup that says so.
    tabs_chosen: Vec<&'a str>,
    /// Where units begin and end.
    cuts: Vec<units::Cut>,
    /// In markup that passes them on: names and values of attributes that mean nothing here.
    extras: HashMap<Owner, Vec<(&'a str, &'a str)>>,
}

impl<'a> Writer<'a> {
    fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn text(&mut self, text: &str) {
        // Writing to a string cannot fail.
        let _ = escape_html_body_text(&mut self.out, text);
    }

    fn attr(&mut self, text: &str) {
        let _ = escape_html(&mut self.out, text);
    }

    fn str(&self, part: Str) -> &'a str {
        self.body.document.str(part)
    }

    fn all(&mut self, nodes: Vec<u32>) {
        for node in nodes {
            self.node(node);
        }
    }

    fn children(&mut self, node: u32) {
        for child in self.body.document.children(node) {
            self.node(child);
        }
    }

    /// What text alone may hold, such as emphasis.
    fn phrase(&mut self, node: u32, open: &str, close: &str) {
        self.push(open);
        self.line(node);
        self.push(close);
    }

    fn wrapped(&mut self, node: u32, open: &str, close: &str) {
        self.push(open);
        self.children(node);
        self.push(close);
    }

    // Boxes lie in each other at most as deep as the parser lets them, so this recursion is bounded.
    fn node(&mut self, index: u32) {
        if self.cuts.is_empty() {
            self.whole_node(index);
        } else {
            self.cut_node(index);
        }
    }

    fn whole_node(&mut self, index: u32) {
        let node = self.body.document.nodes[index as usize];
        if !self.holder.is_empty() && !matches!(node.kind, Kind::Element(_)) {
            let holder = std::mem::take(&mut self.holder);
            self.whole_node(index);
            self.holder = holder;
            return;
        }
        if self.body.markup == Markup::Learn && self.learn(index, node.kind) {
            return;
        }
        match node.kind {
            Kind::Text(part) => self.text(self.str(part)),
            Kind::Word(id) => self.text(&self.body.words.text(self.str(id), &[])),
            Kind::SoftBreak => self.push("\n"),
            Kind::HardBreak => self.push("<br>\n"),
            Kind::Code(part) => {
                self.push("<code>");
                self.text(self.str(part));
                self.push("</code>");
            }
            Kind::Emphasis => self.phrase(index, "<em>", "</em>"),
            Kind::Strong => self.phrase(index, "<strong>", "</strong>"),
            Kind::Strike => self.phrase(index, "<del>", "</del>"),
            Kind::Paragraph => self.paragraph(index),
            Kind::AnchorLine => self.anchor_line(index),
            Kind::Heading(number) => self.heading(index, number),
            Kind::List => self.list(index, None),
            Kind::OrderedList(first) => self.list(index, Some(first)),
            Kind::Item => self.item(index),
            Kind::Task(number) => self.task(number),
            Kind::Quote => self.boxed(index, "<blockquote>\n", "</blockquote>\n"),
            Kind::Alert(alert) => self.alert(index, alert),
            Kind::CodeBlock(info) => self.code_block(index, info),
            Kind::Rule => self.boxed(index, "<hr>\n", ""),
            Kind::Table(number) => self.table(index, number),
            Kind::TableHead => self.table_head(index),
            Kind::TableRow => self.table_row(index),
            Kind::TableCell => self.table_cell(index),
            Kind::LinkCards => self.link_cards(index),
            Kind::FootnoteText(_) | Kind::Dropped => {}
            Kind::FootnoteMark(name) => {
                self.close_label();
                self.footnote_mark(self.str(name));
            }
            Kind::Link(number) => self.link(index, number),
            Kind::Image(number) => self.image(index, number),
            Kind::Anchor(number) => self.spot(number),
            Kind::Element(number) => self.element(index, number),
            Kind::Div(number) => {
                self.close_label();
                self.element(index, number);
                self.push("\n");
            }
            Kind::Include(_) => {}
            Kind::Snippet(number) => self.snippet(index, number),
            Kind::Figure(number) => self.figure(index, number),
            Kind::Video(number) => self.video(number),
            Kind::TabGroup => self.tab_group(index),
            Kind::Tab(_) | Kind::TabTitle => self.children(index),
            Kind::Zone(number) => self.zone(index, number),
            Kind::Moniker(range) => self.moniker(index, range),
            Kind::Row => self.boxed(index, "<div class=\"row\">\n", "</div>\n"),
            Kind::Column(span) => self.column(index, span),
            Kind::NoLoc(part) => self.name(part),
            Kind::Math(part) => self.math(part),
            Kind::MathBlock(part) => self.math_block(part),
            Kind::Progress(scope) => self.progress(scope),
        }
    }

    fn paragraph(&mut self, index: u32) {
        if self.holds_boxes_alone(index) {
            for child in self.body.document.children(index) {
                match self.body.document.nodes[child as usize].kind {
                    Kind::Figure(number) => self.figure_in(child, number, false),
                    Kind::SoftBreak => {}
                    _ => self.node(child),
                }
            }
            return;
        }
        if self.holds_raw_boxes(index) {
            self.push("<div class=\"p\">");
            self.children(index);
            self.close_label();
            self.push("</div>\n");
            return;
        }
        // In a tight list the reader gives no paragraphs, so every one that arrives shows as one.
        self.push("<p>");
        if let Some(item) = self.waiting {
            self.item_box(item);
        }
        self.line(index);
        self.close_label();
        self.push("</p>\n");
    }

    /// Whether a paragraph is nothing but pictures of their own and films, which are boxes without it. DocFX keeps
    /// pictures in it.
    fn holds_boxes_alone(&self, index: u32) -> bool {
        let document = self.body.document;
        let is_own = |number: u32| {
            let figure = document.figures.get(number as usize);
            self.body.markup == Markup::Stegvis && figure.is_some_and(|figure| figure.kind != FigureKind::Icon)
        };
        let is_box = |node: u32| match document.nodes[node as usize].kind {
            Kind::Figure(number) => is_own(number),
            Kind::Video(_) => true,
            _ => false,
        };
        let is_blank = |node: u32| document.nodes[node as usize].kind == Kind::SoftBreak;
        document.children(index).any(is_box) && document.children(index).all(|node| is_box(node) || is_blank(node))
    }

    /// What lies in a node that may hold text only.
    fn line(&mut self, index: u32) {
        let outer = std::mem::replace(&mut self.in_line, true);
        self.children(index);
        self.in_line = outer;
    }

    /// A box that may hold anything.
    fn boxed(&mut self, index: u32, open: &str, close: &str) {
        self.close_label();
        self.wrapped(index, open, close);
    }

    /// Anchors above a heading are written by the heading; the others become empty spans in a row without a box.
    fn anchor_line(&mut self, index: u32) {
        let before = self.out.len();
        for child in self.body.document.children(index) {
            if let Kind::Anchor(number) = self.body.document.nodes[child as usize].kind {
                self.spot(number);
            }
        }
        if self.out.len() > before {
            self.push("\n");
        }
    }

    fn spot(&mut self, number: u32) {
        if let Some(Some(name)) = self.spots.get(number as usize).copied() {
            self.push("<span id=\"");
            self.attr(name);
            self.push("\"></span>");
        }
        let body = self.body;
        if let Some(criterion) = body
            .boxes
            .anchors
            .get(&number)
            .filter(|_| !self.in_heading && !self.in_link)
        {
            self.close_label();
            self.criterion_state(criterion);
            self.push(" ");
        }
    }

    fn heading(&mut self, index: u32, number: u32) {
        self.close_label();
        let Some(heading) = self.body.document.headings.get(number as usize) else {
            return;
        };
        // A page has one title: further headings of the first level are sections.
        let is_second_title = heading.level <= 1 && std::mem::replace(&mut self.has_title, true);
        let is_second_title = is_second_title && self.body.markup != Markup::Learn;
        let level = if is_second_title { 2 } else { heading.level.clamp(1, 6) };
        let level = char::from(b'0' + level);
        self.out.extend(["<h", level.encode_utf8(&mut [0; 4]), " id=\""]);
        let anchors = self.body.anchors;
        self.attr(anchors.ids.get(number as usize).map_or("", |id| id));
        self.push("\">");
        while let Some((owner, id)) = anchors.aliases.get(self.alias).filter(|(owner, _)| *owner <= number) {
            if *owner == number {
                self.push("<span id=\"");
                self.attr(id);
                self.push("\"></span>");
            }
            self.alias += 1;
        }
        self.in_heading = true;
        self.line(index);
        self.in_heading = false;
        self.out.extend(["</h", level.encode_utf8(&mut [0; 4]), ">\n"]);
        let body = self.body;
        if let Some(criterion) = body.boxes.headings.get(&number) {
            self.criterion(criterion);
        }
    }

    fn progress(&mut self, scope: Scope) {
        self.close_label();
        let html = self.body.rollups.html(scope);
        self.push(html);
    }

    fn alert(&mut self, index: u32, alert: Alert) {
        let class = match alert {
            Alert::Note => "note",
            Alert::Tip => "tip",
            Alert::Important => "important",
            Alert::Caution => "caution",
            Alert::Warning => "warning",
        };
        self.close_label();
        self.out.extend([
            "<div class=\"alert ",
            class,
            "\" role=\"note\">\n<p class=\"alert-title\"",
        ]);
        self.words_language();
        self.push(">");
        let title = self.body.words.alert(alert);
        self.text(title);
        self.push("</p>\n");
        self.children(index);
        self.push("</div>\n");
    }
}
