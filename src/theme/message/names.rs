//! Messages for scripts, which put the values in themselves.

use super::Messages;

impl Messages {
    /// The text of message `id` with `{name}` where a value goes.
    pub fn with_names(&self, id: &str) -> String {
        let variables = self.layers.iter().filter_map(|layer| layer.shape.get(id)).flatten();
        let args: Vec<(&str, String)> = variables.map(|name| (name.as_str(), format!("{{{name}}}"))).collect();
        let args: Vec<(&str, super::Arg<'_>)> = args
            .iter()
            .map(|(name, value)| (*name, super::Arg::Text(value)))
            .collect();
        self.text(id, &args).into_owned()
    }
}
