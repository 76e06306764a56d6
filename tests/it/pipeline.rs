//! A small site in four languages, from its files to what a reader sees.

use std::collections::BTreeSet;
use std::fs;

use super::html::dangling;
use super::site::{Ran, Site, files};

const ORIGIN: &str = "https://x.example";
const LOCALES: [&str; 4] = ["en", "fr", "nl", "sv"];

#[track_caller]
fn all_resolve(ran: &Ran<'_>, origin: &str, base: &str) {
    let bad = dangling(&ran.files(), origin, base, false);
    assert!(bad.is_empty(), "{bad:#?}");
}

#[test]
fn a_clean_site_has_no_complaint() {
    let site = Site::small()
        .without("content/nl")
        .without("content/fr")
        .without("content/sv/bara")
        .page(
            "sv/steps/two.md",
            "# Steg två\n\nEfter [steg ett](one.md#plug-it-in).\n\n## Dra ut den\n\nUt.\n",
        );
    let ran = site.build();
    ran.succeeds()
        .says(&["nothing found in 6 pages"])
        .says_no(&["warning[", "note:"]);
    all_resolve(&ran, ORIGIN, "/docs/");
    site.run(&["check", "site"]).succeeds();
}

#[test]
fn a_fallback_says_so_in_the_readers_language() {
    let site = Site::small();
    let ran = site.build();
    for (locale, word) in [
        ("nl", "nog niet in het Nederlands vertaald"),
        ("fr", "pas encore traduite en français"),
    ] {
        let html = ran.html(&format!("{locale}/steps/one"));
        assert_eq!(html.values("html", "lang"), [locale]);
        assert_eq!(html.values("article", "lang"), ["en"]);
        assert_eq!(html.values("article", "dir"), ["ltr"]);
        assert!(html.text(".notice").contains(word), "{}", html.text(".notice"));
        assert!(html.text(".notice").contains("English"));
        assert_eq!(html.text("h1"), "Step one");
        // To the source, whose page it is; and no language of its own for search engines.
        assert_eq!(
            html.values("link[rel=canonical]", "href"),
            ["https://x.example/docs/en/steps/one/"]
        );
        assert_eq!(html.count("link[rel=alternate]"), 0);
        // A link from it stays in the reader's language.
        let links = html.values("article a", "href");
        assert!(
            links.contains(&format!("/docs/{locale}/steps/two/#pull-it")),
            "{links:?}"
        );
        // The picture comes from the language that has it.
        assert_eq!(html.values("article img", "src"), ["/docs/en/media/plug.png"]);
    }
    let own = ran.html("sv/steps/one");
    assert_eq!(own.count(".notice"), 0);
    assert_eq!(own.values("article", "lang"), Vec::<String>::new());
    assert_eq!(
        own.values("link[rel=canonical]", "href"),
        ["https://x.example/docs/sv/steps/one/"]
    );
}

#[test]
fn alternates_are_mutual() {
    let site = Site::small();
    let ran = site.build();
    let mut groups = 0;
    for (name, bytes) in ran.files() {
        let Some(route) = name.strip_suffix("index.html") else {
            continue;
        };
        let html = super::html::Html::parse(&String::from_utf8_lossy(&bytes));
        let alternates = html.alternates();
        if alternates.is_empty() {
            continue;
        }
        groups += 1;
        let own = format!("{ORIGIN}/docs/{route}");
        assert!(
            alternates.values().any(|url| *url == own),
            "{name} is not among its own: {alternates:?}"
        );
        assert!(alternates.contains_key("x-default"), "{name}");
        for (tag, url) in &alternates {
            let route = url
                .strip_prefix("https://x.example/docs/")
                .unwrap_or_else(|| panic!("{url}"));
            let other = ran.html(route.trim_end_matches('/'));
            // The root speaks for those who have chosen no language, so it names what does not name it.
            if !route.is_empty() && !name.starts_with("index") {
                assert_eq!(other.alternates(), alternates, "{name} and {tag}");
            }
            if tag != "x-default" {
                assert_eq!(other.values("html", "lang"), [tag.as_str()]);
            }
        }
    }
    assert!(groups >= 8, "{groups}");
    let one = ran.html("en/steps/one").alternates();
    assert_eq!(one.keys().collect::<Vec<_>>(), ["en", "sv", "x-default"]);
    assert_eq!(one["x-default"], one["en"]);
}

#[test]
fn the_sitemap_holds_each_page_in_its_own_words() {
    let site = Site::small().page("en/hidden.md", "---\nROBOTS: NOINDEX\n---\n# Hidden\n");
    let ran = site.build();
    ran.succeeds();
    let map = ran.text("sitemap.xml");
    let parts = map
        .split("<loc>")
        .skip(1)
        .map(|part| part.split("</loc>").next().unwrap().to_owned());
    let found: BTreeSet<String> = parts.collect();
    let wanted = [
        "en/",
        "fr/",
        "nl/",
        "sv/",
        "en/steps/one/",
        "sv/steps/one/",
        "en/steps/two/",
        "sv/bara/svensk/",
    ];
    assert_eq!(
        found,
        wanted
            .map(|route| format!("{ORIGIN}/docs/{route}"))
            .into_iter()
            .collect()
    );
    assert!(
        map.contains("<xhtml:link rel=\"alternate\" hreflang=\"sv\" href=\"https://x.example/docs/sv/steps/one/\"/>")
    );
    assert!(!map.contains("/nl/steps"));
}

#[test]
fn every_url_begins_with_the_base() {
    let site = Site::small();
    let ran = site.build();
    let mut urls = 0;
    for (name, bytes) in ran.files().into_iter().filter(|(name, _)| name.ends_with(".html")) {
        let html = super::html::Html::parse(&String::from_utf8_lossy(&bytes));
        for attribute in ["href", "src"] {
            for url in html.values(&format!("[{attribute}]"), attribute) {
                urls += 1;
                let inside = url.starts_with("/docs/") || url.starts_with("https://x.example/docs/");
                assert!(inside || url.starts_with('#'), "{name}: {url}");
            }
        }
    }
    assert!(urls > 100);
}

#[test]
fn without_an_address_what_needs_it_is_left_out() {
    let site = Site::small().without("stegvis.yaml");
    let ran = site.build();
    ran.succeeds().says(&["note: no `url`"]);
    assert!(!site.out().join("sitemap.xml").exists());
    assert_eq!(ran.html("en").count("link[rel=canonical], link[rel=alternate]"), 0);
    all_resolve(&ran, "", "/");
}

#[test]
fn pages_to_be_read_from_disk() {
    for config in ["title: Handbook\n", "title: Handbook\nurl: https://x.example/docs/\n"] {
        let site = Site::small().file("stegvis.yaml", config);
        let ran = site.build_with(&["--relative"]);
        ran.succeeds();
        let mut all = ran.files();
        // The one page that a server shows at any depth; its addresses begin at the root.
        all.remove("404.html");
        for (name, bytes) in all.iter().filter(|(name, _)| name.ends_with(".html")) {
            let html = super::html::Html::parse(&String::from_utf8_lossy(bytes));
            for url in html.values("body [href], [src], link[rel=stylesheet]", "href") {
                assert!(!url.starts_with('/') && !url.contains("://"), "{name}: {url}");
            }
        }
        // Canonical addresses in the head are full ones, of the published site.
        all.values_mut().for_each(|bytes| {
            let text = String::from_utf8_lossy(bytes);
            let lines = text
                .lines()
                .filter(|line| !line.contains("rel=\"canonical\"") && !line.contains("rel=\"alternate\""));
            *bytes = lines.collect::<Vec<_>>().join("\n").into_bytes();
        });
        let bad = dangling(&all, "", "/nowhere/", true);
        assert!(bad.is_empty(), "{bad:#?}");
    }
}

#[test]
fn pseudo_marks_every_word_of_the_interface() {
    let site = Site::small();
    let ran = site.build_with(&["--pseudo"]);
    ran.succeeds();
    let html = ran.html("pseudo/steps/one");
    assert!(html.text(".skip").starts_with('['), "{}", html.text(".skip"));
    assert!(html.text(".notice").starts_with('['));
    assert_eq!(html.text("h1"), "Step one", "the text of a page is not the interface's");
    for selector in ["nav.toc > details > summary", ".pager span", ".page-toc p"] {
        for found in html.all(selector) {
            let text: String = found.text().collect();
            assert!(text.starts_with('[') && text.ends_with(']'), "{selector}: {text}");
        }
    }
    all_resolve(&ran, ORIGIN, "/docs/");
    // No search engine is led there.
    assert!(!ran.text("sitemap.xml").contains("/pseudo/"));
    assert!(
        !ran.html("en/steps/one")
            .alternates()
            .values()
            .any(|url| url.contains("/pseudo/"))
    );
    assert!(
        !site.build().files().keys().any(|name| name.starts_with("pseudo")),
        "gone when it is not asked for"
    );
}

#[test]
fn drafts_are_published_when_asked_for() {
    let site = Site::small().page("en/draft.md", "---\ndraft: true\n---\n# Half done\n");
    let ran = site.build();
    ran.succeeds();
    let is_draft = |name: &String| name.contains("draft");
    assert_eq!(ran.files().keys().filter(|name| is_draft(name)).count(), 0);
    assert!(!ran.text("en/index.html").contains("Half done"));
    let ran = site.build_with(&["--drafts"]);
    ran.succeeds();
    assert_eq!(ran.html("en/draft").text("h1"), "Half done");
    assert_eq!(ran.html("en/draft").text(".notice"), "Draft");
    assert_eq!(ran.html("en/draft").values("meta[name=robots]", "content"), ["noindex"]);
    assert!(!ran.text("sitemap.xml").contains("draft"));
    all_resolve(&ran, ORIGIN, "/docs/");
}

#[test]
fn a_link_to_a_draft_is_told() {
    let site = Site::small()
        .page("en/draft.md", "---\ndraft: true\n---\n# Half done\n")
        .page("en/other.md", "# Other\n\n[soon](draft.md)\n");
    site.build_with(&["--deny", "warnings"])
        .finds(&["link-to-unpublished", "en/other.md:3"]);
}

#[test]
fn the_root_offers_every_language() {
    let site = Site::small();
    let ran = site.build();
    for file in ["index.html", "404.html"] {
        let html = ran.html(file);
        let tags = html.values("li[lang]", "lang");
        assert_eq!(
            tags.iter().map(String::as_str).collect::<BTreeSet<_>>(),
            LOCALES.into_iter().collect()
        );
        for locale in LOCALES {
            assert!(
                html.values("a", "href").contains(&format!("/docs/{locale}/")),
                "{file}: {locale}"
            );
        }
    }
    assert!(ran.html("404.html").text("body").contains("Sidan hittades inte"));
    assert!(ran.html("index.html").text("body").contains("Kies je taal"));
    assert_eq!(ran.html("404.html").values("meta[name=robots]", "content"), ["noindex"]);
    assert_eq!(ran.text(".nojekyll"), "");
}

#[test]
fn a_translations_headings_have_the_sources_ids() {
    let site = Site::small();
    let ran = site.build();
    assert_eq!(ran.html("sv/steps/one").values("article h2", "id"), ["plug-it-in"]);
    assert_eq!(ran.html("sv/steps/one").values(".page-toc a", "href"), ["#plug-it-in"]);
    let picker = ran.html("sv/steps/one").values("nav.picker a", "href");
    assert_eq!(
        picker,
        ["en", "fr", "nl", "sv"].map(|locale| format!("/docs/{locale}/steps/one/"))
    );
}

#[test]
fn names_that_need_escaping() {
    let site = Site::new()
        .file("stegvis.yaml", "url: https://x.example/docs/\n")
        .page(
            "en/a b/c&d.md",
            "# C & D <now>\n\n[to](../r\u{e9}sum\u{e9}%20100%25.md#d\u{e9}but) ![p](m%20%231.png)\n",
        )
        .page("en/résumé 100%.md", "# R\n\n## Début\n\n[back](<a b/c&d.md>)\n")
        .bytes("content/en/a b/m #1.png", b"p");
    let ran = site.build();
    ran.succeeds();
    all_resolve(&ran, ORIGIN, "/docs/");
    assert_eq!(ran.html("en/a b/c&d").text("h1"), "C & D <now>");
    assert!(ran.text("sitemap.xml").contains("https://x.example/docs/en/a%20b/c"));
}

#[test]
fn an_edit_writes_what_it_changes() {
    let site = Site::small();
    site.build().succeeds();
    let before = files(&site.out());
    let site = site.page(
        "nl/index.md",
        "# Welkom\n\nBegin nu met [de eerste stap](steps/one.md).\n",
    );
    site.build().succeeds().says(&["1 written", "0 deleted"]);
    let after = files(&site.out());
    let changed: Vec<&String> = after
        .keys()
        .filter(|name| before.get(*name) != after.get(*name))
        .collect();
    assert_eq!(changed, [".stegvis", "nl/index.html"]);
    let site = site.without("content/sv/bara");
    site.build().succeeds().says(&["1 deleted"]);
    assert!(!site.out().join("sv/bara").exists(), "no empty folder stays");
    // And as a build from nothing has it.
    let incremental = files(&site.out());
    fs::remove_dir_all(site.out()).unwrap();
    site.build().succeeds();
    assert_eq!(files(&site.out()), incremental);
}

#[test]
fn the_place_of_the_site_changes_nothing() {
    let build = |site: Site| {
        site.build().succeeds();
        files(&site.out())
    };
    let plain = || {
        let site = Site::small().without("content/en/media");
        let site = site.page("en/steps/one.md", "# Step one\n\n## Plug it in\n");
        site.page("sv/steps/one.md", "# Steg ett\n\n## Sätt i den\n")
    };
    assert_eq!(build(plain()), build(plain()), "the state too");
    let without_state = |mut files: std::collections::BTreeMap<String, Vec<u8>>| {
        // It knows media by their times, which two copies do not share.
        files.remove(".stegvis");
        files
    };
    assert_eq!(without_state(build(Site::small())), without_state(build(Site::small())));
}

#[test]
fn locales_at_the_root_and_configured_names() {
    let site = Site::new()
        .file("eng/a.md", "# A\n")
        .file("svenska/a.md", "# A på svenska\n")
        .file(
            "stegvis.yaml",
            "url: https://x.example\nsource: en\nlocales:\n- folder: svenska\n  tag: sv-SE\n- folder: eng\n  tag: en-GB\n",
        );
    let ran = site.build();
    ran.succeeds();
    assert_eq!(ran.html("svenska/a").values("html", "lang"), ["sv-SE"]);
    assert_eq!(
        ran.html("eng/a").values("nav.picker a", "lang"),
        ["sv-SE", "en-GB"],
        "in the configured order"
    );
    all_resolve(&ran, ORIGIN, "/");
}

#[test]
fn a_language_that_runs_from_right_to_left() {
    let site = Site::new()
        .page("en/a.md", "# A\n")
        .page("ar/b.md", "# \u{628}\n")
        .page("en/b.md", "# B\n");
    let ran = site.build();
    ran.succeeds();
    assert_eq!(ran.html("ar/b").values("html", "dir"), ["rtl"]);
    assert_eq!(
        ran.html("ar/a").values("article", "dir"),
        ["ltr"],
        "a fallback runs as its own language does"
    );
}

#[test]
fn hostile_markdown_stays_text() {
    let site = Site::new().page(
        "en/a.md",
        "---\ntitle: '<script>alert(1)</script>'\n---\n<script>alert(2)</script>\n\n[x](javascript:alert(3)) \
         <img src=x onerror=alert(4)> ![\"><script>alert(5)</script>](p.png) <a href=\"data:text/html,x\">d</a>\n",
    );
    let ran = site.build_with(&["--allow-broken"]);
    ran.succeeds();
    let html = ran.html("en/a");
    assert_eq!(html.count("script:not([src])"), 0);
    assert_eq!(html.count("[onerror]"), 0);
    let urls = html.values("[href], [src]", "href");
    assert!(
        !urls
            .iter()
            .any(|url| url.starts_with("javascript:") || url.starts_with("data:")),
        "{urls:?}"
    );
}

#[test]
fn no_control_character_reaches_a_page() {
    let site = Site::new()
        .page(
            "en/index.md",
            "---\ntitle: \"A\\x01m1\\x02B\"\n---\n# Esc \u{1b}[31m\n\nAn entity: &#1; and \u{7f}\n",
        )
        .page("en/two.md", "---\ntitle: \"Two\\x01o0\\x02\"\n---\n# Two\n")
        .page(
            "en/toc.yml",
            "- name: \"Home\\x01m1\\x02\"\n  href: index.md\n- href: two.md\n",
        );
    let ran = site.build();
    for (name, bytes) in ran.succeeds().files() {
        let bad = bytes
            .iter()
            .find(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r') || b == 0x7f);
        assert!(!name.ends_with(".html") || bad.is_none(), "{name}: {bad:?}");
    }
    // What a title cannot do: mark an entry that is not the page.
    assert_eq!(ran.text("en/index.html").matches("aria-current=\"page\"").count(), 1);
}
