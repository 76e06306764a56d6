//! What is equal, and what must never be.

use super::*;

fn expected(html: &str, blanks: Blanks) -> String {
    let target = |address: &str| match address {
        "lost" => Target::Nowhere,
        address => Target::Elsewhere(address.to_owned()),
    };
    normal(
        parse(html),
        &Reading {
            target: &target,
            blanks,
            ours: None,
        },
    )
}

fn made(html: &str, blanks: Blanks, theirs: &str) -> String {
    let target = |address: &str| Target::Elsewhere(address.to_owned());
    normal(
        parse(html),
        &Reading {
            target: &target,
            blanks,
            ours: Some(&Mentioned::of(&parse(theirs))),
        },
    )
}

#[track_caller]
fn same(theirs: &str, ours: &str) {
    assert_eq!(expected(theirs, Blanks::InLine), made(ours, Blanks::InLine, theirs));
}

#[track_caller]
fn differ(theirs: &str, ours: &str) {
    for blanks in [Blanks::InLine, Blanks::None] {
        assert_ne!(expected(theirs, blanks), made(ours, blanks, theirs), "{theirs}");
    }
}

#[test]
fn spellings_are_equal() {
    same("<p class=\"a\" id=b>x\ny</p>", "<p id=\"b\" class='a'>x y</p>\n");
    same("<ul>\n<li>a</li>\n</ul>", "<ul><li>a</li></ul>");
    same("<p>a<br />b</p>", "<p>a<br>\nb</p>");
    same("<p><div>x</div></p>", "<div>x</div>");
    same(
        "<table><tr><td style=\"text-align: right;\">x</table>",
        "<table><tr><td class=\"right\">x</table>",
    );
    same("<a hidden=\"hidden\">x</a>", "<a hidden>x</a>");
    same("<p sourceFile=\"a.md\" data-linktype=\"external\">x</p>", "<p>x</p>");
    same("<p>x<a name=\"b\"></a></p>", "<p>x<span id=\"b\"></span></p>");
    same("<h2 id=\"b\">x</h2>", "<h2 id=\"b\"><span id=\"c\"></span>x</h2>");
    same("<h2 id=\"b\">x</h2>\n<!-- no -->", "<h2 id=\"b\">x</h2>");
    same(
        "<table><tr><th></th></tr></table>",
        "<div class=\"table\" tabindex=0><table><tr><th></th></tr></table></div>",
    );
    same("<img src=\"a\" alt=\"\">", "<img src=\"a\" loading=\"lazy\" width=3>");
    same(
        "<pre><code>a</code></pre>",
        "<pre tabindex=0><code><span class=\"hl-k\">a</span>\n</code></pre>",
    );
    same("<pre><code>a\n\nb</code></pre>", "<pre><code>a\nb</code></pre>");
    same(
        "<p><a href=\"lost\" title=\"t\">x</a> y</p>",
        "<p><span class=\"broken\">x</span> y</p>",
    );
    same(
        "<p><img src=\"lost\" alt=\"x\"> y</p>",
        "<p><span class=\"broken\">x</span> y</p>",
    );
    same("<a href=\"lost\"></a>", "<span class=\"broken\"></span>");
    same(
        "<div class=\"NOTE\"><h5>NOTE</h5><p>x</p></div>",
        "<div class=\"alert note\" role=\"note\"><p class=\"alert-title\">Note</p><p>x</p></div>",
    );
    same(
        "<div data-alert=\"tip\"><p>x</p></div>",
        "<div class=\"TIP\"><h5>Tip</h5><p>x</p></div>",
    );
    same("<p>a</p><script>x()</script>", "<p>a</p>");
    same(
        "<h1>x</h1>\na <b>b</b>\n<p>y</p>",
        "<h1>x</h1><p>a <b>b</b></p><p>y</p>",
    );
    same("<p>x</p>", "<p><span id=\"c\"></span>x</p>");
    same(
        "<p><div class=\"embeddedvideo\">x</div>\n<div class=\"embeddedvideo\">y</div></p>",
        "<p><span class=\"embeddedvideo\">x</span>\n<span class=\"embeddedvideo\">y</span></p>",
    );
}

#[test]
fn meanings_are_not() {
    differ("<p>a</p>", "<p>b</p>");
    differ("<p>a b</p>", "<p>ab</p>");
    differ("<p>a</p><p>b</p>", "<p>a b</p>");
    differ("<em>a</em>", "<strong>a</strong>");
    differ("<h2 id=\"a\">x</h2>", "<h2 id=\"b\">x</h2>");
    differ("<h2 id=\"a\">x</h2>", "<h3 id=\"a\">x</h3>");
    differ("<p>x<a id=\"a\"></a></p>", "<p>x<a id=\"b\"></a></p>");
    differ("<a href=\"a\">x</a>", "<a href=\"b\">x</a>");
    differ("<a href=\"a\">x</a>", "<span class=\"broken\">x</span>");
    differ("<a href=\"lost\">x</a>", "x");
    differ("<a href=\"lost\">x</a>", "<a href=\"lost\">x</a>");
    differ("<a href=\"a\" title=\"t\">x</a>", "<a href=\"a\">x</a>");
    differ("<img src=\"a\" alt=\"x\">", "<img src=\"a\">");
    differ("<img src=\"a\" width=\"3\">", "<img src=\"a\">");
    differ(
        "<table><tr><td align=\"right\">x</table>",
        "<table><tr><td class=\"left\">x</table>",
    );
    differ("<pre><code>a\nb</code></pre>", "<pre><code>a b</code></pre>");
    differ("<pre><code>  a</code></pre>", "<pre><code>a</code></pre>");
    differ(
        "<pre><code class=\"lang-a\">a</code></pre>",
        "<pre><code>a</code></pre>",
    );
    differ(
        "<div class=\"NOTE\"><h5>NOTE</h5>x</div>",
        "<div class=\"TIP\"><h5>Tip</h5>x</div>",
    );
    differ(
        "<div class=\"NOTE\"><h5>NOTE</h5>x</div>",
        "<div class=\"NOTE\">x</div>",
    );
    differ("<ul><li>a</li></ul>", "<ol><li>a</li></ol>");
    differ("<p>a<br>b</p>", "<p>a b</p>");
    differ("<h1>x</h1>a<h2>b</h2>", "<h1>xa</h1><h2>b</h2>");
    differ("<h1 id=\"x\">y</h1>", "<h1 id=\"y\"><span id=\"x\"></span>y</h1>");
}

#[test]
fn blanks_count_within_a_line() {
    for (theirs, ours) in [
        ("<b>a</b> <i>b</i>", "<b>a</b><i>b</i>"),
        ("a <b>b</b>", "a<b>b</b>"),
        ("a <b>b</b>", "a\n<b>b</b>"),
        ("<pre><code>a\n\nb</code></pre>", "<pre><code>a\nb</code></pre>"),
    ] {
        let [in_line, none] =
            [Blanks::InLine, Blanks::None].map(|blanks| expected(theirs, blanks) == made(ours, blanks, theirs));
        assert_eq!(
            [in_line, none],
            if theirs.starts_with("<pre") {
                [true, false]
            } else {
                [false, true]
            },
            "{theirs}"
        );
    }
}
