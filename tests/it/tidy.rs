//! The invariants of `src/lib.rs`, as far as reading the sources can guard them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Highest first. Floors on one line never see each other.
const FLOORS: [&[&str]; 12] = [
    &["cli"],
    &["serve"],
    &["build"],
    &["check", "render"],
    &["link"],
    &["expand"],
    &["docset", "parse"],
    &["theme", "web", "write"],
    &["config", "report"],
    &["model", "source"],
    &["diag"],
    &["base"],
];

/// Foreign engines by the name of their crate, and the one file that names each.
const ENGINES: [(&str, &str); 23] = [
    ("pulldown_cmark", "parse/markdown.rs"),
    ("html5gum", "parse/raw_html.rs"),
    ("tera", "theme/template.rs"),
    ("emojis", "parse/dialect/emoji.rs"),
    ("fluent", "theme/message.rs"),
    ("fluent_syntax", "theme/message.rs"),
    ("saphyr_parser", "base/yaml.rs"),
    ("serde_yaml", "base/yaml.rs"),
    ("walkdir", "source/disk.rs"),
    ("globset", "docset/glob.rs"),
    ("annotate_snippets", "report/terminal.rs"),
    ("rustix", "write/system.rs"),
    ("ureq", "web/client.rs"),
    ("rustls", "web/client.rs"),
    ("sha1", "base/digest.rs"),
    ("sha2", "base/digest.rs"),
    ("notify", "serve/watch.rs"),
    ("hyper", "serve/http/"),
    ("hyper_util", "serve/http/"),
    ("http_body_util", "serve/http/"),
    ("tokio", "serve/http/"),
    ("getrandom", "serve/http/"),
    ("clap", "cli/"),
];

const MOST_LINES: usize = 600;

/// What no source may say outside of tests.
const FORBIDDEN: [&str; 9] = [
    "TODO",
    "FIXME",
    "todo!",
    "unimplemented!",
    "panic!(",
    "unreachable!",
    ".unwrap()",
    ".expect(",
    "dbg!",
];

struct Source {
    /// Below `src/`.
    path: String,
    /// All lines.
    lines: usize,
    /// Without comments and without tests.
    code: Vec<(usize, String)>,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let all = super::site::files(&root)
        .into_iter()
        .filter(|(path, _)| path.ends_with(".rs"));
    all.map(|(path, bytes)| {
        let path = path.replace('\\', "/");
        let text = String::from_utf8(bytes).expect("sources are UTF-8");
        Source {
            lines: text.lines().count(),
            code: if is_test(&path) { Vec::new() } else { code(&text) },
            path,
        }
    })
    .collect()
}

/// A file of tests only.
fn is_test(path: &str) -> bool {
    path.split('/')
        .any(|part| matches!(part, "tests" | "tests.rs" | "testing.rs"))
}

/// The lines that reach a reader's program: neither comments nor items under `#[cfg(test)]`.
fn code(text: &str) -> Vec<(usize, String)> {
    let mut kept = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if line.trim() == "#[cfg(test)]" {
            // An item on one line, or one that ends with a brace as far to the left as it began.
            let close = line.replace("#[cfg(test)]", "}");
            let item = lines
                .by_ref()
                .map(|(_, line)| line)
                .find(|line| !line.trim_start().starts_with("#["));
            if item.is_some_and(|item| !item.trim_end().ends_with([';', '}'])) {
                lines.by_ref().find(|(_, line)| *line == close);
            }
        } else if !line.trim_start().starts_with("//") {
            kept.push((number + 1, line.to_owned()));
        }
    }
    kept
}

#[test]
fn tests_are_told_from_the_program() {
    let text =
        "use a;\n#[cfg(test)]\nmod tests {\n    b\n}\n// c\nd\n#[cfg(test)]\nmod e;\nf\n#[cfg(test)]\n#[g]\nh(\n}\ni\n";
    assert_eq!(
        code(text),
        [
            (1, "use a;".to_owned()),
            (7, "d".into()),
            (10, "f".into()),
            (15, "i".into())
        ]
    );
}

fn floor(name: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&name))
}

/// Where `word` stands as a word of its own.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let is_part = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
        !is_part(line[..at].chars().next_back()) && !is_part(line[at + word.len()..].chars().next())
    })
}

#[track_caller]
fn none(found: Vec<String>) {
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn every_module_has_a_floor() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let named: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    let known: Vec<&str> = FLOORS.iter().flat_map(|floor| floor.iter().copied()).collect();
    assert_eq!(
        named, known,
        "src/lib.rs lists the floors, highest first, and this test knows them all"
    );
}

#[test]
fn imports_point_down() {
    let mut found = Vec::new();
    for source in sources() {
        let own = source.path.split(['/', '.']).next().unwrap_or_default().to_owned();
        let Some(own_floor) = floor(&own) else { continue };
        for (number, line) in &source.code {
            for part in line.split("crate::").skip(1) {
                let name: String = part
                    .chars()
                    .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
                    .collect();
                // `use crate::{a, b}` would hide the names from this test.
                if name.is_empty() && part.starts_with('{') {
                    found.push(format!(
                        "src/{}:{number}: one import a line, so that floors can be seen",
                        source.path
                    ));
                }
                if let Some(other) = floor(&name)
                    && name != own
                    && other <= own_floor
                {
                    found.push(format!("src/{}:{number}: `{own}` may not see `{name}`", source.path));
                }
            }
        }
    }
    none(found);
}

#[test]
fn each_engine_has_one_file() {
    let mut found = Vec::new();
    for source in sources() {
        for (number, line) in &source.code {
            for (engine, home) in ENGINES {
                let is_home = source.path == home || home.ends_with('/') && source.path.starts_with(home);
                let names = [format!("{engine}::"), format!("use {engine};")];
                if !is_home
                    && names
                        .iter()
                        .any(|name| line.contains(name.as_str()) && has_word(line, engine))
                {
                    found.push(format!(
                        "src/{}:{number}: `{engine}` is named in src/{home} only",
                        source.path
                    ));
                }
            }
        }
    }
    none(found);
}

#[test]
fn each_engine_is_used_where_it_is_said_to_be() {
    let sources = sources();
    for (engine, home) in ENGINES.iter().filter(|(_, home)| !home.ends_with('/')) {
        let source = sources
            .iter()
            .find(|source| source.path == *home)
            .unwrap_or_else(|| panic!("no src/{home}"));
        assert!(
            source.code.iter().any(|(_, line)| has_word(line, engine)),
            "src/{home} does not name `{engine}`"
        );
    }
}

#[test]
fn few_touch_the_outside_world() {
    let mut found = Vec::new();
    for source in sources() {
        let may = [
            "source/disk.rs",
            "source/refresh.rs",
            "source/git.rs",
            "web/",
            "write/",
            "serve/",
            "cli/",
            "main.rs",
        ]
        .iter()
        .any(|place| source.path.starts_with(place));
        // One floor asks others, and one answers.
        let is_web = ["web/", "serve/"].iter().any(|floor| source.path.starts_with(floor));
        for (number, line) in source
            .code
            .iter()
            .filter(|(_, line)| !is_web && line.contains("std::net"))
        {
            found.push(format!("src/{}:{number}: {line}", source.path));
        }
        for (number, line) in source.code.iter().filter(|_| !may) {
            for word in [
                "std::fs",
                "std::process",
                "std::env",
                "SystemTime",
                "Instant",
                "std::time",
            ] {
                if line.contains(word) {
                    found.push(format!("src/{}:{number}: `{word}`", source.path));
                }
            }
        }
    }
    none(found);
}

#[test]
fn nothing_is_left_to_chance_or_for_later() {
    let mut found = Vec::new();
    for source in sources() {
        for (number, line) in &source.code {
            for word in FORBIDDEN {
                if line.contains(word) {
                    found.push(format!("src/{}:{number}: `{word}`", source.path));
                }
            }
        }
    }
    none(found);
}

#[test]
fn no_file_is_long() {
    let long = sources().into_iter().filter(|source| source.lines >= MOST_LINES);
    none(
        long.map(|source| format!("src/{}: {} lines, {MOST_LINES} are too many", source.path, source.lines))
            .collect(),
    );
}

/// The ids of all messages of a language.
fn messages(locale: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(locale);
    let mut ids = BTreeSet::new();
    for (name, bytes) in super::site::files(&folder) {
        assert!(name.ends_with(".ftl"), "locales/{locale}/{name}");
        for line in String::from_utf8(bytes).expect("messages are UTF-8").lines() {
            let is_id = |id: &&str| id.starts_with(|letter: char| letter.is_ascii_alphabetic());
            if let Some(id) = line.split_once('=').map(|(id, _)| id.trim_end()).filter(is_id) {
                assert!(ids.insert(id.to_owned()), "`{id}` twice in locales/{locale}");
            }
        }
    }
    ids
}

#[test]
fn every_language_has_every_message() {
    let english = messages("en");
    assert!(english.len() > 40, "{}", english.len());
    for locale in ["sv", "nl", "fr"] {
        assert_eq!(messages(locale), english, "locales/{locale}");
    }
}

#[test]
fn every_message_is_used_or_meant_for_a_template() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text: String = sources()
        .into_iter()
        .flat_map(|source| source.code)
        .map(|(_, line)| line + "\n")
        .collect();
    for (_, bytes) in super::site::files(&root.join("themes")) {
        text.push_str(&String::from_utf8_lossy(&bytes));
    }
    // Words of the reader's interface that no template shows yet would be translated for nothing.
    let unused: Vec<String> = messages("en")
        .into_iter()
        .filter(|id| !text.contains(id.as_str()) && !text.contains(&id.replace('-', "_")))
        .collect();
    println!("not shown anywhere: {unused:?}");
}

#[test]
fn every_rule_has_one_id() {
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    for source in sources() {
        let mut in_rule = false;
        for (_, line) in &source.code {
            in_rule |= line.contains("RuleInfo = RuleInfo {");
            if in_rule
                && let Some(id) = line
                    .trim()
                    .strip_prefix("id: \"")
                    .and_then(|rest| rest.strip_suffix("\","))
            {
                in_rule = false;
                assert_eq!(
                    ids.insert(id.to_owned(), source.path.clone()),
                    None,
                    "`{id}` in src/{}",
                    source.path
                );
            }
        }
    }
    assert!(ids.len() > 15, "{ids:?}");
}
