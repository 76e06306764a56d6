//! Numbers, dates and order as a locale has them, by CLDR. The only file that names ICU's formatters and collator.

use std::cmp::Ordering;
use std::fmt;

use icu_collator::options::CollatorOptions;
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::YMD;
use icu_datetime::input::Date;
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;

use crate::base::Locale;

/// Writes numbers and dates for one locale. Every locale works, whether or not there are messages in it; one
/// that CLDR has no formats for gets those of its root.
pub struct Format {
    numbers: Option<DecimalFormatter>,
    dates: Option<DateTimeFormatter<YMD>>,
}

impl Format {
    /// The formats of `locale`.
    pub fn new(locale: &Locale) -> Self {
        let tag = tag(locale);
        Self {
            numbers: DecimalFormatter::try_new((&tag).into(), Default::default()).ok(),
            dates: DateTimeFormatter::try_new((&tag).into(), YMD::long()).ok(),
        }
    }

    /// `12,345` in English, `12 345` in Swedish.
    pub fn integer(&self, value: i64) -> String {
        self.grouped(Decimal::from(value))
    }

    /// `1,234.5` in English, `1.234,5` in Dutch: with all the decimals that `value` has. No number, and an
    /// infinite one, is written as Rust writes it.
    pub fn decimal(&self, value: f64) -> String {
        let plain = value.to_string();
        match plain.parse() {
            Ok(decimal) => self.grouped(decimal),
            Err(_) => plain,
        }
    }

    /// The long date, in the calendar that the locale is used to: `3 mars 2018`. A date that does not exist is
    /// written in digits.
    pub fn date(&self, year: i16, month: i8, day: i8) -> String {
        self.long_date(year, month, day)
            .unwrap_or_else(|| format!("{year:04}-{month:02}-{day:02}"))
    }

    fn grouped(&self, value: Decimal) -> String {
        match &self.numbers {
            Some(numbers) => numbers.format(&value).to_string(),
            None => value.to_string(),
        }
    }

    fn long_date(&self, year: i16, month: i8, day: i8) -> Option<String> {
        let date = Date::try_new_iso(year.into(), month.try_into().ok()?, day.try_into().ok()?).ok()?;
        Some(self.dates.as_ref()?.format(&date).to_string())
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Format")
    }
}

/// The alphabetical order of one locale; numbers within a text count as numbers: `Step 2` before `Step 10`.
pub struct Order(Option<CollatorBorrowed<'static>>);

impl Order {
    /// The order of `locale`; CLDR's root order if it has none of its own.
    pub fn new(locale: &Locale) -> Self {
        let mut preferences = CollatorPreferences::from(&tag(locale));
        preferences.numeric_ordering = Some(CollationNumericOrdering::True);
        Self(CollatorBorrowed::try_new(preferences, CollatorOptions::default()).ok())
    }

    /// Which comes first. Equal only for equal texts, so that a sorted list has one order.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        let by_locale = self.0.as_ref().map_or(Ordering::Equal, |order| order.compare(a, b));
        by_locale.then_with(|| a.cmp(b))
    }
}

impl fmt::Debug for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Order")
    }
}

fn tag(locale: &Locale) -> icu_locale::Locale {
    locale.as_str().parse().unwrap_or(icu_locale::Locale::UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locale(tag: &str) -> Locale {
        Locale::parse(tag).unwrap()
    }

    #[test]
    fn numbers_and_dates_as_each_locale_writes_them() {
        for (tag, number, decimal, date) in [
            ("en", "12,345", "-1,234.5", "March 3, 2018"),
            ("en-GB", "12,345", "-1,234.5", "3 March 2018"),
            ("sv", "12\u{a0}345", "\u{2212}1\u{a0}234,5", "3 mars 2018"),
            ("sv-SE", "12\u{a0}345", "\u{2212}1\u{a0}234,5", "3 mars 2018"),
            ("nl", "12.345", "-1.234,5", "3 maart 2018"),
            ("fr", "12\u{202f}345", "-1\u{202f}234,5", "3 mars 2018"),
            ("de", "12.345", "-1.234,5", "3. März 2018"),
            ("th", "12,345", "-1,234.5", "3 มีนาคม 2561"),
        ] {
            let format = Format::new(&locale(tag));
            assert_eq!(format.integer(12345), number, "{tag}");
            assert_eq!(format.decimal(-1234.5), decimal, "{tag}");
            assert_eq!(format.date(2018, 3, 3), date, "{tag}");
        }
    }

    #[test]
    fn odd_values_are_written_all_the_same() {
        let format = Format::new(&locale("sv"));
        assert_eq!(format.date(2018, 2, 30), "2018-02-30");
        assert_eq!(format.date(2018, -1, 1), "2018--1-01");
        assert_eq!(format.decimal(f64::NAN), "NaN");
        assert!(format.integer(i64::MIN).ends_with("808"));
        assert!(!format.date(i16::MIN, 1, 1).is_empty());
    }

    #[test]
    fn swedish_ends_with_å_ä_ö_and_german_does_not() {
        let sorted = |tag: &str| {
            let order = Order::new(&locale(tag));
            let mut words = ["öl", "zebra", "ärta", "ål", "apa", "Apa", "Steg 10", "Steg 2"];
            words.sort_by(|a, b| order.compare(a, b));
            words.join(" ")
        };
        assert_eq!(sorted("sv"), "apa Apa Steg 2 Steg 10 zebra ål ärta öl");
        assert_eq!(sorted("sv-FI"), sorted("sv"));
        assert_eq!(sorted("de"), "ål apa Apa ärta öl Steg 2 Steg 10 zebra");
    }

    #[test]
    fn the_order_is_total() {
        let order = Order::new(&locale("fr"));
        assert_ne!(order.compare("e\u{301}", "\u{e9}"), Ordering::Equal);
        assert_eq!(order.compare("é", "é"), Ordering::Equal);
    }

    #[test]
    fn shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Format>();
        shared::<Order>();
    }
}
