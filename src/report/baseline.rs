//! A baseline: findings that are known and not reported. One JSON object a line, sorted, so that branches merge.
//!
//! A finding is known by its rule, its file, what it says and the text that it points at, never by its line: what is
//! edited elsewhere in the file changes nothing. Equal ones are counted.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::Files;
use crate::base::DocPath;
use crate::diag::Diagnostic;

/// What is known of one finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    file: String,
    rule: String,
    message: String,
    text: String,
}

/// A line of the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    file: String,
    rule: String,
    message: String,
    text: String,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    count: usize,
}

fn one() -> usize {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_one(count: &usize) -> bool {
    *count == 1
}

/// Findings that are known, and how many of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline(BTreeMap<Known, usize>);

/// Why a baseline cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadBaseline {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it, as a sentence without a full stop.
    pub message: String,
}

/// Characters of a text that are kept: a line may be as long as a file.
const MOST: usize = 120;

impl Baseline {
    /// The baseline of these findings.
    pub fn of<'a>(found: impl Iterator<Item = &'a Diagnostic>, files: &dyn Files) -> Self {
        let mut all = BTreeMap::new();
        let mut texts = Texts::new(files);
        for diagnostic in found {
            *all.entry(texts.known(diagnostic)).or_insert(0) += 1;
        }
        Self(all)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// Bytes that are no UTF-8, or a line that is not of the form.
    pub fn read(bytes: &[u8]) -> Result<Self, BadBaseline> {
        let mut all = BTreeMap::new();
        for (number, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            let bad = |message: String| BadBaseline {
                line: number + 1,
                message,
            };
            let text = std::str::from_utf8(line).map_err(|_| bad("it is not UTF-8".into()))?;
            let text = text.trim_start_matches('\u{feff}').trim();
            if text.is_empty() {
                continue;
            }
            let line: Line = serde_json::from_str(text).map_err(|error| {
                let error = error.to_string();
                let error = error.split(" at line ").next().unwrap_or_default();
                bad(format!("it is no finding of a baseline: {error}"))
            })?;
            let (file, rule) = (line.file, line.rule);
            let (message, text) = (line.message, line.text);
            let count: &mut usize = all
                .entry(Known {
                    file,
                    rule,
                    message,
                    text,
                })
                .or_insert(0);
            *count = count.saturating_add(line.count);
        }
        Ok(Self(all))
    }

    /// How many findings it holds.
    pub fn count(&self) -> usize {
        self.0.values().fold(0, |all, count| all.saturating_add(*count))
    }

    /// Takes out of `found` what is known; returns how many of the known were not found any more. What `always` holds of
    /// is never known.
    pub fn subtract(
        &self,
        found: &mut Vec<Diagnostic>,
        files: &dyn Files,
        always: &dyn Fn(&Diagnostic) -> bool,
    ) -> usize {
        let mut left = self.0.clone();
        let mut gone = self.count();
        if gone == 0 {
            return 0;
        }
        let mut texts = Texts::new(files);
        found.retain(|diagnostic| {
            let count = match always(diagnostic) {
                true => None,
                false => left.get_mut(&texts.known(diagnostic)),
            };
            match count {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    gone -= 1;
                    false
                }
                _ => true,
            }
        });
        gone
    }
}

impl fmt::Display for Baseline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (known, count) in &self.0 {
            let Known {
                file,
                rule,
                message,
                text,
            } = known.clone();
            let line = Line {
                file,
                rule,
                message,
                text,
                count: *count,
            };
            // Plain structs of texts are always written.
            writeln!(f, "{}", serde_json::to_string(&line).unwrap_or_default())?;
        }
        Ok(())
    }
}

/// The texts that findings point into. Those of one file follow each other, so the last text is kept.
struct Texts<'a> {
    files: &'a dyn Files,
    last: Option<(DocPath, Cow<'a, str>)>,
}

impl<'a> Texts<'a> {
    fn new(files: &'a dyn Files) -> Self {
        Self { files, last: None }
    }

    fn known(&mut self, diagnostic: &Diagnostic) -> Known {
        let file = &diagnostic.primary.file;
        if self.last.as_ref().is_none_or(|(last, _)| last != file) {
            self.last = Some((file.clone(), self.files.text(file).unwrap_or_default()));
        }
        let text = self.last.as_ref().map_or("", |(_, text)| text);
        Known {
            file: file.to_string(),
            rule: diagnostic.rule.id.to_owned(),
            message: without_numbers(&diagnostic.message),
            text: pointed_at(text, diagnostic),
        }
    }
}

/// The first line of what a finding points at; where it points at nothing, the line that it stands on.
fn pointed_at(text: &str, diagnostic: &Diagnostic) -> String {
    let span = diagnostic.primary.span.clamped(text).range();
    let (before, rest) = text.split_at_checked(span.start).unwrap_or(("", text));
    let is_end = |c: char| matches!(c, '\n' | '\r');
    let line = match rest.get(..span.len()).filter(|text| !text.trim().is_empty()) {
        Some(text) => text.trim_start().split(is_end).next().unwrap_or_default().to_owned(),
        None => {
            let before: Vec<char> = before.chars().rev().take(MOST).take_while(|c| !is_end(*c)).collect();
            let rest = rest.chars().take(MOST).take_while(|c| !is_end(*c));
            before.into_iter().rev().chain(rest).collect()
        }
    };
    line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
        .chars()
        .take(MOST)
        .collect()
}

/// A message without the counts in it: places and sums change with what stands elsewhere. Names stand in backquotes, and
/// keep their numbers.
fn without_numbers(message: &str) -> String {
    let mut plain = String::with_capacity(message.len());
    let mut quoted = false;
    for c in message.chars() {
        quoted ^= c == '`';
        match c.is_ascii_digit() && !quoted {
            true if plain.ends_with('#') => {}
            true => plain.push('#'),
            false => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Span;
    use crate::diag::{RuleInfo, Severity, Sink};
    use crate::report::SiteFiles;
    use crate::source::Snapshot;
    use proptest::prelude::*;

    static RULE: RuleInfo = RuleInfo {
        id: "a-b",
        severity: Severity::Warning,
        summary: "",
        explain: "",
    };

    /// A finding at each `[`, up to its `]`.
    fn found(text: &str) -> (Snapshot, Vec<Diagnostic>) {
        let mut sink = Sink::new(DocPath::new("en/a.md").unwrap());
        for (at, _) in text.match_indices('[') {
            let end = text[at..].find(']').map_or(text.len(), |end| at + end + 1);
            let message = format!("byte {at} of `page 1` is wrong");
            sink.report(&RULE, Span::new(at, end), message);
        }
        (Snapshot::of(&[("en/a.md", text)]), sink.into_found())
    }

    fn baseline(text: &str) -> Baseline {
        let (snapshot, found) = found(text);
        let written = Baseline::of(found.iter(), &SiteFiles::new(&snapshot, None)).to_string();
        Baseline::read(written.as_bytes()).unwrap()
    }

    /// What is reported, and how many are gone.
    fn compared(baseline: &Baseline, text: &str) -> (Vec<String>, usize) {
        let (snapshot, mut found) = found(text);
        let gone = baseline.subtract(&mut found, &SiteFiles::new(&snapshot, None), &|_| false);
        let texts = found.iter().map(|found| text[found.primary.span.range()].to_owned());
        (texts.collect(), gone)
    }

    #[test]
    fn what_is_known_is_not_reported_wherever_it_moves() {
        let known = baseline("å [x] [y]\n[x]\n");
        assert_eq!(
            known.to_string(),
            "{\"file\":\"en/a.md\",\"rule\":\"a-b\",\"message\":\"byte # of `page 1` is wrong\",\"text\":\"[x]\",\"count\":2}\n\
             {\"file\":\"en/a.md\",\"rule\":\"a-b\",\"message\":\"byte # of `page 1` is wrong\",\"text\":\"[y]\"}\n"
        );
        assert_eq!(compared(&known, "more\r\n\r\nof it [y]\n[x] b [x]"), (vec![], 0));
        assert_eq!(
            compared(&known, "[x] [x] [x] [z] [y]"),
            (vec!["[x]".into(), "[z]".into()], 0)
        );
        assert_eq!(compared(&known, "[x]"), (vec![], 2));
        assert_eq!(compared(&Baseline::default(), "[x]"), (vec!["[x]".into()], 0));
    }

    #[test]
    fn what_must_be_reported_is() {
        let (snapshot, mut all) = found("[x]");
        let files = SiteFiles::new(&snapshot, None);
        assert_eq!(baseline("[x]").subtract(&mut all, &files, &|_| true), 1);
        assert_eq!(all.len(), 1);
    }

    #[test]
    fn a_place_without_text_is_known_by_its_line() {
        let text = "a\r\n  words here \r\nb";
        let mut sink = Sink::new(DocPath::new("en/a.md").unwrap());
        sink.report(&RULE, Span::at(8), "x");
        sink.report(&RULE, Span::new(5, 99), "x");
        let shown = sink.into_found();
        assert_eq!(pointed_at(text, &shown[0]), "words here");
        assert_eq!(pointed_at(text, &shown[1]), "words here");
    }

    #[test]
    fn a_malformed_file_is_told_at_its_line() {
        let good = baseline("[x]").to_string();
        for (bad, says) in [
            ("<<<<<<< ours", "it is no finding of a baseline: expected value"),
            (
                "{\"rule\":\"a\"}",
                "it is no finding of a baseline: missing field `file`",
            ),
            ("{\"line\":3}", "it is no finding of a baseline: unknown field `line`"),
        ] {
            let error = Baseline::read(format!("\u{feff}{good}\r\n{bad}\n").as_bytes()).unwrap_err();
            assert_eq!(error.line, 3, "{bad}");
            assert!(error.message.starts_with(says), "{}", error.message);
        }
        assert_eq!(Baseline::read(b"\n\xff").unwrap_err().line, 2);
        assert_eq!(Baseline::read(b""), Ok(Baseline::default()));
    }

    proptest! {
        #[test]
        fn of_itself_nothing_is_reported(text in "[a\\[\\]å\u{feff}\r\n]{0,40}") {
            prop_assert_eq!(compared(&baseline(&text), &text), (vec![], 0));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = Baseline::read(&bytes);
        }
    }
}
