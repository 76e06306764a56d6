//! Side-by-side spans: a translation and the source it was made from, in one file. They are taken apart before
//! Markdown is read: the target is the page, the source goes to [`Pair`] and is never slug, title, toc or text.
//!
//! The form is perfectly regular in 275,000 real pairs:
//! `<span data-ttu-id="h5-NNN">target</span><span class="sxs-lookup"><span data-stu-id="h5-NNN">source</span></span>`

use std::ops::Range;

use super::cut;
use crate::base::Span;
use crate::model::{Document, Pair, Text};

const OPEN: &str = "<span data-ttu-id=\"";
const MIDDLE: &str = "</span><span class=\"sxs-lookup\"><span data-stu-id=\"";
const CLOSE: &str = "</span></span>";

/// The pairs behind byte `body`.
pub fn find(file: &str, body: usize) -> Vec<Raw> {
    let mut found = Vec::new();
    let Some(first) = memchr::memmem::find(&file.as_bytes()[body.min(file.len())..], OPEN.as_bytes()) else {
        return found;
    };
    let last_close = file.rfind(CLOSE).unwrap_or(0);
    let mut at = body + first;
    while let Some(start) = file[at..].find(OPEN).map(|offset| at + offset) {
        match read_pair(file, start, last_close) {
            Some(pair) => {
                at = pair.end;
                found.push(pair);
            }
            None => at = start + OPEN.len(),
        }
    }
    found
}

/// A pair's parts, as ranges of the file.
pub struct Raw {
    start: usize,
    id: Range<usize>,
    target: Range<usize>,
    source: Range<usize>,
    end: usize,
}

/// `last_close` spares a search for a close that is not there: a file of pairs without one is not quadratic.
fn read_pair(file: &str, start: usize, last_close: usize) -> Option<Raw> {
    let id_start = start + OPEN.len();
    let id = id_start..id_start + file[id_start..].find('"')?;
    let target_start = id.end + file[id.end..].strip_prefix("\">").map(|_| 2)?;
    // Where the next pair begins first, this one lacks its source.
    let next = file[target_start..]
        .find(OPEN)
        .map_or(file.len(), |offset| target_start + offset);
    let middle = target_start + file[target_start..next].find(MIDDLE)?;
    let target = target_start..middle;
    let second_id = middle + MIDDLE.len();
    let source_start = second_id
        + file[second_id..]
            .strip_prefix(&file[id.clone()])?
            .strip_prefix("\">")
            .map(|_| id.len() + 2)?;
    if source_start > last_close {
        return None;
    }
    let source = source_start..source_start + file[source_start..].find(CLOSE)?;
    Some(Raw {
        start,
        id,
        target,
        end: source.end + CLOSE.len(),
        source,
    })
}

impl Raw {
    /// What of the file is not the page.
    pub fn cuts(&self) -> [Range<usize>; 2] {
        [self.start..self.target.start, self.target.end..self.end]
    }
}

/// Keeps the pairs with a text that they were cut out of.
pub fn keep(mut text: Text, found: &[Raw]) -> (Text, Vec<Pair>) {
    let file = text.file.clone();
    let pair = |raw: &Raw| Pair {
        id: text.keep(&file[raw.id.clone()]),
        target: Span::new(
            cut::in_parsed(&text, raw.target.start),
            cut::in_parsed(&text, raw.target.end),
        ),
        source: text.keep(&file[raw.source.clone()]),
    };
    let pairs = found.iter().map(pair).collect();
    (text, pairs)
}

/// The text that a bilingual document was translated from: what was parsed, with each source in the place of its target.
/// What stands outside the pairs, such as links and anchors, is in both languages.
pub fn source_text(document: &Document) -> String {
    let parsed = &document.text.parsed;
    let mut source = String::with_capacity(parsed.len());
    let mut at = 0;
    for pair in &document.pairs {
        let Some(between) = parsed.get(at..pair.target.start as usize) else {
            continue;
        };
        source.push_str(between);
        source.push_str(document.str(pair.source));
        at = pair.target.end as usize;
    }
    source.push_str(parsed.get(at..).unwrap_or_default());
    source
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::document_of;

    fn pair(id: &str, target: &str, source: &str) -> String {
        format!(
            "<span data-ttu-id=\"{id}\">{target}</span><span class=\"sxs-lookup\"><span data-stu-id=\"{id}\">{source}</span></span>"
        )
    }

    #[test]
    fn the_target_is_the_page_and_the_source_is_kept() {
        let text = format!(
            "# <a name=\"x\"></a>{}\n\n- [{}](p.md) end\n",
            pair("a-1", "Stap *één*", "Step *one*"),
            pair("a-2", "naar", "to")
        );
        let (document, found) = document_of(&text);
        assert!(found.is_empty(), "{found:?}");
        assert_eq!(document.str(document.headings[0].text), "Stap één");
        assert_eq!(document.str(document.pairs[0].source), "Step *one*");
        assert_eq!(document.str(document.pairs[1].id), "a-2");
        let link = document.text.in_file(document.links[0].span);
        assert!(text[link.range()].starts_with("[<span") && text[link.range()].ends_with("(p.md)"));
    }

    #[test]
    fn the_source_is_put_together_again() {
        let text = format!(
            "---\na: b\n---\n# {} `c`\n\n{}\n",
            pair("1", "Stap *å*", "Step *a*"),
            pair("2", "op", "on")
        );
        let (document, _) = document_of(&text);
        assert_eq!(source_text(&document), "---\na: b\n---\n# Step *a* `c`\n\non\n");
        assert_eq!(source_text(&document_of("# plain\n").0), "# plain\n");
    }

    #[test]
    fn half_a_pair_is_left_alone() {
        for text in [
            "<span data-ttu-id=\"a\">x".to_string(),
            format!("<span data-ttu-id=\"a\">x {}", pair("b", "y", "z")),
            pair("a", "x", "y").replace("stu-id=\"a\"", "stu-id=\"b\""),
        ] {
            let (document, _) = document_of(&text);
            assert!(document.pairs.len() <= 1);
        }
    }

    proptest::proptest! {
        #[test]
        fn never_fails_and_places_stay_in_the_file(parts in proptest::collection::vec(0usize..7, 0..12)) {
            let words = [OPEN, MIDDLE, CLOSE, "a\">", "é", "\n\n", "# <b>"];
            let text: String = parts.iter().map(|&i| words[i]).collect();
            let (document, _) = document_of(&text);
            for node in &document.nodes {
                let span = document.text.in_file(node.span);
                proptest::prop_assert!(span.end as usize <= text.len());
            }
        }
    }
}
