//! How each language is doing: pages by locales.

use crate::base::{DocPath, Locale};
use crate::model::freshness::Known;

/// What a locale shows at a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// The source itself.
    Source,
    /// A translation that says what the source says.
    Current,
    /// One whose source has changed since: so many blocks, of which the front matter counts as one.
    Outdated(usize),
    /// One of which it cannot be told.
    Unknown,
    /// No translation: the source is shown.
    Fallback,
    /// Neither a translation nor a source.
    Missing,
}

impl State {
    /// One word, for machines.
    pub fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Current => "current",
            Self::Outdated(_) => "outdated",
            Self::Unknown => "unknown",
            Self::Fallback => "fallback",
            Self::Missing => "missing",
        }
    }
}

/// A page in a locale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    /// What is shown.
    pub state: State,
    /// A machine translated it, and nobody looked at it.
    pub machine: bool,
    /// How it is known.
    pub known: Option<Known>,
    /// Something says of the locale's pages, or of this one, what they were made from.
    pub is_kept: bool,
}

impl Cell {
    /// Whether somebody could do something about it.
    pub fn has_work(&self) -> bool {
        match self.state {
            State::Outdated(_) | State::Fallback | State::Missing => true,
            State::Unknown => self.is_kept,
            State::Source | State::Current => false,
        }
    }
}

/// How many pages of a locale are in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Totals {
    /// Pages that have a cell other than the source's own.
    pub pages: usize,
    /// See [`State`].
    pub source: usize,
    /// See [`State`].
    pub current: usize,
    /// See [`State`].
    pub outdated: usize,
    /// See [`State`].
    pub unknown: usize,
    /// See [`State`].
    pub fallback: usize,
    /// See [`State`].
    pub missing: usize,
    /// Of all of these, those that a machine translated.
    pub machine: usize,
}

/// A locale of the matrix.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Column {
    /// The first part of its URLs.
    pub slug: Box<str>,
    /// Its tag.
    pub tag: Locale,
    /// The others are translated from it.
    pub is_source: bool,
    /// Its pages.
    pub totals: Totals,
}

/// All pages, by locales.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Matrix {
    /// In the order of the picker.
    pub columns: Vec<Column>,
    /// By key; the cells in the order of the columns.
    pub rows: Vec<(DocPath, Vec<Cell>)>,
}
