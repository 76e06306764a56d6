//! The checklists of a site: lists of items that readers tick, under names that outlive their words.

use std::collections::HashMap;
use std::fmt::{self, Write as _};

use super::criterion::{Class, Mark};
use super::site::{DocId, LocaleId, PageId};
use crate::base::Hash;

/// The list of all exit criteria and of the steps of their tests.
pub const CRITERIA: &str = "crit";

/// The first 32 bits of the hash of an item's words in the source: tells a reader that they have changed since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextHash(pub u32);

impl TextHash {
    /// Reads what `Display` writes.
    pub fn parse(text: &str) -> Option<Self> {
        let is_hex = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hex.then(|| u32::from_str_radix(text, 16).ok().map(Self))?
    }
}

impl fmt::Display for TextHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

/// The longest name of a file that keeps a list, in bytes, without its extension.
const LONGEST_STEM: usize = 120;

/// What files and folders that belong to a list are called: its name, with `~` and two digits for each byte that a file
/// name or a URL could not hold.
pub fn file_stem(list: &str) -> String {
    let mut stem = String::new();
    for letter in list.chars() {
        if letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.') {
            stem.push(letter);
        } else {
            let mut bytes = [0; 4];
            for byte in letter.encode_utf8(&mut bytes).bytes() {
                // Writing to a string cannot fail.
                let _ = write!(stem, "~{byte:02x}");
            }
        }
    }
    // No hidden file, no name of a folder, none that Windows keeps for itself.
    if stem.starts_with('.') || stem.ends_with('.') || stem.is_empty() || is_reserved(&stem) {
        stem = format!("~{stem}~");
    }
    if stem.len() > LONGEST_STEM {
        let cut = (0..=LONGEST_STEM)
            .rev()
            .find(|at| stem.is_char_boundary(*at))
            .unwrap_or(0);
        let hash = Hash::of(list.as_bytes()).short(8);
        stem.truncate(cut);
        stem = format!("{stem}~{hash}");
    }
    stem
}

/// Names that Windows keeps for devices, whatever their extension.
fn is_reserved(stem: &str) -> bool {
    let base = stem.split('.').next().unwrap_or(stem).to_ascii_lowercase();
    let is_numbered = |device: &str| {
        base.strip_prefix(device)
            .is_some_and(|rest| rest.len() == 1 && matches!(rest.as_bytes(), [b'1'..=b'9']))
    };
    matches!(&*base, "con" | "prn" | "aux" | "nul") || is_numbered("com") || is_numbered("lpt")
}

/// The name of the list whose files are called so; nothing where a long name was cut.
pub fn name_of_stem(stem: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(stem.len());
    let mut rest = stem.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        match (first, after) {
            (b'~', [high, low, after @ ..]) if after.len() <= rest.len() => {
                let digits = [*high, *low];
                let digits = std::str::from_utf8(&digits).ok()?;
                bytes.push(u8::from_str_radix(digits, 16).ok()?);
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    let name = String::from_utf8(bytes).ok()?;
    (file_stem(&name) == stem).then_some(name)
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// A line of a list.
    Line,
    /// An exit criterion, by its number in [`Criteria::list`](super::criterion::Criteria::list).
    Criterion(u32),
    /// A step of the test of that criterion.
    Step(u32),
}

/// One item.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    /// Its permanent name: the first that it had. Browsers keep its state under `LIST/key`.
    pub key: Box<str>,
    /// As its source names it today.
    pub id: Box<str>,
    /// Its permanent number in the list, from 1.
    pub number: u32,
    /// Of its words in the source.
    pub hash: TextHash,
    /// What it is.
    pub role: Role,
    /// How much a criterion binds, where it says so.
    pub class: Option<Class>,
    /// A reader may say that it does not apply: criteria that are optional, or for some readers alone.
    pub may_not_apply: bool,
    /// The page that owns it.
    pub page: PageId,
    /// The locale whose words it has where others have none.
    pub owner: LocaleId,
    /// Its words without markup, by locale; empty where the locale has none.
    pub words: Box<[Box<str>]>,
}

impl Item {
    /// Its words for readers of a locale, and the locale whose words they are.
    pub fn words_for(&self, locale: LocaleId) -> (&str, LocaleId) {
        let of = |locale: LocaleId| self.words.get(locale.index()).map_or("", |words| words);
        match of(locale) {
            "" => (of(self.owner), self.owner),
            words => (words, locale),
        }
    }

    /// Whether it counts as a criterion, and is not required.
    pub fn is_optional(&self) -> bool {
        self.class == Some(Class::Optional)
    }
}

/// A list of items, in the order of its source.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Checklist {
    /// One in the whole site: the id that an author gave it, else its page and heading (`a/step#results`).
    pub name: Box<str>,
    /// The page that owns it; none for [`CRITERIA`].
    pub page: Option<PageId>,
    /// The heading that it stands under in its source, by number.
    pub heading: Option<u32>,
    /// Its items.
    pub items: Vec<Item>,
}

/// A list where a document shows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shown {
    /// The list, by its node in the document.
    pub node: u32,
    /// By number in [`Checklists::lists`].
    pub list: u32,
    /// The criterion whose test it is, by number.
    pub test_of: Option<u32>,
    /// Its items by their nodes, in reading order, each with its number in [`Checklist::items`]; none where the source has
    /// no such item.
    pub items: Box<[(u32, Option<u32>)]>,
    /// Items that the source has and the document has not, each with how many of `items` stand before it.
    pub lacking: Box<[(u32, u32)]>,
}

/// All checklists of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checklists {
    /// [`CRITERIA`] first, if there are any, then by page in reading order.
    pub lists: Vec<Checklist>,
    /// By name.
    pub by_name: HashMap<Box<str>, u32>,
    /// The lists that each document shows, in reading order; empty where no document shows any.
    pub of_doc: Vec<Vec<Shown>>,
    /// The criteria that documents show, each by what it stands on, and by its number; in reading order.
    pub marks_of_doc: HashMap<DocId, Vec<(Mark, u32)>>,
    /// The item of each criterion in the first list, by number of the criterion.
    pub of_criterion: Vec<u32>,
}

impl Checklists {
    /// The criteria that a document shows, each by what it stands on, and by its number.
    pub fn marks_on(&self, doc: DocId) -> &[(Mark, u32)] {
        self.marks_of_doc.get(&doc).map_or(&[], |marks| marks)
    }

    /// A list by its number.
    pub fn list(&self, number: u32) -> Option<&Checklist> {
        self.lists.get(number as usize)
    }

    /// The lists that a document shows.
    pub fn shown_on(&self, doc: DocId) -> &[Shown] {
        self.of_doc.get(doc.index()).map_or(&[], |shown| shown)
    }

    /// All exit criteria and the steps of their tests, if there are any.
    pub fn criteria(&self) -> Option<&Checklist> {
        self.list(*self.by_name.get(CRITERIA)?)
    }

    /// A criterion, by its number.
    pub fn criterion(&self, number: u32) -> Option<&Item> {
        let item = *self.of_criterion.get(number as usize)?;
        self.criteria()?.items.get(item as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_called_by_letters_that_every_disk_has() {
        assert_eq!(file_stem("harbour-lamps"), "harbour-lamps");
        assert_eq!(file_stem("a/steg#ö:2"), "a~2fsteg~23ö~3a2");
        assert_eq!(file_stem("../x"), "~..~2fx~");
        assert_eq!(
            (&*file_stem("Con.x"), &*file_stem("com1"), &*file_stem("come")),
            ("~Con.x~", "~com1~", "come")
        );
        for name in ["harbour-lamps", "a/steg#ö:2", "å b~c"] {
            assert_eq!(name_of_stem(&file_stem(name)).as_deref(), Some(name));
        }
        assert_eq!(name_of_stem("a~2"), None);
        let long = "å".repeat(200);
        assert!(file_stem(&long).len() < 150 && file_stem(&long) != file_stem(&"å".repeat(201)));
    }

    #[test]
    fn a_hash_reads_as_it_was_written() {
        for hash in [0, 1, 0xabcd_ef01, u32::MAX] {
            assert_eq!(TextHash::parse(&TextHash(hash).to_string()), Some(TextHash(hash)));
        }
        for other in ["", "1234567", "123456789", "+1234567", "1234567g"] {
            assert_eq!(TextHash::parse(other), None, "{other}");
        }
    }
}
