//! One page in one locale.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;

use super::body::{self, Href, video};
use super::boxes::Boxes;
use super::forms;
use super::inputs::Plan;
use super::navigation::{self, NavHtml};
use super::parts::{PartFields, has_originals, hidden_nodes, is_within, policy, styles};
use super::rollup::{self, Rollups};
use super::urls::{Urls, depth};
use crate::base::{DocPath, Hash};
use crate::model::front_matter::Translation;
use crate::model::site::{Anchors, Doc, LocaleId, Nav, NavTarget, PageId, Target, Variant, Why};
use crate::model::{Key, LinkKind, Output, OutputBody};
use crate::source::Content;
use crate::theme::message::Arg;
use crate::theme::template::TemplateError;

/// What the template of every page sees.
#[derive(Serialize, Hash)]
pub struct HeadFields {
    pub locale: LocaleFields,
    pub head_title: String,
    pub description: Option<String>,
    pub no_index: bool,
    pub canonical: Option<String>,
    pub alternates: Vec<AlternateFields>,
    /// The content security policy; not for pages read from disk, where it would forbid the site's own files.
    pub policy: Option<String>,
    /// The locale as Open Graph writes it: `sv_SE`.
    pub og_locale: String,
    /// The site's name in the keys under which browsers keep what readers tick.
    pub site_id: String,
    pub css: String,
    /// The styles of what not all pages have.
    pub styles: Vec<String>,
    pub early: String,
    pub js: String,
    pub icon: String,
    pub home: String,
    pub site_title: String,
    pub picker: Vec<PickerFields>,
    /// What pages with something to tick load.
    pub checklist: Option<ChecklistFields>,
}

/// Style and script of checklists.
#[derive(Serialize, Hash)]
pub struct ChecklistFields {
    style: String,
    script: String,
    /// What the script says, as JSON.
    words: String,
    /// The addresses of the script that is loaded on demand, and of its style.
    tools: String,
    tools_style: String,
    /// The address of the page of progress.
    progress: Option<String>,
}

impl ChecklistFields {
    /// As a page in this locale needs them.
    pub fn new(plan: &Plan<'_>, locale: LocaleId, urls: &Urls) -> Self {
        let file = |name| urls.file(&super::assets::theme_path(plan.theme, name), "");
        Self {
            style: file("checklist.css"),
            script: file("checklist.js"),
            words: plan.words[locale.index()].script.clone(),
            tools: urls.file(&super::assets::tools_path(plan, locale), ""),
            tools_style: file("checklist-tools.css"),
            progress: rollup::progress_url(plan, locale, urls),
        }
    }
}

#[derive(Serialize, Hash)]
pub struct LocaleFields {
    pub tag: String,
    pub dir: &'static str,
}

#[derive(Serialize, Hash)]
pub struct AlternateFields {
    pub tag: String,
    pub url: String,
}

/// A language in the picker.
#[derive(Serialize, Hash)]
pub struct PickerFields {
    pub tag: String,
    pub slug: String,
    pub name: String,
    pub current: bool,
    pub url: Option<String>,
    /// The language that the reader finds there.
    pub lands_on: String,
    pub note: Option<String>,
}

#[derive(Serialize, Hash)]
struct LinkFields {
    title: String,
    url: Option<String>,
}

#[derive(Serialize, Hash)]
struct SectionFields {
    id: String,
    text: String,
    level: u8,
}

#[derive(Serialize, Hash)]
struct PageFields {
    #[serde(flatten)]
    head: HeadFields,
    breadcrumbs: Vec<LinkFields>,
    notices: Vec<String>,
    /// The language of the text, where it is not the page's.
    content_tag: Option<String>,
    content_dir: Option<&'static str>,
    /// The page's title alone.
    title: String,
    /// How much the reader has done of the page, HTML; on pages with something to tick.
    progress: Option<String>,
    #[serde(flatten)]
    parts: PartFields,
    /// The title, where the text has no heading of the first level.
    heading: Option<String>,
    updated: Option<String>,
    previous: Option<LinkFields>,
    next: Option<LinkFields>,
    sections: Vec<SectionFields>,
    nav: String,
    content: String,
}

/// Everything one page depends on; rendering it sees nothing else.
struct PageInputs<'a> {
    locale_key: Hash,
    doc: &'a Doc,
    anchors: &'a Anchors,
    hrefs: Vec<Href>,
    boxes: Boxes,
    nav: Arc<NavHtml>,
    /// The table that `nav` shows.
    table: &'a Nav,
    entry: Option<u32>,
    rollups: Rollups,
    fields: PageFields,
}

impl PageInputs<'_> {
    fn key(&self) -> Hash {
        Hash::of_value(&(
            self.locale_key,
            self.doc.document.hash,
            self.anchors,
            &self.hrefs,
            &self.boxes,
            self.nav.hash,
            self.entry,
            &self.rollups,
            &self.fields,
        ))
    }
}

/// All pages in all locales.
pub fn outputs<'a>(plan: &'a Plan<'a>) -> Vec<Output<'a>> {
    // Of two with one URL the first is published: the one that somebody wrote in this language.
    let (own, fallback): (Vec<_>, Vec<_>) = plan.views().partition(|&(page, locale)| plan.is_own(page, locale));
    let views = own.into_iter().chain(fallback);
    views.filter_map(|(page, locale)| output(plan, page, locale)).collect()
}

/// Where a page lies.
pub fn path(plan: &Plan<'_>, page: PageId, locale: LocaleId) -> Option<DocPath> {
    let slug = &plan.site.locales[locale.index()].slug;
    DocPath::new(&format!("{slug}/{}index.html", plan.page(page).route))
}

/// One page in one locale.
pub fn output<'a>(plan: &'a Plan<'a>, page: PageId, locale: LocaleId) -> Option<Output<'a>> {
    let key = move || inputs(plan, page, locale).map_or(Hash::default(), |inputs| inputs.key());
    Some(Output {
        path: path(plan, page, locale)?,
        key: Key::later(key),
        body: OutputBody::Render(Box::new(move |key| {
            let Some(inputs) = inputs(plan, page, locale) else {
                return Ok(Cow::Borrowed(&[]));
            };
            key.learn(|| inputs.key());
            bytes(render(plan, inputs, locale))
        })),
    })
}

/// The first page, rendered to see whether its template works.
pub fn try_template(plan: &Plan<'_>) -> Option<TemplateError> {
    let (page, locale) = plan.views().next()?;
    render(plan, inputs(plan, page, locale)?, locale).err()
}

/// What a template made, as the bytes of an output. HTML allows no control characters, whether a page, a title or an
/// entity (`&#1;`) brought them: U+FFFD stands in their place, as CommonMark 2.3 has it for U+0000.
pub fn bytes<'a>(html: Result<String, TemplateError>) -> Result<Cow<'a, [u8]>, String> {
    // By pieces without a way out in the middle, so that the processor looks at many bytes at once.
    let has_control = |piece: &[u8]| piece.iter().fold(false, |found, &byte| found | is_control(byte));
    let clean = |html: String| match html.as_bytes().chunks(256).any(has_control) {
        true => html.replace(|c: char| c.is_ascii() && is_control(c as u8), "\u{fffd}"),
        false => html,
    };
    html.map(|html| Cow::Owned(clean(html).into_bytes()))
        .map_err(|error| format!("the template `{}` fails: {}", error.template, error.message))
}

/// C0 without white space, and DEL.
fn is_control(byte: u8) -> bool {
    (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c)) || byte == 0x7f
}

fn render(plan: &Plan<'_>, inputs: PageInputs<'_>, locale: LocaleId) -> Result<String, TemplateError> {
    let words = &plan.words[locale.index()];
    let mut fields = inputs.fields;
    let lacking = std::mem::take(&mut fields.content);
    fields.content = body::html(&body::Body {
        document: &inputs.doc.document,
        anchors: inputs.anchors,
        hrefs: &inputs.hrefs,
        boxes: &inputs.boxes,
        highlighter: &plan.made.highlighter,
        words,
        markup: plan.config.markup,
        words_tag: fields.content_tag.is_some().then(|| {
            let tag = &plan.site.locales[locale.index()].tag;
            (tag.as_str(), tag.direction())
        }),
        names_tag: (locale.index() != plan.site.source).then(|| plan.site.locales[plan.site.source].tag.as_str()),
        originals: has_originals(plan, locale, &inputs.doc.document),
        rollups: &inputs.rollups,
    });
    fields.content.push_str(&lacking);
    fields.nav = inputs.nav.marked(inputs.table, inputs.entry, false);
    plan.theme.render("page.html", &fields, &[("t", &words.shared)])
}

fn inputs<'a>(plan: &'a Plan<'a>, page: PageId, locale: LocaleId) -> Option<PageInputs<'a>> {
    let (id, doc) = plan.shown(page, locale)?;
    let urls = plan.urls(depth(plan.page(page)));
    let links = plan.links_of(page, locale, id);
    let anchors = &plan.site.anchors[id.index()];
    let hrefs = hrefs(plan, page, locale, doc, &links.targets, &urls);
    let boxes = Boxes::new(plan, locale, id, doc, &links.targets);
    let mut fields = fields(plan, page, locale, doc, anchors, &urls);
    // What a translation lacks stands below its text.
    fields.content = forms::lacking_criteria(plan, page, locale);
    let nav = plan.made.navigation.of_page(plan, page, locale);
    let rollups = Rollups::new(plan, page, locale, &doc.document, &urls);
    if !boxes.is_empty() || fields.progress.is_some() || !rollups.is_empty() || nav.has_items {
        fields.head.checklist = Some(ChecklistFields::new(plan, locale, &urls));
    }
    let table = navigation::nav(plan, navigation::nav_of(plan, page, locale));
    Some(PageInputs {
        locale_key: plan.locale_key(locale),
        doc,
        anchors,
        hrefs,
        boxes,
        nav,
        table,
        entry: table.entry_of.get(&page).copied(),
        rollups,
        fields,
    })
}

fn hrefs(plan: &Plan<'_>, page: PageId, locale: LocaleId, doc: &Doc, targets: &[Target], urls: &Urls) -> Vec<Href> {
    let facts = &plan.site.locales[locale.index()];
    let links = doc.document.links.iter().zip(targets);
    links
        .map(|(link, target)| match target {
            Target::External => Href::Same,
            Target::Elsewhere(url) => Href::To(url.clone()),
            Target::Xref { url, text } => {
                let url = if url.starts_with('/') && !url.starts_with("//") {
                    docset_url(plan, locale, url).into()
                } else {
                    url.clone()
                };
                Href::Xref(Some(url), text.clone())
            }
            Target::Broken(Why::NoXref { shown, .. }) => Href::Xref(None, shown.clone()),
            Target::Page { page: to, tail } if *to == page && tail.starts_with('#') => Href::To(tail.clone()),
            Target::Page { page: to, tail } => match plan.shown(*to, locale) {
                Some(_) => Href::To(urls.page(facts, plan.page(*to), tail).into()),
                None => Href::Broken,
            },
            Target::Asset { asset, tail } => {
                let path = &plan.site.assets[asset.0 as usize].path;
                let url = urls.file(path.as_str(), tail).into();
                match plan
                    .snapshot
                    .files
                    .get(&plan.site.assets[asset.0 as usize].file)
                    .map(|file| &file.content)
                {
                    Some(Content::Media {
                        dimensions: Some(size), ..
                    }) if link.kind == LinkKind::Image => Href::Picture(url, *size),
                    _ => Href::To(url),
                }
            }
            Target::Docset(path) if link.kind == LinkKind::Link || plan.config.docset_root.is_some() => {
                Href::To(docset_url(plan, locale, path).into())
            }
            Target::Docset(_) | Target::Broken(_) => match target {
                // A fallback's fragment may be missing in the translation it now leads to: the page is still right.
                Target::Broken(Why::NoAnchor { page: to, tail, .. }) => match plan.shown(*to, locale) {
                    Some(_) if *to == page => Href::Broken,
                    Some(_) => Href::To(urls.page(facts, plan.page(*to), tail).into()),
                    None => Href::Broken,
                },
                _ => Href::Broken,
            },
        })
        .collect()
}

/// `/azure/x` with what the configuration puts before it.
pub fn docset_url(plan: &Plan<'_>, locale: LocaleId, path: &str) -> String {
    let tag = plan.site.locales[locale.index()].tag.as_str();
    match &plan.config.docset_root {
        Some(root) => format!("{}{path}", root.trim_end_matches('/').replace("{locale}", tag)),
        None => path.to_owned(),
    }
}

fn fields(plan: &Plan<'_>, page: PageId, locale: LocaleId, doc: &Doc, anchors: &Anchors, urls: &Urls) -> PageFields {
    let facts = plan.page(page);
    let words = &plan.words[locale.index()];
    let outline = &doc.outline;
    let front = &doc.document.front;
    let is_fallback = !matches!(facts.variants[locale.index()], Variant::Own(_));
    let owner = &plan.site.locales[facts.owner.index()];
    let has_heading = doc.document.headings.iter().any(|heading| heading.level == 1);
    let (previous, next) = plan.made.navigation.neighbours(plan, page, locale);
    let neighbour = |page: Option<PageId>| page.and_then(|page| link_fields(plan, page, locale, urls));
    PageFields {
        head: head(plan, page, locale, doc, urls),
        breadcrumbs: breadcrumbs(plan, page, locale, urls),
        notices: notices(plan, page, locale, doc),
        content_tag: is_fallback.then(|| owner.tag.to_string()),
        content_dir: is_fallback.then(|| owner.tag.direction()),
        title: outline.title.to_string(),
        progress: rollup::of_page(plan, page, locale, urls),
        parts: PartFields::new(plan, locale, &doc.document, urls),
        heading: (!has_heading).then(|| outline.title.to_string()),
        updated: front
            .date
            .map(|(year, month, day)| words.text("frame-updated", &[("date", Arg::Date(year, month, day))])),
        previous: neighbour(previous),
        next: neighbour(next),
        sections: sections(plan, doc, anchors),
        nav: String::new(),
        content: String::new(),
    }
}

fn link_fields(plan: &Plan<'_>, page: PageId, locale: LocaleId, urls: &Urls) -> Option<LinkFields> {
    let (_, doc) = plan.shown(page, locale)?;
    let url = urls.page(&plan.site.locales[locale.index()], plan.page(page), "");
    Some(LinkFields {
        title: doc.outline.title.to_string(),
        url: Some(url),
    })
}

fn head(plan: &Plan<'_>, page: PageId, locale: LocaleId, doc: &Doc, urls: &Urls) -> HeadFields {
    let facts = plan.page(page);
    let is_own = plan.is_own(page, locale);
    let front = &doc.document.front;
    let mut head = bare_head(plan, locale, urls);
    let suffix = front.title_suffix.as_deref().unwrap_or(&head.site_title);
    head.head_title = match suffix {
        "" => doc.outline.title.to_string(),
        suffix if suffix == &*doc.outline.title => doc.outline.title.to_string(),
        suffix => format!("{} | {suffix}", doc.outline.title),
    };
    head.description = front.description.as_deref().map(str::to_owned);
    head.no_index = doc.outline.no_index || doc.outline.draft;
    let home = if is_own { locale } else { facts.owner };
    head.canonical = plan.address(&plan.site.locales[home.index()].slug, &facts.route);
    if is_own && !head.no_index {
        head.alternates = alternates(plan, page);
    }
    head.picker = picker(plan, page, locale, urls);
    head.styles = styles(plan, &doc.document, urls);
    if head.policy.is_some() {
        head.policy = Some(policy(&video::hosts(&doc.document, plan.config.markup)));
    }
    head
}

/// What pages that are nobody's text share with all others.
pub fn bare_head(plan: &Plan<'_>, locale: LocaleId, urls: &Urls) -> HeadFields {
    let facts = &plan.site.locales[locale.index()];
    let theme_url = |name| urls.file(&super::assets::theme_path(plan.theme, name), "");
    HeadFields {
        locale: LocaleFields {
            tag: facts.tag.to_string(),
            dir: facts.tag.direction(),
        },
        head_title: String::new(),
        description: None,
        no_index: false,
        canonical: None,
        alternates: Vec::new(),
        policy: (!plan.frame.relative).then(|| policy(&BTreeSet::new())),
        og_locale: facts.tag.as_str().replace('-', "_"),
        site_id: plan.config.site_id(),
        css: theme_url("stegvis.css"),
        styles: Vec::new(),
        early: theme_url("stegvis-early.js"),
        js: theme_url("stegvis.js"),
        icon: theme_url("stegvis.svg"),
        home: urls.route(&facts.slug, "", ""),
        site_title: site_title(plan, locale),
        picker: Vec::new(),
        checklist: None,
    }
}

/// The configured name of the site, else the title of its first page, or of its only docset's, else the word for home.
pub fn site_title(plan: &Plan<'_>, locale: LocaleId) -> String {
    if let Some(title) = plan.config.title_in(&plan.site.locales[locale.index()].tag) {
        return title.to_owned();
    }
    // A locale that is one docset is called as the docset is.
    let home = || navigation::nav(plan, navigation::overview(plan, locale)).home;
    let first = first_page(plan, locale).or_else(home);
    let title = first.and_then(|page| Some(plan.shown(page, locale)?.1.outline.title.to_string()));
    title.unwrap_or_else(|| plan.words[locale.index()].text("frame-home", &[]))
}

/// The page at the locale's own URL, if it shows one.
pub fn first_page(plan: &Plan<'_>, locale: LocaleId) -> Option<PageId> {
    let names = ["index.md", "index.yml"].into_iter();
    let keys = names.filter_map(|name| plan.site.page_of.get(name).copied());
    keys.into_iter().find(|page| plan.shown(*page, locale).is_some())
}

/// Every language that has the page in its own words, and the one for readers of none of them.
fn alternates(plan: &Plan<'_>, page: PageId) -> Vec<AlternateFields> {
    let facts = plan.page(page);
    let mut all = Vec::new();
    // Search engines take languages that name each other, so one that is left out must not be named.
    let is_found = |id: LocaleId| {
        let is_left_out = |doc: &Doc| doc.outline.no_index || doc.outline.draft;
        plan.is_own(page, id) && plan.shown(page, id).is_some_and(|(_, doc)| !is_left_out(doc))
    };
    for (number, locale) in plan.site.locales.iter().enumerate() {
        if is_found(LocaleId(number as u8))
            && let Some(url) = plan.address(&locale.slug, &facts.route)
        {
            all.push(AlternateFields {
                tag: locale.tag.to_string(),
                url,
            });
        }
    }
    if is_found(facts.owner)
        && let Some(url) = plan.address(&plan.site.locales[facts.owner.index()].slug, &facts.route)
    {
        all.push(AlternateFields {
            tag: "x-default".into(),
            url,
        });
    }
    all
}

fn picker(plan: &Plan<'_>, page: PageId, locale: LocaleId, urls: &Urls) -> Vec<PickerFields> {
    if plan.site.locales.len() < 2 {
        return Vec::new();
    }
    let facts = plan.page(page);
    let words = &plan.words[locale.index()];
    let owner = &plan.site.locales[facts.owner.index()];
    let owner_name = plan.words[facts.owner.index()].messages.language_name();
    let one = |(number, other): (usize, &crate::model::site::SiteLocale)| {
        let id = LocaleId(number as u8);
        let is_there = plan.shown(page, id).is_some();
        let is_own = plan.is_own(page, id);
        let note = match (is_there, is_own) {
            (true, true) => None,
            (true, false) => Some(words.text("picker-fallback", &[("language", Arg::Text(&owner_name))])),
            (false, _) => Some(words.text("picker-missing", &[])),
        };
        PickerFields {
            tag: other.tag.to_string(),
            slug: other.slug.to_string(),
            name: plan.words[number].messages.language_name().into_owned(),
            current: id == locale,
            url: is_there.then(|| urls.page(other, facts, "")),
            lands_on: if is_own {
                other.tag.to_string()
            } else {
                owner.tag.to_string()
            },
            note,
        }
    };
    plan.site.locales.iter().enumerate().map(one).collect()
}

fn breadcrumbs(plan: &Plan<'_>, page: PageId, locale: LocaleId, urls: &Urls) -> Vec<LinkFields> {
    let nav = navigation::nav(plan, navigation::nav_of(plan, page, locale));
    let facts = &plan.site.locales[locale.index()];
    let above = nav
        .entry_of
        .get(&page)
        .and_then(|&entry| nav.entries[entry as usize].parent);
    let mut crumbs: Vec<LinkFields> = std::iter::successors(above, |&at| nav.entries[at as usize].parent)
        .map(|at| {
            let entry = &nav.entries[at as usize];
            let is_place_here = matches!(entry.target, NavTarget::Page(_));
            LinkFields {
                title: entry.title.to_string(),
                url: navigation::entry_url(plan, locale, entry, urls).filter(|_| is_place_here),
            }
        })
        .collect();
    let above_docset = super::above::entries(plan, page, locale, urls).into_iter().rev();
    crumbs.extend(above_docset.map(|(title, url)| LinkFields { title, url }));
    let home = nav.home.filter(|home| *home != page && !nav.folder.is_empty());
    if let Some(home) = home.and_then(|home| link_fields(plan, home, locale, urls))
        && crumbs.iter().all(|crumb| crumb.url != home.url)
    {
        crumbs.push(home);
    }
    if !plan.page(page).route.is_empty() {
        crumbs.push(LinkFields {
            title: plan.words[locale.index()].text("frame-home", &[]),
            url: Some(urls.route(&facts.slug, "", "")),
        });
    }
    crumbs.reverse();
    crumbs
}

fn notices(plan: &Plan<'_>, page: PageId, locale: LocaleId, doc: &Doc) -> Vec<String> {
    let facts = plan.page(page);
    let words = &plan.words[locale.index()];
    let mut notices = Vec::new();
    if doc.outline.draft {
        notices.push(words.text("frame-draft", &[]));
    }
    if !matches!(facts.variants[locale.index()], Variant::Own(_)) {
        let language = plan.words[facts.owner.index()].messages.language_name();
        notices.push(words.text("notice-fallback", &[("language", Arg::Text(&language))]));
        return notices;
    }
    if facts.owner.index() != plan.site.source {
        notices.push(words.text("notice-translation-only", &[]));
    }
    match doc.outline.translation {
        Some(Translation::Machine) => notices.push(words.text("notice-machine-translated", &[])),
        Some(Translation::MachineEdited) => notices.push(words.text("notice-machine-edited", &[])),
        Some(Translation::Human) | None => {}
    }
    notices
}

/// The headings of the second and third level, and those of the first behind the title, which are shown as sections.
fn sections(plan: &Plan<'_>, doc: &Doc, anchors: &Anchors) -> Vec<SectionFields> {
    let hidden = hidden_nodes(&doc.document, plan.config.markup);
    let headings = doc.document.headings.iter().zip(&anchors.ids).enumerate();
    let title = doc.document.headings.iter().position(|heading| heading.level == 1);
    let shown = headings.filter(|(place, (heading, _))| {
        heading.level <= 3 && Some(*place) != title && !is_within(&hidden, heading.node)
    });
    shown
        .map(|(_, (heading, id))| SectionFields {
            id: id.to_string(),
            text: doc.document.str(heading.text).to_owned(),
            level: heading.level.max(2),
        })
        .filter(|section| !section.text.is_empty())
        .collect()
}
