//! Diagnostics as annotations of a GitHub workflow: a command a line, which the runner takes from standard output and
//! shows beside the lines of a pull request.

use std::fmt::Write as _;

use super::Files;
use super::sources::Sources;
use super::visible::push;
use crate::diag::{Diagnostic, Severity};

/// The diagnostics in the order given, a command a line. Help follows the message, a line each.
///
/// Columns count characters, as in every other form. GitHub does not say what it counts: the runner hands the numbers on,
/// and the API of checks calls them column numbers from 1. So one number means the same wherever it is read. The end is
/// the place after the last character; it is named on one line only, as the API wants it.
pub fn github(diagnostics: &[Diagnostic], files: &dyn Files) -> String {
    let sources = Sources::of(diagnostics, files);
    let mut out = String::new();
    for diagnostic in diagnostics {
        add(&mut out, diagnostic, &sources);
    }
    out
}

fn add<'a>(out: &mut String, diagnostic: &'a Diagnostic, sources: &'a Sources<'a>) {
    let file = &diagnostic.primary.file;
    let span = match sources.get(file) {
        // A block would else reach into the line after it.
        Some(source) => source.without_line_end(diagnostic.primary.span),
        None => diagnostic.primary.span,
    };
    let place = sources.place(file, span);
    let (start, end) = (place.start, place.end);
    // Writing to a string cannot fail.
    let _ = write!(out, "::{} file=", command(diagnostic.severity));
    add_property(out, place.path);
    let _ = write!(out, ",line={},endLine={},col={}", start.line, end.line, start.column);
    if start.line == end.line {
        let _ = write!(out, ",endColumn={}", end.column);
    }
    out.push_str(",title=");
    add_property(out, diagnostic.rule.id);
    out.push_str("::");
    add_message(out, &diagnostic.message);
    for help in &diagnostic.help {
        out.push_str("%0Ahelp: ");
        add_message(out, help);
    }
    out.push('\n');
}

fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    }
}

/// The runner takes a message as it is, but for these three. What would drive a terminal is spelled out, since the log is
/// shown on one.
fn add_message(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '%' => out.push_str("%25"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            other => push(out, other),
        }
    }
}

/// In a property two more letters mean something: they end it. Nothing else is changed, since it has to name the file.
fn add_property(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '%' => out.push_str("%25"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            ':' => out.push_str("%3A"),
            ',' => out.push_str("%2C"),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{found, span_of};
    use super::*;
    use crate::base::Span;
    use crate::report::SiteFiles;
    use crate::source::Snapshot;
    use proptest::prelude::*;

    fn printed(diagnostics: &[Diagnostic], files: &[(&str, &str)]) -> String {
        github(diagnostics, &SiteFiles::new(&Snapshot::of(files), None))
    }

    #[test]
    fn a_command_a_line_in_the_words_of_the_runner() {
        let text = "# Hej\r\n\r\n\tå日👍 [x](y.md)\r\n";
        let mut all = vec![found("sv/a.md", span_of(text, "y.md"), "there is no `y.md`"); 3];
        all[0].help = vec!["did you mean `z.md`?".into()];
        all[1].severity = Severity::Warning;
        all[2].severity = Severity::Info;
        let place = "file=sv/a.md,line=3,endLine=3,col=10,endColumn=14,title=broken-link";
        let expected = format!(
            "::error {place}::there is no `y.md`%0Ahelp: did you mean `z.md`?\n\
             ::warning {place}::there is no `y.md`\n\
             ::notice {place}::there is no `y.md`\n"
        );
        assert_eq!(printed(&all, &[("sv/a.md", text)]), expected);
    }

    #[test]
    fn an_end_on_another_line_has_no_column() {
        let text = "one\ntwo\nthree\n";
        let lines = printed(
            &[
                found("a.md", span_of(text, "ne\ntw"), "m"),
                found("a.md", span_of(text, "two\n"), "m"),
                found("gone.md", Span::new(3, 5), "m"),
            ],
            &[("a.md", text)],
        );
        assert_eq!(
            lines,
            "::error file=a.md,line=1,endLine=2,col=2,title=broken-link::m\n\
             ::error file=a.md,line=2,endLine=2,col=1,endColumn=4,title=broken-link::m\n\
             ::error file=gone.md,line=1,endLine=1,col=1,endColumn=1,title=broken-link::m\n"
        );
    }

    #[test]
    fn what_means_something_to_the_runner_is_escaped() {
        let found = found("50%,a:b\n.md", Span::at(0), "100 %\r\na, b::c\u{1b}");
        assert_eq!(
            printed(&[found], &[]),
            "::error file=50%25%2Ca%3Ab%0A.md,line=1,endLine=1,col=1,endColumn=1,title=broken-link::\
             100 %25%0D%0Aa, b::c\\u{1b}\n"
        );
    }

    /// As the runner reads a command: properties up to the next `::`, apart by commas, then what was escaped.
    fn read(line: &str) -> (Vec<(String, String)>, String) {
        let plain = |text: &str| {
            let pairs = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")];
            pairs
                .into_iter()
                .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
        };
        let (properties, message) = line.strip_prefix("::error ").unwrap().split_once("::").unwrap();
        let pairs = properties.split(',').map(|pair| pair.split_once('=').unwrap());
        (
            pairs.map(|(key, value)| (key.into(), plain(value))).collect(),
            plain(message),
        )
    }

    proptest! {
        #[test]
        fn the_runner_reads_what_was_meant(file in "[a-c%:,=å\n\r]{1,9}", message in "[a-c%:,=å\n\r ]{0,30}") {
            let mut found = found("x", Span::at(0), &message);
            prop_assume!(crate::base::DocPath::new(&file).is_some_and(|path| path.as_str() == file));
            found.primary.file = crate::base::DocPath::new(&file).unwrap();
            let printed = printed(&[found], &[]);
            prop_assert_eq!(printed.matches('\n').count(), 1);
            let (properties, told) = read(printed.trim_end_matches('\n'));
            prop_assert_eq!(&properties[0], &("file".to_owned(), file));
            prop_assert_eq!(properties.len(), 6);
            prop_assert_eq!(told, message);
        }
    }
}
