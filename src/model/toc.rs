//! A table of contents as it stands in its file, before anything is known of where its entries lead.

use crate::base::Span;
use crate::diag::Diagnostic;

/// A destination as written, and its place in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TocHref {
    /// As written.
    pub text: Box<str>,
    /// Where.
    pub span: Span,
}

/// An entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TocEntry {
    /// Its text; `None` stands for the title of the page it leads to.
    pub name: Option<Box<str>>,
    /// `displayName`: words under which a search shall find it. Often empty.
    pub display_name: Box<str>,
    /// Where the entry itself leads: `topicHref`, `homepage`, or an `href` that names no table of contents.
    pub page: Option<TocHref>,
    /// Another table of contents, whose entries lie below this one: `tocHref`, or an `href` that names one.
    pub nested: Option<TocHref>,
    /// `expanded: true`: the entries below are shown unasked.
    pub expanded: bool,
    /// The entries below.
    pub items: Vec<TocEntry>,
}

/// A file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Toc {
    /// The entries at the top.
    pub entries: Vec<TocEntry>,
    /// What is wrong with the file by itself.
    pub found: Vec<Diagnostic>,
}
