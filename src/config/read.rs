//! How the file is written: its keys, its schema, and what is wrong with it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{BAD_CONFIGURATION, Config, FILE, LocaleEntry, Markup, SiteUrl, criteria, levels};
use crate::base::yaml::{self, Node, Value};
use crate::base::{DocPath, Locale, Span};
use crate::diag::{Sink, nearest};

// The descriptions below are read by people: they are the reference in `docs/configuration.md` and the words that an
// editor shows. So are the defaults and the examples.

/// What a site's folder says about itself. Every key may be left out.
#[derive(Deserialize, Default, JsonSchema)]
#[serde(default)]
#[schemars(title = "stegvis.yaml", deny_unknown_fields)]
struct Written {
    /// The name of the site: in the header and in the browser's tab. One for all languages, or one a language, by its
    /// tag. Without it, the title of `index.md` stands in.
    #[schemars(extend("examples" = ["Handbook", {"en": "Handbook", "sv": "Handbok"}]))]
    title: Option<Title>,
    /// The address that the site will have, with the folder it lies in. Canonical links, `hreflang` and the sitemap need
    /// it; without it they are left out, and links begin at the root of the host.
    #[schemars(extend("examples" = ["https://docs.example.org/handbook/"]))]
    url: Option<String>,
    /// The name under which browsers keep what readers tick. Set it where several sites share a host, or before the
    /// address changes, so that ticks are kept. Without it, the address without `https://`, else `site`.
    #[schemars(extend("examples" = ["handbook"]))]
    id: Option<String>,
    /// The language that the others are translated from. Without it, English, or the only language that there is.
    #[schemars(extend("examples" = ["en"]))]
    source: Option<String>,
    /// Folders of languages, in the order of the language picker; those not named follow. A folder that is not named by
    /// its language needs a `tag`. A folder may lie anywhere, as the checkouts of translated repositories do; where one
    /// does, or has a `slug`, only the folders that are named count.
    #[schemars(extend("examples" = [["en", "sv"], ["en", {"folder": "svenska", "tag": "sv"}], [{"folder": "../docs", "tag": "en"}, {"folder": "../docs.sv-SE", "tag": "sv-SE", "slug": "sv"}]]))]
    locales: Vec<WrittenLocale>,
    /// The folder that holds the folders of the languages. Without it, `content` if there is such a folder, else the
    /// folder of the site itself.
    #[schemars(extend("examples" = ["docs"]))]
    content: Option<String>,
    /// The folder that is published into, if `-o` names no other.
    #[schemars(extend("default" = "public", "examples" = ["build/site"]))]
    output: Option<String>,
    /// The folder below `themes/` whose files win over those of the built-in theme.
    #[schemars(extend("default" = "stegvis", "examples" = ["ours"]))]
    theme: Option<String>,
    /// Put before links that begin with `/`, which on Microsoft Learn lead to another docset. `{locale}` in it becomes
    /// the reader's language. Without it, such links stay as they are, with a warning.
    #[schemars(extend("examples" = ["https://learn.microsoft.com/{locale}"]))]
    docset_root: Option<String>,
    /// In whose markup pages are written. `learn` writes alerts, tabs, figures and code as DocFX does, for styles and
    /// scripts of your own that expect it: [what it writes](themes.md#the-markup-of-learn).
    #[schemars(extend("default" = "stegvis", "examples" = ["learn"]))]
    markup: Option<Markup>,
    /// Inventories of names in other documentation (`xrefmap.yml`, `xrefmap.json`), in the folder of the site. Links
    /// such as `<xref:Some.Name>` are looked up in them, in this order.
    #[schemars(extend("examples" = [["xrefmap.yml"]]))]
    xref: Vec<String>,
    /// A file in the folder of this configuration that says which lists of pages are checklists, for pages that must not be
    /// edited. Without it, `checklists.yml` there, or beside the pages of the source: [its form](checklists.md#lists-in-pages-that-must-not-be-edited).
    #[schemars(extend("examples" = ["checklists.yml"]))]
    checklists: Option<String>,
    /// What `stegvis check --external` does not ask. `ignore` names hosts, with all that are below them, and beginnings of
    /// addresses. For `max_age` days, else 7, an address that was there is not asked again:
    /// [external links](external-links.md).
    #[schemars(extend("examples" = [{"ignore": ["portal.azure.com", "https://github.com/contoso/"], "max_age": 14}]))]
    external: WrittenExternal,
    /// What [exit criteria](criteria.md) and steps are. Without it, anchors `crit-*`, and pages whose titles begin with
    /// `Step 1`, `Steg 1`, `Stap 1`, `Étape 1`.
    #[schemars(extend("examples" = [
        {"anchors": "exit-*", "pages": "*exit-criteria.md"},
        {"classes": {"required": {"de": ["Erforderlich", "Erforderlich für *"]}, "optional": {"de": "Optional"}}},
        {"steps": {"titles": {"de": "Schritt {number}"}, "key": "stage"}}
    ]))]
    criteria: criteria::Written,
    /// `true` adds a page `status/` to each language, which tells how all languages are doing: what is current, outdated
    /// or missing, page by page, [as `stegvis status` does](translations.md#how-each-language-is-doing). Search engines are
    /// asked to leave it out.
    #[schemars(extend("examples" = [true]))]
    status: Option<bool>,
    /// How grave the findings of a rule are, by its name: `error`, `warning`, `information`, or `off`. An `error` keeps
    /// the site from being published. [More of it](findings.md#severities), and [all rules](rules.md).
    // Read from the places instead, so that one bad level does not cost the whole file.
    #[schemars(with = "BTreeMap<String, levels::Level>", extend("examples" = [{"redirected-link": "warning", "empty-link": "off"}]))]
    rules: IgnoredAny,
}

#[derive(Deserialize, Default, JsonSchema)]
#[serde(default)]
#[schemars(inline, deny_unknown_fields)]
struct WrittenExternal {
    ignore: Vec<String>,
    max_age: Option<u32>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
enum Title {
    /// One for all languages.
    One(String),
    /// One a language, by its tag.
    ByLocale(BTreeMap<String, String>),
}

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline, deny_unknown_fields)]
enum WrittenLocale {
    /// The folder, named by its language.
    Folder(String),
    /// A folder of another name.
    Entry {
        /// The name of the folder, or the way to it from the folder of the content.
        folder: String,
        /// The language, as BCP 47 writes it. Without it, the name of the folder.
        tag: Option<String>,
        /// The first part of its addresses. Without it, the name of the folder, or the language where the folder lies
        /// elsewhere.
        slug: Option<String>,
    },
}

/// The JSON Schema (draft 2020-12) of the file, made from the types that read it.
pub fn schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Written).to_value();
    unwrap_descriptions(&mut schema);
    schema
}

/// The lines of a comment end where the source is wide enough; those of a description where the reader's window is.
fn unwrap_descriptions(schema: &mut serde_json::Value) {
    use serde_json::Value;
    match schema {
        Value::Object(pairs) => {
            for (key, value) in pairs {
                match value {
                    Value::String(text) if key == "description" => *text = text.replace('\n', " "),
                    value => unwrap_descriptions(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(unwrap_descriptions),
        _ => {}
    }
}

/// The keys, in the order in which people are told of them.
pub const KEYS: [&str; 16] = [
    "title",
    "url",
    "id",
    "source",
    "locales",
    "content",
    "output",
    "theme",
    "docset_root",
    "markup",
    "xref",
    "checklists",
    "external",
    "criteria",
    "status",
    "rules",
];
const LOCALE_KEYS: [&str; 3] = ["folder", "tag", "slug"];
const EXTERNAL_KEYS: [&str; 2] = ["ignore", "max_age"];

/// Reads the configuration. What is wrong goes to `sink`, and the rest counts.
pub fn read(text: &str, sink: &mut Sink) -> Config {
    let places = match yaml::places(text) {
        Ok(places) => places,
        Err(error) => {
            sink.report(
                &BAD_CONFIGURATION,
                error.span,
                format!("`{FILE}` is not valid YAML: {}", error.message),
            );
            return Config::default();
        }
    };
    find_unknown(&places, sink);
    match yaml::decode::<Option<Written>>(text) {
        Ok(written) => {
            let mut written = written.unwrap_or_default();
            let contract = std::mem::take(&mut written.criteria);
            let mut config = check(written, &places, sink);
            config.rules = levels::read(&places, sink);
            if let Some(places) = places.get("criteria") {
                config.criteria = criteria::check(contract, places, sink);
            }
            config
        }
        Err(error) => {
            // What serde says of a value that fits none of several forms names our types and helps nobody.
            let message = if error.message.contains("untagged enum") {
                "this value is of none of the forms that its key takes".to_owned()
            } else {
                format!("`{FILE}` does not load: {}", error.message)
            };
            sink.report(&BAD_CONFIGURATION, error.span, message)
                .help("`stegvis schema` prints what each key may hold");
            Config::default()
        }
    }
}

fn find_unknown(places: &Node, sink: &mut Sink) {
    let Value::Map(pairs) = &places.value else { return };
    for (key, value) in pairs {
        say_unknown(key, &KEYS, sink);
        if let (Some("external"), Value::Map(pairs)) = (key.scalar(), &value.value) {
            pairs.iter().for_each(|(key, _)| say_unknown(key, &EXTERNAL_KEYS, sink));
        }
        if key.scalar() == Some("criteria") {
            criteria::find_unknown(value, &mut |key, known| say_unknown(key, known, sink));
        }
        if let (Value::Scalar(name), Value::List(items)) = (&key.value, &value.value)
            && name == "locales"
        {
            for item in items {
                if let Value::Map(pairs) = &item.value {
                    pairs.iter().for_each(|(key, _)| say_unknown(key, &LOCALE_KEYS, sink));
                }
            }
        }
    }
}

fn say_unknown(key: &Node, known: &[&str], sink: &mut Sink) {
    let Value::Scalar(name) = &key.value else { return };
    if !known.contains(&name.as_str()) {
        sink.report(&BAD_CONFIGURATION, key.span, format!("unknown key `{name}`"))
            .suggest(nearest(name, known.iter().copied()))
            .help(format!("the keys are {}", known.join(", ")));
    }
}

fn check(written: Written, places: &Node, sink: &mut Sink) -> Config {
    let mut complain = |key: &str, message: String, help: &str| {
        let span = place(places, key).unwrap_or_default();
        sink.report(&BAD_CONFIGURATION, span, message).help(help);
    };
    let mut config = Config::default();
    match written.title {
        Some(Title::One(title)) => _ = config.title.insert(String::new(), title),
        Some(Title::ByLocale(titles)) => config.title = titles,
        None => {}
    }
    if let Some(url) = written.url {
        config.url = site_url(&url);
        if config.url.is_none() {
            complain(
                "url",
                format!("`{url}` is no address of a site"),
                "write it as https://docs.example.org/base/",
            );
        }
    }
    config.id = written.id;
    config.status = written.status.unwrap_or_default();
    config.markup = written.markup.unwrap_or_default();
    if let Some(source) = written.source {
        config.source = Locale::parse(&source);
        if config.source.is_none() {
            complain(
                "source",
                format!("`{source}` is no language tag"),
                "write it as en or en-US",
            );
        }
    }
    for locale in written.locales {
        let (folder, tag, slug) = match locale {
            WrittenLocale::Folder(folder) => (folder, None, None),
            WrittenLocale::Entry { folder, tag, slug } => (folder, tag, slug),
        };
        let read = tag.as_deref().map(Locale::parse);
        if read == Some(None) || (tag.is_none() && Locale::parse(&folder).is_none()) {
            let text = tag.unwrap_or(folder);
            complain(
                "locales",
                format!("`{text}` is no language tag"),
                "write it as sv or sv-SE",
            );
            continue;
        }
        let is_slug =
            |slug: &str| !slug.is_empty() && !slug.starts_with(['.', '_']) && !slug.contains(['/', '\\', ' ']);
        if let Some(slug) = slug.as_deref().filter(|slug| !is_slug(slug)) {
            complain(
                "locales",
                format!("`{slug}` is no part of an address"),
                "write one word, as sv",
            );
            continue;
        }
        config.locales.push(LocaleEntry {
            folder,
            tag: read.flatten(),
            slug,
        });
    }
    for (key, value, field) in [
        ("content", written.content, &mut None),
        ("output", written.output, &mut Some(&mut config.output)),
        ("theme", written.theme, &mut Some(&mut config.theme)),
    ] {
        let Some(value) = value else { continue };
        let Some(path) = DocPath::new(&value).filter(|_| !value.starts_with('/')) else {
            complain(
                key,
                format!("`{value}` leads out of the site"),
                "name a folder below the one with stegvis.yaml",
            );
            continue;
        };
        match field {
            Some(field) => **field = path.to_string(),
            None => config.content = Some(path),
        }
    }
    if let Some(root) = written.docset_root {
        if root.starts_with("https://") || root.starts_with("http://") || root.starts_with('/') {
            config.docset_root = Some(root);
        } else {
            let help = "write it as https://learn.microsoft.com/{locale}";
            complain("docset_root", format!("`{root}` is no address"), help);
        }
    }
    for file in written.xref {
        match DocPath::new(&file)
            .filter(|path| !file.contains("://") && !file.starts_with('/') && !path.as_str().is_empty())
        {
            Some(path) => config.xref.push(path),
            None => complain(
                "xref",
                format!("`{file}` is no file of the site"),
                "fetch the inventory into the folder with stegvis.yaml, and name it by its path there",
            ),
        }
    }
    if let Some(file) = written.checklists {
        match DocPath::new(&file).filter(|path| !file.starts_with('/') && !path.as_str().is_empty()) {
            Some(path) => config.checklists = Some(path),
            None => complain(
                "checklists",
                format!("`{file}` is no file beside the configuration"),
                "name it by its path from the folder of the configuration, as in `checklists: checklists.yml`",
            ),
        }
    }
    config.external.max_age = written.external.max_age.unwrap_or(config.external.max_age);
    for pattern in written.external.ignore {
        if is_host_or_beginning(&pattern) {
            config.external.ignore.push(pattern);
        } else {
            let help = "write a host, as docs.example.org, or an address as far as it is the same, with https://";
            complain(
                "external",
                format!("`{pattern}` is neither a host nor an address"),
                help,
            );
        }
    }
    config
}

/// `docs.example.org` or `https://docs.example.org/drafts/`
fn is_host_or_beginning(pattern: &str) -> bool {
    let is_of_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let is_host = !pattern.is_empty() && pattern.chars().all(is_of_host) && !pattern.starts_with('.');
    let lower = pattern.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    is_host || rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
}

/// The place of a key's value.
fn place(places: &Node, key: &str) -> Option<Span> {
    let Value::Map(pairs) = &places.value else { return None };
    let is_key = |node: &Node| matches!(&node.value, Value::Scalar(name) if name == key);
    pairs
        .iter()
        .rev()
        .find(|(node, _)| is_key(node))
        .map(|(_, value)| value.span)
}

fn site_url(text: &str) -> Option<SiteUrl> {
    let (scheme, rest) = text.split_once("://")?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let is_host = !host.is_empty()
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'));
    let is_path = path
        .bytes()
        .all(|b| b.is_ascii_graphic() && !matches!(b, b'?' | b'#' | b'"' | b'<' | b'>' | b'\\'));
    if !matches!(scheme, "http" | "https") || !is_host || !is_path {
        return None;
    }
    let path = path.trim_matches('/');
    Some(SiteUrl {
        origin: format!("{scheme}://{host}"),
        base: if path.is_empty() {
            "/".into()
        } else {
            format!("/{path}/")
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str) -> (Config, Vec<String>) {
        let mut sink = Sink::new(DocPath::new(FILE).unwrap());
        let config = read(text, &mut sink);
        let found = sink.into_found();
        (
            config,
            found
                .into_iter()
                .map(|d| format!("{}: {}", d.message, d.help.join("; ")))
                .collect(),
        )
    }

    #[test]
    fn an_empty_file_is_the_default() {
        assert_eq!(read_all("# nothing yet\n"), (Config::default(), vec![]));
        assert_eq!(read_all(""), (Config::default(), vec![]));
    }

    #[test]
    fn every_key_is_read() {
        let (config, found) = read_all(
            "title: {en: Guide, sv: Handbok}\nurl: https://a.example/docs\nsource: en\nlocales: [en, {folder: sv-SE, tag: sv}]\n\
             content: text\noutput: site\ntheme: mine\ndocset_root: https://b.example/{locale}\nmarkup: learn\nxref: [a/xrefmap.yml]\n\
             external: {ignore: [c.example, https://d.example/e], max_age: 3}\nstatus: true\n",
        );
        assert!(found.is_empty(), "{found:?}");
        assert_eq!(config.title_in(&Locale::parse("sv-SE").unwrap()), Some("Handbok"));
        let url = config.url.unwrap();
        assert_eq!(
            (url.origin.as_str(), url.base.as_str()),
            ("https://a.example", "/docs/")
        );
        assert_eq!(config.locales[1].tag, Locale::parse("sv"));
        assert_eq!(config.content.unwrap().as_str(), "text");
        assert_eq!((config.output.as_str(), config.theme.as_str()), ("site", "mine"));
        assert_eq!((config.markup, config.status), (Markup::Learn, true));
        assert_eq!(config.xref, [DocPath::new("a/xrefmap.yml").unwrap()]);
        assert_eq!(config.external.ignore, ["c.example", "https://d.example/e"]);
        assert_eq!(config.external.max_age, 3);
    }

    #[test]
    fn the_known_keys_are_the_fields() {
        fn names(properties: &serde_json::Value) -> Vec<&str> {
            let mut names: Vec<&str> = properties.as_object().unwrap().keys().map(String::as_str).collect();
            names.sort_unstable();
            names
        }
        fn sorted<const N: usize>(mut keys: [&'static str; N]) -> Vec<&'static str> {
            keys.sort_unstable();
            keys.to_vec()
        }
        let schema = schema();
        let entry = schema.pointer("/properties/locales/items/anyOf/1/properties").unwrap();
        assert_eq!(names(&schema["properties"]), sorted(KEYS));
        assert_eq!(names(entry), sorted(LOCALE_KEYS));
        let external = schema.pointer("/properties/external/properties").unwrap();
        assert_eq!(names(external), sorted(EXTERNAL_KEYS));
        let criteria = &schema["properties"]["criteria"]["properties"];
        assert_eq!(names(criteria), sorted(criteria::KEYS));
        assert_eq!(names(&criteria["classes"]["properties"]), sorted(criteria::CLASS_KEYS));
        assert_eq!(names(&criteria["steps"]["properties"]), sorted(criteria::STEP_KEYS));
    }

    #[test]
    fn an_unknown_key_is_an_error_with_a_suggestion_and_the_rest_counts() {
        let (config, found) = read_all("titel: X\ntheme: mine\n");
        assert!(
            found[0].starts_with("unknown key `titel`: did you mean `title`?"),
            "{found:?}"
        );
        assert_eq!(config.theme, "mine");
    }

    #[test]
    fn what_a_criterion_is_can_be_said() {
        let (config, found) = read_all(
            "criteria:\n  anchors: exit-*\n  pages: [a/*.md]\n  classes:\n    required: {sv: [Tvunget, Tvunget för *]}\n  \
             steps: {titles: {de: \"Schritt {number}\"}, key: stage}\n",
        );
        assert!(found.is_empty(), "{found:?}");
        let criteria = config.criteria;
        assert!(criteria.is_anchor("exit-a") && !criteria.is_anchor("crit-a"));
        assert!(criteria.is_page("a/b.md") && !criteria.is_page("b.md"));
        let sv = Locale::parse("sv").unwrap();
        assert_eq!(criteria.required[&sv], ["Tvunget", "Tvunget för *"]);
        // What is not named keeps its words.
        assert_eq!(criteria.optional, Config::default().criteria.optional);
        assert_eq!(criteria.titles.len(), 5);
        assert_eq!(criteria.key, "stage");
    }

    #[test]
    fn a_bad_pattern_is_told_at_its_place_and_the_rest_counts() {
        for (text, at, message) in [
            ("criteria: {anchor: x}", "anchor", "unknown key `anchor`"),
            (
                "criteria: {classes: {require: {en: X}}}",
                "require",
                "unknown key `require`",
            ),
            ("criteria: {steps: {title: {en: X}}}", "title", "unknown key `title`"),
            (
                "criteria: {anchors: [a-*, '*', b]}",
                "'*'",
                "`*` would make every anchor a criterion",
            ),
            ("criteria: {anchors: a b}", "a b", "`a b` is no name of an anchor"),
            (
                "criteria: {pages: [../x.md]}",
                "../x.md",
                "`../x.md` is no path below the folder of a language",
            ),
            (
                "criteria: {classes: {required: {zz: X}}}",
                "zz",
                "`zz` is no language tag",
            ),
            (
                "criteria: {classes: {optional: {en: 'A: B'}}}",
                "'A: B'",
                "`A: B` is no word before a colon",
            ),
            (
                "criteria: {classes: {optional: {en: ['A * b']}}}",
                "'A * b'",
                "`A * b` has its `*` in the wrong place",
            ),
            (
                "criteria: {steps: {titles: {en: Step}}}",
                "Step",
                "`Step` does not say where the number stands",
            ),
            (
                "criteria: {steps: {key: a b}}",
                "a b",
                "`a b` is no key of a front matter",
            ),
        ] {
            let mut sink = Sink::new(DocPath::new(FILE).unwrap());
            read(text, &mut sink);
            let found = sink.into_found();
            let told: Vec<_> = found
                .iter()
                .map(|found| (&text[found.primary.span.range()], &*found.message))
                .collect();
            assert_eq!(told, [(at, message)], "{text}");
        }
        let (config, found) = read_all("criteria: {anchors: [a-*, '', b]}");
        assert_eq!((config.criteria.anchors.join(" "), found.len()), ("a-* b".into(), 1));
    }

    #[test]
    fn values_that_mean_nothing_are_said() {
        for text in [
            "url: docs",
            "source: qq",
            "locales: [media]",
            "output: ../x",
            "title: [",
            "docset_root: x",
            "markup: ours",
            "xref: [https://x.example/xrefmap.yml]",
            "xref: [../x.yml]",
            "external: {ignore: [a/b]}",
            "external: {ignore: ['*.a.se']}",
            "external: {ignore: ['https:///x']}",
            "external: {max_age: -1}",
            "external: {ignored: []}",
        ] {
            assert_eq!(read_all(text).1.len(), 1, "{text}: {:?}", read_all(text).1);
        }
    }
}
