//! What a merge left behind: both sides of a conflict, and the marks between them.

use std::sync::Arc;

use crate::base::{DocPath, Span};
use crate::check::rule::{Check, Rule};
use crate::diag::{Diagnostic, RuleInfo, Severity, Sink};
use crate::source::{Content, SourceFile};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "merge-conflict",
    severity: Severity::Warning,
    summary: "marks of a merge conflict left in a file",
    explain: "\
Git could not put two changes together, wrote both into the file, and the file was saved as it was. Readers see both \
texts and the marks. Until the conflict is settled, nothing else is said of what lies in it, nor of how the file compares \
with its translations. A mark that lost its counterpart is told too.

A conflict that stands in a block of code as an example is none: one that lies whole in one fenced block without a \
language, or of `text`, `diff`, `git`, `console`, `output` or `markdown`. In code of any other language the marks are an \
error whatever they are meant for; indent them by a space to show them.

Wrong: lines that begin with `<<<<<<< HEAD`, `=======` and `>>>>>>> branch`

Right: the text that was meant, without the three lines

Learn: merge-conflict.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::File(check),
};

fn check(file: &DocPath, source: &SourceFile, found: &mut Sink) {
    match &source.content {
        Content::Text(text) => check_text(file, text, found),
        Content::NotUtf8(bytes) => check_text(file, &String::from_utf8_lossy(bytes), found),
        Content::Media { .. } => {}
    }
}

const BEGINS: &str = "<<<<<<<";
const ENDS: &str = ">>>>>>>";
const PARTS: [&str; 2] = ["=======", "|||||||"];

/// A conflict, or what is left of one: the line that it begins with, and the one that it ends with.
#[derive(Debug, PartialEq, Eq)]
struct Conflict {
    first: Span,
    last: Option<Span>,
}

fn check_text(file: &DocPath, text: &str, sink: &mut Sink) {
    let bytes = text.as_bytes();
    let has = |mark: &str| memchr::memmem::find(bytes, mark.as_bytes()).is_some();
    if !has(BEGINS) && !has(ENDS) {
        return;
    }
    let form = match file.extension().to_ascii_lowercase().as_str() {
        "md" => Form::Markdown,
        "yml" | "yaml" | "json" | "ftl" => Form::Settings,
        _ => Form::Other,
    };
    for conflict in conflicts(text, form) {
        let (message, help) = match conflict.last {
            Some(_) => (
                "a merge conflict was left here",
                "keep what is meant of the two sides, and take the marks out",
            ),
            None => ("a mark of a merge conflict was left here", "take the line out"),
        };
        let report = sink.report(&INFO, conflict.first, message).help(help);
        if let Some(last) = conflict.last {
            report.related_here(last, "it ends here");
        }
    }
}

/// What a file is made of, as far as it tells a mark from a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Markdown,
    Settings,
    /// Only whole conflicts are certain.
    Other,
}

/// A fenced block that a line lies in.
struct Fence<'t> {
    mark: u8,
    length: usize,
    language: &'t str,
}

/// All conflicts of a text, in order. Linear: each line is looked at once.
fn conflicts(text: &str, form: Form) -> Vec<Conflict> {
    let mut found = Vec::new();
    // The conflict that is open: its first line, whether its middle was seen, and whether it lies in a shown block.
    let mut open: Option<(Span, bool, bool)> = None;
    let mut fence: Option<Fence<'_>> = None;
    let mut at = 0;
    let leave = |found: &mut Vec<Conflict>, open: Option<(Span, bool, bool)>| {
        if let Some((first, _, false)) = open
            && form != Form::Other
        {
            found.push(Conflict { first, last: None });
        }
    };
    for whole in text.split_inclusive(['\n', '\r']) {
        let line = whole.trim_end_matches(['\n', '\r']);
        let place = Span::new(at, at + line.len());
        at += whole.len();
        let was_fence = form == Form::Markdown && step(&mut fence, line);
        if was_fence && let Some((_, _, is_shown)) = &mut open {
            // It cuts through the block.
            *is_shown = false;
        }
        if let Some(rest) = mark(line, BEGINS) {
            leave(&mut found, open.take());
            let is_shown = fence.as_ref().is_some_and(|fence| shows_text(fence.language));
            if form != Form::Other || !rest.is_empty() {
                open = Some((place, false, is_shown));
            }
        } else if let Some(rest) = mark(line, ENDS) {
            match open.take() {
                Some((_, _, true)) => {}
                Some((first, has_middle, false)) if has_middle || form != Form::Other => found.push(Conflict {
                    first,
                    last: Some(place),
                }),
                Some(_) => {}
                // Seven quotes in each other are none that anyone writes, but mail quotes itself.
                None => {
                    let named = rest.split(' ').next().unwrap_or("");
                    let is_name = !named.is_empty() && (rest == named || rest[named.len()..].starts_with(" ("));
                    if is_name && form != Form::Other && fence.is_none() {
                        found.push(Conflict {
                            first: place,
                            last: None,
                        });
                    }
                }
            }
        } else if PARTS.iter().any(|part| mark(line, part).is_some())
            && let Some((_, has_middle, _)) = &mut open
        {
            *has_middle = true;
        }
    }
    leave(&mut found, open);
    found
}

/// What follows seven signs at the beginning of a line: nothing, or what stands behind a space.
fn mark<'t>(line: &'t str, sign: &str) -> Option<&'t str> {
    let rest = line.strip_prefix(sign)?;
    if rest.is_empty() {
        return Some(rest);
    }
    rest.strip_prefix(' ').map(str::trim)
}

/// Whether a line opens or closes a fenced block, and takes note of it.
fn step<'t>(fence: &mut Option<Fence<'t>>, line: &'t str) -> bool {
    let text = line.trim_start_matches([' ', '\t', '>']);
    let Some(mark @ (b'`' | b'~')) = text.as_bytes().first().copied() else {
        return false;
    };
    let length = text.bytes().take_while(|&byte| byte == mark).count();
    let rest = text.get(length..).unwrap_or("").trim();
    match fence {
        Some(open) if open.mark == mark && length >= open.length && rest.is_empty() => *fence = None,
        None if length >= 3 && !(mark == b'`' && rest.contains('`')) => {
            let language = rest.split([' ', '{']).next().unwrap_or("");
            *fence = Some(Fence { mark, length, language });
        }
        _ => return false,
    }
    true
}

/// Whether a block of this language shows text as it is, and no program.
fn shows_text(language: &str) -> bool {
    let shown = ["", "text", "txt", "diff", "git", "console", "output", "markdown", "md"];
    shown.iter().any(|known| language.eq_ignore_ascii_case(known))
}

/// Drops what a conflict makes other rules say: what lies in it, all else of a file that is not read when it is broken,
/// and what compares its file with another.
pub fn silence(found: &mut Vec<Arc<Diagnostic>>) {
    let mut conflicts: Vec<(DocPath, Span)> = found
        .iter()
        .filter(|found| *found.rule == INFO)
        .map(|found| {
            let first = found.primary.span;
            let last = found.related.first().map_or(first, |last| last.span);
            (
                found.primary.file.clone(),
                Span::new(first.start as usize, last.end as usize),
            )
        })
        .collect();
    conflicts.sort_unstable();
    if conflicts.is_empty() {
        return;
    }
    let of = |file: &DocPath| of_file(&conflicts, file);
    let is_broken = |file: &DocPath| !of(file).is_empty();
    found.retain(|found| {
        if *found.rule == INFO {
            return true;
        }
        let file = &found.primary.file;
        if found
            .related
            .iter()
            .any(|label| label.file != *file && is_broken(&label.file))
        {
            return false;
        }
        let at = found.primary.span.start;
        let lies_in = |(_, conflict): &(DocPath, Span)| (conflict.start..=conflict.end).contains(&at);
        if !is_broken(file) {
            return true;
        }
        let is_page = file.extension().eq_ignore_ascii_case("md");
        let compares = found.related.iter().any(|label| label.file != *file);
        is_page && !compares && !of(file).iter().any(lies_in)
    });
}

/// Those of one file, of a sorted list.
fn of_file<'a>(conflicts: &'a [(DocPath, Span)], file: &DocPath) -> &'a [(DocPath, Span)] {
    let first = conflicts.partition_point(|(known, _)| known < file);
    let rest = conflicts.get(first..).unwrap_or_default();
    let end = rest.partition_point(|(known, _)| known == file);
    rest.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::check_of;

    const HELP: &str = "keep what is meant of the two sides, and take the marks out";

    #[test]
    fn one_a_conflict_at_its_first_line() {
        let conflict = "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> fix/licences\nd\n";
        let twice = format!("# T\r\n{}{conflict}", conflict.replace('\n', "\r\n"));
        check_of(
            "merge-conflict",
            &[
                ("en/a.md", &twice),
                (
                    "en/includes/part.md",
                    "<<<<<<< HEAD\nx\n||||||| base\ny\n=======\nz\n>>>>>>> 1a2b3c4 (Say z)",
                ),
                (
                    "en/toc.yml",
                    "- name: A\n<<<<<<< HEAD\n  href: a.md\n=======\n  href: b.md\n>>>>>>> x\n",
                ),
                (
                    "sv/a.md",
                    "T\n=======\n\nText <<<<<<< HEAD\n\n<<<<<<<< eight\n\n> > > quote\n",
                ),
            ],
            &[
                &format!("en/a.md:3:1 a merge conflict was left here; {HELP}"),
                &format!("en/a.md:10:1 a merge conflict was left here; {HELP}"),
                &format!("en/includes/part.md:1:1 a merge conflict was left here; {HELP}"),
                &format!("en/toc.yml:2:1 a merge conflict was left here; {HELP}"),
            ],
        );
    }

    #[test]
    fn marks_that_lost_their_counterpart() {
        check_of(
            "merge-conflict",
            &[
                ("en/a.md", "<<<<<<< HEAD\n\nText.\n"),
                ("en/b.md", "Text.\n>>>>>>> main\n"),
                ("en/c.md", "Mail:\n\n>>>>>>> so you said\n>>>>>>>\n"),
                ("en/d.md", "<<<<<<< HEAD\na\n>>>>>>> main\n\n<<<<<<< HEAD\n"),
            ],
            &[
                "en/a.md:1:1 a mark of a merge conflict was left here; take the line out",
                "en/b.md:2:1 a mark of a merge conflict was left here; take the line out",
                &format!("en/d.md:1:1 a merge conflict was left here; {HELP}"),
                "en/d.md:5:1 a mark of a merge conflict was left here; take the line out",
            ],
        );
    }

    #[test]
    fn examples_in_blocks_of_text() {
        let conflict = "<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n";
        check_of(
            "merge-conflict",
            &[
                (
                    "en/a.md",
                    &format!("```\na\n{conflict}```\n\n~~~~ diff\n{conflict}~~~~\n"),
                ),
                ("en/b.md", &format!("```powershell\na\n{conflict}```\n")),
                // The second side of it closed the block and opened another.
                ("en/c.md", "```\n<<<<<<< HEAD\nb\n```\n=======\n```\n>>>>>>> x\n"),
                ("en/d.md", "````\n```\n<<<<<<< HEAD\n=======\n>>>>>>> x\n```\n````\n"),
            ],
            &[
                &format!("en/b.md:3:1 a merge conflict was left here; {HELP}"),
                &format!("en/c.md:2:1 a merge conflict was left here; {HELP}"),
            ],
        );
    }

    #[test]
    fn what_a_conflict_makes_others_say() {
        let rule: &'static RuleInfo = &crate::parse::INVALID_UTF8;
        let path = |name: &str| DocPath::new(name).expect("a path");
        let told = |rule: &'static RuleInfo, file: &str, at: usize, related: Option<(&str, usize)>| {
            let mut sink = Sink::new(path(file));
            let report = sink.report(rule, Span::new(at, at + 1), format!("{file} {at}"));
            if let Some((file, at)) = related {
                report.related(path(file), Span::new(at, at + 1), "");
            }
            sink.into_found()
        };
        let mut all = [
            told(&INFO, "en/a.md", 10, Some(("en/a.md", 20))),
            told(rule, "en/a.md", 15, None),
            told(rule, "en/a.md", 5, None),
            told(rule, "en/a.md", 5, Some(("sv/a.md", 5))),
            told(&INFO, "en/toc.yml", 10, None),
            told(rule, "en/toc.yml", 1, None),
            told(rule, "sv/a.md", 3, Some(("en/a.md", 5))),
            told(rule, "sv/a.md", 4, None),
        ]
        .concat();
        let mut all: Vec<Arc<Diagnostic>> = all.drain(..).map(Arc::new).collect();
        silence(&mut all);
        let left: Vec<&str> = all.iter().map(|found| &*found.message).collect();
        assert_eq!(left, ["en/a.md 10", "en/a.md 5", "en/toc.yml 10", "sv/a.md 4"]);
    }
}
