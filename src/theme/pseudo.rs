//! The pseudo-locale: English that is longer and accented, so that a word which never went through the messages,
//! or a box that is too narrow, is seen at once.

const PLAIN: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const MARKED: &str = "áƀçðéƒĝĥíĵķļɱñóþɋŕšţúṽŵẋýžÁƁÇÐÉƑĜĤÍĴĶĻṀÑÓÞɊŔŠŢÚṼŴẊÝŽ";

/// `text` accented, about a third longer, in brackets that show where it was cut: `[Šééááŕçĥ]` of `Search`.
/// What stands in braces, as Fluent's placeables do, stays as it is.
pub fn pseudo(text: &str) -> String {
    let mut marked = String::with_capacity(2 * text.len() + 2);
    let mut depth = 0usize;
    marked.push('[');
    for letter in text.chars() {
        depth += usize::from(letter == '{');
        if depth == 0 {
            push_accented(&mut marked, letter);
        } else {
            marked.push(letter);
        }
        depth = depth.saturating_sub(usize::from(letter == '}'));
    }
    marked.push(']');
    marked
}

/// `text` as in [`pseudo`], without brackets and without regard to braces.
pub fn accented(text: &str) -> String {
    let mut marked = String::with_capacity(2 * text.len());
    text.chars().for_each(|letter| push_accented(&mut marked, letter));
    marked
}

/// Doubled vowels lengthen English by about 30 %, as German or Finnish would.
fn push_accented(out: &mut String, letter: char) {
    let at = PLAIN.find(letter);
    let mark = at.and_then(|at| MARKED.chars().nth(at)).unwrap_or(letter);
    out.push(mark);
    if "aeiouAEIOU".contains(letter) {
        out.extend(mark.to_lowercase());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_has_its_own_mark() {
        let marks: std::collections::BTreeSet<char> = MARKED.chars().collect();
        assert_eq!(marks.len(), PLAIN.len());
        assert!(marks.iter().all(|mark| !mark.is_ascii()));
    }

    #[test]
    fn accents_and_lengthens_but_leaves_placeables() {
        assert_eq!(pseudo("Search"), "[Šééááŕçĥ]");
        assert_eq!(pseudo("by { NUMBER($n) }!"), "[ƀý { NUMBER($n) }!]");
        assert_eq!(pseudo("}å{"), "[}å{]");
        let text = "This page was translated by a machine and may contain mistakes.";
        let longer = accented(text).chars().count() * 100 / text.chars().count();
        assert!((120..=140).contains(&longer), "{longer}");
    }
}
