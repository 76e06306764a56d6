//! A picture whose alternative text is the name of its file.

use crate::check::picture::pictures;
use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::link::percent_decode;

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "file-name-alt-text",
    severity: Severity::Warning,
    summary: "picture whose alternative text is the name of its file",
    explain: "\
Editors put the name of the file in the place of an alternative text. It tells a reader who does not see the picture \
nothing of what it shows.

Wrong: `![step-12_boxes.png](media/step-12_boxes.png)`

Right: `![Three boxes, the heaviest at the bottom](media/step-12_boxes.png)`

Learn: alt-text-bad-value, altText-equal-filename.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    for picture in pictures(&variant.doc().document) {
        let Some(alt) = picture.alt else { continue };
        if is_name_of(alt.trim(), picture.dest) {
            let message = format!("the alternative text `{}` is the name of the file", alt.trim());
            found
                .report(&INFO, picture.place, message)
                .help("say what the picture shows");
        }
    }
}

/// With its extension in any case, or without it as it is written. A word that begins with a capital may well be meant
/// (`Logo` for `logo.png`).
fn is_name_of(alt: &str, dest: &str) -> bool {
    let path = dest.split(['?', '#']).next().unwrap_or("").trim();
    let Some(last) = path.rsplit(['/', '\\']).next().filter(|last| !last.is_empty()) else {
        return false;
    };
    // Escapes make a name longer, and nothing else does.
    if alt.is_empty() || alt.len() > last.len() {
        return false;
    }
    let name = percent_decode(last);
    let stem = name.rsplit_once('.').map_or(&*name, |(stem, _)| stem);
    let is_made = stem.contains(['-', '_']) || stem.bytes().any(|byte| byte.is_ascii_digit());
    let is_equal = |name: &str| name.to_lowercase() == alt.to_lowercase();
    is_equal(&name) || alt == stem || (is_made && is_equal(stem))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::check_of;

    #[test]
    fn names_and_words() {
        for (alt, dest) in [
            ("boxes.png", "media/boxes.png"),
            ("Boxes.PNG", "boxes.png?v=2#lightbox"),
            ("boxes", "boxes.svg"),
            ("Step-12", "..\\media\\step-12.png"),
            ("Bild 3", "Bild%203.png"),
            ("a.b", "a.b.png"),
        ] {
            assert!(is_name_of(alt, dest), "{alt} {dest}");
        }
        for (alt, dest) in [
            ("Logo", "logo.png"),
            ("Three boxes", "boxes.png"),
            ("Step 13", "media/step13.svg"),
            ("", ""),
            ("x", "media/"),
            ("png", ".png.x"),
        ] {
            assert!(!is_name_of(alt, dest), "{alt} {dest}");
        }
    }

    #[test]
    fn in_all_forms() {
        check_of(
            "file-name-alt-text",
            &[
                (
                    "en/a.md",
                    "![p.png](p.png)\n\n<img src=\"p.png\" alt=\"P.png\">\n\n:::image type=\"content\" source=\"p.png\" alt-text=\"p\":::\n\n![A picture](p.png)\n",
                ),
                ("en/p.png", ""),
            ],
            &[
                "en/a.md:1:1 the alternative text `p.png` is the name of the file; say what the picture shows",
                "en/a.md:3:1 the alternative text `P.png` is the name of the file; say what the picture shows",
                "en/a.md:5:1 the alternative text `p` is the name of the file; say what the picture shows",
            ],
        );
    }
}
