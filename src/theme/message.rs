//! The words of the interface, in Fluent. The only file that names `fluent` and `unic_langid`.
//!
//! A [`MessageFile`] is one `.ftl` file, read and judged; [`Messages`] is what one locale says: a chain of files,
//! of which the first that has a message gives it.

mod names;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use fluent::concurrent::FluentBundle;
use fluent::types::{FluentNumber, FluentNumberOptions};
use fluent::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::{Entry, Expression, Identifier, InlineExpression, Pattern, PatternElement, VariantKey};
use fluent_syntax::parser::{ErrorKind, ParserError, parse_runtime};
use unic_langid::LanguageIdentifier;

use super::format::Format;
use super::pseudo;
use super::shape::{self, Difference, Shape};
use super::tame::{Finding, MessageProblem, Patch, patched, tamed};
use crate::base::{Hash, Locale, Span};

/// The built-in text of `locale`, or of its language (`sv` for `sv-SE`); `None` in other languages.
pub fn builtin(locale: &Locale) -> Option<&'static str> {
    match locale.language() {
        "en" => Some(ENGLISH),
        "sv" => Some(include_str!("../../locales/sv/interface.ftl")),
        "nl" => Some(include_str!("../../locales/nl/interface.ftl")),
        "fr" => Some(include_str!("../../locales/fr/interface.ftl")),
        _ => None,
    }
}

const ENGLISH: &str = include_str!("../../locales/en/interface.ftl");

/// A value for a variable of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arg<'a> {
    /// Put in as it is.
    Text(&'a str),
    /// Chooses a plural, and is written by `NUMBER()`. Exact up to 2⁵³.
    Number(i64),
    /// Year, month, day; written by `DATE()`.
    Date(i16, i8, i8),
}

/// One file of messages, read. Cheap to clone.
#[derive(Clone, Debug)]
pub struct MessageFile {
    locale: Locale,
    resource: Arc<FluentResource>,
    shape: Arc<Shape>,
    hash: Hash,
}

impl MessageFile {
    /// Reads `text`, whose problems are told with `label` as the file's name. What can be read counts, whatever
    /// stands beside it: a message with a problem is as if it were not there, and of two with one id the first
    /// counts. A message may refer to messages and terms of its own file only.
    pub fn parse(locale: &Locale, label: &str, text: &str) -> (Self, Vec<MessageProblem>) {
        let mut findings = Vec::new();
        let source = tamed(text, &mut findings);
        let (shape, patches) = survey(&source, &mut findings);
        let source = patched(source.into_bytes(), &patches);
        findings.sort_by_key(|finding| finding.span);
        let problems = findings.into_iter().map(|finding| finding.told(label, text));
        let file = Self {
            locale: locale.clone(),
            resource: Arc::new(FluentResource::try_new(source).unwrap_or_else(|(resource, _)| resource)),
            shape: Arc::new(shape),
            hash: Hash::of_value(&(locale, text)),
        };
        (file, problems.collect())
    }

    /// The locale that it is in.
    pub fn locale(&self) -> &Locale {
        &self.locale
    }

    /// Its messages and their variables.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// What a translator still has to mend in this file, were it a translation of `source`; in the order of ids.
    pub fn differences(&self, source: &Shape) -> Vec<Difference> {
        shape::differences(source, &self.shape)
    }

    /// The variables that this file's messages ask for and that the interface never gives them: `(id, variable)`. Such
    /// a message is never shown, because what it says cannot be made whole.
    pub fn unknown_variables(&self) -> Vec<(String, String)> {
        let english = Locale::parse("en").and_then(|english| Self::builtin(&english));
        let differences = english
            .map(|english| self.differences(english.shape()))
            .unwrap_or_default();
        let extra = |difference| match difference {
            Difference::VariableExtra { id, variable } => Some((id, variable)),
            _ => None,
        };
        differences.into_iter().filter_map(extra).collect()
    }

    fn builtin(locale: &Locale) -> Option<Self> {
        builtin(locale).map(|text| Self::parse(locale, "", text).0)
    }
}

/// What the interface says in one locale.
pub struct Messages {
    locale: Locale,
    layers: Vec<Layer>,
    hash: Hash,
    pseudo: bool,
}

/// One file in the chain. Its language chooses the plural; numbers and dates are the reader's.
struct Layer {
    bundle: FluentBundle<Arc<FluentResource>>,
    shape: Arc<Shape>,
    /// Whether the words are in the reader's language.
    native: bool,
}

impl Messages {
    /// What `locale` says on a site whose source locale is `source` and whose own files are `files`, of all locales.
    /// First come the site's files of the locale (a later one wins), then those of its language (`fr` for `fr-CA`),
    /// then the built-in ones; then the same for the source locale; then built-in English.
    pub fn load(locale: &Locale, source: &Locale, files: &[MessageFile]) -> Self {
        let mut chain = said_in(locale, files);
        if source != locale {
            chain.extend(said_in(source, files));
        }
        if locale.language() != "en" && source.language() != "en" {
            chain.extend(english());
        }
        Self::of(locale, &chain, false)
    }

    /// The pseudo-locale: built-in English, longer and accented, in brackets. Whatever a page shows without accents
    /// went round the messages; the values of variables stay as they are, numbers and dates those of `locale`.
    pub fn pseudo(locale: &Locale) -> Self {
        let chain: Vec<MessageFile> = english().into_iter().collect();
        let mut messages = Self::of(locale, &chain, true);
        for layer in &mut messages.layers {
            layer.bundle.set_transform(Some(|text| pseudo::accented(text).into()));
        }
        messages
    }

    /// The text of message `id` with the variables `args`. Never fails: what the locale lacks, or what cannot be
    /// formatted (an unknown variable, a circle of references), comes from the next file of the chain, and at its
    /// end stands the id itself.
    ///
    /// The text and the values in it are **not** escaped for HTML: whoever writes them into a page must do it, as
    /// the template engine does. Bidirectional isolation is left to `<bdi>` and `dir`.
    pub fn text(&self, id: &str, args: &[(&str, Arg<'_>)]) -> Cow<'_, str> {
        let args: FluentArgs<'_> = args.iter().map(|&(name, arg)| (name, value_of(arg))).collect();
        let mut flawed = None;
        for layer in &self.layers {
            let Some(pattern) = layer.bundle.get_message(id).and_then(|message| message.value()) else {
                continue;
            };
            let mut errors = Vec::new();
            let text = layer.bundle.format_pattern(pattern, Some(&args), &mut errors);
            if errors.is_empty() {
                return self.bracketed(text);
            }
            flawed.get_or_insert(text);
        }
        flawed.map_or_else(|| id.to_owned().into(), |text| self.bracketed(text))
    }

    /// The language's name in itself, the message `language-name`; the locale's tag if no file in its own language
    /// says it.
    pub fn language_name(&self) -> Cow<'_, str> {
        let id = "language-name";
        if self
            .layers
            .iter()
            .any(|layer| layer.native && layer.shape.contains_key(id))
        {
            return self.text(id, &[]);
        }
        self.locale.as_str().into()
    }

    /// The locale.
    pub fn locale(&self) -> &Locale {
        &self.locale
    }

    /// The ids of all messages of the chain.
    pub fn ids(&self) -> BTreeSet<&str> {
        ids_of(&self.layers, |_| true)
    }

    /// The ids of the messages that readers of this locale see in another language.
    pub fn missing(&self) -> BTreeSet<&str> {
        let native = ids_of(&self.layers, |layer| layer.native);
        self.ids().difference(&native).copied().collect()
    }

    /// The hash of everything that [`text`](Self::text) depends on, apart from its arguments.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    fn of(locale: &Locale, chain: &[MessageFile], pseudo: bool) -> Self {
        let format = Arc::new(Format::new(locale));
        let hashes: Vec<Hash> = chain.iter().map(|file| file.hash).collect();
        Self {
            locale: locale.clone(),
            layers: chain.iter().map(|file| Layer::new(file, locale, &format)).collect(),
            hash: Hash::of_value(&(locale, hashes, pseudo)),
            pseudo,
        }
    }

    fn bracketed<'a>(&self, text: Cow<'a, str>) -> Cow<'a, str> {
        if self.pseudo { format!("[{text}]").into() } else { text }
    }
}

impl fmt::Debug for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Messages({}, {})", self.locale, self.hash)
    }
}

impl Layer {
    fn new(file: &MessageFile, reader: &Locale, format: &Arc<Format>) -> Self {
        let language: LanguageIdentifier = file.locale.as_str().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        bundle.set_use_isolating(false);
        add_functions(&mut bundle, format);
        // Overriding cannot occur: `survey` refused all duplicates.
        let _ = bundle.add_resource(Arc::clone(&file.resource));
        Self {
            bundle,
            shape: Arc::clone(&file.shape),
            native: file.locale.language() == reader.language(),
        }
    }
}

fn ids_of(layers: &[Layer], chosen: impl Fn(&Layer) -> bool) -> BTreeSet<&str> {
    let shapes = layers.iter().filter(|layer| chosen(layer)).map(|layer| &layer.shape);
    shapes.flat_map(|shape| shape.keys().map(String::as_str)).collect()
}

/// The site's files for `locale`, most particular and latest first, then the built-in one.
fn said_in(locale: &Locale, files: &[MessageFile]) -> Vec<MessageFile> {
    let serves = |file: &&MessageFile| {
        let tag = file.locale.as_str();
        file.locale.covers(locale) && tag.len() <= locale.as_str().len()
    };
    let mut chain: Vec<MessageFile> = files.iter().rev().filter(serves).cloned().collect();
    chain.sort_by_key(|file| std::cmp::Reverse(file.locale.as_str().len()));
    chain.extend(MessageFile::builtin(locale));
    chain
}

fn english() -> Option<MessageFile> {
    MessageFile::builtin(&Locale::parse("en")?)
}

fn value_of(arg: Arg<'_>) -> FluentValue<'_> {
    match arg {
        Arg::Text(text) => text.into(),
        Arg::Number(number) => number.into(),
        Arg::Date(year, month, day) => format!("{year:04}-{month:02}-{day:02}").into(),
    }
}

/// The functions that messages may call.
const FUNCTIONS: [&str; 2] = ["NUMBER", "DATE"];

/// `NUMBER` where it selects a plural; see [`survey`].
const PLURAL: &str = "PLURAL";

fn add_functions(bundle: &mut FluentBundle<Arc<FluentResource>>, format: &Arc<Format>) {
    let numbers = Arc::clone(format);
    let dates = Arc::clone(format);
    // Adding fails for a name that is taken; the bundle is new.
    let _ = bundle.add_function("NUMBER", move |values, _| match values.first() {
        Some(FluentValue::Number(number)) => numbers.decimal(number.value).into(),
        other => other.map_or(FluentValue::Error, FluentValue::clone),
    });
    let _ = bundle.add_function("DATE", move |values, _| match values.first() {
        Some(FluentValue::String(text)) => match date_of(text) {
            Some((year, month, day)) => dates.date(year, month, day).into(),
            None => text.clone().into(),
        },
        _ => FluentValue::Error,
    });
    let _ = bundle.add_function(PLURAL, |values, named| match values.first() {
        Some(FluentValue::Number(number)) => plural(number, named),
        other => other.map_or(FluentValue::Error, FluentValue::clone),
    });
}

/// A number for a selector; of the options only `type` (`"ordinal"`) changes the plural of an integer.
fn plural(number: &FluentNumber, named: &FluentArgs<'_>) -> FluentValue<'static> {
    let mut options = FluentNumberOptions::default();
    if let Some(FluentValue::String(kind)) = named.get("type") {
        options.r#type = kind.as_ref().into();
    }
    FluentNumber::new(number.value, options).into()
}

/// Reads what [`value_of`] writes.
fn date_of(text: &str) -> Option<(i16, i8, i8)> {
    let mut parts = text.rsplitn(3, '-');
    let day = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    Some((parts.next()?.parse().ok()?, month, day))
}

/// Judges the syntax tree of a file before the file is used: its shape, and what to write back into the source.
///
/// A refused message loses the first letter of its id, so that the parser skips it. And `NUMBER` in a selector
/// becomes [`PLURAL`]: a function cannot know whether its value selects or is shown, and only a number selects a
/// plural, only a text is grouped as the locale does.
fn survey(source: &str, findings: &mut Vec<Finding>) -> (Shape, Vec<Patch>) {
    let (resource, errors) = match parse_runtime(source) {
        Ok(resource) => (resource, Vec::new()),
        Err(broken) => broken,
    };
    findings.extend(errors.into_iter().map(|error| parse_finding(source, error)));
    let names = Names::of(source, &resource.body);
    let (mut shape, mut patches) = (Shape::new(), Vec::new());
    for (entry, id) in resource.body.iter().filter_map(|entry| Some((entry, id_of(entry)?))) {
        let walk = Walk::through(entry, id, &names);
        if !walk.findings.is_empty() {
            patches.push((names.offset(id), "="));
            findings.extend(walk.findings);
            continue;
        }
        patches.extend(walk.selectors.into_iter().map(|at| (at, PLURAL)));
        if matches!(entry, Entry::Message(message) if message.value.is_some()) {
            shape.insert(id.to_owned(), walk.variables);
        }
    }
    (shape, patches)
}

/// The names that a file gives, each with the place where it stands first. Messages and terms share one name space.
struct Names<'s> {
    source: &'s str,
    first: BTreeMap<&'s str, usize>,
}

impl<'s> Names<'s> {
    fn of(source: &'s str, entries: &[Entry<&'s str>]) -> Self {
        let mut names = Self {
            source,
            first: BTreeMap::new(),
        };
        for id in entries.iter().filter_map(id_of) {
            let at = names.offset(id);
            names.first.entry(id).or_insert(at);
        }
        names
    }

    /// Where `part`, a slice of the source, begins.
    fn offset(&self, part: &str) -> usize {
        (part.as_ptr() as usize).wrapping_sub(self.source.as_ptr() as usize)
    }
}

/// The way through one message or term, and what was seen on it.
struct Walk<'n, 's> {
    names: &'n Names<'s>,
    id: &'s str,
    variables: BTreeSet<String>,
    /// Where `NUMBER` selects.
    selectors: Vec<usize>,
    findings: Vec<Finding>,
}

impl<'n, 's> Walk<'n, 's> {
    fn through(entry: &Entry<&'s str>, id: &'s str, names: &'n Names<'s>) -> Self {
        let mut walk = Self {
            names,
            id,
            variables: BTreeSet::new(),
            selectors: Vec::new(),
            findings: Vec::new(),
        };
        walk.name();
        walk.entry(entry);
        walk
    }

    fn name(&mut self) {
        if FUNCTIONS.contains(&self.id) || self.id == PLURAL {
            self.refuse(self.id, "is the name of a function", "choose another name");
        } else if self.names.first.get(self.id) != Some(&self.names.offset(self.id)) {
            let help = "remove one of the two, or rename it; a message and a term cannot share a name";
            self.refuse(self.id, "stands in this file already, and the first one counts", help);
        }
    }

    fn entry(&mut self, entry: &Entry<&'s str>) {
        let (value, attributes) = match entry {
            Entry::Message(message) => (message.value.as_ref(), &message.attributes),
            Entry::Term(term) => (Some(&term.value), &term.attributes),
            _ => return,
        };
        value.into_iter().for_each(|value| self.pattern(value));
        attributes.iter().for_each(|attribute| self.pattern(&attribute.value));
    }

    fn pattern(&mut self, pattern: &Pattern<&'s str>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression);
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&'s str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.selector(selector);
                for variant in variants {
                    if let VariantKey::NumberLiteral { value } = variant.key {
                        self.number(value);
                    }
                    self.pattern(&variant.value);
                }
            }
        }
    }

    /// A literal as selector chooses nothing, and makes `fluent-bundle` 0.16 panic when a message is too long.
    fn selector(&mut self, selector: &InlineExpression<&'s str>) {
        match selector {
            InlineExpression::StringLiteral { value } | InlineExpression::NumberLiteral { value } => {
                self.refuse(
                    value,
                    "chooses by a fixed value",
                    "choose by a variable: `{ $count -> … }`",
                );
            }
            InlineExpression::FunctionReference { id, .. } if id.name == "NUMBER" => {
                self.selectors.push(self.names.offset(id.name));
                self.inline(selector);
            }
            _ => self.inline(selector),
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&'s str>) {
        match inline {
            InlineExpression::StringLiteral { .. } => {}
            InlineExpression::NumberLiteral { value } => self.number(value),
            InlineExpression::VariableReference { id } => {
                self.variables.insert(id.name.to_owned());
            }
            InlineExpression::MessageReference { id, .. } => self.reference(id),
            InlineExpression::TermReference { id, arguments, .. } => {
                self.reference(id);
                for value in arguments.iter().flat_map(|arguments| &arguments.positional) {
                    self.inline(value);
                }
            }
            InlineExpression::FunctionReference { id, arguments } => {
                if !FUNCTIONS.contains(&id.name) {
                    let help = "the functions are NUMBER() and DATE()";
                    self.refuse(id.name, &format!("calls `{}()`, which is no function", id.name), help);
                }
                arguments.positional.iter().for_each(|value| self.argument(id, value));
            }
            // Like the literal selector, a panic in fluent-bundle 0.16.
            InlineExpression::Placeable { .. } => {
                self.refuse(self.id, "has braces right inside braces", "write one pair: `{ $name }`");
            }
        }
    }

    /// A function's argument: no reference, which would let a message recurse without Fluent's own limit.
    fn argument(&mut self, function: &Identifier<&'s str>, value: &InlineExpression<&'s str>) {
        let reference = matches!(
            value,
            InlineExpression::MessageReference { .. } | InlineExpression::TermReference { .. }
        );
        if reference {
            let help = "pass a variable: `{ NUMBER($count) }`";
            self.refuse(function.name, "passes a message to a function", help);
        }
        self.inline(value);
    }

    fn reference(&mut self, id: &Identifier<&'s str>) {
        if !self.names.first.contains_key(id.name) {
            let what = format!("refers to `{}`, which is not in this file", id.name);
            self.refuse(
                id.name,
                &what,
                "put the other message into the same file, or correct its name",
            );
        }
    }

    /// Longer ones overflow the plural rules of `fluent-bundle` 0.16.
    fn number(&mut self, literal: &'s str) {
        if literal.len() > 15 {
            self.refuse(
                literal,
                "has a number of more than 15 characters",
                "pass it as a variable of text",
            );
        }
    }

    fn refuse(&mut self, part: &str, what: &str, help: &'static str) {
        let start = self.names.offset(part);
        self.findings.push(Finding {
            span: Span::new(start, start + part.len()),
            message: format!("message `{}` {what}", self.id),
            help,
        });
    }
}

fn id_of<'s>(entry: &Entry<&'s str>) -> Option<&'s str> {
    match entry {
        Entry::Message(message) => Some(message.id.name),
        Entry::Term(term) => Some(term.id.name),
        _ => None,
    }
}

fn parse_finding(source: &str, error: ParserError) -> Finding {
    let slice = error.slice.unwrap_or(error.pos.clone());
    let begins = source.get(slice).unwrap_or_default();
    let id = begins
        .split(|c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c)))
        .next();
    let subject = match id {
        Some(id) if !id.is_empty() => format!("message `{id}`"),
        _ => "this line".to_owned(),
    };
    Finding {
        span: Span::new(error.pos.start, error.pos.end),
        message: format!("{subject} cannot be read: {}", reason(&error.kind)),
        help: parse_help(&error.kind),
    }
}

fn reason(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::ExpectedToken(token) => format!("`{token}` is missing here"),
        ErrorKind::ExpectedCharRange { range } => format!("one of {} is missing here", range.escape_default()),
        ErrorKind::ExpectedMessageField { .. } | ErrorKind::ExpectedTermField { .. } | ErrorKind::MissingValue => {
            "it has no text".to_owned()
        }
        ErrorKind::UnbalancedClosingBrace => "a `}` has no `{`".to_owned(),
        other => {
            let text = other.to_string();
            let mut letters = text.chars();
            let first = letters.next().map(|letter| letter.to_lowercase().to_string());
            format!("{}{}", first.unwrap_or_default(), letters.as_str())
        }
    }
}

fn parse_help(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::MissingDefaultVariant => "mark one variant with an asterisk: `*[other] …`",
        ErrorKind::UnbalancedClosingBrace => "a brace itself is written `{\"}\"}`",
        ErrorKind::ForbiddenCallee => "the functions are NUMBER() and DATE(), in capitals",
        _ => "a message is `id = text`; lines that go on are indented, and each `{` is closed with `}`",
    }
}

#[cfg(test)]
mod tests;
