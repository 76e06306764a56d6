//! The clean site as lines of text, and edits of it.

use std::collections::BTreeMap;
use std::path::Path;

use super::Fault;

pub const LOCALES: [&str; 4] = ["en", "sv", "nl", "fr"];

/// The files by path below the site, as lines. Pictures are no text, and lie here by name alone.
pub struct Text {
    pub files: BTreeMap<String, Vec<String>>,
}

/// A line of a file, counted from 0.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    pub file: &'a str,
    pub line: usize,
    pub text: &'a str,
}

/// A destination in a line.
#[derive(Clone, Debug)]
pub struct Link<'a> {
    pub at: At<'a>,
    /// Where it begins in the line, in bytes.
    pub start: usize,
    pub dest: &'a str,
}

impl Text {
    pub fn read(root: &Path) -> Self {
        let files = super::super::site::files(root).into_iter().map(|(path, bytes)| {
            let text = String::from_utf8(bytes).expect("the clean site is text");
            (path.replace('\\', "/"), text.split('\n').map(str::to_owned).collect())
        });
        Self { files: files.collect() }
    }

    /// All lines of pages and of what pages include.
    pub fn lines(&self) -> impl Iterator<Item = At<'_>> {
        let pages = self.files.iter().filter(|(file, _)| file.ends_with(".md"));
        pages.flat_map(|(file, lines)| {
            lines
                .iter()
                .enumerate()
                .map(move |(line, text)| At { file, line, text })
        })
    }

    /// The lines of one file.
    pub fn lines_of<'a>(&'a self, file: &'a str) -> impl Iterator<Item = At<'a>> {
        self.files[file]
            .iter()
            .enumerate()
            .map(move |(line, text)| At { file, line, text })
    }

    /// The line of `file` that holds `part`.
    pub fn line_with(&self, file: &str, part: &str) -> usize {
        let found = self.files[file].iter().position(|line| line.contains(part));
        found.unwrap_or_else(|| panic!("{file} holds {part}"))
    }

    /// All `[…](dest)` that readers see, in reading order: not includes, not tabs, not the source of a bilingual pair.
    pub fn links(&self) -> Vec<Link<'_>> {
        self.lines()
            .flat_map(links_of)
            .filter(|link| !is_picture(link) && !link.dest.starts_with("#tab/"))
            .collect()
    }

    /// All `![…](dest)`.
    pub fn pictures(&self) -> Vec<Link<'_>> {
        self.lines().flat_map(links_of).filter(is_picture).collect()
    }

    /// All `[!INCLUDE […](dest)]`.
    pub fn includes(&self) -> Vec<Link<'_>> {
        let lines = self.lines().filter(|at| at.text.starts_with("[!INCLUDE"));
        lines
            .filter_map(|at| {
                let start = at.text.find("](")? + 2;
                let end = start + at.text[start..].find(')')?;
                Some(Link {
                    at,
                    start,
                    dest: &at.text[start..end],
                })
            })
            .collect()
    }

    /// The number of the line on which each `## Heading` of a file stands.
    pub fn headings(&self, file: &str) -> Vec<usize> {
        let mut in_code = false;
        let mut found = Vec::new();
        for (number, line) in self.files[file].iter().enumerate() {
            in_code ^= line.trim_start().starts_with("```");
            if !in_code && line.starts_with('#') && !line.contains("](#tab/") {
                found.push(number);
            }
        }
        found
    }

    /// The nearest heading at or above a line.
    pub fn heading_above(&self, file: &str, line: usize) -> usize {
        self.headings(file)
            .into_iter()
            .rev()
            .find(|heading| *heading <= line)
            .expect("a heading above")
    }
}

fn is_picture(link: &Link<'_>) -> bool {
    let before = &link.at.text[..link.start - 2];
    before.rfind('[').is_some_and(|open| before[..open].ends_with('!'))
}

fn links_of(at: At<'_>) -> Vec<Link<'_>> {
    let mut found = Vec::new();
    if at.text.starts_with("[!INCLUDE") {
        return found;
    }
    for (place, _) in at.text.match_indices("](") {
        let start = place + 2;
        let Some(length) = at.text[start..].find(')') else {
            continue;
        };
        // Behind the last `data-stu-id` and before its end lies the source of a pair.
        let source = at.text[..start].rfind("data-stu-id");
        let in_source = source.is_some_and(|source| !at.text[source..start].contains("</span></span>"));
        if !in_source {
            found.push(Link {
                at,
                start,
                dest: &at.text[start..start + length],
            });
        }
    }
    found
}

/// The locale of a file below `content/`.
pub fn locale_of(file: &str) -> &str {
    file.split('/').nth(1).unwrap_or("")
}

/// The same file in another locale.
pub fn in_locale(file: &str, locale: &str) -> String {
    file.replacen(&format!("/{}/", locale_of(file)), &format!("/{locale}/"), 1)
}

impl Fault {
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            files: BTreeMap::new(),
            expected: Vec::new(),
            is_accepted: false,
        }
    }

    /// Of a site whose translations were accepted before.
    pub fn after_accepting(mut self) -> Self {
        self.is_accepted = true;
        self
    }

    /// That something is found on a line, counted from 0.
    pub fn expect(mut self, rule: &str, file: &str, line: usize) -> Self {
        self.expected.push((rule.to_owned(), file.to_owned(), line + 1));
        self
    }

    /// Changes the lines of a file.
    pub fn edit(mut self, clean: &Text, file: &str, change: impl FnOnce(&mut Vec<String>)) -> Self {
        let mut lines = match self.files.get(file) {
            Some(Some(bytes)) => String::from_utf8(bytes.clone())
                .expect("text")
                .split('\n')
                .map(str::to_owned)
                .collect(),
            _ => clean.files[file].clone(),
        };
        change(&mut lines);
        self.files.insert(file.to_owned(), Some(lines.join("\n").into_bytes()));
        self
    }

    /// Writes a file that the clean site has not.
    pub fn write(mut self, file: &str, text: &str) -> Self {
        self.files.insert(file.to_owned(), Some(text.as_bytes().to_vec()));
        self
    }

    /// Takes a file away.
    pub fn remove(mut self, file: &str) -> Self {
        self.files.insert(file.to_owned(), None);
        self
    }

    /// Another destination in the place of a link's.
    pub fn point(self, clean: &Text, link: &Link<'_>, dest: &str) -> Self {
        let range = link.start..link.start + link.dest.len();
        self.edit(clean, link.at.file, |lines| {
            lines[link.at.line].replace_range(range, dest)
        })
    }
}
