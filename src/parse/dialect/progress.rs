//! Sums of progress: `> [!PROGRESS]`, `> [!PROGRESS phase]`, `> [!PROGRESS site]`.

use super::mask::{Directive, Fault, Mask, Read, Source};
use crate::base::Span;
use crate::diag::{RuleInfo, Severity, Sink, nearest};
use crate::model::Scope;

/// A sum that cannot be read.
pub static BAD_PROGRESS: RuleInfo = RuleInfo {
    id: "bad-progress",
    severity: Severity::Warning,
    summary: "a `[!PROGRESS]` that cannot be read",
    explain: "\
`> [!PROGRESS]` shows how much a reader has done: of this page, or with `phase` and `site` behind it of the phase that the \
page belongs to and of the whole site. It stands alone on its line, in a quote. What else it counts is not known, so \
nothing is shown; with text beside it, it is a plain quote, and the reader sees the brackets.

Wrong: `> [!PROGRESS chapter]`, `> [!PROGRESS] So far`

Right: `> [!PROGRESS phase]`",
};

/// What may stand behind the word. Nothing means the page.
const SCOPES: [(&str, Scope); 3] = [("page", Scope::Page), ("phase", Scope::Phase), ("site", Scope::Site)];

/// Reads `[!PROGRESS scope]`, alone on its line in a quote.
pub fn read(source: &Source<'_>) -> Option<Read> {
    let start = "[!progress".len();
    let close = source.line.find(']')?;
    let length = close + 1;
    let inside = source.line.get(start..close)?;
    let is_named = inside.is_empty() || inside.starts_with(char::is_whitespace);
    if !(source.is_first && source.in_quote && is_named) {
        return None;
    }
    if !source.is_last(length) {
        let fault = Fault {
            rule: &BAD_PROGRESS,
            message: format!(
                "`{}` shares its line with text, so this is a plain quote",
                &source.line[..length]
            ),
            span: source.span(0..length),
            help: "put the text above or below the quote",
        };
        return Read::fault(length, fault);
    }
    let word = inside.trim();
    let known = SCOPES.iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
    let scope = match known {
        Some(&(_, scope)) => Some(scope),
        None if word.is_empty() => Some(Scope::Page),
        None => None,
    };
    Read::new(length, Directive::Progress(scope), Mask::Block)
}

/// Tells of a sum of what is not known. `place` is that of the directive, `written` as it stands there.
pub fn tell_unknown(written: &str, place: Span, sink: &mut Sink) {
    let inside = written.get("[!progress".len()..).unwrap_or_default();
    let word = inside.trim_end_matches(']').trim();
    let likely = nearest(&word.to_ascii_lowercase(), SCOPES.iter().map(|(name, _)| *name));
    let message = format!("`{word}` names nothing whose progress is known, so nothing is shown");
    let report = sink.report(&BAD_PROGRESS, place, message);
    match likely {
        Some(name) => report.suggest(Some(&format!("[!PROGRESS {name}]"))),
        None => report.help("write `page`, `phase` or `site`, or nothing, which means the page"),
    };
}

#[cfg(test)]
mod tests {
    use crate::parse::testing::{document_of, shape};

    #[test]
    fn every_spelling() {
        for (text, scope) in [
            ("> [!PROGRESS]\n", "Page"),
            (">[!progress page]", "Page"),
            ("> [!Progress  Phase ]  \n", "Phase"),
            ("> [!PROGRESS\tsite]\n", "Site"),
        ] {
            assert_eq!(shape(text), (format!("Progress({scope})()"), vec![]), "{text}");
        }
        assert_eq!(shape("- > [!PROGRESS]\n").0, "List(Item(Progress(Page)()))");
    }

    #[test]
    fn it_parts_its_quote_as_a_film_does() {
        assert_eq!(
            shape("> a\n> [!PROGRESS site]\n> b\n"),
            ("Quote(P(a))Progress(Site)()P(b)".to_owned(), vec![])
        );
    }

    #[test]
    fn an_unknown_word_shows_nothing_and_is_told_where_it_stands() {
        for text in ["x\n\n> [!PROGRESS fase]\n\ny\n", "x\n\n> [!progress a \"é\" b]\n\ny\n"] {
            let (document, found) = document_of(text);
            assert_eq!(crate::parse::testing::shown(&document), "P(x)P(y)");
            let [found] = &found[..] else { panic!("{found:?}") };
            assert_eq!((found.rule.id, found.primary.span.start), ("bad-progress", 5), "{text}");
        }
        let (_, found) = document_of("> [!PROGRESS fase]\n");
        assert!(format!("{:?}", found[0]).contains("[!PROGRESS phase]"), "{found:?}");
    }

    #[test]
    fn text_beside_it_is_told() {
        let (shown, found) = shape("> [!PROGRESS] so far\n");
        assert_eq!((&*shown, found), ("Quote(P([!PROGRESS] so far))", vec!["bad-progress"]));
        // In code and without a quote it is an example or a name.
        for text in [
            "`> [!PROGRESS x]`\n",
            "    > [!PROGRESS x]\n",
            "> [!PROGRESSION x]\n",
            "[!PROGRESS]\n",
        ] {
            assert!(!shape(text).1.contains(&"bad-progress"), "{text}");
        }
    }
}
