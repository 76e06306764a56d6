//! One parsed Markdown file: a tree in one flat list, with a place in the file for everything.

use super::FrontMatter;
use super::text::{Str, Text};
use crate::base::{DocPath, Hash, Span};

/// The five boxes of Learn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Alert {
    /// `[!NOTE]`
    Note,
    /// `[!TIP]`
    Tip,
    /// `[!IMPORTANT]`
    Important,
    /// `[!CAUTION]`
    Caution,
    /// `[!WARNING]`
    Warning,
}

/// What a sum of progress counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// What the page shows and links to.
    Page,
    /// The phase that the page belongs to.
    Phase,
    /// All of the site.
    Site,
}

/// What a node is. Small, so that a page is a few kilobytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A paragraph.
    Paragraph,
    /// A paragraph that holds anchors alone: no box of its own.
    AnchorLine,
    /// A heading, by its number in [`Document::headings`].
    Heading(u32),
    /// A bullet list; `tight` items are not wrapped in paragraphs.
    List,
    /// A numbered list and its first number.
    OrderedList(u32),
    /// An item of a list.
    Item,
    /// The box of an item `- [ ]`, by its number in [`Document::tasks`].
    Task(u32),
    /// A quote.
    Quote,
    /// A titled box.
    Alert(Alert),
    /// A code block and its info string.
    CodeBlock(Str),
    /// A thematic break.
    Rule,
    /// A table, by its number in [`Document::tables`].
    Table(u32),
    /// A table without a header whose rows pair an image with a link.
    LinkCards,
    /// The header row.
    TableHead,
    /// A row.
    TableRow,
    /// A cell.
    TableCell,
    /// The text of a footnote of that name.
    FootnoteText(Str),
    /// A mark that leads to the footnote of that name.
    FootnoteMark(Str),
    /// Text.
    Text(Str),
    /// A word of the interface in the reader's language, by the id of its message.
    Word(Str),
    /// Inline code.
    Code(Str),
    /// A line end in the source.
    SoftBreak,
    /// A line end that shows.
    HardBreak,
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Struck out.
    Strike,
    /// A link, by its number in [`Document::links`].
    Link(u32),
    /// An image, by its number in [`Document::links`]; its children are the alternative text.
    Image(u32),
    /// An explicit anchor, by its number in [`Document::anchors`].
    Anchor(u32),
    /// A raw HTML element, by its number in [`Document::tags`]; its children lie inside.
    Element(u32),
    /// `[!INCLUDE]`, by its number in [`Document::includes`]. None is left in an expanded document.
    Include(u32),
    /// `[!div]`: a box with a class, by its number in [`Document::tags`].
    Div(u32),
    /// Code that stands in another file, by its number in [`Document::snippets`]; once expanded its children are
    /// the text.
    Snippet(u32),
    /// `:::image`, by its number in [`Document::figures`]; its children are the long description.
    Figure(u32),
    /// A video, by its number in [`Document::links`].
    Video(u32),
    /// Tabs beside each other; its children are tabs.
    TabGroup,
    /// One of them, by its number in [`Document::tabs`]; its first child is the title.
    Tab(u32),
    /// The title of a tab.
    TabTitle,
    /// What concerns some readers alone, by its number in [`Document::zones`].
    Zone(u32),
    /// What concerns some versions alone: the range as written.
    Moniker(Str),
    /// Columns beside each other.
    Row,
    /// One of them, and how many parts of the width it takes.
    Column(u8),
    /// A name that is not translated.
    NoLoc(Str),
    /// A formula, in a line of text.
    Math(Str),
    /// A formula on lines of its own.
    MathBlock(Str),
    /// `[!PROGRESS]`: how much of something the reader has done.
    Progress(Scope),
    /// Nothing is shown of this node and what lies in it.
    Dropped,
}

impl Kind {
    /// Whether it stands in a line of text, whatever it holds.
    pub fn is_in_line(self) -> bool {
        matches!(
            self,
            Self::Text(_)
                | Self::Code(_)
                | Self::SoftBreak
                | Self::HardBreak
                | Self::Emphasis
                | Self::Strong
                | Self::Strike
                | Self::Link(_)
                | Self::Image(_)
                | Self::Anchor(_)
                | Self::FootnoteMark(_)
                | Self::NoLoc(_)
                | Self::Math(_)
        )
    }
}

/// A node; its children follow it directly, up to `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Where it stands in the parsed text.
    pub span: Span,
    /// One past its last descendant in [`Document::nodes`].
    pub end: u32,
}

/// A heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Heading {
    /// Its node.
    pub node: u32,
    /// 1 to 6.
    pub level: u8,
    /// Its text without markup.
    pub text: Str,
    /// What its slug is made of, where that is not its text: what was put in from other files does not count.
    pub slug: Option<Str>,
}

/// A tickable line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Task {
    /// Written `[x]`.
    pub done: bool,
    /// Its explicit id (`{#id}` at the end of the line); empty where there is none.
    pub id: Str,
}

/// A name that an author gave to a place: `<a name>`, `<a id>`, `{#id}` or the `id` of a raw element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Anchor {
    /// The name, case and all.
    pub name: Str,
    /// Where it stands in the parsed text.
    pub span: Span,
    /// The heading that it stands in or directly above, by number.
    pub heading: Option<u32>,
}

/// Where a link was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// `[text](dest)` or `<a href>`.
    Link,
    /// `![text](dest)`, `<img src>` and other attributes that load something.
    Image,
}

/// A use of a link, not yet resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// Whether it leads somewhere or loads something.
    pub kind: LinkKind,
    /// The destination as written, entities and escapes decoded.
    pub dest: Str,
    /// The title, often empty.
    pub title: Str,
    /// The whole link in the parsed text.
    pub span: Span,
}

/// An attribute's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AttrValue {
    /// Plain text; empty for an attribute without a value.
    Text(Str),
    /// A destination, by its number in [`Document::links`].
    Link(u32),
    /// A name, by its number in [`Document::anchors`].
    Anchor(u32),
}

/// A raw HTML element that the allow-list lets through.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tag {
    /// Lower-case name.
    pub name: &'static str,
    /// No children and no end tag.
    pub void: bool,
    /// Allowed attributes, in the order they were written.
    pub attrs: Vec<(&'static str, AttrValue)>,
}

/// An attribute that means nothing to pages of ours. The markup of Learn passes it on, for scripts that know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Extra {
    /// What it is written at.
    pub owner: Owner,
    /// Its name: small letters, digits and hyphens, nothing that runs or styles.
    pub name: Str,
    /// Its value, decoded.
    pub value: Str,
}

/// What an [`Extra`] is written at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// A box, by the number of its tag.
    Div(u32),
    /// A film, by the number of its link.
    Video(u32),
}

/// `[!INCLUDE [title](dest)]`: the text of another file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Include {
    /// The path as written, escapes decoded.
    pub dest: Str,
    /// The whole directive in the parsed text.
    pub span: Span,
    /// It stands alone on its line; else it is part of one.
    pub is_block: bool,
}

/// Which lines of a file a [`Snippet`] shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Select {
    /// All of them.
    All,
    /// What stands between the comments of that name.
    Tag(Str),
    /// Lines by number, as written: `1-2,10,20-`.
    Lines(Str),
}

/// What a file that was put in became.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Inclusion {
    /// The directive, in the parsed text of the file that includes.
    pub span: Span,
    /// Its first node in [`Document::nodes`].
    pub start: u32,
    /// One past its last node.
    pub end: u32,
}

/// A piece of another file, shown as code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Snippet {
    /// The path as written, without what selects.
    pub dest: Str,
    /// The whole directive in the parsed text.
    pub span: Span,
    /// As written; empty where the file's extension tells.
    pub language: Str,
    /// What it is called; often empty.
    pub name: Str,
    /// Its title; often empty.
    pub title: Str,
    /// Which lines.
    pub select: Select,
    /// Lines to stress, as written: `1-3,5`; counted from the first line shown.
    pub highlight: Str,
    /// How many columns to take off each line; `None` takes off what all lines share.
    pub dedent: Option<u32>,
    /// Where a reader could run it (`try-dotnet`, `cloudshell-powershell` …); often empty.
    pub interactive: Str,
}

/// How a figure is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FigureKind {
    /// A picture that says something.
    Content,
    /// One that needs a long description.
    Complex,
    /// One that says nothing by itself.
    Icon,
}

/// `:::image`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Figure {
    /// How it is meant.
    pub kind: FigureKind,
    /// The picture, by its number in [`Document::links`].
    pub source: u32,
    /// The alternative text; often empty in an icon.
    pub alt: Str,
    /// The larger picture, by its number in [`Document::links`].
    pub lightbox: Option<u32>,
    /// Where a click leads, by its number in [`Document::links`].
    pub link: Option<u32>,
    /// Whether a frame is drawn; `None` where nothing is said.
    pub border: Option<bool>,
    /// It stands in a line of text.
    pub is_inline: bool,
}

/// One of several tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tab {
    /// Its ids, joined with `+`: tabs of one id switch together.
    pub ids: Str,
    /// The id of a tab that must be chosen elsewhere for this one to show; often empty.
    pub condition: Str,
}

/// A zone: shown to some readers, or in some places, alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Zone {
    /// `docs`, `chromeless`, `pdf`; often empty.
    pub target: Str,
    /// The pivots that show it, separated by commas; often empty.
    pub pivots: Str,
}

/// A bilingual pair: a piece of the parsed text and what it was translated from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pair {
    /// `data-ttu-id`: the same in every locale.
    pub id: Str,
    /// The translation, in the parsed text.
    pub target: Span,
    /// The source, as it stands in the file.
    pub source: Str,
}

/// How the cells of a column are aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Align {
    /// As text runs.
    None,
    /// `:--`
    Left,
    /// `:-:`
    Center,
    /// `--:`
    Right,
}

/// A parsed page, Markdown or YAML. Parsing never fails: a broken page is a document with diagnostics.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file, below the site's root.
    pub file: DocPath,
    /// The hash of the file's bytes.
    pub hash: Hash,
    /// Its text.
    pub text: Text,
    /// What it says of itself.
    pub front: FrontMatter,
    /// The tree, in reading order.
    pub nodes: Vec<Node>,
    /// Headings in reading order.
    pub headings: Vec<Heading>,
    /// Explicit anchors in reading order.
    pub anchors: Vec<Anchor>,
    /// Links in reading order.
    pub links: Vec<Link>,
    /// Tickable lines in reading order.
    pub tasks: Vec<Task>,
    /// Tables: how their columns are aligned.
    pub tables: Vec<Box<[Align]>>,
    /// Raw HTML elements.
    pub tags: Vec<Tag>,
    /// Bilingual pairs in reading order.
    pub pairs: Vec<Pair>,
    /// Files to be put in.
    pub includes: Vec<Include>,
    /// Files that were put in, in reading order, those that others put in behind them.
    pub inclusions: Vec<Inclusion>,
    /// Pieces of other files shown as code.
    pub snippets: Vec<Snippet>,
    /// Pictures with more than an alternative text.
    pub figures: Vec<Figure>,
    /// Tabs.
    pub tabs: Vec<Tab>,
    /// Zones.
    pub zones: Vec<Zone>,
    /// Attributes that mean nothing here, those of one owner side by side.
    pub extras: Vec<Extra>,
    /// Comments that allow a finding, where they stand in the document's own file, in reading order.
    pub allowances: Vec<Span>,
}

impl Document {
    /// A document without a tree.
    pub fn blank(file: &DocPath, hash: Hash, text: Text, front: FrontMatter) -> Document {
        Self {
            file: file.clone(),
            hash,
            text,
            front,
            nodes: Vec::new(),
            headings: Vec::new(),
            anchors: Vec::new(),
            links: Vec::new(),
            tasks: Vec::new(),
            tables: Vec::new(),
            tags: Vec::new(),
            pairs: Vec::new(),
            includes: Vec::new(),
            inclusions: Vec::new(),
            snippets: Vec::new(),
            figures: Vec::new(),
            tabs: Vec::new(),
            zones: Vec::new(),
            extras: Vec::new(),
            allowances: Vec::new(),
        }
    }

    /// The text meant by `part`.
    pub fn str(&self, part: Str) -> &str {
        self.text.get(part)
    }

    /// The children of node `index` lie in `index + 1 .. nodes[index].end`.
    pub fn children(&self, index: u32) -> Children<'_> {
        Children {
            nodes: &self.nodes,
            at: index + 1,
            end: self.nodes[index as usize].end,
        }
    }

    /// Where a link's destination lies in the file; the whole link, where it is not written as it is meant.
    pub fn dest_in_file(&self, link: &Link) -> Span {
        self.place_of(link.dest, link.span)
    }

    /// Where a text lies in the file; `whole`, where it stands nowhere literally.
    pub fn place_of(&self, part: Str, whole: Span) -> Span {
        let place = self.text.place(part).filter(|place| place.start < place.end);
        self.text.in_file(place.unwrap_or(whole))
    }

    /// The file that a place of the parsed text comes from.
    pub fn file_of(&self, span: Span) -> &DocPath {
        let part = self.text.part_at(self.text.in_file(span).start);
        part.map_or(&self.file, |part| &part.file)
    }

    /// The nodes at the top.
    pub fn roots(&self) -> Children<'_> {
        Children {
            nodes: &self.nodes,
            at: 0,
            end: self.nodes.len() as u32,
        }
    }
}

/// Walks over siblings.
pub struct Children<'a> {
    nodes: &'a [Node],
    at: u32,
    end: u32,
}

impl Iterator for Children<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        if self.at >= self.end {
            return None;
        }
        let this = self.at;
        self.at = self.nodes[this as usize].end;
        Some(this)
    }
}
