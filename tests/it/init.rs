//! `stegvis init`, and the small commands beside it: what they make and say.

use std::process::Output;

use super::site::{Site, files};

#[test]
fn a_new_site_is_clean_and_publishes() {
    let site = Site::new();
    site.run(&["init", "made"]).succeeds().says(&["stegvis build made"]);
    site.run(&["check", "made", "--deny", "warnings", "--format", "json"])
        .succeeds();
    assert!(site.run(&["check", "made", "--format", "json"]).json().is_empty());
    site.run(&["build", "made"]).succeeds();
    let published = files(&site.beside("made/public"));
    let text = |path: &str| String::from_utf8_lossy(&published[path]).into_owned();
    for page in ["index.html", "steps/prepare/index.html", "exit-criteria/index.html"] {
        assert!(published.contains_key(&format!("sv/{page}")), "{page}");
    }
    // The same keys in both languages, all of them pinned by the author.
    let (en, sv) = (text("en/steps/prepare/index.html"), text("sv/steps/prepare/index.html"));
    assert_eq!(keys(&en), keys(&sv));
    assert_eq!(keys(&en).iter().filter(|key| key.starts_with("steps/")).count(), 5);
    assert!(keys(&en).iter().all(|key| !key.ends_with(|c: char| c.is_ascii_digit())));
    // Both ways: from the step to its criteria and back, to places that the source names.
    assert!(sv.contains("/sv/exit-criteria/#crit-backup"), "{sv}");
    assert!(text("sv/exit-criteria/index.html").contains("/sv/steps/prepare/#take-a-backup"));
}

fn keys(html: &str) -> Vec<&str> {
    let parts = html.split("data-key=\"").skip(1);
    parts.filter_map(|part| part.split('"').next()).collect()
}

#[test]
fn the_current_folder_will_do_when_only_git_is_in_it() {
    let site = Site::new().file(".git/HEAD", "ref: refs/heads/main\n");
    let mut program = site.program();
    program.arg("init").current_dir(site.root());
    site.ran(program).succeeds();
    assert!(site.root().join("content/sv/index.md").is_file());
}

#[test]
fn a_folder_that_holds_something_is_left_alone() {
    for name in ["notes.txt", ".hidden", "content/en/index.md"] {
        let site = Site::new().file(name, "mine\n");
        let before = files(&site.root());
        site.run(&["init", "site"])
            .cannot(&["is not empty", "help: name a new or empty folder"]);
        assert_eq!(files(&site.root()), before);
    }
    let site = Site::new().beside_file("file", "mine\n");
    site.run(&["init", "file"]).cannot(&["cannot read `file`", "help:"]);
    site.run(&["init", "file/below"]).cannot(&["help:"]);
}

fn output(site: &Site, arguments: &[&str]) -> (Output, String) {
    let output = site.program().args(arguments).output().expect("the program starts");
    let text = String::from_utf8(output.stdout.clone()).expect("UTF-8");
    (output, text)
}

#[test]
fn rules_are_listed_and_explained() {
    let site = Site::new();
    let (_, all) = output(&site, &["explain"]);
    let rules = stegvis::build::rules();
    // Below the names of their groups.
    let listed = all.lines().filter(|line| line.starts_with("  "));
    assert_eq!(listed.count(), rules.len());
    let told = site.run(&["explain", "--format", "json"]).exits(0).printed();
    let told: Vec<serde_json::Value> = told
        .lines()
        .map(|line| serde_json::from_str(line).expect("every line is JSON"))
        .collect();
    let ids: Vec<&str> = told.iter().filter_map(|line| line["rule"].as_str()).collect();
    assert!(ids.iter().copied().eq(rules.iter().map(|rule| rule.id)), "{ids:?}");
    for rule in rules {
        let (done, text) = output(&site, &["explain", rule.id]);
        assert!(done.status.success());
        assert!(
            text.contains(rule.summary) && text.contains(rule.explain.trim()),
            "{text}"
        );
    }
    site.run(&["explain", "broken-lnk"])
        .cannot(&["there is no rule `broken-lnk`", "did you mean `broken-link`?"]);
    let one = site
        .run(&["explain", "broken-anchor", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(one.len(), 1);
    assert_eq!(
        (&one[0]["group"], &one[0]["severity"]),
        (&"anchors".into(), &"error".into())
    );
    assert_eq!(one[0]["learn"], serde_json::json!(["bookmark-not-found"]));
}

#[test]
fn every_shell_gets_completions_that_know_the_commands() {
    let site = Site::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let (done, text) = output(&site, &["completions", shell]);
        assert!(done.status.success() && text.contains("explain"), "{shell}");
    }
    site.run(&["completions", "tcsh"]).exits(2);
}
