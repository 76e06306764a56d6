//! Which pages are steps: by a title that numbers them, or by a key of their front matter.

use rayon::prelude::*;

use super::words::{Words, number};
use crate::config::Contract;
use crate::link::resolve::Map;
use crate::model::Document;
use crate::model::criterion::{Step, StepVariant};
use crate::model::site::{Doc, Page, Variant};

/// The steps by number of their page; empty where there is none. Front matters are read for a key of ours only
/// `with_keys`: they are half of a site's text.
pub fn steps(map: &Map<'_>, contract: &Contract, words: &[Words], with_keys: bool) -> Vec<Option<Step>> {
    let of = |page: &Page| step(map, contract, words, with_keys, page);
    let steps: Vec<Option<Step>> = map.site.pages.par_iter().map(of).collect();
    if steps.iter().all(Option::is_none) {
        return Vec::new();
    }
    steps
}

/// One variant that numbers itself is enough: a title that lost its number in one language is no other kind of page.
fn step(map: &Map<'_>, contract: &Contract, words: &[Words], with_keys: bool, page: &Page) -> Option<Step> {
    let mut is_step = false;
    let mut found: Vec<(usize, Vec<Box<str>>)> = Vec::new();
    for (locale, variant) in page.variants.iter().enumerate() {
        let Variant::Own(id) = variant else { continue };
        let doc = map.docs.get(id.index())?;
        let words = words.get(locale)?;
        let mut numbers = numbers_of(doc, words);
        is_step |= !numbers.is_empty();
        match with_keys.then(|| key_of(&doc.document, &contract.key)).flatten() {
            Some("false" | "no" | "off") => return None,
            Some(value) => {
                is_step = true;
                let written = number(value).map(|(number, _)| number);
                numbers.extend(written.filter(|number| !numbers.contains(number)));
            }
            None => {}
        }
        if !numbers.is_empty() {
            found.push((locale, numbers));
        }
    }
    if !is_step {
        return None;
    }
    let mut variants = vec![StepVariant::default(); page.variants.len()];
    for (variant, own) in variants.iter_mut().zip(&page.variants) {
        variant.is_fallback = !matches!(own, Variant::Own(_));
    }
    for (locale, numbers) in found {
        if let Some(variant) = variants.get_mut(locale) {
            variant.numbers = numbers;
        }
    }
    Some(Step {
        variants: variants.into(),
        is_bound: false,
    })
}

/// The numbers that a title and a first heading say.
fn numbers_of(doc: &Doc, words: &Words) -> Vec<Box<str>> {
    let mut numbers = Vec::new();
    numbers.extend(words.number_of_title(&doc.outline.title));
    let heading = doc.document.headings.first().filter(|heading| heading.level == 1);
    let heading = heading.and_then(|heading| words.number_of_title(doc.document.str(heading.text)));
    numbers.extend(heading.filter(|number| !numbers.contains(number)));
    numbers
}

/// All that a document says of the step that its page is.
pub fn said<'a>(doc: &'a Doc, words: &Words, contract: &Contract) -> (Vec<Box<str>>, Option<&'a str>) {
    (numbers_of(doc, words), key_of(&doc.document, &contract.key))
}

/// A value of the front matter on one line, without quotes and comment; `None` where there is none.
fn key_of<'a>(document: &'a Document, key: &str) -> Option<&'a str> {
    let block = document.text.file.get(document.front.block?.range())?;
    block.lines().find_map(|line| {
        let value = line.strip_prefix(key)?.trim_start().strip_prefix(':')?;
        let value = value.split(" #").next().unwrap_or(value);
        let value = value.trim().trim_matches(['"', '\'']);
        (!value.is_empty()).then_some(value)
    })
}
