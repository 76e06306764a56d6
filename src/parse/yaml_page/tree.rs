//! The steps of a YAML page to its tree.

use super::{Piece, Step};
use crate::diag::Sink;
use crate::model::{AttrValue, Document, Kind, LinkKind, Tag};
use crate::parse::markdown;
use crate::parse::tree::Builder;

/// Builds the tree. Each piece of Markdown is read by itself: what one leaves open ends with it.
pub fn build(document: &mut Document, steps: &[Step], sink: &mut Sink) {
    let parsed = document.text.parsed.clone();
    let mut builder = Builder::new(document, sink);
    let text_of = |piece: Piece| parsed.get(piece.range()).unwrap_or("");
    for step in steps {
        match *step {
            Step::Open(name, class) => open(&mut builder, name, class),
            Step::Close => builder.close(),
            Step::Heading(level, piece) => {
                builder.open_heading(level, piece);
                markdown::read_line(&mut builder, text_of(piece), piece.start as usize);
                builder.close_heading();
            }
            Step::LinkedHeading(level, piece, url) => {
                builder.open_heading(level, piece);
                link(&mut builder, text_of(piece), piece, url.map(text_of), url);
                builder.close_heading();
            }
            Step::Text(piece) => builder.text(text_of(piece), piece),
            Step::Markdown(piece) => markdown::read_into(&mut builder, text_of(piece), piece.start as usize),
            Step::Link(piece, url) => link(&mut builder, text_of(piece), piece, url.map(text_of), url),
            Step::Picture(piece) => {
                let number = builder.link(LinkKind::Image, text_of(piece), "", piece);
                builder.open(Kind::Image(number), piece);
                builder.close();
            }
            Step::Word(message) => {
                let message = builder.doc.text.keep(message);
                builder.leaf(Kind::Word(message), Piece::default());
            }
        }
    }
    builder.finish();
}

fn open(builder: &mut Builder<'_>, name: &'static str, class: &'static str) {
    let attrs = if class.is_empty() {
        Vec::new()
    } else {
        vec![("class", AttrValue::Text(builder.doc.text.keep(class)))]
    };
    builder.doc.tags.push(Tag {
        name,
        void: false,
        attrs,
    });
    let number = builder.doc.tags.len() as u32 - 1;
    builder.open(Kind::Element(number), Piece::default());
}

fn link(builder: &mut Builder<'_>, text: &str, piece: Piece, url: Option<&str>, place: Option<Piece>) {
    let span = place.unwrap_or(piece);
    let number = builder.link(LinkKind::Link, url.unwrap_or(""), "", span);
    builder.open(Kind::Link(number), span);
    builder.text(text, piece);
    builder.close();
}
