//! The table of contents of each locale: as written, else from the folders.

use std::collections::BTreeMap;

use super::catalog::{Role, role};
use super::url::{Url, read_url};
use crate::base::yaml::{self, Node, Value};
use crate::base::{DocPath, Span};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::site::{Doc, LocaleId, Nav, NavEntry, NavTarget, PageId, Site, Variant};
use crate::source::Snapshot;
use crate::theme::format::Order;

/// A table of contents that does not parse.
pub static MALFORMED_TOC: RuleInfo = RuleInfo {
    id: "malformed-toc",
    severity: Severity::Warning,
    summary: "a table of contents that does not parse",
    explain: "\
`toc.yml` is a list of entries with `name`, `href` and `items`. What cannot be read is left out, and the pages are \
listed by their folders instead.

Wrong: `- name: Step 12: Licences` (a colon and a space in a plain value)

Right: `- name: \"Step 12: Licences\"`

Learn: toc-syntax.",
};

/// An entry as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its text; `None` stands for the title of the page it leads to.
    pub name: Option<String>,
    /// Where it leads, relative to the file.
    pub href: Option<(String, Span)>,
    /// The entries below.
    pub items: Vec<Written>,
}

/// The files that may hold a locale's table of contents, in order of preference.
pub fn toc_file<'a>(site: &Site, snapshot: &'a Snapshot, locale: usize) -> Option<&'a DocPath> {
    let folder = site.locales.get(locale)?.folder.clone();
    let mut files: Vec<&DocPath> = snapshot
        .files
        .keys()
        .filter(|file| file.parent() == folder.as_str())
        .filter(|file| file.strip(folder.as_str()).is_some_and(|path| role(&path) == Role::Toc))
        .collect();
    files.sort_by_key(|file| file.extension().eq_ignore_ascii_case("md"));
    files.first().copied()
}

/// The table of contents of a locale: its own file, else the source's, else the folders.
pub fn nav(site: &Site, docs: &[Doc], snapshot: &Snapshot, locale: LocaleId) -> Nav {
    let own = toc_file(site, snapshot, locale.index());
    let (file, borrowed) = match own {
        Some(file) => (Some(file), false),
        None => (toc_file(site, snapshot, site.source), true),
    };
    let written = file.and_then(|file| {
        let written = read(snapshot, file, &mut Sink::new(file.clone()));
        (!written.is_empty()).then_some((file, written))
    });
    let mut maker = Maker {
        site,
        docs,
        locale,
        borrowed,
        nav: Nav::default(),
    };
    match written {
        Some((file, written)) => {
            let base = site.locales[if borrowed { site.source } else { locale.index() }]
                .folder
                .clone();
            maker.add_written(&written, file, &base, 0, None);
        }
        None => maker.add_folders(),
    }
    let mut nav = maker.nav;
    for (number, entry) in nav.entries.iter().enumerate() {
        if let NavTarget::Page(page) = entry.target {
            nav.entry_of.entry(page).or_insert(number as u32);
        }
    }
    nav
}

/// The entries of a file; what is wrong with it goes to `sink`.
pub fn read(snapshot: &Snapshot, file: &DocPath, sink: &mut Sink) -> Vec<Written> {
    let Some(text) = snapshot.text(file) else {
        return Vec::new();
    };
    if file.extension().eq_ignore_ascii_case("md") {
        return read_markdown(text);
    }
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    match yaml::places(&text[start..]) {
        Ok(node) => read_yaml(&node, start, sink),
        Err(error) => {
            sink.report(&MALFORMED_TOC, error.span.shifted(start), error.message)
                .help("until it parses, the pages are listed by their folders");
            Vec::new()
        }
    }
}

fn read_yaml(node: &Node, start: usize, sink: &mut Sink) -> Vec<Written> {
    let items = match &node.value {
        Value::List(items) => items,
        // A file may also be a mapping with `items`.
        Value::Map(pairs) => match pairs.iter().find(|(key, _)| is_key(key, "items")) {
            Some((_, items)) => return read_yaml(items, start, sink),
            None if pairs.is_empty() => return Vec::new(),
            None => {
                sink.report(
                    &MALFORMED_TOC,
                    node.span.shifted(start),
                    "a list of entries is expected here",
                )
                .help("begin each entry with `- name:`");
                return Vec::new();
            }
        },
        Value::Scalar(_) => return Vec::new(),
    };
    let mut entries = Vec::new();
    for item in items {
        let Value::Map(pairs) = &item.value else {
            sink.report(
                &MALFORMED_TOC,
                item.span.shifted(start),
                "an entry with `name` and `href` is expected here",
            );
            continue;
        };
        let scalar = |wanted: &str| {
            pairs
                .iter()
                .find(|(key, _)| is_key(key, wanted))
                .and_then(|(_, value)| match &value.value {
                    Value::Scalar(text) if !text.is_empty() => Some((text.clone(), value.span.shifted(start))),
                    _ => None,
                })
        };
        let below = pairs.iter().find(|(key, _)| is_key(key, "items"));
        entries.push(Written {
            name: scalar("name").map(|(text, _)| text),
            href: scalar("href").or_else(|| scalar("topicHref")),
            items: below
                .map(|(_, items)| read_yaml(items, start, sink))
                .unwrap_or_default(),
        });
    }
    entries
}

/// Keys of real files vary in case.
fn is_key(node: &Node, wanted: &str) -> bool {
    matches!(&node.value, Value::Scalar(name) if name.eq_ignore_ascii_case(wanted))
}

/// `TOC.md`: each heading is an entry, `# [Name](page.md)` or `# Name`; its level is its depth.
fn read_markdown(text: &str) -> Vec<Written> {
    let mut flat: Vec<(usize, Written)> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let trimmed = line.trim_start_matches('\u{feff}').trim();
        let level = trimmed.bytes().take_while(|&b| b == b'#').count();
        let rest = trimmed[level..].trim();
        if level == 0 || rest.is_empty() {
            continue;
        }
        let link = rest
            .strip_prefix('[')
            .and_then(|rest| rest.rsplit_once("]("))
            .and_then(|(name, href)| {
                let href = href.strip_suffix(')')?;
                let offset = line.rfind(href).unwrap_or(0);
                Some((
                    name,
                    (href.to_owned(), Span::new(start + offset, start + offset + href.len())),
                ))
            });
        let (name, href) = match link {
            Some((name, href)) => (name, Some(href).filter(|(href, _)| !href.is_empty())),
            None => (rest, None),
        };
        let name = Some(name.replace('\\', ""));
        flat.push((
            level,
            Written {
                name,
                href,
                items: Vec::new(),
            },
        ));
    }
    nest(&mut flat.into_iter().peekable(), 0)
}

fn nest(flat: &mut std::iter::Peekable<std::vec::IntoIter<(usize, Written)>>, above: usize) -> Vec<Written> {
    let mut entries: Vec<Written> = Vec::new();
    while let Some((level, mut entry)) = flat.next_if(|(level, _)| *level > above) {
        // Levels end at six hashes in practice; a bound keeps a hostile file from the end of the stack.
        if level < 64 {
            entry.items = nest(flat, level);
        }
        entries.push(entry);
    }
    entries
}

struct Maker<'a> {
    site: &'a Site,
    docs: &'a [Doc],
    locale: LocaleId,
    /// The file is the source's: names of translated pages are their titles.
    borrowed: bool,
    nav: Nav,
}

impl Maker<'_> {
    fn add_written(&mut self, written: &[Written], file: &DocPath, base: &DocPath, depth: u16, parent: Option<u32>) {
        for entry in written {
            let target = entry
                .href
                .as_ref()
                .map_or(NavTarget::Nothing, |(href, _)| self.target(href, file, base));
            let title = self.name(entry, &target);
            let number = self.push(title, target, depth, parent);
            self.add_written(&entry.items, file, base, depth + 1, Some(number));
            self.nav.entries[number as usize].end = self.nav.entries.len() as u32;
        }
    }

    fn push(&mut self, title: Box<str>, target: NavTarget, depth: u16, parent: Option<u32>) -> u32 {
        let number = self.nav.entries.len() as u32;
        // Rendering marks places in the navigation with control characters, which no title may forge.
        let is_clean = !title.contains(char::is_control);
        let title = if is_clean {
            title
        } else {
            title.replace(char::is_control, "\u{fffd}").into()
        };
        self.nav.entries.push(NavEntry {
            title,
            target,
            depth,
            parent,
            end: number + 1,
        });
        number
    }

    fn target(&self, href: &str, file: &DocPath, base: &DocPath) -> NavTarget {
        match read_url(href) {
            Url::External | Url::Docset(_) => NavTarget::External(href.trim().into()),
            Url::Relative { path, .. } | Url::Docroot { path, .. } if !path.is_empty() => {
                let key = file.join(&path).and_then(|path| path.strip(base.as_str()));
                let page = key.and_then(|key| self.site.page_of.get(&key).copied());
                let shown = page.filter(|page| self.shown(*page).is_some());
                shown.map_or(NavTarget::Nothing, NavTarget::Page)
            }
            _ => NavTarget::Nothing,
        }
    }

    fn shown(&self, page: PageId) -> Option<&Doc> {
        let doc = self.site.pages[page.index()].variants[self.locale.index()].shown()?;
        self.docs.get(doc.index()).filter(|doc| !doc.outline.draft)
    }

    fn name(&self, entry: &Written, target: &NavTarget) -> Box<str> {
        let title = match target {
            NavTarget::Page(page) => {
                let translated = matches!(
                    self.site.pages[page.index()].variants[self.locale.index()],
                    Variant::Own(_)
                );
                let wanted =
                    entry.name.is_none() || (self.borrowed && translated && self.locale.index() != self.site.source);
                if wanted {
                    self.shown(*page).map(|doc| doc.outline.title.clone())
                } else {
                    None
                }
            }
            _ => None,
        };
        title.unwrap_or_else(|| entry.name.as_deref().unwrap_or_default().into())
    }

    /// Without a file: the folders, `index.md` first, then by title as the language sorts.
    fn add_folders(&mut self) {
        let order = Order::new(&self.site.locales[self.locale.index()].tag);
        let mut root = Folder::default();
        for (number, page) in self.site.pages.iter().enumerate() {
            let id = PageId(number as u32);
            if self.shown(id).is_none() {
                continue;
            }
            let mut folder = &mut root;
            for part in page.key.parent().split('/').filter(|part| !part.is_empty()) {
                folder = folder.below.entry(part).or_default();
            }
            if page.key.stem().eq_ignore_ascii_case("index") {
                folder.index = Some(id);
            } else {
                folder.pages.push(id);
            }
        }
        if let Some(index) = root.index {
            self.push_page(index, 0, None);
        }
        self.add_folder(&root, &order, 0, None);
    }

    fn push_page(&mut self, page: PageId, depth: u16, parent: Option<u32>) -> u32 {
        let title = self
            .shown(page)
            .map(|doc| doc.outline.title.clone())
            .unwrap_or_default();
        self.push(title, NavTarget::Page(page), depth, parent)
    }

    fn add_folder(&mut self, folder: &Folder<'_>, order: &Order, depth: u16, parent: Option<u32>) {
        let title = |page: PageId| {
            self.shown(page)
                .map(|doc| doc.outline.title.clone())
                .unwrap_or_default()
        };
        let mut items: Vec<(Box<str>, Item<'_>)> = Vec::new();
        items.extend(folder.pages.iter().map(|&page| (title(page), Item::Page(page))));
        items.extend(folder.below.iter().map(|(name, below)| {
            let title = below.index.map_or_else(|| (*name).into(), title);
            (title, Item::Folder(below))
        }));
        items.sort_by(|a, b| order.compare(&a.0, &b.0));
        for (title, item) in items {
            match item {
                Item::Page(page) => _ = self.push(title, NavTarget::Page(page), depth, parent),
                Item::Folder(below) => {
                    let target = below.index.map_or(NavTarget::Nothing, NavTarget::Page);
                    let number = self.push(title, target, depth, parent);
                    self.add_folder(below, order, depth.saturating_add(1), Some(number));
                    self.nav.entries[number as usize].end = self.nav.entries.len() as u32;
                }
            }
        }
    }
}

enum Item<'a> {
    Page(PageId),
    Folder(&'a Folder<'a>),
}

#[derive(Default)]
struct Folder<'a> {
    index: Option<PageId>,
    pages: Vec<PageId>,
    below: BTreeMap<&'a str, Folder<'a>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(entries: &[Written]) -> String {
        let one = |entry: &Written| {
            let href = entry.href.as_ref().map(|(href, _)| href.as_str()).unwrap_or("-");
            format!(
                "{}={href}[{}]",
                entry.name.as_deref().unwrap_or("?"),
                show(&entry.items)
            )
        };
        entries.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn both_kinds_of_file_nest() {
        let text = "\u{feff}# [A](a.md)\n## B\n### [C]()\n### [D](https://d.e)\n# [F](f.md)\n";
        let read = read_markdown(text);
        assert_eq!(show(&read), "A=a.md[B=-[C=-[] D=https://d.e[]]] F=f.md[]");
        let (href, span) = read[1].href.clone().unwrap();
        assert_eq!(&text[span.range()], href);
        let snapshot = Snapshot::of(&[(
            "toc.yml",
            "- name: A\n  href: a.md\n  Items:\n  - name: B\n- href: c.md\n",
        )]);
        let file = DocPath::new("toc.yml").unwrap();
        let mut sink = Sink::new(file.clone());
        assert_eq!(
            show(&super::read(&snapshot, &file, &mut sink)),
            "A=a.md[B=-[]] ?=c.md[]"
        );
        assert!(sink.into_found().is_empty());
    }

    #[test]
    fn a_broken_file_is_said_once() {
        for text in ["- name: a: b\n", "name: x\n", "- just text\n"] {
            let snapshot = Snapshot::of(&[("toc.yml", text)]);
            let file = DocPath::new("toc.yml").unwrap();
            let mut sink = Sink::new(file.clone());
            assert!(super::read(&snapshot, &file, &mut sink).is_empty());
            assert_eq!(sink.into_found().len(), 1, "{text}");
        }
    }
}
