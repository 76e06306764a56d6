//! Raw HTML in pages, by an allow-list. The tokenizer is html5gum, named here and nowhere else.
//!
//! What the list knows becomes elements of the tree, so it is balanced whatever the author wrote and its links
//! are links like all others. A name that HTML does not know (`<tenantname>`) is a placeholder that somebody
//! forgot to escape: it is shown as text. The rest is removed. Both are said.

use std::collections::BTreeMap;

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::allowance;
use super::dialect::xref;
use super::tree::Builder;
use crate::base::Span;
use crate::diag::{RuleInfo, Severity};
use crate::model::{AttrValue, Kind, LinkKind, Tag};

/// Raw HTML that the allow-list does not let through.
pub static DISALLOWED_HTML: RuleInfo = RuleInfo {
    id: "disallowed-html",
    severity: Severity::Warning,
    summary: "raw HTML that is not shown as it is written",
    explain: "\
Pages may hold plain HTML for text, lists, tables and images. Scripts, forms, styles and event handlers are removed: \
the published site forbids them by its content security policy. A tag that HTML does not know, such as `<tenantname>`, \
is shown as text.

Wrong: `Open https://<tenantname>.example.com`

Right: ``Open `https://<tenantname>.example.com` `` or `https://\\<tenantname>.example.com`

Learn: disallowed-html-tag, disallowed-html-attribute.",
};

struct Element {
    name: &'static str,
    kind: ElementKind,
    attrs: &'static [&'static str],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ElementKind {
    /// Stands in a line of text.
    Phrase,
    /// A block that can hold blocks.
    Block,
    /// A block that can hold only text, as `<p>`.
    TextBlock,
    /// No content, no end tag.
    Void,
}

macro_rules! elements {
    ($($kind:ident: $($name:literal $([$($attr:literal),*])?),* ;)*) => {
        &[$($(Element { name: $name, kind: ElementKind::$kind, attrs: &[$($($attr),*)?] }),*),*]
    };
}

/// The tags seen in 45,000 real pages that are harmless, and their near relatives.
static ELEMENTS: &[Element] = elements! {
    Phrase: "a" ["href", "target", "rel", "hreflang"], "abbr", "b", "bdi", "bdo", "cite", "code", "del" ["cite"], "dfn",
        "em", "font", "i", "ins" ["cite"], "kbd", "mark", "nobr", "q" ["cite"], "s", "samp", "small", "span", "strike",
        "strong", "sub", "sup", "time" ["datetime"], "tt", "u", "var", "data" ["value"], "rp", "rt", "ruby";
    Block: "article", "aside", "blockquote" ["cite"], "caption", "center", "colgroup" ["span"], "dd", "details" ["open"],
        "div" ["align"], "dl", "dt", "figcaption", "figure", "footer", "header", "li" ["value"],
        "ol" ["start", "type", "reversed"], "section", "summary", "table" ["border", "width", "align"], "tbody",
        "td" ["colspan", "rowspan", "align", "valign", "width", "headers"], "tfoot",
        "th" ["colspan", "rowspan", "align", "valign", "width", "scope", "abbr", "headers"], "thead", "tr", "ul",
        "audio" ["src", "controls", "muted", "loop", "preload"],
        "iframe" ["src", "width", "height", "allowfullscreen", "frameborder"],
        "video" ["src", "poster", "controls", "width", "height", "muted", "loop", "preload"];
    TextBlock: "h1", "h2", "h3", "h4", "h5", "h6", "p" ["align"], "pre";
    Void: "br" ["clear"], "col" ["span", "width"], "hr", "img" ["src", "alt", "width", "height", "align", "border"],
        "source" ["src", "type", "media"], "track" ["src", "kind", "label", "srclang"], "wbr";
};

/// Attributes that every element may have. `id` and `name` become anchors.
const EVERYWHERE: [&str; 8] = [
    "class",
    "title",
    "lang",
    "dir",
    "translate",
    "role",
    "aria-label",
    "aria-hidden",
];

/// Obsolete presentation, dropped without a word: the theme decides.
const PRESENTATION: [&str; 12] = [
    "align",
    "valign",
    "border",
    "width-hint",
    "frameborder",
    "bgcolor",
    "color",
    "face",
    "size",
    "clear",
    "cellpadding",
    "cellspacing",
];

/// Names that HTML gives a meaning and that pages may not use; any other unknown name is a placeholder.
const FORBIDDEN: [&str; 34] = [
    "applet", "area", "base", "body", "button", "canvas", "datalist", "dialog", "embed", "fieldset", "form", "frame",
    "frameset", "head", "html", "input", "label", "legend", "link", "main", "map", "marquee", "math", "meta", "nav",
    "noscript", "object", "option", "param", "script", "select", "style", "svg", "textarea",
];

/// HTML reads `<image>` as `<img>`.
fn element(name: &str) -> Option<&'static Element> {
    let name = if name == "image" { "img" } else { name };
    ELEMENTS.iter().find(|element| element.name == name)
}

/// Whether a raw element of that name starts a block of its own.
pub fn is_block(name: &str) -> bool {
    element(name).is_some_and(|e| matches!(e.kind, ElementKind::Block | ElementKind::TextBlock))
}

/// Whether a raw element of that name is closed by a block of Markdown that follows.
pub fn holds_phrases_only(name: &str) -> bool {
    element(name).is_some_and(|e| matches!(e.kind, ElementKind::Phrase | ElementKind::TextBlock))
}

/// Whether a raw element called `open` is closed by a raw block called `block`. As in HTML: a paragraph is by any, a
/// heading only by another one, and what is in `<pre>` stays in it.
pub fn ends_before(open: &str, block: &str) -> bool {
    let is_heading = |name: &str| matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
    match open {
        "pre" => false,
        _ if is_heading(open) => is_heading(block),
        _ => holds_phrases_only(open),
    }
}

/// Gathers the lines of an HTML block, which arrive one by one, and reads them together.
#[derive(Default)]
pub struct Reader {
    block: String,
    /// `(offset in block, offset in the parsed text)` of each line.
    lines: Vec<(usize, usize)>,
}

impl Reader {
    /// One more line of an HTML block.
    pub fn block(&mut self, line: &str, span: Span) {
        self.lines.push((self.block.len(), span.start as usize));
        self.block.push_str(line);
    }

    /// Whether lines of a block wait to be read.
    pub fn is_open(&self) -> bool {
        !self.block.is_empty()
    }

    /// The end of an HTML block, if one was open.
    pub fn finish_block(&mut self, builder: &mut Builder<'_>) {
        if self.block.is_empty() {
            return;
        }
        let block = std::mem::take(&mut self.block);
        let lines = std::mem::take(&mut self.lines);
        read(&block, builder, &|at| {
            let line = lines.partition_point(|&(offset, _)| offset <= at).saturating_sub(1);
            lines.get(line).map_or(at, |&(offset, parsed)| parsed + (at - offset))
        });
    }

    /// A tag inside a line of text.
    pub fn inline(&self, text: &str, span: Span, builder: &mut Builder<'_>) {
        // Nine of ten tags in translated pages are the anchors of headings, which are read without the tokenizer.
        if let Some(name) = plain_anchor(text) {
            let number = builder.anchor(name, span);
            builder.leaf(Kind::Anchor(number), span);
            return builder.open_raw_anchor();
        }
        if text == "</a>" {
            builder.close_raw("a");
            return;
        }
        read(text, builder, &|at| span.start as usize + at);
    }
}

/// The name in `<a name="…">`, written just so and without anything to decode.
fn plain_anchor(text: &str) -> Option<&str> {
    let name = text.strip_prefix("<a name=\"")?.strip_suffix("\">")?;
    let is_plain = !name.is_empty() && !name.bytes().any(|b| matches!(b, b'"' | b'&' | b'<' | b'>' | b'\r' | 0));
    is_plain.then_some(name)
}

fn read(text: &str, builder: &mut Builder<'_>, place: &dyn Fn(usize) -> usize) {
    let Some(tokens) = tokens(text) else {
        let here = builder.doc.text.in_file(Span::at(place(0)));
        let message = format!("a block of HTML with more than {MOST_QUOTES} quotes is left out");
        builder
            .sink
            .report(&DISALLOWED_HTML, here, message)
            .help("write it as Markdown");
        return;
    };
    // Removed with all they hold, up to the end tag of the same name.
    let mut removed: Option<Vec<u8>> = None;
    let mut ends = Ends::default();
    for token in tokens {
        let span = |from: usize, to: usize| Span::new(place(from), place(to.max(from + 1) - 1) + 1);
        match token {
            Token::StartTag(tag) if removed.is_none() => {
                let place = span(tag.span.start, tag.span.end);
                if start_tag(text, &tag, place, builder, &mut ends) == Fate::RemovedWithContent {
                    removed = Some(tag.name.to_vec());
                }
            }
            Token::EndTag(tag) => {
                if removed.as_deref() == Some(tag.name.as_slice()) {
                    removed = None;
                } else if removed.is_none() {
                    end_tag(
                        text,
                        &tag.name,
                        (tag.span.start, tag.span.end),
                        span(tag.span.start, tag.span.end),
                        builder,
                    );
                }
            }
            Token::String(string) if removed.is_none() => {
                let decoded = String::from_utf8_lossy(&string.value);
                builder.text(&decoded, span(string.span.start, string.span.end));
            }
            Token::Comment(comment) if removed.is_none() && allowance::is_one(&comment.value) => {
                let place = builder.doc.text.in_file(span(comment.span.start, comment.span.end));
                builder.doc.allowances.push(place);
            }
            _ => {}
        }
    }
}

/// More quotes than any hand wrote into one block.
const MOST_QUOTES: usize = 100_000;

/// The tokens of a text; none if it has more quotes than are meant by anybody. The tokenizer goes one call deeper with
/// every quoted attribute of a tag, so a text with many of them gets a stack that they fit on.
fn tokens(text: &str) -> Option<Vec<Token<usize>>> {
    const SHALLOW: usize = 400;
    const STACK_A_QUOTE: usize = if cfg!(debug_assertions) { 8192 } else { 1024 };
    let quotes = memchr::memchr2_iter(b'"', b'\'', text.as_bytes()).count();
    match quotes {
        0..=SHALLOW => Some(tokenize(text)),
        _ if quotes > MOST_QUOTES => None,
        _ => std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size((1 << 20) + quotes * STACK_A_QUOTE);
            thread.spawn_scoped(scope, || tokenize(text)).ok()?.join().ok()
        }),
    }
}

fn tokenize(text: &str) -> Vec<Token<usize>> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(text, emitter)
        .map_while(Result::ok)
        .collect()
}

#[derive(PartialEq, Eq)]
enum Fate {
    Kept,
    RemovedWithContent,
}

/// Where the last end tag of each forbidden name begins in a block: looked for once a name, since a block of a
/// thousand scripts would else be searched a thousand times.
type Ends = BTreeMap<&'static str, Option<usize>>;

fn start_tag(text: &str, tag: &StartTag<usize>, span: Span, builder: &mut Builder<'_>, ends: &mut Ends) -> Fate {
    let name = String::from_utf8_lossy(&tag.name);
    if name == "xref" && open_xref(tag, span, builder) {
        return Fate::Kept;
    }
    let Some(element) = element(&name) else {
        return unknown_start(text, &name, tag, span, builder, ends);
    };
    let has = |key: &[u8]| tag.attributes.contains_key(key);
    let is_place = element.name == "a" && !has(b"href") && (has(b"name") || has(b"id"));
    let mut attrs = Vec::new();
    for (key, value) in &tag.attributes {
        let key = String::from_utf8_lossy(key);
        if is_place && matches!(&*key, "name" | "id") {
            continue;
        }
        let value = String::from_utf8_lossy(&value.value);
        if let Some(attr) = attribute(element, &key, &value, span, builder) {
            attrs.push(attr);
        }
    }
    if is_place {
        anchor_alone(tag, span, builder);
        return Fate::Kept;
    }
    let void = element.kind == ElementKind::Void;
    builder.open_raw(
        Tag {
            name: element.name,
            void,
            attrs,
        },
        span,
    );
    Fate::Kept
}

/// `<xref href="uid">` is a link; what it shows, unless something lies in it, is found where it leads.
fn open_xref(tag: &StartTag<usize>, span: Span, builder: &mut Builder<'_>) -> bool {
    let texts = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let attributes = tag.attributes.iter();
    let attributes: Vec<_> = attributes
        .map(|(key, value)| (texts(key), texts(&value.value)))
        .collect();
    let Some(dest) = xref::dest(attributes.iter().map(|(key, value)| (key.as_str(), value.as_str()))) else {
        return false;
    };
    let link = builder.link(LinkKind::Link, &dest, "", span);
    let tag = Tag {
        name: "a",
        void: tag.self_closing,
        attrs: vec![("href", AttrValue::Link(link))],
    };
    builder.open_raw(tag, span);
    true
}

/// `<a name="x">`: a place, not a link; what stands inside stands beside it.
fn anchor_alone(tag: &StartTag<usize>, span: Span, builder: &mut Builder<'_>) {
    let mut names: Vec<&[u8]> = Vec::new();
    for key in [b"name".as_slice(), b"id"] {
        if let Some(value) = tag.attributes.get(key)
            && !value.value.is_empty()
            && !names.contains(&value.value.as_slice())
        {
            names.push(&value.value);
        }
    }
    for name in names {
        let number = builder.anchor(&String::from_utf8_lossy(name), span);
        builder.leaf(Kind::Anchor(number), span);
    }
    if !tag.self_closing {
        builder.open_raw_anchor();
    }
}

fn attribute(
    element: &'static Element,
    key: &str,
    value: &str,
    span: Span,
    builder: &mut Builder<'_>,
) -> Option<(&'static str, AttrValue)> {
    if (key == "id" || (key == "name" && element.name == "a")) && !value.is_empty() {
        return Some(("id", AttrValue::Anchor(builder.anchor(value, span))));
    }
    let known = element.attrs.iter().chain(&EVERYWHERE).find(|known| **known == key);
    let Some(&known) = known else {
        if !PRESENTATION.contains(&key) {
            say_removed(builder, span, &format!("the attribute `{key}`"), element.name);
        }
        return None;
    };
    if PRESENTATION.contains(&known) {
        return None;
    }
    let value = match (known, element.name) {
        ("href", _) => AttrValue::Link(builder.link(LinkKind::Link, value, "", span)),
        ("src" | "poster", "iframe") if !value.starts_with("https://") => {
            say_removed(builder, span, "a source that is not `https://`", element.name);
            return None;
        }
        ("src", "iframe") => AttrValue::Link(builder.link(LinkKind::Link, value, "", span)),
        ("src" | "poster", _) => AttrValue::Link(builder.link(LinkKind::Image, value, "", span)),
        _ => AttrValue::Text(builder.doc.text.keep(value)),
    };
    Some((known, value))
}

fn say_removed(builder: &mut Builder<'_>, span: Span, what: &str, name: &str) {
    let place = builder.doc.text.in_file(span);
    builder
        .sink
        .report(&DISALLOWED_HTML, place, format!("{what} of `<{name}>` is removed"))
        .help("leave it out, or use a class that the theme styles");
}

fn unknown_start(
    text: &str,
    name: &str,
    tag: &StartTag<usize>,
    span: Span,
    builder: &mut Builder<'_>,
    ends: &mut Ends,
) -> Fate {
    let place = builder.doc.text.in_file(span);
    if let Some(&forbidden) = FORBIDDEN.iter().find(|known| **known == name) {
        builder
            .sink
            .report(
                &DISALLOWED_HTML,
                place,
                format!("`<{name}>` is removed: pages may not hold it"),
            )
            .help("leave it out");
        let empty =
            tag.self_closing || matches!(name, "base" | "embed" | "frame" | "input" | "link" | "meta" | "param");
        let holds_text = matches!(
            name,
            "body" | "main" | "html" | "form" | "label" | "nav" | "fieldset" | "map"
        );
        let end = ends
            .entry(forbidden)
            .or_insert_with(|| text.to_ascii_lowercase().rfind(&format!("</{name}")));
        return if empty || holds_text || end.is_none_or(|end| end < tag.span.end) {
            Fate::Kept
        } else {
            Fate::RemovedWithContent
        };
    }
    let written = &text[tag.span.start..tag.span.end.min(text.len())];
    builder
        .sink
        .report(
            &DISALLOWED_HTML,
            place,
            format!("`<{name}>` is no HTML element; it is shown as text"),
        )
        .help(format!(
            "write it as code, `{written}` between backticks, or escape it: \\{written}"
        ));
    builder.text(written, span);
    Fate::Kept
}

fn end_tag(text: &str, name: &[u8], (start, end): (usize, usize), span: Span, builder: &mut Builder<'_>) {
    let name = String::from_utf8_lossy(name);
    match element(&name) {
        // HTML reads `</br>` as `<br>`; real tables are full of it.
        Some(element) if element.name == "br" => builder.leaf(Kind::HardBreak, span),
        Some(element) => {
            builder.close_raw(element.name);
        }
        None if name == "xref" => _ = builder.close_raw("a"),
        None if FORBIDDEN.contains(&&*name) => {}
        None => builder.text(&text[start..end.min(text.len())], span),
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Kind;
    use crate::parse::document_of;

    fn names(text: &str) -> Vec<String> {
        let (document, _) = document_of(text);
        let show = |kind: Kind| match kind {
            Kind::Element(tag) => Some(document.tags[tag as usize].name.to_string()),
            Kind::Text(part) => Some(format!("\"{}\"", document.str(part).trim())),
            Kind::Anchor(n) => Some(format!("#{}", document.str(document.anchors[n as usize].name))),
            _ => None,
        };
        document
            .nodes
            .iter()
            .filter_map(|node| show(node.kind))
            .filter(|name| name != "\"\"")
            .collect()
    }

    fn rules(text: &str) -> Vec<&'static str> {
        document_of(text).1.iter().map(|found| found.rule.id).collect()
    }

    #[test]
    fn a_placeholder_is_text_and_is_said() {
        assert_eq!(names("Open <tenantname> now"), ["\"Open <tenantname> now\""]);
        assert_eq!(rules("Open <tenantname> now"), ["disallowed-html"]);
    }

    #[test]
    fn an_image_is_an_img_as_browsers_have_it() {
        let (document, found) = document_of("a <image src=\"b.png\" /></image> c\n");
        assert!(found.is_empty(), "{found:?}");
        assert_eq!(document.tags[0].name, "img");
        assert_eq!(document.str(document.links[0].dest), "b.png");
    }

    #[test]
    fn a_link_without_destination_says_what_was_taken_off() {
        let text = "<a style=\"x\" onclick=\"y()\">*b*</a>";
        assert_eq!(names(text), ["a", "\"b\""]);
        assert_eq!(rules(text), ["disallowed-html", "disallowed-html"]);
        assert_eq!(names("<a onclick=\"y()\" name=\"c\">b</a>"), ["#c", "\"b\""]);
        assert_eq!(rules("<a onclick=\"y()\" name=\"c\">b</a>"), ["disallowed-html"]);
    }

    #[test]
    fn raw_headings_hold_blocks_of_html_and_end_before_others() {
        let shape = |text: &str| crate::parse::testing::shape(text).0;
        assert_eq!(shape("<h2>a<pre>b</pre>c</h2>"), "<h2>(a<pre>(b)c)");
        assert_eq!(shape("<pre>a<div>b</div>c</pre>"), "<pre>(a<div>(b)c)");
        assert_eq!(shape("<h2>a<h3>b</h3>"), "<h2>(a)<h3>(b)");
        assert_eq!(shape("<p>a<div>b</div>"), "<p>(a)<div>(b)");
        assert_eq!(shape("<h2>a\n\nb\n"), "<h2>(a\n)P(b)");
    }

    #[test]
    fn scripts_go_with_what_they_hold() {
        let text = "<script>\nalert(1)\n</script>\n\nafter\n";
        assert_eq!(names(text), ["\"after\""]);
        assert_eq!(rules(text), ["disallowed-html"]);
        assert_eq!(rules("<b onclick=\"x()\">b</b>"), ["disallowed-html"]);
    }

    #[test]
    fn the_short_way_for_anchors_is_the_long_way() {
        for name in ["a", "å b", "a'b"] {
            let short = format!("# <a name=\"{name}\"></a>x");
            let long = format!("# <a  name=\"{name}\"></a >x");
            assert_eq!(names(&short), names(&long), "{name}");
        }
        assert_eq!(names("<a name=\"a&amp;b\"></a>x"), ["#a&b", "\"x\""]);
        assert_eq!(names("<a name=\"\"></a>x"), ["\"x\""]);
    }

    #[test]
    fn a_tag_with_very_many_attributes() {
        let tag = |count: usize| {
            let attributes: String = (0..count).map(|n| format!(" a{n}=\"1\"")).collect();
            format!("<p{attributes}>x</p>\n\nafter\n")
        };
        let (document, found) = document_of(&tag(3_000));
        assert!(document.nodes.len() > 3 && !found.is_empty());
        assert_eq!(names(&tag(60_000)), ["\"after\""]);
        assert_eq!(rules(&tag(60_000)), ["disallowed-html"]);
    }

    #[test]
    fn stray_ends_and_forgotten_ends_stay_inside_their_block() {
        let (document, _) = document_of("a <b>b\n\nc</b></div> d\n");
        let bold = document
            .nodes
            .iter()
            .position(|n| matches!(n.kind, Kind::Element(_)))
            .unwrap();
        let first_paragraph = document.nodes[0];
        assert!(document.nodes[bold].end <= first_paragraph.end);
        assert_eq!(names("</div>\n\nx").len(), 1);
    }

    #[test]
    fn an_element_may_hold_markdown_blocks() {
        let (document, found) = document_of("<details>\n<summary>More</summary>\n\n- *a*\n\n</details>\n\nafter\n");
        assert!(found.is_empty());
        let roots: Vec<_> = document.roots().map(|n| document.nodes[n as usize].kind).collect();
        assert!(
            matches!(roots[..], [Kind::Element(_), .., Kind::Paragraph]),
            "{roots:?}"
        );
        assert!(!roots.contains(&Kind::List));
    }

    #[test]
    fn ids_are_anchors_and_entities_are_decoded() {
        assert_eq!(names("<div id=\"x\">a &amp; b&nbsp;</div>"), ["div", "\"a & b\""]);
        assert_eq!(names("<a name=\"x\" id=\"y\"></a>z"), ["#x", "#y", "\"z\""]);
        let (document, _) = document_of("<a href=\"p.md?a=1&amp;b=2\">p</a>");
        assert_eq!(document.str(document.links[0].dest), "p.md?a=1&b=2");
    }
}
