//! The table of contents on every page: made once a section of a table and locale, and shared. A toc of the whole
//! docset on every page would be O(pages²) bytes.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;
use serde::Serialize;

use super::inputs::Plan;
use super::page::docset_url;
use super::rollup::keys;
use super::urls::{Urls, depth};
use crate::base::{DocPath, Hash};
use crate::link::catalog::route;
use crate::model::site::{LocaleId, Nav, NavEntry, NavTarget, PageId};
use crate::theme::template::TemplateError;

/// Up to this many entries, every page has the whole table of contents; beyond it, its section.
pub const WHOLE: usize = 300;

/// The name of a page with a whole table of contents, below the table's folder. Files that begin with `_` are no pages,
/// so it meets none.
const CONTENTS: &str = "_contents/";

/// A section with more entries than this is shown in pieces.
const PIECE: usize = 200;

/// Which part of the table of contents a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Part {
    Whole,
    Section { root: Option<u32>, piece: u32 },
}

/// A rendered part, with places where the page that shows it is marked.
#[derive(Clone, Debug, Default)]
pub struct NavHtml {
    pieces: Vec<Piece>,
    /// Some page in it has something to tick.
    pub has_items: bool,
    /// Of all pieces.
    pub hash: Hash,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Piece {
    Text(String),
    /// ` aria-current="page"` where this entry is the page itself.
    Mark(u32),
    /// ` open` where this entry is the page itself or above it.
    Open(u32),
}

/// A table of contents: the locale, and its number among the locale's.
pub type NavId = (LocaleId, u32);

/// A part of a table, as files so many folders deep show it.
type PartId = (NavId, Part, usize);

/// The parts that the site's pages show, each rendered when a page first asks for it.
#[derive(Debug, Default)]
pub struct Navigation {
    parts: Made<PartId, Arc<NavHtml>>,
    orders: Made<NavId, Order>,
}

/// What is made once, and shared; a thread that stopped in the middle has made nothing.
type Made<K, V> = Mutex<HashMap<K, Arc<OnceLock<V>>>>;

/// The place for what is made of `key`: others wait for it, and not for the whole table.
fn place<K: Eq + std::hash::Hash, V>(made: &Made<K, V>, key: K) -> Arc<OnceLock<V>> {
    let mut made = made.lock().unwrap_or_else(PoisonError::into_inner);
    made.entry(key).or_default().clone()
}

/// The pages of a table in reading order, and the place of each.
#[derive(Debug)]
struct Order {
    pages: Vec<(u32, PageId)>,
    places: BTreeMap<PageId, usize>,
}

impl Order {
    fn new(nav: &Nav) -> Self {
        let mut pages: Vec<(u32, PageId)> = nav.entry_of.iter().map(|(page, entry)| (*entry, *page)).collect();
        pages.sort_unstable();
        let places = pages
            .iter()
            .enumerate()
            .map(|(place, (_, page))| (*page, place))
            .collect();
        Self { pages, places }
    }
}

/// What the template sees of an entry.
#[derive(Serialize)]
struct EntryFields<'a> {
    title: Cow<'a, str>,
    url: Option<Cow<'a, str>>,
    /// Stands for ` aria-current="page"` on the page itself.
    mark: String,
    /// The keys of what the page has to tick, with spaces between.
    items: Option<String>,
    /// Stands for ` open` on the page itself and on those below.
    open: String,
    /// Entries below follow.
    opens: bool,
    /// One member for each level that ends behind this entry.
    closes: Vec<u8>,
}

#[derive(Serialize)]
struct NavFields<'a> {
    entries: Vec<EntryFields<'a>>,
    /// Where the whole table of contents is, if this is a part.
    whole: Option<String>,
}

impl Navigation {
    /// Renders every part that some page shows, several at a time.
    pub fn fill(&self, plan: &Plan<'_>) {
        let mut wanted: Vec<PartId> = plan
            .views()
            .map(|(page, locale)| {
                let id = nav_of(plan, page, locale);
                let nav = nav(plan, id);
                (
                    id,
                    part_of(nav, nav.entry_of.get(&page).copied()),
                    url_depth(plan, depth(plan.page(page))),
                )
            })
            .collect();
        for locale in 0..plan.site.locales.len() {
            let locale = LocaleId(locale as u8);
            wanted.push((overview(plan, locale), Part::Whole, url_depth(plan, 1)));
            let whole = wholes(plan, locale).map(|(id, route)| (id, Part::Whole, url_depth(plan, route_depth(&route))));
            wanted.extend(whole);
        }
        wanted.sort_unstable();
        wanted.dedup();
        wanted.into_par_iter().for_each(|part| {
            self.part(plan, part);
        });
    }

    fn part(&self, plan: &Plan<'_>, (id, part, depth): PartId) -> Arc<NavHtml> {
        let place = place(&self.parts, (id, part, depth));
        // A template that fails was told of when the theme was tried.
        let html = || Arc::new(render(plan, id, part, &plan.urls(depth)).unwrap_or_default());
        place.get_or_init(html).clone()
    }

    /// The part that a page shows.
    pub fn of_page(&self, plan: &Plan<'_>, page: PageId, locale: LocaleId) -> Arc<NavHtml> {
        let id = nav_of(plan, page, locale);
        let nav = nav(plan, id);
        let part = part_of(nav, nav.entry_of.get(&page).copied());
        self.part(plan, (id, part, url_depth(plan, depth(plan.page(page)))))
    }

    /// A whole table of contents, as a file `depth` folders deep shows it.
    pub fn whole(&self, plan: &Plan<'_>, id: NavId, depth: usize) -> Arc<NavHtml> {
        self.part(plan, (id, Part::Whole, url_depth(plan, depth)))
    }

    /// The pages before and after a page, in reading order.
    pub fn neighbours(&self, plan: &Plan<'_>, page: PageId, locale: LocaleId) -> (Option<PageId>, Option<PageId>) {
        let id = nav_of(plan, page, locale);
        let place = place(&self.orders, id);
        let order = place.get_or_init(|| Order::new(nav(plan, id)));
        let Some(&place) = order.places.get(&page) else {
            return (None, None);
        };
        let before = place.checked_sub(1).and_then(|place| order.pages.get(place));
        let after = order.pages.get(place + 1);
        (before.map(|(_, page)| *page), after.map(|(_, page)| *page))
    }
}

/// The table that a page shows in a locale.
pub fn nav_of(plan: &Plan<'_>, page: PageId, locale: LocaleId) -> NavId {
    (locale, plan.site.navs[locale.index()].number_of(page))
}

/// The way into all tables of a locale.
pub fn overview(plan: &Plan<'_>, locale: LocaleId) -> NavId {
    (locale, plan.site.navs[locale.index()].overview)
}

/// A table by its number.
pub fn nav<'a>(plan: &Plan<'a>, (locale, number): NavId) -> &'a Nav {
    // There is at least one, and each page's number is that of one of them.
    let list = &plan.site.navs[locale.index()].list;
    list.get(number as usize).unwrap_or(&list[0])
}

/// The tables of a locale that pages show in parts, each with the route of the page that shows it whole.
pub fn wholes<'a>(plan: &Plan<'a>, locale: LocaleId) -> impl Iterator<Item = (NavId, String)> + 'a {
    let navs = &plan.site.navs[locale.index()];
    // Where the root has a table of its own, no page shows the overview in parts.
    let has_root = |number: usize| navs.list[..number].iter().any(|nav| nav.folder.is_empty());
    let tables = navs.list.iter().enumerate();
    let in_parts =
        tables.filter(move |(number, nav)| nav.entries.len() > WHOLE && !(nav.folder.is_empty() && has_root(*number)));
    in_parts.map(move |(number, nav)| ((locale, number as u32), whole_route(nav)))
}

fn whole_route(nav: &Nav) -> String {
    let index = DocPath::below(&nav.folder, "index.md");
    format!("{}{CONTENTS}", index.map(|index| route(&index)).unwrap_or_default())
}

/// How many folders deep the file of a route lies, that of the locale included.
pub fn route_depth(route: &str) -> usize {
    1 + route.matches('/').count()
}

/// Where an entry leads.
pub fn entry_url(plan: &Plan<'_>, locale: LocaleId, entry: &NavEntry, urls: &Urls) -> Option<String> {
    let facts = &plan.site.locales[locale.index()];
    match &entry.target {
        NavTarget::Nothing => None,
        NavTarget::Page(page) => Some(urls.page(facts, plan.page(*page), &entry.tail)),
        NavTarget::Asset(asset) => {
            let asset = plan.site.assets.get(asset.0 as usize)?;
            Some(urls.file(asset.path.as_str(), &entry.tail))
        }
        NavTarget::Docset(path) => Some(docset_url(plan, locale, path)),
        NavTarget::External(url) => Some(url.to_string()),
    }
}

/// The source's table of contents, rendered to see whether its template works.
pub fn try_template(plan: &Plan<'_>) -> Option<TemplateError> {
    let id = overview(plan, LocaleId(plan.site.source as u8));
    render(plan, id, Part::Whole, &plan.urls(1)).err()
}

/// From the host's root, URLs are the same at every depth.
fn url_depth(plan: &Plan<'_>, depth: usize) -> usize {
    if plan.frame.relative { depth } else { 0 }
}

fn part_of(nav: &Nav, entry: Option<u32>) -> Part {
    if nav.entries.len() <= WHOLE {
        return Part::Whole;
    }
    let Some(number) = entry else {
        return Part::Section { root: None, piece: 0 };
    };
    let entry = &nav.entries[number as usize];
    if entry.end > number + 1 {
        return Part::Section {
            root: Some(number),
            piece: 0,
        };
    }
    let place = siblings(nav, entry.parent)
        .position(|sibling| sibling == number)
        .unwrap_or(0);
    Part::Section {
        root: entry.parent,
        piece: (place / PIECE) as u32,
    }
}

/// The entries directly below `parent`, or at the top.
fn siblings(nav: &Nav, parent: Option<u32>) -> impl Iterator<Item = u32> + '_ {
    let (first, end) = match parent {
        Some(parent) => (parent + 1, nav.entries[parent as usize].end),
        None => (0, nav.entries.len() as u32),
    };
    let next = |&at: &u32| nav.entries.get(at as usize).map(|entry| entry.end);
    std::iter::successors(Some(first), next).take_while(move |&at| at < end)
}

/// The entries of a part, in order, with their depth.
fn entries_of(nav: &Nav, part: Part) -> Vec<(u32, usize)> {
    let Part::Section { root, piece } = part else {
        return nav
            .entries
            .iter()
            .enumerate()
            .map(|(n, entry)| (n as u32, entry.depth as usize))
            .collect();
    };
    let mut above: Vec<u32> = std::iter::successors(root, |&at| nav.entries[at as usize].parent).collect();
    above.reverse();
    let depth = above.len();
    let mut entries: Vec<(u32, usize)> = above
        .into_iter()
        .enumerate()
        .map(|(depth, entry)| (entry, depth))
        .collect();
    let section = siblings(nav, root).skip(piece as usize * PIECE).take(PIECE);
    entries.extend(section.map(|entry| (entry, depth)));
    entries
}

fn render(plan: &Plan<'_>, id: NavId, part: Part, urls: &Urls) -> Result<NavHtml, TemplateError> {
    let (locale, _) = id;
    let nav = nav(plan, id);
    let facts = &plan.site.locales[locale.index()];
    let entries = entries_of(nav, part);
    let mut fields = NavFields {
        entries: Vec::with_capacity(entries.len()),
        whole: (part != Part::Whole).then(|| urls.route(&facts.slug, &whole_route(nav), "")),
    };
    for (place, &(number, depth)) in entries.iter().enumerate() {
        let entry = &nav.entries[number as usize];
        let next = entries.get(place + 1).map_or(0, |&(_, depth)| depth);
        fields.entries.push(EntryFields {
            title: unmarked(Cow::Borrowed(&*entry.title)),
            url: entry_url(plan, locale, entry, urls).map(|url| unmarked(Cow::Owned(url))),
            mark: format!("{MARK}m{number}{END}"),
            items: items(plan, nav, number).map(|items| unmarked(Cow::Owned(items)).into_owned()),
            open: if entry.expanded {
                " open".to_owned()
            } else {
                format!("{MARK}o{number}{END}")
            },
            opens: next > depth,
            closes: vec![0; depth.saturating_sub(next)],
        });
    }
    let shared = [("t", &plan.words[locale.index()].shared)];
    let has_items = fields.entries.iter().any(|entry| entry.items.is_some());
    plan.theme.render("nav.html", &fields, &shared).map(|html| {
        let pieces = cut(&html);
        let hash = Hash::of_value(&pieces);
        NavHtml {
            pieces,
            has_items,
            hash,
        }
    })
}

/// What the page of an entry has to tick; of several entries of a page the first shows it.
fn items(plan: &Plan<'_>, nav: &Nav, number: u32) -> Option<String> {
    if plan.progress().is_empty() {
        return None;
    }
    let NavTarget::Page(page) = nav.entries.get(number as usize)?.target else {
        return None;
    };
    if nav.entry_of.get(&page) != Some(&number) {
        return None;
    }
    let items = plan.progress().marked(plan.site, page);
    Some(keys(plan, items)).filter(|keys| !keys.is_empty())
}

/// What is written into the template holds neither of these, so nobody can forge them.
const MARK: char = '\u{1}';
const END: char = '\u{2}';

/// Without marks. A URL can hold them: YAML writes any character as an escape, and an address that is not ours is
/// published as it is written.
fn unmarked(text: Cow<'_, str>) -> Cow<'_, str> {
    match text.contains([MARK, END]) {
        true => Cow::Owned(text.replace([MARK, END], "\u{fffd}")),
        false => text,
    }
}

fn cut(html: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once(MARK) {
        pieces.push(Piece::Text(before.to_owned()));
        let (name, after) = after.split_once(END).unwrap_or((after, ""));
        let number = name.get(1..).and_then(|digits| digits.parse().ok());
        match (name.chars().next(), number) {
            (Some('m'), Some(entry)) => pieces.push(Piece::Mark(entry)),
            (Some('o'), Some(entry)) => pieces.push(Piece::Open(entry)),
            _ => {}
        }
        rest = after;
    }
    pieces.push(Piece::Text(rest.to_owned()));
    pieces
}

impl NavHtml {
    /// The part with entry `current` marked, and everything above it open. `None` opens everything.
    pub fn marked(&self, nav: &Nav, current: Option<u32>, open_all: bool) -> String {
        let mut html = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => html.push_str(text),
                Piece::Mark(entry) if Some(*entry) == current => html.push_str(" aria-current=\"page\""),
                Piece::Open(entry) => {
                    let is_above = |current: u32| {
                        let end = nav.entries.get(*entry as usize).map_or(0, |entry| entry.end);
                        (*entry..end).contains(&current)
                    };
                    if open_all || current.is_some_and(is_above) {
                        html.push_str(" open");
                    }
                }
                Piece::Mark(_) => {}
            }
        }
        html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One first page, then `sections` sections of `pages` pages.
    fn nav(sections: u32, pages: u32) -> Nav {
        let entry = |number: u32, depth, parent, end| NavEntry {
            title: format!("{number}").into(),
            display_name: Box::default(),
            target: NavTarget::Page(PageId(number)),
            tail: Box::default(),
            expanded: false,
            depth,
            parent,
            end,
        };
        let mut nav = Nav::default();
        nav.entries.push(entry(0, 0, None, 1));
        for _ in 0..sections {
            let first = nav.entries.len() as u32;
            nav.entries.push(entry(first, 0, None, first + 1 + pages));
            nav.entries
                .extend((first + 1..=first + pages).map(|n| entry(n, 1, Some(first), n + 1)));
        }
        nav
    }

    #[test]
    fn a_small_site_shows_all_and_a_large_one_its_section() {
        let small = nav(5, 10);
        assert_eq!(entries_of(&small, part_of(&small, Some(7))).len(), small.entries.len());
        let large = nav(40, 10);
        let in_second = entries_of(&large, part_of(&large, Some(14)));
        assert_eq!(in_second.first(), Some(&(12, 0)));
        assert_eq!(in_second.len(), 11);
        // A section's own page shows what lies in it, and a page in no section the sections.
        assert_eq!(entries_of(&large, part_of(&large, Some(12))), in_second);
        assert_eq!(entries_of(&large, part_of(&large, Some(0))).len(), 41);
    }

    #[test]
    fn a_long_section_is_shown_in_pieces_that_hold_their_pages() {
        let flat = nav(900, 0);
        for number in [0, 199, 200, 900] {
            let shown = entries_of(&flat, part_of(&flat, Some(number)));
            assert!(shown.len() <= PIECE && shown.contains(&(number, 0)), "{number}");
        }
    }

    #[test]
    fn the_page_is_marked_and_all_above_it_open() {
        let nav = nav(2, 2);
        let html = NavHtml {
            pieces: cut("a\u{1}m1\u{2}b\u{1}o1\u{2}c\u{1}m2\u{2}d\u{1}o4\u{2}e"),
            has_items: false,
            hash: Hash::default(),
        };
        assert_eq!(html.marked(&nav, Some(2), false), "ab openc aria-current=\"page\"de");
        assert_eq!(html.marked(&nav, None, true), "ab opencd opene");
    }
}
