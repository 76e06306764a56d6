//! What came of a case.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;

use super::case::{Case, Kind, Tier};
use super::dom::{self, Blanks, Mentioned, Node, Reading};
use super::errors;
use super::links::{self, Map};
use super::validation;
use crate::one_page::{self, Made, Page, Told};

/// What came of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Passed,
    /// What differs, to be read by people.
    Failed(String),
    /// Never a goal, or one for later.
    OutOfScope(&'static str),
    Panicked(String),
}

/// Runs one case.
pub fn verdict(case: &Case) -> Verdict {
    match catch_unwind(AssertUnwindSafe(|| run(case))) {
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
            Verdict::Panicked(text.unwrap_or("a panic without words").to_owned())
        }
        Ok(_) if is_validation(case) && !validation::counts(case) => Verdict::OutOfScope("rules that are not ours"),
        Ok(_) if case.tier == Tier::Internal && !(is_validation(case) && case.negative) => {
            Verdict::OutOfScope("internal to DocFX")
        }
        Ok(wrong) if wrong.is_empty() => Verdict::Passed,
        Ok(wrong) => Verdict::Failed(wrong.join("\n")),
    }
}

/// A case of rules of content.
fn is_validation(case: &Case) -> bool {
    case.extension == "validation"
}

/// The origin that upstream's tests publish to.
const ORIGIN: &str = "https://docs.com";

/// The markup of DocFX, as soon as the program knows it: the profile cases are written in it.
fn configuration() -> String {
    let markup = if stegvis::config::KEYS.contains(&"markup") {
        "markup: learn\n"
    } else {
        ""
    };
    format!("url: {ORIGIN}/\n{markup}")
}

/// What is wrong, a sentence or a comparison each.
fn run(case: &Case) -> Vec<String> {
    let laid = Laid::new(case);
    let site = one_page::site(&configuration(), &laid.files);
    let page = format!("{}{}", laid.base, case.file_path);
    let mut made = match one_page::make(&site, &page) {
        Ok(made) => made,
        Err(why) => return vec![why],
    };
    let map = Map {
        kind: case.kind,
        page: &page,
        files: laid.files.keys().cloned().collect(),
        moved: moved(case, &laid.base),
        lost: errors::lost_fragments(case),
    };
    let mut wrong = if is_validation(case) && !case.negative {
        validation::compare(case, &laid.base, &made.told)
    } else {
        // A case of rules of content that expects nothing switches on some that our own need not agree with.
        let is_dropped = |told: &Told| match is_validation(case) {
            true => told.is_of_unfinished(),
            false => validation::is_of_content(told),
        };
        let told: Vec<Told> = made.told.drain(..).filter(|told| !is_dropped(told)).collect();
        errors::compare(case, &laid.base, &told)
    };
    wrong.extend(compare_page(case, &map, &made));
    wrong
}

/// The files of a case as they are laid out.
struct Laid {
    /// The folder that they lie in, with a slash at its end, or nothing.
    base: String,
    files: BTreeMap<String, String>,
}

impl Laid {
    fn new(case: &Case) -> Self {
        let expected = case.expected_html.as_deref().map(dom::parse).unwrap_or_default();
        let mut addresses = Vec::new();
        if case.kind == Kind::MarkdownToHtml {
            local_addresses(&expected, &mut addresses);
        }
        let base = deep_enough(&case.file_path, &addresses);
        let page = format!("{base}{}", case.file_path);
        let mut files = BTreeMap::new();
        for (path, text) in &case.extra_files {
            if !is_missing(path) {
                files.insert(format!("{base}{path}"), text.clone());
            }
        }
        for newest in case.repos.values().filter_map(|commits| commits.first()) {
            files.extend(
                newest
                    .iter()
                    .map(|(path, text)| (format!("{base}{path}"), text.clone())),
            );
        }
        files.insert(page.clone(), case.markdown.clone());
        for address in addresses {
            let stub = match address.strip_prefix("~/") {
                Some(rest) => links::join(&base, rest),
                None => links::join(links::folder(&page), &address),
            };
            if let Some(stub) = stub.filter(|stub| !stub.is_empty()) {
                files.entry(stub).or_default();
            }
        }
        if !files.keys().any(|path| path.ends_with(".md")) {
            files.insert("something-to-read.md".into(), String::new());
        }
        Self { base, files }
    }
}

/// Upstream's tests of code that is not there name a file so, and never write it.
fn is_missing(path: &str) -> bool {
    path.ends_with(".missing")
}

/// A Markdown engine alone never looks whether what a link or a picture names is there. We do, so it is given all that
/// it is expected to show.
fn local_addresses(nodes: &[Node], found: &mut Vec<String>) {
    for node in nodes {
        let Node::Element(element) = node else { continue };
        for name in ["href", "src"] {
            let address = element.attr(name).trim();
            let (path, _) = links::split(address);
            if !path.is_empty() && !path.starts_with('/') && !links::is_elsewhere(address) {
                found.push(links::decoded(path));
            }
        }
        local_addresses(&element.children, found);
    }
}

/// A folder so deep that no address climbs out of the content.
fn deep_enough(page: &str, addresses: &[String]) -> String {
    let climbs = |address: &String| address.split('/').take_while(|part| *part == "..").count();
    let most = addresses.iter().map(climbs).max().unwrap_or(0);
    let depth = page.matches('/').count();
    "in/".repeat(most.saturating_sub(depth))
}

/// What files of redirections, or a docset's own, say: file → where to.
fn moved(case: &Case, base: &str) -> BTreeMap<String, String> {
    let mut moved = BTreeMap::new();
    for (path, text) in &case.extra_files {
        let read: Option<Value> = serde_yaml::from_str(text).ok().filter(|_| path.ends_with(".yml"));
        for (from, to) in read
            .iter()
            .filter_map(|read| read.get("redirections")?.as_object())
            .flatten()
        {
            if let Some(to) = to.as_str() {
                moved.insert(format!("{base}{from}"), to.to_owned());
            }
        }
    }
    moved
}

/// What is wrong with the page itself.
fn compare_page(case: &Case, map: &Map<'_>, made: &Made) -> Vec<String> {
    let is_asked = case.expected_html.is_some() || METADATA.iter().any(|key| case.expected_metadata.contains_key(*key));
    if !is_asked {
        return Vec::new();
    }
    let Some(page) = &made.page else {
        return vec![format!("{} is no page", map.page)];
    };
    let mut article = dom::parse(&page.content);
    let heading = (case.kind == Kind::Site).then(|| take_title(&mut article)).flatten();
    let mut wrong = Vec::new();
    if let Some(expected) = &case.expected_html {
        wrong.extend(compare_html(case, map, made, expected, article));
    }
    wrong.extend(compare_metadata(case, map, made, page, heading));
    wrong
}

/// Metadata that we have an answer to. All other keys are out of scope: they are of no use without DocFX's templates.
const METADATA: [&str; 3] = ["canonical_url", "rawTitle", "title"];

/// Upstream takes a page's first block out and hands it to its templates, when it is a heading of the first three
/// levels; our templates find it in the text.
fn take_title(article: &mut Vec<Node>) -> Option<Node> {
    let is_shown = |node: &Node| match node {
        Node::Text(text) => !text.trim().is_empty(),
        Node::Element(_) => true,
    };
    let first = article.iter().position(is_shown)?;
    let is_title =
        |node: &Node| matches!(node, Node::Element(element) if element.level().is_some_and(|level| level <= 3));
    is_title(&article[first]).then(|| article.remove(first))
}

fn compare_html(case: &Case, map: &Map<'_>, made: &Made, expected: &str, article: Vec<Node>) -> Option<String> {
    // `*text*` asks for the text anywhere.
    if let Some(part) = expected.strip_prefix('*').and_then(|rest| rest.strip_suffix('*')) {
        let page = made.page.as_ref().map_or("", |page| &page.content);
        return (!page.contains(part)).then(|| format!("nowhere in the page: {part}\n{page}"));
    }
    let expected = dom::parse(expected);
    let (theirs, ours) = both_normal(case, map, made, expected, article);
    (theirs != ours).then(|| difference(&theirs, &ours))
}

fn both_normal(case: &Case, map: &Map<'_>, made: &Made, theirs: Vec<Node>, ours: Vec<Node>) -> (String, String) {
    let blanks = match case.kind {
        Kind::MarkdownToHtml => Blanks::InLine,
        Kind::Site => Blanks::None,
    };
    let mentioned = Mentioned::of(&theirs);
    let theirs = dom::normal(
        theirs,
        &Reading {
            target: &|address| map.theirs(address),
            blanks,
            ours: None,
        },
    );
    let ours = dom::normal(
        ours,
        &Reading {
            target: &|address| map.ours(&made.places, address),
            blanks,
            ours: Some(&mentioned),
        },
    );
    (theirs, ours)
}

/// Expected and made, line by line.
fn difference(expected: &str, made: &str) -> String {
    let in_made: BTreeSet<&str> = made.lines().collect();
    let in_expected: BTreeSet<&str> = expected.lines().collect();
    let marked = |text: &str, other: &BTreeSet<&str>, mark: char| {
        let line = |line: &str| format!("  {} {line}\n", if other.contains(line) { ' ' } else { mark });
        text.lines().map(line).collect::<String>()
    };
    let (theirs, ours) = (marked(expected, &in_made, '-'), marked(made, &in_expected, '+'));
    format!("expected:\n{theirs}made:\n{ours}")
}

fn compare_metadata(case: &Case, map: &Map<'_>, made: &Made, page: &Page, heading: Option<Node>) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut differ = |key: &str, expected: &str, made: &str| {
        if expected != made {
            wrong.push(format!("{key}: expected {expected:?}, made {made:?}"));
        }
    };
    let text = |key: &str| case.expected_metadata.get(key).and_then(Value::as_str);
    if let Some(expected) = text("rawTitle") {
        let expected = dom::parse(expected);
        let (theirs, ours) = both_normal(case, map, made, expected, heading.into_iter().collect());
        differ("rawTitle", &theirs, &ours);
    }
    // A page without a title has none with upstream; we take the file's name, which is out of scope.
    if let Some(expected) = text("title").filter(|title| *title != "<undefined>") {
        differ("title", &words(expected), &words(&page.title));
    }
    if let Some(expected) = text("canonical_url") {
        differ("canonical_url", &route(expected), &route(&page.canonical));
    }
    wrong
}

/// The words of some HTML.
fn words(html: &str) -> String {
    dom::text(&dom::parse(html))
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// A full address without its locale and without the slash that ours end with: what is left is how the path is escaped.
/// Escapes are equal in either case (RFC 3986, 6.2.2.1).
fn route(address: &str) -> String {
    let address = dom::text(&dom::parse(address));
    let path = address.strip_prefix(ORIGIN).unwrap_or(&address).trim_start_matches('/');
    let (_, route) = path.split_once('/').unwrap_or(("", path));
    let mut out = String::new();
    let mut letters = route.trim_end_matches('/').chars();
    while let Some(letter) = letters.next() {
        out.push(letter);
        if letter == '%' {
            out.extend(letters.by_ref().take(2).map(|hex| hex.to_ascii_uppercase()));
        }
    }
    out
}
