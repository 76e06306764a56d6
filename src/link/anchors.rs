//! The ids of a page: owned by its source, lent aliases by its translations.

use std::collections::HashSet;

use super::align::align;
use crate::base::Hash;
use crate::model::site::{Anchors, Place};
use crate::model::{Outline, OutlineHeading};

/// The ids of the variant that owns its page's anchors.
pub fn owned(outline: &Outline) -> Anchors {
    let source = (0..outline.headings.len()).map(|_| None).collect();
    build(outline, source, |_| None)
}

/// The ids of a translation: those of the headings it translates, its own for the rest.
pub fn translated(outline: &Outline, owner: &Outline, owner_anchors: &Anchors) -> Anchors {
    let source = align(owner, outline);
    build(outline, source, |number| {
        let heading = owner.headings.get(number as usize)?;
        let id = owner_anchors.ids.get(number as usize)?;
        Some((id, heading))
    })
}

impl Anchors {
    /// The id to write for a fragment, if it names a place here. Case counts, as in browsers.
    pub fn find<'a>(&'a self, outline: &'a Outline, fragment: &str) -> Option<&'a str> {
        match self.place(fragment)? {
            Place::Heading(number) => self.ids.get(number as usize).map(|id| &**id),
            Place::Spot(number) => outline.places.get(number as usize).map(|name| &**name),
        }
    }

    /// The place that a fragment names here.
    pub fn place(&self, fragment: &str) -> Option<Place> {
        let key = hash(fragment);
        let at = self.lookup.binary_search_by_key(&key, |&(hash, _)| hash).ok()?;
        self.lookup.get(at).map(|(_, place)| *place)
    }

    /// Every id that a reader's address bar may hold on this variant, for suggestions.
    pub fn names<'a>(&'a self, outline: &'a Outline) -> impl Iterator<Item = &'a str> {
        let spots = outline
            .places
            .iter()
            .zip(&self.spots)
            .filter(|(_, kept)| **kept)
            .map(|(name, _)| name);
        let aliases = self.aliases.iter().map(|(_, id)| id);
        self.ids.iter().chain(aliases).chain(spots).map(|id| &**id)
    }
}

/// 64 of 128 bits: a page has a few dozen names, and two of them would have to agree in all 64.
fn hash(name: &str) -> u64 {
    Hash::of(name.as_bytes()).0 as u64
}

/// Gives every heading its id. Owned ids beat aliases, earlier beats later.
fn build<'a>(
    outline: &'a Outline,
    source: Box<[Option<u32>]>,
    owner: impl Fn(u32) -> Option<(&'a Box<str>, &'a OutlineHeading)>,
) -> Anchors {
    let mut taken: HashSet<Box<str>> = HashSet::with_capacity(outline.headings.len() * 2);
    let owned: Vec<_> = source.iter().map(|number| number.and_then(&owner)).collect();
    // What the source owns comes first, then what only this variant has.
    let mut ids: Vec<Option<Box<str>>> = owned.iter().map(|found| found.map(|(id, _)| id.clone())).collect();
    taken.extend(ids.iter().flatten().cloned());
    for (id, heading) in ids.iter_mut().zip(&outline.headings) {
        if id.is_none() {
            let free = free_id(heading, &taken);
            taken.insert(free.clone());
            *id = Some(free);
        }
    }
    let ids: Box<[Box<str>]> = ids.into_iter().map(Option::unwrap_or_default).collect();
    let mut aliases = Vec::new();
    for (number, heading) in outline.headings.iter().enumerate() {
        let lent = owned[number].map(|(_, heading)| heading);
        let is_owner = lent.is_none();
        let own_slug = is_owner.then_some(&heading.slug);
        let lent_names = lent
            .into_iter()
            .flat_map(|heading| heading.names.iter().chain([&heading.slug]));
        for name in heading.names.iter().chain(own_slug).chain(lent_names) {
            if is_id(name) && taken.insert(name.clone()) {
                aliases.push((number as u32, name.clone()));
            }
        }
    }
    let spots: Box<[bool]> = outline
        .places
        .iter()
        .map(|name| is_id(name) && taken.insert(name.clone()))
        .collect();
    let lookup = lookup(outline, &ids, &aliases, &spots);
    Anchors {
        ids,
        aliases: aliases.into(),
        spots,
        source,
        lookup,
    }
}

/// The heading's own id, with a number where another heading has it.
fn free_id(heading: &OutlineHeading, taken: &HashSet<Box<str>>) -> Box<str> {
    let own = heading.names.iter().find(|name| is_id(name) && !taken.contains(*name));
    if let Some(name) = own {
        return name.clone();
    }
    if !taken.contains(&heading.slug) {
        return heading.slug.clone();
    }
    // The slug is unique among this variant's slugs, so a suffix of its own collides at most a few times.
    let free = (1..).map(|n| format!("{}--{n}", heading.slug).into_boxed_str());
    free.into_iter().find(|id| !taken.contains(id)).unwrap_or_default()
}

/// HTML forbids white space in an id, and nothing else.
fn is_id(name: &str) -> bool {
    !name.is_empty() && !name.contains(char::is_whitespace)
}

fn lookup(outline: &Outline, ids: &[Box<str>], aliases: &[(u32, Box<str>)], spots: &[bool]) -> Box<[(u64, Place)]> {
    let headings = |number: usize| Place::Heading(number as u32);
    let mut all: Vec<(u64, Place)> = Vec::with_capacity(ids.len() * 2 + aliases.len() + spots.len());
    all.extend(ids.iter().enumerate().map(|(n, id)| (hash(id), headings(n))));
    all.extend(aliases.iter().map(|(n, id)| (hash(id), Place::Heading(*n))));
    let kept = spots.iter().enumerate().filter(|(_, kept)| **kept);
    all.extend(kept.map(|(n, _)| (hash(&outline.places[n]), Place::Spot(n as u32))));
    // A variant's own slug finds its heading too, and a name that repeats finds the first.
    all.extend(
        outline
            .headings
            .iter()
            .enumerate()
            .map(|(n, heading)| (hash(&heading.slug), headings(n))),
    );
    // Stable: for equal names the stronger claim came first.
    all.sort_by_key(|&(hash, _)| hash);
    all.dedup_by_key(|&mut (hash, _)| hash);
    all.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expand::outline;
    use crate::parse::document_of;

    fn read(text: &str) -> Outline {
        outline(&document_of(text).0)
    }

    #[test]
    fn the_source_owns_and_the_translation_lends() {
        let source = read("# Title\n<a name=\"crit-x\"></a>\n\n## Optional: X\n\n- <a name=\"spot\"></a>s\n");
        let target = read(
            "# <a name=\"title\"></a>Titel\n<a name=\"crit-x\"></a>\n\n## <a name=\"optional-x-old\"></a>Valfritt: X\n\n## <a name=\"extra\"></a>Mer\n",
        );
        let owner = owned(&source);
        assert_eq!(owner.ids.join(" "), "title crit-x");
        assert_eq!(owner.find(&source, "optional-x"), Some("crit-x"));
        assert_eq!(owner.find(&source, "spot"), Some("spot"));
        assert_eq!(owner.find(&source, "Spot"), None);
        let sv = translated(&target, &source, &owner);
        assert_eq!(sv.ids.join(" "), "title crit-x extra");
        for fragment in ["crit-x", "optional-x-old", "optional-x", "valfritt-x"] {
            assert_eq!(sv.find(&target, fragment), Some("crit-x"), "{fragment}");
        }
        assert_eq!(sv.find(&target, "spot"), None);
        // The translated slug is found, but it is no id that the page shows.
        assert!(!sv.names(&target).any(|name| name == "valfritt-x"));
    }

    #[test]
    fn ids_are_unique_however_the_names_repeat() {
        let source = read("## Test\n## Test\n");
        let target = read("## <a name=\"test\"></a>T\n## <a name=\"test\"></a>T\n## <a name=\"test\"></a>T\n## Test\n");
        let sv = translated(&target, &source, &owned(&source));
        let mut ids: Vec<_> = sv.names(&target).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{ids:?}");
        assert_eq!(&*sv.ids[0], "test");
        assert_eq!(&*sv.ids[1], "test-1");
    }
}
