//! What is saved is what is served: each way in which editors, tools and systems change files.

use std::fs;
use std::time::{Duration, Instant};

use super::client::{Events, Preview, said_by, small};
use crate::site::Site;

struct Author {
    site: Site,
    preview: Preview,
}

impl Author {
    fn new(site: Site) -> Self {
        let preview = Preview::of(&site);
        // The watch begins right after the server.
        std::thread::sleep(Duration::from_millis(400));
        preview.said_within(Duration::from_millis(100));
        Self { site, preview }
    }

    fn at(&self, path: &str) -> std::path::PathBuf {
        self.site.root().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let place = self.at(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("it can be made");
        fs::write(place, text).expect("it can be written");
    }

    #[track_caller]
    fn shows(&self, path: &str, words: &str) {
        self.preview.until(path, |answer| answer.text().contains(words));
    }

    /// The builds within a time, a line each.
    fn builds(&self, time: Duration) -> Vec<String> {
        let said = self.preview.said_within(time);
        said.into_iter().filter(|line| line.ends_with(" ms)")).collect()
    }

    fn open(&self, path: &str) -> Events {
        let text = self.preview.get(path).text();
        let of = |name| said_by(&text, name).expect("it is told");
        let page = format!("{}&look={}", of("page"), of("look"));
        let mut events = self.preview.events(path, &page);
        events.next("facts");
        events
    }
}

#[test]
fn a_save_is_there_in_a_moment() {
    let author = Author::new(small());
    let mut events = author.open("/en/");
    for round in 0..5 {
        let began = Instant::now();
        author.write("content/en/index.md", &format!("# Welcome\n\nRound {round}.\n"));
        let page = events.next("page");
        assert!(
            page["html"]
                .as_str()
                .is_some_and(|html| html.contains(&format!("Round {round}.")))
        );
        // 3 ms of waiting, a build without optimization on a busy machine; a gathered storm would be 50 and more.
        println!("{} ms", began.elapsed().as_millis());
    }
    // The same bytes, other times: nothing to do.
    author.preview.said_within(Duration::from_millis(300));
    author.write("content/en/index.md", "# Welcome\n\nRound 4.\n");
    assert_eq!(author.builds(Duration::from_millis(400)), Vec::<String>::new());
    assert_eq!(events.within(Duration::from_millis(100)), Vec::<String>::new());
}

#[test]
fn only_the_page_that_changed_is_told() {
    let author = Author::new(small());
    let mut same = author.open("/fr/");
    let mut other = author.open("/sv/steps/two/");
    author.write(
        "content/en/steps/two.md",
        "# Step two\n\nChanged. [One](one.md#plug-it-in).\n\n## Pull it\n\nOut.\n",
    );
    // A fallback shows the source.
    assert!(
        other.next("page")["html"]
            .as_str()
            .is_some_and(|html| html.contains("Changed."))
    );
    assert!(!same.within(Duration::from_millis(300)).contains(&"page".to_owned()));
}

#[test]
fn editors_that_save_by_renaming() {
    let author = Author::new(small());
    for round in 0..3 {
        author.write("content/en/.index.md.swp", "x");
        author.write("content/en/4913", "");
        fs::remove_file(author.at("content/en/4913")).expect("it goes");
        fs::rename(author.at("content/en/index.md"), author.at("content/en/index.md~")).expect("it moves");
        author.write("content/en/index.md", &format!("# Welcome\n\nRenamed {round}.\n"));
        fs::remove_file(author.at("content/en/index.md~")).expect("it goes");
        author.shows("/en/", &format!("Renamed {round}."));
        // Beside the file, then over it.
        author.write("content/en/index.tmp", &format!("# Welcome\n\nReplaced {round}.\n"));
        fs::rename(author.at("content/en/index.tmp"), author.at("content/en/index.md")).expect("it moves");
        author.shows("/en/", &format!("Replaced {round}."));
    }
}

#[test]
fn names_that_differ_in_case_alone() {
    let author = Author::new(small());
    fs::rename(
        author.at("content/en/steps/two.md"),
        author.at("content/en/steps/Two.md"),
    )
    .expect("it moves");
    author.preview.until("/en/steps/Two/", |answer| answer.status == 200);
    assert_eq!(author.preview.get("/en/steps/two/").status, 404);
}

#[test]
fn deleted_new_and_renamed_pages_and_folders() {
    let author = Author::new(small());
    let mut page = author.open("/en/steps/two/");
    fs::remove_file(author.at("content/en/steps/two.md")).expect("it goes");
    page.next("gone");
    author.preview.until("/en/steps/two/", |answer| answer.status == 404);
    author.write("content/en/steps/two.md", "# Back\n");
    assert!(
        page.next("page")["html"]
            .as_str()
            .is_some_and(|html| html.contains("Back"))
    );
    fs::rename(
        author.at("content/en/steps/two.md"),
        author.at("content/en/steps/second.md"),
    )
    .expect("it moves");
    assert_eq!(page.next("moved")["to"], "/en/steps/second/");
    // Its translation keeps its name for now.
    let mut translated = author.open("/en/steps/one/");
    assert!(author.at("content/sv/steps/one.md").exists());
    fs::rename(
        author.at("content/en/steps/one.md"),
        author.at("content/en/steps/first.md"),
    )
    .expect("it moves");
    assert_eq!(translated.next("moved")["to"], "/en/steps/first/");
    // A folder is one event, and its first files come before it is watched.
    author.write("content/en/a/b/c/deep.md", "# Deep\n");
    author.shows("/en/a/b/c/deep/", "Deep");
    author.write("content/en/a/b/c/deep.md", "# Deeper\n");
    author.shows("/en/a/b/c/deep/", "Deeper");
    fs::rename(author.at("content/en/a"), author.at("content/en/z")).expect("it moves");
    author.shows("/en/z/b/c/deep/", "Deeper");
    author.write("content/en/z/b/c/deep.md", "# Deepest\n");
    author.shows("/en/z/b/c/deep/", "Deepest");
    fs::remove_dir_all(author.at("content/en/z")).expect("it goes");
    author.preview.until("/en/z/b/c/deep/", |answer| answer.status == 404);
    // A language of its own.
    author.write("content/de/index.md", "# Willkommen\n");
    author.shows("/de/", "Willkommen");
    author.write("content/de/index.md", "# Guten Tag\n");
    author.shows("/de/", "Guten Tag");
}

#[test]
fn a_file_that_is_half_written_is_not_shown() {
    let author = Author::new(small());
    let mut page = author.open("/en/");
    for round in 0..5 {
        let place = author.at("content/en/index.md");
        // Emptied first, filled a moment later, in two pieces that cut a character.
        let began = Instant::now();
        fs::write(&place, "").expect("it can be written");
        std::thread::sleep(Duration::from_millis(15));
        let text = format!("# Welcome\n\nWhole {round} å.\n");
        let cut = text.len() - 3;
        fs::write(&place, &text.as_bytes()[..cut]).expect("it can be written");
        std::thread::sleep(Duration::from_millis(10));
        fs::write(&place, &text).expect("it can be written");
        // A machine that was busy for so long has shown what was there.
        let is_slow = began.elapsed() > Duration::from_millis(60);
        loop {
            let html = page.next("page")["html"].as_str().expect("a page").to_owned();
            let is_whole = html.contains(&format!("Whole {round} å."));
            assert!(is_whole || is_slow, "{html}");
            if is_whole {
                break;
            }
        }
    }
    // An empty page is shown in the end.
    author.write("content/en/index.md", "");
    author
        .preview
        .until("/en/", |answer| !answer.text().contains("Whole 4"));
}

/// Writes a thousand pages into a folder, or moves them there from elsewhere, and tells the builds that were made of them.
fn storm(author: &Author, folder: usize, name: &str, is_moved: bool) -> Vec<String> {
    let elsewhere = tempfile::tempdir().expect("a folder");
    let text = |number| format!("# {name} {number}\n");
    let at = |number| author.at(&format!("content/en/storm-{folder}/page-{number}.md"));
    let from = |number: usize| elsewhere.path().join(number.to_string());
    fs::create_dir_all(at(0).parent().expect("a folder")).expect("it can be made");
    if is_moved {
        (0..1000).for_each(|number| fs::write(from(number), text(number)).expect("it can be written"));
        (0..1000).for_each(|number| fs::rename(from(number), at(number)).expect("it moves"));
    } else {
        (0..1000).for_each(|number| fs::write(at(number), text(number)).expect("it can be written"));
    }
    author.shows(&format!("/en/storm-{folder}/page-999/"), &format!("{name} 999"));
    author.builds(Duration::from_millis(1500))
}

/// A busy machine may let the writer, or who tells of files, wait for longer than a storm's pauses are: what is shown in
/// parts there is shown at once in one of the next.
fn in_one_of_some(what: impl FnMut(usize) -> Result<(), Vec<String>>) {
    let tried: Vec<_> = (0..6).map(what).take_while(Result::is_err).collect();
    assert!(tried.len() < 6, "{tried:?}");
}

#[test]
fn a_storm_is_one_update() {
    let author = Author::new(small());
    in_one_of_some(|folder| {
        let builds = storm(&author, folder, "Page", false);
        // Made anew while its folder is new.
        if builds.len() <= 3 { Ok(()) } else { Err(builds) }
    });
    in_one_of_some(|round| {
        let builds = storm(&author, 0, &format!("Other {round},"), true);
        let last = builds.last().expect("it was shown");
        // A pause of a millisecond behind the first file makes it a save of its own.
        let is_one = last.contains("and 999 more") || last.contains("and 998 more");
        if is_one && builds.len() <= 2 {
            Ok(())
        } else {
            Err(builds)
        }
    });
}

#[test]
fn a_page_from_before_a_template_changed_is_loaded_anew() {
    let author = Author::new(small());
    let look = |text: &str| said_by(text, "look").expect("it is told");
    let before = look(&author.preview.get("/en/").text());
    // A template that fails loads nothing anew; mended by another file, it does.
    author.write("themes/stegvis/page.html", "{{ broken");
    author.preview.says("pages stay what they were");
    assert_eq!(look(&author.preview.get("/en/").text()), before);
    let own = include_str!("../../../themes/stegvis/page.html");
    author.write(
        "themes/stegvis/page.html",
        &own.replacen("<main", "<main data-other", 1),
    );
    author.preview.until("/en/", |answer| look(&answer.text()) != before);
    // Its stream begins only now: what it shows was made from the old one.
    let page = format!("x&look={before}");
    author.preview.events("/en/", &page).next("reload");
    let page = format!("x&look={}", look(&author.preview.get("/en/").text()));
    author.preview.events("/en/", &page).next("page");
}

/// A browser has six connections for a host; with streams in all of them, a further page would never be loaded.
#[test]
fn a_browser_keeps_four_streams() {
    let author = Author::new(small());
    let open = |browser: &str| {
        let mut events = author.preview.events("/en/", &format!("x&browser={browser}"));
        events.next("facts");
        events
    };
    let mut other = open("other");
    let mut unknown = open("");
    let mut first = open("one");
    let mut rest: Vec<Events> = (0..3).map(|_| open("one")).collect();
    let told = first.within(Duration::from_millis(200));
    assert!(!told.contains(&"crowded".to_owned()), "{told:?}");
    rest.push(open("one"));
    first.next("crowded");
    first.ends();
    // It asks now and then, and takes nobody's place.
    let mut brief = open("one&brief=");
    brief.next("crowded");
    brief.ends();
    author.write("content/en/index.md", "# Welcome\n\nMore words.\n");
    for events in rest.iter_mut().chain([&mut other, &mut unknown]) {
        let page = events.next("page")["html"].to_string();
        assert!(page.contains("More words"), "{page}");
    }
}

#[test]
fn who_comes_back_is_told_of_what_changed_meanwhile() {
    let author = Author::new(small());
    let known = said_by(&author.preview.get("/en/steps/two/").text(), "page").expect("it is told");
    author.write("content/en/media/plug.png", "other bytes");
    author
        .preview
        .until("/en/media/plug.png", |answer| answer.text() == "other bytes");
    let mut back = author.preview.events("/en/steps/two/", &known);
    assert_eq!(back.next("files")[0]["url"], "/en/media/plug.png");
    drop(back);
    // Who has loaded it since has it.
    let since = said_by(&author.preview.get("/en/steps/two/").text(), "since").expect("it is told");
    let mut new = author
        .preview
        .events("/en/steps/two/", &format!("{known}&since={since}"));
    new.next("facts");
    let more = new.within(Duration::from_millis(300));
    assert!(!more.contains(&"files".to_owned()), "{more:?}");
    // A page that is gone in one build, and elsewhere in a later one.
    let text = fs::read(author.at("content/en/steps/two.md")).expect("a page");
    fs::remove_file(author.at("content/en/steps/two.md")).expect("it goes");
    author.preview.until("/en/steps/two/", |answer| answer.status == 404);
    let mut left = author.preview.events("/en/steps/two/", "&left=");
    left.next("facts");
    fs::write(author.at("content/en/two-more.md"), text).expect("it comes");
    assert_eq!(left.next("moved")["to"], "/en/two-more/");
    author.write("content/en/more.md", "# More\n");
    author.shows("/en/more/", "More");
    let mut back = author.preview.events("/en/steps/two/", &known);
    assert_eq!(back.next("moved")["to"], "/en/two-more/");
    // There was never a page: nobody is led anywhere.
    let mut never = author.preview.events("/en/never/", "");
    never.next("files");
    let more = never.within(Duration::from_millis(300));
    assert!(
        !more.iter().any(|name| ["moved", "gone"].contains(&name.as_str())),
        "{more:?}"
    );
}

#[test]
fn what_the_preview_says_into_the_site_wakes_nobody() {
    let author = Author::new(small());
    author.write("themes/stegvis/page.html", "{{ broken");
    author.preview.says("pages stay what they were");
    author.preview.said_within(Duration::from_millis(500));
    // Somebody keeps what it says beside the configuration.
    for number in 0..5 {
        author.write("serve.log", &format!("line {number}\n"));
        std::thread::sleep(Duration::from_millis(60));
    }
    assert_eq!(author.builds(Duration::from_millis(300)), [""; 0]);
}

#[test]
fn under_constant_change_something_is_seen() {
    let author = Author::new(small());
    let folder = author.at("content/en");
    let began = Instant::now();
    let is_over = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let is_done = is_over.clone();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let mut number = 0;
            while !is_done.load(std::sync::atomic::Ordering::Relaxed) {
                let text = format!("# Busy {number}\n");
                fs::write(folder.join(format!("busy-{}.md", number % 7)), text).expect("it can be written");
                number += 1;
                std::thread::sleep(Duration::from_millis(10));
            }
        });
        author.preview.until("/en/busy-3/", |answer| {
            answer.status == 200 || began.elapsed() > Duration::from_secs(15)
        });
        is_over.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

#[test]
fn a_save_during_an_update_is_followed_by_another() {
    let author = Author::new(small());
    for round in 0..30 {
        author.write("content/en/index.md", &format!("# Welcome\n\nQuick {round}.\n"));
        std::thread::sleep(Duration::from_millis(round % 7));
    }
    author.shows("/en/", "Quick 29.");
}

#[test]
fn the_output_is_not_watched() {
    let site = small().file("stegvis.yaml", "title: Handbook\noutput: content/out\n");
    let author = Author::new(site);
    author
        .site
        .run(&["build", author.site.root().to_str().expect("a path")])
        .succeeds();
    assert_eq!(author.builds(Duration::from_millis(600)), Vec::<String>::new());
    author.write("content/en/index.md", "# Welcome\n\nStill.\n");
    author.shows("/en/", "Still.");
}

/// What is published into is no source, wherever the configuration puts it while the preview runs.
#[test]
fn an_output_that_is_named_later() {
    let author = Author::new(small().page("en/out/a.md", "# Out\n"));
    author.shows("/en/out/a/", "Out");
    author.write("stegvis.yaml", "title: Handbook\noutput: content/en/out\n");
    author.preview.until("/en/out/a/", |answer| answer.status == 404);
    author.write("stegvis.yaml", "title: Handbook\n");
    author.shows("/en/out/a/", "Out");
}

#[test]
fn reading_changes_nothing() {
    let author = Author::new(small());
    for _ in 0..20 {
        for (path, _) in crate::site::files(&author.site.root()) {
            let _ = fs::read(author.at(&path));
        }
    }
    assert_eq!(author.builds(Duration::from_millis(400)), Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn what_links_lead_to_is_followed() {
    let site = small()
        .page("en/real/page.md", "# Linked\n\nOnce.\n")
        .link("content/en/linked", "real");
    let site = site
        .file_beside("shared/stegvis.yaml", "title: Elsewhere\n")
        .without("stegvis.yaml");
    let target = site.beside("shared/stegvis.yaml");
    let author = Author::new(site.link("stegvis.yaml", target));
    author.shows("/en/linked/page/", "Once.");
    author.write("content/en/real/page.md", "# Linked\n\nTwice.\n");
    author.shows("/en/linked/page/", "Twice.");
    author.shows("/en/real/page/", "Twice.");
    author.shows("/en/", "Elsewhere");
    fs::write(author.site.beside("shared/stegvis.yaml"), "title: Moved on\n").expect("it can be written");
    author.shows("/en/", "Moved on");
}

/// A system watches a folder once, whatever its names: what a link leads to stays watched when the link goes.
#[cfg(unix)]
#[test]
fn a_link_that_goes_leaves_what_it_led_to_watched() {
    let author = Author::new(small().link("content/en/linked", "steps"));
    author.shows("/en/linked/two/", "Step two");
    fs::remove_file(author.at("content/en/linked")).expect("it goes");
    author.preview.until("/en/linked/two/", |answer| answer.status == 404);
    author.write("content/en/steps/two.md", "# Step two\n\nStill followed.\n");
    author.shows("/en/steps/two/", "Still followed.");
}

/// A language whose folder is a link is gone with the link.
#[cfg(unix)]
#[test]
fn a_language_behind_a_link_that_goes() {
    let site = small()
        .file_beside("german/index.md", "# Willkommen\n")
        .link("content/de", "../../german");
    let author = Author::new(site);
    author.shows("/de/", "Willkommen");
    fs::remove_file(author.at("content/de")).expect("it goes");
    author.preview.until("/de/", |answer| answer.status == 404);
}

/// What is watched is a folder, and not its name: another one of the same name is to be watched anew.
#[test]
fn folders_of_languages_that_are_made_anew_are_followed() {
    let author = Author::new(small());
    for round in 0..3 {
        let (folder, aside) = (author.at("content/sv"), author.at("aside"));
        match round {
            0 => fs::remove_dir_all(&folder).expect("it goes"),
            _ => fs::rename(&folder, &aside).expect("it moves"),
        }
        if round == 2 {
            fs::rename(&aside, &folder).expect("it moves back");
        }
        author.write("content/sv/index.md", &format!("# Omgång {round}\n"));
        author.shows("/sv/", &format!("Omgång {round}"));
        std::thread::sleep(Duration::from_millis(400));
        author.write("content/sv/index.md", &format!("# Sedan {round}\n"));
        author.shows("/sv/", &format!("Sedan {round}"));
        let _ = fs::remove_dir_all(aside);
    }
    // So are the site's own folders.
    author.write("locales/sv/own.ftl", "toc-page = Ett\n");
    author.shows("/sv/steps/one/", "Ett");
    fs::rename(author.at("locales"), author.at("aside")).expect("it moves");
    fs::rename(author.at("aside"), author.at("locales")).expect("it moves back");
    std::thread::sleep(Duration::from_millis(400));
    author.write("locales/sv/own.ftl", "toc-page = Två\n");
    author.shows("/sv/steps/one/", "Två");
}

/// A folder is that of a language from its first page on, and until its last one.
#[test]
fn the_first_page_of_a_language_and_its_last() {
    let author = Author::new(small());
    fs::create_dir(author.at("content/de")).expect("a folder");
    std::thread::sleep(Duration::from_millis(500));
    author.write("content/de/index.md", "# Willkommen\n");
    author.shows("/de/", "Willkommen");
    author.shows("/en/", "hreflang=\"de\"");
    fs::remove_file(author.at("content/de/index.md")).expect("it goes");
    author.preview.until("/de/", |answer| answer.status == 404);
    assert!(!author.preview.get("/en/").text().contains("hreflang=\"de\""));
}

#[test]
fn a_list_of_checklists_that_comes_later() {
    let author = Author::new(small());
    author.write(
        "content/en/steps/two.md",
        "# Step two\n\n## Pull it\n\n1. Pull.\n2. Push.\n",
    );
    author.shows("/en/steps/two/", "Push.");
    assert!(!author.preview.get("/en/steps/two/").text().contains("data-key"));
    author.write(
        "checklists.yml",
        "- page: steps/two.md\n  heading: pull-it\n  id: twos\n",
    );
    author.shows("/en/steps/two/", "data-key");
    // A list that goes is looked for again for a moment, as a file that is half written, and is gone.
    std::thread::sleep(Duration::from_millis(300));
    fs::remove_file(author.at("checklists.yml")).expect("it goes");
    let has_keys = |answer: &super::client::Answer| answer.text().contains("data-key");
    author.preview.until("/en/steps/two/", |answer| !has_keys(answer));
}

/// A file takes the place of a folder that is moved away in one piece: nothing is told of what was in it.
#[test]
fn a_file_in_the_place_of_a_folder() {
    let author = Author::new(small());
    author.write("content/en/odd.md/inside.md", "# Inside\n");
    author.shows("/en/odd.md/inside/", "Inside");
    std::thread::sleep(Duration::from_millis(300));
    fs::rename(author.at("content/en/odd.md"), author.site.beside("aside")).expect("it moves");
    author.write("content/en/odd.md", "# Odd\n");
    author.shows("/en/odd/", "Odd");
    assert_eq!(author.preview.get("/en/odd.md/inside/").status, 404);
}

/// What lies in the folder of a language is content, and where the site lies says nothing of it.
#[test]
fn folders_that_tools_make() {
    let site = Site::new()
        .file("node_modules/docs/content/en/index.md", "# Packed\n")
        .file("node_modules/docs/content/en/node_modules/a.md", "# A\n");
    let mut program = site.program();
    let root = site.root().join("node_modules/docs");
    program.arg("serve").arg(&root).args(["--port", "0"]);
    let preview = Preview::started(program);
    preview.until("/en/node_modules/a/", |answer| answer.text().contains('A'));
    std::thread::sleep(Duration::from_millis(400));
    fs::write(root.join("content/en/node_modules/a.md"), "# Other\n").expect("it can be written");
    preview.until("/en/node_modules/a/", |answer| answer.text().contains("Other"));
}

/// While nobody can tell what the folder is, pages stay what they were, whatever else is written; what mends it may lie
/// where nobody watches.
#[test]
fn a_folder_that_cannot_be_understood_stays_told_of() {
    let author = Author::new(small());
    fs::create_dir(author.at("names")).expect("a folder");
    let mut page = author.open("/en/");
    author.write("stegvis.yaml", "title: Handbook\nxref: [names/known.yml]\n");
    let mut facts = page.next("facts");
    while facts["trouble"].is_null() {
        facts = page.next("facts");
    }
    author.write("content/en/index.md", "# Welcome\n\nToo early.\n");
    std::thread::sleep(Duration::from_millis(600));
    assert!(!author.preview.get("/en/").text().contains("Too early."));
    assert_eq!(page.within(Duration::from_millis(100)), Vec::<String>::new());
    author.write("names/known.yml", "references: []\n");
    author.shows("/en/", "Too early.");
}

#[test]
fn what_is_broken_for_all_keeps_the_last_good_pages() {
    let author = Author::new(small());
    let mut page = author.open("/en/");
    for (path, broken, mended) in [
        ("stegvis.yaml", "title: [\n", "title: Handbook\n"),
        ("stegvis.yaml", "title: Handbook\ntheme: none\n", "title: Handbook\n"),
        ("locales/en/own.ftl", "frame-next Next\n", "frame-next = On\n"),
        ("themes/stegvis/page.html", "{% if %}", "{{ content | safe }}"),
    ] {
        author.write(path, broken);
        let mut facts = page.next("facts");
        while facts["trouble"].is_null() {
            facts = page.next("facts");
        }
        let trouble = facts["trouble"].as_str().expect("words").to_owned();
        assert!(trouble.contains(path) || trouble.contains("theme"), "{trouble}");
        assert!(author.preview.get("/en/").text().contains("Handbook"), "{path}");
        assert!(author.preview.get("/en/").text().contains("<main"), "{path}");
        author.write(path, mended);
        if path.starts_with("themes") {
            page.next("reload");
        } else {
            while !facts["trouble"].is_null() {
                facts = page.next("facts");
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn a_template_that_cannot_be_read() {
    let author = Author::new(small().file("themes/stegvis/own.css", "a{}"));
    let mut page = author.open("/en/");
    std::os::unix::fs::symlink("nowhere", author.at("themes/stegvis/other.css")).expect("a link");
    while page.next("facts")["trouble"].is_null() {}
    fs::remove_file(author.at("themes/stegvis/other.css")).expect("it goes");
    while !page.next("facts")["trouble"].is_null() {}
}

/// Files that changed while pages stayed what they were are told of when they follow again.
#[test]
fn pictures_that_change_while_something_is_broken() {
    let author = Author::new(small());
    let picture = "/en/media/plug.png";
    let tag = author.preview.get(picture).header("etag").expect("a tag").to_owned();
    let mut page = author.open("/en/steps/one/");
    author.write("stegvis.yaml", "title: [\n");
    while page.next("facts")["trouble"].is_null() {}
    fs::write(author.at("content/en/media/plug.png"), b"\x89PNG later\n").expect("it can be written");
    author.preview.says("content/en/media/plug.png: ");
    // What is read from the disk is never called by the name of what was.
    let answer = author.preview.ask(picture, &[&format!("If-None-Match: {tag}")]);
    assert_eq!((answer.status, answer.text().contains("later")), (200, true));
    author.write("stegvis.yaml", "title: Handbook\n");
    assert_eq!(page.next("files")[0]["url"], picture);
}

#[test]
fn a_mistake_is_told_with_its_place_and_goes_away() {
    let author = Author::new(small());
    let mut page = author.open("/sv/");
    author.write(
        "content/sv/index.md",
        "# Välkommen\n\nBörja med [det första steget](steps/on.md).\n",
    );
    let facts = page.next("facts");
    let found = facts["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|found| found["rule"] == "broken-link")
        .expect("it")
        .clone();
    assert_eq!(
        (found["file"].as_str(), found["line"].as_u64()),
        (Some("content/sv/index.md"), Some(3))
    );
    assert!(
        found["text"]
            .as_str()
            .is_some_and(|text| text.contains("steps/one.md") && text.contains("^^^")),
        "{found}"
    );
    author.preview.says("content/sv/index.md: 1 error");
    author.write(
        "content/sv/index.md",
        "# Välkommen\n\nBörja med [det första steget](steps/one.md).\n",
    );
    let facts = page.next("facts");
    let rules: Vec<_> = facts["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|found| found["rule"].clone())
        .collect();
    assert!(!rules.contains(&"broken-link".into()), "{rules:?}");
}

#[test]
fn without_events_of_the_system_it_looks_by_itself() {
    let site = small();
    let preview = Preview::with(&site, &["--poll"]);
    std::thread::sleep(Duration::from_millis(500));
    fs::write(site.root().join("content/en/index.md"), "# Welcome\n\nPolled.\n").expect("it can be written");
    preview.until("/en/", |answer| answer.text().contains("Polled."));
    // No trace of the probe is left.
    let names: Vec<String> = fs::read_dir(site.root())
        .expect("a folder")
        .map(|entry| entry.expect("one").file_name().to_string_lossy().into_owned())
        .collect();
    assert!(!names.iter().any(|name| name.contains("probe")), "{names:?}");
}

#[test]
fn pictures_whose_address_stays() {
    let author = Author::new(small());
    let mut page = author.open("/en/steps/one/");
    fs::write(author.at("content/en/media/plug.png"), b"\x89PNG other\n").expect("it can be written");
    let files = page.next("files");
    assert_eq!(files[0]["url"], "/en/media/plug.png");
    assert!(author.preview.get("/en/media/plug.png").body.ends_with(b"other\n"));
}
