//! What is wrong with a site, a page or a place, and what the program says of it.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use super::site::{Site, files};

const ABCS: &str = "# A\n\nText.\n";

// ---- The folder

#[test]
fn a_folder_that_is_not_there() {
    let site = Site::new();
    site.run(&["build", "nowhere", "-o", "out"])
        .cannot(&["no folder `nowhere`", "help: check the path"]);
    site.run(&["check", "nowhere"])
        .cannot(&["no folder `nowhere`"])
        .published_nothing();
}

#[test]
fn a_file_instead_of_a_folder() {
    let site = Site::new().file("a.md", ABCS);
    site.run(&["build", "site/a.md", "-o", "out"])
        .cannot(&["site/a.md", "cannot be read"])
        .published_nothing();
}

#[test]
fn an_empty_folder() {
    let site = Site::new();
    site.build()
        .cannot(&["is empty", "content/en/index.md"])
        .published_nothing();
    // The same without `-o`: what is the matter comes before where to publish.
    site.run(&["build", "site"]).cannot(&["is empty"]);
}

#[test]
fn no_folder_of_a_locale() {
    let site = Site::new()
        .file("guide/a.md", ABCS)
        .file("media/b.md", ABCS)
        .file("README.md", ABCS);
    site.build()
        .cannot(&["holds no folder of a locale", "`en`"])
        .published_nothing();
}

#[test]
fn folders_of_locales_without_pages() {
    let site = Site::new().file("en/picture.png", "").file("sv/picture.png", "");
    site.build()
        .cannot(&["holds no folder of a locale"])
        .published_nothing();
}

#[test]
fn no_source_locale() {
    let site = Site::new().page("sv/a.md", ABCS).page("nl/a.md", ABCS);
    site.build()
        .cannot(&["which of nl, sv", "`source: nl`"])
        .published_nothing();
    let site = site.file("stegvis.yaml", "source: da\n");
    site.build()
        .cannot(&["the source locale is `da`", "there are: nl, sv"])
        .published_nothing();
    site.file("stegvis.yaml", "source: sv\n").build().succeeds();
}

#[test]
fn one_locale_needs_no_source() {
    Site::new().page("sv/a.md", ABCS).build().succeeds();
}

#[test]
fn one_language_twice() {
    let site = Site::new()
        .page("en/a.md", ABCS)
        .page("sv/a.md", ABCS)
        .page("sv-SE/a.md", ABCS);
    site.build()
        .cannot(&["`sv` and `sv-SE` are one language twice", "keep one"])
        .published_nothing();
}

#[test]
fn no_folder_to_publish_into() {
    let site = Site::new().page("en/a.md", ABCS);
    site.run(&["build", "site"])
        .cannot(&["no folder to publish into is known", "`-o FOLDER`"]);
    assert_eq!(site.neighbours(), ["site"]);
    let site = site.file("stegvis.yaml", "");
    site.run(&["build", "site"]).succeeds();
    assert!(site.root().join("public/en/a/index.html").is_file());
}

// ---- The configuration

#[test]
fn an_unknown_key() {
    let site = Site::new()
        .page("en/a.md", ABCS)
        .file("stegvis.yaml", "titel: Handbook\n");
    let ran = site.build();
    ran.finds(&["unknown key `titel`", "did you mean `title`?", "stegvis.yaml:1:1"])
        .published_nothing();
}

#[test]
fn a_configuration_that_is_no_yaml() {
    let site = Site::new()
        .page("en/a.md", ABCS)
        .file("stegvis.yaml", "title: a\nurl: [https://a.example\n");
    site.build()
        .finds(&["`stegvis.yaml` is not valid YAML", "stegvis.yaml:"])
        .published_nothing();
}

#[test]
fn a_value_of_the_wrong_kind() {
    let site = Site::new().page("en/a.md", ABCS).file("stegvis.yaml", "locales: 7\n");
    site.build()
        .finds(&["`stegvis.yaml` does not load"])
        .published_nothing();
    let site = site.file("stegvis.yaml", "url: over there\n");
    site.build()
        .finds(&["`over there` is no address of a site", "stegvis.yaml:1:6"])
        .published_nothing();
}

#[test]
fn a_configured_locale_that_is_not_there() {
    let site = Site::new().page("en/a.md", ABCS).page("sv/a.md", ABCS);
    let site = site.file("stegvis.yaml", "locales: [en, sw]\n");
    site.build()
        .cannot(&["the locale `sw`", "did you mean `sv`?"])
        .published_nothing();
}

#[test]
fn a_configuration_that_is_not_where_it_was_said_to_be() {
    let site = Site::new().page("en/a.md", ABCS);
    site.build_with(&["--config", "gone.yaml"])
        .cannot(&["gone.yaml"])
        .published_nothing();
}

// ---- One page

/// Builds a page that is warned about and published all the same, with its neighbour.
#[track_caller]
fn page_in_spite_of(bytes: &[u8], words: &[&str]) -> super::html::Html {
    let site = Site::new().page("en/b.md", "# B\n").bytes("content/en/a.md", bytes);
    let ran = site.build();
    ran.succeeds().says(words);
    assert_eq!(ran.html("en/b").text("h1"), "B", "one bad page takes no other with it");
    ran.html("en/a")
}

#[test]
fn malformed_front_matter() {
    let html = page_in_spite_of(
        b"---\ntitle: [open\n---\n\n# Still here\n\nText.\n",
        &["malformed-front-matter", "a.md:"],
    );
    assert_eq!(html.text("h1"), "Still here");
    assert_eq!(html.text("article p"), "Text.");
}

#[test]
fn front_matter_that_is_not_closed() {
    let site = Site::new().bytes("content/en/a.md", b"---\ntitle: Open\n\n# Still here\n");
    let ran = site.build();
    ran.succeeds().says(&["malformed-front-matter", "a.md:1:1"]);
    assert!(ran.text("en/a/index.html").contains("Still here"));
}

#[test]
fn front_matter_and_nothing_else() {
    let site = Site::new()
        .page("en/a.md", "---\ntitle: Only this\n---\n")
        .page("en/b.md", "---\ntitle: No line end\n---");
    let ran = site.build();
    ran.succeeds();
    assert_eq!(ran.html("en/a").text("h1"), "Only this");
    assert_eq!(ran.html("en/b").text("h1"), "No line end");
}

#[test]
fn an_empty_page() {
    let site = Site::new().page("en/a.md", "").page("en/b.md", "\n\n \n");
    let ran = site.build();
    ran.succeeds();
    assert!(!ran.html("en/a").text("title").is_empty());
    assert!(!ran.html("en/b").text("h1").is_empty());
}

#[test]
fn a_bomb_of_aliases() {
    let mut text = String::from("---\na0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..30 {
        let below = format!("*a{}", level - 1);
        text.push_str(&format!("a{level}: &a{level} [{}]\n", [below.as_str(); 9].join(", ")));
    }
    text.push_str("---\n\n# Still here\n");
    let html = page_in_spite_of(text.as_bytes(), &["malformed-front-matter"]);
    assert_eq!(html.text("h1"), "Still here");
}

#[test]
fn bytes_that_are_no_utf8() {
    let html = page_in_spite_of(b"# Caf\xe9\n\nTe\xffxt.\n", &["invalid-utf8", "a.md:1:6"]);
    assert!(html.text("h1").starts_with("Caf"));
}

#[test]
fn a_byte_order_mark() {
    let site = Site::new().bytes("content/en/a.md", b"\xef\xbb\xbf---\ntitle: Marked\n---\n\n# Heading\n");
    let ran = site.build();
    ran.succeeds();
    let html = ran.html("en/a");
    assert!(html.text("title").starts_with("Marked"));
    assert_eq!(html.text("h1"), "Heading");
    assert!(!ran.text("en/a/index.html").contains('\u{feff}'));
}

#[test]
fn line_ends_of_every_kind() {
    let unix = "---\ntitle: Lines\n---\n\n# Heading\n\n> [!NOTE]\n> Said.\n\n- one\n- two\n\n```\ncode\nmore\n```\n";
    let build = |text: String| {
        let site = Site::new().page("en/a.md", &text);
        let ran = site.build();
        ran.succeeds();
        ran.text("en/a/index.html").replace("\r\n", "\n").replace('\r', "\n")
    };
    let expected = build(unix.into());
    assert!(expected.contains("class=\"alert note\""));
    assert_eq!(build(unix.replace('\n', "\r\n")), expected, "CR LF");
    assert_eq!(build(unix.replace('\n', "\r")), expected, "a lone CR");
}

#[test]
fn a_nul_and_other_controls() {
    let site = Site::new().page("en/a.md", "# A\0B\n\nx\u{1}y\u{7f}\u{200e}z [l](a\0.md)\n");
    let ran = site.build_with(&["--allow-broken"]);
    ran.succeeds();
    assert!(!ran.text("en/a/index.html").contains('\0'), "HTML allows no NUL");
}

#[test]
fn quotes_ten_thousand_deep() {
    let text = format!("{}deep\n\nAfter.\n", "> ".repeat(10_000));
    let html = page_in_spite_of(text.as_bytes(), &["too-deep"]);
    assert_eq!(html.all("article > p").len(), 1);
}

#[test]
fn lists_and_markup_ten_thousand_deep() {
    for text in [
        "- ".repeat(10_000),
        "<div>\n".repeat(10_000),
        "*a **a ".repeat(5_000) + &"** *".repeat(5_000),
    ] {
        let site = Site::new().page("en/a.md", &format!("{text}\n\nAfter.\n"));
        site.build_with(&["--allow-broken"]).succeeds();
        assert!(
            site.build_with(&["--allow-broken"])
                .text("en/a/index.html")
                .contains("After.")
        );
    }
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let site = Site::new()
        .page("en/a.md", "---\ntitle: [\n---\n[x](gone.md)\n")
        .page("en/b.md", "# B\n\n[y](away.md)\n")
        .bytes("content/en/c.md", b"# C\n\n\xff\n")
        .file("stegvis.yaml", "titel: x\n");
    site.build().finds(&[
        "`titel`",
        "malformed-front-matter",
        "`gone.md`",
        "`away.md`",
        "invalid-utf8",
        "3 errors, 2 warnings",
    ]);
    let rules: Vec<String> = site
        .build_with(&["--format", "json"])
        .json()
        .iter()
        .map(|line| line["rule"].to_string())
        .collect();
    assert_eq!(rules.len(), 5, "{rules:?}");
}

// ---- Links of the file system

#[cfg(unix)]
#[test]
fn a_circle_of_links() {
    let site = Site::new().page("en/deep/a.md", ABCS).link("content/en/deep/up", "..");
    site.build()
        .finds(&["unreadable-file", "leads back to the folder", "remove the link"])
        .published_nothing();
    site.build_with(&["--allow-broken"]).succeeds();
    assert_eq!(site.build().html("en/deep/a").text("h1"), "A");
}

#[cfg(unix)]
#[test]
fn a_link_to_nowhere() {
    let site = Site::new().page("en/a.md", ABCS).link("content/en/b.md", "gone.md");
    site.build()
        .finds(&["unreadable-file", "en/b.md", "leads nowhere"])
        .published_nothing();
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_site() {
    let site = Site::new().page("en/a.md", ABCS);
    let secret = site.beside("secret");
    fs::create_dir(&secret).unwrap();
    fs::write(secret.join("b.md"), "# Secret words\n").unwrap();
    fs::write(secret.join("b.png"), "Secret words").unwrap();
    let site = site
        .link("content/en/b.md", secret.join("b.md"))
        .link("content/en/b.png", "../../../secret/b.png")
        .link("content/en/folder", &secret);
    site.build()
        .finds(&["leads out of the site", "en/b.md", "en/b.png", "en/folder"])
        .published_nothing();
    let ran = site.build_with(&["--allow-broken"]);
    ran.succeeds();
    for (name, bytes) in ran.files() {
        assert!(!String::from_utf8_lossy(&bytes).contains("Secret words"), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_inside_the_site() {
    let site = Site::new().page("en/a.md", ABCS).link("content/en/b.md", "a.md");
    let ran = site.build();
    ran.succeeds();
    assert_eq!(ran.html("en/b").text("h1"), "A");
}

/// The program as a user who may not read everything: root may. `None` where there is no such user to be had, or
/// where that user cannot run the program.
#[cfg(unix)]
fn as_nobody(site: &Site, mut program: Command) -> Option<Command> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    if fs::metadata(site.root()).unwrap().uid() != 0 {
        return Some(program);
    }
    fs::set_permissions(site.root().parent()?, fs::Permissions::from_mode(0o755)).unwrap();
    let mut probe = site.program();
    if probe
        .uid(65534)
        .gid(65534)
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success())
    {
        program.uid(65534).gid(65534);
        return Some(program);
    }
    println!("skipped: root reads everything, and no other user can run the program");
    None
}

#[cfg(unix)]
fn allow(place: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(place, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(unix)]
#[test]
fn files_that_may_not_be_read() {
    let site = Site::new()
        .page("en/a.md", ABCS)
        .page("en/b.md", ABCS)
        .bytes("content/en/c.png", b"c")
        .page("en/folder/d.md", ABCS);
    let content = site.root().join("content/en");
    let Some(program) = as_nobody(&site, site.building(&["--format", "json"])) else {
        return;
    };
    let locked = ["b.md", "c.png", "folder"];
    locked.iter().for_each(|name| allow(&content.join(name), 0));
    let ran = site.ran(program);
    locked.iter().for_each(|name| allow(&content.join(name), 0o755));
    ran.exits(1).published_nothing();
    let found = ran.json();
    let told: Vec<&str> = found.iter().filter_map(|line| line["file"].as_str()).collect();
    assert_eq!(told, ["content/en/b.md", "content/en/c.png", "content/en/folder"]);
    assert!(found.iter().all(|line| line["rule"] == "unreadable-file"), "{found:?}");
    assert!(
        found
            .iter()
            .all(|line| line["message"].to_string().contains("permission denied")),
        "{found:?}"
    );
}

// ---- Names

#[test]
fn a_page_and_a_folder_with_one_route() {
    let site = Site::new()
        .page("en/step.md", "# One\n")
        .page("en/step/index.md", "# Two\n");
    site.build()
        .finds(&["route-conflict", "`/en/step/`", "rename one of the two"])
        .published_nothing();
}

#[test]
fn names_equal_but_for_case() {
    let site = Site::new().page("en/step.md", "# One\n").page("en/Step.md", "# Two\n");
    if files(&site.root()).len() < 2 {
        println!("skipped: the file system knows no case");
        return;
    }
    site.build()
        .finds(&["route-conflict", "`Step.md` and `step.md`"])
        .published_nothing();
}

#[test]
fn names_equal_but_for_unicode_form() {
    let site = Site::new()
        .page("en/caf\u{e9}.md", "# One\n")
        .page("en/cafe\u{301}.md", "# Two\n");
    if files(&site.root()).len() < 2 {
        println!("skipped: the file system composes names");
        return;
    }
    site.build().finds(&["route-conflict"]).published_nothing();
}

#[test]
fn one_route_twice_is_published_once_if_it_must() {
    let site = Site::new()
        .page("en/step.md", "# One\n")
        .page("en/step/index.md", "# Two\n")
        .page("en/z.md", "# Z\n");
    let ran = site.build_with(&["--allow-broken"]);
    ran.succeeds().says(&["route-conflict"]);
    assert!(["One", "Two"].contains(&ran.html("en/step").text("h1").as_str()));
    assert_eq!(ran.html("en/z").text("h1"), "Z");
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_utf8() {
    use std::os::unix::ffi::OsStrExt;
    let site = Site::new().page("en/a.md", ABCS);
    let name = std::ffi::OsStr::from_bytes(b"b\xff.md");
    if fs::write(site.root().join("content/en").join(name), ABCS).is_err() {
        println!("skipped: the file system takes no such name");
        return;
    }
    site.build()
        .finds(&["unreadable-file", "not valid UTF-8", "rename the file"])
        .published_nothing();
}

// ---- Theme and messages

#[test]
fn a_template_that_does_not_parse() {
    let site = Site::new()
        .page("en/a.md", ABCS)
        .file("themes/stegvis/page.html", "<p>\n{% if %}\n</p>\n");
    site.build()
        .finds(&["bad-template", "themes/stegvis/page.html:2"])
        .published_nothing();
    site.build_with(&["--allow-broken"]).succeeds().says(&["bad-template"]);
    assert_eq!(
        site.build().html("en/a").text("h1"),
        "A",
        "`build --allow-broken` takes the built-in template"
    );
}

#[test]
fn a_template_that_fails_when_it_is_used() {
    let site = Site::new()
        .page("en/a.md", ABCS)
        .file("themes/stegvis/page.html", "<p>\n{{ no_such.thing.at.all }}</p>\n");
    site.build()
        .finds(&["bad-template", "themes/stegvis/page.html"])
        .published_nothing();
}

#[test]
fn messages_that_do_not_load() {
    let site = Site::new()
        .page("en/a.md", ABCS)
        .file("locales/en/own.ftl", "frame-next = On\nframe-previous Back\n");
    site.build()
        .finds(&["bad-messages", "locales/en/own.ftl:2"])
        .published_nothing();
    let ran = site.build_with(&["--allow-broken"]);
    ran.succeeds();
    assert_eq!(ran.html("en/a").count(".skip"), 1, "the built-in words stand in");
}

#[test]
fn a_theme_that_is_not_there() {
    let site = Site::new().page("en/a.md", ABCS).file("stegvis.yaml", "theme: fancy\n");
    site.build()
        .cannot(&["the theme `fancy`", "themes/fancy", "take `theme:` out"])
        .published_nothing();
    site.file("themes/fancy/stegvis.css", "body { margin: 0 }\n")
        .build()
        .succeeds();
}

// ---- The output

#[test]
fn an_output_that_cannot_be_written() {
    let site = Site::new().page("en/a.md", ABCS);
    fs::write(site.out(), "a file").unwrap();
    site.build().cannot(&["out` is a file", "`-o`"]);
    assert_eq!(fs::read_to_string(site.out()).unwrap(), "a file");
    site.build_into(&site.out().join("below")).cannot(&["cannot", "below"]);
    assert_eq!(fs::read_to_string(site.out()).unwrap(), "a file");
}

#[cfg(unix)]
#[test]
fn an_output_that_may_not_be_written() {
    let site = Site::new().page("en/a.md", ABCS);
    let closed = site.beside("closed");
    fs::create_dir(&closed).unwrap();
    let mut program = site.program();
    program.arg("build").arg(site.root()).arg("-o").arg(closed.join("out"));
    let Some(program) = as_nobody(&site, program) else {
        return;
    };
    allow(&closed, 0o555);
    let ran = site.ran(program);
    allow(&closed, 0o755);
    ran.cannot(&["permission denied", "choose another output folder with `-o`"]);
    assert!(files(&closed).is_empty());
}

#[test]
fn an_output_that_is_in_the_sources_way() {
    let site = Site::new().page("en/a.md", ABCS).file("stegvis.yaml", "");
    let before = files(&site.root());
    let content = site.root().join("content/en");
    site.build_into(&content)
        .cannot(&["is `", "which the site is made from", "`-o`"]);
    site.build_into(&site.root())
        .cannot(&["holds `", "which the site is made from"]);
    site.build_into(&site.root().join("content")).cannot(&["holds `"]);
    site.build_into(site.root().parent().unwrap()).cannot(&["holds `"]);
    site.build_into(&content.join("out")).cannot(&["lies inside `"]);
    assert_eq!(files(&site.root()), before, "nothing was lost");
}

#[test]
fn an_output_that_holds_foreign_files() {
    let site = Site::new().page("en/a.md", ABCS);
    fs::create_dir(site.out()).unwrap();
    fs::write(site.out().join("thesis.txt"), "years").unwrap();
    site.build()
        .cannot(&["holds what stegvis did not write", "`thesis.txt`", "`-o`"]);
    assert_eq!(files(&site.out()).len(), 1);
    site.build_with(&["--adopt"]).succeeds();
    assert_eq!(fs::read_to_string(site.out().join("thesis.txt")).unwrap(), "years");
    // What is put into a site later on is spared too.
    fs::write(site.out().join("notes.txt"), "kept").unwrap();
    site.page("en/b.md", ABCS).build().succeeds().text("notes.txt");
}

#[test]
fn a_foreign_file_in_the_way_of_a_page() {
    let site = Site::new().page("en/a.md", ABCS);
    site.build().succeeds();
    fs::create_dir_all(site.out().join("en/b")).unwrap();
    fs::write(site.out().join("en/b/index.html"), "mine").unwrap();
    let site = site.page("en/b.md", ABCS);
    site.build().cannot(&["en/b/index.html", "would be overwritten"]);
    assert_eq!(site.build().text("en/b/index.html"), "mine");
}

#[test]
fn errors_leave_the_old_site_as_it_was() {
    let site = Site::new().page("en/a.md", ABCS);
    site.build().succeeds();
    let before = files(&site.out());
    let site = site.page("en/b.md", "[x](gone.md)\n");
    site.build().finds(&["`gone.md`", "nothing was published"]);
    assert_eq!(files(&site.out()), before);
    assert_eq!(site.neighbours(), ["out", "site"]);
}

#[test]
fn another_build_is_publishing() {
    let site = Site::new().page("en/a.md", ABCS);
    site.build().succeeds();
    let before = files(&site.out());
    let site = site.page("en/b.md", ABCS);
    let lock = File::create(site.beside(".out.stegvis-lock")).unwrap();
    lock.lock().unwrap();
    site.build()
        .cannot(&["another stegvis is publishing into", "wait for it"]);
    assert_eq!(files(&site.out()), before);
    drop(lock);
    site.build().succeeds();
    assert_eq!(site.neighbours(), ["out", "site"], "the lock goes with the build");
}

#[test]
fn builds_at_once_leave_one_whole_site() {
    let mut site = Site::new();
    for number in 0..60 {
        site = site.page(&format!("en/p{number}.md"), &format!("# Page {number}\n"));
    }
    site.build().succeeds();
    let expected = files(&site.out());
    for _ in 0..3 {
        fs::remove_dir_all(site.out()).unwrap();
        let started: Vec<_> = (0..4)
            .map(|_| {
                let mut program = site.building(&[]);
                let piped = std::process::Stdio::piped;
                program
                    .stdout(piped())
                    .stderr(piped())
                    .spawn()
                    .expect("the program starts")
            })
            .collect();
        let mut published = 0;
        for child in started {
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            match output.status.code() {
                Some(0) => published += 1,
                Some(2) => assert!(said.contains("another stegvis is publishing"), "{said}"),
                _ => panic!("{}: {said}", output.status),
            }
        }
        assert!(published > 0);
        assert_eq!(files(&site.out()), expected);
        assert_eq!(site.neighbours(), ["out", "site"]);
    }
}

#[test]
fn a_state_that_is_lost_or_damaged_costs_only_time() {
    let site = Site::new().page("en/a.md", ABCS).page("en/b.md", ABCS);
    site.build().succeeds();
    let expected = files(&site.out());
    fs::write(
        site.out().join(".stegvis"),
        "stegvis-output 9 nonsense\n../../etc/passwd\t1\t2\t3\n",
    )
    .unwrap();
    site.build().succeeds();
    assert_eq!(files(&site.out()), expected);
    fs::remove_file(site.out().join(".stegvis")).unwrap();
    site.build().succeeds();
    assert_eq!(files(&site.out()), expected);
}

// ---- The command line

#[test]
fn arguments_that_mean_nothing() {
    let site = Site::new().page("en/a.md", ABCS);
    site.build_with(&["--alow-broken"])
        .cannot(&["--alow-broken", "--allow-broken"])
        .published_nothing();
    site.run(&["bild"]).cannot(&["bild", "build"]);
    site.run(&[]).exits(2);
}

#[test]
fn nobody_reads_what_is_printed() {
    let mut site = Site::new();
    for number in 0..200 {
        site = site.page(&format!("en/p{number}.md"), "[x](gone.md)\n".repeat(20).as_str());
    }
    let mut program = site.building(&["--format", "json"]);
    let piped = std::process::Stdio::piped;
    let mut child = program.stdout(piped()).stderr(piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn warnings_denied_are_errors() {
    let site = Site::new().page("en/a.md", "# Away\n\n[x](/azure/somewhere)\n");
    site.build().succeeds().says(&["warning[out-of-docset-link]"]);
    let site = site.page("en/b.md", ABCS);
    site.build_with(&["--deny", "warnings"])
        .finds(&["error[out-of-docset-link]", "1 error"]);
    assert!(!site.out().join("en/b").exists());
}

#[test]
fn a_message_that_asks_for_a_variable_it_is_not_given() {
    let site = Site::new()
        .page("en/index.md", "# A\n")
        .file("locales/en/own.ftl", "frame-skip = { $nobody }\n");
    let ran = site.run(&["check", "site"]);
    let told = ran.finds(&["bad-messages"]).errors();
    assert!(told.contains("given no variable `$nobody`"), "{told}");
}
