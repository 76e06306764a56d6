//! Sums of progress as pages show them, and where they lead.

use pulldown_cmark_escape::escape_html;

use super::inputs::Plan;
use super::urls::Urls;
use crate::base::DocPath;
use crate::link::catalog::folded;
use crate::link::progress::{ItemRef, ROUTE, Tally, item};
use crate::model::site::{LocaleId, PageId, Variant};
use crate::model::{Document, Kind, Scope};
use crate::theme::message::Arg;

/// What a locale has at the address of the page of progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// A page that somebody wrote: sums lead there, and none is made.
    Own(PageId),
    /// A page of somebody's own that is no Markdown.
    File,
    /// The page that is made.
    Made,
    /// There is nothing to tick.
    Nothing,
}

/// What each locale has there.
pub fn homes(plan: &Plan<'_>) -> Vec<Home> {
    let locales = 0..plan.site.locales.len();
    if plan.progress().is_empty() {
        return locales.map(|_| Home::Nothing).collect();
    }
    let pages = plan.site.pages.iter().enumerate();
    let pages: Vec<PageId> = pages
        .filter(|(_, page)| folded(&page.route) == ROUTE)
        .map(|(number, _)| PageId(number as u32))
        .collect();
    let home = |number: usize| {
        let locale = LocaleId(number as u8);
        if let Some(page) = pages.iter().find(|page| plan.shown(**page, locale).is_some()) {
            return Home::Own(*page);
        }
        let slug = &plan.site.locales[number].slug;
        let files = plan.site.assets.iter().filter_map(|asset| asset.path.strip(slug));
        let is_it = |path: DocPath| folded(path.as_str()).strip_prefix(ROUTE) == Some("index.html");
        match files.into_iter().any(is_it) {
            true => Home::File,
            false => Home::Made,
        }
    };
    locales.map(home).collect()
}

/// The address of what tells of all progress in a locale.
pub fn progress_url(plan: &Plan<'_>, locale: LocaleId, urls: &Urls) -> Option<String> {
    let facts = plan.site.locales.get(locale.index())?;
    match plan.progress_homes().get(locale.index())? {
        Home::Own(page) => Some(urls.page(facts, plan.page(*page), "")),
        Home::File | Home::Made => Some(urls.route(&facts.slug, ROUTE, "")),
        Home::Nothing => None,
    }
}

/// What a sum is written as.
const ELEMENT: &str = "stegvis-progress";

/// The sums that a page's text shows, as HTML, by scope.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub struct Rollups([String; 3]);

impl Rollups {
    /// Makes those that the document asks for.
    pub fn new(plan: &Plan<'_>, page: PageId, locale: LocaleId, document: &Document, urls: &Urls) -> Self {
        let mut rollups = Self::default();
        if plan.progress().is_empty() {
            return rollups;
        }
        for node in &document.nodes {
            let Kind::Progress(scope) = node.kind else { continue };
            let html = &mut rollups.0[place(scope)];
            if html.is_empty() {
                let tally = plan.progress().tally(page, scope);
                *html = sums(plan, tally, locale, link(plan, page, locale, urls));
                // The text around it is in another language.
                if !matches!(plan.page(page).variants[locale.index()], Variant::Own(_)) {
                    let tag = &plan.site.locales[locale.index()].tag;
                    let own = format!("<{ELEMENT} lang=\"{tag}\" dir=\"{}\"", tag.direction());
                    *html = html.replacen(&format!("<{ELEMENT}"), &own, 1);
                }
            }
        }
        rollups
    }

    /// The one of a scope; empty where there is nothing to count.
    pub fn html(&self, scope: Scope) -> &str {
        &self.0[place(scope)]
    }

    /// None is shown.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(String::is_empty)
    }
}

fn place(scope: Scope) -> usize {
    match scope {
        Scope::Page => 0,
        Scope::Phase => 1,
        Scope::Site => 2,
    }
}

/// Where a sum on a page leads: nowhere on the page of progress itself.
fn link(plan: &Plan<'_>, page: PageId, locale: LocaleId, urls: &Urls) -> Option<String> {
    if plan.progress_homes().get(locale.index()) == Some(&Home::Own(page)) {
        return None;
    }
    progress_url(plan, locale, urls)
}

/// The sum of a page itself, if it has something to tick.
pub fn of_page(plan: &Plan<'_>, page: PageId, locale: LocaleId, urls: &Urls) -> Option<String> {
    let tally = plan.progress().tally(page, Scope::Page);
    (!tally.is_empty()).then(|| sums(plan, tally, locale, link(plan, page, locale, urls)))
}

/// The names under which browsers keep some items, with spaces between.
pub fn keys(plan: &Plan<'_>, items: impl Iterator<Item = ItemRef>) -> String {
    let mut keys = String::new();
    for at in items {
        if let Some(key) = key(plan, at) {
            if !keys.is_empty() {
                keys.push(' ');
            }
            keys.push_str(&key);
        }
    }
    keys
}

/// The name under which browsers keep an item.
pub fn key(plan: &Plan<'_>, at: ItemRef) -> Option<String> {
    let lists = &plan.site.checklists.lists;
    let (list, item) = (lists.get(at.0 as usize)?, item(lists, at)?);
    Some(format!("{}/{}", list.name, item.key))
}

/// How much is done, as an element that a script keeps true. Without one it tells how much there is.
pub fn sums(plan: &Plan<'_>, tally: &Tally, locale: LocaleId, link: Option<String>) -> String {
    if tally.is_empty() {
        return String::new();
    }
    let words = &plan.words[locale.index()];
    let rows = [
        ("required", "checklist-required", &tally.required),
        ("optional", "checklist-optional", &tally.optional),
        ("tasks", "checklist-steps", &tally.tasks),
    ];
    let mut html = format!("<{ELEMENT}");
    for (name, _, items) in rows.iter().filter(|(.., items)| !items.is_empty()) {
        html.extend([" data-", name, "=\""]);
        attr(&mut html, &keys(plan, items.iter().copied()));
        html.push('"');
    }
    // Of these, deciding that they do not apply is enough.
    let conditional = tally.required.iter().copied().filter(|at| {
        let found = item(&plan.site.checklists.lists, *at);
        found.is_some_and(|item| item.may_not_apply)
    });
    let conditional = keys(plan, conditional);
    if !conditional.is_empty() {
        html.push_str(" data-conditional=\"");
        attr(&mut html, &conditional);
        html.push('"');
    }
    html.push_str("><dl class=\"sums\">\n");
    for (name, label, items) in rows.iter().filter(|(.., items)| !items.is_empty()) {
        html.push_str("<div><dt>");
        attr(&mut html, &words.text(label, &[]));
        html.extend(["</dt><dd><output class=\"", name, "\">"]);
        let total = items.len().to_string();
        let args = [("done", Arg::Text("0")), ("total", Arg::Text(&total))];
        attr(&mut html, &words.text("checklist-count", &args));
        html.push_str("</output></dd></div>\n");
    }
    html.push_str("</dl>");
    if let Some(url) = link {
        html.push_str("<p><a href=\"");
        attr(&mut html, &url);
        html.push_str("\">");
        attr(&mut html, &words.text("progress-link", &[]));
        html.push_str("</a></p>");
    }
    html.push_str("</stegvis-progress>\n");
    html
}

/// Text, as an attribute or between tags.
pub fn attr(html: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = escape_html(html, text);
}
