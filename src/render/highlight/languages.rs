//! Languages that documentation is full of and that no syntax is at hand for: told apart by their words, in one pass.

use super::{Class, Run, add};

/// How a language is written.
pub struct Language {
    names: &'static [&'static str],
    /// What begins a comment that ends with the line.
    comments: &'static [&'static str],
    /// `/* … */` too.
    has_long_comments: bool,
    /// Quotes, from the longest.
    quotes: &'static [Quote],
    /// Words of one kind, with a blank between them.
    keywords: &'static str,
    /// Operators that are words.
    operators: &'static str,
    types: &'static str,
    values: &'static str,
    /// Words may be written in any case; those above are in lower case.
    ignores_case: bool,
    /// Letters that a word may hold behind its first, beside letters, digits and `_`.
    joints: &'static [char],
    /// A word before `(` is a function.
    has_functions: bool,
    /// A word before `:` is the name of a value.
    has_keys: bool,
}

struct Quote {
    open: &'static str,
    close: &'static str,
    /// `\` takes its meaning from the next letter.
    has_escapes: bool,
    /// A doubled end is no end.
    doubles: bool,
    /// It may go on in the next line.
    is_long: bool,
    class: Class,
}

const fn quote(mark: &'static str, has_escapes: bool) -> Quote {
    Quote {
        open: mark,
        close: mark,
        has_escapes,
        doubles: !has_escapes,
        is_long: false,
        class: Class::String,
    }
}

static LANGUAGES: &[Language] = &[KUSTO, DAX, BICEP, BASIC, POWER_QUERY];

const KUSTO: Language = Language {
    names: &["kusto", "kql", "csl"],
    comments: &["//"],
    has_long_comments: false,
    quotes: &[
        Quote {
            open: "```",
            close: "```",
            has_escapes: false,
            doubles: false,
            is_long: true,
            class: Class::String,
        },
        Quote {
            open: "@\"",
            close: "\"",
            has_escapes: false,
            doubles: true,
            is_long: false,
            class: Class::String,
        },
        Quote {
            open: "@'",
            close: "'",
            has_escapes: false,
            doubles: true,
            is_long: false,
            class: Class::String,
        },
        quote("\"", true),
        quote("'", true),
    ],
    keywords: "alias as asc by consume count database datatable declare default desc distinct evaluate extend \
        externaldata facet find first fork from getschema graph-match hint invoke join kind last let \
        limit lookup make-graph make-series materialize mv-apply mv-expand nulls on order parse parse-kv \
        parse-where partition pattern print project project-away project-keep project-rename \
        project-reorder query_parameters range reduce restrict sample sample-distinct scan search \
        serialize set sort step summarize table take to top top-hitters top-nested typeof union view \
        where with",
    operators: "and between contains contains_cs endswith has has_all has_any hasprefix hassuffix in matches not \
        or regex startswith",
    types: "bool datetime decimal dynamic guid int long real string timespan",
    values: "true false null",
    ignores_case: false,
    joints: &[],
    has_functions: true,
    has_keys: false,
};

const DAX: Language = Language {
    names: &["dax"],
    comments: &["//", "--"],
    has_long_comments: true,
    quotes: &[
        quote("\"", false),
        Quote {
            open: "'",
            close: "'",
            has_escapes: false,
            doubles: true,
            is_long: false,
            class: Class::Type,
        },
        Quote {
            open: "[",
            close: "]",
            has_escapes: false,
            doubles: true,
            is_long: false,
            class: Class::Attribute,
        },
    ],
    keywords: "asc at by column define desc evaluate measure order return start table var",
    operators: "and in not or",
    types: "",
    values: "blank false true",
    ignores_case: true,
    joints: &['.'],
    has_functions: true,
    has_keys: false,
};

const BICEP: Language = Language {
    names: &["bicep", "bicepparam"],
    comments: &["//", "#disable"],
    has_long_comments: true,
    quotes: &[
        Quote {
            open: "'''",
            close: "'''",
            has_escapes: false,
            doubles: false,
            is_long: true,
            class: Class::String,
        },
        quote("'", true),
    ],
    keywords: "as assert existing extension for func if import in metadata module output param provider \
        resource targetScope type using var with",
    operators: "",
    types: "any array bool int object string",
    values: "true false null",
    ignores_case: false,
    joints: &[],
    has_functions: true,
    has_keys: true,
};

const BASIC: Language = Language {
    names: &["vb", "vbnet", "vbhtml", "visualbasic", "vba", "vbs", "vbscript"],
    comments: &["'"],
    has_long_comments: false,
    quotes: &[quote("\"", false)],
    keywords: "addhandler addressof as async await byref byval call case catch class const continue declare \
        delegate dim do each else elseif end enum event exit finally for friend function get gettype \
        goto handles if implements imports inherits interface let loop me module mustinherit \
        mustoverride mybase namespace new next of on option optional overloads overridable overrides \
        paramarray partial private property protected public raiseevent readonly redim return select set \
        shadows shared static step structure sub then throw to try until using wend when while with \
        writeonly",
    operators: "and andalso is isnot like mod not or orelse typeof xor",
    types: "boolean byte char date decimal double integer long object short single string variant",
    values: "false nothing true",
    ignores_case: true,
    joints: &[],
    has_functions: true,
    has_keys: false,
};

const POWER_QUERY: Language = Language {
    names: &["powerquery", "powerquery-m", "power-query", "pq"],
    comments: &["//"],
    has_long_comments: true,
    quotes: &[
        Quote {
            open: "#\"",
            close: "\"",
            has_escapes: false,
            doubles: true,
            is_long: false,
            class: Class::Variable,
        },
        quote("\"", false),
    ],
    keywords: "as each else error if in let meta otherwise section shared then try type",
    operators: "and is not or",
    types: "any binary date datetime duration function list logical none number record table text time",
    values: "true false null",
    ignores_case: false,
    joints: &['.'],
    has_functions: true,
    has_keys: false,
};

/// The language of that name, in lower case.
pub fn find(name: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.names.contains(&name))
}

impl Language {
    /// The pieces of `code`, without a gap.
    pub fn runs(&self, code: &str) -> Vec<Run> {
        let mut runs = Vec::new();
        let mut at = 0;
        while let Some(rest) = code.get(at..).filter(|rest| !rest.is_empty()) {
            let (class, length) = self.piece(code, at, rest);
            let end = at + length.max(1);
            // Never in the middle of a letter.
            let end = (end..=code.len())
                .find(|&end| code.is_char_boundary(end))
                .unwrap_or(code.len());
            add(&mut runs, class, at..end);
            at = end;
        }
        runs
    }

    fn piece(&self, code: &str, at: usize, rest: &str) -> (Class, usize) {
        if self.comments.iter().any(|mark| rest.starts_with(mark)) {
            return (Class::Comment, rest.find('\n').unwrap_or(rest.len()));
        }
        if self.has_long_comments && rest.starts_with("/*") {
            return (
                Class::Comment,
                rest.get(2..)
                    .and_then(|rest| rest.find("*/"))
                    .map_or(rest.len(), |end| end + 4),
            );
        }
        if let Some(quote) = self.quotes.iter().find(|quote| rest.starts_with(quote.open)) {
            return (quote.class, quote.length(rest));
        }
        let Some(first) = rest.chars().next() else {
            return (Class::Plain, 0);
        };
        if first.is_ascii_digit() {
            let is_number = |letter: char| letter.is_ascii_alphanumeric() || letter == '.' || letter == '_';
            return (Class::Number, length_while(rest, is_number));
        }
        if first.is_alphabetic() || first == '_' {
            return self.word(code, at, rest);
        }
        if first == '@' && self.has_keys {
            return (
                Class::Attribute,
                1 + length_while(rest.get(1..).unwrap_or_default(), is_word),
            );
        }
        // What means nothing goes in one piece up to what may.
        let means_nothing = |letter: char| letter.is_whitespace() || "(){}|,;=<>+".contains(letter);
        (Class::Plain, length_while(rest, means_nothing).max(first.len_utf8()))
    }

    fn word(&self, code: &str, at: usize, rest: &str) -> (Class, usize) {
        let length = length_while(rest, |letter| is_word(letter) || self.joints.contains(&letter));
        // `project-away` is one word where the whole of it is known.
        let long = length_while(rest, |letter| is_word(letter) || letter == '-');
        if long > length && self.is_one_of(self.keywords, &rest[..long]) {
            return (Class::Keyword, long);
        }
        let word = &rest[..length];
        let behind = code
            .get(at + length..)
            .unwrap_or_default()
            .trim_start_matches([' ', '\t']);
        let is_member = code.get(..at).is_some_and(|before| before.ends_with('.'));
        let class = if self.has_keys && behind.starts_with(':') && !behind.starts_with("::") {
            Class::Attribute
        } else if is_member {
            if behind.starts_with('(') {
                Class::Function
            } else {
                Class::Plain
            }
        } else if self.is_one_of(self.keywords, word) {
            Class::Keyword
        } else if self.is_one_of(self.operators, word) {
            Class::Operator
        } else if self.is_one_of(self.types, word) {
            Class::Type
        } else if self.is_one_of(self.values, word) {
            Class::Number
        } else if self.has_functions && behind.starts_with('(') {
            Class::Function
        } else {
            Class::Plain
        };
        (class, length)
    }

    fn is_one_of(&self, words: &str, word: &str) -> bool {
        words.split(' ').any(|known| match self.ignores_case {
            true => known.eq_ignore_ascii_case(word),
            false => known == word,
        })
    }
}

impl Quote {
    /// How long what it quotes is, both marks with it. One that does not end ends with its line.
    fn length(&self, text: &str) -> usize {
        let mut at = self.open.len();
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            if rest.starts_with(self.close) {
                let end = at + self.close.len();
                let is_double = self.doubles && text.get(end..).is_some_and(|rest| rest.starts_with(self.close));
                if !is_double {
                    return end;
                }
                at = end + self.close.len();
                continue;
            }
            let letter = rest.chars().next().unwrap_or(' ');
            if letter == '\n' && !self.is_long {
                return at;
            }
            at += letter.len_utf8();
            if letter == '\\' && self.has_escapes {
                let next = text.get(at..).and_then(|rest| rest.chars().next());
                at += next.filter(|next| *next != '\n').map_or(0, char::len_utf8);
            }
        }
        text.len()
    }
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn length_while(text: &str, is_part: impl Fn(char) -> bool) -> usize {
    text.find(|letter| !is_part(letter)).unwrap_or(text.len())
}

/// All names, for tests.
#[cfg(test)]
pub fn all() -> impl Iterator<Item = &'static str> {
    LANGUAGES.iter().flat_map(|language| language.names.iter().copied())
}
