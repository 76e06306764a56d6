//! What other pages may know of a page. No offsets: a keystroke in a paragraph leaves it equal.

use super::front_matter::Translation;

/// A heading, seen from outside.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OutlineHeading {
    /// 1 to 6.
    pub level: u8,
    /// Its automatic id on its page: the slug of its text, with `-1`, `-2` … where it repeats.
    pub slug: Box<str>,
    /// How many bytes of `slug` are the slug of the text alone.
    pub base_length: u32,
    /// Explicit ids in it or on the lines above it, in order.
    pub names: Box<[Box<str>]>,
}

impl OutlineHeading {
    /// The slug of the text alone, without the number that makes it unique.
    pub fn base(&self) -> &str {
        self.slug.get(..self.base_length as usize).unwrap_or(&self.slug)
    }

    /// The id that this heading would own: the first explicit one, else the slug.
    pub fn own_id(&self) -> &str {
        self.names.first().unwrap_or(&self.slug)
    }
}

/// What other pages may know of a variant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Outline {
    /// From the front matter, else the first heading, else the file's name.
    pub title: Box<str>,
    /// `draft: true`.
    pub draft: bool,
    /// `ROBOTS: NOINDEX`.
    pub no_index: bool,
    /// Who translated it.
    pub translation: Option<Translation>,
    /// Headings in reading order.
    pub headings: Box<[OutlineHeading]>,
    /// Anchors that name no heading, in reading order.
    pub places: Box<[Box<str>]>,
    /// A page or a film of another host may be shown on it: else nobody has to look for one.
    pub has_frames: bool,
    /// `redirect_from` of the front matter.
    pub redirect_from: Box<[Box<str>]>,
}
