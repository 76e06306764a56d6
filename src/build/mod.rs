//! The engine: a snapshot in, a build out. `build`, `check` and `serve` are thin faces over it.

mod allowances;
mod change;
mod checked;
mod documents;
mod finder;
mod folder;
mod groups;
mod judged;
mod levels;
mod plan;
mod rules;
mod shown;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod verdict;

pub use change::Change;
pub use checked::Checked;
pub use documents::Documents;
pub use folder::{FolderError, PSEUDO, Request, SiteFolder};
pub use groups::{group_of, groups};
pub use levels::is_always;
pub use plan::{Build, Options};
pub use rules::rules;
pub use shown::Shown;

use std::sync::Arc;

use crate::config::{self, Config};
use crate::diag::{Diagnostic, Sink};
use crate::link::xref;
use crate::parse::decode;
use crate::source::{Content, Snapshot};

/// Turns snapshots of one site folder into builds.
pub struct Engine {
    /// The locales and their folders.
    pub folder: SiteFolder,
    /// Choices of this run.
    pub options: Options,
}

impl Engine {
    /// Every stage in order, from nothing.
    pub fn update(&self, snapshot: Snapshot) -> Build {
        let folder = Arc::new(self.folder.clone());
        Build::of(Shown::new(&folder, &self.options, Arc::new(snapshot), None))
    }
}

/// What the configuration's file says; the usual, where there is none.
fn read_config(folder: &SiteFolder, snapshot: &Snapshot, found: &mut Vec<Diagnostic>) -> Config {
    let path = folder.config_file.as_ref();
    let Some((path, file)) = path.and_then(|path| Some((path, snapshot.files.get(path)?))) else {
        return Config::default();
    };
    let mut sink = Sink::new(path.clone());
    let text = decode(&file.content, &mut sink);
    let config = config::read(&text, &mut sink);
    found.extend(sink.into_found());
    config
}

/// The names of other documentation, from the files that the configuration names.
fn inventory(config: &Config, snapshot: &Snapshot, found: &mut Vec<Diagnostic>) -> xref::Inventory {
    let mut inventory = xref::Inventory::default();
    for file in &config.xref {
        if let Some(text) = snapshot.text(file) {
            found.extend(xref::add(&mut inventory, file, text));
        }
    }
    inventory
}

/// What could not be read is an error each: a site without it is not the site that was meant.
fn unread(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    for unread in &snapshot.unread {
        let mut sink = Sink::new(unread.path.clone());
        sink.report(
            &folder::UNREADABLE_FILE,
            crate::base::Span::default(),
            unread.why.clone(),
        )
        .help(unread.help);
        all.extend(sink.into_found());
    }
    // Messages and templates are read as text, or not at all.
    for folder in ["locales", "themes"] {
        for (name, path, file) in snapshot.below(folder) {
            let is_text = matches!(name.extension(), "ftl" | "html" | "css" | "js");
            if let (Content::NotUtf8(_), true) = (&file.content, is_text) {
                let mut sink = Sink::new(path.clone());
                decode(&file.content, &mut sink);
                all.extend(sink.into_found());
            }
        }
    }
    all
}
