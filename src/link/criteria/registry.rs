//! Which criteria there are, and which page owns each: told by the variants that own their pages.

use std::collections::{BTreeMap, BTreeSet};

use super::{Named, NamedOf};
use crate::base::DocPath;
use crate::link::resolve::Map;
use crate::model::criterion::{Criteria, Criterion, Mark, Naming, Presence, Section, Twice};
use crate::model::site::{DocId, PageId, Variant};

/// An id on a page.
struct Claim<'a> {
    page: PageId,
    doc: DocId,
    /// Its place among the criteria of the page.
    place: usize,
    named: &'a Named,
    /// The file that it is written in, below its locale's folder.
    file: DocPath,
    /// How many criteria the page has.
    weight: usize,
    /// The file is the page itself.
    is_own: bool,
}

/// Fills in who owns what, and what is there twice.
pub fn register(map: &Map<'_>, named: &NamedOf, criteria: &mut Criteria) {
    let mut claims: BTreeMap<&str, Vec<Claim<'_>>> = BTreeMap::new();
    for (page, doc) in owners(map) {
        let Some(all) = named.get(&doc) else { continue };
        for (place, one) in all.iter().enumerate() {
            let file = written_in(map, doc, one);
            let claim = Claim {
                is_own: map.site.pages.get(page.index()).is_some_and(|page| page.key == file),
                page,
                doc,
                place,
                named: one,
                file,
                weight: all.len(),
            };
            if let Some(id) = one.names.first() {
                claims.entry(id).or_default().push(claim);
            }
        }
    }
    let mut owned = Vec::with_capacity(claims.len());
    let mut twice = Vec::new();
    for (id, mut list) in claims {
        // The page whose subject criteria are keeps an id; one that shows a file that others show gives way to none.
        list.sort_by_key(|claim| (std::cmp::Reverse(claim.weight), !claim.is_own, claim.page));
        let Some(first) = list.first() else { continue };
        let shows = |claim: &&Claim<'_>| claim.file == first.file && claim.page != first.page;
        let also_on: Vec<PageId> = list.iter().filter(shows).map(|claim| claim.page).collect();
        let mut told = BTreeSet::from([&first.file]);
        for other in &list {
            if told.insert(&other.file) {
                twice.push((id, other.doc, other.named.anchor));
            }
        }
        owned.push((first.page, first.place, criterion(map, id, first, also_on)));
    }
    owned.sort_by_key(|(page, place, _)| (*page, *place));
    let mut last = None;
    for (page, _, mut criterion) in owned {
        let ordinal = match last {
            Some((before, ordinal)) if before == page => ordinal + 1,
            _ => 0,
        };
        last = Some((page, ordinal));
        criterion.ordinal = ordinal;
        criteria
            .by_name
            .insert(criterion.id.clone(), criteria.list.len() as u32);
        criteria.list.push(criterion);
    }
    for (number, criterion) in criteria.list.iter().enumerate() {
        for alias in &criterion.aliases {
            criteria.by_name.entry(alias.clone()).or_insert(number as u32);
        }
    }
    criteria.twice = twice
        .into_iter()
        .filter_map(|(id, doc, anchor)| {
            let first = *criteria.by_name.get(id)?;
            Some(Twice { first, doc, anchor })
        })
        .collect();
}

fn criterion(map: &Map<'_>, id: &str, claim: &Claim<'_>, also_on: Vec<PageId>) -> Criterion {
    let locales = map.site.locales.len();
    let mut criterion = Criterion {
        id: id.into(),
        aliases: claim.named.names.iter().skip(1).cloned().collect(),
        page: claim.page,
        owner: map
            .site
            .pages
            .get(claim.page.index())
            .map(|page| page.owner)
            .unwrap_or_default(),
        also_on: also_on.into(),
        ordinal: 0,
        presence: vec![Presence::NoPage; locales].into(),
        linked_from: vec![Vec::new(); locales].into(),
    };
    let section = Section::blank(claim.doc, claim.named.mark);
    criterion.place(criterion.owner, section);
    criterion
}

/// Each page with the document that owns it.
fn owners<'a>(map: &'a Map<'_>) -> impl Iterator<Item = (PageId, DocId)> + 'a {
    map.site.pages.iter().enumerate().filter_map(|(number, page)| {
        let Variant::Own(doc) = page.variants.get(page.owner.index())? else {
            return None;
        };
        Some((PageId(number as u32), *doc))
    })
}

/// The file of a criterion, below its locale's folder: the same file in every language.
pub fn written_in(map: &Map<'_>, doc: DocId, named: &Named) -> DocPath {
    let Some(doc) = map.docs.get(doc.index()) else {
        return DocPath::root();
    };
    let document = &doc.document;
    let span = match named.mark {
        Mark::Heading(number) => {
            let heading = document.headings.get(number as usize);
            heading
                .and_then(|heading| document.nodes.get(heading.node as usize))
                .map(|node| node.span)
        }
        Mark::Anchor(number) => document.anchors.get(number as usize).map(|anchor| anchor.span),
    };
    let file = span.map_or(&document.file, |span| document.file_of(span));
    let mut locales = map.site.locales.iter();
    locales
        .find_map(|locale| file.strip(locale.folder.as_str()))
        .unwrap_or_else(|| file.clone())
}

impl Criterion {
    /// Puts down what a locale has of it.
    pub(super) fn place(&mut self, locale: crate::model::site::LocaleId, section: Section) {
        if let Some(presence) = self.presence.get_mut(locale.index()) {
            *presence = Presence::Here(section);
        }
    }
}

impl Section {
    pub(super) fn blank(doc: DocId, mark: Mark) -> Self {
        Self {
            doc,
            mark,
            naming: Naming::Own,
            title: Box::default(),
            standing: None,
            steps: Box::default(),
            is_open: false,
            test: None,
        }
    }
}
