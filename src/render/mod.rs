//! A linked site to files: one artefact kind, one file. Here links become URLs, and nowhere before.

mod above;
mod assets;
mod body;
mod boxes;
mod contents;
mod embed;
mod forms;
mod headers;
mod highlight;
mod inputs;
mod navigation;
mod page;
mod parts;
mod progress;
mod redirects;
mod rollup;
mod root;
mod routes;
mod sitemap;
mod status;
mod urls;
mod words;

pub use inputs::{Frame, KnowsTranslations, Made, Plan, Same};
pub use words::Words;

use std::collections::HashSet;

use routes::Routes;

use crate::base::DocPath;
use crate::model::Output;
use crate::theme::template::TemplateError;

/// Every file of the site. Nothing is rendered yet: each output knows its key and how to get its bytes.
pub fn outputs<'a>(plan: &'a Plan<'a>) -> Vec<Output<'a>> {
    plan.made.navigation.fill(plan);
    let mut outputs = page::outputs(plan);
    outputs.extend(contents::outputs(plan));
    outputs.extend(status::outputs(plan));
    outputs.extend(progress::outputs(plan));
    outputs.extend(root::outputs(plan));
    outputs.extend(headers::outputs(plan));
    outputs.extend(sitemap::outputs(plan));
    outputs.extend(assets::outputs(plan));
    outputs.extend(embed::outputs(plan));
    outputs.extend(redirects::outputs(plan));
    // Where two share a path, or one is a file and the folder of the other, which is an error, `--allow-broken`
    // publishes the first. A redirect in the way of anything is none.
    let mut places = Places::default();
    outputs.retain(|output| places.take(&output.path));
    outputs
}

/// The output at a place, without looking at the others. Not rendered yet.
pub fn output<'a>(plan: &'a Plan<'a>, path: &DocPath) -> Option<Output<'a>> {
    routes(plan).output(plan, path)
}

/// The place of an output by its name, as it is written; `None` where there is none.
pub fn place(plan: &Plan<'_>, name: &str) -> Option<DocPath> {
    routes(plan).place(name).cloned()
}

/// Where outputs lie, in no order.
pub fn paths(plan: &Plan<'_>) -> Vec<DocPath> {
    routes(plan).paths().cloned().collect()
}

fn routes<'a>(plan: &Plan<'a>) -> &'a Routes {
    plan.made.routes(plan)
}

/// The files and folders that outputs need.
#[derive(Default)]
struct Places {
    files: HashSet<DocPath>,
    folders: HashSet<String>,
}

impl Places {
    /// Takes the place of a file; false if it, or one of its folders, is taken for something else.
    fn take(&mut self, path: &DocPath) -> bool {
        if self.folders.contains(path.as_str()) {
            return false;
        }
        // A folder that is known lies in none but folders.
        let parent = Some(path.parent()).filter(|parent| !parent.is_empty());
        fn above<'a>(folder: &&'a str) -> Option<&'a str> {
            folder.rsplit_once('/').map(|(above, _)| above)
        }
        let new: Vec<&str> = std::iter::successors(parent, above)
            .take_while(|folder| !self.folders.contains(*folder))
            .collect();
        if new.iter().any(|folder| self.files.contains(*folder)) || !self.files.insert(path.clone()) {
            return false;
        }
        self.folders.extend(new.into_iter().map(str::to_owned));
        true
    }
}

/// Renders the first page of each kind, and gives back the templates that fail.
pub fn try_templates(plan: &Plan<'_>) -> Vec<TemplateError> {
    [
        navigation::try_template(plan),
        page::try_template(plan),
        contents::try_template(plan),
        status::try_template(plan),
        progress::try_template(plan),
        embed::try_template(plan),
    ]
    .into_iter()
    .chain(root::try_templates(plan))
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_at_a_place_has_it() {
        let mut places = Places::default();
        let take = |path: &&str| places.take(&DocPath::new(path).unwrap());
        let paths = ["a/b/c", "a/b", "a/b/c", "a/b/c/d", "a/b/d", "e", "e/f/g", "a/e"];
        assert_eq!(
            paths.iter().map(take).collect::<Vec<_>>(),
            [true, false, false, false, true, true, false, true]
        );
    }
}
