//! `stegvis explain`: what a rule finds, why it matters, and how to mend it.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::report;
use crate::build::{FolderError, group_of, groups, rules};
use crate::diag::{RuleInfo, Severity, nearest};
use crate::report::{Column, table};

/// What `explain` takes.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The rule; without it, all are listed
    rule: Option<String>,
    /// The form of the answer
    #[arg(long, value_enum, default_value_t = Form::Terminal)]
    format: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people
    Terminal,
    /// One JSON object a line
    Json,
}

/// Runs it.
///
/// # Errors
/// There is no such rule.
pub fn run(arguments: &Arguments) -> Result<ExitCode, FolderError> {
    let rules = rules();
    let asked = match &arguments.rule {
        None => rules.clone(),
        Some(id) => vec![find(&rules, id)?],
    };
    let text = match (arguments.format, &arguments.rule) {
        (Form::Json, _) => asked.iter().map(|rule| json(rule, counting(rule))).collect(),
        (Form::Terminal, None) => list(&asked),
        (Form::Terminal, Some(_)) => asked.iter().map(|rule| explanation(rule, counting(rule))).collect(),
    };
    report::print(&text);
    Ok(ExitCode::SUCCESS)
}

fn find<'a>(rules: &[&'a RuleInfo], id: &str) -> Result<&'a RuleInfo, FolderError> {
    let found = rules.iter().find(|rule| rule.id.eq_ignore_ascii_case(id));
    found.copied().ok_or_else(|| FolderError {
        message: format!("there is no rule `{id}`"),
        help: match nearest(id, rules.iter().map(|rule| rule.id)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`stegvis explain` lists all rules".into(),
        },
    })
}

/// The severity that counts here.
fn counting(rule: &RuleInfo) -> Severity {
    rule.severity
}

/// What `explain` says in a terminal; Learn's codes end the explanation.
fn explanation(rule: &RuleInfo, counts: Severity) -> String {
    let severity = match counts == rule.severity {
        true => counts.name().to_owned(),
        false => format!("{} here, else {}", counts.name(), rule.severity.name()),
    };
    format!(
        "{} ({severity}; {})\n{}\n\n{}\n",
        rule.id,
        group_of(rule.id),
        rule.summary,
        rule.explain.trim_end()
    )
}

/// One object; the names of its fields are a promise to users.
#[derive(Serialize)]
struct Line<'a> {
    rule: &'a str,
    group: &'a str,
    severity: &'a str,
    default_severity: &'a str,
    summary: &'a str,
    explain: &'a str,
    learn: Vec<&'a str>,
}

fn json(rule: &RuleInfo, counts: Severity) -> String {
    let line = Line {
        rule: rule.id,
        group: group_of(rule.id),
        severity: counts.name(),
        default_severity: rule.severity.name(),
        summary: rule.summary,
        explain: rule.explain.trim_end(),
        learn: learn(rule),
    };
    // Writing a plain struct to memory cannot fail.
    serde_json::to_string(&line).unwrap_or_default() + "\n"
}

/// The codes of Learn's rules of the same meaning.
fn learn(rule: &RuleInfo) -> Vec<&'static str> {
    let line = rule.explain.lines().find_map(|line| line.strip_prefix("Learn: "));
    let codes = line.map(|line| line.trim_end_matches('.').split(", "));
    codes.into_iter().flatten().collect()
}

/// A rule a line, in columns, by group.
fn list(rules: &[&RuleInfo]) -> String {
    let name = |group: &str| vec![format!("{group}:")];
    let row = |rule: &&RuleInfo| {
        vec![
            format!("  {}", rule.id),
            counting(rule).name().to_owned(),
            rule.summary.to_owned(),
        ]
    };
    let mut rows: Vec<Vec<String>> = Vec::new();
    for group in groups() {
        let before = rows.len();
        rows.extend(rules.iter().filter(|rule| group_of(rule.id) == group).map(row));
        if rows.len() > before {
            rows.insert(before, name(group));
        }
    }
    table(&[Column::text(""), Column::text(""), Column::text("")], &rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_found_by_its_id_and_another_is_suggested() {
        let rules = rules();
        assert_eq!(find(&rules, "Broken-Link").unwrap().id, "broken-link");
        assert_eq!(
            find(&rules, "broken-lnik").unwrap_err().help,
            "did you mean `broken-link`?"
        );
        assert!(find(&rules, "x").unwrap_err().help.contains("lists all"));
    }

    #[test]
    fn the_list_has_a_line_a_rule_below_its_group() {
        let rules = rules();
        let text = list(&rules);
        let heads: Vec<&str> = text.lines().filter(|line| !line.starts_with(' ')).collect();
        assert_eq!(heads.first(), Some(&"links:"));
        assert_eq!(text.lines().count(), rules.len() + heads.len());
        assert!(text.lines().all(|line| line.len() < 130), "{text}");
        let at = |words: &str| text.find(words).unwrap();
        assert!(at("links:") < at("  broken-link ") && at("  broken-link ") < at("anchors:"));
    }

    #[test]
    fn the_severity_that_counts_and_learns_codes_are_named() {
        let rules = rules();
        let rule = find(&rules, "broken-anchor").unwrap();
        let text = explanation(rule, Severity::Error);
        assert!(text.starts_with("broken-anchor (error; anchors)\n"), "{text}");
        assert!(text.ends_with("Learn: bookmark-not-found.\n"), "{text}");
        let text = explanation(rule, Severity::Warning);
        assert!(
            text.starts_with("broken-anchor (warning here, else error; anchors)\n"),
            "{text}"
        );
        let line: serde_json::Value = serde_json::from_str(&json(rule, Severity::Info)).unwrap();
        assert_eq!(line["severity"], "information");
        assert_eq!(line["default_severity"], "error");
        assert_eq!(line["learn"], serde_json::json!(["bookmark-not-found"]));
        let several = find(&rules, "missing-include").unwrap();
        assert_eq!(learn(several), ["include-not-found", "include-invalid"]);
    }
}
