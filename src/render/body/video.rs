//! Films. One that a page of another host plays is loaded when the reader asks for it, and is a plain link without
//! scripts; one that is a file is played by the browser.

use std::collections::BTreeSet;

use super::{Href, Writer};
use crate::config::Markup;
use crate::model::{AttrValue, Document, Kind, LinkKind};
use crate::theme::message::Arg;

/// Where a film is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Film {
    /// Begins with `https://`.
    pub url: String,
    /// With its port, if any.
    pub host: String,
    /// A file that browsers play, and no page with a player.
    pub is_file: bool,
}

/// YouTube under the name that sets no cookie before somebody presses play.
const NO_COOKIE: &str = "www.youtube-nocookie.com";

/// Where Learn keeps films that are known by a number.
const LEARN: &str = "https://learn-video.azurefd.net/vod/player?id=";

/// The film at `dest`; `None` where that is no address of the web.
pub fn film(dest: &str) -> Option<Film> {
    let dest = dest.trim();
    if is_guid(dest) {
        return film(&format!("{LEARN}{dest}"));
    }
    let rest = ["https://", "http://", "//"]
        .iter()
        .find_map(|scheme| {
            dest.get(..scheme.len())
                .filter(|head| head.eq_ignore_ascii_case(scheme))
        })
        .and_then(|head| dest.get(head.len()..))?;
    let at = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let (host, path) = rest.split_at_checked(at)?;
    let host = host.to_ascii_lowercase();
    if !is_host(&host) {
        return None;
    }
    let (host, path) = match host.as_str() {
        "youtube.com" | "www.youtube.com" | "m.youtube.com" | "youtu.be" | "youtube-nocookie.com" | NO_COOKIE => {
            (NO_COOKIE.to_owned(), embedded(path, host == "youtu.be"))
        }
        "channel9.msdn.com" if !path.contains("nocookie=") && !path.contains('#') => {
            let joint = if path.contains('?') { '&' } else { '?' };
            let path = format!("{path}{joint}nocookie=true");
            (host, path)
        }
        _ => (host, path.to_owned()),
    };
    let name = path.split(['?', '#']).next().unwrap_or_default();
    Some(Film {
        is_file: is_film(name),
        url: format!("https://{host}{}", encoded(&path)),
        host,
    })
}

/// Whether a file of this name is played by browsers.
pub fn is_film(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["mp4", "webm", "m4v", "ogv"]
        .iter()
        .any(|film| extension.eq_ignore_ascii_case(film))
}

/// The player's page, whatever page of the film was named.
fn embedded(path: &str, is_short: bool) -> String {
    let (page, query) = path.split_once('?').unwrap_or((path, ""));
    let film = match page {
        "/watch" => query.split('&').find_map(|pair| pair.strip_prefix("v=")),
        _ => page.strip_prefix('/').filter(|_| is_short),
    };
    match film.filter(|id| !id.is_empty() && !id.contains('/')) {
        Some(id) => format!("/embed/{id}"),
        None => path.to_owned(),
    }
}

fn is_guid(text: &str) -> bool {
    let parts = text
        .split('-')
        .map(|part| match part.bytes().all(|b| b.is_ascii_hexdigit()) {
            true => part.len(),
            false => 0,
        });
    parts.eq([8, 4, 4, 4, 12])
}

/// Only what can stand in a content security policy as it is.
fn is_host(host: &str) -> bool {
    let (name, port) = host.split_once(':').unwrap_or((host, "443"));
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
    !name.is_empty() && name.bytes().all(is_name) && !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit())
}

/// What no address holds literally, escaped; escapes stay.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'\\' => out.push('/'),
            b'"' | b'<' | b'>' | b'`' | b'^' | b'{' | b'|' | b'}' => out.push_str(&format!("%{byte:02X}")),
            byte if byte.is_ascii_graphic() => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// The hosts whose pages a page shows in frames. The content security policy names them, and nobody else.
pub fn hosts(document: &Document, markup: Markup) -> BTreeSet<String> {
    let mut hosts = BTreeSet::new();
    let dest = |number: u32| document.links.get(number as usize).map(|link| document.str(link.dest));
    for tag in document.tags.iter().filter(|tag| tag.name == "iframe") {
        for (_, value) in &tag.attrs {
            if let AttrValue::Link(number) = value {
                hosts.extend(dest(*number).and_then(frame_host));
            }
        }
    }
    if may_be_shown(document) {
        for node in &document.nodes {
            if let Kind::Video(number) = node.kind {
                let film = dest(number).and_then(film);
                let is_framed = |film: &Film| !film.is_file || markup == Markup::Learn;
                hosts.extend(film.filter(is_framed).map(|film| film.host));
            }
        }
    }
    hosts
}

/// Whether a page can hold films: every film is a link, so that not all nodes have to be looked at.
pub fn may_be_shown(document: &Document) -> bool {
    let may_show = |link: &crate::model::Link| link.kind == LinkKind::Image && film(document.str(link.dest)).is_some();
    document.links.iter().any(may_show)
}

/// Frames of raw HTML are shown as they are written.
fn frame_host(dest: &str) -> Option<String> {
    let rest = dest.trim().strip_prefix("https://")?;
    let host = rest.split(['/', '?', '#']).next()?.to_ascii_lowercase();
    is_host(&host).then_some(host)
}

impl<'a> Writer<'a> {
    pub(super) fn video(&mut self, number: u32) {
        let document = self.body.document;
        let link = document.links.get(number as usize);
        let Some((link, film)) = link.and_then(|link| Some((link, film(document.str(link.dest))?))) else {
            return self.broken_video(number);
        };
        let title = document.str(link.title).trim();
        let name = if self.in_line { "span" } else { "div" };
        self.close_label();
        self.out.extend(["<", name, " class=\"video\">"]);
        if film.is_file {
            self.film_file(&film.url, title);
        } else {
            self.push("<a href=\"");
            self.attr(&film.url);
            self.push("\">");
            if !title.is_empty() {
                self.push("<strong>");
                self.text(title);
                self.push("</strong> ");
            }
            let play = self.body.words.text(
                "video-play",
                &[("host", Arg::Text(film.host.trim_start_matches("www.")))],
            );
            self.text(&play);
            self.push("</a>");
        }
        self.out.extend(["</", name, ">"]);
        if !self.in_line {
            self.push("\n");
        }
    }

    /// Nothing of it is loaded before somebody presses play.
    pub(super) fn film_file(&mut self, url: &str, title: &str) {
        self.push("<video controls preload=\"none\" src=\"");
        self.attr(url);
        self.push("\"");
        if !title.is_empty() {
            self.push(" aria-label=\"");
            self.attr(title);
            self.push("\"");
        }
        self.push("></video>");
    }

    /// A film of the site's own is played; of anything else that is no address, the title stays.
    fn broken_video(&mut self, number: u32) {
        let document = self.body.document;
        let Some(link) = document.links.get(number as usize) else {
            return;
        };
        let title = document.str(link.title).trim();
        match self.body.hrefs.get(number as usize) {
            Some(Href::To(url)) if is_film(url.split(['?', '#']).next().unwrap_or_default()) => {
                let name = if self.in_line { "span" } else { "div" };
                self.close_label();
                self.out.extend(["<", name, " class=\"video\">"]);
                self.film_file(url, title);
                self.out.extend(["</", name, ">"]);
            }
            _ => {
                let text = if title.is_empty() {
                    document.str(link.dest)
                } else {
                    title
                };
                let (open, close) = match self.in_line {
                    true => ("<span class=\"broken\">", "</span>"),
                    false => ("<p><span class=\"broken\">", "</span></p>\n"),
                };
                self.push(open);
                self.text(text);
                self.push(close);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expand::may_be_elsewhere;
    use crate::render::body::testing::Tree;

    fn url(dest: &str) -> Option<String> {
        film(dest).map(|film| film.url)
    }

    #[test]
    fn films_are_https_and_set_no_cookie() {
        let same = |dest: &str, wanted: &str| assert_eq!(url(dest).as_deref(), Some(wanted), "{dest}");
        let embed = "https://www.youtube-nocookie.com/embed/abc";
        same("http://www.youtube.com/embed/abc", embed);
        same("https://youtube.com/watch?t=1&v=abc", embed);
        same("HTTPS://youtu.be/abc?si=1", embed);
        same("//www.youtube.com/embed/abc?start=3", &format!("{embed}?start=3"));
        same("https://films.example/a b\"c", "https://films.example/a%20b%22c");
        same(
            "0a1b2c3d-0000-4444-8888-0123456789ab",
            "https://learn-video.azurefd.net/vod/player?id=0a1b2c3d-0000-4444-8888-0123456789ab",
        );
        same(
            "https://channel9.msdn.com/x/player",
            "https://channel9.msdn.com/x/player?nocookie=true",
        );
        assert!(film("https://films.example/a.MP4?x=1").is_some_and(|film| film.is_file));
    }

    #[test]
    fn what_is_no_address_of_the_web_is_no_film() {
        for dest in [
            "",
            "a.mp4",
            "javascript:alert(1)",
            "ftp://x.example/a",
            "https://",
            "https://a;b/",
            "https://me@x.example/",
            "https://ex ample/",
            "https://é.example/",
            "https://x:y/",
        ] {
            assert_eq!(film(dest), None, "{dest}");
        }
    }

    #[test]
    fn a_film_is_a_link_until_somebody_asks_for_it() {
        let mut tree = Tree::new("");
        let number = tree.link(LinkKind::Image, "https://www.youtube.com/embed/abc", "A & B");
        tree.leaf(Kind::Video(number));
        tree.within(Kind::Paragraph, |tree| {
            tree.text("a ");
            tree.leaf(Kind::Video(number));
        });
        let file = tree.link(LinkKind::Image, "https://films.example/a.mp4", "");
        tree.leaf(Kind::Video(file));
        let bad = tree.link(LinkKind::Image, "ftp://x", "");
        tree.leaf(Kind::Video(bad));
        assert_eq!(
            tree.html(),
            "<div class=\"video\"><a href=\"https://www.youtube-nocookie.com/embed/abc\"><strong>A &amp; B</strong> \
             Play video from youtube-nocookie.com</a></div>\n\
             <p>a <span class=\"video\"><a href=\"https://www.youtube-nocookie.com/embed/abc\"><strong>A &amp; B</strong> \
             Play video from youtube-nocookie.com</a></span></p>\n\
             <div class=\"video\"><video controls preload=\"none\" src=\"https://films.example/a.mp4\"></video></div>\n\
             <p><span class=\"broken\">ftp://x</span></p>\n"
        );
        let hosts = hosts(&tree.document, Markup::Stegvis);
        assert_eq!(hosts.into_iter().collect::<Vec<_>>(), ["www.youtube-nocookie.com"]);
    }

    proptest::proptest! {
        #[test]
        fn no_address_breaks_out(dest in "(https://|//|HTTP://)?[a-z.:;'\" éyoutu/?#&<>\\\\=-]{0,40}") {
            if let Some(film) = film(&dest) {
                proptest::prop_assert!(may_be_elsewhere(&dest));
                proptest::prop_assert!(is_host(&film.host));
                proptest::prop_assert!(film.url.bytes().all(|b| b.is_ascii_graphic()));
            }
        }
    }
}
