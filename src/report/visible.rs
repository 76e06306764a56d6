//! Text of a stranger's file made safe to print: nothing in it may drive the terminal or hide itself.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_width::UnicodeWidthChar;

/// `text` on one line, with everything that a terminal would obey or hide shown as `\u{…}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c == '\t' || hidden(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        push(&mut out, if matches!(c, '\n' | '\r') { ' ' } else { c });
    }
    Cow::Owned(out)
}

/// Adds `c` as it is shown.
pub(super) fn push(out: &mut String, c: char) {
    match c {
        '\t' => out.push_str("    "),
        c if hidden(c) => _ = write!(out, "{}", c.escape_unicode()),
        c => out.push(c),
    }
}

/// Terminal columns that `c` takes as [`push`] shows it.
pub(super) fn columns(c: char) -> usize {
    match c {
        '\t' => 4,
        c if hidden(c) => c.escape_unicode().len(),
        c => c.width().unwrap_or(0),
    }
}

/// Terminal columns of a text that is already visible.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// Controls, bidi controls (UAX #9), other characters without a picture, and noncharacters. The joiners U+200C
/// and U+200D are left alone: Persian and emoji need them.
fn hidden(c: char) -> bool {
    c.is_control()
        || u32::from(c) & 0xfffe == 0xfffe
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fdd0}'..='\u{fdef}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_drives_or_hides_is_spelled_out() {
        assert_eq!(
            visible("\x1b]0;x\x07 å\u{9b}\r\n日\tb"),
            r"\u{1b}]0;x\u{7} å\u{9b} 日    b"
        );
        assert_eq!(visible("a\u{202e}b\u{2066}c\u{feff}"), r"a\u{202e}b\u{2066}c\u{feff}");
        assert!(matches!(visible("plain é 👍"), Cow::Borrowed(_)));
    }

    #[test]
    fn columns_are_those_of_the_shown_form() {
        for c in [
            'a',
            'å',
            '日',
            '👍',
            '\t',
            '\u{301}',
            '\u{1b}',
            '\u{202e}',
            '\0',
            '\u{10ffff}',
        ] {
            let mut shown = String::new();
            push(&mut shown, c);
            assert_eq!(columns(c), width(&shown), "{c:?}");
        }
    }
}
