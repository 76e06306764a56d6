//! Pages as people and tools leave them: they build, and what is said helps.

use super::site::Site;

#[test]
fn front_matter_that_is_not_tidy_is_read() {
    let page = "\u{feff}---\t\r\n# kept by hand\r\nTITLE:\u{a0}\"Plan \u{e5}r\"\t\r\ndescription:\tFirst;\u{a0}then\r\nauthor:\r\n\r\n\
        ms.date: '02/03/2019'\r\nms.custom: a; b\r\nversion: \"007\"\r\n...\r\nText\r\n";
    let site = Site::new().page("en/index.md", page);
    let ran = site.build();
    ran.succeeds().says_no(&["warning["]);
    let html = ran.html("en");
    assert_eq!(html.text("h1"), "Plan \u{e5}r");
    assert_eq!(html.values("meta[name=description]", "content"), ["First;\u{a0}then"]);
    assert!(html.text("body").contains("February 3, 2019"), "{}", html.text("body"));
}

#[test]
fn of_two_keys_the_last_counts_and_that_is_said() {
    let site = Site::new().page("en/index.md", "---\ntitle: One\nTitle: Two\n---\nText\n");
    let ran = site.build();
    ran.succeeds()
        .says(&["duplicate-key", "`Title` stands here a second time", "the first one"]);
    assert_eq!(ran.html("en").text("h1"), "Two");
}

#[test]
fn a_placeholder_in_angle_brackets_is_shown_and_said() {
    let text = "# Start\n\nOpen https://<tenantname>.example or <your tenant>, as <UserName>@<domain>.\n\n\
        | <tenantname> |\n|--|\n| `<code>` <server-name> |\n\n<username>\n\n[<link>](index.md)\n";
    let site = Site::new().page("en/index.md", text);
    let ran = site.build();
    ran.succeeds().says(&[
        "`<tenantname>` is no HTML element; it is shown as text",
        "escape it: \\<tenantname>",
    ]);
    let html = ran.html("en");
    let shown = html.text("article");
    for word in [
        "https://<tenantname>.example",
        "<your tenant>",
        "<UserName>@<domain>",
        "<code>",
        "<server-name>",
        "<username>",
    ] {
        assert!(shown.contains(word), "{word}: {shown}");
    }
    assert_eq!(html.count("tenantname, username, your, domain, server-name"), 0);
}

/// Left by translation tools where Markdown wants a plain space.
#[test]
fn no_break_and_zero_width_spaces_break_no_heading_and_no_list() {
    let text = "#\u{a0}\u{200b}Étape\u{a0}1\u{a0}: X\n\n##\u{200b}Plan B\n\n-\u{a0}un\n\u{a0}\u{a0}- deux\n-\u{a0}[ ]\u{a0}fait\n\n\
        >\u{a0}[!NOTE]\n>\u{a0}lisez\n\n[x](#plan-b\u{a0}) [y](\u{200b}index.md)\n";
    let site = Site::new().page("en/index.md", text);
    let ran = site.build_with(&["--deny", "warnings"]);
    ran.succeeds();
    let html = ran.html("en");
    assert_eq!(html.text("h1"), "Étape\u{a0}1\u{a0}: X");
    assert_eq!(html.values("h2", "id"), ["plan-b"]);
    assert_eq!(html.count("article li li"), 1);
    assert_eq!(html.count("article li input[type=checkbox]"), 1);
    assert_eq!(html.count("article .alert.note"), 1);
    assert_eq!(html.values("article p > a", "href"), ["#plan-b", "/en/"]);
}
