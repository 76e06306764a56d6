//! Directives in the tree.

use super::super::dialect::container::{Name, Written};
use super::super::dialect::mask::{Directive, Fault, Source};
use super::super::dialect::{UNBALANCED_DIRECTIVE, div, image, include, progress, snippet, video};
use super::{Builder, Opened};
use crate::base::Span;
use crate::model::{AttrValue, Extra, Figure, Include, Kind, Link, LinkKind, Owner, Scope, Select, Snippet, Tag, Zone};

impl Builder<'_> {
    /// Puts a directive into the tree.
    pub fn directive(&mut self, directive: &Directive, span: Span, is_block: bool) {
        self.flush();
        match directive {
            Directive::Include(written) => self.include(written, span),
            Directive::Code(parsed) => self.snippet(parsed, span),
            Directive::Image(written) => {
                let number = self.figure(written, true);
                self.push(Kind::Figure(number), span);
            }
            Directive::Video(written) => self.video(written, span),
            Directive::NoLoc(text) => {
                let part = self.doc.text.keep(text);
                self.push(Kind::NoLoc(part), span);
            }
            Directive::Math(formula) => {
                let part = self.doc.text.keep(formula);
                let kind = if is_block {
                    Kind::MathBlock(part)
                } else {
                    Kind::Math(part)
                };
                self.push(kind, span);
            }
            Directive::Div(written) => self.div(written, span),
            Directive::Progress(scope) => self.progress(*scope, span),
            Directive::Open(written) => self.open_container(written, span),
            Directive::Close(name) => self.close_container(*name, span),
            Directive::Nothing => {}
        }
    }

    /// Tells why something is no directive.
    pub fn fault(&mut self, fault: &Fault) {
        let place = self.doc.text.in_file(fault.span);
        self.sink
            .report(fault.rule, place, fault.message.clone())
            .help(fault.help);
    }

    fn include(&mut self, written: &include::Written, span: Span) {
        let dest = self.keep_at(&written.path, written.place);
        self.doc.includes.push(Include {
            dest,
            span,
            is_block: written.is_block,
        });
        let number = self.doc.includes.len() as u32 - 1;
        self.push(Kind::Include(number), span);
    }

    fn snippet(&mut self, parsed: &snippet::Parsed<'_>, span: Span) {
        let at = span.start as usize;
        if let Some(error) = &parsed.fault {
            let source = Source {
                line: "",
                at,
                is_first: true,
                in_quote: false,
            };
            self.fault(&snippet::fault(error.clone(), &source));
        }
        let place = Span::new(at + parsed.place.start, at + parsed.place.end);
        let dest = self.keep_at(&parsed.dest, place);
        let selected = match &parsed.select {
            snippet::Select::All => "",
            snippet::Select::Tag(text) | snippet::Select::Lines(text) => text,
        };
        let place = Span::new(at + parsed.select_place.start, at + parsed.select_place.end);
        let selected = self.keep_at(selected, place);
        let text = &mut self.doc.text;
        let snippet = Snippet {
            dest,
            span,
            language: text.keep(&parsed.language),
            name: text.keep(&parsed.name),
            title: text.keep(&parsed.title),
            select: match &parsed.select {
                snippet::Select::All => Select::All,
                snippet::Select::Tag(_) => Select::Tag(selected),
                snippet::Select::Lines(_) => Select::Lines(selected),
            },
            highlight: text.keep(&parsed.highlight),
            dedent: parsed.dedent,
            interactive: text.keep(&parsed.interactive),
        };
        self.doc.snippets.push(snippet);
        let number = self.doc.snippets.len() as u32 - 1;
        self.push(Kind::Snippet(number), span);
    }

    /// Names a text by its place, where it stands there literally.
    fn keep_at(&mut self, text: &str, place: Span) -> crate::model::Str {
        let parsed = self.doc.text.parsed.clone();
        match parsed.get(place.range()) {
            Some(literal) if literal == text => self.doc.text.keep(literal),
            _ => self.doc.text.keep(text),
        }
    }

    fn placed_link(&mut self, kind: LinkKind, (dest, place): &(String, Span), title: &str) -> u32 {
        let dest = self.keep_at(dest, *place);
        let title = self.doc.text.keep(title);
        self.doc.links.push(Link {
            kind,
            dest,
            title,
            span: *place,
        });
        self.doc.links.len() as u32 - 1
    }

    fn figure(&mut self, written: &image::Written, is_inline: bool) -> u32 {
        let source = self.placed_link(LinkKind::Image, &written.source, "");
        let lightbox = written
            .lightbox
            .as_ref()
            .map(|path| self.placed_link(LinkKind::Image, path, ""));
        let link = written
            .link
            .as_ref()
            .map(|path| self.placed_link(LinkKind::Link, path, ""));
        let figure = Figure {
            kind: written.kind,
            source,
            alt: self.doc.text.keep(&written.alt),
            lightbox,
            link,
            border: written.border,
            is_inline,
        };
        self.doc.figures.push(figure);
        self.doc.figures.len() as u32 - 1
    }

    fn video(&mut self, written: &video::Written, span: Span) {
        let number = self.placed_link(LinkKind::Image, &written.source, &written.title);
        for (name, value) in &written.extras {
            self.extra(Owner::Video(number), name, value);
        }
        self.push(Kind::Video(number), span);
    }

    /// One that cannot be read shows nothing.
    fn progress(&mut self, scope: Option<Scope>, span: Span) {
        if scope.is_none() {
            let written = self.doc.text.parsed.get(span.range()).unwrap_or_default();
            progress::tell_unknown(written, self.doc.text.in_file(span), self.sink);
        }
        self.push(scope.map_or(Kind::Dropped, Kind::Progress), span);
    }

    fn extra(&mut self, owner: Owner, name: &str, value: &str) {
        let text = &mut self.doc.text;
        let (name, value) = (text.keep(name), text.keep(value));
        self.doc.extras.push(Extra { owner, name, value });
    }

    fn div(&mut self, written: &div::Written, span: Span) {
        let mut attrs = Vec::new();
        if !written.class.is_empty() {
            attrs.push(("class", AttrValue::Text(self.doc.text.keep(&written.class))));
        }
        if !written.id.is_empty() {
            attrs.push(("id", AttrValue::Anchor(self.anchor(&written.id, span))));
        }
        self.doc.tags.push(Tag {
            name: "div",
            void: false,
            attrs,
        });
        let number = self.doc.tags.len() as u32 - 1;
        for (name, value) in &written.extras {
            self.extra(Owner::Div(number), name, value);
        }
        self.push(Kind::Div(number), span);
    }

    fn open_container(&mut self, written: &Written, span: Span) {
        let name = written.name();
        if name == Name::Zone && self.in_zone {
            let place = self.doc.text.in_file(span);
            self.sink
                .report(&UNBALANCED_DIRECTIVE, place, "a zone begins inside a zone")
                .help("end the first with `::: zone-end`; until then both show together");
            self.nested_zones += 1;
            return;
        }
        let text = &mut self.doc.text;
        let kind = match written {
            Written::Image(image) => Kind::Figure(self.figure(image, false)),
            Written::Row => Kind::Row,
            Written::Column(parts) => Kind::Column(*parts),
            Written::Moniker(range) => Kind::Moniker(text.keep(range)),
            Written::Zone { target, pivots } => {
                self.doc.zones.push(Zone {
                    target: text.keep(target),
                    pivots: text.keep(pivots),
                });
                Kind::Zone(self.doc.zones.len() as u32 - 1)
            }
        };
        self.close_raw_phrases();
        self.push_open(kind, span, Opened::Container(name));
        self.in_zone |= name == Name::Zone;
    }

    /// The end of a container closes what lies in it, but not what it lies in: where a list item or a quote would have
    /// to be broken open, the container ends with it.
    fn close_container(&mut self, name: Name, span: Span) {
        if name == Name::Zone && self.nested_zones > 0 {
            self.nested_zones -= 1;
            return;
        }
        let is_open = |open: &super::Open| open.by == Opened::Container(name) && !open.ended;
        let Some(index) = self.innermost(is_open) else {
            return self.stray_end(name, span);
        };
        self.open[index].ended = true;
        self.in_zone &= name != Name::Zone;
        let holds_markdown = self.open[index..].iter().any(|open| open.by == Opened::Markdown);
        if !holds_markdown {
            while self.open.len() > index {
                if let Some(open) = self.open.pop() {
                    self.end(&open);
                }
            }
        }
    }

    fn stray_end(&mut self, name: Name, span: Span) {
        // It began in a list item or a quote that ended first: its author sees it closed.
        if self.unclosed[name as usize].pop().is_some() {
            return;
        }
        let name = name.as_str();
        let place = self.doc.text.in_file(span);
        self.sink
            .report(
                &UNBALANCED_DIRECTIVE,
                place,
                format!("`:::{name}-end` ends nothing: no {name} is open here"),
            )
            .help("take it out, or begin what it ends above");
    }

    /// Containers that were closed from within what has just ended.
    pub(super) fn close_ended(&mut self) {
        while let Some(open) = self.open.pop_if(|open| open.ended) {
            self.end(&open);
        }
    }

    /// Tells which containers were never closed.
    pub(super) fn tell_unclosed(&mut self) {
        let unclosed = std::mem::take(&mut self.unclosed);
        let named = Name::ALL.into_iter().map(|name| (name, &unclosed[name as usize]));
        let mut all: Vec<(Span, Name)> = named
            .flat_map(|(name, spans)| spans.iter().map(move |&span| (span, name)))
            .collect();
        all.sort_by_key(|(span, _)| span.start);
        for (span, name) in all {
            let name = name.as_str();
            let place = self.doc.text.in_file(span);
            self.sink
                .report(&UNBALANCED_DIRECTIVE, place, format!("this {name} is never closed"))
                .help(format!("write `:::{name}-end` below what belongs to it"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::parse::testing::shape;

    fn is(text: &str, expected: &str, rules: &[&str]) {
        assert_eq!(shape(text), (expected.to_owned(), rules.to_vec()), "{text}");
    }

    #[test]
    fn containers_hold_what_lies_between() {
        is(
            "::: zone pivot=\"a, b\" target=\"docs\"\ntext\n::: zone-end\nafter\n",
            "Zone:docs:a, b(P(text))P(after)",
            &[],
        );
        is(
            "::: moniker range=\">= v-2\"\n\n## H\n\n    code\n::: moniker-end\n",
            "Moniker:>= v-2(H2(H)Block:(code\n))",
            &[],
        );
        is(
            ":::row:::\n  :::column span=\"2\":::\n      - a\n\n      b\n  :::column-end:::\n  :::column:::\n    c\n  :::column-end:::\n:::row-end:::\n",
            "Row(Column(2)(List(Item(a))P(b))Column(1)(P(c)))",
            &[],
        );
        is(
            ":::image type=\"complex\" source=\"a.png\" alt-text=\"x\":::\nLong.\n:::image-end:::\n",
            "Complex:a.png:x(P(Long.))",
            &[],
        );
    }

    #[test]
    fn an_end_within_a_list_ends_the_container_with_the_list() {
        is(
            "::: zone pivot=\"a\"\n- x\n\n  ::: zone-end\n\ny\n",
            "Zone::a(List(Item(P(x))))P(y)",
            &[],
        );
        is(
            "- x\n\n  ::: zone pivot=\"a\"\n  y\n\n::: zone-end\n\nz\n",
            "List(Item(P(x)Zone::a(P(y))))P(z)",
            &[],
        );
    }

    #[test]
    fn what_is_not_closed_or_not_opened_is_said_once() {
        is("::: zone pivot=\"a\"\nx\n", "Zone::a(P(x))", &["unbalanced-directive"]);
        is("x\n::: zone-end\n", "P(x)", &["unbalanced-directive"]);
        is(
            "::: zone pivot=\"a\"\n::: zone pivot=\"b\"\nx\n::: zone-end\n::: zone-end\ny\n",
            "Zone::a(P(x))P(y)",
            &["unbalanced-directive"],
        );
    }

    #[test]
    fn a_zone_may_begin_where_another_has_ended() {
        is(
            "- ::: zone pivot=\"a\"\n  x\n\n::: zone pivot=\"b\"\ny\n::: zone-end\n\n::: zone-end\n",
            "List(Item(Zone::a(x)))Zone::b(P(y))",
            &[],
        );
    }

    #[test]
    fn what_begins_as_text_ends_as_text() {
        is(
            "::: zone pivot = \"**\"\n::: zone-end\n",
            "P(::: zone pivot = \"**\"/::: zone-end)",
            &["invalid-directive"],
        );
        // The inner end is that of the inner start.
        is(
            "::: zone pivot=\"a\"\nx\n\n::: zone pivot=\"*\"\ny\n::: zone-end\n\n::: zone-end\nz\n",
            "Zone::a(P(x)P(::: zone pivot=\"*\"/y/::: zone-end))P(z)",
            &["invalid-directive"],
        );
        // Each kind of container for itself, and ends beyond those are said.
        is(
            ":::zone\n\n:::row:::\n:::row-end:::\n:::zone-end\n:::zone-end\n",
            "P(:::zone)Row()P(:::zone-end)",
            &["invalid-directive", "unbalanced-directive"],
        );
    }

    #[test]
    fn what_cannot_be_read_is_text_and_said() {
        for (text, column) in [
            ("::: zone target=\"pdf", 0),
            ("::: zone pivot = \"**\"", 0),
            (":::zone", 0),
            ("::: moniker range=\"\"", 0),
            ("x :::image source=\"a.png\"::: y", 2),
            (":::image source=\"a.png\" alt-text=\"é", 0),
            (":::video title=\"x\":::", 0),
            ("::: form submitText :::", 0),
            (":::column span=\"x\":::", 0),
        ] {
            let (document, found) = crate::parse::testing::document_of(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(found[0].rule.id, "invalid-directive", "{text}");
            assert!(found[0].primary.span.start >= column, "{text}");
            assert_eq!(document.plain_text(0), text);
        }
        // In code it is an example.
        is("`:::image source=\"a\":::`", "P(`:::image source=\"a\":::`())", &[]);
    }

    #[test]
    fn boxes_and_videos_part_their_quote() {
        is(
            "> a\n> [!div class=\"checklist\"]\n> - b\n> [!VIDEO http://www.youtube.com/embed/x]\n",
            "Quote(P(a))Div(0)(List(Item(b)))Video:https://www.youtube-nocookie.com/embed/x()",
            &[],
        );
        is(
            "> [!div class=\"A\"]\n> a\n> > [!div class=\"B\"]\n> > b\n",
            "Div(0)(P(a)Div(1)(P(b)))",
            &[],
        );
        is(
            "> a\n> [!NOTE]\n> b\n> [!div class=\"c\"]\n> d\n> [!TIP]\n> e\n",
            "Quote(P(a/))Note(P(b))Div(0)(P(d/))Tip(P(e))",
            &[],
        );
    }

    #[test]
    fn a_tabs_link_is_no_link() {
        let (document, _) = crate::parse::testing::document_of("# [A ![b](c.png)](#tab/a)\n\n# [D](#tab/d)\n");
        let links: Vec<_> = document.links.iter().map(|link| document.str(link.dest)).collect();
        assert_eq!(links, ["#", "c.png"]);
    }

    #[test]
    fn tabs_go_from_heading_to_heading_and_end_at_a_break() {
        is(
            "# [A *x*](#tab/a)\none\n# <a name=\"b-tab\"></a>[B](#tab/b+c/d)\n## H\n- - -\nafter\n\n---\n",
            "TabGroup(Tab:a:(TabTitle(A Emphasis(x))P(one))Tab:b+c:d(TabTitle(#b-tab()B)H2(H)))P(after)Rule()",
            &[],
        );
        is(
            "- # [A](#tab/a)\n  one\n- two\n\n# [B](#tab/b)\nx\n",
            "List(Item(TabGroup(Tab:a:(TabTitle(A)one)))Item(two))TabGroup(Tab:b:(TabTitle(B)P(x)))",
            &[],
        );
    }
}
