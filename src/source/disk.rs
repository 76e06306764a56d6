//! The one reader of the disk: walks folders and reads what stages need, several files at a time.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use rayon::prelude::*;
use walkdir::WalkDir;

use super::{Content, Mount, Snapshot, SourceFile, Unread};
use crate::base::{DocPath, Hash};

/// What to read.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Folders, each with all below it.
    pub folders: Vec<Mount>,
    /// Single files, each under a name in the site.
    pub files: Vec<Mount>,
    /// A folder on disk to stay out of: the output, when it lies inside the content.
    pub without: Option<PathBuf>,
}

/// Text that stages read has one of these extensions; a file of a theme or of messages is always read.
const TEXT: [&str; 5] = ["md", "yml", "yaml", "json", "ftl"];

/// Past this size a text is not read: places in it would not fit 31 bits, and no person wrote it.
const LARGEST_TEXT: u64 = 1 << 30;

enum Read {
    File(DocPath, SourceFile),
    Unread(Unread),
}

/// Reads all that `plan` names. What cannot be read is said in [`Snapshot::unread`], and the rest is read.
pub fn read(plan: &Plan) -> Snapshot {
    let mut snapshot = Snapshot {
        mounts: plan.folders.iter().chain(&plan.files).cloned().collect(),
        ..Snapshot::default()
    };
    let mut found: Vec<(DocPath, PathBuf)> = Vec::new();
    for mount in &plan.folders {
        walk(mount, plan.without.as_deref(), &mut found, &mut snapshot.unread);
    }
    for mount in &plan.files {
        found.push((mount.at.clone(), mount.folder.clone()));
    }
    let read: Vec<Read> = found
        .into_par_iter()
        .with_min_len(16)
        .map(|(path, place)| read_file(path, &place))
        .collect();
    for item in read {
        match item {
            Read::File(path, file) => {
                snapshot.files.insert(path, file);
            }
            Read::Unread(unread) => snapshot.unread.push(unread),
        }
    }
    snapshot.unread.sort_by(|a, b| a.path.cmp(&b.path));
    snapshot
}

fn walk(mount: &Mount, without: Option<&Path>, found: &mut Vec<(DocPath, PathBuf)>, unread: &mut Vec<Unread>) {
    let root = fs::canonicalize(&mount.folder).unwrap_or_else(|_| mount.folder.clone());
    let without = without.map(|folder| fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf()));
    let name = |place: &Path| {
        let below = place.strip_prefix(&root).unwrap_or(place);
        let text: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        DocPath::below(mount.at.as_str(), &text.join("/")).unwrap_or_else(|| mount.at.clone())
    };
    let mut walker = WalkDir::new(&root).follow_links(true).sort_by_file_name().into_iter();
    while let Some(entry) = walker.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                unread.push(walk_problem(&error, name(error.path().unwrap_or(&root))));
                continue;
            }
        };
        let place = entry.path();
        if entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.') {
            if entry.file_type().is_dir() {
                walker.skip_current_dir();
            }
            // Learn's redirect and publish files begin with a dot; nothing else that does is content.
            if !entry.file_name().to_string_lossy().starts_with(".openpublishing") {
                continue;
            }
        }
        if without.as_deref() == Some(place) {
            walker.skip_current_dir();
            continue;
        }
        if entry.path_is_symlink()
            && let Some(problem) = strays(place, &root)
        {
            unread.push(Unread {
                path: name(place),
                why: problem,
                help: "copy the file into the site, or leave the link out: following it could publish what is not the site's",
            });
            if entry.file_type().is_dir() {
                walker.skip_current_dir();
            }
            continue;
        }
        if !entry.file_type().is_file() {
            continue;
        }
        match place.strip_prefix(&root).ok().and_then(Path::to_str) {
            Some(_) => found.push((name(place), place.to_path_buf())),
            None => unread.push(Unread {
                path: name(place),
                why: "the name of the file is not valid UTF-8".into(),
                help: "rename the file",
            }),
        }
    }
}

fn walk_problem(error: &walkdir::Error, path: DocPath) -> Unread {
    if let Some(ancestor) = error.loop_ancestor() {
        let ancestor = ancestor.file_name().unwrap_or_default().to_string_lossy();
        return Unread {
            path,
            why: format!("a symbolic link leads back to the folder `{ancestor}` that holds it"),
            help: "remove the link",
        };
    }
    let why = error.io_error().map_or_else(|| error.to_string(), reason);
    Unread {
        path,
        why: format!("it cannot be read: {why}"),
        help: "check that it exists and that you may read it",
    }
}

/// Why following this link would leave the folder; `None` if it stays inside.
fn strays(link: &Path, root: &Path) -> Option<String> {
    match fs::canonicalize(link) {
        Ok(target) if target.starts_with(root) => None,
        Ok(_) => Some("a symbolic link leads out of the site".into()),
        Err(error) => Some(format!("a symbolic link leads nowhere: {}", reason(&error))),
    }
}

fn read_file(path: DocPath, place: &Path) -> Read {
    let content = if is_text(&path) {
        read_text(place)
    } else {
        read_media(place)
    };
    match content {
        Ok((content, hash)) => Read::File(path, SourceFile { content, hash }),
        Err(error) => Read::Unread(Unread {
            path,
            why: format!("it cannot be read: {}", reason(&error)),
            help: "check that it exists and that you may read it",
        }),
    }
}

fn is_text(path: &DocPath) -> bool {
    let extension = path.extension();
    TEXT.iter().any(|known| extension.eq_ignore_ascii_case(known)) || path.as_str().starts_with("themes/")
}

fn read_text(place: &Path) -> io::Result<(Content, Hash)> {
    let size = fs::metadata(place)?.len();
    if size > LARGEST_TEXT {
        let message = format!("{size} bytes are too many for a text (the limit is {LARGEST_TEXT})");
        return Err(io::Error::other(message));
    }
    let bytes = fs::read(place)?;
    let hash = Hash::of(&bytes);
    let content = match String::from_utf8(bytes) {
        Ok(text) => Content::Text(Arc::from(text)),
        Err(error) => Content::NotUtf8(Arc::from(error.into_bytes())),
    };
    Ok((content, hash))
}

fn read_media(place: &Path) -> io::Result<(Content, Hash)> {
    let facts = fs::metadata(place)?;
    // Opened once, so that a file that may not be read is said before anything is published.
    fs::File::open(place)?;
    let changed = facts.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    let size = facts.len();
    let hash = Hash::of_value(&(size, changed.as_nanos()));
    Ok((Content::Media { size }, hash))
}

/// The system's words for an error, without its number.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(end) => text[..end].to_lowercase(),
        None => text,
    }
}

/// The names directly in a folder, sorted.
#[derive(Debug, Default)]
pub struct Names {
    /// Of folders, and links to folders.
    pub folders: Vec<String>,
    /// Of everything else.
    pub files: Vec<String>,
}

/// What lies directly in `folder`; what begins with a dot is left out.
///
/// # Errors
/// It is no folder that can be read; the text is the system's reason.
pub fn names(folder: &Path) -> Result<Names, String> {
    let mut names = Names::default();
    for entry in fs::read_dir(folder).map_err(|error| reason(&error))?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        if entry.path().is_dir() {
            names.folders.push(name);
        } else {
            names.files.push(name);
        }
    }
    names.folders.sort();
    names.files.sort();
    Ok(names)
}

/// Whether a folder holds Markdown, at any depth.
pub fn has_markdown(folder: &Path) -> bool {
    let is_markdown = |entry: walkdir::DirEntry| {
        let extension = entry.path().extension().unwrap_or_default();
        extension.eq_ignore_ascii_case("md")
    };
    WalkDir::new(folder).into_iter().flatten().any(is_markdown)
}

/// The text of a file, with U+FFFD where its bytes are not UTF-8.
///
/// # Errors
/// As reading a file.
pub fn text(place: &Path) -> io::Result<String> {
    Ok(String::from_utf8_lossy(&fs::read(place)?).into_owned())
}

/// The hash of the running program: another version may render the same input otherwise.
pub fn program() -> Hash {
    let bytes = std::env::current_exe().and_then(fs::read);
    bytes.map_or_else(
        |_| Hash::of(env!("CARGO_PKG_VERSION").as_bytes()),
        |bytes| Hash::of(&bytes),
    )
}
