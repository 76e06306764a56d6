//! Which list of a translation is which of its source, and which item.

use std::collections::HashMap;

use super::places::{ItemPlace, ListPlace};
use crate::model::checklist::Shown;
use crate::model::site::Anchors;

/// The list of a translation that stands where `place` stands in its source: in a box of the same name, else under the
/// same heading with the same number.
pub fn counterpart<'a>(
    (place, anchors): (&ListPlace, Option<&Anchors>),
    (others, their_anchors): (&'a [ListPlace], Option<&Anchors>),
    is_sidecar: bool,
) -> Option<&'a ListPlace> {
    if let (Some(named), false) = (&place.named, is_sidecar)
        && let Some(found) = others.iter().find(|other| other.named.as_ref() == Some(named))
    {
        return Some(found);
    }
    let id = |anchors: Option<&Anchors>, heading: Option<u32>| {
        heading.and_then(|number| anchors?.ids.get(number as usize).cloned())
    };
    let heading = id(anchors, place.heading);
    others.iter().find(|other| {
        let is_same = match is_sidecar {
            true => other.below == place.below,
            false => other.tickable == place.tickable,
        };
        is_same && id(their_anchors, other.heading) == heading
    })
}

/// A list as a translation shows it: each of its items is the one of the same id, else the one in the same place among
/// those without. `numbers` are the source's items by their number in the list, `known` their ids.
pub fn shown(
    node: u32,
    list: u32,
    (places, ids): (&[ItemPlace], &[Option<&str>]),
    (numbers, known): (&[u32], &[Option<&str>]),
    test_of: Option<u32>,
) -> Shown {
    let mut of_id: HashMap<&str, usize> = HashMap::new();
    let mut unpinned: Vec<usize> = Vec::new();
    for (place, id) in known.iter().enumerate() {
        match id {
            Some(id) => _ = of_id.entry(id).or_insert(place),
            None => unpinned.push(place),
        }
    }
    let mut unpinned = unpinned.into_iter();
    let mut taken = vec![false; numbers.len()];
    // For each item of the source, how many items of the translation stand before what follows it.
    let mut after = vec![None; numbers.len()];
    let mut items = Vec::with_capacity(places.len());
    for (at, (place, id)) in places.iter().zip(ids).enumerate() {
        let source = match id {
            Some(id) => of_id.get(id).copied().filter(|place| !taken[*place]),
            None => unpinned.next(),
        };
        if let Some(source) = source {
            taken[source] = true;
            after[source] = Some(at as u32 + 1);
        }
        items.push((place.node, source.and_then(|source| numbers.get(source).copied())));
    }
    let mut before = 0;
    let mut lacking = Vec::new();
    for (source, number) in numbers.iter().enumerate() {
        match after[source] {
            Some(at) => before = at,
            None => lacking.push((before, *number)),
        }
    }
    Shown {
        node,
        list,
        test_of,
        items: items.into(),
        lacking: lacking.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(known: &[Option<&str>], ids: &[Option<&str>]) -> (Vec<Option<u32>>, Vec<(u32, u32)>) {
        let places: Vec<ItemPlace> = (0..ids.len() as u32)
            .map(|node| ItemPlace { node, task: None })
            .collect();
        let numbers: Vec<u32> = (0..known.len() as u32).collect();
        let shown = shown(9, 0, (&places, ids), (&numbers, known), None);
        (
            shown.items.iter().map(|(_, item)| *item).collect(),
            shown.lacking.into(),
        )
    }

    #[test]
    fn items_are_told_by_their_ids_and_else_by_their_place() {
        let known = [Some("a"), None, Some("b"), None];
        assert_eq!(
            read(&known, &[Some("b"), None, None, Some("a")]),
            (vec![Some(2), Some(1), Some(3), Some(0)], vec![])
        );
        // One that the source has not, one twice, and one that is not there.
        assert_eq!(
            read(&known, &[None, Some("x"), Some("a"), Some("a")]),
            (vec![Some(1), None, Some(0), None], vec![(1, 2), (1, 3)])
        );
        assert_eq!(read(&known, &[]), (vec![], vec![(0, 0), (0, 1), (0, 2), (0, 3)]));
        assert_eq!(read(&[None], &[None, None]), (vec![Some(0), None], vec![]));
    }
}
