//! A document with all that belongs to its page, and what other pages may know of it.

mod outline;

pub use outline::outline;
