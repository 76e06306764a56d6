//! Links that lead nowhere, or not as they should.

use super::super::Fault;
use super::super::text::{LOCALES, Link, Text, in_locale, locale_of};

fn named(link: &Link<'_>) -> String {
    format!("{}:{} {}", link.at.file, link.at.line + 1, link.dest)
}

/// One fault for each link that `change` has another destination for.
fn each(clean: &Text, rule: &str, links: Vec<Link<'_>>, change: impl Fn(&Link<'_>) -> Option<String>) -> Vec<Fault> {
    let faults = links.iter().filter_map(|link| {
        let dest = change(link)?;
        let fault = Fault::new(format!("{} → {dest}", named(link)));
        Some(fault.point(clean, link, &dest).expect(rule, link.at.file, link.at.line))
    });
    faults.collect()
}

fn path_of(dest: &str) -> &str {
    dest.split('#').next().unwrap_or(dest)
}

fn fragment_of(dest: &str) -> Option<&str> {
    dest.split_once('#').map(|(_, fragment)| fragment)
}

pub fn broken_link(clean: &Text) -> Vec<Fault> {
    each(clean, "broken-link", clean.links(), |link| {
        Some(link.dest.replacen(".md", "-gone.md", 1))
    })
}

pub fn broken_toc(clean: &Text) -> Vec<Fault> {
    let mut faults = Vec::new();
    for locale in LOCALES {
        let file = format!("content/{locale}/toc.yml");
        for at in clean.lines_of(&file).filter(|at| at.text.contains("href: ")) {
            let text = at.text.replace(".md", "-gone.md");
            let fault = Fault::new(format!("{file}:{} {text}", at.line + 1));
            faults.push(
                fault
                    .edit(clean, &file, |lines| lines[at.line] = text)
                    .expect("broken-link", &file, at.line),
            );
        }
    }
    faults
}

pub fn broken_anchor(clean: &Text) -> Vec<Fault> {
    each(clean, "broken-anchor", clean.links(), |link| {
        let fragment = fragment_of(link.dest).filter(|fragment| !fragment.starts_with("crit-"))?;
        Some(format!("{}#{}x", path_of(link.dest), fragment))
    })
}

pub fn broken_asset(clean: &Text) -> Vec<Fault> {
    each(clean, "broken-asset", clean.pictures(), |link| {
        Some(link.dest.replace(".svg", "-gone.svg"))
    })
}

pub fn missing_include(clean: &Text) -> Vec<Fault> {
    each(clean, "missing-include", clean.includes(), |link| {
        Some(link.dest.replace(".md", "-gone.md"))
    })
}

/// The first letter of the file's name made large.
fn capital(dest: &str) -> String {
    let name = dest.rfind('/').map_or(0, |slash| slash + 1);
    let mut dest = dest.to_owned();
    dest[name..=name].make_ascii_uppercase();
    dest
}

pub fn wrong_case(clean: &Text) -> Vec<Fault> {
    let mut links = clean.links();
    links.extend(clean.pictures());
    each(clean, "wrong-case-link", links, |link| Some(capital(link.dest)))
}

pub fn wrong_case_include(clean: &Text) -> Vec<Fault> {
    each(clean, "wrong-case-include", clean.includes(), |link| {
        Some(capital(link.dest))
    })
}

/// Out of the language and into it again: `../sv/x.md`.
pub fn wrong_locale(clean: &Text) -> Vec<Fault> {
    each(clean, "wrong-locale-link", clean.links(), |link| {
        let depth = link.at.file.matches('/').count() - 2;
        let below = link.dest.trim_start_matches("../");
        let folder = if link.dest.starts_with("../") || depth == 0 {
            ""
        } else {
            "guide/"
        };
        Some(format!(
            "{}../{}/{folder}{below}",
            "../".repeat(depth),
            locale_of(link.at.file)
        ))
    })
}

pub fn empty(clean: &Text) -> Vec<Fault> {
    each(clean, "empty-link", clean.links(), |_| Some(String::new()))
}

pub fn unsafe_link(clean: &Text) -> Vec<Fault> {
    each(clean, "unsafe-link", clean.links(), |_| {
        Some("javascript:alert%281%29".into())
    })
}

/// A step whose only criterion is elsewhere leads to none, which is told as well: those links are left as they are.
pub fn out_of_docset(clean: &Text) -> Vec<Fault> {
    each(clean, "out-of-docset-link", clean.links(), |link| {
        (!link.dest.contains("#crit-")).then(|| "/lighthouse/lamps".into())
    })
}

/// The page says that it was called otherwise, and one link still says so.
pub fn redirected(clean: &Text) -> Vec<Fault> {
    let links = clean
        .links()
        .into_iter()
        .filter(|link| path_of(link.dest) == "step-2-passes.md");
    let faults = links.map(|link| {
        let page = format!("content/{}/step-2-passes.md", locale_of(link.at.file));
        let fault = Fault::new(named(&link)).point(clean, &link, &link.dest.replace("passes", "cards"));
        let fault = fault.edit(clean, &page, |lines| {
            lines.insert(1, "redirect_from: step-2-cards.md".into())
        });
        let moved = usize::from(page == link.at.file);
        fault.expect("redirected-link", link.at.file, link.at.line + moved)
    });
    faults.collect()
}

/// In all languages the same link leads to a page that is not published.
pub fn unpublished(clean: &Text) -> Vec<Fault> {
    let english = clean
        .links()
        .into_iter()
        .filter(|link| locale_of(link.at.file) == "en" && path_of(link.dest) == "guide/gate-commands.md");
    let faults = english.map(|link| {
        let mut fault = Fault::new(named(&link));
        for locale in LOCALES {
            let file = in_locale(link.at.file, locale);
            let page = format!("content/{locale}/guide/winter.md");
            let text = "---\ntitle: Winter\ndescription: The quays in winter.\ndraft: true\n---\n\n# <a name=\"winter\"></a>Winter\n";
            fault = fault.write(&page, text).edit(clean, &file, |lines| {
                let line = &mut lines[link.at.line];
                *line = line.replacen(&format!("]({})", link.dest), "](guide/winter.md)", 1);
            });
            fault = fault.expect("link-to-unpublished", &file, link.at.line);
        }
        fault
    });
    faults.collect()
}
pub fn broken_criterion(clean: &Text) -> Vec<Fault> {
    each(clean, "broken-criterion", clean.links(), |link| {
        let fragment = fragment_of(link.dest).filter(|fragment| fragment.starts_with("crit-"))?;
        Some(format!("{}#{}s", path_of(link.dest), fragment))
    })
}
