//! Pictures with more than an alternative text: `:::image type="content" source="…" alt-text="…":::`. A complex one
//! goes on to `:::image-end:::` with a long description.

use std::ops::Range;

use super::attributes::{self, Attribute};
use super::mask::{Directive, Fault, Mask, Read, Source};
use super::{INVALID_DIRECTIVE, container};
use crate::base::Span;
use crate::model::FigureKind;

/// A picture as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// How it is meant.
    pub kind: FigureKind,
    /// The path, and where it stands.
    pub source: (String, Span),
    /// The alternative text.
    pub alt: String,
    /// The larger picture.
    pub lightbox: Option<(String, Span)>,
    /// Where a click leads.
    pub link: Option<(String, Span)>,
    /// Whether a frame is drawn.
    pub border: Option<bool>,
}

const KNOWN: [&str; 9] = [
    "type",
    "source",
    "alt-text",
    "lightbox",
    "border",
    "loc-scope",
    "link",
    "align",
    "max-width",
];

/// Reads `:::image …:::`, whose attributes begin at byte `at`.
pub fn read(source: &Source<'_>, at: usize) -> Option<Read> {
    let Some((inside, length)) = attributes::up_to_colons(source.line, at) else {
        let length = source.line.trim_end().len();
        return fault(source, 0..length, length, "this image is not closed by `:::`".into());
    };
    let attributes = match attributes::read(inside) {
        Ok(attributes) => attributes,
        Err(error) => {
            let place = at + error.place.start..at + error.place.end;
            return fault(source, place, length, error.message);
        }
    };
    match written(source, at, &attributes) {
        Ok(image) if image.kind == FigureKind::Complex && source.is_first && source.is_last(length) => {
            let open = container::Written::Image(image);
            Read::new(source.line.trim_end().len(), Directive::Open(open), Mask::Block)
        }
        Ok(image) => Read::new(length, Directive::Image(image), Mask::Inline),
        Err(message) => fault(source, 0..length, length, message),
    }
}

fn written(source: &Source<'_>, at: usize, attributes: &[Attribute<'_>]) -> Result<Written, String> {
    let value = |name: &str| attributes.iter().find(|attribute| attribute.name == name);
    let placed = |attribute: &Attribute<'_>| {
        let place = at + attribute.place.start..at + attribute.place.end;
        (attribute.value.clone().into_owned(), source.span(place))
    };
    if let Some(other) = attributes.iter().find(|attribute| !KNOWN.contains(&attribute.name)) {
        return Err(format!("an image has no attribute `{}`", other.name));
    }
    let kind = match value("type").map(|attribute| &*attribute.value) {
        None | Some("" | "content") => FigureKind::Content,
        Some("complex") => FigureKind::Complex,
        Some("icon") => FigureKind::Icon,
        Some(other) => {
            return Err(format!(
                "`{other}` is no type of an image: `content`, `complex` or `icon`"
            ));
        }
    };
    let Some(path) = value("source").filter(|path| !path.value.trim().is_empty()) else {
        return Err("this image has no `source`".into());
    };
    let alt = value("alt-text").map_or("", |attribute| &*attribute.value);
    if alt.trim().is_empty() && kind != FigureKind::Icon {
        return Err("this image has no `alt-text`, which is what a reader hears who does not see it".into());
    }
    if !alt.is_empty() && kind == FigureKind::Icon {
        return Err("an icon says nothing by itself: it has no `alt-text`".into());
    }
    Ok(Written {
        kind,
        source: placed(path),
        alt: alt.to_owned(),
        lightbox: value("lightbox").filter(|path| !path.value.is_empty()).map(placed),
        link: value("link").filter(|path| !path.value.is_empty()).map(placed),
        border: value("border").and_then(|border| border.value.trim().parse().ok()),
    })
}

fn fault(source: &Source<'_>, place: Range<usize>, length: usize, message: String) -> Option<Read> {
    let fault = Fault {
        rule: &INVALID_DIRECTIVE,
        message,
        span: source.span(place),
        help: "write it as `:::image type=\"content\" source=\"media/picture.png\" alt-text=\"What it shows.\":::`",
    };
    Read::fault(length, fault)
}
