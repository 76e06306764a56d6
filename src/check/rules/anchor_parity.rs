//! An anchor of the source that a translation lacks.

use crate::base::Span;
use crate::check::parity::{Parity, is_criterion, place};
use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::{AttrValue, Document, Kind};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "anchor-parity",
    severity: Severity::Warning,
    summary: "anchor of the source that a translation lacks",
    explain: "\
A link to an anchor is to work in every language. A named place of the source that the translation has not, or a section \
with a name or with links to it that the translation has not, breaks them. Exit criteria are told by their own rules.

Wrong: `## Klippa` in `sv/lawn.md`, between others, where `en/lawn.md` has `## <a name=\"mow\"></a>Mow`, and one section more

Right: `## <a name=\"mow\"></a>Klippa`",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    let Some(parity) = variant.parity() else { return };
    spots(variant, parity, found);
    let Some(aligned) = variant.anchors().map(|anchors| &anchors.source) else {
        return;
    };
    for &number in &parity.sections.missing {
        section(parity, number, found);
    }
    // Sections that are there, as far as what stands in them tells, under headings that have not the source's id.
    for (here, there) in parity.sections.source_of.iter().enumerate() {
        if let (Some(there), Some(None)) = (there, aligned.get(here)) {
            heading(parity, here as u32, *there, found);
        }
    }
}

/// A section that is not there, and that links rely on.
fn section(parity: &Parity<'_>, number: u32, found: &mut Sink) {
    let (target, source) = (&parity.target.document, &parity.source.document);
    let heading = parity.source.outline.headings.get(number as usize);
    let Some(heading) = heading.filter(|heading| !Parity::is_of_criterion(heading)) else {
        return;
    };
    if !parity.is_relied_on(number) {
        return;
    }
    let there = place(source, Parity::heading_span(source, number + 1));
    let before = parity.sections.before(number).map_or(0, |before| before + 1);
    let text = source
        .headings
        .get(number as usize)
        .map_or("", |heading| source.str(heading.text));
    let message = format!(
        "the section `{text}` of `{}` is missing, and with it its anchor `{}`",
        there.file,
        heading.own_id()
    );
    found
        .report(
            &INFO,
            target.text.in_file(Parity::heading_span(target, before)),
            message,
        )
        .label("it ought to stand below this")
        .related(there.file, there.span, "the section that is missing")
        .help("translate the section");
}

/// A heading that lacks the name of the one that it translates.
fn heading(parity: &Parity<'_>, here: u32, there: u32, found: &mut Sink) {
    let (target, source) = (&parity.target.document, &parity.source.document);
    let theirs = parity.source.outline.headings.get(there as usize);
    let Some(theirs) = theirs.filter(|heading| !Parity::is_of_criterion(heading)) else {
        return;
    };
    if !parity.is_relied_on(there) {
        return;
    }
    let name = theirs.own_id();
    let span = Parity::heading_span(target, here + 1);
    let at = place(source, Parity::heading_span(source, there + 1));
    let message = format!("`{name}` of `{}` is missing here", at.file);
    let report = found
        .report(&INFO, target.text.in_file(span), message)
        .label("most likely this heading")
        .related(at.file, at.span, "the heading that has it")
        .help(format!(
            "write `<a name=\"{name}\"></a>` at the beginning of the heading"
        ));
    // Certain where the neighbours are, and where nothing else stands between them.
    let joined = |list: &[Option<u32>], number: Option<u32>| number.map(|number| list.get(number as usize).copied());
    let source_of = &parity.sections.source_of;
    let before = joined(source_of, here.checked_sub(1)).is_none_or(|found| found == Some(there.checked_sub(1)));
    let is_first = (here == 0) == (there == 0);
    let after = match source_of.get(here as usize + 1) {
        Some(next) => *next == Some(there + 1),
        None => parity.sections.target_of.len() == there as usize + 1,
    };
    let level = parity
        .target
        .outline
        .headings
        .get(here as usize)
        .map(|heading| heading.level);
    if before && is_first && after && level == Some(theirs.level) && target.pairs.is_empty() {
        let written = target.text.parsed.get(span.range()).unwrap_or("");
        let marks = written.len() - written.trim_start_matches('#').trim_start().len();
        if let Ok(marks) = u32::try_from(marks) {
            let at = Span::at((span.start + marks) as usize);
            report.fix(target.text.in_file(at), format!("<a name=\"{name}\"></a>"));
        }
    }
}

/// Named places of the source that no place here has the name of.
fn spots(variant: &VariantView<'_>, parity: &Parity<'_>, found: &mut Sink) {
    let places = &parity.source.outline.places;
    let Some(anchors) = variant.anchors().filter(|_| !places.is_empty()) else {
        return;
    };
    let lacks = |name: &str| !name.is_empty() && !is_criterion(name) && anchors.place(name).is_none();
    if !places.iter().any(|name| lacks(name)) {
        return;
    }
    let (target, source) = (&parity.target.document, &parity.source.document);
    let mut told = std::collections::HashSet::new();
    for (section, anchor) in places_of(source) {
        let name = source.str(anchor.name);
        if !lacks(name) || !told.insert(name) {
            continue;
        }
        // Told with its section.
        let here = match section.checked_sub(1) {
            None => 0,
            Some(heading) => match parity.sections.target_of.get(heading as usize).copied().flatten() {
                Some(here) => here + 1,
                None => continue,
            },
        };
        let there = place(source, anchor.span);
        let message = format!("the anchor `{name}` of `{}` is missing in this section", there.file);
        found
            .report(&INFO, target.text.in_file(Parity::heading_span(target, here)), message)
            .related(there.file, there.span, "in the source")
            .help(format!("write `<a name=\"{name}\"></a>` at the same place"));
    }
}

/// The named places of a document that are no headings, with the number of their section.
fn places_of(document: &Document) -> Vec<(u32, crate::model::Anchor)> {
    let mut section = 0;
    let mut found = Vec::new();
    for node in &document.nodes {
        match node.kind {
            Kind::Heading(number) => section = number + 1,
            Kind::Anchor(number) => {
                found.extend(document.anchors.get(number as usize).map(|anchor| (section, *anchor)))
            }
            Kind::Element(number) => {
                let attrs = document.tags.get(number as usize).map_or(&[] as &[_], |tag| &tag.attrs);
                let anchors = attrs.iter().filter_map(|(_, value)| match value {
                    AttrValue::Anchor(anchor) => document.anchors.get(*anchor as usize),
                    _ => None,
                });
                found.extend(anchors.map(|anchor| (section, *anchor)));
            }
            _ => {}
        }
    }
    found.retain(|(_, anchor)| anchor.heading.is_none());
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    /// What lies in a section that is missing is told with the section, and criteria have their own rules.
    #[test]
    fn a_spot_that_the_translation_lacks() {
        check_of(
            "anchor-parity",
            &[
                (
                    "en/a.md",
                    "# A\n\n## B\n\n- <a name=\"spot\"></a>x\n- <a name=\"crit-x\"></a>y\n\n## C\n\nz <a name=\"other\"></a>\n",
                ),
                (
                    "sv/a.md",
                    "# <a name=\"a\"></a>A\n\n## <a name=\"b\"></a>B\n\n- x\n- y\n",
                ),
            ],
            &[
                "sv/a.md:3:1 the anchor `spot` of `en/a.md` is missing in this section; write `<a name=\"spot\"></a>` at the same place",
            ],
        );
    }

    #[test]
    fn a_heading_between_certain_neighbours_gets_the_name() {
        check_of(
            "anchor-parity",
            &[
                (
                    "en/a.md",
                    "# A\n\n## <a name=\"crit-a\"></a>B\n\n[x](#mow) [y](b.md)\n\n## Mow\n\nGrass `x`\n\n## C\n",
                ),
                ("en/b.md", "# B\n\n[x](a.md#mow)\n"),
                (
                    "sv/a.md",
                    "# A\n\n## <a name=\"crit-a\"></a>B\n\n[x](b.md)\n\n## Klippa\n\nGräs `x`\n\n## C\n\n## D\n",
                ),
            ],
            &[
                "sv/a.md:7:1 `mow` of `en/a.md` is missing here; write `<a name=\"mow\"></a>` at the beginning of the heading => `<a name=\"mow\"></a>`",
            ],
        );
    }

    #[test]
    fn a_section_that_links_rely_on() {
        check_of(
            "anchor-parity",
            &[
                (
                    "en/a.md",
                    "# A\n\n## B\n\n## <a name=\"mow\"></a>Mow\n\n## Rake\n\n## <a name=\"crit-x\"></a>X\n\n### How\n",
                ),
                ("sv/a.md", "# <a name=\"a\"></a>A\n\n## <a name=\"b\"></a>B\n"),
            ],
            &[
                "sv/a.md:3:1 the section `Mow` of `en/a.md` is missing, and with it its anchor `mow`; translate the section",
            ],
        );
    }
}
