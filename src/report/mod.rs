//! Printing diagnostics. Each form is a pure function from diagnostics to text; one form, one file.

mod baseline;
pub mod criteria;
mod excerpt;
mod github;
mod json;
mod path;
mod sarif;
mod sources;
mod status;
mod summary;
mod table;
mod terminal;
mod visible;

use std::borrow::{Borrow, Cow};
use std::path::Path;

use rayon::prelude::*;

use crate::base::DocPath;
use crate::diag::{Diagnostic, Severity};
use crate::source::{Content, Snapshot};

pub use baseline::{BadBaseline, Baseline};
pub use github::github;
pub use json::json;
pub use sarif::{Tool, sarif};
pub use status::{status_json, status_table};
pub use summary::{by_locale, home_of};
pub use table::{Column, table};
pub use terminal::{TerminalOptions, terminal};
pub use visible::visible;

/// What `print` writes of each diagnostic, in their order; several at a time, because an old docset may give tens of
/// thousands.
fn in_parts(diagnostics: &[Diagnostic], print: impl Fn(&mut String, &Diagnostic) + Sync) -> String {
    let parts: Vec<String> = diagnostics
        .par_chunks(64)
        .map(|part| {
            let mut out = String::new();
            part.iter().for_each(|diagnostic| print(&mut out, diagnostic));
            out
        })
        .collect();
    parts.concat()
}

/// The files that diagnostics point into.
pub trait Files: Sync {
    /// The text that a diagnostic's spans count bytes of; `None` if there is no such file or it is no text.
    fn text(&self, path: &DocPath) -> Option<Cow<'_, str>>;

    /// The file's name as its user would open it.
    fn shown(&self, path: &DocPath) -> String;

    /// The file's path from the folder that machines count from, with `/` on every system.
    fn for_machines(&self, path: &DocPath) -> String;
}

/// The files of a snapshot, under their names on disk.
#[derive(Clone, Copy, Debug)]
pub struct SiteFiles<'a> {
    snapshot: &'a Snapshot,
    folder: Option<&'a Path>,
    base: Option<&'a Path>,
}

impl<'a> SiteFiles<'a> {
    /// Files below `folder`, the user's current one, are shown relative to it.
    pub fn new(snapshot: &'a Snapshot, folder: Option<&'a Path>) -> Self {
        Self {
            snapshot,
            folder,
            base: None,
        }
    }

    /// Machines count from `base`, which may be relative to the user's folder; without it they get the names of the
    /// snapshot.
    pub fn counted_from(self, base: &'a Path) -> Self {
        Self {
            base: Some(base),
            ..self
        }
    }
}

impl Files for SiteFiles<'_> {
    /// Of a file that is not UTF-8, the text with U+FFFD for what is not; spans in it count bytes of that text.
    fn text(&self, path: &DocPath) -> Option<Cow<'_, str>> {
        match &self.snapshot.files.get(path)?.content {
            Content::Text(text) => Some(Cow::Borrowed(text)),
            Content::NotUtf8(bytes) => Some(String::from_utf8_lossy(bytes)),
            Content::Media { .. } => None,
        }
    }

    fn shown(&self, path: &DocPath) -> String {
        let disk = self.snapshot.on_disk(path);
        let below = self.folder.and_then(|folder| disk.strip_prefix(folder).ok());
        below.unwrap_or(&disk).display().to_string()
    }

    /// Where nothing on disk is known for a file (a built-in template), its name in the site.
    fn for_machines(&self, path: &DocPath) -> String {
        let place = self.snapshot.place(path).zip(self.base);
        place.map_or_else(
            || path.to_string(),
            |(place, base)| path::way(&place, base, self.folder.unwrap_or(Path::new("/"))),
        )
    }
}

/// How many diagnostics there are of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Worth knowing, nothing to do.
    pub information: usize,
}

impl Counts {
    /// Counts them.
    pub fn of<D: Borrow<Diagnostic>>(diagnostics: &[D]) -> Self {
        let mut counts = Self::default();
        for found in diagnostics {
            counts.add(found.borrow().severity);
        }
        counts
    }

    /// Counts one more.
    pub fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Info => self.information += 1,
        }
    }
}

/// The line that ends a report, without a line break: `2 errors, 1 warning in 5 pages`. Severities that were not found
/// go unnamed.
pub fn summary(counts: Counts, pages: usize) -> String {
    let named = [
        (counts.errors, "error", "errors"),
        (counts.warnings, "warning", "warnings"),
        (counts.information, "piece of information", "pieces of information"),
    ];
    let found: Vec<String> = named
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| counted(count, one, many))
        .collect();
    let found = if found.is_empty() {
        "nothing found".to_owned()
    } else {
        found.join(", ")
    };
    format!("{found} in {}", counted(pages, "page", "pages"))
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Hash, Span};
    use crate::diag::{Label, RuleInfo};
    use crate::source::{Mount, SourceFile};

    pub(super) static RULE: RuleInfo = RuleInfo {
        id: "broken-link",
        severity: Severity::Error,
        summary: "",
        explain: "",
    };

    pub(super) fn path(text: &str) -> DocPath {
        DocPath::new(text).unwrap()
    }

    pub(super) fn span_of(text: &str, part: &str) -> Span {
        let at = text.find(part).unwrap();
        Span::new(at, at + part.len())
    }

    pub(super) fn found(file: &str, span: Span, message: &str) -> Diagnostic {
        Diagnostic {
            rule: &RULE,
            severity: Severity::Error,
            message: message.into(),
            primary: Label {
                file: path(file),
                span,
                text: String::new(),
            },
            related: Vec::new(),
            help: Vec::new(),
            fix: None,
        }
    }

    #[test]
    fn the_summary_counts_in_english() {
        let mut all = vec![found("a.md", Span::default(), "m"); 3];
        all[2].severity = Severity::Warning;
        assert_eq!(summary(Counts::of(&all), 5), "2 errors, 1 warning in 5 pages");
        all[1].severity = Severity::Info;
        assert_eq!(
            summary(Counts::of(&all), 1),
            "1 error, 1 warning, 1 piece of information in 1 page"
        );
        assert_eq!(summary(Counts::default(), 0), "nothing found in 0 pages");
    }

    #[test]
    fn files_have_lossy_text_and_a_name_on_disk() {
        let mut snapshot = Snapshot::of(&[("en/a.md", "x")]);
        let bytes: &[u8] = b"\xe5b";
        let broken = SourceFile {
            content: Content::NotUtf8(bytes.into()),
            hash: Hash::of(bytes),
        };
        snapshot.files.insert(path("en/b.md"), broken);
        let media = SourceFile {
            content: Content::Media {
                size: 1,
                dimensions: None,
            },
            hash: Hash::of(b""),
        };
        snapshot.files.insert(path("en/c.png"), media);
        snapshot.mounts = vec![Mount {
            at: path("en"),
            folder: "/home/me/docs".into(),
        }];
        let files = SiteFiles::new(&snapshot, Some(Path::new("/home/me")));
        assert_eq!(files.text(&path("en/a.md")).as_deref(), Some("x"));
        assert_eq!(files.text(&path("en/b.md")).as_deref(), Some("\u{fffd}b"));
        assert_eq!(files.text(&path("en/c.png")), None);
        assert_eq!(files.text(&path("en/d.md")), None);
        assert_eq!(files.shown(&path("en/a.md")), "docs/a.md");
        assert_eq!(
            SiteFiles::new(&snapshot, None).shown(&path("en/a.md")),
            "/home/me/docs/a.md"
        );
    }

    #[test]
    fn machines_get_a_path_that_can_be_opened() {
        let mount = |at: &str, folder: &str| Mount {
            at: path(at),
            folder: folder.into(),
        };
        let snapshot = Snapshot {
            mounts: vec![mount("content/en", "site/content/en"), mount("sv", "../docs.sv")],
            ..Snapshot::default()
        };
        let named = SiteFiles::new(&snapshot, Some(Path::new("/home/me")));
        let below = named.counted_from(Path::new("site"));
        for (file, from_site) in [
            ("content/en/a.md", "content/en/a.md"),
            ("sv/a.md", "../../docs.sv/a.md"),
            ("themes/stegvis/page.html", "themes/stegvis/page.html"),
        ] {
            assert_eq!(below.for_machines(&path(file)), from_site);
            assert_eq!(named.for_machines(&path(file)), file);
        }
    }
}
