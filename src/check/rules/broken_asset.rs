//! A picture, or another file, that is not there.

use crate::check::rule::{Check, Meaning, Rule, VariantView, as_dest};
use crate::check::rules::bidi_control;
use crate::diag::{RuleInfo, Severity, Sink, nearest};
use crate::model::site::{Target, Why};
use crate::model::{Link, LinkKind};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "broken-asset",
    severity: Severity::Error,
    summary: "picture or file that is not there",
    explain: "\
A picture, or a file that a link offers, is neither in the reader's locale nor in the source locale. The reader sees a \
broken picture. Translations need no copies of pictures: the source's are used.

Wrong: `![The dialog](media/dialogue.png)` where the file is `media/dialog.png`

Right: `![The dialog](media/dialog.png)`

Learn: file-not-found.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    for (number, (link, target)) in variant.links().enumerate() {
        if let (Target::Broken(Why::Outside(path)), LinkKind::Image) = (target, link.kind) {
            found
                .report(
                    &INFO,
                    variant.dest_parts(link).0,
                    format!("`{path}` leads out of the site's content"),
                )
                .label("above the folder of the locale")
                .help("put the file below the folder of the locale, or of the source locale")
                .suggest(suggest(variant, link, path.trim_start_matches("../")).0.as_deref());
            continue;
        }
        if let (Target::Docset(path), LinkKind::Image, false) =
            (target, link.kind, variant.site.config.docset_root.is_some())
        {
            found
                .report(&INFO, variant.dest_span(link), format!("there is no file `{path}`"))
                .help("name it relative to the page, or set `docset_root` in stegvis.yaml to say where `/` begins");
            continue;
        }
        let Target::Broken(Why::NoAsset(path)) = target else {
            continue;
        };
        // What cannot be seen is told of by its name.
        if bidi_control::first(variant.dest(link)).is_some() {
            continue;
        }
        let report = found.report(&INFO, variant.dest_parts(link).0, format!("there is no file `{path}`"));
        if let Some(right) = variant.counterpart(number) {
            right.told(report).suggest(Some(right.dest()));
            continue;
        }
        let (right, is_sure) = suggest(variant, link, path);
        let report = report.suggest(right.as_deref());
        if let (Some(right), Some(place), true) = (right, variant.literal_path(link), is_sure) {
            report.fix(place, as_dest(&right));
        }
    }
}

/// A file of the same name in another folder, else one of nearly the same path, else a page without its `.md`.
fn suggest(variant: &VariantView<'_>, link: &Link, path: &str) -> (Option<String>, bool) {
    let Some(meant) = variant.meant(link, path, || meant(variant, path)) else {
        return (None, false);
    };
    (Some(variant.relative(link, &meant.key)), meant.is_sure)
}

fn meant(variant: &VariantView<'_>, path: &str) -> Option<Meaning> {
    let page = format!("{path}.md");
    if variant.page_keys().any(|key| key.as_str() == page) {
        return Some(Meaning::near(&page));
    }
    let site = variant.site.map.site;
    let home = [variant.view.locale.index(), site.source];
    let assets = || {
        let files = site.assets.iter().map(|asset| asset.path.as_str());
        files.filter_map(|path| {
            let (locale, rest) = path.split_once('/')?;
            home.iter()
                .any(|&number| *site.locales[number].slug == *locale)
                .then_some(rest)
        })
    };
    Meaning::moved(path, assets()).or_else(|| nearest(path, assets()).map(Meaning::near))
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn a_picture_above_the_content() {
        check_of(
            "broken-asset",
            &[
                ("en/media/a.png", ""),
                ("en/page.md", "![](../media/a.png) ![](/x.png)\n"),
            ],
            &[
                "en/page.md:1:5 `../media/a.png` leads out of the site's content; put the file below the folder of the locale, or of the source locale; did you mean `media/a.png`?",
                "en/page.md:1:25 there is no file `/x.png`; name it relative to the page, or set `docset_root` in stegvis.yaml to say where `/` begins",
            ],
        );
    }

    #[test]
    fn pictures_fall_back_to_the_source() {
        check_of(
            "broken-asset",
            &[
                ("en/media/a.png", ""),
                (
                    "en/x/page.md",
                    "![](../media/a.png) ![](../media/b.png) ![](a.png) <img src=\"nope-nope.gif\">\n",
                ),
                (
                    "sv/x/page.md",
                    "![](../media/a.png) [fil](../media/handbok.pdf) [sida](page)\n",
                ),
            ],
            &[
                "en/x/page.md:1:25 there is no file `media/b.png`; did you mean `../media/a.png`?",
                "en/x/page.md:1:45 there is no file `x/a.png`; did you mean `../media/a.png`? => `../media/a.png`",
                "en/x/page.md:1:52 there is no file `x/nope-nope.gif`",
                "sv/x/page.md:1:27 there is no file `media/handbok.pdf`",
                "sv/x/page.md:1:56 there is no file `x/page`; did you mean `page.md`?",
            ],
        );
    }
}
