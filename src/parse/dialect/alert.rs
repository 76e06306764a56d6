//! Alerts (`> [!NOTE]`), as far as the Markdown reader does not settle them: text beside the marker, words that
//! name no alert, and a new marker inside the quote.

use crate::base::Span;
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::{Alert, Document, Kind, Node};

/// An alert's marker that shares its line with text.
pub static ALERT_TEXT_ON_MARKER: RuleInfo = RuleInfo {
    id: "alert-text-on-marker",
    severity: Severity::Warning,
    summary: "text on the line of an alert's marker",
    explain: "\
The marker of an alert stands alone on its line. With text beside it, it is a plain quote: Learn and GitHub show it so, \
and the reader sees the brackets.

Wrong: `> [!NOTE] Save first.`

Right:

```
> [!NOTE]
> Save first.
```",
};

/// A marker in brackets that nothing answers to.
pub static UNKNOWN_DIRECTIVE: RuleInfo = RuleInfo {
    id: "unknown-directive",
    severity: Severity::Warning,
    summary: "a `[!WORD]` that is no alert and no directive",
    explain: "\
`> [!WORD]` begins an alert when WORD is NOTE, TIP, IMPORTANT, CAUTION or WARNING, in any case. Other words are shown \
as they are written.

Wrong: `> [!INFO]`

Right: `> [!NOTE]`",
};

const NAMES: [(&str, Alert); 5] = [
    ("NOTE", Alert::Note),
    ("TIP", Alert::Tip),
    ("IMPORTANT", Alert::Important),
    ("CAUTION", Alert::Caution),
    ("WARNING", Alert::Warning),
];

/// Directives of the dialect that are written in the same brackets and are not alerts.
const DIRECTIVES: [&str; 5] = ["DIV", "VIDEO", "INCLUDE", "CODE", "PROGRESS"];

/// Every new box inside another moves the rest of the page, so their number is bounded. No real page has ten.
const MOST_SPLITS: usize = 200;

/// Looks at every quote.
pub fn apply(document: &mut Document, sink: &mut Sink) {
    let mut splits = 0;
    let mut index = 0;
    while index < document.nodes.len() {
        match document.nodes[index].kind {
            Kind::Quote | Kind::Alert(_) | Kind::Div(_) if splits < MOST_SPLITS => {
                if document.nodes[index].kind == Kind::Quote {
                    look_at_quote(document, index as u32, sink);
                }
                if let Some(place) = split(document, index as u32) {
                    splits += 1;
                    if splits == MOST_SPLITS {
                        let message = format!("more than {MOST_SPLITS} alerts begin inside others; the rest is text");
                        sink.report(&UNKNOWN_DIRECTIVE, document.text.in_file(place), message)
                            .help("put an empty line without `>` between alerts");
                    }
                }
            }
            _ => {}
        }
        index += 1;
    }
}

/// `[!WORD]` at the start of a text: the word, and what follows the bracket on the same line.
fn marker(line: &str) -> Option<(&str, &str)> {
    let (word, rest) = line.trim_start().strip_prefix("[!")?.split_once(']')?;
    let named = !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    named.then_some((word, rest))
}

fn named(word: &str) -> Option<Alert> {
    NAMES
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(word))
        .map(|&(_, alert)| alert)
}

fn look_at_quote(document: &mut Document, quote: u32, sink: &mut Sink) {
    let Some(first) = document.children(quote).next() else {
        return;
    };
    let node = document.nodes[first as usize];
    if node.kind != Kind::Paragraph {
        return;
    }
    let parsed = document.text.parsed.clone();
    let text = parsed.get(node.span.range()).unwrap_or("");
    let line = text.split(['\n', '\r']).next().unwrap_or("");
    let Some((word, rest)) = marker(line) else { return };
    let start = node.span.start as usize + line.find("[!").unwrap_or(0);
    let place = document.text.in_file(Span::new(start, start + word.len() + 3));
    if named(word).is_some() {
        if !rest.trim().is_empty() {
            let report = sink
                .report(
                    &ALERT_TEXT_ON_MARKER,
                    place,
                    format!("`[!{word}]` shares its line with text, so this is a plain quote"),
                )
                .help("put the text on the next line, after `> `");
            let blanks = rest.len() - rest.trim_start().len();
            if let Some(margin) = margin(&document.text.file, place.start) {
                report.fix(
                    Span::new(place.end as usize, place.end as usize + blanks),
                    format!("\n{margin}"),
                );
            }
        }
    } else if !DIRECTIVES.iter().any(|known| known.eq_ignore_ascii_case(word)) {
        let nearest = NAMES
            .iter()
            .map(|(name, _)| *name)
            .find(|name| name.as_bytes()[0].eq_ignore_ascii_case(&word.as_bytes()[0]));
        sink.report(
            &UNKNOWN_DIRECTIVE,
            place,
            format!("`[!{word}]` is no alert; it is shown as text"),
        )
        .suggest(Some(&format!("[!{}]", nearest.unwrap_or("NOTE"))));
    }
}

/// What the next line of a quote begins with whose line stands at byte `at`: its margin, in which marks of lists are blanks.
/// `None`: something else stands in it.
fn margin(file: &str, at: u32) -> Option<String> {
    let before = file.get(..at as usize)?;
    let line = before.rsplit(['\n', '\r']).next().unwrap_or(before);
    let line = line.trim_start_matches('\u{feff}');
    let mark = |c: char| match c {
        ' ' | '\t' | '>' => Some(c),
        '-' | '*' | '+' | '.' | ')' | '0'..='9' => Some(' '),
        _ => None,
    };
    let margin: String = line.chars().map(mark).collect::<Option<_>>()?;
    margin.contains('>').then_some(margin)
}

/// A marker on a line of its own inside an alert starts a new box.
fn split(document: &mut Document, alert: u32) -> Option<Span> {
    let parsed = document.text.parsed.clone();
    let mut child = alert + 1;
    while child < document.nodes[alert as usize].end {
        let node = document.nodes[child as usize];
        if node.kind == Kind::Paragraph
            && let Some(found) = marker_in(document, child, &parsed)
        {
            let place = document.nodes[found.first as usize].span;
            start_new_box(document, alert, child, found);
            // The loop of `apply` comes to the new box by itself.
            return Some(place);
        }
        child = node.end;
    }
    None
}

struct Marker {
    kind: Alert,
    /// The first node of the marker, a child of the paragraph.
    first: u32,
    /// One past its last node, the line end after it included.
    end: u32,
}

/// The first marker that stands alone on a line of the paragraph.
fn marker_in(document: &Document, paragraph: u32, parsed: &str) -> Option<Marker> {
    let mut line_start = true;
    let children: Vec<u32> = document.children(paragraph).collect();
    for (position, &child) in children.iter().enumerate() {
        let node = document.nodes[child as usize];
        if line_start
            && matches!(node.kind, Kind::Text(_))
            && let Some((word, rest)) = parsed.get(node.span.range()).and_then(marker)
            && let Some(kind) = named(word)
            && rest.trim().is_empty()
        {
            let next = children.get(position + 1).map(|&next| document.nodes[next as usize]);
            match next {
                None => {
                    return Some(Marker {
                        kind,
                        first: child,
                        end: node.end,
                    });
                }
                Some(next) if matches!(next.kind, Kind::SoftBreak | Kind::HardBreak) => {
                    return Some(Marker {
                        kind,
                        first: child,
                        end: next.end,
                    });
                }
                Some(_) => {}
            }
        }
        line_start = matches!(node.kind, Kind::SoftBreak | Kind::HardBreak);
    }
    None
}

/// Ends `alert` before the marker and opens a new one behind it, with what is left of the paragraph.
fn start_new_box(document: &mut Document, alert: u32, paragraph: u32, marker: Marker) {
    let (alert_end, paragraph_end) = (
        document.nodes[alert as usize].end,
        document.nodes[paragraph as usize].end,
    );
    let span = |document: &Document, from: u32, to: u32| {
        Span::new(
            document.nodes[from as usize].span.start as usize,
            document.nodes[to as usize].span.end as usize,
        )
    };
    let new_alert = Node {
        kind: Kind::Alert(marker.kind),
        span: span(document, marker.first, alert),
        end: alert_end,
    };
    for node in &mut document.nodes[marker.first as usize..marker.end as usize] {
        node.kind = Kind::Dropped;
    }
    let paragraph_begins_here = marker.first == paragraph + 1;
    // The paragraph was cut in two: its first part ends before the marker.
    let insert_at = if paragraph_begins_here { paragraph } else { marker.first };
    let mut fresh = vec![new_alert];
    if !paragraph_begins_here {
        fresh.push(Node {
            kind: Kind::Paragraph,
            span: span(document, marker.first, paragraph),
            end: paragraph_end,
        });
        document.nodes[paragraph as usize].end = marker.first;
    }
    document.nodes[alert as usize].end = insert_at;
    insert(document, insert_at, &fresh);
}

/// Puts nodes at `at`. Their ends, and all ends and places behind `at`, move by their number.
fn insert(document: &mut Document, at: u32, fresh: &[Node]) {
    let by = fresh.len() as u32;
    for node in &mut document.nodes {
        if node.end > at {
            node.end += by;
        }
    }
    for heading in &mut document.headings {
        if heading.node >= at {
            heading.node += by;
        }
    }
    let moved = fresh.iter().map(|node| Node {
        end: node.end + by,
        ..*node
    });
    document.nodes.splice(at as usize..at as usize, moved);
}

#[cfg(test)]
mod tests {
    use crate::parse::document_of;
    use crate::parse::testing::shape as outline;

    #[test]
    fn every_spelling_of_an_alert() {
        for text in ["> [!NOTE]\n> x", ">[!Note]\n>x\n>", "> [!note]\nx", ">[!NOTE]\n> x\n> "] {
            assert_eq!(outline(text), ("Note(P(x))".into(), vec![]), "{text}");
        }
        let (in_a_list, found) = outline("- a\n\n  > [!Tip]\n  > x\n");
        assert!(in_a_list.contains("Tip(P(x))") && found.is_empty(), "{in_a_list}");
    }

    #[test]
    fn text_on_the_marker_line_is_a_plain_quote_and_said() {
        assert_eq!(
            outline("> [!NOTE] x"),
            ("Quote(P([!NOTE] x))".into(), vec!["alert-text-on-marker"])
        );
        assert_eq!(outline("> [!INFO]\n> x").1, ["unknown-directive"]);
        assert_eq!(outline("> [!VIDEO https://a.b]").1, [""; 0]);
        assert_eq!(outline("> [a](b.md)").1, [""; 0]);
    }

    #[test]
    fn a_new_marker_starts_a_new_box() {
        assert_eq!(
            outline("> [!NOTE]\n> a\n>\n> [!TIP]\n> b\n>\n> c\n\nd").0,
            "Note(P(a))Tip(P(b)P(c))P(d)"
        );
        assert_eq!(
            outline("> [!NOTE]\n> a\n> [!TIP]\n> b *c*\n\nd").0,
            "Note(P(a/))Tip(P(b Emphasis(c)))P(d)"
        );
        assert_eq!(
            outline("> [!NOTE]\n> a\n> [!TIP]\n> b\n> [!CAUTION]\n> c").0,
            "Note(P(a/))Tip(P(b/))Caution(P(c))"
        );
    }

    #[test]
    fn headings_behind_a_split_are_still_found() {
        let (document, _) = document_of("> [!NOTE]\n> a\n> [!TIP]\n> b\n\n# H {#h}\n");
        assert_eq!(document.str(document.headings[0].text), "H");
        assert_eq!(document.str(document.anchors[0].name), "h");
    }
}
