//! Entries of tables of contents that lead nowhere. What they share with links goes by the name it has there.

use super::{
    bidi_control, broken_anchor, broken_link, left_out_link, out_of_docset_link, out_of_scope_link, redirected_link,
    unsafe_link, wrong_case_link, xref_not_found,
};
use crate::base::Span;
use crate::check::rule::{Check, Meaning, Rule, SiteView, is_plain};
use crate::diag::{Diagnostic, RuleInfo, Severity, Sink, nearest};
use crate::link::catalog::folded;
use crate::model::LinkKind;
use crate::model::site::{LeftOut, LocaleId, Page, TocFault, TocFaultKind};

/// Tables of contents that bring each other in without end.
pub static NESTED_TOC: RuleInfo = RuleInfo {
    id: "nested-toc",
    severity: Severity::Warning,
    summary: "tables of contents that bring each other in without end",
    explain: "\
An entry with `href: steps/toc.yml` or `href: steps/` shows the entries of that file below it. Where the file brings in \
the one it is brought in by, or files lie in each other more than twelve deep, the inner ones are left out.

Wrong: `href: steps/toc.yml` in `toc.yml`, and `href: ../toc.yml` in `steps/toc.yml`

Right: `href: steps/toc.yml` in `toc.yml`, and `href: ../index.md` in `steps/toc.yml`

Learn: circular-reference.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &broken_link::INFO,
    check: Check::Site(check),
};

fn check(view: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    let site = view.map.site;
    found.extend(site.tocs.values().flat_map(|toc| &toc.found).cloned());
    for (locale, navs) in site.navs.iter().enumerate() {
        for fault in &navs.faults {
            let mut sink = Sink::new(fault.file.clone());
            tell(view, locale, fault, &mut sink);
            found.extend(sink.into_found());
        }
    }
}

fn tell(view: &SiteView<'_>, locale: usize, fault: &TocFault, sink: &mut Sink) {
    let site = view.map.site;
    let span = fault.span;
    let written = view.snapshot.text(&fault.file).and_then(|text| text.get(span.range()));
    let written = written.unwrap_or("").trim_matches(['"', '\'']);
    // What cannot be seen is told of by its name.
    if let Some(mark) = bidi_control::first(written) {
        return bidi_control::tell_written(sink, span, written, mark);
    }
    let without_link = "the entry is shown without a link";
    match &fault.kind {
        TocFaultKind::NoPage(path) => {
            let is_there = |page: &&Page| page.variants[locale].shown().is_some();
            let keys = || site.pages.iter().filter(is_there).map(|page| page.key.as_str());
            let missing = (LocaleId(locale as u8), LinkKind::Link, path.clone());
            let look = || Meaning::moved(path, keys()).or_else(|| nearest(path, keys()).map(Meaning::near));
            let report = sink
                .report(&broken_link::INFO, span, format!("there is no page `{path}`"))
                .label(without_link);
            let Some(meant) = view.known.meant_in_tocs.get(missing, look) else {
                return;
            };
            let report = report.suggest(Some(&*meant.key));
            let folder = site
                .locales
                .iter()
                .find_map(|locale| fault.file.strip(locale.folder.as_str()));
            if let (Some(own), Some(place), true) = (folder, literal(view, fault), meant.is_sure)
                && !written.contains(['#', '?'])
            {
                let right = own.link_to(&meant.key);
                if is_plain(&right) {
                    report.fix(place, right);
                }
            }
        }
        TocFaultKind::NoToc(path) => {
            sink.report(
                &broken_link::INFO,
                span,
                format!("there is no table of contents `{path}`"),
            )
            .label("the entry has nothing below it")
            .help("name a `toc.yml` or `TOC.md`, a folder that holds one, or a page");
        }
        TocFaultKind::NoAnchor { page, fragment } => {
            let facts = &site.pages[page.index()];
            let doc = facts.variants[locale].shown();
            let meant = doc.and_then(|doc| {
                let outline = &view.map.docs.get(doc.index())?.outline;
                let anchors = site.anchors.get(doc.index())?;
                let name = nearest(fragment, anchors.names(outline))?;
                Some((
                    format!("#{name}"),
                    broken_anchor::is_only_one(anchors, outline, fragment),
                ))
            });
            let report = sink
                .report(
                    &broken_anchor::INFO,
                    span,
                    format!("`{}` has no anchor `{fragment}`", facts.key),
                )
                .suggest(meant.as_ref().map(|(right, _)| right.as_str()));
            let old = written.split_once('#').filter(|(_, old)| **old == **fragment);
            if let (Some((right, true)), Some((path, _)), Some(place)) = (meant, old, literal(view, fault))
                && is_plain(&format!("{path}{right}"))
            {
                report.fix(Span::new(place.start as usize + path.len(), place.end as usize), right);
            }
        }
        TocFaultKind::Case(real) => {
            let report = sink
                .report(&wrong_case_link::INFO, span, format!("the file is spelled `{real}`"))
                .help("write it so");
            // Only where the path stands literally: an escape, or a climb, is for a person.
            let path = written.split(['#', '?']).next().unwrap_or(written);
            let end = real.len().checked_sub(path.len()).and_then(|at| real.get(at..));
            if let Some(right) = end.filter(|right| folded(right) == folded(path)) {
                let quote = usize::from(written.len() < (span.end - span.start) as usize);
                let start = span.start as usize + quote;
                report.fix(Span::new(start, start + path.len()), right);
            }
        }
        TocFaultKind::LeftOut(path, LeftOut::Form) => left_out_link::tell(sink, span, path),
        TocFaultKind::LeftOut(path, why) => out_of_scope_link::tell(sink, span, path, *why),
        TocFaultKind::Docset(_) if view.config.docset_root.is_some() => {}
        TocFaultKind::Docset(path) => out_of_docset_link::tell(sink, span, path),
        TocFaultKind::Moved(to) => {
            let report = redirected_link::tell(sink, span, to);
            if let (Some(place), true) = (literal(view, fault), redirected_link::is_sure(to, view.config)) {
                report.fix(place, &**to);
            }
        }
        TocFaultKind::NoXref(uid) => xref_not_found::tell(sink, span, uid, &site.xrefs),
        TocFaultKind::Unsafe => {
            let scheme = written.split(':').next().unwrap_or("");
            sink.report(
                &unsafe_link::INFO,
                span,
                format!("a link may not begin with `{scheme}:`"),
            )
            .help("link to a page by its relative path, or by an https address");
        }
        TocFaultKind::Circle(other) => {
            let message = if *other == fault.file {
                format!("`{other}` brings itself in")
            } else {
                format!("`{other}` is brought in by `{}`, which it brings in itself", fault.file)
            };
            sink.report(&NESTED_TOC, span, message)
                .label("not shown again")
                .related(other.clone(), Span::default(), "the file that is named")
                .help("take this entry out, or let it lead to a page");
        }
        TocFaultKind::TooDeep(other) => {
            sink.report(
                &NESTED_TOC,
                span,
                format!("`{}` brings in `{other}` too deep", fault.file),
            )
            .label("not shown")
            .related(other.clone(), Span::default(), "the file that is named")
            .help("nest fewer files in each other: twelve are read");
        }
        TocFaultKind::TooMany => {
            sink.report(&NESTED_TOC, span, "files are brought in more often than is shown")
                .label("from here on left out")
                .help("bring each file in once");
        }
    }
}

/// Where the destination of an entry stands, without quotes, if nothing in it is escaped.
fn literal(view: &SiteView<'_>, fault: &TocFault) -> Option<Span> {
    let text = view.snapshot.text(&fault.file)?.get(fault.span.range())?;
    let inside = text.trim_matches(['"', '\'']);
    let start = fault.span.start as usize + text.find(inside)?;
    is_plain(inside).then(|| Span::new(start, start + inside.len()))
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn entries_must_lead_to_pages() {
        check_of(
            "broken-link",
            &[
                (
                    "en/toc.yml",
                    "- name: A\n  href: a.md\n- name: B\n  items:\n  - name: C\n    href: gone.md\n",
                ),
                ("en/a.md", "x"),
                ("sv/TOC.md", "# [A](a.md)\n# [B](b.md)\n# [X](https://x.y)\n"),
                (
                    "sv/sub/toc.yml",
                    "- name: A\n  href: ../a.md\n- name: N\n  href: none/toc.yml\n- href: gone/\n",
                ),
            ],
            &[
                "en/toc.yml:6:11 there is no page `gone.md`",
                "sv/TOC.md:2:7 there is no page `b.md`; did you mean `a.md`?",
                "sv/sub/toc.yml:4:9 there is no table of contents `sub/none/toc.yml`; name a `toc.yml` or `TOC.md`, a folder that holds one, or a page",
                "sv/sub/toc.yml:5:9 there is no table of contents `sub/gone/`; name a `toc.yml` or `TOC.md`, a folder that holds one, or a page",
            ],
        );
    }

    #[test]
    fn entries_that_have_moved_and_names_of_other_documentation() {
        let table = "{\"redirections\": [\n\
            {\"source_path\": \"d/old.md\", \"redirect_url\": \"/p/d/new#b\"},\n\
            {\"source_path\": \"d/far.md\", \"redirect_url\": \"/q/far\"}]}\n";
        let files = [
            ("en/.openpublishing.redirection.json", table),
            (
                "en/d/docfx.json",
                "{\"build\": {\"globalMetadata\": {\"breadcrumb_path\": \"/p/d/breadcrumb/toc.json\"}}}",
            ),
            ("en/d/breadcrumb/toc.yml", "- name: D\n"),
            ("en/d/new.md", "# A\n## B\n"),
            (
                "en/d/sub/toc.yml",
                "- name: O\n  href: ../old.md?x\n- name: F\n  href: ~/far.md\n- name: X\n  href: xref:A.B\n",
            ),
        ];
        check_of(
            "redirected-link",
            &files,
            &[
                "en/d/sub/toc.yml:2:9 this file has moved to `../new.md?x#b`; link to `../new.md?x#b` itself => `../new.md?x#b`",
                "en/d/sub/toc.yml:4:9 this file has moved to `/q/far`; link to `/q/far` itself",
            ],
        );
        check_of("broken-link", &files, &[]);
        check_of(
            "xref-not-found",
            &files,
            &[
                "en/d/sub/toc.yml:6:9 no inventory knows `A.B`; name the inventory of that documentation in stegvis.yaml under `xref`, or link to an address",
            ],
        );
    }

    #[test]
    fn entries_of_other_docsets() {
        let toc =
            "- name: A\n  href: /other/a?b\n- name: C\n  href: https://learn.example/c\n- name: P\n  href: p.md\n";
        check_of(
            "out-of-docset-link",
            // Swedish shows the same table, and it is told of once.
            &[("en/toc.yml", toc), ("en/p.md", ""), ("sv/p.md", "")],
            &[
                "en/toc.yml:2:9 `/other/a?b` leads to another docset; set `docset_root` in stegvis.yaml to say where it lives, or write the full address",
            ],
        );
    }

    #[test]
    fn circles_name_both_files() {
        check_of(
            "nested-toc",
            &[
                (
                    "en/toc.yml",
                    "- name: A\n  href: a/toc.yml\n- name: Self\n  href: toc.yml\n",
                ),
                ("en/a/toc.yml", "- name: B\n  href: ../b/\n"),
                ("en/b/TOC.md", "# [A](../a/toc.yml)\n# [X](x.md)\n"),
                ("en/b/x.md", "x"),
                ("sv/b/x.md", "x"),
            ],
            &[
                "en/b/TOC.md:1:7 `en/a/toc.yml` is brought in by `en/b/TOC.md`, which it brings in itself; take this entry out, or let it lead to a page",
                "en/toc.yml:4:9 `en/toc.yml` brings itself in; take this entry out, or let it lead to a page",
            ],
        );
    }

    #[test]
    fn case_anchors_and_schemes() {
        let toc = "- name: A\n  href: A.md\n- name: B\n  href: a.md#two?\n- name: C\n  href: javascript:x\n- name: D\n  href: a.md#one\n";
        let files = [("en/toc.yml", toc), ("en/a.md", "# One\n")];
        check_of(
            "wrong-case-link",
            &files,
            &["en/toc.yml:2:9 the file is spelled `a.md`; write it so => `a.md`"],
        );
        check_of("broken-anchor", &files, &["en/toc.yml:4:9 `a.md` has no anchor `two?`"]);
        check_of(
            "unsafe-link",
            &files,
            &[
                "en/toc.yml:6:9 a link may not begin with `javascript:`; link to a page by its relative path, or by an https address",
            ],
        );
    }
}
