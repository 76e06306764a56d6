//! The manual: its generated pages are fresh, its links land, its examples work.
//! `STEGVIS_BLESS=1 cargo test` writes the generated pages anew.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::site::{Site, files};

const NOTE: &str = "<!-- Generated; `STEGVIS_BLESS=1 cargo test` writes it anew. -->";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

/// Asserts that a generated file is what it would be now, or makes it so.
#[track_caller]
fn fresh(name: &str, wanted: &str) {
    let place = folder().join(name);
    if std::env::var_os("STEGVIS_BLESS").is_some() {
        fs::write(&place, wanted).expect("the page can be written");
    }
    let there = fs::read_to_string(&place).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        there == wanted,
        "docs/{name} is stale: run `STEGVIS_BLESS=1 cargo test`"
    );
}

fn generated() -> [(&'static str, String); 3] {
    [
        ("rules.md", rules_page()),
        ("configuration.md", configuration_page()),
        ("stegvis.schema.json", schema_file()),
    ]
}

#[test]
fn the_generated_pages_are_fresh() {
    for (name, wanted) in generated() {
        fresh(name, &wanted);
    }
}

fn rules_page() -> String {
    let mut page = format!(
        "# Rules\n\n{NOTE}\n\nEverything that `stegvis check` and `stegvis build` report has the name of a rule. \
         `stegvis explain RULE` prints the same words in a terminal. An *error* keeps a site from being published, a \
         *warning* does so with `--deny warnings`.\n\n| Rule | Severity | Finds |\n|---|---|---|\n"
    );
    let rules = stegvis::build::rules();
    for rule in &rules {
        let (id, severity) = (rule.id, rule.severity.name());
        let _ = writeln!(page, "| [{id}](#{id}) | {severity} | {} |", rule.summary);
    }
    for rule in &rules {
        let _ = write!(
            page,
            "\n## {}\n\n*{}*: {}\n\n{}\n",
            rule.id,
            rule.severity.name(),
            rule.summary,
            rule.explain.trim_end()
        );
    }
    page
}

fn schema_file() -> String {
    format!("{:#}\n", stegvis::config::schema())
}

#[test]
fn the_schema_is_what_the_program_prints() {
    let printed = Site::new()
        .program()
        .arg("schema")
        .output()
        .expect("the program starts");
    assert_eq!(String::from_utf8_lossy(&printed.stdout), schema_file());
}

fn configuration_page() -> String {
    let schema = stegvis::config::schema();
    let mut page = format!(
        "# Configuration\n\n{NOTE}\n\nA site needs no configuration. What it wants to say of itself stands in \
         `stegvis.yaml`, in the folder of the site; `--config FILE` names another file. A key that is not listed here is \
         an error. Folders are named from the folder of the site, with `/`.\n\nEditors that know YAML complete and check \
         the file when it begins with the address of its schema, which `stegvis schema > stegvis.schema.json` writes:\n\n\
         ```yaml\n# yaml-language-server: $schema=stegvis.schema.json\n```\n\n| Key | Type | Default |\n|---|---|---|\n"
    );
    for key in stegvis::config::KEYS {
        let about = &schema["properties"][key];
        let _ = writeln!(page, "| [{key}](#{key}) | {} | {} |", kind(about), default(about));
    }
    for key in stegvis::config::KEYS {
        let about = &schema["properties"][key];
        let _ = write!(
            page,
            "\n## {key}\n\n{}\n\n- Type: {}\n- Default: {}\n",
            description(about),
            kind(about),
            default(about)
        );
        for example in examples(about) {
            let _ = write!(page, "\n```yaml\n{key}: {}\n```\n", yaml(example));
        }
        for (name, about) in keys_of_entries(about) {
            let _ = write!(page, "\n`{name}` ({}): {}\n", kind(about), description(about));
        }
    }
    page
}

#[test]
fn every_key_has_an_example_that_loads() {
    let schema = stegvis::config::schema();
    for key in stegvis::config::KEYS {
        let about = &schema["properties"][key];
        assert!(!description(about).is_empty() && !examples(about).is_empty(), "{key}");
        for example in examples(about) {
            let text = format!("{key}: {}\n", yaml(example));
            let file = stegvis::base::DocPath::new("stegvis.yaml").expect("a path");
            let mut sink = stegvis::diag::Sink::new(file);
            let config = stegvis::config::read(&text, &mut sink);
            let found = sink.into_found();
            assert!(found.is_empty(), "{text}{found:?}");
            assert_ne!(config, stegvis::config::Config::default(), "{text}");
        }
    }
}

#[test]
fn the_defaults_are_those_of_the_program() {
    let schema = stegvis::config::schema();
    let config = stegvis::config::Config::default();
    assert_eq!(schema["properties"]["output"]["default"], config.output);
    assert_eq!(schema["properties"]["theme"]["default"], config.theme);
}

/// A template that asks for what is not there is told what there is: all of it has to be in the manual.
#[test]
fn every_field_of_a_template_is_in_the_manual() {
    let page = fs::read_to_string(folder().join("themes.md")).expect("the page of the themes");
    for template in [
        "page.html",
        "contents.html",
        "status.html",
        "nav.html",
        "chooser.html",
        "404.html",
    ] {
        let own = format!("themes/stegvis/{template}");
        let site = Site::new()
            .file("stegvis.yaml", "status: true\n")
            .page("en/index.md", "# A\n")
            .file(&own, "{{ nothing }}");
        let said = site.run(&["check", "site"]).finds(&["bad-template"]).errors();
        let fields = said.split("Available variables: ").nth(1).expect("a list of fields");
        let fields = fields.lines().next().unwrap_or_default();
        for field in fields.split(", ").filter(|field| *field != "t") {
            assert!(
                page.contains(&format!("`{field}")),
                "{template}: `{field}` is not in docs/themes.md"
            );
        }
    }
}

fn description(about: &Value) -> String {
    about["description"].as_str().unwrap_or_default().to_owned()
}

fn examples(about: &Value) -> Vec<&Value> {
    about["examples"].as_array().into_iter().flatten().collect()
}

fn default(about: &Value) -> String {
    match about["default"].as_str() {
        Some(text) => format!("`{text}`"),
        None => "none".into(),
    }
}

/// The keys of a map, or of the entries of a list, where they are maps.
fn keys_of_entries(about: &Value) -> Vec<(&str, &Value)> {
    let forms = about["items"]["anyOf"].as_array().into_iter().flatten();
    let forms = forms.chain([about]);
    let maps = forms.filter_map(|form| form["properties"].as_object());
    maps.flatten().map(|(name, about)| (name.as_str(), about)).collect()
}

/// A type in words: `text`, or `text or map of texts`.
fn kind(about: &Value) -> String {
    if let Some(forms) = about["anyOf"].as_array() {
        let mut kinds: Vec<String> = forms.iter().map(kind).filter(|kind| !kind.is_empty()).collect();
        kinds.dedup();
        return kinds.join(" or ");
    }
    let name = match &about["type"] {
        Value::Array(names) => names
            .iter()
            .find_map(|name| name.as_str().filter(|name| *name != "null")),
        name => name.as_str(),
    };
    match name {
        Some("string") => "text".into(),
        Some("boolean") => "true or false".into(),
        Some("array") => format!("list, each {}", kind(&about["items"])),
        Some("object") if about["properties"].is_object() => {
            let keys: Vec<&str> = keys_of(about).collect();
            format!("map of {}", keys.join(" and "))
        }
        Some("object") => "map of texts".into(),
        Some("null") | None => String::new(),
        Some(other) => other.into(),
    }
}

fn keys_of(about: &Value) -> impl Iterator<Item = &str> {
    let keys = about["properties"].as_object().into_iter();
    keys.flat_map(|keys| keys.keys().map(String::as_str))
}

/// A value on one line, as a person would write it.
fn yaml(value: &Value) -> String {
    let joined = |parts: Vec<String>| parts.join(", ");
    match value {
        // A pattern begins like an alias, a placeholder like a map.
        Value::String(text) if text.contains(['{', '*']) && !text.contains("://") => format!("\"{text}\""),
        Value::String(text) => text.clone(),
        Value::Array(items) => format!("[{}]", joined(items.iter().map(yaml).collect())),
        Value::Object(pairs) => {
            let pairs = pairs.iter().map(|(key, value)| format!("{key}: {}", yaml(value)));
            format!("{{ {} }}", joined(pairs.collect()))
        }
        other => other.to_string(),
    }
}

/// The manual as a site of its own: what Stegvis demands of others holds for its own pages.
#[test]
fn the_manual_is_free_of_complaints() {
    let mut site = Site::new();
    // The pictures are those of the project's own first page, which is no page of the manual.
    let pages = files(&folder())
        .into_iter()
        .filter(|(name, _)| !name.starts_with("pictures/"));
    for (name, bytes) in pages {
        site = site.bytes(&format!("content/en/{name}"), &bytes);
    }
    for (name, text) in generated() {
        site = site.page(&format!("en/{name}"), &text);
    }
    let found = site.run(&["check", "site", "--deny", "warnings"]);
    found.succeeds();
    // The list of the manual is no page, so its links are looked at here.
    let list = fs::read_to_string(folder().join("README.md")).expect("the list of the manual");
    for (name, _) in files(&folder()) {
        assert!(
            name == "README.md" || name.starts_with("pictures/") || list.contains(&format!("]({name})")),
            "{name} is not in the list"
        );
    }
}
