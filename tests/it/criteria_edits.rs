//! Whatever is edited on pages of criteria and on steps, what is taken over of the graph gives what a build from nothing
//! gives: every output, byte for byte, and every finding.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use stegvis::base::DocPath;
use stegvis::build::{Change, Options, Request, Shown, SiteFolder};
use stegvis::model::OutputBody;
use stegvis::render::Frame;
use stegvis::source::disk;

use crate::site::Site;

/// Numbers that look random, and are the same for a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }

    /// Once in `times`.
    fn is(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

const IDS: [&str; 4] = ["crit-lamp", "crit-rope", "crit-shared", "crit-bell"];
const OTHER: &str = "crit-lampa";

/// A page of criteria: as it is in the source but for what the dice change, seldom which there are.
fn goals(dice: &mut Dice, is_source: bool) -> String {
    let mut text = String::from("# Goals\n\n");
    for _ in 0..dice.below(3) {
        text += dice.of(&[
            "Before them all.\n\n",
            "[Home](index.md)\n\n",
            "## A word before\n\nIt is said.\n\n",
        ]);
    }
    let mut ids = vec!["crit-lamp", "crit-rope"];
    if dice.is(12) {
        ids.swap(0, 1);
    }
    if dice.is(12) {
        ids.pop();
    }
    for id in ids {
        let id = if dice.is(25) { dice.of(&IDS) } else { id };
        // A translation may call a criterion otherwise, and its own pages link to it by that name.
        let id = if !is_source && dice.is(3) { OTHER } else { id };
        let class = dice.of(&["Required", "Required", "Optional", "Required for boats"]);
        let class = if is_source {
            class
        } else {
            dice.of(&["Krävs", "Krävs", "Valfritt"])
        };
        if !dice.is(15) {
            text += &format!("## <a name=\"{id}\"></a>{class}: it holds\n\n");
        } else {
            text += &format!("## {class}: it holds\n\n");
        }
        let step = dice.of(&[
            "steps/one.md",
            "steps/one.md",
            "steps/two.md",
            "steps/none.md",
            "steps/one.md#over",
        ]);
        text += &format!(
            "If need be, [{}]({step}) tells how.\n\n",
            dice.of(&["Step 1", "Step 2", "it"])
        );
        if dice.is(2) {
            text += "### How to test\n\n";
            for number in 1..=1 + dice.below(2) {
                text += &format!("{number}. {} at it.\n", dice.of(&["Look", "Pull", "Knock"]));
            }
            text.push('\n');
        }
    }
    text + "[!INCLUDE [shared](includes/shared.md)]\n"
}

fn step(dice: &mut Dice, number: usize) -> String {
    let number = if dice.is(15) { 7 } else { number };
    let mut text = format!(
        "# Step {number}: {}\n\n",
        dice.of(&["Hang the lamp", "Hang the lamp", "Tie the rope"])
    );
    text += dice.of(&["", "", "Some words.\n\n", "## Over {#over}\n\nMore words.\n\n"]);
    for _ in 0..dice.below(4) {
        let id = if dice.is(5) { "crit-lapm" } else { dice.of(&IDS) };
        let id = if dice.is(4) { OTHER } else { id };
        let page = dice.of(&[
            "../goals.md",
            "../goals.md",
            "../goals.md",
            "../more.md",
            "../none.md",
            "https://example.com/",
        ]);
        text += &format!("- [{}]({page}#{id})\n", dice.of(&["goal", "other"]));
    }
    text + dice.of(&[
        "",
        "\n[up](../goals.md#a-word-before)\n",
        "\n[up](../goals.md#required-it-holds)\n",
    ])
}

/// A file and its next text.
fn edit(dice: &mut Dice) -> (String, String) {
    let locale = dice.of(&["en", "en", "en", "sv", "sv", "nl"]);
    match dice.below(10) {
        0..4 => (format!("content/{locale}/goals.md"), goals(dice, locale == "en")),
        4 => {
            let locale = dice.of(&["en", "sv"]);
            let id = if dice.is(8) { "crit-bell" } else { "crit-shared" };
            let text = format!(
                "## Required: shared {{#{id}}}\n\n{}\n",
                dice.of(&[
                    "It is.",
                    "It was, see [Step 2](../steps/two.md).",
                    "So be it.\n\n- [ ] done"
                ])
            );
            (format!("content/{locale}/includes/shared.md"), text)
        }
        5 => {
            let text = dice.of(&[
                "# More\n\n[!INCLUDE [s](includes/shared.md)]\n",
                "# More\n\nNothing else.\n",
            ]);
            (format!("content/{locale}/more.md"), text.to_owned())
        }
        n => {
            let (name, number) = if n % 2 == 0 { ("one", 1) } else { ("two", 2) };
            (format!("content/{locale}/steps/{name}.md"), step(dice, number))
        }
    }
}

fn folder(site: &Site) -> Arc<SiteFolder> {
    let request = Request {
        root: site.root().canonicalize().expect("the site's folder"),
        ..Request::default()
    };
    Arc::new(SiteFolder::find(&request).expect("a site"))
}

fn options() -> Options {
    Options {
        frame: Frame {
            drafts: true,
            ..Frame::default()
        },
        ..Options::default()
    }
}

fn all(shown: &Shown) -> BTreeMap<DocPath, Vec<u8>> {
    let made = |path: DocPath| {
        let bytes = shown.with_output(&path, |output| match &output.body {
            OutputBody::Render(render) => {
                render(&output.key).map_or_else(String::into_bytes, |bytes| bytes.into_owned())
            }
            OutputBody::Copy(place) => place.to_string_lossy().into_owned().into_bytes(),
        });
        (path, bytes.expect("an output at each place"))
    };
    shown.paths().into_iter().map(made).collect()
}

#[test]
fn edits_of_criteria_and_steps_give_what_a_build_from_nothing_gives() {
    let clock = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock");
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seed = number("STEGVIS_SEED").unwrap_or(clock.as_nanos() as u64);
    let mut dice = Dice(seed);
    let mut site = Site::small().page("en/more.md", "# More\n").page(
        "en/includes/shared.md",
        "## Required: shared {#crit-shared}\n\nIt is.\n",
    );
    for (path, number) in [("steps/one.md", 1), ("steps/two.md", 2)] {
        site = site.page(&format!("en/{path}"), &step(&mut dice, number));
    }
    for locale in ["en", "sv"] {
        site = site.page(&format!("{locale}/goals.md"), &goals(&mut dice, locale == "en"));
    }
    let folder = folder(&site);
    let mut shown = Shown::new(&folder, &options(), Arc::new(disk::read(&folder.plan)), None);
    let mut kept = 0;
    let rounds = number("STEGVIS_ROUNDS").unwrap_or(80);
    for round in 0..rounds {
        let (path, text) = edit(&mut dice);
        let place = site.root().join(&path);
        std::fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
        std::fs::write(&place, &text).expect("the file can be written");
        let snapshot = Arc::new(disk::read(&folder.plan));
        let next = Shown::after(
            &shown,
            &folder,
            snapshot.clone(),
            &Change::between(&shown.snapshot, &snapshot),
        );
        let clean = Shown::new(&folder, &options(), snapshot, None);
        let what = format!("seed {seed}, round {round}, after {path}:\n{text}");
        assert!(*next.site.criteria == *clean.site.criteria, "{what}");
        assert!(*next.site.checklists == *clean.site.checklists, "{what}");
        let (over, files) = (all(&next), all(&clean));
        let names = files.keys().chain(over.keys());
        let unequal: Vec<&DocPath> = names.filter(|name| files.get(*name) != over.get(*name)).collect();
        assert!(unequal.is_empty(), "{what}\n{unequal:?}");
        assert_eq!(next.check(), clean.check(), "{what}");
        kept += usize::from(Arc::ptr_eq(&next.site.criteria, &shown.site.criteria));
        shown = next;
    }
    println!("{kept} of {rounds} edits left the criteria what they were");
}
