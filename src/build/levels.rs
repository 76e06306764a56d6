//! How grave findings are on this site: the key `rules` of the configuration, applied after all stages.

use std::collections::HashMap;
use std::sync::Arc;

use super::rules::{ALWAYS, rules};
use crate::base::DocPath;
use crate::config::{BAD_CONFIGURATION, Config};
use crate::diag::{Diagnostic, RuleInfo, Severity, Sink, nearest};

/// The levels that the configuration sets, by rule; `None`: off.
#[derive(Clone, Debug, Default)]
pub struct Levels(HashMap<&'static str, Option<Severity>>);

impl Levels {
    /// Those of a configuration in `file`. What cannot be set goes to `found`.
    pub fn of(config: &Config, file: Option<&DocPath>, found: &mut Vec<Diagnostic>) -> Self {
        let mut levels = HashMap::new();
        let (Some(file), false) = (file, config.rules.is_empty()) else {
            return Self(levels);
        };
        let known = rules();
        let mut sink = Sink::new(file.clone());
        for set in &config.rules {
            let name = set.rule.as_str();
            let Some(rule) = known.iter().find(|rule| rule.id == name) else {
                sink.report(&BAD_CONFIGURATION, set.place, format!("there is no rule `{name}`"))
                    .suggest(nearest(name, known.iter().map(|rule| rule.id)))
                    .help("`stegvis explain` lists the rules");
                continue;
            };
            if is_always(rule) && set.level != Some(Severity::Error) {
                let message = format!("`{name}` stays an error: it tells that the site cannot be built as it is meant");
                sink.report(&BAD_CONFIGURATION, set.place, message)
                    .help("take it out of `rules`, and mend what it finds");
                continue;
            }
            levels.insert(rule.id, set.level);
        }
        found.extend(sink.into_found());
        Self(levels)
    }

    /// Sets the severity of each finding, and drops those of rules that are off.
    pub fn apply(&self, found: &mut Vec<Arc<Diagnostic>>) {
        if self.0.is_empty() {
            return;
        }
        found.retain_mut(|diagnostic| match self.0.get(diagnostic.rule.id) {
            None => true,
            Some(None) => false,
            Some(Some(severity)) => {
                if diagnostic.severity != *severity {
                    Arc::make_mut(diagnostic).severity = *severity;
                }
                true
            }
        });
    }

    /// Whether a rule is switched off.
    pub fn is_off(&self, rule: &RuleInfo) -> bool {
        self.0.get(rule.id) == Some(&None)
    }
}

/// Whether a rule can neither be switched off nor allowed.
pub fn is_always(rule: &RuleInfo) -> bool {
    ALWAYS.contains(&rule)
}
