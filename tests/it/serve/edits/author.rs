//! Somebody who edits a site in every way in which people, editors and tools do.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::texts;
use crate::mutations::draw::Random;

/// A site has no more files than this, so that a run of thousands of edits stays as fast at its end.
const MOST: usize = 90;

type Edit = fn(&mut Author) -> Option<String>;

/// What is done, and how often.
const EDITS: [(usize, Edit); 27] = [
    (14, Author::write),
    (5, Author::write_beside_and_rename),
    (4, Author::delete_and_create),
    (4, Author::move_aside_and_write),
    (6, Author::append),
    (5, Author::delete),
    (5, Author::rename),
    (5, Author::move_elsewhere),
    (3, Author::rename_case),
    (4, Author::truncate),
    (4, Author::write_half),
    (3, Author::empty_then_full),
    (2, Author::write_again),
    (2, Author::swap),
    (5, Author::new_folder),
    (3, Author::move_folder),
    (3, Author::remove_folder),
    (2, Author::remove_and_make_folder),
    (2, Author::file_for_folder),
    (2, Author::link),
    (14, Author::other),
    (3, Author::remove_other),
    (3, Author::config),
    (2, Author::locale),
    (2, Author::locale_away_and_back),
    (2, Author::own_folder),
    (1, Author::break_all),
];

/// What is written later: the rest of a file that is half there.
struct Later {
    after: usize,
    place: PathBuf,
    bytes: Vec<u8>,
    is_append: bool,
}

/// Somebody who edits.
pub struct Author {
    root: PathBuf,
    random: Random,
    later: Vec<Later>,
    /// Nothing can be built as it is: what is broken will be mended soon.
    pub is_broken: bool,
    /// Something was done since somebody asked that may break or mend what all pages share.
    pub is_shared: bool,
    /// What was done since somebody asked.
    pub log: Vec<String>,
}

impl Author {
    pub fn new(root: PathBuf, seed: u64) -> Self {
        Self {
            root,
            random: Random::new(seed),
            later: Vec::new(),
            is_broken: false,
            is_shared: false,
            log: Vec::new(),
        }
    }

    /// Makes one edit.
    pub fn edit(&mut self) {
        let count = self.later.len();
        for number in (0..count).rev() {
            self.later[number].after = self.later[number].after.saturating_sub(1);
            if self.later[number].after == 0 {
                let later = self.later.swap_remove(number);
                self.complete(&later);
            }
        }
        if self.is_broken && self.random.below(6) == 0 {
            self.mend();
            return;
        }
        let all: usize = EDITS.iter().map(|(weight, _)| weight).sum();
        // An edit for which there is nothing to edit is none: another is drawn.
        for _ in 0..20 {
            let mut drawn = self.random.below(all);
            let edit = EDITS.iter().find(|(weight, _)| {
                let is_it = drawn < *weight;
                drawn = drawn.saturating_sub(*weight);
                is_it
            });
            let edit = edit.map_or(Self::write as Edit, |(_, edit)| *edit);
            if let Some(what) = edit(self) {
                self.log.push(what);
                return;
            }
        }
    }

    /// What was half written is completed, but for some that stay as they are.
    pub fn finish(&mut self) {
        for later in std::mem::take(&mut self.later) {
            if self.random.below(8) > 0 {
                self.complete(&later);
            }
        }
    }

    /// Breaks what all pages share, and nothing else.
    pub fn break_now(&mut self) {
        let what = self.break_all();
        self.log.extend(what);
    }

    fn complete(&mut self, later: &Later) {
        let file = match later.is_append {
            true => fs::OpenOptions::new().append(true).open(&later.place),
            false => fs::OpenOptions::new().write(true).truncate(true).open(&later.place),
        };
        // It may have gone since.
        if let Ok(mut file) = file {
            let _ = file.write_all(&later.bytes);
            self.log.push(format!("(the rest of {})", self.name(&later.place)));
        }
    }

    fn name(&self, place: &Path) -> String {
        place.strip_prefix(&self.root).unwrap_or(place).display().to_string()
    }

    fn at(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Between two steps of one edit.
    fn pause(&mut self) {
        if self.random.below(2) == 0 {
            std::thread::sleep(Duration::from_millis(self.random.below(40) as u64));
        }
    }

    /// Files and folders below `content`, sorted, without what lies behind links.
    fn content(&self, is_wanted: impl Fn(&Path, fs::FileType) -> bool) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.at("content")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let Ok(kind) = entry.file_type() else { continue };
                if kind.is_dir() {
                    folders.push(entry.path());
                }
                if is_wanted(&entry.path(), kind) {
                    found.push(entry.path());
                }
            }
        }
        found.sort();
        found
    }

    fn draw(&mut self, mut all: Vec<PathBuf>) -> Option<PathBuf> {
        (!all.is_empty()).then(|| all.swap_remove(self.random.below(all.len())))
    }

    fn page(&mut self) -> Option<PathBuf> {
        let pages = self.content(|path, kind| kind.is_file() && path.extension().is_some_and(|end| end == "md"));
        self.draw(pages)
    }

    fn file(&mut self) -> Option<PathBuf> {
        let files = self.content(|_, kind| kind.is_file());
        self.draw(files)
    }

    /// A folder below that of a language.
    fn folder(&mut self) -> Option<PathBuf> {
        let above = self.at("content").components().count() + 1;
        let folders = self.content(|path, kind| kind.is_dir() && path.components().count() > above);
        self.draw(folders)
    }

    /// Where a page may be written: where one is, or a new one.
    fn page_place(&mut self) -> Option<PathBuf> {
        let is_full = self.content(|_, kind| kind.is_file()).len() >= MOST;
        if is_full || self.random.below(3) > 0 {
            return self.page();
        }
        let path = texts::page_path(&mut self.random);
        Some(self.at(&path))
    }

    /// Writes a file and the folders above it; nothing, where one of them is a file.
    fn put(&self, place: &Path, bytes: &[u8]) -> Option<()> {
        fs::create_dir_all(place.parent()?).ok()?;
        fs::write(place, bytes).ok()
    }

    fn write(&mut self) -> Option<String> {
        let place = self.page_place()?;
        let text = texts::page(&mut self.random);
        self.put(&place, text.as_bytes())?;
        Some(format!("write {}", self.name(&place)))
    }

    fn write_beside_and_rename(&mut self) -> Option<String> {
        let place = self.page_place()?;
        let name = place.file_name()?.to_string_lossy().into_owned();
        let beside = match self.random.below(3) {
            0 => place.with_file_name(format!("{name}.tmp")),
            1 => place.with_file_name(format!(".{name}.swp")),
            _ => place.with_file_name("4913"),
        };
        let text = texts::page(&mut self.random);
        self.put(&beside, text.as_bytes())?;
        self.pause();
        if fs::rename(&beside, &place).is_err() {
            fs::remove_file(&beside).ok()?;
        }
        Some(format!("write {} and rename it over {name}", self.name(&beside)))
    }

    fn delete_and_create(&mut self) -> Option<String> {
        let place = self.page()?;
        fs::remove_file(&place).ok()?;
        self.pause();
        let text = texts::page(&mut self.random);
        self.put(&place, text.as_bytes())?;
        Some(format!("delete and create {}", self.name(&place)))
    }

    fn move_aside_and_write(&mut self) -> Option<String> {
        let place = self.page()?;
        let aside = PathBuf::from(format!("{}~", place.display()));
        fs::rename(&place, &aside).ok()?;
        self.pause();
        let text = texts::page(&mut self.random);
        self.put(&place, text.as_bytes())?;
        self.pause();
        fs::remove_file(&aside).ok()?;
        Some(format!(
            "move {} aside, write it, and remove the old one",
            self.name(&place)
        ))
    }

    fn append(&mut self) -> Option<String> {
        let place = self.page()?;
        let block = texts::block(&mut self.random);
        let mut file = fs::OpenOptions::new().append(true).open(&place).ok()?;
        write!(file, "\n{block}").ok()?;
        Some(format!("append to {}", self.name(&place)))
    }

    fn delete(&mut self) -> Option<String> {
        let place = self.file()?;
        fs::remove_file(&place).ok()?;
        Some(format!("delete {}", self.name(&place)))
    }

    fn rename(&mut self) -> Option<String> {
        let place = self.page()?;
        let to = texts::page_path(&mut self.random);
        let to = place.with_file_name(Path::new(&to).file_name()?);
        self.moved(&place, &to)
    }

    fn move_elsewhere(&mut self) -> Option<String> {
        let place = self.file()?;
        let to = texts::page_path(&mut self.random);
        let mut to = self.at(&to);
        if self.random.below(2) == 0 {
            to.set_file_name(place.file_name()?);
        }
        fs::create_dir_all(to.parent()?).ok()?;
        self.moved(&place, &to)
    }

    fn moved(&self, from: &Path, to: &Path) -> Option<String> {
        if from == to || to.is_dir() {
            return None;
        }
        fs::rename(from, to).ok()?;
        Some(format!("rename {} to {}", self.name(from), self.name(to)))
    }

    fn rename_case(&mut self) -> Option<String> {
        let place = self.page()?;
        let name = place.file_name()?.to_str()?;
        let other = match name.chars().next()?.is_uppercase() {
            true => name.to_lowercase(),
            false => format!("{}{}", name.chars().next()?.to_uppercase(), name.get(1..)?),
        };
        let to = place.with_file_name(other);
        self.moved(&place, &to)
    }

    fn later(&mut self, place: &Path, bytes: &[u8], is_append: bool) {
        let after = 1 + self.random.below(4);
        self.later.push(Later {
            after,
            place: place.to_path_buf(),
            bytes: bytes.to_vec(),
            is_append,
        });
    }

    fn truncate(&mut self) -> Option<String> {
        let place = self.page()?;
        let file = fs::OpenOptions::new().write(true).open(&place).ok()?;
        let length = file.metadata().ok()?.len();
        file.set_len(self.random.below(length as usize + 1) as u64).ok()?;
        let text = texts::page(&mut self.random);
        self.later(&place, text.as_bytes(), false);
        Some(format!("truncate {}", self.name(&place)))
    }

    fn write_half(&mut self) -> Option<String> {
        let place = self.page_place()?;
        let text = format!("{}\nÅ €.\n", texts::page(&mut self.random));
        let bytes = text.as_bytes();
        // In the middle of the last character of three bytes, or anywhere.
        let at = match self.random.below(2) {
            0 => text.rfind('€')? + 1 + self.random.below(2),
            _ => self.random.below(bytes.len()),
        };
        self.put(&place, &bytes[..at])?;
        self.later(&place, &bytes[at..], true);
        Some(format!("write {at} of {} bytes of {}", bytes.len(), self.name(&place)))
    }

    fn empty_then_full(&mut self) -> Option<String> {
        let place = self.page()?;
        fs::write(&place, "").ok()?;
        let text = texts::page(&mut self.random);
        if self.random.below(2) == 0 {
            self.later(&place, text.as_bytes(), true);
            return Some(format!("empty {}", self.name(&place)));
        }
        self.pause();
        fs::write(&place, text).ok()?;
        Some(format!("empty and fill {}", self.name(&place)))
    }

    /// The same bytes, or a file that was there before.
    fn write_again(&mut self) -> Option<String> {
        let place = self.file()?;
        let bytes = fs::read(&place).ok()?;
        if self.random.below(2) == 0 {
            fs::remove_file(&place).ok()?;
            self.pause();
        }
        fs::write(&place, bytes).ok()?;
        Some(format!("write {} again as it is", self.name(&place)))
    }

    fn swap(&mut self) -> Option<String> {
        let (one, two) = (self.page()?, self.page()?);
        let between = one.with_extension("between");
        if one == two {
            return None;
        }
        fs::rename(&one, &between).ok()?;
        fs::rename(&two, &one).ok()?;
        fs::rename(&between, &two).ok()?;
        Some(format!("swap {} and {}", self.name(&one), self.name(&two)))
    }

    fn new_folder(&mut self) -> Option<String> {
        if self.content(|_, kind| kind.is_file()).len() >= MOST {
            return None;
        }
        let locale = texts::LOCALES[self.random.below(4)];
        let path = format!("content/{locale}/new{}/", self.random.below(6));
        let deep = ["", "deep/", "deep/er/"][self.random.below(3)];
        let folder = self.at(&path).join(deep);
        fs::create_dir_all(&folder).ok()?;
        self.pause();
        for number in 0..1 + self.random.below(4) {
            let text = texts::page(&mut self.random);
            self.put(&folder.join(format!("page-{number}.md")), text.as_bytes())?;
            self.pause();
        }
        Some(format!("fill the new folder {}", self.name(&folder)))
    }

    fn move_folder(&mut self) -> Option<String> {
        let (from, to) = (self.folder()?, self.folder()?);
        let name = match self.random.below(3) {
            0 => from.file_name()?.to_string_lossy().into_owned(),
            _ => format!("moved{}", self.random.below(4)),
        };
        let to = match self.random.below(3) {
            0 => from.with_file_name(name),
            _ => to.join(name),
        };
        if to.starts_with(&from) || to.exists() {
            return None;
        }
        self.moved(&from, &to)
    }

    fn remove_folder(&mut self) -> Option<String> {
        let folder = self.folder()?;
        fs::remove_dir_all(&folder).ok()?;
        Some(format!("remove the folder {}", self.name(&folder)))
    }

    fn remove_and_make_folder(&mut self) -> Option<String> {
        let folder = self.folder()?;
        match self.random.below(2) {
            0 => fs::remove_dir_all(&folder).ok()?,
            _ => {
                let aside = self.at("aside");
                let _ = fs::remove_dir_all(&aside);
                fs::rename(&folder, aside).ok()?;
            }
        }
        self.pause();
        let text = texts::page(&mut self.random);
        self.put(&folder.join("again.md"), text.as_bytes())?;
        Some(format!("remove the folder {} and make it anew", self.name(&folder)))
    }

    fn file_for_folder(&mut self) -> Option<String> {
        if self.random.below(2) == 0 {
            let folder = self.folder()?;
            let aside = self.at("aside");
            let _ = fs::remove_dir_all(&aside);
            fs::rename(&folder, aside).ok()?;
            self.put(&folder, b"# No folder any more\n")?;
            return Some(format!("a file for the folder {}", self.name(&folder)));
        }
        let file = self.page()?;
        fs::remove_file(&file).ok()?;
        let text = texts::page(&mut self.random);
        self.put(&file.join("inside.md"), text.as_bytes())?;
        Some(format!("a folder for the file {}", self.name(&file)))
    }

    #[cfg(not(unix))]
    fn link(&mut self) -> Option<String> {
        None
    }

    #[cfg(unix)]
    fn link(&mut self) -> Option<String> {
        use std::os::unix::fs::symlink;
        let links = self.content(|_, kind| kind.is_symlink());
        // While there are links, all is read for each edit: they do not stay for long.
        if let Some(link) = self.draw(links) {
            fs::remove_file(&link).ok()?;
            return Some(format!("remove the link {}", self.name(&link)));
        }
        let (target, end) = match self.random.below(4) {
            0 => (self.page()?, ".md"),
            1 => (PathBuf::from("nowhere"), ".md"),
            2 => (self.at("names"), ""),
            _ => (self.folder()?, ""),
        };
        let number = self.random.below(3);
        let place = self.page()?.with_file_name(format!("link{number}{end}"));
        symlink(&target, &place).ok()?;
        Some(format!("link {} to {}", self.name(&place), self.name(&target)))
    }

    fn other(&mut self) -> Option<String> {
        self.is_shared = true;
        let (path, text) = texts::other(&mut self.random);
        // A language that is gone does not come back by a picture alone.
        let locale: PathBuf = Path::new(path).iter().take(2).collect();
        if path.starts_with("content/") && !self.root.join(locale).is_dir() {
            return None;
        }
        self.put(&self.at(path), text.as_bytes())?;
        Some(format!("write {path}: {text:?}"))
    }

    fn remove_other(&mut self) -> Option<String> {
        self.is_shared = true;
        let (path, _) = texts::other(&mut self.random);
        fs::remove_file(self.at(path)).ok()?;
        Some(format!("delete {path}"))
    }

    fn config(&mut self) -> Option<String> {
        self.is_shared = true;
        let text = texts::config(&mut self.random);
        let place = self.at("stegvis.yaml");
        match self.random.below(4) {
            0 => {
                fs::write(&place, "").ok()?;
                self.pause();
            }
            1 => {
                let beside = self.at("stegvis.yaml.tmp");
                fs::write(&beside, text).ok()?;
                fs::rename(beside, &place).ok()?;
            }
            2 => {
                fs::remove_file(&place).ok()?;
                self.pause();
            }
            _ => {}
        }
        fs::write(place, text).ok()?;
        Some(format!("write stegvis.yaml: {text:?}"))
    }

    /// A language comes or goes.
    fn locale(&mut self) -> Option<String> {
        self.is_shared = true;
        let locale = texts::LOCALES[1 + self.random.below(4)];
        let folder = self.at("content").join(locale);
        if folder.is_dir() && self.random.below(3) == 0 {
            fs::remove_dir_all(&folder).ok()?;
            return Some(format!("remove the language {locale}"));
        }
        fs::create_dir_all(&folder).ok()?;
        // A folder without pages is none of a language; it becomes one long after.
        if self.random.below(3) == 0 {
            return Some(format!("make a folder for {locale}"));
        }
        self.pause();
        let text = texts::page(&mut self.random);
        self.put(&folder.join("index.md"), text.as_bytes())?;
        Some(format!("write the first page of {locale}"))
    }

    /// The folder of a language is moved away and comes back, or is made anew.
    fn locale_away_and_back(&mut self) -> Option<String> {
        self.is_shared = true;
        let locale = texts::LOCALES[self.random.below(5)];
        let (folder, aside) = (self.at("content").join(locale), self.at("aside"));
        let _ = fs::remove_dir_all(&aside);
        fs::rename(&folder, &aside).ok()?;
        self.pause();
        if self.random.below(2) == 0 {
            fs::rename(&aside, &folder).ok()?;
            return Some(format!("move the folder of {locale} away and back"));
        }
        let text = texts::page(&mut self.random);
        self.put(&folder.join("index.md"), text.as_bytes())?;
        Some(format!("move the folder of {locale} away and make it anew"))
    }

    /// Folders that the site has besides its pages come, go and change places.
    fn own_folder(&mut self) -> Option<String> {
        self.is_shared = true;
        let name = [
            "themes",
            "locales",
            "checklists",
            "themes/stegvis",
            "locales/sv",
            "names",
        ][self.random.below(6)];
        let (folder, aside) = (self.at(name), self.at("aside"));
        let _ = fs::remove_dir_all(&aside);
        fs::rename(&folder, &aside).ok()?;
        if self.random.below(3) == 0 {
            return Some(format!("move {name} away"));
        }
        self.pause();
        fs::rename(&aside, &folder).ok()?;
        Some(format!("move {name} away and back"))
    }

    fn break_all(&mut self) -> Option<String> {
        self.is_shared = true;
        let (path, text) = texts::BROKEN[self.random.below(texts::BROKEN.len())];
        self.put(&self.at(path), text.as_bytes())?;
        Some(format!("break {path}: {text:?}"))
    }

    /// All that may keep pages from being shown is mended.
    fn mend(&mut self) {
        self.is_shared = true;
        for (path, _) in texts::BROKEN.iter().filter(|(path, _)| *path != "stegvis.yaml") {
            let _ = fs::remove_file(self.at(path));
        }
        let _ = fs::write(self.at("stegvis.yaml"), "title: Mended\n");
        let _ = self.put(&self.at("content/en/index.md"), b"# Mended\n");
        self.log.push("mend what is broken for all".into());
    }
}
