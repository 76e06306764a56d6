//! Names that are not translated: `:::no-loc text="Contoso":::`.

use super::attributes;
use super::mask::{Directive, Mask, Read, Source};

/// Reads `:::no-loc text="…":::`, whose attributes begin at byte `at`.
pub fn read(source: &Source<'_>, at: usize) -> Option<Read> {
    let (inside, length) = attributes::up_to_colons(source.line, at)?;
    let attributes = attributes::read(inside).ok()?;
    let text = attributes.into_iter().find(|attribute| attribute.name == "text")?;
    Read::new(length, Directive::NoLoc(text.value.into_owned()), Mask::Inline)
}
