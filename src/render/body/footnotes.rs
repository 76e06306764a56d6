//! Footnotes: their marks in the text, and their texts at its end.

use std::collections::HashMap;

use super::Writer;
use crate::model::Kind;
use crate::theme::message::Arg;

impl<'a> Writer<'a> {
    pub(super) fn footnote_mark(&mut self, name: &'a str) {
        let number = *self.note_of.entry(name).or_insert(self.notes.len());
        if number == self.notes.len() {
            self.notes.push((name, 0));
        }
        self.notes[number].1 += 1;
        let times = self.notes[number].1;
        let number = (number + 1).to_string();
        // A colon is in no slug, so these ids meet no other.
        let again = if times > 1 { format!(":{times}") } else { String::new() };
        self.out.extend([
            "<sup><a id=\"noteref:",
            &number,
            &again,
            "\" href=\"#note:",
            &number,
            "\">",
            &number,
        ]);
        self.push("</a></sup>");
    }

    /// The texts of the footnotes that are marked, in the order of their marks.
    pub(super) fn footnotes(&mut self) {
        if self.notes.is_empty() {
            return;
        }
        let document = self.body.document;
        // From below, so that of two texts with one name the first wins.
        let texts: HashMap<&str, u32> = document
            .nodes
            .iter()
            .enumerate()
            .rev()
            .filter_map(|(index, node)| match node.kind {
                Kind::FootnoteText(name) => Some((document.str(name), index as u32)),
                _ => None,
            })
            .collect();
        self.push("<section class=\"footnotes\">\n<h2>");
        let heading = &self.body.words.footnotes;
        self.text(heading);
        self.push("</h2>\n<ol>\n");
        let mut number = 0;
        // A footnote may hold marks of others, so the list can grow while it is written.
        while let Some(&(name, _)) = self.notes.get(number) {
            number += 1;
            let number_text = number.to_string();
            self.out.extend(["<li id=\"note:", &number_text, "\">"]);
            if let Some(&index) = texts.get(name) {
                self.children(index);
            }
            self.out
                .extend(["<a href=\"#noteref:", &number_text, "\" aria-label=\""]);
            let back = self
                .body
                .words
                .text("footnotes-back", &[("number", Arg::Number(number as i64))]);
            self.attr(&back);
            self.push("\">\u{21a9}\u{fe0e}</a></li>\n");
        }
        self.push("</ol>\n</section>\n");
    }
}
