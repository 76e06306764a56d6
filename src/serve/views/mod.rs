//! The preview's own pages, below `/_stegvis/`. They are told of changes like all others.

mod bilingual;
mod findings;
mod lists;

use super::stage::{Rendered, Stage};
use crate::report::{Counts, summary};

/// More than this on one page helps nobody.
const MOST: usize = 500;

/// The looks of these pages.
pub const STYLE: &str = include_str!("../assets/views.css");

/// The page of a path below `_stegvis/`.
pub fn page(stage: &Stage<'_>, path: &str) -> Option<Rendered> {
    match path.strip_suffix("index.html").unwrap_or(path) {
        "" => Some(lists::overview(stage)),
        "status/" => Some(lists::status(stage)),
        "drafts/" => Some(lists::drafts(stage)),
        path => match path.strip_prefix("findings/") {
            Some(below) => findings::page(stage, below),
            None => bilingual::page(stage, path.strip_prefix("bilingual/")?),
        },
    }
}

/// A page that says that there is none.
pub fn missing(path: &str) -> Rendered {
    let text = match path {
        "" => "There is no such page.".to_owned(),
        path => format!("The preview has no page `{path}`."),
    };
    message("404", &text)
}

/// A page of one sentence, told as it is.
pub fn message(title: &str, text: &str) -> Rendered {
    frame("", title, &format!("<pre class=\"said\">{}</pre>\n", escaped(text)))
}

/// How much was found.
fn count(stage: &Stage<'_>) -> String {
    match stage.told.is_done {
        true => summary(Counts::of(&stage.told.list), stage.told.build.docs().len()),
        false => "The site is being looked at".into(),
    }
}

fn trouble(stage: &Stage<'_>) -> String {
    let trouble = stage.shown.trouble.as_ref();
    trouble.map_or_else(String::new, |why| {
        format!("<p class=\"trouble\" role=\"alert\">{}</p>\n", escaped(why))
    })
}

/// The frame of all of them. `part` is what its way is called.
fn frame(part: &str, title: &str, body: &str) -> Rendered {
    let nav = [
        ("", "Preview"),
        ("status/", "Status"),
        ("findings/", "Findings"),
        ("drafts/", "Drafts"),
    ];
    let links: String = nav
        .iter()
        .map(|(path, name)| {
            let current = match *name == part {
                true if part == title => " aria-current=\"page\"",
                true => " aria-current=\"true\"",
                false => "",
            };
            format!("<li><a href=\"/_stegvis/{path}\"{current}>{name}</a></li>\n")
        })
        .collect();
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title} · Stegvis preview</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"/_stegvis/views.css\">\n</head>\n<body>\n\
         <nav aria-label=\"Preview\"><ul>\n{links}</ul></nav>\n<main>\n<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n",
        title = escaped(title)
    );
    Rendered::of(html.into_bytes())
}

/// For text and attributes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // HTML allows no controls.
            letter if letter.is_control() && !matches!(letter, '\n' | '\t') => out.push('\u{fffd}'),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_text() {
        let page = message("<b>", "</pre><script>x</script>\u{1b}\"'");
        let html = String::from_utf8_lossy(&page.bytes).into_owned();
        assert!(html.contains("<title>&lt;b&gt; · Stegvis preview</title>"), "{html}");
        assert!(
            html.contains("&lt;/pre&gt;&lt;script&gt;x&lt;/script&gt;\u{fffd}&quot;&#39;"),
            "{html}"
        );
    }
}
