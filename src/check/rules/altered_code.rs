//! Code that a translation changed.

use crate::base::Span;
use crate::check::parity::code::{is_program, lines};
use crate::check::parity::placeholder::placeholders;
use crate::check::parity::walk::{Item, ItemKind, code_texts};
use crate::check::parity::{Group, Parity, fresh, place};
use crate::check::rule::{Check, Rule, VariantView};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::model::{Document, Kind};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "altered-code",
    severity: Severity::Warning,
    summary: "code that differs from the source's",
    explain: "\
A command that was translated, or that the source has mended since, does not do what the text says. Code blocks and code \
in lines are compared with the source's at the same place. Comments, texts for people in quotation marks, and words in \
angle brackets that a reader puts something else for may be translated.

Wrong: `Get-MgGrupp -All` in `sv/a.md`

Right: `Get-MgGroup -All`, as in `en/a.md`",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Variant(check),
};

fn check(variant: &VariantView<'_>, found: &mut Sink) {
    let Some(parity) = fresh(variant) else { return };
    let other_code = parity.mostly_differs(ItemKind::InlineCode);
    if let Some((ours, theirs)) = other_code {
        let (target, source) = (&parity.target.document, &parity.source.document);
        let at = place(source, Parity::heading_span(source, theirs));
        let here = target.text.in_file(Parity::heading_span(target, ours));
        let message = format!("most code in the lines of this page is other code in `{}`", source.file);
        found
            .report(&INFO, here, message)
            .label("from here on")
            .related(at.file, at.span, "the section in the source")
            .help("compare the two pages: they may not be of one text");
    }
    for (ours, theirs, our_sum, their_sum) in parity.pairs() {
        let blocks = !our_sum.same(their_sum, ItemKind::Code);
        let in_lines = other_code.is_none() && !our_sum.same(their_sum, ItemKind::InlineCode);
        if !blocks && !in_lines {
            continue;
        }
        for group in parity.groups(ours, theirs) {
            if blocks {
                code_blocks(parity, &group, found);
            }
            if in_lines {
                inline_code(parity, &group, found);
            }
        }
    }
}

fn code_blocks(parity: &Parity<'_>, group: &Group<'_>, found: &mut Sink) {
    let (ours, theirs) = group.of_kind(ItemKind::Code);
    // How many there are is told by itself.
    if ours.len() != theirs.len() {
        return;
    }
    let (target, source) = (&parity.target.document, &parity.source.document);
    for (here, there) in ours.iter().zip(&theirs).filter(|(here, there)| here.key != there.key) {
        let info = info_of(source, there.node);
        if !is_program(&info) {
            continue;
        }
        let text = |document, item: &Item| {
            code_texts(document, item.node)
                .map(|(_, text)| text)
                .collect::<String>()
        };
        let (our_text, their_text) = (text(target, here), text(source, there));
        let (our_lines, their_lines) = (lines(&info, &our_text), lines(&info, &their_text));
        let first = (0..our_lines.len().max(their_lines.len()))
            .find(|n| our_lines.get(*n).map(|line| &line.bare) != their_lines.get(*n).map(|line| &line.bare));
        let Some(first) = first else { continue };
        let last = |lines: &[crate::check::parity::code::Line<'_>]| lines.last().map_or(0, |line| line.number);
        let our_number = our_lines
            .get(first)
            .map_or_else(|| last(&our_lines), |line| line.number);
        let their_number = their_lines
            .get(first)
            .map_or_else(|| last(&their_lines), |line| line.number);
        let at = place(source, line_span(source, there.node, their_number));
        let message = match (our_lines.get(first), their_lines.get(first)) {
            (Some(line), Some(right)) => {
                format!(
                    "this code has `{}` where `{}` has `{}`",
                    short(line.text),
                    at.file,
                    short(right.text)
                )
            }
            (None, Some(right)) => format!("this code ends before `{}` of `{}`", short(right.text), at.file),
            (line, _) => {
                let text = line.map_or("", |line| line.text);
                format!("this code has `{}`, which that of `{}` has not", short(text), at.file)
            }
        };
        found
            .report(
                &INFO,
                target.text.in_file(line_span(target, here.node, our_number)),
                message,
            )
            .label("differs from the source")
            .related(at.file, at.span, "in the source")
            .help("copy the code from the source; translate comments and texts for people alone");
    }
}

/// A line as a message shows it.
fn short(line: &str) -> String {
    let line = line.trim().replace('`', "'");
    match line.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or("")),
        None => line,
    }
}

/// What language a block is in, as it is written.
fn info_of(document: &Document, node: u32) -> String {
    match document.nodes.get(node as usize).map(|node| node.kind) {
        Some(Kind::CodeBlock(info)) => document.str(info).to_owned(),
        Some(Kind::Snippet(number)) => document
            .snippets
            .get(number as usize)
            .map_or_else(String::new, |snippet| {
                let language = document.str(snippet.language);
                let by_file = || crate::base::code_language::extension(document.str(snippet.dest)).to_owned();
                if language.is_empty() {
                    by_file()
                } else {
                    language.to_owned()
                }
            }),
        _ => String::new(),
    }
}

/// Where a line of a code block stands; the first line of the block for code of another file.
fn line_span(document: &Document, node: u32, number: usize) -> Span {
    let whole = document
        .nodes
        .get(node as usize)
        .map_or(Span::default(), |node| node.span);
    let mut seen = 0;
    for (child, text) in code_texts(document, node) {
        let Some(span) = document.nodes.get(child as usize).map(|node| node.span) else {
            break;
        };
        // Only what stands literally in the file has lines there.
        if document.text.parsed.get(span.range()) != Some(text) {
            break;
        }
        let mut at = span.start as usize;
        for line in text.split_inclusive('\n') {
            if seen == number {
                let bare = line.trim_end();
                let indent = bare.len() - bare.trim_start().len();
                return Span::new(at + indent, at + bare.len());
            }
            at += line.len();
            seen += usize::from(line.ends_with('\n'));
        }
    }
    crate::check::parity::first_line(document, whole)
}

fn inline_code(parity: &Parity<'_>, group: &Group<'_>, found: &mut Sink) {
    let (ours, theirs) = group.of_kind(ItemKind::InlineCode);
    if ours.len() != theirs.len() {
        return;
    }
    let (target, source) = (&parity.target.document, &parity.source.document);
    let (changed, lost) = differences(&ours, &theirs);
    if changed.len() != lost.len() {
        return;
    }
    for (here, there) in changed.into_iter().zip(lost) {
        let (Some((span, text)), Some((their_span, right))) = (code(target, here), code(source, there)) else {
            continue;
        };
        let same_names = placeholders(text).eq(placeholders(right));
        let bare = |text: &str| lines("", text).into_iter().map(|line| line.bare).collect::<String>();
        if !is_code(right) || !same_names || bare(text) == bare(right) {
            continue;
        }
        let at = place(source, their_span);
        found
            .report(
                &INFO,
                target.text.in_file(span),
                format!("`{text}` is `{right}` in `{}`", at.file),
            )
            .label("differs from the source")
            .related(at.file, at.span, "in the source")
            .help("write code as the source does");
    }
}

/// What is on one side alone, each as often as it is there more often, in order.
pub(super) fn differences<'a>(ours: &[&'a Item], theirs: &[&'a Item]) -> (Vec<&'a Item>, Vec<&'a Item>) {
    let more = |these: &[&'a Item], those: &[&'a Item]| {
        let mut counts = std::collections::HashMap::new();
        for item in those {
            *counts.entry(item.key).or_insert(0usize) += 1;
        }
        let left = these.iter().copied().filter(|item| match counts.get_mut(&item.key) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        });
        left.collect::<Vec<_>>()
    };
    (more(ours, theirs), more(theirs, ours))
}

fn code<'a>(document: &'a Document, item: &Item) -> Option<(Span, &'a str)> {
    let node = document.nodes.get(item.node as usize)?;
    match node.kind {
        Kind::Code(part) => Some((node.span, document.str(part))),
        _ => None,
    }
}

/// Whether code in a line is of a program: a word of the interface in the same marks is translated.
fn is_code(text: &str) -> bool {
    let sign =
        |c: char| matches!(c, '-' | '.' | '/' | '\\' | '_' | '(' | '=' | '$' | ':' | '@' | '{') || c.is_ascii_digit();
    let is_word = !text.contains(' ');
    let humps = text
        .chars()
        .zip(text.chars().skip(1))
        .any(|(a, b)| a.is_lowercase() && b.is_uppercase());
    is_word && (text.contains(sign) || humps) || text.contains(" -")
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    #[test]
    fn commands_and_no_comments() {
        check_of(
            "altered-code",
            &[
                (
                    "en/a.md",
                    "# A\n\n```powershell\n# All of them\nGet-Plant -All\nGet-Pot -Name \"My pot\"\n```\n\n1. One:\n\n   ```bash\n   dig --deep <the depth>\n   fill\n   ```\n\n```text\nDone\n```\n",
                ),
                (
                    "sv/a.md",
                    "# A\n\n```powershell\n# Alla\nGet-Växt -All\nGet-Pot -Name \"Min kruka\"\n```\n\n1. Ett:\n\n   ```bash\n   dig --deep <djupet>\n   ```\n\n```text\nKlart\n```\n",
                ),
            ],
            &[
                "sv/a.md:5:1 this code has `Get-Växt -All` where `en/a.md` has `Get-Plant -All`; copy the code from the source; translate comments and texts for people alone",
                "sv/a.md:12:4 this code ends before `fill` of `en/a.md`; copy the code from the source; translate comments and texts for people alone",
            ],
        );
    }

    #[test]
    fn code_in_lines() {
        check_of(
            "altered-code",
            &[
                (
                    "en/a.md",
                    "# A\n\nRun `Get-MgGroup` and then `a.md`, and choose `Settings` in `{name}/x`.\n",
                ),
                (
                    "sv/a.md",
                    "# A\n\nKör `a.md`, sedan `Get-MgGrupp`, och välj `Inställningar` i `{namn}/x`.\n",
                ),
            ],
            &["sv/a.md:3:19 `Get-MgGrupp` is `Get-MgGroup` in `en/a.md`; write code as the source does"],
        );
    }
}
