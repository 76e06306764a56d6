//! CommonMark and its usual extensions, by pulldown-cmark, named here and nowhere else.

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd,
};

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
    let mut html = raw_html::Reader::default();
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        let span = Span::new(range.start + body, range.end + body);
        if !matches!(event, Event::Html(_)) {
            html.finish_block(&mut builder);
        }
        take(&mut builder, &mut html, event, span);
    }
    html.finish_block(&mut builder);
    builder.finish();
}

fn take(builder: &mut Builder<'_>, html: &mut raw_html::Reader, event: Event<'_>, span: Span) {
    match event {
        Event::Start(tag) => start(builder, tag, span),
        Event::End(TagEnd::Heading(_)) => builder.close_heading(),
        Event::End(TagEnd::HtmlBlock) => {}
        Event::End(_) => builder.close(),
        Event::Text(text) => builder.text(&text, span),
        Event::Code(text) => {
            let part = builder.doc.text.keep(&text);
            builder.leaf(Kind::Code(part), span);
        }
        Event::Html(text) => html.block(&text, span),
        Event::InlineHtml(text) => html.inline(&text, span, builder),
        Event::FootnoteReference(name) => {
            let part = builder.doc.text.keep(&name);
            builder.leaf(Kind::FootnoteMark(part), span);
        }
        Event::SoftBreak => builder.leaf(Kind::SoftBreak, span),
        Event::HardBreak => builder.leaf(Kind::HardBreak, span),
        Event::Rule => builder.leaf(Kind::Rule, span),
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

fn start(builder: &mut Builder<'_>, tag: Tag<'_>, span: Span) {
    let kind = match tag {
        Tag::Paragraph => Kind::Paragraph,
        Tag::Heading { level, .. } => return builder.open_heading(heading_level(level), span),
        Tag::BlockQuote(None) => Kind::Quote,
        Tag::BlockQuote(Some(kind)) => Kind::Alert(alert(kind)),
        Tag::CodeBlock(CodeBlockKind::Indented) => Kind::CodeBlock(builder.doc.text.keep("")),
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => Kind::CodeBlock(builder.doc.text.keep(&info)),
        Tag::HtmlBlock | Tag::MetadataBlock(_) => return,
        Tag::List(None) => Kind::List,
        Tag::List(Some(first)) => Kind::OrderedList(u32::try_from(first).unwrap_or(1)),
        Tag::Item => Kind::Item,
        Tag::FootnoteDefinition(name) => Kind::FootnoteText(builder.doc.text.keep(&name)),
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
        Tag::Link { dest_url, title, .. } => Kind::Link(builder.link(LinkKind::Link, &dest_url, &title, span)),
        Tag::Image { dest_url, title, .. } => Kind::Image(builder.link(LinkKind::Image, &dest_url, &title, span)),
        // Their options are off, so none arrives; as plain text they would lose nothing.
        Tag::DefinitionList
        | Tag::DefinitionListTitle
        | Tag::DefinitionListDefinition
        | Tag::Superscript
        | Tag::Subscript => Kind::Paragraph,
    };
    builder.open(kind, span);
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
