//! One document out of several: the tree of each include takes the place of its directive.

use std::collections::HashMap;

use super::includes::Piece;
use crate::base::{DocPath, Hash, Span};
use crate::model::{AttrValue, Document, Inclusion, Kind, Node, Owner, Select, Shift, Str, Text};
use crate::parse::dialect::include::bracket;

/// Puts a plan into effect.
pub fn splice(plan: &Piece<'_>) -> Document {
    let mut texts: Vec<(&Text, &DocPath)> = Vec::new();
    let mut numbers: HashMap<&DocPath, usize> = HashMap::new();
    let mut hashes: Vec<Hash> = Vec::new();
    gather(plan, &mut texts, &mut numbers, &mut hashes);
    let (text, shifts) = Text::joined(&texts);
    let root = plan.document;
    let mut splicer = Splicer {
        out: Document::blank(&root.file, Hash::of_value(&hashes), text, root.front.clone()),
        shifts,
        numbers,
        in_line: false,
    };
    splicer.out.nodes.reserve(root.nodes.len() * 2);
    splicer.put(plan, Form::Blocks);
    splicer.out
}

/// Every file once, and the hashes of all in the order of their use.
fn gather<'a>(
    piece: &Piece<'a>,
    texts: &mut Vec<(&'a Text, &'a DocPath)>,
    numbers: &mut HashMap<&'a DocPath, usize>,
    hashes: &mut Vec<Hash>,
) {
    let document = piece.document;
    hashes.push(document.hash);
    numbers.entry(&document.file).or_insert_with(|| {
        texts.push((&document.text, &document.file));
        texts.len() - 1
    });
    hashes.extend(piece.codes.iter().map(|code| code.hash));
    for include in &piece.includes {
        match include {
            Some(include) => gather(include, texts, numbers, hashes),
            // What is missing is part of what the page is made of.
            None => hashes.push(Hash::default()),
        }
    }
}

/// What of an included file is put in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// All of it.
    Blocks,
    /// Its text, as part of a line.
    Line,
}

struct Splicer<'a> {
    out: Document,
    shifts: Vec<Shift>,
    numbers: HashMap<&'a DocPath, usize>,
    /// What is put in becomes part of a line, whatever includes it.
    in_line: bool,
}

/// Where the lists of one document begin in the lists of the whole.
struct Bases {
    shift: Shift,
    links: u32,
    anchors: u32,
    tables: u32,
    tags: u32,
    snippets: u32,
    figures: u32,
    tabs: u32,
    zones: u32,
    /// The new number of each heading that was put in.
    headings: Vec<Option<u32>>,
}

impl<'a> Splicer<'a> {
    // As deep as the plan lets it.
    fn put(&mut self, piece: &Piece<'a>, form: Form) {
        let document = piece.document;
        let shift = self
            .numbers
            .get(&document.file)
            .and_then(|&number| self.shifts.get(number));
        let mut bases = self.lists(document, shift.copied().unwrap_or_default());
        match form {
            Form::Blocks => self.blocks(piece, 0..document.nodes.len() as u32, &mut bases),
            Form::Line => {
                let outer = std::mem::replace(&mut self.in_line, true);
                self.line(piece, &mut bases);
                self.in_line = outer;
            }
        }
        let first = bases.anchors as usize;
        let last = first + document.anchors.len();
        for anchor in self.out.anchors.get_mut(first..last).unwrap_or_default() {
            anchor.heading = anchor.heading.and_then(|number| *bases.headings.get(number as usize)?);
        }
    }

    /// Puts in the lists of a document, apart from headings and tasks, which come with their nodes.
    fn lists(&mut self, document: &Document, shift: Shift) -> Bases {
        let out = &mut self.out;
        let bases = Bases {
            shift,
            links: out.links.len() as u32,
            anchors: out.anchors.len() as u32,
            tables: out.tables.len() as u32,
            tags: out.tags.len() as u32,
            snippets: out.snippets.len() as u32,
            figures: out.figures.len() as u32,
            tabs: out.tabs.len() as u32,
            zones: out.zones.len() as u32,
            headings: vec![None; document.headings.len()],
        };
        let str = |part: Str| shift.str(part);
        let span = |place: Span| shift.span(place);
        out.links.extend(document.links.iter().map(|link| crate::model::Link {
            dest: str(link.dest),
            title: str(link.title),
            span: span(link.span),
            ..*link
        }));
        out.anchors
            .extend(document.anchors.iter().map(|anchor| crate::model::Anchor {
                name: str(anchor.name),
                span: span(anchor.span),
                ..*anchor
            }));
        out.tables.extend(document.tables.iter().cloned());
        out.tags.extend(document.tags.iter().map(|tag| {
            let mut tag = tag.clone();
            for (_, value) in &mut tag.attrs {
                *value = match *value {
                    AttrValue::Text(part) => AttrValue::Text(str(part)),
                    AttrValue::Link(number) => AttrValue::Link(number + bases.links),
                    AttrValue::Anchor(number) => AttrValue::Anchor(number + bases.anchors),
                };
            }
            tag
        }));
        out.pairs.extend(document.pairs.iter().map(|pair| crate::model::Pair {
            id: str(pair.id),
            target: span(pair.target),
            source: str(pair.source),
        }));
        out.snippets
            .extend(document.snippets.iter().map(|snippet| crate::model::Snippet {
                dest: str(snippet.dest),
                span: span(snippet.span),
                language: str(snippet.language),
                name: str(snippet.name),
                title: str(snippet.title),
                select: match snippet.select {
                    Select::All => Select::All,
                    Select::Tag(part) => Select::Tag(str(part)),
                    Select::Lines(part) => Select::Lines(str(part)),
                },
                highlight: str(snippet.highlight),
                interactive: str(snippet.interactive),
                ..*snippet
            }));
        out.figures
            .extend(document.figures.iter().map(|figure| crate::model::Figure {
                source: figure.source + bases.links,
                alt: str(figure.alt),
                lightbox: figure.lightbox.map(|number| number + bases.links),
                link: figure.link.map(|number| number + bases.links),
                ..*figure
            }));
        out.tabs.extend(document.tabs.iter().map(|tab| crate::model::Tab {
            ids: str(tab.ids),
            condition: str(tab.condition),
        }));
        out.zones.extend(document.zones.iter().map(|zone| crate::model::Zone {
            target: str(zone.target),
            pivots: str(zone.pivots),
        }));
        out.extras
            .extend(document.extras.iter().map(|extra| crate::model::Extra {
                owner: match extra.owner {
                    Owner::Div(number) => Owner::Div(number + bases.tags),
                    Owner::Video(number) => Owner::Video(number + bases.links),
                },
                name: str(extra.name),
                value: str(extra.value),
            }));
        bases
    }

    /// Copies nodes, and puts in what they include.
    fn blocks(&mut self, piece: &Piece<'a>, range: std::ops::Range<u32>, bases: &mut Bases) {
        let document = piece.document;
        // Nodes that wait for their end: where that was, and their new number.
        let mut open: Vec<(u32, u32)> = Vec::new();
        let mut at = range.start;
        while at < range.end {
            self.close(&mut open, at);
            let Some(node) = document.nodes.get(at as usize) else {
                break;
            };
            if let Kind::Include(number) = node.kind {
                self.include(
                    piece,
                    number,
                    is_alone_in_cell(document, &open, at, &self.out),
                    node.span,
                    bases.shift,
                );
            } else {
                let new = self.node(document, node, bases);
                open.push((node.end, new));
                if let Kind::Snippet(number) = node.kind {
                    self.code(piece, number, bases.shift.span(node.span));
                }
            }
            at += 1;
        }
        self.close(&mut open, range.end);
    }

    fn code(&mut self, piece: &Piece<'a>, number: u32, span: Span) {
        let code = piece.codes.get(number as usize);
        if let Some(text) = code.and_then(|code| code.text.as_deref()) {
            let part = self.out.text.keep(text);
            self.leaf(Kind::Text(part), span);
        }
    }

    fn close(&mut self, open: &mut Vec<(u32, u32)>, at: u32) {
        let end = self.out.nodes.len() as u32;
        while let Some((_, new)) = open.pop_if(|(old_end, _)| *old_end <= at) {
            let Some(node) = self.out.nodes.get_mut(new as usize) else {
                continue;
            };
            node.end = end;
            if let Kind::Heading(number) = node.kind {
                self.heading_text(number, new);
            }
        }
    }

    /// A heading's text counts what was put in; its slug, as on Learn, does not.
    fn heading_text(&mut self, number: u32, node: u32) {
        let Some(heading) = self.out.headings.get(number as usize).copied() else {
            return;
        };
        if heading.slug.is_none() {
            return;
        }
        let text = self.out.plain_text(node).trim().to_owned();
        let text = self.out.text.keep(&text);
        if let Some(heading) = self.out.headings.get_mut(number as usize) {
            heading.text = text;
        }
    }

    /// Copies one node.
    fn node(&mut self, document: &Document, node: &Node, bases: &mut Bases) -> u32 {
        let shift = bases.shift;
        let new = self.out.nodes.len() as u32;
        let kind = match node.kind {
            Kind::Heading(number) => {
                let Some(heading) = document.headings.get(number as usize) else {
                    return new;
                };
                let holds_include = document
                    .nodes
                    .get(heading.node as usize..node.end as usize)
                    .is_some_and(|inside| inside.iter().any(|node| matches!(node.kind, Kind::Include(_))));
                let slug = holds_include.then(|| document.plain_text(heading.node).into_owned());
                let slug = slug.map(|slug| self.out.text.keep(&slug));
                self.out.headings.push(crate::model::Heading {
                    node: new,
                    text: shift.str(heading.text),
                    slug: slug.or(heading.slug.map(|slug| shift.str(slug))),
                    ..*heading
                });
                let number_now = self.out.headings.len() as u32 - 1;
                if let Some(place) = bases.headings.get_mut(number as usize) {
                    *place = Some(number_now);
                }
                Kind::Heading(number_now)
            }
            Kind::Task(number) => {
                let task = document.tasks.get(number as usize);
                self.out.tasks.extend(task.map(|task| crate::model::Task {
                    id: shift.str(task.id),
                    ..*task
                }));
                Kind::Task((self.out.tasks.len() as u32).saturating_sub(1))
            }
            other => moved(other, bases),
        };
        self.out.nodes.push(Node {
            kind,
            span: shift.span(node.span),
            end: new + 1,
        });
        new
    }

    fn include(&mut self, piece: &Piece<'a>, number: u32, alone_in_cell: bool, span: Span, shift: Shift) {
        let document = piece.document;
        let is_written_so = document
            .includes
            .get(number as usize)
            .is_some_and(|include| include.is_block);
        let is_block = is_written_so && !self.in_line;
        let Some(Some(inside)) = piece.includes.get(number as usize) else {
            return self.as_written(document, span, is_block, shift);
        };
        let place = self.out.inclusions.len();
        let start = self.out.nodes.len() as u32;
        self.out.inclusions.push(Inclusion {
            span: shift.span(span),
            start,
            end: start,
        });
        let is_blocks = is_block || (alone_in_cell && !self.in_line);
        self.put(inside, if is_blocks { Form::Blocks } else { Form::Line });
        let end = self.out.nodes.len() as u32;
        if let Some(inclusion) = self.out.inclusions.get_mut(place) {
            inclusion.end = end;
        }
    }

    /// An include that is not followed, as Learn shows it: without its title.
    fn as_written(&mut self, document: &Document, span: Span, is_block: bool, shift: Shift) {
        let written = document.text.parsed.get(span.range()).unwrap_or("");
        let bracket = bracket(written, "[!include".len()).filter(|bracket| !bracket.title.is_empty());
        let text = match bracket.and_then(|bracket| written.get(..bracket.path.end)) {
            Some(start) => self.out.text.keep(&format!("{start})]")),
            None => self.out.text.keep(written),
        };
        let span = shift.span(span);
        let at = self.out.nodes.len() as u32;
        if is_block {
            self.out.nodes.push(Node {
                kind: Kind::Paragraph,
                span,
                end: at + 2,
            });
        }
        let at = self.out.nodes.len() as u32;
        self.out.nodes.push(Node {
            kind: Kind::Text(text),
            span,
            end: at + 1,
        });
    }

    /// A file as part of a line: one paragraph gives its text; of several blocks the text follows each other, with the
    /// marks that make them headings and lists, as no block can stand in a line.
    fn line(&mut self, piece: &Piece<'a>, bases: &mut Bases) {
        let document = piece.document;
        let blocks: Vec<u32> = document
            .roots()
            .filter(|&root| {
                let kind = document.nodes[root as usize].kind;
                kind != Kind::Dropped && !matches!(kind, Kind::Text(part) if document.str(part).trim().is_empty())
            })
            .collect();
        if let [only] = blocks[..]
            && document
                .nodes
                .get(only as usize)
                .is_some_and(|node| node.kind == Kind::Paragraph)
        {
            let end = document.nodes[only as usize].end;
            return self.blocks(piece, only + 1..end, bases);
        }
        let mut at = 0;
        let mut is_first = true;
        let mut begin: Option<u32> = None;
        while let Some(node) = document.nodes.get(at as usize) {
            if is_phrase(node.kind) {
                if let Some(start) = begin.take() {
                    if !std::mem::replace(&mut is_first, false) {
                        self.leaf(Kind::SoftBreak, bases.shift.span(Span::at(node.span.start as usize)));
                    }
                    self.mark(document, start, node.span.start, bases.shift);
                }
                self.blocks(piece, at..node.end, bases);
                at = node.end;
            } else {
                begin = begin.or(Some(node.span.start));
                at += 1;
            }
        }
    }

    /// What stands before the text of a block: `## `, `- `.
    fn mark(&mut self, document: &Document, from: u32, to: u32, shift: Shift) {
        let place = Span {
            start: from.min(to),
            end: to,
        };
        let mark = document.text.parsed.get(place.range()).unwrap_or("");
        let mark = mark.rsplit('\n').next().unwrap_or("").trim_start();
        if !mark.is_empty() {
            let part = self.out.text.keep(mark);
            self.leaf(Kind::Text(part), shift.span(place));
        }
    }

    fn leaf(&mut self, kind: Kind, span: Span) {
        let at = self.out.nodes.len() as u32;
        self.out.nodes.push(Node {
            kind,
            span,
            end: at + 1,
        });
    }
}

/// The kind with its numbers and names moved.
fn moved(kind: Kind, bases: &Bases) -> Kind {
    let str = |part: Str| bases.shift.str(part);
    match kind {
        Kind::CodeBlock(part) => Kind::CodeBlock(str(part)),
        Kind::Table(number) => Kind::Table(number + bases.tables),
        Kind::FootnoteText(part) => Kind::FootnoteText(str(part)),
        Kind::FootnoteMark(part) => Kind::FootnoteMark(str(part)),
        Kind::Text(part) => Kind::Text(str(part)),
        Kind::Code(part) => Kind::Code(str(part)),
        Kind::NoLoc(part) => Kind::NoLoc(str(part)),
        Kind::Math(part) => Kind::Math(str(part)),
        Kind::MathBlock(part) => Kind::MathBlock(str(part)),
        Kind::Moniker(part) => Kind::Moniker(str(part)),
        Kind::Link(number) => Kind::Link(number + bases.links),
        Kind::Image(number) => Kind::Image(number + bases.links),
        Kind::Video(number) => Kind::Video(number + bases.links),
        Kind::Anchor(number) => Kind::Anchor(number + bases.anchors),
        Kind::Element(number) => Kind::Element(number + bases.tags),
        Kind::Div(number) => Kind::Div(number + bases.tags),
        Kind::Snippet(number) => Kind::Snippet(number + bases.snippets),
        Kind::Figure(number) => Kind::Figure(number + bases.figures),
        Kind::Tab(number) => Kind::Tab(number + bases.tabs),
        Kind::Zone(number) => Kind::Zone(number + bases.zones),
        Kind::Heading(_) | Kind::Task(_) | Kind::Include(_) => kind,
        Kind::Paragraph
        | Kind::AnchorLine
        | Kind::List
        | Kind::OrderedList(_)
        | Kind::Item
        | Kind::Quote
        | Kind::Alert(_)
        | Kind::Rule
        | Kind::LinkCards
        | Kind::TableHead
        | Kind::TableRow
        | Kind::TableCell
        | Kind::SoftBreak
        | Kind::HardBreak
        | Kind::Emphasis
        | Kind::Strong
        | Kind::Strike
        | Kind::TabGroup
        | Kind::TabTitle
        | Kind::Row
        | Kind::Column(_)
        | Kind::Word(_)
        | Kind::Progress(_)
        | Kind::Dropped => kind,
    }
}

/// What stands in a line of text, or may.
fn is_phrase(kind: Kind) -> bool {
    let may = matches!(
        kind,
        Kind::Include(_) | Kind::Element(_) | Kind::Figure(_) | Kind::Video(_)
    );
    may || kind.is_in_line()
}

/// An include that is all a table's cell holds stands for blocks, which no other way leads to.
fn is_alone_in_cell(document: &Document, open: &[(u32, u32)], at: u32, out: &Document) -> bool {
    let Some(&(end, new)) = open.last() else { return false };
    let is_cell = out
        .nodes
        .get(new as usize)
        .is_some_and(|node| node.kind == Kind::TableCell);
    is_cell && end == at + 1 && new + 1 == out.nodes.len() as u32 && document.nodes.len() as u32 > at
}
