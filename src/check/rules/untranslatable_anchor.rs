//! A link to a translated heading by what it is called in that language alone.

use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::link::{Url, read_url};
use crate::model::site::{Place, Target};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "untranslatable-anchor",
    severity: Severity::Warning,
    summary: "link to a translated heading by its slug in that language",
    explain: "\
A translated heading has the id of its source, so that one link works in all languages. Its own slug is found too, for \
those who type it, but it works in this language alone, and changes with the words of the translation.

Wrong: `[nästa](#nästa-steg)` where the source's heading is `## Next steps`

Right: `[nästa](#next-steps)`",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    let map = variant.site.map;
    for (link, target) in variant.links() {
        let Target::Page { page, tail } = target else { continue };
        let dest = variant.dest(link);
        let (Some((_, written)), Some((_, id))) = (dest.split_once('#'), tail.split_once('#')) else {
            continue;
        };
        if written == id {
            continue;
        }
        let fragment = match read_url(dest) {
            Url::Relative { fragment, .. } | Url::Docroot { fragment, .. } => fragment,
            _ => continue,
        };
        let (Some(fragment), Some((number, doc))) = (fragment, variant.shown(*page)) else {
            continue;
        };
        let Some(anchors) = map.site.anchors.get(number.index()) else {
            continue;
        };
        let Some(Place::Heading(heading)) = anchors.place(&fragment) else {
            continue;
        };
        let is_aligned = anchors.source.get(heading as usize).is_some_and(Option::is_some);
        let right = anchors.ids.get(heading as usize).map_or("", |id| id);
        if !is_aligned || *right == *fragment || anchors.aliases.iter().any(|(_, alias)| **alias == *fragment) {
            continue;
        }
        let place = variant.dest_parts(link).1;
        let own = doc.document.file.as_str();
        let report = found
            .report(
                &INFO,
                place,
                format!("`{fragment}` names this heading of `{own}` in one language alone"),
            )
            .suggest(Some(&format!("#{right}")));
        let written = variant.doc().document.text.file.get(place.range());
        let is_plain = right
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
        if is_plain && written.is_some_and(|text| text.starts_with('#')) {
            report.fix(place, format!("#{right}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn the_own_slug_of_a_translated_heading() {
        check_of(
            "untranslatable-anchor",
            &[
                ("en/a.md", "# A\n\n## Next steps\n\n[x](#next-steps) [y](b.md#c)\n"),
                ("en/b.md", "# B\n\n## C\n"),
                (
                    "sv/a.md",
                    "# A\n\n## <a name=\"old-name\"></a>Nästa steg\n\n[x](#nästa-steg) [y](#n%C3%A4sta-steg) [z](#next-steps) [w](#old-name) [v](b.md#jo) [u](#top)\n",
                ),
                ("sv/b.md", "# B\n\n## Jo\n"),
            ],
            &[
                "sv/a.md:5:5 `nästa-steg` names this heading of `sv/a.md` in one language alone; did you mean `#next-steps`? => `#next-steps`",
                "sv/a.md:5:22 `nästa-steg` names this heading of `sv/a.md` in one language alone; did you mean `#next-steps`? => `#next-steps`",
                "sv/a.md:5:80 `jo` names this heading of `sv/b.md` in one language alone; did you mean `#c`? => `#c`",
            ],
        );
    }
}
