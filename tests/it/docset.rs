//! Folders of Microsoft Learn docsets, built as they lie on disk.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;
use stegvis::build::{Engine, Options, Request, SiteFolder};
use stegvis::model::docset::Destination;
use stegvis::source::disk;

use super::site::{Site, files, shared};

const PUBLISH: &str = ".openpublishing.publish.config.json";
const REDIRECTS: &str = ".openpublishing.redirection.json";

/// A `docfx.json` with the usual patterns, `more` among its metadata.
fn docfx(more: &str) -> String {
    format!(
        r#"{{
  "build": {{
    "content": [
      {{ "files": [ "**/*.md", "**/*.yml" ], "exclude": [ "**/includes/**", "drafts/**", "{{a,b}}/LOG.md" ] }}
    ],
    "resource": [ {{ "files": [ "**/*.png" ] }} ],
    // For all pages.
    "globalMetadata": {{ {more} }},
    "dest": "guide",
  }}
}}
"#
    )
}

/// A repository with two docsets, in a folder of a language: `boats` at `/harbour/boats`, and `ropes`.
fn harbour() -> Site {
    Site::new()
        .file("stegvis.yaml", "title: Harbour\nurl: https://x.example/\n")
        .page(&format!("en/{PUBLISH}"), "{ \"docsets_to_publish\": [] }\n")
        .page("en/CONTRIBUTING.md", "# How to help\n")
        .page("en/boats/docfx.json", &docfx(r#""breadcrumb_path": "/harbour/boats/breadcrumb/toc.json", "titleSuffix": "Boats""#))
        .page(
            "en/boats/breadcrumb/toc.yml",
            "- name: Harbour\n  tocHref: /harbour/\n  topicHref: /harbour/\n  items:\n  - name: All boats\n    tocHref: /harbour/boats/\n    topicHref: /harbour/boats/index\n",
        )
        .page("en/boats/index.md", "# Boats\n\n[Sail](~/sails/sail.md) ![Mast](~/media/mast.png)\n")
        .page("en/boats/sails/sail.md", "# Sail\n\n[Home](~/index.md)\n")
        .page("en/boats/drafts/keel.md", "# Keel\n")
        .page("en/boats/a/log.md", "# Log\n")
        .bytes("content/en/boats/media/mast.png", b"\x89PNG not really\n")
        .page("en/ropes/docfx.json", &docfx(r#""titleSuffix": "Ropes""#))
        .page("en/ropes/index.md", "---\ntitleSuffix: Knots\n---\n# Ropes\n\n[Start](~/index.md) [Boats](../boats/index.md)\n")
}

fn found(site: &Site, arguments: &[&str]) -> Vec<String> {
    let arguments = [&["check", "site", "--format", "json"], arguments].concat();
    let line = |found: &Value| {
        let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
        let file = text("file");
        let file = file.strip_prefix("content/").unwrap_or(&file).to_owned();
        format!(
            "{} {file}:{}:{} {}",
            text("rule"),
            found["line"],
            found["column"],
            text("message")
        )
    };
    // What one language lacks is not what these are about.
    let is_of_parity =
        |found: &&Value| matches!(found["rule"].as_str(), Some("missing-translation" | "structure-parity"));
    let found = site.run(&arguments).json();
    found.iter().filter(|found| !is_of_parity(found)).map(line).collect()
}

#[test]
fn docfx_says_what_is_a_page() {
    let site = harbour();
    assert_eq!(found(&site, &[]), [""; 0]);
    let ran = site.build();
    ran.succeeds();
    let pages: Vec<String> = files(&site.out())
        .into_keys()
        .filter(|name| name.ends_with("index.html"))
        .collect();
    let wanted = [
        "en/boats/index.html",
        "en/boats/sails/sail/index.html",
        "en/index.html",
        "en/ropes/index.html",
        "index.html",
    ];
    assert_eq!(
        pages, wanted,
        "neither what is excluded nor what lies beside the docsets"
    );
    // A link to what is no page is said.
    let site = site.page("en/boats/to.md", "[Keel](drafts/keel.md)\n");
    assert_eq!(
        found(&site, &[]),
        ["out-of-scope-link en/boats/to.md:1:8 `boats/drafts/keel.md` is there, and the docset leaves it out"]
    );
}

#[test]
fn a_folder_beside_a_docset_is_content_where_there_is_no_repository() {
    let site = harbour().without(&format!("content/en/{PUBLISH}"));
    site.build().succeeds();
    assert!(site.out().join("en/CONTRIBUTING/index.html").is_file());
    assert!(!site.out().join("en/boats/drafts/keel/index.html").exists());
}

#[test]
fn the_tilde_is_the_docset_and_pictures_are_never_lost() {
    let site = harbour().page(
        "sv/boats/index.md",
        "# Båtar\n\n[Segel](~/sails/sail.md) ![Mast](~/media/mast.png)\n",
    );
    let ran = site.build();
    ran.succeeds();
    let hrefs = |route: &str| ran.html(route).values("article a[href]", "href");
    assert_eq!(hrefs("en/boats"), ["/en/boats/sails/sail/"]);
    assert_eq!(hrefs("en/boats/sails/sail"), ["/en/boats/"]);
    assert_eq!(hrefs("en/ropes"), ["/en/ropes/", "/en/boats/"]);
    // The Swedish repository has no docfx.json: the layout of the source counts.
    assert_eq!(hrefs("sv/boats"), ["/sv/boats/sails/sail/"]);
    assert_eq!(
        ran.html("sv/boats").values("article img", "src"),
        ["/en/boats/media/mast.png"]
    );
}

#[test]
fn metadata_is_what_a_page_does_not_say_itself() {
    let rules = r#"{ "build": {
        "globalMetadata": { "titleSuffix": "All", "ROBOTS": "NOINDEX", "ms.date": "04/12/2019" },
        "fileMetadata": {
            "titleSuffix": { "a*.md": "Files in A", "**/b.md": "B", "sub/**": "Sub" },
            "description": [ { "**.*": "One" }, { "files": [ "a.md" ], "value": "Two" } ],
            "audience": { "**": [ 1, 2 ] }
        } } }"#;
    let site = Site::new()
        .page("en/docfx.json", rules)
        .page("en/a.md", "# A\n")
        .page(
            "en/index.md",
            "---\nROBOTS: INDEX\ntitleSuffix: Own\nms.date: 05/01/2020\n---\n# I\n",
        )
        .page("en/sub/b.md", "# B\n")
        .page("en/z.md", "# Z\n");
    let ran = site.build();
    ran.succeeds();
    let title = |route: &str| ran.html(route).text("title");
    let description = |route: &str| ran.html(route).values("meta[name=description]", "content").join(" ");
    assert_eq!(
        (title("en/a"), description("en/a")),
        ("A | Files in A".into(), "Two".into())
    );
    // The last rule that fits counts.
    assert_eq!(
        (title("en/sub/b"), description("en/sub/b")),
        ("B | Sub".into(), "One".into())
    );
    assert_eq!((title("en/z"), title("en")), ("Z | All".into(), "I | Own".into()));
    let robots = |route: &str| ran.html(route).count("meta[name=robots]");
    assert_eq!((robots("en/z"), robots("en")), (1, 0));
    assert!(ran.html("en/z").text(".updated").contains("2019"));
    assert!(ran.html("en").text(".updated").contains("2020"));
}

#[test]
fn what_stands_above_a_page() {
    let site = harbour().page("sv/boats/sails/sail.md", "# Segel\n");
    let ran = site.build();
    ran.succeeds();
    let crumbs = |ran: &super::site::Ran<'_>, route: &str| {
        let html = ran.html(route);
        let texts = html.all("nav.breadcrumb li").into_iter();
        let texts: Vec<String> = texts.map(|item| item.text().collect()).collect();
        (texts.join(" > "), html.values("nav.breadcrumb a", "href"))
    };
    let (texts, hrefs) = crumbs(&ran, "en/boats/sails/sail");
    assert!(texts.starts_with("Home > Harbour > All boats"), "{texts}");
    // Nobody says where other docsets live, so `/harbour/` is no link.
    assert_eq!(&hrefs[..2], ["/en/", "/en/boats/"]);
    assert!(crumbs(&ran, "sv/boats/sails/sail").0.contains("Harbour > All boats"));
    assert!(
        crumbs(&ran, "en/boats").0.ends_with("Home > Harbour"),
        "a page is not above itself"
    );
    assert!(!crumbs(&ran, "en/ropes").0.contains("Harbour"));
    let site = site.file("stegvis.yaml", "docset_root: https://y.example/{locale}\n");
    let ran = site.build();
    ran.succeeds();
    assert_eq!(
        crumbs(&ran, "sv/boats/sails/sail").1[1],
        "https://y.example/sv/harbour/"
    );
}

/// `boats` with redirects.
fn moved(entries: &[(&str, &str)]) -> Site {
    let entry = |(from, to): &(&str, &str)| format!("  {{ \"source_path\": \"{from}\", \"redirect_url\": \"{to}\" }}");
    let entries: Vec<String> = entries.iter().map(entry).collect();
    harbour().page(
        &format!("en/{REDIRECTS}"),
        &format!("{{ \"redirections\": [\n{}\n] }}\n", entries.join(",\n")),
    )
}

#[test]
fn what_a_docset_leaves_out_is_there_for_others() {
    let site = Site::new()
        .page("en/docfx.yml", "exclude: [ 'parts/**', loose.md, 'hidden/**' ]\n")
        .page(
            "en/toc.yml",
            "- name: Home\n  href: index.md\n- name: Parts\n  href: ~/parts/toc.yml\n- name: Loose\n  href: loose.md\n",
        )
        .page("en/parts/toc.yml", "- name: Sub\n  href: ../sub/page.md\n")
        .page("en/hidden/toc.yml", "- name: Nobody\n  href: nobody.md\n")
        .page("en/hidden/deep/page.md", "# No page\n")
        .page("en/loose.md", "Said *once*, with [a link](sub/page.md).\n")
        .page("en/index.md", "# Home\n\n[!INCLUDE [l](loose.md)]\n\n[l](loose.md#x)\n")
        .page("en/sub/page.md", "# Page\n\n[!INCLUDE [l](../loose.md)]\n");
    assert_eq!(
        found(&site, &[]),
        [
            "out-of-scope-link en/index.md:5:5 `loose.md` is there, and the docset leaves it out",
            "out-of-scope-link en/toc.yml:6:9 `loose.md` is there, and the docset leaves it out",
        ]
    );
    let ran = site.build();
    ran.succeeds();
    for (route, link) in [("en", "/en/sub/page/"), ("en/sub/page", "/en/sub/page/")] {
        let page = ran.html(route);
        assert_eq!(page.text("article em"), "once");
        assert_eq!(page.values("article a[href]", "href"), [link]);
        // An entry without a link is text; the table of a folder that is left out stands nowhere by itself.
        assert_eq!(page.values("nav.toc a", "href"), ["/en/", "/en/sub/page/"]);
    }
    assert_eq!(ran.html("en").text("article span.broken"), "l");
    assert!(!site.out().join("en/loose").exists() && !site.out().join("en/hidden").exists());
}

#[test]
fn a_table_of_contents_follows_redirects_and_names() {
    let site = moved(&[
        ("boats/canvas.md", "/harbour/boats/sails/sail#sail"),
        ("boats/oars.md", "https://oars.example/"),
    ])
    .file("stegvis.yaml", "xref: [names.yml]\ndocset_root: https://y.example/{locale}\n")
    .file(
        "names.yml",
        "references:\n- uid: Mast\n  name: The mast\n  href: /parts/mast\n- uid: Rope\n  name: A rope\n  href: https://r.example/\n",
    )
    .page(
        "en/boats/toc.yml",
        "- name: Canvas\n  href: ~/canvas.md\n- name: Oars\n  href: oars.md?a#b\n- href: xref:Mast\n- name: My rope\n  href: xref:Rope\n",
    )
    .page("sv/boats/sails/sail.md", "# Segel\n");
    assert_eq!(
        found(&site, &[]),
        [
            "redirected-link en/boats/toc.yml:2:9 this file has moved to `sails/sail.md#sail`",
            "redirected-link en/boats/toc.yml:4:9 this file has moved to `https://oars.example/?a#b`",
        ]
    );
    let ran = site.build();
    ran.succeeds();
    let entries = |route: &str| {
        let page = ran.html(route);
        let titles: Vec<String> = page.all("nav.toc a").iter().map(|a| a.text().collect()).collect();
        (titles.join(", "), page.values("nav.toc a", "href"))
    };
    let (titles, hrefs) = entries("en/boats/sails/sail");
    assert_eq!(titles, "Canvas, Oars, The mast, My rope");
    assert_eq!(
        hrefs,
        [
            "/en/boats/sails/sail/#sail",
            "https://oars.example/?a#b",
            "https://y.example/en/parts/mast",
            "https://r.example/"
        ]
    );
    assert_eq!(entries("sv/boats/sails/sail").1[0], "/sv/boats/sails/sail/#sail");
}

#[test]
fn a_redirect_never_takes_the_place_of_a_file() {
    let long = format!("boats/{}.md", "x".repeat(300));
    let site = moved(&[
        ("boats/media/mast.png.md", "/harbour/boats/"),
        ("boats/.stegvis-part-1.md", "/harbour/boats/"),
        (&long, "/harbour/boats/"),
        ("boats/index.html.md", "/harbour/boats/"),
        ("boats/fine.md", "/harbour/boats/"),
    ])
    .page("en/boats/media/deep.png.md", "# A page\n")
    .bytes("content/en/boats/media/deep.png", b"\x89PNG not really\n");
    site.build().finds(&[
        "`content/en/boats/media/deep.png` is in the way of this page, which is published at `/en/boats/media/deep.png/`",
    ]);
    // The page is published and the file is not, where somebody insists.
    let ran = site.build_with(&["--allow-broken"]);
    ran.succeeds();
    assert!(ran.html("en/boats/media/deep.png").text("h1").contains("A page"));
    assert!(site.out().join("en/boats/media/mast.png").is_file());
    assert_eq!(ran.text("_redirects"), "/en/boats/fine/ /en/boats/ 301\n");
}

#[test]
fn old_addresses_lead_on() {
    let site = moved(&[
        ("boats/canvas.md", "/harbour/boats/sails/sail#sail"),
        ("boats/cloth.md", "/harbour/boats/canvas"),
        ("boats/oars.md", "https://oars.example/?a=b&c"),
        ("ropes/anchor.md", "/harbour/anchors/one"),
        ("boats/old/index.yml", "/harbour/boats/"),
    ])
    .page("sv/boats/sails/sail.md", "# Segel\n")
    .file("stegvis.yaml", "docset_root: https://y.example/{locale}\n")
    .page(
        "en/boats/to.md",
        "[a](canvas.md) [b](cloth.md?q#nothing) [c](OARS.md) [d](../ropes/anchor.md) [e](old/index.yml)\n\
         [f](oars.md?a=1#d%20e) [g](../ropes/anchor.md?v=2#x) [h](old/index.yml?v=2#boats) [i](old/index.yml#none)\n",
    );
    let ran = site.build();
    ran.succeeds()
        .says(&["redirected-link", "redirect-chain", "5 files have moved"][..1]);
    assert_eq!(
        ran.html("en/boats/to").values("article a", "href"),
        [
            "/en/boats/sails/sail/#sail",
            "/en/boats/sails/sail/?q#sail",
            "https://oars.example/?a=b&c",
            "https://y.example/en/harbour/anchors/one",
            "/en/boats/",
            // A value of the link wins over one of the redirect, and a fragment that the page lacks is dropped.
            "https://oars.example/?c&a=1#d%20e",
            "https://y.example/en/harbour/anchors/one?v=2#x",
            "/en/boats/?v=2#boats",
            "/en/boats/",
        ]
    );
    for (page, to) in [
        ("en/boats/canvas", "/en/boats/sails/sail/#sail"),
        ("sv/boats/canvas", "/sv/boats/sails/sail/#sail"),
        ("sv/boats/cloth", "/sv/boats/sails/sail/#sail"),
        ("en/boats/oars", "https://oars.example/?a=b&c"),
        ("sv/ropes/anchor", "https://y.example/sv/harbour/anchors/one"),
        ("sv/boats/old", "/sv/boats/"),
    ] {
        assert_eq!(ran.html(page).values("a", "href"), [to], "{page}");
        let line = format!("/{page}/ {to} 301");
        assert!(ran.text("_redirects").lines().any(|known| known == line), "{line}");
    }
}

#[test]
fn redirects_that_are_wrong() {
    let site = moved(&[
        ("boats/gone.md", "/harbour/boats/sials/sail"),
        ("boats/x.md", "/harbour/boats/y"),
        ("boats/y.md", "/harbour/boats/x"),
        ("boats/index.md", "/harbour/boats/sails/sail"),
        ("boats/z.md", "/harbour/boats/"),
        ("boats/z.md", "/harbour/other"),
        ("/boats/w.md", "/harbour/boats/"),
        ("boats/mast.png", "/harbour/boats/"),
        ("boats/blank.md ", "/harbour/boats/"),
    ])
    .page("en/boats/to.md", "[a](gone.md) [b](x.md) [c](z.md) [d](blank.md)\n");
    let at = |line: u8, column: u8| format!("en/{REDIRECTS}:{line}:{column}");
    let expected = [
        "broken-link en/boats/to.md:1:5 there is no page `boats/gone.md`".to_owned(),
        "broken-link en/boats/to.md:1:18 there is no page `boats/x.md`".into(),
        "redirected-link en/boats/to.md:1:28 this file has moved to `index.md`".into(),
        "redirected-link en/boats/to.md:1:38 this file has moved to `index.md`".into(),
        format!(
            "redirect-without-target {} `boats/gone.md` leads to `boats/sials/sail`, and there is no such page",
            at(2, 53)
        ),
        format!(
            "redirect-loop {} `boats/x.md` leads to `boats/y.md`, and on in a circle",
            at(3, 50)
        ),
        format!(
            "redirect-loop {} `boats/y.md` leads to `boats/x.md`, and on in a circle",
            at(4, 50)
        ),
        format!(
            "redirected-file-not-removed {} `boats/index.md` is redirected and still there",
            at(5, 20)
        ),
        format!(
            "duplicate-redirect {} `boats/z.md` is redirected a second time, and leads elsewhere",
            at(7, 20)
        ),
        format!(
            "malformed-docset-file {} `source_path` must not begin with `/`",
            at(8, 20)
        ),
        format!(
            "malformed-docset-file {} `boats/mast.png` is no page, and only pages can have moved",
            at(9, 20)
        ),
        format!(
            "malformed-docset-file {} `boats/blank.md ` has a blank at its end",
            at(10, 20)
        ),
    ];
    let mut expected = expected.to_vec();
    let mut all = found(&site, &[]);
    all.sort();
    expected.sort();
    assert_eq!(all, expected);
    let shown = site.run(&["check", "site"]);
    shown.says(&[
        "3 |   { \"source_path\": \"boats/x.md\", \"redirect_url\": \"/harbour/boats/y\" },",
        &format!("  | {}{}\n", " ".repeat(49), "^".repeat(18)),
        "help: did you mean `boats/sails/sail.md`?",
    ]);
    // The page that is there is shown, and not led away from.
    site.build_with(&["--allow-broken"]).succeeds();
    let home = fs::read_to_string(site.out().join("en/boats/index.html")).unwrap();
    assert!(home.contains("<h1"), "{home}");
}

#[test]
fn redirects_of_every_kind_of_file() {
    let publish = "{ \"redirection_files\": [ \"more/moved.json\", \"more/none.json\" ] }\n";
    let site = harbour()
        .page(&format!("en/{PUBLISH}"), publish)
        .page(
            "en/more/moved.json",
            "{ \"redirections\": [ { \"source_path_from_root\": \"/boats/one.md\", \"redirect_url\": \"sails/sail\" } ] }",
        )
        .page("en/boats/redirections.yml", "redirections:\n  two.md: index\nrenames:\n  three.md: ~/sails/sail.md\n")
        .page(
            "en/boats/.openpublishing.redirection.boats.json",
            "[ { \"source_path\": \"four.md\", \"redirect_url\": \"/en-us/harbour/boats/index\" } ]",
        )
        .page("en/ropes/docfx.json", "{ 'build': { 'content': [ '*.md' ] }, 'redirections': { 'five.md': 'index' } }")
        .page("en/boats/to.md", "[1](one.md) [2](two.md) [3](three.md) [4](four.md) [5](../ropes/five.md)\n");
    let ran = site.build();
    ran.succeeds().says(&["there is no file `more/none.json`"]);
    assert_eq!(
        ran.html("en/boats/to").values("article a", "href"),
        [
            "/en/boats/sails/sail/",
            "/en/boats/",
            "/en/boats/sails/sail/",
            "/en/boats/",
            "/en/ropes/",
        ]
    );
}

#[test]
fn a_file_that_does_not_parse_is_said_once_and_the_rest_builds() {
    let site = harbour()
        .page(
            "en/boats/docfx.json",
            "{\n  \"build\": {\n    \"content\": [ { \"files\": \"**/*.md\" }\n  }\n}\n",
        )
        .page(
            &format!("en/{REDIRECTS}"),
            "{ \"redirections\": [ { \"source_path\": \"a.md\" \"redirect_url\": \"/b\" } ] }\n",
        )
        .page("en/boats/breadcrumb/toc.yml", "- name: a: b\n")
        .page(
            &format!("en/{PUBLISH}"),
            "{\n\u{a0}\u{a0}\"docsets_to_publish\": [],\n\u{a0}\u{a0}\"x\": 1\n}\n",
        )
        .bytes("content/en/ropes/docfx.json", b"{ \"build\": \"\xe9\" }");
    assert_eq!(
        found(&site, &[]),
        [
            format!(
                "malformed-docset-file en/{PUBLISH}:2:1 a blank of another kind (U+00A0) where JSON has only spaces"
            ),
            format!("malformed-docset-file en/{REDIRECTS}:1:45 expected `,` or `}}`"),
            "malformed-docset-file en/boats/docfx.json:4:3 expected `,` or `]`".into(),
            "malformed-docset-file en/ropes/docfx.json:1:1 the file is not UTF-8 and is not read".into(),
        ]
    );
    let ran = site.build();
    ran.succeeds()
        .says(&["until it can be read, the site is built without it"]);
    // Everything in the folders is a page, and the tilde still means them.
    assert!(ran.html("en/boats/drafts/keel").text("h1").contains("Keel"));
    assert_eq!(
        ran.html("en/ropes").values("article a[href]", "href"),
        ["/en/ropes/", "/en/boats/"]
    );
    let site = harbour().page(
        "en/boats/docfx.json",
        "{ \"build\": { \"content\": [ { \"files\": [ \"[x\", \"*.md\" ] } ] } }",
    );
    let said = found(&site, &[]);
    assert!(
        said[0].starts_with("malformed-docset-file en/boats/docfx.json:1:40 this pattern means nothing: "),
        "{said:?}"
    );
}

#[test]
fn one_checkout_a_locale() {
    let site = Site::new();
    let place = |name: &str, text: &str| {
        let place = site.beside(name);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    };
    place("docs/docfx.json", &docfx(r#""titleSuffix": "Boats""#));
    place("docs/index.md", "# Boats\n\n[Sail](~/sail.md)\n");
    place("docs/sail.md", "# Sail\n");
    place("docs.sv-SE/index.md", "# Båtar\n\n[Segel](~/sail.md)\n");
    let arguments = ["--locale", "en=docs", "--locale", "sv=docs.sv-SE"];
    site.run(&[&["check"], &arguments[..]].concat())
        .succeeds()
        .says(&["`sv/sail.md` is missing", "1 warning in"]);
    let ran = site.run(&[&["build", "-o", "out"], &arguments[..]].concat());
    ran.succeeds();
    assert_eq!(ran.html("sv").values("article a", "href"), ["/sv/sail/"]);
    assert_eq!(ran.html("sv").text("title"), "Båtar | Boats");
    assert!(ran.html("sv/sail").count(".notice") == 1 && ran.html("en/sail").count(".notice") == 0);
    site.run(&["check", "--locale", "sv"])
        .exits(2)
        .says(&["write a language and its folder, as in `sv=../docs.sv-SE`"]);
    site.run(&["check", "--locale", "boats=docs"])
        .cannot(&["`boats` is no language tag"]);
    site.run(&["check", "--locale", "sv=nowhere"])
        .cannot(&["there is no folder `nowhere` for the locale `sv`"]);
    site.run(&["check", "--locale", "sv=docs", "--locale", "sv-SE=docs.sv-SE"])
        .cannot(&["`sv` and `sv-SE` are one language twice"]);

    place("docs.sv-SE/index.md", "# Båtar\n");
    // A docset alone is one locale: named by its metadata, by its repository, or by its folder.
    site.run(&["build", "docs.sv-SE", "-o", "alone"])
        .cannot(&["holds no folder of a locale"]);
    place("docs.sv-SE/docfx.json", &docfx(""));
    place("docs.sv-SE/ml/index.md", "# Maskiner\n");
    let language = |folder: &str| {
        site.run(&["build", folder, "-o", "alone"]).succeeds();
        let made = files(&site.beside("alone"));
        let mut locales: Vec<String> = made
            .into_keys()
            .filter_map(|name| Some(name.split_once("/index.html")?.0.to_owned()))
            .collect();
        locales.retain(|name| !name.contains('/'));
        fs::remove_dir_all(site.beside("alone")).unwrap();
        locales
    };
    assert_eq!(
        (language("docs.sv-SE"), language("docs")),
        (vec!["sv-SE".to_owned()], vec!["en".to_owned()])
    );
    place(
        &format!("docs/{PUBLISH}"),
        r#"{ "docsets_to_publish": [ { "locale": "nl-nl" } ] }"#,
    );
    assert_eq!(language("docs"), ["nl-NL"]);
    place("docs/docfx.json", &docfx(r#""ms.contentlocale": "fr-FR""#));
    assert_eq!(language("docs"), ["fr-FR"]);
}

#[test]
fn a_configuration_made_from_a_docset() {
    let site = Site::new();
    let place = |name: &str, text: &str| {
        let place = site.beside(name);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    };
    let read = |name: &str| fs::read_to_string(site.beside(name)).unwrap();
    place("git/docs/docfx.json", &docfx(r#""titleSuffix": "Boats: all""#));
    place("git/docs/index.md", "# Boats\n\n[Out](/harbour/x)\n");
    place("git/docs.sv-SE/index.md", "# Båtar\n");
    site.run(&["init", "--from", "git/docs/docfx.json", "made"])
        .succeeds()
        .says(&["a docset in en, sv-SE", "stegvis check made"]);
    let text = read("made/stegvis.yaml");
    for line in [
        "title: \"Boats: all\"",
        "source: en",
        "  - { folder: ../git/docs, tag: en, slug: en }",
        "  - { folder: ../git/docs.sv-SE, tag: sv-SE, slug: sv }",
        "# docset_root: https://learn.microsoft.com/{locale}",
    ] {
        assert!(text.lines().any(|known| known == line), "{line}\n{text}");
    }
    site.run(&["build", "made", "-o", "out"]).succeeds();
    assert!(site.out().join("sv/index.html").is_file());
    site.run(&["init", "--from", "git/docs/docfx.json", "made"])
        .cannot(&["is there already", "nothing is overwritten"]);
    assert_eq!(read("made/stegvis.yaml"), text);

    // Folders of languages that lie together are named by their names alone.
    place(&format!("all/en/{PUBLISH}"), "{}");
    place("all/en/boats/docfx.json", &docfx(""));
    place("all/en/boats/index.md", "# Boats\n");
    place("all/sv/boats/index.md", "# Båtar\n");
    site.run(&["init", "--from", "all/en/boats/docfx.json", "all"])
        .succeeds();
    assert!(read("all/stegvis.yaml").contains("\nlocales: [en, sv]\n"));
    assert!(read("all/stegvis.yaml").contains("\ndocset_root: https://learn.microsoft.com/{locale}\n"));
    site.run(&["check", "all"]).succeeds();
    site.run(&["init", "--from", "all/en/boats/docfx.json", "."]).succeeds();
    assert!(read("stegvis.yaml").contains("\ncontent: all\nlocales: [en, sv]\n"));

    // A docset alone, in its own folder.
    place("one/docfx.json", &docfx(""));
    place("one/index.md", "# One\n");
    place("one/is/page.md", "# No language\n");
    site.run(&["init", "--from", "one/docfx.json", "one"])
        .succeeds()
        .says(&["stegvis build one -o FOLDER"]);
    assert!(read("one/stegvis.yaml").contains("  - { folder: ., tag: en, slug: en }\n"));
    site.run(&["build", "one", "-o", "made/one"]).succeeds();
    assert!(site.beside("made/one/en/is/page/index.html").is_file());

    for from in ["one/index.md", "one/none.json"] {
        site.run(&["init", "--from", from, "new"]).cannot(&["help:"]);
    }
    assert!(!site.beside("new").exists());
}

/// What a redirect is expected to do, found out without the program.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Page(String),
    /// A landing page: a YAML file whose first line says so.
    Landing(String),
    External(String),
}

/// Every redirect of a real repository, followed by the names of its files alone.
#[test]
fn every_redirect_of_a_real_repository() {
    let Some(content) = shared("custins") else { return };
    let bases = [
        ("/dynamics365/customer-insights", "ci-docs"),
        ("/dynamics365/product-insights", "topics"),
    ];
    let names = |locale: &str| -> BTreeMap<String, String> {
        let names = files(&content.join(locale)).into_keys();
        names.map(|name| (name.to_lowercase(), name)).collect()
    };
    let english = names("en");
    let request = Request {
        root: content.clone(),
        ..Request::default()
    };
    let folder = SiteFolder::find(&request).expect("a folder of locales");
    let plan = folder.plan.clone();
    let engine = Engine {
        folder,
        options: Options::default(),
    };
    let build = engine.update(disk::read(&plan));
    let is_landing = |slug: &str, file: &str| {
        let own = fs::read_to_string(content.join(slug).join(file));
        let text = own.or_else(|_| fs::read_to_string(content.join("en").join(file)));
        text.is_ok_and(|text| text.trim_start_matches('\u{feff}').starts_with("### YamlMime:Landing"))
    };
    let mut counts = BTreeMap::new();
    for (number, locale) in build.site.locales.iter().enumerate() {
        let own = names(&locale.slug);
        let text = fs::read_to_string(content.join(&*locale.slug).join(REDIRECTS)).expect("the table");
        let table: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).expect("JSON");
        let entries = table["redirections"].as_array().expect("a list");
        let text = |entry: &Value, key: &str| entry[key].as_str().expect("a text").trim().to_owned();
        let urls: BTreeMap<String, String> = entries
            .iter()
            .map(|entry| (text(entry, "source_path").to_lowercase(), text(entry, "redirect_url")))
            .collect();
        let follow = |from: &str| {
            let mut at = from.to_lowercase();
            for _ in 0..entries.len() {
                let url = &urls[&at];
                if url.starts_with("https://") {
                    return Outcome::External(url.clone());
                }
                let path = url
                    .split(['#', '?'])
                    .next()
                    .expect("a path")
                    .trim_end_matches('/')
                    .to_lowercase();
                let below = |(base, folder): &(&str, &str)| Some(format!("{folder}{}", path.strip_prefix(base)?));
                let key = bases.iter().find_map(below).expect("a path of one of the two docsets");
                let ends = [".md", "/index.md", "/index.yml", ".yml"].map(|end| format!("{key}{end}"));
                let there = ends.iter().find_map(|file| own.get(file).or_else(|| english.get(file)));
                match there {
                    Some(file) if file.ends_with(".yml") => return Outcome::Landing(file.clone()),
                    Some(file) => return Outcome::Page(file.clone()),
                    None => {
                        at = ends
                            .into_iter()
                            .find(|file| urls.contains_key(file))
                            .expect("another redirect")
                    }
                }
            }
            panic!("a circle from {from}");
        };
        assert_eq!(build.site.moved[number].all.len(), entries.len());
        for (moved, entry) in build.site.moved[number].all.iter().zip(entries) {
            assert_eq!(moved.from.as_str(), text(entry, "source_path"));
            let expected = follow(moved.from.as_str());
            let is_right = match (&moved.to, &expected) {
                (Destination::Page(page, _), Outcome::Page(file)) => {
                    build.site.pages[page.index()].key.as_str() == file
                }
                (Destination::Page(page, _), Outcome::Landing(file)) => {
                    build.site.pages[page.index()].key.as_str() == file && is_landing(&locale.slug, file)
                }
                (Destination::External(url), Outcome::External(wanted)) => **url == **wanted,
                _ => false,
            };
            assert!(
                is_right,
                "{}: {} is {:?} and should be {expected:?}",
                locale.slug, moved.from, moved.to
            );
            let kind = match expected {
                Outcome::Page(_) => "page",
                Outcome::Landing(_) => "landing page",
                Outcome::External(_) => "elsewhere",
            };
            *counts.entry(kind).or_insert(0) += 1;
        }
    }
    assert_eq!(
        counts,
        BTreeMap::from([("page", 4 * 132), ("landing page", 4 * 51), ("elsewhere", 4 * 128)])
    );
    let of = |rule: &str| build.diagnostics.iter().filter(|found| found.rule.id == rule).count();
    // One entry a table names a file with a blank at its end; 100 lead through another.
    assert_eq!(
        (
            of("malformed-docset-file"),
            of("redirect-without-target"),
            of("redirect-loop")
        ),
        (4, 0, 0)
    );
    assert_eq!((of("redirected-file-not-removed"), of("duplicate-redirect")), (0, 0));
    println!("chains: {}", of("redirect-chain"));
}

#[test]
fn what_a_redirect_from_the_root_gets_wrong_is_told_in_its_file() {
    let redirections = r#"{ "redirections": [
        { "source_path_from_root": "/old/a.md", "redirect_url": "gone" },
        { "source_path": "b.md", "redirect_url": "https:\u0001//x.example/" }
    ] }"#;
    let site = Site::new()
        .page("en/index.md", "# A\n")
        .page("en/.openpublishing.redirection.json", redirections);
    let ran = site.build_with(&["--allow-broken", "--format", "json"]);
    ran.succeeds();
    let found = ran.json();
    let found: Vec<_> = found
        .iter()
        .filter(|found| found["rule"] == "redirect-without-target")
        .collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["file"], "content/en/.openpublishing.redirection.json");
    assert_eq!(found[0]["line"], 2);
    // HTML allows no control characters.
    assert!(!ran.text("en/b/index.html").contains('\u{1}'));
    assert!(!ran.text("_redirects").contains('\u{1}'));
}
