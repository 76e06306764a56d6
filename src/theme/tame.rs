//! Guards that a file of messages passes before Fluent reads it, and the form of what is told of such a file.

use crate::base::Span;

/// What is wrong in a file of messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageProblem {
    /// The file, as [`MessageFile::parse`](super::message::MessageFile::parse) was told.
    pub label: String,
    /// The bytes that are meant.
    pub span: Span,
    /// What happened, in one sentence without a full stop.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// A problem before the file's name is known.
pub(super) struct Finding {
    /// The bytes that are meant.
    pub span: Span,
    /// What happened.
    pub message: String,
    /// What to do.
    pub help: &'static str,
}

impl Finding {
    /// With the file's name.
    pub fn told(self, label: &str, text: &str) -> MessageProblem {
        MessageProblem {
            label: label.to_owned(),
            span: self.span.clamped(text),
            message: self.message,
            help: self.help.to_owned(),
        }
    }
}

/// Writes `text` over the bytes from the place on.
pub(super) type Patch = (usize, &'static str);

/// More braces and parentheses than this, open at once, exhaust the stack of the recursive parser when there are
/// enough of them. Real messages have three.
const MAX_OPEN: usize = 64;

/// `text`, byte for byte in place, without what the Fluent parser (0.12) cannot bear: a byte order mark (it would
/// belong to the first id), endless nesting, and an incomplete `\u` before a letter outside ASCII (it panics).
pub(super) fn tamed(text: &str, findings: &mut Vec<Finding>) -> String {
    if let Some(at) = too_deep(text) {
        findings.push(Finding {
            span: Span::new(at, at + 1),
            message: format!("more than {MAX_OPEN} braces or parentheses are open, so the file is left out"),
            help: "close each `{` with `}` in the same message",
        });
        return String::new();
    }
    let mut patches = Vec::new();
    if text.starts_with('\u{feff}') {
        patches.push((0, "\n\n\n"));
    }
    for at in incomplete_escapes(text.as_bytes()) {
        patches.push((at, " "));
        findings.push(Finding {
            span: Span::new(at, at + 2),
            message: "the escape `\\u` is incomplete".to_owned(),
            help: "four hexadecimal digits follow `\\u`, six follow `\\U`; a backslash itself is `{\"\\\\\"}`",
        });
    }
    patched(text.as_bytes().to_vec(), &patches)
}

fn too_deep(text: &str) -> Option<usize> {
    let mut open = 0usize;
    text.bytes().position(|byte| {
        match byte {
            b'{' => open += 1,
            b'(' if open > 0 => open += 1,
            b')' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        open > MAX_OPEN
    })
}

fn incomplete_escapes(bytes: &[u8]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = memchr::memchr(b'\\', bytes.get(from..).unwrap_or_default()).map(|at| at + from) {
        let digits = match bytes.get(at + 1) {
            Some(b'u') => 4,
            Some(b'U') => 6,
            _ => 0,
        };
        let rest = bytes.get(at + 2..).unwrap_or_default();
        let stop = rest.iter().take(digits).find(|byte| !byte.is_ascii_hexdigit());
        if stop.is_some_and(|byte| !byte.is_ascii()) {
            found.push(at);
        }
        from = at + 2;
    }
    found
}

/// `bytes` with each patch written over them.
pub(super) fn patched(mut bytes: Vec<u8>, patches: &[Patch]) -> String {
    for &(at, patch) in patches {
        if let Some(place) = bytes.get_mut(at..at + patch.len()) {
            place.copy_from_slice(patch.as_bytes());
        }
    }
    String::from_utf8(bytes).unwrap_or_default()
}
