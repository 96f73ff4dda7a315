//! The life of a membership that a write run leads: which writes to send, from the answers seen.
//! Pure: no clock, no network. What a run may write to is held here too, and handed to the client
//! as a permit.

mod cast;
mod chapters;
mod mark;
mod own;
mod permit;
mod planner;
mod step;
mod watch;

pub use mark::{Mark, Person};
pub use own::Own;
pub use permit::NOBODY;
pub use planner::{Life, Setting};
pub use step::{Change, Hand, Makes, Step};
