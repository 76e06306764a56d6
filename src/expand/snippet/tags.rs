//! Tags in files of code: comments on lines of their own around what has a name.

use std::ops::Range;

/// A way to write a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `' <name>`
    Quote,
    /// `// <name>`
    Slashes,
    /// `<!-- <name> -->`
    Markup,
    /// `-- <name>`
    Dashes,
    /// `# <name>`
    Hash,
    /// `rem <name>`
    Rem,
    /// `#region name` and `#endregion`, which names nothing.
    Region,
    /// `% <name>`
    Percent,
    /// `; <name>`
    Semicolon,
    /// `/* <name> */`
    Stars,
}

/// A line that is a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark<'l> {
    /// It begins what has that name; a region may have none.
    Begin(&'l str),
    /// It ends what has that name; of a region, what began last.
    End(&'l str),
}

impl Form {
    /// All of them; where several have a tag of one name, the first is meant, as for Learn.
    pub const ALL: [Self; 10] = [
        Self::Quote,
        Self::Slashes,
        Self::Markup,
        Self::Dashes,
        Self::Hash,
        Self::Rem,
        Self::Region,
        Self::Percent,
        Self::Semicolon,
        Self::Stars,
    ];

    /// How tags are written in a language of [`crate::base::code_language`]; nothing for one that Learn does not know
    /// and that has no comments of its own.
    pub fn of_language(language: &str) -> &'static [Self] {
        match language {
            "csharp" => &[Self::Slashes, Self::Region],
            "cshtml" => &[Self::Slashes, Self::Markup, Self::Region],
            "vb" => &[Self::Quote, Self::Region],
            "vbhtml" => &[Self::Quote, Self::Markup, Self::Region],
            "php" | "react" => &[Self::Slashes, Self::Markup],
            "ruby" => &[Self::Markup, Self::Hash],
            "actionscript" | "al" | "arduino" | "assembly" | "bicep" | "cpp" | "cuda" | "d" | "dart" | "fsharp"
            | "go" | "groovy" | "hlsl" | "java" | "javascript" | "json" | "kotlin" | "kusto" | "pascal"
            | "processing" | "protobuf" | "qsharp" | "rust" | "scala" | "smalltalk" | "solidity" | "swift"
            | "typescript" => &[Self::Slashes],
            "handlebars" | "html" | "markdown" | "xaml" | "xml" => &[Self::Markup],
            "haskell" | "lua" | "sql" | "vhdl" => &[Self::Dashes],
            "cmake" | "dockerfile" | "elixir" | "graphql" | "http" | "ini" | "julia" | "makefile" | "perl"
            | "powershell" | "python" | "r" | "shell" | "terraform" | "toml" | "yaml" => &[Self::Hash],
            "batchfile" => &[Self::Rem],
            "erlang" | "matlab" => &[Self::Percent],
            "clojure" | "lisp" => &[Self::Semicolon],
            "css" => &[Self::Stars],
            "less" | "sass" | "scss" => &[Self::Stars, Self::Slashes],
            _ => &[],
        }
    }

    /// Before the name and behind it.
    fn around(self) -> (&'static str, &'static str) {
        match self {
            Self::Quote => ("'<", ">"),
            Self::Slashes => ("//<", ">"),
            Self::Markup => ("<!--<", ">-->"),
            Self::Dashes => ("--<", ">"),
            Self::Hash => ("#<", ">"),
            Self::Rem => ("rem<", ">"),
            Self::Region => ("#region", ""),
            Self::Percent => ("%<", ">"),
            Self::Semicolon => (";<", ">"),
            Self::Stars => ("/*<", ">*/"),
        }
    }

    /// The two lines around what is called `name`, for a message.
    pub fn written(self, name: &str) -> (String, String) {
        match self {
            Self::Region => (format!("#region {name}"), "#endregion".into()),
            Self::Markup => (format!("<!-- <{name}> -->"), format!("<!-- </{name}> -->")),
            Self::Stars => (format!("/* <{name}> */"), format!("/* </{name}> */")),
            other => {
                let sign = other.around().0.trim_end_matches('<');
                (format!("{sign} <{name}>"), format!("{sign} </{name}>"))
            }
        }
    }
}

/// What tag a line is. No line is one in two forms.
pub fn mark(line: &str) -> Option<(Form, Mark<'_>)> {
    let mut letters = line.trim_ascii_start().bytes();
    let forms: &[Form] = match letters.next()? {
        b'\'' => &[Form::Quote],
        b'/' => &[Form::Slashes, Form::Stars],
        b'<' => &[Form::Markup],
        b'-' => &[Form::Dashes],
        b'#' => &[Form::Hash, Form::Region],
        b'r' | b'R' => &[Form::Rem],
        b'%' => &[Form::Percent],
        b';' => &[Form::Semicolon],
        _ => return None,
    };
    forms.iter().find_map(|&form| Some((form, mark_in(form, line)?)))
}

fn mark_in(form: Form, line: &str) -> Option<Mark<'_>> {
    if form == Form::Region {
        return if behind(line, "#endregion").is_some() {
            Some(Mark::End(""))
        } else {
            let name = behind(line, "#region")?.trim();
            // Visual Basic has quotation marks around the name.
            let quoted = name.strip_prefix('"').and_then(|name| name.strip_suffix('"'));
            Some(Mark::Begin(quoted.unwrap_or(name).trim()))
        };
    }
    let (before, after) = form.around();
    let rest = behind(line, before)?;
    let (rest, is_end) = match behind(rest, "/") {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    let (name, rest) = rest.split_at(rest.find('>')?);
    let name = name.trim();
    let is_clean = behind(rest, after)?.trim_ascii().is_empty();
    let is_letter = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.' | '-');
    if !is_clean || name.is_empty() || !name.chars().all(is_letter) {
        return None;
    }
    Some(if is_end { Mark::End(name) } else { Mark::Begin(name) })
}

/// What follows a sign, with white space anywhere before and in it, in any case.
fn behind<'l>(text: &'l str, sign: &str) -> Option<&'l str> {
    let mut rest = text;
    for wanted in sign.bytes() {
        rest = rest.trim_ascii_start();
        let (first, after) = rest.split_at_checked(1)?;
        if !first.as_bytes().eq_ignore_ascii_case(&[wanted]) {
            return None;
        }
        rest = after;
    }
    Some(rest)
}

/// What a tag holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// How it is written.
    pub form: Form,
    /// The lines between its two, by index.
    pub lines: Range<usize>,
    /// How often it begins.
    pub begins: usize,
}

/// Why a tag holds nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// It begins on a line, by index, and never ends.
    Unended {
        /// How it is written.
        form: Form,
        /// By index.
        line: usize,
    },
    /// It is not there.
    Nowhere,
}

/// A tag of the name that is looked for, in one form.
#[derive(Clone, Debug, Default)]
struct Track {
    /// The line behind which it began last and has not ended.
    open: Option<usize>,
    /// What it held last.
    held: Option<Range<usize>>,
    begins: usize,
}

impl Track {
    fn begin(&mut self, line: usize) {
        self.open = Some(line);
        self.begins += 1;
    }

    fn end(&mut self, line: usize) {
        if let Some(begun) = self.open.take() {
            self.held = Some(begun + 1..line);
        }
    }
}

/// Finds a tag, in the forms of `order`, the first first. It may be called so, or `snippet` and so, in any case. A tag
/// that begins anew forgets where it began; its first end counts. Regions end in the order in which they lie in each
/// other, those without a name too.
///
/// # Errors
/// No form has such a tag that ends.
pub fn find(lines: &[&str], tag: &str, order: &[Form]) -> Result<Held, Lost> {
    let mut tracks: [[Track; 2]; Form::ALL.len()] = Default::default();
    let mut regions: Vec<Option<usize>> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let Some((form, mark)) = mark(line) else { continue };
        let tracks = &mut tracks[form as usize];
        match mark {
            Mark::Begin(name) => {
                let which = which(name, tag);
                if let Some(which) = which {
                    tracks[which].begin(number);
                }
                if form == Form::Region {
                    regions.push(which);
                }
            }
            Mark::End(name) => {
                let which = match form {
                    Form::Region => regions.pop().flatten(),
                    _ => which(name, tag),
                };
                if let Some(which) = which {
                    tracks[which].end(number);
                }
            }
        }
    }
    let mut lost = Lost::Nowhere;
    for &form in order {
        for track in &tracks[form as usize] {
            if let Some(lines) = &track.held {
                return Ok(Held {
                    form,
                    lines: lines.clone(),
                    begins: track.begins,
                });
            }
            if let (Some(line), Lost::Nowhere) = (track.open, lost) {
                lost = Lost::Unended { form, line };
            }
        }
    }
    Err(lost)
}

/// 0 for the tag itself, 1 for its name with `snippet` before it.
fn which(name: &str, tag: &str) -> Option<usize> {
    const PREFIX: &str = "snippet";
    if is_same(name, tag) {
        return Some(0);
    }
    let (prefix, rest) = name.split_at_checked(PREFIX.len())?;
    (prefix.eq_ignore_ascii_case(PREFIX) && is_same(rest, tag)).then_some(1)
}

// Up to the first difference, so a long name costs no more than the line that it is compared with.
fn is_same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other) || lower(one).eq(lower(other))
}

fn lower(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}
