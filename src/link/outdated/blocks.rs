//! A document as a reader compares it: one block after the other, each by a hash of its words.
//!
//! A block is a paragraph, a heading, the own text of a list item, a row of a table, a block of code, the text of a raw
//! element. Its words are folded to what a reader notices: runs of white space are one space, letters are composed
//! (NFC), curly quotation marks are straight, marks of no width are dropped. Not counted are markup, the destinations of links, pictures with their
//! alternative texts, and code that stands in a file of its own: what is wrong with those, other rules tell.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::base::{Hash, Span};
use crate::model::{Document, Kind, Node};

/// One block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Of its words.
    pub hash: BlockHash,
    /// Its words in the document's text.
    pub span: Span,
    /// The heading that it is, by number.
    pub heading: Option<u32>,
    /// What it is: `paragraph`, `heading` …
    pub kind: &'static str,
}

/// The first 48 bits of the XXH3 hash (128 bits, seed 0) of some words in UTF-8: short in a file, and the same in all
/// releases. A page of a thousand blocks has two alike by chance once in 500 million pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockHash(pub u64);

impl BlockHash {
    /// The hash of words, folded.
    pub fn of(words: &str) -> Self {
        let mut run = Run::default();
        run.push(words);
        run.hash().unwrap_or_default()
    }

    /// Reads what `Display` writes.
    pub fn parse(text: &str) -> Option<Self> {
        let is_hex = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hex.then(|| u64::from_str_radix(text, 16).ok().map(Self))?
    }
}

impl std::fmt::Display for BlockHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:012x}", self.0)
    }
}

/// Words as they gather.
#[derive(Default)]
struct Run {
    words: String,
    is_after_space: bool,
    span: Option<Span>,
}

impl Run {
    fn push(&mut self, text: &str) {
        // Most text: words are taken over whole.
        if text.is_ascii() && !text.contains('\u{b}') {
            return self.push_ascii(text);
        }
        for letter in text.chars() {
            if letter.is_whitespace() {
                self.is_after_space = true;
            } else if !matches!(letter, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}') {
                if std::mem::take(&mut self.is_after_space) && !self.words.is_empty() {
                    self.words.push(' ');
                }
                self.words.push(match letter {
                    '\u{2018}' | '\u{2019}' => '\'',
                    '\u{201c}' | '\u{201d}' => '"',
                    letter => letter,
                });
            }
        }
    }

    fn push_ascii(&mut self, text: &str) {
        self.is_after_space |= text.starts_with(|letter: char| letter.is_ascii_whitespace());
        for word in text.split_ascii_whitespace() {
            if std::mem::replace(&mut self.is_after_space, true) && !self.words.is_empty() {
                self.words.push(' ');
            }
            self.words.push_str(word);
        }
        if let Some(last) = text.bytes().last() {
            self.is_after_space = last.is_ascii_whitespace();
        }
    }

    fn node(&mut self, text: &str, span: Span) {
        self.push(text);
        self.span = Some(match self.span {
            Some(known) => Span {
                start: known.start.min(span.start),
                end: known.end.max(span.end),
            },
            None => span,
        });
    }

    /// `None` where there are no words.
    fn hash(&self) -> Option<BlockHash> {
        let composed: String;
        let words = if is_nfc_quick(self.words.chars()) == IsNormalized::Yes {
            &self.words
        } else {
            composed = self.words.nfc().collect();
            &composed
        };
        (!words.is_empty()).then(|| BlockHash((Hash::of(words.as_bytes()).0 >> 80) as u64))
    }

    fn clear(&mut self) {
        self.words.clear();
        self.is_after_space = false;
        self.span = None;
    }
}

/// A node that is open.
struct Open {
    end: u32,
    kind: &'static str,
    heading: Option<u32>,
    /// All in it is one block.
    is_whole: bool,
}

/// The blocks of a document, in reading order.
pub fn blocks(document: &Document) -> Vec<Block> {
    let mut found = Vec::new();
    let mut run = Run::default();
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    while let Some(node) = document.nodes.get(at) {
        let index = at as u32;
        while open.last().is_some_and(|last| last.end <= index) {
            flush(document, &mut run, open.last(), &mut found);
            open.pop();
        }
        let is_whole = open.last().is_some_and(|last| last.is_whole);
        at += 1;
        match node.kind {
            Kind::Text(text) | Kind::Code(text) | Kind::NoLoc(text) | Kind::Math(text) | Kind::MathBlock(text) => {
                run.node(document.str(text), node.span);
            }
            Kind::SoftBreak | Kind::HardBreak => run.push(" "),
            Kind::Image(_) | Kind::Snippet(_) | Kind::Dropped => at = node.end as usize,
            // Words of two cells are two words.
            Kind::TableCell => run.push(" "),
            _ if is_whole || is_in_line(document, node) => {
                if matches!(node.kind, Kind::Element(_)) && node.end == index + 1 {
                    run.push(" ");
                }
            }
            kind => {
                flush(document, &mut run, open.last(), &mut found);
                let (name, heading) = match kind {
                    Kind::Heading(number) => ("heading", Some(number)),
                    Kind::Item => ("list item", None),
                    Kind::TableHead | Kind::TableRow => ("table row", None),
                    Kind::CodeBlock(_) => ("code block", None),
                    Kind::TabTitle => ("title of a tab", None),
                    _ => ("paragraph", None),
                };
                open.push(Open {
                    end: node.end,
                    kind: name,
                    heading,
                    is_whole: matches!(
                        kind,
                        Kind::Heading(_) | Kind::TableHead | Kind::TableRow | Kind::CodeBlock(_)
                    ),
                });
            }
        }
    }
    while let Some(last) = open.pop() {
        flush(document, &mut run, Some(&last), &mut found);
    }
    flush(document, &mut run, None, &mut found);
    found
}

/// Elements that stand in a line of text are part of it; all others begin a block.
fn is_in_line(document: &Document, node: &Node) -> bool {
    match node.kind {
        Kind::Element(number) => document.tags.get(number as usize).is_some_and(|tag| {
            matches!(
                tag.name,
                "a" | "b"
                    | "br"
                    | "code"
                    | "del"
                    | "em"
                    | "i"
                    | "ins"
                    | "kbd"
                    | "mark"
                    | "q"
                    | "s"
                    | "samp"
                    | "small"
                    | "span"
                    | "strong"
                    | "sub"
                    | "sup"
                    | "u"
                    | "var"
                    | "wbr"
            )
        }),
        Kind::Task(_) | Kind::Word(_) => true,
        // A picture or a file in the middle of a line does not end it.
        Kind::Figure(number) => document
            .figures
            .get(number as usize)
            .is_some_and(|figure| figure.is_inline),
        Kind::Include(number) => document
            .includes
            .get(number as usize)
            .is_some_and(|include| !include.is_block),
        kind => kind.is_in_line(),
    }
}

fn flush(document: &Document, run: &mut Run, open: Option<&Open>, found: &mut Vec<Block>) {
    if let (Some(hash), Some(span)) = (run.hash(), run.span) {
        found.push(Block {
            hash,
            span: document.text.in_file(span),
            heading: open.and_then(|open| open.heading),
            kind: open.map_or("paragraph", |open| open.kind),
        });
    }
    run.clear();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::document_of;

    /// `kind: text` of each block.
    fn shown(text: &str) -> Vec<String> {
        let (document, _) = document_of(text);
        let shown = |block: &Block| format!("{}: {}", block.kind, &text[block.span.range()]);
        blocks(&document).iter().map(shown).collect()
    }

    fn hashes(text: &str) -> Vec<BlockHash> {
        blocks(&document_of(text).0).iter().map(|block| block.hash).collect()
    }

    #[test]
    fn each_thing_to_read_is_a_block() {
        let text = "# A *b*\n\np\n[q](r.md)\n\n- x\n  - y\n\n    z\n- ![alt](i.png)\n\n> [!NOTE]\n> n\n\n|a|b|\n|-|-|\n|c|d|\n\n\
                    ```js\ne\n\nf\n```\n\n<div>g <b>h</b><br>i</div>\n";
        assert_eq!(
            shown(text),
            [
                "heading: A *b",
                "paragraph: p\n[q",
                "list item: x",
                "paragraph: y",
                "paragraph: z",
                "paragraph: n",
                "table row: a|b",
                "table row: c|d",
                "code block: e\n\nf\n",
                "paragraph: g <b>h</b><br>i",
            ]
        );
    }

    #[test]
    fn what_a_reader_does_not_notice_changes_nothing() {
        let plain = hashes("# A\n\none two é\n\n- x\n- y\n");
        for same in [
            "# A\r\n\r\none\r\ntwo é\r\n\r\n- x\r\n- y\r\n",
            "\u{feff}# A\n\none  two\u{a0}e\u{301}\n\n* x\n* y",
            "A\n=\n\none [**two**](z.md) ![p](q.png)é\n\n- x\n\n\n- y\n",
        ] {
            assert_eq!(hashes(same), plain, "{same}");
        }
        assert_ne!(hashes("# A\n\none two e\n\n- x\n- y\n"), plain);
    }

    #[test]
    fn a_hash_is_what_it_was_in_earlier_releases() {
        assert_eq!(BlockHash::of("Plug  it\nin").to_string(), "3eb4ad9a6c57");
        assert_eq!(BlockHash::of("Plug it in").to_string(), "3eb4ad9a6c57");
        assert_eq!(BlockHash::parse("0123456789ab"), Some(BlockHash(0x0123_4567_89ab)));
        assert_eq!(BlockHash::parse("+123456789ab"), None);
    }

    proptest::proptest! {
        /// Letters that are read one by one come to what words do that are taken over whole.
        #[test]
        fn plain_text_is_folded_like_any_other(parts in proptest::collection::vec("[ab \\t\\n\\r]{0,6}", 0..6)) {
            let (mut whole, mut slow) = (Run::default(), Run::default());
            for part in &parts {
                whole.push(part);
                // A joiner has no width, and makes the text one that is read letter by letter.
                slow.push(&format!("{part}\u{200d}"));
            }
            proptest::prop_assert_eq!(whole.words, slow.words);
        }

        #[test]
        fn places_lie_in_the_file(parts in proptest::collection::vec(0usize..14, 0..30)) {
            let pieces = ["# ", "a", "\n", "\n\n", "- ", "> ", "|a|b|\n|-|-|\n", "```\n", "<div>", "</div>", "é", "<br>", "![x](y)", "    "];
            let text: String = parts.iter().map(|&part| pieces[part]).collect();
            let (document, _) = document_of(&text);
            for block in blocks(&document) {
                proptest::prop_assert!(text.get(block.span.range()).is_some());
            }
        }
    }
}
