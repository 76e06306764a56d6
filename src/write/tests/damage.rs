//! Builds that were cut short, states that were lost, and folders that hinder.

use super::*;

#[test]
fn a_lost_state_costs_only_time() {
    for settings in WAYS {
        let mut site = Site::published(settings);
        let before = fs::read(site.at(state::NAME)).unwrap();
        fs::remove_file(site.at(state::NAME)).unwrap();
        assert_eq!(site.publish().written, 0);
        assert_eq!(fs::read(site.at(state::NAME)).unwrap(), before);
        fs::remove_file(site.at(state::NAME)).unwrap();
        assert!(
            site.set("en/a/index.html", "new")
                .refusal()
                .contains("en/a/index.html` is not")
        );
        assert!(!site.at(state::NAME).exists());
    }
}

#[test]
fn a_damaged_state_costs_only_time() {
    for settings in WAYS {
        let whole = fs::read_to_string(Site::published(settings).at(state::NAME)).unwrap();
        let swapped = whole.replace('a', "b");
        let shuffled = whole.lines().rev().collect::<Vec<_>>().join("\n");
        for damage in [
            "",
            "junk",
            &whole[..whole.len() / 2],
            &whole[..whole.len() - 1],
            &swapped,
            &shuffled,
        ] {
            let mut site = Site::published(settings);
            site.put("CNAME", "x.org")
                .put("en/a/index.html", "edited")
                .put(state::NAME, damage);
            let done = site.set("en/b/index.html", "new").publish();
            assert_eq!(done.written, 2);
            assert!(done.notes.iter().any(|note| note.contains("was damaged")));
            site.assert_published(&["CNAME"]);
            assert_eq!(site.publish().unchanged, 5);
        }
    }
}

#[test]
fn a_damaged_state_deletes_only_what_it_describes_to_the_byte() {
    for settings in WAYS {
        let mut site = Site::published(settings);
        let text = fs::read_to_string(site.at(state::NAME)).unwrap();
        site.put(state::NAME, &format!("{text}junk\n"))
            .put("en/a/index.html", "A");
        site.remove("en/a/index.html").remove("en/b/index.html").publish();
        site.assert_published(&["en/a/index.html"]);
    }
}

#[test]
fn every_half_done_exchange_is_mended() {
    for settings in WAYS {
        // Killed while staging: half a stage.
        let mut site = Site::published(settings);
        fs::create_dir_all(site.beside("new").join("en")).unwrap();
        fs::write(site.beside("new").join("en/x"), "x").unwrap();
        site.publish();
        site.assert_published(&[]);
        // Killed after the old site moved away and before the new one moved in.
        for remake in [true, false] {
            fs::rename(site.out(), site.beside("old")).unwrap();
            fs::create_dir(site.beside("new")).unwrap();
            if remake {
                site.set("en/b/index.html", "new").remove("404.html");
            }
            let done = site.publish();
            assert_eq!((done.written, done.deleted), (remake.into(), remake.into()));
            site.assert_published(&[]);
        }
        // Killed while the old site was removed, after one step and after two.
        for end in ["new", "old"] {
            fs::create_dir_all(site.beside(end).join("en/a")).unwrap();
            fs::write(site.beside(end).join("en/a/old.html"), "old").unwrap();
            assert_eq!(site.publish().unchanged, 4);
            site.assert_published(&[]);
        }
        // Killed between locking and unlocking.
        fs::write(site.beside("lock"), "").unwrap();
        site.publish();
        site.assert_published(&[]);
    }
}

#[test]
fn a_failed_build_leaves_the_old_site() {
    for settings in [WAYS[0], WAYS[1]] {
        let mut site = Site::published(settings);
        let before = tree(site.root.path());
        site.set("en/b/index.html", "new").remove("404.html");
        let mut outputs = site.outputs();
        outputs.push(Output {
            path: DocPath::new("media/x.png").unwrap(),
            key: Key::of(Hash(1)),
            body: OutputBody::Copy(site.root.path().join("missing.png")),
        });
        let error = site.try_publish_these(outputs).unwrap_err().to_string();
        assert!(
            error.contains("cannot read `") && error.contains("missing.png`"),
            "{error}"
        );
        assert_eq!(tree(site.root.path()), before);
    }
}

#[test]
fn a_build_in_place_that_was_cut_short_is_finished_by_the_next() {
    let mut site = Site::new(IN_PLACE);
    let missing = site.root.path().join("missing.png");
    let cut_short = |site: &Site| {
        let mut outputs = site.outputs();
        outputs.push(Output {
            path: DocPath::new("zebra.html").unwrap(),
            key: Key::of(Hash(1)),
            body: OutputBody::Copy(missing.clone()),
        });
        site.try_publish_these(outputs).unwrap_err();
    };
    cut_short(&site);
    assert!(site.at("theme/x.css").exists());
    site.put(".stegvis-part-7", "half").put("en/a/.stegvis-part-3", "half");
    // What the cut build wrote is ours: changed, and not wanted any more.
    site.set("theme/x.css", "changed").remove("sv/a/index.html").publish();
    site.assert_published(&[]);
    // And an edit between the two is noticed, though it is older than the state and as long.
    site.set("en/b/index.html", "!").put("en/b/index.html", "?");
    cut_short(&site);
    site.put("en/b/index.html", "?");
    let past = std::time::SystemTime::UNIX_EPOCH;
    fs::File::options()
        .write(true)
        .open(site.at("en/b/index.html"))
        .unwrap()
        .set_modified(past)
        .unwrap();
    site.publish();
    site.assert_published(&[]);
}

#[test]
fn two_at_once_are_kept_apart() {
    let site = Site::published(ONE_STEP);
    let before = tree(&site.out());
    let place = Place::find(&site.out(), &[]).unwrap();
    let lock = Lock::take(&place).unwrap();
    assert!(site.refusal().contains("another stegvis is publishing into"));
    assert_eq!(tree(&site.out()), before);
    drop(lock);
    site.publish();
}

#[test]
fn a_parent_that_cannot_be_written_means_in_place() {
    let mut site = Site::published(ONE_STEP);
    // A folder where the lock should be: it cannot be opened for writing, whoever runs the test.
    fs::create_dir(site.beside("lock")).unwrap();
    let done = site.set("en/b/index.html", "new").publish();
    assert!(!done.atomic);
    assert!(
        done.notes[0].contains("because the folder it lies in cannot be written"),
        "{}",
        done.notes[0]
    );
    let place = Place::find(&site.out(), &[]).unwrap();
    let lock = Lock::take(&place).unwrap();
    assert!(site.refusal().contains("another stegvis"));
    drop(lock);
    fs::remove_dir(site.beside("lock")).unwrap();
    site.assert_published(&[]);
}

#[test]
fn a_stage_that_cannot_be_made_means_in_place() {
    let mut site = Site::published(ONE_STEP);
    let place = Place::find(&site.out(), &[]).unwrap();
    site.set("en/b/index.html", "new");
    let outputs = site.outputs();
    let state = State::read(&site.out(), &site.out()).unwrap();
    let plan = Plan::new(&outputs, &state, &site.out(), false);
    fs::write(site.beside("new"), "in the way").unwrap();
    let done = carry_out(&place, &plan, &Foreign::default(), site.settings, None).unwrap();
    assert!(!done.atomic && done.written == 1);
    fs::remove_file(site.beside("new")).unwrap();
    site.assert_published(&[]);
}
