//! The folder beside the output in which a new site is laid out before it takes the old one's place.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

/// A stage. What lies there when it is dropped is removed: an unfinished new site, or the old one after an exchange.
pub(super) struct Stage<'p>(&'p Path);

impl<'p> Stage<'p> {
    /// Makes an empty stage; nothing may lie there yet.
    pub(super) fn new(folder: &'p Path) -> io::Result<Self> {
        fs::create_dir(folder)?;
        Ok(Self(folder))
    }

    /// Where it is.
    pub(super) fn folder(&self) -> &Path {
        self.0
    }

    /// Where `path` lies in it.
    pub(super) fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        self.0.join(path)
    }

    /// A new, empty file.
    pub(super) fn create(&self, path: &str) -> io::Result<File> {
        with_folder(&self.at(path), |path| File::create_new(path))
    }

    /// Gives `from` a second name in the stage. A link itself is linked, not what it leads to.
    pub(super) fn link(&self, from: &Path, path: &Path) -> io::Result<()> {
        with_folder(&self.at(path), |to| fs::hard_link(from, to))
    }

    /// Links the file `from`, or copies it where the file system or the number of its names forbids a link.
    /// `CrossesDevices` is an error: then a part of the output folder is mounted, and must stay where it is.
    pub(super) fn link_or_copy(&self, from: &Path, path: &str) -> io::Result<()> {
        match self.link(from, Path::new(path)) {
            Err(error) if error.kind() != io::ErrorKind::CrossesDevices => {
                with_folder(&self.at(path), |to| fs::copy(from, to).map(drop))
            }
            linked => linked,
        }
    }

    /// A folder, if it is not there yet.
    pub(super) fn add_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(self.at(path))
    }

    /// Gives a folder of the stage the permissions of the folder `model`.
    pub(super) fn like(&self, model: &Path, path: &Path) -> io::Result<()> {
        fs::set_permissions(self.at(path), fs::metadata(model)?.permissions())
    }
}

impl Drop for Stage<'_> {
    fn drop(&mut self) {
        // What is left is removed by the next build.
        let _ = remove_tree(self.0);
    }
}

/// Does `deed` at `path`, and makes the folder it lies in if that turns out to be missing: a try costs less than a
/// question, since most folders are there.
pub(super) fn with_folder<T>(path: &Path, deed: impl Fn(&Path) -> io::Result<T>) -> io::Result<T> {
    match (deed(path), path.parent()) {
        (Err(error), Some(folder)) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(folder)?;
            deed(path)
        }
        (done, _) => done,
    }
}

/// Removes what lies at `path`, if anything does, without following links; folders below the first two levels are
/// removed by several threads, since an old site of 10,000 pages is 20,000 removals.
pub(super) fn remove_tree(path: &Path) -> io::Result<()> {
    match remove_levels(path, 2) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

fn remove_levels(path: &Path, levels: usize) -> io::Result<()> {
    if !fs::symlink_metadata(path)?.is_dir() {
        return fs::remove_file(path);
    }
    if levels > 0 {
        let entries = fs::read_dir(path)?.collect::<io::Result<Vec<_>>>()?;
        entries
            .par_iter()
            .try_for_each(|entry| remove_levels(&entry.path(), levels - 1))?;
    }
    fs::remove_dir_all(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn removing_a_tree_spares_what_links_lead_to() {
        let root = tempfile::tempdir().unwrap();
        let precious = root.path().join("precious");
        fs::create_dir(&precious).unwrap();
        fs::write(precious.join("x"), "x").unwrap();
        let tree = root.path().join("tree");
        fs::create_dir_all(tree.join("a/b/c/d")).unwrap();
        for place in ["link", "a/link", "a/b/link", "a/b/c/link", "a/b/c/d/link"] {
            std::os::unix::fs::symlink(&precious, tree.join(place)).unwrap();
        }
        remove_tree(&tree).unwrap();
        assert!(!tree.exists() && precious.join("x").exists());
        std::os::unix::fs::symlink(&precious, &tree).unwrap();
        remove_tree(&tree).unwrap();
        assert!(!tree.is_symlink() && precious.join("x").exists());
        remove_tree(&tree).unwrap();
    }
}
