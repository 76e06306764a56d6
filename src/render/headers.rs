//! What hosts are told: headers with a strict content security policy, robots, and redirects.

use std::borrow::Cow;
use std::fmt::Write;

use super::embed::{FOLDER, SCRIPT};
use super::inputs::Plan;
use super::parts::{hosts, policy};
use crate::base::{DocPath, Hash};
use crate::link::percent_encode;
use crate::model::{Key, Output, OutputBody};

/// `_headers`, as Netlify, Cloudflare Pages and others read it.
pub fn headers(plan: &Plan<'_>) -> String {
    let base = plan.config.base();
    let policy = policy(&hosts(plan));
    let has_embeds = !plan.progress().is_empty();
    let frames = if has_embeds { "" } else { FRAMES };
    let mut headers = format!(
        "{base}*\n  Content-Security-Policy: {policy}{frames}\n  X-Content-Type-Options: nosniff\n  \
         Referrer-Policy: strict-origin-when-cross-origin\n  Permissions-Policy: camera=(), geolocation=(), \
         microphone=()\n{base}assets/*\n  Cache-Control: public, max-age=31536000, immutable\n"
    );
    if has_embeds {
        add_embeds(plan, &mut headers);
    }
    headers
}

/// Who may show a page in a frame.
const FRAMES: &str = "; frame-ancestors 'self'";

/// Lists may be framed and read by all, and nothing else may. All rules that fit a path count together, so what may be
/// framed must fit none that forbids it: it is forbidden folder by folder.
fn add_embeds(plan: &Plan<'_>, headers: &mut String) {
    let base = plan.config.base();
    let mut slugs: Vec<String> = Vec::new();
    for locale in &plan.site.locales {
        let mut slug = String::new();
        percent_encode(&locale.slug, &mut slug);
        slugs.push(slug + "/*");
    }
    let own = FRAMES.trim_start_matches("; ");
    for path in ["", "index.html", "404.html"]
        .into_iter()
        .chain(slugs.iter().map(String::as_str))
    {
        let _ = write!(headers, "{base}{path}\n  Content-Security-Policy: {own}\n");
    }
    for path in [format!("{FOLDER}/*"), SCRIPT.to_owned()] {
        let _ = write!(headers, "{base}{path}\n  Access-Control-Allow-Origin: *\n");
    }
}

/// `robots.txt`.
pub fn robots(plan: &Plan<'_>) -> String {
    let mut text = String::from("User-agent: *\nAllow: /\n");
    if let Some(url) = &plan.config.url {
        let _ = writeln!(text, "\nSitemap: {}{}sitemap.xml", url.origin, url.base);
    }
    text
}

/// What these files are called.
pub const NAMES: [&str; 2] = ["_headers", "robots.txt"];

/// Both files.
pub fn outputs<'a>(plan: &'a Plan<'a>) -> Vec<Output<'a>> {
    let files = NAMES.into_iter().zip([headers(plan), robots(plan)]);
    files.filter_map(|(name, text)| text_file(name, text)).collect()
}

/// A small text file whose bytes are known.
pub fn text_file<'a>(name: &str, text: String) -> Option<Output<'a>> {
    Some(Output {
        path: DocPath::new(name)?,
        key: Key::of(Hash::of(text.as_bytes())),
        body: OutputBody::Render(Box::new(move |_| Ok(Cow::Owned(text.clone().into_bytes())))),
    })
}
