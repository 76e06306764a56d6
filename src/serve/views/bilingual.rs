//! A page and its source side by side, block by block: what of the translation is behind, and what it lacks.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::{escaped, frame};
use crate::base::Span;
use crate::link::outdated::blocks::{Block, blocks};
use crate::link::outdated::source_of;
use crate::model::Kind;
use crate::model::freshness::{Freshness, Outdated};
use crate::model::site::{Doc, DocId, LocaleId, Variant};
use crate::serve::facts::{encoded, state};
use crate::serve::lines::Index;
use crate::serve::stage::{Rendered, Stage};

/// One block of one side.
struct Piece {
    /// What a reader sees of it.
    words: String,
    kind: &'static str,
    heading: Option<u32>,
    /// Its place in the document's text.
    span: Span,
    /// The source changed here since it was translated.
    is_behind: bool,
    /// The source has it and the text that was translated had it not.
    is_new: bool,
    /// `file:line`
    place: String,
}

/// How the sides of a row stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Same,
    Outdated,
    Missing,
    Own,
}

/// The blocks of a row: by number, in the source and in the translation.
type Row = (Option<usize>, Option<usize>);

/// The page at a path of the site, `sv/steps/one/`.
pub fn page(stage: &Stage<'_>, path: &str) -> Option<Rendered> {
    let (page, locale) = stage.view(path)?;
    let site = stage.plan.site;
    let facts = stage.plan.page(page);
    let source_id = source_of(site, facts);
    let own = match facts.variants.get(locale.index()) {
        Some(Variant::Own(id)) => Some(*id),
        _ => None,
    };
    let source = source_id.and_then(|id| Some((id, stage.plan.docs.get(id.index())?)));
    let target = own
        .filter(|id| Some(*id) != source_id)
        .and_then(|id| Some((id, stage.plan.docs.get(id.index())?)));
    let title = source.or(target).map_or("", |(_, doc)| &doc.outline.title);
    let back = escaped(&stage.url(path));
    let mut body = format!("<p><a class=\"back\" href=\"{back}\">Back to the page</a> <kbd>b</kbd></p>\n");
    body.push_str(&languages(stage, page, locale));
    let _ = writeln!(body, "<p class=\"state\">{}</p>", escaped(&state(stage, page, locale)));
    if locale.index() == site.source {
        body.push_str("<p>This is the source. Choose a language to see it beside its translation.</p>\n");
        return Some(frame("", title, &body));
    }
    let outdated = own.and_then(|id| match stage.shown.build.translations().get(id) {
        Some(Freshness::Outdated(_, outdated)) => Some(&**outdated),
        _ => None,
    });
    if let Some(outdated) = outdated {
        body.push_str(&front(outdated));
    }
    if let Some(Freshness::Unknown(_)) = own.and_then(|id| stage.shown.build.translations().get(id)) {
        body.push_str(
            "<p>It is not known which text of the source this translates. Once it is right, run <code>stegvis \
             accept</code>: from then on, what changes in the source is marked here.</p>\n",
        );
    }
    let left = source
        .map(|(_, doc)| pieces(stage, doc, outdated, true))
        .unwrap_or_default();
    let right = target
        .map(|(_, doc)| pieces(stage, doc, outdated, false))
        .unwrap_or_default();
    let rows = match target {
        Some((id, _)) => aligned(&left, &right, &stage.plan.site.anchors.get(id.index())?.source),
        None => (0..left.len()).map(|at| (Some(at), None)).collect(),
    };
    body.push_str(&table(
        stage,
        (source_id, target.map(|(id, _)| id)),
        locale,
        (&left, &right),
        &rows,
    ));
    Some(frame("", title, &body))
}

/// Ways to the same page in the other languages.
fn languages(stage: &Stage<'_>, page: crate::model::site::PageId, locale: LocaleId) -> String {
    let site = stage.plan.site;
    let mut list = String::from("<nav aria-label=\"Languages\"><ul>\n");
    for (number, other) in site.locales.iter().enumerate() {
        let id = LocaleId(number as u8);
        if number == site.source || stage.plan.shown(page, id).is_none() {
            continue;
        }
        let current = if id == locale { " aria-current=\"page\"" } else { "" };
        let name = stage
            .plan
            .words
            .get(number)
            .map(|words| words.messages.language_name().into_owned());
        let _ = writeln!(
            list,
            "<li><a href=\"/_stegvis/bilingual/{}\" lang=\"{}\"{current}>{}</a></li>",
            escaped(&encoded(&stage.path(page, id))),
            escaped(other.tag.as_str()),
            escaped(&name.unwrap_or_default())
        );
    }
    list + "</ul></nav>\n"
}

fn front(outdated: &Outdated) -> String {
    let changed = match (outdated.title, outdated.description) {
        (true, true) => "The title and the description",
        (true, false) => "The title",
        (false, true) => "The description",
        (false, false) => return String::new(),
    };
    format!("<p class=\"outdated\">{changed} of the source changed since it was translated.</p>\n")
}

/// The blocks of a document with the words that a reader sees of them.
fn pieces(stage: &Stage<'_>, doc: &Doc, outdated: Option<&Outdated>, is_source: bool) -> Vec<Piece> {
    let mut index = Index::new(stage.plan.snapshot);
    let piece = |block: &Block| {
        let (file, span) = doc.place(block.span);
        Piece {
            words: String::new(),
            kind: block.kind,
            heading: block.heading,
            span: block.span,
            is_behind: false,
            is_new: false,
            place: format!("{file}:{}", index.line(&file, span)),
        }
    };
    let mut all: Vec<Piece> = blocks(&doc.document).iter().map(piece).collect();
    fill(doc, &mut all);
    for run in outdated.iter().flat_map(|outdated| &outdated.runs) {
        let Some(span) = (if is_source { run.source } else { Some(run.target) }) else {
            continue;
        };
        // Where all blocks of the source are gone, the place names the one before them.
        let is_gone = is_source && run.changed + run.added + run.moved == 0;
        let inside = all
            .iter_mut()
            .filter(|piece| span.start <= piece.span.start && piece.span.end <= span.end);
        let fresh = run.changed + run.moved;
        for (number, piece) in inside.enumerate() {
            piece.is_new = is_source && number >= fresh && !is_gone;
            // A block of the translation stands before what it lacks, and is not behind itself.
            piece.is_behind = !is_gone && !piece.is_new && (is_source || fresh + run.removed > 0);
        }
    }
    all
}

/// Puts the words of nodes into the blocks that they stand in. Both come in reading order, but for files that were put
/// in.
fn fill(doc: &Doc, all: &mut [Piece]) {
    let document = &doc.document;
    let mut at = 0;
    let mut is_cell = false;
    for node in &document.nodes {
        let text = match node.kind {
            Kind::Text(text) | Kind::Code(text) | Kind::NoLoc(text) | Kind::Math(text) | Kind::MathBlock(text) => {
                document.str(text)
            }
            Kind::SoftBreak | Kind::HardBreak => " ",
            Kind::TableCell => {
                is_cell = true;
                continue;
            }
            _ => continue,
        };
        let span = document.text.in_file(node.span);
        let holds = |piece: &Piece| piece.span.start <= span.start && span.end <= piece.span.end;
        if !all.get(at).is_some_and(holds) {
            // The next, as a rule; a long way only at the border of a file.
            let near = all.iter().skip(at).take(8).position(holds).map(|by| at + by);
            match near.or_else(|| all.binary_search_by(|piece| piece.span.start.cmp(&span.start)).ok()) {
                Some(found) => at = found,
                None => continue,
            }
        }
        if let Some(piece) = all.get_mut(at) {
            if std::mem::take(&mut is_cell) && !piece.words.is_empty() {
                piece.words.push_str(" | ");
            }
            piece.words.push_str(text);
        }
    }
}

/// Pairs blocks: headings by what they translate, what stands between two of them in order.
fn aligned(left: &[Piece], right: &[Piece], source: &[Option<u32>]) -> Vec<Row> {
    let mut rows = Vec::with_capacity(left.len().max(right.len()));
    let headed = left.iter().enumerate().rev();
    let at_heading: HashMap<u32, usize> = headed.filter_map(|(at, piece)| Some((piece.heading?, at))).collect();
    let (mut l, mut r) = (0, 0);
    let headings: Vec<(usize, usize)> = right
        .iter()
        .enumerate()
        .filter_map(|(at, piece)| {
            let of = *source.get(piece.heading? as usize)?;
            Some((*at_heading.get(&of?)?, at))
        })
        .collect();
    for (to_left, to_right) in headings {
        // A section that stands elsewhere in the source is shown where the translation has it, alone.
        if to_left < l {
            continue;
        }
        section(left, right, (l, to_left), (r, to_right), &mut rows);
        rows.push((Some(to_left), Some(to_right)));
        (l, r) = (to_left + 1, to_right + 1);
    }
    section(left, right, (l, left.len()), (r, right.len()), &mut rows);
    rows
}

/// More pairs than this are not weighed against each other: blocks are paired as they come.
const MOST_WEIGHED: usize = 1 << 20;

/// Pairs what stands between two headings: of all ways to pair blocks in order, the one whose pairs are of one kind and
/// of like length, which is what translations keep (Gale and Church, 1993). What finds no partner stands alone; so does
/// what the translation cannot have.
fn section(
    left: &[Piece],
    right: &[Piece],
    (l, left_end): (usize, usize),
    (r, right_end): (usize, usize),
    rows: &mut Vec<Row>,
) {
    let here = left.get(l..left_end).unwrap_or_default();
    let there = right.get(r..right_end).unwrap_or_default();
    if here.len().saturating_mul(there.len()) > MOST_WEIGHED {
        let longest = here.len().max(there.len());
        let at = |from: usize, count: usize, number: usize| (number < count).then_some(from + number);
        rows.extend((0..longest).map(|number| (at(l, here.len(), number), at(r, there.len(), number))));
        return;
    }
    // What it costs to pair all blocks from these two on.
    let width = there.len() + 1;
    let mut costs = vec![0.0_f32; (here.len() + 1) * width];
    let cost = |costs: &[f32], i: usize, j: usize| costs.get(i * width + j).copied().unwrap_or(f32::INFINITY);
    let ways = |costs: &[f32], i: usize, j: usize| {
        let pair = here.get(i).zip(there.get(j));
        let pair = pair.map_or(f32::INFINITY, |(a, b)| distance(a, b) + cost(costs, i + 1, j + 1));
        let is_left = i < here.len();
        let alone = if is_left {
            ALONE + cost(costs, i + 1, j)
        } else {
            f32::INFINITY
        };
        let own = if j < there.len() {
            ALONE + cost(costs, i, j + 1)
        } else {
            f32::INFINITY
        };
        (pair, alone, own)
    };
    for i in (0..=here.len()).rev() {
        for j in (0..=there.len()).rev() {
            if (i, j) != (here.len(), there.len()) {
                let (pair, alone, own) = ways(&costs, i, j);
                if let Some(place) = costs.get_mut(i * width + j) {
                    *place = pair.min(alone).min(own);
                }
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < here.len() || j < there.len() {
        let (pair, alone, own) = ways(&costs, i, j);
        let row = if pair <= alone && pair <= own {
            (Some(l + i), Some(r + j))
        } else if alone <= own {
            (Some(l + i), None)
        } else {
            (None, Some(r + j))
        };
        i += usize::from(row.0.is_some());
        j += usize::from(row.1.is_some());
        rows.push(row);
    }
}

/// What it costs to leave a block alone.
const ALONE: f32 = 1.0;

/// What it costs to pair two blocks: little where they are of like length; more than nothing else would, and less than
/// both alone, where they are of two kinds.
fn distance(here: &Piece, there: &Piece) -> f32 {
    if here.is_new {
        return f32::INFINITY;
    }
    // Ten letters more or less say nothing.
    let length = |piece: &Piece| piece.words.chars().count() as f32 + 10.0;
    let ratio = (length(here) / length(there)).ln().abs().min(1.2);
    let kinds = if here.kind == there.kind { 0.0 } else { 0.7 };
    // What is known to be behind is so on both sides.
    let behind = if here.is_behind == there.is_behind { 0.0 } else { 0.4 };
    (ratio + kinds + behind).min(2.0 * ALONE - 0.05)
}

fn standing(here: Option<&Piece>, there: Option<&Piece>) -> Standing {
    match (here, there) {
        (Some(_), None) => Standing::Missing,
        (None, _) => Standing::Own,
        (Some(here), Some(there)) if here.is_behind || there.is_behind => Standing::Outdated,
        _ => Standing::Same,
    }
}

fn table(
    stage: &Stage<'_>,
    (source, target): (Option<DocId>, Option<DocId>),
    locale: LocaleId,
    (left, right): (&[Piece], &[Piece]),
    rows: &[Row],
) -> String {
    let site = stage.plan.site;
    let name = |number: usize| {
        let words = stage.plan.words.get(number);
        words
            .map(|words| words.messages.language_name().into_owned())
            .unwrap_or_default()
    };
    let tag = |number: usize| {
        site.locales
            .get(number)
            .map(|locale| (locale.tag.to_string(), locale.tag.direction()))
    };
    let home = source
        .and_then(|id| site.homes.get(id.index()))
        .map_or(site.source, |(_, locale)| locale.index());
    let mut out = format!(
        "<table class=\"pairs\">\n<thead><tr><th scope=\"col\">{} (source)</th><th scope=\"col\">{}</th><th scope=\"col\">State</th></tr></thead>\n<tbody>\n",
        escaped(&name(home)),
        escaped(&name(locale.index()))
    );
    for (here, there) in rows {
        let (here, there) = (here.and_then(|at| left.get(at)), there.and_then(|at| right.get(at)));
        let (class, words) = match standing(here, there) {
            Standing::Same => ("same", ""),
            Standing::Outdated => ("outdated", "outdated: the source changed"),
            Standing::Missing => ("missing", "missing in the translation"),
            Standing::Own => ("own", "only in the translation"),
        };
        let cell = |piece: Option<&Piece>, locale: usize| {
            let (lang, dir) = tag(locale).unwrap_or_default();
            match piece {
                Some(piece) => format!(
                    "<td class=\"{}\"><div lang=\"{}\" dir=\"{dir}\">{}</div><small>{}</small></td>",
                    piece.kind.replace(' ', "-"),
                    escaped(&lang),
                    escaped(piece.words.trim_end()),
                    escaped(&piece.place)
                ),
                None => "<td class=\"none\"></td>".to_owned(),
            }
        };
        let id = [(there, target), (here, source)].into_iter().find_map(|(piece, doc)| {
            let anchors = site.anchors.get(doc?.index())?;
            anchors.ids.get(piece?.heading? as usize).filter(|id| !id.is_empty())
        });
        let id = id.map_or(String::new(), |id| format!(" id=\"{}\"", escaped(id)));
        let _ = writeln!(
            out,
            "<tr class=\"{class}\"{id}>{}{}<td class=\"state\">{words}</td></tr>",
            cell(here, home),
            cell(there, locale.index())
        );
    }
    out + "</tbody>\n</table>\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(kind: &'static str, heading: Option<u32>, is_new: bool) -> Piece {
        Piece {
            words: String::new(),
            kind,
            heading,
            span: Span::default(),
            is_behind: false,
            is_new,
            place: String::new(),
        }
    }

    /// `h0` is heading 0, `p` a paragraph, `l` an item, `+` before it: new in the source.
    fn pieces(text: &str) -> Vec<Piece> {
        let one = |word: &str| {
            let (word, is_new) = word.strip_prefix('+').map_or((word, false), |word| (word, true));
            match word.split_at(1) {
                ("h", number) => piece("heading", number.parse().ok(), is_new),
                ("p", _) => piece("paragraph", None, is_new),
                _ => piece("list item", None, is_new),
            }
        };
        text.split_whitespace().map(one).collect()
    }

    fn rows(left: &str, right: &str, source: &[Option<u32>]) -> String {
        let rows = aligned(&pieces(left), &pieces(right), source);
        let shown = |at: Option<usize>| at.map_or("-".to_owned(), |at| at.to_string());
        let rows: Vec<String> = rows
            .iter()
            .map(|(l, r)| format!("{}:{}", shown(*l), shown(*r)))
            .collect();
        rows.join(" ")
    }

    #[test]
    fn blocks_are_paired_section_by_section() {
        let same = [Some(0), Some(1)];
        assert_eq!(rows("h0 p p h1 l", "h0 p p h1 l", &same), "0:0 1:1 2:2 3:3 4:4");
        assert_eq!(rows("h0 p +p p h1 l", "h0 p p h1 l", &same), "0:0 1:1 2:- 3:2 4:3 5:4");
        assert_eq!(rows("h0 p p h1 l", "h0 p h1 l l", &same), "0:0 1:1 2:- 3:2 4:3 -:4");
        assert_eq!(rows("h0 p l l p", "h0 p p", &[Some(0)]), "0:0 1:1 2:- 3:- 4:2");
        assert_eq!(rows("", "h0 p", &[None]), "-:0 -:1");
        // Sections in another order.
        assert_eq!(
            rows("h0 p h1 l", "h0 l h1 p", &[Some(1), Some(0)]),
            "0:- 1:- 2:0 3:1 -:2 -:3"
        );
    }

    #[test]
    fn every_block_is_shown_once() {
        use proptest::prelude::*;
        let word = proptest::sample::select(vec!["p", "l", "+p", "h0", "h1", "h2"]);
        let text = proptest::collection::vec(word, 0..12);
        let numbers = proptest::collection::vec(proptest::option::of(0u32..4), 3);
        proptest!(|(left in text.clone(), right in text, source in numbers)| {
            let (left, right) = (pieces(&left.join(" ")), pieces(&right.join(" ")));
            let rows = aligned(&left, &right, &source);
            let l: Vec<usize> = rows.iter().filter_map(|row| row.0).collect();
            let r: Vec<usize> = rows.iter().filter_map(|row| row.1).collect();
            prop_assert_eq!(l, (0..left.len()).collect::<Vec<_>>());
            prop_assert_eq!(r, (0..right.len()).collect::<Vec<_>>());
        });
    }
}
