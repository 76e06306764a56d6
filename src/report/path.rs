//! What a file is called from a folder: for machines, which open it by that name.

use std::path::{Component, Path, PathBuf};

/// The way from the folder `base` to `place`, with `/` between the parts on every system; a relative one of the two lies
/// in `here`. What no way leads to (another drive) keeps its full path.
pub(super) fn way(place: &Path, base: &Path, here: &Path) -> String {
    let (place, base) = (tidy(&here.join(place)), tidy(&here.join(base)));
    let same = place.components().zip(base.components()).take_while(|(a, b)| a == b);
    let same = same.count();
    let is_apart = same == 0 && place.has_root();
    let (up, down) = if is_apart {
        (0, 0)
    } else {
        (base.components().count() - same, same)
    };
    let parts = place
        .components()
        .skip(down)
        .map(|part| part.as_os_str().to_string_lossy());
    let way: Vec<_> = std::iter::repeat_n("..".into(), up).chain(parts).collect();
    if is_apart {
        return place.to_string_lossy().replace('\\', "/");
    }
    way.join("/")
}

/// Without `.`, and without what `..` takes back. Links are not followed: a name is wanted, not a place.
fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(tidy.components().next_back(), Some(Component::Normal(_))) => {
                tidy.pop();
            }
            // Above the root there is the root.
            Component::ParentDir if tidy.has_root() => {}
            part => tidy.push(part),
        }
    }
    tidy
}

/// A path as a relative reference of a URI: RFC 3986 lets no other characters through than these.
pub(super) fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            uri.push(char::from(byte));
        } else {
            uri.push('%');
            for half in [byte >> 4, byte & 15] {
                uri.extend(char::from_digit(u32::from(half), 16).map(|digit| digit.to_ascii_uppercase()));
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn from(place: &str, base: &str) -> String {
        way(Path::new(place), Path::new(base), Path::new("/home/me"))
    }

    #[test]
    fn names_lead_from_one_folder_to_a_file() {
        assert_eq!(from("docs/en/a.md", "docs"), "en/a.md");
        assert_eq!(from("./en/a.md", "."), "en/a.md");
        assert_eq!(from("/home/me/docs/en/a.md", "docs/"), "en/a.md");
        assert_eq!(from("../docs.sv/a.md", "."), "../docs.sv/a.md");
        assert_eq!(from("../docs.sv/a.md", "docs"), "../../docs.sv/a.md");
        assert_eq!(from("/srv/a.md", "docs"), "../../../srv/a.md");
        assert_eq!(from("docs/../../../../a.md", "/"), "a.md");
        assert_eq!(from("docs", "docs"), "");
    }

    #[test]
    fn an_address_holds_ascii_alone() {
        assert_eq!(uri("en/a-b_c~1.md"), "en/a-b_c~1.md");
        assert_eq!(uri("sv/å b%:#?.md"), "sv/%C3%A5%20b%25%3A%23%3F.md");
    }

    proptest! {
        #[test]
        fn the_way_leads_there(place in "(\\.\\./){0,2}([ab]/){0,3}c", base in "(\\.\\./){0,2}([ab]/){0,3}") {
            let here = Path::new("/x/y/z");
            let way = way(Path::new(&place), Path::new(&base), here);
            prop_assert_eq!(tidy(&here.join(&base).join(&way)), tidy(&here.join(&place)));
        }
    }
}
