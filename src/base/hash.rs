//! The one hash used inside: XXH3 with 128 bits. Not for secrets, and never in a page's metadata.

use std::fmt;

use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// The 128-bit hash of some bytes or of a whole input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub u128);

impl Hash {
    /// The hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(xxh3_128(bytes))
    }

    /// The hash of a value, by its `std::hash::Hash`.
    pub fn of_value<T: std::hash::Hash + ?Sized>(value: &T) -> Self {
        let mut hasher = Hasher::default();
        value.hash(&mut hasher);
        hasher.done()
    }

    /// Reads what `Display` writes; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
        hex.then(|| u128::from_str_radix(text, 16).ok().map(Self))?
    }

    /// The first `digits` hexadecimal digits, for names of files.
    pub fn short(self, digits: usize) -> String {
        let mut text = self.to_string();
        text.truncate(digits);
        text
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Gathers a [`struct@Hash`] over several values. Integers enter in little-endian order, so that the same input
/// gives the same hash on every machine.
#[derive(Clone, Default)]
pub struct Hasher(Box<Xxh3>);

impl Hasher {
    /// The hash of all that was fed in.
    pub fn done(&self) -> Hash {
        Hash(self.0.digest128())
    }
}

impl std::hash::Hasher for Hasher {
    fn finish(&self) -> u64 {
        self.0.digest()
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn write_u16(&mut self, value: u16) {
        self.write(&value.to_le_bytes());
    }

    fn write_u32(&mut self, value: u32) {
        self.write(&value.to_le_bytes());
    }

    fn write_u64(&mut self, value: u64) {
        self.write(&value.to_le_bytes());
    }

    fn write_u128(&mut self, value: u128) {
        self.write(&value.to_le_bytes());
    }

    fn write_usize(&mut self, value: usize) {
        self.write(&(value as u64).to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        let hash = Hash::of(b"steg");
        assert_eq!(Hash::parse(&hash.to_string()), Some(hash));
        assert_eq!(Hash::parse("+0000000000000000000000000000001"), None);
    }

    #[test]
    fn the_borders_between_values_count() {
        assert_ne!(Hash::of_value(&("ab", "c")), Hash::of_value(&("a", "bc")));
    }
}
