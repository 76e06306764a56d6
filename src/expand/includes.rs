//! Which files a page includes, and those again, and where that must end.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::snippet::{self, Budget, Problem, Wanted};
use crate::base::{DocPath, Hash};
use crate::diag::{Diagnostic, RuleInfo, Severity, Sink};
use crate::model::{Document, Include, Select, Snippet};
use crate::source::SourceFile;

/// An include whose file is not there.
pub static MISSING_INCLUDE: RuleInfo = RuleInfo {
    id: "missing-include",
    severity: Severity::Error,
    summary: "an `[!INCLUDE]` of a file that is not there",
    explain: "\
An include is looked for below the file that includes it, in its own language and then in the source's. What is not \
found is shown as it is written, so a reader sees brackets where text should be.

Wrong: `[!INCLUDE [footer](includes/foter.md)]`

Right: `[!INCLUDE [footer](includes/footer.md)]`

Learn: include-not-found, include-invalid.",
};

/// An include that includes itself, by whatever way.
pub static CIRCULAR_INCLUDE: RuleInfo = RuleInfo {
    id: "circular-include",
    severity: Severity::Error,
    summary: "a file that includes itself, directly or through others",
    explain: "\
A file that is put into itself has no end. The include that closes the circle is shown as it is written.

Wrong: `a.md` includes `b.md`, and `b.md` includes `a.md`

Right: the part that both need in a third file

Learn: circular-reference.",
};

/// More includes, or deeper ones, than a page can mean.
pub static TOO_MANY_INCLUDES: RuleInfo = RuleInfo {
    id: "too-many-includes",
    severity: Severity::Error,
    summary: "includes that lie too deep or are too many",
    explain: "\
Files that include each other can make a page of any size out of a few lines. Beyond 32 files in each other, 5,000 in \
a page, a million parts of text or 100 MB, the rest is shown as it is written. Real pages include a few files, two deep.

Wrong: ten files, each of which includes the next one ten times

Right: a page that includes what a reader is to read",
};

/// An include whose file is spelled otherwise on disk.
pub static WRONG_CASE_INCLUDE: RuleInfo = RuleInfo {
    id: "wrong-case-include",
    severity: Severity::Warning,
    summary: "an `[!INCLUDE]` that differs in case from the file",
    explain: "\
The file is found on this machine's terms, and not on a system that tells capitals from small letters.

Wrong: `[!INCLUDE [footer](includes/Footer.md)]` beside `includes/footer.md`

Right: `[!INCLUDE [footer](includes/footer.md)]`",
};

/// How many files may lie in each other.
const DEEPEST: usize = 32;
/// How many files may be put into one page.
const MOST_FILES: usize = 5_000;
/// How many nodes a page may have with what it includes: 100 times the largest real page.
const MOST_NODES: usize = 1_000_000;
/// So much text counts as a node: a paragraph of a megabyte is one node, and put in again and again it fills a page as
/// well as a million small ones.
const BYTES_A_NODE: usize = 100;

/// What was found where an include points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A file.
    File(DocPath),
    /// A file whose name differs in case; and the path as it should be written.
    Spelled(DocPath, String),
    /// Nothing; and what may have been meant.
    Nothing(Option<String>),
    /// Something that is no Markdown.
    NotMarkdown,
}

/// Where the files lie that pages include.
pub struct Library<'a> {
    /// Every file that is included somewhere, parsed.
    pub files: &'a BTreeMap<DocPath, Arc<Document>>,
    /// What a page (first) finds where a file in it (second) includes a path (third).
    pub find: &'a (dyn Fn(&DocPath, &DocPath, &str) -> Found + Sync),
    /// What a page (first) finds where a file in it (second) shows code of a path (third); or what may have been meant.
    pub code: &'a (dyn Fn(&DocPath, &DocPath, &str) -> FoundCode + Sync),
}

/// A file whose code is shown; or what may have been meant, where there is none.
pub type FoundCode = Result<(DocPath, SourceFile), Option<String>>;

/// A document and what is put into it, by number of its includes.
pub struct Piece<'a> {
    /// The document as it was parsed.
    pub document: &'a Document,
    /// What each include is replaced by; nothing where it stays as it is written.
    pub includes: Vec<Option<Piece<'a>>>,
    /// The code of each snippet; nothing where there is none to show.
    pub codes: Vec<Code>,
}

/// What a snippet shows.
#[derive(Default)]
pub struct Code {
    /// Its text.
    pub text: Option<String>,
    /// The hash of its file; of nothing, if there is none.
    pub hash: Hash,
}

/// Follows the includes of `document`.
pub fn plan<'a>(document: &'a Document, library: &Library<'a>, found: &mut Vec<Diagnostic>) -> Piece<'a> {
    let mut planner = Planner {
        library,
        page: &document.file,
        open: Vec::new(),
        files: 0,
        nodes: 0,
        budget: Budget::default(),
        full: false,
        found,
    };
    planner.piece(document)
}

struct Planner<'a, 'l> {
    library: &'l Library<'a>,
    page: &'a DocPath,
    /// The files being put into each other.
    open: Vec<&'a DocPath>,
    files: usize,
    nodes: usize,
    /// What is left of the code that the page may show.
    budget: Budget,
    /// A limit was reached and told.
    full: bool,
    found: &'l mut Vec<Diagnostic>,
}

impl<'a> Planner<'a, '_> {
    // As deep as `DEEPEST` lets it.
    fn piece(&mut self, document: &'a Document) -> Piece<'a> {
        self.open.push(&document.file);
        self.nodes += document.nodes.len().max(document.text.parsed.len() / BYTES_A_NODE);
        let includes = document.includes.iter().map(|include| self.include(document, include));
        let includes = includes.collect();
        self.open.pop();
        let codes = document.snippets.iter().map(|snippet| self.code(document, snippet));
        let codes = codes.collect();
        Piece {
            document,
            includes,
            codes,
        }
    }

    fn code(&mut self, document: &Document, snippet: &Snippet) -> Code {
        let dest = document.str(snippet.dest);
        let place = document.place_of(snippet.dest, snippet.span);
        let mut sink = Sink::new(document.file.clone());
        let code = match (self.library.code)(self.page, &document.file, dest) {
            Err(near) => {
                Problem::missing(dest, near).tell(&mut sink, place, &document.file);
                Code::default()
            }
            Ok((name, file)) => {
                let shown = snippet::show(&name, &file.content, &Wanted::of(document, snippet), &mut self.budget);
                let (text, problems) = match shown {
                    Ok(shown) => (Some(shown.text), shown.warnings),
                    Err(problem) => (None, vec![problem]),
                };
                for problem in problems {
                    let place = match snippet.select {
                        Select::Tag(tag) if problem.is_of_tag() => document.place_of(tag, snippet.span),
                        _ => place,
                    };
                    problem.tell(&mut sink, place, &name);
                }
                self.nodes += text.as_ref().map_or(0, |text| text.len() / BYTES_A_NODE);
                Code { text, hash: file.hash }
            }
        };
        self.found.extend(sink.into_found());
        code
    }

    /// The limit that was met, if any was.
    fn limit(&self) -> Option<String> {
        if self.open.len() >= DEEPEST {
            return Some(format!("files lie in each other {DEEPEST} deep already"));
        }
        if self.files > MOST_FILES {
            return Some(format!("{MOST_FILES} files are included already"));
        }
        let limit = "it has a million parts of text already, or 100 MB";
        (self.nodes > MOST_NODES).then(|| limit.to_owned())
    }

    fn include(&mut self, document: &'a Document, include: &Include) -> Option<Piece<'a>> {
        let dest = document.str(include.dest);
        let name = match (self.library.find)(self.page, &document.file, dest) {
            Found::File(name) => name,
            Found::Spelled(name, right) => {
                let message = format!("`{dest}` is spelled `{right}` on disk");
                let place = document.place_of(include.dest, include.span);
                let mut sink = Sink::new(document.file.clone());
                let report = sink.report(&WRONG_CASE_INCLUDE, place, message);
                let is_literal = document.text.place(include.dest).is_some();
                if is_literal {
                    report.fix(place, right)
                } else {
                    report
                };
                self.found.extend(sink.into_found());
                name
            }
            Found::Nothing(near) => {
                let message = match dest.trim() {
                    "" => "this include names no file".to_owned(),
                    dest => format!("there is no file `{dest}` to include in `{}`", document.file.as_str()),
                };
                self.tell(&MISSING_INCLUDE, document, include, message, near.as_deref());
                return None;
            }
            Found::NotMarkdown => {
                let message = format!(
                    "`{dest}` is no Markdown, and only Markdown is included in `{}`",
                    document.file.as_str()
                );
                self.tell(&MISSING_INCLUDE, document, include, message, None);
                return None;
            }
        };
        if self.open.contains(&&name) {
            let message = format!(
                "`{}` includes `{}`, which includes it",
                document.file.as_str(),
                name.as_str()
            );
            self.tell(&CIRCULAR_INCLUDE, document, include, message, None);
            return None;
        }
        let target = self.library.files.get(&name)?;
        self.files += 1;
        if let Some(limit) = self.limit() {
            if !std::mem::replace(&mut self.full, true) {
                let message = format!("`{name}` is too much for the page `{}`: {limit}", self.page);
                self.tell(&TOO_MANY_INCLUDES, document, include, message, None);
            }
            return None;
        }
        Some(self.piece(target))
    }

    fn tell(
        &mut self,
        rule: &'static RuleInfo,
        document: &Document,
        include: &Include,
        message: String,
        near: Option<&str>,
    ) {
        let mut sink = Sink::new(document.file.clone());
        let place = document.place_of(include.dest, include.span);
        sink.report(rule, place, message).suggest(near);
        self.found.extend(sink.into_found());
    }
}
