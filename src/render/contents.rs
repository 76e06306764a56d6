//! Pages made of the table of contents: the first page of a locale that has written none, and the whole table where
//! pages show only their section.

use serde::Serialize;

use super::inputs::Plan;
use super::navigation::{self, NavId, overview, route_depth, wholes};
use super::page::{ChecklistFields, HeadFields, PickerFields, bare_head, bytes, first_page};
use crate::base::{DocPath, Hash};
use crate::model::site::LocaleId;
use crate::model::{Key, Output, OutputBody};
use crate::theme::template::TemplateError;

#[derive(Serialize, Hash)]
struct ContentsFields {
    #[serde(flatten)]
    head: HeadFields,
    heading: String,
    nav: String,
}

/// All of them.
pub fn outputs<'a>(plan: &'a Plan<'a>) -> Vec<Output<'a>> {
    let all = all(plan).into_iter();
    all.filter_map(|(id, route)| output(plan, id, route)).collect()
}

/// The tables that have a page of their own, each with its route.
pub fn all(plan: &Plan<'_>) -> Vec<(NavId, String)> {
    let mut all = Vec::new();
    for number in 0..plan.site.locales.len() {
        let locale = LocaleId(number as u8);
        if first_page(plan, locale).is_none() {
            all.push((overview(plan, locale), String::new()));
        }
        all.extend(wholes(plan, locale));
    }
    all
}

/// Where such a page lies.
pub fn path(plan: &Plan<'_>, (locale, _): NavId, route: &str) -> Option<DocPath> {
    let slug = &plan.site.locales[locale.index()].slug;
    DocPath::new(&format!("{slug}/{route}index.html"))
}

/// One of them.
pub fn output<'a>(plan: &'a Plan<'a>, id: NavId, route: String) -> Option<Output<'a>> {
    let (locale, _) = id;
    let fields = fields(plan, id, &route);
    Some(Output {
        path: path(plan, id, &route)?,
        key: Key::of(Hash::of_value(&(plan.locale_key(locale), fields))),
        body: OutputBody::Render(Box::new(move |_| bytes(render(plan, id, &route)))),
    })
}

fn render(plan: &Plan<'_>, id: NavId, route: &str) -> Result<String, TemplateError> {
    let fields = fields(plan, id, route);
    let (locale, _) = id;
    plan.theme
        .render("contents.html", &fields, &[("t", &plan.words[locale.index()].shared)])
}

/// The first table of contents, rendered to see whether its template works.
pub fn try_template(plan: &Plan<'_>) -> Option<TemplateError> {
    render(plan, overview(plan, LocaleId(plan.site.source as u8)), "").err()
}

fn fields(plan: &Plan<'_>, id: NavId, route: &str) -> ContentsFields {
    let (locale, _) = id;
    let depth = route_depth(route);
    let words = &plan.words[locale.index()];
    let urls = plan.urls(depth);
    let mut head = bare_head(plan, locale, &urls);
    let heading = words.text("home-title", &[]);
    head.head_title = match head.site_title.as_str() {
        title if title == heading => heading.clone(),
        title => format!("{heading} | {title}"),
    };
    head.canonical = plan.address(&plan.site.locales[locale.index()].slug, route);
    head.picker = plan
        .site
        .locales
        .iter()
        .enumerate()
        .map(|(number, other)| PickerFields {
            tag: other.tag.to_string(),
            slug: other.slug.to_string(),
            name: plan.words[number].messages.language_name().into_owned(),
            current: number == locale.index(),
            url: Some(urls.route(&other.slug, if is_there(plan, number, route) { route } else { "" }, "")),
            lands_on: other.tag.to_string(),
            note: None,
        })
        .collect();
    let nav = plan.made.navigation.whole(plan, id, depth);
    if nav.has_items {
        head.checklist = Some(ChecklistFields::new(plan, locale, &urls));
    }
    let nav = nav.marked(navigation::nav(plan, id), None, true);
    ContentsFields { head, heading, nav }
}

fn is_there(plan: &Plan<'_>, locale: usize, route: &str) -> bool {
    route.is_empty() || wholes(plan, LocaleId(locale as u8)).any(|(_, other)| other == route)
}
