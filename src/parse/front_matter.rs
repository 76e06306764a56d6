//! The YAML block at the top of a page: found, read, and read leniently where it is malformed.

mod cause;
mod defaults;
mod rules;

pub use defaults::default_values;
pub use rules::{BAD_DATE, DUPLICATE_KEY, MALFORMED};

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::base::Span;
use crate::base::yaml::{self, Node, Value, YamlError};
use crate::diag::Sink;
use crate::model::FrontMatter;
use crate::model::front_matter::Translation;

/// The longest block that is read, in bytes. The longest of 45,000 real pages has a few kilobytes.
const LIMIT: usize = 64 * 1024;

/// Where front matter and body of a page lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// What stands between the two `---` lines; `None` if there is no front matter.
    pub block: Option<Span>,
    /// The first byte of the body; never before the end of a byte order mark.
    pub body: usize,
    /// An opening `---` that is followed by a key, but by no closing line.
    pub unclosed: Option<Span>,
}

/// Finds the front matter: the first line is `---`, and the next line `---` or `...` ends it. Where no line
/// in between looks like `key:`, the `---` is a thematic break.
pub fn split(text: &str) -> Split {
    let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let none = Split {
        body: mark,
        ..Split::default()
    };
    let first = line(text, mark);
    if text[first.span.range()].trim_end_matches([' ', '\t']) != "---" {
        return none;
    }
    let mut at = first.next;
    while at < text.len() {
        let this = line(text, at);
        if matches!(text[this.span.range()].trim_end_matches([' ', '\t']), "---" | "...") {
            let block = Span::new(first.next, at);
            return if has_keys(&text[block.range()]) {
                Split {
                    block: Some(block),
                    body: this.next,
                    unclosed: None,
                }
            } else {
                none
            };
        }
        at = this.next;
    }
    if begins_with_key(&text[first.next..]) {
        return Split {
            block: None,
            body: first.next,
            unclosed: Some(first.span),
        };
    }
    none
}

/// Reads the front matter and tells where the body begins.
pub fn read(text: &str, sink: &mut Sink) -> (FrontMatter, usize) {
    let split = split(text);
    if let Some(opening) = split.unclosed {
        not_closed(opening, sink);
    }
    let Some(span) = split.block else {
        let front = FrontMatter {
            is_malformed: split.unclosed.is_some(),
            ..FrontMatter::default()
        };
        return (front, split.body);
    };
    let mut front = FrontMatter {
        block: Some(span),
        ..FrontMatter::default()
    };
    let block = Block {
        text: &text[span.range()],
        start: span.start as usize,
    };
    if block.text.len() > LIMIT {
        let message = format!(
            "the front matter has {} KB and is not read: {} KB is the most",
            block.text.len() / 1024,
            LIMIT / 1024
        );
        sink.report(&MALFORMED, Span::at(block.start), message)
            .help("move what is not about the page out of the front matter, or end the block with a line `---`");
        front.is_malformed = true;
        return (front, split.body);
    }
    match tree(block.text) {
        Ok(tree) => fill(&mut front, &block, &tree, sink),
        Err(error) => {
            front.is_malformed = true;
            if let Some(body) = cause::body_inside(block.text) {
                let opening = line(text, text.find("---").unwrap_or(0)).span;
                front.block = Some(Span::new(block.start, block.start + body));
                cause::read_lines(&mut front, &block.text[..body]);
                not_closed(opening, sink);
                return (front, block.start + body);
            }
            malformed(&block, &error, sink);
            cause::read_lines(&mut front, block.text);
        }
    }
    (front, split.body)
}

/// Reads a mapping in a YAML page, whose whole text is `text`, as if it were front matter.
pub fn of_mapping(text: &str, mapping: &Node, sink: &mut Sink) -> FrontMatter {
    let mut front = FrontMatter {
        block: Some(mapping.span),
        ..FrontMatter::default()
    };
    let is_empty = mapping.scalar().is_some_and(str::is_empty);
    if !is_empty {
        fill(&mut front, &Block { text, start: 0 }, mapping, sink);
    }
    front
}

/// Where the value of `key`, of any case, stands in the file. The last one, if there are several.
pub fn place(text: &str, front: &FrontMatter, key: &str) -> Option<Span> {
    let span = front.block?;
    let block = text.get(span.range())?;
    let inside = match tree(block) {
        Ok(Node {
            value: Value::Map(entries),
            ..
        }) => {
            let mut named = entries.iter().rev();
            let is_key = |name: &str| trimmed(name).eq_ignore_ascii_case(key);
            named.find(|(name, _)| name.scalar().is_some_and(is_key))?.1.span
        }
        _ => cause::value_of(block, key)?,
    };
    Some(inside.shifted(span.start as usize))
}

/// The text between the `---` lines, and where it begins in the file.
struct Block<'a> {
    text: &'a str,
    start: usize,
}

impl Block<'_> {
    fn in_file(&self, span: Span) -> Span {
        span.shifted(self.start)
    }
}

/// A line without its end, and where the next one begins.
struct Line {
    span: Span,
    next: usize,
}

/// The line that begins at byte `at`; it ends with LF, CRLF or a lone CR.
fn line(text: &str, at: usize) -> Line {
    let rest = &text.as_bytes()[at.min(text.len())..];
    let length = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
    let ending = match (rest.get(length), rest.get(length + 1)) {
        (None, _) => 0,
        (Some(b'\r'), Some(b'\n')) => 2,
        _ => 1,
    };
    Line {
        span: Span::new(at, at + length),
        next: at + length + ending,
    }
}

/// Each line of `text` without its end, and where it begins.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let begin = (at < text.len()).then_some(at)?;
        let this = line(text, begin);
        at = this.next;
        Some((begin, &text[this.span.range()]))
    })
}

/// White space, and the characters without width that editors and translation tools leave behind.
fn is_invisible(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}')
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(is_invisible)
}

/// `key:` at the beginning of a line: the key, and what follows the colon.
fn key_and_rest(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches(['\u{a0}', '\u{200b}', '\u{feff}']);
    let (key, rest) = line.split_once(':')?;
    let key = key.trim_end_matches([' ', '\t', '\u{a0}']);
    let bare = key.trim_matches(['"', '\'']);
    let is_name = bare.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && bare
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '$' | '@'));
    is_name.then_some((bare, rest))
}

fn is_blank_or_comment(line: &str) -> bool {
    let line = trimmed(line);
    line.is_empty() || line.starts_with('#')
}

/// Whether a closed block is front matter: empty, with a line `key:`, or a list, which is wrong and no text either.
fn has_keys(block: &str) -> bool {
    let mut content = lines(block).filter(|(_, line)| !is_blank_or_comment(line)).peekable();
    content.peek().is_none() || content.any(|(_, line)| key_and_rest(line.trim_start()).is_some()) || is_list(block)
}

/// Whether all lines are items of a list, or belong to one.
fn is_list(block: &str) -> bool {
    let mut content = lines(block).filter(|(_, line)| !is_blank_or_comment(line)).peekable();
    let is_item = |line: &str| line == "-" || line.starts_with("- ");
    content.peek().is_some_and(|(_, line)| is_item(line))
        && content.all(|(_, line)| is_item(line) || line.starts_with(' '))
}

/// Whether the first line that says something is `key:` or `key: value`.
fn begins_with_key(text: &str) -> bool {
    let content = lines(text).find(|(_, line)| !is_blank_or_comment(line));
    let rest = content.and_then(|(_, line)| key_and_rest(line));
    rest.is_some_and(|(_, rest)| rest.is_empty() || rest.starts_with(is_invisible))
}

fn not_closed(opening: Span, sink: &mut Sink) {
    sink.report(&MALFORMED, opening, "the front matter is not closed")
        .label("begins here")
        .help("write a line `---` after its last key");
}

/// The block as a tree; read again with blanks for what only looks like blanks, if it is no map as it stands.
fn tree(block: &str) -> Result<Node, YamlError> {
    let written = yaml::places(block);
    if matches!(&written, Ok(node) if matches!(node.value, Value::Map(_))) {
        return written;
    }
    match tidied(block) {
        Cow::Owned(tidy) => yaml::places(&tidy),
        Cow::Borrowed(_) => written,
    }
}

/// Spaces for tabs everywhere, and for characters without ink at the beginning of a line and behind its key:
/// as many bytes as before, so that places stay.
fn tidied(block: &str) -> Cow<'_, str> {
    if !block.contains(['\t', '\u{a0}', '\u{200b}', '\u{feff}']) {
        return Cow::Borrowed(block);
    }
    let mut tidy = String::with_capacity(block.len());
    let mut is_margin = true;
    let mut is_key = true;
    for c in block.chars() {
        match c {
            '\n' | '\r' => (is_margin, is_key) = (true, true),
            ' ' => {}
            '\t' => {
                tidy.push(' ');
                continue;
            }
            '\u{a0}' | '\u{200b}' | '\u{feff}' if is_margin => {
                tidy.extend(std::iter::repeat_n(' ', c.len_utf8()));
                continue;
            }
            ':' if is_key => (is_margin, is_key) = (true, false),
            _ => is_margin = false,
        }
        tidy.push(c);
    }
    Cow::Owned(tidy)
}

/// The one diagnostic for a block that is no YAML.
fn malformed(block: &Block, error: &YamlError, sink: &mut Sink) {
    let cause = cause::find(block.text, error);
    let message = format!("the front matter is not valid YAML: {}", cause.message);
    sink.report(&MALFORMED, block.in_file(cause.span), message)
        .help(cause.help);
}

/// The keys that Stegvis acts on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Title,
    TitleSuffix,
    Description,
    ContentLocale,
    Translation,
    SourceHash,
    SourceCommit,
    Date,
    HandedOff,
    RedirectFrom,
    Draft,
    Robots,
}

const FIELDS: [(&str, Field); 12] = [
    ("title", Field::Title),
    ("titleSuffix", Field::TitleSuffix),
    ("description", Field::Description),
    ("ms.contentlocale", Field::ContentLocale),
    ("ms.translationtype", Field::Translation),
    ("ms.openlocfilehash", Field::SourceHash),
    ("ms.sourcegitcommit", Field::SourceCommit),
    ("ms.date", Field::Date),
    ("ms.lasthandoff", Field::HandedOff),
    ("redirect_from", Field::RedirectFrom),
    ("draft", Field::Draft),
    ("ROBOTS", Field::Robots),
];

fn field(key: &str) -> Option<(&'static str, Field)> {
    FIELDS.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(key))
}

/// A value as far as front matter has any.
enum Written<'a> {
    Text(&'a str),
    List(Vec<&'a str>),
    Map,
}

impl<'a> Written<'a> {
    /// `null` and `~` without quotes are no text.
    fn of(node: &'a Node, block: &str) -> Self {
        match &node.value {
            Value::Scalar(text) => {
                let is_null = matches!(text.as_str(), "~" | "null" | "Null" | "NULL")
                    && block.get(node.span.range()) == Some(text.as_str());
                Self::Text(if is_null { "" } else { trimmed(text) })
            }
            Value::List(items) => Self::List(items.iter().filter_map(Node::scalar).map(trimmed).collect()),
            Value::Map(_) => Self::Map,
        }
    }
}

/// What is wrong with a value.
enum Complaint {
    /// A list or a map where a text should be.
    NotText,
    /// No date at all.
    NoDate,
    /// A date, but not in one of the two forms: how to write it.
    DateStyle(String),
}

fn fill(front: &mut FrontMatter, block: &Block, tree: &Node, sink: &mut Sink) {
    front.is_malformed = !matches!(tree.value, Value::Map(_));
    if matches!(tree.value, Value::List(_)) {
        let first = Span::at(block.start + tree.span.start as usize);
        sink.report(
            &MALFORMED,
            first,
            "the front matter is a list, and not lines of the form `key: value`",
        )
        .help("write a key above the list; if it is text, let the page begin with `***`");
        return;
    }
    let Value::Map(entries) = &tree.value else {
        let error = YamlError {
            message: "expected lines of the form `key: value`".into(),
            span: Span::at(tree.span.start as usize),
        };
        malformed(block, &error, sink);
        return cause::read_lines(front, block.text);
    };
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for (key, node) in entries {
        let Some(name) = key.scalar().map(trimmed) else {
            continue;
        };
        let known = field(name);
        let first = *seen.entry(known.map_or(name, |(name, _)| name)).or_insert(key.span);
        if first != key.span {
            sink.report(
                &DUPLICATE_KEY,
                block.in_file(key.span),
                format!("`{name}` stands here a second time"),
            )
            .label("this one counts")
            .related_here(block.in_file(first), "the first one")
            .help("keep one of them");
        }
        let complaint = known.and_then(|(_, field)| assign(front, field, &Written::of(node, block.text)));
        front.is_malformed |= matches!(complaint, Some(Complaint::NotText));
        if let Some(complaint) = complaint {
            complain(complaint, name, node, block, sink);
        }
    }
}

fn complain(complaint: Complaint, key: &str, node: &Node, block: &Block, sink: &mut Sink) {
    let span = block.in_file(node.span);
    let written = node.scalar().map_or("", trimmed);
    match complaint {
        Complaint::NotText => {
            let shape = if matches!(node.value, Value::List(_)) {
                "a list"
            } else {
                "a map"
            };
            sink.report(&MALFORMED, span, format!("`{key}` must be a text and is {shape}"))
                .help("write one text, in quotes if it begins with `[` or `{`");
        }
        Complaint::NoDate => {
            let report = sink
                .report(&BAD_DATE, span, format!("`{written}` is not a date"))
                .help("write it as `MM/DD/YYYY` or `YYYY-MM-DD`");
            if let (Some(place), Some(proper)) = (literal(block, node, written), other_style(written)) {
                report.fix(place, proper);
            }
        }
        Complaint::DateStyle(proper) => {
            let message = format!("`{written}` is not written as `MM/DD/YYYY` or `YYYY-MM-DD`");
            let report = sink.report(&BAD_DATE, span, message).help(format!("write `{proper}`"));
            if let Some(place) = literal(block, node, written) {
                report.fix(place, proper);
            }
        }
    }
}

/// Where a value stands in the file, without its quotes.
fn literal(block: &Block, node: &Node, written: &str) -> Option<Span> {
    let place = node.span.range();
    let offset = block.text.get(place.clone())?.find(written)?;
    Some(block.in_file(Span::at(place.start + offset).to(written.len())))
}

/// Sets what `field` stands for; an empty value unsets it, as the last of two keys counts.
fn assign(front: &mut FrontMatter, field: Field, value: &Written) -> Option<Complaint> {
    match field {
        Field::RedirectFrom => {
            front.redirect_from = paths(value);
            return None;
        }
        Field::Robots => {
            front.no_index = match value {
                Written::Text(text) => says_no_index(text),
                Written::List(items) => items.iter().any(|item| says_no_index(item)),
                Written::Map => false,
            };
            return None;
        }
        _ => {}
    }
    let Written::Text(text) = value else {
        return Some(Complaint::NotText);
    };
    let kept = || (!text.is_empty()).then(|| one_line(text));
    match field {
        Field::Title => front.title = kept(),
        Field::TitleSuffix => front.title_suffix = kept(),
        Field::Description => front.description = kept(),
        Field::ContentLocale => front.content_locale = kept(),
        Field::SourceHash => front.source_hash = kept(),
        Field::SourceCommit => front.source_commit = kept(),
        Field::Translation => front.translation = translation(text),
        Field::Draft => front.draft = ["true", "yes"].iter().any(|word| text.eq_ignore_ascii_case(word)),
        // Written by tools, not by the author: nothing to say about its form.
        Field::HandedOff => front.handed_off = date(text).map(|(day, _)| day),
        Field::Date => return assign_date(front, text),
        Field::RedirectFrom | Field::Robots => {}
    }
    None
}

fn assign_date(front: &mut FrontMatter, text: &str) -> Option<Complaint> {
    let read = date(text);
    front.date = read.as_ref().map(|(day, _)| *day);
    match read {
        None if text.is_empty() => None,
        None => Some(Complaint::NoDate),
        Some((_, proper)) if proper == text => None,
        Some((_, proper)) => Some(Complaint::DateStyle(proper)),
    }
}

/// Folds the lines of a block scalar.
fn one_line(text: &str) -> Box<str> {
    if !text.contains(['\n', '\r']) {
        return text.into();
    }
    let parts = text.split(['\n', '\r']).map(trimmed).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ").into()
}

/// The paths of a list, or of a text with `;` between them.
fn paths(value: &Written) -> Vec<Box<str>> {
    let items = match value {
        Written::Text(text) => std::slice::from_ref(text),
        Written::List(items) => items.as_slice(),
        Written::Map => &[],
    };
    let parts = items.iter().flat_map(|item| item.split(';')).map(trimmed);
    parts.filter(|part| !part.is_empty()).map(Box::from).collect()
}

fn says_no_index(text: &str) -> bool {
    text.to_ascii_lowercase().contains("noindex")
}

fn translation(text: &str) -> Option<Translation> {
    let is = |word: &&str| text.eq_ignore_ascii_case(word);
    if is(&"HT") {
        return Some(Translation::Human);
    }
    if is(&"MT") {
        return Some(Translation::Machine);
    }
    let edited = ["MTE", "MTE75", "MTE95"].iter().any(is);
    edited.then_some(Translation::MachineEdited)
}

/// A day of the calendar, month first or ISO, and how to write it in the same form with all its digits.
fn date(text: &str) -> Option<((i16, i8, i8), String)> {
    let numbers = |separator| {
        let mut parts = text.split(separator).map(number);
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(a), Some(b), Some(c), None) => Some((a?, b?, c?)),
            _ => None,
        }
    };
    let (year, month, day, with_slashes) = match (numbers('/'), numbers('-')) {
        (Some((month, day, year)), _) => (year, month, day, true),
        (_, Some((year, month, day))) => (year, month, day, false),
        _ => return None,
    };
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    if year < 1000 || jiff::civil::Date::new(year, month, day).is_err() {
        return None;
    }
    let proper = if with_slashes {
        format!("{month:02}/{day:02}/{year}")
    } else {
        format!("{year}-{month:02}-{day:02}")
    };
    Some(((year, month, day), proper))
}

/// A day of the calendar in another style that leaves no doubt, as it is written in ISO form: the year first, the day first
/// with a number that is no month, or the day first with full stops.
fn other_style(text: &str) -> Option<String> {
    let separator = text.chars().find(|c| !c.is_ascii_digit())?;
    let mut parts = text.split(separator).map(|part| part.trim_matches(' '));
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some_and(|rest| !rest.is_empty()) {
        return None;
    }
    let (a, b, c) = (number(first)?, number(second)?, number(third)?);
    let (year, month, day) = match (separator, first.len(), third.len()) {
        ('/' | '.', 4, 1 | 2) => (a, b, c),
        ('.', 1 | 2, 4) => (c, b, a),
        ('/' | '-', 1 | 2, 4) if a > 12 => (c, b, a),
        ('-', 1 | 2, 4) if b > 12 || a == b => (c, a, b),
        _ => return None,
    };
    date(&format!("{year}-{month}-{day}")).map(|(_, proper)| proper)
}

fn number(digits: &str) -> Option<i16> {
    let is_number = digits.len() <= 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests;
