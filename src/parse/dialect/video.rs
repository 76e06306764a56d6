//! Videos: `> [!VIDEO https://…]` and `:::video source="…" title="…":::`.

use super::mask::{Directive, Fault, Mask, Read, Source};
use super::{INVALID_DIRECTIVE, attributes};
use crate::base::Span;

/// A video as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its address as it is to be loaded, and where it stands.
    pub source: (String, Span),
    /// Its title; often empty.
    pub title: String,
    /// Names and values of what only the player of Learn knows: the picture before it plays, its day, its width in
    /// pixels.
    pub extras: Vec<(&'static str, String)>,
}

/// The names of extras.
const EXTRAS: [&str; 3] = ["thumbnail", "upload-date", "max-width"];

/// Reads `[!VIDEO address]`, alone on its line in a quote.
pub fn read_bracket(source: &Source<'_>) -> Option<Read> {
    let start = "[!video".len();
    let close = source.line.rfind(']')?;
    let length = close + 1;
    if !(source.is_first && source.in_quote && source.is_last(length)) {
        return None;
    }
    let inside = source.line.get(start..close)?;
    let address = inside.trim();
    let at = start + (inside.len() - inside.trim_start().len());
    if address.is_empty() || address.contains(char::is_whitespace) {
        return None;
    }
    let written = Written {
        source: (player(address), source.span(at..at + address.len())),
        title: String::new(),
        extras: Vec::new(),
    };
    Read::new(length, Directive::Video(written), Mask::Block)
}

/// Reads `:::video …:::`, whose attributes begin at byte `at`.
pub fn read_colons(source: &Source<'_>, at: usize) -> Option<Read> {
    let fault = |message: String, length: usize| {
        let fault = Fault {
            rule: &INVALID_DIRECTIVE,
            message,
            span: source.span(0..length),
            help: "write it as `:::video source=\"https://…\" title=\"What it shows\":::`",
        };
        Read::fault(length, fault)
    };
    let Some((inside, length)) = attributes::up_to_colons(source.line, at) else {
        return fault("this video is not closed by `:::`".into(), source.line.trim_end().len());
    };
    let attributes = match attributes::read(inside) {
        Ok(attributes) => attributes,
        Err(error) => return fault(error.message, length),
    };
    let value = |name: &str| attributes.iter().find(|attribute| attribute.name == name);
    let Some(address) = value("source").filter(|address| !address.value.trim().is_empty()) else {
        return fault("this video has no `source`".into(), length);
    };
    if let Some(width) = value("max-width")
        && width.value.trim().parse::<u32>().is_err()
    {
        return fault("the `max-width` of a video is a number of pixels".into(), length);
    }
    let written = Written {
        source: (
            player(address.value.trim()),
            source.span(at + address.place.start..at + address.place.end),
        ),
        title: value("title").map_or_else(String::new, |title| title.value.clone().into_owned()),
        extras: EXTRAS
            .into_iter()
            .filter_map(|name| Some((name, value(name)?.value.trim().to_owned())))
            .collect(),
    };
    Read::new(length, Directive::Video(written), Mask::Inline)
}

/// The address of the player: encrypted, from YouTube's host that sets no cookies, from Learn's player for a bare
/// number of theirs. What is no address of the web stays as it is, and is told as a link is.
fn player(address: &str) -> String {
    let rest = match address.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http") => rest,
        None if is_guid(address) => return format!("https://learn-video.azurefd.net/vod/player?id={address}"),
        _ => return address.to_owned(),
    };
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let is_youtube = ["youtube.com", "www.youtube.com"]
        .iter()
        .any(|known| host.eq_ignore_ascii_case(known));
    let is_channel9 = host.eq_ignore_ascii_case("channel9.msdn.com");
    if is_youtube {
        return format!("https://www.youtube-nocookie.com{path}");
    }
    if is_channel9 {
        let slash = if path.starts_with('/') { "" } else { "/" };
        let sign = if path.contains('?') { '&' } else { '?' };
        return format!("https://{host}{slash}{path}{sign}nocookie=true");
    }
    format!("https://{rest}")
}

/// `8-4-4-4-12` hexadecimal digits.
fn is_guid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let is_hex = |part: &&str| part.bytes().all(|b| b.is_ascii_hexdigit());
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12]) && parts.iter().all(is_hex)
}
