//! Upstream's error codes, and our rules that say the same.

use std::collections::BTreeSet;

use stegvis::diag::Severity;

use super::case::{Case, ExpectedError, Kind};
use crate::one_page::Told;

/// Each code, and the rules that answer it. Any of them may.
const RULES: &[(&str, &[&str])] = &[
    ("bookmark-not-found", &["broken-anchor"]),
    ("disallowed-html-attribute", &["disallowed-html"]),
    ("disallowed-html-tag", &["disallowed-html"]),
    ("file-not-found", &["broken-link", "broken-asset", "bad-address"]),
    ("include-invalid", &["missing-include"]),
    ("include-not-found", &["missing-include"]),
    (
        "invalid-code",
        &["codesnippet-not-found", "invalid-code", "tag-not-found"],
    ),
    ("invalid-form", &["invalid-directive", "unknown-directive"]),
    ("invalid-image", &["invalid-directive"]),
    ("invalid-moniker-range", &["invalid-directive", "unbalanced-directive"]),
    ("invalid-tab-group", &["invalid-directive", "invalid-tabs"]),
    ("invalid-toc-syntax", &["malformed-toc"]),
    ("invalid-video", &["invalid-directive"]),
    ("invalid-zone", &["invalid-directive", "unbalanced-directive"]),
    ("link-out-of-scope", &["out-of-scope-link"]),
    ("publish-url-conflict", &["route-conflict"]),
    ("redirected-file-not-removed", &["redirected-file-not-removed"]),
    ("unknown-language-code", &["invalid-code", "tag-not-found"]),
    ("yaml-header-not-object", &["malformed-front-matter"]),
];

/// Rules of the table that the program does not have yet.
const PLANNED: &[&str] = &[];

/// What a Markdown engine alone never says: it sees no other files, and lets all raw HTML through.
const OF_SITES: &[&str] = &[
    "bookmark-not-found",
    "disallowed-html-attribute",
    "disallowed-html-tag",
    "file-not-found",
    "link-out-of-scope",
    "publish-url-conflict",
];

#[test]
fn the_table_names_rules_that_there_are() {
    let rules: BTreeSet<&str> = stegvis::build::rules().iter().map(|rule| rule.id).collect();
    let named = RULES.iter().flat_map(|(_, rules)| rules.iter()).copied();
    for id in named {
        assert!(rules.contains(id) || PLANNED.contains(&id), "{id}");
    }
}

/// What is wrong with what was said of a case, a sentence each.
pub fn compare(case: &Case, base: &str, told: &[Told]) -> Vec<String> {
    if case.negative {
        return silent(told);
    }
    let Some(expected) = &case.expected_errors else {
        return Vec::new();
    };
    let expected: BTreeSet<&ExpectedError> = expected.iter().collect();
    let missing = expected
        .iter()
        .filter(|expected| !told.iter().any(|told| answers(expected, base, told)))
        .map(|expected| format!("not said: {}", shown(expected)));
    let judged = told.iter().filter(|told| is_judged(case, told));
    let more = judged
        .filter(|told| !expected.iter().any(|expected| answers(expected, base, told)))
        .map(|told| format!("said, and upstream does not: {}", shown_told(told)));
    missing.chain(more).collect()
}

/// A case that must report nothing; what is only worth knowing does not count.
fn silent(told: &[Told]) -> Vec<String> {
    let grave = told.iter().filter(|told| told.severity > Severity::Info);
    grave
        .map(|told| format!("nothing is wrong, but we say: {}", shown_told(told)))
        .collect()
}

/// Whether a diagnostic says what upstream says. Severity and wording are each side's own.
fn answers(expected: &ExpectedError, base: &str, told: &Told) -> bool {
    let known = RULES.iter().find(|(code, _)| *code == expected.code);
    let is_rule = known.is_some_and(|(_, rules)| rules.contains(&told.rule));
    let is_file = expected
        .file
        .as_ref()
        .is_none_or(|file| format!("{base}{file}") == told.file);
    // Upstream calls a place that it does not know line 0.
    let is_line = expected.line.is_none_or(|line| line == 0 || line == told.line);
    is_rule && is_file && is_line && expected.column.is_none_or(|column| points_at(column, told))
}

/// Of a construct, one side points at its beginning and the other at what is wrong in it, or at its name: ours begins
/// behind theirs on the same line, or goes beyond it.
pub fn points_at(column: usize, told: &Told) -> bool {
    column <= told.column || (told.line, column) < told.end
}

/// A diagnostic that upstream has a code for, and would have to report as well.
fn is_judged(case: &Case, told: &Told) -> bool {
    let codes = RULES.iter().filter(|(_, rules)| rules.contains(&told.rule));
    let mut codes = codes.map(|(code, _)| *code).peekable();
    let is_known = codes.peek().is_some();
    let is_site = case.kind == Kind::Site;
    is_known && (is_site || codes.any(|code| !OF_SITES.contains(&code)))
}

pub fn shown(expected: &ExpectedError) -> String {
    let place = match (&expected.file, expected.line, expected.column) {
        (Some(file), Some(line), Some(column)) => format!(" in {file}:{line}:{column}"),
        (Some(file), Some(line), None) => format!(" in {file}:{line}"),
        (Some(file), ..) => format!(" in {file}"),
        _ => String::new(),
    };
    format!("{}{place}", expected.code)
}

pub fn shown_told(told: &Told) -> String {
    format!(
        "{} in {}:{}:{}: {}",
        told.rule, told.file, told.line, told.column, told.message
    )
}

/// The fragments that upstream says lead to no bookmark.
pub fn lost_fragments(case: &Case) -> BTreeSet<String> {
    let errors = case.expected_errors.iter().flatten();
    let fragment = |error: &ExpectedError| {
        let (_, rest) = error.message.as_ref()?.split_once("'#")?;
        Some(rest.split_once('\'')?.0.to_owned())
    };
    errors
        .filter(|error| error.code == "bookmark-not-found")
        .filter_map(fragment)
        .collect()
}
