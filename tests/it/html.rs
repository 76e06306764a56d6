//! A published page as a reader's browser sees it, and a checker of links that knows nothing of how they were made.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use scraper::{ElementRef, Html as Tree, Selector};

/// One page.
pub struct Html(Tree);

impl Html {
    /// Parses as a browser does.
    pub fn parse(text: &str) -> Self {
        Self(Tree::parse_document(text))
    }

    /// The elements that a CSS selector finds.
    #[track_caller]
    pub fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        let selector = Selector::parse(selector).expect("a selector");
        self.0.select(&selector).collect()
    }

    /// How many elements a CSS selector finds.
    #[track_caller]
    pub fn count(&self, selector: &str) -> usize {
        self.all(selector).len()
    }

    /// The text of the first element that a selector finds, spaces as they stand.
    #[track_caller]
    pub fn text(&self, selector: &str) -> String {
        let found = self.all(selector);
        let first = found
            .first()
            .unwrap_or_else(|| panic!("nothing is `{selector}` in\n{}", self.0.html()));
        first.text().collect::<String>().trim_matches(['\n', ' ']).to_owned()
    }

    /// An attribute of all elements that a selector finds.
    #[track_caller]
    pub fn values(&self, selector: &str, attribute: &str) -> Vec<String> {
        let elements = self.all(selector).into_iter();
        elements
            .filter_map(|element| element.value().attr(attribute).map(str::to_owned))
            .collect()
    }

    /// All `hreflang` of the head with their addresses.
    pub fn alternates(&self) -> BTreeMap<String, String> {
        let links = self.all("head link[rel=alternate]").into_iter();
        let pair = |link: ElementRef<'_>| {
            Some((
                link.value().attr("hreflang")?.to_owned(),
                link.value().attr("href")?.to_owned(),
            ))
        };
        links.filter_map(pair).collect()
    }

    /// Every address that the page names, as written.
    fn addresses(&self) -> Vec<String> {
        ["href", "src", "poster"]
            .iter()
            .flat_map(|name| self.values(&format!("[{name}]"), name))
            .collect()
    }

    /// Every id, each once.
    fn ids(&self) -> BTreeSet<String> {
        self.values("[id]", "id")
            .into_iter()
            .chain(self.values("a[name]", "name"))
            .collect()
    }
}

/// A URL that leads nowhere: the file it stands in, and the URL.
pub type Dangling = (String, String);

/// Every internal URL in `files` that no file answers, or whose fragment is no id there. A path that begins with
/// `base` is looked up in the folder; one that begins with `/` and not with the base is dangling. With `bare`, a
/// folder is no answer: a disk serves no `index.html` by itself.
pub fn dangling(files: &BTreeMap<String, Vec<u8>>, origin: &str, base: &str, bare: bool) -> Vec<Dangling> {
    let pages: BTreeMap<&str, Html> = files
        .iter()
        .filter(|(name, _)| name.ends_with(".html"))
        .map(|(name, bytes)| (name.as_str(), Html::parse(&String::from_utf8_lossy(bytes))))
        .collect();
    let ids: BTreeMap<&str, BTreeSet<String>> = pages.iter().map(|(name, page)| (*name, page.ids())).collect();
    let mut bad = Vec::new();
    for (name, page) in &pages {
        for url in page.addresses() {
            let local = match url.strip_prefix(origin) {
                Some(rest) if !origin.is_empty() => rest.to_owned(),
                _ => url.clone(),
            };
            let has_scheme = local
                .split(['/', '?', '#'])
                .next()
                .is_some_and(|start| start.contains(':'));
            if has_scheme || local.starts_with("//") {
                continue;
            }
            if !answers(files, &ids, name, &local, base, bare) {
                bad.push(((*name).to_owned(), url));
            }
        }
    }
    bad
}

fn answers(
    files: &BTreeMap<String, Vec<u8>>,
    ids: &BTreeMap<&str, BTreeSet<String>>,
    from: &str,
    url: &str,
    base: &str,
    bare: bool,
) -> bool {
    let (path, fragment) = url
        .split_once('#')
        .map_or((url, None), |(path, fragment)| (path, Some(fragment)));
    let path = decoded(path.split('?').next().unwrap_or(path));
    let target = if path.is_empty() {
        Some(from.to_owned())
    } else if path.starts_with('/') {
        path.strip_prefix(base).and_then(|rest| tidy(Path::new(rest)))
    } else {
        tidy(&Path::new(from).parent().unwrap_or(Path::new("")).join(&path))
    };
    let Some(mut file) = target else { return false };
    if !bare && (file.is_empty() || path.ends_with('/')) {
        file = format!("{file}/index.html").trim_start_matches('/').to_owned();
    }
    let Some((file, _)) = files.get_key_value(file.as_str()) else {
        return false;
    };
    match (fragment, ids.get(file.as_str())) {
        (Some(fragment), Some(ids)) => ids.contains(&decoded(fragment)),
        (Some(_), None) => false,
        (None, _) => true,
    }
}

/// The path with `..` and `.` undone; `None` where it climbs out.
fn tidy(path: &Path) -> Option<String> {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(part) => tidy.push(part),
            Component::CurDir => {}
            Component::ParentDir => {
                if !tidy.pop() {
                    return None;
                }
            }
            _ => return None,
        }
    }
    Some(tidy.to_string_lossy().into_owned())
}

/// Percent escapes taken off.
pub fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes().iter();
    while let Some(&byte) = rest.next() {
        let after = rest.as_slice();
        let pair = after
            .get(..2)
            .and_then(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
        match pair {
            Some(value) if byte == b'%' => {
                bytes.push(value);
                rest.nth(1);
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn the_checker_finds_what_dangles() {
    let page = br##"<p id="here"><a href="/b/x/">1</a><a href="/x/">2</a><a href="y.html#no">3</a><a href="#here">4</a>
        <a href="../up">5</a><a href="https://o.example/b/x/#in">6</a><a href="https://else.example/">7</a></p>"##;
    let mut files = BTreeMap::from([("index.html".to_owned(), page.to_vec())]);
    files.insert("x/index.html".into(), b"<h1 id=in></h1>".to_vec());
    files.insert("y.html".into(), Vec::new());
    let urls = |bare| -> Vec<String> {
        dangling(&files, "https://o.example", "/b/", bare)
            .into_iter()
            .map(|(_, url)| url)
            .collect()
    };
    assert_eq!(urls(false), ["/x/", "y.html#no", "../up"]);
    assert_eq!(
        urls(true),
        ["/b/x/", "/x/", "y.html#no", "../up", "https://o.example/b/x/#in"]
    );
}
