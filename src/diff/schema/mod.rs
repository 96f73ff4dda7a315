//! Schemas of JSON Schema 2020-12 in one plain form, whatever edition they were written in.

mod arena;
mod choice;
mod direction;
mod export;
mod flat;
mod format;
mod keywords;
mod lower;
mod rational;
mod reach;
mod text;
mod types;

pub(crate) use arena::{SchemaId, Schemas};
pub(crate) use choice::{Choices, reachable};
pub(in crate::diff) use choice::{children, each_child};
pub use direction::Direction;
pub(crate) use export::export;
pub(crate) use flat::flat;
pub(crate) use format::Format;
pub(crate) use keywords::{Conditional, Contains, Keywords};
pub(crate) use lower::{Edition, Lowering};
pub(crate) use rational::Rational;
pub(crate) use reach::{LONGEST_PATTERN, Reach, Shape};
pub(crate) use text::{Role, Texts, Wire};
pub(crate) use types::{JsonType, TypeSet};
