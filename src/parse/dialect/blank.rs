//! No-break and zero-width spaces where Markdown needs plain ones. Translation tools leave them behind the mark of a
//! heading or an item and in the indentation of lists, and Markdown takes them for letters.

use std::ops::Range;

const NO_BREAK: char = '\u{a0}';
const ZERO_WIDTH: [char; 2] = ['\u{200b}', '\u{feff}'];

/// A blank to be read as `with`: a space, or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it stands.
    pub range: Range<usize>,
    /// What Markdown is to read in its stead.
    pub with: &'static str,
}

/// The blanks behind byte `body` that are to be read as plain ones, in order:
/// - behind `#`, `-`, `*`, `+` or `>` at the beginning of a line, and behind the box of a task. Not behind `1.`: people
///   write `3.\u{a0}kvartalet` so that it is no list;
/// - before one of these, and before any text while a list is open. Elsewhere a paragraph that somebody indented with
///   them would turn into code.
///
/// Text further on keeps its blanks. Fenced code is not told apart: only its indentation could change, to what its
/// author meant.
pub fn find(text: &str, body: usize) -> Vec<Found> {
    let mut found = Vec::new();
    let Some(source) = text.get(body..) else { return found };
    // Their first bytes; nearly every page holds none of them at the beginning of a line.
    if memchr::memchr3(0xC2, 0xE2, 0xEF, source.as_bytes()).is_none() {
        return found;
    }
    let mut in_list = false;
    let mut after_blank = true;
    let mut at = body;
    for line in source.split_inclusive('\n') {
        let written = line.trim_end_matches(['\n', '\r']);
        let margin = blanks(written, true);
        let rest = &written[margin..];
        let mark = mark(rest);
        let starts_item = mark.is_some_and(|mark| !mark.is_heading);
        if rest.is_empty() {
            after_blank = true;
        } else {
            if starts_item || number(rest) {
                in_list = true;
            } else if margin == 0 && after_blank {
                in_list = false;
            }
            after_blank = false;
        }
        if !rest.is_empty() && (mark.is_some() || in_list || written[..margin].contains('>')) {
            plain(written, at, 0..margin, false, &mut found);
        }
        if let Some(mark) = mark {
            let start = margin + mark.length;
            let end = start + blanks(&written[start..], false);
            plain(written, at, start..end, true, &mut found);
            let box_end = end + 3;
            let is_box = ["[ ]", "[x]", "[X]"]
                .iter()
                .any(|open| written[end..].starts_with(open));
            if starts_item && is_box {
                let after = box_end + blanks(&written[box_end..], false);
                plain(written, at, box_end..after, true, &mut found);
            }
        }
        at += line.len();
    }
    found
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | NO_BREAK) || ZERO_WIDTH.contains(&c)
}

/// How many bytes of blanks, and of marks of quotes, a text begins with.
fn blanks(text: &str, with_quotes: bool) -> usize {
    let rest = text.trim_start_matches(|c| is_blank(c) || with_quotes && c == '>');
    text.len() - rest.len()
}

#[derive(Clone, Copy)]
struct Mark {
    length: usize,
    is_heading: bool,
}

/// `#` to `######`, `-`, `*` or `+` with a blank behind.
fn mark(rest: &str) -> Option<Mark> {
    let hashes = rest.bytes().take_while(|byte| *byte == b'#').count();
    let length = match hashes {
        0 => usize::from(rest.starts_with(['-', '*', '+'])),
        1..=6 => hashes,
        _ => 0,
    };
    let is_followed = rest.get(length..)?.starts_with(is_blank);
    (length > 0 && is_followed).then_some(Mark {
        length,
        is_heading: hashes > 0,
    })
}

/// `1.` or `1)` with a plain space behind: a numbered item.
fn number(rest: &str) -> bool {
    let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    behind.len() < rest.len() && (behind.starts_with(". ") || behind.starts_with(") "))
}

/// A run of blanks as plain ones; `needed`: at least one space remains.
fn plain(line: &str, at: usize, run: Range<usize>, needed: bool, found: &mut Vec<Found>) {
    let written = &line[run.clone()];
    let mut lacks_space = needed && !written.contains([' ', '\t', NO_BREAK]);
    for (offset, c) in written.char_indices() {
        if c == NO_BREAK || ZERO_WIDTH.contains(&c) {
            let start = at + run.start + offset;
            let is_space = c == NO_BREAK || std::mem::take(&mut lacks_space);
            found.push(Found {
                range: start..start + c.len_utf8(),
                with: if is_space { " " } else { "" },
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;
    use crate::parse::testing::document_of;
    use proptest::prelude::*;

    fn read(text: &str) -> String {
        let mut plain = String::new();
        let mut at = 0;
        for found in find(text, 0) {
            plain.push_str(&text[at..found.range.start]);
            plain.push_str(found.with);
            at = found.range.end;
        }
        plain + &text[at..]
    }

    #[test]
    fn behind_marks_and_in_lists_they_are_plain() {
        for (text, expected) in [
            ("#\u{a0}Étape\u{a0}1\u{a0}: X", "# Étape\u{a0}1\u{a0}: X"),
            ("##\u{200b}Head", "## Head"),
            ("## \u{200b}\u{a0}Head", "##  Head"),
            (
                "-\u{a0}a\n\u{a0}\u{a0}- b\n\n\u{a0}\u{a0}more\n",
                "- a\n  - b\n\n  more\n",
            ),
            ("1. a\n\n\u{a0}\u{a0}\u{a0}b\n", "1. a\n\n   b\n"),
            (">\u{a0}[!NOTE]\r\n>\u{a0}text\r\n", "> [!NOTE]\r\n> text\r\n"),
            ("- [ ]\u{a0}done\n*\u{a0}[x]\u{200b}too\n", "- [ ] done\n* [x] too\n"),
            ("\u{feff}# Head", "# Head"),
        ] {
            assert_eq!(read(text), expected, "{text:?}");
        }
    }

    #[test]
    fn elsewhere_they_stay() {
        for text in [
            "\u{a0}\u{a0}\u{a0}\u{a0}indented by hand",
            "3.\u{a0}kvartalet",
            "a\u{a0}b\u{200b}c",
            "#######\u{a0}no heading",
            "-\u{2013}\u{a0}x",
            "- a\n\nb\n\n\u{a0}\u{a0}\u{a0}\u{a0}c",
            "\u{a0}\n\u{200b}\n",
        ] {
            assert_eq!(read(text), text, "{text:?}");
        }
    }

    #[test]
    fn a_page_reads_as_it_was_meant_and_places_stay() {
        let text = "---\ntitle: x\n---\n#\u{a0}Étape 1\n\n-\u{a0}[ ]\u{a0}one\n\u{a0}\u{a0}- two [x](gone.md)\n";
        let (document, _) = document_of(text);
        assert_eq!(document.str(document.headings[0].text), "Étape 1");
        assert_eq!(document.tasks.len(), 1);
        let lists = document.nodes.iter().filter(|node| node.kind == Kind::List).count();
        assert_eq!(lists, 2);
        assert_eq!(&text[document.dest_in_file(&document.links[0]).range()], "gone.md");
    }

    proptest! {
        #[test]
        fn what_is_found_are_blanks_in_order(text in "[ \t\n\r#>*1.\\[\\]x\u{a0}\u{200b}\u{feff}\u{e5}-]{0,40}") {
            let mut at = 0;
            for found in find(&text, 0) {
                prop_assert!(found.range.start >= at);
                prop_assert!(text[found.range.clone()].chars().all(|c| c != ' ' && is_blank(c)));
                at = found.range.end;
            }
            // What is plain stays plain.
            let once = read(&text);
            prop_assert_eq!(read(&once), once);
        }
    }
}
