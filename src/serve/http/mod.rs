//! The server: HTTP/1.1 on this machine, from routes in memory.
//!
//! hyper itself and no framework on top of it: its bounds (bytes of headers, time for them, connections) have to be set
//! where connections are taken, which frameworks hide, and a map of routes is all the routing there is.

mod connection;
mod events;
mod pieces;
mod range;
mod respond;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioTimer;
use tokio::sync::Semaphore;

use super::Speaker;
use super::security::Gate;
use super::stage::Job;
use connection::Slow;
use respond::Desk;

/// Connections at one time: a page and its files take six, an open page keeps one.
const CONNECTIONS: usize = 256;
/// Bytes of a request's headers.
const HEADERS: usize = 8 * 1024;
/// A client that has not sent its headers by then is let go; so is one that takes nothing of an answer for so long.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// Ports that are tried one after the other.
const PORTS: u16 = 50;

/// Where to listen.
#[derive(Clone, Debug, Default)]
pub struct Address {
    /// What `--host` named; this machine alone, where it named nothing.
    pub host: Option<String>,
    /// The port to begin with.
    pub port: u16,
}

/// Sockets that listen.
pub struct Bound {
    sockets: Vec<TcpListener>,
    /// The port.
    pub port: u16,
}

/// What the server needs to begin.
pub struct Listening {
    /// The sockets.
    pub bound: Bound,
    /// What `--host` named.
    pub host: Option<String>,
    /// Of this process: pages are given it, and tell it when they ask for events.
    pub token: String,
}

impl Address {
    /// Takes the port, or the next that is free.
    ///
    /// # Errors
    /// No port can be had; the text says why.
    pub fn bind(&self) -> Result<Bound, String> {
        let mut why = String::new();
        for port in (self.port..=u16::MAX).take(if self.port == 0 { 1 } else { PORTS.into() }) {
            match self.bind_at(port) {
                Ok(bound) => return Ok(bound),
                Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
                    why = format!("the ports {} to {port} are taken", self.port);
                }
                Err(error) => {
                    let host = self.host.iter().map(|host| format!("`{host}`, ")).collect::<String>();
                    return Err(format!("{host}port {port}: {}", crate::base::system::reason(&error)));
                }
            }
        }
        Err(why)
    }

    fn bind_at(&self, port: u16) -> std::io::Result<Bound> {
        let mut sockets = Vec::new();
        if let Some(host) = &self.host {
            for address in (host.as_str(), port).to_socket_addrs()?.take(4) {
                sockets.push(TcpListener::bind(address)?);
            }
            let bound = sockets
                .first()
                .map_or(Ok(port), |socket| socket.local_addr().map(|address| address.port()))?;
            return Ok(Bound { sockets, port: bound });
        }
        // A browser may take `localhost` for either; a machine may have only one of them.
        let v4 = TcpListener::bind(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port))?;
        let port = v4.local_addr()?.port();
        sockets.push(v4);
        match TcpListener::bind(SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), port)) {
            Ok(v6) => sockets.push(v6),
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => return Err(error),
            Err(_) => {}
        }
        Ok(Bound { sockets, port })
    }
}

/// A secret that nobody can guess: 128 bits of the system's randomness.
///
/// # Errors
/// The system has none.
pub fn token() -> Result<String, String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Answers until the process ends.
///
/// # Errors
/// The sockets cannot be used.
pub fn run(listening: Listening, jobs: Sender<Job>, speaker: &'static dyn Speaker) -> Result<(), String> {
    let desk = Arc::new(Desk {
        gate: Gate {
            named: listening.host.iter().cloned().collect(),
        },
        cookie: format!("stegvis-{}", listening.bound.port),
        token: listening.token,
        jobs,
        speaker,
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()
        .map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let room = Arc::new(Semaphore::new(CONNECTIONS));
        let mut accepting = Vec::new();
        for socket in listening.bound.sockets {
            socket.set_nonblocking(true).map_err(|error| error.to_string())?;
            let socket = tokio::net::TcpListener::from_std(socket).map_err(|error| error.to_string())?;
            accepting.push(tokio::spawn(accept(socket, room.clone(), desk.clone())));
        }
        for task in accepting {
            task.await.map_err(|error| error.to_string())?;
        }
        Ok(())
    })
}

async fn accept(socket: tokio::net::TcpListener, room: Arc<Semaphore>, desk: Arc<Desk>) {
    loop {
        let Ok((stream, _)) = socket.accept().await else {
            // Too many files are open, as a rule: that passes.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        // One more is let go at once, so that it does not wait for nothing.
        let Ok(seat) = room.clone().try_acquire_owned() else {
            continue;
        };
        let local = stream.local_addr().ok().map(|address| address.ip());
        // An answer goes out in one piece: waiting for more would cost 40 ms.
        let _ = stream.set_nodelay(true);
        let desk = desk.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request: hyper::Request<Incoming>| {
                let desk = desk.clone();
                async move { Ok::<_, std::convert::Infallible>(desk.answer(request, local).await) }
            });
            let served = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(PATIENCE)
                .max_buf_size(HEADERS)
                .serve_connection(Slow::new(stream), service);
            // A client that goes away or speaks no HTTP is no news.
            let _ = served.await;
            drop(seat);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_taken_is_left() {
        let first = Address { host: None, port: 0 }.bind().expect("a port");
        let address = Address {
            host: None,
            port: first.port,
        };
        let second = address.bind().expect("another port");
        assert!(second.port > first.port);
    }

    #[test]
    fn tokens_differ() {
        let (one, other) = (token().expect("randomness"), token().expect("randomness"));
        assert_eq!(one.len(), 32);
        assert_ne!(one, other);
    }
}
