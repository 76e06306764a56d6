//! A chainable driver: a site in a folder of its own, the real program run on it, and what came of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use assert_cmd::cargo::CommandCargoExt as _;

use super::html::Html;

/// Rules that find what pages of a few lines, written for a test of something else, have no use for.
pub const UNFINISHED: [&str; 3] = ["missing-title", "missing-h1", "missing-description"];

/// A folder of documentation beside the folder that it is published into; both go with the value.
pub struct Site {
    folder: tempfile::TempDir,
    /// The content, where it is not the site's own.
    real: Option<PathBuf>,
}

impl Site {
    /// An empty site.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join("site")).expect("a folder of the site");
        Self { folder, real: None }
    }

    /// A folder that is only read: builds of it go into a folder of their own.
    pub fn of(content: PathBuf) -> Self {
        let mut site = Self::new();
        site.real = Some(content);
        site
    }

    /// Four languages with `en` as the source: a page in all, one in two, one that only Swedish has.
    pub fn small() -> Self {
        Self::new()
            .file("stegvis.yaml", "title: Handbook\nurl: https://x.example/docs/\n")
            .page("en/index.md", "# Welcome\n\nBegin with [the first step](steps/one.md).\n")
            .page("sv/index.md", "# Välkommen\n\nBörja med [det första steget](steps/one.md).\n")
            .page("nl/index.md", "# Welkom\n\nBegin met [de eerste stap](steps/one.md).\n")
            .page("fr/index.md", "# Bienvenue\n\nCommencez par [la première étape](steps/one.md).\n")
            .page(
                "en/steps/one.md",
                "# Step one\n\n![A plug](../media/plug.png)\n\nThen [step two](two.md#pull-it).\n\n## Plug it in\n\nDone.\n",
            )
            .page(
                "sv/steps/one.md",
                "# Steg ett\n\n![En kontakt](../media/plug.png)\n\nSedan [steg två](two.md#pull-it).\n\n## Sätt i den\n\nKlart.\n",
            )
            .page("en/steps/two.md", "# Step two\n\nAfter [step one](one.md#plug-it-in).\n\n## Pull it\n\nOut.\n")
            .page("sv/bara/svensk.md", "# Bara här\n\nTillbaka till [början](../index.md).\n")
            .bytes("content/en/media/plug.png", b"\x89PNG not really\n")
    }

    /// A page below `content/`.
    pub fn page(self, path: &str, text: &str) -> Self {
        self.bytes(&format!("content/{path}"), text.as_bytes())
    }

    /// A file of the site.
    pub fn file(self, path: &str, text: &str) -> Self {
        self.bytes(path, text.as_bytes())
    }

    /// A file of the site that need not be text.
    pub fn bytes(self, path: &str, bytes: &[u8]) -> Self {
        let place = self.root().join(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("the folder can be made");
        fs::write(place, bytes).expect("the file can be written");
        self
    }

    /// Takes a file or a folder away.
    pub fn without(self, path: &str) -> Self {
        let place = self.root().join(path);
        if place.is_dir() {
            fs::remove_dir_all(place).expect("the folder can go");
        } else {
            fs::remove_file(place).expect("the file can go");
        }
        self
    }

    /// A symbolic link at `path` that holds `target` as written.
    #[cfg(unix)]
    pub fn link(self, path: &str, target: impl AsRef<Path>) -> Self {
        let place = self.root().join(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("the folder can be made");
        std::os::unix::fs::symlink(target, place).expect("the link can be made");
        self
    }

    /// Where the site lies.
    pub fn root(&self) -> PathBuf {
        self.real.clone().unwrap_or_else(|| self.folder.path().join("site"))
    }

    /// A place beside the site.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file beside the site, where the program runs.
    pub fn beside_file(self, name: &str, text: &str) -> Self {
        fs::write(self.beside(name), text).expect("the file can be written");
        self
    }

    /// A file in a folder beside the site.
    pub fn file_beside(self, path: &str, text: &str) -> Self {
        let place = self.beside(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("the folder can be made");
        fs::write(place, text).expect("the file can be written");
        self
    }

    /// The folder that `build` publishes into.
    pub fn out(&self) -> PathBuf {
        self.beside("out")
    }

    /// The program, ready to be given arguments.
    pub fn program(&self) -> Command {
        let mut program = Command::cargo_bin("stegvis").expect("the program was built");
        program
            .env_remove("RAYON_NUM_THREADS")
            .env_remove("GITHUB_WORKSPACE")
            .current_dir(self.folder.path());
        program
    }

    /// `stegvis build` into [`Site::out`], ready to be started.
    pub fn building(&self, arguments: &[&str]) -> Command {
        let mut program = self.program();
        program
            .arg("build")
            .arg(self.root())
            .arg("-o")
            .arg(self.out())
            .args(arguments);
        program
    }

    /// Builds into [`Site::out`].
    pub fn build(&self) -> Ran<'_> {
        self.build_with(&[])
    }

    /// Builds into [`Site::out`], with more arguments.
    pub fn build_with(&self, arguments: &[&str]) -> Ran<'_> {
        self.ran(self.building(arguments))
    }

    /// Builds into a folder of the caller's choice.
    pub fn build_into(&self, out: &Path) -> Ran<'_> {
        let mut program = self.program();
        program.arg("build").arg(self.root()).arg("-o").arg(out);
        self.ran(program)
    }

    /// Runs the program with these arguments alone.
    pub fn run(&self, arguments: &[&str]) -> Ran<'_> {
        let mut program = self.program();
        program.args(arguments);
        self.ran(program)
    }

    /// Runs a program to its end.
    pub fn ran(&self, mut program: Command) -> Ran<'_> {
        Ran {
            site: self,
            output: program.output().expect("the program starts"),
        }
    }

    /// What lies beside the site, to see what a build left: the site, the output, and nothing else.
    pub fn neighbours(&self) -> Vec<String> {
        let names = fs::read_dir(self.folder.path()).expect("the folder is there");
        let mut names: Vec<String> = names
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

/// A run of the program that came to its end.
pub struct Ran<'s> {
    site: &'s Site,
    output: Output,
}

impl Ran<'_> {
    /// Asserts the exit code. A panic is never right, whatever the code.
    #[track_caller]
    pub fn exits(&self, code: i32) -> &Self {
        assert!(!self.errors().contains("panicked"), "a panic:\n{}", self.errors());
        assert_eq!(self.output.status.code(), Some(code), "{}", self.shown());
        self
    }

    /// Published without complaint.
    #[track_caller]
    pub fn succeeds(&self) -> &Self {
        self.exits(0)
    }

    /// Could not run, said all these words, and published nothing new.
    #[track_caller]
    pub fn cannot(&self, words: &[&str]) -> &Self {
        self.exits(2).says(words)
    }

    /// Found errors, said all these words, and published nothing new.
    #[track_caller]
    pub fn finds(&self, words: &[&str]) -> &Self {
        self.exits(1).says(words)
    }

    /// Asserts words of the message for people.
    #[track_caller]
    pub fn says(&self, words: &[&str]) -> &Self {
        for word in words {
            assert!(
                self.errors().contains(word),
                "no `{word}` in what was said:\n{}",
                self.shown()
            );
        }
        self
    }

    /// Asserts words that must not be in the message for people.
    #[track_caller]
    pub fn says_no(&self, words: &[&str]) -> &Self {
        for word in words {
            assert!(!self.errors().contains(word), "`{word}` was said:\n{}", self.shown());
        }
        self
    }

    /// Nothing lies where the site would have been published.
    #[track_caller]
    pub fn published_nothing(&self) -> &Self {
        assert!(!self.site.out().exists(), "something was published:\n{}", self.shown());
        self
    }

    /// Standard error, without what is said of [`UNFINISHED`] pages.
    pub fn errors(&self) -> String {
        let text = String::from_utf8_lossy(&self.output.stderr);
        let mut is_left_out = false;
        let is_kept = |line: &&str| {
            let rule = line.strip_prefix("warning[").and_then(|rest| rest.split(']').next());
            is_left_out = match rule {
                Some(rule) => UNFINISHED.contains(&rule),
                None => is_left_out && !line.trim().is_empty(),
            };
            !is_left_out
        };
        text.split_inclusive('\n').filter(is_kept).collect()
    }

    /// Standard output.
    pub fn printed(&self) -> String {
        String::from_utf8_lossy(&self.output.stdout).into_owned()
    }

    /// Standard output, a JSON object a line, without what is said of [`UNFINISHED`] pages.
    #[track_caller]
    pub fn json(&self) -> Vec<serde_json::Value> {
        let text = self.printed();
        text.lines()
            .map(|line| serde_json::from_str(line).expect("every line is JSON"))
            .filter(|value: &serde_json::Value| {
                let rule = value["rule"].as_str();
                rule.is_none_or(|rule| !UNFINISHED.contains(&rule))
            })
            .collect()
    }

    /// A published page, by its route: `en/steps/one` is `en/steps/one/index.html`.
    #[track_caller]
    pub fn html(&self, route: &str) -> Html {
        let file = match route {
            "" => "index.html".to_owned(),
            file if file.ends_with(".html") => file.to_owned(),
            route => format!("{route}/index.html"),
        };
        Html::parse(&self.text(&file))
    }

    /// A published file.
    #[track_caller]
    pub fn text(&self, path: &str) -> String {
        let place = self.site.out().join(path);
        fs::read_to_string(&place).unwrap_or_else(|why| panic!("{}: {why}\n{}", place.display(), self.shown()))
    }

    /// All published files.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        files(&self.site.out())
    }

    fn shown(&self) -> String {
        let out = String::from_utf8_lossy(&self.output.stdout);
        format!(
            "exit: {}\nstdout:\n{out}\nstderr:\n{}",
            self.output.status,
            self.errors()
        )
    }
}

/// All files below a folder with their bytes; none where there is no folder.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten() {
            let place = entry.expect("an entry").path();
            if place.is_dir() && !place.is_symlink() {
                folders.push(place);
            } else {
                let name = place
                    .strip_prefix(folder)
                    .expect("below the folder")
                    .to_string_lossy()
                    .into_owned();
                all.insert(name, fs::read(&place).expect("the file can be read"));
            }
        }
    }
    all
}

/// The shared real documents, if they are on this machine.
pub fn shared(name: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let place = std::env::var_os("STEGVIS_DATA")
        .map_or(beside, PathBuf::from)
        .join(name);
    if place.is_dir() {
        return Some(place.canonicalize().expect("a folder that is there"));
    }
    println!("skipped: no data");
    None
}
