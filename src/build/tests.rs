//! What `check --fix` makes of sites, without a disk.

use proptest::prelude::*;

use super::testing::{build_of, found_in, mended};

const REDIRECTS: &str = "{\"redirections\": [{\"source_path\": \"d/old.md\", \"redirect_url\": \"/p/d/new#b\"},\n\
                         {\"source_path\": \"d/gone.md\", \"redirect_url\": \"https://x.example/\"}]}\n";
const DOCFX: &str = "{\"build\": {\"globalMetadata\": {\"breadcrumb_path\": \"/p/d/breadcrumb/toc.json\"}}}";

/// A site with one fault in `en/d/p.md`, or in the first file named, where `rule` finds it and mends it: the text with the
/// fault, and without.
const MENDS: [(&str, &str, &str, &str); 31] = [
    ("wrong-case-link", "en/d/p.md", "[a](NEW.md#b)", "[a](new.md#b)"),
    ("wrong-case-link", "en/d/p.md", "[a](NEW.md?q=1#b)", "[a](new.md?q=1#b)"),
    (
        "wrong-case-link",
        "en/d/p.md",
        "[a][r]\n\n[r]: <NEW.md> 'T'",
        "[a][r]\n\n[r]: <new.md> 'T'",
    ),
    ("wrong-case-link", "en/d/p.md", "![a](Media/P.png)", "![a](media/p.png)"),
    (
        "wrong-case-link",
        "en/d/p.md",
        "<img src='Media/P.png' alt=\"A plug, as P.png\">",
        "<img src='media/p.png' alt=\"A plug, as P.png\">",
    ),
    (
        "wrong-case-link",
        "en/d/p.md",
        ":::image source=\"Media/P.png\" alt-text=\"x\":::",
        ":::image source=\"media/p.png\" alt-text=\"x\":::",
    ),
    (
        "wrong-case-link",
        "en/d/toc.yml",
        "- name: A\n  href: 'NEW.md#b'",
        "- name: A\n  href: 'new.md#b'",
    ),
    (
        "wrong-case-include",
        "en/d/p.md",
        "[!INCLUDE [x](Includes/X.md)]",
        "[!INCLUDE [x](includes/x.md)]",
    ),
    (
        "wrong-locale-link",
        "en/d/p.md",
        "[a](../../sv/d/new.md#b)",
        "[a](new.md#b)",
    ),
    (
        "wrong-locale-link",
        "en/d/p.md",
        "![a](../../en/../sv/d/../d/media/p.png)",
        "![a](media/p.png)",
    ),
    ("redirected-link", "en/d/p.md", "[a](old.md)", "[a](new.md#b)"),
    (
        "redirected-link",
        "en/d/p.md",
        "<a href=\"old.md?x\">a</a>",
        "<a href=\"new.md?x#b\">a</a>",
    ),
    (
        "redirected-link",
        "en/d/p.md",
        "[a](gone.md)",
        "[a](https://x.example/)",
    ),
    (
        "redirected-link",
        "en/d/toc.yml",
        "- name: A\n  href: old.md",
        "- name: A\n  href: new.md#b",
    ),
    ("broken-link", "en/d/p.md", "[a](../new.md#b)", "[a](new.md#b)"),
    ("broken-link", "sv/d/p.md", "[a](x/new.md)", "[a](new.md)"),
    (
        "broken-link",
        "en/d/toc.yml",
        "- name: A\n  href: x/new.md",
        "- name: A\n  href: new.md",
    ),
    (
        "broken-asset",
        "en/d/p.md",
        "![a](../pics/p.png \"T\")",
        "![a](media/p.png \"T\")",
    ),
    (
        "broken-anchor",
        "en/d/p.md",
        "[a](new.md#plug-it-inn)",
        "[a](new.md#plug-it-in)",
    ),
    (
        "broken-anchor",
        "en/d/p.md",
        "<a href=\"new.md#plug-ti-in\">a</a>",
        "<a href=\"new.md#plug-it-in\">a</a>",
    ),
    ("broken-anchor", "sv/d/p.md", "[a](new.md#B)", "[a](new.md#b)"),
    (
        "broken-anchor",
        "en/d/toc.yml",
        "- name: A\n  href: \"new.md#plug-it-on\"",
        "- name: A\n  href: \"new.md#plug-it-in\"",
    ),
    (
        "bad-date",
        "en/d/p.md",
        "---\nms.date: 2/3/2018\n---\nx",
        "---\nms.date: 02/03/2018\n---\nx",
    ),
    (
        "bad-date",
        "en/d/p.md",
        "---\nms.date: \"31/12/2018\" # x\n---\nx",
        "---\nms.date: \"2018-12-31\" # x\n---\nx",
    ),
    (
        "bad-date",
        "en/d/p.md",
        "---\nms.date: 2018/12/1\n---\nx",
        "---\nms.date: 2018-12-01\n---\nx",
    ),
    (
        "bad-date",
        "en/d/p.md",
        "---\nms.date: 3.12.2018\n---\nx",
        "---\nms.date: 2018-12-03\n---\nx",
    ),
    (
        "alert-text-on-marker",
        "en/d/p.md",
        "> [!NOTE]   Text *x*\n> more",
        "> [!NOTE]\n> Text *x*\n> more",
    ),
    (
        "alert-text-on-marker",
        "en/d/p.md",
        "1. > [!tip] Text\n",
        "1. > [!tip]\n   > Text\n",
    ),
    (
        "alert-text-on-marker",
        "en/d/p.md",
        "- a\n\n\t>[!WARNING] Text\n",
        "- a\n\n\t>[!WARNING]\n\t>Text\n",
    ),
    (
        "alert-text-on-marker",
        "en/d/includes/x.md",
        ">> [!NOTE] Text\n",
        ">> [!NOTE]\n>> Text\n",
    ),
    ("broken-link", "en/d/includes/x.md", "[a](new.md)", "[a](../new.md)"),
];

/// A site where nothing is found but for `text` in `path`. Page `p` has `right` in all other languages.
fn site<'a>(path: &'a str, text: &'a str, right: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut files = vec![
        ("en/.openpublishing.redirection.json", REDIRECTS),
        ("en/d/docfx.json", DOCFX),
        ("en/d/breadcrumb/toc.yml", "- name: D\n"),
        ("en/d/new.md", "# A\n\n## B\n\n## Plug it in\n"),
        ("en/d/p.md", right),
        (
            "en/d/q.md",
            "# Q\n\n![A plug](media/p.png)\n\n[!INCLUDE [x](includes/x.md)]\n",
        ),
        ("en/d/includes/x.md", "x\n"),
        ("en/d/media/p.png", "x"),
        ("sv/d/new.md", "# A\n\n## B\n\n## Sätt i den\n"),
        ("sv/d/p.md", right),
        (
            "sv/d/q.md",
            "# Q\n\n![En stickpropp](media/p.png)\n\n[!INCLUDE [x](includes/x.md)]\n",
        ),
    ];
    files.retain(|(known, _)| *known != path);
    files.push((path, text));
    files
}

const PAGE: &str = "# P\n\n[!INCLUDE [x](includes/x.md)]\n";

/// A text as part of a file that lacks nothing: a page with its title, a table of contents that lists all pages.
fn whole(path: &str, text: &str) -> String {
    if path.ends_with("toc.yml") {
        return format!("{text}\n- name: P\n  href: p.md\n- name: Q\n  href: q.md\n");
    }
    if !path.ends_with("/p.md") || text.starts_with("# ") {
        return text.to_owned();
    }
    match text.strip_prefix("---\n") {
        Some(rest) => format!("---\ntitle: P\ndescription: What P is.\n{rest}\n\n# P\n"),
        None => format!("{text}\n\n# P\n"),
    }
}

#[test]
fn a_mend_mends_its_finding_and_brings_no_other() {
    for (rule, path, fault, right) in MENDS {
        for end in ["\n", "\r\n"] {
            let [fault, right] = [fault, right].map(|text| whole(path, text).replace('\n', end));
            let twin = if path.ends_with("/p.md") { &*right } else { PAGE };
            assert_eq!(found_in(&build_of(&site(path, &right, twin))), [""; 0], "{right}");
            let build = build_of(&site(path, &fault, twin));
            let found = found_in(&build);
            assert_eq!(found.len(), 1, "{fault}: {found:?}");
            assert!(
                found[0].starts_with(path) && found[0].contains(rule),
                "{fault}: {found:?}"
            );
            let (files, left) = mended(&site(path, &fault, twin));
            assert_eq!(left, [""; 0], "{fault}");
            let text = files
                .iter()
                .find(|(known, _)| known == path)
                .map(|(_, text)| text.as_str());
            assert_eq!(text, Some(right.as_str()), "{fault}");
        }
    }
}

#[test]
fn what_is_not_certain_is_left() {
    for (path, text) in [
        // Two files of that name; a name that every folder has; the page itself; an anchor that it lacks.
        ("en/d/p.md", "[a](x/index.md)"),
        ("en/d/p.md", "[a](x/p.md)"),
        ("en/d/p.md", "[a](x/new.md#no-no-no)"),
        ("en/d/p.md", "[a](new%2Emdx)"),
        // Another number, too far, and there in another language.
        ("en/d/p.md", "# Step 12\n\n[a](#step-13)"),
        ("en/d/p.md", "[a](new.md#roles)"),
        ("sv/d/p.md", "[a](new.md#plug-it-in)"),
        // A picture and a page that only another language has.
        ("en/d/p.md", "![a](../../sv/d/media/s.png)"),
        ("en/d/p.md", "[a](../../sv/d/only.md)"),
        // A day that may be another.
        ("en/d/p.md", "---\nms.date: 2-3-2018\n---\nx"),
        ("en/d/p.md", "---\nms.date: May\n---\nx"),
        ("en/d/p.md", "[a](NEW\\.md)"),
    ] {
        let text = &whole(path, text);
        let mut files = site(path, text, text);
        let others = [
            ("en/index.md", "# I\n"),
            ("sv/index.md", "# I\n"),
            ("sv/d/only.md", "# S\n\n![En stickpropp](media/s.png)\n"),
            ("sv/d/media/s.png", "x"),
        ];
        files.extend(others);
        let (after, mut left) = mended(&files);
        left.retain(|found| !found.starts_with("sv/d/only.md:1:1 warning orphan-translation "));
        let (here, twin): (Vec<_>, Vec<_>) = left.into_iter().partition(|found| found.starts_with(path));
        assert!(here.len() <= 2, "{text}: {here:?}");
        assert!(twin.iter().all(|found| found.contains("/d/p.md:")), "{text}: {twin:?}");
        assert!(after.iter().any(|(_, kept)| kept == text), "{text}: {after:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Faults of all kinds in any order, with any line ends between them: mending comes to an end, and what no mend touches
    /// stays, to the byte.
    #[test]
    fn mending_ends_and_keeps_the_rest(parts in proptest::collection::vec(0usize..16, 0..14), mark in any::<bool>()) {
        let words = [
            "[a](NEW.md)", "[b](../../sv/d/new.md)", "[c](old.md#b)", "![d](../p.png)", "[e](new.md#plug-it-inn)",
            "> [!NOTE] å", "<img src=\"Media/p.png\">", "[!INCLUDE [x](Includes/x.md)]", "\n", "\r\n", "\r", "\n\n", "\u{a0}å日", "- ",
            "<!-- stegvis-allow wrong-case-link: x -->", "```",
        ];
        let body: String = parts.iter().map(|&part| words[part]).collect();
        let text = if mark { format!("\u{feff}{body}") } else { body };
        let (files, left) = mended(&site("en/d/p.md", &text, PAGE));
        let after = files.iter().find(|(path, _)| path == "en/d/p.md").map(|(_, text)| text.as_str()).unwrap_or_default();
        let ends = |text: &str, end: &str| text.matches(end).count();
        // Mends of alerts add line ends of a kind that is there; none goes.
        for end in ["\r\n", "\r", "\n"] {
            prop_assert!(ends(after, end) >= ends(&text, end));
        }
        if !text.contains("> [!NOTE]") {
            for end in ["\r\n", "\r", "\n", "\u{a0}å日", "\u{feff}", "```", "stegvis-allow"] {
                prop_assert_eq!(ends(after, end), ends(&text, end));
            }
        }
        // Again, nothing changes.
        let again: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let (unchanged, same) = mended(&again);
        prop_assert_eq!(&unchanged, &files);
        prop_assert_eq!(same, left);
    }
}
