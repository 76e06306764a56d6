//! Lists and criteria as forms, away from the pages that own them: of use without any script.

use super::inputs::Plan;
use super::rollup::attr;
use crate::link::progress::ItemRef;
use crate::model::checklist::{Checklist, Item, Role};
use crate::model::site::LocaleId;

/// A form in the making, in the words of one locale.
pub struct Forms<'a> {
    plan: &'a Plan<'a>,
    locale: LocaleId,
    html: String,
}

impl<'a> Forms<'a> {
    /// An empty one.
    pub fn new(plan: &'a Plan<'a>, locale: LocaleId) -> Self {
        Self {
            plan,
            locale,
            html: String::new(),
        }
    }

    /// The HTML.
    pub fn into_html(self) -> String {
        self.html
    }

    /// A list, all of its items. Of the list of criteria these alone: the steps of tests are done where they are told.
    pub fn list(&mut self, number: u32) {
        let Some(list) = self.plan.site.checklists.lists.get(number as usize) else {
            return;
        };
        self.html.push_str("<stegvis-checklist list=\"");
        attr(&mut self.html, &list.name);
        self.html
            .push_str("\">\n<form class=\"checklist\" autocomplete=\"off\"><fieldset><legend>");
        let legend = &self.plan.words[self.locale.index()].checklist;
        attr(&mut self.html, legend);
        self.html
            .push_str(" <output></output></legend>\n<ul class=\"tasks\">\n");
        for item in items(list) {
            self.line(list, item);
        }
        self.html.push_str("</ul></fieldset></form>\n</stegvis-checklist>\n");
    }

    fn line(&mut self, list: &Checklist, item: &Item) {
        let (words, owner) = item.words_for(self.locale);
        self.html.push_str("<li");
        self.language(owner);
        self.html.push_str("><label>");
        self.input(list, item, false);
        attr(&mut self.html, words);
        self.html.push_str("</label>");
        if item.may_not_apply {
            self.html.push(' ');
            self.not_applicable(list, item, owner);
        }
        self.html.push_str("</li>\n");
    }

    /// A criterion, as it stands below its heading.
    pub fn criterion(&mut self, at: ItemRef) {
        let list = self.plan.site.checklists.lists.get(at.0 as usize);
        let Some((list, item)) = list.and_then(|list| Some((list, list.items.get(at.1 as usize)?))) else {
            return;
        };
        let (words, owner) = item.words_for(self.locale);
        self.html.push_str("<stegvis-criterion anchor=\"");
        attr(&mut self.html, &item.key);
        self.html.extend(["\" class=\"", class(item)]);
        self.html
            .push_str("\">\n<form class=\"criterion\" autocomplete=\"off\"><fieldset><legend class=\"unseen\"");
        self.language(owner);
        self.html.push('>');
        attr(&mut self.html, words);
        self.html.push_str("</legend>\n<label>");
        self.input(list, item, false);
        let done = &self.plan.words[self.locale.index()].done;
        attr(&mut self.html, done);
        self.html.push_str("</label>\n");
        if item.may_not_apply {
            self.not_applicable(list, item, self.locale);
            self.html.push('\n');
        }
        self.html.push_str("</fieldset></form>\n</stegvis-criterion>\n");
    }

    /// The box of a reader whom it does not concern. `around` is the language that it stands in.
    fn not_applicable(&mut self, list: &Checklist, item: &Item, around: LocaleId) {
        self.html.push_str("<label");
        if around != self.locale
            && let Some(own) = self.plan.site.locales.get(self.locale.index())
        {
            self.html
                .extend([" lang=\"", own.tag.as_str(), "\" dir=\"", own.tag.direction(), "\""]);
        }
        self.html.push('>');
        self.input(list, item, true);
        let text = self.plan.words[self.locale.index()].text("checklist-not-applicable", &[]);
        attr(&mut self.html, &text);
        self.html.push_str("</label>");
    }

    fn input(&mut self, list: &Checklist, item: &Item, is_other: bool) {
        self.html.push_str("<input type=\"checkbox\" data-key=\"");
        attr(&mut self.html, &list.name);
        self.html.push('/');
        attr(&mut self.html, &item.key);
        let (number, hash) = (item.number.to_string(), item.hash.to_string());
        self.html
            .extend(["\" data-no=\"", &number, "\" data-text=\"", &hash, "\""]);
        self.html.push_str(if is_other { " data-state=\"2\"> " } else { "> " });
    }

    /// Says which language words are in, where it is not the reader's.
    fn language(&mut self, owner: LocaleId) {
        if owner != self.locale
            && let Some(owner) = self.plan.site.locales.get(owner.index())
        {
            self.html
                .extend([" lang=\"", owner.tag.as_str(), "\" dir=\"", owner.tag.direction(), "\""]);
        }
    }
}

/// The items of a list that stand by themselves.
pub fn items(list: &Checklist) -> impl Iterator<Item = &Item> {
    list.items.iter().filter(|item| !matches!(item.role, Role::Step(_)))
}

/// `required` or `optional`.
pub fn class(item: &Item) -> &'static str {
    if item.is_optional() { "optional" } else { "required" }
}
