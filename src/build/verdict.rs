//! What becomes of a finding: its level on this site, and whether a comment in the file allows it.

use std::sync::Arc;

use rayon::prelude::*;

use super::allowances::{ALLOWANCE_WITHOUT_REASON, Allowances, Comments, UNUSED_ALLOWANCE};
use super::levels::Levels;
use crate::diag::Diagnostic;
use crate::source::Snapshot;

/// Findings that nobody shares.
pub fn owned(found: Vec<Arc<Diagnostic>>) -> Vec<Diagnostic> {
    found.into_iter().map(Arc::unwrap_or_clone).collect()
}

/// Decides it.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    levels: Levels,
    allowances: Allowances,
}

impl Verdict {
    /// From what the configuration and the files say.
    pub fn new(levels: Levels, comments: &Comments, snapshot: &Snapshot) -> Self {
        let allowances = Allowances::read(comments, snapshot);
        Self { levels, allowances }
    }

    /// Adds findings to those of a report, and puts them in its order. Levels come first, so that an allowance of a rule
    /// that is switched off is unused.
    pub fn add(&mut self, report: &mut Vec<Arc<Diagnostic>>, mut found: Vec<Arc<Diagnostic>>) {
        self.levels.apply(&mut found);
        if !self.allowances.is_empty() {
            found.retain(|diagnostic| !self.allowances.allow(diagnostic));
            // Another finding may have come that one of them allows.
            let is_told = |told: &Arc<Diagnostic>| [&UNUSED_ALLOWANCE, &ALLOWANCE_WITHOUT_REASON].contains(&told.rule);
            report.retain(|told| !is_told(told));
            let told = self.allowances.tell(&self.levels);
            let mut told = told.into_iter().map(Arc::new).collect();
            self.levels.apply(&mut told);
            found.append(&mut told);
        }
        report.append(&mut found);
        report.par_sort_by(|a, b| a.compare(b));
        // A definition that several links use would be told once a link.
        report.dedup();
    }
}
