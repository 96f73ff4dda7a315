//! Where probe, client and judge meet: the only loop over the network.

mod ask;
mod event;
mod run;

pub use event::Event;
pub use run::{Ended, Holding, Plan, run};
