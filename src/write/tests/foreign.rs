//! What others put into the output folder, kindly or not.

use super::*;

#[cfg(unix)]
#[test]
fn what_a_person_put_there_survives() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    for settings in WAYS {
        let mut site = Site::published(settings);
        site.put("CNAME", "x.org")
            .put("en/a/notes.txt", "n")
            .put(".well-known/deep/security.txt", "s");
        fs::create_dir(site.at("empty")).unwrap();
        fs::set_permissions(site.at("empty"), fs::Permissions::from_mode(0o700)).unwrap();
        symlink("/nowhere", site.at("en/link")).unwrap();
        let foreign = [
            "CNAME",
            "en/a/notes.txt",
            ".well-known/deep/security.txt",
            "empty",
            "en/link",
        ];
        let before = foreign.map(|path| inode(&site.at(path)));
        site.remove("en/a/index.html").set("en/b/index.html", "new");
        let done = site.publish();
        assert_eq!((done.written, done.deleted, done.atomic), (1, 1, settings.staged));
        site.assert_published(&foreign);
        for (path, before) in foreign.into_iter().zip(before) {
            assert!(inode(&site.at(path)) == before || path == "empty", "{path}");
        }
        assert_eq!(site.at("empty").metadata().unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(fs::read_link(site.at("en/link")).unwrap(), Path::new("/nowhere"));
        assert_eq!(site.publish().unchanged, 4);
    }
}

#[test]
fn a_repository_or_a_crowd_in_the_output_is_published_around() {
    let mut site = Site::published(ONE_STEP);
    site.put(".git/HEAD", "ref");
    let done = site.set("en/b/index.html", "new").publish();
    assert!(!done.atomic && done.notes[0].contains("because it holds the repository `.git`"));
    site.assert_published(&[".git/HEAD"]);
    fs::remove_dir_all(site.at(".git")).unwrap();
    let names: Vec<String> = (0..1001).map(|i| format!("crowd/{i}")).collect();
    for name in &names {
        site.put(name, "");
    }
    let done = site.set("en/b/index.html", "newer").publish();
    assert!(!done.atomic && done.notes[0].contains("more than 1000 files"));
    site.assert_published(&names.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn a_folder_in_use_is_refused_until_it_is_adopted() {
    for settings in WAYS {
        let mut site = Site::new(settings);
        site.put("thesis.txt", "years")
            .put("b/c", "")
            .put("en/a/index.html", "mine")
            .put("z", "");
        let before = tree(site.root.path());
        let refusal = site.refusal();
        assert!(
            refusal.contains("holds what stegvis did not write: `b`, `b/c`, `thesis.txt` and more"),
            "{refusal}"
        );
        assert!(refusal.contains("\nhelp: choose another output folder"));
        assert_eq!(tree(site.root.path()), before);
        site.adopt = true;
        site.publish();
        site.assert_published(&["thesis.txt", "b/c", "z"]);
    }
}

#[test]
fn an_empty_folder_is_welcome() {
    for settings in WAYS {
        let site = Site::new(settings);
        fs::create_dir(site.out()).unwrap();
        site.publish();
        site.assert_published(&[]);
    }
}

#[test]
fn a_foreign_file_in_the_way_is_named_and_kept() {
    for settings in WAYS {
        let mut site = Site::published(settings);
        site.put("new.html", "mine").put("en/d", "mine");
        let before = tree(site.root.path());
        site.set("en/b/index.html", "changed").set("new.html", "new!");
        assert!(
            site.refusal()
                .contains("new.html` is not stegvis's own, and would be overwritten")
        );
        site.remove("new.html").set("en/d/index.html", "d");
        assert!(site.refusal().contains("en/d` is not"));
        site.remove("en/d/index.html").set("new.html/index.html", "n");
        assert!(site.refusal().contains("new.html` is not"));
        assert_eq!(tree(site.root.path()), before);
        site.remove("new.html/index.html").set("new.html", "mine");
        assert_eq!(site.publish().written, 1);
        site.assert_published(&["en/d"]);
        // The same bytes made it ours.
        assert_eq!(site.remove("new.html").publish().deleted, 1);
    }
}

#[test]
fn a_foreign_folder_in_the_way_is_named_and_kept() {
    for settings in WAYS {
        let mut site = Site::published(settings);
        site.put("en/a/mine", "m").put("other/mine", "m");
        let before = tree(site.root.path());
        site.set("other", "file");
        assert!(site.refusal().contains("other` is not"));
        site.remove("other").remove("en/a/index.html").set("en/a", "file");
        assert!(site.refusal().contains("en/a/mine` is not"));
        assert_eq!(tree(site.root.path()), before);
    }
}

#[cfg(unix)]
#[test]
fn links_lead_nobody_out_of_the_folder() {
    use std::os::unix::fs::symlink;
    for settings in WAYS {
        let mut site = Site::published(settings);
        let precious = site.root.path().join("precious");
        fs::create_dir(&precious).unwrap();
        for name in ["index.html", "x.css"] {
            fs::write(precious.join(name), "precious").unwrap();
        }
        let untouched = |site: &Site| {
            let names: Vec<_> = tree(&site.root.path().join("precious")).into_iter().collect();
            let precious = Some("precious".to_owned());
            assert_eq!(
                names,
                [("index.html".into(), precious.clone()), ("x.css".into(), precious)]
            );
        };
        // A link instead of a page of ours gives way.
        fs::remove_file(site.at("en/b/index.html")).unwrap();
        symlink(precious.join("index.html"), site.at("en/b/index.html")).unwrap();
        site.publish();
        site.assert_published(&[]);
        untouched(&site);
        // A link instead of a folder with pages that are not wanted any more stays, and nothing behind it is deleted.
        fs::remove_dir_all(site.at("sv/a")).unwrap();
        symlink(&precious, site.at("sv/a")).unwrap();
        site.remove("sv/a/index.html").publish();
        site.assert_published(&["sv/a"]);
        untouched(&site);
        // A link instead of a folder with pages is refused.
        fs::remove_dir_all(site.at("en/b")).unwrap();
        symlink(&precious, site.at("en/b")).unwrap();
        assert!(site.refusal().contains("en/b` is not stegvis's own"));
        untouched(&site);
        fs::remove_file(site.at("en/b")).unwrap();
        // Links instead of our own files give way.
        fs::remove_file(site.at(state::NAME)).unwrap();
        symlink(precious.join("x.css"), site.at(state::NAME)).unwrap();
        symlink(precious.join("x.css"), site.at(".stegvis-part-state")).unwrap();
        symlink(&precious, site.beside("new")).unwrap();
        symlink(&precious, site.beside("old")).unwrap();
        site.publish();
        site.assert_published(&["sv/a"]);
        untouched(&site);
    }
}

#[cfg(unix)]
#[test]
fn an_output_folder_behind_a_link_is_published_where_it_is() {
    for settings in WAYS {
        let mut site = Site::new(settings);
        let real = site.root.path().join("real");
        std::os::unix::fs::symlink("real", site.out()).unwrap();
        site.publish();
        site.set("en/b/index.html", "new").publish();
        assert!(site.out().is_symlink() && !real.is_symlink());
        site.assert_published(&[]);
    }
}
