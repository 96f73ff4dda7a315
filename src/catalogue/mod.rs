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

pub(crate) use concern::concerned;
pub use concern::{Concern, InDocuments, Unwritten};
pub(crate) use deviation::{Deviation, Kind, Sign, Source};
pub(crate) use explain::{Conditions, explain};
pub use registry::ROWS;
pub(crate) use registry::{find, nearest};
pub(crate) use watch::Watch;
