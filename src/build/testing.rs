//! A build of a few lines, for tests.

use std::path::PathBuf;

use super::{Build, Engine, Options, SiteFolder};
use crate::base::{DocPath, Locale, span};
use crate::config::{self, Config};
use crate::diag::Sink;
use crate::model::site::SiteLocale;
use crate::report::{Files, SiteFiles};
use crate::source::Snapshot;
use crate::source::disk::Plan;

/// Builds a site of these files: `en/…` and `sv/…`, English the source, and `stegvis.yaml` if it is among them.
pub(crate) fn build_of(files: &[(&str, &str)]) -> Build {
    engine(files).update(Snapshot::of(files))
}

/// The engine for such a site.
pub(crate) fn engine(files: &[(&str, &str)]) -> Engine {
    let locale = |tag: &str| SiteLocale {
        tag: Locale::parse(tag).expect("a language"),
        slug: tag.into(),
        folder: DocPath::new(tag).expect("a folder"),
    };
    let config_file = DocPath::new(config::FILE).expect("a name");
    let text = files.iter().find(|(path, _)| *path == config::FILE);
    let config = text.map_or_else(Config::default, |(_, text)| {
        config::read(text, &mut Sink::new(config_file.clone()))
    });
    let tags = ["en", "sv"].into_iter();
    let has = |tag: &&str| files.iter().any(|(path, _)| path.starts_with(&format!("{tag}/")));
    Engine {
        folder: SiteFolder {
            locks: Default::default(),
            root: PathBuf::new(),
            config_file: text.map(|_| config_file),
            config,
            locales: tags.filter(has).map(locale).collect(),
            source: 0,
            plan: Plan::default(),
        },
        options: Options::default(),
    }
}

/// What a build found: `file:line:column severity rule message; help`.
pub(crate) fn found_in(build: &Build) -> Vec<String> {
    let files = SiteFiles::new(&build.snapshot, None);
    let show = |found: &crate::diag::Diagnostic| {
        let text = files.text(&found.primary.file).unwrap_or_default();
        let at = span::position(&text, found.primary.span.start as usize);
        let (file, severity, rule) = (&found.primary.file, found.severity.name(), found.rule.id);
        let mut shown = format!("{file}:{}:{} {severity} {rule} {}", at.line, at.column, found.message);
        for help in &found.help {
            shown.push_str("; ");
            shown.push_str(help);
        }
        shown
    };
    build.diagnostics.iter().map(show).collect()
}

/// The files after all that can be mended was mended, as `check --fix` does it, and what is found then. At most 20 rounds.
pub(crate) fn mended(files: &[(&str, &str)]) -> (Vec<(String, String)>, Vec<String>) {
    let mut files: Vec<(String, String)> = files
        .iter()
        .map(|(path, text)| ((*path).into(), (*text).into()))
        .collect();
    for _ in 0..20 {
        let now: Vec<(&str, &str)> = files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect();
        let build = build_of(&now);
        let chosen = crate::diag::edits::choose(&build.diagnostics);
        if chosen.is_empty() {
            let found = found_in(&build);
            return (files, found);
        }
        let mut changed = Vec::new();
        for (file, fixes) in chosen {
            let text = build.snapshot.text(file).expect("a file that was read");
            let fixes = fixes.iter().map(|(_, fix)| *fix);
            let mended = crate::diag::edits::apply(text, fixes).expect("places in the text");
            assert_ne!(mended, **text, "a mend of {file} that changes nothing");
            changed.push((file.to_string(), mended));
        }
        for (path, text) in changed {
            let file = files
                .iter_mut()
                .find(|(known, _)| *known == path)
                .expect("a file that was read");
            file.1 = text;
        }
    }
    panic!("mends without end: {files:?}");
}
