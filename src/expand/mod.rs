//! A document with all that belongs to its page, and what other pages may know of it.

mod includes;
mod outline;
pub mod snippet;
mod splice;

pub use includes::{
    CIRCULAR_INCLUDE, Found, FoundCode, Library, MISSING_INCLUDE, TOO_MANY_INCLUDES, WRONG_CASE_INCLUDE,
};
pub use outline::{may_be_elsewhere, outline};

use crate::diag::Diagnostic;
use crate::model::Document;

/// Puts the files that `document` includes and the code that it shows into it. A document without any comes back as it
/// is.
pub fn expand(document: Document, library: &Library<'_>) -> (Document, Vec<Diagnostic>) {
    if document.includes.is_empty() && document.snippets.is_empty() {
        return (document, Vec::new());
    }
    let mut found = Vec::new();
    let plan = includes::plan(&document, library, &mut found);
    let expanded = splice::splice(&plan);
    (expanded, found)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::base::DocPath;
    use crate::parse::parse;
    use crate::parse::testing::shown;
    use crate::source::Snapshot;

    /// The tree of the first file with all that it includes, and what is told.
    fn expanded(files: &[(&str, &str)]) -> (Document, Vec<String>) {
        let snapshot = Snapshot::of(files);
        let parsed = snapshot
            .files
            .iter()
            .map(|(path, file)| (path.clone(), Arc::new(parse(path, file).0)));
        let parsed: BTreeMap<DocPath, Arc<Document>> = parsed.collect();
        let find = |_: &DocPath, from: &DocPath, dest: &str| match from.join(dest) {
            Some(path) if parsed.contains_key(&path) && path.extension() == "md" => Found::File(path),
            Some(path) if snapshot.files.contains_key(&path) => Found::NotMarkdown,
            _ => Found::Nothing(None),
        };
        let code = |_: &DocPath, from: &DocPath, dest: &str| {
            let path = from.join(dest).ok_or(None)?;
            let file = snapshot.files.get(&path).ok_or(None)?.clone();
            Ok((path, file))
        };
        let library = Library {
            files: &parsed,
            find: &find,
            code: &code,
        };
        let first = DocPath::new(files[0].0).expect("a path");
        let (document, told) = expand((*parsed[&first]).clone(), &library);
        let told = told.iter().map(|found| {
            let place = &found.primary;
            format!(
                "{} {}:{:?} {}",
                found.rule.id,
                place.file,
                place.span.range(),
                found.message
            )
        });
        let told = told.collect();
        (document, told)
    }

    fn is(files: &[(&str, &str)], expected: &str) {
        let (document, told) = expanded(files);
        assert_eq!(shown(&document), expected);
        assert!(told.is_empty(), "{told:?}");
        check(&document);
    }

    /// The tree is well formed and every number leads somewhere.
    fn check(document: &Document) {
        let mut ends = vec![document.nodes.len() as u32];
        for (index, node) in document.nodes.iter().enumerate() {
            while ends.last().is_some_and(|&end| end <= index as u32) {
                ends.pop();
            }
            assert!(node.end > index as u32 && ends.last().is_none_or(|&end| node.end <= end));
            ends.push(node.end);
            let _ = (document.file_of(node.span), document.text.in_file(node.span));
        }
        for anchor in &document.anchors {
            assert!(
                anchor
                    .heading
                    .is_none_or(|number| (number as usize) < document.headings.len())
            );
        }
    }

    #[test]
    fn blocks_and_parts_of_lines() {
        let files = [
            (
                "en/a.md",
                "# T\n\n[!INCLUDE [b](x/b.md)]\n\nend [!INCLUDE [c](x/c.md)].\n",
            ),
            (
                "en/x/b.md",
                "---\ntitle: no\n---\n## H {#h}\n\n- [ ] t {#t}\n- [l](c.md)\n",
            ),
            ("en/x/c.md", "*c*\n"),
        ];
        is(
            &files,
            "H1(T)H2(H)List(Item(Task(0)()t)Item(Link:c.md(l)))P(end Emphasis(c).)",
        );
        let (document, _) = expanded(&files);
        assert_eq!(document.file_of(document.links[0].span).as_str(), "en/x/b.md");
        assert_eq!(document.file_of(document.nodes[0].span).as_str(), "en/a.md");
        assert_eq!(document.str(document.tasks[0].id), "t");
        assert_eq!(document.anchors[0].heading, Some(1));
        let outline = outline(&document);
        assert_eq!(outline.headings[1].own_id(), "h");
    }

    #[test]
    fn a_heading_shows_what_is_put_in_and_its_slug_does_not() {
        let (document, _) = expanded(&[
            ("en/a.md", "# [!INCLUDE [b](b.md)] Overview\n"),
            ("en/b.md", "Product\n"),
        ]);
        assert_eq!(document.str(document.headings[0].text), "Product Overview");
        assert_eq!(&*outline(&document).headings[0].slug, "-overview");
    }

    #[test]
    fn blocks_in_a_line_are_text_with_their_marks() {
        is(
            &[
                ("en/a.md", "x [!INCLUDE [b](b.md)] y\n"),
                ("en/b.md", "- foo\n- *bar*\n"),
            ],
            "P(x - foo/- Emphasis(bar) y)",
        );
        is(
            &[
                ("en/a.md", "x [!INCLUDE [b](b.md)]\n"),
                ("en/b.md", "[!INCLUDE [c](c.md)]\n"),
                ("en/c.md", "## H\n"),
            ],
            "P(x ## H)",
        );
        is(
            &[
                (
                    "en/a.md",
                    "|a|b|\n|-|-|\n|[!INCLUDE [b](b.md)]|x [!INCLUDE [b](b.md)]|\n",
                ),
                ("en/b.md", "- c\n- d\n"),
            ],
            "Table(0)(TableHead(TableCell(a)TableCell(b))TableRow(TableCell(List(Item(c)Item(d)))TableCell(x - c/- d)))",
        );
    }

    #[test]
    fn what_cannot_be_followed_is_told_and_stays() {
        let (document, told) = expanded(&[
            (
                "en/a.md",
                "[!INCLUDE [b](b.md)]\n\nx [!INCLUDE [n](n.md)] [!INCLUDE [](p.yml)]\n",
            ),
            ("en/b.md", "[!INCLUDE [a](a.md)]\n"),
            ("en/p.yml", "a: b\n"),
        ]);
        assert_eq!(
            shown(&document),
            "P([!INCLUDE [a](a.md)])P(x [!INCLUDE [n](n.md)] [!INCLUDE [](p.yml)])"
        );
        assert_eq!(
            told,
            [
                "circular-include en/b.md:14..18 `en/b.md` includes `en/a.md`, which includes it",
                "missing-include en/a.md:38..42 there is no file `n.md` to include in `en/a.md`",
                "missing-include en/a.md:58..63 `p.yml` is no Markdown, and only Markdown is included in `en/a.md`",
            ]
        );
    }

    #[test]
    fn code_of_a_file_stands_in_the_page() {
        let files = [
            (
                "en/a.md",
                "[!INCLUDE [b](x/b.md)]\n\n:::code source=\"x/c.cs\" id=\"gone\":::\n\n:::code source=\"d.cs\":::\n",
            ),
            ("en/x/b.md", "- :::code source=\"c.cs\" id=\"main\":::\n"),
            ("en/x/c.cs", "    // <main>\n    Run(1 < 2);\n    // </main>\n"),
        ];
        let (document, told) = expanded(&files);
        assert_eq!(
            shown(&document),
            "List(Item(Snippet(2)(Run(1 < 2);\n)))Snippet(0)()Snippet(1)()"
        );
        let rules: Vec<_> = told.iter().map(|told| told.split(' ').next().unwrap_or("")).collect();
        assert_eq!(rules, ["tag-not-found", "codesnippet-not-found"], "{told:?}");
        check(&document);
    }

    #[test]
    fn a_page_shows_so_much_code_and_no_more() {
        let page = ":::code source=\"c.cs\":::\n\n".repeat(40);
        let code = "x".repeat(1 << 20);
        let (document, told) = expanded(&[("en/a.md", &page), ("en/c.cs", &code)]);
        assert!(document.text.parsed.len() < 4096, "code stands beside the text");
        assert_eq!(told.len(), 8, "{told:?}");
        assert!(told.iter().all(|told| told.starts_with("invalid-code")));
    }

    #[test]
    fn a_page_includes_so_much_text_and_no_more() {
        for line in ["[!INCLUDE [b](b.md)]\n\n", "# [!INCLUDE [b](b.md)]\n\n"] {
            let text = "word ".repeat(200_000);
            let (document, told) = expanded(&[("en/a.md", &line.repeat(400)), ("en/b.md", &text)]);
            assert_eq!(told.len(), 1, "{told:?}");
            assert!(told[0].starts_with("too-many-includes"));
            let shown: usize = document
                .headings
                .iter()
                .map(|heading| document.str(heading.text).len())
                .sum();
            assert!(shown <= 110 << 20, "{shown}");
            check(&document);
        }
    }

    #[test]
    fn a_bomb_is_told_once() {
        let level = |next: u32| format!("[!INCLUDE [x](f{next}.md)]\n\n").repeat(10);
        let files: Vec<(String, String)> = (0..12).map(|n| (format!("en/f{n}.md"), level(n + 1))).collect();
        let mut files: Vec<(&str, &str)> = files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        files.push(("en/f12.md", "x\n"));
        let (document, told) = expanded(&files);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("too-many-includes"));
        check(&document);
    }
}
