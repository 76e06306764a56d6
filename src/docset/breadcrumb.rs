//! `breadcrumb/toc.yml`: what stands above the pages of a docset. It has the form of a table of contents and is none.

use std::sync::Arc;

use crate::base::DocPath;
use crate::base::yaml::{Node, Value};
use crate::diag::{Diagnostic, Sink};
use crate::model::docset::{Crumb, DocsetCrumbs};
use crate::model::site::SiteLocale;
use crate::source::Snapshot;

use super::Docset;

/// Whether a file is one by its name: `toc.yml` in a folder `breadcrumb`, `breadcrumbs` or `bread`. These are the
/// names that Learn's templates and repositories use.
pub fn is_breadcrumb(path: &DocPath) -> bool {
    let folder = path.parent().rsplit('/').next().unwrap_or("");
    let names = ["breadcrumb", "breadcrumbs", "bread"];
    path.stem().eq_ignore_ascii_case("toc") && names.iter().any(|name| folder.eq_ignore_ascii_case(name))
}

/// The breadcrumbs of a locale's docsets: its own file, else the source's.
pub(super) fn crumbs(
    snapshot: &Snapshot,
    docsets: &[Arc<Docset>],
    locales: [&SiteLocale; 2],
    found: &mut Vec<Diagnostic>,
) -> Vec<DocsetCrumbs> {
    let mut all = Vec::new();
    for docset in docsets {
        let (Some(file), Some(url)) = (&docset.breadcrumb, docset.url()) else {
            continue;
        };
        let places = locales.map(|locale| DocPath::below(locale.folder.as_str(), file.as_str()));
        let path = places
            .into_iter()
            .flatten()
            .find(|path| snapshot.files.contains_key(path));
        let Some(path) = path else { continue };
        let mut sink = Sink::new(path.clone());
        if let Some(node) = super::tree(snapshot, &path, &mut sink) {
            all.push(DocsetCrumbs {
                folder: docset.folder.clone(),
                url: url.into(),
                items: items(&node, &mut 0),
            });
        }
        found.extend(sink.into_found());
    }
    all
}

/// More entries than any docset has; a hostile file has no end of them.
const MOST: usize = 10_000;

fn items(node: &Node, count: &mut usize) -> Vec<Crumb> {
    let entries = match &node.value {
        Value::List(entries) => entries,
        Value::Map(_) => {
            return value(node, "items")
                .map(|below| items(below, count))
                .unwrap_or_default();
        }
        Value::Scalar(_) => return Vec::new(),
    };
    let mut crumbs = Vec::new();
    for entry in entries {
        let text = |key: &str| {
            let text = value(entry, key).and_then(Node::scalar);
            text.filter(|text| !text.is_empty())
        };
        let Some(title) = text("name").filter(|_| *count < MOST) else {
            continue;
        };
        *count += 1;
        let url = text("topicHref").or_else(|| text("href"));
        crumbs.push(Crumb {
            // No title forges a mark of the page around it.
            title: title.replace(char::is_control, " ").into(),
            above: text("tocHref").or(url).unwrap_or("").into(),
            url: url.or_else(|| text("tocHref")).map(Box::from),
            items: value(entry, "items")
                .map(|below| items(below, count))
                .unwrap_or_default(),
        });
    }
    crumbs
}

/// Keys of real files vary in case.
fn value<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    let Value::Map(pairs) = &node.value else { return None };
    let is_key = |name: &Node| name.scalar().is_some_and(|name| name.eq_ignore_ascii_case(key));
    pairs.iter().find(|(name, _)| is_key(name)).map(|(_, value)| value)
}
