//! JSON as people keep it: comments, commas behind the last item, a byte order mark and text in single quotes are
//! read too, because DocFX's reader (Json.NET) takes them. Every value knows its place.
//!
//! Json.NET also takes every blank of Unicode for white space, so a file indented with U+00A0 loads in DocFX; it is
//! read here as well, and [`Json::odd_blank`] says where the first one is, because other readers refuse the file.

use std::fmt;

use super::Span;
use super::yaml::{Node, Value};

/// Lists and maps in each other, at most. Real files have eight.
const DEPTH: usize = 100;

/// A text that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json {
    /// The value. `null` is an empty text, as an absent one means the same.
    pub root: Node,
    /// The first character that only looks like white space of JSON: a no-break space and the like.
    pub odd_blank: Option<Span>,
}

/// Why a text is no JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// For people; says no position.
    pub message: String,
    /// The bytes of the given text that are meant.
    pub span: Span,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for JsonError {}

/// Reads `text`, one value, with the place of everything. An empty text is an empty map.
///
/// # Errors
/// Text that is not JSON, and nesting deeper than 100.
pub fn places(text: &str) -> Result<Json, JsonError> {
    let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut reader = Reader {
        text,
        at: mark,
        depth: 0,
        odd_blank: None,
    };
    reader.blanks()?;
    if reader.peek().is_none() {
        let root = Node {
            span: Span::at(mark),
            value: Value::Map(Vec::new()),
        };
        let odd_blank = reader.odd_blank;
        return Ok(Json { root, odd_blank });
    }
    let root = reader.value()?;
    reader.blanks()?;
    match reader.peek() {
        None => Ok(Json {
            root,
            odd_blank: reader.odd_blank,
        }),
        Some(_) => Err(reader.error_here("there is text behind the end of the value")),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    odd_blank: Option<Span>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn error_here(&self, message: impl Into<String>) -> JsonError {
        let width = self
            .peek()
            .filter(|c| !matches!(c, '\n' | '\r'))
            .map_or(0, char::len_utf8);
        JsonError {
            message: message.into(),
            span: Span::new(self.at, self.at + width),
        }
    }

    /// White space and comments.
    fn blanks(&mut self) -> Result<(), JsonError> {
        while let Some(next) = self.peek() {
            match next {
                ' ' | '\t' | '\n' | '\r' => self.at += 1,
                '/' => self.comment()?,
                other if other.is_whitespace() || matches!(other, '\u{feff}' | '\u{200b}') => {
                    let span = Span::new(self.at, self.at + other.len_utf8());
                    self.odd_blank.get_or_insert(span);
                    self.at += other.len_utf8();
                }
                _ => break,
            }
        }
        Ok(())
    }

    fn comment(&mut self) -> Result<(), JsonError> {
        let rest = self.rest();
        let length = if rest.starts_with("//") {
            memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len())
        } else if let Some(inside) = rest.strip_prefix("/*") {
            match inside.find("*/") {
                Some(end) => end + 4,
                None => return Err(self.error_here("the comment is not closed")),
            }
        } else {
            return Err(self.error_here("a value cannot begin with `/`"));
        };
        self.at += length;
        Ok(())
    }

    fn value(&mut self) -> Result<Node, JsonError> {
        let start = self.at;
        let value = match self.peek() {
            Some('{') => self.nested(Self::map)?,
            Some('[') => self.nested(Self::list)?,
            Some(quote @ ('"' | '\'')) => Value::Scalar(self.text_in(quote)?),
            _ => Value::Scalar(self.word()?),
        };
        let span = Span::new(start, self.at);
        Ok(Node { span, value })
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Value, JsonError>) -> Result<Value, JsonError> {
        if self.depth >= DEPTH {
            return Err(self.error_here(format!("lists and maps are nested deeper than {DEPTH}")));
        }
        self.depth += 1;
        let opening = self.at;
        self.at += 1;
        let value = read(self).map_err(|error| self.unclosed(error, opening));
        self.depth -= 1;
        value
    }

    /// Where the text ends too early, the bracket that waits for its other half says more than the end of the file.
    fn unclosed(&self, error: JsonError, opening: usize) -> JsonError {
        if error.span.start as usize != self.text.len() {
            return error;
        }
        JsonError {
            message: "this bracket is not closed".into(),
            span: Span::new(opening, opening + 1),
        }
    }

    fn map(&mut self) -> Result<Value, JsonError> {
        let mut pairs = Vec::new();
        loop {
            self.blanks()?;
            let start = self.at;
            let key = match self.peek() {
                Some('}') => break,
                Some(quote @ ('"' | '\'')) => self.text_in(quote)?,
                _ => return Err(self.error_here("expected a key in quotes, or `}`")),
            };
            let span = Span::new(start, self.at);
            self.blanks()?;
            if self.peek() != Some(':') {
                return Err(self.error_here("expected `:` behind the key"));
            }
            self.at += 1;
            self.blanks()?;
            let value = self.value()?;
            let key = Node {
                span,
                value: Value::Scalar(key),
            };
            pairs.push((key, value));
            if !self.comma('}')? {
                break;
            }
        }
        self.at += 1;
        Ok(Value::Map(pairs))
    }

    fn list(&mut self) -> Result<Value, JsonError> {
        let mut items = Vec::new();
        loop {
            self.blanks()?;
            if self.peek() == Some(']') {
                break;
            }
            items.push(self.value()?);
            if !self.comma(']')? {
                break;
            }
        }
        self.at += 1;
        Ok(Value::List(items))
    }

    /// Whether a comma follows; false where the bracket closes.
    fn comma(&mut self, close: char) -> Result<bool, JsonError> {
        self.blanks()?;
        match self.peek() {
            Some(',') => {
                self.at += 1;
                Ok(true)
            }
            Some(other) if other == close => Ok(false),
            _ => Err(self.error_here(format!("expected `,` or `{close}`"))),
        }
    }

    /// A number, `true`, `false` or `null`: as it is written.
    fn word(&mut self) -> Result<String, JsonError> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        let rest = self.rest();
        let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or("").to_owned();
        let is_number = word.starts_with(|c: char| c.is_ascii_digit() || c == '-') && word.parse::<f64>().is_ok();
        let kept = match word.as_str() {
            "null" => String::new(),
            "true" | "false" => word,
            _ if is_number => word,
            "" => return Err(self.error_here("expected a value here")),
            _ => {
                return Err(JsonError {
                    message: format!("`{word}` is no value; a text stands in quotes"),
                    span: Span::new(self.at, self.at + length),
                });
            }
        };
        self.at += length;
        Ok(kept)
    }

    fn text_in(&mut self, quote: char) -> Result<String, JsonError> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = self.rest();
            let plain = rest.find([quote, '\\', '\n', '\r']).unwrap_or(rest.len());
            text.push_str(rest.get(..plain).unwrap_or(""));
            self.at += plain;
            match self.peek() {
                Some('\\') => text.push(self.escape()?),
                Some(next) if next == quote => break,
                _ => {
                    return Err(JsonError {
                        message: "the quoted text is not closed".into(),
                        span: Span::new(start, start + 1),
                    });
                }
            }
        }
        self.at += 1;
        Ok(text)
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        let start = self.at;
        self.at += 1;
        let Some(letter) = self.peek() else {
            return Err(self.error_here("the quoted text is not closed"));
        };
        self.at += letter.len_utf8();
        Ok(match letter {
            '"' | '\\' | '/' | '\'' => letter,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return self.unit(start),
            _ => {
                return Err(JsonError {
                    message: format!("an unknown escape `\\{letter}`"),
                    span: Span::new(start, self.at),
                });
            }
        })
    }

    /// `\uXXXX`, or two of them for a character beyond U+FFFF. Half a pair is U+FFFD.
    fn unit(&mut self, start: usize) -> Result<char, JsonError> {
        let first = self.hex(start)?;
        if !(0xd800..0xdc00).contains(&first) || !self.rest().starts_with("\\u") {
            return Ok(char::from_u32(first).unwrap_or('\u{fffd}'));
        }
        let again = self.at;
        self.at += 2;
        let second = self.hex(again)?;
        if !(0xdc00..0xe000).contains(&second) {
            self.at = again;
            return Ok('\u{fffd}');
        }
        let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        Ok(char::from_u32(code).unwrap_or('\u{fffd}'))
    }

    fn hex(&mut self, start: usize) -> Result<u32, JsonError> {
        let digits = self.text.get(self.at..self.at + 4).filter(|digits| {
            let mut bytes = digits.bytes();
            bytes.all(|byte| byte.is_ascii_hexdigit())
        });
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let Some(code) = code else {
            return Err(JsonError {
                message: "`\\u` wants four hexadecimal digits".into(),
                span: Span::new(start, start + 2),
            });
        };
        self.at += 4;
        Ok(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// As strict JSON, with all scalars as texts.
    fn shown(node: &Node) -> String {
        match &node.value {
            Value::Scalar(text) => format!("{text:?}"),
            Value::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(",")),
            Value::Map(pairs) => {
                let pairs = pairs
                    .iter()
                    .map(|(key, value)| format!("{}:{}", shown(key), shown(value)));
                format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
            }
        }
    }

    fn read(text: &str) -> String {
        shown(&places(text).unwrap().root)
    }

    #[test]
    fn what_people_write_is_read() {
        let text = "\u{feff}// for the docset\n{\"a\": [1, true, null,], /* all */ 'b': {\"c\": \"d\\u00e9\\/\\ud83d\\ude00\"},}\n";
        assert_eq!(read(text), "{\"a\":[\"1\",\"true\",\"\"],\"b\":{\"c\":\"dé/😀\"}}");
        assert_eq!((read(""), read(" \n")), ("{}".into(), "{}".into()));
        assert_eq!(read("{\"a\": 1, \"a\": 2}"), "{\"a\":\"1\",\"a\":\"2\"}");
    }

    #[test]
    fn blanks_that_json_does_not_have_are_read_and_told() {
        let text = "{\n\u{a0}\u{a0}\"a\":\u{a0}1\n}";
        let json = places(text).unwrap();
        assert_eq!(shown(&json.root), "{\"a\":\"1\"}");
        assert_eq!(json.odd_blank, Some(Span::new(2, 4)));
        assert_eq!(places("{ \"a\": \"\u{a0}\" }").unwrap().odd_blank, None);
    }

    #[test]
    fn what_is_wrong_is_pointed_at() {
        for (text, message, wrong) in [
            ("{\"a\": 1 \"b\": 2}", "expected `,` or `}`", "\""),
            ("{\"a\": [1, 2}", "expected `,` or `]`", "}"),
            ("{\"a\": [1, 2", "this bracket is not closed", "["),
            ("{\"a\" 1}", "expected `:` behind the key", "1"),
            ("{a: 1}", "expected a key in quotes, or `}`", "a"),
            ("{\"a\": yes}", "`yes` is no value; a text stands in quotes", "yes"),
            ("{\"a\": \"b\n}", "the quoted text is not closed", "\""),
            ("{\"a\": \"\\q\"}", "an unknown escape `\\q`", "\\q"),
            ("{\"a\": \"\\u12\"}", "`\\u` wants four hexadecimal digits", "\\u"),
            ("{} x", "there is text behind the end of the value", "x"),
            ("/* x", "the comment is not closed", "/"),
            ("[,]", "expected a value here", ","),
        ] {
            let error = places(text).unwrap_err();
            assert_eq!(
                (error.message.as_str(), &text[error.span.range()]),
                (message, wrong),
                "{text}"
            );
        }
        assert!(
            places(&"[".repeat(100_000))
                .unwrap_err()
                .message
                .contains("nested deeper")
        );
    }

    proptest! {
        #[test]
        fn reading_never_fails_and_spans_fit(text in "[\\[\\]{}:,\"'\\\\/*u0-9a-f \u{a0}\n\u{e5}]{0,40}") {
            match places(&text) {
                Ok(json) => prop_assert!(text.get(json.root.span.range()).is_some()),
                Err(error) => prop_assert!(text.get(error.span.range()).is_some()),
            }
        }

        #[test]
        fn what_serde_writes_is_read(words in proptest::collection::vec("\\PC{0,8}", 0..5)) {
            let json = serde_json::json!({ "all": words, "last": words.last() });
            let strict = shown(&places(&json.to_string()).unwrap().root);
            let pretty = shown(&places(&format!("{json:#}")).unwrap().root);
            prop_assert_eq!(strict, pretty);
            let all = places(&json.to_string()).unwrap();
            let list = all.root.get("all").unwrap();
            let Value::List(items) = &list.value else { panic!("no list") };
            prop_assert_eq!(items.iter().filter_map(Node::scalar).collect::<Vec<_>>(), words);
        }
    }
}
