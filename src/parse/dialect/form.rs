//! `:::form …:::`, a form of Learn's own portal. A page elsewhere has nothing to show for it.

use super::mask::{Directive, Fault, Mask, Read, Source};
use super::{INVALID_DIRECTIVE, attributes};

/// Reads `:::form action="…" submitText="…":::`, whose attributes begin at byte `at`.
pub fn read(source: &Source<'_>, at: usize) -> Option<Read> {
    let fault = |message: String, length: usize| {
        let fault = Fault {
            rule: &INVALID_DIRECTIVE,
            message,
            span: source.span(0..length),
            help: "write it as `:::form action=\"…\" submitText=\"…\":::`",
        };
        Read::fault(length, fault)
    };
    let Some((inside, length)) = attributes::up_to_colons(source.line, at) else {
        return fault("this form is not closed by `:::`".into(), source.line.len());
    };
    let attributes = match attributes::read(inside) {
        Ok(attributes) => attributes,
        Err(error) => return fault(error.message, length),
    };
    for needed in ["action", "submitText"] {
        if !attributes.iter().any(|attribute| attribute.name == needed) {
            return fault(format!("this form has no `{needed}`"), length);
        }
    }
    Read::new(length, Directive::Nothing, Mask::Inline)
}
