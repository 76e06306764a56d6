//! A link that could run or load what no author can mean.

use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::site::{Target, Why};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "unsafe-link",
    severity: Severity::Error,
    summary: "link that could run a script or open a local file",
    explain: "\
Links with `javascript:`, `data:`, `vbscript:`, `file:` or a Windows drive run code in the reader's browser, or lead to \
the author's own disk. The link is removed and its text stays.

Wrong: `[licences](C:\\docs\\licences.md)`

Right: `[licences](licences.md)`",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    for (link, target) in variant.links() {
        if *target == Target::Broken(Why::Unsafe) {
            let dest = variant.dest(link);
            let scheme = dest.split(':').next().unwrap_or(dest).trim();
            found
                .report(
                    &INFO,
                    variant.dest_span(link),
                    format!("a link may not begin with `{scheme}:`"),
                )
                .help("link to a page by its relative path, or by an https address");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn scripts_data_and_drives() {
        let help = "link to a page by its relative path, or by an https address";
        check_of(
            "unsafe-link",
            &[(
                "en/a.md",
                "[x](JavaScript:alert(1)) ![y](data:image/svg+xml,x)\n<a href=\"c:\\x\">z</a>\n",
            )],
            &[
                &format!("en/a.md:1:5 a link may not begin with `JavaScript:`; {help}"),
                &format!("en/a.md:1:31 a link may not begin with `data:`; {help}"),
                &format!("en/a.md:2:1 a link may not begin with `c:`; {help}"),
            ],
        );
    }
}
