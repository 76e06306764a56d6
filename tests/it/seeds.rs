//! The five documents that the project began with.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::site::{Site, files, shared};

const STEP: &str = "identity-group-based-licensing";
const ONLY_SWEDISH: &str = "assign-licenses-to-user-accounts";
const LOCALES: [&str; 4] = ["en", "fr", "nl", "sv"];

fn broken(content: PathBuf) -> Site {
    let site = Site::of(content);
    site.build_with(&["--allow-broken"]).succeeds();
    site
}

/// What is missing, found without the program: file, line, and the target's own name.
fn missing(content: &Path) -> BTreeSet<(String, u64, String)> {
    let mut all = BTreeSet::new();
    for (name, bytes) in files(content) {
        let text = String::from_utf8(bytes).expect("the seeds are UTF-8");
        for (number, line) in text.lines().enumerate() {
            for target in line.split("](").skip(1).filter_map(|rest| rest.split_once(')')) {
                let path = target.0.split('#').next().unwrap_or_default();
                let folder = content.join(&name);
                let is_local = !path.contains("://") && !path.starts_with('/');
                if is_local && !folder.parent().expect("a folder").join(path).exists() {
                    let own = path.rsplit('/').next().unwrap_or_default();
                    all.insert((name.clone(), number as u64 + 1, own.to_owned()));
                }
            }
        }
    }
    all
}

#[test]
fn what_is_missing_is_named_and_nothing_else() {
    let Some(content) = shared("seeds") else { return };
    let site = Site::of(content.clone());
    let ran = site.build_with(&["--format", "json"]);
    ran.exits(1).says(&["nothing was published"]).published_nothing();
    let expected = missing(&content);
    assert!(expected.len() >= 20, "the expectation found {} only", expected.len());
    let found = ran.json();
    let errors = found.iter().filter(|line| line["severity"] == "error");
    let told: Vec<(String, u64, String)> = errors
        .map(|line| {
            let message = line["message"].as_str().expect("a message");
            let target = message.split('`').nth(1).expect("a target in the message");
            let own = target.rsplit('/').next().unwrap_or_default();
            (
                line["file"].as_str().expect("a file").to_owned(),
                line["line"].as_u64().expect("a line"),
                own.to_owned(),
            )
        })
        .collect();
    assert_eq!(told.len(), expected.len(), "each is told once");
    assert_eq!(told.into_iter().collect::<BTreeSet<_>>(), expected);
    // Each place is the target's own: cut out of the file by line and column, it names the target.
    for line in found.iter().filter(|line| line["severity"] == "error") {
        let text = fs::read_to_string(content.join(line["file"].as_str().unwrap())).unwrap();
        let row = text.lines().nth(line["line"].as_u64().unwrap() as usize - 1).unwrap();
        let (from, to) = (
            line["column"].as_u64().unwrap() as usize,
            line["end_column"].as_u64().unwrap() as usize,
        );
        let cut: String = row.chars().skip(from - 1).take(to - from).collect();
        let target = line["message"].as_str().unwrap().split('`').nth(1).unwrap();
        assert!(
            cut.trim_start_matches("./").starts_with(target),
            "`{cut}` is not `{target}`"
        );
    }
    // `check` says the same and needs no output.
    let checked = site.run(&["check", "--format", "json", content.to_str().unwrap()]);
    assert_eq!(checked.exits(1).json(), found);
}

#[test]
fn the_step_in_all_languages() {
    let Some(content) = shared("seeds") else { return };
    let site = broken(content);
    let ran = site.build_with(&["--allow-broken"]);
    for locale in LOCALES {
        let html = ran.html(&format!("{locale}/{STEP}"));
        assert_eq!(html.values("html", "lang"), [locale]);
        assert_eq!(
            html.values("h1", "id"),
            ["step-12-set-up-automatic-licensing"],
            "{locale}"
        );
        assert_eq!(html.values("article h2", "id"), ["next-step"], "{locale}");
        assert_eq!(html.values(".page-toc a", "href"), ["#next-step"], "{locale}");
        assert_eq!(html.count("nav.picker a"), 4, "{locale}");
        assert_eq!(html.count(".alert.note"), 1, "{locale}");
        assert!(html.text("h1").contains("12"), "{locale}");
        // Headless tables are no tables with an empty head.
        assert_eq!(html.count("article thead"), 0, "{locale}");
        assert_eq!(html.count("article th"), 0, "{locale}");
        assert_eq!(
            html.count("article .broken"),
            6,
            "{locale}: what is missing is text, not a link that leads nowhere"
        );
    }
}

#[test]
fn the_page_that_only_swedish_has() {
    let Some(content) = shared("seeds") else { return };
    let site = broken(content);
    let ran = site.build_with(&["--allow-broken"]);
    let places: Vec<String> = ran
        .files()
        .into_keys()
        .filter(|name| name.contains(ONLY_SWEDISH))
        .collect();
    assert_eq!(places, [format!("sv/{ONLY_SWEDISH}/index.html")]);
    let html = ran.html(&format!("sv/{ONLY_SWEDISH}"));
    assert_eq!(html.values("nav.picker a", "hreflang"), ["sv"]);
    for name in ["English", "Français", "Nederlands"] {
        let plain = html
            .all("nav.picker span[lang]")
            .into_iter()
            .map(|span| span.text().collect::<String>());
        assert!(plain.into_iter().any(|text| text == name), "{name}");
    }
    assert!(html.count(".notice") >= 1);
}

#[test]
fn dutch_without_the_english_beside_it() {
    let Some(content) = shared("seeds") else { return };
    let site = broken(content.clone());
    let ran = site.build_with(&["--allow-broken"]);
    let text = ran.text(&format!("nl/{STEP}/index.html"));
    for mark in ["sxs-lookup", "data-ttu-id", "data-stu-id"] {
        assert!(!text.contains(mark), "{mark}");
    }
    let html = ran.html(&format!("nl/{STEP}"));
    let shown = html.text("body");
    let source = fs::read_to_string(content.join(format!("nl/{STEP}.md"))).unwrap();
    let mut english = 0;
    for span in source.split("<span class=\"sxs-lookup\">").skip(1) {
        let inner = span.split_once('>').unwrap().1.split_once("</span>").unwrap().0;
        // Links and emphasis break the text up; what has none is looked for as it is.
        if inner.len() > 12 && !inner.contains(['*', '[']) {
            english += 1;
            assert!(!shown.contains(inner), "`{inner}`");
        }
    }
    assert!(english > 10, "{english}");
    let heading = html.text("h1");
    assert!(source.contains(&format!(">{heading}</span>")), "{heading}");
    assert!(html.text("title").starts_with(&heading));
    for entry in html.all(".page-toc a") {
        let entry: String = entry.text().collect();
        assert!(
            source.contains(&format!("\">{entry}</span><span class=\"sxs-lookup\">")),
            "{entry}"
        );
    }
}

/// Line by line, the English that the Dutch page was made from is the English page. What differs: the alternative text of
/// one picture, which nobody paired, and an empty line below the front matter.
#[test]
fn the_english_in_the_dutch_page() {
    use stegvis::base::{DocPath, Hash};
    use stegvis::parse::{dialect::bilingual, parse};
    use stegvis::source::{Content, SourceFile};

    let Some(content) = shared("seeds") else { return };
    let read = |locale: &str| fs::read_to_string(content.join(format!("{locale}/{STEP}.md"))).unwrap();
    let body = |text: &str| -> Vec<String> {
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let (_, body) = text.split_once("\n---\n").unwrap();
        body.trim_start().lines().map(str::to_owned).collect()
    };
    let file = SourceFile {
        hash: Hash::of(b""),
        content: Content::Text(read("nl").into()),
    };
    let (dutch, _) = parse(&DocPath::new("nl/step.md").unwrap(), &file);
    assert_eq!(dutch.pairs.len(), 21);
    // The names of translated headings are the translation's own.
    let names = |line: &str| match line.split_once("<a name=\"") {
        Some((before, rest)) => format!("{before}{}", rest.split_once("</a>").map_or("", |(_, after)| after)),
        None => line.to_owned(),
    };
    let rebuilt: Vec<String> = body(&bilingual::source_text(&dutch))
        .iter()
        .map(|line| names(line))
        .collect();
    let english = body(&read("en"));
    assert_eq!(rebuilt.len(), english.len());
    let different: Vec<(&String, &String)> = rebuilt.iter().zip(&english).filter(|(a, b)| a != b).collect();
    let [(dutch, english)] = different[..] else {
        panic!("{different:#?}")
    };
    let behind_alt = |line: &str| line.split_once("](").unwrap().1.to_owned();
    assert!(
        dutch.starts_with("|![") && behind_alt(dutch) == behind_alt(english),
        "{dutch}"
    );
}

#[test]
fn the_french_heading_keeps_its_spaces() {
    let Some(content) = shared("seeds") else { return };
    let site = broken(content.clone());
    let ran = site.build_with(&["--allow-broken"]);
    let source = fs::read_to_string(content.join(format!("fr/{STEP}.md"))).unwrap();
    let line = source.lines().find(|line| line.starts_with("# ")).unwrap();
    assert_eq!(
        ran.html(&format!("fr/{STEP}")).text("h1"),
        line.rsplit("</a>").next().unwrap()
    );
    // Elsewhere in the text too: as many no-break spaces as the body has.
    let body = source.rsplit("---\n").next().unwrap();
    let count = |text: &str| text.matches('\u{a0}').count();
    assert_eq!(count(&ran.html(&format!("fr/{STEP}")).text("article")), count(body));
}

#[test]
fn two_builds_are_equal_to_the_byte() {
    let Some(content) = shared("seeds") else { return };
    let built: Vec<_> = ["1", "2", "7"]
        .into_iter()
        .map(|threads| {
            let site = Site::of(content.clone());
            let mut program = site.building(&["--allow-broken"]);
            program.env("RAYON_NUM_THREADS", threads);
            site.ran(program).succeeds();
            files(&site.out())
        })
        .collect();
    assert!(built[0].contains_key(".stegvis"));
    assert_eq!(built[0], built[1]);
    assert_eq!(built[0], built[2]);
}

#[cfg(unix)]
#[test]
fn a_second_build_writes_nothing() {
    use std::os::unix::fs::MetadataExt;
    let Some(content) = shared("seeds") else { return };
    let site = broken(content);
    let facts = || -> Vec<_> {
        let names = files(&site.out())
            .into_keys()
            .chain(["".to_owned(), "sv".to_owned(), "assets".to_owned()]);
        let fact = |name: String| {
            let facts = fs::metadata(site.out().join(&name)).unwrap();
            (
                name,
                facts.ino(),
                facts.mtime(),
                facts.mtime_nsec(),
                facts.ctime(),
                facts.ctime_nsec(),
            )
        };
        names.map(fact).collect()
    };
    let before = facts();
    site.build_with(&["--allow-broken"])
        .succeeds()
        .says(&["0 written", "0 deleted"]);
    assert_eq!(facts(), before);
}
