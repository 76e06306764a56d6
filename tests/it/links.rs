//! What becomes of a destination, whatever way it is written.

use super::site::Site;

fn site(text: &str) -> Site {
    Site::new()
        .file(
            "stegvis.yaml",
            "docset_root: https://docs.example/{locale}\nlocales: [en, sv]\n",
        )
        .page("en/guide/start.md", text)
        .page(
            "en/guide/other.md",
            "# Other\n\n## Part\n\n<a name=\"Spot\"></a>\n\ntext\n\n## Två ord\n",
        )
        .page("en/guide/sub/index.md", "# Sub\n")
        .page("en/guide/two words.md", "# Two\n")
        .page("en/guide/på.md", "# På\n")
        .page("en/top.md", "# Top\n")
        .bytes("content/en/media/plug.png", b"\x89PNG not really\n")
        .bytes("content/en/media/film.mp4", b"no film\n")
        .page("sv/bara.md", "# Bara\n")
}

/// The attribute of each item's first element that has it; `-` where there is none.
#[track_caller]
fn become_of(attribute: &str, rows: &[(&str, &str)]) {
    let items: String = rows.iter().map(|(written, _)| format!("1. {written}\n\n")).collect();
    let site = site(&format!("# Start\n\n## Here\n\n{items}"));
    let ran = site.build_with(&["--allow-broken"]);
    ran.succeeds();
    let page = ran.html("en/guide/start");
    let selector = scraper::Selector::parse(&format!("[{attribute}]")).expect("a selector");
    for (item, (written, expected)) in page.all("article li").iter().zip(rows) {
        let found = item
            .select(&selector)
            .next()
            .and_then(|element| element.value().attr(attribute));
        assert_eq!(found.unwrap_or("-"), *expected, "{written:?}: {}", item.html());
    }
    assert_eq!(page.count("article li"), rows.len());
}

#[test]
fn a_path_is_found_however_it_is_written() {
    let other = "/en/guide/other/";
    become_of(
        "href",
        &[
            ("[x](other.md)", other),
            ("[x](./sub/../other.md)", other),
            ("[x](..\\guide\\other.md)", other),
            ("[x](~/guide/other.md)", other),
            ("[x](<  other.md >)", other),
            ("[x](\u{a0}other.md\u{200b})", other),
            ("[x](%6Fther.md)", other),
            ("[x](OTHER.MD)", other),
            ("[x](Sub/)", "/en/guide/sub/"),
            ("[x](sub/index.md)", "/en/guide/sub/"),
            ("[x](../TOP.md)", "/en/top/"),
            ("[x](<two words.md>)", "/en/guide/two%20words/"),
            ("[x](two%20words.md)", "/en/guide/two%20words/"),
            ("[x](p%C3%A5.md)", "/en/guide/p%C3%A5/"),
            ("[x](pa\u{30a}.md)", "/en/guide/p%C3%A5/"),
            ("<a href=\" Other.md \">x</a>", other),
            ("[x](gone.md)", "-"),
            ("[x](../../../out.md)", "-"),
        ],
    );
}

#[test]
fn fragments_and_queries_are_told_apart() {
    let other = "/en/guide/other/";
    let part = &format!("{other}#part");
    become_of(
        "href",
        &[
            ("[x](other.md#part)", part),
            ("[x](other.md#p%61rt)", part),
            ("[x](other.md#part\u{a0})", part),
            ("[x](other.md\u{200b}#\u{a0}part)", part),
            ("[x](other.md?view=a&b=c#part)", &format!("{other}?view=a&b=c#part")),
            ("[x](other.md?view=a)", &format!("{other}?view=a")),
            ("[x](other.md#)", other),
            ("[x](other.md#top)", other),
            ("[x](other.md#två-ord)", &format!("{other}#tv%C3%A5-ord")),
            ("[x](other.md#Spot)", &format!("{other}#Spot")),
            // Case counts in an anchor, as in browsers: the page is right and the place is not.
            ("[x](other.md#spot)", other),
            ("[x](other.md#Part)", other),
            ("[x](other.md#part?x)", other),
            ("[x](#here)", "#here"),
            ("[x](#)", "#"),
            ("[x](#top)", "#"),
            ("[x](?a=b#here)", "/en/guide/start/?a=b#here"),
            ("[x](#gone)", "-"),
        ],
    );
}

#[test]
fn other_places_stay_and_what_could_run_goes() {
    become_of(
        "href",
        &[
            ("[x](/azure/a?b#c)", "https://docs.example/en/azure/a?b#c"),
            ("[x](\\azure\\a)", "https://docs.example/en/azure/a"),
            (
                "[x](https://docs.microsoft.com/en-us/a)",
                "https://docs.microsoft.com/en-us/a",
            ),
            ("[x](//host.example/a)", "//host.example/a"),
            ("[x](mailto:a@b.example)", "mailto:a@b.example"),
            ("[x](tel:+461)", "tel:+461"),
            ("[x](JavaScript:alert(1))", "-"),
            ("<a href=\"java&#10;script:x\">x</a>", "-"),
            ("[x](data:text/html,x)", "-"),
            ("[x](vbscript:x)", "-"),
            ("[x](file:///etc/passwd)", "-"),
            ("[x](C:\\docs\\a.md)", "-"),
            ("[x]()", "-"),
        ],
    );
}

#[test]
fn pictures_and_what_html_loads_likewise() {
    let plug = "/en/media/plug.png";
    become_of(
        "src",
        &[
            ("![x](../media/plug.png)", plug),
            ("![x](../Media/Plug.PNG)", plug),
            ("![x](..\\media\\plug.png)", plug),
            ("![x](~/media/plug.png)", plug),
            ("![x](../media/pl%75g.png)", plug),
            ("![x](<../media/plug.png\u{200b}>)", plug),
            ("<img src=\"..\\MEDIA\\plug.png\">", plug),
            ("<video src=\"../media/Film.mp4\"></video>", "/en/media/film.mp4"),
            ("![x](../media/gone.png)", "-"),
            ("![x](data:image/png;base64,x)", "-"),
            ("<img src=\"javascript:x\">", "-"),
        ],
    );
    become_of("poster", &[("<video poster=\"../Media/plug.png\"></video>", plug)]);
}

/// A page, and a picture, that only the source has: the reader stays in the language, and nothing is said.
#[test]
fn what_only_the_source_has_is_no_fault() {
    let site = site("# Start\n").page(
        "sv/guide/start.md",
        "# Start\n\n[x](other.md#part) ![x](../media/plug.png) [y](../bara.md)\n",
    );
    let ran = site.build();
    ran.succeeds().says_no(&["broken", "wrong-", "unpublished"]);
    let page = ran.html("sv/guide/start");
    assert_eq!(page.values("article a", "href"), ["/sv/guide/other/#part", "/sv/bara/"]);
    assert_eq!(page.values("article img", "src"), ["/en/media/plug.png"]);
}

#[test]
fn what_is_found_by_another_case_is_said_with_what_is_right() {
    let site =
        site("# Start\n\n[a](OTHER.md#part) ![b](../Media/plug.png) [c](other.md#PART) <a href=\"../Top.md\">d</a>\n");
    site.build().finds(&[
        "the file is spelled `guide/other.md`",
        "the file is spelled `media/plug.png`",
        "the file is spelled `top.md`",
        "`guide/other.md` has no anchor `PART`",
        "did you mean `#part`?",
    ]);
}
