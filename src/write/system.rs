//! What operating systems do differently. The one file that names `rustix`.

use std::fs::File;
use std::io;
use std::path::Path;

/// Exchanges two folders in one step, so that there is no moment without either.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

/// This system cannot exchange folders in one step.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Waits until all that was written to the file system of `folder` lies on the disk: one call for all files, since
/// one call a file costs milliseconds each.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn flush(folder: &Path) -> io::Result<()> {
    match rustix::fs::syncfs(File::open(folder)?) {
        // Some sandboxes do not know the call; then there is nothing to wait for.
        Err(rustix::io::Errno::NOSYS) => Ok(()),
        done => Ok(done?),
    }
}

/// Hands all that was written to the disk.
#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
pub(super) fn flush(_folder: &Path) -> io::Result<()> {
    rustix::fs::sync();
    Ok(())
}

/// Nothing to do: [`flush_file`] did it.
#[cfg(not(unix))]
pub(super) fn flush(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Waits until a file lies on the disk, where [`flush`] cannot do it for all files at once.
pub(super) fn flush_file(file: &File) -> io::Result<()> {
    if cfg!(unix) { Ok(()) } else { file.sync_all() }
}

/// Waits until the names in `folder` lie on the disk, as far as the system knows how.
pub(super) fn flush_names(folder: &Path) {
    if cfg!(unix)
        && let Ok(folder) = File::open(folder)
    {
        // Some file systems refuse; then the order of renames is theirs to keep.
        let _ = folder.sync_all();
    }
}

/// Whether another file system, or a part of one, is mounted at `folder`, so that it cannot be renamed.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn is_mount_point(folder: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    statx(CWD, folder, AtFlags::empty(), StatxFlags::empty())
        .is_ok_and(|facts| facts.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
        || is_on_other_device(folder)
}

/// Whether another file system is mounted at `folder`, so that it cannot be renamed.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(super) fn is_mount_point(folder: &Path) -> bool {
    is_on_other_device(folder)
}

#[cfg(unix)]
fn is_on_other_device(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |place: &Path| place.symlink_metadata().map(|facts| facts.dev()).ok();
    folder.parent().is_some_and(|parent| device(parent) != device(folder))
}

#[cfg(not(unix))]
fn is_on_other_device(_folder: &Path) -> bool {
    false
}

/// Whether `path` still leads to the open `file`; `None` where the system does not tell.
#[cfg(unix)]
pub(super) fn is_at(file: &File, path: &Path) -> Option<bool> {
    use std::os::unix::fs::MetadataExt;
    let open = file.metadata().ok()?;
    let there = path.symlink_metadata();
    Some(there.is_ok_and(|there| (there.dev(), there.ino()) == (open.dev(), open.ino())))
}

/// Whether `path` still leads to the open `file`; `None` where the system does not tell.
#[cfg(not(unix))]
pub(super) fn is_at(_file: &File, _path: &Path) -> Option<bool> {
    None
}
