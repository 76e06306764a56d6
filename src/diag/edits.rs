//! Which fixes are applied together, and what a text is with them. Pure: who writes the files is another matter.

use std::collections::BTreeMap;

use super::{Diagnostic, Fix};
use crate::base::DocPath;

/// The fixes to apply to each file at once, in the order of the file, each with its finding. Of two that overlap or touch,
/// the first is taken: what the other was meant for is no longer there, and the next look tells what is left of it.
pub fn choose(found: &[Diagnostic]) -> BTreeMap<&DocPath, Vec<(&Diagnostic, &Fix)>> {
    let mut files: BTreeMap<&DocPath, Vec<(&Diagnostic, &Fix)>> = BTreeMap::new();
    for diagnostic in found {
        if let Some(fix) = &diagnostic.fix {
            files.entry(&fix.file).or_default().push((diagnostic, fix));
        }
    }
    for fixes in files.values_mut() {
        fixes.sort_by_key(|(_, fix)| fix.span);
        let mut end = None;
        fixes.retain(|(_, fix)| {
            let is_free = end.is_none_or(|end| fix.span.start > end);
            if is_free {
                end = Some(fix.span.end);
            }
            is_free
        });
    }
    files
}

/// The text with these fixes, which are in order and do not overlap; all other bytes stay. A line break in a replacement
/// becomes that of the line it is put into. `None`: a place is none of the text.
pub fn apply<'a>(text: &str, fixes: impl Iterator<Item = &'a Fix>) -> Option<String> {
    let mut mended = String::with_capacity(text.len());
    let mut at = 0;
    for fix in fixes {
        let span = fix.span.range();
        text.get(span.clone())?;
        mended.push_str(text.get(at..span.start)?);
        match fix.replacement.contains('\n') {
            true => mended.push_str(&fix.replacement.replace('\n', line_end(text, span.end))),
            false => mended.push_str(&fix.replacement),
        }
        at = span.end;
    }
    mended.push_str(text.get(at..)?);
    Some(mended)
}

/// How the line that byte `at` lies in ends; of the last line, the one before it.
fn line_end(text: &str, at: usize) -> &'static str {
    let bytes = text.as_bytes();
    let behind = bytes.get(at..).and_then(|rest| memchr::memchr2(b'\n', b'\r', rest));
    let before = || memchr::memrchr2(b'\n', b'\r', bytes.get(..at)?);
    let found = behind.map(|offset| at + offset).or_else(before);
    let byte = |at: Option<usize>| at.and_then(|at| bytes.get(at));
    match (
        byte(found),
        byte(found.map(|at| at + 1)),
        byte(found.and_then(|at| at.checked_sub(1))),
    ) {
        (Some(b'\r'), Some(b'\n'), _) | (Some(b'\n'), _, Some(b'\r')) => "\r\n",
        (Some(b'\r'), ..) => "\r",
        _ => "\n",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Span;
    use crate::diag::{RuleInfo, Severity, Sink};
    use proptest::prelude::*;

    static RULE: RuleInfo = RuleInfo {
        id: "a-b",
        severity: Severity::Warning,
        summary: "",
        explain: "",
    };

    fn found(fixes: &[(usize, usize, &str)]) -> Vec<Diagnostic> {
        let mut sink = Sink::new(DocPath::new("a.md").unwrap());
        for (start, end, with) in fixes {
            sink.report(&RULE, Span::default(), "x")
                .fix(Span::new(*start, *end), *with);
        }
        sink.into_found()
    }

    fn mended(text: &str, fixes: &[(usize, usize, &str)]) -> String {
        let found = found(fixes);
        let chosen = choose(&found);
        let fixes = chosen.values().flatten().map(|(_, fix)| *fix);
        apply(text, fixes).expect("places in the text")
    }

    #[test]
    fn of_two_that_meet_the_first_is_taken() {
        assert_eq!(
            mended("abcdef", &[(3, 4, "D"), (0, 1, "A"), (0, 2, "x"), (1, 2, "B")]),
            "AbcDef"
        );
        assert_eq!(mended("abc", &[(1, 1, "1"), (1, 1, "2"), (1, 2, "3")]), "a1bc");
        assert_eq!(mended("abc", &[(3, 3, "d"), (0, 0, "_")]), "_abcd");
        // One finding told twice, as by two pages that include a file.
        assert_eq!(mended("abc", &[(0, 1, "x"), (0, 1, "x")]), "xbc");
    }

    #[test]
    fn a_line_break_is_that_of_the_line() {
        let fix = [(1, 1, "\n> ")];
        assert_eq!(mended("ab\r\nc\n", &fix), "a\r\n> b\r\nc\n");
        assert_eq!(mended("ab\rc\n", &fix), "a\r> b\rc\n");
        assert_eq!(mended("ab", &fix), "a\n> b");
        assert_eq!(mended("\r\nab", &[(3, 3, "\n")]), "\r\na\r\nb");
        assert_eq!(mended("x\rab", &[(3, 3, "\n")]), "x\ra\rb");
    }

    #[test]
    fn a_place_inside_a_character_is_none() {
        let found = found(&[(1, 2, "x")]);
        let fixes = found.iter().filter_map(|found| found.fix.as_ref());
        assert_eq!(apply("å", fixes), None);
    }

    proptest! {
        #[test]
        fn no_other_byte_changes(
            text in "[a-cå\u{feff}\r\n\u{0}]{0,30}",
            places in proptest::collection::vec((0usize..32, 0usize..4), 0..6),
        ) {
            let clamp = |at: usize| Span::at(at).clamped(&text).start as usize;
            let fixes: Vec<_> = places.iter().map(|(at, size)| (clamp(*at), clamp(at + size), "§")).collect();
            let all = found(&fixes);
            let chosen = choose(&all);
            let chosen: Vec<&Fix> = chosen.values().flatten().map(|(_, fix)| *fix).collect();
            prop_assert_eq!(chosen.is_empty(), fixes.is_empty());
            let mended = apply(&text, chosen.iter().copied()).expect("places in the text");
            // What lies between the replacements is what lay between the places.
            let mut at = 0;
            let mut kept = Vec::new();
            for fix in &chosen {
                prop_assert!(fix.span.start as usize >= at);
                kept.push(&text[at..fix.span.start as usize]);
                at = fix.span.end as usize;
            }
            kept.push(&text[at..]);
            prop_assert_eq!(mended.split('§').collect::<Vec<_>>(), kept);
        }
    }
}
