//! The cases: what is given, and what must come of it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// One case of `cases.json`.
#[derive(Deserialize, Debug)]
pub struct Case {
    pub id: String,
    pub extension: String,
    pub kind: Kind,
    pub tier: Tier,
    /// What the page holds.
    pub markdown: String,
    /// The page's file.
    pub file_path: String,
    /// The other files.
    #[serde(default)]
    pub extra_files: BTreeMap<String, String>,
    /// The files of each repository, the newest first.
    #[serde(default)]
    pub repos: BTreeMap<String, Vec<BTreeMap<String, String>>>,
    pub expected_html: Option<String>,
    /// `None` where upstream does not look at errors.
    pub expected_errors: Option<Vec<ExpectedError>>,
    #[serde(default)]
    pub expected_metadata: BTreeMap<String, Value>,
    /// Upstream reports nothing, and neither may we.
    #[serde(default)]
    pub negative: bool,
    /// Cases of another version of DocFX that want something else of the same input.
    #[serde(default)]
    pub conflicts_with: Vec<String>,
}

#[derive(Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A Markdown engine alone: links stay as they are written.
    MarkdownToHtml,
    /// A whole docset: links are resolved, titles taken out.
    Site,
}

#[derive(Deserialize, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    Core,
    Profile,
    Internal,
}

impl Tier {
    pub fn name(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Profile => "profile",
            Self::Internal => "internal",
        }
    }
}

/// An error that upstream reports. Only what is given is compared.
#[derive(Deserialize, Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExpectedError {
    pub code: String,
    pub file: Option<String>,
    pub line: Option<usize>,
    pub column: Option<usize>,
    pub message: Option<String>,
}

/// Reads the file.
pub fn read(text: &str) -> Vec<Case> {
    serde_json::from_str(text).expect("cases.json has the form that is known")
}
