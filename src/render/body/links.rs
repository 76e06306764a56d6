//! Links, pictures and raw elements.

use super::video::{film, is_film};
use super::{Href, Writer, element};
use crate::config::Markup;
use crate::model::{AttrValue, Owner, Str};
use crate::parse::dialect::xref::shorthand;

impl<'a> Writer<'a> {
    pub(super) fn link(&mut self, index: u32, number: u32) {
        let document = self.body.document;
        let (Some(link), Some(href)) = (
            document.links.get(number as usize),
            self.body.hrefs.get(number as usize),
        ) else {
            return self.children(index);
        };
        if *href == Href::Broken {
            return self.wrapped(index, "<span class=\"broken\">", "</span>");
        }
        if let (Href::Xref(None, text), Markup::Learn) = (href, self.body.markup) {
            return self.learn_unknown_name(index, shorthand(document, link).is_some(), text);
        }
        if let Href::Xref(url, text) = href {
            return self.xref(index, url.as_deref(), text, link.title);
        }
        // What else can be clicked on does not lie in the label of a box.
        self.close_label();
        self.push("<a href=\"");
        self.href(href, link.dest);
        self.push("\"");
        self.title(link.title);
        self.push(">");
        let outer = std::mem::replace(&mut self.in_link, true);
        self.children(index);
        self.in_link = outer;
        self.push("</a>");
        let body = self.body;
        if let Some(criterion) = body.boxes.links.get(&number).filter(|_| !self.in_heading) {
            self.push(" ");
            self.criterion_state(criterion);
        }
    }

    /// A name of other documentation, as a link where it is known. `text` stands for what the author did not write.
    fn xref(&mut self, index: u32, url: Option<&str>, text: &str, title: Str) {
        if let Some(url) = url {
            self.push("<a href=\"");
            self.attr(url);
            self.push("\"");
            self.title(title);
            // The name is one of an interface, in no language.
            let is_name = self.body.markup == Markup::Learn && !text.is_empty();
            self.push(if is_name { " class=\"no-loc\">" } else { ">" });
        }
        if text.is_empty() {
            self.children(index);
        } else {
            self.text(text);
        }
        if url.is_some() {
            self.push("</a>");
        }
    }

    pub(super) fn href(&mut self, href: &Href, dest: Str) {
        match href {
            Href::To(url) | Href::Picture(url, _) | Href::Xref(Some(url), _) => self.attr(url),
            _ if self.body.markup == Markup::Learn => self.attr(self.str(dest).trim()),
            _ => self.attr(&element::encoded(self.str(dest).trim())),
        }
    }

    pub(super) fn title(&mut self, title: Str) {
        let title = self.str(title);
        if !title.is_empty() {
            self.push(" title=\"");
            self.attr(title);
            self.push("\"");
        }
    }

    pub(super) fn image(&mut self, index: u32, number: u32) {
        let document = self.body.document;
        let (Some(link), Some(href)) = (
            document.links.get(number as usize),
            self.body.hrefs.get(number as usize),
        ) else {
            return;
        };
        let alt = document.plain_text(index);
        if matches!(href, Href::Broken | Href::Xref(..)) {
            self.push("<span class=\"broken\">");
            self.text(&alt);
            self.push("</span>");
            return;
        }
        if let Some(url) = self.film_url(href, link.dest) {
            return self.film_file(&url, alt.trim());
        }
        self.push("<img src=\"");
        self.href(href, link.dest);
        self.push("\" alt=\"");
        self.attr(alt.trim());
        self.push("\" loading=\"lazy\"");
        self.size(href);
        self.title(link.title);
        self.push(">");
    }

    /// The address of what is written as a picture and is a film.
    pub(super) fn film_url(&self, href: &Href, dest: Str) -> Option<String> {
        let url = match href {
            Href::To(url) => url,
            Href::Same => self.str(dest).trim(),
            Href::Picture(..) | Href::Xref(..) | Href::Broken => return None,
        };
        let name = url.split(['?', '#']).next().unwrap_or_default();
        is_film(name).then(|| film(url).map_or_else(|| url.to_owned(), |film| film.url))
    }

    /// The picture's own size, so that the page stays still while it loads.
    pub(super) fn size(&mut self, href: &Href) {
        if let Href::Picture(_, (width, height)) = href {
            let (width, height) = (width.to_string(), height.to_string());
            self.out.extend([" width=\"", &width, "\" height=\"", &height, "\""]);
        }
    }

    pub(super) fn element(&mut self, index: u32, number: u32) {
        let Some(tag) = self.body.document.tags.get(number as usize) else {
            return;
        };
        // What else can be clicked on does not lie in the label of a box.
        if tag.name == "a" {
            self.close_label();
        }
        let broken = |value: &AttrValue| match value {
            AttrValue::Link(n) => match self.body.hrefs.get(*n as usize) {
                Some(Href::Xref(..)) => tag.name != "a",
                href => href == Some(&Href::Broken),
            },
            _ => false,
        };
        if tag.attrs.iter().any(|(_, value)| broken(value)) {
            return if tag.void {
            } else {
                self.wrapped(index, "<span class=\"broken\">", "</span>")
            };
        }
        let xref = tag.attrs.iter().find_map(|(_, value)| match value {
            AttrValue::Link(n) => match self.body.hrefs.get(*n as usize) {
                Some(Href::Xref(url, text)) => Some((*n, url.as_deref(), text)),
                _ => None,
            },
            _ => None,
        });
        if let (Some((number, None, text)), Markup::Learn) = (xref, self.body.markup) {
            return self.learn_unknown_element(index, number, text);
        }
        if let Some((_, url, text)) = xref {
            let is_empty = self.body.document.children(index).next().is_none();
            return self.xref(index, url, if is_empty { text } else { "" }, Str::default());
        }
        if self.body.markup == Markup::Stegvis {
            return self.fitted(index, tag);
        }
        self.out.extend(["<", tag.name]);
        for (name, value) in &tag.attrs {
            self.attribute(name, value);
        }
        self.learn_extras(Owner::Div(number));
        if tag.name == "img" && !tag.attrs.iter().any(|(name, _)| *name == "alt") {
            self.push(" alt=\"\"");
        }
        self.push(">");
        if !tag.void {
            let outer = self.in_link;
            self.in_link |= tag.name == "a";
            self.children(index);
            self.in_link = outer;
            self.out.extend(["</", tag.name, ">"]);
        }
    }

    pub(super) fn attribute(&mut self, name: &str, value: &AttrValue) {
        let document = self.body.document;
        match value {
            AttrValue::Anchor(number) => {
                let Some(Some(id)) = self.spots.get(*number as usize).copied() else {
                    return;
                };
                self.push(" id=\"");
                self.attr(id);
            }
            AttrValue::Text(part) => {
                self.out.extend([" ", name, "=\""]);
                self.attr(self.str(*part));
            }
            AttrValue::Link(number) => {
                let link = document.links.get(*number as usize);
                let (Some(link), Some(href)) = (link, self.body.hrefs.get(*number as usize)) else {
                    return;
                };
                self.out.extend([" ", name, "=\""]);
                self.href(href, link.dest);
            }
        }
        self.push("\"");
    }
}
