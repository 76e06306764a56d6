//! An exit criterion of the source that a translation lacks, or does not name.

use crate::check::criteria;
use crate::check::rule::{Check, Rule, SiteView};
use crate::diag::{Diagnostic, RuleInfo, Severity};
use crate::model::Document;
use crate::model::criterion::{Criterion, Mark, Naming, Presence, Section};
use crate::model::site::LocaleId;

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "criterion-missing-in-locale",
    severity: Severity::Warning,
    summary: "exit criterion that a translated page lacks",
    explain: "\
The source page has an exit criterion that its translation has not, or has without its anchor or under another one. \
Readers of that language do not learn of it, and links to it lead to the top of the page. It is told where the section \
ought to stand. A page that is not translated at all is another matter, and so is a page none of whose criteria has an \
anchor: there the order of the headings decides.

Wrong: `## Obligatoriskt: Lamporna lyser` without a line above it, where the source has `<a name=\"crit-lamps\"></a>`

Right: `<a name=\"crit-lamps\"></a>` on the line above `## Obligatoriskt: Lamporna lyser`",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Site(check),
};

fn check(site: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    for criterion in &site.map.site.criteria.list {
        for (locale, presence) in criterion.presence.iter().enumerate() {
            let locale = LocaleId(locale as u8);
            match presence {
                Presence::Lacking(doc, before) => {
                    if let Some(doc) = site.doc(*doc) {
                        lacking(site, found, criterion, locale, (&doc.document, *before));
                    }
                }
                Presence::Here(section) if section.naming != Naming::Own => unnamed(site, found, criterion, section),
                Presence::Here(_) | Presence::NoPage => {}
            }
        }
    }
}

fn lacking(
    site: &SiteView<'_>,
    found: &mut Vec<Diagnostic>,
    criterion: &Criterion,
    locale: LocaleId,
    (document, before): (&Document, Option<u32>),
) {
    let slug = site
        .map
        .site
        .locales
        .get(locale.index())
        .map_or("", |locale| &locale.slug);
    let message = format!("the criterion `{}` of the source is missing in {slug}", criterion.id);
    let at = criteria::heading(document, before.or(Some(0)));
    criteria::tell(found, document, &INFO, at, message, |report| {
        let is_below = before.is_some() || document.headings.first().is_some_and(|first| first.level == 1);
        let report = report.label("it ought to stand below").help(match is_below {
            true => "translate its section, and put it below this heading",
            false => "translate its section, and put it at the beginning",
        });
        if let Some((source, span)) = criterion.source().and_then(|section| site.section(section)) {
            let (file, span) = criteria::label(source, span);
            report.related(file, span, "the source has it here");
        }
    });
}

fn unnamed(site: &SiteView<'_>, found: &mut Vec<Diagnostic>, criterion: &Criterion, section: &Section) {
    let Some((document, heading)) = site.section(section) else {
        return;
    };
    let id = &criterion.id;
    let other = match section.naming {
        Naming::Other(anchor) | Naming::Similar(anchor) => Some(anchor),
        Naming::Own | Naming::Nothing => None,
    };
    let name = other.and_then(|anchor| document.anchors.get(anchor as usize));
    let message = match name {
        Some(anchor) => format!(
            "the source calls this criterion `{id}`, and not `{}`",
            document.str(anchor.name)
        ),
        None => format!("the anchor `{id}` of this criterion is missing"),
    };
    let at = other.map_or(heading, |anchor| criteria::anchor(document, anchor));
    criteria::tell(found, document, &INFO, at, message, |report| {
        let mut report = report.help("anchors of criteria are the same in all languages");
        if let Some((source, span)) = criterion.source().and_then(|section| site.section(section)) {
            let (file, span) = criteria::label(source, span);
            report = report.related(file, span, "the source has it here");
        }
        match (section.naming, name, section.mark) {
            (Naming::Other(_), Some(anchor), _) => {
                let place = document.place_of(anchor.name, anchor.span);
                if document.text.file.get(place.range()) == Some(document.str(anchor.name)) {
                    report.fix(place, &**id);
                }
            }
            (Naming::Similar(_), ..) => _ = report.suggest(Some(id)),
            (Naming::Nothing, _, Mark::Heading(_)) => {
                if let Some(end) = line_end_before(&document.text.file, heading.start as usize) {
                    let start = crate::base::Span::new(heading.start as usize, heading.start as usize);
                    report.fix(start, format!("<a name=\"{id}\"></a>{end}"));
                }
            }
            _ => {}
        }
    });
}

/// How the line before ends, where `at` begins a line that is a heading.
fn line_end_before(text: &str, at: usize) -> Option<&'static str> {
    let (before, rest) = text.split_at_checked(at)?;
    let is_line = rest.starts_with('#') && before.ends_with('\n');
    is_line.then_some(if before.ends_with("\r\n") { "\r\n" } else { "\n" })
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    const EN: &str = "# Criteria\n\n<a name=\"crit-a\"></a>\n## Required: A\n\n### Test\n\n<a name=\"crit-b\"></a>\n## Optional: B\n\n### Test\n\n<a name=\"crit-c\"></a>\n## Optional: C\n";

    fn check(sv: &str, expected: &[&str]) {
        let files = [("en/done.md", EN), ("sv/done.md", sv)];
        check_of("criterion-missing-in-locale", &files, expected);
        for quiet in ["criterion-only-in-translation", "criterion-order"] {
            check_of(quiet, &files, &[]);
        }
    }

    #[test]
    fn a_missing_section_is_told_where_it_ought_to_stand() {
        check(
            "# Villkor\n\n<a name=\"crit-a\"></a>\n## Obligatoriskt: A\n\n### Prov\n\n<a name=\"crit-c\"></a>\n## Valfritt: C\n",
            &[
                "sv/done.md:6:1 the criterion `crit-b` of the source is missing in sv; translate its section, and put it below this heading",
            ],
        );
    }

    #[test]
    fn a_missing_anchor_is_told_at_the_heading_and_mended() {
        check(
            "# Villkor\r\n\r\n<a name=\"crit-a\"></a>\r\n## Obligatoriskt: A\r\n\r\n### Prov\r\n\r\n## Valfritt: B\r\n\r\n### Prov\r\n\r\n<a name=\"crit-c\"></a>\r\n## Valfritt: C\r\n",
            &[
                "sv/done.md:8:1 the anchor `crit-b` of this criterion is missing; anchors of criteria are the same in all languages => `<a name=\"crit-b\"></a>\r\n`",
            ],
        );
    }

    #[test]
    fn a_page_without_any_anchor_is_written_by_order() {
        check(
            "# Villkor\n\n## Obligatoriskt: A\n\n### Prov\n\n## Valfritt: B\n\n### Prov\n\n## Valfritt: C\n",
            &[],
        );
    }

    #[test]
    fn another_name_is_told_once() {
        let sv = |heading: &str| {
            format!(
                "# Villkor\n\n<a name=\"crit-a\"></a>\n## Obligatoriskt: A\n\n### Prov\n\n<a name=\"crit-bb\"></a>\n## {heading}Valfritt: B\n\n### Prov\n\n<a name=\"crit-c\"></a>\n## Valfritt: C\n"
            )
        };
        let told = "sv/done.md:8:1 the source calls this criterion `crit-b`, and not `crit-bb`; anchors of criteria are the same in all languages";
        check(&sv("<a name=\"optional-b\"></a>"), &[&format!("{told} => `crit-b`")]);
        check(&sv(""), &[&format!("{told}; did you mean `crit-b`?")]);
    }
}
