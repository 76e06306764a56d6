//! Units of a bilingual page: each translated piece carries what it was translated from, as plain text that nothing
//! shows, for a script that does.
//!
//! A pair is a range of the parsed text; a unit is the run of siblings that shows it. A pair that no run of siblings
//! shows (it begins in one paragraph and ends in another, or cuts a link in two) has no unit, and the page is as if it
//! were not there.

use super::Writer;
use crate::base::Span;
use crate::model::{Document, Kind};

/// Where a unit begins or ends: before or behind a node, or inside of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cut {
    /// The node.
    node: u32,
    /// Byte of the node's text; `u32::MAX` is behind the node.
    at: u32,
    /// The pair whose unit begins here; `None` where one ends. Ends come first.
    open: Option<u32>,
}

const BEHIND: u32 = u32::MAX;

/// A pair, its place without blanks around.
struct Place {
    span: Span,
    pair: u32,
    /// Nodes before this one show it already.
    until: u32,
}

/// A run of siblings that may become a unit.
struct Run {
    place: usize,
    first: (u32, u32),
    last: (u32, u32),
    /// Up to where it shows the pair.
    end: u32,
}

/// All cuts of a page in the order of its nodes.
pub fn cuts(document: &Document) -> Vec<Cut> {
    let mut places = places(document);
    let mut cuts = Vec::new();
    if places.is_empty() {
        return cuts;
    }
    let mut parent = 0;
    while let Some(node) = document.nodes.get(parent as usize) {
        parent = match node.kind {
            // Their text is no text of the page's, or is shown otherwise.
            Kind::Image(_) | Kind::CodeBlock(_) | Kind::Snippet(_) | Kind::Dropped => node.end.max(parent + 1),
            _ => {
                siblings(document, parent, &mut places, &mut cuts);
                parent + 1
            }
        };
    }
    cuts.sort_unstable();
    cuts
}

fn places(document: &Document) -> Vec<Place> {
    let place = |(number, pair): (usize, &crate::model::Pair)| {
        let text = document.text.parsed.get(pair.target.range())?;
        let start = pair.target.start as usize + (text.len() - text.trim_start().len());
        let span = Span::new(start, start + text.trim().len());
        let is_empty = span.start == span.end || crate::parse::plain_line(document.str(pair.source)).trim().is_empty();
        (!is_empty).then_some(Place {
            span,
            pair: number as u32,
            until: 0,
        })
    };
    let mut places: Vec<Place> = document.pairs.iter().enumerate().filter_map(place).collect();
    places.sort_by_key(|place| place.span);
    // A file that is included twice brings its pairs twice.
    places.dedup_by_key(|place| place.span);
    places
}

/// Finds the runs among the children of `parent`.
fn siblings(document: &Document, parent: u32, places: &mut [Place], cuts: &mut Vec<Cut>) {
    let mut run: Option<Run> = None;
    for child in document.children(parent) {
        let node = document.nodes[child as usize];
        let literal = match node.kind {
            Kind::Text(part) => document.text.place(part),
            _ => None,
        };
        let span = literal.unwrap_or(node.span);
        let first = places.partition_point(|place| place.span.end <= span.start);
        for at in first..places.len() {
            let Span { start, end } = places[at].span;
            if start >= span.end {
                break;
            }
            let is_whole = start <= span.start && span.end <= end;
            if places[at].until > parent || (!is_whole && literal.is_none()) || !is_phrase(document, node.kind) {
                // It is shown further up, or further down, or not by whole nodes.
                run = run.filter(|run| run.place != at);
                continue;
            }
            let (from, to) = (start.max(span.start), end.min(span.end));
            let last = (child, if to == span.end { BEHIND } else { to - span.start });
            match &mut run {
                Some(run) if run.place == at => (run.last, run.end) = (last, to),
                _ => {
                    close(document, run.take(), places, cuts);
                    run = is_blank(document, start, from).then_some(Run {
                        place: at,
                        first: (child, from - span.start),
                        last,
                        end: to,
                    });
                }
            }
        }
    }
    close(document, run, places, cuts);
}

/// Keeps a run that shows all of its pair.
fn close(document: &Document, run: Option<Run>, places: &mut [Place], cuts: &mut Vec<Cut>) {
    let Some(run) = run else { return };
    let Some(place) = places.get_mut(run.place) else { return };
    if !is_blank(document, run.end, place.span.end) {
        return;
    }
    place.until = document.nodes[run.last.0 as usize].end;
    cuts.push(Cut {
        node: run.first.0,
        at: run.first.1,
        open: Some(place.pair),
    });
    cuts.push(Cut {
        node: run.last.0,
        at: run.last.1,
        open: None,
    });
}

/// Whether nothing that shows stands there: blanks, or the backslash of an escape.
fn is_blank(document: &Document, start: u32, end: u32) -> bool {
    let text = document.text.parsed.get(start as usize..end as usize).unwrap_or("x");
    text.chars().all(|letter| letter.is_whitespace() || letter == '\\')
}

/// What may lie in a `span`.
fn is_phrase(document: &Document, kind: Kind) -> bool {
    match kind {
        Kind::Dropped => true,
        kind if kind.is_in_line() => true,
        Kind::Element(number) => document
            .tags
            .get(number as usize)
            .is_some_and(|tag| PHRASES.contains(&tag.name)),
        _ => false,
    }
}

const PHRASES: [&str; 22] = [
    "a", "abbr", "b", "bdi", "br", "cite", "code", "del", "em", "i", "img", "ins", "kbd", "mark", "q", "s", "small",
    "span", "strong", "sub", "sup", "u",
];

impl<'a> Writer<'a> {
    /// Writes a node in which units begin or end.
    pub(super) fn cut_node(&mut self, index: u32) {
        let from = self.cuts.partition_point(|cut| cut.node < index);
        let count = self.cuts[from..].partition_point(|cut| cut.node == index);
        let text = match self.body.document.nodes[index as usize].kind {
            Kind::Text(part) if count > 0 => Some(self.str(part)),
            _ => None,
        };
        let mut done = 0;
        for number in from..from + count {
            let cut = self.cuts[number];
            if cut.at == BEHIND && done == 0 && text.is_none() {
                self.whole_node(index);
            }
            if let Some(text) = text {
                let at = (cut.at as usize).min(text.len());
                self.text(text.get(done..at).unwrap_or_default());
                done = at;
            }
            match cut.open {
                Some(pair) => self.open_unit(pair),
                None => self.push("</span>"),
            }
        }
        let is_written = from + count > from && self.cuts[from + count - 1].at == BEHIND;
        match text {
            Some(text) => self.text(text.get(done..).unwrap_or_default()),
            None if !is_written => self.whole_node(index),
            None => {}
        }
    }

    fn open_unit(&mut self, pair: u32) {
        let source = self.body.document.pairs.get(pair as usize).map(|pair| pair.source);
        let source = source.map_or("", |source| self.str(source));
        self.push("<span class=\"unit\" data-source=\"");
        let plain = crate::parse::plain_line(source);
        self.attr(plain.trim());
        self.push("\">");
    }
}

#[cfg(test)]
mod tests {
    use crate::render::body::testing::Tree;

    /// `[target|source]` is a pair.
    fn html(text: &str) -> String {
        let mut markdown = String::new();
        for (number, part) in text.split('[').enumerate() {
            match part.split_once(']').filter(|_| number > 0) {
                Some((pair, after)) => {
                    let (target, source) = pair.split_once('|').unwrap_or((pair, "source"));
                    markdown.push_str(&format!(
                        "<span data-ttu-id=\"a{number}\">{target}</span><span class=\"sxs-lookup\">\
                         <span data-stu-id=\"a{number}\">{source}</span></span>{after}"
                    ));
                }
                None => markdown.push_str(part),
            }
        }
        let mut tree = Tree::parsed(&markdown.replace('{', "[").replace('}', "]"));
        tree.originals = true;
        // `<unit source>…</unit>` for short.
        let html = tree.html();
        let parts = html.split("<span class=\"unit\" data-source=\"");
        let parts: Vec<String> = parts
            .map(|part| part.replacen("\">", ">", 1).replacen("</span>", "</unit>", 1))
            .collect();
        let first = html.split("<span class=\"unit\"").next().unwrap_or_default();
        format!(
            "{first}{}",
            parts[1..]
                .iter()
                .map(|part| format!("<unit {part}"))
                .collect::<String>()
        )
    }

    #[test]
    fn sentences_of_a_paragraph() {
        assert_eq!(
            html("[Ett.|One.] [Två *tre*.|Two *three*.]\n"),
            "<p><unit One.>Ett.</unit> <unit Two three.>Två <em>tre</em>.</unit></p>\n"
        );
        assert_eq!(
            html("[Ett. |One. ]\nx [två|two]\n"),
            "<p><unit One.>Ett.</unit>\nx <unit two>två</unit></p>\n"
        );
    }

    #[test]
    fn in_headings_items_cells_links_and_emphasis() {
        assert_eq!(
            html("# [Ett|One] två\n"),
            "<h1 id=\"ett-två\"><unit One>Ett</unit> två</h1>\n"
        );
        assert_eq!(html("- [Ett|One]\n"), "<ul>\n<li><unit One>Ett</unit></li>\n</ul>\n");
        assert_eq!(
            html("**[Ett|One]** två\n"),
            "<p><strong><unit One>Ett</unit></strong> två</p>\n"
        );
        assert_eq!(
            html("{[Ett|One]}(#x)\n"),
            "<p><a href=\"#x\"><unit One>Ett</unit></a></p>\n"
        );
        assert_eq!(
            html("[{Ett}(#x)|{One}(#x)]\n"),
            "<p><unit One><a href=\"#x\">Ett</a></unit></p>\n"
        );
        assert_eq!(
            html("[**Ett**|**One**]\n"),
            "<p><unit One><strong>Ett</strong></unit></p>\n"
        );
        assert_eq!(
            html("|a|\n|-|\n|[Ett|One]|\n")
                .matches("<td><unit One>Ett</unit></td>")
                .count(),
            1
        );
    }

    #[test]
    fn what_no_run_of_siblings_shows_has_no_unit() {
        for text in [
            "[Ett\n\ntvå|x]\n",
            "{a [b}(#x) c|x]\n",
            "`a [b` c|x]\n",
            "[- a|x]\n",
            "[ |x]\n",
            "[a|]\n",
        ] {
            assert!(!html(text).contains("<unit"), "{text}: {}", html(text));
        }
    }

    #[test]
    fn the_source_is_plain_text() {
        assert_eq!(
            html("[x|1. A `b` {c}(#d) <b>e</b> &lt;f&gt; \\* \"g\"]\n"),
            "<p><unit 1. A b c e &lt;f&gt; * &quot;g&quot;>x</unit></p>\n"
        );
    }

    #[test]
    fn without_pairs_nothing_changes() {
        assert_eq!(html("*a*\n"), "<p><em>a</em></p>\n");
    }

    proptest::proptest! {
        #[test]
        fn spans_are_closed_and_the_text_stays(parts in proptest::collection::vec(0usize..14, 0..24)) {
            let words = ["[", "]", "|y", "*", "**", "`", "{", "}(#x)", "a", " b ", "\n", "\n\n", "- ", "&amp;"];
            let text: String = parts.iter().map(|&part| words[part]).collect();
            let mut tree = Tree::parsed(&text.replace("[", "<span data-ttu-id=\"a\">").replace("]", "</span><span class=\"sxs-lookup\"><span data-stu-id=\"a\">y</span></span>").replace('{', "[").replace('}', "]"));
            let without = tree.html();
            tree.originals = true;
            let with = tree.html();
            let units = with.matches("<span class=\"unit\" data-source=\"y\">").count();
            proptest::prop_assert_eq!(with.replace("<span class=\"unit\" data-source=\"y\">", "").matches("</span>").count(), without.matches("</span>").count() + units);
            let strip = |html: &str| scraper::Html::parse_fragment(html).root_element().text().collect::<String>();
            proptest::prop_assert_eq!(strip(&with), strip(&without));
        }
    }
}
