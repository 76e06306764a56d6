//! What a docset says of its pages, where a page does not say it itself.

use super::{Block, FrontMatter, Node, Written, assign, field, place};
use crate::base::Span;
use crate::model::Document;

/// Fills what the front matter leaves open. Of two values for one key, the later one counts. Values that no page could
/// have are passed over: their file is not the author's of the page.
pub fn default_values<'a>(document: &mut Document, values: impl Iterator<Item = (&'a str, &'a Node)>) {
    let mut defaults = FrontMatter::default();
    let mut is_any = false;
    for (key, value) in values {
        let Some((_, field)) = field(key) else { continue };
        // `null` is an empty text here, so nothing has to be looked up in the text of the file.
        let block = Block { text: "", start: 0 };
        let complaint = assign(&mut defaults, field, &Written::of(value, block.text));
        is_any |= complaint.is_none();
    }
    if !is_any {
        return;
    }
    let says = |key: &str| place(&document.text.file, &document.front, key) != None::<Span>;
    let no_index = defaults.no_index && !says("ROBOTS");
    let draft = defaults.draft && !says("draft");
    let front = &mut document.front;
    front.no_index |= no_index;
    front.draft |= draft;
    front.title = front.title.take().or(defaults.title);
    front.title_suffix = front.title_suffix.take().or(defaults.title_suffix);
    front.description = front.description.take().or(defaults.description);
    front.content_locale = front.content_locale.take().or(defaults.content_locale);
    front.translation = front.translation.or(defaults.translation);
    front.date = front.date.or(defaults.date);
}
