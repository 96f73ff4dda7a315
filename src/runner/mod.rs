//! Where probe, client and judge meet: the only loop over the network.

mod again;
mod event;
mod health;
mod incomplete;
mod lead;
mod lost;
mod picture;
mod release;
mod run;
mod stop;
mod tidy;
mod write;

pub use event::Event;
pub(crate) use event::Observer;
pub(crate) use incomplete::incomplete;
pub(crate) use picture::Since;
pub(crate) use release::find_release;
pub(crate) use run::{Clients, Holding, Plan, run};
pub use stop::{Stop, Stopper};
pub(crate) use tidy::{Left, Tidy};
pub(crate) use write::{WriteError, WritePlan, write};
