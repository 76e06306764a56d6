//! The words of a language: how much a criterion binds, and which step a text means.

use crate::base::Locale;
use crate::config::Contract;
use crate::config::criteria::of_locale;
use crate::link::catalog::folded;
use crate::model::criterion::{Class, Standing};
use crate::model::site::Site;

/// What a language calls things, ready for comparison.
pub struct Words {
    classes: Vec<ClassWord>,
    steps: Vec<StepWord>,
    /// The language itself has words for classes; else only its source's are known.
    pub has_classes: bool,
}

struct ClassWord {
    class: Class,
    word: String,
    has_condition: bool,
}

struct StepWord {
    before: String,
    after: String,
}

/// The words of each locale, those for classes only where they are asked for. A text that was left in the source's
/// language counts too.
pub fn words_of(site: &Site, contract: &Contract, with_classes: bool) -> Vec<Words> {
    let source = site.locales.get(site.source).map(|locale| &locale.tag);
    let own = site.locales.iter().map(|locale| &locale.tag);
    own.map(|own| {
        let also = source.filter(|source| *source != own);
        Words::new(contract, own, also, with_classes)
    })
    .collect()
}

impl Words {
    fn new(contract: &Contract, own: &Locale, also: Option<&Locale>, with_classes: bool) -> Self {
        let mut words = Self {
            classes: Vec::new(),
            steps: Vec::new(),
            has_classes: false,
        };
        for (number, locale) in [Some(own), also].into_iter().flatten().enumerate() {
            for class in [Class::Required, Class::Optional].into_iter().filter(|_| with_classes) {
                let patterns = of_locale(contract.words(class), locale);
                words.has_classes |= number == 0 && !patterns.is_empty();
                words.classes.extend(patterns.iter().map(|pattern| {
                    let word = plain(&low(pattern));
                    let stem = word.strip_suffix('*').map(str::trim_end);
                    ClassWord {
                        class,
                        has_condition: stem.is_some(),
                        word: stem.unwrap_or(&word).to_owned(),
                    }
                }));
            }
            let titles = of_locale(&contract.titles, locale).iter();
            words.steps.extend(titles.filter_map(|pattern| {
                let (before, after) = pattern.split_once("{number}")?;
                Some(StepWord {
                    before: plain(&low(before)),
                    after: plain(&low(after)),
                })
            }));
        }
        words
    }

    /// What a title says before its colon, or before a dash between spaces.
    pub fn standing(&self, title: &str) -> Option<Standing> {
        let title = plain(title);
        let colon = title.find([':', '\u{ff1a}']);
        let dash = [" \u{2013} ", " \u{2014} ", " - "]
            .iter()
            .filter_map(|dash| title.find(dash))
            .min();
        [colon, dash]
            .into_iter()
            .flatten()
            .find_map(|at| self.class_of(title.get(..at)?.trim_end()))
    }

    fn class_of(&self, head: &str) -> Option<Standing> {
        // A sentence is no condition.
        if head.len() > 200 {
            return None;
        }
        let low = low(head);
        self.classes.iter().find_map(|known| {
            let rest = low.strip_prefix(&known.word)?;
            let condition = rest.strip_prefix(' ').filter(|_| known.has_condition);
            let is_it = if known.has_condition {
                condition.is_some()
            } else {
                rest.is_empty()
            };
            is_it.then(|| {
                let skip = head
                    .chars()
                    .count()
                    .saturating_sub(condition.map_or(0, |rest| rest.chars().count()));
                Standing {
                    class: known.class,
                    condition: head.chars().skip(skip).collect::<String>().into(),
                }
            })
        })
    }

    /// The number of the step that a title begins with.
    pub fn number_of_title(&self, title: &str) -> Option<Box<str>> {
        let low = self.searched(title)?;
        self.steps
            .iter()
            .find_map(|word| word.number_after(low.strip_prefix(&word.before)?))
    }

    /// The numbers of the steps that a text names, in the order of the patterns.
    pub fn numbers_in(&self, text: &str) -> Vec<Box<str>> {
        let Some(low) = self.searched(text) else {
            return Vec::new();
        };
        let found = self.steps.iter().flat_map(|word| {
            low.match_indices(&word.before).filter_map(|(at, before)| {
                let is_inside = low[..at].chars().next_back().is_some_and(char::is_alphanumeric);
                word.number_after(low.get(at + before.len()..)?).filter(|_| !is_inside)
            })
        });
        found.collect()
    }

    /// The text as it is searched, where it may hold a number at all: most texts do not.
    fn searched(&self, text: &str) -> Option<String> {
        let is_worth = !self.steps.is_empty() && text.len() < 2000 && text.bytes().any(|b| b.is_ascii_digit());
        is_worth.then(|| {
            let low = low(text);
            if is_plain(&low) { low } else { plain(&low) }
        })
    }
}

impl StepWord {
    /// The number that `rest`, what follows the word, begins with.
    fn number_after(&self, rest: &str) -> Option<Box<str>> {
        let (number, rest) = number(rest.strip_prefix(' ').unwrap_or(rest))?;
        let rest = match self.after.as_str() {
            "" => rest,
            after => rest.trim_start().strip_prefix(after)?,
        };
        (!rest.starts_with(char::is_alphanumeric)).then_some(number)
    }
}

/// The number that a text begins with, as it is compared, and what follows: `12`, `2.1`, `3a`.
pub(super) fn number(text: &str) -> Option<(Box<str>, &str)> {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes.iter().skip(from).take_while(|b| b.is_ascii_digit()).count();
    let first = digits(0);
    // A year or an identifier is no number of a step.
    if first == 0 || first > 4 {
        return None;
    }
    let mut end = first;
    while bytes.get(end) == Some(&b'.') && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
    }
    let is_letter = |at: usize| bytes.get(at).is_some_and(|b| b.is_ascii_lowercase());
    let has_more = text
        .get(end + 1..)
        .is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    if is_letter(end) && !has_more {
        end += 1;
    }
    let written = text.get(..end)?;
    let short = written.trim_start_matches('0');
    let short = if short.starts_with(|c: char| c.is_ascii_digit()) {
        short
    } else {
        written
    };
    Some((short.into(), text.get(end..)?))
}

/// As it is compared: lower case, composed.
fn low(text: &str) -> String {
    folded(text)
}

/// With single, plain spaces, and without what shows nothing: translation tools leave no-break and zero-width spaces.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {}
            c if c.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Whether [`plain`] surely changes nothing: letters below U+0300 without a no-break space, a soft hyphen or other
/// blanks, and no space beside another or at an end.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_odd = |byte: u8| !(b' '..0xcc).contains(&byte) || matches!(byte, 0x85 | 0xa0 | 0xad);
    let mut before = b' ';
    for &byte in bytes {
        if is_odd(byte) || byte == b' ' && before == b' ' {
            return false;
        }
        before = byte;
    }
    before != b' '
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(tag: &str) -> Words {
        let locale = |tag| Locale::parse(tag).expect("a language");
        Words::new(
            &Contract::default(),
            &locale(tag),
            Some(&locale("en")).filter(|_| tag != "en"),
            true,
        )
    }

    fn read(tag: &str, title: &str) -> String {
        match words(tag).standing(title) {
            Some(found) if found.condition.is_empty() => found.class.name().into(),
            Some(found) => format!("{} / {}", found.class.name(), found.condition),
            None => "none".into(),
        }
    }

    #[test]
    fn the_word_before_the_colon_is_the_class() {
        for (tag, title, expected) in [
            ("en", "Required: Doors are locked", "required"),
            ("en", "OPTIONAL : Doors are painted", "optional"),
            (
                "en",
                "Required for Night Shifts: Lamps are lit",
                "required / Night Shifts",
            ),
            ("en", "Required doors: all of them", "none"),
            ("en", "Doors are locked", "none"),
            ("en", "Requirements: doors", "none"),
            ("en", "Optional \u{2013} Doors: painted", "optional"),
            ("sv", "Obligatoriskt: Dörrar", "required"),
            ("sv", "Valfritt\u{a0}: Dörrar", "optional"),
            ("sv-SE", "Krävs för nattskift: Lampor", "required / nattskift"),
            ("sv", "Required: Doors", "required"),
            ("sv", "Kra\u{308}vs: Dörrar", "required"),
            ("nl", "Vereist voor nachtdienst: Lampen", "required / nachtdienst"),
            ("nl", "Optioneel:deuren", "optional"),
            ("fr", "Obligatoire\u{a0}: portes", "required"),
            ("fr", "Facultatif\u{202f}: portes", "optional"),
            ("fr", "\u{200b}Facultatif :portes", "optional"),
            (
                "fr",
                "Obligatoire pour l'équipe de nuit : lampes",
                "required / l'équipe de nuit",
            ),
            ("de", "Erforderlich: Türen", "none"),
        ] {
            assert_eq!(read(tag, title), expected, "{tag} {title}");
        }
        assert!(!words("de").has_classes && words("fr").has_classes);
    }

    #[test]
    fn a_step_has_its_number_in_four_languages() {
        for (tag, title, expected) in [
            ("en", "Step 12: Lamps", Some("12")),
            ("en", "step\u{a0}07 \u{2013} Lamps", Some("7")),
            ("en", "Step 2.1: Lamps", Some("2.1")),
            ("en", "Step 3a: Lamps", Some("3a")),
            ("en", "Step 3rd", None),
            ("en", "Steps 3", None),
            ("en", "Phase 2, Step 3", None),
            ("en", "Step 2019-10 was long", Some("2019")),
            ("en", "Step 0", Some("0")),
            ("en", "Step one", None),
            ("sv", "Steg 12: Lampor", Some("12")),
            ("nl", "Stap 12: Lampen", Some("12")),
            ("fr", "E\u{301}tape 12 : Lampes", Some("12")),
            ("fr", "Step 12: Lamps", Some("12")),
            ("de", "Schritt 12", None),
        ] {
            assert_eq!(words(tag).number_of_title(title).as_deref(), expected, "{tag} {title}");
        }
        let named = |tag: &str, text: &str| words(tag).numbers_in(text).join(" ");
        assert_eq!(named("fr", "l\u{2019}étape 12"), "12");
        assert_eq!(named("en", "from Step 6 back to step 2"), "6 2");
        assert_eq!(named("en", "footstep 3"), "");
    }

    proptest! {
        #[test]
        fn what_is_plain_stays(text in "[ a0.:\\PC\u{85}\u{a0}\u{ad}\u{e5}\u{200b}\t\n]{0,8}") {
            if is_plain(&text) {
                prop_assert_eq!(plain(&text), text);
            }
        }

        #[test]
        fn any_text_is_read_without_harm(text in "\\PC{0,60}", spaces in "[\u{a0} \u{200b}:]{0,4}") {
            for tag in ["en", "fr"] {
                let words = words(tag);
                words.standing(&format!("{text}{spaces}{text}"));
                words.number_of_title(&format!("Step {text}"));
                words.numbers_in(&format!("{text}step{spaces}1{text}"));
            }
        }
    }
}
