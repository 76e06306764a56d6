//! Takes parts out of a text, and keeps where the rest stood.

use std::ops::Range;
use std::sync::Arc;

use crate::model::Text;

/// The text with something else, mostly nothing, in place of each of `cuts`. Of two that overlap, the later is left in.
pub fn cut(file: Arc<str>, mut cuts: Vec<(Range<usize>, &'static str)>) -> Text {
    cuts.sort_by_key(|(cut, _)| (cut.start, cut.end));
    let mut parsed = String::with_capacity(file.len());
    let mut moves = Vec::with_capacity(cuts.len());
    let mut at = 0;
    for (cut, with) in cuts {
        let Some(kept) = file.get(at..cut.start) else { continue };
        parsed.push_str(kept);
        parsed.push_str(with);
        at = cut.end;
        moves.push((parsed.len() as u32, at as u32));
    }
    parsed.push_str(file.get(at..).unwrap_or(""));
    Text::cleaned(file, parsed.into(), moves)
}

/// Where a byte of the file stands in what is left; the next byte that is left, if it was taken out.
pub fn in_parsed(text: &Text, at: usize) -> usize {
    let after = text.moves.partition_point(|&(_, file)| file as usize <= at);
    let (parsed, file) = match after.checked_sub(1) {
        Some(last) => text.moves[last],
        None => (0, 0),
    };
    let place = parsed as usize + (at - file as usize);
    // Inside what was taken out: the place where it was.
    let next = text
        .moves
        .get(after)
        .map_or(text.parsed.len(), |&(parsed, _)| parsed as usize);
    place.min(next)
}
