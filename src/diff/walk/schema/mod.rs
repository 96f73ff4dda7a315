//! The paired walk of two schemas, from the root down.

mod alternatives;
mod annotations;
mod compare;
mod content;
mod discriminator;
mod edited;
mod extensible;
mod few;
mod inner;
mod own;
mod properties;
mod required;
mod sentence;
mod spoken;
mod types;
mod unread;
mod values;

pub(super) use compare::{Around, SchemaWalk};
pub(super) use discriminator::schema_of;
pub(super) use sentence::sentence;
