//! What of today's source differs from what a page was made from, and where that is in the translation.

use std::collections::HashMap;

use super::blocks::{Block, BlockHash, blocks};
use super::diff::{Gap, diff};
use crate::base::Span;
use crate::model::Document;
use crate::model::freshness::{Freshness, Known, Outdated, Run};
use crate::model::site::Anchors;

/// What a page was made from.
pub(super) struct Old {
    /// Title and description of the front matter, where they are known.
    pub front: Option<(Option<BlockHash>, Option<BlockHash>)>,
    /// The blocks.
    pub blocks: Vec<BlockHash>,
}

/// A page's source and its translation, today.
pub(super) struct Sides<'a> {
    pub source: &'a Document,
    pub translation: &'a Document,
    /// The translation's.
    pub anchors: Option<&'a Anchors>,
}

/// The blocks of `document` that are its own: what the other includes too is the same in both languages.
pub(super) fn own_blocks(document: &Document, other: &Document) -> Vec<Block> {
    let mut found = blocks(document);
    if !document.text.parts.is_empty() {
        let theirs: std::collections::HashSet<_> = other.text.parts.iter().map(|part| &part.file).collect();
        found.retain(|block| {
            let part = document.text.part_at(block.span.start);
            part.is_none_or(|part| !theirs.contains(&part.file))
        });
    }
    found
}

/// The blocks of a document's own file.
fn file_blocks(document: &Document) -> Vec<Block> {
    let mut found = blocks(document);
    found.retain(|block| document.text.part_at(block.span.start).is_none());
    found
}

/// Compares. `alone` is the source's file without what it includes, where `old` is of that and differs from the source.
pub(super) fn compare(
    known: Known,
    old: &Old,
    sides: &Sides<'_>,
    alone: Option<&Document>,
    front: (Option<BlockHash>, Option<BlockHash>),
) -> Freshness {
    let is_lock = known == Known::Lock;
    let mut new = match alone {
        Some(alone) => blocks(alone),
        None => own_blocks(sides.source, sides.translation),
    };
    let gaps = diff(&old.blocks, &new.iter().map(|block| block.hash).collect::<Vec<_>>());
    let mut outdated = Outdated {
        total: new.len(),
        ..Outdated::default()
    };
    if let Some((title, description)) = old.front {
        outdated.title = title != front.0;
        outdated.description = description != front.1;
    }
    if !gaps.is_empty() {
        if alone.is_some() {
            number_as_in(sides.source, &mut new);
        }
        let theirs = if is_lock {
            own_blocks(sides.translation, sides.source)
        } else {
            file_blocks(sides.translation)
        };
        let places = Places::new(old.blocks.len(), &new, &theirs, &gaps, sides);
        outdated.runs = runs(&old.blocks, &new, &gaps, &places);
    }
    match outdated.title || outdated.description || !outdated.runs.is_empty() {
        true => Freshness::Outdated(known, Box::new(outdated)),
        false => Freshness::Current(known),
    }
}

/// Gives the headings of a file the numbers that they have with all that it includes.
fn number_as_in(document: &Document, blocks: &mut [Block]) {
    let place = |(number, heading): (usize, &crate::model::Heading)| {
        let node = document.nodes.get(heading.node as usize)?;
        Some((document.text.in_file(node.span), number as u32))
    };
    let headings: Vec<(Span, u32)> = document.headings.iter().enumerate().filter_map(place).collect();
    for block in blocks {
        if block.heading.is_some() {
            let after = headings.partition_point(|(span, _)| span.start <= block.span.start);
            block.heading = after
                .checked_sub(1)
                .and_then(|last| headings.get(last))
                .map(|(_, number)| *number);
        }
    }
}

fn runs(old: &[BlockHash], new: &[Block], gaps: &[Gap], places: &Places<'_>) -> Vec<Run> {
    let mut moved = Moved::new(old, new, gaps);
    let mut runs = Vec::new();
    for gap in gaps {
        let here: Vec<usize> = gap.old.clone().filter(|&at| !moved.is_gone(old[at])).collect();
        let there: Vec<(usize, bool)> = gap.new.clone().map(|at| (at, moved.has_come(new[at].hash))).collect();
        let moves = there.iter().filter(|(_, has_moved)| *has_moved).count();
        let fresh = there.len() - moves;
        let run = Run {
            changed: here.len().min(fresh),
            added: fresh.saturating_sub(here.len()),
            removed: here.len().saturating_sub(fresh),
            moved: moves,
            kind: new.get(gap.new.start).map_or("block", |block| block.kind),
            source: around(new, gap),
            target: places.target(gap),
        };
        if run.blocks() > 0 {
            runs.push(run);
        }
    }
    runs
}

/// The blocks of a gap in the source; the one before it, where there are none.
fn around(new: &[Block], gap: &Gap) -> Option<Span> {
    match new.get(gap.new.clone()) {
        Some([first, .., last]) => Some(Span {
            start: first.span.start,
            // A gap may reach over files that were put in.
            end: last.span.end.max(first.span.end),
        }),
        Some([only]) => Some(only.span),
        _ => new.get(gap.new.start.checked_sub(1)?).map(|block| block.span),
    }
}

/// Blocks that are gone in one place and have come in another, by hash: how many still are to be met on each side.
struct Moved {
    gone: HashMap<BlockHash, usize>,
    come: HashMap<BlockHash, usize>,
}

impl Moved {
    fn new(old: &[BlockHash], new: &[Block], gaps: &[Gap]) -> Self {
        let mut gone: HashMap<BlockHash, usize> = HashMap::new();
        let mut come: HashMap<BlockHash, usize> = HashMap::new();
        for gap in gaps {
            for &hash in &old[gap.old.clone()] {
                *gone.entry(hash).or_default() += 1;
            }
            for block in &new[gap.new.clone()] {
                *come.entry(block.hash).or_default() += 1;
            }
        }
        let both = |one: &HashMap<BlockHash, usize>, other: &HashMap<BlockHash, usize>| {
            let least = |(hash, count): (&BlockHash, &usize)| Some((*hash, *count.min(other.get(hash)?)));
            one.iter().filter_map(least).collect::<HashMap<_, _>>()
        };
        Self {
            gone: both(&gone, &come),
            come: both(&come, &gone),
        }
    }

    fn is_gone(&mut self, hash: BlockHash) -> bool {
        take(&mut self.gone, hash)
    }

    fn has_come(&mut self, hash: BlockHash) -> bool {
        take(&mut self.come, hash)
    }
}

fn take(counts: &mut HashMap<BlockHash, usize>, hash: BlockHash) -> bool {
    match counts.get_mut(&hash) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    }
}

/// Finds the counterparts of blocks in a translation, which follows the source as it was.
struct Places<'a> {
    old_length: usize,
    new: &'a [Block],
    theirs: &'a [Block],
    /// Which old block each new one is, or became.
    old_of: Vec<Option<usize>>,
    /// The translation's block of each heading of the source, by its number there.
    heading: HashMap<u32, usize>,
}

impl<'a> Places<'a> {
    fn new(old_length: usize, new: &'a [Block], theirs: &'a [Block], gaps: &[Gap], sides: &Sides<'_>) -> Self {
        let mut old_of = Vec::with_capacity(new.len());
        let (mut old_at, mut gaps) = (0, gaps.iter().peekable());
        while old_of.len() < new.len() {
            match gaps.next_if(|gap| gap.new.start == old_of.len()) {
                Some(gap) => {
                    let became = gap
                        .new
                        .clone()
                        .zip(gap.old.clone().map(Some).chain(std::iter::repeat(None)));
                    old_of.extend(became.map(|(_, old)| old));
                    old_at = gap.old.end;
                    if gap.new.is_empty() {
                        old_of.push(Some(old_at));
                        old_at += 1;
                    }
                }
                None => {
                    old_of.push(Some(old_at));
                    old_at += 1;
                }
            }
        }
        let source_of = |number: u32| *sides.anchors?.source.get(number as usize)?;
        let heading = theirs
            .iter()
            .enumerate()
            .filter_map(|(at, block)| Some((source_of(block.heading?)?, at)));
        Self {
            old_length,
            new,
            theirs,
            old_of,
            heading: heading.collect(),
        }
    }

    /// The counterpart of what stands in a gap, or what stands before it where it has none.
    fn target(&self, gap: &Gap) -> Span {
        let is_new = gap.old.is_empty();
        if self.old_length == self.theirs.len() {
            // Nothing was added to the translation and nothing left out: block by block.
            let first = if is_new {
                gap.old.start.saturating_sub(1)
            } else {
                gap.old.start
            };
            return self.span(first);
        }
        // What is gone stood behind what is still before it.
        let at_new = if gap.new.is_empty() {
            gap.new.start.saturating_sub(1)
        } else {
            gap.new.start
        };
        let Some((head, at)) = self.section(at_new) else {
            return self.span(0);
        };
        // Counted from the heading, in the source as it was.
        let of_head = head.map_or(Some(0), |head| self.old_of.get(head).copied().flatten());
        let steps = match of_head {
            Some(of_head) => gap.old.start.saturating_sub(of_head),
            None => gap.new.start.saturating_sub(head.unwrap_or(0)),
        };
        let steps = if is_new { steps.saturating_sub(1) } else { steps };
        let behind = self.theirs.get(at + 1..).unwrap_or_default();
        let length = behind.iter().take_while(|block| block.heading.is_none()).count();
        self.span(at + steps.min(length))
    }

    /// The heading that a new block stands under, by its place among the new blocks, and the translation's block that it
    /// begins with. Where the translation lacks the section, the one before it.
    fn section(&self, at: usize) -> Option<(Option<usize>, usize)> {
        let upto = self.new.get(..=at.min(self.new.len().checked_sub(1)?))?;
        let mut headings = upto
            .iter()
            .enumerate()
            .rev()
            .filter_map(|(at, block)| Some((at, block.heading?)));
        let known = headings.find_map(|(at, number)| Some((Some(at), *self.heading.get(&number)?)));
        Some(known.unwrap_or((None, 0)))
    }

    fn span(&self, at: usize) -> Span {
        let block = self.theirs.get(at).or(self.theirs.last());
        block.map(|block| block.span).unwrap_or_default()
    }
}
