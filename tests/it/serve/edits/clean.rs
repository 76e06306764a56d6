//! What a build from nothing makes of a folder.

use std::collections::BTreeMap;
use std::sync::Arc;

use stegvis::base::Hash;
use stegvis::build::{Build, Options, Request, Shown, SiteFolder};
use stegvis::diag::Severity;
use stegvis::model::OutputBody;
use stegvis::render::Frame;
use stegvis::source::disk;
use stegvis::source::git::Git;

use crate::site::Site;

/// Outputs by their path.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A build from nothing.
pub struct Made {
    pub files: Files,
    /// Those that are carried along, each with its hash.
    pub carried: BTreeMap<String, Hash>,
    /// Where all addresses begin.
    pub base: String,
    /// What the configuration publishes into lies among the sources, and is none of them.
    pub is_in_sources: bool,
    /// Why pages stay what they were: the folder cannot be understood, or what all pages share is broken.
    pub trouble: Option<String>,
}

/// Builds a site as `build --drafts --allow-broken` does.
pub fn made(site: &Site) -> Made {
    let request = Request {
        root: site.root(),
        ..Request::default()
    };
    let folder = match SiteFolder::find(&request) {
        Ok(mut folder) => {
            folder.plan.without = Some(site.root().join(folder.config.output.as_str()));
            Arc::new(folder)
        }
        Err(why) => {
            return Made {
                files: Files::new(),
                carried: BTreeMap::new(),
                base: "/".into(),
                is_in_sources: false,
                trouble: Some(why.to_string()),
            };
        }
    };
    let options = Options {
        frame: Frame {
            drafts: true,
            ..Frame::default()
        },
        pseudo: None,
        history: Some(Arc::new(Git::default())),
    };
    let shown = Shown::new(&folder, &options, Arc::new(disk::read(&folder.plan)), None);
    let is_shared = |file: &str| file == "stegvis.yaml" || file.starts_with("themes/") || file.starts_with("locales/");
    let faults = shown.faults();
    let fault = faults
        .iter()
        .find(|found| found.severity == Severity::Error && is_shared(found.primary.file.as_str()));
    let plan = shown.plan();
    let outputs = Build::outputs(&plan);
    let bytes = |body: &OutputBody<'_>, key| match body {
        OutputBody::Render(render) => render(key).map_or_else(String::into_bytes, |bytes| bytes.into_owned()),
        OutputBody::Copy(place) => std::fs::read(place).unwrap_or_default(),
    };
    let made = outputs.iter().filter(|_| fault.is_none());
    let files: Files = made
        .clone()
        .map(|output| (output.path.to_string(), bytes(&output.body, &output.key)))
        .collect();
    let carried = made.filter(|output| matches!(output.body, OutputBody::Copy(_)));
    Made {
        carried: carried
            .filter_map(|output| {
                let path = output.path.as_str();
                Some((path.to_owned(), Hash::of(files.get(path)?)))
            })
            .collect(),
        files,
        base: shown.config.base().to_owned(),
        is_in_sources: folder.config.output.starts_with("content"),
        trouble: fault.map(|found| format!("{}: {}", found.primary.file, found.message)),
    }
}
