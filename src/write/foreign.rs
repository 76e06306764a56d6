//! What lies in the output folder and is not ours: it was put there by a person, and survives.

use std::collections::HashSet;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::body::foreign_in_the_way;
use super::error::WriteError;
use super::look::Found;
use super::paths::{self, above};
use super::plan::Plan;
use super::state::{self, State};
use super::{lock, stage};
use crate::base::system::reason;

/// More foreign files than this are not carried into a stage: the folder is then published in place.
const MANY: usize = 1000;

/// Folders whose owner may write to them at any moment, so that carrying them over could lose a commit.
const REPOSITORIES: [&str; 4] = [".git", ".hg", ".jj", ".svn"];

/// What is not ours.
#[derive(Debug, Default)]
pub(super) struct Foreign {
    /// Folders before what lies in them.
    pub things: Vec<Thing>,
    /// Our own unfinished files, of a run that was killed.
    pub parts: Vec<PathBuf>,
    /// Why the things cannot be carried into a stage, if so.
    pub hindrance: Option<String>,
}

/// One foreign thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Thing {
    /// Below the output folder.
    pub path: PathBuf,
    /// The same with `/`, as outputs are named; approximate where it is not Unicode.
    pub name: String,
    pub is_folder: bool,
}

/// What the names in the folder are measured against.
struct Known<'p> {
    files: HashSet<&'p str>,
    folders: HashSet<&'p str>,
    tally: AtomicUsize,
}

/// Finds what is not ours in the folder `out`, and refuses where an output would meet it.
pub(super) fn find(out: &Path, shown: &Path, plan: &Plan<'_, '_>, state: &State) -> Result<Foreign, WriteError> {
    let outputs = || plan.jobs.iter().map(|job| job.output.path.as_str());
    let recorded = || state.records.iter().map(|record| record.path.as_str());
    // An output that meets a foreign file is compared with it once it is rendered; any other meeting is refused here.
    let met = plan
        .jobs
        .iter()
        .filter(|job| job.ours || matches!(job.found, Found::File { .. }));
    let going = plan.deletions.iter().map(|record| record.path.as_str());
    let known = Known {
        files: met.map(|job| job.output.path.as_str()).chain(going).collect(),
        folders: outputs().chain(recorded()).flat_map(above).collect(),
        tally: AtomicUsize::new(0),
    };
    let foreign = match out.is_dir() {
        true => walk(out, Path::new(""), Some(""), &known)
            .map_err(|error| WriteError::io("read the folder", shown, &error))?,
        false => Foreign::default(),
    };
    let wanted: HashSet<&str> = outputs().collect();
    let wanted_folders: HashSet<&str> = outputs().flat_map(above).collect();
    let meets = |thing: &&Thing| {
        let name = thing.name.as_str();
        let under = wanted.contains(name) || above(name).any(|folder| wanted.contains(folder));
        under || !thing.is_folder && wanted_folders.contains(name)
    };
    match foreign.things.iter().find(meets) {
        Some(thing) => Err(foreign_in_the_way(&shown.join(&thing.path))),
        None => Ok(foreign),
    }
}

impl Foreign {
    /// Refuses a folder that was never ours and that somebody uses for something else.
    pub(super) fn refuse(&self, shown: &Path) -> Result<(), WriteError> {
        let names: Vec<String> = self
            .things
            .iter()
            .take(3)
            .map(|thing| format!("`{}`", thing.name))
            .collect();
        if names.is_empty() {
            return Ok(());
        }
        let more = if self.things.len() > 3 { " and more" } else { "" };
        Err(WriteError::new(
            format!(
                "the output folder `{}` holds what stegvis did not write: {}{more}",
                shown.display(),
                names.join(", ")
            ),
            "choose another output folder with `-o`, empty this one, or publish beside those files with `--adopt`",
        ))
    }

    /// Lays everything foreign into the stage under the same names.
    pub(super) fn carry(&self, out: &Path, into: &stage::Stage<'_>) -> Result<(), String> {
        let fail =
            |thing: &Thing, error: &io::Error| format!("`{}` cannot be carried over: {}", thing.name, reason(error));
        let folders = || self.things.iter().filter(|thing| thing.is_folder);
        for folder in folders() {
            into.add_folder(&folder.path).map_err(|error| fail(folder, &error))?;
        }
        for thing in self.things.iter().filter(|thing| !thing.is_folder) {
            into.link(&out.join(&thing.path), &thing.path)
                .map_err(|error| fail(thing, &error))?;
        }
        // Last and from below, since a folder may forbid to write into it.
        let folders: Vec<&Thing> = folders().collect();
        for folder in folders.into_iter().rev() {
            into.like(&out.join(&folder.path), &folder.path)
                .map_err(|error| fail(folder, &error))?;
        }
        Ok(())
    }

    fn and(mut self, other: Self) -> Self {
        self.things.extend(other.things);
        self.parts.extend(other.parts);
        self.hindrance = self.hindrance.or(other.hindrance);
        self
    }
}

/// `name` is the folder's name with `/`, if it is Unicode.
fn walk(out: &Path, folder: &Path, name: Option<&str>, known: &Known<'_>) -> io::Result<Foreign> {
    let mut entries = fs::read_dir(out.join(folder))?.collect::<io::Result<Vec<DirEntry>>>()?;
    entries.sort_by_key(DirEntry::file_name);
    let found: Vec<Foreign> = entries
        .par_iter()
        .map(|entry| visit(out, folder, name, entry, known))
        .collect::<io::Result<_>>()?;
    Ok(found.into_iter().fold(Foreign::default(), Foreign::and))
}

fn visit(out: &Path, above: &Path, name: Option<&str>, entry: &DirEntry, known: &Known<'_>) -> io::Result<Foreign> {
    let file_name = entry.file_name();
    let kind = entry.file_type()?;
    let path = above.join(&file_name);
    let last = file_name.to_string_lossy();
    let full = match name {
        Some("") => last.to_string(),
        Some(name) => format!("{name}/{last}"),
        None => path.to_string_lossy().into_owned(),
    };
    let is_text = name.is_some() && file_name.to_str().is_some();
    let mut found = Foreign::default();
    if kind.is_dir() {
        let ours = is_text && known.folders.contains(full.as_str());
        if ours {
            return walk(out, &path, Some(&full), known);
        }
        let inner_name = is_text.then_some(full.as_str());
        let inner = descend(out, &path, inner_name, &last, known);
        found.things.push(Thing {
            path,
            name: full.clone(),
            is_folder: true,
        });
        return Ok(found.and(inner));
    }
    let at_root = above.as_os_str().is_empty();
    if at_root && (last == state::NAME || last == lock::INSIDE) || is_text && known.files.contains(full.as_str()) {
        return Ok(found);
    }
    if last.starts_with(paths::PART) {
        found.parts.push(path);
        return Ok(found);
    }
    if !(kind.is_file() || kind.is_symlink() && cfg!(unix)) {
        found.hindrance = Some(format!("`{full}` is neither a file nor a folder"));
    }
    if known.tally.fetch_add(1, Ordering::Relaxed) >= MANY {
        found.hindrance = Some(format!("it holds more than {MANY} files that stegvis did not write"));
    }
    found.things.push(Thing {
        path,
        name: full,
        is_folder: false,
    });
    Ok(found)
}

/// What lies in a foreign folder, as far as that matters: one that cannot be carried over is not searched.
fn descend(out: &Path, path: &Path, name: Option<&str>, last: &str, known: &Known<'_>) -> Foreign {
    let hindered = |why: String| Foreign {
        hindrance: Some(why),
        ..Foreign::default()
    };
    let shown = path.display();
    if REPOSITORIES.contains(&last) {
        return hindered(format!("it holds the repository `{shown}`"));
    }
    if known.tally.fetch_add(1, Ordering::Relaxed) >= MANY {
        return hindered(format!("it holds more than {MANY} files that stegvis did not write"));
    }
    walk(out, path, name, known)
        .unwrap_or_else(|error| hindered(format!("`{shown}` cannot be read: {}", reason(&error))))
}
