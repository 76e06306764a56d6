//! Comments that allow a finding: `<!-- stegvis-allow rule: reason -->` in Markdown, `# stegvis-allow rule: reason` in
//! YAML and in messages. Here they are found; what they allow is judged where all rules are known.
//!
//! Only a real comment of the file counts: one that is shown in a code block, or is part of a value, is text.

use std::ops::Range;

use crate::base::Span;
use crate::base::yaml::{self, Node, Value};

/// The word that such a comment begins with.
pub const WORD: &str = "stegvis-allow";

/// Whether the inside of a comment begins with the word.
pub fn is_one(comment: &[u8]) -> bool {
    let inside = comment.trim_ascii_start().strip_prefix(WORD.as_bytes());
    inside.is_some_and(|rest| {
        rest.first()
            .is_none_or(|byte| byte.is_ascii_whitespace() || *byte == b':')
    })
}

/// The comments of Markdown that stand alone on their lines, each with its lines. Marks of quotes may stand before them.
pub fn own_lines(text: &str, comments: &[Span]) -> Vec<(Span, Range<usize>)> {
    let own_line = |comment: &Span| Some((*comment, own_line(text, *comment)?));
    comments.iter().filter_map(own_line).collect()
}

/// The lines of a comment, if nothing else stands on them.
pub fn own_line(text: &str, comment: Span) -> Option<Range<usize>> {
    let comment = comment.range();
    // Only blanks are walked over: a line may hold a hundred thousand comments.
    let is_end = |c: char| matches!(c, '\n' | '\r');
    let is_mark = |c: char| !is_end(c) && (c.is_whitespace() || matches!(c, '>' | '\u{feff}'));
    let before = text.get(..comment.start)?.trim_end_matches(is_mark);
    let is_blank = |c: char| !is_end(c) && c.is_whitespace();
    let after = text.get(comment.end..)?.trim_start_matches(is_blank);
    let line_end = match after.as_bytes() {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        [] => 0,
        _ => return None,
    };
    let is_alone = before.is_empty() || before.ends_with(is_end);
    is_alone.then_some(before.len()..text.len() - after.len() + line_end)
}

/// The comments of that kind on lines of their own in the YAML at `part` of a text; `#` and all, up to the line's end.
pub fn in_yaml(text: &str, part: Span) -> Vec<Span> {
    let Some(yaml) = text.get(part.range()) else {
        return Vec::new();
    };
    let mut found = comments(yaml, true);
    if found.is_empty() {
        return found;
    }
    // A text of several lines may show such a comment. Where the YAML is broken, nobody knows.
    if let Ok(root) = yaml::places(yaml) {
        let mut texts = Vec::new();
        scalars(&root, &mut texts);
        texts.sort();
        let is_text = |comment: &Span| {
            let after = texts.partition_point(|text| text.start <= comment.start);
            let text = after.checked_sub(1).and_then(|last| texts.get(last));
            text.is_some_and(|text| text.end > comment.start)
        };
        found.retain(|comment| !is_text(comment));
    }
    found
        .iter()
        .map(|comment| comment.shifted(part.start as usize))
        .collect()
}

/// The comments of that kind in a file of Fluent messages, where `#` begins one only at the beginning of a line.
pub fn in_messages(text: &str) -> Vec<Span> {
    comments(text, false)
}

/// Lines that begin with `#` and the word.
fn comments(text: &str, indented: bool) -> Vec<Span> {
    let mut found = Vec::new();
    let mut line_end = 0;
    for at in memchr::memmem::find_iter(text.as_bytes(), WORD) {
        if at < line_end {
            // Not the first on its line, so it is part of a comment or of a value.
            continue;
        }
        let start = line_end + text[line_end..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let before = text[start..at].trim_start_matches('\u{feff}');
        let mark = if indented { before.trim_start() } else { before };
        let is_comment = mark.trim_end().bytes().all(|byte| byte == b'#') && mark.starts_with('#');
        let end = text[at..].find(['\n', '\r']).map_or(text.len(), |end| at + end);
        line_end = end;
        if is_comment && is_one(&text.as_bytes()[at..end]) {
            found.push(Span::new(at - mark.len(), start + text[start..end].trim_end().len()));
        }
    }
    found
}

/// The places of all texts. YAML is read a hundred levels deep at most, so this recursion is bounded.
fn scalars(node: &Node, found: &mut Vec<Span>) {
    match &node.value {
        Value::Scalar(_) => found.push(node.span),
        Value::List(items) => items.iter().for_each(|item| scalars(item, found)),
        Value::Map(pairs) => pairs.iter().for_each(|(key, value)| {
            scalars(key, found);
            scalars(value, found);
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::DocPath;
    use crate::parse::parse;
    use crate::parse::testing::{document_of, shape};
    use crate::source::Snapshot;
    use proptest::prelude::*;

    /// The shape of a page without its allowances, and the allowances.
    fn read(text: &str) -> (String, Vec<String>) {
        let (document, found) = document_of(text);
        assert!(found.is_empty(), "{text}: {found:?}");
        let words = document.allowances.iter().map(|place| text[place.range()].to_owned());
        (shape(text).0, words.collect())
    }

    #[test]
    fn a_comment_breaks_nothing() {
        const C: &str = "<!-- stegvis-allow a-b: why -->";
        for text in [
            "- a\n@\n- b\n",
            "1. a\n@\n   - b\n@\n   - c\n",
            "1. a\n@\n    - b\n\n      @\n      c\n",
            "|a|\n|-|\n|1|\n@\n|2|\n",
            "|a|\n|-|\n   @\n|1|\n",
            "a\n@\nb\n",
            "a\n     @\nb\n",
            "> [!NOTE]\n> @\n> b\n",
            "> [!NOTE]\n>@\n> @\n> b\n",
            "- > a\n  > @\n  > b\n",
            "@\n# T\n@\n\n@",
            "# T {#t}\r\n\r\n- a\r\n@\r\n- b\r\n",
            "<div>\n@\n<p>x</p>\n</div>\n",
            "a\n@ \t\nb\n",
            "---\ntitle: x\n---\n@\n# T\n",
        ] {
            let with = text.replace('@', C);
            let lines = text.split_inclusive('\n').filter(|line| !line.contains('@'));
            let without: String = lines.collect();
            let count = text.matches('@').count();
            assert_eq!(read(&with), (shape(&without).0, vec![C.to_owned(); count]), "{text}");
        }
    }

    #[test]
    fn places_behind_a_comment_stay() {
        let text =
            "å\n\n<!-- stegvis-allow broken-link: x -->\n- [a](b.md)\n<!--stegvis-allow a,b:\nx\n-->\n- [c](d.md)\n";
        let (document, _) = document_of(text);
        let dests = document
            .links
            .iter()
            .map(|link| &text[document.dest_in_file(link).range()]);
        assert_eq!(dests.collect::<Vec<_>>(), ["b.md", "d.md"]);
        let last = document.allowances[1];
        assert_eq!(&text[last.range()], "<!--stegvis-allow a,b:\nx\n-->");
    }

    #[test]
    fn what_is_shown_is_none() {
        for text in [
            "```md\n<!-- stegvis-allow a: b -->\n```\n",
            "a\n\n    <!-- stegvis-allow a: b -->\n",
            "`<!-- stegvis-allow a: b -->`\n",
            "\\<!-- stegvis-allow a: b -->\n",
            "<!-- say\n<!-- stegvis-allow a: b -->\n",
            "<!-- stegvis-allowance a: b -->\n",
            "<!-- not stegvis-allow a: b -->\n",
            "- ~~~\n  <!-- stegvis-allow a: b -->\n",
            "---\ntext: |\n  # stegvis-allow a: b\nmore: \"x\n  # stegvis-allow a: b\n  y\"\n---\n",
        ] {
            assert_eq!(document_of(text).0.allowances, [], "{text}");
        }
        // Beside other text it is a comment, and stays where it is.
        let text = "a <!-- stegvis-allow a: b -->\n";
        assert_eq!(read(text).1, ["<!-- stegvis-allow a: b -->"]);
    }

    #[test]
    fn comments_of_yaml() {
        let text = "\u{feff}---\n# stegvis-allow a: b\ntitle: x # stegvis-allow c: d\na: |\n  text\n  #stegvis-allow e\n# stegvis-allow f: g  \n\
                    b: >-\n  x\n\n  ## stegvis-allow h: i\nc:\n  - d\n  ## stegvis-allow j: k\n---\n# T\n";
        let expected = ["# stegvis-allow a: b", "# stegvis-allow f: g", "## stegvis-allow j: k"];
        assert_eq!(read(text).1, expected);
        let file = text.replace("---\n", "").replace("# T\n", "");
        let found = in_yaml(&file, Span::new(0, file.len()));
        let found: Vec<&str> = found.iter().map(|place| &file[place.range()]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn comments_of_messages() {
        let text = "# stegvis-allow a: b\nx = y\n    # stegvis-allow c: d\n### stegvis-allow e: f\r\n";
        let found = in_messages(text);
        let found: Vec<&str> = found.iter().map(|place| &text[place.range()]).collect();
        assert_eq!(found, ["# stegvis-allow a: b", "### stegvis-allow e: f"]);
    }

    proptest! {
        #[test]
        fn any_mixture_is_read(parts in proptest::collection::vec(0usize..14, 0..16)) {
            let words = ["<!-- stegvis-allow a: b -->", "\n", "\n\n", "> ", "- ", "|a|\n|-|\n", "```", "    ", "å", "\r", "\u{a0}",
                "# stegvis-allow c: d", "---\n", "<pre>"];
            let text: String = parts.iter().map(|&i| words[i]).collect();
            for name in ["en/a.md", "en/a.yml"] {
                let snapshot = Snapshot::of(&[(name, &text)]);
                let path = DocPath::new(name).expect("a path");
                let (document, _) = parse(&path, &snapshot.files[&path]);
                for place in &document.allowances {
                    prop_assert!(text[place.range()].contains(WORD));
                }
                prop_assert!(document.allowances.is_sorted());
                for node in &document.nodes {
                    prop_assert!(document.text.in_file(node.span).end as usize <= text.len());
                }
            }
        }
    }
}
