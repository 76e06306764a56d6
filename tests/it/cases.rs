//! The project's own cases: named sections in the Markdown files of `tests/cases/`, a file an extension.
//! `STEGVIS_BLESS=1` writes what is made into them. `CONTRIBUTING.md` tells how they are written.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::one_page;

/// A section.
#[derive(Debug, Default, PartialEq, Eq)]
struct Section {
    name: String,
    /// The page's file: below the folder of English, or `/sv/…`.
    page: String,
    /// All files, the page among them.
    files: BTreeMap<String, String>,
    /// What is added to `stegvis.yaml`.
    configuration: String,
    html: Option<Block>,
    diagnostics: Option<Block>,
    /// The line behind the last block, where another would be added.
    end: usize,
}

/// What stands in a fence, and the lines that it takes, from 0, without the fences.
#[derive(Debug, PartialEq, Eq)]
struct Block {
    text: String,
    lines: std::ops::Range<usize>,
}

/// Reads a file of cases. A section begins with `## its name`; prose between the fences is for people.
///
/// # Errors
/// A sentence with the line: a fence that means nothing, or a section without a page or without HTML.
fn read(text: &str) -> Result<Vec<Section>, String> {
    let lines: Vec<&str> = text.lines().collect();
    let mut sections: Vec<Section> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        at += 1;
        if let Some(name) = line.strip_prefix("## ") {
            sections.push(Section {
                name: name.trim().to_owned(),
                end: at,
                ..Section::default()
            });
        }
        let ticks = line.len() - line.trim_start_matches('`').len();
        if ticks < 3 {
            continue;
        }
        let number = at;
        let fence = &line[..ticks];
        let length = lines[at..].iter().position(|line| *line == fence);
        let length = length.ok_or_else(|| format!("line {number}: the fence is never closed"))?;
        let block = Block {
            text: lines[at..at + length].iter().flat_map(|line| [line, "\n"]).collect(),
            lines: at..at + length,
        };
        at += length + 1;
        let section = sections
            .last_mut()
            .ok_or_else(|| format!("line {number}: no section has begun"))?;
        section.end = at;
        let (kind, path) = line[ticks..]
            .trim()
            .split_once(' ')
            .unwrap_or((line[ticks..].trim(), ""));
        match kind {
            "md" if section.page.is_empty() => {
                section.page = if path.is_empty() { "page.md" } else { path }.to_owned();
                section.files.insert(section.page.clone(), block.text);
            }
            "file" if !path.is_empty() => _ = section.files.insert(path.to_owned(), block.text),
            "yaml" => section.configuration = block.text,
            "html" => section.html = Some(block),
            "diagnostics" => section.diagnostics = Some(block),
            _ => return Err(format!("line {number}: `{}` is no fence of a case", &line[ticks..])),
        }
    }
    match sections
        .iter()
        .find(|section| section.page.is_empty() || section.html.is_none())
    {
        Some(section) => Err(format!("`{}` has no page, or no HTML", section.name)),
        None => Ok(sections),
    }
}

/// What a section makes: the article, and what is said.
fn make(section: &Section) -> Result<(String, String), String> {
    let site = one_page::site(&section.configuration, &section.files);
    let made = one_page::make(&site, &section.page)?;
    let page = made.page.ok_or_else(|| format!("{} is no page", section.page))?;
    let told = made.told.iter().filter(|told| !told.is_of_unfinished()).map(|told| {
        let (severity, place) = (
            told.severity.name(),
            format!("{}:{}:{}", told.file, told.line, told.column),
        );
        format!("{severity} {} {place} {}\n", told.rule, told.message)
    });
    Ok((format!("{}\n", page.content.trim_end()), told.collect()))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

#[test]
fn every_section_of_every_file() {
    let mut files: Vec<PathBuf> = fs::read_dir(folder())
        .expect("tests/cases is there")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    let wrong: Vec<String> = files.par_iter().flat_map(|path| run(path)).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn run(path: &Path) -> Vec<String> {
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let text = fs::read_to_string(path).expect("a file of cases").replace("\r\n", "\n");
    let sections = match read(&text) {
        Ok(sections) => sections,
        Err(why) => return vec![format!("{file}: {why}")],
    };
    let made: Vec<_> = sections.par_iter().map(make).collect();
    if std::env::var_os("STEGVIS_BLESS").is_some() {
        let blessed = blessed(&text, &sections, &made);
        if blessed != text {
            fs::write(path, blessed).expect("the cases can be written");
        }
        return Vec::new();
    }
    let pairs = sections.iter().zip(made);
    pairs
        .filter_map(|(section, made)| Some(format!("{file}: {}\n{}", section.name, differs(section, made)?)))
        .collect()
}

/// What differs, to be read by people.
fn differs(section: &Section, made: Result<(String, String), String>) -> Option<String> {
    let (html, told) = match made {
        Ok(made) => made,
        Err(why) => return Some(why),
    };
    let expected = |block: &Option<Block>| block.as_ref().map_or_else(String::new, |block| block.text.clone());
    let pairs = [
        ("HTML", expected(&section.html), html),
        ("diagnostics", expected(&section.diagnostics), told),
    ];
    let wrong: Vec<String> = pairs
        .into_iter()
        .filter(|(_, expected, made)| expected != made)
        .map(|(what, expected, made)| format!("{what}, expected:\n{expected}{what}, made:\n{made}"))
        .collect();
    (!wrong.is_empty()).then(|| wrong.join(""))
}

/// The file with what was made in the place of what was expected.
fn blessed(text: &str, sections: &[Section], made: &[Result<(String, String), String>]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    // From below, so that places above stay where they are.
    for (section, made) in sections.iter().zip(made).rev() {
        let Ok((html, told)) = made else { continue };
        let mut changes: Vec<(std::ops::Range<usize>, String)> = Vec::new();
        changes.extend(section.html.as_ref().map(|block| (block.lines.clone(), html.clone())));
        match &section.diagnostics {
            Some(block) if told.is_empty() => {
                let fences = block.lines.start - 1..block.lines.end + 1;
                changes.push((fences, String::new()));
            }
            Some(block) => changes.push((block.lines.clone(), told.clone())),
            None if told.is_empty() => {}
            None => changes.push((section.end..section.end, format!("\n```diagnostics\n{told}```\n"))),
        }
        changes.sort_by_key(|(lines, _)| std::cmp::Reverse(lines.start));
        for (place, text) in changes {
            lines.splice(place, text.lines().map(str::to_owned));
        }
    }
    lines.join("\n").trim_end().to_owned() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
# Things

## A thing

Prose, with `code`.

```md a/b.md
one
```

````file c.md
```
x
```
````

```html
<p>one</p>
```

## Another

```md
# Two
```

```html
```
";

    #[test]
    fn sections_are_read() {
        let sections = read(FILE).unwrap();
        let names: Vec<&str> = sections.iter().map(|section| section.name.as_str()).collect();
        assert_eq!(names, ["A thing", "Another"]);
        assert_eq!(sections[0].page, "a/b.md");
        assert_eq!(sections[0].files["a/b.md"], "one\n");
        assert_eq!(sections[0].files["c.md"], "```\nx\n```\n");
        assert_eq!(sections[0].html.as_ref().unwrap().text, "<p>one</p>\n");
        assert_eq!(sections[1].page, "page.md");
        assert_eq!(sections[1].html.as_ref().unwrap().text, "");
    }

    #[test]
    fn what_means_nothing_is_said_with_its_line() {
        for (text, why) in [
            ("## a\n```md\nx\n", "line 2: the fence is never closed"),
            ("```md\n```\n", "line 1: no section has begun"),
            ("## a\n\n```rust\n```\n", "line 3: `rust` is no fence of a case"),
            ("## a\n```md\n```\n", "`a` has no page, or no HTML"),
        ] {
            assert_eq!(read(text).unwrap_err(), why);
        }
    }

    #[test]
    fn blessing_changes_expectations_alone() {
        let sections = read(FILE).unwrap();
        let made = [
            Ok(("<p>1</p>\n<p>2</p>\n".to_owned(), String::new())),
            Ok((String::new(), "warning x page.md:1:1 y\n".to_owned())),
        ];
        let wanted =
            FILE.replace("<p>one</p>", "<p>1</p>\n<p>2</p>") + "\n```diagnostics\nwarning x page.md:1:1 y\n```\n";
        let once = blessed(FILE, &sections, &made);
        assert_eq!(once, wanted);
        let silent = [made[0].clone(), Ok((String::new(), String::new()))];
        assert_eq!(
            blessed(&once, &read(&once).unwrap(), &silent),
            FILE.replace("<p>one</p>", "<p>1</p>\n<p>2</p>")
        );
    }

    #[test]
    fn what_differs_fails() {
        let section = &read(FILE).unwrap()[0];
        assert_eq!(differs(section, Ok(("<p>one</p>\n".into(), String::new()))), None);
        for made in [("<p>two</p>\n", ""), ("<p>one</p>\n", "error x page.md:1:1 y\n")] {
            assert!(differs(section, Ok((made.0.into(), made.1.into()))).is_some());
        }
    }
}
