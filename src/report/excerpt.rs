//! The lines of a file around a place, cut to the terminal and safe to print.

use std::ops::Range;

use super::sources::Source;
use super::visible::{columns, push};
use crate::base::Span;

/// A span of more lines than this is shown by its first line alone.
const MOST_LINES: usize = 8;
/// Stands where a line was cut.
const CUT: &str = "...";

/// What to print of a file for one span.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// Whole or cut lines with `\n` between; no other control character.
    pub(super) text: String,
    /// The bytes of `text` to mark.
    pub(super) span: Range<usize>,
    /// The number of the first line, from 1.
    pub(super) line: usize,
    /// The number of the span's last line if it is not shown.
    pub(super) ends_below: Option<usize>,
}

/// The lines of `span`, each at most `room` columns wide, such that what the span marks is in view. If it can be, a
/// label of `label` columns beside it stays within the room, too.
pub(super) fn excerpt(source: &Source<'_>, span: Span, room: usize, label: usize) -> Excerpt {
    let marked = marked(source, span);
    let (first, last) = (source.line_of(marked.start), source.line_of(marked.end));
    let mut made = Excerpt {
        text: String::new(),
        span: 0..0,
        line: first + 1,
        ends_below: None,
    };
    if first == last || last - first >= MOST_LINES {
        made.span = add_line(&mut made.text, source, first, marked, room, label);
        made.ends_below = (first != last).then_some(last + 1);
        return made;
    }
    // Two columns hold the bracket that joins the lines.
    let room = room.saturating_sub(2);
    made.span = add_line(&mut made.text, source, first, marked.start..marked.start, room, 0);
    for line in first + 1..last {
        made.text.push('\n');
        let start = source.line(line).start;
        add_line(&mut made.text, source, line, start..start, room, 0);
    }
    made.text.push('\n');
    made.span.end = add_line(
        &mut made.text,
        source,
        last,
        last_character(source, marked.end),
        room,
        label,
    )
    .end;
    made
}

/// The bytes to mark: within the text, after a byte order mark, without the line breaks at the end, which many
/// blocks' spans include.
fn marked(source: &Source<'_>, span: Span) -> Range<usize> {
    let range = span.clamped(source.text()).range();
    let start = range.start.max(source.line(0).start);
    let text = source.text().get(start..range.end).unwrap_or_default();
    start..start + text.trim_end_matches(['\r', '\n']).len()
}

fn last_character(source: &Source<'_>, end: usize) -> Range<usize> {
    let before = source.text().get(..end).unwrap_or_default();
    end - before.chars().next_back().map_or(0, char::len_utf8)..end
}

/// Adds one line, and tells where in `out` the part of `marked` that is in view now lies.
fn add_line(
    out: &mut String,
    source: &Source<'_>,
    line: usize,
    marked: Range<usize>,
    room: usize,
    label: usize,
) -> Range<usize> {
    let bytes = source.line(line);
    let inside = |at: usize| at.clamp(bytes.start, bytes.end) - bytes.start;
    let focus = inside(marked.start)..inside(marked.end);
    let text = source.text().get(bytes.clone()).unwrap_or_default();
    let view = view(text, focus.clone(), room, label);
    if view.start > 0 {
        out.push_str(CUT);
    }
    let add = |out: &mut String, part: Range<usize>| {
        text.get(part).unwrap_or_default().chars().for_each(|c| push(out, c));
        out.len()
    };
    let end = focus.end.min(view.end);
    let from = add(out, view.start..focus.start);
    let to = add(out, focus.start..end);
    add(out, end..view.end);
    if view.end < text.len() {
        out.push_str(CUT);
    }
    from..to
}

/// The bytes of `line` to show so that it takes at most `room` columns, with `focus` in view: all of it, or as much of
/// it as there is room for. Looks no further than it shows, for a line may be a whole file.
fn view(line: &str, focus: Range<usize>, room: usize, label: usize) -> Range<usize> {
    let part = |range: Range<usize>| line.get(range).unwrap_or_default();
    let (before, inside, after) = (part(0..focus.start), part(focus.clone()), part(focus.end..line.len()));
    let cut_room = room.saturating_sub(2 * CUT.len());
    let within = fitting(inside.chars(), cut_room);
    let beside = if within.columns + label <= cut_room { label } else { 0 };
    let up_to_focus = fitting(part(0..focus.end).chars(), room);
    if fitting(line.chars(), room).bytes == line.len() && up_to_focus.columns + beside <= room {
        return 0..line.len();
    }
    let around = cut_room - within.columns;
    let after = if within.bytes < inside.len() { "" } else { after };
    let wanted_right = fitting(after.chars(), around).columns.max(beside);
    let left = fitting(before.chars().rev(), ((around - beside) / 2).max(around - wanted_right));
    let right = fitting(after.chars(), around - left.columns);
    let start = focus.start - left.bytes;
    start + orphaned_marks(part(start..focus.start), start)..focus.start + within.bytes + right.bytes
}

/// Bytes of combining marks whose letter was cut off.
fn orphaned_marks(text: &str, start: usize) -> usize {
    let marks = text.chars().take_while(|&c| start > 0 && columns(c) == 0);
    marks.map(char::len_utf8).sum()
}

/// A stretch of text, measured.
struct Extent {
    bytes: usize,
    columns: usize,
}

/// How much of `text` fits in `room` columns. Ends early in a flood of characters that take no column.
fn fitting(text: impl Iterator<Item = char>, room: usize) -> Extent {
    let mut extent = Extent { bytes: 0, columns: 0 };
    for c in text.take(room * 8) {
        if extent.columns + columns(c) > room {
            break;
        }
        extent.columns += columns(c);
        extent.bytes += c.len_utf8();
    }
    extent
}

#[cfg(test)]
mod tests {
    use super::super::visible::width;
    use super::*;
    use proptest::prelude::*;
    use std::borrow::Cow;

    fn made(text: &str, span: Span, room: usize, label: usize) -> Excerpt {
        excerpt(&Source::new(Cow::Borrowed(text)), span, room, label)
    }

    fn shown(text: &str, wanted: &str, room: usize, label: usize) -> (String, String) {
        let at = text.find(wanted).unwrap();
        let excerpt = made(text, Span::new(at, at + wanted.len()), room, label);
        let marked = excerpt.text[excerpt.span.clone()].to_owned();
        (excerpt.text, marked)
    }

    #[test]
    fn a_line_that_fits_is_left_alone() {
        assert_eq!(shown("one two", "two", 7, 0), ("one two".into(), "two".into()));
    }

    #[test]
    fn a_long_line_is_cut_on_the_side_with_more() {
        let text = format!("{}HERE{}", "a".repeat(50), "b".repeat(50));
        assert_eq!(shown(&text, "HERE", 20, 0).0, "...aaaaaHEREbbbbb...");
        assert_eq!(shown(&text, "HERE", 20, 8).0, "...aHEREbbbbbbbbb...");
        let start = format!("aHERE{}", "b".repeat(50));
        assert_eq!(shown(&start, "HERE", 20, 0).0, "aHEREbbbbbbbbb...");
        let end = format!("{}HEREb", "日".repeat(50));
        assert_eq!(shown(&end, "HERE", 20, 0).0, "...日日日日HEREb");
    }

    #[test]
    fn a_span_wider_than_the_room_shows_its_beginning() {
        let text = format!("ab{}", "x".repeat(100));
        let (line, marked) = shown(&text, &"x".repeat(100), 20, 5);
        assert_eq!((line.as_str(), marked.len()), ("...xxxxxxxxxxxxxx...", 14));
    }

    #[test]
    fn a_span_of_many_lines_says_where_it_ends() {
        let excerpt = made(&"line\n".repeat(20), Span::new(2, 70), 20, 0);
        assert_eq!((excerpt.text.as_str(), excerpt.ends_below), ("line", Some(14)));
        assert_eq!(excerpt.span, 2..4);
    }

    #[test]
    fn a_flood_of_marks_is_cut_short() {
        let text = format!("a{}b", "\u{301}".repeat(100_000));
        assert!(made(&text, Span::at(1), 20, 0).text.len() < 2_000);
    }

    proptest! {
        #[test]
        fn every_line_fits_and_the_span_lies_in_it(
            text in "([a-z ]|[åé日👍\t\u{301}\u{1b}\u{202e}]|\r|\n|\r\n){0,120}",
            start in 0usize..300, length in 0usize..300, room in 24usize..60, label in 0usize..40,
        ) {
            let excerpt = made(&text, Span::new(start, start + length), room, label);
            for line in excerpt.text.split('\n') {
                prop_assert!(width(line) <= room, "{:?}", line);
            }
            prop_assert!(excerpt.text.get(excerpt.span.clone()).is_some());
            prop_assert!(!excerpt.text.chars().any(|c| c != '\n' && c.is_control()));
        }
    }
}
