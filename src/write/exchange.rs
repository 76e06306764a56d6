//! The moment in which the new site takes the old one's place, and mending one that was cut short.

use std::fs;
use std::io;
use std::path::Path;

use super::error::WriteError;
use super::place::Place;
use super::stage::remove_tree;
use super::system;
use crate::base::system::reason;

/// Why an exchange did not happen.
pub(super) enum Failure {
    /// The old site is where it was, whole.
    Impossible(String),
    /// Publishing in place would not help either.
    Failed(WriteError),
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        Self::Failed(error)
    }
}

/// Puts the stage in the place of the output. The old site, if there is one, ends where the stage was, or at
/// `place.old`.
pub(super) fn exchange(place: &Place, one_step: bool) -> Result<(), Failure> {
    if place.out.symlink_metadata().is_err() {
        return fs::rename(&place.stage, &place.out).map_err(|error| Failure::Impossible(reason(&error)));
    }
    if one_step && system::exchange(&place.stage, &place.out).is_ok() {
        return Ok(());
    }
    // Not every file system can; if the first of these steps fails too, its reason is the true one.
    fs::rename(&place.out, &place.old).map_err(|error| Failure::Impossible(reason(&error)))?;
    let Err(error) = fs::rename(&place.stage, &place.out) else {
        return Ok(());
    };
    match fs::rename(&place.old, &place.out) {
        Ok(()) => Err(Failure::Impossible(reason(&error))),
        Err(error) => Err(stuck(place, &error).into()),
    }
}

/// Mends what a killed build left beside the output folder: a site that was moved away and not replaced comes back,
/// and what is left over goes. The lock has to be held. Gives the reason why nothing can be staged, if what is left
/// over does not go.
pub(super) fn mend(place: &Place) -> Result<Option<String>, WriteError> {
    let is_there = |path: &Path| path.symlink_metadata().is_ok();
    if !is_there(&place.out) && is_there(&place.old) {
        fs::rename(&place.old, &place.out).map_err(|error| stuck(place, &error))?;
    }
    let stuck = [&place.old, &place.stage].into_iter().find_map(|path| {
        let error = remove_tree(path).err()?;
        Some(format!(
            "the leftover `{}` cannot be removed: {}",
            path.display(),
            reason(&error)
        ))
    });
    Ok(stuck)
}

fn stuck(place: &Place, error: &io::Error) -> WriteError {
    WriteError::new(
        format!(
            "cannot move `{}` back to `{}`: {}",
            place.old.display(),
            place.shown.display(),
            reason(error)
        ),
        "move it back by hand, or build again",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_second_step_brings_the_old_site_back() {
        let root = tempfile::tempdir().unwrap();
        let place = Place::find(&root.path().join("out"), &[]).unwrap();
        fs::create_dir(&place.out).unwrap();
        fs::write(place.out.join("x"), "x").unwrap();
        for one_step in [true, false] {
            let Err(Failure::Impossible(why)) = exchange(&place, one_step) else {
                panic!("there is no stage to exchange with");
            };
            assert!(!why.is_empty() && !why.contains("os error"));
            assert!(place.out.join("x").exists() && !place.old.exists());
        }
    }

    #[test]
    fn mending_prefers_the_site_that_stands() {
        let root = tempfile::tempdir().unwrap();
        let place = Place::find(&root.path().join("out"), &[]).unwrap();
        for folder in [&place.out, &place.old, &place.stage] {
            fs::create_dir(folder).unwrap();
            fs::write(folder.join("name"), folder.to_str().unwrap()).unwrap();
        }
        assert_eq!(mend(&place).unwrap(), None);
        assert!(!place.old.exists() && !place.stage.exists());
        assert_eq!(
            fs::read_to_string(place.out.join("name")).unwrap(),
            place.out.to_str().unwrap()
        );
    }
}
