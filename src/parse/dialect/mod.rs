//! The Learn dialect: one extension a file. Some work on the text before Markdown is read, some while it is
//! read, and these, in this order, on the tree.

pub mod alert;
pub mod anchor;
pub mod autolink;
pub mod bilingual;
mod explicit_id;
pub mod heading;
pub mod headless_table;
pub mod slug;
pub mod task;

use crate::diag::Sink;
use crate::model::Document;

/// Runs the extensions that work on the tree.
pub fn apply(document: &mut Document, sink: &mut Sink) {
    alert::apply(document, sink);
    headless_table::apply(document);
    heading::apply(document);
    task::apply(document);
    anchor::apply(document);
}
