//! Prints what was found: diagnostics to standard output for machines, to standard error for people.

use std::io::{IsTerminal, Write};
use std::path::Path;

use anstream::AutoStream;

use super::{Deny, Form, SiteArguments};
use crate::build::Build;
use crate::diag::Severity;
use crate::report::{Counts, SiteFiles, TerminalOptions, json, summary, terminal};

/// Prints a message that no file is to blame for.
pub fn fail(message: &dyn std::fmt::Display) {
    say(&format!("error: {message}"));
}

/// One line for people. Where nobody listens any more, nothing is said.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Text for a pipe or a file. Where nobody listens any more, nothing is printed.
pub fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// `--deny warnings`: warnings count as errors.
pub fn deny(build: &mut Build, arguments: &SiteArguments) {
    if arguments.deny == Some(Deny::Warnings) {
        for found in &mut build.diagnostics {
            if found.severity == Severity::Warning {
                found.severity = Severity::Error;
            }
        }
    }
}

/// Prints all diagnostics, and for people how many there are.
pub fn diagnostics(build: &Build, form: Form) {
    let here = std::env::current_dir().ok();
    let files = SiteFiles::new(&build.snapshot, here.as_deref().map(Path::new));
    match form {
        Form::Json => {
            let _ = write!(std::io::stdout(), "{}", json(&build.diagnostics, &files));
        }
        Form::Terminal => {
            let stderr = std::io::stderr();
            let color = AutoStream::choice(&stderr) != anstream::ColorChoice::Never && stderr.is_terminal();
            let options = TerminalOptions { color, width: 100 };
            let _ = write!(stderr.lock(), "{}", terminal(&build.diagnostics, &files, options));
            say(&summary(Counts::of(&build.diagnostics), build.docs.len()));
        }
    }
}
