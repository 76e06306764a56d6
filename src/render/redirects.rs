//! Old addresses: a page that leads on, for every host, and a `_redirects` file for those that read it.

use std::fmt::Write;

use pulldown_cmark_escape::escape_html;

use super::headers::text_file;
use super::inputs::Plan;
use crate::link::redirects::{page_at, redirects};
use crate::model::Output;

/// All of them; an address that a page has is left to the page.
pub fn outputs<'a>(plan: &'a Plan<'a>) -> Vec<Output<'a>> {
    let mut outputs = Vec::new();
    let mut list = String::new();
    let mut taken: Vec<String> = Vec::new();
    for redirect in redirects(plan.site, plan.docs) {
        let is_free = page_at(plan.site, &redirect.from).is_none() && !taken.contains(&redirect.from);
        if !is_free || plan.shown(redirect.page, redirect.locale).is_none() {
            continue;
        }
        let locale = &plan.site.locales[redirect.locale.index()];
        let urls = plan.urls(redirect.from.matches('/').count());
        let to = urls.page(locale, plan.page(redirect.page), "");
        outputs.extend(text_file(
            &format!("{}index.html", redirect.from),
            page(&to, locale.tag.as_str()),
        ));
        let base = plan.config.base();
        let mut from = String::new();
        crate::link::percent_encode(&redirect.from, &mut from);
        let _ = writeln!(
            list,
            "{base}{from} {} 301",
            plan.urls(0).page(locale, plan.page(redirect.page), "")
        );
        taken.push(redirect.from);
    }
    if !list.is_empty() {
        outputs.extend(text_file("_redirects", list));
    }
    outputs
}

fn page(to: &str, tag: &str) -> String {
    let mut url = String::new();
    let _ = escape_html(&mut url, to);
    format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<meta charset=\"utf-8\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={url}\">\n<link rel=\"canonical\" href=\"{url}\">\n\
         <title>{url}</title>\n<a href=\"{url}\">{url}</a>\n</html>\n"
    )
}
