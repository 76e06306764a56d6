//! Tickable lines and the boxes of exit criteria: native, labelled, of use without any script.

use super::Writer;
use crate::model::Kind;
use crate::theme::message::Arg;

impl<'a> Writer<'a> {
    /// The box of an item, if it is a task.
    pub(super) fn task_of(&self, item: u32) -> Option<u32> {
        let document = self.body.document;
        let first = document.children(item).next()?;
        let is_task = |node: u32| matches!(document.nodes[node as usize].kind, Kind::Task(_));
        match document.nodes[first as usize].kind {
            Kind::Paragraph => document.children(first).next().filter(|&node| is_task(node)),
            _ => Some(first).filter(|&node| is_task(node)),
        }
    }

    /// A labelled native box: it can be ticked and printed without any script. What is ticked in the source is a mark,
    /// for state belongs to readers.
    pub(super) fn task(&mut self, number: u32) {
        if self
            .body
            .document
            .tasks
            .get(number as usize)
            .is_some_and(|task| task.done)
        {
            self.push("<span class=\"done\" role=\"img\" aria-label=\"");
            let word = &self.body.words.done;
            self.attr(word);
            self.push("\">\u{2611}</span> ");
            return;
        }
        self.push("<label><input type=\"checkbox\"");
        if let Some(key) = self.body.tasks.get(number as usize) {
            self.push(" data-key=\"");
            self.attr(key);
            self.push("\"");
        }
        self.push("> ");
        self.open_label = true;
    }

    pub(super) fn close_label(&mut self) {
        if std::mem::take(&mut self.open_label) {
            self.push("</label>");
        }
    }

    /// The box of an exit criterion: one item, wherever it is shown.
    pub(super) fn criterion_box(&mut self, id: &str, title: &str) {
        let name = self
            .body
            .words
            .text("checklist-criterion", &[("criterion", Arg::Text(title))]);
        self.push("<label class=\"criterion-box\"><input type=\"checkbox\" data-key=\"crit/");
        self.attr(id);
        self.push("\" aria-label=\"");
        self.attr(&name);
        self.push("\"> ");
        let done = &self.body.words.done;
        self.text(done);
        self.push("</label>");
    }
}
