//! Rows of tables that Learn reads otherwise than GFM: where walls (`|`) stand in them.

use std::borrow::Cow;
use std::collections::HashMap;

/// Covers a wall in code: as long, and nothing to any rule of Markdown.
pub const WALL: char = '\u{3}';

/// How many cells GFM sees in a row without its line end. Nothing but a backslash before it makes a wall text.
pub fn cells(row: &str) -> usize {
    let is_first = row.starts_with('|');
    let is_last = row.len() > 1 && row.ends_with('|') && !row.ends_with("\\|");
    (walls(row).count() + 1).saturating_sub(usize::from(is_first) + usize::from(is_last))
}

/// The same, without blank cells at the end.
pub fn filled_cells(row: &str) -> usize {
    let walls: Vec<usize> = walls(row).collect();
    let mut end = row.len();
    for wall in walls.into_iter().rev() {
        let is_blank = |part: &str| part.trim().is_empty();
        if !row.get(wall + 1..end).is_some_and(is_blank) {
            break;
        }
        end = wall;
    }
    cells(row.get(..end).unwrap_or(row))
}

fn walls(row: &str) -> impl Iterator<Item = usize> {
    let bytes = row.as_bytes();
    memchr::memchr_iter(b'|', bytes).filter(|&at| at == 0 || bytes[at - 1] != b'\\')
}

/// A row whose walls in code are covered; borrowed if there are none. A run of backticks opens code, unless a backslash stands before it, and the
/// next as long closes it.
pub fn cover_code(row: &str) -> Cow<'_, str> {
    if !row.contains('`') || row.contains(WALL) {
        return Cow::Borrowed(row);
    }
    let runs = runs(row.as_bytes());
    let mut same: HashMap<usize, Vec<usize>> = HashMap::new();
    for (number, run) in runs.iter().enumerate() {
        same.entry(run.length).or_default().push(number);
    }
    let close_of = |open: usize, run: &Run| {
        let equal = same.get(&run.length)?;
        let close = *equal.get(equal.partition_point(|&number| number <= open))?;
        Some((close, runs.get(close)?.start))
    };
    let mut covered = String::with_capacity(row.len());
    let (mut at, mut number) = (0, 0);
    while let Some(open) = runs.get(number) {
        let Some((close, end)) = close_of(number, open).filter(|_| !open.is_escaped) else {
            number += 1;
            continue;
        };
        covered.push_str(row.get(at..open.start).unwrap_or_default());
        let mut before = ' ';
        for c in row.get(open.start..end).unwrap_or_default().chars() {
            covered.push(if c == '|' && before != '\\' { WALL } else { c });
            before = c;
        }
        at = end;
        number = close + 1;
    }
    covered.push_str(row.get(at..).unwrap_or_default());
    match covered.contains(WALL) {
        true => Cow::Owned(covered),
        false => Cow::Borrowed(row),
    }
}

/// Backticks side by side.
struct Run {
    start: usize,
    length: usize,
    is_escaped: bool,
}

fn runs(bytes: &[u8]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut end = 0;
    for start in memchr::memchr_iter(b'`', bytes) {
        if start < end {
            continue;
        }
        let length = bytes[start..].iter().take_while(|&&b| b == b'`').count();
        let slashes = bytes[end..start].iter().rev().take_while(|&&b| b == b'\\').count();
        end = start + length;
        runs.push(Run {
            start,
            length,
            is_escaped: slashes % 2 == 1,
        });
    }
    runs
}

/// The names in `[^name]`, which may or may not be footnotes.
pub fn notes(text: &str) -> impl Iterator<Item = &str> {
    named(text).map(|(name, _)| name)
}

/// The names in `[^name]:`.
pub fn definitions(text: &str) -> impl Iterator<Item = &str> {
    let named = named(text).filter(|(_, behind)| behind.starts_with(':'));
    named.map(|(name, _)| name)
}

/// Names, and what stands behind their brackets.
fn named(text: &str) -> impl Iterator<Item = (&str, &str)> {
    /// No name that anybody wrote is longer, so a text full of brackets is not searched from each of them.
    const LONGEST: usize = 200;
    memchr::memmem::find_iter(text.as_bytes(), b"[^").filter_map(|at| {
        let rest = text.get(at + 2..)?;
        let length = rest
            .bytes()
            .take(LONGEST)
            .position(|b| matches!(b, b']' | b'[' | b'\n'))?;
        let (name, behind) = rest.split_at_checked(length)?;
        let behind = behind.strip_prefix(']')?;
        (!name.is_empty() && !name.contains(char::is_whitespace)).then_some((name, behind))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cells_are_counted_as_gfm_does() {
        for (row, all, filled) in [
            ("a", 1, 1),
            ("|a", 1, 1),
            ("|a|", 1, 1),
            ("a|b", 2, 2),
            ("|a|b|c", 3, 3),
            ("|a| |b| | |", 5, 3),
            (r"a\|b|c\|", 2, 2),
            ("", 1, 1),
        ] {
            assert_eq!((cells(row), filled_cells(row)), (all, filled), "{row}");
        }
    }

    #[test]
    fn walls_in_code_are_covered() {
        let shown = |row: &str| cover_code(row).replace(WALL, "!");
        assert_eq!(shown("a|`b|c`|``d|`e``|f`|`"), "a|`b!c`|``d!`e``|f`!`");
        assert_eq!(shown(r"\`a|b`c|d`|``e|f"), r"\`a|b`c!d`|``e|f");
        assert_eq!(shown(r"`a\|b|c`"), r"`a\|b!c`");
        assert_eq!(shown("a|b"), "a|b");
    }

    #[test]
    fn names_of_notes() {
        let text = "[^a] [^b]: [^c d] [^] [^[^é] [^";
        assert_eq!(notes(text).collect::<Vec<_>>(), ["a", "b", "é"]);
        assert_eq!(definitions(text).collect::<Vec<_>>(), ["b"]);
    }

    proptest! {
        #[test]
        fn covering_moves_nothing(row in "[`|a\\\\ é]{0,30}") {
            let covered = cover_code(&row);
            prop_assert_eq!(covered.replace(WALL, "|"), row.clone());
            prop_assert!(cells(&covered) <= cells(&row));
            prop_assert!(filled_cells(&covered) <= cells(&covered).max(1));
        }
    }
}
