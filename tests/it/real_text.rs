//! What the finders of shortcodes and formulas find in real pages: nothing, since nobody meant any there.

use stegvis::parse::dialect::{emoji, math};
use stegvis::parse::front_matter;

use super::site::{files, shared};

const SETS: [&str; 4] = ["custins", "identity", "identity-sxs", "seeds"];

/// Prices, parameters of queries and times of day are many in these pages, formulas and emoji are none.
#[test]
fn no_price_and_no_variable_is_a_formula_and_no_time_an_emoji() {
    let mut pages = 0;
    let mut dollars = 0;
    let mut hits = Vec::new();
    for set in SETS {
        let Some(folder) = shared(set) else { return };
        for (path, bytes) in files(&folder) {
            if !path.ends_with(".md") {
                continue;
            }
            let text = String::from_utf8_lossy(&bytes);
            let body = &text[front_matter::split(&text).body..];
            pages += 1;
            dollars += body.matches('$').count();
            let line = |at: usize| body[..at].matches('\n').count() + 1;
            for found in math::find(body) {
                hits.push(format!(
                    "{set}/{path}:{} {}",
                    line(found.start),
                    &body[found.start..found.end]
                ));
            }
            for found in emoji::find(body) {
                hits.push(format!(
                    "{set}/{path}:{} {}",
                    line(found.start),
                    &body[found.start..found.end]
                ));
            }
        }
    }
    println!("{pages} pages, {dollars} dollars");
    assert!(pages > 600 && dollars > 150, "{pages} pages, {dollars} dollars");
    assert!(hits.is_empty(), "{}", hits.join("\n"));
}
