//! How many links to anchors land, in real pages: by set and language.

use std::collections::BTreeMap;

use stegvis::base::DocPath;
use stegvis::build::{Build, Engine, Options, Request, SiteFolder};
use stegvis::model::LinkKind;
use stegvis::model::site::{Target, Why};
use stegvis::source::{Content, disk};

use super::site::shared;

/// A real set as it is, or with what `edit` makes of the text of each translated page.
fn built(set: &str, edit: Option<fn(&str) -> String>) -> Option<Build> {
    let root = shared(set)?;
    let folder = SiteFolder::find(&Request {
        root,
        ..Request::default()
    })
    .expect("a site");
    let mut snapshot = disk::read(&folder.plan);
    let is_page = |path: &DocPath| path.extension() == "md" && !path.as_str().starts_with("en/");
    for (_, file) in snapshot.files.iter_mut().filter(|(path, _)| is_page(path)) {
        if let (Content::Text(text), Some(edit)) = (&file.content, edit) {
            file.content = Content::Text(edit(text).into());
        }
    }
    let engine = Engine {
        folder,
        options: Options::default(),
    };
    Some(engine.update(snapshot))
}

/// Links with a fragment to pages that are there, by the first folders of the file: how many land, how many do not.
fn landed(build: &Build) -> BTreeMap<String, (usize, Vec<String>)> {
    let mut by_folder: BTreeMap<String, (usize, Vec<String>)> = BTreeMap::new();
    for (doc, links) in build.docs().iter().zip(&build.links) {
        let document = &doc.document;
        let folder = document.file.parent().to_owned();
        for (link, target) in document.links.iter().zip(links.targets.iter()) {
            let dest = document.str(link.dest);
            let has_fragment = dest
                .split_once('#')
                .is_some_and(|(_, fragment)| !matches!(fragment, "" | "top"));
            // Tabs are not anchors.
            if link.kind != LinkKind::Link || !has_fragment || dest.starts_with("#tab/") {
                continue;
            }
            let all = by_folder.entry(folder.clone()).or_default();
            match target {
                Target::Page { .. } => all.0 += 1,
                Target::Broken(Why::NoAnchor { .. }) => all.1.push(format!("{} {dest}", document.file)),
                _ => {}
            }
        }
    }
    by_folder
}

/// The text without any `<a name>`.
fn without_names(text: &str) -> String {
    let mut bare = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("<a name=\"") {
        bare.push_str(&rest[..at]);
        let after = &rest[at..];
        let end = after.find("</a>").map_or(after.len(), |end| end + 4);
        rest = &after[end..];
    }
    bare + rest
}

/// In its own locale's folder: `en`, `sv` …
fn locale(folder: &str) -> &str {
    folder.split('/').next().unwrap_or(folder)
}

#[test]
fn every_anchor_link_of_the_sets_lands() {
    for (set, least) in [("custins", 290), ("identity", 7)] {
        let Some(build) = built(set, None) else { return };
        for (folder, (good, bad)) in landed(&build) {
            println!("{set} {folder}: {good} land, {} do not", bad.len());
            assert!(good >= least && bad.is_empty(), "{set} {folder}: {bad:#?}");
        }
    }
}

/// What a docset without names would have: the order of the headings alone. It rescues most, and is never wrong.
#[test]
fn order_alone_finds_most_and_nothing_wrong() {
    let mut wrong = Vec::new();
    for (set, least) in [("custins", 97), ("identity", 0)] {
        let (Some(named), Some(bare)) = (built(set, None), built(set, Some(without_names))) else {
            return;
        };
        for (folder, (good, bad)) in landed(&bare) {
            let percent = good * 100 / (good + bad.len()).max(1);
            println!(
                "{set} {folder}, no names: {good} land, {} do not ({percent} %)",
                bad.len()
            );
            assert!(percent >= least, "{set} {folder}: {bad:#?}");
        }
        let mut found: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
        for (number, doc) in named.docs().iter().enumerate() {
            let file = &doc.document.file;
            assert_eq!(*file, bare.docs()[number].document.file);
            let (by_name, by_order) = (&named.site.anchors[number].source, &bare.site.anchors[number].source);
            for (heading, (name, order)) in by_name.iter().zip(by_order).enumerate() {
                let found = found.entry(locale(file.parent())).or_default();
                found[usize::from(order.is_none() && name.is_some())] += 1;
                if order.is_some() && name != order {
                    wrong.push(format!(
                        "{file} {}: {name:?} {order:?}",
                        doc.outline.headings[heading].slug
                    ));
                }
            }
        }
        println!("{set}: headings found and not found by order alone, by language: {found:?}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A section that repeats below each criterion: `#how-to-test-3` is the same one in all languages.
#[test]
fn the_numbered_sections_of_the_criteria_are_the_sources() {
    let Some(build) = built("identity", None) else { return };
    let page = build
        .site
        .pages
        .iter()
        .find(|page| page.key.as_str() == "identity-exit-criteria.md");
    let page = page.expect("the page of the criteria");
    let mut of_locale: Vec<BTreeMap<String, String>> = Vec::new();
    for (number, variant) in page.variants.iter().enumerate() {
        let doc = variant.shown().expect("a page").index();
        let (outline, anchors) = (&build.docs()[doc].outline, &build.site.anchors[doc]);
        let mut criterion = String::new();
        let mut tests = BTreeMap::new();
        for (heading, id) in outline.headings.iter().zip(&anchors.ids) {
            if id.starts_with("crit-") {
                criterion = id.to_string();
            } else if id.starts_with("how-to-test") || heading.names.iter().any(|name| name.starts_with("how-to-test"))
            {
                // The French and the Swedish page have lost the heading between two of them.
                tests.entry(criterion.clone()).or_insert_with(|| id.to_string());
            }
        }
        println!("{}: {tests:?}", build.site.locales[number].slug);
        assert!(tests.len() >= 9, "{tests:?}");
        of_locale.push(tests);
    }
    let source = &of_locale[build.site.source];
    for tests in &of_locale {
        for (criterion, id) in tests {
            if let Some(theirs) = source.get(criterion) {
                assert_eq!(id, theirs, "{criterion}");
            }
        }
    }
}
