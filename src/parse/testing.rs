//! Documents and their shapes, for tests.

use super::parse;
use crate::diag::Diagnostic;
use crate::model::{Document, Kind};
use crate::source::Snapshot;

/// The document of a text.
pub(crate) fn document_of(text: &str) -> (Document, Vec<Diagnostic>) {
    let snapshot = Snapshot::of(&[("en/page.md", text)]);
    let (path, file) = snapshot.files.iter().next().expect("one file");
    parse(path, file)
}

/// The tree of a text on one line, and the rules that it breaks.
pub(crate) fn shape(text: &str) -> (String, Vec<&'static str>) {
    let (document, found) = document_of(text);
    (shown(&document), found.iter().map(|f| f.rule.id).collect())
}

/// The tree of a document on one line.
pub(crate) fn shown(document: &Document) -> String {
    let mut out = String::new();
    show(document, &mut document.roots(), &mut out);
    out
}

fn show(document: &Document, nodes: &mut dyn Iterator<Item = u32>, out: &mut String) {
    for index in nodes {
        let name = match document.nodes[index as usize].kind {
            Kind::Text(part) => {
                out.push_str(document.str(part));
                continue;
            }
            Kind::SoftBreak => {
                out.push('/');
                continue;
            }
            Kind::Dropped => continue,
            Kind::Alert(alert) => format!("{alert:?}"),
            Kind::Paragraph => "P".into(),
            Kind::Heading(number) => format!("H{}", document.headings[number as usize].level),
            Kind::Code(part) => format!("`{}`", document.str(part)),
            Kind::CodeBlock(part) => format!("Block:{}", document.str(part)),
            Kind::Link(number) => format!("Link:{}", document.str(document.links[number as usize].dest)),
            Kind::Anchor(number) => format!("#{}", document.str(document.anchors[number as usize].name)),
            Kind::Include(number) => {
                let include = document.includes[number as usize];
                let sign = if include.is_block { "!!" } else { "!" };
                format!("{sign}{}", document.str(include.dest))
            }
            Kind::Figure(number) => {
                let figure = document.figures[number as usize];
                let source = document.str(document.links[figure.source as usize].dest);
                format!("{:?}:{source}:{}", figure.kind, document.str(figure.alt))
            }
            Kind::Video(number) => format!("Video:{}", document.str(document.links[number as usize].dest)),
            Kind::NoLoc(part) => format!("NoLoc:{}", document.str(part)),
            Kind::Moniker(part) => format!("Moniker:{}", document.str(part)),
            Kind::Zone(number) => {
                let zone = document.zones[number as usize];
                format!("Zone:{}:{}", document.str(zone.target), document.str(zone.pivots))
            }
            Kind::Tab(number) => {
                let tab = document.tabs[number as usize];
                format!("Tab:{}:{}", document.str(tab.ids), document.str(tab.condition))
            }
            Kind::Element(number) => format!("<{}>", document.tags[number as usize].name),
            other => format!("{other:?}"),
        };
        out.push_str(&name);
        out.push('(');
        show(document, &mut document.children(index), out);
        out.push(')');
    }
}
