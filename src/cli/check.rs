//! `stegvis check`: report what is wrong, and write nothing but what is asked for.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::baseline::Known;
use super::build::engine;
use super::{COULD_NOT_RUN, FOUND, SiteArguments, external, fix, report};
use crate::build::FolderError;
use crate::source::disk;

/// What `check` takes.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    site: SiteArguments,
    #[command(flatten)]
    external: external::ExternalArguments,
    /// Mend what can be mended without doubt, then report what is left
    #[arg(long)]
    fix: bool,
    /// Do not report what is in this file, and say what of it is gone
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write what is found now into the file of --baseline
    #[arg(long, requires = "baseline", conflicts_with = "fix")]
    write_baseline: bool,
}

/// Runs it.
///
/// # Errors
/// The folder cannot be checked at all, or the baseline not be read or written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, FolderError> {
    let engine = engine(&arguments.site, false, false, None)?;
    let file = arguments.baseline.as_deref();
    let known = file
        .filter(|_| !arguments.write_baseline)
        .map(Known::read)
        .transpose()?;
    let look = || {
        let mut build = engine.update(disk::read(&engine.folder.plan));
        external::check(&mut build, &arguments.external, arguments.site.format);
        if let Some(known) = &known {
            known.hide(&mut build);
        }
        build
    };
    let (mut build, is_mended) = if arguments.fix { fix::fix(look) } else { (look(), true) };
    if let (Some(file), true) = (file, arguments.write_baseline) {
        Known::write(file, &build)?.hide(&mut build);
    }
    report::deny(&mut build, &arguments.site);
    report::diagnostics(&build, &arguments.site);
    if let Some(known) = &known {
        known.tell_gone();
    }
    let code = match build.has_errors() {
        _ if !is_mended => COULD_NOT_RUN,
        true => FOUND,
        false => 0,
    };
    // The process ends here: giving back a site piece by piece would cost more than checking it.
    std::mem::forget(build);
    Ok(ExitCode::from(code))
}
