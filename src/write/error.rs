//! Why nothing, or not everything, could be published.

use std::fmt;
use std::io;
use std::path::Path;

use crate::base::system::reason;

/// What kept a build from publishing, for a person to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteError {
    /// What happened and where, as a sentence without a full stop.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl WriteError {
    /// Of what happened, and what to do.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: help.into(),
        }
    }

    /// "cannot ⟨deed⟩ `path`: ⟨the system's reason⟩", and what usually helps.
    pub(super) fn io(deed: &str, path: &Path, error: &io::Error) -> Self {
        let help = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room on the disk, then build again",
            io::ErrorKind::NotFound => "check that it is still there, then build again",
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                "check that you may write there, or choose another output folder with `-o`"
            }
            _ => "mend what the system complains of, then build again",
        };
        Self::new(format!("cannot {deed} `{}`: {}", path.display(), reason(error)), help)
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\nhelp: {}", self.message, self.help)
    }
}

impl std::error::Error for WriteError {}
