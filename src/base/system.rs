//! What the operating system says, for people.

/// The system's words for an error, without its number.
pub fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(end) => text[..end].to_lowercase(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Error;

    #[test]
    fn no_numbers_for_people() {
        let missing = std::fs::metadata("/no/such/place").unwrap_err();
        assert!(!reason(&missing).contains("os error") && !reason(&missing).is_empty());
        assert_eq!(reason(&Error::other("own words")), "own words");
    }
}
