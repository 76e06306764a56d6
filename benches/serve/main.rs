//! How soon an author sees what they wrote: `cargo bench --bench serve`, or `cargo bench --bench serve -- FOLDER`. Starts the
//! program itself, asks it over HTTP, and looks at it in a real browser where there is one. Without a folder, a corpus of
//! 10,000 pages is made on a memory file system; a folder is edited, and left as it was. `--edits=20` makes fewer edits of
//! each kind than 100.

#[path = "../corpus.rs"]
mod corpus;
mod edits;
mod preview;
mod table;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use edits::{Edit, Kept, Page, filled};
use preview::{Client, Preview};
use serde_json::{Value, json};
use table::{Row, Times};

const EDITS: usize = 100;
const STARTS: usize = 7;
/// What was not seen after this long is lost.
const PATIENCE: Duration = Duration::from_secs(10);
/// Between two looks at the page: whoever asks all the time takes the processor from the one that is to answer.
const PAUSE: Duration = Duration::from_micros(300);

fn main() {
    let mut folder = None;
    let mut count = EDITS;
    for argument in std::env::args().skip(1) {
        match argument.strip_prefix("--edits=") {
            Some(number) => count = number.parse().expect("a number of edits"),
            None if argument.starts_with('-') => {}
            None => folder = Some(PathBuf::from(argument)),
        }
    }
    let made = folder.is_none().then(Made::new);
    let folder = folder.or_else(|| made.as_ref().map(|made| made.0.clone()));
    let faults = measure(&folder.expect("a folder"), count.max(1));
    drop(made);
    for fault in &faults {
        eprintln!("fault: {fault}");
    }
    std::process::exit(i32::from(!faults.is_empty()));
}

/// A corpus on a memory file system; it is gone with the value.
struct Made(PathBuf);

impl Made {
    fn new() -> Self {
        let shared = Path::new("/dev/shm");
        let memory = if shared.is_dir() {
            shared.to_path_buf()
        } else {
            std::env::temp_dir()
        };
        let made = Self(memory.join(format!("stegvis-serve-{}", std::process::id())));
        corpus::write(&made.0, 10_000).expect("a folder to write the corpus into");
        made
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Prints the table. Returns what must not be, whatever the time: a page that was loaded anew, an edit that nobody saw.
fn measure(root: &Path, count: usize) -> Vec<String> {
    let page = Page::middle(root);
    let (pages, markdown) = size(root);
    println!(
        "{pages} pages, {:.1} MB of Markdown, in {}; edited: {}; {count} edits a kind",
        markdown as f64 / 1e6,
        root.display(),
        page.path.display()
    );
    println!("{}", machine());
    let preview = started(root, &page, markdown);
    let mut client = Client::new(preview.port);
    let mut bench = Bench {
        preview: &preview,
        client: &mut client,
        page: &page,
        count,
        number: 1000,
        random: 1,
        left_out: None,
        faults: Vec::new(),
    };
    println!("\n{}", table::head());
    for edit in edits::all(root, &page) {
        let kept = Kept::new(&edit);
        edit.prepare();
        bench.preview.settle();
        let row = bench.row(&edit);
        println!("{row}");
        if edit.name == "body text" {
            println!("{}", bench.hasty(&edit));
        }
        drop(kept);
        bench.preview.settle();
    }
    let Bench { left_out, faults, .. } = bench;
    println!();
    if let Some(why) = left_out {
        println!("left out: the browser, because {why}");
    }
    told_memory("memory after all edits", preview.memory(), markdown);
    println!("{}", machine());
    faults
}

/// Starts it several times, tells how that went, and leaves the last one running.
fn started(root: &Path, page: &Page, markdown: u64) -> Preview {
    let (mut listening, mut shown, mut told) = (Vec::new(), Vec::new(), Vec::new());
    for number in 1.. {
        let start = Instant::now();
        let preview = Preview::start(root);
        listening.push(start.elapsed());
        let answer = Client::new(preview.port).get(&page.url);
        shown.push(start.elapsed());
        let memory = preview.memory();
        assert_eq!(answer.status, 200, "{} is not served", page.url);
        // Until then it may have a file of its own in the folder, with which it tries whether writes are told of.
        preview.says(" ms)", PATIENCE * 6).expect("it tells what it found");
        told.push(start.elapsed());
        if number < STARTS {
            continue;
        }
        println!();
        let shown = Times::of(shown);
        println!(
            "{:34} {:>8.1} ms   {:<16} (least {:.1}, most {:.1}, of {STARTS})",
            "start to the first page, whole",
            shown.at(50),
            table::verdict(Some(600.0), None, &shown),
            shown.at(0),
            shown.at(100)
        );
        println!(
            "{:34} {:>8.1} ms",
            "of which until it listens",
            Times::of(listening).at(50)
        );
        println!(
            "{:34} {:>8.1} ms",
            "start until findings are told",
            Times::of(told).at(50)
        );
        told_memory("memory after the first page", memory, markdown);
        told_memory("memory after findings are told", preview.memory(), markdown);
        return preview;
    }
    unreachable!("the last one is returned")
}

fn told_memory(what: &str, bytes: u64, markdown: u64) {
    let times = bytes as f64 / markdown as f64;
    let verdict = if times <= 8.0 { "met" } else { "missed" };
    println!(
        "{what:34} {:>8.1} MB   ≤ 8 x: {verdict:9} ({times:.1} x the Markdown)",
        bytes as f64 / 1e6
    );
}

struct Bench<'a> {
    preview: &'a Preview,
    client: &'a mut Client,
    page: &'a Page,
    count: usize,
    /// Of the last edit: no two have the same words.
    number: usize,
    random: u64,
    /// Why the browser was left out.
    left_out: Option<String>,
    faults: Vec<String>,
}

impl Bench<'_> {
    fn row(&mut self, edit: &Edit) -> Row {
        self.preview.forget();
        let mut times = Vec::new();
        for _ in 0..self.count {
            self.rest();
            times.extend(self.once(edit));
        }
        self.preview.settle();
        let built = self.preview.built();
        Row {
            name: edit.name,
            http: Times::of(times),
            http_target: edit.http_target,
            browser: self.in_browser(edit),
            browser_target: edit.browser_target,
            built: Times::of(built),
        }
    }

    /// Each edit right after the one before was seen.
    fn hasty(&mut self, edit: &Edit) -> Row {
        self.preview.forget();
        let times = (0..self.count).filter_map(|_| self.once(edit)).collect();
        self.preview.settle();
        Row {
            name: "body text, without any pause",
            http: Times::of(times),
            http_target: edit.http_target,
            built: Times::of(self.preview.built()),
            ..Row::default()
        }
    }

    /// What looks for findings behind an edit has had a moment, and not always the same.
    fn rest(&mut self) {
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        thread::sleep(Duration::from_millis(150 + (self.random >> 33) % 100));
    }

    /// From the end of `write()` until it is answered, or told at the terminal.
    fn once(&mut self, edit: &Edit) -> Option<Duration> {
        self.number += 1;
        let sought = filled(&edit.sought, self.number);
        fs::write(&edit.file, filled(&edit.text, self.number)).expect("an edit");
        let written = Instant::now();
        if edit.is_told {
            let told = self.preview.says(&sought, PATIENCE);
            return self.seen(edit, told.map(|told| told.saturating_duration_since(written)));
        }
        while written.elapsed() < PATIENCE {
            let mut answer = self.client.get(&self.page.url);
            if let Some(sheet) = edit.sheet.and_then(|sheet| edits::address(&answer.body, sheet)) {
                answer = self.client.get(&sheet);
            }
            if memchr::memmem::find(&answer.body, sought.as_bytes()).is_some() {
                return Some(written.elapsed());
            }
            thread::sleep(PAUSE);
        }
        self.seen(edit, None)
    }

    fn seen(&mut self, edit: &Edit, time: Option<Duration>) -> Option<Duration> {
        if time.is_none() {
            self.faults
                .push(format!("{}: edit {} was not seen", edit.name, self.number));
        }
        time
    }

    /// The same edits, each looked for on the open page by a script that writes them itself.
    fn in_browser(&mut self, edit: &Edit) -> Times {
        if self.left_out.is_some() {
            return Times::default();
        }
        let plan = json!({
            "page": format!("http://localhost:{}{}", self.preview.port, self.page.url),
            "file": edit.file,
            "text": edit.text,
            "mark": edits::MARK,
            "first": self.number + 1,
            "count": self.count,
            "isReload": edit.is_reload,
            "sought": edit.in_page,
        });
        self.number += self.count;
        let answer = match asked(&plan) {
            Ok(answer) => answer,
            Err(why) => {
                self.left_out = Some(why);
                return Times::default();
            }
        };
        let texts = |name: &str| answer[name].as_array().cloned().unwrap_or_default();
        for fault in texts("faults") {
            self.faults.push(format!("{}, in the browser: {fault}", edit.name));
        }
        let times = texts("times").into_iter().filter_map(|time| time.as_f64());
        // Clocks of two processes: never below nothing.
        Times::of(times.map(|ms| Duration::from_secs_f64(ms.max(0.0) / 1e3)).collect())
    }
}

/// What the script in `tests/browser` says, or why there is none.
fn asked(plan: &Value) -> Result<Value, String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/preview-bench.mjs");
    let node = Command::new("node")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut node = node.map_err(|why| format!("`node` does not start: {why}"))?;
    // One that has ended takes nothing, and says why below.
    let _ = node
        .stdin
        .take()
        .expect("a pipe")
        .write_all(plan.to_string().as_bytes());
    let output = node
        .wait_with_output()
        .map_err(|why| format!("`node` cannot be waited for: {why}"))?;
    let said = String::from_utf8_lossy(&output.stdout);
    let answer: Value =
        serde_json::from_str(said.trim()).map_err(|_| format!("the script failed ({})", output.status))?;
    match answer["leftOut"].as_str() {
        Some(why) => Err(why.to_owned()),
        None => Ok(answer),
    }
}

/// How many pages there are below a folder's content, and their bytes.
fn size(root: &Path) -> (usize, u64) {
    let files = edits::pages(&root.join("content"));
    let bytes = files.iter().filter_map(|file| fs::metadata(file).ok());
    (files.len(), bytes.map(|file| file.len()).sum())
}

/// What else the machine does: times are of no worth without.
fn machine() -> String {
    let cores = thread::available_parallelism().map_or(0, |cores| cores.get());
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load: Vec<&str> = load.split(' ').take(3).collect();
    format!("{cores} cores, load {}", load.join(" "))
}
