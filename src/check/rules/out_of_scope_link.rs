//! A link to a file that is there and no page.

use crate::base::Span;
use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::site::{LeftOut, Target, Why};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "out-of-scope-link",
    severity: Severity::Warning,
    summary: "link to a file that is not built",
    explain: "\
The file is there, and it is no page: `docfx.json` leaves it out by its `content`, `files` or `exclude`, or it lies in \
`includes/`, or it is called `README.md` or `TOC.md`. Other files may still include it. The text of the link stays, \
without the link.

Wrong: `[how to help](README.md)`

Right: `[how to help](help.md)`

Learn: link-out-of-scope.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    for (link, target) in variant.links() {
        if let Target::Broken(Why::LeftOut(path, why)) = target {
            tell(found, variant.dest_parts(link).0, path, *why);
        }
    }
}

/// Says it, of a link at `span` to the file at `path` below the locale's root.
pub fn tell(found: &mut Sink, span: Span, path: &str, why: LeftOut) {
    let (says, help) = match why {
        LeftOut::Form => return,
        LeftOut::Scope => (
            "the docset leaves it out",
            "link to a page, or take the file into the `content` or `files` of the docset's `docfx.json`",
        ),
        LeftOut::Name => (
            "it is no page",
            "link to a page; files in `includes/` and those called `README.md` or `TOC.md` are none",
        ),
    };
    found
        .report(&INFO, span, format!("`{path}` is there, and {says}"))
        .help(help);
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    const SCOPE: &str = "link to a page, or take the file into the `content` or `files` of the docset's `docfx.json`";
    const NAME: &str = "link to a page; files in `includes/` and those called `README.md` or `TOC.md` are none";

    #[test]
    fn left_out_by_the_docset_or_by_name() {
        let files = [
            ("en/docfx.yml", "exclude: ['x/**', '*.yml']\n"),
            (
                "en/a.md",
                "[b](x/b.md#c) [l](l.yml) [r](README.md) [i](includes/i.md) [t](toc.yml) [n](x/n.md)\n",
            ),
            ("en/x/b.md", "# B\n"),
            ("en/l.yml", "### YamlMime:Landing\ntitle: L\n"),
            ("en/README.md", ""),
            ("en/includes/i.md", ""),
            ("en/sub/toc.yml", "- name: B\n  href: ../x/b.md\n"),
            ("en/toc.yml", "- name: A\n  href: a.md\n"),
            ("sv/a.md", "[b](x/b.md)\n"),
        ];
        check_of(
            "out-of-scope-link",
            &files,
            &[
                &format!("en/a.md:1:5 `x/b.md` is there, and the docset leaves it out; {SCOPE}"),
                &format!("en/a.md:1:19 `l.yml` is there, and the docset leaves it out; {SCOPE}"),
                &format!("en/a.md:1:30 `README.md` is there, and it is no page; {NAME}"),
                &format!("en/a.md:1:45 `includes/i.md` is there, and it is no page; {NAME}"),
                &format!("en/a.md:1:64 `toc.yml` is there, and the docset leaves it out; {SCOPE}"),
                &format!("en/sub/toc.yml:2:9 `x/b.md` is there, and the docset leaves it out; {SCOPE}"),
                &format!("sv/a.md:1:5 `x/b.md` is there, and the docset leaves it out; {SCOPE}"),
            ],
        );
        check_of("broken-link", &files, &["en/a.md:1:77 there is no page `x/n.md`"]);
    }
}
