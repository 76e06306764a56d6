//! A link to a name of other documentation that no inventory knows.

use crate::base::Span;
use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink, nearest};
use crate::link::xref::Inventory;
use crate::model::site::{Target, Why};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "xref-not-found",
    severity: Severity::Warning,
    summary: "link to a name that no inventory knows",
    explain: "\
`<xref:Some.Name>` and `[text](xref:Some.Name)` lead to other documentation by the name of a thing. Where it lies is told by \
an inventory (`xrefmap.yml`) that `stegvis.yaml` names under `xref`. A name that is in none is shown as text. `@Some.Name` \
may mean anything, so nothing is said of it. Case counts, and what would end the link is written in percent: \
`List%601` for ``List`1``.

Wrong: `<xref:Example.Bx>` where the inventory has `Example.Box`

Right: `<xref:Example.Box>`

Learn: xref-not-found.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

/// Above this, looking for the nearest name takes longer than it helps: the inventory of .NET has 600,000.
const MOST_COMPARED: usize = 20_000;

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    let known = &variant.site.map.site.xrefs;
    for (link, target) in variant.links() {
        let Target::Broken(Why::NoXref {
            uid, is_silent: false, ..
        }) = target
        else {
            continue;
        };
        tell(found, variant.dest_span(link), uid, known);
    }
}

/// Says it, of a name at `span`.
pub fn tell(found: &mut Sink, span: Span, uid: &str, known: &Inventory) {
    let report = found.report(&INFO, span, format!("no inventory knows `{uid}`"));
    if known.is_empty() {
        report.help("name the inventory of that documentation in stegvis.yaml under `xref`, or link to an address");
        return;
    }
    let is_small = known.len() <= MOST_COMPARED;
    report.suggest(is_small.then(|| nearest(uid, known.keys().map(|uid| &**uid))).flatten());
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn explicit_forms_alone_are_said() {
        check_of(
            "xref-not-found",
            &[(
                "en/a.md",
                "<xref:A.B> [t](xref:C%60D?displayProperty=fullName) <xref href=\"E\"/> @F <xref>\n\n![x](xref:G)\n",
            )],
            &[
                "en/a.md:1:2 no inventory knows `A.B`; name the inventory of that documentation in stegvis.yaml under `xref`, or link to an address",
                "en/a.md:1:16 no inventory knows `C`D`; name the inventory of that documentation in stegvis.yaml under `xref`, or link to an address",
                "en/a.md:1:53 no inventory knows `E`; name the inventory of that documentation in stegvis.yaml under `xref`, or link to an address",
            ],
        );
    }
}
