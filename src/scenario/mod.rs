//! The life of a membership that a write run leads: which writes to send, from the responses seen.
//! Pure: no clock, no network. What a run may write to is held here too, and handed to the client
//! as a permit.

mod actors;
mod contradiction;
mod mark;
mod own;
mod permit;
mod planner;
mod proof;
#[cfg(test)]
mod proof_tests;
mod stages;
mod step;
mod stop;
#[cfg(test)]
mod testing;
mod unknown;
mod watch;

pub(crate) use contradiction::Contradiction;
pub(crate) use mark::{Mark, Person};
pub(crate) use own::{Candidate, Own, Sent};
pub(crate) use permit::NOBODY;
pub(crate) use planner::{Scenario, Setting};
pub(crate) use proof::now;
pub(crate) use step::{Change, Makes, Step};
pub(crate) use stop::StopReason;
