//! A page that no table of contents lists and no page links to.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::base::Span;
use crate::check::rule::{Check, Rule, SiteView};
use crate::diag::{Diagnostic, RuleInfo, Severity, Sink, nearest};
use crate::link::catalog::folded;
use crate::model::docset::Destination;
use crate::model::site::{DocId, NavTarget, PageId, Site, Target, TocFaultKind, Variant, Why};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "orphan-page",
    severity: Severity::Warning,
    summary: "a page that no table of contents lists and no page links to",
    explain: "\
The page is published, and no reader finds it: it is in no table of contents, and no other page leads to it, in any \
language. Where there is no table of contents, the pages are listed by their folders and all are found. The first page of \
a folder, a YAML page, a page that a redirect leads to, a draft and a page with `ROBOTS: NOINDEX` need no way to them.

It is told once, at the source's file. A page without a source is no orphan but a translation without a source.

Wrong: `groups.md`, and no line in `toc.yml`

Right: `- name: Groups` and `href: groups.md` in `toc.yml`, or a link on a page",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Site(check),
};

fn check(view: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    let site = view.map.site;
    let reached: Vec<AtomicBool> = site.pages.iter().map(|_| AtomicBool::new(false)).collect();
    let reach = |page: PageId| {
        if let Some(reached) = reached.get(page.index()) {
            reached.store(true, Ordering::Relaxed);
        }
    };
    for nav in site.navs.iter().flat_map(|navs| &navs.list) {
        nav.entry_of.keys().copied().for_each(reach);
        for entry in &nav.entries {
            if let NavTarget::Page(page) = entry.target {
                reach(page);
            }
        }
    }
    for fault in site.navs.iter().flat_map(|navs| &*navs.faults) {
        if let TocFaultKind::NoAnchor { page, .. } = &fault.kind {
            reach(*page);
        }
    }
    view.links
        .par_iter()
        .with_min_len(64)
        .enumerate()
        .for_each(|(number, links)| {
            let own = site.homes.get(number).map(|(page, _)| *page);
            for target in links.targets.iter() {
                if let Target::Page { page, .. } | Target::Broken(Why::NoAnchor { page, .. }) = target
                    && Some(*page) != own
                {
                    reach(*page);
                }
            }
        });
    for moved in site.moved.iter().flat_map(|moved| &moved.all) {
        if let Destination::Page(page, _) = moved.to {
            reach(page);
        }
    }
    let is_reached = |number: usize| {
        reached
            .get(number)
            .is_some_and(|reached| reached.load(Ordering::Relaxed))
    };
    let orphans: Vec<(PageId, DocId)> = (0..site.pages.len())
        .filter(|&number| !is_reached(number))
        .filter_map(|number| Some((PageId(number as u32), orphan(view, number)?)))
        .collect();
    if orphans.is_empty() {
        return;
    }
    let meant = meant(view);
    let has_gone = meant.iter().any(|key| is_gone(site, key));
    let elsewhere = elsewhere(view);
    for (page, doc) in orphans {
        let (Some(page), Some(doc)) = (site.pages.get(page.index()), view.map.docs.get(doc.index())) else {
            continue;
        };
        let name = folded(page.route.trim_end_matches('/').rsplit('/').next().unwrap_or_default());
        let is_translated = page
            .variants
            .iter()
            .filter(|variant| matches!(variant, Variant::Own(_)))
            .count()
            > 1;
        if has_gone && !is_translated || meant.contains(page.key.as_str()) || elsewhere.contains(&name) {
            continue;
        }
        let mut sink = Sink::new(doc.document.file.clone());
        let message = format!("no table of contents lists `{}`, and no page links to it", page.key);
        sink.report(&INFO, Span::default(), message)
            .help("list it in a table of contents, link to it from a page, or delete it");
        found.extend(sink.into_found());
    }
}

/// The source's document of a page that somebody ought to lead to.
fn orphan(view: &SiteView<'_>, number: usize) -> Option<DocId> {
    let site = view.map.site;
    let page = site.pages.get(number)?;
    let Some(Variant::Own(doc)) = page.variants.get(site.source) else {
        return None;
    };
    let outline = &view.map.docs.get(doc.index())?.outline;
    let stem = page.key.stem();
    let is_first = ["index", "home", "default", "404"]
        .iter()
        .any(|name| stem.eq_ignore_ascii_case(name));
    let is_markdown = page.key.extension().eq_ignore_ascii_case("md");
    let needs_none = is_first || !is_markdown || outline.draft || outline.no_index || !outline.redirect_from.is_empty();
    (!needs_none).then_some(*doc)
}

/// How many broken paths are thought about.
const MOST_BROKEN: usize = 1_000;

/// The pages that broken links most likely mean: once they are mended, there is a way.
fn meant(view: &SiteView<'_>) -> HashSet<Box<str>> {
    let site = view.map.site;
    let mut broken: HashSet<&str> = HashSet::new();
    for target in view.links.iter().flat_map(|links| &*links.targets) {
        if let Target::Broken(Why::NoPage(path) | Why::NoAsset(path) | Why::Outside(path)) = target {
            broken.insert(path);
        }
    }
    for fault in site.navs.iter().flat_map(|navs| &*navs.faults) {
        if let TocFaultKind::NoPage(path) | TocFaultKind::NoToc(path) = &fault.kind {
            broken.insert(path);
        }
    }
    let mut broken: Vec<&str> = broken.into_iter().collect();
    broken.sort_unstable();
    broken.truncate(MOST_BROKEN);
    let keys = || site.pages.iter().map(|page| page.key.as_str());
    let mut by_name: HashMap<&str, Vec<&str>> = HashMap::new();
    for page in site.pages.iter() {
        by_name.entry(page.key.file_name()).or_default().push(page.key.as_str());
    }
    let find = |path: &str| -> Vec<Box<str>> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let moved = by_name.get(name).map(Vec::as_slice).unwrap_or_default();
        let near = || nearest(path, keys());
        let near = if moved.is_empty() { near() } else { None };
        moved.iter().copied().chain(near).map(Box::from).collect()
    };
    view.known.likely_pages.all(&broken, &find)
}

/// Whether the source has lost a page that others link to and translations still have: a new file that nobody translated is
/// most likely that page under another name, and its broken links are told.
fn is_gone(site: &Site, key: &str) -> bool {
    let page = site.page_of.get(key).and_then(|page| site.pages.get(page.index()));
    page.is_some_and(|page| page.variants.get(site.source) == Some(&Variant::Missing))
}

/// The last parts of addresses that leave the docset: some of them lead to pages of it.
fn elsewhere(view: &SiteView<'_>) -> HashSet<String> {
    let mut names = HashSet::new();
    let mut add = |url: &str| {
        let path = url.split(['?', '#']).next().unwrap_or(url).trim_end_matches('/');
        let name = path.rsplit('/').next().unwrap_or(path);
        names.insert(folded(name.strip_suffix(".md").unwrap_or(name)));
    };
    let roots = [
        view.config.docset_root.as_deref(),
        view.config.url.as_ref().map(|url| &*url.origin),
    ];
    let hosts = roots
        .into_iter()
        .flatten()
        .chain(["https://learn.microsoft.com", "https://docs.microsoft.com"]);
    let hosts: Vec<&str> = hosts.filter_map(host).collect();
    let may_be_ours = |url: &str| host(url).is_some_and(|host| hosts.contains(&host));
    for (doc, links) in view.map.docs.iter().zip(view.links) {
        for (link, target) in doc.document.links.iter().zip(links.targets.iter()) {
            match target {
                Target::Docset(path) => add(path),
                Target::External if may_be_ours(doc.document.str(link.dest)) => add(doc.document.str(link.dest)),
                _ => {}
            }
        }
    }
    for nav in view.map.site.navs.iter().flat_map(|navs| &navs.list) {
        for entry in &nav.entries {
            match &entry.target {
                NavTarget::Docset(url) => add(url),
                NavTarget::External(url) if may_be_ours(url) => add(url),
                _ => {}
            }
        }
    }
    names
}

/// The host of an address, as it is written.
fn host(url: &str) -> Option<&str> {
    url.split_once("://")?.1.split(['/', '?', '#']).next()
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    fn told(key: &str) -> String {
        format!(
            "en/{key}:1:1 no table of contents lists `{key}`, and no page links to it; list it in a table of contents, link to it from a page, or delete it"
        )
    }

    #[test]
    fn no_list_and_no_link() {
        check_of(
            "orphan-page",
            &[
                ("en/toc.yml", "- name: A\n  href: a.md\n"),
                ("en/index.md", ""),
                ("en/x/index.md", ""),
                (
                    "en/a.md",
                    "[b](b.md) [e](/docs/Elsewhere/) [f](https://example.org/alone)",
                ),
                ("en/b.md", ""),
                ("en/alone.md", "# Alone\n\n[me](alone.md) [top](#alone)\n"),
                ("en/swedish.md", ""),
                ("en/listed.md", ""),
                ("en/draft.md", "---\ndraft: true\n---\n"),
                ("en/moved.md", "---\nredirect_from: /old\n---\n"),
                ("en/elsewhere.md", ""),
                ("en/hub.yml", "### YamlMime:Hub\ntitle: H\n"),
                ("sv/alone.md", ""),
                ("sv/a.md", "[x](swedish.md)"),
                ("sv/toc.yml", "- name: L\n  href: listed.md\n"),
                ("sv/egen.md", ""),
            ],
            &[&told("alone.md")],
        );
    }

    #[test]
    fn folders_without_a_table_list_all_their_pages() {
        check_of("orphan-page", &[("en/a.md", ""), ("en/b/c.md", "")], &[]);
        check_of(
            "orphan-page",
            &[
                ("en/a.md", ""),
                ("en/b/toc.yml", "- name: C\n  href: c.md\n"),
                ("en/b/c.md", ""),
                ("en/b/d.md", ""),
                ("en/e/toc.yml", "- name: C: D\n"),
                ("en/e/f.md", ""),
            ],
            &[&told("b/d.md")],
        );
    }

    /// What is told are the links to the page that is gone.
    #[test]
    fn a_page_with_another_name() {
        check_of(
            "orphan-page",
            &[
                ("en/toc.yml", "- name: A\n  href: a.md\n- name: B\n  href: steps.md\n"),
                ("en/a.md", ""),
                ("en/quite-different.md", ""),
                ("en/alone-in-two-languages.md", ""),
                ("sv/alone-in-two-languages.md", ""),
                ("sv/steps.md", ""),
            ],
            &[&told("alone-in-two-languages.md")],
        );
    }

    /// One fault, one finding: the link is told of.
    #[test]
    fn a_broken_link_that_means_the_page() {
        check_of(
            "orphan-page",
            &[
                (
                    "en/toc.yml",
                    "- name: A\n  href: a.md\n- name: B\n  href: licenses.md\n",
                ),
                ("en/a.md", "[x](../moved.md)"),
                ("en/licences.md", ""),
                ("en/x/moved.md", ""),
                ("en/x/other-page.md", ""),
            ],
            &[&told("x/other-page.md")],
        );
    }
}
