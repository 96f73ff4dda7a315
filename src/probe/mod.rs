//! What to ask next, from the contract and from the responses seen. Pure: no clock, no network.
//! Every probe is a read.

mod access;
mod discovery;
mod facts;
mod filters;
mod foreign;
mod items;
mod malformed;
mod paging;
mod planner;
mod scope;
mod versions;

pub(crate) use facts::Facts;
pub(crate) use planner::{Aside, Planner};
pub use scope::Scope;

#[cfg(test)]
mod tests;
