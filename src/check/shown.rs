//! Which readers see a part of a page: zones, versions and tabs show a part of it at a time.

use super::place::Level;
use crate::model::{Document, Kind};

/// A node whose content some readers see, or one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    node: u32,
    /// The group of tabs that it belongs to, by node; 0 for others.
    group: u32,
}

/// How often something is seen by those who see something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seen {
    /// Never.
    Never,
    /// By some, or nobody can tell.
    Sometimes,
    /// By all of them.
    Always,
}

/// The parts that each of some headings stands in.
pub struct Shown<'a> {
    document: &'a Document,
    parts: Vec<Vec<Part>>,
}

impl<'a> Shown<'a> {
    /// Looks for the parts around each of `headings`, which stand in reading order.
    pub fn of(document: &'a Document, headings: &[Level]) -> Self {
        let mut parts = Vec::with_capacity(headings.len());
        let mut open: Vec<(u32, Part)> = Vec::new();
        let mut groups: Vec<(u32, u32)> = Vec::new();
        let mut wanted = headings.iter().peekable();
        for (index, node) in document.nodes.iter().enumerate() {
            let index = index as u32;
            open.truncate(open.iter().take_while(|(end, _)| *end > index).count());
            groups.truncate(groups.iter().take_while(|(end, _)| *end > index).count());
            match node.kind {
                Kind::TabGroup => groups.push((node.end, index)),
                Kind::Tab(_) | Kind::Zone(_) | Kind::Moniker(_) => {
                    let is_tab = matches!(node.kind, Kind::Tab(_));
                    let group = groups.last().filter(|_| is_tab).map_or(0, |(_, group)| *group);
                    open.push((node.end, Part { node: index, group }));
                }
                _ => {}
            }
            if wanted.next_if(|heading| heading.node == index).is_some() {
                parts.push(open.iter().map(|(_, part)| *part).collect());
            }
        }
        Self { document, parts }
    }

    /// Whether a heading is for other publications alone: `target="pdf"` or `target="chromeless"`.
    pub fn is_elsewhere(&self, heading: usize) -> bool {
        let mut parts = self.parts.get(heading).into_iter().flatten();
        parts.any(|part| {
            self.zone(part.node)
                .is_some_and(|(target, _)| !target.is_empty() && target != "docs")
        })
    }

    /// How often readers who see the heading `by` see the heading `other`.
    pub fn seen(&self, other: usize, by: usize) -> Seen {
        let empty: &[Part] = &[];
        let parts = |heading: usize| self.parts.get(heading).map_or(empty, Vec::as_slice);
        let mut seen = Seen::Always;
        for part in parts(other) {
            let with = parts(by).iter().map(|by| self.seen_part(*part, *by));
            let best = with
                .clone()
                .find(|seen| *seen == Seen::Never)
                .or_else(|| with.max())
                .unwrap_or(self.alone(part.node));
            seen = seen.min(best);
        }
        seen
    }

    /// How often a part is seen by those of whom nothing is known.
    fn alone(&self, node: u32) -> Seen {
        match self.zone(node) {
            Some((_, "")) => Seen::Always,
            _ => Seen::Sometimes,
        }
    }

    fn seen_part(&self, other: Part, by: Part) -> Seen {
        if other.node == by.node {
            return Seen::Always;
        }
        let kind = |part: Part| self.document.nodes.get(part.node as usize).map(|node| node.kind);
        match (kind(other), kind(by)) {
            (Some(Kind::Tab(a)), Some(Kind::Tab(b))) => self.seen_tab(a, b, other.group == by.group),
            (Some(Kind::Zone(_)), Some(Kind::Zone(_))) => self.seen_zone(other.node, by.node),
            (Some(Kind::Moniker(a)), Some(Kind::Moniker(b))) if self.document.str(a) == self.document.str(b) => {
                Seen::Always
            }
            _ => self.alone(other.node),
        }
    }

    fn seen_tab(&self, other: u32, by: u32, is_same_group: bool) -> Seen {
        let tabs = &self.document.tabs;
        let (Some(other), Some(by)) = (tabs.get(other as usize), tabs.get(by as usize)) else {
            return Seen::Sometimes;
        };
        let text = |part| self.document.str(part);
        let ids = |part| text(part).split('+').map(str::trim);
        let is_shared = ids(other.ids).any(|id| ids(by.ids).any(|other| other == id) || text(by.condition) == id);
        match (is_same_group, is_shared) {
            (true, _) if text(other.ids) != text(by.ids) => Seen::Never,
            (true, _) | (_, false) => Seen::Sometimes,
            (false, true) => Seen::Always,
        }
    }

    fn seen_zone(&self, other: u32, by: u32) -> Seen {
        let (Some((_, other)), Some((_, by))) = (self.zone(other), self.zone(by)) else {
            return Seen::Sometimes;
        };
        let has = |pivots: &str, wanted: &str| pivots.split(',').any(|pivot| pivot.trim() == wanted);
        let mut wanted = by.split(',').map(str::trim).filter(|pivot| !pivot.is_empty());
        if other.is_empty() || (!by.is_empty() && wanted.clone().all(|pivot| has(other, pivot))) {
            Seen::Always
        } else if by.is_empty() || wanted.any(|pivot| has(other, pivot)) {
            Seen::Sometimes
        } else {
            Seen::Never
        }
    }

    /// The target and the pivots of a zone.
    fn zone(&self, node: u32) -> Option<(&str, &str)> {
        let Kind::Zone(number) = self.document.nodes.get(node as usize)?.kind else {
            return None;
        };
        let zone = self.document.zones.get(number as usize)?;
        Some((self.document.str(zone.target), self.document.str(zone.pivots)))
    }
}
