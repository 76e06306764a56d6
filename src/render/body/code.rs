//! Code: blocks of the page's own, and pieces of other files.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use super::Writer;
use crate::model::document::Snippet;
use crate::model::{Kind, Str};

/// What files of an extension are written in, where its name is another one.
const EXTENSIONS: &[(&str, &str)] = &[
    ("bat", "batchfile"),
    ("cmd", "batchfile"),
    ("cc", "cpp"),
    ("cs", "csharp"),
    ("erl", "erlang"),
    ("fs", "fsharp"),
    ("fsx", "fsharp"),
    ("h", "cpp"),
    ("hpp", "cpp"),
    ("hs", "haskell"),
    ("ino", "cpp"),
    ("ipynb", "json"),
    ("js", "javascript"),
    ("jsx", "javascript"),
    ("kql", "kusto"),
    ("kt", "kotlin"),
    ("lsp", "lisp"),
    ("m", "objectivec"),
    ("md", "markdown"),
    ("pl", "perl"),
    ("ps1", "powershell"),
    ("psm1", "powershell"),
    ("py", "python"),
    ("rb", "ruby"),
    ("rs", "rust"),
    ("sh", "bash"),
    ("tf", "terraform"),
    ("ts", "typescript"),
    ("tsx", "typescript"),
    ("yml", "yaml"),
];

/// The language of a file, by its extension; empty where it has none.
pub(super) fn language_of_file(path: &str) -> Cow<'_, str> {
    let name = path.split(['?', '#']).next().unwrap_or_default();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    if !extension.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Cow::Borrowed("");
    }
    let known = EXTENSIONS
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(extension));
    match known {
        Some((_, language)) => Cow::Borrowed(language),
        None => Cow::Owned(extension.to_ascii_lowercase()),
    }
}

/// The first word of what stands behind a fence.
pub(super) fn language_of_info(info: &str) -> &str {
    info.split([' ', ',', '\t', '{']).next().unwrap_or("")
}

/// A language and whether readers may run the code: `azurecli-interactive`.
pub(super) fn interactive(language: &str) -> (&str, bool) {
    const MARK: &str = "-interactive";
    let head = language.len().checked_sub(MARK.len()).filter(|&at| at > 0);
    match head.and_then(|at| language.split_at_checked(at)) {
        Some((name, tail)) if tail.eq_ignore_ascii_case(MARK) => (name, true),
        _ => (language, false),
    }
}

/// `1-3,5,8-`: ranges of lines, from 1.
pub(super) fn lines(text: &str) -> Vec<RangeInclusive<usize>> {
    let number = |text: &str| text.trim().parse::<usize>().ok();
    let range = |part: &str| match part.split_once('-') {
        Some((first, last)) if last.trim().is_empty() => Some(number(first)?..=usize::MAX),
        Some((first, last)) => Some(number(first)?..=number(last)?),
        None => number(part).map(|line| line..=line),
    };
    text.split(',').filter_map(range).collect()
}

/// Puts the lines in `wanted` into `<mark>`s, one a run of them. Spans of colours lie side by side, so at most one is
/// open where a line ends; it is closed before a mark begins or ends, and opened again behind it.
pub(super) fn marked(html: &str, wanted: &[RangeInclusive<usize>]) -> String {
    let mut out = String::with_capacity(html.len() + 64);
    let mut open: Option<&str> = None;
    let mut is_marked = false;
    // Many ranges may name one line; each line asks each range at most once.
    let wanted = &wanted[..wanted.len().min(MOST_RANGES)];
    for (number, line) in html.split_inclusive('\n').enumerate() {
        let is_wanted = wanted.iter().any(|range| range.contains(&(number + 1)));
        if is_wanted != is_marked {
            if open.is_some() {
                out.push_str("</span>");
            }
            out.push_str(if is_wanted { "<mark>" } else { "</mark>" });
            out.push_str(open.unwrap_or_default());
            is_marked = is_wanted;
        }
        out.push_str(line);
        // The last tag of the line tells what is open behind it.
        if let Some(at) = line.rfind('<') {
            let tag = &line[at..];
            let end = tag.find('>').map_or(tag.len(), |end| end + 1);
            open = Some(&tag[..end]).filter(|tag| tag.starts_with("<span"));
        }
    }
    if is_marked {
        if open.is_some() {
            out.push_str("</span>");
        }
        out.push_str("</mark>");
        out.push_str(open.unwrap_or_default());
    }
    out
}

/// More ranges than this mark nothing.
const MOST_RANGES: usize = 256;

impl<'a> Writer<'a> {
    pub(super) fn code_block(&mut self, index: u32, info: Str) {
        self.close_label();
        let language = language_of_info(self.str(info));
        let code = self.code(index);
        self.code_sample(language, &code, &[]);
        self.push("\n");
    }

    fn code_sample(&mut self, language: &str, code: &str, highlight: &[RangeInclusive<usize>]) {
        self.push("<pre tabindex=\"0\"><code");
        if !language.is_empty() {
            self.push(" class=\"language-");
            self.attr(&interactive(language).0.to_lowercase());
            self.push("\"");
        }
        self.push(">");
        let coloured = self.body.highlighter.html(language, code);
        match (coloured, highlight) {
            (Some(html), []) => self.push(&html),
            (None, []) => self.text(code),
            (Some(html), lines) => self.push(&marked(&html, lines)),
            (None, lines) => {
                let mut plain = String::with_capacity(code.len());
                let _ = pulldown_cmark_escape::escape_html_body_text(&mut plain, code);
                self.push(&marked(&plain, lines));
            }
        }
        self.push("</code></pre>");
    }

    /// The text of a code block: line ends are part of its pieces.
    pub(super) fn code(&self, index: u32) -> String {
        let document = self.body.document;
        let text = |node: u32| match document.nodes[node as usize].kind {
            Kind::Text(part) => document.str(part),
            _ => "",
        };
        document.children(index).map(text).collect()
    }

    pub(super) fn snippet(&mut self, index: u32, number: u32) {
        let document = self.body.document;
        let Some(&snippet) = document.snippets.get(number as usize) else {
            return;
        };
        self.close_label();
        if document.children(index).next().is_none() {
            return self.lost_snippet(&snippet);
        }
        let written = document.str(snippet.language).trim();
        let language = match written {
            "" => language_of_file(document.str(snippet.dest)),
            written => Cow::Borrowed(written),
        };
        let code = self.code(index);
        let highlight = lines(document.str(snippet.highlight));
        let title = document.str(snippet.title).trim();
        if title.is_empty() {
            self.code_sample(&language, &code, &highlight);
            self.push("\n");
        } else {
            self.push("<figure class=\"snippet\"><figcaption>");
            self.text(title);
            self.push("</figcaption>\n");
            self.code_sample(&language, &code, &highlight);
            self.push("</figure>\n");
        }
    }

    /// Of code that is not there, its name stays.
    pub(super) fn lost_snippet(&mut self, snippet: &Snippet) {
        let name = [snippet.title, snippet.name, snippet.dest].map(|part| self.str(part).trim());
        let name = name.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
        self.push("<p><span class=\"broken\">");
        self.text(name);
        self.push("</span></p>\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::Select;
    use crate::render::body::testing::Tree;

    pub fn snippet(tree: &mut Tree, dest: &str) -> Snippet {
        Snippet {
            dest: tree.document.text.keep(dest),
            span: crate::base::Span::default(),
            language: Str::default(),
            name: Str::default(),
            title: Str::default(),
            select: Select::All,
            highlight: Str::default(),
            dedent: None,
            interactive: Str::default(),
        }
    }

    #[test]
    fn code_of_another_file_looks_like_code_of_the_page() {
        let mut tree = Tree::new("");
        let mut plain = snippet(&mut tree, "src/a.json");
        tree.snippet(plain, "[1]\n");
        plain.title = tree.document.text.keep("All & more");
        tree.snippet(plain, "[1]\n");
        let pre = "<pre tabindex=\"0\"><code class=\"language-json\">[<span class=\"hl-n\">1</span>]\n</code></pre>";
        assert_eq!(
            tree.html(),
            format!("{pre}\n<figure class=\"snippet\"><figcaption>All &amp; more</figcaption>\n{pre}</figure>\n")
        );
    }

    #[test]
    fn lines_are_marked_and_colours_go_on_behind_the_mark() {
        let mut tree = Tree::new("");
        let mut plain = snippet(&mut tree, "a.cs");
        plain.highlight = tree.document.text.keep("2-3");
        tree.snippet(plain, "int a;\n/* b\nc */\nint d;\n");
        let html = tree.html();
        assert!(
            html.contains("\n<mark><span class=\"hl-c\">/* b\nc */</span>\n</mark><span"),
            "{html}"
        );
        assert_eq!(
            marked("a\n<span x>b\nc</span>\n", &lines("2")),
            "a\n<mark><span x>b\n</span></mark><span x>c</span>\n"
        );
        assert_eq!(
            marked("a\n<span x>b\nc</span>\n", &lines("3-")),
            "a\n<span x>b\n</span><mark><span x>c</span>\n</mark>"
        );
        assert_eq!(marked("a&lt;\nb", &lines("2, 1")), "<mark>a&lt;\nb</mark>");
        assert_eq!(marked("a\n", &lines("7")), "a\n");
    }

    #[test]
    fn ranges_of_lines() {
        assert_eq!(lines("1-3, 5,8-"), [1..=3, 5..=5, 8..=usize::MAX]);
        assert_eq!(lines("x,,-2,3-y"), []);
    }

    #[test]
    fn the_extension_tells_the_language() {
        for (file, language) in [
            ("~/src/A.CS?x", "csharp"),
            ("a/b.json", "json"),
            ("Makefile", ""),
            ("a.b/c", ""),
            ("a.\"", ""),
        ] {
            assert_eq!(language_of_file(file), language, "{file}");
        }
        assert_eq!(interactive("AzureCLI-Interactive"), ("AzureCLI", true));
        assert_eq!(interactive("-interactive"), ("-interactive", false));
    }

    #[test]
    fn of_lost_code_the_name_stays() {
        let mut tree = Tree::new("");
        let plain = snippet(&mut tree, "a.cs");
        tree.snippet(plain, "");
        assert_eq!(tree.html(), "<p><span class=\"broken\">a.cs</span></p>\n");
    }

    proptest::proptest! {
        #[test]
        fn marks_change_no_text(
            parts in proptest::collection::vec(proptest::sample::select(vec!["a", "\n", "<span class=\"hl-k\">k</span>", "<span class=\"hl-c\">x\ny</span>", "&lt;"]), 0..20),
            highlight in "[0-9,-]{0,12}",
        ) {
            let html = parts.concat();
            let strip = |html: &str| {
                let mut text = String::new();
                for (number, part) in html.split('<').enumerate() {
                    text.push_str(if number == 0 { part } else { part.split_once('>').map_or("", |(_, text)| text) });
                }
                text
            };
            let with = marked(&html, &lines(&highlight));
            proptest::prop_assert_eq!(strip(&with), strip(&html));
            proptest::prop_assert_eq!(with.matches("<span").count(), with.matches("</span>").count());
            proptest::prop_assert_eq!(with.matches("<mark>").count(), with.matches("</mark>").count());
        }
    }
}
