//! The engine: a snapshot in, a build out. `build`, `check` and `serve` are thin faces over it.

mod allowances;
mod documents;
mod folder;
mod groups;
mod levels;
mod plan;
mod rules;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod verdict;

pub use folder::{FolderError, PSEUDO, Request, SiteFolder};
pub use groups::{group_of, groups};
pub use levels::is_always;
pub use plan::{Build, Options};
pub use rules::rules;

use levels::Levels;
use verdict::Verdict;

use crate::check::{self, SiteView};
use crate::config::{self, Config};
use crate::diag::{Diagnostic, Sink};
use crate::docset;
use crate::link::outdated::translations;
use crate::link::resolve::Map;
use crate::link::{Spellings, catalog, checklists, criteria, own_links, xref};
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
    /// Every stage in order; each is a pure function of what it is given.
    pub fn update(&self, snapshot: Snapshot) -> Build {
        let mut diagnostics = unread(&snapshot);
        let config = self.config(&snapshot, &mut diagnostics);
        let levels = Levels::of(&config, self.folder.config_file.as_ref(), &mut diagnostics);
        let locales = self.folder.locales.clone();
        let (docsets, told) = docset::read(&snapshot, &locales, self.folder.source);
        diagnostics.extend(told);
        let mut comments = allowances::outside_of_pages(&snapshot);
        let docs = self.documents(&snapshot, &docsets, &mut comments, &mut diagnostics);
        let xrefs = inventory(&config, &snapshot, &mut diagnostics);
        let mut site = catalog(locales, self.folder.source, &docs, &snapshot, &docsets, xrefs);
        let spellings = Spellings::default();
        let links = own_links(&site, &docs, &spellings);
        let (translations, told) = translations(&site, &docs, &snapshot, self.options.history.as_deref());
        diagnostics.extend(told);
        let map = Map {
            site: &site,
            docs: &docs,
            spellings: &spellings,
        };
        let criteria = criteria::compile(&map, &links, &config.criteria);
        let (checklists, locks, told) = checklists::compile(&map, &criteria, &snapshot);
        diagnostics.extend(told);
        site.criteria = criteria;
        site.checklists = checklists;
        let map = Map {
            site: &site,
            docs: &docs,
            spellings: &spellings,
        };
        let view = SiteView {
            map: &map,
            links: &links,
            translations: &translations,
            snapshot: &snapshot,
            config: &config,
            meant: Default::default(),
            skeletons: Default::default(),
            progress: Default::default(),
        };
        diagnostics.extend(check::check(&view));
        let (theme, words) = self.dress(&snapshot, &config, &site, &mut diagnostics);
        let verdict = Verdict::new(levels, &comments, &snapshot);
        let mut build = Build {
            frame: self.options.frame,
            config,
            docs,
            site,
            spellings,
            links,
            translations,
            locks,
            theme,
            words,
            snapshot,
            diagnostics: Vec::new(),
            verdict,
        };
        diagnostics.extend(build.try_theme());
        check::silence(&mut diagnostics, &build.docs, &build.snapshot);
        build.add(diagnostics);
        build
    }

    fn config(&self, snapshot: &Snapshot, found: &mut Vec<Diagnostic>) -> Config {
        let Some(path) = &self.folder.config_file else {
            return Config::default();
        };
        let Some(file) = snapshot.files.get(path) else {
            return Config::default();
        };
        let mut sink = Sink::new(path.clone());
        let text = decode(&file.content, &mut sink);
        let config = config::read(&text, &mut sink);
        found.extend(sink.into_found());
        config
    }
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
