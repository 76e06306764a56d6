//! A link whose page exists, but whose fragment names no anchor of it.

use crate::base::Span;
use crate::check::rule::{Check, Rule, VariantView};
use crate::check::rules::bidi_control;
use crate::diag::{RuleInfo, Severity, Sink, near, nearest};
use crate::link::catalog::folded;
use crate::model::outline::Outline;
use crate::model::site::{Anchors, PageId, Target, Variant, Why};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "broken-anchor",
    severity: Severity::Error,
    summary: "link to an anchor that the page does not have",
    explain: "\
The page that a link names is there, but no heading and no `<a name>` on it has the name after `#`. A reader lands at the \
top of the page and has to search. Anchors belong to the source locale: a translated heading carries the id of the \
heading that it translates, so the same fragment is right in every language. Case counts, as it does in browsers.

Wrong: `[criteria](identity.md#crit-licence)` where the page has `<a name=\"crit-license\"></a>`

Right: `[criteria](identity.md#crit-license)`

Learn: bookmark-not-found.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    for (number, (link, target)) in variant.links().enumerate() {
        let Target::Broken(Why::NoAnchor { page, fragment, .. }) = target else {
            continue;
        };
        // A criterion's anchor is told as such.
        if variant.site.config.criteria.is_meant(fragment) {
            continue;
        }
        let map = variant.site.map;
        let facts = &map.site.pages[page.index()];
        // What cannot be seen is told of by its name.
        if bidi_control::first(variant.dest(link)).is_some() {
            continue;
        }
        let Some((shown, doc)) = variant.shown(*page) else {
            continue;
        };
        let anchors = &map.site.anchors[shown.index()];
        // Of the same letters in another case, however many of them differ.
        let key = folded(fragment);
        let by_case = anchors.names(&doc.outline).find(|name| folded(name) == key);
        // The id holds what cannot be seen, and is told of.
        let mut names = anchors.names(&doc.outline);
        if names.any(|name| !name.is_ascii() && bidi_control::without(name) == **fragment) {
            continue;
        }
        // What the source has right, where the page that the reader finds has it too.
        let counterpart = variant.counterpart(number);
        let of_source = counterpart.as_ref().and_then(|right| {
            let leads_there = matches!(right.target, Target::Page { page: other, .. } if other == page);
            let (_, name) = right.dest().split_once('#').filter(|_| leads_there)?;
            anchors.find(&doc.outline, name).map(|_| name)
        });
        let right = of_source.or(by_case);
        let suggestion = right.or_else(|| nearest(fragment, anchors.names(&doc.outline)));
        let message = format!("`{}` has no anchor `{fragment}`", facts.key);
        let mut report = found.report(&INFO, variant.dest_parts(link).1, message);
        let other = locale_that_has(variant, *page, fragment);
        if let Some(other) = other {
            report = report.help(format!("it is there in {other}, and not in {}", home(variant, *page)));
        }
        if let Some(counterpart) = &counterpart {
            report = counterpart.told(report);
        }
        let right = suggestion.map(|name| format!("#{name}"));
        let report = report.suggest(right.as_deref());
        // Only where the fragment stands literally, and the right one can stand there as it is.
        let dest = variant.dest(link);
        let old = dest.find('#').filter(|at| dest.get(at + 1..) == Some(&**fragment));
        let place = variant.literal_dest(link).zip(old);
        let is_sure = || by_case.is_some() || other.is_none() && is_only_one(anchors, &doc.outline, fragment);
        if let (Some((place, at)), Some(right)) = (place, right)
            && is_sure()
            && right
                .chars()
                .skip(1)
                .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
        {
            report.fix(Span::new(place.start as usize + at, place.end as usize), right);
        }
    }
}

/// Whether one place of a page alone has a name so near to a fragment that nothing else can be meant.
pub fn is_only_one(anchors: &Anchors, outline: &Outline, fragment: &str) -> bool {
    let mut near = near(fragment, anchors.names(outline)).map(|name| anchors.find(outline, name));
    // An alias is another name of the same place.
    near.next().is_some_and(|first| near.all(|other| other == first))
}

/// The language of the text that the reader finds at `page`.
pub(super) fn home<'a>(variant: &VariantView<'a>, page: PageId) -> &'a str {
    let site = variant.site.map.site;
    let facts = &site.pages[page.index()];
    let locale = match facts.variants[variant.view.locale.index()] {
        Variant::Own(_) => variant.view.locale,
        _ => facts.owner,
    };
    &site.locales[locale.index()].slug
}

/// A language whose page has the anchor.
pub(super) fn locale_that_has<'a>(variant: &VariantView<'a>, page: PageId, fragment: &str) -> Option<&'a str> {
    let map = variant.site.map;
    let facts = &map.site.pages[page.index()];
    facts.variants.iter().enumerate().find_map(|(locale, variant)| {
        let Variant::Own(doc) = variant else { return None };
        map.site.anchors[doc.index()].find(&map.docs[doc.index()].outline, fragment)?;
        Some(&*map.site.locales[locale].slug)
    })
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    /// Case counts in browsers, so it counts here.
    #[test]
    fn another_case_is_another_anchor_and_the_right_one_is_offered() {
        check_of(
            "broken-anchor",
            &[
                (
                    "en/a.md",
                    "# FAQ\n\n[x](#FAQ) [y](b.md#NÄSTA) [z](b.md#%53POT) <a href=\"b.md#SPOT\">w</a>\n",
                ),
                ("en/b.md", "# Nästa\n\n<a name=\"spot\"></a>\n\ntext\n"),
            ],
            &[
                "en/a.md:3:5 `a.md` has no anchor `FAQ`; did you mean `#faq`? => `#faq`",
                "en/a.md:3:19 `b.md` has no anchor `NÄSTA`; did you mean `#nästa`? => `#nästa`",
                "en/a.md:3:35 `b.md` has no anchor `SPOT`; did you mean `#spot`?",
                "en/a.md:3:44 `b.md` has no anchor `SPOT`; did you mean `#spot`? => `#spot`",
            ],
        );
    }

    #[test]
    fn what_the_source_links_to() {
        check_of(
            "broken-anchor",
            &[
                ("en/a.md", "[x](b.md#two) [y](b.md#only) [z](c.md)\n"),
                ("en/b.md", "# Two\n\n## Only\n"),
                ("en/c.md", ""),
                ("sv/a.md", "[x](b.md#nagot-annat) [y](b.md#only) [z](c.md)\n"),
                ("sv/b.md", "# <a name=\"two\"></a>Två\n"),
            ],
            &[
                "sv/a.md:1:9 `b.md` has no anchor `nagot-annat`; did you mean `#two`?",
                "sv/a.md:1:31 `b.md` has no anchor `only`; it is there in en, and not in sv",
            ],
        );
    }

    #[test]
    fn judged_against_the_variant_where_it_lands() {
        check_of(
            "broken-anchor",
            &[
                (
                    "en/a.md",
                    "# One\n\n[x](#one) [y](b.md#two) [z](b.md#tw0) [top](b.md#top) [t](b.md#)\n",
                ),
                (
                    "en/b.md",
                    "# Two\n\n<a name=\"spot\"></a>\n\ntext [case](#Spot) [%](#%73pot)\n",
                ),
                (
                    "sv/a.md",
                    "# <a name=\"one\"></a>Ett\n\n[y](b.md#two) [z](b.md#spot) [egen](#ett)\n",
                ),
                ("sv/b.md", "# <a name=\"two\"></a>Två\n"),
            ],
            &[
                "en/a.md:3:33 `b.md` has no anchor `tw0`; did you mean `#two`?",
                "en/b.md:5:13 `b.md` has no anchor `Spot`; did you mean `#spot`? => `#spot`",
                "sv/a.md:3:23 `b.md` has no anchor `spot`; it is there in en, and not in sv",
            ],
        );
    }
}
