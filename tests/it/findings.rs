//! What a site says about findings, as a user meets it: levels, allowances, the baseline, and `check --fix`.

use std::fs;

use super::site::{Ran, Site};

fn check<'s>(site: &'s Site, arguments: &[&str]) -> Ran<'s> {
    let mut program = site.program();
    program.arg("check").arg("site").args(arguments);
    site.ran(program)
}

fn bytes(site: &Site, path: &str) -> Vec<u8> {
    fs::read(site.root().join(path)).expect("the file is there")
}

fn text(site: &Site, path: &str) -> String {
    String::from_utf8(bytes(site, path)).expect("UTF-8")
}

#[test]
fn levels_and_allowances_count_for_check_and_build() {
    let page = "# T\n\n<!-- stegvis-allow empty-link: to come -->\n[a]()\n\n[b](no-no-no.md)\n\n- x\n<!-- stegvis-allow broken-link: to come -->\n- [c](no-no-no.md)\n";
    let site = Site::new().page("en/index.md", page);
    check(&site, &[]).finds(&["1 error in 1 page", "no-no-no.md"]);
    let site = site.file("stegvis.yaml", "title: X\nrules: {broken-link: warning}\n");
    check(&site, &[]).succeeds().says(&["1 warning in 1 page"]);
    check(&site, &["--deny", "warnings"]).finds(&["1 error"]);
    let html = site.build().succeeds().says(&["1 warning"]).text("en/index.html");
    assert!(!html.contains("stegvis-allow"), "a reader sees no allowance");
    assert_eq!(
        html.matches("<ul>\n<li>x</li>\n<li>").count(),
        1,
        "one tight list: {html}"
    );
    let site = site.file("stegvis.yaml", "title: X\nrules:\n  broken-link: off\n");
    check(&site, &[])
        .succeeds()
        .says(&["1 warning", "unused-allowance", "switched off"]);
    let site = site.file("stegvis.yaml", "title: X\nrules:\n  broken-lonk: off\n");
    check(&site, &[]).finds(&[
        "stegvis.yaml:3:3",
        "there is no rule `broken-lonk`",
        "did you mean `broken-link`?",
    ]);
}

#[test]
fn a_baseline_hides_what_is_known() {
    let site = Site::new().page("en/index.md", "# T\n\n[b](no-no-no.md)\n\n[c](no-no-no.md)\n");
    let known = &["--baseline", "known.jsonl"];
    check(&site, known).cannot(&["the baseline `known.jsonl` cannot be read", "--write-baseline"]);
    check(&site, &["--write-baseline"]).exits(2);
    check(&site, &["--baseline", "known.jsonl", "--write-baseline"])
        .succeeds()
        .says(&["`known.jsonl` holds 2 findings", "nothing found"]);
    check(&site, known).succeeds();
    check(
        &site,
        &["--baseline", "known.jsonl", "--deny", "warnings", "--format", "json"],
    )
    .succeeds();
    // Moved, and one more.
    let site = site.page(
        "en/index.md",
        "# T\n\nmore\n\n[d](no-no-no.md)\n\n[e](no-no-no.md)\n\n[f](no-no-no.md)\n[]()\n",
    );
    let ran = check(&site, &["--baseline", "known.jsonl", "--format", "json"]);
    assert_eq!(ran.exits(1).json().len(), 2);
    let site = site.page("en/index.md", "# T\n\n[d](no-no-no.md)\n");
    check(&site, known)
        .succeeds()
        .says(&["1 finding of the baseline `known.jsonl` can no longer be found"]);
    // What keeps a site from being built is never known.
    let site = site.file("stegvis.yaml", "titel: X\n");
    check(&site, &["--baseline", "known.jsonl", "--write-baseline"])
        .finds(&["`known.jsonl` holds 1 finding", "unknown key `titel`"]);
    let good = fs::read_to_string(site.beside("known.jsonl")).expect("the baseline");
    let site = site.beside_file("known.jsonl", &format!("{good}<<<<<<< ours\n"));
    check(&site, known).cannot(&["known.jsonl:2: it is no finding of a baseline", "write the file again"]);
}

/// Pages with mends of every kind, and what they become.
const BROKEN: [(&str, &str, &str); 5] = [
    (
        "en/index.md",
        "\u{feff}# T\r\n\r\n[a](Steps/One.md#pulg-it-in) [b](../sv/steps/one.md)\r[c](gone/one.md)\n> [!NOTE] Text\r\n\r\n![p](Media/p.png)",
        "\u{feff}# T\r\n\r\n[a](steps/one.md#plug-it-in) [b](steps/one.md)\r[c](steps/one.md)\n> [!NOTE]\r\n> Text\r\n\r\n![p](media/p.png)",
    ),
    (
        "en/steps/one.md",
        "---\r\nms.date: 31/12/2018\r\n---\r\n# One\r\n\r\n## Plug it in\r\n\r\n[!INCLUDE [x](../Includes/X.md)]\r\n",
        "---\r\nms.date: 2018-12-31\r\n---\r\n# One\r\n\r\n## Plug it in\r\n\r\n[!INCLUDE [x](../includes/x.md)]\r\n",
    ),
    (
        "en/includes/x.md",
        "[t](Toc.md) [y](../Index.md)",
        "[t](Toc.md) [y](../index.md)",
    ),
    (
        "en/toc.yml",
        "- name: A\n  href: \"Index.md\"\n- name: B\n  href: one.md",
        "- name: A\n  href: \"index.md\"\n- name: B\n  href: steps/one.md",
    ),
    (
        "sv/steps/one.md",
        "# Ett\n\n## Sätt i den\n\n[å](TVÅ.md)\n",
        "# Ett\n\n## Sätt i den\n\n[å](två.md)\n",
    ),
];

fn broken() -> Site {
    let site = Site::new()
        .bytes("content/en/media/p.png", b"x")
        .page("sv/steps/två.md", "# Två\n");
    BROKEN
        .iter()
        .fold(site, |site, (path, broken, _)| site.page(path, broken))
}

#[test]
fn what_is_sure_is_mended_and_no_other_byte() {
    let site = broken();
    let ran = check(&site, &["--fix"]);
    ran.says(&[
        "fixed: site/content/en/index.md:3:5 wrong-case-link",
        "fixed: site/content/en/includes/x.md:1:17 wrong-case-link",
    ]);
    assert_eq!(
        ran.errors().matches("includes/x.md:1:17").count(),
        1,
        "once: {}",
        ran.errors()
    );
    for (path, _, mended) in BROKEN {
        assert_eq!(
            text(&site, &format!("content/{path}")),
            mended,
            "{path}\n{}",
            ran.errors()
        );
    }
    let before = super::site::files(&site.root());
    let again = check(&site, &["--fix", "--format", "json"]);
    again.says_no(&["fixed:"]);
    assert!(again.json().iter().all(|found| found["fix"].is_null()));
    assert_eq!(super::site::files(&site.root()), before);
}

#[test]
fn what_is_not_reported_is_not_mended() {
    let page = "# T\n\n<!-- stegvis-allow wrong-case-link: so it is printed -->\n[a](Index.md)\n\n[b](../sv/index.md)\n\n> [!TIP] x\n";
    let site = Site::new().page("en/index.md", page).page(
        "sv/index.md",
        "# T\n\n[a](index.md)\n\n[b](index.md)\n\n> [!TIP]\n> x\n",
    );
    let site = site.file("stegvis.yaml", "rules: {wrong-locale-link: off}\n");
    check(&site, &["--baseline", "b", "--write-baseline"]).succeeds();
    check(&site, &["--fix", "--baseline", "b"])
        .succeeds()
        .says_no(&["fixed:"]);
    assert_eq!(text(&site, "content/en/index.md"), page);
    check(&site, &["--fix"])
        .succeeds()
        .says(&["fixed: site/content/en/index.md:8:", "nothing found"]);
}

#[test]
fn a_file_that_cannot_be_mended_is_told_and_the_others_are_mended() {
    let site = Site::new()
        .page("en/index.md", "# T\n\n[a](B.md)\n")
        .page("en/b.md", "# B\n\n[a](INDEX.md)\n")
        .bytes("content/en/c.md", b"# C\xff\n\n[a](B.md)\n");
    let place = site.root().join("content/en/b.md");
    let mut permissions = fs::metadata(&place).expect("the file").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&place, permissions).expect("read only");
    check(&site, &["--fix"]).cannot(&[
        "fixed: site/content/en/index.md:3:5 wrong-case-link",
        "c.md` is not UTF-8, and is not mended",
        "cannot write",
        "b.md",
    ]);
    assert_eq!(text(&site, "content/en/index.md"), "# T\n\n[a](b.md)\n");
    assert_eq!(bytes(&site, "content/en/c.md"), b"# C\xff\n\n[a](B.md)\n");
    assert_eq!(text(&site, "content/en/b.md"), "# B\n\n[a](INDEX.md)\n");
    let names = fs::read_dir(site.root().join("content/en"))
        .expect("the folder")
        .count();
    assert_eq!(names, 3, "nothing is left over");
}
