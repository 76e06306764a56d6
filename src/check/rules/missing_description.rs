//! A page that search engines find no description of.

use crate::base::Span;
use crate::check::place;
use crate::check::rule::{Check, Rule, SiteView};
use crate::diag::{Diagnostic, RuleInfo, Severity, Sink};
use crate::model::Document;
use crate::parse::yaml_page::is_named_so;

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "missing-description",
    severity: Severity::Warning,
    summary: "published page without a description",
    explain: "\
Search engines show the `description` of a page below its title, and so do chats and social networks that link to it. \
Without one they show some words of the page. A page with front matter is expected to have one, and one without front \
matter where most pages of its language do. Drafts and pages with `robots: NOINDEX` need none.

Wrong: front matter with a `title` alone

Right: `description: Which boxes to buy, and how to pack them.`

Learn: description-missing.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Titles(check),
};

fn check(site: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    let mut with: Vec<[usize; 2]> = vec![[0; 2]; site.map.site.locales.len()];
    let mut without: Vec<(&Document, usize)> = Vec::new();
    for (doc, (_, locale)) in site.map.docs.iter().zip(site.map.site.homes.iter()) {
        let document = &doc.document;
        if is_named_so(&document.file) || document.front.is_malformed {
            continue;
        }
        let has_one = document.front.description.is_some();
        if let Some(counts) = with.get_mut(locale.index()) {
            counts[usize::from(has_one)] += 1;
        }
        if !has_one && !document.front.draft && !document.front.no_index {
            without.push((document, locale.index()));
        }
    }
    for (document, locale) in without {
        let is_usual = with.get(locale).is_some_and(|[without, with]| with > without);
        if document.front.block.is_none() && !is_usual {
            continue;
        }
        let mut sink = Sink::new(document.file.clone());
        let (file, place) = place::in_its_file(document, place::value_or_head(document, "description"));
        if file == document.file {
            report(&mut sink, place);
            found.extend(sink.into_found());
        }
    }
}

fn report(sink: &mut Sink, place: Span) {
    sink.report(&INFO, place, "the page has no description")
        .help("write `description:` in its front matter: a sentence or two about what a reader finds here");
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    const WHAT: &str = "the page has no description; \
        write `description:` in its front matter: a sentence or two about what a reader finds here";

    #[test]
    fn told_at_the_front_matter_of_each_language() {
        check_of(
            "missing-description",
            &[
                ("en/a.md", "---\ntitle: A\n---\n# A\n"),
                ("en/b.md", "---\ntitle: B\nDescription: ''\n---\n# B\n"),
                ("en/c.md", "\n# C\n"),
                ("sv/a.md", "---\ntitle: A\n---\n# A\n"),
                ("sv/b.md", "---\ndescription: Om B.\n---\n# B\n"),
            ],
            &[
                &format!("en/a.md:1:1 {WHAT}"),
                &format!("en/b.md:3:1 {WHAT}"),
                &format!("sv/a.md:1:1 {WHAT}"),
            ],
        );
    }

    #[test]
    fn who_needs_none() {
        check_of(
            "missing-description",
            &[
                ("en/a.md", "---\ndraft: true\n---\n# A\n"),
                ("en/b.md", "---\nROBOTS: NOINDEX, NOFOLLOW\n---\n# B\n"),
                ("en/c.md", "---\ndescription: Boxes: which\n---\n# C\n"),
                ("en/includes/d.md", "text\n"),
                ("en/e.yml", "### YamlMime:Hub\ntitle: G\n"),
            ],
            &[],
        );
    }

    #[test]
    fn a_page_without_front_matter_is_told_where_most_have_one() {
        let page = "---\ndescription: d\n---\n# D\n";
        check_of(
            "missing-description",
            &[
                ("en/a.md", "\n# A\n"),
                ("en/b.md", page),
                ("en/c.md", page),
                ("sv/a.md", "# A\n"),
                ("sv/b.md", page),
            ],
            &[&format!("en/a.md:2:1 {WHAT}")],
        );
    }
}
