//! What is left in files by accident: told once, where it lies, and nothing else because of it.

use super::site::Site;

/// `rule file:line` of all that is found.
fn found(site: &Site) -> Vec<String> {
    let ran = site.run(&["check", "site", "--format", "json"]);
    let found = ran.json().into_iter().filter(|found| found["rule"].is_string());
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    found
        .map(|found| {
            let file = text(&found["file"]).replace('\\', "/");
            let file = file.rsplit_once("site/").map_or(&*file, |(_, file)| file).to_owned();
            format!("{} {file}:{}", text(&found["rule"]), found["line"])
        })
        .collect()
}

/// A clean site in two languages.
fn clean() -> Site {
    let home =
        "---\ntitle: Home\ndescription: Where to begin.\n---\n# Home\n\n[Home](index.md) and [steps](steps.md#two).\n";
    let hem =
        "---\ntitle: Hem\ndescription: Var man börjar.\n---\n# Hem\n\n[Hem](index.md) och [steg](steps.md#two).\n";
    let steps = "---\ntitle: Steps\ndescription: What to do.\n---\n# Steps\n\n## Two\n\nPlug it in and wait.\n";
    let steg = "---\ntitle: Steg\ndescription: Vad man gör.\n---\n# Steg\n\n## <a name=\"two\"></a>Två\n\nSätt i den och vänta.\n";
    let toc = "- name: Home\n  href: index.md\n- name: Steps\n  href: steps.md\n";
    Site::new()
        .page("en/index.md", home)
        .page("sv/index.md", hem)
        .page("en/steps.md", steps)
        .page("sv/steps.md", steg)
        .page("en/toc.yml", toc)
        .page("sv/toc.yml", &toc.replace("Home", "Hem").replace("Steps", "Steg"))
}

fn conflict(text: &str, from: usize, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let (before, rest) = lines.split_at(from);
    let (both, after) = rest.split_at(count);
    let marks = [&["<<<<<<< HEAD"], both, &["======="], both, &[">>>>>>> other"]].concat();
    [before, &marks, after, &[""]].concat().join("\n")
}

#[test]
fn a_conflict_silences_what_it_makes_others_say() {
    assert_eq!(found(&clean()), [""; 0]);
    for (file, lines, at) in [
        ("content/en/steps.md", 10, 1),
        ("content/en/steps.md", 10, 5),
        ("content/sv/steps.md", 10, 6),
        ("content/en/toc.yml", 4, 2),
        ("content/sv/toc.yml", 4, 1),
    ] {
        let site = clean();
        let text = std::fs::read_to_string(site.root().join(file)).expect("a file of the site");
        for count in 1..=lines.min(text.lines().count() - at) {
            let broken = conflict(&text, at, count);
            let site = clean().file(file, &broken);
            assert_eq!(found(&site), [format!("merge-conflict {file}:{}", at + 1)], "{broken}");
        }
    }
}

#[test]
fn what_lies_in_an_included_file_is_told_there_and_once() {
    let include = "\n[!INCLUDE [note](includes/note.md)]\n";
    let site = |note: &str| {
        let mut site = clean().page("en/includes/note.md", note);
        for page in ["en/index.md", "sv/index.md"] {
            let text = std::fs::read_to_string(site.root().join("content").join(page)).expect("a page");
            site = site.page(page, &(text + include));
        }
        site
    };
    assert_eq!(found(&site("Run `this`.\n")), [""; 0]);
    assert_eq!(
        found(&site("One.\n\nRun `\u{202e}this`.\n")),
        ["bidi-control content/en/includes/note.md:3"]
    );
    assert_eq!(
        found(&site("One.\n\n<<<<<<< HEAD\n# a\n=======\n# b\n>>>>>>> x\n")),
        ["merge-conflict content/en/includes/note.md:3"]
    );
}

#[test]
fn what_is_not_utf_8_is_told_in_every_file_that_is_read() {
    let site = clean()
        .bytes(
            "content/sv/steps.md",
            b"---\ntitle: Steg\ndescription: Vad man g\xc3\xb6r.\n---\n# Steg\n\n## <a name=\"two\"></a>Tv\xe5\n\nV\xc3\xa4nta.\n",
        )
        .bytes("locales/sv/own.ftl", b"frame-next = N\xe4sta\n")
        .bytes("stegvis.yaml", b"source: en\ntitle: Sm\xe5\n");
    assert_eq!(
        found(&site),
        [
            "invalid-utf8 content/sv/steps.md:7",
            "invalid-utf8 locales/sv/own.ftl:1",
            "invalid-utf8 stegvis.yaml:2",
        ]
    );
}

#[test]
fn files_and_pages_that_nobody_finds() {
    let site = clean()
        .page(
            "en/alone.md",
            "---\ntitle: Alone\ndescription: Nobody comes here.\n---\n# Alone\n\nNobody comes here.\n",
        )
        .page(
            "sv/alone.md",
            "---\ntitle: Ensam\ndescription: Ingen kommer hit.\n---\n# Ensam\n\nIngen kommer hit.\n",
        )
        .bytes("content/en/media/old.png", b"")
        .bytes("content/en/media/aux.png", b"");
    assert_eq!(
        found(&site),
        [
            "orphan-page content/en/alone.md:1",
            "reserved-name content/en/media/aux.png:1",
            "unused-asset content/en/media/aux.png:1",
            "unused-asset content/en/media/old.png:1",
        ]
    );
}
