//! What an author is told beside a page: its file, its state, and what was found in it.

use serde::Serialize;

use super::stage::Stage;
use crate::base::DocPath;
use crate::base::span::position;
use crate::diag::{Diagnostic, Severity};
use crate::link::checklists::lock::file_of;
use crate::link::status::ROUTE;
use crate::model::checklist::CRITERIA;
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
    /// As the terminal has it, from the second line on: the place and the excerpt.
    text: String,
    /// What to do.
    help: Vec<String>,
}

impl Facts {
    /// Of the page at a path.
    pub fn of(stage: &Stage<'_>, path: &str) -> Self {
        let view = stage.view(path);
        let doc = stage.doc(path);
        let files = files_of(stage, doc);
        let tables = view.map_or_else(Vec::new, |(page, locale)| folders_of_table(stage, page, locale));
        let is_table = |file: &DocPath| {
            file.stem().eq_ignore_ascii_case("toc") && tables.iter().any(|folder| folder.as_str() == file.parent())
        };
        let all = &stage.told.list;
        // Worth knowing and nothing to do: that is on the page of findings.
        let is_here = |found: &&Diagnostic| {
            let file = &found.primary.file;
            is_of_site(found) || found.severity > Severity::Info && (files.contains(file) || is_table(file))
        };
        let mut here: Vec<&Diagnostic> = all.iter().map(AsRef::as_ref).filter(is_here).collect();
        here.sort_by_key(|found| std::cmp::Reverse(found.severity));
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

/// A page's own file, those that it includes, and the locks of the lists that it shows: what is lost of a list is told
/// there.
fn files_of(stage: &Stage<'_>, id: Option<DocId>) -> Vec<DocPath> {
    let Some(doc) = id.and_then(|id| stage.plan.docs.get(id.index())) else {
        return Vec::new();
    };
    let parts = doc.document.text.parts.iter().map(|part| part.file.clone());
    let lists = id.into_iter().flat_map(|id| lists_on(stage, id));
    parts
        .chain([doc.document.file.clone()])
        .chain(lists.map(file_of))
        .collect()
}

/// The lists that a document shows, by name; of a page that owns criteria, these too.
fn lists_on<'a>(stage: &Stage<'a>, id: DocId) -> impl Iterator<Item = &'a str> {
    let site = stage.plan.site;
    let lists = &site.checklists;
    let shown = lists.shown_on(id).iter();
    let own = shown.filter_map(|shown| Some(&*lists.list(shown.list)?.name));
    let home = site.homes.get(id.index()).map(|(page, _)| *page);
    let is_owner = site.criteria.list.iter().any(|criterion| Some(criterion.page) == home);
    let has_criteria = is_owner || !lists.marks_on(id).is_empty();
    own.chain(has_criteria.then_some(CRITERIA))
}

/// The folders where the table of contents that a page shows may lie: in its own language, and in the source's.
fn folders_of_table(stage: &Stage<'_>, page: PageId, locale: LocaleId) -> Vec<DocPath> {
    let site = stage.plan.site;
    let navs = site.navs.get(locale.index());
    let nav = navs.and_then(|navs| navs.list.get(navs.number_of(page) as usize));
    let folder = nav.map_or("", |nav| &nav.folder);
    let homes = [locale.index(), site.source].into_iter();
    let homes = homes.filter_map(|home| site.locales.get(home));
    homes
        .filter_map(|home| DocPath::below(home.folder.as_str(), folder))
        .collect()
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
    // What to do is for people to read, and wraps; an excerpt does not.
    let bare = Diagnostic {
        help: Vec::new(),
        ..found.clone()
    };
    let shown = terminal(std::slice::from_ref(&bare), &Named(files), TerminalOptions::default());
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
        help: found.help.clone(),
    }
}

/// Files under their names in the site, which are shorter than those on disk.
pub struct Named<'a>(pub SiteFiles<'a>);

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
