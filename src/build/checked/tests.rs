//! Whatever is edited, what was kept gives what a look from nothing gives; and each condition on which something is kept
//! is one without which that is not so.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::base::{Hash, Locale};
use crate::build::testing::engine;
use crate::build::verdict::owned;
use crate::build::{Options, SiteFolder};
use crate::check::{BLIND, Sees};
use crate::config;
use crate::diag::Sink;
use crate::link::outdated::lock::{FILE, Lock};
use crate::link::outdated::{entry, source_of, translations};
use crate::model::site::{SiteLocale, Variant};
use crate::source::{Content, Snapshot, SourceFile};
use scenarios::{SCENARIOS, Scenario};

mod scenarios;

/// Pages: of each one front matter, and some of the other lines.
const PAGES: [&str; 9] = [
    "en/one.md",
    "en/two.md",
    "en/deep/three.md",
    "en/more.md",
    "sv/one.md",
    "sv/two.md",
    "sv/deep/three.md",
    "nl/one.md",
    "nl/only.md",
];

const FRONTS: [&str; 10] = [
    "",
    "",
    "---\ntitle: The first\ndescription: It is first.\n---\n",
    "---\ntitle: The second\n---\n",
    "---\ntitle: The first\ndraft: true\n---\n",
    "---\nms.openlocfilehash: 0123456789012345678901234567890123456789\n---\n",
    "---\nredirect_from: old/\n---\n",
    "---\nROBOTS: NOINDEX\ntitle: Step 2: Other\n---\n",
    "---\ntitle: a: b: c\n---\n",
    "---\ntitle: The third\n---\n<!-- stegvis-allow orphan-page, missing-description: known -->\n",
];

/// What the other lines of pages are taken from.
const LINES: [&str; 86] = [
    "# Step 1: Do\n",
    "# Step 2: Do\n",
    "# Steg 1: Gör\n",
    "# Page\n",
    "## Plug {#plug}\n",
    "## <a name=\"plug\"></a>Kontakten\n",
    "## Plug it in\n",
    "## Pull it\n",
    "## Step 4 of it {#fourth}\n",
    "### Deep\n",
    "#### Too deep\n",
    "## Required: X {#crit-x}\n",
    "## Required: Y {#crit-y}\n",
    "## Optional: X {#crit-x}\n",
    "## Obligatoriskt: X {#crit-x}\n",
    "## Valfritt: Z {#crit-z}\n",
    "## X {#crit-x}\n",
    "<a name=\"spot\"></a>\n",
    "Go [on](one.md#plug).\n",
    "Go [on](one.md#plug-it-in).\n",
    "Go [on](deep/three.md#pull-it).\n",
    "Go [on](../one.md#plug).\n",
    "Go [on](../two.md#pull-it).\n",
    "Go [on](two.md#plg).\n",
    "Go [on](two.md#Plug).\n",
    "Go [on](two.md#spot).\n",
    "Go [on](two.md#kontakten).\n",
    "Meet [it](two.md#crit-x).\n",
    "Meet [it](two.md#crit-y).\n",
    "Meet [it](one.md#crit-x).\n",
    "Meet [it](more.md#crit-z).\n",
    "See [step 1](one.md).\n",
    "See [step 2](one.md).\n",
    "See [step 3](two.md).\n",
    "See [step 4](more.md#fourth).\n",
    "See [it](gone.md).\n",
    "See [it](three.md#pull-it).\n",
    "See [it](three.md#plug).\n",
    "See [it](old.md).\n",
    "See [it](TWO.md).\n",
    "See [it](../nl/only.md).\n",
    "See [it](only.md).\n",
    "See [it](xref:Some.Name).\n",
    "See [it](/azure/there).\n",
    "See [it](https://x.example/docs/en/two/).\n",
    "See [it](https://learn.microsoft.com/azure/more).\n",
    "See [it]() and [that](javascript:x).\n",
    "See [it](media/p.png).\n",
    "![A plug](media/p.png)\n",
    "![A plug](../media/p.png)\n",
    "![A plug](media/lost.png)\n",
    "![](media/q.png)\n",
    "Read media/q.png if you want.\n",
    "[!INCLUDE [part](includes/part.md)]\n",
    "[!INCLUDE [part](../includes/part.md)]\n",
    "[!INCLUDE [lost](includes/lost.md)]\n",
    ":::code source=\"code/run.ps1\":::\n",
    "> [!PROGRESS]\n",
    "> [!PROGRESS site]\n",
    "> [!NOTE]\n> Take care of the plug, which is hot, and of all that lies near to it.\n",
    "> [!NOTERA]\n> Take care.\n",
    "- [ ] one {#one}\n",
    "- [ ] two\n",
    "- [x] three\n",
    "```powershell\nGet-Item -Path one\n```\n",
    "```powershell\nGet-Item -Path two\n```\n",
    "```md\nopen\n",
    "Use `Get-One` with `<name>` as it is.\n",
    "Use `Get-Two` with `<place>` as it is.\n",
    "This is a longer block of text that nobody has translated so far, and it says so at some length.\n",
    "Det här är ett längre stycke text som någon har översatt, och det säger detsamma på ett annat sätt.\n",
    "<!-- stegvis-allow broken-link: it comes -->\nSee [it](soon.md).\n",
    "<!-- stegvis-allow broken-anchor, broken-criterion -->\nGo [on](one.md#plug) or [on](two.md#crit-x).\n",
    "<!-- stegvis-allow structure-parity: other -->\n- one\n",
    "<<<<<<< ours\nThis.\n=======\nThat.\n>>>>>>> theirs\n",
    "| a | |\n|---|---|\n| c | d |\n",
    "`co\u{202e}de`\n",
    "1. first\n2. second\n",
    "See [it](form.yml) and [that](../form.yml).\n",
    "See [it](https://bad host/).\n",
    ":::code source=\"code/run.ps1\" id=\"main\":::\n",
    "[!INCLUDE [part](includes/PART.md)]\n",
    "- [ ] one {#one}\n- [ ] one {#one}\n",
    "> [!PROGRESS phase]\n",
    "![p.png](media/p.png)\n",
    "See [it](moved.md).\n",
];

/// Files of one text at a time, or of none.
const FILES: [(&str, &[&str]); 21] = [
    (
        "stegvis.yaml",
        &[
            "title: A\n",
            "url: https://x.example/docs/\n",
            "docset_root: https://learn.microsoft.com\nrules:\n  broken-link: off\n  structure-parity: error\n",
            "xref: [names.yml]\nstatus: true\n",
            "xref: [others.yml]\ntheme: other\n",
            "# stegvis-allow bad-configuration: so it is\nrules:\n  no-such-rule: off\n",
        ],
    ),
    (
        "names.yml",
        &[
            "references:\n- uid: Some.Name\n  href: /some\n  name: Some\n",
            "- broken\n",
        ],
    ),
    (
        "others.yml",
        &["references:\n- uid: Some.Nam\n  href: /some\n  name: Some\n"],
    ),
    (
        "en/toc.yml",
        &[
            "- name: One\n  href: one.md\n- name: Two\n  href: two.md#plug\n",
            "- name: More\n  href: more.md\n- name: Gone\n  href: gone.md\n- name: Other\n  href: https://docs.microsoft.com/en-us/three\n",
            "- name: Three\n  href: deep/three.md#pull\n- name: P\n  href: media/q.png\n",
            "- name: Again\n  href: toc.yml\n  items:\n  - a: [\n",
        ],
    ),
    (
        "sv/toc.yml",
        &[
            "- name: Ett\n  href: one.md#plug-it-in\n",
            "# stegvis-allow broken-link: soon\n- href: gone.md\n",
        ],
    ),
    (
        "en/.openpublishing.redirection.json",
        &[
            "{\"redirections\":[{\"source_path\":\"old.md\",\"redirect_url\":\"one.md\"}]}",
            "{\"redirections\":[{\"source_path\":\"old.md\",\"redirect_url\":\"lost\"},{\"source_path\":\"two.md\",\"redirect_url\":\"old\"}]}",
            "{\"redirections\":[{\"source_path\":\"old.md\",\"redirect_url\":\"moved\"},{\"source_path\":\"moved.md\",\"redirect_url\":\"two\"},{\"source_path\":\"old.md\",\"redirect_url\":\"one\"}]}",
            "{\"redirections\":[{\"source_path\":\"old.md\",\"redirect_url\":\"moved\"},{\"source_path\":\"moved.md\",\"redirect_url\":\"old\"}]}",
        ],
    ),
    (
        "en/docfx.json",
        &[
            "{\"build\":{\"content\":[{\"files\":\"**/*.{md,yml}\",\"exclude\":\"deep/**\"}]}}",
            "{\"build\":{\"content\":[{\"files\":\"**/*.md\"}]}}",
        ],
    ),
    ("en/.openpublishing.publish.config.json", &["{}"]),
    (
        "en/includes/part.md",
        &[
            "Go [on](../two.md#pull-it).\n\n## Plug {#plug}\n",
            "Part of it, and `<name>`.\n",
            "[!INCLUDE [p](part.md)]\n\n#### Deep\n",
            "- [ ] one {#one}\n- [ ] two\n\n| | a |\n|---|---|\n| b | c |\n\n##\n",
        ],
    ),
    (
        "sv/includes/part.md",
        &["En del, med ett ord eller två.\n\n[x](gone.md)\n"],
    ),
    (
        "en/code/run.ps1",
        &[
            "Get-Date\n",
            "Get-\u{202e}Date # media/p.png\n",
            "# <main>\nGet-One\n# </main>\n",
            "# <main>\nGet-One\n# </main>\n# <main>\n# </main>\n",
        ],
    ),
    (
        "en/form.yml",
        &[
            "### YamlMime:Other\na: 1\n",
            "### YamlMime:Landing\ntitle: One\n",
            "### YamlMime:Hub\ntitle: [\n",
        ],
    ),
    ("en/one/index.md", &["# Page\n"]),
    ("en/media/p.png", &["p"]),
    ("en/media/q.png", &["q"]),
    ("sv/media/p.png", &["p"]),
    (
        "sv/translations.lock",
        &["garbage\n", "# Stegvis translations lock, version 1\n"],
    ),
    (
        "checklists.yml",
        &[
            "checklists:\n- page: two.md\n  id: twos\n",
            "checklists:\n- page: gone.md\n  id: twos\n",
        ],
    ),
    ("checklists/one.lock", &["x\n"]),
    (
        "locales/en/own.ftl",
        &["own-word = A word\nhere = { $x }\n", "toc-page = Page { $y }\n"],
    ),
    (
        "locales/sv/own.ftl",
        &[
            "own-word = Ett ord { $n }\n",
            "# stegvis-allow unused-message: later\nonw-word = Ett\n",
            "toc-page Sida\n",
        ],
    ),
];

const TEMPLATES: [&str; 4] = [
    "nothing {{ head_title }}",
    "{{ t.own_word }}",
    "{{ nothing | such }}",
    "{{ t[x] }} <<<<<<<",
];

/// A site that is edited, and what chance says.
struct Edited {
    state: u64,
    /// Front matter and lines of each page that there is.
    pages: BTreeMap<&'static str, (usize, Vec<usize>)>,
    snapshot: Snapshot,
    folder: SiteFolder,
}

impl Edited {
    fn new(seed: u64) -> Self {
        let locale = |tag: &str| SiteLocale {
            tag: Locale::parse(tag).expect("a language"),
            slug: tag.into(),
            folder: DocPath::new(tag).expect("a folder"),
        };
        let mut folder = engine(&[]).folder;
        folder.locales = ["en", "sv", "nl"].map(locale).to_vec();
        folder.config_file = DocPath::new(config::FILE);
        let mut edited = Self {
            state: seed,
            pages: BTreeMap::new(),
            snapshot: Snapshot::default(),
            folder,
        };
        for page in PAGES {
            let lines = (0..3).map(|_| edited.next(LINES.len())).collect();
            edited.pages.insert(page, (0, lines));
            edited.write_page(page);
        }
        edited
    }

    fn next(&mut self, below: usize) -> usize {
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) as usize % below.max(1)
    }

    fn write(&mut self, path: &str, text: Option<&str>) {
        let path = DocPath::new(path).expect("a path");
        let Some(text) = text else {
            self.snapshot.files.remove(&path);
            return;
        };
        let content = match path.extension() {
            "png" => Content::Media {
                size: text.len() as u64,
                dimensions: None,
            },
            _ => Content::Text(text.into()),
        };
        let hash = Hash::of(text.as_bytes());
        self.snapshot.files.insert(path, SourceFile { hash, content });
    }

    fn write_page(&mut self, page: &str) {
        let text = self.pages.get(page).map(|(front, lines)| {
            let lines: Vec<&str> = lines.iter().map(|line| LINES[*line]).collect();
            format!("{}{}", FRONTS[*front], lines.join("\n"))
        });
        self.write(page, text.as_deref());
    }

    /// Edits one file, and tells which.
    fn edit(&mut self, shown: &Shown) -> String {
        let kind = self.next(24);
        match kind {
            0..=15 => {
                let page = PAGES[self.next(PAGES.len())];
                let (front, mut lines) = self.pages.remove(page).unwrap_or_default();
                let at = self.next(lines.len() + 1);
                let line = self.next(LINES.len());
                let front = if kind == 0 { self.next(FRONTS.len()) } else { front };
                let source = page.strip_prefix("sv/").or(page.strip_prefix("nl/"));
                let source = source.and_then(|key| {
                    self.pages
                        .iter()
                        .find(|(page, _)| page.strip_prefix("en/") == Some(key))
                });
                let source = source.map(|(_, (_, lines))| lines.clone());
                match self.next(12) {
                    // As the source has it: what is no translation is not compared closely.
                    10 | 11 if source.is_some() => lines = source.unwrap_or_default(),
                    0..=3 if lines.len() < 9 => lines.insert(at, line),
                    4 | 5 if at < lines.len() => lines[at] = line,
                    6 if lines.len() > 1 => lines.rotate_left(1),
                    _ if at < lines.len() => _ = lines.remove(at),
                    _ => {}
                }
                // Pages come and go, but seldom.
                if self.next(30) != 0 {
                    self.pages.insert(page, (front, lines));
                }
                self.write_page(page);
                page.to_owned()
            }
            16 => {
                let lock = accepted(shown, 1);
                let path = format!("sv/{FILE}");
                self.write(&path, Some(&lock));
                path
            }
            17 => {
                let theme = ["themes/stegvis/404.html", "themes/other/404.html"][self.next(2)];
                let text = self.next(TEMPLATES.len() + 1);
                self.write(theme, TEMPLATES.get(text).copied());
                theme.to_owned()
            }
            _ => {
                let (path, texts) = FILES[self.next(FILES.len())];
                let text = self.next(texts.len() + 1);
                // Where no file comes or goes, all else has to be noticed.
                let is_there = self.snapshot.files.contains_key(path);
                let text = match texts.get(text) {
                    None if is_there && self.next(3) != 0 => texts.first(),
                    text => text,
                };
                self.write(path, text.copied());
                path.to_owned()
            }
        }
    }

    fn after(&mut self, old: Option<&Shown>) -> Arc<Shown> {
        let text = self
            .snapshot
            .text(&DocPath::new(config::FILE).expect("a name"))
            .cloned();
        let mut sink = Sink::new(DocPath::root());
        self.folder.config = config::read(text.as_deref().unwrap_or_default(), &mut sink);
        let folder = Arc::new(self.folder.clone());
        let snapshot = Arc::new(self.snapshot.clone());
        Arc::new(match old {
            Some(old) => {
                let change = Change::between(&old.snapshot, &snapshot);
                Shown::after(old, &folder, snapshot, &change)
            }
            None => Shown::new(&folder, &Options::default(), snapshot, None),
        })
    }
}

/// The lock of a locale that says that all its pages were made from today's source.
fn accepted(shown: &Shown, locale: usize) -> String {
    let mut lock = Lock::default();
    for page in shown.site.pages.iter() {
        if let (Some(Variant::Own(own)), Some(source)) = (page.variants.get(locale), source_of(&shown.site, page)) {
            let [own, source] = [own.index(), source.index()].map(|number| &shown.docs()[number].document);
            lock.entries.insert(page.key.clone(), entry(source, own));
        }
    }
    lock.text()
}

/// Which rules told something of a file that was not edited, and no longer told something of one.
#[derive(Default)]
struct Elsewhere {
    made: BTreeSet<&'static str>,
    mended: BTreeSet<&'static str>,
}

/// Edits for some rounds; what went wrong, if something did.
fn rounds(seed: u64, rounds: usize, told: &mut Elsewhere) -> Result<(), String> {
    let mut site = Edited::new(seed);
    let mut shown = site.after(None);
    let mut checked = Checked::default();
    let mut before: Vec<Diagnostic> = Vec::new();
    for round in 0..rounds {
        let count = 1 + site.next(3) / 2;
        let files: BTreeSet<DocPath> = (0..count).filter_map(|_| DocPath::new(&site.edit(&shown))).collect();
        shown = site.after(Some(&shown));
        let what = format!("seed {seed}, round {round}, after {files:?}");
        // Some edits come before somebody has looked, and some before they have looked at all of it.
        match site.next(8) {
            0 => continue,
            1 => {
                let left = std::sync::atomic::AtomicUsize::new(site.next(20));
                let stop = || {
                    let less = |left: usize| Some(left.saturating_sub(1));
                    let order = std::sync::atomic::Ordering::Relaxed;
                    left.fetch_update(order, order, less) == Ok(0)
                };
                checked.check(&shown, &files, &stop, &mut |_| {});
                continue;
            }
            _ => {}
        }
        let found = checked.check(&shown, &files, &|| false, &mut |_| {});
        let found = owned(found.ok_or_else(|| format!("{what}: not told"))?);
        let fresh = translations(&shown.site, shown.docs(), &shown.snapshot, None, None);
        if fresh != *shown.translations() {
            return Err(format!("{what}: translations"));
        }
        let all = shown.check();
        if found != all {
            let more = found.iter().filter(|found| !all.contains(found));
            let less = all.iter().filter(|all| !found.contains(all));
            let [more, less] = [more.collect::<Vec<_>>(), less.collect()];
            return Err(format!("{what}: too much: {more:#?}, too little: {less:#?}"));
        }
        let elsewhere = |found: &&Diagnostic| !files.contains(&found.primary.file);
        let key = |found: &Diagnostic| (found.rule.id, found.primary.file.clone(), found.message.clone());
        let [then, now] = [&before, &all].map(|all| all.iter().map(key).collect::<BTreeSet<_>>());
        told.made.extend(
            all.iter()
                .filter(elsewhere)
                .filter(|found| !then.contains(&key(found)))
                .map(|found| found.rule.id),
        );
        told.mended.extend(
            before
                .iter()
                .filter(elsewhere)
                .filter(|found| !now.contains(&key(found)))
                .map(|found| found.rule.id),
        );
        before = all;
    }
    Ok(())
}

fn number_of(name: &str, usual: u64) -> u64 {
    let text = std::env::var(name).ok();
    text.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[test]
fn any_sequence_of_edits_gives_what_a_look_from_nothing_gives() {
    let clock = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let clock = clock.map_or(0, |clock| clock.as_nanos() as u64);
    let seed = number_of("STEGVIS_SEED", clock);
    println!("STEGVIS_SEED={seed}");
    let mut told = Elsewhere::default();
    let all = number_of("STEGVIS_ROUNDS", 120) as usize;
    for part in 0..all.div_ceil(200) {
        if let Err(why) = rounds(seed + part as u64, all.min(200), &mut told) {
            panic!("{why}");
        }
    }
    println!("made elsewhere: {:?}\nmended elsewhere: {:?}", told.made, told.mended);
}

/// Whether what was kept gives what a look from nothing gives, before and after the edit.
fn holds((_, files, (path, text)): &Scenario) -> bool {
    let mut site = Edited::new(0);
    site.snapshot.files.clear();
    for (path, text) in *files {
        site.write(path, Some(text));
    }
    let accept = |site: &mut Edited, path: &str, text: Option<&str>| {
        let shown = site.after(None);
        let lock = accepted(&shown, 1);
        site.write(path, if text == Some("ACCEPTED") { Some(&lock) } else { text });
    };
    if let Some((lock, text)) = files.iter().find(|(_, text)| *text == "ACCEPTED") {
        accept(&mut site, lock, Some(text));
    }
    let first = site.after(None);
    let mut checked = Checked::default();
    let is_right = |checked: &mut Checked, shown: &Arc<Shown>| {
        let found = checked.check(shown, &BTreeSet::new(), &|| false, &mut |_| {});
        let fresh = translations(&shown.site, shown.docs(), &shown.snapshot, None, None);
        found.map(owned) == Some(shown.check()) && fresh == *shown.translations()
    };
    let was_right = is_right(&mut checked, &first);
    accept(&mut site, path, *text);
    let second = site.after(Some(&first));
    was_right && is_right(&mut checked, &second)
}

#[test]
fn a_condition_that_is_left_out_is_noticed() {
    for scenario in &SCENARIOS {
        assert!(holds(scenario), "{:?}", scenario.0);
    }
    let holds_without = |scenario: &'static Scenario, without: &'static [Sees]| {
        BLIND.set(without);
        holds(scenario)
    };
    let is_missed = |scenario: &&'static Scenario| match scenario.0 {
        // Redirects are files of a docset, and all documents are made again where one changes: that would tell it, too.
        Sees::Links => {
            !holds_without(scenario, &[Sees::Text, Sees::Kin])
                || holds_without(scenario, &[Sees::Text, Sees::Kin, Sees::Links])
        }
        _ => holds_without(scenario, std::slice::from_ref(&scenario.0)),
    };
    let missed: Vec<Sees> = SCENARIOS.iter().filter(is_missed).map(|scenario| scenario.0).collect();
    BLIND.set(&[]);
    assert_eq!(missed, [], "of {} conditions", SCENARIOS.len());
}
