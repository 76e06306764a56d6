//! A document with all that belongs to its page, and what other pages may know of it.

mod includes;
mod outline;
mod splice;

pub use includes::{CIRCULAR_INCLUDE, Found, Library, MISSING_INCLUDE, TOO_MANY_INCLUDES, WRONG_CASE_INCLUDE};
pub use outline::outline;

use crate::diag::Diagnostic;
use crate::model::Document;

/// Puts the files that `document` includes into it. A document that includes nothing comes back as it is.
pub fn expand(document: Document, library: &Library<'_>) -> (Document, Vec<Diagnostic>) {
    if document.includes.is_empty() {
        return (document, Vec::new());
    }
    let mut found = Vec::new();
    let plan = includes::plan(&document, library, &mut found);
    let expanded = splice::splice(&plan);
    (expanded, found)
}
