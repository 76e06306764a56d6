//! `stegvis schema`: the JSON Schema of the configuration, for editors.

use std::process::ExitCode;

use super::report;
use crate::config;

/// Runs it.
pub fn run() -> ExitCode {
    report::print(&format!("{:#}\n", config::schema()));
    ExitCode::SUCCESS
}
