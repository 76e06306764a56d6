//! What a build wants to lie in the output folder: plans first, bytes only when `write/` pulls them.

use std::borrow::Cow;
use std::path::PathBuf;

use crate::base::{DocPath, Hash};

/// One file of the output.
pub struct Output<'a> {
    /// Below the output folder.
    pub path: DocPath,
    /// The hash of everything that the bytes depend on. Equal keys mean equal bytes.
    pub key: Hash,
    /// How to get the bytes.
    pub body: OutputBody<'a>,
}

/// How to get the bytes of an output.
pub enum OutputBody<'a> {
    /// Computes them. Pure: the same bytes at every call, from any thread.
    Render(Renderer<'a>),
    /// Copies a file of the content from where it lies on disk.
    Copy(PathBuf),
}

/// Gives the bytes of an output, or says why a template failed.
pub type Renderer<'a> = Box<dyn Fn() -> Result<Cow<'a, [u8]>, String> + Send + Sync + 'a>;
