//! Templates, styles and scripts: the built-in theme, and a site's own files that win over it. The template engine
//! is Tera, named here and nowhere else.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, ErrorKind, Tera, Value};

use super::strip::stripped;
use crate::base::{DocPath, Hash, Span};
use crate::diag::{RuleInfo, Severity, Sink};
use crate::source::{Content, Snapshot};

/// A template of the site's own theme that does not load.
pub static BAD_TEMPLATE: RuleInfo = RuleInfo {
    id: "bad-template",
    severity: Severity::Error,
    summary: "a template that does not load",
    explain: "\
A template in `themes/` could not be read or fails when a page is rendered with it. Nothing is published until it is mended.

Wrong: `{% if page.title %}` without `{% endif %}`

Right: `{% if page.title %}…{% endif %}`",
};

/// The built-in theme: name and content.
const BUILTIN: &[(&str, &str)] = &[
    ("base.html", include_str!("../../themes/stegvis/base.html")),
    ("page.html", include_str!("../../themes/stegvis/page.html")),
    ("nav.html", include_str!("../../themes/stegvis/nav.html")),
    ("contents.html", include_str!("../../themes/stegvis/contents.html")),
    ("status.html", include_str!("../../themes/stegvis/status.html")),
    ("progress.html", include_str!("../../themes/stegvis/progress.html")),
    ("embed.html", include_str!("../../themes/stegvis/embed.html")),
    ("chooser.html", include_str!("../../themes/stegvis/chooser.html")),
    ("404.html", include_str!("../../themes/stegvis/404.html")),
    ("stegvis.css", include_str!("../../themes/stegvis/stegvis.css")),
    ("code.css", include_str!("../../themes/stegvis/code.css")),
    ("originals.css", include_str!("../../themes/stegvis/originals.css")),
    ("parts.css", include_str!("../../themes/stegvis/parts.css")),
    ("hub.css", include_str!("../../themes/stegvis/hub.css")),
    ("root.css", include_str!("../../themes/stegvis/root.css")),
    ("stegvis.js", include_str!("../../themes/stegvis/stegvis.js")),
    ("checklist.css", include_str!("../../themes/stegvis/checklist.css")),
    ("checklist.js", include_str!("../../themes/stegvis/checklist.js")),
    (
        "checklist-tools.css",
        include_str!("../../themes/stegvis/checklist-tools.css"),
    ),
    (
        "checklist-tools.js",
        include_str!("../../themes/stegvis/checklist-tools.js"),
    ),
    ("embed.js", include_str!("../../themes/stegvis/embed.js")),
    ("progress.css", include_str!("../../themes/stegvis/progress.css")),
    ("choices.js", include_str!("../../themes/stegvis/choices.js")),
    ("media.js", include_str!("../../themes/stegvis/media.js")),
    ("originals.js", include_str!("../../themes/stegvis/originals.js")),
    (
        "stegvis-early.js",
        include_str!("../../themes/stegvis/stegvis-early.js"),
    ),
    ("stegvis.svg", include_str!("../../themes/stegvis/stegvis.svg")),
];

/// A loaded theme.
pub struct Theme {
    engine: Tera,
    /// Files that are no templates, by name below the theme's folder.
    assets: BTreeMap<String, Arc<[u8]>>,
    hash: Hash,
    templates: Hash,
    is_own: bool,
}

/// A value that many pages share without copies.
#[derive(Clone)]
pub struct Shared(Value);

impl Shared {
    /// Takes over what `value` holds; nothing, if it cannot be expressed as a template's value.
    pub fn new(value: &impl Serialize) -> Self {
        Self(Value::try_from_serializable(value).unwrap_or_else(|_| Value::none()))
    }
}

/// Why a template failed while a page was rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// The template's name below the theme's folder, as far as it is known.
    pub template: String,
    /// The bytes of the template that failed.
    pub span: Span,
    /// What happened.
    pub message: String,
}

impl Theme {
    /// The theme named `name`: the files below `themes/<name>/`, and the built-in ones for the rest. A template that
    /// does not load is said, and the built-in one stands in for it.
    pub fn load(snapshot: &Snapshot, name: &str, sink: &mut dyn FnMut(Sink)) -> Self {
        let folder = format!("themes/{name}");
        let mut templates: BTreeMap<String, String> = BTreeMap::new();
        let mut assets: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
        for (file, text) in BUILTIN {
            if is_template(file) {
                templates.insert((*file).into(), (*text).into());
            } else {
                assets.insert((*file).into(), stripped(file, text).as_bytes().into());
            }
        }
        let mut own: Vec<(String, DocPath)> = Vec::new();
        for (path, file, source) in snapshot.below(&folder) {
            let name = path.to_string();
            match &source.content {
                Content::Text(text) if is_template(&name) => {
                    templates.insert(name.clone(), text.to_string());
                    own.push((name, file.clone()));
                }
                // A copy that says the same as the built-in file is that file.
                Content::Text(text) if BUILTIN.iter().any(|&known| known == (&name, text)) => {}
                Content::Text(text) => _ = assets.insert(name, text.as_bytes().into()),
                Content::NotUtf8(bytes) => _ = assets.insert(name, bytes.clone()),
                Content::Media { .. } => {}
            }
        }
        let engine = load_engine(&mut templates, &own, sink);
        let hash = Hash::of_value(&(&templates, &assets));
        Self {
            engine,
            assets,
            hash,
            templates: Hash::of_value(&templates),
            is_own: !own.is_empty(),
        }
    }

    /// The hash of everything in it.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// The hash of its templates alone.
    pub fn templates(&self) -> Hash {
        self.templates
    }

    /// Whether the site brings templates of its own.
    pub fn is_own(&self) -> bool {
        self.is_own
    }

    /// Files that are no templates, by name.
    pub fn assets(&self) -> impl Iterator<Item = (&str, &Arc<[u8]>)> {
        self.assets.iter().map(|(name, bytes)| (name.as_str(), bytes))
    }

    /// Renders a template with the fields of `page` and with what it shares with others.
    ///
    /// # Errors
    /// The template asks for what is not there.
    pub fn render(
        &self,
        template: &str,
        page: &impl Serialize,
        shared: &[(&'static str, &Shared)],
    ) -> Result<String, TemplateError> {
        let mut context = Context::from_serialize(page).map_err(|error| describe(&error, template))?;
        for (name, value) in shared {
            context.insert_value(*name, value.0.clone());
        }
        self.engine
            .render(template, &context)
            .map_err(|error| describe(&error, template))
    }
}

fn is_template(name: &str) -> bool {
    name.ends_with(".html")
}

/// Loads all templates. One that fails is replaced by the built-in one, or left out, until the rest loads.
fn load_engine(
    templates: &mut BTreeMap<String, String>,
    own: &[(String, DocPath)],
    sink: &mut dyn FnMut(Sink),
) -> Tera {
    let mut left: Vec<&(String, DocPath)> = own.iter().collect();
    loop {
        let mut engine = Tera::new();
        let Err(error) = engine.add_raw_templates(templates.iter()) else {
            return engine;
        };
        let told = describe(&error, "");
        let culprit = left.iter().position(|(name, _)| *name == told.template);
        // An error that names no file is blamed on the file read last: without it, the rest may load.
        let Some(index) = culprit.or(left.len().checked_sub(1)) else {
            return Tera::new();
        };
        let (name, file) = left.remove(index);
        let mut found = Sink::new(file.clone());
        found
            .report(
                &BAD_TEMPLATE,
                told.span,
                format!("the template does not load: {}", told.message),
            )
            .help(
                "until it is mended, `build --allow-broken` takes the built-in template, and a preview keeps the last good pages",
            );
        sink(found);
        match BUILTIN.iter().find(|(builtin, _)| builtin == name) {
            Some((_, text)) => templates.insert(name.clone(), (*text).into()),
            None => templates.remove(name),
        };
    }
}

fn describe(error: &tera::Error, template: &str) -> TemplateError {
    let (name, span, message) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let range = report.span().range.clone();
            (
                report.filename(),
                Span::new(range.start, range.end),
                report.message().to_owned(),
            )
        }
        ErrorKind::MissingParent { current, .. } => (current.as_str(), Span::default(), error.to_string()),
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
            (tpl.as_str(), Span::default(), error.to_string())
        }
        _ => (template, Span::default(), error.to_string()),
    };
    let name = if name.is_empty() { template } else { name };
    TemplateError {
        template: name.into(),
        span,
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(files: &[(&str, &str)]) -> (Theme, Vec<String>) {
        let mut said = Vec::new();
        let theme = Theme::load(&Snapshot::of(files), "mine", &mut |sink| {
            let found = sink.into_found();
            said.extend(
                found
                    .iter()
                    .map(|d| format!("{}@{}: {}", d.primary.file, d.primary.span.start, d.message)),
            );
        });
        (theme, said)
    }

    #[test]
    fn what_strips_the_built_in_files_knows_them() {
        for (name, text) in BUILTIN {
            let once = stripped(name, text);
            assert_eq!(stripped(name, &once), once, "{name}");
        }
        let own = "a  {  }\n";
        let (theme, _) = load(&[("themes/mine/stegvis.css", own)]);
        let found = theme.assets().find(|(name, _)| *name == "stegvis.css");
        assert_eq!(found.map(|(_, bytes)| &**bytes), Some(own.as_bytes()));
        let copy = include_str!("../../themes/stegvis/stegvis.css");
        assert_eq!(load(&[("themes/mine/stegvis.css", copy)]).0.hash(), load(&[]).0.hash());
    }

    #[test]
    fn a_sites_own_file_wins() {
        let (theme, said) = load(&[("themes/mine/404.html", "own {{ word }}"), ("themes/mine/a.css", "a{}")]);
        assert!(said.is_empty(), "{said:?}");
        let word = BTreeMap::from([("word", "<b>")]);
        assert_eq!(theme.render("404.html", &word, &[]).unwrap(), "own &lt;b&gt;");
        assert!(theme.assets().any(|(name, _)| name == "a.css"));
        assert!(theme.assets().any(|(name, _)| name == "stegvis.css"));
        let (other, _) = load(&[("themes/mine/404.html", "own  {{ word }}")]);
        assert_ne!(theme.hash(), other.hash());
    }

    #[test]
    fn a_broken_template_is_said_with_its_place_and_replaced() {
        let broken = [
            ("themes/mine/404.html", "ok\n{% if x %}"),
            ("themes/mine/extra.html", "{% extends \"no.html\" %}"),
        ];
        let (theme, said) = load(&broken);
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said.iter().any(|text| text.starts_with("themes/mine/404.html@")));
        let (builtin, _) = load(&[]);
        assert_eq!(theme.hash(), builtin.hash());
    }

    #[test]
    fn a_field_that_is_not_there_is_an_error_with_its_place() {
        let (theme, _) = load(&[("themes/mine/404.html", "a {{ nothing.at_all }}")]);
        let error = theme
            .render("404.html", &BTreeMap::<String, String>::new(), &[])
            .unwrap_err();
        assert_eq!((error.template.as_str(), error.span.start), ("404.html", 5));
    }
}
