//! Redirects: `.openpublishing.redirection.json`, `redirections.yml`, and `redirections` of a `docfx.yml`.

use crate::base::yaml::{Node, Value};
use crate::base::{DocPath, Span};
use crate::diag::Sink;

use super::{MALFORMED, text_at};

/// A file that has moved, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirection {
    /// The file that was, below the locale's folder.
    pub from: DocPath,
    /// Where that stands.
    pub from_at: Span,
    /// Where it leads, as written: a URL, a path of the host, or a path relative to the file that was.
    pub url: String,
    /// Where that stands.
    pub url_at: Span,
    /// The file that says so, below the site's root once all files are read.
    pub file: DocPath,
}

/// The redirects of a file at `key` below the locale's folder: `redirections` as a list or a map, and `renames`.
pub fn read(key: &DocPath, node: &Node, sink: &mut Sink) -> Vec<Redirection> {
    let mut all = inline(key, node, sink);
    // A list alone, without `redirections` above it.
    if matches!(node.value, Value::List(_)) {
        entries(key, node, sink, &mut all);
    }
    if let Some(renames) = node.get("renames") {
        entries(key, renames, sink, &mut all);
    }
    all
}

/// `redirections` of a file: of one made for them, or of a `docfx.yml`.
pub fn inline(key: &DocPath, node: &Node, sink: &mut Sink) -> Vec<Redirection> {
    let mut all = Vec::new();
    for name in ["redirections", "redirectionsWithoutId"] {
        if let Some(node) = node.get(name) {
            entries(key, node, sink, &mut all);
        }
    }
    all
}

fn entries(key: &DocPath, node: &Node, sink: &mut Sink, all: &mut Vec<Redirection>) {
    match &node.value {
        Value::List(items) => all.extend(items.iter().filter_map(|item| entry(key, item, sink))),
        Value::Map(pairs) => {
            for (from, to) in pairs {
                let (Some(path), Some(url)) = (from.scalar(), to.scalar()) else {
                    continue;
                };
                all.extend(made(key, key, (path, from), (url, to), sink));
            }
        }
        Value::Scalar(_) => {}
    }
}

/// `source_path` counts from the folder of the file, `source_path_from_root` from that of the repository and begins
/// with `/`, as in DocFX v3.
fn entry(key: &DocPath, item: &Node, sink: &mut Sink) -> Option<Redirection> {
    let at = |name: &str| item.get(name).filter(|_| text_at(item, name).is_some());
    let Some((url, url_text)) = at("redirect_url").and_then(|url| Some((url, url.scalar()?))) else {
        sink.report(&MALFORMED, item.span, "this redirect has no `redirect_url`")
            .help("say where it leads, or take it out");
        return None;
    };
    match (at("source_path"), at("source_path_from_root")) {
        (Some(from), None) => made(key, key, (from.scalar()?, from), (url_text, url), sink),
        (None, Some(from)) => {
            let Some(path) = from.scalar()?.strip_prefix('/') else {
                sink.report(&MALFORMED, from.span, "`source_path_from_root` must begin with `/`")
                    .help("write `/`, and the path from the folder of the repository");
                return None;
            };
            made(key, &DocPath::root(), (path, from), (url_text, url), sink)
        }
        (None, None) => {
            sink.report(&MALFORMED, item.span, "this redirect has no `source_path`")
                .help("name the file that was, or take the redirect out");
            None
        }
        (Some(_), Some(second)) => {
            sink.report(&MALFORMED, second.span, "this redirect has two files that were")
                .help("keep one of `source_path` and `source_path_from_root`");
            None
        }
    }
}

/// `beside` is what the path of the file that was is relative to.
fn made(
    key: &DocPath,
    beside: &DocPath,
    from: (&str, &Node),
    url: (&str, &Node),
    sink: &mut Sink,
) -> Option<Redirection> {
    let (written, from) = from;
    let path = written.trim();
    if path != written {
        sink.report(&MALFORMED, from.span, format!("`{written}` has a blank at its end"))
            .help("take it out: DocFX looks for a file of that name, blank included, and drops the redirect");
    }
    if path.starts_with('/') {
        sink.report(&MALFORMED, from.span, "`source_path` must not begin with `/`")
            .help("write the path from the folder of this file, or use `source_path_from_root`");
        return None;
    }
    let Some(below) = beside.join(path).filter(|path| !path.as_str().is_empty()) else {
        sink.report(&MALFORMED, from.span, format!("`{path}` leads out of the repository"))
            .help("name a file of this repository");
        return None;
    };
    if !matches!(
        below.extension().to_ascii_lowercase().as_str(),
        "md" | "yml" | "yaml" | "json"
    ) {
        sink.report(
            &MALFORMED,
            from.span,
            format!("`{path}` is no page, and only pages can have moved"),
        )
        .help("name a file that ends with `.md` or `.yml`");
        return None;
    }
    Some(Redirection {
        from: below,
        from_at: from.span,
        url: url.0.trim().to_owned(),
        url_at: url.1.span,
        file: key.clone(),
    })
}
