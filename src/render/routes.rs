//! Where each output lies, so that one file is made without the others.

use std::collections::HashMap;

use super::inputs::Plan;
use super::navigation::NavId;
use super::{Places, assets, contents, embed, headers, page, progress, redirects, root, sitemap, status};
use crate::base::DocPath;
use crate::model::Output;
use crate::model::site::{AssetId, LocaleId, PageId};

/// Where each output lies.
#[derive(Debug, Default)]
pub struct Routes(HashMap<DocPath, Route>);

/// What lies there.
#[derive(Clone, Debug)]
enum Route {
    Page(PageId, LocaleId),
    Contents(NavId, String),
    Status,
    Root,
    Headers,
    Sitemap,
    Theme,
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
        let mut routes = Self(HashMap::with_capacity(plan.docs.len()));
        let mut places = Places::default();
        let mut add = |path: DocPath, route: Route| {
            if places.take(&path) {
                routes.0.insert(path, route);
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
            add(output.path, Route::Theme);
        }
        for (number, asset) in plan.site.assets.iter().enumerate() {
            add(asset.path.clone(), Route::Asset(AssetId(number as u32)));
        }
        for output in embed::outputs(plan) {
            add(output.path, Route::Embed);
        }
        for output in redirects::outputs(plan) {
            add(output.path, Route::Redirect);
        }
        routes
    }

    /// All places, in no order.
    pub fn paths(&self) -> impl Iterator<Item = &DocPath> {
        self.0.keys()
    }

    /// The place of this name.
    pub fn place(&self, name: &str) -> Option<&DocPath> {
        self.0.get_key_value(name).map(|(place, _)| place)
    }

    /// What lies at a place; nothing is rendered yet.
    pub fn output<'a>(&self, plan: &'a Plan<'a>, path: &DocPath) -> Option<Output<'a>> {
        let all: Outputs = match self.0.get(path)? {
            Route::Page(page, locale) => return page::output(plan, *page, *locale),
            Route::Contents(id, route) => return contents::output(plan, *id, route.clone()),
            Route::Asset(asset) => return assets::carried(plan, *asset),
            Route::Theme => assets::of_theme,
            Route::Status => status::outputs,
            Route::Root => root::outputs,
            Route::Headers => headers::outputs,
            Route::Sitemap => sitemap::outputs,
            Route::Redirect => redirects::outputs,
            Route::Progress => progress::outputs,
            Route::Embed => embed::outputs,
        };
        all(plan).into_iter().find(|output| output.path == *path)
    }
}
