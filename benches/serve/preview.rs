//! A preview that runs, and a client that keeps its connection.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

/// So long after the last word, nothing is being done any more: what is found is told of at the end of all work.
const QUIET: Duration = Duration::from_millis(1500);

/// A running preview; it ends with the value.
pub struct Preview {
    process: Child,
    lines: Receiver<(Instant, String)>,
    /// What was said since it was last forgotten.
    said: RefCell<Vec<String>>,
    pub port: u16,
}

impl Preview {
    /// Waits until it tells its address.
    pub fn start(root: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_stegvis"))
            .arg("serve")
            .arg(root)
            .args(["--port", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let said = process.stderr.take().expect("a pipe");
        let (send, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(said).lines().map_while(Result::ok) {
                if send.send((Instant::now(), line)).is_err() {
                    return;
                }
            }
        });
        let mut preview = Self {
            process,
            lines,
            said: RefCell::default(),
            port: 0,
        };
        preview
            .says("http://localhost:", Duration::from_secs(60))
            .expect("an address");
        let said = preview.said.borrow();
        let line = said.last().expect("the line with the address");
        let (_, port) = line.split_once("http://localhost:").expect("an address");
        let digits: String = port.chars().take_while(char::is_ascii_digit).collect();
        let port = digits.parse().expect("a port");
        drop(said);
        preview.port = port;
        preview
    }

    fn next(&self, wait: Duration) -> Option<(Instant, String)> {
        let (when, line) = self.lines.recv_timeout(wait).ok()?;
        self.said.borrow_mut().push(line.clone());
        Some((when, line))
    }

    /// When it said these words; `None` if it did not within this time.
    pub fn says(&self, words: &str, within: Duration) -> Option<Instant> {
        let end = Instant::now() + within;
        while let Some((when, line)) = self.next(end.saturating_duration_since(Instant::now())) {
            if line.contains(words) {
                return Some(when);
            }
        }
        None
    }

    /// Waits until it has been quiet for a while.
    pub fn settle(&self) {
        while self.next(QUIET).is_some() {}
    }

    /// What was said until now is of no interest.
    pub fn forget(&self) {
        while self.next(Duration::ZERO).is_some() {}
        self.said.borrow_mut().clear();
    }

    /// How long each build took that was told of since: whole milliseconds. Those that another followed before anybody had
    /// looked at them are not told of.
    pub fn built(&self) -> Vec<Duration> {
        let told = |line: &String| line.strip_suffix(" ms)")?.rsplit_once('(')?.1.parse().ok();
        let said = self.said.borrow();
        said.iter().filter_map(told).map(Duration::from_millis).collect()
    }

    /// Bytes of memory that it holds; 0 where the system does not tell.
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
        kilobytes.unwrap_or_default() * 1024
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

/// One connection, one request after the other.
pub struct Client {
    stream: BufReader<TcpStream>,
    port: u16,
}

impl Client {
    pub fn new(port: u16) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
        stream.set_nodelay(true).expect("a socket");
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .expect("a socket");
        Self {
            stream: BufReader::with_capacity(1 << 16, stream),
            port,
        }
    }

    pub fn get(&mut self, path: &str) -> Answer {
        match self.ask(path) {
            Ok(answer) => answer,
            // A server lets go of a connection that was quiet for long.
            Err(_) => {
                *self = Self::new(self.port);
                self.ask(path).expect("an answer")
            }
        }
    }

    fn ask(&mut self, path: &str) -> std::io::Result<Answer> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", self.port);
        self.stream.get_mut().write_all(request.as_bytes())?;
        let (mut status, mut length) = (0, None);
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            match line.split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.parse().ok(),
                Some(_) => {}
                None => {
                    status = line
                        .split(' ')
                        .nth(1)
                        .and_then(|status| status.parse().ok())
                        .unwrap_or(0)
                }
            }
        }
        let mut body = vec![0; length.expect("every answer tells its length")];
        self.stream.read_exact(&mut body)?;
        Ok(Answer { status, body })
    }
}
