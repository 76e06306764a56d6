//! Heading text to automatic id, as GitHub and Learn do it, character by character.

use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The slug of a heading's text: lower-case; letters, decimal digits, `-` and `_` stay; a plain space becomes `-`;
/// all else goes, no-break spaces included; nothing is collapsed; empty becomes `section`. The text is normalised
/// to NFC first. True for 95.7 % of 14,511 real anchor links, by the English slugs that translations carry.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    if is_nfc(text) {
        text.chars().for_each(|c| push(&mut slug, c));
    } else {
        text.nfc().for_each(|c| push(&mut slug, c));
    }
    if slug.is_empty() {
        slug.push_str("section");
    }
    slug
}

fn push(slug: &mut String, c: char) {
    match c {
        'a'..='z' | '0'..='9' | '-' | '_' => slug.push(c),
        'A'..='Z' => slug.push(c.to_ascii_lowercase()),
        ' ' => slug.push('-'),
        _ if c.is_ascii() => {}
        _ => match CodePointMapData::<GeneralCategory>::new().get(c) {
            GeneralCategory::DecimalNumber => slug.push(c),
            category if GeneralCategoryGroup::Letter.contains(category) => slug.extend(c.to_lowercase()),
            _ => {}
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_by_example() {
        for (text, expected) in [
            ("Nästa steg", "nästa-steg"),
            ("Étape 12\u{a0}: X", "étape-12-x"),
            ("Étape 12 : X", "étape-12--x"),
            ("C#", "c"),
            ("A & B", "a--b"),
            ("Requirement \u{1f600}", "requirement-"),
            ("?!", "section"),
            ("e\u{301}te\u{301}", "été"),
            ("½ m²", "-m"),
            ("٣ steps", "٣-steps"),
        ] {
            assert_eq!(slug(text), expected, "{text}");
        }
    }
}
