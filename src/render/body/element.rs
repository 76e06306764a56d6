//! Raw HTML, fitted to what HTML allows where it stands: a cell without a row is a box, a box in a heading is a span, a
//! line in a list is an item. Its text always stays.

use std::borrow::Cow;

use super::Writer;
use crate::config::Markup;
use crate::model::{AttrValue, Kind, Tag};

/// How an element is written.
struct Fit {
    /// None: what it holds is written without it.
    name: Option<&'static str>,
    class: &'static str,
    /// It is still the element that its author wrote, and keeps all its attributes.
    is_same: bool,
}

/// What an element may hold alone, and what anything else in it is put into.
struct Strict {
    allowed: &'static [&'static str],
    open: &'static str,
    close: &'static str,
}

impl Writer<'_> {
    /// Whether a paragraph holds raw boxes, which HTML does not allow in it. Those in emphasis and the like become spans.
    pub(super) fn holds_raw_boxes(&self, index: u32) -> bool {
        let document = self.body.document;
        let is_box = |node: u32| match document.nodes[node as usize].kind {
            Kind::Element(number) => document.tags.get(number as usize).is_some_and(|tag| is_box(tag.name)),
            _ => false,
        };
        let is_looked_into = self.body.markup == Markup::Stegvis && !document.tags.is_empty() && !self.in_line;
        is_looked_into && document.children(index).any(is_box)
    }

    /// A raw element.
    pub(super) fn fitted(&mut self, index: u32, tag: &Tag) {
        let valid = |wanted: &str| {
            tag.attrs.iter().any(|(key, value)| match value {
                AttrValue::Text(text) => *key == wanted && is_valid(tag.name, key, self.str(*text)),
                _ => false,
            })
        };
        let mut fit = fit(tag.name, self.holder, self.in_line || self.open_label, self.in_link);
        if tag.name == "time" && !valid("datetime") {
            fit.name = Some("span");
        }
        // What has no role has no name.
        let is_nameless = matches!(fit.name, Some("div" | "span" | "p")) && !valid("role");
        let Some(name) = fit.name else {
            return self.children(index);
        };
        self.out.extend(["<", name]);
        if !fit.class.is_empty() {
            self.out.extend([" class=\"", fit.class, "\""]);
        }
        for (key, value) in &tag.attrs {
            let is_kept = match value {
                AttrValue::Text(text) => {
                    let is_general = matches!(*key, "class" | "title" | "lang" | "dir" | "translate");
                    let is_taken = *key == "class" && !fit.class.is_empty();
                    let is_taken = is_taken || (*key == "aria-label" && is_nameless);
                    (fit.is_same || is_general) && !is_taken && is_valid(tag.name, key, self.str(*text))
                }
                AttrValue::Link(_) => fit.is_same,
                AttrValue::Anchor(_) => true,
            };
            match value {
                _ if !is_kept => {}
                AttrValue::Text(_) if is_boolean(key) => self.out.extend([" ", *key]),
                _ => self.attribute(key, value),
            }
        }
        if name == "img" && !tag.attrs.iter().any(|(name, _)| *name == "alt") {
            self.push(" alt=\"\"");
        }
        self.push(">");
        if tag.void {
            return;
        }
        let outer = (self.holder, self.in_line, self.in_link);
        self.holder = name;
        self.in_line |= holds_phrases(name);
        self.in_link |= name == "a";
        match (name, strict(name)) {
            ("details", _) => self.fold(index),
            (_, Some(strict)) => self.strictly(index, &strict),
            _ => self.children(index),
        }
        (self.holder, self.in_line, self.in_link) = outer;
        self.out.extend(["</", name, ">"]);
    }

    fn tag_name(&self, node: u32) -> Option<&'static str> {
        match self.body.document.nodes.get(node as usize)?.kind {
            Kind::Element(number) => self.body.document.tags.get(number as usize).map(|tag| tag.name),
            _ => None,
        }
    }

    /// A fold begins with its summary, and has one.
    fn fold(&mut self, index: u32) {
        let children: Vec<u32> = self.body.document.children(index).collect();
        let summary = children.iter().position(|&node| self.tag_name(node) == Some("summary"));
        match summary.and_then(|at| children.get(at)) {
            Some(&node) => self.node(node),
            None => {
                let word = self.body.words.text("details-summary", &[]);
                self.push("<summary>");
                self.text(&word);
                self.push("</summary>");
            }
        }
        let holder = std::mem::take(&mut self.holder);
        for (at, node) in children.into_iter().enumerate() {
            if Some(at) != summary {
                self.node(node);
            }
        }
        self.holder = holder;
    }

    /// What does not belong is put into what does, a run at a time.
    fn strictly(&mut self, index: u32, strict: &Strict) {
        let holder = self.holder;
        let mut is_open = false;
        for node in self.body.document.children(index) {
            let is_allowed = self.tag_name(node).is_some_and(|name| strict.allowed.contains(&name));
            let is_blank = match self.body.document.nodes[node as usize].kind {
                Kind::Text(text) => self.str(text).trim().is_empty(),
                Kind::SoftBreak => true,
                _ => false,
            };
            if is_allowed && is_open {
                self.push(strict.close);
            } else if !is_allowed && !is_blank && !is_open {
                self.push(strict.open);
            }
            is_open = !is_allowed && (is_open || !is_blank);
            self.holder = if is_allowed { holder } else { "" };
            self.node(node);
        }
        if is_open {
            self.push(strict.close);
        }
        self.holder = holder;
    }
}

fn is_box(name: &str) -> bool {
    crate::parse::raw_html::is_block(name) && !matches!(name, "iframe" | "video" | "audio") || name == "hr"
}

/// Whether HTML lets an element hold text and what stands in a line alone.
fn holds_phrases(name: &str) -> bool {
    // What is around a link, an insertion or a deletion decides for them.
    crate::parse::raw_html::holds_phrases_only(name) && !matches!(name, "a" | "ins" | "del")
}

/// How HTML lets an element be written in `holder`.
fn fit(name: &'static str, holder: &str, in_line: bool, in_link: bool) -> Fit {
    let same = |name| Fit {
        name: Some(name),
        class: "",
        is_same: true,
    };
    let other = |name| Fit {
        name: Some(name),
        class: "",
        is_same: false,
    };
    let none = Fit {
        name: None,
        class: "",
        is_same: false,
    };
    let holders: &[&str] = match name {
        "li" => &["ul", "ol"],
        "dt" | "dd" => &["dl"],
        "td" | "th" => &["tr"],
        "tr" => &["table", "thead", "tbody", "tfoot"],
        "thead" | "tbody" | "tfoot" | "caption" | "colgroup" => &["table"],
        "col" => &["colgroup"],
        "summary" => &["details"],
        "figcaption" => &["figure"],
        "rt" | "rp" => &["ruby"],
        "source" | "track" => &["video", "audio"],
        _ => &[],
    };
    let is_lost = !holders.is_empty() && !holders.contains(&holder);
    match name {
        "col" | "colgroup" | "source" | "track" if is_lost => none,
        "rt" | "rp" if is_lost => other("span"),
        "hr" if in_line => other("br"),
        _ if in_line && holders.is_empty() && is_box(name) => other("span"),
        _ if is_lost => other(if in_line { "span" } else { "div" }),
        "a" if in_link => other("span"),
        // Elements that HTML has given up.
        "center" => Fit {
            name: Some("div"),
            class: "center",
            is_same: true,
        },
        "font" | "nobr" => same("span"),
        "strike" => same("s"),
        "tt" => same("code"),
        name => same(name),
    }
}

fn strict(name: &str) -> Option<Strict> {
    let (allowed, open, close): (&'static [&'static str], _, _) = match name {
        "ul" | "ol" => (&["li"], "<li>", "</li>"),
        "dl" => (&["dt", "dd", "div"], "<dd>", "</dd>"),
        "table" => (
            &["caption", "colgroup", "thead", "tbody", "tfoot", "tr"],
            "<tr><td>",
            "</td></tr>",
        ),
        "thead" | "tbody" | "tfoot" => (&["tr"], "<tr><td>", "</td></tr>"),
        "tr" => (&["td", "th"], "<td>", "</td>"),
        _ => return None,
    };
    Some(Strict { allowed, open, close })
}

fn is_boolean(key: &str) -> bool {
    matches!(
        key,
        "open" | "reversed" | "controls" | "muted" | "loop" | "allowfullscreen"
    )
}

/// Whether HTML allows the value; one that it does not means nothing to browsers.
fn is_valid(element: &str, key: &str, value: &str) -> bool {
    let number = || {
        value
            .parse::<u16>()
            .ok()
            .filter(|_| value.bytes().all(|b| b.is_ascii_digit()))
    };
    let is_tag = || {
        let is_part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
        value.starts_with(|c: char| c.is_ascii_alphabetic()) && value.split('-').all(is_part)
    };
    match key {
        "width" | "height" => matches!(element, "img" | "iframe" | "video") && number().is_some(),
        "colspan" | "span" => number().is_some_and(|number| (1..=1000).contains(&number)),
        "rowspan" => number().is_some_and(|number| number <= 65534),
        "start" => value.parse::<i32>().is_ok(),
        "value" if element == "li" => value.parse::<i32>().is_ok(),
        "type" if element == "ol" => matches!(value, "1" | "a" | "A" | "i" | "I"),
        "scope" => matches!(value, "row" | "col" | "rowgroup" | "colgroup"),
        "abbr" => element == "th",
        "dir" => matches!(value, "ltr" | "rtl" | "auto"),
        "lang" | "hreflang" | "srclang" => is_tag(),
        "translate" => matches!(value, "yes" | "no"),
        "aria-hidden" => matches!(value, "true" | "false"),
        "role" => is_role(element, value),
        "target" => matches!(value, "_blank" | "_self" | "_parent" | "_top"),
        "datetime" => {
            value.starts_with(|c: char| c.is_ascii_digit())
                && value.bytes().all(|b| b.is_ascii_digit() || b"-:.TZ+ ".contains(&b))
        }
        "kind" => matches!(
            value,
            "subtitles" | "captions" | "descriptions" | "chapters" | "metadata"
        ),
        "preload" => matches!(value, "none" | "metadata" | "auto"),
        "label" => !value.trim().is_empty(),
        "cite" => encoded(value) == value,
        "frameborder" => false,
        _ => true,
    }
}

/// Roles that do for an element without one of its own what they say.
fn is_role(element: &str, value: &str) -> bool {
    let is_plain = matches!(element, "div" | "span" | "p" | "section");
    is_plain
        && matches!(
            value,
            "note" | "group" | "list" | "listitem" | "presentation" | "none" | "region" | "img" | "heading"
        )
}

/// An address with what must not stand in one written as browsers send it. One without is borrowed.
pub(super) fn encoded(url: &str) -> Cow<'_, str> {
    let is_odd = |b: u8| b <= b' ' || b"\"<>\\^`{|}[]%".contains(&b);
    if !url.bytes().any(is_odd) {
        return Cow::Borrowed(url);
    }
    // A host may be a number in brackets.
    let host = url.find("://").map_or(0, |at| {
        let rest = url.get(at + 3..).unwrap_or_default();
        at + 3 + rest.find(['/', '?', '#']).unwrap_or(rest.len())
    });
    let mut out = String::with_capacity(url.len() + 8);
    for (at, char) in url.char_indices() {
        let is_escape = || {
            let digits = url.as_bytes().get(at + 1..at + 3);
            digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        };
        match char {
            '%' if is_escape() => out.push(char),
            '[' | ']' if at < host => out.push(char),
            _ if char.is_ascii() && is_odd(char as u8) => {
                const HEX: &[u8; 16] = b"0123456789ABCDEF";
                let byte = char as usize;
                out.extend(['%', char::from(HEX[byte >> 4 & 15]), char::from(HEX[byte & 15])]);
            }
            _ => out.push(char),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::super::testing::Tree;
    use super::*;

    fn html_of(text: &str) -> String {
        Tree::parsed(text).html()
    }

    #[test]
    fn what_lost_its_holder_is_a_box() {
        for (text, html) in [
            ("<li>a</li>", "<div>a</div>"),
            (
                "<table><tr><td>a</td></tr></table>",
                "<table><tr><td>a</td></tr></table>",
            ),
            ("<td>a</td>", "<div>a</div>"),
            (
                "<ul>a <b>b</b><li>c</li></ul>",
                "<ul><li>a <b>b</b></li><li>c</li></ul>",
            ),
            ("<table><tr>a</tr></table>", "<table><tr><td>a</td></tr></table>"),
            (
                "<details>a<summary>b</summary></details>",
                "<details><summary>b</summary>a</details>",
            ),
            ("<summary>a</summary>", "<div>a</div>"),
        ] {
            assert_eq!(html_of(text).trim(), html, "{text}");
        }
    }

    #[test]
    fn no_box_stands_in_a_line() {
        for (text, html) in [
            ("a <div>b</div> c", "<div class=\"p\">a <div>b</div> c</div>"),
            ("a *<div>b</div>* c", "<p>a <em><span>b</span></em> c</p>"),
            (
                "<tt>a</tt> <font color=\"red\">b</font>",
                "<p><code>a</code> <span>b</span></p>",
            ),
        ] {
            assert_eq!(html_of(text).trim(), html, "{text}");
        }
    }

    #[test]
    fn values_that_mean_nothing_are_left_out() {
        let html = html_of("<div dir=\"up\" lang=\"en\" translate=\"no\">a</div>");
        assert_eq!(html.trim(), "<div lang=\"en\" translate=\"no\">a</div>");
    }

    #[test]
    fn addresses_are_written_as_browsers_send_them() {
        for (url, expected) in [
            ("https://a.example/b%20c?d=é#e", "https://a.example/b%20c?d=é#e"),
            ("https://a.example/b c|d", "https://a.example/b%20c%7Cd"),
            ("http://[::1]/[a]", "http://[::1]/%5Ba%5D"),
            ("https://a.example/100%", "https://a.example/100%25"),
            ("%é", "%25é"),
        ] {
            assert_eq!(encoded(url), expected);
        }
    }
}
