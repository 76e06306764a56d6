//! Comments in the files that allow a finding: `<!-- stegvis-allow rule: reason -->` on the line above it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use rayon::prelude::*;

use super::levels::{Levels, is_always};
use super::rules::{ON_REQUEST, rules};
use crate::base::{DocPath, Span};
use crate::diag::{Diagnostic, RuleInfo, Severity, Sink, nearest};
use crate::parse::allowance::{WORD, in_messages, in_yaml, own_line};
use crate::parse::parse;
use crate::source::{Content, Snapshot, SourceFile};

/// An allowance that allows nothing.
pub static UNUSED_ALLOWANCE: RuleInfo = RuleInfo {
    id: "unused-allowance",
    severity: Severity::Warning,
    summary: "a comment that allows a finding that is not there",
    explain: "\
`<!-- stegvis-allow rule: reason -->` allows what the rule finds on the next line. Where it finds nothing there, because \
it was mended, moved or is switched off, the comment would hide the next mistake. So would one of a rule that is not \
there: somebody believes in it, and it does nothing.

Wrong: `<!-- stegvis-allow broken-links: the page comes in May -->`

Right: `<!-- stegvis-allow broken-link: the page comes in May -->`, alone on the line above the link",
};

/// An allowance that does not say why.
pub static ALLOWANCE_WITHOUT_REASON: RuleInfo = RuleInfo {
    id: "allowance-without-reason",
    severity: Severity::Warning,
    summary: "a comment that allows a finding and does not say why",
    explain: "\
Whoever meets an allowance later wants to know whether it still holds. The reason stands behind a colon.

Wrong: `<!-- stegvis-allow broken-link -->`

Right: `<!-- stegvis-allow broken-link: the page comes in May -->`",
};

/// Where such comments stand, by file.
pub type Comments = BTreeMap<DocPath, Vec<Span>>;

/// Those of the files that are no pages: tables of contents, the configuration, other YAML, and messages.
pub fn outside_of_pages(snapshot: &Snapshot) -> Comments {
    let is_one = |path: &DocPath| {
        let mut known = ["yml", "yaml", "ftl"].iter();
        known.any(|known| path.extension().eq_ignore_ascii_case(known)) || is_markdown_toc(path)
    };
    let files: Vec<(&DocPath, &SourceFile)> = snapshot.files.iter().filter(|(path, _)| is_one(path)).collect();
    let finder = memchr::memmem::Finder::new(WORD);
    let look = |(path, file): (&DocPath, &SourceFile)| {
        let text = text_of(file).filter(|text| finder.find(text.as_bytes()).is_some())?;
        let found = match path.extension() {
            "ftl" => in_messages(&text),
            _ if is_markdown_toc(path) => parse(path, file).0.allowances,
            _ => in_yaml(&text, Span::new(0, text.len())),
        };
        (!found.is_empty()).then(|| (path.clone(), found))
    };
    files.into_par_iter().with_min_len(64).filter_map(look).collect()
}

/// Whether a file is a table of contents in Markdown, which is no page.
fn is_markdown_toc(path: &DocPath) -> bool {
    path.file_name().eq_ignore_ascii_case("toc.md")
}

/// The text that places in a file count.
fn text_of(file: &SourceFile) -> Option<Cow<'_, str>> {
    match &file.content {
        Content::Text(text) => Some(Cow::Borrowed(text)),
        Content::NotUtf8(bytes) => Some(String::from_utf8_lossy(bytes)),
        Content::Media { .. } => None,
    }
}

/// All allowances of a site.
#[derive(Clone, Debug, Default)]
pub struct Allowances(BTreeMap<DocPath, FileAllowances>);

/// Those of one file.
#[derive(Clone, Debug, Default)]
struct FileAllowances {
    /// In the order of the file.
    all: Vec<Allowance>,
    /// The lines whose findings some allow, in the order of the file.
    lines: Vec<Range<u32>>,
    /// Which rule is allowed by whom: by the beginning of the line and the rule.
    allowed: HashMap<(u32, &'static str), Name>,
    /// The same for what is told of the file as a whole.
    first: HashMap<&'static str, Name>,
}

/// A name in an allowance: the allowance's number, and the name's in it.
type Name = (usize, usize);

/// One comment.
#[derive(Clone, Debug)]
struct Allowance {
    /// All of it.
    place: Span,
    /// The line whose findings it allows; none where it does not stand alone on its own.
    line: Option<Range<u32>>,
    /// It stands before everything else, so it also allows what is told of the file as a whole, at its beginning.
    is_first: bool,
    /// Something stands behind the colon.
    has_reason: bool,
    rules: Vec<Allowed>,
}

/// One rule that a comment names.
#[derive(Clone, Debug)]
struct Allowed {
    name: Box<str>,
    /// None: there is no such rule.
    rule: Option<&'static RuleInfo>,
    place: Span,
    used: bool,
}

impl Allowances {
    /// Reads the comments.
    pub fn read(comments: &Comments, snapshot: &Snapshot) -> Self {
        if comments.is_empty() {
            return Self::default();
        }
        let known: HashMap<&str, &'static RuleInfo> = rules().into_iter().map(|rule| (rule.id, rule)).collect();
        let read = |(path, places): (&DocPath, &Vec<Span>)| {
            let text = text_of(snapshot.files.get(path)?)?;
            Some((path.clone(), read_file(&text, places, &known)))
        };
        Self(comments.iter().filter_map(read).collect())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a finding is allowed; the allowance then counts as used.
    pub fn allow(&mut self, found: &Diagnostic) -> bool {
        if is_always(found.rule) {
            return false;
        }
        let at = found.primary.span.start;
        let file = self.0.get_mut(&found.primary.file);
        file.is_some_and(|file| file.allow(at, found.rule))
    }

    /// What there is to say of them, after all findings have come.
    pub fn tell(&self, levels: &Levels) -> Vec<Diagnostic> {
        let known = rules();
        let mut found = Vec::new();
        for (path, file) in &self.0 {
            let mut sink = Sink::new(path.clone());
            for allowance in &file.all {
                allowance.tell(&known, levels, &mut sink);
            }
            found.extend(sink.into_found());
        }
        found
    }
}

impl FileAllowances {
    fn allow(&mut self, at: u32, rule: &RuleInfo) -> bool {
        let after = self.lines.partition_point(|line| line.start <= at);
        let line = after.checked_sub(1).and_then(|last| self.lines.get(last));
        let line = line.filter(|line| at < line.end);
        let by_line = line.and_then(|line| self.allowed.get(&(line.start, rule.id)));
        let whole = || self.first.get(rule.id).filter(|_| at <= BEGINNING);
        let Some(&(number, name)) = by_line.or_else(whole) else {
            return false;
        };
        let allowed = self
            .all
            .get_mut(number)
            .and_then(|allowance| allowance.rules.get_mut(name));
        allowed.map(|allowed| allowed.used = true).is_some()
    }
}

/// Where findings of a whole file stand: at its first byte, which may lie behind a byte order mark.
const BEGINNING: u32 = 3;

impl Allowance {
    fn tell(&self, known: &[&'static RuleInfo], levels: &Levels, sink: &mut Sink) {
        if self.rules.is_empty() {
            sink.report(&UNUSED_ALLOWANCE, self.place, "this allowance names no rule")
                .help("write it as `stegvis-allow rule: reason`");
            return;
        }
        if self.line.is_none() {
            sink.report(
                &UNUSED_ALLOWANCE,
                self.place,
                "this allowance shares its line with text",
            )
            .help("put it alone on the line above what it allows");
            return;
        }
        if !self.has_reason {
            sink.report(&ALLOWANCE_WITHOUT_REASON, self.place, "this allowance gives no reason")
                .help("write it behind a colon: `stegvis-allow rule: reason`");
        }
        for allowed in self.rules.iter().filter(|allowed| !allowed.used) {
            let name = &*allowed.name;
            let Some(rule) = allowed.rule else {
                sink.report(&UNUSED_ALLOWANCE, allowed.place, format!("there is no rule `{name}`"))
                    .suggest(nearest(name, known.iter().map(|rule| rule.id)))
                    .help("`stegvis explain` lists the rules");
                continue;
            };
            if ON_REQUEST.contains(&name) {
                continue;
            }
            let message = format!("this allowance of `{name}` allows nothing");
            let help = if is_always(rule) {
                format!("`{name}` cannot be allowed: it tells that the site cannot be built as it is meant")
            } else if levels.is_off(rule) {
                format!("`{name}` is switched off in stegvis.yaml; take the comment out")
            } else {
                "it counts for the next line; take it out if that is mended".to_owned()
            };
            sink.report(&UNUSED_ALLOWANCE, allowed.place, message).help(help);
        }
    }
}

/// The allowances of a text in its order, each comment once.
fn read_file(text: &str, places: &[Span], known: &HashMap<&str, &'static RuleInfo>) -> FileAllowances {
    let mut places = places.to_vec();
    places.sort();
    places.dedup();
    let mut all: Vec<Allowance> = places
        .into_iter()
        .filter_map(|place| read(text, place, known))
        .collect();
    // From the last to the first: of several above one line, each looks only as far as the next.
    let mut next: Option<(Range<usize>, Range<u32>)> = None;
    for allowance in all.iter_mut().rev() {
        let Some(own) = own_line(text, allowance.place) else {
            continue;
        };
        let line = match line_behind(text, own.end) {
            line if next.as_ref().is_some_and(|(other, _)| other.start == line.start) => next.map(|(_, line)| line),
            line => Some(line.start as u32..line.end as u32),
        };
        allowance.line.clone_from(&line);
        next = line.map(|line| (own, line));
    }
    let mut before = 0;
    for allowance in &mut all {
        let Some(own) = own_line(text, allowance.place) else {
            break;
        };
        let between = text
            .get(before..own.start)
            .unwrap_or("a")
            .trim_start_matches('\u{feff}');
        let between = between.trim();
        if !(between.is_empty() || before == 0 && between == "---") {
            break;
        }
        allowance.is_first = true;
        before = own.end;
    }
    FileAllowances::new(all)
}

impl FileAllowances {
    /// Of two that allow the same rule on the same line, the first does.
    fn new(all: Vec<Allowance>) -> Self {
        let mut file = Self::default();
        for (number, allowance) in all.iter().enumerate() {
            let Some(line) = &allowance.line else { continue };
            if file.lines.last() != Some(line) {
                file.lines.push(line.clone());
            }
            for (place, allowed) in allowance.rules.iter().enumerate() {
                let Some(rule) = allowed.rule else { continue };
                let name = (number, place);
                file.allowed.entry((line.start, rule.id)).or_insert(name);
                if allowance.is_first {
                    file.first.entry(rule.id).or_insert(name);
                }
            }
        }
        file.all = all;
        file
    }
}

/// The first line at or behind byte `at` that is more than blanks and marks of quotes, up to where the next begins.
fn line_behind(text: &str, at: usize) -> Range<usize> {
    let mut start = at;
    loop {
        let rest = text.get(start..).unwrap_or_default();
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let line_end = if rest[length..].starts_with("\r\n") { 2 } else { 1 };
        let end = start + length + line_end;
        let is_blank = rest[..length].chars().all(|c| c.is_whitespace() || c == '>');
        if !is_blank || end > text.len() {
            return start..end;
        }
        start = end;
    }
}

/// What a comment says: `stegvis-allow rule, rule: reason` between the marks of Markdown, or behind that of YAML.
fn read(text: &str, place: Span, known: &HashMap<&str, &'static RuleInfo>) -> Option<Allowance> {
    let written = text.get(place.range())?;
    let inside = match written.strip_prefix("<!--") {
        Some(inside) => inside.strip_suffix("-->").unwrap_or(inside),
        None => written.trim_start_matches('#'),
    };
    let said = inside.trim_start().strip_prefix(WORD)?;
    let (names, reason) = said.split_once(':').unwrap_or((said, ""));
    let start = said.as_ptr() as usize - text.as_ptr() as usize;
    let mut rules = Vec::new();
    let mut at = start;
    for part in names.split(',') {
        // Of a reason without its colon the first word is the rule.
        if let Some(name) = part.split_whitespace().next() {
            let begin = at + (part.len() - part.trim_start().len());
            rules.push(Allowed {
                name: name.into(),
                rule: known.get(name).copied(),
                place: Span::new(begin, begin + name.len()),
                used: false,
            });
        }
        at += part.len() + 1;
    }
    Some(Allowance {
        place,
        line: None,
        is_first: false,
        has_reason: !reason.trim().is_empty(),
        rules,
    })
}

#[cfg(test)]
mod tests;
