//! A picture with nothing said in its place.

use crate::check::picture::pictures;
use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "missing-alt-text",
    severity: Severity::Warning,
    summary: "picture without an alternative text",
    explain: "\
Readers who do not see a picture read or hear its alternative text, and so does everybody while it does not load. A \
picture that is only decoration says so: `<img alt=\"\">`, or `:::image type=\"icon\"`. The picture of a link card \
needs none, because the link beside it says where it leads.

Wrong: `![](media/boxes.png)`

Right: `![Three boxes, the heaviest at the bottom](media/boxes.png)`

Learn: alt-text-missing, missing-image-altText.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    for picture in pictures(&variant.doc().document) {
        if picture.alt.is_none() && !picture.is_decoration {
            found
                .report(&INFO, picture.place, "the picture has no alternative text")
                .help("say what it shows; if it is only decoration, write `<img src=\"…\" alt=\"\">`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    const WHAT: &str = "the picture has no alternative text; say what it shows; if it is only decoration, write `<img src=\"…\" alt=\"\">`";

    #[test]
    fn in_markdown_and_in_html() {
        check_of(
            "missing-alt-text",
            &[
                (
                    "en/a.md",
                    "![](p.png) text ![ ](p.png \"P\")\n\n[![](p.png)](a.md)\n\n<p><img src=\"p.png\"></p>\n\n- x <img src=\"p.png\">\n",
                ),
                ("en/p.png", ""),
                ("en/b.md", "[!INCLUDE [x](includes/x.md)]\n"),
                ("en/includes/x.md", "| a |\n|---|\n| ![](../p.png) |\n"),
                ("sv/a.md", "![P](p.png)\n\n![][p]\n\n[p]: p.png\n"),
            ],
            &[
                &format!("en/a.md:1:1 {WHAT}"),
                &format!("en/a.md:1:17 {WHAT}"),
                &format!("en/a.md:3:2 {WHAT}"),
                &format!("en/a.md:5:4 {WHAT}"),
                &format!("en/a.md:7:5 {WHAT}"),
                &format!("en/includes/x.md:3:3 {WHAT}"),
                &format!("sv/a.md:3:1 {WHAT}"),
            ],
        );
    }

    #[test]
    fn decoration_needs_none() {
        check_of(
            "missing-alt-text",
            &[
                (
                    "en/a.md",
                    "<img src=\"p.png\" alt=\"\"> <img src=\"p.png\" role=\"presentation\">\n\n:::image type=\"icon\" source=\"p.png\"::: x\n\n![`c`](p.png) ![&copy;](p.png)\n\n|||\n|-|-|\n|![](p.png)| [a](a.md) |\n",
                ),
                ("en/p.png", ""),
                (
                    "en/h.yml",
                    "### YamlMime:Hub\ntitle: H\nproductDirectory:\n  items:\n  - title: B\n    imageSrc: p.png\n    url: a.md\n",
                ),
            ],
            &[],
        );
    }
}
