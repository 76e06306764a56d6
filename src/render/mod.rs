//! A linked site to files: one artefact kind, one file. Here links become URLs, and nowhere before.

mod above;
mod assets;
mod body;
mod contents;
mod headers;
mod highlight;
mod inputs;
mod navigation;
mod page;
mod parts;
mod redirects;
mod root;
mod sitemap;
mod urls;
mod words;

pub use inputs::{Frame, Plan};
pub use words::Words;

use std::collections::HashSet;

use crate::base::DocPath;
use crate::model::Output;
use crate::theme::template::TemplateError;

/// Every file of the site. Nothing is rendered yet: each output knows its key and how to get its bytes.
pub fn outputs<'a>(plan: &'a Plan<'a>) -> Vec<Output<'a>> {
    let mut outputs = page::outputs(plan);
    outputs.extend(contents::outputs(plan));
    outputs.extend(root::outputs(plan));
    outputs.extend(redirects::outputs(plan));
    outputs.extend(headers::outputs(plan));
    outputs.extend(sitemap::outputs(plan));
    outputs.extend(assets::outputs(plan));
    // Where two share a path, which is an error, `--allow-broken` publishes the first.
    let mut seen: HashSet<DocPath> = HashSet::with_capacity(outputs.len());
    outputs.retain(|output| seen.insert(output.path.clone()));
    outputs
}

/// Renders the first page of each kind, and gives back the templates that fail.
pub fn try_templates(plan: &Plan<'_>) -> Vec<TemplateError> {
    [
        navigation::try_template(plan),
        page::try_template(plan),
        contents::try_template(plan),
    ]
    .into_iter()
    .chain(root::try_templates(plan))
    .flatten()
    .collect()
}
