use super::*;
use crate::build::testing::{build_of, found_in};

fn found(files: &[(&str, &str)]) -> Vec<String> {
    found_in(&build_of(files))
}

#[test]
fn the_next_line_is_allowed_and_no_other() {
    let text = "# T\n\n<!-- stegvis-allow empty-link: a form to fill in -->\n\n[a]()\n[b]()\n\n> [!NOTE]\n\
                > <!-- stegvis-allow empty-link, broken-link: both -->\n>\n> [c]() [d](no-no-no.md)\n\n- x\n\
                <!-- stegvis-allow empty-link: one -->\n<!-- stegvis-allow broken-link: another -->\n- [e]() [f](no-no-no.md)\n";
    let without: String = text
        .split_inclusive('\n')
        .filter(|line| !line.contains("<!--"))
        .collect();
    let empty = "warning empty-link the link has no destination; say where it leads, or leave the brackets out";
    assert_eq!(found(&[("en/a.md", text)]), [format!("en/a.md:6:1 {empty}")]);
    assert_eq!(found(&[("en/a.md", &without)]).len(), 6);
    // Other line ends, and a byte order mark.
    for end in ["\r\n", "\r"] {
        let text = format!("\u{feff}{}", text.replace('\n', end));
        assert_eq!(
            found(&[("en/a.md", &text)]),
            [format!("en/a.md:6:1 {empty}")],
            "{end:?}"
        );
    }
}

#[test]
fn one_that_allows_nothing_is_told() {
    let help = "it counts for the next line; take it out if that is mended";
    let text = "<!-- stegvis-allow broken-link: x -->\n# T\n\n<!-- stegvis-allow empty-links: x -->\n[a](a.md)\n\n\
                <!-- stegvis-allow -->\n<!--stegvis-allow empty-link-->\n[b]()\n\nword <!-- stegvis-allow empty-link: x -->\n\n\
                <!-- stegvis-allow empty-link: 1, empty-link: 2 -->\n<!-- stegvis-allow empty-link: 3 -->\n[c]()\n";
    assert_eq!(
        found(&[("en/a.md", text)]),
        [
            format!("en/a.md:1:20 warning unused-allowance this allowance of `broken-link` allows nothing; {help}"),
            "en/a.md:4:20 warning unused-allowance there is no rule `empty-links`; did you mean `empty-link`?; \
             `stegvis explain` lists the rules"
                .into(),
            "en/a.md:7:1 warning unused-allowance this allowance names no rule; write it as `stegvis-allow rule: reason`"
                .into(),
            "en/a.md:8:1 warning allowance-without-reason this allowance gives no reason; write it behind a colon: \
             `stegvis-allow rule: reason`"
                .into(),
            "en/a.md:11:6 warning unused-allowance this allowance shares its line with text; put it alone on the line \
             above what it allows"
                .into(),
            format!("en/a.md:14:20 warning unused-allowance this allowance of `empty-link` allows nothing; {help}"),
        ]
    );
}

#[test]
fn in_front_matter_tables_of_contents_yaml_pages_and_included_files() {
    let files = [
        (
            "en/a.md",
            "---\ntitle: A\ndescription: What A is.\n# stegvis-allow bad-date: the archive writes it so\nms.date: May\n---\n# A\n\n[!INCLUDE [x](includes/x.md)]\n",
        ),
        ("en/b.md", "# B\n\n[!INCLUDE [x](includes/x.md)]\n"),
        (
            "en/includes/x.md",
            "text\n<!-- stegvis-allow empty-link: to be written -->\n[x]()\n",
        ),
        (
            "en/toc.yml",
            "- name: A\n  href: a.md\n# stegvis-allow broken-link: comes in May\n\n- {name: B, href: no-no-no.md}\n- name: B\n  href: b.md\n- name: E\n  href: e.md\n",
        ),
        (
            "en/sub/TOC.md",
            "# [A](../a.md)\n<!-- stegvis-allow broken-link: in May -->\n# [X](no-no-no.md)\n",
        ),
        (
            "en/c.yml",
            "### YamlMime:FAQ\nmetadata:\n  title: C\ntitle: C\nsummary: |\n  text\n  <!-- stegvis-allow empty-link: x -->\n  [s]()\nsections: []\n",
        ),
        (
            "en/e.md",
            "---\n# stegvis-allow malformed-front-matter: as it came\na: b: c\n---\n# E\n",
        ),
    ];
    assert_eq!(found(&files), [""; 0]);
}

#[test]
fn documentation_about_it_is_no_allowance() {
    let text = "# T\n\n```md\n<!-- stegvis-allow empty-link: x -->\n[a]()\n```\n\n~~~yaml\n# stegvis-allow empty-link: x\n~~~\n";
    assert_eq!(found(&[("en/a.md", text)]), [""; 0]);
    let toc = "- name: |\n    # stegvis-allow empty-link: x\n    T\n  href: a.md\n";
    assert_eq!(found(&[("en/a.md", "# T\n"), ("en/toc.yml", toc)]), [""; 0]);
}

#[test]
fn what_tells_that_a_site_cannot_be_built_stays() {
    let config = "# stegvis-allow bad-configuration: x\ntitel: x\n";
    let found = found(&[("en/a.md", "# T\n"), ("stegvis.yaml", config)]);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].contains("unused-allowance") && found[0].contains("cannot be allowed"),
        "{found:?}"
    );
    assert!(found[1].contains("unknown key `titel`"), "{found:?}");
}

#[test]
fn levels_come_before_allowances() {
    let page = "<!-- stegvis-allow empty-link: x -->\n[a]()\n\n[b]() [c](no-no-no.md)\n\n# T\n";
    let config = "rules:\n  empty-link: off\n  broken-link: information\n  unused-allowance: error\n";
    let found_now = found(&[("en/a.md", page), ("stegvis.yaml", config)]);
    assert_eq!(
        found_now,
        [
            "en/a.md:1:20 error unused-allowance this allowance of `empty-link` allows nothing; `empty-link` is switched off \
             in stegvis.yaml; take the comment out",
            "en/a.md:4:11 information broken-link there is no page `no-no-no.md`",
        ]
    );
    let config = "rules: {empty-link: false, broken-link: off, unused-allowance: off}\n";
    assert_eq!(found(&[("en/a.md", page), ("stegvis.yaml", config)]), [""; 0]);
}

#[test]
fn levels_of_rules_that_are_not_there_or_must_stay() {
    let config = "rules:\n  broken-anker: off\n  bad-configuration: warning\n  unreadable-file: error\n";
    assert_eq!(
        found(&[("en/a.md", "# T\n"), ("stegvis.yaml", config)]),
        [
            "stegvis.yaml:2:3 error bad-configuration there is no rule `broken-anker`; did you mean `broken-anchor`?; \
             `stegvis explain` lists the rules",
            "stegvis.yaml:3:3 error bad-configuration `bad-configuration` stays an error: it tells that the site cannot be \
             built as it is meant; take it out of `rules`, and mend what it finds",
        ]
    );
}

#[test]
fn what_is_found_later_is_judged_likewise() {
    let page = "# T\n\n<!-- stegvis-allow broken-link: x -->\n[a](https://x.example/)\n";
    let mut build = build_of(&[("en/a.md", page)]);
    assert_eq!(build.diagnostics.len(), 1);
    let mut sink = Sink::new(DocPath::new("en/a.md").unwrap());
    let rule = rules().into_iter().find(|rule| rule.id == "broken-link").unwrap();
    let at = page.find("https").unwrap();
    sink.report(rule, Span::at(at), "gone");
    build.add(sink.into_found());
    assert_eq!(build.diagnostics, []);
}

#[test]
fn thousands_of_allowances_cost_little() {
    let line = "<!-- stegvis-allow empty-link: x -->\n".repeat(20_000);
    let beside = "a <!-- stegvis-allow empty-link: x --> ".repeat(5_000);
    let text = format!("{line}{}\n\n{beside}\n\n# T\n", "[a]()".repeat(5_000));
    let start = std::time::Instant::now();
    assert_eq!(build_of(&[("en/a.md", &text)]).diagnostics.len(), 19_999 + 5_000);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
