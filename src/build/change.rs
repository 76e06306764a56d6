//! What changed between two snapshots of one site folder.

use std::collections::BTreeSet;

use crate::base::DocPath;
use crate::config::Config;
use crate::link::catalog::{Role, role};
use crate::model::site::SiteLocale;
use crate::source::Snapshot;

/// What changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Files with other bytes, and files that came or went.
    pub files: BTreeSet<DocPath>,
    /// Files came or went.
    pub is_set_changed: bool,
}

impl Change {
    /// From `old` to `new`.
    pub fn between(old: &Snapshot, new: &Snapshot) -> Self {
        let mut change = Self::default();
        let (mut before, mut after) = (old.files.iter().peekable(), new.files.iter().peekable());
        loop {
            let order = match (before.peek(), after.peek()) {
                (None, None) => return change,
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (Some((a, _)), Some((b, _))) => a.cmp(b),
            };
            let gone = if order.is_le() { before.next() } else { None };
            let here = if order.is_ge() { after.next() } else { None };
            if gone.map(|(_, file)| file) != here.map(|(_, file)| file) {
                change.is_set_changed |= gone.is_none() || here.is_none();
                change.files.extend(gone.or(here).map(|(path, _)| path.clone()));
            }
        }
    }

    /// Whether a file in `folder`, below the site's root, changed.
    pub fn is_in(&self, folder: &str) -> bool {
        self.files.iter().any(|path| path.strip(folder).is_some())
    }

    /// Whether a file changed by which pages are told, completed or found: one of YAML or JSON.
    pub fn is_of_docsets(&self) -> bool {
        let is_one = |path: &DocPath| {
            let mut known = ["yml", "yaml", "json"].iter();
            known.any(|known| path.extension().eq_ignore_ascii_case(known))
        };
        self.files.iter().any(is_one)
    }

    /// Whether the pages are those that were.
    pub fn keeps_pages(&self) -> bool {
        !self.is_set_changed && !self.is_of_docsets()
    }

    /// Whether the catalogue can differ only by what pages say of themselves.
    pub fn keeps_catalog(&self, config: &Config, locales: &[SiteLocale]) -> bool {
        let is_toc = |path: &DocPath| {
            let mut keys = locales.iter().filter_map(|locale| path.strip(locale.folder.as_str()));
            keys.any(|key| role(&key) == Role::Toc)
        };
        let is_table = |path: &DocPath| is_toc(path) || config.xref.contains(path);
        self.keeps_pages() && !self.files.iter().any(is_table)
    }
}
