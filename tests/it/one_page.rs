//! One page of a small site, built in this process and shown without the theme's frame.

use std::collections::BTreeMap;

use stegvis::base::{DocPath, span};
use stegvis::build::{Build, Engine, Options, Request, SiteFolder};
use stegvis::diag::{Diagnostic, Severity};
use stegvis::model::OutputBody;
use stegvis::source::disk;

use super::site::{Site, UNFINISHED};

/// What stands between the parts of a page that [`TEMPLATE`] shows.
const PART: &str = "<!--:part-->";

/// A page's template that shows what is asked of it here, and nothing else.
const TEMPLATE: &str =
    "{{ title }}<!--:part-->{% if canonical %}{{ canonical }}{% endif %}<!--:part-->{{ content | safe }}";

/// A page as it was rendered.
#[derive(Debug, Default)]
pub struct Page {
    /// Its title, as HTML.
    pub title: String,
    /// Its full address, as HTML; empty where the site has none.
    pub canonical: String,
    /// The article, HTML.
    pub content: String,
}

/// A diagnostic, with its place as people call it.
#[derive(Debug, PartialEq, Eq)]
pub struct Told {
    /// The rule that found it.
    pub rule: &'static str,
    pub severity: Severity,
    /// Below the folder of the page's language; below the site where it is no file of that language.
    pub file: String,
    pub line: usize,
    pub column: usize,
    /// One past the last.
    pub end: (usize, usize),
    pub message: String,
    /// The files and lines of the other places.
    pub related: Vec<(String, usize)>,
}

impl Told {
    /// Whether it is said of a page that is not meant to be more than a few lines.
    pub fn is_of_unfinished(&self) -> bool {
        UNFINISHED.contains(&self.rule)
    }
}

/// What came of a site.
#[derive(Debug, Default)]
pub struct Made {
    /// In the order of the report.
    pub told: Vec<Told>,
    /// The page that was asked for, if it is one.
    pub page: Option<Page>,
    /// The path of each page and asset in the browser, decoded and without the language, and its file below the
    /// language's folder.
    pub places: BTreeMap<String, String>,
}

/// The folder of a file's language, and its path below it: `/sv/a.md` is Swedish, and all others are English.
fn place(path: &str) -> (&str, &str) {
    let named = path.strip_prefix('/').and_then(|path| path.split_once('/'));
    named.unwrap_or(("en", path))
}

/// A site with English as its source, and a frame that shows pages alone.
pub fn site(configuration: &str, files: &BTreeMap<String, String>) -> Site {
    let mut site = Site::new()
        .file("stegvis.yaml", &format!("source: en\n{configuration}"))
        .file("themes/stegvis/page.html", TEMPLATE);
    for (path, text) in files {
        let (language, path) = place(path);
        site = site.bytes(&format!("content/{language}/{path}"), text.as_bytes());
    }
    site
}

/// Builds a site and renders one page.
///
/// # Errors
/// The folder cannot be built at all, or its template fails.
pub fn make(site: &Site, page: &str) -> Result<Made, String> {
    let request = Request {
        root: site.root(),
        ..Request::default()
    };
    let folder = SiteFolder::find(&request).map_err(|why| why.to_string())?;
    let engine = Engine {
        folder,
        options: Options::default(),
    };
    let build = engine.update(disk::read(&engine.folder.plan));
    let (language, page) = place(page);
    let locale = build.site.locales.iter().find(|locale| &*locale.slug == language);
    let locale = locale.ok_or("no such language")?;
    let root = format!("{}/", locale.folder);
    let mut made = Made {
        told: build
            .diagnostics
            .iter()
            .map(|found| told(&build, found, &root))
            .collect(),
        ..Made::default()
    };
    for page in build.site.pages.iter() {
        made.places.insert(page.route.to_string(), page.key.to_string());
    }
    let published = format!("{}/", locale.slug);
    for asset in build.site.assets.iter() {
        let path = asset.path.as_str();
        let file = asset.file.as_str();
        let path = path.strip_prefix(&published).unwrap_or(path);
        made.places
            .insert(path.to_owned(), file.strip_prefix(&root).unwrap_or(file).to_owned());
    }
    let key = DocPath::new(page).ok_or("no path below the site")?;
    let Some(facts) = build.site.pages.iter().find(|facts| facts.key == key) else {
        return Ok(made);
    };
    let wanted = format!("{published}{}index.html", facts.route);
    let plan = build.plan();
    let outputs = Build::outputs(&plan);
    let output = outputs.iter().find(|output| output.path.as_str() == wanted);
    let output = output.ok_or_else(|| format!("no output {wanted}"))?;
    let OutputBody::Render(render) = &output.body else {
        return Err(format!("{wanted} is copied"));
    };
    let bytes = render(&output.key)?;
    let text = String::from_utf8_lossy(&bytes);
    let mut parts = text.splitn(3, PART).map(str::to_owned);
    made.page = Some(Page {
        title: parts.next().unwrap_or_default(),
        canonical: parts.next().unwrap_or_default(),
        content: parts.next().unwrap_or_default(),
    });
    Ok(made)
}

fn told(build: &Build, found: &Diagnostic, root: &str) -> Told {
    let file = &found.primary.file;
    let text = build.snapshot.text(file).map(|text| &**text).unwrap_or_default();
    let place = span::position(text, found.primary.span.start as usize);
    let end = span::position(text, found.primary.span.end as usize);
    let below = |file: &DocPath| file.as_str().strip_prefix(root).unwrap_or(file.as_str()).to_owned();
    let related = found.related.iter().map(|label| {
        let text = build.snapshot.text(&label.file).map(|text| &**text).unwrap_or_default();
        (below(&label.file), span::position(text, label.span.start as usize).line)
    });
    Told {
        rule: found.rule.id,
        severity: found.severity,
        file: below(file),
        line: place.line,
        column: place.column,
        end: (end.line, end.column),
        message: found.message.clone(),
        related: related.collect(),
    }
}
