//! Tables, and the rows of cards that some of them are.

use super::Writer;
use crate::config::Markup;
use crate::model::Kind;
use crate::model::document::Align;

/// A row is filled up with at most so many cells: a table of a thousand rows with one of a thousand cells is not written
/// as a million.
const MOST_MISSING: usize = 64;

impl<'a> Writer<'a> {
    pub(super) fn table(&mut self, index: u32, number: u32) {
        let aligns = self
            .body
            .document
            .tables
            .get(number as usize)
            .map(|columns| columns.to_vec());
        let outer = std::mem::replace(&mut self.aligns, aligns.unwrap_or_default());
        self.close_label();
        // What scrolls by itself must be within reach of keyboards; Learn's scripts wrap tables themselves.
        let is_bare = self.body.markup == Markup::Learn;
        self.push(if is_bare {
            "<table>\n"
        } else {
            "<div class=\"table\" tabindex=\"0\"><table>\n"
        });
        let rows: Vec<u32> = self.body.document.children(index).collect();
        let width_of = |&row: &u32| self.body.document.children(row).count();
        let width = rows.iter().map(width_of).max().unwrap_or(0);
        let outer_width = std::mem::replace(&mut self.columns, width);
        let is_head = |row: &u32| self.body.document.nodes[*row as usize].kind == Kind::TableHead;
        let is_shown = |row: &u32| self.body.document.nodes[*row as usize].kind != Kind::Dropped;
        let (head, body): (Vec<u32>, Vec<u32>) = rows.into_iter().filter(is_shown).partition(is_head);
        self.all(head);
        if !body.is_empty() {
            self.push("<tbody>\n");
            self.all(body);
            self.push("</tbody>\n");
        }
        self.push(if is_bare { "</table>\n" } else { "</table></div>\n" });
        self.aligns = outer;
        self.columns = outer_width;
    }

    /// Empty cells up to the end of the longest row.
    fn missing_cells(&mut self) {
        let missing = self.columns.saturating_sub(self.column).min(MOST_MISSING);
        for _ in 0..missing {
            self.push("<td></td>");
        }
    }

    pub(super) fn table_head(&mut self, index: u32) {
        self.push("<thead>\n<tr>");
        self.column = 0;
        self.in_head = true;
        self.children(index);
        self.in_head = false;
        self.missing_cells();
        self.push("</tr>\n</thead>\n");
    }

    pub(super) fn table_row(&mut self, index: u32) {
        self.push("<tr>");
        self.column = 0;
        self.children(index);
        self.missing_cells();
        self.push("</tr>\n");
    }

    pub(super) fn table_cell(&mut self, index: u32) {
        // An empty heading is none: it would name nothing to those who hear the table.
        let is_empty = self.body.document.children(index).next().is_none();
        let name = if self.in_head && !is_empty { "th" } else { "td" };
        let class = match self.aligns.get(self.column) {
            Some(Align::Left) => " class=\"left\"",
            Some(Align::Center) => " class=\"center\"",
            Some(Align::Right) => " class=\"right\"",
            _ => "",
        };
        self.column += 1;
        let scope = if name == "th" { " scope=\"col\"" } else { "" };
        self.out.extend(["<", name, scope, class, ">"]);
        self.children(index);
        self.out.extend(["</", name, ">"]);
    }

    pub(super) fn link_cards(&mut self, index: u32) {
        self.push("<ul class=\"cards\">\n");
        for row in self.body.document.children(index) {
            if self.body.document.nodes[row as usize].kind == Kind::Dropped {
                continue;
            }
            self.push("<li>");
            for cell in self.body.document.children(row) {
                self.push("<div>");
                self.children(cell);
                self.push("</div>");
            }
            self.push("</li>\n");
        }
        self.push("</ul>\n");
    }
}
