//! The names that another documentation publishes: `xrefmap.yml` or `xrefmap.json`, as DocFX writes them.

use std::collections::HashMap;

use serde::Deserialize;

use crate::base::{DocPath, Span, yaml};
use crate::diag::{Diagnostic, RuleInfo, Severity, Sink};
use crate::link::{Url, read_url};
use crate::model::site::XrefEntry;

/// What is known of each name.
pub type Inventory = HashMap<Box<str>, XrefEntry>;

/// An inventory that cannot be read, or not all of it.
pub static BAD_INVENTORY: RuleInfo = RuleInfo {
    id: "malformed-xref-map",
    severity: Severity::Warning,
    summary: "an inventory of names that cannot be read, or not all of it",
    explain: "\
The files under `xref` in `stegvis.yaml` say where the names of other documentation lead. Each entry has a `uid`, a `name` \
and an `href`: an address, a path that begins with `/`, or a path below the file's `baseUrl`. What has none of these is \
left out, and links to it are text.

Wrong:

```yaml
references:
- uid: Example.Box
  href: box.html
```

Right:

```yaml
baseUrl: https://api.example.org/
references:
- uid: Example.Box
  name: Box
  href: box.html
```",
};

/// A text as a file may have it: what is no text is none.
#[derive(Default)]
struct Lenient(String);

impl<'de> Deserialize<'de> for Lenient {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(match serde_json::Value::deserialize(from)? {
            serde_json::Value::String(text) => Self(text),
            serde_json::Value::Number(number) => Self(number.to_string()),
            _ => Self::default(),
        })
    }
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Map {
    base_url: Lenient,
    references: Vec<Reference>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Reference {
    uid: Lenient,
    name: Lenient,
    full_name: Lenient,
    name_with_type: Lenient,
    href: Lenient,
}

/// Adds the names in the text of `file` to `inventory`; a name that is there already keeps its meaning, so files
/// named first win. One diagnostic for a file that cannot be read, and one for all entries that lead nowhere.
pub fn add(inventory: &mut Inventory, file: &DocPath, text: &str) -> Vec<Diagnostic> {
    let mut sink = Sink::new(file.clone());
    match read(file, text) {
        Ok(map) => add_all(inventory, map, &mut sink),
        Err((span, message)) => {
            sink.report(&BAD_INVENTORY, span, format!("the inventory cannot be read: {message}"))
                .help("fetch it again, or take it out of `xref` in stegvis.yaml");
        }
    }
    sink.into_found()
}

fn read(file: &DocPath, text: &str) -> Result<Map, (Span, String)> {
    if !file.extension().eq_ignore_ascii_case("json") {
        return yaml::decode::<Option<Map>>(text)
            .map(Option::unwrap_or_default)
            .map_err(|error| (error.span, error.message));
    }
    let body = text.trim_start_matches('\u{feff}');
    serde_json::from_str(body).map_err(|error| {
        let line = error.line().saturating_sub(1);
        let start: usize = body.split_inclusive('\n').take(line).map(str::len).sum();
        let at = (start + error.column().saturating_sub(1)).min(body.len());
        let message = error.to_string();
        let message = message
            .rsplit_once(" at line ")
            .map_or(message.as_str(), |(what, _)| what);
        (Span::at(at + text.len() - body.len()), message.to_owned())
    })
}

fn add_all(inventory: &mut Inventory, map: Map, sink: &mut Sink) {
    let base = map.base_url.0.trim().trim_end_matches('/').to_owned();
    let mut lost = 0;
    let mut first = None;
    for reference in map.references {
        let uid = reference.uid.0;
        let Some(href) = address(&base, reference.href.0.trim()).filter(|_| !uid.is_empty()) else {
            lost += 1;
            first.get_or_insert(uid);
            continue;
        };
        let name = if reference.name.0.is_empty() {
            uid.clone()
        } else {
            reference.name.0
        };
        inventory.entry(uid.into()).or_insert_with(|| XrefEntry {
            name: name.into(),
            full_name: reference.full_name.0.into(),
            name_with_type: reference.name_with_type.0.into(),
            href: href.into(),
        });
    }
    if let Some(first) = first {
        let entries = if lost == 1 {
            "1 entry leads".to_owned()
        } else {
            format!("{lost} entries lead")
        };
        sink.report(
            &BAD_INVENTORY,
            Span::default(),
            format!("{entries} nowhere, the first is `{first}`"),
        )
        .help("an entry needs a `uid` and an `href`; for relative ones the file needs a `baseUrl`");
    }
}

/// Where an entry leads, if it leads out of this site.
fn address(base: &str, href: &str) -> Option<String> {
    match read_url(href) {
        Url::External | Url::Docset(_) => Some(href.to_owned()),
        Url::Relative { .. } if matches!(read_url(base), Url::External | Url::Docset(_)) => {
            Some(format!("{base}/{href}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_of(name: &str, text: &str) -> (Vec<String>, Vec<String>) {
        let mut inventory = Inventory::new();
        let found = add(&mut inventory, &DocPath::new(name).unwrap(), text);
        let mut all: Vec<String> = inventory
            .iter()
            .map(|(uid, entry)| format!("{uid} {} {}", entry.name, entry.href))
            .collect();
        all.sort();
        let show = |one: Diagnostic| format!("{} {}", one.primary.span.start, one.message);
        (all, found.into_iter().map(show).collect())
    }

    #[test]
    fn both_forms_are_read() {
        let json = "\u{feff}{\"hrefUpdated\": true,\n\t\"references\": [{\"uid\":\"A`1\",\"name\":\"A<T>\",\"href\":\"https://x.example/a\",\"commentId\":\"T:A\"},{\"uid\":\"B\",\"href\":\"/b\"}]}";
        let expected = ["A`1 A<T> https://x.example/a", "B B /b"];
        assert_eq!(read_of("m.json", json).0, expected);
        let yaml = "### YamlMime:XRefMap\nsorted: true\nreferences:\n- uid: A`1\n  name: A<T>\n  href: https://x.example/a\n- uid: B\n  name:\n  href: /b\n";
        assert_eq!(read_of("m.yml", yaml), (expected.map(String::from).to_vec(), vec![]));
        let relative = "baseUrl: https://x.example/api/\nreferences:\n- {uid: 7, name: 8, href: c.html#d}\n";
        assert_eq!(read_of("m.yml", relative).0, ["7 8 https://x.example/api/c.html#d"]);
    }

    #[test]
    fn what_leads_nowhere_is_said_once() {
        let text =
            "references:\n- uid: A\n  href: a.html\n- uid: B\n  href: javascript:x\n- href: /c\n- uid: D\n  href: /d\n";
        let (all, found) = read_of("m.yml", text);
        assert_eq!(all, ["D D /d"]);
        assert_eq!(found, ["0 3 entries lead nowhere, the first is `A`"]);
    }

    #[test]
    fn a_file_that_is_none_is_one_diagnostic_at_its_place() {
        assert_eq!(
            read_of("m.json", "{\n \"references\": [}").1,
            ["18 the inventory cannot be read: expected value"]
        );
        assert_eq!(read_of("m.yml", "references:\n  - [\n").1.len(), 1);
        assert_eq!(read_of("m.yml", "references: 7\n").1.len(), 1);
        assert_eq!(read_of("m.json", "").1.len(), 1);
        for empty in ["", "# nothing\n", "references: []\n"] {
            assert_eq!(read_of("m.yml", empty), (vec![], vec![]), "{empty:?}");
        }
    }

    #[test]
    fn the_first_file_wins() {
        let mut inventory = Inventory::new();
        for href in ["/first", "/second"] {
            let text = format!("references: [{{uid: A, href: {href}}}]");
            assert!(add(&mut inventory, &DocPath::new("m.yml").unwrap(), &text).is_empty());
        }
        assert_eq!(&*inventory["A"].href, "/first");
    }
}
