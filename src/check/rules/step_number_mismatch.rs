//! A link that calls a step by another number than the step's title does.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::criteria;
use crate::check::rule::{Check, Rule, SiteView};
use crate::diag::{Diagnostic, RuleInfo, Severity};
use crate::link::criteria::{Words, links_in, text_of, words_of};
use crate::link::{Url, read_url};
use crate::model::criterion::Step;
use crate::model::site::{DocId, LocaleId, PageId, Place, Target, Variant, Why};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "step-number-mismatch",
    severity: Severity::Warning,
    summary: "link that names another step than the title it leads to",
    explain: "\
A link says `Step 6`, and the page that it leads to is called `Step 12`: either the link leads to the wrong step, or the \
steps were numbered anew. It holds in every language whose word for a step is known (`criteria.steps.titles`). A link to \
a heading that carries the number itself is right. Where all links agree with each other and none with the title, the \
title is told, once.

Wrong: `[Step 6](lamps.md)` where `lamps.md` is called `Step 12: Light the lamps`

Right: `[Step 12](lamps.md)`",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Site(check),
};

/// A link that names a step.
pub struct Called {
    page: PageId,
    locale: LocaleId,
    doc: DocId,
    link: u32,
    /// The first number in its text.
    number: Box<str>,
    is_right: bool,
}

fn check(site: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    if site.map.site.criteria.steps.is_empty() {
        return;
    }
    let words = words_of(site.map.site, &site.config.criteria, false);
    let all = site
        .known
        .calls
        .all(site.map.docs.len(), &|doc| named(site, &words, doc));
    tell_split(site, &words, found, &all);
    let wrong: Vec<&Called> = all.iter().copied().filter(|named| !named.is_right).collect();
    if wrong.is_empty() {
        return;
    }
    let mut called: BTreeMap<(PageId, LocaleId), (usize, BTreeSet<&str>)> = BTreeMap::new();
    for named in &wrong {
        let (count, numbers) = called.entry((named.page, named.locale)).or_default();
        *count += 1;
        numbers.insert(&named.number);
    }
    called.retain(|_, (count, numbers)| *count > 1 && numbers.len() == 1);
    if !called.is_empty() {
        for right in all.iter().filter(|named| named.is_right) {
            called.remove(&(right.page, right.locale));
        }
    }
    called.retain(|(page, locale), (_, numbers)| tell_title(site, found, (*page, *locale), numbers.first()).is_some());
    for named in wrong
        .iter()
        .filter(|named| !called.contains_key(&(named.page, named.locale)))
    {
        tell_link(site, found, named);
    }
}

/// Tells steps whose title and first heading number them differently: the one that no link agrees with.
fn tell_split(site: &SiteView<'_>, words: &[Words], found: &mut Vec<Diagnostic>, all: &[&Called]) {
    let facts = site.map.site;
    let mut split = BTreeMap::new();
    for (number, step) in facts.criteria.steps.iter().enumerate() {
        let Some((step, page)) = step.as_ref().zip(facts.pages.get(number)) else {
            continue;
        };
        for (locale, variant) in step
            .variants
            .iter()
            .enumerate()
            .filter(|(_, variant)| variant.numbers.len() > 1)
        {
            let Some(Variant::Own(id)) = page.variants.get(locale) else {
                continue;
            };
            let (Some(doc), Some(words)) = (site.doc(*id), words.get(locale)) else {
                continue;
            };
            let Some(first) = doc.document.headings.first().filter(|first| first.level == 1) else {
                continue;
            };
            let heading = words.number_of_title(doc.document.str(first.text));
            let title = doc
                .document
                .front
                .title
                .as_deref()
                .and_then(|title| words.number_of_title(title));
            if let (Some(title), Some(heading)) = (title, heading)
                && title != heading
                && variant.numbers.contains(&heading)
            {
                split.insert((PageId(number as u32), LocaleId(locale as u8)), (doc, title, heading));
            }
        }
    }
    if split.is_empty() {
        return;
    }
    let said: BTreeSet<(PageId, LocaleId, Box<str>)> = all
        .iter()
        .filter(|named| split.contains_key(&(named.page, named.locale)))
        .map(|named| (named.page, named.locale, named.number.clone()))
        .collect();
    for ((page, locale), (doc, title, heading)) in split {
        let is_said = |number: &str| said.contains(&(page, locale, number.into()));
        let places = (criteria::front_title(&doc.document), criteria::title(&doc.document));
        let (at, other) = match places {
            (Some(front), first) if is_said(&heading) && !is_said(&title) => (front, first),
            (Some(front), first) => (first, front),
            (None, first) => (first, first),
        };
        let message = format!("the title names step {title}, and the first heading step {heading}");
        criteria::tell(found, &doc.document, &INFO, at, message, |report| {
            report.help("number both alike").related_here(other, "the other");
        });
    }
}

/// The links of a document that name a step and lead to one.
fn named(site: &SiteView<'_>, words: &[Words], id: DocId) -> Vec<Called> {
    let mut found = Vec::new();
    let facts = site.map.site;
    let (Some(doc), Some(links), Some((own, locale))) =
        (site.doc(id), site.links.get(id.index()), facts.homes.get(id.index()))
    else {
        return found;
    };
    let step = |target: &Target| -> Option<(PageId, &Step)> {
        let (Target::Page { page, .. } | Target::Broken(Why::NoAnchor { page, .. })) = target else {
            return None;
        };
        // On its own page, `step 3` is a line of a procedure.
        Some((*page, facts.criteria.step(*page)?)).filter(|_| page != own)
    };
    let Some(words) = words.get(locale.index()) else {
        return found;
    };
    if !links.targets.iter().any(|target| step(target).is_some()) {
        return found;
    }
    let document = &doc.document;
    for (link, text) in links_in(document, 0..document.nodes.len() as u32) {
        let Some((page, step)) = links.targets.get(link as usize).and_then(step) else {
            continue;
        };
        let numbers = step.numbers(*locale, facts.pages.get(page.index()).map(|page| page.owner));
        if numbers.is_empty() {
            continue;
        }
        let said = words.numbers_in(&text_of(document, text));
        let Some(first) = said.first() else { continue };
        let is_right = said.iter().any(|number| numbers.contains(number));
        let dest = document
            .links
            .get(link as usize)
            .map_or("", |link| document.str(link.dest));
        if is_right
            || number_of_heading(site, words, (page, *locale), dest).is_none_or(|number| !said.contains(&number))
        {
            found.push(Called {
                page,
                locale: *locale,
                doc: id,
                link,
                number: first.clone(),
                is_right,
            });
        }
    }
    found
}

/// The number that the heading names on which a link lands.
fn number_of_heading(
    site: &SiteView<'_>,
    words: &Words,
    (page, locale): (PageId, LocaleId),
    dest: &str,
) -> Option<Box<str>> {
    let (Url::Relative { fragment, .. } | Url::Docroot { fragment, .. }) = read_url(dest) else {
        return None;
    };
    let facts = site.map.site;
    let id = facts.pages.get(page.index())?.variants.get(locale.index())?.shown()?;
    let doc = site.doc(id)?;
    let Place::Heading(number) = facts.anchors.get(id.index())?.place(&fragment?)? else {
        return None;
    };
    let heading = doc.document.headings.get(number as usize)?;
    words.number_of_title(doc.document.str(heading.text))
}

fn tell_link(site: &SiteView<'_>, found: &mut Vec<Diagnostic>, named: &Called) {
    let facts = site.map.site;
    let (Some(doc), Some(page)) = (site.doc(named.doc), facts.pages.get(named.page.index())) else {
        return;
    };
    let Some(link) = doc.document.links.get(named.link as usize) else {
        return;
    };
    let step = facts.criteria.step(named.page);
    let right = step.and_then(|step| step.numbers(named.locale, Some(page.owner)).first());
    let right = right.map_or("", |number| number);
    let message = format!(
        "the link names step {}, and `{}` is step {right}",
        named.number, page.key
    );
    let at = doc.document.text.in_file(link.span);
    criteria::tell(found, &doc.document, &INFO, at, message, |report| {
        let report = report.help("name the number of its title, or link to the step that is meant");
        let shown = page
            .variants
            .get(named.locale.index())
            .and_then(|variant| variant.shown());
        if let Some(shown) = shown.and_then(|shown| site.doc(shown)) {
            let (file, span) = criteria::label(&shown.document, criteria::title(&shown.document));
            report.related(file, span, "the step");
        }
    });
}

/// Tells a title that no link agrees with, where somebody wrote it in this language.
fn tell_title(
    site: &SiteView<'_>,
    found: &mut Vec<Diagnostic>,
    (page, locale): (PageId, LocaleId),
    said: Option<&&str>,
) -> Option<()> {
    let facts = site.map.site;
    let Variant::Own(id) = facts.pages.get(page.index())?.variants.get(locale.index())? else {
        return None;
    };
    let document = &site.doc(*id)?.document;
    let number = facts
        .criteria
        .step(page)?
        .variants
        .get(locale.index())?
        .numbers
        .first()?;
    let at = criteria::front_title(document).unwrap_or_else(|| criteria::title(document));
    let message = format!(
        "the title names step {number}, and every link to this page step {}",
        said?
    );
    criteria::tell(found, document, &INFO, at, message, |report| {
        report.help("number the title as the links do, or the links as the title");
    });
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn the_text_names_another_step_than_the_title() {
        check_of(
            "step-number-mismatch",
            &[
                (
                    "en/lamps.md",
                    "---\ntitle: \"Step 12: Lamps\"\n---\n\n# Step 13: Lamps\n\n[step 3](#oil)\n\n## Oil\n\n## Step 2: Wick\n",
                ),
                (
                    "en/a.md",
                    "[Step 6](lamps.md) [Step 12](lamps.md) [STEP 13](lamps.md) [lamps](lamps.md) [Step 2](lamps.md#step-2-wick) [Step 4](b.md)\n",
                ),
                ("en/b.md", "# B\n"),
                ("sv/lamps.md", "# Steg 12: Lampor\n"),
                (
                    "sv/a.md",
                    "[steg 6](lamps.md) [steg\u{a0}12](lamps.md) <a href=\"lamps.md\">Steg 7</a>\n",
                ),
                ("nl/a.md", "[Stap 12](lamps.md) en [**stap 5**](lamps.md)\n"),
                (
                    "fr/a.md",
                    "l’[étape 12](lamps.md) ou [Étape 5 : Lampes](lamps.md#oil)\n",
                ),
            ],
            &[
                "en/a.md:1:1 the link names step 6, and `lamps.md` is step 12; name the number of its title, or link to the step that is meant",
                "en/lamps.md:5:1 the title names step 12, and the first heading step 13; number both alike",
                "fr/a.md:1:27 the link names step 5, and `lamps.md` is step 12; name the number of its title, or link to the step that is meant",
                "nl/a.md:1:24 the link names step 5, and `lamps.md` is step 12; name the number of its title, or link to the step that is meant",
                "sv/a.md:1:1 the link names step 6, and `lamps.md` is step 12; name the number of its title, or link to the step that is meant",
                "sv/a.md:1:40 the link names step 7, and `lamps.md` is step 12; name the number of its title, or link to the step that is meant",
            ],
        );
    }

    #[test]
    fn a_title_and_a_heading_of_two_minds() {
        let page = |title: &str, heading: &str| format!("---\ntitle: '{title}'\n---\n\n# {heading}\n");
        check_of(
            "step-number-mismatch",
            &[
                ("en/a.md", "[Step 7](lamps.md) [Step 7](oil.md)\n"),
                ("en/lamps.md", &page("Step 7: Lamps", "Step 6: Lamps")),
                ("en/oil.md", &page("Step 6: Oil", "Step 7: Oil")),
            ],
            &[
                "en/lamps.md:5:1 the title names step 7, and the first heading step 6; number both alike",
                "en/oil.md:2:1 the title names step 6, and the first heading step 7; number both alike",
            ],
        );
    }

    #[test]
    fn a_title_that_no_link_agrees_with_is_told_once() {
        check_of(
            "step-number-mismatch",
            &[
                (
                    "en/lamps.md",
                    "---\ntitle: \"Step 21: Lamps\"\n---\n\n# Step 21: Lamps\n",
                ),
                ("en/a.md", "[Step 12](lamps.md) [Step 12](lamps.md)\n"),
                ("sv/lamps.md", "# Steg 12: Lampor\n"),
                ("sv/a.md", "[steg 12](lamps.md)\n"),
            ],
            &[
                "en/lamps.md:2:1 the title names step 21, and every link to this page step 12; number the title as the links do, or the links as the title",
            ],
        );
    }
}
