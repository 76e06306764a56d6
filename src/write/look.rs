//! What lies in the output folder at the paths that matter. Links are never followed.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use rayon::prelude::*;

use super::paths::above;

/// What lies at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing, or nothing that is reached without following a link.
    Nothing,
    /// A file.
    File {
        /// Bytes.
        size: u64,
        /// When it was last written.
        changed: SystemTime,
    },
    /// A symbolic link, a pipe and the like: it can be replaced or removed, and is not read.
    Special,
    /// A folder.
    Folder,
}

impl Found {
    /// Whether removing the file removes this.
    pub(super) fn is_removable(self) -> bool {
        matches!(self, Self::File { .. } | Self::Special)
    }
}

/// The real folders of the output: those that are reached without following a link.
pub(super) struct Folders<'p>(HashSet<&'p str>);

impl<'p> Folders<'p> {
    /// Looks at all folders that `paths` lie in, once each.
    pub(super) fn of(out: &Path, paths: impl Iterator<Item = &'p str>) -> Self {
        let mut seen: HashSet<&str> = HashSet::new();
        for path in paths {
            for folder in above(path) {
                if !seen.insert(folder) {
                    break;
                }
            }
        }
        let mut folders: Vec<&str> = seen.into_iter().collect();
        folders.sort_unstable();
        let is_folder: Vec<bool> = folders
            .par_iter()
            .with_min_len(64)
            .map(|folder| fs::symlink_metadata(out.join(folder)).is_ok_and(|facts| facts.is_dir()))
            .collect();
        let mut real = HashSet::new();
        // In order of their names a folder comes before what lies in it.
        for (folder, is_folder) in folders.into_iter().zip(is_folder) {
            if is_folder && above(folder).next().is_none_or(|parent| real.contains(parent)) {
                real.insert(folder);
            }
        }
        Self(real)
    }

    /// What lies at `path`, one of the paths that this was made for.
    pub(super) fn find(&self, out: &Path, path: &str) -> Found {
        if above(path).next().is_some_and(|folder| !self.0.contains(folder)) {
            return Found::Nothing;
        }
        let Ok(facts) = fs::symlink_metadata(out.join(path)) else {
            return Found::Nothing;
        };
        if facts.is_dir() {
            Found::Folder
        } else if !facts.is_file() {
            Found::Special
        } else {
            Found::File {
                size: facts.len(),
                // A file whose age is unknown counts as new, and is read.
                changed: facts.modified().unwrap_or_else(|_| SystemTime::now()),
            }
        }
    }
}
