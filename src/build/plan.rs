//! A build: plans, not bytes. `write` pulls each output, writes it and drops it.

use std::collections::HashMap;
use std::sync::Arc;

use super::Engine;
use super::verdict::Verdict;
use crate::base::{DocPath, Span};
use crate::config::Config;
use crate::diag::{Diagnostic, RuleInfo, Severity, Sink};
use crate::link::Spellings;
use crate::link::checklists::Locks;
use crate::link::outdated::Translations;
use crate::model::Output;
use crate::model::site::{Doc, Links, Site};
use crate::render::{self, Frame, Plan, Words};
use crate::source::Snapshot;
use crate::source::git::History;
use crate::theme::message::{MessageFile, Messages};
use crate::theme::place;
use crate::theme::template::{BAD_TEMPLATE, Theme};

/// A message file that does not load, or not all of it.
pub static BAD_MESSAGES: RuleInfo = RuleInfo {
    id: "bad-messages",
    severity: Severity::Error,
    summary: "a message file that does not load",
    explain: "\
A file in `locales/` could not be read as Fluent, or a message in it could not be formatted. Readers would see the \
built-in words, or another language, instead of yours.

Wrong: `frame-next Next page`

Right: `frame-next = Next page`",
};

/// Choices of one run.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What pages depend on.
    pub frame: Frame,
    /// The locale with this slug shows accented, longer words, so that hard-coded ones stand out.
    pub pseudo: Option<String>,
    /// Where earlier texts of the source are found; nowhere, where nothing is named.
    pub history: Option<Arc<dyn History>>,
}

/// Everything that is known of a site after its files were read.
pub struct Build {
    pub(super) frame: Frame,
    /// The configuration.
    pub config: Config,
    /// All documents.
    pub docs: Vec<Doc>,
    /// The catalogue.
    pub site: Site,
    pub(super) spellings: Spellings,
    /// The links of each document.
    pub links: Vec<Links>,
    /// What is known of translations.
    pub translations: Translations,
    /// What keeps the names of checklists' items.
    pub locks: Locks,
    pub(super) theme: Theme,
    pub(super) words: Vec<Words>,
    /// The files it was made from.
    pub snapshot: Snapshot,
    /// What is wrong and not allowed, in the order of a report.
    pub diagnostics: Vec<Diagnostic>,
    pub(super) verdict: Verdict,
}

impl Build {
    /// Adds what was found, as grave as this site takes it and without what it allows.
    pub fn add(&mut self, found: Vec<Diagnostic>) {
        self.verdict.add(&mut self.diagnostics, found);
    }

    /// What rendering sees.
    pub fn plan(&self) -> Plan<'_> {
        Plan::new(
            &self.site,
            &self.docs,
            &self.links,
            &self.translations,
            &self.spellings,
            &self.snapshot,
            &self.config,
            &self.theme,
            &self.words,
            self.frame,
        )
    }

    /// The files of the site.
    pub fn outputs<'a>(plan: &'a Plan<'a>) -> Vec<Output<'a>> {
        render::outputs(plan)
    }

    /// Whether something grave enough was found to keep the site from being published.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|found| found.severity == Severity::Error)
    }

    /// Renders one page of each template when the site brings templates of its own, so that what fails is said with
    /// its place and not in the middle of a publication.
    pub(super) fn try_theme(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        if !self.theme.is_own() {
            return found;
        }
        let failed = render::try_templates(&self.plan());
        for error in failed {
            let name = format!("themes/{}/{}", self.config.theme, error.template);
            let Some(file) = DocPath::new(&name) else { continue };
            let span = if self.snapshot.files.contains_key(&file) {
                error.span
            } else {
                Span::default()
            };
            let mut sink = Sink::new(file);
            sink.report(&BAD_TEMPLATE, span, format!("the template fails: {}", error.message));
            // What two pages found is told once: the report drops equal ones.
            found.extend(sink.into_found());
        }
        found
    }
}

impl Engine {
    /// Loads the theme and the words of every locale.
    pub(super) fn dress(
        &self,
        snapshot: &Snapshot,
        config: &Config,
        site: &Site,
        found: &mut Vec<Diagnostic>,
    ) -> (Theme, Vec<Words>) {
        let theme = Theme::load(snapshot, &config.theme, &mut |sink| found.extend(sink.into_found()));
        let files = message_files(snapshot, site, found);
        let source = &site.locales[site.source].tag;
        let words = site.locales.iter().map(|locale| {
            let is_pseudo = self.options.pseudo.as_deref() == Some(&*locale.slug);
            Words::new(if is_pseudo {
                Messages::pseudo(&locale.tag)
            } else {
                Messages::load(&locale.tag, source, &files)
            })
        });
        (theme, words.collect())
    }
}

/// The site's own messages: `locales/<locale>/*.ftl`.
fn message_files(snapshot: &Snapshot, site: &Site, found: &mut Vec<Diagnostic>) -> Vec<MessageFile> {
    let mut files = Vec::new();
    for (path, file, _) in snapshot.below("locales") {
        let folder = path.as_str().split('/').next().unwrap_or("");
        let tag = crate::base::Locale::parse(folder);
        let known = site
            .locales
            .iter()
            .find(|locale| *locale.slug == *folder)
            .map(|locale| locale.tag.clone());
        let (Some(tag), Some(text), true) = (known.or(tag), snapshot.text(file), path.extension() == "ftl") else {
            continue;
        };
        let (messages, problems) = MessageFile::parse(&tag, file.as_str(), text);
        let unknown = messages.unknown_variables();
        files.push(messages);
        let mut sink = Sink::new(file.clone());
        for problem in problems {
            sink.report(&BAD_MESSAGES, problem.span, problem.message)
                .help(problem.help);
        }
        // Of two with one id the first counts.
        let places = place::messages(text).into_iter().rev();
        let places: HashMap<&str, place::MessagePlace<'_>> = places.map(|message| (message.id, message)).collect();
        for (id, variable) in unknown {
            let message = places.get(id.as_str());
            let at = message.map(|message| place::variable(text, message, &variable).unwrap_or(message.at));
            sink.report(
                &BAD_MESSAGES,
                at.unwrap_or_default(),
                format!("the message `{id}` is given no variable `${variable}`"),
            )
            .help("take it out, or use a variable of the built-in message: until then the built-in words are shown");
        }
        found.extend(sink.into_found());
    }
    files
}
