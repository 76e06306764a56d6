//! What is wrong with a site: one rule, one file. `check` and `render` never meet.

mod criteria;
pub mod external;
mod kept;
mod known;
pub mod parity;
mod picture;
mod place;
pub mod rule;
mod rules;
mod shown;
mod silence;
#[cfg(test)]
pub mod testing;

#[cfg(test)]
pub use kept::BLIND;
pub use kept::{Facts, Kept, Moves, Sees, Stop, sees};
pub use known::Known;
pub use rule::{Rule, SiteView, VariantView};
pub use rules::{ALL, STAGES};
pub use silence::silence;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diag::Diagnostic;

/// Everything the rules find, from nothing. Of two findings that a report does not tell apart, the same one always comes
/// first.
pub fn check(site: &SiteView<'_>) -> Vec<Arc<Diagnostic>> {
    let mut kept = Kept::default();
    kept.look(site, &BTreeSet::new(), &|| false, &mut |_| {});
    kept.into_found()
}
