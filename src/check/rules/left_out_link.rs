//! A link to a YAML file that is no page.

use crate::base::Span;
use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::site::{LeftOut, Target, Why};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "left-out-link",
    severity: Severity::Info,
    summary: "link to a YAML file that is no page",
    explain: "\
A YAML file is a page if its first line names one of the forms that are shown: `### YamlMime:Landing`, `### YamlMime:Hub` \
or `### YamlMime:FAQ`. Other YAML files are left out of the site. The text of the link stays, without the link.

Wrong: `[our courses](courses.yml)` where the file begins with `### YamlMime:LearningPath`

Right: `[our courses](courses.md)`",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    for (link, target) in variant.links() {
        if let Target::Broken(Why::LeftOut(path, LeftOut::Form)) = target {
            tell(found, variant.dest_parts(link).0, path);
        }
    }
}

/// Says it, of a link at `span` to the file at `path` below the locale's root.
pub fn tell(found: &mut Sink, span: Span, path: &str) {
    found
        .report(
            &INFO,
            span,
            format!("`{path}` is a YAML file that is not shown as a page"),
        )
        .help("link to a page; a YAML file is one that begins with `### YamlMime:Landing`, `Hub` or `FAQ`");
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn forms_that_are_not_shown() {
        let files = [
            ("en/a.md", "[x](b.yml) [y](c.yml) [z](d/e.yaml)"),
            ("en/b.yml", "### YamlMime:LearningPath\ntitle: B\n"),
            ("en/c.yml", "### YamlMime:FAQ\ntitle: C\n"),
            ("en/d/e.yaml", "plain: values\n"),
            ("en/toc.yml", "- name: B\n  href: b.yml\n- name: C\n  href: c.yml\n"),
        ];
        let help = "link to a page; a YAML file is one that begins with `### YamlMime:Landing`, `Hub` or `FAQ`";
        check_of(
            "left-out-link",
            &files,
            &[
                &format!("en/a.md:1:5 `b.yml` is a YAML file that is not shown as a page; {help}"),
                &format!("en/a.md:1:27 `d/e.yaml` is a YAML file that is not shown as a page; {help}"),
                &format!("en/toc.yml:2:9 `b.yml` is a YAML file that is not shown as a page; {help}"),
            ],
        );
        check_of("broken-link", &files, &[]);
        check_of("broken-asset", &files, &[]);
    }
}
