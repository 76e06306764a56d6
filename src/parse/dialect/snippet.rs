//! Code that stands in another file: `[!code-lang[name](path?range=1-5#tag "title")]` and `:::code source="path":::`,
//! each alone on its line.

use super::mask::{Fault, Source};
use std::borrow::Cow;
use std::ops::Range;

use super::attributes::{self, Attribute, Error};
use super::include::{bracket, unescaped};
use crate::base::code_language::{extension, language};
use crate::base::lines;
use crate::diag::{RuleInfo, Severity};

/// A code directive that cannot be read, or not all of it.
pub static INVALID_CODE: RuleInfo = RuleInfo {
    id: "invalid-code",
    severity: Severity::Warning,
    summary: "a code directive that cannot be read, or that shows nothing",
    explain: "\
`:::code` needs a `source`, and knows `language`, `range`, `id`, `highlight` and `interactive`, each with its value in \
quotation marks. `[!code]` knows `name`, `range`, `start`, `end`, `highlight` and `dedent` behind a `?`. Without a file \
the directive is shown as it is written. A part that means nothing is left out: with a wrong range, a reader sees the \
whole file.

Wrong: `:::code source=\"start.cs\" lines=\"1-5\":::`

Right: `:::code source=\"start.cs\" range=\"1-5\":::`

Learn: invalid-code.",
};

/// Which lines of a file are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Select<'t> {
    /// All of them.
    All,
    /// What stands between the comments of that name.
    Tag(Cow<'t, str>),
    /// Lines by number: `1-2,10,20-`.
    Lines(Cow<'t, str>),
}

/// A directive as written; places are ranges of the text read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed<'t> {
    /// The path, without what selects, escapes taken off.
    pub dest: Cow<'t, str>,
    /// Where the path stands.
    pub place: Range<usize>,
    /// As written, with `-interactive` if that stands there; empty where the file's extension tells.
    pub language: Cow<'t, str>,
    /// What it is called; often empty.
    pub name: Cow<'t, str>,
    /// Its title; often empty.
    pub title: Cow<'t, str>,
    /// Which lines: a tag before `#L1-L5` before `start` and `end` before a range.
    pub select: Select<'t>,
    /// Where that stands; empty where nothing selects.
    pub select_place: Range<usize>,
    /// Lines to stress, as written, from the first that is shown; often empty.
    pub highlight: Cow<'t, str>,
    /// How many columns are taken off each line; `None` takes off what all lines share.
    pub dedent: Option<u32>,
    /// Where a reader could run it (`try-dotnet`, `cloudshell-powershell` …); often empty.
    pub interactive: Cow<'t, str>,
    /// The first thing that means nothing, and is left out.
    pub fault: Option<Error>,
}

/// A directive that was read, or why it is text; and its length in bytes.
pub type Outcome<'t> = (Result<Parsed<'t>, Error>, usize);

/// Why a directive is text, or what of it is left out, for the page that it stands in.
pub fn fault(error: Error, source: &Source<'_>) -> Fault {
    Fault {
        rule: &INVALID_CODE,
        message: error.message,
        span: source.span(error.place),
        help: "write it as `:::code language=\"csharp\" source=\"code/start.cs\" id=\"main\":::`",
    }
}

impl Parsed<'_> {
    /// The same, without the page.
    pub fn into_owned(self) -> Parsed<'static> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Parsed {
            dest: own(self.dest),
            place: self.place,
            language: own(self.language),
            name: own(self.name),
            title: own(self.title),
            select: match self.select {
                Select::All => Select::All,
                Select::Tag(tag) => Select::Tag(own(tag)),
                Select::Lines(lines) => Select::Lines(own(lines)),
            },
            select_place: self.select_place,
            highlight: own(self.highlight),
            dedent: self.dedent,
            interactive: own(self.interactive),
            fault: self.fault,
        }
    }

    fn of(place: Range<usize>) -> Self {
        Self {
            dest: "".into(),
            place,
            language: "".into(),
            name: "".into(),
            title: "".into(),
            select: Select::All,
            select_place: 0..0,
            highlight: "".into(),
            dedent: None,
            interactive: "".into(),
            fault: None,
        }
    }

    fn is_wrong(&mut self, message: String, place: Range<usize>) {
        // One a directive: a hostile query has a hundred thousand.
        self.fault.get_or_insert(Error { message, place });
    }

    /// Whether `text`, which stands at `place`, is a list of lines; tells what is wrong with it if not. `what` is a
    /// sentence's end.
    fn is_list(&mut self, name: &str, text: &str, place: &Range<usize>, what: &str) -> bool {
        match lines::ranges(text) {
            Ok(_) => true,
            Err(bad) => {
                let message = format!("in `{name}`, {}, so {what}", bad.message);
                // A text with `\"` in it is longer where it stands: then all of it is wrong.
                let is_literal = text.len() == place.len();
                let part = place.start + bad.place.start..place.start + bad.place.end;
                self.is_wrong(message, if is_literal { part } else { place.clone() });
                false
            }
        }
    }
}

/// Reads `[!code-lang[name](path?query#fragment "title")]` at the start of `text`, which goes to the end of its line.
/// `None` where it has not that form.
///
/// It takes time in proportion to the text, so it is to be asked once a line: for what stands first on it.
pub fn read_bracket(text: &str) -> Option<Outcome<'_>> {
    let word = "[!code".len();
    if !text.get(..word)?.eq_ignore_ascii_case("[!code") {
        return None;
    }
    let mut at = word;
    let mut language = "";
    if text[word..].starts_with('-') {
        at = word + text[word..].find('[')?;
        language = text[word + 1..at].trim();
    }
    let found = bracket(text, at)?;
    let written = &text[found.path.clone()];
    let query = unescaped_byte(written, |byte| byte == b'?' || byte == b'#').unwrap_or(written.len());
    let hash = unescaped_byte(written, |byte| byte == b'#').unwrap_or(written.len());
    let path = written[..query].trim_end();
    let start = found.path.start;
    if path.is_empty() {
        let message = "this code directive names no file".to_owned();
        let place = if found.path.is_empty() {
            0..found.length
        } else {
            found.path
        };
        return Some((Err(Error { message, place }), found.length));
    }
    let mut parsed = Parsed::of(start..start + path.len());
    parsed.dest = plain(path);
    parsed.name = plain(text[found.name].trim());
    parsed.title = plain(text[found.title].trim());
    parsed.language = language.into();
    select(&mut parsed, written, start, query, hash);
    Some((Ok(parsed), found.length))
}

/// What the part of a destination behind its path selects: a query at byte `query`, a fragment at byte `hash`.
fn select<'t>(parsed: &mut Parsed<'t>, written: &'t str, start: usize, query: usize, hash: usize) {
    let mut asked = Query::default();
    if query < hash {
        read_query(parsed, &mut asked, &written[query + 1..hash], start + query + 1);
    }
    let fragment = written.get(hash + 1..).unwrap_or("").trim_end();
    let place = start + written.len().min(hash + 1)..start + written.len().min(hash + 1) + fragment.len();
    let ends = match (asked.start, asked.end) {
        (Some((first, from)), Some((last, to))) if last >= first => {
            let place = from.start.min(to.start)..from.end.max(to.end);
            Some((format!("{first}-{last}"), place))
        }
        (Some(_), Some((_, to))) => {
            parsed.is_wrong("`end` lies before `start`, so the whole file is shown".into(), to);
            None
        }
        (Some((first, from)), None) => Some((first.to_string(), from)),
        (None, Some((_, to))) => {
            parsed.is_wrong(
                "`end` says nothing without `start`, so the whole file is shown".into(),
                to,
            );
            None
        }
        (None, None) => None,
    };
    let bookmark = of_bookmark(fragment);
    let named = match &bookmark {
        None if !fragment.is_empty() => Some((fragment, place.clone())),
        _ => asked.name,
    };
    (parsed.select, parsed.select_place) = if let Some((name, place)) = named {
        (Select::Tag(name.into()), place)
    } else if let Some(bookmark) = bookmark {
        (Select::Lines(bookmark.into()), place)
    } else if let Some((lines, place)) = ends {
        (Select::Lines(lines.into()), place)
    } else if let Some((range, place)) = asked.range {
        (Select::Lines(range.into()), place)
    } else {
        (Select::All, 0..0)
    };
}

/// What a query asks for; each with its place.
#[derive(Default)]
struct Query<'t> {
    name: Option<(&'t str, Range<usize>)>,
    range: Option<(&'t str, Range<usize>)>,
    start: Option<(u32, Range<usize>)>,
    end: Option<(u32, Range<usize>)>,
}

fn read_query<'t>(parsed: &mut Parsed<'t>, asked: &mut Query<'t>, query: &'t str, mut at: usize) {
    for item in query.split('&') {
        let begin = at;
        at += item.len() + 1;
        // As an editor that knows links writes `&`.
        let skipped = if begin > 0 && item.starts_with("amp;") { 4 } else { 0 };
        let whole = begin..begin + item.len();
        let Some((name, value)) = item[skipped..].split_once('=') else {
            if !item.trim().is_empty() {
                parsed.is_wrong(format!("`{}` has no value", shortened(item.trim())), whole);
            }
            continue;
        };
        let from = whole.end - value.len();
        let place = from..whole.end;
        match name.trim().to_ascii_lowercase().as_str() {
            "name" if value.trim().is_empty() => {}
            "name" => asked.name = Some((value.trim(), place)),
            "range" => {
                if parsed.is_list("range", value, &place, "the whole file is shown") {
                    asked.range = Some((value, place));
                }
            }
            "highlight" => {
                if parsed.is_list("highlight", value, &place, "no line is stressed") {
                    parsed.highlight = value.into();
                }
            }
            word @ ("start" | "end") => match lines::number(value) {
                Some(number) if word == "start" => asked.start = Some((number, place)),
                Some(number) => asked.end = Some((number, place)),
                None => parsed.is_wrong(format!("`{word}` is not the number of a line"), place),
            },
            "dedent" => match dedent(value) {
                Some(columns) => parsed.dedent = columns,
                None => parsed.is_wrong("`dedent` is not a number of columns".into(), place),
            },
            _ => {
                let name = shortened(name.trim());
                parsed.is_wrong(format!("a code directive does not know `{name}`"), whole);
            }
        }
    }
}

/// A number of columns; a negative one leaves it to the lines.
fn dedent(text: &str) -> Option<Option<u32>> {
    let text = text.trim();
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let is_negative = digits.len() < text.len();
    Some((!is_negative).then(|| digits.parse().unwrap_or(u32::MAX)))
}

/// `L12`, `L12-L16`, `L12-`: the numbers. `None` for the name of a tag.
fn of_bookmark(fragment: &str) -> Option<String> {
    let number = |text: &str| lines::number(text.strip_prefix(['l', 'L'])?);
    match fragment.split_once('-') {
        None => number(fragment).map(|line| line.to_string()),
        Some((first, "")) => number(first).map(|first| format!("{first}-")),
        Some((first, last)) => Some(format!("{}-{}", number(first)?, number(last)?)),
    }
}

/// Reads `:::code source="path" …:::` at the start of `text`, which goes to the end of its line. `None` where it begins
/// otherwise. The closing colons may be missing, as for Learn.
///
/// It takes time in proportion to the text, so it is to be asked once a line: for what stands first on it.
pub fn read_colons(text: &str) -> Option<Outcome<'_>> {
    let rest = text.strip_prefix(":::")?.trim_start_matches([' ', '\t']);
    let at = text.len() - rest.len() + "code".len();
    let is_code = rest.get(.."code".len())?.eq_ignore_ascii_case("code");
    let goes_on = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    if !is_code || text.as_bytes().get(at).is_some_and(goes_on) {
        return None;
    }
    let (inside, length) = attributes::up_to_colons(text, at).unwrap_or_else(|| {
        let end = text.trim_end().len();
        (text.get(at..end).unwrap_or(""), end)
    });
    let moved = |error: Error| Error {
        place: at + error.place.start..at + error.place.end,
        ..error
    };
    let parsed = attributes::read(inside).and_then(|all| of_attributes(all, inside));
    let parsed = match parsed {
        Ok(parsed) => Ok(Parsed {
            place: at + parsed.place.start..at + parsed.place.end,
            select_place: match parsed.select {
                Select::All => 0..0,
                _ => at + parsed.select_place.start..at + parsed.select_place.end,
            },
            fault: parsed.fault.map(moved),
            ..parsed
        }),
        Err(error) => Err(moved(error)),
    };
    Some((parsed, length))
}

/// All attributes, read from `inside`.
fn of_attributes<'t>(all: Vec<Attribute<'t>>, inside: &str) -> Result<Parsed<'t>, Error> {
    let mut parsed = Parsed::of(0..0);
    let mut tag = None;
    let mut range = None;
    for Attribute { name, value, place } in all {
        let is_empty = value.trim().is_empty();
        match name.to_ascii_lowercase().as_str() {
            "source" => (parsed.dest, parsed.place) = (value, place),
            "language" => parsed.language = trimmed(value),
            "interactive" => parsed.interactive = trimmed(value),
            "id" if !is_empty => tag = Some((trimmed(value), place)),
            "range" if !is_empty => {
                if parsed.is_list("range", &value, &place, "the whole file is shown") {
                    range = Some((value, place));
                }
            }
            "highlight" if !is_empty => {
                if parsed.is_list("highlight", &value, &place, "no line is stressed") {
                    parsed.highlight = value;
                }
            }
            "id" | "range" | "highlight" => {}
            _ => {
                return Err(Error {
                    message: format!("a code directive has no attribute `{}`", shortened(name)),
                    place: inside[..place.start].rfind(name).unwrap_or(place.start)..place.end + 1,
                });
            }
        }
    }
    if parsed.dest.trim().is_empty() {
        return Err(Error {
            message: "this code directive has no `source`".into(),
            place: 0..inside.len(),
        });
    }
    if let Some((tag, place)) = tag {
        (parsed.select, parsed.select_place) = (Select::Tag(tag), place);
    } else if let Some((range, place)) = range {
        (parsed.select, parsed.select_place) = (Select::Lines(range), place);
    }
    if parsed.language.is_empty() && language(extension(&parsed.dest)).is_none() {
        let message = match extension(&parsed.dest) {
            "" => "a file without an extension tells no language, so it is shown as plain text".into(),
            other => format!(
                "`.{}` tells no language, so the code is shown as plain text",
                shortened(other)
            ),
        };
        let place = parsed.place.clone();
        parsed.is_wrong(message, place);
    }
    Ok(parsed)
}

fn trimmed(value: Cow<'_, str>) -> Cow<'_, str> {
    match value {
        Cow::Borrowed(text) => text.trim().into(),
        Cow::Owned(text) => text.trim().to_owned().into(),
    }
}

/// A slice of the page where nothing was escaped.
fn plain(text: &str) -> Cow<'_, str> {
    if text.contains('\\') {
        unescaped(text).into()
    } else {
        text.into()
    }
}

/// The first byte of this kind without a backslash before it.
fn unescaped_byte(text: &str, is_it: impl Fn(u8) -> bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if is_it(byte) {
            return Some(at);
        }
        let escapes = byte == b'\\' && bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation);
        at += if escapes { 2 } else { 1 };
    }
    None
}

/// For a message: nobody reads a word of a megabyte.
fn shortened(text: &str) -> &str {
    text.char_indices().nth(40).map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests;
