//! `stegvis check --fix`: rounds of looking and mending, until nothing more is to be mended.

use std::collections::BTreeSet;
use std::path::Path;

use super::report;
use crate::base::{DocPath, span};
use crate::build::Build;
use crate::diag::{Diagnostic, Fix, edits};
use crate::report::{Files, SiteFiles};
use crate::source::Content;
use crate::write;

/// Mends that touch each other take two rounds, and one mend may show the next. More than this go in a circle.
const MOST_ROUNDS: usize = 20;

/// Mends what `look` finds, until it finds nothing more to mend. Returns what it found last, and whether all files could be
/// mended; each that could not is told.
pub fn fix(look: impl Fn() -> Build) -> (Build, bool) {
    let here = std::env::current_dir().ok();
    let mut refused: BTreeSet<DocPath> = BTreeSet::new();
    let mut build = look();
    for _ in 0..MOST_ROUNDS {
        let mut is_mended = false;
        let files = SiteFiles::new(&build.snapshot, here.as_deref());
        for (file, fixes) in edits::choose(&build.diagnostics) {
            if refused.contains(file) {
                continue;
            }
            match mend(&build, &files, file, &fixes) {
                Ok(lines) => {
                    is_mended |= !lines.is_empty();
                    lines.iter().for_each(|line| report::say(line));
                }
                Err(error) => {
                    refused.insert(file.clone());
                    report::fail(&error);
                }
            }
        }
        if !is_mended {
            break;
        }
        build = look();
    }
    (build, refused.is_empty())
}

/// Mends one file; returns what there is to say of it.
fn mend(
    build: &Build,
    files: &SiteFiles<'_>,
    file: &DocPath,
    fixes: &[(&Diagnostic, &Fix)],
) -> Result<Vec<String>, write::WriteError> {
    let place = build.snapshot.on_disk(file);
    let refuse = |why: &str, help: &str| Err(write::WriteError::new(format!("`{}` {why}", shown(&place)), help));
    let Some(source) = build.snapshot.files.get(file) else {
        return refuse("is no file that was read, and is not mended", "mend it by hand");
    };
    let Content::Text(text) = &source.content else {
        return refuse(
            "is not UTF-8, and is not mended",
            "save the file as UTF-8, then run the command again",
        );
    };
    let is_change = |fix: &Fix| text.get(fix.span.range()) != Some(fix.replacement.as_str());
    let fixes: Vec<_> = fixes.iter().filter(|(_, fix)| is_change(fix)).collect();
    if fixes.is_empty() {
        return Ok(Vec::new());
    }
    let Some(mended) = edits::apply(text, fixes.iter().map(|(_, fix)| *fix)) else {
        return refuse("has no such place, and is not mended", "mend it by hand");
    };
    write::fix::replace(&place, source.hash, mended.as_bytes())?;
    let line = |(found, fix): &&(&Diagnostic, &Fix)| {
        let at = span::position(text, fix.span.start as usize);
        format!(
            "fixed: {}:{}:{} {}",
            files.shown(file),
            at.line,
            at.column,
            found.rule.id
        )
    };
    Ok(fixes.iter().map(line).collect())
}

fn shown(place: &Path) -> String {
    place.display().to_string()
}
