//! The exit-criteria contract, as a site wants it: which anchors are criteria, which words say how much they bind, and
//! which pages are steps.

mod written;

use std::collections::BTreeMap;

use crate::base::Locale;
use crate::model::criterion::Class;

#[cfg(test)]
pub(super) use written::{CLASS_KEYS, KEYS, STEP_KEYS};
pub(super) use written::{Written, check, find_unknown};

/// Patterns, by language tag.
pub type ByLocale = BTreeMap<Locale, Vec<String>>;

/// What is a criterion, and what is a step.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Contract {
    /// Explicit anchors that are criteria: names in which `*` stands for anything.
    pub anchors: Vec<String>,
    /// Pages whose anchors count, below a locale's folder; none: all pages.
    pub pages: Vec<String>,
    /// Words that say that a criterion must be met; `*` in one stands for the condition.
    pub required: ByLocale,
    /// Words that say that it need not.
    pub optional: ByLocale,
    /// How the title of a step begins; `{number}` stands for its number.
    pub titles: ByLocale,
    /// The key of the front matter that makes a page a step, or no step.
    pub key: String,
}

impl Default for Contract {
    fn default() -> Self {
        Self {
            anchors: vec!["crit-*".into()],
            pages: Vec::new(),
            required: defaults(Class::Required),
            optional: defaults(Class::Optional),
            titles: read_table(&TITLES),
            key: "step".into(),
        }
    }
}

impl Contract {
    /// Whether an anchor is a criterion, by its name.
    pub fn is_anchor(&self, name: &str) -> bool {
        self.anchors.iter().any(|pattern| matches(pattern, name, false))
    }

    /// Whether the fragment of a link means a criterion, in whatever case it is written.
    pub fn is_meant(&self, fragment: &str) -> bool {
        let has_capitals = fragment.chars().any(char::is_uppercase);
        self.is_anchor(fragment) || (has_capitals && self.is_anchor(&fragment.to_lowercase()))
    }

    /// Whether a page may define criteria, by its path below the locale's folder. A pattern without `/` means the name of
    /// the file.
    pub fn is_page(&self, key: &str) -> bool {
        let name = key.rsplit('/').next().unwrap_or(key);
        let fits = |pattern: &String| matches(pattern, if pattern.contains('/') { key } else { name }, true);
        self.pages.is_empty() || self.pages.iter().any(fits)
    }

    /// The words of a class.
    pub fn words(&self, class: Class) -> &ByLocale {
        match class {
            Class::Required => &self.required,
            Class::Optional => &self.optional,
        }
    }
}

/// What is said of a locale: by its tag, else by its language.
pub fn of_locale<'a>(patterns: &'a ByLocale, locale: &Locale) -> &'a [String] {
    let by_language = || {
        let same = |(tag, _): &(&Locale, &Vec<String>)| tag.as_str() == locale.language();
        patterns.iter().find(same).map(|(_, words)| words)
    };
    patterns.get(locale).or_else(by_language).map_or(&[], Vec::as_slice)
}

/// Words that real pages begin a criterion's heading with, and forms of them that a translator may choose.
const REQUIRED: [(&str, &str); 4] = [
    ("en", "Required|Requirement|Mandatory|Compulsory"),
    (
        "sv",
        "Obligatoriskt|Obligatorisk|Obligatoriska|Krävs|Krav|Nödvändigt|Tvingande",
    ),
    ("nl", "Vereist|Vereiste|Verplicht|Verplichte|Noodzakelijk"),
    (
        "fr",
        "Obligatoire|Obligatoires|Requis|Requise|Requises|Nécessaire|Exigé|Exigée|Impératif",
    ),
];
const OPTIONAL: [(&str, &str); 4] = [
    ("en", "Optional|Optionally|Voluntary"),
    ("sv", "Valfritt|Valfri|Valfria|Frivilligt|Frivillig|Tillval"),
    ("nl", "Optioneel|Optionele|Facultatief|Facultatieve|Vrijwillig"),
    (
        "fr",
        "Facultatif|Facultative|Facultatifs|Facultatives|Optionnel|Optionnelle|En option",
    ),
];
/// What may stand between such a word and a condition.
const CONNECTIVES: [(&str, &str); 4] = [
    ("en", "for|if|when|with|only for|only if|in"),
    ("sv", "för|om|när|vid|med|endast för|bara för|i"),
    ("nl", "voor|als|indien|wanneer|bij|met|alleen voor|in"),
    ("fr", "pour|si|en cas|avec|lors|dans|uniquement pour"),
];
const TITLES: [(&str, &str); 4] = [
    ("en", "Step {number}"),
    ("sv", "Steg {number}"),
    ("nl", "Stap {number}"),
    ("fr", "Étape {number}|Etape {number}"),
];

fn read_table(table: &[(&str, &str)]) -> ByLocale {
    let rows = table.iter().filter_map(|(tag, words)| {
        let words = words.split('|').map(str::to_owned).collect();
        Some((Locale::parse(tag)?, words))
    });
    rows.collect()
}

fn defaults(class: Class) -> ByLocale {
    let table = match class {
        Class::Required => &REQUIRED,
        Class::Optional => &OPTIONAL,
    };
    let mut all = read_table(table);
    let connectives = read_table(&CONNECTIVES);
    for (locale, words) in &mut all {
        let joined: Vec<String> = words
            .iter()
            .flat_map(|word| {
                let joins = connectives.get(locale).into_iter().flatten();
                joins.map(move |join| format!("{word} {join} *"))
            })
            .collect();
        words.extend(joined);
    }
    all
}

/// Whether `text` fits a pattern in which `*` stands for any text. With `by_folder`, `*` stays within a folder and `**`
/// does not. In time of the product of both lengths, however many stars there are.
fn matches(pattern: &str, text: &str, by_folder: bool) -> bool {
    // Nearly every name fails at its first letters.
    let literal = pattern.find('*').unwrap_or(pattern.len());
    if !text.as_bytes().starts_with(&pattern.as_bytes()[..literal]) {
        return false;
    }
    let rest = &text.as_bytes()[literal..];
    let pattern = &pattern.as_bytes()[literal..];
    if pattern == b"*" && !by_folder {
        return true;
    }
    // Which beginnings of the rest fit the pattern so far.
    let mut fits = vec![false; rest.len() + 1];
    fits[0] = true;
    let mut at = 0;
    while let Some(byte) = pattern.get(at) {
        let stars = pattern[at..].iter().take_while(|byte| **byte == b'*').count();
        if stars > 0 {
            let crosses = !by_folder || stars > 1;
            // `**/` stands for any folders, and also for none.
            let is_folders = by_folder && stars > 1 && pattern.get(at + stars) == Some(&b'/');
            let mut is_open = false;
            for (place, fit) in fits.iter_mut().enumerate() {
                let before = place.checked_sub(1).and_then(|place| rest.get(place));
                let was = *fit;
                is_open = was || (is_open && (crosses || before != Some(&b'/')));
                *fit = if is_folders {
                    was || is_open && before == Some(&b'/')
                } else {
                    is_open
                };
            }
            at += stars + usize::from(is_folders);
        } else {
            for place in (0..fits.len()).rev() {
                let before = place.checked_sub(1);
                fits[place] = before.is_some_and(|before| fits[before] && rest.get(before) == Some(byte));
            }
            at += 1;
        }
    }
    fits.last().copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything_or_for_a_name_in_a_folder() {
        for (pattern, text, plain, by_folder) in [
            ("crit-*", "crit-x", true, true),
            ("crit-*", "crit-", true, true),
            ("crit-*", "scrit-x", false, false),
            ("*-crit", "a-crit", true, true),
            ("*a*b*", "xxaxxbxx", true, true),
            ("*a*b*", "xxbxxaxx", false, false),
            ("a/*.md", "a/b/c.md", true, false),
            ("a/**.md", "a/b/c.md", true, true),
            ("a/**/c.md", "a/c.md", false, true),
            ("a/*/**/c.md", "a/b/c.md", false, true),
            ("a/*/**/c.md", "a/c.md", false, false),
            ("**/c.md", "c.md", false, true),
            ("", "", true, true),
            ("e*", "école", false, false),
            ("é*", "éé", true, true),
        ] {
            assert_eq!(matches(pattern, text, false), plain, "{pattern} {text}");
            assert_eq!(matches(pattern, text, true), by_folder, "{pattern} {text}, by folder");
        }
    }

    #[test]
    fn many_stars_cost_no_more_than_both_lengths() {
        let pattern = "*a".repeat(200);
        assert!(!matches(&pattern, &"ab".repeat(20_000), false));
    }

    #[test]
    fn the_words_of_a_language_are_found_by_a_tag_with_a_region() {
        let contract = Contract::default();
        let of = |tag: &str| of_locale(contract.words(Class::Optional), &Locale::parse(tag).unwrap());
        assert_eq!(of("sv-SE")[0], "Valfritt");
        assert!(of("sv").contains(&"Valfritt för *".to_owned()));
        assert!(of("de").is_empty());
    }

    #[test]
    fn a_pattern_without_a_folder_means_the_name_of_the_file() {
        let of = |pattern: &str| Contract {
            pages: vec![pattern.into()],
            ..Contract::default()
        };
        assert!(of("*exit-criteria.md").is_page("a/b/phase-exit-criteria.md"));
        assert!(!of("a/*.md").is_page("a/b/c.md"));
        assert!(Contract::default().is_page("x.md"));
    }
}
