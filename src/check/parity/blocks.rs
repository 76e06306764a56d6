//! Which block of a section is which in the other language: by what no language changes.

use std::collections::HashSet;

use super::walk::{Item, ItemKind, code_texts, hash};
use crate::model::site::{Links, Target};
use crate::model::{Document, Kind};

/// The pairs, in order on both sides, of two lists of `ours` and `theirs` things that are most alike in sum; 0 is not
/// alike. Quadratic: only for short lists.
pub fn best(ours: usize, theirs: usize, alike: impl Fn(usize, usize) -> u32) -> Vec<(usize, usize)> {
    let width = theirs + 1;
    let mut sums = vec![0u32; (ours + 1) * width];
    let at = |o: usize, t: usize| o * width + t;
    let read = |sums: &[u32], o: usize, t: usize| sums.get(at(o, t)).copied().unwrap_or(0);
    // From the end, so that of equal ways the one is taken that pairs the first ones.
    for o in (0..ours).rev() {
        for t in (0..theirs).rev() {
            let skip = read(&sums, o + 1, t).max(read(&sums, o, t + 1));
            let alike = alike(o, t);
            let best = if alike > 0 {
                skip.max(alike + read(&sums, o + 1, t + 1))
            } else {
                skip
            };
            if let Some(slot) = sums.get_mut(at(o, t)) {
                *slot = best;
            }
        }
    }
    let mut pairs = Vec::with_capacity(ours.min(theirs));
    let (mut o, mut t) = (0, 0);
    while o < ours && t < theirs {
        let here = read(&sums, o, t);
        let alike = alike(o, t);
        if alike > 0 && here == alike + read(&sums, o + 1, t + 1) {
            pairs.push((o, t));
            (o, t) = (o + 1, t + 1);
        } else if here == read(&sums, o + 1, t) {
            o += 1;
        } else {
            t += 1;
        }
    }
    pairs
}

/// So many comparisons are worth finding the item that is missing; longer lists are paired from their beginnings.
const MOST: usize = 10_000;

/// One side: its document, its links, the items.
pub type Side<'a> = (&'a Document, &'a Links, &'a [&'a Item]);

/// The pairs of items of one kind: by code, targets and pictures in them, else by order and length.
pub fn pair(ours: Side<'_>, theirs: Side<'_>) -> Vec<(usize, usize)> {
    let (o, t) = (ours.2.len(), theirs.2.len());
    if o == t || o * t > MOST {
        return (0..o.min(t)).map(|n| (n, n)).collect();
    }
    let marks = |side: Side<'_>| {
        side.2
            .iter()
            .map(|item| Marks::of(side.0, side.1, item))
            .collect::<Vec<_>>()
    };
    let (ours, theirs) = (marks(ours), marks(theirs));
    best(o, t, |o, t| match (ours.get(o), theirs.get(t)) {
        (Some(o), Some(t)) => o.likeness(t),
        _ => 0,
    })
}

/// What no language changes about a block.
struct Marks {
    keys: HashSet<u64>,
    length: usize,
}

impl Marks {
    fn of(document: &Document, links: &Links, item: &Item) -> Self {
        let mut marks = Self {
            keys: HashSet::new(),
            length: 0,
        };
        let Some(first) = document.nodes.get(item.node as usize) else {
            return marks;
        };
        if item.kind == ItemKind::Code {
            marks
                .keys
                .extend(code_texts(document, item.node).map(|(_, text)| hash(text)));
        }
        for node in document
            .nodes
            .get(item.node as usize..first.end as usize)
            .unwrap_or(&[])
        {
            match node.kind {
                Kind::Code(part) => {
                    marks.keys.insert(hash(document.str(part)));
                }
                Kind::Text(part) => {
                    let text = document.str(part);
                    marks.length += text.chars().count();
                    let numbers = text
                        .split(|c: char| !c.is_ascii_digit())
                        .filter(|number| !number.is_empty());
                    marks.keys.extend(numbers.map(hash));
                }
                Kind::Link(number) | Kind::Image(number) => {
                    let key = match links.targets.get(number as usize) {
                        Some(Target::Page { page, tail }) => hash(tail) ^ u64::from(page.0),
                        _ => document
                            .links
                            .get(number as usize)
                            .map_or(0, |link| name_of(document.str(link.dest))),
                    };
                    marks.keys.insert(key);
                }
                Kind::Alert(alert) => {
                    marks.keys.insert(alert as u64 + 1);
                }
                _ => {}
            }
        }
        marks
    }

    fn likeness(&self, other: &Self) -> u32 {
        let common = self.keys.intersection(&other.keys).count() as u32;
        let apart = (self.keys.len() + other.keys.len()) as u32 - 2 * common;
        let (short, long) = (self.length.min(other.length), self.length.max(other.length));
        // Translations run up to half as long again.
        let by_length = (4 * short).checked_div(long).unwrap_or(4) as u32;
        (2 + 8 * common + by_length).saturating_sub(3 * apart).max(1)
    }
}

/// The last part of an address: of a picture its name.
fn name_of(dest: &str) -> u64 {
    hash(dest.rsplit('/').next().unwrap_or(dest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pairs_of_most_likeness_in_order() {
        let alike = |a: &'static [u32], b: &'static [u32]| best(a.len(), b.len(), move |o, t| u32::from(a[o] == b[t]));
        assert_eq!(alike(&[1, 2, 3], &[1, 3]), [(0, 0), (2, 1)]);
        assert_eq!(alike(&[2, 1], &[1, 2]), [(1, 0)]);
        assert_eq!(alike(&[], &[1]), []);
    }
}
