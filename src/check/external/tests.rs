use super::*;

fn address(text: &str) -> Address {
    Address::read(text).unwrap()
}

fn asks(ignore: &[&str], private: &[&str], url: &str) -> bool {
    let strings = |all: &[&str]| all.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let config = External {
        ignore: strings(ignore),
        ..External::default()
    };
    let private = strings(private);
    Asking::new(&config, &private).address(url).is_some()
}

#[test]
fn what_is_never_asked() {
    for url in [
        "mailto:a@b.se",
        "tel:112",
        "ftp://a.se/",
        "http://localhost:8080/",
        "http://wiki/",
        "http://192.168.0.1/admin",
        "http://[fe80::1]/",
        "https://example.com/x",
        "https://shop.example/",
        "https://x.test/",
        "https://ann:word@a.se/",
        "https://{tenant}.se/",
    ] {
        assert!(!asks(&[], &[], url), "{url}");
    }
    assert!(asks(&[], &[], "https://a.se/") && asks(&[], &[], "//a.se/x") && asks(&[], &[], "http://8.8.8.8/"));
    // Names that belong to nobody stay out, whoever may be asked in private.
    assert!(asks(&[], &["wiki"], "http://wiki/") && asks(&[], &["*"], "http://127.0.0.1:1/"));
    assert!(!asks(&[], &["*"], "https://example.com/") && !asks(&[], &["wiki"], "http://wiki2/"));
}

#[test]
fn what_the_configuration_leaves_out() {
    let out = |pattern: &str, url: &str| !asks(&[pattern], &[], url);
    assert!(out("a.se", "https://a.se/x") && out("A.se", "http://b.A.SE:8080/") && out("a.se.", "https://a.se/"));
    assert!(!out("a.se", "https://ba.se/") && !out("a.se", "https://a.se.nu/"));
    assert!(out("https://a.se/b/", "https://a.se/b/c?d#e") && out("HTTPS://A.se:443/b", "https://a.se/bc"));
    assert!(!out("https://a.se/b/", "https://a.se/b") && !out("https://a.se/b/", "http://a.se/b/"));
    assert!(out("https://a.se", "https://a.se/x") && !out("https://a.se", "https://a.sea/x"));
    assert!(out("räka.se", "https://Räka.se/") && out("https://räka.se/å", "https://räka.se/%C3%A5"));
}

#[test]
fn a_redirect_to_the_readers_language_is_none() {
    let adds = |from: &str, to: &str| adds_language(&address(from), &address(to));
    assert!(adds("https://a.se/b/c?d", "https://a.se/en-us/b/c?d") && adds("https://a.se/", "https://a.se/sv/"));
    for (from, to) in [
        ("https://a.se/b", "https://a.se/c/b"),
        ("https://a.se/b", "https://a.se/en-us/c"),
        ("https://a.se/b", "https://x.se/en-us/b"),
        ("https://a.se/sv-se/b", "https://a.se/en-us/b"),
        ("https://a.se/b", "https://a.se/qqqqq/b"),
    ] {
        assert!(!adds(from, to), "{from} {to}");
    }
}

#[test]
fn a_long_address_is_cut() {
    let long = format!("https://a.se/{}", "x".repeat(300));
    assert_eq!(short(&long).chars().count(), 201);
    assert_eq!(short("https://a.se/"), "https://a.se/");
}
