//! The redirects of a docset: those that lead nowhere, in circles, through each other, or away from a page.

use crate::base::DocPath;
use crate::check::rule::{Check, Rule, SiteView};
use crate::diag::{Diagnostic, RuleInfo, Severity, Sink, nearest};
use crate::model::docset::{Destination, Moved, MovedFiles};
use crate::model::site::Site;

/// A redirect to a page that is not there.
pub static NO_TARGET: RuleInfo = RuleInfo {
    id: "redirect-without-target",
    severity: Severity::Warning,
    summary: "a redirect that leads to a page that is not there",
    explain: "\
The old address leads to a page of this docset, and there is no such page. Readers of old links find nothing, twice. \
Whether an address is one of this docset is told by `breadcrumb_path` or `basePath` of its `docfx.json`; where they leave \
it open, nothing is reported.

Wrong: `\"redirect_url\": \"/product/docset/licenses\"` where the file is `licences.md`

Right: `\"redirect_url\": \"/product/docset/licences\"`

Learn: redirect-url-invalid.",
};

/// A redirect that comes back to where it was.
pub static LOOP: RuleInfo = RuleInfo {
    id: "redirect-loop",
    severity: Severity::Warning,
    summary: "redirects that lead in a circle",
    explain: "\
A redirect leads to a file that has moved too, and so on, back to the beginning. A browser gives up after some turns. \
Such redirects are left out.

Wrong: `a.md` to `/product/docset/b`, and `b.md` to `/product/docset/a`

Right: both to the page that is there

Learn: circular-redirection.",
};

/// A redirect to a redirect.
pub static CHAIN: RuleInfo = RuleInfo {
    id: "redirect-chain",
    severity: Severity::Info,
    summary: "a redirect that leads to another redirect",
    explain: "\
Readers are sent to the end at once, so they notice nothing. On Learn they are sent from one address to the next, and the \
way breaks when one of them is taken out.

Wrong: `a.md` to `/product/docset/b`, and `b.md` to `/product/docset/c`

Right: both to `/product/docset/c`",
};

/// A redirect of a page that is there.
pub static NOT_REMOVED: RuleInfo = RuleInfo {
    id: "redirected-file-not-removed",
    severity: Severity::Warning,
    summary: "a redirect of a file that is still there",
    explain: "\
A file is redirected and is still in the docset, or another file has its URL: `licences.md` that of `licences.yml`. \
Readers see the page here; on Learn they are sent away from it.

Wrong: `licences.md` in the redirects and in the folder

Right: `licences.md` deleted, or its redirect taken out

Learn: redirected-file-not-removed.",
};

/// Two redirects of one file.
pub static TWICE: RuleInfo = RuleInfo {
    id: "duplicate-redirect",
    severity: Severity::Warning,
    summary: "two redirects of one file",
    explain: "\
A file is redirected twice. The first one counts here; elsewhere it may be the other one, or none.

Wrong: two entries with `\"source_path\": \"docset/old.md\"`

Right: one of them

Learn: redirection-conflict.",
};

/// How they are checked.
pub static RULE: Rule = Rule {
    info: &NO_TARGET,
    check: Check::Site(check),
};

fn check(view: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    let site = view.map.site;
    for (locale, table) in site.moved.iter().enumerate() {
        for moved in &table.all {
            let mut sink = Sink::new(moved.file.clone());
            check_one(site, locale, table, moved, &mut sink);
            found.extend(sink.into_found());
        }
    }
}

fn check_one(site: &Site, locale: usize, table: &MovedFiles, moved: &Moved, sink: &mut Sink) {
    let from = &moved.from;
    if let Some(first) = moved.first.and_then(|first| table.all.get(first as usize)) {
        let says = if first.url == moved.url {
            ""
        } else {
            ", and leads elsewhere"
        };
        sink.report(
            &TWICE,
            moved.from_at,
            format!("`{from}` is redirected a second time{says}"),
        )
        .related(first.file.clone(), first.from_at, "the first one, which counts")
        .help("keep one of them");
        return;
    }
    if let Some(there) = &moved.still_there {
        not_removed(site, moved, there, sink);
    }
    match (&moved.to, &moved.through) {
        (Destination::Circle, through) => {
            let through = through.as_ref().unwrap_or(from);
            sink.report(
                &LOOP,
                moved.url_at,
                format!("`{from}` leads to `{through}`, and on in a circle"),
            )
            .help("let it lead to a page that is there");
        }
        (Destination::NoAddress, _) => {
            sink.report(&NO_TARGET, moved.url_at, format!("`{}` is no address", moved.url))
                .help("write a path that begins with `/`, or an address that begins with `https://`");
        }
        (Destination::Nothing(key), through) => {
            let through = match through {
                Some(through) => format!(" (through `{through}`)"),
                None => String::new(),
            };
            let message = format!("`{from}` leads to `{key}`{through}, and there is no such page");
            let keys = || site.pages.iter().map(|page| page.key.as_str());
            sink.report(&NO_TARGET, moved.url_at, message)
                .suggest(nearest(&format!("{key}.md"), keys()))
                .help("until it leads to a page, old links find nothing");
        }
        (Destination::Page(..) | Destination::Docset(_) | Destination::External(_), Some(through)) => {
            let to = match &moved.to {
                Destination::Page(page, _) => site.pages[page.index()].key.as_str(),
                Destination::Docset(url) | Destination::External(url) => url,
                _ => "",
            };
            let next = site.moved(locale, &crate::link::catalog::folded(through.as_str()));
            let message = format!("`{from}` leads to `{through}`, which has moved to `{to}`");
            let mut report = sink.report(&CHAIN, moved.url_at, message);
            if let Some(next) = next {
                report = report.related(next.file.clone(), next.url_at, "the next one");
            }
            report.help(format!("let it lead to `{to}` itself"));
        }
        _ => {}
    }
}

fn not_removed(site: &Site, moved: &Moved, there: &DocPath, sink: &mut Sink) {
    let from = &moved.from;
    if there == from {
        let message = format!("`{from}` is redirected and still there");
        sink.report(&NOT_REMOVED, moved.from_at, message)
            .help("delete the file, or take the redirect out: until then the page is shown");
        return;
    }
    // A page that became the first one of a folder of its name has the URL that it had.
    let leads_there = match &moved.to {
        Destination::Page(page, _) => site.pages[page.index()].key == *there,
        _ => false,
    };
    if !leads_there {
        let message = format!("`{from}` is redirected, and `{there}` has its URL");
        sink.report(&NOT_REMOVED, moved.from_at, message)
            .help("delete that file, or take the redirect out: until then the page is shown");
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    const DOCFX: &str = "{\"build\": {\"globalMetadata\": {\"breadcrumb_path\": \"/p/d/breadcrumb/toc.json\"}}}";

    fn check(id: &str, entries: &[(&str, &str)], expected: &[&str]) {
        let entries: Vec<String> = entries
            .iter()
            .map(|(from, to)| format!("{{\"source_path\": \"{from}\", \"redirect_url\": \"{to}\"}}"))
            .collect();
        let table = format!("{{\"redirections\": [\n{}]}}", entries.join(",\n"));
        let files = [
            ("en/.openpublishing.redirection.json", table.as_str()),
            ("en/d/docfx.json", DOCFX),
            ("en/d/breadcrumb/toc.yml", "- name: D\n"),
            ("en/d/index.md", "# D\n"),
            ("en/d/Page.md", "# A\n## B\n"),
        ];
        check_of(id, &files, expected);
    }

    #[test]
    fn pages_that_are_not_there() {
        check(
            "redirect-without-target",
            &[
                ("d/a.md", "/p/d/page"),
                ("d/b.md", "/en-us/p/d/pago?x#y"),
                ("d/c.md", "/p/d/"),
                ("d/e.md", "/p/dd/x"),
                ("d/f.md", "page"),
                ("d/g.md", "https://learn.microsoft.com/en-us/p/d/nothing-of-that-kind"),
                ("d/h.md", "javascript:x"),
                ("d/i.md", "/p/d/b"),
            ],
            &[
                "en/.openpublishing.redirection.json:3:43 `d/b.md` leads to `d/pago`, and there is no such page; did you mean `d/Page.md`?; until it leads to a page, old links find nothing",
                "en/.openpublishing.redirection.json:7:43 `d/g.md` leads to `d/nothing-of-that-kind`, and there is no such page; until it leads to a page, old links find nothing",
                "en/.openpublishing.redirection.json:8:43 `javascript:x` is no address; write a path that begins with `/`, or an address that begins with `https://`",
                "en/.openpublishing.redirection.json:9:43 `d/i.md` leads to `d/pago` (through `d/b.md`), and there is no such page; did you mean `d/Page.md`?; until it leads to a page, old links find nothing",
            ],
        );
    }

    #[test]
    fn chains_and_circles() {
        let entries = [
            ("d/a.md", "/p/d/b"),
            ("d/b.md", "/p/d/c"),
            ("d/c.md", "/p/d/page#b"),
            ("d/x.md", "/p/d/y"),
            ("d/y.md", "/p/d/x"),
            ("d/z.md", "/p/d/z"),
            ("d/w.md", "/p/d/x"),
        ];
        check(
            "redirect-chain",
            &entries,
            &[
                "en/.openpublishing.redirection.json:2:43 `d/a.md` leads to `d/b.md`, which has moved to `d/Page.md`; let it lead to `d/Page.md` itself",
                "en/.openpublishing.redirection.json:3:43 `d/b.md` leads to `d/c.md`, which has moved to `d/Page.md`; let it lead to `d/Page.md` itself",
            ],
        );
        let circle = |line: u8, from: &str, to: &str| {
            format!(
                "en/.openpublishing.redirection.json:{line}:43 `d/{from}.md` leads to `d/{to}.md`, and on in a circle; let it lead to a page that is there"
            )
        };
        let expected = [
            circle(5, "x", "y"),
            circle(6, "y", "x"),
            circle(7, "z", "z"),
            circle(8, "w", "x"),
        ];
        check("redirect-loop", &entries, &expected.each_ref().map(String::as_str));
    }

    #[test]
    fn a_page_of_another_kind_that_has_the_url() {
        check(
            "redirected-file-not-removed",
            // The page is the one that is led to, or the first one of the folder it was moved into.
            &[("d/page.yml", "/q/x"), ("d/Page.yaml", "/p/d/page"), ("d.md", "/p/d/")],
            &[
                "en/.openpublishing.redirection.json:2:17 `d/page.yml` is redirected, and `d/Page.md` has its URL; delete that file, or take the redirect out: until then the page is shown",
            ],
        );
    }

    #[test]
    fn files_that_are_there_and_files_named_twice() {
        let entries = [("d/page.md", "/q/x"), ("d/Page.md", "/q/y"), ("d/index.md", "/q/x")];
        check(
            "redirected-file-not-removed",
            &entries,
            &[
                "en/.openpublishing.redirection.json:2:17 `d/page.md` is redirected, and `d/Page.md` has its URL; delete that file, or take the redirect out: until then the page is shown",
                "en/.openpublishing.redirection.json:4:17 `d/index.md` is redirected and still there; delete the file, or take the redirect out: until then the page is shown",
            ],
        );
        check(
            "duplicate-redirect",
            &entries,
            &[
                "en/.openpublishing.redirection.json:3:17 `d/Page.md` is redirected a second time, and leads elsewhere; keep one of them",
            ],
        );
    }
}
