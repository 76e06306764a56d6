//! `stegvis check --external`: asks the addresses outside of the site, remembers what they said, and shows how far it
//! has come.

use std::fs::{self, OpenOptions};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use clap::Args;

use super::Form;
use super::report::say;
use crate::base::system::reason;
use crate::build::Build;
use crate::check::external::{Asking, addresses, findings};
use crate::web::{Address, Ages, Asked, Cache, Manners, SystemLookup, ask};

/// What `check` takes besides the site.
#[derive(Args, Debug)]
pub struct ExternalArguments {
    /// Ask external links, too, whether they lead somewhere: the only check that uses the network
    #[arg(long)]
    external: bool,
    /// A host in a private network that may be asked, `*` for all; else none is, whatever a link or a redirect says
    #[arg(long, value_name = "HOST", requires = "external")]
    external_private: Vec<String>,
    /// The file that keeps what external links said; else one in your folder of caches
    #[arg(long, value_name = "FILE", requires = "external")]
    external_cache: Option<PathBuf>,
}

/// A larger file of answers is not read: a million of them are less.
const LARGEST: u64 = 256 << 20;
/// Between two states of the line that tells how far it has come.
const BLINK: Duration = Duration::from_millis(100);
/// Between two times that answers are written down, so that ending the program loses few of them.
const SAVE: Duration = Duration::from_secs(10);

/// Asks, if that is wanted, and adds what there is to say to the build.
pub fn check(build: &mut Build, arguments: &ExternalArguments, form: Form) {
    if !arguments.external {
        return;
    }
    let config = build.config.external.clone();
    let asking = Asking::new(&config, &arguments.external_private);
    let wanted = addresses(&build.site, build.docs(), &build.links, &asking);
    let mut memory = Memory::open(arguments.external_cache.clone(), Ages::days(config.max_age));
    let mut answers = memory.recall(&wanted);
    let missing: Vec<Address> = wanted
        .into_iter()
        .filter(|address| !answers.answers.contains_key(address))
        .collect();
    if !missing.is_empty() {
        let asked = ask_all(&missing, arguments, &asking, &mut memory, form);
        answers.answers.extend(asked.answers);
        let rest = missing
            .iter()
            .filter(|address| !answers.answers.contains_key(*address))
            .count();
        if asked.is_offline {
            say(&format!("offline: {} could not be asked", links(rest)));
        }
    }
    let found = findings(&build.site, build.docs(), &build.links, &asking, &answers.answers);
    build.add(found);
}

fn ask_all(
    missing: &[Address],
    arguments: &ExternalArguments,
    asking: &Asking<'_>,
    memory: &mut Memory,
    form: Form,
) -> Asked {
    let manners = Manners {
        private: arguments.external_private.clone(),
        trusted: trusted(),
        ..Manners::default()
    };
    let mut progress = Progress::new(missing.len(), form);
    let asked = ask(
        missing,
        &manners,
        Arc::new(SystemLookup),
        &|address| asking.may_ask(address),
        &mut |address, answer| {
            progress.step();
            // Bad news may be that of a network that is just going: it is kept when that is known.
            if answer.is_good() {
                memory.cache.put(address, answer, now());
                memory.save_now_and_then();
            }
        },
    );
    progress.end();
    for (address, answer) in &asked.answers {
        memory.cache.put(address, answer, now());
    }
    memory.save();
    asked
}

fn links(count: usize) -> String {
    match count {
        1 => "1 external link".into(),
        count => format!("{count} external links"),
    }
}

/// Seconds since 1970.
fn now() -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.map_or(0, |now| now.as_secs())
}

/// The certificates that `SSL_CERT_FILE` names, as for other programs: a company's own, for one.
fn trusted() -> Option<Vec<u8>> {
    let place = std::env::var_os("SSL_CERT_FILE").filter(|place| !place.is_empty())?;
    let shown = Path::new(&place).display();
    match fs::read(&place) {
        Ok(pem) if pem.windows(17).any(|part| part == b"BEGIN CERTIFICATE") => return Some(pem),
        Ok(_) => say(&format!(
            "note: SSL_CERT_FILE: no certificate in {shown}, the built-in ones count"
        )),
        Err(error) => say(&format!(
            "note: SSL_CERT_FILE: {shown}: {}, the built-in ones count",
            reason(&error)
        )),
    }
    None
}

/// What earlier runs were told, and the file that keeps it.
struct Memory {
    cache: Cache,
    ages: Ages,
    /// `None`: nothing can be kept.
    file: Option<PathBuf>,
    saved: Instant,
}

impl Memory {
    /// Reads `file`, else the one in the user's folder of caches. What cannot be read is forgotten, with a note.
    fn open(file: Option<PathBuf>, ages: Ages) -> Self {
        let file = file.or_else(usual_file);
        let cache = match file.as_deref().map(read) {
            None => Cache::default(),
            Some(Ok(cache)) => cache,
            Some(Err(why)) => {
                let shown = file.as_deref().unwrap_or(Path::new("")).display();
                say(&format!("note: {shown} is not used: {why}"));
                Cache::default()
            }
        };
        Self {
            cache,
            ages,
            file,
            saved: Instant::now(),
        }
    }

    /// What still counts.
    fn recall(&self, wanted: &[Address]) -> Asked {
        let now = now();
        let known = wanted.iter().filter_map(|address| {
            let answer = self.cache.get(address, now, self.ages)?;
            Some((address.clone(), answer.clone()))
        });
        Asked {
            answers: known.collect(),
            is_offline: false,
        }
    }

    fn save_now_and_then(&mut self) {
        if self.saved.elapsed() >= SAVE {
            self.save();
            self.saved = Instant::now();
        }
    }

    fn save(&mut self) {
        let Some(file) = &self.file else { return };
        if let Err(error) = write(file, &self.cache.write(now(), self.ages)) {
            say(&format!("note: {} is not written: {}", file.display(), reason(&error)));
            self.file = None;
        }
    }
}

fn read(file: &Path) -> Result<Cache, String> {
    let facts = match fs::metadata(file) {
        Ok(facts) => facts,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Cache::default()),
        Err(error) => return Err(reason(&error)),
    };
    if !facts.is_file() {
        return Err("it is no file".into());
    }
    if facts.len() > LARGEST {
        return Err("it is too large".into());
    }
    let bytes = fs::read(file).map_err(|error| reason(&error))?;
    let text = String::from_utf8(bytes).map_err(|_| "it is not what this program writes")?;
    Cache::read(&text).map_err(Into::into)
}

/// The whole file or nothing: written beside its place, and moved there.
fn write(file: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = file.with_file_name(name);
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&part)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .and_then(|()| fs::rename(&part, file));
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written
}

/// In the folder where this system keeps caches of users, so that it is neither committed nor published.
fn usual_file() -> Option<PathBuf> {
    let folder = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|folder| folder.is_absolute())
    };
    let caches = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library/Caches"))
    } else {
        folder("XDG_CACHE_HOME").or_else(|| folder("HOME").map(|home| home.join(".cache")))
    };
    Some(caches?.join("stegvis").join("external.json"))
}

/// One line that tells how far it has come, where somebody looks.
struct Progress {
    total: usize,
    done: usize,
    shown: Option<Instant>,
    is_seen: bool,
}

impl Progress {
    fn new(total: usize, form: Form) -> Self {
        let is_seen = form == Form::Terminal && std::io::stderr().is_terminal();
        let mut progress = Self {
            total,
            done: 0,
            shown: None,
            is_seen,
        };
        progress.show();
        progress
    }

    fn step(&mut self) {
        self.done += 1;
        if self.shown.is_none_or(|shown| shown.elapsed() >= BLINK) {
            self.show();
        }
    }

    fn show(&mut self) {
        if self.is_seen {
            self.shown = Some(Instant::now());
            let _ = write!(
                std::io::stderr(),
                "\r\x1b[2Kasked {} of {}",
                self.done,
                links(self.total)
            );
        }
    }

    fn end(&self) {
        if self.is_seen {
            let _ = write!(std::io::stderr(), "\r\x1b[2K");
        }
    }
}
