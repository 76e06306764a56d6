//! Files that are carried along, and the theme's own, whose names hold their hash.

use std::borrow::Cow;

use super::inputs::Plan;
use crate::base::{DocPath, Hash};
use crate::model::{Key, Output, OutputBody};
use crate::source::Content;
use crate::theme::template::Theme;

/// Where a file of the theme lies in the output: its name holds its hash, so that browsers may keep it for ever.
pub fn theme_path(theme: &Theme, name: &str) -> String {
    let bytes = theme.assets().find(|(known, _)| *known == name).map(|(_, bytes)| bytes);
    let hash = Hash::of(bytes.map_or(&[], |bytes| bytes)).short(10);
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("assets/{stem}.{hash}.{extension}"),
        None => format!("assets/{name}.{hash}"),
    }
}

/// What nothing on a site without checklists asks for.
const FOR_CHECKLISTS: [&str; 3] = ["checklist.css", "checklist-tools.js", "progress.css"];

/// All of them.
pub fn outputs<'a>(plan: &'a Plan<'a>) -> Vec<Output<'a>> {
    let mut outputs: Vec<Output<'a>> = Vec::new();
    let is_wanted = |name: &str| match name {
        // It has a name for good, and is published under that.
        super::embed::SCRIPT => false,
        _ => !FOR_CHECKLISTS.contains(&name) || !plan.site.checklists.lists.is_empty(),
    };
    for (name, bytes) in plan.theme.assets().filter(|(name, _)| is_wanted(name)) {
        if let Some(path) = DocPath::new(&theme_path(plan.theme, name)) {
            outputs.push(Output {
                path,
                key: Key::of(Hash::of(bytes)),
                body: OutputBody::Render(Box::new(move |_| Ok(Cow::Borrowed(bytes)))),
            });
        }
    }
    for asset in &plan.site.assets {
        let Some(file) = plan.snapshot.files.get(&asset.file) else {
            continue;
        };
        let body = match &file.content {
            Content::Media { .. } => OutputBody::Copy(plan.snapshot.on_disk(&asset.file)),
            Content::Text(text) => OutputBody::Render(Box::new(move |_| Ok(Cow::Borrowed(text.as_bytes())))),
            Content::NotUtf8(bytes) => OutputBody::Render(Box::new(move |_| Ok(Cow::Borrowed(bytes)))),
        };
        outputs.push(Output {
            path: asset.path.clone(),
            key: Key::of(file.hash),
            body,
        });
    }
    outputs
}
