//! A site that is edited: each build takes over what the one before has, and is what a build from nothing would be.
//!
//! Pages are ready at once ([`Session::update`]), what is wrong is looked for when somebody asks ([`Shown::check`]), and
//! only what is asked for is rendered ([`Shown::with_output`]).

use std::path::PathBuf;
use std::sync::Arc;

use super::change::Change;
use super::folder::{FolderError, Request, SiteFolder};
use super::plan::Options;
use super::shown::Shown;
use crate::base::{DocPath, Locale};
use crate::model::site::SiteLocale;
use crate::source::{Mount, Snapshot, disk};

/// A site folder that is edited.
pub struct Session {
    request: Request,
    options: Options,
    folder: Arc<SiteFolder>,
    shown: Arc<Shown>,
}

impl Session {
    /// Reads a folder and makes its first build.
    ///
    /// # Errors
    /// The folder cannot be built at all.
    pub fn start(request: Request, options: Options) -> Result<Self, FolderError> {
        let folder = Arc::new(SiteFolder::find(&request)?);
        let snapshot = Arc::new(disk::read(&folder.plan));
        let shown = Arc::new(Shown::new(&folder, &options, snapshot, None));
        Ok(Self {
            request,
            options,
            folder,
            shown,
        })
    }

    /// The site as it is now.
    pub fn shown(&self) -> &Arc<Shown> {
        &self.shown
    }

    /// The folder as it is now.
    pub fn folder(&self) -> &Arc<SiteFolder> {
        &self.folder
    }

    fn follow(&mut self, snapshot: Snapshot, change: &Change) -> &Arc<Shown> {
        let old = Some((&*self.shown, change));
        self.shown = Arc::new(Shown::new(&self.folder, &self.options, Arc::new(snapshot), old));
        &self.shown
    }

    /// The site after something changed at these places on disk: files and folders that were written, made, moved or
    /// deleted. Only they are read, where that is certain to give what reading all gives; else all is. Gives no news where
    /// nothing changed.
    ///
    /// # Errors
    /// The folder cannot be built at all as it is now; the site is what it was, and the next update looks again.
    pub fn update(&mut self, places: &[PathBuf]) -> Result<&Arc<Shown>, FolderError> {
        if let Some((snapshot, change)) = self.reread(places) {
            return Ok(match change.files.is_empty() {
                true => &self.shown,
                false => self.follow(snapshot, &change),
            });
        }
        self.update_all()
    }

    /// The site after anything may have changed: all is read again.
    ///
    /// # Errors
    /// As [`Session::update`].
    pub fn update_all(&mut self) -> Result<&Arc<Shown>, FolderError> {
        let folder = SiteFolder::find(&self.request)?;
        let snapshot = disk::read(&folder.plan);
        self.folder = Arc::new(folder);
        self.shown = Arc::new(Shown::after(&self.shown, &self.folder, Arc::new(snapshot)));
        Ok(&self.shown)
    }

    /// Whether each locale's folder has Markdown, and none is the site's own.
    fn has_pages_in_all(&self, snapshot: &Snapshot) -> bool {
        let is_markdown = |path: &DocPath| path.extension().eq_ignore_ascii_case("md");
        let is_pseudo = |locale: &SiteLocale| locale.tag == Locale::pseudo();
        let mut locales = self.folder.locales.iter().filter(|locale| !is_pseudo(locale));
        let is_root = |mount: &Mount| mount.folder == self.folder.root;
        locales.all(|locale| {
            snapshot
                .below(locale.folder.as_str())
                .any(|(_, path, _)| is_markdown(path))
        }) && !self.folder.plan.folders.iter().any(is_root)
    }

    /// A snapshot with the files at `places` read again; `None` where all must be read.
    fn reread(&self, places: &[PathBuf]) -> Option<(Snapshot, Change)> {
        let old = &self.shown.snapshot;
        let change = disk::reread(&self.folder.plan, old, places)?;
        let mut told = Change::default();
        for (path, file) in &change {
            let before = old.files.get(path);
            if before != file.as_ref() {
                told.is_set_changed |= before.is_none() || file.is_none();
                told.files.insert(path.clone());
            }
        }
        let mut snapshot = Snapshot::default();
        if !told.files.is_empty() {
            snapshot = (**old).clone();
            for (path, file) in change {
                match file {
                    Some(file) => _ = snapshot.files.insert(path, file),
                    None => _ = snapshot.files.remove(&path),
                }
            }
        }
        let is_config = |path| self.folder.config_file.as_ref() == Some(path);
        // Whether a folder is that of a locale is told by what lies in it.
        let is_telling = told.is_set_changed && (told.is_of_docsets() || !self.has_pages_in_all(&snapshot));
        (!is_telling && !told.files.iter().any(is_config)).then_some((snapshot, told))
    }
}
