//! A site made of a few lines, for the rules' tests.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::{DocPath, Locale, span};
use crate::config::{self, Config};
use crate::diag::{Diagnostic, Sink};
use crate::docset;
use crate::expand::{Found, Library, expand, outline};
use crate::link::catalog::is_page;
use crate::link::outdated::translations;
use crate::link::resolve::Map;
use crate::link::{Spellings, catalog, criteria, own_links};
use crate::model::Document;
use crate::model::site::{Doc, SiteLocale};
use crate::parse::parse;
use crate::source::{Content, Snapshot, SourceFile};

use super::SiteView;

/// Checks a site of these files, whose first folders are its locales, English the source, and of `stegvis.yaml`; asserts that what the
/// rule `id` finds reads as `expected`: `file:line:column message; help => fix`.
#[track_caller]
pub fn check_of(id: &str, files: &[(&str, &str)], expected: &[&str]) {
    check_with(&config_of(files), id, files, expected);
}

/// The same, of a site with a configuration.
#[track_caller]
pub fn check_with(config: &Config, id: &str, files: &[(&str, &str)], expected: &[&str]) {
    assert_eq!(lines_of(files, &found_with(config, id, files)), expected);
}

/// What the rule `id` finds in a site of these files, in the order of a report.
pub fn found_of(id: &str, files: &[(&str, &str)]) -> Vec<Diagnostic> {
    found_with(&config_of(files), id, files)
}

fn config_of(files: &[(&str, &str)]) -> Config {
    let mut told = Sink::new(DocPath::root());
    let written = files.iter().find(|(path, _)| *path == config::FILE);
    let config = written.map_or_else(Config::default, |(_, text)| config::read(text, &mut told));
    assert_eq!(told.into_found(), []);
    config
}

fn found_with(config: &Config, id: &str, files: &[(&str, &str)]) -> Vec<Diagnostic> {
    let mut found = check_snapshot(&snapshot_of(files), config);
    found.retain(|found| found.rule.id == id);
    found.sort_by(|a, b| a.compare(b));
    found.dedup();
    found
}

/// Each as one line.
pub fn lines_of(files: &[(&str, &str)], found: &[Diagnostic]) -> Vec<String> {
    let snapshot = snapshot_of(files);
    found.iter().map(|found| show(&snapshot, found)).collect()
}

fn snapshot_of(files: &[(&str, &str)]) -> Snapshot {
    let mut snapshot = Snapshot::of(files);
    for (path, file) in &mut snapshot.files {
        let is_empty = matches!(&file.content, Content::Text(text) if text.is_empty());
        if is_empty && !matches!(path.extension(), "md" | "yml" | "yaml" | "json" | "lock") {
            file.content = Content::Media {
                size: 1,
                dimensions: None,
            };
        }
    }
    snapshot
}

fn check_snapshot(snapshot: &Snapshot, config: &Config) -> Vec<Diagnostic> {
    let mut tags: Vec<&str> = snapshot
        .files
        .keys()
        .filter_map(|path| Some(path.as_str().split_once('/')?.0))
        .filter(|folder| !matches!(*folder, "locales" | "themes"))
        .collect();
    tags.dedup();
    let locales = tags.iter().map(|tag| SiteLocale {
        tag: Locale::parse(tag).expect("a language"),
        slug: (*tag).into(),
        folder: DocPath::new(tag).expect("a folder"),
    });
    let locales: Vec<SiteLocale> = locales.collect();
    let source = tags.iter().position(|tag| *tag == "en").unwrap_or(0);
    let (docsets, told) = docset::read(snapshot, &locales, source);
    let is_page = |path: &DocPath, file: &SourceFile| {
        let first = path.as_str().split('/').next().unwrap_or("");
        let locale = tags.iter().position(|tag| *tag == first).unwrap_or(0);
        let is_page = |below: &DocPath| is_page(below, file) && docsets.is_content(locale, below.as_str());
        path.strip(first).is_some_and(|below| is_page(&below))
    };
    let files = snapshot.files.iter().filter(|(path, _)| path.extension() == "md");
    let files: BTreeMap<DocPath, Arc<Document>> = files
        .map(|(path, file)| (path.clone(), Arc::new(parse(path, file).0)))
        .collect();
    let library = Library {
        files: &files,
        find: &|page, from, dest| {
            // In the language of the page, of the file that includes, of the source: as a build looks.
            let first = |path: &DocPath| path.as_str().split('/').next().unwrap_or("").to_owned();
            let key = from.join(dest).and_then(|path| path.strip(&first(from)));
            let homes = [first(page), first(from), "en".to_owned()];
            let mut found = homes
                .iter()
                .filter_map(|home| DocPath::below(home, key.as_ref()?.as_str()));
            let found = found.find(|path| files.contains_key(path));
            found.map_or(Found::Nothing(None), Found::File)
        },
        code: &|_, _, _| Err(None),
    };
    let read = |(path, file): (&DocPath, &SourceFile)| {
        let (document, _) = expand(parse(path, file).0, &library);
        Doc {
            outline: outline(&document).into(),
            document: document.into(),
        }
    };
    let docs: Vec<Doc> = snapshot
        .files
        .iter()
        .filter(|(path, file)| is_page(path, file))
        .map(read)
        .collect();
    let mut site = catalog(locales, source, &docs, snapshot, &docsets, Default::default());
    let spellings = Spellings::default();
    let links = own_links(&site, &docs, &spellings);
    let map = Map {
        site: &site,
        docs: &docs,
        spellings: &spellings,
    };
    site.criteria = criteria::compile(&map, &links, &config.criteria).into();
    let map = Map {
        site: &site,
        docs: &docs,
        spellings: &spellings,
    };
    let translations = translations(&site, &docs, snapshot, None, None);
    let checked = super::check(&SiteView {
        map: &map,
        links: &links,
        translations: &translations,
        snapshot,
        config,
        known: &Default::default(),
        skeletons: Default::default(),
    });
    let mut found: Vec<Diagnostic> = checked.into_iter().map(Arc::unwrap_or_clone).collect();
    found.extend(told);
    found.extend(translations.told.iter().flat_map(|told| told.iter()).cloned());
    found
}

fn show(snapshot: &Snapshot, found: &Diagnostic) -> String {
    let text = snapshot
        .text(&found.primary.file)
        .map(|text| text.to_string())
        .unwrap_or_default();
    let at = span::position(&text, found.primary.span.start as usize);
    let mut shown = format!("{}:{}:{} {}", found.primary.file, at.line, at.column, found.message);
    for help in &found.help {
        shown.push_str("; ");
        shown.push_str(help);
    }
    if let Some(fix) = &found.fix {
        shown.push_str(&format!(" => `{}`", fix.replacement));
    }
    shown
}
