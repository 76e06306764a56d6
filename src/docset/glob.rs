//! The patterns of `docfx.json`, by `globset`, named here and nowhere else.
//!
//! As DocFX matches them: `*` and `?` stay within a folder, `**` does not, `{a,b}` chooses, case is free, and `**.md`
//! means `**/*.md`. There is no negation. DocFX's own tests of its patterns are the tests of this file.

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::base::Span;

/// Patterns of which any may match.
#[derive(Clone, Debug, Default)]
pub struct Globs(Option<GlobSet>);

/// A pattern that means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadGlob {
    /// Where it stands.
    pub span: Span,
    /// What is wrong with it.
    pub message: String,
}

/// The longest pattern that is read, in bytes: what is longer was not written by a person.
const LONGEST: usize = 1024;

impl Globs {
    /// Reads patterns; those that mean nothing are left out and given back.
    pub fn new<'a>(patterns: impl IntoIterator<Item = (&'a str, Span)>) -> (Self, Vec<BadGlob>) {
        let mut set = GlobSetBuilder::new();
        let mut bad = Vec::new();
        let mut any = false;
        for (pattern, span) in patterns {
            match read(pattern, span) {
                Ok(glob) => {
                    set.add(glob);
                    any = true;
                }
                Err(error) => bad.push(error),
            }
        }
        let set = any.then(|| set.build().ok()).flatten();
        (Self(set), bad)
    }

    /// The patterns that mean nothing; much cheaper than making all of them ready.
    pub fn bad_of<'a>(patterns: impl IntoIterator<Item = (&'a str, Span)>) -> Vec<BadGlob> {
        let read = |(pattern, span)| read(pattern, span).err();
        patterns.into_iter().filter_map(read).collect()
    }

    /// Whether there is no pattern.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Whether a path, with `/` between its parts, matches one of them.
    pub fn matches(&self, path: &str) -> bool {
        self.0.as_ref().is_some_and(|set| set.is_match(path))
    }
}

fn read(pattern: &str, span: Span) -> Result<Glob, BadGlob> {
    let bad = |message| BadGlob { span, message };
    if pattern.len() > LONGEST {
        return Err(bad(format!("the pattern is longer than {LONGEST} bytes")));
    }
    GlobBuilder::new(&plain(pattern))
        .case_insensitive(true)
        .literal_separator(true)
        .backslash_escape(false)
        .empty_alternates(true)
        .build()
        .map_err(|error| bad(error.kind().to_string()))
}

/// A pattern in the form that every matcher reads alike.
fn plain(pattern: &str) -> String {
    let mut plain = pattern.trim().replace('\\', "/");
    while let Some(rest) = plain.strip_prefix("./") {
        plain = rest.to_owned();
    }
    while plain.contains("***") {
        plain = plain.replace("***", "**");
    }
    if let Some(rest) = plain.strip_prefix("**.") {
        plain = format!("**/*.{rest}");
    }
    plain.replace("/**.", "/**/*.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn matches(pattern: &str, path: &str) -> bool {
        let (globs, bad) = Globs::new([(pattern, Span::default())]);
        assert!(bad.is_empty(), "{pattern}: {bad:?}");
        globs.matches(path)
    }

    #[test]
    fn as_docfx_matches() {
        for (pattern, yes, no) in [
            ("a.md", "a.md A.MD", "b/a.md"),
            ("a*", "a abc abd", "a/b"),
            ("**/a/*/b.cs", "b/a/a/a/b.cs", "a/b.cs"),
            ("**", "a a/b", ""),
            ("**/*", "a a/b a/b/c", ""),
            ("a/**", "a/b a/b/c", "a ab/c"),
            ("**.*", "a.md b/c.md", "b/c"),
            ("x/**.md", "x/a.md x/y/a.md", "a.md x/a.png"),
            ("[a-c]b*", "abc abd abe bb cb", "db"),
            ("a*?c", "abc", "ac"),
            ("*c", "abc", "a/bc a/b/c"),
            ("*.cs", "a.cs", "acs x/a.cs"),
            ("a{b,c}d", "abd acd", "a abcd"),
            ("**/*.md", "a.md Root/J/K.md", "Root/A.cs"),
            ("**/J/**", "Root/J/K.md J/x", "Root/JK/K.md"),
            (
                "**/[EJ]/*.{md,cs,csproj}",
                "Root/E/K.md Root/J/K.cs",
                "Root/M/K.md Root/J/K.csp",
            ),
            ("**/includes/**", "includes/a.md a/includes/b/c.md", "my-includes/a.md"),
            ("_themes/**", "_themes/a.css", "x/_themes/a.css"),
            ("./a/*.md", "a/b.md", "a/b/c.md"),
            (r"a\*.md", "a/b.md", "a*.md"),
            ("!abc", "", "d dd abc"),
        ] {
            for path in yes.split_whitespace() {
                assert!(matches(pattern, path), "{pattern} {path}");
            }
            for path in no.split_whitespace() {
                assert!(!matches(pattern, path), "{pattern} {path}");
            }
        }
    }

    #[test]
    fn a_bad_pattern_is_told_and_the_others_count() {
        let (globs, bad) = Globs::new([("[a", Span::at(3)), ("*.md", Span::at(9))]);
        assert_eq!(bad.len(), 1);
        assert_eq!(bad[0].span, Span::at(3));
        assert!(globs.matches("a.md") && !globs.is_empty());
        let long = "a".repeat(LONGEST + 1);
        assert_eq!(Globs::new([(long.as_str(), Span::default())]).1.len(), 1);
        assert!(Globs::new([]).0.is_empty());
    }

    proptest! {
        #[test]
        fn no_pattern_is_too_much(pattern in "[a*?/{},\\[\\]!\\\\.]{0,60}", path in "[a/.]{0,200}") {
            let (globs, _) = Globs::new([(pattern.as_str(), Span::default())]);
            let _ = globs.matches(&path);
        }
    }
}
