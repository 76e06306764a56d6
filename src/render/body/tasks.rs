//! Tickable lines and the boxes of exit criteria: native, labelled, of use without any script.

use super::Writer;
use crate::model::Kind;
use crate::model::criterion::Class;
use crate::render::boxes::{CriterionBox, ItemBox};
use crate::theme::message::Arg;

impl<'a> Writer<'a> {
    /// A list whose items can be ticked, or another.
    pub(super) fn list(&mut self, index: u32, first: Option<u32>) {
        self.close_label();
        let body = self.body;
        let own = body.boxes.lists.get(&index).filter(|_| !self.in_checklist);
        if let Some(list) = own {
            self.in_checklist = true;
            self.push("<stegvis-checklist list=\"");
            self.attr(&list.name);
            if let Some(of) = &list.of {
                self.push("\" of=\"");
                self.attr(of);
            }
            self.push("\">\n<form class=\"checklist\" autocomplete=\"off\"><fieldset><legend>");
            self.word(&body.words.checklist);
            self.push(" <output></output></legend>\n");
        }
        let is_task = |item: u32| body.boxes.items.contains_key(&item) || self.task_of(item).is_some();
        let class = match body.document.children(index).any(is_task) {
            true => " class=\"tasks\"",
            false => "",
        };
        match first {
            None => self.out.extend(["<ul", class, ">\n"]),
            Some(1) => self.out.extend(["<ol", class, ">\n"]),
            Some(first) => self
                .out
                .extend(["<ol start=\"", &first.to_string(), "\"", class, ">\n"]),
        }
        self.lacking(index);
        self.children(index);
        self.push(if first.is_none() { "</ul>\n" } else { "</ol>\n" });
        if own.is_some() {
            self.push("</fieldset></form>\n</stegvis-checklist>\n");
            self.in_checklist = false;
        }
    }

    pub(super) fn item(&mut self, index: u32) {
        self.push("<li>");
        // The box of a line that is written as tickable stands where its mark is.
        if self.body.boxes.items.contains_key(&index) && self.task_of(index).is_none() {
            let first = self.body.document.children(index).next();
            let kind = first.map(|first| self.body.document.nodes[first as usize].kind);
            if kind == Some(Kind::Paragraph) {
                self.waiting = Some(index);
            } else {
                self.item_box(index);
            }
        }
        let outer = self.in_item.replace(index);
        self.children(index);
        self.in_item = outer;
        self.close_label();
        self.push("</li>\n");
        self.lacking(index);
    }

    /// The mark of an item, if it is a task.
    fn task_of(&self, item: u32) -> Option<u32> {
        let document = self.body.document;
        let first = document.children(item).next()?;
        let is_task = |node: u32| matches!(document.nodes[node as usize].kind, Kind::Task(_));
        match document.nodes[first as usize].kind {
            Kind::Paragraph => document.children(first).next().filter(|&node| is_task(node)),
            _ => Some(first).filter(|&node| is_task(node)),
        }
    }

    /// A tickable line. What is ticked in the source is a mark, for state belongs to readers.
    pub(super) fn task(&mut self, number: u32) {
        let tasks = &self.body.document.tasks;
        if tasks.get(number as usize).is_some_and(|task| task.done) {
            self.push("<span class=\"done\" role=\"img\" aria-label=\"");
            let word = &self.body.words.done;
            self.attr(word);
            self.push("\"");
            self.words_language();
            self.push(">\u{2611}</span> ");
            return;
        }
        match self.in_item {
            Some(item) => self.item_box(item),
            None => {
                self.push("<label><input type=\"checkbox\"> ");
                self.open_label = true;
            }
        }
    }

    /// The box of an item, and the beginning of its label.
    pub(super) fn item_box(&mut self, item: u32) {
        self.waiting = None;
        self.push("<label><input type=\"checkbox\"");
        if let Some(own) = self.body.boxes.items.get(&item) {
            self.key(own);
        }
        // A label ends where a link begins, and the box is named by the whole line.
        if let Some(words) = self.line_with_links(item) {
            self.push(" aria-label=\"");
            self.attr(&words);
            self.push("\"");
        }
        self.push("> ");
        self.open_label = true;
    }

    /// The words of an item whose own line holds something else to click on.
    fn line_with_links(&self, item: u32) -> Option<String> {
        let document = self.body.document;
        let end = document.nodes.get(item as usize)?.end;
        let kinds = (item + 1..end).map_while(|index| Some(document.nodes.get(index as usize)?.kind));
        let mut line = kinds.take_while(|kind| !matches!(kind, Kind::List | Kind::OrderedList(_)));
        line.any(|kind| matches!(kind, Kind::Link(_) | Kind::Figure(_) | Kind::FootnoteMark(_)))
            .then(|| crate::link::checklists::line_of(document, item))
    }

    pub(super) fn close_label(&mut self) {
        if std::mem::take(&mut self.open_label) {
            self.push("</label>");
        }
    }

    fn key(&mut self, item: &ItemBox) {
        self.push(" data-key=\"");
        self.attr(&item.key);
        self.push("\"");
        if let Some(number) = item.number {
            self.out.extend([" data-no=\"", &number.to_string(), "\""]);
        }
        if let Some(hash) = item.hash {
            self.out.extend([" data-text=\"", &hash.to_string(), "\""]);
        }
    }

    /// Items that the page lacks, in the words of their source.
    fn lacking(&mut self, node: u32) {
        for item in self.body.boxes.lacking.get(&node).into_iter().flatten() {
            self.push("<li lang=\"");
            self.attr(&item.tag);
            self.out
                .extend(["\" dir=\"", item.dir, "\"><label><input type=\"checkbox\""]);
            self.key(&item.item);
            self.push("> ");
            self.text(&item.words);
            self.push("</label></li>\n");
        }
    }

    /// The boxes of an exit criterion, below its heading.
    pub(super) fn criterion(&mut self, criterion: &CriterionBox) {
        let class = match criterion.class {
            Class::Required => "required",
            Class::Optional => "optional",
        };
        self.push("<stegvis-criterion anchor=\"");
        self.attr(&criterion.anchor);
        self.out.extend(["\" class=\"", class, "\">\n"]);
        // A form may lie in no other.
        let (open, close) = match self.in_checklist {
            true => ("<div class=\"criterion\">", "</div>"),
            false => ("<form class=\"criterion\" autocomplete=\"off\">", "</form>"),
        };
        self.push(open);
        self.push("<fieldset><legend class=\"unseen\">");
        self.text(&criterion.words);
        self.push("</legend>\n");
        self.criterion_choice(&criterion.item, None);
        if criterion.may_not_apply {
            self.criterion_choice(&criterion.item, Some("checklist-not-applicable"));
        }
        self.out.extend(["</fieldset>", close, "\n</stegvis-criterion>\n"]);
    }

    fn criterion_choice(&mut self, item: &ItemBox, not_applicable: Option<&str>) {
        self.push("<label");
        self.words_language();
        self.push("><input type=\"checkbox\"");
        self.key(item);
        if not_applicable.is_some() {
            self.push(" data-state=\"2\"");
        }
        self.push("> ");
        let words = self.body.words;
        let word = not_applicable.map_or_else(|| words.done.clone(), |id| words.text(id, &[]));
        self.text(&word);
        self.push("</label>\n");
    }

    /// The box of a criterion beside a link to it.
    pub(super) fn criterion_state(&mut self, criterion: &CriterionBox) {
        let words = self.body.words;
        let name = words.text("checklist-criterion", &[("criterion", Arg::Text(&criterion.words))]);
        self.push("<label class=\"criterion-state\"");
        self.words_language();
        self.push("><input type=\"checkbox\"");
        self.key(&criterion.item);
        self.push(" aria-label=\"");
        self.attr(&name);
        self.push("\"> ");
        self.text(&words.done);
        self.push("</label>");
    }

    /// A word of the page itself, in the reader's language.
    fn word(&mut self, word: &str) {
        match self.body.words_tag {
            None => self.text(word),
            Some(_) => {
                self.push("<span");
                self.words_language();
                self.push(">");
                self.text(word);
                self.push("</span>");
            }
        }
    }

    /// The language of the page's own words, where the text is in another.
    pub(super) fn words_language(&mut self) {
        if let Some((tag, dir)) = self.body.words_tag {
            self.push(" lang=\"");
            self.attr(tag);
            self.out.extend(["\" dir=\"", dir, "\""]);
        }
    }
}
