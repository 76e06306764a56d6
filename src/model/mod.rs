//! Plain data that the stages hand to each other. No behaviour beyond access.

pub mod checklist;
pub mod criterion;
pub mod docset;
pub mod document;
pub mod freshness;
pub mod front_matter;
pub mod outline;
pub mod output;
pub mod site;
pub mod status;
pub mod text;
pub mod toc;

pub use document::{
    Alert, Anchor, AttrValue, Document, Extra, Figure, FigureKind, Heading, Include, Inclusion, Kind, Link, LinkKind,
    Node, Owner, Pair, Scope, Select, Snippet, Tab, Tag, Task, Zone,
};
pub use front_matter::FrontMatter;
pub use outline::{Outline, OutlineHeading};
pub use output::{Key, Output, OutputBody};
pub use text::{Part, Shift, Str, Text};
