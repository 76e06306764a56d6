//! `stegvis init --from docfx.json`: a `stegvis.yaml` that says of a docset what its folders and files say.

use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use super::init::{argument, write};
use super::report;
use crate::base::Locale;
use crate::build::FolderError;
use crate::config;
use crate::docset::{self, Docset};
use crate::source::disk;

/// A folder of a locale, found beside the docset.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Found {
    folder: PathBuf,
    tag: Locale,
}

/// Writes `stegvis.yaml` into `folder`; one that is there already is left alone.
///
/// # Errors
/// `from` is no `docfx.json` that can be read, or the file is there or cannot be written.
pub fn run(folder: &Path, from: &Path) -> Result<ExitCode, FolderError> {
    let name = from.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let text = disk::text(from).map_err(|why| FolderError {
        message: format!("`{}` cannot be read: {why}", from.display()),
        help: "name the `docfx.json` of a docset".into(),
    })?;
    let docset = docset::described_in(name, &text).filter(|_| docset::DOCFX.contains(&name));
    let Some(docset) = docset else {
        return Err(FolderError {
            message: format!(
                "`{}` is no `docfx.json` or `docfx.yml` that can be read",
                from.display()
            ),
            help: "`stegvis check` of its folder says what is wrong with it".into(),
        });
    };
    let real = |place: &Path| place.canonicalize().unwrap_or_else(|_| place.to_path_buf());
    let home = real(from).parent().map(Path::to_path_buf).unwrap_or_default();
    let repository = repository(&home);
    let locales = locales(&repository, docset.tag.as_deref());
    let place = folder.join(config::FILE);
    if place.symlink_metadata().is_ok() {
        return Err(FolderError {
            message: format!("`{}` is there already", place.display()),
            help: "name another folder, or move the file away: nothing is overwritten".into(),
        });
    }
    let is_learn = repository.join(docset::PUBLISH).is_file();
    std::fs::create_dir_all(folder).map_err(|why| FolderError {
        message: format!("cannot create the folder `{}`: {why}", folder.display()),
        help: "name a folder that you may write".into(),
    })?;
    write(&place, &text_of(&docset, name, &locales, &real(folder), is_learn))?;
    let languages: Vec<&str> = locales.iter().map(|found| found.tag.as_str()).collect();
    let argument = argument(folder);
    // The site is not published into its own sources.
    let is_inside = locales.iter().any(|found| real(folder).starts_with(&found.folder));
    let (out, place_of_site) = if is_inside {
        (" -o FOLDER", "another folder")
    } else {
        ("", "public/")
    };
    report::say(&format!(
        "`{}` was written: a docset in {}\n\n\
         stegvis check{argument}   reports what is wrong\n\
         stegvis build{argument}{out}   publishes into {place_of_site}\n\n\
         Which files are pages, and where old addresses lead, is still told by the files of the docset.",
        place.display(),
        languages.join(", ")
    ));
    Ok(ExitCode::SUCCESS)
}

/// The folder of the repository that a docset lies in; of none, the docset's own.
fn repository(docset: &Path) -> PathBuf {
    let mut above = docset.ancestors().take(4);
    let found = above.find(|folder| folder.join(docset::PUBLISH).is_file());
    found.unwrap_or(docset).to_path_buf()
}

/// The folders of the languages: those beside a folder that is named by one (`en`, `sv`), or those whose names differ
/// in the language at their ends (`docs`, `docs.sv-SE`); else the repository alone.
fn locales(repository: &Path, said: Option<&str>) -> Vec<Found> {
    let name = file_name(repository);
    let folder_of = |name: &str| repository.parent().map(|above| above.join(name));
    let names = repository.parent().and_then(|above| disk::names(above).ok());
    let names = names.map(|names| names.folders).unwrap_or_default();
    let base = match name.rsplit_once('.') {
        Some((base, end)) if Locale::parse_name(end).is_some() => base,
        _ => name,
    };
    let own = said
        .and_then(Locale::parse)
        .or_else(|| published(repository))
        .or_else(|| Locale::parse("en"))
        .unwrap_or_else(Locale::pseudo);
    let tag_of = |other: &str| {
        if Locale::parse_name(name).is_some() {
            return Locale::parse_name(other);
        }
        match other.strip_prefix(base)? {
            "" if other == name => Some(own.clone()),
            "" => published(&folder_of(other)?).or_else(|| Locale::parse("en")),
            rest => Locale::parse_name(rest.strip_prefix('.')?),
        }
    };
    let mut found: Vec<Found> = Vec::new();
    for other in &names {
        let (Some(tag), Some(folder)) = (tag_of(other), folder_of(other)) else {
            continue;
        };
        let is_new = !found.iter().any(|known| known.tag.covers(&tag));
        if is_new && disk::has_markdown(&folder) {
            found.push(Found { folder, tag });
        }
    }
    if found.is_empty() {
        let tag = Locale::parse_name(name).unwrap_or(own);
        let folder = repository.to_path_buf();
        found.push(Found { folder, tag });
    }
    // English first: it is the source unless somebody says otherwise.
    found.sort_by_key(|found| (found.tag.language() != "en", found.tag.clone()));
    found
}

fn file_name(folder: &Path) -> &str {
    folder.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

fn published(repository: &Path) -> Option<Locale> {
    let text = disk::text(&repository.join(docset::PUBLISH)).ok()?;
    docset::language_in(docset::PUBLISH, &text)
}

fn text_of(docset: &Docset, name: &str, locales: &[Found], folder: &Path, is_learn: bool) -> String {
    let mut text = format!("# Made from {name}, which still says which files are pages.\n\n");
    text.push_str(
        "# The name of the site: in the header, and in the browser's tab where the docset has no titleSuffix.\n",
    );
    match &docset.name {
        Some(name) => _ = writeln!(text, "title: {}", quoted(name)),
        None => text.push_str("# title: Handbook\n"),
    }
    text.push_str(
        "\n# The address that the site will have. Canonical links, hreflang and the sitemap need it.\n\
         # url: https://docs.example.org/\n\n\
         # The language that the others are translated from.\n",
    );
    if let Some(source) = locales.first() {
        let _ = writeln!(text, "source: {}", source.tag);
    }
    text.push_str("\n# Where each language lies, in the order of the language picker.\n");
    text.push_str(&places(locales, folder));
    text.push_str(
        "\n# Links that begin with `/` lead to other docsets. This is where those live; without it, such links are\n\
         # reported.\n",
    );
    let comment = if is_learn { "" } else { "# " };
    let _ = writeln!(text, "{comment}docset_root: https://learn.microsoft.com/{{locale}}");
    text
}

/// The folders as the configuration names them: by their names alone where they lie together below it.
fn places(locales: &[Found], folder: &Path) -> String {
    let above = locales.first().and_then(|found| found.folder.parent());
    let is_plain =
        |found: &Found| Locale::parse_name(file_name(&found.folder)).is_some() && found.folder.parent() == above;
    let content = above.and_then(|above| above.strip_prefix(folder).ok());
    if let (Some(content), true) = (content, locales.iter().all(is_plain)) {
        let names: Vec<&str> = locales.iter().map(|found| file_name(&found.folder)).collect();
        let names = format!("locales: [{}]\n", names.join(", "));
        return match slashed(content).as_str() {
            "" => names,
            content => format!("content: {}\n{names}", quoted(content)),
        };
    }
    let mut text = String::from("locales:\n");
    for found in locales {
        let place = match slashed(&relative(folder, &found.folder)) {
            place if place.is_empty() => ".".into(),
            place => place,
        };
        // The short address where it is the only one of its language.
        let others = locales
            .iter()
            .filter(|other| other.tag.language() == found.tag.language());
        let slug = if others.count() > 1 {
            found.tag.as_str()
        } else {
            found.tag.language()
        };
        let _ = writeln!(
            text,
            "  - {{ folder: {}, tag: {}, slug: {slug} }}",
            quoted(&place),
            found.tag
        );
    }
    text
}

/// The way from one folder to another, both without symbolic links.
fn relative(from: &Path, to: &Path) -> PathBuf {
    let same = from
        .components()
        .zip(to.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = from.components().skip(same).map(|_| Component::ParentDir);
    let down = to.components().skip(same);
    up.chain(down).collect()
}

fn slashed(path: &Path) -> String {
    let parts = path.components().map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

/// A text as YAML takes it: in quotes where it could mean something else.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '/' | '.' | '-' | '_');
    let begins = text.starts_with(|c: char| c.is_alphabetic() || matches!(c, '.' | '/'));
    match begins && text.chars().all(is_plain) && text.trim() == text {
        true => text.to_owned(),
        false => serde_json::Value::from(text).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_from_folder_to_folder() {
        for (from, to, way) in [
            ("/a/b", "/a/b", ""),
            ("/a", "/a/b/c", "b/c"),
            ("/a/b", "/a/c", "../c"),
            ("/a/b/c", "/d", "../../../d"),
        ] {
            assert_eq!(slashed(&relative(Path::new(from), Path::new(to))), way, "{from} {to}");
        }
    }

    #[test]
    fn texts_keep_their_meaning_in_yaml() {
        for text in [
            "Customer Insights",
            "../docs.sv-SE",
            "a: b",
            "365 days",
            "true # no",
            "\"x\"",
            "- a",
            "",
            " x",
        ] {
            let yaml = format!("title: {}\n", quoted(text));
            let node = crate::base::yaml::places(&yaml).unwrap();
            assert_eq!(node.get("title").and_then(|node| node.scalar()), Some(text), "{yaml}");
        }
    }
}
