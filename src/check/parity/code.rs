//! What of a code block no translation changes: all but comments, and texts meant for people.

use crate::base::code_language::language;
use crate::expand::snippet::tags::Form;

/// A line of code that counts, and where it begins in the block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Its number in the block, from 0.
    pub number: usize,
    /// As it is written.
    pub text: &'a str,
    /// Without comments, texts for people and superfluous space.
    pub bare: String,
}

/// What a language's comments and texts look like.
struct Syntax {
    /// What begins a comment up to the end of the line, in lower case.
    line: &'static [&'static str],
    /// What begins and ends a longer one.
    block: Option<(&'static str, &'static str)>,
    /// `<name>` is something to put in, and not an element.
    has_tags: bool,
}

fn syntax(info: &str) -> Syntax {
    let name = info.trim().trim_start_matches(['{', '.']);
    let name = name
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}'))
        .next()
        .unwrap_or("");
    let name = name
        .strip_prefix("azure")
        .map_or(name, |rest| if rest == "cli" { "sh" } else { rest });
    let forms = language(name).map_or(&[] as &[Form], Form::of_language);
    let has = |form| forms.contains(&form);
    let line: &[&str] = if has(Form::Slashes) {
        &["//"]
    } else if has(Form::Hash) {
        &["#"]
    } else if has(Form::Dashes) {
        &["--"]
    } else if has(Form::Rem) {
        &["rem ", "::"]
    } else if has(Form::Quote) {
        &["'"]
    } else if has(Form::Percent) {
        &["%"]
    } else if has(Form::Semicolon) {
        &[";"]
    } else if forms.is_empty() {
        // Of a language that nobody names: what begins a comment in most.
        &["//", "# ", "-- ", "rem "]
    } else {
        &[]
    };
    let block = if has(Form::Markup) {
        Some(("<!--", "-->"))
    } else if has(Form::Stars) || has(Form::Slashes) || has(Form::Dashes) {
        Some(("/*", "*/"))
    } else if language(name) == Some("powershell") {
        Some(("<#", "#>"))
    } else {
        None
    };
    Syntax {
        line,
        block,
        has_tags: has(Form::Markup),
    }
}

/// Whether a block is of a language of programs: what is in none is often an output or a text, and may be translated.
pub fn is_program(info: &str) -> bool {
    let name = info
        .trim()
        .split(|c: char| c.is_whitespace() || c == ',')
        .next()
        .unwrap_or("");
    let name = name
        .strip_prefix("azure")
        .map_or(name, |rest| if rest == "cli" { "sh" } else { rest });
    let name = name.to_ascii_lowercase();
    !matches!(
        name.as_str(),
        "" | "text" | "output" | "console" | "markdown" | "md" | "none" | "txt"
    ) && !matches!(language(&name), Some("text" | "markdown"))
}

/// The lines of a block that count.
pub fn lines<'a>(info: &str, text: &'a str) -> Vec<Line<'a>> {
    let syntax = syntax(info);
    let mut lines = Vec::new();
    let mut in_comment = false;
    for (number, line) in text.lines().enumerate() {
        let bare = bare(&syntax, line, &mut in_comment);
        if !bare.is_empty() {
            lines.push(Line {
                number,
                text: line,
                bare,
            });
        }
    }
    lines
}

/// A line without what may be translated.
fn bare(syntax: &Syntax, line: &str, in_comment: &mut bool) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        if *in_comment {
            match syntax.block.and_then(|(_, end)| Some((rest.find(end)?, end.len()))) {
                Some((at, length)) => {
                    *in_comment = false;
                    rest = rest.get(at + length..).unwrap_or("");
                    continue;
                }
                None => break,
            }
        }
        if let Some((start, _)) = syntax.block
            && let Some(after) = rest.strip_prefix(start)
        {
            *in_comment = true;
            rest = after;
            continue;
        }
        // A sign within a word (`https://`, `a#b`) begins no comment.
        let is_apart = out.is_empty() || out.ends_with([' ', ';', '{', '}', ')', ',']);
        if is_apart && syntax.line.iter().any(|sign| begins(rest, sign)) {
            break;
        }
        let size = c.len_utf8();
        if matches!(c, '"' | '\'' | '\u{201c}')
            && let Some((inner, length)) = quoted(rest, c)
        {
            out.push('"');
            out.push_str(if is_for_people(inner) { "…" } else { inner });
            out.push('"');
            rest = rest.get(length..).unwrap_or("");
            continue;
        }
        if matches!(c, '<' | '[')
            && !syntax.has_tags
            && let Some((inner, length)) = slot(rest, c)
        {
            // What a reader puts something else for is named in the reader's language.
            out.push(if inner.is_empty() { c } else { '…' });
            rest = rest.get(length..).unwrap_or("");
            continue;
        }
        match c {
            c if c.is_whitespace() || c == '\u{200b}' => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
        rest = rest.get(size..).unwrap_or("");
    }
    out.truncate(out.trim_end().len());
    out
}

fn begins(text: &str, sign: &str) -> bool {
    text.get(..sign.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(sign))
}

/// A text in quotation marks that ends on its line, and its length with the marks.
fn quoted(text: &str, mark: char) -> Option<(&str, usize)> {
    let size = mark.len_utf8();
    let end_mark = if mark == '\u{201c}' { '\u{201d}' } else { mark };
    let inner = text.get(size..)?;
    // Longer texts are none: a page of single marks would be searched to its end for each.
    let end = inner.char_indices().take(400).find(|(_, c)| *c == end_mark)?.0;
    Some((inner.get(..end)?, size + end + end_mark.len_utf8()))
}

/// `<words>` or `[words]`: what a reader puts something else for.
fn slot(text: &str, open: char) -> Option<(&str, usize)> {
    let close = if open == '<' { '>' } else { ']' };
    let inner = text.get(1..)?;
    let end = inner.char_indices().take(100).find(|(_, c)| *c == close)?.0;
    let inner = inner.get(..end)?;
    let is_words = inner
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '\'' | '’' | '.' | ','));
    let has_letters = inner.chars().any(char::is_alphabetic);
    let is_slot = is_words && has_letters && (open == '<' || inner.contains(' '));
    is_slot.then_some((inner, end + 2))
}

/// A text that is shown to people: words, and no name, path or expression.
fn is_for_people(text: &str) -> bool {
    let has_letters = text.chars().any(char::is_alphabetic);
    let is_plain = !text.contains(['/', '\\', '=', '$', '{', '}', '_', '(', '*', '@']);
    let is_words = text.contains(' ') || !text.is_ascii() || text.chars().all(char::is_alphabetic);
    has_letters && is_plain && is_words && !text.contains(" eq ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(info: &str, text: &str) -> String {
        lines(info, text)
            .iter()
            .map(|line| line.bare.clone())
            .collect::<Vec<_>>()
            .join("|")
    }

    #[test]
    fn comments_and_texts_are_left_out() {
        assert_eq!(
            read("powershell", "# Groups\nGet-X -All  `\n  -N \"My group\" # all"),
            "Get-X -All `|-N \"…\""
        );
        assert_eq!(
            read("csharp", "/* a\n b */ F(); // x\nvar u = \"https://a.b\";"),
            "F();|var u = \"https://a.b\";"
        );
        assert_eq!(read("xml", "<!-- a --><b c=\"d/e\"/>"), "<b c=\"d/e\"/>");
        assert_eq!(read("sql", "SELECT 1 -- one"), "SELECT 1");
        assert_eq!(read("", "cd <your folder> # here"), "cd …");
        assert_eq!(read("bash", "a#b 'User.Read' \"open"), "a#b \"User.Read\" \"open");
    }

    proptest! {
        #[test]
        fn any_code_is_read(text in "[\"'<>#/*\\- aé\n]{0,60}", info in "(|xml|sql|powershell|csharp)") {
            let _ = lines(&info, &text);
        }
    }
}
