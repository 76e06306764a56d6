//! The built-in theme's own scripts and styles without what only its authors read: comments, indentation, blanks.
//!
//! It knows as much of both languages as these files use, and its tests hold the files to that. A site's own files are
//! published byte for byte.

use std::borrow::Cow;

/// A file of the built-in theme as it is published.
pub fn stripped<'a>(name: &str, text: &'a str) -> Cow<'a, str> {
    match name.rsplit_once('.') {
        Some((_, "css")) => Cow::Owned(style(text)),
        Some((_, "js")) => Cow::Owned(script(text)),
        _ => Cow::Borrowed(text),
    }
}

/// Drops comments, and the blanks and line ends that separate nothing. Strings, templates and regular expressions stay as
/// they are. A line end stays where a statement may end without a semicolon.
fn script(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut gap = Gap::None;
    let mut is_expression = false;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\n' => {
                gap = Gap::Line;
                1
            }
            _ if first.is_whitespace() => {
                gap = gap.max(Gap::Blank);
                first.len_utf8()
            }
            _ if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            _ if rest.starts_with("/*") => {
                let length = rest.find("*/").map_or(rest.len(), |end| end + 2);
                let has_line = rest.get(..length).is_some_and(|comment| comment.contains('\n'));
                gap = gap.max(if has_line { Gap::Line } else { Gap::Blank });
                length
            }
            _ => {
                out.push_str(needed(std::mem::take(&mut gap), &out, first, is_expression));
                is_expression = first == '/' && may_begin_expression(&out);
                let length = match first {
                    '"' | '\'' => string(rest, first),
                    '`' => template(rest),
                    '/' if is_expression => expression(rest),
                    _ => first.len_utf8(),
                };
                out.push_str(rest.get(..length).unwrap_or_default());
                length
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    out.push('\n');
    out
}

/// What stands between two parts of a script.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Blank,
    Line,
}

/// What of a gap is needed between what is written and what follows.
fn needed(gap: Gap, out: &str, next: char, is_after_expression: bool) -> &'static str {
    let Some(last) = out.chars().last() else { return "" };
    let is_word = |char: char| char.is_alphanumeric() || matches!(char, '_' | '$' | '#' | '\\');
    // `a + +b`, `a - -b`; a slash may end an expression, whose flags a word would lengthen.
    let would_join =
        (is_word(last) || is_after_expression) && is_word(next) || last == next && matches!(next, '+' | '-' | '/');
    match gap {
        Gap::None => "",
        Gap::Line if ";{,([".contains(last) || ")]};,".contains(next) => "",
        Gap::Line => "\n",
        Gap::Blank if would_join => " ",
        Gap::Blank => "",
    }
}

/// Whether a slash after this begins a regular expression, and is no division.
fn may_begin_expression(out: &str) -> bool {
    let before = out.trim_end();
    let word = before.trim_end_matches(|char: char| char.is_alphanumeric() || matches!(char, '_' | '$'));
    match before.get(word.len()..) {
        Some("return" | "typeof" | "case" | "in" | "of" | "void" | "throw" | "else" | "do") => true,
        Some("") => !before.ends_with([')', ']', '}', '"', '\'', '`']),
        _ => false,
    }
}

/// The length of the regular expression that `text` begins with, without its flags.
fn expression(text: &str) -> usize {
    let mut is_in_class = false;
    let mut chars = text.char_indices().skip(1);
    while let Some((at, char)) = chars.next() {
        match char {
            '\\' => _ = chars.next(),
            '[' => is_in_class = true,
            ']' => is_in_class = false,
            '/' if !is_in_class => return at + 1,
            '\n' => return 1,
            _ => {}
        }
    }
    1
}

/// The length of the template that `text` begins with. What stands in `${…}` holds no template of its own with a brace.
fn template(text: &str) -> usize {
    let mut depth = 0;
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, char)) = chars.next() {
        match char {
            '\\' => _ = chars.next(),
            '$' if depth == 0 && chars.peek().is_some_and(|(_, next)| *next == '{') => {
                depth = 1;
                chars.next();
            }
            '{' if depth > 0 => depth += 1,
            '}' if depth > 0 => depth -= 1,
            '`' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Drops comments, blanks that separate nothing, and semicolons before a closing brace. Strings stay as they are, and so
/// does every blank that a calculation or a selector may need.
fn style(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // A blank that is written only once it is known that what follows needs it.
    let mut is_blank = false;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if rest.starts_with("/*") => {
                is_blank = true;
                rest.find("*/").map_or(rest.len(), |end| end + 2)
            }
            _ if first.is_ascii_whitespace() => {
                is_blank = true;
                1
            }
            _ => {
                let needs = !matches!(first, '{' | '}' | ';' | ',' | '>');
                let parts = !out.ends_with(['{', '}', ';', ',', '>', ':']);
                if is_blank && needs && parts && !out.is_empty() {
                    out.push(' ');
                }
                is_blank = false;
                if first == '}' && out.ends_with(';') {
                    out.pop();
                }
                let length = match first {
                    '"' | '\'' => string(rest, first),
                    _ => first.len_utf8(),
                };
                out.push_str(rest.get(..length).unwrap_or_default());
                length
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    out.push('\n');
    out
}

/// The length of the string that `text` begins with.
fn string(text: &str, quote: char) -> usize {
    let mut chars = text.char_indices().skip(1);
    while let Some((at, char)) = chars.next() {
        match char {
            '\\' => _ = chars.next(),
            _ if char == quote => return at + char.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_keep_what_separates() {
        for (text, expected) in [
            (
                "/* a */\n:root {\n  --a: light-dark(#fff, #000);\n}\n",
                ":root{--a:light-dark(#fff,#000)}\n",
            ),
            (
                "a > b, a :hover { padding: .1rem max(var(--a), (100% - 2rem) / 2 + 1rem); }",
                "a>b,a :hover{padding:.1rem max(var(--a),(100% - 2rem) / 2 + 1rem)}\n",
            ),
            (
                "@media (min-width: 60rem) and (max-width: 79rem) { .a { b: c !important } }",
                "@media (min-width:60rem) and (max-width:79rem){.a{b:c !important}}\n",
            ),
            (
                "a::before { content: \"‹  /* ; \\\" } \" / \"\"; }",
                "a::before{content:\"‹  /* ; \\\" } \" / \"\"}\n",
            ),
            ("a{b:c/* d */e}", "a{b:c e}\n"),
            ("a/* never closed", "a\n"),
            ("'never closed\\", "'never closed\\\n"),
            ("", "\n"),
        ] {
            assert_eq!(style(text), expected);
        }
    }

    #[test]
    fn scripts_keep_what_separates() {
        for (text, expected) in [
            (
                "// a\n(function () {\n  // b\n\n  const c = \"// d\"; /* e */\n})();\n",
                "(function(){const c=\"// d\";})();\n",
            ),
            (
                "const a = b ? \"c : 'd\" : (e) => { f(g - -h, !i); };",
                "const a=b?\"c : 'd\":(e)=>{f(g- -h,!i);};\n",
            ),
            ("x = /a = [/ ]b\\//g .test(y)", "x=/a = [/ ]b\\//g.test(y)\n"),
            ("x = y / 2 / z; a / b", "x=y/2/z;a/b\n"),
            ("return / x/ in y", "return/ x/ in y\n"),
            ("x = (a + b) / c / d", "x=(a+b)/c/d\n"),
            ("x = `a = ${b + { c: 1 } } d` + e", "x=`a = ${b + { c: 1 } } d`+e\n"),
            ("let a = 1\nlet b\n= a\n(c)", "let a=1\nlet b\n=a\n(c)\n"),
            ("f(\n  a,\n  b\n)\n\n.c()", "f(a,b)\n.c()\n"),
            ("a + +b - --c", "a+ +b- --c\n"),
            ("async (a) => await a", "async(a)=>await a\n"),
            ("x = \"å = ", "x=\"å = \n"),
            ("x = `å = ", "x=`å = \n"),
            ("", "\n"),
        ] {
            assert_eq!(script(text), expected, "{text}");
        }
    }

    #[test]
    fn a_sites_picture_is_no_style() {
        assert_eq!(stripped("a.svg", "<svg>  </svg>"), "<svg>  </svg>");
        assert_eq!(stripped("css", "a  b"), "a  b");
    }
}
