//! The key `rules`: how grave the findings of a rule are.

use schemars::JsonSchema;

use super::{BAD_CONFIGURATION, RuleLevel};
use crate::base::yaml::{Node, Value};
use crate::diag::{Severity, Sink, nearest};

/// A level as an editor offers it.
#[derive(JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
#[expect(dead_code, reason = "the schema is made from it; levels are read with their places")]
pub(super) enum Level {
    Named(Name),
    /// What YAML 1.1 reads `off` as.
    #[schemars(extend("const" = false))]
    Off(bool),
}

/// A level by its name.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
#[expect(dead_code, reason = "the schema is made from it; levels are read with their places")]
pub(super) enum Name {
    Error,
    Warning,
    Information,
    Off,
}

const LEVELS: [(&str, Option<Severity>); 4] = [
    ("error", Some(Severity::Error)),
    ("warning", Some(Severity::Warning)),
    ("information", Some(Severity::Info)),
    ("off", None),
];

/// What the bare word `off` is to YAML 1.1, and how tools that read it so write it again.
const OFF: [&str; 6] = ["off", "Off", "OFF", "false", "False", "FALSE"];

fn level(text: &str) -> Option<Option<Severity>> {
    if OFF.contains(&text) {
        return Some(None);
    }
    let mut levels = LEVELS.iter();
    levels.find(|(name, _)| *name == text).map(|(_, level)| *level)
}

/// The levels that a configuration sets; of two for one rule the last counts.
pub(super) fn read(places: &Node, sink: &mut Sink) -> Vec<RuleLevel> {
    let pairs = match places.get("rules") {
        Some(Node {
            value: Value::Map(pairs),
            ..
        }) => pairs,
        // `rules:` with nothing behind it.
        None => return Vec::new(),
        Some(node) if matches!(node.scalar(), Some("" | "~" | "null")) => return Vec::new(),
        Some(node) => {
            sink.report(&BAD_CONFIGURATION, node.span, "`rules` holds a level for each rule")
                .help("write it as `rules: {redirected-link: warning}`");
            return Vec::new();
        }
    };
    let mut levels: Vec<RuleLevel> = Vec::new();
    for (key, value) in pairs {
        let Some(rule) = key.scalar() else {
            sink.report(&BAD_CONFIGURATION, key.span, "a rule is named by its id")
                .help("`stegvis explain` lists the rules");
            continue;
        };
        let written = value.scalar().unwrap_or_default();
        let Some(level) = level(written) else {
            let message = match value.scalar() {
                Some(text) => format!("`{text}` is no level"),
                None => format!("`{rule}` is given something that is no level"),
            };
            sink.report(&BAD_CONFIGURATION, value.span, message)
                .suggest(nearest(written, LEVELS.iter().map(|(name, _)| *name)))
                .help("the levels are error, warning, information and off");
            continue;
        };
        if let Some(first) = levels.iter().find(|known| known.rule == rule) {
            sink.report(
                &BAD_CONFIGURATION,
                key.span,
                format!("the level of `{rule}` is set twice"),
            )
            .related_here(first.place, "first here")
            .help("keep one of the two");
            levels.retain(|known| known.rule != rule);
        }
        levels.push(RuleLevel {
            rule: rule.to_owned(),
            place: key.span,
            level,
        });
    }
    levels
}

#[cfg(test)]
mod tests {
    use super::super::{FILE, read};
    use super::*;
    use crate::base::DocPath;

    fn read_all(text: &str) -> (Vec<String>, Vec<String>) {
        let mut sink = Sink::new(DocPath::new(FILE).unwrap());
        let levels = read(text, &mut sink).rules.into_iter().map(|level| {
            assert_eq!(&text[level.place.range()], level.rule);
            format!("{}={}", level.rule, level.level.map_or("off", Severity::name))
        });
        let levels = levels.collect();
        let show = |found: crate::diag::Diagnostic| {
            let place = &text[found.primary.span.range()];
            format!("{place}: {}; {}", found.message, found.help.join("; "))
        };
        (levels, sink.into_found().into_iter().map(show).collect())
    }

    #[test]
    fn levels_are_read_and_off_has_many_spellings() {
        let text = "rules: {broken-anchor: warning, a: error, b: information, orphan-page: off}\n";
        let expected = ["broken-anchor=warning", "a=error", "b=information", "orphan-page=off"];
        assert_eq!(read_all(text).0, expected);
        for off in ["off", "Off", "OFF", "false", "False", "'off'", "\"off\""] {
            let (levels, found) = read_all(&format!("\u{feff}title: x\nrules:\n  a-b: {off} # why\n"));
            assert_eq!((levels, found), (vec!["a-b=off".to_owned()], vec![]), "{off}");
        }
        for empty in ["rules:\n", "rules: {}\n", "rules: ~\n"] {
            assert_eq!(read_all(empty), (vec![], vec![]), "{empty}");
        }
    }

    #[test]
    fn what_is_no_level_is_told_at_its_place_and_the_rest_counts() {
        let (levels, found) = read_all("title: x\nrules:\n  a: eror\n  b: [off]\n  c: off\n  d: on\n  c: error\n");
        assert_eq!(levels, ["c=error"]);
        let all = "the levels are error, warning, information and off";
        assert_eq!(
            found,
            [
                format!("eror: `eror` is no level; did you mean `error`?; {all}"),
                format!("[off]: `b` is given something that is no level; {all}"),
                format!("on: `on` is no level; {all}"),
                "c: the level of `c` is set twice; keep one of the two".into(),
            ]
        );
        for text in ["rules: off\n", "rules: [a]\n", "rules: {[a]: off}\n"] {
            assert_eq!(read_all(text).1.len(), 1, "{text}");
        }
    }
}
