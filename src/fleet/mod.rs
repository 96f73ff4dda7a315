//! Several sites checked together: which of them one process takes, and what their reports say as a
//! whole. The reports wait in a file, so that memory does not grow with the number of sites.

pub(crate) mod compared;
mod partition;
mod report;
mod select;
mod sites;

pub(crate) use partition::Partition;
pub(crate) use report::{annotations, json, junit, markdown, terminal};
pub(crate) use select::{NoSite, canonical, is_pattern, select};
pub(crate) use sites::{NotAFleet, Sites, is_of_several, read};
