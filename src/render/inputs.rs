//! What rendering sees: the linked site, the words, the theme, and what all pages of a locale share.

use std::sync::{Arc, OnceLock};

use crate::base::Hash;
use crate::config::Config;
use crate::link::Spellings;
use crate::link::outdated::Translations;
use crate::link::progress::{Progress, is_published};
use crate::link::resolve::{Map, View};
use crate::link::status;
use crate::model::site::{Doc, DocId, Links, LocaleId, Page, PageId, Site, Variant};
use crate::model::status::Matrix;
use crate::source::Snapshot;
use crate::theme::template::Theme;

use super::highlight::Highlighter;
use super::navigation::Navigation;
use super::rollup::{self, Home};
use super::routes::Routes;
use super::urls::Urls;
use super::words::Words;

/// Choices of one run that pages depend on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Frame {
    /// URLs are relative and name `index.html`, so that pages can be read from disk.
    pub relative: bool,
    /// Drafts are shown.
    pub drafts: bool,
    /// The hash of the program: another program may render the same input otherwise.
    pub program: Hash,
}

/// Who can tell what is known of translations: asked only where a page tells it, because it may take long.
pub trait KnowsTranslations: Sync {
    /// What is known of them.
    fn translations(&self) -> &Translations;
}

/// What pages share, made when one first asks for it.
#[derive(Default)]
pub struct Made {
    /// Tables of contents.
    pub(super) navigation: Arc<Navigation>,
    /// Colours code, each block once.
    pub(super) highlighter: Arc<Highlighter>,
    /// How each language is doing, where a page is to tell it.
    matrix: OnceLock<Matrix>,
    /// Where outputs lie.
    routes: Arc<OnceLock<Routes>>,
    /// Where they lay when only the theme or the words were others.
    routes_before: Option<Arc<OnceLock<Routes>>>,
    /// What progress is counted of.
    progress: Arc<OnceLock<Progress>>,
    /// Where each locale shows it.
    progress_homes: Arc<OnceLock<Vec<Home>>>,
}

/// What is as it was in the build before.
#[derive(Clone, Copy, Debug, Default)]
pub struct Same {
    /// All that tables of contents are made of.
    pub navigation: bool,
    /// The files that the site has, whatever the theme's are called.
    pub places: bool,
    /// Theme and words.
    pub dress: bool,
    /// What progress is counted of.
    pub progress: bool,
}

impl Made {
    /// What the next build takes over.
    #[must_use]
    pub fn next(&self, same: Same) -> Self {
        fn kept<T: Clone + Default>(keep: bool, value: &T) -> T {
            if keep { value.clone() } else { T::default() }
        }
        let is_known = self.routes.get().is_some();
        let known = if is_known {
            Some(&self.routes)
        } else {
            self.routes_before.as_ref()
        };
        Self {
            navigation: kept(same.navigation, &self.navigation),
            highlighter: self.highlighter.clone(),
            matrix: OnceLock::new(),
            routes: kept(same.places && same.dress, &self.routes),
            routes_before: known.filter(|_| same.places).cloned(),
            progress: kept(same.progress, &self.progress),
            progress_homes: kept(same.progress && same.places && same.dress, &self.progress_homes),
        }
    }

    /// Where outputs lie.
    pub(super) fn routes(&self, plan: &Plan<'_>) -> &Routes {
        let before = || self.routes_before.as_ref()?.get()?.redressed(plan);
        self.routes
            .get_or_init(|| before().unwrap_or_else(|| Routes::new(plan)))
    }
}

/// Everything that rendering sees.
pub struct Plan<'a> {
    /// The catalogue.
    pub site: &'a Site,
    /// All documents.
    pub docs: &'a [Doc],
    /// The links of each document, as its own locale shows them.
    pub links: &'a [Links],
    /// For names that are not found as they are spelled.
    pub spellings: &'a Spellings,
    /// The files, for those that are carried along.
    pub snapshot: &'a Snapshot,
    /// The site's configuration.
    pub config: &'a Config,
    /// Templates and styles.
    pub theme: &'a Theme,
    /// One a locale.
    pub words: &'a [Words],
    /// Choices of this run.
    pub frame: Frame,
    /// What is made once for all pages.
    pub(super) made: &'a Made,
    translations: &'a dyn KnowsTranslations,
    /// The hash of what all pages of a locale depend on.
    locale_keys: Vec<Hash>,
}

impl<'a> Plan<'a> {
    /// Gathers it. `translations` is asked where a page tells how each language is doing.
    #[expect(clippy::too_many_arguments, reason = "each is one stage's result, named once, here")]
    pub fn new(
        site: &'a Site,
        docs: &'a [Doc],
        links: &'a [Links],
        translations: &'a dyn KnowsTranslations,
        spellings: &'a Spellings,
        snapshot: &'a Snapshot,
        config: &'a Config,
        theme: &'a Theme,
        words: &'a [Words],
        made: &'a Made,
        frame: Frame,
    ) -> Self {
        let all_words: Vec<Hash> = words.iter().map(|words| words.messages.hash()).collect();
        let common = Hash::of_value(&(config.hash(), theme.hash(), frame, &site.locales, site.source));
        // A page names other languages in their own words.
        let names: Vec<String> = words
            .iter()
            .map(|words| words.messages.language_name().into_owned())
            .collect();
        let locale_keys = all_words
            .iter()
            .map(|own| Hash::of_value(&(common, own, &names)))
            .collect();
        Self {
            site,
            docs,
            links,
            spellings,
            snapshot,
            config,
            theme,
            words,
            frame,
            made,
            translations,
            locale_keys,
        }
    }

    /// How each language is doing, where a page is to tell it.
    pub(super) fn matrix(&self) -> Option<&'a Matrix> {
        let matrix = || status::matrix(self.site, self.docs, self.translations.translations());
        self.config.status.then(|| self.made.matrix.get_or_init(matrix))
    }

    /// What progress is counted of.
    pub(super) fn progress(&self) -> &'a Progress {
        let is_shown = |page| is_published(self.site, self.docs, page, self.frame.drafts);
        let count = || Progress::new(self.site, self.docs, self.links, &is_shown);
        self.made.progress.get_or_init(count)
    }

    /// Where each locale shows it.
    pub(super) fn progress_homes(&self) -> &'a [Home] {
        self.made.progress_homes.get_or_init(|| rollup::homes(self))
    }

    /// The hash of what all pages of a locale depend on.
    pub fn locale_key(&self, locale: LocaleId) -> Hash {
        self.locale_keys.get(locale.index()).copied().unwrap_or_default()
    }

    /// The page's facts.
    pub fn page(&self, page: PageId) -> &'a Page {
        &self.site.pages[page.index()]
    }

    /// What a reader of `locale` finds at `page`; nothing where a draft is left out.
    pub fn shown(&self, page: PageId, locale: LocaleId) -> Option<(DocId, &'a Doc)> {
        let id = self.page(page).variants[locale.index()].shown()?;
        let doc = self.docs.get(id.index())?;
        (self.frame.drafts || !doc.outline.draft).then_some((id, doc))
    }

    /// Whether this locale has the page in its own words, published.
    pub fn is_own(&self, page: PageId, locale: LocaleId) -> bool {
        matches!(self.page(page).variants[locale.index()], Variant::Own(_)) && self.shown(page, locale).is_some()
    }

    /// The links of what a reader of `locale` finds at `page`. A fallback's links are judged again: what they lead to
    /// may be translated, and the translation may lack an anchor.
    pub fn links_of(&self, page: PageId, locale: LocaleId, id: DocId) -> std::borrow::Cow<'a, Links> {
        match self.page(page).variants[locale.index()] {
            Variant::Own(_) => std::borrow::Cow::Borrowed(&self.links[id.index()]),
            _ => {
                let map = Map {
                    site: self.site,
                    docs: self.docs,
                    spellings: self.spellings,
                };
                let doc = &self.docs[id.index()];
                std::borrow::Cow::Owned(crate::link::resolve::links(&map, View { page, locale, doc }))
            }
        }
    }

    /// How an output `depth` folders deep writes URLs.
    pub fn urls(&self, depth: usize) -> Urls {
        Urls::new(self.config.base(), self.frame.relative, depth)
    }

    /// The full address of a route, where the configuration says where the site lives.
    pub fn address(&self, slug: &str, route: &str) -> Option<String> {
        let url = self.config.url.as_ref()?;
        Some(format!(
            "{}{}",
            url.origin,
            Urls::new(&url.base, false, 0).route(slug, route, "")
        ))
    }

    /// All pages and locales that show something.
    pub fn views(&self) -> impl Iterator<Item = (PageId, LocaleId)> + '_ {
        let locales = self.site.locales.len();
        (0..self.site.pages.len() as u32).flat_map(move |page| {
            let views = (0..locales).map(move |locale| (PageId(page), LocaleId(locale as u8)));
            views.filter(|&(page, locale)| self.shown(page, locale).is_some())
        })
    }
}
