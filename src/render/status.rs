//! How each language is doing, as a page of each language; only where the configuration asks for it.

use serde::Serialize;

use super::assets::theme_path;
use super::inputs::Plan;
use super::page::{HeadFields, PickerFields, bare_head, bytes};
use super::urls::Urls;
use crate::base::{DocPath, Hash};
use crate::model::site::{LocaleId, PageId, Variant};
use crate::model::status::{Cell, Column, Matrix, State};
use crate::model::{Key, Output, OutputBody};
use crate::theme::message::Arg;
use crate::theme::template::TemplateError;

/// Where it lies, below the URL of a locale.
pub use crate::link::status::ROUTE;

#[derive(Serialize, Hash)]
struct StatusFields {
    #[serde(flatten)]
    head: HeadFields,
    heading: String,
    /// The heads of the columns of the totals.
    states: Vec<String>,
    totals: Vec<TotalFields>,
    rows: Vec<RowFields>,
}

/// A language and its pages in numbers, in the order of the heads.
#[derive(Serialize, Hash)]
struct TotalFields {
    tag: String,
    name: String,
    /// The others are translated from it.
    source: bool,
    counts: Vec<String>,
}

/// A page.
#[derive(Serialize, Hash)]
struct RowFields {
    title: String,
    url: Option<String>,
    /// The language of the title, where it is not the reader's.
    tag: Option<String>,
    cells: Vec<CellFields>,
}

/// A page in a language.
#[derive(Serialize, Hash)]
struct CellFields {
    text: String,
    note: Option<String>,
    work: bool,
}

/// One a locale.
pub fn outputs<'a>(plan: &'a Plan<'a>) -> Vec<Output<'a>> {
    let Some(matrix) = plan.matrix() else { return Vec::new() };
    let output = |number: usize| {
        let locale = LocaleId(number as u8);
        let fields = fields(plan, matrix, locale);
        Some(Output {
            path: path(plan, number)?,
            key: Key::of(Hash::of_value(&(plan.locale_key(locale), fields))),
            body: OutputBody::Render(Box::new(move |_| bytes(render(plan, matrix, locale)))),
        })
    };
    (0..plan.site.locales.len()).filter_map(output).collect()
}

/// Where that of a locale lies.
pub fn path(plan: &Plan<'_>, locale: usize) -> Option<DocPath> {
    let slug = &plan.site.locales.get(locale)?.slug;
    DocPath::new(&format!("{slug}/{ROUTE}index.html"))
}

fn render(plan: &Plan<'_>, matrix: &Matrix, locale: LocaleId) -> Result<String, TemplateError> {
    let fields = fields(plan, matrix, locale);
    plan.theme
        .render("status.html", &fields, &[("t", &plan.words[locale.index()].shared)])
}

/// The source's, rendered to see whether its template works.
pub fn try_template(plan: &Plan<'_>) -> Option<TemplateError> {
    render(plan, plan.matrix()?, LocaleId(plan.site.source as u8)).err()
}

fn fields(plan: &Plan<'_>, matrix: &Matrix, locale: LocaleId) -> StatusFields {
    let words = &plan.words[locale.index()];
    let urls = plan.urls(2);
    let heading = words.text("status-title", &[]);
    let mut head = bare_head(plan, locale, &urls);
    head.head_title = format!("{heading} | {}", head.site_title);
    // It is for those who write: search engines leave it out, and so does the sitemap, which lists pages only.
    head.no_index = true;
    head.styles = vec![urls.file(&theme_path(plan.theme, "root.css"), "")];
    let language = |number: usize| plan.words[number].messages.language_name().into_owned();
    let locales = plan.site.locales.iter().enumerate();
    if plan.site.locales.len() > 1 {
        let picked = |(number, other): (usize, &crate::model::site::SiteLocale)| PickerFields {
            tag: other.tag.to_string(),
            slug: other.slug.to_string(),
            name: language(number),
            current: number == locale.index(),
            url: Some(urls.route(&other.slug, ROUTE, "")),
            lands_on: other.tag.to_string(),
            note: None,
        };
        head.picker = locales.map(picked).collect();
    }
    let states = [
        "status-current",
        "status-outdated",
        "status-unknown",
        "status-fallback",
        "status-missing",
        "status-machine",
    ];
    let total = |column: &Column| {
        let number = plan.site.locales.iter().position(|other| other.slug == column.slug);
        TotalFields {
            tag: column.tag.to_string(),
            name: language(number.unwrap_or(plan.site.source)),
            source: number == Some(plan.site.source),
            counts: counts(column)
                .map(|count| words.text("status-count", &[("number", Arg::Number(count as i64))]))
                .into(),
        }
    };
    let row = |(number, (key, cells)): (usize, &(DocPath, Vec<Cell>))| {
        row(plan, PageId(number as u32), locale, key, cells, &urls)
    };
    StatusFields {
        states: states.map(|id| words.text(id, &[])).into(),
        totals: matrix.columns.iter().map(total).collect(),
        rows: matrix.rows.iter().enumerate().map(row).collect(),
        head,
        heading,
    }
}

/// In the order of the heads.
fn counts(column: &Column) -> [usize; 6] {
    let totals = &column.totals;
    [
        totals.current,
        totals.outdated,
        totals.unknown,
        totals.fallback,
        totals.missing,
        totals.machine,
    ]
}

/// The rows of the matrix are the pages of the site.
fn row(plan: &Plan<'_>, page: PageId, locale: LocaleId, key: &DocPath, cells: &[Cell], urls: &Urls) -> RowFields {
    let facts = plan.page(page);
    let shown = plan.shown(page, locale);
    let own = &plan.site.locales[locale.index()];
    let source = &plan.site.locales[facts.owner.index()].tag;
    let is_own = matches!(facts.variants[locale.index()], Variant::Own(_));
    RowFields {
        title: shown.map_or_else(|| key.to_string(), |(_, doc)| doc.outline.title.to_string()),
        url: shown.map(|_| urls.route(&own.slug, &facts.route, "")),
        tag: (shown.is_some() && !is_own).then(|| source.to_string()),
        cells: cells.iter().map(|cell| cell_fields(plan, locale, cell)).collect(),
    }
}

fn cell_fields(plan: &Plan<'_>, locale: LocaleId, cell: &Cell) -> CellFields {
    let words = &plan.words[locale.index()];
    let word = |id: &str| words.text(id, &[]);
    let text = match cell.state {
        State::Source => word("status-source"),
        State::Current => word("status-current"),
        State::Outdated(blocks) => words.text("status-outdated-blocks", &[("number", Arg::Number(blocks as i64))]),
        State::Unknown => word("status-unknown"),
        State::Fallback => word("status-fallback"),
        State::Missing => word("status-missing"),
    };
    CellFields {
        text,
        note: cell.machine.then(|| word("status-machine")),
        work: cell.has_work(),
    }
}
