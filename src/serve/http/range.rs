//! One part of a file, RFC 9110, 14: browsers play a film from where its reader wants, and some play none without.

use std::ops::Range;

/// What a `Range` header asks for of so many bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Everything: nothing else was asked for, or nothing that is understood, or more than one part.
    Whole,
    /// These bytes; never none.
    Bytes(Range<u64>),
    /// There are no such bytes.
    Outside,
}

/// Reads a `Range` header.
pub(super) fn part(asked: Option<&str>, length: u64) -> Part {
    let Some((first, last)) = asked
        .and_then(|asked| asked.split_once('='))
        .filter(|(unit, _)| unit.trim().eq_ignore_ascii_case("bytes"))
        .and_then(|(_, range)| range.trim().split_once('-'))
    else {
        return Part::Whole;
    };
    // More digits than a number holds are more bytes than there are.
    let number = |digits: &str| {
        let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        is_number.then(|| digits.parse().unwrap_or(u64::MAX))
    };
    let range = match (number(first), number(last)) {
        (Some(first), Some(last)) if first > last => return Part::Whole,
        (Some(first), Some(last)) => first..last.saturating_add(1).min(length),
        (Some(first), None) if last.is_empty() => first..length,
        (None, Some(count)) if first.is_empty() => length.saturating_sub(count)..length,
        _ => return Part::Whole,
    };
    if range.is_empty() {
        Part::Outside
    } else {
        Part::Bytes(range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read_as_the_standard_has_them() {
        let of = |asked| part(Some(asked), 10);
        assert_eq!(of("bytes=0-"), Part::Bytes(0..10));
        assert_eq!(of("bytes=2-4"), Part::Bytes(2..5));
        assert_eq!(of("Bytes=2-4 "), Part::Bytes(2..5));
        assert_eq!(of("bytes=9-9"), Part::Bytes(9..10));
        assert_eq!(of("bytes=4-100"), Part::Bytes(4..10));
        assert_eq!(of("bytes=-3"), Part::Bytes(7..10));
        assert_eq!(of("bytes=-100"), Part::Bytes(0..10));
        assert_eq!(of("bytes=4-99999999999999999999999999"), Part::Bytes(4..10));
        for outside in [
            "bytes=10-",
            "bytes=10-20",
            "bytes=-0",
            "bytes=99999999999999999999999999-",
        ] {
            assert_eq!(of(outside), Part::Outside, "{outside}");
        }
        let not_understood = [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=5-2",
            "bytes=a-b",
            "bytes=1-2,4-5",
            "bytes=+1-2",
            "lines=1-2",
            "bytes=1--2",
        ];
        for whole in not_understood {
            assert_eq!(of(whole), Part::Whole, "{whole}");
        }
        assert_eq!(part(None, 10), Part::Whole);
        assert_eq!(part(Some("bytes=0-"), 0), Part::Outside);
    }
}
