//! Files that are carried along, and the theme's own, whose names hold their hash.

use std::borrow::Cow;

use super::inputs::Plan;
use crate::base::{DocPath, Hash};
use crate::model::site::{AssetId, LocaleId};
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
const FOR_CHECKLISTS: [&str; 3] = ["checklist.css", "checklist-tools.css", "progress.css"];

/// The script of checklists that is loaded on demand, and what stands in it for the words of a language.
const TOOLS: &str = "checklist-tools.js";
const WORDS: &str = "\"%WORDS%\"";

/// That script with the words of a locale.
fn tools(plan: &Plan<'_>, locale: LocaleId) -> Vec<u8> {
    let bytes = plan.theme.assets().find(|(known, _)| *known == TOOLS);
    let text = bytes.map_or(Cow::default(), |(_, bytes)| String::from_utf8_lossy(bytes));
    text.replacen(WORDS, &plan.words[locale.index()].tools, 1).into_bytes()
}

/// Where it lies in the output.
pub fn tools_path(plan: &Plan<'_>, locale: LocaleId) -> String {
    let slug = &plan.site.locales[locale.index()].slug;
    let hash = Hash::of_value(&(theme_path(plan.theme, TOOLS), &plan.words[locale.index()].tools));
    format!("assets/checklist-tools.{slug}.{}.js", hash.short(10))
}

/// All of them.
pub fn outputs<'a>(plan: &'a Plan<'a>) -> Vec<Output<'a>> {
    let mut outputs = of_theme(plan);
    let carried = (0..plan.site.assets.len() as u32).filter_map(|asset| carried(plan, AssetId(asset)));
    outputs.extend(carried);
    outputs
}

/// Those of the theme.
pub fn of_theme<'a>(plan: &'a Plan<'a>) -> Vec<Output<'a>> {
    let has_lists = !plan.site.checklists.lists.is_empty();
    let is_wanted = |name: &str| match name {
        // It has a name for good, and is published under that.
        super::embed::SCRIPT => false,
        // Published once a language.
        TOOLS => false,
        _ => !FOR_CHECKLISTS.contains(&name) || has_lists,
    };
    let mut outputs: Vec<Output<'a>> = Vec::new();
    for (name, bytes) in plan.theme.assets().filter(|(name, _)| is_wanted(name)) {
        outputs.extend(DocPath::new(&theme_path(plan.theme, name)).map(|path| Output {
            path,
            key: Key::of(Hash::of(bytes)),
            body: OutputBody::Render(Box::new(move |_| Ok(Cow::Borrowed(bytes)))),
        }));
    }
    for locale in (0..plan.site.locales.len()).filter(|_| has_lists) {
        let locale = LocaleId(locale as u8);
        let name = tools_path(plan, locale);
        outputs.extend(DocPath::new(&name).map(|path| Output {
            path,
            key: Key::of(Hash::of(name.as_bytes())),
            body: OutputBody::Render(Box::new(move |_| Ok(Cow::Owned(tools(plan, locale))))),
        }));
    }
    outputs
}

/// A file that is carried along.
pub fn carried<'a>(plan: &'a Plan<'a>, asset: AssetId) -> Option<Output<'a>> {
    let asset = plan.site.assets.get(asset.0 as usize)?;
    let file = plan.snapshot.files.get(&asset.file)?;
    let body = match &file.content {
        Content::Media { .. } => OutputBody::Copy(plan.snapshot.on_disk(&asset.file)),
        Content::Text(text) => OutputBody::Render(Box::new(move |_| Ok(Cow::Borrowed(text.as_bytes())))),
        Content::NotUtf8(bytes) => OutputBody::Render(Box::new(move |_| Ok(Cow::Borrowed(bytes)))),
    };
    Some(Output {
        path: asset.path.clone(),
        key: Key::of(file.hash),
        body,
    })
}
