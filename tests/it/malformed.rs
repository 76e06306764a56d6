//! Files of every kind that are malformed: each is told of at its place, once, and the rest is built.

use serde_json::Value;

use super::site::Site;

/// The files of one site, each with what is said of it and what is still shown of it.
const FILES: [(&str, &str, &[&str]); 12] = [
    (
        "en/toc.yml",
        "- name: Home\n  href: index.md\n- name: Step 12: Keys\n  href: gone.md\n",
        &["malformed-toc 3:16"],
    ),
    (
        "en/sub/toc.yml",
        "- name: [Sub\n  href: page.md\n",
        &["malformed-toc 2:7"],
    ),
    ("en/list/toc.yml", "Home\n", &["malformed-toc 1:1"]),
    (
        "en/docfx.json",
        "{\n  \"build\": {\n    \"content\": [ \"**/*.md\", \"**/*.yml\" ],\n\u{a0}\u{a0}\"dest\": \"x\"\n  }\n}\n",
        &["malformed-docset-file 4:1"],
    ),
    (
        "en/.openpublishing.redirection.json",
        "{\n\u{a0}\u{a0}\"redirections\": [\n\u{a0}\u{a0}\u{a0}\u{a0}{ \"source_path\": \"old.md\", \"redirect_url\": \"tab\" }\n\u{a0}\u{a0}]\n}\n",
        &["malformed-docset-file 2:1"],
    ),
    // Tabs are read wherever they can mean only one thing.
    (
        "en/tab.md",
        "---\ntitle:\tTab\t\n\nmore:\n\t- b\n---\nBody of tab.\n",
        &[],
    ),
    (
        "en/twice.md",
        "---\ntitle: One\nx: 1\ntitle: Two\n---\nBody of twice.\n",
        &["duplicate-key 4:1"],
    ),
    (
        "en/front.md",
        "---\ntitle: \"One\nx: [1\n---\nBody of front.\n",
        &["malformed-front-matter 2:8"],
    ),
    (
        "en/row.md",
        "# Row\n\n:::row:::\n\nBody of row.\n\n## More\n",
        &["unbalanced-directive 3:1"],
    ),
    (
        "en/zone.md",
        "# Zone\n\n::: zone pivot=\"a\"\n\nBody of zone.\n",
        &["unbalanced-directive 3:1"],
    ),
    (
        "en/nested.md",
        "# Nested\n\n::: zone pivot=\"a\"\n\n::: zone pivot=\"b\"\n\nInner.\n\n::: zone-end\n\n::: zone-end\n\nBody of nested.\n",
        &["unbalanced-directive 5:1"],
    ),
    (
        "en/hub.yml",
        "### YamlMime:Hub\ntitle: Hub: all\n",
        &["malformed-yaml-page 2:11"],
    ),
];

#[test]
fn each_is_told_once_and_all_that_can_be_read_is_shown() {
    let site = Site::new()
        .page("en/index.md", "# Home\n\n[old](old.md)\n")
        .page("en/sub/page.md", "# Page\n")
        .page("sv/tab.md", "# Flik\n");
    let site = FILES.iter().fold(site, |site, (path, text, _)| site.page(path, text));
    let mut all = site.run(&["check", "site", "--format", "json"]).json();
    // That each of them stands in one language alone is no part of this.
    all.retain(|found| {
        !found["rule"]
            .as_str()
            .is_some_and(|rule| rule.ends_with("-translation") || rule == "structure-parity")
    });
    let text = |found: &Value, key: &str| found[key].as_str().unwrap_or_default().to_owned();
    for (path, _, expected) in FILES {
        let here = all
            .iter()
            .filter(|found| text(found, "file") == format!("content/{path}"));
        let said: Vec<String> = here
            .map(|found| format!("{} {}:{}", text(found, "rule"), found["line"], found["column"]))
            .collect();
        assert_eq!(said, expected, "{path}");
    }
    let others: Vec<String> = all
        .iter()
        .filter(|found| {
            let file = text(found, "file");
            !FILES.iter().any(|(path, ..)| file == format!("content/{path}"))
        })
        .map(|found| text(found, "rule"))
        .collect();
    assert_eq!(others, ["redirected-link"], "{all:#?}");
    let ran = site.build_with(&["--allow-broken"]);
    ran.succeeds();
    for (path, text, _) in FILES {
        let Some(name) = path.strip_prefix("en/").and_then(|path| path.strip_suffix(".md")) else {
            continue;
        };
        let shown = ran.html(&format!("en/{name}")).text("article");
        assert!(shown.contains(&format!("Body of {name}.")), "{text}: {shown}");
    }
    let title = |name: &str| ran.html(&format!("en/{name}")).text("title");
    assert!(title("tab").starts_with("Tab") && title("twice").starts_with("Two"));
    // The table that does not parse is none; the redirects are read for all their blanks.
    assert_eq!(ran.html("en").values("article a", "href"), ["/en/tab/"]);
    assert!(ran.html("en/sub/page").count("nav.toc a") > 5);
    assert_eq!(ran.html("en/old").values("a", "href"), ["/en/tab/"]);
}
