//! The YAML that most front matter is: lines `key: value` and `- item` at the margin. Read by hand in a tenth of the time;
//! everything else, and all that is in doubt, is left to the reader for all YAML.

use super::{Node, Value, closing_quote};
use crate::base::Span;

/// The longest key that is read here, in bytes; YAML itself allows 1024 characters.
const LONGEST_KEY: usize = 200;

/// The tree of a text, the same as the other reader's to the byte; `None` where that has to look.
pub fn places(text: &str) -> Option<Node> {
    let mut entries: Vec<(Node, Node)> = Vec::with_capacity(16);
    let mut at = 0;
    while at < text.len() {
        let rest = text.get(at..)?;
        let length = memchr::memchr(b'\n', rest.as_bytes());
        let line = rest.get(..length.unwrap_or(rest.len()))?;
        let next = at + length.map_or(line.len(), |length| length + 1);
        let line = line.strip_suffix('\r').filter(|_| length.is_some()).unwrap_or(line);
        if line.bytes().any(|byte| byte < b' ' || byte == 0x7f) || !is_common(line) {
            return None;
        }
        if let Some(item) = line.strip_prefix("- ") {
            let (_, list) = entries.last_mut()?;
            add_item(list, scalar(item, at + 2)?)?;
        } else {
            entries.push(entry(line, at)?);
        }
        at = next;
    }
    let (first, _) = entries.first()?;
    let (_, last) = entries.last()?;
    let span = Span::new(first.span.start as usize, last.span.end as usize);
    let value = Value::Map(entries);
    Some(Node { span, value })
}

/// Whether a line has no character beyond ASCII that YAML may know as a break, a control or a mark: U+0080 to U+009F,
/// U+2028, U+2029 and all from U+F000 on.
fn is_common(line: &str) -> bool {
    let bytes = line.as_bytes();
    let is_odd = |part: &[u8]| {
        matches!(
            part,
            [0xc2, 0x80..=0x9f, ..] | [0xe2, 0x80, 0xa8 | 0xa9] | [0xef..=0xff, ..]
        )
    };
    line.is_ascii() || !(0..bytes.len()).any(|at| is_odd(bytes.get(at..bytes.len().min(at + 3)).unwrap_or_default()))
}

/// `key: value`, or `key:` and nothing behind it.
fn entry(line: &str, at: usize) -> Option<(Node, Node)> {
    let is_of_key = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    let length = line.bytes().take_while(|byte| is_of_key(byte)).count();
    let key = line.get(..length)?;
    if length > LONGEST_KEY || !key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        return None;
    }
    let behind = line.get(length..)?.strip_prefix(':')?;
    let value = if behind.is_empty() {
        Node {
            span: Span::at(at + length + 1),
            value: Value::Scalar(String::new()),
        }
    } else {
        scalar(behind.strip_prefix(' ')?, at + length + 2)?
    };
    let key = Node {
        span: Span::new(at, at + length),
        value: Value::Scalar(key.to_owned()),
    };
    Some((key, value))
}

/// Adds an item to the list that begins, or goes on, behind a key.
fn add_item(list: &mut Node, item: Node) -> Option<()> {
    if list.scalar() == Some("") && list.span.start == list.span.end {
        list.span = item.span;
        list.value = Value::List(Vec::new());
    }
    let Value::List(items) = &mut list.value else {
        return None;
    };
    list.span.end = item.span.end;
    items.push(item);
    Some(())
}

/// A value that begins and ends on its line, and is there.
fn scalar(behind: &str, at: usize) -> Option<Node> {
    let written = behind.trim_start_matches(' ');
    let start = at + (behind.len() - written.len());
    let written = written.trim_end_matches(' ');
    let inside = match written.bytes().next()? {
        quote @ (b'"' | b'\'') => {
            if closing_quote(written) != Some(written.len()) {
                return None;
            }
            let inside = written.get(1..written.len() - 1)?;
            let is_literal = !inside
                .bytes()
                .any(|byte| byte == quote || quote == b'"' && byte == b'\\');
            Some(inside).filter(|_| is_literal)?
        }
        first => {
            let begins =
                first.is_ascii_alphanumeric() || matches!(first, b'_' | b'/' | b'(' | b'.' | b'$') || first >= 0x80;
            // A colon before a space is a key's, and a hash behind one begins a comment.
            let has_mark = |pair: &[u8]| matches!(pair, b": " | b" #");
            let is_literal = !written.ends_with(':') && !written.as_bytes().windows(2).any(has_mark);
            Some(written).filter(|_| begins && is_literal)?
        }
    };
    Some(Node {
        span: Span::new(start, start + written.len()),
        value: Value::Scalar(inside.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::super::all_places;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn common_front_matter_is_read_here() {
        for text in [
            "title: 'A: b'\ndescription: \"C # d\"\nms.date: 03/01/2018\nms.collection:\n- a-b\n- c\nx:\ny:  z \n",
            "title: \u{e5}\u{e4}\u{f6}\r\nauthor: x_y\r\n",
            "a: ''",
        ] {
            assert_eq!(places(text), all_places(text).ok(), "{text:?}");
            assert!(places(text).is_some(), "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

        /// What is read here is what the other reader reads.
        #[test]
        fn equal_to_the_reader_for_all_yaml(text in proptest::collection::vec(0usize..PIECES.len(), 0..14)) {
            let text: String = text.iter().map(|piece| PIECES[*piece]).collect();
            if let Some(node) = places(&text) {
                prop_assert_eq!(Ok(node), all_places(&text), "{:?}", text);
            }
        }

        #[test]
        fn equal_for_lines_that_are_read_here(text in proptest::collection::vec(0usize..12, 1..9)) {
            let text: String = text.iter().map(|piece| PIECES[*piece]).collect();
            if let Some(node) = places(&text) {
                prop_assert_eq!(Ok(node), all_places(&text), "{:?}", text);
            }
        }

        #[test]
        fn equal_for_values_of_any_kind(
            lines in proptest::collection::vec(("(a|b.c|d-e|- |_f)", "(: |:|: \"|: '|)", "\\PC{0,6}[-a'\":# ,&*!|>%@`{}\\[\\]?~=<0.]{0,4}", "(|'|\"|\r)\n?"), 0..4),
        ) {
            let text: String = lines.into_iter().map(|(key, mark, value, end)| key + &mark + &value + &end).collect();
            if let Some(node) = places(&text) {
                prop_assert_eq!(Ok(node), all_places(&text), "{:?}", text);
            }
        }
    }

    const PIECES: [&str; 45] = [
        "u:  v \n",
        "- 'w'\n",
        "-   x\n",
        "- \"\"\n",
        "y:\r\n",
        "a: b\n",
        "c.d: e f\n",
        "g:\n",
        "- h\n",
        "- i-j k\r\n",
        "l: 'm: n'\n",
        "o: \"p # q\"\n",
        "r: ",
        "s:",
        "t",
        " ",
        "\n",
        "\r",
        "'",
        "\"",
        "#",
        ":",
        "-",
        "- ",
        "---\n",
        "...\n",
        "&",
        "*",
        "!",
        "|",
        ">",
        "%",
        "@",
        "`",
        "[",
        "]",
        "{",
        "}",
        ",",
        "?",
        "\u{e5}",
        "\u{85}",
        "\u{2028}",
        "\t",
        "\u{feff}",
    ];
}
