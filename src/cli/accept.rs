//! `stegvis accept`: writes down that translations say what their source says today, and what the items of checklists are
//! called.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::build::engine;
use super::{FOUND, Form, SiteArguments, locks, report, tag_and_folder};
use crate::base::{DocPath, Locale, Span};
use crate::build::{Build, FolderError};
use crate::docset::glob::Globs;
use crate::link::outdated::lock::{FILE, Lock};
use crate::link::outdated::{entry, source_of};
use crate::model::site::{Page, Variant};
use crate::source::disk;

/// What `accept` takes.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Pages, by their path below a language's folder, or files of a translation; `*` and `**` stand for many. Without
    /// any, all pages that have a translation
    pages: Vec<String>,
    /// Only this language; or TAG=FOLDER, for a language whose folder lies elsewhere
    #[arg(long = "locale", value_name = "TAG")]
    locales: Vec<String>,
    /// The folder of the site
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    root: PathBuf,
    /// A configuration that stands apart from the folder
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Only the locks of checklists, and no translation
    #[arg(long, conflicts_with = "locales")]
    checklists: bool,
    /// An item of a checklist is called otherwise now: its ticks go with it
    #[arg(long = "rename", value_name = "LIST/OLD=NEW")]
    renamed: Vec<String>,
    /// An item of a checklist, or a whole list, is gone for good
    #[arg(long = "retire", value_name = "LIST/ITEM")]
    retired: Vec<String>,
    /// The form of the report
    #[arg(long, value_enum, default_value_t = Form::Terminal)]
    format: Form,
}

/// Runs it.
///
/// # Errors
/// The folder cannot be read as a site at all, nothing is meant by an argument, or a file cannot be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, FolderError> {
    let (folders, only): (Vec<&String>, Vec<&String>) = arguments.locales.iter().partition(|name| name.contains('='));
    let folders = folders.into_iter().map(|text| {
        tag_and_folder(text).map_err(|help| FolderError {
            message: format!("`{text}` is no language with its folder"),
            help,
        })
    });
    let site = SiteArguments {
        root: arguments.root.clone(),
        config: arguments.config.clone(),
        locales: folders.collect::<Result<_, _>>()?,
        format: arguments.format,
        deny: None,
        locked: false,
    };
    let engine = engine(&site, false, false, None)?;
    let changes = locks::Changes::read(&arguments.renamed, &arguments.retired)?;
    let mut build = engine.update(disk::read(&engine.folder.plan));
    if !changes.is_empty() {
        let snapshot = changes.applied(&build)?;
        build = engine.update(snapshot);
        changes.are_met(&build)?;
    }
    let is_of_lists = arguments.checklists || !changes.is_empty();
    let wanted = Wanted::new(&arguments.pages)?;
    let mut done = Vec::new();
    if !is_of_lists {
        for &locale in &chosen_locales(&build, &only)? {
            done.push(accept(&build, locale, &wanted)?);
        }
    }
    let lists = match only.is_empty() {
        true => locks::accept(&build, &engine.folder.locks, arguments.pages.is_empty(), &|page| {
            wanted.has_page(&build, page)
        })?,
        false => locks::Accepted::default(),
    };
    wanted.all_met()?;
    for accepted in &done {
        accepted.write()?;
    }
    lists.write()?;
    if !is_of_lists {
        tell(&build, &done, arguments.format);
    }
    lists.tell(arguments.format);
    let is_whole = lists.is_whole();
    std::mem::forget(build);
    Ok(match is_whole {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(FOUND),
    })
}

/// The locales that are translated into, or those of them that are named.
fn chosen_locales(build: &Build, only: &[&String]) -> Result<Vec<usize>, FolderError> {
    let site = &build.site;
    let translated = (0..site.locales.len()).filter(|&locale| locale != site.source);
    if only.is_empty() {
        return Ok(translated.collect());
    }
    let all: Vec<usize> = translated.collect();
    let find = |name: &&String| {
        let facts = |locale: usize| &site.locales[locale];
        let is_named = |&&locale: &&usize| {
            &*facts(locale).slug == name.as_str() || Locale::parse(name).is_some_and(|tag| tag == facts(locale).tag)
        };
        all.iter().find(is_named).copied().ok_or_else(|| {
            let slugs: Vec<&str> = all.iter().map(|&locale| &*facts(locale).slug).collect();
            FolderError {
                message: format!("`{name}` is no language that this site is translated into"),
                help: format!("name one of {}", slugs.join(", ")),
            }
        })
    };
    only.iter().map(find).collect()
}

/// The pages that arguments mean.
struct Wanted<'a> {
    patterns: Vec<(&'a str, String, Globs, std::cell::Cell<bool>)>,
    here: Option<PathBuf>,
}

impl<'a> Wanted<'a> {
    fn new(arguments: &'a [String]) -> Result<Self, FolderError> {
        let pattern = |argument: &'a String| {
            let plain = argument.replace('\\', "/");
            let plain = plain.trim_start_matches("./").trim_end_matches('/').to_owned();
            let (globs, bad) = Globs::new([(plain.as_str(), Span::default())]);
            match bad.into_iter().next() {
                Some(bad) => Err(FolderError {
                    message: format!("`{argument}` is no pattern: {}", bad.message),
                    help: "name a page, as steps/one.md, or many, as steps/*.md".into(),
                }),
                None => Ok((argument.as_str(), plain, globs, std::cell::Cell::new(false))),
            }
        };
        Ok(Self {
            patterns: arguments.iter().map(pattern).collect::<Result<_, _>>()?,
            here: std::env::current_dir().ok().and_then(|here| here.canonicalize().ok()),
        })
    }

    /// Whether a page is meant: by its key, by its file below the site, or by that file as the user sees it.
    fn has(&self, build: &Build, page: &Page, files: [&DocPath; 2]) -> bool {
        if self.patterns.is_empty() {
            return true;
        }
        let mut names = vec![page.key.to_string()];
        for file in files {
            names.push(file.to_string());
            let disk = build.snapshot.on_disk(file);
            let disk = disk.canonicalize().unwrap_or(disk);
            let below = self.here.as_deref().and_then(|here| disk.strip_prefix(here).ok());
            names.extend(below.map(|below| below.to_string_lossy().replace('\\', "/")));
            names.push(disk.to_string_lossy().replace('\\', "/"));
        }
        let mut is_wanted = false;
        for (_, plain, globs, is_met) in &self.patterns {
            let is_meant = |name: &String| {
                let is_below = || {
                    name.strip_prefix(plain.as_str())
                        .is_some_and(|rest| rest.starts_with('/'))
                };
                name == plain || is_below() || globs.matches(name)
            };
            if plain.is_empty() || plain == "." || names.iter().any(is_meant) {
                is_met.set(true);
                is_wanted = true;
            }
        }
        is_wanted
    }

    /// Whether a page is meant, by any of its files.
    fn has_page(&self, build: &Build, page: &Page) -> bool {
        let own = page.variants.iter().filter_map(|variant| match variant {
            Variant::Own(doc) => build.docs().get(doc.index()),
            _ => None,
        });
        // Every file is asked, so that each argument that means one of them is met.
        let wanted = own.filter(|doc| self.has(build, page, [&doc.document.file, &doc.document.file]));
        wanted.count() > 0
    }

    fn all_met(&self) -> Result<(), FolderError> {
        match self.patterns.iter().find(|(.., is_met)| !is_met.get()) {
            None => Ok(()),
            Some((argument, ..)) => Err(FolderError {
                message: format!("`{argument}` is no page that has a translation"),
                help: "name a page by its path below the folder of a language, as steps/one.md, or the file of a translation".into(),
            }),
        }
    }
}

/// What becomes of the lock of a locale.
struct Accepted {
    slug: Box<str>,
    file: PathBuf,
    /// The file as it is, if it is there.
    old: Option<String>,
    /// And as it will be.
    new: String,
    /// Pages whose line is new or changed.
    changed: Vec<DocPath>,
    /// Pages that were accepted already.
    same: usize,
    /// Lines of pages that are gone.
    dropped: usize,
    /// Lines that could not be read.
    damaged: usize,
}

fn accept(build: &Build, locale: usize, wanted: &Wanted<'_>) -> Result<Accepted, FolderError> {
    let site = &build.site;
    let facts = &site.locales[locale];
    let name = DocPath::below(facts.folder.as_str(), FILE).unwrap_or_else(DocPath::root);
    let file = build.snapshot.on_disk(&name);
    let known = build.translations().locks.get(locale).and_then(Option::as_deref);
    let mut lock = Lock::default();
    let (mut changed, mut same) = (Vec::new(), 0);
    for page in site.pages.iter() {
        let (Some(Variant::Own(own)), Some(source)) = (page.variants.get(locale), source_of(site, page)) else {
            continue;
        };
        let (Some(own), Some(source)) = (build.docs().get(own.index()), build.docs().get(source.index())) else {
            continue;
        };
        let old = known.and_then(|lock| lock.entries.get(&page.key));
        if wanted.has(build, page, [&own.document.file, &source.document.file]) {
            let entry = entry(&source.document, &own.document);
            match old == Some(&entry) {
                true => same += 1,
                false => changed.push(page.key.clone()),
            }
            lock.entries.insert(page.key.clone(), entry);
        } else if let Some(old) = old {
            lock.entries.insert(page.key.clone(), old.clone());
        }
    }
    let is_damaged = |found: &&crate::diag::Diagnostic| found.rule.id == "malformed-lock" && found.primary.file == name;
    Ok(Accepted {
        slug: facts.slug.clone(),
        old: read(&file)?,
        new: lock.text(),
        dropped: known.map_or(0, |known| {
            let is_gone = |key: &&DocPath| !lock.entries.contains_key(*key);
            known.entries.keys().filter(is_gone).count()
        }),
        damaged: build.diagnostics.iter().filter(is_damaged).count(),
        file,
        changed,
        same,
    })
}

pub(super) fn read(file: &Path) -> Result<Option<String>, FolderError> {
    match disk::text(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed("read", file, &error)),
    }
}

pub(super) fn failed(deed: &str, file: &Path, error: &std::io::Error) -> FolderError {
    FolderError {
        message: format!("cannot {deed} `{}`: {error}", file.display()),
        help: "check that it is a file, and that you may read and write it and its folder".into(),
    }
}

impl Accepted {
    /// Replaces the file at once: whoever reads it sees the old one or the new one. What says the same is left alone, and
    /// where there is nothing to say no file is made.
    fn write(&self) -> Result<(), FolderError> {
        let is_same = self
            .old
            .as_deref()
            .is_some_and(|old| old.replace("\r\n", "\n") == self.new);
        let is_empty = self.new == Lock::default().text();
        if is_same || (self.old.is_none() && is_empty) {
            return Ok(());
        }
        replace(&self.file, &self.new)
    }
}

/// Replaces a file at once: whoever reads it sees the old one or the new one.
pub(super) fn replace(place: &Path, text: &str) -> Result<(), FolderError> {
    // A link stays a link: what it leads to is replaced.
    let real = place.canonicalize().unwrap_or_else(|_| place.to_path_buf());
    let name = real.file_name().map(|name| name.to_string_lossy().into_owned());
    let beside = real.with_file_name(format!(".{}.{}", name.unwrap_or_default(), std::process::id()));
    let write = || {
        let mut file = fs::File::create(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, &real)
    };
    write().map_err(|error| {
        let _ = fs::remove_file(&beside);
        failed("write", place, &error)
    })
}

#[derive(Serialize)]
struct Line<'a> {
    page: &'a str,
    locale: &'a str,
}

/// So many pages are named, a locale.
const MOST_NAMED: usize = 10;

fn tell(build: &Build, done: &[Accepted], form: Form) {
    for accepted in done {
        let locale = &*accepted.slug;
        if form == Form::Json {
            for page in &accepted.changed {
                let line = serde_json::to_string(&Line {
                    page: page.as_str(),
                    locale,
                });
                report::print(&format!("{}\n", line.unwrap_or_default()));
            }
            continue;
        }
        for page in accepted.changed.iter().take(MOST_NAMED) {
            report::say(&format!("{locale}: {page}"));
        }
        if accepted.changed.len() > MOST_NAMED {
            report::say(&format!("{locale}: … and {} more", accepted.changed.len() - MOST_NAMED));
        }
        let pages = |count: usize| format!("{count} page{}", if count == 1 { "" } else { "s" });
        let mut line = format!("{locale}: {} accepted", pages(accepted.changed.len()));
        for (count, what) in [
            (accepted.same, "unchanged"),
            (accepted.dropped, "gone, and dropped"),
            (accepted.damaged, "lines that could not be read, and were dropped"),
        ] {
            if count > 0 {
                line.push_str(&format!(", {count} {what}"));
            }
        }
        report::say(&line);
    }
    if done.is_empty() {
        let source = &build.site.locales[build.site.source].slug;
        report::say(&format!("nothing is translated from `{source}` here"));
    }
}
