//! What the values of each form of YAML page become, in reading order.

use super::pieces::Pieces;
use super::{Form, MALFORMED_PAGE, Step};
use crate::base::yaml::{Node, Value};
use crate::diag::Sink;

/// The steps that build a page's tree.
pub fn steps(form: Form, root: &Node, pieces: &mut Pieces<'_>, sink: &mut Sink) -> Vec<Step> {
    let mut layout = Layout {
        pieces,
        sink,
        steps: Vec::new(),
    };
    layout.title(root, 1);
    layout.markdown(get(root, "summary"), "hub-lead");
    match form {
        Form::Landing => layout.landing(root),
        Form::Hub => layout.hub(root),
        Form::Questions => layout.questions(root),
    }
    layout.steps
}

/// The last value under a key, of any case.
pub fn get<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let Value::Map(entries) = &node.value else { return None };
    let is_key = |name: &Node| name.scalar().is_some_and(|name| name.trim().eq_ignore_ascii_case(key));
    let found = entries.iter().rev().find(|(name, _)| is_key(name));
    found.map(|(_, value)| value)
}

/// The words for what Learn calls types of links and of lists, by the ids of their messages.
const WORDS: [(&str, &str); 15] = [
    ("architecture", "link-architecture"),
    ("concept", "link-concept"),
    ("deploy", "link-deploy"),
    ("download", "link-download"),
    ("get-started", "link-get-started"),
    ("how-to-guide", "link-how-to-guide"),
    ("learn", "link-learn"),
    ("overview", "link-overview"),
    ("quickstart", "link-quickstart"),
    ("reference", "link-reference"),
    ("sample", "link-sample"),
    ("training", "link-training"),
    ("tutorial", "link-tutorial"),
    ("video", "link-video"),
    ("whats-new", "link-whats-new"),
];

struct Layout<'a, 'p> {
    pieces: &'a mut Pieces<'p>,
    sink: &'a mut Sink,
    steps: Vec<Step>,
}

impl Layout<'_, '_> {
    fn open(&mut self, name: &'static str, class: &'static str) {
        self.steps.push(Step::Open(name, class));
    }

    fn close(&mut self) {
        self.steps.push(Step::Close);
    }

    /// Whether there was a title to write.
    fn title(&mut self, node: &Node, level: u8) -> bool {
        let title = get(node, "title").and_then(|title| self.text(title));
        self.steps.extend(title.map(|title| Step::Heading(level, title)));
        title.is_some()
    }

    fn text(&mut self, node: &Node) -> Option<super::Piece> {
        if !matches!(node.value, Value::Scalar(_)) {
            self.expected(node, "a text");
        }
        self.pieces.add(node)
    }

    fn markdown(&mut self, node: Option<&Node>, class: &'static str) {
        if let Some(piece) = node.and_then(|node| self.text(node)) {
            self.open("div", class);
            self.steps.push(Step::Markdown(piece));
            self.close();
        }
    }

    fn expected(&mut self, node: &Node, what: &str) {
        self.sink
            .report(&MALFORMED_PAGE, node.span, format!("{what} is expected here"))
            .help("what stands here is left out");
    }

    /// The maps of a list; whatever else is there is told.
    fn items<'n>(&mut self, node: Option<&'n Node>, what: &str) -> Vec<&'n Node> {
        let items = match node.map(|node| (node, &node.value)) {
            None => return Vec::new(),
            Some((_, Value::List(items))) => items,
            Some((_, Value::Scalar(text))) if text.is_empty() => return Vec::new(),
            Some((node, _)) => {
                self.expected(node, &format!("a list of {what}"));
                return Vec::new();
            }
        };
        let mut maps = Vec::with_capacity(items.len());
        for item in items {
            match &item.value {
                Value::Map(_) => maps.push(item),
                Value::Scalar(text) if text.is_empty() => {}
                _ => self.expected(item, &format!("one of the {what}, with keys of its own,")),
            }
        }
        maps
    }

    /// A word for a type of link.
    fn word(&mut self, kind: Option<&Node>, element: &'static str) {
        let Some(kind) = kind else { return };
        let written = kind.scalar().unwrap_or("").trim();
        let known = WORDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(written));
        let step = match known {
            Some((_, message)) => Some(Step::Word(message)),
            None => self.text(kind).map(Step::Text),
        };
        if let Some(step) = step {
            self.open(element, "hub-word");
            self.steps.push(step);
            self.close();
        }
    }

    /// A link with `text` (or `title`) and `url`. One without a text shows its address.
    fn link(&mut self, node: &Node) {
        let text = get(node, "text").or_else(|| get(node, "title"));
        let text = text.and_then(|text| self.text(text));
        let url = get(node, "url").and_then(|url| self.text(url));
        match text.or(url) {
            Some(text) => self.steps.push(Step::Link(text, url)),
            None => self.expected(node, "a link with `text` and `url`"),
        }
    }

    fn links(&mut self, node: Option<&Node>) {
        let links = self.items(node, "links");
        if links.is_empty() {
            return;
        }
        self.open("ul", "hub-links");
        for link in links {
            self.open("li", "");
            self.link(link);
            self.word(get(link, "itemType"), "small");
            self.close();
        }
        self.close();
    }

    fn landing(&mut self, root: &Node) {
        let cards = self.items(get(root, "landingContent"), "cards");
        self.cards(&cards, 2);
    }

    fn hub(&mut self, root: &Node) {
        for section in ["highlightedContent", "productDirectory", "conceptualContent", "tools"] {
            if let Some(node) = get(root, section) {
                self.section(node, 2);
            }
        }
        if let Some(node) = get(root, "additionalContent") {
            let level = self.section_head(node, 2);
            for section in self.items(get(node, "sections"), "sections") {
                self.section(section, level);
            }
            let items = self.items(get(node, "items"), "items");
            self.cards(&items, level);
            self.markdown(get(node, "footer"), "hub-foot");
        }
    }

    /// A title and a summary; the level of the headings below.
    fn section_head(&mut self, node: &Node, level: u8) -> u8 {
        let has_title = self.title(node, level);
        self.markdown(get(node, "summary"), "hub-lead");
        level + u8::from(has_title)
    }

    fn section(&mut self, node: &Node, level: u8) {
        let level = self.section_head(node, level);
        let items = self.items(get(node, "items"), "items");
        self.cards(&items, level);
        self.links(get(node, "links"));
        if let Some(footer) = get(node, "footerLink") {
            self.footer_link(footer);
        }
        self.markdown(get(node, "footer"), "hub-foot");
    }

    fn cards(&mut self, cards: &[&Node], level: u8) {
        if cards.is_empty() {
            return;
        }
        self.open("ul", "hub-grid");
        for card in cards {
            self.card(card, level);
        }
        self.close();
    }

    /// A card with lists has a heading; one that is a link alone has none, so that a long list of products is no
    /// table of contents.
    fn card(&mut self, card: &Node, level: u8) {
        self.open("li", "hub-card");
        if let Some(picture) = get(card, "imageSrc").and_then(|picture| self.text(picture)) {
            self.steps.push(Step::Picture(picture));
        }
        let has_lists = ["linkLists", "links"].iter().any(|key| get(card, key).is_some());
        let title = get(card, "title").and_then(|title| self.text(title));
        let url = get(card, "url").and_then(|url| self.text(url));
        match (title, url) {
            (Some(title), None) => self.steps.push(Step::Heading(level, title)),
            (Some(title), url) if has_lists => self.steps.push(Step::LinkedHeading(level, title, url)),
            (title, Some(url)) => {
                self.open("p", "hub-title");
                self.steps.push(Step::Link(title.unwrap_or(url), Some(url)));
                self.close();
            }
            (None, None) => {}
        }
        self.word(get(card, "itemType"), "p");
        self.markdown(get(card, "summary"), "hub-summary");
        for list in self.items(get(card, "linkLists"), "lists of links") {
            self.word(get(list, "linkListType"), "p");
            self.links(get(list, "links"));
        }
        self.links(get(card, "links"));
        if let Some(footer) = get(card, "footerLink") {
            self.footer_link(footer);
        }
        self.close();
    }

    fn footer_link(&mut self, node: &Node) {
        self.open("p", "hub-more");
        self.link(node);
        self.close();
    }

    fn questions(&mut self, root: &Node) {
        for section in self.items(get(root, "sections"), "sections") {
            let name = get(section, "name").or_else(|| get(section, "title"));
            let name = name.and_then(|name| self.text(name));
            let level = 2 + u8::from(name.is_some());
            self.steps.extend(name.map(|name| Step::Heading(2, name)));
            self.markdown(get(section, "summary"), "hub-lead");
            for asked in self.items(get(section, "questions"), "questions") {
                let question = get(asked, "question").and_then(|question| self.text(question));
                let answer = get(asked, "answer");
                if question.is_none() || answer.is_none() {
                    self.expected(asked, "a `question` and its `answer`");
                }
                self.steps
                    .extend(question.map(|question| Step::Heading(level, question)));
                self.markdown(answer, "hub-answer");
            }
        }
        self.markdown(get(root, "additionalContent"), "hub-foot");
    }
}
