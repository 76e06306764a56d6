//! Builds that are cut short. What lies in the output folder is the whole old site or the whole new one, and the next
//! build clears away what is left beside it.

use std::collections::BTreeMap;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use super::site::{Site, files};

type Files = BTreeMap<String, Vec<u8>>;

const PAGES: usize = 150;

fn version(mut site: Site, word: &str) -> Site {
    for number in 0..PAGES {
        let text = format!(
            "# Page {number}\n\nIn version {word}. On to [the next](p{}.md).\n",
            (number + 1) % PAGES
        );
        site = site.page(&format!("en/p{number}.md"), &text);
    }
    site
}

/// The site in its second version while the first is published, and the files of both.
fn two_versions() -> (Site, Files, Files) {
    let site = version(Site::new(), "two");
    site.build().succeeds();
    let new = files(&site.out());
    let site = version(site, "one");
    site.build().succeeds();
    let old = files(&site.out());
    assert_ne!(old, new);
    (version(site, "two"), old, new)
}

fn start(site: &Site) -> Child {
    site.building(&[])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

/// How long a build takes that publishes the second version over the first, so that cuts fall into all of it.
fn time_of_a_build(site: &Site) -> Duration {
    let begin = Instant::now();
    start(site).wait().expect("it ends");
    begin.elapsed()
}

#[track_caller]
fn is_whole(site: &Site, old: &Files, new: &Files) -> bool {
    let now = files(&site.out());
    let is_new = now == *new;
    assert!(
        is_new || now == *old,
        "{} files, neither the old site nor the new one",
        now.len()
    );
    is_new
}

/// Cuts ten builds short by `cut`, each at another moment: early ones and late ones, and most while it publishes.
fn cut_short(cut: impl Fn(&mut Child)) {
    let (mut site, old, new) = two_versions();
    let whole = time_of_a_build(&site);
    let mut number = 0u32;
    for _ in 0..10 {
        site = version(site, "one");
        site.build().succeeds();
        assert_eq!(files(&site.out()), old);
        site = version(site, "two");
        let mut child = start(&site);
        // No two moments alike, and none a multiple of another: by the golden ratio.
        number += 1;
        let share = (f64::from(number) * 0.618_034).fract();
        std::thread::sleep(whole.mul_f64(0.2 + 0.85 * share));
        cut(&mut child);
        let _ = child.wait();
        is_whole(&site, &old, &new);
        site.build().succeeds();
        assert_eq!(files(&site.out()), new);
        assert_eq!(
            site.neighbours(),
            ["out", "site"],
            "the next build clears away what was left"
        );
    }
}

#[test]
fn killed_at_ten_moments() {
    cut_short(|child| {
        let _ = child.kill();
    });
}

#[cfg(unix)]
#[test]
fn interrupted_at_ten_moments() {
    cut_short(|child| {
        let id = child.id().to_string();
        let _ = std::process::Command::new("kill")
            .args(["-INT", &id])
            .stderr(Stdio::null())
            .status();
    });
}

/// The moments that no clock can hit: what the folders look like between two steps of an exchange.
#[test]
fn leftovers_of_every_step() {
    let (site, old, new) = two_versions();
    let (stage, aside) = (site.beside(".out.stegvis-new"), site.beside(".out.stegvis-old"));
    // A stage half filled.
    std::fs::create_dir_all(stage.join("en/p1")).unwrap();
    std::fs::write(stage.join("en/p1/index.html"), "half").unwrap();
    assert!(!is_whole(&site, &old, &new));
    site.build().succeeds();
    assert_eq!(
        (files(&site.out()) == new, site.neighbours()),
        (true, vec!["out".into(), "site".into()])
    );
    // The old site moved away, and nothing in its place.
    std::fs::rename(site.out(), &aside).unwrap();
    site.build().succeeds();
    assert_eq!(
        (files(&site.out()) == new, site.neighbours()),
        (true, vec!["out".into(), "site".into()])
    );
    // The new site in place, and the old one not yet removed.
    std::fs::create_dir_all(aside.join("en/gone")).unwrap();
    std::fs::write(aside.join("en/gone/index.html"), "old").unwrap();
    std::fs::write(site.beside(".out.stegvis-lock"), "").unwrap();
    version(site, "three").build().succeeds();
}
