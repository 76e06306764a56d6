//! Pages made of the table of contents: the first page of a locale that has written none, and the whole table where
//! pages show only their section.

use serde::Serialize;

use super::inputs::Plan;
use super::navigation::{CONTENTS, WHOLE};
use super::page::{HeadFields, PickerFields, bare_head, bytes};
use crate::base::{DocPath, Hash};
use crate::model::site::{LocaleId, Variant};
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
    let mut outputs = Vec::new();
    for number in 0..plan.site.locales.len() {
        let locale = LocaleId(number as u8);
        if !has_first_page(plan, locale) {
            outputs.extend(output(plan, locale, "", 1));
        }
        if plan.site.navs[number].entries.len() > WHOLE {
            outputs.extend(output(plan, locale, CONTENTS, 2));
        }
    }
    outputs
}

/// Whether the locale shows a page at its own root.
fn has_first_page(plan: &Plan<'_>, locale: LocaleId) -> bool {
    let first = DocPath::new("index.md").and_then(|key| plan.site.page_of.get(&key).copied());
    let any = first.or_else(|| {
        let pages = plan.site.pages.iter();
        let number = pages.enumerate().find(|(_, page)| page.route.is_empty())?.0;
        Some(crate::model::site::PageId(number as u32))
    });
    any.is_some_and(|page| {
        plan.page(page).variants[locale.index()] != Variant::Missing && plan.shown(page, locale).is_some()
    })
}

fn output<'a>(plan: &'a Plan<'a>, locale: LocaleId, route: &'static str, depth: usize) -> Option<Output<'a>> {
    let slug = &plan.site.locales[locale.index()].slug;
    let fields = fields(plan, locale, route, depth);
    Some(Output {
        path: DocPath::new(&format!("{slug}/{route}index.html"))?,
        key: Key::of(Hash::of_value(&(plan.locale_key(locale), fields))),
        body: OutputBody::Render(Box::new(move |_| bytes(render(plan, locale, route, depth)))),
    })
}

fn render(plan: &Plan<'_>, locale: LocaleId, route: &str, depth: usize) -> Result<String, TemplateError> {
    let fields = fields(plan, locale, route, depth);
    plan.theme
        .render("contents.html", &fields, &[("t", &plan.words[locale.index()].shared)])
}

/// The first table of contents, rendered to see whether its template works.
pub fn try_template(plan: &Plan<'_>) -> Option<TemplateError> {
    render(plan, LocaleId(plan.site.source as u8), "", 1).err()
}

fn fields(plan: &Plan<'_>, locale: LocaleId, route: &str, depth: usize) -> ContentsFields {
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
    let nav = plan.navigation.whole(plan, locale, depth);
    let nav = nav
        .map(|nav| nav.marked(&plan.site.navs[locale.index()], None, true))
        .unwrap_or_default();
    ContentsFields { head, heading, nav }
}

fn is_there(plan: &Plan<'_>, locale: usize, route: &str) -> bool {
    route.is_empty() || plan.site.navs[locale].entries.len() > WHOLE
}
