//! What a folder of documentation is: where its configuration, its locales and its theme lie.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::base::{DocPath, Locale};
use crate::config::{self, Config, LocaleEntry};
use crate::diag::{RuleInfo, Severity, Sink, nearest};
use crate::docset;
use crate::model::site::SiteLocale;
use crate::source::disk::{self, Plan};
use crate::source::{LOCK_FOLDER, Mount, SIDECAR};

/// A file of the site that could not be read.
pub static UNREADABLE_FILE: RuleInfo = RuleInfo {
    id: "unreadable-file",
    severity: Severity::Error,
    summary: "a file of the site that cannot be read",
    explain: "\
A file or folder is there, and the system does not let it be read, or a symbolic link leads nowhere, in a circle or out \
of the site. Nothing is published, because what is published would not be the whole site.

Wrong: a page that only another user may read

Right: the same page, readable by the user who builds",
};

/// What somebody asks to be built.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The folder.
    pub root: PathBuf,
    /// A configuration that stands apart from the folder.
    pub config: Option<PathBuf>,
    /// Add a locale with accented, longer words.
    pub pseudo: bool,
    /// Stay out of this folder: the output.
    pub without: Option<PathBuf>,
    /// Folders of locales wherever they lie, each with its tag: these, and no others.
    pub locales: Vec<(String, PathBuf)>,
}

/// A folder of documentation, understood.
#[derive(Clone, Debug)]
pub struct SiteFolder {
    /// On disk.
    pub root: PathBuf,
    /// The configuration's name in the snapshot, if there is one.
    pub config_file: Option<DocPath>,
    /// The configuration as far as it could be read; what is wrong with it is told when the site is built.
    pub config: Config,
    /// In the order of the picker.
    pub locales: Vec<SiteLocale>,
    /// The source locale's place in `locales`.
    pub source: usize,
    /// On disk, the folder that keeps the names of checklists' items; it need not be there.
    pub locks: PathBuf,
    /// What to read.
    pub plan: Plan,
}

/// Why a folder cannot be built at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderError {
    /// What is the matter, as a sentence without a full stop.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl fmt::Display for FolderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\nhelp: {}", self.message, self.help)
    }
}

impl std::error::Error for FolderError {}

fn error<T>(message: impl Into<String>, help: impl Into<String>) -> Result<T, FolderError> {
    Err(FolderError {
        message: message.into(),
        help: help.into(),
    })
}

/// The slug of the pseudo-locale.
pub const PSEUDO: &str = "pseudo";

impl SiteFolder {
    /// Understands a folder.
    ///
    /// # Errors
    /// It is not there, is empty, has no folder of a locale, two folders for one language, or no source locale.
    pub fn find(request: &Request) -> Result<Self, FolderError> {
        let root = &request.root;
        let shown = root.display();
        if !root.exists() {
            return error(format!("there is no folder `{shown}`"), "check the path");
        }
        let names = match disk::names(root) {
            Ok(names) => names,
            Err(why) => {
                return error(
                    format!("`{shown}` cannot be read: {why}"),
                    "name a folder that you may read",
                );
            }
        };
        if names.files.is_empty() && names.folders.is_empty() && request.locales.is_empty() {
            return error(
                format!("the folder `{shown}` is empty"),
                "put pages into it, a folder a language: `content/en/index.md`, `content/sv/index.md`",
            );
        }
        let (config_file, config, config_place) = read_config(request)?;
        let locales = match request.locales.is_empty() {
            false => one_by_one(&request.locales)?,
            true => below_root(root, &config)?,
        };
        let source = source_of(&config, &locales)?;
        let mut locales = sorted(&config, locales, &source);
        let source = locales.iter().position(|(_, locale)| locale.tag == source).unwrap_or(0);
        find_theme(root, &config)?;
        let mut plan = Plan {
            without: request.without.clone(),
            ..Plan::default()
        };
        for (place, locale) in &locales {
            plan.folders.push(Mount {
                at: locale.folder.clone(),
                folder: place.clone(),
            });
        }
        for own in ["locales".to_owned(), format!("themes/{}", config.theme)] {
            if let (true, Some(at)) = (root.join(&own).is_dir(), DocPath::new(&own)) {
                plan.folders.push(Mount {
                    at,
                    folder: root.join(&own),
                });
            }
        }
        for at in &config.xref {
            plan.files.push(inventory(root, at)?);
        }
        let beside = config_place.as_deref().and_then(Path::parent).unwrap_or(root);
        plan.files.extend(sidecar(beside, &config)?);
        let locks = beside.join(LOCK_FOLDER);
        if let (Some(at), true) = (DocPath::new(LOCK_FOLDER), locks.is_dir()) {
            plan.folders.push(Mount {
                at,
                folder: locks.clone(),
            });
        }
        if let (Some(at), Some(folder)) = (config_file.clone(), config_place) {
            plan.files.push(Mount { at, folder });
        }
        if request.pseudo {
            locales.push((PathBuf::new(), pseudo_locale(&locales[source].1)));
        }
        Ok(Self {
            root: root.clone(),
            config_file,
            config,
            locales: locales.into_iter().map(|(_, locale)| locale).collect(),
            source,
            locks,
            plan,
        })
    }
}

/// A theme that the configuration names is a folder of the site; only the built-in one is not.
fn find_theme(root: &Path, config: &Config) -> Result<(), FolderError> {
    let folder = root.join("themes").join(&config.theme);
    if folder.is_dir() || config.theme == Config::default().theme {
        return Ok(());
    }
    error(
        format!(
            "stegvis.yaml names the theme `{}`, and there is no folder `{}`",
            config.theme,
            folder.display()
        ),
        "create the folder, or take `theme:` out",
    )
}

/// An inventory that the configuration names.
fn inventory(root: &Path, at: &DocPath) -> Result<Mount, FolderError> {
    let folder = root.join(at.as_str());
    if folder.is_file() {
        return Ok(Mount { at: at.clone(), folder });
    }
    error(
        format!(
            "stegvis.yaml names the inventory `{at}`, and there is no file `{}`",
            folder.display()
        ),
        "put the file there, or take it out of `xref:`",
    )
}

/// The file that says which lists are checklists: as the configuration names it, or by its usual name.
fn sidecar(beside: &Path, config: &Config) -> Result<Option<Mount>, FolderError> {
    let Some(at) = DocPath::new(SIDECAR) else {
        return Ok(None);
    };
    match &config.checklists {
        Some(named) if !beside.join(named.as_str()).is_file() => error(
            format!(
                "stegvis.yaml names the checklists `{named}`, and there is no file `{}`",
                beside.join(named.as_str()).display()
            ),
            "put the file there, or take `checklists:` out",
        ),
        Some(named) => Ok(Some(Mount {
            at,
            folder: beside.join(named.as_str()),
        })),
        None => {
            let folder = beside.join(SIDECAR);
            Ok(folder.is_file().then_some(Mount { at, folder }))
        }
    }
}

/// The source's pages with accented words around them.
fn pseudo_locale(source: &SiteLocale) -> SiteLocale {
    SiteLocale {
        tag: Locale::pseudo(),
        slug: PSEUDO.into(),
        // No such folder: every page falls back to the source.
        folder: DocPath::below(source.folder.as_str(), "\u{0}").unwrap_or_else(DocPath::root),
    }
}

type ReadConfig = (Option<DocPath>, Config, Option<PathBuf>);

fn read_config(request: &Request) -> Result<ReadConfig, FolderError> {
    let own = request.root.join(config::FILE);
    let place = match &request.config {
        Some(place) if !place.is_file() => {
            return error(
                format!("there is no configuration `{}`", place.display()),
                "check the path after `--config`",
            );
        }
        Some(place) => place.clone(),
        None if own.is_file() => own,
        None => return Ok((None, Config::default(), None)),
    };
    let name = DocPath::new(config::FILE).unwrap_or_else(DocPath::root);
    // Read here for what it says of folders; what is wrong with it is told when the snapshot is built.
    let text = disk::text(&place).unwrap_or_default();
    let config = config::read(&text, &mut Sink::new(name.clone()));
    Ok((Some(name), config, Some(place)))
}

/// The folder that holds the locales' folders, below the root.
fn content_folder(root: &Path, config: &Config) -> DocPath {
    let usual = DocPath::new("content").unwrap_or_else(DocPath::root);
    match &config.content {
        Some(folder) => folder.clone(),
        None if root.join(usual.as_str()).is_dir() => usual,
        None => DocPath::root(),
    }
}

/// The folders named by a language that hold Markdown.
fn locale_folders(root: &Path, content: &DocPath) -> Result<Vec<(String, Locale)>, FolderError> {
    let place = root.join(content.as_str());
    let names = match disk::names(&place) {
        Ok(names) => names,
        Err(why) => {
            return error(
                format!(
                    "the folder of the content, `{}`, cannot be read: {why}",
                    place.display()
                ),
                "create it, or name another with `content:` in stegvis.yaml",
            );
        }
    };
    let mut found: Vec<(String, Locale)> = names
        .folders
        .into_iter()
        .filter_map(|name| Some((Locale::parse(&name)?, name)))
        .filter(|(_, name)| disk::has_markdown(&place.join(name)))
        .map(|(tag, name)| (name, tag))
        .collect();
    found.sort();
    Ok(found)
}

/// The locales of a folder: its sub-folders, or itself where it is a docset.
fn below_root(root: &Path, config: &Config) -> Result<Vec<(PathBuf, SiteLocale)>, FolderError> {
    let content = content_folder(root, config);
    let found = locale_folders(root, &content)?;
    let place = root.join(content.as_str());
    if config.locales.is_empty() && is_docset(&place, &found) {
        let tag = docset_language(&place);
        let slug: Box<str> = tag.as_str().into();
        let folder = DocPath::new(&slug).unwrap_or_else(DocPath::root);
        return Ok(vec![(place, SiteLocale { tag, slug, folder })]);
    }
    in_order(root, &content, config, found)
}

/// The files that only the folder of a repository or of a docset has.
fn docset_files() -> impl Iterator<Item = &'static str> {
    docset::DOCFX.into_iter().chain([docset::PUBLISH])
}

/// Whether a folder is a docset, or a repository of docsets, and holds no folders of locales. A docset may well have a
/// folder `ml` or `is`: it counts as a locale only where none of the docset's own first files lies beside it.
fn is_docset(place: &Path, found: &[(String, Locale)]) -> bool {
    let has = |name: &str| place.join(name).is_file();
    if !docset_files().any(has) {
        return false;
    }
    let first = ["TOC.yml", "toc.yml", "TOC.md", "toc.md", "index.md", "index.yml"];
    found.is_empty() || (!found.iter().any(|(_, tag)| tag.language() == "en") && first.into_iter().any(has))
}

/// What the docset's metadata says, else its repository, else the end of the folder's name (`docs.sv-SE`), else English.
fn docset_language(place: &Path) -> Locale {
    let said = |folder: &Path, name: &str| {
        let text = disk::text(&folder.join(name)).ok()?;
        docset::language_in(name, &text)
    };
    let real = place.canonicalize().unwrap_or_else(|_| place.to_path_buf());
    // A docset lies few folders below its repository.
    let repository = real
        .ancestors()
        .take(4)
        .find(|folder| folder.join(docset::PUBLISH).is_file());
    docset::DOCFX
        .into_iter()
        .find_map(|name| said(place, name))
        .or_else(|| said(repository?, docset::PUBLISH))
        .or_else(|| suffix(&real))
        .or_else(|| suffix(repository?))
        .or_else(|| Locale::parse("en"))
        .unwrap_or_else(Locale::pseudo)
}

/// The language at the end of a folder's name: of `docs.sv-SE`, or of `sv-SE` itself.
fn suffix(folder: &Path) -> Option<Locale> {
    let name = folder.file_name()?.to_str()?;
    Locale::parse_name(name.rsplit('.').next().unwrap_or(name))
}

/// The folders that were named one by one.
fn one_by_one(named: &[(String, PathBuf)]) -> Result<Vec<(PathBuf, SiteLocale)>, FolderError> {
    let mut all: Vec<(PathBuf, SiteLocale)> = Vec::new();
    for (name, place) in named {
        let Some(tag) = Locale::parse(name) else {
            return error(
                format!("`{name}` is no language tag"),
                "write `--locale sv=FOLDER` or `--locale sv-SE=FOLDER`",
            );
        };
        if !place.is_dir() {
            return error(
                format!("there is no folder `{}` for the locale `{name}`", place.display()),
                "check the path behind `=`",
            );
        }
        if let Some((_, other)) = all.iter().find(|(_, other)| other.tag.covers(&tag)) {
            return error(
                format!("`{}` and `{name}` are one language twice", other.slug),
                "name one folder a language, so that a page has one translation",
            );
        }
        let slug: Box<str> = name.as_str().into();
        let folder = DocPath::new(&slug).unwrap_or_else(DocPath::root);
        all.push((place.clone(), SiteLocale { tag, slug, folder }));
    }
    Ok(all)
}

/// The locales that are there, and those that the configuration names by another folder.
fn in_order(
    root: &Path,
    content: &DocPath,
    config: &Config,
    found: Vec<(String, Locale)>,
) -> Result<Vec<(PathBuf, SiteLocale)>, FolderError> {
    let plain = |(name, tag): (String, Locale)| LocaleEntry {
        folder: name,
        tag: Some(tag),
        slug: None,
    };
    let mut named: Vec<LocaleEntry> = found.into_iter().map(plain).collect();
    // Where folders are named that lie elsewhere, one that only looks like a language is none.
    let is_elsewhere = |entry: &LocaleEntry| !entry.is_plain() || entry.slug.is_some();
    if config.locales.iter().any(is_elsewhere) {
        named.retain(|known| config.locales.iter().any(|entry| entry.folder == known.folder));
    }
    for entry in &config.locales {
        let place = root.join(content.as_str()).join(&entry.folder);
        if !place.is_dir() {
            let near = nearest(&entry.folder, named.iter().map(|known| known.folder.as_str()));
            let help = near.map(|name| format!("did you mean `{name}`?"));
            return error(
                format!(
                    "stegvis.yaml names the locale `{}`, and there is no folder `{}`",
                    entry.folder,
                    place.display()
                ),
                help.unwrap_or_else(|| "create the folder, or take the locale out".into()),
            );
        }
        let tag = entry.tag.clone().or_else(|| Locale::parse(&entry.folder));
        if entry.tag.is_some() || entry.slug.is_some() {
            named.retain(|known| known.folder != entry.folder);
            named.push(LocaleEntry { tag, ..entry.clone() });
        }
    }
    if named.is_empty() {
        return error(
            format!(
                "`{}` holds no folder of a locale",
                root.join(content.as_str()).display()
            ),
            "put the pages into a folder a language, named by its tag: `en`, `sv`, `nl-BE`",
        );
    }
    for (index, entry) in named.iter().enumerate() {
        let covers = |a: &LocaleEntry, b: &LocaleEntry| match (&a.tag, &b.tag) {
            (Some(a), Some(b)) => a.covers(b),
            _ => false,
        };
        if let Some(other) = named[..index].iter().find(|other| covers(other, entry)) {
            return error(
                format!("`{}` and `{}` are one language twice", other.folder, entry.folder),
                "keep one of the two folders, so that a page has one translation",
            );
        }
        if let Some(other) = named[..index].iter().find(|other| other.slug() == entry.slug()) {
            return error(
                format!(
                    "`{}` and `{}` would have the same addresses",
                    other.folder, entry.folder
                ),
                "give one of them a `slug` of its own in stegvis.yaml",
            );
        }
    }
    let locale = |entry: LocaleEntry| {
        // A folder that is called otherwise on the site, or lies elsewhere, appears under its slug.
        let folder = match entry.slug.is_none() && entry.is_plain() {
            true => DocPath::below(content.as_str(), &entry.folder)?,
            false => DocPath::new(entry.slug())?,
        };
        let place = root.join(content.as_str()).join(&entry.folder);
        let slug = entry.slug().into();
        let tag = entry.tag?;
        Some((place, SiteLocale { tag, slug, folder }))
    };
    Ok(named.into_iter().filter_map(locale).collect())
}

/// The configured source, else English.
fn source_of(config: &Config, locales: &[(PathBuf, SiteLocale)]) -> Result<Locale, FolderError> {
    let wanted = config.source.as_ref();
    let is_wanted = |tag: &Locale| wanted.map_or(tag.language() == "en", |wanted| wanted.covers(tag));
    let all: Vec<&str> = locales.iter().map(|(_, locale)| locale.tag.as_str()).collect();
    match (
        locales.iter().find(|(_, locale)| is_wanted(&locale.tag)),
        wanted,
        locales,
    ) {
        (Some((_, locale)), _, _) => Ok(locale.tag.clone()),
        (None, None, [(_, only)]) => Ok(only.tag.clone()),
        (None, Some(wanted), _) => error(
            format!("the source locale is `{wanted}`, and there is no folder of that name"),
            format!("there are: {}; mend `source:` in stegvis.yaml", all.join(", ")),
        ),
        (None, None, _) => error(
            format!(
                "which of {} is the one that the others are translated from?",
                all.join(", ")
            ),
            format!("say it in stegvis.yaml: `source: {}`", all.first().unwrap_or(&"en")),
        ),
    }
}

/// As configured; then the source; then by name.
fn sorted(config: &Config, mut locales: Vec<(PathBuf, SiteLocale)>, source: &Locale) -> Vec<(PathBuf, SiteLocale)> {
    locales.sort_by_key(|(_, locale)| {
        let named = config.locales.iter().position(|entry| entry.slug() == &*locale.slug);
        (named.unwrap_or(usize::MAX), locale.tag != *source, locale.tag.clone())
    });
    locales
}
