//! What is left in files, or lies about, by accident. Where a fault changes how a page is built, all languages have it, so
//! that no two differ.

use super::super::Fault;
use super::super::text::{At, LOCALES, Text, in_locale, locale_of};

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
            line.replacen("`gate", "`\u{202e}gate", 1)
                .replacen(" open --", "\u{202e} open --", 1)
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
