//! One file to one [`Document`]. Never fails: a broken page is a page with diagnostics.

pub mod allowance;
pub mod dialect;
pub mod front_matter;
mod markdown;
pub mod raw_html;
#[cfg(test)]
pub(crate) mod testing;
mod tree;
pub mod yaml_page;

use std::borrow::Cow;
use std::sync::Arc;

use crate::base::{DocPath, Hash, Span};
use crate::diag::{Diagnostic, RuleInfo, Severity, Sink};
use crate::model::Document;
use crate::source::{Content, SourceFile};

pub use markdown::plain_line;
pub use raw_html::DISALLOWED_HTML;
pub use tree::TOO_DEEP;

/// A file that should be text has bytes that are not UTF-8.
pub static INVALID_UTF8: RuleInfo = RuleInfo {
    id: "invalid-utf8",
    severity: Severity::Warning,
    summary: "a text file with bytes that are not UTF-8",
    explain: "\
Pages are read as UTF-8. A byte that does not fit is shown as U+FFFD (\u{fffd}), so a reader sees a damaged word.

Wrong: a page saved as Windows-1252, in which `é` is the single byte E9.

Right: the same page saved as UTF-8.",
};

/// Parses one page, Markdown or YAML.
pub fn parse(file: &DocPath, source: &SourceFile) -> (Document, Vec<Diagnostic>) {
    let mut sink = Sink::new(file.clone());
    let text = plain_line_ends(decode(&source.content, &mut sink));
    let mut document = if yaml_page::is_named_so(file) {
        yaml_page::read(file, source.hash, text, &mut sink)
    } else {
        read_markdown(file, source.hash, text, &mut sink)
    };
    document.shrink();
    (document, sink.into_found())
}

/// How many bytes of a page make a node, on the average of real ones: room for them is taken at once.
const BYTES_OF_NODE: usize = 24;

/// For so many nodes at most.
const MOST_RESERVED: usize = 4096;

fn read_markdown(file: &DocPath, hash: Hash, text: Arc<str>, sink: &mut Sink) -> Document {
    let (mut front, body) = front_matter::read(&text, sink);
    let mut allowances = match front.block {
        Some(block) => allowance::in_yaml(&text, block),
        None => Vec::new(),
    };
    let mut lines = Vec::new();
    let mut round = 1;
    loop {
        let count = sink.count();
        let (cleaned, pairs) = dialect::clean_without(text.clone(), body, &lines);
        let mut document = Document::blank(file, hash, cleaned, front);
        document.pairs = pairs;
        document.nodes.reserve((text.len() / BYTES_OF_NODE).min(MOST_RESERVED));
        markdown::read(&mut document, body, sink);
        // A comment between two items or two rows would end the list or the table, so its line is taken out. What lay
        // behind it may be read otherwise then, and show another; nobody nests them deeper than that.
        let fresh = allowance::own_lines(&text, &document.allowances);
        if fresh.is_empty() || round == 4 {
            allowances.append(&mut document.allowances);
            allowances.sort();
            document.allowances = allowances;
            dialect::apply(&mut document, sink);
            return document;
        }
        allowances.extend(fresh.iter().map(|(comment, _)| *comment));
        lines.extend(fresh.into_iter().map(|(_, line)| line));
        lines.sort_by_key(|line| line.start);
        front = document.front;
        sink.take_back(count);
        round += 1;
    }
}

/// The text of a file, with U+FFFD where its bytes are not UTF-8.
pub fn decode(content: &Content, sink: &mut Sink) -> Arc<str> {
    match content {
        Content::Text(text) => text.clone(),
        Content::NotUtf8(bytes) => {
            let at = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), |_| 0);
            let byte = bytes.get(at).copied().unwrap_or_default();
            sink.report(
                &INVALID_UTF8,
                Span::new(at, at + '\u{fffd}'.len_utf8()),
                format!("byte {at} (0x{byte:02X}) is not valid UTF-8"),
            )
            .help("save the file as UTF-8");
            match String::from_utf8_lossy(bytes) {
                Cow::Borrowed(text) => text.into(),
                Cow::Owned(text) => text.into(),
            }
        }
        Content::Media { .. } => "".into(),
    }
}

/// CommonMark 2.1 knows a carriage return alone as a line end; pulldown-cmark does not at fences. A line feed in its
/// place moves nothing.
fn plain_line_ends(text: Arc<str>) -> Arc<str> {
    let is_alone = |at: usize| text.as_bytes().get(at + 1) != Some(&b'\n');
    if !memchr::memchr_iter(b'\r', text.as_bytes()).any(is_alone) {
        return text;
    }
    let letters = text.char_indices();
    let plain = |(at, letter): (usize, char)| if letter == '\r' && is_alone(at) { '\n' } else { letter };
    letters.map(plain).collect::<String>().into()
}

impl Document {
    /// Gives back what was reserved and not used.
    fn shrink(&mut self) {
        self.nodes.shrink_to_fit();
        self.headings.shrink_to_fit();
        self.anchors.shrink_to_fit();
        self.links.shrink_to_fit();
        self.text.shrink();
    }

    /// The text of a node and all in it, without markup; line ends are spaces. Alternative texts of images count.
    pub fn plain_text(&self, node: u32) -> Cow<'_, str> {
        use crate::model::Kind;
        let inside = node as usize..self.nodes[node as usize].end as usize;
        let mut parts = self.nodes[inside].iter().filter_map(|node| match node.kind {
            Kind::Text(part) | Kind::Code(part) | Kind::NoLoc(part) | Kind::Math(part) => Some(self.str(part)),
            Kind::SoftBreak | Kind::HardBreak => Some(" "),
            _ => None,
        });
        let first = parts.next().unwrap_or("");
        match parts.next() {
            None => Cow::Borrowed(first),
            Some(second) => {
                let mut all = String::from(first);
                all.push_str(second);
                all.extend(parts);
                Cow::Owned(all)
            }
        }
    }
}

#[cfg(test)]
pub(crate) use testing::document_of;
