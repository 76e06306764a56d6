//! What a build writes, and what it leaves alone.

use proptest::prelude::*;

use super::*;

#[cfg(unix)]
#[test]
fn nothing_changed_nothing_touched() {
    for settings in WAYS {
        let site = Site::published(settings);
        let names = || tree(&site.out()).into_keys().chain([String::new()]);
        let before: Vec<_> = names().map(|name| identity(&site.at(&name))).collect();
        let done = site.publish();
        assert_eq!(
            (done.written, done.unchanged, done.deleted, done.atomic),
            (0, 5, 0, true)
        );
        assert_eq!(done.notes, Vec::<String>::new());
        assert_eq!(site.rendered(), 0);
        assert_eq!(
            names().map(|name| identity(&site.at(&name))).collect::<Vec<_>>(),
            before
        );
        site.assert_tidy();
    }
}

#[cfg(unix)]
#[test]
fn one_page_changed_one_page_written() {
    for settings in WAYS {
        let mut site = Site::published(settings);
        let before: BTreeMap<_, _> = site
            .files
            .keys()
            .map(|path| (path.clone(), inode(&site.at(path))))
            .collect();
        let done = site.set("en/b/index.html", "new").publish();
        assert_eq!((done.written, done.unchanged, done.deleted), (1, 4, 0));
        assert_eq!(site.rendered(), 1);
        site.assert_published(&[]);
        for (path, old) in before {
            assert_eq!(inode(&site.at(&path)) == old, path != "en/b/index.html", "{path}");
        }
    }
}

#[cfg(unix)]
#[test]
fn another_key_with_the_same_bytes_writes_only_the_state() {
    for settings in WAYS {
        let site = Site::published(settings);
        let watched = ["", "en/b", "en/b/index.html"].map(|path| site.at(path));
        let before = watched.each_ref().map(|path| inode(path));
        let mut outputs = site.outputs();
        outputs.iter_mut().for_each(|output| output.key = Key::of(Hash(9)));
        let done = site.try_publish_these(outputs).unwrap();
        assert_eq!((done.written, done.unchanged, site.rendered()), (0, 5, 5));
        assert_eq!(watched.each_ref().map(|path| inode(path)), before);
        site.assert_published(&[]);
        let mut outputs = site.outputs();
        outputs.iter_mut().for_each(|output| output.key = Key::of(Hash(9)));
        site.try_publish_these(outputs).unwrap();
        assert_eq!(site.rendered(), 0);
    }
}

#[test]
fn what_is_no_longer_wanted_goes_with_its_folder() {
    for settings in WAYS {
        let mut site = Site::published(settings);
        let done = site.remove("sv/a/index.html").remove("en/b/index.html").publish();
        assert_eq!((done.written, done.unchanged, done.deleted), (0, 3, 2));
        site.assert_published(&[]);
        assert!(!site.at("sv").exists() && !site.at("en/b").exists());
    }
}

#[test]
fn files_and_folders_change_places() {
    for settings in WAYS {
        let mut site = Site::published(settings);
        site.remove("en/a/index.html")
            .remove("en/b/index.html")
            .remove("404.html");
        site.set("en", "a file")
            .set("404.html/index.html", "a folder")
            .publish();
        site.assert_published(&[]);
        site.remove("en").remove("404.html/index.html");
        site.set("en/c", "a folder").set("404.html", "a file").publish();
        site.assert_published(&[]);
    }
}

#[test]
fn no_outputs_make_an_empty_site() {
    for settings in WAYS {
        let mut site = Site::new(settings);
        site.files.clear();
        site.publish();
        site.assert_published(&[]);
    }
}

#[test]
fn the_state_is_the_same_however_it_came_about() {
    let text = |site: &Site| fs::read_to_string(site.at(state::NAME)).unwrap();
    let sites = WAYS.map(Site::published);
    assert_eq!(text(&sites[0]), text(&sites[1]));
    assert_eq!(text(&sites[0]), text(&sites[2]));
    let mut edited = Site::published(ONE_STEP);
    edited.set("en/z", "z").publish();
    edited.remove("en/z").publish();
    assert_eq!(text(&sites[0]), text(&edited));
}

#[test]
fn an_edited_output_is_restored() {
    for settings in WAYS {
        let mut site = Site::published(settings);
        for text in ["B", "longer", ""] {
            site.put("en/b/index.html", text);
            assert_eq!(site.publish().written, 1);
            site.assert_published(&[]);
        }
        fs::remove_dir_all(site.at("sv")).unwrap();
        site.put("en/a/index.html", "A");
        assert_eq!(site.set("theme/x.css", "y{}").publish().written, 3);
        site.assert_published(&[]);
    }
}

#[test]
fn media_are_copied_once() {
    for settings in WAYS {
        let site = Site::published(settings);
        let source = site.root.path().join("x.png");
        let publish = |bytes: &str| {
            let key = Hash::of(bytes.as_bytes());
            fs::write(&source, bytes).unwrap();
            let path = DocPath::new("media/x.png").unwrap();
            let body = OutputBody::Copy(source.clone());
            let outputs = site.outputs().into_iter().chain([Output {
                path,
                key: Key::of(key),
                body,
            }]);
            let done = site.try_publish_these(outputs.collect()).unwrap();
            assert_eq!(fs::read_to_string(site.at("media/x.png")).unwrap(), bytes);
            done.written
        };
        assert_eq!(
            [publish("one"), publish("one"), publish("two"), publish("three")],
            [1, 0, 1, 1]
        );
        let record = State::read(&site.out(), &site.out()).unwrap();
        let record = record.find(&DocPath::new("media/x.png").unwrap()).unwrap().clone();
        assert_eq!((record.size, record.hash), (5, Hash::of(b"three")));
    }
}

#[test]
fn with_waiting_for_the_disk() {
    let site = Site::new(Settings::USUAL);
    let options = Options {
        out: site.out(),
        ..Options::default()
    };
    let done = publish(site.outputs(), &options).unwrap();
    assert!(done.atomic && done.written == 5);
    site.assert_published(&[]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Any sequence of builds in any way leaves what one build into a new folder gives, and what is foreign.
    #[test]
    fn any_history_ends_in_the_same_folder(
        builds in proptest::collection::vec(
            (0usize..3, proptest::collection::btree_map("[ab](/[ab]){0,2}", "[xy]?", 0..6)), 1..6),
    ) {
        let mut site = Site::new(ONE_STEP);
        for (index, (way, files)) in builds.into_iter().enumerate() {
            let folders: BTreeSet<String> =
                files.keys().flat_map(|path| paths::above(path)).map(str::to_owned).collect();
            site.files = files.into_iter().filter(|(path, _)| !folders.contains(path)).collect();
            site.settings = WAYS[way];
            site.publish();
            if index == 0 {
                site.put("foreign", "f");
            }
            site.assert_published(&["foreign"]);
            prop_assert_eq!(site.publish().unchanged, site.files.len());
            prop_assert_eq!(site.rendered(), 0);
        }
    }
}

#[test]
fn an_older_file_of_the_same_size_is_believed_and_a_newer_one_read() {
    for settings in WAYS {
        let site = Site::published(settings);
        let written = State::read(&site.out(), &site.out()).unwrap().written;
        let second = std::time::Duration::from_secs(1);
        for (age, text) in [(written - second, "?"), (written, "b"), (written + second, "b")] {
            site.put("en/b/index.html", "?");
            let file = fs::File::options()
                .write(true)
                .open(site.at("en/b/index.html"))
                .unwrap();
            file.set_modified(age).unwrap();
            site.publish();
            assert_eq!(fs::read_to_string(site.at("en/b/index.html")).unwrap(), text);
            let state = fs::File::options().write(true).open(site.at(state::NAME)).unwrap();
            state.set_modified(written).unwrap();
        }
    }
}
