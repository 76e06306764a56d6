//! The cases of Learn's rules of content: what they switch on, and which of our rules say the same.

use std::collections::BTreeSet;

use super::case::{Case, ExpectedError};
use super::errors::{points_at, shown, shown_told};
use crate::one_page::Told;

/// Each code that rules of ours answer. Any of them may.
const RULES: &[(&str, &[&str])] = &[
    ("code-block-unclosed", &["unclosed-block"]),
    ("column-header-missing", &["table-without-header-text"]),
    ("docs-link-absolute", &["absolute-docs-link", "wrong-locale-link"]),
    ("duplicate-h1", &["duplicate-title"]),
    ("duplicate-titles", &["duplicate-title"]),
    ("file-not-found", &["broken-link", "broken-asset"]),
    ("h1-empty", &["empty-heading"]),
    // A page without a heading has no title either, unless its front matter says one.
    ("h1-missing", &["missing-h1", "missing-title"]),
    ("hard-coded-locale", &["wrong-locale-link"]),
    ("heading-empty", &["empty-heading"]),
    ("heading-skipped", &["skipped-heading"]),
    ("invalid-image", &["invalid-directive"]),
    ("link-text-missing", &["empty-link"]),
    ("missing-image-altText", &["missing-alt-text"]),
    ("multiple-h1s", &["several-h1"]),
    ("table-header-missing", &["table-without-header-text"]),
    ("toc-missing", &["orphan-page"]),
];

/// Codes that no rule of ours answers, and why.
const NONE: &[(&str, &str)] = &[
    ("code-block-indented", "indented code is Markdown like any other"),
    (
        "description-bad-length",
        "how long a description is, is a matter of taste",
    ),
    ("dev-language-missing", "code without a language is shown as it is"),
    ("disallowed-heading", "lists of words are a docset's own"),
    ("duplicate-attribute", "the schema of a docset's metadata is its own"),
    (
        "duplicate-description-within-docset",
        "readers tell pages apart by their titles",
    ),
    (
        "duplicate-title-within-docset",
        "the schema of a docset's metadata is its own",
    ),
    (
        "h1-in-include",
        "a file that is put in may bring the heading of the page",
    ),
    ("h1-in-moniker", "each version may have a heading of its own"),
    ("h1-in-zone", "each zone may have a heading of its own"),
    ("h1-not-first", "a picture or a note may stand above the heading"),
    ("heading-no-content", "a heading may stand right above the next one"),
    (
        "headings-with-underline",
        "underlined headings are Markdown like any other",
    ),
    ("image-alt-text-duplicated", "one picture may be shown twice"),
    (
        "image-altText-with-badlength",
        "how long an alternative text is, is a matter of taste",
    ),
    ("image-inline", "a picture may stand in a line of text"),
    ("insecure-link", "which hosts speak https is a list of Learn's"),
    ("insecure-link-2", "which hosts speak https is a list of Learn's"),
    ("invalid-value", "the schema of a docset's metadata is its own"),
    ("length-invalid", "the schema of a docset's metadata is its own"),
    ("link-broken", "other sites are asked with `--external` alone"),
    ("missing-attribute", "the schema of a docset's metadata is its own"),
    ("moniker-zone-empty", "versions are not configured"),
    ("ms-alias-invalid", "who works at Microsoft is not known"),
    ("path-too-deep", "how deep folders lie is a matter of taste"),
    ("preserve-view-not-set", "views are Learn's own"),
    ("rule-override-invalid", "rules of DocFX are not configured"),
    ("sensitive-language", "lists of words are a docset's own"),
    ("tabbed-conceptual-not-allowed", "tabs are allowed everywhere"),
    ("title-bad-length", "how long a title is, is a matter of taste"),
    (
        "title-missing",
        "a page without `title` is called by its heading; one without both is one without a heading",
    ),
    ("unexpected-type", "the schema of a docset's metadata is its own"),
    ("zone-pivot-group-missing", "pivots need no group"),
];

/// Rules of content, which upstream looks at only where a case switches them on.
const CONTENT: [&str; 11] = [
    "duplicate-title",
    "empty-heading",
    "file-name-alt-text",
    "missing-alt-text",
    "missing-description",
    "missing-h1",
    "missing-title",
    "several-h1",
    "skipped-heading",
    "table-without-header-text",
    "unclosed-block",
];

/// Whether something is said by a rule of content.
pub fn is_of_content(told: &Told) -> bool {
    CONTENT.contains(&told.rule) || (told.rule == "empty-link" && told.message == "the link has no text")
}

fn rules_of(code: &str) -> Option<&'static [&'static str]> {
    let known = RULES.iter().find(|(known, _)| *known == code);
    known.map(|(_, rules)| *rules)
}

/// Whether a case is about rules that we have: it expects one of them, or nothing at all.
pub fn counts(case: &Case) -> bool {
    case.negative || expected(case).next().is_some()
}

fn expected(case: &Case) -> impl Iterator<Item = &ExpectedError> {
    let errors = case.expected_errors.iter().flatten();
    errors.filter(|error| rules_of(&error.code).is_some())
}

/// What is wrong with what was said of a case, a sentence each.
pub fn compare(case: &Case, base: &str, told: &[Told]) -> Vec<String> {
    let expected: BTreeSet<&ExpectedError> = expected(case).collect();
    let missing = expected
        .iter()
        .filter(|expected| !told.iter().any(|told| answers(expected, base, told)))
        .map(|expected| format!("not said: {}", shown(expected)));
    let codes = codes(case);
    let judged = told.iter().filter(|told| codes.iter().any(|code| means(code, told)));
    let more = judged
        .filter(|told| !expected.iter().any(|expected| answers(expected, base, told)))
        .map(|told| format!("said, and upstream does not: {}", shown_told(told)));
    missing.chain(more).collect()
}

/// The codes that a case switches on, and those that it expects without.
fn codes(case: &Case) -> BTreeSet<&str> {
    let errors = case.expected_errors.iter().flatten();
    let mut codes: BTreeSet<&str> = errors.map(|error| error.code.as_str()).collect();
    for (_, text) in case.extra_files.iter().filter(|(path, _)| path.ends_with(".json")) {
        // Upstream reads JSON that is none, so it is not read here.
        for rest in text.split("\"code\"").skip(1) {
            codes.extend(rest.split('"').nth(1));
        }
    }
    codes
}

fn means(code: &str, told: &Told) -> bool {
    let is_first_level = || told.message.contains("level 1 ");
    rules_of(code).is_some_and(|rules| rules.contains(&told.rule))
        && match code {
            "h1-empty" => is_first_level(),
            "heading-empty" => !is_first_level(),
            "column-header-missing" => told.message.contains("no text in its head"),
            "table-header-missing" => told.message.ends_with("no table"),
            _ => true,
        }
}

/// Whether a diagnostic says what upstream says. Of several pages of one title upstream names each, and we all but the
/// first, with that one beside.
fn answers(expected: &ExpectedError, base: &str, told: &Told) -> bool {
    let is_place = |file: &str, line: usize| {
        let is_file = expected
            .file
            .as_ref()
            .is_none_or(|name| format!("{base}{name}") == file);
        // Upstream calls a place that it does not know line 0.
        is_file && expected.line.is_none_or(|wanted| wanted == 0 || wanted == line)
    };
    let is_here = is_place(&told.file, told.line) && expected.column.is_none_or(|column| points_at(column, told));
    let is_beside = || {
        let mut beside = told.related.iter();
        told.rule == "duplicate-title" && beside.any(|(file, line)| is_place(file, *line))
    };
    means(&expected.code, told) && (is_here || is_beside())
}

#[test]
fn every_code_of_the_cases_has_an_answer_or_a_reason() {
    let Some(cases) = super::cases() else { return };
    let rules: BTreeSet<&str> = stegvis::build::rules().iter().map(|rule| rule.id).collect();
    for (code, named) in RULES {
        assert!(named.iter().all(|id| rules.contains(id)), "{code}");
    }
    let listed: Vec<&str> = RULES.iter().map(|(code, _)| *code).collect();
    let listed: Vec<&str> = [listed, names(NONE)].concat();
    let once: BTreeSet<&str> = listed.iter().copied().collect();
    assert_eq!(once.len(), listed.len(), "a code stands in two lists");
    let cases = cases.iter().filter(|case| case.extension == "validation");
    let used: BTreeSet<&str> = cases
        .flat_map(|case| case.expected_errors.iter().flatten())
        .map(|error| error.code.as_str())
        .collect();
    let unknown: Vec<_> = used.difference(&once).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    let idle: Vec<_> = names(NONE).into_iter().filter(|code| !used.contains(code)).collect();
    assert!(idle.is_empty(), "{idle:?}");
}

fn names(list: &[(&'static str, &str)]) -> Vec<&'static str> {
    list.iter().map(|(code, _)| *code).collect()
}
