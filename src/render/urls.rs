//! How one page writes the URLs of others.

use crate::link::percent_encode;
use crate::model::site::{Page, SiteLocale};

/// The way from one output file to the site's root, and the manner of its URLs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Urls {
    /// `/base/`, or `../../` from a page two folders deep.
    pub root: String,
    /// URLs name `index.html`, for reading from disk.
    pub relative: bool,
}

impl Urls {
    /// From an output file that lies `depth` folders below the output's root.
    pub fn new(base: &str, relative: bool, depth: usize) -> Self {
        let root = match (relative, depth) {
            (false, _) => base.to_owned(),
            (true, 0) => "./".to_owned(),
            (true, depth) => "../".repeat(depth),
        };
        Self { root, relative }
    }

    /// The URL of a page in a locale, with `?query#fragment` behind it.
    pub fn page(&self, locale: &SiteLocale, page: &Page, tail: &str) -> String {
        self.route(&locale.slug, &page.route, tail)
    }

    /// The URL of a route in a locale; the locale's first page for an empty route.
    pub fn route(&self, slug: &str, route: &str, tail: &str) -> String {
        let mut url = String::with_capacity(self.root.len() + slug.len() + route.len() + tail.len() + 16);
        url.push_str(&self.root);
        percent_encode(slug, &mut url);
        url.push('/');
        percent_encode(route, &mut url);
        if self.relative {
            url.push_str("index.html");
        }
        url.push_str(tail);
        url
    }

    /// The URL of a file, by its path below the output.
    pub fn file(&self, path: &str, tail: &str) -> String {
        let mut url = self.root.clone();
        percent_encode(path, &mut url);
        url.push_str(tail);
        url
    }
}

/// How many folders deep a page's file lies: `en/a/b/index.html` is 3.
pub fn depth(page: &Page) -> usize {
    1 + page.route.matches('/').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_the_root_of_a_host_and_from_disk() {
        let host = Urls::new("/docs/", false, 3);
        assert_eq!(host.route("sv", "på/x y/", "#z"), "/docs/sv/p%C3%A5/x%20y/#z");
        let disk = Urls::new("/docs/", true, 2);
        assert_eq!(disk.route("sv", "a/", "?b#c"), "../../sv/a/index.html?b#c");
        assert_eq!(disk.file("en/m/a.png", ""), "../../en/m/a.png");
    }
}
