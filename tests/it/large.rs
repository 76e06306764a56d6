//! Pages that nobody wrote by hand. Each has to be built; what grows faster than the page would never end here.

use super::site::Site;

/// Bytes of a large page: 50 MB of text. Unoptimized, a fiftieth of it shows the same.
const LARGE: usize = if cfg!(debug_assertions) { 1_000_000 } else { 50_000_000 };

/// How many of a thing that a page has one or two of.
const MANY: usize = if cfg!(debug_assertions) { 20_000 } else { 200_000 };

#[track_caller]
fn builds(text: &str) -> String {
    let site = Site::new()
        .page("en/a.md", &format!("# Top\n\n{text}\n\nThe very end.\n"))
        .page("en/b.md", "# B\n");
    let ran = site.build_with(&["--allow-broken", "--format", "json"]);
    ran.succeeds();
    assert_eq!(ran.html("en/b").text("h1"), "B");
    ran.text("en/a/index.html")
}

#[test]
fn fifty_megabytes_of_prose() {
    let paragraph = "One step follows another, *and each* has its `reason`.\n\n";
    let html = builds(&paragraph.repeat(LARGE / paragraph.len()));
    assert_eq!(html.matches("<p>One step").count(), LARGE / paragraph.len());
    assert!(html.contains("The very end."));
}

/// One line of one thing, over and over.
#[test]
fn fifty_megabytes_of_one_thing() {
    for piece in [
        "[", "*a ", "<", "`", "![", "_a ", "<!--", "<a ", "&", "\\", "a@", "www.", "[a](", "<?", "<span>",
    ] {
        let html = builds(&piece.repeat(LARGE / piece.len()));
        assert!(html.contains("</html>"), "{piece}");
    }
}

#[test]
fn addresses_with_endless_ends() {
    for end in [")", "(", ".", "&amp;", "*", "'", "]", "()"] {
        let html = builds(&format!("https://a.example/{}", end.repeat(LARGE / 10 / end.len())));
        assert!(html.contains("https://a.example/"), "{end}");
    }
}

/// What our own readers look at more than once: bilingual spans, forbidden elements, anchors, names.
#[test]
fn fifty_megabytes_for_our_own_readers() {
    let pieces = [
        "<span data-ttu-id=\"a\">x ",
        "<span data-ttu-id=\"a\">x</span><span class=\"sxs-lookup\"><span data-stu-id=\"a\">y ",
        "<script>x</script> ",
        "<object> ",
        "<a name=\"q\"></a>\n\n",
        "[]() ",
        "[a](A.md) ",
        "> [!BOGUS]\n> a\n\n",
        "a\r\r",
        "::: zone pivot=\"a\"\n",
    ];
    for piece in pieces {
        let html = builds(&piece.repeat(LARGE / 10 / piece.len()));
        assert!(html.contains("</html>"), "{piece}");
    }
    builds(
        &(0..MANY / 10)
            .map(|number| format!("<a name=\"q{number}\"></a>\n\n"))
            .collect::<String>(),
    );
    builds(
        &(0..MANY / 10)
            .map(|number| format!("[^{number}]: [^{}]\n\n", number + 1))
            .collect::<String>(),
    );
}

#[test]
fn runs_of_ticks_of_every_length() {
    let text: Vec<String> = (0..MANY / 50).map(|number| "`".repeat(number % 500 + 1)).collect();
    builds(&text.join(" "));
}

#[test]
fn headings_with_one_text() {
    let html = builds(&"## Same\n\n".repeat(MANY));
    assert!(
        html.contains(&format!("id=\"same-{}\"", MANY - 1)),
        "every id is its own"
    );
}

#[test]
fn headings_with_one_text_in_a_translation() {
    let site = Site::new()
        .page("en/a.md", &"## Same\n\n".repeat(MANY))
        .page("sv/a.md", &"## Lika\n\n".repeat(MANY));
    let ran = site.build();
    ran.succeeds();
    assert!(ran.text("sv/a/index.html").contains("id=\"same-1\""));
}

#[test]
fn anchors_in_a_translation_in_another_order() {
    let page = |text: &str, numbers: &mut dyn Iterator<Item = usize>| -> String {
        numbers
            .map(|number| format!("## <a name=\"n{number}\"></a>{text} {number}\n\n"))
            .collect()
    };
    let site = Site::new()
        .page("en/a.md", &page("Part", &mut (0..MANY / 10)))
        .page("sv/a.md", &page("Del", &mut (0..MANY / 10).rev()));
    let ran = site.build_with(&["--allow-broken"]);
    ran.succeeds();
    assert!(ran.text("sv/a/index.html").contains("id=\"n1\""));
}

#[test]
fn links_by_the_hundred_thousand() {
    let html = builds(&"[b](b.md)\n".repeat(MANY / 2));
    assert_eq!(html.matches("href=\"/en/b/\">b</a>").count(), MANY / 2);
}

#[test]
fn broken_links_by_the_hundred_thousand() {
    let text: String = (0..MANY / 20)
        .map(|number| format!("[a](gone{number}.md) [b](#gone{number})\n"))
        .collect();
    let site = Site::new().page("en/a.md", &text);
    let ran = site.build_with(&["--format", "json"]);
    ran.exits(1).published_nothing();
    assert_eq!(ran.json().len(), MANY / 20 * 2);
    // And for people, on one long line.
    let site = site.page("en/a.md", &text.replace('\n', " ")[..text.len().min(200_000)]);
    site.build().exits(1);
}

#[test]
fn footnotes_by_the_hundred_thousand() {
    let text: String = (0..MANY / 2)
        .map(|number| format!("x[^{number}]\n\n[^{number}]: note {number}\n\n"))
        .collect();
    let html = builds(&text);
    assert!(html.contains(&format!("note {}", MANY / 2 - 1)));
    builds(&format!("[^1]: note\n\n{}", "x[^1] ".repeat(MANY / 2)));
}

#[test]
fn definitions_tables_and_alerts_by_the_hundred_thousand() {
    builds(
        &(0..MANY)
            .map(|number| format!("[r{number}]: /u{number}\n"))
            .collect::<String>(),
    );
    builds(&format!("|a|b|\n|-|-|\n{}", "|c|d|\n".repeat(MANY)));
    builds(&"|||\n|-|-|\n|c|d|\n\n".repeat(MANY / 4));
    builds(&"> [!NOTE]\n> a\n\n".repeat(MANY / 4));
    builds(&format!("{}\n{}\n", "|a".repeat(MANY / 10), "|-".repeat(MANY / 10)));
}

#[test]
fn front_matter_of_a_megabyte() {
    let keys: String = (0..MANY / 10).map(|number| format!("k{number}: v\n")).collect();
    let site = Site::new()
        .page("en/a.md", &format!("---\n{keys}---\n# A\n"))
        .page("en/b.md", &format!("---\na: {}\n---\n# B\n", "[".repeat(MANY)))
        .page("en/c.md", &format!("---\ntitle: {}\n---\n# C\n", "x".repeat(MANY)));
    let ran = site.build_with(&["--allow-broken"]);
    ran.succeeds();
    assert_eq!(ran.html("en/a").text("h1"), "A");
    assert_eq!(ran.html("en/b").text("h1"), "B");
}

#[test]
fn pages_by_the_thousand_that_clash() {
    let mut site = Site::new();
    for number in 0..1500 {
        site = site
            .page(&format!("en/p{number}.md"), "# A\n")
            .page(&format!("en/p{number}/index.md"), "# B\n");
    }
    site.build().finds(&["1500 errors"]).published_nothing();
}

/// Ends that look for their beginning, and what lies between.
#[test]
fn openings_and_ends_by_the_hundred_thousand() {
    let monikers = "::: moniker range=\"x\"\n".repeat(MANY);
    let in_items = "- ::: moniker range=\"x\"\n".repeat(MANY);
    builds(&format!("{monikers}\n- x\n\n{}", "  ::: moniker-end\n".repeat(MANY)));
    builds(&format!("{monikers}{}", "::: zone pivot=\"a\"\n".repeat(MANY)));
    builds(&format!(
        "{in_items}{}\nx\n\n{}",
        "- :::row:::\n".repeat(MANY),
        "::: moniker-end\n".repeat(MANY)
    ));
    builds(&format!("x {}{}", "<b>".repeat(MANY), "</i>".repeat(MANY)));
    builds(&format!("{}{}", "<div>\n\n".repeat(MANY), "</p>\n\n".repeat(MANY)));
    builds(&format!("{}\n\n{}", "<div>\n\n".repeat(MANY), "---\n\n".repeat(MANY)));
    builds(&format!(
        "{}\n\n{}",
        "<div>\n\n".repeat(MANY),
        "# [T](#tab/a)\n\n".repeat(MANY)
    ));
}

#[test]
fn directives_by_the_hundred_thousand_in_the_text_of_a_link() {
    let text = ":::no-loc text=\"X\"::: ".repeat(MANY);
    builds(&format!("[ {text}](b.md \"\\& {}\u{1}\")", "z".repeat(20 * MANY)));
}
