//! Malformed front matter: what its author probably did, and what can still be read.

use super::{Written, assign, field, is_blank_or_comment, is_invisible, key_and_rest, lines, trimmed};
use crate::base::Span;
use crate::base::yaml::{YamlError, closing_quote};
use crate::model::FrontMatter;

/// The likely mistake; the place is in the block.
pub struct Cause {
    pub span: Span,
    pub message: String,
    pub help: String,
}

impl Cause {
    fn new(at: usize, length: usize, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            span: Span::new(at, at + length),
            message: message.into(),
            help: help.into(),
        }
    }
}

/// The first line, down to the one at which the reader gave up, that holds a common mistake; else what the
/// reader says.
pub fn find(block: &str, error: &YamlError) -> Cause {
    let gave_up = error.span.start as usize;
    let mut upto: Vec<_> = lines(block).take_while(|(at, _)| *at <= gave_up).collect();
    let last = upto.pop();
    let earlier = upto.iter().find_map(|&(at, line)| {
        let key = key_and_rest(line)?;
        let value = at + offset(line, key.1);
        let is_last_word = !continues(block, at);
        unclosed(value, key.1)
            .filter(|_| is_last_word)
            .or_else(|| open_bracket(block, value, key.1))
            .or_else(|| certain(value, key))
    });
    let here = || last.and_then(|(at, line)| on_the_line(at, line));
    let before = || {
        let &(at, line) = upto.iter().rev().find(|(_, line)| !is_blank_or_comment(line))?;
        no_key(at, line)
    };
    earlier.or_else(here).or_else(before).unwrap_or_else(|| Cause {
        span: error.span,
        message: error.message.clone(),
        help: "check this line and the one above: keys stand in one column, as `key: value`".into(),
    })
}

/// Where `part` begins in `whole`, of which it is a slice.
fn offset(whole: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize)
}

/// Whether the value of the line that begins at `at` goes on in the next one.
fn continues(block: &str, at: usize) -> bool {
    let behind = block.get(at..).unwrap_or("");
    let next = lines(behind).skip(1).find(|(_, line)| !trimmed(line).is_empty());
    next.is_some_and(|(_, line)| key_and_rest(line).is_none())
}

/// A mistake on the line at which the reader gave up, a key inside of a list or map included.
fn on_the_line(at: usize, line: &str) -> Option<Cause> {
    let inner = line.trim_start_matches(|c| is_invisible(c) || c == '-');
    let key = key_and_rest(inner)?;
    let value = at + offset(line, key.1);
    let own = unclosed(value, key.1)
        .or_else(|| certain(value, key))
        .or_else(|| possible(value, key.1));
    own.or_else(|| (inner.len() == line.len()).then(|| no_key(at, line))?)
}

/// What no YAML reader accepts. `at` is where the text behind the colon begins.
fn certain(at: usize, (key, rest): (&str, &str)) -> Option<Cause> {
    let value = trimmed(rest);
    let start = at + offset(rest, value);
    if !rest.is_empty() && !rest.starts_with(is_invisible) {
        let is_address = rest.starts_with("//");
        let help = format!("write a space after the colon: `{key}: …`");
        return (!is_address && !without_comment(rest).contains(": "))
            .then(|| Cause::new(at.saturating_sub(1), 1, "there is no space after the colon", help));
    }
    let first = value.chars().next()?;
    match first {
        '"' | '\'' => behind_quote(start, value),
        '@' | '`' | '%' | ',' | ']' | '}' => Some(Cause::new(
            start,
            1,
            format!("a value cannot begin with `{first}`"),
            format!("quote the value: it begins with `{first}`"),
        )),
        '[' | '{' | '|' | '>' | '&' | '*' | '!' => None,
        _ => second_colon(start, value),
    }
}

/// Text behind the closing quote, as in `'it's'` or `"a" and "b"`.
fn behind_quote(start: usize, value: &str) -> Option<Cause> {
    let end = closing_quote(value)?;
    let behind = value.get(end..)?;
    let text = behind.trim_start_matches([' ', '\t']);
    let is_comment = text.starts_with('#') && text.len() < behind.len();
    if text.is_empty() || is_comment {
        return None;
    }
    let help = match value.starts_with('"') {
        true => "write `\\\"` for a quote inside of double quotes",
        false => "write `''` for an apostrophe inside of single quotes, or use double quotes",
    };
    let length = text.chars().next().map_or(0, char::len_utf8);
    let at = start + offset(value, text);
    Some(Cause::new(at, length, "there is text behind the closing quote", help))
}

/// A quote that is not closed on its line.
fn unclosed(at: usize, rest: &str) -> Option<Cause> {
    let value = trimmed(rest);
    let is_open = rest.starts_with(is_invisible) && value.starts_with(['"', '\'']) && closing_quote(value).is_none();
    let help = format!("end the value with `{}`", value.get(..1).unwrap_or("\""));
    is_open.then(|| Cause::new(at + offset(rest, value), 1, "the quote is not closed", help))
}

/// A bracket that no later line closes either: the reader gives up far below.
fn open_bracket(block: &str, at: usize, rest: &str) -> Option<Cause> {
    let value = trimmed(rest);
    let closing = match value.chars().next()? {
        '[' => ']',
        '{' => '}',
        _ => return None,
    };
    let behind = block.get(at..)?;
    let is_open = rest.starts_with(is_invisible) && !behind.contains(closing);
    let help = format!("end the value with `{closing}`");
    is_open.then(|| Cause::new(at + offset(rest, value), 1, "the bracket is not closed", help))
}

/// `: ` inside of a value without quotes: the commonest mistake.
fn second_colon(start: usize, value: &str) -> Option<Cause> {
    let plain = without_comment(value);
    let found = plain.char_indices().find(|&(at, c)| {
        let behind = &plain[at + c.len_utf8()..];
        c == ':' && (behind.is_empty() || behind.starts_with([' ', '\t']))
    });
    let (at, _) = found?;
    Some(Cause::new(
        start + at,
        1,
        "`: ` begins a value inside of a value",
        "quote the value: it contains `: `",
    ))
}

/// What is an error only because the reader stopped on this line.
fn possible(at: usize, rest: &str) -> Option<Cause> {
    let value = without_comment(trimmed(rest));
    let start = at + offset(rest, value);
    let first = value.chars().next()?;
    let closing = match first {
        '[' => ']',
        '{' => '}',
        '&' if value[1..].starts_with(is_invisible) => '&',
        '*' | '!' | '|' | '>' | '-' | '?' => first,
        _ => return None,
    };
    let is_bracket = matches!(first, '[' | '{');
    if is_bracket && (value.ends_with(closing) || !value.contains(closing)) {
        return None;
    }
    Some(Cause::new(
        start,
        1,
        format!("`{first}` means something at the beginning of a value"),
        format!("quote the value: it begins with `{first}`"),
    ))
}

/// A line in the first column that is no key and belongs to no list.
fn no_key(at: usize, line: &str) -> Option<Cause> {
    let is_other = is_blank_or_comment(line) || line.starts_with([' ', '\t', '-', '[', ']', '{', '}', '"', '\'', '?']);
    if is_other || key_and_rest(line).is_some() {
        return None;
    }
    let length = line.trim_end().len();
    let help = "indent the line if it belongs to the value above, or write it as `key: value`";
    Some(Cause::new(at, length, "expected `key: value`", help))
}

/// A plain value without the comment behind it.
fn without_comment(value: &str) -> &str {
    let mut before = ' ';
    for (at, c) in value.char_indices() {
        if c == '#' && matches!(before, ' ' | '\t') {
            return value[..at].trim_end_matches(is_invisible);
        }
        before = c;
    }
    value.trim_end_matches(is_invisible)
}

/// Where the page's body begins inside of a malformed block: its closing line was forgotten, and a thematic
/// break further down was taken for it. That is so where, behind a blank line, a line of prose follows.
pub fn body_inside(block: &str) -> Option<usize> {
    let mut blank = None;
    for (at, line) in lines(block) {
        if trimmed(line).is_empty() {
            blank = blank.or(Some(at));
        } else if blank.is_some() && !line.starts_with('#') {
            if no_key(at, line).is_some() {
                return blank;
            }
            blank = None;
        }
    }
    None
}

/// Reads what stands on one line in the first column, as `key: value`, with or without quotes.
pub fn read_lines(front: &mut FrontMatter, block: &str) {
    for (_, line) in lines(block) {
        let known = key_and_rest(line).and_then(|(key, rest)| Some((field(key)?.1, plain_value(rest))));
        if let Some((field, value)) = known {
            // The block has its one diagnostic already.
            let _ = assign(front, field, &Written::Text(value));
        }
    }
}

/// The place of the last value of `key` in a block that is no YAML.
pub fn value_of(block: &str, key: &str) -> Option<Span> {
    let mut found = None;
    for (at, line) in lines(block) {
        if let Some((name, rest)) = key_and_rest(line)
            && name.eq_ignore_ascii_case(key)
        {
            let value = trimmed(rest);
            let start = at + offset(line, value);
            found = Some(Span::new(start, start + value.len()));
        }
    }
    found
}

/// The value on a line: without quotes around it, or without a comment behind it.
fn plain_value(rest: &str) -> &str {
    let value = trimmed(rest);
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote) {
            let closed = closing_quote(value).filter(|&end| trimmed(&value[end..]).starts_with('#'));
            return match closed {
                Some(end) => &value[1..end - 1],
                None => inner.strip_suffix(quote).unwrap_or(inner),
            };
        }
    }
    match value {
        "|" | ">" | "|-" | ">-" | "|+" | ">+" => "",
        plain => without_comment(plain),
    }
}
