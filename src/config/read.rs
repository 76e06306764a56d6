//! How the file is written: its keys, its schema, and what is wrong with it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::levels;
use super::{BAD_CONFIGURATION, Config, FILE, LocaleEntry, Markup, SiteUrl};
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
    /// How grave the findings of a rule are, by its name: `error`, `warning`, `information`, or `off`. An `error` keeps
    /// the site from being published. [More of it](findings.md#severities), and [all rules](rules.md).
    // Read from the places instead, so that one bad level does not cost the whole file.
    #[schemars(with = "BTreeMap<String, levels::Level>", extend("examples" = [{"redirected-link": "warning", "empty-link": "off"}]))]
    rules: IgnoredAny,
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
pub const KEYS: [&str; 12] = [
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
    "rules",
];
const LOCALE_KEYS: [&str; 3] = ["folder", "tag", "slug"];

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
        Ok(written) => Config {
            rules: levels::read(&places, sink),
            ..check(written.unwrap_or_default(), &places, sink)
        },
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
    config
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
             content: text\noutput: site\ntheme: mine\ndocset_root: https://b.example/{locale}\nmarkup: learn\nxref: [a/xrefmap.yml]\n",
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
        assert_eq!(config.markup, Markup::Learn);
        assert_eq!(config.xref, [DocPath::new("a/xrefmap.yml").unwrap()]);
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
        ] {
            assert_eq!(read_all(text).1.len(), 1, "{text}: {:?}", read_all(text).1);
        }
    }
}
