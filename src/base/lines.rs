//! Lines by number, as authors write them: `1-2,10,20-`.

use std::ops::Range;

/// Lines that follow each other, both ends meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineRange {
    /// From 1.
    pub first: u32,
    /// From 1, never before `first`; `u32::MAX` is the end of the file.
    pub last: u32,
}

/// What is no range of lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRange {
    /// Why, as a sentence without a full stop.
    pub message: String,
    /// Where, in the text read.
    pub place: Range<usize>,
}

/// Reads a list of lines and ranges with commas between, in any order, with repetitions. Line 0 is line 1. A number
/// that is too large is the end of the file.
///
/// # Errors
/// A part that is no number, no `a-b` and no `a-`, or a range that ends before it begins.
pub fn ranges(text: &str) -> Result<Vec<LineRange>, BadRange> {
    let mut ranges = Vec::new();
    let mut at = 0;
    for part in text.split(',') {
        ranges.push(range(part).map_err(|message| BadRange {
            message,
            place: at..at + part.len(),
        })?);
        at += part.len() + 1;
    }
    Ok(ranges)
}

fn range(part: &str) -> Result<LineRange, String> {
    let shown = part.trim();
    let (first, last) = shown.split_once('-').unwrap_or((shown, shown));
    if first.trim().is_empty() {
        return Err(match last.trim() {
            "" => format!("`{shown}` names no line"),
            last => format!("`{shown}` names no first line: write `1-{last}`"),
        });
    }
    let read = |text: &str| number(text).ok_or_else(|| format!("`{shown}` is neither a line nor a range of lines"));
    let first = read(first)?;
    let last = if last.trim().is_empty() { u32::MAX } else { read(last)? };
    if last < first {
        return Err(format!("`{shown}` ends before it begins"));
    }
    Ok(LineRange { first, last })
}

/// The number of a line: digits alone. 0 is 1, and what is too large is the end of the file.
pub fn number(text: &str) -> Option<u32> {
    let text = text.trim();
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u32::MAX).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match ranges(text) {
            Ok(ranges) => ranges.iter().map(|r| format!("{}-{};", r.first, r.last)).collect(),
            Err(error) => format!("{} at {:?}", error.message, error.place),
        }
    }

    #[test]
    fn lists_are_read_as_written() {
        assert_eq!(shown("5"), "5-5;");
        assert_eq!(shown("7-9, 1 ,7-9"), "7-9;1-1;7-9;");
        assert_eq!(shown("0-2"), "1-2;");
        assert_eq!(shown("29-"), "29-4294967295;");
        assert_eq!(shown("1-99999999999999999999"), "1-4294967295;");
    }

    #[test]
    fn what_is_no_range_is_told_with_its_place() {
        assert_eq!(shown(""), "`` names no line at 0..0");
        assert_eq!(shown("-"), "`-` names no line at 0..1");
        assert_eq!(shown("1,-5"), "`-5` names no first line: write `1-5` at 2..4");
        assert_eq!(shown("1,,2"), "`` names no line at 2..2");
        assert_eq!(shown("9-5"), "`9-5` ends before it begins at 0..3");
        for text in ["a", "1-b", "1-2-3", "+1", "1.5", "٣"] {
            let expected = format!("`{text}` is neither a line nor a range of lines at 0..{}", text.len());
            assert_eq!(shown(text), expected);
        }
    }

    proptest::proptest! {
        #[test]
        fn never_fails_and_places_lie_in_the_text(text in "[0-9,\\- é]{0,30}") {
            match ranges(&text) {
                Ok(ranges) => proptest::prop_assert!(ranges.iter().all(|r| 1 <= r.first && r.first <= r.last)),
                Err(error) => proptest::prop_assert!(text.get(error.place).is_some()),
            }
        }
    }
}
