//! Diagnostics as SARIF 2.1.0 (OASIS), which code scanning and editors read: one run, all rules, a result a diagnostic.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::Files;
use super::path::uri;
use super::sources::Sources;
use crate::base::{DocPath, Hash, Span};
use crate::diag::{Diagnostic, Fix, Label, RuleInfo, Severity};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// The name that the standard gives to the root of all sources.
const ROOT: &str = "%SRCROOT%";
/// How a finding is known again. Another way to make it gets another number.
const FINGERPRINT: &str = "stegvisFinding/v1";
/// More of a marked text than this many bytes tells no two findings apart.
const MOST_MARKED: usize = 256;

/// The program that found it all.
#[derive(Clone, Copy, Debug)]
pub struct Tool<'a> {
    /// Its version, as semantic versioning has it.
    pub version: &'a str,
    /// Where people read of it; may be empty.
    pub information_uri: &'a str,
    /// All rules, sorted by id.
    pub rules: &'a [&'static RuleInfo],
    /// What files are named from, for people: `the folder of the site`.
    pub base: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'a str,
    version: &'a str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Driven<'a>,
    original_uri_base_ids: BTreeMap<&'a str, Described<'a>>,
    column_kind: &'a str,
    newline_sequences: [&'a str; 3],
    results: Vec<Found<'a>>,
}

#[derive(Serialize)]
struct Driven<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'a str,
    version: &'a str,
    semantic_version: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    information_uri: &'a str,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
struct Described<'a> {
    description: Text<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    id: &'a str,
    short_description: Text<'a>,
    full_description: Marked<'a>,
    help: Marked<'a>,
    default_configuration: Level,
}

#[derive(Serialize)]
struct Text<'a> {
    text: &'a str,
}

/// A message; with what to do about it only for those who read Markdown, since the text names the finding.
#[derive(Serialize)]
struct Said<'a> {
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
}

#[derive(Serialize)]
struct Marked<'a> {
    text: &'a str,
    markdown: &'a str,
}

#[derive(Serialize)]
struct Level {
    level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Found<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Said<'a>,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Mend<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    uri_base_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Mend<'a> {
    description: Owned,
    artifact_changes: [Change<'a>; 1],
}

#[derive(Serialize)]
struct Owned {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'a> {
    artifact_location: Artifact,
    replacements: [Replacement<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    inserted_content: Text<'a>,
}

/// The diagnostics in the order given, as one log with a line break at its end. Lines and columns count from 1, columns in
/// Unicode characters, the end is the place after the last character; a byte order mark counts as nothing.
///
/// A finding has a fingerprint made of its rule, file, message and marked text, and of its number among equal ones: not
/// of its line, so that text above it may come and go.
pub fn sarif(diagnostics: &[Diagnostic], files: &dyn Files, tool: Tool<'_>) -> String {
    let sources = Sources::of(diagnostics, files);
    let numbers: HashMap<&str, usize> = tool.rules.iter().enumerate().map(|(at, rule)| (rule.id, at)).collect();
    let mut seen: HashMap<Hash, usize> = HashMap::new();
    let mut results = Vec::with_capacity(diagnostics.len());
    for diagnostic in diagnostics {
        let finding = finding(diagnostic, &sources);
        let count = seen.entry(finding).or_default();
        *count += 1;
        let number = numbers.get(diagnostic.rule.id).copied();
        results.push(result(diagnostic, &sources, number, format!("{finding}:{count}")));
    }
    let base = Described {
        description: Text { text: tool.base },
    };
    let run = Run {
        tool: Driven { driver: driver(tool) },
        original_uri_base_ids: BTreeMap::from([(ROOT, base)]),
        column_kind: "unicodeCodePoints",
        newline_sequences: ["\r\n", "\n", "\r"],
        results,
    };
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [run],
    };
    // Writing plain structs to memory cannot fail.
    let mut out = serde_json::to_string_pretty(&log).unwrap_or_default();
    out.push('\n');
    out
}

fn driver(tool: Tool<'_>) -> Driver<'_> {
    Driver {
        name: "Stegvis",
        version: tool.version,
        semantic_version: tool.version,
        information_uri: tool.information_uri,
        rules: tool.rules.iter().map(|rule| described(rule)).collect(),
    }
}

fn described(rule: &RuleInfo) -> Rule<'_> {
    let help = rule.explain.trim_end();
    // What it does and why; the examples follow.
    let about = help.split("\n\nWrong:").next().unwrap_or(help);
    Rule {
        id: rule.id,
        short_description: Text { text: rule.summary },
        full_description: Marked {
            text: about,
            markdown: about,
        },
        help: Marked {
            text: help,
            markdown: help,
        },
        default_configuration: Level {
            level: level(rule.severity),
        },
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn result<'a>(
    diagnostic: &'a Diagnostic,
    sources: &'a Sources<'a>,
    number: Option<usize>,
    fingerprint: String,
) -> Found<'a> {
    let related = diagnostic.related.iter().enumerate();
    Found {
        rule_id: diagnostic.rule.id,
        rule_index: number,
        level: level(diagnostic.severity),
        message: Said {
            text: &diagnostic.message,
            markdown: with_help(diagnostic),
        },
        locations: [location(None, &diagnostic.primary, sources)],
        related_locations: related.map(|(at, label)| location(Some(at), label, sources)).collect(),
        partial_fingerprints: BTreeMap::from([(FINGERPRINT, fingerprint)]),
        fixes: diagnostic
            .fix
            .iter()
            .map(|fix| mend(fix, diagnostic, sources))
            .collect(),
    }
}

fn with_help(diagnostic: &Diagnostic) -> Option<String> {
    let help = diagnostic.help.iter().map(|help| format!("\n\n{help}"));
    (!diagnostic.help.is_empty()).then(|| diagnostic.message.clone() + &help.collect::<String>())
}

fn location<'a>(id: Option<usize>, label: &'a Label, sources: &'a Sources<'a>) -> Location<'a> {
    let (artifact_location, region) = place(&label.file, label.span, sources);
    Location {
        id,
        physical_location: Physical {
            artifact_location,
            region,
        },
        message: Some(Text { text: &label.text }).filter(|text| !text.text.is_empty()),
    }
}

fn place<'a>(file: &'a DocPath, span: Span, sources: &'a Sources<'a>) -> (Artifact, Region) {
    let place = sources.place(file, span);
    let artifact = Artifact {
        uri: uri(place.path),
        uri_base_id: ROOT,
    };
    let region = Region {
        start_line: place.start.line,
        start_column: place.start.column,
        end_line: place.end.line,
        end_column: place.end.column,
    };
    (artifact, region)
}

/// The help that led to the fix says what it does, where there is one.
fn mend<'a>(fix: &'a Fix, diagnostic: &Diagnostic, sources: &'a Sources<'a>) -> Mend<'a> {
    let (artifact_location, deleted_region) = place(&fix.file, fix.span, sources);
    let text = match diagnostic.help.first() {
        Some(help) => help.clone(),
        None if fix.replacement.is_empty() => "remove it".into(),
        None if fix.span.start == fix.span.end => format!("insert `{}`", fix.replacement),
        None => format!("replace it with `{}`", fix.replacement),
    };
    Mend {
        description: Owned { text },
        artifact_changes: [Change {
            artifact_location,
            replacements: [Replacement {
                deleted_region,
                inserted_content: Text { text: &fix.replacement },
            }],
        }],
    }
}

fn finding(diagnostic: &Diagnostic, sources: &Sources<'_>) -> Hash {
    let Label { file, span, .. } = &diagnostic.primary;
    let text = sources.get(file).map_or("", |source| source.text());
    let end = span.end.min(span.start.saturating_add(MOST_MARKED as u32)) as usize;
    let marked = Span::new(span.start as usize, end).clamped(text).range();
    let marked = text.get(marked).unwrap_or_default();
    Hash::of_value(&(diagnostic.rule.id, file.as_str(), &diagnostic.message, marked))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{RULE, found, path, span_of};
    use super::*;
    use crate::report::SiteFiles;
    use crate::source::Snapshot;
    use proptest::prelude::*;
    use serde_json::{Value, json};
    use std::sync::LazyLock;

    static NOTED: RuleInfo = RuleInfo {
        id: "redirected-link",
        severity: Severity::Info,
        summary: "moved",
        explain: "Why.\n\nIt matters.\n\nWrong: `a`\n\nRight: `b`\n",
    };

    fn printed(diagnostics: &[Diagnostic], files: &[(&str, &str)]) -> Value {
        let tool = Tool {
            version: "1.2.3",
            information_uri: "https://x.example/",
            rules: &[&RULE, &NOTED],
            base: "the folder of the site",
        };
        let out = sarif(diagnostics, &SiteFiles::new(&Snapshot::of(files), None), tool);
        assert!(out.ends_with("}\n"));
        serde_json::from_str(&out).unwrap()
    }

    /// The standard's own schema. Formats count: an address that is none is a fault.
    static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
        let text = include_str!("../../tests/schemas/sarif-2.1.0.json");
        // A lone bracket, as the published patterns of languages have it, is not for every engine.
        let schema: Value = serde_json::from_str(&text.replace("{2}]?$", r"{2}\\]?$")).unwrap();
        let options = jsonschema::options().should_validate_formats(true);
        options.build(&schema).unwrap()
    });

    #[track_caller]
    fn valid(log: &Value) {
        let faults = SCHEMA.iter_errors(log);
        let faults: Vec<String> = faults
            .map(|fault| format!("{}: {fault}", fault.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{faults:#?}");
    }

    fn region(line: usize, column: usize, end_column: usize) -> Value {
        json!({ "startLine": line, "startColumn": column, "endLine": line, "endColumn": end_column })
    }

    #[test]
    fn the_schema_finds_faults() {
        let mut log = printed(&[found("a.md", Span::at(0), "m")], &[("a.md", "")]);
        valid(&log);
        log["runs"][0]["results"][0]["level"] = json!("information");
        assert!(!SCHEMA.is_valid(&log));
    }

    #[test]
    fn a_result_says_all_that_is_known() {
        let (sv, en) = ("\u{feff}# Hej\r\n\r\n\tå日👍 [x](y.md)\r\n", "# Hi\r[x](z.md)");
        let mut diagnostic = found("sv/å 1.md", span_of(sv, "y.md"), "there is no \"y.md\"");
        diagnostic.related = vec![Label {
            file: path("en/a.md"),
            span: span_of(en, "z.md"),
            text: "here it is".into(),
        }];
        diagnostic.help = vec!["did you mean `z.md`?".into()];
        diagnostic.fix = Some(Fix {
            file: path("sv/å 1.md"),
            span: span_of(sv, "y.md"),
            replacement: "z.md".into(),
        });
        let log = printed(&[diagnostic], &[("sv/å 1.md", sv), ("en/a.md", en)]);
        valid(&log);
        let run = &log["runs"][0];
        assert_eq!(run["columnKind"], "unicodeCodePoints");
        assert_eq!(
            run["originalUriBaseIds"]["%SRCROOT%"]["description"]["text"],
            "the folder of the site"
        );
        let mut result = run["results"][0].clone();
        let print = result["partialFingerprints"].take();
        assert!(print["stegvisFinding/v1"].as_str().unwrap().ends_with(":1"), "{print}");
        let own = json!({ "uri": "sv/%C3%A5%201.md", "uriBaseId": "%SRCROOT%" });
        let other = json!({ "uri": "en/a.md", "uriBaseId": "%SRCROOT%" });
        let expected = json!({
            "ruleId": "broken-link",
            "ruleIndex": 0,
            "level": "error",
            "message": {
                "text": "there is no \"y.md\"",
                "markdown": "there is no \"y.md\"\n\ndid you mean `z.md`?",
            },
            "locations": [{ "physicalLocation": { "artifactLocation": own, "region": region(3, 10, 14) } }],
            "relatedLocations": [{
                "id": 0,
                "physicalLocation": { "artifactLocation": other, "region": region(2, 5, 9) },
                "message": { "text": "here it is" },
            }],
            "partialFingerprints": null,
            "fixes": [{
                "description": { "text": "did you mean `z.md`?" },
                "artifactChanges": [{
                    "artifactLocation": own,
                    "replacements": [{
                        "deletedRegion": region(3, 10, 14),
                        "insertedContent": { "text": "z.md" },
                    }],
                }],
            }],
        });
        assert_eq!(result, expected);
    }

    #[test]
    fn every_rule_is_described_though_nothing_was_found() {
        let log = printed(&[], &[]);
        valid(&log);
        let driver = &log["runs"][0]["tool"]["driver"];
        assert_eq!(log["runs"][0]["results"], json!([]));
        assert_eq!(
            (driver["name"].as_str(), driver["version"].as_str()),
            (Some("Stegvis"), Some("1.2.3"))
        );
        let rule = &driver["rules"][1];
        assert_eq!(rule["id"], "redirected-link");
        assert_eq!(rule["fullDescription"]["text"], "Why.\n\nIt matters.");
        assert_eq!(
            rule["help"]["markdown"],
            "Why.\n\nIt matters.\n\nWrong: `a`\n\nRight: `b`"
        );
        assert_eq!(rule["defaultConfiguration"]["level"], "note");
    }

    fn prints(diagnostics: &[Diagnostic], text: &str) -> Vec<String> {
        let log = printed(diagnostics, &[("a.md", text)]);
        let results = log["runs"][0]["results"].as_array().unwrap();
        let print = |result: &Value| {
            result["partialFingerprints"]["stegvisFinding/v1"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        results.iter().map(print).collect()
    }

    #[test]
    fn a_finding_is_known_again_when_it_moved() {
        let (before, after) = ("[x](y.md) [x](z.md)", "# New\n\nText. [x](y.md) [x](z.md)");
        let at = |text: &str| {
            let y = found("a.md", span_of(text, "y.md"), "m");
            let z = found("a.md", span_of(text, "z.md"), "m");
            prints(&[y.clone(), y, z], text)
        };
        let prints = at(before);
        assert_eq!(prints, at(after));
        let mut different = prints.clone();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), 3, "{prints:?}");
    }

    proptest! {
        #[test]
        fn whatever_the_place_the_log_is_valid(
            text in "\u{feff}?([a-z]|[åé日👍\t\u{301}\u{0}]|\r|\n|\r\n){0,40}", file in "[a-z :%#?å/\n]{1,12}",
            start in 0usize..99, length in 0usize..99, fixed: bool,
        ) {
            prop_assume!(DocPath::new(&file).is_some());
            let mut found = found("a.md", Span::new(start, start + length), &text);
            found.primary.file = path(&file);
            found.related = vec![found.primary.clone()];
            found.fix = fixed.then(|| Fix { file: path("a.md"), span: found.primary.span, replacement: text.clone() });
            valid(&printed(&[found], &[(&file, &text), ("a.md", &text)]));
        }
    }
}
