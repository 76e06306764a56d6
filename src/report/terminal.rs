//! Diagnostics for people at a terminal: where, the lines themselves with carets under what is meant, what to do.
//!
//! The engine that draws the carets panics on a bad span and lets long lines and hostile characters through, so it is
//! given only what [`excerpt`] prepared: short clean lines, and spans within them.

use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::excerpt::excerpt;
use super::sources::{Source, Sources};
use super::visible::{visible, width};
use super::{Files, in_parts};
use crate::diag::{Diagnostic, Fix, Label, Severity};

/// Follows a place that is already complete. The engine adds a line and a column of the excerpt behind it, which mean
/// nothing in a cut line and are taken away again. A noncharacter: [`visible`] lets none through from a file.
const MARK: char = '\u{fdd0}';
/// More than any line we hand over: cutting is done before.
const NEVER_CUT: usize = 100_000;
/// Excerpts are not made narrower than this, however narrow the terminal.
const LEAST_ROOM: usize = 24;
/// A replacement of more columns than this is not spelled out.
const LONGEST_FIX: usize = 60;

/// How a report is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TerminalOptions {
    /// Colour by escape sequences; without it the text holds none at all.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
}

impl Default for TerminalOptions {
    fn default() -> Self {
        Self {
            color: false,
            width: 100,
        }
    }
}

/// The diagnostics in the order given, each followed by an empty line.
pub fn terminal(diagnostics: &[Diagnostic], files: &dyn Files, options: TerminalOptions) -> String {
    let sources = Sources::of(diagnostics, files);
    let style = if options.color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = style.term_width(NEVER_CUT);
    in_parts(diagnostics, |out, diagnostic| {
        let room = room(diagnostic, &sources, options.width);
        let view = View {
            sources: &sources,
            files,
            room,
        };
        push_without_marks(out, &renderer.render(&[view.group(diagnostic)]));
        out.push_str("\n\n");
    })
}

/// Columns left for text beside the line numbers, which are as wide as the highest one.
fn room(diagnostic: &Diagnostic, sources: &Sources<'_>, width: usize) -> usize {
    let labels = diagnostic.related.iter().chain([&diagnostic.primary]);
    let lines = labels.filter_map(|label| Some(sources.get(&label.file)?.positions(label.span).1.line));
    let digits = lines.max().unwrap_or(1).ilog10() as usize + 1;
    // As in `12 | text`.
    width.saturating_sub(digits + " | ".len()).max(LEAST_ROOM)
}

fn push_without_marks(out: &mut String, rendered: &str) {
    for (index, part) in rendered.split(MARK).enumerate() {
        let extra = |c: char| index > 0 && (c == ':' || c.is_ascii_digit());
        out.push_str(part.trim_start_matches(extra));
    }
}

/// What is needed to show one diagnostic.
struct View<'a> {
    sources: &'a Sources<'a>,
    files: &'a dyn Files,
    room: usize,
}

impl View<'_> {
    fn group<'d>(&self, diagnostic: &'d Diagnostic) -> Group<'d> {
        let title = level(diagnostic.severity)
            .primary_title(visible(&diagnostic.message))
            .id(diagnostic.rule.id);
        let related = diagnostic.related.iter().map(|label| (label, AnnotationKind::Context));
        let labels = [(&diagnostic.primary, AnnotationKind::Primary)]
            .into_iter()
            .chain(related);
        let fix = diagnostic.fix.iter().map(fix_hint);
        title
            .elements(labels.flat_map(|(label, kind)| self.label(label, kind)))
            .elements(
                diagnostic
                    .help
                    .iter()
                    .map(|help| lines_of(help))
                    .chain(fix)
                    .map(|text| Level::HELP.message(text)),
            )
    }

    /// A label under its excerpt; the label's words alone where the file has no text.
    fn label<'d>(&self, label: &'d Label, kind: AnnotationKind) -> Vec<Element<'d>> {
        let shown = self.files.shown(&label.file);
        let shown = visible(&shown);
        if let Some(source) = self.sources.get(&label.file) {
            return vec![self.snippet(label, source, kind, &shown).into()];
        }
        let origin = Origin::path(shown.into_owned()).into();
        let words = Some(visible(&label.text)).filter(|text| !text.is_empty());
        let note = words.map(|text| Level::NOTE.message(text).into());
        [origin].into_iter().chain(note).collect()
    }

    fn snippet<'d>(
        &self,
        label: &'d Label,
        source: &Source<'_>,
        kind: AnnotationKind,
        shown: &str,
    ) -> Snippet<'d, Annotation<'d>> {
        let text = visible(&label.text);
        // One column parts the label from its carets.
        let beside = if text.is_empty() { 0 } else { width(&text) + 1 };
        let excerpt = excerpt(source, label.span, self.room, beside);
        let text = match excerpt.ends_below {
            Some(line) => format!("{text} (to line {line})").trim_start().to_owned(),
            None => text.into_owned(),
        };
        let (start, _) = source.positions(label.span);
        Snippet::source(excerpt.text)
            .line_start(excerpt.line)
            .path(format!("{shown}:{}:{}{MARK}", start.line, start.column))
            .annotation(
                kind.span(excerpt.span)
                    .label(Some(text).filter(|text| !text.is_empty())),
            )
    }
}

fn level(severity: Severity) -> Level<'static> {
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    level.with_name(severity.name())
}

fn lines_of(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(visible).collect();
    lines.join("\n")
}

fn fix_hint(fix: &Fix) -> String {
    let text = visible(&fix.replacement);
    match text.as_ref() {
        "" => "fix available: remove it".to_owned(),
        text if fix.replacement.contains(['\n', '\r']) || width(text) > LONGEST_FIX => "fix available".to_owned(),
        text if fix.span.start == fix.span.end => format!("fix available: insert `{text}`"),
        text => format!("fix available: replace with `{text}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{found, path, span_of};
    use super::*;
    use crate::base::Span;
    use crate::report::SiteFiles;
    use crate::source::Snapshot;
    use proptest::prelude::*;

    fn printed(diagnostics: &[Diagnostic], files: &[(&str, &str)], color: bool) -> String {
        let options = TerminalOptions {
            color,
            ..TerminalOptions::default()
        };
        terminal(diagnostics, &SiteFiles::new(&Snapshot::of(files), None), options)
    }

    /// What is printed for one unlabelled span of one file.
    fn marked(text: &str, span: Span) -> String {
        printed(&[found("a.md", span, "m")], &[("a.md", text)], false)
    }

    /// The excerpt of a span on one line and the row of carets, both after the gutter.
    fn rows(text: &str, span: Span) -> [String; 2] {
        let out = marked(text, span);
        let mut rows = out.lines().skip(3).map(|row| row[4..].to_owned());
        [rows.next().unwrap(), rows.next().unwrap()]
    }

    fn caret(text: &str, part: &str) -> [String; 2] {
        rows(text, span_of(text, part))
    }

    #[test]
    fn carets_stand_under_wide_combining_and_tabbed_text() {
        assert_eq!(caret("å [x](y)", "y"), ["å [x](y)", "      ^"]);
        assert_eq!(caret("hét x", "ét"), ["hét x", " ^^"]);
        assert_eq!(caret("e\u{301} y", "y"), ["e\u{301} y", "  ^"]);
        assert_eq!(caret("日本語 y", "本語"), ["日本語 y", "  ^^^^"]);
        assert_eq!(caret("👍 y", "y"), ["👍 y", "   ^"]);
        assert_eq!(caret("\t- y\tz", "y\t"), ["    - y    z", "      ^^^^^"]);
        assert_eq!(caret("\u{feff}# y", "#"), ["# y", "^"]);
        let indented = caret(&format!("{}y", " ".repeat(40)), "y");
        assert_eq!(indented[0].find('y'), indented[1].find('^'));
    }

    #[test]
    fn every_place_of_a_file_can_be_shown() {
        let shown = |text: &str, start, end| {
            marked(text, Span::new(start, end))
                .split_once('\n')
                .unwrap()
                .1
                .to_owned()
        };
        assert_eq!(shown("", 0, 0), " --> a.md:1:1\n  |\n1 |\n  | ^\n\n");
        assert_eq!(shown("å", 2, 2), " --> a.md:1:2\n  |\n1 | å\n  |  ^\n\n");
        assert_eq!(shown("a\n", 2, 2), " --> a.md:2:1\n  |\n2 |\n  | ^\n\n");
        assert_eq!(shown("a\nbc", 3, 900), " --> a.md:2:2\n  |\n2 | bc\n  |  ^\n\n");
        assert_eq!(shown("a\nbc", 700, 900), " --> a.md:2:3\n  |\n2 | bc\n  |   ^\n\n");
    }

    #[test]
    fn a_span_of_some_lines_is_bracketed() {
        let expected = "\
error[broken-link]: m
 --> a.md:1:2
  |
1 |   ab
  |  __^
2 | | cd
3 | | ef
  | |_^

";
        assert_eq!(marked("ab\r\ncd\ref\ngh", Span::new(1, 8)), expected);
        let block = marked("ab\ncd\n\nnext\n", Span::new(0, 7));
        assert!(block.ends_with("1 | / ab\n2 | | cd\n  | |__^\n\n"), "{block}");
        let many = marked(&"l\n".repeat(20), Span::new(4, 36));
        assert!(many.ends_with("3 | l\n  | ^ (to line 18)\n\n"), "{many}");
    }

    #[test]
    fn a_long_line_is_cut_around_the_carets() {
        let text = format!("{}HERE {}", "word ".repeat(200), "日本 ".repeat(200));
        let mut diagnostic = found("a.md", span_of(&text, "HERE"), "m");
        diagnostic.primary.text = "no such page".into();
        let out = printed(&[diagnostic], &[("a.md", &text)], false);
        let expected = "\
error[broken-link]: m
 --> a.md:1:1001
  |
1 | ... word word word word word word word HERE 日本 日本 日本 日本 日本 日本 日本 日本 日本 日本...
  |                                        ^^^^ no such page

";
        assert_eq!(out, expected);
        assert!(out.lines().all(|line| width(line) <= 100));
    }

    #[test]
    fn two_findings_on_one_line_are_two_reports_with_all_that_is_known() {
        let (sv, en) = ("# Två\n[a](x.md) [b](y.md)\n", "\n".repeat(11) + "[a](z.md)");
        let mut first = found("sv/a.md", span_of(sv, "x.md"), "there is no `x.md`");
        first.primary.text = "no such page".into();
        first.related = vec![
            Label {
                file: path("en/a.md"),
                span: span_of(&en, "z.md"),
                text: "the source says this".into(),
            },
            Label {
                file: path("en/gone.md"),
                span: Span::at(0),
                text: "was here".into(),
            },
        ];
        first.help = vec!["did you mean `z.md`?".into(), "or\nthis".into()];
        first.fix = Some(Fix {
            file: path("sv/a.md"),
            span: first.primary.span,
            replacement: "z.md".into(),
        });
        let mut second = found("sv/a.md", span_of(sv, "y.md"), "look");
        second.severity = Severity::Info;
        let expected = "\
error[broken-link]: there is no `x.md`
  --> sv/a.md:2:5
   |
 2 | [a](x.md) [b](y.md)
   |     ^^^^ no such page
   |
  ::: en/a.md:12:5
   |
12 | [a](z.md)
   |     ---- the source says this
  ::: en/gone.md
   = note: was here
   = help: did you mean `z.md`?
   = help: or
           this
   = help: fix available: replace with `z.md`

information[broken-link]: look
 --> sv/a.md:2:15
  |
2 | [a](x.md) [b](y.md)
  |               ^^^^

";
        assert_eq!(
            printed(&[first, second], &[("sv/a.md", sv), ("en/a.md", &en)], false),
            expected
        );
    }

    #[test]
    fn a_hostile_file_drives_no_terminal() {
        let text = "a\u{1b}]0;x\u{7}b\u{202e}c";
        let mut diagnostic = found("a\u{1b}.md", span_of(text, "b"), "a\u{9b}2J\nb");
        diagnostic.primary.text = "\u{1b}c".into();
        diagnostic.help = vec!["\u{2066}x".into()];
        diagnostic.fix = Some(Fix {
            file: path("a.md"),
            span: Span::at(0),
            replacement: "\u{7}".into(),
        });
        let expected = r"error[broken-link]: a\u{9b}2J b
 --> a\u{1b}.md:1:8
  |
1 | a\u{1b}]0;x\u{7}b\u{202e}c
  |                 ^ \u{1b}c
  |
  = help: \u{2066}x
  = help: fix available: insert `\u{7}`

";
        let file = [("a\u{1b}.md", text)];
        assert_eq!(printed(std::slice::from_ref(&diagnostic), &file, false), expected);
        let colored = printed(&[diagnostic], &file, true);
        assert!(colored.contains("a\\u{1b}.md:1:8\n"), "{colored:?}");
        // What is left of the coloured form without its colours is the plain one.
        let plain: String = colored
            .split("\u{1b}[")
            .enumerate()
            .map(|(i, part)| if i == 0 { part } else { part.split_once('m').unwrap().1 })
            .collect();
        assert_eq!(plain, expected);
    }

    proptest! {
        #[test]
        fn carets_begin_where_the_span_begins(
            before in "[a-z][a-z åé日👍\t\u{301}\u{1b}]{0,200}", part in "[a-z日]{1,9}", after in "[ a-z日👍]{0,200}",
        ) {
            let text = format!("{before}{part}{after}");
            let [line, carets] = rows(&text, Span::new(before.len(), before.len() + part.len()));
            let indent = carets.find('^').unwrap();
            let under = line.char_indices().find(|(at, _)| width(&line[..*at]) == indent && line[*at..].starts_with(&part));
            prop_assert!(under.is_some(), "{}\n{}", line, carets);
            prop_assert_eq!(carets.matches('^').count(), width(&part));
        }

        #[test]
        fn no_span_on_any_text_panics(
            text in "([a-z/{} ]|[åé日👍\t\u{301}\u{200d}\u{1b}\u{202e}\u{fdd0}]|\r|\n|\r\n|.){0,80}",
            spans in proptest::collection::vec((0usize..200, 0usize..200), 1..4), color: bool, width in 0usize..120, label in ".{0,40}",
        ) {
            let mut diagnostic = found("a.md", Span::new(spans[0].0, spans[0].0 + spans[0].1), &label);
            let labels = spans.iter().map(|(at, length)| Label { file: path("a.md"), span: Span::new(*at, at + length), text: label.clone() });
            diagnostic.related = labels.collect();
            let snapshot = Snapshot::of(&[("a.md", &text)]);
            let out = terminal(&[diagnostic], &SiteFiles::new(&snapshot, None), TerminalOptions { color, width });
            prop_assert!(color || !out.chars().any(|c| c != '\n' && c.is_control()), "{:?}", out);
            let hidden = out.contains(['\u{202e}', MARK]);
            prop_assert!(!hidden);
        }
    }
}
