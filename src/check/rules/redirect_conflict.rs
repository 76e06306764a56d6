//! An old address that is also the address of a page, or of two pages.

use std::collections::BTreeMap;

use crate::base::Span;
use crate::check::rule::{Check, Rule, SiteView};
use crate::diag::{Diagnostic, RuleInfo, Severity, Sink};
use crate::link::redirects::{Redirect, page_at, redirects};
use crate::parse::front_matter;

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "redirect-conflict",
    severity: Severity::Error,
    summary: "an old address that a page already has, or that leads to two pages",
    explain: "\
`redirect_from` names addresses that a page had before. Where a page is published at such an address, a reader could \
never be sent on; where two pages name the same address, only one can be right.

Wrong: `redirect_from: licences.md` while `licences.md` is there

Right: `redirect_from: old-licences.md`",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Site(check),
};

fn check(view: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    let all = redirects(view.map.site, view.map.docs);
    let mut first: BTreeMap<&str, &Redirect> = BTreeMap::new();
    for redirect in &all {
        let document = &view.map.docs[redirect.doc].document;
        let place = front_matter::place(&document.text.file, &document.front, "redirect_from");
        let mut sink = Sink::new(document.file.clone());
        let place = place.unwrap_or_default();
        let address = &redirect.from;
        if let Some((page, _)) = page_at(view.map.site, address) {
            let key = &view.map.site.pages[page.index()].key;
            sink.report(&INFO, place, format!("`/{address}` is the address of `{key}`"))
                .help("take it out of `redirect_from`, or rename the page");
        } else if let Some(other) = first.get(address.as_str()).filter(|other| other.page != redirect.page) {
            let other = &view.map.docs[other.doc].document.file;
            sink.report(&INFO, place, format!("`/{address}` leads to `{other}` too"))
                .related(other.clone(), Span::default(), "the other page")
                .help("let only one page name it");
        }
        first.entry(address).or_insert(redirect);
        found.extend(sink.into_found());
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn addresses_that_are_taken() {
        check_of(
            "redirect-conflict",
            &[
                ("en/a.md", "---\nredirect_from: [old.md, b.md, /en/gone/]\n---\n"),
                ("en/b.md", "---\nredirect_from: old.md\n---\n"),
                ("sv/a.md", "---\nredirect_from: old.md\n---\n"),
            ],
            &[
                "en/a.md:2:16 `/en/b/` is the address of `b.md`; take it out of `redirect_from`, or rename the page",
                "en/b.md:2:16 `/en/old/` leads to `en/a.md` too; let only one page name it",
            ],
        );
    }
}
