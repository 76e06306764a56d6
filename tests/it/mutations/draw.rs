//! Chance with a seed, and which faults are drawn.

use super::Fault;
use super::faults::KINDS;
use super::text::Text;

/// Numbers that look random and repeat with their seed (SplitMix64).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`, which is not 0.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// `count` faults: as many of each kind, as far as each has so many.
pub fn draw(clean: &Text, count: usize, random: &mut Random) -> Vec<Fault> {
    let mut kinds: Vec<Vec<Fault>> = KINDS
        .iter()
        .map(|(name, kind)| {
            let mut faults = kind(clean);
            assert!(!faults.is_empty(), "the site has no place for {name}");
            for fault in &mut faults {
                fault.name = format!("{name}: {}", fault.name);
            }
            random.shuffle(&mut faults);
            faults
        })
        .collect();
    let mut drawn = Vec::with_capacity(count);
    while drawn.len() < count && kinds.iter().any(|faults| !faults.is_empty()) {
        for faults in &mut kinds {
            drawn.extend(faults.pop());
        }
    }
    drawn.truncate(count);
    drawn
}
