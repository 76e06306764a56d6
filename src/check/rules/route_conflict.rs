//! Two pages, one URL, also by case and by Unicode form; and files that lie where a page is published.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{DocPath, Span};
use crate::check::rule::{Check, Rule, SiteView};
use crate::diag::{Diagnostic, RuleInfo, Severity, Sink};
use crate::link::catalog::folded;
use crate::link::status::ROUTE;
use crate::model::site::{Asset, Page, Site, Variant};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "route-conflict",
    severity: Severity::Error,
    summary: "two pages with one URL, or a page and a file",
    explain: "\
Two files would be published under the same URL, and one would overwrite the other. Names that differ only in case, or \
in how Unicode writes an accent, are one URL on many systems. A page is a folder with an `index.html`, so a file of the \
page's name, or its own `index.html`, is in its way too.

Wrong: `step.md` beside `step/index.md`, `Step.md` beside `step.md`, or `plug.png.md` beside `plug.png`

Right: one of the two renamed

Learn: publish-url-conflict, output-path-conflict.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Set(check),
};

fn check(view: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    let site = view.map.site;
    let mut by_route: BTreeMap<String, Vec<&Page>> = BTreeMap::new();
    for page in site.pages.iter() {
        by_route.entry(folded(&page.route)).or_default().push(page);
    }
    for pages in by_route.values() {
        let [first, others @ ..] = &pages[..] else { continue };
        for other in others {
            // The pair is told once, at the first locale that has both.
            // Where only one of them is written, it is shown, and the fallback of the other is not: the source has become
            // another kind of file, and the translation has not followed yet.
            let has_both = |locale: &usize| {
                let mut both = [first, other].into_iter();
                both.all(|page| matches!(page.variants[*locale], Variant::Own(_)))
            };
            let Some(locale) = (0..site.locales.len()).find(has_both) else {
                continue;
            };
            let file = |page: &Page| {
                let doc = page.variants[locale].shown()?;
                Some(view.map.docs[doc.index()].document.file.clone())
            };
            let (Some(first_file), Some(other_file)) = (file(first), file(other)) else {
                continue;
            };
            let url = format!("/{}/{}", site.locales[locale].slug, other.route);
            let mut sink = Sink::new(other_file);
            sink.report(
                &INFO,
                Span::default(),
                format!("`{}` and `{}` have one URL, `{url}`", first.key, other.key),
            )
            .related(first_file, Span::default(), "the other page")
            .help("rename one of the two");
            found.extend(sink.into_found());
        }
    }
    check_files(view, &by_route, found);
    if view.config.status {
        check_status(view, &by_route, found);
    }
}

/// What lies where the configuration wants a page about the languages.
fn check_status(view: &SiteView<'_>, by_route: &BTreeMap<String, Vec<&Page>>, found: &mut Vec<Diagnostic>) {
    let site = view.map.site;
    let mut told: BTreeSet<&DocPath> = BTreeSet::new();
    for (number, locale) in site.locales.iter().enumerate() {
        let pages = by_route.get(ROUTE).into_iter().flatten();
        let pages = pages.filter_map(|page| view.map.docs.get(page.variants.get(number)?.shown()?.index()));
        let pages = pages.map(|doc| &doc.document.file);
        let is_there = |asset: &&Asset| {
            let path = asset.path.strip(&locale.slug).map(|path| folded(path.as_str()));
            path.is_some_and(|path| path == ROUTE.trim_end_matches('/') || path.strip_prefix(ROUTE) == Some(INDEX))
        };
        let files = site.assets.iter().filter(is_there).map(|asset| &asset.file);
        for file in pages.chain(files) {
            if !told.insert(file) {
                continue;
            }
            let message = format!(
                "`{file}` is published at `/{}/{ROUTE}`, where `status: true` wants its own page",
                locale.slug
            );
            let mut sink = Sink::new(file.clone());
            sink.report(&INFO, Span::default(), message)
                .help("rename the file, or take `status` out of stegvis.yaml");
            found.extend(sink.into_found());
        }
    }
}

/// What a page is called in the folder of its route.
const INDEX: &str = "index.html";

/// What is in the way of pages: a file where a page has its folder, and a file or a folder where it has its `index.html`.
fn check_files(view: &SiteView<'_>, by_route: &BTreeMap<String, Vec<&Page>>, found: &mut Vec<Diagnostic>) {
    // What several locales share is told once.
    let mut told: BTreeSet<(&DocPath, &DocPath)> = BTreeSet::new();
    for locale in 0..view.map.site.locales.len() {
        for (page, other) in meetings(view.map.site, locale, by_route) {
            let doc = |page: &Page| {
                let doc = page.variants.get(locale)?.shown()?;
                Some(&view.map.docs.get(doc.index())?.document.file)
            };
            let Some((file, other)) = doc(page).zip(match other {
                Other::Page(page) => doc(page),
                Other::File(asset) => Some(&asset.file),
            }) else {
                continue;
            };
            if told.insert((file, other)) {
                let slug = &view.map.site.locales[locale].slug;
                let message = format!(
                    "`{other}` is in the way of this page, which is published at `/{slug}/{}`",
                    page.route
                );
                let mut sink = Sink::new(file.clone());
                sink.report(&INFO, Span::default(), message)
                    .related(other.clone(), Span::default(), "in the way")
                    .help("rename one of the two");
                found.extend(sink.into_found());
            }
        }
    }
}

/// What a page meets.
enum Other<'a> {
    Page(&'a Page),
    File(&'a Asset),
}

/// The pages of a locale that meet a file, or another page's folder. Names are compared as in [`check`].
fn meetings<'a>(
    site: &'a Site,
    locale: usize,
    by_route: &BTreeMap<String, Vec<&'a Page>>,
) -> Vec<(&'a Page, Other<'a>)> {
    let mut met = Vec::new();
    let slug = &site.locales[locale].slug;
    let name = |asset: &'a Asset| Some((folded(asset.path.strip(slug)?.as_str()), asset));
    let files: BTreeMap<String, &Asset> = site.assets.iter().filter_map(name).collect();
    let is_shown = |page: &&&Page| {
        page.variants
            .get(locale)
            .is_some_and(|variant| variant.shown().is_some())
    };
    // The page whose `index.html` a path is.
    let index = |path: &str| {
        let route = path.strip_suffix(INDEX)?;
        let is_whole = route.is_empty() || route.ends_with('/');
        by_route.get(route).filter(|_| is_whole)?.iter().find(is_shown).copied()
    };
    for (route, pages) in by_route {
        for page in pages.iter().filter(is_shown).copied() {
            for folder in folders(route) {
                met.extend(files.get(folder).map(|file| (page, Other::File(file))));
                met.extend(index(folder).map(|outer| (outer, Other::Page(page))));
            }
        }
    }
    for (path, file) in &files {
        let inner = folders(path).filter_map(index).map(|page| (page, Other::File(file)));
        met.extend(inner);
        met.extend(index(path).map(|page| (page, Other::File(file))));
    }
    met
}

/// The folders that a path lies in whose names could be those of files: with a dot.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    let ends = path.match_indices('/').map(|(end, _)| end);
    ends.filter_map(|end| path.get(..end))
        .filter(|folder| folder.rsplit('/').next().is_some_and(|name| name.contains('.')))
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn a_source_of_another_kind_is_no_conflict() {
        let hub = "### YamlMime:Hub\ntitle: H\n";
        check_of(
            "route-conflict",
            &[
                ("en/index.yml", hub),
                ("sv/index.md", ""),
                ("en/a/index.md", ""),
                ("en/a/index.yml", hub),
            ],
            &["en/a/index.yml:1:1 `a/index.md` and `a/index.yml` have one URL, `/en/a/`; rename one of the two"],
        );
    }

    #[test]
    fn folders_case_and_unicode_forms() {
        check_of(
            "route-conflict",
            &[
                ("en/a.md", ""),
                ("en/a/index.md", ""),
                ("en/B.md", ""),
                ("en/b.md", ""),
                ("en/\u{e5}.md", ""),
                ("en/a\u{30a}.md", ""),
                ("sv/a.md", ""),
            ],
            &[
                "en/a/index.md:1:1 `a.md` and `a/index.md` have one URL, `/en/a/`; rename one of the two",
                "en/b.md:1:1 `B.md` and `b.md` have one URL, `/en/b/`; rename one of the two",
                "en/\u{e5}.md:1:1 `a\u{30a}.md` and `\u{e5}.md` have one URL, `/en/\u{e5}/`; rename one of the two",
            ],
        );
    }

    #[test]
    fn files_where_pages_are_published() {
        check_of(
            "route-conflict",
            &[
                ("en/x/a.png.md", ""),
                ("en/x/A.png", ""),
                ("en/b.md", ""),
                ("en/b/index.html", ""),
                ("en/b/other.html", ""),
                ("en/c.md", ""),
                ("en/c/index.html.md", ""),
                ("en/d.md", ""),
                ("en/d/index.html/d.png", ""),
                ("en/e.png/e.md", ""),
                ("en/e.png.txt", ""),
                // The page has no Swedish text, and is shown in Swedish.
                ("sv/e.png", ""),
                ("sv/x/A.png", ""),
            ],
            &[
                "en/b.md:1:1 `en/b/index.html` is in the way of this page, which is published at `/en/b/`; rename one of the two",
                "en/c.md:1:1 `en/c/index.html.md` is in the way of this page, which is published at `/en/c/`; rename one of the two",
                "en/d.md:1:1 `en/d/index.html/d.png` is in the way of this page, which is published at `/en/d/`; rename one of the two",
                "en/e.png/e.md:1:1 `sv/e.png` is in the way of this page, which is published at `/sv/e.png/e/`; rename one of the two",
                "en/x/a.png.md:1:1 `en/x/A.png` is in the way of this page, which is published at `/en/x/a.png/`; rename one of the two",
                "en/x/a.png.md:1:1 `sv/x/A.png` is in the way of this page, which is published at `/sv/x/a.png/`; rename one of the two",
            ],
        );
    }
}
