//! Upstream's cases of code from files, piece by piece: a directive is read, and its file cut, without a page around it.

use std::fs;

use serde_json::Value;
use stegvis::base::DocPath;
use stegvis::expand::snippet::{Wanted, extract};
use stegvis::parse::dialect::snippet::{Outcome, read_bracket, read_colons};

const EXTENSIONS: [&str; 2] = ["code-snippet", "triple-colon-code"];

/// Every code directive of a text, wherever it stands.
fn directives(text: &str) -> Vec<Outcome<'_>> {
    let places = text.char_indices().map(|(at, _)| &text[at..]);
    let lines = places.map(|rest| rest.lines().next().unwrap_or(""));
    lines
        .filter_map(|line| read_bracket(line).or_else(|| read_colons(line)))
        .collect()
}

/// What one directive shows of the files of its case, and whether anything is wrong with it.
fn shown(case: &Value, (parsed, _): Outcome<'_>) -> (String, bool) {
    let Ok(parsed) = parsed else {
        return (String::new(), true);
    };
    let path = parsed.dest.trim_start_matches("~/");
    let Some(text) = case["extra_files"][path].as_str() else {
        return (String::new(), true);
    };
    let wanted = Wanted {
        language: &parsed.language,
        select: parsed.select,
        dedent: parsed.dedent,
    };
    let file = DocPath::new(path).expect("a path");
    match extract(&file, text, &wanted) {
        Ok(extracted) => {
            let told = extracted
                .warnings
                .iter()
                .any(|problem| problem.rule.id != "duplicate-tag");
            (extracted.text, told || parsed.fault.is_some())
        }
        Err(_) => (String::new(), true),
    }
}

/// As the cases say that they are to be compared; white space at the end is taken off one of the two forms.
fn comparable(text: &str) -> String {
    text.trim_end().replace(['\r', '\n'], "")
}

#[test]
fn code_is_cut_as_upstream_cuts_it() {
    let Some(place) = super::site::shared("docfx") else {
        return;
    };
    let text = fs::read_to_string(place.join("cases.json")).expect("the cases can be read");
    let cases: Vec<Value> = serde_json::from_str(&text).expect("the cases are JSON");
    let (mut cut, mut wrong) = (0, 0);
    for case in &cases {
        let is_meant = EXTENSIONS.iter().any(|extension| case["extension"] == *extension);
        if !is_meant {
            continue;
        }
        let id = case["id"].as_str().expect("an id");
        let found = directives(case["markdown"].as_str().expect("a text"));
        if let Some(expected) = case["expected_code_text"].as_array() {
            assert_eq!(found.len(), expected.len(), "{id}");
            for (outcome, expected) in found.into_iter().zip(expected) {
                let (text, is_wrong) = shown(case, outcome);
                assert_eq!(comparable(&text), comparable(expected.as_str().expect("code")), "{id}");
                assert!(!is_wrong, "{id}: something is told that upstream does not tell");
                cut += 1;
            }
        } else if case["expected_errors"][0]["code"] == "invalid-code" {
            let outcome = found.into_iter().next().expect("a directive");
            assert!(shown(case, outcome).1, "{id}: nothing is told");
            wrong += 1;
        }
    }
    assert!(cut > 50 && wrong == 4, "{cut} pieces of code, {wrong} that cannot be");
}
