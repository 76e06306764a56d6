//! A whole address where a path leads to the same place.

use crate::base::DocPath;
use crate::check::rule::{Check, Rule, SiteView, VariantView};
use crate::check::rules::wrong_locale_link;
use crate::diag::{RuleInfo, Severity, Sink};
use crate::docset::PUBLISH;
use crate::link::{Url, read_url};
use crate::model::site::{PageId, Target};
use crate::model::{Link, LinkKind};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "absolute-docs-link",
    severity: Severity::Warning,
    summary: "a whole address where a path leads to the same place",
    explain: "\
A whole address leads out of where the reader is: out of a preview, out of a copy of the site, and often out of the \
reader's language.

Two kinds are found. Where `stegvis.yaml` has a `url`, an address of this site: a page of it is linked to by its file. \
And in a docset of Microsoft Learn, an address of `learn.microsoft.com` or `docs.microsoft.com`: on Learn its path is \
enough. A docset is one of Learn if `docset_root` leads there, or if the folder of the locale, or that of the source, holds \
a `.openpublishing.publish.config.json`. Any other site links to Learn by whole addresses and is right to do so. A bare \
address in the text, which readers see as it is, is left alone. An address that spells a locale, of this site or of Learn, \
is a `wrong-locale-link` instead, in every site.

Wrong: `[groups](https://learn.microsoft.com/azure/groups)` in a docset of Learn

Right: `[groups](/azure/groups)`

Learn: docs-link-absolute.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

/// The hosts of Learn, which were one after the other.
const LEARN: [&str; 2] = ["learn.microsoft.com", "docs.microsoft.com"];

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    let own = variant.site.config.url.as_ref();
    let is_learn = is_learn(variant.site, variant.view.locale.index());
    if own.is_none() && !is_learn {
        return;
    }
    for (link, target) in variant.links() {
        if *target != Target::External || link.kind != LinkKind::Link {
            continue;
        }
        let dest = variant.dest(link).trim();
        let Some((host, path)) = address(dest) else { continue };
        if is_bare(variant, link) {
            continue;
        }
        if is_learn && LEARN.iter().any(|learn| host.eq_ignore_ascii_case(learn)) {
            learn_link(variant, link, path, found);
        } else if let Some(url) = own
            && let Some((_, own_host)) = url.origin.split_once("://")
            && host.eq_ignore_ascii_case(own_host)
            && let Some(rest) = format!("/{}", path.trim_start_matches('/')).strip_prefix(&*url.base)
        {
            own_link(variant, link, rest, found);
        }
    }
}

/// Host and path of an address of the web; the path keeps its first slash.
fn address(dest: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = dest.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return None;
    }
    Some(rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len())))
}

/// Whether this locale's content is a docset of Learn.
fn is_learn(site: &SiteView<'_>, locale: usize) -> bool {
    let root = site.config.docset_root.as_deref().and_then(address);
    if root.is_some_and(|(host, _)| LEARN.iter().any(|learn| host.eq_ignore_ascii_case(learn))) {
        return true;
    }
    let locales = &site.map.site.locales;
    let mut homes = [locale, site.map.site.source]
        .into_iter()
        .filter_map(|home| locales.get(home));
    homes.any(|home| {
        let file = DocPath::below(home.folder.as_str(), PUBLISH);
        file.is_some_and(|file| site.snapshot.files.contains_key(&file))
    })
}

/// Whether an address stands in the text as readers see it: `<https://…>`, or without anything around it.
fn is_bare(variant: &VariantView<'_>, link: &Link) -> bool {
    let document = &variant.doc().document;
    let is_markdown = document.file_of(link.span).extension().eq_ignore_ascii_case("md");
    let written = document.text.parsed.get(link.span.range()).unwrap_or_default();
    let written = written.strip_prefix('<').unwrap_or(written);
    is_markdown && address(written).is_some()
}

fn learn_link(variant: &VariantView<'_>, link: &Link, path: &str, found: &mut Sink) {
    // `en-us`, and not `azure`: that is told as a locale in a link.
    if wrong_locale_link::locale_in(variant.dest(link).trim()).is_some() {
        return;
    }
    let right = if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("/{path}")
    };
    let place = variant.dest_span(link);
    let is_literal = variant.doc().document.text.file.get(place.range()) == Some(variant.dest(link));
    let has_root = variant.site.config.docset_root.is_some();
    let help = match has_root {
        true => format!("write it as `{right}`"),
        false => format!("write it as `{right}`, and say where `/` leads with `docset_root` in stegvis.yaml"),
    };
    let report = found
        .report(
            &INFO,
            place,
            "this whole address leads to a page of Learn, of which the path is enough",
        )
        .help(help);
    // Without a root the path would lead nowhere.
    if is_literal && has_root {
        report.fix(place, right);
    }
}

/// An address of this site. What no page of it answers is left to those who look at addresses.
fn own_link(variant: &VariantView<'_>, link: &Link, rest: &str, found: &mut Sink) {
    let site = variant.site.map.site;
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let (path, tail) = rest.split_at(end);
    let (first, below) = path.split_once('/').unwrap_or((path, ""));
    let locale = site
        .locales
        .iter()
        .find(|locale| locale.slug.eq_ignore_ascii_case(first));
    let route = if locale.is_some() { below } else { path };
    // The first page of all, where a reader chooses a language, is no file.
    if path.is_empty() {
        return;
    }
    let page = page_of(variant, route);
    let right = page.map(|page| {
        let key = &site.pages[page.index()].key;
        format!("{}{tail}", variant.relative(link, key.as_str()))
    });
    let place = variant.dest_span(link);
    match locale {
        Some(locale) => _ = wrong_locale_link::tell(found, place, &locale.slug).suggest(right.as_deref()),
        None if page.is_some() => {
            found
                .report(&INFO, place, "this whole address is one of this site")
                .help("link to the file: the link then leads to the reader's own language")
                .suggest(right.as_deref());
        }
        None => {}
    }
}

/// The page that is published at a route.
fn page_of(variant: &VariantView<'_>, route: &str) -> Option<PageId> {
    let route = route.strip_suffix("index.html").unwrap_or(route);
    let (Url::Relative { path, .. } | Url::Docroot { path, .. }) = read_url(route) else {
        return None;
    };
    let map = variant.site.map;
    let key = path.trim_end_matches('/');
    let names = match key {
        "" => [
            "index.md".to_owned(),
            "index.yml".to_owned(),
            String::new(),
            String::new(),
        ],
        key => [".md", "/index.md", ".yml", "/index.yml"].map(|end| format!("{key}{end}")),
    };
    let exact = names
        .iter()
        .find_map(|name| map.site.page_of.get(name.as_str()).copied());
    exact.or_else(|| names.iter().find_map(|name| map.spellings.page(map.site, name)))
}

#[cfg(test)]
mod tests {
    use crate::check::testing::{check_of, check_with};
    use crate::config::{Config, SiteUrl};

    const PUBLISH: &str = "en/.openpublishing.publish.config.json";

    #[test]
    fn in_a_docset_of_learn() {
        let files = [
            (PUBLISH, "{}"),
            (
                "en/a.md",
                "[x](https://docs.microsoft.com/azure/x?a#b) [y](HTTP://learn.microsoft.com) <https://learn.microsoft.com/z>\n\
                 [w](https://learn.microsoft.com/en-us/azure/) [v](https://example.com/en-us/)\n\
                 https://docs.microsoft.com/bare ![](https://docs.microsoft.com/i.png)\n",
            ),
            ("sv/a.md", "[x](https://learn.microsoft.com/ef-core/x)\n"),
        ];
        let message = "this whole address leads to a page of Learn, of which the path is enough";
        let root = ", and say where `/` leads with `docset_root` in stegvis.yaml";
        check_of(
            "absolute-docs-link",
            &files,
            &[
                &format!("en/a.md:1:5 {message}; write it as `/azure/x?a#b`{root}"),
                &format!("en/a.md:1:49 {message}; write it as `/`{root}"),
                &format!("sv/a.md:1:5 {message}; write it as `/ef-core/x`{root}"),
            ],
        );
        check_of(
            "wrong-locale-link",
            &files,
            &[
                "en/a.md:2:5 the address names the locale `en-us`; leave the locale out: the site then shows the reader's own language => ``",
            ],
        );
    }

    #[test]
    fn other_sites_link_to_learn_as_they_are() {
        let files = [
            (
                "en/a.md",
                "[x](https://docs.microsoft.com/azure/x) [y](https://learn.microsoft.com/en-us/y)\n",
            ),
            ("en/docfx.json", "{\"build\": {}}"),
        ];
        check_of("absolute-docs-link", &files, &[]);
        check_of(
            "wrong-locale-link",
            &files,
            &[
                "en/a.md:1:45 the address names the locale `en-us`; leave the locale out: the site then shows the reader's own language => ``",
            ],
        );
        let config = |root: &str| Config {
            docset_root: Some(root.into()),
            ..Config::default()
        };
        check_with(
            &config("https://example.org/{locale}"),
            "absolute-docs-link",
            &files,
            &[],
        );
        check_with(
            &config("https://learn.microsoft.com/{locale}"),
            "absolute-docs-link",
            &files,
            &[
                "en/a.md:1:5 this whole address leads to a page of Learn, of which the path is enough; write it as `/azure/x` => `/azure/x`",
            ],
        );
    }

    #[test]
    fn addresses_of_this_site() {
        let config = Config {
            url: Some(SiteUrl {
                origin: "https://docs.example.org".into(),
                base: "/guide/".into(),
            }),
            ..Config::default()
        };
        let files = [
            (
                "en/a.md",
                "[a](https://docs.example.org/guide/x/B/?q#c) [b](https://docs.example.org/guide/sv/x/b/index.html)\n\
                 [c](https://docs.example.org/guide/) [d](https://docs.example.org/other/) [e](https://docs.example.org/guide/no/)\n",
            ),
            ("en/x/b.md", ""),
            ("sv/x/b.md", ""),
        ];
        let help = "link to the file: the link then leads to the reader's own language";
        check_with(
            &config,
            "absolute-docs-link",
            &files,
            &[&format!(
                "en/a.md:1:5 this whole address is one of this site; {help}; did you mean `x/b.md?q#c`?"
            )],
        );
        check_with(
            &config,
            "wrong-locale-link",
            &files,
            &[
                "en/a.md:1:50 the link names the locale `sv`; leave the locale out: the link then leads to the reader's own language; did you mean `x/b.md`?",
            ],
        );
    }
}
