//! Containers, from one line to another: `::: zone pivot="…"`, `::: moniker range="…"`, `:::row:::` and the end of
//! each. What lies between is Markdown of its own.

use super::attributes::{self, Attribute};
use super::mask::{Directive, Fault, Mask, Read, Source};
use super::{INVALID_DIRECTIVE, image};

/// The containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// `:::image type="complex"`
    Image,
    /// `:::row:::`
    Row,
    /// `:::column:::`
    Column,
    /// `::: zone`
    Zone,
    /// `::: moniker`
    Moniker,
}

impl Name {
    /// In the order of their numbers.
    pub const ALL: [Self; 5] = [Self::Image, Self::Row, Self::Column, Self::Zone, Self::Moniker];

    /// The container that a line begins, whatever else it says.
    pub fn of_start(line: &str) -> Option<Self> {
        let rest = line.strip_prefix(":::")?.trim_start_matches([' ', '\t']);
        let length = rest
            .bytes()
            .take_while(|b| b.is_ascii_lowercase() || *b == b'-')
            .count();
        Self::ALL
            .into_iter()
            .find(|name| Some(name.as_str()) == rest.get(..length))
    }

    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Row => "row",
            Self::Column => "column",
            Self::Zone => "zone",
            Self::Moniker => "moniker",
        }
    }
}

/// The start of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// A picture with a long description.
    Image(image::Written),
    /// Columns.
    Row,
    /// One of them.
    Column(u8),
    /// What concerns some readers.
    Zone {
        /// Where it shows; often empty.
        target: String,
        /// Which pivots show it, with commas between; often empty.
        pivots: String,
    },
    /// What concerns some versions.
    Moniker(String),
}

impl Written {
    /// Which container it starts.
    pub fn name(&self) -> Name {
        match self {
            Self::Image(_) => Name::Image,
            Self::Row => Name::Row,
            Self::Column(_) => Name::Column,
            Self::Zone { .. } => Name::Zone,
            Self::Moniker(_) => Name::Moniker,
        }
    }
}

/// Reads the line of a container called `name`, whose attributes begin at byte `at`.
pub fn read(source: &Source<'_>, name: &str, at: usize) -> Option<Read> {
    if !source.is_first {
        return None;
    }
    let length = source.line.trim_end().len();
    let inside = source.line.get(at..length)?;
    if let Some(name) = name.strip_suffix("-end") {
        return read_end(source, name, inside, length);
    }
    let attributes = match name {
        "row" | "zone" | "moniker" => {
            // The colons behind are required of a row, and tolerated elsewhere.
            let inside = inside.trim_end().trim_end_matches(':');
            attributes::read(inside)
        }
        _ => return None,
    };
    let started = attributes
        .map_err(|error| error.message)
        .and_then(|attributes| start(name, &attributes));
    match started {
        Ok(written) => Read::new(length, Directive::Open(written), Mask::Block),
        Err(message) => fault(source, name, length, message),
    }
}

fn read_end(source: &Source<'_>, name: &str, behind: &str, length: usize) -> Option<Read> {
    let name = Name::ALL.into_iter().find(|known| known.as_str() == name)?;
    if behind.trim().trim_end_matches(':').is_empty() {
        return Read::new(length, Directive::Close(name), Mask::Block);
    }
    let message = format!(
        "`:::{}-end` shares its line with text, so it ends nothing",
        name.as_str()
    );
    fault(source, name.as_str(), length, message)
}

/// The fault of a line that starts or ends a container.
pub fn fault(source: &Source<'_>, name: &str, length: usize, message: String) -> Option<Read> {
    let help = match name {
        "zone" => "write `::: zone pivot=\"name\"` or `::: zone target=\"docs\"`, and `::: zone-end` below",
        "moniker" => "write `::: moniker range=\"name\"`, and `::: moniker-end` below",
        "row" => "write `:::row:::`, and `:::row-end:::` below",
        "column" => "write `:::column:::` or `:::column span=\"2\":::`, and `:::column-end:::` below",
        _ => "let it stand alone on its line",
    };
    let fault = Fault {
        rule: &INVALID_DIRECTIVE,
        message,
        span: source.span(0..length),
        help,
    };
    Read::fault(length, fault)
}

fn start(name: &str, attributes: &[Attribute<'_>]) -> Result<Written, String> {
    let value = |wanted: &str| {
        let found = attributes.iter().find(|attribute| attribute.name == wanted);
        found.map(|attribute| attribute.value.trim().to_owned())
    };
    let known: &[&str] = match name {
        "zone" => &["target", "pivot"],
        "moniker" => &["range"],
        _ => &["count"],
    };
    if let Some(other) = attributes.iter().find(|attribute| !known.contains(&attribute.name)) {
        return Err(format!("a {name} has no attribute `{}`", other.name));
    }
    match name {
        "zone" => {
            let (target, pivots) = (value("target"), value("pivot"));
            if target.is_none() && pivots.is_none() {
                return Err("a zone needs a `target` or a `pivot`".into());
            }
            if let Some(target) = target
                .as_deref()
                .filter(|target| !["docs", "chromeless", "pdf"].contains(target))
            {
                return Err(format!("`{target}` is no target: `docs`, `chromeless` or `pdf`"));
            }
            let is_name =
                |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
            if let Some(pivots) = &pivots
                && !pivots.split(',').all(|pivot| is_name(pivot.trim()))
            {
                return Err(format!(
                    "`{pivots}` names no pivots: letters, digits and hyphens, with commas between"
                ));
            }
            Ok(Written::Zone {
                target: target.unwrap_or_default(),
                pivots: pivots.unwrap_or_default(),
            })
        }
        "moniker" => match value("range").filter(|range| !range.is_empty()) {
            Some(range) => Ok(Written::Moniker(range)),
            None => Err("a moniker needs a `range`".into()),
        },
        _ => Ok(Written::Row),
    }
}
