//! The lines of another file that a page shows as code.

pub mod tags;

use crate::base::code_language::language;
use crate::base::lines::{LineRange, ranges};
use crate::base::{DocPath, Span};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::Document;
use crate::model::document::{self, Snippet};
use crate::parse::INVALID_UTF8;
use crate::parse::dialect::snippet::{INVALID_CODE, Select};
use crate::source::{Content, LARGEST_CODE};
use tags::{Form, Lost};

/// Code whose file is not there, or is no text.
pub static CODESNIPPET_NOT_FOUND: RuleInfo = RuleInfo {
    id: "codesnippet-not-found",
    severity: Severity::Warning,
    summary: "code from a file that is not there",
    explain: "\
The file of a code directive is looked for below the page that shows it, in its own language and then in the source's. \
It is to be text, and no larger than a megabyte. Of code that is not found the reader sees the name alone.

Wrong: `:::code source=\"code/strat.cs\":::`

Right: `:::code source=\"code/start.cs\":::`

Learn: codesnippet-not-found, snippet-not-found, invalid-code.",
};

/// Code by a tag that its file has not.
pub static TAG_NOT_FOUND: RuleInfo = RuleInfo {
    id: "tag-not-found",
    severity: Severity::Warning,
    summary: "code by the name of a tag that the file has not",
    explain: "\
A tag is a pair of comments on lines of their own, in the way of the language: `// <name>` and `// </name>`, \
`# <name>`, `-- <name>`, `<!-- <name> -->`, or `#region name` and `#endregion`. Case does not matter, and `snippet` may \
stand before the name. Without the tag the reader sees no code.

Wrong: `:::code source=\"start.cs\" id=\"mian\":::`

Right: `:::code source=\"start.cs\" id=\"main\":::` where `start.cs` has the lines `// <main>` and `// </main>`

Learn: tag-not-found, unknown-language-code, invalid-code.",
};

/// A tag that its file has several times.
pub static DUPLICATE_TAG: RuleInfo = RuleInfo {
    id: "duplicate-tag",
    severity: Severity::Info,
    summary: "a tag that begins several times in a file of code",
    explain: "\
Of several tags of one name the last is shown, up to the first end behind it. Who adds another one changes the page \
without knowing.

Wrong: two pieces of a file between `// <main>` and `// </main>`

Right: `// <main>` around one of them, and `// <main-2>` around the other",
};

/// How many bytes one directive may show: whole files fit, and lines that are named again and again do not.
pub const MOST_SHOWN: usize = 2 * LARGEST_CODE as usize;

/// How many bytes of code a page may read and show: 50 times what real pages do. Without it, twenty thousand directives
/// would make twenty gigabytes of one file.
const MOST_IN_PAGE: usize = 64 << 20;

/// What is left to a page of the code that it may read and show, whatever it includes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(MOST_IN_PAGE)
    }
}

/// What a directive asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// As written; empty where the file's extension tells.
    pub language: &'a str,
    /// Which lines.
    pub select: Select<'a>,
    /// How many columns are taken off each line; `None` takes off what all lines share.
    pub dedent: Option<u32>,
}

impl<'a> Wanted<'a> {
    /// What `snippet` of `document` asks for.
    pub fn of(document: &'a Document, snippet: &Snippet) -> Self {
        Self {
            language: document.str(snippet.language),
            select: match snippet.select {
                document::Select::All => Select::All,
                document::Select::Tag(tag) => Select::Tag(document.str(tag).into()),
                document::Select::Lines(lines) => Select::Lines(document.str(lines).into()),
            },
            dedent: snippet.dedent,
        }
    }
}

/// Code to show.
#[derive(Clone, Debug, PartialEq)]
pub struct Extracted {
    /// Whole lines that end with a line feed, without the tags among them; empty where nothing is left.
    pub text: String,
    /// What an author wants to know nonetheless.
    pub warnings: Vec<Problem>,
}

/// Why code is not shown, or not as it was meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The rule that is broken.
    pub rule: &'static RuleInfo,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// What to do.
    pub help: String,
    /// What may have been meant.
    pub near: Option<String>,
    /// A place in the file of code, and a word about it.
    pub related: Option<(Span, &'static str)>,
}

impl Problem {
    fn new(rule: &'static RuleInfo, message: String, help: impl Into<String>) -> Self {
        Self {
            rule,
            message,
            help: help.into(),
            near: None,
            related: None,
        }
    }

    /// Of a path that leads to no file. `near` is what may have been meant.
    pub fn missing(dest: &str, near: Option<String>) -> Self {
        let message = format!("there is no file `{}` to show code of", shortened(dest));
        let help = "mend the path, or put the file where it leads";
        Self {
            near,
            ..Self::new(&CODESNIPPET_NOT_FOUND, message, help)
        }
    }

    /// Whether it is the tag that is wrong, and not the file.
    pub fn is_of_tag(&self) -> bool {
        *self.rule == TAG_NOT_FOUND || *self.rule == DUPLICATE_TAG
    }

    /// Reports it at a place of the page; `file` is that of the code.
    pub fn tell(&self, sink: &mut Sink, place: Span, file: &DocPath) {
        let mut report = sink.report(self.rule, place, self.message.clone());
        report = report.suggest(self.near.as_deref()).help(self.help.clone());
        if let Some((span, text)) = self.related {
            report.related(file.clone(), span, text);
        }
    }
}

/// The code that `file` has for a directive of a page with this budget.
///
/// # Errors
/// The file is no text, or has not what is asked for, or the page shows too much.
pub fn show(file: &DocPath, content: &Content, wanted: &Wanted<'_>, budget: &mut Budget) -> Result<Extracted, Problem> {
    let name = file.as_str();
    let size = match content {
        Content::Text(text) => text.len() as u64,
        Content::NotUtf8(bytes) => bytes.len() as u64,
        Content::Media { size, .. } => *size,
    };
    if size > LARGEST_CODE {
        let message = format!(
            "`{name}` has {size} bytes, and code is read up to {} MB",
            LARGEST_CODE >> 20
        );
        return Err(Problem::new(&CODESNIPPET_NOT_FOUND, message, "show a smaller file"));
    }
    let Some(left) = budget.0.checked_sub(size as usize) else {
        let message = format!(
            "`{name}` is not shown: all code of this page has more than {} MB",
            MOST_IN_PAGE >> 20
        );
        return Err(Problem::new(&INVALID_CODE, message, "show less code, or part the page"));
    };
    let shown = read(file, content, wanted);
    budget.0 = left.saturating_sub(shown.as_ref().map_or(0, |shown| shown.text.len()));
    shown
}

fn read(file: &DocPath, content: &Content, wanted: &Wanted<'_>) -> Result<Extracted, Problem> {
    let name = file.as_str();
    match content {
        Content::Text(text) => extract(file, text, wanted),
        Content::NotUtf8(bytes) => match utf16(bytes) {
            Some(text) => {
                // Places in it are none in the file.
                let placeless = |problem: Problem| Problem {
                    related: None,
                    ..problem
                };
                let mut extracted = extract(file, &text, wanted).map_err(placeless)?;
                extracted.warnings = extracted.warnings.into_iter().map(placeless).collect();
                Ok(extracted)
            }
            None => {
                let mut extracted = extract(file, &String::from_utf8_lossy(bytes), wanted)?;
                if extracted.text.contains('\u{fffd}') {
                    let message = format!("`{name}` is not valid UTF-8, so the code that is shown is damaged");
                    let problem = Problem::new(&INVALID_UTF8, message, "save the file as UTF-8");
                    extracted.warnings.push(problem);
                }
                Ok(extracted)
            }
        },
        Content::Media { .. } => {
            let message = format!("`{name}` is no text, so there is no code to show");
            Err(Problem::new(&CODESNIPPET_NOT_FOUND, message, "show a file of text"))
        }
    }
}

/// The text of a file that begins with the mark of UTF-16, as old tools write it.
fn utf16(bytes: &[u8]) -> Option<String> {
    let is_little = bytes.starts_with(&[0xff, 0xfe]);
    if !is_little && !bytes.starts_with(&[0xfe, 0xff]) {
        return None;
    }
    let read = if is_little {
        u16::from_le_bytes
    } else {
        u16::from_be_bytes
    };
    let (pairs, _) = bytes.as_chunks::<2>();
    let letters = char::decode_utf16(pairs.iter().skip(1).map(|pair| read(*pair)));
    Some(letters.map(|letter| letter.unwrap_or('\u{fffd}')).collect())
}

/// The code that a file of this text has for a directive, as Learn's own builder takes it.
///
/// It needs time in proportion to the text and to what is shown, however tags and ranges lie.
///
/// # Errors
/// The file has no such tag, the lines lie behind its end, or too many are asked for.
pub fn extract(file: &DocPath, text: &str, wanted: &Wanted<'_>) -> Result<Extracted, Problem> {
    let lines: Vec<&str> = lines(text.strip_prefix('\u{feff}').unwrap_or(text)).collect();
    let mut warnings = Vec::new();
    let shown = match &wanted.select {
        Select::All => at_most(lines.iter().copied()),
        Select::Lines(written) => {
            let ranges = ranges(written)
                .map_err(|bad| Problem::new(&INVALID_CODE, bad.message, "name lines as in `1-5,8,20-`"))?;
            warnings.extend(beyond(file, lines.len(), &ranges));
            at_most(ranges.iter().flat_map(|range| within(&lines, range)).copied())
        }
        Select::Tag(tag) => {
            let found = tags::find(&lines, tag, &forms(file, wanted.language));
            let found = found.map_err(|lost| lost_tag(file, text, &lines, tag, wanted.language, lost))?;
            if found.begins > 1 {
                warnings.push(repeated(file, tag, found.begins));
            }
            let inside = lines.get(found.lines).unwrap_or_default();
            let is_shown = |line: &&str| tags::mark(line).is_none_or(|(form, _)| form != found.form);
            at_most(inside.iter().copied().filter(is_shown))
        }
    };
    let Some(shown) = shown else {
        let message = format!(
            "more than {} MB of `{}` would be shown",
            MOST_SHOWN >> 20,
            file.as_str()
        );
        return Err(Problem::new(&INVALID_CODE, message, "name each line once"));
    };
    if shown.is_empty()
        && let Some(problem) = warnings.pop_if(|problem| problem.rule == &INVALID_CODE)
    {
        return Err(problem);
    }
    let text = dedented(&shown, wanted.dedent);
    if text.trim().is_empty() {
        warnings.push(empty(file, &wanted.select));
    }
    Ok(Extracted { text, warnings })
}

/// The lines of a text without their ends, which are those of [`crate::base::span::position`].
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        let (line, after) = rest.split_at(end);
        rest = after.strip_prefix("\r\n").or_else(|| after.get(1..)).unwrap_or("");
        Some(line)
    })
}

fn within<'l, 't>(lines: &'l [&'t str], range: &LineRange) -> &'l [&'t str] {
    let first = range.first.max(1) as usize - 1;
    let last = lines.len().min(range.last as usize);
    lines.get(first..last).unwrap_or_default()
}

/// All of them, unless they are too many.
fn at_most<'t>(lines: impl Iterator<Item = &'t str>) -> Option<Vec<&'t str>> {
    let mut bytes = 0;
    let mut shown = Vec::new();
    for line in lines {
        bytes += line.len() + 1;
        if bytes > MOST_SHOWN {
            return None;
        }
        shown.push(line);
    }
    Some(shown)
}

/// Tabs stop at every fourth column, as they do for Learn.
const TAB: usize = 4;

/// How many columns the white space takes that a line begins with, and how many bytes.
fn indent(line: &str) -> (usize, usize) {
    let mut columns = 0;
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            b' ' => columns += 1,
            b'\t' => columns += TAB - columns % TAB,
            _ => return (columns, at),
        }
    }
    (columns, line.len())
}

/// The lines without the columns that all share, or without as many as wanted; tabs before the text become spaces.
fn dedented(lines: &[&str], wanted: Option<u32>) -> String {
    let columns = wanted.map_or_else(
        || {
            // An editor leaves any number of spaces on lines that hold nothing else.
            let full = lines.iter().filter(|line| !line.trim_ascii().is_empty());
            full.map(|line| indent(line).0).min().unwrap_or(0)
        },
        |columns| columns as usize,
    );
    let mut text = String::with_capacity(lines.iter().map(|line| line.len() + 1).sum());
    for line in lines {
        let (own, at) = indent(line);
        text.extend(std::iter::repeat_n(' ', own.saturating_sub(columns)));
        text.push_str(line.get(at..).unwrap_or(""));
        text.push('\n');
    }
    text
}

/// In which comments to look for tags, and in which first: those of the language, those of the file, all others.
fn forms(file: &DocPath, written: &str) -> Vec<Form> {
    let written = written.strip_suffix("-interactive").unwrap_or(written);
    let known = [written, file.extension()].into_iter().filter_map(language);
    let mut forms: Vec<Form> = Vec::new();
    for form in known.flat_map(Form::of_language).chain(&Form::ALL) {
        if !forms.contains(form) {
            forms.push(*form);
        }
    }
    forms
}

fn beyond(file: &DocPath, count: usize, ranges: &[LineRange]) -> Option<Problem> {
    let range = ranges.iter().find(|range| range.first as usize > count)?;
    let lines = if count == 1 { "line" } else { "lines" };
    let message = format!(
        "`{}` has {count} {lines}, so there is no line {} to show",
        file.as_str(),
        range.first
    );
    Some(Problem::new(
        &INVALID_CODE,
        message,
        "name lines that the file has, or a tag",
    ))
}

fn repeated(file: &DocPath, tag: &str, begins: usize) -> Problem {
    let message = format!(
        "the tag `{}` begins {begins} times in `{}`, and the last one is shown",
        shortened(tag),
        file.as_str()
    );
    Problem::new(&DUPLICATE_TAG, message, "give each piece of the file a tag of its own")
}

fn empty(file: &DocPath, select: &Select<'_>) -> Problem {
    let file = file.as_str();
    let message = match select {
        Select::All => format!("`{file}` is empty, so no code is shown"),
        Select::Lines(_) => format!("these lines of `{file}` are empty, so no code is shown"),
        Select::Tag(tag) => format!(
            "the tag `{}` of `{file}` holds no lines, so no code is shown",
            shortened(tag)
        ),
    };
    Problem::new(&INVALID_CODE, message, "choose lines that hold code")
}

/// Names of tags that are compared with one that is not there.
const MOST_COMPARED: usize = 1000;
/// Characters of the longest of them.
const LONGEST_COMPARED: usize = 64;

fn lost_tag(file: &DocPath, text: &str, lines: &[&str], tag: &str, language: &str, lost: Lost) -> Problem {
    let name = file.as_str();
    let own = forms(file, language).first().copied().unwrap_or(Form::Slashes);
    let shown = shortened(tag);
    match lost {
        Lost::Unended { form, line } => {
            let message = format!("the tag `{shown}` of `{name}` begins and never ends");
            let help = format!("put `{}` below the lines to show", form.written(shown).1);
            Problem {
                related: place(text, lines, line).map(|span| (span, "it begins here")),
                ..Problem::new(&TAG_NOT_FOUND, message, help)
            }
        }
        Lost::Nowhere => {
            let (begin, end) = own.written(shown);
            let help =
                format!("put `{begin}` above the lines to show and `{end}` below them, or choose the lines by number");
            let is_short = |name: &&str| name.chars().nth(LONGEST_COMPARED).is_none();
            let names = lines.iter().filter_map(|line| match tags::mark(line)? {
                (_, tags::Mark::Begin(name)) => Some(name),
                _ => None,
            });
            let near = Some(tag)
                .filter(is_short)
                .and_then(|tag| crate::diag::nearest(tag, names.filter(|name| is_short(name)).take(MOST_COMPARED)));
            Problem {
                near: near.map(str::to_owned),
                ..Problem::new(&TAG_NOT_FOUND, format!("`{name}` has no tag `{shown}`"), help)
            }
        }
    }
}

/// Where a line lies in the text that it is a part of.
fn place(text: &str, lines: &[&str], line: usize) -> Option<Span> {
    let line = lines.get(line)?;
    let start = (line.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    Some(Span::new(start, start + line.len()))
}

/// For a message: nobody reads a word of a megabyte.
fn shortened(text: &str) -> &str {
    text.char_indices().nth(60).map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests;
