//! Whole builds into folders of the disk. No test waits for the disk.

mod damage;
mod foreign;
mod minimal;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;

use super::*;
use crate::base::DocPath;
use crate::model::{Key, OutputBody};

/// The three ways to publish: exchanged in one step, in two, and file by file.
const WAYS: [Settings; 3] = [
    Settings {
        staged: true,
        one_step: true,
        flush: false,
    },
    Settings {
        staged: true,
        one_step: false,
        flush: false,
    },
    Settings {
        staged: false,
        one_step: false,
        flush: false,
    },
];
const ONE_STEP: Settings = WAYS[0];
const IN_PLACE: Settings = WAYS[2];

/// A site of a few files, and a folder to publish it into.
struct Site {
    root: TempDir,
    settings: Settings,
    adopt: bool,
    files: BTreeMap<String, String>,
    rendered: AtomicUsize,
}

impl Site {
    fn new(settings: Settings) -> Self {
        let files = [
            ("404.html", "lost"),
            ("en/a/index.html", "a"),
            ("en/b/index.html", "b"),
            ("sv/a/index.html", "å"),
            ("theme/x.css", "x{}"),
        ];
        Self {
            root: tempfile::tempdir().unwrap(),
            settings,
            adopt: false,
            files: files.map(|(path, text)| (path.into(), text.into())).into(),
            rendered: AtomicUsize::new(0),
        }
    }

    fn published(settings: Settings) -> Self {
        let site = Self::new(settings);
        let done = site.publish();
        assert_eq!((done.total, done.written, done.unchanged, done.deleted), (5, 5, 0, 0));
        assert_eq!(done.atomic, settings.staged);
        site.assert_published(&[]);
        site
    }

    fn out(&self) -> PathBuf {
        self.root.path().join("out")
    }

    fn at(&self, path: &str) -> PathBuf {
        self.out().join(path)
    }

    fn beside(&self, end: &str) -> PathBuf {
        self.root.path().join(format!(".out.stegvis-{end}"))
    }

    fn set(&mut self, path: &str, text: &str) -> &mut Self {
        self.files.insert(path.into(), text.into());
        self
    }

    fn remove(&mut self, path: &str) -> &mut Self {
        self.files.remove(path).unwrap();
        self
    }

    /// Puts a file into the output folder by hand.
    fn put(&self, path: &str, text: &str) -> &Self {
        fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        fs::write(self.at(path), text).unwrap();
        self
    }

    fn outputs(&self) -> Vec<Output<'_>> {
        let output = |(path, text): (&String, &'_ String)| {
            let text = text.clone();
            Output {
                path: DocPath::new(path).unwrap(),
                key: Key::of(Hash::of(text.as_bytes())),
                body: OutputBody::Render(Box::new(move |_| {
                    self.rendered.fetch_add(1, Ordering::Relaxed);
                    Ok(text.clone().into_bytes().into())
                })),
            }
        };
        self.files.iter().map(output).collect()
    }

    fn try_publish(&self) -> Result<Published, WriteError> {
        self.try_publish_these(self.outputs())
    }

    fn try_publish_these(&self, outputs: Vec<Output<'_>>) -> Result<Published, WriteError> {
        let options = Options {
            out: self.out(),
            sources: Vec::new(),
            adopt: self.adopt,
        };
        self.rendered.store(0, Ordering::Relaxed);
        publish_with(outputs, &options, self.settings)
    }

    fn publish(&self) -> Published {
        self.try_publish().unwrap()
    }

    fn refusal(&self) -> String {
        self.try_publish().unwrap_err().to_string()
    }

    fn rendered(&self) -> usize {
        self.rendered.load(Ordering::Relaxed)
    }

    /// The folder holds the site, the state and what `foreign` lists; beside it nothing is left.
    fn assert_published(&self, foreign: &[&str]) {
        let tree = tree(&self.out());
        for (path, text) in &self.files {
            assert_eq!(tree.get(path), Some(&Some(text.clone())), "{path}");
        }
        let mut expected: BTreeSet<&str> = self.files.keys().map(String::as_str).collect();
        expected.extend(foreign);
        expected.insert(state::NAME);
        let folders: Vec<&str> = expected.iter().flat_map(|path| paths::above(path)).collect();
        expected.extend(folders);
        assert_eq!(tree.keys().map(String::as_str).collect::<BTreeSet<_>>(), expected);
        assert_eq!(State::read(&self.out(), &self.out()).unwrap().trust, Trust::Whole);
        self.assert_tidy();
    }

    fn assert_tidy(&self) {
        let here = tree(self.root.path());
        let left: Vec<_> = here.keys().filter(|path| path.contains(".stegvis-")).collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

/// All that lies in a folder: text of files, `None` for folders, "→ target" for links.
fn tree(folder: &Path) -> BTreeMap<String, Option<String>> {
    let mut found = BTreeMap::new();
    let walk = walkdir::WalkDir::new(folder).min_depth(1);
    for entry in walk.into_iter().map(Result::unwrap) {
        let name = entry
            .path()
            .strip_prefix(folder)
            .unwrap()
            .to_str()
            .unwrap()
            .replace('\\', "/");
        let kind = entry.file_type();
        let content = if kind.is_dir() {
            None
        } else if kind.is_symlink() {
            Some(format!("→ {}", fs::read_link(entry.path()).unwrap().display()))
        } else {
            Some(fs::read_to_string(entry.path()).unwrap())
        };
        found.insert(name, content);
    }
    found
}

/// What tells that a file or folder was not touched.
#[cfg(unix)]
fn identity(path: &Path) -> (u64, std::time::SystemTime, i64) {
    use std::os::unix::fs::MetadataExt;
    let facts = path.symlink_metadata().unwrap();
    (facts.ino(), facts.modified().unwrap(), facts.ctime_nsec())
}

#[cfg(unix)]
fn inode(path: &Path) -> u64 {
    identity(path).0
}
