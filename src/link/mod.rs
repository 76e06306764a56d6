//! All outlines to one [`Site`]: which pages there are, what their anchors are called, and where links lead.

mod align;
pub mod anchors;
pub mod catalog;
pub mod checklists;
pub mod criteria;
pub mod crumbs;
pub mod moved;
pub mod nav;
pub mod outdated;
pub mod progress;
pub mod redirects;
pub mod renew;
pub mod resolve;
pub mod status;
pub mod toc;
mod url;
pub mod xref;

pub use catalog::{Spellings, catalog};
pub use url::{Url, bad_in_host, percent_decode, percent_encode, read_url};

use rayon::prelude::*;

use crate::model::site::{Doc, Links, Site};
use resolve::{Map, View};

/// The links of every document, as its own locale shows them.
pub fn own_links(site: &Site, docs: &[Doc], spellings: &Spellings) -> Vec<Links> {
    let map = Map { site, docs, spellings };
    docs.par_iter()
        .enumerate()
        .map(|(number, doc)| {
            let (page, locale) = site.homes[number];
            resolve::links(&map, View { page, locale, doc })
        })
        .collect()
}
