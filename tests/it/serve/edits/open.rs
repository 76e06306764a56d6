//! Clients of the preview: one that asks for everything over one connection, and pages that are open.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use stegvis::base::Hash;

use crate::serve::client::{PATIENCE, Preview, said_by};

/// What is served at an address, without the element that keeps a page in step.
#[derive(Clone, Debug)]
pub struct Served {
    pub status: u16,
    pub bytes: Vec<u8>,
    /// The page's, as its element has it.
    pub hash: Option<Hash>,
}

impl Served {
    pub fn page(bytes: Vec<u8>) -> Self {
        Self {
            status: 200,
            hash: None,
            bytes,
        }
    }
}

/// Asks one request after the other over one connection, as long as it lives, and keeps what it may keep, as browsers do.
pub struct Client {
    port: u16,
    /// By address, under the tag that it was given.
    kept: BTreeMap<String, (String, Vec<u8>)>,
    stream: Option<BufReader<TcpStream>>,
}

impl Client {
    pub fn new(port: u16) -> Self {
        Self {
            port,
            kept: BTreeMap::new(),
            stream: None,
        }
    }

    pub fn get(&mut self, path: &str) -> Served {
        for _ in 0..3 {
            if let Some(served) = self.ask(path) {
                return served;
            }
            self.stream = None;
        }
        panic!("`{path}` is not answered");
    }

    fn ask(&mut self, path: &str) -> Option<Served> {
        let port = self.port;
        let stream = match &mut self.stream {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
                stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
                stream.set_nodelay(true).expect("small packets");
                self.stream.insert(BufReader::new(stream))
            }
        };
        let known = self.kept.get(path).map(|(tag, _)| format!("If-None-Match: {tag}\r\n"));
        let request = format!(
            "GET {} HTTP/1.1\r\nHost: localhost:{port}\r\n{}\r\n",
            encoded(path),
            known.unwrap_or_default()
        );
        stream.get_mut().write_all(request.as_bytes()).ok()?;
        let (mut status, mut length, mut tag) = (0, 0, None);
        let mut line = String::new();
        loop {
            line.clear();
            if stream.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let text = line.trim_end();
            if let Some(rest) = text.strip_prefix("HTTP/1.1 ") {
                status = rest.split(' ').next()?.parse().ok()?;
            } else if let Some((name, value)) = text.split_once(": ")
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.parse().ok()?;
            } else if let Some((name, value)) = text.split_once(": ")
                && name.eq_ignore_ascii_case("etag")
            {
                tag = Some(value.to_owned());
            } else if text.is_empty() {
                break;
            }
        }
        if status == 304 {
            let (_, bytes) = self.kept.get(path)?;
            return Some(Served::page(bytes.clone()));
        }
        let mut bytes = vec![0; length];
        stream.read_exact(&mut bytes).ok()?;
        self.kept.remove(path);
        if let Some(tag) = tag {
            self.kept.insert(path.to_owned(), (tag, bytes.clone()));
        }
        let (bytes, hash) = without_script(bytes);
        Some(Served { status, bytes, hash })
    }
}

/// As an address has it.
pub fn encoded(path: &str) -> String {
    let one = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    path.bytes().map(one).collect()
}

/// A page without the one element that is the preview's, and the hash that this has.
fn without_script(bytes: Vec<u8>) -> (Vec<u8>, Option<Hash>) {
    const BEGIN: &[u8] = b"<script src=\"/_stegvis/live.js\"";
    const END: &[u8] = b"</script>";
    let find = |from: usize, what: &[u8]| bytes[from..].windows(what.len()).position(|window| window == what);
    let Some(at) = find(0, BEGIN) else {
        return (bytes, None);
    };
    let end = at + find(at, END).expect("its end") + END.len();
    let element = String::from_utf8_lossy(&bytes[at..end]).into_owned();
    let hash = element
        .split("data-page=\"")
        .nth(1)
        .and_then(|rest| Hash::parse(rest.split('"').next()?));
    ([&bytes[..at], &bytes[end..]].concat(), hash)
}

/// What an open page was told.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// The page that it shows; `None` where there is none.
    pub known: Option<Hash>,
    /// Why it does not follow what is written.
    pub trouble: Option<String>,
    /// The files that it shows whose addresses stay: what each is now.
    pub files: BTreeMap<String, String>,
    /// The last events.
    pub names: Vec<String>,
    moved: Option<String>,
    is_reload: bool,
    is_over: bool,
}

/// A page that is open, and does what the script does with what it is told.
pub struct Open {
    /// Its address, decoded.
    pub path: String,
    /// The files that were carried along when it was loaded; `None` until somebody says so.
    pub carried: Option<BTreeMap<String, Hash>>,
    told: Arc<Mutex<Told>>,
    stream: TcpStream,
}

impl Drop for Open {
    fn drop(&mut self) {
        let _ = self.stream.shutdown(std::net::Shutdown::Both);
    }
}

impl Open {
    /// Loads a page and listens.
    pub fn new(preview: &Preview, path: &str) -> Option<Self> {
        let answer = preview.get(&encoded(path));
        let look = said_by(&answer.text(), "look")?;
        // A page that says that there is none says nothing of itself.
        let (_, hash) = without_script(answer.body);
        Some(Self::listening(preview, path, hash, &look))
    }

    fn listening(preview: &Preview, path: &str, known: Option<Hash>, look: &str) -> Self {
        let mut stream = preview.connect();
        stream.set_read_timeout(None).expect("no limit");
        let (token, port) = (preview.token_of_views(), preview.port);
        let value = encoded(&encoded(path));
        let shown = known.map_or_else(String::new, |hash| hash.to_string());
        let request = format!(
            "GET /_stegvis/events?token={token}&path={value}&page={shown}&look={look} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).expect("it takes a request");
        let told = Arc::new(Mutex::new(Told {
            known,
            ..Told::default()
        }));
        let (reader, shared) = (stream.try_clone().expect("a second end"), told.clone());
        std::thread::spawn(move || read(reader, &shared));
        Self {
            path: path.to_owned(),
            carried: None,
            told,
            stream,
        }
    }

    /// What it shows is what is carried along now.
    pub fn loaded(&mut self, carried: &BTreeMap<String, Hash>) {
        self.carried = Some(carried.clone());
        self.told.lock().expect("no panic").files.clear();
    }

    pub fn told(&self) -> Told {
        self.told.lock().expect("no panic").clone()
    }

    /// Does what the page was told to do: to load itself anew, to go elsewhere, to listen again.
    pub fn follow(&mut self, preview: &Preview) {
        let told = self.told();
        let path = told.moved.as_deref().map_or_else(|| self.path.clone(), decoded);
        let is_over = told.moved.is_some() || told.is_reload || told.is_over;
        if is_over && let Some(next) = Self::new(preview, &path) {
            let names = [told.names.as_slice(), &["(loaded)".to_owned()]].concat();
            next.told.lock().expect("no panic").names = names;
            *self = next;
        }
    }

    /// Waits until it was told something.
    pub fn until(&mut self, preview: &Preview, is_right: impl Fn(&Told) -> bool) -> Result<(), String> {
        let end = Instant::now() + Duration::from_secs(10);
        loop {
            self.follow(preview);
            let told = self.told();
            if is_right(&told) && !told.is_reload && !told.is_over {
                return Ok(());
            }
            if Instant::now() > end {
                return Err(format!("{told:?}"));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

fn decoded(url: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = url.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits: String = rest.by_ref().take(2).map(char::from).collect();
        bytes.push(u8::from_str_radix(&digits, 16).expect("an encoded address"));
    }
    String::from_utf8(bytes).expect("UTF-8")
}

fn read(stream: TcpStream, told: &Mutex<Told>) {
    let mut event = String::new();
    for line in BufReader::new(stream).lines() {
        let Ok(line) = line else { break };
        if let Some(name) = line.strip_prefix("event: ") {
            event = name.to_owned();
            continue;
        }
        let Some(text) = line.strip_prefix("data: ") else {
            continue;
        };
        let Ok(value) = serde_json::from_str::<serde_json::Value>(text) else {
            continue;
        };
        let mut told = told.lock().expect("no panic");
        let excess = told.names.len().saturating_sub(20);
        told.names.drain(..excess);
        told.names.push(event.clone());
        match event.as_str() {
            "page" => told.known = value["html"].as_str().map(|html| Hash::of(html.as_bytes())),
            "gone" => told.known = None,
            "moved" => {
                told.known = None;
                told.moved = value["to"].as_str().map(str::to_owned);
            }
            "files" => {
                let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
                for file in value.as_array().into_iter().flatten() {
                    told.files.insert(text(&file["url"]), text(&file["hash"]));
                }
            }
            "reload" => told.is_reload = true,
            "facts" => told.trouble = value["trouble"].as_str().map(str::to_owned),
            _ => {}
        }
    }
    told.lock().expect("no panic").is_over = true;
}
