//! How the contract is written under `criteria:`, and what is wrong with it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{ByLocale, Contract};
use crate::base::yaml::{Node, Value};
use crate::base::{Locale, Span};
use crate::config::BAD_CONFIGURATION;
use crate::diag::{Sink, nearest};

/// `criteria:` as it is written.
#[derive(Deserialize, Default, JsonSchema)]
#[serde(default)]
#[schemars(inline, deny_unknown_fields)]
pub struct Written {
    /// Names of anchors that are criteria; `*` stands for anything. Without it, `crit-*`.
    anchors: Option<Texts>,
    /// Pages that may define criteria, by their path below the folder of a language or by the name of their file; `*`
    /// stays within a folder, `**` does not. Without it, all pages.
    pages: Option<Texts>,
    /// The words before the colon of a criterion's heading. Those of a language take the place of the built-in ones. `*`
    /// stands for a condition, as in `Required for *`.
    classes: Classes,
    /// Which pages are steps. `titles` say how their titles begin, by language, with `{number}` for the number; `key`
    /// names the key of the front matter that makes a page a step, or with `false` none. Without it, `step`.
    steps: Steps,
}

#[derive(Deserialize, Default, JsonSchema)]
#[serde(default)]
#[schemars(inline, deny_unknown_fields)]
struct Classes {
    /// What must be met, by language.
    required: BTreeMap<String, Texts>,
    /// What deserves a decision, by language.
    optional: BTreeMap<String, Texts>,
}

#[derive(Deserialize, Default, JsonSchema)]
#[serde(default)]
#[schemars(inline, deny_unknown_fields)]
struct Steps {
    /// How their titles begin, by language; `{number}` stands for the number.
    titles: BTreeMap<String, Texts>,
    /// The key of the front matter that makes a page a step, or with `false` none. Without it, `step`.
    key: Option<String>,
}

/// One text, or several.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
enum Texts {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

impl Texts {
    fn into_list(self) -> Vec<String> {
        match self {
            Self::One(text) => vec![text],
            Self::Several(list) => list,
        }
    }
}

/// The keys below `criteria`, and those below them.
pub(in crate::config) const KEYS: [&str; 4] = ["anchors", "pages", "classes", "steps"];
pub(in crate::config) const CLASS_KEYS: [&str; 2] = ["required", "optional"];
pub(in crate::config) const STEP_KEYS: [&str; 2] = ["titles", "key"];

/// Tells each key that means nothing.
pub fn find_unknown(criteria: &Node, tell: &mut dyn FnMut(&Node, &[&str])) {
    for (node, known) in [
        (Some(criteria), KEYS.as_slice()),
        (criteria.get("classes"), &CLASS_KEYS),
        (criteria.get("steps"), &STEP_KEYS),
    ] {
        if let Some(Value::Map(pairs)) = node.map(|node| &node.value) {
            pairs.iter().for_each(|(key, _)| tell(key, known));
        }
    }
}

/// The contract that is written. What is wrong with it goes to `sink` with its place, and the rest counts.
pub fn check(written: Written, places: &Node, sink: &mut Sink) -> Contract {
    let mut contract = Contract::default();
    let mut reader = Reader { sink };
    if let Some(anchors) = written.anchors {
        contract.anchors = reader.list(anchors.into_list(), places.get("anchors"), &bad_anchor);
    }
    if let Some(pages) = written.pages {
        contract.pages = reader.list(pages.into_list(), places.get("pages"), &bad_page);
    }
    let classes = places.get("classes");
    for (key, words, all) in [
        ("required", written.classes.required, &mut contract.required),
        ("optional", written.classes.optional, &mut contract.optional),
    ] {
        reader.by_locale(words, classes.and_then(|classes| classes.get(key)), all, &bad_word);
    }
    let steps = places.get("steps");
    let titles = steps.and_then(|steps| steps.get("titles"));
    reader.by_locale(written.steps.titles, titles, &mut contract.titles, &bad_title);
    if let Some(key) = written.steps.key {
        let is_key = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
        if is_key {
            contract.key = key;
        } else {
            let place = steps.and_then(|steps| steps.get("key"));
            reader.complain(
                place,
                format!("`{key}` is no key of a front matter"),
                "write one word, as step",
            );
        }
    }
    contract
}

/// What is wrong with a pattern, and what to do.
type Fault = Option<(&'static str, &'static str)>;

fn bad_anchor(pattern: &str) -> Fault {
    if pattern.is_empty() || pattern.contains(char::is_whitespace) {
        return Some(("is no name of an anchor", "write it as crit-*"));
    }
    (pattern.chars().all(|c| c == '*')).then_some(("would make every anchor a criterion", "write it as crit-*"))
}

fn bad_page(pattern: &str) -> Fault {
    let is_bad = pattern.is_empty() || pattern.starts_with('/') || pattern.contains('\\') || pattern.contains("..");
    is_bad.then_some((
        "is no path below the folder of a language",
        "write it as *exit-criteria.md or phase-2/**/*.md",
    ))
}

fn bad_word(pattern: &str) -> Fault {
    let stars = pattern.matches('*').count();
    if pattern.trim_matches(['*', ' ']).is_empty() || pattern.contains(':') {
        return Some((
            "is no word before a colon",
            "write the word alone, as Required or Required for *",
        ));
    }
    let is_bad = stars > 1 || (stars == 1 && !pattern.trim_end().ends_with(" *"));
    is_bad.then_some((
        "has its `*` in the wrong place",
        "write one `*`, as the last word: Required for *",
    ))
}

fn bad_title(pattern: &str) -> Fault {
    let parts: Vec<&str> = pattern.split("{number}").collect();
    let is_good = parts.len() == 2 && !parts.first().is_none_or(|before| before.trim().is_empty());
    (!is_good).then_some((
        "does not say where the number stands",
        "write a word and `{number}`, as Step {number}",
    ))
}

struct Reader<'a> {
    sink: &'a mut Sink,
}

impl Reader<'_> {
    fn complain(&mut self, place: Option<&Node>, message: String, help: &str) {
        let span = place.map_or_else(Span::default, |node| node.span);
        self.sink.report(&BAD_CONFIGURATION, span, message).help(help);
    }

    /// The good ones of `patterns`; the others are told where they stand.
    fn list(&mut self, patterns: Vec<String>, place: Option<&Node>, bad: &dyn Fn(&str) -> Fault) -> Vec<String> {
        let mut good = Vec::with_capacity(patterns.len());
        for (number, pattern) in patterns.into_iter().enumerate() {
            let own = match place.map(|node| &node.value) {
                Some(Value::List(items)) => items.get(number),
                _ => place,
            };
            match bad(&pattern) {
                Some((what, help)) => self.complain(own, format!("`{pattern}` {what}"), help),
                None => good.push(pattern),
            }
        }
        good
    }

    fn by_locale(
        &mut self,
        written: BTreeMap<String, Texts>,
        place: Option<&Node>,
        all: &mut ByLocale,
        bad: &dyn Fn(&str) -> Fault,
    ) {
        for (tag, patterns) in written {
            let value = place.and_then(|place| place.get(&tag));
            let Some(locale) = Locale::parse(&tag) else {
                let key = place.and_then(|place| key_of(place, &tag)).or(value);
                let known = all.keys().map(Locale::as_str);
                let help = match nearest(&tag, known) {
                    Some(known) => format!("did you mean `{known}`?"),
                    None => "write it as sv or sv-SE".into(),
                };
                self.complain(key, format!("`{tag}` is no language tag"), &help);
                continue;
            };
            let list = self.list(patterns.into_list(), value, bad);
            all.insert(locale, list);
        }
    }
}

fn key_of<'a>(map: &'a Node, name: &str) -> Option<&'a Node> {
    let Value::Map(pairs) = &map.value else { return None };
    let found = pairs.iter().find(|(key, _)| key.scalar() == Some(name));
    found.map(|(key, _)| key)
}
