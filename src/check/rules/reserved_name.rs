//! A name that some system cannot hold.

use std::collections::BTreeMap;

use crate::base::{DocPath, Span};
use crate::check::rule::{Check, Rule, SiteView};
use crate::diag::{Diagnostic, RuleInfo, Severity, Sink};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "reserved-name",
    severity: Severity::Warning,
    summary: "a name of a file or folder that some systems cannot hold",
    explain: "\
Authors, builds and hosts run on different systems. Windows keeps names such as `con`, `aux` and `nul`, with any \
extension, for devices; it drops a dot or a space at the end of a name, and refuses control characters and `< > : \" | ? *`. \
Names beyond 255 bytes fit no common file system, and paths beyond 240 characters leave Windows no room for the folder \
that the site lies in. A checkout there fails, or the page is missing.

A folder of URLs must not be called like a file that is written beside it: `404.html`, `robots.txt`, `sitemap.xml`, \
`_headers`, `_redirects`, `.nojekyll`, `embed.js` or `.stegvis`; or like the folders `assets`, in which styles and scripts \
lie, and `embed`, in which checklists lie for other sites.

Wrong: `con.md`, `steps/aux/index.md`, `what?.md`

Right: `connect.md`, `steps/auxiliary/index.md`, `what.md`",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Set(check),
};

/// The longest path, in characters, of a file or of what is published of it.
const LONGEST_PATH: usize = 240;
/// The longest name, in bytes.
const LONGEST_NAME: usize = 255;

/// What is written beside the folders of the locales.
const WRITTEN: [&str; 11] = [
    "404.html",
    "index.html",
    "robots.txt",
    "sitemap.xml",
    "_headers",
    "_redirects",
    ".nojekyll",
    ".stegvis",
    "assets",
    "embed",
    "embed.js",
];

fn check(view: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    let site = view.map.site;
    // What several locales have is told once, in the source where it is there; and a folder once, at its first file.
    let mut told: BTreeMap<String, (DocPath, String, &'static str)> = BTreeMap::new();
    let mut numbers: Vec<usize> = (0..site.locales.len()).collect();
    numbers.sort_by_key(|&number| number != site.source);
    for number in numbers {
        let locale = &site.locales[number];
        for (key, file, _) in view.snapshot.below(locale.folder.as_str()) {
            let (mut end, mut is_named) = (0, false);
            for name in key.as_str().split('/') {
                end += name.len();
                if let Some((what, help)) = fault(name) {
                    is_named = true;
                    let part = key.as_str().get(..end).unwrap_or_default();
                    told.entry(part.to_owned())
                        .or_insert_with(|| (file.clone(), what, help));
                }
                end += 1;
            }
            let length = length(file.as_str()).max(published(&locale.slug, &key));
            if length > LONGEST_PATH && !is_named {
                let what = format!("the path has {length} characters");
                told.entry(key.to_string()).or_insert((
                    file.clone(),
                    what,
                    "shorten the names of the file and of its folders",
                ));
            }
        }
    }
    for (file, what, help) in told.into_values() {
        let mut sink = Sink::new(file);
        sink.report(&INFO, Span::default(), what).help(help);
        found.extend(sink.into_found());
    }
    for locale in &site.locales {
        let Some(name) = WRITTEN.iter().find(|name| name.eq_ignore_ascii_case(&locale.slug)) else {
            continue;
        };
        let first = view.snapshot.below(locale.folder.as_str()).next();
        let Some((_, file, _)) = first else { continue };
        let mut sink = Sink::new(file.clone());
        sink.report(
            &INFO,
            Span::default(),
            format!("the pages of this language would be published below `{name}`, which is written too"),
        )
        .help("give the locale another `slug` in stegvis.yaml");
        found.extend(sink.into_found());
    }
}

/// The characters of a path: its bytes, unless they could be too many.
fn length(path: &str) -> usize {
    match path.len() {
        short if short <= LONGEST_PATH => short,
        _ => path.chars().count(),
    }
}

/// The characters of the path that a page is published at.
fn published(slug: &str, key: &DocPath) -> usize {
    match key.extension() {
        "md" | "yml" | "yaml" if key.as_str().len() + slug.len() > LONGEST_PATH - 12 => {
            length(&format!("{slug}/{}index.html", crate::link::catalog::route(key)))
        }
        _ => 0,
    }
}

/// What is wrong with a name, and what to do.
fn fault(name: &str) -> Option<(String, &'static str)> {
    const RENAME: &str = "rename it: a checkout on Windows fails, or leaves it out";
    let is_bad = |byte: u8| byte < b' ' || matches!(byte, b'<' | b'>' | b':' | b'"' | b'|' | b'?' | b'*' | 0x7f | 0xc2);
    if name.bytes().any(is_bad)
        && let Some(bad) = name
            .chars()
            .find(|&c| c.is_control() || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*'))
    {
        let what = if bad.is_control() {
            format!(
                "the name `{}` holds the control character U+{:04X}",
                shown(name),
                u32::from(bad)
            )
        } else {
            format!("the name `{name}` holds `{bad}`, which Windows refuses")
        };
        return Some((what, RENAME));
    }
    if name.len() > LONGEST_NAME {
        let what = format!(
            "a name has {} bytes, and no file system holds more than {LONGEST_NAME}",
            name.len()
        );
        return Some((what, "shorten the name"));
    }
    if let Some(last @ ('.' | ' ')) = name.chars().last() {
        let last = if last == '.' { "a dot" } else { "a space" };
        return Some((
            format!("the name `{name}` ends with {last}, which Windows drops"),
            RENAME,
        ));
    }
    // Longer devices, as `conin$`, are kept as whole names only.
    let stem = name.split('.').next().unwrap_or(name).trim_end_matches(' ');
    let is_device = match stem.len() {
        3 => ["con", "prn", "aux", "nul"]
            .iter()
            .any(|device| stem.eq_ignore_ascii_case(device)),
        4 | 5 => is_port(stem),
        _ => ["conin$", "conout$"]
            .iter()
            .any(|device| name.eq_ignore_ascii_case(device)),
    };
    is_device.then(|| (format!("the name `{name}` is that of a device on Windows"), RENAME))
}

/// `com1` to `com9`, `lpt1` to `lpt9`, and with the raised digits `¹²³`.
fn is_port(stem: &str) -> bool {
    let is_digit = |rest: &str| matches!(rest, "¹" | "²" | "³") || rest.len() == 1 && ("1"..="9").contains(&rest);
    let head = stem.get(..3).unwrap_or_default();
    ["com", "lpt"].iter().any(|port| head.eq_ignore_ascii_case(port)) && stem.get(3..).is_some_and(is_digit)
}

/// A name without what would not be seen.
fn shown(name: &str) -> String {
    let plain = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    name.chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::check_of;

    #[test]
    fn names_that_windows_keeps_or_refuses() {
        let help = "rename it: a checkout on Windows fails, or leaves it out";
        check_of(
            "reserved-name",
            &[
                ("en/Con.md", ""),
                ("sv/Con.md", ""),
                ("en/x/aux/a.md", ""),
                ("en/x/aux/b.png", ""),
                ("en/console.md", ""),
                ("en/com10.md", ""),
                ("en/com.md", ""),
                ("en/lpt\u{b9}.tar.gz", ""),
                ("en/what?.md", ""),
                ("en/bell\u{7}.md", ""),
                ("en/é…’.md", ""),
                ("en/end./c.md", ""),
                ("sv/only/nul", ""),
            ],
            &[
                &format!("en/Con.md:1:1 the name `Con.md` is that of a device on Windows; {help}"),
                &format!("en/bell\u{7}.md:1:1 the name `bell\u{fffd}.md` holds the control character U+0007; {help}"),
                &format!("en/end./c.md:1:1 the name `end.` ends with a dot, which Windows drops; {help}"),
                &format!("en/lpt\u{b9}.tar.gz:1:1 the name `lpt\u{b9}.tar.gz` is that of a device on Windows; {help}"),
                &format!("en/what?.md:1:1 the name `what?.md` holds `?`, which Windows refuses; {help}"),
                &format!("en/x/aux/a.md:1:1 the name `aux` is that of a device on Windows; {help}"),
                &format!("sv/only/nul:1:1 the name `nul` is that of a device on Windows; {help}"),
            ],
        );
    }

    #[test]
    fn long_names_and_paths() {
        let name = format!("en/{}.png", "n".repeat(260));
        let path = format!("en/{}x.png", "folder-of-a-kind/".repeat(14));
        let page = format!("en/{}/{}.md", "a".repeat(120), "b".repeat(106));
        let fits = format!("en/{}/{}.md", "c".repeat(120), "d".repeat(105));
        check_of(
            "reserved-name",
            &[(&*name, ""), (&*path, ""), (&*page, ""), (&*fits, "")],
            &[
                &format!("{page}:1:1 the path has 241 characters; shorten the names of the file and of its folders"),
                &format!("{path}:1:1 the path has 246 characters; shorten the names of the file and of its folders"),
                &format!("{name}:1:1 a name has 264 bytes, and no file system holds more than 255; shorten the name"),
            ],
        );
    }

    #[test]
    fn every_name_is_judged_without_a_panic() {
        for name in [
            "",
            " ",
            "\u{1f600}",
            "co\u{e9}1",
            "com\u{e9}",
            "c\u{f6}",
            "lpt0",
            "a.\u{300}",
        ] {
            let _ = fault(name);
        }
        assert!(fault("lpt0").is_none() && fault("LPT3.x").is_some() && fault("nul ").is_some());
    }
}
