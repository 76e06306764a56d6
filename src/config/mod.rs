//! `stegvis.yaml`: the one configuration file. Every key has a default; an unknown key is an error with a suggestion.

pub mod criteria;
mod levels;
mod read;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::base::{DocPath, Hash, Locale, Span};
use crate::diag::{RuleInfo, Severity};

pub use criteria::Contract;
pub use read::{KEYS, read, schema};

/// The name of the file, at the site's root.
pub const FILE: &str = "stegvis.yaml";

/// The configuration does not load, or not all of it.
pub static BAD_CONFIGURATION: RuleInfo = RuleInfo {
    id: "bad-configuration",
    severity: Severity::Error,
    summary: "`stegvis.yaml` that does not load, or a key or value in it that means nothing",
    explain: "\
A key that Stegvis does not know is not skipped: it would be a setting that somebody believes in and that does nothing.

Wrong: `titel: Handbook`

Right: `title: Handbook`",
};

/// What the site's folder says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Config {
    /// The site's name, by locale tag; the empty tag stands for all others.
    pub title: BTreeMap<String, String>,
    /// Where the site will be published.
    pub url: Option<SiteUrl>,
    /// Sets the keys of ticked boxes apart from those of other sites on the same host.
    pub id: Option<String>,
    /// The locale that translations are made from.
    pub source: Option<Locale>,
    /// Folders of locales in the order of the picker; those not named follow.
    pub locales: Vec<LocaleEntry>,
    /// The folder of the content, below the site's root. `None`: `content` if it is there, else the root itself.
    pub content: Option<DocPath>,
    /// The folder that is published into, below the site's root.
    pub output: String,
    /// The folder below `themes/` whose files win over the built-in theme's.
    pub theme: String,
    /// Put before links that begin with `/`; `{locale}` in it is the reader's locale.
    pub docset_root: Option<String>,
    /// Inventories of other documentation's names, below the site's root.
    pub xref: Vec<DocPath>,
    /// Which lists of pages are checklists, as a file beside the configuration says.
    pub checklists: Option<DocPath>,
    /// In whose markup pages are written.
    pub markup: Markup,
    /// How `check --external` asks.
    pub external: External,
    /// What exit criteria and steps are.
    pub criteria: Contract,
    /// Each language has a page that tells how all are doing.
    pub status: bool,
    /// How grave the findings of some rules are, in the order written. Whether there are such rules is known further up.
    pub rules: Vec<RuleLevel>,
}

/// What `check --external` leaves out, and what it need not ask again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct External {
    /// A host with all below it (`a.se`), or how an address begins (`https://a.se/b/`).
    pub ignore: Vec<String>,
    /// For so many days a good answer counts.
    pub max_age: u32,
}

impl Default for External {
    fn default() -> Self {
        Self {
            ignore: Vec::new(),
            max_age: 7,
        }
    }
}

/// How grave the findings of a rule are on this site.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RuleLevel {
    /// The rule's id, as written.
    pub rule: String,
    /// Where it is written in the file.
    pub place: Span,
    /// `None`: the rule is switched off.
    pub level: Option<Severity>,
}

/// Which elements and classes stand for alerts, tabs, figures and other constructs that HTML has no element for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Markup {
    /// Our own: semantic, and of use without scripts.
    #[default]
    Stegvis,
    /// That of DocFX and Microsoft Learn, for styles and scripts that expect it.
    Learn,
}

/// Origin and base path of the published site.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SiteUrl {
    /// `https://docs.example.org`
    pub origin: String,
    /// `/` or `/base/`.
    pub base: String,
}

/// A locale that the configuration names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LocaleEntry {
    /// The name of its folder, or the way to it from the folder of the content.
    pub folder: String,
    /// The tag for `lang`; `None`: the folder's name.
    pub tag: Option<Locale>,
    /// The first part of its URLs, if it is not the folder's name.
    pub slug: Option<String>,
}

impl LocaleEntry {
    /// The first part of its URLs: as written, else the folder's name, else the tag where the folder is no plain name.
    pub fn slug(&self) -> &str {
        let tag = || self.tag.as_ref().map_or(self.folder.as_str(), Locale::as_str);
        match &self.slug {
            Some(slug) => slug,
            None if self.is_plain() => &self.folder,
            None => tag(),
        }
    }

    /// Whether the folder is named by one word, and lies in that of the content.
    pub fn is_plain(&self) -> bool {
        !self.folder.contains(['/', '\\']) && !matches!(self.folder.as_str(), "" | "." | "..")
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: BTreeMap::new(),
            url: None,
            id: None,
            source: None,
            locales: Vec::new(),
            content: None,
            output: "public".into(),
            theme: "stegvis".into(),
            docset_root: None,
            markup: Markup::default(),
            xref: Vec::new(),
            checklists: None,
            external: External::default(),
            criteria: Contract::default(),
            status: false,
            rules: Vec::new(),
        }
    }
}

impl Config {
    /// The site's name in a locale, if it has one.
    pub fn title_in(&self, locale: &Locale) -> Option<&str> {
        [locale.as_str(), locale.language(), ""]
            .iter()
            .find_map(|tag| self.title.get(*tag))
            .map(String::as_str)
    }

    /// The path that all URLs begin with: `/` or `/base/`.
    pub fn base(&self) -> &str {
        self.url.as_ref().map_or("/", |url| &url.base)
    }

    /// The name that sets this site's keys in a browser's storage apart from those of others on the same host: `id`,
    /// else the address without its scheme.
    pub fn site_id(&self) -> String {
        let address = |url: &SiteUrl| {
            let host = url.origin.split_once("://").map_or("", |(_, host)| host);
            format!("{host}{}", url.base.trim_end_matches('/'))
        };
        let named = self.id.clone().or_else(|| self.url.as_ref().map(address));
        named.unwrap_or_else(|| "site".into())
    }

    /// The hash of all that pages are made from: how grave a finding is changes none.
    pub fn hash(&self) -> Hash {
        Hash::of_value(&Self {
            rules: Vec::new(),
            ..self.clone()
        })
    }
}
