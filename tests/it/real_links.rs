//! Every address in the published pages of a real docset leads to a file and a place in it, or is told of at the line that
//! it stands in.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::html::{dangling, decoded};
use super::site::{Site, shared};

/// The file that a published page is made of: `sv/a/b/index.html` of `sv/a/b.md`, or of the English where that is not
/// there.
fn source(content: &Path, page: &str) -> Option<String> {
    let (locale, rest) = page.split_once('/')?;
    let route = rest.strip_suffix("index.html")?.trim_end_matches('/');
    let names = [".md", "/index.md", "/index.yml", ".yml"].map(|end| format!("{route}{end}"));
    let places = [locale, "en"].map(|locale| names.clone().map(|name| format!("{locale}/{name}")));
    places.into_iter().flatten().find(|name| content.join(name).is_file())
}

/// What each file says at the places of its diagnostics.
fn told(content: &Path, lines: &[serde_json::Value]) -> BTreeMap<String, BTreeSet<String>> {
    let mut told: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for found in lines {
        let file = found["file"].as_str().expect("a file");
        let number = |key: &str| found[key].as_u64().expect("a number") as usize;
        // A picture that nothing names is told of as a whole.
        let Ok(text) = fs::read_to_string(content.join(file)) else {
            continue;
        };
        let line = text
            .trim_start_matches('\u{feff}')
            .lines()
            .nth(number("line") - 1)
            .expect("a line");
        let place = number("column") - 1..number("end_column") - 1;
        let written: String = line.chars().skip(place.start).take(place.len()).collect();
        told.entry(file.to_owned()).or_default().insert(decoded(&written));
    }
    told
}

#[test]
fn every_address_leads_somewhere_or_is_told_of() {
    let Some(content) = shared("custins") else { return };
    let site = Site::of(content.clone());
    let ran = site.build_with(&["--format", "json"]);
    ran.succeeds();
    let told = told(&content, &ran.json());
    let is_told = |file: &str, url: &str| told.get(file).is_some_and(|all| all.contains(&decoded(url)));
    let files = ran.files();
    let bad = dangling(&files, "", "/", false);
    let (mut in_pages, mut in_tables) = (0, 0);
    for (page, url) in &bad {
        assert!(url.starts_with('/'), "{page}: {url} is no path of another docset");
        let own = source(&content, page);
        let locale = page.split('/').next().unwrap_or_default();
        if own.as_ref().is_some_and(|own| is_told(own, url)) {
            in_pages += 1;
        } else if ["ci-docs", "topics"]
            .iter()
            .any(|folder| is_told(&format!("{locale}/{folder}/TOC.yml"), url))
        {
            in_tables += 1;
        } else {
            panic!("{page}: {url} leads nowhere, and nothing is said of it in {own:?}");
        }
    }
    let pages = files.keys().filter(|name| name.ends_with(".html")).count();
    println!(
        "{pages} pages, {} addresses that leave the site: {in_pages} in pages, {in_tables} in tables",
        bad.len()
    );
    assert!(pages > 1_500 && in_pages > 500);
}
