//! What the files of Microsoft Learn repositories say: which files are pages, where `~/` leads, what pages say of
//! themselves unless they say otherwise, and which old addresses lead where.
//!
//! The folder of a locale is a checkout of one repository. All paths here are below that folder, because the layout of
//! the source locale counts for all: a translated repository may lack the files, and a page's identity is the same.

pub mod breadcrumb;
mod config;
pub mod glob;
mod metadata;
mod publish;
mod redirection;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::yaml::{self, Node, Value};
use crate::base::{DocPath, Locale, Span, json};
use crate::diag::{Diagnostic, RuleInfo, Severity, Sink};
use crate::model::docset::{DocsetCrumbs, Roots};
use crate::model::site::SiteLocale;
use crate::source::{Content, Snapshot};

pub use breadcrumb::is_breadcrumb;
pub use config::{Docset, Ours};
pub use publish::PUBLISH;
pub use redirection::Redirection;

/// A file of a docset that cannot be read, or not all of it.
pub static MALFORMED: RuleInfo = RuleInfo {
    id: "malformed-docset-file",
    severity: Severity::Warning,
    summary: "a file of a docset that cannot be read, or not all of it",
    explain: "\
`docfx.json`, `.openpublishing.publish.config.json`, `.openpublishing.redirection.json` and `breadcrumb/toc.yml` say \
which files are pages and where old addresses lead. What cannot be read of them does not count, and everything else is \
built: without a readable `docfx.json`, every Markdown file in its folder is a page.

Comments, commas behind the last item, a byte order mark and text in single quotes are read, as DocFX reads them. So are \
no-break spaces (U+00A0) between values, which DocFX takes for white space; they are told of once a file, because \
other tools refuse it.

Wrong: `{ \"source_path\": \"old.md\" \"redirect_url\": \"/product/new\" }`

Right: `{ \"source_path\": \"old.md\", \"redirect_url\": \"/product/new\" }`

Learn: json-syntax-error, yaml-syntax-error, glob-pattern-invalid, redirection-invalid, redirection-path-syntax-error, \
source-path-conflict.",
};

/// The names of the files that make a folder a docset, in the order in which they count.
pub const DOCFX: [&str; 3] = ["docfx.json", "docfx.yml", "docfx.yaml"];

/// What a site's docset files say, by locale.
#[derive(Clone, Debug, Default)]
pub struct Docsets {
    locales: Vec<LocaleDocsets>,
    /// Where `~/` leads.
    pub roots: Roots,
    /// What breadcrumb files say, one list a locale.
    pub crumbs: Vec<Vec<DocsetCrumbs>>,
}

/// What counts in one locale.
#[derive(Clone, Debug, Default)]
pub struct LocaleDocsets {
    /// The locale's own docsets, and the source's where the locale has none in that folder; deepest first.
    pub docsets: Vec<Arc<Docset>>,
    /// Redirects of the locale's own files, in their order.
    pub redirections: Vec<Redirection>,
    /// The locale's language, as its files name it.
    pub tag: Option<String>,
    /// A repository whose publish configuration names what is published: what lies beside the docsets is not.
    is_closed: bool,
}

impl LocaleDocsets {
    /// The docset that a file, by its path below the locale, belongs to.
    pub fn docset_of(&self, key: &str) -> Option<&Docset> {
        let holds = |docset: &&Arc<Docset>| below(key, docset.folder.as_str()).is_some();
        self.docsets.iter().find(holds).map(|docset| &**docset)
    }

    /// Whether the docset files let a Markdown file be a page: some docset's `content` names it, or it lies in no
    /// docset of a folder that is no repository.
    pub fn is_content(&self, key: &str) -> bool {
        if self.docsets.iter().any(|docset| docset.is_content(key)) {
            return true;
        }
        !self.is_closed && self.docset_of(key).is_none()
    }
}

impl Docsets {
    /// What counts in a locale, by its place in the site.
    pub fn of(&self, locale: usize) -> Option<&LocaleDocsets> {
        self.locales.get(locale)
    }

    /// Whether the docset files let a Markdown file be a page.
    pub fn is_content(&self, locale: usize, key: &str) -> bool {
        self.of(locale).is_none_or(|own| own.is_content(key))
    }

    /// What the metadata says of a file, by its path below the locale's folder; a later value wins.
    pub fn metadata_of<'a>(&'a self, locale: usize, key: &'a str) -> impl Iterator<Item = (&'a str, &'a Node)> {
        let docset = self.of(locale).and_then(|own| own.docset_of(key));
        docset.into_iter().flat_map(move |docset| docset.metadata_of(key))
    }

    /// Whether there is nothing to know: no locale has such files.
    pub fn is_empty(&self) -> bool {
        self.locales
            .iter()
            .all(|own| own.docsets.is_empty() && own.redirections.is_empty())
    }
}

/// The rest of `path` below `folder`; `None` if it lies elsewhere or is the folder itself.
pub(crate) fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    match folder {
        "" => Some(path),
        folder => path.strip_prefix(folder)?.strip_prefix('/'),
    }
}

/// Reads all docset files of a site.
pub fn read(snapshot: &Snapshot, locales: &[SiteLocale], source: usize) -> (Docsets, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let mut all: Vec<LocaleDocsets> = locales
        .iter()
        .map(|locale| {
            let mut reader = Reader {
                snapshot,
                locale,
                found: &mut found,
            };
            reader.read()
        })
        .collect();
    let theirs = all.get(source).cloned().unwrap_or_default();
    for own in &mut all {
        own.is_closed |= theirs.is_closed;
        for docset in &theirs.docsets {
            if !own.docsets.iter().any(|known| known.folder == docset.folder) {
                own.docsets.push(docset.clone());
            }
        }
        own.docsets
            .sort_by_key(|docset| std::cmp::Reverse(docset.folder.as_str().len()));
    }
    let folders = |own: &LocaleDocsets| own.docsets.iter().map(|docset| docset.folder.clone()).collect();
    let roots = Roots {
        by_locale: all.iter().map(folders).collect(),
    };
    // What is published where can be told only when all breadcrumb files are known.
    let files = |locale: usize, key: &str| {
        let folder = |number: usize| locales.get(number).map(|locale: &SiteLocale| locale.folder.as_str());
        let places = [folder(locale), folder(source)];
        let mut paths = places
            .into_iter()
            .flatten()
            .filter_map(|folder| DocPath::below(folder, key));
        paths.any(|path| snapshot.files.contains_key(&path))
    };
    for (number, own) in all.iter_mut().enumerate() {
        for docset in &mut own.docsets {
            *docset = Arc::new(docset.placed(&|key| files(number, key)));
        }
    }
    let crumbs = all.iter().zip(locales).map(|(own, locale)| {
        let theirs = locales.get(source).unwrap_or(locale);
        breadcrumb::crumbs(snapshot, &own.docsets, [locale, theirs], &mut found)
    });
    let crumbs = crumbs.collect();
    let docsets = Docsets {
        locales: all,
        roots,
        crumbs,
    };
    (docsets, found)
}

/// The language that a docset file names, by its name and text: a publish configuration its locale, a `docfx.json` that
/// of its metadata. What is wrong with it is told when the site is built.
pub fn language_in(name: &str, text: &str) -> Option<Locale> {
    let node = parsed(name, text)?;
    let tag = match name {
        PUBLISH => publish::read(&node).locale,
        _ => described(&node).tag,
    };
    Locale::parse(&tag?)
}

/// A docset as its `docfx.json` describes it, for `init --from`.
pub fn described_in(name: &str, text: &str) -> Option<Docset> {
    parsed(name, text).map(|node| described(&node))
}

fn described(node: &Node) -> Docset {
    config::read(DocPath::root(), node, &mut Sink::new(DocPath::root()))
}

fn parsed(name: &str, text: &str) -> Option<Node> {
    match name.ends_with(".json") {
        true => json::places(text).ok().map(|json| json.root),
        false => yaml::places(text).ok(),
    }
}

/// Reads the files of one locale.
struct Reader<'a> {
    snapshot: &'a Snapshot,
    locale: &'a SiteLocale,
    found: &'a mut Vec<Diagnostic>,
}

/// Whether a path leads through a folder that holds no content: `.git`, `_themes`.
fn is_hidden(key: &DocPath) -> bool {
    key.parent().split('/').any(|part| part.starts_with(['.', '_']))
}

impl Reader<'_> {
    fn read(&mut self) -> LocaleDocsets {
        let mut own = LocaleDocsets::default();
        let (docfx, mut redirections) = self.files();
        for key in docfx {
            let folder = key.parent().to_owned();
            // Of two in one folder, the first counts: `docfx.json` before `docfx.yml`.
            if own.docsets.iter().any(|docset| docset.folder.as_str() == folder) {
                continue;
            }
            let mut docset = Docset::empty(DocPath::new(&folder).unwrap_or_else(DocPath::root));
            if let Some((node, mut sink)) = self.tree(&key) {
                docset = config::read(docset.folder, &node, &mut sink);
                own.redirections.extend(redirection::inline(&key, &node, &mut sink));
                own.tag = own.tag.take().or_else(|| docset.tag.clone());
                self.found.extend(sink.into_found());
            }
            own.docsets.push(Arc::new(docset));
        }
        let publish = DocPath::new(PUBLISH).unwrap_or_else(DocPath::root);
        if let Some((node, mut sink)) = self.tree(&publish) {
            let publish = publish::read(&node);
            own.is_closed = !own.docsets.is_empty();
            own.tag = publish.locale.or(own.tag);
            for (name, span) in publish.redirection_files {
                match DocPath::new(&name).filter(|key| self.is_there(key)) {
                    Some(key) => _ = redirections.insert(key),
                    None => {
                        sink.report(&MALFORMED, span, format!("there is no file `{name}`"))
                            .help("take it out, or name the file from the folder of the repository");
                    }
                }
            }
            self.found.extend(sink.into_found());
        }
        for folder in own.docsets.iter().map(|docset| docset.folder.clone()) {
            for name in ["redirections.yml", "redirections.json"] {
                let key = DocPath::below(folder.as_str(), name).filter(|key| self.is_there(key));
                redirections.extend(key);
            }
        }
        for key in redirections {
            if let Some((node, mut sink)) = self.tree(&key) {
                own.redirections.extend(redirection::read(&key, &node, &mut sink));
                self.found.extend(sink.into_found());
            }
        }
        for redirection in &mut own.redirections {
            redirection.file = self.place(&redirection.file).unwrap_or_else(DocPath::root);
        }
        own
    }

    /// The files that describe docsets, and those of redirects.
    fn files(&self) -> (Vec<DocPath>, BTreeSet<DocPath>) {
        let mut docfx = Vec::new();
        let mut redirections = BTreeSet::new();
        let folder = self.locale.folder.as_str();
        let first = self.locale.folder.clone();
        let in_folder = self.snapshot.files.range(first..);
        for path in in_folder
            .map(|(path, _)| path)
            .take_while(|path| path.as_str().starts_with(folder))
        {
            let name = path.file_name();
            let is_docfx = DOCFX.contains(&name);
            let is_redirection = name.contains(".openpublishing.redirection") && name.ends_with(".json");
            if !is_docfx && !is_redirection {
                continue;
            }
            let Some(key) = path.strip(folder).filter(|key| !is_hidden(key)) else {
                continue;
            };
            if is_docfx {
                docfx.push(key);
            } else {
                redirections.insert(key);
            }
        }
        (docfx, redirections)
    }

    fn place(&self, key: &DocPath) -> Option<DocPath> {
        DocPath::below(self.locale.folder.as_str(), key.as_str())
    }

    fn is_there(&self, key: &DocPath) -> bool {
        self.place(key)
            .is_some_and(|path| self.snapshot.files.contains_key(&path))
    }

    /// A file as a tree, and where to tell what is wrong in it. What is wrong with the file as a whole is told here.
    fn tree(&mut self, key: &DocPath) -> Option<(Node, Sink)> {
        let path = self.place(key)?;
        let mut sink = Sink::new(path.clone());
        let tree = tree(self.snapshot, &path, &mut sink);
        match tree {
            Some(node) => Some((node, sink)),
            None => {
                self.found.extend(sink.into_found());
                None
            }
        }
    }
}

/// A file of JSON or YAML as a tree; what is wrong with it goes to `sink`, once.
pub(crate) fn tree(snapshot: &Snapshot, path: &DocPath, sink: &mut Sink) -> Option<Node> {
    let text = match &snapshot.files.get(path)?.content {
        Content::Text(text) => text,
        _ => {
            sink.report(&MALFORMED, Span::default(), "the file is not UTF-8 and is not read")
                .help("save it as UTF-8");
            return None;
        }
    };
    let help = "until it can be read, the site is built without it";
    if !path.extension().eq_ignore_ascii_case("json") {
        return match yaml::places(text) {
            Ok(node) => Some(node),
            Err(error) => {
                sink.report(&MALFORMED, error.span, error.message).help(help);
                None
            }
        };
    }
    match json::places(text) {
        Ok(json) => {
            if let Some(span) = json.odd_blank {
                let c = text
                    .get(span.range())
                    .and_then(|text| text.chars().next())
                    .unwrap_or(' ');
                let message = format!(
                    "a blank of another kind (U+{:04X}) where JSON has only spaces",
                    u32::from(c)
                );
                sink.report(&MALFORMED, span, message)
                    .help("DocFX and Stegvis read the file all the same, other tools refuse it: replace such blanks by spaces");
            }
            Some(json.root)
        }
        Err(error) => {
            sink.report(&MALFORMED, error.span, error.message).help(help);
            None
        }
    }
}

/// The texts of a list, or the one text, each with its place inside the quotes left in.
fn texts(node: &Node) -> Vec<(&str, Span)> {
    let items = match &node.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let text = |item: &'_ Node| item.span;
    items
        .iter()
        .filter_map(|item| Some((item.scalar()?, text(item))))
        .filter(|(item, _)| !item.is_empty())
        .collect()
}

/// The text under a key, if there is one that says something.
fn text_at<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    node.get(key)?.scalar().filter(|text| !text.is_empty())
}
