//! What was found, language by language and file by file.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use super::{MOST, count, escaped, frame, trouble};
use crate::base::DocPath;
use crate::diag::Diagnostic;
use crate::model::site::{LocaleId, PageId, Site};
use crate::report::{Counts, SiteFiles, TerminalOptions, home_of, terminal};
use crate::serve::facts::Named;
use crate::serve::stage::{Rendered, Stage};

/// What lies in no language's folder, as an address has it.
const ELSEWHERE: &str = "-";

/// All findings, or those of one language, `sv/`; `None` if there is no such language.
pub fn page(stage: &Stage<'_>, below: &str) -> Option<Rendered> {
    let told = &stage.told;
    let site = &told.build.site;
    let folders: Vec<&str> = site
        .locales
        .iter()
        .map(|locale| &*locale.slug)
        .chain([ELSEWHERE])
        .collect();
    let wanted = match below.strip_suffix('/') {
        Some(slug) => Some(folders.iter().position(|known| *known == slug)?),
        None if below.is_empty() => None,
        None => return None,
    };
    let at = |found: &Diagnostic| home_of(site, &found.primary.file).unwrap_or(site.locales.len());
    let mut counts = vec![Counts::default(); folders.len()];
    let mut chosen: Vec<&Diagnostic> = Vec::new();
    for found in told.list.iter().map(AsRef::as_ref) {
        let home = at(found);
        if let Some(counts) = counts.get_mut(home) {
            counts.add(found.severity);
        }
        if wanted.is_none_or(|wanted| wanted == home) {
            chosen.push(found);
        }
    }
    let all = chosen.len();
    // The worst are told, whatever else their files hold.
    chosen.sort_by_key(|found| Reverse(found.severity));
    chosen.truncate(MOST);
    let mut body = trouble(stage);
    let _ = writeln!(body, "<p>{}</p>", escaped(&count(stage)));
    body.push_str(&languages(stage, &folders, &counts, wanted));
    body.push_str(&sections(stage, &chosen));
    if all > MOST {
        let _ = writeln!(
            body,
            "<p>And {} more; <code>stegvis check</code> tells all.</p>",
            all - MOST
        );
    }
    let title = match wanted {
        Some(at) => format!("Findings: {}", name(stage, site, at)),
        None => "Findings".to_owned(),
    };
    Some(frame("Findings", &title, &body))
}

/// The name of a language in itself.
fn name(stage: &Stage<'_>, site: &Site, at: usize) -> String {
    let Some(locale) = site.locales.get(at) else {
        return "Other files".into();
    };
    let words = stage.plan.words.get(at);
    let name = words.map(|words| words.messages.language_name().into_owned());
    name.unwrap_or_else(|| locale.slug.to_string())
}

/// How much was found in each, and ways to that alone.
fn languages(stage: &Stage<'_>, folders: &[&str], counts: &[Counts], wanted: Option<usize>) -> String {
    let mut table = "<div class=\"wide\" tabindex=\"0\"><table>\n<caption>Languages</caption>\n<thead><tr>".to_owned();
    for head in ["Language", "Errors", "Warnings", "Information"] {
        let _ = write!(table, "<th scope=\"col\">{head}</th>");
    }
    table.push_str("</tr></thead>\n<tbody>\n");
    let current = |is_this: bool| if is_this { " aria-current=\"page\"" } else { "" };
    let site = &stage.told.build.site;
    let mut row = |path: &str, at: Option<usize>, counts: Counts| {
        let locale = at.and_then(|at| site.locales.get(at));
        let lang = locale.map_or_else(String::new, |locale| {
            format!(" lang=\"{}\"", escaped(locale.tag.as_str()))
        });
        let _ = write!(
            table,
            "<tr><th scope=\"row\"><a href=\"/_stegvis/findings/{}\"{}{lang}>{}</a></th>",
            escaped(path),
            current(wanted == at),
            at.map_or_else(|| "All".to_owned(), |at| escaped(&name(stage, site, at)))
        );
        for count in [counts.errors, counts.warnings, counts.information] {
            let _ = write!(table, "<td>{count}</td>");
        }
        table.push_str("</tr>\n");
    };
    for (at, (folder, counts)) in folders.iter().zip(counts).enumerate() {
        row(&format!("{folder}/"), Some(at), *counts);
    }
    let mut all = Counts::default();
    for counts in counts {
        all.errors += counts.errors;
        all.warnings += counts.warnings;
        all.information += counts.information;
    }
    row("", None, all);
    table.push_str("</tbody></table></div>\n");
    table
}

/// File by file, the worst first.
fn sections(stage: &Stage<'_>, chosen: &[&Diagnostic]) -> String {
    let sources = Named(SiteFiles::new(&stage.told.build.snapshot, None));
    let mut files: BTreeMap<&DocPath, Vec<&Diagnostic>> = BTreeMap::new();
    for found in chosen {
        files.entry(&found.primary.file).or_default().push(found);
    }
    let mut files: Vec<_> = files.into_iter().collect();
    files.sort_by_key(|(_, found)| Reverse(found.iter().map(|found| found.severity).max()));
    let docs = stage.plan.docs.iter().map(|doc| &doc.document.file);
    let homes: HashMap<&DocPath, (PageId, LocaleId)> = docs.zip(stage.plan.site.homes.iter().copied()).collect();
    let mut sections = String::new();
    for (file, found) in files {
        let home = homes.get(file).copied();
        let _ = writeln!(sections, "<section>\n<h2>{}</h2>", way(stage, file, home));
        for found in &found {
            let text = terminal(std::slice::from_ref(*found), &sources, TerminalOptions::default());
            let (first, rest) = text.trim_end().split_once('\n').unwrap_or((&text, ""));
            let _ = writeln!(
                sections,
                "<article class=\"{}\"><h3>{}</h3>\n<pre tabindex=\"0\">{}</pre></article>",
                found.severity.name(),
                escaped(first),
                escaped(rest)
            );
        }
        sections.push_str("</section>\n");
    }
    sections
}

/// A file, and a way to the page that it makes.
fn way(stage: &Stage<'_>, file: &DocPath, home: Option<(PageId, LocaleId)>) -> String {
    let name = format!("<code>{}</code>", escaped(file.as_str()));
    match home {
        Some((page, locale)) => {
            let url = stage.url(&stage.path(page, locale));
            format!("<a href=\"{}\">{name}</a>", escaped(&url))
        }
        None => name,
    }
}
