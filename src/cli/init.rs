//! `stegvis init`: a new site in two languages, to be filled with other words.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::report;
use crate::build::FolderError;

/// What `init` takes.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The folder to make; it must be new or empty, except with `--from`
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Write only a stegvis.yaml, for the docset with this docfx.json
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
}

/// The files of a new site, below its folder.
const FILES: [(&str, &str); 10] = [
    ("stegvis.yaml", include_str!("../../starter/stegvis.yaml")),
    (".gitignore", "/public/\n"),
    ("content/en/toc.yml", include_str!("../../starter/content/en/toc.yml")),
    ("content/en/index.md", include_str!("../../starter/content/en/index.md")),
    (
        "content/en/steps/prepare.md",
        include_str!("../../starter/content/en/steps/prepare.md"),
    ),
    (
        "content/en/exit-criteria.md",
        include_str!("../../starter/content/en/exit-criteria.md"),
    ),
    ("content/sv/toc.yml", include_str!("../../starter/content/sv/toc.yml")),
    ("content/sv/index.md", include_str!("../../starter/content/sv/index.md")),
    (
        "content/sv/steps/prepare.md",
        include_str!("../../starter/content/sv/steps/prepare.md"),
    ),
    (
        "content/sv/exit-criteria.md",
        include_str!("../../starter/content/sv/exit-criteria.md"),
    ),
];

/// Runs it.
///
/// # Errors
/// The folder holds something already, or cannot be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, FolderError> {
    let folder = &arguments.folder;
    if let Some(from) = &arguments.from {
        return super::init_from::run(folder, from);
    }
    refuse_what_is_there(folder)?;
    for (name, text) in FILES {
        write(&folder.join(name), text)?;
    }
    report::say(&next_steps(folder));
    Ok(ExitCode::SUCCESS)
}

/// Nothing may be there, apart from what git keeps in a folder that is empty otherwise.
fn refuse_what_is_there(folder: &Path) -> Result<(), FolderError> {
    if folder.symlink_metadata().is_err() {
        return Ok(());
    }
    let entries = fs::read_dir(folder).map_err(|error| failed("read", folder, &error))?;
    let mut names = entries.flatten().map(|entry| entry.file_name());
    match names.find(|name| name != ".git") {
        None => Ok(()),
        Some(name) => Err(FolderError {
            message: format!(
                "`{}` is not empty: it holds `{}`",
                folder.display(),
                name.to_string_lossy()
            ),
            help: "name a new or empty folder: `stegvis init FOLDER`".into(),
        }),
    }
}

/// Writes one file and the folders above it; a file that is there already is left alone.
pub fn write(place: &Path, text: &str) -> Result<(), FolderError> {
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder).map_err(|error| failed("create the folder", folder, &error))?;
    }
    let file = fs::File::options().write(true).create_new(true).open(place);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| failed("write", place, &error))
}

fn failed(deed: &str, place: &Path, error: &std::io::Error) -> FolderError {
    FolderError {
        message: format!("cannot {deed} `{}`: {error}", place.display()),
        help: "name a folder that you may write, or that can be made: `stegvis init FOLDER`".into(),
    }
}

fn next_steps(folder: &Path) -> String {
    let argument = argument(folder);
    format!(
        "{} files were written: a site in English and Swedish\n\n\
         stegvis check{argument}   reports what is wrong\n\
         stegvis build{argument}   publishes into public/\n\n\
         Then put your own words into content/ and a name into stegvis.yaml.",
        FILES.len()
    )
}

/// The folder as an argument on a command line; nothing for the current one.
pub fn argument(folder: &Path) -> String {
    let name = folder.to_string_lossy();
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '\\' | ':' | '.' | '_' | '-');
    match &*name {
        "." => String::new(),
        name if name.chars().all(is_plain) => format!(" {name}"),
        name => format!(" \"{name}\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_starter_holds_the_same_pages_in_both_languages() {
        let below = |folder: &str| -> Vec<&str> {
            let files = FILES.iter().filter_map(|(name, _)| name.strip_prefix(folder));
            files.collect()
        };
        assert_eq!(below("content/en/"), below("content/sv/"));
        assert_eq!(below("content/en/").len(), 4);
    }

    #[test]
    fn a_folder_is_named_as_a_shell_reads_it() {
        assert_eq!(argument(Path::new(".")), "");
        assert_eq!(argument(Path::new("a/b-1")), " a/b-1");
        assert_eq!(argument(Path::new("my site")), " \"my site\"");
    }
}
