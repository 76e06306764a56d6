//! `stegvis serve`: the site while it is written.

use std::collections::HashMap;
use std::io::{IsTerminal, Write as _};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;

use anstream::AutoStream;
use clap::Args;

use super::{report, tag_and_folder};
use crate::build::{FolderError, Options, Request};
use crate::diag::Diagnostic;
use crate::render::Frame;
use crate::report::{Counts, SiteFiles, TerminalOptions, summary, terminal, visible};
use crate::serve::{self, Address, Listening, Speaker, Told};
use crate::source::git::Git;

/// So many findings are spelled out after an edit; the rest is counted.
const MOST: usize = 10;
/// So many when it begins.
const MOST_AT_START: usize = 30;

/// What `serve` takes.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The folder of the site
    #[arg(default_value = ".")]
    root: PathBuf,
    /// A configuration that stands apart from the folder
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Only this language, beside the source; or TAG=FOLDER, for a language whose folder lies elsewhere
    #[arg(long = "locale", value_name = "TAG")]
    locales: Vec<String>,
    /// Open the site in the browser
    #[arg(long)]
    open: bool,
    /// The port to listen at; where it is taken, the next that is free
    #[arg(long, value_name = "NUMBER", default_value_t = 8370)]
    port: u16,
    /// Listen to other machines too, at this address or name of this one: 0.0.0.0 for all. They need a token
    #[arg(long, value_name = "ADDRESS")]
    host: Option<String>,
    /// Look for changes again and again, where the system does not tell of them (some containers and network drives)
    #[arg(long)]
    poll: bool,
    /// Show every request
    #[arg(long)]
    verbose: bool,
}

/// Runs it until the process is ended.
///
/// # Errors
/// The folder cannot be understood, or no port can be had.
pub fn run(arguments: &Arguments) -> Result<ExitCode, FolderError> {
    // An address of the newer kind may stand in brackets, as in a URL.
    let host = arguments.host.as_deref().map(|host| host.trim_matches(['[', ']']));
    let help = match host {
        Some(_) => {
            "name an address of this machine with `--host`, or 0.0.0.0 for all of them; or another port with `--port`"
        }
        None => "name another with `--port`",
    };
    let no_port = |message: String| FolderError {
        message,
        help: help.into(),
    };
    let address = Address {
        host: host.map(str::to_owned),
        port: arguments.port,
    };
    let options = options(arguments)?;
    let bound = address.bind().map_err(no_port)?;
    if arguments.port != 0 && bound.port != arguments.port {
        report::say(&format!(
            "note: port {} is taken, so it is {}",
            arguments.port, bound.port
        ));
    }
    let token = serve::token().map_err(|why| FolderError {
        message: format!("the system has no random numbers: {why}"),
        help: "without a secret the preview would not be safe".into(),
    })?;
    let (preview, shown) = serve::addresses(host, bound.port, &token);
    if host.is_some_and(|host| !serve::is_loopback(host)) {
        report::say(
            "warning: other machines can reach the preview, drafts included; only who has the token in this address is \
             answered",
        );
    }
    let frame = Frame {
        drafts: true,
        ..Frame::default()
    };
    let built = Options {
        frame,
        pseudo: None,
        history: Some(Arc::new(Git::default())),
    };
    // One for the life of the process: every thread speaks through it.
    let speaker: &'static Terminal = Box::leak(Box::new(Terminal {
        is_verbose: arguments.verbose,
        preview: preview.clone(),
    }));
    let listening = Listening {
        bound,
        host: address.host,
        token,
    };
    let is_open = arguments.open;
    serve::serve(options, &built, listening, speaker, move || {
        let (first, others) = shown
            .split_first()
            .map_or(("", &[][..]), |(first, others)| (first, others));
        report::say(&format!("{first}  (Ctrl-C ends it; {preview} tells of all languages)"));
        for other in others {
            report::say(other);
        }
        if is_open {
            open(first);
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

fn options(arguments: &Arguments) -> Result<serve::Options, FolderError> {
    let (folders, only): (Vec<&String>, Vec<&String>) = arguments.locales.iter().partition(|name| name.contains('='));
    let folders = folders.into_iter().map(|text| {
        tag_and_folder(text).map_err(|help| FolderError {
            message: format!("`{text}` is no language with its folder"),
            help,
        })
    });
    let request = Request {
        root: arguments.root.clone(),
        config: arguments.config.clone(),
        pseudo: false,
        without: None,
        locales: folders.collect::<Result<_, _>>()?,
    };
    Ok(serve::Options {
        request,
        only: only.into_iter().cloned().collect(),
        poll: arguments.poll,
    })
}

/// In the user's browser, as the system knows it.
fn open(address: &str) {
    let (program, arguments): (&str, &[&str]) = if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    let mut browser = Command::new(program);
    browser.args(arguments).arg(address);
    let begun = browser
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if let Err(why) = begun {
        report::say(&format!("note: no browser could be opened ({program}: {why})"));
    }
}

/// Speaks at the terminal: quietly, and never as a file or a client would have it.
struct Terminal {
    is_verbose: bool,
    /// The address of the preview's own pages.
    preview: String,
}

impl Speaker for Terminal {
    fn say(&self, line: &str) {
        // It may hold what an author wrote.
        for line in line.lines() {
            report::say(&visible(line));
        }
    }

    /// What is new, at first all of it, and what it comes to.
    fn told(&self, told: &Told<'_>) {
        let mut known: HashMap<(&str, &str), usize> = HashMap::new();
        for found in told.before.iter().flat_map(|before| &before.list) {
            *known.entry(key(found)).or_default() += 1;
        }
        // The same words twice in a file are two findings.
        let mut new: Vec<&Arc<Diagnostic>> = Vec::new();
        for found in &told.found.list {
            match known.get_mut(&key(found)) {
                Some(left) if *left > 0 => *left -= 1,
                _ => new.push(found),
            }
        }
        let count = new.len();
        let most = if told.before.is_some() { MOST } else { MOST_AT_START };
        // Of many the worst are shown.
        if count > most {
            new.sort_by_key(|found| std::cmp::Reverse(found.severity));
            new.truncate(most);
        }
        let new: Vec<Diagnostic> = new.into_iter().map(|found| (**found).clone()).collect();
        let here = std::env::current_dir().ok();
        let files = SiteFiles::new(&told.found.build.snapshot, here.as_deref());
        let stderr = std::io::stderr();
        let color = AutoStream::choice(&stderr) != anstream::ColorChoice::Never && stderr.is_terminal();
        let text = terminal(&new, &files, TerminalOptions { color, width: 100 });
        let _ = write!(stderr.lock(), "{text}");
        if count > new.len() {
            let left = count - new.len();
            let (place, token) = self.preview.split_once('?').unwrap_or((&self.preview, ""));
            let token = if token.is_empty() {
                String::new()
            } else {
                format!("?{token}")
            };
            report::say(&format!("… and {left} more: {place}findings/{token}"));
        }
        if let Some(trouble) = told.trouble {
            report::say(&format!("note: {}", visible(trouble)));
        }
        let files = match told.files {
            [] => String::new(),
            [one] => format!("{}: ", visible(one.as_str())),
            [first, rest @ ..] => format!("{} and {} more: ", visible(first.as_str()), rest.len()),
        };
        let counts = Counts::of(&told.found.list);
        report::say(&format!(
            "{files}{} ({} ms)",
            summary(counts, told.found.build.docs().len()),
            told.took.as_millis()
        ));
    }

    fn answered(&self, method: &str, path: &str, status: u16) {
        if self.is_verbose {
            report::say(&format!("{} {} {status}", visible(method), visible(path)));
        }
    }
}

/// What makes a finding the same after an edit that moved it.
fn key(found: &Diagnostic) -> (&str, &str) {
    (found.primary.file.as_str(), &found.message)
}
