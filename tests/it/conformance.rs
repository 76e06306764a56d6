//! The cases that upstream tests its own engines with, run against ours: what passes is kept in a table, so that nothing
//! that passed fails one day, and what fails has a reason.
//!
//! The cases are not part of the project: without them the test says so and passes. `STEGVIS_BLESS=1` writes the table
//! anew and takes out reasons for what passes now; `STEGVIS_CASE=id` shows one case, and every run leaves all that failed in `target/tmp/conformance.txt`.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use case::Case;
use verdict::Verdict;

mod case;
mod dom;
mod errors;
mod links;
mod table;
mod validation;
mod verdict;

fn cases() -> Option<Vec<Case>> {
    let text = fs::read_to_string(super::site::shared("docfx")?.join("cases.json")).ok();
    if text.is_none() {
        println!("skipped: no data");
    }
    Some(case::read(&text?))
}

fn kept(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/conformance")
        .join(name)
}

#[test]
fn the_learn_dialect() {
    let Some(cases) = cases() else { return };
    let ran: Vec<(&Case, Verdict)> = cases.par_iter().map(|case| (case, verdict::verdict(case))).collect();
    let ran = without_rivals(ran);
    leave(&ran);
    show_one(&ran);
    let panics: Vec<_> = ran
        .iter()
        .filter(|(_, verdict)| matches!(verdict, Verdict::Panicked(_)))
        .collect();
    assert!(panics.is_empty(), "{panics:#?}");

    let blesses = std::env::var_os("STEGVIS_BLESS").is_some();
    let mut reasons = fs::read_to_string(kept("reasons.md"))
        .unwrap_or_default()
        .replace("\r\n", "\n");
    if blesses {
        reasons = table::fresh_reasons(&reasons, &ran);
        fs::write(kept("reasons.md"), &reasons).expect("the reasons can be written");
    }
    let reasons = table::reasons(&reasons);
    let table = table::table(&ran, &reasons);
    let before = fs::read_to_string(kept("table.md"))
        .unwrap_or_default()
        .replace("\r\n", "\n");
    if blesses {
        fs::write(kept("table.md"), &table).expect("the table can be written");
    } else if table != before {
        let (was, is) = (table::passed(&before), table::passed(&table));
        let worse: Vec<_> = was
            .iter()
            .filter(|(name, count)| is.get(*name).unwrap_or(&0) < count)
            .collect();
        assert!(worse.is_empty(), "fewer cases pass than did: {worse:?}\n{table}");
        panic!("the table is stale: look at it, and run `STEGVIS_BLESS=1 cargo test --test it conformance`\n{table}");
    }
    let misfits = table::misfits(&ran, &reasons);
    assert!(misfits.is_empty(), "\n{}", misfits.join("\n"));
}

/// Where two versions of DocFX want different things of one input, one of them is met, and the other is out of scope.
fn without_rivals(ran: Vec<(&Case, Verdict)>) -> Vec<(&Case, Verdict)> {
    let passed: Vec<&str> = ran
        .iter()
        .filter(|(_, verdict)| *verdict == Verdict::Passed)
        .map(|(case, _)| case.id.as_str())
        .collect();
    let is_met = |case: &Case| case.conflicts_with.iter().any(|other| passed.contains(&other.as_str()));
    let judged = ran.iter().map(|(case, verdict)| match verdict {
        Verdict::Failed(_) if is_met(case) => (*case, table::RIVAL),
        verdict => (*case, verdict.clone()),
    });
    judged.collect()
}

/// What failed, in full, for those who mend it.
fn leave(ran: &[(&Case, Verdict)]) {
    let mut all = String::new();
    for (case, verdict) in ran {
        if let Verdict::Failed(why) = verdict {
            _ = writeln!(all, "== {}\n{}\n", case.id, shown(case, why));
        }
    }
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance.txt");
    fs::write(place, all).expect("the report can be written");
}

fn shown(case: &Case, why: &str) -> String {
    let mut files = format!("-- {}\n{}\n", case.file_path, case.markdown);
    for (path, text) in &case.extra_files {
        let start: String = text.chars().take(400).collect();
        _ = writeln!(files, "-- {path}\n{start}");
    }
    format!("{files}-- wrong\n{why}")
}

fn show_one(ran: &[(&Case, Verdict)]) {
    let Ok(wanted) = std::env::var("STEGVIS_CASE") else {
        return;
    };
    for (case, verdict) in ran.iter().filter(|(case, _)| case.id == wanted) {
        match verdict {
            Verdict::Failed(why) => println!("{}", shown(case, why)),
            verdict => println!("{}: {verdict:?}", case.id),
        }
    }
}
