//! The table that is kept, and the reasons for what fails.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::case::{Case, Tier};
use super::verdict::Verdict;

/// Of two versions of DocFX that want different things of one input, one is met.
pub const RIVAL: Verdict = Verdict::OutOfScope("another version of DocFX is followed");

/// Passed, failed, out of scope.
type Counts = [usize; 3];

/// The table, as a page of Markdown.
pub fn table(ran: &[(&Case, Verdict)], reasons: &BTreeMap<String, String>) -> String {
    let mut by_extension: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut by_tier: BTreeMap<Tier, Counts> = BTreeMap::new();
    for (case, verdict) in ran {
        let place = match verdict {
            Verdict::Passed => 0,
            Verdict::Failed(_) | Verdict::Panicked(_) => 1,
            Verdict::OutOfScope(_) => 2,
        };
        by_extension.entry(&case.extension).or_default()[place] += 1;
        by_tier.entry(case.tier).or_default()[place] += 1;
    }
    let mut out = String::from(
        "# Conformance to the Learn dialect\n\n\
         Generated; `STEGVIS_BLESS=1 cargo test --test it conformance` writes it anew.\n\n\
         | Tier | Passed | Failed | Out of scope | Passed of those in scope |\n|---|--:|--:|--:|--:|\n",
    );
    for (tier, [passed, failed, out_of_scope]) in &by_tier {
        let share = match passed + failed {
            0 => String::new(),
            all => format!("{:.1} %", 100.0 * *passed as f64 / all as f64),
        };
        _ = writeln!(
            out,
            "| {} | {passed} | {failed} | {out_of_scope} | {share} |",
            tier.name()
        );
    }
    for (tier, [passed, failed, _]) in &by_tier {
        let is_rival = |ran: &&(&Case, Verdict)| ran.0.tier == *tier && ran.1 == RIVAL;
        let rivals = ran.iter().filter(is_rival).count();
        if rivals > 0 {
            let all = passed + failed + rivals;
            _ = writeln!(
                out,
                "\n{rivals} {} cases want what another version of DocFX does not, and that one is followed; counted as \
                 failures, they leave {passed} of {all}, {:.1} %.",
                tier.name(),
                100.0 * *passed as f64 / all as f64
            );
        }
    }
    out.push_str("\n| Extension | Passed | Failed | Out of scope |\n|---|--:|--:|--:|\n");
    for (extension, [passed, failed, out_of_scope]) in &by_extension {
        _ = writeln!(out, "| {extension} | {passed} | {failed} | {out_of_scope} |");
    }
    out.push_str("\n## What fails, and why\n\n");
    let mut failing: Vec<_> = ran
        .iter()
        .filter(|(_, verdict)| matches!(verdict, Verdict::Failed(_)))
        .collect();
    failing.sort_by_key(|(case, _)| (&case.extension, case.tier, &case.id));
    for (case, _) in failing {
        let reason = reasons.get(&case.id).map_or("no reason is known", String::as_str);
        _ = writeln!(
            out,
            "- {} ({}) `{}`: {reason}",
            case.extension,
            case.tier.name(),
            case.id
        );
    }
    out
}

/// Reads the reasons: a heading is a reason, and the list below it holds the cases that fail for it.
pub fn reasons(text: &str) -> BTreeMap<String, String> {
    let mut reasons = BTreeMap::new();
    let mut reason = "";
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            reason = heading.trim();
        } else if let Some(id) = line.strip_prefix("- ") {
            let before = reasons.insert(id.trim().trim_matches('`').to_owned(), reason.to_owned());
            assert_eq!(before, None, "two reasons for {id}");
        }
    }
    reasons
}

/// The reasons without those for cases that do not fail any more, and without headings that have lost all their cases.
pub fn fresh_reasons(text: &str, ran: &[(&Case, Verdict)]) -> String {
    let failing = failing(ran);
    let is_kept = |line: &&str| match line.strip_prefix("- ") {
        Some(id) => failing.contains(id.trim().trim_matches('`')),
        None => true,
    };
    let mut parts = text.split("\n## ");
    let mut out = parts.next().unwrap_or_default().trim_end().to_owned();
    for part in parts {
        let lines: Vec<&str> = part.trim_end().lines().filter(is_kept).collect();
        if lines.iter().any(|line| line.starts_with("- ")) {
            out.push_str("\n\n## ");
            out.push_str(&lines.join("\n"));
        }
    }
    out.push('\n');
    out
}

fn failing<'a>(ran: &[(&'a Case, Verdict)]) -> BTreeSet<&'a str> {
    let failing = ran.iter().filter(|(_, verdict)| matches!(verdict, Verdict::Failed(_)));
    failing.map(|(case, _)| case.id.as_str()).collect()
}

/// What is wrong with the reasons: a failing case without one, one for a case that does not fail.
pub fn misfits(ran: &[(&Case, Verdict)], reasons: &BTreeMap<String, String>) -> Vec<String> {
    let failing = failing(ran);
    let without = failing.iter().filter(|id| !reasons.contains_key(**id));
    let stale = reasons.keys().filter(|id| !failing.contains(id.as_str()));
    without
        .map(|id| format!("`{id}` fails, and reasons.md does not say why"))
        .chain(stale.map(|id| format!("`{id}` does not fail, and reasons.md gives a reason: take it out")))
        .collect()
}

/// How many pass, by tier, in a table that was written.
pub fn passed(table: &str) -> BTreeMap<String, usize> {
    let rows = table.lines().filter_map(|line| {
        let mut cells = line.split('|').map(str::trim).skip(1);
        Some((cells.next()?.to_owned(), cells.next()?.parse().ok()?))
    });
    rows.collect()
}

mod tests {
    use super::*;

    const REASONS: &str = "# Why\n\nWords.\n\n## Not yet\n\n- `a`\n- `b`\n\n## Never\n\n- `c`\n";

    fn case(id: &str) -> Case {
        let text = format!(
            r#"[{{"id": "{id}", "extension": "x", "kind": "site", "tier": "core", "markdown": "", "file_path": "a.md", "expected_html": null}}]"#
        );
        super::super::case::read(&text).remove(0)
    }

    #[test]
    fn a_failing_case_needs_a_reason_and_no_other_has_one() {
        let cases = ["a", "b", "c", "d"].map(case);
        let verdicts = [
            Verdict::Passed,
            Verdict::Failed("x".into()),
            Verdict::OutOfScope("x"),
            Verdict::Failed("x".into()),
        ];
        let ran: Vec<_> = cases.iter().zip(verdicts).collect();
        assert_eq!(
            misfits(&ran, &reasons(REASONS)),
            [
                "`d` fails, and reasons.md does not say why",
                "`a` does not fail, and reasons.md gives a reason: take it out",
                "`c` does not fail, and reasons.md gives a reason: take it out",
            ]
        );
        assert_eq!(fresh_reasons(REASONS, &ran), "# Why\n\nWords.\n\n## Not yet\n\n- `b`\n");
        let table = table(&ran, &reasons(REASONS));
        assert!(table.contains("| core | 1 | 2 | 1 | 33.3 % |"), "{table}");
        assert!(table.contains("- x (core) `b`: Not yet\n"), "{table}");
        assert_eq!(
            passed(&table),
            BTreeMap::from([("core".to_owned(), 1), ("x".to_owned(), 1)])
        );
    }
}
