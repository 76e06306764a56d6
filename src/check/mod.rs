//! What is wrong with a site: one rule, one file. `check` and `render` never meet.

mod criteria;
pub mod external;
pub mod parity;
mod picture;
mod place;
pub mod rule;
mod rules;
mod shown;
mod silence;
#[cfg(test)]
pub mod testing;

pub use rule::{Rule, SiteView, VariantView};
pub use rules::{ALL, STAGES};
pub use silence::silence;

use rayon::prelude::*;

use crate::diag::{Diagnostic, Sink};
use rule::Check;

/// Everything the rules find, in no particular order.
pub fn check(site: &SiteView<'_>) -> Vec<Diagnostic> {
    let variants: Vec<VariantView<'_>> = site.own_variants().collect();
    let mut found: Vec<Diagnostic> = variants
        .par_iter()
        .flat_map_iter(|variant| {
            let document = &variant.doc().document;
            let parts = document.text.parts.iter().map(|part| (part.at, part.file.clone()));
            let mut sink = Sink::of_parts(document.file.clone(), parts.collect());
            for rule in ALL {
                if let Check::Variant(check) = rule.check {
                    check(variant, &mut sink);
                }
            }
            sink.into_found()
        })
        .collect();
    for rule in ALL {
        if let Check::Site(check) = rule.check {
            check(site, &mut found);
        }
    }
    found
}
