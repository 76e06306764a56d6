//! Exit criteria: from anchors, headings and links to a graph of criteria, the steps that meet them, and their tests.
//!
//! The source of a page owns its criteria. A translation lends its words; which of its sections is which criterion is
//! told by anchors, then by how headings are aligned. A criterion that arrives by include belongs to the file that it is
//! written in: one criterion, and several pages show it.

mod backlinks;
mod registry;
mod renew;
mod sections;
mod steps;
mod translation;
mod words;

use std::collections::{BTreeMap, HashSet};

use rayon::prelude::*;

use crate::config::Contract;
use crate::link::resolve::Map;
use crate::model::Document;
use crate::model::criterion::{Criteria, Mark, Naming, Section, StepLink};
use crate::model::site::{DocId, Links, LocaleId, PageId, Target, Why};

pub use renew::{Renewed, State, renewed};
pub use sections::{links_in, sections as sections_of, test_in, text_of};
pub use words::{Words, words_of};

/// A criterion as a document names it.
struct Named {
    mark: Mark,
    /// Its first anchor, by number.
    anchor: u32,
    /// All its anchors that the contract counts.
    names: Vec<Box<str>>,
}

/// The criteria of each document that has some.
type NamedOf = BTreeMap<DocId, Vec<Named>>;

/// Compiles the graph. Costs a look at each explicit anchor and each title where a site has no criteria.
pub fn compile(map: &Map<'_>, links: &[Links], contract: &Contract) -> Criteria {
    let named: Vec<(DocId, Vec<Named>)> = (0..map.docs.len())
        .into_par_iter()
        .filter_map(|number| {
            let (page, _) = map.site.homes.get(number)?;
            let key = &map.site.pages.get(page.index())?.key;
            let found = named(&map.docs.get(number)?.document, contract, key.as_str());
            (!found.is_empty()).then_some((DocId(number as u32), found))
        })
        .collect();
    let named: NamedOf = named.into_iter().collect();
    let words = words_of(map.site, contract, !named.is_empty());
    let mut criteria = Criteria {
        is_named: !named.is_empty(),
        steps: steps::steps(map, contract, &words, !named.is_empty()),
        ..Criteria::default()
    };
    if named.is_empty() {
        return criteria;
    }
    registry::register(map, &named, &mut criteria);
    let reader = Reader {
        map,
        links,
        words: &words,
    };
    reader.add_sources(&mut criteria);
    translation::translate(&reader, &named, &mut criteria);
    backlinks::link(&reader, contract, &mut criteria);
    criteria
}

/// Whether a document has an anchor that may name a criterion.
pub fn names_any(document: &Document, contract: &Contract) -> bool {
    let mut names = document.anchors.iter().map(|anchor| document.str(anchor.name));
    names.any(|name| contract.is_anchor(name))
}

fn named(document: &Document, contract: &Contract, key: &str) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    let mut seen: HashSet<&str> = HashSet::new();
    for (number, anchor) in document.anchors.iter().enumerate() {
        let name = document.str(anchor.name);
        // With a blank in it, a name is no id in HTML.
        let is_id = !name.contains(char::is_whitespace);
        if !is_id || !contract.is_anchor(name) || !contract.is_page(key) || !seen.insert(name) {
            continue;
        }
        let mark = anchor.heading.map_or(Mark::Anchor(number as u32), Mark::Heading);
        match found.last_mut().filter(|last| last.mark == mark) {
            Some(last) => last.names.push(name.into()),
            None => found.push(Named {
                mark,
                anchor: number as u32,
                names: vec![name.into()],
            }),
        }
    }
    let marks: Vec<Mark> = found.iter().map(|named| named.mark).collect();
    let mut placed: Vec<(u32, Named)> = sections::positions(document, &marks).into_iter().zip(found).collect();
    placed.sort_by_key(|(position, _)| *position);
    placed.into_iter().map(|(_, named)| named).collect()
}

/// What sections are read with.
struct Reader<'a> {
    map: &'a Map<'a>,
    links: &'a [Links],
    words: &'a [Words],
}

impl Reader<'_> {
    fn add_sources(&self, criteria: &mut Criteria) {
        let mut of_doc: BTreeMap<DocId, Vec<(usize, Mark)>> = BTreeMap::new();
        for (number, criterion) in criteria.list.iter().enumerate() {
            if let Some(section) = criterion.source() {
                of_doc.entry(section.doc).or_default().push((number, section.mark));
            }
        }
        for (doc, marks) in of_doc {
            let own: Vec<(Mark, Naming)> = marks.iter().map(|(_, mark)| (*mark, Naming::Own)).collect();
            let read = self.read(doc, &own, &criteria.steps);
            for ((number, _), section) in marks.into_iter().zip(read) {
                if let Some(criterion) = criteria.list.get_mut(number) {
                    criterion.place(criterion.owner, section);
                }
            }
        }
    }

    /// The sections of one document.
    fn read(
        &self,
        id: DocId,
        marks: &[(Mark, Naming)],
        steps: &[Option<crate::model::criterion::Step>],
    ) -> Vec<Section> {
        let site = self.map.site;
        let (Some(doc), Some((page, locale))) = (self.map.docs.get(id.index()), site.homes.get(id.index())) else {
            return Vec::new();
        };
        let document = &doc.document;
        let only: Vec<Mark> = marks.iter().map(|(mark, _)| *mark).collect();
        let ranges = sections::sections(document, &only);
        let read = |((mark, naming), nodes): (&(Mark, Naming), std::ops::Range<u32>)| {
            let title: Box<str> = match mark {
                Mark::Heading(number) => {
                    let heading = document.headings.get(*number as usize);
                    words::plain(heading.map_or("", |heading| document.str(heading.text))).into()
                }
                Mark::Anchor(_) => shortened(&text_of(document, nodes.clone())).into(),
            };
            let words = self.words.get(locale.index());
            let mut section = Section {
                doc: id,
                mark: *mark,
                naming: *naming,
                standing: words.and_then(|words| words.standing(&title)),
                title,
                steps: Box::default(),
                is_open: false,
                test: match mark {
                    Mark::Heading(_) => sections::test_in(document, nodes.clone()),
                    Mark::Anchor(_) => None,
                },
            };
            self.read_links(&mut section, nodes, (*page, *locale), steps);
            section
        };
        marks.iter().zip(ranges).map(read).collect()
    }

    fn read_links(
        &self,
        section: &mut Section,
        nodes: std::ops::Range<u32>,
        (page, locale): (PageId, LocaleId),
        steps: &[Option<crate::model::criterion::Step>],
    ) {
        let Some(doc) = self.map.docs.get(section.doc.index()) else {
            return;
        };
        let (Some(links), Some(words)) = (self.links.get(section.doc.index()), self.words.get(locale.index())) else {
            return;
        };
        let mut found = Vec::new();
        for (link, text) in links_in(&doc.document, nodes) {
            let named = || words.numbers_in(&text_of(&doc.document, text.clone()));
            match links.targets.get(link as usize) {
                Some(Target::Page { page: to, .. } | Target::Broken(Why::NoAnchor { page: to, .. })) if *to != page => {
                    let Some(step) = steps.get(to.index()).and_then(Option::as_ref) else {
                        continue;
                    };
                    let named = named();
                    let numbers = step.numbers(locale, self.map.site.pages.get(to.index()).map(|page| page.owner));
                    found.push(StepLink {
                        link,
                        page: *to,
                        is_misnumbered: !named.is_empty()
                            && !numbers.is_empty()
                            && !named.iter().any(|number| numbers.contains(number)),
                    });
                }
                Some(Target::Broken(
                    Why::NoPage(_) | Why::Outside(_) | Why::LeftOut(..) | Why::Empty | Why::Unsafe,
                )) => {
                    section.is_open = true;
                }
                // A step of another site is a step if it is called one.
                Some(Target::Docset(_) | Target::External | Target::Elsewhere(_) | Target::Xref { .. }) => {
                    section.is_open |= !named().is_empty();
                }
                _ => {}
            }
        }
        section.steps = found.into();
    }
}

/// The first words of a block.
fn shortened(text: &str) -> String {
    let mut chars = text.char_indices().skip(80);
    match chars.next() {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or(text).trim_end()),
        None => text.to_owned(),
    }
}
