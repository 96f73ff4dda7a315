//! What a comparison found, written for people and for machines.

mod group;
pub mod json;
pub mod terminal;
