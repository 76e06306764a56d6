//! A link that names a locale: its folder, or that of documentation which speaks many languages.

use std::ops::Range;

use crate::base::{Locale, Span};
use crate::check::rule::{Check, Rule, SiteView, VariantView, as_dest};
use crate::diag::{Diagnostic, Report, RuleInfo, Severity, Sink};
use crate::model::site::{Remark, Target, Why};
use crate::model::toc::TocEntry;
use crate::model::{Link, LinkKind};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "wrong-locale-link",
    severity: Severity::Warning,
    summary: "link that names a locale",
    explain: "\
Links carry no locale: the same link leads to the reader's own language on every page. A locale spelled in a link is \
ignored, because a translation would take it over and send its readers to another language. Addresses of Microsoft's \
documentation are the same in all languages as well, once their locale is left out.

Wrong: `[licences](../sv/licences.md)`, `[licences](https://learn.microsoft.com/en-us/licences)`

Right: `[licences](licences.md)`, `[licences](https://learn.microsoft.com/licences)`

Learn: hard-coded-locale.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    for (link, target, remark) in variant.remarks() {
        let Remark::NamesLocale(locale) = remark else { continue };
        let report = tell(found, variant.dest_parts(link).0, locale);
        if let (Some(path), Some(key)) = (variant.literal_path(link), key(variant, target)) {
            report.fix(path, as_dest(&variant.relative(link, key)));
        }
    }
    for (link, target) in variant.links() {
        if *target == Target::External && link.kind == LinkKind::Link {
            in_address(variant, link, found);
        }
    }
}

/// Where a link leads, as a path below the locale's root; none if this reader finds nothing there.
fn key<'a>(variant: &VariantView<'a>, target: &Target) -> Option<&'a str> {
    let site = variant.site.map.site;
    match target {
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

/// Says it, of a link at `span`.
pub fn tell<'s>(found: &'s mut Sink, span: Span, locale: &str) -> Report<'s> {
    found
        .report(&INFO, span, format!("the link names the locale `{locale}`"))
        .help("leave the locale out: the link then leads to the reader's own language")
}

/// Sites that send readers on to their own language where an address names none: those of Learn's rule.
const HOSTS: [&str; 5] = [
    "learn.microsoft.com",
    "docs.microsoft.com",
    "msdn.microsoft.com",
    "technet.microsoft.com",
    "partner.microsoft.com",
];

fn in_address(variant: &VariantView<'_>, link: &Link, found: &mut Sink) {
    address(variant.dest(link).trim(), variant.dest_span(link), found);
}

/// How it is checked in tables of contents.
pub static TOCS: Rule = Rule {
    info: &INFO,
    check: Check::Site(tocs),
};

fn tocs(view: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    for (file, toc) in view.map.site.tocs.iter() {
        let mut sink = Sink::new(file.clone());
        let mut open: Vec<&TocEntry> = toc.entries.iter().collect();
        while let Some(entry) = open.pop() {
            open.extend(&entry.items);
            if let Some(href) = &entry.page {
                address(&href.text, href.span, &mut sink);
            }
        }
        found.extend(sink.into_found());
    }
}

/// An address as it is written, and its place.
fn address(dest: &str, whole: Span, found: &mut Sink) {
    let Some(at) = locale_in(dest) else { return };
    let locale = &dest[at.clone()];
    let is_literal = (whole.end - whole.start) as usize == dest.len();
    let report = found
        .report(&INFO, whole, format!("the address names the locale `{locale}`"))
        .help("leave the locale out: the site then shows the reader's own language");
    if is_literal {
        // With the slash before it.
        let start = whole.start as usize;
        report.fix(Span::new(start + at.start - 1, start + at.end), "");
    }
}

/// Where an address of such a site names a locale, right behind the host.
pub fn locale_in(dest: &str) -> Option<Range<usize>> {
    let host = dest.find("://").filter(|at| *at <= "https".len())? + "://".len();
    let rest = dest.get(host..)?;
    let length = rest.find('/')?;
    let name = rest.get(..length)?;
    if !HOSTS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return None;
    }
    let path = rest.get(length + 1..)?;
    let first = path.split(['/', '?', '#']).next()?;
    let is_locale = first.contains('-') && first.len() <= 12 && Locale::parse_name(first).is_some();
    let start = host + length + 1;
    is_locale.then_some(start..start + first.len())
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn a_locale_in_a_path() {
        check_of(
            "wrong-locale-link",
            &[
                ("en/a.md", "[x](../sv/a.md) [y](b/../a.md) [z](../en/a.md)"),
                ("sv/a.md", "x"),
            ],
            &[
                "en/a.md:1:5 the link names the locale `sv`; leave the locale out: the link then leads to the reader's own language => `a.md`",
                "en/a.md:1:36 the link names the locale `en`; leave the locale out: the link then leads to the reader's own language => `a.md`",
            ],
        );
    }

    #[test]
    fn a_locale_in_an_address_of_documentation() {
        let told = |place: &str, locale: &str, fix: &str| {
            format!(
                "{place} the address names the locale `{locale}`; leave the locale out: the site then shows the reader's own language => {fix}"
            )
        };
        check_of(
            "wrong-locale-link",
            &[(
                "en/a.md",
                "[x](https://learn.microsoft.com/en-us/a/b?view=c#d)\n<a href=\"http://Docs.Microsoft.com/zh-Hant\">y</a>\n\
                 [z](https://learn.microsoft.com/azure) [w](https://x.example/en-us/) [v](https://learn.microsoft.com/ab-testing/)\n\
                 ![p](https://learn.microsoft.com/en-us/p.png) https://technet.microsoft.com/sv-se/library\n",
            )],
            &[
                &told("en/a.md:1:5", "en-us", "``"),
                told("en/a.md:2:1", "zh-Hant", "").trim_end_matches(" => "),
                &told("en/a.md:4:47", "sv-se", "``"),
            ],
        );
    }

    #[test]
    fn a_locale_in_a_table_of_contents() {
        check_of(
            "wrong-locale-link",
            &[
                ("en/a.md", "# A\n"),
                (
                    "en/toc.yml",
                    "- name: A\n  href: a.md\n  items:\n  - name: B\n    href: https://learn.microsoft.com/sv-se/b\n  - name: C\n    href: https://learn.microsoft.com/c\n",
                ),
            ],
            &[
                "en/toc.yml:5:11 the address names the locale `sv-se`; leave the locale out: the site then shows the reader's own language => ``",
            ],
        );
    }
}
