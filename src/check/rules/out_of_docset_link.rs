//! A link that begins with `/` and so leads to another docset of the same host.

use crate::base::Span;
use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::LinkKind;
use crate::model::site::Target;

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "out-of-docset-link",
    severity: Severity::Warning,
    summary: "link to another docset, with no word about where that lives",
    explain: "\
On Learn, `/azure/…` leads to another docset of the same host. This site has no such pages, so the link works only where \
the configuration says what comes before it.

Wrong: `[Azure AD](/azure/active-directory/)` with no `docset_root`

Right: the same with `docset_root: https://learn.microsoft.com/{locale}` in `stegvis.yaml`, or the full address",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    if variant.site.config.docset_root.is_some() {
        return;
    }
    for (link, target) in variant.links() {
        let (Target::Docset(path), LinkKind::Link) = (target, link.kind) else {
            continue;
        };
        tell(found, variant.dest_span(link), path);
    }
}

/// Says it, of a link at `span` to a path of the host.
pub fn tell(found: &mut Sink, span: Span, path: &str) {
    found
        .report(&INFO, span, format!("`{path}` leads to another docset"))
        .help("set `docset_root` in stegvis.yaml to say where it lives, or write the full address");
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn a_path_from_the_root_of_the_host() {
        check_of(
            "out-of-docset-link",
            &[("en/a.md", "[x](/azure/y) [z](https://a.b/c)")],
            &[
                "en/a.md:1:5 `/azure/y` leads to another docset; set `docset_root` in stegvis.yaml to say where it lives, or write the full address",
            ],
        );
    }
}
