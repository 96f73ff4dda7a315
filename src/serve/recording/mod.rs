//! A recording of a real site turned into the data of a reference site, and replayed against it to
//! measure how faithful the reference site is.

mod agreement;
mod harvest;
mod replay;
mod rows;

pub use agreement::{Agreement, Difference, Kind};
pub use harvest::harvest;
pub use replay::{Compared, Fidelity, replay};
