//! A link to a file that has moved.

use crate::base::Span;
use crate::check::rule::is_plain;
use crate::check::rule::{Check, Rule, VariantView};
use crate::config::Config;
use crate::diag::{Report, RuleInfo, Severity, Sink};
use crate::model::site::Remark;

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "redirected-link",
    severity: Severity::Info,
    summary: "link to a file that has moved",
    explain: "\
The file that a link names is not there, and the redirects of the docset say where it went. Readers land there without a \
detour, and the link is one that somebody will follow in vain in the sources.

Wrong: `[licences](old-licences.md)` with a redirect of `old-licences.md` to `licences.md`

Right: `[licences](licences.md)`

Learn: redirected-link.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    for (link, _, remark) in variant.remarks() {
        if let Remark::Moved(to) = remark {
            let report = tell(found, variant.dest_parts(link).0, to);
            if let (Some(place), true) = (variant.literal_dest(link), is_sure(to, variant.site.config)) {
                report.fix(place, &**to);
            }
        }
    }
}

/// Whether the new place can be written in place of the old one without another finding.
pub fn is_sure(to: &str, config: &Config) -> bool {
    is_plain(to) && (!to.starts_with('/') || config.docset_root.is_some())
}

/// Says it, of a link at `span` to a file that has moved to `to`.
pub fn tell<'s>(found: &'s mut Sink, span: Span, to: &str) -> Report<'s> {
    found
        .report(&INFO, span, format!("this file has moved to `{to}`"))
        .help(format!("link to `{to}` itself"))
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn to_a_page_to_another_docset_and_to_another_site() {
        let table = "{\"redirections\": [\n\
            {\"source_path\": \"d/old.md\", \"redirect_url\": \"/p/d/new#b\"},\n\
            {\"source_path\": \"d/far.md\", \"redirect_url\": \"/q/far\"},\n\
            {\"source_path\": \"d/gone.md\", \"redirect_url\": \"https://x.example/\"}]}\n";
        let docfx = "{\"build\": {\"globalMetadata\": {\"breadcrumb_path\": \"/p/d/breadcrumb/toc.json\"}}}";
        let links =
            "[a](old.md) [b](OLD.md#a) [c](far.md) [d](gone.md) [e](~/old.md) [f](far.md?x=1#y) [g](old.md?x#q)\n";
        check_of(
            "redirected-link",
            &[
                ("en/.openpublishing.redirection.json", table),
                ("en/d/docfx.json", docfx),
                ("en/d/breadcrumb/toc.yml", "- name: D\n"),
                ("en/d/new.md", "# A\n## B\n"),
                ("en/d/page.md", links),
                ("sv/d/sub/sida.md", "[a](../old.md)\n"),
            ],
            &[
                "en/d/page.md:1:5 this file has moved to `new.md#b`; link to `new.md#b` itself => `new.md#b`",
                "en/d/page.md:1:17 this file has moved to `new.md#b`; link to `new.md#b` itself => `new.md#b`",
                "en/d/page.md:1:31 this file has moved to `/q/far`; link to `/q/far` itself",
                "en/d/page.md:1:43 this file has moved to `https://x.example/`; link to `https://x.example/` itself => `https://x.example/`",
                "en/d/page.md:1:56 this file has moved to `new.md#b`; link to `new.md#b` itself => `new.md#b`",
                "en/d/page.md:1:70 this file has moved to `/q/far?x=1#y`; link to `/q/far?x=1#y` itself",
                "en/d/page.md:1:88 this file has moved to `new.md?x#b`; link to `new.md?x#b` itself => `new.md?x#b`",
                "sv/d/sub/sida.md:1:5 this file has moved to `../new.md#b`; link to `../new.md#b` itself => `../new.md#b`",
            ],
        );
        check_of(
            "broken-link",
            &[
                ("en/.openpublishing.redirection.json", table),
                ("en/d/docfx.json", docfx),
                ("en/d/page.md", links),
                ("en/d/new.md", "# A\n## B\n"),
            ],
            // Without the breadcrumb file, nobody knows what is published at `/p/d`: the reader is sent there.
            &[],
        );
    }

    /// `redirect_from` names the file that the page was, in its own language or in the source.
    #[test]
    fn to_a_page_that_says_what_it_was_called() {
        let page = "---\nredirect_from: [old.md, /en/far/away/]\n---\n# A\n## B\n";
        check_of(
            "redirected-link",
            &[
                ("en/a/new.md", page),
                ("en/page.md", "[a](a/old.md#b) [b](far/away.md) [c](a/other.md)\n"),
                ("sv/page.md", "[a](a/old.md)\n"),
            ],
            &[
                "en/page.md:1:5 this file has moved to `a/new.md#b`; link to `a/new.md#b` itself => `a/new.md#b`",
                "en/page.md:1:21 this file has moved to `a/new.md`; link to `a/new.md` itself => `a/new.md`",
                "sv/page.md:1:5 this file has moved to `a/new.md`; link to `a/new.md` itself => `a/new.md`",
            ],
        );
    }
}
