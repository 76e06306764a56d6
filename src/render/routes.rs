//! Where each output lies, so that one file is made without the others.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::inputs::Plan;
use super::navigation::NavId;
use super::{Places, assets, contents, embed, headers, page, progress, redirects, root, sitemap, status};
use crate::base::DocPath;
use crate::model::Output;
use crate::model::site::{AssetId, LocaleId, PageId};

/// Where each output lies.
#[derive(Debug)]
pub struct Routes {
    /// All but the theme's.
    of_site: Arc<HashMap<DocPath, Route>>,
    /// The theme's: their names hold what is in them.
    of_theme: HashSet<DocPath>,
    /// Of two outputs at one place, one is left out.
    is_crowded: bool,
}

/// What lies there.
#[derive(Clone, Debug)]
enum Route {
    Page(PageId, LocaleId),
    Contents(NavId, String),
    Status,
    Root,
    Headers,
    Sitemap,
    Asset(AssetId),
    Redirect,
    Progress,
    Embed,
}

/// What makes all outputs of a kind.
type Outputs = for<'a> fn(&'a Plan<'a>) -> Vec<Output<'a>>;

impl Routes {
    /// In the order of [`super::outputs`], so that of two at one place the same has it. Nothing is rendered.
    pub fn new(plan: &Plan<'_>) -> Self {
        let (own, fallback): (Vec<_>, Vec<_>) = plan.views().partition(|&(page, locale)| plan.is_own(page, locale));
        let pages = own.into_iter().chain(fallback);
        let pages =
            pages.filter_map(|(page, locale)| Some((page::path(plan, page, locale)?, Route::Page(page, locale))));
        let mut of_site = HashMap::with_capacity(plan.docs.len());
        let mut of_theme = HashSet::new();
        let mut is_crowded = false;
        let mut places = Places::default();
        let mut take = |path: &DocPath| {
            let is_free = places.take(path);
            is_crowded |= !is_free;
            is_free
        };
        let mut add = |path: DocPath, route: Route| {
            if take(&path) {
                of_site.insert(path, route);
            }
        };
        pages.for_each(|(path, route)| add(path, route));
        for (id, route) in contents::all(plan) {
            if let Some(path) = contents::path(plan, id, &route) {
                add(path, Route::Contents(id, route));
            }
        }
        let statuses = (0..plan.site.locales.len()).filter(|_| plan.config.status);
        statuses
            .filter_map(|locale| status::path(plan, locale))
            .for_each(|path| add(path, Route::Status));
        for output in progress::outputs(plan) {
            add(output.path, Route::Progress);
        }
        let mut add_all = |names: &[String], route: &Route| {
            let paths = names.iter().filter_map(|name| DocPath::new(name));
            paths.for_each(|path| add(path, route.clone()));
        };
        add_all(&root::NAMES.map(str::to_owned), &Route::Root);
        add_all(&headers::NAMES.map(str::to_owned), &Route::Headers);
        add_all(&sitemap::names(plan), &Route::Sitemap);
        for output in assets::of_theme(plan) {
            if take(&output.path) {
                of_theme.insert(output.path);
            }
        }
        let mut add = |path: DocPath, route: Route| {
            if take(&path) {
                of_site.insert(path, route);
            }
        };
        for (number, asset) in plan.site.assets.iter().enumerate() {
            add(asset.path.clone(), Route::Asset(AssetId(number as u32)));
        }
        for output in embed::outputs(plan) {
            add(output.path, Route::Embed);
        }
        for output in redirects::outputs(plan) {
            add(output.path, Route::Redirect);
        }
        Self {
            of_site: Arc::new(of_site),
            of_theme,
            is_crowded,
        }
    }

    /// Those of a plan that differs in its theme and its words alone, which name the theme's files and nothing else. `None`
    /// where another file could come to lie at a place, or lose it, by that.
    pub fn redressed(&self, plan: &Plan<'_>) -> Option<Self> {
        let outputs = assets::of_theme(plan);
        let count = outputs.len();
        let of_theme: HashSet<DocPath> = outputs.into_iter().map(|output| output.path).collect();
        let mut new = of_theme.difference(&self.of_theme);
        let is_taken = |path: &DocPath| {
            let above = std::iter::successors(Some(path.as_str()), |path| {
                path.rsplit_once('/').map(|(above, _)| above)
            });
            let is_below = |other: &DocPath| {
                let rest = other.as_str().strip_prefix(path.as_str());
                rest.is_some_and(|rest| rest.starts_with('/'))
            };
            above.into_iter().any(|path| self.of_site.contains_key(path)) || self.of_site.keys().any(is_below)
        };
        let is_crowded = self.is_crowded || of_theme.len() < count || new.any(is_taken);
        (!is_crowded).then(|| Self {
            of_site: self.of_site.clone(),
            of_theme,
            is_crowded,
        })
    }

    /// All places, in no order.
    pub fn paths(&self) -> impl Iterator<Item = &DocPath> {
        self.of_site.keys().chain(&self.of_theme)
    }

    /// The place of this name.
    pub fn place(&self, name: &str) -> Option<&DocPath> {
        let of_site = self.of_site.get_key_value(name).map(|(place, _)| place);
        of_site.or_else(|| self.of_theme.get(name))
    }

    /// What lies at a place; nothing is rendered yet.
    pub fn output<'a>(&self, plan: &'a Plan<'a>, path: &DocPath) -> Option<Output<'a>> {
        let Some(route) = self.of_site.get(path) else {
            return of_kind(plan, assets::of_theme, path);
        };
        let all: Outputs = match route {
            Route::Page(page, locale) => return page::output(plan, *page, *locale),
            Route::Contents(id, route) => return contents::output(plan, *id, route.clone()),
            Route::Asset(asset) => return assets::carried(plan, *asset),
            Route::Status => status::outputs,
            Route::Root => root::outputs,
            Route::Headers => headers::outputs,
            Route::Sitemap => sitemap::outputs,
            Route::Redirect => redirects::outputs,
            Route::Progress => progress::outputs,
            Route::Embed => embed::outputs,
        };
        of_kind(plan, all, path)
    }
}

fn of_kind<'a>(plan: &'a Plan<'a>, all: Outputs, path: &DocPath) -> Option<Output<'a>> {
    all(plan).into_iter().find(|output| output.path == *path)
}
