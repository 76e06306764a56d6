//! Reads again what may have changed since a snapshot, and nothing else: an edit of one file among thousands costs one
//! file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::{self, Plan, Read};
use super::{Content, Snapshot, SourceFile};
use crate::base::DocPath;

/// What looking again came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refreshed {
    /// Every file holds what it held.
    Same,
    /// These files are new, gone or hold something else: each with what it was.
    Changed(Vec<(DocPath, Option<SourceFile>)>),
    /// Folders or links are concerned: only reading everything tells.
    Unclear,
}

/// What `paths` on disk hold now goes into `snapshot`, which is left as it is, for whoever shares it, where nothing
/// changed. Folders of `plan` are free of symbolic links on the way to them.
pub fn refresh(plan: &Plan, snapshot: &mut Arc<Snapshot>, paths: &[PathBuf]) -> Refreshed {
    // Behind a link a file has several names, and what could not be read may be readable now.
    if snapshot.has_links || !snapshot.unread.is_empty() {
        return Refreshed::Unclear;
    }
    let mut found: BTreeMap<DocPath, Option<SourceFile>> = BTreeMap::new();
    for path in paths {
        for name in names(plan, path) {
            match look(snapshot, path, &name) {
                Look::Changed(now) => _ = found.insert(name, now),
                Look::Same => {}
                Look::Unclear => return Refreshed::Unclear,
            }
        }
    }
    if found.is_empty() {
        return Refreshed::Same;
    }
    let files = &mut Arc::make_mut(snapshot).files;
    let put = |(name, now): (DocPath, Option<SourceFile>)| {
        let before = match now {
            Some(now) => files.insert(name.clone(), now),
            None => files.remove(&name),
        };
        (name, before)
    };
    Refreshed::Changed(found.into_iter().map(put).collect())
}

enum Look {
    Same,
    /// What it is now.
    Changed(Option<SourceFile>),
    /// It cannot be told from the file alone.
    Unclear,
}

fn look(snapshot: &Snapshot, path: &Path, name: &DocPath) -> Look {
    let Ok(metadata) = fs::symlink_metadata(path) else {
        return match snapshot.files.contains_key(name) {
            true => Look::Changed(None),
            false if snapshot.below(name.as_str()).next().is_some() => Look::Unclear,
            false => Look::Same,
        };
    };
    // A file may have come in the place of a folder, of whose files nothing is told.
    if !metadata.is_file() || snapshot.below(name.as_str()).next().is_some() {
        return Look::Unclear;
    }
    match disk::read_file(name.clone(), path, &mut Vec::new()) {
        Read::File(_, file) if snapshot.files.get(name) == Some(&file) => Look::Same,
        Read::File(_, file) => Look::Changed(Some(file)),
        Read::Unread(_) => Look::Unclear,
    }
}

/// What a place on disk is called in the site; nothing where it is no part of it.
fn names(plan: &Plan, path: &Path) -> Vec<DocPath> {
    if plan.without.as_ref().is_some_and(|without| path.starts_with(without)) {
        return Vec::new();
    }
    let single = plan.files.iter().filter(|mount| mount.folder == path);
    let mut names: Vec<DocPath> = single.map(|mount| mount.at.clone()).collect();
    for mount in &plan.folders {
        let Ok(below) = path.strip_prefix(&mount.folder) else {
            continue;
        };
        let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
        let Some(parts) = parts else { continue };
        if parts.iter().any(|part| disk::is_hidden(part.as_bytes())) {
            continue;
        }
        names.extend(DocPath::below(mount.at.as_str(), &parts.join("/")));
    }
    names
}

/// The files of two snapshots that differ, with what they were.
pub fn difference(old: &Snapshot, new: &Snapshot) -> Vec<(DocPath, Option<SourceFile>)> {
    let differs = |(path, file): &(&DocPath, &SourceFile)| old.files.get(*path) != Some(*file);
    let found = new.files.iter().filter(differs);
    let gone = old.files.keys().filter(|path| !new.files.contains_key(*path));
    let names = found.map(|(path, _)| path).chain(gone);
    names.map(|path| (path.clone(), old.files.get(path).cloned())).collect()
}

/// Whether a file looks as if somebody were in the middle of writing it: gone, empty or cut in a character, where it was
/// none of these.
pub fn is_half_written(old: Option<&SourceFile>, new: Option<&SourceFile>) -> bool {
    let is_empty = |content: &Content| matches!(content, Content::Text(text) if text.trim().is_empty());
    let is_whole = |file: &SourceFile| !is_empty(&file.content) && !matches!(file.content, Content::NotUtf8(_));
    old.is_some_and(is_whole) && !new.is_some_and(is_whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Mount;

    fn site() -> (tempfile::TempDir, Plan) {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("it is there");
        fs::create_dir(root.join("en")).expect("a folder");
        fs::write(root.join("en/a.md"), "# A\n").expect("a file");
        let plan = Plan {
            folders: vec![Mount {
                at: DocPath::new("en").expect("a path"),
                folder: root.join("en"),
            }],
            ..Plan::default()
        };
        (folder, plan)
    }

    fn path(text: &str) -> DocPath {
        DocPath::new(text).expect("a path")
    }

    fn changed(refreshed: Refreshed) -> Vec<DocPath> {
        match refreshed {
            Refreshed::Changed(files) => files.into_iter().map(|(path, _)| path).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn only_other_bytes_are_a_change() {
        let (_folder, plan) = site();
        let mut snapshot = Arc::new(disk::read(&plan));
        let at = plan.folders[0].folder.join("a.md");
        fs::write(&at, "# A\n").expect("a file");
        assert_eq!(
            refresh(&plan, &mut snapshot, std::slice::from_ref(&at)),
            Refreshed::Same
        );
        fs::write(&at, "# B\n").expect("a file");
        let hidden = plan.folders[0].folder.join(".a.md.swp");
        fs::write(&hidden, "x").expect("a file");
        let seen = [at.clone(), hidden];
        assert_eq!(changed(refresh(&plan, &mut snapshot, &seen)), [path("en/a.md")]);
        assert_eq!(snapshot.text(&path("en/a.md")).map(|text| &**text), Some("# B\n"));
        fs::remove_file(&at).expect("it goes");
        assert_eq!(changed(refresh(&plan, &mut snapshot, &[at])), [path("en/a.md")]);
        assert!(snapshot.files.is_empty());
    }

    #[test]
    fn folders_are_read_whole() {
        let (_folder, plan) = site();
        let mut snapshot = Arc::new(disk::read(&plan));
        let new = plan.folders[0].folder.join("new");
        fs::create_dir(&new).expect("a folder");
        assert_eq!(refresh(&plan, &mut snapshot, &[new]), Refreshed::Unclear);
    }

    #[test]
    fn a_file_in_the_place_of_a_folder_takes_its_files_away() {
        let (_folder, plan) = site();
        let place = plan.folders[0].folder.join("b.md");
        fs::create_dir(&place).expect("a folder");
        fs::write(place.join("c.md"), "# C\n").expect("a file");
        let mut snapshot = Arc::new(disk::read(&plan));
        fs::remove_dir_all(&place).expect("it goes");
        fs::write(&place, "# B\n").expect("a file");
        assert_eq!(refresh(&plan, &mut snapshot, &[place]), Refreshed::Unclear);
    }

    #[test]
    fn half_a_file_is_told_from_an_empty_page() {
        let at = path("a.md");
        let file = |text: &str| Snapshot::of(&[("a.md", text)]).files.remove(&at);
        let (whole, empty) = (file("# A\n"), file(" \n"));
        assert!(is_half_written(whole.as_ref(), empty.as_ref()));
        assert!(is_half_written(whole.as_ref(), None));
        assert!(!is_half_written(empty.as_ref(), empty.as_ref()));
        assert!(!is_half_written(whole.as_ref(), whole.as_ref()));
        assert!(!is_half_written(None, empty.as_ref()));
    }
}
