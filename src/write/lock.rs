//! One build at a time publishes into a folder.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::error::WriteError;
use super::place::Place;
use super::system;
use crate::base::system::reason;

/// Held while a build publishes. The system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    path: PathBuf,
    /// Why the lock lies inside the output folder and not beside it, if so: then nothing can be staged beside it.
    pub hindrance: Option<String>,
}

/// The lock's name where it has to lie inside the output folder.
pub(super) const INSIDE: &str = ".stegvis-lock";

/// How often a lock that another build removes under our hands is tried again.
const TRIES: usize = 100;

impl Lock {
    /// Takes the lock at once or says who holds it.
    pub(super) fn take(place: &Place) -> Result<Self, WriteError> {
        let made = fs::create_dir_all(&place.parent).and_then(|()| open(&place.lock));
        match made {
            Ok(file) => Self::hold(place, file, place.lock.clone(), None),
            Err(error) if place.out.is_dir() => {
                let path = place.out.join(INSIDE);
                let file = open(&path).map_err(|error| WriteError::io("write into", &place.shown, &error))?;
                let hindrance = format!("the folder it lies in cannot be written: {}", reason(&error));
                Self::hold(place, file, path, Some(hindrance))
            }
            Err(error) => Err(WriteError::io("create", &place.shown, &error)),
        }
    }

    fn hold(place: &Place, first: File, path: PathBuf, hindrance: Option<String>) -> Result<Self, WriteError> {
        let fail = |error: &io::Error| WriteError::io("lock", &path, error);
        let mut file = first;
        for _ in 0..TRIES {
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => return Err(busy(place)),
                // A file system without locks: better to build than to refuse.
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
                Err(TryLockError::Error(error)) => return Err(fail(&error)),
                Ok(()) => {}
            }
            // Between opening and locking, the last holder may have removed the file; then a lock on it guards nothing.
            if system::is_at(&file, &path) != Some(false) {
                return Ok(Self { file, path, hindrance });
            }
            file = open(&path).map_err(|error| fail(&error))?;
        }
        Err(busy(place))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Removed while it is still locked, and only if it is ours; where the system does not tell, it stays.
        if system::is_at(&self.file, &self.path) == Some(true) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(false).open(path)
}

fn busy(place: &Place) -> WriteError {
    WriteError::new(
        format!("another stegvis is publishing into `{}`", place.shown.display()),
        "wait for it, or choose another output folder with `-o`",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_at_once_and_the_third_gets_it() {
        let root = tempfile::tempdir().unwrap();
        let place = Place::find(&root.path().join("deep/out"), &[]).unwrap();
        let first = Lock::take(&place).unwrap();
        let error = Lock::take(&place).unwrap_err();
        assert!(error.message.starts_with("another stegvis is publishing into"));
        drop(first);
        assert!(!place.lock.exists() || cfg!(not(unix)));
        assert!(Lock::take(&place).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_on_a_removed_file_is_not_taken_for_one() {
        let root = tempfile::tempdir().unwrap();
        let place = Place::find(&root.path().join("out"), &[]).unwrap();
        let stale = open(&place.lock).unwrap();
        fs::remove_file(&place.lock).unwrap();
        let lock = Lock::hold(&place, stale, place.lock.clone(), None).unwrap();
        assert_eq!(system::is_at(&lock.file, &place.lock), Some(true));
        assert!(Lock::take(&place).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_file_of_another_is_not_removed() {
        let root = tempfile::tempdir().unwrap();
        let place = Place::find(&root.path().join("out"), &[]).unwrap();
        let lock = Lock::take(&place).unwrap();
        fs::remove_file(&place.lock).unwrap();
        fs::write(&place.lock, "").unwrap();
        drop(lock);
        assert!(place.lock.exists());
    }
}
