//! A site made of a few lines, for the rules' tests.

use crate::base::{DocPath, Locale, span};
use crate::config::Config;
use crate::diag::Diagnostic;
use crate::docset;
use crate::expand::outline;
use crate::link::catalog::is_page;
use crate::link::outdated::translations;
use crate::link::resolve::Map;
use crate::link::{Spellings, catalog, own_links};
use crate::model::site::{Doc, SiteLocale};
use crate::parse::parse;
use crate::source::{Content, Snapshot, SourceFile};

use super::SiteView;

/// Checks a site of these files, whose first folders are its locales, English the source; asserts that what the
/// rule `id` finds reads as `expected`: `file:line:column message; help => fix`.
#[track_caller]
pub fn check_of(id: &str, files: &[(&str, &str)], expected: &[&str]) {
    assert_eq!(lines_of(files, &found_of(id, files)), expected);
}

/// What the rule `id` finds in a site of these files, in the order of a report.
pub fn found_of(id: &str, files: &[(&str, &str)]) -> Vec<Diagnostic> {
    let mut found = check_snapshot(&snapshot_of(files));
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
        if !matches!(path.extension(), "md" | "yml" | "yaml" | "json" | "lock") {
            file.content = Content::Media {
                size: 1,
                dimensions: None,
            };
        }
    }
    snapshot
}

fn check_snapshot(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let mut tags: Vec<&str> = snapshot
        .files
        .keys()
        .filter_map(|path| path.as_str().split('/').next())
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
    let read = |(path, file): (&DocPath, &SourceFile)| {
        let (document, _) = parse(path, file);
        Doc {
            outline: outline(&document),
            document,
        }
    };
    let docs: Vec<Doc> = snapshot
        .files
        .iter()
        .filter(|(path, file)| is_page(path, file))
        .map(read)
        .collect();
    let site = catalog(locales, source, &docs, snapshot, &docsets, Default::default());
    let spellings = Spellings::default();
    let links = own_links(&site, &docs, &spellings);
    let map = Map {
        site: &site,
        docs: &docs,
        spellings: &spellings,
    };
    let (translations, of_locks) = translations(&site, &docs, snapshot, None);
    let mut found = super::check(&SiteView {
        map: &map,
        links: &links,
        translations: &translations,
        snapshot,
        config: &Config::default(),
        meant: Default::default(),
    });
    found.extend(told);
    found.extend(of_locks);
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
