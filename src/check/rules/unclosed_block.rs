//! A block of code whose fence is never closed.

use crate::base::Span;
use crate::check::place;
use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::{Document, Kind, Node};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "unclosed-block",
    severity: Severity::Warning,
    summary: "block of code that is never closed",
    explain: "\
A fence opens a block of code, and everything below is code until a line that holds the same fence alone. Where that is \
missing, the rest of the list item, of the quote or of the page is shown as code, or the block ends where the next one \
begins. A block that shows such fences itself is written with a longer fence.

Wrong: a line ```` ```sh ````, commands, and text below

Right: a line ```` ``` ```` behind the commands

Learn: code-block-unclosed.",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    let document = &variant.doc().document;
    for (index, node) in document.nodes.iter().enumerate() {
        if !matches!(node.kind, Kind::CodeBlock(_)) {
            continue;
        }
        let Some(block) = Block::of(document, index, node) else {
            continue;
        };
        let opening = document.text.in_file(block.opening);
        let help = format!("write a line `{}` where the code ends", block.fence);
        if !block.is_closed {
            let message = "the block of code that begins here is never closed";
            found.report(&INFO, opening, message).help(help);
        } else if let Some(next) = block.inner {
            let message = "the block of code that begins here is not closed before the next one begins";
            let next = document.text.in_file(next);
            found
                .report(&INFO, opening, message)
                .related_here(place::first_line(document, next), "the next one")
                .help(help);
        }
    }
}

/// A fenced block as it is written.
struct Block<'a> {
    /// Its first line.
    opening: Span,
    /// The letters that close it.
    fence: &'a str,
    is_closed: bool,
    /// The line in it that was meant to open another block.
    inner: Option<Span>,
}

impl<'a> Block<'a> {
    fn of(document: &'a Document, index: usize, node: &Node) -> Option<Self> {
        let parsed: &str = &document.text.parsed;
        let written = parsed.get(node.span.range())?;
        let letter = written.chars().next().filter(|letter| matches!(letter, '`' | '~'))?;
        let fence = written.get(..written.len() - written.trim_start_matches(letter).len())?;
        let start = node.span.start as usize;
        let first = written.find(['\n', '\r']).unwrap_or(written.len());
        let children = document.nodes.get(index + 1..node.end as usize)?;
        // Indented code that shows a fence begins with it.
        if fence.len() < 3
            || children
                .first()
                .is_some_and(|child| (child.span.start as usize) < start + first)
        {
            return None;
        }
        let content = children.last().map_or(start + first, |child| child.span.end as usize);
        let rest = parsed.get(content.min(node.span.end as usize)..node.span.end as usize)?;
        Some(Self {
            opening: Span::new(start, start + first),
            fence,
            is_closed: rest.contains(fence),
            inner: opening_in(written, first, fence).map(|at| Span::new(start + at, start + written.len())),
        })
    }
}

/// Where a line of a block's content opens a block with a language, by the same fence: the block's own end is missing.
fn opening_in(written: &str, first: usize, fence: &str) -> Option<usize> {
    let content = written.get(first..)?;
    let is_alone = |at: usize| {
        let before = content.get(..at).unwrap_or("").rsplit('\n').next().unwrap_or("");
        let word = content
            .get(at + fence.len()..)
            .unwrap_or("")
            .split(['\n', '\r'])
            .next()
            .unwrap_or("");
        let is_language = word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'+' | b'#' | b'.' | b' '));
        before.bytes().all(|b| matches!(b, b' ' | b'>')) && is_language && before.len() < 64
    };
    memchr::memmem::find_iter(content.as_bytes(), fence)
        .find(|at| is_alone(*at))
        .map(|at| first + at)
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    const NEVER: &str = "the block of code that begins here is never closed; write a line `";
    const NEXT: &str = "the block of code that begins here is not closed before the next one begins; write a line `";

    #[test]
    fn to_the_end_of_whatever_it_stands_in() {
        let told = |place: &str, fence: &str| format!("{place} {NEVER}{fence}` where the code ends");
        check_of(
            "unclosed-block",
            &[
                ("en/a.md", "```\nx\n```\n\n````sh\ny\n```\n\ntext\n"),
                ("en/b.md", "- ~~~\n  x\n\ntext\n\n> ```\n> y\n\nmore\n"),
                ("en/c.md", "```"),
                ("en/d.md", "text\r\n\r\n```sh\r\nx\r\n    ```\r\n"),
                ("en/e.md", "[!INCLUDE [x](includes/x.md)]\n\ntext\n"),
                ("en/includes/x.md", "```sh\nx\n"),
            ],
            &[
                &told("en/a.md:5:1", "````"),
                &told("en/b.md:1:3", "~~~"),
                &told("en/b.md:6:3", "```"),
                &told("en/c.md:1:1", "```"),
                &told("en/d.md:3:1", "```"),
                &told("en/includes/x.md:1:1", "```"),
            ],
        );
    }

    #[test]
    fn to_the_end_of_the_next_block() {
        check_of(
            "unclosed-block",
            &[("en/a.md", "```sh\nx\n\ntext\n\n```yaml\ny: z\n```\n\ntext\n")],
            &[&format!("en/a.md:1:1 {NEXT}```` where the code ends")],
        );
    }

    #[test]
    fn closed_ones() {
        check_of(
            "unclosed-block",
            &[
                (
                    "en/a.md",
                    "```\n```\n\n~~~\n\n~~~~\n\n- 1. ```sh\n     x\n     ```\n\n> ```\n> y\n>```\n",
                ),
                ("en/b.md", "    ```\n    code\n\ntext\n\n\t```sh\n"),
                ("en/c.md", "````md\n```sh\nx\n```\n````\n\n~~~\n```sh\n~~~\n"),
                ("en/d.md", "```\r\nx\r\n```\r\n"),
            ],
            &[],
        );
    }
}
