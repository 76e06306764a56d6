//! What is written into the files of a site that is edited.

use crate::mutations::draw::Random;

/// What the site begins with, besides the smallest one.
pub const FIRST: [(&str, &str); 12] = [
    (
        "content/en/toc.yml",
        "- name: One\n  href: steps/one.md\n- name: Two\n  href: steps/two.md\n",
    ),
    ("content/en/includes/part.md", "Part, [two](../steps/two.md#pull-it).\n"),
    (
        "content/en/steps/with.md",
        "# With\n\n[!INCLUDE [p](../includes/part.md)]\n",
    ),
    (
        "content/en/steps/code.md",
        "# Code\n\n:::code source=\"../code/run.ps1\" id=\"main\":::\n",
    ),
    ("content/en/code/run.ps1", "# <main>\nGet-Date\n# </main>\n"),
    ("content/en/media/drawn.svg", "<svg width=\"8\" height=\"8\"></svg>"),
    (
        "content/en/steps/boxes.md",
        "# Boxes\n\n## Before {#before}\n\n- [ ] one {#one}\n- [ ] two\n\n[c](two.md#crit-x)\n",
    ),
    (
        "content/sv/steps/boxes.md",
        "# Lådor\n\n## Före\n\n- [ ] ett\n- [ ] två\n",
    ),
    (
        "content/nl/steps/two.md",
        "---\nredirect_from: oud.md\n---\n# Twee\n\n[x](one.md#plug-it-in)\n",
    ),
    ("content/fr/draft.md", "---\ndraft: true\n---\n# Brouillon\n"),
    (
        "content/en/faq.yml",
        "### YamlMime:FAQ\ntitle: Asked\nsections:\n- questions:\n  - question: Why?\n    answer: See [one](steps/one.md).\n",
    ),
    (
        "names/known.yml",
        "baseUrl: https://api.example/\nreferences:\n- uid: Lid\n  name: Lid\n  href: lid\n",
    ),
];

/// Languages; the last is not there at first.
pub const LOCALES: [&str; 5] = ["en", "sv", "nl", "fr", "de"];
const FOLDERS: [&str; 7] = ["", "", "steps/", "steps/", "steps/more/", "includes/", "två ord/"];
const STEMS: [&str; 10] = [
    "index", "one", "two", "three", "boxes", "with", "code", "part", "README", "é",
];

/// Configurations that are right where the folders that they name are there.
const CONFIGS: [&str; 13] = [
    "title: Handbook\n",
    "title: Other\nid: other\n",
    "title: {en: B, sv: C}\nurl: https://x.example/d/\nlocales: [sv, en]\n",
    "title: Root\nurl: https://x.example/\n",
    "title: Status\nstatus: true\n",
    "title: Named\nlocales: [en, {folder: nl, slug: dutch}, sv]\n",
    "title: Source\nsource: sv\n",
    "title: Ours\ntheme: ours\n",
    "title: Names\nxref: [names/known.yml]\n",
    "title: Lists\nchecklists: names/lists.yml\n",
    "title: Criteria\ncriteria: { anchors: \"exit-*\" }\nrules: { broken-link: warning }\n",
    "title: Output\noutput: content/en/steps\n",
    "title: Steps\ncontent: content\nmarkup: learn\n",
];

/// What is broken for all pages: a file, and what it holds.
pub const BROKEN: [(&str, &str); 7] = [
    ("stegvis.yaml", "title: [\n"),
    ("stegvis.yaml", "title: Handbook\ntheme: none\n"),
    ("stegvis.yaml", "title: Handbook\nlocales: [zz]\n"),
    ("stegvis.yaml", "title: Handbook\nbogus: 1\n"),
    ("locales/en/own.ftl", "frame-next Next\n"),
    ("themes/stegvis/page.html", "{% if %}"),
    ("themes/stegvis/404.html", "{{ nothing.at.all }}"),
];

/// Files of other kinds than pages, each in its states.
const OTHERS: [(&str, &[&str]); 24] = [
    (
        "content/en/toc.yml",
        &[
            "- name: One\n  href: steps/one.md\n- name: Two\n  href: steps/two.md\n",
            "- name: Steps\n  items:\n  - href: steps/two.md\n  - href: steps/one.md\n",
            "- name: [\n",
        ],
    ),
    (
        "content/en/steps/toc.yml",
        &[
            "- name: Below\n  href: one.md\n- name: More\n  href: more/\n",
            "- name: Under\n  expanded: true\n  items:\n  - href: one.md#plug-it-in\n",
        ],
    ),
    (
        "content/en/steps/more/TOC.md",
        &["# [Up](../../toc.yml)\n# [Two](../two.md)\n", "# [Three](three.md)\n"],
    ),
    (
        "content/sv/toc.yml",
        &[
            "- name: Ett\n  href: steps/one.md\n",
            "- name: Två\n  href: steps/two.md\n",
        ],
    ),
    (
        "content/en/faq.yml",
        &[
            "### YamlMime:FAQ\ntitle: Asked\nsections:\n- questions:\n  - question: Why?\n    answer: See [one](steps/one.md).\n",
            "### YamlMime:Hub\ntitle: Hub\ntools:\n  items:\n  - title: T\n    url: steps/two\n    imageSrc: media/drawn.svg\n",
        ],
    ),
    (
        "content/sv/faq.yml",
        &[
            "### YamlMime:FAQ\ntitle: Frågor\nsections:\n- questions:\n  - question: Varför?\n    answer: x\n",
            "### YamlMime:Other\ntitle: None\n",
        ],
    ),
    (
        "content/en/code/run.ps1",
        &[
            "# <main>\nGet-Date\n# </main>\n",
            "Get-Item\n# <main>\nGet-Date -UFormat s\n# </main>\n",
        ],
    ),
    (
        "content/sv/code/run.ps1",
        &["# <main>\nGet-Culture # å\n# </main>\n", "# none\n"],
    ),
    (
        "content/en/docfx.json",
        &[
            "{\"build\":{\"content\":[{\"files\":\"**/*.{md,yml}\"}],\"globalMetadata\":{\"titleSuffix\":\"S\"}}}",
            "{\"build\":{\"content\":[{\"files\":\"**/*.md\",\"exclude\":\"steps/more/**\"}],\"fileMetadata\":{\"ROBOTS\":{\"steps/*\":\"NOINDEX\"}}}}",
            "{\"build\":",
        ],
    ),
    (
        "content/en/.openpublishing.redirection.json",
        &[
            "{\"redirections\":[{\"source_path\":\"gone.md\",\"redirect_url\":\"steps/one.md\"}]}",
            "{\"redirections\":[{\"source_path\":\"steps/two.md\",\"redirect_url\":\"https://a.example/\"}]}",
        ],
    ),
    ("content/en/media/plug.png", &["\u{1}one", "other bytes"]),
    ("content/sv/media/plug.png", &["\u{1}ett", "\u{2}"]),
    (
        "content/en/media/drawn.svg",
        &[
            "<svg width=\"8\" height=\"8\"></svg>",
            "<svg width=\"9\" height=\"8\"></svg>",
        ],
    ),
    (
        "locales/sv/own.ftl",
        &["toc-page = Här\n", "toc-page = Sidan\nalert-note = Märk\n"],
    ),
    ("locales/en/own.ftl", &["toc-page = Page\n", "toc-page = This page\n"]),
    ("themes/stegvis/404.html", &["nothing {{ head_title }}", "gone"]),
    ("themes/stegvis/stegvis.css", &["a{}", "b{}"]),
    ("themes/stegvis/own.js", &["let a;", "let b;"]),
    (
        "themes/ours/page.html",
        &[
            "<!doctype html><html><head></head><body>{{ content | safe }}</body></html>",
            "<html><head></head>{{ content | safe }}</html>",
        ],
    ),
    (
        "checklists.yml",
        &[
            "- page: steps/one.md\n  list: 1\n  id: ones\n",
            "- page: steps/two.md\n  heading: pull-it\n  id: twos\n- page: index\n  list: 1\n  id: firsts\n",
        ],
    ),
    (
        "names/lists.yml",
        &["- page: steps/three.md\n  list: 1\n  id: threes\n", "[]\n"],
    ),
    ("checklists/ones.lock", &["x\n", "a 1 00000000\n"]),
    (
        "content/sv/translations.lock",
        &["garbage\n", "# Stegvis translations lock, version 1\n"],
    ),
    (
        "names/known.yml",
        &[
            "baseUrl: https://api.example/\nreferences:\n- uid: Lid\n  name: Lid\n  href: lid\n",
            "baseUrl: https://b.example/\nreferences: []\n",
        ],
    ),
];

fn of<'t, T: ?Sized>(random: &mut Random, all: &[&'t T]) -> &'t T {
    all[random.below(all.len())]
}

/// A configuration that is right.
pub fn config(random: &mut Random) -> &'static str {
    of(random, &CONFIGS)
}

/// A file of another kind than a page, and what it may hold.
pub fn other(random: &mut Random) -> (&'static str, &'static str) {
    let (path, texts) = OTHERS[random.below(OTHERS.len())];
    (path, of(random, texts))
}

/// Where a page may lie.
pub fn page_path(random: &mut Random) -> String {
    let locale = of(random, &LOCALES[..4]);
    let (folder, stem) = (of(random, &FOLDERS), of(random, &STEMS));
    format!("content/{locale}/{folder}{stem}.md")
}

/// A page that is unlike all before.
pub fn page(random: &mut Random) -> String {
    let number = random.below(1_000_000);
    let mut text = String::new();
    if random.below(3) == 0 {
        text.push_str("---\n");
        for _ in 0..1 + random.below(2) {
            text.push_str(of(
                random,
                &[
                    "draft: true\n",
                    "redirect_from: old.md\n",
                    "redirect_from: [older.md, steps/one.md]\n",
                    "description: What it is\n",
                    "ms.date: 01/02/2026\n",
                    "ms.openlocfilehash: 0000\n",
                    "ms.translationtype: MT\n",
                    "robots: noindex\n",
                    "title: Named\n",
                ],
            ));
        }
        text.push_str("---\n");
    }
    match random.below(6) {
        0 => text.push_str(&format!("# Step {}: Page {number}\n", random.below(4))),
        1 => text.push_str("# Page\n"),
        _ => text.push_str(&format!("# Page {number}\n")),
    }
    for _ in 0..random.below(5) {
        text.push('\n');
        text.push_str(&block(random));
    }
    text
}

/// A piece of a page.
pub fn block(random: &mut Random) -> String {
    let target = |random: &mut Random| {
        let up = of(random, &["", "../", "../../"]);
        let (folder, stem) = (of(random, &FOLDERS), of(random, &STEMS));
        let anchor = of(
            random,
            &["", "", "#plug-it-in", "#pull-it", "#crit-x", "#before", "#none"],
        );
        format!("{up}{folder}{stem}.md{anchor}").replace(' ', "%20")
    };
    match random.below(15) {
        0 => format!("Text {}, åäö €.\n", random.below(1000)),
        1 | 2 => format!("Go to [there]({}).\n", target(random)),
        3 => format!(
            "[!INCLUDE [p]({})]\n",
            target(random).split('#').next().unwrap_or_default()
        ),
        4 => of(
            random,
            &[
                "![d](../media/drawn.svg)\n",
                "![p](media/plug.png)\n",
                "![p](../media/plug.png)\n",
            ],
        )
        .to_owned(),
        5 => of(
            random,
            &[
                ":::code source=\"../code/run.ps1\" id=\"main\":::\n",
                "[!code-powershell[r](../../code/run.ps1?range=1-2&highlight=1)]\n",
                ":::code source=\"code/run.ps1\":::\n",
            ],
        )
        .to_owned(),
        6 => of(
            random,
            &[
                "## Plug it in\n\nNow.\n",
                "## In {#plug-it-in}\n",
                "## <a name=\"pull-it\"></a>Pull\n",
                "## Pull it\n\n1. Pull.\n2. Push.\n",
            ],
        )
        .to_owned(),
        7 => format!(
            "## Before {{#before}}\n\n- [ ] one {{#one}}\n- [ ] two {}\n- [x] tre\n",
            random.below(9)
        ),
        8 => of(
            random,
            &[
                "<a name=\"crit-x\"></a>\n\n## Required: X\n\nIt is.\n",
                "<a name=\"exit-y\"></a>\n\n### Optional: Y\n",
            ],
        )
        .to_owned(),
        9 => "> [!NOTE]\n> Mind the gap.\n".into(),
        10 => "| a | b |\n|---|---|\n| 1 | 2 |\n".into(),
        11 => "```powershell\nGet-Date # é\n```\n".into(),
        12 => format!("1. first {}\n2. second\n", random.below(9)),
        13 => of(random, &["<xref:Lid>\n", "```md\nopen\n", "$$x^2$$\n"]).to_owned(),
        _ => format!("* item {}\n* [faq](faq.yml#why)\n", random.below(9)),
    }
}
