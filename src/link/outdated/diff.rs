//! What differs between two lists of blocks.

use super::blocks::BlockHash;

/// Blocks side by side that differ: `old` of the first list became `new` of the second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Blocks of the first list.
    pub old: std::ops::Range<usize>,
    /// Blocks of the second.
    pub new: std::ops::Range<usize>,
}

/// Beyond so many comparisons, only blocks that stand once in each list are joined: nothing takes quadratic time.
const MOST_COMPARED: usize = 1 << 20;

/// What differs, in order; nothing where the lists are equal.
pub fn diff(old: &[BlockHash], new: &[BlockHash]) -> Vec<Gap> {
    let same = |(a, b): &(&BlockHash, &BlockHash)| a == b;
    let start = old.iter().zip(new).take_while(same).count();
    let (old_rest, new_rest) = (
        old.get(start..).unwrap_or_default(),
        new.get(start..).unwrap_or_default(),
    );
    let end = old_rest
        .iter()
        .rev()
        .zip(new_rest.iter().rev())
        .take_while(same)
        .count();
    let old_middle = &old_rest[..old_rest.len() - end];
    let new_middle = &new_rest[..new_rest.len() - end];
    let joined = if old_middle.len().saturating_mul(new_middle.len()) <= MOST_COMPARED {
        longest_common(old_middle, new_middle)
    } else {
        unique_common(old_middle, new_middle)
    };
    let mut gaps = Vec::new();
    let (mut old_at, mut new_at) = (0, 0);
    for (i, j) in joined.into_iter().chain([(old_middle.len(), new_middle.len())]) {
        if old_at < i || new_at < j {
            gaps.push(Gap {
                old: start + old_at..start + i,
                new: start + new_at..start + j,
            });
        }
        (old_at, new_at) = (i + 1, j + 1);
    }
    gaps
}

/// A longest list of pairs of equal blocks that both lists have in this order.
fn longest_common(old: &[BlockHash], new: &[BlockHash]) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    // The length of the longest one of what lies behind (i, j).
    let mut lengths = vec![0u32; (old.len() + 1) * width];
    for (i, a) in old.iter().enumerate().rev() {
        for (j, b) in new.iter().enumerate().rev() {
            lengths[i * width + j] = if a == b {
                lengths[(i + 1) * width + j + 1] + 1
            } else {
                lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
            };
        }
    }
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// The blocks that stand once in each list, as far as both have them in one order: the longest such list.
fn unique_common(old: &[BlockHash], new: &[BlockHash]) -> Vec<(usize, usize)> {
    let once = |list: &[BlockHash]| {
        let mut places = std::collections::HashMap::new();
        for (at, hash) in list.iter().enumerate() {
            let place = places.entry(*hash).or_insert(Some(at));
            if *place != Some(at) {
                *place = None;
            }
        }
        places
    };
    let in_new = once(new);
    let in_old = once(old);
    let pair = |(i, hash): (usize, &BlockHash)| {
        in_old.get(hash).copied().flatten()?;
        Some((i, in_new.get(hash).copied().flatten()?))
    };
    let pairs: Vec<(usize, usize)> = old.iter().enumerate().filter_map(pair).collect();
    // Patience: the longest run that climbs in the second list.
    let mut tops: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (number, (_, j)) in pairs.iter().enumerate() {
        let pile = tops.partition_point(|&top| pairs[top].1 < *j);
        before.push(pile.checked_sub(1).map(|left| tops[left]));
        match tops.get_mut(pile) {
            Some(top) => *top = number,
            None => tops.push(number),
        }
    }
    let mut chain: Vec<(usize, usize)> = Vec::new();
    let mut at = tops.last().copied();
    while let Some(number) = at {
        chain.push(pairs[number]);
        at = before[number];
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Vec<BlockHash> {
        text.bytes().map(|byte| BlockHash(byte.into())).collect()
    }

    fn shown(old: &str, new: &str) -> String {
        let gaps = diff(&list(old), &list(new));
        let shown = gaps
            .iter()
            .map(|gap| format!("{}>{}", &old[gap.old.clone()], &new[gap.new.clone()]));
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_differs_is_told_and_nothing_else() {
        assert_eq!(shown("abc", "abc"), "");
        assert_eq!(shown("", "ab"), ">ab");
        assert_eq!(shown("abcd", "aXcd"), "b>X");
        assert_eq!(shown("abcd", "acdY"), "b> >Y");
        assert_eq!(shown("aaaa", "aaa"), "a>");
        assert_eq!(shown("abcdef", "badcfe"), "a> c>a e>c >e");
    }

    #[test]
    fn huge_lists_take_no_quadratic_time() {
        let old: Vec<BlockHash> = (0..200_000).map(BlockHash).collect();
        let mut new = old.clone();
        new[0] = BlockHash(1 << 40);
        new[100_000] = BlockHash(1 << 41);
        new.push(BlockHash(1 << 42));
        let gaps = diff(&old, &new);
        assert_eq!(gaps.len(), 3);
        assert_eq!(
            (gaps[1].old.clone(), gaps[1].new.clone()),
            (100_000..100_001, 100_000..100_001)
        );
        let same = vec![BlockHash(1); 200_000];
        assert_eq!(diff(&same, &new).len(), 1);
    }

    proptest::proptest! {
        #[test]
        fn gaps_put_in_place_make_the_second_list_of_the_first(old in "[a-e]{0,20}", new in "[a-e]{0,20}") {
            for joined in [longest_common(&list(&old), &list(&new)), unique_common(&list(&old), &list(&new))] {
                proptest::prop_assert!(joined.is_sorted_by(|a, b| a.0 < b.0 && a.1 < b.1));
                proptest::prop_assert!(joined.iter().all(|&(i, j)| old.as_bytes()[i] == new.as_bytes()[j]));
            }
            let (mut made, mut at) = (String::new(), 0);
            for gap in diff(&list(&old), &list(&new)) {
                made.push_str(&old[at..gap.old.start]);
                made.push_str(&new[gap.new.clone()]);
                at = gap.old.end;
            }
            made.push_str(&old[at..]);
            proptest::prop_assert_eq!(made, new);
        }
    }
}
