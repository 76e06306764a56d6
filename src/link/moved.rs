//! Where files that have moved lead in the end: the redirects of a docset, followed to a page, to another docset or to
//! another site.

use std::collections::HashMap;

use super::catalog::{folded, route};
use super::resolve::tail;
use super::url::{Url, percent_decode, read_url};
use crate::base::{DocPath, Locale};
use crate::docset::{Docsets, Redirection};
use crate::model::docset::{Destination, Moved, MovedFiles};
use crate::model::site::{Doc, Page, PageId, Site, Variant};
use crate::source::Snapshot;

/// The hosts that Learn's pages are published at: an address of theirs is a path of the host.
const HOSTS: [&str; 2] = ["learn.microsoft.com", "docs.microsoft.com"];

/// One table a locale, each followed to its end.
pub fn moved(site: &Site, docs: &[Doc], docsets: &Docsets, snapshot: &Snapshot) -> Vec<MovedFiles> {
    let mut tables: Vec<MovedFiles> = vec![MovedFiles::default(); site.locales.len()];
    let is_any =
        (0..site.locales.len()).any(|locale| docsets.of(locale).is_some_and(|own| !own.redirections.is_empty()));
    if !is_any {
        return tables;
    }
    let by = |name: fn(&Page) -> &str| -> HashMap<String, PageId> {
        let pages = site.pages.iter().enumerate().rev();
        pages
            .map(|(number, page)| (folded(name(page)), PageId(number as u32)))
            .collect()
    };
    let mut maker = Maker {
        site,
        docs,
        docsets,
        snapshot,
        pages: by(|page| page.key.as_str()),
        routes: by(|page| &page.route),
        source: MovedFiles::default(),
    };
    // The source first: translations lead through its table.
    let mut order: Vec<usize> = (0..site.locales.len()).collect();
    order.sort_by_key(|&locale| locale != site.source);
    for locale in order {
        let table = maker.table(locale);
        if locale == site.source {
            maker.source = table.clone();
        }
        if let Some(place) = tables.get_mut(locale) {
            *place = table;
        }
    }
    tables
}

struct Maker<'a> {
    site: &'a Site,
    docs: &'a [Doc],
    docsets: &'a Docsets,
    snapshot: &'a Snapshot,
    /// By key, as a case-insensitive file system sees it: URLs are in lower case, files need not be.
    pages: HashMap<String, PageId>,
    /// By route, likewise.
    routes: HashMap<String, PageId>,
    /// The source's table, once it is made.
    source: MovedFiles,
}

/// One step of the way.
enum Step {
    /// The end.
    End(Destination),
    /// To another entry of the same table.
    Own(u32),
}

impl Maker<'_> {
    fn table(&self, locale: usize) -> MovedFiles {
        let none = Vec::new();
        let written = self.docsets.of(locale).map_or(&none, |own| &own.redirections);
        let mut table = MovedFiles::default();
        for (number, redirection) in written.iter().enumerate() {
            let key = folded(redirection.from.as_str());
            let first = table.by_key.get(&key).copied();
            table.by_key.entry(key).or_insert(number as u32);
            table.all.push(self.entry(locale, redirection, first));
        }
        let steps: Vec<Step> = written
            .iter()
            .zip(&mut table.all)
            .map(|(redirection, moved)| self.step(locale, redirection, moved, &table.by_key))
            .collect();
        follow(&steps, &mut table.all);
        table
    }

    fn entry(&self, locale: usize, redirection: &Redirection, first: Option<u32>) -> Moved {
        let site = self.site;
        let own = |page: &PageId| {
            let page = &site.pages[page.index()];
            matches!(page.variants.get(locale), Some(Variant::Own(_))).then(|| page.key.clone())
        };
        let from = &redirection.from;
        let page = site.page_of.get(from).and_then(own);
        let file = || self.is_landing_page(locale, from).then(|| from.clone());
        let beside = || self.routes.get(&folded(&route(from))).and_then(own);
        Moved {
            from: redirection.from.clone(),
            file: redirection.file.clone(),
            from_at: redirection.from_at,
            url_at: redirection.url_at,
            url: redirection.url.as_str().into(),
            to: Destination::Circle,
            through: None,
            still_there: page.or_else(file).or_else(beside),
            first,
        }
    }

    /// A page that is not Markdown, in the locale itself.
    fn is_landing_page(&self, locale: usize, key: &DocPath) -> bool {
        let is_yaml = matches!(key.extension().to_ascii_lowercase().as_str(), "yml" | "yaml");
        let folder = self.site.locales.get(locale).map(|locale| locale.folder.as_str());
        let place = folder.and_then(|folder| DocPath::below(folder, key.as_str()));
        is_yaml && place.is_some_and(|place| self.snapshot.files.contains_key(&place))
    }

    fn step(&self, locale: usize, from: &Redirection, moved: &mut Moved, own: &HashMap<String, u32>) -> Step {
        let (path, query, fragment) = match read_url(&from.url) {
            Url::Empty | Url::Unsafe | Url::Xref(_) => return Step::End(Destination::NoAddress),
            Url::External => match path_of_host(&from.url) {
                None => return Step::End(Destination::External(from.url.as_str().into())),
                Some(path) => return self.on_host(locale, from, path, moved, own),
            },
            Url::Docset(path) => return self.on_host(locale, from, path, moved, own),
            Url::Relative { path, query, fragment } => (from.from.join(&path), query, fragment),
            Url::Docroot { path, query, fragment } => {
                let root = self.site.roots.of(locale, from.from.as_str());
                (DocPath::below(root, &path), query, fragment)
            }
        };
        let Some(key) = path else {
            return Step::End(Destination::NoAddress);
        };
        let tail = (query, fragment.as_deref().unwrap_or(""));
        let step = self.at(locale, key.as_str(), tail, moved, own);
        step.unwrap_or_else(|| Step::End(Destination::Nothing(key.as_str().into())))
    }

    /// A path of the host: of this docset, as far as its files tell where it is published, else of another.
    fn on_host(
        &self,
        locale: usize,
        from: &Redirection,
        url: &str,
        moved: &mut Moved,
        own: &HashMap<String, u32>,
    ) -> Step {
        let url = without_locale(url);
        let elsewhere = || Step::End(Destination::Docset(url.replace('\\', "/").into()));
        let (before, fragment) = url.split_once('#').unwrap_or((url, ""));
        let (path, query) = before.split_once('?').unwrap_or((before, ""));
        let path = percent_decode(path);
        let docsets = self
            .docsets
            .of(locale)
            .map(|own| own.docsets.as_slice())
            .unwrap_or_default();
        // A docset's own pages are meant before those of a neighbour that is published above it.
        let home = self.site.roots.of(locale, from.from.as_str());
        let mut hits: Vec<_> = docsets
            .iter()
            .filter_map(|docset| Some((docset, docset.ours(&path)?)))
            .collect();
        hits.sort_by_key(|(docset, ours)| (!ours.is_certain, docset.folder.as_str() != home));
        let fragment = percent_decode(fragment);
        for (_, ours) in &hits {
            if let Some(step) = self.at(locale, &ours.key, (query, &fragment), moved, own) {
                return step;
            }
        }
        match hits.iter().find(|(_, ours)| ours.is_certain) {
            // A landing page that is there, and that this site does not show.
            Some((_, ours)) if self.has_landing_page(locale, &ours.key) => elsewhere(),
            Some((_, ours)) => Step::End(Destination::Nothing(ours.key.as_str().into())),
            None => elsewhere(),
        }
    }

    fn has_landing_page(&self, locale: usize, key: &str) -> bool {
        let files = candidates(key).filter(|file| file.ends_with(".yml"));
        let mut keys = files.filter_map(|file| DocPath::new(&file));
        keys.any(|key| self.is_landing_page(locale, &key) || self.is_landing_page(self.site.source, &key))
    }

    /// What lies at a path below the locale's folder, with or without an extension: a page, or a file that moved.
    fn at(
        &self,
        locale: usize,
        key: &str,
        (query, fragment): (&str, &str),
        moved: &mut Moved,
        own: &HashMap<String, u32>,
    ) -> Option<Step> {
        let mut itself = None;
        for file in candidates(key) {
            let folded = folded(&file);
            let page = self.pages.get(&folded).copied();
            if let Some(page) = page.filter(|page| self.is_shown(locale, *page)) {
                let tail = self.tail(locale, page, query, fragment);
                return Some(Step::End(Destination::Page(page, tail)));
            }
            let own = own.get(&folded).map(|&number| (Step::Own(number), file.as_str()));
            let theirs = || {
                let moved = self.source.get(&folded)?;
                Some((Step::End(moved.to.clone()), file.as_str()))
            };
            let Some((step, file)) = own.or_else(theirs) else {
                continue;
            };
            // `a.md` to `/a/`: the page that became the first one of its folder is meant.
            if moved.from.as_str() == file {
                itself.get_or_insert(step);
                continue;
            }
            moved.through = DocPath::new(file);
            return Some(step);
        }
        if itself.is_some() {
            moved.through = Some(moved.from.clone());
        }
        itself
    }

    fn is_shown(&self, locale: usize, page: PageId) -> bool {
        let variants = self.site.pages.get(page.index()).map(|page| &page.variants);
        variants
            .and_then(|variants| variants.get(locale))
            .is_some_and(|variant| *variant != Variant::Missing)
    }

    /// A fragment that the page does not have is dropped: the reader lands at its top.
    fn tail(&self, locale: usize, page: PageId, query: &str, fragment: &str) -> Box<str> {
        let shown = self.site.pages[page.index()]
            .variants
            .get(locale)
            .and_then(|variant| variant.shown());
        let id = shown.and_then(|doc| {
            let outline = &self.docs.get(doc.index())?.outline;
            self.site.anchors.get(doc.index())?.find(outline, fragment)
        });
        tail(query, id.unwrap_or(""))
    }
}

/// The files that may be published at a path of a URL.
fn candidates(key: &str) -> impl Iterator<Item = String> {
    let is_file = [".md", ".yml", ".yaml"]
        .iter()
        .any(|end| key.to_ascii_lowercase().ends_with(end));
    let slash = if key.is_empty() { "" } else { "/" };
    let file = if key.is_empty() || is_file {
        Vec::new()
    } else {
        vec![format!("{key}.md")]
    };
    let exact = is_file.then(|| key.to_owned());
    let folder = (!is_file).then(|| [format!("{key}{slash}index.md"), format!("{key}{slash}index.yml")]);
    let yaml = (!is_file && !key.is_empty()).then(|| format!("{key}.yml"));
    exact
        .into_iter()
        .chain(file)
        .chain(folder.into_iter().flatten())
        .chain(yaml)
}

/// The path of an address at one of Learn's hosts.
fn path_of_host(url: &str) -> Option<&str> {
    let rest = url.trim().split_once("//")?.1;
    let slash = rest.find('/')?;
    let host = rest.get(..slash)?;
    HOSTS
        .iter()
        .any(|known| host.eq_ignore_ascii_case(known))
        .then(|| rest.get(slash..))?
}

/// Without `/en-us` at its beginning.
fn without_locale(path: &str) -> &str {
    let rest = path.trim_start_matches(['/', '\\']);
    let first = rest.split(['/', '?', '#']).next().unwrap_or("");
    let is_locale = first.contains('-') && Locale::parse(first).is_some();
    match rest.get(first.len()..) {
        // `/en-us//host` must not become an address of that host.
        Some(behind) if is_locale && behind.starts_with('/') && !behind.starts_with("//") => behind,
        _ => path,
    }
}

/// Follows every entry to its end. Each entry is walked over once, so a long chain is not quadratic.
fn follow(steps: &[Step], all: &mut [Moved]) {
    let mut ends: Vec<Option<Destination>> = vec![None; steps.len()];
    let mut is_on_way = vec![false; steps.len()];
    for start in 0..steps.len() {
        let mut way = Vec::new();
        let mut at = start;
        let end = loop {
            if let Some(end) = &ends[at] {
                break end.clone();
            }
            if is_on_way[at] {
                break Destination::Circle;
            }
            match &steps[at] {
                Step::End(end) => {
                    way.push(at);
                    break end.clone();
                }
                Step::Own(next) => {
                    is_on_way[at] = true;
                    way.push(at);
                    at = *next as usize;
                }
            }
        };
        for at in way {
            is_on_way[at] = false;
            ends[at] = Some(end.clone());
        }
    }
    for (moved, end) in all.iter_mut().zip(ends) {
        moved.to = end.unwrap_or(Destination::Circle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Span;

    fn entries(number: usize) -> Vec<Moved> {
        let moved = Moved {
            from: DocPath::root(),
            file: DocPath::root(),
            from_at: Span::default(),
            url_at: Span::default(),
            url: "".into(),
            to: Destination::NoAddress,
            through: None,
            still_there: None,
            first: None,
        };
        vec![moved; number]
    }

    #[test]
    fn a_long_chain_and_a_long_circle_come_to_their_end() {
        let number = 200_000;
        let next = |at: usize| Step::Own(at as u32 + 1);
        let mut steps: Vec<Step> = (0..number - 1).map(next).collect();
        steps.push(Step::End(Destination::Nothing("x".into())));
        let mut all = entries(number);
        follow(&steps, &mut all);
        assert!(all.iter().all(|moved| moved.to == Destination::Nothing("x".into())));
        steps[number - 1] = Step::Own(number as u32 / 2);
        follow(&steps, &mut all);
        assert!(all.iter().all(|moved| moved.to == Destination::Circle));
    }

    #[test]
    fn addresses_of_learn_are_paths_of_the_host() {
        for (url, path) in [
            ("https://learn.microsoft.com/en-us/a/b?c", Some("/en-us/a/b?c")),
            ("HTTPS://Docs.Microsoft.com/a", Some("/a")),
            ("https://learn.microsoft.com", None),
            ("https://example.com/learn.microsoft.com/a", None),
            ("mailto:a@b.c", None),
        ] {
            assert_eq!(path_of_host(url), path, "{url}");
        }
        for (path, rest) in [
            ("/en-us/a/b", "/a/b"),
            ("/sv-SE/a", "/a"),
            ("/en/a", "/en/a"),
            ("/en-us", "/en-us"),
            ("/en-us//host/a", "/en-us//host/a"),
            ("/azure-ad/x", "/azure-ad/x"),
        ] {
            assert_eq!(without_locale(path), rest);
        }
    }

    #[test]
    fn files_that_may_lie_at_an_address() {
        let all = |key| candidates(key).collect::<Vec<_>>().join(" ");
        assert_eq!(all("a/b"), "a/b.md a/b/index.md a/b/index.yml a/b.yml");
        assert_eq!(all(""), "index.md index.yml");
        assert_eq!(all("a/b.MD"), "a/b.MD");
    }
}
