//! `docfx.json` and `docfx.yml`: which files are content, and where a docset is published.

use crate::base::yaml::{Node, Value};
use crate::base::{DocPath, Span};
use crate::diag::Sink;

use super::glob::Globs;
use super::metadata::{self, Rule};
use super::{below, text_at, texts};

/// A docset: a folder with a `docfx.json`.
#[derive(Clone, Debug, Default)]
pub struct Docset {
    /// Below the locale's folder; `~/` leads here.
    pub folder: DocPath,
    /// The language that its metadata names.
    pub tag: Option<String>,
    /// `titleSuffix` of its metadata, else `docset_name` or `dest`: what people call it.
    pub name: Option<String>,
    /// The breadcrumb file, below the locale's folder, if it could be found.
    pub breadcrumb: Option<DocPath>,
    /// What is content; none: everything.
    content: Vec<Mapping>,
    metadata: Vec<Rule>,
    /// `breadcrumb_path` as written.
    breadcrumb_path: Option<String>,
    /// `basePath` of DocFX v3.
    base_path: Option<String>,
    dest: Option<String>,
    bases: Vec<Base>,
}

/// An entry of `content`.
#[derive(Clone, Debug)]
struct Mapping {
    /// What the patterns count from, below the locale's folder.
    base: DocPath,
    files: Globs,
    exclude: Globs,
    dest: Option<String>,
}

/// Where files are published.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Base {
    /// The path of the URL, in lower case, without a slash at its end.
    url: String,
    /// The folder below the locale's.
    folder: DocPath,
    /// Nothing else can be published there.
    is_certain: bool,
}

/// A path of a URL that leads into a docset of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ours {
    /// Without extension, below the locale's folder; the folder itself for its first page.
    pub key: String,
    /// False where the first parts of the URL are a guess: then a page that is not there may be another docset's.
    pub is_certain: bool,
}

impl Docset {
    /// A docset of which nothing is known but its folder.
    pub fn empty(folder: DocPath) -> Self {
        Self {
            folder,
            ..Self::default()
        }
    }

    /// Whether `content` names the file at this path below the locale's folder.
    pub fn is_content(&self, key: &str) -> bool {
        if self.content.is_empty() {
            return below(key, self.folder.as_str()).is_some();
        }
        self.content.iter().any(|mapping| {
            let path = below(key, mapping.base.as_str());
            path.is_some_and(|path| mapping.files.matches(path) && !mapping.exclude.matches(path))
        })
    }

    /// What the metadata says of the file at this path below the locale's folder; a later value wins.
    pub fn metadata_of<'a>(&'a self, key: &'a str) -> impl Iterator<Item = (&'a str, &'a Node)> {
        let path = below(key, self.folder.as_str()).unwrap_or(key);
        let rules = self.metadata.iter().filter(move |rule| rule.is_for(path));
        rules.map(Rule::pair)
    }

    /// Whether the metadata says anything.
    pub fn has_metadata(&self) -> bool {
        !self.metadata.is_empty()
    }

    /// Where a path of a URL (`/product/docset/page`, without query) leads in this docset, if it is published there.
    pub fn ours(&self, path: &str) -> Option<Ours> {
        let path = path.trim_end_matches('/');
        self.bases.iter().find_map(|base| {
            let head = path.get(..base.url.len())?;
            let rest = path.get(base.url.len()..)?;
            let is_below = head.eq_ignore_ascii_case(&base.url) && (rest.is_empty() || rest.starts_with('/'));
            let key = DocPath::below(base.folder.as_str(), rest.trim_start_matches('/'))?;
            is_below.then(|| Ours {
                key: key.to_string(),
                is_certain: base.is_certain,
            })
        })
    }

    /// The path that its URLs begin with, as far as its files tell: for `init --from`.
    pub fn url(&self) -> Option<&str> {
        self.bases
            .iter()
            .find(|base| base.is_certain)
            .map(|base| base.url.as_str())
    }

    /// With the breadcrumb file found, and with it where the docset is published: `breadcrumb_path` is a URL, and the
    /// part of it that is the file's path in the docset leaves the part that all its URLs begin with. `is_there` tells
    /// whether there is a file at a path below the locale's folder.
    pub(super) fn placed(&self, is_there: &dyn Fn(&str) -> bool) -> Self {
        let mut placed = self.clone();
        placed.bases.clear();
        placed.breadcrumb = None;
        let mut url = self
            .base_path
            .as_deref()
            .map(|path| (path.trim_matches('/').to_owned(), true));
        if let Some(path) = &self.breadcrumb_path {
            let path = path.strip_prefix("~/").map_or(path.as_str(), |path| path);
            let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
            for at in 0..parts.len().min(64) {
                let file = parts[at..].join("/");
                let file = file
                    .strip_suffix(".json")
                    .map_or(file.clone(), |stem| format!("{stem}.yml"));
                let key = DocPath::below(self.folder.as_str(), &file).filter(|key| is_there(key.as_str()));
                if key.is_some() {
                    placed.breadcrumb = key;
                    if path.starts_with('/') {
                        url.get_or_insert((parts[..at].join("/"), true));
                    }
                    break;
                }
            }
        }
        let guess = || {
            self.dest
                .as_deref()
                .map(|dest| (dest.trim_matches('/').to_owned(), false))
        };
        if let Some((url, is_certain)) = url.or_else(guess) {
            placed.place_at(&url, is_certain);
        }
        placed
    }

    fn place_at(&mut self, url: &str, is_certain: bool) {
        let slash = |path: &str| match path {
            "" => String::new(),
            path => format!("/{}", path.to_ascii_lowercase()),
        };
        let mut bases: Vec<Base> = Vec::new();
        for mapping in &self.content {
            if let Some(dest) = mapping.dest.as_deref().map(|dest| dest.trim_matches('/')) {
                bases.push(Base {
                    url: slash(url) + &slash(dest),
                    folder: mapping.base.clone(),
                    is_certain,
                });
            }
        }
        bases.push(Base {
            url: slash(url),
            folder: self.folder.clone(),
            is_certain,
        });
        bases.sort_by_key(|base| std::cmp::Reverse(base.url.len()));
        self.bases = bases;
    }
}

/// Reads a `docfx.json` of any version; what is missing or of another form means nothing.
pub fn read(folder: DocPath, node: &Node, sink: &mut Sink) -> Docset {
    // DocFX v2 has all of it below `build`, v3 at the top.
    let build = node.get("build").unwrap_or(node);
    let mut content = Vec::new();
    for item in items(build.get("content")) {
        content.extend(mapping(&folder, item, sink));
    }
    if build.get("content").is_none() {
        content.extend(scope(&folder, build, sink));
    }
    // Pictures are carried along whatever `resource` says; its patterns are read to tell of mistakes.
    for item in items(build.get("resource")) {
        for key in ["files", "exclude"] {
            metadata::check(item.get(key).map(texts).unwrap_or_default(), sink);
        }
    }
    let global = build.get("globalMetadata");
    let said = |key: &str| global.and_then(|global| text_at(global, key)).map(str::to_owned);
    Docset {
        tag: said("ms.contentlocale")
            .or_else(|| said("_lang"))
            .or_else(|| said("locale")),
        name: said("titleSuffix").or_else(|| text_at(build, "dest").map(str::to_owned)),
        breadcrumb: None,
        content,
        metadata: metadata::read(build, sink),
        breadcrumb_path: said("breadcrumb_path"),
        base_path: text_at(build, "basePath").map(str::to_owned),
        dest: text_at(build, "dest").map(str::to_owned),
        bases: Vec::new(),
        folder,
    }
}

/// An entry or a list of them.
fn items(node: Option<&Node>) -> &[Node] {
    match node {
        Some(Node {
            value: Value::List(items),
            ..
        }) => items,
        Some(node) => std::slice::from_ref(node),
        None => &[],
    }
}

/// `files` and `exclude` of a whole docset, as DocFX v3 has them: without `files`, all of them.
fn scope(folder: &DocPath, build: &Node, sink: &mut Sink) -> Option<Mapping> {
    let all = || Globs::new([("**", Span::default())]).0;
    let files = build.get("files").map(|files| metadata::patterns(texts(files), sink));
    let exclude = build
        .get("exclude")
        .map(|exclude| metadata::patterns(texts(exclude), sink));
    // Patterns that all mean nothing leave nothing out.
    let files = files.filter(|files| !files.is_empty());
    (files.is_some() || exclude.is_some()).then(|| Mapping {
        base: folder.clone(),
        files: files.unwrap_or_else(all),
        exclude: exclude.unwrap_or_default(),
        dest: None,
    })
}

/// An entry: patterns with what they count from, or a pattern alone. One whose patterns all mean nothing, or whose
/// folder lies outside of the repository, is none.
fn mapping(folder: &DocPath, item: &Node, sink: &mut Sink) -> Option<Mapping> {
    let (files, exclude) = match &item.value {
        Value::Map(_) => (item.get("files"), item.get("exclude")),
        _ => (Some(item), None),
    };
    let source = text_at(item, "src").or_else(|| text_at(item, "cwd")).unwrap_or("");
    let files = metadata::patterns(files.map(texts)?, sink);
    let exclude = metadata::patterns(exclude.map(texts).unwrap_or_default(), sink);
    (!files.is_empty()).then_some(())?;
    Some(Mapping {
        base: DocPath::below(folder.as_str(), source)?,
        files,
        exclude,
        dest: text_at(item, "dest").map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::json;

    fn docset(folder: &str, text: &str, files: &[&str]) -> Docset {
        let node = json::places(text).unwrap().root;
        let mut sink = Sink::new(DocPath::root());
        let docset = read(DocPath::new(folder).unwrap(), &node, &mut sink);
        assert!(sink.into_found().is_empty());
        docset.placed(&|key| files.contains(&key))
    }

    #[test]
    fn content_counts_from_its_own_folder() {
        let text = r#"{"build": {"content": [
            {"files": "*.md", "src": "../articles", "dest": "more"},
            {"files": ["api/**.yml", "Read/*.md"], "exclude": ["**/secret*"]}
        ], "dest": "guide"}}"#;
        let docset = docset("docs", text, &[]);
        for (key, expected) in [
            ("articles/a.md", true),
            ("articles/b/a.md", false),
            ("docs/a.md", false),
            ("docs/read/A.MD", true),
            ("docs/read/secrets.md", false),
            ("docs/api/x/y.yml", true),
        ] {
            assert_eq!(docset.is_content(key), expected, "{key}");
        }
        let ours = |path: &str| docset.ours(path).map(|ours| (ours.key, ours.is_certain));
        assert_eq!(ours("/guide/more/a"), Some(("articles/a".into(), false)));
        assert_eq!(ours("/Guide/read/b/"), Some(("docs/read/b".into(), false)));
        assert_eq!(ours("/guides/read"), None);
        let flat = self::docset(
            "",
            r#"{"files": ["**.md"], "exclude": ["x/**"], "basePath": "/a/b/"}"#,
            &[],
        );
        assert!(flat.is_content("y/a.md") && !flat.is_content("x/a.md"));
        // `*` is no folder, and `content` stands above the patterns of the whole.
        let top = self::docset("d", r#"{"exclude": "*"}"#, &[]);
        assert!(top.is_content("d/x/a.md") && !top.is_content("d/a.md") && !top.is_content("a.md"));
        let both = self::docset(
            "",
            r#"{"content": [ "a.md" ], "files": "b.md", "exclude": "a.md"}"#,
            &[],
        );
        assert!(both.is_content("a.md") && !both.is_content("b.md"));
        assert_eq!(
            flat.ours("/a/b").map(|ours| (ours.key, ours.is_certain)),
            Some((String::new(), true))
        );
        assert_eq!(flat.ours("/a/b/../../c"), None);
    }

    #[test]
    fn the_breadcrumb_tells_where_a_docset_is_published() {
        let with = |path: &str, files: &[&str]| {
            let text = format!(r#"{{"build": {{"globalMetadata": {{"breadcrumb_path": "{path}"}}, "dest": "g"}}}}"#);
            let docset = docset("d", &text, files);
            (
                docset.url().map(str::to_owned),
                docset.breadcrumb.map(|file| file.to_string()),
            )
        };
        let file = Some("d/bread/toc.yml".to_owned());
        assert_eq!(
            with("/P/g/bread/toc.json", &["d/bread/toc.yml"]),
            (Some("/p/g".into()), file.clone())
        );
        assert_eq!(with("~/bread/toc.yml", &["d/bread/toc.yml"]), (None, file));
        // The file of another docset tells nothing of this one.
        assert_eq!(with("/P/g/bread/toc.json", &[]), (None, None));
        assert_eq!(with(&"/x".repeat(5000), &["d/x"]), (None, None));
    }
}
