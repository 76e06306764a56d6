//! What a build wants to lie in the output folder: plans first, bytes only when `write/` pulls them.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::OnceLock;

use crate::base::{DocPath, Hash};

/// One file of the output.
pub struct Output<'a> {
    /// Below the output folder.
    pub path: DocPath,
    /// The hash of everything that the bytes depend on. Equal keys mean equal bytes.
    pub key: Key<'a>,
    /// How to get the bytes.
    pub body: OutputBody<'a>,
}

/// A key that is computed when it is first asked for: a build into an empty folder has nothing to compare it with
/// before it renders.
pub struct Key<'a> {
    known: OnceLock<Hash>,
    make: Box<dyn Fn() -> Hash + Send + Sync + 'a>,
}

impl<'a> Key<'a> {
    /// A key that is known.
    pub fn of(hash: Hash) -> Self {
        Self::later(move || hash)
    }

    /// A key that `make` computes; the same at every call.
    pub fn later(make: impl Fn() -> Hash + Send + Sync + 'a) -> Self {
        Self {
            known: OnceLock::new(),
            make: Box::new(make),
        }
    }

    /// The key.
    pub fn get(&self) -> Hash {
        *self.known.get_or_init(|| (self.make)())
    }

    /// Saves computing the key, for a renderer that had all its inputs in hand.
    pub fn learn(&self, hash: impl FnOnce() -> Hash) {
        self.known.get_or_init(hash);
    }
}

/// How to get the bytes of an output.
pub enum OutputBody<'a> {
    /// Computes them. Pure: the same bytes at every call, from any thread.
    Render(Renderer<'a>),
    /// Copies a file of the content from where it lies on disk.
    Copy(PathBuf),
}

/// Gives the bytes of the output with this key, or says why a template failed.
pub type Renderer<'a> = Box<dyn Fn(&Key<'_>) -> Result<Cow<'a, [u8]>, String> + Send + Sync + 'a>;
