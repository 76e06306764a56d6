//! A link whose page exists, but whose fragment names no anchor of it.

use crate::base::Span;
use crate::check::rule::{Check, Rule, VariantView};
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
    for (link, target) in variant.links() {
        let Target::Broken(Why::NoAnchor { page, fragment, .. }) = target else {
            continue;
        };
        let map = variant.site.map;
        let facts = &map.site.pages[page.index()];
        let Some((number, doc)) = variant.shown(*page) else {
            continue;
        };
        let anchors = &map.site.anchors[number.index()];
        // Of the same letters in another case, however many of them differ.
        let key = folded(fragment);
        let by_case = anchors.names(&doc.outline).find(|name| folded(name) == key);
        let suggestion = by_case.or_else(|| nearest(fragment, anchors.names(&doc.outline)));
        let message = format!("`{}` has no anchor `{fragment}`", facts.key);
        let mut report = found.report(&INFO, variant.dest_parts(link).1, message);
        let other = locale_that_has(variant, *page, fragment);
        if let Some(other) = other {
            report = report.help(format!("it is there in {other}, and not in {}", home(variant, *page)));
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
fn home<'a>(variant: &VariantView<'a>, page: PageId) -> &'a str {
    let site = variant.site.map.site;
    let facts = &site.pages[page.index()];
    let locale = match facts.variants[variant.view.locale.index()] {
        Variant::Own(_) => variant.view.locale,
        _ => facts.owner,
    };
    &site.locales[locale.index()].slug
}

fn locale_that_has<'a>(variant: &VariantView<'a>, page: PageId, fragment: &str) -> Option<&'a str> {
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
