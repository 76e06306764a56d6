//! A clean site, broken in hundreds of known ways: each fault is found at its file and line, and nothing else is said.
//!
//! The faults are edits of text on disk, and what they must lead to is worked out from the text as well. Nothing here
//! asks the library; the program runs on the broken site and is read through its JSON form. Every run draws other
//! faults: `STEGVIS_SEED` repeats one, and `STEGVIS_FAULTS` draws more.

pub mod draw;
mod faults;
mod text;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use assert_cmd::cargo::CommandCargoExt as _;

use draw::Random;
use text::Text;

/// How many faults are drawn.
const FAULTS: usize = 400;

/// A rule, a file below the site, and a line.
type Finding = (String, String, usize);

/// One way in which the site is broken.
#[derive(Clone, Debug)]
pub struct Fault {
    /// What was done, for people.
    name: String,
    /// Files as they are on the broken site; `None` for one that is gone.
    files: BTreeMap<String, Option<Vec<u8>>>,
    /// All that must be found.
    expected: Vec<Finding>,
    /// The site's translations were accepted before it was broken.
    is_accepted: bool,
}

#[test]
fn the_clean_site_is_clean() {
    assert_eq!(Copy::new().findings(), []);
    assert_eq!(Copy::accepted().findings(), []);
}

#[test]
fn each_fault_is_found_where_it_is_and_nothing_else() {
    let seed = number("STEGVIS_SEED").unwrap_or_else(clock);
    let mut random = Random::new(seed);
    let clean = Text::read(&clean());
    let drawn = draw::draw(
        &clean,
        number("STEGVIS_FAULTS").map_or(FAULTS, |n| n as usize),
        &mut random,
    );
    let at_once = std::thread::available_parallelism().map_or(2, |n| n.get());
    let share = drawn.len().div_ceil(at_once);
    let mut wrong: Vec<String> = std::thread::scope(|scope| {
        let shares: Vec<_> = drawn.chunks(share).map(|share| scope.spawn(|| judge(share))).collect();
        shares
            .into_iter()
            .flat_map(|share| share.join().expect("no panic"))
            .collect()
    });
    let kinds: std::collections::BTreeSet<&str> = drawn.iter().flat_map(rules_of).collect();
    println!(
        "seed {seed}: {} faults, {} rules, {} not as expected",
        drawn.len(),
        kinds.len(),
        wrong.len()
    );
    wrong.sort();
    assert!(
        wrong.is_empty(),
        "STEGVIS_SEED={seed}: {} of {} faults\n{}",
        wrong.len(),
        drawn.len(),
        wrong.join("\n")
    );
}

fn rules_of(fault: &Fault) -> impl Iterator<Item = &str> {
    fault.expected.iter().map(|(rule, ..)| rule.as_str())
}

/// What was not as expected of some faults, tried one after the other on a site of their own.
fn judge(faults: &[Fault]) -> Vec<String> {
    let sites = [Copy::new(), Copy::accepted()];
    let judged = faults.iter().filter_map(|fault| {
        let site = &sites[usize::from(fault.is_accepted)];
        site.break_by(fault);
        let found = site.findings();
        site.mend(fault);
        let mut expected = fault.expected.clone();
        expected.sort();
        expected.dedup();
        (found != expected).then(|| {
            let list = |all: &[Finding]| {
                let lines = all
                    .iter()
                    .map(|(rule, file, line)| format!("\n      {file}:{line} {rule}"));
                lines.collect::<String>()
            };
            format!(
                "  {}\n    expected{}\n    found{}",
                fault.name,
                list(&expected),
                list(&found)
            )
        })
    });
    judged.collect()
}

/// Where the clean site lies.
fn clean() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/proven")
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn clock() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(1, |now| now.as_nanos() as u64)
}

/// A copy of the site that may be broken.
struct Copy {
    folder: tempfile::TempDir,
}

impl Copy {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (path, bytes) in super::site::files(&clean()) {
            put(&folder.path().join(path), &bytes);
        }
        Self { folder }
    }

    /// A copy whose translations say what their source says, as `stegvis accept` writes it down.
    fn accepted() -> Self {
        let copy = Self::new();
        let mut program = Command::cargo_bin("stegvis").expect("the program was built");
        let output = program
            // The locks of checklists have tests of their own, and would be behind their source too.
            .args(["accept", "--locale", "sv", "--locale", "nl", "--locale", "fr", "--root"])
            .arg(copy.folder.path())
            .output()
            .expect("the program runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        copy
    }

    fn break_by(&self, fault: &Fault) {
        for (path, bytes) in &fault.files {
            let place = self.folder.path().join(path);
            match bytes {
                Some(bytes) => put(&place, bytes),
                None => fs::remove_file(&place).expect("the file can go"),
            }
        }
    }

    fn mend(&self, fault: &Fault) {
        for path in fault.files.keys() {
            let place = self.folder.path().join(path);
            match fs::read(clean().join(path)) {
                Ok(bytes) => put(&place, &bytes),
                Err(_) => fs::remove_file(&place).expect("the file can go"),
            }
        }
    }

    /// What the program says, sorted.
    fn findings(&self) -> Vec<Finding> {
        let mut program = Command::cargo_bin("stegvis").expect("the program was built");
        let output = program
            .arg("check")
            .arg(self.folder.path())
            .args(["--format", "json"])
            .output();
        let output = output.expect("the program runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            matches!(output.status.code(), Some(0 | 1)),
            "{:?} {said}",
            output.status
        );
        let lines = String::from_utf8(output.stdout).expect("JSON is UTF-8");
        let mut found: Vec<Finding> = lines.lines().map(finding).collect();
        found.sort();
        found.dedup();
        found
    }
}

fn finding(line: &str) -> Finding {
    let value: serde_json::Value = serde_json::from_str(line).expect("an object a line");
    let text = |key: &str| value[key].as_str().expect("a text").to_owned();
    let number = value["line"].as_u64().expect("a number");
    (text("rule"), text("file"), number as usize)
}

fn put(place: &Path, bytes: &[u8]) {
    fs::create_dir_all(place.parent().expect("a folder")).expect("the folder can be made");
    fs::write(place, bytes).expect("the file can be written");
}
