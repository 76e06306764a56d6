//! How a site looks and speaks: the words of the interface, and numbers, dates and order as each locale has them.

pub mod format;
pub mod message;
pub mod place;
pub mod pseudo;
pub mod shape;
mod strip;
mod tame;
pub mod template;

pub use tame::MessageProblem;
