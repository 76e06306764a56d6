//! Where stages put what they find.

use super::{Diagnostic, Fix, Label, RuleInfo};
use crate::base::{DocPath, Span};

/// Gathers the diagnostics of one file.
#[derive(Debug)]
pub struct Sink {
    file: DocPath,
    /// Where the text of other files begins, which places may lie in.
    parts: Vec<(u32, DocPath)>,
    found: Vec<Diagnostic>,
}

impl Sink {
    /// An empty one; places reported to it lie in `file`.
    pub fn new(file: DocPath) -> Self {
        Self::of_parts(file, Vec::new())
    }

    /// An empty one for a file that others were put into: a place behind one of the offsets lies in that file, that far
    /// from its beginning.
    pub fn of_parts(file: DocPath, parts: Vec<(u32, DocPath)>) -> Self {
        Self {
            file,
            parts,
            found: Vec::new(),
        }
    }

    /// The file that a byte lies in, and where that file begins.
    fn part(&self, at: u32) -> (DocPath, u32) {
        let after = self.parts.partition_point(|(start, _)| *start <= at);
        match after.checked_sub(1).and_then(|last| self.parts.get(last)) {
            Some((start, file)) => (file.clone(), *start),
            None => (self.file.clone(), 0),
        }
    }

    /// Begins a diagnostic at `span`; finish it with the methods of [`Report`].
    pub fn report(&mut self, rule: &'static RuleInfo, span: Span, message: impl Into<String>) -> Report<'_> {
        let index = self.found.len();
        let (file, base) = self.part(span.start);
        self.found.push(Diagnostic {
            rule,
            severity: rule.severity,
            message: message.into(),
            primary: Label {
                file,
                span: from(base, span),
                text: String::new(),
            },
            related: Vec::new(),
            help: Vec::new(),
            fix: None,
        });
        Report {
            diagnostic: &mut self.found[index],
            base,
        }
    }

    /// How many diagnostics there are so far.
    pub fn count(&self) -> usize {
        self.found.len()
    }

    /// Takes back all but the first `count`.
    pub fn take_back(&mut self, count: usize) {
        self.found.truncate(count);
    }

    /// All that was found, in the order of reporting.
    pub fn into_found(self) -> Vec<Diagnostic> {
        self.found
    }
}

/// A diagnostic under construction; it already counts.
pub struct Report<'a> {
    diagnostic: &'a mut Diagnostic,
    /// Where the file begins that it is about.
    base: u32,
}

/// A place counted from the beginning of its file.
fn from(base: u32, span: Span) -> Span {
    Span {
        start: span.start.saturating_sub(base),
        end: span.end.saturating_sub(base),
    }
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
        let span = from(self.base, span);
        self.related(file, span, text)
    }

    /// A safe mend: these bytes of this file, replaced.
    pub fn fix(self, span: Span, replacement: impl Into<String>) -> Self {
        self.diagnostic.fix = Some(Fix {
            file: self.diagnostic.primary.file.clone(),
            span: from(self.base, span),
            replacement: replacement.into(),
        });
        self
    }
}
