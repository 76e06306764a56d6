//! The ten points of the preview's security, each over a real socket.

use std::io::{Read, Write};
use std::net::{Ipv6Addr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use super::client::{Preview, small};
use crate::site::Site;

#[test]
fn it_listens_to_this_machine_alone() {
    let preview_site = small();
    let preview = Preview::of(&preview_site);
    let v6 = TcpStream::connect(SocketAddr::from((Ipv6Addr::LOCALHOST, preview.port)));
    let has_v6 = std::net::TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok();
    assert_eq!(v6.is_ok(), has_v6);
    // The machine's address to others, where it has one: no packet is sent for this.
    let out = std::net::UdpSocket::bind("0.0.0.0:0").expect("a socket");
    if out.connect("192.0.2.1:9").is_ok() {
        let own = out.local_addr().expect("an address").ip();
        if !own.is_loopback() {
            let other = TcpStream::connect_timeout(&SocketAddr::new(own, preview.port), Duration::from_secs(1));
            assert!(other.is_err(), "{own} answers");
        }
    }
}

#[test]
fn other_machines_need_the_flag_and_the_token() {
    let site = small();
    let preview = Preview::with(&site, &["--host", "127.0.0.1"]);
    let refused = preview.get("/en/");
    assert_eq!(refused.status, 403);
    assert!(!refused.text().contains("Welcome"));
    let token = preview.address.split("token=").nth(1).expect("a token").to_owned();
    assert_eq!(token.len(), 32);
    assert_eq!(preview.get(&format!("/en/?token={}", "0".repeat(32))).status, 403);
    let given = preview.get(&format!("/en/?token={token}"));
    assert_eq!((given.status, given.header("location")), (302, Some("/en/")));
    let cookie = given.header("set-cookie").expect("a cookie").to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    let cookie = format!("Cookie: a=b; {}", cookie.split(';').next().expect("a pair"));
    assert!(preview.ask("/en/", &[&cookie]).text().contains("Welcome"));
    assert_eq!(
        preview
            .ask("/en/", &[&format!("Cookie: stegvis-{}=x", preview.port)])
            .status,
        403
    );
}

#[test]
fn a_host_to_others_is_warned_of() {
    let site = small();
    let preview = Preview::with(&site, &["--host", "0.0.0.0"]);
    // An address that others can open, with the token on all of them.
    assert!(
        preview.before.contains("warning: other machines can reach the preview"),
        "{}",
        preview.before
    );
    assert!(!preview.address.contains("0.0.0.0"), "{}", preview.address);
    let other = preview.says("http://");
    assert!(
        other.contains("http://localhost:") && other.contains("/?token="),
        "{other}"
    );
    // This machine alone is no other.
    let preview = Preview::with(&site, &["--host", "127.0.0.1"]);
    assert_eq!(preview.before, "");
}

#[test]
fn a_name_that_was_pointed_here_is_refused_everywhere() {
    let preview_site = small();
    let preview = Preview::of(&preview_site);
    let token = preview.token();
    let events = format!("/_stegvis/events?token={token}&path=/en/");
    for path in [
        "/en/",
        "/nope",
        "/_stegvis/",
        "/_stegvis/live.js",
        &events,
        "/en/media/plug.png",
    ] {
        for host in [
            "evil.example",
            "evil.example:80",
            "localhost.evil.example",
            "192.168.0.1",
            "0.0.0.0",
        ] {
            let answer =
                preview.raw(format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes());
            assert_eq!(answer.status, 403, "{host} {path}");
            assert!(!answer.text().contains(&token));
        }
    }
    for host in ["LOCALHOST", "sv.localhost:1", "127.0.0.1", "[::1]:9"] {
        let answer = preview.raw(format!("GET /en/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes());
        assert_eq!(answer.status, 200, "{host}");
    }
    let full = preview.raw(b"GET http://evil.example/en/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert_eq!(full.status, 403);
}

#[test]
fn other_sites_can_neither_read_nor_embed_nor_ask() {
    let preview_site = small();
    let preview = Preview::of(&preview_site);
    for path in ["/en/", "/nope", "/en/media/plug.png", "/_stegvis/live.js", "/_stegvis/"] {
        let answer = preview.get(path);
        assert_eq!(
            answer.header("cross-origin-resource-policy"),
            Some("same-origin"),
            "{path}"
        );
        assert!(!answer.head.to_ascii_lowercase().contains("access-control"), "{path}");
        for site in ["cross-site", "same-site"] {
            let site = format!("Sec-Fetch-Site: {site}");
            let image = preview.ask(path, &[&site, "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"]);
            assert_eq!(image.status, 403, "{path}");
            let frame = preview.ask(path, &[&site, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"]);
            assert_eq!(frame.status, 403, "{path}");
        }
        let visit = [
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Mode: navigate",
            "Sec-Fetch-Dest: document",
        ];
        assert_ne!(preview.ask(path, &visit).status, 403, "{path}");
    }
}

#[test]
fn events_need_the_token_and_the_own_origin() {
    let preview_site = small();
    let preview = Preview::of(&preview_site);
    let token = preview.token();
    let path = format!("/_stegvis/events?token={token}&path=/en/");
    for bad in [
        "/_stegvis/events?path=/en/",
        "/_stegvis/events?token=&path=/en/",
        "/_stegvis/events?token=00&path=/en/",
    ] {
        assert_eq!(preview.get(bad).status, 403, "{bad}");
    }
    for origin in ["http://evil.example", "http://localhost:1", "null", "https://localhost"] {
        assert_eq!(
            preview.ask(&path, &[&format!("Origin: {origin}")]).status,
            403,
            "{origin}"
        );
    }
    let mut stream = preview.connect();
    let own = format!(
        "GET {path} HTTP/1.1\r\nHost: localhost:{0}\r\nOrigin: http://localhost:{0}\r\n\r\n",
        preview.port
    );
    stream.write_all(own.as_bytes()).expect("it takes it");
    let mut head = [0; 15];
    stream.read_exact(&mut head).expect("it answers");
    assert_eq!(&head, b"HTTP/1.1 200 OK");
    let other_site = small();
    let other = Preview::of(&other_site);
    assert_ne!(other.token(), token, "every process has its own");
}

#[test]
fn nothing_but_get_and_head() {
    let preview_site = small();
    let preview = Preview::of(&preview_site);
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO"] {
        let request =
            format!("{method} /en/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        let answer = preview.raw(request.as_bytes());
        assert_eq!(
            (answer.status, answer.header("allow")),
            (405, Some("GET, HEAD")),
            "{method}"
        );
    }
    let head = preview.raw(b"HEAD /en/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert_eq!((head.status, head.body.len()), (200, 0));
}

#[test]
fn what_is_malformed_is_refused_and_no_more() {
    let site = small();
    let mut preview = Preview::of(&site);
    let cases: &[&[u8]] = &[
        b"\r\n\r\n",
        b"\x00\x01\x02\xff\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /en/ HTTP/1.1\r\n\r\n",
        b"GET /en/ HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"GET /en/ HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET /en/ HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n",
        b"GET /en/ HTTP/1.1\r\nHost: [\r\nConnection: close\r\n\r\n",
        b"GET /en/ HTTP/1.1\r\nHost: \xff\xfe\r\nConnection: close\r\n\r\n",
        b"GET /en/ HTTP/1.1\r\nHost: localhost:999999\r\nConnection: close\r\n\r\n",
        b"GET /en/ HTTP/1.1\r\nHost: localhost\r\nOrigin: \xff\r\nConnection: close\r\n\r\n",
        b"GET /en/ HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: \xff\r\nConnection: close\r\n\r\n",
        b"GET /%ff%fe%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET /%zz%2 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET /_stegvis/bilingual/%00/../x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET /_stegvis/open?file=%ff&line=-1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET /_stegvis/lines/%f0 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    ];
    for case in cases {
        let answer = preview.raw(case);
        assert!(
            !(200..300).contains(&answer.status) || answer.text().contains("blocks"),
            "{case:?} {answer:?}"
        );
    }
    assert!(preview.is_alive());
    assert_eq!(preview.get("/en/").status, 200);
}

#[test]
fn no_address_leads_out_of_the_site() {
    let site = small().file("secret.txt", "secret");
    let preview = Preview::of(&site);
    for path in [
        "/../secret.txt",
        "/en/../../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/en/media/..%2f..%2f..%2f..%2fsecret.txt",
        "/en/media/%5c..%5c..%5csecret.txt",
        "/content/en/index.md",
        "/secret.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/file:///etc/passwd",
        "/stegvis.yaml",
    ] {
        let answer = preview.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(
            !answer.text().contains("secret\n") && !answer.text().contains("root:"),
            "{path}"
        );
    }
    // No address that begins with two slashes is led on to.
    for path in ["//evil.example/..", "//en", "/\\evil.example"] {
        let answer = preview.get(path);
        assert!(
            answer
                .header("location")
                .is_none_or(|to| to.starts_with('/') && !to.starts_with("//")),
            "{path}"
        );
    }
}

#[test]
fn the_policy_is_the_published_one() {
    let site = Site::small();
    let built = site.build();
    let published = built.succeeds().text("_headers");
    let line = published
        .lines()
        .find_map(|line| line.trim().strip_prefix("Content-Security-Policy: "));
    let preview = Preview::of(&site);
    for path in ["/docs/en/", "/_stegvis/", "/docs/nope", "/docs/en/media/plug.png"] {
        let answer = preview.get(path);
        assert_eq!(answer.header("content-security-policy"), line, "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
    }
    assert_eq!(
        preview.get("/docs/en/").header("content-type"),
        Some("text/html; charset=utf-8")
    );
}

#[test]
fn what_an_author_or_a_client_wrote_drives_neither_page_nor_terminal() {
    let site = small().page("en/bad.md", "# Bad\n\n[x](<\"><script>alert(1)</script>.md)\n");
    let preview = Preview::with(&site, &["--verbose"]);
    let is_looked_at = |page: &str| !page.contains("is being looked at");
    preview.until("/_stegvis/findings/", |answer| is_looked_at(&answer.text()));
    let page = preview.get("/_stegvis/findings/").text();
    assert!(!page.contains("<script>alert"), "{page}");
    assert!(page.contains("&lt;script&gt;alert"), "{page}");
    let bilingual = preview.get("/_stegvis/bilingual/%3Cscript%3E").text();
    assert!(!bilingual.contains("<script>x"), "{bilingual}");
    preview.raw(b"GET /a\x1b[31m HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    preview.raw("GET /b\u{9b}31m\u{202e} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".as_bytes());
    preview.get("/last");
    let said = preview.said_within(Duration::from_millis(800)).join("\n");
    assert!(said.contains("GET /last 404"), "{said:?}");
    assert!(!said.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{said:?}");
}

#[test]
fn there_are_bounds() {
    let site = small();
    let preview = Preview::of(&site);
    // 8 KB of headers.
    let long = format!("X: {}", "x".repeat(9 * 1024));
    let refused = preview.ask("/en/", &[&long]);
    assert!(matches!(refused.status, 0 | 400 | 431), "{}", refused.status);
    let many: Vec<String> = (0..200)
        .map(|number| format!("X{number}: {}", "y".repeat(60)))
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert!(!matches!(preview.ask("/en/", &many).status, 200));
    assert_eq!(preview.get(&format!("/{}", "a".repeat(5000))).status, 414);
    // 256 connections; one more is let go.
    let held: Vec<TcpStream> = (0..256).map(|_| preview.connect()).collect();
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(preview.get("/en/").status, 0);
    drop(held);
    preview.until("/en/", |answer| answer.status == 200);
    // A client that never comes to the end of its headers.
    let mut slow = preview.connect();
    slow.write_all(b"GET /en/ HTTP/1.1\r\nHost: loc").expect("it takes it");
    let began = Instant::now();
    let mut rest = Vec::new();
    let _ = slow.read_to_end(&mut rest);
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
}

#[test]
fn nothing_of_the_preview_is_published() {
    let site = small();
    let built = site.build_with(&["--drafts"]);
    for (path, bytes) in built.succeeds().files() {
        let text = String::from_utf8_lossy(&bytes);
        for word in ["_stegvis", "Idiomorph", "stegvis-preview"] {
            assert!(!text.contains(word), "{path} has {word}");
        }
    }
}
