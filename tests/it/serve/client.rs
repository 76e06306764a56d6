//! A preview that runs, and a client that sends what it is told to the byte.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use crate::site::Site;

/// Longer than anything takes on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A site in four languages at the root of its host.
pub fn small() -> Site {
    Site::small().file("stegvis.yaml", "title: Handbook\n")
}

/// A running preview; it ends with the value.
pub struct Preview {
    process: Child,
    lines: Receiver<String>,
    pub port: u16,
    /// The address that it told.
    pub address: String,
    /// What it said before.
    pub before: String,
}

/// An answer, its head and its body.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Preview {
    pub fn of(site: &Site) -> Self {
        Self::with(site, &[])
    }

    pub fn with(site: &Site, arguments: &[&str]) -> Self {
        let mut program = site.program();
        program
            .arg("serve")
            .arg(site.root())
            .args(["--port", "0"])
            .args(arguments);
        Self::started(program)
    }

    pub fn started(mut program: Command) -> Self {
        let mut process = program
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let said = process.stderr.take().expect("a pipe");
        let (send, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(said).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        let mut preview = Self {
            process,
            lines,
            port: 0,
            address: String::new(),
            before: String::new(),
        };
        let (before, line) = preview.hears("http://");
        preview.before = before;
        preview.address = line.split_whitespace().next().expect("an address").to_owned();
        let port = preview.address.split(':').nth(2).expect("a port");
        preview.port = port
            .trim_end_matches(|letter: char| !letter.is_ascii_digit())
            .split('/')
            .next()
            .and_then(|port| port.parse().ok())
            .expect("a number");
        preview
    }

    /// Waits for a line with these words.
    #[track_caller]
    pub fn says(&self, words: &str) -> String {
        self.hears(words).1
    }

    /// The same, with what was said before.
    #[track_caller]
    fn hears(&self, words: &str) -> (String, String) {
        let end = Instant::now() + PATIENCE;
        let mut before = String::new();
        while let Ok(line) = self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            if line.contains(words) {
                return (before, line);
            }
            before.push_str(&line);
            before.push('\n');
        }
        panic!("`{words}` was not said, but\n{before}");
    }

    /// What is said within this time.
    pub fn said_within(&self, time: Duration) -> Vec<String> {
        let end = Instant::now() + time;
        let next = || {
            self.lines
                .recv_timeout(end.saturating_duration_since(Instant::now()))
                .ok()
        };
        std::iter::from_fn(next).collect()
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], self.port))).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
        stream
    }

    /// Sends bytes and reads all that comes back until the connection ends.
    pub fn raw(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect();
        // A server that refuses early may close while we still send.
        let _ = stream.write_all(bytes);
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        let at = all.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(all.len());
        let head = String::from_utf8_lossy(&all[..at]).into_owned();
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .unwrap_or(0);
        let body = all.get(at + 4..).unwrap_or_default().to_vec();
        Answer { status, head, body }
    }

    /// A request with these lines besides its first and its host.
    pub fn ask(&self, path: &str, lines: &[&str]) -> Answer {
        let more: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
        let port = self.port;
        self.raw(format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n{more}\r\n").as_bytes())
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask(path, &[])
    }

    /// Asks until the answer is as it should be.
    #[track_caller]
    pub fn until(&self, path: &str, is_right: impl Fn(&Answer) -> bool) -> Answer {
        let end = Instant::now() + PATIENCE;
        loop {
            let answer = self.get(path);
            if is_right(&answer) {
                return answer;
            }
            assert!(Instant::now() < end, "{path}: {} {}", answer.head, answer.text());
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// The token, as a page has it.
    pub fn token(&self) -> String {
        self.token_at("/en/")
    }

    /// The token, as the preview's own page has it, whatever the site.
    pub fn token_of_views(&self) -> String {
        self.token_at("/_stegvis/")
    }

    fn token_at(&self, path: &str) -> String {
        let text = self.get(path).text();
        let after = text.split("data-token=\"").nth(1).expect("a token");
        after.split('"').next().expect("its end").to_owned()
    }

    /// The stream of an open page.
    pub fn events(&self, path: &str, known: &str) -> Events {
        let token = self.token();
        let mut stream = self.connect();
        let port = self.port;
        let request = format!(
            "GET /_stegvis/events?token={token}&path={path}&page={known} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).expect("it takes a request");
        Events(BufReader::new(stream))
    }

    /// Whether the process still runs.
    pub fn is_alive(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }

    pub fn id(&self) -> u32 {
        self.process.id()
    }

    pub fn wait(&mut self) {
        let _ = self.process.wait();
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What a page says of itself to the stream: a value of the element that is the preview's.
pub fn said_by(html: &str, name: &str) -> Option<String> {
    let rest = html.split(&format!(" data-{name}=\"")).nth(1)?;
    rest.split('"').next().map(str::to_owned)
}

/// Server-sent events.
pub struct Events(BufReader<TcpStream>);

impl Events {
    /// The next event of this name: its data.
    #[track_caller]
    pub fn next(&mut self, name: &str) -> serde_json::Value {
        let mut event = String::new();
        let mut line = String::new();
        let end = Instant::now() + 2 * PATIENCE;
        loop {
            // Signs of life come all the time.
            assert!(Instant::now() < end, "no `{name}` came");
            line.clear();
            let read = self.0.read_line(&mut line).expect("the stream goes on");
            assert!(read > 0, "the stream ended before `{name}`");
            let text = line.trim_end();
            if let Some(found) = text.strip_prefix("event: ") {
                event = found.to_owned();
            } else if let (Some(text), true) = (text.strip_prefix("data: "), event == name) {
                return serde_json::from_str(text).expect("JSON");
            }
        }
    }

    /// Reads on until the stream ends: the last of its chunks has no length.
    #[track_caller]
    pub fn ends(&mut self) {
        let mut lines = self.0.by_ref().lines();
        assert!(
            lines.any(|line| line.expect("it ends") == "0"),
            "the connection was cut"
        );
    }

    /// The names of the events that come within this time.
    pub fn within(&mut self, time: Duration) -> Vec<String> {
        let end = Instant::now() + time;
        let mut names = Vec::new();
        let mut line = String::new();
        while let Some(left) = end
            .checked_duration_since(Instant::now())
            .filter(|left| !left.is_zero())
        {
            self.0.get_ref().set_read_timeout(Some(left)).expect("a limit");
            line.clear();
            if self.0.read_line(&mut line).is_err() {
                break;
            }
            names.extend(line.trim_end().strip_prefix("event: ").map(str::to_owned));
        }
        self.0.get_ref().set_read_timeout(Some(PATIENCE)).expect("a limit");
        names
    }
}
