//! Boxes that arrange or sort what lies in them, and small marks in a line: zones, monikers, columns, names, formulas.

use super::{Writer, pivots};
use crate::model::Str;
use crate::theme::message::Arg;

impl<'a> Writer<'a> {
    /// A zone with pivots says whose it is, so that it can be read without any script.
    pub(super) fn zone(&mut self, index: u32, number: u32) {
        let document = self.body.document;
        let Some(zone) = document.zones.get(number as usize) else {
            return self.children(index);
        };
        if !pivots::is_shown(document.str(zone.target)) {
            return;
        }
        let ids: Vec<&str> = pivots::ids(document.str(zone.pivots)).collect();
        if ids.is_empty() {
            return self.children(index);
        }
        let names: Vec<&str> = ids.iter().map(|id| self.pivot_name(id)).collect();
        let names = names.join(", ");
        self.close_label();
        self.push("<div class=\"zone\" data-pivot=\"");
        self.attr(&ids.join(" "));
        self.push("\">\n");
        self.scope(&names);
        self.children(index);
        self.push("</div>\n");
    }

    fn pivot_name<'s>(&'s self, id: &'s str) -> &'s str {
        let found = self.pivots.iter().find(|(known, _)| *known == id);
        found.map_or(id, |(_, name)| name)
    }

    /// Every version's text is shown, with the range that it is for.
    pub(super) fn moniker(&mut self, index: u32, range: Str) {
        let range = self.str(range).trim();
        self.close_label();
        self.push("<div class=\"moniker\">\n");
        if !range.is_empty() {
            let label = self.body.words.text("moniker-range", &[("range", Arg::Text(range))]);
            self.scope(&label);
        }
        self.children(index);
        self.push("</div>\n");
    }

    /// Whom or what a box is for.
    fn scope(&mut self, label: &str) {
        self.push("<p class=\"scope\">");
        self.text(label);
        self.push("</p>\n");
    }

    pub(super) fn column(&mut self, index: u32, span: u8) {
        let open = match span {
            0 | 1 => "<div class=\"column\">\n".to_owned(),
            span => format!("<div class=\"column span{}\">\n", span.min(12)),
        };
        self.boxed(index, &open, "</div>\n");
    }

    /// A name in the language that it comes from, out of reach of machines that translate pages.
    pub(super) fn name(&mut self, part: Str) {
        self.push("<span translate=\"no\"");
        if let Some(tag) = self.body.names_tag {
            self.push(" lang=\"");
            self.attr(tag);
            self.push("\"");
        }
        self.push(">");
        self.text(self.str(part));
        self.push("</span>");
    }

    /// The formula as it is written, between marks that scripts for formulas look for.
    pub(super) fn math(&mut self, part: Str) {
        self.push("<span class=\"math\">\\(");
        self.text(self.str(part).trim());
        self.push("\\)</span>");
    }

    pub(super) fn math_block(&mut self, part: Str) {
        let name = if self.in_line { "span" } else { "div" };
        self.close_label();
        self.out.extend(["<", name, " class=\"math\">\\["]);
        self.text(self.str(part).trim());
        self.out.extend(["\\]</", name, ">"]);
        if !self.in_line {
            self.push("\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Kind;
    use crate::render::body::testing::Tree;

    #[test]
    fn a_zone_says_whose_it_is_and_other_ways_to_publish_are_left_out() {
        let mut tree = Tree::new("");
        tree.zone("", "os-linux,os-macos", "One");
        tree.zone("docs", "", "Two");
        tree.zone("pdf", "os-windows", "Three");
        assert_eq!(
            tree.html(),
            "<div class=\"zone\" data-pivot=\"os-linux os-macos\">\n<p class=\"scope\">Linux, macOS</p>\n<p>One</p>\n</div>\n\
             <p>Two</p>\n"
        );
    }

    #[test]
    fn a_range_of_versions_is_said() {
        let mut tree = Tree::new("");
        let range = tree.str(">= 4.1");
        tree.within(Kind::Moniker(range), |tree| {
            tree.within(Kind::Paragraph, |tree| tree.text("New"));
        });
        assert_eq!(
            tree.html(),
            "<div class=\"moniker\">\n<p class=\"scope\">Applies to &gt;= 4.1</p>\n<p>New</p>\n</div>\n"
        );
    }

    #[test]
    fn columns() {
        let mut tree = Tree::new("");
        tree.within(Kind::Row, |tree| {
            tree.within(Kind::Column(1), |tree| tree.text("a"));
            tree.within(Kind::Column(2), |tree| tree.text("b"));
            tree.within(Kind::Column(255), |tree| tree.text("c"));
        });
        assert_eq!(
            tree.html(),
            "<div class=\"row\">\n<div class=\"column\">\na</div>\n<div class=\"column span2\">\nb</div>\n\
             <div class=\"column span12\">\nc</div>\n</div>\n"
        );
    }

    #[test]
    fn names_and_formulas() {
        let mut tree = Tree::new("");
        let (name, formula) = (tree.str("Find *this*"), tree.str(" x < 2 "));
        tree.names_tag = Some("en");
        tree.within(Kind::Paragraph, |tree| {
            tree.leaf(Kind::NoLoc(name));
            tree.leaf(Kind::Math(formula));
        });
        tree.leaf(Kind::MathBlock(formula));
        assert_eq!(
            tree.html(),
            "<p><span translate=\"no\" lang=\"en\">Find *this*</span><span class=\"math\">\\(x &lt; 2\\)</span></p>\n\
             <div class=\"math\">\\[x &lt; 2\\]</div>\n"
        );
    }
}
