//! Pages that are not well written, each by itself.

use super::super::Fault;
use super::super::text::{At, LOCALES, Text, in_locale, locale_of};

/// All pages, without what they include.
pub fn pages(clean: &Text) -> impl Iterator<Item = &str> {
    let files = clean.files.keys().map(String::as_str);
    files.filter(|file| file.ends_with(".md") && !file.contains("/includes/"))
}

/// One fault for each line that `change` makes another line of.
fn each<'a>(
    clean: &'a Text,
    rule: &str,
    lines: impl Iterator<Item = At<'a>>,
    change: impl Fn(At<'a>) -> Option<String>,
) -> Vec<Fault> {
    let faults = lines.filter_map(|at| {
        let text = change(at)?;
        let fault = Fault::new(format!("{}:{} {text}", at.file, at.line + 1));
        Some(
            fault
                .edit(clean, at.file, |lines| lines[at.line] = text)
                .expect(rule, at.file, at.line),
        )
    });
    faults.collect()
}

/// One fault for each page: a line more in its front matter, below the first.
fn in_front(clean: &Text, rule: &str, line: &str) -> Vec<Fault> {
    let faults = pages(clean).map(|file| {
        let fault = Fault::new(format!("{file}: {line}"));
        fault
            .edit(clean, file, |lines| lines.insert(2, line.to_owned()))
            .expect(rule, file, 2)
    });
    faults.collect()
}

pub fn duplicate_key(clean: &Text) -> Vec<Fault> {
    let lines = clean.lines().filter(|at| at.text.starts_with("ms.date:"));
    let faults = lines.map(|at| {
        let fault = Fault::new(at.file);
        let fault = fault.edit(clean, at.file, |lines| lines.insert(at.line, at.text.to_owned()));
        fault.expect("duplicate-key", at.file, at.line + 1)
    });
    faults.collect()
}

pub fn bad_date(clean: &Text) -> Vec<Fault> {
    let lines = || clean.lines().filter(|at| at.text.starts_with("ms.date:"));
    let mut faults = each(clean, "bad-date", lines(), |_| Some("ms.date: 13/45/2026".into()));
    faults.extend(each(clean, "bad-date", lines(), |_| {
        Some("ms.date: next spring".into())
    }));
    faults
}

pub fn malformed_front(clean: &Text) -> Vec<Fault> {
    in_front(clean, "malformed-front-matter", "keywords: [quay, pass")
}

pub fn alert_text(clean: &Text) -> Vec<Fault> {
    let lines = clean.lines().filter(|at| at.text.starts_with("> [!"));
    each(clean, "alert-text-on-marker", lines, |at| {
        Some(format!("{} At once", at.text))
    })
}

pub fn unknown_directive(clean: &Text) -> Vec<Fault> {
    let lines = clean.lines().filter(|at| at.text.starts_with("> [!"));
    each(clean, "unknown-directive", lines, |at| {
        Some(at.text.replace("[!", "[!X"))
    })
}

pub fn disallowed_html(clean: &Text) -> Vec<Fault> {
    let lines = clean
        .lines()
        .filter(|at| at.text.starts_with("- ") || at.text.starts_with("1. "));
    each(clean, "disallowed-html", lines, |at| {
        Some(format!("{} <script>ring()</script>", at.text))
    })
}

pub fn pseudo_tag(clean: &Text) -> Vec<Fault> {
    let lines = clean
        .lines()
        .filter(|at| at.text.starts_with("2. ") && locale_of(at.file) == "en");
    // In all languages, so that no two differ.
    let faults = lines.map(|at| {
        let mut fault = Fault::new(format!("{}:{}", at.file, at.line + 1));
        for locale in LOCALES {
            let file = in_locale(at.file, locale);
            fault = fault.edit(clean, &file, |lines| lines[at.line].push_str(" <quayname>"));
            fault = fault.expect("disallowed-html", &file, at.line);
        }
        fault
    });
    faults.collect()
}

pub fn invalid_utf8(clean: &Text) -> Vec<Fault> {
    let lines = clean.lines().filter(|at| at.text.starts_with("- "));
    let faults = lines.map(|at| {
        let mut fault = Fault::new(format!("{}:{}", at.file, at.line + 1));
        let mut bytes: Vec<u8> = Vec::new();
        for (number, line) in clean.files[at.file].iter().enumerate() {
            if number > 0 {
                bytes.push(b'\n');
            }
            bytes.extend(line.as_bytes());
            if number == at.line {
                bytes.extend(b" \xe5\xe4");
            }
        }
        fault.files.insert(at.file.to_owned(), Some(bytes));
        fault.expect("invalid-utf8", at.file, at.line)
    });
    faults.collect()
}

pub fn unbalanced(clean: &Text) -> Vec<Fault> {
    let faults = pages(clean).map(|file| {
        let last = clean.files[file].len();
        let fault = Fault::new(file);
        let fault = fault.edit(clean, file, |lines| {
            lines.extend(["::: zone pivot=\"north\"".into(), String::new()])
        });
        fault.expect("unbalanced-directive", file, last)
    });
    faults.collect()
}

pub fn invalid_tabs(clean: &Text) -> Vec<Fault> {
    let lines = clean.lines().filter(|at| at.text.contains("](#tab/shell)"));
    each(clean, "invalid-tabs", lines, |at| {
        Some(at.text.replace("#tab/shell", "#tab/desk"))
    })
}

pub fn circular_include(clean: &Text) -> Vec<Fault> {
    let files: Vec<&str> = clean
        .files
        .keys()
        .map(String::as_str)
        .filter(|file| file.contains("/includes/"))
        .collect();
    let faults = files.into_iter().map(|file| {
        let line = clean.files[file].len();
        let name = file.rsplit('/').next().unwrap_or(file);
        let fault = Fault::new(file);
        let fault = fault.edit(clean, file, |lines| {
            lines.extend([format!("[!INCLUDE [x]({name})]"), String::new()])
        });
        fault.expect("circular-include", file, line)
    });
    faults.collect()
}

pub fn malformed_toc(clean: &Text) -> Vec<Fault> {
    let mut faults = Vec::new();
    for locale in LOCALES {
        let file = format!("content/{locale}/toc.yml");
        let line = clean.files[&file].len() - 1;
        let fault = Fault::new(file.as_str());
        let fault = fault.edit(clean, &file, |lines| lines[line] = "- name: [Tide".into());
        faults.push(fault.expect("malformed-toc", &file, line));
    }
    faults
}

/// Two pages that would be published at one address.
pub fn route_conflict(_: &Text) -> Vec<Fault> {
    let mut faults = Vec::new();
    for page in ["step-1-quays", "exit-criteria", "guide/questions"] {
        let mut fault = Fault::new(page);
        for locale in LOCALES {
            let path = format!("content/{locale}/{page}/index.md");
            let text = format!(
                "---\ntitle: Twin of {page} in {locale}\ndescription: A page at the address of another.\n---\n\n# <a name=\"twin\"></a>Twin {locale}\n"
            );
            fault = fault.write(&path, &text);
        }
        // Only the language that comes first tells, or all would.
        faults.push(fault.expect("route-conflict", &format!("content/en/{page}/index.md"), 0));
    }
    faults
}

pub fn redirect_conflict(clean: &Text) -> Vec<Fault> {
    let steps = pages(clean).filter(|file| file.ends_with("step-1-quays.md"));
    let faults = steps.map(|file| {
        let line = "redirect_from: step-3-gate.md";
        let fault = Fault::new(file).edit(clean, file, |lines| lines.insert(2, line.into()));
        fault.expect("redirect-conflict", file, 2)
    });
    faults.collect()
}

pub fn bad_configuration(clean: &Text) -> Vec<Fault> {
    let faults = ["titel: Harbour", "source: qq", "docset_root: nowhere", "markup: ours"]
        .into_iter()
        .map(|line| {
            let fault = Fault::new(line);
            let number = clean.files["stegvis.yaml"]
                .iter()
                .position(|line| line.starts_with("source"));
            let number = number.expect("a source");
            // In place of the source, which English is anyway.
            fault
                .edit(clean, "stegvis.yaml", |lines| lines[number] = line.into())
                .expect("bad-configuration", "stegvis.yaml", number)
        });
    faults.collect()
}

pub fn bad_messages(clean: &Text) -> Vec<Fault> {
    let mut faults = Vec::new();
    for locale in LOCALES {
        let file = format!("locales/{locale}/words.ftl");
        let fault = Fault::new(file.as_str()).edit(clean, &file, |lines| lines[1] = "frame-previous Back".into());
        faults.push(fault.expect("bad-messages", &file, 1));
    }
    faults
}
