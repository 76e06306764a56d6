//! What is outdated, and how each language is doing: `accept`, `check` and `status`.

use std::process::Command;

use serde_json::Value;

use super::site::{Site, shared};

const LOCALES: [&str; 3] = ["fr", "nl", "sv"];

const EN: &str = "\
---
title: Pack the bags
description: What to take
author: someone
---

# Pack the bags

Lay everything out on the floor first.
Then look at it for a while.

> [!NOTE]
> Nobody needs four coats.

## What to take

1. A coat.
2. Two books,
   both thin.

| Thing | Why |
|---|---|
| Lamp | It gets dark |

[!INCLUDE [last](includes/last.md)]
";

/// The same page in another language: a line for each of the source's.
fn translated(mark: &str) -> String {
    let word = |line: &str| match line {
        "" | "---" | "|---|---|" => line.to_owned(),
        line if line.starts_with("[!INCLUDE") => line.to_owned(),
        line => match line.split_once(": ") {
            Some((key @ ("title" | "description"), value)) => format!("{key}: {value} {mark}"),
            _ if line.contains("[!NOTE]") || line.starts_with("author") => line.to_owned(),
            _ if line.ends_with('|') => line.replace(" |", &format!(" {mark} |")),
            _ => format!("{line} {mark}"),
        },
    };
    EN.lines().map(|line| word(line) + "\n").collect()
}

fn site() -> Site {
    let mut site = Site::new()
        .page("en/bags.md", EN)
        .page("en/index.md", "# Home\n\nBegin with [the bags](bags.md).\n")
        .page("en/includes/last.md", "Close the door.\n");
    for locale in LOCALES {
        site = site.page(&format!("{locale}/bags.md"), &translated(locale)).page(
            &format!("{locale}/index.md"),
            &format!("# Home {locale}\n\nBegin {locale} [the bags](bags.md).\n"),
        );
    }
    site
}

fn accepted() -> Site {
    let site = site();
    site.run(&["accept", "--root", "site"]).succeeds();
    site
}

/// `file:line rule` of all that is found.
fn found(site: &Site) -> Vec<String> {
    let lines = site.run(&["check", "site", "--format", "json"]).succeeds().json();
    let shown = |line: &Value| {
        format!(
            "{}:{} {}",
            line["file"].as_str().unwrap(),
            line["line"],
            line["rule"].as_str().unwrap()
        )
    };
    lines.iter().map(shown).collect()
}

fn in_all(file: &str, line: u32, rule: &str) -> Vec<String> {
    LOCALES
        .iter()
        .map(|locale| format!("content/{locale}/{file}:{line} {rule}"))
        .collect()
}

fn lock(site: &Site, locale: &str) -> String {
    std::fs::read_to_string(site.root().join(format!("content/{locale}/translations.lock"))).expect("a lock")
}

#[test]
fn a_changed_paragraph_is_told_in_three_languages_at_its_line() {
    let site = accepted();
    assert_eq!(found(&site), [""; 0]);
    for (was, now, line) in [
        ("Lay everything", "Lay almost everything", 9),
        ("four coats", "five coats", 13),
        ("# Pack the bags", "# Pack all the bags", 7),
        ("## What to take", "## What to take along", 15),
        ("A coat.", "A coat and a hat.", 17),
        ("both thin", "one of them thin", 18),
        ("It gets dark", "It gets very dark", 23),
    ] {
        let site = site_with(&site, "en/bags.md", &EN.replacen(was, now, 1));
        assert_eq!(found(&site), in_all("bags.md", line, "outdated-block"), "{now}");
    }
    // The line of the source is told beside it.
    let site = site_with(&site, "en/bags.md", &EN.replace("It gets dark", "It is dark"));
    let lines = site.run(&["check", "site", "--format", "json"]).json();
    let related = &lines[0]["related"][0];
    assert_eq!(
        (related["file"].as_str(), related["line"].as_u64()),
        (Some("content/en/bags.md"), Some(23))
    );
    // Accepted again, all is well again, and once more changes nothing.
    site.run(&["accept", "--root", "site"])
        .succeeds()
        .says(&["sv: 1 page accepted, 1 unchanged"]);
    assert_eq!(found(&site), [""; 0]);
    let before = lock(&site, "sv");
    site.run(&["accept", "--root", "site"])
        .succeeds()
        .says(&["sv: 0 pages accepted, 2 unchanged"]);
    assert_eq!(lock(&site, "sv"), before);
}

/// The same site with one page written anew.
fn site_with(site: &Site, page: &str, text: &str) -> Site {
    let mut copy = Site::new();
    for (name, bytes) in super::site::files(&site.root()) {
        copy = copy.bytes(&name, &bytes);
    }
    copy.page(page, text)
}

#[test]
fn what_only_an_editor_sees_is_nothing() {
    let site = accepted();
    for same in [
        EN.replace('\n', "\r\n"),
        format!("\u{feff}{EN}"),
        EN.replace("first.\nThen", "first. Then"),
        EN.replace("everything out", "everything   out\n"),
        EN.replace("author: someone", "author: another\nms.date: 01/02/2026"),
        EN.replace("title: Pack the bags", "title: \"Pack the  bags\""),
        EN.replace("1. A coat.\n2. Two", "1) A coat.\n\n\n2) Two"),
        EN.replace("four coats", "*four* coats"),
    ] {
        assert_eq!(found(&site_with(&site, "en/bags.md", &same)), [""; 0], "{same}");
    }
}

#[test]
fn a_title_is_told_once_and_at_the_title() {
    let site = accepted();
    let site = site_with(&site, "en/bags.md", &EN.replace("title: Pack", "title: Fill"));
    assert_eq!(found(&site), in_all("bags.md", 2, "outdated-page"));
    let site = site_with(&site, "en/bags.md", &EN.replace("to take\nauthor", "to leave\nauthor"));
    assert_eq!(found(&site), in_all("bags.md", 3, "outdated-page"));
}

/// What both languages include is the same text; what a translation includes in its own words has to follow.
#[test]
fn includes_are_part_of_the_page() {
    let changed = |site: &Site| site_with(site, "en/includes/last.md", "Close the door and the window.\n");
    assert_eq!(found(&changed(&accepted())), [""; 0]);
    let more = |site: Site, locale: &&str| {
        let page = format!("# More {locale}\n\n[!INCLUDE [last](includes/last.md)]\n");
        site.page(&format!("{locale}/more.md"), &page)
    };
    let site = LOCALES
        .iter()
        .fold(site(), more)
        .page("sv/includes/last.md", "Stäng dörren.\n")
        .page("en/more.md", "# More\n\n[!INCLUDE [last](includes/last.md)]\n");
    site.run(&["accept", "--root", "site"]).succeeds();
    assert_eq!(found(&site), [""; 0]);
    // Once, though two pages include it.
    assert_eq!(found(&changed(&site)), ["content/sv/includes/last.md:1 outdated-block"]);
}

#[test]
fn some_pages_of_some_languages_are_accepted() {
    let site = site().page("sv/only.md", "# Bara här\n");
    site.run(&["accept", "bags.md", "--locale", "sv", "--root", "site"])
        .succeeds()
        .says(&["sv: bags.md\n", "sv: 1 page accepted\n"])
        .says_no(&["nl"]);
    assert!(
        lock(&site, "sv")
            .lines()
            .last()
            .is_some_and(|line| line.starts_with("bags.md "))
    );
    // Files of a translation, of the source, and patterns, as the user sees them.
    for (pattern, locales) in [
        ("site/content/nl/index.md", &["nl"][..]),
        ("content/fr/*.md", &["fr"]),
        ("site/content/en/b*.md", &["nl", "sv", "fr"]),
        ("site/content/fr", &["fr"]),
        ("**/*.md", &["nl", "sv", "fr"]),
    ] {
        let site = site_with(&site, "en/x.md", "# X\n").without("content/sv/translations.lock");
        let lines = site
            .run(&["accept", pattern, "--root", "site", "--format", "json"])
            .succeeds()
            .json();
        let mut met: Vec<&str> = lines.iter().filter_map(|line| line["locale"].as_str()).collect();
        met.sort_unstable();
        met.dedup();
        let mut wanted = locales.to_vec();
        wanted.sort_unstable();
        assert_eq!(met, wanted, "{pattern}");
    }
    for arguments in [
        &["gone.md"][..],
        &["only.md"],
        &["x/*.md"],
        &["--locale", "de"],
        &["--locale", "en"],
        &["{"],
    ] {
        let before = super::site::files(&site.root());
        let all = [&["accept", "--root", "site", "bags.md"], arguments].concat();
        site.run(&all).cannot(&["help:"]);
        assert_eq!(super::site::files(&site.root()), before, "{arguments:?}");
    }
    // A page that is gone goes, the lines of others stay.
    let site = accepted().without("content/sv/bags.md");
    let index = lock(&site, "sv").lines().last().unwrap().to_owned();
    site.run(&["accept", "index.md", "--root", "site"])
        .succeeds()
        .says(&["1 gone, and dropped"]);
    assert!(lock(&site, "sv").ends_with(&format!("{index}\n")) && !lock(&site, "sv").contains("\nbags.md"));
    assert!(lock(&site, "nl").contains("\nbags.md"));
}

#[test]
fn a_merge_conflict_is_told_line_by_line_and_mended_by_accepting() {
    let site = accepted();
    let conflict = lock(&site, "sv").replace("bags.md", "<<<<<<< HEAD\nbags.md");
    let site = site.page("sv/translations.lock", &conflict);
    assert_eq!(found(&site), ["content/sv/translations.lock:3 malformed-lock"]);
    site.run(&["accept", "bags.md", "--root", "site"])
        .succeeds()
        .says(&["1 lines that could not be read"]);
    assert_eq!(found(&site), [""; 0]);
}

#[test]
fn the_lock_is_not_published() {
    let site = accepted();
    let files = site.build().succeeds().files();
    assert!(files.keys().all(|name| !name.ends_with(".lock")), "{:?}", files.keys());
}

#[test]
fn status_tells_how_each_language_is_doing() {
    let site = accepted()
        .page("en/new.md", "# New\n")
        .page("sv/own.md", "# Egen\n")
        .page(
            "nl/index.md",
            "---\nms.translationtype: MT\n---\n# Home\n\nBegin [the bags](bags.md).\n",
        );
    let site = site_with(
        &site,
        "en/bags.md",
        &EN.replace("A coat", "A hat").replace("dark", "cold"),
    );
    let lines = site.run(&["status", "site", "--format", "json"]).succeeds().json();
    let state = |page: &str, locale: &str| {
        let line = lines.iter().find(|line| line["page"] == page).expect("the page");
        let cell = &line["locales"][locale];
        format!(
            "{} {} {}",
            cell["state"].as_str().unwrap(),
            cell["blocks"],
            cell["machine"]
        )
    };
    assert_eq!(state("bags.md", "sv"), "outdated 2 false");
    assert_eq!(state("bags.md", "en"), "source 0 false");
    assert_eq!(state("index.md", "nl"), "current 0 true");
    assert_eq!(state("new.md", "fr"), "fallback 0 false");
    assert_eq!(state("own.md", "fr"), "missing 0 false");
    assert_eq!(state("own.md", "en"), "missing 0 false");
    assert_eq!(state("own.md", "sv"), "unknown 0 false");
    let totals = &lines.last().expect("the totals")["totals"]["sv"];
    assert_eq!(
        (totals["pages"].as_u64(), totals["outdated"].as_u64()),
        (Some(4), Some(1))
    );
    let table = site.run(&["status", "site"]);
    let text = table.succeeds().printed();
    assert!(
        text.contains("outdated (2 blocks)") && !text.contains("index.md"),
        "{text}"
    );
    assert!(site.run(&["status", "site", "--all"]).printed().contains("index.md"));
    // The same bytes at every run.
    assert_eq!(site.run(&["status", "site"]).printed(), text);
}

/// The history of the source tells what a page was made from, whatever the hash of today's file.
#[test]
fn git_tells_what_a_page_was_made_from() {
    let git = |folder: &std::path::Path, arguments: &[&str]| {
        let output = Command::new("git")
            .args([
                "-c",
                "user.name=Stegvis",
                "-c",
                "user.email=stegvis@example.org",
                "-c",
                "commit.gpgsign=false",
            ])
            .args(arguments)
            .current_dir(folder)
            .output()
            .expect("git runs");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    };
    if Command::new("git").arg("--version").output().is_err() {
        println!("skipped: no git");
        return;
    }
    let site = site();
    git(&site.root(), &["init", "-q"]);
    git(&site.root(), &["add", "."]);
    git(&site.root(), &["commit", "-q", "-m", "one"]);
    let commit = git(&site.root(), &["rev-parse", "HEAD"]);
    let front = format!(
        "---\nms.openlocfilehash: {}\nms.sourcegitcommit: {commit}\n",
        "0".repeat(40)
    );
    let site = site.page("sv/bags.md", &translated("sv").replacen("---\n", &front, 1));
    assert_eq!(found(&site), [""; 0]);
    let site = site.page("en/bags.md", &EN.replace("author: someone", "author: nobody"));
    assert_eq!(found(&site), [""; 0]);
    let site = site.page("en/bags.md", &EN.replace("four coats", "five coats"));
    assert_eq!(found(&site), ["content/sv/bags.md:15 outdated-block"]);
    let site = site.page("en/bags.md", &EN.replace("title: Pack", "title: Fill"));
    assert_eq!(found(&site), ["content/sv/bags.md:4 outdated-page"]);
    // What is found nowhere is unknown.
    let other = front.replace(&commit, &"1".repeat(40));
    let site = site.page("sv/bags.md", &translated("sv").replacen("---\n", &other, 1));
    assert_eq!(found(&site), ["content/sv/bags.md:2 unknown-staleness"]);
}

/// A bilingual page tells by itself what it was made from, until somebody accepts it.
#[test]
fn a_bilingual_page_needs_no_history() {
    let pair = |id: &str, target: &str, source: &str| {
        format!(
            "<span data-ttu-id=\"{id}\">{target}</span><span class=\"sxs-lookup\"><span data-stu-id=\"{id}\">{source}</span></span>"
        )
    };
    let sv = format!(
        "---\nms.openlocfilehash: {}\n---\n# {}\n\n![en bild](a.png)\n\n- {}\n- [{}](b.md)\n",
        "0".repeat(64),
        pair("1", "Väskor", "Bags"),
        pair("2", "En *kappa*", "A *coat*"),
        pair("3", "Mer", "More"),
    );
    let en = "---\ntitle: Bags\n---\n# Bags\n\n![a picture](a.png)\n\n- A *coat*\n- [More](b.md)\n";
    let site = Site::new()
        .page("en/a.md", en)
        .page("en/b.md", "# B\n")
        .page("sv/a.md", &sv)
        .page("sv/b.md", "# B\n")
        .bytes("content/en/a.png", b"x");
    assert_eq!(found(&site), [""; 0]);
    let site = site.page("en/a.md", &en.replace("coat", "hat"));
    assert_eq!(found(&site), ["content/sv/a.md:8 outdated-block"]);
    site.run(&["accept", "a.md", "--root", "site"]).succeeds();
    // The lock of the language now knows one page and not the other.
    assert_eq!(found(&site), ["content/sv/b.md:1 unknown-staleness"]);
    let site = site.page("en/a.md", &en.replace("coat", "hat").replace("More", "Less"));
    assert_eq!(found(&site)[0], "content/sv/a.md:9 outdated-block");
}

/// Real pages: what carries its original is judged by it, what does not is unknown, and today's hash is today's page.
#[test]
fn real_translations() {
    let (Some(identity), Some(twins), Some(docset)) = (shared("identity"), shared("identity-sxs"), shared("custins"))
    else {
        return;
    };
    const STEP: &str = "identity-group-based-licensing.md";
    let status = |site: &Site, folder: &str| site.run(&["status", folder, "--format", "json"]).succeeds().json();
    let cell = |lines: &[Value], page: &str, locale: &str| {
        let line = lines.iter().find(|line| line["page"] == page).expect("the page");
        let cell = &line["locales"][locale];
        format!(
            "{} {}",
            cell["state"].as_str().unwrap(),
            cell["known_by"].as_str().unwrap_or("-")
        )
    };
    let plain = Site::of(identity.clone());
    let lines = status(&plain, &identity.to_string_lossy());
    for locale in LOCALES {
        assert_eq!(cell(&lines, STEP, locale), "unknown -");
    }
    let mut paired = Site::new();
    for (folder, locale) in [(&identity, "en"), (&twins, "nl"), (&twins, "sv")] {
        for (name, bytes) in super::site::files(&folder.join(locale)) {
            paired = paired.bytes(&format!("content/{locale}/{name}"), &bytes);
        }
    }
    let lines = status(&paired, "site");
    assert_eq!(cell(&lines, STEP, "nl"), "current pairs");
    for locale in ["nl", "sv"] {
        let totals = &lines.last().unwrap()["totals"][locale];
        assert!(totals["outdated"].as_u64() >= Some(2), "{totals}");
    }
    let lines = status(&Site::new(), &docset.to_string_lossy());
    for locale in LOCALES {
        let totals = &lines.last().unwrap()["totals"][locale];
        assert!(
            totals["current"].as_u64() >= Some(109) && totals["outdated"] == 0,
            "{totals}"
        );
    }
}

#[test]
fn the_site_shows_it_when_asked() {
    let site = accepted()
        .file("stegvis.yaml", "url: https://x.example/\nstatus: true\n")
        .page("en/new.md", "# New\n");
    let site = site_with(&site, "en/bags.md", &EN.replace("A coat", "A hat"));
    let ran = site.build();
    ran.succeeds();
    for (locale, words) in [
        ("en", ["Outdated, 1 part", "Not translated", "Up to date"]),
        ("sv", ["Inaktuell, 1 del", "Ej översatt", "Aktuell"]),
        ("nl", ["Verouderd, 1 onderdeel", "Niet vertaald", "Actueel"]),
        ("fr", ["Obsolète, 1 partie", "Non traduite", "À jour"]),
    ] {
        let html = ran.html(&format!("{locale}/status"));
        assert_eq!(html.count("main table caption"), 2);
        assert_eq!(html.count("main tbody tr th[scope=row]"), 4 + 3);
        assert_eq!(html.values("meta[name=robots]", "content"), ["noindex"]);
        let text = html.text("main");
        assert!(words.iter().all(|word| text.contains(word)), "{text}");
        let links = html.values("main a[href]", "href");
        assert_eq!(links, ["bags/", "", "new/"].map(|route| format!("/{locale}/{route}")));
    }
    assert!(!ran.text("sitemap.xml").contains("status"));
    // Nothing changed, nothing written; not asked, not there.
    site.build().succeeds().says(&["0 written"]);
    let site = site_with(&site, "en/new.md", "# New\n").without("stegvis.yaml");
    assert!(
        site.build()
            .succeeds()
            .files()
            .keys()
            .all(|name| !name.contains("status"))
    );
}

#[test]
fn a_page_of_its_name_is_in_its_way() {
    // A page in one language, a file that no page shows: here it is their names that matter.
    let config = "status: true\nrules: {missing-translation: off, unused-asset: off}\n";
    let site = site().file("stegvis.yaml", config);
    for (file, told) in [
        ("en/Status.md", "content/en/Status.md:1 route-conflict"),
        ("sv/status/index.html", "content/sv/status/index.html:1 route-conflict"),
    ] {
        let site = site_with(&site, file, "# S\n");
        let ran = site.run(&["check", "site", "--format", "json"]);
        let lines = ran.exits(1).json();
        let rules: Vec<String> = lines
            .iter()
            .map(|line| {
                format!(
                    "{}:{} {}",
                    line["file"].as_str().unwrap(),
                    line["line"],
                    line["rule"].as_str().unwrap()
                )
            })
            .collect();
        assert_eq!(rules, [told]);
        let other = site_with(&site, "en/x.md", "# X\n").file("stegvis.yaml", "title: x\n");
        other.run(&["check", "site"]).succeeds();
    }
}
