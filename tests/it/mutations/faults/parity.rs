//! Translations that say something else than their source.

use super::super::Fault;
use super::super::text::{At, LOCALES, Text, in_locale, locale_of};
use super::pages::pages;

fn is_translated(at: &At<'_>) -> bool {
    locale_of(at.file) != "en"
}

fn is_bilingual(at: &At<'_>) -> bool {
    at.text.contains("data-ttu-id")
}

/// One fault for each line of a translation that `change` makes other lines of; the finding is expected where `place`
/// says, else on the line itself.
fn each(
    clean: &Text,
    rule: &str,
    is_meant: impl Fn(&At<'_>) -> bool,
    change: impl Fn(&At<'_>) -> Vec<String>,
    place: impl Fn(&At<'_>) -> usize,
) -> Vec<Fault> {
    let lines = clean.lines().filter(is_translated).filter(|at| is_meant(at));
    let faults = lines.map(|at| {
        let fault = Fault::new(format!("{}:{}", at.file, at.line + 1));
        let fault = fault.edit(clean, at.file, |lines| {
            drop(lines.splice(at.line..=at.line, change(&at)))
        });
        fault.expect(rule, at.file, place(&at))
    });
    faults.collect()
}

/// The heading that a line stands under; in a file without one, its first line.
fn heading(clean: &Text, at: &At<'_>) -> usize {
    match clean.headings(at.file).is_empty() {
        true => 0,
        false => clean.heading_above(at.file, at.line),
    }
}

pub fn missing_translation(clean: &Text) -> Vec<Fault> {
    let translated = pages(clean).filter(|file| locale_of(file) != "en" && !file.ends_with("/index.md"));
    let faults = translated.map(|file| {
        Fault::new(file)
            .remove(file)
            .expect("missing-translation", &in_locale(file, "en"), 0)
    });
    faults.collect()
}

pub fn orphan_translation(_: &Text) -> Vec<Fault> {
    let mut faults = Vec::new();
    for locale in ["sv", "nl", "fr"] {
        for name in ["guide/winter.md", "winter.md"] {
            let file = format!("content/{locale}/{name}");
            let text = "---\ntitle: Winter\ndescription: Is.\n---\n\n# Winter\n\nIs.\n";
            faults.push(
                Fault::new(file.as_str())
                    .write(&file, text)
                    .expect("orphan-translation", &file, 0),
            );
        }
    }
    faults
}

/// The anchor in the list item of the first step, which nobody links to.
pub fn anchor(clean: &Text) -> Vec<Fault> {
    let name = "<a name=\"radio\"></a>";
    let is_meant = |at: &At<'_>| at.text.contains(name);
    each(
        clean,
        "anchor-parity",
        is_meant,
        |at| vec![at.text.replace(name, "")],
        |at| heading(clean, at),
    )
}

pub fn duplicate_anchor(clean: &Text) -> Vec<Fault> {
    let names = [
        ("index.md", "when-you-are-done"),
        ("step-1-quays.md", "radio"),
        ("guide/gate-commands.md", "berth-numbers"),
        ("guide/questions.md", "lost-pass"),
    ];
    let mut faults = Vec::new();
    for (page, name) in names {
        // At the end, in all languages, so that no two differ.
        let line = clean.files[&format!("content/en/{page}")].len();
        let mut fault = Fault::new(format!("{page} {name}"));
        for locale in LOCALES {
            let file = format!("content/{locale}/{page}");
            let text = [format!("- <a name=\"{name}\"></a>1"), String::new()];
            fault = fault.edit(clean, &file, |lines| lines.extend(text));
            fault = fault.expect("duplicate-anchor", &file, line);
        }
        faults.push(fault);
    }
    faults
}

pub fn own_slug(clean: &Text) -> Vec<Fault> {
    let slugs = [
        ("sv", "lost-pass", "borttappat-kort"),
        ("sv", "open-it-for-the-first-time", "öppna-den-för-första-gången"),
        ("sv", "visitors", "besökare"),
        ("nl", "lost-pass", "verloren-pas"),
        ("nl", "count-the-passes", "tel-de-passen"),
        ("nl", "day-pass", "dagpas"),
        ("fr", "lost-pass", "badge-perdu"),
        ("fr", "make-a-group", "former-un-groupe"),
        ("fr", "berth-numbers", "numéros-des-postes"),
    ];
    let mut faults = Vec::new();
    for link in clean.links() {
        for (locale, name, own) in slugs {
            if locale_of(link.at.file) == locale && link.dest.ends_with(&format!("#{name}")) {
                let dest = link.dest.replace(name, own);
                let fault = Fault::new(format!("{}:{} {dest}", link.at.file, link.at.line + 1));
                faults.push(fault.point(clean, &link, &dest).expect(
                    "untranslatable-anchor",
                    link.at.file,
                    link.at.line,
                ));
            }
        }
    }
    faults
}

/// Where something missing is told: at what stands before it.
fn before(clean: &Text, at: &At<'_>) -> usize {
    let above = clean.files[at.file][..at.line]
        .iter()
        .rposition(|line| !line.is_empty());
    above.unwrap_or(0)
}

/// A line of a list is gone.
pub fn item(clean: &Text) -> Vec<Fault> {
    let is_meant = |at: &At<'_>| {
        at.text.starts_with("- ") && !at.text.contains("](") && !at.text.contains("<a ") && !at.text.contains("{#")
    };
    each(
        clean,
        "structure-parity",
        is_meant,
        |_| Vec::new(),
        |at| before(clean, at),
    )
}

pub fn extra_item(clean: &Text) -> Vec<Fault> {
    let is_meant = |at: &At<'_>| at.text.starts_with("2. ") && !is_bilingual(at);
    each(
        clean,
        "structure-parity",
        is_meant,
        |at| vec![at.text.into(), "3. Kaffe.".into()],
        |at| at.line + 1,
    )
}

pub fn picture(clean: &Text) -> Vec<Fault> {
    let is_meant = |at: &At<'_>| at.text.starts_with("![") && !at.file.contains("/includes/");
    each(
        clean,
        "structure-parity",
        is_meant,
        |_| Vec::new(),
        |at| before(clean, at),
    )
}

/// The heading of a section that other pages link to.
pub fn section(clean: &Text) -> Vec<Fault> {
    let mut faults = Vec::new();
    for at in clean.lines().filter(is_translated) {
        let Some(name) = ["day-pass", "lost-pass", "count-the-passes"]
            .into_iter()
            .find(|name| at.text.contains(&format!("name=\"{name}\"")))
        else {
            continue;
        };
        let fault = Fault::new(format!("{}:{}", at.file, at.line + 1));
        let fault = fault.edit(clean, at.file, |lines| drop(lines.remove(at.line)));
        let mut fault = fault.expect("anchor-parity", at.file, clean.heading_above(at.file, at.line - 1));
        for link in clean.links() {
            if locale_of(link.at.file) == locale_of(at.file) && link.dest.ends_with(&format!("#{name}")) {
                fault = fault.expect("broken-anchor", link.at.file, link.at.line);
            }
        }
        faults.push(fault);
    }
    faults
}

pub fn untranslated(clean: &Text) -> Vec<Fault> {
    let is_prose = |at: &At<'_>| {
        let is_text = at.text.starts_with(char::is_alphabetic) && at.text.split(' ').count() > 8;
        let front = clean.files[at.file]
            .iter()
            .skip(1)
            .position(|line| line == "---")
            .map_or(0, |line| line + 2);
        is_text && at.line >= front && !at.text.contains("](") && !is_bilingual(at)
    };
    let source = |at: &At<'_>| vec![clean.files[&in_locale(at.file, "en")][at.line].clone()];
    each(clean, "untranslated-block", is_prose, source, |at| at.line)
}

pub fn code(clean: &Text) -> Vec<Fault> {
    let is_meant = |at: &At<'_>| {
        at.text.contains("gate open --quay")
            || at.text.starts_with("New-Harbour")
            || at.text.starts_with("Add-Harbour")
            || at.text.starts_with("gate count")
    };
    let change = |at: &At<'_>| {
        vec![
            at.text
                .replace("gate open", "grind open")
                .replace("-Harbour", "-Hamn")
                .replace("gate count", "gate räkna"),
        ]
    };
    each(clean, "altered-code", is_meant, change, |at| at.line)
}

pub fn inline_code(clean: &Text) -> Vec<Fault> {
    let is_meant = |at: &At<'_>| at.text.contains("`N1`") || at.text.contains("`M1`");
    each(
        clean,
        "altered-code",
        is_meant,
        |at| vec![at.text.replace("`N1`", "`K1`").replace("`M1`", "`Q1`")],
        |at| at.line,
    )
}

pub fn placeholder(clean: &Text) -> Vec<Fault> {
    let is_meant = |at: &At<'_>| at.text.contains("`{holder}`");
    let change = |at: &At<'_>| {
        vec![
            at.text
                .replace("{holder}", "{innehavare}")
                .replace("<group-name>", "<gruppnamn>"),
        ]
    };
    each(clean, "altered-placeholder", is_meant, change, |at| at.line)
}

pub fn task(clean: &Text) -> Vec<Fault> {
    let is_meant = |at: &At<'_>| at.text.starts_with("- [ ] ");
    let change = |at: &At<'_>| vec![at.text.split(" {#").next().unwrap_or("").into()];
    each(clean, "unpinned-task", is_meant, change, |at| at.line)
}
