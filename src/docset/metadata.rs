//! `globalMetadata` and `fileMetadata`: what pages say of themselves unless they say otherwise.

use crate::base::Span;
use crate::base::yaml::{Node, Value};
use crate::diag::Sink;
use crate::model::front_matter::DEFAULTED;

use super::MALFORMED;
use super::glob::{BadGlob, Globs};

/// One value, for all pages or for some.
#[derive(Clone, Debug)]
pub struct Rule {
    key: String,
    /// `None`: for all.
    files: Option<Globs>,
    value: Node,
}

impl Rule {
    /// Whether it is for the file at this path below the docset.
    pub fn is_for(&self, path: &str) -> bool {
        self.files.as_ref().is_none_or(|files| files.matches(path))
    }

    /// The key and the value.
    pub fn pair(&self) -> (&str, &Node) {
        (&self.key, &self.value)
    }
}

/// The rules of a docset in the order in which they count: a later one wins, and `fileMetadata` over
/// `globalMetadata`, as in DocFX. Keys that mean nothing here are left out, before their patterns cost anything.
pub fn read(build: &Node, sink: &mut Sink) -> Vec<Rule> {
    let mut rules = Vec::new();
    let is_known = |(key, _): &(&str, &Node)| DEFAULTED.iter().any(|known| known.eq_ignore_ascii_case(key));
    for (key, value) in pairs(build.get("globalMetadata")).filter(is_known) {
        rules.push(Rule {
            key: key.to_owned(),
            files: None,
            value: value.clone(),
        });
    }
    for (key, by_file) in pairs(build.get("fileMetadata")).filter(is_known) {
        match &by_file.value {
            // `"key": { "glob": value }`
            Value::Map(entries) => {
                for (glob, value) in entries {
                    rules.extend(rule(key, glob, value, sink));
                }
            }
            // `"key": [ { "glob": value }, { "files": [..], "value": .. } ]`
            Value::List(items) => items.iter().for_each(|item| rules.extend(of_item(key, item, sink))),
            Value::Scalar(_) => {}
        }
    }
    rules
}

fn of_item(key: &str, item: &Node, sink: &mut Sink) -> Vec<Rule> {
    let files = item.get("files").or_else(|| item.get("glob"));
    match (files, item.get("value").or_else(|| item.get("content"))) {
        (Some(files), Some(value)) => rule(key, files, value, sink).into_iter().collect(),
        _ => {
            let entries = pairs_of(item);
            entries
                .iter()
                .filter_map(|(glob, value)| rule(key, glob, value, sink))
                .collect()
        }
    }
}

fn rule(key: &str, globs: &Node, value: &Node, sink: &mut Sink) -> Option<Rule> {
    let files = patterns(super::texts(globs), sink);
    (!files.is_empty()).then(|| Rule {
        key: key.to_owned(),
        files: Some(files),
        value: value.clone(),
    })
}

/// Patterns; those that mean nothing are told of.
pub fn patterns(texts: Vec<(&str, Span)>, sink: &mut Sink) -> Globs {
    let (globs, bad) = Globs::new(texts);
    tell(bad, sink);
    globs
}

/// Tells of patterns that mean nothing, and keeps none.
pub fn check(texts: Vec<(&str, Span)>, sink: &mut Sink) {
    tell(Globs::bad_of(texts), sink);
}

fn tell(bad: Vec<BadGlob>, sink: &mut Sink) {
    for bad in bad {
        sink.report(
            &MALFORMED,
            bad.span,
            format!("this pattern means nothing: {}", bad.message),
        )
        .help("`*` and `?` stand for letters of a name, `**` for folders, `{a,b}` for a choice");
    }
}

fn pairs_of(node: &Node) -> &[(Node, Node)] {
    match &node.value {
        Value::Map(pairs) => pairs,
        _ => &[],
    }
}

fn pairs(node: Option<&Node>) -> impl Iterator<Item = (&str, &Node)> {
    let pairs = node.map(pairs_of).unwrap_or_default();
    pairs.iter().filter_map(|(key, value)| Some((key.scalar()?, value)))
}
