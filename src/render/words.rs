//! The words of one locale, as templates and pages use them: formatted once, shared by all pages.

use std::collections::BTreeMap;

use crate::model::Alert;
use crate::theme::message::{Arg, Messages};
use crate::theme::template::Shared;

/// The interface of one locale.
pub struct Words {
    /// All messages without variables, by id with `_` for `-`.
    pub shared: Shared,
    /// For messages with variables.
    pub messages: Messages,
    alerts: [String; 5],
    /// For screen readers: a box that was ticked in the source.
    pub done: String,
    /// The legend of a checklist.
    pub checklist: String,
    /// What the script of checklists says, as JSON: ids without `checklist-`, values as `{name}`.
    pub script: String,
    /// Heading of the footnotes.
    pub footnotes: String,
}

impl Words {
    /// Formats the messages of a locale.
    pub fn new(messages: Messages) -> Self {
        let ids: Vec<String> = messages.ids().into_iter().map(str::to_owned).collect();
        let word = |id: &str| messages.text(id, &[]).into_owned();
        let said = ids
            .iter()
            .filter_map(|id| Some((id.strip_prefix("checklist-")?, messages.with_names(id))));
        let said: BTreeMap<&str, String> = said.collect();
        let script = serde_json::json!(said).to_string();
        let all: BTreeMap<String, String> = ids.iter().map(|id| (id.replace('-', "_"), word(id))).collect();
        Self {
            shared: Shared::new(&all),
            alerts: [
                "alert-note",
                "alert-tip",
                "alert-important",
                "alert-caution",
                "alert-warning",
            ]
            .map(word),
            done: word("checklist-done"),
            checklist: word("checklist-label"),
            script,
            footnotes: word("footnotes-heading"),
            messages,
        }
    }

    /// The title of an alert.
    pub fn alert(&self, alert: Alert) -> &str {
        &self.alerts[match alert {
            Alert::Note => 0,
            Alert::Tip => 1,
            Alert::Important => 2,
            Alert::Caution => 3,
            Alert::Warning => 4,
        }]
    }

    /// A message with variables.
    pub fn text(&self, id: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.messages.text(id, args).into_owned()
    }
}
