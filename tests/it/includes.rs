//! Files that pages include: where they are found, where they may stand, what is said of them, and where it ends.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::site::Site;

/// What is found, a line each: the rule, the place, the message.
fn found(site: &Site) -> Vec<String> {
    let line = |found: &Value| {
        let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
        let file = text("file").replace("content/", "");
        format!(
            "{} {file}:{}:{} {}",
            text("rule"),
            found["line"],
            found["column"],
            text("message")
        )
    };
    site.run(&["check", "site", "--format", "json"])
        .json()
        .iter()
        .map(line)
        .collect()
}

/// `from` with the next file of `number` ten times, each on a line of its own.
fn ten_times(number: usize) -> String {
    format!("[!INCLUDE [next](p{number}.md)]\n\n").repeat(10)
}

#[test]
fn a_bomb_is_told_once_and_costs_little() {
    let site = (0..8).fold(Site::new(), |site, number| {
        site.page(&format!("en/includes/p{number}.md"), &ten_times(number + 1))
    });
    // The last of them names one more that is not there.
    let site = site
        .page("en/includes/p8.md", "deep ")
        .page(
            "en/bomb.md",
            "# Bomb\n\n[!INCLUDE [first](includes/p0.md)]\n\nAfter it.\n",
        )
        .page("en/fine.md", "# Fine\n\n[Bomb](bomb.md)\n");
    let start = Instant::now();
    let found = found(&site);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with("too-many-includes en/includes/p"), "{found:?}");
    assert!(
        found[0].contains("for the page `content/en/bomb.md`: 5000 files"),
        "{found:?}"
    );
    let ran = site.build_with(&["--allow-broken"]);
    ran.succeeds();
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    let page = ran.html("en/bomb");
    assert!(page.text("article").contains("After it."));
    assert!(ran.text("en/bomb/index.html").len() < 4_000_000);
    assert!(ran.html("en/fine").count("article a") == 1);
}

#[test]
fn what_is_missing_in_a_file_that_all_pages_include_is_told_once_and_costs_little() {
    let many = "[!INCLUDE [x](includes/x.md)]\n\n".repeat(1_000);
    let mut site = Site::new().page("en/index.md", &many).page(
        "en/includes/x.md",
        "[!INCLUDE [y](gone-away.md)]\n\n[z](../pige-1.md) ![p](../pige.png)\n",
    );
    for number in 0..1_500 {
        site = site.page(
            &format!("en/page-{number}.md"),
            &format!("# Page {number}\n\n[!INCLUDE [x](includes/x.md)]\n"),
        );
    }
    let start = Instant::now();
    assert_eq!(
        found(&site),
        [
            "missing-include en/includes/x.md:1:15 there is no file `gone-away.md` to include in `content/en/includes/x.md`",
            "broken-link en/includes/x.md:3:5 there is no page `pige-1.md`",
            "broken-asset en/includes/x.md:3:24 there is no file `pige.png`",
        ]
    );
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn forty_files_in_each_other() {
    let chain = |length: usize| {
        let site = (1..length).fold(Site::new(), |site, number| {
            let text = format!("Level {number}.\n\n[!INCLUDE [n](p{}.md)]\n", number + 1);
            site.page(&format!("en/includes/p{number}.md"), &text)
        });
        site.page(&format!("en/includes/p{length}.md"), "The last.\n")
            .page("en/index.md", "# Deep\n\n[!INCLUDE [n](includes/p1.md)]\n")
    };
    let site = chain(31);
    assert_eq!(found(&site), [""; 0]);
    let ran = site.build();
    ran.succeeds();
    assert!(ran.html("en").text("article").contains("The last."));
    let site = chain(40);
    assert_eq!(
        found(&site),
        [
            "too-many-includes en/includes/p31.md:3:15 `content/en/includes/p32.md` is too much for the page `content/en/index.md`: files lie in each other 32 deep already"
        ]
    );
    let ran = site.build_with(&["--allow-broken"]);
    ran.succeeds();
    let text = ran.html("en").text("article");
    assert!(text.contains("Level 31.") && !text.contains("Level 32."), "{text}");
}

#[test]
fn files_that_cannot_be_included() {
    let site = Site::new()
        .page(
            "en/index.md",
            "# A\n\n[!INCLUDE [p](media/plug.png)]\n\n[!INCLUDE [c](Includes/Coat.md)]\n\n[!INCLUDE [r](includes/one.md)]\n\n[!INCLUDE [s](index.md)]\n\n[!INCLUDE [o](../../out.md)]\n\nEnd.\n",
        )
        .page("en/includes/coat.md", "A coat.\n")
        .page("en/includes/one.md", "One. [!INCLUDE [t](two.md)]\n")
        .page("en/includes/two.md", "Two. [!INCLUDE [o](one.md)]\n")
        .bytes("content/en/media/plug.png", b"\x89PNG not really\n");
    assert_eq!(
        found(&site),
        [
            "circular-include en/includes/two.md:1:20 `content/en/includes/two.md` includes `content/en/includes/one.md`, which includes it",
            "missing-include en/index.md:3:15 `media/plug.png` is no Markdown, and only Markdown is included in `content/en/index.md`",
            "wrong-case-include en/index.md:5:15 `Includes/Coat.md` is spelled `includes/coat.md` on disk",
            "circular-include en/index.md:9:15 `content/en/index.md` includes `content/en/index.md`, which includes it",
            "missing-include en/index.md:11:15 there is no file `../../out.md` to include in `content/en/index.md`",
        ]
    );
    let all = site.run(&["check", "site", "--format", "json"]).json();
    let case = all
        .iter()
        .find(|found| found["rule"] == "wrong-case-include")
        .expect("it");
    assert_eq!(case["fix"]["replacement"], "includes/coat.md");
    let ran = site.build_with(&["--allow-broken"]);
    ran.succeeds();
    let page = ran.html("en");
    assert!(page.text("article").contains("A coat."));
    assert!(page.text("article").contains("One. Two. [!INCLUDE [o](one.md)]"));
    assert!(page.text("article").contains("End."));
}

#[test]
fn a_file_that_only_the_source_has_and_one_that_is_translated() {
    let page = "# P\n\n[!INCLUDE [b](includes/both.md)]\n\n[!INCLUDE [s](includes/source.md)]\n";
    let site = Site::new()
        .page("en/index.md", page)
        .page("sv/index.md", page)
        .page("en/includes/both.md", "Both.\n")
        .page("sv/includes/both.md", "Båda.\n")
        .page(
            "en/includes/source.md",
            "See [more](../more.md) and ![a moon](../media/m.png).\n",
        )
        .page("en/more.md", "# More\n")
        .page("sv/more.md", "# Mer\n")
        .bytes("content/en/media/m.png", b"\x89PNG not really\n");
    assert_eq!(found(&site), [""; 0]);
    let ran = site.build();
    ran.succeeds();
    let swedish = ran.html("sv");
    assert!(swedish.text("article").contains("Båda.") && !swedish.text("article").contains("Both."));
    assert_eq!(swedish.values("article a[href]", "href"), ["/sv/more/"]);
    assert_eq!(swedish.values("article img", "src"), ["/en/media/m.png"]);
}

#[test]
fn where_an_include_may_stand() {
    let site = Site::new()
        .page(
            "en/a/index.md",
            "# Bring [!INCLUDE [c](../parts/coat.md)] here\n\n| What | Why |\n|--|--|\n| [!INCLUDE [c](../parts/coat.md)] | rain |\n\n\
             1. First:\n\n   [!INCLUDE [l](../parts/list.md)]\n\n2. Second\n\n> [!NOTE]\n> [!INCLUDE [l](../parts/list.md)]\n\n\
             [to the heading](#bring--here)\n",
        )
        .page("en/parts/coat.md", "---\ntitle: never\n---\na *warm* coat\n")
        .page("en/parts/list.md", "- [Boots](boots.md)\n- ![Boots](../media/boots.png)\n")
        .page("en/parts/boots.md", "# Boots\n")
        .bytes("content/en/media/boots.png", b"\x89PNG not really\n");
    assert_eq!(found(&site), [""; 0]);
    let ran = site.build();
    ran.succeeds();
    let page = ran.html("en/a");
    // As on Learn, the automatic id is made of what the page itself says.
    assert_eq!(page.text("article h1#bring--here"), "Bring a warm coat here");
    assert_eq!(page.text("article td em"), "warm");
    assert_eq!(page.count("article ol > li > ul > li"), 2);
    assert_eq!(page.count("article .alert ul > li"), 2);
    // Links and pictures count from the file that they stand in.
    assert_eq!(
        page.values("article a[href]", "href"),
        ["/en/parts/boots/", "/en/parts/boots/", "#bring--here"]
    );
    assert_eq!(
        page.values("article img", "src"),
        ["/en/media/boots.png", "/en/media/boots.png"]
    );
    assert!(page.text("title").starts_with("Bring a warm coat here"));
}

#[test]
fn what_is_wrong_in_an_include_is_said_of_its_file_once() {
    let site = Site::new()
        .page("en/a/one.md", "# One\n\n[!INCLUDE [f](../parts/foot.md)]\n\n[!INCLUDE [f](../parts/foot.md)]\n")
        .page("en/two.md", "# Two\n\n[!INCLUDE [f](parts/foot.md)]\n")
        .page(
            "en/parts/foot.md",
            "---\nx: y\n---\nSee [gone](gone.md), [anchor](inner.md#nowhere), ![none](no.png) and [up](../two.md).\n\n[!INCLUDE [i](inner.md)]\n",
        )
        .page("en/parts/inner.md", "Inner [lost](lost.md).\n");
    let mut all = found(&site);
    all.retain(|line| line.contains("/parts/"));
    assert_eq!(
        all,
        [
            "broken-link en/parts/foot.md:4:12 there is no page `parts/gone.md`",
            "broken-anchor en/parts/foot.md:4:39 `parts/inner.md` has no anchor `nowhere`",
            "broken-asset en/parts/foot.md:4:58 there is no file `parts/no.png`",
            "broken-link en/parts/inner.md:1:14 there is no page `parts/lost.md`",
        ]
    );
    assert_eq!(found(&site).len(), all.len(), "nothing is said of the pages");
}
