//! The ground floor: paths, places, hashes, language tags, and the readers of YAML and JSON. Knows nothing of the rest.

pub mod code_language;
pub mod digest;
pub mod hash;
pub mod json;
pub mod lines;
pub mod locale;
pub mod path;
pub mod span;
pub mod system;
pub mod yaml;

pub use hash::{Hash, Hasher};
pub use locale::Locale;
pub use path::DocPath;
pub use span::Span;
