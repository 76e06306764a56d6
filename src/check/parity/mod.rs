//! A page in two languages, side by side: which section is which, and what differs between them.
//!
//! Each document is walked over once and summed up section by section; what is equal in sum is not looked into. Rules
//! ask [`Parity::of`] and look closer only where sums differ.

mod blocks;
pub mod code;
pub mod items;
pub mod pages;
mod place;
pub mod placeholder;
mod sections;
pub mod walk;

pub use blocks::pair;
pub use items::{Group, Items};
pub use place::{Place, first_line, last_line, place};
pub use sections::{Sections, is_criterion};

use std::cell::Cell;
use std::sync::OnceLock;

use super::rule::{SiteView, VariantView};
use crate::base::Span;
use crate::model::freshness::Freshness;
use crate::model::site::{Doc, DocId, Links, LocaleId, Variant};
use crate::model::{Document, OutlineHeading};
use walk::{COUNTED, Item, ItemKind, KINDS, Visitor, Walk};

/// What stands in a section, summed up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many of each kind.
    pub counts: [u32; COUNTED],
    /// The sums of the keys, by kind: of inline code and of links, whose order a language may change, and of the rest.
    keys: [u64; KINDS],
    /// How long the text is, in bytes.
    pub length: u32,
}

impl Sum {
    /// Whether the keys of a kind are the same on both sides.
    pub fn same(&self, other: &Self, kind: ItemKind) -> bool {
        self.keys.get(kind as usize) == other.keys.get(kind as usize)
    }

    /// Whether there is a key of a kind.
    pub fn has_key(&self, kind: ItemKind) -> bool {
        self.keys.get(kind as usize).is_some_and(|key| *key != 0)
    }

    fn add(&mut self, item: &Item) {
        if let Some(count) = self.counts.get_mut(item.kind as usize) {
            *count += 1;
        }
        if let Some(key) = self.keys.get_mut(item.kind as usize) {
            *key = key.wrapping_add(item.key);
        }
    }
}

/// A document in sum.
#[derive(Debug, Default)]
pub struct Skeleton {
    /// The part before the first heading, then one a heading.
    pub sections: Vec<Sum>,
    /// The keys of its longer blocks of text, sorted.
    pub prose: Vec<u64>,
}

impl Visitor for Skeleton {
    fn section(&mut self, _: u32) {
        self.sections.push(Sum::default());
    }

    fn item(&mut self, item: Item) {
        if item.kind == ItemKind::Prose {
            if item.key != 0 {
                self.prose.push(item.key);
            }
            if let Some(sum) = self.sections.last_mut() {
                sum.length = sum.length.saturating_add(item.number);
            }
        } else if let Some(sum) = self.sections.last_mut() {
            sum.add(&item);
        }
    }
}

/// What is known of all documents of a site, each made when it is first asked for.
#[derive(Default)]
pub struct Skeletons {
    all: OnceLock<Box<[OnceLock<Skeleton>]>>,
}

impl Skeletons {
    fn get(&self, site: &SiteView<'_>, number: DocId) -> Option<&Skeleton> {
        let all = self
            .all
            .get_or_init(|| site.map.docs.iter().map(|_| OnceLock::new()).collect());
        let skeleton = all.get(number.index())?;
        Some(skeleton.get_or_init(|| {
            let headings = site
                .map
                .docs
                .get(number.index())
                .map_or(0, |doc| doc.document.headings.len());
            let mut sums = Skeleton {
                sections: Vec::with_capacity(headings + 1),
                prose: Vec::new(),
            };
            if let Some(walk) = walk_of(site, number) {
                walk.run(&mut sums);
            }
            sums.prose.sort_unstable();
            sums
        }))
    }
}

fn walk_of<'a>(site: &SiteView<'a>, number: DocId) -> Option<Walk<'a>> {
    let (doc, links) = (site.map.docs.get(number.index())?, site.links.get(number.index())?);
    let (_, locale) = site.map.site.homes.get(number.index())?;
    Some(Walk::new(site.map, doc, links, locale.index() == site.map.site.source))
}

/// A translation and its source.
pub struct Parity<'a> {
    site: &'a SiteView<'a>,
    /// The number of the translation and of its source.
    numbers: (DocId, DocId),
    /// The translation.
    pub target: &'a Doc,
    /// What it was translated from.
    pub source: &'a Doc,
    /// The translation's locale.
    pub locale: LocaleId,
    /// Which section is which.
    pub sections: Sections,
    sums: (&'a Skeleton, &'a Skeleton),
    links: (&'a Links, &'a Links),
    details: OnceLock<(Items, Items)>,
    asks_names: Cell<bool>,
}

impl<'a> Parity<'a> {
    /// A translation beside its source; `None` for the source itself and for a page that the source has not.
    pub fn of(variant: &VariantView<'a>) -> Option<Self> {
        let (site, view) = (variant.site, variant.view);
        let map = site.map;
        if view.locale.index() == map.site.source {
            return None;
        }
        let page = map.site.pages.get(view.page.index())?;
        let own = |locale: usize| match page.variants.get(locale) {
            Some(Variant::Own(doc)) => Some(*doc),
            _ => None,
        };
        let numbers = (own(view.locale.index())?, own(map.site.source)?);
        let source = map.docs.get(numbers.1.index())?;
        let sums = (
            site.skeletons.get(site, numbers.0)?,
            site.skeletons.get(site, numbers.1)?,
        );
        let aligned = &map.site.anchors.get(numbers.0.index())?.source;
        Some(Self {
            site,
            numbers,
            target: view.doc,
            source,
            locale: view.locale,
            sections: Sections::of((view.doc, sums.0), (source, sums.1), aligned),
            sums,
            links: (site.links.get(numbers.0.index())?, site.links.get(numbers.1.index())?),
            details: OnceLock::new(),
            asks_names: Cell::new(false),
        })
    }

    /// Whether some rule asked which places of the page links name.
    pub(super) fn asks_names(&self) -> bool {
        self.asks_names.get()
    }

    /// The links of the translation and of its source.
    pub fn links(&self) -> (&'a Links, &'a Links) {
        self.links
    }

    /// Whether the source's heading `number` is one that links rely on: it has a name, or a link names it.
    pub fn is_relied_on(&self, number: u32) -> bool {
        let Some(heading) = self.source.outline.headings.get(number as usize) else {
            return false;
        };
        let page = self
            .site
            .map
            .site
            .homes
            .get(self.numbers.1.index())
            .map(|(page, _)| *page);
        self.asks_names.set(true);
        let is_linked = |name: &str| page.is_some_and(|page| self.site.known.named.has(self.site, page, name));
        !heading.names.is_empty() || is_linked(&heading.slug)
    }

    /// Whether a heading is that of an exit criterion: its own rules tell what is wrong with it.
    pub fn is_of_criterion(heading: &OutlineHeading) -> bool {
        heading.names.iter().any(|name| is_criterion(name))
    }

    /// Where a section of the translation begins, in the parsed text: its heading, or the page's first line.
    pub fn heading_span(document: &Document, section: u32) -> Span {
        let heading = section
            .checked_sub(1)
            .and_then(|number| document.headings.get(number as usize));
        let node = heading.map_or(0, |heading| heading.node);
        let span = document
            .nodes
            .get(node as usize)
            .map_or(Span::default(), |node| node.span);
        place::first_line(document, span)
    }

    /// The sums of the translation and of its source.
    pub fn sums(&self) -> (&'a Skeleton, &'a Skeleton) {
        self.sums
    }

    /// Everything that stands in the translation and in its source, by section. Walks again: only for pages that differ.
    pub fn items(&self) -> (&Items, &Items) {
        let (target, source) = self.details.get_or_init(|| {
            let gather = |number: DocId| {
                let mut items = Items::default();
                if let Some(walk) = walk_of(self.site, number) {
                    walk.run(&mut items);
                }
                items
            };
            (gather(self.numbers.0), gather(self.numbers.1))
        });
        (target, source)
    }

    /// The pairs of sections that are the same section, `(translation, source)`, with their sums.
    pub fn pairs(&self) -> impl Iterator<Item = (u32, u32, &'a Sum, &'a Sum)> {
        let (target, source) = self.sums;
        self.sections.pairs().filter_map(move |(ours, theirs)| {
            let (our_sum, their_sum) = (
                target.sections.get(ours as usize)?,
                source.sections.get(theirs as usize)?,
            );
            Some((ours, theirs, our_sum, their_sum))
        })
    }

    /// Where most sections that have something of a kind have something else than the source's: the first of them, as
    /// [`Parity::pairs`] gives it. Such a page is no translation of this source in that respect, which is one fault.
    pub fn mostly_differs(&self, kind: ItemKind) -> Option<(u32, u32)> {
        let (mut all, mut different, mut first) = (0, 0, None);
        for (ours, theirs, our_sum, their_sum) in self.pairs() {
            all += usize::from(our_sum.has_key(kind) || their_sum.has_key(kind));
            if !our_sum.same(their_sum, kind) {
                different += 1;
                first.get_or_insert((ours, theirs));
            }
        }
        first.filter(|_| different > FEW && different * 2 > all)
    }

    /// What stands in a pair of sections in the same file on both sides: the page's own text, and that of each file that
    /// was put in. A file that both sides share is left out: nobody translated it.
    pub fn groups(&self, ours: u32, theirs: u32) -> Vec<Group<'_>> {
        let (target, source) = self.items();
        let site = self.site.map.site;
        let folder = |locale: usize| site.locales.get(locale).map_or("", |locale| locale.folder.as_str());
        items::groups(
            (&self.target.document, target.section(ours), folder(self.locale.index())),
            (&self.source.document, source.section(theirs), folder(site.source)),
        )
    }
}

/// So many sections of a page may differ in one respect, and each is told by itself.
const FEW: usize = 3;

/// Whether a translation is known to be made from an older source: what differs then is told by that alone.
pub fn is_outdated(variant: &VariantView<'_>) -> bool {
    matches!(variant.freshness(), Some(Freshness::Outdated(..)))
}

/// A translation beside its source, where what differs between them is the translation's fault.
pub fn fresh<'v, 'a>(variant: &'v VariantView<'a>) -> Option<&'v Parity<'a>> {
    variant.parity().filter(|_| !is_outdated(variant))
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

        /// Whatever two languages hold, they are compared; and a page beside itself differs in nothing.
        #[test]
        fn any_pages_are_compared(
            source in proptest::collection::vec(0usize..PIECES.len(), 0..14),
            target in proptest::collection::vec(0usize..PIECES.len(), 0..14),
        ) {
            let page = |pieces: &[usize]| pieces.iter().map(|piece| PIECES[*piece]).collect::<String>();
            let (source, target) = (page(&source), page(&target));
            let include = ("en/includes/x.md", "# I\n\n- i <a name=\"i\"></a>\n");
            check_of("no-such-rule", &[("en/a.md", &source), include, ("sv/a.md", &target)], &[]);
            for rule in ["structure-parity", "anchor-parity", "altered-code", "altered-placeholder", "unpinned-task"] {
                check_of(rule, &[("en/a.md", &source), include, ("sv/a.md", &source)], &[]);
            }
        }
    }

    const PIECES: [&str; 16] = [
        "# A\n\n",
        "## <a name=\"b\"></a>B å\n\n",
        "### C\n\n",
        "<a name=\"crit-d\"></a>\n## D\n\n",
        "- x `a-b`\n- [y](a.md#b)\n  - z {#z}\n\n",
        "- [ ] t {#t}\n- [ ] u\n\n",
        "```sh\nls # å\n```\n\n",
        "> [!NOTE]\n> text {x} $name\n\n",
        "| a | b |\n|---|---|\n| <a name=\"s\"></a>c | d\n\n",
        "# [T](#tab/t)\n\nx\n\n# [U](#tab/u)\n\n",
        "---\n\n",
        "[!INCLUDE [x](includes/x.md)]\n\n",
        "<div><ul><li>x\n\n",
        "A long text that nobody has translated yet.\n\n",
        "<span data-ttu-id=\"h1-101\">å {x}</span><span class=\"sxs-lookup\"><span data-stu-id=\"h1-101\">x</span></span>\n\n",
        "![a](x.png) <img src=\"y.png\">\n\n",
    ];
}
