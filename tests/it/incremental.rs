//! Whatever is edited, a build over an earlier one gives what a build from nothing gives, byte for byte: a key that
//! forgot one of its inputs would leave a stale page.

use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::site::{Site, files};

/// Edits of every kind of input, each in two states.
pub const EDITS: [(&str, [&str; 2]); 28] = [
    (
        "content/en/steps/one.md",
        [
            "# Step one\n\n[two](two.md#pull-it)\n\n## Plug it in\n\n- [ ] a {#a}\n- [ ] b\n",
            "# Step 1\n\n[x](two.md)\n\n## In {#plug-it-in}\n\n- [ ] b\n",
        ],
    ),
    (
        "content/sv/steps/one.md",
        [
            "# Steg ett\n\n## <a name=\"plug-it-in\"></a>I\n\n- [ ] a {#a}\n",
            "# Steg\n\ntext\n",
        ],
    ),
    (
        "content/en/steps/two.md",
        [
            "# Two\n\n<a name=\"crit-x\"></a>\n\n## Required: X\n\n## Pull it\n",
            "---\ntitle: Zwei\ndraft: true\n---\n## Pull it\n",
        ],
    ),
    (
        "content/fr/steps/two.md",
        [
            "# Deux\n\n## <a name=\"pull-it\"></a>Tirer\n",
            "---\nms.translationtype: MT\nms.date: 01/02/2026\n---\n# Deux !\n",
        ],
    ),
    (
        "content/nl/steps/three.md",
        [
            "# Drie\n\n[terug](one.md#plug-it-in)\n",
            "# 3\n\n```powershell\nGet-Date\n```\n",
        ],
    ),
    (
        "content/en/toc.yml",
        [
            "- name: One\n  href: steps/one.md\n- name: Two\n  href: steps/two.md\n",
            "- name: Steps\n  items:\n  - href: steps/two.md\n  - href: steps/one.md\n",
        ],
    ),
    (
        "content/en/steps/toc.yml",
        [
            "- name: Below\n  href: one.md\n- name: More\n  href: more/\n",
            "- name: Under\n  expanded: true\n  items:\n  - href: one.md#plug-it-in\n",
        ],
    ),
    (
        "content/en/steps/more/TOC.md",
        ["# [Up](../../toc.yml)\n# [Two](../two.md)\n", "# [Deep](deep.md)\n"],
    ),
    (
        "content/en/steps/more/deep.md",
        [
            "# Deep\n",
            "---\ntitle: Deeper\n---\n[start](../../) [asked](../../faq.yml#why)\n",
        ],
    ),
    (
        "content/sv/steps/TOC.yml",
        [
            "- name: Ett\n  href: one.md\n",
            "- name: Mer\n  tocHref: more/\n  topicHref: one.md\n",
        ],
    ),
    (
        "content/en/faq.yml",
        [
            "### YamlMime:FAQ\ntitle: Asked\nsections:\n- questions:\n  - question: Why?\n    answer: See [one](steps/one.md).\n",
            "### YamlMime:Hub\ntitle: Hub\ntools:\n  items:\n  - title: T\n    url: steps/two\n    imageSrc: media/drawn.svg\n",
        ],
    ),
    (
        "content/sv/faq.yml",
        [
            "### YamlMime:FAQ\ntitle: Frågor\nsections:\n- questions:\n  - question: Varför?\n    answer: x\n",
            "### YamlMime:Other\ntitle: None\n",
        ],
    ),
    // Files that others include: changed, taken away and made.
    (
        "content/en/steps/more/with.md",
        [
            "# With\n\n[!INCLUDE [p](../../includes/part.md)]\n",
            "# With [!INCLUDE [d](../../includes/deep.md)]\n",
        ],
    ),
    (
        "content/en/includes/part.md",
        [
            "Part, [two](../steps/two.md#pull-it).\n\n## Of it\n\n- [ ] c\n",
            "Other ![d](../media/drawn.svg) and [!INCLUDE [d](deep.md)]\n",
        ],
    ),
    ("content/en/includes/deep.md", ["deep *one*\n", "deeper\n"]),
    // Code that a page shows.
    (
        "content/en/steps/more/code.md",
        [
            "# Code\n\n:::code source=\"../../code/run.ps1\" id=\"main\":::\n",
            "# Code\n\n[!code-powershell[r](../../code/run.ps1?range=1-2&highlight=1)]\n",
        ],
    ),
    (
        "content/en/code/run.ps1",
        [
            "# <main>\nGet-Date\n# </main>\n",
            "Get-Item\n# <main>\nGet-Date -UFormat s\n# </main>\n",
        ],
    ),
    // What a docset's files say of its pages.
    (
        "content/en/docfx.json",
        [
            "{\"build\":{\"content\":[{\"files\":\"**/*.{md,yml}\"}],\"globalMetadata\":{\"titleSuffix\":\"S\"}}}",
            "{\"build\":{\"content\":[{\"files\":\"**/*.md\",\"exclude\":\"steps/more/**\"}],\"fileMetadata\":{\"ROBOTS\":{\"steps/*\":\"NOINDEX\"}}}}",
        ],
    ),
    (
        "content/en/.openpublishing.redirection.json",
        [
            "{\"redirections\":[{\"source_path\":\"gone.md\",\"redirect_url\":\"steps/one.md\"}]}",
            "{\"redirections\":[{\"source_path\":\"steps/two.md\",\"redirect_url\":\"https://a.example/\"}]}",
        ],
    ),
    (
        "content/sv/includes/deep.md",
        ["djupt [ett](../steps/one.md)\n", "djupare\n"],
    ),
    ("content/en/media/plug.png", ["\u{1}one", "other bytes"]),
    (
        "content/en/media/drawn.svg",
        ["<svg width=\"8\" height=\"8\">", "<svg width=\"9\" height=\"8\">"],
    ),
    (
        "content/en/index.md",
        [
            "---\nredirect_from: old.md\n---\n# Hi\n\n![d](media/drawn.svg) [c](steps/two.md#crit-x)\n",
            "# Welcome\n",
        ],
    ),
    (
        "locales/sv/own.ftl",
        ["toc-page = Här\n", "toc-page = Sidan\nalert-note = Märk\n"],
    ),
    ("themes/stegvis/404.html", ["nothing {{ head_title }}", "gone"]),
    ("themes/stegvis/stegvis.css", ["a{}", "b{}"]),
    (
        "stegvis.yaml",
        [
            "title: A\n",
            "title: {en: B, sv: C}\nurl: https://x.example/d/\nlocales: [sv, en]\n",
        ],
    ),
    (
        "content/de/index.md",
        ["# Willkommen\n", "# Hallo\n\n[eins](steps/one.md)\n"],
    ),
];

#[test]
fn any_sequence_of_edits_gives_what_a_clean_build_gives() {
    let clock = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("a clock")
        .as_nanos() as u64;
    let seed = std::env::var("STEGVIS_SEED")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(clock);
    println!("STEGVIS_SEED={seed}");
    let mut state = seed;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let site = Site::small();
    let clean = site.beside("clean");
    for round in 0..40 {
        let (path, texts) = EDITS[next(EDITS.len())];
        let place = site.root().join(path);
        // Written in one of two states, or taken away.
        match next(5) {
            0 if place.exists() => fs::remove_file(&place).expect("the file can go"),
            n => {
                fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
                fs::write(&place, texts[n % 2]).expect("the file can be written");
            }
        }
        let _ = fs::remove_dir_all(&clean);
        for out in [&site.out(), &clean] {
            let mut program = site.program();
            program
                .arg("build")
                .arg(site.root())
                .arg("-o")
                .arg(out)
                .arg("--allow-broken");
            site.ran(program).succeeds();
        }
        let (over, from_nothing) = (files(&site.out()), files(&clean));
        let unequal: Vec<&String> = from_nothing
            .keys()
            .chain(over.keys())
            .filter(|name| over.get(*name) != from_nothing.get(*name))
            .collect();
        assert!(
            unequal.is_empty(),
            "seed {seed}, round {round}, after {path}: {unequal:?}"
        );
    }
}
