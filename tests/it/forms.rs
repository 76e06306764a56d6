//! The forms of a report: the same findings at the same places in each, the same bytes at every run, and what a pipe gets.

use serde_json::{Value, json};

use super::site::{Ran, Site};

/// A finding as a form tells of it: rule, file, line, column, last line, column behind it.
type Place = (String, String, u64, u64, u64, u64);

const FORMS: [&str; 4] = ["terminal", "json", "sarif", "github"];

fn checked<'s>(site: &'s Site, form: &str) -> Ran<'s> {
    site.run(&["check", "site", "--format", form])
}

fn in_json(ran: &Ran<'_>) -> Vec<Place> {
    let places = ran.json();
    let number = |found: &Value, key: &str| found[key].as_u64().expect("a number");
    let text = |found: &Value, key: &str| found[key].as_str().expect("a text").to_owned();
    let place = |found: &Value| {
        let ends = [number(found, "end_line"), number(found, "end_column")];
        let starts = [number(found, "line"), number(found, "column")];
        (
            text(found, "rule"),
            text(found, "file"),
            starts[0],
            starts[1],
            ends[0],
            ends[1],
        )
    };
    places.iter().map(place).collect()
}

fn in_sarif(ran: &Ran<'_>) -> Vec<Place> {
    let log: Value = serde_json::from_str(&ran.printed()).expect("JSON");
    valid(&log);
    let place = |result: &Value| {
        let place = &result["locations"][0]["physicalLocation"];
        let number = |key: &str| place["region"][key].as_u64().expect("a number");
        let rule = result["ruleId"].as_str().expect("an id");
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][index]["id"], rule);
        (
            rule.to_owned(),
            decoded(place["artifactLocation"]["uri"].as_str().expect("an address")),
            number("startLine"),
            number("startColumn"),
            number("endLine"),
            number("endColumn"),
        )
    };
    let results = log["runs"][0]["results"].as_array().expect("results");
    results.iter().map(place).collect()
}

/// Names count from the folder where the program runs, one above the site's.
fn in_github(ran: &Ran<'_>) -> Vec<Place> {
    let place = |line: &str| {
        let (properties, _) = line
            .split_once(' ')
            .and_then(|(_, rest)| rest.split_once("::"))
            .expect("a command");
        let value = |key: &str| {
            let mut pairs = properties.split(',').filter_map(|pair| pair.split_once('='));
            pairs
                .find(|(name, _)| *name == key)
                .map(|(_, value)| decoded(value))
                .expect("a property")
        };
        let number = |key: &str| value(key).parse().expect("a number");
        let file = value("file")
            .strip_prefix("site/")
            .expect("the site's folder")
            .to_owned();
        (
            value("title"),
            file,
            number("line"),
            number("col"),
            number("endLine"),
            number("endColumn"),
        )
    };
    ran.printed().lines().map(place).collect()
}

/// The headings of the excerpts have no end.
fn in_terminal(ran: &Ran<'_>) -> Vec<(String, String, u64, u64)> {
    let said = ran.errors();
    let mut rule = String::new();
    let mut all = Vec::new();
    for line in said.lines() {
        if let Some((head, _)) = line.split_once("]: ") {
            rule = head.split_once('[').expect("a rule").1.to_owned();
        }
        if let Some(place) = line.trim_start().strip_prefix("--> site/") {
            let mut parts = place.rsplitn(3, ':');
            let mut number = || parts.next().and_then(|part| part.parse().ok()).expect("a number");
            let (column, row) = (number(), number());
            all.push((rule.clone(), parts.next().expect("a file").to_owned(), row, column));
        }
    }
    all
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        let code = more.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let code = code
            .and_then(|two| u8::from_str_radix(two, 16).ok())
            .filter(|_| *first == b'%');
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &more[2..] } else { more };
    }
    String::from_utf8(bytes).expect("UTF-8")
}

#[track_caller]
fn valid(log: &Value) {
    let text = include_str!("../schemas/sarif-2.1.0.json");
    // A lone bracket, as the published patterns of languages have it, is not for every engine.
    let schema = serde_json::from_str(&text.replace("{2}]?$", r"{2}\\]?$")).expect("a schema");
    let faults: Vec<String> = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("a schema")
        .iter_errors(log)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Text before a broken link, how many columns it takes, and what is around the page's lines.
const BEFORE: [(&str, &str, u64); 8] = [
    ("ascii", "see ", 4),
    ("ring", "på å ", 5),
    ("composed", "\u{e9}t\u{e9} ", 4),
    ("decomposed", "e\u{301}te\u{301} ", 6),
    ("wide", "日本 ", 3),
    ("emoji", "👍 ", 2),
    ("tabs", "a\tb\t", 4),
    ("all of it", "å\te\u{301}日👍 ", 7),
];

/// Broken links behind every kind of text, in pages of every kind of line end, in an included file and in a bilingual page.
fn everything() -> (Site, Vec<Place>) {
    let mut site = Site::new()
        .page("en/index.md", "# Start\n")
        .file("stegvis.yaml", "title: T\n");
    let mut expected = Vec::new();
    for (name, end, mark) in [
        ("lf", "\n", ""),
        ("crlf", "\r\n", ""),
        ("cr", "\r", ""),
        ("bom", "\r\n", "\u{feff}"),
    ] {
        let mut text = format!("{mark}# T{end}");
        let mut line = 1;
        for (what, before, columns) in BEFORE {
            text.push_str(&format!("{end}{before}[{what}](gone-{name}.html.md){end}"));
            line += 2;
            let start = columns + what.chars().count() as u64 + 4;
            let column = start + format!("gone-{name}.html.md").len() as u64;
            let file = format!("content/en/sidor å/{name}.md");
            expected.push(("broken-link".to_owned(), file, line, start, line, column));
        }
        site = site.page(&format!("en/sidor å/{name}.md"), &text);
    }
    site = site
        .page("en/includes/part.md", "å日 [x](nowhere.md)\n")
        .page("en/uses.md", "# U\n\n[!INCLUDE [p](includes/part.md)]\n")
        .page("en/also.md", "# V\n\n[!INCLUDE [p](includes/part.md)]\n")
        .page(
            "sv/index.md",
            "# <span data-ttu-id=\"h1-101\">Börja</span><span class=\"sxs-lookup\"><span data-stu-id=\"h1-101\">Start</span></span>\n\n\
             <span data-ttu-id=\"h1-102\">Läs é 👍 [mer](ingenstans.md).</span>\
             <span class=\"sxs-lookup\"><span data-stu-id=\"h1-102\">Read [more](index.md).</span></span>\n",
        );
    let link = "broken-link".to_owned();
    expected.push((link.clone(), "content/en/includes/part.md".into(), 1, 8, 1, 18));
    let before = "<span data-ttu-id=\"h1-102\">Läs é 👍 [mer](".chars().count() as u64 + 1;
    let behind = before + "ingenstans.md".len() as u64;
    expected.push((link, "content/sv/index.md".into(), 3, before, 3, behind));
    (site, expected)
}

fn links(mut places: Vec<Place>) -> Vec<Place> {
    places.retain(|place| place.0 == "broken-link");
    places.sort();
    places
}

#[test]
fn every_form_names_the_same_places() {
    let (site, mut expected) = everything();
    expected.sort();
    let by_json = in_json(checked(&site, "json").exits(1));
    assert_eq!(links(by_json.clone()), expected);
    assert_eq!(in_sarif(checked(&site, "sarif").exits(1)), by_json);
    assert_eq!(in_github(checked(&site, "github").exits(1)), by_json);
    let heads: Vec<_> = by_json
        .into_iter()
        .map(|place| (place.0, place.1, place.2, place.3))
        .collect();
    assert_eq!(in_terminal(checked(&site, "terminal").exits(1)), heads);
}

#[test]
fn the_same_bytes_at_every_run_with_any_number_of_threads() {
    let (site, _) = everything();
    for form in FORMS {
        let run = |threads: &str| {
            let mut program = site.program();
            program
                .args(["check", "site", "--format", form])
                .env("RAYON_NUM_THREADS", threads);
            let ran = site.ran(program);
            ran.exits(1);
            (ran.printed(), ran.errors())
        };
        let first = run("1");
        for threads in ["1", "2", "7"] {
            assert_eq!(run(threads), first, "{form} with {threads} threads");
        }
    }
}

#[test]
fn the_exit_code_is_that_of_the_gravest() {
    let clean = Site::small();
    let warned = Site::small().page("en/b.md", "# B\n\n[]()\n");
    let broken = Site::small().page("en/b.md", "# B\n\n[]() [x](gone.md)\n");
    for form in FORMS {
        checked(&clean, form).exits(0);
        checked(&warned, form).exits(0);
        warned
            .run(&["check", "site", "--format", form, "--deny", "warnings"])
            .exits(1);
        checked(&broken, form).exits(1);
        let nowhere = broken.run(&["check", "nowhere", "--format", form]);
        nowhere.exits(2).says(&["error: there is no folder `nowhere`"]);
        assert_eq!(nowhere.printed(), "", "{form}");
    }
    clean.run(&["check", "site", "--format", "xml"]).exits(2);
    clean.run(&["check", "site", "--deny", "everything"]).exits(2);
    clean.run(&["check", "site", "--config", "nowhere.yaml"]).exits(2);
}

/// The last words are for people in every form, and nothing of them is on standard output.
#[test]
fn what_it_comes_to_stands_last_and_apart() {
    // What is missing is counted, whether it is told or not.
    let small = || {
        Site::small().file(
            "stegvis.yaml",
            "title: Handbook\nrules: {missing-translation: off, orphan-translation: off}\n",
        )
    };
    let site = small().page("sv/b.md", "# B\n\n[]() [x](gone.md)\n");
    let table = "\
locale  pages  errors  warnings  missing  outdated
en          3       0         0        2         0
";
    for form in FORMS {
        for command in [vec!["check", "site"], vec!["build", "site", "-o", "out"]] {
            let mut arguments = command.clone();
            arguments.extend(["--format", form]);
            let ran = site.run(&arguments);
            let said = ran.exits(1).errors();
            assert!(said.contains(table), "{form}: {said}");
            assert!(
                said.contains("\nall         9       1         1       11         0\n"),
                "{form}: {said}"
            );
            let last = said.lines().rfind(|line| !line.starts_with("nothing was published"));
            assert_eq!(last, Some("1 error, 1 warning in 9 pages"), "{form}");
            assert!(!ran.printed().contains("missing  outdated"), "{form}");
            assert_eq!(ran.printed().is_empty(), form == "terminal", "{form}");
        }
    }
    let clean = Site::new();
    let clean = ["en", "sv"].into_iter().fold(clean, |site, locale| {
        site.page(
            &format!("{locale}/index.md"),
            &format!("---\ntitle: {locale}\ndescription: A page {locale}.\n---\n# {locale}\n"),
        )
    });
    assert_eq!(checked(&clean, "json").printed(), "");
    assert_eq!(checked(&clean, "github").printed(), "");
    assert!(in_sarif(&checked(&clean, "sarif")).is_empty());
}

#[test]
fn a_file_is_named_as_it_can_be_opened() {
    let site = Site::new()
        .page("en/a.md", "# A\n")
        .file("stegvis.yaml", "title: T\nnonsense: 1\n")
        .file("../apart/a.md", "# A\n\n[x](gone.md)\n");
    let arguments = [
        "check",
        "site",
        "--locale",
        "en=site/content/en",
        "--locale",
        "sv=apart",
    ];
    let run = |form: &str| site.run(&[&arguments[..], &["--format", form]].concat());
    let files: Vec<String> = in_json(run("json").exits(1)).into_iter().map(|place| place.1).collect();
    assert!(files.contains(&"../apart/a.md".to_owned()), "{files:?}");
    assert!(files.contains(&"stegvis.yaml".to_owned()), "{files:?}");
    for file in &files {
        assert!(site.root().join(file).is_file(), "{file}");
    }
    let in_log: Vec<String> = in_sarif(&run("sarif")).into_iter().map(|place| place.1).collect();
    assert_eq!(in_log, files);
    let commands = run("github").printed();
    assert!(commands.contains(" file=apart/a.md,"), "{commands}");
    assert!(commands.contains(" file=site/stegvis.yaml,"), "{commands}");
}

/// On a runner, files are named from the root of the repository, which may lie in a folder of the workspace.
#[test]
fn a_runner_gets_names_from_the_root_of_the_repository() {
    let site = Site::new().page("en/a.md", "# A\n\n[x](gone.md)\n");
    let run = |site: &Site, form: &str| {
        let mut program = site.program();
        program.args(["check", ".", "--format", form]).current_dir(site.root());
        program.env("GITHUB_WORKSPACE", site.beside(""));
        site.ran(program).printed()
    };
    let told = run(&site, "github");
    assert!(told.starts_with("::error file=site/content/en/a.md,"), "{told}");
    assert!(run(&site, "sarif").contains("\"site/content/en/a.md\""));
    assert!(run(&site, "json").contains("\"file\":\"content/en/a.md\""));
    let site = site.file(".git/HEAD", "ref: refs/heads/main\n");
    let told = run(&site, "github");
    assert!(told.starts_with("::error file=content/en/a.md,"), "{told}");
}

/// The promise of the manual, field by field.
#[test]
fn an_object_of_json_has_the_promised_fields() {
    let site = Site::new()
        .page("en/a.md", "# A\n\n[x](B.md) [y](gone.md)\n")
        .page("en/b.md", "# B\n");
    let all = checked(&site, "json").exits(1).json();
    let keys = |value: &Value| -> Vec<String> { value.as_object().expect("an object").keys().cloned().collect() };
    let place = ["column", "end_column", "end_line", "file", "line"];
    for found in &all {
        let fields = [&place[..], &["fix", "help", "message", "related", "rule", "severity"]].concat();
        let mut wanted: Vec<&str> = fields;
        wanted.sort_unstable();
        assert_eq!(keys(found), wanted);
    }
    let fix = all
        .iter()
        .map(|found| &found["fix"])
        .find(|fix| !fix.is_null())
        .expect("a fix");
    assert_eq!(keys(fix), [&place[..], &["replacement"]].concat());
    assert_eq!(fix["replacement"], json!("b.md"));
}

/// What the manual shows is what the program prints.
#[test]
fn the_examples_of_the_manual_are_true() {
    let site = Site::new();
    site.run(&["init", "handbook"]).succeeds();
    let page = "handbook/content/en/index.md";
    let text = std::fs::read_to_string(site.beside(page)).expect("the first page");
    let site = site.beside_file(page, &text.replace("prepare.md): find", "prepair.md): find"));
    let place = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/checking.md");
    let manual = std::fs::read_to_string(place)
        .expect("the page of the manual")
        .replace("\r\n", "\n");
    for form in ["terminal", "json", "github"] {
        let ran = site.run(&["check", "handbook", "--format", form]);
        ran.exits(1);
        for part in (ran.printed() + &ran.errors())
            .split("\n\n")
            .filter(|part| !part.is_empty())
        {
            // What is for machines is followed by what is for people.
            let parts = part
                .split_once("\nlocale  ")
                .map_or(vec![part.to_owned()], |(first, second)| {
                    vec![first.to_owned(), format!("locale  {second}")]
                });
            for part in parts {
                assert!(manual.contains(&part), "{form}: not in docs/checking.md:\n{part}");
            }
        }
    }
    let log: Value =
        serde_json::from_str(&site.run(&["check", "handbook", "--format", "sarif"]).printed()).expect("JSON");
    let results = manual
        .split("```json\n")
        .skip(1)
        .filter_map(|part| part.split("```").next());
    let shown: Vec<Value> = results.filter_map(|text| serde_json::from_str(text).ok()).collect();
    let mut result = log["runs"][0]["results"][0].clone();
    let shown = shown
        .iter()
        .find(|shown| shown["ruleId"].is_string())
        .expect("a result");
    // Its number changes with every new rule.
    result["ruleIndex"] = shown["ruleIndex"].clone();
    assert_eq!(*shown, result);
}
