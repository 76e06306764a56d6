//! What a page needs beside its text, and only where it has what it is for: scripts, the choice of a pivot, the hosts of
//! its films.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Serialize;

use super::body::{pivots, video};
use super::inputs::Plan;
use super::urls::Urls;
use crate::config::Markup;
use crate::model::site::{Doc, LocaleId};
use crate::model::{AttrValue, Document, Kind, Tag};
use crate::theme::message::Arg;

/// What the template of a page sees of it.
#[derive(Serialize, Hash, Default)]
pub struct PartFields {
    /// The script of tabs and pivots.
    pub choices: Option<String>,
    /// The script of films and larger pictures.
    pub media: Option<String>,
    /// The pivots that a reader can choose from.
    pub pivots: Vec<PivotFields>,
    /// The language that a bilingual page was translated from.
    pub original: Option<OriginalFields>,
}

/// A language in which a page can be read, and the script that lets it.
#[derive(Serialize, Hash)]
pub struct OriginalFields {
    tag: String,
    dir: &'static str,
    /// "Read in English", in the reader's words.
    read: String,
    script: String,
}

/// A pivot.
#[derive(Serialize, Hash)]
pub struct PivotFields {
    id: String,
    name: String,
}

impl PartFields {
    /// Looks for what is there. Tabs, zones and pictures in the markup of Learn have scripts of their own.
    pub fn new(plan: &Plan<'_>, locale: LocaleId, document: &Document, urls: &Urls) -> Self {
        let script = |name| urls.file(&super::assets::theme_path(plan.theme, name), "");
        let original = has_originals(plan, locale, document).then(|| {
            let source = &plan.site.locales[plan.site.source].tag;
            let language = plan.words[plan.site.source].messages.language_name();
            OriginalFields {
                tag: source.to_string(),
                dir: source.direction(),
                read: plan.words[locale.index()].text("source-read", &[("language", Arg::Text(&language))]),
                script: script("originals.js"),
            }
        });
        if plan.config.markup == Markup::Learn {
            return Self {
                original,
                ..Self::default()
            };
        }
        let pivots = pivots::names(document);
        let has_choice = !document.tabs.is_empty() || pivots.len() > 1;
        Self {
            choices: has_choice.then(|| script("choices.js")),
            media: has_media(document).then(|| script("media.js")),
            pivots: match pivots.len() {
                0 | 1 => Vec::new(),
                _ => pivots.into_iter().map(fields).collect(),
            },
            original,
        }
    }
}

fn fields((id, name): (&str, String)) -> PivotFields {
    PivotFields {
        id: id.to_owned(),
        name,
    }
}

/// Whether a page in this locale carries what it was translated from.
pub fn has_originals(plan: &Plan<'_>, locale: LocaleId, document: &Document) -> bool {
    locale.index() != plan.site.source && !document.pairs.is_empty()
}

/// The styles of what only some pages have: code, tabs and the like, cards. Most pages need none of them.
pub fn styles(plan: &Plan<'_>, document: &Document, urls: &Urls) -> Vec<String> {
    let (mut has_code, mut has_parts) = (false, false);
    for node in &document.nodes {
        match node.kind {
            Kind::CodeBlock(_) | Kind::Snippet(_) => has_code = true,
            Kind::TabGroup | Kind::Zone(_) | Kind::Moniker(_) | Kind::Row => has_parts = true,
            Kind::Figure(_) | Kind::Video(_) | Kind::MathBlock(_) => has_parts = true,
            // What the copying bar stands above, and what a figure is made of, can be written as HTML too.
            Kind::Element(number) => match document.tags.get(number as usize).map(|tag| tag.name) {
                Some("pre") => has_code = true,
                Some("figure") => has_parts = true,
                _ => {}
            },
            _ => {}
        }
    }
    let has_cards = document.tags.iter().any(|tag| is_card(document, tag));
    let needed = [
        ("code.css", has_code),
        ("parts.css", has_parts),
        ("originals.css", !document.pairs.is_empty()),
        ("hub.css", has_cards),
    ];
    needed
        .into_iter()
        .filter(|&(_, is_needed)| is_needed)
        .map(|(name, _)| urls.file(&super::assets::theme_path(plan.theme, name), ""))
        .collect()
}

/// Whether an element is a part of a landing page, a hub or a list of questions.
fn is_card(document: &Document, tag: &Tag) -> bool {
    tag.attrs.iter().any(|(name, value)| match value {
        AttrValue::Text(class) => *name == "class" && document.str(*class).starts_with("hub-"),
        _ => false,
    })
}

fn has_media(document: &Document) -> bool {
    let is_video = |kind: Kind| matches!(kind, Kind::Video(_));
    document.figures.iter().any(|figure| figure.lightbox.is_some())
        || (video::may_be_shown(document) && document.nodes.iter().any(|node| is_video(node.kind)))
}

/// The content security policy of a page, or of all of a site, that shows frames of these hosts.
///
/// Scripts and styles are the site's own files, and nothing inline. Pictures and films may come from elsewhere, because
/// pages may show them; they are loaded only from `https`.
pub fn policy(hosts: &BTreeSet<String>) -> String {
    let mut policy = String::from(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; media-src 'self' https:; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'",
    );
    if !hosts.is_empty() {
        policy.push_str("; frame-src");
    }
    for host in hosts {
        policy.push_str(" https://");
        policy.push_str(host);
    }
    policy
}

/// The hosts of all frames that some page of the site shows.
pub fn hosts(plan: &Plan<'_>) -> BTreeSet<String> {
    let is_shown = |doc: &&Doc| doc.outline.has_frames && (plan.frame.drafts || !doc.outline.draft);
    let docs = plan.docs.iter().filter(is_shown);
    docs.flat_map(|doc| video::hosts(&doc.document, plan.config.markup))
        .collect()
}

/// What lies in zones for other ways to publish, as ranges of nodes side by side: nothing on the page leads there.
pub fn hidden_nodes(document: &Document, markup: Markup) -> Vec<Range<u32>> {
    let is_hidden = |zone: &crate::model::Zone| !pivots::is_shown(document.str(zone.target));
    let mut hidden: Vec<Range<u32>> = Vec::new();
    if markup == Markup::Learn || !document.zones.iter().any(is_hidden) {
        return hidden;
    }
    for (index, node) in document.nodes.iter().enumerate() {
        let Kind::Zone(number) = node.kind else { continue };
        let is_inside = is_within(&hidden, index as u32);
        if !is_inside && document.zones.get(number as usize).is_some_and(is_hidden) {
            hidden.push(index as u32..node.end);
        }
    }
    hidden
}

/// Whether a node lies in one of the ranges of [`hidden_nodes`].
pub fn is_within(ranges: &[Range<u32>], node: u32) -> bool {
    let before = ranges.partition_point(|range| range.start <= node);
    before.checked_sub(1).is_some_and(|last| ranges[last].contains(&node))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_for_other_ways_to_publish_are_found_once() {
        use crate::parse::testing::document_of;
        let (document, _) = document_of("# A\n::: zone target=\"pdf\"\n## B\n::: zone-end\n## C\n");
        let hidden = hidden_nodes(&document, Markup::Stegvis);
        let is_hidden = document.headings.iter().map(|heading| is_within(&hidden, heading.node));
        assert_eq!(is_hidden.collect::<Vec<_>>(), [false, true, false]);
        assert_eq!(hidden_nodes(&document, Markup::Learn), []);
    }

    #[test]
    fn the_policy_names_hosts_of_frames_and_nobody_else() {
        assert!(!policy(&BTreeSet::new()).contains("frame-src"));
        let hosts = BTreeSet::from(["b.example:8443".to_owned(), "a.example".to_owned()]);
        assert!(policy(&hosts).ends_with("; frame-src https://a.example https://b.example:8443"));
    }
}
