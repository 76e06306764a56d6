//! Marks that turn the direction of text, where nobody can see them.

use crate::base::code_language::language;
use crate::base::{DocPath, Span};
use crate::check::rule::{Check, Rule, SiteView, VariantView};
use crate::diag::{Diagnostic, RuleInfo, Severity, Sink};
use crate::model::{Document, Kind};
use crate::parse::front_matter::split;
use crate::source::{Content, SourceFile};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "bidi-control",
    severity: Severity::Warning,
    summary: "a hidden mark of direction in code, a name, a link or a path",
    explain: "\
Unicode has characters that show nothing and turn the direction of what follows. In a text of Arabic or Hebrew they are \
needed, and nothing is said. In code they let a reader see other code than what is copied and run; in an id, the \
destination of a link, a path or a value of the front matter they make two names differ that look the same. They come \
along when text is copied from a web page or an office program.

They are U+061C, U+200E, U+200F, U+202A to U+202E and U+2066 to U+2069. The `title` and the `description` of a page in \
a language that is written from right to left may hold them.

Wrong: `[licences](licen`, U+202E and then `ces.md)`

Right: `[licences](licences.md)`, typed anew",
};

/// Pages, with what they include.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

/// Code that pages can show.
pub static FILES: Rule = Rule {
    info: &INFO,
    check: Check::File(check_file),
};

/// Names of files.
pub static NAMES: Rule = Rule {
    info: &INFO,
    check: Check::Set(check_names),
};

/// The name of a mark of direction.
fn name_of(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{61c}' => "ARABIC LETTER MARK",
        '\u{200e}' => "LEFT-TO-RIGHT MARK",
        '\u{200f}' => "RIGHT-TO-LEFT MARK",
        '\u{202a}' => "LEFT-TO-RIGHT EMBEDDING",
        '\u{202b}' => "RIGHT-TO-LEFT EMBEDDING",
        '\u{202c}' => "POP DIRECTIONAL FORMATTING",
        '\u{202d}' => "LEFT-TO-RIGHT OVERRIDE",
        '\u{202e}' => "RIGHT-TO-LEFT OVERRIDE",
        '\u{2066}' => "LEFT-TO-RIGHT ISOLATE",
        '\u{2067}' => "RIGHT-TO-LEFT ISOLATE",
        '\u{2068}' => "FIRST STRONG ISOLATE",
        '\u{2069}' => "POP DIRECTIONAL ISOLATE",
        _ => return None,
    })
}

/// The first mark of a text.
pub fn first(text: &str) -> Option<(usize, char)> {
    if text.is_ascii() {
        return None;
    }
    text.char_indices().find(|(_, c)| name_of(*c).is_some())
}

/// A text without any.
pub fn without(text: &str) -> String {
    text.chars().filter(|c| name_of(*c).is_none()).collect()
}

/// Whether a long text holds any mark. Dashes and quotes begin with the same byte, so most of what is looked at is one
/// byte in a hundred.
fn has_mark(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(0xe2, 0xd8, bytes).any(|at| {
        let next = |by: usize| bytes.get(at + by).copied().unwrap_or(0);
        match (bytes[at], next(1), next(2)) {
            (0xd8, 0x9c, _) => true,
            (0xe2, 0x80, last) => matches!(last, 0x8e | 0x8f | 0xaa..=0xae),
            (0xe2, 0x81, last) => matches!(last, 0xa6..=0xa9),
            _ => false,
        }
    })
}

fn tell(found: &mut Sink, span: Span, mark: char, place: &str) {
    let name = name_of(mark).unwrap_or_default();
    let message = format!("{place} holds the hidden character `U+{:04X} {name}`", u32::from(mark));
    found
        .report(&INFO, span, message)
        .help("take it out, or type what stands around it anew");
}

/// Says it, of a destination in a table of contents: `written` stands at `span`, maybe in quotes.
pub fn tell_written(found: &mut Sink, span: Span, written: &str, (at, mark): (usize, char)) {
    let quote = usize::from(written.len() < (span.end - span.start) as usize);
    let start = span.start as usize + quote + at;
    tell(
        found,
        Span::new(start, start + mark.len_utf8()),
        mark,
        "the destination",
    );
}

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    let document = &variant.doc().document;
    // Entities are decoded, so a mark in a destination need not stand in the file as it is.
    for link in &document.links {
        let dest = document.str(link.dest);
        if let Some(mark) = first(dest) {
            tell(
                found,
                place(document, dest, document.dest_in_file(link), mark),
                mark.1,
                "the destination",
            );
        }
    }
    for anchor in &document.anchors {
        let name = document.str(anchor.name);
        if let Some(mark) = first(name) {
            let whole = document.place_of(anchor.name, anchor.span);
            tell(found, place(document, name, whole, mark), mark.1, "the id");
        }
    }
    if !has_mark(&document.text.file) {
        return;
    }
    check_front(variant, found);
    let mut block = 0;
    for (number, node) in document.nodes.iter().enumerate() {
        let (part, what) = match node.kind {
            Kind::Code(part) => (part, "code"),
            Kind::CodeBlock(_) => {
                block = node.end as usize;
                continue;
            }
            Kind::Text(part) if number < block => (part, "code"),
            _ => continue,
        };
        let text = document.str(part);
        if let Some(mark) = first(text) {
            let whole = document.place_of(part, node.span);
            tell(found, place(document, text, whole, mark), mark.1, what);
        }
    }
}

/// Where a mark of a text lies in the file: at the same distance from the beginning, where the text stands there
/// literally; else at the first mark in its place, else the whole.
fn place(document: &Document, text: &str, whole: Span, (at, mark): (usize, char)) -> Span {
    let file: &str = &document.text.file;
    let written = file.get(whole.range()).unwrap_or_default();
    let at = if written == text { Some(at) } else { written.find(mark) };
    at.map_or(whole, |at| {
        let start = whole.start as usize + at;
        Span::new(start, start + mark.len_utf8())
    })
}

/// The front matter, a line at a time. What a reader sees of it may be in a language that needs the marks.
fn check_front(variant: &VariantView<'_>, found: &mut Sink) {
    let document = &variant.doc().document;
    let is_yaml = !document.file.extension().eq_ignore_ascii_case("md");
    let own = document
        .text
        .parts
        .first()
        .map_or(document.text.file.len(), |part| part.at as usize);
    let text = document.text.file.get(..own).unwrap_or_default();
    let Some(block) = split(text).block.filter(|_| !is_yaml) else {
        return;
    };
    let locale = &variant.site.map.site.locales[variant.view.locale.index()];
    let is_rtl = locale.tag.direction() == "rtl";
    let mut at = block.start as usize;
    // What is indented belongs to the key above it.
    let mut is_shown = false;
    for line in text.get(block.range()).unwrap_or_default().split_inclusive('\n') {
        if !line.starts_with([' ', '\t', '-']) {
            let key = line.split(':').next().unwrap_or_default().trim();
            let shown = ["title", "titleSuffix", "description", "summary"];
            is_shown = shown.iter().any(|name| key.eq_ignore_ascii_case(name));
        }
        if let Some((place, mark)) = first(line)
            && !(is_rtl && is_shown)
        {
            let start = at + place;
            tell(
                found,
                Span::new(start, start + mark.len_utf8()),
                mark,
                "the front matter",
            );
        }
        at += line.len();
    }
}

fn check_file(file: &DocPath, source: &SourceFile, found: &mut Sink) {
    if let (Content::Text(text), true) = (&source.content, is_code(file))
        && has_mark(text)
        && let Some((at, mark)) = first(text)
    {
        tell(found, Span::new(at, at + mark.len_utf8()), mark, "code");
    }
}

fn check_names(view: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    for file in view.snapshot.files.keys() {
        let Some((at, mark)) = first(file.as_str()) else {
            continue;
        };
        // A folder is told once, at its first file: the others lie behind it.
        let folder = file.as_str()[at..].find('/').map(|end| &file.as_str()[..at + end]);
        if folder.is_none_or(|folder| is_first(view, folder, file)) {
            let mut sink = Sink::new(file.clone());
            tell(&mut sink, Span::default(), mark, "the path");
            found.extend(sink.into_found());
        }
    }
}

fn is_first(view: &SiteView<'_>, folder: &str, file: &DocPath) -> bool {
    let path = DocPath::new(folder);
    let mut after = path.into_iter().flat_map(|path| view.snapshot.files.range(path..));
    let inside = after.find(|(other, _)| other.strip(folder).is_some());
    inside.is_some_and(|(first, _)| first == file)
}

/// Code, as pages show it with its file's name; markup and plain text are words.
fn is_code(file: &DocPath) -> bool {
    let is_words = |language: &str| matches!(language, "html" | "xml" | "text" | "markdown" | "yaml" | "json" | "css");
    !file.as_str().starts_with("themes/") && language(file.extension()).is_some_and(|language| !is_words(language))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::check_of;

    #[test]
    fn in_code_ids_links_and_front_matter() {
        let help = "take it out, or type what stands around it anew";
        let rlo = "hidden character `U+202E RIGHT-TO-LEFT OVERRIDE`";
        let lrm = "hidden character `U+200E LEFT-TO-RIGHT MARK`";
        check_of(
            "bidi-control",
            &[
                (
                    "en/a.md",
                    "---\ntitle: A\nms.author: me\u{202e}\n---\n# A \u{200e}text’s\n\nRun `a\u{202e}b`. [x](b.\u{202e}md) [y](#i&lrm;d)\n\n\
                     ```\nok\nde\u{200e}l\n```\n\n<a name=\"i\u{200e}d\"></a>\n\n- \n      x\n\n      y\u{200e}\n",
                ),
                ("en/b.md", ""),
                ("en/toc.yml", "- name: B\n  href: \"b\u{202e}.md\"\n"),
                ("en/c.md", "Text \u{2067}with\u{2069} marks – “and” quotes.\n"),
            ],
            &[
                &format!("en/a.md:3:14 the front matter holds the {rlo}; {help}"),
                &format!("en/a.md:7:7 code holds the {rlo}; {help}"),
                &format!("en/a.md:7:18 the destination holds the {rlo}; {help}"),
                &format!("en/a.md:7:23 the destination holds the {lrm}; {help}"),
                &format!("en/a.md:11:3 code holds the {lrm}; {help}"),
                &format!("en/a.md:14:11 the id holds the {lrm}; {help}"),
                &format!("en/a.md:19:8 code holds the {lrm}; {help}"),
                &format!("en/toc.yml:2:11 the destination holds the {rlo}; {help}"),
            ],
        );
    }

    #[test]
    fn languages_that_need_them() {
        let page = "---\ntitle: \u{200f}A\ndescription: >\n  \u{200f}B\nms.author: a\u{200f}\n---\n\u{200f}C\n";
        check_of(
            "bidi-control",
            &[("ar/a.md", page), ("en/a.md", &page.replace('C', "`C`\u{200f}"))],
            &[
                "ar/a.md:5:13 the front matter holds the hidden character `U+200F RIGHT-TO-LEFT MARK`; take it out, or type what stands around it anew",
                "en/a.md:2:8 the front matter holds the hidden character `U+200F RIGHT-TO-LEFT MARK`; take it out, or type what stands around it anew",
                "en/a.md:4:3 the front matter holds the hidden character `U+200F RIGHT-TO-LEFT MARK`; take it out, or type what stands around it anew",
                "en/a.md:5:13 the front matter holds the hidden character `U+200F RIGHT-TO-LEFT MARK`; take it out, or type what stands around it anew",
            ],
        );
    }

    #[test]
    fn in_the_names_of_files() {
        let told = |file: &str| {
            format!(
                "{file}:1:1 the path holds the hidden character `U+200E LEFT-TO-RIGHT MARK`; take it out, or type what stands around it anew"
            )
        };
        check_of(
            "bidi-control",
            &[
                ("en/a\u{200e}.md", ""),
                ("en/f\u{200e}/b.md", ""),
                ("en/f\u{200e}/c.png", ""),
            ],
            &[&told("en/a\u{200e}.md"), &told("en/f\u{200e}/b.md")],
        );
    }

    #[test]
    fn the_quick_look_finds_what_the_slow_one_does() {
        for code in 0..=0x2100 {
            let Some(c) = char::from_u32(code) else { continue };
            let text = format!("‘x{c}–");
            assert_eq!(has_mark(&text), first(&text).is_some(), "{code:x}");
        }
    }
}
