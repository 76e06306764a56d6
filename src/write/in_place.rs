//! Publishing file by file, where folders cannot be exchanged. Every file is whole at every moment; the site is not.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::body::{Made, make};
use super::error::WriteError;
use super::foreign::Foreign;
use super::look::Found;
use super::paths::{PART, above};
use super::place::Place;
use super::plan::{Job, Plan};
use super::stage::with_folder;
use super::state::{self, Record};
use super::system;
use super::{Settings, Settled};

/// Publishes: assets, then the pages that need them, then deletions, then the state.
pub(super) fn publish(
    place: &Place,
    plan: &Plan<'_, '_>,
    foreign: &Foreign,
    settings: Settings,
) -> Result<Vec<Settled>, WriteError> {
    spare_foreign(place, plan)?;
    fs::create_dir_all(&place.out).map_err(|error| WriteError::io("create", &place.shown, &error))?;
    write_state(place, &intent(plan))?;
    for part in &foreign.parts {
        remove(&place.out.join(part), &place.shown.join(part))?;
    }
    let deletions_first = changes_shape(plan);
    if deletions_first {
        delete(place, plan)?;
    }
    let (pages, assets): (Vec<_>, Vec<_>) = plan.jobs.iter().enumerate().partition(|(_, job)| is_page(job));
    let mut settled = write_all(place, &assets, settings)?;
    settled.extend(write_all(place, &pages, settings)?);
    settled.sort_by(|a, b| a.record.path.cmp(&b.record.path));
    if !deletions_first {
        delete(place, plan)?;
    }
    if settings.flush {
        system::flush(&place.out).map_err(|error| WriteError::io("write into", &place.shown, &error))?;
    }
    let records: Vec<Record> = settled.iter().map(|settled| settled.record.clone()).collect();
    write_state(place, &records)?;
    Ok(settled)
}

/// Writes the state by way of a file beside it.
pub(super) fn write_state(place: &Place, records: &[Record]) -> Result<(), WriteError> {
    let part = place.out.join(format!("{PART}state"));
    let target = place.out.join(state::NAME);
    let shown = place.shown.join(state::NAME);
    let text = state::text(records);
    fresh(&part)
        .and_then(|mut file| io::Write::write_all(&mut file, text.as_bytes()))
        .and_then(|()| fs::rename(&part, &target))
        .map_err(|error| WriteError::io("write", &shown, &error))
}

/// What the state says while we write: the files that were there and those that will be are ours, and only of those
/// that are finished is more known. So a killed run leaves nothing that the next one takes for foreign.
fn intent(plan: &Plan<'_, '_>) -> Vec<Record> {
    let ours = plan.jobs.iter().filter(|job| job.may_be_written());
    let wanted = ours.map(|job| match job.fresh() {
        Some(record) => record.clone(),
        None => Record::unknown(job.output.path.clone()),
    });
    let going = plan.deletions.iter().map(|record| (*record).clone());
    let mut records: Vec<Record> = wanted.chain(going).collect();
    records.sort_by(|a, b| a.path.cmp(&b.path));
    records
}

/// Refuses to overwrite a foreign file before anything is written.
fn spare_foreign(place: &Place, plan: &Plan<'_, '_>) -> Result<(), WriteError> {
    let doubtful = plan.jobs.par_iter().filter(|job| !job.may_be_written());
    let compared: Vec<Result<(), WriteError>> = doubtful
        .map(|job| make(job, &place.out.join(job.output.path.as_str()), &place.shown).map(drop))
        .collect();
    compared.into_iter().collect()
}

fn is_page(job: &Job<'_, '_>) -> bool {
    job.output.path.as_str().ends_with(".html")
}

/// Whether a file becomes a folder or a folder a file; then the old has to go before the new can come.
fn changes_shape(plan: &Plan<'_, '_>) -> bool {
    let going: BTreeSet<&str> = plan.deletions.iter().map(|record| record.path.as_str()).collect();
    plan.jobs.iter().any(|job| {
        let path = job.output.path.as_str();
        job.found == Found::Folder || !going.is_empty() && above(path).any(|folder| going.contains(folder))
    })
}

fn write_all(place: &Place, jobs: &[(usize, &Job<'_, '_>)], settings: Settings) -> Result<Vec<Settled>, WriteError> {
    let done: Vec<_> = jobs
        .par_iter()
        .map(|(index, job)| write_one(place, *index, job, settings))
        .collect();
    done.into_iter().collect()
}

fn write_one(place: &Place, index: usize, job: &Job<'_, '_>, settings: Settings) -> Result<Settled, WriteError> {
    let path = job.output.path.as_str();
    let target = place.out.join(path);
    let bytes = match make(job, &target, &place.shown)? {
        Made::Kept(record) => return Ok(Settled { record, written: false }),
        Made::New(bytes) => bytes,
    };
    let shown = place.shown.join(path);
    let fail = |error: &io::Error| WriteError::io("write", &shown, error);
    let part = part_beside(&target, index);
    let file = with_folder(&part, fresh).map_err(|error| fail(&error))?;
    let (size, hash) = bytes.write(file, &shown, settings.flush)?;
    fs::rename(&part, &target).map_err(|error| fail(&error))?;
    Ok(Settled::written(job, size, hash))
}

fn part_beside(target: &Path, index: usize) -> PathBuf {
    target.with_file_name(format!("{PART}{index}"))
}

/// A new file; what a killed run, or a hostile one, left under its name goes. Never opens what a link leads to.
fn fresh(path: &Path) -> io::Result<File> {
    match File::create_new(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(path)?;
            File::create_new(path)
        }
        created => created,
    }
}

/// Deletes what is no longer wanted, and the folders that this leaves empty.
fn delete(place: &Place, plan: &Plan<'_, '_>) -> Result<(), WriteError> {
    let mut folders: BTreeSet<&str> = BTreeSet::new();
    for record in &plan.deletions {
        let path = record.path.as_str();
        remove(&place.out.join(path), &place.shown.join(path))?;
        folders.extend(above(path));
    }
    // From below: in reverse order of names, what lies in a folder comes before it. One that is not empty stays.
    for folder in folders.iter().rev() {
        let _ = fs::remove_dir(place.out.join(folder));
    }
    Ok(())
}

fn remove(path: &Path, shown: &Path) -> Result<(), WriteError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(WriteError::io("remove", shown, &error)),
        _ => Ok(()),
    }
}
