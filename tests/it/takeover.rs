//! Whatever is edited, a build that takes over what the one before knows gives what a build from nothing gives: every output, byte
//! for byte, and every finding.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use stegvis::base::DocPath;
use stegvis::build::{Build, Change, Checked, Engine, Options, Request, Shown, SiteFolder};
use stegvis::diag::Diagnostic;
use stegvis::model::{Output, OutputBody};
use stegvis::render::Frame;
use stegvis::source::disk;

use super::incremental;
use crate::site::Site;

/// Edits of what `incremental::EDITS` leaves out.
const MORE: [(&str, [&str; 2]); 16] = [
    (
        "content/en/toc.yml",
        [
            "- name: Two\n  href: steps/two.md#pull-it\n- name: One\n  href: steps/one.md\n",
            "- href: steps/two.md#nowhere\n- href: index.md\n",
        ],
    ),
    (
        "content/sv/toc.yml",
        [
            "- name: Två\n  href: steps/two.md#pull-it\n",
            "- href: steps/one.md#plug-it-in\n",
        ],
    ),
    (
        "content/en/steps/two.md",
        [
            "# Two\n\n## <a name=\"pull-it\"></a>Pull\n\nNow.\n",
            "# Two\n\n## <a name=\"pulled\"></a>Pull\n\nNow.\n",
        ],
    ),
    (
        "content/sv/steps/two.md",
        ["# Två\n\n## Dra\n\nNu.\n", "# Två\n\nNu.\n"],
    ),
    (
        "content/sv/translations.lock",
        ["garbage\n", "# Stegvis translations lock, version 1\n"],
    ),
    (
        "checklists.yml",
        [
            "- page: steps/one.md\n  id: ones\n",
            "- page: steps/two.md\n  id: twos\n  heading: pull-it\n",
        ],
    ),
    ("checklists/ones.lock", ["x\n", "a 1 00000000\n"]),
    (
        "content/en/steps/boxes.md",
        [
            "# Boxes\n\n## Before {#before}\n\n- [ ] one {#one}\n- [ ] two\n\n[c](two.md#crit-x)\n",
            "# Step 3: Boxes\n\n## Before {#before}\n\n- [ ] two\n- [x] one\n\n<a name=\"crit-y\"></a>\n\n## Required: Y\n",
        ],
    ),
    (
        "content/sv/steps/boxes.md",
        [
            "# Lådor\n\n## Före\n\n- [ ] ett\n- [ ] två\n",
            "---\nms.openlocfilehash: 0000\n---\n# Lådor\n\n## <a name=\"before\"></a>Före\n\n- [ ] två\n",
        ],
    ),
    (
        "content/nl/steps/two.md",
        [
            "# Twee\n\n[x](one.md#nothing)\n",
            "# Stap 2: Twee\n\n[x](boxes.md#before)\n",
        ],
    ),
    ("content/en/README.md", ["no page\n", "still none\n"]),
    ("content/en/steps/index.html.md", ["# Odd\n", "# Odder\n"]),
    (
        "content/en/steps/ONE.md",
        ["# Another\n\n[x](Two.md)\n", "# Step one again\n"],
    ),
    (
        "content/en/steps/allowed.md",
        [
            "# Allowed\n\n<!-- stegvis-allow broken-link: soon -->\n[x](soon.md)\n",
            "# Allowed\n\n[x](soon.md)\n\n```md\nopen\n",
        ],
    ),
    (
        "content/fr/includes/part.md",
        [
            "Partie, [deux](../steps/two.md#pull-it).\n",
            "[!INCLUDE [p](part.md)] [!INCLUDE [q](missing.md)]\n",
        ],
    ),
    (
        "locales/en/own.ftl",
        ["toc-page = Here { $x }\n", "toc-page = Page\nfrme-next = x\n"],
    ),
];

type Files = BTreeMap<DocPath, (String, Vec<u8>)>;

fn made(output: &Output<'_>) -> (String, Vec<u8>) {
    let bytes = match &output.body {
        OutputBody::Render(render) => match render(&output.key) {
            Ok(bytes) => bytes.into_owned(),
            Err(why) => why.into_bytes(),
        },
        OutputBody::Copy(place) => place.to_string_lossy().into_owned().into_bytes(),
    };
    (output.key.get().to_string(), bytes)
}

fn one_by_one(shown: &Shown) -> Files {
    let paths = shown.paths().into_iter();
    let one = |path: DocPath| {
        let made = shown.with_output(&path, made).expect("an output at each place");
        (path, made)
    };
    paths.map(one).collect()
}

fn at_once(build: &Build) -> Files {
    let plan = build.plan();
    let outputs = Build::outputs(&plan);
    outputs
        .iter()
        .map(|output| (output.path.clone(), made(output)))
        .collect()
}

fn options() -> Options {
    let frame = Frame {
        drafts: true,
        ..Frame::default()
    };
    Options {
        frame,
        ..Options::default()
    }
}

fn request(root: &Path) -> Request {
    Request {
        root: root.to_path_buf(),
        without: Some(root.join("public")),
        ..Request::default()
    }
}

/// A site, and the build of it that the next one follows.
struct Followed {
    root: PathBuf,
    shown: Arc<Shown>,
}

impl Followed {
    fn start(root: &Path) -> Self {
        let folder = Arc::new(SiteFolder::find(&request(root)).expect("a site"));
        let snapshot = Arc::new(disk::read(&folder.plan));
        let shown = Arc::new(Shown::new(&folder, &options(), snapshot, None));
        let root = root.to_path_buf();
        Self { root, shown }
    }

    /// The site as it is now; nothing where the folder cannot be understood, and then what was stays.
    fn follow(&mut self) -> Option<&Arc<Shown>> {
        let folder = Arc::new(SiteFolder::find(&request(&self.root)).ok()?);
        let snapshot = Arc::new(disk::read(&folder.plan));
        let change = Change::between(&self.shown.snapshot, &snapshot);
        self.shown = Arc::new(Shown::after(&self.shown, &folder, snapshot, &change));
        Some(&self.shown)
    }
}

fn from_nothing(root: &Path) -> Option<(Files, Vec<Diagnostic>)> {
    let folder = SiteFolder::find(&request(root)).ok()?;
    let options = options();
    let engine = Engine { folder, options };
    let build = engine.update(disk::read(&engine.folder.plan));
    Some((at_once(&build), build.diagnostics.clone()))
}

#[test]
fn any_sequence_of_edits_gives_what_a_build_from_nothing_gives() {
    let clock = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("a clock")
        .as_nanos() as u64;
    let seed = std::env::var("STEGVIS_SEED").ok().and_then(|text| text.parse().ok());
    let rounds = std::env::var("STEGVIS_ROUNDS").ok().and_then(|text| text.parse().ok());
    let seed: u64 = seed.unwrap_or(clock);
    println!("STEGVIS_SEED={seed}");
    let mut state = seed;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let site = Site::small();
    let root = site.root().canonicalize().expect("the site's folder");
    let edits: Vec<(&str, [&str; 2])> = incremental::EDITS.iter().chain(&MORE).copied().collect();
    let mut site_now = Followed::start(&root);
    let mut checked = Checked::default();
    for round in 0..rounds.unwrap_or(60) {
        let mut places: Vec<PathBuf> = Vec::new();
        for _ in 0..=next(3) / 2 {
            let (path, texts) = edits[next(edits.len())];
            let place = root.join(path);
            places.push(place.clone());
            match next(7) {
                0 if place.exists() => fs::remove_file(&place).expect("the file can go"),
                1 if place.exists() => {
                    let to = place.with_file_name(format!("moved{}.md", next(2)));
                    fs::rename(&place, &to).expect("the file can be renamed");
                    places.push(to);
                }
                n => {
                    fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
                    fs::write(&place, texts[n % 2]).expect("the file can be written");
                }
            }
        }
        let shown = site_now.follow();
        let what = format!("seed {seed}, round {round}, after {places:?}");
        let clean = from_nothing(&root);
        assert_eq!(shown.is_some(), clean.is_some(), "{what}");
        let (Some(shown), Some((files, found))) = (shown, clean) else {
            continue;
        };
        let over = one_by_one(shown);
        let names = files.keys().chain(over.keys());
        let unequal: Vec<&DocPath> = names.filter(|name| files.get(*name) != over.get(*name)).collect();
        assert!(unequal.is_empty(), "{what}: {unequal:?}");
        assert_eq!(shown.check(), found, "{what}");
        let kept = checked.check(shown, &BTreeSet::new(), &|| false, &mut |_| {});
        let kept: Option<Vec<Diagnostic>> = kept.map(|kept| kept.iter().map(|found| (**found).clone()).collect());
        assert_eq!(kept, Some(found), "{what}");
    }
}

/// A small site that is followed, and a way to edit it.
struct Edited {
    site: Site,
    root: PathBuf,
    followed: Followed,
}

impl Edited {
    fn new() -> Self {
        let site = Site::small()
            .page("en/steps/three.md", "# Three\n\n[!INCLUDE [p](../includes/part.md)]\n")
            .page("en/includes/part.md", "Part.\n")
            .page("en/steps/four.md", "# Four\n");
        let root = site.root().canonicalize().expect("the site's folder");
        let followed = Followed::start(&root);
        Self { site, root, followed }
    }

    /// Pages that were made again, links that were resolved again, and tables of contents that were made again, after an
    /// edit.
    fn edit(&mut self, path: &str, text: &str) -> (Vec<String>, Vec<String>, usize) {
        let before = self.followed.shown.clone();
        let place = self.root.join(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
        fs::write(&place, text).expect("the file can be written");
        let after = self.followed.follow().expect("a site");
        let pairs = || before.docs().iter().zip(after.docs()).enumerate();
        let named = |is_new: &dyn Fn(usize) -> bool| -> Vec<String> {
            let new = pairs().filter(|(number, _)| is_new(*number));
            new.map(|(_, (_, doc))| doc.document.file.to_string()).collect()
        };
        let of = |shown: &Shown, number: usize| Arc::as_ptr(&shown.docs()[number].document);
        let links = |shown: &Shown, number: usize| Arc::as_ptr(&shown.links[number].targets).cast::<u8>();
        let navs = before.site.navs.iter().zip(&after.site.navs);
        (
            named(&|number| of(&before, number) != of(after, number)),
            named(&|number| links(&before, number) != links(after, number)),
            navs.filter(|(a, b)| !Arc::ptr_eq(a, b)).count(),
        )
    }
}

#[test]
fn an_edit_makes_again_what_it_concerns() {
    let mut site = Edited::new();
    let one = "content/en/steps/one.md".to_owned();
    // A paragraph: the page.
    let body = "# Step one\n\n![A plug](../media/plug.png)\n\n[Step two](two.md#pull-it).\n\n## Plug it in\n\nNow.\n";
    assert_eq!(site.edit(&one, body), (vec![one.clone()], vec![one.clone()], 0));
    // The same bytes: nothing at all.
    assert_eq!(site.edit(&one, body), (vec![], vec![], 0));
    // An anchor: whoever links to the page, too; `nl` and `fr` show it in English.
    let anchor = body.replace("Plug it in", "Push it in");
    let linking = ["content/en/index.md", &one, "content/en/steps/two.md"];
    let (made, linked, tables) = site.edit(&one, &anchor);
    assert_eq!((made, tables), (vec![one.clone()], 0));
    assert!(
        linking.iter().all(|file| linked.contains(&(*file).to_owned())),
        "{linked:?}"
    );
    assert!(!linked.contains(&"content/en/steps/three.md".to_owned()), "{linked:?}");
    // A title: the tables of those who read it.
    let (made, _, tables) = site.edit(&one, &anchor.replace("# Step one", "# The first step"));
    assert_eq!((made, tables), (vec![one], 3));
    // What a page includes: the page.
    let three = "content/en/steps/three.md".to_owned();
    let (made, linked, tables) = site.edit("content/en/includes/part.md", "Another part.\n");
    assert_eq!((made, linked, tables), (vec![three.clone()], vec![three], 0));
    // A picture: no page.
    assert_eq!(
        site.edit("content/en/media/plug.png", "other bytes"),
        (vec![], vec![], 0)
    );
    drop(site.site);
}

#[test]
fn a_translations_table_follows_the_ids_of_its_source() {
    let source = "# A\n\n## <a name=\"first\"></a>First part\n";
    let site = Site::small()
        .page("en/a.md", source)
        .page("sv/a.md", "# A\n\n## Första delen\n")
        .page("sv/toc.yml", "- name: A\n  href: a.md#first\n");
    let root = site.root().canonicalize().expect("the site's folder");
    let mut followed = Followed::start(&root);
    fs::write(root.join("content/en/a.md"), source.replace("first", "other")).expect("it can be written");
    let after = followed.follow().expect("a site").site.navs.clone();
    let clean = Followed::start(&root).shown.site.navs.clone();
    assert!(after == clean);
    assert!(!clean[2].faults.is_empty() || !clean[3].faults.is_empty() || !clean[1].faults.is_empty());
}
