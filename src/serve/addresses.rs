//! Where browsers find the preview.

use std::net::{IpAddr, Ipv4Addr, UdpSocket};

/// Where a browser finds the preview's own pages, and where it finds the site: the first for others, where they may come.
pub fn addresses(host: Option<&str>, port: u16, token: &str) -> (String, Vec<String>) {
    let Some(host) = host else {
        let site = format!("http://localhost:{port}/");
        return (format!("{site}_stegvis/"), vec![site]);
    };
    let is_all = host.parse::<IpAddr>().is_ok_and(|address| address.is_unspecified());
    let hosts = match is_all {
        true => own_address()
            .map(|own| own.to_string())
            .into_iter()
            .chain(["localhost".into()])
            .collect(),
        false => vec![host.to_owned()],
    };
    let origin = |host: &String| {
        let is_v6 = host.contains(':');
        let host = if is_v6 { format!("[{host}]") } else { host.clone() };
        format!("http://{host}:{port}/")
    };
    let first = hosts.first().map(origin).unwrap_or_default();
    let sites = hosts.iter().map(|host| format!("{}?token={token}", origin(host)));
    (format!("{first}_stegvis/?token={token}"), sites.collect())
}

/// The address that this machine has for others. Nothing is sent to find it: the system is asked by which way it would.
fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // An address that is kept for documents, RFC 5737.
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

/// Whether a host is this machine alone.
pub fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
