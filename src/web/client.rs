//! One request: the one file that names the HTTP client and the TLS engine, and the only one that opens a connection. It follows no
//! redirect, and it connects to no number that it may not.

use std::fmt;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use ureq::http::Uri;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error, Timeout};

use super::address::{Address, is_public};
use super::answer::Tls;
use super::manners::Manners;

/// A response has no more bytes of headers than this, or it is not read. Real ones have a few thousand.
const HEADERS: usize = 64 << 10;

/// Finds the numbers of hosts.
pub trait Lookup: Send + Sync + 'static {
    /// The numbers of `host`, at least one.
    ///
    /// # Errors
    /// There is no such name, or nobody who knows can be asked.
    fn numbers(&self, host: &str, patience: Duration) -> Result<Vec<IpAddr>, NoName>;
}

/// Why a host has no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoName {
    /// It is known that there is no such name.
    Unknown,
    /// Nobody who knows could be asked.
    Unsure,
}

/// The names of the net, as this system looks them up.
pub struct SystemLookup;

impl Lookup for SystemLookup {
    fn numbers(&self, host: &str, patience: Duration) -> Result<Vec<IpAddr>, NoName> {
        let (said, heard) = mpsc::sync_channel(1);
        let name = host.to_owned();
        // The system's own call cannot be ended; what it says too late is said to nobody.
        let thread = std::thread::Builder::new().spawn(move || {
            let found = (name.as_str(), 0).to_socket_addrs();
            let _ = said.send(found.map(|all| all.map(|place| place.ip()).collect::<Vec<_>>()));
        });
        if thread.is_err() {
            return Err(NoName::Unsure);
        }
        match heard.recv_timeout(patience) {
            Ok(Ok(numbers)) if numbers.is_empty() => Err(NoName::Unknown),
            Ok(Ok(numbers)) => Ok(numbers),
            Ok(Err(error)) => Err(no_name(&error)),
            Err(_) => Err(NoName::Unsure),
        }
    }
}

/// The standard library passes on what the system says only as words (glibc, musl, macOS), on Windows as a number.
fn no_name(error: &std::io::Error) -> NoName {
    // WSAHOST_NOT_FOUND, WSANO_DATA
    if matches!(error.raw_os_error(), Some(11001 | 11004)) {
        return NoName::Unknown;
    }
    let words = error.to_string();
    let is_known = [
        "not known",
        "does not resolve",
        "No address associated",
        "no address associated",
        "has no usable address",
    ];
    match is_known.iter().any(|part| words.contains(part)) {
        true => NoName::Unknown,
        false => NoName::Unsure,
    }
}

/// How to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// For the headers alone.
    Head,
    /// As a browser does; the body is not read.
    Get,
}

/// The part of a response that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// As HTTP numbers it.
    pub status: u16,
    /// Where a redirect leads, as it is written.
    pub location: Option<String>,
    /// How long to wait, as it is written.
    pub retry_after: Option<String>,
    /// It gave out a cookie.
    pub has_cookie: bool,
}

/// Why there was no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failed {
    /// There is no such host, as far as is known.
    Name(NoName),
    /// Its numbers are private.
    Private,
    /// Nothing listens.
    Refused,
    /// The network does not lead there.
    NoRoute,
    /// No connection in time.
    NoConnection,
    /// A connection, and no response in time.
    Slow,
    /// The connection ended too early.
    BrokenOff,
    /// No safe connection.
    Tls(Tls),
    /// Too many headers.
    TooLarge,
    /// No HTTP.
    NoHttp,
}

/// Asks, one request at a time; may be shared by threads.
pub(super) struct Client {
    agent: Agent,
}

impl Client {
    /// One that asks with these manners.
    pub(super) fn new(manners: &Manners, lookup: Arc<dyn Lookup>) -> Self {
        let mut tls = TlsConfig::builder();
        if let Some(pem) = &manners.trusted {
            let certificates = parse_pem(pem).filter_map(|item| match item {
                Ok(PemItem::Certificate(certificate)) => Some(certificate),
                _ => None,
            });
            tls = tls.root_certs(RootCerts::Specific(Arc::new(certificates.collect())));
        }
        let config = Agent::config_builder()
            .tls_config(tls.build())
            .user_agent(&manners.user_agent)
            .accept("text/html,application/xhtml+xml,*/*;q=0.8")
            // A proxy would look up names itself, where nobody can see whether they are private.
            .proxy(None)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_response_header_size(HEADERS)
            .timeout_connect(Some(manners.connect))
            .timeout_global(Some(manners.whole))
            .max_idle_connections(manners.at_once)
            .max_idle_connections_per_host(manners.per_host)
            .build();
        let resolver = PublicOnly {
            lookup,
            manners: manners.clone(),
        };
        Self {
            agent: Agent::with_parts(config, DefaultConnector::new(), resolver),
        }
    }

    /// Asks `address`; no body is read.
    pub(super) fn ask(&self, method: Method, address: &Address) -> Result<Said, Failed> {
        let asked = match method {
            Method::Head => self.agent.head(address.as_str()).call(),
            Method::Get => self.agent.get(address.as_str()).call(),
        };
        let response = asked.map_err(|error| failed(&error))?;
        let header = |name: &str| {
            let value = response.headers().get(name)?;
            // Servers write addresses in UTF-8, whatever the standard says.
            Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        Ok(Said {
            status: response.status().as_u16(),
            location: header("location"),
            retry_after: header("retry-after"),
            has_cookie: response.headers().contains_key("set-cookie"),
        })
    }
}

/// Looks names up, and lets through only the numbers that may be asked: the decision falls here, after the names and
/// before the connection, so that no name can lead anywhere else in between.
struct PublicOnly {
    lookup: Arc<dyn Lookup>,
    manners: Manners,
}

impl fmt::Debug for PublicOnly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PublicOnly")
    }
}

impl Resolver for PublicOnly {
    fn resolve(&self, uri: &Uri, _: &ureq::config::Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let stop = |why: Failed| Error::Other(Box::new(Stop(why)));
        let address = Address::read(&uri.to_string()).ok_or(Error::HostNotFound)?;
        let numbers = match address.number() {
            Some(number) => vec![number],
            None => self
                .lookup
                .numbers(address.host(), self.manners.connect)
                .map_err(|why| stop(Failed::Name(why)))?,
        };
        let may_be_private = self.manners.allows_private(address.host());
        let mut may = numbers
            .into_iter()
            .filter(|number| may_be_private || is_public(*number))
            .peekable();
        if may.peek().is_none() {
            return Err(stop(Failed::Private));
        }
        let mut found = self.empty();
        // As many as the list holds.
        for number in may.take(16) {
            found.push(SocketAddr::new(number, address.port()));
        }
        Ok(found)
    }
}

/// What the resolver says, carried through the client.
#[derive(Debug)]
struct Stop(Failed);

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl std::error::Error for Stop {}

fn failed(error: &Error) -> Failed {
    match error {
        Error::Other(other) => other.downcast_ref::<Stop>().map_or(Failed::BrokenOff, |stop| stop.0),
        Error::HostNotFound => Failed::Name(NoName::Unknown),
        Error::Timeout(Timeout::Connect | Timeout::Resolve) => Failed::NoConnection,
        Error::Timeout(_) => Failed::Slow,
        Error::Rustls(error) => Failed::Tls(tls(error)),
        Error::Tls(_) | Error::TlsRequired => Failed::Tls(Tls::Handshake),
        Error::LargeResponseHeader(..) => Failed::TooLarge,
        Error::Io(error) => io(error),
        Error::ConnectionFailed => Failed::BrokenOff,
        _ => Failed::NoHttp,
    }
}

fn io(error: &std::io::Error) -> Failed {
    // The client hands on what goes wrong in a handshake as an error of the connection.
    let inner = error.get_ref().and_then(|inner| match inner.downcast_ref::<Error>() {
        Some(inner) => Some(failed(inner)),
        None => inner
            .downcast_ref::<rustls::Error>()
            .map(|inner| Failed::Tls(tls(inner))),
    });
    inner.unwrap_or_else(|| match error.kind() {
        ErrorKind::ConnectionRefused => Failed::Refused,
        ErrorKind::NetworkUnreachable
        | ErrorKind::HostUnreachable
        | ErrorKind::NetworkDown
        | ErrorKind::AddrNotAvailable => Failed::NoRoute,
        ErrorKind::TimedOut | ErrorKind::WouldBlock => Failed::Slow,
        ErrorKind::InvalidData => Failed::NoHttp,
        _ => Failed::BrokenOff,
    })
}

fn tls(error: &rustls::Error) -> Tls {
    use rustls::CertificateError as Bad;
    let rustls::Error::InvalidCertificate(bad) = error else {
        return Tls::Handshake;
    };
    match bad {
        Bad::UnknownIssuer => Tls::UnknownIssuer,
        Bad::Expired | Bad::ExpiredContext { .. } => Tls::Expired,
        Bad::NotValidYet | Bad::NotValidYetContext { .. } => Tls::NotYet,
        Bad::NotValidForName | Bad::NotValidForNameContext { .. } => Tls::OtherName,
        Bad::Revoked => Tls::Revoked,
        _ => Tls::Certificate,
    }
}
