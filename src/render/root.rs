//! The root of the site: the choice of a language, the page that is not there, and a mark for GitHub's publisher.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::Serialize;

use super::inputs::Plan;
use super::page::{AlternateFields, bytes, site_title};
use super::parts::policy;
use super::urls::Urls;
use crate::base::{DocPath, Hash};
use crate::model::site::LocaleId;
use crate::model::{Key, Output, OutputBody};
use crate::theme::template::TemplateError;

#[derive(Serialize, Hash)]
struct RootFields {
    tag: String,
    dir: &'static str,
    head_title: String,
    policy: Option<String>,
    css: String,
    /// The style of these pages alone.
    root: String,
    early: String,
    js: String,
    icon: String,
    canonical: Option<String>,
    alternates: Vec<AlternateFields>,
    languages: Vec<LanguageFields>,
}

/// A language, in its own words.
#[derive(Serialize, Hash)]
struct LanguageFields {
    tag: String,
    dir: &'static str,
    slug: String,
    name: String,
    url: String,
    choose: String,
    remembered: String,
    title: String,
    text: String,
    home: String,
}

/// What these files are called.
pub const NAMES: [&str; 3] = ["index.html", "404.html", ".nojekyll"];

/// `index.html`, `404.html` and `.nojekyll`.
pub fn outputs<'a>(plan: &'a Plan<'a>) -> Vec<Output<'a>> {
    let mut outputs = Vec::new();
    // A missing page is answered at any depth, so its URLs begin at the host's root even where others do not.
    let anywhere = Urls::new(plan.config.base(), false, 0);
    for (name, template, urls) in [
        ("index.html", "chooser.html", plan.urls(0)),
        ("404.html", "404.html", anywhere),
    ] {
        let fields = fields(plan, &urls);
        let keys: Vec<Hash> = (0..plan.words.len())
            .map(|n| plan.locale_key(LocaleId(n as u8)))
            .collect();
        let Some(path) = DocPath::new(name) else { continue };
        outputs.push(Output {
            path,
            key: Key::of(Hash::of_value(&(keys, &fields))),
            body: OutputBody::Render(Box::new(move |_| bytes(plan.theme.render(template, &fields, &[])))),
        });
    }
    if let Some(path) = DocPath::new(".nojekyll") {
        outputs.push(Output {
            path,
            key: Key::of(Hash::default()),
            body: OutputBody::Render(Box::new(|_| Ok(Cow::Borrowed(&[])))),
        });
    }
    outputs
}

/// Both, rendered to see whether their templates work.
pub fn try_templates(plan: &Plan<'_>) -> [Option<TemplateError>; 2] {
    let fields = fields(plan, &plan.urls(0));
    ["chooser.html", "404.html"].map(|template| plan.theme.render(template, &fields, &[]).err())
}

fn fields(plan: &Plan<'_>, urls: &Urls) -> RootFields {
    let source = LocaleId(plan.site.source as u8);
    let source_tag = &plan.site.locales[plan.site.source].tag;
    let languages = plan
        .site
        .locales
        .iter()
        .zip(plan.words)
        .map(|(locale, words)| LanguageFields {
            tag: locale.tag.to_string(),
            dir: locale.tag.direction(),
            slug: locale.slug.to_string(),
            name: words.messages.language_name().into_owned(),
            url: urls.route(&locale.slug, "", ""),
            choose: words.text("chooser-title", &[]),
            remembered: words.text("chooser-remembered", &[]),
            title: words.text("not-found-title", &[]),
            text: words.text("not-found-text", &[]),
            home: words.text("not-found-home", &[]),
        });
    let alternates = plan.site.locales.iter().filter_map(|locale| {
        Some(AlternateFields {
            tag: locale.tag.to_string(),
            url: plan.address(&locale.slug, "")?,
        })
    });
    let mut alternates: Vec<AlternateFields> = alternates.collect();
    let canonical = plan
        .config
        .url
        .as_ref()
        .map(|url| format!("{}{}", url.origin, url.base));
    alternates.extend(canonical.clone().map(|url| AlternateFields {
        tag: "x-default".into(),
        url,
    }));
    let theme_url = |name| urls.file(&super::assets::theme_path(plan.theme, name), "");
    RootFields {
        tag: source_tag.to_string(),
        dir: source_tag.direction(),
        head_title: site_title(plan, source),
        policy: (!plan.frame.relative).then(|| policy(&BTreeSet::new())),
        css: theme_url("stegvis.css"),
        root: theme_url("root.css"),
        early: theme_url("stegvis-early.js"),
        js: theme_url("stegvis.js"),
        icon: theme_url("stegvis.svg"),
        canonical,
        alternates,
        languages: languages.collect(),
    }
}
