//! Prints what was found: diagnostics to standard output for machines, to standard error for people.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use anstream::AutoStream;

use super::{Deny, Form, SiteArguments};
use crate::build::{Build, rules};
use crate::diag::Severity;
use crate::link::checklists::rules::STALE_CHECKLIST_LOCK;
use crate::report::{Counts, SiteFiles, TerminalOptions, Tool, by_locale, github, json, sarif, summary, terminal};

/// Prints a message that no file is to blame for.
pub fn fail(message: &dyn std::fmt::Display) {
    say(&format!("error: {message}"));
}

/// One line for people. Where nobody listens any more, nothing is said.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Text for a pipe or a file. Where nobody listens any more, nothing is printed.
pub fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// `--deny warnings`: warnings count as errors. `--locked`: so do locks that are behind.
pub fn deny(build: &mut Build, arguments: &SiteArguments) {
    for found in &mut build.diagnostics {
        let is_locked = arguments.locked && found.rule.id == STALE_CHECKLIST_LOCK.id;
        let is_denied = arguments.deny == Some(Deny::Warnings) && found.severity == Severity::Warning;
        if is_locked || is_denied {
            found.severity = Severity::Error;
        }
    }
}

/// Prints all diagnostics: for machines to standard output, for people to standard error. What they come to is for people
/// in every form.
pub fn diagnostics(build: &Build, arguments: &SiteArguments) {
    let here = std::env::current_dir().ok();
    let files = SiteFiles::new(&build.snapshot, here.as_deref());
    let found = &build.diagnostics;
    match arguments.format {
        Form::Terminal => {
            let stderr = std::io::stderr();
            let color = AutoStream::choice(&stderr) != anstream::ColorChoice::Never && stderr.is_terminal();
            let options = TerminalOptions { color, width: 100 };
            let _ = write!(stderr.lock(), "{}", terminal(found, &files, options));
        }
        Form::Json => print(&json(found, &files.counted_from(&arguments.root))),
        Form::Sarif => {
            let repository = repository(&arguments.root);
            let base = repository.as_deref().unwrap_or(&arguments.root);
            let tool = Tool {
                version: env!("CARGO_PKG_VERSION"),
                information_uri: information_uri(),
                rules: &rules(),
                base: match repository {
                    Some(_) => "The root of the repository",
                    None => "The folder of the site",
                },
            };
            print(&sarif(found, &files.counted_from(base), tool));
        }
        Form::Github => {
            let base = repository(&arguments.root).unwrap_or_else(|| PathBuf::from("."));
            print(&github(found, &files.counted_from(&base)));
        }
    }
    let table = by_locale(&build.site, found);
    let _ = write!(std::io::stderr(), "{table}");
    say(&summary(Counts::of(found), build.docs().len()));
}

/// Where Cargo.toml says that people read of the program.
fn information_uri() -> &'static str {
    match env!("CARGO_PKG_HOMEPAGE") {
        "" => env!("CARGO_PKG_REPOSITORY"),
        homepage => homepage,
    }
}

/// On a runner of GitHub, the root of the repository that a site lies in: names of files count from there.
fn repository(root: &Path) -> Option<PathBuf> {
    let workspace = std::env::var_os("GITHUB_WORKSPACE").map(PathBuf::from)?;
    let workspace = workspace.canonicalize().ok()?;
    let root = root.canonicalize().ok()?;
    if !root.starts_with(&workspace) {
        return None;
    }
    // A repository may be checked out into a folder of the workspace.
    let mut folders = root.ancestors().take_while(|folder| folder.starts_with(&workspace));
    let repository = folders.find(|folder| folder.join(".git").exists());
    Some(repository.map_or(workspace.clone(), Path::to_path_buf))
}
