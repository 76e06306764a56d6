//! Stegvis turns folders of Markdown in several languages into one static site, and proves that the
//! translations hang together.
//!
//! The pipeline is straight, and every stage is a pure function of its arguments:
//!
//! ```text
//! source → parse → expand → link → check ┐
//!                                └ render ┴→ write
//! ```

pub mod base;
pub mod check;
pub mod config;
pub mod diag;
pub mod expand;
pub mod link;
pub mod model;
pub mod parse;
pub mod source;
pub mod theme;
pub mod write;
