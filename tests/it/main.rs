//! The program, from its command line to the published folder. One test crate, a file a subject.

mod anchors;
mod bad_input;
mod cases;
mod conformance;
mod docs;
mod docset;
mod html;
mod identity;
mod incremental;
mod init;
mod killed;
mod large;
mod links;
mod one_page;
mod parts;
mod pipeline;
mod real_anchors;
mod real_text;
mod seeds;
mod site;
mod snippets;
mod tidy;
mod toc;
mod tolerance;
mod upstream_tables;
mod xref;
