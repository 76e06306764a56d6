//! Lists without a name of their own take the lock that knows their lines: under another heading, or beside another list,
//! they are still the same.

use std::collections::{HashMap, HashSet};

use super::lock::file_of;
use super::of_lists::Found;
use super::{Locks, text_hash};
use crate::base::DocPath;
use crate::model::checklist::{CRITERIA, TextHash, name_of_stem};

/// Gives each list without a name of its own that of the lock which knows most of its lines, else its own name, else one
/// that nobody has.
pub fn names(lists: &mut [Found<'_>], locks: &Locks) {
    if locks.known.is_empty() || lists.iter().all(|list| list.is_named) {
        return;
    }
    let named = lists
        .iter()
        .filter(|list| list.is_named)
        .map(|list| file_of(&list.draft.name));
    let mut taken: HashSet<DocPath> = named.chain([file_of(CRITERIA)]).collect();
    let mut of_line: HashMap<TextHash, Vec<&DocPath>> = HashMap::new();
    for (path, file) in locks.known.iter().filter(|(path, _)| !taken.contains(*path)) {
        for entry in file.lock.entries.iter().filter(|entry| !entry.retired) {
            of_line.entry(entry.hash).or_default().push(path);
        }
    }
    // Best first; of equals, the list that is still called so.
    let mut pairs: Vec<(usize, bool, usize, &DocPath)> = Vec::new();
    for (number, list) in lists.iter().enumerate().filter(|(_, list)| !list.is_named) {
        let mut score: HashMap<&DocPath, usize> = HashMap::new();
        for item in &list.draft.items {
            // A line that many lists have tells little, and would cost much.
            let known = of_line.get(&text_hash(&item.words)).filter(|paths| paths.len() < 50);
            for path in known.into_iter().flatten() {
                *score.entry(path).or_default() += 1;
            }
        }
        let own = file_of(&list.draft.name);
        pairs.extend(
            score
                .into_iter()
                .map(|(path, score)| (score, *path == own, number, path)),
        );
    }
    pairs.sort_by(|a, b| (b.0, b.1, a.2, a.3).cmp(&(a.0, a.1, b.2, b.3)));
    let mut settled = vec![false; lists.len()];
    for (_, _, number, path) in pairs {
        if settled[number] || taken.contains(path) {
            continue;
        }
        if let Some(name) = name_of_stem(path.stem()) {
            settled[number] = true;
            taken.insert(path.clone());
            lists[number].draft.name = name.into();
        }
    }
    for (number, list) in lists.iter_mut().enumerate().filter(|(_, list)| !list.is_named) {
        if settled[number] {
            continue;
        }
        let own = list.draft.name.clone();
        let mut tries = 1;
        while !taken.insert(file_of(&list.draft.name)) && tries < 1000 {
            tries += 1;
            list.draft.name = format!("{own}.{tries}").into();
        }
    }
}
