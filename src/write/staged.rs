//! Publishing in one step: the new site is laid out beside the old one, and takes its place.

use std::io::{self, Write as _};
use std::path::Path;

use rayon::prelude::*;

use super::body::{Made, make};
use super::error::WriteError;
use super::exchange::{self, Failure};
use super::foreign::Foreign;
use super::in_place::write_state;
use super::place::Place;
use super::plan::{Job, Plan};
use super::stage::{Stage, remove_tree};
use super::state::{self, Record};
use super::system;
use super::{Settings, Settled};
use crate::base::system::reason;

/// Publishes; gives what lies there now, by path, and notes.
pub(super) fn publish(
    place: &Place,
    plan: &Plan<'_, '_>,
    foreign: &Foreign,
    settings: Settings,
) -> Result<(Vec<Settled>, Vec<String>), Failure> {
    let stage = Stage::new(&place.stage)
        .map_err(|error| Failure::Impossible(format!("nothing can be laid out beside it: {}", reason(&error))))?;
    let settled: Vec<Result<Settled, WriteError>> = plan
        .jobs
        .par_iter()
        .map(|job| settle(place, &stage, job, settings))
        .collect();
    let settled: Vec<Settled> = settled.into_iter().collect::<Result<_, _>>()?;
    let records: Vec<Record> = settled.iter().map(|settled| settled.record.clone()).collect();
    if is_already_there(place, plan, foreign, &settled) {
        write_state(place, &records)?;
        return Ok((settled, Vec::new()));
    }
    link_kept(place, &stage, &settled)?;
    foreign.carry(&place.out, &stage).map_err(Failure::Impossible)?;
    finish(place, &stage, &records, settings)?;
    exchange::exchange(place, settings.one_step)?;
    if settings.flush {
        system::flush_names(&place.parent);
    }
    Ok((settled, remove_old(place)))
}

/// Writes the output into the stage, unless the file that lies in the output folder will do.
fn settle(place: &Place, stage: &Stage<'_>, job: &Job<'_, '_>, settings: Settings) -> Result<Settled, WriteError> {
    let path = job.output.path.as_str();
    let bytes = match make(job, &place.out.join(path), &place.shown)? {
        Made::Kept(record) => return Ok(Settled { record, written: false }),
        Made::New(bytes) => bytes,
    };
    let target = stage.at(path);
    let file = stage
        .create(path)
        .map_err(|error| WriteError::io("write", &target, &error))?;
    let (size, hash) = bytes.write(file, &target, settings.flush)?;
    Ok(Settled::written(job, size, hash))
}

/// Whether the output folder holds the site byte for byte, and only the state has to be written.
fn is_already_there(place: &Place, plan: &Plan<'_, '_>, foreign: &Foreign, settled: &[Settled]) -> bool {
    plan.deletions.is_empty()
        && foreign.parts.is_empty()
        && !settled.iter().any(|settled| settled.written)
        && place.out.is_dir()
}

fn link_kept(place: &Place, stage: &Stage<'_>, settled: &[Settled]) -> Result<(), Failure> {
    let link = |settled: &Settled| {
        let path = settled.record.path.as_str();
        let linked = stage.link_or_copy(&place.out.join(path), path);
        linked.map_err(|error| match error.kind() {
            io::ErrorKind::CrossesDevices => Failure::Impossible(format!("`{path}` lies on another file system")),
            _ => WriteError::io("copy", &place.shown.join(path), &error).into(),
        })
    };
    let kept: Vec<&Settled> = settled.iter().filter(|settled| !settled.written).collect();
    let linked: Vec<Result<(), Failure>> = kept.into_par_iter().with_min_len(64).map(link).collect();
    linked.into_iter().collect()
}

/// The last strokes: the state, the folder's permissions, and all of it to the disk.
fn finish(place: &Place, stage: &Stage<'_>, records: &[Record], settings: Settings) -> Result<(), WriteError> {
    let folder = stage.folder();
    let fail = |error: &io::Error| WriteError::io("write into", folder, error);
    let mut file = stage.create(state::NAME).map_err(|error| fail(&error))?;
    file.write_all(state::text(records).as_bytes())
        .map_err(|error| fail(&error))?;
    if place.out.is_dir() {
        stage.like(&place.out, Path::new("")).map_err(|error| fail(&error))?;
    }
    if settings.flush {
        system::flush_file(&file)
            .and_then(|()| system::flush(folder))
            .map_err(|error| fail(&error))?;
    }
    Ok(())
}

/// Removes the old site; the new one stands, so what cannot be removed is only worth a note.
fn remove_old(place: &Place) -> Vec<String> {
    [&place.stage, &place.old]
        .into_iter()
        .filter_map(|old| {
            let error = remove_tree(old).err()?;
            Some(format!(
                "the old site could not be removed from `{}`: {}",
                old.display(),
                reason(&error)
            ))
        })
        .collect()
}
