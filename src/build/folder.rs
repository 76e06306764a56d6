//! What a folder of documentation is: where its configuration, its locales and its theme lie.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::base::{DocPath, Locale};
use crate::config::{self, Config};
use crate::diag::{RuleInfo, Severity, Sink, nearest};
use crate::model::site::SiteLocale;
use crate::source::Mount;
use crate::source::disk::{self, Plan};

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
        if names.files.is_empty() && names.folders.is_empty() {
            return error(
                format!("the folder `{shown}` is empty"),
                "put pages into it, a folder a language: `content/en/index.md`, `content/sv/index.md`",
            );
        }
        let (config_file, config, config_place) = read_config(request)?;
        let content = content_folder(root, &config);
        let found = locale_folders(root, &content)?;
        let locales = in_order(root, &content, &config, found)?;
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

/// The locales that are there, and those that the configuration names by another folder.
fn in_order(
    root: &Path,
    content: &DocPath,
    config: &Config,
    found: Vec<(String, Locale)>,
) -> Result<Vec<(PathBuf, SiteLocale)>, FolderError> {
    let mut named = found;
    for entry in &config.locales {
        let place = root.join(content.as_str()).join(&entry.folder);
        if !place.is_dir() {
            let near = nearest(&entry.folder, named.iter().map(|(name, _)| name.as_str()));
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
        if let Some(tag) = &entry.tag {
            named.retain(|(name, _)| *name != entry.folder);
            named.push((entry.folder.clone(), tag.clone()));
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
    for (index, (name, tag)) in named.iter().enumerate() {
        let other = named[..index].iter().find(|(_, other)| other.covers(tag));
        if let Some((other, _)) = other {
            return error(
                format!("`{other}` and `{name}` are one language twice"),
                "keep one of the two folders, so that a page has one translation",
            );
        }
    }
    let locale = |(name, tag): (String, Locale)| {
        let folder = DocPath::below(content.as_str(), &name)?;
        let place = root.join(folder.as_str());
        let slug = name.into();
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
        let named = config.locales.iter().position(|entry| *entry.folder == *locale.slug);
        (named.unwrap_or(usize::MAX), locale.tag != *source, locale.tag.clone())
    });
    locales
}
