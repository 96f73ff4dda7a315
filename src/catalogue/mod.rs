//! The known departures between the documented and the observed contract, as data.

mod concern;
mod deviation;
mod explain;
mod place;
mod registry;
mod rows;
mod traffic;
mod watch;

#[cfg(test)]
mod recorded;
#[cfg(test)]
mod unrecorded;

pub use concern::{Concern, Shown, Unwritten, concerned};
pub use deviation::{Deviation, Kind, Shower, Sign, Source};
pub use explain::{Conditions, Explanation, explain};
pub use registry::{ROWS, find, nearest};
pub use watch::Watch;
