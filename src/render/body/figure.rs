//! Figures: pictures with a frame, a larger picture behind them, or a long description.

use super::{Href, Writer};
use crate::model::document::{Figure, FigureKind};

impl Figure {
    /// Pictures of dialogs need a frame against the page; icons do not. What is written decides.
    pub(super) fn has_border(&self) -> bool {
        self.border.unwrap_or(self.kind != FigureKind::Icon)
    }
}

impl<'a> Writer<'a> {
    pub(super) fn figure(&mut self, index: u32, number: u32) {
        let figures = &self.body.document.figures;
        let is_inline = figures.get(number as usize).is_some_and(|figure| figure.is_inline);
        self.figure_in(index, number, self.in_line || is_inline);
    }

    /// In a line of text a figure is its picture alone.
    pub(super) fn figure_in(&mut self, index: u32, number: u32, is_line: bool) {
        let document = self.body.document;
        let Some(&figure) = document.figures.get(number as usize) else {
            return;
        };
        if !is_line {
            self.close_label();
        }
        if self.target(figure.source).is_none() {
            return self.lost_picture(&figure, is_line);
        }
        if is_line || figure.kind == FigureKind::Icon {
            let (open, close) = if is_line { ("", "") } else { ("<p>", "</p>\n") };
            self.push(open);
            self.linked_picture(&figure, None);
            self.push(close);
            return;
        }
        let has_description = document.children(index).next().is_some();
        self.descriptions += usize::from(has_description);
        // A colon is in no slug, so these ids meet no other.
        let id = has_description.then(|| format!("description:{}", self.descriptions));
        self.push("<figure>\n");
        self.linked_picture(&figure, id.as_deref());
        if let Some(id) = id {
            self.out.extend(["\n<details id=\"", &id, "\"><summary>"]);
            let summary = self.body.words.text("figure-description", &[]);
            self.text(&summary);
            self.push("</summary>\n");
            self.children(index);
            self.push("</details>");
        }
        self.push("\n</figure>\n");
    }

    /// Where a picture or a link of a figure leads; `None` where it leads nowhere.
    pub(super) fn target(&self, number: u32) -> Option<(&'a Href, crate::model::Str)> {
        let link = self.body.document.links.get(number as usize)?;
        let href = self.body.hrefs.get(number as usize)?;
        (*href != Href::Broken).then_some((href, link.dest))
    }

    /// Of a picture that is not there, what it says stays.
    pub(super) fn lost_picture(&mut self, figure: &Figure, is_line: bool) {
        let (open, close) = match is_line {
            true => ("<span class=\"broken\">", "</span>"),
            false => ("<p><span class=\"broken\">", "</span></p>\n"),
        };
        self.push(open);
        self.text(self.str(figure.alt));
        self.push(close);
    }

    /// The picture, in the link that it carries: one that is written wins over the larger picture.
    fn linked_picture(&mut self, figure: &Figure, description: Option<&str>) {
        let link = figure.link.and_then(|number| self.target(number));
        let lightbox = figure.lightbox.and_then(|number| self.target(number));
        match link.or(lightbox) {
            // Inside another link a link would end it.
            Some((href, dest)) if !self.in_link => {
                self.push("<a href=\"");
                self.href(href, dest);
                self.push("\"");
                if link.is_none() {
                    self.push(" class=\"lightbox\" title=\"");
                    let title = self.body.words.text("figure-enlarge", &[]);
                    self.attr(&title);
                    self.push("\"");
                }
                self.push(">");
                self.picture(figure, description);
                self.push("</a>");
            }
            _ => self.picture(figure, description),
        }
    }

    fn picture(&mut self, figure: &Figure, description: Option<&str>) {
        let Some((href, dest)) = self.target(figure.source) else {
            return;
        };
        self.push("<img src=\"");
        self.href(href, dest);
        // An icon with a link is the link's name.
        let is_silent = figure.kind == FigureKind::Icon && (figure.link.is_none() || self.str(figure.alt).is_empty());
        if is_silent {
            self.push("\" alt=\"\"");
        } else {
            self.push("\" alt=\"");
            self.attr(self.str(figure.alt).trim());
            self.push("\"");
        }
        if figure.has_border() {
            self.push(" class=\"border\"");
        }
        self.push(" loading=\"lazy\"");
        self.size(href);
        if let Some(id) = description {
            self.out.extend([" aria-details=\"", id, "\""]);
        }
        self.push(">");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, LinkKind};
    use crate::render::body::testing::Tree;

    fn figure(tree: &mut Tree, kind: FigureKind, alt: &str) -> Figure {
        Figure {
            kind,
            source: tree.link(LinkKind::Image, "a.png", ""),
            alt: tree.document.text.keep(alt),
            lightbox: None,
            link: None,
            border: None,
            is_inline: false,
        }
    }

    #[test]
    fn a_picture_stands_in_a_frame_of_its_own() {
        let mut tree = Tree::new("");
        let plain = figure(&mut tree, FigureKind::Content, "The \"dialog\"");
        tree.hrefs[0] = Href::Picture("/m/a.png".into(), (20, 10));
        let bare = Figure {
            border: Some(false),
            ..plain
        };
        tree.figure(plain, |_| {});
        tree.figure(bare, |_| {});
        let img = "<img src=\"/m/a.png\" alt=\"The &quot;dialog&quot;\"";
        assert_eq!(
            tree.html(),
            format!(
                "<figure>\n{img} class=\"border\" loading=\"lazy\" width=\"20\" height=\"10\">\n</figure>\n\
                 <figure>\n{img} loading=\"lazy\" width=\"20\" height=\"10\">\n</figure>\n"
            )
        );
    }

    #[test]
    fn a_larger_picture_is_a_link_and_a_link_that_is_written_wins() {
        let mut tree = Tree::new("");
        let mut plain = figure(&mut tree, FigureKind::Content, "x");
        plain.lightbox = Some(tree.link(LinkKind::Link, "big.png", ""));
        tree.figure(plain, |_| {});
        plain.link = Some(tree.link(LinkKind::Link, "https://shop.example/", ""));
        tree.within(Kind::Paragraph, |tree| {
            tree.text("a ");
            tree.figure(plain, |_| {});
        });
        let img = "<img src=\"a.png\" alt=\"x\" class=\"border\" loading=\"lazy\"></a>";
        assert_eq!(
            tree.html(),
            format!(
                "<figure>\n<a href=\"big.png\" class=\"lightbox\" title=\"Enlarge the picture\">{img}\n</figure>\n\
                 <p>a <a href=\"https://shop.example/\">{img}</p>\n"
            )
        );
    }

    #[test]
    fn a_long_description_is_beside_the_picture_and_named_by_it() {
        let mut tree = Tree::new("");
        let complex = figure(&mut tree, FigureKind::Complex, "Chart");
        tree.figure(complex, |tree| {
            tree.within(Kind::Paragraph, |tree| tree.text("It rises."));
        });
        assert_eq!(
            tree.html(),
            "<figure>\n<img src=\"a.png\" alt=\"Chart\" class=\"border\" loading=\"lazy\" \
             aria-details=\"description:1\">\n<details id=\"description:1\"><summary>Description of the picture\
             </summary>\n<p>It rises.</p>\n</details>\n</figure>\n"
        );
    }

    #[test]
    fn an_icon_says_nothing() {
        let mut tree = Tree::new("");
        let icon = figure(&mut tree, FigureKind::Icon, "");
        tree.figure(icon, |_| {});
        tree.within(Kind::Paragraph, |tree| tree.figure(icon, |_| {}));
        let img = "<img src=\"a.png\" alt=\"\" loading=\"lazy\">";
        assert_eq!(tree.html(), format!("<p>{img}</p>\n").repeat(2));
    }

    #[test]
    fn of_a_lost_picture_the_text_stays() {
        let mut tree = Tree::new("");
        let plain = figure(&mut tree, FigureKind::Content, "<x>");
        tree.hrefs[0] = Href::Broken;
        tree.figure(plain, |_| {});
        assert_eq!(tree.html(), "<p><span class=\"broken\">&lt;x&gt;</span></p>\n");
    }
}
