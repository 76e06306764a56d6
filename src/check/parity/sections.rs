//! Which section of a translation is which of its source.
//!
//! [`crate::link`] aligns headings by name and order, to give them ids; where it does not dare (a heading fewer, no
//! names), what stands in the sections tells them apart. That never changes an id: it only tells what is missing.

use super::Skeleton;
use super::walk::ItemKind;
use crate::model::OutlineHeading;
use crate::model::site::Doc;

/// Whether a name is that of an exit criterion, whose own rules tell what is missing.
pub fn is_criterion(name: &str) -> bool {
    name.starts_with("crit-")
}

/// Which section is which.
#[derive(Debug, Default)]
pub struct Sections {
    /// For each heading of the translation, that of the source.
    pub source_of: Vec<Option<u32>>,
    /// For each heading of the source, that of the translation.
    pub target_of: Vec<Option<u32>>,
    /// Headings of the source that the translation lacks; what lies below one of them is not listed.
    pub missing: Vec<u32>,
    /// Headings of the translation that the source lacks, likewise.
    pub extra: Vec<u32>,
    /// Headings of the translation that stand elsewhere in the source, likewise.
    pub moved: Vec<u32>,
    /// For each heading of the source, the last one before it that both have; empty where nothing differs.
    before: Vec<Option<u32>>,
}

/// The largest gap whose headings are all compared with each other.
const LARGEST_GAP: usize = 4096;

type Side<'a> = (&'a Doc, &'a Skeleton);

impl Sections {
    /// Compares a translation with its source; `aligned` are the headings that share an id.
    pub fn of(target: Side<'_>, source: Side<'_>, aligned: &[Option<u32>]) -> Self {
        let (ours, theirs) = (&target.0.outline.headings, &source.0.outline.headings);
        let mut all = Self {
            source_of: vec![None; ours.len()],
            target_of: vec![None; theirs.len()],
            ..Self::default()
        };
        for (number, there) in aligned.iter().enumerate() {
            if let Some(there) = there {
                all.join(number, *there as usize);
            }
        }
        let is_same = ours.len() == theirs.len() && is_in_order(&all.source_of);
        if !is_same {
            all.fill_gaps(target, source);
            all.missing = tops(theirs, |number| all.target_of.get(number).is_some_and(Option::is_none));
            all.extra = tops(ours, |number| all.source_of.get(number).is_some_and(Option::is_none));
            let mut last = None;
            for joined in &all.target_of {
                all.before.push(last);
                last = joined.or(last);
            }
            let moved = out_of_order(&all.source_of);
            all.moved = tops(ours, |number| moved.get(number) == Some(&true));
        }
        all
    }

    fn join(&mut self, ours: usize, theirs: usize) {
        if let (Some(source), Some(target)) = (self.source_of.get_mut(ours), self.target_of.get_mut(theirs)) {
            *source = Some(theirs as u32);
            *target = Some(ours as u32);
        }
    }

    /// The pairs of sections: 0 is the part before the first heading, any other one more than its heading's number.
    pub fn pairs(&self) -> impl Iterator<Item = (u32, u32)> {
        let headings = self.source_of.iter().enumerate();
        let pairs = headings.filter_map(|(ours, theirs)| Some((ours as u32 + 1, (*theirs)? + 1)));
        std::iter::once((0, 0)).chain(pairs)
    }

    /// Whether the heading behind section `theirs` of the source is missing here.
    pub fn lacks_next(&self, theirs: u32) -> bool {
        self.target_of.get(theirs as usize).is_some_and(Option::is_none)
    }

    /// Whether the heading behind section `ours` of the translation is here alone.
    pub fn has_extra_next(&self, ours: u32) -> bool {
        self.source_of.get(ours as usize).is_some_and(Option::is_none)
    }

    /// The last heading before heading `number` of the source that the translation has too, by its number there.
    pub fn before(&self, number: u32) -> Option<u32> {
        self.before.get(number as usize).copied().flatten()
    }

    /// Between neighbours that are joined, joins what is most alike.
    fn fill_gaps(&mut self, target: Side<'_>, source: Side<'_>) {
        let (mut ours, mut theirs) = (0, 0);
        for number in 0..=self.source_of.len() {
            let joined = if number == self.source_of.len() {
                Some(self.target_of.len())
            } else {
                self.source_of
                    .get(number)
                    .copied()
                    .flatten()
                    .map(|there| there as usize)
            };
            let Some(there) = joined else { continue };
            if there < theirs {
                continue;
            }
            let open: Vec<usize> = (ours..number)
                .filter(|n| self.source_of.get(*n) == Some(&None))
                .collect();
            let free: Vec<usize> = (theirs..there)
                .filter(|n| self.target_of.get(*n) == Some(&None))
                .collect();
            if !open.is_empty() && !free.is_empty() && open.len() * free.len() <= LARGEST_GAP {
                let alike = |o: usize, f: usize| match (open.get(o), free.get(f)) {
                    (Some(o), Some(f)) => likeness((target, *o), (source, *f)),
                    _ => 0,
                };
                let pairs = super::blocks::best(open.len(), free.len(), alike);
                for (o, f) in pairs.iter().copied().chain(alone(&pairs, open.len(), free.len())) {
                    if let (Some(o), Some(f)) = (open.get(o), free.get(f)) {
                        self.join(*o, *f);
                    }
                }
            }
            (ours, theirs) = (number + 1, there + 1);
        }
    }
}

/// Between pairs, one that is left on each side: most likely of another level, and the same all the same.
fn alone(pairs: &[(usize, usize)], open: usize, free: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let (mut o, mut f) = (0, 0);
    for (next_o, next_f) in pairs.iter().copied().chain([(open, free)]) {
        if next_o == o + 1 && next_f == f + 1 {
            found.push((o, f));
        }
        (o, f) = (next_o + 1, next_f + 1);
    }
    found
}

fn is_in_order(list: &[Option<u32>]) -> bool {
    list.iter()
        .enumerate()
        .all(|(number, there)| *there == Some(number as u32))
}

/// How alike two headings and what stands below them are; 0 is not at all.
fn likeness(ours: (Side<'_>, usize), theirs: (Side<'_>, usize)) -> u32 {
    let (ours_all, theirs_all) = (&ours.0.0.outline.headings, &theirs.0.0.outline.headings);
    let (Some(a), Some(b)) = (ours_all.get(ours.1), theirs_all.get(theirs.1)) else {
        return 0;
    };
    if is_stranger(a, b) {
        return 0;
    }
    let section = |side: &(Side<'_>, usize)| side.0.1.sections.get(side.1 + 1).copied().unwrap_or_default();
    let (our_sum, their_sum) = (section(&ours), section(&theirs));
    let keyed = [ItemKind::Code, ItemKind::InlineCode, ItemKind::Link].into_iter();
    let mut likeness = 3 * keyed
        .filter(|kind| our_sum.has_key(*kind) && our_sum.same(&their_sum, *kind))
        .count();
    let counts = our_sum.counts.iter().zip(&their_sum.counts);
    likeness += 2 * counts.clone().filter(|(a, b)| a == b && **a > 0).count();
    // Translations are about as long as each other's sources are.
    let (short, long) = (
        our_sum.length.min(their_sum.length),
        our_sum.length.max(their_sum.length),
    );
    likeness += (4 * u64::from(short)).checked_div(u64::from(long)).unwrap_or(3) as usize;
    if !text_of(&ours).is_empty() && text_of(&ours) == text_of(&theirs) {
        likeness += 5;
    }
    let unlike = counts.filter(|(a, b)| a != b).count();
    let likeness = (likeness + 4).saturating_sub(2 * unlike) as u32;
    match a.level == b.level {
        true => likeness.max(1),
        // A page's title is nothing else.
        false if a.level.min(b.level) > 1 && likeness >= 12 => likeness,
        false => 0,
    }
}

fn text_of<'a>(side: &(Side<'a>, usize)) -> &'a str {
    let document = &side.0.0.document;
    document
        .headings
        .get(side.1)
        .map_or("", |heading| document.str(heading.text))
}

/// Two headings that both have names, and none that the other has.
fn is_stranger(a: &OutlineHeading, b: &OutlineHeading) -> bool {
    let of_criterion = |heading: &OutlineHeading| heading.names.iter().any(|name| is_criterion(name));
    if of_criterion(a) || of_criterion(b) {
        return !a.names.iter().any(|name| b.names.contains(name));
    }
    false
}

/// Those of the headings that are `chosen` whose parents are not.
fn tops(headings: &[OutlineHeading], chosen: impl Fn(usize) -> bool) -> Vec<u32> {
    let mut open: Vec<usize> = Vec::new();
    let mut tops = Vec::new();
    for (number, heading) in headings.iter().enumerate() {
        while open
            .pop_if(|above| headings.get(*above).is_none_or(|above| above.level >= heading.level))
            .is_some()
        {}
        if chosen(number) && !open.last().is_some_and(|above| chosen(*above)) {
            tops.push(number as u32);
        }
        open.push(number);
    }
    tops
}

/// Which headings break the order of the source: all but a longest run in order.
fn out_of_order(source_of: &[Option<u32>]) -> Vec<bool> {
    // By patience: the last heading of the best run of each length, and what stands before each heading in its run.
    let mut ends: Vec<(u32, usize)> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; source_of.len()];
    for (number, there) in source_of.iter().enumerate() {
        let Some(there) = there else { continue };
        let at = ends.partition_point(|(value, _)| value < there);
        if let (Some(slot), Some((_, last))) = (before.get_mut(number), at.checked_sub(1).and_then(|at| ends.get(at))) {
            *slot = Some(*last);
        }
        match ends.get_mut(at) {
            Some(end) => *end = (*there, number),
            None => ends.push((*there, number)),
        }
    }
    let mut moved: Vec<bool> = source_of.iter().map(Option::is_some).collect();
    let mut next = ends.last().map(|(_, number)| *number);
    while let Some(number) = next {
        if let Some(slot) = moved.get_mut(number) {
            *slot = false;
        }
        next = before.get(number).copied().flatten();
    }
    moved
}
