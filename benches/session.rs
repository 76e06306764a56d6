//! How soon a page is ready after an edit: `cargo bench --bench session`, or `cargo bench --bench session -- FOLDER`.
//! The folder is edited; without one, a corpus of 10,000 pages is made on a memory file system.

mod corpus;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use stegvis::base::DocPath;
use stegvis::build::{Options, Request, Session, Shown};
use stegvis::model::OutputBody;
use stegvis::render::Frame;

const EDITS: usize = 50;

fn main() {
    let named = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let folder = named.as_ref().map_or_else(made, PathBuf::from);
    measure(&folder);
    if named.is_none() {
        let _ = fs::remove_dir_all(&folder);
    }
}

fn made() -> PathBuf {
    let shared = Path::new("/dev/shm");
    let memory = if shared.is_dir() {
        shared.to_path_buf()
    } else {
        std::env::temp_dir()
    };
    let folder = memory.join(format!("stegvis-session-{}", std::process::id()));
    corpus::write(&folder, 10_000).expect("a folder to write the corpus into");
    folder
}

fn rendered(shown: &Shown, path: &DocPath) -> usize {
    let bytes = shown.with_output(path, |output| match &output.body {
        OutputBody::Render(render) => render(&output.key).expect("a page").len(),
        OutputBody::Copy(_) => 0,
    });
    bytes.expect("an output")
}

/// Bytes of memory that the process holds.
fn memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}

fn measure(root: &Path) {
    let request = Request {
        root: root.to_path_buf(),
        ..Request::default()
    };
    let options = Options {
        frame: Frame {
            drafts: true,
            ..Frame::default()
        },
        ..Options::default()
    };
    let start = Instant::now();
    let mut session = Session::start(request, options).expect("a site");
    let started = start.elapsed();
    let file = session.shown().docs()[session.shown().docs().len() / 8]
        .document
        .file
        .clone();
    let disk = session.shown().snapshot.on_disk(&file);
    let text = fs::read_to_string(&disk).expect("a page");
    let outputs = session.shown().paths();
    let stem = format!("/{}", file.stem());
    let folder = file
        .as_str()
        .trim_end_matches(".md")
        .trim_start_matches("content/")
        .to_owned();
    let page = outputs
        .iter()
        .find(|path| path.as_str().starts_with(&format!("{folder}/")));
    let page = page.unwrap_or_else(|| panic!("{file} is shown: {stem}")).clone();
    rendered(session.shown(), &page);
    println!(
        "start to first page    {:8.1} ms (of which reading and linking {:.1})",
        ms(start.elapsed()),
        ms(started)
    );
    println!("memory                 {:8.1} MB", memory() as f64 / 1e6);
    let checked = Instant::now();
    let found = session.shown().check().len();
    println!(
        "checked                {:8.1} ms ({found} findings)",
        ms(checked.elapsed())
    );
    let front = |n: usize| match text.strip_prefix("---\n") {
        Some(rest) => format!("---\ntitle: Edited {n}\n{}", rest.replacen("title: ", "was: ", 1)),
        None => format!("---\ntitle: Edited {n}\n---\n{text}"),
    };
    type Edit<'a> = &'a dyn Fn(usize) -> String;
    let edits: [(&str, Edit<'_>); 4] = [
        ("body", &|n| format!("{text}\n\nEdited {n} times.\n")),
        ("title", &front),
        ("anchor", &|n| format!("{text}\n\n## Edited {n}\n")),
        ("back", &|_| text.clone()),
    ];
    for (name, edit) in edits {
        let times = (0..if name == "back" { 1 } else { EDITS }).map(|n| {
            fs::write(&disk, edit(n)).expect("an edit");
            let start = Instant::now();
            let shown = session.update(std::slice::from_ref(&disk)).expect("a site");
            rendered(shown, &page);
            start.elapsed()
        });
        row(name, times.collect());
    }
    // A page that shows what lies in another file.
    let part = disk.with_file_name("included.part.md");
    fs::write(&part, "Included.\n").expect("a file");
    fs::write(&disk, format!("{text}\n\n[!INCLUDE [part](included.part.md)]\n")).expect("an edit");
    session.update(&[disk.clone(), part.clone()]).expect("a site");
    let times = (0..EDITS).map(|n| {
        fs::write(&part, format!("Included {n} times.\n")).expect("an edit");
        let start = Instant::now();
        let shown = session.update(std::slice::from_ref(&part)).expect("a site");
        rendered(shown, &page);
        start.elapsed()
    });
    row("include", times.collect());
    fs::write(&disk, &text).expect("the page as it was");
    let _ = fs::remove_file(&part);
    session.update(&[disk.clone(), part]).expect("a site");
    let sheet = root.join("themes/stegvis/own.css");
    let words = root.join("locales/en/own.ftl");
    for (name, place, text) in [("style", sheet, "/* 0 */"), ("message", words, "frame-next = Onward 0")] {
        let _ = fs::create_dir_all(place.parent().expect("a folder"));
        let times = (0..EDITS).map(|n| {
            fs::write(&place, text.replace('0', &n.to_string())).expect("an edit");
            let start = Instant::now();
            let shown = session.update(std::slice::from_ref(&place)).expect("a site");
            rendered(shown, &page);
            start.elapsed()
        });
        row(name, times.collect());
        let _ = fs::remove_dir_all(root.join(if name == "style" { "themes" } else { "locales" }));
        session.update_all().expect("a site");
    }
    let new = disk.with_file_name("quite-new.md");
    fs::write(&new, "# Quite new\n").expect("a page");
    let start = Instant::now();
    let shown = session.update(std::slice::from_ref(&new)).expect("a site");
    rendered(shown, &page);
    row("a new page", vec![start.elapsed()]);
    let _ = fs::remove_file(&new);
    println!("memory                 {:8.1} MB", memory() as f64 / 1e6);
    let text: usize = session
        .shown()
        .docs()
        .iter()
        .map(|doc| doc.document.text.file.len())
        .sum();
    println!("of Markdown            {:8.1} MB", text as f64 / 1e6);
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn row(name: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |part: usize| ms(times[(times.len() - 1) * part / 100]);
    println!("{name:22} {:8.1} ms (p95 {:.1}, least {:.1})", at(50), at(95), at(0));
}
