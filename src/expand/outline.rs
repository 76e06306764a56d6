//! The outline of a document.

use std::collections::{HashMap, HashSet};

use crate::model::{Document, LinkKind, Outline, OutlineHeading};
use crate::parse::dialect::slug::slug;

/// What other pages may know of this document.
pub fn outline(document: &Document) -> Outline {
    let front = &document.front;
    let headings = headings(document);
    let places = document.anchors.iter().filter(|anchor| anchor.heading.is_none());
    Outline {
        title: title(document),
        draft: front.draft,
        no_index: front.no_index,
        translation: front.translation,
        headings,
        places: places.map(|anchor| document.str(anchor.name).into()).collect(),
        has_frames: has_frames(document),
        redirect_from: front.redirect_from.clone().into(),
    }
}

fn has_frames(document: &Document) -> bool {
    let mut images = document.links.iter().filter(|link| link.kind == LinkKind::Image);
    images.any(|link| may_be_elsewhere(document.str(link.dest))) || document.tags.iter().any(|tag| tag.name == "iframe")
}

/// Whether a picture or a film may lie with another host: it is named by an address with a host, or by a number alone.
pub fn may_be_elsewhere(dest: &str) -> bool {
    dest.contains("//") || !dest.contains(['.', '/'])
}

fn title(document: &Document) -> Box<str> {
    if let Some(title) = &document.front.title {
        return title.clone();
    }
    let heading = document
        .headings
        .iter()
        .find(|heading| heading.level == 1)
        .or(document.headings.first());
    match heading.map(|heading| document.str(heading.text)) {
        Some(text) if !text.is_empty() => text.into(),
        _ => document.file.stem().into(),
    }
}

fn headings(document: &Document) -> Box<[OutlineHeading]> {
    let mut slugs = Slugs::default();
    let mut headings: Vec<OutlineHeading> = Vec::with_capacity(document.headings.len());
    for heading in &document.headings {
        let base = slug(document.str(heading.slug.unwrap_or(heading.text)));
        let base_length = base.len() as u32;
        let slug = slugs.unique(base);
        headings.push(OutlineHeading {
            level: heading.level,
            slug,
            base_length,
            names: Box::default(),
        });
    }
    let mut from = 0;
    while let Some(first) = document.anchors.get(from) {
        let same = document.anchors[from..]
            .iter()
            .take_while(|anchor| anchor.heading == first.heading)
            .count();
        if let Some(heading) = first.heading.and_then(|number| headings.get_mut(number as usize)) {
            let mut names: Vec<Box<str>> = heading.names.to_vec();
            names.extend(
                document.anchors[from..from + same]
                    .iter()
                    .map(|anchor| Box::from(document.str(anchor.name))),
            );
            heading.names = names.into();
        }
        from += same;
    }
    headings.into()
}

/// The slugs that a page has so far.
#[derive(Default)]
struct Slugs {
    taken: HashSet<Box<str>>,
    /// The number tried last for a slug, so that a page of equal headings is not quadratic.
    last: HashMap<Box<str>, u32>,
}

impl Slugs {
    /// `base`, or `base-1`, `base-2` … whichever no earlier heading has. As Markdig, so `a`, `a`, `a-1` become `a`,
    /// `a-1`, `a-1-1`.
    fn unique(&mut self, base: String) -> Box<str> {
        let base: Box<str> = base.into();
        if self.taken.insert(base.clone()) {
            return base;
        }
        let number = self.last.entry(base.clone()).or_default();
        loop {
            *number += 1;
            let slug: Box<str> = format!("{base}-{number}").into();
            if self.taken.insert(slug.clone()) {
                return slug;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::document_of;

    fn outline_of(text: &str) -> Outline {
        outline(&document_of(text).0)
    }

    #[test]
    fn repeated_slugs_get_numbers() {
        let outline = outline_of("# A\n## A\n## A-1\n## *A*\n");
        let slugs: Vec<_> = outline.headings.iter().map(|h| (&*h.slug, h.base())).collect();
        assert_eq!(slugs, [("a", "a"), ("a-1", "a"), ("a-1-1", "a-1"), ("a-2", "a")]);
    }

    #[test]
    fn explicit_names_come_with_their_heading_and_other_anchors_apart() {
        let outline = outline_of("<a name=\"crit-x\"></a>\n## <a name=\"y\"></a>Y\n\n- <a id=\"z\"></a>z\n");
        assert_eq!(outline.headings[0].names.join(" "), "crit-x y");
        assert_eq!(outline.headings[0].own_id(), "crit-x");
        assert_eq!(outline.places.join(" "), "z");
    }

    #[test]
    fn a_keystroke_in_a_paragraph_leaves_it_equal() {
        assert_eq!(outline_of("# A\n\nx\n\n## B\n"), outline_of("# A\n\nxyz *q*\n\n## B\n"));
    }
}
