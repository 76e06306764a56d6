//! Whether a translation still says what its source says, and how that is known.

use crate::base::Span;

/// How it is known what a translation was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Known {
    /// `ms.openlocfilehash` is the hash of today's source.
    Hash,
    /// The translation carries the text that it was made from.
    Pairs,
    /// `translations.lock` of its locale.
    Lock,
    /// git, at `ms.sourcegitcommit`.
    History,
}

impl Known {
    /// One word, for machines.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hash => "hash",
            Self::Pairs => "pairs",
            Self::Lock => "lock",
            Self::History => "history",
        }
    }
}

/// Why it is not known what a translation was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Silence {
    /// Nobody ever said.
    Never,
    /// Its metadata names a source that is not today's, and the text of that is nowhere.
    Hash,
    /// Its locale has a `translations.lock`, which lacks the page.
    Lock,
}

/// Whether a translation still says what its source says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// It does, as far as a reader would notice.
    Current(Known),
    /// The source has changed since.
    Outdated(Known, Box<Outdated>),
    /// It cannot be told.
    Unknown(Silence),
}

/// What of the source has changed since it was translated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outdated {
    /// The title of the front matter.
    pub title: bool,
    /// The description of the front matter.
    pub description: bool,
    /// Neighbouring blocks that have changed, in the order of the source.
    pub runs: Vec<Run>,
    /// How many blocks the source has today.
    pub total: usize,
}

/// Neighbouring blocks that have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Blocks with other words.
    pub changed: usize,
    /// Blocks that were not there.
    pub added: usize,
    /// Blocks that are gone.
    pub removed: usize,
    /// Blocks that stood elsewhere.
    pub moved: usize,
    /// What the first of them is: `paragraph`, `heading` …
    pub kind: &'static str,
    /// The blocks in the text of the source's document, or the block before them where all are gone.
    pub source: Option<Span>,
    /// Their counterpart in the text of the translation's document, or what stands before where it would be.
    pub target: Span,
}

impl Run {
    /// How many blocks.
    pub fn blocks(&self) -> usize {
        self.changed + self.added + self.removed + self.moved
    }
}

impl Outdated {
    /// How many blocks have changed.
    pub fn blocks(&self) -> usize {
        self.runs.iter().map(Run::blocks).sum()
    }

    /// So much has changed that the page is to be translated anew, rather than a block here and there: more than five
    /// blocks, and more than half of them.
    pub fn is_whole_page(&self) -> bool {
        let blocks = self.blocks();
        blocks > 5 && 2 * blocks > self.total
    }
}

impl Freshness {
    /// The same, but for blocks that the source has and the text that was translated had not.
    pub fn without_additions(self) -> Self {
        let Self::Outdated(known, mut outdated) = self else {
            return self;
        };
        outdated.runs.retain(|run| run.changed + run.removed + run.moved > 0);
        match outdated.title || outdated.description || !outdated.runs.is_empty() {
            true => Self::Outdated(known, outdated),
            false => Self::Current(known),
        }
    }
}
