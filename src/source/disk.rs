//! The one reader of the disk: walks folders and reads what stages need, several files at a time.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use walkdir::WalkDir;

use super::{Content, LARGEST_CODE, LOCK_FILE, LOCK_FOLDER, Mount, Snapshot, SourceFile, Unread, picture};
use crate::base::code_language::language;
use crate::base::system::reason;
use crate::base::{DocPath, Hash, Hasher};

/// What to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

/// Most texts are shorter than this many bytes.
const MOST_TEXTS: usize = 64 << 10;

/// A buffer that grew past this many bytes is given back.
const LARGEST_BUFFER: usize = 1 << 20;

/// One file, read.
pub(super) enum Read {
    /// What it holds.
    File(DocPath, SourceFile),
    /// Why it could not be read.
    Unread(Unread),
}

/// Reads all that `plan` names. What cannot be read is said in [`Snapshot::unread`], and the rest is read.
pub fn read(plan: &Plan) -> Snapshot {
    let mut snapshot = Snapshot {
        mounts: plan.folders.iter().chain(&plan.files).cloned().collect(),
        ..Snapshot::default()
    };
    let walks: Vec<Walk> = plan
        .folders
        .par_iter()
        .map(|mount| walk(mount, plan.without.as_deref()))
        .collect();
    let mut found: Vec<(DocPath, PathBuf)> = Vec::new();
    for walk in walks {
        found.extend(walk.found);
        snapshot.unread.extend(walk.unread);
        snapshot.has_links |= walk.has_links;
    }
    for mount in &plan.files {
        found.push((mount.at.clone(), mount.folder.clone()));
    }
    let read: Vec<Read> = found
        .into_par_iter()
        .with_min_len(16)
        .map_init(Vec::new, |buffer, (path, place)| read_file(path, &place, buffer))
        .collect();
    let mut files = Vec::with_capacity(read.len());
    for item in read {
        match item {
            Read::File(path, file) => files.push((path, file)),
            Read::Unread(unread) => snapshot.unread.push(unread),
        }
    }
    // Made at once from a sorted list, a map is filled without looking for places.
    snapshot.files = files.into_iter().collect();
    snapshot.unread.sort_by(|a, b| a.path.cmp(&b.path));
    snapshot
}

/// What lies below one folder.
struct Walk {
    /// The folder, without symbolic links on the way to it.
    root: PathBuf,
    at: DocPath,
    without: Option<PathBuf>,
    /// The folders behind the symbolic links on the way to where the walk is.
    links: Vec<PathBuf>,
    found: Vec<(DocPath, PathBuf)>,
    unread: Vec<Unread>,
    has_links: bool,
}

fn walk(mount: &Mount, without: Option<&Path>) -> Walk {
    let real = |folder: &Path| fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
    let mut walk = Walk {
        root: real(&mount.folder),
        at: mount.at.clone(),
        without: without.map(real),
        links: Vec::new(),
        found: Vec::new(),
        unread: Vec::new(),
        has_links: false,
    };
    walk.folder(&walk.root.clone(), &mount.at.clone());
    walk
}

impl Walk {
    /// Everything below the real folder `place`, which appears in the site as `name`. Symbolic links are followed
    /// one by one, so nothing else costs a question to the system.
    fn folder(&mut self, place: &Path, name: &DocPath) {
        let mut walker = WalkDir::new(place).sort_by_file_name().into_iter();
        while let Some(entry) = walker.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let path = self.name(error.path().unwrap_or(place), place, name);
                    self.unread.push(cannot_be_read(path, error.io_error()));
                    continue;
                }
            };
            let kind = entry.file_type();
            let here = entry.path();
            if self.is_left_out(&entry) {
                if kind.is_dir() {
                    walker.skip_current_dir();
                }
            } else if kind.is_symlink() {
                self.has_links = true;
                self.link(here, &self.name(here, place, name));
            } else if kind.is_file() {
                let path = self.name(here, place, name);
                self.file(path, here.to_path_buf());
            }
        }
    }

    fn is_left_out(&self, entry: &walkdir::DirEntry) -> bool {
        let name = entry.file_name().as_encoded_bytes();
        (entry.depth() > 0 && is_hidden(name)) || self.without.as_deref() == Some(entry.path())
    }

    fn file(&mut self, path: DocPath, place: PathBuf) {
        if place.to_str().is_some() {
            self.found.push((path, place));
        } else {
            self.unread.push(Unread {
                path,
                why: "the name of the file is not valid UTF-8".into(),
                help: "rename the file",
            });
        }
    }

    /// A link is followed where it stays inside the folder and leads to no folder that holds it.
    fn link(&mut self, link: &Path, path: &DocPath) {
        self.has_links = true;
        let mut tell = |why: String, help| {
            let path = path.clone();
            self.unread.push(Unread { path, why, help });
        };
        let target = match fs::canonicalize(link) {
            Ok(target) => target,
            Err(error) => {
                let why = format!("a symbolic link leads nowhere: {}", reason(&error));
                return tell(why, "mend or remove the link");
            }
        };
        if !target.starts_with(&self.root) {
            let help = "copy the file into the site, or leave the link out: following it could publish what is not \
                        the site's";
            return tell("a symbolic link leads out of the site".into(), help);
        }
        let above = link.parent().and_then(|folder| fs::canonicalize(folder).ok());
        let in_circle = above.is_some_and(|above| above.starts_with(&target)) || self.links.contains(&target);
        if in_circle {
            let folder = target.file_name().unwrap_or_default().to_string_lossy();
            let why = format!("a symbolic link leads back to the folder `{folder}` that holds it");
            return tell(why, "remove the link");
        }
        if !target.is_dir() {
            self.file(path.clone(), target);
        } else if self.links.len() >= MOST_LINKS {
            let why = format!("more than {MOST_LINKS} symbolic links lead through each other");
            tell(why, "link to the folder itself");
        } else {
            self.links.push(target.clone());
            self.folder(&target, path);
            self.links.pop();
        }
    }

    /// How a place below the real folder `from` is called, where `from` is called `name`.
    fn name(&self, place: &Path, from: &Path, name: &DocPath) -> DocPath {
        let below = place.strip_prefix(from).unwrap_or(place).to_string_lossy();
        DocPath::below(name.as_str(), &below).unwrap_or_else(|| self.at.clone())
    }
}

/// Learn's redirect and publish files begin with a dot; nothing else that does is content.
pub(super) fn is_hidden(name: &[u8]) -> bool {
    name.starts_with(b".") && !name.starts_with(b".openpublishing")
}

/// Folders full of links to each other have more ways through them than can be walked.
const MOST_LINKS: usize = 3;

fn cannot_be_read(path: DocPath, error: Option<&io::Error>) -> Unread {
    let why = error.map_or_else(|| "the system does not say why".into(), reason);
    Unread {
        path,
        why: format!("it cannot be read: {why}"),
        help: "check that it exists and that you may read it",
    }
}

pub(super) fn read_file(path: DocPath, place: &Path, buffer: &mut Vec<u8>) -> Read {
    let content = if is_text(&path) {
        read_text(place, buffer)
    } else {
        read_other(place, language(path.extension()).is_some())
    };
    match content {
        Ok((content, hash)) => Read::File(path, SourceFile { content, hash }),
        Err(error) => Read::Unread(cannot_be_read(path, Some(&error))),
    }
}

fn is_text(path: &DocPath) -> bool {
    let extension = path.extension();
    let is_in = |folder: &str| {
        path.as_str()
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
    };
    let is_lock = path.file_name() == LOCK_FILE || (extension == "lock" && is_in(LOCK_FOLDER));
    is_lock || TEXT.iter().any(|known| extension.eq_ignore_ascii_case(known)) || path.as_str().starts_with("themes/")
}

/// Into a buffer that outlives the file: most texts take four calls of the system, since their size need not be known.
fn read_text(place: &Path, buffer: &mut Vec<u8>) -> io::Result<(Content, Hash)> {
    buffer.clear();
    buffer.reserve(MOST_TEXTS);
    let mut file = fs::File::open(place)?;
    (&mut file).take(LARGEST_TEXT + 1).read_to_end(buffer)?;
    if buffer.len() as u64 > LARGEST_TEXT {
        let size = file.metadata()?.len();
        let message = format!("{size} bytes are too many for a text (the limit is {LARGEST_TEXT})");
        return Err(io::Error::other(message));
    }
    let hash = Hash::of(buffer);
    let content = match std::str::from_utf8(buffer) {
        Ok(text) => Content::Text(Arc::from(text)),
        Err(_) => Content::NotUtf8(Arc::from(buffer.as_slice())),
    };
    if buffer.capacity() > LARGEST_BUFFER {
        *buffer = Vec::new();
    }
    Ok((content, hash))
}

/// Code is text that a page may show: a small file that has an extension of code, or looks like text, since not every
/// `Makefile` has one. All else is media, which is hashed as it flies by and not kept: its bytes are told by nothing else
/// on every machine.
fn read_other(place: &Path, is_code: bool) -> io::Result<(Content, Hash)> {
    let mut file = fs::File::open(place)?;
    let size = file.metadata()?.len();
    let mut head = Vec::new();
    (&mut file).take(picture::HEAD as u64).read_to_end(&mut head)?;
    // Markup in code may hold a picture, and is none.
    let dimensions = if is_code { None } else { picture::dimensions(&head) };
    let may_be_code = size <= LARGEST_CODE && (is_code || dimensions.is_none() && looks_like_text(&head));
    if may_be_code {
        // One byte more than there may be, for a file that grows.
        let rest = (LARGEST_CODE + 1).saturating_sub(head.len() as u64);
        (&mut file).take(rest).read_to_end(&mut head)?;
        if head.len() as u64 <= LARGEST_CODE {
            let hash = Hash::of(&head);
            match std::str::from_utf8(&head) {
                Ok(text) => return Ok((Content::Text(Arc::from(text)), hash)),
                Err(_) if is_code => return Ok((Content::NotUtf8(Arc::from(head)), hash)),
                Err(_) => {}
            }
        }
    }
    let mut hasher = Hasher::default();
    let mut part = head;
    while !part.is_empty() {
        std::hash::Hasher::write(&mut hasher, &part);
        part.clear();
        (&mut file).take(picture::HEAD as u64).read_to_end(&mut part)?;
    }
    Ok((Content::Media { size, dimensions }, hasher.done()))
}

/// UTF-8 without a byte zero; the last character may be cut off.
fn looks_like_text(head: &[u8]) -> bool {
    let is_text = std::str::from_utf8(head).map_or_else(|error| error.error_len().is_none(), |_| true);
    is_text && memchr::memchr(0, head).is_none()
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What a file of this name and these bytes is read as.
    fn read_as(name: &str, bytes: &[u8]) -> &'static str {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(name), bytes).expect("a file");
        let mount = Mount {
            at: DocPath::root(),
            folder: folder.path().to_path_buf(),
        };
        let snapshot = read(&Plan {
            folders: vec![mount],
            ..Plan::default()
        });
        let file = snapshot.files.values().next().expect("one file");
        assert_eq!(file.hash, Hash::of(bytes), "{name}");
        match &file.content {
            Content::Text(text) => {
                assert_eq!(text.as_bytes(), bytes, "{name}");
                "text"
            }
            Content::NotUtf8(_) => "damaged text",
            Content::Media { size, dimensions } => {
                assert_eq!(*size, bytes.len() as u64, "{name}");
                if dimensions.is_some() { "picture" } else { "media" }
            }
        }
    }

    #[test]
    fn code_is_text_and_pictures_are_media() {
        let svg = b"<svg width=\"1\" height=\"2\"></svg>";
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x20\0\0\0\x10\x08\x06\0\0\0";
        for (name, bytes, expected) in [
            ("a.cs", b"int \xc3\xa9;".as_slice(), "text"),
            ("a.CS", b"int \xe9;", "damaged text"),
            ("a.sql", b"\xff\xfes\0", "damaged text"),
            ("a.html", svg, "text"),
            ("a.svg", svg, "picture"),
            ("a.png", png, "picture"),
            ("Makefile", b"all:\n", "text"),
            ("a.odd", b"a: \xc3\xa9", "text"),
            ("a.odd", b"a: \xe9", "media"),
            ("a.bin", b"a\0", "media"),
            ("a.cs", b"", "text"),
            ("a.json", b"{}", "text"),
        ] {
            assert_eq!(read_as(name, bytes), expected, "{name}");
        }
    }

    #[test]
    fn large_code_is_media() {
        let most = LARGEST_CODE as usize;
        for name in ["a.cs", "a.odd"] {
            assert_eq!(read_as(name, &vec![b'x'; most]), "text");
            assert_eq!(read_as(name, &vec![b'x'; most + 1]), "media");
        }
        // A character that the first piece cuts in two, and damage behind it.
        let mut text = "é".repeat(picture::HEAD).into_bytes();
        text.insert(0, b' ');
        assert_eq!(read_as("a.odd", &text), "text");
        text.push(0xe9);
        assert_eq!(read_as("a.odd", &text), "media");
        assert_eq!(read_as("a.cs", &text), "damaged text");
    }
}
