//! What the breadcrumb file of a docset puts above its pages.

use super::inputs::Plan;
use super::page::docset_url;
use super::urls::Urls;
use crate::link::crumbs::{AboveTarget, above};
use crate::model::site::{LocaleId, PageId};

/// Titles and addresses, the topmost first. Where nobody says where other docsets live, they are named without a link:
/// an address like `/` would lead to the root of this host.
pub fn entries(plan: &Plan<'_>, page: PageId, locale: LocaleId, urls: &Urls) -> Vec<(String, Option<String>)> {
    let facts = &plan.site.locales[locale.index()];
    let url = |target: &AboveTarget<'_>| match target {
        AboveTarget::Page(to) => {
            let to = plan.shown(*to, locale).map(|_| plan.page(*to))?;
            Some(urls.page(facts, to, ""))
        }
        AboveTarget::Docset(path) => {
            plan.config.docset_root.as_ref()?;
            Some(docset_url(plan, locale, path))
        }
        AboveTarget::External(url) => Some((*url).to_owned()),
        AboveTarget::Nothing => None,
    };
    let way = above(plan.site, locale.index(), page).into_iter();
    // A page is not above itself.
    way.filter(|entry| entry.target != AboveTarget::Page(page))
        .map(|entry| (entry.title.to_owned(), url(&entry.target)))
        .collect()
}
