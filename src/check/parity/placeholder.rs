//! Placeholders: what a reader or a program puts something else for.

/// Whether it is worth looking for placeholders: a pass over the bytes, without a copy.
pub fn may_hold(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr3(b'{', b'%', b'$', bytes).is_some()
        || memchr::memchr(b'_', bytes).is_some() && text.contains("YOUR_")
}

/// The placeholders of a text as they are written: `{name}`, `{{name}}`, `${name}`, `$name`, `%name%`, `YOUR_NAME`. Their
/// names are those of programs, so no language has its own; `<name>` is for people, and translated.
pub fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let at = next(rest)?;
            let tail = rest.get(at..)?;
            let before = rest.get(..at).and_then(|before| before.chars().next_back());
            if let Some(length) = length(tail, before) {
                let (found, after) = tail.split_at_checked(length)?;
                rest = after;
                return Some(found);
            }
            let skip = tail.chars().next().map_or(1, char::len_utf8);
            rest = tail.get(skip..)?;
        }
    })
}

fn next(text: &str) -> Option<usize> {
    text.find(['{', '%', '$', 'Y'])
}

/// How long the placeholder is that `text` begins with.
fn length(text: &str, before: Option<char>) -> Option<usize> {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let name = |from: &str| {
        let length: usize = from.chars().take_while(|c| is_word(*c)).map(char::len_utf8).sum();
        let begins = from.chars().next().is_some_and(char::is_alphabetic);
        (begins && length <= 60 && from.chars().nth(1).is_some_and(is_word)).then_some(length)
    };
    if let Some(inner) = text.strip_prefix("{{") {
        let length = name(inner)?;
        return inner.get(length..)?.starts_with("}}").then_some(length + 4);
    }
    if let Some(inner) = text.strip_prefix('{') {
        let length = name(inner)?;
        return inner.get(length..)?.starts_with('}').then_some(length + 2);
    }
    if let Some(inner) = text.strip_prefix("${") {
        let length = name(inner)?;
        return inner.get(length..)?.starts_with('}').then_some(length + 3);
    }
    if let Some(inner) = text.strip_prefix('$') {
        let plain: usize = inner
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
            .count();
        let is_name = inner.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
        return (is_name && plain >= 2 && !before.is_some_and(char::is_alphanumeric)).then_some(plain + 1);
    }
    if let Some(inner) = text.strip_prefix('%') {
        let length = name(inner)?;
        let is_open = !before.is_some_and(|c| c.is_alphanumeric() || c == '%');
        return (is_open && inner.get(length..)?.starts_with('%')).then_some(length + 2);
    }
    if before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    let inner = text.strip_prefix("YOUR_")?;
    let plain = inner
        .chars()
        .take_while(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || *c == '_')
        .count();
    (plain >= 2).then_some(plain + 5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_programs_and_nothing_else() {
        let found = |text| placeholders(text).collect::<Vec<_>>().join(" ");
        assert_eq!(
            found("a {name} {{x-y}} ${home} $path %TEMP% YOUR_KEY_1"),
            "{name} {{x-y}} ${home} $path %TEMP% YOUR_KEY_1"
        );
        assert_eq!(found("5 % of 6 % are { open } or {} and $5, A$B, 10%of%"), "");
        assert_eq!(found("%å% {år}"), "{år}");
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "[{}$%YOUR_aå .]{0,40}") {
            let _ = placeholders(&text).count();
        }
    }
}
