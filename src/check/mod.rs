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
    let by_variant = || -> Vec<Diagnostic> {
        variants
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
            .collect()
    };
    let of_site = || -> Vec<Vec<Diagnostic>> {
        let look = |rule: &&Rule| {
            let mut found = Vec::new();
            if let Check::Site(check) = rule.check {
                check(site, &mut found);
            }
            found
        };
        ALL.par_iter().with_max_len(1).map(look).collect()
    };
    let (mut found, more) = rayon::join(by_variant, of_site);
    found.extend(more.into_iter().flatten());
    found
}
