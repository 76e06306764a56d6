//! Directives (`[!INCLUDE …]`, `:::…:::`) are read before Markdown, whose rules would take them apart. Each is covered
//! by a mask of equal length, so that no place in the text moves: a comment where it is a block, which starts and ends
//! on its line wherever a block may; a word of control characters where it is part of a line, which no rule of Markdown
//! looks into. What lies in code is found again as it was written.

use std::borrow::Cow;

use super::{column, container, div, form, image, include, math, no_loc, progress, snippet, video};
use crate::base::Span;
use crate::diag::RuleInfo;
use crate::model::Scope;

/// What a directive says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Directive {
    /// `[!INCLUDE]`.
    Include(include::Written),
    /// Code from a file.
    Code(Box<snippet::Parsed<'static>>),
    /// `:::image`.
    Image(image::Written),
    /// A video.
    Video(video::Written),
    /// `:::no-loc`.
    NoLoc(String),
    /// `[!div]`.
    Div(div::Written),
    /// The start of a container.
    Open(container::Written),
    /// The end of one.
    Close(container::Name),
    /// `[!PROGRESS]`.
    Progress(Option<Scope>),
    /// A formula, on lines of its own or in a line.
    Math(String),
    /// Nothing is shown of it.
    Nothing,
}

/// How a directive was covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mask {
    /// By a comment.
    Block,
    /// By a word.
    Inline,
}

/// A directive, or what is wrong with something that looks like one.
#[derive(Clone, Debug)]
pub struct Found {
    /// Where it stands in the parsed text.
    pub span: Span,
    /// What it says, and how it was covered; or why it is text.
    pub what: Result<(Directive, Mask), Fault>,
}

/// Why something that looks like a directive is none. It is told only where it is not code.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The rule that it breaks.
    pub rule: &'static RuleInfo,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// Where, in the parsed text.
    pub span: Span,
    /// What to do.
    pub help: &'static str,
}

/// What a reader of one kind of directive is given: the line from the directive on, and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Source<'t> {
    /// From the directive's first byte to the end of its line, or as far as a directive may go.
    pub line: &'t str,
    /// Where that is in the parsed text.
    pub at: usize,
    /// Only white space, quote marks and list marks stand before it.
    pub is_first: bool,
    /// A quote mark is among them.
    pub in_quote: bool,
}

impl Source<'_> {
    /// Whether nothing follows a directive of this length on its line.
    pub fn is_last(&self, length: usize) -> bool {
        self.line.get(length..).is_none_or(|rest| rest.trim().is_empty())
    }

    /// The place of a range of the line.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.at + range.start, self.at + range.end)
    }
}

/// A directive that was read: its length, and what it says.
pub struct Read {
    /// Bytes from the start of the line given.
    pub length: usize,
    /// What it says, or why it is text.
    pub what: Result<(Directive, Mask), Fault>,
}

impl Read {
    /// A directive that is covered so.
    pub fn new(length: usize, directive: Directive, mask: Mask) -> Option<Self> {
        Some(Self {
            length,
            what: Ok((directive, mask)),
        })
    }

    /// Text, and why.
    pub fn fault(length: usize, fault: Fault) -> Option<Self> {
        Some(Self {
            length,
            what: Err(fault),
        })
    }
}

/// The first byte of a word that covers a directive; the rest of the word is another.
pub const HEAD: char = '\u{1}';
const FILL: u8 = 2;
/// How such a word begins: no directive is a byte long, and a control character that an author wrote stands alone.
const WORD: &str = "\u{1}\u{2}";

/// The directives of a text, and what Markdown is to read in its stead.
#[derive(Debug, Default)]
pub struct Masked {
    /// From the body on; `None` if nothing was covered.
    pub text: Option<String>,
    /// In order.
    pub found: Vec<Found>,
}

/// No directive is longer. What looks like one on a line of a megabyte is not read to its end again and again.
const LONGEST: usize = 4096;

/// Finds the directives of a text that begins at byte `body` of the parsed text.
pub fn mask(source: &str, body: usize) -> Masked {
    let bytes = source.as_bytes();
    let mut found: Vec<Found> = Vec::new();
    let mut comments = Comments::of(source);
    let mut after = 0;
    let mut line = Line::default();
    let mut starts = Starts::default();
    for at in memchr::memchr2_iter(b'[', b':', bytes) {
        if at < after || !starts_directive(&bytes[at..]) || is_escaped(bytes, at) || comments.hide(at) {
            continue;
        }
        line.move_to(bytes, at);
        let end = floor(source, line.end.min(at + LONGEST));
        let directive = Source {
            line: source[at..end].trim_end_matches('\r'),
            at: body + at,
            is_first: at <= line.prefix,
            in_quote: line.in_quote,
        };
        if let Some(Read { length, what }) = read(&directive) {
            after = at + length.max(1);
            if starts.leaves_as_text(directive.line, &what) {
                continue;
            }
            found.push(Found {
                span: Span::new(body + at, body + after),
                what,
            });
        }
    }
    add_formulas(source, body, &mut found);
    let covered = found.iter().any(|found| found.what.is_ok());
    Masked {
        text: covered.then(|| cover(source, body, &found)),
        found,
    }
}

/// Formulas between and around directives: what overlaps one is none.
fn add_formulas(source: &str, body: usize, found: &mut Vec<Found>) {
    let formulas = math::find(source);
    if formulas.is_empty() {
        return;
    }
    let formulas = formulas.into_iter().map(|formula| Found {
        span: Span::new(body + formula.start, body + formula.end),
        what: Ok((
            Directive::Math(math::formula(source, &formula).into_owned()),
            if formula.is_block { Mask::Block } else { Mask::Inline },
        )),
    });
    found.extend(formulas);
    found.sort_by_key(|found| (found.span.start, found.span.end));
    let mut end = 0;
    found.retain(|found| {
        let is_free = found.span.start >= end;
        if is_free {
            end = found.span.end;
        }
        is_free
    });
}

/// The containers that begin in a text, and which of them cannot be read: what is shown as text ends with text.
#[derive(Default)]
struct Starts {
    /// Whether each one that has not ended could be read.
    open: [Vec<bool>; container::Name::ALL.len()],
}

impl Starts {
    /// Whether a directive is the end of a container whose beginning is text.
    fn leaves_as_text(&mut self, line: &str, what: &Result<(Directive, Mask), Fault>) -> bool {
        match what {
            Ok((Directive::Open(written), _)) => self.open[written.name() as usize].push(true),
            Ok((Directive::Close(name), _)) => return self.open[*name as usize].pop() == Some(false),
            Err(_) => {
                if let Some(name) = container::Name::of_start(line) {
                    self.open[name as usize].push(false);
                }
            }
            Ok(_) => {}
        }
        false
    }
}

/// The line that was looked at last, so that a long one is looked at once.
#[derive(Default)]
struct Line {
    end: usize,
    /// Where its text begins, behind the marks of quotes and list items.
    prefix: usize,
    in_quote: bool,
}

impl Line {
    fn move_to(&mut self, bytes: &[u8], at: usize) {
        if at < self.end {
            return;
        }
        let start = memchr::memrchr(b'\n', &bytes[self.end..at]).map_or(self.end, |end| self.end + end + 1);
        self.end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |length| at + length);
        let (length, in_quote) = container_prefix(&bytes[start..self.end]);
        (self.prefix, self.in_quote) = (start + length, in_quote);
    }
}

/// The last character boundary up to `at`.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn starts_directive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"[!") || bytes.starts_with(b":::")
}

/// An odd number of backslashes before it.
fn is_escaped(bytes: &[u8], at: usize) -> bool {
    bytes[..at].iter().rev().take_while(|&&b| b == b'\\').count() % 2 == 1
}

/// How many bytes the marks of quotes and list items take at the start of a line, and whether a quote's is among them.
fn container_prefix(line: &[u8]) -> (usize, bool) {
    let mut in_quote = false;
    let mut rest = line;
    loop {
        rest = rest.trim_ascii_start();
        match rest {
            [b'>', after @ ..] => {
                in_quote = true;
                rest = after;
            }
            [b'-' | b'*' | b'+', b' ' | b'\t', after @ ..] => rest = after,
            _ => {
                let digits = rest.iter().take(10).take_while(|b| b.is_ascii_digit()).count();
                match rest.get(digits..) {
                    Some([b'.' | b')', b' ' | b'\t', after @ ..]) if (1..=9).contains(&digits) => rest = after,
                    _ => return (line.len() - rest.len(), in_quote),
                }
            }
        }
    }
}

fn read(source: &Source<'_>) -> Option<Read> {
    if let Some(word) = source.line.strip_prefix("[!") {
        let length = word.bytes().take_while(u8::is_ascii_alphabetic).count();
        return match word[..length].to_ascii_lowercase().as_str() {
            "include" => include::read(source),
            "code" => code(source, snippet::read_bracket),
            "video" => video::read_bracket(source),
            "div" => div::read(source),
            "progress" => progress::read(source),
            _ => None,
        };
    }
    let rest = source.line.strip_prefix(":::")?;
    let name = rest.trim_start_matches([' ', '\t']);
    let length = name
        .bytes()
        .take_while(|b| b.is_ascii_lowercase() || *b == b'-')
        .count();
    // Where the attributes begin.
    let at = source.line.len() - name.len() + length;
    match &name[..length] {
        "image" => image::read(source, at),
        "code" => code(source, snippet::read_colons),
        "video" => video::read_colons(source, at),
        "no-loc" => no_loc::read(source, at),
        "form" => form::read(source, at),
        "column" => column::read(source, at),
        name => container::read(source, name, at),
    }
}

/// Code from a file is a block of its own; within a line it is text.
fn code(source: &Source<'_>, read: fn(&str) -> Option<snippet::Outcome<'_>>) -> Option<Read> {
    if !source.is_first {
        return None;
    }
    let (outcome, length) = read(source.line)?;
    if !source.is_last(length) {
        return None;
    }
    match outcome {
        Ok(parsed) => Read::new(length, Directive::Code(Box::new(parsed.into_owned())), Mask::Block),
        Err(error) => Read::fault(length, snippet::fault(error, source)),
    }
}

/// The comments of a text: what lies in one is no directive.
struct Comments<'t> {
    text: &'t str,
    /// The comment at or behind the place asked for last.
    next: Option<(usize, usize)>,
}

impl<'t> Comments<'t> {
    fn of(text: &'t str) -> Self {
        let mut comments = Self { text, next: None };
        comments.next = comments.from(0);
        comments
    }

    fn from(&self, at: usize) -> Option<(usize, usize)> {
        let bytes = self.text.as_bytes();
        let start = at + memchr::memmem::find(bytes.get(at..)?, b"<!--")?;
        let end = start + 4 + memchr::memmem::find(&bytes[start + 4..], b"-->")?;
        Some((start, end + 3))
    }

    /// Whether byte `at` lies in a comment. Asked in order.
    fn hide(&mut self, at: usize) -> bool {
        while let Some((start, end)) = self.next {
            if at < start {
                return false;
            }
            if at < end {
                return true;
            }
            self.next = self.from(end);
        }
        false
    }
}

fn cover(source: &str, body: usize, found: &[Found]) -> String {
    let mut covered = String::with_capacity(source.len());
    let mut at = 0;
    for found in found {
        let Ok((_, mask)) = &found.what else { continue };
        let (start, end) = (found.span.start as usize - body, found.span.end as usize - body);
        covered.push_str(&source[at..start]);
        let length = end - start;
        match mask {
            // No directive is shorter than its seven bytes.
            Mask::Block => {
                covered.push_str("<!--");
                covered.extend(std::iter::repeat_n('-', length.saturating_sub(7)).map(|_| ' '));
                covered.push_str("-->");
            }
            Mask::Inline => {
                covered.push(HEAD);
                covered.extend(std::iter::repeat_n(char::from(FILL), length - 1));
            }
        }
        at = end;
    }
    covered.push_str(&source[at..]);
    covered
}

impl Masked {
    /// The directives in a part of the text.
    pub fn within(&self, span: Span) -> &[Found] {
        let first = self.found.partition_point(|found| found.span.start < span.start);
        let rest = &self.found[first..];
        let count = rest.partition_point(|found| found.span.start < span.end);
        &rest[..count]
    }

    /// A piece of what Markdown read, from somewhere in `span`, as it was written. `parsed` is the text whose body, from
    /// byte `body` on, was covered.
    pub fn as_written<'a>(&self, piece: &'a str, span: Span, parsed: &'a str, body: usize) -> Cow<'a, str> {
        let Some(covered) = &self.text else {
            return Cow::Borrowed(piece);
        };
        let at = (piece.as_ptr() as usize).wrapping_sub(covered.as_ptr() as usize);
        if at <= covered.len() && piece.len() <= covered.len() - at {
            // Covered and uncovered text are equally long, so the same place holds what was written.
            return match parsed.get(body + at..body + at + piece.len()) {
                Some(written) => Cow::Borrowed(written),
                None => Cow::Borrowed(piece),
            };
        }
        self.uncovered(piece, span, parsed)
    }

    /// A decoded piece, with words of control characters replaced by what they cover.
    fn uncovered<'a>(&self, piece: &'a str, span: Span, parsed: &str) -> Cow<'a, str> {
        let mut written = String::with_capacity(piece.len());
        let mut rest = piece;
        // Looked for again only behind a word, so that many directives and a long piece are not multiplied.
        let mut word = rest.find(WORD);
        for found in self.within(span) {
            let Some(head) = word else { break };
            if !matches!(found.what, Ok((_, Mask::Inline))) {
                continue;
            }
            let length = (found.span.end - found.span.start) as usize;
            let Some(after) = rest.get(head + length..) else {
                continue;
            };
            written.push_str(&rest[..head]);
            written.push_str(parsed.get(found.span.range()).unwrap_or(""));
            rest = after;
            word = rest.find(WORD);
        }
        written.push_str(rest);
        Cow::Owned(written)
    }
}

#[cfg(test)]
mod tests {
    use crate::parse::testing::{document_of, shape};

    fn shown(text: &str) -> String {
        let (shape, found) = shape(text);
        assert!(found.is_empty(), "{text}: {found:?}");
        shape
    }

    #[test]
    fn blocks_stand_where_a_block_may() {
        assert_eq!(shown("a\n[!INCLUDE [t](b.md)]\nc\n"), "P(a)!!b.md()P(c)");
        assert_eq!(shown("- [!include[t](b.md)]\n- c\n"), "List(Item(!!b.md())Item(c))");
        assert_eq!(
            shown("1. x\n\n    [!INCLUDE [](~/b c.md)]\n"),
            "OrderedList(1)(Item(P(x)!!~/b c.md()))"
        );
        assert_eq!(
            shown("> [!NOTE]\n> [!INCLUDE [t](b.md \"x\")]\n> d\n"),
            "Note(!!b.md()P(d))"
        );
        assert_eq!(
            shown("[!INCLUDE[](b.md)]\r\n[!INCLUDE[](c.md)]\r\n"),
            "!!b.md()!!c.md()"
        );
    }

    #[test]
    fn parts_of_a_line_stay_in_it() {
        assert_eq!(shown("[!INCLUDE [t](b.md)]. *x* å\n"), "P(!b.md(). Emphasis(x) å)");
        assert_eq!(shown("# [!INCLUDE[t](b.md)] c\n"), "H1(!b.md() c)");
        assert_eq!(shown("**[!INCLUDE[t](a\\(x\\).md)]**\n"), "P(Strong(!a(x).md()))");
        assert_eq!(shown("[[!INCLUDE[t](b.md)]](c.md)\n"), "P(Link:c.md(!b.md()))");
        assert_eq!(
            shown("| a |\n|--|\n| :::no-loc text=\"x|y\"::: |\n"),
            "Table(0)(TableHead(TableCell(a))TableRow(TableCell(NoLoc:x|y())))"
        );
    }

    #[test]
    fn what_lies_in_code_and_comments_is_as_it_was_written() {
        assert_eq!(shown("`[!INCLUDE[t](b.md)]`\n"), "P(`[!INCLUDE[t](b.md)]`())");
        assert_eq!(
            shown("```\n[!INCLUDE[t](b.md)]\n::: zone pivot=\"é\"\n```\n"),
            "Block:([!INCLUDE[t](b.md)]\n::: zone pivot=\"é\"\n)"
        );
        assert_eq!(
            shown("    :::image source=\"a\":::\n"),
            "Block:(:::image source=\"a\":::\n)"
        );
        assert_eq!(shown("a\n<!-- [!INCLUDE[t](b.md)]\n::: zone x\n-->\nb\n"), "P(a)\nP(b)");
        assert_eq!(shown("\\[!INCLUDE[t](b.md)]\n"), "P([!INCLUDELink:b.md(t)])");
        assert_eq!(
            shown("<div>\n[!INCLUDE[t](b.md)]\n</div>\n"),
            "<div>(\n[!INCLUDE[t](b.md)]\n)\n"
        );
    }

    #[test]
    fn a_control_character_of_the_author_stands_for_no_directive() {
        let (document, _) = document_of("[:::no-loc text=\"x\":::](b.md \"&amp; \u{1} c\")\n");
        assert_eq!(document.str(document.links[0].title), "& \u{1} c");
    }

    #[test]
    fn links_keep_their_places_beside_directives() {
        let text = "å [!INCLUDE[t](b.md)] [x](é.md)\n";
        let (document, _) = document_of(text);
        let place = document.dest_in_file(&document.links[0]);
        assert_eq!(&text[place.range()], "é.md");
    }

    proptest::proptest! {
        #[test]
        fn never_fails_and_places_stay_in_the_file(parts in proptest::collection::vec(0usize..24, 0..14)) {
            let words = [
                "[!INCLUDE [t](b.md)]", ":::image source=\"a.png\" alt-text=\"é\":::", "::: zone pivot=\"a\"\n", "::: zone-end\n",
                ":::row:::\n", ":::column span=\"2\":::\n", "    x\n", ":::column-end:::\n", ":::row-end:::\n", "- ", "> ", "`", "```\n",
                "# [t](#tab/a)\n", "---\n", "\n", "<!--", "-->", "<div>", "|a|\n|-|\n", "> [!div class=\"x\"]\n", "> [!VIDEO https://a.b]\n",
                "> [!PROGRESS]\n", "> [!progress x]\n",
            ];
            let text: String = parts.iter().map(|&i| words[i]).collect();
            let (document, _) = document_of(&text);
            let mut ends = vec![document.nodes.len() as u32];
            for (index, node) in document.nodes.iter().enumerate() {
                let span = document.text.in_file(node.span);
                proptest::prop_assert!(span.end as usize <= text.len());
                while ends.last().is_some_and(|&end| end <= index as u32) {
                    ends.pop();
                }
                proptest::prop_assert!(node.end > index as u32 && ends.last().is_none_or(|&end| node.end <= end));
                ends.push(node.end);
            }
        }
    }
}
