//! The folder as it is now: what is to be read and watched, and a snapshot that follows the disk file by file.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::gather::Gathered;
use super::watch::{PROBE_NAME, Places};
use crate::base::{DocPath, Locale};
use crate::build::{Change, FolderError, Request, SiteFolder};
use crate::config;
use crate::source::refresh::{Refreshed, difference, is_half_written, refresh};
use crate::source::{Mount, Snapshot, SourceFile, disk};

/// How often, and how long apart, a file is read again that somebody seems to be in the middle of writing.
const PATIENCE: (u32, Duration) = (6, Duration::from_millis(12));

/// More files than this that are gone or empty were taken away.
const MOST_HALVES: usize = 3;

/// Reads a site again and again.
pub struct Reader {
    request: Request,
    /// The folder that was named, without symbolic links on the way to it.
    root: PathBuf,
    /// Only these locales and the source; all, where none is named.
    only: Vec<String>,
    /// As it was understood last.
    pub folder: Arc<SiteFolder>,
    /// As it was read last.
    pub snapshot: Arc<Snapshot>,
    /// The folder cannot be understood as it is: what it was is kept, and tells nothing of what it will be.
    is_lost: bool,
}

/// What has changed.
#[derive(Clone, Debug, Default)]
pub struct News {
    /// These files.
    pub files: Vec<DocPath>,
    /// The folder was understood anew: its locales, its configuration.
    pub is_refolded: bool,
    /// What leads from a snapshot to the one that is known now, where that is known without comparing all files.
    pub change: Option<(Arc<Snapshot>, Change)>,
}

/// What one look came to.
#[derive(Default)]
struct Looked {
    /// The folder is another one.
    is_refolded: bool,
    /// Everything was read.
    is_whole: bool,
    /// What changed, with what it was.
    files: Vec<(DocPath, Option<SourceFile>)>,
}

fn find(request: &Request, only: &[String]) -> Result<SiteFolder, FolderError> {
    let mut folder = SiteFolder::find(request)?;
    narrow(&mut folder, only)?;
    // What `build` publishes into is no source, where it lies among the sources.
    folder.plan.without = folder
        .locks
        .parent()
        .map(|beside| beside.join(folder.config.output.as_str()));
    // Events name places without symbolic links on the way to them.
    let real = |place: &mut PathBuf| {
        if let Ok(found) = fs::canonicalize(&*place) {
            *place = found;
        }
    };
    folder.plan.folders.iter_mut().for_each(|mount| real(&mut mount.folder));
    for mount in &mut folder.plan.files {
        // The file itself may be a link that is led elsewhere tomorrow: only the way to it is cleared.
        if let (Some(above), Some(name)) = (mount.folder.parent(), mount.folder.file_name()) {
            let above = if above.as_os_str().is_empty() {
                Path::new(".")
            } else {
                above
            };
            mount.folder = fs::canonicalize(above).map_or_else(|_| mount.folder.clone(), |above| above.join(name));
        }
    }
    folder.plan.without.iter_mut().for_each(real);
    Ok(folder)
}

/// Leaves the named locales and the source.
fn narrow(folder: &mut SiteFolder, only: &[String]) -> Result<(), FolderError> {
    if only.is_empty() {
        return Ok(());
    }
    let known = |name: &String| {
        let mut all = folder.locales.iter();
        all.any(|locale| *locale.slug == **name || locale.tag.as_str().eq_ignore_ascii_case(name))
    };
    if let Some(unknown) = only.iter().find(|name| !known(name)) {
        let all: Vec<&str> = folder.locales.iter().map(|locale| &*locale.slug).collect();
        return Err(FolderError {
            message: format!("there is no locale `{unknown}`"),
            help: format!("name one of these: {}", all.join(", ")),
        });
    }
    let source = folder.locales.get(folder.source).cloned();
    let is_wanted = |locale: &crate::model::site::SiteLocale| {
        let is_named = |name: &String| *locale.slug == **name || locale.tag.as_str().eq_ignore_ascii_case(name);
        source.as_ref() == Some(locale) || only.iter().any(is_named)
    };
    let (kept, left): (Vec<_>, Vec<_>) = folder.locales.drain(..).partition(is_wanted);
    folder
        .plan
        .folders
        .retain(|mount| !left.iter().any(|locale| locale.folder == mount.at));
    folder.source = kept
        .iter()
        .position(|locale| source.as_ref() == Some(locale))
        .unwrap_or(0);
    folder.locales = kept;
    Ok(())
}

impl Reader {
    /// Reads for the first time.
    ///
    /// # Errors
    /// The folder cannot be understood.
    pub fn new(request: Request, only: Vec<String>) -> Result<Self, FolderError> {
        let folder = Arc::new(find(&request, &only)?);
        let snapshot = Arc::new(disk::read(&folder.plan));
        Ok(Self {
            root: real(&request.root),
            request,
            only,
            folder,
            snapshot,
            is_lost: false,
        })
    }

    /// The folder that was named, without symbolic links on the way to it.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether something that happened at a place may concern the site. The output is written by others, and what a
    /// repository keeps for itself changes all the time.
    pub fn is_of_interest(&self, path: &Path) -> bool {
        let without = self.folder.plan.without.as_deref();
        let is_output = without.is_some_and(|without| path.starts_with(without));
        let name = path.file_name().unwrap_or_default().as_encoded_bytes();
        // What lies in the folder of a language is content, whatever it is called.
        let is_content = self
            .folder
            .plan
            .folders
            .iter()
            .any(|mount| path.starts_with(&mount.folder));
        let is_kept = |part: &std::ffi::OsStr| part == ".git" || part == "node_modules" && !is_content;
        let is_kept = path.strip_prefix(self.root()).unwrap_or(path).iter().any(is_kept);
        !is_output && !is_kept && !name.starts_with(PROBE_NAME.as_bytes())
    }

    /// What is to be watched.
    pub fn places(&self) -> Places {
        let mut places = Places {
            without: self.folder.plan.without.clone(),
            ..Places::default()
        };
        let root = self.root();
        let content = self.content();
        let mut folders = vec![
            root.to_path_buf(),
            content.clone(),
            real(&root.join("themes")),
            real(&root.join("locales")),
        ];
        let mut trees: Vec<PathBuf> = self
            .folder
            .plan
            .folders
            .iter()
            .map(|mount| mount.folder.clone())
            .collect();
        // A folder that is named as a language is one with its first page.
        let names = disk::names(&content).unwrap_or_default().folders.into_iter();
        trees.extend(
            names
                .filter(|name| Locale::parse(name).is_some())
                .map(|name| real(&content.join(name))),
        );
        let singles = self.folder.plan.files.iter().map(|mount| mount.folder.clone());
        for single in singles.chain(self.request.config.clone()) {
            // A link, and what it leads to.
            folders.extend(single.parent().map(real));
            folders.extend(real(&single).parent().map(Path::to_path_buf));
        }
        folders.extend(self.folder.locks.parent().map(real));
        for folder in trees {
            tree(
                &folder,
                places.without.as_deref(),
                &mut places.trees,
                &mut places.folders,
            );
        }
        let is_real = |folder: &PathBuf| folder.is_dir() && !is_inside(folder, &places.trees);
        places.folders.extend(folders.into_iter().filter(is_real));
        places
    }

    /// Looks at what was told of, and reads it.
    ///
    /// # Errors
    /// The folder cannot be understood any more; what was read before is kept.
    pub fn look(&mut self, seen: &Gathered) -> Result<Option<News>, FolderError> {
        let (times, pause) = PATIENCE;
        let was_lost = self.is_lost;
        let before = self.snapshot.clone();
        let mut looked = self.look_once(seen, false);
        for _ in 0..times {
            // A folder that is moved is nowhere for a moment.
            if was_lost || looked.is_ok() {
                break;
            }
            std::thread::sleep(pause);
            looked = self.look_once(seen, true);
        }
        let mut looked = looked?;
        for _ in 0..times {
            let half = |(file, old): &(DocPath, Option<SourceFile>)| {
                is_half_written(old.as_ref(), self.snapshot.files.get(file))
            };
            // Of many files at once nobody is in the middle of one, and a look at everything takes long enough.
            let halves = looked.files.iter().filter(|file| half(file)).count();
            if halves == 0 || halves > MOST_HALVES {
                break;
            }
            std::thread::sleep(pause);
            // Compared with what was before the first look, so that a file that came back as it was is no news. Where that
            // look was at everything, so is this one: which paths concern the folder is told by what it was.
            self.snapshot = before.clone();
            let again = self.look_once(seen, looked.is_whole)?;
            looked = Looked {
                is_refolded: looked.is_refolded || again.is_refolded,
                ..again
            };
        }
        let is_news = looked.is_refolded || !looked.files.is_empty() || before.unread != self.snapshot.unread;
        Ok(is_news.then(|| {
            let now = &self.snapshot.files;
            let comes_or_goes = |(file, old): &(DocPath, Option<SourceFile>)| old.is_none() || !now.contains_key(file);
            let is_set_changed = looked.files.iter().any(comes_or_goes);
            let files: Vec<DocPath> = looked.files.into_iter().map(|(file, _)| file).collect();
            let change = Change {
                files: files.iter().cloned().collect(),
                is_set_changed,
            };
            News {
                files,
                is_refolded: looked.is_refolded,
                change: Some((before, change)),
            }
        }))
    }

    fn look_once(&mut self, seen: &Gathered, is_whole: bool) -> Result<Looked, FolderError> {
        let is_fresh =
            is_whole || self.is_lost || seen.is_whole || seen.paths.iter().any(|path| self.is_of_folder(path));
        let folder = self.folder.clone();
        if !is_fresh && !self.is_understood_anew(seen.paths.iter().any(|path| self.is_beside(path)))? {
            let paths: Vec<PathBuf> = seen.paths.iter().cloned().collect();
            let before = self.snapshot.clone();
            match refresh(&self.folder.plan, &mut self.snapshot, &paths) {
                Refreshed::Same => return Ok(Looked::default()),
                Refreshed::Changed(files) => {
                    // Which files there are says what is a language, and the files of a docset which one it is.
                    let tells = |(file, old): &(DocPath, Option<SourceFile>)| {
                        old.is_none() || !self.snapshot.files.contains_key(file) || is_of_docset(file.file_name())
                    };
                    let tells = files.iter().any(tells);
                    if !self.is_understood_anew(tells)? {
                        return Ok(Looked {
                            files,
                            ..Looked::default()
                        });
                    }
                    self.snapshot = before;
                }
                Refreshed::Unclear => {}
            }
        }
        self.understand()?;
        let snapshot = Arc::new(disk::read(&self.folder.plan));
        let old = std::mem::replace(&mut self.snapshot, snapshot);
        Ok(Looked {
            is_refolded: !is_same(&folder, &self.folder),
            is_whole: true,
            files: difference(&old, &self.snapshot),
        })
    }

    /// Finds out what the folder is now.
    fn understand(&mut self) -> Result<(), FolderError> {
        let found = find(&self.request, &self.only);
        self.is_lost = found.is_err();
        self.folder = Arc::new(found?);
        Ok(())
    }

    /// Where there is a reason to find out: whether the folder is another one now.
    fn is_understood_anew(&mut self, is_reason: bool) -> Result<bool, FolderError> {
        if !is_reason {
            return Ok(false);
        }
        let before = self.folder.clone();
        self.understand()?;
        Ok(!is_same(&before, &self.folder))
    }

    /// Whether what a folder is depends on this: the configuration, a new folder of a language, of themes, of messages.
    fn is_of_folder(&self, path: &Path) -> bool {
        let name = path.file_name().unwrap_or_default();
        let singles = &self.folder.plan.files;
        let is_single = singles
            .iter()
            .any(|mount| mount.folder == path || real(&mount.folder) == path);
        let is_gone = !path.exists();
        // Names that are told alike and differ in case, or a renamed folder, are sorted out by reading everything.
        let is_folding = cfg!(any(windows, target_os = "macos")) && is_gone;
        // A folder that holds some that are read went with them.
        let is_above = |mount: &Mount| mount.folder.starts_with(path);
        let is_above = is_gone && self.folder.plan.folders.iter().any(is_above);
        is_single || is_folding || is_above || name == config::FILE || path.is_dir() && !self.is_known_folder(path)
    }

    /// Whether something lies beside the folders that are read, where it may say which these are: the first page of a
    /// language, a link to one, the files of a docset, a list of checklists.
    fn is_beside(&self, path: &Path) -> bool {
        let is_inside = self
            .folder
            .plan
            .folders
            .iter()
            .any(|mount| path.starts_with(&mount.folder));
        let beside = self.folder.locks.parent().map(real);
        let is_directly = |above: &Path| above == self.root() || beside.as_deref() == Some(above);
        !is_inside && (path.parent().is_some_and(is_directly) || path.starts_with(self.content()))
    }

    /// The folder that holds those of the languages, without symbolic links on the way to it.
    fn content(&self) -> PathBuf {
        let content = self.folder.config.content.as_ref();
        let root = self.root();
        match content {
            Some(folder) => real(&root.join(folder.as_str())),
            None => Some(real(&root.join("content")))
                .filter(|usual| usual.is_dir())
                .unwrap_or_else(|| root.to_path_buf()),
        }
    }

    fn is_known_folder(&self, path: &Path) -> bool {
        self.folder.plan.folders.iter().any(|mount| mount.folder == path)
    }
}

/// Whether two are the same folder to whoever reads it.
fn is_same(a: &SiteFolder, b: &SiteFolder) -> bool {
    a.locales == b.locales
        && a.source == b.source
        && a.plan == b.plan
        && a.config_file == b.config_file
        && a.config.theme == b.config.theme
        && a.config.content == b.config.content
}

/// Whether a file is one of those that only docsets and their repositories have.
fn is_of_docset(name: &str) -> bool {
    name.starts_with("docfx") || name.starts_with(".openpublishing")
}

fn real(place: &Path) -> PathBuf {
    let place = if place.as_os_str().is_empty() {
        Path::new(".")
    } else {
        place
    };
    fs::canonicalize(place).unwrap_or_else(|_| place.to_path_buf())
}

fn is_inside(folder: &Path, trees: &BTreeSet<PathBuf>) -> bool {
    trees.iter().any(|tree| folder.starts_with(tree))
}

/// A folder with all below it; where the output or a repository's own folder lies in it, its folders one by one.
fn tree(folder: &Path, without: Option<&Path>, trees: &mut BTreeSet<PathBuf>, folders: &mut BTreeSet<PathBuf>) {
    let holds_output = without.is_some_and(|without| without.starts_with(folder));
    if !holds_output && !folder.join(".git").exists() {
        trees.insert(folder.to_path_buf());
        return;
    }
    folders.insert(folder.to_path_buf());
    // Names that begin with a dot are left out.
    for name in disk::names(folder).unwrap_or_default().folders {
        let below = folder.join(name);
        if without != Some(&*below) {
            tree(&below, without, trees, folders);
        }
    }
}
