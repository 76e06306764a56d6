//! How large a picture is, from the first bytes of its file.

/// Width and height.
pub type Dimensions = (u32, u32);

/// This many bytes are enough for every format but photographs with a preview in front.
pub const HEAD: usize = 256 * 1024;

/// The size of a picture in CSS pixels, from the first bytes of its file; `None` where they do not tell.
pub fn dimensions(head: &[u8]) -> Option<Dimensions> {
    let size = imagesize::blob_size(head).ok().and_then(|size| {
        let number = |n: usize| u32::try_from(n).ok();
        Some((number(size.width)?, number(size.height)?))
    });
    size.or_else(|| svg(head))
        .filter(|&(width, height)| width > 0 && height > 0)
}

/// An SVG says its size in `width` and `height`, else its `viewBox` says the shape.
fn svg(head: &[u8]) -> Option<Dimensions> {
    let text = String::from_utf8_lossy(&head[..head.len().min(8 * 1024)]).into_owned();
    let start = text.find("<svg")?;
    let tag = &text[start + 4..start + text[start..].find('>')?];
    if let (Some(width), Some(height)) = (pixels(attribute(tag, "width")), pixels(attribute(tag, "height"))) {
        return Some((width, height));
    }
    let view = attribute(tag, "viewBox")?;
    let mut numbers = view.split([' ', ',']).filter(|part| !part.is_empty());
    let (width, height) = (numbers.nth(2), numbers.next());
    Some((pixels(width)?, pixels(height)?))
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    loop {
        let at = rest.find(name)?;
        let is_whole = rest[..at].ends_with(|c: char| c.is_whitespace());
        let behind = rest[at + name.len()..].trim_start();
        rest = &rest[at + name.len()..];
        if let (true, Some(value)) = (is_whole, behind.strip_prefix('=')) {
            let value = value.trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            return value[1..].split(quote).next();
        }
    }
}

/// A length without a unit, or in pixels; rounded.
fn pixels(value: Option<&str>) -> Option<u32> {
    let value = value?.trim().trim_end_matches("px");
    let number: f64 = value.parse().ok()?;
    (number.is_finite() && (1.0..100_000.0).contains(&number)).then(|| number.round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_say_their_size() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x20\0\0\0\x10\x08\x06\0\0\0";
        assert_eq!(dimensions(png), Some((32, 16)));
        for (svg, size) in [
            (
                "<?xml version=\"1.0\"?><svg xmlns=\"x\" width=\"64px\" height='32'>",
                Some((64, 32)),
            ),
            ("<svg viewBox=\"0 0 24 12.4\" stroke-width=\"2\">", Some((24, 12))),
            (
                "<svg width=\"100%\" height=\"100%\" viewBox=\"0,0,10,20\">",
                Some((10, 20)),
            ),
            ("<svg width=\"100%\">", None),
            ("<svg", None),
            ("text", None),
        ] {
            assert_eq!(dimensions(svg.as_bytes()), size, "{svg}");
        }
    }
}
