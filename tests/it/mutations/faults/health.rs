//! Pages that are not in good health. Where a fault changes how a page is built, all languages have it, so that no two
//! differ.

use super::super::Fault;
use super::super::text::{At, LOCALES, Text, in_locale, locale_of};
use super::pages::pages;

/// One fault for each English line that `is_meant`: in all languages, `change` makes others of it.
fn everywhere(
    clean: &Text,
    rule: &str,
    is_meant: impl Fn(&At<'_>) -> bool,
    change: impl Fn(&str) -> Vec<String>,
) -> Vec<Fault> {
    let english = clean.lines().filter(|at| locale_of(at.file) == "en" && is_meant(at));
    let faults = english.map(|at| {
        let mut fault = Fault::new(format!("{}:{}", at.file, at.line + 1));
        for locale in LOCALES {
            let file = in_locale(at.file, locale);
            fault = fault.edit(clean, &file, |lines| {
                let others = change(&lines[at.line]);
                lines.splice(at.line..=at.line, others);
            });
            fault = fault.expect(rule, &file, at.line);
        }
        fault
    });
    faults.collect()
}

pub fn no_description(clean: &Text) -> Vec<Fault> {
    let faults = pages(clean).map(|file| {
        let line = clean.line_with(file, "description: ");
        let fault = Fault::new(file).edit(clean, file, |lines| drop(lines.remove(line)));
        fault.expect("missing-description", file, 0)
    });
    faults.collect()
}

pub fn second_h1(clean: &Text) -> Vec<Fault> {
    let is_meant = |at: &At<'_>| {
        at.text.starts_with("## ")
            && !at.text.contains("crit-")
            && !at.text.starts_with("## Required")
            && !at.text.starts_with("## Optional")
    };
    everywhere(clean, "several-h1", is_meant, |line| {
        vec![line.replacen("## ", "# ", 1)]
    })
}

pub fn skipped(clean: &Text) -> Vec<Fault> {
    let is_meant = |at: &At<'_>| at.text.starts_with("### ");
    everywhere(clean, "skipped-heading", is_meant, |line| {
        vec![line.replacen("### ", "#### ", 1)]
    })
}

pub fn empty_heading(clean: &Text) -> Vec<Fault> {
    let is_meant = |at: &At<'_>| at.text.starts_with("### ");
    everywhere(clean, "empty-heading", is_meant, |line| {
        vec![line.into(), String::new(), "7.".into(), String::new(), "###".into()]
    })
}

pub fn no_h1(clean: &Text) -> Vec<Fault> {
    let is_meant = |at: &At<'_>| at.text.starts_with("# ") && !at.text.contains("](#tab");
    everywhere(clean, "missing-h1", is_meant, |_| vec!["7.".into()])
}

pub fn same_title(clean: &Text) -> Vec<Fault> {
    let mut faults = Vec::new();
    for locale in LOCALES {
        let (first, second) = (
            format!("content/{locale}/guide/gate-commands.md"),
            format!("content/{locale}/guide/questions.md"),
        );
        let title = clean.files[&first][1].clone();
        let fault = Fault::new(second.as_str()).edit(clean, &second, |lines| lines[1] = title);
        faults.push(fault.expect("duplicate-title", &second, 1));
    }
    faults
}

pub fn no_alt(clean: &Text) -> Vec<Fault> {
    pictures(clean, "missing-alt-text", |_| String::new())
}

pub fn name_as_alt(clean: &Text) -> Vec<Fault> {
    pictures(clean, "file-name-alt-text", |name| name.to_owned())
}

fn pictures(clean: &Text, rule: &str, alt: impl Fn(&str) -> String) -> Vec<Fault> {
    let faults = clean.pictures().into_iter().map(|link| {
        let open = link.at.text.rfind("![").expect("a picture") + 2;
        let alt = alt(link.dest.rsplit('/').next().unwrap_or(""));
        let text = format!("{}{alt}{}", &link.at.text[..open], &link.at.text[link.start - 2..]);
        let fault = Fault::new(format!("{}:{}", link.at.file, link.at.line + 1));
        fault
            .edit(clean, link.at.file, |lines| lines[link.at.line] = text)
            .expect(rule, link.at.file, link.at.line)
    });
    faults.collect()
}

pub fn no_header(clean: &Text) -> Vec<Fault> {
    let lines: Vec<At<'_>> = clean.lines().filter(|at| at.text.starts_with("|:")).collect();
    let faults = lines.into_iter().map(|at| {
        let line = at.line - 1;
        let cells = at.text.matches('|').count();
        let fault = Fault::new(format!("{}:{}", at.file, at.line));
        let fault = fault.edit(clean, at.file, |lines| lines[line] = vec!["|"; cells].join(" "));
        fault.expect("table-without-header-text", at.file, line)
    });
    faults.collect()
}

pub fn open_fence(clean: &Text) -> Vec<Fault> {
    let faults = pages(clean).map(|file| {
        let line = clean.files[file].len();
        let fault = Fault::new(file);
        let fault = fault.edit(clean, file, |lines| {
            lines.extend(["```shell".into(), "gate".into(), String::new()])
        });
        fault.expect("unclosed-block", file, line)
    });
    faults.collect()
}

pub fn conflict(clean: &Text) -> Vec<Fault> {
    let lines = clean
        .lines()
        .filter(|at| at.text.starts_with("- [ ] ") || at.text.starts_with("2. "));
    let faults = lines.map(|at| {
        let text = [
            "<<<<<<< HEAD".into(),
            at.text.to_owned(),
            "=======".into(),
            at.text.to_owned(),
            ">>>>>>> north".into(),
        ];
        let fault = Fault::new(format!("{}:{}", at.file, at.line + 1));
        let fault = fault.edit(clean, at.file, |lines| drop(lines.splice(at.line..=at.line, text)));
        fault.expect("merge-conflict", at.file, at.line)
    });
    faults.collect()
}

pub fn bidi(clean: &Text) -> Vec<Fault> {
    let is_meant = |at: &At<'_>| {
        at.text.contains("gate open --quay") || at.text.contains("`gate`") || at.text.contains("New-Harbour")
    };
    everywhere(clean, "bidi-control", is_meant, |line| {
        vec![
            line.replacen("ate", "\u{202e}ate", 1)
                .replacen("New-", "New-\u{2066}", 1),
        ]
    })
}

pub fn unused_picture(_: &Text) -> Vec<Fault> {
    let faults = [
        "content/en/media/tide.svg",
        "content/sv/media/ebb.svg",
        "content/nl/guide/wind.png",
    ]
    .into_iter()
    .map(|file| {
        Fault::new(file)
            .write(file, "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
            .expect("unused-asset", file, 0)
    });
    faults.collect()
}

pub fn orphan_page(_: &Text) -> Vec<Fault> {
    let faults = ["guide/winter.md", "winter.md"].into_iter().map(|name| {
        let mut fault = Fault::new(name);
        for locale in LOCALES {
            let text = format!("---\ntitle: Winter {locale}\ndescription: Is {locale}.\n---\n\n# <a name=\"winter\"></a>Winter\n\n12.\n");
            fault = fault.write(&format!("content/{locale}/{name}"), &text);
        }
        fault.expect("orphan-page", &format!("content/en/{name}"), 0)
    });
    faults.collect()
}

pub fn reserved(_: &Text) -> Vec<Fault> {
    let faults = ["content/en/media/con.svg", "content/en/media/aux.svg"]
        .into_iter()
        .map(|file| {
            let fault = Fault::new(file).write(file, "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
            fault.expect("reserved-name", file, 0).expect("unused-asset", file, 0)
        });
    faults.collect()
}
