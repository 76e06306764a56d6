//! `stegvis check --baseline`: findings that are known, in a file.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use super::report;
use crate::base::system::reason;
use crate::build::{Build, FolderError, is_always};
use crate::diag::Diagnostic;
use crate::report::{Baseline, SiteFiles};
use crate::write;

/// A baseline, and the file that holds it.
pub struct Known {
    file: PathBuf,
    baseline: Baseline,
    /// How many of it the last look did not find.
    gone: Cell<usize>,
}

/// What is never known: it keeps a site from being built.
fn is_never_known(found: &Diagnostic) -> bool {
    is_always(found.rule)
}

impl Known {
    fn new(file: &Path, baseline: Baseline) -> Self {
        Self {
            file: file.to_path_buf(),
            baseline,
            gone: Cell::new(0),
        }
    }

    /// Reads it.
    ///
    /// # Errors
    /// There is no such file, it cannot be read, or it is no baseline.
    pub fn read(file: &Path) -> Result<Self, FolderError> {
        let shown = file.display();
        let bytes = std::fs::read(file).map_err(|error| FolderError {
            message: format!("the baseline `{shown}` cannot be read: {}", reason(&error)),
            help: "check the path after `--baseline`, or write the file with `--write-baseline`".into(),
        })?;
        let baseline = Baseline::read(&bytes).map_err(|bad| FolderError {
            message: format!("the baseline cannot be read: {shown}:{}: {}", bad.line, bad.message),
            help: "mend the line, or write the file again with `--write-baseline`".into(),
        })?;
        Ok(Self::new(file, baseline))
    }

    /// Writes what was found.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(file: &Path, build: &Build) -> Result<Self, FolderError> {
        let found = build.diagnostics.iter().filter(|found| !is_never_known(found));
        let baseline = Baseline::of(found, &SiteFiles::new(&build.snapshot, None));
        write::fix::write(file, baseline.to_string().as_bytes()).map_err(|error| FolderError {
            message: error.message,
            help: error.help,
        })?;
        report::say(&format!("`{}` holds {}", file.display(), findings(baseline.count())));
        Ok(Self::new(file, baseline))
    }

    /// Takes what is known out of a build.
    pub fn hide(&self, build: &mut Build) {
        let snapshot = build.snapshot.clone();
        let files = SiteFiles::new(&snapshot, None);
        let gone = self.baseline.subtract(&mut build.diagnostics, &files, &is_never_known);
        self.gone.set(gone);
    }

    /// Says what of it is not found any more.
    pub fn tell_gone(&self) {
        let gone = self.gone.get();
        if gone > 0 {
            let (file, findings) = (self.file.display(), findings(gone));
            report::say(&format!(
                "{findings} of the baseline `{file}` can no longer be found; write it again with `--write-baseline`"
            ));
        }
    }
}

fn findings(count: usize) -> String {
    format!("{count} {}", if count == 1 { "finding" } else { "findings" })
}
