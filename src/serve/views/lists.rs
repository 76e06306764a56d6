//! How each language is doing, and what is not published.

use std::fmt::Write as _;

use super::{MOST, count, escaped, frame, trouble};
use crate::link::status::matrix;
use crate::model::site::LocaleId;
use crate::model::status::{Cell, Matrix, State};
use crate::serve::facts::{encoded, status_path};
use crate::serve::stage::{Rendered, Stage};

fn matrix_of(stage: &Stage<'_>) -> Matrix {
    matrix(
        &stage.shown.build.site,
        stage.shown.build.docs(),
        stage.shown.build.translations(),
    )
}

/// Each locale's state, and ways to everything else.
pub fn overview(stage: &Stage<'_>) -> Rendered {
    let mut body = trouble(stage);
    let _ = write!(
        body,
        "<p><a href=\"/_stegvis/findings/\">{}</a></p>\n<div class=\"wide\" tabindex=\"0\"><table>\n<caption>Languages</caption>\n<thead><tr>",
        escaped(&count(stage))
    );
    for head in [
        "Language", "Pages", "Current", "Outdated", "Unknown", "Fallback", "Missing", "Machine",
    ] {
        let _ = write!(body, "<th scope=\"col\">{head}</th>");
    }
    body.push_str("</tr></thead>\n<tbody>\n");
    for (locale, column) in matrix_of(stage).columns.iter().enumerate() {
        let home = escaped(&stage.url(&format!("{}/", column.slug)));
        let name = stage
            .plan
            .words
            .get(locale)
            .map(|words| words.messages.language_name().into_owned());
        let source = if column.is_source { " (source)" } else { "" };
        let _ = write!(
            body,
            "<tr><th scope=\"row\"><a href=\"{home}\" lang=\"{}\">{}</a>{source}</th>",
            escaped(column.tag.as_str()),
            escaped(&name.unwrap_or_else(|| column.slug.to_string())),
        );
        let totals = &column.totals;
        let counts = [
            totals.current,
            totals.outdated,
            totals.unknown,
            totals.fallback,
            totals.missing,
            totals.machine,
        ];
        let _ = write!(body, "<td>{}</td>", totals.pages);
        for count in counts {
            // The source is behind nothing.
            let _ = match column.is_source {
                true => write!(body, "<td>–</td>"),
                false => write!(body, "<td>{count}</td>"),
            };
        }
        body.push_str("</tr>\n");
    }
    body.push_str("</tbody></table></div>\n");
    if let Some(url) = status_path(stage) {
        let _ = writeln!(
            body,
            "<p><a href=\"{}\">The page of the site that tells of this</a></p>",
            escaped(&url)
        );
    }
    body.push_str(
        "<h2>Keys</h2>\n<dl><dt><kbd>b</kbd></dt><dd>on a page: source and translation side by side, and back</dd>\n\
         <dt><kbd>e</kbd></dt><dd>on a page: the line that this was written in</dd>\n\
         <dt><kbd>Esc</kbd></dt><dd>puts away what is shown over a page</dd></dl>\n\
         <p><code>/_stegvis/open?file=FILE&amp;line=LINE</code> leads an editor to the page of a line.</p>\n",
    );
    frame("Preview", "Preview", &body)
}

fn words(cell: &Cell) -> String {
    let state = match cell.state {
        State::Outdated(1) => "outdated (1 block)".to_owned(),
        State::Outdated(blocks) => format!("outdated ({blocks} blocks)"),
        state => state.name().to_owned(),
    };
    if cell.machine {
        format!("{state}, machine")
    } else {
        state
    }
}

/// The matrix of `status`: every page in every language, with a way to both texts side by side.
pub fn status(stage: &Stage<'_>) -> Rendered {
    let matrix = matrix_of(stage);
    let mut body = trouble(stage);
    body.push_str("<div class=\"wide\" tabindex=\"0\"><table>\n<caption>Pages by language</caption>\n<thead><tr><th scope=\"col\">Page</th>");
    for column in &matrix.columns {
        let _ = write!(body, "<th scope=\"col\">{}</th>", escaped(&column.slug));
    }
    body.push_str("</tr></thead>\n<tbody>\n");
    let pages = &stage.plan.site.pages;
    // Those with something to do come first.
    let mut rows: Vec<_> = matrix.rows.iter().collect();
    rows.sort_by_key(|(_, cells)| !cells.iter().any(Cell::has_work));
    for (key, cells) in rows.iter().take(MOST) {
        let page = pages.binary_search_by(|page| page.key.cmp(key)).ok();
        let route = page.and_then(|page| pages.get(page)).map_or("", |page| &page.route);
        let _ = write!(body, "<tr><th scope=\"row\">{}</th>", escaped(key.as_str()));
        for (cell, column) in cells.iter().zip(&matrix.columns) {
            let path = encoded(&format!("{}/{route}", column.slug));
            let way = match cell.state {
                State::Missing => None,
                State::Source => Some(stage.url(&format!("{}/{route}", column.slug))),
                _ => Some(format!("/_stegvis/bilingual/{path}")),
            };
            let work = if cell.has_work() { " class=\"work\"" } else { "" };
            let _ = match way {
                Some(way) => write!(body, "<td{work}><a href=\"{}\">{}</a></td>", escaped(&way), words(cell)),
                None => write!(body, "<td{work}>{}</td>", words(cell)),
            };
        }
        body.push_str("</tr>\n");
    }
    body.push_str("</tbody></table></div>\n");
    if rows.len() > MOST {
        let _ = writeln!(
            body,
            "<p>And {} more; <code>stegvis status --all</code> lists every page.</p>",
            rows.len() - MOST
        );
    }
    frame("Status", "Status", &body)
}

/// The pages that only the preview shows.
pub fn drafts(stage: &Stage<'_>) -> Rendered {
    let homes = stage.plan.docs.iter().zip(stage.plan.site.homes.iter());
    let drafts = homes.filter(|(doc, _)| doc.outline.draft);
    let item = |(doc, (page, locale)): (&crate::model::site::Doc, &(crate::model::site::PageId, LocaleId))| {
        format!(
            "<li><a href=\"{}\">{}</a> <code>{}</code></li>\n",
            escaped(&stage.url(&stage.path(*page, *locale))),
            escaped(&doc.outline.title),
            escaped(doc.document.file.as_str())
        )
    };
    let list: String = drafts.take(MOST).map(item).collect();
    let body = match list.is_empty() {
        true => "<p>No page is a draft.</p>\n".to_owned(),
        false => format!("<p>Pages with <code>draft: true</code>, which a build leaves out:</p>\n<ul>\n{list}</ul>\n"),
    };
    frame("Drafts", "Drafts", &(trouble(stage) + &body))
}
