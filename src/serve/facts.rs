//! What an author is told beside a page: its file, its state, and what was found in it.

use serde::Serialize;

use super::stage::Stage;
use crate::base::DocPath;
use crate::base::span::position;
use crate::diag::{Diagnostic, Severity};
use crate::link::status::ROUTE;
use crate::model::freshness::Freshness;
use crate::model::site::{DocId, LocaleId, PageId, Variant};
use crate::report::{Files, SiteFiles, TerminalOptions, terminal};

/// More findings than this are counted and not listed: nobody mends them on a page.
const MOST: usize = 50;

/// What is told of one page.
#[derive(Serialize)]
pub struct Facts {
    /// Its file below the site's root.
    file: Option<String>,
    /// Where that lies on disk, for a link that an editor opens.
    disk: Option<String>,
    /// `draft: true`
    draft: bool,
    /// How it stands to its source, in words; empty for the source itself.
    state: String,
    /// Where both texts stand side by side.
    bilingual: Option<String>,
    /// Which line each of its blocks was written in.
    lines: Option<String>,
    /// Why the page does not follow what is written, where it does not.
    trouble: Option<String>,
    /// What was found in its files, and in the site's own ones.
    findings: Vec<Finding>,
    /// How many more were found in them.
    more: usize,
    /// How many were found in other files.
    elsewhere: usize,
}

/// One finding.
#[derive(Serialize)]
struct Finding {
    severity: &'static str,
    rule: &'static str,
    message: String,
    /// Below the site's root.
    file: String,
    disk: String,
    line: usize,
    column: usize,
    /// As the terminal has it, from the second line on: the place, the excerpt, what to do.
    text: String,
}

impl Facts {
    /// Of the page at a path.
    pub fn of(stage: &Stage<'_>, path: &str) -> Self {
        let view = stage.view(path);
        let doc = stage.doc(path);
        let files = files_of(stage, doc);
        let all = &stage.told.list;
        // Worth knowing and nothing to do: that is on the page of findings.
        let is_here = |found: &&Diagnostic| {
            is_of_site(found) || found.severity > Severity::Info && files.contains(&found.primary.file)
        };
        let here: Vec<&Diagnostic> = all.iter().map(AsRef::as_ref).filter(is_here).collect();
        let findings = here.iter().take(MOST).map(|found| finding(stage, found));
        let shown = doc.and_then(|id| stage.plan.docs.get(id.index()));
        let file = shown.map(|doc| doc.document.file.clone());
        Self {
            disk: file
                .as_ref()
                .map(|file| stage.plan.snapshot.on_disk(file).display().to_string()),
            file: file.map(|file| file.to_string()),
            draft: shown.is_some_and(|doc| doc.outline.draft),
            state: view
                .map(|(page, locale)| state(stage, page, locale))
                .unwrap_or_default(),
            bilingual: view.map(|(page, locale)| format!("/_stegvis/bilingual/{}", encoded(&stage.path(page, locale)))),
            lines: doc.map(|_| format!("/_stegvis/lines/{}", encoded(path))),
            trouble: stage.shown.trouble.clone(),
            findings: findings.collect(),
            more: here.len().saturating_sub(MOST),
            elsewhere: all.len() - here.len(),
        }
    }
}

/// For an address.
pub fn encoded(path: &str) -> String {
    let mut url = String::new();
    crate::link::percent_encode(path, &mut url);
    url
}

/// A page's own file and those that it includes.
fn files_of(stage: &Stage<'_>, doc: Option<DocId>) -> Vec<DocPath> {
    let Some(doc) = doc.and_then(|id| stage.plan.docs.get(id.index())) else {
        return Vec::new();
    };
    let parts = doc.document.text.parts.iter().map(|part| part.file.clone());
    parts.chain([doc.document.file.clone()]).collect()
}

/// What breaks every page: an error in the configuration, a template or a message file.
pub fn is_of_site(found: &Diagnostic) -> bool {
    let file = found.primary.file.as_str();
    let is_own = file == crate::config::FILE || ["themes/", "locales/"].iter().any(|folder| file.starts_with(folder));
    is_own && found.severity == Severity::Error
}

fn finding(stage: &Stage<'_>, found: &Diagnostic) -> Finding {
    let snapshot = &stage.told.build.snapshot;
    let files = SiteFiles::new(snapshot, None);
    let place = files
        .text(&found.primary.file)
        .map(|text| position(&text, found.primary.span.start as usize));
    let shown = terminal(std::slice::from_ref(found), &Named(files), TerminalOptions::default());
    let text = shown.trim_end().split_once('\n').map_or("", |(_, text)| text);
    Finding {
        severity: found.severity.name(),
        rule: found.rule.id,
        message: found.message.clone(),
        file: found.primary.file.to_string(),
        disk: snapshot.on_disk(&found.primary.file).display().to_string(),
        line: place.map_or(1, |place| place.line),
        column: place.map_or(1, |place| place.column),
        text: text.to_owned(),
    }
}

/// Files under their names in the site, which are shorter than those on disk.
struct Named<'a>(SiteFiles<'a>);

impl Files for Named<'_> {
    fn text(&self, path: &DocPath) -> Option<std::borrow::Cow<'_, str>> {
        self.0.text(path)
    }

    fn shown(&self, path: &DocPath) -> String {
        path.to_string()
    }

    fn for_machines(&self, path: &DocPath) -> String {
        path.to_string()
    }
}

/// How a page stands to its source.
pub fn state(stage: &Stage<'_>, page: PageId, locale: LocaleId) -> String {
    let site = stage.plan.site;
    if locale.index() == site.source {
        return String::new();
    }
    match stage.plan.page(page).variants.get(locale.index()) {
        Some(Variant::Own(_)) if !stage.told.is_done => "it is being looked at".into(),
        Some(Variant::Own(id)) => match stage
            .plan
            .docs
            .get(id.index())
            .and_then(|doc| stage.told.freshness(&doc.document.file))
        {
            Some(Freshness::Current(_)) => "up to date with its source".into(),
            Some(Freshness::Outdated(_, outdated)) => match outdated.blocks() {
                0 => "outdated: the title or the description of the source changed".into(),
                1 => "outdated: 1 block of the source changed".into(),
                blocks => format!("outdated: {blocks} blocks of the source changed"),
            },
            Some(Freshness::Unknown(_)) => "it cannot be told whether it is outdated".into(),
            None => "the source has no such page".into(),
        },
        Some(Variant::Fallback(_)) => "not translated: the source is shown".into(),
        _ => "missing".into(),
    }
}

/// Where a page of the site tells how each language is doing, if it is asked to.
pub fn status_path(stage: &Stage<'_>) -> Option<String> {
    let source = stage.plan.site.locales.get(stage.plan.site.source)?;
    stage
        .plan
        .config
        .status
        .then(|| stage.url(&format!("{}/{ROUTE}", source.slug)))
}
