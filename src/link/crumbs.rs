//! What stands above a page: the way through the breadcrumb file of its docset.

use super::catalog::route;
use super::url::{Url, read_url};
use crate::base::DocPath;
use crate::docset;
use crate::model::docset::{Crumb, DocsetCrumbs};
use crate::model::site::{PageId, Site};

/// An entry above a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Above<'a> {
    /// What readers see.
    pub title: &'a str,
    /// Where it leads.
    pub target: AboveTarget<'a>,
}

/// Where an entry above a page leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AboveTarget<'a> {
    /// To a page of this site.
    Page(PageId),
    /// To a path of another docset.
    Docset(&'a str),
    /// To another site.
    External(&'a str),
    /// Nowhere.
    Nothing,
}

/// The entries above a page, the topmost first: those on the way to the deepest one that names the beginning of the
/// page's address. None where the docset has no breadcrumb file, or it does not name the page.
pub fn above<'a>(site: &'a Site, locale: usize, page: PageId) -> Vec<Above<'a>> {
    let key = &site.pages[page.index()].key;
    let crumbs = site.crumbs.get(locale).map(Vec::as_slice).unwrap_or_default();
    let root = site.roots.of(locale, key.as_str());
    let Some(crumbs) = crumbs.iter().find(|crumbs| crumbs.folder.as_str() == root) else {
        return Vec::new();
    };
    let below = docset::below(key.as_str(), root)
        .and_then(DocPath::new)
        .unwrap_or_else(|| key.clone());
    let address = format!("{}/{}", crumbs.url, route(&below));
    let mut best = Best::default();
    find(&crumbs.items, &address, &mut Vec::new(), &mut best);
    let way = best.way.into_iter();
    way.map(|crumb| Above {
        title: &crumb.title,
        target: target(site, crumbs, crumb),
    })
    .collect()
}

#[derive(Default)]
struct Best<'a> {
    length: usize,
    way: Vec<&'a Crumb>,
}

fn find<'a>(crumbs: &'a [Crumb], address: &str, way: &mut Vec<&'a Crumb>, best: &mut Best<'a>) {
    for crumb in crumbs {
        way.push(crumb);
        let above = crumb.above.trim_end_matches('/');
        let head = address.get(..above.len());
        let is_above = crumb.above.starts_with('/')
            && head.is_some_and(|head| head.eq_ignore_ascii_case(above))
            && address.as_bytes().get(above.len()) == Some(&b'/');
        // The deeper of two equal ones is the more precise one.
        if is_above && above.len() + 1 >= best.length {
            best.length = above.len() + 1;
            best.way = way.clone();
        }
        find(&crumb.items, address, way, best);
        way.pop();
    }
}

fn target<'a>(site: &Site, crumbs: &DocsetCrumbs, crumb: &'a Crumb) -> AboveTarget<'a> {
    let Some(url) = crumb.url.as_deref() else {
        return AboveTarget::Nothing;
    };
    match read_url(url) {
        Url::External => AboveTarget::External(url),
        Url::Docset(path) => match page(site, crumbs, path) {
            Some(page) => AboveTarget::Page(page),
            None => AboveTarget::Docset(path),
        },
        _ => AboveTarget::Nothing,
    }
}

/// The page of this docset at a path of the host.
fn page(site: &Site, crumbs: &DocsetCrumbs, path: &str) -> Option<PageId> {
    let path = path.split(['?', '#']).next().unwrap_or(path).trim_end_matches('/');
    let head = path.get(..crumbs.url.len())?;
    let rest = path.get(crumbs.url.len()..)?.trim_start_matches('/');
    head.eq_ignore_ascii_case(&crumbs.url).then_some(())?;
    let files = match rest {
        "" => vec!["index.md".to_owned(), "index.yml".to_owned()],
        rest => vec![
            format!("{rest}.md"),
            format!("{rest}/index.md"),
            format!("{rest}/index.yml"),
        ],
    };
    let mut keys = files
        .iter()
        .filter_map(|file| DocPath::below(crumbs.folder.as_str(), file));
    keys.find_map(|key| site.page_of.get(&key).copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crumb(title: &str, above: &str, items: Vec<Crumb>) -> Crumb {
        Crumb {
            title: title.into(),
            above: above.into(),
            url: Some(above.into()),
            items,
        }
    }

    #[test]
    fn the_deepest_beginning_of_the_address_counts() {
        let inner = vec![
            crumb("C", "/p/d/", vec![crumb("E", "/p/d/e/", vec![])]),
            crumb("X", "/p/dd", vec![]),
        ];
        let items = vec![crumb("A", "/", vec![crumb("B", "/p/", inner)])];
        for (address, expected) in [
            ("/p/d/x/", "A B C"),
            ("/P/d/e/x/", "A B C E"),
            ("/p/e/", "A B"),
            ("/q/", "A"),
        ] {
            let mut best = Best::default();
            find(&items, address, &mut Vec::new(), &mut best);
            let titles: Vec<&str> = best.way.iter().map(|crumb| &*crumb.title).collect();
            assert_eq!(titles.join(" "), expected, "{address}");
        }
    }
}
