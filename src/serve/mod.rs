//! The preview: the site rendered on request, and open pages kept in step with what is written.
//!
//! Four threads, each with one thing to do: `updates` follows the disk and makes builds, `checks` looks for what is wrong
//! with them, `stage` renders and compares, `http` speaks with browsers. They only send each other messages.

mod addresses;
mod checks;
mod facts;
mod gather;
mod history;
mod http;
mod lines;
mod live;
mod reader;
mod security;
mod stage;
mod updates;
mod views;
mod watch;

pub use addresses::{addresses, is_loopback};
pub use checks::Findings;
pub use http::{Address, Bound, Listening, token};
pub use updates::Told;

use std::sync::mpsc;
use std::thread;

use crate::build::{self, FolderError, Request};
use reader::Reader;
use stage::Job;
use updates::Updates;

/// What is asked of a preview.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The site.
    pub request: Request,
    /// Only these locales, and the source; all, where none is named.
    pub only: Vec<String>,
    /// Look for changes again and again, because the system does not tell of them.
    pub poll: bool,
}

/// What a preview says while it runs. Texts for people, ready for a terminal.
pub trait Speaker: Send + Sync + 'static {
    /// One line.
    fn say(&self, line: &str);
    /// A build, the first or a new one.
    fn told(&self, told: &Told<'_>);
    /// A request was answered.
    fn answered(&self, method: &str, path: &str, status: u16);
}

/// Runs until the process ends.
///
/// # Errors
/// The folder cannot be understood, or the server cannot begin.
pub fn serve(
    options: Options,
    built: &build::Options,
    listening: Listening,
    speaker: &'static dyn Speaker,
    is_up: impl FnOnce(),
) -> Result<(), FolderError> {
    let reader = Reader::new(options.request, options.only)?;
    let (work, wanted) = checks::orders();
    let updates = Updates::start(built, &reader, work, speaker);
    let first = updates.first();
    let (jobs, asked) = mpsc::channel::<Job>();
    let found = jobs.clone();
    let open = checks::Open::default();
    let pages = open.clone();
    begin(speaker, move || checks::run(wanted, &pages, &found, speaker));
    begin(speaker, move || stage::run(first, &asked, &open));
    let to_stage = jobs.clone();
    begin(speaker, move || updates.run(reader, options.poll, &to_stage));
    is_up();
    http::run(listening, jobs, speaker).map_err(|why| FolderError {
        message: format!("the preview cannot go on: {why}"),
        help: "start it again".into(),
    })
}

/// Begins a thread. Without any one of them the preview would only look as if it lived: it ends, and pages say so.
fn begin(speaker: &'static dyn Speaker, run: impl FnOnce() + Send + 'static) {
    thread::spawn(move || {
        let run = std::panic::AssertUnwindSafe(run);
        if std::panic::catch_unwind(run).is_err() {
            speaker.say("error: the preview met a fault of its own, and ends; start it again, and please report it");
            std::process::exit(70);
        }
    });
}
