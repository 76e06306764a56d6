//! Which heading of the source a translated heading translates.
//!
//! A translated `<a name>` decides first, then the order among what is left; what matches nothing stays the
//! variant's own. Real translations are of other months than their source, so both sides may have sections that
//! the other lacks, and a name such as `how-to-test` repeats: then the section it lies in decides.

use std::collections::HashMap;

use crate::model::{Outline, OutlineHeading};

/// For each heading of `target`, the heading of `source` that it translates. No source heading is given twice.
pub fn align(source: &Outline, target: &Outline) -> Box<[Option<u32>]> {
    let mut matching = Matching {
        source: &source.headings,
        target: &target.headings,
        of_target: vec![None; target.headings.len()],
        taken: vec![false; source.headings.len()],
    };
    matching.by_unique_name(once(source.headings.iter().map(names)));
    matching.by_unique_name(once(source.headings.iter().map(names_and_slug)));
    matching.by_repeated_name(|heading| names(heading).collect());
    matching.by_repeated_name(|heading| vec![heading.base()]);
    matching.by_order();
    matching.of_target.into()
}

struct Matching<'a> {
    source: &'a [OutlineHeading],
    target: &'a [OutlineHeading],
    of_target: Vec<Option<u32>>,
    taken: Vec<bool>,
}

impl Matching<'_> {
    fn join(&mut self, target: usize, source: usize) {
        self.of_target[target] = Some(source as u32);
        self.taken[source] = true;
    }

    /// A name that stands once on each side joins its headings, wherever they stand. Explicit names of the source
    /// are tried before slugs.
    fn by_unique_name(&mut self, source: HashMap<&str, Option<usize>>) {
        let target = once(self.target.iter().map(names));
        for (number, heading) in self.target.iter().enumerate() {
            if self.of_target[number].is_some() {
                continue;
            }
            let found = names(heading).find_map(|name| {
                let here = target.get(name).copied().flatten()?;
                let there = source.get(name).copied().flatten()?;
                (here == number && !self.taken[there]).then_some(there)
            });
            if let Some(there) = found {
                self.join(number, there);
            }
        }
    }

    /// A name that repeats joins, by order, headings below parents that are joined.
    fn by_repeated_name(&mut self, names_of: fn(&OutlineHeading) -> Vec<&str>) {
        let source_parents = parents(self.source);
        let target_parents = parents(self.target);
        let mut children: HashMap<(Option<usize>, &str), Vec<usize>> = HashMap::new();
        for (number, heading) in self.source.iter().enumerate() {
            if !self.taken[number] {
                for name in names_of(heading) {
                    children.entry((source_parents[number], name)).or_default().push(number);
                }
            }
        }
        // Taken from the end.
        children.values_mut().for_each(|list| list.reverse());
        for (number, heading) in self.target.iter().enumerate() {
            if self.of_target[number].is_some() {
                continue;
            }
            let parent = match target_parents[number] {
                None => None,
                Some(above) => match self.of_target[above] {
                    Some(joined) => Some(joined as usize),
                    None => continue,
                },
            };
            let found = names(heading).find_map(|name| {
                let list = children.get_mut(&(parent, name))?;
                while list.pop_if(|there| self.taken[*there]).is_some() {}
                list.pop()
            });
            if let Some(there) = found {
                self.join(number, there);
            }
        }
    }

    /// Between joined neighbours, as many headings of the same levels on both sides are the same headings.
    /// Headings that both carry names which are none of the other's are not.
    fn by_order(&mut self) {
        let mut gap_start = (0, 0);
        let mut number = 0;
        while number <= self.target.len() {
            let joined = if number == self.target.len() {
                Some(self.source.len())
            } else {
                self.of_target[number].map(|there| there as usize)
            };
            if let Some(there) = joined {
                if there >= gap_start.1 {
                    self.join_gap(gap_start.0..number, gap_start.1..there);
                    gap_start = (number + 1, there + 1);
                } else {
                    // A section that stands elsewhere in the source: no order holds across it.
                    gap_start.0 = number + 1;
                }
            }
            number += 1;
        }
    }

    fn join_gap(&mut self, target: std::ops::Range<usize>, source: std::ops::Range<usize>) {
        let free: Vec<usize> = source.filter(|&number| !self.taken[number]).collect();
        let open: Vec<usize> = target.filter(|&number| self.of_target[number].is_none()).collect();
        let level_of = |headings: &[OutlineHeading], number: usize| headings[number].level;
        let same = free.len() == open.len()
            && free
                .iter()
                .zip(&open)
                .all(|(&s, &t)| level_of(self.source, s) == level_of(self.target, t));
        if !same {
            return;
        }
        for (there, here) in free.into_iter().zip(open) {
            let (ours, theirs) = (&self.target[here], &self.source[there]);
            let strangers = !ours.names.is_empty()
                && !theirs.names.is_empty()
                && !names(ours).any(|name| names_and_slug(theirs).any(|other| other == name));
            if !strangers {
                self.join(here, there);
            }
        }
    }
}

fn names(heading: &OutlineHeading) -> impl Iterator<Item = &str> {
    heading.names.iter().map(|name| &**name)
}

fn names_and_slug(heading: &OutlineHeading) -> impl Iterator<Item = &str> {
    // The slug that others number (`how-to-test` of `how-to-test-1`) is nobody's alone: it enters as often as it is used.
    names(heading).chain(std::iter::once(heading.base()))
}

/// For each name, the one heading that has it; `None` where several have.
fn once<'a, N>(headings: impl Iterator<Item = N>) -> HashMap<&'a str, Option<usize>>
where
    N: Iterator<Item = &'a str>,
{
    let mut found: HashMap<&str, Option<usize>> = HashMap::new();
    for (number, names) in headings.enumerate() {
        for name in names {
            found
                .entry(name)
                .and_modify(|known| *known = known.filter(|&other| other == number))
                .or_insert(Some(number));
        }
    }
    found
}

/// For each heading, the nearest one before it of a higher rank.
fn parents(headings: &[OutlineHeading]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut parents = Vec::with_capacity(headings.len());
    for (number, heading) in headings.iter().enumerate() {
        while open.pop_if(|above| headings[*above].level >= heading.level).is_some() {}
        parents.push(open.last().copied());
        open.push(number);
    }
    parents
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expand::outline;
    use crate::parse::document_of;
    use proptest::prelude::*;

    fn aligned(source: &str, target: &str) -> Vec<Option<u32>> {
        let read = |text| outline(&document_of(text).0);
        align(&read(source), &read(target)).into_vec()
    }

    #[test]
    fn names_decide_wherever_they_stand() {
        let source = "# Title\n## One\n## Two\n";
        let target = "# <a name=\"title\"></a>Titel\n## <a name=\"two\"></a>Två\n## <a name=\"one\"></a>Ett\n";
        assert_eq!(aligned(source, target), [Some(0), Some(2), Some(1)]);
    }

    #[test]
    fn a_repeated_name_is_decided_by_its_section() {
        let source = "## A\n### Test\n## B\n### Test\n### Test\n## C\n### Test\n";
        // B has lost its first test section, and A is missing.
        let target =
            "## <a name=\"b\"></a>B\n### <a name=\"test\"></a>T\n## <a name=\"c\"></a>C\n### <a name=\"test\"></a>T\n";
        assert_eq!(aligned(source, target), [Some(2), Some(3), Some(5), Some(6)]);
    }

    #[test]
    fn without_names_the_order_decides() {
        assert_eq!(
            aligned("# A\n## B\n## C\n", "# Å\n## Ä\n## Ö\n"),
            [Some(0), Some(1), Some(2)]
        );
        assert_eq!(aligned("# A\n## B\n## C\n", "# Å\n## Ä\n"), [None, None]);
        let partly = "# Å\n## <a name=\"c\"></a>Ö\n";
        assert_eq!(aligned("# A\n## C\n## D\n", partly), [Some(0), Some(1)]);
    }

    #[test]
    fn another_criterion_in_the_same_place_is_another_criterion() {
        let source = "## X\n<a name=\"crit-a\"></a>\n\n## A\n## Y\n";
        let target = "## <a name=\"x\"></a>X\n<a name=\"crit-b\"></a>\n\n## B\n## <a name=\"y\"></a>Y\n";
        assert_eq!(aligned(source, target), [Some(0), None, Some(2)]);
    }

    proptest! {
        #[test]
        fn no_source_heading_is_given_twice(
            source in proptest::collection::vec((1usize..4, 0usize..4, any::<bool>()), 0..10),
            target in proptest::collection::vec((1usize..4, 0usize..4, any::<bool>()), 0..10),
        ) {
            let page = |headings: &[(usize, usize, bool)]| headings.iter().map(|(level, word, named)| {
                let word = ["one", "two", "three", "four"][*word];
                let name = if *named { format!("<a name=\"{word}\"></a>") } else { String::new() };
                format!("{} {name}{word}\n", "#".repeat(*level))
            }).collect::<String>();
            let mut given: Vec<u32> = aligned(&page(&source), &page(&target)).into_iter().flatten().collect();
            let all = given.len();
            given.sort_unstable();
            given.dedup();
            prop_assert_eq!(given.len(), all);
            let same = aligned(&page(&source), &page(&source));
            prop_assert_eq!(same.into_iter().flatten().count(), source.len());
        }
    }
}
