//! Diagnostics for machines: one JSON object a line. Field names and their meaning are a promise to users.

use serde::Serialize;

use super::sources::{self, Sources};
use super::{Files, in_parts};
use crate::base::{DocPath, Span};
use crate::diag::{Diagnostic, Fix, Label};

#[derive(Serialize)]
struct Line<'a> {
    rule: &'a str,
    severity: &'a str,
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    related: Vec<Related<'a>>,
    help: &'a [String],
    fix: Option<Replacement<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    message: &'a str,
}

#[derive(Serialize)]
struct Replacement<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    replacement: &'a str,
}

/// The diagnostics in the order given, one object a line. Files are named from the folder that machines count from, which
/// is the site's root; lines and columns count from 1, columns in characters, and the end is the place after the last character. A place in a file without
/// text is its first line and column.
pub fn json(diagnostics: &[Diagnostic], files: &dyn Files) -> String {
    let sources = Sources::of(diagnostics, files);
    in_parts(diagnostics, |out, diagnostic| {
        // Writing plain structs to memory cannot fail.
        out.push_str(&serde_json::to_string(&line(diagnostic, &sources)).unwrap_or_default());
        out.push('\n');
    })
}

fn line<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources<'a>) -> Line<'a> {
    Line {
        rule: diagnostic.rule.id,
        severity: diagnostic.severity.name(),
        message: &diagnostic.message,
        place: place(&diagnostic.primary.file, diagnostic.primary.span, sources),
        related: diagnostic.related.iter().map(|label| related(label, sources)).collect(),
        help: &diagnostic.help,
        fix: diagnostic.fix.as_ref().map(|fix| replacement(fix, sources)),
    }
}

fn place<'a>(file: &'a DocPath, span: Span, sources: &'a Sources<'a>) -> Place<'a> {
    let sources::Place { path, start, end } = sources.place(file, span);
    Place {
        file: path,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}

fn related<'a>(label: &'a Label, sources: &'a Sources<'a>) -> Related<'a> {
    Related {
        place: place(&label.file, label.span, sources),
        message: &label.text,
    }
}

fn replacement<'a>(fix: &'a Fix, sources: &'a Sources<'a>) -> Replacement<'a> {
    Replacement {
        place: place(&fix.file, fix.span, sources),
        replacement: &fix.replacement,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{found, path, span_of};
    use super::*;
    use crate::report::SiteFiles;
    use crate::source::Snapshot;

    fn printed(diagnostics: &[Diagnostic], files: &[(&str, &str)]) -> String {
        json(diagnostics, &SiteFiles::new(&Snapshot::of(files), None))
    }

    #[test]
    fn fields_come_in_the_promised_order() {
        let (sv, en) = ("# Hej\r\n\r\nå日👍 [x](y.md)\r\n", "# Hi\r[x](z.md)");
        let mut diagnostic = found("sv/a.md", span_of(sv, "y.md"), "there is no \"y.md\"\u{1b}");
        diagnostic.related = vec![Label {
            file: path("en/a.md"),
            span: span_of(en, "z.md"),
            text: "here it is".into(),
        }];
        diagnostic.help = vec!["did you mean `z.md`?".into()];
        diagnostic.fix = Some(Fix {
            file: path("sv/a.md"),
            span: span_of(sv, "y.md"),
            replacement: "z.md".into(),
        });
        let expected = concat!(
            r#"{"rule":"broken-link","severity":"error","message":"there is no \"y.md\"\u001b","#,
            r#""file":"sv/a.md","line":3,"column":9,"end_line":3,"end_column":13,"#,
            r#""related":[{"file":"en/a.md","line":2,"column":5,"end_line":2,"end_column":9,"message":"here it is"}],"#,
            r#""help":["did you mean `z.md`?"],"#,
            r#""fix":{"file":"sv/a.md","line":3,"column":9,"end_line":3,"end_column":13,"replacement":"z.md"}}"#,
            "\n"
        );
        assert_eq!(printed(&[diagnostic], &[("sv/a.md", sv), ("en/a.md", en)]), expected);
    }

    #[test]
    fn places_without_text_and_beyond_it_are_still_places() {
        let wild = [
            found("a.md", Span::new(90, 99), "m"),
            found("gone.md", Span::new(4, 5), "m"),
        ];
        let out = printed(&wild, &[("a.md", "日\n")]);
        let lines: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let numbers =
            |index: usize| ["line", "column", "end_line", "end_column"].map(|key| lines[index][key].as_u64().unwrap());
        assert_eq!(numbers(0), [2, 1, 2, 1]);
        assert_eq!(numbers(1), [1, 1, 1, 1]);
        assert!(lines[0]["fix"].is_null() && lines[0]["related"].as_array().unwrap().is_empty());
    }
}
