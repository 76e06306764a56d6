//! The keys of a page's front matter that Stegvis acts on. Unknown keys stay in the file, untouched.

use crate::base::{Hash, Span};

/// Who or what translated a page (`ms.translationtype`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Translation {
    /// `HT`: a person.
    Human,
    /// `MT`: a machine alone.
    Machine,
    /// `MTE`, `MTE75`, `MTE95`: a machine, and a person after it.
    MachineEdited,
}

/// The keys that a docset may say for its pages, in any case.
pub const DEFAULTED: [&str; 8] = [
    "title",
    "titleSuffix",
    "description",
    "ROBOTS",
    "draft",
    "ms.date",
    "ms.translationtype",
    "ms.contentlocale",
];

/// What a page says of itself. An empty value is an absent one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct FrontMatter {
    /// The block between the `---` lines, in the file; `None` where there is none.
    pub block: Option<Span>,
    /// It could not be read, or not all of it: what is absent here may be there.
    pub is_malformed: bool,
    /// `title`.
    pub title: Option<Box<str>>,
    /// `titleSuffix`, of any case.
    pub title_suffix: Option<Box<str>>,
    /// `description`.
    pub description: Option<Box<str>>,
    /// `ms.contentlocale`: the language that the body is in, as written.
    pub content_locale: Option<Box<str>>,
    /// `ms.translationtype`.
    pub translation: Option<Translation>,
    /// `ms.openlocfilehash`: SHA-1 or SHA-256 of the source file's bytes with CRLF line ends, in hexadecimal.
    pub source_hash: Option<Box<str>>,
    /// `ms.sourcegitcommit`.
    pub source_commit: Option<Box<str>>,
    /// `ms.date` as year, month, day.
    pub date: Option<(i16, i8, i8)>,
    /// `ms.lasthandoff` as year, month, day.
    pub handed_off: Option<(i16, i8, i8)>,
    /// `redirect_from`: old paths that lead here.
    pub redirect_from: Vec<Box<str>>,
    /// `draft: true`: left out of a build, shown by the preview.
    pub draft: bool,
    /// `ROBOTS: NOINDEX`: left out of search engines and the sitemap.
    pub no_index: bool,
}

impl FrontMatter {
    /// The hash of all of it, for keys.
    pub fn hash(&self) -> Hash {
        Hash::of_value(self)
    }
}
