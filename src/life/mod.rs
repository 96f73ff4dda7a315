//! The life of a membership that a write run leads: which writes to send, from the answers seen.
//! Pure: no clock, no network. What a run may write to is held here too, and handed to the client
//! as a permit.

mod cast;
mod chapters;
mod contradiction;
mod mark;
mod own;
mod permit;
mod planner;
mod proof;
#[cfg(test)]
mod proof_tests;
mod step;
mod stop;
#[cfg(test)]
mod testing;
mod unknown;
mod watch;

pub use contradiction::Contradiction;
pub use mark::{Mark, Person};
pub use own::{Candidate, Own, Sent};
pub use permit::NOBODY;
pub use planner::{Life, Setting};
pub(crate) use proof::now;
pub use step::{Change, Makes, Step};
pub use stop::StopReason;
