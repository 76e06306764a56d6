//! How fast a real docset is read and built: `cargo bench --bench learn`. It needs the docset in four languages that the
//! tests use, at `../shared/data/custins` or below `STEGVIS_DATA`, and says so where it is missing. Medians.
//!
//! The measure for reading is what the Markdown reader itself takes for the same bodies, to HTML and nothing more: no
//! tree, no places, no front matter, no dialect.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use pulldown_cmark::{Options as Markdown, Parser, html};
use stegvis::build::{Build, Documents, Engine, Options, Request, SiteFolder};
use stegvis::diag::Sink;
use stegvis::docset;
use stegvis::parse::front_matter;
use stegvis::render::Frame;
use stegvis::source::{Snapshot, disk};
use stegvis::write;

const RUNS: usize = 15;

fn main() {
    let data = std::env::var_os("STEGVIS_DATA").map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    let data = data.join("custins");
    if !data.is_dir() {
        println!("skipped: no data at {}", data.display());
        return;
    }
    let folder = memory().join(format!("stegvis-learn-{}", std::process::id()));
    let root = folder.join("site");
    copy(&data, &root);
    let engine = engine(&root);
    let snapshot = disk::read(&engine.folder.plan);
    reading(&engine, &snapshot);
    building(&engine, &root, &folder.join("out"));
    let _ = fs::remove_dir_all(&folder);
}

fn memory() -> PathBuf {
    let shared = Path::new("/dev/shm");
    if shared.is_dir() {
        shared.to_path_buf()
    } else {
        std::env::temp_dir()
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::write(&to, fs::read(&from).expect("a file")).expect("a file");
        }
    }
}

fn engine(root: &Path) -> Engine {
    let request = Request {
        root: root.to_path_buf(),
        ..Request::default()
    };
    let frame = Frame {
        program: disk::program(),
        ..Frame::default()
    };
    Engine {
        folder: SiteFolder::find(&request).expect("a site"),
        options: Options {
            frame,
            ..Options::default()
        },
    }
}

fn median(mut run: impl FnMut() -> Duration) -> f64 {
    let mut times: Vec<Duration> = (0..RUNS).map(|_| run()).collect();
    times.sort();
    times[RUNS / 2].as_secs_f64() * 1000.0
}

/// Parsing and expanding on one thread, against the Markdown reader alone.
fn reading(engine: &Engine, snapshot: &Snapshot) {
    let markdown = snapshot.files.iter().filter(|(path, _)| path.extension() == "md");
    let texts: Vec<_> = markdown
        .filter_map(|(path, _)| Some((path, snapshot.text(path)?)))
        .collect();
    let read_front =
        |path: &stegvis::base::DocPath, text: &str| front_matter::read(text, &mut Sink::new(path.clone())).1;
    let bodies: Vec<&str> = texts
        .iter()
        .map(|(path, text)| &text[read_front(path, text)..])
        .collect();
    let one = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .expect("a thread");
    let options = Markdown::ENABLE_TABLES
        | Markdown::ENABLE_STRIKETHROUGH
        | Markdown::ENABLE_TASKLISTS
        | Markdown::ENABLE_FOOTNOTES
        | Markdown::ENABLE_GFM;
    let plain = median(|| {
        let start = Instant::now();
        for body in &bodies {
            let mut out = String::with_capacity(body.len() * 3 / 2);
            html::push_html(&mut out, Parser::new_ext(body, options));
            std::hint::black_box(&out);
        }
        start.elapsed()
    });
    let front = median(|| {
        let start = Instant::now();
        for (path, text) in &texts {
            std::hint::black_box(read_front(path, text));
        }
        start.elapsed()
    });
    let (docsets, _) = docset::read(snapshot, &engine.folder.locales, engine.folder.source);
    let ours = median(|| {
        one.install(|| {
            let start = Instant::now();
            let docs = Documents::new(&engine.folder, snapshot, &docsets, None);
            let took = start.elapsed();
            std::hint::black_box(docs);
            took
        })
    });
    let bytes: usize = bodies.iter().map(|body| body.len()).sum();
    println!(
        "{} files, {:.1} MB of Markdown, medians of {RUNS} runs, one thread",
        texts.len(),
        bytes as f64 / 1e6
    );
    println!("pulldown-cmark, parse and push_html  {plain:>8.1} ms");
    println!("front matter                         {front:>8.1} ms");
    println!("parse and expand, with front matter  {ours:>8.1} ms");
    println!(
        "parse and expand, without            {:>8.1} ms, {:.2} times pulldown-cmark",
        ours - front,
        (ours - front) / plain
    );
}

/// The whole build, pictures included, on all threads.
fn building(engine: &Engine, root: &Path, out: &Path) {
    let run = || {
        let start = Instant::now();
        let build = engine.update(disk::read(&engine.folder.plan));
        let checked = start.elapsed();
        let plan = build.plan();
        let options = write::Options {
            out: out.to_path_buf(),
            sources: vec![root.to_path_buf()],
            adopt: false,
        };
        write::publish(Build::outputs(&plan), &options).expect("a published site");
        (checked, start.elapsed())
    };
    let check = median(|| run().0);
    let cold = median(|| {
        let _ = fs::remove_dir_all(out);
        run().1
    });
    let again = median(|| run().1);
    println!("all threads: read and check          {check:>8.1} ms");
    println!("the whole build                      {cold:>8.1} ms");
    println!("again, nothing changed               {again:>8.1} ms");
}
