//! Old addresses, of pages' own `redirect_from` and of the redirects of docsets: a page that leads on, for every host,
//! and a `_redirects` file for those that read it.

use std::collections::HashSet;
use std::fmt::Write;

use pulldown_cmark_escape::escape_html;

use super::headers::text_file;
use super::inputs::Plan;
use super::page::docset_url;
use super::urls::Urls;
use crate::link::catalog::route;
use crate::link::redirects::redirects;
use crate::model::Output;
use crate::model::docset::{Destination, Moved};
use crate::model::site::{LocaleId, PageId, Site, SiteLocale};

/// All of them; an address that a page has is left to the page. What pages say of themselves comes before what the
/// redirects of a docset say.
pub fn outputs<'a>(plan: &'a Plan<'a>) -> Vec<Output<'a>> {
    let mut writer = Writer {
        plan,
        outputs: Vec::new(),
        list: String::new(),
        taken: pages(plan),
        files: plan.site.assets.iter().map(|asset| asset.path.as_str()).collect(),
    };
    for redirect in redirects(plan.site, plan.docs) {
        if plan.shown(redirect.page, redirect.locale).is_some() {
            let to = |urls: &Urls| {
                let locale = &plan.site.locales[redirect.locale.index()];
                urls.page(locale, plan.page(redirect.page), "")
            };
            writer.write(redirect.from, redirect.locale, &to);
        }
    }
    for locale in 0..plan.site.locales.len() {
        let locale = LocaleId(locale as u8);
        for moved in moved_in(plan.site, locale) {
            let slug = &plan.site.locales[locale.index()].slug;
            let from = format!("{slug}/{}", route(&moved.from));
            if let Some(to) = destination(plan, locale, &moved.to) {
                writer.write(from, locale, &to);
            }
        }
    }
    let Writer { mut outputs, list, .. } = writer;
    if !list.is_empty() {
        outputs.extend(text_file("_redirects", list));
    }
    outputs
}

/// The addresses of pages, so that none is taken from it.
fn pages(plan: &Plan<'_>) -> HashSet<String> {
    let address = |(page, locale): (PageId, LocaleId)| {
        let slug = &plan.site.locales[locale.index()].slug;
        format!("{slug}/{}", plan.page(page).route)
    };
    let contents = |locale: &SiteLocale| format!("{}/", locale.slug);
    let own = plan.site.locales.iter().map(contents);
    plan.views().map(address).chain(own).collect()
}

/// The docset's redirects in force in a locale: its own, then the source's.
fn moved_in(site: &Site, locale: LocaleId) -> impl Iterator<Item = &Moved> {
    let table = |locale: usize| site.moved.get(locale).into_iter().flat_map(|table| table.in_force());
    let theirs = (locale.index() != site.source).then(|| table(site.source));
    table(locale.index()).chain(theirs.into_iter().flatten())
}

type WriteUrl<'a> = Box<dyn Fn(&Urls) -> String + 'a>;

/// How the address is written that a reader of this locale is sent to; nothing where it leads nowhere.
fn destination<'a>(plan: &'a Plan<'a>, locale: LocaleId, to: &'a Destination) -> Option<WriteUrl<'a>> {
    match to {
        Destination::Page(page, tail) => {
            plan.shown(*page, locale)?;
            let facts = &plan.site.locales[locale.index()];
            Some(Box::new(move |urls| urls.page(facts, plan.page(*page), tail)))
        }
        Destination::Docset(path) => {
            let url = docset_url(plan, locale, path);
            Some(Box::new(move |_| url.clone()))
        }
        Destination::External(url) => Some(Box::new(|_| url.to_string())),
        Destination::Nothing(_) | Destination::Circle | Destination::NoAddress => None,
    }
}

/// More bytes than this has no name in a common file system.
const LONGEST_NAME: usize = 255;

/// Whether a file system takes all names of a path as folders, and none is one that is kept for publishing or that pages
/// have.
fn has_names(path: &str) -> bool {
    let is_name = |part: &str| {
        let is_kept = part.starts_with(".stegvis") || part.eq_ignore_ascii_case("index.html");
        part.len() <= LONGEST_NAME && !is_kept && !part.contains(char::is_control)
    };
    path.len() <= 8 * LONGEST_NAME && path.split('/').all(is_name)
}

struct Writer<'a> {
    plan: &'a Plan<'a>,
    outputs: Vec<Output<'a>>,
    /// The lines of `_redirects`.
    list: String,
    taken: HashSet<String>,
    /// What is carried along.
    files: HashSet<&'a str>,
}

impl Writer<'_> {
    /// A redirect from an address below the output (`en/old/`); the first one at an address counts.
    fn write(&mut self, from: String, locale: LocaleId, to: &dyn Fn(&Urls) -> String) {
        if self.taken.contains(&from) || !has_names(&from) || self.meets_file(&from) {
            return;
        }
        let plan = self.plan;
        let url = encoded(&to(&plan.urls(from.matches('/').count())));
        self.outputs.extend(text_file(
            &format!("{from}index.html"),
            self.page(&url, locale, from.matches('/').count()),
        ));
        let mut address = String::new();
        crate::link::percent_encode(&from, &mut address);
        // A blank in an address would end the column.
        let target = encoded(&to(&plan.urls(0))).replace(char::is_whitespace, "%20");
        let _ = writeln!(self.list, "{}{address} {target} 301", plan.config.base());
        self.taken.insert(from);
    }
}

impl Writer<'_> {
    /// A page that leads on by itself, and by a link where a browser is told not to.
    fn page(&self, to: &str, locale: LocaleId, depth: usize) -> String {
        let plan = self.plan;
        let css = plan
            .urls(depth)
            .file(&super::assets::theme_path(plan.theme, "stegvis.css"), "");
        let tag = &plan.site.locales[locale.index()].tag;
        let title = escaped(&plan.words[locale.index()].text("redirect-title", &[]));
        let url = escaped(to);
        // Search engines want whole addresses.
        let canonical = match &plan.config.url {
            Some(site) if to.starts_with('/') && !to.starts_with("//") => format!("{}{url}", site.origin),
            _ => url.clone(),
        };
        let policy = match plan.frame.relative {
            true => String::new(),
            false => format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{STYLE_ALONE}\">\n"),
        };
        format!(
            "<!doctype html>\n<html lang=\"{tag}\" dir=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n{policy}\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" content=\"noindex\">\n\
             <meta http-equiv=\"refresh\" content=\"0; url={url}\">\n<link rel=\"canonical\" href=\"{canonical}\">\n<link rel=\"stylesheet\" href=\"{css}\">\n\
             <title>{title}</title>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n<p><a href=\"{url}\">{url}</a></p>\n\
             </main>\n</body>\n</html>\n",
            tag.direction(),
        )
    }

    /// Whether a file that is carried along lies where the folders of an address would.
    fn meets_file(&self, from: &str) -> bool {
        let mut folders = from.match_indices('/').filter_map(|(end, _)| from.get(..end));
        folders.any(|folder| self.files.contains(folder)) || self.files.contains(format!("{from}index.html").as_str())
    }
}

/// With control characters, which JSON and YAML write as escapes, the way a browser sends them; HTML allows none.
fn encoded(url: &str) -> String {
    let mut clean = String::with_capacity(url.len());
    for part in url.split_inclusive(char::is_control) {
        let plain = part.trim_end_matches(char::is_control);
        clean.push_str(plain);
        crate::link::percent_encode(&part[plain.len()..], &mut clean);
    }
    clean
}

/// The policy of a page that loads its style alone.
const STYLE_ALONE: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'";

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    let _ = escape_html(&mut escaped, text);
    escaped
}
