//! `stegvis build`: the site, into a folder.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::{FOUND, SiteArguments, report};
use crate::base::Hash;
use crate::build::{Build, Engine, FolderError, Options, PSEUDO, Request, SiteFolder};
use crate::render::Frame;
use crate::source::disk;
use crate::source::git::Git;
use crate::write;

/// What `build` takes.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    site: SiteArguments,
    /// The folder to publish into
    #[arg(short, long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Publish although there are errors, and exit with 0
    #[arg(long)]
    allow_broken: bool,
    /// Relative URLs that name index.html, for reading from disk
    #[arg(long)]
    relative: bool,
    /// Publish pages with `draft: true` too
    #[arg(long)]
    drafts: bool,
    /// Add a locale whose words are accented and longer, to find words that are not translated
    #[arg(long)]
    pseudo: bool,
    /// Publish into a folder that holds files which Stegvis did not write
    #[arg(long)]
    adopt: bool,
}

/// Runs it.
///
/// # Errors
/// The folder cannot be built at all, or not be published into the one that was named.
pub fn run(arguments: &Arguments) -> Result<ExitCode, FolderError> {
    let out = out_folder(arguments)?;
    let mut engine = engine(&arguments.site, arguments.pseudo, arguments.drafts, Some(out.clone()))?;
    // Only what is written is compared with what another program wrote: nobody else waits for it.
    engine.options.frame.program = disk::program();
    engine.options.frame.relative = arguments.relative;
    let mut build = engine.update(disk::read(&engine.folder.plan));
    report::deny(&mut build, &arguments.site);
    report::diagnostics(&build, &arguments.site);
    if build.has_errors() && !arguments.allow_broken {
        report::say("nothing was published, because there are errors; --allow-broken publishes all the same");
        return Ok(ExitCode::from(FOUND));
    }
    if build.config.url.is_none() && !arguments.relative {
        report::say("note: no `url` in stegvis.yaml, so canonical links, hreflang and the sitemap are left out");
    }
    let published = publish(&engine, &build, out, arguments.adopt);
    // The process ends here: giving back a site piece by piece would cost more than checking it.
    std::mem::forget(build);
    published.map(|()| ExitCode::SUCCESS)
}

/// `-o`, else `public/` beside `stegvis.yaml`, or as it says.
fn out_folder(arguments: &Arguments) -> Result<PathBuf, FolderError> {
    if let Some(out) = &arguments.out {
        return Ok(out.clone());
    }
    let root = &arguments.site.root;
    let config = arguments
        .site
        .config
        .clone()
        .unwrap_or_else(|| root.join(crate::config::FILE));
    if !config.is_file() {
        // A folder that is not there, or empty, is told of first.
        SiteFolder::find(&request(&arguments.site, false, None))?;
        return Err(FolderError {
            message: "no folder to publish into is known".into(),
            help: "name one with `-o FOLDER`, or put a stegvis.yaml beside the content".into(),
        });
    }
    let folder = SiteFolder::find(&request(&arguments.site, false, None))?;
    let beside = config.parent().map_or_else(|| root.clone(), PathBuf::from);
    Ok(beside.join(folder.config.output))
}

fn request(site: &SiteArguments, pseudo: bool, without: Option<PathBuf>) -> Request {
    Request {
        root: site.root.clone(),
        config: site.config.clone(),
        pseudo,
        without,
        locales: site.locales.clone(),
    }
}

/// The engine for a site.
///
/// # Errors
/// The folder cannot be built at all.
pub fn engine(
    site: &SiteArguments,
    pseudo: bool,
    drafts: bool,
    without: Option<PathBuf>,
) -> Result<Engine, FolderError> {
    let folder = SiteFolder::find(&request(site, pseudo, without))?;
    let frame = Frame {
        relative: false,
        drafts,
        program: Hash::default(),
    };
    let options = Options {
        frame,
        pseudo: pseudo.then(|| PSEUDO.to_owned()),
        history: Some(Arc::new(Git::default())),
    };
    Ok(Engine { folder, options })
}

fn publish(engine: &Engine, build: &Build, out: PathBuf, adopt: bool) -> Result<(), FolderError> {
    let plan = build.plan();
    let outputs = Build::outputs(&plan);
    let folders = engine.folder.plan.folders.iter().chain(&engine.folder.plan.files);
    let options = write::Options {
        sources: folders.map(|mount| mount.folder.clone()).collect(),
        out,
        adopt,
    };
    let published = write::publish(outputs, &options).map_err(|error| FolderError {
        message: error.message,
        help: error.help,
    })?;
    for note in &published.notes {
        report::say(&format!("note: {note}"));
    }
    report::say(&format!(
        "{} files: {} written, {} unchanged, {} deleted",
        published.total, published.written, published.unchanged, published.deleted
    ));
    Ok(())
}
