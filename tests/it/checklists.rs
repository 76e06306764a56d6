//! What readers tick keeps its name: over languages, new orders, new words and new ids; and what is lost is told.

use super::site::{Ran, Site, shared};

const LIST: &str = "\
# Harbour

> [!div class=\"checklist\" id=\"harbour\"]
> - [ ] The lamps are lit {#lamps}
> - [ ] The keys are counted {#keys}
> - [ ] The gate is shut

See [the plan](plan.md).
";

const SWEDISH: &str = "\
# Hamnen

> [!div class=\"checklist\" id=\"harbour\"]
> - [ ] Lamporna är tända {#lamps}
> - [ ] Nycklarna är räknade {#keys}
> - [ ] Grinden är stängd

Se [planen](plan.md).
";

fn site() -> Site {
    Site::new()
        .page("en/index.md", LIST)
        .page("sv/index.md", SWEDISH)
        .page("en/plan.md", "# Plan\n\nBack to [the harbour](index.md).\n")
        .page("sv/plan.md", "# Plan\n\nTillbaka till [hamnen](index.md).\n")
}

/// The keys of a page's boxes, in reading order, and the words beside them.
fn keys(ran: &Ran<'_>, page: &str) -> Vec<(String, String)> {
    let html = ran.text(&format!("{page}index.html"));
    let boxes = html.split("<label").skip(1);
    let of = |text: &str| {
        let key = text.split("data-key=\"").nth(1)?.split('"').next()?;
        let label = text.split_once("> ")?.1.split("</label>").next()?;
        Some((key.to_owned(), label.trim().to_owned()))
    };
    boxes.filter_map(of).collect()
}

fn key_of(ran: &Ran<'_>, page: &str, words: &str) -> String {
    let all = keys(ran, page);
    let found = all.iter().find(|(_, label)| label.contains(words));
    found.unwrap_or_else(|| panic!("no `{words}` in {all:?}")).0.clone()
}

fn accept(site: &Site, arguments: &[&str]) -> i32 {
    let mut all = vec!["accept", "--root", "site"];
    all.extend(arguments);
    let ran = site.run(&all);
    let code = if ran.errors().contains("is gone") { 1 } else { 0 };
    ran.exits(code);
    code
}

fn lock(site: &Site, name: &str) -> String {
    let text = std::fs::read_to_string(site.root().join(format!("checklists/{name}.lock"))).expect("a lock");
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| format!("{line}\n"))
        .collect()
}

#[test]
fn a_list_has_the_same_keys_in_every_language_with_a_lock_and_without() {
    let site = site();
    let before = site.build();
    before.succeeds();
    let names: Vec<String> = keys(&before, "en/").into_iter().map(|(key, _)| key).collect();
    assert_eq!(names, ["harbour/lamps", "harbour/keys", "harbour/1"]);
    let translated: Vec<String> = keys(&before, "sv/").into_iter().map(|(key, _)| key).collect();
    assert_eq!(translated, names);
    accept(&site, &["--checklists"]);
    let after = site.build_with(&["--locked"]);
    after.succeeds();
    assert_eq!(keys(&after, "sv/"), keys(&before, "sv/"));
    let numbers: Vec<String> = lock(&site, "harbour")
        .lines()
        .map(|line| line.rsplit_once(' ').unwrap().0.to_owned())
        .collect();
    assert_eq!(numbers, ["1 lamps", "2 keys", "3 1"]);
    assert!(!site.root().join("content/sv/translations.lock").exists());
}

#[test]
fn a_new_order_and_a_new_id_keep_every_name() {
    let site = site();
    accept(&site, &["--checklists"]);
    let before = site.build();
    let old: Vec<(String, String)> = keys(&before, "sv/");
    // The source is put in another order, and one of its items gets another id; the translation is made anew.
    let site = site
        .page(
            "en/index.md",
            "# Harbour\n\n> [!div class=\"checklist\" id=\"harbour\"]\n> - [ ] The gate is shut\n> - [ ] The keys are counted \
             {#keys-counted}\n> - [ ] A new one\n> - [ ] The lamps are lit {#lamps}\n\nSee [the plan](plan.md).\n",
        )
        .page(
            "sv/index.md",
            "# Hamnen\n\n> [!div class=\"checklist\" id=\"harbour\"]\n> - [ ] Grinden är stängd\n> - [ ] Nycklarna är räknade \
             {#keys-counted}\n> - [ ] En ny\n> - [ ] Lamporna är tända {#lamps}\n\nSe [planen](plan.md).\n",
        );
    let after = site.build();
    after.succeeds().says(&["stale-checklist-lock", "1 new, 1 changed"]);
    for (key, words) in &old {
        assert_eq!(key_of(&after, "sv/", words), *key);
    }
    assert_eq!(key_of(&after, "sv/", "En ny"), "harbour/2");
    site.build_with(&["--locked"]).finds(&["error[stale-checklist-lock]"]);
    accept(&site, &["--checklists"]);
    let accepted = site.build_with(&["--locked"]);
    accepted.succeeds();
    assert_eq!(keys(&accepted, "sv/"), keys(&after, "sv/"));
    let text = lock(&site, "harbour");
    assert!(
        text.contains("2 keys-counted ") && text.contains(" was=keys\n"),
        "{text}"
    );
}

#[test]
fn an_item_that_is_gone_is_told_until_somebody_says_what_became_of_it() {
    let site = site();
    accept(&site, &["--checklists"]);
    let shorter = |text: &str| {
        let kept = text
            .lines()
            .filter(|line| !line.contains("{#keys}") && !line.contains("{#lamps}"));
        kept.map(|line| format!("{line}\n")).collect::<String>()
    };
    let site = site
        .page("en/index.md", &shorter(LIST))
        .page("sv/index.md", &shorter(SWEDISH));
    site.build()
        .finds(&[
            "`lamps` is no item of `harbour` any more",
            "`keys` is no item",
            "harbour.lock:3",
        ])
        .published_nothing();
    assert_eq!(accept(&site, &["--checklists"]), 1);
    let site = site.page(
        "en/index.md",
        &shorter(LIST).replace("shut\n", "shut\n> - [ ] The lanterns glow {#glow}\n"),
    );
    let site = site.page(
        "sv/index.md",
        &shorter(SWEDISH).replace("stängd\n", "stängd\n> - [ ] Lyktorna lyser {#glow}\n"),
    );
    let accepting = |arguments: &[&str]| {
        let mut all = vec!["accept", "--root", "site"];
        all.extend(arguments);
        site.run(&all)
    };
    accepting(&["--rename", "harbour/lamp=glow"]).cannot(&["knows no item `lamp`"]);
    accepting(&["--rename", "harbour/lamps=keys"]).cannot(&["`keys` is the id of item 2"]);
    accepting(&["--rename", "harbour/lamps=lanterns"]).cannot(&["`harbour` has no item with the id `lanterns`"]);
    accepting(&["--retire", "harbour/glow"]).cannot(&["`glow` is still an item of `harbour`"]);
    accepting(&["--retire", "harbour"]).cannot(&["the checklist `harbour` is still there"]);
    accepting(&["--rename", "lamps"]).cannot(&["does not say which item"]);
    accepting(&["--retire", "harbor/keys"]).cannot(&["no lock knows a checklist `harbor`"]);
    accepting(&["--rename", "harbour/lamps=glow", "--retire", "harbour/keys"]).succeeds();
    let ran = site.build_with(&["--locked"]);
    ran.succeeds();
    assert_eq!(key_of(&ran, "sv/", "Lyktorna"), "harbour/lamps");
    let text = lock(&site, "harbour");
    assert!(
        text.contains("was=lamps\n") && text.contains("2 keys ") && text.contains(" retired\n"),
        "{text}"
    );
    // What is retired gives its name to nobody, and a list that is gone is told as a whole.
    let site = site
        .page("en/index.md", "# Harbour\n\n[Plan](plan.md)\n")
        .page("sv/index.md", "# Hamnen\n\n[Plan](plan.md)\n");
    site.build()
        .finds(&["the checklist of `checklists/harbour.lock` is gone"]);
    accept(&site, &["--retire", "harbour"]);
    site.build_with(&["--locked"]).succeeds();
}

#[test]
fn what_a_translation_lacks_is_shown_in_the_words_of_its_source() {
    let site = site().page(
        "sv/index.md",
        &SWEDISH.replace("> - [ ] Nycklarna är räknade {#keys}\n", ""),
    );
    let ran = site.build();
    let html = ran.text("sv/index.html");
    let at = |words: &str| html.find(words).unwrap_or_else(|| panic!("no {words} in {html}"));
    let line = &html[html[..at("The keys are counted")].rfind("<li").unwrap()..];
    assert!(line.starts_with("<li lang=\"en\" dir=\"ltr\"><label>"), "{line}");
    assert!(at("Lamporna") < at("The keys are counted") && at("The keys are counted") < at("Grinden"));
    assert_eq!(key_of(&ran, "sv/", "The keys are counted"), "harbour/keys");
}

#[test]
fn two_branches_that_added_an_item_each() {
    let site = site();
    accept(&site, &["--checklists"]);
    let text = lock(&site, "harbour");
    let site = site
        .file(
            "checklists/harbour.lock",
            &format!("{text}4 flags 00000001\n4 ropes 00000002\n"),
        )
        .page(
            "en/index.md",
            &LIST.replace("shut\n", "shut\n> - [ ] Flags {#flags}\n> - [ ] Ropes {#ropes}\n"),
        )
        .page(
            "sv/index.md",
            &SWEDISH.replace("stängd\n", "stängd\n> - [ ] Flaggor {#flags}\n> - [ ] Rep {#ropes}\n"),
        );
    site.build()
        .finds(&["error[duplicate-item-number]", "two items have the number 4", "`ropes`"]);
    site.run(&["check", "site", "--fix"]).succeeds();
    assert!(lock(&site, "harbour").ends_with("4 flags 00000001\n5 ropes 00000002\n"));
}

#[test]
fn damaged_locks_are_told_and_left_alone() {
    let site = site();
    accept(&site, &["--checklists"]);
    let damaged = lock(&site, "harbour").replace("2 keys", "<<<<<<< HEAD\n2 keys");
    let site = site.file("checklists/harbour.lock", &damaged);
    site.build()
        .succeeds()
        .says(&["malformed-checklist-lock", "harbour.lock:2"]);
    site.run(&["accept", "--root", "site", "--checklists"])
        .exits(1)
        .says(&["`checklists/harbour.lock` has lines that cannot be read"]);
    assert_eq!(lock(&site, "harbour"), damaged);
}

#[test]
fn ids_that_two_have_are_told_where_they_stand() {
    let site = site()
        .page("en/index.md", &LIST.replace("{#keys}", "{#lamps}"))
        .page("sv/index.md", &SWEDISH.replace("{#keys}", "{#lamps}"))
        .page(
            "en/plan.md",
            "# Plan\n\nThe [harbour](index.md).\n\n> [!div class=\"checklist\" id=\"Harbour\"]\n> - [ ] Other\n",
        )
        .page(
            "sv/plan.md",
            "# Plan\n\n[Hamnen](index.md).\n\n> [!div class=\"checklist\" id=\"Harbour\"]\n> - [ ] Annat\n",
        );
    site.build().finds(&[
        "content/en/index.md:5:3",
        "an earlier item of this list has, or had, the id `lamps`",
        "content/en/plan.md:6",
        "another checklist has the id `harbour`",
    ]);
}

/// A page that must not be edited, in three languages, one of them a line short.
fn imported() -> Site {
    let page = |title: &str, results: &[&str]| {
        let results: String = results.iter().map(|line| format!("- {line}\n")).collect();
        format!(
            "# {title}\n\n- first\n- second\n\n{title}:\n\n1. one\n{results}\n## <a name=\"end\"></a>End\n\n{results}"
        )
    };
    Site::new()
        .page(
            "en/step.md",
            &page("Step", &["Lamps are *lit*.", "Keys are [counted](step.md)."]),
        )
        .page(
            "sv/step.md",
            &page("Steg", &["Lampor är *tända*.", "Nycklar är [räknade](step.md)."]),
        )
        .page("nl/step.md", &page("Stap", &["Lampen zijn *aan*."]))
}

#[test]
fn a_sidecar_makes_lists_of_imported_pages_tickable() {
    let sidecar = "- page: step.md\n  heading: end\n  id: results\n  items: [lamps, keys]\n- page: step\n  list: 1\n  id: firsts\n";
    let site = imported().file("checklists.yml", sidecar);
    let ran = site.build();
    ran.succeeds();
    for page in ["en/step/", "sv/step/", "nl/step/"] {
        let names: Vec<String> = keys(&ran, page).into_iter().map(|(key, _)| key).collect();
        assert_eq!(
            names,
            ["firsts/1", "firsts/2", "results/lamps", "results/keys"],
            "{page}"
        );
    }
    let html = ran.text("nl/step/index.html");
    assert!(html.contains("<li lang=\"en\" dir=\"ltr\"><label>"), "{html}");
    // A link lies in no label, and the box is named by the whole line.
    let html = ran.text("en/step/index.html");
    assert!(
        html.contains("aria-label=\"Keys are counted.\"> Keys are </label><a href"),
        "{html}"
    );
    // Beside the pages it counts as well, and by a configuration that lies elsewhere.
    let beside = imported().page("en/checklists.yml", sidecar);
    let built = beside.build();
    built.succeeds();
    assert_eq!(keys(&ran, "sv/step/"), keys(&built, "sv/step/"));
    let away = imported()
        .file_beside("config/stegvis.yaml", "checklists: lists.yml\n")
        .file_beside("config/lists.yml", sidecar);
    let config = away.beside("config/stegvis.yaml");
    let config = config.to_str().expect("a path");
    let built = away.build_with(&["--config", config]);
    built.succeeds();
    assert_eq!(keys(&ran, "sv/step/"), keys(&built, "sv/step/"));
    away.run(&["accept", "--root", "site", "--config", config, "--checklists"])
        .succeeds();
    assert!(away.beside("config/checklists/results.lock").is_file());
    assert!(!away.root().join("checklists").exists());
    away.build_with(&["--config", config, "--locked"]).succeeds();
}

#[test]
fn what_a_sidecar_says_of_lists_that_are_otherwise_is_told_where_it_stands() {
    let sidecar = "\
- page: stap.md
  id: a
- page: step.md
  heading: ende
  id: b
- page: step.md
  list: 9
  id: c
- page: step.md
  id: d
  items: [one]
- page: step.md
  list: first
  id: e
- page: step.md
  ids: f
- page: step.md
  list: 3
  id: two words
- page: step.md
  id: crit
- text
";
    imported().file("checklists.yml", sidecar).build().finds(&[
        "checklists.yml:1:9",
        "there is no page `stap.md`",
        "checklists.yml:4:12",
        "`step.md` has no heading `ende`",
        "`end`",
        "checklists.yml:7:9",
        "`step.md` has 4 lists, and no list 9",
        "checklists.yml:10:7",
        "1 id for a list of 2 items",
        "the number of a list is expected here",
        "a checklist has no `ids`",
        "this checklist has no `id`",
        "`crit` is the name of the list of all exit criteria",
        "an id is one word, without a slash",
        "did you mean `two-words`?",
        "this is no checklist",
    ]);
    imported()
        .file("checklists.yml", "page: [")
        .build()
        .finds(&["`checklists.yml` is not valid YAML"]);
    imported()
        .file("stegvis.yaml", "checklists: lists.yml\n")
        .build()
        .cannot(&["stegvis.yaml names the checklists `lists.yml`"]);
}

#[test]
fn the_results_of_real_pages_become_tickable_by_a_sidecar() {
    let Some(data) = shared("seeds") else { return };
    let site = Site::of(data)
        .file_beside("config/stegvis.yaml", "title: Steps\n")
        .file_beside(
            "config/checklists.yml",
            "- page: identity-group-based-licensing.md\n  list: 2\n  id: license\n  items: [identified, configured]\n",
        );
    let config = site.beside("config/stegvis.yaml");
    let ran = site.build_with(&["--allow-broken", "--config", config.to_str().expect("a path")]);
    ran.succeeds();
    for locale in ["en", "sv", "nl", "fr"] {
        let names: Vec<String> = keys(&ran, &format!("{locale}/identity-group-based-licensing/"))
            .into_iter()
            .map(|(key, _)| key)
            .collect();
        assert_eq!(names, ["license/identified", "license/configured"], "{locale}");
    }
}

#[test]
fn a_criterion_that_a_translation_lost_is_shown_in_the_words_of_its_source() {
    let en = "# Criteria\n\n<a name=\"crit-lamps\"></a>\n## Required: Lamps are lit\n\nSee [step 1](step.md).\n\n\
              <a name=\"crit-keys\"></a>\n## Optional: Keys are counted\n\nSee [step 1](step.md).\n";
    let sv = "# Villkor\n\n<a name=\"crit-lamps\"></a>\n## Obligatoriskt: Lampor \u{e4}r t\u{e4}nda\n\nSe [steg 1](step.md).\n";
    let step = |title: &str| format!("# {title}\n\n[Lamps](criteria.md#crit-lamps), [keys](criteria.md#crit-keys).\n");
    let site = Site::new()
        .page("en/criteria.md", en)
        .page("sv/criteria.md", sv)
        .page("en/step.md", &step("Step 1: Walk"))
        .page("sv/step.md", &step("Steg 1: G\u{e5}"));
    let ran = site.build_with(&["--allow-broken"]);
    ran.exits(0);
    let html = ran.text("sv/criteria/index.html");
    assert!(
        html.contains("<h2 id=\"crit-keys\" lang=\"en\" dir=\"ltr\">Optional: Keys are counted</h2>"),
        "{html}"
    );
    let all: Vec<String> = keys(&ran, "sv/criteria/").into_iter().map(|(key, _)| key).collect();
    let own = all.iter().filter(|key| *key == "crit/crit-keys").count();
    assert_eq!(own, 2, "done, and not applicable: {all:?}");
}

/// Lists that nobody named, in a site that keeps locks.
#[test]
fn a_list_without_a_name_is_known_by_its_lines() {
    let (lamps, plants) = (
        "- [ ] Light the lamps\n- [ ] Count the keys\n",
        "- [ ] Water the plants\n- [ ] Close the gate\n",
    );
    let first = format!("# Home\n\n## Results\n\n{lamps}\nand\n\n{plants}");
    let site = Site::new().page("en/index.md", &first);
    accept(&site, &["--checklists"]);
    let all = [
        "Light the lamps",
        "Count the keys",
        "Water the plants",
        "Close the gate",
    ];
    let named = |ran: &Ran<'_>| all.map(|words| key_of(ran, "en/", words));
    let before = named(&site.build());
    // Another order of the lists, another heading above, and a list more before them.
    let moved = format!("# Home\n\n## Outcome\n\n- [ ] Sell the house\n\nand\n\n{plants}\n## More\n\n{lamps}");
    let site = site.page("en/index.md", &moved);
    let after = site.build();
    after.succeeds().says(&["has no lock yet"]);
    assert_eq!(named(&after), before);
    let new = key_of(&after, "en/", "Sell the house");
    accept(&site, &["--checklists"]);
    let accepted = site.build_with(&["--locked"]);
    accepted.succeeds();
    assert_eq!(named(&accepted), before);
    assert_eq!(key_of(&accepted, "en/", "Sell the house"), new);
}

#[test]
fn a_list_with_a_name_in_a_file_that_two_pages_include_is_one() {
    let list = "> [!div class=\"checklist\" id=\"shared\"]\n> - [ ] Light the lamps {#lamps}\n> - [ ] Count the keys\n";
    let page = |title: &str| format!("# {title}\n\n[!INCLUDE [list](includes/list.md)]\n\n[a](a.md) [b](b.md)\n");
    let mut site = Site::new();
    for locale in ["en", "sv"] {
        site = site
            .page(&format!("{locale}/a.md"), &page("A"))
            .page(&format!("{locale}/b.md"), &page("B"))
            .page(&format!("{locale}/includes/list.md"), list);
    }
    let ran = site.build();
    ran.exits(0).says_no(&["duplicate-item"]);
    for place in ["en/a/", "en/b/", "sv/a/", "sv/b/"] {
        let all: Vec<String> = keys(&ran, place).into_iter().map(|(key, _)| key).collect();
        assert_eq!(all, ["shared/lamps", "shared/1"], "{place}");
    }
}

#[test]
fn what_a_translation_has_more_is_ticked_in_its_language_alone() {
    let site = site()
        .page(
            "nl/index.md",
            &SWEDISH.replace("stängd\n", "stängd\n> - [ ] Nog iets\n"),
        )
        .page(
            "sv/index.md",
            &SWEDISH.replace("stängd\n", "stängd\n> - [ ] Något mer\n"),
        );
    let ran = site.build();
    assert_eq!(key_of(&ran, "sv/", "Något mer"), "harbour/+sv1");
    assert_eq!(key_of(&ran, "nl/", "Nog iets"), "harbour/+nl1");
}

#[test]
fn ids_that_look_like_others_stay_apart() {
    let list =
        |id: &str, item: &str| format!("> [!div class=\"checklist\" id=\"{id}\"]\n> - [ ] Words {{#{item}}}\n\n");
    let text = format!(
        "# Home\n\n{}{}{}",
        list("p", "q/r"),
        list("p/q", "r"),
        list("con", "v1.2")
    );
    let site = Site::new().page("en/index.md", &text);
    let ran = site.build();
    ran.succeeds();
    let all: Vec<String> = keys(&ran, "en/").into_iter().map(|(key, _)| key).collect();
    drop(ran);
    assert_eq!(all, ["p/q%2Fr", "p/q/r", "con/v1.2"]);
    accept(&site, &["--checklists"]);
    assert!(site.root().join("checklists/~con~.lock").is_file());
    // The same words under another number are the same item.
    let site = site.page("en/index.md", &text.replace("v1.2", "v1.3"));
    let ran = site.build();
    ran.succeeds();
    assert_eq!(keys(&ran, "en/")[2].0, "con/v1.2");
}

#[cfg(unix)]
#[test]
fn locks_stay_in_the_folder_of_the_site() {
    let site = site().file("../outside.txt", "# mine\n");
    let outside = site.beside("outside.txt");
    let site = site
        .file("checklists/other.lock", "")
        .link("checklists/harbour.lock", &outside);
    site.run(&["accept", "--root", "site", "--checklists"])
        .cannot(&["leads out of the folder"]);
    assert_eq!(
        std::fs::read_to_string(&outside).expect("the file is there"),
        "# mine\n"
    );
}
