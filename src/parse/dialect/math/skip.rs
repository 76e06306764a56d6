//! What of a page is text, roughly: enough to find dollars in it before Markdown is read. Everything is looked at a
//! bounded number of times, however hostile it is.

use std::collections::HashMap;
use std::ops::Range;

/// A line's end, and where the next one begins.
#[derive(Clone, Copy)]
pub struct LineEnd {
    pub end: usize,
    pub next: usize,
}

/// The end of the line that holds byte `at`.
pub fn line_end(text: &str, at: usize) -> LineEnd {
    let rest = &text.as_bytes()[at..];
    let Some(length) = memchr::memchr2(b'\n', b'\r', rest) else {
        return LineEnd {
            end: text.len(),
            next: text.len(),
        };
    };
    let is_pair = rest[length] == b'\r' && rest.get(length + 1) == Some(&b'\n');
    LineEnd {
        end: at + length,
        next: at + length + 1 + usize::from(is_pair),
    }
}

/// The whole line that holds byte `at`.
pub fn line_at(text: &str, at: usize) -> &str {
    let start = memchr::memrchr2(b'\n', b'\r', &text.as_bytes()[..at]).map_or(0, |found| found + 1);
    &text[start..line_end(text, at).end]
}

/// How many marks of a quote a line begins with.
pub fn quote_depth(line: &str) -> usize {
    let marks = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'>'));
    marks.filter(|byte| *byte == b'>').count()
}

/// The line without its first `depth` marks of a quote and the space behind each.
pub fn without_quote(line: &str, depth: usize) -> &str {
    let mut rest = line;
    for _ in 0..depth {
        let Some(inside) = rest.trim_start_matches([' ', '\t']).strip_prefix('>') else {
            return rest;
        };
        rest = inside.strip_prefix(' ').unwrap_or(inside);
    }
    rest
}

/// The range without white space at its ends.
pub fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inside = &text[range.clone()];
    let start = range.start + (inside.len() - inside.trim_start().len());
    start..start + inside.trim().len()
}

/// A fence of code that is open.
struct Fence {
    mark: u8,
    length: usize,
}

/// Walks over a page from line to line.
pub struct Skipper<'a> {
    text: &'a str,
    /// Where runs of backticks begin, by their length.
    backticks: HashMap<usize, Vec<usize>>,
    fence: Option<Fence>,
    /// Nothing before this byte is text: a code span, a comment or an element ends here.
    inside_until: usize,
    /// The end of the paragraph that was looked at last.
    paragraph_end: usize,
    is_after_blank: bool,
    is_in_list: bool,
    is_indented_code: bool,
    /// End tags and ends of comments that do not come any more.
    never: Vec<&'static str>,
    /// The end of a line, and where its last `>` stands; 0 where it has none.
    last_close: (usize, usize),
}

impl<'a> Skipper<'a> {
    pub fn new(text: &'a str) -> Self {
        let mut backticks: HashMap<usize, Vec<usize>> = HashMap::new();
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(found) = memchr::memchr(b'`', &bytes[at..]) {
            let start = at + found;
            let length = bytes[start..].iter().take_while(|byte| **byte == b'`').count();
            backticks.entry(length).or_default().push(start);
            at = start + length;
        }
        Self {
            text,
            backticks,
            fence: None,
            inside_until: 0,
            paragraph_end: 0,
            is_after_blank: true,
            is_in_list: false,
            is_indented_code: false,
            never: Vec::new(),
            last_close: (0, 0),
        }
    }

    /// Whether the byte lies in a code span, a comment or an element that began before.
    pub fn is_inside(&self, at: usize) -> bool {
        at < self.inside_until
    }

    /// Whether a fence of code is open.
    pub fn is_in_code(&self) -> bool {
        self.fence.is_some()
    }

    /// After a block that somebody else read.
    pub fn leave_block(&mut self) {
        self.is_after_blank = true;
        self.is_indented_code = false;
    }

    /// Where the text of the line from `at` to `end` begins; `None` if it holds none.
    pub fn text_of_line(&mut self, at: usize, end: usize) -> Option<usize> {
        if self.is_inside(at) {
            return (self.inside_until < end).then_some(self.inside_until);
        }
        let line = &self.text[at..end];
        let prefix = prefix(line);
        let content = line[prefix.length..].trim_end();
        if let Some(fence) = &self.fence {
            let is_close = content.len() >= fence.length && content.bytes().all(|byte| byte == fence.mark);
            if is_close {
                self.fence = None;
                self.leave_block();
            }
            return None;
        }
        if content.is_empty() {
            self.is_after_blank = true;
            return None;
        }
        if prefix.is_item {
            self.is_in_list = true;
        } else if prefix.indent == 0 && self.is_after_blank {
            self.is_in_list = false;
        }
        let is_code =
            prefix.indent >= 4 && !self.is_in_list && !prefix.is_item && (self.is_after_blank || self.is_indented_code);
        self.is_after_blank = false;
        self.is_indented_code = is_code;
        if is_code {
            return None;
        }
        self.fence = opened_fence(content);
        if self.fence.is_some() || is_definition(content) {
            return None;
        }
        if at >= self.paragraph_end {
            self.paragraph_end = paragraph_end(self.text, at);
        }
        Some(at + prefix.length)
    }

    /// The next dollar that is text, before the end of the line; after it [`Skipper::is_inside`] is up to date.
    pub fn next_dollar(&mut self, from: usize, end: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = from;
        while at < end {
            match bytes[at] {
                b'$' => return Some(at),
                b'\\' => at += 2,
                b'`' => at = self.after_code(at),
                b'<' => at = self.after_tag(at, end),
                b']' if bytes.get(at + 1) == Some(&b'(') => at = after_destination(bytes, at + 1, end),
                b':' if bytes[at..].starts_with(b"://") => {
                    let is_end = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'<';
                    at += bytes[at..end].iter().position(is_end).unwrap_or(end - at);
                }
                _ => at += 1,
            }
        }
        self.inside_until = self.inside_until.max(at);
        None
    }

    /// One past a code span, or past the backticks where they open none.
    fn after_code(&self, at: usize) -> usize {
        let length = self.text.as_bytes()[at..]
            .iter()
            .take_while(|byte| **byte == b'`')
            .count();
        let after = at + length;
        let same = self.backticks.get(&length).map_or(&[][..], Vec::as_slice);
        let next = same.partition_point(|start| *start < after);
        match same.get(next) {
            Some(close) if *close < self.paragraph_end => close + length,
            _ => after,
        }
    }

    /// One past a comment, an element that holds no text, or a tag; past the `<` where it is none.
    fn after_tag(&mut self, at: usize, end: usize) -> usize {
        const HOLD_NO_TEXT: [(&str, &str); 5] = [
            ("!--", "-->"),
            ("pre", "</pre"),
            ("code", "</code"),
            ("script", "</script"),
            ("style", "</style"),
        ];
        let bytes = self.text.as_bytes();
        let rest = &bytes[at + 1..end];
        let opened = HOLD_NO_TEXT.iter().find(|(name, _)| {
            let next = rest.get(name.len());
            let begins = rest
                .get(..name.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(name.as_bytes()));
            begins && (*name == "!--" || next.is_none_or(|byte| matches!(byte, b'>' | b' ' | b'\t')))
        });
        if let Some((_, close)) = opened
            && !self.never.contains(close)
        {
            match find_folded(&bytes[at + 1..], close.as_bytes()) {
                Some(found) => return at + 1 + found + close.len(),
                None => self.never.push(close),
            }
        }
        let is_tag = rest
            .first()
            .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'/');
        if !is_tag || self.last_close(at, end) < at {
            return at + 1;
        }
        memchr::memchr(b'>', rest).map_or(at + 1, |close| at + 1 + close + 1)
    }

    /// Where the last `>` of a line stands; looked for once a line, so that `<a<a<a` is not searched from each.
    fn last_close(&mut self, at: usize, end: usize) -> usize {
        if self.last_close.0 != end {
            let found = memchr::memrchr(b'>', &self.text.as_bytes()[at..end]);
            self.last_close = (end, found.map_or(0, |found| at + found));
        }
        self.last_close.1
    }
}

/// Whether `part` of the line from `at` to `end` is all of its paragraph, which is that line.
pub fn is_whole_paragraph(text: &str, at: usize, part: Range<usize>, end: usize) -> bool {
    // First what costs nothing: a line may hold many parts.
    if at + prefix(&text[at..end]).length != part.start || !text[part.end..end].trim().is_empty() {
        return false;
    }
    let next = line_end(text, at).next;
    (at == 0 || is_blank_line(line_at(text, at - 1))) && (next >= text.len() || is_blank_line(line_at(text, next)))
}

/// Whether the line begins with a `|`.
pub fn is_table_row(line: &str) -> bool {
    line[prefix(line).length..].starts_with('|')
}

/// What a line begins with that is no text.
struct Prefix {
    length: usize,
    /// Columns of white space before the text, behind the marks of quotes.
    indent: usize,
    /// It begins an item of a list.
    is_item: bool,
}

fn prefix(line: &str) -> Prefix {
    let bytes = line.as_bytes();
    let mut found = Prefix {
        length: 0,
        indent: 0,
        is_item: false,
    };
    // More boxes in each other than the tree keeps are not looked into.
    for _ in 0..200 {
        match bytes.get(found.length) {
            Some(b' ') => (found.length, found.indent) = (found.length + 1, found.indent + 1),
            Some(b'\t') => (found.length, found.indent) = (found.length + 1, found.indent + 4),
            Some(b'>') => (found.length, found.indent) = (found.length + 1, 0),
            _ => match item_mark(&bytes[found.length..]) {
                Some(length) if found.indent < 4 || found.is_item => {
                    found.is_item = true;
                    found.length += length;
                    found.indent = 0;
                }
                _ => break,
            },
        }
    }
    found
}

/// The length of `-`, `12.` and the like, where a space follows.
fn item_mark(rest: &[u8]) -> Option<usize> {
    let length = match rest.first()? {
        b'-' | b'*' | b'+' => 1,
        b'0'..=b'9' => {
            let digits = rest.iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
            matches!(rest.get(digits), Some(b'.' | b')')).then_some(digits + 1)?
        }
        _ => return None,
    };
    matches!(rest.get(length), Some(b' ' | b'\t')).then_some(length)
}

fn opened_fence(content: &str) -> Option<Fence> {
    let mark = *content.as_bytes().first()?;
    let length = content.bytes().take_while(|byte| *byte == mark).count();
    let is_fence = length >= 3 && (mark == b'~' || mark == b'`' && !content[length..].contains('`'));
    is_fence.then_some(Fence { mark, length })
}

/// `[label]: destination`
fn is_definition(content: &str) -> bool {
    content.starts_with('[') && content.split_once("]:").is_some_and(|(label, _)| !label.contains(']'))
}

fn is_blank_line(line: &str) -> bool {
    line.trim_start_matches([' ', '\t', '>']).trim_end().is_empty()
}

/// Where the lines that follow each other without a blank one end.
fn paragraph_end(text: &str, at: usize) -> usize {
    let mut at = at;
    while at < text.len() {
        let line = line_end(text, at);
        if is_blank_line(&text[at..line.end]) {
            return at;
        }
        at = line.next;
    }
    text.len()
}

/// One past the `)` that closes a destination; past the `(` where none does in this line. `open` is the `(`.
fn after_destination(bytes: &[u8], open: usize, end: usize) -> usize {
    // As deep as CommonMark's own parsers go; a line of `](](](` is so not searched from each.
    const DEEPEST: usize = 32;
    let mut depth = 0;
    let mut at = open;
    while at < end {
        match bytes[at] {
            b'\\' => at += 1,
            b'(' if depth == DEEPEST => break,
            b'(' => depth += 1,
            b')' if depth == 1 => return at + 1,
            b')' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    open + 1
}

fn find_folded(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    memchr::memchr_iter(first, bytes).find(|at| {
        let here = bytes.get(*at..at + wanted.len());
        here.is_some_and(|here| here.eq_ignore_ascii_case(wanted))
    })
}
