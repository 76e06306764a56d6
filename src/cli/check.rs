//! `stegvis check`: report what is wrong, and write nothing.

use std::process::ExitCode;

use clap::Args;

use super::build::engine;
use super::{FOUND, SiteArguments, external, report};
use crate::build::FolderError;
use crate::source::disk;

/// What `check` takes.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    site: SiteArguments,
    #[command(flatten)]
    external: external::ExternalArguments,
}

/// Runs it.
///
/// # Errors
/// The folder cannot be checked at all.
pub fn run(arguments: &Arguments) -> Result<ExitCode, FolderError> {
    let engine = engine(&arguments.site, false, false, None)?;
    let mut build = engine.update(disk::read(&engine.folder.plan));
    external::check(&mut build, &arguments.external, arguments.site.format);
    report::deny(&mut build, &arguments.site);
    report::diagnostics(&build, &arguments.site);
    let code = if build.has_errors() { FOUND } else { 0 };
    // The process ends here: giving back a site piece by piece would cost more than checking it.
    std::mem::forget(build);
    Ok(ExitCode::from(code))
}
