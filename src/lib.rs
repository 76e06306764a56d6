//! Stegvis turns folders of Markdown in several languages into one static site, and proves that the
//! translations hang together.
//!
//! The pipeline is straight, and every stage is a pure function of its arguments:
//!
//! ```text
//! source → parse → expand → link → check ┐
//!                                └ render ┴→ write
//! ```
//!
//! # Invariants
//! 1. Imports only point down the floors below. No circles.
//! 2. Only `source/disk`, `source/refresh`, `source/git`, `write/`, `serve/` and the program's own edge `cli/` touch the
//!    outside world; only `web/` and `serve/` the network: one asks, one answers.
//! 3. Parse, expand, link, check and render are pure. Parsing never fails.
//! 4. After `link/` nothing is mutated.
//! 5. A link is not a URL until `render/`.
//! 6. Each foreign engine (pulldown-cmark, html5gum, Tera, Fluent, the YAML readers, walkdir, ureq, notify) is named in one file.
//! 7. No output depends on the order of a hash map, on the clock, on threads, or on the machine.
//! 8. All text that a reader sees goes through Fluent; diagnostics are English.
//!
//! `tests/it/tidy.rs` guards those that a test can.

// The floors, highest first.
pub mod cli;

pub mod serve;

pub mod build;
pub mod check;
pub mod render;

pub mod link;

pub mod expand;

pub mod docset;
pub mod parse;

pub mod theme;
pub mod web;
pub mod write;

pub mod config;
pub mod report;

pub mod model;
pub mod source;

pub mod diag;

pub mod base;
