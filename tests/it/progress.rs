//! Progress: sums, marks in the table of contents, the page of all that can be ticked, and lists for other sites.

use std::fs;

use super::site::Site;

const LOCALES: [&str; 4] = ["en", "fr", "nl", "sv"];

/// Two phases: one of two required criteria and an optional one, one of a single criterion; a list whose last line only
/// the source has; a page that has nothing to tick.
fn site() -> Site {
    let mut site = Site::new()
        .file(
            "stegvis.yaml",
            "title: Lamps\nurl: https://x.example/docs/\n",
        )
        .page("en/index.md", "---\ndescription: Home\n---\n# Home\n\n> [!PROGRESS site]\n\nSee [lighting](step-1.md), [the end](exit.md), [after](after.md) and [plain](plain.md).\n")
        .page("en/plain.md", "---\ndescription: Plain\n---\n# Plain\n\nNothing to do.\n")
        .page("en/after.md", "---\ndescription: After\n---\n# Exit criteria of the second phase\n\n<a name=\"crit-out\"></a>\n## Required: All lamps are out\n\n[Step 1](step-1.md) helps.\n");
    for locale in LOCALES {
        let mark = if locale == "en" {
            String::new()
        } else {
            format!(" {locale}")
        };
        let last = if locale == "en" { "- [ ] A wick. {#wick}\n" } else { "" };
        site = site
            .page(
                &format!("{locale}/step-1.md"),
                &format!(
                    "---\ndescription: Light{mark}\n---\n# Step 1: Light the lamps{mark}\n\n> [!progress]\n\n> [!PROGRESS phase]\n\n## Bring{mark}\n\n- [ ] Oil & \"matches\"{mark}. {{#oil}}\n{last}\nSee the [exit criteria](exit.md#crit-lit) and [the end](after.md#crit-out).\n"
                ),
            )
            .page(
                &format!("{locale}/exit.md"),
                &format!(
                    "---\ndescription: Exit{mark}\n---\n# Exit criteria{mark}\n\n<a name=\"crit-lit\"></a>\n## Required: All lamps are lit{mark}\n\n[Step 1](step-1.md) helps.\n\n### How to test{mark}\n\n1. Wait{mark}.\n2. Look{mark}.\n\n<a name=\"crit-oil\"></a>\n## Optional: Oil is left{mark}\n\n[Step 1](step-1.md) helps.\n\n<a name=\"crit-safe\"></a>\n## Required: Nobody is burnt{mark}\n\n[Step 1](step-1.md) helps.\n"
                ),
            );
    }
    site
}

fn built() -> Site {
    let site = site();
    site.build().succeeds();
    site
}

/// What an element of sums counts: required, optional, tasks.
fn counted(html: &super::html::Html, selector: &str) -> [String; 3] {
    ["data-required", "data-optional", "data-tasks"].map(|name| html.values(selector, name).join("|"))
}

#[test]
fn sums_of_a_page_its_phase_and_the_site_are_the_same_in_every_language() {
    let site = built();
    for locale in LOCALES {
        let html = site.build().html(&format!("{locale}/step-1/"));
        let page = ["crit/crit-out crit/crit-lit", "", "step-1#bring/oil step-1#bring/wick"];
        assert_eq!(counted(&html, ".page-progress stegvis-progress"), page, "{locale}");
        assert_eq!(counted(&html, "article > stegvis-progress:first-of-type"), page);
        // Of two phases with as many links, the one whose criteria come first.
        let phase = counted(&html, "article > stegvis-progress:nth-of-type(2)");
        assert_eq!(phase, ["crit/crit-out", "", "step-1#bring/oil step-1#bring/wick"]);
        let own = site.build().html(&format!("{locale}/exit/"));
        assert_eq!(
            counted(&own, ".page-progress stegvis-progress"),
            [
                "crit/crit-lit crit/crit-safe",
                "crit/crit-oil",
                "crit/crit-lit.1 crit/crit-lit.2"
            ]
        );
        let home = site.build().html(&format!("{locale}/"));
        let all = [
            "crit/crit-out crit/crit-lit crit/crit-safe",
            "crit/crit-oil",
            "crit/crit-lit.1 crit/crit-lit.2 step-1#bring/oil step-1#bring/wick",
        ];
        assert_eq!(counted(&home, "article > stegvis-progress"), all);
        assert_eq!(
            home.values("article > stegvis-progress a", "href"),
            [format!("/docs/{locale}/progress/")]
        );
        let language = home.values("article > stegvis-progress", "lang");
        assert_eq!(
            language.is_empty(),
            locale == "en",
            "the words are the reader's, the text is English"
        );
    }
    let html = site.build().html("sv/step-1/");
    assert_eq!(html.text(".page-progress dd").trim(), "0 av 2");
}

#[test]
fn tables_of_contents_carry_what_their_pages_have_to_tick() {
    let site = built();
    let html = site.build().html("en/plain/");
    assert_eq!(
        html.values(".toc a[data-items]", "data-items"),
        [
            "crit/crit-lit crit/crit-safe crit/crit-oil",
            "crit/crit-out",
            "crit/crit-out crit/crit-lit step-1#bring/oil step-1#bring/wick"
        ]
    );
    assert!(!html.values(".toc a:not([data-items])", "href").is_empty());
    // The marks need the script, though this page has nothing to tick.
    assert_eq!(html.count("script[data-words][data-tools]"), 1);
    assert_eq!(html.count(".page-progress"), 0);
    let words = html.values("script[data-words]", "data-words").concat();
    let words: serde_json::Value = serde_json::from_str(&words).expect("JSON");
    assert_eq!(words["count"], "{done} of {total}");
}

#[test]
fn the_page_of_progress_has_everything_in_the_readers_language_where_there_is_one() {
    let site = built();
    for locale in LOCALES {
        let html = site.build().html(&format!("{locale}/progress/"));
        // It is what its reader makes of it.
        assert_eq!(html.alternates().len(), 0, "{locale}");
        assert_eq!(html.values("meta[name=robots]", "content"), ["noindex"]);
        assert_eq!(html.count(".picker li a"), 4);
        let in_picture = html.values("svg [data-show]", "data-show");
        assert_eq!(
            in_picture,
            ["crit/crit-out", "crit/crit-lit", "crit/crit-oil", "crit/crit-safe"]
        );
        assert_eq!(html.values("svg circle", "data-show"), ["crit/crit-oil"]);
        assert!(!html.values("svg", "aria-label").concat().is_empty());
        assert_eq!(
            html.values("[data-next] a", "data-show"),
            [
                "crit/crit-out",
                "crit/crit-lit",
                "crit/crit-safe",
                "step-1#bring/oil",
                "step-1#bring/wick",
                "crit/crit-oil"
            ]
        );
        assert_eq!(html.count("form.criterion [data-key][data-no][data-text]"), 5);
        assert_eq!(html.values("[data-state=\"2\"]", "data-key"), ["crit/crit-oil"]);
        assert_eq!(
            html.count("label > input"),
            html.count("input"),
            "each box has its label"
        );
        assert_eq!(html.count("section.phase"), 2);
        assert_eq!(html.count("section.phase .leads a"), 4);
        assert_eq!(html.count("[data-tools-for=\"\"]"), 1);
        let foreign = html.all("ul.tasks [lang=\"en\"][dir=\"ltr\"]").len();
        assert_eq!(foreign, usize::from(locale != "en"), "{locale}");
    }
    let files = site.build().files();
    assert_eq!(
        super::html::dangling(&files, "https://x.example", "/docs/", false).len(),
        0
    );
}

#[test]
fn a_page_of_that_name_stands_where_it_was_written() {
    let site = site().page(
        "en/progress.md",
        "---\ndescription: x\n---\n# Ours\n\n> [!PROGRESS site]\n",
    );
    let ran = site.build();
    ran.succeeds();
    for locale in LOCALES {
        let html = ran.html(&format!("{locale}/progress/"));
        assert_eq!(html.text("h1").trim(), "Ours");
        assert_eq!(html.count("article > stegvis-progress"), 1);
        assert_eq!(html.count("article > stegvis-progress a"), 0, "it leads to itself");
        let other = ran.html(&format!("{locale}/step-1/"));
        assert_eq!(
            other.values(".page-progress a", "href"),
            [format!("/docs/{locale}/progress/")]
        );
    }
    let site = self::site().bytes("content/nl/progress/index.html", b"ours");
    let ran = site.build();
    ran.succeeds();
    assert_eq!(ran.text("nl/progress/index.html"), "ours");
    assert_eq!(
        ran.html("nl/step-1/").values(".page-progress a", "href"),
        ["/docs/nl/progress/"]
    );
    // Only where the page is shown: Swedish alone has this one.
    let site = self::site().page("sv/Progress.md", "---\ndescription: x\n---\n# Vår\n");
    let ran = site.build();
    ran.succeeds();
    assert_eq!(ran.html("nl/progress/").count("section.phase"), 2);
    let files = ran.files();
    assert!(files.contains_key("sv/Progress/index.html") && !files.contains_key("sv/progress/index.html"));
    assert_eq!(
        ran.html("sv/step-1/").values(".page-progress a", "href"),
        ["/docs/sv/Progress/"]
    );
}

#[test]
fn lists_for_other_sites_are_plain_words_and_may_be_framed() {
    let site = built();
    let ran = site.build();
    let json: serde_json::Value = serde_json::from_str(&ran.text("embed/step-1~23bring/sv/list.json")).expect("JSON");
    assert_eq!(json["list"], "step-1#bring");
    assert_eq!((&json["locale"], &json["title"]), (&"sv".into(), &"Bring sv".into()));
    assert_eq!(json["source"], "https://x.example/docs/sv/step-1/#bring");
    let items = json["items"].as_array().expect("items");
    let shown: Vec<_> = items
        .iter()
        .map(|item| (item["id"].as_str(), item["no"].as_u64(), item["lang"].as_str()))
        .collect();
    assert_eq!(
        shown,
        [(Some("oil"), Some(1), None), (Some("wick"), Some(2), Some("en"))]
    );
    assert_eq!(items[0]["text"], "Oil & \"matches\" sv.");
    let criteria: serde_json::Value = serde_json::from_str(&ran.text("embed/crit/fr/list.json")).expect("JSON");
    let classes: Vec<_> = criteria["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|item| item["class"].clone())
        .collect();
    assert_eq!(classes, ["required", "required", "optional", "required"]);
    let html = ran.html("embed/crit/fr/");
    assert_eq!(html.count("form.checklist li"), 4);
    assert_eq!(html.values("main a", "href"), ["https://x.example/docs/fr/progress/"]);
    assert!(ran.files().contains_key("embed.js"));

    // Hosts apply every rule that fits: no rule that fits an embed may forbid a frame.
    let headers = ran.text("_headers");
    let rules: Vec<(&str, &str)> = headers
        .split("\n/")
        .map(|rule| rule.split_once('\n').expect("a rule"))
        .collect();
    let fits = |pattern: &str, path: &str| match pattern.trim_start_matches('/').strip_suffix('*') {
        Some(start) => path.starts_with(start),
        None => pattern.trim_start_matches('/') == path,
    };
    let all = |path: &str| -> String {
        rules
            .iter()
            .filter(|rule| fits(rule.0, path))
            .map(|rule| rule.1)
            .collect()
    };
    for path in ["docs/embed/crit/sv/", "docs/embed/crit/sv/list.json", "docs/embed.js"] {
        assert!(
            !all(path).contains("frame-ancestors") && all(path).contains("Access-Control-Allow-Origin: *"),
            "{path}"
        );
    }
    for path in [
        "docs/",
        "docs/index.html",
        "docs/404.html",
        "docs/sv/",
        "docs/en/step-1/",
    ] {
        assert!(
            all(path).contains("frame-ancestors 'self'") && !all(path).contains("Access-Control"),
            "{path}"
        );
    }
}

#[test]
fn a_draft_counts_only_where_it_is_shown() {
    let site = site().page(
        "en/late.md",
        "---\ndescription: x\ndraft: true\n---\n# Late\n\n- [ ] Later. {#later}\n",
    );
    let tasks =
        |ran: &super::site::Ran<'_>| counted(&ran.html("en/progress/"), "main > .text > stegvis-progress")[2].clone();
    let ran = site.build();
    assert!(!tasks(&ran).contains("later") && !ran.files().keys().any(|path| path.starts_with("embed/late")));
    assert!(tasks(&site.build_with(&["--drafts"])).contains("later"));
}

#[test]
fn very_many_lines_are_summed_up_list_by_list() {
    let lines: String = (0..1001).map(|number| format!("- [ ] Line {number}.\n")).collect();
    let site = Site::new()
        .file("stegvis.yaml", "title: x\n")
        .page("en/index.md", "---\ndescription: x\n---\n# X\n\n- [ ] One. {#one}\n")
        .page("en/many.md", &format!("---\ndescription: x\n---\n# Many\n\n{lines}"));
    let html = site.build().html("en/progress/");
    assert_eq!(
        (html.count("input"), html.count("section.lists stegvis-progress")),
        (0, 2)
    );
    assert_eq!(html.text("section.lists:last-child output.tasks").trim(), "0 of 1001");
}

#[test]
fn no_output_depends_on_threads() {
    let site = site();
    let mut all = Vec::new();
    for threads in ["1", "4"] {
        let mut program = site.building(&[]);
        program.env("RAYON_NUM_THREADS", threads);
        all.push(site.ran(program).files());
        fs::remove_dir_all(site.out()).expect("the output can go");
    }
    assert!(all[0] == all[1] && !all[0].is_empty());
}

#[test]
fn a_site_with_nothing_to_tick_has_none_of_it() {
    let site = Site::small();
    let ran = site.build();
    let files = ran.files();
    for path in files.keys() {
        let is_for_lists = ["embed", "checklist-tools", "checklist.css", "progress"]
            .iter()
            .any(|word| path.contains(word));
        assert!(!is_for_lists, "{path}");
    }
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let text = String::from_utf8_lossy(bytes);
        assert!(
            !text.contains("data-items") && !text.contains("stegvis-progress") && !text.contains("data-words"),
            "{path}"
        );
    }
    assert!(
        ran.text("_headers")
            .contains("form-action 'none'; frame-ancestors 'self'\n")
    );
}
