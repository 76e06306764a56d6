//! Sources that say something new after their translations were accepted, and sources that only look new.

use super::super::Fault;
use super::super::text::{At, LOCALES, Text, in_locale, locale_of};

/// One fault for each English line that `is_meant`, which becomes another; its counterpart in each translation is told,
/// on the same line, because the clean pages are translated line by line.
fn each(
    clean: &Text,
    rule: Option<&str>,
    is_meant: impl Fn(&At<'_>) -> bool,
    change: impl Fn(&str) -> String,
) -> Vec<Fault> {
    let english = clean.lines().filter(|at| locale_of(at.file) == "en" && is_meant(at));
    let faults = english.map(|at| {
        let text = change(at.text);
        let mut fault = Fault::new(format!("{}:{} {text}", at.file, at.line + 1)).after_accepting();
        fault = fault.edit(clean, at.file, |lines| lines[at.line] = text);
        for locale in &LOCALES[1..] {
            if let Some(rule) = rule {
                fault = fault.expect(rule, &in_locale(at.file, locale), at.line);
            }
        }
        fault
    });
    faults.collect()
}

fn is_prose(at: &At<'_>) -> bool {
    at.text.starts_with(char::is_alphabetic) && at.text.ends_with('.') && !at.text.contains(": ")
}

pub fn paragraph(clean: &Text) -> Vec<Fault> {
    each(clean, Some("outdated-block"), is_prose, |text| {
        format!("{text} So it was decided.")
    })
}

pub fn item(clean: &Text) -> Vec<Fault> {
    let is_meant = |at: &At<'_>| at.text.starts_with("- ") || at.text.starts_with("2. ");
    each(clean, Some("outdated-block"), is_meant, |text| {
        // Behind an anchor, if there is one.
        let (anchor, words) = text.split_at(text.rfind("</a>").map_or(0, |at| at + "</a>".len()));
        format!("{anchor}{}", words.replacen(['a', 'e'], "ooo", 1))
    })
}

pub fn heading(clean: &Text) -> Vec<Fault> {
    let is_meant = |at: &At<'_>| at.text.starts_with("### ");
    each(clean, Some("outdated-block"), is_meant, |text| {
        format!("{text} at night")
    })
}

pub fn row(clean: &Text) -> Vec<Fault> {
    let is_meant = |at: &At<'_>| at.text.starts_with("| ") && at.text.contains("North");
    each(clean, Some("outdated-block"), is_meant, |text| {
        text.replace("North", "Northern")
    })
}

pub fn code(clean: &Text) -> Vec<Fault> {
    let is_meant = |at: &At<'_>| at.text.contains("gate open --quay") || at.text.starts_with("gate count --group");
    each(clean, Some("outdated-block"), is_meant, |text| format!("{text} --loud"))
}

pub fn title(clean: &Text) -> Vec<Fault> {
    let is_meant = |at: &At<'_>| at.line == 1 && at.text.starts_with("title: ");
    each(clean, Some("outdated-page"), is_meant, |text| {
        match text.strip_suffix('"') {
            Some(text) => format!("{text} again\""),
            None => format!("{text} again"),
        }
    })
}

pub fn description(clean: &Text) -> Vec<Fault> {
    let is_meant = |at: &At<'_>| at.text.starts_with("description: ");
    each(clean, Some("outdated-page"), is_meant, |text| {
        format!("{text} And more.")
    })
}

/// A reader sees no difference.
pub fn white_space(clean: &Text) -> Vec<Fault> {
    let mut faults = each(clean, None, is_prose, |text| text.replacen(' ', "\n", 1));
    faults.extend(each(clean, None, is_prose, |text| {
        format!("{}  ", text.replacen(' ', "  ", 1)).trim_end().into()
    }));
    faults.extend(each(
        clean,
        None,
        |at| at.text.starts_with("ms.date: "),
        |_| "ms.date: 11/21/2026".into(),
    ));
    faults
}
