//! A link that names a locale's folder.

use crate::base::Span;
use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{Report, RuleInfo, Severity, Sink};
use crate::model::site::Remark;

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "wrong-locale-link",
    severity: Severity::Warning,
    summary: "link that names the folder of a locale",
    explain: "\
Links carry no locale: the same link leads to the reader's own language on every page. A locale spelled in a link is \
ignored, because a translation would take it over and send its readers to another language. In a whole address, the locale \
is told of where the address is one of this site, or of Learn in a docset of Learn: see `absolute-docs-link`.

Wrong: `[licences](../sv/licences.md)`

Right: `[licences](licences.md)`

Learn: hard-coded-locale.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    for (link, remark) in variant.remarks() {
        let Remark::NamesLocale(locale) = remark else { continue };
        tell(found, variant.dest_parts(link).0, locale);
    }
}

/// Says it, of a link at `span`.
pub fn tell<'s>(found: &'s mut Sink, span: Span, locale: &str) -> Report<'s> {
    found
        .report(&INFO, span, format!("the link names the locale `{locale}`"))
        .help("leave the locale out: the link then leads to the reader's own language")
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
                "en/a.md:1:5 the link names the locale `sv`; leave the locale out: the link then leads to the reader's own language",
                "en/a.md:1:36 the link names the locale `en`; leave the locale out: the link then leads to the reader's own language",
            ],
        );
    }
}
