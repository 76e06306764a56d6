//! A page in several languages: what is told of a file that pages put in, and that the guidance is whole.

use serde_json::Value;

use super::site::Site;

/// What a rule finds, a line each.
fn found(site: &Site, rule: &str) -> Vec<String> {
    let line = |found: &Value| {
        let file = found["file"].as_str().unwrap_or_default().replace("content/", "");
        format!(
            "{file}:{} {}",
            found["line"],
            found["message"].as_str().unwrap_or_default()
        )
    };
    let ran = site.run(&["check", "site", "--format", "json"]);
    ran.json()
        .iter()
        .filter(|found| found["rule"] == rule)
        .map(line)
        .collect()
}

/// Two pages put the files in; Swedish has one of them.
fn with_files() -> Site {
    let both = "[!INCLUDE [x](includes/x.md)]\n\n[!INCLUDE [y](includes/y.md)]\n";
    Site::new()
        .file("stegvis.yaml", "title: Garden\n")
        .page("en/a.md", &format!("# Apples\n\n{both}\n- one\n"))
        .page("en/b.md", &format!("# Berries\n\n{both}"))
        .page("sv/a.md", &format!("# Äpplen\n\n{both}\n- ett\n"))
        .page("sv/b.md", &format!("# Bär\n\n{both}"))
        .page(
            "en/includes/x.md",
            "- Water it twice <a name=\"p\"></a>\n- Wait until the ground is dry again.\n- Stop <a name=\"p\"></a>\n",
        )
        .page("en/includes/y.md", "Nobody has to translate this sentence.\n")
        .page(
            "sv/includes/x.md",
            "- Vattna <a name=\"p\"></a>\n- Wait until the ground is dry again.\n",
        )
}

#[test]
fn a_file_that_is_put_in_is_told_once_where_it_lies() {
    let site = with_files();
    assert_eq!(
        found(&site, "structure-parity"),
        ["sv/includes/x.md:2 this section has 2 list items, and 3 in `content/en/includes/x.md`"]
    );
    // What the language has not is the source's own text, and no page's fault.
    assert_eq!(
        found(&site, "untranslated-block"),
        ["sv/includes/x.md:2 this text stands word for word as in `content/en/includes/x.md`"]
    );
    assert_eq!(
        found(&site, "duplicate-anchor"),
        ["en/includes/x.md:3 the anchor `p` stands 2 times on this page"]
    );
    assert_eq!(found(&site, "missing-translation"), Vec::<String>::new());
}

#[test]
fn a_page_that_puts_in_less_is_told_so() {
    let site = with_files().page("sv/b.md", "# Bär\n\n[!INCLUDE [x](includes/x.md)]\n");
    let told = "sv/b.md:1 this section does not put in `content/en/includes/y.md`, and that of `content/en/b.md` does";
    assert!(found(&site, "structure-parity").contains(&told.to_owned()));
}

#[test]
fn a_yaml_page_needs_a_translation_too() {
    let page = "### YamlMime:Landing\ntitle: Start\nsummary: The way in\n";
    let site = Site::new()
        .page("en/index.yml", page)
        .page("en/a.md", "# A\n")
        .page("sv/a.md", "# Å\n");
    assert_eq!(
        found(&site, "missing-translation"),
        ["en/index.yml:1 `content/sv/index.yml` is missing: this page is not translated"]
    );
}
