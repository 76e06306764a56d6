//! Links to other documentation by name.

use super::html::Html;
use super::site::Site;

const INVENTORY: &str = "baseUrl: https://api.example/\nreferences:\n- uid: Box.Open(Key)\n  name: Open\n  fullName: Box.Open(Key)\n  href: box.html#open\n- uid: Lid\n  name: Lid <T>\n  href: /api/lid\n";

fn items(page: &Html) -> Vec<String> {
    page.all("article li")
        .iter()
        .map(|item| item.text().collect::<String>().trim().to_owned())
        .collect()
}

fn with_inventory(text: &str) -> Site {
    Site::new()
        .file(
            "stegvis.yaml",
            "xref: [xrefmap.yml]\ndocset_root: https://docs.example/{locale}\n",
        )
        .file("xrefmap.yml", INVENTORY)
        .page("en/index.md", text)
        .page("sv/tom.md", "# Tom\n")
}

#[test]
fn a_known_name_is_a_link_with_its_name_or_the_authors_text() {
    let site = with_inventory(
        "# Start\n\n1. <xref:Box.Open(Key)>\n2. <xref:Box.Open%28Key%29?displayProperty=fullName>\n3. [the lid](xref:Lid \"Its page\")\n\
         4. <xref href=\"Lid\" text=\"a lid\"/>\n5. <xref href=\"Lid?view=2\"></xref>\n6. [](xref:Lid)\n7. <a href=\"xref:Lid\">own *text*</a>\n",
    );
    let ran = site.build();
    ran.succeeds().says_no(&["xref"]);
    let page = ran.html("en");
    assert_eq!(
        items(&page),
        [
            "Open",
            "Box.Open(Key)",
            "the lid",
            "a lid",
            "Lid <T>",
            "Lid <T>",
            "own text"
        ]
    );
    let lid = "https://docs.example/en/api/lid";
    let open = "https://api.example/box.html#open";
    assert_eq!(
        page.values("article li a", "href"),
        [open, open, lid, lid, &format!("{lid}?view=2"), lid, lid]
    );
    // A fallback's links are made for the language that shows it.
    let swedish = ran.html("sv").values("article li a", "href");
    assert_eq!(swedish[2], "https://docs.example/sv/api/lid");
}

#[test]
fn an_unknown_name_is_text_and_no_address_of_a_scheme_is_published() {
    let text = "# Start\n\n1. <xref:Some.Name%601>\n2. [its text](xref:Other)\n3. <xref href=\"Third\" alt=\"the third\"/>\n4. @Fourth and a@b.example\n5. [file](@fifth.md)\n";
    let site = Site::new().page("en/index.md", text).page("en/@fifth.md", "# Fifth\n");
    let ran = site.build();
    ran.succeeds();
    let page = ran.html("en");
    assert_eq!(
        items(&page),
        [
            "Some.Name`1",
            "its text",
            "the third",
            "@Fourth and a@b.example",
            "file"
        ]
    );
    assert_eq!(page.values("article li a", "href"), ["/en/@fifth/"]);
    for (name, bytes) in ran.files() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("xref:"), "{name}");
    }
    for name in ["Some.Name`1", "Other", "Third"] {
        assert!(
            ran.errors().contains(&format!("no inventory knows `{name}`")),
            "{name}: {}",
            ran.errors()
        );
    }
    assert!(!ran.errors().contains("Fourth"), "{}", ran.errors());
}

#[test]
fn a_name_that_is_nearly_right_is_suggested() {
    let ran_of = |text| {
        let site = with_inventory(text);
        let ran = site.build();
        ran.succeeds();
        ran.errors()
    };
    let errors = ran_of("# Start\n\n<xref:Lit>\n");
    assert!(
        errors.contains("no inventory knows `Lit`") && errors.contains("`Lid`"),
        "{errors}"
    );
}

#[test]
fn an_inventory_that_is_missing_or_broken_is_said() {
    let site = Site::new()
        .file("stegvis.yaml", "xref: [gone.yml]\n")
        .page("en/index.md", "# Start\n");
    let ran = site.build();
    ran.cannot(&["names the inventory `gone.yml`"]);
    let site = Site::new()
        .file("stegvis.yaml", "xref: [map.json]\n")
        .file("map.json", "{\n  \"references\": [\n")
        .page("en/index.md", "# Start\n");
    let ran = site.build();
    ran.succeeds();
    assert!(
        ran.errors().contains("malformed-xref-map") && ran.errors().contains("map.json"),
        "{}",
        ran.errors()
    );
}
