//! Lists for other sites: a page to be framed, and its words as JSON for a script.

use std::borrow::Cow;

use serde::Serialize;

use super::forms::{Forms, class, items};
use super::inputs::Plan;
use super::page::{ChecklistFields, HeadFields, bare_head, bytes, site_title};
use super::rollup::progress_url;
use super::urls::Urls;
use crate::base::{DocPath, Hash};
use crate::link::progress::heading_of;
use crate::model::checklist::{Checklist, Item, Role, file_stem};
use crate::model::site::{LocaleId, PageId};
use crate::model::{Key, Output, OutputBody};
use crate::theme::template::TemplateError;

/// The folder of all of them.
pub const FOLDER: &str = "embed";

/// The script that shows a list on another site: the one file of the theme with a name for good.
pub const SCRIPT: &str = "embed.js";

#[derive(Serialize, Hash)]
struct EmbedFields {
    #[serde(flatten)]
    head: HeadFields,
    title: String,
    title_tag: Option<String>,
    title_dir: Option<&'static str>,
    /// The list, HTML.
    form: String,
    /// The page that it comes from.
    source: Option<String>,
}

/// What a script on another site is told of a list: plain words alone.
#[derive(Serialize)]
struct Told<'a> {
    version: u8,
    list: &'a str,
    locale: &'a str,
    dir: &'static str,
    title: String,
    source: Option<String>,
    words: serde_json::Value,
    items: Vec<ToldItem<'a>>,
}

#[derive(Serialize)]
struct ToldItem<'a> {
    id: &'a str,
    no: u32,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<&'a str>,
    hash: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<&'static str>,
    /// A reader may say that it does not apply.
    #[serde(skip_serializing_if = "is_false")]
    na: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_false(value: &bool) -> bool {
    !value
}

/// Both of each list that is published, in each locale, and the script.
pub fn outputs<'a>(plan: &'a Plan<'a>) -> Vec<Output<'a>> {
    let mut outputs = Vec::new();
    if plan.progress().is_empty() {
        return outputs;
    }
    for (number, list) in plan.site.checklists.lists.iter().enumerate() {
        if !is_published(plan, list) {
            continue;
        }
        let stem = file_stem(&list.name);
        for (locale, facts) in plan.site.locales.iter().enumerate() {
            let embed = Embed {
                plan,
                number: number as u32,
                list,
                locale: LocaleId(locale as u8),
            };
            outputs.extend(embed.outputs(&format!("{FOLDER}/{stem}/{}", facts.slug)));
        }
    }
    if let Some((_, bytes)) = plan.theme.assets().find(|(name, _)| *name == SCRIPT)
        && let Some(path) = DocPath::new(SCRIPT)
    {
        outputs.push(Output {
            path,
            key: Key::of(Hash::of(bytes)),
            body: OutputBody::Render(Box::new(move |_| Ok(Cow::Borrowed(bytes)))),
        });
    }
    outputs
}

/// The first, rendered to see whether its template works.
pub fn try_template(plan: &Plan<'_>) -> Option<TemplateError> {
    let mut lists = plan.site.checklists.lists.iter().enumerate();
    let (number, list) = lists.find(|(_, list)| is_published(plan, list))?;
    let locale = LocaleId(plan.site.source as u8);
    let number = number as u32;
    Embed {
        plan,
        number,
        list,
        locale,
    }
    .html()
    .err()
}

fn is_published(plan: &Plan<'_>, list: &Checklist) -> bool {
    let owner = |page: PageId| plan.shown(page, plan.page(page).owner).is_some();
    list.items.iter().any(|item| owner(item.page)) && list.page.is_none_or(owner)
}

#[derive(Clone, Copy)]
struct Embed<'a> {
    plan: &'a Plan<'a>,
    number: u32,
    list: &'a Checklist,
    locale: LocaleId,
}

impl<'a> Embed<'a> {
    fn outputs(self, folder: &str) -> Vec<Output<'a>> {
        // All that either is made of: the list, its page's title, where that is.
        let key = move || {
            let fields = self.fields();
            Hash::of_value(&(self.plan.locale_key(self.locale), self.list, &fields))
        };
        let output = |name: &str, body: OutputBody<'a>| {
            let path = DocPath::new(&format!("{folder}/{name}"))?;
            let key = Key::later(key);
            Some(Output { path, key, body })
        };
        let page = OutputBody::Render(Box::new(move |_| bytes(self.html())));
        let json = OutputBody::Render(Box::new(move |_| Ok(Cow::Owned(self.json().into_bytes()))));
        let both = [output("index.html", page), output("list.json", json)];
        both.into_iter().flatten().collect()
    }

    fn html(self) -> Result<String, TemplateError> {
        let shared = [("t", &self.plan.words[self.locale.index()].shared)];
        self.plan.theme.render("embed.html", &self.fields(), &shared)
    }

    /// What the list is called, and whose words these are.
    fn title(self) -> (String, LocaleId) {
        let plan = self.plan;
        let Some(page) = self.list.page else {
            return (
                plan.words[self.locale.index()].text("progress-criteria", &[]),
                self.locale,
            );
        };
        if let Some((_, title, owner)) = heading_of(plan.site, plan.docs, self.list, self.locale) {
            return (title.to_owned(), owner);
        }
        let facts = plan.page(page);
        let owner = if plan.is_own(page, self.locale) {
            self.locale
        } else {
            facts.owner
        };
        let shown = plan.shown(page, self.locale).or_else(|| plan.shown(page, facts.owner));
        (
            shown.map_or_else(String::new, |(_, doc)| doc.outline.title.to_string()),
            owner,
        )
    }

    /// Where the list comes from: a full address where the configuration says where the site lives.
    fn source(self, urls: &Urls) -> Option<String> {
        let plan = self.plan;
        let facts = &plan.site.locales[self.locale.index()];
        let Some(page) = self.list.page else {
            let route = crate::link::progress::ROUTE;
            let own = progress_url(plan, self.locale, urls)?;
            return Some(plan.address(&facts.slug, route).unwrap_or(own));
        };
        // Where the page is not there in this language, it is in its own.
        let home = match plan.shown(page, self.locale) {
            Some(_) => facts,
            None => &plan.site.locales[plan.page(page).owner.index()],
        };
        let mut tail = String::new();
        if let Some((id, ..)) = heading_of(plan.site, plan.docs, self.list, self.locale) {
            tail.push('#');
            crate::link::percent_encode(&id, &mut tail);
        }
        let address = plan.address(&home.slug, &plan.page(page).route);
        Some(match address {
            Some(address) => address + &tail,
            None => urls.page(home, plan.page(page), &tail),
        })
    }

    fn fields(self) -> EmbedFields {
        let plan = self.plan;
        let urls = plan.urls(3);
        let mut head = bare_head(plan, self.locale, &urls);
        let (title, owner) = self.title();
        head.head_title = format!("{title} | {}", site_title(plan, self.locale));
        head.no_index = true;
        head.checklist = Some(ChecklistFields::new(plan, self.locale, &urls));
        let other = (owner != self.locale).then(|| &plan.site.locales[owner.index()].tag);
        let mut form = Forms::new(plan, self.locale);
        form.list(self.number);
        EmbedFields {
            title,
            title_tag: other.map(|tag| tag.to_string()),
            title_dir: other.map(|tag| tag.direction()),
            form: form.into_html(),
            source: self.source(&urls),
            head,
        }
    }

    fn json(self) -> String {
        let facts = &self.plan.site.locales[self.locale.index()];
        let anywhere = Urls::new(self.plan.config.base(), false, 0);
        let told = Told {
            version: 1,
            list: &self.list.name,
            locale: facts.tag.as_str(),
            dir: facts.tag.direction(),
            title: plain(&self.title().0),
            source: self.source(&anywhere),
            words: serde_json::from_str(&self.plan.words[self.locale.index()].embed).unwrap_or_default(),
            items: items(self.list).map(|item| self.item(item)).collect(),
        };
        serde_json::to_string(&told).unwrap_or_default()
    }

    fn item(self, item: &'a Item) -> ToldItem<'a> {
        let (words, owner) = item.words_for(self.locale);
        ToldItem {
            id: &item.key,
            no: item.number,
            text: plain(words),
            lang: (owner != self.locale).then(|| self.plan.site.locales[owner.index()].tag.as_str()),
            hash: item.hash.to_string(),
            class: matches!(item.role, Role::Criterion(_)).then(|| class(item)),
            na: item.may_not_apply,
        }
    }
}

/// Words without control characters, on one line.
fn plain(words: &str) -> String {
    let spaced: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}
