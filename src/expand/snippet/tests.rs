use super::*;
use proptest::prelude::*;

fn path(name: &str) -> DocPath {
    DocPath::new(name).expect("a path")
}

/// What is shown of a file, and of what is told the rule and the message.
fn shown(name: &str, text: &str, language: &str, select: Select<'_>, dedent: Option<u32>) -> String {
    let wanted = Wanted {
        language,
        select,
        dedent,
    };
    let told = |problem: &Problem| format!("{}: {}", problem.rule.id, problem.message);
    match extract(&path(name), text, &wanted) {
        Ok(extracted) => {
            let warnings = extracted.warnings.iter().map(|problem| format!("!{}", told(problem)));
            extracted.text + &warnings.collect::<String>()
        }
        Err(problem) => told(&problem),
    }
}

fn tag(name: &str, text: &str, tag: &str) -> String {
    shown(name, text, "", Select::Tag(tag.into()), None)
}

fn lines_of(text: &str, lines: &str) -> String {
    shown("a.rs", text, "", Select::Lines(lines.into()), None)
}

fn all(text: &str, dedent: Option<u32>) -> String {
    shown("a.rs", text, "", Select::All, dedent)
}

#[test]
fn every_language_has_its_comments() {
    for (file, begin, end) in [
        ("a.cs", "// <box>", "// </box>"),
        ("a.cs", "  #region box", "#endregion anything"),
        ("a.cshtml", "<!-- <box> -->", "<!--</box>-->"),
        ("a.vb", "'<box>", "' </box>"),
        ("a.vb", "#Region \"box\"", "#End Region"),
        ("a.py", "#<box>", "# </ box >"),
        ("a.sql", "-- <box>", "--</box>"),
        ("a.bat", "Rem <box>", "REM </box>"),
        ("a.erl", "% <box>", "%</box>"),
        ("a.lsp", ";<box>", "; </box>"),
        ("a.css", "/* <box> */", "/*</box>*/"),
        ("a.xml", "\t<!-- <BOX> -->", "<!-- </bOx> -->"),
        ("a.json", "//<box>", "//</box>"),
        ("a.rb", "# <SnippetBox>", "# </snippetbox>"),
        ("Makefile", "# <box>", "# </box>"),
        ("a.odd", "-- <box>", "-- </box>"),
        // The file knows better than the directive.
        ("a.py", "// <box>", "// </box>"),
    ] {
        let text = format!("before\n{begin}\n one\n\n  two\n{end}\nafter\n");
        assert_eq!(tag(file, &text, "box"), "one\n\n two\n", "{file} {begin}");
    }
}

#[test]
fn what_looks_like_a_tag_and_is_none_stays() {
    let text = "// <box>\n/// <summary>\n// <two words>\n// see <box>\n// <box> here\n#region\n//</box\n// </box>\n";
    assert_eq!(
        tag("a.cs", text, "box"),
        "/// <summary>\n// <two words>\n// see <box>\n// <box> here\n#region\n//</box\n"
    );
}

#[test]
fn tags_among_the_lines_are_dropped() {
    let text = "# <a>\n1\n# <b>\n2\n# </b>\n# <c>\n3\n# </a>\n4\n# </c>\n";
    assert_eq!(tag("a.py", text, "a"), "1\n2\n3\n");
    assert_eq!(tag("a.py", text, "b"), "2\n");
    assert_eq!(tag("a.py", text, "c"), "3\n4\n");
    assert_eq!(tag("a.py", "# <ÉTÉ>\n1\n# </Été>\n", "été"), "1\n");
    // Those of another form are code.
    assert_eq!(
        tag("a.cs", "//<a>\n#region b\n1\n#endregion\n//</a>\n", "a"),
        "#region b\n1\n#endregion\n"
    );
}

#[test]
fn regions_end_in_the_order_in_which_they_lie_in_each_other() {
    let text = "#region a\n1\n#region\n2\n#region b c\n3\n#endregion\n#endregion\n4\n#endregion\n5\n#endregion\n";
    assert_eq!(tag("a.cs", text, "a"), "1\n2\n3\n4\n");
    assert_eq!(tag("a.cs", text, "b c"), "3\n");
}

#[test]
fn of_several_tags_the_last_is_shown() {
    let told = |times| format!("!duplicate-tag: the tag `a` begins {times} times in `x.py`, and the last one is shown");
    let text = "# <a>\n1\n# </a>\n# <A>\n2\n# </a>\n3\n# </a>\n";
    assert_eq!(tag("x.py", text, "a"), format!("2\n{}", told(2)));
    let nested = "# <a>\n1\n# <a>\n2\n# </a>\n3\n# </a>\n";
    assert_eq!(tag("x.py", nested, "a"), format!("2\n{}", told(2)));
    let open = "# <a>\n1\n# </a>\n# <a>\n2\n";
    assert_eq!(tag("x.py", open, "a"), format!("1\n{}", told(2)));
    // The name itself comes before the name with a prefix, and an earlier form before a later one.
    let both = "# <snippeta>\n1\n# </snippeta>\n# <a>\n2\n# </a>\n";
    assert_eq!(tag("x.py", both, "a"), "2\n");
    let forms = "#region a\n1\n#endregion\n// <a>\n2\n// </a>\n";
    assert_eq!(tag("x.cs", forms, "a"), "2\n");
    assert_eq!(
        shown(
            "x.cs",
            "# <a>\n1\n# </a>\n// <a>\n2\n// </a>\n",
            "python",
            Select::Tag("a".into()),
            None
        ),
        "1\n"
    );
}

#[test]
fn a_tag_that_is_not_there_is_told_with_the_nearest() {
    let wanted = |tag: &'static str| Wanted {
        language: "",
        select: Select::Tag(tag.into()),
        dedent: None,
    };
    let text = "\u{feff}x\r\n# <first>\r\n# </first>\r\n# <open>\r\ny";
    let file = path("code/a.py");
    let problem = extract(&file, text, &wanted("frist")).expect_err("no such tag");
    assert_eq!(problem.message, "`code/a.py` has no tag `frist`");
    assert_eq!(problem.near.as_deref(), Some("first"));
    assert_eq!(
        problem.help,
        "put `# <frist>` above the lines to show and `# </frist>` below them, or choose the lines by number"
    );
    let problem = extract(&file, text, &wanted("open")).expect_err("no end");
    assert_eq!(problem.message, "the tag `open` of `code/a.py` begins and never ends");
    assert_eq!(problem.help, "put `# </open>` below the lines to show");
    let (span, _) = problem.related.expect("a place in the file");
    assert_eq!(&text[span.range()], "# <open>");
    assert_eq!(
        tag("a.py", "# <a>\n# <b>\n# </b>\n\n# </a>\n", "a"),
        "\n!invalid-code: the tag `a` of `a.py` holds no lines, so no code is shown"
    );
}

#[test]
fn a_problem_is_told_in_the_page_and_points_into_the_code() {
    let mut sink = Sink::new(path("en/page.md"));
    let file = path("en/a.py");
    let wanted = Wanted {
        language: "",
        select: Select::Tag("a".into()),
        dedent: None,
    };
    let problem = extract(&file, "# <a>\n", &wanted).expect_err("no end");
    problem.tell(&mut sink, Span::new(3, 4), &file);
    Problem::missing("b.py", Some("a.py".into())).tell(&mut sink, Span::new(5, 6), &file);
    let found = sink.into_found();
    assert_eq!(found[0].related[0].file, file);
    assert_eq!(found[0].primary.span, Span::new(3, 4));
    assert_eq!(found[1].help[0], "did you mean `a.py`?");
}

#[test]
fn lines_come_as_they_are_named() {
    let text = "one\ntwo\r\nthree\rfour\n";
    assert_eq!(lines_of(text, "2"), "two\n");
    assert_eq!(lines_of(text, "3-,1,1-2"), "three\nfour\none\none\ntwo\n");
    assert_eq!(lines_of(text, "4-999999999"), "four\n");
    assert_eq!(lines_of(text, "1-99999999999999"), "one\ntwo\nthree\nfour\n");
    assert_eq!(
        lines_of(text, "4,5,6-7"),
        "four\n!invalid-code: `a.rs` has 4 lines, so there is no line 5 to show"
    );
    assert_eq!(
        lines_of("one", "2-"),
        "invalid-code: `a.rs` has 1 line, so there is no line 2 to show"
    );
    assert_eq!(lines_of(text, "-"), "invalid-code: `-` names no line");
    assert_eq!(
        lines_of("\n\nx", "1-2"),
        "\n\n!invalid-code: these lines of `a.rs` are empty, so no code is shown"
    );
    // Tags are lines like all others there.
    assert_eq!(lines_of("// <a>\nx\n", "1-2"), "// <a>\nx\n");
}

#[test]
fn what_all_lines_share_is_taken_off_unless_said_otherwise() {
    let text = "    a\n\n\t\tb\n  \n   \tc\td\n";
    assert_eq!(all(text, None), "a\n\n    b\n\nc\td\n");
    assert_eq!(all(text, Some(0)), "    a\n\n        b\n  \n    c\td\n");
    assert_eq!(all(text, Some(2)), "  a\n\n      b\n\n  c\td\n");
    assert_eq!(all(text, Some(999_999_999)), "a\n\nb\n\nc\td\n");
    assert_eq!(all("\u{feff} a\n  b", None), "a\n b\n");
    // No space of another kind is an indent.
    assert_eq!(all("\u{a0}a\n\u{3000}b\n", None), "\u{a0}a\n\u{3000}b\n");
    assert_eq!(all("", None), "!invalid-code: `a.rs` is empty, so no code is shown");
}

#[test]
fn files_are_read_whatever_they_hold() {
    let wanted = Wanted {
        language: "",
        select: Select::Tag("a".into()),
        dedent: None,
    };
    let of = |content: Content| show(&path("a.vb"), &content, &wanted, &mut Budget::default());
    let text = "'<a>\nDim é\n'</a>\n";
    assert_eq!(of(Content::Text(text.into())).expect("text").text, "Dim é\n");
    let wide: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let read = of(Content::NotUtf8(wide.into())).expect("UTF-16");
    assert_eq!((read.text.as_str(), read.warnings), ("Dim é\n", Vec::new()));
    let wide: Vec<u8> = "\u{feff}'<a>"
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .chain([0xd8])
        .collect();
    let problem = of(Content::NotUtf8(wide.into())).expect_err("no end");
    assert_eq!((problem.rule.id, problem.related), ("tag-not-found", None));
    let damaged = of(Content::NotUtf8((*b"'<a>\nDim \xe9\n'</a>\n").into())).expect("nearly text");
    assert_eq!(damaged.text, "Dim \u{fffd}\n");
    assert_eq!(damaged.warnings[0].rule.id, "invalid-utf8");
    let sound = of(Content::NotUtf8((*b"\xe9\n'<a>\nDim e\n'</a>\n").into())).expect("what is shown is text");
    assert!(sound.warnings.is_empty());
    for size in [1, LARGEST_CODE + 1] {
        let media = Content::Media { size, dimensions: None };
        assert_eq!(of(media).expect_err("no text").rule.id, "codesnippet-not-found");
    }
    let large = Content::Text("x".repeat(LARGEST_CODE as usize + 1).into());
    assert_eq!(of(large).expect_err("too large").rule.id, "codesnippet-not-found");
}

#[test]
fn a_page_shows_so_much_code_and_no_more() {
    let content = Content::Text("x".repeat(LARGEST_CODE as usize).into());
    let wanted = Wanted {
        language: "",
        select: Select::Lines("1".into()),
        dedent: None,
    };
    let mut budget = Budget::default();
    let mut shown = 0;
    let problem = loop {
        match show(&path("a.rs"), &content, &wanted, &mut budget) {
            Ok(_) => shown += 1,
            Err(problem) => break problem,
        }
    };
    // What is read counts, and what is shown.
    assert_eq!(shown, 32);
    assert_eq!(
        problem.message,
        "`a.rs` is not shown: all code of this page has more than 64 MB"
    );
}

#[test]
fn hostile_files_take_time_in_proportion_to_their_size() {
    let many = 100_000;
    let nested: String = (0..many)
        .map(|n| format!("#region r{n}\n"))
        .chain((0..many).map(|_| "#endregion\n".into()))
        .collect();
    assert!(tag("a.cs", &nested, "r50000").starts_with("!invalid-code"));
    assert!(tag("a.cs", &nested, "r0").starts_with("!invalid-code"));
    let open: String = (0..many).map(|_| "// <a>\n").collect();
    assert!(tag("a.cs", &open, "a").starts_with("tag-not-found"));
    assert!(tag("a.cs", &open, &"b".repeat(many)).starts_with("tag-not-found"));
    let names: String = (0..many).map(|n| format!("// <name-{n}>\n")).collect();
    assert!(tag("a.cs", &names, "nam").starts_with("tag-not-found"));
    for line in [" ", "\t", "/", "//<", "#", "'<x", "r e m ", "é", "<!--"] {
        let long = line.repeat((1 << 20) / line.len());
        assert!(tag("a.cs", &long, "a").starts_with("tag-not-found"));
        let shown = all(&long, Some(3));
        assert!(shown.len() <= 4 * long.len() + 100, "{line}");
    }
    let again = "1-,".repeat(many) + "1";
    assert_eq!(
        lines_of(&"x\n".repeat(many), &again),
        "invalid-code: more than 2 MB of `a.rs` would be shown"
    );
    let nowhere = "9-,".repeat(many) + "9";
    assert!(lines_of("x", &nowhere).starts_with("invalid-code"));
}

proptest! {
    #[test]
    fn nothing_fails_and_only_whole_lines_are_shown(
        parts in proptest::collection::vec(proptest::sample::select(vec![
            "// <a>\n", "// </a>\n", "#region a\n", "#endregion\n", "# <snippeta>", "# </a>", "\n", "\r", "\t x\n", "    é", "'<b>\n", "x",
        ]), 0..20),
        lines in "[0-9,-]{0,8}",
        dedent in proptest::option::of(0u32..9),
        name in proptest::sample::select(vec!["a.cs", "a.rb", "b", "a.vb"]),
    ) {
        let text = parts.concat();
        for select in [Select::All, Select::Tag("a".into()), Select::Lines(lines.as_str().into())] {
            let wanted = Wanted { language: "", select, dedent };
            if let Ok(extracted) = extract(&path(name), &text, &wanted) {
                let known: Vec<&str> = text.split(['\n', '\r']).map(|line| line.trim_ascii_start()).collect();
                prop_assert!(extracted.text.is_empty() || extracted.text.ends_with('\n'));
                for line in extracted.text.lines() {
                    prop_assert!(known.contains(&line.trim_ascii_start()), "{line:?}");
                }
            }
        }
    }

    #[test]
    fn all_lines_are_those_of_the_text(text in "[a \r\n]{0,20}") {
        let expected = text.replace("\r\n", "\n").replace('\r', "\n");
        let expected: Vec<&str> = expected.lines().collect();
        prop_assert_eq!(lines(&text).collect::<Vec<_>>(), expected);
    }
}
