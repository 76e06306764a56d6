//! The site's files as they were at one moment. Everything after this stage sees a [`Snapshot`] and no disk.

pub mod disk;
pub mod git;
pub mod picture;
pub mod refresh;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::base::{DocPath, Hash};

/// Bytes of the largest file of code that is kept as text, to be shown on a page: what is larger is no example, and all
/// that is kept lies in memory.
pub const LARGEST_CODE: u64 = 1 << 20;

/// The file in a locale's folder that says what its pages were translated from.
pub const LOCK_FILE: &str = "translations.lock";

/// The folder beside the configuration that keeps the names of checklists' items.
pub const LOCK_FOLDER: &str = "checklists";

/// The file that says which lists of pages are checklists.
pub const SIDECAR: &str = "checklists.yml";

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Text, of a kind that a stage reads.
    Text(Arc<str>),
    /// Bytes that should be text and are not valid UTF-8.
    NotUtf8(Arc<[u8]>),
    /// Anything else: carried along, not read. Its size stands in for the bytes.
    Media {
        /// Bytes.
        size: u64,
        /// Width and height, of a picture.
        dimensions: Option<picture::Dimensions>,
    },
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// What it holds.
    pub content: Content,
    /// Of the bytes.
    pub hash: Hash,
}

/// Something on disk that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// As near as it can be named.
    pub path: DocPath,
    /// What happened, as a sentence without a full stop.
    pub why: String,
    /// What to do.
    pub help: &'static str,
}

/// A folder of the disk and the place in the site where its files appear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Path below the site's root.
    pub at: DocPath,
    /// On disk.
    pub folder: PathBuf,
}

/// All files of a site at one moment.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// By path below the site's root, so in one order on every machine.
    pub files: BTreeMap<DocPath, SourceFile>,
    /// What could not be read.
    pub unread: Vec<Unread>,
    /// Where the files lie on disk.
    pub mounts: Vec<Mount>,
    /// Symbolic links lead to some of them, or would.
    pub has_links: bool,
}

impl Snapshot {
    /// The text of a file, if there is such a file and it is text.
    pub fn text(&self, path: &DocPath) -> Option<&Arc<str>> {
        match &self.files.get(path)?.content {
            Content::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The files below `folder`, in order of their paths.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (DocPath, &'a DocPath, &'a SourceFile)> + 'a {
        let first = DocPath::new(folder).unwrap_or_else(DocPath::root);
        self.files
            .range(first..)
            .take_while(move |(path, _)| path.as_str().starts_with(folder))
            .filter_map(move |(path, file)| Some((path.strip(folder)?, path, file)))
    }

    /// Where a file of the site lies on disk; its own name where no folder of the disk holds it.
    pub fn on_disk(&self, path: &DocPath) -> PathBuf {
        self.place(path).unwrap_or_else(|| PathBuf::from(path.as_str()))
    }

    /// Where a file of the site lies on disk; `None` where no folder of the disk holds it.
    pub fn place(&self, path: &DocPath) -> Option<PathBuf> {
        let place = |mount: &Mount| {
            if mount.at == *path {
                return Some((mount.at.as_str().len(), mount.folder.clone()));
            }
            let rest = path.strip(mount.at.as_str())?;
            Some((mount.at.as_str().len(), mount.folder.join(rest.as_str())))
        };
        let nearest = self.mounts.iter().filter_map(place).max_by_key(|(length, _)| *length);
        nearest.map(|(_, place)| place)
    }
}

#[cfg(test)]
impl Snapshot {
    /// A snapshot made of text files, for tests.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let mut snapshot = Self::default();
        for (path, text) in files {
            let path = DocPath::new(path).expect("a path below the root");
            let file = SourceFile {
                content: Content::Text((*text).into()),
                hash: Hash::of(text.as_bytes()),
            };
            snapshot.files.insert(path, file);
        }
        snapshot
    }
}
