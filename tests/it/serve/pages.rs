//! What is served.

use super::client::{Preview, small};
use crate::site::Site;

/// A page without the one element that keeps it in step.
fn without_script(html: &str) -> String {
    let at = html.find("<script src=\"/_stegvis/live.js\"").expect("the script");
    let end = at + html[at..].find("</script>").expect("its end") + "</script>".len();
    [&html[..at], &html[end..]].concat()
}

#[test]
fn a_page_is_what_build_with_drafts_writes() {
    let site = Site::small().page("en/draft.md", "---\ndraft: true\n---\n\n# Not yet\n");
    let preview = Preview::of(&site);
    for (path, bytes) in site.build_with(&["--drafts"]).succeeds().files() {
        if path.starts_with(".") {
            continue;
        }
        let answer = preview.get(&format!("/docs/{path}"));
        assert_eq!(answer.status, 200, "{path}");
        match path.ends_with(".html") {
            true => assert_eq!(
                without_script(&answer.text()),
                String::from_utf8_lossy(&bytes),
                "{path}"
            ),
            false => assert_eq!(answer.body, bytes, "{path}"),
        }
    }
    assert!(!site.root().join("public").exists(), "nothing is written");
}

#[test]
fn folders_bases_and_what_is_not_there() {
    let preview_site = Site::small();
    let preview = Preview::of(&preview_site);
    for (path, to) in [
        ("/", "/docs/"),
        ("/docs", "/docs/"),
        ("/docs/en", "/docs/en/"),
        ("/docs/en/steps/one?a=b", "/docs/en/steps/one/?a=b"),
        ("/_stegvis", "/_stegvis/"),
    ] {
        let answer = preview.get(path);
        assert_eq!((answer.status, answer.header("location")), (302, Some(to)), "{path}");
    }
    let lost = preview.get("/docs/en/nowhere/");
    assert_eq!(lost.status, 404);
    assert!(lost.text().contains("Sidan hittades inte") && lost.text().contains("/_stegvis/live.js"));
    let image = preview.get("/docs/en/media/plug.png");
    assert_eq!((image.status, image.header("content-type")), (200, Some("image/png")));
    let tag = image.header("etag").expect("a tag").to_owned();
    let again = preview.ask("/docs/en/media/plug.png", &[&format!("If-None-Match: {tag}")]);
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(preview.get("/docs/en/").header("cache-control"), Some("no-store"));
}

#[test]
fn a_film_is_played_from_where_its_reader_wants() {
    let site = small().file("content/en/media/film.mp4", "0123456789");
    let preview = Preview::of(&site);
    let ask = |lines: &[&str]| {
        let answer = preview.ask("/en/media/film.mp4", lines);
        let range = answer.header("content-range").map(str::to_owned);
        (answer.status, answer.text(), range)
    };
    let all = || "0123456789".to_owned();
    let tag = preview
        .get("/en/media/film.mp4")
        .header("etag")
        .expect("a tag")
        .to_owned();
    assert_eq!(
        ask(&["Range: bytes=2-4"]),
        (206, "234".into(), Some("bytes 2-4/10".into()))
    );
    assert_eq!(
        ask(&["Range: bytes=-2"]),
        (206, "89".into(), Some("bytes 8-9/10".into()))
    );
    assert_eq!(
        ask(&["Range: bytes=10-"]),
        (416, String::new(), Some("bytes */10".into()))
    );
    // One that is carried along from the disk.
    let image = preview.ask("/en/media/plug.png", &["Range: bytes=1-3"]);
    assert_eq!((image.status, image.body.len()), (206, 3));
    assert_eq!(ask(&["Range: bytes=1-2,4-5"]), (200, all(), None));
    // What the browser has of it is of another film.
    assert_eq!(ask(&["Range: bytes=2-4", "If-Range: \"other\""]), (200, all(), None));
    let same = format!("If-Range: {tag}");
    assert_eq!(ask(&["Range: bytes=2-4", &same]).0, 206);
    let whole = preview.get("/en/media/film.mp4");
    assert_eq!(
        (whole.header("accept-ranges"), whole.header("content-type")),
        (Some("bytes"), Some("video/mp4"))
    );
}

#[test]
fn a_large_file_goes_out_in_pieces() {
    let site = small();
    let film: Vec<u8> = (0..9_000_000_u32)
        .map(|at| (at % 251) as u8 ^ (at >> 16) as u8)
        .collect();
    let place = site.root().join("content/en/media/long.webm");
    std::fs::write(&place, &film).expect("it can be written");
    let preview = Preview::of(&site);
    let whole = preview.get("/en/media/long.webm");
    assert_eq!(whole.header("content-length"), Some("9000000"));
    assert!(whole.body == film);
    let tag = whole.header("etag").expect("a tag").to_owned();
    let part = preview.ask("/en/media/long.webm", &["Range: bytes=700000-8000000"]);
    assert_eq!((part.status, part.header("content-length")), (206, Some("7300001")));
    assert!(part.body == film[700_000..=8_000_000]);
    let same = preview.ask("/en/media/long.webm", &[&format!("If-None-Match: {tag}")]);
    assert_eq!((same.status, same.body.len()), (304, 0));
    let head = preview.raw(
        format!(
            "HEAD /en/media/long.webm HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n",
            preview.port
        )
        .as_bytes(),
    );
    assert_eq!((head.status, head.body.len()), (200, 0));
    std::fs::write(&place, &film[1..]).expect("it can be written");
    preview.until("/en/media/long.webm", |answer| {
        answer.header("etag") != Some(&tag) && answer.body == film[1..]
    });
}

#[test]
fn locales_can_be_narrowed() {
    let preview_site = small();
    let preview = Preview::with(&preview_site, &["--locale", "sv"]);
    assert_eq!(preview.get("/sv/").status, 200);
    assert_eq!(preview.get("/en/").status, 200);
    assert_eq!(preview.get("/nl/").status, 404);
    let site = small();
    site.run(&["serve", site.root().to_str().expect("a path"), "--locale", "xx"])
        .cannot(&["there is no locale `xx`"]);
}

#[test]
fn a_port_that_is_taken_is_said() {
    let first_site = small();
    let first = Preview::of(&first_site);
    let site = small();
    let mut program = site.program();
    program
        .arg("serve")
        .arg(site.root())
        .args(["--port", &first.port.to_string()]);
    let second = Preview::started(program);
    assert!(second.port > first.port);
    assert_eq!(second.get("/en/").status, 200);
}

#[test]
fn it_ends_at_once_with_open_streams() {
    let site = small();
    let mut preview = Preview::of(&site);
    let mut events = preview.events("/en/", "");
    events.next("facts");
    let began = std::time::Instant::now();
    let id = preview.id().to_string();
    // Not the signal of Ctrl-C, which what is started in the background of a shell does not get.
    let sent = std::process::Command::new("kill").args(["-TERM", &id]).status();
    if sent.is_ok_and(|sent| sent.success()) {
        preview.wait();
        assert!(began.elapsed().as_secs() < 2);
    }
}

#[test]
fn the_state_of_each_language() {
    let site = small().page("en/draft.md", "---\ndraft: true\n---\n\n# Not yet\n");
    let preview = Preview::of(&site);
    let overview = preview.get("/_stegvis/").text();
    for word in ["Svenska", "Nederlands", "Français", "(source)", "href=\"/sv/\""] {
        assert!(overview.contains(word), "{word}\n{overview}");
    }
    let status = preview.get("/_stegvis/status/").text();
    assert!(
        status.contains("<a href=\"/_stegvis/bilingual/nl/steps/one/\">fallback</a>"),
        "{status}"
    );
    let drafts = preview.get("/_stegvis/drafts/").text();
    assert!(
        drafts.contains("Not yet") && drafts.contains("href=\"/en/draft/\""),
        "{drafts}"
    );
    assert_eq!(preview.get("/_stegvis/nothing/").status, 404);
}

#[test]
fn what_was_found_is_told_language_by_language() {
    let site = small()
        .page("sv/steps/one.md", "# Steg ett\n\n[borta](borta.md)\n")
        .page("en/index.md", "# Home\n\n[gone](gone.md)\n")
        .file("content/en/toc.yml", "- name: X\n  href: nowhere.md\n")
        .file("stegvis.yaml", "title: Handbook\nrules:\n  no-such-rule: off\n");
    let preview = Preview::of(&site);
    let all = preview.until("/_stegvis/findings/", |answer| answer.text().contains("borta.md"));
    let shown = |path: &str| preview.get(path).text();
    for words in ["borta.md", "gone.md", "no-such-rule"] {
        assert!(all.text().contains(words), "{words}\n{}", all.text());
    }
    let swedish = shown("/_stegvis/findings/sv/");
    assert!(
        swedish.contains("<h2><a href=\"/sv/steps/one/\"><code>content/sv/steps/one.md</code></a></h2>")
            && swedish.contains("<a href=\"/_stegvis/findings/sv/\" aria-current=\"page\" lang=\"sv\">Svenska</a>")
            && swedish.contains("<h1>Findings: Svenska</h1>"),
        "{swedish}"
    );
    assert!(
        !swedish.contains("gone.md") && !swedish.contains("no-such-rule"),
        "{swedish}"
    );
    let other = shown("/_stegvis/findings/-/");
    assert!(other.contains("no-such-rule") && !other.contains("borta.md"), "{other}");
    for path in [
        "/_stegvis/findings/xx/",
        "/_stegvis/findings/sv",
        "/_stegvis/findings/sv/more/",
    ] {
        assert_eq!(preview.get(path).status, 404, "{path}");
    }
}

#[test]
fn both_texts_stand_side_by_side() {
    let site = small();
    site.run(&["accept", "--root", site.root().to_str().expect("a path")])
        .succeeds();
    let site = site.page(
        "en/steps/one.md",
        "# Step one\n\n![A plug](../media/plug.png)\n\nThen, later, [step two](two.md#pull-it).\n\nAnd <b>more</b> & more.\n\n## Plug it in\n\nDone.\n",
    );
    let preview = Preview::of(&site);
    let page = preview.get("/_stegvis/bilingual/sv/steps/one/").text();
    let row = |words: &str| {
        let line = page
            .lines()
            .find(|line| line.starts_with("<tr") && line.contains(words));
        line.unwrap_or_else(|| panic!("no `{words}` in\n{page}")).to_owned()
    };
    assert!(row("Then, later").starts_with("<tr class=\"outdated\">"), "{page}");
    assert!(row("Then, later").contains("Sedan steg två") && row("Then, later").contains("the source changed"));
    assert!(
        row("And more &amp; more").contains("missing in the translation"),
        "{page}"
    );
    assert!(row("Done.").contains("Klart.") && row("Done.").starts_with("<tr class=\"same\">"));
    assert!(row("Plug it in").contains("content/sv/steps/one.md:7"), "{page}");
    // Not translated at all.
    let fallback = preview.get("/_stegvis/bilingual/nl/steps/one/").text();
    assert!(
        fallback.contains("not translated") && fallback.contains("class=\"missing\""),
        "{fallback}"
    );
    // Only the translation has it.
    assert_eq!(preview.get("/_stegvis/bilingual/sv/bara/svensk/").status, 200);
    assert_eq!(preview.get("/_stegvis/bilingual/en/steps/one/").status, 200);
}

#[test]
fn lines_lead_to_places_and_back() {
    let site = small();
    let preview = Preview::of(&site);
    let lines: serde_json::Value =
        serde_json::from_slice(&preview.get("/_stegvis/lines/sv/steps/one/").body).expect("JSON");
    let blocks = lines["blocks"].as_array().expect("a list");
    let found = blocks
        .iter()
        .find(|block| block["letters"] == "Sättiden")
        .expect("the heading");
    assert_eq!(
        (found["id"].as_str(), found["line"].as_u64()),
        (Some("plug-it-in"), Some(7))
    );
    for (query, to) in [
        ("file=content/sv/steps/one.md&line=9", "/sv/steps/one/#plug-it-in"),
        ("file=content%2Fsv%2Fsteps%2Fone.md&line=7", "/sv/steps/one/#plug-it-in"),
        ("file=content/sv/index.md", "/sv/#v%C3%A4lkommen"),
    ] {
        let answer = preview.get(&format!("/_stegvis/open?{query}"));
        assert_eq!(answer.status, 302, "{query}");
        assert!(
            answer
                .header("location")
                .is_some_and(|at| at == to || query.contains("index")),
            "{:?}",
            answer.header("location")
        );
    }
    assert_eq!(preview.get("/_stegvis/open?file=../../etc/passwd&line=1").status, 404);
}
