//! Formulas: `$x$` in a line, `$$…$$` in a line or on lines of their own. Markdig's flanking rule, and on top of it
//! whatever it takes to leave prices, variables of shells and placeholders (`$name$`) alone.

mod formula;
mod skip;

use std::borrow::Cow;
use std::ops::Range;

use formula::is_formula;
use skip::Skipper;

/// A formula in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The byte of its first `$`.
    pub start: usize,
    /// One past its last `$`.
    pub end: usize,
    /// What stands between the dollars, without the white space around it. On several lines of a quote the marks of
    /// the quote lie in it: `formula()` takes them out.
    pub inner: Range<usize>,
    /// Two dollars on each side.
    pub is_display: bool,
    /// The dollars are alone on their lines, as fences are.
    pub is_block: bool,
}

/// The formulas in the body of a page, as it is written: in order, none in another.
///
/// It is meant to be asked **before** Markdown is read, so that `*`, `_` and `\` in a formula are no marks; who asks
/// puts something in their place that Markdown leaves alone, and gives them back in the tree. So that nothing is
/// masked which is no text, these are passed over: fenced code, code spans, indented code outside of lists, tags
/// with their attributes, comments, `<pre>` `<code>` `<script>` `<style>` with what they hold, destinations and
/// titles of links, definitions of references, bare addresses. `text` must not hold the front matter. Indented code
/// inside a list item is taken for text: if what was masked turns up in code, it is to be put back as written.
///
/// A line of text:
/// - an opening `$` has no white space after it and no letter or digit before it; a closing one has none before it,
///   and neither a letter nor a digit after it, nor what makes a variable of it (`_`, `(`, `{`);
/// - `\$` is no dollar, three dollars are none;
/// - both stand in one line, and the first `$` after an opening one closes it or there is no formula;
/// - what is between them could be a formula: no prose, no amount of money;
/// - `$ x $`, with white space on both sides, only where it is all of a paragraph; `$$ x $$` anywhere.
///
/// Lines of their own: `$$` alone on a line opens, the next such line closes, blank lines may lie between. What is
/// not closed, or leaves its quote, is text.
pub fn find(text: &str) -> Vec<Found> {
    if memchr::memchr(b'$', text.as_bytes()).is_none() {
        return Vec::new();
    }
    let mut finder = Finder {
        text,
        skipper: Skipper::new(text),
        found: Vec::new(),
    };
    finder.run();
    finder.found
}

/// The formula as TeX: what was found, without the marks of a quote at the beginning of its lines.
pub fn formula<'a>(text: &'a str, found: &Found) -> Cow<'a, str> {
    let inner = text.get(found.inner.clone()).unwrap_or_default();
    if !found.is_block || !inner.contains('>') {
        return Cow::Borrowed(inner);
    }
    let depth = skip::quote_depth(skip::line_at(text, found.start));
    let lines = inner.split('\n').enumerate();
    // The first line begins behind its marks already.
    let bare = lines.map(|(number, line)| {
        if number == 0 {
            line
        } else {
            skip::without_quote(line, depth)
        }
    });
    Cow::Owned(bare.collect::<Vec<_>>().join("\n"))
}

struct Finder<'a> {
    text: &'a str,
    skipper: Skipper<'a>,
    found: Vec<Found>,
}

impl Finder<'_> {
    fn run(&mut self) {
        let mut at = 0;
        while at < self.text.len() {
            let line = skip::line_end(self.text, at);
            let next = line.next;
            at = match self.fence(at, line.end) {
                Some(after) => after,
                None => {
                    if let Some(from) = self.skipper.text_of_line(at, line.end) {
                        self.line(at, from, line.end);
                    }
                    next
                }
            };
        }
    }

    /// A formula on lines of its own that opens on the line from `at` to `end`: where the line after it begins.
    fn fence(&mut self, at: usize, end: usize) -> Option<usize> {
        let open = &self.text[at..end];
        if self.skipper.is_inside(at) || self.skipper.is_in_code() || !is_fence(open) {
            return None;
        }
        let depth = skip::quote_depth(open);
        let first = skip::line_end(self.text, at).next;
        let mut from = first;
        while from < self.text.len() {
            let line = skip::line_end(self.text, from);
            let written = &self.text[from..line.end];
            if skip::quote_depth(written) < depth {
                return None;
            }
            if is_fence(written) {
                let dollars = |line: &str, from: usize| from + line.find('$').unwrap_or_default();
                let (start, close) = (dollars(open, at), dollars(written, from));
                let inner = first + (self.text[first..].len() - skip::without_quote(&self.text[first..], depth).len());
                self.found.push(Found {
                    start,
                    end: close + 2,
                    inner: skip::trimmed(self.text, inner.min(from)..from),
                    is_display: true,
                    is_block: true,
                });
                self.skipper.leave_block();
                return Some(line.next);
            }
            from = line.next;
        }
        None
    }

    /// The formulas in one line of text, of which what lies before `from` is not to be looked at.
    fn line(&mut self, line: usize, from: usize, end: usize) {
        let mut at = from;
        while let Some(dollar) = self.skipper.next_dollar(at, end) {
            let count = run(self.text, dollar, end);
            let found = (count <= 2).then(|| self.inline(line, dollar, count, end)).flatten();
            at = match found {
                Some(found) => {
                    let after = found.end;
                    self.found.push(found);
                    after
                }
                None => dollar + count,
            };
        }
    }

    fn inline(&self, line: usize, open: usize, count: usize, end: usize) -> Option<Found> {
        let text = self.text;
        let from = open + count;
        let close = closing(text, from, count, end)?;
        let after = close + count;
        let inner = skip::trimmed(text, from..close);
        let written = &text[inner.clone()];
        let before_open = text[line..open].chars().next_back();
        let is_spaced = inner.start > from && inner.end < close;
        let is_tight = inner == (from..close);
        // CommonMark 6.2 for `_`, as Markdig uses it: with no white space inside, a mark may stand where no letter and
        // no digit is on its other side. Behind the closing one no variable's name begins either: `$_`, `$(`, `${`.
        let next = text[after..end].chars().next();
        let outside_fits = !is_word(before_open) && !is_word(next) && !matches!(next, Some('_' | '(' | '{'));
        if written.is_empty() || !outside_fits {
            return None;
        }
        let is_whole = is_spaced && skip::is_whole_paragraph(text, line, open..after, end);
        let fits = if is_whole {
            !written.starts_with(|c: char| c.is_ascii_digit()) && !written.contains('`')
        } else {
            (is_tight || is_spaced && count == 2) && is_formula(written, skip::is_table_row(&text[line..end]))
        };
        fits.then_some(Found {
            start: open,
            end: after,
            inner,
            is_display: count == 2,
            is_block: false,
        })
    }
}

/// How many dollars stand at `at`.
fn run(text: &str, at: usize, end: usize) -> usize {
    let dollars = text.as_bytes()[at..end].iter();
    dollars.take_while(|byte| **byte == b'$').count()
}

/// Where the `count` dollars begin that close what opened before `from`, in the same line. One dollar is closed by
/// the next one or not at all.
fn closing(text: &str, from: usize, count: usize, end: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < end {
        at += memchr::memchr2(b'$', b'\\', &bytes[at..end])?;
        if bytes[at] == b'\\' {
            at += 2;
            continue;
        }
        let length = run(text, at, end);
        if length == count {
            return Some(at);
        }
        if count == 1 {
            return None;
        }
        at += length;
    }
    None
}

/// `$$` alone on its line, in a quote or not.
fn is_fence(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t', '>']);
    line.trim_end() == "$$"
}

fn is_word(c: Option<char>) -> bool {
    c.is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests;
