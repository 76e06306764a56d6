use super::*;
use proptest::prelude::*;

/// All of a directive on one line; places as the text that stands there.
fn shown(text: &str) -> String {
    let outcome = if text.starts_with('[') {
        read_bracket(text)
    } else {
        read_colons(text)
    };
    let Some((result, length)) = outcome else {
        return "none".into();
    };
    let parsed = match result {
        Ok(parsed) => parsed,
        Err(error) => return format!("{} @{}", error.message, &text[error.place]),
    };
    let mut shown = format!("{}@{}", parsed.dest, &text[parsed.place]);
    match &parsed.select {
        Select::All => assert_eq!(parsed.select_place, 0..0),
        Select::Tag(tag) => shown += &format!(" tag {tag}@{}", &text[parsed.select_place]),
        Select::Lines(lines) => shown += &format!(" lines {lines}@{}", &text[parsed.select_place]),
    }
    for (what, value) in [
        ("language", parsed.language),
        ("name", parsed.name),
        ("title", parsed.title),
        ("highlight", parsed.highlight),
        ("interactive", parsed.interactive),
    ] {
        if !value.is_empty() {
            shown += &format!(" {what} {value}");
        }
    }
    if let Some(dedent) = parsed.dedent {
        shown += &format!(" dedent {dedent}");
    }
    if let Some(fault) = parsed.fault {
        shown += &format!(" but {} @{}", fault.message, &text[fault.place]);
    }
    let rest = &text[length..];
    if !rest.is_empty() {
        shown += &format!(" then {rest}");
    }
    shown
}

#[track_caller]
fn is(text: &str, expected: &str) {
    assert_eq!(shown(text), expected, "{text}");
}

#[test]
fn all_parts_of_the_bracket() {
    is(
        "[!code-rust[ Start ](src/go.rs?range=2-4&highlight=1,3-&dedent=4 \"The \\\"start\\\"\")] x",
        "src/go.rs@src/go.rs lines 2-4@2-4 language rust name Start title The \"start\" highlight 1,3- dedent 4 then  x",
    );
    is("[!CODE[](~/go.rs)]", "~/go.rs@~/go.rs");
    is(
        "[!Code-c++ [x] ( go \\(1\\).rs )]",
        "go (1).rs@go \\(1\\).rs language c++ name x",
    );
    is(
        "[!code-azurecli-interactive[](a.sh)]",
        "a.sh@a.sh language azurecli-interactive",
    );
    is("[!code[a\\]b](..\\x\\y.rs)]", "..\\x\\y.rs@..\\x\\y.rs name a]b");
    is("[!code[](a\\#b\\?.rs#c)]", "a#b?.rs@a\\#b\\?.rs tag c@c");
}

#[test]
fn the_strongest_selection_wins() {
    is("[!code[](a.rs#part)]", "a.rs@a.rs tag part@part");
    is("[!code[](a.rs?name=part)]", "a.rs@a.rs tag part@part");
    is("[!code[](a.rs?name=x&range=3#part)]", "a.rs@a.rs tag part@part");
    is("[!code[](a.rs?range=3&start=1&end=2&name=x#L7)]", "a.rs@a.rs tag x@x");
    is("[!code[](a.rs?range=3&start=1#L7)]", "a.rs@a.rs lines 7@L7");
    is("[!code[](a.rs#l7-L09)]", "a.rs@a.rs lines 7-9@l7-L09");
    is("[!code[](a.rs#L7-)]", "a.rs@a.rs lines 7-@L7-");
    is("[!code[](a.rs#L7-9)]", "a.rs@a.rs tag L7-9@L7-9");
    is("[!code[](a.rs#Lion)]", "a.rs@a.rs tag Lion@Lion");
    is(
        "[!code[](a.rs?END=9&amp;range=3&Start=5)]",
        "a.rs@a.rs lines 5-9@9&amp;range=3&Start=5",
    );
    is("[!code[](a.rs?start=5#)]", "a.rs@a.rs lines 5@5");
    is("[!code[](a.rs?)]", "a.rs@a.rs");
    is("[!code[](a.rs?name=&dedent=-3)]", "a.rs@a.rs");
    is(
        "[!code[](a.rs#L1-L99999999999)]",
        "a.rs@a.rs lines 1-4294967295@L1-L99999999999",
    );
}

#[test]
fn what_means_nothing_is_left_out_and_told() {
    is(
        "[!code[](a.rs?range=1,x-2&highlight=2)]",
        "a.rs@a.rs highlight 2 but in `range`, `x-2` is neither a line nor a range of lines, so the whole file is shown @x-2",
    );
    is(
        "[!code[](a.rs?highlight=2-1#t)]",
        "a.rs@a.rs tag t@t but in `highlight`, `2-1` ends before it begins, so no line is stressed @2-1",
    );
    is(
        "[!code[](a.rs?lines=1&tag&range=-)]",
        "a.rs@a.rs but a code directive does not know `lines` @lines=1",
    );
    is("[!code[](a.rs?tag)]", "a.rs@a.rs but `tag` has no value @tag");
    is(
        "[!code[](a.rs?start=one)]",
        "a.rs@a.rs but `start` is not the number of a line @one",
    );
    is(
        "[!code[](a.rs?start=9&end=5)]",
        "a.rs@a.rs but `end` lies before `start`, so the whole file is shown @5",
    );
    is(
        "[!code[](a.rs?end=5)]",
        "a.rs@a.rs but `end` says nothing without `start`, so the whole file is shown @5",
    );
    is(
        "[!code[](a.rs?dedent=4px)]",
        "a.rs@a.rs but `dedent` is not a number of columns @4px",
    );
    is("[!code[](a.rs?dedent=99999999999)]", "a.rs@a.rs dedent 4294967295");
}

#[test]
fn what_is_no_bracket() {
    is(
        "[!code-x[y]( ?range=1 )]",
        "this code directive names no file @?range=1",
    );
    is("[!code-x[y]()]", "this code directive names no file @[!code-x[y]()]");
    for text in [
        "[!codes[x](a.rs)]",
        "[!code[x](a.rs)",
        "[!code[x]]",
        "[!code-cs",
        "[!cod",
        "[!code(a)]",
    ] {
        is(text, "none");
    }
}

#[test]
fn all_parts_of_the_colons() {
    is(
        ":::code language=\"rust\" source=\"~/go.rs\" range=\"2-4\" highlight=\"1\" interactive=\"shell\"::: x",
        "~/go.rs@~/go.rs lines 2-4@2-4 language rust highlight 1 interactive shell then  x",
    );
    is(
        "::: Code Source = \"a:::b.rs\" id=\" part \" range=\"3\" :::",
        "a:::b.rs@a:::b.rs tag part@ part ",
    );
    is(
        ":::code source=\"a\\\"b.rs\" id=\"\" range=\"\" highlight=\"\" language=\"\"",
        "a\"b.rs@a\\\"b.rs",
    );
    is(":::codes source=\"a.rs\":::", "none");
    is(":::code-end:::", "none");
    is("::code source=\"a.rs\":::", "none");
}

#[test]
fn what_is_wrong_with_colons_is_told_with_its_place() {
    is(
        ":::code source=\"a.rs\" lines=\"1-5\":::",
        "a code directive has no attribute `lines` @lines=\"1-5\"",
    );
    is(
        ":::code language=\"rust\":::",
        "this code directive has no `source` @ language=\"rust\"",
    );
    is(
        ":::code source=\"a.rs\" é   =  \"x\":::",
        "a code directive has no attribute `é` @é   =  \"x\"",
    );
    is(":::code:::", "this code directive has no `source` @");
    is(
        ":::code source=\" \":::",
        "this code directive has no `source` @ source=\" \"",
    );
    is(":::code source:::", "the attribute `source` has no value @source");
    is(
        ":::code source=a.rs\":::",
        "the value of `source` does not begin with a quotation mark @source=",
    );
    is(
        ":::code source=\"a.rs:::",
        "the value of `source` does not end with a quotation mark @source=\"a.rs",
    );
    is(
        ":::code id=\"x\" id=\"y\":::",
        "the attribute `id` stands twice @id=\"y\"",
    );
    is(
        ":::code source=\"a.odd\":::",
        "a.odd@a.odd but `.odd` tells no language, so the code is shown as plain text @a.odd",
    );
    is(
        ":::code source=\"x/Gem\" id=\"y\":::",
        "x/Gem@x/Gem tag y@y but a file without an extension tells no language, so it is shown as plain text @x/Gem",
    );
    is(
        ":::code source=\"a.odd\" language=\"odd\":::",
        "a.odd@a.odd language odd",
    );
    is(
        ":::code source=\"a.rs\" range=\"2,-4\":::",
        "a.rs@a.rs but in `range`, `-4` names no first line: write `1-4`, so the whole file is shown @-4",
    );
}

#[test]
fn a_list_with_escapes_is_wrong_as_a_whole() {
    let text = ":::code source=\"a.rs\" range=\"\\\"é\":::";
    let (result, _) = read_colons(text).expect("a code directive");
    let fault = result.expect("read").fault.expect("no list of lines");
    assert_eq!(text.get(fault.place), Some("\\\"é"));
}

#[test]
fn a_long_word_is_not_repeated_in_a_message() {
    let text = format!(":::code {}=\"é\":::", "é".repeat(3000));
    let (result, _) = read_colons(&text).expect("a code directive");
    assert!(result.expect_err("no such attribute").message.len() < 200);
}

fn is_sound(text: &str, outcome: Option<Outcome<'_>>) -> Result<(), TestCaseError> {
    let Some((result, length)) = outcome else { return Ok(()) };
    prop_assert!(length > 0 && text.get(..length).is_some());
    let places = match result {
        Ok(parsed) => {
            prop_assert!(!parsed.dest.trim().is_empty());
            let fault = parsed.fault.map_or(0..0, |fault| fault.place);
            [parsed.place, parsed.select_place, fault]
        }
        Err(error) => [error.place, 0..0, 0..0],
    };
    for place in places {
        prop_assert!(text.get(place.clone()).is_some(), "{place:?} in {text}");
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_bracket_never_fails(rest in "[-a\\]\\[()?#&=;é\\\\\" ,0-9L]{0,40}") {
        let text = format!("[!code{rest}");
        is_sound(&text, read_bracket(&text))?;
        let text = format!("[!code-é[]({rest} \"é\")]");
        is_sound(&text, read_bracket(&text))?;
    }

    #[test]
    fn colons_never_fail(rest in "[ a=\":\\\\é-]{0,40}", value in "[ \\\\é,0-9\"-]{0,10}") {
        let text = format!(":::code{rest}");
        is_sound(&text, read_colons(&text))?;
        let text = format!(":::code source=\"é.rs\" range=\"{value}\" {rest}");
        is_sound(&text, read_colons(&text))?;
    }
}
