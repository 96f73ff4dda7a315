//! What can be said about schemas.

mod annotation;
mod array;
mod logic;
mod number;
mod object;
mod property;
mod string;
mod value;

use super::Rule;

pub(in crate::diff) use annotation::*;
pub(in crate::diff) use array::*;
pub(in crate::diff) use logic::*;
pub(in crate::diff) use number::*;
pub(in crate::diff) use object::*;
pub(in crate::diff) use property::*;
pub(in crate::diff) use string::*;
pub(in crate::diff) use value::*;

/// The rules of this group, by what they are about.
pub(super) const RULES: &[&[&Rule]] = &[
    value::RULES,
    number::RULES,
    string::RULES,
    array::RULES,
    object::RULES,
    property::RULES,
    logic::RULES,
    annotation::RULES,
];
