//! Writes single files of the author's: what `check --fix` mended, and a baseline. The file is whole at every moment.

use std::fs::{self, File, Permissions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::error::WriteError;
use super::paths::PART;
use super::system;
use crate::base::Hash;

/// Puts other bytes into a file that was read before, and whose bytes had this hash. Permissions stay, and a symbolic
/// link stays one: the file that it leads to is written.
///
/// # Errors
/// The file has changed since it was read, may not be written, or the system refuses. It then is as it was.
pub fn replace(file: &Path, read: Hash, bytes: &[u8]) -> Result<(), WriteError> {
    let failed = |deed: &'static str| move |error: &io::Error| refused(deed, file, error);
    let target = file.canonicalize().map_err(|error| failed("find")(&error))?;
    let permissions = fs::metadata(&target)
        .map_err(|error| failed("read")(&error))?
        .permissions();
    // To rename over a file asks for no right to write it, so the question is put by itself.
    let may_write = File::options().write(true).open(&target);
    may_write.map_err(|error| failed("write")(&error))?;
    if permissions.readonly() {
        return Err(failed("write")(&io::ErrorKind::PermissionDenied.into()));
    }
    let is_unchanged = || {
        let now = fs::read(&target).map_err(|error| failed("read")(&error))?;
        if Hash::of(&now) == read {
            return Ok(());
        }
        let message = format!(
            "`{}` has changed since it was read, and is left as it is",
            file.display()
        );
        Err(WriteError::new(message, "run the command again"))
    };
    put(file, &target, bytes, Some(permissions), is_unchanged)
}

/// Puts bytes into a file, which need not be there yet.
///
/// # Errors
/// The system refuses. A file that was there is as it was.
pub fn write(file: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let target = file.canonicalize().unwrap_or_else(|_| file.to_path_buf());
    let permissions = fs::metadata(&target).ok().map(|facts| facts.permissions());
    put(file, &target, bytes, permissions, || Ok(()))
}

/// By way of a file beside it, which takes its place in one step.
fn put(
    shown: &Path,
    target: &Path,
    bytes: &[u8],
    permissions: Option<Permissions>,
    may_replace: impl FnOnce() -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let part: PathBuf = target.with_file_name(format!("{PART}{}-{name}", std::process::id()));
    let failed = |error: &io::Error| refused("write", shown, error);
    let done = fill(&part, bytes, permissions)
        .map_err(|error| failed(&error))
        .and_then(|()| {
            may_replace()?;
            fs::rename(&part, target).map_err(|error| failed(&error))
        });
    if done.is_err() {
        // If it is not there, so much the better.
        let _ = fs::remove_file(&part);
    } else if let Some(folder) = target.parent() {
        system::flush_names(folder);
    }
    done
}

fn fill(part: &Path, bytes: &[u8], permissions: Option<Permissions>) -> io::Result<()> {
    let mut file = File::options().write(true).create_new(true).open(part)?;
    file.write_all(bytes)?;
    if let Some(permissions) = permissions {
        file.set_permissions(permissions)?;
    }
    file.sync_all()
}

fn refused(deed: &str, file: &Path, error: &io::Error) -> WriteError {
    let reason = crate::base::system::reason(error);
    let message = format!("cannot {deed} `{}`: {reason}", file.display());
    WriteError::new(
        message,
        "check that it is there and that you may write it and its folder",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_and_nothing_else_change() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.md");
        fs::write(&file, "old").unwrap();
        replace(&file, Hash::of(b"old"), b"new").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        let error = replace(&file, Hash::of(b"old"), b"other").unwrap_err();
        assert!(error.message.contains("has changed since it was read"), "{error}");
        assert_eq!(fs::read(&file).unwrap(), b"new");
        write(&folder.path().join("b"), b"fresh").unwrap();
        assert!(replace(&folder.path().join("none"), Hash::of(b""), b"").is_err());
        let mut names: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(names, ["a.md", "b"], "nothing is left over");
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a.md"), folder.path().join("link.md"));
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, Permissions::from_mode(0o640)).unwrap();
        symlink("a.md", &link).unwrap();
        replace(&link, Hash::of(b"old"), b"new").unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
        fs::set_permissions(&file, Permissions::from_mode(0o444)).unwrap();
        let error = replace(&file, Hash::of(b"new"), b"more").unwrap_err();
        assert!(error.message.starts_with("cannot write"), "{error}");
        assert_eq!(fs::read(&file).unwrap(), b"new");
    }
}
