use super::*;
use proptest::prelude::*;

/// The formulas as `[inner]`, `[[inner]]` for two dollars, `{inner}` for lines of their own.
fn found(text: &str) -> Vec<String> {
    let show = |one: &Found| {
        let inner = formula(text, one);
        match (one.is_block, one.is_display) {
            (true, _) => format!("{{{inner}}}"),
            (_, true) => format!("[[{inner}]]"),
            _ => format!("[{inner}]"),
        }
    };
    find(text).iter().map(show).collect()
}

#[track_caller]
fn none(texts: &[&str]) {
    for text in texts {
        assert_eq!(found(text), [""; 0], "{text:?}");
    }
}

#[test]
fn formulas_in_a_line() {
    for (text, expected) in [
        ("with $x$ and $y_1$, too", &["[x]", "[y_1]"][..]),
        (
            "($a+b$) **$c$** $d$-axis, \u{201c}$e$\u{201d}",
            &["[a+b]", "[c]", "[d]", "[e]"],
        ),
        (
            r"$\frac{1}{2}$ $x \in A$ $5 \cdot 3$",
            &[r"[\frac{1}{2}]", r"[x \in A]", r"[5 \cdot 3]"],
        ),
        (
            "$v_{total}$ $sin(x)$ $2x + 3$ $7$ $P(A|B)$",
            &["[v_{total}]", "[sin(x)]", "[2x + 3]", "[7]", "[P(A|B)]"],
        ),
        (r"$a \$ b^2$ $c \\$", &[r"[a \$ b^2]", r"[c \\]"]),
        ("so $$E = mc^2$$ and $$ n $$.", &["[[E = mc^2]]", "[[n]]"]),
        ("- $x$\n1. > $y$\n\n| $z$ | $w$ |\n", &["[x]", "[y]", "[z]", "[w]"]),
        ("is it $x$? å$y$ $z$å", &["[x]"]),
    ] {
        assert_eq!(found(text), expected, "{text:?}");
    }
}

/// Upstream has `$ some words $` as a formula: here only where it is all of a paragraph.
#[test]
fn white_space_inside_only_where_nothing_else_is_there() {
    assert_eq!(found("$ plain words $"), ["[plain words]"]);
    assert_eq!(found("x\n\n> $ n^0 **bold** $\n\ny"), ["[n^0 **bold**]"]);
    none(&[
        "take $ plain words $",
        "$ plain words $\nand more",
        "above\n$ plain words $",
        "$ 5 for one, or 9 $",
        "$ x$",
        "$x $",
        "$$ some words $$ follow",
    ]);
}

#[test]
fn prices_stay_text() {
    none(&[
        "costs $5-$10 or $20",
        "from $5, up to $10.",
        "$1,000 and 2,000$",
        "$5 or 6$.",
        "$5 (6$)",
        "$5\u{2013}6$",
        "more than 1 500 $ of 3 $",
        "5$ and 6$",
        "US$5, A$6, US$ 7",
        "$10/month + tax in US$",
        "(US$, A$)",
        "| $5 | 6$ |",
        "| $a | b$ |",
    ]);
}

#[test]
fn variables_and_placeholders_stay_text() {
    none(&[
        "set $user and $group",
        "$user.Name, \"$group\"",
        "$a=$b;$c",
        "$_.Name -eq $_.Other",
        "{$_}{$_}",
        "$($x) and ${x} and $env:PATH",
        "$HOME/bin:$PATH:$",
        "$foo = \"US$\"",
        "the template's $projectname$",
        "$TargetPath$ $RELEASE$",
        "echo $$ and $$",
        "kill $$; echo $$",
        "$A$1:$B$2",
        r"\\server\c$ and \\server\d$",
        "?$select=a&$filter=b",
        r"\$x$ and $x\$",
        "$$$x$$$",
        "$",
        "$$",
        "$$$$",
        "$`x`$",
    ]);
}

#[test]
fn what_is_no_text_is_passed_over() {
    none(&[
        "`$x$` ``$y$ ` $z$``",
        "`a\n$x$\nb`",
        "```\n$x$\n```\n\n~~~~ tex\n~~~\n$x$\n~~~~\n",
        "- item\n\n  ```\n  $x$\n  ```\n",
        "> ```\n> $x$\n> ```\n",
        "```\n$$\nx\n$$\n",
        "text\n\n    $x$\n\n    $y$\n",
        "<a href=\"$x$\">y</a> <b title='$x$'>",
        "<!-- $x$\n\n$y$ -->",
        "<pre>\n$x$\n\n$y$\n</PRE> <code>$z$</code>",
        "[t](a$x$b.md \"$y$\") ![]($z$)",
        "[t]: a/$x$/b",
        "https://a.b/$x$/c <https://a.b/$y$>",
    ]);
    assert_eq!(found("`` ` $x$"), ["[x]"]);
    assert_eq!(found("` a\n\n$x$ `"), ["[x]"]);
    assert_eq!(found("<pre>$x$ a < b $y$"), ["[x]", "[y]"]);
    assert_eq!(found("- item\n\n    $x$ in it\n"), ["[x]"]);
    assert_eq!(
        found("```\n$x$\n```\n$y$ <b>$z$</b> [$w$](u.md)"),
        ["[y]", "[z]", "[w]"]
    );
}

#[test]
fn dollars_on_lines_of_their_own() {
    assert_eq!(found("a\n$$\nx = 1\n\ny = 2\n$$\nb $z$"), ["{x = 1\n\ny = 2}", "[z]"]);
    assert_eq!(found("$$\r\n\\alpha\r\n$$ \r\n"), ["{\\alpha}"]);
    assert_eq!(found("> $$\n> a\n>  b\n> $$\n"), ["{a\n b}"]);
    assert_eq!(found("- item\n\n  $$\n  a\n  $$\n"), ["{a}"]);
    assert_eq!(found("$$\n$$\n"), ["{}"]);
    let text = "å\n$$\nx\n$$\n";
    let one = &find(text)[0];
    assert_eq!(
        (&text[one.start..one.end], &text[one.inner.clone()]),
        ("$$\nx\n$$", "x")
    );
    none(&["$$\nnot closed\n", "> $$\n> a\n\n$$\n", "$$\n"]);
}

/// In a hostile text every piece is looked at a bounded number of times.
#[test]
fn many_marks_take_no_longer_each() {
    let open = [
        "$",
        "$$ ",
        "$x ",
        "`$",
        "$ x $ ",
        "``$`",
        "<a$",
        "<pre $",
        "<!--$",
        "](",
        "](a$",
        "\\$",
        "> ",
        "[x]:$",
        "$\n",
        "$$\n",
        "> $$\n>\n",
    ];
    for part in open {
        let text = part.repeat(200_000 / part.len());
        let begun = std::time::Instant::now();
        let _ = find(&text);
        let mixed = format!("{text}\n\n{text} $x$");
        let _ = find(&mixed);
        assert!(begun.elapsed().as_secs() < 5, "{part:?}: {:?}", begun.elapsed());
    }
}

proptest! {
    #[test]
    fn places_lie_in_order_between_dollars(text in "[$`\\\\<>a-c0-9\u{e5} \n\r(\\]|~^!-]{0,40}|([$`>] ?|\\$\\$\n|x|\r\n|<!--|-->|\\]\\(){0,30}") {
        let mut at = 0;
        for one in find(&text) {
            prop_assert!(at <= one.start && one.start < one.inner.start.max(one.start + 1));
            prop_assert!(one.inner.start <= one.inner.end && one.inner.end <= one.end);
            let written = &text[one.start..one.end];
            prop_assert!(written.starts_with('$') && written.ends_with('$') && written.len() >= 3);
            let _ = formula(&text, &one);
            at = one.end;
        }
    }
}
