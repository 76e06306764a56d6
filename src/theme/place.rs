//! Where the messages of a file stand, and the variables in them.

use crate::base::Span;

/// A message of a file, by where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessagePlace<'t> {
    /// Its id.
    pub id: &'t str,
    /// Where the id stands.
    pub at: Span,
    /// The whole message, up to the next one or the end.
    pub whole: Span,
}

/// The messages of a text in their order, those that do not load included: lines that begin with an id and `=`. Terms,
/// comments and lines that go on are none.
pub fn messages(text: &str) -> Vec<MessagePlace<'_>> {
    let mut all: Vec<MessagePlace<'_>> = Vec::new();
    let mut at = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let mut open = false;
    for line in text.get(at..).unwrap_or_default().split_inclusive(['\n', '\r']) {
        let length = line
            .bytes()
            .take_while(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte))
            .count();
        let id = line.get(..length).unwrap_or_default();
        let rest = line.get(length..).unwrap_or_default().trim_start_matches(' ');
        if id.starts_with(|first: char| first.is_ascii_alphabetic()) && rest.starts_with('=') {
            all.push(MessagePlace {
                id,
                at: Span::new(at, at + length),
                whole: Span::new(at, at + line.len()),
            });
            open = true;
        } else if line.starts_with(['#', '-']) {
            open = false;
        } else if open && let Some(last) = all.last_mut() {
            last.whole = Span::new(last.whole.start as usize, at + line.len());
        }
        at += line.len();
    }
    all
}

/// Where a message uses a variable first, with its `$`.
pub fn variable(text: &str, message: &MessagePlace<'_>, name: &str) -> Option<Span> {
    let whole = text.get(message.whole.range())?;
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    whole.match_indices('$').find_map(|(at, _)| {
        let rest = whole.get(at + 1..)?.strip_prefix(name)?;
        let start = message.whole.start as usize + at;
        (!rest.starts_with(is_part)).then(|| Span::new(start, start + 1 + name.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ids_and_variables() {
        let text = "# a = no\nb = { $total }\n    and { $to }\n-term = x { $to }\n\nc-1  = { $to }\n.x = y\n";
        let all = messages(text);
        assert_eq!(all.iter().map(|message| message.id).collect::<Vec<_>>(), ["b", "c-1"]);
        assert_eq!(variable(text, &all[0], "to"), Some(Span::new(34, 37)));
        assert_eq!(variable(text, &all[0], "t"), None);
        assert!(variable(text, &all[1], "to").is_some_and(|span| &text[span.range()] == "$to" && span.start > 60));
    }

    proptest! {
        #[test]
        fn any_text(text in "[\u{feff}a-b=$ {}\\-#\n\ré]{0,40}") {
            for message in messages(&text) {
                prop_assert_eq!(&text[message.at.range()], message.id);
                prop_assert!(text.get(message.whole.range()).is_some());
                let _ = variable(&text, &message, "a");
            }
        }
    }
}
