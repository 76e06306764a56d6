//! All outlines to one [`Site`]: which pages there are, what their anchors are called, and where links lead.

mod align;
pub mod anchors;
pub mod catalog;
pub mod nav;
pub mod resolve;
mod url;

pub use catalog::catalog;
pub use url::{Url, read_url};
