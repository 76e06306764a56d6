//! How fast a site is built: `cargo bench`, or `cargo bench -- 1000 10000 100000`. Medians of several runs, on a memory
//! file system where there is one; Hugo beside it, on the same content, when it is on the PATH.

mod corpus;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use stegvis::build::{Build, Engine, Options, Request, SiteFolder};
use stegvis::render::Frame;
use stegvis::source::disk;
use stegvis::write;

const RUNS: usize = 5;
/// Set for the process that measures one size: peak memory belongs to a process.
const ONE: &str = "STEGVIS_BENCH_ONE";

fn main() {
    if let Ok(folder) = std::env::var(ONE) {
        return measure(Path::new(&folder));
    }
    let named: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if named.is_empty() { vec![1_000, 10_000] } else { named };
    for size in sizes {
        let folder = memory().join(format!("stegvis-bench-{}-{size}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        let bytes = corpus::write(&folder, size).expect("a folder to write the corpus into");
        println!(
            "\n{size} pages, {:.1} MB of Markdown, medians of {RUNS} runs",
            bytes as f64 / 1e6
        );
        println!("{:28} {:>9} {:>10} {:>9}", "", "seconds", "pages/s", "MB/s");
        let program = std::env::current_exe().expect("this program");
        let measured = Command::new(program)
            .env(ONE, &folder)
            .stdin(Stdio::null())
            .output()
            .expect("a measurement");
        for line in String::from_utf8_lossy(&measured.stdout).lines() {
            match line
                .split_once('\t')
                .map(|(name, seconds)| (name, seconds.parse::<f64>()))
            {
                Some((name, Ok(seconds))) => row(name, seconds, size, bytes),
                _ => println!("{line}"),
            }
        }
        hugo(&folder, size, bytes);
        let _ = fs::remove_dir_all(&folder);
    }
}

fn row(name: &str, seconds: f64, size: usize, bytes: u64) {
    println!(
        "{name:28} {seconds:>9.3} {:>10.0} {:>9.1}",
        size as f64 / seconds,
        bytes as f64 / 1e6 / seconds
    );
}

/// A memory file system where there is one: the disk of shared machines varies forty-fold.
fn memory() -> PathBuf {
    let shared = Path::new("/dev/shm");
    if shared.is_dir() {
        shared.to_path_buf()
    } else {
        std::env::temp_dir()
    }
}

fn engine(root: &Path) -> Engine {
    let request = Request {
        root: root.to_path_buf(),
        ..Request::default()
    };
    let folder = SiteFolder::find(&request).expect("a site");
    let frame = Frame {
        program: disk::program(),
        ..Frame::default()
    };
    let options = Options {
        frame,
        ..Options::default()
    };
    Engine { folder, options }
}

/// One build, stage by stage.
fn stages(root: &Path, out: &Path) -> [Duration; 4] {
    let engine = engine(root);
    let start = Instant::now();
    let snapshot = disk::read(&engine.folder.plan);
    let read = start.elapsed();
    let build = engine.update(snapshot);
    let update = start.elapsed() - read;
    assert!(!build.has_errors(), "the corpus is clean");
    let plan = build.plan();
    let options = write::Options {
        out: out.to_path_buf(),
        sources: vec![root.join("content")],
        adopt: false,
    };
    write::publish(Build::outputs(&plan), &options).expect("a published site");
    let all = start.elapsed();
    std::mem::forget(plan);
    [read, update, all - read - update, all]
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64()
}

fn measure(root: &Path) {
    let out = root.join("public");
    let cold: Vec<[Duration; 4]> = (0..RUNS)
        .map(|_| {
            let _ = fs::remove_dir_all(&out);
            stages(root, &out)
        })
        .collect();
    let of = |stage: usize| median(cold.iter().map(|run| run[stage]).collect());
    println!("read\t{}", of(0));
    println!("parse, link, check\t{}", of(1));
    println!("render, write\t{}", of(2));
    println!("cold build\t{}", of(3));
    println!(
        "again, nothing changed\t{}",
        median((0..RUNS).map(|_| stages(root, &out)[3]).collect())
    );
    let check = || {
        let engine = engine(root);
        let start = Instant::now();
        std::mem::forget(engine.update(disk::read(&engine.folder.plan)));
        start.elapsed()
    };
    println!("check\t{}", median((0..RUNS).map(|_| check()).collect()));
    // Each run above kept what it made, so the peak is measured by the program itself, in a process of its own.
    let _ = fs::remove_dir_all(&out);
    let program = env!("CARGO_BIN_EXE_stegvis");
    let out = out.to_string_lossy().into_owned();
    let command = ["build", &root.to_string_lossy(), "-o", &out].map(str::to_owned);
    match Command::new("/usr/bin/time")
        .args(["-f", "%M", program])
        .args(&command)
        .stdin(Stdio::null())
        .output()
    {
        Ok(done) => {
            let text = String::from_utf8_lossy(&done.stderr).into_owned();
            let peak: f64 = text
                .lines()
                .last()
                .and_then(|line| line.trim().parse().ok())
                .unwrap_or(f64::NAN);
            println!("peak memory of a cold build: {:.0} MB", peak / 1024.0);
        }
        Err(_) => println!("peak memory: not measured, /usr/bin/time is not here"),
    }
}

/// The same content as a Hugo site, if Hugo is here: no check of links or anchors, a navigation by section.
fn hugo(folder: &Path, size: usize, bytes: u64) {
    if Command::new("hugo")
        .arg("version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_err()
    {
        println!("hugo: not on the PATH");
        return;
    }
    let site = folder.join("hugo");
    let languages: String = corpus::LOCALES
        .iter()
        .enumerate()
        .map(|(weight, tag)| {
            format!(
                "[languages.{tag}]\ncontentDir = \"../content/{tag}\"\nweight = {}\n",
                weight + 1
            )
        })
        .collect();
    let config = format!(
        "baseURL = \"https://docs.example.org/\"\ndefaultContentLanguage = \"en\"\ndefaultContentLanguageInSubdir = true\n\
         disableKinds = [\"taxonomy\", \"term\", \"RSS\", \"sitemap\"]\n{languages}[markup.goldmark.renderer]\nunsafe = true\n"
    );
    let layout = "<!doctype html><html lang=\"{{ site.Language.Lang }}\"><head><title>{{ .Title }}</title></head><body>\
        <ul>{{ range .AllTranslations }}<li><a href=\"{{ .RelPermalink }}\">{{ .Language.Lang }}</a></li>{{ end }}</ul>\
        <nav>{{ $c := . }}{{ with .CurrentSection }}{{ range .RegularPages }}<a href=\"{{ .RelPermalink }}\"{{ if eq . $c }} \
        aria-current=\"page\"{{ end }}>{{ .Title }}</a>{{ end }}{{ end }}</nav><main>{{ .Content }}</main>\
        <aside>{{ .TableOfContents }}</aside></body></html>";
    fs::create_dir_all(site.join("layouts/_default")).expect("a folder");
    fs::write(site.join("config.toml"), config).expect("a file");
    for name in [
        "layouts/_default/single.html",
        "layouts/_default/list.html",
        "layouts/index.html",
    ] {
        fs::write(site.join(name), layout).expect("a file");
    }
    let run = || {
        let _ = fs::remove_dir_all(site.join("public"));
        let start = Instant::now();
        let done = Command::new("hugo")
            .arg("--quiet")
            .arg("-s")
            .arg(&site)
            .stdin(Stdio::null())
            .output();
        done.is_ok_and(|done| done.status.success()).then(|| start.elapsed())
    };
    let times: Vec<Duration> = (0..3).filter_map(|_| run()).collect();
    match times.is_empty() {
        true => println!("hugo: it did not build the corpus"),
        false => row("hugo, links not checked", median(times), size, bytes),
    }
}
