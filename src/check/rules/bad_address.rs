//! An address of the web whose host cannot be one.

use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::link::bad_in_host;
use crate::model::site::Target;

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "bad-address",
    severity: Severity::Warning,
    summary: "address with a host that cannot be one",
    explain: "\
Between `//` and the next slash stands the name of a host, which has no spaces, percent signs, brackets and the like, \
however they are written. Browsers refuse such an address: a reader who follows it sees nothing happen. Mostly a text got \
between the parentheses, or a placeholder was left. The link stays as it is written.

Wrong: `[the portal](https://the%20portal/)`

Right: `[the portal](https://portal.example.com/)`

Learn: file-not-found.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    for (link, target) in variant.links() {
        if *target != Target::External {
            continue;
        }
        let Some(bad) = bad_in_host(variant.dest(link)) else {
            continue;
        };
        let shown = match bad {
            ' ' => "a space".to_owned(),
            c if c.is_control() => "a control character".to_owned(),
            c => format!("`{c}`"),
        };
        found
            .report(
                &INFO,
                variant.dest_span(link),
                format!("the host of this address has {shown} in it, so no browser follows it"),
            )
            .help("write the address of a site, or of an example as code");
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn hosts_that_cannot_be() {
        let rest = "in it, so no browser follows it; write the address of a site, or of an example as code";
        check_of(
            "bad-address",
            &[(
                "en/a.md",
                "[x](https://a%20b/c) ![y](https://z%3Ey/p.png) [ok](https://a.example/b%20c) <https://b|c.example>\n",
            )],
            &[
                &format!("en/a.md:1:5 the host of this address has a space {rest}"),
                &format!("en/a.md:1:27 the host of this address has `>` {rest}"),
                &format!("en/a.md:1:79 the host of this address has `|` {rest}"),
            ],
        );
    }
}
