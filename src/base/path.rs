//! Paths inside a site: relative, with `/` on every system, without `.` and `..`.

use std::fmt;
use std::sync::Arc;

/// A path below the site's root (or below a locale's root, where it is a page's identity).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocPath(Arc<str>);

impl DocPath {
    /// Tidies `text`: `\` is `/`, `.` and empty parts vanish, `..` climbs. `None` if it climbs above the root.
    pub fn new(text: &str) -> Option<Self> {
        if is_tidy(text) {
            return Some(Self(text.into()));
        }
        let mut parts: Vec<&str> = Vec::new();
        for part in text.split(['/', '\\']) {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                other => parts.push(other),
            }
        }
        Some(Self(parts.join("/").into()))
    }

    /// The root itself: the empty path.
    pub fn root() -> Self {
        Self("".into())
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder it lies in; the root for a file at the root.
    pub fn parent(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The last part.
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// The last part without its extension.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        match name.rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => name,
        }
    }

    /// What follows the last dot of the file's name; empty if there is none.
    pub fn extension(&self) -> &str {
        match self.file_name().rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() => extension,
            _ => "",
        }
    }

    /// `relative` seen from the folder this file lies in. `None` if it climbs above the root.
    pub fn join(&self, relative: &str) -> Option<Self> {
        Self::below(self.parent(), relative)
    }

    /// `relative` below `folder`. `None` if it climbs above the root.
    pub fn below(folder: &str, relative: &str) -> Option<Self> {
        if folder.is_empty() {
            return Self::new(relative);
        }
        Self::new(&format!("{folder}/{relative}"))
    }

    /// How a link in this file is written that leads to `path`, both below one folder.
    pub fn link_to(&self, path: &str) -> String {
        let own = self.parent().split('/').filter(|part| !part.is_empty());
        let same = own.clone().zip(path.split('/')).take_while(|(a, b)| a == b).count();
        // The last part of a path is a file, never a folder on the way.
        let same = same.min(path.matches('/').count());
        let mut link = "../".repeat(own.count() - same);
        link.push_str(&path.split('/').skip(same).collect::<Vec<_>>().join("/"));
        link
    }

    /// The rest below `folder`; `None` if it lies elsewhere.
    pub fn strip(&self, folder: &str) -> Option<Self> {
        if folder.is_empty() {
            return Some(self.clone());
        }
        let rest = self.0.strip_prefix(folder)?.strip_prefix('/')?;
        Some(Self(rest.into()))
    }
}

/// So that maps by path can be asked with a text.
impl std::borrow::Borrow<str> for DocPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// `relative` below `folder` as [`DocPath::below`] has it, into a buffer that can be used again. False if it climbs
/// above the root; the buffer then holds nothing of use.
pub fn join_into(folder: &str, relative: &str, buffer: &mut String) -> bool {
    buffer.clear();
    buffer.push_str(folder);
    for part in relative.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." if buffer.is_empty() => return false,
            ".." => buffer.truncate(buffer.rfind('/').unwrap_or(0)),
            other => {
                if !buffer.is_empty() {
                    buffer.push('/');
                }
                buffer.push_str(other);
            }
        }
    }
    true
}

impl fmt::Display for DocPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_tidy(text: &str) -> bool {
    !text.contains('\\') && text.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn joins_from_the_folder_of_the_file() {
        let page = DocPath::new("en/a/page.md").unwrap();
        assert_eq!(page.join("../media/x.png").unwrap().as_str(), "en/media/x.png");
        assert_eq!(page.join(r".\b\c.md").unwrap().as_str(), "en/a/b/c.md");
        assert_eq!(page.join("../../../x.md"), None);
        assert_eq!(page.stem(), "page");
        assert_eq!(page.extension(), "md");
        assert_eq!(page.strip("en").unwrap().as_str(), "a/page.md");
        assert_eq!(page.strip("e"), None);
    }

    #[test]
    fn links_from_one_file_to_another() {
        let page = DocPath::new("a/b/page.md").unwrap();
        for (path, link) in [
            ("a/b/x.md", "x.md"),
            ("a/x.md", "../x.md"),
            ("a/b", "../b"),
            ("c/b/x.md", "../../c/b/x.md"),
            ("a/b/c/x.md", "c/x.md"),
        ] {
            assert_eq!(page.link_to(path), link, "{path}");
        }
        assert_eq!(DocPath::new("x.md").unwrap().link_to("a/y.md"), "a/y.md");
    }

    proptest! {
        #[test]
        fn joining_into_a_buffer_is_joining(folder in "[ab]?(/[ab]){0,3}", text in r"[a./\\]{0,12}") {
            let folder = folder.trim_start_matches('/');
            let mut buffer = String::from("old");
            let joined = join_into(folder, &text, &mut buffer).then_some(buffer);
            let expected = DocPath::below(folder, &text).map(|path| path.to_string());
            prop_assert_eq!(joined, expected);
        }

        #[test]
        fn tidying_twice_changes_nothing(text in r"[a./\\]{0,12}") {
            if let Some(path) = DocPath::new(&text) {
                prop_assert_eq!(DocPath::new(path.as_str()), Some(path.clone()));
                prop_assert!(!path.as_str().split('/').any(|p| p == ".." || p == "."));
            }
        }
    }
}
