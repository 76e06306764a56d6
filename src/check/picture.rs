//! The pictures of a page and what is said in their place.

use std::borrow::Cow;

use super::place;
use crate::base::Span;
use crate::model::{AttrValue, Document, FigureKind, Kind, LinkKind};

/// A picture.
pub struct Picture<'a> {
    /// Where it is written, in the file.
    pub place: Span,
    /// Its address as written.
    pub dest: &'a str,
    /// Its alternative text; `None` if its form has one, and it has none.
    pub alt: Option<Cow<'a, str>>,
    /// It says nothing beyond what stands beside it: an icon, one with `alt=""`, the picture of a link card.
    pub is_decoration: bool,
}

/// The pictures of a page. Those of a YAML page's layout are decoration, and left out.
pub fn pictures(document: &Document) -> impl Iterator<Item = Picture<'_>> {
    let has_any = document.links.iter().any(|link| link.kind == LinkKind::Image);
    let nodes = if has_any { document.nodes.as_slice() } else { &[] };
    let mut cards_end = 0;
    nodes.iter().enumerate().filter_map(move |(index, node)| {
        if node.kind == Kind::LinkCards {
            cards_end = node.end;
        }
        let place = || place::of_node(document, index as u32);
        let dest = |link: u32| Some(document.str(document.links.get(link as usize)?.dest));
        match node.kind {
            Kind::Image(link) => {
                let written = document.text.parsed.as_bytes().get(node.span.start as usize);
                let alt = document.plain_text(index as u32);
                (written == Some(&b'!')).then_some(Picture {
                    place: place(),
                    dest: dest(link)?,
                    alt: Some(alt).filter(|alt| !alt.trim().is_empty()),
                    is_decoration: (index as u32) < cards_end,
                })
            }
            Kind::Element(tag) if document.tags.get(tag as usize)?.name == "img" => {
                let attribute = |name| place::attribute(document, tag, name);
                let is_hidden = matches!(attribute("role"), Some("presentation" | "none"))
                    || attribute("aria-hidden") == Some("true");
                let named = attribute("aria-label").filter(|label| !label.trim().is_empty());
                let alt = attribute("alt").or(named);
                let source = document
                    .tags
                    .get(tag as usize)?
                    .attrs
                    .iter()
                    .find_map(|(_, value)| match value {
                        AttrValue::Link(link) => dest(*link),
                        _ => None,
                    });
                Some(Picture {
                    place: place(),
                    dest: source?,
                    alt: alt.map(Cow::Borrowed),
                    is_decoration: is_hidden || alt.is_some_and(|alt| alt.trim().is_empty()),
                })
            }
            Kind::Figure(number) => {
                let figure = document.figures.get(number as usize)?;
                let alt = document.str(figure.alt);
                Some(Picture {
                    place: place::first_line(document, place()),
                    dest: dest(figure.source)?,
                    alt: Some(Cow::Borrowed(alt)).filter(|alt| !alt.trim().is_empty()),
                    is_decoration: figure.kind == FigureKind::Icon,
                })
            }
            _ => None,
        }
    })
}
