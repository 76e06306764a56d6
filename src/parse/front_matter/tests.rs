use proptest::prelude::*;

use super::*;
use crate::base::DocPath;
use crate::base::span::position;
use crate::diag::Diagnostic;

fn read_all(text: &str) -> (FrontMatter, usize, Vec<Diagnostic>) {
    let mut sink = Sink::new(DocPath::new("en/page.md").unwrap());
    let (front, body) = read(text, &mut sink);
    (front, body, sink.into_found())
}

/// What is read of a block that must be free of diagnostics.
fn clean(block: &str) -> FrontMatter {
    let (front, _, found) = read_all(&format!("---\n{block}\n---\nBody\n"));
    assert_eq!(found, [], "{block:?}");
    front
}

/// `line:column message | help` of the one diagnostic, and what was read all the same.
fn complaint(block: &str) -> (String, FrontMatter) {
    let text = format!("---\n{block}\n---\nBody\n");
    let (front, body, found) = read_all(&text);
    let [one] = found.as_slice() else {
        panic!("{block:?} {found:#?}")
    };
    assert_eq!(&text[body..], "Body\n");
    let at = position(&text, one.primary.span.start as usize);
    let said = format!("{}:{} {} | {}", at.line, at.column, one.message, one.help.join(" "));
    (said.replace("the front matter is not valid YAML: ", ""), front)
}

#[test]
fn a_learn_page_with_all_that_real_pages_have() {
    let text = "\u{feff}---\t\r\ntitle:\t\"Step 3: åäö\"\r\n# a comment\r\n\r\nTITLESUFFIX: Steg\u{a0}vis  # more\r\n\
        description: >-\r\n  two\r\n  lines\r\nms.date: 02/25/2019\r\nms.custom:\r\nauthor:\u{a0}\r\n\
        ms.openlocfilehash: 956176e780000000000000000000000000000000\r\nms.contentlocale: sv-SE\r\n\
        ms.translationtype: mte95\r\nms.sourcegitcommit: '0123'\r\nms.lasthandoff: 2019-03-01\r\n\
        redirect_from:\r\n- /a\r\n- /b;/c\r\nDraft: Yes\r\nrobots: NOINDEX, NOFOLLOW\r\n...\r\n# Body\r\n";
    let (front, body, found) = read_all(text);
    assert_eq!(found, []);
    assert_eq!(&text[body..], "# Body\r\n");
    let text_of = |value: &Option<Box<str>>| value.clone().unwrap_or_default().into_string();
    assert_eq!(text_of(&front.title), "Step 3: åäö");
    assert_eq!(text_of(&front.title_suffix), "Steg\u{a0}vis");
    assert_eq!(text_of(&front.description), "two lines");
    assert_eq!(text_of(&front.content_locale), "sv-SE");
    assert_eq!(text_of(&front.source_hash), "956176e780000000000000000000000000000000");
    assert_eq!(text_of(&front.source_commit), "0123");
    assert_eq!(front.translation, Some(Translation::MachineEdited));
    assert_eq!(
        (front.date, front.handed_off),
        (Some((2019, 2, 25)), Some((2019, 3, 1)))
    );
    assert_eq!(front.redirect_from, ["/a".into(), "/b".into(), "/c".into()]);
    assert!(front.draft && front.no_index);
    let at = |key| &text[place(text, &front, key).unwrap().range()];
    assert_eq!((at("title"), at("MS.Date")), ("\"Step 3: åäö\"", "02/25/2019"));
    assert_eq!(place(text, &front, "nothing"), None);
}

#[test]
fn a_list_is_said_once_and_the_body_stays() {
    for block in ["- one\n- two", "# first\n\n- a: b\n  c: d\n-\n- e"] {
        let (said, front) = complaint(block);
        assert!(said.contains("the front matter is a list"), "{said}");
        assert_eq!(front.title, None);
    }
    assert!(complaint("- one").0.starts_with("2:1 "));
    // Between two breaks, text is text.
    for text in ["---\n- one\ntwo\n---\n", "---\none\n- two\n---\n", "---\n* one\n---\n"] {
        assert_eq!(read_all(text).1, 0, "{text}");
    }
}

#[test]
fn hashes_and_numbers_keep_their_text_and_nothing_is_absent() {
    assert_eq!(
        clean("ms.openlocfilehash: 956176e78").source_hash,
        Some("956176e78".into())
    );
    assert_eq!(clean("title: 0123").title, Some("0123".into()));
    assert_eq!(clean("title: \"null\"").title, Some("null".into()));
    for nothing in ["", " ~", " null", " ''", " \u{200b}", "\u{a0}"] {
        assert_eq!(clean(&format!("title:{nothing}\nauthor: x")).title, None, "{nothing:?}");
    }
    assert_eq!(clean("ms.translationtype: XY").translation, None);
    assert_eq!(clean("redirect_from: /a; /b").redirect_from.len(), 2);
}

#[test]
fn what_only_looks_like_blanks_is_read_as_blanks() {
    for block in [
        "title:\u{a0}Å",
        "\ttitle: Å",
        "author: x\n\t\ntitle: Å\t# tab",
        "ms.custom:\n\t- a\n\t- b\ntitle:\t\tÅ",
        "\u{200b}title: Å",
        "\u{a0}\nauthor: x\ntitle:\u{200b}Å\u{200b}",
    ] {
        assert_eq!(clean(block).title, Some("Å".into()), "{block:?}");
    }
    let text = "---\ntitle:\u{a0}Å\n---\n";
    let (front, _, _) = read_all(text);
    assert_eq!(&text[place(text, &front, "title").unwrap().range()], "Å");
}

#[test]
fn where_front_matter_begins_and_ends() {
    let body = |text: &str| {
        let split = split(text);
        assert_eq!(split.unclosed, None, "{text:?}");
        (
            split.block.map(|span| text[span.range()].to_owned()),
            text[split.body..].to_owned(),
        )
    };
    let some = |block: &str, body: &str| (Some(block.to_owned()), body.to_owned());
    let none = |body: &str| (None, body.to_owned());
    assert_eq!(body("---\na: 1\n---\nx"), some("a: 1\n", "x"));
    assert_eq!(body("---\ra: 1\r--- \rx"), some("a: 1\r", "x"));
    assert_eq!(body("---\n---\nx"), some("", "x"));
    assert_eq!(body("---\n# c\n---"), some("# c\n", ""));
    assert_eq!(body("---\na: |\n  ---\n---\nx"), some("a: |\n  ---\n", "x"));
    for text in [
        "",
        "x",
        " ---\na: 1\n---\n",
        "----\na: 1\n---\n",
        "---",
        "---\n\nText.\n",
        "---\n\nText.\n\n---\nmore: x",
    ] {
        assert_eq!(body(text), none(text));
    }
    assert_eq!(body("\u{feff}x"), none("x"));
}

#[test]
fn a_missing_end_is_said_at_the_opening_line() {
    let (front, body, found) = read_all("\u{feff}---\ntitle: A\n\n# Head\n");
    assert_eq!((front.title, body), (None, 7));
    assert_eq!(
        (found.len(), found[0].rule.id, found[0].primary.span),
        (1, "malformed-front-matter", Span::new(3, 6))
    );

    let text = "---\ntitle: A\nauthor: x\n\n# Head\n\nProse: it goes on, and on: here.\n\nMore prose\n\n---\nEnd\n";
    let (front, body, found) = read_all(text);
    assert_eq!((front.title, found.len()), (Some("A".into()), 1));
    assert!(text[body..].starts_with("\nMore prose") || text[body..].starts_with("\n# Head"));
    assert_eq!(found[0].message, "the front matter is not closed");
}

#[test]
fn common_mistakes_are_named_where_they_are() {
    for (block, said) in [
        (
            "author: å\ntitle: Ström: tack",
            "3:13 `: ` begins a value inside of a value | quote the value: it contains `: `",
        ),
        (
            "title: [Preview] x\nauthor: y",
            "2:8 `[` means something at the beginning of a value | quote the value: it begins with `[`",
        ),
        (
            "title: \"a \"b\" c\"\nauthor: y",
            "2:12 there is text behind the closing quote | write `\\\"` for a quote inside of double quotes",
        ),
        (
            "title: 'it's'\nauthor: y",
            "2:12 there is text behind the closing quote | write `''` for an apostrophe inside of single quotes, \
             or use double quotes",
        ),
        (
            "title: \"open\nauthor: y",
            "2:8 the quote is not closed | end the value with `\"`",
        ),
        (
            "author: y\ntitle: 'open",
            "3:8 the quote is not closed | end the value with `'`",
        ),
        (
            "keywords: [a, b\ntitle: y\nauthor: z",
            "2:11 the bracket is not closed | end the value with `]`",
        ),
        (
            "title: @kim\nb: c",
            "2:8 a value cannot begin with `@` | quote the value: it begins with `@`",
        ),
        (
            "title: *new* x\nb: c",
            "2:8 `*` means something at the beginning of a value | quote the value: it begins with `*`",
        ),
        (
            "title:A\nauthor: y",
            "2:6 there is no space after the colon | write a space after the colon: `title: …`",
        ),
        (
            "title: A\nand more\nauthor: y",
            "3:1 expected `key: value` | indent the line if it belongs to the value above, or write it as \
             `key: value`",
        ),
        (
            "title: A\nlist:\n  - name: a: b\n",
            "4:12 `: ` begins a value inside of a value | quote the value: it contains `: `",
        ),
    ] {
        assert_eq!(complaint(block).0, said);
    }
}

#[test]
fn a_malformed_block_is_read_line_by_line() {
    let block = "title: Step 3: \"åäö\" # no\ndescription: 'it's so' \nms.date: 13/45/2019\ntitleSuffix: \"S\" # c\n\
        ms.contentlocale: sv-SE\ndraft: true";
    let (_, front) = complaint(block);
    assert_eq!(front.title, Some("Step 3: \"åäö\"".into()));
    assert_eq!(front.description, Some("it's so".into()));
    assert_eq!(front.title_suffix, Some("S".into()));
    assert_eq!(front.content_locale, Some("sv-SE".into()));
    assert_eq!((front.date, front.draft), (None, true));
    let text = format!("---\n{block}\n---\n");
    let (front, _, _) = read_all(&text);
    assert_eq!(&text[place(&text, &front, "ms.date").unwrap().range()], "13/45/2019");
}

#[test]
fn the_last_of_two_keys_counts_and_both_are_shown() {
    let text = "---\ntitle: A\nauthor: x\nTitle: B\n---\n";
    let (front, _, found) = read_all(text);
    assert_eq!(front.title, Some("B".into()));
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(one.rule.id, "duplicate-key");
    assert_eq!(&text[one.primary.span.range()], "Title");
    assert_eq!(&text[one.related[0].span.range()], "title");
    assert_eq!(read_all("---\nx: A\nX: B\nx: C\n---\n").2.len(), 1);
}

#[test]
fn dates_are_days_of_the_calendar_in_one_of_two_forms() {
    assert_eq!(clean("ms.date: 2024-02-29").date, Some((2024, 2, 29)));
    assert_eq!(clean("ms.date: '02/29/2024'").date, Some((2024, 2, 29)));
    let (said, front) = complaint("ms.date: 2/3/2018");
    assert_eq!(
        (front.date, said.ends_with("write `02/03/2018`")),
        (Some((2018, 2, 3)), true),
        "{said}"
    );
    for bad in [
        "31/12/2018",
        "2023-02-29",
        "February 2018",
        "02/03/18",
        "0/1/2018",
        "2018",
        "1/2/2018/3",
        "-1/2/2018",
    ] {
        let (said, front) = complaint(&format!("title: x\nms.date: {bad}"));
        assert!(said.starts_with(&format!("3:10 `{bad}` is not a date")), "{said}");
        assert_eq!(front.date, None);
    }
    assert_eq!(clean("ms.lasthandoff: someday").handed_off, None);
}

/// Other tools' keys are theirs: whatever shape they have, nothing is said, and the known ones beside them count.
#[test]
fn unknown_keys_of_any_shape_are_left_alone() {
    let block = "ms.custom: a;b; c\nms.collection:\n- one\n-   two\n\nnested: {a: [1, {b: c}], d: }\n\"quoted key\": '3'\n7: 8\n\
        måste: ja\nempty:\nversion: 1.10\nwhen: 2019-01-02T03:04:05Z\nlong: |\n  one\n\n  two\n# end\n\nTitle: Å";
    assert_eq!(clean(block).title, Some("Å".into()));
}

#[test]
fn a_date_stands_between_blanks_and_quotes_of_any_kind() {
    for written in [
        "\u{a0}01/02/2019\u{200b}",
        "\t01/02/2019\t# seen",
        " \"01/02/2019\"",
        " '2019-01-02 '",
        "  2019-01-02\u{a0}",
    ] {
        assert_eq!(
            clean(&format!("MS.Date:{written}\nx: y")).date,
            Some((2019, 1, 2)),
            "{written:?}"
        );
    }
    assert_eq!(clean("ms.date:\nx: y").date, None);
}

#[test]
fn a_list_is_no_title() {
    let (said, front) = complaint("description: d\ntitle: [a, b]");
    assert!(said.starts_with("3:8 `title` must be a text and is a list"), "{said}");
    assert_eq!((front.title, front.description), (None, Some("d".into())));
}

#[test]
fn bombs_and_giants_are_one_diagnostic() {
    let mut bomb = String::from("title: A\na0: &a0 [x, x, x, x, x, x, x, x, x]");
    for i in 1..40 {
        bomb += &format!("\na{i}: &a{i} [*a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}]", i - 1);
    }
    let (said, front) = complaint(&bomb);
    assert!(said.contains("aliases would copy far more"), "{said}");
    assert_eq!(front.title, Some("A".into()));
    assert!(complaint(&format!("a: {}", "[".repeat(60_000))).0.contains("deeper"));
    let (said, front) = complaint(&format!("title: A\nx: {}", "y".repeat(70_000)));
    assert!(said.starts_with("2:1 the front matter has 68 KB"), "{said}");
    assert_eq!(front.title, None);
}

fn in_bounds(text: &str) -> Result<(), TestCaseError> {
    let (front, body, found) = read_all(text);
    prop_assert!(text.is_char_boundary(body));
    for one in &found {
        prop_assert!(text.get(one.primary.span.range()).is_some(), "{:?}", one);
        prop_assert!(one.related.iter().all(|label| text.get(label.span.range()).is_some()));
    }
    prop_assert!(
        found
            .iter()
            .filter(|one| one.message.contains("not valid YAML"))
            .count()
            <= 1
    );
    for (key, _) in FIELDS {
        if let Some(span) = place(text, &front, key) {
            prop_assert!(text.get(span.range()).is_some());
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC{0,80}|(?s).{0,80}") {
        in_bounds(&text)?;
        in_bounds(&format!("---\n{text}\n---\n"))?;
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        in_bounds(&format!("---\ntitle: x\n{}\n---\n", String::from_utf8_lossy(&bytes)))?;
    }

    #[test]
    fn any_yaml_soup_is_read(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "-", "- ", "---", "...", ":", ": ", "\n", "\r\n", "\r", "\t", " ", "  ", "&a ", "*a", "\"", "'", "#",
                " #", "[", "]", "{", "}", ",", "|", ">", "?", "? ", "!", "%", "@", "`", "\\", "title", "title: ",
                "ms.date: ", "\ntitle: ", "\nredirect_from: ", "1/2/2018", "å", "日", "\u{a0}", "\u{200b}",
                "\u{feff}", "\u{85}", "\u{2028}", "\0", "x", "~",
            ]),
            0..60,
        )
    ) {
        let soup = parts.concat();
        in_bounds(&soup)?;
        in_bounds(&format!("---\ntitle: x\n{soup}\n---\n"))?;
        in_bounds(&format!("\u{feff}---\r\n{soup}\r\n---\r\n"))?;
    }

    #[test]
    fn a_quoted_title_comes_back(title in "[a-zåäö:#'\"\\[\\]{}&*@!,日 -]{1,30}") {
        let text = format!("---\nauthor: é\ntitle: '{}'\n---\n", title.replace('\'', "''"));
        let (front, _, found) = read_all(&text);
        prop_assert_eq!(&found, &[]);
        prop_assert_eq!(front.title.as_deref().unwrap_or(""), trimmed(&title));
    }
}
