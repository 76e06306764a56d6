//! Tables of contents of several docsets, files that bring each other in, and pages written as YAML.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::html::dangling;
use super::site::{Site, shared};

/// A table as deep as real ones go: nine levels, a page at each.
fn nine_deep() -> String {
    (0..9)
        .map(|level| {
            let indent = "  ".repeat(level);
            let items = if level < 8 {
                format!("{indent}  items:\n")
            } else {
                String::new()
            };
            format!("{indent}- name: Level {level}\n{indent}  href: p{level}.md\n{items}")
        })
        .collect()
}

fn with_levels() -> Site {
    let pages = (0..9).fold(Site::new(), |site, level| {
        site.page(&format!("en/p{level}.md"), &format!("# Page {level}\n"))
    });
    pages.page("en/toc.yml", &nine_deep())
}

#[test]
fn nine_levels_each_with_its_page() {
    let site = with_levels();
    let ran = site.build();
    ran.succeeds();
    let page = ran.html("en/p8");
    // The entry of the page is marked below eight that are open, and the crumbs name them all.
    let selector = format!(
        "nav.toc {} a[aria-current=page]",
        "details[open] > ul > li > ".repeat(8)
    );
    assert_eq!(page.text(&selector), "Level 8");
    assert_eq!(page.values("nav.breadcrumb a", "href").len(), 9);
    assert_eq!(page.values("a[rel=prev]", "href"), ["/en/p7/"]);
    assert_eq!(ran.html("en/p3").values("a[rel=next]", "href"), ["/en/p4/"]);
    assert_eq!(ran.html("en/p0").count("nav.toc details[open]"), 1);
}

#[test]
fn files_bring_in_files_and_a_circle_is_told_once() {
    let site = Site::new()
        .page(
            "en/toc.yml",
            "items:\n- Name: One\n  Href: one.md\n- name: Sub\n  tocHref: sub/TOC.yml\n  topicHref: sub/first.md\n\
             - name: Old\n  href: old/\n  expanded: true\n- name: Out\n  href: https://x.example/\n- name: Form\n  href: media/form.zip\n",
        )
        .page("en/sub/toc.yml", "- name: First\n  href: first.md\n- name: Deep\n  href: deep/toc.yml\n")
        .page("en/sub/deep/toc.yml", "- name: Last\n  href: last.md#end\n- name: Round\n  href: ../../toc.yml\n")
        .page("en/old/TOC.md", "# [Old\\_one &amp; only](one.md)\n## [Deeper](two.md)\n")
        .page("en/one.md", "# One\n")
        .page("en/sub/first.md", "# First\n")
        .page("en/sub/deep/last.md", "# Last\n\n## End\n")
        .page("en/old/one.md", "# Old one\n")
        .page("en/old/two.md", "# Old two\n")
        .page("en/unlisted/page.md", "# In no table\n")
        .bytes("content/en/media/form.zip", b"PK");
    let ran = site.build_with(&["--format", "json"]);
    ran.succeeds();
    let found = ran.json();
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[1]["rule"], "orphan-page");
    assert_eq!(found[0]["rule"], "nested-toc");
    assert_eq!(found[0]["file"], "content/en/sub/deep/toc.yml");
    assert_eq!(found[0]["line"], 4);
    let related = found[0]["related"].to_string();
    assert!(related.contains("content/en/toc.yml"), "{related}");
    // One table for all of them, wherever the page lies.
    for (route, current) in [
        ("en/one", "One"),
        ("en/sub/deep/last", "Last"),
        ("en/old/two", "Deeper"),
        ("en/old/one", "Old_one & only"),
    ] {
        let page = ran.html(route);
        assert_eq!(page.text("nav.toc a[aria-current=page]"), current);
        assert_eq!(page.count("nav.toc a"), 8, "{route}");
    }
    let page = ran.html("en/one");
    assert_eq!(
        page.values("nav.toc a[href$='#end']", "href"),
        ["/en/sub/deep/last/#end"]
    );
    assert_eq!(page.values("nav.toc a[href$=zip]", "href"), ["/en/media/form.zip"]);
    assert_eq!(page.text("nav.toc details[open] > summary"), "Old");
    // Reading order runs through the files.
    assert_eq!(
        ran.html("en/sub/deep/last").values("a[rel=prev]", "href"),
        ["/en/sub/first/"]
    );
    assert_eq!(
        ran.html("en/sub/deep/last").values("a[rel=next]", "href"),
        ["/en/old/one/"]
    );
    // A page in no table shows the nearest one above, with nothing marked.
    let unlisted = ran.html("en/unlisted/page");
    assert_eq!(
        (unlisted.count("nav.toc a"), unlisted.count("nav.toc [aria-current]")),
        (8, 0)
    );
    assert_eq!(dangling(&ran.files(), "", "/", false), []);
}

fn two_docsets() -> Site {
    Site::new()
        .page("en/goods/toc.yml", "- name: Goods first\n  href: index.yml\n- name: Wood\n  href: wood.md\n")
        .page("en/goods/index.yml", "### YamlMime:Landing\ntitle: All goods\nlandingContent:\n- title: Begin\n  linkLists:\n  - linkListType: overview\n    links:\n    - text: Wood\n      url: wood\n")
        .page("en/goods/wood.md", "# Wood\n\n[home](./) [tools](../tools/saw.md) [also](index.yml)\n")
        .page("en/goods/breadcrumb/toc.yml", "- name: Shop\n  tocHref: /shop/\n  topicHref: /shop/\n")
        .page("en/tools/toc.yml", "- name: Saw\n  href: saw.md\n- name: Hammer\n  href: hammer.md\n")
        .page("en/tools/saw.md", "# Saw\n")
        .page("en/tools/hammer.md", "# Hammer\n")
        .page("en/loose.md", "# Loose\n")
        // Swedish has written one table, and translated pages of both.
        .page("sv/goods/toc.yml", "- name: Varor\n  href: index.yml\n- name: Trä\n  href: wood.md\n- name: Extra\n  href: extra.md\n")
        .page("sv/goods/wood.md", "# Trä\n")
        .page("sv/goods/extra.md", "# Extra\n")
        .page("sv/tools/saw.md", "# Såg\n")
}

#[test]
fn each_docset_has_its_table() {
    let site = two_docsets();
    let ran = site.build();
    ran.succeeds().says_no(&["error[", "-toc]"]);
    let titles = |route: &str| -> Vec<String> {
        let page = ran.html(route);
        page.all("nav.toc a").iter().map(|link| link.text().collect()).collect()
    };
    assert_eq!(titles("en/goods/wood"), ["Goods first", "Wood"]);
    assert_eq!(titles("en/tools/saw"), ["Saw", "Hammer"]);
    assert_eq!(titles("sv/goods/wood"), ["Varor", "Trä", "Extra"]);
    // The source's table, with the titles of what is translated.
    assert_eq!(titles("sv/tools/hammer"), ["Såg", "Hammer"]);
    assert_eq!(
        ran.html("sv/tools/saw").values("a[rel=next]", "href"),
        ["/sv/tools/hammer/"]
    );
    assert_eq!(ran.html("en/goods/wood").count("a[rel=next]"), 0);
    let crumbs = ran.html("en/goods/wood").values("nav.breadcrumb a", "href");
    assert_eq!(crumbs, ["/en/", "/en/goods/"]);
    // The locale's first page leads into both, and to the page that is in neither.
    for locale in ["en", "sv"] {
        let first = ran.html(locale).values("nav.toc a", "href");
        for route in ["goods/", "tools/saw/", "loose/"] {
            let url = format!("/{locale}/{route}");
            assert!(first.contains(&url), "no {url} in {first:?}");
        }
    }
    assert_eq!(ran.html("en/loose").text("nav.toc a[aria-current=page]"), "Loose");
    let links = ran.html("en/goods/wood").values("article a", "href");
    assert_eq!(links, ["/en/goods/", "/en/tools/saw/", "/en/goods/"]);
    assert_eq!(dangling(&ran.files(), "", "/", false), []);
}

#[test]
fn a_table_that_does_not_parse_costs_its_own_docset_alone() {
    let site = two_docsets().page("en/tools/toc.yml", "- name: Saw: sharp\n  href: saw.md\n");
    let ran = site.build_with(&["--format", "json"]);
    ran.succeeds();
    let mut found = ran.json();
    // Not every page is in both languages.
    found.retain(|found| found["rule"] != "missing-translation" && found["rule"] != "orphan-translation");
    found.retain(|found| found["rule"] != "structure-parity");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (&found[0]["rule"], &found[0]["file"], &found[0]["line"]),
        (&"malformed-toc".into(), &"content/en/tools/toc.yml".into(), &1.into())
    );
    assert_eq!(ran.html("en/goods/wood").count("nav.toc a"), 2);
    let first = ran.html("en/tools/saw").values("nav.toc a", "href");
    assert!(first.contains(&"/en/tools/hammer/".to_owned()), "{first:?}");
}

#[test]
fn a_page_shows_the_table_that_lists_it() {
    let site = Site::new()
        .page(
            "en/toc.yml",
            "- name: Root\n  href: a/two.md\n- name: Three\n  href: b/three.md\n",
        )
        .page(
            "en/a/toc.yml",
            "- name: A one\n  href: one.md\n- name: A three\n  href: ../b/three.md\n",
        )
        .page("en/b/toc.yml", "- name: B four\n  href: four.md\n")
        .page("en/a/one.md", "# 1\n")
        .page("en/a/two.md", "# 2\n")
        .page("en/a/loose.md", "# 0\n")
        .page("en/b/three.md", "# 3\n")
        .page("en/b/four.md", "# 4\n");
    let ran = site.build();
    ran.succeeds();
    let first = |route: &str| ran.html(route).text("nav.toc a");
    // Listed by the one at the root alone, though the folder has its own.
    assert_eq!(first("en/a/two"), "Root");
    // Listed by two: the one above, not the one beside.
    assert_eq!(first("en/b/three"), "Root");
    assert_eq!(
        (first("en/a/one").as_str(), first("en/b/four").as_str()),
        ("A one", "B four")
    );
    // Listed by none.
    assert_eq!(first("en/a/loose"), "A one");
    let overview = ran.html("en").values("nav.toc a", "href");
    assert!(overview.contains(&"/en/a/one/".to_owned()) && overview.contains(&"/en/b/four/".to_owned()));
}

#[test]
fn a_table_that_is_no_utf_8_is_read_as_well_as_it_goes() {
    let site = Site::new()
        .page("en/a.md", "# A\n")
        .bytes("content/en/toc.yml", b"- name: caf\xe9\n  href: a.md\n");
    let ran = site.build();
    ran.succeeds().says(&["invalid-utf8", "toc.yml"]);
    assert_eq!(ran.html("en/a").text("nav.toc a[aria-current]"), "caf\u{fffd}");
}

#[test]
fn large_tables_are_shown_in_parts_each_with_its_whole() {
    let entries: String = (0..400).map(|n| format!("- name: P {n}\n  href: p{n}.md\n")).collect();
    let mut site = two_docsets().page("en/big/toc.yml", &entries);
    for number in 0..400 {
        site = site.page(&format!("en/big/p{number}.md"), "# P\n");
    }
    let ran = site.build();
    ran.succeeds();
    let page = ran.html("en/big/p250");
    assert_eq!(
        page.values("nav.toc > details > div > p > a", "href"),
        ["/en/big/_contents/"]
    );
    assert_eq!(ran.html("en/big/_contents").count("nav.toc a"), 400);
    assert_eq!(ran.html("en/goods/wood").count("nav.toc a"), 2);
    assert_eq!(dangling(&ran.files(), "", "/", false), []);
}

#[test]
fn files_that_double_each_other_end() {
    let mut site = Site::new().page("en/a.md", "# A\n");
    for number in 0..30 {
        let next = number + 1;
        let twice = format!("- name: A\n  href: ../d{next}/toc.yml\n- name: B\n  href: ../d{next}/\n");
        let text = format!("{}- href: ../a.md\n", twice.repeat(3));
        site = site.page(&format!("en/d{number}/toc.yml"), &text);
    }
    site = site.page("en/d30/toc.yml", "- href: ../a.md\n");
    let ran = site.build();
    ran.succeeds()
        .says(&["nested-toc", "more often than is shown", "too deep"]);
}

#[test]
fn yaml_pages_and_tables_of_any_size_end() {
    let links = "    - text: 'å''x'\n      url: b.md\n".repeat(5_000);
    let answers = "  - question: Same?\n    answer: \"\\u00e5 <div> [x](b.md)\"\n".repeat(2_000);
    let site = Site::new()
        .page("en/b.md", "# B\n")
        .page(
            "en/links.yml",
            &format!("### YamlMime:Landing\nlandingContent:\n- title: A\n  linkLists:\n  - links:\n{links}"),
        )
        .page(
            "en/faq.yml",
            &format!("### YamlMime:FAQ\nsections:\n- questions:\n{answers}"),
        )
        .page(
            "en/folded.yml",
            &format!("### YamlMime:FAQ\nsummary: >\n{}", "  å\n\n\n".repeat(20_000)),
        )
        .page(
            "en/text.yml",
            &format!("### YamlMime:FAQ\nsummary: \"{}\"\n", "\\n \\\n   ".repeat(20_000)),
        )
        .page(
            "en/deep.yml",
            &format!("### YamlMime:Hub\ntitle: {}\n", "[".repeat(20_000)),
        )
        .page("en/sub/toc.yml", &format!("- items: {}\n", "[".repeat(20_000)))
        .page("en/md/TOC.md", &format!("{}\n", "#".repeat(20_000)).repeat(20))
        .page(
            "en/steps/TOC.md",
            &(1..3_000)
                .map(|n| format!("{} [a\\_*b*](../b.md)\n", "#".repeat(n % 80 + 1)))
                .collect::<String>(),
        );
    let ran = site.build_with(&["--allow-broken"]);
    ran.succeeds();
    assert_eq!(ran.html("en/links").count(".hub-card a"), 5_000);
    assert_eq!(ran.html("en/faq").count(".hub-answer"), 2_000);
}

fn yaml_pages() -> Site {
    let landing = |title: &str, begin: &str, drive: &str| {
        format!(
            "### YamlMime:Landing\nmetadata:\n  title: {title}\n  description: d\ntitle: {title}!\nsummary: See [it](faq.yml#why).\nlandingContent:\n- title: {begin}\n  linkLists:\n  - linkListType: get-started\n    links:\n    - text: {begin}\n      url: page.md#part\n    - text: Shop\n      url: https://shop.example/\n- title: {drive}\n  linkLists:\n  - linkListType: whats-new\n    links:\n    - text: x\n      url: sub/hub.yml\n"
        )
    };
    Site::new()
        .page("en/index.yml", &landing("Moving", "Begin", "Drive on"))
        .page("sv/index.yml", &landing("Flytta", "Börja", "Kör vidare"))
        .page("en/page.md", "# Page\n\n[start](index.yml#drive-on) [folder](./)\n\n## Part\n")
        .page("sv/page.md", "# Sida\n\n[start](index.yml#drive-on)\n\n## Del\n")
        .page(
            "en/faq.yml",
            "### YamlMime:FAQ\ntitle: Asked\nsections:\n- name: All\n  questions:\n  - question: Why?\n    answer: |\n      > [!TIP]\n      > Because, [see](page.md).\n  - question: When?\n    answer: Now.\n",
        )
        .page(
            "sv/faq.yml",
            "### YamlMime:FAQ\ntitle: Frågor\nsections:\n- name: Alla\n  questions:\n  - question: Varför?\n    answer: Därför, [se](page.md).\n  - question: När?\n    answer: Nu.\n",
        )
        .page(
            "en/sub/hub.yml",
            "### YamlMime:Hub\ntitle: Hub\nproductDirectory:\n  title: Goods\n  items:\n  - title: Up\n    url: ../\n    imageSrc: ../media/x.svg\n    summary: Up *there*.\n",
        )
        .page("en/media/x.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"/>")
        .page("en/path.yml", "### YamlMime:LearningPath\ntitle: Left out\n")
}

#[test]
fn yaml_pages_in_two_languages() {
    let site = yaml_pages();
    let ran = site.build();
    ran.succeeds()
        .says_no(&["error[", "-toc]", "malformed", "broken", "information["]);
    let first = ran.html("sv");
    assert_eq!(first.text("head title"), "Flytta");
    assert_eq!(first.text("h1"), "Flytta!");
    // Headings of translations carry the source's names.
    assert_eq!(first.values(".hub-card h2", "id"), ["begin", "drive-on"]);
    assert_eq!(first.text(".hub-word"), "Kom igång");
    assert_eq!(
        first.values("article a", "href"),
        [
            "/sv/faq/#why",
            "/sv/page/#part",
            "https://shop.example/",
            "/sv/sub/hub/"
        ]
    );
    assert_eq!(
        ran.html("en/page").values("article a", "href"),
        ["/en/#drive-on", "/en/"]
    );
    assert_eq!(ran.html("sv/page").values("article a", "href"), ["/sv/#drive-on"]);
    let questions = ran.html("sv/faq");
    assert_eq!(questions.values("h3", "id"), ["why", "when"]);
    assert_eq!(questions.values("nav.page-toc a", "href"), ["#all", "#why", "#when"]);
    assert_eq!(ran.html("en/faq").count(".hub-answer .alert.tip a"), 1);
    let hub = ran.html("en/sub/hub");
    assert_eq!(hub.values(".hub-card img", "src"), ["/en/media/x.svg"]);
    assert_eq!(hub.values(".hub-title a", "href"), ["/en/"]);
    assert_eq!(hub.text(".hub-summary em"), "there");
    // A hub that nobody translated is shown as other pages are.
    assert_eq!(ran.html("sv/sub/hub").values("article", "lang"), ["en"]);
    assert!(!ran.files().keys().any(|name| name.contains("path")));
    assert_eq!(dangling(&ran.files(), "", "/", false), []);
}

#[test]
fn what_is_wrong_with_a_yaml_page_is_said_in_its_file() {
    let site = yaml_pages()
        .page("en/faq.yml", "### YamlMime:FAQ\ntitle: A\nsections:\n- questions:\n  - question: Why?\n    answer: |\n      See\n      [x](gone.md).\n")
        .page("sv/index.yml", "### YamlMime:Landing\ntitle: Kvar: ja\n")
        .page("en/index.md", "# The other\n")
        .page("en/page.md", "# Page\n\n[path](path.yml)\n\n## Part\n");
    let ran = site.build_with(&["--format", "json"]);
    ran.exits(1);
    let told: BTreeSet<(String, String, u64, u64)> = ran
        .json()
        .iter()
        .map(|line| {
            let text = |key: &str| line[key].as_str().expect("a text").to_owned();
            let number = |key: &str| line[key].as_u64().expect("a number");
            (text("rule"), text("file"), number("line"), number("column"))
        })
        .collect();
    for (rule, file, line, column) in [
        ("broken-link", "content/en/faq.yml", 8, 11),
        ("malformed-yaml-page", "content/sv/index.yml", 2, 12),
        ("left-out-link", "content/en/page.md", 3, 8),
    ] {
        let wanted = (rule.to_owned(), file.to_owned(), line, column);
        assert!(told.contains(&wanted), "no {wanted:?} in {told:#?}");
    }
    assert!(
        told.iter()
            .any(|(rule, file, ..)| rule == "route-conflict" && file.starts_with("content/en/index."))
    );
    // The rest is there.
    let ran = site.build_with(&["--allow-broken"]);
    ran.succeeds();
    assert_eq!(ran.html("en/faq").text("h2"), "Why?");
}

#[test]
fn a_translation_may_lag_behind_in_the_kind_of_its_file() {
    let hub = |title: &str| format!("### YamlMime:Hub\ntitle: {title}\n");
    let site = Site::new()
        .page("en/index.yml", &hub("Hub"))
        .page("sv/index.md", "# Sida\n")
        .page("en/a/index.md", "# Page\n")
        .page("sv/a/index.yml", &hub("Nav"));
    let ran = site.build();
    ran.succeeds().says_no(&["error["]);
    let title = |route: &str| ran.html(route).text("h1");
    assert_eq!(
        [title("en"), title("sv"), title("en/a"), title("sv/a")],
        ["Hub", "Sida", "Page", "Nav"]
    );
}

/// Every `href` of a table with its line, read without the program.
fn hrefs(text: &str) -> Vec<(usize, String)> {
    let lines = text.lines().enumerate();
    let href = |(number, line): (usize, &str)| {
        let (key, value) = line.trim_start().trim_start_matches("- ").split_once(':')?;
        let value = value.trim().trim_matches(['"', '\'']);
        (key.trim().eq_ignore_ascii_case("href") && !value.is_empty()).then(|| (number + 1, value.to_owned()))
    };
    lines.filter_map(href).collect()
}

/// Whether a file is there as it is spelled.
fn is_spelled_so(folder: &Path, name: &str) -> bool {
    let names = fs::read_dir(folder).expect("a folder");
    names.flatten().any(|entry| entry.file_name().to_str() == Some(name))
}

#[test]
fn real_tables_lead_where_their_files_lie() {
    let Some(content) = shared("custins") else { return };
    let site = Site::of(content.clone());
    let ran = site.build_with(&["--allow-broken", "--format", "json"]);
    ran.succeeds();
    let found = ran.json();
    let source = content.join("en/ci-docs");
    for locale in ["en", "sv", "nl", "fr"] {
        let folder = content.join(locale).join("ci-docs");
        let file = format!("{locale}/ci-docs/TOC.yml");
        let text = fs::read_to_string(content.join(&file)).expect("the table is text");
        let all = hrefs(&text);
        assert!(all.len() > 100);
        let told: BTreeSet<u64> = found
            .iter()
            .filter(|line| line["file"] == file.as_str())
            .map(|line| line["line"].as_u64().expect("a line"))
            .collect();
        let shown: BTreeSet<String> = ran
            .html(&format!("{locale}/ci-docs/overview"))
            .values("nav.toc a", "href")
            .into_iter()
            .collect();
        for (line, href) in all {
            let path = href.split(['#', '?']).next().unwrap_or_default();
            if href.contains("://") || href.starts_with('/') {
                assert!(shown.contains(&href), "{file}:{line} {href}");
                continue;
            }
            let exact = is_spelled_so(&folder, path) || is_spelled_so(&source, path);
            assert_eq!(exact, !told.contains(&(line as u64)), "{file}:{line} {href}");
            let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem).to_lowercase();
            let route = if stem == "index" {
                String::new()
            } else {
                format!("{stem}/")
            };
            let url = format!("/{locale}/ci-docs/{route}");
            let is_there = shown.iter().any(|shown| shown.to_lowercase() == url);
            assert!(is_there, "{file}:{line} {href} is not shown as {url}");
        }
        // The landing page is published, with every link of its file.
        let landing = format!("{locale}/ci-docs/index.yml");
        let text = fs::read_to_string(content.join(&landing)).expect("the page is text");
        let page = ran.html(&format!("{locale}/ci-docs"));
        let urls = text
            .lines()
            .filter(|line| line.trim_start().trim_start_matches("- ").starts_with("url:"));
        assert_eq!(page.count(".hub-card a"), urls.count());
        assert_eq!(page.count("article .broken"), 0);
        let cards = text
            .lines()
            .filter(|line| line.trim_start().starts_with("- title:"))
            .count();
        assert_eq!(page.count(".hub-card h2"), cards);
        for line in found.iter().filter(|line| line["file"] == landing.as_str()) {
            // Nothing but what every page says of paths that lie outside.
            assert_eq!(line["rule"], "out-of-docset-link", "{line}");
        }
    }
    // Anchors are the source's in every language.
    let ids = |locale: &str| ran.html(&format!("{locale}/ci-docs")).values(".hub-card h2", "id");
    for locale in ["sv", "nl", "fr"] {
        assert_eq!(ids(locale), ids("en"));
    }
}

/// YAML writes any character as an escape, those too by which the page in a table is marked.
#[test]
fn control_characters_in_addresses_and_names_break_out_of_nothing() {
    let toc = r#"
- name: One
  href: "https://x.example/\x01m1\x02"
- name: "Two \x01m1\x02"
  href: "https://x.example/\x01 onclick=evil() x="
- name: Three
  href: "a.md?\x01o3\x02"
- name: Four
  href: "/other/\x01"
- name: Five
  href: b.md
"#;
    let site = Site::new()
        .page("en/toc.yml", toc)
        .page("en/a.md", "# A\n")
        .page("en/b.md", "# B\n");
    let ran = site.build_with(&["--allow-broken"]);
    ran.succeeds();
    for page in ["en/a", "en/b"] {
        let html = ran.html(page);
        assert_eq!(html.count("nav.toc [onclick]"), 0, "{page}");
        assert_eq!(html.count("nav.toc a"), 5, "{page}");
        assert_eq!(html.count("nav.toc a[aria-current]"), 1, "{page}");
        assert!(
            html.values("nav.toc a", "href").iter().all(|url| !url.contains('"')),
            "{page}"
        );
    }
}
