//! What a file of messages says, apart from the words: to compare a translation with its source.

use std::collections::{BTreeMap, BTreeSet};

/// Ids of messages, each with the names of the variables that it uses.
pub type Shape = BTreeMap<String, BTreeSet<String>>;

/// How a translation of a message differs from its source, apart from the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The message is not translated.
    Missing {
        /// Its id.
        id: String,
    },
    /// The source has no such message.
    Extra {
        /// Its id.
        id: String,
    },
    /// The translation leaves a variable out.
    VariableMissing {
        /// The message's id.
        id: String,
        /// The variable's name, without `$`.
        variable: String,
    },
    /// The translation uses a variable that its source does not.
    VariableExtra {
        /// The message's id.
        id: String,
        /// The variable's name, without `$`.
        variable: String,
    },
}

/// How `translated` differs from `source`; in the order of ids.
pub fn differences(source: &Shape, translated: &Shape) -> Vec<Difference> {
    let ids: BTreeSet<&String> = source.keys().chain(translated.keys()).collect();
    let differences = ids
        .into_iter()
        .flat_map(|id| match (source.get(id), translated.get(id)) {
            (Some(theirs), Some(ours)) => variable_differences(id, theirs, ours),
            (Some(_), None) => vec![Difference::Missing { id: id.clone() }],
            (None, _) => vec![Difference::Extra { id: id.clone() }],
        });
    differences.collect()
}

fn variable_differences(id: &str, theirs: &BTreeSet<String>, ours: &BTreeSet<String>) -> Vec<Difference> {
    let missing = theirs.difference(ours).map(|variable| Difference::VariableMissing {
        id: id.to_owned(),
        variable: variable.clone(),
    });
    let extra = ours.difference(theirs).map(|variable| Difference::VariableExtra {
        id: id.to_owned(),
        variable: variable.clone(),
    });
    missing.chain(extra).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(messages: &[(&str, &str)]) -> Shape {
        let entry = |&(id, variable): &(&str, &str)| (id.to_owned(), BTreeSet::from([variable.to_owned()]));
        messages.iter().map(entry).collect()
    }

    #[test]
    fn differences_name_the_message_and_the_variable() {
        let source = shape(&[("a", "x"), ("b", "z"), ("d", "z")]);
        let translated = shape(&[("a", "y"), ("c", "z"), ("d", "z")]);
        let told: Vec<String> = differences(&source, &translated)
            .iter()
            .map(|d| format!("{d:?}"))
            .collect();
        assert_eq!(
            told,
            [
                r#"VariableMissing { id: "a", variable: "x" }"#,
                r#"VariableExtra { id: "a", variable: "y" }"#,
                r#"Missing { id: "b" }"#,
                r#"Extra { id: "c" }"#,
            ]
        );
    }
}
