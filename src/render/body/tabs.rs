//! Tabs. All of them show, each under its title; a script makes them a list of tabs of which one shows.

use std::collections::HashMap;

use super::Writer;
use crate::model::{Document, Kind};

/// The titles of tabs by their ids, on pages where a tab depends on another one.
pub fn titles(document: &Document) -> HashMap<&str, String> {
    let mut titles = HashMap::new();
    if document.tabs.iter().all(|tab| document.str(tab.condition).is_empty()) {
        return titles;
    }
    for (index, node) in document.nodes.iter().enumerate() {
        let Kind::Tab(number) = node.kind else { continue };
        let (Some(tab), Some(title)) = (document.tabs.get(number as usize), title_of(document, index as u32)) else {
            continue;
        };
        for id in ids(document.str(tab.ids)) {
            titles
                .entry(id)
                .or_insert_with(|| document.plain_text(title).trim().to_owned());
        }
    }
    titles
}

/// The ids of a tab, which `+` joins.
pub(super) fn ids(joined: &str) -> impl Iterator<Item = &str> {
    joined.split('+').map(str::trim).filter(|id| !id.is_empty())
}

/// The node of a tab's title.
pub(super) fn title_of(document: &Document, tab: u32) -> Option<u32> {
    document
        .children(tab)
        .find(|&child| document.nodes[child as usize].kind == Kind::TabTitle)
}

impl<'a> Writer<'a> {
    pub(super) fn tab_group(&mut self, index: u32) {
        let document = self.body.document;
        self.close_label();
        self.groups += 1;
        let group = self.groups;
        self.push("<div class=\"tabs\">\n");
        for (place, child) in document.children(index).enumerate() {
            match document.nodes[child as usize].kind {
                Kind::Tab(number) => self.tab(child, number, &format!("tab:{group}-{}", place + 1)),
                _ => self.node(child),
            }
        }
        self.push("</div>\n");
    }

    /// `id` holds a colon, which is in no slug, so it meets no other.
    fn tab(&mut self, index: u32, number: u32, id: &str) {
        let document = self.body.document;
        let Some(tab) = document.tabs.get(number as usize) else {
            return self.children(index);
        };
        let condition = document.str(tab.condition).trim();
        let title = title_of(document, index);
        self.out.extend(["<div class=\"tab\" id=\"", id, "\" data-tab=\""]);
        let ids: Vec<&str> = ids(document.str(tab.ids)).collect();
        self.attr(&ids.join(" "));
        self.push("\"");
        if !condition.is_empty() {
            self.push(" data-if=\"");
            self.attr(condition);
            self.push("\"");
        }
        self.out.extend([
            " role=\"group\" aria-labelledby=\"",
            id,
            ":title\">\n<p class=\"tab-title\" id=\"",
            id,
            ":title\">",
        ]);
        if let Some(title) = title {
            self.line(title);
        }
        // Several tabs of one title differ in the tab that they depend on.
        if let Some(other) = self.tab_titles.get(condition).filter(|_| !condition.is_empty()) {
            let other = other.clone();
            self.push(" <small>(");
            self.text(&other);
            self.push(")</small>");
        }
        self.push("</p>\n");
        for child in document.children(index).filter(|&child| Some(child) != title) {
            self.node(child);
        }
        self.push("</div>\n");
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Kind;
    use crate::render::body::testing::Tree;

    #[test]
    fn every_tab_shows_under_its_title() {
        let mut tree = Tree::new("");
        tree.within(Kind::TabGroup, |tree| {
            tree.tab("mac+linux", "", "Mac & Linux", "One");
            tree.tab("win", "", "Windows", "Two");
        });
        tree.within(Kind::TabGroup, |tree| tree.tab("a\"b", "win", "Shell", "Three"));
        assert_eq!(
            tree.html(),
            "<div class=\"tabs\">\n\
             <div class=\"tab\" id=\"tab:1-1\" data-tab=\"mac linux\" role=\"group\" aria-labelledby=\"tab:1-1:title\">\n\
             <p class=\"tab-title\" id=\"tab:1-1:title\">Mac &amp; Linux</p>\n<p>One</p>\n</div>\n\
             <div class=\"tab\" id=\"tab:1-2\" data-tab=\"win\" role=\"group\" aria-labelledby=\"tab:1-2:title\">\n\
             <p class=\"tab-title\" id=\"tab:1-2:title\">Windows</p>\n<p>Two</p>\n</div>\n</div>\n\
             <div class=\"tabs\">\n\
             <div class=\"tab\" id=\"tab:2-1\" data-tab=\"a&quot;b\" data-if=\"win\" role=\"group\" \
             aria-labelledby=\"tab:2-1:title\">\n\
             <p class=\"tab-title\" id=\"tab:2-1:title\">Shell <small>(Windows)</small></p>\n<p>Three</p>\n</div>\n</div>\n"
        );
    }
}
