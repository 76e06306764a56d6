//! A link that differs from its file only in case or Unicode form.

use crate::check::rule::{Check, Rule, VariantView, as_dest};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::site::Remark;

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "wrong-case-link",
    severity: Severity::Warning,
    summary: "link that differs from its file only in case",
    explain: "\
The link works here, because it is matched without regard to case. On most servers and in most repositories it would not.

Wrong: `[licences](Licences.md)` where the file is `licences.md`

Right: `[licences](licences.md)`",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    for (link, _, remark) in variant.remarks() {
        let Remark::Case(real) = remark else { continue };
        let (place, _) = variant.dest_parts(link);
        let right = as_dest(&variant.relative(link, real));
        let report = found
            .report(&INFO, place, format!("the file is spelled `{real}`"))
            .help(format!("write it as `{right}`"));
        if let Some(path) = variant.literal_path(link) {
            report.fix(path, right);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn a_fix_replaces_the_path_alone_or_there_is_none() {
        check_of(
            "wrong-case-link",
            &[
                ("en/my page.md", ""),
                ("en/a.md", "[x](My%20Page.md#y) <a href=\"A.md\">b</a> [b](A\\.md)\n"),
            ],
            &[
                "en/a.md:1:5 the file is spelled `my page.md`; write it as `my%20page.md` => `my%20page.md`",
                "en/a.md:1:21 the file is spelled `a.md`; write it as `a.md` => `a.md`",
                "en/a.md:1:42 the file is spelled `a.md`; write it as `a.md`",
            ],
        );
    }

    #[test]
    fn pages_and_pictures_in_any_case_and_form() {
        check_of(
            "wrong-case-link",
            &[
                ("en/media/A.png", ""),
                (
                    "en/x/p\u{e5}.md",
                    "![](../Media/a.PNG) [x](P\u{e5}.md#x) [y](pa\u{30a}.md) [z](p\u{e5}.md)\n\n# x\n",
                ),
            ],
            &[
                "en/x/p\u{e5}.md:1:5 the file is spelled `media/A.png`; write it as `../media/A.png` => `../media/A.png`",
                "en/x/p\u{e5}.md:1:25 the file is spelled `x/p\u{e5}.md`; write it as `p\u{e5}.md` => `p\u{e5}.md`",
                "en/x/p\u{e5}.md:1:38 the file is spelled `x/p\u{e5}.md`; write it as `p\u{e5}.md` => `p\u{e5}.md`",
            ],
        );
    }
}
