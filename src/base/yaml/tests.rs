use super::*;
use proptest::prelude::*;
use serde::Deserialize;

fn slice(text: &str, span: Span) -> &str {
    &text[span.range()]
}

fn error(text: &str) -> (String, String) {
    let error = places(text).unwrap_err();
    (error.message, slice(text, error.span).to_owned())
}

#[test]
fn scalars_keep_their_text_and_places_are_bytes() {
    let text =
        "\u{feff}# å\r\nhash: 956176e78\r\nåäö: 0123   # 日\r\nlist: [1.0, \"日\\tx\"]\r\nempty:\r\nlast: 'å'\r\n";
    let tree = places(text).unwrap();
    let at = |key: &str| slice(text, tree.get(key).unwrap().span);
    assert_eq!(tree.get("hash").unwrap().scalar(), Some("956176e78"));
    assert_eq!(tree.get("åäö").unwrap().scalar(), Some("0123"));
    assert_eq!((at("hash"), at("åäö"), at("last")), ("956176e78", "0123", "'å'"));
    assert_eq!(at("list"), "[1.0, \"日\\tx\"]");
    let empty = tree.get("empty").unwrap();
    assert_eq!(&text[..empty.span.end as usize].lines().last(), &Some("empty:"));
    let Value::List(items) = &tree.get("list").unwrap().value else {
        panic!("a list")
    };
    assert_eq!(items[1].scalar(), Some("日\tx"));
    assert_eq!(slice(text, items[1].span), "\"日\\tx\"");
}

#[test]
fn blocks_end_with_their_last_value() {
    let text = "a:\n  b: 1\n  c:\n  - x\n  - y  \n\n# comment\nd: |\n  one\n  two\n\n\ne: 1\n";
    let tree = places(text).unwrap();
    assert_eq!(slice(text, tree.get("a").unwrap().span), "b: 1\n  c:\n  - x\n  - y");
    assert_eq!(tree.get("d").unwrap().scalar(), Some("one\ntwo\n"));
}

#[test]
fn duplicates_are_kept_in_order_and_nothing_is_an_empty_map() {
    let tree = places("a: 1\nb: 2\na: 3\n").unwrap();
    let Value::Map(entries) = &tree.value else {
        panic!("a map")
    };
    assert_eq!(entries.len(), 3);
    assert_eq!(tree.get("a").unwrap().scalar(), Some("3"));
    for text in ["", "\n\n", "# only\n", "\u{feff}"] {
        assert_eq!(places(text).unwrap().value, Value::Map(Vec::new()), "{text:?}");
    }
}

#[test]
fn errors_point_at_the_character() {
    assert_eq!(error("å: b: c").0, "`:` with a space after it is not allowed here");
    assert_eq!(error("å: b: c").1, ":");
    assert_eq!(error("a: @b"), ("a value cannot begin with `@`".into(), "@".into()));
    assert_eq!(error("a: 1\0b").1, "\0");
    assert_eq!(error("a: 1\n--- b").1, "-");
    assert_eq!(error("a: *b").0, "an alias of an anchor that is nowhere defined");
}

#[test]
fn bombs_are_refused() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for i in 1..30 {
        bomb += &format!("a{i}: &a{i} [*a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}]\n", i - 1);
    }
    let long = format!("a: &a {}\nb: [{}]", "x".repeat(50_000), "*a,".repeat(10_000));
    let ladder: String = (1..3000).map(|i| format!("a{i}: &a{i} [*a{}]\n", i - 1)).collect();
    for (text, word) in [
        (bomb.as_str(), "copy"),
        (&long, "copy"),
        (&format!("a0: &a0 [x]\n{ladder}"), "deeper"),
        ("a: &a [*a]", "inside"),
        (&"[".repeat(60_000), "deeper"),
        (&"{a: ".repeat(15_000), "deeper"),
        (&"- ".repeat(30_000), "deeper"),
        (&"a: [[1,".repeat(8_000), "deeper"),
    ] {
        let error = places(text).unwrap_err();
        assert!(
            error.message.contains(word),
            "{} {:?}",
            &text[..20.min(text.len())],
            error
        );
        assert!(decode::<BTreeMap<String, String>>(text).is_err());
    }
}

#[test]
fn an_alias_stands_where_it_was_written() {
    let text = "a: &x [1, 2]\nb: *x\n";
    let tree = places(text).unwrap();
    let b = tree.get("b").unwrap();
    assert_eq!(slice(text, b.span), "*x");
    assert!(matches!(&b.value, Value::List(items) if items.len() == 2));
}

#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
struct Config {
    title: String,
    count: u32,
    inner: BTreeMap<String, u8>,
}

#[test]
fn decoding_says_what_does_not_fit_and_where() {
    let fits = decode::<Config>("\u{feff}title: 956176e78\ncount: 3\n").unwrap();
    assert_eq!((fits.title.as_str(), fits.count), ("956176e78", 3));
    assert_eq!(decode::<Config>("# nothing\n"), Ok(Config::default()));
    for (text, place, word) in [
        ("title: å\ncount: mány\n", "mány", "count: invalid type"),
        ("\u{feff}title: å\ncuont: 1\n", "cuont", "unknown field `cuont`"),
        ("title: å\ncount: 1\ntitle: b\n", "title", "duplicate field `title`"),
        ("inner:\n  å: 1\n  b: x\n", "x", "inner.b: invalid"),
        ("title: [a]\n", "[a]", "title: invalid type"),
        ("title: a\u{1}\n", "\u{1}", "control characters"),
    ] {
        let error = decode::<Config>(text).unwrap_err();
        assert!(error.message.contains(word), "{error:?}");
        assert!(!error.message.contains(" at "), "{error:?}");
        assert!(
            slice(text, error.span).starts_with(place) || place == "\u{1}",
            "{error:?}"
        );
    }
    let second = decode::<Config>("title: å\ntitle: b\n").unwrap_err();
    assert_eq!(second.span, Span::new(10, 15));
}

fn spans_are_slices(text: &str, node: &Node) {
    node.walk(&mut |node| assert!(text.get(node.span.range()).is_some(), "{text:?} {node:?}"));
}

proptest! {
    #[test]
    fn no_text_breaks_the_readers(text in r#"([a-c&*!|>'"?:,\[\]{}#%@\\ \n\r\t-]|: |\n- |\n  |å|日|---\n|\u{feff}|\u{a0}|\x00|\u{85}){0,60}"#) {
        match places(&text) {
            Ok(tree) => spans_are_slices(&text, &tree),
            Err(error) => prop_assert!(text.get(error.span.range()).is_some()),
        }
        if let Err(error) = decode::<BTreeMap<String, Option<String>>>(&text) {
            prop_assert!(text.get(error.span.range()).is_some());
        }
    }

    #[test]
    fn a_quoted_text_comes_back_from_its_place(key in "[a-zåäö]{1,8}", value in "[a-zåäö日: #'-]{0,20}") {
        let quoted = format!("'{}'", value.replace('\'', "''"));
        let text = format!("x: é\n{key}: {quoted} # end\nz: 1\n");
        let tree = places(&text).unwrap();
        let Value::Map(entries) = &tree.value else { panic!("a map") };
        prop_assert_eq!(entries[1].1.scalar(), Some(value.as_str()));
        prop_assert_eq!(slice(&text, entries[1].1.span), quoted.as_str());
    }
}
