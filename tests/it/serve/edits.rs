//! The preview never shows a stale page. Thousands of edits, drawn anew in every run, are made to a site while it is
//! served; after each batch all that is served is compared, byte for byte, with what a build from nothing makes of the
//! same folder, and what open pages were told with what they would be served.
//!
//! `STEGVIS_SEED` repeats a run, `STEGVIS_EDITS` makes a longer one, and `STEGVIS_SERVE=--poll` one of a preview that is
//! started so.

mod author;
mod clean;
mod open;
mod texts;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use stegvis::base::Hash;

use super::client::{Preview, small};
use crate::mutations::draw::Random;
use crate::site::Site;
use author::Author;
use clean::{Files, Made};
use open::{Client, Open, Served};

/// How many edits are made where nobody asks for more.
const EDITS: usize = 200;
/// What is written is served after this long, however busy the machine.
const BOUND: Duration = Duration::from_secs(10);
/// What is right stays right: looked at again after this long.
const LATER: Duration = Duration::from_millis(300);
/// Open pages at a time.
const OPEN: usize = 5;

#[test]
fn whatever_is_edited_what_is_served_is_what_a_clean_build_makes() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let clock = || {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(1, |now| now.as_nanos() as u64)
    };
    let seed = number("STEGVIS_SEED").unwrap_or_else(clock);
    let edits = number("STEGVIS_EDITS").map_or(EDITS, |edits| edits as usize);
    println!("STEGVIS_SEED={seed} STEGVIS_EDITS={edits}");
    let mut run = Run::new(seed);
    while run.figures.edits < edits {
        if let Err(why) = run.batch() {
            let said = run.preview.said_within(Duration::from_millis(50));
            let place = keep(&run.site);
            panic!(
                "STEGVIS_SEED={seed}, batch {} after {} edits\n{why}\n\nthe batch:\n  {}\n\nthe one before:\n  {}\n\n\
                 the preview said last:\n  {}\n\nthe site: {place}",
                run.figures.batches,
                run.figures.edits,
                run.author.log.join("\n  "),
                run.last.join("\n  "),
                said[said.len().saturating_sub(30)..].join("\n  "),
            );
        }
        if run.figures.batches.is_multiple_of(50) {
            println!("{}", run.figures.text());
        }
    }
    println!("{}", run.figures.text());
}

/// A failed run's site stays where it can be looked at, where somebody asks for it.
fn keep(site: &Site) -> String {
    let Ok(folder) = std::env::var("STEGVIS_KEEP") else {
        return "gone; STEGVIS_KEEP=FOLDER keeps it".into();
    };
    let mut copy = std::process::Command::new("cp");
    let copied = copy.arg("-a").arg(site.root()).arg(&folder).status();
    format!("{folder} ({copied:?})")
}

/// What a run came to.
#[derive(Default)]
struct Figures {
    edits: usize,
    batches: usize,
    /// Batches after which the preview had to keep what it showed.
    kept: usize,
    /// Batches that were compared with what the program itself published.
    published: usize,
    compared: usize,
    told: usize,
    took: Vec<Duration>,
}

impl Figures {
    fn text(&self) -> String {
        let mut took = self.took.clone();
        took.sort_unstable();
        let at = |share: usize| took.get(took.len() * share / 1000).map_or(0, Duration::as_millis);
        format!(
            "{} edits in {} batches ({} kept the last good pages, {} compared with the program): {} outputs compared, \
             {} open pages; settled after {} ms (median), {} ms (99 %), {} ms (longest)",
            self.edits,
            self.batches,
            self.kept,
            self.published,
            self.compared,
            self.told,
            at(500),
            at(990),
            took.last().map_or(0, Duration::as_millis),
        )
    }
}

struct Run {
    site: Site,
    preview: Preview,
    client: Client,
    author: Author,
    /// Of the choices that are none of the author's.
    random: Random,
    open: Vec<Open>,
    /// A page of the preview itself: it is told of trouble, whatever becomes of pages.
    watcher: Open,
    /// What was right after the batch before, and where its addresses begin.
    before: Files,
    base: String,
    /// What is served while nothing can be built.
    kept: Option<BTreeMap<String, Served>>,
    last: Vec<String>,
    figures: Figures,
}

impl Run {
    fn new(seed: u64) -> Self {
        let site = texts::FIRST
            .iter()
            .fold(small(), |site, (path, text)| site.file(path, text));
        let arguments = std::env::var("STEGVIS_SERVE").unwrap_or_default();
        let arguments: Vec<&str> = arguments.split_whitespace().collect();
        let preview = Preview::with(&site, &arguments);
        let client = Client::new(preview.port);
        let watcher = Open::new(&preview, "/_stegvis/").expect("the preview's own page");
        let author = Author::new(site.root().canonicalize().expect("the site's folder"), seed);
        Self {
            client,
            author,
            random: Random::new(seed ^ 1),
            open: Vec::new(),
            watcher,
            before: Files::new(),
            base: "/".into(),
            kept: None,
            last: Vec::new(),
            figures: Figures::default(),
            site,
            preview,
        }
    }

    fn batch(&mut self) -> Result<(), String> {
        self.last = std::mem::take(&mut self.author.log);
        self.author.is_shared = false;
        // What breaks all pages comes alone at times: then it is known to the byte what is kept.
        let is_breaking = self.kept.is_none() && self.random.below(20) == 0;
        let is_alone = is_breaking || self.random.below(3) == 0;
        let count = if is_alone { 1 } else { 1 + self.random.below(30) };
        // Now and then somebody else writes at the same time, so that edits fall into updates of other ones.
        let busy = (!is_alone && self.random.below(5) == 0).then(|| Busy::start(&self.site));
        for _ in 0..count {
            match is_breaking {
                true => self.author.break_now(),
                false => self.author.edit(),
            }
            if self.random.below(3) == 0 {
                std::thread::sleep(Duration::from_millis(1 + self.random.below(80) as u64));
            }
        }
        drop(busy);
        self.author.finish();
        let written = Instant::now();
        self.figures.edits += count;
        self.figures.batches += 1;
        let made = clean::made(&self.site);
        let is_good = made.trouble.is_none();
        self.author.is_broken = !is_good;
        if is_good {
            self.kept = None;
            let took = self.settle(&made, written)?;
            self.figures.took.push(took);
            if self.random.below(6) == 0 {
                std::thread::sleep(LATER);
                self.all(&made)
                    .map_err(|why| format!("it was right, and {LATER:?} later:\n{why}"))?;
            }
            if self.random.below(8) == 0 && !made.is_in_sources {
                self.published(&made)?;
            }
            (self.before, self.base) = (made.files.clone(), made.base.clone());
        } else {
            self.figures.kept += 1;
            self.keeps(&made, is_alone)?;
        }
        self.trouble(&made)?;
        self.listeners()?;
        if is_good {
            self.pictures(&made)?;
        }
        self.open_and_close();
        Ok(())
    }

    /// Waits until all is as it should be; tells how long after the last edit it is known to be so, which includes the
    /// time that it takes to find out what is right.
    fn settle(&mut self, made: &Made, written: Instant) -> Result<Duration, String> {
        let begun = Instant::now();
        let mut late = written.elapsed();
        while let Err((path, why)) = self.first_difference(made) {
            while self.differs(made, &path).is_some() {
                if begun.elapsed() > BOUND {
                    let all = self.all_differences(made);
                    return Err(format!("{why}\nnot so within {BOUND:?}; wrong are {all:?}"));
                }
                std::thread::sleep(Duration::from_millis(4));
            }
            late = written.elapsed();
        }
        Ok(late)
    }

    fn all(&mut self, made: &Made) -> Result<(), String> {
        self.first_difference(made).map_err(|(_, why)| why)
    }

    /// The first output that is not served as it should be, and what is served that should not.
    fn first_difference(&mut self, made: &Made) -> Result<(), (String, String)> {
        let gone = self.before.keys().filter(|path| !made.files.contains_key(*path));
        let paths: BTreeSet<String> = made.files.keys().chain(gone).cloned().collect();
        self.figures.compared += paths.len();
        for path in paths.into_iter().chain(["en/no/such/page/index.html".to_owned()]) {
            if let Some(why) = self.differs(made, &path) {
                return Err((path, why));
            }
        }
        Ok(())
    }

    fn all_differences(&mut self, made: &Made) -> Vec<String> {
        let paths: Vec<String> = made.files.keys().chain(self.before.keys()).cloned().collect();
        let paths: BTreeSet<String> = paths.into_iter().collect();
        paths
            .into_iter()
            .filter(|path| self.differs(made, path).is_some())
            .collect()
    }

    /// In what an output is served otherwise than it should be.
    fn differs(&mut self, made: &Made, path: &str) -> Option<String> {
        let place = path.strip_suffix("index.html").unwrap_or(path);
        let asked = format!("{}{place}", made.base);
        let served = self.client.get(&asked);
        let Some(right) = made.files.get(path) else {
            let leads_on = served.status == 302 && made.files.contains_key(&format!("{path}/index.html"));
            return (served.status != 404 && !leads_on)
                .then(|| format!("`{asked}` is served with {}, and is no output", served.status));
        };
        if served.status == 200 && served.bytes == *right {
            return None;
        }
        Some(format!(
            "`{asked}` is served with {} otherwise than it is built:\n{}",
            served.status,
            difference(&served.bytes, right)
        ))
    }

    /// The real program publishes the same.
    fn published(&mut self, made: &Made) -> Result<(), String> {
        self.figures.published += 1;
        let out = self.site.beside("published");
        let _ = std::fs::remove_dir_all(&out);
        let (root, to) = (self.site.root(), out.to_str().expect("a path").to_owned());
        let root = root.to_str().expect("a path");
        self.site
            .run(&["build", root, "-o", &to, "--drafts", "--allow-broken"])
            .exits(0);
        let mut files = crate::site::files(&out);
        files.retain(|path, _| path != ".stegvis");
        let names: BTreeSet<&String> = files.keys().chain(made.files.keys()).collect();
        for name in names {
            match (files.get(name), made.files.get(name)) {
                (Some(a), Some(b)) if a == b => {}
                (a, b) => {
                    let shown = |bytes: Option<&Vec<u8>>| bytes.cloned().unwrap_or_default();
                    let what = difference(&shown(a), &shown(b));
                    return Err(format!("the program publishes `{name}` otherwise:\n{what}"));
                }
            }
        }
        Ok(())
    }

    /// While nothing can be built, what was served last goes on being served.
    fn keeps(&mut self, made: &Made, is_alone: bool) -> Result<(), String> {
        let why = made.trouble.clone().unwrap_or_default();
        self.watcher
            .until(&self.preview, |told| told.trouble.is_some())
            .map_err(|told| format!("nobody is told that the site is broken ({why}): {told}"))?;
        // What was kept may have been mended and broken anew.
        let was_kept = self.kept.take();
        let kept = match was_kept.clone().filter(|_| !self.author.is_shared) {
            Some(kept) => kept,
            None if was_kept.is_some() => self.settled()?,
            // Of several edits in a row nobody knows which was the last that was shown.
            None if !is_alone => self.settled()?,
            None => {
                let before = self.before.iter().filter(|(path, _)| !is_carried(path));
                let right = before.map(|(path, bytes)| {
                    let served = Served::page(bytes.clone());
                    (path.clone(), served)
                });
                right.collect()
            }
        };
        if self.random.below(2) == 0 {
            std::thread::sleep(LATER);
        }
        let now = self.shown();
        self.figures.compared += now.len();
        let names: BTreeSet<&String> = kept.keys().chain(now.keys()).collect();
        for name in names {
            let (then, now) = (kept.get(name), now.get(name));
            let is_same = then
                .zip(now)
                .is_some_and(|(a, b)| a.status == b.status && a.bytes == b.bytes);
            if !is_same {
                let bytes = |served: Option<&Served>| served.map(|served| served.bytes.clone()).unwrap_or_default();
                let what = difference(&bytes(now), &bytes(then));
                return Err(format!(
                    "`{name}` does not stay what it was while the site is broken ({why}), {:?} and {:?}:\n{what}",
                    then.map(|served| served.status),
                    now.map(|served| served.status),
                ));
            }
        }
        self.kept = Some(kept);
        Ok(())
    }

    /// What is served once it stays what it is.
    fn settled(&mut self) -> Result<BTreeMap<String, Served>, String> {
        let end = Instant::now() + BOUND;
        let mut before = self.shown();
        loop {
            std::thread::sleep(LATER);
            let now = self.shown();
            let is_same =
                |(path, served): (&String, &Served)| before.get(path).is_some_and(|old| old.bytes == served.bytes);
            if now.iter().all(is_same) {
                return Ok(now);
            }
            if Instant::now() > end {
                return Err("what is served does not come to rest".into());
            }
            before = now;
        }
    }

    /// What is served where something was after the last good batch; files that are carried along are the disk's.
    fn shown(&mut self) -> BTreeMap<String, Served> {
        let paths: Vec<String> = self.before.keys().filter(|path| !is_carried(path)).cloned().collect();
        let one = |path: String| {
            let place = path.strip_suffix("index.html").unwrap_or(&path);
            let served = self.client.get(&format!("{}{place}", self.base));
            (path, served)
        };
        paths.into_iter().map(one).collect()
    }

    /// Open pages know whether they follow what is written.
    fn trouble(&mut self, made: &Made) -> Result<(), String> {
        let is_broken = made.trouble.is_some();
        let told = self
            .watcher
            .until(&self.preview, |told| told.trouble.is_some() == is_broken);
        told.map_err(|told| {
            let why = made.trouble.as_deref().unwrap_or("nothing is broken");
            format!("what is told of trouble is not right ({why}): {told}")
        })
    }

    /// An open page was told last what is served.
    fn listeners(&mut self) -> Result<(), String> {
        for open in &mut self.open {
            self.figures.told += 1;
            let end = Instant::now() + BOUND;
            loop {
                open.follow(&self.preview);
                let served = self.client.get(&open.path);
                let (is, knows) = (served.hash.filter(|_| served.status == 200), open.told().known);
                if is == knows {
                    break;
                }
                if Instant::now() > end {
                    return Err(format!(
                        "the open page `{}` shows {knows:?}, and {is:?} is served with {}; it was told {:?}",
                        open.path,
                        served.status,
                        open.told().names
                    ));
                }
                std::thread::sleep(Duration::from_millis(10));
            }
        }
        Ok(())
    }

    /// An open page was told of each file that it may show and that is another one now.
    fn pictures(&mut self, made: &Made) -> Result<(), String> {
        for open in &mut self.open {
            let end = Instant::now() + BOUND;
            while let Some(carried) = &open.carried {
                let told = open.told();
                let is_told = |(path, hash): (&String, &Hash)| {
                    // Where addresses begin elsewhere by now, it was told under the old one.
                    let end = open::encoded(&format!("/{path}"));
                    let mut all = told
                        .files
                        .iter()
                        .filter(|(url, _)| url.ends_with(&end))
                        .map(|(_, hash)| hash);
                    let is_same = carried.get(path) == Some(hash) && all.clone().next().is_none();
                    is_same || all.any(|told| *told == hash.short(10))
                };
                let Some(wrong) = made.carried.iter().find(|file| !is_told(*file)) else {
                    break;
                };
                if Instant::now() > end {
                    let files = told.files;
                    return Err(format!("`{}` was not told of {wrong:?}, but of {files:?}", open.path));
                }
                std::thread::sleep(Duration::from_millis(10));
            }
            open.loaded(&made.carried);
        }
        Ok(())
    }

    fn open_and_close(&mut self) {
        if self.open.len() > OPEN || (!self.open.is_empty() && self.random.below(5) == 0) {
            self.open.remove(0);
        }
        let is_page = |path: &&String| path.ends_with("/index.html");
        let pages: Vec<&String> = self.before.keys().filter(is_page).collect();
        if self.kept.is_none() && !pages.is_empty() && self.random.below(2) == 0 {
            let path = pages[self.random.below(pages.len())];
            let place = format!("{}{}", self.base, path.trim_end_matches("index.html"));
            self.open.extend(Open::new(&self.preview, &place));
        }
    }
}

/// Writes a page again and again until it is dropped.
struct Busy {
    is_over: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Busy {
    fn start(site: &Site) -> Self {
        let place = site.root().join("content/en/busy.md");
        let is_over = Arc::new(AtomicBool::new(false));
        let is_done = is_over.clone();
        let write = move || {
            for number in 0.. {
                if is_done.load(Ordering::Relaxed) {
                    return;
                }
                // The folder may be gone for a while.
                let _ = std::fs::write(&place, format!("# Busy {number}\n"));
                std::thread::sleep(Duration::from_millis(number % 23));
            }
        };
        Self {
            is_over,
            thread: Some(std::thread::spawn(write)),
        }
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Whether an output may be a file of the author that is carried along.
fn is_carried(path: &str) -> bool {
    !path.ends_with(".html")
}

/// Where two outputs part.
fn difference(is: &[u8], should: &[u8]) -> String {
    let (is, should) = (String::from_utf8_lossy(is), String::from_utf8_lossy(should));
    let at = is.chars().zip(should.chars()).take_while(|(a, b)| a == b).count();
    let part = |text: &str| -> String { text.chars().skip(at.saturating_sub(120)).take(400).collect() };
    let mut text = String::new();
    let _ = write!(
        text,
        "from letter {at} of {} and {}\n--- it is\n{}\n--- it should be\n{}",
        is.chars().count(),
        should.chars().count(),
        part(&is),
        part(&should)
    );
    text
}
