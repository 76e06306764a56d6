//! A page with every part that a page can have, and what only such pages load.

use std::path::Path;

use super::site::Site;

fn garden() -> Site {
    Site::of(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/dialect"))
}

#[test]
fn pages_load_what_they_need_and_no_more() {
    let site = garden();
    let ran = site.build();
    ran.succeeds().says(&["nothing found in 4 pages"]);
    let scripts = |route: &str| {
        let names = ran.html(route).values("script[src]", "src");
        let name = |url: &String| {
            url.rsplit('/')
                .next()
                .and_then(|file| file.split('.').next())
                .map(str::to_owned)
        };
        names.iter().filter_map(name).collect::<Vec<_>>()
    };
    assert_eq!(scripts("en"), ["stegvis-early", "stegvis", "checklist", "choices"]);
    assert_eq!(
        scripts("en/water"),
        ["stegvis-early", "stegvis", "checklist", "choices"]
    );
    assert_eq!(scripts("sv/water"), scripts("en/water"));
    // Loaded when a reader asks for it.
    for (route, name) in [("sv/water", "originals"), ("en", "media")] {
        let asked = ran.html(route).values("[data-script]", "data-script").concat();
        assert!(asked.contains(&format!("/assets/{name}.")), "{asked}");
    }
    let styles = |route: &str| ran.html(route).values("link[rel=stylesheet]", "href").len();
    assert_eq!([styles("en"), styles("en/water"), styles("sv/water")], [4, 3, 4]);
}

#[test]
fn the_policy_names_the_hosts_of_films_and_no_others() {
    let site = garden();
    let ran = site.build();
    let policy = |route: &str| {
        ran.html(route)
            .values("meta[http-equiv=Content-Security-Policy]", "content")
            .concat()
    };
    assert!(policy("en").ends_with("frame-src https://www.youtube-nocookie.com"));
    assert!(!policy("en/water").contains("frame-src"));
    let headers = ran.text("_headers");
    assert!(headers.contains("frame-src https://www.youtube-nocookie.com\n"));
    assert!(headers.contains("/en/*\n  Content-Security-Policy: frame-ancestors 'self'\n"));
}

#[test]
fn what_is_for_others_is_not_published() {
    let site = garden();
    let ran = site.build();
    let page = ran.text("en/index.html");
    assert!(!page.contains("Only on paper") && !page.contains("This line is printed"));
}

#[test]
fn originals_are_no_text_of_the_page() {
    let site = garden();
    let ran = site.build();
    let page = ran.html("sv/water");
    assert_eq!(page.text("h1"), "Vattna det");
    assert_eq!(page.values("h1 .unit", "data-source"), ["Water it"]);
    assert_eq!(page.count(".unit"), 7);
    for selector in ["title", ".toc", "article"] {
        assert!(!page.text(selector).contains("Water"), "{selector}");
    }
    assert_eq!(page.count(".originals button"), 2);
    assert_eq!(ran.html("en/water").count(".originals, .unit"), 0);
}

#[test]
fn the_markup_of_learn() {
    let site = garden().beside_file("learn.yaml", "markup: learn\n");
    let ran = site.build_with(&["--config", "learn.yaml"]);
    ran.succeeds();
    let page = ran.html("en");
    for (selector, count) in [
        (".tabGroup > ul[role=tablist] > li > a[role=tab]", 6),
        (".tabGroup > section[role=tabpanel]:not([hidden])", 2),
        (".zone.has-pivot", 2),
        (".zone.has-target[data-target=pdf]", 1),
        ("div[range]", 1),
        ("section.row > .column.span2", 1),
        ("span.mx-imgBorder > a > img", 1),
        ("p.mx-imgBorder > img[aria-describedby]", 1),
        (".embeddedvideo > iframe", 1),
        (".NOTE > h5", 1),
        ("code.lang-bash", 1),
        (".tabs, .alert, .zone .scope, figure, [class^=language-]", 0),
    ] {
        assert_eq!(page.count(selector), count, "{selector}");
    }
    let scripts = page.values("script[src]", "src").concat();
    assert!(!scripts.contains("choices") && !scripts.contains("media"));
}
