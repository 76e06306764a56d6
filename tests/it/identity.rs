//! Real pages of one phase in four languages, of different months, with links that leave the set.

use super::site::{Site, shared};

const ANCHOR: &str = "crit-identity-group-license";

#[test]
fn every_page_is_published_in_spite_of_all() {
    let Some(content) = shared("identity") else { return };
    let site = Site::of(content.clone());
    let ran = site.build_with(&["--allow-broken"]);
    ran.succeeds();
    for locale in ["en", "sv", "nl", "fr"] {
        for entry in std::fs::read_dir(content.join(locale)).unwrap() {
            let name = entry.unwrap().file_name().to_string_lossy().into_owned();
            if let Some(stem) = name.strip_suffix(".md")
                && !["toc", "readme"].contains(&stem.to_lowercase().as_str())
            {
                let html = ran.html(&format!("{locale}/{stem}"));
                assert_eq!(html.count("article"), 1, "{locale}/{name}");
            }
        }
    }
}

#[test]
fn the_bilingual_twins_too() {
    let Some(content) = shared("identity-sxs") else { return };
    let site = Site::of(content).beside_file("source.yaml", "source: nl\n");
    let ran = site.build_with(&["--allow-broken", "--config", "source.yaml"]);
    ran.succeeds();
    for (name, bytes) in ran.files() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("sxs-lookup") && !text.contains("data-ttu-id"), "{name}");
    }
}

/// The text of every page that both have is the same to the word: upstream differs in none of them.
#[test]
fn the_bilingual_twins_say_the_same() {
    let (Some(twins), Some(content)) = (shared("identity-sxs"), shared("identity")) else {
        return;
    };
    let built = |folders: [(&std::path::Path, &str); 3]| {
        let mut site = Site::new();
        for (folder, locale) in folders {
            for (name, bytes) in super::site::files(&folder.join(locale)) {
                site = site.bytes(&format!("content/{locale}/{name}"), &bytes);
            }
        }
        site
    };
    let plain = built([(&content, "en"), (&content, "nl"), (&content, "sv")]);
    let paired = built([(&content, "en"), (&twins, "nl"), (&twins, "sv")]);
    let plain = plain.build_with(&["--allow-broken"]);
    let paired = paired.build_with(&["--allow-broken"]);
    let mut pages = 0;
    for locale in ["nl", "sv"] {
        for (name, _) in super::site::files(&twins.join(locale)) {
            let Some(stem) = name
                .strip_suffix(".md")
                .filter(|_| content.join(locale).join(&name).is_file())
            else {
                continue;
            };
            let words = |text: String| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            let page = format!("{locale}/{stem}");
            assert_eq!(
                words(paired.html(&page).text("article")),
                words(plain.html(&page).text("article")),
                "{page}"
            );
            pages += 1;
        }
    }
    assert_eq!(pages, 32);
}

#[test]
fn the_exit_criterion_is_one_place_in_all_languages() {
    let Some(content) = shared("identity") else { return };
    let site = Site::of(content);
    let ran = site.build_with(&["--allow-broken"]);
    ran.succeeds();
    for locale in ["en", "sv", "nl", "fr"] {
        let criteria = ran.html(&format!("{locale}/identity-exit-criteria"));
        assert_eq!(criteria.count(&format!("#{ANCHOR}")), 1, "{locale}");
        let step = ran.html(&format!("{locale}/identity-group-based-licensing"));
        let links = step.values("article a[href]", "href");
        let wanted = format!("/{locale}/identity-exit-criteria/#{ANCHOR}");
        assert!(links.contains(&wanted), "{locale}: {links:?}");
    }
}

/// The original of nearly every translated piece is at hand: 1,720 of 1,726 as measured, the others being pictures or
/// HTML of several blocks.
#[test]
fn translated_pieces_carry_their_originals() {
    let (Some(twins), Some(content)) = (shared("identity-sxs"), shared("identity")) else {
        return;
    };
    let mut site = Site::new();
    let (mut pairs, mut units) = (0, 0);
    for (folder, locale) in [(&content, "en"), (&twins, "nl"), (&twins, "sv")] {
        for (name, bytes) in super::site::files(&folder.join(locale)) {
            if folder == &twins {
                pairs += String::from_utf8_lossy(&bytes).matches("data-ttu-id").count();
            }
            site = site.bytes(&format!("content/{locale}/{name}"), &bytes);
        }
    }
    let ran = site.build_with(&["--allow-broken"]);
    ran.succeeds();
    for (name, bytes) in ran.files() {
        let text = String::from_utf8_lossy(&bytes);
        let count = text.matches("<span class=\"unit\" data-source=\"").count();
        assert!(count == 0 || text.contains("class=\"tools originals\""), "{name}");
        assert!(count == 0 || !name.starts_with("en/"), "{name}");
        units += count;
    }
    assert!(pairs > 1_000 && units * 100 > pairs * 99, "{units} of {pairs}");
}
