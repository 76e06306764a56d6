//! The markup of DocFX and Microsoft Learn: the same tree with other elements and classes, for styles and scripts that
//! expect them. What is not told apart here is written as in our own.

use std::borrow::Cow;
use std::collections::HashMap;

use super::video::film;
use super::{Body, Writer, code, pivots, tabs};
use crate::config::Markup;
use crate::model::document::{Figure, FigureKind};
use crate::model::{Alert, Kind, Owner, Str};

/// Before what is in no language.
const NO_LOC: &str = "<span class=\"no-loc\" dir=\"ltr\" lang=\"en-us\">";

/// The attributes that this markup alone passes on.
pub(super) fn extras<'a>(body: &Body<'a>) -> HashMap<Owner, Vec<(&'a str, &'a str)>> {
    let mut extras: HashMap<Owner, Vec<_>> = HashMap::new();
    if body.markup == Markup::Learn {
        let document = body.document;
        for extra in &document.extras {
            let of_owner = extras.entry(extra.owner).or_default();
            of_owner.push((document.str(extra.name), document.str(extra.value)));
        }
    }
    extras
}

impl<'a> Writer<'a> {
    pub(super) fn learn_extras(&mut self, owner: Owner) {
        for (name, value) in self.extras.remove(&owner).unwrap_or_default() {
            match name {
                // Pixels, as the reader of the directive has made sure.
                "max-width" if matches!(owner, Owner::Video(_)) => {
                    self.out.extend([" style=\"max-width:", value, "px;\""]);
                }
                _ => self.valued(name, "", value),
            }
        }
    }

    /// A name of other documentation that nobody knows. `text` is what is shown where the author wrote none.
    pub(super) fn learn_unknown_name(&mut self, index: u32, is_shorthand: bool, text: &str) {
        match text {
            "" if !is_shorthand => self.wrapped(index, "<span class=\"broken\">", "</span>"),
            "" => self.wrapped(index, NO_LOC, "</span>"),
            text => {
                self.push(NO_LOC);
                self.text(text);
                self.push("</span>");
            }
        }
    }

    /// The same of an element `<xref>`, or of a raw link, whose text is its author's.
    pub(super) fn learn_unknown_element(&mut self, index: u32, link: u32, text: &str) {
        if text.is_empty() {
            return self.wrapped(index, "<span class=\"broken\">", "</span>");
        }
        let document = self.body.document;
        let has_children = document.children(index).next().is_some();
        let dest = document
            .links
            .get(link as usize)
            .map_or("", |link| document.str(link.dest));
        let query = dest.split_once('?').map_or("", |(_, query)| query);
        let names_itself = |pair: &str| pair.starts_with("text=") || pair.starts_with("alt=");
        let is_words = has_children || query.split(['&', '#']).any(names_itself);
        self.push(if is_words {
            "<span class=\"xref\">"
        } else {
            "<span class=\"no-loc xref\">"
        });
        if has_children {
            self.children(index);
        } else {
            self.text(text);
        }
        self.push("</span>");
    }

    /// Writes a node if its markup is another one; false if it is not.
    pub(super) fn learn(&mut self, index: u32, kind: Kind) -> bool {
        match kind {
            Kind::Alert(alert) => self.learn_alert(index, alert),
            Kind::CodeBlock(info) => self.learn_code_block(index, info),
            Kind::Snippet(number) => self.learn_snippet(index, number),
            Kind::Image(number) => return self.learn_image(index, number),
            Kind::Figure(number) => self.learn_figure(index, number),
            Kind::Video(number) => return self.learn_video(number),
            Kind::TabGroup => self.learn_tab_group(index),
            Kind::Zone(number) => self.learn_zone(index, number),
            Kind::Moniker(range) => {
                self.close_label();
                self.push("<div range=\"");
                self.attr(self.str(range));
                self.push("\">\n");
                self.children(index);
                self.push("</div>\n");
            }
            Kind::Row => self.boxed(index, "<section class=\"row\">\n", "</section>\n"),
            Kind::NoLoc(part) => {
                self.push(NO_LOC);
                self.text(self.str(part));
                self.push("</span>");
            }
            _ => return false,
        }
        true
    }

    fn learn_alert(&mut self, index: u32, alert: Alert) {
        let class = match alert {
            Alert::Note => "NOTE",
            Alert::Tip => "TIP",
            Alert::Important => "IMPORTANT",
            Alert::Caution => "CAUTION",
            Alert::Warning => "WARNING",
        };
        self.close_label();
        self.out.extend(["<div class=\"", class, "\">\n<h5>"]);
        let title = self.body.words.alert(alert);
        self.text(title);
        self.push("</h5>\n");
        self.children(index);
        self.push("</div>\n");
    }

    fn learn_code_block(&mut self, index: u32, info: Str) {
        self.close_label();
        let (language, is_interactive) = code::interactive(code::language_of_info(self.str(info)));
        self.push("<pre><code");
        self.valued("class", "lang-", language);
        if is_interactive {
            self.valued("data-interactive", "", language);
        }
        self.push(">");
        let text = self.code(index);
        self.text(&text);
        self.push("</code></pre>\n");
    }

    /// ` name="prefix value"`, if there is a value.
    fn valued(&mut self, name: &str, prefix: &str, value: &str) {
        if !value.is_empty() {
            self.out.extend([" ", name, "=\"", prefix]);
            self.attr(value);
            self.push("\"");
        }
    }

    fn learn_snippet(&mut self, index: u32, number: u32) {
        let document = self.body.document;
        let Some(&snippet) = document.snippets.get(number as usize) else {
            return;
        };
        self.close_label();
        if document.children(index).next().is_none() {
            return self.lost_snippet(&snippet);
        }
        let name = document.str(snippet.name);
        let mode = document.str(snippet.interactive);
        let written = document.str(snippet.language);
        // `[!code[name](file)]` without a language has none; `:::code` has no name, and takes the file's.
        let language = match (written, name) {
            ("", "") => code::language_of_file(document.str(snippet.dest)),
            _ => Cow::Borrowed(written),
        };
        let (language, is_interactive) = code::interactive(&language);
        self.push("<pre><code");
        self.valued("class", "lang-", language);
        self.valued("name", "", name);
        self.valued("title", "", document.str(snippet.title));
        if is_interactive || !mode.is_empty() {
            self.valued("data-interactive", "", language);
        }
        self.valued("data-interactive-mode", "", mode);
        self.valued("highlight-lines", "", document.str(snippet.highlight));
        self.push(">");
        let text = self.code(index);
        self.text(&text);
        self.push("</code></pre>\n");
    }

    fn learn_image(&mut self, index: u32, number: u32) -> bool {
        let document = self.body.document;
        let (Some(link), Some((href, dest))) = (document.links.get(number as usize), self.target(number)) else {
            return false;
        };
        if let Some(url) = self.film_url(href, dest) {
            let name = url.split(['?', '#']).next().unwrap_or_default();
            let kind = if name.to_ascii_lowercase().ends_with("webm") {
                "webm"
            } else {
                "mp4"
            };
            self.out.extend([
                "<video width=\"500\" height=\"281\" controls=\"\"><source type=\"video/",
                kind,
                "\" src=\"",
            ]);
            self.attr(&url);
            self.push("\"></video>");
            return true;
        }
        self.push("<img src=\"");
        self.href(href, dest);
        self.push("\" alt=\"");
        let alt = document.plain_text(index);
        self.attr(&alt);
        self.push("\"");
        self.title(link.title);
        self.push(">");
        true
    }

    fn learn_figure(&mut self, index: u32, number: u32) {
        let document = self.body.document;
        let Some(&figure) = document.figures.get(number as usize) else {
            return;
        };
        let is_line = self.in_line || figure.is_inline;
        if !is_line {
            self.close_label();
        }
        if self.target(figure.source).is_none() {
            return self.lost_picture(&figure, is_line);
        }
        let has_description = !is_line && document.children(index).next().is_some();
        if has_description {
            self.descriptions += 1;
            let id = format!("description:{}", self.descriptions);
            let class = if figure.has_border() {
                " class=\"mx-imgBorder\""
            } else {
                ""
            };
            self.out.extend(["<p", class, ">\n"]);
            self.learn_picture(&figure, Some(&id));
            self.out
                .extend(["</p>\n<div id=\"", &id, "\" class=\"visually-hidden\">\n"]);
            self.children(index);
            self.push("</div>\n");
            return;
        }
        self.push(if is_line { "" } else { "<p>" });
        if figure.has_border() {
            self.push("<span class=\"mx-imgBorder\">\n");
        }
        self.learn_picture(&figure, None);
        if figure.has_border() {
            self.push("</span>\n");
        }
        self.push(if is_line { "" } else { "</p>\n" });
    }

    fn learn_picture(&mut self, figure: &Figure, description: Option<&str>) {
        let link = figure.link.and_then(|number| self.target(number));
        let lightbox = figure.lightbox.and_then(|number| self.target(number));
        let around = link.or(lightbox).filter(|_| !self.in_link);
        if let Some((href, dest)) = around {
            self.push("<a href=\"");
            self.href(href, dest);
            self.push(match link {
                Some(_) => "\">\n",
                None => "#lightbox\" data-linktype=\"relative-path\">\n",
            });
        }
        if let Some((href, dest)) = self.target(figure.source) {
            self.push("<img src=\"");
            self.href(href, dest);
            self.push("\"");
            if figure.kind == FigureKind::Icon {
                self.push(" role=\"presentation\"");
            } else {
                self.push(" alt=\"");
                self.attr(self.str(figure.alt));
                self.push("\"");
            }
            self.valued("aria-describedby", "", description.unwrap_or_default());
            // Behind a bare icon in a line a line end would be a blank that nobody wrote.
            let is_bare = around.is_none() && !figure.has_border();
            self.push(if is_bare { ">" } else { ">\n" });
        }
        if around.is_some() {
            self.push("</a>\n");
        }
    }

    fn learn_video(&mut self, number: u32) -> bool {
        let document = self.body.document;
        let link = document.links.get(number as usize);
        let Some((link, film)) = link.and_then(|link| Some((link, film(document.str(link.dest))?))) else {
            return false;
        };
        self.close_label();
        let name = if self.in_line { "span" } else { "div" };
        self.out.extend(["<", name, " class=\"embeddedvideo\"><iframe src=\""]);
        self.attr(&film.url);
        self.push("\" frameborder=\"0\" allowfullscreen=\"true\"");
        self.valued("title", "", document.str(link.title));
        self.learn_extras(Owner::Video(number));
        self.out.extend(["></iframe></", name, ">"]);
        if !self.in_line {
            self.push("\n");
        }
        true
    }

    fn learn_zone(&mut self, index: u32, number: u32) {
        let document = self.body.document;
        let Some(zone) = document.zones.get(number as usize) else {
            return self.children(index);
        };
        let target = document.str(zone.target).trim();
        let pivots: Vec<&str> = pivots::ids(document.str(zone.pivots)).collect();
        self.close_label();
        self.push("<div class=\"zone");
        self.push(if target.is_empty() { "" } else { " has-target" });
        self.push(if pivots.is_empty() { "" } else { " has-pivot" });
        self.push("\"");
        self.valued("data-target", "", target);
        self.valued("data-pivot", "", &pivots.join(" "));
        self.push(">\n");
        self.children(index);
        self.push("</div>\n");
    }

    /// One tab of each group shows: the first that an earlier group has chosen, else the first that can be chosen.
    fn learn_tab_group(&mut self, index: u32) {
        let document = self.body.document;
        self.close_label();
        self.groups += 1;
        let group = self.groups.to_string();
        let tabs: Vec<LearnTab<'a>> = document
            .children(index)
            .filter_map(|node| match document.nodes[node as usize].kind {
                Kind::Tab(number) => {
                    let tab = document.tabs.get(number as usize)?;
                    let (ids, condition) = (document.str(tab.ids), document.str(tab.condition));
                    let is_visible = condition.is_empty() || self.tabs_chosen.contains(&condition);
                    Some(LearnTab {
                        node,
                        ids,
                        condition,
                        is_visible,
                    })
                }
                _ => None,
            })
            .collect();
        let is_chosen = |tab: &LearnTab| tabs::ids(tab.ids).any(|id| self.tabs_chosen.contains(&id));
        let active = tabs
            .iter()
            .position(|tab| tab.is_visible && is_chosen(tab))
            .or_else(|| tabs.iter().position(|tab| tab.is_visible))
            .unwrap_or(0);
        if let Some(tab) = tabs.get(active) {
            self.tabs_chosen.extend(tabs::ids(tab.ids));
        }
        self.out.extend([
            "<div class=\"tabGroup\" id=\"tabgroup_",
            &group,
            "\">\n<ul role=\"tablist\">\n",
        ]);
        for (place, tab) in tabs.iter().enumerate() {
            self.learn_tab(tab, &group, place == active);
        }
        self.push("</ul>\n");
        for (place, tab) in tabs.iter().enumerate() {
            self.learn_panel(tab, &group, place == active);
        }
        self.push("</div>\n");
    }

    fn learn_tab(&mut self, tab: &LearnTab<'a>, group: &str, is_active: bool) {
        self.push("<li role=\"presentation\"");
        if !tab.is_visible {
            self.push(" aria-hidden=\"true\" hidden=\"hidden\"");
        }
        self.push(">\n<a href=\"#");
        self.panel_id(tab, group);
        self.push("\" role=\"tab\" aria-controls=\"");
        self.panel_id(tab, group);
        self.push("\"");
        self.valued("data-tab", "", tab.ids);
        self.valued("data-condition", "", tab.condition);
        self.push(match is_active {
            true => " tabindex=\"0\" aria-selected=\"true\">",
            false => " tabindex=\"-1\">",
        });
        if let Some(title) = tabs::title_of(self.body.document, tab.node) {
            self.line(title);
        }
        self.push("</a>\n</li>\n");
    }

    fn learn_panel(&mut self, tab: &LearnTab<'a>, group: &str, is_active: bool) {
        let document = self.body.document;
        self.push("<section id=\"");
        self.panel_id(tab, group);
        self.push("\" role=\"tabpanel\"");
        self.valued("data-tab", "", tab.ids);
        self.valued("data-condition", "", tab.condition);
        self.push(if is_active {
            ">\n"
        } else {
            " aria-hidden=\"true\" hidden=\"hidden\">\n"
        });
        let title = tabs::title_of(document, tab.node);
        for child in document.children(tab.node).filter(|&child| Some(child) != title) {
            self.node(child);
        }
        self.push("</section>\n");
    }

    fn panel_id(&mut self, tab: &LearnTab<'a>, group: &str) {
        self.out.extend(["tabpanel_", group, "_"]);
        self.attr(tab.ids);
        if !tab.condition.is_empty() {
            self.push("_");
            self.attr(tab.condition);
        }
    }
}

struct LearnTab<'a> {
    node: u32,
    ids: &'a str,
    condition: &'a str,
    is_visible: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Markup;
    use crate::model::LinkKind;
    use crate::model::document::{Select, Snippet};
    use crate::render::body::Href;
    use crate::render::body::testing::Tree;

    fn tree() -> Tree {
        let mut tree = Tree::new("");
        tree.markup = Markup::Learn;
        tree
    }

    #[test]
    fn alerts_and_code() {
        let mut tree = tree();
        tree.within(Kind::Alert(Alert::Note), |tree| {
            tree.within(Kind::Paragraph, |tree| tree.text("a"));
        });
        for info in ["csharp", "azurecli-interactive", ""] {
            let info = tree.str(info);
            tree.within(Kind::CodeBlock(info), |tree| tree.text("<b>\n"));
        }
        assert_eq!(
            tree.html(),
            "<div class=\"NOTE\">\n<h5>Note</h5>\n<p>a</p>\n</div>\n\
             <pre><code class=\"lang-csharp\">&lt;b&gt;\n</code></pre>\n\
             <pre><code class=\"lang-azurecli\" data-interactive=\"azurecli\">&lt;b&gt;\n</code></pre>\n\
             <pre><code>&lt;b&gt;\n</code></pre>\n"
        );
    }

    #[test]
    fn snippets_say_what_they_are() {
        let mut tree = tree();
        let mut one = |language: &str, name: &str, title: &str, highlight: &str, mode: &str| {
            let snippet = Snippet {
                dest: tree.str("a.py"),
                span: crate::base::Span::default(),
                language: tree.str(language),
                name: tree.str(name),
                title: tree.str(title),
                select: Select::All,
                highlight: tree.str(highlight),
                dedent: None,
                interactive: tree.str(mode),
            };
            tree.snippet(snippet, "x\n");
        };
        one("csharp", "Main", "A \"b\"", "1", "");
        one("", "Main", "", "", "");
        one("", "", "", "2-3", "try-it");
        one("azurecli-interactive", "", "", "", "");
        assert_eq!(
            tree.html(),
            "<pre><code class=\"lang-csharp\" name=\"Main\" title=\"A &quot;b&quot;\" highlight-lines=\"1\">x\n</code></pre>\n\
             <pre><code name=\"Main\">x\n</code></pre>\n\
             <pre><code class=\"lang-python\" data-interactive=\"python\" data-interactive-mode=\"try-it\" \
             highlight-lines=\"2-3\">x\n</code></pre>\n\
             <pre><code class=\"lang-azurecli\" data-interactive=\"azurecli\">x\n</code></pre>\n"
        );
    }

    #[test]
    fn one_tab_of_a_group_shows_and_later_groups_follow() {
        let mut tree = tree();
        tree.within(Kind::TabGroup, |tree| {
            tree.tab("a", "", "A", "1");
            tree.tab("b+c", "x", "B", "2");
        });
        tree.within(Kind::TabGroup, |tree| {
            tree.tab("d", "", "D", "3");
            tree.tab("a", "a", "A", "4");
        });
        let html = tree.html();
        for part in [
            "<div class=\"tabGroup\" id=\"tabgroup_1\">\n<ul role=\"tablist\">\n<li role=\"presentation\">\n\
             <a href=\"#tabpanel_1_a\" role=\"tab\" aria-controls=\"tabpanel_1_a\" data-tab=\"a\" tabindex=\"0\" \
             aria-selected=\"true\">A</a>\n</li>\n",
            "<li role=\"presentation\" aria-hidden=\"true\" hidden=\"hidden\">\n<a href=\"#tabpanel_1_b+c_x\" role=\"tab\" \
             aria-controls=\"tabpanel_1_b+c_x\" data-tab=\"b+c\" data-condition=\"x\" tabindex=\"-1\">B</a>\n</li>\n</ul>\n",
            "<section id=\"tabpanel_1_a\" role=\"tabpanel\" data-tab=\"a\">\n<p>1</p>\n</section>\n",
            "<section id=\"tabpanel_2_d\" role=\"tabpanel\" data-tab=\"d\" aria-hidden=\"true\" hidden=\"hidden\">\n",
            "<section id=\"tabpanel_2_a_a\" role=\"tabpanel\" data-tab=\"a\" data-condition=\"a\">\n<p>4</p>\n</section>\n</div>\n",
        ] {
            assert!(html.contains(part), "{part}\n{html}");
        }
    }

    #[test]
    fn boxes() {
        let mut tree = tree();
        tree.zone("docs", " a, b", "x");
        tree.zone("pdf", "", "y");
        let range = tree.str(">= 1");
        tree.within(Kind::Moniker(range), |_| {});
        tree.within(Kind::Row, |tree| tree.within(Kind::Column(2), |_| {}));
        let name = tree.str("Find");
        tree.leaf(Kind::NoLoc(name));
        assert_eq!(
            tree.html(),
            "<div class=\"zone has-target has-pivot\" data-target=\"docs\" data-pivot=\"a b\">\n<p>x</p>\n</div>\n\
             <div class=\"zone has-target\" data-target=\"pdf\">\n<p>y</p>\n</div>\n\
             <div range=\"&gt;= 1\">\n</div>\n\
             <section class=\"row\">\n<div class=\"column span2\">\n</div>\n</section>\n\
             <span class=\"no-loc\" dir=\"ltr\" lang=\"en-us\">Find</span>"
        );
    }

    #[test]
    fn pictures_and_films() {
        let mut tree = tree();
        let mut figure = Figure {
            kind: FigureKind::Content,
            source: tree.link(LinkKind::Image, "a.png", ""),
            alt: tree.str("x"),
            lightbox: Some(tree.link(LinkKind::Link, "b.png", "")),
            link: None,
            border: None,
            is_inline: false,
        };
        tree.figure(figure, |_| {});
        figure.border = Some(false);
        figure.link = Some(tree.link(LinkKind::Link, "https://c.example/", ""));
        tree.figure(figure, |_| {});
        figure.kind = FigureKind::Icon;
        figure.link = None;
        figure.lightbox = None;
        tree.within(Kind::Paragraph, |tree| tree.figure(figure, |_| {}));
        figure.kind = FigureKind::Complex;
        figure.border = None;
        tree.figure(figure, |tree| {
            tree.within(Kind::Paragraph, |tree| tree.text("long"));
        });
        let film = tree.link(LinkKind::Image, "https://films.example/a?b=1&c", "");
        tree.leaf(Kind::Video(film));
        let file = tree.link(LinkKind::Image, "https://films.example/a.mp4", "");
        tree.within(Kind::Image(file), |tree| tree.text("film"));
        assert_eq!(
            tree.html(),
            "<p><span class=\"mx-imgBorder\">\n<a href=\"b.png#lightbox\" data-linktype=\"relative-path\">\n\
             <img src=\"a.png\" alt=\"x\">\n</a>\n</span>\n</p>\n\
             <p><a href=\"https://c.example/\">\n<img src=\"a.png\" alt=\"x\">\n</a>\n</p>\n\
             <p><img src=\"a.png\" role=\"presentation\"></p>\n\
             <p class=\"mx-imgBorder\">\n<img src=\"a.png\" alt=\"x\" aria-describedby=\"description:1\">\n</p>\n\
             <div id=\"description:1\" class=\"visually-hidden\">\n<p>long</p>\n</div>\n\
             <div class=\"embeddedvideo\"><iframe src=\"https://films.example/a?b=1&amp;c\" frameborder=\"0\" \
             allowfullscreen=\"true\"></iframe></div>\n\
             <video width=\"500\" height=\"281\" controls=\"\"><source type=\"video/mp4\" \
             src=\"https://films.example/a.mp4\"></video>"
        );
        tree.hrefs[0] = Href::Broken;
        assert!(tree.html().starts_with("<p><span class=\"broken\">x</span></p>\n"));
    }
}
