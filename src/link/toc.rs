//! Reads the files that hold a table of contents: `toc.yml` in its two forms, and `TOC.md`.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::catalog::{Role, role};
use super::url::{Url, read_url};
use crate::base::yaml::{self, Node, Value};
use crate::base::{DocPath, Hash, Span};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::site::SiteLocale;
use crate::model::toc::{Toc, TocEntry, TocHref};
use crate::parse::{decode, dialect, parse};
use crate::source::{Content, Snapshot, SourceFile};

/// A table of contents that does not parse.
pub static MALFORMED_TOC: RuleInfo = RuleInfo {
    id: "malformed-toc",
    severity: Severity::Warning,
    summary: "a table of contents that does not parse",
    explain: "\
`toc.yml` is a list of entries with `name`, `href` and `items`. What cannot be read is left out, and the pages are \
listed by their folders instead. In `TOC.md` each entry is a heading, with a space behind its `#`.

Wrong: `- name: Step 12: Licences` (a colon and a space in a plain value)

Right: `- name: \"Step 12: Licences\"`

Learn: toc-syntax, invalid-toc-syntax.",
};

/// All tables of contents below the folders of the locales, by file.
pub fn read_all(locales: &[SiteLocale], snapshot: &Snapshot) -> BTreeMap<DocPath, Toc> {
    let mut files: Vec<&DocPath> = Vec::new();
    for locale in locales {
        let below = snapshot.below(locale.folder.as_str());
        files.extend(
            below
                .filter(|(key, ..)| role(key) == Role::Toc)
                .map(|(_, file, _)| file),
        );
    }
    let read = |file: &DocPath| {
        let mut sink = Sink::new(file.clone());
        let text = decode(&snapshot.files.get(file)?.content, &mut sink);
        let mut toc = read(file, &text);
        toc.found.extend(sink.into_found());
        Some((file.clone(), toc))
    };
    files.into_par_iter().filter_map(read).collect()
}

/// Reads one file.
pub fn read(file: &DocPath, text: &Arc<str>) -> Toc {
    let mut sink = Sink::new(file.clone());
    let entries = if file.extension().eq_ignore_ascii_case("md") {
        read_markdown(text, &mut sink)
    } else {
        read_yaml(text, &mut sink)
    };
    Toc {
        entries,
        found: sink.into_found(),
    }
}

/// Whether a destination names another table of contents: a `toc.yml` or `TOC.md`, or a folder that holds one.
fn names_toc(href: &str) -> bool {
    let (Url::Relative { path, .. } | Url::Docroot { path, .. }) = read_url(href) else {
        return false;
    };
    let name = path.rsplit('/').next().unwrap_or("");
    let is_file = ["toc.yml", "toc.yaml", "toc.md"].iter();
    !path.is_empty() && (name.is_empty() || is_file.into_iter().any(|file| name.eq_ignore_ascii_case(file)))
}

fn read_yaml(text: &str, sink: &mut Sink) -> Vec<TocEntry> {
    match yaml::places(text) {
        Ok(node) => entries_of(&node, sink),
        Err(error) => {
            sink.report(&MALFORMED_TOC, error.span, error.message)
                .help("until it parses, the pages are listed by their folders");
            Vec::new()
        }
    }
}

// YAML is read a hundred levels deep at most, so this recursion is bounded.
fn entries_of(node: &Node, sink: &mut Sink) -> Vec<TocEntry> {
    let items = match &node.value {
        Value::List(items) => items,
        // A file may also be a mapping with `items`.
        Value::Map(pairs) => match pairs.iter().find(|(key, _)| is_key(key, "items")) {
            Some((_, items)) => return entries_of(items, sink),
            None if pairs.is_empty() => return Vec::new(),
            None => {
                sink.report(&MALFORMED_TOC, node.span, "a list of entries is expected here")
                    .help("begin each entry with `- name:`");
                return Vec::new();
            }
        },
        Value::Scalar(text) if text.is_empty() => return Vec::new(),
        Value::Scalar(_) => {
            sink.report(&MALFORMED_TOC, node.span, "a list of entries is expected here")
                .help("begin each entry with `- name:`");
            return Vec::new();
        }
    };
    let mut entries = Vec::with_capacity(items.len());
    for item in items {
        match &item.value {
            Value::Map(pairs) => entries.push(entry(pairs, sink)),
            Value::Scalar(text) if text.is_empty() => {}
            _ => {
                sink.report(
                    &MALFORMED_TOC,
                    item.span,
                    "an entry with `name` and `href` is expected here",
                );
            }
        }
    }
    entries
}

fn entry(pairs: &[(Node, Node)], sink: &mut Sink) -> TocEntry {
    let mut entry = TocEntry::default();
    let (mut href, mut topic, mut homepage, mut toc) = (None, None, None, None);
    for (key, value) in pairs {
        let Some(key) = key.scalar() else { continue };
        let scalar = value.scalar().map(str::trim).filter(|text| !text.is_empty());
        let destination = || {
            scalar.map(|text| TocHref {
                text: text.into(),
                span: value.span,
            })
        };
        // Keys of real files vary in case.
        match key.to_ascii_lowercase().as_str() {
            "name" => entry.name = scalar.map(plain_name),
            "displayname" => entry.display_name = scalar.map(plain_name).unwrap_or_default(),
            "href" => href = destination(),
            "topichref" => topic = destination(),
            "homepage" => homepage = destination(),
            "tochref" => toc = destination(),
            "expanded" => entry.expanded = scalar.is_some_and(|text| text.eq_ignore_ascii_case("true")),
            "items" => entry.items = entries_of(value, sink),
            _ => {}
        }
    }
    for found in [topic, homepage, href, toc].into_iter().flatten() {
        let place = if names_toc(&found.text) {
            &mut entry.nested
        } else {
            &mut entry.page
        };
        place.get_or_insert(found);
    }
    entry
}

/// Keys of real files vary in case.
fn is_key(node: &Node, wanted: &str) -> bool {
    node.scalar().is_some_and(|name| name.eq_ignore_ascii_case(wanted))
}

/// A name as a reader shall see it: of a bilingual pair the translation, entities decoded, on one line.
fn plain_name(name: &str) -> Box<str> {
    let text = if name.contains("data-ttu-id") {
        dialect::clean(name.into(), 0).0.parsed
    } else {
        name.into()
    };
    one_line(&without_entities(&text))
}

fn one_line(text: &str) -> Box<str> {
    let is_one = !text.contains(['\n', '\r', '\t']) && text.trim().len() == text.len();
    if is_one {
        return text.into();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ").into()
}

/// `&amp;` and its like, which tools write into names though YAML needs none.
fn without_entities(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        // The longest that is known has ten bytes: `&#x10FFFF;`.
        let end = rest.bytes().take(10).position(|byte| byte == b';');
        match end.and_then(|end| Some((entity(&rest[1..end])?, end))) {
            Some((letter, end)) => {
                plain.push(letter);
                rest = &rest[end + 1..];
            }
            None => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

fn entity(name: &str) -> Option<char> {
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        _ => {
            let digits = name.strip_prefix('#')?;
            match digits.strip_prefix(['x', 'X']) {
                Some(digits) => number(digits, 16)?,
                None => number(digits, 10)?,
            }
        }
    })
}

/// `TOC.md`: each heading is an entry, `# [Name](page.md)` or `# Name`; its level is its depth. Read line by line,
/// because real ones lack the space behind the hashes, which Learn refuses and we say, and go deeper than Markdown's six
/// levels.
fn read_markdown(text: &Arc<str>, sink: &mut Sink) -> Vec<TocEntry> {
    let (text, _) = dialect::clean(text.clone(), 0);
    let parsed = text.parsed.clone();
    let mut flat: Vec<(usize, TocEntry)> = Vec::new();
    let mut at = 0;
    for line in parsed.split_inclusive(['\n', '\r']) {
        let start = at;
        at += line.len();
        let trimmed = line.trim_start_matches('\u{feff}').trim();
        let level = trimmed.bytes().take_while(|&b| b == b'#').count();
        let behind = trimmed.get(level..).unwrap_or("");
        let rest = behind.trim();
        if level == 0 || rest.is_empty() {
            continue;
        }
        if !behind.starts_with(char::is_whitespace) {
            let first = start + line.find('#').unwrap_or(0);
            let span = text.in_file(Span::new(first, first + trimmed.len()));
            sink.report(&MALFORMED_TOC, span, "an entry needs a space behind its `#`")
                .help("write it as `# [Name](page.md)`; it is read as if it were");
        }
        let mut entry = TocEntry::default();
        match link_of(rest) {
            Some((name, href)) => {
                entry.name = Some(markdown_name(name)).filter(|name| !name.is_empty());
                let offset = line.rfind(href).unwrap_or(0);
                let span = text.in_file(Span::new(start + offset, start + offset + href.len()));
                let found = (!href.is_empty()).then(|| TocHref {
                    text: href.into(),
                    span,
                });
                if names_toc(href) {
                    entry.nested = found;
                } else {
                    entry.page = found;
                }
            }
            None => entry.name = Some(markdown_name(rest.trim_end_matches('#').trim_end())),
        }
        flat.push((level, entry));
    }
    nest(&mut flat.into_iter().peekable(), 0)
}

/// The name and the destination of `[name](href "title")`.
fn link_of(text: &str) -> Option<(&str, &str)> {
    let (name, inside) = text.strip_prefix('[')?.rsplit_once("](")?;
    let inside = inside.trim_end_matches('#').trim_end().strip_suffix(')')?.trim();
    let href = match inside.find([' ', '\t']) {
        Some(at) if inside.ends_with(['"', '\'']) => &inside[..at],
        _ => inside,
    };
    Some((
        name,
        href.strip_prefix('<')
            .and_then(|href| href.strip_suffix('>'))
            .unwrap_or(href),
    ))
}

/// A name that may hold Markdown: escapes, entities, emphasis and code go, their text stays.
fn markdown_name(name: &str) -> Box<str> {
    if !name.contains(['\\', '&', '*', '_', '`', '<', '[', '~']) {
        return one_line(name);
    }
    let source = SourceFile {
        content: Content::Text(name.into()),
        hash: Hash::default(),
    };
    let (document, _) = parse(&DocPath::root(), &source);
    let text: String = document.roots().map(|root| document.plain_text(root)).collect();
    one_line(&text)
}

fn nest(flat: &mut std::iter::Peekable<std::vec::IntoIter<(usize, TocEntry)>>, above: usize) -> Vec<TocEntry> {
    let mut entries: Vec<TocEntry> = Vec::new();
    while let Some((level, mut entry)) = flat.next_if(|(level, _)| *level > above) {
        // Real ones end at nine hashes; a bound keeps a hostile file from the end of the stack.
        if level < 64 {
            entry.items = nest(flat, level);
        }
        entries.push(entry);
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_as(name: &str, text: &str) -> Toc {
        read(&DocPath::new(name).expect("a path"), &text.into())
    }

    fn show(entries: &[TocEntry]) -> String {
        let one = |entry: &TocEntry| {
            let href = |href: &Option<TocHref>| href.as_ref().map_or("-".to_owned(), |href| href.text.to_string());
            let nested = if entry.nested.is_some() {
                format!("+{}", href(&entry.nested))
            } else {
                String::new()
            };
            format!(
                "{}={}{nested}[{}]",
                entry.name.as_deref().unwrap_or("?"),
                href(&entry.page),
                show(&entry.items)
            )
        };
        entries.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn both_kinds_of_file_nest() {
        let text = "\u{feff}# [A](a.md)\n## B\n### [C]()\n### [D](https://d.e)\n#[F](f.md \"x\")\n";
        let toc = read_as("TOC.md", text);
        assert_eq!(show(&toc.entries), "A=a.md[B=-[C=-[] D=https://d.e[]]] F=f.md[]");
        let href = toc.entries[1].page.clone().unwrap();
        assert_eq!(&text[href.span.range()], &*href.text);
        let text = "\u{feff}- name: A\n  href: a.md\n  Items:\n  - name: B\n- href: c.md\n";
        let toc = read_as("toc.yml", text);
        assert_eq!(show(&toc.entries), "A=a.md[B=-[]] ?=c.md[]");
        let href = toc.entries[1].page.clone().unwrap();
        assert_eq!(&text[href.span.range()], "c.md");
        assert!(toc.found.is_empty());
    }

    #[test]
    fn keys_in_any_case_and_what_names_a_table() {
        let text = "ITEMS:\n- Name: A\n  tocHref: a/toc.yml\n  TopicHref: a/one.md\n- name: B\n  href: b/\n  homepage: b/x.md\n\
                    - name: C\n  HREF: c/TOC.md\n  Expanded: True\n  DisplayName: see, sea\n- name: D\n  tocHref: /d/\n";
        let toc = read_as("toc.yml", text);
        assert_eq!(
            show(&toc.entries),
            "A=a/one.md+a/toc.yml[] B=b/x.md+b/[] C=-+c/TOC.md[] D=/d/[]"
        );
        assert!(toc.entries[2].expanded && !toc.entries[1].expanded);
        assert_eq!(&*toc.entries[2].display_name, "see, sea");
    }

    #[test]
    fn names_are_what_a_reader_sees() {
        let pair = "<span data-ttu-id=\"a-1\">Steg &amp; mål</span><span class=\"sxs-lookup\"><span data-stu-id=\"a-1\">Steps &amp; goals</span></span>";
        let toc = read_as("TOC.md", &format!("# [{pair}](a.md)\n# [a\\_b *c* `d`](b.md)\n"));
        assert_eq!(show(&toc.entries), "Steg & mål=a.md[] a_b c d=b.md[]");
        let toc = read_as(
            "toc.yml",
            &format!("- name: {pair}\n- name: R&amp;D &#233; &x; &\n- name: a_b *c*\n"),
        );
        assert_eq!(show(&toc.entries), "Steg & mål=-[] R&D é &x; &=-[] a_b *c*=-[]");
    }

    #[test]
    fn a_space_behind_the_hashes_is_missed_where_it_is_missing() {
        let text = "# A\n##[B](b.md)\n \t#\u{a0}C\n#\n#D\r\n";
        let toc = read_as("TOC.md", text);
        assert_eq!(show(&toc.entries), "A=-[B=b.md[]] C=-[] D=-[]");
        let places: Vec<_> = toc
            .found
            .iter()
            .map(|found| &text[found.primary.span.range()])
            .collect();
        assert_eq!(places, ["##[B](b.md)", "#D"]);
    }

    #[test]
    fn a_broken_file_is_said_once() {
        for text in [
            "- name: a: b\n",
            "name: x\n",
            "- just text\n",
            "just text\n",
            "- name: a\n  items: b\n",
        ] {
            let toc = read_as("toc.yml", text);
            assert_eq!(toc.found.len(), 1, "{text}");
        }
    }

    proptest! {
        #[test]
        fn reading_never_fails(text in "[-#\\[\\]()a: \n\r&;\\\\é\"]{0,60}") {
            for name in ["TOC.md", "toc.yml"] {
                read_as(name, &text);
            }
        }
    }
}
