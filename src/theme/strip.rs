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

/// Drops lines that are comments, blank lines, indentation, and blanks beside what parts words anyway. Line ends stay: they
/// may end a statement. So does every blank of a line with a slash or a backquote, which may be in an expression or a
/// template, and every blank beside a plus or a minus.
fn script(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let lines = text.lines().map(str::trim);
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with("//")) {
        match line.contains(['/', '`']) {
            true => out.push_str(line),
            false => statement(line, &mut out),
        }
        out.push('\n');
    }
    out
}

/// A line whose blanks are those between words and those in strings.
fn statement(line: &str, out: &mut String) {
    let parts = |char: char| "=<>&|?:,;{}()[]!".contains(char);
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' => string(rest, first),
            _ => first.len_utf8(),
        };
        let (taken, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        let is_needless = first == ' ' && (out.ends_with(parts) || after.starts_with(parts));
        if !is_needless {
            out.push_str(taken);
        }
        rest = after;
    }
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
    fn scripts_keep_their_lines() {
        let text = "// a\n(function () {\n  // b\n\n  const c = \"// d\"; /* e */\n})();\n";
        assert_eq!(script(text), "(function(){\nconst c = \"// d\"; /* e */\n})();\n");
        for (line, expected) in [
            (
                "const a = b ? \"c : 'd\" : (e) => { f(g - -h, !i); };",
                "const a=b?\"c : 'd\":(e)=>{f(g - -h,!i);};\n",
            ),
            ("x = /a = b/;", "x = /a = b/;\n"),
            ("x = `a = ${b}`;", "x = `a = ${b}`;\n"),
            (
                "for (const a of b) { return \"\\\" = \" in c; }",
                "for(const a of b){return \"\\\" = \" in c;}\n",
            ),
            ("x = \"å = ", "x=\"å =\n"),
        ] {
            assert_eq!(script(line), expected, "{line}");
        }
    }

    #[test]
    fn a_sites_picture_is_no_style() {
        assert_eq!(stripped("a.svg", "<svg>  </svg>"), "<svg>  </svg>");
        assert_eq!(stripped("css", "a  b"), "a  b");
    }
}
