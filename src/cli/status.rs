//! `stegvis status`: what each language has.

use std::process::ExitCode;

use clap::Args;

use super::build::engine;
use super::{Form, SiteArguments, report};
use crate::build::FolderError;
use crate::report::criteria;
use crate::source::disk;

/// What `status` takes.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    site: SiteArguments,
    /// The exit criteria: a row a criterion, a column a language
    #[arg(long, required = true)]
    criteria: bool,
}

/// Runs it.
///
/// # Errors
/// The folder cannot be read at all.
pub fn run(arguments: &Arguments) -> Result<ExitCode, FolderError> {
    let engine = engine(&arguments.site, false, false, None)?;
    let build = engine.update(disk::read(&engine.folder.plan));
    if arguments.criteria {
        report::print(&match arguments.site.format {
            Form::Json => criteria::json(&build.site),
            _ => criteria::table(&build.site),
        });
    }
    Ok(ExitCode::SUCCESS)
}
