//! Code to coloured HTML, by syntect with the syntaxes of two-face, named here and nowhere else.
//!
//! Spans carry one of a few short classes and never a style attribute, which the content security policy forbids.
//! Their text is exactly the code.

mod languages;

use std::collections::HashMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use pulldown_cmark_escape::escape_html_body_text;
use syntect::parsing::{ClearAmount, ParseState, Scope, ScopeStackOp, SyntaxReference, SyntaxSet};

use crate::base::Hash;

/// Characters of the longest line that is coloured: an engine that backtracks may need the square of it.
const MAX_LINE: usize = 2_000;

/// How often one character, or white space, may come in a row: 2,000 spaces cost one syntax seconds, and 200 nothing.
const MAX_RUN: usize = 200;

/// Bytes of the longest block that is coloured.
const MAX_BLOCK: usize = 64 * 1024;

/// Bytes of HTML that are kept for blocks that come again; after that, each is coloured anew.
const MAX_KNOWN: usize = 8 * 1024 * 1024;

/// Colours code, and keeps what it made: a translated page repeats the code of its source.
#[derive(Default)]
pub struct Highlighter {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    html: HashMap<Hash, Option<Arc<str>>>,
    bytes: usize,
}

impl Highlighter {
    /// The HTML of `code`, without its `pre`; `None` where it is better shown plain: an unknown language, too much of
    /// it, or code that the syntax misreads.
    ///
    /// `language` is the first word after the fence, in any case.
    pub fn html(&self, language: &str, code: &str) -> Option<Arc<str>> {
        let token = token(language)?;
        if !is_bounded(code) {
            return None;
        }
        let key = Hash::of_value(&(&token, code));
        if let Some(html) = self.known().html.get(&key) {
            return html.clone();
        }
        // Two threads may both make it: they make the same.
        let html: Option<Arc<str>> = coloured(&token, code).map(Arc::from);
        let mut known = self.known();
        let bytes = html.as_ref().map_or(0, |html| html.len()) + size_of::<(Hash, Option<Arc<str>>)>();
        if known.bytes + bytes <= MAX_KNOWN && known.html.insert(key, html.clone()).is_none() {
            known.bytes += bytes;
        }
        html
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_bounded(code: &str) -> bool {
    code.len() <= MAX_BLOCK && code.split('\n').all(is_short)
}

fn is_short(line: &str) -> bool {
    let looks_like = |one: char, other: char| one == other || (one.is_whitespace() && other.is_whitespace());
    let (mut count, mut run, mut before) = (0, 0, '\n');
    line.chars().all(|letter| {
        count += 1;
        run = if looks_like(letter, before) { run + 1 } else { 1 };
        before = letter;
        count <= MAX_LINE && run <= MAX_RUN
    })
}

/// What languages are called in documentation, where the syntaxes know them by another name.
const ALIASES: &[(&str, &[&str])] = &[
    (
        "ps1",
        &[
            "powershell",
            "powershellinteractive",
            "azure-powershell",
            "azurepowershell",
            "ps",
            "posh",
            "pwsh",
            "powershell-console",
        ],
    ),
    (
        "sh",
        &[
            "azurecli",
            "azcopy",
            "azdeveloper",
            "azure-cli",
            "console",
            "cli",
            "dotnetcli",
            "shell",
            "shell-session",
            "terminal",
            "ksh",
        ],
    ),
    ("bat", &["batch", "batchfile", "dos"]),
    ("cpp", &["c++", "cppcx", "cppwinrt"]),
    ("cs", &["csharp", "c#", "csx", "qsharp"]),
    ("fsx", &["fs", "fsharp"]),
    ("js", &["javascript", "node", "nodejs"]),
    ("json", &["json5", "jsonc"]),
    ("html", &["cshtml", "razor", "aspx", "aspx-csharp", "aspx-vb"]),
    (
        "sql",
        &["tsql", "t-sql", "plsql", "pgsql", "mysql", "sparksql", "postgresql"],
    ),
    ("terraform", &["hcl", "azapi"]),
    ("xml", &["csproj", "config", "resx", "xaml", "axaml", "maml"]),
    ("http", &["msgraph", "rest"]),
    ("dockerfile", &["docker"]),
    ("Objective-C", &["objc", "objectivec", "objective-c"]),
    ("go", &["golang"]),
];

/// Words that promise no language, though some syntax may answer to them.
const PLAIN: &[&str] = &["", "output", "none", "text", "txt", "plain", "plaintext"];

/// The name by which the syntaxes know `language`; `None` where nobody needs to be asked.
fn token(language: &str) -> Option<String> {
    let lower = language.to_lowercase();
    let name = lower.strip_suffix("-interactive").unwrap_or(&lower);
    if PLAIN.contains(&name) {
        return None;
    }
    let alias = ALIASES.iter().find(|(_, names)| names.contains(&name));
    Some(alias.map_or(name, |(token, _)| token).to_owned())
}

/// What is told apart by colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Plain,
    Keyword,
    /// An operator; only one that is a word shows.
    Operator,
    String,
    Comment,
    Number,
    Function,
    Variable,
    Type,
    Attribute,
    /// The name of a value, even where it is written as a string or a variable.
    Key,
}

impl Class {
    fn css(self) -> Option<&'static str> {
        Some(match self {
            Self::Plain => return None,
            Self::Keyword => "hl-k",
            Self::Operator => "hl-o",
            Self::String => "hl-s",
            Self::Comment => "hl-c",
            Self::Number => "hl-n",
            Self::Function => "hl-f",
            Self::Variable => "hl-v",
            Self::Type => "hl-t",
            Self::Attribute | Self::Key => "hl-a",
        })
    }

    /// What this is inside of `outer`.
    fn inside(self, outer: Self) -> Self {
        match (outer, self) {
            (Self::Key, Self::String | Self::Variable) => Self::Key,
            _ => self,
        }
    }
}

/// Which scopes show as what: the first that begins a scope decides. A scope that none of these begins is as what it
/// lies in. Variables have no colour in languages where every name is one.
const SCOPES: &[(&str, Class)] = &[
    ("comment", Class::Comment),
    ("string.unquoted.heredoc", Class::String),
    ("string.unquoted.label", Class::Attribute),
    ("string.unquoted", Class::Plain),
    ("string", Class::String),
    ("constant.character.entity", Class::Number),
    ("constant.other.object.key", Class::Key),
    ("constant.numeric", Class::Number),
    ("constant.language", Class::Number),
    ("constant.other", Class::Number),
    ("keyword.operator", Class::Operator),
    ("keyword.other.unit", Class::Number),
    ("keyword", Class::Keyword),
    ("storage.type.string", Class::String),
    ("storage", Class::Keyword),
    ("entity.name.function", Class::Function),
    ("entity.name.tag.yaml", Class::Attribute),
    ("entity.name.tag.toml", Class::Attribute),
    ("entity.name", Class::Type),
    ("entity.other.inherited-class", Class::Type),
    ("entity.other", Class::Attribute),
    ("support.function.test", Class::Plain),
    ("support.function", Class::Function),
    ("support.macro", Class::Function),
    ("support.type.property-name", Class::Attribute),
    ("support.type", Class::Type),
    ("support.class", Class::Type),
    ("support.constant", Class::Number),
    ("support.variable.automatic", Class::Variable),
    ("variable.other.readwrite.powershell", Class::Variable),
    ("variable.other.readwrite.assignment.shell", Class::Variable),
    ("variable.other.readwrite.shell", Class::Variable),
    ("variable.other.php", Class::Variable),
    ("variable.function", Class::Function),
    ("variable.annotation", Class::Attribute),
    ("variable.language", Class::Keyword),
    ("variable.parameter.option", Class::Attribute),
    ("variable", Class::Plain),
    ("meta.group.expansion.parameter", Class::Variable),
    ("meta.group.expansion", Class::Plain),
    ("meta.mapping.key.json", Class::Key),
    ("meta.hashtable.assignment", Class::Key),
    ("meta.property-name", Class::Attribute),
    ("meta.embedded", Class::Plain),
    ("meta.interpolation", Class::Plain),
    ("meta.diff.header", Class::Comment),
    ("meta.diff.range", Class::Comment),
    ("source", Class::Plain),
    ("text", Class::Plain),
    ("markup.heading", Class::Type),
    ("markup.raw", Class::Attribute),
    ("markup.underline.link", Class::Attribute),
    ("markup.inserted", Class::String),
    ("markup.deleted", Class::Variable),
];

/// Syntaxes, and what their scopes show as.
struct Syntaxes {
    set: SyntaxSet,
    scopes: Vec<(Scope, Class)>,
}

impl Syntaxes {
    /// Loaded when the first block needs them, for it takes as long as rendering hundreds of pages.
    fn get() -> &'static Self {
        static LOADED: OnceLock<Syntaxes> = OnceLock::new();
        LOADED.get_or_init(|| Self {
            set: two_face::syntax::extra_newlines(),
            scopes: SCOPES
                .iter()
                .filter_map(|(name, class)| Some((Scope::new(name).ok()?, *class)))
                .collect(),
        })
    }

    fn class(&self, scope: Scope) -> Option<Class> {
        let found = self.scopes.iter().find(|(known, _)| known.is_prefix_of(scope));
        found.map(|(_, class)| *class)
    }
}

fn coloured(token: &str, code: &str) -> Option<String> {
    if let Some(language) = languages::find(token) {
        return Some(html(code, &language.runs(code)));
    }
    // The engine trusts its syntaxes and would panic over a bad one; a block without colours is no reason to stop.
    catch_unwind(AssertUnwindSafe(|| {
        let syntaxes = Syntaxes::get();
        let runs = runs(syntaxes, syntaxes.set.find_syntax_by_token(token)?, code)?;
        Some(html(code, &runs))
    }))
    .ok()
    .flatten()
}

/// A piece of the code that looks the same from end to end.
type Run = (Class, Range<usize>);

/// The pieces of `code`, without a gap; `None` where the syntax does not fit.
fn runs(syntaxes: &Syntaxes, syntax: &SyntaxReference, code: &str) -> Option<Vec<Run>> {
    let mut state = ParseState::new(syntax);
    let mut stack = Stack::default();
    let mut runs = Vec::new();
    let mut line_at = 0;
    for line in code.split_inclusive('\n') {
        let mut at = 0;
        for (next, op) in state.parse_line(line, &syntaxes.set).ok()? {
            if next > at {
                add(
                    &mut runs,
                    stack.class(line.get(at..next)?),
                    line_at + at..line_at + next,
                );
                at = next;
            }
            stack.apply(syntaxes, &op);
        }
        add(
            &mut runs,
            stack.class(line.get(at..)?),
            line_at + at..line_at + line.len(),
        );
        line_at += line.len();
    }
    // Inside a string at the end: an apostrophe of some command's answer was read as a quote.
    (stack.top().class != Class::String).then_some(runs)
}

/// Adds a piece to the one before it where they look the same.
fn add(runs: &mut Vec<Run>, class: Class, range: Range<usize>) {
    match runs.last_mut() {
        _ if range.is_empty() => {}
        Some((last, before)) if last.css() == class.css() => before.end = range.end,
        _ => runs.push((class, range)),
    }
}

/// What the scopes that are open come to.
#[derive(Default)]
struct Stack {
    open: Vec<Level>,
    /// What was laid aside, for scopes that must not be seen from inside.
    aside: Vec<Vec<Level>>,
}

#[derive(Clone, Copy)]
struct Level {
    class: Class,
    /// The class of signs: operators and keywords without a letter look like what they stand in.
    signs: Class,
}

impl Stack {
    fn top(&self) -> Level {
        const NOTHING: Level = Level {
            class: Class::Plain,
            signs: Class::Plain,
        };
        self.open.last().copied().unwrap_or(NOTHING)
    }

    fn class(&self, text: &str) -> Class {
        let level = self.top();
        if text.contains(char::is_alphanumeric) {
            level.class
        } else {
            level.signs
        }
    }

    fn apply(&mut self, syntaxes: &Syntaxes, op: &ScopeStackOp) {
        match op {
            ScopeStackOp::Push(scope) => {
                let level = level(syntaxes.class(*scope), self.top());
                self.open.push(level);
            }
            ScopeStackOp::Pop(count) => self.open.truncate(self.open.len().saturating_sub(*count)),
            ScopeStackOp::Clear(amount) => {
                let kept = match amount {
                    ClearAmount::TopN(count) => self.open.len().saturating_sub(*count),
                    ClearAmount::All => 0,
                };
                self.aside.push(self.open.split_off(kept));
            }
            ScopeStackOp::Restore => self.open.extend(self.aside.pop().unwrap_or_default()),
            ScopeStackOp::Noop => {}
        }
    }
}

/// A scope of this class, opened in `outer`.
fn level(class: Option<Class>, outer: Level) -> Level {
    let Some(class) = class.map(|class| class.inside(outer.class)) else {
        return outer;
    };
    let signs = match (class, outer.signs) {
        (Class::Keyword | Class::Operator, Class::Key) => Class::Plain,
        (Class::Keyword | Class::Operator, signs) => signs,
        (class, _) => class,
    };
    Level { class, signs }
}

/// The pieces as HTML. White space has no colour, so it lies outside of spans, or joins two that look the same.
fn html(code: &str, runs: &[Run]) -> String {
    let mut out = String::with_capacity(code.len() * 2);
    let mut open: Option<&'static str> = None;
    let mut done = 0;
    for (class, range) in runs {
        let text = code.get(range.clone()).unwrap_or_default();
        let word = text.trim_start();
        let start = range.end - word.len();
        let word = word.trim_end();
        if word.is_empty() {
            continue;
        }
        let css = class.css();
        let blank = code.get(done..start).unwrap_or_default();
        if open == css {
            out.push_str(blank);
        } else {
            close(&mut out, open);
            out.push_str(blank);
            if let Some(css) = css {
                out.extend(["<span class=\"", css, "\">"]);
            }
        }
        // Writing to a string cannot fail.
        let _ = escape_html_body_text(&mut out, word);
        open = css;
        done = start + word.len();
    }
    close(&mut out, open);
    out.push_str(code.get(done..).unwrap_or_default());
    out
}

fn close(out: &mut String, open: Option<&str>) {
    if open.is_some() {
        out.push_str("</span>");
    }
}

#[cfg(test)]
mod tests;
