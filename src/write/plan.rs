//! What has to be done, before anything is rendered.

use std::path::Path;

use rayon::prelude::*;

use super::body;
use super::look::{Folders, Found};
use super::state::{Record, State, Trust};
use crate::base::Hash;
use crate::model::Output;

/// One output and what lies at its place.
pub(super) struct Job<'p, 'a> {
    pub output: &'p Output<'a>,
    pub record: Option<&'p Record>,
    pub found: Found,
    /// The hash of the file that lies there, where it is known already.
    pub there: Option<Hash>,
    /// Whether the state lists the file, or says nothing and may be overruled: then it may be overwritten.
    pub ours: bool,
}

impl Job<'_, '_> {
    /// The record of the file, if it lies there as this build would write it.
    pub(super) fn fresh(&self) -> Option<&Record> {
        self.record
            .filter(|record| self.there == Some(record.hash) && record.key == self.output.key.get())
    }

    /// Whether no foreign file would be lost by writing. Foreign folders and links in the way were refused before.
    pub(super) fn may_be_written(&self) -> bool {
        self.ours || !matches!(self.found, Found::File { .. })
    }
}

/// What has to be done.
pub(super) struct Plan<'p, 'a> {
    /// An output each, by path.
    pub jobs: Vec<Job<'p, 'a>>,
    /// What we wrote earlier and is no longer wanted, by path, where it still lies there.
    pub deletions: Vec<&'p Record>,
    /// Whether the state lists just the outputs, and is whole.
    same_names: bool,
}

impl<'p, 'a> Plan<'p, 'a> {
    /// Compares `outputs`, ordered by path, with the state and with the folder `out`. With `adopt`, files of the
    /// outputs' names are ours whether the state lists them or not.
    pub(super) fn new(outputs: &'p [Output<'a>], state: &'p State, out: &Path, adopt: bool) -> Self {
        let unwanted: Vec<&Record> = state
            .records
            .iter()
            .filter(|record| {
                outputs
                    .binary_search_by(|output| output.path.cmp(&record.path))
                    .is_err()
            })
            .collect();
        let wanted_paths = outputs.iter().map(|output| output.path.as_str());
        let folders = Folders::of(
            out,
            wanted_paths.chain(unwanted.iter().map(|record| record.path.as_str())),
        );
        let adopt = adopt || state.trust == Trust::Damaged;
        let jobs: Vec<Job> = outputs
            .par_iter()
            .with_min_len(64)
            .map(|output| {
                let record = state.find(&output.path);
                let found = folders.find(out, output.path.as_str());
                let there = record.and_then(|record| verified(record, found, state, out));
                let ours = adopt || record.is_some();
                Job {
                    output,
                    record,
                    found,
                    there,
                    ours,
                }
            })
            .collect();
        let known = jobs.iter().filter(|job| job.record.is_some()).count();
        Self {
            same_names: state.trust == Trust::Whole && unwanted.is_empty() && known == jobs.len(),
            deletions: deletions(unwanted, state, out, &folders),
            jobs,
        }
    }

    /// Whether the folder holds the site as it should be.
    pub(super) fn is_done(&self) -> bool {
        self.same_names && self.jobs.iter().all(|job| job.fresh().is_some())
    }
}

/// The records whose files have to go. A damaged state is believed only where the file is what it says.
fn deletions<'p>(unwanted: Vec<&'p Record>, state: &State, out: &Path, folders: &Folders<'_>) -> Vec<&'p Record> {
    unwanted
        .into_par_iter()
        .filter(|record| {
            let found = folders.find(out, record.path.as_str());
            found.is_removable()
                && (state.trust == Trust::Whole || verified(record, found, state, out) == Some(record.hash))
        })
        .collect()
}

/// The hash of the file at a record's path, if that is cheap to know or worth knowing: the record's own while the
/// file has the same size and is older than the state, as `make` would have it; in doubt the file is read.
fn verified(record: &Record, found: Found, state: &State, out: &Path) -> Option<Hash> {
    let Found::File { size, changed } = found else {
        return None;
    };
    if size != record.size {
        return None;
    }
    if state.trust == Trust::Whole && changed < state.written {
        return Some(record.hash);
    }
    body::hash_of_file(&out.join(record.path.as_str())).ok()
}
