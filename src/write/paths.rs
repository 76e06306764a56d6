//! Which paths an output may have.

use std::collections::HashSet;

use super::error::WriteError;
use super::state;
use crate::base::DocPath;
use crate::model::Output;

/// Begins the name of a file that is being written in place; a leftover is removed.
pub(super) const PART: &str = ".stegvis-part-";

/// Refuses outputs that would leave the folder, meet our own files, or stand in each other's way.
/// `outputs` are ordered by path.
pub(super) fn check(outputs: &[Output<'_>]) -> Result<(), WriteError> {
    let folders: HashSet<&str> = outputs.iter().flat_map(|output| above(output.path.as_str())).collect();
    for output in outputs {
        let path = output.path.as_str();
        if let Some(problem) = problem(&output.path) {
            let message = format!("`{path}` cannot be written to the output folder: {problem}");
            return Err(WriteError::new(message, "rename the file that it is made from"));
        }
        if folders.contains(path) {
            let message = format!("`{path}` would be both a file and a folder of the output");
            return Err(WriteError::new(message, "rename one of the two that it is made from"));
        }
    }
    let twice = outputs.windows(2).find_map(|pair| match pair {
        [one, other] if one.path == other.path => Some(&one.path),
        _ => None,
    });
    match twice {
        Some(path) => Err(WriteError::new(
            format!("two outputs would be written to `{path}`"),
            "rename one of the two that it is made from",
        )),
        None => Ok(()),
    }
}

/// Why no output may have this path.
pub(super) fn problem(path: &DocPath) -> Option<&'static str> {
    let text = path.as_str();
    if text.is_empty() {
        return Some("it has no name");
    }
    let is_ours = |part: &str| part == state::NAME || part.starts_with(".stegvis-");
    if text.split('/').any(is_ours) {
        return Some("stegvis keeps its own files under that name");
    }
    if text.contains('\0') || cfg!(windows) && text.contains(':') {
        return Some("the system allows no such name");
    }
    None
}

/// The folders that a path lies in, without the root, the nearest first.
pub(super) fn above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(path.rsplit_once('/'), |(folder, _)| folder.rsplit_once('/')).map(|(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Hash;
    use crate::model::{Key, OutputBody};

    fn refusal(paths: &[&str]) -> Option<String> {
        let output = |path: &&str| Output {
            path: DocPath::new(path).unwrap(),
            key: Key::of(Hash(1)),
            body: OutputBody::Copy("x".into()),
        };
        let outputs: Vec<_> = paths.iter().map(output).collect();
        check(&outputs).err().map(|error| error.message)
    }

    #[test]
    fn folders_above_a_path() {
        assert_eq!(above("a/b/c").collect::<Vec<_>>(), ["a/b", "a"]);
        assert_eq!(above("a").count(), 0);
    }

    #[test]
    fn outputs_that_cannot_be() {
        assert_eq!(refusal(&["a", "a-b", "ab/c", "b/c", "b/d"]), None);
        assert!(refusal(&["a", "a"]).unwrap().contains("two outputs"));
        assert!(
            refusal(&["a", "a-b", "a/b"])
                .unwrap()
                .contains("both a file and a folder")
        );
        assert!(refusal(&[""]).unwrap().contains("no name"));
        assert!(refusal(&["en/.stegvis"]).unwrap().contains("its own files"));
        assert!(refusal(&[".stegvis-lock"]).unwrap().contains("its own files"));
    }
}
