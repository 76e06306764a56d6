//! Where the output goes, and the names beside it.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::WriteError;

/// The output folder and its neighbours, all absolute and free of links, so that they lie on one file system.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The output folder as the person wrote it, for messages.
    pub shown: PathBuf,
    /// The output folder.
    pub out: PathBuf,
    /// The folder it lies in.
    pub parent: PathBuf,
    /// Filled with the new site; after an exchange it holds the old one.
    pub stage: PathBuf,
    /// Where the old site waits while the new one moves in, if that takes two steps.
    pub old: PathBuf,
    /// Locked while a build publishes.
    pub lock: PathBuf,
}

impl Place {
    /// Finds the places for `out`, which need not exist yet, and makes sure that nothing of `sources` is in danger.
    pub(super) fn find(shown: &Path, sources: &[PathBuf]) -> Result<Self, WriteError> {
        let out = real(shown).map_err(|error| WriteError::io("use", shown, &error))?;
        if out.exists() && !out.is_dir() {
            return Err(WriteError::new(
                format!("`{}` is a file, and the output needs a folder", shown.display()),
                "choose another output folder with `-o`",
            ));
        }
        for source in sources {
            spare(source, shown, &out)?;
        }
        let (Some(parent), Some(name)) = (out.parent(), out.file_name()) else {
            return Err(WriteError::new(
                format!("`{}` cannot be an output folder", shown.display()),
                "choose another output folder with `-o`",
            ));
        };
        let beside = |end: &str| {
            let mut text = OsString::from(".");
            text.push(name);
            text.push(end);
            parent.join(text)
        };
        Ok(Self {
            shown: shown.to_path_buf(),
            parent: parent.to_path_buf(),
            stage: beside(".stegvis-new"),
            old: beside(".stegvis-old"),
            lock: beside(".stegvis-lock"),
            out,
        })
    }
}

/// Refuses an output folder that would swallow, or lie among, what the site is made of.
fn spare(source: &Path, shown: &Path, out: &Path) -> Result<(), WriteError> {
    let real = real(source).map_err(|error| WriteError::io("find", source, &error))?;
    let relation = if real == out {
        "is"
    } else if real.starts_with(out) {
        "holds"
    } else if out.starts_with(&real) {
        "lies inside"
    } else {
        return Ok(());
    };
    Err(WriteError::new(
        format!(
            "the output folder `{}` {relation} `{}`, which the site is made from",
            shown.display(),
            source.display()
        ),
        "choose an output folder apart from the content with `-o`",
    ))
}

/// The absolute path without links; of what does not exist, the part that does is freed of links.
fn real(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    match fs::canonicalize(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        found => return found,
    }
    let Some(parent) = path.parent() else {
        return Ok(path);
    };
    // A link to a folder that is not there, perhaps because a killed build left it beside its place.
    if let Ok(target) = path.read_link() {
        return real(&parent.join(target));
    }
    let mut found = real(parent)?;
    match path.file_name() {
        Some(name) => found.push(name),
        None => {
            found.pop();
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(out: &Path, source: &Path) -> String {
        Place::find(out, &[source.to_path_buf()]).unwrap_err().to_string()
    }

    #[test]
    fn the_output_keeps_clear_of_the_content() {
        let root = tempfile::tempdir().unwrap();
        let content = root.path().join("content");
        fs::create_dir(&content).unwrap();
        fs::write(root.path().join("stegvis.yaml"), "").unwrap();
        assert!(refusal(&content, &content).contains("is `"));
        assert!(refusal(root.path(), &content).contains("holds `"));
        assert!(refusal(root.path(), &root.path().join("stegvis.yaml")).contains("holds `"));
        assert!(refusal(&content.join("a/b"), &content).contains("lies inside `"));
        assert!(refusal(&content.join("a/../../content/x"), &content).contains("lies inside `"));
        assert!(Place::find(&root.path().join("content-2"), &[content]).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_does_not_hide_the_content() {
        let root = tempfile::tempdir().unwrap();
        let content = root.path().join("content");
        fs::create_dir(&content).unwrap();
        std::os::unix::fs::symlink(&content, root.path().join("link")).unwrap();
        assert!(refusal(&root.path().join("link/out"), &content).contains("lies inside `"));
        std::os::unix::fs::symlink("content/new", root.path().join("new")).unwrap();
        assert!(refusal(&root.path().join("new"), &content).contains("lies inside `"));
        std::os::unix::fs::symlink("loop", root.path().join("loop")).unwrap();
        assert!(refusal(&root.path().join("loop/x"), &content).starts_with("cannot use"));
    }

    #[test]
    fn a_file_is_no_output_folder() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("file");
        fs::write(&file, "").unwrap();
        let error = Place::find(&file, &[]).unwrap_err();
        assert!(error.message.ends_with("is a file, and the output needs a folder"));
        assert!(Place::find(&file.join("out"), &[]).is_err());
        assert!(Place::find(Path::new("/"), &[]).is_err());
    }
}
