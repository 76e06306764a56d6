//! What hosts are told: headers with a strict content security policy, robots, and redirects.

use std::borrow::Cow;
use std::fmt::Write;

use super::inputs::Plan;
use super::parts::{hosts, policy};
use crate::base::{DocPath, Hash};
use crate::model::{Key, Output, OutputBody};

/// `_headers`, as Netlify, Cloudflare Pages and others read it.
pub fn headers(plan: &Plan<'_>) -> String {
    let base = plan.config.base();
    let policy = policy(&hosts(plan));
    format!(
        "{base}*\n  Content-Security-Policy: {policy}; frame-ancestors 'self'\n  X-Content-Type-Options: nosniff\n  \
         Referrer-Policy: strict-origin-when-cross-origin\n  Permissions-Policy: camera=(), geolocation=(), \
         microphone=()\n{base}assets/*\n  Cache-Control: public, max-age=31536000, immutable\n"
    )
}

/// `robots.txt`.
pub fn robots(plan: &Plan<'_>) -> String {
    let mut text = String::from("User-agent: *\nAllow: /\n");
    if let Some(url) = &plan.config.url {
        let _ = writeln!(text, "\nSitemap: {}{}sitemap.xml", url.origin, url.base);
    }
    text
}

/// Both files.
pub fn outputs<'a>(plan: &'a Plan<'a>) -> Vec<Output<'a>> {
    let files = [("_headers", headers(plan)), ("robots.txt", robots(plan))];
    files
        .into_iter()
        .filter_map(|(name, text)| text_file(name, text))
        .collect()
}

/// A small text file whose bytes are known.
pub fn text_file<'a>(name: &str, text: String) -> Option<Output<'a>> {
    Some(Output {
        path: DocPath::new(name)?,
        key: Key::of(Hash::of(text.as_bytes())),
        body: OutputBody::Render(Box::new(move |_| Ok(Cow::Owned(text.clone().into_bytes())))),
    })
}
