//! What a docset says of its pages, where a page does not say it itself.

use super::{Block, FrontMatter, Node, Written, assign, field, place};
use crate::model::Document;

/// Fills what the front matter leaves open. Of two values for one key, the later one counts. Values that no page could
/// have are passed over: their file is not the author's of the page.
pub fn default_values<'a>(document: &mut Document, values: impl Iterator<Item = (&'a str, &'a Node)>) {
    let mut defaults = FrontMatter::default();
    let mut is_any = false;
    for (key, value) in values {
        let Some((_, field)) = field(key) else { continue };
        // `null` is an empty text here, so nothing has to be looked up in the text of the file.
        let block = Block { text: "", start: 0 };
        let complaint = assign(&mut defaults, field, &Written::of(value, block.text));
        is_any |= complaint.is_none();
    }
    if !is_any {
        return;
    }
    let says = |key: &str| place(&document.text.file, &document.front, key).is_some();
    let no_index = defaults.no_index && !says("ROBOTS");
    let draft = defaults.draft && !says("draft");
    let front = &mut document.front;
    front.no_index |= no_index;
    front.draft |= draft;
    front.title = front.title.take().or(defaults.title);
    front.title_suffix = front.title_suffix.take().or(defaults.title_suffix);
    front.description = front.description.take().or(defaults.description);
    front.content_locale = front.content_locale.take().or(defaults.content_locale);
    front.translation = front.translation.or(defaults.translation);
    front.date = front.date.or(defaults.date);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::json;
    use crate::base::yaml::Value;
    use crate::model::front_matter::{DEFAULTED, Translation};
    use crate::parse::document_of;

    fn filled(page: &str, values: &str) -> FrontMatter {
        let node = json::places(values).unwrap().root;
        let Value::Map(pairs) = &node.value else {
            panic!("no map")
        };
        let (mut document, _) = document_of(page);
        let values = pairs.iter().filter_map(|(key, value)| Some((key.scalar()?, value)));
        default_values(&mut document, values);
        document.front
    }

    #[test]
    fn every_key_that_may_have_a_default_gets_it() {
        let values = r#"{"title": "T", "titleSuffix": "S", "description": "D", "ROBOTS": "noindex", "ms.date": "01/02/2020",
            "ms.translationtype": "MT", "ms.contentlocale": "sv-SE", "draft": "true", "author": "x", "ms.topic": ["y"]}"#;
        let front = filled("# A\n", values);
        assert_eq!(
            (front.title.as_deref(), front.title_suffix.as_deref()),
            (Some("T"), Some("S"))
        );
        assert_eq!(
            (front.description.as_deref(), front.content_locale.as_deref()),
            (Some("D"), Some("sv-SE"))
        );
        assert_eq!(
            (front.date, front.translation),
            (Some((2020, 1, 2)), Some(Translation::Machine))
        );
        assert!(front.no_index && front.draft && front.block.is_none());
        // The keys that docsets keep are those, and no others.
        assert_eq!(DEFAULTED.len(), 8);
        assert!(DEFAULTED.iter().all(|key| field(key).is_some()));
    }

    #[test]
    fn what_a_page_says_stays_and_the_later_of_two_values_counts() {
        let page = "---\ntitle: Mine\nrobots: index\ndraft: false\n---\n# A\n";
        let values = r#"{"title": "T", "ROBOTS": "NOINDEX", "draft": "true", "description": "one", "DESCRIPTION": "two", "ms.date": [1]}"#;
        let front = filled(page, values);
        assert_eq!(
            (front.title.as_deref(), front.description.as_deref()),
            (Some("Mine"), Some("two"))
        );
        assert!(!front.no_index && !front.draft && front.date.is_none());
    }
}
