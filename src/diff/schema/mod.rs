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

pub use arena::{SchemaId, Schemas};
pub use choice::{Choices, reachable};
pub use direction::Direction;
pub use export::export;
pub use flat::flat;
pub use format::Format;
pub use keywords::{Conditional, Contains, Keywords};
pub use lower::{Edition, Lowering};
pub use rational::Rational;
pub use reach::{LONGEST_PATTERN, Reach, Shape};
pub use text::{Role, Texts, Wire};
pub use types::{JsonType, TypeSet};
