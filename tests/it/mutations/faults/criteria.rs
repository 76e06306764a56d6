//! Exit criteria that do not hold together.

use super::super::Fault;
use super::super::text::{LOCALES, Text, in_locale};

const IDS: [&str; 4] = ["crit-quays", "crit-passes", "crit-night-passes", "crit-gate"];
const TRANSLATED: [&str; 3] = ["sv", "nl", "fr"];

fn file(locale: &str) -> String {
    format!("content/{locale}/exit-criteria.md")
}

/// The lines of a criterion's section: its anchor, its heading behind it, and all that follows to the next one.
fn section(clean: &Text, locale: &str, id: &str) -> std::ops::Range<usize> {
    let file = file(locale);
    let lines = &clean.files[&file];
    let first = clean.line_with(&file, &format!("\"{id}\""));
    let behind = lines[first + 1..].iter().position(|line| line.contains("\"crit-"));
    first..behind.map_or(lines.len() - 1, |lines| first + 1 + lines)
}

pub fn missing(clean: &Text) -> Vec<Fault> {
    let mut faults = Vec::new();
    for locale in TRANSLATED {
        for id in IDS {
            let lines = section(clean, locale, id);
            let file = file(locale);
            let above = clean.heading_above(&file, lines.start - 1);
            let fault = Fault::new(format!("{file} {id}"));
            // The links to it are not told again: what they miss is told already.
            let fault = fault.edit(clean, &file, |all| drop(all.drain(lines)));
            faults.push(fault.expect("criterion-missing-in-locale", &file, above));
        }
    }
    faults
}

pub fn only_in_translation(clean: &Text) -> Vec<Fault> {
    let words = [("sv", "Obligatoriskt:"), ("nl", "Vereist:"), ("fr", "Obligatoire :")];
    let mut faults = Vec::new();
    for (locale, word) in words {
        for id in IDS {
            let file = file(locale);
            let at = section(clean, locale, id).start;
            let text = [
                "<a name=\"crit-tide\"></a>".to_owned(),
                format!("## {word} Tide"),
                String::new(),
                "Tid.".into(),
                String::new(),
            ];
            let fault = Fault::new(format!("{file} before {id}"));
            let fault = fault.edit(clean, &file, |lines| drop(lines.splice(at..at, text)));
            faults.push(fault.expect("criterion-only-in-translation", &file, at + 1));
        }
    }
    faults
}

/// In every language the step leads to the other criterion twice.
pub fn orphan(clean: &Text) -> Vec<Fault> {
    let pairs = [
        ("crit-night-passes", "crit-passes"),
        ("crit-passes", "crit-night-passes"),
    ];
    let faults = pairs.into_iter().map(|(id, other)| {
        let mut fault = Fault::new(id);
        for locale in LOCALES {
            let page = format!("content/{locale}/step-2-passes.md");
            fault = fault.edit(clean, &page, |lines| {
                for line in lines {
                    *line = line.replace(&format!("#{id})"), &format!("#{other})"));
                }
            });
        }
        fault.expect("orphan-criterion", &file("en"), section(clean, "en", id).start + 1)
    });
    faults.collect()
}

/// In every language the section says no more which step helps.
pub fn without_step(clean: &Text) -> Vec<Fault> {
    let faults = IDS.into_iter().map(|id| {
        let mut fault = Fault::new(id);
        for locale in LOCALES {
            let lines = section(clean, locale, id);
            fault = fault.edit(clean, &file(locale), |all| {
                for line in &mut all[lines] {
                    if let (Some(open), Some(middle)) = (line.find('['), line.find("](")) {
                        let end = middle + line[middle..].find(')').expect("an end");
                        *line = format!("{}{}{}", &line[..open], &line[open + 1..middle], &line[end + 1..]);
                    }
                }
            });
        }
        fault.expect(
            "criterion-without-step",
            &file("en"),
            section(clean, "en", id).start + 1,
        )
    });
    faults.collect()
}

/// A step leads to the page of the criteria, and to none of them.
pub fn step_without(clean: &Text) -> Vec<Fault> {
    let mut faults = Vec::new();
    for page in ["step-1-quays.md", "step-3-gate.md"] {
        for locale in TRANSLATED {
            let page = format!("content/{locale}/{page}");
            let heading = clean.headings(&page)[0];
            let link = clean.line_with(&page, "exit-criteria.md#");
            let fault = Fault::new(page.as_str()).edit(clean, &page, |lines| {
                for line in lines {
                    for id in IDS {
                        *line = line.replace(&format!("exit-criteria.md#{id}"), "exit-criteria.md");
                    }
                }
            });
            // The link says something else than the source's, which is true as well.
            let fault = fault.expect("step-without-criterion", &page, heading);
            faults.push(fault.expect("structure-parity", &page, link));
        }
    }
    faults
}

pub fn class_changed(clean: &Text) -> Vec<Fault> {
    let words = [
        ("sv", "Obligatoriskt:", "Valfritt:"),
        ("nl", "Vereist:", "Optioneel:"),
        ("fr", "Obligatoire :", "Facultatif :"),
    ];
    let mut faults = Vec::new();
    for (locale, required, optional) in words {
        for id in IDS {
            let line = section(clean, locale, id).start + 1;
            let file = file(locale);
            let fault = Fault::new(format!("{file} {id}")).edit(clean, &file, |lines| {
                let other = match lines[line].contains(required) {
                    true => lines[line].replace(required, optional),
                    false => lines[line].replace(optional, required),
                };
                assert_ne!(lines[line], other);
                lines[line] = other;
            });
            faults.push(fault.expect("criterion-class-changed", &file, line));
        }
    }
    faults
}

pub fn class_missing(clean: &Text) -> Vec<Fault> {
    let faults = IDS.into_iter().map(|id| {
        let line = section(clean, "en", id).start + 1;
        let fault = Fault::new(id).edit(clean, &file("en"), |lines| {
            lines[line] = lines[line].replace("Required: ", "").replace("Optional: ", "");
        });
        fault.expect("criterion-class-missing", &file("en"), line)
    });
    faults.collect()
}

/// Two neighbours change their places.
pub fn order(clean: &Text) -> Vec<Fault> {
    let mut faults = Vec::new();
    for locale in TRANSLATED {
        for pair in IDS.windows(2) {
            let (first, second) = (section(clean, locale, pair[0]), section(clean, locale, pair[1]));
            // The last section lacks the empty line behind it, and ends where the first one ended.
            if second.end + 1 == clean.files[&file(locale)].len() {
                continue;
            }
            let file = file(locale);
            let fault = Fault::new(format!("{file} {} {}", pair[0], pair[1])).edit(clean, &file, |lines| {
                lines[first.start..second.end].rotate_left(first.len());
            });
            faults.push(fault.expect("criterion-order", &file, first.start + 1));
        }
    }
    faults
}

/// The text of a link names another step than the page that it leads to.
pub fn step_number(clean: &Text) -> Vec<Fault> {
    let mut faults = Vec::new();
    for link in clean.links() {
        let page = link.dest.rsplit('/').next().unwrap_or("");
        let text = &link.at.text[..link.start];
        let Some(open) = text.rfind('[') else { continue };
        let words = &text[open + 1..];
        let Some(number) = page.strip_prefix("step-").and_then(|rest| rest.get(..1)) else {
            continue;
        };
        if !words.contains(number) {
            continue;
        }
        let line = format!(
            "{}{}{}",
            &text[..=open],
            words.replacen(number, "7", 1),
            &link.at.text[link.start..]
        );
        let fault = Fault::new(format!("{}:{} {line}", link.at.file, link.at.line + 1));
        let fault = fault.edit(clean, link.at.file, |lines| lines[link.at.line] = line);
        faults.push(fault.expect("step-number-mismatch", link.at.file, link.at.line));
    }
    faults
}

/// In every language another page has the criterion too.
pub fn duplicate(clean: &Text) -> Vec<Fault> {
    let mut faults = Vec::new();
    for page in ["guide/questions.md", "step-3-gate.md"] {
        for id in IDS {
            let line = clean.files[&format!("content/en/{page}")].len();
            let mut fault = Fault::new(format!("{page} {id}"));
            for locale in LOCALES {
                let other = in_locale(&file("en"), locale).replace("exit-criteria.md", page);
                let heading = section(clean, locale, id).start + 1;
                let heading = clean.files[&file(locale)][heading].clone();
                let text = [
                    format!("<a name=\"{id}\"></a>"),
                    heading,
                    String::new(),
                    "12.".into(),
                    String::new(),
                ];
                fault = fault.edit(clean, &other, |lines| lines.extend(text));
            }
            faults.push(fault.expect("duplicate-criterion", &format!("content/en/{page}"), line));
        }
    }
    faults
}
