//! The tables of upstream's own tests for links, addresses and slugs, row by row, and a small table of our own.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use stegvis::base::DocPath;
use stegvis::diag::Diagnostic;
use stegvis::link::xref::with_tail;
use stegvis::link::{Url, percent_encode, read_url};
use stegvis::model::Document;
use stegvis::parse::dialect::slug::slug;
use stegvis::source::{Content, SourceFile};

use super::site::shared;

/// Tests of upstream that nothing here answers to, and why.
const NOT_OURS: [(&str, &str); 23] = [
    ("HtmlAddMissingLocale", "a link has no locale until a page is rendered"),
    ("HtmlRemoveRerunCodepenIframes", "frames of one other site"),
    ("CountWord", "words are not counted"),
    ("Encode", "escaping is another crate's"),
    ("CollectHtmlUsage", "statistics"),
    (
        "GetRelativeUrl",
        "addresses go from the root, or up as many folders as a page is deep",
    ),
    ("UrlToFolderName", "nothing is fetched"),
    ("ParseGithubUrl", "nothing is fetched"),
    ("ParseAzureReposUrl", "nothing is fetched"),
    ("StandardizeBookmarks", "anchors of generated pages"),
    ("RemoveHostName", "an address of Learn stays as it is written"),
    ("EscapeUrlQueryTest", "a query stays as it is written"),
    ("TestUrilizeNonAscii_Pandoc", "another rule for slugs than Learn's"),
    ("TestUrilizeOnlyAscii_Simple", "another rule for slugs than Learn's"),
    ("TestUrilizeOnlyAscii_NonAscii", "another rule for slugs than Learn's"),
    (
        "TestUrilizeOnlyAscii_Normalization",
        "another rule for slugs than Learn's",
    ),
    (
        "TestUrilizeOnlyAscii_ScandinavianGermanChars",
        "another rule for slugs than Learn's",
    ),
    (
        "TestUrilizeOnlyAscii_GermanUmlautsDecompose",
        "another rule for slugs than Learn's",
    ),
    ("TestUrilizeOnlyAscii_Numeric", "another rule for slugs than Learn's"),
    (
        "TestUrilizeNonAscii_NonAsciiNumeric",
        "another rule for slugs than Learn's",
    ),
    ("TestUrilizeNonAscii_Simple", "another rule for slugs than Learn's"),
    (
        "TestUrilizeNonAscii_NonValidCharactersForFragments",
        "another rule for slugs than Learn's",
    ),
    (
        "TestUrilizeNonAscii_KeepsNonAsciiLetters",
        "another rule for slugs than Learn's, though the same here",
    ),
];

/// Rows where this project differs: what it says, and why.
const DIFFERENT: [(&str, &str, &str, &str); 11] = [
    (
        "HtmlAddLinkType",
        "<a href='https://[abc]' />",
        "external",
        "whatever has a scheme is left alone",
    ),
    (
        "GetLinkType",
        "http:a",
        "external",
        "whatever has a scheme is left alone",
    ),
    (
        "GetLinkType",
        "file://a.md",
        "unsafe",
        "a file of the author's disk is no link",
    ),
    (
        "GetLinkType",
        "c:/a",
        "unsafe",
        "a file of the author's disk is no link",
    ),
    (
        "GetLinkType",
        "c:\\a",
        "unsafe",
        "a file of the author's disk is no link",
    ),
    ("IsHttp", "http://////a", "true", "addresses of others are not judged"),
    (
        "IsHttp",
        "https://////a.com",
        "true",
        "addresses of others are not judged",
    ),
    (
        "TransformXrefs",
        "<xref href='hello'>x</xref>",
        "x",
        "an author's text stays",
    ),
    (
        "slug",
        "e\u{301}te\u{301}",
        "été",
        "the text is normalised to NFC first",
    ),
    ("SplitUrl", "", "empty", "no destination is said to be none"),
    ("GetLinkType", "", "empty", "no destination is said to be none"),
];

fn difference(test: &str, input: &str) -> Option<&'static str> {
    let found = DIFFERENT
        .iter()
        .find(|(name, row, _, _)| *name == test && *row == input);
    found.map(|(_, _, ours, _)| *ours)
}

fn parsed(text: &str) -> (Document, Vec<Diagnostic>) {
    let file = SourceFile {
        content: Content::Text(text.into()),
        hash: Default::default(),
    };
    stegvis::parse::parse(&DocPath::new("en/page.md").expect("a path"), &file)
}

/// Upstream's words for kinds of links.
fn kind(dest: &str) -> &'static str {
    match read_url(dest) {
        Url::Empty => "empty",
        Url::Relative { path, fragment, .. } if path.is_empty() && fragment.is_some() => "self-bookmark",
        Url::Relative { .. } | Url::Docroot { .. } => "relative-path",
        Url::Docset(_) => "absolute-path",
        Url::External => "external",
        Url::Xref(_) => "xref",
        Url::Unsafe => "unsafe",
    }
}

fn split(dest: &str) -> String {
    match read_url(dest) {
        Url::Relative { path, query, fragment } => {
            let query = if query.is_empty() {
                String::new()
            } else {
                format!("?{query}")
            };
            format!(
                "{path} {query} {}",
                fragment.map_or(String::new(), |fragment| format!("#{fragment}"))
            )
        }
        _ => kind(dest).to_owned(),
    }
}

fn quoted(text: &str) -> &str {
    text.split('\'').nth(1).unwrap_or_default()
}

/// What this project says to a row, and what upstream says; `None` for a test that is not ours.
fn judged(test: &str, row: &[Value]) -> Option<(String, String)> {
    let text = |at: usize| row.get(at).and_then(Value::as_str).unwrap_or_default();
    let input = text(0);
    Some(match test {
        "HtmlAddLinkType" => {
            let wanted = text(1).split("data-linktype=").nth(1).map_or("", quoted);
            (kind(quoted(input)).to_owned(), wanted.to_owned())
        }
        "HtmlStripTags" => {
            let (document, _) = parsed(input);
            let kept = |tag: &&stegvis::model::Tag| tag.name != "style";
            let tags = document.tags.iter().filter(kept);
            let shown: String = tags.map(|tag| format!("<{}></{0}>", tag.name)).collect();
            let attributes = document.tags.iter().flat_map(|tag| &tag.attrs).count();
            (format!("{shown}{}", " x".repeat(attributes)), text(1).to_owned())
        }
        "TransformLinks" => {
            let (document, _) = parsed(input);
            let wanted = ["href=", "src="]
                .map(|name| text(2).to_lowercase().matches(name).count())
                .iter()
                .sum::<usize>();
            (document.links.len().to_string(), wanted.to_string())
        }
        "TransformXrefs" => {
            let (document, _) = parsed(input);
            let is_asked = |link: &&stegvis::model::Link| document.str(link.dest).starts_with("xref:");
            let own = document.plain_text_of_all();
            let asked = document.links.iter().filter(is_asked).count();
            if own.is_empty() {
                (asked.to_string(), usize::from(input.contains("<xref")).to_string())
            } else {
                (own, text(2).to_owned())
            }
        }
        "GetBookmarks" => {
            let (document, _) = parsed(input);
            let names: Vec<&str> = document
                .anchors
                .iter()
                .map(|anchor| document.str(anchor.name))
                .collect();
            (names.join(", "), text(1).to_owned())
        }
        "SplitUrl" => (split(input), format!("{} {} {}", text(1), text(2), text(3))),
        "MergeUrl" => {
            let ours = with_tail(input, text(1).trim_start_matches('?'), text(2).trim_start_matches('#'));
            // A query of nothing is none.
            (ours, text(3).replace("?#", "#"))
        }
        "GetLinkType" => {
            let wanted = match text(1) {
                "LinkType.RelativePath" => "relative-path",
                "LinkType.AbsolutePath" => "absolute-path",
                "LinkType.SelfBookmark" => "self-bookmark",
                "LinkType.External" => "external",
                other => other,
            };
            (kind(input).to_owned(), wanted.to_owned())
        }
        "IsHttp" => {
            let is_http = kind(input) == "external" && input.starts_with("http");
            (is_http.to_string(), row[1].to_string())
        }
        "EscapeUrlPathTest" => {
            let mut ours = String::new();
            percent_encode(input, &mut ours);
            (ours, text(1).to_owned())
        }
        "TestUrilizeGfm" | "slug" => (slug(input), text(1).to_owned()),
        _ => return None,
    })
}

trait PlainText {
    fn plain_text_of_all(&self) -> String;
}

impl PlainText for Document {
    fn plain_text_of_all(&self) -> String {
        self.roots()
            .map(|root| self.plain_text(root).trim().to_owned())
            .collect()
    }
}

#[test]
fn every_row_is_met_or_its_difference_known() {
    let Some(folder) = shared("docfx") else { return };
    let tables = fs::read_to_string(folder.join("tables.json")).expect("the tables");
    let tables: Value = serde_json::from_str(&tables).expect("JSON");
    let mut wrong = Vec::new();
    let mut met = 0;
    let mut different = BTreeSet::new();
    let mut check = |test: &str, rows: &[Value]| {
        for row in rows {
            let row = row.as_array().expect("a row");
            let input = row[0].as_str().unwrap_or_default();
            let Some((ours, theirs)) = judged(test, row) else {
                if !NOT_OURS.iter().any(|(name, _)| *name == test) {
                    wrong.push(format!("{test}: nothing is known of this test"));
                }
                return;
            };
            match difference(test, input) {
                Some(wanted) if ours == wanted => _ = different.insert((test.to_owned(), input.to_owned())),
                Some(wanted) => wrong.push(format!("{test} {input:?}: {ours:?}, not {wanted:?}")),
                None if ours == theirs => met += 1,
                None => wrong.push(format!("{test} {input:?}: {ours:?}, upstream {theirs:?}")),
            }
        }
    };
    for table in ["html_utility", "url_utility", "heading_slug"] {
        for (test, content) in tables[table]["tests"].as_object().expect("tests") {
            check(test, content["rows"].as_array().expect("rows"));
        }
    }
    check("slug", tables["heading_slug_derived"]["rows"].as_array().expect("rows"));
    println!("{met} rows met, {} differ on purpose", different.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(met > 80 && different.len() == DIFFERENT.len(), "{met} {different:?}");
}

/// In our own words: what the tables prove, for machines without them.
#[test]
fn our_own_rows() {
    for (dest, expected) in [
        ("guide.md", "relative-path"),
        ("..\\guide.md", "relative-path"),
        ("(guide)", "relative-path"),
        ("#here", "self-bookmark"),
        ("#", "self-bookmark"),
        ("/other/guide", "absolute-path"),
        ("\\other", "absolute-path"),
        ("//host/x", "external"),
        ("\\\\host\\x", "external"),
        ("HTTPS://host", "external"),
        ("tel:+46", "external"),
        ("xref:Some.Name", "xref"),
        ("d:\\x", "unsafe"),
        ("FILE:x", "unsafe"),
        ("\u{a0}\u{200b}", "empty"),
    ] {
        assert_eq!(kind(dest), expected, "{dest}");
    }
    for (href, query, fragment, expected) in [
        ("/a", "b", "c", "/a?b#c"),
        ("/a?b=1&c#d", "b=2", "e", "/a?c&b=2#e"),
        ("/a?b=1#c", "", "", "/a?b=1#c"),
    ] {
        assert_eq!(with_tail(href, query, fragment), expected);
    }
    for (text, expected) in [
        ("2. Plan, then build", "2-plan-then-build"),
        ("Pourquoi\u{a0}? L\u{2019}idée", "pourquoi-lidée"),
        ("a  b -- c", "a--b----c"),
        ("Œuf & Straße", "œuf--straße"),
        ("\u{200b}a\u{200b}", "a"),
        ("...", "section"),
    ] {
        assert_eq!(slug(text), expected, "{text}");
    }
}
