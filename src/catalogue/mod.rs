//! The known departures between the documented and the observed contract, as data.

mod deviation;
mod explain;
mod registry;
mod rows;
mod traffic;

#[cfg(test)]
mod recorded;
#[cfg(test)]
mod unrecorded;

pub use deviation::{Deviation, Kind, Sign, Source};
pub use explain::explain;
pub use registry::{ROWS, find, nearest, sighted};
