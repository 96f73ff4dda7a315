//! One run: a target and a policy go in, events come out while it lasts, and it ends in an outcome.
//! The command line, the self-test and the library build a session and do none of its work.

mod attendant;
mod client_calls;
mod consent;
mod deliveries;
mod error;
mod keeper;
mod policy;
mod recording;
mod reference;
mod run;
#[expect(
    clippy::module_inception,
    reason = "the type that the room is named for"
)]
mod session;
mod site;
mod site_access;
mod target;
mod unrecorded;
mod writing;

pub use attendant::{Alone, Attendant, Event, Listener};
pub(crate) use client_calls::{Call, client_calls, relay};
pub use consent::Intended;
pub(crate) use consent::agreed;
pub(crate) use deliveries::{Received, Until, deliveries};
pub use error::Error;
pub use policy::{Policy, Writing};
pub(crate) use recording::release as release_of_recording;
pub(crate) use run::{Run, Site, told_or};
pub use session::Session;
pub(crate) use session::{block_on, unjudged};
pub(crate) use site::{Reached, client_for, reach, release_of};
pub use site_access::{SiteAccess, SiteHeader};
pub use target::Target;
pub(crate) use writing::{left_behind, pause, since};

#[cfg(test)]
mod tests;
