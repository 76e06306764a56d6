//! Where stages put what they find.

use super::{Diagnostic, Fix, Label, RuleInfo};
use crate::base::{DocPath, Span};

/// Gathers the diagnostics of one file.
#[derive(Debug)]
pub struct Sink {
    file: DocPath,
    found: Vec<Diagnostic>,
}

impl Sink {
    /// An empty one; places reported to it lie in `file`.
    pub fn new(file: DocPath) -> Self {
        Self {
            file,
            found: Vec::new(),
        }
    }

    /// Begins a diagnostic at `span`; finish it with the methods of [`Report`].
    pub fn report(&mut self, rule: &'static RuleInfo, span: Span, message: impl Into<String>) -> Report<'_> {
        let index = self.found.len();
        self.found.push(Diagnostic {
            rule,
            severity: rule.severity,
            message: message.into(),
            primary: Label {
                file: self.file.clone(),
                span,
                text: String::new(),
            },
            related: Vec::new(),
            help: Vec::new(),
            fix: None,
        });
        Report {
            diagnostic: &mut self.found[index],
        }
    }

    /// All that was found, in the order of reporting.
    pub fn into_found(self) -> Vec<Diagnostic> {
        self.found
    }
}

/// A diagnostic under construction; it already counts.
pub struct Report<'a> {
    diagnostic: &'a mut Diagnostic,
}

impl Report<'_> {
    /// The word under the excerpt.
    pub fn label(self, text: impl Into<String>) -> Self {
        self.diagnostic.primary.text = text.into();
        self
    }

    /// A sentence that says what to do.
    pub fn help(self, text: impl Into<String>) -> Self {
        self.diagnostic.help.push(text.into());
        self
    }

    /// `help: did you mean …?` if there is a suggestion.
    pub fn suggest(self, suggestion: Option<&str>) -> Self {
        match suggestion {
            Some(text) => self.help(format!("did you mean `{text}`?")),
            None => self,
        }
    }

    /// Another place that matters.
    pub fn related(self, file: DocPath, span: Span, text: impl Into<String>) -> Self {
        self.diagnostic.related.push(Label {
            file,
            span,
            text: text.into(),
        });
        self
    }

    /// Another place that matters, in the same file.
    pub fn related_here(self, span: Span, text: impl Into<String>) -> Self {
        let file = self.diagnostic.primary.file.clone();
        self.related(file, span, text)
    }

    /// A safe mend: these bytes of this file, replaced.
    pub fn fix(self, span: Span, replacement: impl Into<String>) -> Self {
        self.diagnostic.fix = Some(Fix {
            file: self.diagnostic.primary.file.clone(),
            span,
            replacement: replacement.into(),
        });
        self
    }
}
