//! The locks of checklists, as `stegvis accept` writes them: what their items are called, for good.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::accept::{failed, read, replace};
use super::{Form, report};
use crate::build::{Build, FolderError};
use crate::link::checklists::lock::{LockFile, file_of};
use crate::link::checklists::rules::MALFORMED_CHECKLIST_LOCK;
use crate::model::checklist::Checklist;
use crate::model::site::Page;
use crate::source::{Content, Snapshot};

/// What an author says became of items.
#[derive(Debug, Default)]
pub struct Changes {
    /// List, old id, new id.
    renamed: Vec<(String, String, String)>,
    /// List and item, or a list.
    retired: Vec<String>,
}

impl Changes {
    /// Reads `LIST/OLD=NEW` and `LIST/ITEM`.
    ///
    /// # Errors
    /// One of them is not written so.
    pub fn read(renamed: &[String], retired: &[String]) -> Result<Self, FolderError> {
        let one = |text: &String| {
            let (old, new) = text.rsplit_once('=')?;
            let (list, old) = old.rsplit_once('/')?;
            let new = new.rsplit_once('/').map_or(new, |(_, new)| new);
            (!list.is_empty() && !old.is_empty() && !new.is_empty()).then(|| (list.into(), old.into(), new.into()))
        };
        let renamed = renamed.iter().map(|text| {
            one(text).ok_or_else(|| FolderError {
                message: format!("`{text}` does not say which item is renamed"),
                help: "write the list, the item and its new id, as in `--rename harbour/lamps=lamps-lit`".into(),
            })
        });
        Ok(Self {
            renamed: renamed.collect::<Result<_, _>>()?,
            retired: retired.to_vec(),
        })
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.renamed.is_empty() && self.retired.is_empty()
    }

    /// The files as they are once the locks say so.
    ///
    /// # Errors
    /// There is no such item, or another has the new id.
    pub fn applied(&self, build: &Build) -> Result<Snapshot, FolderError> {
        let mut files: Vec<LockFile> = build.locks.known.values().cloned().collect();
        for (list, old, new) in &self.renamed {
            is_gone(build, list, old)?;
            let file = lock_of(&mut files, list)?;
            if let Some(other) = file.lock.entries.iter().find(|entry| entry.is_called(new)) {
                return Err(FolderError {
                    message: format!("`{new}` is the id of item {} of `{list}`", other.number),
                    help: "retire the one that is gone, or choose another id".into(),
                });
            }
            let entry = file.lock.entries.iter_mut().find(|entry| *entry.id == **old);
            let entry = entry.ok_or_else(|| no_item(list, old))?;
            let earlier = std::mem::replace(&mut entry.id, new.as_str().into());
            entry.was.push(earlier);
        }
        for name in &self.retired {
            // A list may hold a slash in its name: the whole is tried first.
            if let Ok(file) = lock_of(&mut files, name) {
                if let Some(list) = build
                    .site
                    .checklists
                    .lists
                    .iter()
                    .find(|list| file_of(&list.name) == file.file)
                {
                    return Err(FolderError {
                        message: format!("the checklist `{}` is still there", list.name),
                        help: "retire its items one by one, as LIST/ITEM, once they are gone from the page".into(),
                    });
                }
                file.lock.entries.iter_mut().for_each(|entry| entry.retired = true);
                continue;
            }
            let (list, id) = name.rsplit_once('/').ok_or_else(|| no_list(name))?;
            is_gone(build, list, id)?;
            let file = lock_of(&mut files, list)?;
            let entry = file.lock.entries.iter_mut().find(|entry| *entry.id == *id);
            entry.ok_or_else(|| no_item(list, id))?.retired = true;
        }
        let mut snapshot = (*build.snapshot).clone();
        for file in files {
            if let Some(source) = snapshot.files.get_mut(&file.file) {
                source.content = Content::Text(file.lock.text().into());
            }
        }
        Ok(snapshot)
    }
}

impl Changes {
    /// That what was renamed is there under its new id.
    ///
    /// # Errors
    /// The source has no such item.
    pub fn are_met(&self, build: &Build) -> Result<(), FolderError> {
        for (name, _, new) in &self.renamed {
            let mut lists = build.site.checklists.lists.iter();
            let list = lists.find(|list| *list.name == **name || file_of(&list.name).stem() == name);
            let has = list.is_some_and(|list| list.items.iter().any(|item| *item.id == **new));
            if !has {
                return Err(FolderError {
                    message: format!("`{name}` has no item with the id `{new}`"),
                    help: "write the id at the end of its line first, as `{#id}`; lines without one are told by their words".into(),
                });
            }
        }
        Ok(())
    }
}

fn lock_of<'a>(files: &'a mut [LockFile], list: &str) -> Result<&'a mut LockFile, FolderError> {
    let place = file_of(list);
    // The name of the file is as good as that of the list, where the list is gone.
    let is_it = |file: &&mut LockFile| file.file == place || file.file.stem() == list;
    files.iter_mut().find(is_it).ok_or_else(|| no_list(list))
}

/// What its source still has is neither renamed nor retired.
fn is_gone(build: &Build, list: &str, id: &str) -> Result<(), FolderError> {
    let lists = &build.site.checklists.lists;
    let known = lists
        .iter()
        .find(|known| *known.name == *list || file_of(&known.name).stem() == list);
    match known.and_then(|known| known.items.iter().find(|item| *item.id == *id)) {
        None => Ok(()),
        Some(_) => Err(FolderError {
            message: format!("`{id}` is still an item of `{list}`"),
            help: "change the page first: only what is gone from it can be renamed or retired".into(),
        }),
    }
}

fn no_list(list: &str) -> FolderError {
    FolderError {
        message: format!("no lock knows a checklist `{list}`"),
        help: "name it as its file in `checklists/`, and an item as LIST/ITEM".into(),
    }
}

fn no_item(list: &str, id: &str) -> FolderError {
    FolderError {
        message: format!("the lock of `{list}` knows no item `{id}`"),
        help: "name it as its line in the lock does".into(),
    }
}

/// What becomes of the locks.
#[derive(Debug, Default)]
pub struct Accepted {
    lists: Vec<List>,
    /// Items that are gone, and nobody said what became of them: list and item.
    gone: Vec<String>,
    /// Files that cannot be read as a whole.
    damaged: Vec<String>,
}

#[derive(Debug)]
struct List {
    name: Box<str>,
    file: PathBuf,
    /// The file as it is, if it is there.
    old: Option<String>,
    /// And as it will be.
    new: String,
    items: usize,
}

/// Looks at the lists of the pages that are wanted. `folder` is where locks lie on disk.
///
/// # Errors
/// A lock cannot be read.
pub fn accept(
    build: &Build,
    folder: &Path,
    is_all: bool,
    is_wanted: &dyn Fn(&Page) -> bool,
) -> Result<Accepted, FolderError> {
    let site = &build.site;
    let mut accepted = Accepted::default();
    let is_ours = |list: &Checklist| {
        let pages = list.page.into_iter().chain(list.items.iter().map(|item| item.page));
        let mut pages: Vec<_> = pages.collect();
        pages.dedup();
        let wanted = |page: crate::model::site::PageId| site.pages.get(page.index()).is_some_and(is_wanted);
        pages.into_iter().filter(|page| wanted(*page)).count() > 0
    };
    for (list, (lock, vanished)) in site.checklists.lists.iter().zip(&build.locks.settled) {
        if !is_ours(list) {
            continue;
        }
        let path = file_of(&list.name);
        let is_damaged = |found: &&crate::diag::Diagnostic| {
            found.rule.id == MALFORMED_CHECKLIST_LOCK.id && found.primary.file == path
        };
        if build.diagnostics.iter().any(|found| is_damaged(&found)) {
            accepted.damaged.push(path.to_string());
            continue;
        }
        let gone = vanished.iter().filter_map(|place| lock.entries.get(*place));
        accepted
            .gone
            .extend(gone.map(|entry| format!("{}/{}", list.name, entry.id)));
        // A new item that is the old one under another id would get a number of its own, for good.
        if !vanished.is_empty() {
            continue;
        }
        let file = folder.join(path.file_name());
        accepted.lists.push(List {
            name: list.name.clone(),
            old: read(&file)?,
            new: lock.text(),
            items: list.items.len(),
            file,
        });
    }
    // Lists that are gone: what was said of them is written down.
    for (path, known) in build.locks.known.iter().filter(|_| is_all) {
        let file = folder.join(path.file_name());
        if accepted.lists.iter().any(|list| list.file == file) || accepted.damaged.contains(&path.to_string()) {
            continue;
        }
        let is_list = site.checklists.lists.iter().any(|list| file_of(&list.name) == *path);
        if !is_list && known.lock.entries.iter().all(|entry| entry.retired) {
            accepted.lists.push(List {
                name: path.stem().into(),
                old: read(&file)?,
                new: known.lock.text(),
                items: 0,
                file,
            });
        } else if !is_list {
            accepted.gone.push(path.stem().to_owned());
        }
    }
    Ok(accepted)
}

/// Whoever can put a symbolic link into a repository must not choose what is overwritten.
fn is_inside(folder: &Path, file: &Path) -> Result<(), FolderError> {
    let site = folder
        .parent()
        .filter(|site| !site.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let real = |path: &Path| path.canonicalize().ok();
    let is_below = |path: &Path| match (real(site), real(path)) {
        (Some(site), Some(path)) => path.starts_with(site),
        // What is not there yet leads nowhere, but for a link.
        _ => !path.is_symlink(),
    };
    match [folder, file].into_iter().find(|path| !is_below(path)) {
        None => Ok(()),
        Some(path) => Err(FolderError {
            message: format!("`{}` leads out of the folder of the site", path.display()),
            help: "put a folder, or a file, in the place of the symbolic link".into(),
        }),
    }
}

#[derive(Serialize)]
struct Line<'a> {
    checklist: &'a str,
    items: usize,
}

impl List {
    fn is_same(&self) -> bool {
        self.old
            .as_deref()
            .is_some_and(|old| old.replace("\r\n", "\n") == self.new)
    }
}

impl Accepted {
    /// Replaces the files that say otherwise.
    ///
    /// # Errors
    /// A file or its folder cannot be written.
    pub fn write(&self) -> Result<(), FolderError> {
        for list in self.lists.iter().filter(|list| !list.is_same()) {
            let folder = list.file.parent().unwrap_or(Path::new("."));
            fs::create_dir_all(folder).map_err(|error| failed("create", folder, &error))?;
            is_inside(folder, &list.file)?;
            replace(&list.file, &list.new)?;
        }
        Ok(())
    }

    /// Whether every item has its place.
    pub fn is_whole(&self) -> bool {
        self.gone.is_empty() && self.damaged.is_empty()
    }

    /// Says what was done, and what is left to say.
    pub fn tell(&self, form: Form) {
        let changed: Vec<&List> = self.lists.iter().filter(|list| !list.is_same()).collect();
        if form == Form::Json {
            for list in &changed {
                let line = serde_json::to_string(&Line {
                    checklist: &list.name,
                    items: list.items,
                });
                report::print(&format!("{}\n", line.unwrap_or_default()));
            }
        } else if !self.lists.is_empty() {
            for list in changed.iter().take(10) {
                report::say(&format!("checklist: {}", list.name));
            }
            if changed.len() > 10 {
                report::say(&format!("checklist: … and {} more", changed.len() - 10));
            }
            let same = self.lists.len() - changed.len();
            let lists = |count: usize| format!("{count} checklist{}", if count == 1 { "" } else { "s" });
            let mut line = format!("{} accepted", lists(changed.len()));
            if same > 0 {
                line.push_str(&format!(", {same} unchanged"));
            }
            report::say(&line);
        }
        for name in &self.gone {
            report::say(&format!(
                "warning: `{name}` is gone: `stegvis accept --retire {name}` if that is for good, `--rename {name}=NEW` if it \
                 has another id"
            ));
        }
        for file in &self.damaged {
            report::say(&format!(
                "warning: `{file}` has lines that cannot be read, and was left as it is: mend it first"
            ));
        }
    }
}
