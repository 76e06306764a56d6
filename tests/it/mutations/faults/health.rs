//! Pages that lack what their readers need. In all languages at once, so that no two differ.

use super::super::Fault;
use super::super::text::{LOCALES, Text, in_locale};
use super::pages::pages;

/// The English pages.
fn english(clean: &Text) -> impl Iterator<Item = &str> {
    pages(clean).filter(|file| file.starts_with("content/en/"))
}

/// One fault for each English page: `change` edits its lines and those of its translations, and gives the line that is
/// told of, if there is one.
fn in_all(clean: &Text, rule: &str, change: impl Fn(&mut Vec<String>) -> Option<usize>) -> Vec<Fault> {
    let faults = english(clean).filter_map(|file| {
        let mut fault = Fault::new(file);
        for locale in LOCALES {
            let file = in_locale(file, locale);
            let mut told = None;
            fault = fault.edit(clean, &file, |lines| told = change(lines));
            fault = fault.expect(rule, &file, told?);
        }
        Some(fault)
    });
    faults.collect()
}

fn position(lines: &[String], is_it: impl Fn(&str) -> bool) -> Option<usize> {
    lines.iter().position(|line| is_it(line))
}

fn first_heading(lines: &[String], mark: &str) -> Option<usize> {
    position(lines, |line| line.starts_with(mark) && !line.contains("](#tab/"))
}

fn without(lines: &mut Vec<String>, key: &str) -> Option<()> {
    let at = position(lines, |line| line.starts_with(key))?;
    lines.remove(at);
    Some(())
}

pub fn description(clean: &Text) -> Vec<Fault> {
    in_all(clean, "missing-description", |lines| {
        without(lines, "description:").map(|()| 0)
    })
}

pub fn title(clean: &Text) -> Vec<Fault> {
    in_all(clean, "missing-title", |lines| {
        without(lines, "title:")?;
        let at = first_heading(lines, "# ")?;
        lines[at].insert(0, '#');
        Some(0)
    })
}

pub fn first_level(clean: &Text) -> Vec<Fault> {
    in_all(clean, "missing-h1", |lines| {
        let at = first_heading(lines, "# ")?;
        lines[at].insert(0, '#');
        Some(at)
    })
}

pub fn second_first_level(clean: &Text) -> Vec<Fault> {
    in_all(clean, "several-h1", |lines| {
        let at = first_heading(lines, "## ")?;
        lines[at].remove(0);
        Some(at)
    })
}

pub fn skipped(clean: &Text) -> Vec<Fault> {
    in_all(clean, "skipped-heading", |lines| {
        let at = first_heading(lines, "## ")?;
        lines[at].insert_str(0, "##");
        Some(at)
    })
}

/// Lines more at the end of a page; the one at `told` of them is told of.
fn at_end(clean: &Text, rule: &str, more: &[&str], told: usize) -> Vec<Fault> {
    in_all(clean, rule, |lines| {
        let last = lines.len();
        lines.extend(more.iter().map(|line| (*line).to_owned()));
        Some(last + told)
    })
}

pub fn empty_heading(clean: &Text) -> Vec<Fault> {
    at_end(clean, "empty-heading", &["", "##", ""], 1)
}

pub fn unclosed(clean: &Text) -> Vec<Fault> {
    at_end(clean, "unclosed-block", &["", "```text", "gate", ""], 1)
}

pub fn no_head(clean: &Text) -> Vec<Fault> {
    in_all(clean, "table-without-header-text", |lines| {
        let below = position(lines, |line| line.starts_with("|:--") || line.starts_with("|--"))?;
        let head = below
            .checked_sub(1)
            .filter(|head| lines[*head].contains(char::is_alphabetic))?;
        lines[head] = lines[head].chars().filter(|c| matches!(c, '|' | ' ')).collect();
        Some(head)
    })
}

/// The first picture on a line of its own, with another alternative text.
fn picture(clean: &Text, rule: &str, alt: fn(&str) -> &str) -> Vec<Fault> {
    in_all(clean, rule, |lines| {
        let at = position(lines, |line| line.starts_with("!["))?;
        let (_, dest) = lines[at].split_once("](")?;
        let name = dest.trim_end_matches(')').rsplit('/').next()?;
        lines[at] = format!("![{}]({dest}", alt(name));
        Some(at)
    })
}

pub fn alt(clean: &Text) -> Vec<Fault> {
    picture(clean, "missing-alt-text", |_| "")
}

pub fn file_name(clean: &Text) -> Vec<Fault> {
    picture(clean, "file-name-alt-text", |name| name)
}

/// A page in one language with the title of the page before it.
pub fn twin(clean: &Text) -> Vec<Fault> {
    let mut faults = Vec::new();
    for locale in LOCALES {
        let (first, second) = ("content/en/guide/pass-types.md", "content/en/guide/questions.md");
        let (first, second) = (in_locale(first, locale), in_locale(second, locale));
        let title = clean.files[&first].iter().find(|line| line.starts_with("title:"));
        let title = title.expect("a title").clone();
        let at = position(&clean.files[&second], |line| line.starts_with("title:")).expect("a title");
        let fault = Fault::new(second.as_str()).edit(clean, &second, |lines| lines[at] = title);
        faults.push(fault.expect("duplicate-title", &second, at));
    }
    faults
}

/// The language of an address of Microsoft's documentation.
pub fn address(clean: &Text) -> Vec<Fault> {
    let line = "[Gates](https://learn.microsoft.com/nl-nl/gates)";
    at_end(clean, "wrong-locale-link", &["", line, ""], 1)
}

/// A link that shows nothing.
pub fn textless(clean: &Text) -> Vec<Fault> {
    let faults = clean.links().into_iter().filter_map(|link| {
        let text = link.at.text;
        let open = text.get(..link.start)?.strip_suffix("](")?.rfind('[')?;
        let close = link.start - "](".len();
        let is_plain = !text[open..close].contains(['<', '!']) && text[open + 1..close].len() > 1;
        let line = format!("{}{}", &text[..=open], &text[close..]);
        let fault = Fault::new(format!("{}:{}", link.at.file, link.at.line + 1));
        let fault = fault.edit(clean, link.at.file, |lines| lines[link.at.line] = line);
        is_plain.then(|| fault.expect("empty-link", link.at.file, link.at.line))
    });
    faults.collect()
}
