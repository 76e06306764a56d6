//! A name that stands on two places of a page.

use std::collections::HashMap;

use crate::base::Span;
use crate::check::parity::{Parity, place};
use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::site::Place;
use crate::model::{Anchor, Kind};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "duplicate-anchor",
    severity: Severity::Warning,
    summary: "anchor that stands on two places of a page",
    explain: "\
A link to the name leads to the first of them, and the others cannot be reached. That holds for two `<a name>`, and for one \
that is the id of another heading. A name that two headings of a translation have, because their source's headings read \
the same, is right: each has its source's id.

Wrong: `<a name=\"spade\"></a>` in two cells of a table

Right: `<a name=\"spade\"></a>` and `<a name=\"spade-care\"></a>`

Learn: duplicate-bookmark.",
};

/// A name that a translated heading does without.
pub static DROPPED: RuleInfo = RuleInfo {
    id: "dropped-alias",
    severity: Severity::Info,
    summary: "name of a translated heading that another place has",
    explain: "\
A translated heading carries the id of the heading that it translates, and its own names lead to it besides. One that \
another place has already is left out. Nothing is broken. Where the headings of the source read the same, their ids are \
numbered, and so are those of the translation: a name that repeats there is right, and not told.

Wrong: `## <a name=\"mow\"></a>Klippa` where another heading has the id `mow`

Right: `## Klippa`",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    let document = &variant.doc().document;
    let Some(anchors) = variant.anchors().filter(|_| !document.anchors.is_empty()) else {
        return;
    };
    let mut spots = 0;
    let mut own = |anchor: &Anchor| match anchor.heading {
        Some(number) => Place::Heading(number),
        None => {
            spots += 1;
            Place::Spot(spots - 1)
        }
    };
    let mut lost: Vec<Lost<'_>> = Vec::new();
    for anchor in &document.anchors {
        let own = own(anchor);
        let name = document.str(anchor.name);
        match anchors.place(name) {
            Some(first) if first != own => lost.push(Lost { anchor, name, first }),
            _ => {}
        }
    }
    if !lost.is_empty() {
        tell(variant, &lost, found);
    }
}

/// A name that leads to another place than where it stands.
struct Lost<'a> {
    anchor: &'a Anchor,
    name: &'a str,
    first: Place,
}

/// One finding a name, at the first place that lost it.
fn tell(variant: &VariantView<'_>, lost: &[Lost<'_>], found: &mut Sink) {
    let document = &variant.doc().document;
    let mut by_name: HashMap<&str, (Vec<&Anchor>, bool)> = HashMap::new();
    for anchor in &document.anchors {
        by_name.entry(document.str(anchor.name)).or_default().0.push(anchor);
    }
    let spots: Vec<&Anchor> = document
        .anchors
        .iter()
        .filter(|anchor| anchor.heading.is_none())
        .collect();
    let titles = document.nodes.iter().filter(|node| node.kind == Kind::TabTitle);
    let titles: Vec<Span> = titles.map(|node| node.span).collect();
    for Lost { anchor, name, first } in lost {
        let Some((all, told)) = by_name.get_mut(name).filter(|(_, told)| !told) else {
            continue;
        };
        *told = true;
        let winner = match first {
            Place::Heading(number) => all.iter().find(|other| other.heading == Some(*number)).copied(),
            Place::Spot(number) => spots.get(*number as usize).copied(),
        };
        // A file that is put in twice has its names once.
        if winner.is_some_and(|winner| place(document, winner.span) == place(document, anchor.span)) {
            continue;
        }
        let first_span = match (winner, first) {
            (None, Place::Heading(number)) => Parity::heading_span(document, number + 1),
            (winner, _) => winner.map_or(anchor.span, |winner| winner.span),
        };
        let times = all.len();
        let is_dropped = is_dropped(variant, &titles, anchor, name, winner.is_some());
        // Translators' tools name each heading by its source's text and never number it: that is no fault of anybody.
        if is_dropped
            && winner.is_some()
            && lost
                .iter()
                .filter(|other| other.name == *name)
                .all(|other| reads_so(variant, other))
        {
            continue;
        }
        let (info, message) = match (is_dropped, winner) {
            (true, Some(_)) => (
                &DROPPED,
                format!("the name `{name}` stands {times} times on this page; each heading has its source's id"),
            ),
            (true, None) => (
                &DROPPED,
                format!("the name `{name}` is the id of another heading, and left out here"),
            ),
            (false, Some(_)) => (&INFO, format!("the anchor `{name}` stands {times} times on this page")),
            (false, None) => (&INFO, format!("the anchor `{name}` is the id of another heading")),
        };
        let there = place(document, first_span);
        let report = found.report(info, document.text.in_file(anchor.span), message).related(
            there.file,
            there.span,
            "links lead here",
        );
        match is_dropped {
            true => report.help("name it as the source's heading is, or leave the name out"),
            false => report.help("give each place a name of its own"),
        };
    }
}

/// Whether the source's heading, without its number, is called as this one.
fn reads_so(variant: &VariantView<'_>, lost: &Lost<'_>) -> bool {
    let Some(parity) = variant.parity() else { return false };
    let source = lost
        .anchor
        .heading
        .and_then(|number| parity.sections.source_of.get(number as usize).copied().flatten());
    let heading = source.and_then(|number| parity.source.outline.headings.get(number as usize));
    heading.is_some_and(|heading| heading.base() == lost.name)
}

/// Whether a heading does without its name, and has the source's id all the same.
fn is_dropped(variant: &VariantView<'_>, titles: &[Span], anchor: &Anchor, name: &str, is_repeated: bool) -> bool {
    let Some(parity) = variant.parity() else { return false };
    let Some(number) = anchor.heading else {
        // Titles of tabs are headings to translators' tools, which name them alike in each group.
        let holds = |span: &Span| span.start <= anchor.span.start && anchor.span.end <= span.end;
        return titles.iter().any(holds);
    };
    let source = parity.sections.source_of.get(number as usize).copied().flatten();
    let Some(source) = source.and_then(|number| parity.source.outline.headings.get(number as usize)) else {
        return false;
    };
    // Written twice is a fault, unless the source's headings read the same; once, the source's id won.
    !is_repeated || source.base() == name || source.names.iter().any(|other| **other == *name)
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn two_places_of_one_name() {
        check_of(
            "duplicate-anchor",
            &[(
                "en/a.md",
                "# A\n\nx <a name=\"p\"></a>\n\ny <a name=\"p\"></a>\n\nz <a name=\"p\"></a>\n\nw <a name=\"a\"></a>\n\n<a name=\"q\"></a>\n## <a name=\"q\"></a>Q\n",
            )],
            &[
                "en/a.md:5:3 the anchor `p` stands 3 times on this page; give each place a name of its own",
                "en/a.md:9:3 the anchor `a` is the id of another heading; give each place a name of its own",
            ],
        );
    }

    #[test]
    fn headings_that_read_the_same_have_their_ids() {
        check_of(
            "duplicate-anchor",
            &[
                ("en/a.md", "# A\n\n## B\n\n### Test\n\n## C\n\n### Test\n"),
                (
                    "sv/a.md",
                    "# <a name=\"a\"></a>A\n\n## <a name=\"b\"></a>B\n\n### <a name=\"test\"></a>Prov\n\n## <a name=\"b\"></a>C\n\n### <a name=\"test\"></a>Prov\n",
                ),
            ],
            &["sv/a.md:7:4 the anchor `b` stands 2 times on this page; give each place a name of its own"],
        );
    }

    #[test]
    fn names_of_headings_that_read_the_same_are_what_tools_write() {
        let files = [
            (
                "en/a.md",
                "# A\n\n## B\n\n### Test\n\n## C\n\n### Test\n\n## D\n\n### Test\n",
            ),
            (
                "sv/a.md",
                "# <a name=\"a\"></a>A\n\n## <a name=\"b\"></a>B\n\n### <a name=\"test\"></a>Prov\n\n## <a name=\"c\"></a>C\n\n### <a name=\"test\"></a>Prov\n\n## <a name=\"d\"></a>D\n\n### <a name=\"test\"></a>Prov\n",
            ),
        ];
        check_of("dropped-alias", &files, &[]);
        check_of("duplicate-anchor", &files, &[]);
    }

    #[test]
    fn a_name_that_is_the_id_of_another_heading_is_only_information() {
        check_of(
            "dropped-alias",
            &[
                ("en/a.md", "# A\n\n## B\n\n## C {#d}\n"),
                (
                    "sv/a.md",
                    "# A\n\n## <a name=\"b\"></a>B\n\n## <a name=\"d\"></a><a name=\"a\"></a>C\n",
                ),
            ],
            &[
                "sv/a.md:5:20 the name `a` is the id of another heading, and left out here; name it as the source's heading is, or leave the name out",
            ],
        );
    }
}
