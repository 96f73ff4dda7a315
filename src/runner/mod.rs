//! Where probe, client and judge meet: the only loop over the network.

mod again;
mod ask;
mod event;
mod incomplete;
mod lead;
mod picture;
mod pulse;
mod release;
mod run;
mod stop;
mod tidy;
mod write;

pub use event::{Event, Observer};
pub use incomplete::incomplete;
pub use picture::Since;
pub use release::find_release;
pub use run::{Holding, Plan, run};
pub use stop::{Stop, Stopper};
pub use tidy::{Left, Tidy};
pub use write::{WriteError, WritePlan, Written, write};
