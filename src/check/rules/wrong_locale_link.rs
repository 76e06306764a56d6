//! A link that names a locale's folder.

use crate::check::rule::{Check, Rule, VariantView, as_dest};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::Link;
use crate::model::site::{Remark, Target, Why};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "wrong-locale-link",
    severity: Severity::Warning,
    summary: "link that names the folder of a locale",
    explain: "\
Links carry no locale: the same link leads to the reader's own language on every page. A locale spelled in a link is \
ignored, because a translation would take it over and send its readers to another language.

Wrong: `[licences](../sv/licences.md)`

Right: `[licences](licences.md)`",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    for (link, remark) in variant.remarks() {
        let Remark::NamesLocale(locale) = remark else { continue };
        let report = found
            .report(
                &INFO,
                variant.dest_parts(link).0,
                format!("the link names the locale `{locale}`"),
            )
            .help("leave the locale out: the link then leads to the reader's own language");
        if let (Some(path), Some(key)) = (variant.literal_path(link), key(variant, link)) {
            report.fix(path, as_dest(&variant.relative(link, key)));
        }
    }
}

/// Where a link leads, as a path below the locale's root; none if this reader finds nothing there.
fn key<'a>(variant: &VariantView<'a>, link: &Link) -> Option<&'a str> {
    let site = variant.site.map.site;
    match variant.target(link)? {
        Target::Page { page, .. } | Target::Broken(Why::NoAnchor { page, .. }) => {
            variant.shown(*page)?;
            Some(site.pages[page.index()].key.as_str())
        }
        Target::Asset { asset, .. } => {
            let (slug, key) = site.assets[asset.0 as usize].path.as_str().split_once('/')?;
            let homes = [variant.view.locale.index(), site.source];
            let is_home = homes.iter().any(|&home| *site.locales[home].slug == *slug);
            is_home.then_some(key)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn a_locale_in_a_path() {
        check_of(
            "wrong-locale-link",
            &[("en/a.md", "[x](../sv/a.md) [y](b/../a.md)"), ("sv/a.md", "x")],
            &[
                "en/a.md:1:5 the link names the locale `sv`; leave the locale out: the link then leads to the reader's own language => `a.md`",
            ],
        );
    }
}
