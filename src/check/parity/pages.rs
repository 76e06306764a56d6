//! Pages that only translations have, and the pages of the source that they most likely are.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::check::rule::SiteView;
use crate::diag::nearest;
use crate::model::site::{DocId, LocaleId, PageId, Site, Variant};

/// A translation whose source is not there.
pub struct Orphan {
    /// The translation.
    pub doc: DocId,
    /// Its page.
    pub page: PageId,
    /// Its locale.
    pub locale: LocaleId,
    /// The page of the source that this locale lacks and that it most likely translates.
    pub meant: Option<PageId>,
}

/// How many names a page is compared with: a whole locale may have been moved.
const MOST: usize = 200;

/// The translations whose source is not there.
pub fn orphans<'a>(view: &SiteView<'a>) -> &'a [Orphan] {
    view.known.orphans.get_or_init(|| orphans_of(view.map.site))
}

fn orphans_of(site: &Site) -> Vec<Orphan> {
    let mut orphans = Vec::new();
    for (number, page) in site.pages.iter().enumerate() {
        if matches!(page.variants.get(site.source), Some(Variant::Own(_))) {
            continue;
        }
        for (locale, variant) in page.variants.iter().enumerate() {
            if let Variant::Own(doc) = variant {
                orphans.push(Orphan {
                    doc: *doc,
                    page: PageId(number as u32),
                    locale: LocaleId(locale as u8),
                    meant: None,
                });
            }
        }
    }
    if !orphans.is_empty() {
        find_meant(site, &mut orphans);
    }
    orphans
}

fn find_meant(site: &Site, orphans: &mut [Orphan]) {
    let locales: BTreeSet<LocaleId> = orphans.iter().map(|orphan| orphan.locale).collect();
    for locale in locales {
        let lacks = |page: &crate::model::site::Page| {
            matches!(page.variants.get(site.source), Some(Variant::Own(_)))
                && !matches!(page.variants.get(locale.index()), Some(Variant::Own(_)))
        };
        let missing = site.pages.iter().enumerate().filter(|(_, page)| lacks(page));
        let mut by_name: HashMap<&str, Vec<PageId>> = HashMap::new();
        let mut by_folder: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (number, page) in missing {
            by_name
                .entry(page.key.file_name())
                .or_default()
                .push(PageId(number as u32));
            by_folder.entry(page.key.parent()).or_default().push(page.key.as_str());
        }
        let mut taken: BTreeSet<PageId> = BTreeSet::new();
        for orphan in orphans.iter_mut().filter(|orphan| orphan.locale == locale) {
            let Some(page) = site.pages.get(orphan.page.index()) else {
                continue;
            };
            // One of the same name elsewhere has moved; else one beside it was renamed.
            let moved = by_name.get(page.key.file_name()).filter(|found| found.len() == 1);
            let beside = || {
                let keys = by_folder.get(page.key.parent())?.iter().take(MOST).copied();
                let key = nearest(page.key.as_str(), keys)?;
                site.page_of.get(&crate::base::DocPath::new(key)?).copied()
            };
            let is_named = !page.key.stem().eq_ignore_ascii_case("index");
            let found = moved
                .filter(|_| is_named)
                .and_then(|found| found.first().copied())
                .or_else(beside);
            orphan.meant = found.filter(|found| taken.insert(*found));
        }
    }
}
