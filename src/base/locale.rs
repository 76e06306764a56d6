//! Language tags (BCP 47), as far as folders of documentation use them: language, script, region.

use std::fmt;
use std::sync::Arc;

use icu_locale::{LanguageIdentifier, LocaleDirectionality, LocaleExpander, TransformResult, subtags};

/// A language, with a script or region where it matters, in the canonical spelling: `sv`, `sv-SE`, `zh-Hant-TW`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Locale(Arc<str>);

impl Locale {
    /// Reads a tag of a language that CLDR knows, with a known script or region if any. Case is free, `_` is `-`.
    /// So `media` and `admin`, which parse as tags, are none, and neither is `qq`.
    pub fn parse(text: &str) -> Option<Self> {
        let language_length = text.split(['-', '_']).next().unwrap_or("").len();
        if !(2..=3).contains(&language_length) || !text.is_ascii() {
            return None;
        }
        let id: LanguageIdentifier = text.replace('_', "-").parse().ok()?;
        (id.variants.is_empty() && is_known(&id)).then(|| Self(id.to_string().into()))
    }

    /// As [`Locale::parse`], where nothing but a name hints at a language: two letters, or a region behind three. Many
    /// words of three letters are languages too: `git`, `doc`, `one`.
    pub fn parse_name(name: &str) -> Option<Self> {
        let is_plain = name.len() == 2 || name.contains(['-', '_']);
        is_plain.then(|| Self::parse(name))?
    }

    /// The pseudo-locale `en-XA`: words that are longer and accented, so that what is hard-coded stands out.
    pub fn pseudo() -> Self {
        Self("en-XA".into())
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language alone: `sv` of `sv-SE`.
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// Whether one of the two is the other with less said: `sv` and `sv-SE`, not `en-GB` and `en-US`.
    pub fn covers(&self, other: &Self) -> bool {
        let (short, long) = if self.0.len() <= other.0.len() {
            (self, other)
        } else {
            (other, self)
        };
        long.0
            .strip_prefix(&*short.0)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    }

    /// `rtl` for Arabic, Hebrew and the like, else `ltr`.
    pub fn direction(&self) -> &'static str {
        let id: Option<LanguageIdentifier> = self.0.parse().ok();
        match id {
            Some(id) if LocaleDirectionality::new_extended().is_right_to_left(&id) => "rtl",
            _ => "ltr",
        }
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// ISO 3166 regions whose most likely language is English or undecided, which CLDR's likely subtags therefore
/// leave unexpanded.
const UNEXPANDED: &str = "AG AI AQ AU BB BM BS BW BZ CA CK CX DM FJ FK FM GB GD GG GI GM GS GU GY HM IE IM IO JE \
    JM KI KN KY LC LR MH MP MS MW NF NG NR NU NZ PN SB SG SH SL SX SZ TC TT UM VC VG VI ZA ZM 001";

/// CLDR's likely subtags list every language, script and region that it has data for: a part that they
/// leave unexpanded is unknown.
fn is_known(id: &LanguageIdentifier) -> bool {
    let expander = LocaleExpander::new_extended();
    let expands = |id: LanguageIdentifier| {
        let mut id = id;
        expander.maximize(&mut id) == TransformResult::Modified
    };
    let alone = |script, region| LanguageIdentifier {
        language: subtags::Language::UNKNOWN,
        script,
        region,
        variants: subtags::Variants::new(),
    };
    let mut language = id.clone();
    language.script = None;
    language.region = None;
    expands(language)
        && id.script.is_none_or(|script| expands(alone(Some(script), None)))
        && id.region.is_none_or(|region| {
            let english = UNEXPANDED.split_whitespace().any(|known| region.as_str() == known);
            english || expands(alone(None, Some(region)))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_that_are_languages_and_folders_that_only_look_like_it() {
        for (text, tag) in [
            ("en", "en"),
            ("sv", "sv"),
            ("SV-se", "sv-SE"),
            ("fr_CA", "fr-CA"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("nb", "nb"),
            ("gsw", "gsw"),
            ("pt-BR", "pt-BR"),
            ("es-419", "es-419"),
        ] {
            assert_eq!(Locale::parse(text).map(|l| l.to_string()).as_deref(), Some(tag));
        }
        for text in [
            "media",
            "includes",
            "topics",
            "admin",
            "qq",
            "img",
            "",
            "e",
            "en-XQ",
            "sv-SE-x-a",
            "två",
        ] {
            assert_eq!(Locale::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_short_word_alone_names_no_language() {
        let name = |text| Locale::parse_name(text).map(|locale| locale.to_string());
        assert_eq!((name("sv"), name("fil-PH")), (Some("sv".into()), Some("fil-PH".into())));
        assert_eq!((name("one"), name("git"), name("media")), (None, None, None));
        assert!(Locale::parse("one").is_some());
    }

    #[test]
    fn covers_and_direction() {
        let locale = |text| Locale::parse(text).unwrap();
        assert!(locale("sv").covers(&locale("sv-SE")));
        assert!(!locale("en-GB").covers(&locale("en-US")));
        assert_eq!(locale("ar").direction(), "rtl");
        assert_eq!(locale("fr").direction(), "ltr");
    }
}
