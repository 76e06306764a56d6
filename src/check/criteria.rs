//! Where criteria, and what belongs to them, stand in the files, for rules of the whole site.

use crate::base::Span;
use crate::diag::{Diagnostic, Report, RuleInfo, Sink};
use crate::model::Document;
use crate::model::criterion::{Mark, Section};
use crate::model::site::{Doc, DocId};

use super::SiteView;
pub use super::place::in_its_file as label;

/// Reports one finding about a document; `finish` adds to it.
pub fn tell(
    found: &mut Vec<Diagnostic>,
    document: &Document,
    info: &'static RuleInfo,
    place: Span,
    message: String,
    finish: impl FnOnce(Report<'_>),
) {
    let parts = document.text.parts.iter().map(|part| (part.at, part.file.clone()));
    let mut sink = Sink::of_parts(document.file.clone(), parts.collect());
    finish(sink.report(info, place, message));
    found.extend(sink.into_found());
}

/// A heading; the beginning of the file where there is no such heading.
pub fn heading(document: &Document, number: Option<u32>) -> Span {
    let heading = number.and_then(|number| document.headings.get(number as usize));
    heading.map_or_else(Span::default, |heading| node(document, heading.node))
}

/// A node, without the line end that it may hold.
pub fn node(document: &Document, index: u32) -> Span {
    let Some(node) = document.nodes.get(index as usize) else {
        return Span::default();
    };
    let place = document.text.in_file(node.span);
    let text = document.text.file.get(place.range()).unwrap_or_default();
    let short = text.trim_end().split(['\n', '\r']).next().unwrap_or_default();
    Span::new(place.start as usize, place.start as usize + short.len())
}

/// What a criterion stands on.
pub fn mark(document: &Document, mark: Mark) -> Span {
    match mark {
        Mark::Heading(number) => heading(document, Some(number)),
        Mark::Anchor(number) => anchor(document, number),
    }
}

/// An anchor.
pub fn anchor(document: &Document, number: u32) -> Span {
    let anchor = document.anchors.get(number as usize);
    anchor.map_or_else(Span::default, |anchor| document.text.in_file(anchor.span))
}

/// The first heading, else the title in the front matter, else the beginning of the file.
pub fn title(document: &Document) -> Span {
    match document.headings.first() {
        Some(first) if first.level == 1 => node(document, first.node),
        _ => front_title(document).unwrap_or_else(|| heading(document, Some(0))),
    }
}

/// The line of the front matter that holds the title.
pub fn front_title(document: &Document) -> Option<Span> {
    let block = document.front.block?;
    let text = document.text.file.get(block.range())?;
    let mut at = block.start as usize;
    for line in text.split_inclusive('\n') {
        if line.starts_with("title:") {
            return Some(Span::new(at, at + line.trim_end().len()));
        }
        at += line.len();
    }
    None
}

impl<'a> SiteView<'a> {
    /// A document of the site.
    pub fn doc(&self, id: DocId) -> Option<&'a Doc> {
        self.map.docs.get(id.index())
    }

    /// The document of a section, and the section's place.
    pub fn section(&self, section: &Section) -> Option<(&'a Document, Span)> {
        let document = &self.doc(section.doc)?.document;
        Some((document, mark(document, section.mark)))
    }
}
