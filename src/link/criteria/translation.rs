//! What each translation has of its source's criteria: which, under which name, in which order, and what besides.

use std::collections::{HashMap, HashSet};

use super::registry::written_in;
use super::sections::positions;
use super::{Named, NamedOf, Reader};
use crate::diag::nearest;
use crate::model::Document;
use crate::model::criterion::{Criteria, Disorder, Mark, Naming, Presence, Stray, Twice};
use crate::model::site::{DocId, LocaleId, PageId, Variant};

/// Fills in all translations.
pub fn translate(reader: &Reader<'_>, named: &NamedOf, criteria: &mut Criteria) {
    let mut from = 0;
    for number in 0..reader.map.site.pages.len() {
        let id = PageId(number as u32);
        let count = criteria.list[from..]
            .iter()
            .take_while(|criterion| criterion.page == id)
            .count();
        translate_page(reader, named, criteria, id, from..from + count);
        from += count;
    }
}

/// Fills in the translations of one page, whose criteria are `mine`.
pub fn translate_page(
    reader: &Reader<'_>,
    named: &NamedOf,
    criteria: &mut Criteria,
    id: PageId,
    mine: std::ops::Range<usize>,
) {
    let Some(page) = reader.map.site.pages.get(id.index()) else {
        return;
    };
    let owner = page.variants.get(page.owner.index());
    let Some(owner) = owner.and_then(|variant| variant.shown()) else {
        return;
    };
    for (locale, variant) in page.variants.iter().enumerate() {
        let Variant::Own(doc) = variant else { continue };
        let entries = named.get(doc).map_or(&[][..], Vec::as_slice);
        if *doc == owner || (mine.is_empty() && entries.is_empty()) {
            continue;
        }
        let mut matching = Matching {
            reader,
            entries,
            page: id,
            owner,
            doc: *doc,
            locale: LocaleId(locale as u8),
            first: mine.start,
            found: vec![None; mine.len()],
            of_entry: vec![Entry::Unknown; entries.len()],
        };
        matching.by_name(named, criteria);
        matching.by_heading(criteria);
        matching.by_slot(criteria);
        matching.put_down(criteria);
    }
}

/// What a criterion of a translation is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entry {
    /// Nothing that the source has.
    Unknown,
    /// A criterion of the page, by its place among them.
    Mine(usize),
    /// Told elsewhere.
    Told,
}

struct Matching<'a> {
    reader: &'a Reader<'a>,
    entries: &'a [Named],
    page: PageId,
    owner: DocId,
    doc: DocId,
    locale: LocaleId,
    /// The number of the page's first criterion.
    first: usize,
    /// What stands for each criterion of the page.
    found: Vec<Option<(Mark, Naming)>>,
    of_entry: Vec<Entry>,
}

impl Matching<'_> {
    fn by_name(&mut self, named: &NamedOf, criteria: &mut Criteria) {
        let of_owner = named.get(&self.owner);
        for (place, entry) in self.entries.iter().enumerate() {
            let Some(number) = entry.names.iter().find_map(|name| criteria.by_name.get(name)).copied() else {
                continue;
            };
            let Some(criterion) = criteria.list.get(number as usize) else {
                continue;
            };
            let mine = (number as usize)
                .checked_sub(self.first)
                .filter(|mine| *mine < self.found.len());
            self.of_entry[place] = Entry::Told;
            if let Some(mine) = mine {
                if self.found[mine].is_none() {
                    self.found[mine] = Some((entry.mark, Naming::Own));
                    self.of_entry[place] = Entry::Mine(mine);
                }
                continue;
            }
            // What the source says twice too is told there.
            let in_owner = of_owner.is_some_and(|all| {
                all.iter()
                    .any(|one| one.names.iter().any(|name| entry.names.contains(name)))
            });
            let is_same_file = || {
                let source = criterion.source();
                let all = source.and_then(|section| named.get(&section.doc)).into_iter().flatten();
                let same = |one: &&Named| one.names.first() == Some(&criterion.id);
                let file = |doc, one| written_in(self.reader.map, doc, one);
                let theirs = all
                    .into_iter()
                    .find(same)
                    .zip(source)
                    .map(|(one, section)| file(section.doc, one));
                theirs == Some(file(self.doc, entry))
            };
            if !criterion.is_on(self.page) && !in_owner && !is_same_file() {
                criteria.twice.push(Twice {
                    first: number,
                    doc: self.doc,
                    anchor: entry.anchor,
                });
            }
        }
    }

    /// Headings that are aligned with a criterion's: called otherwise, or not at all.
    fn by_heading(&mut self, criteria: &Criteria) {
        let Some(anchors) = self.reader.map.site.anchors.get(self.doc.index()) else {
            return;
        };
        let mut of_source: HashMap<u32, usize> = HashMap::new();
        for (mine, found) in self.found.iter().enumerate() {
            let source = criteria
                .list
                .get(self.first + mine)
                .and_then(|criterion| criterion.source());
            if let (None, Some(Mark::Heading(heading))) = (found, source.map(|section| section.mark)) {
                of_source.insert(heading, mine);
            }
        }
        if of_source.is_empty() {
            return;
        }
        let mut entry_of: HashMap<u32, usize> = HashMap::new();
        for (place, entry) in self.entries.iter().enumerate() {
            if let Mark::Heading(heading) = entry.mark {
                entry_of.insert(heading, place);
            }
        }
        for (heading, source) in anchors.source.iter().enumerate() {
            let heading = heading as u32;
            let Some(mine) = source.and_then(|source| of_source.get(&source).copied()) else {
                continue;
            };
            let entry = entry_of.get(&heading).copied();
            let naming = match entry.map(|place| (place, self.of_entry[place])) {
                Some((place, Entry::Unknown)) => {
                    self.of_entry[place] = Entry::Mine(mine);
                    Naming::Other(self.entries[place].anchor)
                }
                Some(_) => continue,
                // Where no criterion has its anchor, the order of headings is how this page is written.
                None if self.entries.is_empty() => Naming::Own,
                None => Naming::Nothing,
            };
            self.found[mine] = Some((Mark::Heading(heading), naming));
        }
    }

    /// A name that is nearly the missing one, in the place of the missing one.
    fn by_slot(&mut self, criteria: &Criteria) {
        let mut missing: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
        let mut before = None;
        for (mine, found) in self.found.iter().enumerate() {
            match found {
                Some(_) => before = Some(mine),
                None => missing.entry(before).or_default().push(mine),
            }
        }
        if missing.is_empty() {
            return;
        }
        let mut before = None;
        for (place, entry) in self.entries.iter().enumerate() {
            match self.of_entry[place] {
                Entry::Mine(mine) => before = Some(mine),
                Entry::Told => {}
                Entry::Unknown => {
                    let Some(slot) = missing.get_mut(&before).filter(|slot| slot.len() <= 50) else {
                        continue;
                    };
                    let id_of = |mine: &usize| criteria.list.get(self.first + *mine).map(|criterion| &*criterion.id);
                    let Some(name) = entry.names.first() else { continue };
                    let Some(meant) = nearest(name, slot.iter().filter_map(id_of)) else {
                        continue;
                    };
                    let Some(at) = slot.iter().position(|mine| id_of(mine) == Some(meant)) else {
                        continue;
                    };
                    let mine = slot.remove(at);
                    self.found[mine] = Some((entry.mark, Naming::Similar(entry.anchor)));
                    self.of_entry[place] = Entry::Mine(mine);
                }
            }
        }
    }

    fn put_down(&self, criteria: &mut Criteria) {
        let strays = self
            .entries
            .iter()
            .zip(&self.of_entry)
            .filter(|(_, entry)| **entry == Entry::Unknown);
        criteria.strays.extend(strays.filter_map(|(entry, _)| {
            Some(Stray {
                id: entry.names.first()?.clone(),
                page: self.page,
                locale: self.locale,
                doc: self.doc,
                mark: entry.mark,
            })
        }));
        let (marks, mine): (Vec<_>, Vec<usize>) = self
            .found
            .iter()
            .enumerate()
            .filter_map(|(mine, found)| Some(((*found)?, mine)))
            .unzip();
        let sections = self.reader.read(self.doc, &marks, &criteria.steps);
        for (mine, section) in mine.iter().zip(sections) {
            if let Some(criterion) = criteria.list.get_mut(self.first + mine) {
                criterion.place(self.locale, section);
            }
        }
        self.put_down_missing(criteria);
        self.find_disorder(&marks, &mine, criteria);
    }

    /// What is lacking ought to stand after the nearest heading before it that both have.
    fn put_down_missing(&self, criteria: &mut Criteria) {
        let map = self.reader.map;
        let (Some(owner), Some(anchors)) = (map.docs.get(self.owner.index()), map.site.anchors.get(self.doc.index()))
        else {
            return;
        };
        if self.found.iter().all(Option::is_some) {
            return;
        }
        // For each heading of the source, the last of the translation's for it or for one before it.
        let mut after: Vec<Option<u32>> = vec![None; owner.outline.headings.len()];
        for (heading, source) in anchors.source.iter().enumerate() {
            if let Some(place) = source.and_then(|source| after.get_mut(source as usize)) {
                *place = Some(heading as u32);
            }
        }
        let mut last = None;
        for place in &mut after {
            last = place.or(last);
            *place = last;
        }
        // A sub-heading that has no name is not aligned: the end of the section before is known all the same.
        let translated = self.reader.map.docs.get(self.doc.index()).map(|doc| &doc.document);
        let mut end_of_last = None;
        for (mine, found) in self.found.iter().enumerate() {
            match found {
                Some((mark, _)) => end_of_last = translated.and_then(|document| last_heading(document, *mark)),
                None => {
                    let Some(criterion) = criteria.list.get_mut(self.first + mine) else {
                        continue;
                    };
                    let mark = criterion.source().map(|section| section.mark);
                    let before = mark.and_then(|mark| heading_before(&owner.document, mark));
                    let aligned = before.and_then(|before| after.get(before as usize).copied().flatten());
                    if let Some(presence) = criterion.presence.get_mut(self.locale.index()) {
                        *presence = Presence::Lacking(self.doc, aligned.max(end_of_last));
                    }
                }
            }
        }
    }

    fn find_disorder(&self, marks: &[(Mark, Naming)], mine: &[usize], criteria: &mut Criteria) {
        let Some(doc) = self.reader.map.docs.get(self.doc.index()) else {
            return;
        };
        let only: Vec<Mark> = marks.iter().map(|(mark, _)| *mark).collect();
        let places = positions(&doc.document, &only);
        let mut order: Vec<(u32, usize)> = places.into_iter().zip(mine.iter().copied()).collect();
        order.sort_unstable();
        let sequence: Vec<usize> = order.into_iter().map(|(_, mine)| mine).collect();
        let Some(first) = first_displaced(&sequence) else {
            return;
        };
        let common: HashSet<usize> = sequence.iter().copied().collect();
        let after = (0..first).rev().find(|before| common.contains(before));
        criteria.disorders.push(Disorder {
            criterion: (self.first + first) as u32,
            locale: self.locale,
            after: after.map(|after| (self.first + after) as u32),
        });
    }
}

fn heading_before(document: &Document, mark: Mark) -> Option<u32> {
    match mark {
        Mark::Heading(number) => number.checked_sub(1),
        Mark::Anchor(_) => {
            let node = *positions(document, &[mark]).first()?;
            (document.headings.partition_point(|heading| heading.node < node) as u32).checked_sub(1)
        }
    }
}

/// The last heading of a criterion's section.
fn last_heading(document: &Document, mark: Mark) -> Option<u32> {
    let Mark::Heading(number) = mark else {
        return heading_before(document, mark);
    };
    let level = document.headings.get(number as usize)?.level;
    let below = document.headings.iter().skip(number as usize + 1);
    Some(number + below.take_while(|heading| heading.level > level).count() as u32)
}

/// The first, in reading order, of the fewest that have to move for the rest to stand in order. Of two that changed
/// places it is the one that now comes first.
fn first_displaced(sequence: &[usize]) -> Option<usize> {
    if sequence.is_sorted() {
        return None;
    }
    // The places that end an increasing run of each length, in reading order, so of falling values.
    let mut ends: Vec<Vec<usize>> = Vec::new();
    for (at, value) in sequence.iter().enumerate() {
        let is_less = |places: &Vec<usize>| places.last().is_some_and(|place| sequence[*place] < *value);
        let length = ends.partition_point(is_less);
        match ends.get_mut(length) {
            Some(places) => places.push(at),
            None => ends.push(vec![at]),
        }
    }
    // Of runs of equal length the one whose members come last.
    let mut stays = vec![false; sequence.len()];
    let mut next: Option<usize> = None;
    for places in ends.iter().rev() {
        let fits = |at: &&usize| next.is_none_or(|next| **at < next && sequence[**at] < sequence[next]);
        if let Some(at) = places.iter().rev().find(fits) {
            stays[*at] = true;
            next = Some(*at);
        }
    }
    sequence
        .iter()
        .zip(stays)
        .find(|(_, stays)| !stays)
        .map(|(value, _)| *value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_has_to_move() {
        assert_eq!(first_displaced(&[0, 1, 2]), None);
        assert_eq!(first_displaced(&[0, 2, 1, 3]), Some(2));
        assert_eq!(first_displaced(&[1, 2, 3, 0]), Some(0));
        assert_eq!(first_displaced(&[3, 0, 1, 2]), Some(3));
        assert_eq!(first_displaced(&[0, 4, 2, 3, 1, 5]), Some(4));
        assert_eq!(first_displaced(&[1, 0]), Some(1));
    }
}
