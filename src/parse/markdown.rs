//! CommonMark and its usual extensions, by pulldown-cmark, named here and nowhere else.

mod long_row;

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, BrokenLink, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag,
    TagEnd,
};

use super::dialect::mask::{self, Mask, Masked};
use super::raw_html;
use super::tree::Builder;
use crate::base::Span;
use crate::diag::Sink;
use crate::model::document::Align;
use crate::model::{Alert, Document, Kind, LinkKind, Str, Task};

/// Left off on purpose: definition lists eat `:::` blocks, math takes `$5-$10`, wikilinks and heading
/// attributes swallow text in brackets.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_GFM
}

/// Reads the body of `document`, which begins at byte `body` of its parsed text, into its tree.
pub fn read(document: &mut Document, body: usize, sink: &mut Sink) {
    let parsed = document.text.parsed.clone();
    let Some(text) = parsed.get(body..) else { return };
    // A node for about every 14 bytes, as measured on real pages.
    document.nodes.reserve(text.len() / 14);
    let mut builder = Builder::new(document, sink);
    read_into(&mut builder, text, body);
    builder.finish();
}

/// Reads `text`, which begins at byte `at` of the parsed text, into a tree that is being built.
pub fn read_into(builder: &mut Builder<'_>, text: &str, at: usize) {
    let masked = mask::mask(text, at);
    let covered = masked.text.as_deref().unwrap_or(text);
    let events = Parser::new_ext(covered, options()).into_offset_iter();
    Page::new(&masked, covered, builder, at).take_all(builder, events);
}

/// Reads a text that is one line of something else, such as a heading: what would be a block of another kind than a
/// paragraph is plain text.
pub fn read_line(builder: &mut Builder<'_>, text: &str, at: usize) {
    let masked = mask::mask(text, at);
    let covered = masked.text.as_deref().unwrap_or(text);
    let events: Vec<_> = Parser::new_ext(covered, options()).into_offset_iter().collect();
    let is_end = |event: &Event<'_>| matches!(event, Event::End(TagEnd::Paragraph));
    match events.as_slice() {
        [(Event::Start(Tag::Paragraph), _), inside @ .., (last, _)]
            if is_end(last) && !inside.iter().any(|(event, _)| is_end(event)) =>
        {
            Page::new(&masked, covered, builder, at).take_all(builder, inside.iter().cloned());
        }
        _ => builder.text(text, Span::new(at, at + text.len())),
    }
}

/// A text that is being read.
struct Page<'a> {
    masked: &'a Masked,
    /// What Markdown reads of it.
    covered: &'a str,
    parsed: Arc<str>,
    /// Where it begins in the parsed text.
    at: usize,
    in_code: bool,
    /// The last piece of HTML was the mask of a block.
    after_block: bool,
    /// How many columns the head of the table has.
    columns: usize,
    /// What the page defines, where rows that are read by themselves need it.
    definitions: Option<Rc<Definitions<'a>>>,
    /// Walls in code are covered.
    walls: bool,
}

impl<'m> Page<'m> {
    fn new(masked: &'m Masked, covered: &'m str, builder: &Builder<'_>, at: usize) -> Self {
        Self {
            masked,
            covered,
            parsed: builder.doc.text.parsed.clone(),
            at,
            in_code: false,
            after_block: false,
            columns: 0,
            definitions: None,
            walls: false,
        }
    }

    fn take_all<'t>(mut self, builder: &mut Builder<'_>, events: impl Iterator<Item = (Event<'t>, Range<usize>)>) {
        let mut html = raw_html::Reader::default();
        let mut events = events;
        while let Some((event, range)) = events.next() {
            if let Event::Start(Tag::Table(columns)) = &event {
                self.columns = columns.len();
            }
            if matches!(event, Event::Start(Tag::TableRow)) && self.long_row(builder, &mut html, range.clone()) {
                _ = events.find(|(event, _)| matches!(event, Event::End(TagEnd::TableRow)));
                continue;
            }
            let span = Span::new(range.start + self.at, range.end + self.at);
            if !matches!(event, Event::Html(_)) {
                html.finish_block(builder);
            }
            self.take(builder, &mut html, event, span);
        }
        html.finish_block(builder);
    }

    /// A row with walls in code, which are text on Learn and end a cell in GFM, or with more cells than its head, which
    /// Learn keeps and GFM drops. It is read as that of a table which is wide enough. False if it is no such row.
    fn long_row(&mut self, builder: &mut Builder<'_>, html: &mut raw_html::Reader, range: Range<usize>) -> bool {
        let page = self.covered;
        let Some(written) = page.get(range.clone()).map(str::trim_end) else {
            return false;
        };
        let row = long_row::cover_code(written);
        if matches!(row, Cow::Borrowed(_)) && long_row::cells(written) <= self.columns {
            return false;
        }
        let columns = long_row::filled_cells(&row).max(self.columns);
        let head = "|a".repeat(columns) + "\n" + &"|-".repeat(columns) + "\n";
        let definitions = self
            .definitions
            .get_or_insert_with(|| Rc::new(Definitions::of(page)))
            .clone();
        let notes = long_row::notes(written).filter(|name| definitions.notes.contains(name));
        let notes: String = notes.map(|name| format!("\n\n[^{name}]: .")).collect();
        let table = format!("{head}{row}{notes}\n");
        let definition = |link: BrokenLink<'_>| definitions.link(&link.reference);
        let events = Parser::new_with_broken_link_callback(&table, options(), Some(definition)).into_offset_iter();
        let is_before = |(event, range): &(Event<'_>, Range<usize>)| {
            range.start < head.len() || !matches!(event, Event::Start(Tag::TableRow))
        };
        let mut events = events.skip_while(is_before).peekable();
        if events.peek().is_none() {
            return false;
        }
        self.walls = true;
        for (event, inside) in events {
            let is_end = matches!(event, Event::End(TagEnd::TableRow));
            let place = |offset: usize| range.end.min(range.start + offset.saturating_sub(head.len()));
            let span = Span::new(self.at + place(inside.start), self.at + place(inside.end));
            self.take(builder, html, event, span);
            if is_end {
                break;
            }
        }
        self.walls = false;
        true
    }

    /// A piece of what was read, as its author wrote it.
    fn written<'a>(&'a self, piece: &'a str, span: Span) -> Cow<'a, str> {
        let written = self.masked.as_written(piece, span, &self.parsed, self.at);
        match self.walls && written.contains(long_row::WALL) {
            true => Cow::Owned(written.replace(long_row::WALL, "|")),
            false => written,
        }
    }

    fn take(&mut self, builder: &mut Builder<'_>, html: &mut raw_html::Reader, event: Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => {
                self.in_code = matches!(tag, Tag::CodeBlock(_));
                self.start(builder, tag, span);
            }
            Event::End(TagEnd::Heading(_)) => builder.close_heading(),
            Event::End(TagEnd::HtmlBlock) => self.after_block = false,
            Event::End(end) => {
                if end == TagEnd::CodeBlock {
                    self.in_code = false;
                }
                builder.close();
            }
            // The indentation of an HTML block comes as text without a place.
            Event::Text(text) if span.start == span.end && text.trim().is_empty() => {}
            Event::Text(text) => self.text(builder, &text, span),
            Event::Code(text) => {
                let part = builder.doc.text.keep(&self.written(&text, span));
                builder.leaf(Kind::Code(part), span);
            }
            Event::Html(text) => {
                // After CRLF the line end is a piece of its own.
                let is_rest = self.after_block && text.trim().is_empty();
                self.after_block = is_rest || self.block(builder, html, span);
                if !self.after_block {
                    html.block(&self.written(&text, span), span);
                }
            }
            Event::InlineHtml(text) => {
                html.inline(&self.written(&text, span), span, builder);
            }
            Event::FootnoteReference(name) => {
                let part = builder.doc.text.keep(&self.written(&name, span));
                builder.leaf(Kind::FootnoteMark(part), span);
            }
            Event::SoftBreak => builder.leaf(Kind::SoftBreak, span),
            Event::HardBreak => builder.leaf(Kind::HardBreak, span),
            Event::Rule => builder.rule(span),
            Event::TaskListMarker(done) => {
                builder.doc.tasks.push(Task {
                    done,
                    id: Str::default(),
                });
                let number = builder.doc.tasks.len() as u32 - 1;
                builder.leaf(Kind::Task(number), span);
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => builder.text(&text, span),
        }
    }

    fn link(&self, builder: &mut Builder<'_>, kind: LinkKind, [dest, title]: [&str; 2], span: Span) -> u32 {
        builder.link(kind, &self.written(dest, span), &self.written(title, span), span)
    }

    /// Text, and the directives that are part of its line.
    fn text(&self, builder: &mut Builder<'_>, text: &str, span: Span) {
        let found = self.masked.within(span);
        if found.is_empty() {
            let is_covered = self.walls && text.contains(long_row::WALL);
            return match is_covered {
                true => builder.text(&text.replace(long_row::WALL, "|"), span),
                false => builder.text(text, span),
            };
        }
        let mut at = span.start;
        let plain = |builder: &mut Builder<'_>, from: u32, to: u32| {
            let span = Span { start: from, end: to };
            if let Some(text) = self.parsed.get(span.range()).filter(|text| !text.is_empty()) {
                builder.text(text, span);
            }
        };
        for found in found {
            match &found.what {
                Ok((directive, Mask::Inline)) if !self.in_code => {
                    plain(builder, at, found.span.start);
                    builder.directive(directive, found.span, false);
                    at = found.span.end;
                }
                Err(fault) if !self.in_code => builder.fault(fault),
                _ => {}
            }
        }
        plain(builder, at, span.end);
    }

    /// A line of raw HTML that is the mask of a block.
    fn block(&self, builder: &mut Builder<'_>, html: &mut raw_html::Reader, span: Span) -> bool {
        let first = self.masked.within(span).first();
        let Some((Ok((directive, Mask::Block)), place)) = first.map(|found| (&found.what, found.span)) else {
            return false;
        };
        // In a block of other HTML it is text of that.
        let before = Span {
            end: place.start,
            ..span
        };
        if html.is_open()
            || self
                .parsed
                .get(before.range())
                .is_some_and(|before| !before.trim().is_empty())
        {
            return false;
        }
        builder.directive(directive, place, true);
        true
    }

    fn start(&self, builder: &mut Builder<'_>, tag: Tag<'_>, span: Span) {
        let kind = match tag {
            Tag::Paragraph => Kind::Paragraph,
            Tag::Heading { level, .. } => return builder.open_heading(heading_level(level), span),
            Tag::BlockQuote(None) => Kind::Quote,
            Tag::BlockQuote(Some(kind)) => Kind::Alert(alert(kind)),
            Tag::CodeBlock(CodeBlockKind::Indented) => Kind::CodeBlock(builder.doc.text.keep("")),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                Kind::CodeBlock(builder.doc.text.keep(&self.written(&info, span)))
            }
            Tag::HtmlBlock | Tag::MetadataBlock(_) => return,
            Tag::List(None) => Kind::List,
            Tag::List(Some(first)) => Kind::OrderedList(u32::try_from(first).unwrap_or(1)),
            Tag::Item => Kind::Item,
            Tag::FootnoteDefinition(name) => Kind::FootnoteText(builder.doc.text.keep(&self.written(&name, span))),
            Tag::Table(columns) => {
                builder.doc.tables.push(columns.into_iter().map(align).collect());
                Kind::Table(builder.doc.tables.len() as u32 - 1)
            }
            Tag::TableHead => Kind::TableHead,
            Tag::TableRow => Kind::TableRow,
            Tag::TableCell => Kind::TableCell,
            Tag::Emphasis => Kind::Emphasis,
            Tag::Strong => Kind::Strong,
            Tag::Strikethrough => Kind::Strike,
            Tag::Link {
                link_type: LinkType::Email,
                dest_url,
                title,
                ..
            } => {
                let dest = format!("mailto:{dest_url}");
                Kind::Link(builder.link(LinkKind::Link, &dest, &title, span))
            }
            Tag::Link { dest_url, title, .. } => {
                Kind::Link(self.link(builder, LinkKind::Link, [&dest_url, &title], span))
            }
            Tag::Image { dest_url, title, .. } => {
                Kind::Image(self.link(builder, LinkKind::Image, [&dest_url, &title], span))
            }
            // Their options are off, so none arrives; as plain text they would lose nothing.
            Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Superscript
            | Tag::Subscript => Kind::Paragraph,
        };
        builder.open(kind, span);
    }
}

/// What a page defines for all of it.
struct Definitions<'a> {
    links: Parser<'a>,
    /// The names of its footnotes.
    notes: HashSet<&'a str>,
}

impl<'a> Definitions<'a> {
    fn of(page: &'a str) -> Self {
        Self {
            links: Parser::new_ext(page, options()),
            notes: long_row::definitions(page).collect(),
        }
    }

    /// Address and title of `[text][name]`.
    fn link(&self, name: &str) -> Option<(CowStr<'static>, CowStr<'static>)> {
        let found = self.links.reference_definitions().get(name)?;
        let title = found.title.as_ref().map_or("", |title| title);
        Some((found.dest.to_string().into(), title.to_owned().into()))
    }
}

/// The text of a line of Markdown, without markup and without pictures.
pub fn plain_line(text: &str) -> Cow<'_, str> {
    if !text.contains(['*', '_', '`', '[', '<', '&', '\\', '~']) {
        return Cow::Borrowed(text);
    }
    // Behind a full stop nothing begins a list or a heading.
    let line = format!(".{text}");
    let mut plain = String::with_capacity(text.len());
    let mut pictures = 0;
    for event in Parser::new_ext(&line, options()) {
        match event {
            Event::Start(Tag::Image { .. }) => pictures += 1,
            Event::End(TagEnd::Image) => pictures -= 1,
            Event::Text(text) | Event::Code(text) if pictures == 0 => plain.push_str(&text),
            Event::SoftBreak | Event::HardBreak if pictures == 0 => plain.push(' '),
            _ => {}
        }
    }
    Cow::Owned(plain.strip_prefix('.').map(str::to_owned).unwrap_or(plain))
}

fn heading_level(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

fn alert(kind: BlockQuoteKind) -> Alert {
    match kind {
        BlockQuoteKind::Note => Alert::Note,
        BlockQuoteKind::Tip => Alert::Tip,
        BlockQuoteKind::Important => Alert::Important,
        BlockQuoteKind::Caution => Alert::Caution,
        BlockQuoteKind::Warning => Alert::Warning,
    }
}

fn align(column: Alignment) -> Align {
    match column {
        Alignment::None => Align::None,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}

#[cfg(test)]
mod tests {
    use crate::parse::testing::{document_of, shape};

    fn rows(text: &str) -> String {
        let (shape, found) = shape(text);
        assert!(found.is_empty(), "{text}: {found:?}");
        shape
            .split_once("TableRow")
            .map_or(String::new(), |(_, rows)| rows.replace("TableCell", "|"))
    }

    #[test]
    fn a_row_keeps_the_cells_beyond_its_head() {
        assert_eq!(rows("a | b\n--|--\n0 | 1 | 2\n"), "(|(0)|(1)|(2)))");
        assert_eq!(
            rows("|a|\n|-|\n|0|*1*|[x](b.md) `c\\|d`|\n"),
            "(|(0)|(Emphasis(1))|(Link:b.md(x) `c|d`())))"
        );
        assert_eq!(
            rows("- |a|\n  |-|\n  |0||2| |\n  |3|\n"),
            "(|(0)|()|(2))TableRow(|(3)))))"
        );
        assert_eq!(rows("> |a|\n> |-|\n> |0|1\\|2|"), "(|(0)|(1|2))))");
        // Walls in code are none.
        assert_eq!(rows("|a|b|\n|-|-|\n|`0|1`|2|\n"), "(|(`0|1`())|(2)))");
        assert_eq!(rows("|a|b|\n|-|-|\n|`0|1`|*2|3*|4|\n"), "(|(`0|1`())|(*2)|(3*)|(4)))");
        assert_eq!(rows("|a|b|\n|-|-|\n|`0|1`|\n"), "(|(`0|1`())|()))");
        assert_eq!(
            rows("|a|b|\n|-|-|\n|``0`|\\|1``|\\`2|3|4`5\n"),
            "(|(`0`||1`())|(`2)|(3)|(4`5)))"
        );
        // Walls without anything behind them make no cell.
        assert_eq!(rows("|a|\n|-|\n|0| | |\n"), "(|(0)))");
        assert_eq!(rows("|a|\n|-|\n|0\n"), "(|(0)))");
    }

    #[test]
    fn what_stands_in_such_a_cell_knows_the_page_and_its_place() {
        let text = "|a|\n|-|\n|å|[x][y] [INC] [!INCLUDE[t](é.md)] <b>z</b>[^n][^m]|\n\n[y]: c.md 'T'\n\n[^n]: N\n";
        let (document, _) = document_of(text);
        let link = document.links[0];
        assert_eq!((document.str(link.dest), document.str(link.title)), ("c.md", "T"));
        assert_eq!(&text[link.span.range()], "[x][y]");
        let include = document.includes[0];
        assert_eq!(&text[include.span.range()], "[!INCLUDE[t](é.md)]");
        assert!(
            rows(text).contains("|(Link:c.md(x) [INC] !é.md() <b>(z)FootnoteMark"),
            "{}",
            rows(text)
        );
    }

    proptest::proptest! {
        #[test]
        fn long_rows_of_any_kind_are_read(row in "[|a`*\\[\\]()<!:\\\\ \u{e5}-]{0,40}") {
            for around in ["|a|\n|-|\n", "> |a|b|\n> |-|-|\n> "] {
                let (document, _) = document_of(&format!("{around}{row}\n"));
                for node in &document.nodes {
                    proptest::prop_assert!(node.end as usize <= document.nodes.len());
                    proptest::prop_assert!(document.text.parsed.get(node.span.range()).is_some());
                }
            }
        }
    }
}
