//! What a report comes to, locale by locale.

use std::collections::BTreeSet;

use super::Counts;
use super::table::{Column, table};
use crate::base::{DocPath, Locale};
use crate::diag::Diagnostic;
use crate::model::site::{Site, Variant};

/// The rules that find a translation behind its source.
const OUTDATED: [&str; 2] = ["outdated-page", "outdated-block"];

/// The figures of one row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Row {
    name: String,
    pages: usize,
    counts: Counts,
    /// Pages that it has no variant of its own of.
    missing: usize,
    /// Files that are behind their source.
    outdated: usize,
}

/// A table with a row a locale, in the order of the picker: its pages, errors and warnings in its files, the pages that
/// other locales have and it has not, and its pages that are behind their source. What was found in files of no locale
/// has a row where there is something. The locale of accented words has no files, and no row.
pub fn by_locale(site: &Site, diagnostics: &[Diagnostic]) -> String {
    let mut rows = rows(site, diagnostics);
    if rows.len() > 1 {
        rows.push(total(&rows));
    }
    let columns = [
        Column::text("locale"),
        Column::number("pages"),
        Column::number("errors"),
        Column::number("warnings"),
        Column::number("missing"),
        Column::number("outdated"),
    ];
    let cells = |row: Row| {
        let numbers = [
            row.pages,
            row.counts.errors,
            row.counts.warnings,
            row.missing,
            row.outdated,
        ];
        [row.name]
            .into_iter()
            .chain(numbers.map(|number| number.to_string()))
            .collect()
    };
    let rows: Vec<Vec<String>> = rows.into_iter().map(cells).collect();
    table(&columns, &rows)
}

fn rows(site: &Site, diagnostics: &[Diagnostic]) -> Vec<Row> {
    let mut by_home: Vec<Vec<&Diagnostic>> = vec![Vec::new(); site.locales.len() + 1];
    for found in diagnostics {
        let at = home_of(site, &found.primary.file).unwrap_or(site.locales.len());
        by_home[at].push(found);
    }
    let elsewhere = by_home.pop().unwrap_or_default();
    let pseudo = Locale::pseudo();
    let locales = site.locales.iter().enumerate().zip(&by_home);
    let mut rows: Vec<Row> = locales
        .filter(|((_, locale), _)| locale.tag != pseudo)
        .map(|((at, locale), found)| {
            let is_own = |page: &&crate::model::site::Page| matches!(page.variants.get(at), Some(Variant::Own(_)));
            let pages = site.pages.iter().filter(is_own).count();
            Row {
                name: locale.slug.to_string(),
                pages,
                missing: site.pages.len() - pages,
                ..counted(found)
            }
        })
        .collect();
    let other = counted(&elsewhere);
    if other.counts.errors + other.counts.warnings > 0 {
        let name = "other files".to_owned();
        rows.push(Row { name, ..other });
    }
    rows
}

/// The number of the locale whose folder a file lies in: the innermost, where one lies in another.
pub fn home_of(site: &Site, file: &DocPath) -> Option<usize> {
    let locales = site.locales.iter().enumerate();
    let around = locales.filter(|(_, locale)| file.strip(locale.folder.as_str()).is_some());
    around
        .max_by_key(|(_, locale)| locale.folder.as_str().len())
        .map(|(at, _)| at)
}

fn counted(found: &[&Diagnostic]) -> Row {
    let mut row = Row::default();
    for found in found {
        row.counts.add(found.severity);
    }
    let outdated = found.iter().filter(|found| OUTDATED.contains(&found.rule.id));
    let files: BTreeSet<&DocPath> = outdated.map(|found| &found.primary.file).collect();
    row.outdated = files.len();
    row
}

fn total(rows: &[Row]) -> Row {
    let mut total = Row {
        name: "all".into(),
        ..Row::default()
    };
    for row in rows {
        total.pages += row.pages;
        total.counts.errors += row.counts.errors;
        total.counts.warnings += row.counts.warnings;
        total.missing += row.missing;
        total.outdated += row.outdated;
    }
    total
}

#[cfg(test)]
mod tests {
    use super::super::tests::{found, path};
    use super::*;
    use crate::base::Span;
    use crate::diag::{RuleInfo, Severity};
    use crate::model::site::{DocId, LocaleId, Page, SiteLocale};

    static OUTDATED_PAGE: RuleInfo = RuleInfo {
        id: "outdated-page",
        severity: Severity::Warning,
        summary: "",
        explain: "",
    };

    fn locale(tag: &str, folder: &str) -> SiteLocale {
        SiteLocale {
            tag: Locale::parse(tag).unwrap(),
            slug: tag.into(),
            folder: path(folder),
        }
    }

    /// English has both pages, Swedish the first.
    fn site() -> Site {
        let page = |key: &str, variants: Vec<Variant>| Page {
            key: path(key),
            route: key.into(),
            owner: LocaleId(0),
            variants: variants.into(),
        };
        Site {
            locales: vec![locale("en", "content/en"), locale("sv", "content/sv")],
            pages: vec![
                page("a.md", vec![Variant::Own(DocId(0)), Variant::Own(DocId(1))]),
                page("b.md", vec![Variant::Own(DocId(2)), Variant::Fallback(DocId(2))]),
            ]
            .into(),
            ..Site::default()
        }
    }

    fn outdated(file: &str) -> Diagnostic {
        Diagnostic {
            rule: &OUTDATED_PAGE,
            severity: Severity::Warning,
            ..found(file, Span::at(0), "m")
        }
    }

    #[test]
    fn a_clean_site_is_a_row_a_locale() {
        assert_eq!(
            by_locale(&site(), &[]),
            "locale  pages  errors  warnings  missing  outdated\n\
             en          2       0         0        0         0\n\
             sv          1       0         0        1         0\n\
             all         3       0         0        1         0\n"
        );
    }

    #[test]
    fn findings_count_where_they_lie_and_files_once() {
        let found = [
            found("content/en/a.md", Span::at(0), "m"),
            outdated("content/sv/a.md"),
            outdated("content/sv/a.md"),
            outdated("content/sv/b.md"),
            found("content/svart.md", Span::at(0), "m"),
            found("stegvis.yaml", Span::at(0), "m"),
        ];
        assert_eq!(
            by_locale(&site(), &found),
            "locale       pages  errors  warnings  missing  outdated\n\
             en               2       1         0        0         0\n\
             sv               1       0         3        1         2\n\
             other files      0       2         0        0         0\n\
             all              3       3         3        1         2\n"
        );
    }

    #[test]
    fn one_locale_needs_no_total_and_accents_are_no_locale() {
        let mut site = site();
        site.locales.truncate(1);
        let mut pseudo = locale("en", "content/en/none");
        pseudo.tag = Locale::pseudo();
        site.locales.push(pseudo);
        assert_eq!(
            by_locale(&site, &[]),
            "locale  pages  errors  warnings  missing  outdated\nen          2       0         0        0         0\n"
        );
    }
}
