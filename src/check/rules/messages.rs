//! The site's own messages, between its languages.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::base::{DocPath, Locale, Span};
use crate::check::rule::{Check, Rule, SiteView};
use crate::diag::{Diagnostic, RuleInfo, Severity, Sink, nearest};
use crate::theme::message::{MessageFile, builtin};
use crate::theme::place::{self, MessagePlace};
use crate::theme::shape::Shape;

/// A message that a language lacks.
pub static INFO: RuleInfo = RuleInfo {
    id: "missing-message",
    severity: Severity::Warning,
    summary: "a message of the site that another language lacks",
    explain: "\
A file in `locales/` of the source locale has a message of the site's own, and another locale has it neither in its own \
files nor built in. Its readers see the words of the source. It is told where the message ought to stand; where the locale \
has no file at all, once, at the source's.

Wrong: `site-motto = Step by step` in `locales/en/site.ftl`, and not in `locales/sv/site.ftl`

Right: `site-motto = Steg för steg` in `locales/sv/site.ftl`",
};

/// A message that nothing uses.
pub static UNUSED: RuleInfo = RuleInfo {
    id: "unused-message",
    severity: Severity::Warning,
    summary: "a message of the site that nothing uses",
    explain: "\
A message in `locales/` is none of the built-in ones, no template of the site's theme asks for it, and no other message \
refers to it. Often its id is mistyped, and readers see other words than were meant. A template that looks messages up by \
names that it makes could use any, so nothing is said then.

Wrong: `frame-nxt = Onwards`

Right: `frame-next = Onwards`",
};

/// A message with other variables than its source.
pub static VARIABLES: RuleInfo = RuleInfo {
    id: "message-variables",
    severity: Severity::Warning,
    summary: "a translated message with other variables than the source's",
    explain: "\
A message in `locales/` says something of the values that it is given, and its translation leaves one out or names one \
that the source's message does not have. Readers of one language are told less, or see a name in braces. A variable that \
a built-in message is never given is a `bad-messages` instead.

Wrong: `site-count = { $pages } pages` in English and `site-count = { $sidor } sidor` in Swedish

Right: `site-count = { $pages } sidor`",
};

/// How they are checked.
pub static RULE: Rule = Rule {
    info: &INFO,
    check: Check::Site(check),
};

/// How many ids that nothing uses are compared with all others.
const MOST_COMPARED: usize = 200;

/// A file of the site's own.
struct Own<'a> {
    tag: Locale,
    file: &'a DocPath,
    text: &'a str,
    shape: Arc<Shape>,
    places: Vec<MessagePlace<'a>>,
    by_id: HashMap<&'a str, usize>,
}

impl Own<'_> {
    fn place(&self, id: &str) -> Option<&MessagePlace<'_>> {
        self.places.get(*self.by_id.get(id)?)
    }
}

fn check(view: &SiteView<'_>, found: &mut Vec<Diagnostic>) {
    let files = own_files(view);
    if files.is_empty() {
        return;
    }
    let site = view.map.site;
    let Some(source) = site.locales.get(site.source).map(|locale| &locale.tag) else {
        return;
    };
    let known = builtin_ids(source);
    let unused = unused(view, &files, &known);
    // An id that nothing uses is likely mistyped: what it should have been is not missed as well.
    let mut meant: BTreeSet<(&str, &str)> = BTreeSet::new();
    let of_source = |file: &&Own<'_>| serves(&file.tag, source);
    let source_ids: BTreeSet<&str> = files
        .iter()
        .filter(of_source)
        .flat_map(|own| own.places.iter().map(|p| p.id))
        .collect();
    let mut compared = 0;
    for own in &files {
        let in_source = serves(&own.tag, source);
        for place in own.places.iter().filter(|place| unused.contains(place.id)) {
            // What the source has too is told there.
            if !in_source && source_ids.contains(place.id) {
                continue;
            }
            let candidates = source_ids
                .iter()
                .copied()
                .filter(|id| !unused.contains(id) && !in_source);
            let candidates = candidates.chain(known.keys().map(String::as_str));
            let right = match compared {
                MOST_COMPARED => None,
                _ => nearest(place.id, candidates.filter(|id| *id != place.id)),
            };
            compared = (compared + 1).min(MOST_COMPARED);
            meant.extend(right.map(|right| (own.tag.as_str(), right)));
            let mut sink = Sink::new(own.file.clone());
            sink.report(&UNUSED, place.at, format!("nothing uses the message `{}`", place.id))
                .suggest(right)
                .help("take it out, or use it in a template");
            found.extend(sink.into_found());
        }
    }
    for locale in site.locales.iter().filter(|locale| locale.tag != *source) {
        missing(&files, (source, &locale.tag), &known, (&unused, &meant), found);
    }
    for own in files.iter().filter(|own| !serves(&own.tag, source)) {
        variables(own, &files, source, &known, found);
    }
}

/// Whether a file in one language serves readers of another: `fr` those of `fr-CA`.
fn serves(file: &Locale, reader: &Locale) -> bool {
    file.covers(reader) && file.as_str().len() <= reader.as_str().len()
}

/// The messages that are built in, with their variables: those of the source's language, else English.
fn builtin_ids(source: &Locale) -> Shape {
    let english = Locale::parse("en");
    let text = builtin(source).or_else(|| builtin(english.as_ref()?));
    text.map(|text| MessageFile::parse(source, "", text).0.shape().clone())
        .unwrap_or_default()
}

fn own_files<'a>(view: &SiteView<'a>) -> Vec<Own<'a>> {
    let mut files = Vec::new();
    for (path, file, _) in view.snapshot.below("locales") {
        let folder = path.as_str().split('/').next().unwrap_or("");
        let mut locales = view.map.site.locales.iter();
        let known = locales
            .find(|locale| *locale.slug == *folder)
            .map(|locale| locale.tag.clone());
        let (Some(tag), Some(text), true) = (
            known.or_else(|| Locale::parse(folder)),
            view.snapshot.text(file),
            path.extension() == "ftl",
        ) else {
            continue;
        };
        let shape = Arc::new(MessageFile::parse(&tag, file.as_str(), text).0.shape().clone());
        let places = place::messages(text);
        let mut by_id = HashMap::with_capacity(places.len());
        for (number, place) in places.iter().enumerate() {
            by_id.entry(place.id).or_insert(number);
        }
        files.push(Own {
            tag,
            file,
            text,
            shape,
            places,
            by_id,
        });
    }
    files
}

/// The ids of the site's own that nothing uses; none where a template makes up names.
fn unused<'a>(view: &SiteView<'_>, files: &'a [Own<'_>], known: &Shape) -> BTreeSet<&'a str> {
    let own: BTreeSet<&str> = files
        .iter()
        .flat_map(|own| own.places.iter().map(|place| place.id))
        .filter(|id| !known.contains_key(*id))
        .collect();
    if own.is_empty() {
        return own;
    }
    let folder = format!("themes/{}", view.config.theme);
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for (_, file, _) in view.snapshot.below(&folder) {
        let Some(text) = view.snapshot.text(file) else { continue };
        if makes_names(text) {
            return BTreeSet::new();
        }
        used.extend(words(text).filter_map(|word| named(&own, word)));
    }
    // A message that others are made of.
    for file in files {
        for place in &file.places {
            let text = file
                .text
                .get(place.at.end as usize..place.whole.end as usize)
                .unwrap_or_default();
            used.extend(
                words(text)
                    .filter(|word| *word != place.id)
                    .filter_map(|word| named(&own, word)),
            );
        }
        // Terms are made of messages too, and stand between them.
        for line in file.text.lines().filter(|line| line.starts_with('-')) {
            used.extend(words(line).filter_map(|word| named(&own, word)));
        }
    }
    own.difference(&used).copied().collect()
}

/// Whether a template uses `t`, which holds the messages, otherwise than by `t.name`: `t[name]`, a filter over it or a loop
/// could ask for any.
fn makes_names(template: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '"' | '\'' | '-');
    let tags = template
        .split(['{', '%'])
        .map(|tag| tag.split('}').next().unwrap_or(tag));
    let mut tags = tags.filter(|tag| template.contains('{') && !tag.contains('<'));
    tags.any(|tag| {
        tag.match_indices('t').any(|(at, _)| {
            let before = tag.get(..at).and_then(|text| text.chars().next_back());
            let after = tag.get(at + 1..).unwrap_or_default();
            !before.is_some_and(is_part) && !after.starts_with(is_part)
        })
    })
}

/// What could be ids in a text, whether with hyphens or, as templates write them, with low lines.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let ends = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    text.split(ends).filter(|word| !word.is_empty())
}

fn named<'a>(own: &BTreeSet<&'a str>, word: &str) -> Option<&'a str> {
    if let Some(id) = own.get(word) {
        return Some(id);
    }
    if !word.contains('_') {
        return None;
    }
    own.get(word.replace('_', "-").as_str()).copied()
}

/// What a language lacks of the source's own messages.
fn missing(
    files: &[Own<'_>],
    (source, reader): (&Locale, &Locale),
    known: &Shape,
    (unused, meant): (&BTreeSet<&str>, &BTreeSet<(&str, &str)>),
    found: &mut Vec<Diagnostic>,
) {
    let own: Vec<&Own<'_>> = files.iter().filter(|own| serves(&own.tag, reader)).collect();
    let has = |id: &str| {
        own.iter()
            .any(|own| own.place(id).is_some() || meant.contains(&(own.tag.as_str(), id)))
    };
    for theirs in files.iter().filter(|own| serves(&own.tag, source)) {
        if serves(&theirs.tag, reader) {
            continue;
        }
        let lacking: Vec<&MessagePlace<'_>> = theirs
            .places
            .iter()
            .filter(|place| !known.contains_key(place.id) && !unused.contains(place.id) && !has(place.id))
            .filter(|place| theirs.shape.contains_key(place.id))
            .collect();
        let Some(first) = lacking.first() else { continue };
        if own.is_empty() {
            let many = match lacking.len() {
                1 => format!(
                    "`{}` has no file of messages, and so not `{}`",
                    reader.as_str(),
                    first.id
                ),
                n => format!(
                    "`{}` has no file of messages, and lacks {n} of this one, first `{}`",
                    reader.as_str(),
                    first.id
                ),
            };
            let mut sink = Sink::new(theirs.file.clone());
            sink.report(&INFO, first.at, many).help(format!(
                "translate them in `locales/{}/{}`",
                reader.as_str(),
                theirs.file.file_name()
            ));
            found.extend(sink.into_found());
            continue;
        }
        // Its counterpart by name, else the first.
        let counterpart = own.iter().find(|own| own.file.file_name() == theirs.file.file_name());
        let Some(ours) = counterpart.or_else(|| own.first()) else {
            continue;
        };
        let mut lacking = lacking.into_iter().peekable();
        let mut near = None;
        for place in &theirs.places {
            near = ours.place(place.id).or(near);
            if lacking.next_if(|next| next.at == place.at).is_none() {
                continue;
            }
            let at = near.map_or(Span::default(), |near| near.at);
            let mut sink = Sink::new(ours.file.clone());
            sink.report(&INFO, at, format!("the message `{}` is not translated", place.id))
                .help(match near {
                    Some(near) => format!(
                        "add it after `{}`; until then readers see the words of the source",
                        near.id
                    ),
                    None => "add it; until then readers see the words of the source".to_owned(),
                })
                .related(theirs.file.clone(), place.at, "the source's message");
            found.extend(sink.into_found());
        }
    }
}

/// Which variables of a translated message are not those of the source's.
fn variables(own: &Own<'_>, files: &[Own<'_>], source: &Locale, known: &Shape, found: &mut Vec<Diagnostic>) {
    for (id, ours) in &*own.shape {
        let theirs = files.iter().rev().filter(|own| serves(&own.tag, source));
        let theirs = theirs.filter_map(|own| Some((Some(own), own.shape.get(id)?))).next();
        let Some((file, theirs)) = theirs.or_else(|| Some((None, known.get(id)?))) else {
            continue;
        };
        let Some(place) = own.place(id) else { continue };
        let differing = differing(ours, theirs, known.get(id));
        for (variable, is_extra) in differing {
            let mut sink = Sink::new(own.file.clone());
            let report = if is_extra {
                let at = place::variable(own.text, place, variable).unwrap_or(place.at);
                let right =
                    nearest(variable, theirs.difference(ours).map(String::as_str)).map(|right| format!("${right}"));
                sink.report(
                    &VARIABLES,
                    at,
                    format!("the source's message `{id}` has no variable `${variable}`"),
                )
                .suggest(right.as_deref())
            } else {
                sink.report(
                    &VARIABLES,
                    place.at,
                    format!("the message `{id}` leaves out `${variable}`, which the source says"),
                )
                .help("put it in, so that all readers are told the same")
            };
            if let Some(source) = file
                && let Some(place) = source.place(id)
            {
                report.related(source.file.clone(), place.at, "the source's message");
            }
            found.extend(sink.into_found());
        }
    }
}

/// The variables that only one of two messages has, and whether it is ours. One that was misnamed is told once, and one
/// that a built-in message has not is told elsewhere.
fn differing<'a>(
    ours: &'a BTreeSet<String>,
    theirs: &'a BTreeSet<String>,
    built_in: Option<&BTreeSet<String>>,
) -> BTreeMap<&'a str, bool> {
    let extra: Vec<&String> = ours.difference(theirs).collect();
    let mut all: BTreeMap<&str, bool> = BTreeMap::new();
    if built_in.is_none() {
        all.extend(extra.iter().map(|variable| (variable.as_str(), true)));
    }
    // As many as are extra are misnamed, and are not missed as well.
    for variable in theirs.difference(ours).skip(extra.len()) {
        all.insert(variable, false);
    }
    all
}

#[cfg(test)]
mod tests {
    use crate::check::testing::check_of;

    const THEME: (&str, &str) = (
        "themes/stegvis/page.html",
        "{{ t.site_motto }} {{ t.site_count }} {{ t.site_end }}",
    );

    #[test]
    fn what_another_language_lacks() {
        let files = [
            ("en/a.md", ""),
            ("sv/a.md", ""),
            ("de/a.md", ""),
            ("nl/a.md", ""),
            (
                "locales/en/site.ftl",
                "frame-next = On\nsite-motto = A\nsite-count = B\nsite-end = C\n",
            ),
            ("locales/sv/site.ftl", "site-end = C\nsite-motto = A\n"),
            ("locales/nl/own.ftl", "frame-next = Verder\n"),
            THEME,
        ];
        check_of(
            "missing-message",
            &files,
            &[
                "locales/en/site.ftl:2:1 `de` has no file of messages, and lacks 3 of this one, first `site-motto`; translate them in `locales/de/site.ftl`",
                "locales/nl/own.ftl:1:1 the message `site-count` is not translated; add it after `frame-next`; until then readers see the words of the source",
                "locales/nl/own.ftl:1:1 the message `site-end` is not translated; add it after `frame-next`; until then readers see the words of the source",
                "locales/nl/own.ftl:1:1 the message `site-motto` is not translated; add it after `frame-next`; until then readers see the words of the source",
                "locales/sv/site.ftl:2:1 the message `site-count` is not translated; add it after `site-motto`; until then readers see the words of the source",
            ],
        );
        check_of("unused-message", &files, &[]);
        check_of("message-variables", &files, &[]);
    }

    #[test]
    fn what_nothing_uses() {
        let files = [
            ("en/a.md", ""),
            ("sv/a.md", ""),
            (
                "locales/en/site.ftl",
                "frame-nxt = On\nsite-motto = { part }\npart = x\nold = y\n",
            ),
            ("locales/sv/site.ftl", "site-moto = A\npart = x\nold = y\n"),
            THEME,
        ];
        check_of(
            "unused-message",
            &files,
            &[
                "locales/en/site.ftl:1:1 nothing uses the message `frame-nxt`; did you mean `frame-next`?; take it out, or use it in a template",
                "locales/en/site.ftl:4:1 nothing uses the message `old`; take it out, or use it in a template",
                "locales/sv/site.ftl:1:1 nothing uses the message `site-moto`; did you mean `site-motto`?; take it out, or use it in a template",
            ],
        );
        check_of("missing-message", &files, &[]);
        let with = |text| [files[0], files[2], ("themes/stegvis/page.html", text)];
        check_of("unused-message", &with("{{ t[name] }}{{ t.site_motto }}"), &[]);
        check_of("unused-message", &with("{% for id, word in t %}"), &[]);
    }

    #[test]
    fn other_variables() {
        check_of(
            "message-variables",
            &[
                ("en/a.md", ""),
                ("sv/a.md", ""),
                (
                    "locales/en/site.ftl",
                    "site-count = { $pages } of { $all }\nsite-motto = M\nsite-end = { $end }\n",
                ),
                (
                    "locales/sv/site.ftl",
                    "site-motto = { $pages }\nsite-count = { $sidor } av\n { $all }\nsite-end = slut\n\
                     checklist-count = { $done } klara av { $nothing }\n",
                ),
                THEME,
            ],
            &[
                "locales/sv/site.ftl:1:16 the source's message `site-motto` has no variable `$pages`",
                "locales/sv/site.ftl:2:16 the source's message `site-count` has no variable `$sidor`",
                "locales/sv/site.ftl:4:1 the message `site-end` leaves out `$end`, which the source says; put it in, so that all readers are told the same",
            ],
        );
    }
}
