//! What becomes of a finding: its level on this site, and whether a comment in the file allows it.

use rayon::prelude::*;

use super::allowances::{ALLOWANCE_WITHOUT_REASON, Allowances, Comments, UNUSED_ALLOWANCE};
use super::levels::Levels;
use crate::diag::Diagnostic;
use crate::source::Snapshot;

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
    pub fn add(&mut self, report: &mut Vec<Diagnostic>, mut found: Vec<Diagnostic>) {
        self.levels.apply(&mut found);
        if !self.allowances.is_empty() {
            found.retain(|diagnostic| !self.allowances.allow(diagnostic));
            // Another finding may have come that one of them allows.
            let is_told = |told: &Diagnostic| [&UNUSED_ALLOWANCE, &ALLOWANCE_WITHOUT_REASON].contains(&told.rule);
            report.retain(|told| !is_told(told));
            let mut told = self.allowances.tell(&self.levels);
            self.levels.apply(&mut told);
            found.append(&mut told);
        }
        report.append(&mut found);
        report.par_sort_by(Diagnostic::compare);
        // A definition that several links use would be told once a link.
        report.dedup();
    }
}
