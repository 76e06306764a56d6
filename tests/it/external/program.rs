//! The program itself: what it asks, where it tells it, and what it remembers.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use super::super::site::{Ran, Site};
use super::server::{Reply, Server, folder, leads, says};

/// `stegvis check --external`, with a cache beside the site.
fn checking(site: &Site, arguments: &[&str]) -> Command {
    let mut program = site.program();
    program
        .args(["check", "site", "--external", "--format", "json", "--external-cache"])
        .arg(cache(site))
        .args(arguments)
        .env_remove("SSL_CERT_FILE");
    program
}

fn cache(site: &Site) -> PathBuf {
    site.beside("cache/external.json")
}

fn check<'s>(site: &'s Site) -> Ran<'s> {
    site.ran(checking(site, &["--external-private", "127.0.0.1"]))
}

/// `rule severity file:line:column message` of what was found out there.
fn found(ran: &Ran<'_>) -> Vec<String> {
    let found = ran
        .json()
        .into_iter()
        .filter(|found| found["rule"].as_str().unwrap_or("").starts_with("external-"));
    found
        .map(|found| {
            let text = |key: &str| found[key].as_str().unwrap_or("").to_owned();
            let place = format!("{}:{}:{}", text("file"), found["line"], found["column"]);
            let place = place.trim_start_matches("content/");
            format!("{} {} {place} {}", text("rule"), text("severity"), text("message"))
        })
        .collect()
}

/// A page is there at `/good`, `/moved` leads to it for good, `/for-now` for now; all else is missing.
fn server() -> Server {
    Server::new(|request| match request.path.as_str() {
        "/good" | "/good?q" => says(200, ""),
        "/moved" => leads(301, "/good"),
        "/for-now" => leads(302, "/good"),
        "/secret" => says(403, ""),
        _ => says(404, ""),
    })
}

fn now() -> u64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

#[test]
fn each_place_is_told_once_and_each_address_asked_once() {
    let server = server();
    let url = |path: &str| server.url(path);
    let page = format!(
        "# A\n\n[x]({good}) [y]({gone}#b) <{gone}>\n\n![p]({gone}.png)\n\n<a href=\"{moved}\">z</a> [w]({for_now}) [v][d] [u][d] [e]\n\n\
         [!INCLUDE [i](includes/i.md)]\n\n:::image type=\"content\" source=\"{gone}.svg\" alt-text=\"A plug\":::\n\n\
         > [!VIDEO {film}]\n\n[d]: {gone}/d\n[e]: {secret}\n",
        good = url("/good"),
        gone = url("/gone"),
        moved = url("/moved"),
        for_now = url("/for-now"),
        film = url("/film"),
        secret = url("/secret"),
    );
    let site = Site::new()
        .page("en/index.md", &page)
        .page("en/b.md", "# B\n\n[!INCLUDE [i](includes/i.md)]\n")
        .page("en/includes/i.md", &format!("So: [x]({}).\n", url("/gone")))
        .page(
            "en/toc.yml",
            &format!(
                "- name: A\n  href: index.md\n- name: B\n  href: b.md\n- name: C\n  href: {}\n",
                url("/gone")
            ),
        );
    let ran = check(&site);
    ran.succeeds();
    let port = server.port;
    let gone = |place: &str, end: &str| {
        format!(
            "external-broken warning {place} `http://127.0.0.1:{port}/gone{end}` is broken: the server answers 404, not found"
        )
    };
    assert_eq!(
        found(&ran),
        [
            gone("en/includes/i.md:1:9", ""),
            gone(&format!("en/index.md:3:{}", 11 + url("/good").len()), ""),
            gone(
                &format!("en/index.md:3:{}", 16 + url("/good").len() + url("/gone").len()),
                ""
            ),
            gone("en/index.md:5:6", ".png"),
            format!(
                "external-redirected information en/index.md:7:1 `{}` has moved for good to `{}`",
                url("/moved"),
                url("/good")
            ),
            gone("en/index.md:11:33", ".svg"),
            // Films are shown with `https` only, which this server does not speak.
            format!(
                "external-broken warning en/index.md:13:11 `{}` is broken: no safe connection can be made with the server",
                url("/film").replace("http:", "https:")
            ),
            gone("en/index.md:15:6", "/d"),
            format!(
                "external-unchecked information en/index.md:16:6 `{}` could not be checked: the server answers 403, and \
                 shows it to others perhaps",
                url("/secret")
            ),
            gone("en/toc.yml:6:9", ""),
        ]
    );
    let asked = server.asked();
    let mut once = asked.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), asked.len(), "{asked:?}");
}

#[test]
fn nothing_is_asked_unasked() {
    let server = server();
    let site = Site::new().page("en/index.md", &format!("# A\n\n[x]({})\n", server.url("/gone")));
    site.run(&["check", "site"]).succeeds();
    site.build().succeeds();
    // Nor this machine, unless that is allowed; nor what the configuration leaves out.
    site.ran(checking(&site, &[])).succeeds();
    let site = site.file("stegvis.yaml", "external: {ignore: [127.0.0.1]}\n");
    assert_eq!(found(check(&site).succeeds()), Vec::<String>::new());
    assert_eq!(server.asked(), Vec::<String>::new());
    site.run(&["check", "site", "--external-private", "x"])
        .cannot(&["--external"]);
}

#[test]
fn a_second_run_asks_nothing() {
    let server = server();
    let text = format!(
        "# A\n\n[x]({}) [y]({}) [z]({})\n",
        server.url("/good"),
        server.url("/gone"),
        server.url("/moved")
    );
    let site = Site::new().page("en/index.md", &text);
    let first = found(check(&site).succeeds());
    let asked = server.asked().len();
    assert_eq!((first.len(), asked), (2, 4));
    assert_eq!(found(check(&site).succeeds()), first);
    assert_eq!(server.asked().len(), asked);
    let left: Vec<_> = fs::read_dir(site.beside("cache")).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn old_answers_do_not_count() {
    const DAY: u64 = 24 * 60 * 60;
    let server = server();
    let url = server.url("/good");
    let site = Site::new().page("en/index.md", &format!("# A\n\n[x]({url})\n"));
    let write = |at: u64, answer: &str| {
        fs::create_dir_all(site.beside("cache")).unwrap();
        let text = format!("{{\"version\":1,\"answers\":{{\"{url}\":{{\"at\":{at},\"answer\":{answer}}}}}}}");
        fs::write(cache(&site), text).unwrap();
    };
    let gone = r#"{"broken":{"fault":"gone","at":null}}"#;
    for (at, answer, config, is_asked, is_found) in [
        (now() - 6 * DAY, "\"good\"", "{}", false, false),
        (now() - 8 * DAY, "\"good\"", "{}", true, false),
        (now() - 8 * DAY, "\"good\"", "external: {max_age: 9}", false, false),
        (now() - 5, "\"good\"", "external: {max_age: 0}", true, false),
        (now() + DAY, "\"good\"", "{}", true, false),
        (now() - 60, gone, "{}", false, true),
        (now() - 3700, gone, "{}", true, false),
    ] {
        write(at, answer);
        fs::write(site.root().join("stegvis.yaml"), config).unwrap();
        let before = server.asked().len();
        let ran = check(&site);
        ran.succeeds().says_no(&["note"]);
        let said = (server.asked().len() > before, !found(&ran).is_empty());
        assert_eq!(said, (is_asked, is_found), "{at} {answer} {config}");
    }
}

#[test]
fn a_cache_that_nobody_can_read_is_told_and_written_anew() {
    let server = server();
    let site = Site::new().page("en/index.md", &format!("# A\n\n[x]({})\n", server.url("/good")));
    fs::create_dir_all(site.beside("cache")).unwrap();
    for (number, bytes) in [&b"{"[..], b"\xff", b"{\"version\":9,\"answers\":{}}"]
        .iter()
        .enumerate()
    {
        fs::write(cache(&site), bytes).unwrap();
        check(&site).succeeds().says(&["note: ", "external.json is not used"]);
        assert_eq!(server.asked().len(), number + 1);
        check(&site).succeeds().says_no(&["note"]);
        assert_eq!(server.asked().len(), number + 1);
    }
    fs::remove_file(cache(&site)).unwrap();
    fs::create_dir(cache(&site)).unwrap();
    check(&site)
        .succeeds()
        .says(&["is not used: it is no file", "is not written"]);
}

#[test]
fn warnings_can_be_denied_and_a_flaky_net_fails_nobody() {
    let server = server();
    let site = Site::new().page("en/index.md", &format!("# A\n\n[x]({})\n", server.url("/secret")));
    let denied = ["--external-private", "*", "--deny", "warnings"];
    site.ran(checking(&site, &denied)).succeeds();
    let site = site.page("en/index.md", &format!("# A\n\n[x]({})\n", server.url("/gone")));
    site.ran(checking(&site, &denied)).exits(1);
}

/// Every step for good, all of `https`, and a place where the address stands as it is.
#[test]
fn a_sure_move_has_a_fix() {
    let server = Server::safe("server.pem", |request| match request.path.as_str() {
        "/old" | "/old-for-now" => leads(308, "/new"),
        "/strange" => leads(301, "/new(1)"),
        "/below" => leads(301, "/"),
        _ => says(200, ""),
    });
    let url = |path: &str| format!("https://localhost:{}{path}", server.port);
    let text = format!(
        "# A\n\n[x]({}#part)\n\n[y]({})\n\n[z]({})\n",
        url("/old"),
        url("/strange"),
        url("/below")
    );
    let site = Site::new().page("en/index.md", &text);
    let mut program = checking(&site, &["--external-private", "localhost"]);
    program.env("SSL_CERT_FILE", folder().join("ca.pem"));
    let ran = site.ran(program);
    let fixes: Vec<String> = ran
        .json()
        .iter()
        .map(|found| found["fix"]["replacement"].as_str().unwrap_or("none").into())
        .collect();
    assert_eq!(fixes, [url("/new#part"), "none".into(), "none".into()]);
    // What is written into pages comes from the server each time, and never from a file.
    assert!(!fs::read_to_string(cache(&site)).unwrap().contains("/old\""));
    // Without the authority nobody is trusted.
    fs::remove_file(cache(&site)).unwrap();
    let ran = site.ran(checking(&site, &["--external-private", "localhost"]));
    assert!(
        found(&ran)
            .iter()
            .all(|found| found.contains("signed by nobody who is trusted")),
        "{:?}",
        found(&ran)
    );
    assert_eq!(found(&ran).len(), 3);
    fs::remove_file(cache(&site)).unwrap();
    let mut program = checking(&site, &["--external-private", "localhost"]);
    program.env("SSL_CERT_FILE", site.beside("no-such-file"));
    site.ran(program)
        .says(&["note: SSL_CERT_FILE: ", "the built-in ones count"]);
}

/// In a network namespace of its own there is no network at all.
#[cfg(target_os = "linux")]
#[test]
fn offline_is_said_once_and_at_once() {
    let unshare = |program: &str| {
        let mut unshare = Command::new("unshare");
        unshare.args(["-rn", program]);
        unshare
    };
    if !unshare("true").output().is_ok_and(|output| output.status.success()) {
        println!("skipped: no namespaces");
        return;
    }
    let links: String = (0..200)
        .map(|number| format!("[x](https://host{number}.stegvis.se/)\n"))
        .collect();
    let site = Site::new().page("en/index.md", &format!("# A\n\n{links}"));
    let checking = checking(&site, &["--deny", "warnings"]);
    let mut program = unshare(&checking.get_program().to_string_lossy());
    program.args(checking.get_args()).current_dir(site.beside(""));
    let begun = Instant::now();
    let ran = site.ran(program);
    ran.succeeds().says(&["offline: 200 external links could not be asked"]);
    assert_eq!(ran.errors().matches("external").count(), 1, "{}", ran.errors());
    assert_eq!(found(&ran), Vec::<String>::new());
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

#[cfg(unix)]
#[test]
fn it_ends_when_it_is_told_to() {
    let server = Server::new(|_| Reply::Silence(Duration::from_secs(60)));
    let site = Site::new().page("en/index.md", &format!("# A\n\n[x]({})\n", server.url("/")));
    let mut running = checking(&site, &["--external-private", "*"]).spawn().unwrap();
    for _ in 0..1000 {
        if server.asked().is_empty() {
            std::thread::sleep(Duration::from_millis(10));
        }
    }
    assert_eq!(server.asked().len(), 1);
    let begun = Instant::now();
    let killed = Command::new("kill")
        // Not the signal of Ctrl-C, which what is started in the background of a shell does not get.
        .args(["-TERM", &running.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    running.wait().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
}
