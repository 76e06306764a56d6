//! Shortcodes such as `:smile:` to the character they name. The names are GitHub's (gemoji), by the crate `emojis`,
//! named here and nowhere else.

/// A shortcode in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The byte of its first colon.
    pub start: usize,
    /// One past its last colon.
    pub end: usize,
    /// What it stands for.
    pub emoji: &'static str,
}

/// Longer than any name that there is, in bytes: what is longer is not looked up.
const LONGEST: usize = 64;

/// The shortcodes in `text`, in order. Markdig's rule: white space, or the end of the text, stands on both sides, so
/// `12:30:45`, `urn:x:y` and `https://a.b:80:/` are none; a name that is not known stays text, and so do smileys
/// (`:)`).
///
/// `text` is one run of text between marks of Markdown, so what stands beside `*` and `]` counts as alone too: Markdig
/// looks at the mark itself and leaves `**:tada:**` as text, which no author means.
pub fn find(text: &str) -> impl Iterator<Item = Found> {
    let colons = memchr::memchr_iter(b':', text.as_bytes());
    let mut behind = 0;
    colons.filter_map(move |start| {
        if start < behind || !is_blank_at(text[..start].chars().next_back()) {
            return None;
        }
        let name = name(&text[start + 1..])?;
        let end = start + name.len() + 2;
        if !is_blank_at(text[end..].chars().next()) {
            return None;
        }
        let emoji = emojis::get_by_shortcode(name)?.as_str();
        behind = end;
        Some(Found { start, end, emoji })
    })
}

/// What stands before the next colon, if it could be a name.
fn name(rest: &str) -> Option<&str> {
    let bytes = rest.as_bytes();
    let end = bytes.iter().take(LONGEST).position(|byte| !is_name(*byte))?;
    (end > 0 && bytes[end] == b':').then(|| &rest[..end])
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'+' | b'-')
}

/// Nothing, or something that shows nothing.
fn is_blank_at(c: Option<char>) -> bool {
    c.is_none_or(|c| c.is_whitespace() || c == '\u{200b}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> String {
        let mut all = String::new();
        let mut at = 0;
        for found in find(text) {
            all.push_str(&text[at..found.start]);
            all.push_str(found.emoji);
            at = found.end;
        }
        all + &text[at..]
    }

    #[test]
    fn a_known_name_alone_becomes_its_character() {
        for (text, expected) in [
            (":smile:", "😄"),
            ("done :tada: and :+1:\n:-1: :heart:", "done 🎉 and 👍\n👎 ❤\u{fe0f}"),
            ("\u{a0}:100:\u{a0}:1234:\u{200b}", "\u{a0}💯\u{a0}🔢\u{200b}"),
            // The space between them belongs to both.
            (":x: :x:", "❌ ❌"),
        ] {
            assert_eq!(shown(text), expected, "{text:?}");
        }
    }

    #[test]
    fn times_addresses_words_and_smileys_stay_text() {
        for text in [
            "at 12:30:45 or 12:100:45",
            "a:smile:b",
            "urn:x:y",
            "https://host:100:/x",
            ":) :-) :D :(",
            ":no_such_name:",
            "::smile::",
            ":Smile:",
            ": smile :",
            ":smile :",
            // Markdig wants white space behind it too.
            ":smile:!",
            "(:smile:)",
            "| :---: | :-: | :--- |",
            ":::row:::",
        ] {
            assert_eq!(shown(text), text, "{text:?}");
        }
    }

    /// Upstream's own case, in other words: a mark of Markdown before the space.
    #[test]
    fn as_upstream_after_strong_text() {
        assert_eq!(shown(" :smile:"), " 😄");
        assert_eq!(shown("note : :smile:"), "note : 😄");
    }

    #[test]
    fn old_names_are_known() {
        for old in ["shit", "hankey", "facepunch", "flipper", "cop", "tshirt", "raised_hand"] {
            assert_eq!(find(&format!(":{old}:")).count(), 1, "{old}");
        }
        assert!(emojis::iter().all(|emoji| emoji.shortcodes().all(|name| name.len() < LONGEST)));
    }

    proptest! {
        #[test]
        fn places_are_those_of_colons(text in "[:a-z0-9_ +\u{e5}-]{0,30}|(:(smile|x|up) ?){0,9}") {
            let mut at = 0;
            for found in find(&text) {
                prop_assert!(found.start >= at && text[found.start..found.end].starts_with(':'));
                prop_assert!(text[found.start..found.end].ends_with(':'));
                at = found.end;
            }
        }
    }
}
