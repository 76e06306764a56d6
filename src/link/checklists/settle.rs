//! Which item of a list is which: today's items of the source, and those that its lock knows.

use std::collections::{HashMap, HashSet};

use super::lock::{Entry, Lock, Numbers};
use crate::model::checklist::TextHash;

/// An item of the source.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The id that its author gave it.
    pub explicit: Option<&'a str>,
    /// What the ids of items without one begin with: those of one group are numbered on.
    pub group: &'a str,
    /// Of its words.
    pub hash: TextHash,
}

/// What became of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// The entry of each item, by its place in `lock`; none where an earlier item has its id.
    pub items: Vec<Option<usize>>,
    /// The lock as it would be accepted.
    pub lock: Lock,
    /// Entries that no item is, by their place in the lock that was given.
    pub vanished: Vec<usize>,
}

/// Recognises each item: by its explicit id, else by the same words, else, where one item and one entry of a group are
/// left, as each other. What is left is new.
pub fn settle(items: &[Wanted<'_>], lock: &Lock) -> Settled {
    let entries = &lock.entries;
    let mut entry_of: Vec<Option<usize>> = vec![None; items.len()];
    let mut taken = vec![false; entries.len()];
    let mut repeated = vec![false; items.len()];
    by_id(items, entries, &mut entry_of, &mut taken, &mut repeated);
    let open = |entry_of: &[Option<usize>], item: usize| entry_of[item].is_none() && !repeated[item];
    let groups: HashSet<&str> = groups_of(items, lock);
    let mut by_words: HashMap<(&str, TextHash), Vec<usize>> = HashMap::new();
    for (place, entry) in entries.iter().enumerate().rev() {
        if !taken[place] && !entry.retired {
            by_words
                .entry((group(entry, &groups), entry.hash))
                .or_default()
                .push(place);
        }
    }
    for (place, item) in items.iter().enumerate() {
        if !open(&entry_of, place) {
            continue;
        }
        if let Some(found) = by_words.get_mut(&(item.group, item.hash)).and_then(Vec::pop) {
            taken[found] = true;
            entry_of[place] = Some(found);
        }
    }
    left_alone(items, entries, (&groups, &repeated), &mut entry_of, &mut taken);
    write_down(items, lock, &entry_of, &taken, &repeated)
}

fn by_id(
    items: &[Wanted<'_>],
    entries: &[Entry],
    entry_of: &mut [Option<usize>],
    taken: &mut [bool],
    repeated: &mut [bool],
) {
    let mut known: HashMap<&str, usize> = HashMap::new();
    for (place, entry) in entries.iter().enumerate() {
        for id in std::iter::once(&entry.id).chain(&entry.was) {
            known.entry(id).or_insert(place);
        }
    }
    let mut seen = HashSet::new();
    for (place, item) in items.iter().enumerate() {
        let Some(id) = item.explicit else { continue };
        if !seen.insert(id) {
            repeated[place] = true;
            continue;
        }
        match known.get(id) {
            Some(&entry) if !taken[entry] => {
                taken[entry] = true;
                entry_of[place] = Some(entry);
            }
            // Two ids that are one item's, the earlier and the later.
            Some(_) => repeated[place] = true,
            None => {}
        }
    }
}

/// The groups of steps that there are today, or were when the lock was written.
fn groups_of<'a>(items: &[Wanted<'a>], lock: &'a Lock) -> HashSet<&'a str> {
    let steps = Steps::of(lock);
    let known = lock.entries.iter().filter_map(|entry| steps.group(&entry.id));
    let today = items.iter().map(|item| item.group);
    today.chain(known).filter(|group| !group.is_empty()).collect()
}

/// One item and one entry of a group are each other.
fn left_alone(
    items: &[Wanted<'_>],
    entries: &[Entry],
    (groups, repeated): (&HashSet<&str>, &[bool]),
    entry_of: &mut [Option<usize>],
    taken: &mut [bool],
) {
    let mut left: HashMap<&str, (Vec<usize>, Vec<usize>)> = HashMap::new();
    for (place, item) in items.iter().enumerate() {
        if entry_of[place].is_none() && !repeated[place] {
            left.entry(item.group).or_default().0.push(place);
        }
    }
    for (place, entry) in entries.iter().enumerate() {
        if !taken[place] && !entry.retired {
            left.entry(group(entry, groups)).or_default().1.push(place);
        }
    }
    for (ours, theirs) in left.into_values() {
        if let ([item], [entry]) = (ours.as_slice(), theirs.as_slice())
            // Another id and other words are another item, until somebody says that they are not.
            && (items[*item].explicit.is_none() || automatic(&entries[*entry].id).is_some())
        {
            entry_of[*item] = Some(*entry);
            taken[*entry] = true;
        }
    }
}

fn write_down(
    items: &[Wanted<'_>],
    lock: &Lock,
    entry_of: &[Option<usize>],
    taken: &[bool],
    repeated: &[bool],
) -> Settled {
    let mut entries = lock.entries.clone();
    let is_gone = |place: &usize| !taken[*place] && !entries[*place].retired;
    let vanished = (0..entries.len()).filter(is_gone).collect();
    let mut numbers = Numbers::after(&entries);
    let mut ordinals: HashMap<String, u32> = HashMap::new();
    for entry in &entries {
        for id in std::iter::once(&entry.id).chain(&entry.was) {
            if let Some((group, number)) = automatic(id) {
                let last = ordinals.entry(group.to_owned()).or_default();
                *last = (*last).max(number);
            }
        }
    }
    let mut ids: HashSet<Box<str>> = HashSet::new();
    for entry in &entries {
        ids.extend(std::iter::once(&entry.id).chain(&entry.was).cloned());
    }
    let explicit: HashSet<&str> = items.iter().filter_map(|item| item.explicit).collect();
    let mut settled = Vec::with_capacity(items.len());
    for (place, item) in items.iter().enumerate() {
        if repeated[place] {
            settled.push(None);
            continue;
        }
        if let Some(found) = entry_of[place] {
            let entry = &mut entries[found];
            entry.hash = item.hash;
            entry.retired = false;
            if let Some(id) = item.explicit
                && *entry.id != *id
            {
                let earlier = std::mem::replace(&mut entry.id, id.into());
                // Back to an id that it had: its name in browsers stays the first one.
                if !entry.was.contains(&earlier) {
                    entry.was.push(earlier);
                }
                let first = entry.was[0].clone();
                entry.was.retain(|was| **was != *id || *was == first);
                if *first == *id {
                    entry.was.clear();
                }
            }
            settled.push(Some(found));
            continue;
        }
        let number = numbers.take();
        let id = match item.explicit {
            Some(id) => id.to_owned(),
            None => loop {
                let last = ordinals.entry(item.group.to_owned()).or_default();
                *last += 1;
                let id = format!("{}{last}", item.group);
                // An author may have given that very id.
                if !explicit.contains(id.as_str()) && ids.insert(id.clone().into()) {
                    break id;
                }
            },
        };
        settled.push(Some(entries.len()));
        entries.push(Entry {
            number,
            id: id.into(),
            hash: item.hash,
            was: Vec::new(),
            retired: false,
        });
    }
    Settled {
        items: settled,
        lock: Lock { entries },
        vanished,
    }
}

/// An automatic id: what it begins with, and its number. `crit-a.12` is number 12 of `crit-a.`, and `12` number 12 of the
/// list itself.
fn automatic(id: &str) -> Option<(&str, u32)> {
    let base = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = id.get(base.len()..)?.parse().ok()?;
    (base.is_empty() || base.ends_with('.')).then_some((base, number))
}

/// Which ids of a lock are those of steps of tests: numbered after another item.
pub struct Steps<'a>(HashSet<&'a str>);

impl<'a> Steps<'a> {
    /// Of a lock.
    pub fn of(lock: &'a Lock) -> Self {
        Self(lock.entries.iter().map(Entry::key).collect())
    }

    /// What the id of a step begins with; nothing of another id.
    pub fn group<'b>(&self, id: &'b str) -> Option<&'b str> {
        let (group, _) = automatic(id)?;
        self.0.contains(group.strip_suffix('.')?).then_some(group)
    }
}

/// The group that an entry is looked for in: one that today's items have. All else, whatever it looks like, is an id that
/// an author gave, and in the group of the list itself.
fn group<'a>(entry: &'a Entry, groups: &HashSet<&str>) -> &'a str {
    let found = automatic(&entry.id).map_or("", |(group, _)| group);
    if groups.contains(found) { found } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `id=words` is pinned, `words` is not, `crit-a.:words` is a step of a test.
    fn settled(items: &[&str], lock: &Lock) -> Settled {
        let wanted: Vec<Wanted<'_>> = items
            .iter()
            .map(|item| {
                let (explicit, rest) = item
                    .split_once('=')
                    .map_or((None, *item), |(id, rest)| (Some(id), rest));
                let (group, words) = rest.split_once(':').unwrap_or(("", rest));
                let hash = words
                    .bytes()
                    .fold(7, |hash: u32, byte| hash.wrapping_mul(31) + u32::from(byte));
                Wanted {
                    explicit,
                    group,
                    hash: TextHash(hash),
                }
            })
            .collect();
        settle(&wanted, lock)
    }

    fn accepted(items: &[&str]) -> Lock {
        settled(items, &Lock::default()).lock
    }

    /// The permanent name and the number of each item.
    fn names(settled: &Settled) -> Vec<String> {
        let name = |place: &Option<usize>| match place {
            Some(place) => {
                let entry = &settled.lock.entries[*place];
                format!("{}#{}", entry.key(), entry.number)
            }
            None => "-".into(),
        };
        settled.items.iter().map(name).collect()
    }

    #[test]
    fn without_a_lock_items_are_named_by_their_ids_and_counted() {
        let settled = settled(&["a", "x=b", "c", "x=d", "1=e"], &Lock::default());
        assert_eq!(names(&settled), ["2#1", "x#2", "3#3", "-", "1#4"]);
    }

    #[test]
    fn a_new_order_loses_nothing() {
        let lock = accepted(&["a", "b", "x=c", "d"]);
        let again = settled(&["d", "x=c", "a", "b"], &lock);
        assert_eq!(names(&again), ["3#4", "x#3", "1#1", "2#2"]);
        assert_eq!(again.lock, lock);
        assert_eq!(again.vanished, [0; 0]);
    }

    #[test]
    fn a_new_item_takes_the_next_number_wherever_it_stands() {
        let lock = accepted(&["a", "b"]);
        let again = settled(&["new", "a", "b", "y=other"], &lock);
        assert_eq!(names(&again), ["3#3", "1#1", "2#2", "y#4"]);
    }

    #[test]
    fn a_new_id_for_the_same_words_keeps_the_first_name() {
        let lock = accepted(&["x=a", "y=b", "c"]);
        let again = settled(&["x=a", "z=b", "c"], &lock);
        assert_eq!(names(&again), ["x#1", "y#2", "1#3"]);
        assert_eq!(*again.lock.entries[1].id, *"z");
        let third = settled(&["x=a", "w=b", "c"], &again.lock);
        assert_eq!(third.lock.entries[1].was, ["y".into(), "z".into()]);
        let back = settled(&["x=a", "y=b", "c"], &third.lock);
        assert_eq!(names(&back)[1], "y#2");
        // An unpinned item that gets a pin, and the one before it a new neighbour.
        let pinned = settled(&["x=a", "y=b", "new", "p=c"], &lock);
        assert_eq!(names(&pinned), ["x#1", "y#2", "2#4", "1#3"]);
    }

    #[test]
    fn one_left_and_one_gone_are_each_other_and_more_are_not() {
        let lock = accepted(&["a", "b", "c"]);
        assert_eq!(names(&settled(&["a", "other", "c"], &lock)), ["1#1", "2#2", "3#3"]);
        let two = settled(&["a", "other", "another"], &lock);
        assert_eq!(names(&two), ["1#1", "4#4", "5#5"]);
        assert_eq!(two.vanished, [1, 2]);
        assert_eq!(settled(&["a", "c"], &lock).vanished, [1]);
    }

    #[test]
    fn steps_of_tests_are_counted_a_criterion_each() {
        let lock = accepted(&["crit-a=A", "crit-a.:x", "crit-a.:y", "crit-b=B", "crit-b.:x"]);
        let ids: Vec<&str> = lock.entries.iter().map(|entry| &*entry.id).collect();
        assert_eq!(ids, ["crit-a", "crit-a.1", "crit-a.2", "crit-b", "crit-b.1"]);
        let again = settled(
            &[
                "crit-b=B",
                "crit-b.:x",
                "crit-a=A",
                "crit-a.:y",
                "crit-a.:new",
                "crit-a.:x",
            ],
            &lock,
        );
        assert_eq!(
            names(&again),
            [
                "crit-b#4",
                "crit-b.1#5",
                "crit-a#1",
                "crit-a.2#3",
                "crit-a.3#6",
                "crit-a.1#2"
            ]
        );
    }

    #[test]
    fn what_is_retired_comes_back_by_its_id_alone() {
        let mut lock = accepted(&["x=a", "b"]);
        lock.entries.iter_mut().for_each(|entry| entry.retired = true);
        assert_eq!(settled(&[], &lock).vanished, [0; 0]);
        assert_eq!(names(&settled(&["x=other", "b"], &lock)), ["x#1", "2#3"]);
    }

    proptest! {
        /// Whatever happens to a list, two items never share a name or a number, and no number is given twice.
        #[test]
        fn names_and_numbers_are_one_item_s(lists in prop::collection::vec(prop::collection::vec(0usize..14, 0..9), 1..5)) {
            let words = ["a", "b", "c", "x=a", "x=b", "y=b", "y=d", "1=a", "2=c", "3=e", "crit-a=A", "crit-a.:a", "crit-a.:b", "crit-a.2=b"];
            let mut lock = Lock::default();
            for list in lists {
                let items: Vec<&str> = list.iter().map(|word| words[*word]).collect();
                let before = lock.clone();
                let settled = settled(&items, &lock);
                let places: HashSet<usize> = settled.items.iter().flatten().copied().collect();
                prop_assert_eq!(places.len(), settled.items.iter().flatten().count());
                for (old, new) in before.entries.iter().zip(&settled.lock.entries) {
                    prop_assert_eq!((old.key(), old.number), (new.key(), new.number));
                }
                lock = settled.lock;
                let mut ids = HashSet::new();
                let mut numbers = HashSet::new();
                for entry in &lock.entries {
                    prop_assert!(numbers.insert(entry.number));
                    for id in std::iter::once(&entry.id).chain(&entry.was) {
                        prop_assert!(ids.insert(id.clone()), "{} twice in {:?}", id, lock);
                    }
                }
            }
        }
    }
}
