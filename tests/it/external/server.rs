//! A server on loopback, written with sockets alone: it says what a test wants, right or wrong, and remembers who asked.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// What was asked.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    pub path: String,
    /// All of it.
    pub head: String,
    /// How often this path was asked before, by this method.
    pub before: usize,
}

impl Request {
    pub fn is_head(&self) -> bool {
        self.method == "HEAD"
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines();
        lines.find_map(|line| {
            line.split_once(": ")
                .filter(|(key, _)| key.eq_ignore_ascii_case(name))
                .map(|(_, value)| value)
        })
    }
}

/// What a server does.
pub enum Reply {
    /// These bytes, then the end.
    Bytes(String),
    /// These, and then what never ends.
    Endless(String),
    /// Nothing for so long.
    Silence(Duration),
}

#[derive(Default)]
struct Seen {
    requests: Vec<Request>,
    begun: BTreeMap<String, Vec<Instant>>,
    inside: BTreeMap<String, usize>,
    most: BTreeMap<String, usize>,
    bytes: usize,
}

/// A server; its threads end with the tests.
pub struct Server {
    pub port: u16,
    seen: Arc<Mutex<Seen>>,
}

/// A response without a body.
pub fn says(status: u16, headers: &str) -> Reply {
    Reply::Bytes(format!(
        "HTTP/1.1 {status} So\r\nContent-Length: 0\r\nConnection: close\r\n{headers}\r\n"
    ))
}

/// A redirect.
pub fn leads(status: u16, to: &str) -> Reply {
    says(status, &format!("Location: {to}\r\n"))
}

impl Server {
    pub fn new(reply: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::with(reply, None)
    }

    /// One that shows a certificate of this folder.
    pub fn safe(certificate: &'static str, reply: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::with(reply, Some(config(certificate)))
    }

    fn with(reply: impl Fn(&Request) -> Reply + Send + Sync + 'static, tls: Option<Arc<rustls::ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let reply = Arc::new(reply);
        let shared = seen.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream else { return };
                let (seen, reply, tls) = (shared.clone(), reply.clone(), tls.clone());
                std::thread::spawn(move || match tls {
                    None => serve(stream, &seen, &*reply),
                    Some(config) => {
                        let connection = rustls::ServerConnection::new(config).expect("a connection");
                        serve(rustls::StreamOwned::new(connection, stream), &seen, &*reply);
                    }
                });
            }
        });
        Self { port, seen }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub fn requests(&self) -> Vec<Request> {
        self.seen.lock().expect("no panic").requests.clone()
    }

    /// `HEAD /path` of each request, in the order in which they came.
    pub fn asked(&self) -> Vec<String> {
        let requests = self.requests();
        requests
            .iter()
            .map(|request| format!("{} {}", request.method, request.path))
            .collect()
    }

    /// The most requests that were under way at once, by host.
    pub fn most(&self) -> BTreeMap<String, usize> {
        self.seen.lock().expect("no panic").most.clone()
    }

    /// The times at which requests came, by host.
    pub fn begun(&self) -> BTreeMap<String, Vec<Instant>> {
        self.seen.lock().expect("no panic").begun.clone()
    }

    /// How many bytes could be sent of bodies without an end.
    pub fn bytes(&self) -> usize {
        self.seen.lock().expect("no panic").bytes
    }
}

fn serve(mut stream: impl Read + Write, seen: &Mutex<Seen>, reply: &dyn Fn(&Request) -> Reply) {
    let Some(head) = read_head(&mut stream) else { return };
    let mut words = head.split(' ');
    let (method, path) = (
        words.next().unwrap_or("").to_owned(),
        words.next().unwrap_or("").to_owned(),
    );
    let mut request = Request {
        method,
        path,
        head,
        before: 0,
    };
    let host = request.header("host").unwrap_or("").to_owned();
    {
        let mut seen = seen.lock().expect("no panic");
        let is_same = |other: &&Request| other.method == request.method && other.path == request.path;
        request.before = seen.requests.iter().filter(is_same).count();
        seen.requests.push(request.clone());
        seen.begun.entry(host.clone()).or_default().push(Instant::now());
        for name in [host.as_str(), "all"] {
            let inside = seen.inside.entry(name.to_owned()).or_default();
            *inside += 1;
            let inside = *inside;
            let most = seen.most.entry(name.to_owned()).or_default();
            *most = inside.max(*most);
        }
    }
    let reply = reply(&request);
    {
        let mut seen = seen.lock().expect("no panic");
        for name in [host.as_str(), "all"] {
            *seen.inside.entry(name.to_owned()).or_default() -= 1;
        }
    }
    match reply {
        Reply::Bytes(text) => _ = stream.write_all(text.as_bytes()),
        Reply::Endless(text) => {
            _ = stream.write_all(text.as_bytes());
            // Bounded all the same: a test that fails must end.
            for _ in 0..4096 {
                if stream.write_all(&[b'x'; 16 << 10]).is_err() {
                    break;
                }
                seen.lock().expect("no panic").bytes += 16 << 10;
            }
        }
        Reply::Silence(time) => std::thread::sleep(time),
    }
    let _ = stream.flush();
}

fn read_head(stream: &mut (impl Read + Write)) -> Option<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        if head.is_empty() && byte[0] == 0x16 {
            // A handshake where HTTP is spoken: so say the servers of the world.
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
            return None;
        }
        head.push(byte[0]);
    }
    String::from_utf8(head).ok()
}

/// This folder.
pub fn folder() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/external")
}

fn config(certificate: &str) -> Arc<rustls::ServerConfig> {
    use rustls::pki_types::pem::PemObject as _;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    let certificate = CertificateDer::from_pem_file(folder().join(certificate)).expect("a certificate");
    let key = PrivateKeyDer::from_pem_file(folder().join("server.key")).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("a certificate and its key");
    Arc::new(config)
}
