//! Schemas as languages of strings: what their values look like where everything is text, in
//! URLs, headers and forms (the axiom `text-hides-types`).

mod bound;
mod digits;
mod language;
mod wire;

pub(crate) use language::Texts;
pub(crate) use wire::{Role, Wire};
