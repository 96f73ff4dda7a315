//! What to ask next, from the contract and from the answers seen. Pure: no clock, no network.
//! Every probe is a read.

mod access;
mod discovery;
mod facts;
mod filters;
mod items;
mod malformed;
mod paging;
mod planner;
mod question;

pub use facts::Facts;
pub use planner::Planner;
pub use question::{Caller, Probe};

#[cfg(test)]
mod tests;
