//! Tabs in the tree.

use super::super::dialect::tab;
use super::{Builder, Open, Opened};
use crate::base::Span;
use crate::model::{Kind, Node, Tab};

impl Builder<'_> {
    /// Ends the tabs that stand here, if any. They end with a thematic break between them, not in a list or a quote.
    pub(super) fn close_tabs(&mut self) -> bool {
        let inner = self.innermost(|open| !is_loose(open));
        let Some(tab) = inner.filter(|&inner| self.open[inner].by == Opened::Tab) else {
            return false;
        };
        // The group lies directly around its tab.
        while self.open.len() + 1 > tab {
            if let Some(open) = self.open.pop() {
                self.end(&open);
            } else {
                break;
            }
        }
        true
    }

    /// Makes the heading that was just closed the title of a tab, if it is one.
    pub(super) fn heading_to_tab(&mut self) {
        let Some(heading) = self.doc.headings.last().copied() else {
            return;
        };
        let first = heading.node;
        let Some((link, ids, condition)) = self.tab_link(first) else {
            return;
        };
        let text = &mut self.doc.text;
        let (ids, condition) = (text.keep(&ids), text.keep(&condition));
        self.forget_link(link);
        self.doc.headings.pop();
        let number = self.doc.headings.len() as u32;
        for anchor in self
            .doc
            .anchors
            .iter_mut()
            .rev()
            .take_while(|anchor| anchor.heading == Some(number))
        {
            anchor.heading = None;
        }
        let span = self
            .doc
            .nodes
            .get(first as usize)
            .map_or(Span::default(), |node| node.span);
        let inside: Vec<Node> = self.doc.nodes.drain(first as usize..).skip(1).collect();
        self.close_tab();
        if !self.in_tab_group() {
            self.push_open(Kind::TabGroup, span, Opened::TabGroup);
        }
        self.doc.tabs.push(Tab { ids, condition });
        let tab = self.doc.tabs.len() as u32 - 1;
        self.push_open(Kind::Tab(tab), span, Opened::Tab);
        let title = self.push(Kind::TabTitle, span);
        // The link itself goes; what lies in it, and anchors before it, move to the title.
        let (old, new) = (first + 1, title + 1);
        let moved = |at: u32| if at > link { at - old + new - 1 } else { at - old + new };
        for (offset, node) in inside.into_iter().enumerate() {
            if old + offset as u32 != link {
                self.doc.nodes.push(Node {
                    end: moved(node.end),
                    ..node
                });
            }
        }
        let end = self.doc.nodes.len() as u32;
        if let Some(title) = self.doc.nodes.get_mut(title as usize) {
            title.end = end;
        }
    }

    /// A tab's link leads nowhere. Where pictures in it are numbered behind it, it keeps its number and leads to the page.
    fn forget_link(&mut self, node: u32) {
        let Some(Kind::Link(number)) = self.doc.nodes.get(node as usize).map(|node| node.kind) else {
            return;
        };
        if number as usize + 1 == self.doc.links.len() {
            self.doc.links.pop();
        } else {
            let top = self.doc.text.keep("#");
            if let Some(link) = self.doc.links.get_mut(number as usize) {
                link.dest = top;
            }
        }
    }

    /// The link of a tab's heading, by node, with its ids and condition: the heading holds it and anchors alone.
    fn tab_link(&self, heading: u32) -> Option<(u32, String, String)> {
        let mut found = None;
        for child in self.doc.children(heading) {
            match self.doc.nodes.get(child as usize)?.kind {
                Kind::Anchor(_) => {}
                Kind::Text(part) if self.doc.str(part).trim().is_empty() => {}
                Kind::Link(number) if found.is_none() => {
                    let dest = self.doc.str(self.doc.links.get(number as usize)?.dest);
                    let (ids, condition) = tab::read(dest)?;
                    found = Some((child, ids.to_owned(), condition.to_owned()));
                }
                _ => return None,
            }
        }
        found
    }

    fn in_tab_group(&self) -> bool {
        let inner = self.innermost(|open| !is_loose(open));
        inner.is_some_and(|inner| self.open[inner].by == Opened::TabGroup)
    }

    /// Closes the tab that the next one stands beside.
    fn close_tab(&mut self) {
        let inner = self.innermost(|open| !is_loose(open));
        let Some(tab) = inner.filter(|&inner| self.open[inner].by == Opened::Tab) else {
            return;
        };
        while self.open.len() > tab {
            if let Some(open) = self.open.pop() {
                self.end(&open);
            }
        }
    }
}

/// Raw elements that were left open do not keep a tab from ending.
fn is_loose(open: &Open) -> bool {
    matches!(open.by, Opened::Raw(_) | Opened::RawAnchor)
}
