//! What a comparison found, written for people and for machines.

mod fact;
pub mod github;
mod group;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod rules;
pub mod sarif;
pub mod terminal;

pub(crate) use fact::sentence;
