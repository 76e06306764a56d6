//! `.openpublishing.publish.config.json`: what a repository publishes, and where its redirects stand.

use crate::base::Span;
use crate::base::yaml::{Node, Value};

use super::{text_at, texts};

/// The name of the file, in the folder of a repository.
pub const PUBLISH: &str = ".openpublishing.publish.config.json";

/// As far as it matters here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Publish {
    /// `docsets_to_publish[].locale`, the first.
    pub locale: Option<String>,
    /// `redirection_files`, from the folder of the repository, each with its place.
    pub redirection_files: Vec<(String, Span)>,
}

/// Reads it; what is missing or of another form means nothing.
pub fn read(node: &Node) -> Publish {
    let docsets = match node.get("docsets_to_publish").map(|node| &node.value) {
        Some(Value::List(docsets)) => docsets.as_slice(),
        _ => &[],
    };
    let files = node.get("redirection_files").map(texts).unwrap_or_default();
    Publish {
        locale: docsets
            .iter()
            .find_map(|docset| text_at(docset, "locale"))
            .map(str::to_owned),
        redirection_files: files.into_iter().map(|(name, span)| (name.to_owned(), span)).collect(),
    }
}
