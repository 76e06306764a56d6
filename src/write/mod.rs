//! Publishes outputs into a folder: staged, minimal, atomic.
//!
//! Nothing changed, nothing written. Else a folder beside the output is filled, unchanged files as further names of
//! the old ones, and takes the output's place in one step. Where that cannot be, files are replaced one by one, and
//! the result says so. What a person put into the folder stays there.

mod body;
mod error;
mod exchange;
pub mod fix;
mod foreign;
mod in_place;
mod lock;
mod look;
mod paths;
mod place;
mod plan;
mod stage;
mod staged;
mod state;
mod system;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use self::exchange::Failure;
use self::foreign::Foreign;
use self::lock::Lock;
use self::place::Place;
use self::plan::{Job, Plan};
use self::state::{Record, State, Trust};
use crate::base::Hash;
use crate::model::Output;

pub use self::error::WriteError;

/// Where to publish.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The output folder; it need not exist yet.
    pub out: PathBuf,
    /// Folders and files that the site is made from: the output may neither hold them nor lie in them.
    pub sources: Vec<PathBuf>,
    /// Publish into a folder that holds files and no `.stegvis`: those that have an output's name are overwritten,
    /// the others stay.
    pub adopt: bool,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Outputs.
    pub total: usize,
    /// Outputs that were written, since they are new or have other bytes.
    pub written: usize,
    /// Outputs that lay there already.
    pub unchanged: usize,
    /// Files of an earlier build that were deleted.
    pub deleted: usize,
    /// Whether the old site gave way to the new one in one step, or nothing had to be done.
    pub atomic: bool,
    /// What the person should know, a sentence each.
    pub notes: Vec<String>,
}

/// What does not concern callers.
#[derive(Clone, Copy, Debug)]
struct Settings {
    /// Whether the new site may be laid out beside the old one.
    staged: bool,
    /// Whether the two may then be exchanged in one step.
    one_step: bool,
    /// Whether to wait for the disk, so that a loss of power cannot leave half a site.
    flush: bool,
}

impl Settings {
    const USUAL: Self = Self {
        staged: true,
        one_step: true,
        flush: true,
    };
}

/// One output that lies where it should.
struct Settled {
    record: Record,
    written: bool,
}

impl Settled {
    fn written(job: &Job<'_, '_>, size: u64, hash: Hash) -> Self {
        let path = job.output.path.clone();
        let key = job.output.key.get();
        let record = Record { path, size, hash, key };
        Self { record, written: true }
    }
}

/// Makes the output folder hold `outputs` and what was foreign there, and nothing else.
///
/// An output is rendered only if its key or its file changed, and its bytes are dropped as soon as they are written.
///
/// # Errors
/// If the folder is, holds or lies in a source; if it holds what stegvis did not write, and never was an output
/// folder, or an output would overwrite such a file; if another build is publishing there; if the system refuses to
/// read or write. The old site is then whole, unless it can only be published file by file.
pub fn publish(outputs: Vec<Output<'_>>, options: &Options) -> Result<Published, WriteError> {
    publish_with(outputs, options, Settings::USUAL)
}

fn publish_with(mut outputs: Vec<Output<'_>>, options: &Options, settings: Settings) -> Result<Published, WriteError> {
    outputs.sort_by(|a, b| a.path.cmp(&b.path));
    paths::check(&outputs)?;
    let place = Place::find(&options.out, &options.sources)?;
    let lock = Lock::take(&place)?;
    let hindrance = match &lock.hindrance {
        Some(why) => Some(why.clone()),
        None => exchange::mend(&place)?,
    };
    let state = State::read(&place.out, &place.shown)?;
    let plan = Plan::new(&outputs, &state, &place.out, options.adopt);
    if plan.is_done() {
        return Ok(Published::unchanged(outputs.len()));
    }
    let foreign = foreign::find(&place.out, &place.shown, &plan, &state)?;
    if state.trust == Trust::Absent && !options.adopt {
        foreign.refuse(&place.shown)?;
    }
    let mut published = carry_out(&place, &plan, &foreign, settings, hindrance)?;
    if state.trust == Trust::Damaged {
        published.notes.push(damaged(&place, &foreign));
    }
    Ok(published)
}

/// Publishes in one step if nothing hinders it, else file by file.
fn carry_out(
    place: &Place,
    plan: &Plan<'_, '_>,
    foreign: &Foreign,
    settings: Settings,
    hindrance: Option<String>,
) -> Result<Published, WriteError> {
    let hindrance = hindrance
        .or_else(|| mounted(place, settings))
        .or_else(|| foreign.hindrance.clone());
    let staged = match hindrance {
        Some(why) => Err(Failure::Impossible(why)),
        None => staged::publish(place, plan, foreign, settings),
    };
    match staged {
        Ok((settled, notes)) => Ok(Published::new(&settled, plan, true, notes)),
        Err(Failure::Impossible(why)) => {
            let settled = in_place::publish(place, plan, foreign, settings)?;
            let note = format!(
                "`{}` was published file by file, not in one step, because {why}; a reader may have met old and new \
                 pages side by side",
                place.shown.display()
            );
            Ok(Published::new(&settled, plan, false, vec![note]))
        }
        Err(Failure::Failed(error)) => Err(error),
    }
}

fn mounted(place: &Place, settings: Settings) -> Option<String> {
    let is_mounted = !settings.staged || place.out.is_dir() && system::is_mount_point(&place.out);
    is_mounted.then(|| "another file system is mounted there".to_owned())
}

fn damaged(place: &Place, foreign: &Foreign) -> String {
    let path = place.shown.join(state::NAME);
    let kept = foreign.things.iter().filter(|thing| !thing.is_folder).count();
    format!(
        "`{}` was damaged, so all files were compared by their bytes; {kept} that may be left over from earlier builds \
         were kept",
        path.display()
    )
}

impl Published {
    fn new(settled: &[Settled], plan: &Plan<'_, '_>, atomic: bool, notes: Vec<String>) -> Self {
        let written = settled.iter().filter(|settled| settled.written).count();
        Self {
            total: settled.len(),
            written,
            unchanged: settled.len() - written,
            deleted: plan.deletions.len(),
            atomic,
            notes,
        }
    }

    fn unchanged(total: usize) -> Self {
        Self {
            total,
            written: 0,
            unchanged: total,
            deleted: 0,
            atomic: true,
            notes: Vec::new(),
        }
    }
}
