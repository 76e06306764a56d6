//! What is wrong, where, and what to do: one structured diagnostic, whatever form it is printed in.

pub mod edits;
mod nearest;
mod sink;

pub use nearest::{near, nearest};
pub use sink::{Report, Sink};

use crate::base::{DocPath, Span};

/// How grave a diagnostic is. An error stops a build from publishing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing to do.
    Info,
    /// A reader may notice.
    Warning,
    /// A reader is misled or stuck.
    Error,
}

impl Severity {
    /// `error`, `warning` or `information`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "information",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What is known of a rule apart from how it is checked.
#[derive(Debug)]
pub struct RuleInfo {
    /// `kebab-case`; reads as "allow ⟨rule⟩".
    pub id: &'static str,
    /// Severity unless the configuration says otherwise.
    pub severity: Severity,
    /// One line: what it finds.
    pub summary: &'static str,
    /// Markdown: what it does, why it matters, an example wrong and right.
    pub explain: &'static str,
}

impl PartialEq for RuleInfo {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// A place with a word about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The file, below the site's root.
    pub file: DocPath,
    /// The bytes of the file that are meant.
    pub span: Span,
    /// Shown under the excerpt; may be empty.
    pub text: String,
}

/// Replacing these bytes mends the finding without changing what the author means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The file, below the site's root.
    pub file: DocPath,
    /// The bytes to replace.
    pub span: Span,
    /// What to put there.
    pub replacement: String,
}

/// One finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// The rule that found it.
    pub rule: &'static RuleInfo,
    /// Severity after the configuration.
    pub severity: Severity,
    /// What happened, in one sentence without a full stop.
    pub message: String,
    /// Where.
    pub primary: Label,
    /// Other places that matter, often in the source locale's file.
    pub related: Vec<Label>,
    /// What to do, a sentence a line.
    pub help: Vec<String>,
    /// A safe mend, where there is one.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// The order of a report: by file, place, rule and message.
    pub fn compare(&self, other: &Self) -> std::cmp::Ordering {
        let key = |d: &Self| (d.primary.span, d.rule.id);
        let by_place = self
            .primary
            .file
            .cmp(&other.primary.file)
            .then_with(|| key(self).cmp(&key(other)));
        by_place.then_with(|| self.message.cmp(&other.message))
    }
}
