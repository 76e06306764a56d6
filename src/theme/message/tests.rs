use super::*;
use proptest::prelude::*;

const LANGUAGES: [&str; 4] = ["en", "sv", "nl", "fr"];

fn locale(tag: &str) -> Locale {
    Locale::parse(tag).unwrap()
}

fn file(tag: &str, text: &str) -> MessageFile {
    let (file, problems) = MessageFile::parse(&locale(tag), "interface.ftl", text);
    assert_eq!(problems, []);
    file
}

fn messages(tag: &str) -> Messages {
    Messages::load(&locale(tag), &locale("en"), &[])
}

/// `broken⟩message⟩help` of each problem.
fn problems(text: &str) -> Vec<String> {
    let (_, problems) = MessageFile::parse(&locale("sv"), "x.ftl", text);
    let told = problems
        .iter()
        .map(|p| format!("{}⟩{}", &text[p.span.range()], p.message));
    told.collect()
}

/// A value for each variable of the built-in messages.
const ARGS: [(&str, Arg); 14] = [
    ("required", Arg::Text("3")),
    ("optional", Arg::Text("2")),
    ("language", Arg::Text("English")),
    ("host", Arg::Text("example.org")),
    ("criterion", Arg::Text("X")),
    ("range", Arg::Text("x")),
    ("date", Arg::Date(2018, 3, 3)),
    ("number", Arg::Number(2)),
    ("done", Arg::Number(3)),
    ("total", Arg::Number(12345)),
    ("name", Arg::Text("X")),
    ("site", Arg::Text("X")),
    ("state", Arg::Text("X")),
    ("text", Arg::Text("X")),
];

#[test]
fn the_built_in_languages_say_the_same_with_the_same_variables() {
    let source = file("en", builtin(&locale("en")).unwrap());
    assert!(source.shape().len() > 40);
    for tag in LANGUAGES {
        let translated = file(tag, builtin(&locale(tag)).unwrap());
        assert_eq!(translated.differences(source.shape()), [], "{tag}");
        assert!(messages(tag).missing().is_empty());
    }
}

#[test]
fn every_built_in_text_is_whole_and_well_set() {
    for tag in LANGUAGES {
        let messages = messages(tag);
        for id in messages.ids() {
            let text = messages.text(id, &ARGS);
            assert!(!text.is_empty() && text != id, "{tag} {id}");
            for bad in ["{", "}", "'", "\"", "...", "  ", "\n", "\u{2068}"] {
                assert!(!text.contains(bad), "{tag} {id}: {text:?}");
            }
            if tag == "fr" {
                assert!(french_spaces(&text), "{id}: {text:?}");
            }
        }
    }
}

/// A no-break space before a colon and inside guillemets, a narrow one before `; ? !`.
fn french_spaces(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    letters.windows(2).all(|pair| match pair {
        [before, ':' | '»'] | ['«', before] => *before == '\u{a0}',
        [before, ';' | '?' | '!'] => *before == '\u{202f}',
        _ => true,
    })
}

#[test]
fn numbers_dates_and_plurals_in_each_language() {
    let outdated = |tag: &str, number| {
        let args = [("number", Arg::Number(number))];
        messages(tag).text("status-outdated-blocks", &args).into_owned()
    };
    assert_eq!(outdated("en", 12345), "Outdated, 12,345 parts");
    assert_eq!(outdated("en", 1), "Outdated, 1 part");
    assert_eq!(outdated("sv", 1), "Inaktuell, 1 del");
    assert_eq!(outdated("sv-SE", 12345), "Inaktuell, 12\u{a0}345 delar");
    assert_eq!(outdated("nl-BE", 0), "Verouderd, 0 onderdelen");
    assert_eq!(outdated("fr", 0), "Obsolète, 0 partie");
    assert_eq!(outdated("fr", 12345), "Obsolète, 12\u{202f}345 parties");
    let updated = |tag: &str| messages(tag).text("frame-updated", &ARGS).into_owned();
    assert_eq!(updated("fr-CA"), "Dernière mise à jour\u{a0}: 3 mars 2018");
    assert_eq!(updated("nl"), "Laatst bijgewerkt op 3 maart 2018");
}

#[test]
fn a_language_without_messages_speaks_english_with_its_own_numbers_and_dates() {
    let german = messages("de");
    assert_eq!(german.text("frame-updated", &ARGS), "Last updated 3. März 2018");
    let args = [("number", Arg::Number(12345))];
    assert_eq!(german.text("status-outdated-blocks", &args), "Outdated, 12.345 parts");
    assert_eq!(german.language_name(), "de");
    assert_eq!(german.missing(), german.ids());
    assert_eq!(messages("fr-CA").language_name(), "Français");
}

#[test]
fn the_chain_is_site_then_built_in_then_source_then_english() {
    let site = [
        file("fr", "frame-home = A\nframe-next = B\nframe-print = C"),
        file("fr-CA", "frame-home = D"),
        file("fr", "frame-next = E"),
        file("sv", "frame-home = F\nsite-motto = G"),
        file("nl", "site-motto = H"),
    ];
    let said = Messages::load(&locale("fr-CA"), &locale("sv"), &site);
    let text = |id| said.text(id, &[]).into_owned();
    assert_eq!(
        [text("frame-home"), text("frame-next"), text("frame-print")],
        ["D", "E", "C"]
    );
    assert_eq!(
        [text("toc-label"), text("site-motto"), text("no-such")],
        ["Sommaire", "G", "no-such"]
    );
    assert_eq!(said.missing(), BTreeSet::from(["site-motto"]));
    let german = Messages::load(&locale("de"), &locale("sv"), &site);
    assert_eq!(german.text("frame-home", &[]), "F");
    assert_eq!(german.text("toc-label", &[]), "Innehåll");
}

#[test]
fn what_cannot_be_formatted_comes_from_the_next_file() {
    let site = [file(
        "sv",
        "toc-label = { $nobody }\nfootnotes-heading = { toc-page }\ntoc-page = { footnotes-heading }\nown = { $nobody }",
    )];
    let said = Messages::load(&locale("sv"), &locale("en"), &site);
    assert_eq!(said.text("toc-label", &[]), "Innehåll");
    assert_eq!(said.text("footnotes-heading", &[]), "Fotnoter");
    assert_eq!(said.text("own", &[]), "{$nobody}");
}

#[test]
fn a_number_selects_by_value_by_plural_and_by_ordinal() {
    let site = [file(
        "en",
        "by-number = { NUMBER($n) ->\n [0] none\n [one] one\n *[other] { NUMBER($n) } things\n }\n\
             place = { NUMBER($n, type: \"ordinal\") ->\n [one] { $n }st\n [two] { $n }nd\n *[other] { $n }th\n }\n\
             half = { NUMBER(0.5) }, { NUMBER($word) }, { DATE($word) }\n",
    )];
    let said = Messages::load(&locale("en"), &locale("en"), &site);
    let text = |id, n| said.text(id, &[("n", Arg::Number(n))]).into_owned();
    assert_eq!(text("by-number", 0), "none");
    assert_eq!(text("by-number", 1), "one");
    assert_eq!(text("by-number", 4321), "4,321 things");
    assert_eq!(text("place", 22), "22nd");
    assert_eq!(text("place", 12), "12th");
    assert_eq!(said.text("half", &[("word", Arg::Text("b"))]), "0.5, b, b");
}

#[test]
fn values_are_put_in_as_they_are() {
    let said = messages("en")
        .text("video-play", &[("host", Arg::Text("<b>&"))])
        .into_owned();
    assert_eq!(said, "Play video from <b>&");
}

#[test]
fn a_broken_message_is_told_and_the_rest_counts() {
    let text = "\u{feff}first = A\nbroken = { $x\nlast = å\nfirst = B\nno = { NOW() }\n";
    assert_eq!(
        problems(text),
        [
            "l⟩message `broken` cannot be read: `}` is missing here",
            "first⟩message `first` stands in this file already, and the first one counts",
            "NOW⟩message `no` calls `NOW()`, which is no function",
        ]
    );
    let (file, _) = MessageFile::parse(&locale("sv"), "x.ftl", text);
    let said = Messages::load(&locale("sv"), &locale("en"), &[file]);
    let all = ["first", "broken", "last", "no"].map(|id| said.text(id, &[]));
    assert_eq!(all, ["A", "broken", "å", "no"]);
}

#[test]
fn what_the_engine_would_panic_at_is_refused() {
    let many = "{ $x }".repeat(101);
    let deep = format!("a = {}", "{".repeat(5000));
    for (text, broken) in [
        (
            format!("b = {many}\na = {{ {{ b }} }}"),
            "a⟩message `a` has braces right inside braces",
        ),
        (
            format!("b = {many}\na = {{ \"x\" ->\n *[y] {{ b }}\n }}"),
            "x⟩message `a` chooses by a fixed value",
        ),
        (
            format!("a = {{ $x ->\n *[1.{}] x\n }}", "0".repeat(14)),
            "1.00000000000000⟩message `a` has a number of more than 15 characters",
        ),
        (
            "a = { NUMBER(1234567890123456) }".into(),
            "1234567890123456⟩message `a` has a number of more than 15 characters",
        ),
        ("a = { \"\\ué\" }".into(), "\\u⟩the escape `\\u` is incomplete"),
        (
            deep,
            "{⟩more than 64 braces or parentheses are open, so the file is left out",
        ),
        ("NUMBER = x".into(), "NUMBER⟩message `NUMBER` is the name of a function"),
        (
            "x = y\n-x = z".into(),
            "x⟩message `x` stands in this file already, and the first one counts",
        ),
        (
            "a = { DATE(a) }".into(),
            "DATE⟩message `a` passes a message to a function",
        ),
        (
            "a = { -b }".into(),
            "b⟩message `a` refers to `b`, which is not in this file",
        ),
    ] {
        assert_eq!(problems(&text), [broken], "{text}");
    }
}

/// A hundred references, the most that Fluent follows, each inside the deepest nesting that is let through.
#[test]
fn long_chains_of_references_do_not_exhaust_a_small_stack() {
    let open = "{ $x ->\n *[a] ".repeat(30);
    let text: String = (0..200)
        .map(|n| format!("m{n} = {open}{{ m{} }}{}\n", n + 1, "\n }".repeat(30)))
        .collect();
    let small = std::thread::Builder::new().stack_size(2 << 20);
    let run = move || {
        let said = Messages::load(&locale("en"), &locale("en"), &[file("en", &(text + "m200 = end"))]);
        said.text("m0", &[("x", Arg::Text("a"))]).len()
    };
    assert!(small.spawn(run).unwrap().join().is_ok());
}

#[test]
fn the_pseudo_locale_marks_words_and_leaves_values() {
    let said = Messages::pseudo(&locale("sv"));
    assert_eq!(said.text("code-copy", &[]), "[Çóóþý]");
    let args = [("number", Arg::Number(12345))];
    assert_eq!(
        said.text("status-outdated-blocks", &args),
        "[Óóúúţðááţééð, 12\u{a0}345 þááŕţš]"
    );
    let ids = said.ids();
    assert!(ids.iter().all(|id| said.text(id, &ARGS).starts_with('[')));
}

#[test]
fn the_hash_follows_the_text_and_the_locale() {
    let load = |tag: &str, text: &str| Messages::load(&locale(tag), &locale("en"), &[file("sv", text)]).hash();
    assert_eq!(load("sv", "a = b"), load("sv", "a = b"));
    assert_ne!(load("sv", "a = b"), load("sv", "a = c"));
    assert_ne!(load("sv", "a = b"), load("sv-SE", "a = b"));
    assert_ne!(messages("en").hash(), Messages::pseudo(&locale("en")).hash());
}

#[test]
fn shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Messages>();
    shared::<MessageFile>();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]
    #[test]
    fn no_text_makes_it_panic(
        parts in proptest::collection::vec(
            proptest::sample::select(vec![
                "a = ", "b = ", "-t = ", "\n", "\n ", "\r\n", "{", "}", " ", "$x", " ->", "*[other] ", "[one] ", "[1] ",
                "NUMBER", "DATE", "(", ")", ",", "\"", "\\", "\\u", "00e9", "é", "a", "b", "-t", ".c", "type: \"ordinal\"", "1.50", "-", "#",
                "## x\n", "=", "ord", "{ $x }", "{ a }", "{ b }", "{ -t }", "{ NUMBER($x) ->\n *[other] z\n }", "\n.c = d",
            ]), 0..40),
    ) {
        let text = parts.concat();
        let (file, problems) = MessageFile::parse(&locale("sv"), "x.ftl", &text);
        for problem in &problems {
            prop_assert!(text.get(problem.span.range()).is_some());
        }
        let known: Vec<String> = file.shape().keys().cloned().collect();
        let said = Messages::load(&locale("sv"), &locale("en"), &[file]);
        for id in known {
            said.text(&id, &[("x", Arg::Number(1))]);
            said.text(&id, &[("x", Arg::Text("one"))]);
        }
    }
}
