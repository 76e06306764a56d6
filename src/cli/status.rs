//! `stegvis status`: how each language is doing.

use std::process::ExitCode;

use clap::Args;

use super::build::engine;
use super::{Form, SiteArguments, report};
use crate::build::FolderError;
use crate::link::status::matrix;
use crate::report::{criteria, status_json, status_table};
use crate::source::disk;

/// What `status` takes.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    site: SiteArguments,
    /// List every page, not only those with something to do
    #[arg(long)]
    all: bool,
    /// Tell what each language has of each exit criterion
    #[arg(long)]
    criteria: bool,
}

/// Runs it.
///
/// # Errors
/// The folder cannot be read as a site at all.
pub fn run(arguments: &Arguments) -> Result<ExitCode, FolderError> {
    let engine = engine(&arguments.site, false, false, None)?;
    let build = engine.update(disk::read(&engine.folder.plan));
    let is_json = arguments.site.format == Form::Json;
    report::print(&match arguments.criteria {
        true if is_json => criteria::json(&build.site),
        true => criteria::table(&build.site),
        false => {
            let matrix = matrix(&build.site, build.docs(), build.translations());
            match is_json {
                true => status_json(&matrix),
                false => status_table(&matrix, arguments.all),
            }
        }
    });
    // The process ends here: giving back a site piece by piece would cost more than looking at it.
    std::mem::forget(build);
    Ok(ExitCode::SUCCESS)
}
