//! `check --external` against servers on loopback: nothing here asks anything outside of this machine.

mod program;
mod server;

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use server::{Reply, Request, Server, folder, leads, says};
use stegvis::web::{Address, Answer, Asked, Doubt, Fault, Lookup, Manners, NoName, Tls, ask};

/// Names of the tests' own: all that it knows lie on this machine.
#[derive(Default)]
struct Names {
    known: BTreeMap<&'static str, Result<Vec<IpAddr>, NoName>>,
    asked: Mutex<Vec<String>>,
}

impl Lookup for Names {
    fn numbers(&self, host: &str, _: Duration) -> Result<Vec<IpAddr>, NoName> {
        self.asked.lock().unwrap().push(host.to_owned());
        self.known.get(host).cloned().unwrap_or(Err(NoName::Unknown))
    }
}

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

fn names(known: &[(&'static str, Result<Vec<IpAddr>, NoName>)]) -> Arc<Names> {
    Arc::new(Names {
        known: known.iter().cloned().collect(),
        asked: Mutex::default(),
    })
}

/// As polite as the program, and less patient.
fn manners() -> Manners {
    Manners {
        pause: Duration::from_millis(1),
        back_off: Duration::from_millis(10),
        connect: Duration::from_secs(5),
        whole: Duration::from_secs(5),
        longest_wait: Duration::from_secs(2),
        private: vec!["*".into()],
        ..Manners::default()
    }
}

fn asked(urls: &[String], manners: &Manners, names: Arc<dyn Lookup>) -> Asked {
    let addresses: Vec<Address> = urls.iter().map(|url| Address::read(url).expect("an address")).collect();
    ask(&addresses, manners, names, &|_| true, &mut |_, _| {})
}

/// What one address of a server says.
#[track_caller]
fn one(url: &str, manners: &Manners) -> Answer {
    let asked = asked(&[url.to_owned()], manners, names(&[("localhost", Ok(vec![HERE]))]));
    asked.answers.into_values().next().expect("an answer")
}

fn broken(fault: Fault) -> Answer {
    Answer::Broken { fault, at: None }
}

fn unchecked(doubt: Doubt) -> Answer {
    Answer::Unchecked { doubt, at: None }
}

/// A page at `/`, and one request at most of each method: what the first of each says.
#[track_caller]
fn said(reply: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> (Answer, Vec<String>) {
    let server = Server::new(reply);
    let answer = one(&server.url("/"), &manners());
    (answer, server.asked())
}

#[test]
fn statuses() {
    for (status, answer) in [
        (200, Answer::Good),
        (204, Answer::Good),
        (304, Answer::Good),
        (404, broken(Fault::NotFound)),
        (410, broken(Fault::Gone)),
        (400, unchecked(Doubt::Status(400))),
        (401, unchecked(Doubt::Status(401))),
        (403, unchecked(Doubt::Status(403))),
        (501, unchecked(Doubt::Status(501))),
        (999, unchecked(Doubt::Status(999))),
    ] {
        let (said, asked) = said(move |_| says(status, ""));
        assert_eq!(said, answer, "{status}");
        let once: &[&str] = if status < 400 {
            &["HEAD /"]
        } else {
            &["HEAD /", "GET /"]
        };
        assert_eq!(asked, once, "{status}");
    }
}

#[test]
fn who_asks_is_said_and_nothing_else_is_told() {
    let server = Server::new(|_| says(404, ""));
    one(&server.url("/a?b#c"), &manners());
    for request in server.requests() {
        assert_eq!(request.path, "/a?b");
        assert!(request.header("user-agent").unwrap().starts_with("stegvis/"));
        for name in ["cookie", "referer", "authorization", "range"] {
            assert_eq!(request.header(name), None, "{name}");
        }
    }
}

#[test]
fn a_refused_head_is_not_the_last_word_and_is_remembered() {
    for status in [400, 403, 404, 405, 500, 501, 503] {
        let (answer, asked) = said(move |request| says(if request.is_head() { status } else { 200 }, ""));
        assert_eq!((answer, asked.len()), (Answer::Good, 2), "{status}");
    }
    let server = Server::new(|request| says(if request.is_head() { 405 } else { 200 }, ""));
    asked(&[server.url("/a"), server.url("/b")], &manners(), names(&[]));
    assert_eq!(server.asked(), ["HEAD /a", "GET /a", "GET /b"]);
}

#[test]
fn redirects() {
    let server = Server::new(|request| match request.path.as_str() {
        "/good" => says(200, ""),
        "/moved" => leads(301, "/also-moved"),
        "/also-moved" => leads(308, "good#there"),
        "/for-now" => leads(302, "/good"),
        "/then-for-now" => leads(301, "/for-now"),
        "/now-then-moved" => leads(307, "/moved"),
        "/to-nothing" => leads(301, "/nothing"),
        "/to-itself" => leads(302, "/to-itself"),
        "/round" => leads(301, "/and-round"),
        "/and-round" => leads(301, "/round"),
        "/cookie" => says(302, "Location: /cookie\r\nSet-Cookie: a=b\r\n"),
        "/nowhere" => says(301, ""),
        "/script" => leads(301, "javascript:alert(1)"),
        "/mail" => leads(302, "mailto:a@b.se"),
        "/strange" => leads(301, "/g\u{1b}[31m"),
        "/turned" => leads(301, "/g\u{202e}å"),
        "/g%E2%80%AE%C3%A5" => says(200, ""),
        path => match path.strip_prefix("/count/").and_then(|count| count.parse::<u32>().ok()) {
            Some(0) => says(200, ""),
            Some(count) => leads(302, &format!("/count/{}", count - 1)),
            None => says(404, ""),
        },
    });
    let url = |path: &str| server.url(path);
    let moved = |to: &str| Answer::Moved {
        to: url(to),
        is_sure: false,
    };
    let at = |fault, at: &str| Answer::Broken {
        fault,
        at: Some(url(at)),
    };
    for (path, answer) in [
        ("/moved", moved("/good")),
        ("/for-now", Answer::Good),
        ("/then-for-now", moved("/for-now")),
        ("/now-then-moved", Answer::Good),
        ("/to-nothing", at(Fault::NotFound, "/nothing")),
        ("/to-itself", broken(Fault::Circle)),
        ("/round", at(Fault::Circle, "/and-round")),
        ("/cookie", unchecked(Doubt::Cookies)),
        ("/nowhere", broken(Fault::LeadsNowhere)),
        ("/script", broken(Fault::LeadsNowhere)),
        ("/mail", broken(Fault::LeadsNowhere)),
        ("/count/10", Answer::Good),
        ("/count/11", at(Fault::TooManyRedirects, "/count/1")),
    ] {
        assert_eq!(one(&url(path), &manners()), answer, "{path}");
    }
    // What a server says is shown to people: nothing of it moves the cursor or turns the text round.
    assert_eq!(one(&url("/strange"), &manners()), broken(Fault::NoHttp));
    assert_eq!(one(&url("/turned"), &manners()), moved("/g%E2%80%AE%C3%A5"));
}

/// A page that sends its readers to a form for signing in is there, and the form is left out.
#[test]
fn a_redirect_to_what_is_left_out_ends_there() {
    let server = Server::new(|request| match request.path.as_str() {
        "/page" => leads(302, "/form"),
        "/old" => leads(301, "/form"),
        _ => says(500, ""),
    });
    let urls: Vec<Address> = ["/page", "/old"]
        .map(|path| Address::read(&server.url(path)).unwrap())
        .into();
    let may_ask = |address: &Address| !address.path().starts_with("/form");
    let asked = ask(&urls, &manners(), names(&[]), &may_ask, &mut |_, _| {});
    let moved = Answer::Moved {
        to: server.url("/form"),
        is_sure: false,
    };
    assert_eq!(asked.answers.values().collect::<Vec<_>>(), [&moved, &Answer::Good]);
    assert_eq!(server.asked(), ["HEAD /page", "HEAD /old"]);
}

#[test]
fn what_several_lead_to_is_asked_once() {
    let server = Server::new(|request| match request.path.as_str() {
        "/good" => says(200, ""),
        _ => leads(301, "/good"),
    });
    let urls: Vec<String> = ["/a", "/good", "/b", "/c"].map(|path| server.url(path)).into();
    let asked = asked(&urls, &manners(), names(&[]));
    assert_eq!(asked.answers.len(), 4);
    assert_eq!(server.asked(), ["HEAD /a", "HEAD /good", "HEAD /b", "HEAD /c"]);
}

#[test]
fn a_server_that_wants_time_gets_it() {
    let begun = Instant::now();
    let (answer, asked) = said(|request| match request.before {
        0 => says(429, "Retry-After: 1\r\n"),
        _ => says(200, ""),
    });
    assert_eq!(
        (answer, asked),
        (Answer::Good, vec!["HEAD /".to_owned(), "HEAD /".to_owned()])
    );
    assert!(begun.elapsed() >= Duration::from_secs(1), "{:?}", begun.elapsed());
}

#[test]
fn a_server_that_wants_much_time_is_left_alone() {
    for wait in ["3600", "Fri, 01 Jan 2100 00:00:00 GMT"] {
        let server = Server::new(move |_| says(429, &format!("Retry-After: {wait}\r\n")));
        let urls: Vec<String> = (0..5).map(|number| server.url(&format!("/{number}"))).collect();
        let asked = asked(&urls, &manners(), names(&[]));
        assert!(
            asked
                .answers
                .values()
                .all(|answer| *answer == unchecked(Doubt::TooMany)),
            "{asked:?}"
        );
        assert_eq!(server.asked(), ["HEAD /0"]);
    }
}

#[test]
fn a_fault_of_the_server_may_pass() {
    let (answer, asked) = said(|request| {
        says(
            if request.is_head() || request.before < 2 {
                500
            } else {
                200
            },
            "",
        )
    });
    assert_eq!(
        (answer, asked),
        (
            Answer::Good,
            ["HEAD /", "GET /", "GET /", "GET /"].map(String::from).into()
        )
    );
    // Or not: nobody's build fails for it, and the rest of the server is left alone.
    let server = Server::new(|_| says(503, ""));
    let urls: Vec<String> = (0..9).map(|number| server.url(&format!("/{number}"))).collect();
    let asked = self::asked(&urls, &manners(), names(&[]));
    assert!(
        asked
            .answers
            .values()
            .all(|answer| *answer == unchecked(Doubt::Status(503))),
        "{asked:?}"
    );
    assert_eq!(server.asked().len(), 8, "{:?}", server.asked());
}

#[test]
fn connections_that_break_off() {
    let (answer, asked) = said(|request| match request.method.as_str() {
        "HEAD" => Reply::Bytes(String::new()),
        _ => says(200, ""),
    });
    assert_eq!((answer, asked.len()), (Answer::Good, 2));
    let (answer, asked) = said(|_| Reply::Bytes("HTTP/1.1 200 OK\r\nServ".into()));
    assert_eq!(answer, unchecked(Doubt::BrokenOff));
    assert_eq!(asked.len(), 3);
}

#[test]
fn slow_servers() {
    let manners = Manners {
        whole: Duration::from_millis(200),
        ..manners()
    };
    let server = Server::new(|_| Reply::Silence(Duration::from_secs(2)));
    let urls: Vec<String> = (0..20).map(|number| server.url(&format!("/{number}"))).collect();
    let begun = Instant::now();
    let asked = asked(&urls, &manners, names(&[]));
    assert!(
        asked.answers.values().all(|answer| *answer == unchecked(Doubt::Slow)),
        "{asked:?}"
    );
    // Two addresses by both methods, and no more.
    assert_eq!(server.asked().len(), 4, "{:?}", server.asked());
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
}

#[test]
fn bodies_without_an_end_are_not_read() {
    let server = Server::new(|request| match request.is_head() {
        true => says(405, ""),
        false => Reply::Endless("HTTP/1.1 200 OK\r\n\r\n".into()),
    });
    assert_eq!(one(&server.url("/"), &manners()), Answer::Good);
    std::thread::sleep(Duration::from_millis(200));
    // What the system's buffers on both sides take.
    assert!(server.bytes() < 16 << 20, "{}", server.bytes());
}

#[test]
fn headers_without_an_end_are_not_read() {
    let (answer, _) = said(|_| Reply::Endless("HTTP/1.1 200 OK\r\nX: ".into()));
    assert_eq!(answer, unchecked(Doubt::TooLarge));
    let many: String = (0..3000).map(|number| format!("X-{number}: y\r\n")).collect();
    let (answer, _) = said(move |_| says(200, &many));
    assert!(!answer.is_good(), "{answer:?}");
}

#[test]
fn what_speaks_no_http() {
    let (answer, _) = said(|_| Reply::Bytes("SSH-2.0-OpenSSH_9.9\r\n\r\n".into()));
    assert_eq!(answer, broken(Fault::NoHttp));
}

#[test]
fn a_closed_port_is_asked_for_one_address() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let urls: Vec<String> = (0..50)
        .map(|number| format!("http://127.0.0.1:{port}/{number}"))
        .collect();
    let manners = Manners {
        back_off: Duration::from_millis(200),
        ..manners()
    };
    let begun = Instant::now();
    let asked = asked(&urls, &manners, names(&[]));
    assert!(
        asked.answers.values().all(|answer| *answer == broken(Fault::Refused)),
        "{asked:?}"
    );
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
}

#[test]
fn certificates() {
    let ca = std::fs::read(folder().join("ca.pem")).unwrap();
    let trusting = Manners {
        trusted: Some(ca),
        ..manners()
    };
    let good = Server::safe("server.pem", |request| match request.path.as_str() {
        "/moved" => leads(301, "/"),
        _ => says(200, ""),
    });
    let expired = Server::safe("expired.pem", |_| says(200, ""));
    let plain = Server::new(|_| says(200, ""));
    let tls = |why| broken(Fault::Tls(why));
    for (url, manners, answer) in [
        (format!("https://localhost:{}/", good.port), &trusting, Answer::Good),
        (
            format!("https://localhost:{}/", good.port),
            &manners(),
            tls(Tls::UnknownIssuer),
        ),
        (
            format!("https://127.0.0.1:{}/", good.port),
            &trusting,
            tls(Tls::OtherName),
        ),
        (
            format!("https://localhost:{}/", expired.port),
            &trusting,
            tls(Tls::Expired),
        ),
        (
            format!("https://localhost:{}/", plain.port),
            &trusting,
            tls(Tls::Handshake),
        ),
        (
            format!("https://localhost:{}/moved", good.port),
            &trusting,
            Answer::Moved {
                to: format!("https://localhost:{}/", good.port),
                is_sure: true,
            },
        ),
    ] {
        assert_eq!(one(&url, manners), answer, "{url}");
    }
}

/// A page that anybody may write must not make the checker's machine knock at its neighbours' doors.
#[test]
fn nothing_private_is_asked_whatever_leads_there() {
    let inner = Server::new(|_| says(200, ""));
    let port = inner.port;
    let outer = Server::new(move |request| match request.path.as_str() {
        "/name" => leads(302, &format!("http://inner.stegvis.se:{port}/")),
        "/number" => leads(301, &format!("http://[::ffff:127.0.0.1]:{port}/")),
        "/odd" => leads(301, &format!("http://2130706433.:{port}/")),
        _ => leads(302, &format!("http://localhost:{port}/")),
    });
    let manners = Manners {
        private: vec!["outer.stegvis.se".into()],
        ..manners()
    };
    // Names are public by their looks; where they lead is known only after they were looked up.
    let known = names(&[
        ("outer.stegvis.se", Ok(vec![HERE])),
        ("inner.stegvis.se", Ok(vec![HERE])),
        (
            "odd.stegvis.se",
            Ok(vec!["169.254.169.254".parse().unwrap(), "::1".parse().unwrap()]),
        ),
        ("2130706433.", Ok(vec![HERE])),
    ]);
    let mut urls: Vec<String> = ["/name", "/number", "/odd", "/local"]
        .map(|path| format!("http://outer.stegvis.se:{}{path}", outer.port))
        .into();
    urls.push(format!("http://inner.stegvis.se:{port}/direct"));
    urls.push(format!("http://odd.stegvis.se:{port}/"));
    let asked = asked(&urls, &manners, known);
    assert_eq!(asked.answers.len(), urls.len());
    for (address, answer) in &asked.answers {
        let is_private = matches!(
            answer,
            Answer::Unchecked {
                doubt: Doubt::Private,
                ..
            }
        );
        assert!(is_private, "{address}: {answer:?}");
    }
    assert_eq!(outer.asked().len(), 4);
    assert_eq!(inner.asked(), Vec::<String>::new());
}

#[test]
fn few_at_once_and_one_a_host_with_a_pause() {
    let server = Server::new(|request| {
        std::thread::sleep(Duration::from_millis(20));
        // All hosts lead to one of them, so that it is asked from all sides.
        match request.path.as_str() {
            "/9" => leads(
                302,
                &format!("http://a.se:{}/9-{}", port_of(request), request.header("host").unwrap()),
            ),
            _ => says(200, ""),
        }
    });
    fn port_of(request: &Request) -> String {
        request.header("host").unwrap().rsplit(':').next().unwrap().to_owned()
    }
    let hosts = ["a.se", "b.se", "c.se", "d.se", "e.se", "f.se"];
    let known: Vec<_> = hosts.map(|host| (host, Ok(vec![HERE]))).into();
    let urls = hosts.iter().flat_map(|host| {
        (0..10)
            .map(|number| format!("http://{host}:{}/{number}", server.port))
            .collect::<Vec<_>>()
    });
    let urls: Vec<String> = urls.collect();
    let manners = Manners {
        at_once: 3,
        pause: Duration::from_millis(10),
        ..manners()
    };
    let asked = asked(&urls, &manners, names(&known));
    assert!(
        asked.answers.values().all(|answer| *answer == Answer::Good),
        "{asked:?}"
    );
    assert_eq!(server.asked().len(), 60 + 6);
    assert!(server.requests().iter().all(|request| request.before < hosts.len()));
    let most = server.most();
    assert!(most["all"] <= 3 && most["all"] > 1, "{most:?}");
    for (host, times) in server.begun() {
        assert_eq!(most[&host], 1, "{host}");
        // The clock of the server runs a little behind that of the asker.
        let pairs = times.windows(2);
        assert!(
            pairs
                .into_iter()
                .all(|pair| pair[1] - pair[0] >= Duration::from_millis(20)),
            "{host}"
        );
    }
}

#[test]
fn without_a_network_few_names_are_looked_up() {
    struct Nobody(AtomicUsize);
    impl Lookup for Nobody {
        fn numbers(&self, _: &str, _: Duration) -> Result<Vec<IpAddr>, NoName> {
            self.0.fetch_add(1, Ordering::Relaxed);
            Err(NoName::Unsure)
        }
    }
    let urls: Vec<String> = (0..500).map(|number| format!("https://host{number}.se/")).collect();
    let nobody = Arc::new(Nobody(AtomicUsize::new(0)));
    let begun = Instant::now();
    let asked = asked(&urls, &manners(), nobody.clone());
    assert!(
        asked.is_offline && asked.answers.is_empty(),
        "{:?}",
        asked.answers.len()
    );
    assert!(nobody.0.load(Ordering::Relaxed) <= 16, "{:?}", nobody.0);
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_name_that_is_not_there_is_looked_up_once_where_another_is() {
    let server = Server::new(|_| says(200, ""));
    let known = names(&[("a.se", Ok(vec![HERE])), ("unsure.se", Err(NoName::Unsure))]);
    let mut urls = vec![format!("http://a.se:{}/", server.port)];
    urls.extend(
        ["gone.se/1", "gone.se/2", "gone.se/3", "unsure.se/1", "unsure.se/2"].map(|url| format!("https://{url}")),
    );
    let asked = asked(&urls, &manners(), known.clone());
    let answers: Vec<&Answer> = asked.answers.values().collect();
    let (gone, unsure) = (broken(Fault::NoSuchName), unchecked(Doubt::NamesUnsure));
    assert_eq!(answers, [&Answer::Good, &gone, &gone, &gone, &unsure, &unsure]);
    assert!(!asked.is_offline);
    let looked_up = known.asked.lock().unwrap();
    assert_eq!(
        looked_up.iter().filter(|name| *name == "gone.se").count(),
        1,
        "{looked_up:?}"
    );
    assert_eq!(
        looked_up.iter().filter(|name| *name == "unsure.se").count(),
        3,
        "{looked_up:?}"
    );
}
