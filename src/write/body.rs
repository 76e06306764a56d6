//! The bytes of one output, from where they are made to where they are written.

use std::borrow::Cow;
use std::fs::File;
use std::hash::Hasher as _;
use std::io::{self, Read, Write};
use std::path::Path;

use super::error::WriteError;
use super::look::Found;
use super::plan::Job;
use super::state::Record;
use super::system;
use crate::base::{Hash, Hasher};
use crate::model::OutputBody;

/// What is read at once from a file: large enough for few calls, small enough for many threads.
const CHUNK: usize = 128 * 1024;

/// What an output turned out to be.
pub(super) enum Made<'p> {
    /// The file that lies there has these bytes already.
    Kept(Record),
    /// It has to be written.
    New(Bytes<'p>),
}

/// Bytes that have to be written.
pub(super) enum Bytes<'p> {
    /// Rendered.
    Ready(Cow<'p, [u8]>, Hash),
    /// In a file of the content.
    In(&'p Path),
}

/// Renders an output, unless that is known to be needless, and compares it with the file `there`.
pub(super) fn make<'p>(job: &Job<'p, '_>, there: &Path, shown: &Path) -> Result<Made<'p>, WriteError> {
    if let Some(record) = job.fresh() {
        return Ok(Made::Kept(record.clone()));
    }
    let (bytes, size, hash) = match &job.output.body {
        OutputBody::Render(render) => {
            let bytes = render(&job.output.key)
                .map_err(|why| WriteError::new(why, "mend the template, or take it out of the theme"))?;
            let hash = Hash::of(&bytes);
            let size = bytes.len() as u64;
            (Bytes::Ready(bytes, hash), size, Some(hash))
        }
        OutputBody::Copy(source) => {
            let fail = |error: &io::Error| WriteError::io("read", source, error);
            let size = source.metadata().map_err(|error| fail(&error))?.len();
            let worth_reading = matches!(job.found, Found::File { size: there, .. } if there == size);
            let hash = if worth_reading {
                Some(hash_of_file(source).map_err(|error| fail(&error))?)
            } else {
                None
            };
            (Bytes::In(source), size, hash)
        }
    };
    if let Some(hash) = hash
        && lies_there(job, there, size, hash)
    {
        let path = job.output.path.clone();
        let key = job.output.key.get();
        return Ok(Made::Kept(Record { path, size, hash, key }));
    }
    if !job.may_be_written() {
        return Err(foreign_in_the_way(&shown.join(job.output.path.as_str())));
    }
    Ok(Made::New(bytes))
}

fn lies_there(job: &Job<'_, '_>, there: &Path, size: u64, hash: Hash) -> bool {
    let same_size = matches!(job.found, Found::File { size: found, .. } if found == size);
    same_size && (job.there.or_else(|| hash_of_file(there).ok()) == Some(hash))
}

/// A file that is not ours stands where an output should go.
pub(super) fn foreign_in_the_way(shown: &Path) -> WriteError {
    WriteError::new(
        format!("`{}` is not stegvis's own, and would be overwritten", shown.display()),
        "move it away, or choose another output folder with `-o`",
    )
}

impl Bytes<'_> {
    /// Writes to `file`, which lies at `target`, and tells size and hash.
    pub(super) fn write(&self, mut file: File, target: &Path, flush: bool) -> Result<(u64, Hash), WriteError> {
        let fail = |error: &io::Error| WriteError::io("write", target, error);
        let written = match self {
            Self::Ready(bytes, hash) => {
                file.write_all(bytes).map_err(|error| fail(&error))?;
                (bytes.len() as u64, *hash)
            }
            Self::In(source) => {
                let unread = |error: &io::Error| WriteError::io("read", source, error);
                let mut from = File::open(source).map_err(|error| unread(&error))?;
                stream(&mut from, |chunk| file.write_all(chunk)).map_err(|error| match error {
                    Broken::Reading(error) => unread(&error),
                    Broken::Writing(error) => fail(&error),
                })?
            }
        };
        if flush {
            system::flush_file(&file).map_err(|error| fail(&error))?;
        }
        Ok(written)
    }
}

/// Which end of a stream failed.
enum Broken {
    Reading(io::Error),
    Writing(io::Error),
}

/// Hands the bytes of `from` on in chunks; gives their number and hash.
fn stream(from: &mut File, mut to: impl FnMut(&[u8]) -> io::Result<()>) -> Result<(u64, Hash), Broken> {
    let mut hasher = Hasher::default();
    let mut chunk = vec![0; CHUNK];
    let mut size = 0;
    loop {
        let read = match from.read(&mut chunk) {
            Ok(0) => return Ok((size, hasher.done())),
            Ok(read) => chunk.get(..read).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Broken::Reading(error)),
        };
        hasher.write(read);
        to(read).map_err(Broken::Writing)?;
        size += read.len() as u64;
    }
}

/// The hash of a file's bytes, read piece by piece.
pub(super) fn hash_of_file(path: &Path) -> io::Result<Hash> {
    let mut file = File::open(path)?;
    match stream(&mut file, |_| Ok(())) {
        Ok((_, hash)) => Ok(hash),
        Err(Broken::Reading(error) | Broken::Writing(error)) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_hashes_like_its_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        for size in [0, 1, CHUNK, CHUNK + 1, 3 * CHUNK + 77] {
            let bytes: Vec<u8> = (0..size).map(|i| (i % 251) as u8).collect();
            std::fs::write(&path, &bytes).unwrap();
            assert_eq!(hash_of_file(&path).unwrap(), Hash::of(&bytes));
        }
    }
}
