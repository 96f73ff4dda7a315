//! The known departures between the documented and the observed contract, as data.

mod deviation;

pub use deviation::{Deviation, Kind, Sign, Source};
