//! `stegvis explain`: what a rule finds, why it matters, and how to mend it.

use std::fmt::Write;
use std::process::ExitCode;

use clap::Args;

use super::report;
use crate::build::{FolderError, rules};
use crate::diag::{RuleInfo, nearest};

/// What `explain` takes.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The rule; without it, all are listed
    rule: Option<String>,
}

/// Runs it.
///
/// # Errors
/// There is no such rule.
pub fn run(arguments: &Arguments) -> Result<ExitCode, FolderError> {
    let rules = rules();
    let text = match &arguments.rule {
        None => list(&rules),
        Some(id) => explanation(find(&rules, id)?),
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

fn explanation(rule: &RuleInfo) -> String {
    format!(
        "{} ({})\n{}\n\n{}\n",
        rule.id,
        rule.severity.name(),
        rule.summary,
        rule.explain.trim_end()
    )
}

/// A rule a line, in columns.
fn list(rules: &[&RuleInfo]) -> String {
    let longest = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    let mut text = String::new();
    for rule in rules {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{:longest$}  {:7}  {}",
            rule.id,
            rule.severity.name(),
            rule.summary
        );
    }
    text
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
    fn the_list_has_a_line_a_rule() {
        let rules = rules();
        let text = list(&rules);
        assert_eq!(text.lines().count(), rules.len());
        assert!(text.lines().all(|line| line.len() < 120), "{text}");
    }
}
