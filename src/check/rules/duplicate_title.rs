//! Two pages of one language and one docset with the same title.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rayon::prelude::*;

use crate::base::{DocPath, Span};
use crate::check::place;
use crate::check::rule::{Check, Rule, SiteView};
use crate::diag::{Diagnostic, RuleInfo, Severity, Sink};
use crate::model::site::{DocId, Variant};
use crate::model::{Document, Heading};
use crate::parse::front_matter;

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "duplicate-title",
    severity: Severity::Warning,
    summary: "two pages of one language with the same title",
    explain: "\
In a search, in tabs and in bookmarks a reader sees the title alone, and cannot tell two pages of the same title apart. \
The title is that of the front matter, else the heading of the first level; `titleSuffix` counts, and pages of another \
docset do not, nor do drafts, pages with `robots: NOINDEX`, and pages that are shown in place of a missing translation.

Wrong: `# Overview` on two pages

Right: `# Packing: overview` and `# Driving: overview`

Learn: duplicate-titles, duplicate-h1.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Titles(check),
};

/// Docset, title and suffix.
type Called<'a> = (&'a str, &'a str, &'a str);

fn check(site: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    let locales: Vec<Vec<Diagnostic>> = (0..site.map.site.locales.len())
        .into_par_iter()
        .map(|locale| of_locale(site, locale))
        .collect();
    found.extend(locales.into_iter().flatten());
}

fn of_locale(site: &SiteView<'_>, locale: usize) -> Vec<Diagnostic> {
    let facts = site.map.site;
    let mut first: HashMap<Called<'_>, DocId> = HashMap::with_capacity(facts.pages.len());
    let mut found = Vec::new();
    for page in facts.pages.iter() {
        let Some(Variant::Own(doc)) = page.variants.get(locale).copied() else {
            continue;
        };
        let Some(document) = site.map.docs.get(doc.index()).map(|doc| &doc.document) else {
            continue;
        };
        let Some(title) = title(document) else { continue };
        let front = &document.front;
        if front.draft || front.no_index || front.is_malformed {
            continue;
        }
        let docset = facts.roots.of(locale, page.key.as_str());
        let suffix = front.title_suffix.as_deref().unwrap_or("");
        match first.entry((docset, title, suffix)) {
            Entry::Vacant(place) => _ = place.insert(doc),
            Entry::Occupied(other) => {
                let other = &site.map.docs[other.get().index()].document;
                report(document, other, title, &mut found);
            }
        }
    }
    found
}

/// What a page says of itself, not what is made of its file's name.
fn title(document: &Document) -> Option<&str> {
    match &document.front.title {
        Some(title) => Some(title.trim()),
        None => heading(document).map(|heading| document.str(heading.text)),
    }
    .filter(|title| !title.is_empty())
}

fn heading(document: &Document) -> Option<&Heading> {
    document.headings.iter().find(|heading| heading.level == 1)
}

fn report(document: &Document, other: &Document, title: &str, found: &mut Vec<Diagnostic>) {
    // One that a docset's files give to several pages is told nowhere: no line of theirs says it.
    let (Some((file, span)), Some((first, at))) = (place_of(document), place_of(other)) else {
        return;
    };
    let mut sink = Sink::new(file);
    sink.report(&INFO, span, format!("`{first}` has the title `{title}` already"))
        .help("give each a title that tells them apart")
        .related(first, at, "the first one");
    found.extend(sink.into_found());
}

/// Where a page's title stands: the file, and the place in it.
fn place_of(document: &Document) -> Option<(DocPath, Span)> {
    if document.front.title.is_some() {
        let span = front_matter::place(&document.text.file, &document.front, "title")?;
        return Some((document.file.clone(), span));
    }
    let heading = heading(document)?;
    // A heading that a file brings is told where it is put in: other pages may do so as well.
    let span = place::behind(document, None, heading.node);
    Some(place::in_its_file(document, span))
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    fn told(place: &str, first: &str, title: &str) -> String {
        format!("{place} `{first}` has the title `{title}` already; give each a title that tells them apart")
    }

    #[test]
    fn the_second_of_a_language_is_told() {
        check_of(
            "duplicate-title",
            &[
                ("en/a.md", "---\ntitle: Pack\n---\n# A\n"),
                ("en/b.md", "# Pack\n"),
                ("en/c.md", "---\ndescription: c\ntitle: \"Pack\"\n---\n# Pack\n"),
                ("en/d.md", "# Drive\n"),
                ("sv/a.md", "---\ntitle: Packa\n---\n# A\n"),
                ("sv/b.md", "---\ntitle: Packa\n---\n# B\n"),
                ("sv/d.md", "# Pack\n"),
            ],
            &[
                &told("en/b.md:1:1", "en/a.md", "Pack"),
                &told("en/c.md:3:8", "en/a.md", "Pack"),
                &told("sv/b.md:2:8", "sv/a.md", "Packa"),
            ],
        );
    }

    #[test]
    fn what_no_search_finds_and_what_is_no_title_does_not_count() {
        check_of(
            "duplicate-title",
            &[
                ("en/a.md", "# Pack\n"),
                ("en/b.md", "---\nrobots: noindex\n---\n# Pack\n"),
                ("en/c.md", "---\ndraft: true\n---\n# Pack\n"),
                ("en/d.md", "---\ntitleSuffix: Boxes\n---\n# Pack\n"),
                ("en/e/same.md", "text\n"),
                ("en/f/same.md", "text\n"),
                (
                    "en/g/docfx.json",
                    "{\"build\": {\"content\": [{\"files\": [\"**/*.md\"]}]}}",
                ),
                ("en/g/a.md", "# Pack\n"),
            ],
            &[],
        );
    }

    #[test]
    fn a_heading_that_a_file_brings_is_told_where_it_is_put_in() {
        check_of(
            "duplicate-title",
            &[
                ("en/a.md", "\n[!INCLUDE [x](includes/x.md)]\n"),
                ("en/b.md", "\n\n[!INCLUDE [x](includes/x.md)]\n"),
                ("en/includes/x.md", "# X\n"),
            ],
            &[&told("en/b.md:3:1", "en/a.md", "X")],
        );
    }
}
