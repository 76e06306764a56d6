//! What an open page is told: what has changed on this page, and nothing else.

use serde::Serialize;

use super::facts::Facts;
use super::stage::{Moment, Rendered, Stage};
use crate::base::Hash;

/// The script that keeps a page in step, behind the library that finds what to change in it: idiomorph 0.8.0
/// (Zero-Clause BSD), a small one that pairs elements by their ids, so that a section that moves is moved and not made
/// anew. A home-made one would be of the same length and less tried.
pub const SCRIPT: &str = concat!(
    "// idiomorph 0.8.0, https://github.com/bigskysoftware/idiomorph, Zero-Clause BSD\n",
    include_str!("assets/idiomorph.min.js"),
    "\n",
    include_str!("assets/live.js")
);
/// The looks of what the script shows.
pub const STYLE: &str = include_str!("assets/live.css");

/// Streams that one browser may keep: it has six connections for a host, and needs some for what it loads. With more
/// windows than that, those that were not looked at for longest ask every second.
const STREAMS: usize = 4;

/// One event of the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// `page`, `facts`, `files`, `moved`, `gone`, `reload` or `crowded`.
    pub event: &'static str,
    /// What the page is at now; the browser says it again when it comes back.
    pub id: Option<Hash>,
    /// JSON on one line.
    pub text: String,
}

/// A page that is open in a browser.
pub struct Listener {
    /// Of the page as it was asked for, decoded.
    pub path: String,
    /// What it shows; `None` where there was no page.
    pub known: Option<Hash>,
    /// [`Show::look`](super::stage::Show::look) of what it shows; `None` if it does not say.
    pub look: Option<u32>,
    /// The builds that were shown before it was loaded; none, if it does not say.
    pub since: u32,
    /// What it was told beside the page.
    pub facts: Option<Hash>,
    /// It was told that there is no page any more.
    pub is_left: bool,
    /// The browser that it is open in, if it says so.
    pub browser: Option<String>,
    /// It asks how things are, and comes back later.
    pub is_brief: bool,
    /// Sends; false if nobody is there any more.
    pub send: Box<dyn Fn(Message) -> bool + Send>,
    /// Whether nobody is there any more: a page that was left says nothing.
    pub is_gone: Box<dyn Fn() -> bool + Send>,
}

#[derive(Serialize)]
struct PageMessage<'a> {
    html: &'a str,
}

#[derive(Serialize)]
struct To<'a> {
    to: &'a str,
}

/// Changed files that pages show: address and hash.
#[derive(Serialize)]
struct File {
    url: String,
    hash: String,
}

fn json(value: &impl Serialize) -> String {
    // Plain structs in memory.
    serde_json::to_string(value).unwrap_or_default()
}

impl Listener {
    /// Tells the page what differs from what it shows. False if nobody is there any more.
    pub fn tell(&mut self, stage: &Stage<'_>) -> bool {
        if (self.is_gone)() {
            return false;
        }
        // Also one that was loaded from what was on show before, and is heard of only now.
        if self.look.is_some_and(|look| look != stage.shown.look) {
            // It comes back by another stream.
            self.send("reload", None, "{}");
            return false;
        }
        let path = stage.inside(&self.path).unwrap_or("\0");
        let page = stage.page(path);
        match &page {
            Some(page) if self.known != Some(page.hash) => {
                self.known = Some(page.hash);
                if !self.send("page", Some(page.hash), &page_message(page)) {
                    return false;
                }
            }
            None if self.known.is_some() || self.is_left => {
                let was_there = self.known.take().is_some();
                let is_told = match stage.moved_to(path) {
                    // It comes back by another stream.
                    Some(to) => {
                        self.send("moved", None, &json(&To { to: &to }));
                        false
                    }
                    None => !was_there || self.send("gone", None, "{}"),
                };
                self.is_left = true;
                if !is_told {
                    return false;
                }
            }
            _ => self.is_left = false,
        }
        let facts = json(&Facts::of(stage, path));
        let hash = Hash::of(facts.as_bytes());
        if self.facts.replace(hash) == Some(hash) {
            return true;
        }
        self.send("facts", None, &facts)
    }

    /// Tells of files that pages show and whose addresses stay what they are.
    pub fn tell_files(&self, files: &[(String, Hash)]) -> bool {
        let file = |(url, hash): &(String, Hash)| File {
            url: url.clone(),
            hash: hash.short(10),
        };
        let files: Vec<File> = files.iter().map(file).collect();
        files.is_empty() || self.send("files", None, &json(&files))
    }

    fn send(&self, event: &'static str, id: Option<Hash>, text: &str) -> bool {
        let text = text.to_owned();
        (self.send)(Message { event, id, text })
    }
}

/// Adds a page to those that are told. Where its browser has too many, the one that has listened for longest is let go.
pub fn admit(listeners: &mut Vec<Listener>, listener: Listener) {
    if listener.is_brief {
        listener.send("crowded", None, "{}");
        return;
    }
    listeners.push(listener);
    let newest = listeners.last().and_then(|listener| listener.browser.clone());
    let mut of_browser = 0;
    for at in (0..listeners.len()).rev() {
        let Some(listener) = listeners
            .get(at)
            .filter(|one| newest.is_some() && one.browser == newest)
        else {
            continue;
        };
        if (listener.is_gone)() {
            continue;
        }
        of_browser += 1;
        if of_browser > STREAMS {
            listeners.remove(at).send("crowded", None, "{}");
        }
    }
}

fn page_message(page: &Rendered) -> String {
    let html = &String::from_utf8_lossy(&page.bytes);
    json(&PageMessage { html })
}

/// The page with the one element that keeps it in step: the first in its head, so that it sees the page before other
/// scripts change it.
///
/// A page that only says that there is none is told apart: it is not one that can go.
pub fn with_script(page: &Rendered, is_there: bool, token: &str, moment: Moment) -> Vec<u8> {
    let Moment { look, number } = moment;
    let hash = if is_there { page.hash.to_string() } else { String::new() };
    let element = format!(
        "<script src=\"/_stegvis/live.js\" defer data-token=\"{token}\" data-look=\"{look}\" data-since=\"{number}\" data-page=\"{hash}\"></script>"
    );
    let bytes = &page.bytes;
    let at = place(bytes);
    let mut with = Vec::with_capacity(bytes.len() + element.len());
    with.extend_from_slice(bytes.get(..at).unwrap_or_default());
    with.extend_from_slice(element.as_bytes());
    with.extend_from_slice(bytes.get(at..).unwrap_or_default());
    with
}

/// Behind the tag `<head>`, whatever attributes it has; else behind the document type; else at the end.
fn place(bytes: &[u8]) -> usize {
    let find = |tag: &[u8], from: usize| {
        let rest = bytes.get(from..)?;
        let is_tag = |window: &[u8]| {
            window[..tag.len()].eq_ignore_ascii_case(tag) && matches!(window[tag.len()], b'>' | b' ' | b'\n' | b'\t')
        };
        let at = from + rest.windows(tag.len() + 1).position(is_tag)?;
        Some(at + 1 + bytes.get(at..)?.iter().position(|&byte| byte == b'>')?)
    };
    let head = find(b"<head", 0);
    head.or_else(|| find(b"<html", 0))
        .or_else(|| find(b"<!doctype", 0))
        .unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_is_the_first_of_the_head() {
        let shown = |html: &str| {
            let page = Rendered::of(html.as_bytes().to_vec());
            let with = String::from_utf8(with_script(&page, true, "t", Moment { look: 1, number: 2 })).expect("text");
            let at = with.find("<script").expect("a script");
            let end = with.find("</script>").expect("its end") + "</script>".len();
            assert_eq!([&with[..at], &with[end..]].concat(), html);
            with[..at].to_owned()
        };
        assert_eq!(
            shown("<!doctype html><html lang=sv><HEAD a=b><meta></HEAD>"),
            "<!doctype html><html lang=sv><HEAD a=b>"
        );
        assert_eq!(
            shown("<!doctype html><html><header>x</header>"),
            "<!doctype html><html>"
        );
        assert_eq!(shown("<!doctype html><p>x"), "<!doctype html>");
        assert_eq!(shown("x"), "x");
        assert_eq!(shown("<head"), "<head");
    }
}
