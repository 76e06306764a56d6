//! A section that holds other things than its source.

use std::collections::HashSet;

use crate::base::Span;
use crate::check::parity::walk::{Item, ItemKind};
use crate::check::parity::{Group, Parity, Place, first_line, fresh, last_line, pair, place};
use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::{Document, Outline};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "structure-parity",
    severity: Severity::Warning,
    summary: "section that holds other things than its source",
    explain: "\
A translation and its source are compared section by section: headings, list items, tables, alerts, tabs, code blocks, \
images, tick boxes and links are to be as many in both, and links are to lead to the same pages. What a language lacks \
nobody misses when reading that language alone. One finding a section, at the first difference.

Wrong: three steps in `sv/a.md` where `en/a.md` has four

Right: four steps in both",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    let Some(parity) = fresh(variant) else { return };
    headings(parity, found);
    let other_links = parity.mostly_differs(ItemKind::Link);
    if let Some(first) = other_links {
        other_targets(parity, first, found);
    }
    for (ours, theirs, our_sum, their_sum) in parity.pairs() {
        let same_counts = our_sum.counts == their_sum.counts;
        if same_counts && (other_links.is_some() || our_sum.same(their_sum, ItemKind::Link)) {
            continue;
        }
        let mut counts = our_sum.counts.iter().zip(&their_sum.counts);
        // What stands below a heading that is missing may have been left behind under the one before.
        if !same_counts && parity.sections.lacks_next(theirs) && counts.clone().all(|(ours, theirs)| ours >= theirs) {
            continue;
        }
        if !same_counts && parity.sections.has_extra_next(ours) && counts.all(|(ours, theirs)| ours <= theirs) {
            continue;
        }
        for group in parity.groups(ours, theirs) {
            Section {
                parity,
                ours,
                theirs,
                group,
                has_own_links: other_links.is_some(),
            }
            .compare(found);
        }
    }
}

/// Says once that most links lead elsewhere; `first` are the first sections in which they do.
fn other_targets(parity: &Parity<'_>, first: (u32, u32), found: &mut Sink) {
    let (target, source) = (&parity.target.document, &parity.source.document);
    let there = place(source, Parity::heading_span(source, first.1));
    let here = target.text.in_file(Parity::heading_span(target, first.0));
    let message = format!("most links of this page lead elsewhere than those of `{}`", source.file);
    found
        .report(&INFO, here, message)
        .label("from here on")
        .related(there.file, there.span, "the section in the source")
        .help("compare the two pages link by link: they may not be of one text");
}

fn headings(parity: &Parity<'_>, found: &mut Sink) {
    let (target, source) = (&parity.target.document, &parity.source.document);
    for &number in &parity.sections.missing {
        let heading = parity.source.outline.headings.get(number as usize);
        // Told by the rules of anchors and of criteria.
        if heading.is_none_or(Parity::is_of_criterion) || parity.is_relied_on(number) {
            continue;
        }
        if heading.is_some_and(|heading| heading.level == 1) && has_no_first(&parity.target.outline) {
            continue;
        }
        let there = place(source, Parity::heading_span(source, number + 1));
        let section = parity.sections.before(number).map_or(0, |before| before + 1);
        let message = format!(
            "the section `{}` of `{}` is missing",
            heading_text(source, number),
            there.file
        );
        found
            .report(
                &INFO,
                target.text.in_file(Parity::heading_span(target, section)),
                message,
            )
            .label("it ought to stand below this")
            .related(there.file, there.span, "the section that is missing")
            .help("translate the section");
    }
    for &number in &parity.sections.extra {
        let heading = parity.target.outline.headings.get(number as usize);
        if heading.is_none_or(Parity::is_of_criterion) {
            continue;
        }
        if heading.is_some_and(|heading| heading.level == 1) && has_no_first(&parity.source.outline) {
            continue;
        }
        let message = format!("`{}` has no section `{}`", source.file, heading_text(target, number));
        let there = place(source, Parity::heading_span(source, 1));
        found
            .report(
                &INFO,
                target.text.in_file(Parity::heading_span(target, number + 1)),
                message,
            )
            .label("here alone")
            .related(there.file, there.span, "the page in the source")
            .help("delete it, or write it in the source too");
    }
    for &number in parity.sections.moved.iter() {
        let Some(there) = parity.sections.source_of.get(number as usize).copied().flatten() else {
            continue;
        };
        let heading = parity.source.outline.headings.get(there as usize);
        if heading.is_none_or(Parity::is_of_criterion) {
            continue;
        }
        let text = heading_text(target, number);
        let there = place(source, Parity::heading_span(source, there + 1));
        found
            .report(
                &INFO,
                target.text.in_file(Parity::heading_span(target, number + 1)),
                format!("the section `{text}` stands in another order than in `{}`", there.file),
            )
            .related(there.file, there.span, "its place in the source")
            .help("put the sections in the source's order");
    }
    levels(parity, found);
}

/// Headings of another level than in the source; of several that are off by as much, the first.
fn levels(parity: &Parity<'_>, found: &mut Sink) {
    let (target, source) = (&parity.target, &parity.source);
    let mut last = 0;
    for (number, there) in parity.sections.source_of.iter().enumerate() {
        let Some(there) = there else { continue };
        let (Some(ours), Some(theirs)) = (
            target.outline.headings.get(number),
            source.outline.headings.get(*there as usize),
        ) else {
            continue;
        };
        let off = i32::from(ours.level) - i32::from(theirs.level);
        if off != 0 && off != last {
            let at = place(&source.document, Parity::heading_span(&source.document, there + 1));
            let span = Parity::heading_span(&target.document, number as u32 + 1);
            let message = format!(
                "this heading is of level {}, and of level {} in `{}`",
                ours.level, theirs.level, at.file
            );
            found
                .report(&INFO, target.document.text.in_file(span), message)
                .related(at.file, at.span, "in the source")
                .help("give it the source's level");
        }
        last = off;
    }
}

/// The heading of the first level is missing, which the rules of pages tell where it is.
fn has_no_first(outline: &Outline) -> bool {
    outline.headings.iter().all(|heading| heading.level != 1)
}

fn heading_text(document: &Document, number: u32) -> &str {
    document
        .headings
        .get(number as usize)
        .map_or("", |heading| document.str(heading.text))
}

/// A pair of sections, as far as they lie in one file.
struct Section<'a> {
    parity: &'a Parity<'a>,
    ours: u32,
    theirs: u32,
    group: Group<'a>,
    /// Most links of the page lead elsewhere, which is told once.
    has_own_links: bool,
}

impl Section<'_> {
    fn compare(&self, found: &mut Sink) {
        let (Some(_), Some(source_file)) = (&self.group.file, &self.group.source_file) else {
            return self.tell_file(found);
        };
        let (ours, theirs) = self.group.counts();
        let differ: Vec<(ItemKind, u32, u32)> = ItemKind::ALL
            .iter()
            .zip(ours.iter().zip(&theirs))
            .filter(|(_, (ours, theirs))| ours != theirs)
            .map(|(kind, (ours, theirs))| (*kind, *ours, *theirs))
            .collect();
        let Some((kind, our_count, their_count)) = differ.first().copied() else {
            return self.targets(found);
        };
        let message = match differ.get(1) {
            // Rows of a table and boxes of items follow from what they belong to.
            Some((second, ours, theirs)) if !follows(kind, *second) => format!(
                "this section has {} and {}, and {} and {} in `{source_file}`",
                count(kind, our_count),
                count(*second, *ours),
                their_count,
                theirs
            ),
            _ => format!(
                "this section has {}, and {their_count} in `{source_file}`",
                count(kind, our_count)
            ),
        };
        let (target, source) = (&self.parity.target.document, &self.parity.source.document);
        let links = self.parity.links();
        let (our_items, their_items) = self.group.of_kind(kind);
        let pairs = pair((target, links.0, &our_items), (source, links.1, &their_items));
        let name = kind.name(false);
        if our_count < their_count {
            let lost = first_gap(pairs.iter().map(|(_, there)| *there));
            let there = their_items
                .get(lost)
                .map(|item| first_line(source, span_of(source, item)));
            let there = place(source, there.unwrap_or_default());
            found
                .report(&INFO, self.gap(&our_items, &their_items, &pairs, lost), message)
                .label(format!("{} {name} is missing after this", article(name)))
                .related(there.file, there.span, format!("this {name} has no counterpart"))
                .help(format!("translate the {name} that is missing"));
        } else {
            let more = first_gap(pairs.iter().map(|(here, _)| *here));
            let here = our_items
                .get(more)
                .map(|item| first_line(target, span_of(target, item)));
            let there = self.source_place();
            found
                .report(&INFO, target.text.in_file(here.unwrap_or_default()), message)
                .label(format!("this {name} has no counterpart"))
                .related(there.file, there.span, "the section in the source")
                .help(format!("delete the {name}, or write it in the source too"));
        }
    }

    /// Behind what the item `lost` of the source ought to stand.
    fn gap(&self, ours: &[&Item], theirs: &[&Item], pairs: &[(usize, usize)], lost: usize) -> Span {
        let (target, source) = (&self.parity.target.document, &self.parity.source.document);
        let before = pairs
            .iter()
            .rev()
            .find(|(_, there)| *there < lost)
            .and_then(|(here, _)| ours.get(*here));
        if let Some(item) = before {
            return target.text.in_file(last_line(target, span_of(target, item)));
        }
        // What stands before it in the source, of a kind that both have as many of.
        let node = theirs.get(lost).map_or(0, |item| item.node);
        let around = |item: &&Item| {
            source
                .nodes
                .get(item.node as usize)
                .is_some_and(|around| around.end > node)
        };
        // The nearest are enough, however many there are.
        let earlier = self.group.source.iter().rev().filter(|item| item.node < node).take(20);
        let found = earlier.filter(|item| !around(item)).find_map(|item| {
            let (ours, theirs) = self.group.of_kind(item.kind);
            let at = theirs.iter().position(|other| other.node == item.node)?;
            (ours.len() == theirs.len()).then(|| ours.get(at).copied())?
        });
        match found {
            Some(item) => target.text.in_file(last_line(target, span_of(target, item))),
            None => self.target_place(),
        }
    }

    /// The heading of the section in the translation, in the file that is compared; without one, that file's beginning.
    fn target_place(&self) -> Span {
        let text = &self.parity.target.document.text;
        let heading = text.in_file(Parity::heading_span(&self.parity.target.document, self.ours));
        let file = self.group.file.as_ref();
        let own = text.part_at(heading.start).map(|part| &part.file);
        let part = file.and_then(|file| text.parts.iter().find(|part| part.file == *file));
        match part {
            Some(part) if own != file => Span::new(part.at as usize, part.at as usize),
            _ => heading,
        }
    }

    /// The heading of the section in the source, in the file that is compared; without one, that file's beginning. A file
    /// that several pages put in has one place for all of them, so that a difference is told once.
    fn source_place(&self) -> Place {
        let source = &self.parity.source.document;
        let heading = place(source, Parity::heading_span(source, self.theirs));
        match &self.group.source_file {
            Some(file) if *file != heading.file => Place {
                file: file.clone(),
                span: Span::default(),
            },
            _ => heading,
        }
    }

    /// A file that only one side puts in.
    fn tell_file(&self, found: &mut Sink) {
        let (target, source) = (&self.parity.target.document, &self.parity.source.document);
        let Some(file) = &self.group.source_file else {
            // Told by what it brings, which the source has not.
            return;
        };
        let there = self
            .group
            .source
            .first()
            .map_or(Span::default(), |item| span_of(source, item));
        let there = place(source, first_line(source, there));
        let message = format!(
            "this section does not put in `{file}`, and that of `{}` does",
            source.file
        );
        found
            .report(
                &INFO,
                target.text.in_file(Parity::heading_span(target, self.ours)),
                message,
            )
            .related(there.file, there.span, "what is missing")
            .help("put the file in here too");
    }

    /// Links that lead elsewhere than in the source, where there are as many.
    fn targets(&self, found: &mut Sink) {
        if self.has_own_links {
            return;
        }
        let (ours, theirs) = self.group.of_kind(ItemKind::Link);
        let keys = |items: &[&Item]| items.iter().map(|item| item.key).collect::<HashSet<u64>>();
        let (our_keys, their_keys) = (keys(&ours), keys(&theirs));
        // What stands where the other language has a link that another rule tells of is its counterpart.
        let is_told = |items: &[&Item], at: usize| items.get(at).is_some_and(|item| item.key == 0);
        let changed = ours
            .iter()
            .enumerate()
            .filter(|(at, item)| item.key != 0 && !their_keys.contains(&item.key) && !is_told(&theirs, *at))
            .map(|(_, item)| item);
        let lost = theirs
            .iter()
            .enumerate()
            .filter(|(at, item)| item.key != 0 && !our_keys.contains(&item.key) && !is_told(&ours, *at))
            .map(|(_, item)| item);
        if changed.clone().count() != lost.clone().count() {
            return;
        }
        let (target, source) = (&self.parity.target.document, &self.parity.source.document);
        for (here, there) in changed.zip(lost) {
            let dest = |document: &Document, item: &Item| document.links.get(item.number as usize).copied();
            let (Some(here), Some(link)) = (dest(target, here), dest(source, there)) else {
                continue;
            };
            let right = source.str(link.dest);
            let at = place(source, source.text.place(link.dest).unwrap_or(link.span));
            let message = format!(
                "this link leads to `{}`, and to `{right}` in `{}`",
                target.str(here.dest),
                at.file
            );
            found
                .report(&INFO, target.dest_in_file(&here), message)
                .related(at.file, at.span, "in the source")
                .help("let it lead where the source's does");
        }
    }
}

/// The first number that a rising row of numbers leaves out.
fn first_gap(numbers: impl Iterator<Item = usize>) -> usize {
    let mut next = 0;
    for number in numbers {
        if number != next {
            break;
        }
        next += 1;
    }
    next
}

/// Whether a second kind differs because the first does.
fn follows(first: ItemKind, second: ItemKind) -> bool {
    matches!(
        (first, second),
        (ItemKind::Table, ItemKind::Row) | (ItemKind::ListItem, ItemKind::Task)
    )
}

fn article(name: &str) -> &'static str {
    if name.starts_with(['a', 'e', 'i', 'o']) {
        "an"
    } else {
        "a"
    }
}

fn count(kind: ItemKind, count: u32) -> String {
    match count {
        0 => format!("no {}", kind.name(true)),
        1 => format!("1 {}", kind.name(false)),
        _ => format!("{count} {}", kind.name(true)),
    }
}

fn span_of(document: &Document, item: &Item) -> Span {
    document
        .nodes
        .get(item.node as usize)
        .map_or(Span::default(), |node| node.span)
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn counts_by_section() {
        check_of(
            "structure-parity",
            &[
                (
                    "en/a.md",
                    "# A\n\n- one `x`\n- two `y`\n- three `z`\n\n## B\n\nText.\n\n```sh\nls\n```\n\n## C\n\n> [!NOTE]\n> Text.\n\n## D\n\n[x](b.md)\n\n## E\n\n![x](x.png)\n",
                ),
                ("en/b.md", "# B\n"),
                ("en/c.md", "# C\n"),
                ("en/x.png", ""),
                (
                    "sv/a.md",
                    "# A\n\n- ett `x`\n- tre `z`\n\n## B\n\nText.\n\n## C\n\nText.\n\n## D\n\n[x](c.md)\n\n## E\n\n![x](x.png) ![x](x.png)\n",
                ),
            ],
            &[
                "sv/a.md:3:1 this section has 2 list items, and 3 in `en/a.md`; translate the list item that is missing",
                "sv/a.md:8:1 this section has no code blocks, and 1 in `en/a.md`; translate the code block that is missing",
                "sv/a.md:10:1 this section has no alerts, and 1 in `en/a.md`; translate the alert that is missing",
                "sv/a.md:16:5 this link leads to `c.md`, and to `b.md` in `en/a.md`; let it lead where the source's does",
                "sv/a.md:20:13 this section has 2 images, and 1 in `en/a.md`; delete the image, or write it in the source too",
            ],
        );
    }

    #[test]
    fn a_section_is_told_and_not_what_it_holds() {
        check_of(
            "structure-parity",
            &[
                (
                    "en/a.md",
                    "# A\n\n- one\n\n## <a name=\"mow\"></a>Mow\n\n- two\n\n## Rake\n\n- three\n\n### More\n\n- four\n\n## Last\n",
                ),
                (
                    "sv/a.md",
                    "# <a name=\"a\"></a>A\n\n- ett\n\n## <a name=\"last\"></a>Sist\n\n## <a name=\"new\"></a>Ny\n\n- x\n\n### <a name=\"newer\"></a>Nyare\n",
                ),
            ],
            &[
                "sv/a.md:1:1 the section `Rake` of `en/a.md` is missing; translate the section",
                "sv/a.md:7:1 `en/a.md` has no section `Ny`; delete it, or write it in the source too",
            ],
        );
    }

    #[test]
    fn without_names_what_stands_in_them_tells_sections_apart() {
        check_of(
            "structure-parity",
            &[
                (
                    "en/a.md",
                    "# A\n\n## One\n\n- x\n\n## Two\n\n```sh\nls\n```\n\n## Three\n\n| a |\n|---|\n| b |\n",
                ),
                ("sv/a.md", "# A\n\n## Ett\n\n- x\n\n## Tre\n\n| a |\n|---|\n| b |\n"),
            ],
            &["sv/a.md:3:1 the section `Two` of `en/a.md` is missing; translate the section"],
        );
    }

    #[test]
    fn links_that_are_told_already_are_no_difference_of_others() {
        check_of(
            "structure-parity",
            &[
                ("en/a.md", "# A\n\n- [x](gone.md)\n- [y](c.md)\n- [z](d.md)\n"),
                ("sv/a.md", "# A\n\n- [x](b.md)\n- [y](lost.md)\n- [z](d.md)\n"),
                ("nl/a.md", "# A\n\n- [x](b.md)\n- [y](lost.md)\n- [z](b.md#b)\n"),
                ("en/b.md", "# B\n"),
                ("en/c.md", "# C\n"),
                ("en/d.md", "# D\n"),
            ],
            &[
                "nl/a.md:5:7 this link leads to `b.md#b`, and to `d.md` in `en/a.md`; let it lead where the source's does",
            ],
        );
    }

    #[test]
    fn a_page_without_its_first_heading_is_told_by_another_rule() {
        let (whole, lesser) = ("# A\n\nText.\n\n## B\n", "Text.\n\n## B\n");
        check_of("structure-parity", &[("en/a.md", lesser), ("sv/a.md", whole)], &[]);
        check_of("structure-parity", &[("en/a.md", whole), ("sv/a.md", lesser)], &[]);
    }

    #[test]
    fn what_is_put_in_by_several_pages_is_told_once_and_in_its_file() {
        let pages = |locale: &'static str| {
            ["a", "b"].map(|name| {
                let text = format!("# {name}\n\n## Part\n\n[!INCLUDE [x](includes/x.md)]\n\n- last\n");
                (format!("{locale}/{name}.md"), text)
            })
        };
        let (en, sv) = (pages("en"), pages("sv"));
        let found = |source: &'static str, target: &'static str, expected: &[&str]| {
            let mut files: Vec<(&str, &str)> = en.iter().chain(&sv).map(|(p, t)| (p.as_str(), t.as_str())).collect();
            files.extend([("en/includes/x.md", source), ("sv/includes/x.md", target)]);
            check_of("structure-parity", &files, expected);
        };
        found(
            "> [!NOTE]\n> Save.\n\nText.\n",
            "Text.\n",
            &[
                "sv/includes/x.md:1:1 this section has no alerts, and 1 in `en/includes/x.md`; translate the alert that is missing",
            ],
        );
        found(
            "Text.\n",
            "> [!NOTE]\n> Save.\n\nText.\n",
            &[
                "sv/includes/x.md:1:1 this section has 1 alert, and 0 in `en/includes/x.md`; delete the alert, or write it in the source too",
            ],
        );
    }

    #[test]
    fn order_and_levels() {
        check_of(
            "structure-parity",
            &[
                ("en/a.md", "# A\n\n## B\n\n## C\n\n## D\n"),
                (
                    "sv/a.md",
                    "# <a name=\"a\"></a>A\n\n### <a name=\"b\"></a>B\n\n## <a name=\"d\"></a>D\n\n## <a name=\"c\"></a>C\n",
                ),
            ],
            &[
                "sv/a.md:3:1 this heading is of level 3, and of level 2 in `en/a.md`; give it the source's level",
                "sv/a.md:5:1 the section `D` stands in another order than in `en/a.md`; put the sections in the source's order",
            ],
        );
    }

    #[test]
    fn a_bilingual_page_and_its_tabs() {
        check_of(
            "structure-parity",
            &[
                (
                    "en/a.md",
                    "# A\n\n# [One](#tab/one)\n\n- x\n- y\n\n# [Two](#tab/two)\n\nText.\n\n---\n",
                ),
                (
                    "sv/a.md",
                    "# A\n\n# [<span data-ttu-id=\"a1-101\">Ett</span><span class=\"sxs-lookup\"><span data-stu-id=\"a1-101\">One</span></span>](#tab/one)\n\n- <span data-ttu-id=\"a1-102\">å</span><span class=\"sxs-lookup\"><span data-stu-id=\"a1-102\">x</span></span>\n\n# [<span data-ttu-id=\"a1-103\">Två</span><span class=\"sxs-lookup\"><span data-stu-id=\"a1-103\">Two</span></span>](#tab/two)\n\nText.\n\n---\n",
                ),
            ],
            &["sv/a.md:5:1 this section has 1 list item, and 2 in `en/a.md`; translate the list item that is missing"],
        );
    }
}
