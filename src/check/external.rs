//! Links that lead out of the site: which addresses there are, and what is said of them once they were asked. Asking is
//! `web`'s, and the command's to begin: no other check needs the network.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{Locale, Span};
use crate::config::External;
use crate::diag::{Diagnostic, Report, RuleInfo, Severity, Sink};
use crate::link::{Url, read_url};
use crate::model::site::{Doc, Links, Site, Target};
use crate::model::toc::TocEntry;
use crate::web::{Address, Answer};

/// An address that nobody can follow.
pub static BROKEN: RuleInfo = RuleInfo {
    id: "external-broken",
    severity: Severity::Warning,
    summary: "link out of the site that leads nowhere (`check --external`)",
    explain: "\
`stegvis check --external` asks every address outside of the site once whether it is there. This one is not: its server \
says so (404, 410), its host has no name or refuses the connection, its certificate is not valid, or it leads round in a \
circle. Whether the page has the place that a fragment names is not looked at. An address that must stay as it is can be \
left out with `external: {ignore: [...]}` in `stegvis.yaml`.

Wrong: `[the form](https://www.w3.org/no-such-page)`

Right: `[the form](https://www.w3.org/TR/)`",
};

/// An address that has moved for good.
pub static REDIRECTED: RuleInfo = RuleInfo {
    id: "external-redirected",
    severity: Severity::Info,
    summary: "link out of the site to an address that has moved for good (`check --external`)",
    explain: "\
The server says that the page has moved for good (301, 308). Readers still get there, one step later, until somebody \
takes the old address away. Redirects that may change again (302, 307), as those to a form for signing in, are not told, \
and neither are those that only add the reader's language. The fix is offered where every step is for good and of \
`https`. The fragment is kept; whether the new page has it is not looked at.

Wrong: `[the standard](http://www.w3.org/TR/html5/)`

Right: `[the standard](https://html.spec.whatwg.org/)`",
};

/// An address of which nothing can be said.
pub static UNCHECKED: RuleInfo = RuleInfo {
    id: "external-unchecked",
    severity: Severity::Info,
    summary: "link out of the site that could not be checked (`check --external`)",
    explain: "\
The server did not answer in time, answers that it has a fault of its own (500 and above), wants to be asked less (429), \
or shows the page to others only (401, 403). That says nothing of the link, so it is an information, whatever the network \
is like today. What never answers programs can be left out with `external: {ignore: [...]}` in `stegvis.yaml`. Names that \
lead into a private network are not asked unless `--external-private HOST` names them.

Wrong: a link to a page behind a form for signing in, in a check that shall say nothing

Right: the same link, and `external: {ignore: [portal.azure.com]}` in `stegvis.yaml`",
};

/// Which addresses are asked.
pub struct Asking<'a> {
    config: &'a External,
    /// Hosts in a private network that may be asked; `*` is all.
    private: &'a [String],
}

impl<'a> Asking<'a> {
    /// As the configuration and the arguments say.
    pub fn new(config: &'a External, private: &'a [String]) -> Self {
        Self { config, private }
    }

    /// Whether a redirect may lead there.
    pub fn may_ask(&self, address: &Address) -> bool {
        !address.is_example() && !self.config.ignore.iter().any(|pattern| is_meant(pattern, address))
    }

    /// The address behind a link as it is written, if it is asked.
    fn address(&self, written: &str) -> Option<Address> {
        let address = Address::read(written)?;
        let host = address.host().trim_matches(['[', ']']);
        let is_allowed = |name: &String| name == "*" || name.eq_ignore_ascii_case(host);
        let is_out = address.is_private() && !self.private.iter().any(is_allowed);
        (!is_out && self.may_ask(&address)).then_some(address)
    }
}

/// Whether a pattern of the configuration means an address.
fn is_meant(pattern: &str, address: &Address) -> bool {
    if !pattern.contains("://") {
        // As it is looked up: in small letters, and in ASCII.
        let Some(named) = Address::read(&format!("https://{pattern}")) else {
            return false;
        };
        let host = address.host().trim_end_matches('.');
        let before = host.strip_suffix(named.host().trim_end_matches('.'));
        return before.is_some_and(|before| before.is_empty() || before.ends_with('.'));
    }
    // Compared as it is sent: without the port that goes without saying, and with a small host.
    let Some(beginning) = Address::read(pattern) else {
        return false;
    };
    // `https://a.se` means all of the host, and not the host `a.sea` too.
    address.as_str().starts_with(beginning.as_str())
}

/// All addresses that are asked, each once, in order.
pub fn addresses(site: &Site, docs: &[Doc], links: &[Links], asking: &Asking<'_>) -> Vec<Address> {
    let mut written: BTreeSet<&str> = BTreeSet::new();
    for (doc, links) in docs.iter().zip(links) {
        written.extend(uses(doc, links).map(|used| without_fragment(used.url)));
    }
    for toc in site.tocs.values() {
        each_entry(&toc.entries, &mut |url, _| _ = written.insert(without_fragment(url)));
    }
    let asked: BTreeSet<Address> = written.into_iter().filter_map(|url| asking.address(url)).collect();
    asked.into_iter().collect()
}

fn without_fragment(url: &str) -> &str {
    url.split('#').next().unwrap_or("")
}

/// What there is to say of the answers, once at every place; in no particular order.
pub fn findings(
    site: &Site,
    docs: &[Doc],
    links: &[Links],
    asking: &Asking<'_>,
    answers: &BTreeMap<Address, Answer>,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    // A file that many pages include is told once.
    let mut told = BTreeSet::new();
    for (doc, links) in docs.iter().zip(links) {
        let document = &doc.document;
        let parts = document.text.parts.iter().map(|part| (part.at, part.file.clone()));
        let mut sink = Sink::of_parts(document.file.clone(), parts.collect());
        for used in uses(doc, links) {
            let part = document.text.part_at(used.span.start);
            let Some((address, answer)) = answered(used.url, asking, answers) else {
                continue;
            };
            let mut is_new = |address: &Address| match part {
                Some(part) => told.insert((part.file.clone(), used.span.start - part.at, address.clone())),
                None => true,
            };
            if !matches!(answer, Answer::Good) && is_new(&address) {
                tell(&mut sink, used, &address, answer);
            }
        }
        found.extend(sink.into_found());
    }
    for (file, toc) in site.tocs.iter() {
        let mut sink = Sink::new(file.clone());
        each_entry(&toc.entries, &mut |url, span| {
            if let Some((address, answer)) = answered(url, asking, answers) {
                let used = Use {
                    url,
                    span,
                    // YAML has its own ways of quoting.
                    is_literal: false,
                };
                tell(&mut sink, used, &address, answer);
            }
        });
        found.extend(sink.into_found());
    }
    found
}

fn answered<'a>(
    url: &str,
    asking: &Asking<'_>,
    answers: &'a BTreeMap<Address, Answer>,
) -> Option<(Address, &'a Answer)> {
    let address = asking.address(without_fragment(url))?;
    let answer = answers.get(&address)?;
    Some((address, answer))
}

/// A place that leads out of the site.
#[derive(Clone, Copy)]
struct Use<'a> {
    /// As it is written, or as an inventory or a table of redirects has it.
    url: &'a str,
    span: Span,
    /// The address stands at that place as it is.
    is_literal: bool,
}

fn uses<'a>(doc: &'a Doc, links: &'a Links) -> impl Iterator<Item = Use<'a>> {
    let document = &doc.document;
    document
        .links
        .iter()
        .zip(links.targets.iter())
        .filter_map(move |(link, target)| {
            let url = match target {
                Target::External => document.str(link.dest),
                Target::Elsewhere(url) | Target::Xref { url, .. } => url,
                _ => return None,
            };
            let span = document.dest_in_file(link);
            let is_literal = *target == Target::External && document.text.file.get(span.range()) == Some(url);
            Some(Use { url, span, is_literal })
        })
}

// A table of contents is read a hundred levels deep at most, so this recursion is bounded.
fn each_entry<'a>(entries: &'a [TocEntry], see: &mut dyn FnMut(&'a str, Span)) {
    for entry in entries {
        if let Some(href) = &entry.page
            && read_url(&href.text) == Url::External
        {
            see(&href.text, href.span);
        }
        each_entry(&entry.items, see);
    }
}

fn tell(sink: &mut Sink, used: Use<'_>, address: &Address, answer: &Answer) {
    let shown = short(address.as_str());
    let by_way_of = |at: &Option<String>| match at {
        Some(at) => format!("it leads on to `{}`, and ", short(at)),
        None => String::new(),
    };
    match answer {
        Answer::Good => {}
        Answer::Broken { fault, at } => {
            let message = format!("`{shown}` is broken: {}{fault}", by_way_of(at));
            sink.report(&BROKEN, used.span, message)
                .help("write where it has gone, or take the link out");
        }
        Answer::Unchecked { doubt, at } => {
            let message = format!("`{shown}` could not be checked: {}{doubt}", by_way_of(at));
            sink.report(&UNCHECKED, used.span, message);
        }
        Answer::Moved { to, is_sure } => {
            let Some(new) = Address::read(to).filter(|new| !adds_language(address, new)) else {
                return;
            };
            let message = format!("`{shown}` has moved for good to `{}`", short(to));
            let report = sink.report(&REDIRECTED, used.span, message);
            // From a page to the first page of a host: it was not moved but taken away.
            let is_same = address.path() == "/" || new.path() != "/";
            match *is_sure && used.is_literal && is_same {
                true => fix(report, used, &new),
                false => _ = report.help("write the new address, if it says the same"),
            }
        }
    }
}

fn fix(report: Report<'_>, used: Use<'_>, new: &Address) {
    let report = report.help("write the new address");
    let fragment = used.url.find('#').and_then(|at| used.url.get(at..)).unwrap_or("");
    // Characters that mean something where links are written are left to the author.
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~/:?=%+,@#".contains(c);
    let right = format!("{new}{fragment}");
    if used.url.trim() == used.url && right.chars().all(is_plain) {
        report.fix(used.span, right);
    }
}

/// Whether a redirect only adds the reader's language to the path: an address that leaves it out is the better one on a
/// site in several languages.
fn adds_language(from: &Address, to: &Address) -> bool {
    let Some((first, rest)) = to.tail().strip_prefix('/').and_then(|tail| tail.split_once('/')) else {
        return false;
    };
    let is_language = matches!(first.len(), 2 | 5) && Locale::parse(first).is_some();
    is_language && from.host() == to.host() && from.tail().strip_prefix('/') == Some(rest)
}

/// As much of an address as a line can hold.
fn short(address: &str) -> String {
    const MOST: usize = 200;
    match address.get(..MOST) {
        Some(start) if address.len() > MOST => format!("{start}…"),
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests;
