//! Tabs: headings that are nothing but a link `[Text](#tab/id)` or `[Text](#tab/id/condition)`, up to a thematic break.
//! The tree builder makes groups of them.

/// The ids and the condition in a tab's link; `None` if it is no tab's.
pub fn read(dest: &str) -> Option<(&str, &str)> {
    let rest = dest.strip_prefix("#tab/")?;
    let (ids, condition) = rest.split_once('/').unwrap_or((rest, ""));
    (!ids.is_empty() && !condition.contains('/')).then_some((ids, condition))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn ids_and_conditions() {
        assert_eq!(read("#tab/windows"), Some(("windows", "")));
        assert_eq!(read("#tab/a+b/c"), Some(("a+b", "c")));
        for none in ["#tab/", "#tabs/a", "page.md#tab/a", "#tab/a/b/c"] {
            assert_eq!(read(none), None, "{none}");
        }
    }
}
