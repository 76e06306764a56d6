//! Pages written as YAML: landing pages, hubs and lists of questions. Their values become a tree like that of a
//! Markdown page, so that titles, anchors, links and translations are what they are everywhere.

mod layout;
mod pieces;
mod tree;

use std::sync::Arc;

use super::{dialect, front_matter};
use crate::base::{DocPath, Hash, Span, yaml};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::{Document, Text};
use crate::source::{Content, SourceFile};
use pieces::Pieces;

/// A YAML page that does not parse, or not all of it.
pub static MALFORMED_PAGE: RuleInfo = RuleInfo {
    id: "malformed-yaml-page",
    severity: Severity::Warning,
    summary: "a YAML page that cannot be read",
    explain: "\
A file that begins with `### YamlMime:Landing`, `### YamlMime:Hub` or `### YamlMime:FAQ` is a page. What cannot be read \
is left out of it; a file that is no YAML at all becomes a page with a title and nothing else.

Wrong: `- title: Step 12: Licences` (a colon and a space in a plain value)

Right: `- title: \"Step 12: Licences\"`

Learn: yaml-syntax-error.",
};

/// What a YAML page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Cards with lists of links.
    Landing,
    /// Links to products, and sections of cards.
    Hub,
    /// Questions and answers.
    Questions,
}

/// What the first line says: `### YamlMime:Landing`.
fn form(text: &str) -> Option<Form> {
    let first = text.trim_start_matches('\u{feff}').split(['\n', '\r']).next()?;
    let comment = first.trim();
    let words = comment.trim_start_matches('#');
    let (mark, name) = words.split_once(':').filter(|_| words.len() < comment.len())?;
    if !mark.trim().eq_ignore_ascii_case("YamlMime") {
        return None;
    }
    let name = name.trim();
    let forms = [("Landing", Form::Landing), ("Hub", Form::Hub), ("FAQ", Form::Questions)];
    forms
        .into_iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, form)| form)
}

/// Whether a YAML file is a page.
pub fn is_page(file: &SourceFile) -> bool {
    match &file.content {
        Content::Text(text) => form(text).is_some(),
        Content::NotUtf8(bytes) => {
            let first = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
            form(&String::from_utf8_lossy(first)).is_some()
        }
        Content::Media { .. } => false,
    }
}

/// Whether a file's name is that of a YAML page.
pub fn is_named_so(file: &DocPath) -> bool {
    ["yml", "yaml"]
        .iter()
        .any(|name| file.extension().eq_ignore_ascii_case(name))
}

/// Reads the text of a YAML page. Never fails: what cannot be read is said and left out.
pub fn read(file: &DocPath, hash: Hash, text: Arc<str>, sink: &mut Sink) -> Document {
    let root = match yaml::places(&text) {
        Ok(root) => root,
        Err(error) => {
            sink.report(&MALFORMED_PAGE, error.span, error.message)
                .help("until it parses, the page shows its title alone");
            return untold(file, hash, text);
        }
    };
    let front = match layout::get(&root, "metadata") {
        Some(metadata) => front_matter::of_mapping(&text, metadata, sink),
        None => Default::default(),
    };
    let mut pieces = Pieces::new(&text);
    let steps = layout::steps(form(&text).unwrap_or(Form::Landing), &root, &mut pieces, sink);
    let text = pieces.finish(&text);
    let mut document = Document::blank(file, hash, text, front);
    tree::build(&mut document, &steps, sink);
    dialect::apply(&mut document, sink);
    document
}

/// The page of a file that is no YAML: the title of its metadata, if it is to be found at all.
fn untold(file: &DocPath, hash: Hash, text: Arc<str>) -> Document {
    let mut front = crate::model::FrontMatter::default();
    let title = text.lines().find_map(|line| {
        let value = line.trim_start().strip_prefix("title:")?.trim();
        let value = value.trim_matches(['"', '\'']);
        (!value.is_empty()).then(|| Box::from(value))
    });
    front.title = title;
    let text = Text::cleaned(text, "".into(), vec![(0, 0)]);
    Document::blank(file, hash, text, front)
}

/// Where a text stands in the parsed text.
type Piece = Span;

/// One step of building a page's tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// An element with a class for the theme.
    Open(&'static str, &'static str),
    /// Its end.
    Close,
    /// A heading of this level; its text may hold inline Markdown.
    Heading(u8, Piece),
    /// A heading of this level that is a link: its text and its destination.
    LinkedHeading(u8, Piece, Option<Piece>),
    /// Plain text.
    Text(Piece),
    /// Markdown, blocks and all.
    Markdown(Piece),
    /// A link: its text and its destination.
    Link(Piece, Option<Piece>),
    /// A picture that says nothing by itself: its address.
    Picture(Piece),
    /// A word of the interface, by the id of its message.
    Word(&'static str),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::span::position;
    use crate::diag::Diagnostic;
    use crate::expand::outline;
    use crate::source::Snapshot;
    use proptest::prelude::*;

    fn read_page(text: &str) -> (Document, Vec<Diagnostic>) {
        let snapshot = Snapshot::of(&[("en/index.yml", text)]);
        let (path, file) = snapshot.files.iter().next().expect("one file");
        crate::parse::parse(path, file)
    }

    fn links(document: &Document) -> Vec<(String, String)> {
        let text = &document.text.file;
        let one = |link: &crate::model::Link| {
            let span = document.dest_in_file(link);
            (
                document.str(link.dest).to_owned(),
                text.get(span.range()).unwrap_or("?").to_owned(),
            )
        };
        document.links.iter().map(one).collect()
    }

    #[test]
    fn the_first_line_tells() {
        for (text, expected) in [
            ("### YamlMime:Landing\n", Some(Form::Landing)),
            ("\u{feff}### YamlMime: hub\r\nx", Some(Form::Hub)),
            ("#YamlMime:FAQ", Some(Form::Questions)),
            ("### YamlMime:LearningPath", None),
            ("YamlMime:FAQ", None),
            ("\n### YamlMime:FAQ", None),
            ("", None),
        ] {
            assert_eq!(form(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_landing_page_has_cards_of_links() {
        let text = "### YamlMime:Landing\ntitle: Handbook for movers\nsummary: >\n  All *you* need,\n  in [one place](one.md).\nmetadata:\n  title: Moving\n  ms.date: 2026-01-02\n\
                    landingContent:\n- title: \"Pack: begin\"\n  linkLists:\n  - linkListType: get-started\n    links:\n    - text: Boxes\n      url: 'boxes.md#tape'\n    - text: Shop\n      url: https://shop.example/\n- title: Drive\n";
        let (document, found) = read_page(text);
        assert!(found.is_empty(), "{found:?}");
        let outline = outline(&document);
        assert_eq!(&*outline.title, "Moving");
        let headings: Vec<_> = outline.headings.iter().map(|h| (h.level, &*h.slug)).collect();
        assert_eq!(headings, [(1, "handbook-for-movers"), (2, "pack-begin"), (2, "drive")]);
        assert_eq!(
            links(&document),
            [
                ("one.md".into(), "one.md".into()),
                ("boxes.md#tape".into(), "boxes.md#tape".into()),
                ("https://shop.example/".to_owned(), "https://shop.example/".to_owned())
            ]
        );
        assert_eq!(document.front.date, Some((2026, 1, 2)));
    }

    #[test]
    fn every_section_of_a_hub() {
        let text = "### YamlMime:Hub\ntitle: H\nhighlightedContent:\n  items:\n  - title: A\n    itemType: overview\n    url: a\n\
                    productDirectory:\n  title: Goods\n  items:\n  - title: B\n    imageSrc: media/b.svg\n    summary: of *wood*\n    url: b/\n  - title: C\n    links:\n    - url: c.md\n      text: See C\n\
                    conceptualContent:\n  title: Ideas\n  summary: Some\n  items:\n  - title: D\n    links:\n    - url: d.md\n      itemType: concept\n      text: D one\n    footerLink:\n      text: More\n      url: more.md\n\
                    tools:\n  title: Tools\n  items:\n  - title: E\n    url: e.md\n\
                    additionalContent:\n  sections:\n  - title: F\n    items:\n    - title: G\n      summary: g\n      url: g.md\n  footer: See [h](h.md).\n";
        let (document, found) = read_page(text);
        assert!(found.is_empty(), "{found:?}");
        let dests: Vec<_> = links(&document).into_iter().map(|(dest, _)| dest).collect();
        assert_eq!(
            dests,
            [
                "a",
                "media/b.svg",
                "b/",
                "c.md",
                "d.md",
                "more.md",
                "e.md",
                "g.md",
                "h.md"
            ]
        );
        let headings: Vec<_> = document
            .headings
            .iter()
            .map(|heading| (heading.level, document.str(heading.text)))
            .collect();
        assert_eq!(
            headings,
            [
                (1, "H"),
                (2, "Goods"),
                (3, "C"),
                (2, "Ideas"),
                (3, "D"),
                (2, "Tools"),
                (2, "F")
            ]
        );
    }

    #[test]
    fn questions_are_headings_and_answers_markdown() {
        let text = "### YamlMime:FAQ\ntitle: Asked often\nsummary: x\nsections:\n- name: Boxes\n  questions:\n  - question: |\n      1. How `many`?\n    answer: |\n      As many as you need.\n\n      <div>\n\n      > [!NOTE]\n      > See [tape](tape.md#x).\n\n  - question: How `wide`?\n    answer: \"As \\u00e5 wide, [see](w.md).\"\n- questions:\n  - question: Why?\n    answer: Because.\n";
        let (document, found) = read_page(text);
        assert!(found.is_empty(), "{found:?}");
        let outline = outline(&document);
        let headings: Vec<_> = outline.headings.iter().map(|h| (h.level, &*h.slug)).collect();
        assert_eq!(
            headings,
            [
                (1, "asked-often"),
                (2, "boxes"),
                (3, "1-how-many"),
                (3, "how-wide"),
                (2, "why")
            ]
        );
        assert_eq!(
            links(&document),
            [
                ("tape.md#x".to_owned(), "tape.md#x".to_owned()),
                ("w.md".to_owned(), "w.md".to_owned())
            ]
        );
        assert!(
            document
                .nodes
                .iter()
                .any(|node| matches!(node.kind, crate::model::Kind::Alert(_)))
        );
    }

    #[test]
    fn what_is_wrong_is_said_where_it_is() {
        let said = |text: &str| -> Vec<(usize, usize)> {
            let (_, found) = read_page(text);
            let place = |found: &Diagnostic| position(text, found.primary.span.start as usize);
            found
                .iter()
                .map(place)
                .map(|place| (place.line, place.column))
                .collect()
        };
        assert_eq!(said("### YamlMime:Hub\ntitle: a: b\n"), [(2, 9)]);
        assert_eq!(said("### YamlMime:Landing\nlandingContent: none\n"), [(2, 17)]);
        assert_eq!(said("### YamlMime:Landing\nlandingContent:\n- none\n"), [(3, 3)]);
        assert_eq!(
            said("### YamlMime:FAQ\nsections:\n- questions:\n  - question: x\n"),
            [(4, 5)]
        );
        assert_eq!(
            said(
                "### YamlMime:FAQ\nsections:\n- questions:\n  - question: x\n    answer: |\n      a\n\n      <script>x</script>\n"
            ),
            [(8, 7)]
        );
    }

    #[test]
    fn no_yaml_is_a_page_with_its_title() {
        let (document, found) = read_page("### YamlMime:Landing\nmetadata:\n  title: \"Kept\"\n  bad: a: b\n");
        assert_eq!(found.len(), 1);
        assert_eq!(&*outline(&document).title, "Kept");
    }

    #[test]
    fn of_a_bilingual_value_the_translation_is_shown() {
        let pair = "<span data-ttu-id=\"a-1\">Lådor</span><span class=\"sxs-lookup\"><span data-stu-id=\"a-1\">Boxes</span></span>";
        let text = format!("### YamlMime:Landing\ntitle: {pair}\nsummary: '{pair} [x](y.md)'\n");
        let (document, found) = read_page(&text);
        assert!(found.is_empty(), "{found:?}");
        assert_eq!(document.str(document.headings[0].text), "Lådor");
        assert_eq!(links(&document), [("y.md".to_owned(), "y.md".to_owned())]);
    }

    proptest! {
        #[test]
        fn never_fails_and_places_stay_in_the_file(form in 0usize..3, lines in proptest::collection::vec(0usize..22, 0..16)) {
            let words = [
                "title: å\n", "summary: |\n  é <b>\n\n  x\n", "landingContent:\n", "- title: \"\\u00e5 \\\n    b\"\n", "  linkLists:\n",
                "  - links:\n", "    - text: >-\n        a\n        b\n", "      url: x.md\n", "sections:\n", "- questions:\n",
                "  - question: 'it''s'\n", "    answer: |\n      ```\n      é\n", "productDirectory:\n  items:\n", "x: &a [b, c]\n",
                "y: *a\n", "summary: *a\n", "metadata:\n  title: t\n", "- \n", "title: {a: b}\n", "\r\n", "title: &t |+\n   - é\n\n\n", "summary: *t\n",
            ];
            let text: String = [["### YamlMime:Landing\n", "### YamlMime:Hub\n", "### YamlMime:FAQ\n"][form]]
                .into_iter()
                .chain(lines.iter().map(|&line| words[line]))
                .collect();
            let (document, found) = read_page(&text);
            for node in &document.nodes {
                let span = document.text.in_file(node.span);
                prop_assert!(span.start <= span.end && span.end as usize <= text.len() + 4, "{:?} {:?}", span, text);
            }
            for found in found {
                position(&text, found.primary.span.start as usize);
            }
        }
    }
}
