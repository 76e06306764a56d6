//! A build: plans, not bytes. `write` pulls each output, writes it and drops it.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;

use super::shown::Shown;
use super::verdict::{Verdict, owned};
use crate::base::{DocPath, Span};
use crate::diag::{Diagnostic, RuleInfo, Severity, Sink};
use crate::model::Output;
use crate::model::site::Site;
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

/// Everything that is known of a site after its files were read, and what is wrong with it.
pub struct Build {
    shown: Shown,
    /// What is wrong and not allowed, in the order of a report.
    pub diagnostics: Vec<Diagnostic>,
    verdict: Verdict,
}

impl Deref for Build {
    type Target = Shown;

    fn deref(&self) -> &Shown {
        &self.shown
    }
}

impl Build {
    /// A site and what is wrong with it.
    pub(super) fn of(shown: Shown) -> Self {
        let (diagnostics, verdict) = shown.judge();
        Self {
            shown,
            diagnostics: owned(diagnostics),
            verdict,
        }
    }

    /// Adds what was found, as grave as this site takes it and without what it allows.
    pub fn add(&mut self, found: Vec<Diagnostic>) {
        let shared = |found: Vec<Diagnostic>| found.into_iter().map(Arc::new).collect();
        let mut report: Vec<Arc<Diagnostic>> = shared(std::mem::take(&mut self.diagnostics));
        self.verdict.add(&mut report, shared(found));
        self.diagnostics = owned(report);
    }

    /// The files of the site.
    pub fn outputs<'a>(plan: &'a Plan<'a>) -> Vec<Output<'a>> {
        render::outputs(plan)
    }

    /// Whether something grave enough was found to keep the site from being published.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|found| found.severity == Severity::Error)
    }
}

/// Renders one page of each template when the site brings templates of its own, so that what fails is said with its
/// place and not in the middle of a publication.
pub(super) fn try_theme(shown: &Shown, theme: &Theme) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if !theme.is_own() {
        return found;
    }
    let failed = render::try_templates(&shown.plan());
    for error in failed {
        let name = format!("themes/{}/{}", shown.config.theme, error.template);
        let Some(file) = DocPath::new(&name) else { continue };
        let span = if shown.snapshot.files.contains_key(&file) {
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

/// Loads the words of every locale.
pub(super) fn words(options: &Options, snapshot: &Snapshot, site: &Site, found: &mut Vec<Diagnostic>) -> Vec<Words> {
    let files = message_files(snapshot, site, found);
    let source = &site.locales[site.source].tag;
    let words = site.locales.iter().map(|locale| {
        let is_pseudo = options.pseudo.as_deref() == Some(&*locale.slug);
        Words::new(if is_pseudo {
            Messages::pseudo(&locale.tag)
        } else {
            Messages::load(&locale.tag, source, &files)
        })
    });
    words.collect()
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
            .help("take it out, or use a variable of the built-in message");
        }
        found.extend(sink.into_found());
    }
    files
}
