//! The values of a YAML page, one after the other, as the text that is parsed; and where each stands in the file.

use std::sync::Arc;

use super::Piece;
use crate::base::Span;
use crate::base::yaml::Node;
use crate::model::Text;
use crate::parse::dialect;

/// How far a letter is looked for that does not stand where it should.
const FAR: usize = 64;

/// Gathers the values.
pub struct Pieces<'a> {
    file: &'a str,
    parsed: String,
    moves: Vec<(u32, u32)>,
}

impl<'a> Pieces<'a> {
    pub fn new(file: &'a str) -> Self {
        Self {
            file,
            parsed: String::new(),
            moves: Vec::new(),
        }
    }

    /// A text; nothing if the node is none, or empty.
    pub fn add(&mut self, node: &Node) -> Option<Piece> {
        let value = node.scalar().filter(|value| !value.trim().is_empty())?;
        let mut places = Vec::new();
        align(value, self.file, node.span, &mut places);
        let (value, places) = if value.contains("data-ttu-id") {
            without_source(value, &places)
        } else {
            (value.into(), places)
        };
        let before = value.len() - value.trim_start_matches(['\n', '\r', ' ']).len();
        let shown = value[before..].trim_end();
        let start = self.parsed.len();
        self.parsed.push_str(shown);
        let end = self.parsed.len();
        // The place of the first letter, wherever the table begins.
        let first = places.partition_point(|&(at, _)| at as usize <= before);
        if let Some(&(at, file)) = first.checked_sub(1).and_then(|last| places.get(last)) {
            self.moves.push((start as u32, file + (before as u32 - at)));
        }
        for &(at, file) in places.iter().skip(first) {
            let at = at as usize - before;
            if at < shown.len() {
                self.moves.push(((start + at) as u32, file));
            }
        }
        // So that no two values are one paragraph.
        self.parsed.push_str("\n\n");
        Some(Span::new(start, end))
    }

    /// The text of all of them.
    pub fn finish(self, file: &Arc<str>) -> Text {
        let moves = if self.moves.is_empty() {
            vec![(0, 0)]
        } else {
            self.moves
        };
        Text::cleaned(file.clone(), self.parsed.into(), moves)
    }
}

/// `(offset in the value, offset in the file)` wherever the distance changes: escapes, folds and indentation are gone
/// from the value. Each letter is looked for from where the last was found, so a letter that cannot be told costs its
/// own place and no other.
fn align(value: &str, file: &str, span: Span, places: &mut Vec<(u32, u32)>) {
    let span = span.clamped(file);
    let raw = &file[span.range()];
    let mut at = match raw.bytes().next() {
        Some(b'|' | b'>') => raw.find('\n').map_or(raw.len(), |end| end + 1),
        Some(b'"' | b'\'') => 1,
        _ => 0,
    };
    let mut last = None;
    for (offset, letter) in value.char_indices() {
        let (place, next) = find(letter, raw, at);
        at = next;
        let place = span.start as usize + place;
        let distance = place as i64 - offset as i64;
        if last != Some(distance) {
            places.push((offset as u32, place as u32));
            last = Some(distance);
        }
    }
}

/// Where `letter` stands in `raw` from `at` on, and where the next one is to be looked for.
fn find(letter: char, raw: &str, at: usize) -> (usize, usize) {
    let rest = raw.get(at..).unwrap_or("");
    if letter.is_whitespace() {
        // A line end may be folded to a space.
        return match rest.chars().next() {
            Some(found) if found == letter || found.is_whitespace() => (at, at + found.len_utf8()),
            Some('\\') => (at, at + escape_length(rest)),
            _ => (at, at),
        };
    }
    let at = at + (rest.len() - rest.trim_start().len());
    let rest = rest.trim_start();
    if rest.starts_with("''") && letter == '\'' {
        return (at, at + 2);
    }
    if rest.starts_with(letter) && !(letter == '\\' && rest.starts_with("\\\\") && raw.starts_with('"')) {
        return (at, at + letter.len_utf8());
    }
    if rest.starts_with("\\\n") || rest.starts_with("\\\r") {
        // An escaped line end: nothing of it is in the value.
        return find_behind(letter, raw, at + 1);
    }
    if rest.starts_with('\\') {
        return (at, at + escape_length(rest));
    }
    let near = rest.char_indices().take(FAR).find(|(_, found)| *found == letter);
    match near {
        Some((far, found)) => (at + far, at + far + found.len_utf8()),
        None => (at, at),
    }
}

fn find_behind(letter: char, raw: &str, at: usize) -> (usize, usize) {
    let rest = raw.get(at..).unwrap_or("");
    let at = at + (rest.len() - rest.trim_start().len());
    if raw.get(at..).is_some_and(|rest| rest.starts_with(letter)) {
        (at, at + letter.len_utf8())
    } else {
        (at, at)
    }
}

/// How long the escape is that `text` begins with.
fn escape_length(text: &str) -> usize {
    let wanted = match text.as_bytes().get(1) {
        Some(b'x') => 4,
        Some(b'u') => 6,
        Some(b'U') => 10,
        _ => 2,
    };
    Span::new(0, wanted).clamped(text).end as usize
}

/// A bilingual value without its source, and its places.
fn without_source(value: &str, places: &[(u32, u32)]) -> (String, Vec<(u32, u32)>) {
    let (text, _) = dialect::clean(value.into(), 0);
    let mut kept = Vec::new();
    let mut last = None;
    for (offset, _) in text.parsed.char_indices() {
        let inside = text.in_file(Span::at(offset)).start;
        let before = places.partition_point(|&(at, _)| at <= inside);
        let Some(&(at, file)) = before.checked_sub(1).and_then(|before| places.get(before)) else {
            continue;
        };
        let place = file + (inside - at);
        let distance = i64::from(place) - offset as i64;
        if last != Some(distance) {
            kept.push((offset as u32, place));
            last = Some(distance);
        }
    }
    (text.parsed.to_string(), kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::yaml;

    /// Each letter of a value, and the letter of the file that it is found at.
    fn letters(file: &str) -> Vec<(char, char)> {
        let root = yaml::places(file).expect("YAML");
        let mut pieces = Pieces::new(file);
        let piece = pieces.add(root.get("a").expect("a value")).expect("a text");
        let text = pieces.finish(&file.into());
        let value = &text.parsed[piece.range()];
        let letter = |(at, letter): (usize, char)| {
            let place = text.in_file(Span::at(piece.start as usize + at)).start as usize;
            (letter, file[place..].chars().next().unwrap_or('\0'))
        };
        value.char_indices().map(letter).collect()
    }

    #[test]
    fn letters_stand_where_they_are_found() {
        for file in [
            "a: en åsna\n",
            "a: \"en \\\"åsna\\\", till\"\n",
            "a: 'det''s å'\n",
            "a: |\n    rad ett\n      indragen\n\n    slut å\n",
            "a: >-\r\n  vikt\r\n  rad\r\n\r\n  ny é\r\nb: c\n",
            "a: over\n  två rader\n",
            "a: \"en \\\n   två\"\n",
            "# é\nx: å\na: sist é x",
        ] {
            for (value, found) in letters(file) {
                let same = value == found || (value.is_whitespace() && found.is_whitespace());
                let escaped = found == '\\' || (value == '\'' && found == '\'');
                assert!(same || escaped, "{value:?} at {found:?} in {file:?}");
            }
        }
        let of_escape = letters("a: \"\\u00e5b\\tc\"\n");
        assert_eq!(of_escape, [('å', '\\'), ('b', 'b'), ('\t', '\\'), ('c', 'c')]);
    }
}
