//! From what stands on a page to the line that it was written in, and back.

use serde::Serialize;

use super::stage::Stage;
use crate::base::{DocPath, Span};
use crate::link::outdated::blocks::{Block, blocks};
use crate::model::site::Doc;
use crate::source::Snapshot;

/// So many letters tell one block from the others of its section.
const LETTERS: usize = 40;

#[derive(Serialize)]
struct Lines {
    /// The places of all blocks, in reading order.
    blocks: Vec<BlockLine>,
}

/// One block.
#[derive(Serialize)]
struct BlockLine {
    /// Of a heading, as the page has it.
    id: Option<String>,
    /// The first letters and digits of its words, without what is between them.
    letters: String,
    /// Below the site's root, and on disk.
    file: String,
    disk: String,
    line: usize,
}

/// The lines of the page at a path, as JSON.
pub fn of(stage: &Stage<'_>, path: &str) -> String {
    let doc = stage.doc(path);
    let found = doc.and_then(|id| {
        Some((
            stage.plan.docs.get(id.index())?,
            stage.plan.site.anchors.get(id.index())?,
        ))
    });
    let blocks = match found {
        Some((doc, anchors)) => {
            let mut index = Index::new(stage.plan.snapshot);
            let line = |block: &Block| {
                let (file, span) = doc.place(block.span);
                let written = doc.document.text.file.get(block.span.range()).unwrap_or_default();
                BlockLine {
                    id: block
                        .heading
                        .and_then(|number| Some(anchors.ids.get(number as usize)?.to_string())),
                    letters: letters(written),
                    line: index.line(&file, span),
                    disk: stage.plan.snapshot.on_disk(&file).display().to_string(),
                    file: file.to_string(),
                }
            };
            blocks(&doc.document).iter().map(line).collect()
        }
        None => Vec::new(),
    };
    serde_json::to_string(&Lines { blocks }).unwrap_or_default()
}

/// The first letters and digits, up to markup.
fn letters(written: &str) -> String {
    let plain = written
        .split(['[', ']', '<', '{', '&', '\\', '`'])
        .next()
        .unwrap_or_default();
    let plain = if plain.trim().is_empty() { written } else { plain };
    let letters = plain.chars().filter(|letter| letter.is_alphanumeric());
    letters.take(LETTERS).collect()
}

/// The lines of files, each file read once: blocks come file by file.
pub struct Index<'a> {
    snapshot: &'a Snapshot,
    file: Option<DocPath>,
    starts: Vec<u32>,
}

impl<'a> Index<'a> {
    /// Of the files of a snapshot.
    pub fn new(snapshot: &'a Snapshot) -> Self {
        Self {
            snapshot,
            file: None,
            starts: Vec::new(),
        }
    }

    /// The line that a place begins on, from 1.
    pub fn line(&mut self, file: &DocPath, span: Span) -> usize {
        if self.file.as_ref() != Some(file) {
            let text = self.snapshot.text(file).map_or("", |text| text);
            let breaks = memchr::memchr2_iter(b'\n', b'\r', text.as_bytes());
            let is_end = |at: &usize| text.as_bytes().get(*at..at + 2) != Some(b"\r\n");
            self.starts = breaks.filter(is_end).map(|at| at as u32 + 1).collect();
            self.file = Some(file.clone());
        }
        1 + self.starts.partition_point(|&start| start <= span.start)
    }
}

/// The path, with its fragment, of the place of the site that a line of a file makes.
fn place(stage: &Stage<'_>, file: &str, wanted: usize) -> Option<String> {
    let file = find(stage, file)?;
    let (number, doc) = stage
        .plan
        .docs
        .iter()
        .enumerate()
        .find(|(_, doc)| doc.document.file == file)?;
    let (page, locale) = *stage.plan.site.homes.get(number)?;
    let anchors = stage.plan.site.anchors.get(number)?;
    let id = heading(stage, doc, wanted).and_then(|heading| anchors.ids.get(heading as usize));
    let fragment = id
        .map(|id| format!("#{}", super::facts::encoded(id)))
        .unwrap_or_default();
    Some(stage.url(&stage.path(page, locale)) + &fragment)
}

/// The file by its name in the site, or where it lies on disk.
fn find(stage: &Stage<'_>, file: &str) -> Option<DocPath> {
    let named = DocPath::new(file).filter(|path| stage.plan.snapshot.files.contains_key(path));
    let on_disk = || {
        let mut docs = stage.plan.docs.iter().map(|doc| &doc.document.file);
        docs.find(|known| stage.plan.snapshot.on_disk(known).as_os_str() == file)
            .cloned()
    };
    named.or_else(on_disk)
}

/// The place that `open?file=…&line=…` asks for.
pub fn asked(stage: &Stage<'_>, query: &str) -> Option<String> {
    let value = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.find(|(known, _)| *known == name)?;
        Some(crate::link::percent_decode(&value.replace('+', " ")).into_owned())
    };
    let line = value("line").and_then(|line| line.parse().ok()).unwrap_or(1);
    place(stage, &value("file")?, line)
}

/// The last heading at or above a line of the document's own file.
fn heading(stage: &Stage<'_>, doc: &Doc, wanted: usize) -> Option<u32> {
    let mut found = None;
    let mut index = Index::new(stage.plan.snapshot);
    for block in blocks(&doc.document) {
        let (file, span) = doc.place(block.span);
        if file == doc.document.file && block.heading.is_some() && index.line(&file, span) <= wanted {
            found = block.heading;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_end_at_markup() {
        assert_eq!(letters("Plug *it* in, å!"), "Plugitinå");
        assert_eq!(letters("See [this](that.md)"), "See");
        assert_eq!(letters("[this](that.md)"), "thisthatmd");
    }
}
