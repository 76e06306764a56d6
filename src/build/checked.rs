//! What is wrong with one build after the other: what was found in one counts for the next as far as nothing has changed.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::change::Change;
use super::shown::Shown;
use crate::base::DocPath;
use crate::check::{Facts, Kept, Known, Moves, Stop};
use crate::diag::Diagnostic;
use crate::model::site::DocId;

/// What was found so far, and in what.
#[derive(Default)]
pub struct Checked {
    /// The build that was looked at last, even if not at all of it.
    last: Option<Arc<Shown>>,
    known: Known,
    kept: Kept,
}

impl Checked {
    /// What is wrong with a build and not allowed, in the order of a report: what [`Shown::check`] gives. Files that are
    /// named `first` are looked at first, and `early` is told what is known then, if the rest takes long: of other files
    /// that is what was found before. Gives up when `stop` says so; what was found until then counts for the next build.
    pub fn check(
        &mut self,
        shown: &Arc<Shown>,
        first: &BTreeSet<DocPath>,
        stop: Stop<'_>,
        early: &mut (dyn FnMut(Vec<Arc<Diagnostic>>) + Send),
    ) -> Option<Vec<Arc<Diagnostic>>> {
        // Before all else: what comes after compares with it.
        shown.translations();
        if let Some(last) = self.last.replace(shown.clone()) {
            let change = Change::between(&last.snapshot, &shown.snapshot);
            let moves = Moves {
                files: &change.files,
                is_set_changed: change.is_set_changed,
            };
            self.kept.follow(&mut self.known, &facts(&last), &facts(shown), &moves);
        }
        let docs = shown.docs().iter().zip(0..);
        let is_first = |file: &DocPath| first.contains(file);
        let first: BTreeSet<DocId> = match first.is_empty() {
            true => BTreeSet::new(),
            false => docs
                .filter(|(doc, _)| {
                    let document = &doc.document;
                    is_first(&document.file) || document.text.parts.iter().any(|part| is_first(&part.file))
                })
                .map(|(_, number)| DocId(number))
                .collect(),
        };
        let mut early = |kept: &Kept| early(shown.report(kept.found().cloned().collect()).0);
        let is_done = shown.viewed(&self.known, |site| self.kept.look(site, &first, stop, &mut early));
        is_done.then(|| shown.report(self.kept.found().cloned().collect()).0)
    }
}

fn facts(shown: &Shown) -> Facts<'_> {
    Facts {
        site: &shown.site,
        docs: shown.docs(),
        links: &shown.links,
        translations: shown.translations(),
        config: &shown.config,
    }
}

#[cfg(test)]
mod tests;
