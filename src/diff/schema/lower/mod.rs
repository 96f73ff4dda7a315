//! From schemas as they are written to the plain form of [`Keywords`](super::Keywords).

mod array;
mod logic;
mod lowering;
mod mentions;
mod nullable;
mod number;
mod object;
mod one_sided;
mod string;
mod tidy;
mod value;

pub(super) use lowering::Lowered;
pub(crate) use lowering::{Edition, Lowering};
pub(super) use tidy::tidy;
