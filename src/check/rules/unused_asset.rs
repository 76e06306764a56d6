//! A picture or another file that nothing names.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::base::code_language::language;
use crate::base::path::join_into;
use crate::base::{DocPath, Span};
use crate::check::rule::{Check, Rule, SiteView};
use crate::diag::{Diagnostic, RuleInfo, Severity, Sink, nearest};
use crate::link::catalog::folded;
use crate::link::percent_decode;
use crate::model::site::{NavTarget, Site, Target, Why};
use crate::source::{Content, SourceFile};

/// What is known of it.
pub static INFO: RuleInfo = RuleInfo {
    id: "unused-asset",
    severity: Severity::Warning,
    summary: "a picture or file that nothing names",
    explain: "\
A file lies in the folder of a locale and is published, and no page in any language shows it or links to it. Most often \
the page that did was taken out, or the picture was replaced. It costs every reader of the repository and every host.

A file is used if a page, an included file, a table of contents, a YAML page, a redirect, a style sheet, a template, a \
configuration or another text of the site names it, be it in a comment; and then the files of the same path in all \
languages are, because a translation's own picture stands in for the source's. Nothing is said of code, which comes as \
whole examples, nor of `favicon.ico`, `robots.txt`, licences and the like.

Wrong: `media/old-dialog.png`, and no page shows it

Right: the file deleted, or shown",
};

/// How it is checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Site(check),
};

fn check(view: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    let site = view.map.site;
    let used: Vec<AtomicBool> = (0..site.assets.len()).map(|_| AtomicBool::new(false)).collect();
    view.links.par_iter().with_min_len(64).for_each(|links| {
        for target in links.targets.iter() {
            if let Target::Asset { asset, .. } = target
                && let Some(used) = used.get(asset.0 as usize)
            {
                used.store(true, Ordering::Relaxed);
            }
        }
    });
    for nav in site.navs.iter().flat_map(|navs| &navs.list) {
        for entry in &nav.entries {
            if let NavTarget::Asset(asset) = entry.target
                && let Some(used) = used.get(asset.0 as usize)
            {
                used.store(true, Ordering::Relaxed);
            }
        }
    }
    let is_used = |number: usize| used.get(number).is_some_and(|used| used.load(Ordering::Relaxed));
    let unused: Vec<(usize, DocPath)> = (0..site.assets.len())
        .filter(|&number| !is_used(number))
        .filter_map(|number| Some((number, candidate(site, number)?)))
        .filter(|(_, key)| !is_used_elsewhere(site, key, &is_used))
        .collect();
    if unused.is_empty() {
        return;
    }
    let meant = meant(view);
    let mut mentioned = view.known.mentioned.lock().unwrap_or_else(PoisonError::into_inner);
    let named = mentioned.renew(view, unused.iter().map(|(_, key)| key.clone()).collect());
    for (number, key) in unused {
        let Some(asset) = site.assets.get(number) else { continue };
        if named.contains(folded(key.as_str()).as_str()) || meant.contains(key.as_str()) {
            continue;
        }
        let mut sink = Sink::new(asset.file.clone());
        sink.report(&INFO, Span::default(), format!("nothing names `{key}`"))
            .help("delete it, or show it on a page");
        found.extend(sink.into_found());
    }
}

/// How many broken paths are thought about.
const MOST_BROKEN: usize = 1_000;

/// The files that broken links most likely mean: once those are mended, the files are used.
fn meant(view: &SiteView<'_>) -> HashSet<Box<str>> {
    let site = view.map.site;
    let mut broken: HashSet<&str> = HashSet::new();
    for target in view.links.iter().flat_map(|links| &*links.targets) {
        if let Target::Broken(Why::NoAsset(path) | Why::NoPage(path) | Why::Outside(path)) = target {
            broken.insert(path);
        }
    }
    if broken.is_empty() {
        return HashSet::new();
    }
    let mut broken: Vec<&str> = broken.into_iter().collect();
    broken.sort_unstable();
    broken.truncate(MOST_BROKEN);
    let key = |number: usize| {
        let file = &site.assets.get(number)?.file;
        site.locales
            .iter()
            .find_map(|locale| file.strip(locale.folder.as_str()))
    };
    let keys: Vec<DocPath> = (0..site.assets.len()).filter_map(key).collect();
    let mut by_name: HashMap<&str, Vec<&str>> = HashMap::new();
    for key in &keys {
        by_name.entry(key.file_name()).or_default().push(key.as_str());
    }
    let find = |path: &str| -> Vec<Box<str>> {
        let name = path.rsplit('/').next().unwrap_or(path);
        match by_name.get(name) {
            Some(moved) => moved.iter().map(|key| Box::from(*key)).collect(),
            None => nearest(path, keys.iter().map(DocPath::as_str))
                .map(Box::from)
                .into_iter()
                .collect(),
        }
    };
    view.known.likely_files.all(&broken, &find)
}

/// The path below its locale of a file that somebody ought to name.
fn candidate(site: &Site, number: usize) -> Option<DocPath> {
    /// Read by hosts and lawyers; the names without extension, in small letters.
    const OTHERS: [&str; 13] = [
        "robots",
        "humans",
        "ads",
        "security",
        "license",
        "licence",
        "license-code",
        "notice",
        "thirdpartynotices",
        "readme",
        "contributing",
        "changelog",
        "web",
    ];
    let asset = site.assets.get(number)?;
    let stem = asset.file.stem().to_ascii_lowercase();
    let is_code = language(asset.file.extension()).is_some_and(|language| !matches!(language, "text" | "html"));
    let extension = asset.file.extension().to_ascii_lowercase();
    let is_text = matches!(&*extension, "txt" | "rtf" | "pdf" | "html" | "config");
    let is_other = stem == "favicon" || is_text && OTHERS.contains(&stem.as_str());
    if is_code && extension != "svg" || is_other {
        return None;
    }
    site.locales
        .iter()
        .find_map(|locale| asset.file.strip(locale.folder.as_str()))
}

/// Whether the same path is used in another locale.
fn is_used_elsewhere(site: &Site, key: &DocPath, is_used: &dyn Fn(usize) -> bool) -> bool {
    site.locales.iter().any(|locale| {
        let file = DocPath::below(locale.folder.as_str(), key.as_str());
        let asset = file.and_then(|file| site.asset_of.get(&file));
        asset.is_some_and(|asset| is_used(asset.0 as usize))
    })
}

/// Looks for the names of files in texts that are no links: comments, styles, settings, texts that nobody includes.
struct Mentions {
    /// What is looked for, by name; all in small letters and composed.
    by_name: HashMap<String, Vec<String>>,
    /// The extensions of all of them.
    extensions: HashSet<String>,
}

impl Mentions {
    fn of<'a>(keys: impl Iterator<Item = &'a DocPath>) -> Self {
        let mut wanted = Self {
            by_name: HashMap::new(),
            extensions: HashSet::new(),
        };
        for key in keys {
            let key = folded(key.as_str());
            let name = key.rsplit('/').next().unwrap_or(&key).to_owned();
            wanted.extensions.extend(name.rsplit('.').next().map(str::to_owned));
            let known = wanted.by_name.entry(name).or_default();
            if !known.contains(&key) {
                known.push(key);
            }
        }
        wanted
    }

    /// Each dot that one of the extensions follows, and what stands before it.
    fn look(&self, site: &Site, file: &DocPath, text: &str, found: &mut HashSet<String>) {
        let home = site
            .locales
            .iter()
            .find_map(|locale| file.strip(locale.folder.as_str()));
        for dot in memchr::memchr_iter(b'.', text.as_bytes()) {
            let rest = text.get(dot + 1..).unwrap_or_default();
            let end = rest.bytes().take(LONGEST).take_while(u8::is_ascii_alphanumeric).count();
            let Some(extension) = rest.get(..end).filter(|extension| !extension.is_empty()) else {
                continue;
            };
            let is_wanted = match extension.bytes().all(|byte| !byte.is_ascii_uppercase()) {
                true => self.extensions.contains(extension),
                false => self.extensions.contains(&extension.to_ascii_lowercase()),
            };
            if is_wanted {
                let path = path_before(text, dot + 1 + end);
                self.take(path, home.as_ref(), file, found);
                // A path without spaces, in a sentence.
                if let Some((_, last)) = path.rsplit_once(' ') {
                    self.take(last, home.as_ref(), file, found);
                }
            }
        }
    }

    fn take(&self, path: &str, home: Option<&DocPath>, file: &DocPath, found: &mut HashSet<String>) {
        let path = folded(&percent_decode(path)).replace('\\', "/");
        let name = path.rsplit('/').next().unwrap_or(&path);
        let Some(keys) = self.by_name.get(name) else { return };
        let is_page = home.is_some() && matches!(file.extension(), "md" | "yml" | "yaml");
        let mut joined = String::new();
        if let Some(home) = home
            && join_into(&folded(home.parent()), &path, &mut joined)
            && keys.contains(&joined)
        {
            found.insert(joined);
            return;
        }
        // From the docset's root, from the host's, or put together by a template.
        let tail = path.trim_start_matches(['.', '/', '~']);
        let is_rooted = path.starts_with(['/', '~']) || !is_page;
        for key in keys.iter().filter(|_| is_rooted) {
            let rest = key.strip_suffix(tail).or_else(|| tail.strip_suffix(key.as_str()));
            if rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('/')) {
                found.insert(key.clone());
            }
        }
    }
}

/// What texts were found to name, file by file.
#[derive(Default)]
pub struct Mentioned {
    /// What was looked for.
    wanted: Vec<DocPath>,
    /// What the texts of files name of it.
    by_file: BTreeMap<DocPath, HashSet<String>>,
    /// The files with other texts since then.
    open: BTreeSet<DocPath>,
}

impl Mentioned {
    /// Notes that files changed.
    pub fn forget(&mut self, files: &BTreeSet<DocPath>) {
        self.open.extend(files.iter().cloned());
    }

    /// Those of `wanted` that some text names.
    fn renew(&mut self, view: &SiteView<'_>, wanted: Vec<DocPath>) -> HashSet<&str> {
        let all = &view.snapshot.files;
        let files: Vec<(&DocPath, &SourceFile)> = match self.wanted == wanted {
            true => self.open.iter().filter_map(|file| all.get_key_value(file)).collect(),
            false => {
                self.by_file.clear();
                all.iter().collect()
            }
        };
        let mentions = Mentions::of(wanted.iter());
        let look = |(file, source): (&DocPath, &SourceFile)| {
            let mut found = HashSet::new();
            if let Content::Text(text) = &source.content {
                mentions.look(view.map.site, file, text, &mut found);
            }
            (!found.is_empty()).then(|| (file.clone(), found))
        };
        let found: Vec<(DocPath, HashSet<String>)> = files.into_par_iter().filter_map(look).collect();
        for file in std::mem::take(&mut self.open) {
            self.by_file.remove(&file);
        }
        self.by_file.extend(found);
        self.wanted = wanted;
        self.by_file.values().flatten().map(String::as_str).collect()
    }
}

/// No extension, and no path, is longer than this many bytes.
const LONGEST: usize = 400;

/// The path that ends at `end`: up to what no path holds where it is written.
fn path_before(text: &str, end: usize) -> &str {
    let mut begin = end.saturating_sub(LONGEST);
    while !text.is_char_boundary(begin) {
        begin += 1;
    }
    let before = text.get(begin..end).unwrap_or_default();
    let ends =
        |c: char| matches!(c, '"' | '\'' | '(' | ')' | '<' | '>' | '=' | ',' | '`' | '[' | ']') || c.is_control();
    let path = before.rfind(ends).map_or(before, |at| {
        let next = before[at..].chars().next().map_or(1, char::len_utf8);
        before.get(at + next..).unwrap_or_default()
    });
    path.trim()
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    fn told(file: &str, key: &str) -> String {
        format!("{file}:1:1 nothing names `{key}`; delete it, or show it on a page")
    }

    #[test]
    fn what_no_page_shows_in_any_language() {
        check_of(
            "unused-asset",
            &[
                (
                    "en/a.md",
                    "![](media/used.png) <video poster=\"media/poster.jpg\" src=\"media/a.mp4\"></video>\n\n\
                     :::image type=\"content\" source=\"media/s.png\" alt-text=\"S\" lightbox=\"media/big.png\":::\n\n\
                     [d](files/guide%20one.pdf)\n\n<!-- ![](media/later.png) -->\n",
                ),
                ("en/includes/nobody.md", "![](../media/part.png)\n"),
                (
                    "en/toc.yml",
                    "- name: A\n  href: a.md\n- name: B\n  href: files/b.zip\n",
                ),
                ("en/media/used.png", ""),
                ("en/media/poster.jpg", ""),
                ("en/media/a.mp4", ""),
                ("en/media/s.png", ""),
                ("en/media/big.png", ""),
                ("en/media/part.png", ""),
                ("en/media/later.png", ""),
                ("en/media/old.png", ""),
                ("en/old/media/used.png", ""),
                ("en/files/guide one.pdf", ""),
                ("en/files/b.zip", ""),
                ("en/files/c.zip", ""),
                ("en/samples/Program.cs", "x"),
                ("en/favicon.ico", ""),
                ("sv/media/used.png", ""),
                ("sv/media/old.png", ""),
            ],
            &[
                &told("en/files/c.zip", "files/c.zip"),
                &told("en/media/old.png", "media/old.png"),
                &told("en/old/media/used.png", "old/media/used.png"),
                &told("sv/media/old.png", "media/old.png"),
            ],
        );
    }

    /// One fault, one finding: the broken picture is told of.
    #[test]
    fn a_broken_picture_that_means_the_file() {
        check_of(
            "unused-asset",
            &[
                ("en/a.md", "![](media/dialogue.png) ![](moved.png)"),
                ("en/media/dialog.png", ""),
                ("en/media/moved.png", ""),
                ("en/media/other-one.png", ""),
            ],
            &[&told("en/media/other-one.png", "media/other-one.png")],
        );
    }

    #[test]
    fn styles_settings_redirects_and_themes_name_files() {
        check_of(
            "unused-asset",
            &[
                ("en/a.md", "---\nms.image: media/front.png\n---\ntext\n"),
                ("en/x.css", "b{background:url(media/css.png)}"),
                (
                    "en/docfx.json",
                    "{\"build\":{\"globalMetadata\":{\"logo\":\"/docs/media/Logo.png\"}}}",
                ),
                (
                    "en/index.yml",
                    "### YamlMime:Landing\ntitle: T\nextra:\n  graphic: ./media/card.svg\n",
                ),
                ("themes/stegvis/page.html", "<img src=\"{{ root }}/media/theme.png\">"),
                ("en/media/front.png", ""),
                ("en/media/css.png", ""),
                ("en/media/logo.png", ""),
                ("en/media/card.svg", ""),
                ("en/media/theme.png", ""),
                ("en/media/them.png", ""),
            ],
            &[&told("en/media/them.png", "media/them.png")],
        );
    }
}
