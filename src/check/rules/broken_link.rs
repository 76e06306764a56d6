//! A link to a page that is not there.

use crate::check::rule::{Check, Meaning, Rule, VariantView, as_dest};
use crate::check::rules::bidi_control;
use crate::diag::{RuleInfo, Severity, Sink, nearest};
use crate::model::site::{Target, Variant, Why};
use crate::model::{Link, LinkKind};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "broken-link",
    severity: Severity::Error,
    summary: "link to a page that is not there",
    explain: "\
The file that a link names is not a page of this site, neither in the reader's locale nor in the source locale. A reader \
who follows the link finds nothing. The text of the link stays, without the link.

Wrong: `[licences](licenses.md)` where the file is `licences.md`

Right: `[licences](licences.md)`

Learn: file-not-found.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    for (number, (link, target)) in variant.links().enumerate() {
        let (path, place) = match target {
            Target::Broken(Why::NoPage(key)) => (key, variant.dest_parts(link).0),
            Target::Broken(Why::Outside(path)) if link.kind == LinkKind::Link => {
                found
                    .report(
                        &INFO,
                        variant.dest_parts(link).0,
                        format!("`{path}` leads out of the site's content"),
                    )
                    .label("above the folder of the locale")
                    .help("link to a page of this site, or by its full address to a page of another");
                continue;
            }
            _ => continue,
        };
        // What cannot be seen is told of by its name.
        if bidi_control::first(variant.dest(link)).is_some() {
            continue;
        }
        let mut report = found.report(&INFO, place, format!("there is no page `{path}`"));
        if let Some(other) = locale_that_has(variant, path) {
            report = report.help(format!("it is there in {other}, and not in the source"));
        }
        // A page of the same name in another folder is most likely meant; else one whose path is nearly the same.
        let keys = || variant.page_keys().map(|key| key.as_str());
        let meant = variant.meant(link, path, || {
            Meaning::moved(path, keys()).or_else(|| nearest(path, keys()).map(Meaning::near))
        });
        let right = meant.as_ref().map(|meant| variant.relative(link, &meant.key));
        let counterpart = variant.counterpart(number);
        if let Some(counterpart) = &counterpart {
            report = counterpart.told(report);
        }
        let of_source = counterpart.as_ref().map(|counterpart| counterpart.dest());
        let report = report.suggest(of_source.or(right.as_deref()));
        if let (Some(meant), Some(right), Some(place)) = (meant, right, variant.literal_path(link))
            && meant.is_sure
            && of_source.is_none_or(|dest| dest.split('#').next() == Some(&*right))
            && is_whole(variant, link, &meant.key)
        {
            report.fix(place, as_dest(&right));
        }
    }
}

/// A translation that has the page, which readers of this locale do not find.
fn locale_that_has<'a>(variant: &VariantView<'a>, path: &str) -> Option<&'a str> {
    let site = variant.site.map.site;
    let page = site.pages.get(site.page_of.get(path)?.index())?;
    let home = page
        .variants
        .iter()
        .position(|variant| matches!(variant, Variant::Own(_)))?;
    Some(&*site.locales.get(home)?.slug)
}

/// Whether a link led to something if it led to the page at `key`: another one, published, with the anchor that it names.
fn is_whole(variant: &VariantView<'_>, link: &Link, key: &str) -> bool {
    let site = variant.site.map.site;
    let Some(page) = site.page_of.get(key).filter(|page| **page != variant.view.page) else {
        return false;
    };
    let Some((number, doc)) = variant.shown(*page) else {
        return false;
    };
    let fragment = variant.dest(link).split_once('#').map_or("", |(_, fragment)| fragment);
    let anchors = &site.anchors[number.index()];
    let has_anchor = || fragment.is_empty() || anchors.find(&doc.outline, fragment).is_some();
    !doc.document.front.draft && has_anchor()
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn missing_moved_and_mistyped() {
        check_of(
            "broken-link",
            &[
                ("en/a/one.md", "[x](two.md) [y](../missing-page-of-some-kind.md#z)\n"),
                (
                    "en/a/two.md",
                    "[x](on.md) [y](../../../out.md) [z](../a/one.md) [d](../b/)\n",
                ),
                ("en/b/moved.md", "[x](../moved.md)\n"),
                ("en/b/index.md", "[x](/azure/x.md) [y](https://a.b/c.md)\n"),
            ],
            &[
                "en/a/one.md:1:17 there is no page `missing-page-of-some-kind.md`",
                "en/a/two.md:1:5 there is no page `a/on.md`; did you mean `one.md`?",
                "en/a/two.md:1:16 `../../../out.md` leads out of the site's content; link to a page of this site, or by its full address to a page of another",
                "en/b/moved.md:1:5 there is no page `moved.md`; did you mean `moved.md`?",
            ],
        );
    }

    #[test]
    fn a_page_that_only_the_source_has_is_no_fault() {
        check_of(
            "broken-link",
            &[("en/a.md", "x"), ("sv/b.md", "[x](a.md)"), ("en/c.md", "[x](b.md)")],
            &["en/c.md:1:5 there is no page `b.md`; it is there in sv, and not in the source; did you mean `a.md`?"],
        );
    }

    /// What the source has right, a translation may copy.
    #[test]
    fn what_the_source_links_to() {
        check_of(
            "broken-link",
            &[
                ("en/a.md", "[x](b.md) [y](c.md) [z](../gone.md)\n"),
                ("en/b.md", "[x](a.md) [y](c.md) [z](a.md#x)\n\n# X\n"),
                ("en/c.md", ""),
                ("sv/a.md", "[x](b.md) [y](helt-annan.md) [z](../gone.md)\n"),
                (
                    "sv/b.md",
                    "[x](a.md) [mer](https://example.org) [y](av-annat-slag.md) [z](a.md#x) [w](annan-sida.md)\n\n# X\n",
                ),
            ],
            &[
                "en/a.md:1:25 `../gone.md` leads out of the site's content; link to a page of this site, or by its full address to a page of another",
                "sv/a.md:1:15 there is no page `helt-annan.md`; did you mean `c.md`?",
                "sv/a.md:1:34 `../gone.md` leads out of the site's content; link to a page of this site, or by its full address to a page of another",
                "sv/b.md:1:42 there is no page `av-annat-slag.md`",
                "sv/b.md:1:76 there is no page `annan-sida.md`",
            ],
        );
    }

    #[test]
    fn a_file_is_no_folder() {
        let files = [
            ("en/a.md", "[x](b.md/) [y](b.md/#c) [z](c.md/) ![p](p.png/)"),
            ("en/b.md", ""),
            ("en/p.png", ""),
            ("en/c.md/index.md", ""),
        ];
        check_of(
            "broken-link",
            &files,
            &[
                "en/a.md:1:5 there is no page `b.md/`; did you mean `b.md`?",
                "en/a.md:1:16 there is no page `b.md/`; did you mean `b.md`?",
            ],
        );
        check_of(
            "broken-asset",
            &files,
            &["en/a.md:1:41 there is no file `p.png/`; did you mean `p.png`?"],
        );
    }

    #[test]
    fn places_under_wide_characters() {
        check_of(
            "broken-link",
            &[(
                "en/a.md",
                "å 日本 👍\t[é](q-q-q-q.md)\r\n\r\n| [x](q-q-q-q.md) |\n|--|\n",
            )],
            &[
                "en/a.md:1:12 there is no page `q-q-q-q.md`",
                "en/a.md:3:7 there is no page `q-q-q-q.md`",
            ],
        );
    }
}
