//! A recording of a real site turned into the data of a reference site, and replayed against it to
//! measure how faithful the reference site is.

mod agreement;
mod harvest;
mod replay;
mod rows;

pub(crate) use agreement::{Agreement, Kind};
pub(crate) use harvest::harvest;
pub(crate) use replay::{Compared, Fidelity, replay};
