//! Everything that stands in a document, by section.

use super::walk::{COUNTED, Item, ItemKind, Visitor};
use crate::base::DocPath;
use crate::model::Document;

/// Everything that stands in a document, by section.
#[derive(Debug, Default)]
pub struct Items {
    all: Vec<Item>,
    starts: Vec<u32>,
}

impl Visitor for Items {
    fn section(&mut self, _: u32) {
        self.starts.push(self.all.len() as u32);
    }

    fn item(&mut self, item: Item) {
        self.all.push(item);
    }
}

impl Items {
    /// What stands in a section.
    pub fn section(&self, number: u32) -> &[Item] {
        let start = self
            .starts
            .get(number as usize)
            .map_or(self.all.len(), |at| *at as usize);
        let end = self
            .starts
            .get(number as usize + 1)
            .map_or(self.all.len(), |at| *at as usize);
        self.all.get(start..end).unwrap_or(&[])
    }

    /// All of it, with the number of its section.
    pub fn all(&self) -> impl Iterator<Item = (u32, &Item)> {
        (0..self.starts.len() as u32).flat_map(|number| self.section(number).iter().map(move |item| (number, item)))
    }
}

/// What stands in one file of a pair of sections, on both sides.
pub struct Group<'a> {
    /// The file of the translation: its own, or one that was put in; `None` where that file is missing here.
    pub file: Option<DocPath>,
    /// The source's file; `None` where that file is missing there.
    pub source_file: Option<DocPath>,
    /// What stands in the translation.
    pub target: Vec<&'a Item>,
    /// What stands in the source.
    pub source: Vec<&'a Item>,
}

impl<'a> Group<'a> {
    /// What stands here of a kind.
    pub fn of_kind(&self, kind: ItemKind) -> (Vec<&'a Item>, Vec<&'a Item>) {
        let of = |items: &[&'a Item]| items.iter().copied().filter(|item| item.kind == kind).collect();
        (of(&self.target), of(&self.source))
    }

    /// How many of each kind.
    pub fn counts(&self) -> ([u32; COUNTED], [u32; COUNTED]) {
        let count = |items: &[&Item]| {
            let mut counts = [0; COUNTED];
            for item in items {
                if let Some(count) = counts.get_mut(item.kind as usize) {
                    *count += 1;
                }
            }
            counts
        };
        (count(&self.target), count(&self.source))
    }
}

/// A document, what stands in a section of it, and the folder of its locale.
type Side<'a> = (&'a Document, &'a [Item], &'a str);

/// Puts together what stands in the same file on both sides.
pub fn groups<'a>(target: Side<'a>, source: Side<'a>) -> Vec<Group<'a>> {
    let mut groups = vec![Group {
        file: Some(target.0.file.clone()),
        source_file: Some(source.0.file.clone()),
        target: Vec::new(),
        source: Vec::new(),
    }];
    let ours = by_part(target);
    let mut theirs = by_part(source);
    let own = |parts: &mut Vec<(u32, Vec<&'a Item>)>| {
        let at = parts.iter().position(|(part, _)| *part == 0);
        at.map_or_else(Vec::new, |at| parts.swap_remove(at).1)
    };
    let mut ours_left = ours;
    if let Some(group) = groups.first_mut() {
        group.target = own(&mut ours_left);
        group.source = own(&mut theirs);
    }
    ours_left.sort_by_key(|(part, _)| *part);
    theirs.sort_by_key(|(part, _)| *part);
    for (part, items) in ours_left {
        let Some(file) = file_of(target.0, part) else { continue };
        let key = file.strip(target.2);
        let same = theirs.iter().position(|(part, _)| {
            let theirs = file_of(source.0, *part);
            theirs == Some(file) || (key.is_some() && theirs.and_then(|file| file.strip(source.2)) == key)
        });
        let found = same.map(|at| theirs.remove(at));
        let source_file = found.as_ref().and_then(|(part, _)| file_of(source.0, *part).cloned());
        if source_file.as_ref() == Some(file) {
            continue;
        }
        groups.push(Group {
            file: Some(file.clone()),
            source_file,
            target: items,
            source: found.map_or_else(Vec::new, |(_, items)| items),
        });
    }
    for (part, items) in theirs {
        groups.push(Group {
            file: None,
            source_file: file_of(source.0, part).cloned(),
            target: Vec::new(),
            source: items,
        });
    }
    groups
}

fn file_of(document: &Document, part: u32) -> Option<&DocPath> {
    Some(&document.text.parts.get((part as usize).checked_sub(1)?)?.file)
}

fn by_part<'a>(side: Side<'a>) -> Vec<(u32, Vec<&'a Item>)> {
    let mut parts: Vec<(u32, Vec<&'a Item>)> = Vec::new();
    for item in side.1 {
        match parts.iter_mut().rev().find(|(part, _)| *part == item.part) {
            Some((_, items)) => items.push(item),
            None => parts.push((item.part, vec![item])),
        }
    }
    parts
}
