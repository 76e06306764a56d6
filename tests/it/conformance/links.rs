//! Where an address leads, whichever way it is written: our clean URLs differ from upstream's by design, the page and
//! the place on it must not.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::case::Kind;

/// Where an address leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To a file of the case, or the page made of it, with `?query#fragment`, decoded.
    File(String, String),
    /// To another site, or another docset of the same.
    Elsewhere(String),
    /// To nothing that there is.
    Nowhere,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file, tail) => write!(f, "{file}{tail}"),
            Self::Elsewhere(address) => f.write_str(address),
            Self::Nowhere => f.write_str("nowhere"),
        }
    }
}

/// The files of a case, and the page that is looked at.
pub struct Map<'a> {
    pub kind: Kind,
    /// The page's file.
    pub page: &'a str,
    /// All files of the case.
    pub files: BTreeSet<String>,
    /// Files that have moved, and where to.
    pub moved: BTreeMap<String, String>,
    /// Fragments that upstream itself calls lost.
    pub lost: BTreeSet<String>,
}

impl Map<'_> {
    /// Where one of our addresses leads. `places`: path in the browser → file.
    pub fn ours(&self, places: &BTreeMap<String, String>, address: &str) -> Target {
        let address = address.trim();
        if is_elsewhere(address) {
            return Target::Elsewhere(canonical(address));
        }
        let (path, tail) = split(address);
        if path.is_empty() {
            return Target::File(self.page.to_owned(), place(tail));
        }
        let Some(below) = path.strip_prefix("/en/") else {
            return Target::Elsewhere(canonical(address));
        };
        match places.get(&decoded(below)) {
            Some(file) => Target::File(file.clone(), place(tail)),
            None => Target::Elsewhere(canonical(address)),
        }
    }

    /// Where an expected address leads.
    pub fn theirs(&self, address: &str) -> Target {
        let address = address.trim();
        // No destination is none, though a browser stays where it is.
        if address.is_empty() || address.starts_with("xref:") {
            return Target::Nowhere;
        }
        if is_elsewhere(address) || address.starts_with('/') {
            return Target::Elsewhere(canonical(address));
        }
        let (path, tail) = split(address);
        let found = match (path, self.kind) {
            ("", _) => Some(self.page.to_owned()),
            (path, Kind::MarkdownToHtml) => self.written(path),
            (path, Kind::Site) => self.published(path),
        };
        let Some(file) = found else { return Target::Nowhere };
        if let Some(to) = self.moved.get(&file) {
            return Target::Elsewhere(canonical(&format!("{to}{tail}")));
        }
        self.without_lost_fragment(file, tail)
    }

    /// A fragment that upstream keeps and calls lost leads to the page, and on the page itself nowhere.
    fn without_lost_fragment(&self, file: String, tail: &str) -> Target {
        let (query, fragment) = tail.split_once('#').unwrap_or((tail, ""));
        if !self.lost.contains(fragment) || fragment.is_empty() {
            return Target::File(file, place(tail));
        }
        match file == self.page {
            true => Target::Nowhere,
            false => Target::File(file, place(query)),
        }
    }

    /// A Markdown engine alone leaves the path of the file as it is written.
    fn written(&self, path: &str) -> Option<String> {
        let path = decoded(path);
        let file = match path.strip_prefix("~/") {
            Some(rest) => join("", rest)?,
            None => join(folder(self.page), &path)?,
        };
        self.files.contains(&file).then_some(file)
    }

    /// A site's URL: `b` of `docs/a` is `docs/b`, made of `docs/b.md`. A path that still names a Markdown file was left
    /// as written, because it leads nowhere. Upstream writes URLs in lower case unless told otherwise.
    fn published(&self, path: &str) -> Option<String> {
        let path = decoded(path);
        let is_folder = path.ends_with('/') || path == "." || path == "..";
        let base = join(folder(self.page), &path)?;
        let wanted = match (is_folder, base.as_str()) {
            (true, "") => vec!["index.md".to_owned()],
            (true, base) => vec![format!("{base}/index.md")],
            (false, base) if base.ends_with(".md") => return None,
            (false, base) => vec![format!("{base}.md"), base.to_owned()],
        };
        let known = self.files.iter().chain(self.moved.keys());
        let same = |file: &&String| wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(file));
        known.into_iter().find(same).cloned()
    }
}

/// The folder of a file, without a slash at its end.
pub fn folder(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `relative` seen from `folder`; `None` above the root.
pub fn join(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Path, and `?query#fragment`.
pub fn split(address: &str) -> (&str, &str) {
    address.split_at(address.find(['?', '#']).unwrap_or(address.len()))
}

/// Has a scheme or a host.
pub fn is_elsewhere(address: &str) -> bool {
    let head = address.split(['/', '?', '#']).next().unwrap_or_default();
    address.starts_with("//") || head.contains(':')
}

/// `?query#fragment`, decoded. `#top` and `#` both mean the top of a page (HTML, 7.4.6.3).
fn place(tail: &str) -> String {
    decoded(
        tail.strip_suffix("top")
            .filter(|rest| rest.ends_with('#'))
            .unwrap_or(tail),
    )
}

/// Percent escapes taken off.
pub fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let hex = |at: usize| after.get(at).and_then(|&b| char::from(b).to_digit(16));
        match (byte, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = &after[2..];
            }
            _ => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// One of the spellings that lead to the same place: RFC 3986, 6.2.2 and 6.2.3. What a URL cannot hold is escaped,
/// letters and digits are not, escapes are in upper case, and the path of a host alone is `/`.
pub fn canonical(address: &str) -> String {
    let mut out = String::new();
    let mut rest = address.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let hex = |at: usize| after.get(at).and_then(|&b| char::from(b).to_digit(16));
        let (byte, was_escape) = match (byte, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                rest = &after[2..];
                ((high * 16 + low) as u8, true)
            }
            _ => {
                rest = after;
                (byte, false)
            }
        };
        let is_plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let may_stand = byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
        if is_plain || (may_stand && !was_escape) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    if let Some((scheme, rest)) = out.split_once("://").filter(|(scheme, _)| !scheme.contains(':')) {
        let at = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (host, path) = rest.split_at(at);
        if !path.starts_with('/') {
            return format!("{scheme}://{host}/{path}");
        }
    }
    out
}

mod tests {
    use super::*;

    fn map(kind: Kind) -> Map<'static> {
        Map {
            kind,
            page: "docs/a.md",
            files: [
                "docs/a.md",
                "docs/b c.md",
                "docs/index.md",
                "docs/p.png",
                "index.md",
                "d.md",
            ]
            .map(str::to_owned)
            .into(),
            moved: BTreeMap::from([("docs/old.md".to_owned(), "/new".to_owned())]),
            lost: BTreeSet::from(["lost".to_owned()]),
        }
    }

    fn file(path: &str, tail: &str) -> Target {
        Target::File(path.into(), tail.into())
    }

    #[test]
    fn ours() {
        let places = [
            ("docs/b c/", "docs/b c.md"),
            ("", "index.md"),
            ("docs/p.png", "docs/p.png"),
        ];
        let places = places.map(|(path, file)| (path.to_owned(), file.to_owned())).into();
        let ours = |address: &str| map(Kind::Site).ours(&places, address);
        assert_eq!(ours("/en/docs/b%20c/?x=1#%C3%A5"), file("docs/b c.md", "?x=1#å"));
        assert_eq!(ours("/en/#top"), file("index.md", "#"));
        assert_eq!(ours("#x"), file("docs/a.md", "#x"));
        assert_eq!(ours("/en/docs/p.png"), file("docs/p.png", ""));
        assert_eq!(ours("/azure/x"), Target::Elsewhere("/azure/x".into()));
        assert_eq!(
            ours("https://a.example"),
            Target::Elsewhere("https://a.example/".into())
        );
    }

    #[test]
    fn theirs() {
        let theirs = |kind, address: &str| map(kind).theirs(address);
        for (address, target) in [
            ("b%20c#x", file("docs/b c.md", "#x")),
            ("B C", file("docs/b c.md", "")),
            ("./", file("docs/index.md", "")),
            ("../", file("index.md", "")),
            ("../d?x", file("d.md", "?x")),
            ("p.png", file("docs/p.png", "")),
            ("b c.md", Target::Nowhere),
            ("e", Target::Nowhere),
            ("", Target::Nowhere),
            ("xref:e", Target::Nowhere),
            ("old?x", Target::Elsewhere("/new?x".into())),
            ("#lost", Target::Nowhere),
            ("b c#lost", file("docs/b c.md", "")),
            ("#x", file("docs/a.md", "#x")),
            ("//a.example/x", Target::Elsewhere("//a.example/x".into())),
        ] {
            assert_eq!(theirs(Kind::Site, address), target, "{address}");
        }
        for (address, target) in [
            ("b c.md", file("docs/b c.md", "")),
            ("b c", Target::Nowhere),
            ("~/d.md#x", file("d.md", "#x")),
            ("../../d.md", Target::Nowhere),
        ] {
            assert_eq!(theirs(Kind::MarkdownToHtml, address), target, "{address}");
        }
    }

    #[test]
    fn spellings_of_an_address() {
        for (one, other) in [
            ("https://a.example?b", "https://a.example/?b"),
            ("https://a.example/å b", "https://a.example/%c3%a5%20b"),
            ("https://a.example/%7Eb", "https://a.example/~b"),
        ] {
            assert_eq!(canonical(one), canonical(other));
        }
        for (one, other) in [
            ("https://a.example/b/", "https://a.example/b"),
            ("https://a.example/%2F", "https://a.example//"),
            ("http://a.example/", "https://a.example/"),
            ("https://a.example/B", "https://a.example/b"),
        ] {
            assert_ne!(canonical(one), canonical(other));
        }
    }
}
