//! Whether what stands between two dollars could be a formula, or is prose between two amounts or two variables.

/// Names of functions that are written without a backslash now and then.
const FUNCTIONS: [&str; 19] = [
    "abs", "arg", "cos", "cot", "deg", "det", "dim", "exp", "gcd", "inf", "lim", "log", "max", "min", "mod", "sin",
    "sqrt", "sup", "tan",
];

/// False for prose: a word of three letters or more (of two, where an amount stands first), unless it is TeX's or a
/// function's; for placeholders such as `name`, which are one; for what an amount of money or a range of them could
/// be; and for what would cross cells, in the row of a table.
pub fn is_formula(inner: &str, is_row: bool) -> bool {
    if inner.contains('`') || is_row && crosses_cells(inner) {
        return false;
    }
    let is_tex = |(at, _): (usize, &str)| inner[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic());
    if inner.contains('^') || inner.match_indices('\\').any(is_tex) {
        return true;
    }
    let is_amount = inner.starts_with(|c: char| c.is_ascii_digit());
    let shortest = if is_amount { 2 } else { 3 };
    if words(inner).any(|(before, word)| is_prose(before, word, shortest)) {
        return false;
    }
    !is_amount || is_number(inner) || !is_range(inner) && is_balanced(inner)
}

/// Each run of letters, and what stands before it.
fn words(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(char::is_alphabetic)?;
        let rest = &text[start..];
        let length = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        at = start + length;
        Some((&text[..start], &text[start..at]))
    })
}

fn is_prose(before: &str, word: &str, shortest: usize) -> bool {
    // `x_{total}` names an `x`.
    let is_index = before.ends_with("_{");
    word.chars().take(shortest).count() == shortest && !is_index && !FUNCTIONS.contains(&word)
}

fn is_number(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
}

/// `5-10`, `5, 6`, `1 000 / 2 000`: nothing but amounts.
fn is_range(text: &str) -> bool {
    let is_part = |c: char| {
        c.is_ascii_digit() || c.is_whitespace() || matches!(c, '.' | ',' | '-' | '\u{2013}' | '\u{2014}' | '/' | '%')
    };
    text.chars().all(is_part)
}

fn is_balanced(text: &str) -> bool {
    let mut open = 0usize;
    for c in text.chars() {
        match c {
            '(' | '[' => open += 1,
            ')' | ']' if open == 0 => return false,
            ')' | ']' => open -= 1,
            _ => {}
        }
    }
    open == 0
}

/// A `|` that is not escaped ends a cell.
fn crosses_cells(inner: &str) -> bool {
    let bytes = inner.as_bytes();
    memchr::memchr_iter(b'|', bytes).any(|at| at == 0 || bytes[at - 1] != b'\\')
}
