//! Anchors in several languages: one place, one id.

use super::html::Html;
use super::site::Site;

/// The text of the section that an id stands on, and of what follows it.
fn section(page: &Html, id: &str) -> String {
    let heading = page.all(&format!("article [id=\"{id}\"]"));
    let heading = heading.first().unwrap_or_else(|| panic!("no #{id}"));
    let next = heading.next_siblings().filter_map(scraper::ElementRef::wrap).next();
    next.map(|next| next.text().collect()).unwrap_or_default()
}

const SOURCE: &str = "# Done?\n\n<a name=\"crit-heat\"></a>\n\n## Heat\n\n### Try it\n\nTurn it up.\n\n<a name=\"crit-water\"></a>\n\n\
    ## Water\n\n### Try it\n\nOpen the tap.\n\n<a name=\"crit-light\"></a>\n\n## Light\n\n### Try it\n\nPush the switch.\n";

/// Translation services repeat the name; the numbers are the source's.
#[test]
fn a_name_that_repeats_gets_the_numbers_of_the_source() {
    let swedish = "# <a name=\"done\"></a>Klart?\n\n<a name=\"crit-heat\"></a>\n\n## <a name=\"heat\"></a>Värme\n\n### <a name=\"try-it\"></a>Prova\n\nVrid upp.\n\n\
        <a name=\"crit-light\"></a>\n\n## <a name=\"light\"></a>Ljus\n\n### <a name=\"try-it\"></a>Prova\n\nTryck på knappen.\n\n\
        <a name=\"crit-gas\"></a>\n\n## <a name=\"gas\"></a>Gas\n\n### <a name=\"try-it\"></a>Prova\n\nLukta.\n";
    let site = Site::new()
        .page("en/done.md", SOURCE)
        .page(
            "en/index.md",
            "# Start\n\n[heat](done.md#try-it) [light](done.md#try-it-2)\n",
        )
        .page("sv/done.md", swedish)
        .page(
            "sv/index.md",
            "# <a name=\"start\"></a>Start\n\n[värme](done.md#try-it) [ljus](done.md#try-it-2)\n",
        );
    let ran = site.build();
    ran.succeeds();
    let english = ran.html("en/done");
    let swedish = ran.html("sv/done");
    assert_eq!(section(&english, "try-it-1"), "Open the tap.");
    assert_eq!(section(&english, "try-it-2"), "Push the switch.");
    assert_eq!(section(&swedish, "try-it"), "Vrid upp.");
    assert_eq!(section(&swedish, "try-it-2"), "Tryck på knappen.");
    // The section that only Swedish has takes none of the source's ids.
    assert_eq!(swedish.count("#try-it-1, #try-it-3"), 0);
    assert_eq!(
        ran.html("sv").values("article a", "href"),
        ["/sv/done/#try-it", "/sv/done/#try-it-2"]
    );
}

/// A docset that names no heading: their order tells which is which.
#[test]
fn without_names_the_order_of_the_headings_tells() {
    let site = Site::new()
        .page("en/done.md", "# Done?\n\n## Heat it\n\nUp.\n\n### By hand\n\nSlowly.\n\n## Cool it\n\nDown.\n")
        .page(
            "sv/done.md",
            "# Klart?\n\n[kyl](#cool-it) [för hand](#by-hand)\n\n## Värm\n\nUpp.\n\n### För hand\n\nSakta.\n\n## Kyl\n\nNed.\n",
        )
        .page("sv/more.md", "# Mer\n\n[kyl](done.md#cool-it) [värm](done.md#värm)\n")
        .page("en/more.md", "# More\n");
    let ran = site.build();
    ran.succeeds();
    let page = ran.html("sv/done");
    assert_eq!(section(&page, "cool-it"), "Ned.");
    assert_eq!(section(&page, "by-hand"), "Sakta.");
    assert_eq!(page.values("article p a", "href"), ["#cool-it", "#by-hand"]);
    // The translated slug finds the place too.
    assert_eq!(
        ran.html("sv/more").values("article a", "href"),
        ["/sv/done/#cool-it", "/sv/done/#heat-it"]
    );
}
