//! Exit criteria of real pages of different months, counted by a search of their text, and what the program tells of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::site::{Site, files, shared};

/// What is told of criteria and steps.
const RULES: [&str; 11] = [
    "broken-criterion",
    "criterion-class-changed",
    "criterion-class-missing",
    "criterion-missing-in-locale",
    "criterion-only-in-translation",
    "criterion-order",
    "criterion-without-step",
    "duplicate-criterion",
    "orphan-criterion",
    "step-number-mismatch",
    "step-without-criterion",
];

/// File, line and what stands in backquotes first.
type Told = BTreeSet<(String, u64, String)>;

/// What the program tells, by rule.
fn told(lines: &[Value]) -> BTreeMap<String, Told> {
    let mut all: BTreeMap<String, Told> = BTreeMap::new();
    for found in lines {
        let text = |key: &str| found[key].as_str().expect("text").to_owned();
        if RULES.contains(&&*text("rule")) {
            let named = text("message").split('`').nth(1).unwrap_or_default().to_owned();
            let place = (text("file"), found["line"].as_u64().expect("a line"), named);
            let is_new = all.entry(text("rule")).or_default().insert(place);
            assert!(is_new, "told twice: {found}");
        }
    }
    all
}

/// A criterion as the text shows it.
#[derive(Debug)]
struct Raw {
    id: String,
    /// Of the line below the anchor.
    line: u64,
    /// That line without anchors and tags.
    heading: String,
}

/// The lines that hold a criterion's anchor alone, and the headings below them.
fn criteria(text: &str) -> Vec<Raw> {
    let lines: Vec<&str> = text.lines().collect();
    let of = |(number, line): (usize, &&str)| {
        let id = line.trim().strip_prefix("<a name=\"crit-")?.strip_suffix("\"></a>")?;
        let below = lines.get(number + 1)?;
        // Of a bilingual heading the translation comes first.
        let heading = below.split("<span class=\"sxs-lookup\"").next()?;
        let mut plain = String::new();
        for part in heading.split('<') {
            plain.push_str(part.split_once('>').map_or(part, |(_, rest)| rest));
        }
        Some(Raw {
            id: format!("crit-{id}"),
            line: number as u64 + 2,
            heading: plain.trim_start_matches(['#', ' ']).to_owned(),
        })
    };
    lines.iter().enumerate().filter_map(of).collect()
}

/// The pages of a language by their names.
fn pages(content: &Path, locale: &str) -> BTreeMap<String, String> {
    let all = files(&content.join(locale)).into_iter();
    let pages =
        all.filter(|(name, _)| name.ends_with(".md") && !name.contains('/') && !name.eq_ignore_ascii_case("toc.md"));
    pages
        .map(|(name, bytes)| (name, String::from_utf8(bytes).expect("UTF-8")))
        .collect()
}

/// `(text, file, fragment)` of each link to a page beside it.
fn links(text: &str) -> Vec<(String, String, String)> {
    let mut all = Vec::new();
    for (at, _) in text.match_indices("](") {
        let rest = &text[at + 2..];
        let dest = &rest[..rest.find([')', ' ', '\n']).unwrap_or(rest.len())];
        let (file, fragment) = dest.split_once('#').unwrap_or((dest, ""));
        let before = &text[..at];
        let shown = &before[before.rfind('[').map_or(0, |from| from + 1)..];
        if !dest.contains("://") && (file.is_empty() || file.ends_with(".md")) {
            all.push((shown.to_owned(), file.to_owned(), fragment.to_owned()));
        }
    }
    all
}

/// Required, optional or neither, and whether on a condition, by the words of these very pages.
fn class(heading: &str) -> Option<(bool, bool)> {
    let (word, _) = heading.split_once(':')?;
    let word = word.trim().replace('\u{a0}', " ");
    let (first, condition) = word.split_once(' ').unwrap_or((&word, ""));
    let is_required = match first {
        "Required" | "Obligatoriskt" | "Vereist" | "Obligatoire" => true,
        "Optional" | "Valfritt" | "Optioneel" | "Facultatif" => false,
        _ => return None,
    };
    Some((is_required, !condition.is_empty()))
}

/// The number of a step, in any of the four languages.
fn step(text: &str) -> Option<u32> {
    let low = text.to_lowercase();
    let at = ["step ", "steg ", "stap ", "étape "]
        .iter()
        .find_map(|word| low.find(word).map(|at| at + word.len()))?;
    let digits: String = low[at..].chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn title(page: &str) -> &str {
    let line = page.lines().find(|line| line.starts_with("title:"));
    line.map_or("", |line| line["title:".len()..].trim().trim_matches(['"', '\'']))
}

/// What one language lacks of another, what it has besides, and what it binds otherwise, by the text.
fn differences(content: &Path, source: &str, locale: &str) -> (BTreeSet<(String, String)>, Told, Told) {
    let (mut missing, mut besides, mut changed) = (BTreeSet::new(), Told::new(), Told::new());
    let sources = pages(content, source);
    for (name, text) in pages(content, locale) {
        let Some(theirs) = sources.get(&name).map(|text| criteria(text)) else {
            continue;
        };
        let own = criteria(&text);
        let file = format!("{locale}/{name}");
        for criterion in &theirs {
            match own.iter().find(|own| own.id == criterion.id) {
                None => _ = missing.insert((file.clone(), criterion.id.clone())),
                Some(own) if class(&own.heading) != class(&criterion.heading) => {
                    changed.insert((file.clone(), own.line, own.id.clone()));
                }
                Some(_) => {}
            }
        }
        let new = own
            .iter()
            .filter(|own| theirs.iter().all(|criterion| criterion.id != own.id));
        besides.extend(new.map(|own| (file.clone(), own.line, own.id.clone())));
    }
    (missing, besides, changed)
}

#[test]
fn what_one_month_has_and_another_lacks() {
    let Some(content) = shared("identity") else { return };
    let site = Site::of(content.clone());
    let told = told(
        &site
            .run(&["check", &content.to_string_lossy(), "--format", "json"])
            .json(),
    );
    let of = |rule: &str| told.get(rule).cloned().unwrap_or_default();
    let (mut missing, mut besides, mut changed) = (BTreeSet::new(), Told::new(), Told::new());
    for locale in ["fr", "nl", "sv"] {
        let (a, b, c) = differences(&content, "en", locale);
        missing.extend(a);
        besides.extend(b);
        changed.extend(c);
    }
    let found = of("criterion-missing-in-locale").into_iter();
    assert_eq!(found.map(|(file, _, id)| (file, id)).collect::<BTreeSet<_>>(), missing);
    assert_eq!(of("criterion-only-in-translation"), besides);
    assert_eq!(of("criterion-class-changed"), changed);
    assert_eq!((missing.len(), besides.len(), changed.len()), (3, 12, 5));
    let on = |locale: &str| criteria(&pages(&content, locale)["identity-exit-criteria.md"]).len();
    assert_eq!(["en", "sv", "nl", "fr"].map(on), [14, 16, 16, 16]);
    for quiet in [
        "duplicate-criterion",
        "criterion-class-missing",
        "broken-criterion",
        "orphan-criterion",
    ] {
        assert_eq!(of(quiet), Told::new(), "{quiet}");
    }
}

/// A page whose criteria stand in another order has one finding, and no other page has.
#[test]
fn another_order_is_told_once_a_page() {
    let Some(content) = shared("identity") else { return };
    let site = Site::of(content.clone());
    let told = told(
        &site
            .run(&["check", &content.to_string_lossy(), "--format", "json"])
            .json(),
    );
    let mut disordered = BTreeSet::new();
    let sources = pages(&content, "en");
    for locale in ["fr", "nl", "sv"] {
        for (name, text) in pages(&content, locale) {
            let Some(source) = sources.get(&name).map(|text| criteria(text)) else {
                continue;
            };
            let place = |raw: &Raw| source.iter().position(|criterion| criterion.id == raw.id);
            let places: Vec<usize> = criteria(&text).iter().filter_map(place).collect();
            if !places.is_sorted() {
                disordered.insert(format!("{locale}/{name}"));
            }
        }
    }
    let files: Vec<String> = told["criterion-order"].iter().map(|(file, ..)| file.clone()).collect();
    assert_eq!(files, disordered.into_iter().collect::<Vec<_>>());
    assert_eq!(files.len(), 4);
}

#[test]
fn steps_that_lead_nowhere_and_numbers_that_disagree() {
    let Some(content) = shared("identity") else { return };
    let site = Site::of(content.clone());
    let told = told(
        &site
            .run(&["check", &content.to_string_lossy(), "--format", "json"])
            .json(),
    );
    let english = pages(&content, "en");
    let leads = |text: &String| links(text).iter().any(|(.., fragment)| fragment.starts_with("crit-"));
    let (mut nowhere, mut misnamed, mut split) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for locale in ["en", "fr", "nl", "sv"] {
        let all = pages(&content, locale);
        let step_of = |name: &str| step(title(all.get(name).or(english.get(name))?));
        for (name, text) in &all {
            let is_step = step(title(text)).is_some();
            let is_followed = locale != "en" && english.get(name).is_some_and(|text| !leads(text));
            if is_step && !leads(text) && !is_followed {
                nowhere.insert(format!("{locale}/{name}"));
            }
            for (shown, file, _) in links(text) {
                if let (Some(said), Some(is)) = (step(&shown), step_of(&file))
                    && said != is
                {
                    misnamed.insert(format!("{locale}/{file}"));
                }
            }
            let heading = text.lines().find(|line| line.starts_with("# ")).and_then(step);
            if is_step && heading != step(title(text)) {
                split.insert(format!("{locale}/{name}"));
            }
        }
    }
    let files = |rule: &str| {
        told[rule]
            .iter()
            .map(|(file, ..)| file.clone())
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(files("step-without-criterion"), nowhere);
    assert_eq!(files("step-number-mismatch"), split);
    // Only a page whose title and heading disagree is called otherwise than its title: that is told at the title.
    assert_eq!(misnamed, split);
    assert_eq!((nowhere.len(), split.len()), (1, 1));
}

/// In the set as it is, criteria that no page links to lead to steps that are not there. With those steps, nothing is
/// left open.
#[test]
fn criteria_that_no_page_links_to() {
    let Some(content) = shared("identity") else { return };
    let english = pages(&content, "en");
    let linked: BTreeSet<String> = english
        .values()
        .flat_map(|text| links(text))
        .map(|(.., fragment)| fragment)
        .collect();
    let mut site = Site::new();
    let (mut orphans, mut steps) = (Told::new(), BTreeSet::new());
    for (name, text) in &english {
        site = site.page(&format!("en/{name}"), text);
        for criterion in criteria(text)
            .into_iter()
            .filter(|criterion| !linked.contains(&criterion.id))
        {
            orphans.insert((format!("content/en/{name}"), criterion.line, criterion.id));
        }
        for (shown, file, _) in links(text).into_iter().filter(|(_, file, _)| !file.is_empty()) {
            if let (Some(number), None) = (step(&shown), english.get(&file))
                && steps.insert(file.clone())
            {
                site = site.page(&format!("en/{file}"), &format!("# Step {number}: Not here\n"));
            }
        }
    }
    let told = told(&site.run(&["check", "site", "--format", "json"]).json());
    assert_eq!(told["orphan-criterion"], orphans);
    assert_eq!(orphans.len(), 16);
    let files: BTreeSet<String> = told["step-without-criterion"]
        .iter()
        .map(|(file, ..)| file.clone())
        .collect();
    assert!(
        steps.iter().all(|step| files.contains(&format!("content/en/{step}"))),
        "{files:?}"
    );
    // One fault, one finding.
    assert!(!told.contains_key("criterion-without-step"), "{told:?}");
}

#[test]
fn bilingual_pages_are_read_in_their_own_language() {
    let Some(content) = shared("identity-sxs") else { return };
    let site = Site::of(content.clone()).beside_file("source.yaml", "source: nl\n");
    let root = content.to_string_lossy();
    let ran = site.run(&["check", &root, "--config", "source.yaml", "--format", "json"]);
    let told = told(&ran.json());
    let (missing, besides, changed) = differences(&content, "nl", "sv");
    assert_eq!((missing.len(), besides.len(), changed.len()), (0, 0, 0));
    let rules: Vec<&String> = told.keys().collect();
    // In Dutch, a step without a link to a criterion, and one whose title and heading number it differently.
    assert_eq!(rules, ["step-number-mismatch", "step-without-criterion"]);
    let ran = site.run(&[
        "status",
        &root,
        "--config",
        "source.yaml",
        "--criteria",
        "--format",
        "json",
    ]);
    let of_page = |line: &&Value| line["page"] == "identity-exit-criteria.md";
    let (all, raw) = (
        ran.json(),
        criteria(&pages(&content, "sv")["identity-exit-criteria.md"]),
    );
    let lines: Vec<&Value> = all.iter().filter(of_page).collect();
    assert_eq!((lines.len(), raw.len()), (16, 16));
    for (line, raw) in lines.iter().zip(&raw) {
        assert_eq!(line["criterion"], raw.id.as_str());
        let (is_required, has_condition) = class(&raw.heading).expect("a class");
        let own = &line["locales"]["sv"];
        assert_eq!(own["class"], if is_required { "required" } else { "optional" });
        assert_eq!(own["condition"].is_string(), has_condition);
        assert_eq!(
            own["title"].as_str().map(|title| title.split_whitespace().count()),
            Some(raw.heading.split_whitespace().count())
        );
    }
}

#[test]
fn the_first_pages_and_our_own_are_free_of_complaints() {
    for content in [
        shared("seeds"),
        Some(Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()),
    ] {
        let Some(content) = content else { continue };
        let site = Site::of(content.clone());
        let told = told(
            &site
                .run(&["check", &content.to_string_lossy(), "--format", "json"])
                .json(),
        );
        assert!(told.is_empty(), "{told:?}");
    }
}

#[test]
fn our_own_criteria_are_the_same_in_four_languages() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let site = Site::new();
    let ran = site.run(&["status", &root.to_string_lossy(), "--criteria", "--format", "json"]);
    let lines = ran.json();
    let raw = criteria(&fs::read_to_string(root.join("content/en/identity-exit-criteria.md")).expect("the page"));
    let ids: Vec<&str> = lines.iter().filter_map(|line| line["criterion"].as_str()).collect();
    assert_eq!(ids, raw.iter().map(|raw| raw.id.as_str()).collect::<Vec<_>>());
    for line in &lines {
        let states: Vec<&Value> = line["locales"]
            .as_object()
            .expect("languages")
            .values()
            .map(|cell| &cell["state"])
            .collect();
        assert_eq!(states, ["present"; 4]);
        assert!(line["test_steps"].as_u64() > Some(2) && !line["linked_from"].as_array().expect("steps").is_empty());
    }
    assert!(lines.iter().any(|line| line["condition"] == "hybrid identity"));
    let table = site.run(&["status", &root.to_string_lossy(), "--criteria"]).printed();
    assert!(
        table.contains("required*") && table.lines().next().is_some_and(|head| head.starts_with("criterion ")),
        "{table}"
    );
}

/// Thousands of criteria, in another order, each of which a step links to.
#[test]
fn many_criteria_are_no_more_than_many() {
    const MANY: usize = 3000;
    let section = |word: &str, number: usize| {
        format!("<a name=\"crit-{number}\"></a>\n## {word}: C{number}\n\n[Step 1](step.md)\n\n### Test\n\n1. x\n\n")
    };
    let page = |word: &str, order: &mut dyn Iterator<Item = usize>| {
        order.fold("# C\n\n".to_owned(), |page, number| page + &section(word, number))
    };
    let link = |number: usize| format!("[x](done.md#crit-{number})\n\n");
    let step: String = (0..MANY).map(link).collect();
    let site = Site::new()
        .page("en/done.md", &page("Required", &mut (0..MANY)))
        .page("sv/done.md", &page("Valfritt", &mut (0..MANY).rev()))
        .page("nl/done.md", "# C\n\n<a name=\"crit-x\"></a>\n## Vereist: X\n")
        .page("en/step.md", &format!("# Step 1\n\n{step}"))
        .page("sv/step.md", &format!("# Steg 1\n\n{step}"))
        .page("nl/step.md", &format!("# Stap 1\n\n{step}"));
    let lines = site.run(&["check", "site", "--format", "json"]).json();
    let count = |rule: &str| lines.iter().filter(|line| line["rule"] == rule).count();
    assert_eq!(count("criterion-class-changed"), MANY);
    assert_eq!(count("criterion-missing-in-locale"), MANY);
    assert_eq!(
        (count("criterion-order"), count("criterion-only-in-translation")),
        (1, 1)
    );
    assert_eq!((count("broken-criterion"), count("orphan-criterion")), (0, 0));
}
